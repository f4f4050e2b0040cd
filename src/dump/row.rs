//! A row as it is printed in reading order: what stands before its values, the values, and what stands behind them.

use super::clean::{amount, is_nothing};
use super::rates::is_rate;
use super::token::{Kind, Token};
use crate::catalogue;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A row in the making: what stands before its values, the values, and what stands behind them.
#[derive(Clone, Debug, Default)]
pub(super) struct Printed<'a> {
    pub(super) line: usize,
    pub(super) names: Vec<Token<'a>>,
    /// Its number, in a column between names and values: 栏次.
    pub(super) number: Option<Token<'a>>,
    pub(super) values: Vec<Token<'a>>,
    pub(super) behind: Vec<Token<'a>>,
}

/// Takes the first value of each row for its number, where these count on from row to row.
pub(super) fn number(rows: &mut [Printed<'_>]) -> bool {
    /// Fewer rows count by chance.
    const ROWS: usize = 4;
    let mut valued: Vec<&mut Printed<'_>> = rows.iter_mut().filter(|row| !row.values.is_empty()).collect();
    let first = |row: &&mut Printed<'_>| row.values.first().and_then(|first| first.text.parse::<usize>().ok());
    let numbers: Vec<Option<usize>> = valued.iter().map(first).collect();
    let counts_on = |at: usize| {
        let (own, next) = (numbers.get(at).copied().flatten(), numbers.get(at + 1).copied().flatten());
        own.zip(next).is_some_and(|(own, next)| own.checked_add(1) == Some(next))
    };
    let counted = (0..numbers.len()).filter(|&at| counts_on(at)).count();
    // A single column that counts on is one of values.
    let wide = valued.iter().filter(|row| row.values.len() > 1).count();
    if counted < ROWS || counted * 10 < numbers.len() * 8 || wide * 4 < numbers.len() {
        return false;
    }
    let is_sure = |at: usize| counts_on(at) || at.checked_sub(1).is_some_and(counts_on);
    // For each row the number of the next one that is sure.
    let mut behind: Vec<Option<usize>> = vec![None; numbers.len()];
    for at in (1..numbers.len()).rev() {
        let next = numbers.get(at).copied().flatten().filter(|_| is_sure(at));
        let next = next.or_else(|| behind.get(at).copied().flatten());
        if let Some(place) = behind.get_mut(at - 1) {
            *place = next;
        }
    }
    let mut last = 0;
    for (at, row) in valued.iter_mut().enumerate() {
        let Some(own) = numbers.get(at).copied().flatten() else { continue };
        // A row that another one is lost before stands between those around it.
        let between = || own > last && behind.get(at).copied().flatten().is_none_or(|next| own < next);
        if is_sure(at) || row.values.len() > 1 && between() {
            row.number = Some(row.values.remove(0));
            last = own;
        }
    }
    true
}

/// A line's names, its values, and what is printed behind them.
pub(super) fn parts<'a>(
    own: Vec<Token<'a>>,
    plain_digits: bool,
    first: bool,
) -> (Vec<Token<'a>>, Vec<Token<'a>>, Vec<Token<'a>>) {
    // Digits before a name are its code; those behind it are values.
    let last_text = own.iter().rposition(|token| !may_be_value(token));
    let mut from = own.len();
    let mut to = own.len();
    let mut best = 0;
    let mut at = 0;
    while at < own.len() {
        let length = own.iter().skip(at).take_while(|token| may_be_value(token)).count();
        let codes = own.iter().skip(at).take(length).take_while(|token| is_code(token)).count();
        // A run of values: its leading digits are codes where it opens the row, or where a name follows them.
        let named = last_text.is_some_and(|text| text >= at + length);
        let opens = at == 0 && first;
        let are_codes = match codes == length {
            true => named || at == 0 && !plain_digits && own.iter().take(codes).all(|token| token.text.len() >= 3),
            false => opens && codes > 0 && !plain_digits,
        };
        let skip = if are_codes {
            codes
        } else if opens && codes == length {
            if length > 1 && plain_digits { 1 } else { codes }
        } else if codes > 0 && codes < length && !plain_digits {
            // Behind a name on the same line three digits are an amount without a fraction.
            let least = if at == 0 { 3 } else { 4 };
            own.iter().skip(at).take(codes).rposition(|token| token.text.len() >= least).map_or(0, |last| last + 1)
        } else {
            0
        };
        if length > skip && length - skip >= best {
            best = length - skip;
            from = at + skip;
            to = at + length;
        }
        at += length.max(1);
    }
    let mut names = own;
    let behind = names.split_off(to.min(names.len()));
    let values = names.split_off(from.min(names.len()));
    (names, values, behind)
}

pub(super) fn is_code(token: &Token<'_>) -> bool {
    token.kind == Kind::Digits
}

/// Can this be a value?
pub(super) fn may_be_value(token: &Token<'_>) -> bool {
    token.kind != Kind::Text || is_rate(&token.text) || amount(&token.text).is_some() || is_nothing(&token.text)
}

/// The share of rows that have a value for each column, and a name.
pub(super) fn fullness(rows: &[Printed<'_>], values: usize) -> f32 {
    let valued = rows.iter().filter(|row| !row.values.is_empty()).count();
    let full = rows.iter().filter(|row| row.values.len() == values && !row.names.is_empty()).count();
    full as f32 / valued.max(1) as f32
}

/// The number of columns of values: as many as the longest rows have; a single longer row in a long table is a slip.
pub(super) fn columns_of_values(rows: &[Printed<'_>]) -> usize {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(row.values.len()).or_default() += 1;
    }
    let least = if rows.len() > 20 { 2 } else { 1 };
    let total = rows.iter().find(|row| row.names.iter().any(|token| catalogue::is_total(&token.text)));
    let of_total = total.map_or(0, |row| row.values.len());
    counts.iter().rev().find(|(_, rows)| **rows >= least).map_or(0, |(count, _)| *count).max(of_total)
}

/// The values of the rows.
pub(super) fn full(rows: &[Printed<'_>]) -> Vec<Vec<Decimal>> {
    const MOST: usize = 400;
    let values = |row: &Printed<'_>| row.values.iter().map(|token| amount(&token.text).unwrap_or_default()).collect();
    rows.iter().filter(|row| row.values.len() > 1).take(MOST).map(values).collect()
}

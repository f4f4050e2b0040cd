//! A line of a body -> what it begins with and its values; many of them -> how many columns of values there are.

use super::clean::{all_digits, amount, begins_number, is_note_mark, is_nothing};
use super::line::{Line, read_tokens};
use super::rates::is_rate;
use super::token::{Kind, Token};

/// A table has fewer columns of values.
pub(super) const VALUES: usize = 24;

/// A body line: what it begins with, and its values; twice where 收入 stands beside 支出.
#[derive(Clone, Debug, Default)]
pub(super) struct Body<'a> {
    pub(super) line: usize,
    pub(super) halves: Vec<(Vec<Token<'a>>, Vec<Token<'a>>)>,
}

/// A value of a column: an amount, a rate, a dash in its place.
fn is_value(text: &str) -> bool {
    begins_number(text) && (amount(text).is_some() || is_rate(text) || is_nothing(text))
}

/// A line's names and values; `own` is room for its tokens.
pub(super) fn split<'a>(line: &'a Line<'_>, own: &mut Vec<Token<'a>>) -> Body<'a> {
    /// Amounts of as many digits are printed with separators; without them they are a code.
    const CODE: usize = 4;
    let mut halves: Vec<(Vec<Token<'_>>, Vec<Token<'_>>)> = Vec::new();
    read_tokens(line, own);
    if let [only] = own.as_slice()
        && only.kind == Kind::Digits
        && only.text.len() >= CODE
    {
        return Body { line: line.number, halves: vec![(std::mem::take(own), Vec::new())] };
    }
    let count = own.len();
    // Most lines have one.
    halves.reserve_exact(1);
    for (at, token) in own.drain(..).enumerate() {
        let value = token.kind == Kind::Amount || is_value(&token.text);
        let mark = token.text.chars().all(is_note_mark);
        match halves.last_mut() {
            // The mark of a note belongs to the value before it.
            Some((_, values)) if mark && !values.is_empty() => {
                if let Some(last) = values.last_mut() {
                    last.text.to_mut().push(' ');
                    last.text.to_mut().push_str(&token.text);
                }
            }
            Some((names, values)) if value && (!names.is_empty() || !values.is_empty()) => {
                let code = names.iter().all(|name| name.kind == Kind::Digits) && values.is_empty();
                if code && token.kind == Kind::Digits && names.is_empty() {
                    names.push(token)
                } else {
                    if values.is_empty() {
                        values.reserve_exact(count - at);
                    }
                    values.push(token)
                }
            }
            Some((names, values)) if !value && values.is_empty() => names.push(token),
            // Digits before a name are its code.
            Some((names, values)) if !value && names.is_empty() && values.iter().all(|v| all_digits(&*v.text)) => {
                names.append(values);
                names.push(token);
            }
            _ if value => halves.push((Vec::new(), vec![token])),
            _ => halves.push((vec![token], Vec::new())),
        }
    }
    Body { line: line.number, halves }
}

/// The number of values of each half: two halves if enough lines have a name behind values.
pub(super) fn widths(bodies: &[Body]) -> Vec<usize> {
    /// One line in this many shows both halves; fewer are names with numbers in them.
    const BOTH: usize = 6;
    let rows = bodies.iter().filter(|body| body.halves.iter().any(|(_, values)| !values.is_empty())).count();
    let both = |body: &&Body| body.halves.len() == 2 && body.halves.iter().all(|(names, _)| !names.is_empty());
    // What stands behind the values without values of its own is no half, but remarks.
    let right = |body: &Body| body.halves.get(1).is_some_and(|(_, values)| !values.is_empty());
    let halves = bodies.iter().filter(both).count() * BOTH > rows.max(1) && bodies.iter().any(right);
    let halves = if halves { 2 } else { 1 };
    (0..halves)
        .map(|half| {
            let mut counts = [0_usize; VALUES + 2];
            for body in bodies.iter().filter(|body| halves == 1 || body.halves.len() == 2) {
                let valued = || body.halves.iter().rev().find(|(_, values)| !values.is_empty()).or(body.halves.last());
                let own = if halves == 1 { valued() } else { body.halves.get(half) };
                let count = own.map_or(0, |(_, values)| values.len());
                if let Some(place) = counts.get_mut(count.min(VALUES + 1)) {
                    *place += 1;
                }
            }
            // A single longer line in a long table is a slip.
            let least = if rows > 20 { 2 } else { 1 };
            counts.iter().rposition(|&count| count >= least).unwrap_or(0)
        })
        .collect()
}

/// Do the rows begin with codes?
pub(super) fn coded(bodies: &[Body]) -> bool {
    let named: Vec<&Vec<Token<'_>>> = bodies
        .iter()
        .filter_map(|body| body.halves.first())
        .map(|(names, _)| names)
        .filter(|n| !n.is_empty())
        .collect();
    let codes = named.iter().filter(|names| names.first().is_some_and(|token| all_digits(&*token.text))).count();
    codes * 3 > named.len()
}

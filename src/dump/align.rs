//! The columns of a fragment's body -> the columns of the header. A converter drops empty columns, adds some, and splits
//! labels; what a column holds, its distance to its neighbours and the sums of the form say which is which.

use super::clean::{all_digits, amount};
use crate::catalogue::Sum;
use crate::model::ColumnRole;
use rust_decimal::Decimal;

/// What the columns of a table are.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// What each column holds.
    pub(super) roles: Vec<ColumnRole>,
    /// The sums that hold in each row.
    pub(super) sums: Vec<Sum>,
}

/// Steps after which the search ends with the best mapping found so far. A form of 20 columns takes a few hundred.
const STEPS: usize = 5_000;

/// A mapping whose gaps differ from the header's by more columns than this, all gaps taken together, is not looked at:
/// converters lose or add one or two columns.
const LARGEST_SHIFT: usize = 4;

/// A line with more cells than this is no row of a form; its cells stay where they are.
const MOST_COLUMNS: usize = 120;

/// What a mapping gains if every sum holds: more than it can gain by keeping its distances.
const SUMS_WEIGHT: f32 = 8.0;

/// What a value loses if the column of its indicator is empty: more than a shift by one column.
const LONELY: f32 = 1.5;

/// What a column gains at most by holding what its name says.
const BEST_FIT: f32 = 2.0;

/// For each column of `rows` the column of `frame` it belongs to; `None` for a column that is empty throughout.
/// Two neighbouring columns of text may belong to one column: a label that is two columns wide.
pub(super) fn align(rows: &[&[String]], frame: &Frame) -> Vec<Option<usize>> {
    let width = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let used: Vec<(usize, Content)> = (0..width).filter_map(|c| Some((c, content(rows, c)?))).collect();
    let mut search = Search { rows, frame, used: &used, steps: 0, chosen: Vec::new(), best: None };
    if used.len() <= MOST_COLUMNS {
        search.next(0.0, LARGEST_SHIFT);
    }
    let mut mapping = vec![None; width];
    if let Some((_, best)) = search.best {
        for (&(c, _), h) in used.iter().zip(best) {
            if let Some(place) = mapping.get_mut(c) {
                *place = Some(h);
            }
        }
    } else {
        for (c, place) in mapping.iter_mut().enumerate() {
            *place = (c < frame.roles.len()).then_some(c);
        }
    }
    mapping
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Amounts,
    Digits,
    Text,
}

/// What most of a column's cells hold; `None` if none holds anything.
fn content(rows: &[&[String]], c: usize) -> Option<Content> {
    let (mut amounts, mut digits, mut text) = (0, 0, 0);
    for cell in rows.iter().filter_map(|row| row.get(c)).filter(|cell| !cell.is_empty()) {
        if all_digits(cell) && cell != "0" {
            digits += 1;
        } else if amount(cell).is_some() {
            amounts += 1;
        } else {
            text += 1;
        }
    }
    if amounts + digits + text == 0 {
        None
    } else if text * 2 > amounts + digits + text {
        Some(Content::Text)
    } else if digits > amounts {
        Some(Content::Digits)
    } else {
        Some(Content::Amounts)
    }
}

/// How well a column of this content fits a column of this role. Weights order the cases; only their order matters.
fn fit(role: ColumnRole, content: Content) -> f32 {
    match (role, content) {
        (ColumnRole::Amount, Content::Amounts)
        | (ColumnRole::Code | ColumnRole::Index, Content::Digits)
        | (ColumnRole::Label | ColumnRole::Text, Content::Text) => BEST_FIT,
        (ColumnRole::Amount, Content::Digits) | (ColumnRole::Ratio | ColumnRole::Count, _) => 0.5,
        (ColumnRole::Text, _) => 0.0,
        (ColumnRole::Label, Content::Digits) => -0.5,
        (ColumnRole::Code, Content::Text) => -1.0,
        (ColumnRole::Label, Content::Amounts) | (ColumnRole::Index, _) => -3.0,
        (ColumnRole::Amount, Content::Text) | (ColumnRole::Code, Content::Amounts) => -6.0,
    }
}

struct Search<'a> {
    rows: &'a [&'a [String]],
    frame: &'a Frame,
    used: &'a [(usize, Content)],
    steps: usize,
    chosen: Vec<usize>,
    best: Option<(f32, Vec<usize>)>,
}

impl Search<'_> {
    fn next(&mut self, score: f32, shifts: usize) {
        self.steps += 1;
        let at = self.chosen.len();
        let possible = score + (self.used.len() - at) as f32 * BEST_FIT + SUMS_WEIGHT;
        if self.best.as_ref().is_some_and(|(best, _)| possible <= *best) {
            return;
        }
        let Some(&(column, content)) = self.used.get(at) else {
            let score = score + self.sums_weight();
            if self.best.as_ref().is_none_or(|(best, _)| score > *best + 1e-4) {
                self.best = Some((score, self.chosen.clone()));
            }
            return;
        };
        let (gap_from, from) = match (self.chosen.last(), at.checked_sub(1).and_then(|p| self.used.get(p))) {
            (Some(&h), Some(&(c, _))) => (h + column - c, h + 1),
            _ => (column, 0),
        };
        // The place that keeps the distance first, then the others by how far they are from it.
        for shift in 0..=shifts {
            for h in
                [gap_from.checked_add(shift), gap_from.checked_sub(shift).filter(|_| shift > 0)].into_iter().flatten()
            {
                if self.steps > STEPS {
                    return;
                }
                let Some(&role) = self.frame.roles.get(h).filter(|_| h >= from) else { continue };
                self.chosen.push(h);
                let alone = role == ColumnRole::Text
                    && h > 0
                    && self.is_value(h)
                    && self.chosen.iter().rev().nth(1) != Some(&(h - 1));
                let lonely = if alone { LONELY } else { 0.0 };
                self.next(score + fit(role, content) - lonely - shift as f32, shifts - shift);
                self.chosen.pop();
            }
        }
        if let Some(&last) = self.chosen.last()
            && self.wide_label(last, at)
        {
            self.chosen.push(last);
            self.next(score + BEST_FIT / 2.0, shifts);
            self.chosen.pop();
        }
    }

    /// Is column `h` the value of the indicator in the column before it?
    fn is_value(&self, h: usize) -> bool {
        h.checked_sub(1).and_then(|before| self.frame.roles.get(before)) == Some(&ColumnRole::Label)
    }

    /// May used column `at` share header column `h` with the one before it: both text, side by side, `h` a label?
    fn wide_label(&self, h: usize, at: usize) -> bool {
        let shared = self.chosen.iter().rev().nth(1) == Some(&h);
        let pair = at.checked_sub(1).and_then(|before| Some((self.used.get(before)?, self.used.get(at)?)));
        !shared
            && self.frame.roles.get(h) == Some(&ColumnRole::Label)
            && pair.is_some_and(|(a, b)| a.1 == Content::Text && b.1 == Content::Text && a.0 + 1 == b.0)
    }

    /// The share of sums that hold, weighted above any shift.
    fn sums_weight(&self) -> f32 {
        /// A sample of rows decides as well as all of them.
        const ROWS: usize = 60;
        let (mut hold, mut all) = (0u16, 0u16);
        for row in self.rows.iter().take(ROWS) {
            let mut values: Vec<Option<Decimal>> = vec![None; self.frame.roles.len()];
            for (&(c, _), &h) in self.used.iter().zip(&self.chosen) {
                if let Some(place) = values.get_mut(h) {
                    *place = row.get(c).and_then(|cell| amount(cell)).or(*place);
                }
            }
            for sum in &self.frame.sums {
                let value = |c: usize| values.get(c).copied().flatten();
                let parts: Vec<Decimal> = sum.parts.iter().filter_map(|&c| value(c)).collect();
                if parts.is_empty() && value(sum.total).is_none() {
                    continue;
                }
                all += 1;
                let difference = (value(sum.total).unwrap_or_default() - parts.iter().sum::<Decimal>()).abs();
                hold += u16::from(difference <= super::placement::tolerance(&parts, value(sum.total)));
            }
        }
        if all == 0 { 0.0 } else { SUMS_WEIGHT * f32::from(hold) / f32::from(all) }
    }
}

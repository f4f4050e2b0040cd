//! Rows of a flat table that have several placements -> the one that the sums down the table leave. A row is the sum of
//! the rows of the next level behind it; a dump prints no levels, so they are searched together with the placements: from
//! the last row to the first, each row either stands alone or opens with the rows whose amounts add up to it, column by
//! column.

use std::ops::Range;

/// Steps of the search below one row, and of a table. What adds up is found within some hundred.
const STEPS: usize = 1_500;
const ALL_STEPS: usize = 400_000;

/// Ways to read one row that are kept: its placements, alone and with the rows below it.
const READINGS: usize = 12;

/// Rows of one level below a row; longer lists have no room on the way down.
const DEEP: usize = 800;

/// What amounts below zero can make up for at the most: all there are, which still leaves room for sums in 64 bits.
const MOST: i64 = 1 << 61;

/// The rows of a table, each in all its placements: one amount per column, nothing being zero.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    width: usize,
    /// The amounts of all placements, one behind the other.
    amounts: Vec<i64>,
    /// Where the placements of each row begin, and behind the last row, where they end.
    starts: Vec<usize>,
}

impl Rows {
    /// No rows yet, of so many columns each.
    pub(super) fn new(width: usize) -> Rows {
        Rows { width, amounts: Vec::new(), starts: vec![0] }
    }

    /// Adds a placement to the row that is under way; in it these columns have these amounts.
    pub(super) fn add_assignment(&mut self, amounts: impl Iterator<Item = (usize, i64)>) {
        let from = self.amounts.len();
        self.amounts.resize(from + self.width, 0);
        let places = self.amounts.get_mut(from..).unwrap_or_default();
        for (column, amount) in amounts {
            if let Some(place) = places.get_mut(column) {
                *place = amount;
            }
        }
    }

    /// Ends the row that is under way.
    pub(super) fn end_row(&mut self) {
        self.starts.push(self.amounts.len() / self.width.max(1));
    }

    /// The number of rows.
    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The placements of a row.
    fn assignments(&self, row: usize) -> Range<usize> {
        let at = |row: usize| self.starts.get(row).copied().unwrap_or_default();
        at(row)..at(row + 1)
    }

    /// Where the amounts of a row in one of its placements begin.
    fn at(&self, row: usize, assignment: usize) -> usize {
        (self.assignments(row).start + assignment) * self.width
    }

    fn amounts_at(&self, at: usize) -> &[i64] {
        self.amounts.get(at..at + self.width).unwrap_or_default()
    }
}

/// A row read in one way.
#[derive(Clone, Debug)]
struct Reading {
    assignment: usize,
    /// The first row behind it and the rows below it.
    end: usize,
    /// Where its amounts begin among those of the table.
    at: usize,
    /// The rows that add up to it, each with its reading.
    parts: Vec<(usize, usize)>,
}

/// The placement of each row that the sums decide; `None` where they say nothing. Amounts are rounded to `unit`.
pub(super) fn nested(rows: &Rows, unit: i64) -> Vec<Option<usize>> {
    let mut chosen = vec![None; rows.len()];
    if (0..rows.len()).all(|row| rows.assignments(row).len() < 2) {
        return chosen;
    }
    let mut search = Search {
        rows,
        unit,
        below: below_zero(rows),
        readings: vec![Vec::new(); rows.len()],
        opened: vec![0; rows.len()],
        steps: 0,
        parts: Vec::new(),
        left: Vec::new(),
        effort: Effort::Opened,
        chose: false,
    };
    let mut left = ALL_STEPS;
    for row in (0..rows.len()).rev() {
        search.read(row, &mut left);
    }
    let mut row = 0;
    while row < rows.len() {
        let all = search.readings.get(row).map(Vec::as_slice).unwrap_or_default();
        let mut open = all.iter().enumerate().filter(|(_, reading)| !reading.parts.is_empty());
        // A row that opens in one placement only is decided, with what is below it.
        match (open.next(), open.next()) {
            (Some((reading, _)), None) => row = search.write(row, reading, &mut chosen),
            _ => row += 1,
        }
    }
    chosen
}

/// What the search below a row allows; the next is tried where the one before finds nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effort {
    /// Rows that can open do.
    Opened,
    /// They may also stand alone.
    Alone,
    /// Amounts are rounded: a sum of them may be off by half a unit each.
    Rounded,
}

struct Search<'a> {
    rows: &'a Rows,
    unit: i64,
    /// For each row, and behind the last one, what the rows from it on can take below zero in each column.
    below: Vec<i64>,
    readings: Vec<Vec<Reading>>,
    /// How many of a row's readings have rows below it; they stand first.
    opened: Vec<usize>,
    steps: usize,
    parts: Vec<(usize, usize)>,
    /// What is left of the amounts on each level of the way down, one level behind the other.
    left: Vec<i64>,
    effort: Effort,
    /// Was a row met that could open, and also stand alone?
    chose: bool,
}

impl Search<'_> {
    fn read(&mut self, row: usize, left: &mut usize) {
        let rows = self.rows;
        let assignments = rows.assignments(row).len();
        let mut found: Vec<Reading> = Vec::with_capacity(assignments.min(READINGS) + 1);
        for assignment in 0..assignments.min(READINGS / 2) {
            let at = rows.at(row, assignment);
            let amounts = rows.amounts_at(at);
            if amounts.iter().all(|&amount| amount == 0) {
                continue;
            }
            let mut used = 0;
            for effort in [Effort::Opened, Effort::Alone, Effort::Rounded] {
                self.steps = STEPS.min(*left);
                // Where no row can open, all stand alone already.
                if effort == Effort::Alone && !self.chose {
                    *left -= used.min(self.steps);
                    continue;
                }
                (self.effort, self.chose) = (effort, false);
                let given = self.steps;
                self.left.clear();
                self.left.extend_from_slice(amounts);
                let end = self.below_row(row + 1, 0);
                used = given - self.steps;
                *left -= used;
                if let Some(end) = end {
                    found.push(Reading { assignment, end, at, parts: self.parts.clone() });
                }
                self.parts.clear();
                if end.is_some() {
                    break;
                }
            }
        }
        let alone = (0..assignments).map(|assignment| Reading {
            assignment,
            end: row + 1,
            at: rows.at(row, assignment),
            parts: Vec::new(),
        });
        found.extend(alone.take(READINGS));
        if let Some((place, opened)) = self.readings.get_mut(row).zip(self.opened.get_mut(row)) {
            *opened = found.iter().filter(|reading| !reading.parts.is_empty()).count();
            *place = found;
        }
    }

    /// Takes rows from `row` on until nothing is left of what `self.left` holds from `from` on; the row behind them,
    /// `parts` being the rows taken.
    fn below_row(&mut self, row: usize, from: usize) -> Option<usize> {
        let left = self.left.get(from..)?;
        let behind = self.left.len();
        // A single row below another has the same amounts; a sum is rounded with each of its parts.
        let parts = self.parts.len();
        let rounded =
            if self.effort == Effort::Rounded && parts > 1 { self.unit * i64::try_from(parts + 1).ok()? } else { 0 };
        if parts > 0 && left.iter().all(|&amount| 2 * amount.abs() <= rounded) {
            return Some(row);
        }
        if parts >= DEEP || self.steps == 0 {
            return None;
        }
        let room = if self.effort == Effort::Rounded { self.unit * i64::try_from(parts + 2).ok()? } else { 0 };
        let (all, opened) = (self.readings.get(row)?.len(), *self.opened.get(row)?);
        let count = if self.effort == Effort::Alone || opened == 0 { all } else { opened };
        self.chose |= count < all;
        for reading in 0..count {
            self.steps = self.steps.checked_sub(1)?;
            let (at, end) = self.readings.get(row)?.get(reading).map(|own| (own.at, own.end))?;
            if !self.take(at, (from, end), room) {
                continue;
            }
            self.parts.push((row, reading));
            if let Some(end) = self.below_row(end, behind) {
                return Some(end);
            }
            self.parts.pop();
            self.left.truncate(behind);
        }
        None
    }

    /// Puts on top of `self.left` what the amounts at `at` leave of the level from `from` on; no, if they take more than the
    /// rows from `end` on can make up for, but for the `room` that rounding gives.
    fn take(&mut self, at: usize, (from, end): (usize, usize), room: i64) -> bool {
        let width = self.rows.width;
        let own = self.rows.amounts_at(at);
        let level = self.left.get(from..from + width).unwrap_or_default();
        let below = self.below.get(end * width..(end + 1) * width).unwrap_or_default();
        // Most rows fail in the first column, which is mostly a total.
        let fits = level.iter().zip(own).zip(below).all(|((left, own), below)| left - own + below + room >= 0);
        if fits {
            let top = self.left.len();
            self.left.extend_from_within(from..from + width);
            self.left.iter_mut().skip(top).zip(own).for_each(|(left, own)| *left -= own);
        }
        fits
    }

    /// Notes the placements of a row and the rows below it.
    fn write(&self, row: usize, reading: usize, chosen: &mut [Option<usize>]) -> usize {
        let mut open = vec![(row, reading)];
        let mut end = row + 1;
        while let Some((row, reading)) = open.pop() {
            let Some(own) = self.readings.get(row).and_then(|all| all.get(reading)) else { continue };
            end = end.max(own.end);
            if let Some(place) = chosen.get_mut(row) {
                *place = Some(own.assignment);
            }
            open.extend(own.parts.iter().copied());
        }
        end
    }
}

/// For each row, and behind the last one, the sum of what is below zero from there on, column by column.
fn below_zero(rows: &Rows) -> Vec<i64> {
    let width = rows.width;
    let mut below = vec![0; (rows.len() + 1) * width];
    for row in (0..rows.len()).rev() {
        let (own, behind) = below.split_at_mut((row + 1) * width);
        let Some(own) = own.get_mut(row * width..) else { continue };
        for (column, (sum, behind)) in own.iter_mut().zip(behind).enumerate() {
            let least = (0..rows.assignments(row).len())
                .filter_map(|assignment| rows.amounts.get(rows.at(row, assignment) + column))
                .min();
            *sum = (*behind + least.map_or(0, |least| (-least).max(0))).min(MOST);
        }
    }
    below
}

#[cfg(test)]
mod tests {
    use super::{Rows, nested};

    /// Rows of two columns: `a b` is known, `a` stands in one of them.
    fn check(rows: &[&str], expected: &str) {
        let mut table = Rows::new(2);
        for row in rows {
            let own: Vec<i64> = row.split_whitespace().filter_map(|amount| amount.parse().ok()).collect();
            match own.as_slice() {
                [only] => (0..2).for_each(|column| table.add_assignment([(column, *only)].into_iter())),
                all => table.add_assignment(all.iter().copied().enumerate()),
            }
            table.end_row();
        }
        let chosen = nested(&table, 1);
        let shown: String = chosen
            .iter()
            .map(|assignment| assignment.map_or("?".to_owned(), |assignment| assignment.to_string()))
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn rows_below_a_row_add_up_to_it() {
        check(&["20 12", "11 9", "9", "3"], "0001");
        // The second level decides in the third.
        check(&["30 20", "10 20", "4 20", "6", "20", "20"], "000000");
        check(&["30 20", "10 5", "20", "12", "8", "15"], "000001");
    }

    #[test]
    fn what_adds_up_nowhere_stays_open() {
        check(&["20 12", "11 9", "6", "3"], "????");
        // Both columns would do.
        check(&["9", "5", "4"], "???");
    }

    #[test]
    fn sums_are_rounded() {
        check(&["21 12", "11 9", "9", "3"], "0001");
        check(&["25 12", "11 9", "9", "3"], "????");
    }

    #[test]
    fn amounts_below_zero_go_on() {
        check(&["10 7", "12 7", "-2"], "000");
    }
}

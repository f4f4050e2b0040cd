//! Values of a flat table's rows -> their columns. What the columns hold (`rates`) leaves some rows several placements;
//! the sums down the table (`nested`) decide what they can, and rows like the decided ones follow them.

use super::clean::amount;
use super::draft::{Draft, DraftCell, HOMELESS, Unplaced};
use super::nested::{Rows, nested};
use super::placement::{small_unit, units};
use super::rates::{Places, Way};
use crate::model::{ColumnRole, Origin};
use rust_decimal::Decimal;

/// Alternatives that are named.
pub(super) const NAMED: usize = 3;

/// The values of one row, with the placements that fit.
struct UnsettledRow {
    row: usize,
    unplaced: Unplaced,
    /// None of its own where there is a value for every column.
    assignments: Vec<Way>,
    /// The placement to take, and whether something decides it.
    assignment: usize,
    decided: bool,
}

/// Puts the values of all rows into the columns from `from` on.
pub(super) fn settle(draft: &mut Draft, from: usize, places: &Places) {
    let mut rows: Vec<UnsettledRow> = Vec::with_capacity(draft.rows.len());
    for (row, own) in draft.rows.iter_mut().enumerate() {
        let line = own.line;
        let Some(at) = own.unplaced.iter().position(|unplaced| unplaced.from == from) else { continue };
        let unplaced = own.unplaced.remove(at);
        let full = unplaced.texts.len() >= places.width();
        let assignments = if full { Vec::new() } else { places.place(&unplaced.texts, (line, &unplaced.ends)) };
        let best = assignments.first().map_or(0, |assignment| assignment.score);
        let decided = assignments.iter().filter(|assignment| assignment.score == best).count() < 2;
        rows.push(UnsettledRow { row, unplaced, assignments, assignment: 0, decided });
    }
    by_sums(draft, &mut rows, (from, places.width()));
    by_likeness(&mut rows);
    for row in rows {
        put(draft, row, (from, places.width()));
    }
}

/// Decides rows by the sums down the table.
fn by_sums(draft: &Draft, rows: &mut [UnsettledRow], (from, width): (usize, usize)) {
    let is_amount = |c: usize| draft.roles.get(from + c) == Some(&ColumnRole::Amount);
    let all: Vec<Decimal> = rows.iter().flat_map(|row| &row.unplaced.texts).map(|text| number(text)).collect();
    let Some(units) = units(&all) else { return };
    // What is out of all proportion is a code, and stands in no sum.
    let units: Vec<i64> = units.into_iter().map(|unit| small_unit(unit).unwrap_or(0)).collect();
    // One `0.5` among whole numbers is more exact than the others.
    let mut scales: Vec<u32> = all.iter().filter(|amount| !amount.is_zero()).map(Decimal::scale).collect();
    scales.sort_unstable();
    let (most, finest) = (scales.get(scales.len() / 2).copied(), scales.last().copied());
    let unit = 10_i64.pow((finest.unwrap_or(0) - most.unwrap_or(0)).min(12));
    let mut units = units.as_slice();
    let mut table = Rows::new(width);
    for row in rows.iter() {
        let (own, behind) = units.split_at(row.unplaced.texts.len().min(units.len()));
        units = behind;
        if row.assignments.is_empty() {
            table.add_assignment(own.iter().copied().enumerate().filter(|&(column, _)| is_amount(column)));
        }
        for assignment in &row.assignments {
            let amounts = assignment.columns.iter().copied().zip(own.iter().copied());
            table.add_assignment(amounts.filter(|&(column, _)| is_amount(column)));
        }
        table.end_row();
    }
    for (row, assignment) in rows.iter_mut().zip(nested(&table, unit)) {
        if let Some(assignment) = assignment {
            row.decided |= row.assignments.len() > 1;
            row.assignment = assignment;
        }
    }
}

fn number(text: &str) -> Decimal {
    amount(super::clean::unmarked(text)).unwrap_or_default()
}

/// Rows that nothing decides stand as most decided rows of as many values do.
fn by_likeness(rows: &mut [UnsettledRow]) {
    let mut known: Vec<(Vec<usize>, usize)> = Vec::new();
    for row in rows.iter().filter(|row| row.decided) {
        let Some(assignment) = row.assignments.get(row.assignment) else { continue };
        match known.iter_mut().find(|(columns, _)| *columns == assignment.columns) {
            Some((_, count)) => *count += 1,
            None => known.push((assignment.columns.clone(), 1)),
        }
    }
    let count = |assignment: &Way| {
        known.iter().find(|(columns, _)| *columns == assignment.columns).map_or(0, |&(_, count)| count)
    };
    for row in rows.iter_mut().filter(|row| !row.decided) {
        let best = row.assignments.first().map_or(0, |assignment| assignment.score);
        let equal = row.assignments.iter().enumerate().filter(|(_, assignment)| assignment.score == best);
        row.assignment = equal
            .max_by_key(|(index, assignment)| (count(assignment), std::cmp::Reverse(*index)))
            .map_or(0, |(index, _)| index);
    }
}

fn put(draft: &mut Draft, row: UnsettledRow, (from, width): (usize, usize)) {
    let line = draft.rows.get(row.row).map_or(0, |own| own.line);
    if !row.decided {
        let texts: Vec<&str> = row.unplaced.texts.iter().map(String::as_str).collect();
        let best = row.assignments.first().map_or(0, |assignment| assignment.score);
        let others = row
            .assignments
            .iter()
            .enumerate()
            .filter(|&(index, assignment)| index != row.assignment && assignment.score == best);
        let others: Vec<Vec<usize>> =
            others.take(NAMED).map(|(_, assignment)| assignment.columns.iter().map(|&c| from + c).collect()).collect();
        draft.doubt(row.row + 1, &texts, &others);
    }
    let assignment = row.assignments.get(row.assignment);
    let origin = if row.unplaced.texts.len() == width { Origin::Printed } else { Origin::Placed };
    for (index, text) in row.unplaced.texts.into_iter().enumerate() {
        let column = assignment
            .map_or(Some(index).filter(|_| index < width), |assignment| assignment.columns.get(index).copied());
        let cells = draft.rows.get_mut(row.row).map(|own| &mut own.cells);
        match column.and_then(|column| cells?.get_mut(from + column)) {
            Some(cell) => *cell = DraftCell { text, origin },
            None => draft.set_aside(line, &text, HOMELESS),
        }
    }
}

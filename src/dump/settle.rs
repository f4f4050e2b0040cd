//! Values of a flat table's rows -> their columns. What the columns hold (`rates`) leaves some rows several placements;
//! the sums down the table (`nested`) decide what they can, and rows like the decided ones follow them.

use super::clean::amount;
use super::draft::{Draft, DraftCell, HOMELESS, Loose};
use super::nested::{Rows, nested};
use super::placement::{small_unit, units};
use super::rates::{Places, Way};
use crate::model::{ColumnRole, Origin};
use rust_decimal::Decimal;

/// Alternatives that are named.
pub(super) const NAMED: usize = 3;

/// The values of one row, with the placements that fit.
struct Open {
    row: usize,
    loose: Loose,
    /// None of its own where there is a value for every column.
    ways: Vec<Way>,
    /// The placement to take, and whether something decides it.
    way: usize,
    decided: bool,
}

/// Puts the values of all rows into the columns from `from` on.
pub(super) fn settle(draft: &mut Draft, from: usize, places: &Places) {
    let mut rows: Vec<Open> = Vec::with_capacity(draft.rows.len());
    for (row, own) in draft.rows.iter_mut().enumerate() {
        let line = own.line;
        let Some(at) = own.loose.iter().position(|loose| loose.from == from) else { continue };
        let loose = own.loose.remove(at);
        let full = loose.texts.len() >= places.width();
        let ways = if full { Vec::new() } else { places.place(&loose.texts, (line, &loose.ends)) };
        let best = ways.first().map_or(0, |way| way.score);
        let decided = ways.iter().filter(|way| way.score == best).count() < 2;
        rows.push(Open { row, loose, ways, way: 0, decided });
    }
    by_sums(draft, &mut rows, (from, places.width()));
    by_likeness(&mut rows);
    for row in rows {
        put(draft, row, (from, places.width()));
    }
}

/// Decides rows by the sums down the table.
fn by_sums(draft: &Draft, rows: &mut [Open], (from, width): (usize, usize)) {
    let is_amount = |c: usize| draft.roles.get(from + c) == Some(&ColumnRole::Amount);
    let all: Vec<Decimal> = rows.iter().flat_map(|row| &row.loose.texts).map(|text| number(text)).collect();
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
        let (own, behind) = units.split_at(row.loose.texts.len().min(units.len()));
        units = behind;
        if row.ways.is_empty() {
            table.add_way(own.iter().copied().enumerate().filter(|&(column, _)| is_amount(column)));
        }
        for way in &row.ways {
            let amounts = way.columns.iter().copied().zip(own.iter().copied());
            table.add_way(amounts.filter(|&(column, _)| is_amount(column)));
        }
        table.end_row();
    }
    for (row, way) in rows.iter_mut().zip(nested(&table, unit)) {
        if let Some(way) = way {
            row.decided |= row.ways.len() > 1;
            row.way = way;
        }
    }
}

fn number(text: &str) -> Decimal {
    amount(super::clean::unmarked(text)).unwrap_or_default()
}

/// Rows that nothing decides stand as most decided rows of as many values do.
fn by_likeness(rows: &mut [Open]) {
    let mut known: Vec<(Vec<usize>, usize)> = Vec::new();
    for row in rows.iter().filter(|row| row.decided) {
        let Some(way) = row.ways.get(row.way) else { continue };
        match known.iter_mut().find(|(columns, _)| *columns == way.columns) {
            Some((_, count)) => *count += 1,
            None => known.push((way.columns.clone(), 1)),
        }
    }
    let count = |way: &Way| known.iter().find(|(columns, _)| *columns == way.columns).map_or(0, |&(_, count)| count);
    for row in rows.iter_mut().filter(|row| !row.decided) {
        let best = row.ways.first().map_or(0, |way| way.score);
        let equal = row.ways.iter().enumerate().filter(|(_, way)| way.score == best);
        row.way =
            equal.max_by_key(|(index, way)| (count(way), std::cmp::Reverse(*index))).map_or(0, |(index, _)| index);
    }
}

fn put(draft: &mut Draft, row: Open, (from, width): (usize, usize)) {
    let line = draft.rows.get(row.row).map_or(0, |own| own.line);
    if !row.decided {
        let texts: Vec<&str> = row.loose.texts.iter().map(String::as_str).collect();
        let best = row.ways.first().map_or(0, |way| way.score);
        let others = row.ways.iter().enumerate().filter(|&(index, way)| index != row.way && way.score == best);
        let others: Vec<Vec<usize>> =
            others.take(NAMED).map(|(_, way)| way.columns.iter().map(|&c| from + c).collect()).collect();
        draft.doubt(row.row + 1, &texts, &others);
    }
    let way = row.ways.get(row.way);
    let origin = if row.loose.texts.len() == width { Origin::Printed } else { Origin::Placed };
    for (index, text) in row.loose.texts.into_iter().enumerate() {
        let column = way.map_or(Some(index).filter(|_| index < width), |way| way.columns.get(index).copied());
        let cells = draft.rows.get_mut(row.row).map(|own| &mut own.cells);
        match column.and_then(|column| cells?.get_mut(from + column)) {
            Some(cell) => *cell = DraftCell { text, origin },
            None => draft.set_aside(line, &text, HOMELESS),
        }
    }
}

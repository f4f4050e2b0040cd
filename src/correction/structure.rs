//! Tables made one or two, and everything that names a table or row carried along.

use crate::model::{Document, Row, Table, TablePlace};
use std::collections::BTreeMap;

/// Where each row of each table came from: its table and row before, from 0.
pub(super) struct Structure {
    origins: Vec<Origins>,
    before: usize,
}

/// The tables that a table holds rows or the caption of, and the origin of its rows.
struct Origins {
    tables: Vec<usize>,
    rows: Vec<(usize, usize)>,
}

impl Structure {
    pub(super) fn new(tables: &[Table]) -> Structure {
        let own = |(at, table): (usize, &Table)| Origins {
            tables: vec![at],
            rows: (0..table.rows.len()).map(|row| (at, row)).collect(),
        };
        Structure { origins: tables.iter().enumerate().map(own).collect(), before: tables.len() }
    }

    /// Where table `index` (from 1, before any change) begins now, from 0.
    pub(super) fn table(&self, index: usize) -> usize {
        self.origins.iter().position(|own| own.tables.contains(&(index - 1))).unwrap_or(index - 1)
    }

    /// The last table that holds rows of table `index`.
    fn last(&self, index: usize) -> usize {
        self.origins.iter().rposition(|own| own.tables.contains(&(index - 1))).unwrap_or(index - 1)
    }

    /// Joins a table with the one after it.
    pub(super) fn merge(
        &mut self,
        tables: &mut Vec<Table>,
        index: usize,
        rows: usize,
    ) -> Result<&'static str, &'static str> {
        let at = self.last(index);
        let widths = (tables.get(at).map(Table::width), tables.get(at + 1).map(Table::width));
        match widths {
            _ if self.rows_of(index) != rows => return Err("the table has another number of rows"),
            (Some(own), Some(next)) if own == next => {}
            (_, None) => return Err("there is no table after it"),
            _ => return Err("the table after it has another number of columns"),
        }
        let (next, next_origins) = (tables.remove(at + 1), self.origins.remove(at + 1));
        if let (Some(own), Some(origins)) = (tables.get_mut(at), self.origins.get_mut(at)) {
            own.place = match (&own.place, next.place) {
                (TablePlace::Lines(first), TablePlace::Lines(second)) => TablePlace::Lines(first.start..second.end),
                (TablePlace::Pages(first), TablePlace::Pages(second)) => {
                    let mut pages = [first.clone(), second].concat();
                    pages.dedup();
                    TablePlace::Pages(pages)
                }
                (first, _) => first.clone(),
            };
            own.rows.extend(next.rows);
            own.fields.extend(next.fields);
            own.notes.extend(next.notes);
            origins.tables.extend(next_origins.tables);
            origins.rows.extend(next_origins.rows);
        }
        Ok("the table was joined by hand with the one after it")
    }

    /// Makes two tables of one; the second begins with body row `row`, from 1.
    pub(super) fn split(
        &mut self,
        tables: &mut Vec<Table>,
        index: usize,
        row: usize,
        rows: usize,
    ) -> Result<&'static str, &'static str> {
        let at = self.table(index);
        if self.rows_of(index) != rows {
            return Err("the table has another number of rows");
        }
        let (Some(own), Some(origins)) = (tables.get_mut(at), self.origins.get_mut(at)) else {
            return Err("there is no such table");
        };
        let cut = origins.rows.iter().position(|origin| *origin == (index - 1, row.wrapping_sub(1)));
        let Some(cut) = cut.filter(|cut| *cut > 0) else { return Err("there is no such row to begin with") };
        let mut second = own.clone();
        second.rows = own.rows.split_off(cut);
        // What is printed under the table stands under its second part.
        own.notes.clear();
        second.fields.clear();
        own.place = place(&own.place, &own.rows);
        second.place = place(&second.place, &second.rows);
        let moved = Origins { tables: vec![index - 1], rows: origins.rows.split_off(cut) };
        tables.insert(at + 1, second);
        self.origins.insert(at + 1, moved);
        Ok("the table was split by hand")
    }

    /// How many rows table `index` had.
    fn rows_of(&self, index: usize) -> usize {
        self.origins.iter().flat_map(|own| &own.rows).filter(|(table, _)| *table == index - 1).count()
    }

    /// Carries along what names tables and rows: findings, and the documents bound in one file.
    pub(super) fn carry(&self, document: &mut Document) {
        let changed = self.origins.len() != self.before || self.origins.iter().any(|own| own.tables.len() != 1);
        if !changed {
            return;
        }
        let mut rows = BTreeMap::new();
        for (at, own) in self.origins.iter().enumerate() {
            rows.extend(own.rows.iter().enumerate().map(|(row, origin)| (*origin, (at, row))));
        }
        for finding in &mut document.findings {
            let Some(table) = finding.place.table.filter(|table| table.get() < self.before) else { continue };
            let row = finding.place.row.and_then(|row| rows.get(&(table.get(), row.get())));
            match row {
                Some(&(at, row)) => (finding.place.table, finding.place.row) = (Some(at.into()), Some(row.into())),
                None => finding.place.table = Some(self.table(table.number()).into()),
            }
        }
        for part in &mut document.parts {
            part.tables = self.table(part.tables.start + 1)..self.last(part.tables.end) + 1;
        }
    }
}

/// The pages that rows stand on.
fn place(before: &TablePlace, rows: &[Row]) -> TablePlace {
    let TablePlace::Pages(all) = before else { return before.clone() };
    let mut pages: Vec<_> = rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.page).collect();
    pages.sort_unstable();
    pages.dedup();
    TablePlace::Pages(if pages.is_empty() { all.clone() } else { pages })
}

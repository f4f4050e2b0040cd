//! A table in the making: what every sort of dump is read into before it becomes a [`Table`].

use super::align::Frame;
use super::blocks::Block;
use super::caption::caption;
use super::clean::{amount, joined, unmarked};
use crate::catalogue;
use crate::model::{Cell, Column, ColumnRole, Field, Origin, Row, RowRole, Table, TablePlace, Value};
use crate::words::{formula, is_grand_total, is_sum, is_total};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// A table in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// The header grid.
    pub(super) header: Vec<Vec<String>>,
    /// The path of each column.
    pub(super) paths: Vec<Vec<String>>,
    /// What each column holds.
    pub(super) roles: Vec<ColumnRole>,
    /// 栏次, as long as `paths`.
    pub(super) index_row: Option<Vec<String>>,
    /// The body.
    pub(super) rows: Vec<DraftRow>,
    /// Labels and values of forms.
    pub(super) fields: Vec<Field>,
    /// Text that stands in no cell, with its line and why it was set aside.
    pub(super) aside: Vec<Aside>,
    /// Rows, from 1, whose amounts could stand elsewhere, and what to say about each.
    pub(super) doubts: Vec<(usize, String)>,
    /// The rows, from 0, whose amounts could stand in other columns as well.
    pub(super) unsure: BTreeSet<usize>,
    /// Do the places of characters on their lines say where they stand on the page?
    pub(super) laid_out: bool,
    /// Columns of values with a line and where they end there, if the dump shows it.
    pub(super) marks: Vec<(usize, usize, usize)>,
    /// Was the header known or read, rather than made up?
    pub(super) named: bool,
}

/// A row in the making.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DraftRow {
    /// The line it begins on.
    pub(super) line: usize,
    /// One per column.
    pub(super) cells: Vec<DraftCell>,
    /// Amounts whose columns are still to be found, with the columns they may stand in (half open).
    pub(super) unplaced: Vec<Unplaced>,
}

/// Amounts in their order, and the span of columns they belong to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Unplaced {
    /// The amounts as printed.
    pub(super) texts: Vec<String>,
    /// Where each ends on its line, if the dump keeps the places on the page.
    pub(super) ends: Vec<usize>,
    /// The first column they may stand in.
    pub(super) from: usize,
    /// The column behind the last one they may stand in.
    pub(super) to: usize,
}

/// A cell in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DraftCell {
    /// Its text.
    pub(super) text: String,
    /// How it came here.
    pub(super) origin: Origin,
}

impl Default for DraftCell {
    fn default() -> DraftCell {
        DraftCell { text: String::new(), origin: Origin::Printed }
    }
}

impl DraftCell {
    /// A printed cell.
    pub(super) fn printed(text: impl Into<String>) -> DraftCell {
        DraftCell { text: text.into(), origin: Origin::Printed }
    }

    /// A repeat of a merged cell.
    pub(super) fn spanned(text: impl Into<String>) -> DraftCell {
        DraftCell { text: text.into(), origin: Origin::Spanned }
    }
}

/// Text that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Aside {
    /// The line it stands on.
    pub(super) line: usize,
    /// What it says.
    pub(super) text: String,
    /// Why it is in no cell.
    pub(super) why: &'static str,
}

/// Why text is set aside: the header printed again on a later page.
pub(super) const HEADER_AGAIN: &str = "the header is printed again";
/// Why text is set aside: a merged label printed again.
pub(super) const LABEL_AGAIN: &str = "a label is printed again";
/// Why text is set aside: nothing says where it belongs.
pub(super) const HOMELESS: &str = "it belongs to no cell";

impl Draft {
    /// The draft's columns as the column search wants them.
    pub(super) fn frame(&self) -> Frame {
        Frame { roles: self.roles.clone(), sums: catalogue::sums(&self.paths) }
    }

    /// Names the columns and takes their roles from the names.
    pub(super) fn name_columns(&mut self, header: Vec<Vec<String>>, paths: Vec<Vec<String>>) {
        self.roles = paths.iter().map(|path| catalogue::role(path)).collect();
        self.header = header;
        self.paths = paths;
        self.named = true;
    }

    /// Sets text aside.
    pub(super) fn set_aside(&mut self, line: usize, text: &str, why: &'static str) {
        let text = joined(text);
        if !text.is_empty() {
            self.aside.push(Aside { line, text: text.into_owned(), why });
        }
    }

    /// Says that nothing decides the columns of the values of row `row`, and which others they could stand in.
    pub(super) fn doubt(&mut self, row: usize, texts: &[&str], others: &[Vec<usize>]) {
        if others.is_empty() {
            return;
        }
        let name = |&c: &usize| self.paths.get(c).map(|path| path.join("/")).unwrap_or_default();
        let others: Vec<String> =
            others.iter().map(|assignment| assignment.iter().map(name).collect::<Vec<_>>().join(", ")).collect();
        let message =
            format!("nothing decides the columns of {}; it could also be {}", texts.join(" "), others.join(" or "));
        self.unsure.extend(row.checked_sub(1));
        self.doubts.push((row, message));
    }

    /// The finished table.
    pub(super) fn into_table(self, block: &Block<'_>) -> Table {
        let index_text = |at: usize| self.index_row.as_ref()?.get(at);
        let columns: Vec<Column> = self
            .paths
            .iter()
            .zip(&self.roles)
            .enumerate()
            .map(|(at, (path, &role))| {
                let formula = index_text(at).and_then(|text| formula(text));
                Column { formula, ..Column::new(path.clone(), role) }
            })
            .collect();
        let width = columns.len();
        let finished = |(at, row): (usize, DraftRow)| {
            let is_unsure = self.unsure.contains(&at);
            Row { is_unsure, ..finished(row, &columns) }
        };
        let rows = self.rows.into_iter().enumerate().map(finished).collect();
        let mut header = self.header;
        for row in &mut header {
            row.resize(width, String::new());
        }
        Table {
            place: TablePlace::Lines(block.lines()),
            kind: None,
            meanings: Vec::new(),
            caption: caption(&block.caption),
            header,
            index_row: self.index_row.map(|mut row| {
                row.resize(width, String::new());
                row
            }),
            columns,
            rows,
            fields: self.fields,
            notes: block
                .notes
                .iter()
                .map(|line| joined(&line.text).into_owned())
                .filter(|note| !note.is_empty())
                .collect(),
        }
    }
}

fn finished(mut row: DraftRow, columns: &[Column]) -> Row {
    let line = Some(row.line).filter(|line| *line > 0);
    row.cells.resize(columns.len(), DraftCell::default());
    let cells: Vec<Cell> = row
        .cells
        .into_iter()
        .zip(columns)
        .map(|(cell, column)| Cell {
            value: value(&cell.text, column.role),
            text: cell.text,
            page: None,
            bbox: None,
            origin: cell.origin,
            printed: None,
            otherwise: None,
        })
        .collect();
    Row { role: row_role(&cells, columns), level: None, is_unsure: false, line, cells }
}

fn value(text: &str, role: ColumnRole) -> Option<Value> {
    let text = if matches!(role, ColumnRole::Amount | ColumnRole::Ratio) { unmarked(text) } else { text };
    match role {
        ColumnRole::Amount => amount(text).map(Value::Amount),
        ColumnRole::Ratio => amount(text.trim_end_matches(['%', '％'])).map(Value::Ratio),
        ColumnRole::Code if !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric()) => {
            Some(Value::Code(text.to_owned()))
        }
        _ => None,
    }
}

fn row_role(cells: &[Cell], columns: &[Column]) -> RowRole {
    if cells.iter().all(|cell| cell.text.is_empty()) {
        return RowRole::Blank;
    }
    let label = cells
        .iter()
        .zip(columns)
        .find(|(cell, column)| !cell.text.is_empty() && column.role != ColumnRole::Amount)
        .map_or("", |(cell, _)| cell.text.as_str());
    match label {
        label if is_grand_total(label) => RowRole::Total,
        label if is_sum(label) || is_total(label) => RowRole::Subtotal,
        _ => RowRole::Item,
    }
}

/// Spanes of columns that begin with names and end with amounts: two in a table of 收入 beside 支出.
pub(super) fn segments(roles: &[ColumnRole]) -> Vec<(usize, usize)> {
    let mut segments = Vec::new();
    let mut from = 0;
    for (c, pair) in roles.windows(2).enumerate() {
        if let [ColumnRole::Amount | ColumnRole::Ratio, ColumnRole::Label | ColumnRole::Code] = pair {
            segments.push((from, c + 1));
            from = c + 1;
        }
    }
    segments.push((from, roles.len()));
    segments
}

/// The amounts of a span, and the columns they may stand in.
pub(super) fn span_of(draft: &Draft, unplaced: &Unplaced) -> (Vec<Decimal>, Vec<usize>) {
    let amounts = unplaced.texts.iter().map(|text| amount(text).unwrap_or_default()).collect();
    let is_amount = |c: &usize| draft.roles.get(*c) == Some(&ColumnRole::Amount);
    (amounts, (unplaced.from..unplaced.to).filter(is_amount).collect())
}

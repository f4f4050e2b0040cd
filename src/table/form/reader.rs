//! A sheet to the fields and lists in it, from top to bottom.

use super::super::Field;
use super::super::sheet::SheetCell;
use super::block::{Matrix, Plan};
use super::label::{doubt, is_plain_value, own_label};
use std::ops::Range;

/// What parts of a name are joined by.
const JOINT: &str = "/";

/// Something that a form holds.
pub(super) enum Item<'a> {
    /// A label with its value.
    Field { row: usize, is_outer: bool, field: Field },
    /// A matrix that may be the form's list.
    List(List<'a>),
}

/// A matrix of three columns and more.
pub(super) struct List<'a> {
    /// Its names and its body.
    pub(super) rows: Range<usize>,
    /// The sheet's columns it stands in.
    pub(super) columns: Range<usize>,
    /// Where its columns begin and end, and the sheet does.
    pub(super) edges: Vec<usize>,
    matrix: Matrix,
    /// The labels it stands beside.
    above: Vec<&'a str>,
}

impl List<'_> {
    /// How many rows stand below its names.
    pub(super) fn body(&self) -> usize {
        self.matrix.end - self.matrix.head_end
    }

    /// Stands beside a label, and names its rows, with nothing above their names.
    pub(super) fn has_blank_corner(&self, plan: &Plan<'_>) -> bool {
        !self.above.is_empty()
            && self.matrix.has_row_names
            && plan.cell(self.rows.start, self.columns.start).text.is_empty()
    }

    /// True if these columns of the sheet are one of its own.
    pub(super) fn divides(&self, columns: &Range<usize>) -> bool {
        self.matrix.columns.contains(columns)
    }

    /// Its cells, each with the names of its row and its column.
    pub(super) fn fields(&self, plan: &Plan<'_>) -> Vec<Field> {
        matrix_fields(plan, self.rows.start, &self.matrix, &self.above)
    }
}

impl Item<'_> {
    pub(super) fn row(&self) -> usize {
        match self {
            Item::Field { row, .. } => *row,
            Item::List(list) => list.rows.start,
        }
    }

    /// The label of a value that stands beside no other label.
    pub(super) fn outer_label(&self) -> Option<&str> {
        match self {
            Item::Field { is_outer: true, field, .. } if !field.value.is_empty() && !field.name.is_empty() => {
                Some(&field.name)
            }
            _ => None,
        }
    }

    /// Holds what nobody prints as a name of columns.
    pub(super) fn has_plain_value(&self, plan: &Plan<'_>) -> bool {
        match self {
            Item::Field { field, .. } => is_plain_value(&field.value),
            Item::List(list) => list.fields(plan).iter().any(|field| is_plain_value(&field.value)),
        }
    }
}

/// The fields and lists of a sheet, in printed order; nothing if names of columns stand over most of it, as in tables.
pub(super) fn read<'a>(plan: &Plan<'a>) -> Vec<Item<'a>> {
    let whole = 0..plan.width();
    let is_table = plan
        .matrix(&(0..plan.height()), &whole)
        .is_some_and(|matrix| matrix.columns.len() >= 3 && matrix.end * 2 > plan.height());
    if is_table || plan.width() < 2 {
        return Vec::new();
    }
    let mut reader = BlockWalk { items: Vec::new(), plan };
    reader.walk(0..plan.height(), &whole, &[]);
    reader.items
}

struct BlockWalk<'p, 'a> {
    plan: &'p Plan<'a>,
    items: Vec<Item<'a>>,
}

impl<'a> BlockWalk<'_, 'a> {
    /// Reads these rows block by block.
    fn walk(&mut self, rows: Range<usize>, columns: &Range<usize>, above: &[&'a str]) {
        let mut row = rows.start;
        while row < rows.end {
            // A step reads one row at least: where damaged pages leave a place without a cell, that of another stands for it.
            row = self.step(row..rows.end, rows.len(), columns, above).max(row + 1);
        }
    }

    /// Reads the first block of these rows, which are the last of `all`. Gives the row behind it.
    fn step(&mut self, rows: Range<usize>, all: usize, columns: &Range<usize>, above: &[&'a str]) -> usize {
        let row = rows.start;
        if let Some(matrix) = self.plan.matrix(&rows, columns) {
            return self.take_matrix(row, columns, matrix, above);
        }
        let end = self.plan.band_end(&rows, columns);
        let cells = self.plan.cells(row, columns);
        match cells.as_slice() {
            [only] => self.take_single(only, &rows, columns, above, end - row == all),
            _ => {
                self.band(&(row..end), columns, &cells, above);
                end
            }
        }
    }

    fn push(&mut self, row: usize, above: &[&str], label: &str, value: &str) {
        let parts: Vec<&str> = above.iter().copied().chain([label]).filter(|part| !part.is_empty()).collect();
        let field = Field { name: parts.join(JOINT), value: value.to_owned() };
        let says_nothing = |name: &str, value: &str| name.is_empty() && value.is_empty();
        if !says_nothing(&field.name, &field.value) && !says_nothing(label, value) {
            self.items.push(Item::Field { row, is_outer: above.is_empty(), field });
        }
    }

    fn take_matrix(&mut self, row: usize, columns: &Range<usize>, matrix: Matrix, above: &[&'a str]) -> usize {
        let end = matrix.end;
        if matrix.columns.len() >= 3 {
            let mut edges: Vec<usize> = matrix.columns.iter().map(|column| column.start).collect();
            edges.extend([columns.end, 0, self.plan.width()]);
            let list = List { rows: row..end, columns: columns.clone(), edges, matrix, above: above.to_vec() };
            self.items.push(Item::List(list));
        } else {
            let own = |field| Item::Field { row, is_outer: false, field };
            self.items.extend(matrix_fields(self.plan, row, &matrix, above).into_iter().map(own));
        }
        end
    }

    /// A cell as wide as the block: the value of the label beside it, a label above its value, both in one, or a heading.
    fn take_single(
        &mut self,
        cell: &'a SheetCell,
        rows: &Range<usize>,
        columns: &Range<usize>,
        above: &[&'a str],
        is_whole: bool,
    ) -> usize {
        let (row, end) = (rows.start, cell.rows.end.min(rows.end));
        let text = cell.text.as_str();
        if is_whole && !above.is_empty() {
            self.push(row, above, "", text);
            return end;
        }
        if end < rows.end
            && doubt(text) == 0
            && let [below] = self.plan.cells(end, columns).as_slice()
            && (doubt(&below.text) > 0 && !below.text.is_empty() || !above.is_empty())
        {
            self.push(row, above, text, &below.text);
            return below.rows.end.min(rows.end);
        }
        match own_label(text) {
            Some((label, value)) => self.push(row, above, label, value),
            None if doubt(text) == 0 => self.push(row, above, text, ""),
            None => self.push(row, above, "", text),
        }
        end
    }

    /// Rows that no boundary divides: a label beside all of them leads those of the rest.
    fn band(&mut self, rows: &Range<usize>, columns: &Range<usize>, cells: &[&'a SheetCell], above: &[&'a str]) {
        let plan = self.plan;
        let is_tall = |cell: &'a SheetCell| cell.rows.start <= rows.start && plan.end_of(cell) >= rows.end;
        let Some(first) = cells.first() else { return };
        if cells.iter().all(|cell| is_tall(cell)) {
            return self.pairs(rows.start, cells, above);
        }
        let behind = |cell: &SheetCell| cell.columns.end.max(columns.start + 1)..columns.end;
        let rest = behind(first);
        if !is_tall(first) {
            return self.beside(rows, columns, cells, above);
        }
        if let Some(value) = cells.get(1).filter(|cell| is_tall(cell) && doubt(&cell.text) >= 3) {
            self.push(rows.start, above, &first.text, &value.text);
            return self.walk(rows.clone(), &behind(value), above);
        }
        let mut above = above.to_vec();
        above.extend(Some(plan.label_of(first)).filter(|text| !text.is_empty()));
        self.walk(rows.clone(), &rest, &above);
    }

    /// Rows beside a cell that spans all of them.
    fn beside(&mut self, rows: &Range<usize>, columns: &Range<usize>, cells: &[&'a SheetCell], above: &[&'a str]) {
        let is_tall = |cell: &&&SheetCell| cell.rows.start <= rows.start && cell.rows.end >= rows.end;
        let cut = cells.iter().find(is_tall).map(|cell| cell.columns.start);
        match cut.filter(|cut| *cut > columns.start && *cut < columns.end) {
            Some(cut) => {
                self.walk(rows.clone(), &(columns.start..cut), above);
                let right: Vec<&SheetCell> = self.plan.cells(rows.start, &(cut..columns.end));
                self.band(rows, &(cut..columns.end), &right, above);
            }
            None => {
                for row in rows.clone() {
                    let mut own = self.plan.cells(row, columns);
                    own.retain(|cell| cell.rows.start == row || row == rows.start);
                    self.pairs(row, &own, above);
                }
            }
        }
    }

    /// Cells side by side: labels and values in turn, behind a label that leads them all if they are odd.
    fn pairs(&mut self, row: usize, cells: &[&'a SheetCell], above: &[&'a str]) {
        let doubts = |start: usize| cells.iter().skip(start).step_by(2).map(|cell| doubt(&cell.text)).sum::<u32>();
        let leads = cells.len() % 2 == 1 && cells.len() > 1 && doubts(1) <= doubts(0);
        let mut above = above.to_vec();
        let mut rest = cells;
        if let Some((first, others)) = cells.split_first().filter(|_| leads) {
            above.extend(Some(first.text.as_str()).filter(|text| !text.is_empty()));
            rest = others;
        }
        for pair in rest.chunks(2) {
            let value = pair.get(1).map_or("", |cell| cell.text.as_str());
            match pair.first() {
                Some(alone) if pair.len() == 1 && doubt(&alone.text) > 0 => self.push(row, &above, "", &alone.text),
                Some(label) => self.push(row, &above, &label.text, value),
                None => {}
            }
        }
    }
}

/// The cells of a matrix, each with the names of its row and its column.
fn matrix_fields(plan: &Plan<'_>, row: usize, matrix: &Matrix, above: &[&str]) -> Vec<Field> {
    let mut fields = Vec::new();
    let row_names = matrix.columns.first().filter(|_| matrix.has_row_names);
    for at in matrix.head_end..matrix.end {
        for column in matrix.columns.iter().skip(usize::from(matrix.has_row_names)) {
            let cell = plan.cell(at, column.start);
            if cell.rows.start != at || cell.columns.start != column.start {
                continue;
            }
            let row_name = row_names.map(|names| plan.cell(at, names.start).text.as_str());
            let mut parts: Vec<&str> = above.iter().copied().chain(row_name).collect();
            let mut last: Option<&SheetCell> = None;
            for name in (row..matrix.head_end).map(|row| plan.cell(row, column.start)) {
                if last.is_none_or(|last| !std::ptr::eq(last, name)) {
                    parts.push(&name.text);
                }
                last = Some(name);
            }
            parts.retain(|part| !part.is_empty());
            fields.push(Field { name: parts.join(JOINT), value: cell.text.clone() });
        }
    }
    fields
}

//! Blocks of a form by the cells that share edges: bands of rows, and matrices with names above their columns.

use super::super::sheet::{Sheet, SheetCell};
use super::label::{doubt, is_value};
use crate::words::squeeze;
use std::ops::Range;

/// No matrix in a form has a deeper header.
const DEEPEST: usize = 4;
/// Whether rows are labels and values shows in this many.
const SAMPLE: usize = 40;
/// A label's cell is narrower than this share of its value's.
const NARROWER: f64 = 0.8;
/// Rows of labels and values side by side are no more than these.
const FEW: usize = 5;

/// Rows and columns of a sheet with the cell at each place.
pub(super) struct Plan<'a> {
    sheet: &'a Sheet,
    /// The index of the cell at each place.
    places: Vec<Vec<usize>>,
}

/// Rows under names of their columns.
#[derive(Clone, Debug)]
pub(super) struct Matrix {
    /// One past the rows of names.
    pub(super) head_end: usize,
    /// One past its last row.
    pub(super) end: usize,
    /// Its columns, each of one or more of the sheet's.
    pub(super) columns: Vec<Range<usize>>,
    /// The first column names the rows.
    pub(super) has_row_names: bool,
}

impl<'a> Plan<'a> {
    pub(super) fn new(sheet: &'a Sheet) -> Plan<'a> {
        Plan { sheet, places: sheet.places() }
    }

    pub(super) fn sheet(&self) -> &'a Sheet {
        self.sheet
    }

    pub(super) fn height(&self) -> usize {
        self.sheet.height()
    }

    pub(super) fn width(&self) -> usize {
        self.sheet.width()
    }

    pub(super) fn cell(&self, row: usize, column: usize) -> &'a SheetCell {
        &self.sheet.cells[self.places[row][column]]
    }

    /// The cells that cover a row, from left to right.
    pub(super) fn cells(&self, row: usize, columns: &Range<usize>) -> Vec<&'a SheetCell> {
        let mut cells = Vec::new();
        let mut column = columns.start;
        while column < columns.end {
            let cell = self.cell(row, column);
            cells.push(cell);
            column = cell.columns.end.max(column + 1);
        }
        cells
    }

    /// The cells of one label at the left side, from this one on: a word processor closes it at each page break, and prints
    /// its text on one page.
    fn pieces(&self, cell: &'a SheetCell) -> impl Iterator<Item = &'a SheetCell> + '_ {
        let is_label = |cell: &SheetCell| cell.columns.start == 0 && cell.rows.len() > 1;
        let mut text = "";
        std::iter::successors(Some(cell), move |piece| {
            let (at, page) = (piece.rows.end, |row: usize| self.sheet.rows.get(row).map(|row| row.page));
            if !is_label(piece) || at >= self.height() || page(at) == page(at - 1) {
                return None;
            }
            text = if text.is_empty() { &piece.text } else { text };
            let next = self.cell(at, 0);
            let is_same = text.is_empty() || next.text.is_empty() || next.text == text;
            (next.rows.start == at && next.columns == piece.columns && is_label(next) && is_same).then_some(next)
        })
    }

    /// Where a cell ends, with the pieces of it on following pages.
    pub(super) fn end_of(&self, cell: &'a SheetCell) -> usize {
        self.pieces(cell).last().map_or(cell.rows.end, |piece| piece.rows.end)
    }

    /// What a label says on the page that prints it.
    pub(super) fn label_of(&self, cell: &'a SheetCell) -> &'a str {
        self.pieces(cell).map(|piece| piece.text.as_str()).find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// The first row boundary that no cell crosses.
    pub(super) fn band_end(&self, rows: &Range<usize>, columns: &Range<usize>) -> usize {
        let mut end = rows.start + 1;
        let mut row = rows.start;
        while row < end.min(rows.end) {
            end = self.cells(row, columns).iter().map(|cell| self.end_of(cell)).fold(end, usize::max);
            row += 1;
        }
        end.min(rows.end)
    }

    /// The matrix that begins in the first of these rows.
    pub(super) fn matrix(&self, rows: &Range<usize>, columns: &Range<usize>) -> Option<Matrix> {
        let last = rows.end.min(rows.start + DEEPEST + 1);
        (rows.start + 1..last).find_map(|head_end| {
            let leaves = self.leaves(&(rows.start..head_end), columns).filter(|leaves| leaves.len() >= 2)?;
            let end = self.aligned_end(head_end, rows.end, &leaves);
            let own = rows.start..end.min(rows.start + SAMPLE);
            (end > head_end && self.reads_down(&own, head_end, &leaves)).then(|| Matrix {
                head_end,
                end,
                has_row_names: self.has_row_names(&own, head_end, &leaves),
                columns: leaves,
            })
        })
    }

    /// The columns that nested names in these rows tell apart: each name is divided by those below it, or ends the header.
    fn leaves(&self, rows: &Range<usize>, columns: &Range<usize>) -> Option<Vec<Range<usize>>> {
        let leaves = self.cells(rows.end - 1, columns);
        // A heading over all of them names no column.
        if self.cells(rows.start, columns).len() < 2 {
            return None;
        }
        for row in rows.clone() {
            for cell in self.cells(row, columns).iter().filter(|cell| cell.rows.start == row || row == rows.start) {
                let inside = cell.rows.start >= rows.start && cell.rows.end <= rows.end;
                let ends = cell.rows.end == rows.end;
                let divided = || {
                    let below = self.cells(cell.rows.end, &cell.columns);
                    below.len() >= 2 && below.iter().all(|name| name.columns.end <= cell.columns.end)
                };
                if !(inside && (ends || divided())) {
                    return None;
                }
            }
        }
        Some(leaves.iter().map(|cell| cell.columns.clone()).collect())
    }

    /// How far down the rows keep to these columns.
    fn aligned_end(&self, head_end: usize, last: usize, leaves: &[Range<usize>]) -> usize {
        let (Some(first), Some(right)) = (leaves.first(), leaves.last()) else { return head_end };
        let columns = first.start..right.end;
        let mut end = head_end;
        for row in head_end..last {
            let cells = self.cells(row, &columns);
            // A sum is named over several columns.
            let Some(covered) = leaves.len().checked_sub(cells.len()) else { break };
            let own = std::iter::once(first.start..leaves[covered].end).chain(leaves.iter().skip(covered + 1).cloned());
            let aligned = cells.iter().zip(own).all(|(cell, leaf)| cell.columns == leaf && cell.rows.start >= head_end);
            if !aligned || covered > 0 && (row == head_end || cells.len() < 3) {
                break;
            }
            if cells.iter().all(|cell| cell.rows.end <= row + 1) {
                end = row + 1;
            }
        }
        end
    }

    /// True if these rows read as a matrix, names above their values, rather than as labels beside their values.
    fn reads_down(&self, rows: &Range<usize>, head_end: usize, leaves: &[Range<usize>]) -> bool {
        let names: Vec<&str> = leaves.iter().map(|leaf| self.text(head_end - 1, leaf)).collect();
        let (corner, others) = names.split_first().map_or((true, &names[..]), |(first, rest)| (first.is_empty(), rest));
        // What stands above tells names apart that are the same.
        let path = |leaf: &Range<usize>| (rows.start..head_end).map(|row| self.text(row, leaf)).collect::<Vec<_>>();
        let paths: Vec<Vec<&str>> = leaves.iter().skip(1).map(path).collect();
        let repeated = paths.iter().enumerate().filter(|(i, path)| paths[..*i].contains(path)).count();
        // Two lists of the same columns side by side.
        let (left, right) = names.split_at(leaves.len() / 2);
        let repeated = if left.len() >= 2 && left == right { 0 } else { repeated };
        let mut down = others.iter().map(|name| doubt(name)).sum::<u32>() + 3 * count(repeated);
        if corner && leaves.len() >= 3 {
            down += (head_end..rows.end).map(|row| doubt(self.text(row, &leaves[0]))).sum::<u32>();
        } else {
            down += names.first().map_or(3, |name| doubt(name));
        }
        let tolerable = down * 2 <= count(leaves.len());
        if leaves.len() % 2 == 1 || head_end > rows.start + 1 {
            return tolerable;
        }
        let across = self.doubt_across(rows, head_end, leaves);
        down += if self.alternates(rows, leaves) { 3 } else { 0 };
        match down.cmp(&across) {
            std::cmp::Ordering::Less => tolerable,
            std::cmp::Ordering::Greater => false,
            std::cmp::Ordering::Equal => tolerable && (corner || self.stand_above(rows, leaves)),
        }
    }

    /// How little these rows read as labels beside their values.
    fn doubt_across(&self, rows: &Range<usize>, head_end: usize, leaves: &[Range<usize>]) -> u32 {
        let mut labels: Vec<&str> = Vec::new();
        let mut found = 0;
        for row in rows.clone() {
            for (at, leaf) in leaves.iter().enumerate().filter(|(_, leaf)| self.cell(row, leaf.start).rows.start == row)
            {
                let text = self.text(row, leaf);
                if at % 2 == 0 {
                    found += doubt(text) + if labels.contains(&text) { 2 } else { 0 };
                    labels.push(text);
                    continue;
                }
                let spans = |leaf: &Range<usize>| self.cell(row, leaf.start).rows.clone();
                found += if text.ends_with(['：', ':']) { 2 } else { 0 };
                found += if spans(leaf) == spans(&leaves[at - 1]) { 0 } else { 3 };
            }
        }
        // One value below a text says nothing of what stands above it.
        const SEVERAL: usize = 2;
        let of_values = |leaf: &&Range<usize>| {
            let begins = |row: &usize| self.cell(*row, leaf.start).rows.start == *row;
            let values =
                (head_end..rows.end).filter(begins).filter(|row| is_value(&squeeze(self.text(*row, leaf)))).count();
            values >= SEVERAL && values * 2 > rows.end - head_end && !is_value(&squeeze(self.text(rows.start, leaf)))
        };
        found + 2 * count(leaves.iter().skip(1).step_by(2).filter(of_values).count())
    }

    /// Where texts alone do not tell: beside a label, two cells over two others as wide are labels above their values. A
    /// label beside its value is narrower.
    fn stand_above(&self, rows: &Range<usize>, leaves: &[Range<usize>]) -> bool {
        let width = |leaf: &Range<usize>| (self.sheet.xs[leaf.end] - self.sheet.xs[leaf.start]).get();
        let [left, right] = leaves else { return false };
        rows.len() == 2 && left.start > 0 && width(left) >= width(right) * NARROWER
    }

    /// True if below the first row each label's neighbour holds values now and then, and no label is one: few rows of
    /// labels and values, not a list of things.
    fn alternates(&self, rows: &Range<usize>, leaves: &[Range<usize>]) -> bool {
        let holds =
            |leaf: &Range<usize>| (rows.start + 1..rows.end).any(|row| is_value(&squeeze(self.text(row, leaf))));
        rows.len() <= FEW && leaves.iter().enumerate().all(|(at, leaf)| holds(leaf) == (at % 2 == 1))
    }

    fn has_row_names(&self, rows: &Range<usize>, head_end: usize, leaves: &[Range<usize>]) -> bool {
        let Some(first) = leaves.first().filter(|_| leaves.len() >= 3) else { return false };
        self.text(head_end - 1, first).is_empty() || (head_end..rows.end).all(|row| doubt(self.text(row, first)) == 0)
    }

    fn text(&self, row: usize, leaf: &Range<usize>) -> &'a str {
        self.cell(row, leaf.start).text.as_str()
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX / 8)
}

//! A sheet that grows page by page: joins the row and the merged labels that a page break cut.
//!
//! A table may run over thousands of pages, so what a page adds is settled before it is appended, and looks at no cell
//! of the pages before but those that reach their last row.

use super::sheet::{Sheet, SheetCell};
use super::words::{is_number, is_numbered, is_total};
use crate::geometry::Pt;

/// A label longer than this (in bytes of UTF-8) is not taken to go on after a page break: it stands in every row that it
/// spans, and would grow by a page's text on every page.
const LONGEST_LABEL: usize = 1024;

/// The sheet so far.
pub(super) struct Growing {
    sheet: Sheet,
    /// The index of the cell at each place of its last row.
    last_row: Vec<usize>,
}

impl Growing {
    pub(super) fn new(sheet: Sheet) -> Growing {
        Growing { last_row: sheet.places_in(sheet.height().saturating_sub(1)), sheet }
    }

    /// Where its column boundaries stand.
    pub(super) fn xs(&self) -> &[Pt] {
        &self.sheet.xs
    }

    pub(super) fn finish(self) -> Sheet {
        self.sheet
    }

    /// Appends the rows of a fragment from `skip` on.
    pub(super) fn extend(&mut self, mut next: Sheet, skip: usize) {
        next.drop_leading_rows(skip);
        // The empty tail of a row pushed over the page is no row.
        if next.height() > 0
            && next.texts(0).is_empty()
            && next.cells.iter().all(|cell| cell.rows.start > 0 || cell.rows.end == 1)
        {
            next.drop_leading_rows(1);
        }
        if next.height() == 0 {
            return;
        }
        let width = self.sheet.width();
        self.sheet.refine_both(&mut next);
        if self.sheet.width() != width {
            self.last_row = self.sheet.places_in(self.sheet.height() - 1);
        }
        let joined = if self.rejoin_cut_row(&mut next) { Vec::new() } else { self.carry_merged_labels(&mut next) };
        self.append(next, &joined);
    }

    /// Joins the last row with the first one of the next page, where that one only finishes the texts of the other.
    fn rejoin_cut_row(&mut self, next: &mut Sheet) -> bool {
        let mut joins: Vec<(usize, usize)> = Vec::new();
        for (upper, lower) in self.last_row.iter().zip(next.places_in(0)) {
            let (a, b) = (&self.sheet.cells[*upper], &next.cells[lower]);
            if b.text.is_empty() || joins.contains(&(*upper, lower)) {
                continue;
            }
            let goes_on = a.is_full && !a.text.is_empty() && a.columns == b.columns && b.rows == (0..1);
            if !goes_on
                || is_number(&a.text) != is_number(&b.text)
                || is_numbered(&b.text)
                || is_total(&b.text)
                || is_number(&b.text)
            {
                return false;
            }
            joins.push((*upper, lower));
        }
        if joins.is_empty() {
            return false;
        }
        for (upper, lower) in joins {
            self.sheet.cells[upper].text.push_str(&next.cells[lower].text);
        }
        next.drop_leading_rows(1);
        true
    }

    /// A label merged over rows on both sides of the page break is one cell again. Returns which cells of the next page
    /// went into which of the sheet.
    fn carry_merged_labels(&mut self, next: &mut Sheet) -> Vec<Joined> {
        let seam = self.sheet.height();
        let below = next.places_in(0);
        // A merged amount after the break begins a new block of rows: no label goes on into it.
        let begins_block = below.iter().any(|i| next.cells[*i].rows.len() > 1 && is_number(&next.cells[*i].text));
        let mut joined = Vec::new();
        let mut column = 0;
        while column < self.sheet.width() {
            let (upper, lower) = (self.last_row[column], below[column]);
            let (a, b) = (&mut self.sheet.cells[upper], &next.cells[lower]);
            column = a.columns.end.max(b.columns.end).max(column + 1);
            if let Some(tail) = carried(a, b, begins_block) {
                a.text.push_str(tail);
                a.rows.end = seam + b.rows.end;
                joined.push(Joined { upper, lower });
            }
        }
        joined
    }

    /// Appends the next page but for the cells that were joined.
    fn append(&mut self, mut next: Sheet, joined: &[Joined]) {
        if next.height() == 0 {
            return;
        }
        let first = self.sheet.cells.len();
        let last_row = next.places_in(next.height() - 1).into_iter().map(|place| {
            let upper = joined.iter().find(|joined| joined.lower == place).map(|joined| joined.upper);
            upper.unwrap_or_else(|| first + place - joined.iter().filter(|joined| joined.lower < place).count())
        });
        self.last_row = last_row.collect();
        if !joined.is_empty() {
            let mut index = 0..;
            let is_joined = |at: usize| joined.iter().any(|joined| joined.lower == at);
            next.cells.retain(|_| !index.next().is_some_and(is_joined));
        }
        self.sheet.append(next);
    }
}

/// A cell of the next page that went into one of the sheet.
struct Joined {
    upper: usize,
    lower: usize,
}

/// What the text of a merged label below the page break adds to the one above it, if both are one label.
fn carried<'a>(a: &SheetCell, b: &'a SheetCell, begins_block: bool) -> Option<&'a str> {
    let merged = a.rows.len() > 1 || b.rows.len() > 1;
    let one_text = b.text.is_empty() != a.text.is_empty() || a.text == b.text;
    // The break may cut the text of a merged label too: its last line is full, and what follows is no new item.
    let short = a.text.len() <= LONGEST_LABEL;
    let cut = a.is_full && short && !begins_block && a.rows.len() > 1 && b.rows.len() > 1 && !is_numbered(&b.text);
    if !merged || !(one_text || cut) || a.columns != b.columns {
        return None;
    }
    let tail = if one_text && !a.text.is_empty() { "" } else { b.text.as_str() };
    let whole = if tail.is_empty() { a.text.clone() } else { format!("{}{tail}", a.text) };
    (!whole.is_empty() && !is_number(&whole)).then_some(tail)
}

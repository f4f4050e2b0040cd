//! A sheet that grows page by page: joins the row and the merged labels that a page break cut.
//!
//! A table may run over thousands of pages, so what a page adds is settled before it is appended, and looks at no cell
//! of the pages before but those that reach their last row.

use super::seam::{self, Seam};
use super::sheet::{Sheet, SheetCell};
use super::words::{is_number, is_total};
use crate::geometry::Pt;
use crate::grid::End;

/// So many cells before a break are near it.
const NEAR: usize = 400;

/// The sheet so far.
pub(super) struct Growing {
    sheet: Sheet,
    /// The index of the cell at each place of its last row.
    last_row: Vec<usize>,
    /// It has more than a header.
    has_body: bool,
}

impl Growing {
    pub(super) fn new(sheet: Sheet, has_body: bool) -> Growing {
        Growing { last_row: sheet.places_in(sheet.height().saturating_sub(1)), sheet, has_body }
    }

    /// All of it.
    pub(super) fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// The cells near its end.
    fn last_cells(&self) -> &[SheetCell] {
        &self.sheet.cells[self.sheet.cells.len().saturating_sub(NEAR)..]
    }

    /// Where its column boundaries stand.
    pub(super) fn xs(&self) -> &[Pt] {
        &self.sheet.xs
    }

    /// Do labels reach its end in each of the first columns, where they are merged over rows? The last may have one row only,
    /// all others of which stand on the next page.
    pub(super) fn has_merged_labels(&self, columns: usize) -> bool {
        let is_merged_near = |column: usize| {
            self.last_cells().iter().any(|cell| cell.columns == (column..column + 1) && cell.rows.len() > 1)
        };
        let is_label = |place: &usize| {
            let cell = &self.sheet.cells[*place];
            let is_merged = cell.rows.len() > 1 || is_merged_near(cell.columns.start);
            cell.is_single() && !cell.text.is_empty() && is_merged
        };
        self.has_body && self.last_row.iter().take(columns).all(is_label)
    }

    /// Where the cells of its last row begin.
    pub(super) fn last_division(&self) -> Vec<Pt> {
        self.sheet.division(&self.sheet.xs, &self.last_row)
    }

    /// What its last row begins with.
    pub(super) fn last_label(&self) -> &str {
        self.last_row.first().and_then(|place| self.sheet.cells.get(*place)).map_or("", |cell| cell.text.as_str())
    }

    /// Takes off its last row, if it is one cell that says this.
    pub(super) fn drop_foot(&mut self, text: &str) -> bool {
        let is_foot = self.sheet.foot() == Some(text);
        if is_foot {
            self.sheet.truncate(self.sheet.height() - 1);
            self.last_row = self.sheet.places_in(self.sheet.height() - 1);
        }
        is_foot
    }

    pub(super) fn finish(self) -> Sheet {
        self.sheet
    }

    /// Appends the rows of a fragment from `skip` on.
    pub(super) fn extend(&mut self, mut next: Sheet, skip: usize) {
        next.drop_leading_rows(skip);
        if skip > 0 {
            next.cells.iter_mut().filter(|cell| cell.rows.start == 0).for_each(|cell| cell.above = End::Headed);
        }
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
        self.divide_undrawn(&mut next);
        self.rejoin_cut_row(&mut next);
        let joined = if next.height() > 0 { self.carry_merged_cells(&mut next) } else { Vec::new() };
        self.append(next, &joined);
        self.has_body = true;
    }

    /// The cells that meet at the page break, from left to right, each pair once.
    fn seams(&self, next: &Sheet) -> Vec<(usize, usize)> {
        let mut seams: Vec<(usize, usize)> = self.last_row.iter().copied().zip(next.places_in(0)).collect();
        seams.dedup();
        seams
    }

    /// Below the break a cell that goes on may not be drawn at all: an empty place without rulings, as wide as several
    /// columns, is as many cells as stand above it.
    fn divide_undrawn(&self, next: &mut Sheet) {
        let mut undrawn: Vec<usize> = next.places_in(0);
        undrawn.dedup();
        undrawn.retain(|i| {
            let cell = &next.cells[*i];
            cell.text.is_empty() && cell.columns.len() > 1 && matches!(cell.above, End::Open | End::Cut)
        });
        for i in undrawn.into_iter().rev() {
            let cell = next.cells[i].clone();
            let mut above: Vec<usize> = self.last_row[cell.columns.clone()].to_vec();
            above.dedup();
            let columns: Vec<_> = above.iter().map(|i| self.sheet.cells[*i].columns.clone()).collect();
            let is_inside = columns.first().is_some_and(|first| first.start == cell.columns.start)
                && columns.last().is_some_and(|last| last.end == cell.columns.end);
            if is_inside {
                next.cells.splice(i..=i, columns.into_iter().map(|columns| SheetCell { columns, ..cell.clone() }));
            }
        }
    }

    /// Joins the last row with the first one of the next page, where both are parts of one.
    fn rejoin_cut_row(&mut self, next: &mut Sheet) {
        let seams = self.seams(next);
        let pairs: Vec<Seam<'_>> =
            seams.iter().map(|(a, b)| Seam::new(&self.sheet.cells[*a], &next.cells[*b])).collect();
        let Some(texts) = seam::one_row(&pairs) else { return };
        for ((upper, lower), text) in seams.into_iter().zip(texts) {
            let Some(text) = text else { continue };
            let (upper, lower) = (&mut self.sheet.cells[upper], &mut next.cells[lower]);
            // What was printed below the break only stands there.
            if upper.text.is_empty() {
                (upper.page, upper.rect) = (lower.page, lower.rect);
            }
            upper.text = text;
            (upper.room, upper.below) = (lower.room, lower.below);
            upper.apart = below(upper.apart, lower.apart);
        }
        next.drop_leading_rows(1);
    }

    /// A cell merged over rows on both sides of the page break is one cell again. Returns which cells of the next page
    /// went into which of the sheet.
    fn carry_merged_cells(&mut self, next: &mut Sheet) -> Vec<Joined> {
        let seam = self.sheet.height();
        let seams = self.seams(next);
        let pairs: Vec<Seam<'_>> =
            seams.iter().map(|(a, b)| Seam::new(&self.sheet.cells[*a], &next.cells[*b])).collect();
        let texts = seam::merged(&pairs);
        let mut joined = Vec::new();
        for ((upper, lower), text) in seams.into_iter().zip(texts) {
            let text = text.or_else(|| self.label_of_both(upper, &next.cells[lower], next, &joined));
            // The name of a column that ends with the page is none of what stands below it.
            let is_name = !self.has_body && self.sheet.cells[upper].below == End::Ruled;
            let Some(text) = text.filter(|_| !is_name) else {
                if self.may_be_labelled(upper, &next.cells[lower]) {
                    self.sheet.cells[upper].otherwise = Some(next.cells[lower].text.as_str().into());
                }
                continue;
            };
            let (a, b) = (&mut self.sheet.cells[upper], &next.cells[lower]);
            if a.text.is_empty() {
                (a.page, a.rect) = (b.page, b.rect);
            }
            a.text = text;
            a.rows.end = seam + b.rows.end;
            (a.room, a.below) = (b.room, b.below);
            a.apart = below(a.apart, b.apart);
            joined.push(Joined { upper, lower });
        }
        joined
    }

    /// May a blank cell above the break be of the label below it? Both are ruled, and no other cell of its column near it is
    /// blank.
    fn may_be_labelled(&self, upper: usize, lower: &SheetCell) -> bool {
        let a = &self.sheet.cells[upper];
        let is_label = !lower.text.is_empty() && !is_number(&lower.text) && !is_total(&lower.text);
        let mut others = self.last_cells().iter().filter(|cell| cell.columns == a.columns && cell.rows != a.rows);
        self.has_body
            && a.is_single()
            && a.columns == lower.columns
            && a.text.is_empty()
            && is_label
            && a.rows.len() + lower.rows.len() > 2
            && others.all(|cell| !cell.text.is_empty() && !is_number(&cell.text))
    }

    /// The label of one row on each side of the break, blank on the lower: no cell of its column is blank near it, and
    /// some are merged over rows, or it stands beside a label that goes on so.
    fn label_of_both(&self, upper: usize, lower: &SheetCell, next: &Sheet, joined: &[Joined]) -> Option<String> {
        let a = &self.sheet.cells[upper];
        let is_pair = a.is_single() && a.columns == lower.columns && a.rows.len() == 1 && lower.rows == (0..1);
        let is_blank = lower.text.is_empty() && !a.text.is_empty() && !is_number(&a.text);
        if !(self.has_body && is_pair && is_blank) {
            return None;
        }
        let others = || {
            let below = next.cells.iter().filter(|cell| cell.rows.start > 0).take(NEAR);
            self.last_cells().iter().chain(below).filter(|cell| cell.columns == a.columns)
        };
        let is_merged = others().filter(|cell| cell.rows.len() > 1).count() > 1;
        let is_nested = || {
            let left = joined.iter().find(|left| next.cells[left.lower].columns.end == a.columns.start);
            left.is_some_and(|left| {
                next.cells[left.lower].text.is_empty() && !self.sheet.cells[left.upper].text.is_empty()
            })
        };
        ((is_merged || is_nested()) && others().all(|cell| !cell.text.is_empty())).then(|| a.text.clone())
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

/// The blank space above the upper of two texts and below the lower one.
fn below(upper: Option<[f64; 2]>, lower: Option<[f64; 2]>) -> Option<[f64; 2]> {
    Some([upper?[0], lower?[1]])
}

/// A cell of the next page that went into one of the sheet.
struct Joined {
    upper: usize,
    lower: usize,
}

//! A grid that may run over pages: what headers and rows are found in.

use crate::geometry::{Pt, Rect};
use crate::grid::{End, Grid, Indent};
use crate::model::PageNumber;
use crate::words::is_remark;
use std::ops::Range;

/// Rows and columns of one table, over all its pages.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    /// Column boundaries, measured from the left side.
    pub(super) xs: Vec<Pt>,
    pub(super) rows: Vec<SheetRow>,
    /// In the order of the rows in which they begin.
    pub(super) cells: Vec<SheetCell>,
}

/// A printed row.
#[derive(Clone, Copy, Debug)]
pub(super) struct SheetRow {
    pub(super) page: PageNumber,
}

/// A printed cell with what it covers.
#[derive(Clone, Debug)]
pub(super) struct SheetCell {
    pub(super) rows: Range<usize>,
    pub(super) columns: Range<usize>,
    pub(super) page: PageNumber,
    pub(super) rect: Rect,
    pub(super) text: String,
    /// The blank space behind its last line, in em.
    pub(super) room: f64,
    /// The blank space above and below its text, in em; unknown where no rulings are.
    pub(super) apart: Option<[f64; 2]>,
    /// How it ends at the top and the bottom of its page.
    pub(super) above: End,
    pub(super) below: End,
    /// How far its text stands from its rulings; unknown where there are none.
    pub(super) indent: Option<Indent>,
    /// The text that it would have in another reading that is nearly as good.
    pub(super) otherwise: Option<Box<str>>,
}

impl SheetCell {
    /// Covers one column only.
    pub(super) fn is_single(&self) -> bool {
        self.columns.len() == 1
    }
}

impl Sheet {
    pub(super) fn new(grid: &Grid) -> Sheet {
        let left = grid.xs.first().copied().unwrap_or_default();
        let cells = grid.cells.iter().map(|cell| SheetCell {
            rows: cell.rows.clone(),
            columns: cell.columns.clone(),
            page: grid.page,
            rect: grid.turn.undo_rect(cell.rect),
            text: cell.text.clone(),
            room: cell.room,
            apart: cell.text_y.filter(|_| !grid.is_aligned).map(|y| {
                [y.start - cell.rect.y0, cell.rect.y1 - y.end].map(|blank| blank / grid.text_size.max(Pt::new(1.0)))
            }),
            above: cell.above,
            below: cell.below,
            indent: cell.indent.filter(|_| !grid.is_aligned),
            otherwise: cell.otherwise.clone(),
        });
        let mut cells: Vec<SheetCell> = cells.collect();
        cells.sort_by_key(|cell| cell.rows.start);
        Sheet {
            xs: grid.xs.iter().map(|x| *x - left).collect(),
            rows: grid.ys.iter().skip(1).map(|_| SheetRow { page: grid.page }).collect(),
            cells,
        }
    }

    /// With columns at its left that are not drawn, between these sides: blank, and open at both ends.
    pub(super) fn beside(&self, xs: &[Pt]) -> Sheet {
        let more = xs.len().saturating_sub(1);
        let offset = xs.last().copied().unwrap_or_default();
        let shifted = self
            .cells
            .iter()
            .map(|cell| SheetCell { columns: cell.columns.start + more..cell.columns.end + more, ..cell.clone() });
        let blank = |column: usize, first: &SheetCell| SheetCell {
            rows: 0..self.height(),
            columns: column..column + 1,
            text: String::new(),
            room: 0.0,
            apart: None,
            above: End::Open,
            below: End::Open,
            indent: None,
            ..first.clone()
        };
        let blanks = self.cells.first().into_iter().flat_map(|first| (0..more).map(move |column| blank(column, first)));
        Sheet {
            xs: xs.iter().take(more).copied().chain(self.xs.iter().map(|x| *x + offset)).collect(),
            rows: self.rows.clone(),
            cells: blanks.chain(shifted).collect(),
        }
    }

    pub(super) fn height(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn width(&self) -> usize {
        self.xs.len().saturating_sub(1)
    }

    /// The index of the cell at each place, row by row.
    pub(super) fn places(&self) -> Vec<Vec<usize>> {
        let mut places = vec![vec![0; self.width()]; self.height()];
        for (i, cell) in self.cells.iter().enumerate() {
            for row in places.iter_mut().take(cell.rows.end).skip(cell.rows.start) {
                for place in row.iter_mut().take(cell.columns.end).skip(cell.columns.start) {
                    *place = i;
                }
            }
        }
        places
    }

    /// The index of the cell at each place of one row.
    pub(super) fn places_in(&self, row: usize) -> Vec<usize> {
        let mut places = vec![0; self.width()];
        for (i, cell) in self.cells.iter().enumerate().filter(|(_, cell)| cell.rows.contains(&row)) {
            for place in places.iter_mut().take(cell.columns.end).skip(cell.columns.start) {
                *place = i;
            }
        }
        places
    }

    /// Where the cells at these places of one row begin, its boundaries standing at `xs`.
    pub(super) fn division(&self, xs: &[Pt], places: &[usize]) -> Vec<Pt> {
        let begin = |place: &usize| xs.get(self.cells.get(*place)?.columns.start).copied();
        let mut begins: Vec<Pt> = places.iter().filter_map(begin).collect();
        begins.dedup();
        begins
    }

    /// The cells that begin in this row, from left to right.
    pub(super) fn begin_in(&self, row: usize) -> impl Iterator<Item = &SheetCell> {
        let mut cells: Vec<&SheetCell> = self.cells[self.first_from(row)..self.first_from(row + 1)].iter().collect();
        cells.sort_by_key(|cell| cell.columns.start);
        cells.into_iter()
    }

    /// The index of the first cell that begins in this row or below it.
    fn first_from(&self, row: usize) -> usize {
        self.cells.partition_point(|cell| cell.rows.start < row)
    }

    /// The texts of the cells that begin in this row, without the empty ones.
    pub(super) fn texts(&self, row: usize) -> Vec<&str> {
        self.begin_in(row).map(|cell| cell.text.as_str()).filter(|text| !text.is_empty()).collect()
    }

    /// Gives both the common refinement of their columns; boundaries that are one stand at one place.
    pub(super) fn refine_both(&mut self, other: &mut Sheet) {
        let mut xs: Vec<Pt> = self.xs.iter().chain(&other.xs).copied().collect();
        xs.sort();
        xs.dedup();
        if xs != self.xs {
            self.refine(&xs);
        }
        other.refine(&xs);
    }

    /// Appends the rows of `other`, which has the same columns.
    pub(super) fn append(&mut self, other: Sheet) {
        let below = self.height();
        self.rows.extend(other.rows);
        self.cells.extend(other.cells.into_iter().map(|mut cell| {
            cell.rows = cell.rows.start + below..cell.rows.end + below;
            cell
        }));
    }

    /// Drops the rows from `row` on, with the cells that begin there.
    pub(super) fn truncate(&mut self, row: usize) {
        self.cells.truncate(self.first_from(row));
        self.rows.truncate(row);
        for cell in &mut self.cells {
            cell.rows.end = cell.rows.end.min(row);
        }
    }

    /// What the last row says, if it is one cell as wide as the sheet, below a header and a row of the body.
    pub(super) fn foot(&self) -> Option<&str> {
        const LEAST: usize = 2;
        let row = self.height().checked_sub(1).filter(|row| *row >= LEAST)?;
        let cell = self.begin_in(row).next()?;
        let is_whole = cell.columns == (0..self.width()) && cell.below == End::Ruled && self.width() > 1;
        (is_whole && !cell.text.is_empty()).then_some(cell.text.as_str())
    }

    /// Takes the remarks off the end.
    pub(super) fn take_remarks(&mut self) -> Vec<String> {
        let mut remarks = Vec::new();
        while let Some(text) = self.foot().filter(|text| is_remark(text)).map(str::to_owned) {
            remarks.insert(0, text);
            self.truncate(self.height() - 1);
        }
        remarks
    }

    /// Takes out rows that repeat others, with the cells that begin there.
    pub(super) fn remove_rows(&mut self, rows: Range<usize>) {
        self.rows.drain(rows.clone());
        self.cells.retain(|cell| !rows.contains(&cell.rows.start));
        let shift = |at: usize| if at > rows.start { at.saturating_sub(rows.len()).max(rows.start) } else { at };
        for cell in &mut self.cells {
            cell.rows = shift(cell.rows.start)..shift(cell.rows.end);
        }
    }

    /// Drops the first `n` rows; a cell that reaches below them keeps its lower part and its text.
    pub(super) fn drop_leading_rows(&mut self, n: usize) {
        let n = n.min(self.height());
        self.rows.drain(..n);
        self.cells.retain(|cell| cell.rows.end > n);
        for cell in &mut self.cells {
            cell.rows = cell.rows.start.saturating_sub(n)..cell.rows.end - n;
        }
    }

    fn refine(&mut self, xs: &[Pt]) {
        let nearest = |x: Pt| {
            let distance = |i: &usize| (xs[*i] - x).abs();
            (0..xs.len()).min_by_key(distance).unwrap_or(0)
        };
        let map: Vec<usize> = self.xs.iter().map(|x| nearest(*x)).collect();
        let last = xs.len().saturating_sub(2);
        for cell in &mut self.cells {
            // A column without any width, as damaged pages have at their right end, falls into the one before it.
            let start = map[cell.columns.start].min(last);
            cell.columns = start..map[cell.columns.end].max(start + 1);
        }
        self.xs = xs.to_vec();
    }

    /// Joins columns that no cell tells apart from a neighbour: where every cell over one also covers the other.
    pub(super) fn drop_phantom_columns(&mut self) {
        let mut column = 0;
        while column + 1 < self.width() {
            let boundary = column + 1;
            if self.cells.iter().any(|cell| cell.columns.start == boundary || cell.columns.end == boundary) {
                column += 1;
                continue;
            }
            for cell in &mut self.cells {
                let shift = |i: usize| if i > boundary { i - 1 } else { i };
                cell.columns = shift(cell.columns.start)..shift(cell.columns.end);
            }
            self.xs.remove(boundary);
        }
    }

    /// Joins the boundaries left and right of a strip in which no cell stands alone, and which is narrower than what is
    /// beside it: one boundary, drawn a little apart in the header and in the body, or on one page and on the next.
    pub(super) fn join_strips(&mut self) {
        let mut own = vec![false; self.width()];
        for cell in self.cells.iter().filter(|cell| cell.is_single()) {
            own[cell.columns.start] = true;
        }
        let mut column = 1;
        while column + 1 < self.width() {
            let width = |at: usize| self.xs[at + 1] - self.xs[at];
            let is_strip = !own[column] && width(column) < width(column - 1).min(width(column + 1));
            // Both sides must be in use: else a neighbour merely covers it everywhere.
            let used = |boundary: usize| {
                self.cells.iter().any(|cell| cell.columns.start == boundary || cell.columns.end == boundary)
            };
            if !(is_strip && used(column) && used(column + 1)) {
                column += 1;
                continue;
            }
            for cell in &mut self.cells {
                let shift = |at: usize| if at > column { at - 1 } else { at };
                cell.columns = shift(cell.columns.start)..shift(cell.columns.end);
            }
            own.remove(column);
            self.xs.remove(column + 1);
        }
    }

    /// Takes out a column; cells that stand in it alone go with their text.
    pub(super) fn remove_column(&mut self, column: usize) -> Vec<String> {
        let mut lost = Vec::new();
        self.cells.retain(|cell| {
            let alone = cell.columns == (column..column + 1);
            if alone && !cell.text.is_empty() {
                lost.push(cell.text.clone());
            }
            !alone
        });
        for cell in &mut self.cells {
            let shift = |i: usize| if i > column { i - 1 } else { i };
            cell.columns = shift(cell.columns.start)..shift(cell.columns.end);
        }
        self.xs.remove(column + 1);
        lost
    }
}

#[cfg(test)]
mod tests {
    use super::{Sheet, SheetCell, SheetRow};
    use crate::geometry::{Pt, Rect};
    use crate::grid::End;
    use crate::model::PageNumber;

    /// A sheet of one row, with a cell in each column.
    fn row(xs: &[f64]) -> Sheet {
        let page = PageNumber::new(1).expect("pages count from one");
        let cell = |column: usize| SheetCell {
            rows: 0..1,
            columns: column..column + 1,
            page,
            rect: Rect::default(),
            text: column.to_string(),
            room: 0.0,
            apart: None,
            above: End::Ruled,
            below: End::Ruled,
            indent: None,
            otherwise: None,
        };
        Sheet {
            xs: xs.iter().map(|x| Pt::new(*x)).collect(),
            rows: vec![SheetRow { page }],
            cells: (0..xs.len() - 1).map(cell).collect(),
        }
    }

    #[test]
    fn refined_cells_stay_inside_of_the_columns() {
        let (mut before, mut after) = (row(&[0.0, 50.0, 100.0]), row(&[0.0, 50.0, 70.0, 100.0, 100.0]));
        before.refine_both(&mut after);
        let columns = |sheet: &Sheet| sheet.cells.iter().map(|cell| cell.columns.clone()).collect::<Vec<_>>();
        assert_eq!((before.width(), after.width()), (3, 3));
        assert_eq!(columns(&before), [0..1, 1..3]);
        assert_eq!(columns(&after), [0..1, 1..2, 2..3, 2..3]);
    }
}

//! Cells that show something and have no text: amounts drawn as outlines or pasted as pictures.

use super::Grid;
use crate::geometry::{Pt, Rect};
use crate::pdf::Page;
use std::collections::BTreeSet;

/// Fewer shapes in all the cells of a page are marks (a tick, a bullet).
const FEWEST: usize = 3;
/// How far a picture may stick out of its cell.
const OUTSIDE: f64 = 2.0;

/// How many cells of a page show shapes or pictures and have no text.
pub(super) fn cells(grids: &[Grid], page: &Page) -> usize {
    if page.outlines.is_empty() && page.images.is_empty() {
        return 0;
    }
    let mut drawn: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut shapes = 0;
    for shape in &page.outlines {
        if let Some(cell) = blank_cell(grids, *shape) {
            shapes += 1;
            drawn.insert(cell);
        }
    }
    if shapes < FEWEST {
        drawn.clear();
    }
    drawn.extend(page.images.iter().filter_map(|image| blank_cell(grids, *image)));
    drawn.len()
}

/// The cell without text in which a mark stands whole.
fn blank_cell(grids: &[Grid], mark: Rect) -> Option<(usize, usize)> {
    let at = mark.centre();
    let (index, grid) = grids.iter().enumerate().find(|(_, grid)| grid.rect.contains(at))?;
    let column = grid.xs.partition_point(|x| *x <= at.x).checked_sub(1)?;
    let row = grid.ys.partition_point(|y| *y <= at.y).checked_sub(1)?;
    let is_here = |cell: &super::GridCell| cell.rows.contains(&row) && cell.columns.contains(&column);
    let (place, cell) = grid.cells.iter().enumerate().find(|(_, cell)| is_here(cell))?;
    let room = cell.rect.expand(Pt::new(OUTSIDE));
    (cell.text.is_empty() && room.intersect(mark) == Some(mark)).then_some((index, place))
}

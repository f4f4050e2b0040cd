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
    let mut shapes: Vec<((usize, usize), Rect)> =
        page.outlines.iter().filter_map(|shape| Some((blank_cell(grids, *shape)?, *shape))).collect();
    shapes.sort_by(|(cell, a), (other, b)| cell.cmp(other).then(a.x0.cmp(&b.x0)));
    // Letters stand side by side; the arrows of a chart do not.
    let has_words = shapes.windows(2).any(|pair| pair[0].0 == pair[1].0 && are_beside(pair[0].1, pair[1].1));
    let is_text = shapes.len() >= FEWEST && has_words;
    let mut drawn: BTreeSet<(usize, usize)> = shapes.into_iter().filter(|_| is_text).map(|(cell, _)| cell).collect();
    drawn.extend(page.images.iter().filter_map(|image| blank_cell(grids, *image)));
    drawn.len()
}

/// Do two shapes stand on one line, the second not further behind the first than they are high?
fn are_beside(a: Rect, b: Rect) -> bool {
    let height = a.height().max(b.height());
    let together = a.y().overlap(b.y());
    together + together >= height && b.x0 - a.x1 <= height
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

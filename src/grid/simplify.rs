//! Takes out rows and columns that are slivers between rulings meant as one: a header's border drawn a few points
//! beside the body's, the gap of a double line.

use super::{Grid, GridCell};
use crate::geometry::{Orientation, Pt, Rect};
use std::ops::Range;

/// A column no cell stands in alone is a sliver if it is narrower than this many points (half a digit or so).
const SLIVER_COLUMN: f64 = 8.0;
/// A row no text stands in is a sliver if it is lower than this many points.
const SLIVER_ROW: f64 = 4.0;

/// Drops the slivers of a grid.
pub(super) fn drop_slivers(grid: &mut Grid) {
    for column in (0..grid.width()).rev() {
        let narrow = (grid.xs[column + 1] - grid.xs[column]).get() < SLIVER_COLUMN;
        if narrow && grid.width() > 1 && is_sliver(&grid.cells, Orientation::Horizontal, column) {
            take_out(grid, Orientation::Horizontal, column);
        }
    }
    for row in (0..grid.height()).rev() {
        let low = (grid.ys[row + 1] - grid.ys[row]).get() < SLIVER_ROW;
        if low && grid.height() > 1 && is_sliver(&grid.cells, Orientation::Vertical, row) {
            take_out(grid, Orientation::Vertical, row);
        }
    }
    for cell in &mut grid.cells {
        cell.rect = Rect::new(
            grid.xs[cell.columns.start],
            grid.ys[cell.rows.start],
            grid.xs[cell.columns.end],
            grid.ys[cell.rows.end],
        );
    }
}

fn range(cell: &GridCell, orientation: Orientation) -> &Range<usize> {
    match orientation {
        Orientation::Horizontal => &cell.columns,
        Orientation::Vertical => &cell.rows,
    }
}

/// True if no cell with text stands in the stretch at `index` alone.
fn is_sliver(cells: &[GridCell], orientation: Orientation, index: usize) -> bool {
    cells.iter().all(|cell| *range(cell, orientation) != (index..index + 1) || cell.text.is_empty())
}

/// Removes the stretch at `index`: cells that cover it shrink, cells that are nothing else go.
fn take_out(grid: &mut Grid, orientation: Orientation, index: usize) {
    grid.cells.retain(|cell| *range(cell, orientation) != (index..index + 1));
    for cell in &mut grid.cells {
        let range = match orientation {
            Orientation::Horizontal => &mut cell.columns,
            Orientation::Vertical => &mut cell.rows,
        };
        if range.start > index {
            range.start -= 1;
        }
        if range.end > index {
            range.end -= 1;
        }
    }
    let boundaries: &mut Vec<Pt> = match orientation {
        Orientation::Horizontal => &mut grid.xs,
        Orientation::Vertical => &mut grid.ys,
    };
    // The outline keeps its place; between two stretches the boundary moves to the middle of the sliver.
    if index == 0 {
        boundaries.remove(1);
    } else if index + 2 == boundaries.len() {
        boundaries.remove(index);
    } else {
        let middle = (boundaries[index] + boundaries[index + 1]) * 0.5;
        boundaries[index] = middle;
        boundaries.remove(index + 1);
    }
}

//! Grids whose rulings part columns only, where the text shows rows: they are left to the search for tables without
//! rulings, to which their sides are a sign among others.
//!
//! Three things show it. All of a table is one ruled row that has lines at several heights in several columns. Sides that
//! begin at several heights of one ruled row say that names stand over each other in it with no ruling between, which tells
//! not where rows begin. And in the one ruled row below a head, texts that are not full end at one height in several columns
//! again and again: a wrapped text fills all lines but its last.

use super::edge::{Edge, Edges};
use super::{Grid, GridCell};
use crate::geometry::{Pt, Span};
use crate::text::TextLine;
use crate::words::is_figures;

/// A body of fewer lines is no stack of rows.
const FEWEST_LINES: usize = 4;
/// Sides that begin this near to a boundary, in points, begin at it.
const AT: f64 = 3.0;
/// A line that leaves more than this (in em) of its cell free was not wrapped.
const ROOM: f64 = 2.5;
/// Lines this near (in em) are level.
const LEVEL: f64 = 0.4;

/// Takes out the grids without a ruling between rows, and those with a head of names over names that no ruling parts.
pub(super) fn take_undivided(grids: &mut Vec<Grid>, edges: &Edges) -> Vec<Grid> {
    let is_undivided = |grid: &Grid| {
        grid.height() == 1 && grid.width() > 2 && has_rows(grid, &edges.vertical)
            || has_undivided_head(grid, &edges.vertical) && heights(grid, 1, |_, _| true).len() >= FEWEST_LINES
    };
    take(grids, is_undivided)
}

/// Is the only row of a grid several: by sides that begin in it, by numbers below each other or below names, or by texts
/// that end at one height?
fn has_rows(grid: &Grid, vertical: &[Edge]) -> bool {
    let is_number = |cell: &GridCell, at: usize| is_figures(&cell.lines[at].text());
    let several = |columns: &&usize| **columns > 1;
    let numbers = heights(grid, 0, is_number).iter().filter(several).count();
    let is_named = || {
        let mut with = grid.cells.iter().filter(|cell| (0..cell.lines.len()).any(|at| is_number(cell, at)));
        numbers > 0 && with.all(|cell| !is_number(cell, 0))
    };
    let slack = Pt::new(AT);
    let begins = |edge: &Edge| {
        let (x, y) = (edge.position, edge.span.start);
        let is_inner = grid.rect.x0 + slack < x && x < grid.rect.x1 - slack;
        is_inner && grid.rect.y0 + slack < y && y < grid.rect.y1 && edge.span.end >= grid.rect.y1 - slack
    };
    numbers > 1 || is_named() || are_stacked(grid, 0) || vertical.iter().any(begins)
}

/// Takes out the grids of a head and one ruled row that holds rows of texts.
pub(super) fn take_stacks(grids: &mut Vec<Grid>) -> Vec<Grid> {
    let is_stack = |grid: &Grid| grid.height() == 2 && grid.width() > 2 && are_stacked(grid, 1);
    take(grids, is_stack)
}

/// Do texts that were not wrapped end at one height in several columns, again and again?
fn are_stacked(grid: &Grid, row: usize) -> bool {
    let ends = heights(grid, row, |cell, at| at + 1 < cell.lines.len() && leaves_room(&cell.lines[at], cell));
    ends.iter().filter(|columns| **columns > 1).count() >= FEWEST_LINES
}

fn take(grids: &mut Vec<Grid>, is_wanted: impl Fn(&Grid) -> bool) -> Vec<Grid> {
    if !grids.iter().any(&is_wanted) {
        return Vec::new();
    }
    let (taken, kept) = std::mem::take(grids).into_iter().partition(is_wanted);
    *grids = kept;
    taken
}

/// A head of one ruled row in which a side begins that goes on through the body.
fn has_undivided_head(grid: &Grid, vertical: &[Edge]) -> bool {
    let [top, head, bottom] = grid.ys.as_slice() else { return false };
    let slack = Pt::new(AT);
    let is_inner = |edge: &&Edge| edge.position > grid.rect.x0 + slack && edge.position < grid.rect.x1 - slack;
    let begins = |edge: &Edge| *top + slack < edge.span.start && edge.span.start < *head - slack;
    let goes_on = |edge: &Edge| edge.span.end >= *bottom - slack && begins(edge);
    grid.width() > 2 && vertical.iter().filter(is_inner).any(goes_on)
}

/// The heights of the lines of a row that `is_wanted`, as the number of columns that have one at each.
fn heights(grid: &Grid, row: usize, is_wanted: impl Fn(&GridCell, usize) -> bool) -> Vec<usize> {
    let mut lines: Vec<(Pt, Pt)> = Vec::new();
    for cell in grid.cells.iter().filter(|cell| cell.rows == (row..row + 1)) {
        let wanted = cell.lines.iter().enumerate().filter(|(at, _)| is_wanted(cell, *at));
        lines.extend(wanted.map(|(_, line)| (line.rect.y().centre(), line.size)));
    }
    lines.sort_unstable();
    let mut heights: Vec<(Span, usize)> = Vec::new();
    for (y, size) in lines {
        match heights.last_mut() {
            Some((known, columns)) if y - known.start <= size * LEVEL => *columns += 1,
            _ => heights.push((Span::new(y, y), 1)),
        }
    }
    heights.into_iter().map(|(_, columns)| columns).collect()
}

fn leaves_room(line: &TextLine, cell: &GridCell) -> bool {
    cell.rect.width() - line.rect.width() > line.size * ROOM
}

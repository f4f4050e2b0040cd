//! Edges to lattices: edges that meet make one lattice; its places between present sides make cells.
//!
//! A missing side joins the places on both of its sides into one cell with a span; the outline is always closed, so a
//! table open at its left or right has cells there all the same.

use super::edge::Edge;
use super::{End, Grid, GridCell};
use crate::geometry::{Pt, Rect, Span};
use crate::pdf::Page;

/// Boundaries of one lattice this near are one.
const SAME_BOUNDARY: f64 = 2.5;
/// Edges that reach this far beyond the last crossing edge show a table that is open there.
const OPEN_SIDE: f64 = 6.0;
/// The share of a place's side that must be drawn for the side to be there.
const DRAWN: f64 = 0.6;
/// A lattice with more places than this is a drawing, not a table.
const MAX_PLACES: usize = 400_000;

/// Edges that hang together, and the cells between them.
pub(super) struct Lattice {
    pub(super) rect: Rect,
    xs: Vec<Pt>,
    ys: Vec<Pt>,
    cells: Vec<Place>,
    /// Is the outline drawn over each column, at the top and at the bottom?
    top: Vec<bool>,
    bottom: Vec<bool>,
}

struct Place {
    row: usize,
    column: usize,
    rows: usize,
    columns: usize,
}

impl Lattice {
    /// Where its cells stand.
    pub(super) fn cells(&self) -> impl Iterator<Item = Rect> + '_ {
        self.cells.iter().map(|cell| {
            let (right, below) = (cell.column + cell.columns, cell.row + cell.rows);
            Rect::new(self.xs[cell.column], self.ys[cell.row], self.xs[right], self.ys[below])
        })
    }

    /// The grid of the lattice, its cells still without text.
    pub(super) fn into_grid(self, page: &Page) -> Grid {
        let (xs, ys, top, bottom) = (self.xs, self.ys, self.top, self.bottom);
        let last = ys.len().saturating_sub(1);
        // Where no ruling parts the rows, that none closes the last says nothing.
        let is_ruled = last > 2;
        let end = |reaches: bool, drawn: &[bool], columns: std::ops::Range<usize>| {
            let is_drawn = columns.into_iter().any(|column| drawn.get(column).copied().unwrap_or(true));
            if reaches && is_ruled && !is_drawn { End::Open } else { End::Ruled }
        };
        let cells = self
            .cells
            .into_iter()
            .map(|place| GridCell {
                rows: place.row..place.row + place.rows,
                columns: place.column..place.column + place.columns,
                rect: Rect::new(
                    xs[place.column],
                    ys[place.row],
                    xs[place.column + place.columns],
                    ys[place.row + place.rows],
                ),
                lines: Vec::new(),
                text: String::new(),
                room: 0.0,
                text_y: None,
                above: end(place.row == 0, &top, place.column..place.column + place.columns),
                below: end(place.row + place.rows == last, &bottom, place.column..place.column + place.columns),
                indent: None,
                otherwise: None,
            })
            .collect();
        Grid {
            page: page.number,
            turn: page.turn,
            rect: self.rect,
            xs,
            ys,
            is_aligned: false,
            text_size: Pt::ZERO,
            cells,
        }
    }
}

/// The lattices of a page; a single box is none.
pub(super) fn lattices(components: Vec<(Vec<Edge>, Vec<Edge>)>) -> Vec<Lattice> {
    components
        .into_iter()
        .filter_map(|(horizontal, vertical)| lattice(&horizontal, &vertical))
        .filter(|lattice| lattice.cells.len() > 1)
        .collect()
}

/// Drops frames: a lattice of few cells one of which, as wide as all of it, holds another lattice whole. A cell beside that
/// one is the label of what it holds, as in a form.
pub(super) fn drop_frames(lattices: &mut Vec<Lattice>) {
    const FRAME_CELLS: usize = 4;
    let rects: Vec<Rect> = lattices.iter().map(|lattice| lattice.rect).collect();
    lattices.retain(|outer| {
        let holds = |cell: Rect| {
            cell.x() == outer.rect.x()
                && rects.iter().any(|inner| *inner != outer.rect && cell.intersect(*inner) == Some(*inner))
        };
        outer.cells.len() > FRAME_CELLS || !outer.cells().any(holds)
    });
}

/// The lattice that edges make.
pub(super) fn lattice(horizontal: &[Edge], vertical: &[Edge]) -> Option<Lattice> {
    let xs = boundaries(vertical, horizontal);
    let ys = boundaries(horizontal, vertical);
    let (width, height) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
    if width == 0 || height == 0 || width * height > MAX_PLACES {
        return None;
    }
    // left[r][c]: the left side of place (r, c) is drawn; top[r][c]: its top is.
    let mut left = vec![vec![false; width]; height];
    for edge in vertical {
        let column = nearest(&xs, edge.position);
        if column < width {
            for row in drawn(&ys, edge.span) {
                left[row][column] = true;
            }
        }
    }
    let mut top = vec![vec![false; width]; height];
    let mut bottom = vec![false; width];
    for edge in horizontal {
        let row = nearest(&ys, edge.position);
        let sides = top.get_mut(row).unwrap_or(&mut bottom);
        for column in drawn(&xs, edge.span) {
            sides[column] = true;
        }
    }
    let cells = cells(&left, &top);
    let rect = Rect::new(xs[0], ys[0], xs[width], ys[height]);
    let top = top.swap_remove(0);
    Some(Lattice { rect, xs, ys, cells, top, bottom })
}

/// Where edges stand across, and where the crossing ones end if they reach well beyond.
fn boundaries(edges: &[Edge], crossing: &[Edge]) -> Vec<Pt> {
    let mut positions: Vec<Pt> = edges.iter().map(|edge| edge.position).collect();
    positions.sort();
    let mut boundaries: Vec<Pt> = Vec::new();
    for position in positions {
        match boundaries.last() {
            Some(last) if (position - *last).get() <= SAME_BOUNDARY => {}
            _ => boundaries.push(position),
        }
    }
    let start = crossing.iter().map(|edge| edge.span.start).min();
    let end = crossing.iter().map(|edge| edge.span.end).max();
    if let (Some(start), Some(first)) = (start, boundaries.first().copied())
        && (first - start).get() > OPEN_SIDE
    {
        boundaries.insert(0, start);
    }
    if let (Some(end), Some(last)) = (end, boundaries.last().copied())
        && (end - last).get() > OPEN_SIDE
    {
        boundaries.push(end);
    }
    boundaries
}

/// The index of the boundary nearest to `position`.
fn nearest(boundaries: &[Pt], position: Pt) -> usize {
    let after = boundaries.partition_point(|boundary| *boundary < position);
    match (after.checked_sub(1).map(|i| boundaries[i]), boundaries.get(after)) {
        (Some(before), Some(next)) if position - before <= *next - position => after - 1,
        (_, Some(_)) => after,
        _ => after.saturating_sub(1),
    }
}

/// The stretches between boundaries that `span` draws.
fn drawn(boundaries: &[Pt], span: Span) -> impl Iterator<Item = usize> + '_ {
    boundaries.windows(2).enumerate().filter_map(move |(i, pair)| {
        let side = Span::new(pair[0], pair[1]);
        (span.overlap(side) >= side.len() * DRAWN).then_some(i)
    })
}

/// The places between drawn sides, as rectangles in reading order. Where missing sides would join places into a shape
/// that is no rectangle, it is cut: where rows beside it end, then first as wide as it goes, then as high.
fn cells(left: &[Vec<bool>], top: &[Vec<bool>]) -> Vec<Place> {
    let (height, width) = (left.len(), left.first().map_or(0, Vec::len));
    let is_closed = left.iter().any(|row| row.first() == Some(&true));
    // Where the outline is drawn elsewhere, nothing is from it up to here: columns of labels that go on from the page
    // before, none of which is drawn again.
    let hangs = |row: usize, column: usize| is_closed && left[row][..=column].iter().all(|drawn| !drawn);
    // Row after row ends at a side that is not drawn: there what stands beside them ends, too.
    let rows_end = |row: usize, column: usize, right: usize| {
        (row + 1..height).take(2).filter(|below| top[*below][right] && !top[*below][column]).count() == 2
    };
    let mut taken = vec![vec![false; width]; height];
    let mut cells = Vec::new();
    for row in 0..height {
        for column in 0..width {
            if taken[row][column] {
                continue;
            }
            let mut right = column + 1;
            let hangs = hangs(row, column);
            while right < width
                && !hangs
                && !left[row][right]
                && !taken[row][right]
                && (row == 0 || top[row][right] == top[row][column])
                && !rows_end(row, column, right)
            {
                right += 1;
            }
            let mut below = row + 1;
            while below < height
                && (column..right).all(|c| !top[below][c] && !taken[below][c])
                && (column + 1..right).all(|c| !left[below][c])
                && (column == 0 || left[below][column] == left[row][column])
                && (right == width || left[below][right] || top[below][right] || hangs)
            {
                below += 1;
            }
            for line in taken.iter_mut().take(below).skip(row) {
                line[column..right].fill(true);
            }
            cells.push(Place { row, column, rows: below - row, columns: right - column });
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_ends_where_the_rows_beside_it_do() {
        let edge = |(at, from, to): (f64, f64, f64)| Edge {
            position: Pt::new(at),
            span: Span::new(Pt::new(from), Pt::new(to)),
        };
        // Two columns, the second divided into rows; no side is drawn between them in the lower half.
        let horizontal: Vec<Edge> = [0.0, 80.0, 160.0].map(|y| (y, 0.0, 120.0)).into_iter().map(edge).collect();
        let rows = [20.0, 40.0, 60.0, 100.0, 120.0, 140.0].map(|y| (y, 60.0, 120.0));
        let mut horizontal = [horizontal, rows.into_iter().map(edge).collect()].concat();
        horizontal.sort_by_key(|edge| (edge.position, edge.span));
        let vertical: Vec<Edge> =
            [(0.0, 0.0, 160.0), (60.0, 0.0, 80.0), (120.0, 0.0, 160.0)].into_iter().map(edge).collect();
        let found = lattice(&horizontal, &vertical).expect("it has cells");
        let tall: Vec<Rect> = found.cells().filter(|cell| cell.height().get() > 20.0).collect();
        let half = |y0: f64| Rect::new(Pt::ZERO, Pt::new(y0), Pt::new(60.0), Pt::new(y0 + 80.0));
        assert_eq!((found.cells().count(), tall), (10, vec![half(0.0), half(80.0)]));
    }
}

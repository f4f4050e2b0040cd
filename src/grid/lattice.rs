//! Edges to lattices: edges that meet make one lattice; its places between present sides make cells.
//!
//! A missing side joins the places on both of its sides into one cell with a span; the outline is always closed, so a
//! table open at its left or right has cells there all the same.

use super::edge::{Edge, Edges};
use super::nested::{self, Component};
use super::{End, Grid, GridCell};
use crate::geometry::{Pt, Rect, Span};
use crate::pdf::Page;
use std::collections::BTreeMap;

/// An edge that stops this short of another still meets it.
const MEET: f64 = 3.0;
/// The same of edges without a gap: half the thickness of a stroke, and what coordinates are rounded by.
const TIGHT: f64 = 1.0;
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
pub(super) fn lattices(edges: &Edges) -> Vec<Lattice> {
    components(edges)
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

/// Groups of horizontal and vertical edges that meet.
fn components(edges: &Edges) -> Vec<Component> {
    let (horizontal, vertical) = (&edges.horizontal, &edges.vertical);
    let count = horizontal.len() + vertical.len();
    let (mut groups, mut tight) = (Groups::new(count), Groups::new(count));
    let (reach, near) = (Pt::new(MEET), Pt::new(TIGHT));
    for (i, h) in horizontal.iter().enumerate() {
        let x = h.span.expand(reach);
        let from = vertical.partition_point(|v| v.position < x.start);
        for (j, v) in vertical.iter().enumerate().skip(from).take_while(|(_, v)| v.position <= x.end) {
            if v.span.expand(reach).contains(h.position) {
                groups.join(i, horizontal.len() + j);
                if v.span.expand(near).contains(h.position) && h.span.expand(near).contains(v.position) {
                    tight.join(i, horizontal.len() + j);
                }
            }
        }
    }
    let mut by_root: Vec<(Component, BTreeMap<usize, Component>)> = vec![Default::default(); count];
    for (i, edge) in horizontal.iter().enumerate() {
        let (group, parts) = &mut by_root[groups.root(i)];
        group.0.push(*edge);
        parts.entry(tight.root(i)).or_default().0.push(*edge);
    }
    for (j, edge) in vertical.iter().enumerate() {
        let (group, parts) = &mut by_root[groups.root(horizontal.len() + j)];
        group.1.push(*edge);
        parts.entry(tight.root(horizontal.len() + j)).or_default().1.push(*edge);
    }
    let parted = by_root.into_iter().flat_map(|(group, parts)| nested::parted(group, parts.into_values().collect()));
    let (mut groups, rest): (Vec<_>, Vec<_>) =
        parted.partition(|(horizontal, vertical)| is_closed(horizontal, vertical));
    let lonely: Vec<Edge> = rest.into_iter().filter(|(h, _)| h.is_empty()).flat_map(|(_, v)| v).collect();
    adopt(&mut groups, &lonely);
    groups
}

/// Do edges close cells? One row may stand open, where the page begins or ends in its table: its sides run from one edge
/// to one height.
fn is_closed(horizontal: &[Edge], vertical: &[Edge]) -> bool {
    /// A row of fewer cells is a frame, or a bracket of a drawing.
    const FEWEST_SIDES: usize = 4;
    let near = |a: Pt, b: Pt| (a - b).abs().get() <= MEET;
    match (horizontal, vertical) {
        ([], _) | (_, []) => false,
        ([edge], [first, .., last]) => {
            let open = |side: &Edge| {
                let ends = [side.span.start, side.span.end];
                ends.into_iter()
                    .find(|end| !near(*end, edge.position))
                    .filter(|_| ends.iter().any(|end| near(*end, edge.position)))
            };
            let is_level = |side: &Edge| open(side).zip(open(first)).is_some_and(|(a, b)| near(a, b));
            let is_outline = near(first.position, edge.span.start) && near(last.position, edge.span.end);
            vertical.len() >= FEWEST_SIDES && is_outline && vertical.iter().all(is_level)
        }
        ([_], _) => false,
        _ => true,
    }
}

/// Gives a lattice the vertical edges that run beside it from its top to its bottom without meeting it: the side of a
/// cell merged over every row of the page, whose top and bottom are on other pages.
fn adopt(groups: &mut [Component], lonely: &[Edge]) {
    const ALONGSIDE: f64 = 0.9;
    for edge in lonely {
        let distance = |(horizontal, _): &Component| {
            let x = horizontal.iter().map(|h| h.span).reduce(|all, span| all.union(span))?;
            let (top, bottom) = (horizontal.first()?.position, horizontal.last()?.position);
            let y = Span::new(top, bottom);
            let alongside =
                edge.span.overlap(y) >= y.len() * ALONGSIDE && y.overlap(edge.span) >= edge.span.len() * ALONGSIDE;
            alongside.then(|| (x.start - edge.position).max(edge.position - x.end).max(Pt::ZERO))
        };
        let nearest = groups.iter_mut().filter_map(|group| Some((distance(group)?, group))).min_by_key(|(d, _)| *d);
        if let Some((_, (_, vertical))) = nearest {
            vertical.push(*edge);
            vertical.sort_by_key(|edge| (edge.position, edge.span));
        }
    }
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

/// Disjoint sets with path halving.
struct Groups(Vec<usize>);

impl Groups {
    fn new(n: usize) -> Groups {
        Groups((0..n).collect())
    }

    fn root(&mut self, mut i: usize) -> usize {
        while self.0[i] != i {
            self.0[i] = self.0[self.0[i]];
            i = self.0[i];
        }
        i
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
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

//! Which edges hang together: those that meet, but for grids in a cell of another.

use super::edge::{Edge, Edges};
use super::nested::{self, Component};
use crate::geometry::{Pt, Span};
use std::collections::BTreeMap;

/// An edge that stops this short of another still meets it.
const MEET: f64 = 3.0;
/// The same of edges without a gap: half the thickness of a stroke, and what coordinates are rounded by.
const TIGHT: f64 = 1.0;

/// Groups of horizontal and vertical edges that meet.
pub(super) fn components(edges: &Edges) -> Vec<Component> {
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
    use super::super::lattice::lattices;
    use super::*;

    type Line = (f64, f64, f64);

    /// A grid of two columns and two rows, the lower right cell of which is wide, and what is drawn in that cell.
    fn check(horizontal: &[Line], vertical: &[Line], cells: &[usize], inner: usize) {
        let edge =
            |(at, from, to): &Line| Edge { position: Pt::new(*at), span: Span::new(Pt::new(*from), Pt::new(*to)) };
        let sorted = |own: [Line; 3], more: &[Line]| {
            let mut edges: Vec<Edge> = own.iter().chain(more).map(edge).collect();
            edges.sort_by_key(|edge| (edge.position, edge.span));
            edges
        };
        let edges = Edges {
            horizontal: sorted([(0.0, 0.0, 300.0), (20.0, 0.0, 300.0), (120.0, 0.0, 300.0)], horizontal),
            vertical: sorted([(0.0, 0.0, 120.0), (60.0, 0.0, 120.0), (300.0, 0.0, 120.0)], vertical),
            ..Edges::default()
        };
        let found = lattices(components(&edges));
        let mut counts: Vec<usize> = found.iter().map(|lattice| lattice.cells().count()).collect();
        counts.sort_unstable();
        assert_eq!((counts.as_slice(), nested::count(&found)), (cells, inner), "{horizontal:?} {vertical:?}");
    }

    #[test]
    fn a_grid_in_a_cell_is_one_of_its_own() {
        let rows = |inset: f64| [22.5, 60.0, 117.5].map(|y| (y, 60.0 + inset, 300.0 - inset));
        let columns = |inset: f64| [60.0 + inset, 150.0, 300.0 - inset].map(|x| (x, 22.5, 117.5));
        check(&rows(2.5), &columns(2.5), &[4, 4], 1);
        check(&rows(8.0), &columns(8.0), &[4, 4], 1);
    }

    #[test]
    fn a_box_around_a_text_is_no_cell() {
        check(&[(30.0, 62.5, 120.0), (45.0, 62.5, 120.0)], &[(62.5, 30.0, 45.0), (120.0, 30.0, 45.0)], &[4], 0);
    }

    #[test]
    fn what_divides_a_cell_is_of_its_grid() {
        check(&[(60.0, 60.0, 300.0)], &[(150.0, 20.0, 120.0)], &[7], 0);
    }
}

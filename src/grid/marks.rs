//! Boxes that a reader drew around cells of a table: a red frame around amounts in doubt.
//!
//! The sides of a cell end at others, and others end at them. A box drawn over a table meets nothing but itself in its
//! corners; rulings run through its sides, and none ends there.

use super::edge::{Edge, Edges};
use crate::geometry::{Pt, Rect, Span};

/// Ends this near to each other, in points, are one corner.
const CORNER: f64 = 1.6;
/// A ruling that goes on at least so far beyond a side, in points, runs through it.
const BEYOND: f64 = 3.0;
/// So many rulings run through the sides of a box at least.
const FEWEST: usize = 2;

/// Of more edges, those of a drawing, boxes are not looked for.
const MOST: usize = 4000;

/// Takes away the boxes drawn over the rulings.
pub(super) fn drop_marks(edges: &mut Edges) {
    if edges.horizontal.len() + edges.vertical.len() > MOST {
        return;
    }
    let boxes: Vec<Rect> = boxes(edges).into_iter().filter(|rect| is_over(edges, *rect)).collect();
    if boxes.is_empty() {
        return;
    }
    let is_side = |edge: &Edge, across: Span, along: Span| {
        (is_near(edge.position, across.start) || is_near(edge.position, across.end)) && is_span(edge.span, along)
    };
    edges.horizontal.retain(|edge| !boxes.iter().any(|rect| is_side(edge, rect.y(), rect.x())));
    edges.vertical.retain(|edge| !boxes.iter().any(|rect| is_side(edge, rect.x(), rect.y())));
}

fn is_near(a: Pt, b: Pt) -> bool {
    (a - b).abs().get() <= CORNER
}

fn is_span(a: Span, b: Span) -> bool {
    is_near(a.start, b.start) && is_near(a.end, b.end)
}

/// The boxes that these edges alone make; none of a drawing's.
pub(super) fn boxes_of(edges: &Edges) -> Vec<Rect> {
    if edges.horizontal.len() + edges.vertical.len() > MOST { Vec::new() } else { boxes(edges) }
}

/// Four edges that end in each other.
fn boxes(edges: &Edges) -> Vec<Rect> {
    let mut boxes = Vec::new();
    for left in &edges.vertical {
        let at = |y: Pt| {
            let from = edges.horizontal.partition_point(|edge| edge.position < y - Pt::new(CORNER));
            let level = edges.horizontal[from..].iter().take_while(move |edge| is_near(edge.position, y));
            level.filter(|edge| is_near(edge.span.start, left.position))
        };
        for top in at(left.span.start) {
            let from = edges.vertical.partition_point(|edge| edge.position < top.span.end - Pt::new(CORNER));
            let mut ends = edges.vertical[from..].iter().take_while(|edge| is_near(edge.position, top.span.end));
            let Some(right) = ends.find(|edge| is_span(edge.span, left.span)) else { continue };
            if at(left.span.end).any(|bottom| is_near(bottom.span.end, right.position)) {
                boxes.push(Rect::new(left.position, left.span.start, right.position, left.span.end));
            }
        }
    }
    boxes
}

/// Do rulings run through the sides of a box, and does none end at them?
fn is_over(edges: &Edges, rect: Rect) -> bool {
    let beyond = Pt::new(BEYOND);
    let mut through = 0;
    let mut is_free = true;
    let mut look = |own: &[Edge], across: Span, along: Span| {
        for edge in own.iter().filter(|edge| across.contains(edge.position)) {
            // The sides themselves end in the corners.
            if is_near(edge.position, across.start) || is_near(edge.position, across.end) {
                continue;
            }
            for side in [along.start, along.end] {
                through += usize::from(edge.span.start < side - beyond && edge.span.end > side + beyond);
                is_free &= !is_near(edge.span.start, side) && !is_near(edge.span.end, side);
            }
        }
    };
    look(&edges.horizontal, rect.y(), rect.x());
    look(&edges.vertical, rect.x(), rect.y());
    is_free && through >= FEWEST
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(horizontal: &[(f64, f64, f64)], vertical: &[(f64, f64, f64)]) -> Edges {
        let edge = |(at, from, to): &(f64, f64, f64)| Edge {
            position: Pt::new(*at),
            span: Span::new(Pt::new(*from), Pt::new(*to)),
        };
        let sorted = |list: &[(f64, f64, f64)]| {
            let mut edges: Vec<Edge> = list.iter().map(edge).collect();
            edges.sort_by_key(|edge| (edge.position, edge.span));
            edges
        };
        Edges { horizontal: sorted(horizontal), vertical: sorted(vertical), ..Edges::default() }
    }

    /// A grid of three columns and three rows, and what is drawn over it.
    fn check(over: [(f64, f64, f64); 4], is_mark: bool) {
        let [top, bottom, left, right] = over;
        let lines = |side: f64| [0.0, 1.0, 2.0, 3.0].map(|i| (i * side, 0.0, 3.0));
        let horizontal = lines(20.0).map(|(at, _, to)| (at, 0.0, to * 60.0));
        let vertical = lines(60.0).map(|(at, _, to)| (at, 0.0, to * 20.0));
        let mut found = edges(&[&horizontal[..], &[top, bottom]].concat(), &[&vertical[..], &[left, right]].concat());
        drop_marks(&mut found);
        assert_eq!(found.horizontal.len() + found.vertical.len() == 8, is_mark, "{over:?}");
    }

    #[test]
    fn a_box_that_rulings_run_through_is_a_mark() {
        check([(14.0, 70.0, 150.0), (46.0, 70.0, 150.0), (70.0, 14.0, 46.0), (150.0, 14.0, 46.0)], true);
        check([(10.0, 50.0, 100.0), (30.0, 50.0, 100.0), (50.0, 10.0, 30.0), (100.0, 10.0, 30.0)], true);
    }

    #[test]
    fn what_ends_at_rulings_divides_cells() {
        check([(10.0, 60.0, 120.0), (30.0, 60.0, 120.0), (80.0, 0.0, 60.0), (100.0, 0.0, 60.0)], false);
    }
}

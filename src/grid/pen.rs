//! Strokes of a coloured pen: what a reader drew over a table that is ruled in another ink.
//!
//! Borders end at each other. A stroke in a strong colour within a cell of plain rulings that does not end at these is
//! none, whatever text stands along it. A table ruled in colour has few other rulings, and its borders meet.

use super::edge::{Edge, Edges, edges};
use super::marks;
use crate::geometry::{Orientation, Pt, Span};
use crate::pdf::Ruling;
use std::borrow::Cow;

/// An end this near to a ruling, in points, is at it.
const TOUCH: f64 = 1.2;
/// Plain rulings are so many times as many as those of a pen, at least.
const PLAIN: usize = 2;

/// The rulings without the strokes of a pen, and these as edges.
pub(super) fn without_strokes(rulings: &[Ruling]) -> (Cow<'_, [Ruling]>, Edges) {
    let (vivid, plain): (Vec<Ruling>, Vec<Ruling>) = rulings.iter().partition(|ruling| ruling.is_vivid);
    if vivid.is_empty() || plain.len() < vivid.len() * PLAIN {
        return (Cow::Borrowed(rulings), Edges::default());
    }
    let (mut strokes, plain) = (edges(&vivid), edges(&plain));
    let boxes = marks::boxes_of(&strokes);
    let is_side = |edge: &Edge, across: Span, along: Span| {
        [across.start, across.end].iter().any(|at| is_near(*at, edge.position)) && is_near(along.start, edge.span.start)
    };
    // A box around an amount may reach the rulings of its row; its other sides meet none.
    strokes.horizontal.retain(|edge| {
        let is_boxed = boxes.iter().any(|rect| is_side(edge, rect.y(), rect.x()));
        is_loose(edge, &plain.horizontal, &plain.vertical, is_boxed)
    });
    strokes.vertical.retain(|edge| {
        let is_boxed = boxes.iter().any(|rect| is_side(edge, rect.x(), rect.y()));
        is_loose(edge, &plain.vertical, &plain.horizontal, is_boxed)
    });
    let is_stroke = |ruling: &Ruling| {
        let own = match ruling.orientation {
            Orientation::Horizontal => &strokes.horizontal,
            Orientation::Vertical => &strokes.vertical,
        };
        let is_on = |edge: &Edge| {
            is_near(edge.position, ruling.position) && edge.span.expand(Pt::new(TOUCH)).contains(ruling.span.centre())
        };
        ruling.is_vivid && own.iter().any(is_on)
    };
    let kept = rulings.iter().filter(|ruling| !is_stroke(ruling)).copied().collect();
    (Cow::Owned(kept), strokes)
}

/// Does an edge stand between plain rulings on all sides, of which those across do not stop it at both ends, be it the
/// side of a box?
fn is_loose(edge: &Edge, beside: &[Edge], across: &[Edge], is_boxed: bool) -> bool {
    let middle = edge.span.centre();
    let is_over = |other: &&Edge| other.span.contains(middle);
    let is_between = beside.iter().filter(is_over).any(|other| other.position < edge.position)
        && beside.iter().filter(is_over).any(|other| other.position > edge.position);
    let crossing = || across.iter().filter(|other| other.span.expand(Pt::new(TOUCH)).contains(edge.position));
    let is_within = crossing().any(|other| other.position < middle) && crossing().any(|other| other.position > middle);
    let is_at = |end: Pt| crossing().any(|other| is_near(other.position, end));
    is_between && is_within && (is_boxed || !(is_at(edge.span.start) && is_at(edge.span.end)))
}

fn is_near(a: Pt, b: Pt) -> bool {
    (a - b).abs().get() <= TOUCH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ruling(is_vivid: bool, orientation: Orientation, at: f64, from: f64, to: f64) -> Ruling {
        Ruling {
            orientation,
            position: Pt::new(at),
            span: Span::new(Pt::new(from), Pt::new(to)),
            thickness: Pt::new(0.5),
            is_vivid,
        }
    }

    /// A grid of three columns and three rows, its horizontals in colour or not, and a line in colour in it.
    fn check(is_coloured: bool, (at, from, to): (f64, f64, f64), is_stroke: bool) {
        let mut all: Vec<Ruling> =
            (0..4).map(|i| ruling(is_coloured, Orientation::Horizontal, f64::from(i) * 20.0, 0.0, 180.0)).collect();
        all.extend((0..4).map(|i| ruling(false, Orientation::Vertical, f64::from(i) * 60.0, 0.0, 60.0)));
        all.push(ruling(true, Orientation::Horizontal, at, from, to));
        assert_eq!(without_strokes(&all).0.len() == 8, is_stroke, "{is_coloured} {at} {from} {to}");
    }

    #[test]
    fn a_loose_line_in_colour_is_no_border() {
        check(false, (30.0, 63.0, 117.0), true);
        check(false, (30.0, 20.0, 150.0), true);
    }

    #[test]
    fn a_box_in_colour_that_reaches_the_rulings_of_its_row_divides_no_cell() {
        let mut all: Vec<Ruling> =
            (0..4).map(|i| ruling(false, Orientation::Horizontal, f64::from(i) * 20.0, 0.0, 180.0)).collect();
        all.extend((0..4).map(|i| ruling(false, Orientation::Vertical, f64::from(i) * 60.0, 0.0, 60.0)));
        all.extend([21.0, 39.0].map(|y| ruling(true, Orientation::Horizontal, y, 75.0, 118.0)));
        all.extend([75.0, 118.0].map(|x| ruling(true, Orientation::Vertical, x, 21.0, 39.0)));
        assert_eq!(without_strokes(&all).0.len(), 8);
    }

    #[test]
    fn what_ends_at_rulings_or_stands_outside_of_them_is_one() {
        check(false, (30.0, 60.0, 120.0), false);
        check(false, (30.0, 0.0, 180.0), false);
        check(false, (70.0, 10.0, 100.0), false);
        check(true, (30.0, 63.0, 117.0), false);
    }
}

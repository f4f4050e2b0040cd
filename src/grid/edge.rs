//! Rulings as painted to edges: pieces on one line snapped together and joined (after pdfplumber's
//! `merge_edges`, which tabula's `Ruling` and camelot share).

use crate::geometry::{Orientation, Point, Pt, Span};
use crate::pdf::Ruling;

/// Rulings this near across their run are one line: the two strokes of a double border, sides of neighbouring cells.
const SNAP: f64 = 1.6;
/// A chain of snapped rulings is no wider than this.
const SNAP_CHAIN: f64 = 2.4;
/// Pieces this near along their run are one line: dashes, cell sides that stop short of the corner.
const JOIN: f64 = 3.0;
/// A dash is no longer than this, and dashes are that much alike in their gaps: a row of boxes is none.
const DASH: f64 = 15.0;
const LIKE: f64 = 1.3;
/// So many gaps between dashes make a line of them.
const DASHES: usize = 4;
/// So many gaps tell whether they are those between boxes.
const LOOKED_AT: usize = 64;
/// A ruling this near, in points, meets the end of a piece.
const MEET: f64 = 1.0;
/// What is left shorter than this is no border.
const MIN_LENGTH: f64 = 3.0;
/// A page with more edges than this is a drawing, not a table.
const MAX_EDGES: usize = 20_000;

/// A straight line that may separate cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edge {
    /// Across the way it runs.
    pub(super) position: Pt,
    /// Along the way it runs.
    pub(super) span: Span,
}

/// The edges of a page, each list sorted by position and start.
#[derive(Clone, Debug, Default)]
pub(super) struct Edges {
    pub(super) horizontal: Vec<Edge>,
    pub(super) vertical: Vec<Edge>,
    /// Where texts stand that some of them struck out.
    pub(super) struck: Vec<Point>,
    pub(super) over_limit: bool,
}

/// The edges that rulings make.
pub(super) fn edges(rulings: &[Ruling]) -> Edges {
    let horizontal = edges_of(rulings, Orientation::Horizontal);
    let vertical = edges_of(rulings, Orientation::Vertical);
    if horizontal.len() + vertical.len() > MAX_EDGES {
        return Edges { over_limit: true, ..Edges::default() };
    }
    Edges { horizontal, vertical, struck: Vec::new(), over_limit: false }
}

fn edges_of(rulings: &[Ruling], orientation: Orientation) -> Vec<Edge> {
    let mut same: Vec<&Ruling> = rulings.iter().filter(|ruling| ruling.orientation == orientation).collect();
    same.sort_by_key(|ruling| (ruling.position, ruling.span));
    let mut across: Vec<&Ruling> = rulings.iter().filter(|ruling| ruling.orientation != orientation).collect();
    across.sort_by_key(|ruling| ruling.position);
    let mut edges = Vec::new();
    let mut from = 0;
    while from < same.len() {
        let mut to = from + 1;
        while to < same.len()
            && (same[to].position - same[to - 1].position).get() <= SNAP
            && (same[to].position - same[from].position).get() <= SNAP_CHAIN
        {
            to += 1;
        }
        join(&same[from..to], &across, &mut edges);
        from = to;
    }
    edges.retain(|edge| edge.span.len().get() >= MIN_LENGTH);
    edges
}

/// Joins the pieces of one line; its position is the mean of theirs, weighted by length.
fn join(line: &[&Ruling], across: &[&Ruling], edges: &mut Vec<Edge>) {
    let length: f64 = line.iter().map(|ruling| ruling.span.len().get()).sum();
    let weighted: f64 = line.iter().map(|ruling| ruling.position.get() * ruling.span.len().get()).sum();
    let position = Pt::new(weighted / length.max(f64::MIN_POSITIVE));
    let mut spans: Vec<Span> = line.iter().map(|ruling| ruling.span).collect();
    spans.sort();
    let reach = if are_sides(&spans, position, across) { Pt::new(JOIN) } else { reach(&spans) };
    let mut current: Option<Span> = None;
    for span in spans {
        current = match current {
            Some(open) if span.start - open.end <= reach => Some(open.union(span)),
            Some(open) => {
                edges.push(Edge { position, span: open });
                Some(span)
            }
            None => Some(span),
        };
    }
    edges.extend(current.map(|span| Edge { position, span }));
}

/// Do pieces end at others across them on both sides of most of their gaps? Then they are sides of boxes, no dashes.
fn are_sides(spans: &[Span], position: Pt, across: &[&Ruling]) -> bool {
    let is_corner = |at: Pt| {
        let from = across.partition_point(|ruling| ruling.position < at - Pt::new(MEET));
        let near = across[from..].iter().take_while(|ruling| ruling.position <= at + Pt::new(MEET));
        near.take(LOOKED_AT).any(|ruling| ruling.span.expand(Pt::new(SNAP)).contains(position))
    };
    let gaps = spans.windows(2).filter(|pair| pair[1].start - pair[0].end > Pt::new(MEET)).take(LOOKED_AT);
    let (mut all, mut closed) = (0, 0);
    for pair in gaps {
        all += 1;
        closed += usize::from(is_corner(pair[0].end) && is_corner(pair[1].start));
    }
    all >= DASHES && closed * 4 >= all * 3
}

/// How far apart pieces of one line may be: further where it is dashed, the gaps of which are much alike. Where each side of
/// a cell begins its dashes anew, another gap stands at its corners.
fn reach(spans: &[Span]) -> Pt {
    let join = Pt::new(JOIN);
    let is_dash = |span: &Span| span.len().get() <= DASH;
    let mut gaps: Vec<Pt> = spans
        .windows(2)
        .filter(|pair| is_dash(&pair[0]) && is_dash(&pair[1]))
        .map(|pair| pair[1].start - pair[0].end)
        .filter(|gap| gap.get() > 0.0 && gap.get() <= DASH)
        .collect();
    if gaps.len() < DASHES {
        return join;
    }
    // Of two sorts of gaps the wider one, if it is no rare one.
    let wide = gaps.len() * 3 / 4;
    let usual = *gaps.select_nth_unstable(wide).1;
    let is_like = |gap: &&Pt, other: Pt| **gap * LIKE >= other && **gap <= other * LIKE;
    let others: Vec<Pt> = gaps.iter().filter(|gap| !is_like(gap, usual)).copied().collect();
    let other = Pt::median(others.iter().copied()).filter(|other| *other < usual);
    let like = gaps.iter().filter(|gap| is_like(gap, usual) || other.is_some_and(|other| is_like(gap, other))).count();
    let longest = spans.iter().filter(|span| is_dash(span)).map(|span| span.len()).max().unwrap_or_default();
    if like * 4 >= gaps.len() * 3 && usual <= longest * 3.0 { join.max(usual * LIKE) } else { join }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn horizontal(y: f64, x0: f64, x1: f64) -> Ruling {
        Ruling {
            orientation: Orientation::Horizontal,
            position: Pt::new(y),
            span: Span::new(Pt::new(x0), Pt::new(x1)),
            thickness: Pt::new(0.5),
            is_vivid: false,
        }
    }

    fn check(rulings: &[Ruling], expected: &[(f64, f64, f64)]) {
        let found: Vec<(f64, f64, f64)> = edges(rulings)
            .horizontal
            .iter()
            .map(|edge| (edge.position.get(), edge.span.start.get(), edge.span.end.get()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn pieces_and_dashes_are_one_edge() {
        check(&[horizontal(10.0, 0.0, 50.0), horizontal(10.0, 51.0, 100.0)], &[(10.0, 0.0, 100.0)]);
    }

    #[test]
    fn dashes_are_one_edge_and_sides_of_boxes_are_not() {
        let row = |length: f64, gap: f64| {
            let piece =
                |i: u32| horizontal(10.0, f64::from(i) * (length + gap), f64::from(i) * (length + gap) + length);
            (0..8).map(piece).collect::<Vec<_>>()
        };
        check(&row(3.0, 3.25), &[(10.0, 0.0, 46.75)]);
        check(&row(6.0, 5.0), &[(10.0, 0.0, 83.0)]);
        assert_eq!(edges(&row(40.0, 5.0)).horizontal.len(), 8);
    }

    #[test]
    fn dashes_that_begin_anew_at_each_corner_are_one_edge() {
        // Sides of 18 points, dashes and gaps of 5: the last gap of each is 3 wide.
        let pieces = (0..6).flat_map(|i| [0.0, 10.0].map(|x| (f64::from(i) * 18.0 + x, f64::from(i) * 18.0 + x + 5.0)));
        let row: Vec<Ruling> = pieces.map(|(from, to)| horizontal(10.0, from, to)).collect();
        check(&row, &[(10.0, 0.0, 105.0)]);
    }

    #[test]
    fn low_boxes_with_gaps_are_no_dashes() {
        let side = |at: f64| Ruling { orientation: Orientation::Vertical, ..horizontal(at, 0.0, 40.0) };
        let mut all: Vec<Ruling> =
            (0..6).map(|i| horizontal(10.0, f64::from(i) * 18.0, f64::from(i) * 18.0 + 14.0)).collect();
        assert_eq!(edges(&all).horizontal.len(), 1);
        all.extend((0..6).flat_map(|i| [0.0, 14.0].map(|x| side(f64::from(i) * 18.0 + x))));
        assert_eq!(edges(&all).horizontal.len(), 6);
    }

    #[test]
    fn a_double_border_is_one_edge_and_two_rows_are_two() {
        check(&[horizontal(10.0, 0.0, 50.0), horizontal(11.0, 0.0, 50.0)], &[(10.5, 0.0, 50.0)]);
        check(&[horizontal(10.0, 0.0, 50.0), horizontal(16.0, 0.0, 50.0)], &[(10.0, 0.0, 50.0), (16.0, 0.0, 50.0)]);
    }

    #[test]
    fn tables_side_by_side_keep_their_edges_apart() {
        check(&[horizontal(10.0, 0.0, 50.0), horizontal(10.0, 60.0, 100.0)], &[(10.0, 0.0, 50.0), (10.0, 60.0, 100.0)]);
    }
}

//! Cells drawn as boxes of their own, with gaps between them: the gap is the ruling.
//!
//! Two edges that run beside each other with nothing drawn across between them, no further apart than a line of text is
//! high, part cells as one edge does. Where a page has several such gaps, its tables are closed up.

use super::edge::{Edge, Edges};
use crate::geometry::{Pt, Span};
use crate::pdf::Glyph;

/// The widest gap, in em of the page's text.
const WIDEST: f64 = 1.2;
/// Fewer gaps are those between tables.
const FEWEST: usize = 3;
/// The share of the shorter of two sides that has the other beside it.
const ALONGSIDE: f64 = 0.8;
/// How far an edge may end beside the one it meets.
const MEET: f64 = 3.0;
/// Below this two edges are one as they are.
const APART: f64 = 2.5;

/// A gap: the edges on both sides of it, and how far it runs.
#[derive(Clone, Copy)]
struct Gap {
    across: Span,
    along: Span,
}

/// Closes the gaps between cells that are boxes of their own.
pub(super) fn close_gaps(edges: &mut Edges, glyphs: &[Glyph]) {
    let candidates = |own: &[Edge]| own.windows(2).any(|pair| (pair[1].position - pair[0].position).get() > APART);
    if edges.horizontal.len() < 2 * FEWEST || !candidates(&edges.horizontal) {
        return;
    }
    let widest = text_size(glyphs) * WIDEST;
    let vertical = gaps(&edges.vertical, &edges.horizontal, widest);
    let horizontal = gaps(&edges.horizontal, &edges.vertical, widest);
    if positions(&vertical) + positions(&horizontal) < FEWEST {
        return;
    }
    close(&mut edges.vertical, &mut edges.horizontal, &vertical);
    // The sides of boxes are as wide now as the closed columns.
    let horizontal = gaps(&edges.horizontal, &edges.vertical, widest);
    close(&mut edges.horizontal, &mut edges.vertical, &horizontal);
    edges.vertical.sort_by_key(|edge| (edge.position, edge.span));
    edges.horizontal.sort_by_key(|edge| (edge.position, edge.span));
}

/// The usual size of a page's letters.
fn text_size(glyphs: &[Glyph]) -> Pt {
    let mut sizes: Vec<Pt> = glyphs.iter().map(|glyph| glyph.size).collect();
    let middle = sizes.len() / 2;
    if sizes.is_empty() { Pt::ZERO } else { *sizes.select_nth_unstable(middle).1 }
}

/// At how many places there are gaps.
fn positions(gaps: &[Gap]) -> usize {
    let mut starts: Vec<Pt> = gaps.iter().map(|gap| gap.across.start).collect();
    starts.sort();
    starts.dedup_by(|a, b| (*a - *b).abs().get() < APART);
    starts.len()
}

/// The gaps between edges of one orientation that none of the other crosses.
fn gaps(own: &[Edge], crossing: &[Edge], widest: Pt) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for (i, edge) in own.iter().enumerate() {
        let later = own[i + 1..].iter();
        let near = later.take_while(|other| other.position - edge.position <= widest);
        let beside = |other: &&Edge| {
            let shorter = edge.span.len().min(other.span.len());
            (other.position - edge.position).get() > APART && edge.span.overlap(other.span) >= shorter * ALONGSIDE
        };
        for other in near.filter(beside) {
            let gap = Gap { across: Span::new(edge.position, other.position), along: edge.span.union(other.span) };
            let is_crossed = crossing.iter().any(|edge| {
                gap.along.contains(edge.position) && edge.span.overlap(gap.across) > gap.across.len() * 0.5
            });
            if !is_crossed {
                gaps.push(gap);
            }
        }
    }
    gaps
}

/// Moves the edges of gaps to their middle, and lets those that ended at them end there.
fn close(own: &mut [Edge], crossing: &mut [Edge], gaps: &[Gap]) {
    let meet = Pt::new(MEET);
    for gap in gaps {
        let middle = gap.across.centre();
        let is_side = |edge: &Edge| {
            (edge.position == gap.across.start || edge.position == gap.across.end)
                && gap.along.overlap(edge.span) >= edge.span.len() * ALONGSIDE
        };
        own.iter_mut().filter(|edge| is_side(edge)).for_each(|edge| edge.position = middle);
        for edge in crossing.iter_mut().filter(|edge| gap.along.expand(meet).contains(edge.position)) {
            if (edge.span.end - gap.across.start).abs() <= meet {
                edge.span.end = middle;
            }
            if (edge.span.start - gap.across.end).abs() <= meet {
                edge.span.start = middle;
            }
        }
    }
}

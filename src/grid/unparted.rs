//! Grids that part columns only: a head whose names stand over each other with no ruling between, above a body with none
//! between its rows.
//!
//! Their sides begin at several heights of one ruled row, so the rulings tell neither the rows nor which name leads which.
//! What they do tell, where columns end, is a sign among others to the search for tables without rulings.

use super::Grid;
use super::edge::{Edge, Edges};
use crate::geometry::{Pt, Span};
use crate::pdf::{Direction, Glyph};

/// A body of fewer lines is no stack of rows.
const FEWEST_LINES: usize = 4;
/// Sides that begin this near to a boundary, in points, begin at it.
const AT: f64 = 3.0;

/// Drops the grids whose rulings part columns only.
pub(super) fn drop_unparted(grids: &mut Vec<Grid>, edges: &Edges, glyphs: &[Glyph]) {
    grids.retain(|grid| !(has_undivided_head(grid, &edges.vertical) && lines_in_body(grid, glyphs) >= FEWEST_LINES));
}

/// A head of one ruled row in which a side begins that goes on through the body.
fn has_undivided_head(grid: &Grid, vertical: &[Edge]) -> bool {
    let [top, head, bottom] = grid.ys.as_slice() else { return false };
    let begins = Span::new(*top, *head).expand(Pt::new(-AT));
    let is_inner = |edge: &&Edge| edge.position > grid.rect.x0 + Pt::new(AT) && edge.position < grid.rect.x1 - Pt::new(AT);
    let goes_on = |edge: &Edge| edge.span.end >= *bottom - Pt::new(AT) && begins.contains(edge.span.start);
    *head - *top > Pt::new(AT * 2.0) && grid.width() > 2 && vertical.iter().filter(is_inner).any(goes_on)
}

/// How many lines of text the body has.
fn lines_in_body(grid: &Grid, glyphs: &[Glyph]) -> usize {
    let body = Span::new(grid.ys[1], grid.ys[2]);
    let inside = |glyph: &&Glyph| {
        let at = glyph.rect.centre();
        glyph.direction == Direction::Right
            && !glyph.character.is_whitespace()
            && body.contains(at.y)
            && grid.rect.x().contains(at.x)
    };
    let mut bases: Vec<(Pt, Pt)> = glyphs.iter().filter(inside).map(|glyph| (glyph.origin.y, glyph.size)).collect();
    bases.sort_unstable();
    bases.dedup_by(|next, base| next.0 - base.0 <= base.1 * 0.5);
    bases.len()
}

//! Where columns begin and end.

use super::columns::{Band, Columns};
use super::names::Head;
use super::part::Part;
use super::settle::parts_of;
use crate::geometry::{Pt, Span};

/// Room around the text of a table without a frame, in em.
pub(super) const PADDING: f64 = 0.3;

/// The sides of the columns of a ruled head, and between them those of columns that share one name.
pub(super) fn divided(xs: &[Pt], own: &Columns) -> Vec<Pt> {
    let mut sides: Vec<Pt> = Vec::with_capacity(xs.len());
    for pair in xs.windows(2) {
        sides.push(pair[0]);
        let inside = |band: &&Band| Span::new(pair[0], pair[1]).contains(band.x.centre());
        let parts = parts_of(&own.bands.iter().filter(inside).copied().collect::<Vec<_>>());
        sides.extend(parts.windows(2).map(|pair| (pair[0].x.end + pair[1].x.start) * 0.5));
    }
    sides.extend(xs.last());
    sides
}

/// The columns between sides that are known, each with what the texts inside it are.
pub(super) fn between(xs: &[Pt], own: &Columns) -> Columns {
    let band = |pair: &[Pt]| {
        let x = Span::new(pair[0], pair[1]);
        let inside = own.bands.iter().copied().filter(|band| x.contains(band.x.centre()));
        Band { x, ..inside.reduce(Band::join).unwrap_or_default() }
    };
    Columns { bands: xs.windows(2).map(band).collect() }
}

/// Where columns begin and end.
pub(super) fn sides(group: &[Part<'_>], named: &Head, columns: &Columns, em: f64) -> Vec<Pt> {
    let mut xs = named.ends(columns, em);
    let whole = columns.bands.iter().map(|band| band.x).reduce(|all, x| all.union(x)).unwrap_or_default();
    if let Some(first) = xs.first_mut() {
        *first = (*first).min(whole.start - Pt::new(em * PADDING));
    }
    if let Some(last) = xs.last_mut() {
        *last = (*last).max(whole.end + Pt::new(em * PADDING));
    }
    // Sides that are drawn keep their places.
    let Some(first) = group.first() else { return xs };
    let y = first.body().iter().map(|line| line.y).reduce(|all, y| all.union(y)).unwrap_or_default();
    let drawn: Vec<Pt> = first
        .loose
        .edges
        .vertical
        .iter()
        .filter(|edge| edge.span.overlap(y) >= y.len() * 0.5)
        .map(|edge| edge.position)
        .collect();
    for (b, x) in xs.iter_mut().enumerate() {
        let low =
            b.checked_sub(1).map_or(whole.start - Pt::new(em * 2.0), |c| columns.bands[c].x.end - Pt::new(0.1 * em));
        let high = columns.bands.get(b).map_or(whole.end + Pt::new(em * 2.0), |band| band.x.start + Pt::new(0.1 * em));
        if let Some(at) = drawn.iter().find(|at| low <= **at && **at <= high) {
            *x = *at;
        }
    }
    xs
}

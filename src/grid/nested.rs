//! Grids that stand in a cell of a larger one: a list in a form, each with rulings of its own; and boxes in cells, which are
//! drawn around a text.
//!
//! Rulings hang together where they nearly meet, for some are drawn short of the corner; and the inner grid's outline may
//! run so near to the side of its cell. What is whole in itself, closed all around, and stands in one cell of what is left
//! without it, is a grid of its own.

use super::edge::Edge;
use super::lattice::{Lattice, lattice};
use crate::geometry::{Pt, Rect, Span};

/// Edges that hang together: horizontal ones, vertical ones.
pub(super) type Component = (Vec<Edge>, Vec<Edge>);

/// The share of each side of its outline that an inner grid draws.
const CLOSED: f64 = 0.98;
/// Edges this near to an outline, in points, draw it.
const SAME: f64 = 1.0;
/// A page with more grids in one another is a drawing.
const MOST: usize = 64;

/// Parts a component into the grids within grids; `tight` are those of its edges that meet without a gap.
pub(super) fn parted(whole: Component, tight: Vec<Component>) -> Vec<Component> {
    if tight.len() < 2 {
        return vec![whole];
    }
    let mut rest = Component::default();
    let mut grids: Vec<(Rect, Component)> = Vec::new();
    let mut boxes: Vec<(Rect, Component)> = Vec::new();
    for part in tight {
        match outline(&part) {
            Some((rect, true)) if grids.len() < MOST => grids.push((rect, part)),
            Some((rect, false)) => boxes.push((rect, part)),
            _ => add(&mut rest, part),
        }
    }
    let mut parts: Vec<Component> = Vec::new();
    // The largest is the outer one, if nothing else is.
    grids.sort_by_key(|(rect, _)| std::cmp::Reverse(rect.width() * rect.height().get()));
    for (rect, part) in grids {
        if cell_around(&cells(&rest), rect).is_some() {
            parts.push(part);
        } else {
            add(&mut rest, part);
        }
    }
    // Boxes that share a cell are cells themselves.
    let around = cells(&rest);
    let places: Vec<Option<usize>> = boxes.iter().map(|(rect, _)| cell_around(&around, *rect)).collect();
    for (at, (_, part)) in boxes.into_iter().enumerate() {
        let is_alone = places[at].is_some() && places.iter().filter(|place| **place == places[at]).count() == 1;
        if is_alone {
            parts.push(part);
        } else {
            add(&mut rest, part);
        }
    }
    if parts.is_empty() {
        return vec![whole];
    }
    parts.push(rest);
    parts
}

/// How many of these lattices stand in a cell of another.
pub(super) fn count(lattices: &[Lattice]) -> usize {
    let is_within = |own: &Lattice| {
        let others = lattices.iter().filter(|other| other.rect != own.rect && holds(other.rect, own.rect));
        others.into_iter().any(|other| other.cells().any(|cell| holds(cell, own.rect)))
    };
    lattices.iter().filter(|own| is_within(own)).count()
}

fn holds(outer: Rect, inner: Rect) -> bool {
    outer.intersect(inner) == Some(inner)
}

fn cell_around(cells: &[Rect], rect: Rect) -> Option<usize> {
    cells.iter().position(|cell| holds(*cell, rect))
}

/// The cells that edges make, if they are several: a frame has one.
fn cells((horizontal, vertical): &Component) -> Vec<Rect> {
    let cells: Vec<Rect> = lattice(horizontal, vertical).iter().flat_map(Lattice::cells).collect();
    if cells.len() > 1 { cells } else { Vec::new() }
}

/// Adds edges to others, in order.
fn add((horizontal, vertical): &mut Component, more: Component) {
    let insert = |own: &mut Vec<Edge>, more: Vec<Edge>| {
        own.extend(more);
        own.sort_by_key(|edge| (edge.position, edge.span));
    };
    insert(horizontal, more.0);
    insert(vertical, more.1);
}

/// The outline of edges that make a grid closed all around, and whether it has several cells.
fn outline((horizontal, vertical): &Component) -> Option<(Rect, bool)> {
    let own = lattice(horizontal, vertical)?;
    let Rect { x0, y0, x1, y1 } = own.rect;
    let is_drawn = |edges: &[Edge], at: Pt, along: Span| {
        let near = edges.iter().filter(|edge| (edge.position - at).abs().get() <= SAME);
        near.map(|edge| edge.span.overlap(along).get()).sum::<f64>() >= along.len().get() * CLOSED
    };
    let is_closed = [y0, y1].into_iter().all(|y| is_drawn(horizontal, y, own.rect.x()))
        && [x0, x1].into_iter().all(|x| is_drawn(vertical, x, own.rect.y()));
    is_closed.then(|| (own.rect, own.cells().nth(1).is_some()))
}

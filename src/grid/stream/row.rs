//! Where the rows of a body end: at rulings, or where lines stand further apart than those of one row.

use super::line::Line;
use super::{Edges, MOST};
use crate::geometry::{Pt, Span};

/// Lines of one row stand no further apart than this (in em, from one to the next).
const LEADING: f64 = 1.7;
/// Distances that differ by this factor are of two sorts.
const APART: f64 = 1.2;
/// Lines nearer than this (in em) are of one row, whatever they hold.
const LEVEL: f64 = 0.3;
/// The share of rows that may seem to hold two numbers in one column.
const DOUBTFUL: f64 = 0.05;

/// The boundaries between the rows of a body that begins at `top`; none where what the lines hold must tell them.
pub(super) fn boundaries(body: &[Line], xs: &[Pt], edges: &Edges, top: Pt) -> Vec<Pt> {
    let (Some(first), Some(last)) = (xs.first(), xs.last()) else { return Vec::new() };
    let across = Span::new(*first, *last);
    let bottom = body.iter().map(|line| line.y.end).max().unwrap_or(top);
    let ruled: Vec<Pt> = edges
        .horizontal
        .iter()
        .filter(|edge| edge.span.overlap(across) >= across.len() * MOST)
        .map(|edge| edge.position)
        .filter(|y| top < *y && *y < bottom)
        .collect();
    if ruled.len() >= 2 {
        let row = |line: &Line| ruled.partition_point(|y| *y < line.y.centre());
        if is_sound(body, xs, |a, b| row(a) == row(b)) {
            return ruled;
        }
    }
    let steps: Vec<f64> =
        body.windows(2).map(|pair| (pair[1].y.start - pair[0].y.start) / pair[1].size.max(Pt::new(1.0))).collect();
    let mut sorted: Vec<f64> = steps.iter().copied().filter(|step| *step > LEVEL).collect();
    sorted.sort_by(f64::total_cmp);
    let mut limits: Vec<f64> = sorted
        .windows(2)
        .filter(|pair| pair[0] <= LEADING && pair[1] > pair[0] * APART)
        .map(|pair| (pair[0] + pair[1]) * 0.5)
        .collect();
    if sorted.first().is_none_or(|least| *least > LEADING) {
        limits.push(LEVEL);
    }
    let parted = |limit: f64| {
        let mut rows: Vec<usize> = vec![0];
        for step in &steps {
            let row = rows.last().copied().unwrap_or(0);
            rows.push(row + usize::from(*step > limit));
        }
        rows
    };
    for limit in limits.into_iter().rev() {
        let rows = parted(limit);
        let row = |line: &Line| body.iter().position(|known| std::ptr::eq(known, line)).map(|at| rows[at]);
        if is_sound(body, xs, |a, b| row(a) == row(b)) {
            let ends = body.windows(2).zip(rows.windows(2)).filter(|(_, rows)| rows[0] != rows[1]);
            return ends.map(|(lines, _)| (lines[0].y.end + lines[1].y.start) * 0.5).collect();
        }
    }
    Vec::new()
}

/// True if hardly any row holds two numbers of one column.
fn is_sound(body: &[Line], xs: &[Pt], same: impl Fn(&Line, &Line) -> bool) -> bool {
    let column = |x: Span| xs.partition_point(|side| *side <= x.centre());
    let doubtful = body
        .windows(2)
        .filter(|pair| same(&pair[0], &pair[1]))
        .filter(|pair| pair[0].numbers().any(|a| pair[1].numbers().any(|b| column(a.x) == column(b.x))))
        .count();
    doubtful as f64 <= body.len() as f64 * DOUBTFUL
}

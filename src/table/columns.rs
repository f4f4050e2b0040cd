//! Which columns of a page are which columns of the table before it.
//!
//! Where both print the same header, its cells tell: they stand in the same order, however wide a spreadsheet or a word
//! processor has made them on this page. Where they do not, the boundaries tell, at one scale or another.

use crate::geometry::{Pt, Span};

/// How far a boundary may stand from its twin on another page, in points; the same form printed twice is off by less
/// than one, headers drawn apart from bodies by up to two.
const SAME_BOUNDARY: f64 = 3.0;
/// How far the outlines of two fragments of one table may differ in width, as a share of it.
const SAME_WIDTH: f64 = 0.012;
/// A page may be printed smaller than the one before (fit to page), down to this share.
const SMALLEST_SCALE: f64 = 0.6;

/// How well the columns of two fragments agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// They have one outline, and boundaries of their own inside of it.
    Outline,
    /// They are as many, in the same proportions but for what a word processor moves.
    Order,
    /// The boundaries of one stand where the other has some.
    Exact,
    /// Their header says which is which.
    Header,
}

/// The boundaries of a fragment where they stand in the table before it.
#[derive(Clone, Debug)]
pub(super) struct Match {
    pub(super) fit: Fit,
    /// As many as the fragment has, ascending.
    pub(super) xs: Vec<Pt>,
}

/// Matches a fragment's column boundaries with those of the table it may go on with; both measured from the left side.
/// `names` are the cells of a header that both print: where each stands there and here.
pub(super) fn matched(known: &[Pt], own: &[Pt], names: &[(Span, Span)]) -> Option<Match> {
    if own.len() < 2 || known.len() < 2 {
        return None;
    }
    if let Some(xs) = by_names(known, own, names) {
        return Some(Match { fit: Fit::Header, xs });
    }
    by_boundaries(known, own)
}

fn by_names(known: &[Pt], own: &[Pt], names: &[(Span, Span)]) -> Option<Vec<Pt>> {
    // A single name says nothing of where the others stand.
    if names.len() < 2 {
        return None;
    }
    let ends = |(there, here): &(Span, Span)| [(here.start, there.start), (here.end, there.end)];
    let mut anchors: Vec<(Pt, Pt)> = names.iter().flat_map(ends).collect();
    anchors.extend([(own[0], known[0]), (*own.last()?, *known.last()?)]);
    anchors.sort();
    anchors.dedup_by_key(|anchor| anchor.0);
    // Names that stand in another order are other columns.
    if !anchors.windows(2).all(|pair| pair[0].1 < pair[1].1) {
        return None;
    }
    let place = |x: &Pt| {
        let next = anchors.partition_point(|anchor| anchor.0 < *x).min(anchors.len() - 1);
        let ((a, to_a), (b, to_b)) = (anchors[next.saturating_sub(1)], anchors[next]);
        let share = if b > a { ((*x - a) / (b - a)).clamp(0.0, 1.0) } else { 0.0 };
        if *x == b { to_b } else { to_a + (to_b - to_a) * share }
    };
    let placed: Vec<Pt> = own.iter().map(place).collect();
    Some(snapped(known, &placed, tolerance(known)))
}

fn by_boundaries(known: &[Pt], own: &[Pt]) -> Option<Match> {
    let (a, b) = (*known.last()?, *own.last()?);
    let tolerance = tolerance(known);
    let scale = a / b.max(Pt::new(1.0));
    let is_as_wide = (a - b).abs() <= tolerance;
    let is_near = |xs: &[Pt], x: &Pt, within: Pt| xs.iter().any(|y| (*x - *y).abs() <= within);
    let (few, many) = if known.len() <= own.len() { (known, own) } else { (own, known) };
    // A single box as wide as the table is no evidence.
    if is_as_wide && few.len() >= 3 && few.iter().all(|x| is_near(many, x, tolerance)) {
        return Some(Match { fit: Fit::Exact, xs: snapped(known, own, tolerance) });
    }
    let scaled: Vec<Pt> = own.iter().map(|x| *x * scale).collect();
    if known.len() == own.len() && known.len() >= 4 && (SMALLEST_SCALE..=1.0 / SMALLEST_SCALE).contains(&scale) {
        let moved = |i: usize| (scaled[i] - known[i]).abs();
        let room = |i: usize| (known[i] - known[i - 1]).min(known[i + 1] - known[i]) * 0.5;
        if (1..known.len() - 1).all(|i| moved(i) <= room(i)) {
            return Some(Match { fit: Fit::Order, xs: known.to_vec() });
        }
    }
    in_outline(known, own)
}

/// Matches the boundaries that stand at one place, in one outline; the others are boundaries of their own.
pub(super) fn in_outline(known: &[Pt], own: &[Pt]) -> Option<Match> {
    let tolerance = tolerance(known);
    let is_as_wide = (*known.last()? - *own.last()?).abs() <= tolerance;
    let is_divided = known.len().min(own.len()) >= 3;
    (is_as_wide && is_divided).then(|| Match { fit: Fit::Outline, xs: snapped(known, own, tolerance) })
}

fn tolerance(known: &[Pt]) -> Pt {
    let width = known.last().copied().unwrap_or_default();
    Pt::new(SAME_BOUNDARY).max(width * SAME_WIDTH)
}

/// Boundaries moved onto the known ones they are nearest to, no two onto one.
fn snapped(known: &[Pt], own: &[Pt], tolerance: Pt) -> Vec<Pt> {
    let nearest = |x: Pt, among: &[Pt]| among.iter().copied().min_by_key(|y| ((x - *y).abs(), *y));
    let mut xs: Vec<Pt> = Vec::with_capacity(own.len());
    for x in own {
        let found = nearest(*x, known).filter(|y| (*y - *x).abs() <= tolerance);
        // It must be nearest to it in turn, and come behind the one before.
        let mutual = found.filter(|y| nearest(*y, own) == Some(*x));
        let after = |y: &Pt| xs.last().is_none_or(|last| y > last);
        let at = mutual.filter(after).unwrap_or(*x);
        xs.push(xs.last().map_or(at, |last| at.max(*last + Pt::new(0.01))));
    }
    xs
}

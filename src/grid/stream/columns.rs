//! Columns from texts that stand below each other.

use super::head::{Head, is_total};
use super::line::Line;
use super::{MOST, PADDING};
use crate::geometry::{Pt, Span};

/// Numbers end (or begin, or have their middle) within this (in em) of each other in an aligned column.
const ALIGNED: f64 = 0.7;
/// The share of a text that must lie in the column its middle is in.
const INSIDE: f64 = 0.6;

/// Where the columns of a block have text, from left to right.
#[derive(Clone)]
pub(super) struct Columns {
    pub(super) spans: Vec<Span>,
}

/// The columns that the lines of a body show; none if it has no text.
///
/// Texts that overlap are of one column. A text over two columns is one that happens to be wide, a total or a heading,
/// if more lines have a text in each of the two; and a bridge between two parts of one column if not.
pub(super) fn columns(body: &[Line]) -> Option<Columns> {
    let mut texts: Vec<(usize, Span)> =
        body.iter().enumerate().flat_map(|(i, line)| line.pieces.iter().map(move |piece| (i, piece.x))).collect();
    texts.sort_by_key(|(line, x)| (x.len(), *line, *x));
    let mut bands: Vec<Span> = Vec::new();
    let mut bridges: Vec<Span> = Vec::new();
    for (_, x) in &texts {
        let over: Vec<usize> = (0..bands.len()).filter(|i| bands[*i].overlap(*x) > Pt::ZERO).collect();
        match over[..] {
            [] => {
                let at = bands.partition_point(|band| band.start < x.start);
                bands.insert(at, *x);
            }
            [one] => bands[one] = bands[one].union(*x),
            _ => bridges.push(*x),
        }
    }
    let mut i = 0;
    while i + 1 < bands.len() {
        let (a, b) = (bands[i], bands[i + 1]);
        let over = |x: &Span, band: Span| x.overlap(band) > Pt::ZERO;
        let across = bridges.iter().filter(|x| over(x, a) && over(x, b)).count();
        let beside = body
            .iter()
            .filter(|line| {
                let alone = |own: Span, other: Span| {
                    line.pieces.iter().any(|piece| over(&piece.x, own) && !over(&piece.x, other))
                };
                alone(a, b) && alone(b, a)
            })
            .count();
        if across > beside {
            bands[i] = a.union(b);
            bands.remove(i + 1);
        } else {
            i += 1;
        }
    }
    (!bands.is_empty()).then_some(Columns { spans: bands })
}

impl Columns {
    /// The columns that `x` lies over.
    pub(super) fn under(&self, x: Span) -> Vec<usize> {
        (0..self.spans.len()).filter(|i| self.spans[*i].overlap(x) > Pt::ZERO).collect()
    }

    /// Joins columns that no name tells apart and that hold nothing but totals set in the middle of several columns.
    pub(super) fn drop_strays(&mut self, body: &[Line], head: &Head) {
        let mut i = 0;
        while i < self.spans.len() && self.spans.len() > 2 {
            let span = self.spans[i];
            let mut own = body.iter().flat_map(|line| &line.pieces).filter(|piece| piece.x.overlap(span) > Pt::ZERO);
            if head.names_column(span) || !own.all(|piece| is_total(&piece.text)) {
                i += 1;
                continue;
            }
            let gap = |j: usize| (self.spans[j].centre() - span.centre()).abs();
            let to = match (i.checked_sub(1), (i + 1 < self.spans.len()).then_some(i + 1)) {
                (Some(a), Some(b)) => {
                    if gap(a) <= gap(b) {
                        a
                    } else {
                        b
                    }
                }
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => return,
            };
            self.spans[to] = self.spans[to].union(span);
            self.spans.remove(i);
        }
    }

    /// The share of texts that stand in one column.
    pub(super) fn share_that_fits(&self, body: &[Line]) -> f64 {
        let (mut all, mut fit) = (0_usize, 0_usize);
        for piece in body.iter().flat_map(|line| &line.pieces) {
            all += 1;
            fit += usize::from(self.under(piece.x).len() == 1);
        }
        fit as f64 / all.max(1) as f64
    }

    /// True if the texts of these lines stand in the columns between `xs`.
    pub(super) fn fit(&self, lines: &[Line], xs: &[Pt]) -> bool {
        let (Some(left), Some(right)) = (xs.first(), xs.last()) else { return false };
        let whole = Span::new(*left, *right).expand(Pt::new(PADDING));
        let (mut all, mut fit) = (0_usize, 0_usize);
        for piece in lines.iter().flat_map(|line| &line.pieces) {
            all += 1;
            let own = xs.windows(2).map(|pair| Span::new(pair[0], pair[1]));
            let inside = own.into_iter().any(|column| piece.x.overlap(column) >= piece.x.len() * INSIDE);
            fit += usize::from(inside && whole.contains(piece.x.centre()));
        }
        let apart = self.spans.iter().map(|span| xs.partition_point(|x| *x <= span.centre())).collect::<Vec<_>>();
        fit as f64 >= all as f64 * MOST && apart.windows(2).all(|pair| pair[0] < pair[1])
    }

    /// True if the numbers of each column stand below each other, and no line has two in one column.
    pub(super) fn numbers_are_aligned(&self, body: &[Line]) -> bool {
        self.spans.iter().all(|column| {
            let mut held: Vec<(Span, Pt)> = Vec::new();
            for line in body {
                let own: Vec<Span> =
                    line.numbers().map(|piece| piece.x).filter(|x| x.overlap(*column) > Pt::ZERO).collect();
                if own.len() > 1 {
                    return false;
                }
                held.extend(own.into_iter().map(|x| (x, line.size)));
            }
            let level = |at: fn(&Span) -> Pt| {
                let mut places: Vec<Pt> = held.iter().map(|(x, _)| at(x)).collect();
                places.sort();
                let middle = places.get(places.len() / 2).copied().unwrap_or_default();
                held.iter().filter(|(x, size)| (at(x) - middle).abs() <= *size * ALIGNED).count()
            };
            let aligned = level(|x| x.end).max(level(|x| x.start)).max(level(|x| x.centre()));
            aligned as f64 >= held.len() as f64 * MOST
        })
    }
}

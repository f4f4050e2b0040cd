//! Columns whose sides are drawn, where rows are not parted. Verticals that run through the body say where the columns are;
//! where they begin in the head says what each name leads: at its height it stands between two of them.

use super::columns::chunks;
use super::names::{Head, Name};
use super::region::{span_of, text_of};
use super::word::Line;
use crate::geometry::{Pt, Span};
use crate::grid::edge::Edge;
use std::ops::Range;

/// Verticals this near (in points) are one.
const SAME: f64 = 2.5;
/// The share of the body that a side runs along.
const ALONG: f64 = 0.9;
/// A side beside a line begins above this share of its height.
const UPPER: f64 = 0.25;
/// The share of a text that must stand between the sides of its column.
const INSIDE: f64 = 0.8;
/// Texts stick out of their sides no further than this, in em.
const OUTSIDE: f64 = 0.5;

/// The sides of columns, and how high each is drawn.
pub(super) struct Verticals {
    /// From left to right.
    pub(super) xs: Vec<Pt>,
    /// Of each the height at which it begins.
    tops: Vec<Pt>,
}

impl Verticals {
    /// Those that run along the body of these lines, which begins behind their head; none if they are not the sides of all
    /// its columns.
    pub(super) fn around(lines: &[Line], head_end: usize, edges: &[Edge]) -> Option<Verticals> {
        let rows = &lines[head_end..];
        let body = rows.iter().map(|line| line.y).reduce(Span::union)?;
        let mut own: Vec<(Pt, Pt)> = Vec::new();
        for edge in edges.iter().filter(|edge| runs_along(edge, body)) {
            match own.last_mut() {
                Some((x, top)) if (edge.position - *x).get() <= SAME => *top = (*top).min(edge.span.start),
                _ => own.push((edge.position, edge.span.start)),
            }
        }
        let (xs, tops): (Vec<Pt>, Vec<Pt>) = own.into_iter().unzip();
        let words = lines.iter().flat_map(|line| &line.words);
        let text = words.map(|word| word.x).reduce(Span::union)?;
        let out = rows.first()?.size * OUTSIDE;
        let holds = xs.first()? <= &(text.start + out) && xs.last()? >= &(text.end - out);
        (xs.len() > 3 && holds && stand_in(rows, &xs)).then_some(Verticals { xs, tops })
    }

    /// How many of these lines stand above one of the sides: they are of the head.
    pub(super) fn lines_above(&self, lines: &[Line]) -> usize {
        lines.iter().take_while(|line| self.tops.iter().any(|top| !is_beside(*top, line))).count()
    }

    /// The names of a head: what stands at one height between two sides is of one, and it leads the columns between them.
    pub(super) fn head(&self, lines: &[Line]) -> Head {
        let mut names: Vec<Name> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            for (columns, words) in self.pieces(line) {
                let own = &line.words[words.clone()];
                let x = span_of(own);
                let is_parted = |name: &Name| {
                    // A name of some of its columns stands between them.
                    names.iter().any(|other| other.y.start > name.y.start && is_within(&other.columns, &columns))
                };
                let open = names.iter().rposition(|name| name.columns == columns && !is_parted(name));
                match open {
                    Some(open) => names[open].add(x, line, (at, words)),
                    None => {
                        let name = Name::new(x, line, text_of(own), (at, words));
                        names.push(Name { columns, ..name });
                    }
                }
            }
        }
        for i in 0..names.len() {
            let over = |other: &usize| is_within(&names[i].columns, &names[*other].columns);
            let parent = (0..names.len()).filter(over).min_by_key(|other| names[*other].columns.len());
            names[i].parent = parent;
            if let Some(parent) = parent {
                names[parent].is_parent = true;
            }
        }
        Head { names }
    }

    /// The words of a line between the sides that there are at its height, with the columns between these.
    fn pieces(&self, line: &Line) -> Vec<(Range<usize>, Range<usize>)> {
        let is_outer = |side: usize| side == 0 || side + 1 == self.xs.len();
        let is_here = |side: &usize| is_outer(*side) || is_beside(self.tops[*side], line);
        let sides: Vec<usize> = (0..self.xs.len()).filter(is_here).collect();
        let mut pieces: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        for (at, word) in line.words.iter().enumerate() {
            let right = sides.partition_point(|side| self.xs[*side] <= word.x.centre()).clamp(1, sides.len() - 1);
            let columns = sides[right - 1]..sides[right];
            match pieces.last_mut() {
                Some((open, words)) if *open == columns => words.end = at + 1,
                _ => pieces.push((columns, at..at + 1)),
            }
        }
        pieces
    }
}

/// Whether a side that begins at this height stands beside a line, and not only below it.
fn is_beside(top: Pt, line: &Line) -> bool {
    top <= line.y.start + line.y.len() * UPPER
}

fn runs_along(edge: &Edge, body: Span) -> bool {
    edge.span.overlap(body) >= body.len() * ALONG
}

/// Whether columns are some of these, and not all.
fn is_within(columns: &Range<usize>, of: &Range<usize>) -> bool {
    of.start <= columns.start && columns.end <= of.end && columns.len() < of.len()
}

/// Whether lines stand in the columns between these sides, in two of them at least.
pub(super) fn stand_in(lines: &[Line], xs: &[Pt]) -> bool {
    let (mut all, mut fit) = (0_usize, 0_usize);
    let mut used = vec![false; xs.len()];
    for line in lines {
        for chunk in chunks(line) {
            all += 1;
            let column = xs.partition_point(|x| *x <= chunk.x.centre());
            let Some((start, end)) = column.checked_sub(1).and_then(|c| Some((*xs.get(c)?, *xs.get(c + 1)?))) else {
                continue;
            };
            if chunk.x.overlap(Span::new(start, end)) >= chunk.x.len() * INSIDE {
                fit += 1;
                used[column] = true;
            }
        }
    }
    fit as f64 >= all as f64 * 0.9 && used.iter().filter(|used| **used).count() >= 2
}

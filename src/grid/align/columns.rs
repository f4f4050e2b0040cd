//! Columns from what stands below each other: over all rows and pages of a table at once, no single gap decides.

use super::word::{Line, OVERLAP, TOUCH, TokenSort};
use crate::geometry::{Pt, Span};
use std::ops::Range;

/// Names this near (in em) may well be one name with a blank in it.
const NEAR: f64 = 0.9;
/// Edges of chunks within this (in em) of each other are aligned.
const ALIGNED: f64 = 0.25;

/// Words of a line that touch.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    pub(super) words: Range<usize>,
    pub(super) x: Span,
    pub(super) sort: TokenSort,
    /// The blank space before it, in em.
    pub(super) gap: f64,
}

/// Where the columns of a table have text, from left to right.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub(super) bands: Vec<Band>,
}

/// Where one column has text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Band {
    pub(super) x: Span,
    /// How many of its chunks are numbers, and how many are not.
    pub(super) numbers: usize,
    pub(super) names: usize,
    pub(super) amounts: usize,
    /// The side or middle at which its texts stand, if they show it.
    pub(super) stand: Option<Stand>,
    /// Lines that have text here and, apart from it, in the next column: the two are no parts of one.
    pub(super) beside: usize,
}

/// Where a name stands over its column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stand {
    #[default]
    Middle,
    Left,
    Right,
}

/// The chunks of a line.
pub(super) fn chunks(line: &Line) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    for (i, word) in line.words.iter().enumerate() {
        // Two numbers are two, however near.
        let is_near = (-OVERLAP..=TOUCH).contains(&word.gap);
        let touches = |chunk: &Chunk| is_near && !(word.sort.is_number() && chunk.sort.is_number());
        match chunks.last_mut() {
            Some(chunk) if touches(chunk) => {
                chunk.words.end = i + 1;
                chunk.x = chunk.x.union(word.x);
                chunk.sort = TokenSort::Name;
            }
            _ => chunks.push(Chunk { words: i..i + 1, x: word.x, sort: word.sort, gap: word.gap }),
        }
    }
    chunks
}

/// A chunk of the body with its line.
struct Held {
    line: usize,
    x: Span,
    sort: TokenSort,
    gap: f64,
}

/// The columns that these lines show.
///
/// Chunks that overlap are of one column. One over two columns is either wide by chance, a total or a heading, or the
/// bridge between two parts of one column: lines that have a chunk in each part alone vote against it. Two amounts are
/// never of one column.
pub(super) fn columns(body: &[&Line]) -> Columns {
    let mut held: Vec<Held> = Vec::new();
    for (line, own) in body.iter().enumerate() {
        held.extend(chunks(own).into_iter().map(|chunk| Held { line, x: chunk.x, sort: chunk.sort, gap: chunk.gap }));
    }
    held.sort_by_key(|chunk| (chunk.x.len(), chunk.line, chunk.x));
    let mut bands: Vec<Span> = Vec::new();
    let mut bridges: Vec<&Held> = Vec::new();
    for chunk in &held {
        let over: Vec<usize> = (0..bands.len()).filter(|i| over(bands[*i], chunk.x)).collect();
        match over[..] {
            [] => {
                let at = bands.partition_point(|band| band.start < chunk.x.start);
                bands.insert(at, chunk.x);
            }
            [one] => bands[one] = bands[one].union(chunk.x),
            _ => bridges.push(chunk),
        }
    }
    let mut i = 0;
    while i + 1 < bands.len() {
        let (a, b) = (bands[i], bands[i + 1]);
        let across = bridges.iter().filter(|chunk| over(chunk.x, a) && over(chunk.x, b)).count() as f64;
        if across > beside(&held, body.len(), a, b) {
            bands[i] = a.union(b);
            bands.remove(i + 1);
            i = i.saturating_sub(1);
        } else {
            i += 1;
        }
    }
    let count = |band: Span, is: &dyn Fn(TokenSort) -> bool| {
        held.iter().filter(|chunk| over(chunk.x, band) && is(chunk.sort)).count()
    };
    let next: Vec<Option<Span>> = (0..bands.len()).map(|i| bands.get(i + 1).copied()).collect();
    let bands = bands.into_iter().zip(next).map(|(x, next)| Band {
        x,
        numbers: count(x, &TokenSort::is_number),
        names: count(x, &|sort| sort == TokenSort::Name),
        amounts: count(x, &|sort| sort == TokenSort::Amount),
        stand: stand(&held, body, x),
        beside: next.map_or(0, |next| pairs(&held, body.len(), x, next).into_iter().filter(are_apart).count()),
    });
    Columns { bands: bands.collect() }
}

/// Chunks that a blank does not explain: a code stands nearer to its name than names do to each other.
fn are_apart((left, right): &(&Held, &Held)) -> bool {
    /// What counts something stands no further (in em) behind its number.
    const BLANK: f64 = 0.4;
    let is_code = left.sort == TokenSort::Digits && right.sort == TokenSort::Name;
    right.gap >= if is_code { BLANK } else { NEAR }
}

/// The side or middle that the texts of a column share; none if they are all as long, or share nothing.
fn stand(held: &[Held], body: &[&Line], band: Span) -> Option<Stand> {
    /// The share of the texts that must stand there.
    const MOST: f64 = 0.7;
    let em = |chunk: &Held| body[chunk.line].size;
    let tells = |chunk: &&Held| over(chunk.x, band) && band.len() - chunk.x.len() > em(chunk) * (ALIGNED * 2.0);
    let telling: Vec<&Held> = held.iter().filter(tells).collect();
    let most = |off: &dyn Fn(Span) -> Pt| {
        let n = telling.iter().filter(|chunk| off(chunk.x).abs() <= em(chunk) * ALIGNED).count();
        n >= 2 && n as f64 >= telling.len() as f64 * MOST
    };
    if most(&|x| x.start - band.start) {
        Some(Stand::Left)
    } else if most(&|x| x.end - band.end) {
        Some(Stand::Right)
    } else {
        most(&|x| (x.centre() - band.centre()) * 2.0).then_some(Stand::Middle)
    }
}

/// How strongly lines say that two parts are two columns: by having a chunk in each alone.
fn beside(held: &[Held], lines: usize, a: Span, b: Span) -> f64 {
    let vote = |(left, right): &(&Held, &Held)| match (left, right) {
        (left, right) if left.sort == TokenSort::Amount && right.sort == TokenSort::Amount => 100.0,
        (left, right) if left.sort.is_number() != right.sort.is_number() => 2.0,
        (_, right) if right.gap < NEAR => 0.5,
        _ => 1.0,
    };
    pairs(held, lines, a, b).iter().map(vote).sum()
}

/// Chunks beside each other, of which one stands in the one part alone, the other in the other.
fn pairs(held: &[Held], lines: usize, a: Span, b: Span) -> Vec<(&Held, &Held)> {
    let mut left: Vec<Option<&Held>> = vec![None; lines];
    let mut right: Vec<Option<&Held>> = vec![None; lines];
    for chunk in held {
        match (over(chunk.x, a), over(chunk.x, b)) {
            (true, false) => left[chunk.line] = Some(chunk),
            (false, true) => right[chunk.line] = Some(chunk),
            _ => {}
        }
    }
    left.into_iter().zip(right).filter_map(|(left, right)| left.zip(right)).collect()
}

pub(super) fn over(a: Span, b: Span) -> bool {
    a.overlap(b) > Pt::ZERO
}

impl Band {
    /// Both as one column.
    pub(super) fn join(self, other: Band) -> Band {
        Band {
            x: self.x.union(other.x),
            numbers: self.numbers + other.numbers,
            names: self.names + other.names,
            amounts: self.amounts + other.amounts,
            stand: self.stand.filter(|stand| other.stand == Some(*stand)),
            beside: other.beside,
        }
    }

    /// The side at which its texts stand: if they show none, numbers at the right, others at the left.
    pub(super) fn side(&self) -> Stand {
        self.stand.unwrap_or(if self.is_numeric() { Stand::Right } else { Stand::Left })
    }

    /// Most of it are numbers.
    pub(super) fn is_numeric(&self) -> bool {
        self.numbers > self.names
    }
}

impl Columns {
    pub(super) fn len(&self) -> usize {
        self.bands.len()
    }

    /// The columns that `x` lies over.
    pub(super) fn under(&self, x: Span) -> Vec<usize> {
        (0..self.bands.len()).filter(|i| over(self.bands[*i].x, x)).collect()
    }

    /// The column a chunk belongs to: the one it lies in; of several the one it is aligned with; else the nearest.
    pub(super) fn of(&self, x: Span, em: f64) -> Option<usize> {
        let under = self.under(x);
        match under[..] {
            [one] => Some(one),
            [] => {
                let distance = |i: &usize| {
                    let band = self.bands[*i].x;
                    (band.start - x.end).max(x.start - band.end)
                };
                (0..self.bands.len()).min_by_key(|i| (distance(i), *i))
            }
            _ => {
                let near = |a: Pt, b: Pt| (a - b).abs().get() <= em * ALIGNED;
                let left = under.iter().copied().find(|i| near(self.bands[*i].x.start, x.start));
                let right = under.iter().copied().find(|i| near(self.bands[*i].x.end, x.end));
                let most = under.iter().copied().max_by_key(|i| (self.bands[*i].x.overlap(x), std::cmp::Reverse(*i)));
                left.or(right).or(most)
            }
        }
    }

    /// The share of chunks that reach into one column at most.
    pub(super) fn share_within<'a>(&self, body: impl Iterator<Item = &'a Line>) -> f64 {
        let (mut all, mut within) = (0_usize, 0_usize);
        for chunk in body.flat_map(chunks) {
            all += 1;
            within += usize::from(self.under(chunk.x).len() <= 1);
        }
        within as f64 / all.max(1) as f64
    }

    /// The share of chunks that stand in one column.
    pub(super) fn share_that_fits<'a>(&self, body: impl Iterator<Item = &'a Line>) -> f64 {
        let (mut all, mut fit) = (0_usize, 0_usize);
        for chunk in body.flat_map(chunks) {
            all += 1;
            fit += usize::from(self.under(chunk.x).len() == 1);
        }
        fit as f64 / all.max(1) as f64
    }
}

//! The names of a head: pieces of lines, and what each leads.

use super::columns::{Columns, Stand, over};
use super::word::{Line, TokenSort};
use crate::geometry::{Pt, Span};
use crate::words::is_cjk;
use std::ops::Range;

/// A name over several columns has its middle within this (in em) and this share of their width of theirs.
const CENTRED: f64 = 0.9;
const CENTRED_SHARE: f64 = 0.03;
/// What it is worth (in em) that a name at a side leads one more name.
const FARTHER: f64 = 0.1;
/// The room beside the text of a column, in em.
const PADDING: f64 = 0.3;

/// A figure this near (in em) to what follows counts it.
pub(super) const COUNTED: f64 = 0.5;

/// A name, wrapped or not.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) x: Span,
    pub(super) y: Span,
    pub(super) last_base: Pt,
    pub(super) last_text: String,
    /// Lines and words.
    pub(super) words: Vec<(usize, Range<usize>)>,
    /// The columns it leads.
    pub(super) columns: Range<usize>,
    /// Over other names.
    pub(super) is_parent: bool,
    pub(super) parent: Option<usize>,
    /// Where it stands over its columns.
    pub(super) stand: Stand,
}

impl Name {
    pub(super) fn new(x: Span, line: &Line, last_text: String, words: (usize, Range<usize>)) -> Name {
        let (y, last_base) = (line.y, line.base);
        Name {
            x,
            y,
            last_base,
            last_text,
            words: vec![words],
            columns: 0..0,
            is_parent: false,
            parent: None,
            stand: Stand::default(),
        }
    }

    /// Goes on with what stands at `x` in a line.
    pub(super) fn add(&mut self, x: Span, line: &Line, words: (usize, Range<usize>)) {
        self.x = self.x.union(x);
        self.y = self.y.union(line.y);
        self.words.push(words);
    }
}

/// The names of a head.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    pub(super) names: Vec<Name>,
}

impl Head {
    /// The names that no other leads yet, from left to right.
    fn roots(&self) -> Vec<usize> {
        let mut roots: Vec<usize> = (0..self.names.len()).filter(|i| self.names[*i].parent.is_none()).collect();
        roots.sort_by_key(|i| self.names[*i].columns.start);
        roots
    }

    /// Finds what a name stands over that leads others, between those beside it.
    pub(super) fn take(&mut self, mut name: Name, columns: &Columns, em: f64, room: Span) {
        let own = self.names.len();
        let led = self.led(&name, columns, em, room).unwrap_or_else(|| {
            let under = columns.under(name.x);
            let (first, last) = (under.first().copied().unwrap_or(0), under.last().copied().unwrap_or(0));
            let inside = |i: &usize| first <= self.names[*i].columns.start && self.names[*i].columns.end <= last + 1;
            self.roots().into_iter().filter(inside).collect()
        });
        let first = led.iter().map(|i| self.names[*i].columns.start).min();
        let last = led.iter().map(|i| self.names[*i].columns.end).max();
        let (Some(first), Some(last)) = (first, last) else {
            // It leads nothing: it is the name of the column it stands over or is nearest to.
            if let Some(column) = columns.of(name.x, em) {
                name.columns = column..column + 1;
                self.names.push(name);
            }
            return;
        };
        name.columns = first..last;
        name.is_parent = true;
        for root in led {
            self.names[root].parent = Some(own);
        }
        self.names.push(name);
    }

    /// The names below a name whose middle or side it stands over. A side says where they begin or end: they are all as far
    /// as the next name beside it.
    fn led(&self, name: &Name, columns: &Columns, em: f64, room: Span) -> Option<Vec<usize>> {
        let roots = self.roots();
        let ends = self.ends(columns, em);
        let is_below = |i: &usize| {
            self.names[*i].y.centre() > name.y.centre() && self.names[*i].y.start >= name.y.end - Pt::new(em * 0.35)
        };
        let mut best: Option<(f64, Vec<usize>)> = None;
        for from in 0..roots.len() {
            for to in from..roots.len() {
                let own = &roots[from..=to];
                let adjoin =
                    own.windows(2).all(|pair| self.names[pair[0]].columns.end == self.names[pair[1]].columns.start);
                if !adjoin || !own.iter().all(&is_below) {
                    break;
                }
                let (first, last) = (self.names[own[0]].columns.start, self.names[own[own.len() - 1]].columns.end);
                let extent = Span::new(ends[first], ends[last]);
                let text = Span::new(columns.bands[first].x.start, columns.bands[last - 1].x.end);
                let side = Pt::new(em * PADDING);
                let error = match name.stand {
                    Stand::Middle => (extent.centre() - name.x.centre()).abs().get(),
                    Stand::Left => (extent.start + side - name.x.start).abs().get(),
                    Stand::Right => (extent.end - side - name.x.end).abs().get(),
                };
                let holds = name.x.overlap(extent.union(text)) >= name.x.len() * 0.85;
                let most = em * CENTRED + extent.len().get() * CENTRED_SHARE;
                let is_inside = own.iter().all(|i| room.contains(self.names[*i].x.centre()));
                let penalty = match name.stand {
                    Stand::Middle if own.len() == 1 => em * 0.4,
                    Stand::Middle => 0.0,
                    _ if is_inside => -(own.len() as f64) * em * FARTHER,
                    _ => most,
                };
                if holds && error <= most && best.as_ref().is_none_or(|(least, _)| error + penalty < *least) {
                    best = Some((error + penalty, own.to_vec()));
                }
            }
        }
        best.map(|(_, own)| own)
    }

    /// Where columns end: in the gaps between their texts, so that names stand in the middle and texts near their side.
    pub(super) fn ends(&self, columns: &Columns, em: f64) -> Vec<Pt> {
        let n = columns.len();
        let own = |c: usize| self.names.iter().find(|name| name.columns == (c..c + 1) && !name.is_parent);
        let middle = |c: usize| own(c).filter(|name| name.stand == Stand::Middle).map(|name| name.x.centre().get());
        // A name at a side says where that is.
        let left = |c: usize| own(c).filter(|name| name.stand == Stand::Left).map(|name| name.x.start.get());
        let right = |c: usize| own(c).filter(|name| name.stand == Stand::Right).map(|name| name.x.end.get());
        let range = |b: usize| {
            let low = b.checked_sub(1).map(|c| columns.bands[c].x.end.get());
            let high = columns.bands.get(b).map(|band| band.x.start.get());
            (low, high)
        };
        let mut ends: Vec<f64> = (0..=n)
            .map(|b| match range(b) {
                (Some(low), Some(high)) => (low + high) / 2.0,
                (Some(low), None) => low + em * PADDING,
                (None, Some(high)) => high - em * PADDING,
                (None, None) => 0.0,
            })
            .collect();
        // A column's text begins at its left side or ends at its right one.
        let anchored = |b: usize| {
            let right = b.checked_sub(1).map(|c| &columns.bands[c]).filter(|band| band.side() == Stand::Right);
            let left = columns.bands.get(b).filter(|band| band.numbers + band.names > 0 && band.side() == Stand::Left);
            match (right, left) {
                (Some(right), Some(left)) => Some((right.x.end.get() + left.x.start.get()) / 2.0),
                (Some(right), None) => Some(right.x.end.get() + em * PADDING),
                (None, Some(left)) => Some(left.x.start.get() - em * PADDING),
                (None, None) => None,
            }
        };
        for _ in 0..40 {
            for b in 0..=n {
                let mut sum = ends[b] * 0.05;
                let mut weight = 0.05;
                let mut vote = |at: f64, w: f64| {
                    sum += at * w;
                    weight += w;
                };
                if let Some(at) = anchored(b) {
                    vote(at, 1.0);
                }
                if let Some(at) = left(b) {
                    vote(at - em * PADDING, 1.0);
                }
                if let Some(at) = b.checked_sub(1).and_then(right) {
                    vote(at + em * PADDING, 1.0);
                }
                if b > 0
                    && let Some(c) = middle(b - 1)
                {
                    vote(2.0 * c - ends[b - 1], 0.7);
                }
                if b < n
                    && let Some(c) = middle(b)
                {
                    vote(2.0 * c - ends[b + 1], 0.7);
                }
                let (low, high) = range(b);
                let at = (sum / weight)
                    .max(low.unwrap_or(f64::MIN))
                    .min(high.unwrap_or(f64::MAX).max(low.unwrap_or(f64::MIN)));
                ends[b] = at;
            }
        }
        ends.into_iter().map(Pt::new).collect()
    }

    /// How many names stand over each other.
    pub(super) fn depth(&self) -> usize {
        (0..self.names.len()).map(|i| self.level(i) + 1).max().unwrap_or(0)
    }

    /// How many names lead this one.
    pub(super) fn level(&self, i: usize) -> usize {
        let mut level = 0;
        let mut at = i;
        while let Some(parent) = self.names[at].parent.filter(|_| level < self.names.len()) {
            level += 1;
            at = parent;
        }
        level
    }
}

/// Words of a line that are of one name: near each other, and no column begins between them.
pub(super) fn name_pieces(line: &Line, columns: &Columns, by_cells: bool) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for (i, word) in line.words.iter().enumerate() {
        let joins = i > 0 && {
            let before = &line.words[i - 1];
            let between = Span::new(before.x.end, word.x.start);
            let is_single = |text: &str| text.chars().count() == 1 && text.chars().all(is_cjk);
            // The parts of a code are columns of their own.
            let is_level = |text: &str| matches!(text, "类" | "款" | "项");
            let parted = columns.bands.windows(2).any(|pair| {
                let gutter = Span::new(pair[0].x.end, pair[1].x.start);
                gutter.start <= gutter.end && (over(gutter, between) || between.contains(gutter.centre()))
            });
            // Letters set far apart are one name, unless each is nearest to another column, or they were not painted behind
            // each other.
            let is_next = !by_cells || word.place.is_next;
            let one_column = nearest(columns, before.x) == nearest(columns, word.x);
            let is_near = word.gap <= 0.3 || word.gap <= 0.9 && !parted;
            // A number alone names nothing: it counts what stands right behind it, `1 季度`.
            let counts =
                before.sort.is_number() && word.sort == TokenSort::Name && word.gap <= COUNTED && is_next && !parted;
            let is_one = if by_cells { word.place.cell == before.place.cell || counts } else { is_near };
            is_one
                || (is_single(&before.text)
                    && is_single(&word.text)
                    && !(is_level(&before.text) && is_level(&word.text))
                    && word.gap < 4.0
                    && is_next
                    && one_column)
        };
        match pieces.last_mut() {
            Some(piece) if joins => piece.end = i + 1,
            _ => pieces.push(i..i + 1),
        }
    }
    pieces
}

/// The column whose texts are nearest to the middle of `x`.
fn nearest(columns: &Columns, x: Span) -> Option<usize> {
    let middle = x.centre();
    let distance = |i: &usize| (columns.bands[*i].x.start - middle).max(middle - columns.bands[*i].x.end).max(Pt::ZERO);
    (0..columns.len()).min_by_key(|i| (distance(i), *i))
}

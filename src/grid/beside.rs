//! Lines of labels beside the numbers of their rows: which of them are one label, by where the numbers stand.
//!
//! Numbers are set in the middle of their labels. A line level with numbers is a whole label, or the middle one of three; two
//! lines of which neither is, and whose middle is, are one, be the first as short as it is.

use crate::geometry::{Pt, Span};
use crate::text::TextLine;

/// How far lines and numbers of one row may be from level, in em.
const LEVEL: f64 = 0.3;
/// No label has more lines.
const MOST_LINES: usize = 4;
/// How much closer the lines of a label stand than it stands to the label above it.
const CLOSER: f64 = 0.9;
/// So many labels of two lines around their numbers show that numbers stand in the middle.
const SEVERAL: usize = 2;
/// Lines of labels are as far apart as others, but for so much.
const EVEN: f64 = 1.1;

/// The lines of a cell, and where the numbers of its rows stand.
pub(super) struct Beside<'a> {
    lines: &'a [TextLine],
    centres: Vec<Pt>,
    /// How far the lines of labels stand from each other, where several of two lines stand around their numbers.
    leading: Option<Pt>,
}

impl<'a> Beside<'a> {
    /// Of these lines, beside numbers with these middles.
    pub(super) fn new(lines: &'a [TextLine], centres: Vec<Pt>) -> Beside<'a> {
        let mut beside = Beside { lines, centres, leading: None };
        let around = (1..lines.len()).filter(|i| beside.is_around(*i));
        let mut steps: Vec<Pt> = around.map(|i| lines[i].rect.y0 - lines[i - 1].rect.y0).collect();
        steps.sort_unstable();
        beside.leading = steps.get(steps.len() / 2).copied().filter(|_| steps.len() >= SEVERAL);
        beside
    }

    /// Is this line of one label with the line before it?
    pub(super) fn goes_on(&self, i: usize) -> bool {
        self.is_around(i) || [1, 2].into_iter().filter_map(|back| i.checked_sub(back)).any(|from| self.is_triple(from))
    }

    /// Does a label begin with this line, though the line before it is full?
    pub(super) fn begins(&self, i: usize) -> bool {
        let is_label = || self.is_level(i) || self.is_around(i + 1) || self.is_triple(i);
        self.is_beside_next(i) || i > 1 && self.is_around(i - 1) && is_label()
    }

    /// The numbers that are level with a stretch of text of this size.
    fn numbers_at(&self, y: Span, size: Pt) -> Option<usize> {
        let off = |at: &usize| (self.centres[*at] - y.centre()).abs();
        let nearest = (0..self.centres.len()).min_by_key(off)?;
        (off(&nearest) <= size * LEVEL).then_some(nearest)
    }

    fn of_line(&self, line: &TextLine) -> Option<usize> {
        self.numbers_at(line.rect.y(), line.size)
    }

    fn is_level(&self, i: usize) -> bool {
        self.lines.get(i).is_some_and(|line| self.of_line(line).is_some())
    }

    /// Do this line and the one before it stand around numbers, and neither beside any?
    fn is_around(&self, i: usize) -> bool {
        let Some([upper, lower]) = i.checked_sub(1).and_then(|at| self.lines.get(at..=i)) else { return false };
        let around = self.numbers_at(upper.rect.y().union(lower.rect.y()), upper.size);
        self.of_line(upper).is_none() && self.of_line(lower).is_none() && around.is_some()
    }

    /// Are three lines a label with its numbers beside the second? Neither of the others may be of a label of two lines.
    fn is_triple(&self, from: usize) -> bool {
        let Some((step, own @ [first, middle, last])) = self.leading.zip(self.lines.get(from..from + 3)) else {
            return false;
        };
        let is_even = own.windows(2).all(|pair| pair[1].rect.y0 - pair[0].rect.y0 <= step * EVEN);
        let is_shared = self.is_around(from) || self.is_around(from + 3);
        let is_middle = self.of_line(first).is_none() && self.of_line(middle).is_some() && self.of_line(last).is_none();
        is_even && is_middle && !is_shared
    }

    /// Is the line before this one level with numbers of its own, and do the lines from this one on, none of which is, stand
    /// around others? What is level with its numbers is whole, be it as long as its cell is wide.
    fn is_beside_next(&self, i: usize) -> bool {
        let lines = i.checked_sub(1).and_then(|at| self.lines.get(at)).zip(self.lines.get(i..));
        let Some((before, behind)) = lines else { return false };
        let Some(own) = self.of_line(before) else { return false };
        let count = behind.iter().take(MOST_LINES).take_while(|line| self.of_line(line).is_none()).count();
        let first = behind.first().map_or(Pt::ZERO, |line| line.rect.y0 - before.rect.y0);
        let is_close = |pair: &[TextLine]| pair[1].rect.y0 - pair[0].rect.y0 < first * CLOSER;
        (2..=count).filter_map(|count| behind.get(..count)).any(|label| {
            let y = label.iter().map(|line| line.rect.y()).reduce(Span::union).unwrap_or_default();
            label.windows(2).all(is_close) && self.numbers_at(y, before.size).is_some_and(|next| next != own)
        })
    }
}

//! Lines of labels beside the numbers of their rows: which lines are one label, and which row each label is of.
//!
//! All lines of a cell are parted at once. A parting is weighed by where its labels stand (their middles, their first or their
//! last lines beside the numbers, the same all over the cell), by where lines are full, by how far they are apart, by what begins
//! an item or stays open, and by how many labels and numbers are left alone. The one that costs least is taken; where another
//! one costs hardly more, the labels that differ say so.

mod steps;

use self::steps::{Read, Step, Steps};
use super::GridCell;
use crate::geometry::{Pt, Span};
use crate::text::TextLine;
use crate::words::is_numbered;
use std::ops::Range;

/// Lines further apart than this (in em, baseline to baseline) are no wrapped lines of one label.
pub(super) const LEADING: f64 = 1.9;
/// A label nearer to a row of numbers than this share of the way to the next row may be of that row.
const OWN_ROW: f64 = 0.4;
/// Lines nearer than this (in em) are one.
const SAME_LINE: f64 = 0.3;
/// Lines of labels are as far apart as others, but for so much.
const EVEN: f64 = 1.15;
/// Lines of one label are closer than rows by so much, where that alone shows it.
const CLOSER: f64 = 1.3;
/// No label has more lines.
const MOST_LINES: usize = 24;
/// So many labels with lines that end early, and one of so many, show that lines do.
const SEVERAL: usize = 2;
const OFTEN: usize = 3;
/// A line that begins so far (in em) behind the one before it, and is not in its middle, is indented.
const INDENT: f64 = 0.4;
/// Rows further than this (in em, and in ways from row to row) from a line are not tried for it.
const NEAR: (f64, f64) = (6.0, 3.0);
/// So many rows above a line and below it are tried at most: pages may be made of anything.
const MOST_ROWS: usize = 16;
/// A reading that costs so much more than the best one, as much as one small sign, may be the right one. Of 29,738 labels drawn
/// at random 834 are read wrong: 128 of them without a word so, 600 with half of it, 83 with twice as much, and 561, 302, 1,203
/// right ones are doubted.
const UNSURE: f64 = 1.0;

/// What speaks against a reading. A line that is off its numbers by `OFF` em costs 1, by twice as much 4.
mod cost {
    pub(super) const OFF: f64 = 0.3;
    /// Numbers beside lines of a label are off its middle at most by so much, those near a single line by less than a label
    /// and numbers that are left alone.
    pub(super) const BESIDE: f64 = 4.0;
    pub(super) const NEAR: f64 = 3.0;
    /// A label without numbers, a text that stands behind the labels and has none, numbers without a label.
    pub(super) const ALONE: f64 = 2.0;
    pub(super) const TEXT_ALONE: f64 = 5.0;
    pub(super) const BLANK: f64 = 1.5;
    /// A line goes on below though it had room, though the next one begins an item, though it is further from it than others.
    pub(super) const HAD_ROOM: f64 = 2.5;
    pub(super) const BEGINS_ITEM: f64 = 4.0;
    pub(super) const FURTHER: f64 = 1.5;
    /// The same, where other labels do so, too.
    pub(super) const HAD_ROOM_AS_OTHERS: f64 = 1.5;
    /// It goes on further in below.
    pub(super) const INDENTED: f64 = 1.5;
    /// It goes on below though each of the two lines is near numbers of its own.
    pub(super) const APART: f64 = 3.0;
    /// It had room, but what follows is a bracket, or is set closer than rows are.
    pub(super) const HAD_ROOM_AND: f64 = 0.5;
    /// A label ends though its line is full, though a bracket is open.
    pub(super) const FULL: f64 = 1.0;
    pub(super) const OPEN: f64 = 1.0;
    /// Numbers do not stand beside the middles, or all are off by as much.
    pub(super) const UNUSUAL: f64 = 1.0;
}

/// Lines of a cell that are one label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) lines: Range<usize>,
    /// The row of numbers that it is of.
    pub(super) row: Option<usize>,
    /// The lines that are the label in another reading that is nearly as good; those of this one where they are of another row.
    pub(super) otherwise: Option<Range<usize>>,
}

/// Which part of a label stands beside its numbers.
#[derive(Clone, Copy, Debug)]
enum Anchor {
    Middle,
    First,
    Last,
}

/// How the labels of a cell stand beside their numbers.
#[derive(Clone, Copy, Debug)]
struct Way {
    anchor: Anchor,
    /// How far below.
    shift: Pt,
}

/// The labels of a cell beside numbers with these middles, from top to bottom. A text that leads no numbers, as it stands behind
/// another text, is of one of the rows.
pub(super) fn labels(cell: &GridCell, rows: &[Pt], leads: bool) -> Vec<Label> {
    let mut lines = Lines::new(cell, rows, leads);
    let level = |i: usize| (lines.span(i..i + 1).centre() - rows[i]).abs() <= lines.size * SAME_LINE;
    if cell.lines.len() == rows.len() && (0..rows.len()).all(level) {
        return (0..rows.len()).map(|i| Label { lines: i..i + 1, row: Some(i), otherwise: None }).collect();
    }
    let labels = lines.read();
    if !lines.break_early(&labels) {
        return labels;
    }
    lines.weigh(cost::HAD_ROOM_AS_OTHERS);
    lines.read()
}

/// True if the next word had no room in the line.
pub(super) fn fills(line: &TextLine, cell: &GridCell) -> bool {
    const ROOM: f64 = 1.3;
    const PADDING: f64 = 4.0;
    cell.rect.x1 - line.rect.x1 < line.size * ROOM + Pt::new(PADDING)
        || cell.rect.width() - line.rect.width() < line.size * ROOM + Pt::new(PADDING)
}

/// Does a line begin with a number of a list: `一、`, `（三）`, `4.`?
pub(super) fn begins_item(text: &str) -> bool {
    is_numbered(text.trim_start().trim_start_matches("其中：").trim_start_matches("其中:"))
}

/// The lines of a cell and what is known of them before they are parted.
struct Lines<'a> {
    cell: &'a GridCell,
    rows: &'a [Pt],
    size: Pt,
    /// The least way from row to row.
    pitch: Pt,
    /// What a label without numbers costs.
    alone: f64,
    /// What joining each line but the first to the one before costs; none where they cannot be one label.
    joined: Vec<Option<f64>>,
    /// What ending a label before each line but the first costs.
    ended: Vec<f64>,
    /// Brackets opened less those closed, up to each line.
    open: Vec<i32>,
}

impl<'a> Lines<'a> {
    fn new(cell: &'a GridCell, rows: &'a [Pt], leads: bool) -> Lines<'a> {
        let lines = &cell.lines;
        let size = Pt::median(lines.iter().map(|line| line.size)).unwrap_or_default().max(Pt::new(1.0));
        let pitch = rows.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or(size);
        let mut open = vec![0];
        open.extend(lines.iter().scan(0, |open, line| {
            *open += brackets(line);
            Some(*open)
        }));
        let alone = if leads { cost::ALONE } else { cost::TEXT_ALONE };
        let mut all = Lines { cell, rows, size, pitch, alone, joined: Vec::new(), ended: Vec::new(), open };
        all.weigh(cost::HAD_ROOM);
        all
    }

    /// Works out what joining and parting lines costs, with what one that had room costs.
    fn weigh(&mut self, had_room: f64) {
        let lines = &self.cell.lines;
        let steps = || (1..lines.len()).map(|i| self.step(i)).filter(|step| !self.is_same_line(*step));
        let least = steps().min().unwrap_or_default();
        let usual = Pt::median(steps()).unwrap_or(self.pitch);
        let weigh = |i: usize| {
            let step = self.step(i);
            if self.is_same_line(step) {
                return (Some(0.0), cost::BEGINS_ITEM);
            }
            let (text, is_full) = (lines[i].text(), fills(&lines[i - 1], self.cell));
            let is_even = step <= least * EVEN;
            let goes_on = text.starts_with(['（', '(']) || is_even && step * CLOSER < usual;
            let is_item = begins_item(&text);
            let against = [
                (!is_full && !is_item, if goes_on { cost::HAD_ROOM_AND } else { had_room }),
                (is_item, cost::BEGINS_ITEM),
                (!is_even, cost::FURTHER),
                (self.are_apart(i), cost::APART),
                (is_indented(&lines[i - 1], &lines[i]), cost::INDENTED),
            ];
            let against = against.iter().filter(|(holds, _)| *holds).map(|(_, cost)| cost).sum();
            let joined = (step <= self.size * LEADING).then_some(against);
            (joined, if is_full && is_even { cost::FULL } else { 0.0 })
        };
        let (joined, ended) = (1..lines.len()).map(weigh).unzip();
        (self.joined, self.ended) = (joined, ended);
    }

    /// How far a line is below the one before it.
    fn step(&self, i: usize) -> Pt {
        self.cell.lines[i].rect.y0 - self.cell.lines[i - 1].rect.y0
    }

    fn is_same_line(&self, step: Pt) -> bool {
        step < self.size * SAME_LINE
    }

    /// Are there several labels whose lines end before they are full?
    fn break_early(&self, labels: &[Label]) -> bool {
        let within =
            labels.iter().filter(|label| label.row.is_some()).flat_map(|label| label.lines.start + 1..label.lines.end);
        let (early, full) = within.fold((0, 0), |(early, full), i| {
            if fills(&self.cell.lines[i - 1], self.cell) { (early, full + 1) } else { (early + 1, full) }
        });
        early >= SEVERAL && early * OFTEN >= full
    }

    /// The best reading of all, and what is nearly as good.
    fn read(&self) -> Vec<Label> {
        let shift = self.shift();
        let shifts = if shift == Pt::ZERO { vec![Pt::ZERO] } else { vec![Pt::ZERO, shift] };
        let anchors = [Anchor::Middle, Anchor::First, Anchor::Last];
        let ways = anchors.into_iter().flat_map(|anchor| shifts.iter().map(move |shift| Way { anchor, shift: *shift }));
        let mut readings: Vec<(f64, Steps, Way)> = Vec::new();
        for (at, way) in ways.enumerate() {
            let unusual = if at == 0 { 0.0 } else { cost::UNUSUAL };
            let steps = self.parted(way);
            let cost = steps.at(self.end()).map_or(f64::INFINITY, |step| step.cost);
            readings.push((cost + unusual, steps, way));
        }
        readings.sort_by(|a, b| a.0.total_cmp(&b.0));
        let Some(((least, steps, way), others)) = readings.split_first() else { return Vec::new() };
        let mut labels = steps.labels(self.end());
        self.doubt(&mut labels, steps, *way);
        for (_, steps, _) in others.iter().take_while(|(cost, ..)| *cost < least + UNSURE) {
            let others = steps.labels(self.end());
            for label in labels.iter_mut().filter(|label| label.otherwise.is_none()) {
                let other = others.iter().find(|other| other.lines.contains(&label.lines.start));
                let other = other.filter(|other| (&other.lines, other.row) != (&label.lines, label.row));
                label.otherwise = other.map(|other| other.lines.clone());
            }
        }
        labels
    }

    /// All lines and all rows are read.
    fn end(&self) -> Read {
        (self.cell.lines.len(), self.rows.len())
    }

    fn span(&self, lines: Range<usize>) -> Span {
        self.cell.lines[lines].iter().map(|line| line.rect.y()).reduce(Span::union).unwrap_or_default()
    }

    /// The row next to a line, where one is near, and how far the line is below it.
    fn nearest(&self, i: usize) -> Option<(usize, Pt)> {
        let y = self.span(i..i + 1).centre();
        let after = self.rows.partition_point(|row| *row < y);
        let near = [after.checked_sub(1), Some(after)].into_iter().flatten();
        let off = near.filter_map(|at| self.rows.get(at).map(|row| (at, y - *row)));
        off.min_by_key(|(_, off)| off.abs()).filter(|(_, off)| off.abs() <= self.pitch * OWN_ROW)
    }

    /// Are a line and the one before it near rows of their own?
    fn are_apart(&self, i: usize) -> bool {
        let rows = self.nearest(i - 1).zip(self.nearest(i));
        rows.is_some_and(|((upper, _), (lower, _))| upper != lower)
    }

    /// How far lines usually are below the numbers next to them.
    fn shift(&self) -> Pt {
        let off = (0..self.cell.lines.len()).filter_map(|i| self.nearest(i)).map(|(_, off)| off);
        Pt::median(off).unwrap_or_default()
    }

    /// What it costs that these lines are the label of a row; none if they are too far from it.
    fn beside(&self, lines: &Range<usize>, whole: Span, row: Pt, way: Way) -> Option<f64> {
        let y = match way.anchor {
            Anchor::Middle => whole.centre(),
            Anchor::First => self.span(lines.start..lines.start + 1).centre(),
            Anchor::Last => self.span(lines.end - 1..lines.end).centre(),
        } - way.shift;
        let off = (y - row).abs();
        let against = (off / (self.size * cost::OFF)).powi(2);
        let is_near = off <= self.pitch * OWN_ROW;
        match (lines.len(), whole.contains(row)) {
            (1, within) => (within || is_near).then_some(against.min(cost::NEAR)),
            (_, true) => Some(against.min(cost::BESIDE)),
            _ => is_near.then_some(against),
        }
    }

    /// The rows near a line: those before are read when it is, those behind are not yet.
    fn near(&self, line: usize) -> Range<usize> {
        let reach = (self.size * NEAR.0).max(self.pitch * NEAR.1);
        let Some(line) = self.cell.lines.get(line) else { return self.rows.len()..self.rows.len() };
        let y = line.rect.y().centre();
        let below = |y: Pt| self.rows.partition_point(|row| *row < y);
        let (least, most) = (below(y).saturating_sub(MOST_ROWS), below(y).saturating_add(MOST_ROWS));
        below(y - reach).max(least)..below(y + reach).min(most)
    }

    /// The best steps to each place.
    fn parted(&self, way: Way) -> Steps {
        let end = self.end();
        let mut steps = Steps::new((0..=end.0).map(|line| self.near(line)).collect());
        steps.offer((0, 0), Step { cost: 0.0, from: (0, 0), is_beside: false });
        for line in 0..=end.0 {
            for rows in steps.windows[line].start..=steps.windows[line].end {
                let from = (line, rows);
                let Some(Step { cost, .. }) = steps.at(from) else { continue };
                if rows < end.1 {
                    steps.offer((line, rows + 1), Step { cost: cost + cost::BLANK, from, is_beside: false });
                }
                self.each_label(from, way, |next, is_beside, own| {
                    let to = (next, rows + usize::from(is_beside));
                    steps.offer(to, Step { cost: cost + own, from, is_beside });
                });
            }
        }
        steps
    }

    /// Each label that may be read at a place: where it ends, whether it is of the next row, and what it costs.
    fn each_label(&self, (line, rows): Read, way: Way, mut take: impl FnMut(usize, bool, f64)) {
        let mut joined = 0.0;
        let Some(mut y) = self.cell.lines.get(line).map(|line| line.rect.y()) else { return };
        for next in line + 1..=self.cell.lines.len().min(line + MOST_LINES) {
            let label = line..next;
            y = y.union(self.cell.lines[next - 1].rect.y());
            let whole = joined + self.ended_at(&label);
            let row = self.rows.get(rows);
            if let Some(off) = row.and_then(|row| self.beside(&label, y, *row, way)) {
                take(next, true, whole + off);
            }
            if self.is_between(y.centre(), rows) {
                take(next, false, whole + self.alone);
            }
            let Some(against) = self.joined.get(next - 1).copied().flatten() else { break };
            joined += against;
        }
    }

    /// Finds for each of the best labels the one that its first line is of in the best reading without it, if that costs
    /// hardly more: the cost of a reading with a label is that of all steps up to it, its own, and that of all behind it.
    fn doubt(&self, labels: &mut [Label], steps: &Steps, way: Way) {
        let end = self.end();
        let Some(Step { cost: least, .. }) = steps.at(end) else { return };
        let mut margins = vec![UNSURE; labels.len()];
        let mut begins: Vec<Option<usize>> = vec![None; end.0];
        labels.iter().enumerate().for_each(|(at, label)| begins[label.lines.start] = Some(at));
        let mut behind: Vec<Vec<f64>> = steps.of_lines.iter().map(|places| vec![f64::INFINITY; places.len()]).collect();
        for line in (0..=end.0).rev() {
            let first = steps.windows[line].start;
            for rows in (first..=steps.windows[line].end).rev() {
                let from = (line, rows);
                let ahead = steps.at(from).map_or(f64::INFINITY, |step| step.cost);
                let rest = |behind: &[Vec<f64>], to: Read| {
                    let (to, passed) = steps.arrival(to);
                    let cost = behind[to.0].get(to.1 - steps.windows[to.0].start);
                    cost.map_or(f64::INFINITY, |cost| passed + cost)
                };
                let mut own = if from == end { 0.0 } else { cost::BLANK + rest(&behind, (line, rows + 1)) };
                self.each_label(from, way, |next, is_beside, cost| {
                    let cost = cost + rest(&behind, (next, rows + usize::from(is_beside)));
                    own = own.min(cost);
                    let row = is_beside.then_some(rows);
                    for at in begins[line..next].iter().copied().flatten() {
                        let label = &mut labels[at];
                        if (&label.lines, label.row) != (&(line..next), row) && ahead + cost - least < margins[at] {
                            margins[at] = ahead + cost - least;
                            label.otherwise = Some(line..next);
                        }
                    }
                });
                behind[line][rows - first] = own;
            }
        }
    }

    /// What it costs that a label ends where it does.
    fn ended_at(&self, label: &Range<usize>) -> f64 {
        let is_open = self.open[label.start] != self.open[label.end];
        self.ended.get(label.end - 1).copied().unwrap_or_default() + if is_open { cost::OPEN } else { 0.0 }
    }

    /// May a label without numbers that has its middle here stand between a row and the one before it?
    fn is_between(&self, y: Pt, row: usize) -> bool {
        let is_below = row.checked_sub(1).is_none_or(|above| self.rows[above] <= y + self.size);
        is_below && self.rows.get(row).is_none_or(|below| y <= *below + self.size)
    }
}

/// Does a line begin further in than the one before it, and not as the middle of its cell has it?
fn is_indented(upper: &TextLine, lower: &TextLine) -> bool {
    let indent = upper.size * INDENT;
    let middle = lower.rect.x().centre() - upper.rect.x().centre();
    lower.rect.x0 - upper.rect.x0 > indent && middle.abs() > indent && (lower.rect.x1 - upper.rect.x1).abs() > indent
}

/// Brackets that a line opens less those it closes.
fn brackets(line: &TextLine) -> i32 {
    let worth = |character| match character {
        '（' | '(' => 1,
        '）' | ')' => -1,
        _ => 0,
    };
    line.text().chars().map(worth).sum()
}

//! The lines of a turned page, each a cell printed backwards -> lines of rows. A row comes from its right end on, so each half
//! of it ends with a name and its code; what stands right of a half that a code ends is the other half.

use super::backwards;
use crate::catalogue;
use crate::dump::clean::{is_blank, solid};
use crate::dump::halves::half_by_words;
use crate::dump::line::{Class, Line, class_of};
use crate::dump::rates::is_rate;
use crate::dump::token::{Kind, kind};
use crate::model::ColumnRole;

/// A cell, with the number of its line.
type Cell = (usize, String);

/// What a cell costs that is no part of a row, or a value that looks like a code, a half without a code among such with codes, a
/// name in two lines, and a row: few rows that leave nothing over are meant.
const LEFT: usize = 6;
const UNCODED: usize = 2;
const TORN: usize = 1;
const ROW: usize = 1;
/// More values than these stand in no half of a row, and more names on no half of a line of a header.
const VALUES: usize = 12;
const WIDTH: usize = 40;
/// A title, perhaps wrapped, a number, a year and a unit take so many cells.
const CAPTION: usize = 6;
/// Two halves stand side by side, at most, and so many names are torn around a row.
const HALVES: usize = 2;

/// The lines of a page in reading order: its caption, its header, its rows.
pub(super) fn rows(lines: &[Line<'_>]) -> Vec<Cell> {
    let cell = |line: &Line<'_>| (line.number, backwards(line.text.trim_matches(is_blank)));
    let cells: Vec<Cell> = lines.iter().map(cell).collect();
    let is_caption =
        |cell: &Cell| matches!(class_of(&cell.1), Class::Title | Class::Unit | Class::Number | Class::Year);
    let (caption, cells) = cells.split_at(cells.iter().take(CAPTION).rposition(is_caption).map_or(0, |last| last + 1));
    let numbered = cells.iter().position(|(_, text)| is_value(text)).unwrap_or(cells.len());
    let coded = are_coded(cells.get(numbered.saturating_sub(1)..).unwrap_or_default());
    let (mut header, halves) = header(cells.get(..numbered).unwrap_or_default());
    // The names of a first row without values stand behind those of columns.
    let names_values = |line: &[Cell]| line.iter().any(|(_, text)| catalogue::lexicon().is_value(text));
    let first = header.pop_if(|(line, turns)| *turns == 1 && halves > 1 && !names_values(line));
    let first = first.map_or(0, |(line, _)| line.len());
    let mut right = caption.to_vec();
    for (line, turns) in header {
        right.extend(joined(line.iter().rev(), turns));
    }
    let page = Page { cells: cells.get(numbered - first..).unwrap_or_default(), coded, halves };
    right.extend(page.rows());
    right
}

/// Cells as one line, so many times.
fn joined<'c>(cells: impl Iterator<Item = &'c Cell>, turns: usize) -> Option<Cell> {
    let (numbers, texts): (Vec<usize>, Vec<&str>) = cells.map(|(number, text)| (*number, text.as_str())).unzip();
    Some((numbers.into_iter().min()?, vec![texts.join(" "); turns].join(" ")))
}

fn is_value(text: &str) -> bool {
    kind(text) != Kind::Text || is_rate(text)
}

fn is_code(text: &str) -> bool {
    catalogue::scheme_of(text).is_some()
}

/// Is this the code of more than a class? That has as few digits as many a value.
fn is_long_code(text: &str) -> bool {
    text.len() > 3 && is_code(text)
}

/// Do codes stand behind most names of rows?
fn are_coded(rows: &[Cell]) -> bool {
    let names = rows.iter().filter(|(_, text)| !is_value(text)).count();
    let is_coded = |pair: &&[Cell]| matches!(pair, [(_, name), (_, code)] if is_code(code) && (is_long_code(code) || !is_value(name)));
    rows.windows(2).filter(is_coded).count() * 2 > names
}

/// The lines of a header, from their right ends on, each with how often its names come; and how many tables stand side by side.
/// Where each line was is seen only by names that come twice.
fn header(cells: &[Cell]) -> (Vec<(&[Cell], usize)>, usize) {
    let text = |at: usize| cells.get(at).map(|(_, text)| text.as_str());
    let is_single = |at: usize| text(at).is_some_and(|text| text.chars().nth(1).is_none());
    let mut lines: Vec<(&[Cell], usize)> = Vec::new();
    let (mut halves, mut from, mut at) = (1, 0, 0);
    let mut push = |from: usize, to: usize, turns: usize| {
        lines.extend(cells.get(from..to).filter(|line| !line.is_empty()).map(|line| (line, turns)));
    };
    while at < cells.len() {
        let comes_twice = |width: &usize| (0..*width).all(|place| text(at + place) == text(at + width + place));
        match (2..=WIDTH.min((cells.len() - at) / HALVES)).find(comes_twice) {
            Some(width) => {
                push(from, at, 1);
                push(at, at + width, HALVES);
                if cells.get(at..at + width).is_some_and(names_rows) {
                    halves = HALVES;
                }
                at += width * HALVES;
                from = at;
            }
            None => {
                // Characters set apart are names of a line of their own: `收 入`.
                if at > from && is_single(at) != is_single(at - 1) {
                    push(from, at, 1);
                    from = at;
                }
                at += 1;
            }
        }
    }
    push(from, at, 1);
    (lines, halves)
}

/// Is one of these names that of a column of names or codes, in one piece or two?
fn names_rows(cells: &[Cell]) -> bool {
    let is_name =
        |name: String| matches!(catalogue::role(&[solid(&name).into_owned()]), ColumnRole::Label | ColumnRole::Code);
    cells.iter().any(|(_, text)| is_name(text.clone()))
        || cells.windows(2).any(|pair| matches!(pair, [(_, behind), (_, name)] if is_name(format!("{name}{behind}"))))
}

/// The rows of a page.
struct Page<'c> {
    cells: &'c [Cell],
    coded: bool,
    halves: usize,
}

/// One half of a row, as cells from its right end on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Half {
    from: usize,
    values: usize,
    named: bool,
    coded: bool,
}

impl Half {
    fn end(self) -> usize {
        self.from + self.values + usize::from(self.named) + usize::from(self.coded)
    }
}

/// How the cells from one on are read: as a row of halves with so many torn names around it, or as a cell that is left over.
#[derive(Clone, Debug, Default)]
struct Step {
    cost: usize,
    end: usize,
    halves: Vec<Half>,
}

impl Page<'_> {
    fn text(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", |(_, text)| text)
    }

    /// The lines of the rows: the cheapest way to read all cells.
    fn rows(&self) -> Vec<Cell> {
        let count = self.cells.len();
        let mut best: Vec<Step> = vec![Step::default(); count + 1];
        for from in (0..count).rev() {
            let cost = |end: usize| best.get(end).map_or(0, |step| step.cost);
            let left = Step { cost: LEFT + cost(from + 1), end: from + 1, halves: Vec::new() };
            let rows = self.rows_from(from).into_iter().map(|step| Step { cost: step.cost + cost(step.end), ..step });
            let cheapest = rows.chain([left]).min_by_key(|step| step.cost).unwrap_or_default();
            if let Some(place) = best.get_mut(from) {
                *place = cheapest;
            }
        }
        let (mut lines, mut at) = (Vec::new(), 0);
        while let Some(step) = best.get(at).filter(|_| at < count) {
            lines.extend(self.line(at, step));
            at = step.end.max(at + 1);
        }
        lines
    }

    /// The rows that can begin with the cell at `from`.
    fn rows_from(&self, from: usize) -> Vec<Step> {
        let mut steps = Vec::new();
        let is_text = |at: usize| at < self.cells.len() && !is_value(self.text(at));
        for torn in 0..=HALVES {
            if (from..from + torn).any(|at| !is_text(at)) || torn > 0 && !self.coded {
                break;
            }
            for first in self.halves_from(from + torn) {
                let seconds = if self.halves > 1 { self.halves_from(first.end()) } else { Vec::new() };
                let beside = seconds.into_iter().filter(|second| self.stand_side_by_side(first, *second));
                for halves in std::iter::once(vec![first]).chain(beside.map(|second| vec![first, second])) {
                    let end = halves.last().map_or(from, |half| half.end());
                    let nameless = halves.iter().filter(|half| !half.named).count();
                    if nameless != torn || (end..end + torn).any(|at| !is_text(at)) {
                        continue;
                    }
                    let uncoded = if self.coded { halves.iter().filter(|half| !half.coded).count() } else { 0 };
                    let odd: usize = halves.iter().map(|half| self.odd_values(*half)).sum();
                    let cost = ROW + UNCODED * uncoded + TORN * torn + LEFT * odd;
                    steps.push(Step { cost, end: end + torn, halves });
                }
            }
        }
        steps
    }

    /// The halves that can begin with the cell at `from`: values, a name, a code, one of the latter at least.
    fn halves_from(&self, from: usize) -> Vec<Half> {
        let value = |at: usize| at < self.cells.len() && is_value(self.text(at));
        let values = (from..from + VALUES).take_while(|&at| value(at)).count();
        let mut halves: Vec<Half> = Vec::new();
        let name = from + values;
        if name < self.cells.len() && !value(name) {
            let coded = self.coded && is_code(self.text(name + 1));
            // Among rows with codes a name by itself is a part of another one.
            if values > 0 || coded || !self.coded {
                halves.push(Half { from, values, named: true, coded });
            }
        }
        if self.coded {
            let nameless = (0..values).filter(|&at| is_long_code(self.text(from + at)));
            halves.extend(nameless.map(|values| Half { from, values, named: false, coded: true }));
        }
        halves
    }

    /// How many values of a half look like codes, where names have these.
    fn odd_values(&self, half: Half) -> usize {
        let is_odd = |at: &usize| self.coded && is_long_code(self.text(*at));
        (half.from..half.from + half.values).filter(is_odd).count()
    }

    /// Can the second of these stand left of the first? Codes go up from the left to the right by their first digits, and words
    /// say what is 收入 or 支出.
    fn stand_side_by_side(&self, right: Half, left: Half) -> bool {
        let class = |half: Half| self.text(half.end() - 1).chars().next().filter(|_| half.coded);
        if self.coded {
            return match (class(left), class(right)) {
                (Some(left), Some(right)) => left < right,
                (None, None) => true,
                _ => false,
            };
        }
        let words = |half: Half| half_by_words(self.text(half.from + half.values), HALVES);
        words(left) != Some(1) && words(right) != Some(0)
    }

    /// The line of a row, or the cell that is left over.
    fn line(&self, from: usize, step: &Step) -> Option<Cell> {
        let Some(last) = step.halves.last() else { return self.cells.get(from).cloned() };
        let mut nameless = 0;
        let mut parts: Vec<String> = Vec::new();
        for half in &step.halves {
            let values = (half.from..half.from + half.values).rev().map(|at| self.text(at).to_owned());
            let name = if half.named {
                self.text(half.from + half.values).to_owned()
            } else {
                nameless += 1;
                format!("{}{}", self.text(from + nameless - 1), self.text(last.end() + nameless - 1))
            };
            let code = half.coded.then(|| self.text(half.end() - 1).to_owned());
            let own: Vec<String> = code.into_iter().chain([name]).chain(values).collect();
            parts.push(own.join(" "));
        }
        parts.reverse();
        Some((self.cells.get(from)?.0, parts.join(" ")))
    }
}

//! Where pages begin in a dump that marks no page and prints captions behind the rows of their page.
//!
//! Between the rows of two pages stand the caption and the header of the first one, and behind them what the second one prints
//! before its rows. Which is which the other pages tell: lines that end the text between rows elsewhere, too, open a page, and
//! so does what is printed once where the rest is printed in several copies, or has a name for each cell of the rows below it.
//! That captions stand behind their rows and not before them is told by rows that begin a table: the total, or number one.

use super::clean::{is_blank, prints_amounts, solid, words};
use super::line::{Class, Line};
use crate::catalogue;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// So many tables begin where captions behind the rows say they do, at least, before this is believed.
const TABLES: usize = 3;
/// A page prints no more lines than this before its rows.
const HEADER: usize = 12;

/// Lines between rows.
struct Gap {
    lines: Range<usize>,
    /// The one title that is printed in them.
    title: Option<String>,
    /// The line behind the last of their titles, numbers and units.
    behind_caption: usize,
    /// Do several titles stand in them, as in a list of contents?
    lists_titles: bool,
}

/// Where pages begin, none if captions stand before their rows.
pub(super) fn unmarked(lines: &[Line<'_>]) -> Vec<usize> {
    let gaps = gaps(lines);
    let captioned: Vec<&Gap> = gaps.iter().filter(|gap| gap.title.is_some() || gap.lists_titles).collect();
    if captioned.len() <= TABLES || !stand_behind_rows(lines, &captioned) {
        return Vec::new();
    }
    let mut endings: BTreeMap<String, usize> = BTreeMap::new();
    for gap in &captioned {
        for ending in endings_of(lines, gap) {
            *endings.entry(ending).or_default() += 1;
        }
    }
    let opening = |gap: &Gap| {
        let shared = endings_of(lines, gap).iter().take_while(|own| endings.get(*own).is_some_and(|&n| n > 1)).count();
        let single = printed_once(lines, gap);
        shared.max(single).max(usize::from(names_each_cell(lines, gap.lines.end)))
    };
    let begins = |gap: &Gap| {
        let captioned = gap.title.is_some() || gap.lists_titles;
        if captioned {
            return Some(gap.lines.end - opening(gap));
        }
        // Without a caption the page before shows rows that go on, and this one begins a table.
        let again = endings_of(lines, gap).last().is_some_and(|whole| endings.get(whole).is_some_and(|&n| n > 0));
        let first = lines.get(gap.lines.end).is_some_and(begins_table) || names_each_cell(lines, gap.lines.end);
        (again || first).then_some(gap.lines.start)
    };
    gaps.iter().filter_map(begins).collect()
}

/// The lines between rows, blank ones at their ends left out.
fn gaps(lines: &[Line<'_>]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut start = 0;
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| is_row(line)) {
        if at > start {
            gaps.push(gap(lines, start..at));
        }
        start = at + 1;
    }
    gaps
}

fn gap(lines: &[Line<'_>], range: Range<usize>) -> Gap {
    let own = || range.clone().filter_map(|at| Some((at, lines.get(at)?)));
    let is_caption = |line: &Line<'_>| matches!(line.class, Class::Title | Class::Number | Class::Unit | Class::Year);
    let titles: BTreeSet<String> =
        own().filter(|(_, line)| line.class == Class::Title).map(|(_, line)| once(&solid(&line.text))).collect();
    let last = own().filter(|(_, line)| is_caption(line) || line.class == Class::Blank).last();
    Gap {
        title: titles.first().filter(|_| titles.len() == 1).cloned(),
        lists_titles: titles.len() > 1,
        behind_caption: last.map_or(range.start, |(at, _)| at + 1),
        lines: range,
    }
}

/// A title of which a line prints several copies.
fn once(title: &str) -> String {
    let whole = |length: &usize| title.get(..*length).is_some_and(|own| own.repeat(title.len() / length) == title);
    let lengths = (1..=title.len()).filter(|length| title.len() % length == 0);
    lengths.filter(whole).next().and_then(|length| title.get(..length)).unwrap_or(title).to_owned()
}

fn is_row(line: &Line<'_>) -> bool {
    line.class == Class::Other && prints_amounts(&line.text)
}

/// The last line of a gap, the last two, and so on, each with those behind it, down to its caption.
fn endings_of(lines: &[Line<'_>], gap: &Gap) -> Vec<String> {
    let mut ending = String::new();
    let own = (gap.behind_caption..gap.lines.end).rev().take(HEADER);
    own.filter_map(|at| lines.get(at))
        .map(|line| {
            ending.insert_str(0, &format!("{}\n", solid(&line.text)));
            ending.clone()
        })
        .collect()
}

/// How many lines at the end of a gap print no word that is printed before them, where the caption is printed in copies.
fn printed_once(lines: &[Line<'_>], gap: &Gap) -> usize {
    let own = || gap.lines.clone().filter_map(|at| lines.get(at));
    let copies = own().filter(|line| line.class == Class::Title).count();
    if copies < 2 {
        return 0;
    }
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (word, _) in own().flat_map(|line| words(&line.text)) {
        *seen.entry(word).or_default() += 1;
    }
    let is_new = |line: &Line<'_>| words(&line.text).all(|(word, _)| seen.get(word) == Some(&1));
    let tail = (gap.behind_caption..gap.lines.end).rev().filter_map(|at| lines.get(at));
    tail.take(HEADER).take_while(|line| is_new(line)).count()
}

/// Does the line before the row at `at` print a name for each cell of the first rows?
fn names_each_cell(lines: &[Line<'_>], at: usize) -> bool {
    let count = |line: &Line<'_>| words(&line.text).count();
    let rows = lines.iter().skip(at).take(2).map(count).max().unwrap_or(0);
    let before = at.checked_sub(1).and_then(|before| lines.get(before));
    before.is_some_and(|line| line.class == Class::Other && rows > 2 && count(line) >= rows)
}

/// Is this the first row of a table: its total, or the row of number one?
fn begins_table(line: &Line<'_>) -> bool {
    let text = line.text.trim_start_matches(is_blank);
    let first = text.split(is_blank).next().unwrap_or_default();
    first == "1" || text.starts_with("一、") || catalogue::is_total(first)
}

/// Do the rows that begin a table stand before the first caption of it, rather than behind it?
fn stand_behind_rows(lines: &[Line<'_>], captioned: &[&Gap]) -> bool {
    let (mut behind, mut before) = (0_usize, 0_usize);
    for gaps in captioned.windows(3) {
        let [above, own, below] = gaps else { continue };
        // The rows between the second caption and the third: of a new table by the second one, or by the third?
        let of_own = own.title != above.title || own.title.is_none();
        let of_below = below.title != own.title;
        let begins = lines.get(own.lines.end).is_some_and(begins_table);
        if of_own != of_below && below.title.is_some() {
            behind += usize::from(begins == of_below);
            before += usize::from(begins == of_own);
        }
    }
    behind >= TABLES && behind > 2 * before
}

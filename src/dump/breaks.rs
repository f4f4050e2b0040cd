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
    let list = captioned.first().map_or(0, |gap| gap.lines.start);
    let begins = |gap: &Gap| -> Vec<usize> {
        let captioned = gap.title.is_some() || gap.lists_titles;
        if captioned {
            // Behind the last rows other captions may follow, whose tables have none.
            let other = if gap.lines.start > list { other_caption(lines, gap) } else { None };
            let own = gap.lines.end - opening(gap);
            return other.into_iter().chain([own]).collect();
        }
        // Without a caption the page before shows rows that go on, and this one begins a table.
        let again = endings_of(lines, gap).last().is_some_and(|whole| endings.get(whole).is_some_and(|&n| n > 0));
        let first = lines.get(gap.lines.end).is_some_and(begins_table) || names_each_cell(lines, gap.lines.end);
        (again || first).then_some(gap.lines.start).into_iter().collect()
    };
    gaps.iter().flat_map(begins).collect()
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
        own().filter(|(_, line)| line.class == Class::Title).map(|(_, line)| solid(&line.text).into_owned()).collect();
    let last = own().filter(|(_, line)| is_caption(line) || line.class == Class::Blank).last();
    Gap {
        title: titles.first().filter(|_| titles.len() == 1).cloned(),
        lists_titles: titles.len() > 1,
        behind_caption: last.map_or(range.start, |(at, _)| at + 1),
        lines: range,
    }
}

/// Where the caption of another table begins behind that of the rows above a gap and its header.
fn other_caption(lines: &[Line<'_>], gap: &Gap) -> Option<usize> {
    let class = |at: usize| lines.get(at).map(|line| line.class);
    let own = gap.lines.clone();
    let title = own.clone().find(|&at| class(at) == Some(Class::Title)).filter(|_| gap.lists_titles)?;
    let header = (title..own.end).find(|&at| class(at) == Some(Class::Other))?;
    (header..own.end).find(|&at| matches!(class(at), Some(Class::Title | Class::Number)))
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
        if of_own && goes_on(lines, &own.lines) {
            behind += 1;
        } else if of_own != of_below && below.title.is_some() {
            let begins = lines.get(own.lines.end).is_some_and(begins_table);
            behind += usize::from(begins == of_below);
            before += usize::from(begins == of_own);
        }
    }
    behind >= TABLES && behind > 2 * before
}

/// Does the row behind a gap go on with the numbers of the rows before it?
fn goes_on(lines: &[Line<'_>], gap: &Range<usize>) -> bool {
    let number = |line: &Line<'_>| -> Option<u32> { words(&line.text).next()?.0.parse().ok() };
    let before = gap.start.checked_sub(1).and_then(|at| number(lines.get(at)?));
    let behind = lines.get(gap.end).and_then(number);
    before.zip(behind).is_some_and(|(before, behind)| before + 1 == behind)
}

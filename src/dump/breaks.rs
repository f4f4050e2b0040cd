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
    if lines.iter().any(|line| line.opens_page) {
        return Vec::new();
    }
    // Where cells stand on lines of their own, no line is a row.
    let rows = || lines.iter().filter(|line| is_row(line));
    if rows().filter(|line| words(&line.text).nth(1).is_none()).count() * 2 > rows().count() {
        return Vec::new();
    }
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
        let lowest = names_each_cell(lines, gap.lines.end) || names_in_turns(lines, gap);
        shared.max(single).max(usize::from(lowest))
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
    let last = own().rfind(|(_, line)| is_caption(line) || line.class == Class::Blank);
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

/// Does the line before the rows print the same names once for each of several groups? Those span them, and are printed late.
fn names_in_turns(lines: &[Line<'_>], gap: &Gap) -> bool {
    /// Shorter names come twice by chance, as one in each half.
    const CHARACTERS: usize = 4;
    const TURNS: std::ops::RangeInclusive<usize> = 2..=6;
    let last = gap.lines.clone().next_back().filter(|&at| at >= gap.behind_caption).and_then(|at| lines.get(at));
    let Some(text) = last.filter(|line| line.class == Class::Other).map(|line| solid(&line.text)) else { return false };
    TURNS.into_iter().any(|turns| {
        let turn = text.get(..text.len() / turns).filter(|_| text.len().is_multiple_of(turns));
        turn.is_some_and(|turn| turn.chars().count() >= CHARACTERS && turn.repeat(turns) == *text)
    })
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
            // A first row says more than another one: not all tables begin with their total.
            let begins = lines.get(own.lines.end).is_some_and(begins_table);
            behind += usize::from(begins && of_below);
            before += usize::from(begins == of_own);
        }
    }
    behind >= TABLES && behind > 2 * before
}

/// Does the row behind a gap go on with the numbers of the rows before it?
fn goes_on(lines: &[Line<'_>], gap: &Range<usize>) -> bool {
    /// What has more digits is a code.
    const DIGITS: usize = 3;
    let number = |line: &Line<'_>| -> Option<u32> {
        words(&line.text).next().filter(|(word, _)| word.len() <= DIGITS)?.0.parse().ok()
    };
    let before = gap.start.checked_sub(1).and_then(|at| number(lines.get(at)?));
    let behind = lines.get(gap.end).and_then(number);
    before.zip(behind).is_some_and(|(before, behind)| before + 1 == behind)
}

#[cfg(test)]
mod tests {
    use super::{gaps, names_in_turns};
    use crate::dump::lines::lines;
    use crate::dump::read;
    use crate::model::Table;

    fn own(table: &Table) -> (String, usize, String) {
        let last = table.rows.last().and_then(|row| row.cells.last()).map(|cell| cell.text.clone());
        (table.caption.title.clone().unwrap_or_default(), table.amounts(), last.unwrap_or_default())
    }

    #[test]
    fn captions_behind_the_rows_of_pages_that_nothing_parts() {
        let row = |name: &str, own: u32| format!("{name} {}.00 {own}.00 {own}.00\n", 2 * own);
        let caption =
            |number: u32, title: &str| format!("表{number}\n某市{title}表\n单位：元\n单位编码 单位名称\n合计\n");
        let early = "基本支出 项目支出\n";
        // Two pages of each table, the second one without its total.
        let pages = |number: u32, title: &str| {
            let (first, second) = (row("合计", 10 + number), row("101 甲乙", 5 + number));
            let last = row("102 丙丁", 5);
            format!("{early}{first}{second}{}{early}{last}{}", caption(number, title), caption(number, title))
        };
        let text = format!("{}{}{}", pages(1, "甲项支出"), pages(2, "乙项支出"), pages(3, "丙项支出"));
        let (document, _) = read(text.as_bytes());
        let expected: Vec<(String, usize, String)> =
            ["甲项支出", "乙项支出", "丙项支出"].map(|title| (format!("某市{title}表"), 9, "5.00".to_owned())).into();
        assert_eq!(document.tables.iter().map(own).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn names_that_come_once_for_each_year_open_a_page() {
        let opens = |line: &str| {
            let text = format!("甲 1.00 2.00\n表1\n某市支出表\n单位编码 单位名称\n{line}\n乙 3.00 4.00\n");
            let lines = lines(&text);
            gaps(&lines).iter().any(|gap| names_in_turns(&lines, gap))
        };
        assert!(opens("小计 基本支 出 项目支出 小计 基本支出 项目支 出"));
        assert!(!opens("小计 基本支出 项目支出") && !opens("金额 金额"));
    }

    #[test]
    fn captions_before_their_rows_stay_there() {
        let page = |number: u32, total: &str| {
            format!(
                "表{number}\n某市第{number}项支出表\n单位：元\n科目编码 科目名称 合计 基本支出 项目支出\n{total} {number}2.00 {number}0.00 2.00\n301 甲乙 {number}2.00 {number}0.00 2.00\n"
            )
        };
        let text: String = (1..6).map(|number| page(number, "合计")).collect();
        let (document, _) = read(text.as_bytes());
        let first = |table: &Table| table.rows.first().and_then(|row| row.cells.get(2)).map(|cell| cell.text.clone());
        let amounts: Vec<Option<String>> = document.tables.iter().map(first).collect();
        assert_eq!(amounts, (1..6).map(|number| Some(format!("{number}2.00"))).collect::<Vec<_>>());
    }
}

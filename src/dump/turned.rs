//! Pages whose header comes behind the rows -> pages in reading order. Spreadsheets print cells that span others last, so a
//! dump in the order of the content begins with the rows and ends with the title and most of the header.

use super::breaks::unmarked;
use super::clean::{is_blank, prints_amounts, words};
use super::header::numbers_columns;
use super::line::{Class, Line};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Fewer pages like this are none: a table that ends where another begins looks the same.
const PAGES: usize = 3;

/// Puts the caption and the header of each page before its rows, if the pages of this document have them behind.
pub(super) fn in_reading_order<'a>(lines: Vec<Line<'a>>) -> Vec<Line<'a>> {
    let marked = pages(&lines);
    let opens = if are_turned(&lines, &marked) { marked } else { unmarked(&lines) };
    if !are_turned(&lines, &opens) {
        return lines;
    }
    let ends = opens.iter().copied().chain([lines.len()]);
    let sizes: Vec<usize> = ends.scan(0, |from, to| Some(to - std::mem::replace(from, to))).collect();
    let mut lines = lines.into_iter();
    let mut ordered = Vec::with_capacity(lines.len());
    for size in sizes {
        let page: Vec<Line<'a>> = lines.by_ref().take(size).collect();
        ordered.extend(if title(&page).is_some() { turn_page(page) } else { page });
    }
    ordered
}

/// Do pages that begin here print their titles behind their rows?
fn are_turned(lines: &[Line<'_>], opens: &[usize]) -> bool {
    let starts = [0].into_iter().chain(opens.iter().copied());
    let ends = opens.iter().copied().chain([lines.len()]);
    let pages: Vec<&[Line<'_>]> = starts.zip(ends).filter_map(|(from, to)| lines.get(from..to)).collect();
    let titled = pages.iter().filter(|page| title(page).is_some() && page.iter().any(has_amount)).count();
    let turned = pages.iter().filter(|page| rows_before_title(page)).count();
    // Below a caption that ends a page, the rows on the next one are its own.
    let first = pages.iter().position(|page| rows_before_title(page)).and_then(|first| first.checked_sub(1));
    let begun = first.and_then(|before| pages.get(before)).is_some_and(|page| ends_with_caption(page));
    turned >= PAGES && turned * 2 > titled && !begun
}

/// Where pages begin: at form feeds, or else behind lines with nothing on them at all, not even a blank: a script that joins
/// what a library gives for each page leaves them. Else the numbers of pages end them.
fn pages(lines: &[Line<'_>]) -> Vec<usize> {
    let opens = |page: fn(&Line<'_>, &Line<'_>) -> bool| -> Vec<usize> {
        let pairs = lines.windows(2).enumerate();
        pairs.filter(|(_, pair)| matches!(pair, [a, b] if page(a, b))).map(|(at, _)| at + 1).collect()
    };
    let fed = opens(|_, line| line.opens_page);
    if !fed.is_empty() {
        return fed;
    }
    let apart = opens(|before, _| before.text.is_empty());
    let marked = opens(|before, _| before.class == Class::Page);
    if marked.len() > apart.len() { marked } else { apart }
}

/// Where the only title of a page stands, or the first copy of it.
fn title(page: &[Line<'_>]) -> Option<usize> {
    let mut titles = titles(page);
    let (first, text) = titles.next()?;
    titles.all(|(_, other)| other == text).then_some(first)
}

fn titles<'p>(page: &'p [Line<'_>]) -> impl Iterator<Item = (usize, &'p str)> {
    let titles = page.iter().enumerate().filter(|(_, line)| line.class == Class::Title);
    titles.map(|(at, line)| (at, line.text.trim_matches(is_blank)))
}

fn ends_with_caption(page: &[Line<'_>]) -> bool {
    title(page).is_some_and(|at| !page.iter().skip(at + 1).any(|line| line.class == Class::Other))
}

fn has_amount(line: &Line<'_>) -> bool {
    line.class == Class::Other && prints_amounts(&line.text)
}

/// Does the page print its title behind its rows: behind the last of them, or where it begins like a table, with a number
/// or a unit?
fn rows_before_title(page: &[Line<'_>]) -> bool {
    let Some(title) = title(page) else { return false };
    let Some(first) = page.iter().take(title).position(has_amount) else { return false };
    page.iter().take(first).any(|line| matches!(line.class, Class::Number | Class::Unit))
        || !page.iter().skip(title).any(has_amount)
}

fn turn_page(page: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let at = title(&page).unwrap_or(0);
    let copies = titles(&page).count();
    let from = page.iter().take(at).rposition(has_amount).map_or(0, |last| last + 1);
    let to = page.iter().skip(at).position(has_amount).map_or(page.len(), |next| at + next);
    let last = page.iter().rposition(has_amount).map_or(0, |last| last + 1);
    let (mut caption, mut header, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    let classes: Vec<Class> = page.iter().map(|line| line.class).collect();
    // A year among names is one of them.
    let is_name = |at: usize| {
        let names = |at: usize| classes.get(at) == Some(&Class::Other);
        classes.get(at) == Some(&Class::Year) && at.checked_sub(1).is_some_and(names) && names(at + 1)
    };
    for (index, line) in page.into_iter().enumerate() {
        match line.class {
            Class::Year if is_name(index) => header.push(Line { class: Class::Other, ..line }),
            Class::Title | Class::Number | Class::Unit | Class::Year => caption.push(line),
            Class::Other if ((from..to).contains(&index) || index >= last) && !is_row(&line) => header.push(line),
            _ => rest.push(line),
        }
    }
    if copies > 1 {
        (caption, header) = (once(caption, copies), once(header, copies));
    }
    caption.append(&mut header);
    caption.append(&mut rest);
    caption
}

/// Lines of which so many copies are printed, each token after token or all of them woven, with one copy of each word left. A
/// word that the lines have twice stands behind another one each time.
fn once(lines: Vec<Line<'_>>, copies: usize) -> Vec<Line<'_>> {
    let known: BTreeSet<String> =
        lines.iter().flat_map(|line| words(&line.text)).map(|(word, _)| word.to_owned()).collect();
    let words_of = |line: &Line<'_>| -> Vec<String> {
        words(&line.text).flat_map(|(word, _)| apart(word, &known)).map(str::to_owned).collect()
    };
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
    for word in lines.iter().flat_map(words_of) {
        *left.entry(word).or_default() += 1;
    }
    for count in left.values_mut() {
        *count = ((*count + copies / 2) / copies).max(1);
    }
    let mut pairs: BTreeSet<(String, String)> = BTreeSet::new();
    let mut before = String::new();
    let mut kept: Vec<Line<'_>> = Vec::with_capacity(lines.len());
    for mut line in lines {
        let mut own: Vec<String> = Vec::new();
        for word in words_of(&line) {
            let is_new = pairs.insert((std::mem::replace(&mut before, word.clone()), word.clone()));
            if let Some(left) = left.get_mut(&word).filter(|left| is_new && **left > 0) {
                *left -= 1;
                own.push(word);
            }
        }
        if !own.is_empty() {
            line.text = Cow::Owned(own.join(" "));
            kept.push(line);
        }
    }
    kept
}

/// A word as those of the others that it is made of: copies that touch are printed without a blank.
fn apart<'w>(word: &'w str, known: &BTreeSet<String>) -> Vec<&'w str> {
    /// Bytes of a word of two Chinese characters; shorter words are parts of others.
    const LEAST: usize = 6;
    /// Longer words are no names of columns, and the search is as long as they are, squared.
    const MOST: usize = 300;
    if word.len() > MOST {
        return vec![word];
    }
    let mut ends: Vec<Option<Vec<&'w str>>> = vec![None; word.len() + 1];
    if let Some(first) = ends.first_mut() {
        *first = Some(Vec::new());
    }
    for end in LEAST..=word.len() {
        let part = |from: usize| {
            let own = word.get(from..end).filter(|own| *own != word && known.contains(*own))?;
            let before = ends.get(from)?.as_ref()?;
            Some(before.iter().copied().chain([own]).collect())
        };
        let found = (0..=end - LEAST).find_map(part);
        if let Some(place) = ends.get_mut(end) {
            *place = found;
        }
    }
    ends.pop().flatten().filter(|parts| parts.len() > 1).unwrap_or_else(|| vec![word])
}

/// The label of a row that spans cells is printed late, too, and stays a row: `支出合计`. So does the row of numbers.
fn is_row(line: &Line<'_>) -> bool {
    let text = line.text.trim_matches(is_blank);
    numbers_columns(words(text).map(|(text, _)| text))
        || ["收入", "支出"].iter().any(|word| text.contains(word))
            && ["小计", "合计", "总计"].iter().any(|word| text.ends_with(word))
            && !text.starts_with("本年")
}

#[cfg(test)]
mod tests {
    use crate::dump::read;

    #[test]
    fn pages_that_end_with_an_empty_line_are_turned() {
        let page = |year: u32| {
            let rows = format!("甲乙 {year}.00 1.00 {}.00\n丙丁 {year}.50 0.50 {year}.00\n", year - 1);
            format!("项目名称 合计 基本支出 项目支出\n{rows}表{}\n{year}年某市支出表\n单位：万元\n", year - 2020)
        };
        let pages: Vec<String> = (2021..2026).map(page).collect();
        let (document, _) = read(format!("部门预算\n目录\n\n{}", pages.join("\n")).as_bytes());
        let own = |table: &crate::model::Table| {
            let cells = || table.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.clone());
            (
                table.caption.title.clone().unwrap_or_default(),
                cells().find(|text| text.ends_with(".00")).unwrap_or_default(),
            )
        };
        let expected: Vec<(String, String)> =
            (2021..2026).map(|year| (format!("{year}年某市支出表"), format!("{year}.00"))).collect();
        assert_eq!(document.tables.iter().map(own).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_header_behind_the_rows_in_several_copies_is_one() {
        let page = |year: u32| {
            let rows = format!("甲乙 {year}.00 1.00 {}.00\n丙丁 {year}.50 0.50 {year}.00\n", year - 1);
            let title = format!("{year}年某市支出表");
            format!(
                "\u{c}年初预算数 调整预算数 决算数\n{rows}项目名称\n{title}\n单位：万元\n{title}\n单位：万元\n项目名称\n"
            )
        };
        let (document, _) = read((2021..2026).map(page).collect::<String>().as_bytes());
        let own = |table: &crate::model::Table| {
            (table.caption.title.clone().unwrap_or_default(), table.columns.len(), table.amounts())
        };
        let expected: Vec<(String, usize, usize)> =
            (2021..2026).map(|year| (format!("{year}年某市支出表"), 4, 6)).collect();
        assert_eq!(document.tables.iter().map(own).collect::<Vec<_>>(), expected);
    }
}

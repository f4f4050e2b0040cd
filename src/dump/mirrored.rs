//! Lines printed backwards -> lines as they are read. A library that reads a page from the left takes one turned by a quarter
//! for lines whose characters come last to first, and so do the cells of each row: `元万：位单`, `242,007,1`, `年5202`.

mod rows;

use super::clean::{is_blank, is_plain_amount, words};
use super::line::{Class, Line, class_of};
use std::borrow::Cow;

/// Fewer lines in a run that read as something only backwards are an accident.
const MARKS: usize = 3;

/// Can a text hold such lines? Tables print their unit, and few other dumps hold these characters in this order, as in
/// `各单位单独`.
pub(super) fn may_hold(text: &str) -> bool {
    text.contains("位单")
}

/// The lines of a dump with those of turned pages put right.
pub(super) fn put_right(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let mut runs = runs(&lines).into_iter().peekable();
    if runs.peek().is_none() {
        return lines;
    }
    let mut right = Vec::with_capacity(lines.len());
    let mut lines = lines.into_iter().enumerate();
    while let Some((at, line)) = lines.next() {
        let Some((from, to)) = runs.next_if(|run| run.0 == at) else {
            right.push(line);
            continue;
        };
        let opens_page = line.opens_page;
        let behind = lines.by_ref().take(to - from - 1).map(|(_, line)| line);
        let page: Vec<Line<'_>> = std::iter::once(line).chain(behind).collect();
        let own = rows::rows(&page).into_iter().enumerate().map(|(index, (number, text))| Line {
            number,
            class: class_of(&text),
            text: Cow::Owned(text),
            opens_page: opens_page && index == 0,
            cells: Vec::new(),
        });
        right.extend(own);
    }
    right
}

/// Where lines are printed backwards: from the first that reads as something only so to the last before one that reads as
/// something only as it is printed, before a page ends, or nothing is printed.
fn runs(lines: &[Line<'_>]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut under_way: Option<(usize, usize)> = None;
    let mut close = |run: &mut Option<(usize, usize)>, end: usize| {
        if let Some((from, _)) = run.take().filter(|(_, marks)| *marks >= MARKS) {
            runs.push((from, end));
        }
    };
    for (at, line) in lines.iter().enumerate() {
        if line.opens_page || line.class == Class::Blank {
            close(&mut under_way, at);
        }
        match (direction(line), &mut under_way) {
            (Some(Direction::Printed), _) => close(&mut under_way, at),
            (Some(Direction::Backwards), Some((_, marks))) => *marks += 1,
            (Some(Direction::Backwards), None) => under_way = Some((at, 1)),
            (None, _) => {}
        }
    }
    close(&mut under_way, lines.len());
    runs
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Printed,
    Backwards,
}

/// In which direction a line says more, if it does.
fn direction(line: &Line<'_>) -> Option<Direction> {
    /// Cells are shorter; sentences tell nothing.
    const LONG: usize = 300;
    if line.text.len() > LONG {
        return None;
    }
    // The number of a page reads the same in both directions, and ends the page.
    if line.class == Class::Page {
        return Some(Direction::Printed);
    }
    let text = line.text.trim_matches(is_blank);
    match said(text).cmp(&said(&backwards(text))) {
        std::cmp::Ordering::Less => Some(Direction::Backwards),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(Direction::Printed),
    }
}

/// How many things a line says that most texts do not say from their end on: a year, an amount in groups of three digits, that
/// it is a title or a unit. A number with a point before a name is none: rows end with rates.
fn said(text: &str) -> usize {
    let grouped = words(text).any(|(word, _)| word.contains(',') && is_plain_amount(word));
    let named = matches!(class_of(text), Class::Title | Class::Unit);
    usize::from(has_year(text)) + usize::from(grouped) + usize::from(named)
}

/// Is a year of this century or the last printed in the text, and are its digits no part of others: `2025年`?
fn has_year(text: &str) -> bool {
    text.match_indices('年').any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default().trim_end_matches(is_blank);
        let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        let year = before.get(before.len() - digits..).unwrap_or_default();
        digits == 4 && (year.starts_with("20") || year.starts_with("19"))
    })
}

/// The characters of a text from the last to the first.
fn backwards(text: &str) -> String {
    text.chars().rev().collect()
}

#[cfg(test)]
mod tests {
    use crate::dump::{read, rows_of};

    /// What a library that reads from the left prints of a turned page: each row from its right end on, cell by cell.
    fn turned(page: &[&[&str]]) -> String {
        let cells = page.iter().flat_map(|row| row.iter().rev());
        cells.map(|cell| format!("{}\n", super::backwards(cell))).collect()
    }

    /// What every page here begins with: a caption, a header, a total and the first row.
    const HEAD: &[&[&str]] = &[
        &["2025年某市收支平衡表"],
        &["表6", "单位：万元"],
        &["科目编码", "预算科目", "全市", "本级", "科目编码", "预算科目", "全市", "本级"],
        &["收入合计", "4,060,391", "1,700,242", "支出合计", "4,115,929", "1,011,179"],
        &["110", "转移性收入", "2,286,828", "1,346,422", "230", "转移性支出", "78,195", "68,195"],
    ];

    /// The rows of a page with these lines below its head.
    fn rows(lines: &[&[&str]]) -> Vec<String> {
        let (document, _) = read(turned(&[HEAD, lines].concat()).as_bytes());
        document.tables.iter().flat_map(rows_of).collect()
    }

    #[test]
    fn rows_of_a_turned_page_are_read_from_the_left() {
        let lines: &[&[&str]] = &[
            &["11001", "返还性收入", "295,288", "212,676", "23001", "返还性支出", "27,420", "17,420"],
            &["11003", "专项转移支付收入", "336,086", "240,594", "23003", "专项转移支付", "164,090", "64,090"],
        ];
        assert_eq!(
            rows(lines),
            [
                "|收入合计|4,060,391|1,700,242||支出合计|4,115,929|1,011,179",
                "110|转移性收入|2,286,828|1,346,422|230|转移性支出|78,195|68,195",
                "11001|返还性收入|295,288|212,676|23001|返还性支出|27,420|17,420",
                "11003|专项转移支付收入|336,086|240,594|23003|专项转移支付|164,090|64,090",
            ]
        );
    }

    #[test]
    fn names_torn_around_their_row_are_put_together() {
        let lines: &[&[&str]] = &[
            &["国家电影事业发展专项资"],
            &["11001", "295,288", "212,676", "23001", "返还性支出", "27,420"],
            &["金收入"],
            &["车辆通行费", "土地储备专项债"],
            &["11003", "336,086", "36,086", "23003", "164,090", "64,090"],
            &["及其他收入", "券安排的支出"],
            &["11004", "其他收入", "336", "236", "23004", "其他支出"],
        ];
        assert_eq!(
            rows(lines).split_off(2),
            [
                "11001|国家电影事业发展专项资金收入|295,288|212,676|23001|返还性支出|27,420|",
                "11003|车辆通行费及其他收入|336,086|36,086|23003|土地储备专项债券安排的支出|164,090|64,090",
                "11004|其他收入|336|236|23004|其他支出||",
            ]
        );
    }

    #[test]
    fn a_page_that_prints_a_few_words_backwards_stays() {
        let text = "2025年某市收支表\n单位：万元\n项目 金额\n各单位单独核算 1,234.00\n收支总表\n表总支收\n年5202\n元万：位单\n2025年某市支出表\n单位：万元\n项目 金额\n甲乙 5.00\n";
        let (document, _) = read(text.as_bytes());
        assert!(document.tables.iter().flat_map(rows_of).any(|row| row == "各单位单独核算|1,234.00"));
    }

    #[test]
    fn rows_that_end_with_a_rate_are_printed_as_they_are_read() {
        // `35.20` and a name, backwards, begin like an item: `02.53`.
        let text = "2025年某市收支表\n单位：万元\n项目 执行数 增长率\n各单位单独核算 234.00 35.20\n甲 120.00 12.50\n乙 110.00 11.30\n丙 4.00 1.20\n";
        let (document, _) = read(text.as_bytes());
        let rows: Vec<String> = document.tables.iter().flat_map(rows_of).collect();
        assert_eq!(rows, ["各单位单独核算|234.00|35.20", "甲|120.00|12.50", "乙|110.00|11.30", "丙|4.00|1.20"]);
    }
}

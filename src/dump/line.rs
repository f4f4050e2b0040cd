//! Text -> lines, each told apart by what it says by itself: a title, a number, a unit, a note, cells, or anything else.

use super::clean::{all_digits, is_blank, is_wide, joined, solid, words};
use super::token::{Kind, Token, kind};
use super::touching::{glued, second_code};
use crate::words::{UNIT_LABELS, is_numeral, is_organisation};
use std::borrow::Cow;

/// One line of a dump.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    /// Its number, from 1.
    pub(super) number: usize,
    /// What it holds, without mark-up.
    pub(super) text: Cow<'a, str>,
    /// What it says by itself.
    pub(super) class: Class,
    /// Does a page begin here?
    pub(super) opens_page: bool,
    /// The tokens of a line made out of several, whose places its text does not keep; none if it is as printed.
    pub(super) cells: Vec<Token<'a>>,
}

impl<'a> Line<'a> {
    /// The line of these tokens, which are put together around it.
    pub(super) fn made_of(&self, cells: Vec<Token<'a>>) -> Line<'a> {
        let texts: Vec<&str> = cells.iter().map(|token| &*token.text).collect();
        let text = Cow::Owned(texts.join(" "));
        Line { number: self.number, text, class: self.class, opens_page: self.opens_page, cells }
    }
}

/// What a line says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Nothing.
    Blank,
    /// Cells with tabs between them.
    Cells,
    /// The title of a table.
    Title,
    /// 表号: a table's number.
    Number,
    /// 单位: the unit of money or the organisation.
    Unit,
    /// A year by itself.
    Year,
    /// 注: a note under a table.
    Note,
    /// A page number.
    Page,
    /// 第…部分: the heading of a part of the document.
    Part,
    /// Anything else.
    Other,
}

/// `表四：2024年收入表`, `预算02表 收入总表`, `1-2 2026年支出表` -> the number and the title.
pub(super) fn number_before_title(text: &str) -> Option<(&str, &str)> {
    let numeral = |c: char| c.is_ascii_digit() || is_numeral(c) || matches!(c, '-' | '－' | 'A'..='Z');
    let start = ["附表", "表"].iter().find_map(|word| text.strip_prefix(word).map(|_| word.len()));
    let end = match start {
        Some(start) => {
            let digits: usize = text.get(start..)?.chars().take_while(|&c| numeral(c)).map(char::len_utf8).sum();
            start + Some(digits).filter(|&digits| digits > 0)?
        }
        None => {
            let own = |&c: &char| c.is_ascii_digit() || matches!(c, '-' | '.');
            let digits: usize = text.chars().take_while(own).map(char::len_utf8).sum();
            let own = text.get(..digits)?;
            let parted = own.contains('-') && text.get(digits..)?.starts_with([' ', '2']) || is_section(own, text);
            let named =
                text.find('表').map(|at| at + '表'.len_utf8()).filter(|&at| is_number(text.get(..at).unwrap_or("")));
            if parted { digits } else { named? }
        }
    };
    let (number, title) = text.split_at_checked(end)?;
    let title = title.trim_start_matches(['：', ':', ' ', '、', '.']);
    let year_alone = number.starts_with("表20");
    (!title.is_empty() && !year_alone).then_some((number, title))
}

/// Is a title whole, or does it go on in the next line?
pub(super) fn is_whole_title(text: &str) -> bool {
    without_bracket(&joined(bare(text))).ends_with('表')
}

pub(super) fn class_of(text: &str) -> Class {
    if text.chars().all(is_blank) {
        return Class::Blank;
    }
    if text.contains('\t') && text.trim_matches(|c| is_blank(c) && c != '\t').contains('\t') {
        // `部门名称：…` and `单位：万元` with a tab between them are a caption.
        let mut cells = text.split('\t').filter(|cell| !cell.chars().all(is_blank));
        let labels = text.contains(['：', ':']) && cells.all(|cell| is_unit(&joined(bare(cell))));
        return if labels { Class::Unit } else { Class::Cells };
    }
    // The tests below look at short lines only: most of a dump's bytes are sentences.
    if text.len() > 400 {
        return if is_note(text.trim_start()) { Class::Note } else { Class::Other };
    }
    let text = bare(text);
    if !says_something(text) {
        return Class::Other;
    }
    let text = joined(text);
    match () {
        () if is_page(&text) => Class::Page,
        () if is_note(&text) => Class::Note,
        () if is_part(&text) => Class::Part,
        () if is_number(&text) => Class::Number,
        () if is_unit(&text) => Class::Unit,
        () if is_year(&text) => Class::Year,
        () if is_title(&text) => Class::Title,
        () => Class::Other,
    }
}

/// Can `text` be anything but cells? Most lines are, and are told by a look at their characters: a title ends with 表 or
/// a bracket, numbers and years are short, and a unit has a colon or begins with its label.
fn says_something(text: &str) -> bool {
    /// Numbers of tables and years are shorter, their blanks included.
    const SHORT: usize = 60;
    let short = text.len() <= SHORT;
    let ends = short || text.ends_with(['表', '）', ')']);
    let mut labelled = text.starts_with(['单', '部', '（', '(']);
    if text.starts_with(|c| is_rule(c) || matches!(c, '注' | '备' | '说' | '附' | '第')) || text.ends_with(is_rule)
    {
        return true;
    }
    let mut unit = false;
    for c in text.chars() {
        match c {
            '表' if ends => return true,
            '年' if short => return true,
            '：' | ':' => labelled = true,
            '位' | '门' => unit = true,
            _ => {}
        }
    }
    labelled && unit
}

/// Is this one of the characters around the number of a page?
fn is_rule(c: char) -> bool {
    matches!(c, '-' | '—' | '–' | '－' | '─' | '·')
}

/// `text` without the marks of a heading in Markdown.
pub(super) fn bare(text: &str) -> &str {
    let text = text.trim_matches(is_blank);
    if !text.starts_with(['#', '*']) && !text.ends_with('*') {
        return text;
    }
    text.trim_start_matches('#').trim_matches('*').trim_matches(is_blank)
}

fn is_page(text: &str) -> bool {
    let inner = text.trim_matches(|c| is_rule(c) || c == ' ');
    // A single minus before digits makes them an amount below zero.
    let is_amount = text.strip_prefix(['-', '－']).is_some_and(all_digits);
    (inner.len() < text.len() && inner.len() <= 4 && all_digits(inner) && !is_amount)
        || (text.starts_with('第') && text.ends_with('页') && text.chars().count() <= 14)
}

pub(super) fn is_note(text: &str) -> bool {
    ["注：", "注:", "备注：", "备注:", "说明：", "说明:", "注释：", "附注："].iter().any(|mark| text.starts_with(mark))
}

fn is_part(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('第') else { return false };
    let ordinal: usize = rest.chars().take_while(|&c| is_numeral(c)).map(char::len_utf8).sum();
    ordinal > 0 && rest.get(ordinal..).is_some_and(|r| r.starts_with("部分") || r.starts_with('章'))
}

/// `公开01表`, `预算02表`, `表1-2`, `附表三`.
pub(super) fn is_number(text: &str) -> bool {
    let text = solid(text);
    let rest = ["公开", "预算", "决算", "财决", "财预", "附件", "附", "部门", "单位"]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(&text);
    let rest = match (rest.strip_prefix('表'), rest.strip_suffix('表')) {
        (Some(rest), None) | (None, Some(rest)) => rest,
        _ => return false,
    };
    let places = rest.chars().count();
    (1..=6).contains(&places)
        && rest
            .chars()
            .all(|c| c.is_ascii_digit() || is_numeral(c) || matches!(c, '-' | '－' | '０'..='９' | 'A'..='Z'))
}

fn is_unit(text: &str) -> bool {
    if !text.contains("单位") && !text.contains("部门") {
        return false;
    }
    // A colon stands behind the label; before the label there is no sentence.
    let labelled = text.match_indices(['：', ':']).any(|(colon, _)| {
        let before = text.get(..colon).unwrap_or_default().trim_end();
        let label = UNIT_LABELS.iter().find(|label| before.ends_with(**label));
        label.is_some_and(|label| before.len() == label.len() || !text.contains(['。', '，', '；']))
    });
    let unlabelled = |label: &&str| {
        // `部门名称  某某局`: the colon is missing, two blanks or a space stand in its place. A header has names behind it.
        let mut words = text.strip_prefix(*label).unwrap_or_default().split_whitespace();
        label.ends_with("名称") && words.next().is_some_and(is_organisation) && words.next().is_none()
    };
    let opens_with_unit = text.strip_prefix(['（', '(']).is_some_and(|rest| rest.starts_with("单位"));
    labelled
        || (UNIT_LABELS.iter().any(unlabelled) && text.chars().count() <= 45 && !text.contains("代码"))
        || opens_with_unit
}

fn is_year(text: &str) -> bool {
    let inner = text.trim_matches(['（', '）', '(', ')', ' ']);
    let digits = inner.chars().take_while(char::is_ascii_digit).count();
    let rest = inner.get(digits..).unwrap_or_default().trim();
    digits == 4 && (rest == "年" || rest == "年度")
}

pub(super) fn is_title(text: &str) -> bool {
    let text = number_before_title(text).map_or(text, |(_, title)| title);
    if !TITLE_CHARACTERS.contains(&text.chars().count()) || text.contains(['。', '；', '：', ':', '，', '…', '?', '？'])
    {
        return false;
    }
    let core = without_bracket(text);
    core.ends_with('表')
        && core.chars().any(is_wide)
        && !is_item(text)
        && !text.starts_with("附件")
        && !core.ends_with("如下表")
}

/// `text` without a bracket at its end: `收支总表（2025年度）` -> `收支总表`.
pub(super) fn without_bracket(text: &str) -> &str {
    if !text.ends_with(['）', ')']) {
        return text;
    }
    text.rfind(['（', '(']).and_then(|at| text.get(..at)).unwrap_or(text).trim_end()
}

/// Does `text` begin like an item of a list: `一、`, `（二）`, `3.`, `- `?
pub(super) fn is_item(text: &str) -> bool {
    let text = text.trim_start_matches(['（', '(']);
    if let Some(rest) = text.strip_prefix(['-', '•', '●']) {
        return !rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
    }
    let ordinal: usize = text.chars().take_while(|&c| is_numeral(c) || c.is_ascii_digit()).map(char::len_utf8).sum();
    ordinal > 0 && text.get(ordinal..).is_some_and(|rest| rest.starts_with(['、', '.', '．', '）', ')']))
}

/// The tokens of a line. Characters set apart (`本 年 收 入`) are one token.
pub(super) fn tokens<'a>(line: &'a Line<'_>) -> Vec<Token<'a>> {
    let mut tokens = Vec::new();
    read_tokens(line, &mut tokens);
    tokens
}

/// The tokens of a line in place of what `tokens` holds: one list does for many lines.
pub(super) fn read_tokens<'a>(line: &'a Line<'_>, tokens: &mut Vec<Token<'a>>) {
    tokens.clear();
    if !line.cells.is_empty() {
        tokens.extend_from_slice(&line.cells);
        return;
    }
    /// `支          出`: further apart, single characters are the ends of wrapped cells.
    const APART: usize = 16;
    let mut apart = false;
    for (text, (start, end)) in words(&line.text) {
        // `0.00通过实施`: a value touches the sentence behind it.
        let after_value = tokens.last().is_some_and(|last| last.kind == Kind::Amount);
        if let Some(at) = if after_value { glued(text) } else { None } {
            let (value, rest) = text.split_at(at);
            for (text, place) in [(value, (start, start + at)), (rest, (start + at, end))] {
                tokens.push(Token { text: Cow::Borrowed(text), line: line.number, kind: kind(text), place });
            }
            apart = false;
            continue;
        }
        // `2010101-行政运行30201-办公费`: the names of two columns touch, each with its code.
        if let Some(at) = second_code(text) {
            let (own, rest) = text.split_at(at);
            let middle = start + own.chars().count();
            for (text, place) in [(own, (start, middle)), (rest, (middle, end))] {
                tokens.push(Token { text: Cow::Borrowed(text), line: line.number, kind: Kind::Text, place });
            }
            apart = false;
            continue;
        }
        // `2023 年预算数`: a blank stands around the digits of a year.
        if let Some(year) = tokens
            .last_mut()
            .filter(|last| text.starts_with('年') && ends_with_year(&last.text) && last.place.1 + 1 == start)
        {
            year.text.to_mut().push_str(text);
            year.kind = Kind::Text;
            year.place.1 = end;
            apart = false;
            continue;
        }
        // `25180591 .33`: a blank stands before the fraction.
        let fraction = text.strip_prefix('.').is_some_and(|digits| digits.len() == 2 && all_digits(digits));
        if let Some(whole) = tokens
            .last_mut()
            .filter(|last| fraction && last.place.1 + 1 == start && !last.text.contains('.') && last.kind != Kind::Text)
        {
            whole.text.to_mut().push_str(text);
            whole.kind = kind(&whole.text);
            whole.place.1 = end;
            continue;
        }
        let single = end == start + 1 && text.chars().all(is_wide);
        let near = |last: &&mut Token<'_>| start <= last.place.1 + APART;
        let parted = parts_of_code(tokens, text);
        match tokens.last_mut().filter(|last| single && apart && !parted && last.kind == Kind::Text).filter(near) {
            Some(last) => {
                last.text.to_mut().push_str(text);
                last.place.1 = end;
            }
            None => tokens.push(Token {
                text: Cow::Borrowed(text),
                line: line.number,
                kind: kind(text),
                place: (start, end),
            }),
        }
        apart = single;
    }
}

/// Do 类, 款 and 项, the parts of a code, stand before `text`, or with it? They are names of columns each, rather than
/// characters of one that are set apart.
fn parts_of_code(tokens: &[Token<'_>], text: &str) -> bool {
    const PARTS: [&str; 4] = ["类", "款", "项", "目"];
    let mut before = tokens.iter().rev().map(|token| PARTS.iter().position(|part| *part == token.text));
    let Some(last) = before.next().flatten() else { return false };
    let goes_on = last > 0 && before.next().flatten() == Some(last - 1);
    goes_on || last == 0 && text == "款"
}

/// Do four digits end this text: `2026`, `其中：2026`?
fn ends_with_year(text: &str) -> bool {
    text.chars().rev().take_while(char::is_ascii_digit).count() == 4
        && (text.len() == 4 || !text.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with(['.', ',', '-']))
}

/// Titles in use have 4 (`收支总表`) to about 45 characters; longer lines are sentences.
pub(super) const TITLE_CHARACTERS: std::ops::RangeInclusive<usize> = 4..=60;

/// Is `own`, before a blank, the number of a section: `2.5`?
pub(super) fn is_section(own: &str, text: &str) -> bool {
    let parts = || own.split('.');
    parts().count() == 2
        && parts().all(|part| matches!(part.len(), 1 | 2) && all_digits(part))
        && text.get(own.len()..).is_some_and(|rest| rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::Class;
    use crate::dump::lines::lines;

    fn class(text: &str) -> Class {
        lines(text).first().expect("a text has a line").class
    }

    #[test]
    fn lines_are_told_apart() {
        for (text, expected) in [
            ("", Class::Blank),
            ("\u{c} \u{a0}", Class::Blank),
            ("项目\t金额", Class::Cells),
            ("## 2025 年部门收支预算表", Class::Title),
            ("2020 年一般公共预算“三公”经费支出情况表", Class::Title),
            ("部门（单位）整体绩效目标表（2025年度）", Class::Title),
            ("一、收入支出决算总表", Class::Other),
            ("- 一、部门收支预算表", Class::Other),
            ("本表反映收支情况，详见附表", Class::Other),
            ("公开01表", Class::Number),
            ("附表 1-2", Class::Number),
            (" 单位：万元部门名称：某某局", Class::Unit),
            ("部门名称  某某局", Class::Unit),
            ("（2025年度）", Class::Year),
            ("注：本表反映单位本年度收支。", Class::Note),
            ("- 14 -", Class::Page),
            ("-14", Class::Other),
            ("第三部分 名词解释", Class::Part),
            ("003", Class::Other),
            ("从决算单位构成看，包括：本级。", Class::Other),
        ] {
            assert_eq!(class(text), expected, "{text}");
        }
    }
}

//! Text -> lines, each told apart by what it says by itself and by what stands around it.

use super::blocks::ends_with_value;
use super::clean::{is_blank, joined, strip_markup};
use super::line::{
    Class, Line, TITLE_CHARACTERS, bare, class_of, is_item, is_title, number_before_title, without_bracket,
};
use super::token::ends_of_amounts;
use crate::words::named_year;
use std::borrow::Cow;

/// The lines of `text`, form feeds taken for line ends.
pub(super) fn lines<'a>(text: &'a str) -> Vec<Line<'a>> {
    // Most dumps have no mark-up at all.
    let is_marked = text.contains('<') || text.contains('&');
    let is_tabbed = is_tabbed(text);
    let line = |(index, raw): (usize, &'a str)| {
        let text = raw.trim_end_matches('\r').trim_matches('\u{c}');
        let text = if is_tabbed { Cow::Borrowed(text) } else { without_tabs(text) };
        let text = if is_marked { Cow::Owned(strip_markup(&text).into_owned()) } else { text };
        let text = amounts_apart(super::clean::printed_once(text));
        let text = caption_once(text);
        let class = class_of(&text);
        Line { number: index + 1, text, class, opens_page: raw.starts_with('\u{c}'), cells: Vec::new() }
    };
    // A list that grows is copied again and again.
    let mut lines: Vec<Line<'a>> = Vec::with_capacity(text.bytes().filter(|&byte| byte == b'\n').count() + 1);
    lines.extend(text.split('\n').enumerate().map(line));
    if super::mirrored::may_hold(text) {
        lines = super::mirrored::put_right(lines);
    }
    let mut lines = super::glue::glue(lines, class_of);
    super::lowered::put_back(&mut lines, class_of);
    super::numbered::join(&mut lines);
    super::page_numbers::mark(&mut lines);
    title_by_place(&mut lines);
    super::torn::put_back(&mut lines);
    lines
}

/// Do tabs part cells? Then no more lines end with a value that have none. Tabs that only stand behind
/// what a line prints, as those of cells that a title spans, part none.
fn is_tabbed(text: &str) -> bool {
    // Most dumps have no tab at all.
    if !text.contains('\t') {
        return false;
    }
    let (mut tabbed, mut rows) = (0_usize, 0_usize);
    for line in text.split('\n') {
        if line.trim_matches(is_blank).contains('\t') {
            tabbed += 1;
        } else {
            rows += usize::from(ends_with_value(line));
        }
    }
    tabbed > 0 && tabbed >= rows
}

/// A line that prints copies of a title, a number or a unit one behind the other, as cells that span others may be painted more
/// than once, with one of them.
fn caption_once(text: Cow<'_, str>) -> Cow<'_, str> {
    let own = text.trim_matches(is_blank);
    // Copies end like the first one.
    let Some(last) = own.chars().next_back().filter(|_| own.len() <= 400) else { return text };
    let copied = |(at, end): (usize, &str)| {
        let length = at + end.len();
        let unit = own.get(..length).filter(|_| length < own.len() && own.len().is_multiple_of(length))?;
        (unit.repeat(own.len() / length) == own).then_some(unit)
    };
    let unit = own.match_indices(last).find_map(copied);
    let unit = unit.filter(|unit| matches!(class_of(unit), Class::Title | Class::Number | Class::Unit));
    unit.map(str::to_owned).map_or(text, Cow::Owned)
}

/// The line with blanks for its tabs, and none at its end.
fn without_tabs(text: &str) -> Cow<'_, str> {
    let text = text.trim_end_matches('\t');
    if text.contains('\t') { Cow::Owned(text.replace('\t', " ")) } else { Cow::Borrowed(text) }
}

/// The line with a blank between amounts that touch: `12,063.9611,476.19`.
fn amounts_apart(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.bytes().filter(|&byte| byte == b'.').nth(1).is_none() {
        return text;
    }
    let mut ends: Vec<usize> = Vec::new();
    let mut start = 0;
    for word in text.split_inclusive(is_blank) {
        ends.extend(ends_of_amounts(word.trim_end_matches(is_blank)).into_iter().map(|end| start + end));
        start += word.len();
    }
    if ends.is_empty() {
        return text;
    }
    let mut apart = String::with_capacity(text.len() + ends.len());
    let mut from = 0;
    for end in ends {
        apart.push_str(text.get(from..end).unwrap_or_default());
        apart.push(' ');
        from = end;
    }
    apart.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(apart)
}

/// The lines of `text` as they are printed, each told apart by itself.
pub(super) fn as_printed(text: &str) -> Vec<Line<'_>> {
    let line = |(index, raw): (usize, &'_ str)| {
        let text = Cow::Owned(raw.trim_end_matches('\r').trim_matches('\u{c}').to_owned());
        Line {
            number: index + 1,
            class: class_of(&text),
            text,
            opens_page: raw.starts_with('\u{c}'),
            cells: Vec::new(),
        }
    };
    text.split('\n').enumerate().map(line).collect()
}

/// A title need not end with 表: a short line under a table's number that names money or a year is one, too.
fn title_by_place(lines: &mut [Line<'_>]) {
    const ENDINGS: &[&str] = &["经费", "情况", "预算", "决算", "明细", "汇总", "情况说明", "支出", "收入", "草案"];
    begin_wrapped_titles(lines);
    numbered_titles(lines);
    titles_over_units(lines, ENDINGS);
    let mut under_number = false;
    for line in lines {
        match line.class {
            Class::Blank => continue,
            Class::Other if under_number => {
                let text = joined(bare(&line.text));
                let short = TITLE_CHARACTERS.contains(&text.chars().count());
                let plain = !text.contains(['。', '；', '：', '，', ' ']) && !is_item(&text);
                let names = ENDINGS.iter().any(|ending| without_bracket(&text).ends_with(ending));
                if short && plain && names && named_year(&text).is_some() {
                    line.class = Class::Title;
                }
            }
            _ => {}
        }
        under_number = line.class == Class::Number;
    }
}

/// A short line right above a unit of money that names a year and ends as titles do is one: `2026年支出预算（草案）`.
fn titles_over_units(lines: &mut [Line<'_>], endings: &[&str]) {
    for index in 1..lines.len() {
        let money = lines.get(index).is_some_and(|unit| {
            unit.class == Class::Unit
                && unit.text.contains('元')
                && unit.text.trim_matches(is_blank).chars().count() <= 20
        });
        // Below a cover the unit may come first, and the table's own title behind it.
        let mut below = lines.iter().skip(index + 1).filter(|line| line.class != Class::Blank).take(3);
        if !money || below.any(|line| line.class == Class::Title) {
            continue;
        }
        let mut above = lines.iter_mut().take(index).rev().filter(|line| line.class != Class::Blank).peekable();
        // `（按政府预算支出经济分类科目）` goes on with the title above it.
        let more = above.next_if(|line| line.class == Class::Other && is_bracket(&joined(bare(&line.text))));
        let Some(above) = above.next().filter(|above| above.class == Class::Other) else { continue };
        let text = joined(bare(&above.text));
        let core = without_bracket(without_bracket(&text));
        let plain = TITLE_CHARACTERS.contains(&text.chars().count()) && !text.contains(['。', '；', '：', '，', '…']);
        if plain && !is_item(&text) && endings.iter().any(|end| core.ends_with(end)) && named_year(&text).is_some() {
            above.class = Class::Title;
            if let Some(more) = more {
                more.class = Class::Title;
            }
        }
    }
}

/// Is all of a line in brackets? Longer ones are sentences.
fn is_bracket(text: &str) -> bool {
    text.starts_with(['（', '(']) && text.ends_with(['）', ')']) && text.chars().count() <= 30
}

/// `五、一般公共预算支出表` above a unit of money is the title of a table, in a list of contents it is not; a bracket
/// on a line of its own under a title belongs to it.
fn numbered_titles(lines: &mut [Line<'_>]) {
    let printed: Vec<usize> = (0..lines.len())
        .filter(|&i| lines.get(i).is_some_and(|line| !matches!(line.class, Class::Blank | Class::Page)))
        .collect();
    for pair in printed.windows(2) {
        let &[at, next] = pair else { continue };
        let class = |i: usize| lines.get(i).map(|line| line.class);
        let text = |i: usize| lines.get(i).map(|line| joined(bare(&line.text))).unwrap_or_default();
        let title = class(at) == Some(Class::Other) && class(next) == Some(Class::Unit) && {
            let own = text(at);
            is_item(&own) && own.split_once('、').is_some_and(|(_, rest)| is_title(rest))
        };
        let bracket =
            class(at) == Some(Class::Title) && class(next) == Some(Class::Other) && { is_bracket(&text(next)) };
        // `…明细表（按支出功` / `能分类科目）`: the line ends inside the bracket.
        let bracketed = |i: usize| lines.get(i).is_some_and(|line| leaves_bracket_open(&line.text));
        let closed = |i: usize| lines.get(i).is_some_and(|line| bare(&line.text).ends_with(['）', ')']));
        let others = class(at) == Some(Class::Other) && class(next) == Some(Class::Other);
        let cut = others && closed(next) && bracketed(at) && {
            let (own, below) = (text(at), text(next));
            own.chars().count() <= 60
                && own.rfind(['（', '(']).and_then(|open| own.get(..open)).is_some_and(is_title)
                && below.ends_with(['）', ')'])
                && !below.contains(['（', '('])
                && below.chars().count() <= 30
        };
        if cut {
            for i in [at, next] {
                if let Some(line) = lines.get_mut(i) {
                    line.class = Class::Title;
                }
            }
        }
        if let Some(line) = lines.get_mut(if title { at } else { next }).filter(|_| title || bracket) {
            line.class = Class::Title;
        }
    }
}

/// Does a bracket open in `text` that does not close? Few lines have one.
fn leaves_bracket_open(text: &str) -> bool {
    (text.contains('（') || text.contains('('))
        && text.rfind(['（', '(']).is_some_and(|open| text.rfind(['）', ')']).is_none_or(|close| close < open))
}

/// A title wrapped over two lines: the first names the year and stands right above the second, which does not.
fn begin_wrapped_titles(lines: &mut [Line<'_>]) {
    /// A first line is as long as the page is wide, in the size of a title.
    const CHARACTERS: std::ops::RangeInclusive<usize> = 10..=40;
    for index in 1..lines.len() {
        let [above, below] = lines.get_mut(index - 1..=index).unwrap_or_default() else { continue };
        if above.class != Class::Other || below.class != Class::Title || named_year(&below.text).is_some() {
            continue;
        }
        let text = joined(bare(&above.text));
        let text = number_before_title(&text).map_or(&*text, |(_, title)| title);
        let plain = !text.contains(['。', '；', '：', '，', '、', '…', ' ']) && !is_item(text);
        if plain && CHARACTERS.contains(&text.chars().count()) && named_year(text).is_some() {
            above.class = Class::Title;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, lines};

    #[test]
    fn tabs_inside_sentences_part_no_cells() {
        let rows: String = (10..20).map(|own| format!("甲乙 {own}.00 {own}.00\n")).collect();
        let text = format!("2026年某市支出表\t\t\n{rows}通过举办若干场培训。\t做到没有遗漏\n");
        let classes: Vec<Class> = lines(&text).iter().map(|line| line.class).collect();
        assert_eq!(classes.first(), Some(&Class::Title));
        assert!(!classes.contains(&Class::Cells), "{classes:?}");
    }
}

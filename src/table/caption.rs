//! The lines above a grid to its caption: title, number, unit, organisation, year.

mod title;

use self::title::{name_table, set_title, take_title_beside, title_above, title_by_setting};
use super::Caption;
use super::words::is_remark;
use crate::geometry::{Pt, Span};
use crate::text::TextLine;
use crate::words::{MONEY, is_cjk, labelled, squeeze};
use regex::Regex;
use std::sync::LazyLock;

static UNIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"[(（]?(?:金额|货币|计量|计价)?单位[:：]?(?:人民币)?[:：]?({MONEY}|[%％])(?:人民币)?(?:[、,，/][^:：]{{1,8}})?[)）]?"
    ))
    .expect("a constant pattern")
});
/// The numbers of tables: words that say where a form is published, `表`, digits (or the other way round); or bare digits
/// with a dash.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    const WORDS: &str = "(?:财决|财预|社预|社决|部门|单位|政府|基金|国资|公开|预算|决算|综合|批复|附)*";
    const DIGITS: &str = "[0-9]{1,3}(?:[-—－][0-9]{1,2})*";
    let pattern = format!(
        "^({WORDS}表?{DIGITS}[-—－]?表|\\p{{Han}}{{1,6}}{DIGITS}表|{WORDS}表{DIGITS}(?:[.．][0-9]{{1,2}})*\
         |{WORDS}表[一二三四五六七八九十]{{1,4}}(?:之[一二三四五六七八九十]{{1,2}})?|附件{DIGITS}|[0-9]{{1,2}}[-—－][0-9]{{1,2}})\
         (?:[:：]|$|[^0-9表、.])"
    );
    Regex::new(&pattern).expect("a constant pattern")
});
/// Digits that number a title they are glued to: `2.19` before a year, `22` before a name.
static GLUED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^([0-9]{1,2}(?:[.．-][0-9]{1,2}){1,2}|[0-9]{1,2})(?:(?:19|20)[0-9]{2}年|[\p{Han}--[年月日号个项类款万亿元]])",
    )
    .expect("a constant pattern")
});
static YEAR_LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[(（]?(?:(?:预算|决算|会计)?年[度份][:：])?(20[0-9]{2})[(（]?年?度?[)）]*$")
        .expect("a constant pattern")
});
/// A unit of money at the end of a word: `金位：元`, `（万元）`, `万元`.
static MONEY_LAST: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"^(?:.{{0,6}}[:：(（])?({MONEY})[)）]?$")).expect("a constant pattern"));
static TITLE_END: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(表|一览|目录|清单)([(（][^)）]*[)）]?)*([0-9一二三四五六七八九十]{0,2})$")
        .expect("a constant pattern")
});

/// What the lines above a grid say, and how many of them (counted from the grid upwards) say it.
pub(super) struct Reading {
    pub(super) caption: Caption,
    /// The lines from the end of the list that belong to the caption.
    pub(super) used: usize,
}

/// What a caption is set over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground {
    /// Where the table stands.
    pub(super) x: Span,
    /// How large its text is.
    pub(super) size: Pt,
    /// Where it begins.
    pub(super) top: Pt,
}

/// Reads the caption out of the lines above a grid, which are ordered from top to bottom.
///
/// It is read upwards: the details nearest to the table, then its title, then what stands above the title. The title of
/// a table is the nearest line that looks like one or is set like one; a section's heading stands further up, and prose
/// ends the search. A line between them that is neither is kept as a remark.
pub(super) fn read(lines: &[TextLine], ground: &Ground) -> Reading {
    let mut caption = Caption::default();
    let mut top = take_details(lines, &mut caption);
    let is_detailed = top < lines.len();
    let odd = odd_lines(&lines[..top], ground);
    let found = title_above(&lines[..top - odd]).or_else(|| title_by_setting(&lines[..top], ground, is_detailed));
    if let Some(title) = found {
        for line in &lines[title.end..top] {
            read_odd(line, &mut caption);
        }
        let last = lines.get(top).filter(|_| title.end == top);
        top = title.start;
        set_title(&lines[title.clone()], last, &mut caption);
        // A number that is printed apart says more than digits that a list was numbered by.
        let glued = caption.number.take_if(|number| number.chars().all(|c| !is_cjk(c)));
        top = take_details(&lines[..top], &mut caption);
        caption.number = caption.number.take_if(|number| glued.is_none() || number.contains('表')).or(glued);
    } else if let Some(line) = lines.get(top) {
        take_title_beside(line, ground, &mut caption);
    }
    Reading { caption, used: lines.len() - top }
}

/// How many lines between the details and what is plainly a title are none of both: a misprint made so, or they say when
/// the table holds.
fn odd_lines(lines: &[TextLine], ground: &Ground) -> usize {
    const MOST_LINES: usize = 2;
    let plain = |text: &str| looks_like_title(text) || is_prose(text) || is_remark(text) || HEADING.is_match(text);
    for n in 1..=MOST_LINES.min(lines.len().saturating_sub(1)) {
        let (above, odd) = lines.split_at(lines.len() - n);
        let (Some(upper), Some(first)) = (above.last(), odd.first()) else { return 0 };
        if plain(&first.squeezed()) || first.rect.y0 - upper.rect.y1 > upper.size * 2.0 {
            return 0;
        }
        let is_title = looks_like_title(&upper.squeezed()) && upper.segments.len() == 1 && ground.is_under(upper);
        if is_title && odd.iter().all(|line| line.size < upper.size) {
            return n;
        }
    }
    0
}

/// What a misprinted line of details still says: a unit of money at its end.
fn read_odd(line: &TextLine, caption: &mut Caption) {
    let words: Vec<String> = line.segments.iter().flat_map(|s| s.text.split_whitespace()).map(undoubled).collect();
    let unit = words.last().and_then(|last| MONEY_LAST.captures(last)).map(|found| found[1].to_owned());
    caption.unit = caption.unit.take().or(unit);
    caption.remarks.insert(0, line.squeezed());
}

impl Ground {
    /// Is a line set in the middle over the table?
    fn is_under(&self, line: &TextLine) -> bool {
        const OFF: f64 = 0.05;
        const LETTERS: f64 = 1.5;
        let off = (line.rect.centre().x - self.x.centre()).abs();
        off <= (self.x.len() * OFF).max(line.size * LETTERS)
    }
}

/// True for what a sentence or a clause of one ends with.
fn ends_sentence(text: &str) -> bool {
    text.ends_with(['。', '；', '，', '：', ';', ':', ','])
}

/// Reads details off the end of `lines`; returns how many lines are left above them.
fn take_details(lines: &[TextLine], caption: &mut Caption) -> usize {
    let mut top = lines.len();
    let mut wrapped: Option<String> = None;
    while let Some((line, above)) = lines[..top].split_last() {
        let text = line.squeezed();
        if is_remark(&text) || is_prose(&text) && !is_number_of_table(text.trim_end_matches([':', '：'])) {
            break;
        }
        if let Some(upper) = above.last()
            && let Some(unit) = cut_unit(upper, line)
        {
            for rest in [line, upper].map(without_last) {
                read_details(&rest, caption);
            }
            read_parts(std::iter::once(unit), caption);
            top -= 2;
        } else if read_details(line, caption) {
            top -= 1;
        } else if wrapped.is_none() && goes_on_with_organisation(line, above) {
            wrapped = Some(text);
            top -= 1;
        } else {
            break;
        }
    }
    if let (Some(name), Some(rest)) = (&mut caption.organisation, wrapped) {
        name.push_str(&rest);
    }
    top
}

/// The rest of an organisation's name that was wrapped in its cell: right below it, set like it. A unit may stand
/// between them, at half the height.
fn goes_on_with_organisation(line: &TextLine, above: &[TextLine]) -> bool {
    const LONGEST: usize = 20;
    let text = line.squeezed();
    let is_name =
        line.segments.len() == 1 && text.chars().count() <= LONGEST && text.chars().all(char::is_alphanumeric);
    let is_owner = |upper: &TextLine| {
        let Some(first) = upper.segments.first() else { return false };
        let is_near =
            line.rect.y0 - upper.rect.y0 <= upper.size * 1.8 && (line.size - upper.size).abs() <= line.size * 0.06;
        is_near
            && (line.rect.x0 - first.rect.x0).abs() <= first.rect.width()
            && labelled(&squeeze(&first.text)).is_some()
    };
    is_name && !looks_like_title(&text) && above.iter().rev().take(2).any(is_owner)
}

/// `单位：万` over `元`: the unit was wrapped at the edge of its cell; other details may stand beside it.
fn cut_unit(upper: &TextLine, lower: &TextLine) -> Option<String> {
    let (upper, lower) = (upper.segments.last()?, lower.segments.last()?);
    let (upper, lower) = (squeeze(&upper.text), squeeze(&lower.text));
    let whole = format!("{upper}{lower}");
    let is_cut = lower.chars().count() <= 2 && !UNIT.is_match(&upper);
    (is_cut && UNIT.find(&whole).is_some_and(|found| found.end() == whole.len())).then_some(whole)
}

/// A line but for its last segment.
fn without_last(line: &TextLine) -> TextLine {
    let segments = line.segments.iter().take(line.segments.len().saturating_sub(1)).cloned().collect();
    TextLine { segments, ..line.clone() }
}

/// The table number before a title: the words in front of the first blanks, or what reads as a number where none stand.
fn leading_number(spaced: &str, title: &str) -> Option<String> {
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let by_words = (1..words.len().min(4)).rev().map(|n| words[..n].concat()).find(|head| is_number_of_table(head));
    let written = || {
        let found = NUMBER.captures(title)?.get(1)?;
        let rest = title.get(found.end()..)?;
        let parted = found.as_str().contains('表') || rest.starts_with(|next: char| !next.is_ascii_digit());
        (!rest.is_empty() && parted).then(|| found.as_str().to_owned())
    };
    let glued = || GLUED.captures(title).and_then(|found| found.get(1)).map(|number| number.as_str().to_owned());
    by_words.or_else(written).or_else(glued).filter(|number| {
        let rest = title.get(number.len()..).unwrap_or_default().trim_start_matches([':', '：']);
        looks_like_title(rest) || !looks_like_title(title) && rest.chars().count() > 4
    })
}

/// True if all of `text` is the number of a table.
pub(super) fn is_number_of_table(text: &str) -> bool {
    let text = unbracketed(text);
    NUMBER.captures(text).and_then(|found| found.get(1)).is_some_and(|number| number.end() == text.len())
}

/// A text without the brackets around all of it.
fn unbracketed(text: &str) -> &str {
    text.strip_prefix(['(', '（']).and_then(|rest| rest.strip_suffix([')', '）'])).unwrap_or(text)
}

/// A text each of whose characters is printed twice, beside itself, printed once.
fn undoubled(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let is_doubled = characters.len() >= 6 && characters.chunks(2).all(|pair| pair.len() == 2 && pair[0] == pair[1]);
    if is_doubled { characters.chunks(2).map(|pair| pair[0]).collect() } else { text.to_owned() }
}

/// What one text of a caption says, squeezed.
pub(super) fn read_text(text: &str) -> Caption {
    let mut caption = Caption::default();
    let is_title = |text: &String| looks_like_title(text) || names_itself(text).is_some();
    if !read_parts(std::iter::once(text.to_owned()), &mut caption) {
        caption.title = Some(text.to_owned()).filter(is_title);
    } else if let Some(at) = caption.remarks.iter().position(is_title) {
        // One cell may hold the title and the unit.
        caption.title = Some(caption.remarks.remove(at));
    }
    caption.title = caption.title.map(|title| names_itself(&title).map_or(title.clone(), str::to_owned));
    caption
}

/// What a cell inside the rulings says, a number in front of the title told from it.
pub(super) fn read_cell(text: &str) -> Caption {
    let mut caption = read_text(&squeeze(text));
    if let Some(title) = caption.title.take() {
        name_table(title, text, &mut caption);
    }
    caption
}

/// What stands behind the word that says it is a table's title: `表：…`.
fn names_itself(text: &str) -> Option<&str> {
    ["表：", "表:"].iter().find_map(|mark| text.strip_prefix(mark)).filter(|rest| !rest.contains(['。', '；']))
}

/// Takes number, unit, organisation and year out of a line; false if nothing is in it or more than that.
fn read_details(line: &TextLine, caption: &mut Caption) -> bool {
    let mut parts: Vec<String> = Vec::new();
    for segment in &line.segments {
        let text = undoubled(&squeeze(&segment.text));
        match parts.last_mut() {
            // A label and, after a gap, what it names.
            Some(label) if label.ends_with(['：', ':']) => label.push_str(&text),
            _ => parts.push(text),
        }
    }
    read_parts(parts.into_iter(), caption)
}

fn read_parts(parts: impl Iterator<Item = String>, caption: &mut Caption) -> bool {
    let mut rest = String::new();
    let mut found = false;
    for mut text in parts {
        if let Some(unit) = UNIT.captures(&text) {
            let whole = unit.get(0).map_or(0..0, |m| m.range());
            caption.unit.get_or_insert_with(|| unit[1].to_owned());
            text.replace_range(whole, "\u{1}");
            found = true;
        }
        for part in text.split('\u{1}').filter(|part| !part.is_empty()) {
            if let Some(organisation) = labelled(part) {
                caption.organisation.get_or_insert_with(|| organisation.trim_end_matches("金额").to_owned());
                found = true;
            } else if is_number_of_table(part.trim_end_matches([':', '：'])) {
                caption.number.get_or_insert_with(|| unbracketed(part.trim_end_matches([':', '：'])).to_owned());
                found = true;
            } else if let Some(year) = YEAR_LINE.captures(part) {
                caption.fiscal_year = caption.fiscal_year.or(year[1].parse().ok());
                caption.remarks.insert(0, part.to_owned());
                found = true;
            } else {
                rest.push_str(part);
            }
        }
    }
    if !found && rest.chars().count() <= 4 && rest.starts_with('附') {
        caption.remarks.insert(0, rest);
        return true;
    }
    if found && !rest.is_empty() {
        caption.remarks.insert(0, rest);
    }
    found
}

/// True if a text reads like the title of a table, after a number that may stand before it.
pub(super) fn looks_like_title(text: &str) -> bool {
    const LONGEST: usize = 70;
    let number = NUMBER.captures(text).and_then(|found| found.get(1)).map_or(0, |number| number.end());
    let text = text.get(number..).and_then(|rest| rest.strip_prefix([':', '：'])).unwrap_or(text);
    let text = ["附表：", "附表:", "附：", "附:"].iter().find_map(|mark| text.strip_prefix(mark)).unwrap_or(text);
    let n = text.chars().count();
    (3..=LONGEST).contains(&n) && TITLE_END.is_match(text) && !text.contains(['。', '；', '…', '：'])
}

/// A sentence: it ends like one, or is longer than any caption and does not end like a title.
fn is_prose(text: &str) -> bool {
    const LONG: usize = 32;
    text.ends_with(['。', '；', '，', '、', ';'])
        // The label of an organisation whose name is left out ends so, too.
        || (text.ends_with(['：', ':']) && text.chars().count() > 8 && UNIT.find(text).is_none())
        || (text.chars().count() > LONG
            && !TITLE_END.is_match(text)
            && UNIT.find(text).is_none()
            && labelled(text).is_none())
}

static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|附件|附[:：]|表)",
    )
    .expect("a constant pattern")
});

#[cfg(test)]
mod tests;

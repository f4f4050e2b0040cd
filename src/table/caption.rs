//! The lines above a grid to its caption: title, number, unit, organisation, year.

use super::Caption;
use super::words::is_remark;
use crate::geometry::{Pt, Span};
use crate::text::TextLine;
use crate::words::{MONEY, is_cjk, is_page_number, labelled, squeeze, year_in};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

static UNIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"[(（]?(?:金额|货币|计量|计价)?单位[:：]?(?:人民币)?[:：]?({MONEY})(?:人民币)?(?:[、,，/][^:：]{{1,8}})?[)）]?"
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
static YEAR_LINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[(（]?(20[0-9]{2})[(（]?年?度?[)）]*$").expect("a constant pattern"));
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

/// The lines at the end of `lines` that are set as a title is, whatever their words: in the middle over the table, larger
/// than its text, above its details. A sentence, an item of a list and a page's number are none.
fn title_by_setting(lines: &[TextLine], ground: &Ground, is_detailed: bool) -> Option<Range<usize>> {
    const MOST_LINES: usize = 3;
    const FEWEST: usize = 4;
    const LONGEST: usize = 70;
    const LARGER: f64 = 1.15;
    let end = lines.len();
    let last = lines.last()?;
    let mut start = end - 1;
    let belongs = |upper: &TextLine, lower: &TextLine| {
        let text = upper.squeezed();
        is_set_alike(upper, lower) && ground.is_under(upper) && !HEADING.is_match(&text) && !ends_sentence(&text)
    };
    while start > 0 && end - start < MOST_LINES && belongs(&lines[start - 1], &lines[start]) {
        start -= 1;
    }
    let title: String = lines[start..].iter().map(TextLine::squeezed).collect();
    let letters = title.chars().filter(|character| is_cjk(*character)).count();
    let is_text = ends_sentence(&title) || title.contains(['。', '；']) || is_remark(&title) || is_page_number(&title);
    if is_text || letters < FEWEST || title.chars().count() > LONGEST || is_number_of_table(&title) {
        return None;
    }
    let is_centred = ground.is_under(last);
    let is_larger = last.size >= ground.size * LARGER;
    let of_money = MONEY_WORDS.iter().any(|word| title.contains(word));
    let numbered = HEADING.is_match(&title) && !is_centred;
    // Right above the table, and narrower: a heading of it alone.
    let is_own = lines[start..].iter().all(|line| {
        let room = line.size * 2.0;
        line.rect.x0 - ground.x.start >= room && ground.x.end - line.rect.x1 >= room
    });
    let is_near = ground.top - last.rect.y1 <= last.size * 1.5 && is_own;
    let signs = [is_centred, is_larger, is_detailed, of_money, is_near].into_iter().filter(|sign| *sign).count();
    (signs >= 3 && is_centred | is_larger && !numbered).then_some(start..end)
}

/// Words in what tables of public money are called, beside 表.
const MONEY_WORDS: &[&str] = &[
    "预算",
    "决算",
    "收支",
    "收入",
    "支出",
    "经费",
    "资金",
    "基金",
    "债务",
    "债券",
    "限额",
    "转移支付",
    "草案",
    "采购",
    "绩效",
    "拨款",
    "资产",
    "执行",
];

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

/// The lines at the end of `lines` that are a title: one, or up to three of a wrapped one.
fn title_above(lines: &[TextLine]) -> Option<Range<usize>> {
    const MOST_LINES: usize = 3;
    let last = lines.len().checked_sub(1)?;
    for n in 1..=MOST_LINES.min(lines.len()) {
        let mut start = lines.len() - n;
        let title = &lines[start..];
        if title.windows(2).any(|pair| !is_set_alike(&pair[0], &pair[1])) {
            return None;
        }
        let joined: String = title.iter().map(|line| line.squeezed()).collect();
        if !looks_like_title(&joined) {
            continue;
        }
        while start > 0 && start + MOST_LINES > last && is_wrapped_title(&lines[start - 1], &lines[start]) {
            start -= 1;
        }
        return Some(start..lines.len());
    }
    None
}

/// Two lines of one title: of one size (a bracketed second line may be smaller), one close below the other.
fn is_set_alike(upper: &TextLine, lower: &TextLine) -> bool {
    let bracketed = lower.text().starts_with(['(', '（']);
    let smaller = if bracketed { 0.3 } else { 0.06 };
    let same_size = (upper.size - lower.size).abs() <= upper.size * smaller;
    same_size && upper.segments.len() == 1 && lower.rect.y0 - upper.rect.y0 <= upper.size * 2.4
}

/// Joins the lines of the title, takes a number off its front, and reads the year out of it. `below` are details right
/// below it.
fn set_title(lines: &[TextLine], below: Option<&TextLine>, caption: &mut Caption) {
    let mut title: String = lines.iter().map(|line| line.squeezed()).collect();
    let spaced = lines.first().map(TextLine::text).unwrap_or_default();
    if let (Some(last), Some(line)) = (lines.last(), below)
        && let Some(rest) = text_beside_details(line)
        && is_set_alike(last, line)
        && !TITLE_END.is_match(&title)
    {
        caption.remarks.retain(|remark| *remark != rest);
        title.push_str(&rest);
    }
    name_table(title, &spaced, caption);
}

/// Takes a number off the front of a title, and reads the year out of it.
fn name_table(mut title: String, spaced: &str, caption: &mut Caption) {
    if caption.number.is_none()
        && let Some(number) = leading_number(spaced, &title)
    {
        title = title[number.len()..].trim_start_matches([':', '：']).to_owned();
        caption.number = Some(number);
    }
    if let Some(year) = year_in(&title) {
        caption.fiscal_year = Some(year);
    }
    caption.title = Some(title);
}

/// What a line of details says beside them: a text of some letters in one piece, no label.
fn text_beside_details(line: &TextLine) -> Option<String> {
    const FEWEST: usize = 5;
    let mut own = Caption::default();
    read_details(line, &mut own);
    let [text] = own.remarks.as_slice() else { return None };
    let letters = text.chars().filter(|character| is_cjk(*character)).count();
    let is_heading = HEADING.is_match(text) && !text.starts_with('表');
    let is_text = text.contains(['：', ':', '。', '；']) || YEAR_LINE.is_match(text) || is_heading;
    (letters >= FEWEST && own.organisation.is_none() && !is_text).then(|| text.clone())
}

/// A title in one line with number and unit: what stands beside these in letters larger than the table's.
fn take_title_beside(line: &TextLine, ground: &Ground, caption: &mut Caption) {
    const LARGER: f64 = 1.15;
    if line.size < ground.size * LARGER || caption.unit.is_none() {
        return;
    }
    let Some(text) = text_beside_details(line).filter(|text| !ends_sentence(text) && !is_remark(text)) else { return };
    caption.remarks.retain(|remark| *remark != text);
    name_table(text, &line.text(), caption);
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
    if !read_parts(std::iter::once(text.to_owned()), &mut caption) && looks_like_title(text) {
        caption.title = Some(text.to_owned());
    }
    caption
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
        || (text.ends_with(['：', ':']) && text.chars().count() > 8)
        || (text.chars().count() > LONG
            && !TITLE_END.is_match(text)
            && UNIT.find(text).is_none()
            && labelled(text).is_none())
}

/// The upper line of a title that was wrapped: set like it, centred over it, close to it, and not a title itself.
fn is_wrapped_title(line: &TextLine, below: &TextLine) -> bool {
    const CENTRED: f64 = 1.5;
    let text = line.squeezed();
    let centred = (line.rect.centre().x - below.rect.centre().x).abs() <= below.size * CENTRED
        || (line.rect.x0 - below.rect.x0).abs() <= below.size * CENTRED;
    let heading = HEADING.is_match(&text) || is_number_of_table(&text) || UNIT.is_match(&text);
    is_set_alike(line, below) && centred && !heading && !looks_like_title(&text) && !is_prose(&text)
}

static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|附件|附[:：]|表)",
    )
    .expect("a constant pattern")
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines;

    /// Reads the caption of lines `(text, x, y, size)`.
    fn check(
        drawn: &[(&str, f64, f64, f64)],
        title: Option<&str>,
        number: Option<&str>,
        unit: Option<&str>,
        organisation: Option<&str>,
    ) {
        let glyphs: Vec<_> =
            drawn.iter().flat_map(|(text, x, y, size)| crate::text::tests_support::set(text, *x, *y, *size)).collect();
        let ground = Ground { x: Span::new(Pt::new(20.0), Pt::new(580.0)), size: Pt::new(11.0), top: Pt::new(110.0) };
        let caption = read(&lines(&glyphs), &ground).caption;
        assert_eq!(caption.title.as_deref(), title, "title");
        assert_eq!(caption.number.as_deref(), number, "number");
        assert_eq!(caption.unit.as_deref(), unit, "unit");
        assert_eq!(caption.organisation.as_deref(), organisation, "organisation");
    }

    #[test]
    fn number_title_unit_and_organisation_on_lines_of_their_own() {
        check(
            &[
                ("公开01表", 20.0, 40.0, 11.0),
                ("收支总表", 250.0, 60.0, 22.0),
                ("单位：某市生态环境局", 20.0, 90.0, 11.0),
                ("单位：万元", 500.0, 90.0, 11.0),
            ],
            Some("收支总表"),
            Some("公开01表"),
            Some("万元"),
            Some("某市生态环境局"),
        );
    }

    #[test]
    fn a_caption_glued_in_one_line() {
        check(
            &[
                ("预算02表", 500.0, 40.0, 10.0),
                ("2025年部门收入预算表", 200.0, 60.0, 16.0),
                ("单位：万元部门名称：某市某局", 20.0, 90.0, 10.0),
            ],
            Some("2025年部门收入预算表"),
            Some("预算02表"),
            Some("万元"),
            Some("某市某局"),
        );
    }

    #[test]
    fn a_number_before_the_title_is_taken_off() {
        check(
            &[("预算13表  部门整体支出绩效目标表", 200.0, 40.0, 12.0)],
            Some("部门整体支出绩效目标表"),
            Some("预算13表"),
            None,
            None,
        );
        check(
            &[("1-2 2026年某州一般公共预算支出情况表", 100.0, 40.0, 12.0)],
            Some("2026年某州一般公共预算支出情况表"),
            Some("1-2"),
            None,
            None,
        );
    }

    #[test]
    fn a_section_heading_is_not_the_title() {
        check(
            &[
                ("第二部分 某局2024年度部门决算表", 90.0, 40.0, 18.0),
                ("收入支出决算总表", 230.0, 120.0, 16.0),
                ("单位：万元", 490.0, 150.0, 11.0),
            ],
            Some("收入支出决算总表"),
            None,
            Some("万元"),
            None,
        );
    }

    #[test]
    fn prose_above_a_list_is_no_title() {
        check(
            &[("二、部门决算单位构成", 70.0, 40.0, 15.0), ("纳入决算编制范围的单位包括：", 96.0, 70.0, 12.0)],
            None,
            None,
            None,
            None,
        );
    }

    #[test]
    fn a_wrapped_title_is_one() {
        check(
            &[("2025年部门一般公共预算基本支出部门预算", 100.0, 40.0, 18.0), ("经济分类预算表", 208.0, 62.0, 18.0)],
            Some("2025年部门一般公共预算基本支出部门预算经济分类预算表"),
            None,
            None,
            None,
        );
    }

    #[test]
    fn numbers_before_titles() {
        for (printed, number, title) in [
            ("表100 2026年收入草案表", "表100", "2026年收入草案表"),
            ("2.192023年某市收入表", "2.19", "2023年某市收入表"),
            ("22某省2022年收入表", "22", "某省2022年收入表"),
            ("部门公开表1 收支总表", "部门公开表1", "收支总表"),
            ("附件1-3 收支总表", "附件1-3", "收支总表"),
        ] {
            check(&[(printed, 200.0, 40.0, 12.0)], Some(title), Some(number), None, None);
        }
        assert!(
            is_number_of_table("（预算表3）") && is_number_of_table("社预01表") && !is_number_of_table("收支总表1")
        );
    }

    #[test]
    fn a_title_without_its_word_is_told_by_its_setting() {
        check(
            &[("2026年某市一般公共预算支出草案", 180.0, 40.0, 18.0), ("单位：万元", 500.0, 70.0, 11.0)],
            Some("2026年某市一般公共预算支出草案"),
            None,
            Some("万元"),
            None,
        );
    }

    #[test]
    fn a_number_printed_apart_beats_digits_before_the_title() {
        check(
            &[("表4-1", 20.0, 40.0, 11.0), ("43 某省2023年债务限额表", 180.0, 60.0, 16.0)],
            Some("某省2023年债务限额表"),
            Some("表4-1"),
            None,
            None,
        );
    }

    #[test]
    fn a_title_may_end_beside_its_unit() {
        check(
            &[
                ("表3 2025年某市增加值", 220.0, 60.0, 16.0),
                ("占第三产业分季度比重", 200.0, 84.0, 16.0),
                ("单位：亿元", 490.0, 84.0, 16.0),
            ],
            Some("2025年某市增加值占第三产业分季度比重"),
            Some("表3"),
            Some("亿元"),
            None,
        );
    }

    #[test]
    fn number_title_and_unit_in_one_line() {
        check(
            &[("它比上年提高。", 20.0, 40.0, 16.0), ("表2 2025年某市增加值分季度情况 单位：亿元", 60.0, 64.0, 16.0)],
            Some("2025年某市增加值分季度情况"),
            Some("表2"),
            Some("亿元"),
            None,
        );
    }

    #[test]
    fn lines_between_title_and_table_that_say_when_it_holds() {
        check(
            &[
                ("某市2026年中药饮片目录", 210.0, 40.0, 16.0),
                ("执行时间：2026年1-12月", 230.0, 62.0, 12.0),
                ("单价：元/克", 420.0, 78.0, 12.0),
            ],
            Some("某市2026年中药饮片目录"),
            None,
            None,
            None,
        );
    }

    #[test]
    fn a_heading_right_above_and_narrower_is_the_title() {
        check(&[("某市道路挖掘修复费标准", 200.0, 92.0, 16.0)], Some("某市道路挖掘修复费标准"), None, None, None);
    }

    #[test]
    fn an_organisation_may_be_wrapped() {
        check(
            &[
                ("收支预算总表", 250.0, 40.0, 16.0),
                ("部门名称：某省人大", 20.0, 76.0, 10.0),
                ("单位:万元", 500.0, 82.0, 10.0),
                ("常委会办公厅", 20.0, 90.0, 10.0),
            ],
            Some("收支预算总表"),
            None,
            Some("万元"),
            Some("某省人大常委会办公厅"),
        );
    }

    #[test]
    fn a_misprinted_line_hides_nothing() {
        check(
            &[("2026年某市收入表", 230.0, 40.0, 18.0), ("金位：元", 500.0, 70.0, 11.0)],
            Some("2026年某市收入表"),
            None,
            Some("元"),
            None,
        );
    }
}

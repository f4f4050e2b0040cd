//! The title among the lines above a grid.

use super::{
    Caption, Ground, HEADING, TITLE_END, TextLine, UNIT, YEAR_LINE, ends_sentence, is_number_of_table, is_prose,
    leading_number, looks_like_title, names_itself, read_details,
};
use crate::table::words::is_remark;
use crate::words::{is_cjk, is_page_number, year_in};
use std::ops::Range;

/// The lines at the end of `lines` that are set as a title is, whatever their words: in the middle over the table, larger
/// than its text, above its details. A sentence, an item of a list and a page's number are none.
pub(super) fn title_by_setting(lines: &[TextLine], ground: &Ground, is_detailed: bool) -> Option<Range<usize>> {
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
    let signs = [is_centred, is_larger, is_detailed, of_money, is_near, names_itself(&title).is_some()];
    let signs = signs.into_iter().filter(|sign| *sign).count();
    (signs >= 3 && is_centred | is_larger && !numbered).then_some(start..end)
}

/// Words in what tables of public money are called, beside 表.
pub(super) const MONEY_WORDS: &[&str] = &[
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

/// The lines at the end of `lines` that are a title: one, or up to three of a wrapped one.
pub(super) fn title_above(lines: &[TextLine]) -> Option<Range<usize>> {
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
pub(super) fn is_set_alike(upper: &TextLine, lower: &TextLine) -> bool {
    let bracketed = lower.text().starts_with(['(', '（']);
    let smaller = if bracketed { 0.3 } else { 0.06 };
    let same_size = (upper.size - lower.size).abs() <= upper.size * smaller;
    same_size && upper.segments.len() == 1 && lower.rect.y0 - upper.rect.y0 <= upper.size * 2.4
}

/// Joins the lines of the title, takes a number off its front, and reads the year out of it. `below` are details right
/// below it.
pub(super) fn set_title(lines: &[TextLine], below: Option<&TextLine>, caption: &mut Caption) {
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
pub(super) fn name_table(mut title: String, spaced: &str, caption: &mut Caption) {
    if caption.number.is_none()
        && let Some(number) = leading_number(spaced, &title)
    {
        title = title[number.len()..].trim_start_matches([':', '：']).to_owned();
        caption.number = Some(number);
    }
    if let Some(year) = year_in(&title) {
        caption.fiscal_year = Some(year);
    }
    caption.title = Some(names_itself(&title).map_or(title.clone(), str::to_owned));
}

/// What a line of details says beside them: a text of some letters in one piece, no label.
pub(super) fn text_beside_details(line: &TextLine) -> Option<String> {
    const FEWEST: usize = 5;
    let mut own = Caption::default();
    read_details(line, &mut own);
    let [text] = own.remarks.as_slice() else { return None };
    let letters = text.chars().filter(|character| is_cjk(*character)).count();
    let number = leading_number(&line.text(), text).map_or(0, |number| number.len());
    let bare = text.get(number..).unwrap_or(text).trim_start_matches(['：', ':']);
    let is_heading = HEADING.is_match(bare) && !text.starts_with('表');
    let is_text = bare.contains(['：', ':', '。', '；']) || YEAR_LINE.is_match(text) || is_heading;
    (letters >= FEWEST && own.organisation.is_none() && !is_text).then(|| text.clone())
}

/// A title in one line with number and unit: what stands beside these in letters larger than the
/// table's, or reads like one.
pub(super) fn take_title_beside(line: &TextLine, ground: &Ground, caption: &mut Caption) {
    const LARGER: f64 = 1.15;
    let is_larger = line.size >= ground.size * LARGER;
    let is_title = |text: &String| !ends_sentence(text) && !is_remark(text) && (is_larger || looks_like_title(text));
    let Some(text) = text_beside_details(line).filter(|text| caption.unit.is_some() && is_title(text)) else { return };
    caption.remarks.retain(|remark| *remark != text);
    name_table(text, &line.text(), caption);
}

/// The upper line of a title that was wrapped: set like it, centred over it, close to it, and not a title itself.
pub(super) fn is_wrapped_title(line: &TextLine, below: &TextLine) -> bool {
    const CENTRED: f64 = 1.5;
    let text = line.squeezed();
    let centred = (line.rect.centre().x - below.rect.centre().x).abs() <= below.size * CENTRED
        || (line.rect.x0 - below.rect.x0).abs() <= below.size * CENTRED;
    let heading = HEADING.is_match(&text) || is_number_of_table(&text) || UNIT.is_match(&text);
    // A title may be wrapped inside of an enumeration.
    let is_text = is_prose(text.trim_end_matches('、'));
    is_set_alike(line, below) && centred && !heading && !looks_like_title(&text) && !is_text
}

//! A dump's characters -> what was printed: mark-up left by a converter goes, blanks that wrapping left inside Chinese
//! text go, amounts become decimals. Nothing else is changed.

use rust_decimal::Decimal;
use std::borrow::Cow;
use std::str::FromStr;

/// Elements that converters leave in cells. A `<` in front of anything else is a sign of comparison and stays.
const ELEMENTS: &[&str] = &[
    "a", "b", "br", "div", "em", "i", "li", "ol", "p", "span", "strong", "sub", "sup", "table", "tbody", "td", "th",
    "thead", "tr", "u", "ul",
];

/// A tag longer than this is no tag: a comparison sign with a `>` somewhere behind it.
const TAG_BYTES: usize = 200;

/// Is this a character that is set without blanks around it: Chinese, or full-width punctuation?
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3ffff}' | '“' | '”' | '‘' | '’' | '≥' | '≤' | '—' | '…' | '×' | '℃')
}

/// White space of any kind, and characters that print nothing.
#[inline]
pub(super) fn is_blank(c: char) -> bool {
    // Most characters are told without a look at the tables of Unicode.
    if matches!(c, '!'..='~' | '\u{3001}'..='\u{9fff}') {
        return false;
    }
    c == ' ' || c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}')
}

/// `text` without HTML tags and entities of blanks.
pub(super) fn strip_markup(text: &str) -> Cow<'_, str> {
    if !text.contains('<') && !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        match tag_length(from) {
            Some(length) => {
                kept.push(' ');
                rest = from.get(length..).unwrap_or_default();
            }
            None => {
                let sign = from.chars().next().map_or(0, char::len_utf8);
                let (sign, behind) = from.split_at(sign);
                kept.push_str(sign);
                rest = behind;
            }
        }
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

fn tag_length(text: &str) -> Option<usize> {
    if text.starts_with("&nbsp;") {
        return Some("&nbsp;".len());
    }
    let inner = text.strip_prefix('<')?;
    let end = inner.bytes().take(TAG_BYTES).position(|b| b == b'>')?;
    let inner = inner.get(..end)?;
    let name = inner.trim_start_matches('/').split([' ', '/']).next()?;
    let known = ELEMENTS.iter().any(|element| element.eq_ignore_ascii_case(name));
    (known && !inner.contains('<')).then_some(end + 2)
}

/// `text` with its wrapping undone: blanks beside Chinese characters go, other runs of blanks become one; a number
/// broken by blanks is whole again.
pub(super) fn joined(text: &str) -> Cow<'_, str> {
    if !has_blank(text) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if is_blank(c) {
            gap = true;
            continue;
        }
        if gap && !kept.is_empty() && !is_wide(c) && !kept.chars().next_back().is_some_and(is_wide) {
            kept.push(' ');
        }
        gap = false;
        kept.push(c);
    }
    if kept.contains(' ') {
        let solid: String = kept.chars().filter(|&c| c != ' ').collect();
        if amount(&solid).is_some() || solid.ends_with('%') {
            return Cow::Owned(solid);
        }
    }
    Cow::Owned(kept)
}

/// `text` without any blank: what two texts are compared by.
pub(super) fn solid(text: &str) -> Cow<'_, str> {
    if !has_blank(text) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    kept.extend(text.chars().filter(|&c| !is_blank(c)));
    Cow::Owned(kept)
}

/// Is this text without its blanks the same as `solid`?
pub(super) fn is_solid(text: &str, solid: &str) -> bool {
    text.chars().filter(|&c| !is_blank(c)).eq(solid.chars())
}

fn has_blank(text: &str) -> bool {
    text.chars().any(is_blank)
}

/// The words of `text`, each with the number of characters before it and its own.
pub(super) fn words(text: &str) -> impl Iterator<Item = (&str, (usize, usize))> {
    let (mut rest, mut at) = (text, 0);
    std::iter::from_fn(move || {
        let mut characters = rest.char_indices();
        let from = loop {
            let (place, c) = characters.next()?;
            at += 1;
            if !is_blank(c) {
                break place;
            }
        };
        let first = at - 1;
        let end = characters.find(|&(_, c)| {
            at += 1;
            is_blank(c)
        });
        let Some((end, _)) = end else { return std::mem::take(&mut rest).get(from..).map(|word| (word, (first, at))) };
        let word = rest.get(from..end)?;
        rest = characters.as_str();
        Some((word, (first, at - 1)))
    })
}

/// Is this a mark that points to a note, as `①` behind a value?
pub(super) fn is_note_mark(c: char) -> bool {
    matches!(c, '①'..='⑳' | '※')
}

/// A value without the marks behind it.
pub(super) fn unmarked(text: &str) -> &str {
    text.trim_end_matches(|c| is_note_mark(c) || is_blank(c))
}

/// The amount that `text` prints, its scale kept; `None` if it is no amount.
pub(super) fn amount(text: &str) -> Option<Decimal> {
    /// As many digits always go into an `i64`.
    const SHORT: usize = 18;
    let (negative, digits, fraction) = split_amount(trimmed(text))?;
    let scale = u32::try_from(fraction).ok()?;
    if digits.len() <= SHORT {
        let mantissa =
            digits.bytes().filter(u8::is_ascii_digit).fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        return Some(Decimal::new(if negative { -mantissa } else { mantissa }, scale));
    }
    let mut mantissa: i128 = 0;
    for digit in digits.bytes().filter(u8::is_ascii_digit) {
        mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
    }
    match Decimal::try_from_i128_with_scale(if negative { -mantissa } else { mantissa }, scale) {
        Ok(amount) => Some(amount),
        // More digits than a decimal holds: rounded as the parser of decimals rounds them.
        Err(_) => {
            let plain: String = digits.chars().filter(|&c| c != ',').collect();
            let amount = Decimal::from_str(&plain).ok()?;
            Some(if negative { -amount } else { amount })
        }
    }
}

/// Does a piece of this line look like an amount?
pub(super) fn prints_amounts(line: &str) -> bool {
    // Most lines have neither a point nor a comma.
    (line.contains('.') || line.contains(',')) && words(line).any(|(word, _)| is_plain_amount(word))
}

/// Is this the dash that a form prints where there is no amount?
pub(super) fn is_nothing(text: &str) -> bool {
    matches!(text, "-" | "－" | "--")
}

/// `text` without blanks around it. Most numbers have none.
fn trimmed(text: &str) -> &str {
    let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    if digit(text.as_bytes().first()) && digit(text.as_bytes().last()) { text } else { text.trim() }
}

/// Is it below zero, its digits with point and separators, and how many stand behind the point.
fn split_amount(text: &str) -> Option<(bool, &str, usize)> {
    let (negative, digits) = match text.chars().next()? {
        sign @ ('-' | '−' | '－') => (true, text.get(sign.len_utf8()..)?),
        '+' => (false, text.get(1..)?),
        '0'..='9' => (false, text),
        _ => return None,
    };
    let bytes = digits.as_bytes();
    let (whole, fraction) = match bytes.iter().position(|&b| b == b'.') {
        Some(point) => (bytes.get(..point)?, bytes.get(point + 1..)),
        None => (bytes, None),
    };
    let printed = grouped(whole) && fraction.is_none_or(all_digits);
    printed.then_some((negative, digits, fraction.map_or(0, <[u8]>::len)))
}

/// Can `text` be a number: does it begin with a digit, a sign, or a dash?
#[inline]
pub(super) fn begins_number(text: &str) -> bool {
    text.starts_with(|c| matches!(c, '0'..='9' | '-' | '+' | '−' | '－'))
}

/// Does `text`, without blanks around it, look like an amount and not like a code or a count: with a fraction or
/// thousands separators?
pub(super) fn is_plain_amount(text: &str) -> bool {
    /// Decimals hold any number of so many digits.
    const DIGITS: usize = 28;
    let text = trimmed(text);
    if !begins_number(text) || !text.bytes().any(|b| matches!(b, b'.' | b',')) {
        return false;
    }
    if text.len() > DIGITS {
        return amount(text).is_some();
    }
    split_amount(text).is_some()
}

/// Only ASCII digits, at least one.
pub(super) fn all_digits(text: impl AsRef<[u8]>) -> bool {
    let text = text.as_ref();
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

/// Digits, at least one, without separators or in groups of three.
fn grouped(whole: &[u8]) -> bool {
    let mut groups = whole.split(|&b| b == b',');
    let Some(first) = groups.next().filter(|first| all_digits(first)) else { return false };
    first.len() == whole.len() || (first.len() <= 3 && groups.all(|group| group.len() == 3 && all_digits(group)))
}

/// How alike two texts are: twice their longest common subsequence over their lengths, from 0 to 1.
pub(super) fn likeness(a: &str, b: &str) -> f32 {
    /// Names of columns and lines are shorter; a longer text is cut, which only lowers the likeness.
    const CHARACTERS: usize = 40;
    let a: Vec<char> = a.chars().take(CHARACTERS).collect();
    let b: Vec<char> = b.chars().take(CHARACTERS).collect();
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let mut previous = vec![0u16; b.len() + 1];
    for x in &a {
        let mut diagonal = 0;
        let mut left = 0;
        for (y, cell) in b.iter().zip(previous.iter_mut().skip(1)) {
            let above = *cell;
            *cell = if x == y { diagonal + 1 } else { above.max(left) };
            diagonal = above;
            left = *cell;
        }
    }
    2.0 * f32::from(previous.last().copied().unwrap_or(0)) / (a.len() + b.len()) as f32
}

#[cfg(test)]
mod tests {
    use super::{amount, joined, likeness, strip_markup};

    #[test]
    fn blanks_of_wrapping_go() {
        assert_eq!(joined("用事 业单\u{3000}位基"), "用事业单位基");
        assert_eq!(joined("497.3 1"), "497.31");
        assert_eq!(joined("BUG rate"), "BUG rate");
        assert_eq!(joined(" 100 %"), "100%");
    }

    #[test]
    fn mark_up_goes_and_comparisons_stay() {
        assert_eq!(joined(&strip_markup("<p>按 <ol style=\"x\">合同</ol></p>")), "按合同");
        assert_eq!(joined(&strip_markup("m <sup>2</sup>")), "m 2");
        assert_eq!(strip_markup("<5% & >3"), "<5% & >3");
    }

    #[test]
    fn amounts_keep_their_scale() {
        assert_eq!(amount("3,981.10").map(|a| a.to_string()).as_deref(), Some("3981.10"));
        assert_eq!(amount("-0.5").map(|a| a.to_string()).as_deref(), Some("-0.5"));
        for text in ["", "-", "1,23", "1.", "12,3456", "1.2.3", "5%", "2023年"] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    #[test]
    fn likeness_is_of_common_characters_in_order() {
        assert_eq!(likeness("合计", "合计"), 1.0);
        assert!(likeness("公务用车运行费", "公务用车运行维护费") > 0.8);
        assert_eq!(likeness("合计", "名称"), 0.0);
    }
}

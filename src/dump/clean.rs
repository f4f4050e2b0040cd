//! A dump's characters -> what was printed: mark-up left by a converter goes, blanks that wrapping left inside Chinese
//! text go, amounts become decimals. Nothing else is changed.

use crate::words::{character_at, has_too_many_digits, number};
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
    let (mut gap, mut blanks) = (false, false);
    for c in text.chars() {
        if is_blank(c) {
            gap = true;
            continue;
        }
        if gap && !kept.is_empty() && !is_wide(c) && !kept.chars().next_back().is_some_and(is_wide) {
            kept.push(' ');
            blanks = true;
        }
        gap = false;
        kept.push(c);
    }
    if blanks {
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

fn has_blank(text: &str) -> bool {
    let mut place = 0;
    while let Some((length, blank)) = character(text, place) {
        if blank {
            return true;
        }
        place += length;
    }
    false
}

/// The bytes of the character at `place`, and whether it is a blank.
#[inline]
fn character(text: &str, place: usize) -> Option<(usize, bool)> {
    character_at(text, place).map(|(length, character)| (length, character.is_some_and(is_blank)))
}

/// The words of `text`, each with the number of characters before it and its own.
pub(super) fn words(text: &str) -> impl Iterator<Item = (&str, (usize, usize))> {
    // Of the character to be read next: its byte, and the number of characters before it.
    let (mut place, mut at) = (0, 0);
    std::iter::from_fn(move || {
        let mut next = || {
            let (length, blank) = character(text, place)?;
            place += length;
            at += 1;
            Some((place - length, at - 1, blank))
        };
        let (from, first) = loop {
            let (place, at, blank) = next()?;
            if !blank {
                break (place, at);
            }
        };
        let (end, last) = loop {
            match next() {
                Some((_, _, false)) => {}
                Some((place, at, true)) => break (place, at),
                None => break (text.len(), at),
            }
        };
        Some((text.get(from..end)?, (first, last)))
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
    let number = number(trimmed(text))?;
    if has_too_many_digits(number.digits) {
        return None;
    }
    if let Some(mantissa) = number.mantissa {
        return Some(Decimal::new(if number.negative { -mantissa } else { mantissa }, number.scale));
    }
    let mut mantissa: i128 = 0;
    for digit in number.digits.bytes().filter(u8::is_ascii_digit) {
        mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
    }
    match Decimal::try_from_i128_with_scale(if number.negative { -mantissa } else { mantissa }, number.scale) {
        Ok(amount) => Some(amount),
        // More digits than a decimal holds: rounded as the parser of decimals rounds them.
        Err(_) => {
            let plain: String = number.digits.chars().filter(|&c| c != ',').collect();
            let amount = Decimal::from_str(&plain).ok()?;
            Some(if number.negative { -amount } else { amount })
        }
    }
}

/// Does a token of this line look like an amount?
pub(super) fn prints_amounts(line: &str) -> bool {
    let mut behind = 0;
    // Most lines have neither a point nor a comma: only the words around one are looked at.
    while let Some((before, rest)) =
        line.bytes().skip(behind).position(is_separator).and_then(|at| line.split_at_checked(behind + at))
    {
        let from = before.len() - before.rsplit(is_blank).next().map_or(0, str::len);
        let end = before.len() + rest.find(is_blank).unwrap_or(rest.len());
        if line.get(from..end).is_some_and(is_plain_amount) {
            return true;
        }
        behind = end;
    }
    false
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b'.' | b',')
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
    number(text).is_some_and(|number| number.separated && (text.len() <= DIGITS || amount(text).is_some()))
}

/// Only ASCII digits, at least one.
pub(super) fn all_digits(text: impl AsRef<[u8]>) -> bool {
    let text = text.as_ref();
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

/// Names of columns and lines are shorter; of a longer text so many characters are compared, which only makes it less alike.
const COMPARED: usize = 40;

/// Are two texts at least so much alike: twice their longest common subsequence over their lengths, from 0 to 1?
pub(super) fn is_like(a: &str, b: &str, least: f32) -> bool {
    let (mut left, mut right) = (['\0'; COMPARED], ['\0'; COMPARED]);
    let (a, b) = (compared(a, &mut left), compared(b, &mut right));
    // All of the shorter text at most is common.
    share(a.len().min(b.len()), a, b) >= least && alike(a, b) >= least
}

fn alike(a: &[char], b: &[char]) -> f32 {
    let mut row = [0; COMPARED + 1];
    for x in a {
        let mut diagonal = 0;
        let mut left = 0;
        for (y, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let above = *cell;
            *cell = if x == y { diagonal + 1 } else { above.max(left) };
            diagonal = above;
            left = *cell;
        }
    }
    share(row.get(b.len()).copied().unwrap_or(0), a, b)
}

/// The characters of `text` that are compared.
fn compared<'a>(text: &str, room: &'a mut [char; COMPARED]) -> &'a [char] {
    let mut count = 0;
    for (place, c) in room.iter_mut().zip(text.chars()) {
        *place = c;
        count += 1;
    }
    room.get(..count).unwrap_or_default()
}

/// The share of both texts that so many common characters are; nothing is like an empty text.
fn share(common: usize, a: &[char], b: &[char]) -> f32 {
    if common == 0 { 0.0 } else { 2.0 * common as f32 / (a.len() + b.len()) as f32 }
}

/// Text that is printed several times in one place, to make it bold, once: `表表表111` is `表1`. Each character comes as
/// often as all others; numbers alone are left as they are.
pub(super) fn printed_once(text: Cow<'_, str>) -> Cow<'_, str> {
    /// `三三两两`: what comes twice may be a word.
    const LEAST: usize = 3;
    let mut chars = text.chars();
    let mut before = ['\0'; 2];
    let tripled = chars.any(|c| {
        let same = is_wide(c) && before == [c; 2];
        before = [before[1], c];
        same
    });
    if !tripled {
        return text;
    }
    let mut once = String::with_capacity(text.len());
    for word in text.split_inclusive(is_blank) {
        let own: Vec<char> = word.trim_end_matches(is_blank).chars().collect();
        let runs = || own.chunk_by(|a, b| a == b);
        let times = runs().map(<[char]>::len).fold(0, gcd);
        if times >= LEAST && own.len() > times && own.iter().any(|&c| is_wide(c)) {
            once.extend(runs().flat_map(|run| run.iter().take(run.len() / times)));
            once.push_str(word.trim_start_matches(|c| !is_blank(c)));
        } else {
            once.push_str(word);
        }
    }
    Cow::Owned(once)
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::{amount, is_like, joined, prints_amounts, strip_markup, words};

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
        assert!(is_like("合计", "合计", 1.0));
        // Eight common characters of seven and nine.
        assert!(is_like("公务用车运行费", "公务用车运行维护费", 0.875));
        assert!(!is_like("公务用车运行费", "公务用车运行维护费", 0.876));
        assert!(!is_like("合计", "名称", 0.1) && !is_like("", "", 0.1));
    }

    #[test]
    fn words_stand_between_blanks_of_any_kind() {
        let of = |text: &'static str| words(text).collect::<Vec<_>>();
        assert_eq!(
            of(" 合 计\u{3000}1.5\u{a0}、（ "),
            [("合", (1, 2)), ("计", (3, 4)), ("1.5", (5, 8)), ("、（", (9, 11))]
        );
        assert_eq!(of("\u{feff}合计"), [("合计", (1, 3))]);
        assert_eq!(of(" \t\u{2003}").len() + of("").len(), 0);
    }

    #[test]
    fn amounts_are_words_of_a_line() {
        for line in ["合计 1.5", "1,234", "a.b\u{3000}合计\u{3000}-0.5 c", "1.2.3 ,5 ．7 0.1"] {
            assert!(prints_amounts(line), "{line}");
        }
        for line in ["", "合计 15", "3.本年 1.", "1.2.3", "a1.5", "2.5%", "1,23"] {
            assert!(!prints_amounts(line), "{line}");
        }
    }
}

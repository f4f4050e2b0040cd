//! Numbers before names: 一、 （一） 1. （1） ①.

use super::{is_numeral, narrow, numeral};

/// A number before a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Numbering {
    /// How it is written.
    pub(crate) style: Style,
    /// The number.
    pub(crate) number: u32,
    /// How many bytes of the text it is, with its marks.
    pub(crate) length: usize,
}

/// How a number before a name is written, in the order in which lists are nested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Style {
    /// 一、
    Chinese,
    /// （一）
    ChineseInBrackets,
    /// 1.
    Arabic,
    /// （1）
    ArabicInBrackets,
    /// ①
    Circled,
}

impl Numbering {
    /// Does it begin a list?
    pub(crate) fn is_first(self) -> bool {
        self.number == 1
    }
}

/// The number that a text begins with; 1.5 and 12:30 are none, nor is a year.
pub(crate) fn numbering(text: &str) -> Option<Numbering> {
    let first = text.chars().next()?;
    if let Some(number) = circled(first) {
        return Some(Numbering { style: Style::Circled, number, length: first.len_utf8() });
    }
    let rest = text.trim_start_matches(['（', '(']);
    let end = rest.find(|c: char| !(is_numeral(c) || narrow(c).is_ascii_digit())).filter(|end| *end > 0)?;
    let (own, rest) = rest.split_at(end);
    let mark = rest.chars().next()?;
    let is_bracketed = matches!(first, '（' | '(');
    let is_closed = matches!(mark, '）' | ')');
    if !is_closed && (is_bracketed || !matches!(mark, '、' | '.' | '．' | '：' | ':')) {
        return None;
    }
    let behind = rest.get(mark.len_utf8()..)?;
    // A point or colon between digits belongs to a number.
    if !is_closed && mark != '、' && behind.starts_with(|c: char| narrow(c).is_ascii_digit()) {
        return None;
    }
    let length = text.len() - behind.len();
    let (style, number) = match (numeral(own), is_bracketed) {
        (Some(number), false) => (Style::Chinese, number),
        (Some(number), true) => (Style::ChineseInBrackets, number),
        (None, false) => (Style::Arabic, arabic(own)?),
        (None, true) => (Style::ArabicInBrackets, arabic(own)?),
    };
    Some(Numbering { style, number, length })
}

/// Does a text begin like a numbered item?
pub(crate) fn is_numbered(text: &str) -> bool {
    numbering(text.trim_start()).is_some()
}

/// A text behind its numbering; all of it if it has none.
pub(crate) fn without_numbering(text: &str) -> &str {
    numbering(text).and_then(|own| text.get(own.length..)).unwrap_or(text)
}

/// No list is longer than two digits count.
fn arabic(text: &str) -> Option<u32> {
    const DIGITS: usize = 2;
    let digits: String = text.chars().map(narrow).collect();
    (digits.len() <= DIGITS).then(|| digits.parse().ok()).flatten()
}

/// ① to ⑳, and ⑴ and ⒈ likewise.
fn circled(character: char) -> Option<u32> {
    const EACH: u32 = 20;
    ['①', '⑴', '⒈'].into_iter().find_map(|one| {
        let number = u32::from(character).checked_sub(u32::from(one))? + 1;
        (number <= EACH).then_some(number)
    })
}

#[cfg(test)]
mod tests {
    use super::{Style, numbering, without_numbering};

    #[test]
    fn numbers_before_names() {
        use Style::*;
        for (text, style, number) in [
            ("一、收入", Chinese, 1),
            ("二十一、收入", Chinese, 21),
            ("（三）其他", ChineseInBrackets, 3),
            ("(3)其他", ArabicInBrackets, 3),
            ("4.工资", Arabic, 4),
            ("4．工资", Arabic, 4),
            ("１２、工资", Arabic, 12),
            ("5）工资", Arabic, 5),
            ("②补助", Circled, 2),
        ] {
            let found = numbering(text).expect(text);
            assert_eq!((found.style, found.number), (style, number), "{text}");
        }
        assert_eq!(without_numbering("（一）教育"), "教育");
        assert_eq!(without_numbering("教育"), "教育");
    }

    #[test]
    fn what_is_no_number() {
        for text in ["一般公共服务", "12.5", "2025年", "（本级）", "十", "", "（12.50）", "2025、2026", "1:2"]
        {
            assert_eq!(numbering(text), None, "{text}");
        }
    }
}

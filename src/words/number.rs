//! A printed number to its digits, and what looks like one.

use super::narrow;

/// A printed number.
pub(crate) struct Number<'a> {
    /// Is it below zero?
    pub(crate) negative: bool,
    /// Its digits, with point and separators.
    pub(crate) digits: &'a str,
    /// The same as a whole number, if it is not too long.
    pub(crate) mantissa: Option<i64>,
    /// How many digits stand behind the point.
    pub(crate) scale: u32,
    /// Has it a point or separators?
    pub(crate) separated: bool,
}

/// The number that `text` is: digits without separators or in groups of three, the first of any length, and digits behind the point if there is one.
pub(crate) fn number(text: &str) -> Option<Number<'_>> {
    /// As many digits always go into an `i64`.
    const SHORT: usize = 18;
    /// Between two separators.
    const GROUP: usize = 3;
    let (negative, digits) = match text.chars().next()? {
        '0'..='9' => (false, text),
        sign @ ('-' | '−' | '－') => (true, text.get(sign.len_utf8()..)?),
        '+' => (false, text.get(1..)?),
        _ => return None,
    };
    let (mut all, mut mantissa) = (0, 0_i64);
    let (mut grouped, mut point) = (false, false);
    let mut rest = digits.as_bytes();
    let run = loop {
        // The digits up to the next separator, the point, or the end.
        let mut run = 0;
        let behind = loop {
            match rest.split_first() {
                Some((digit @ b'0'..=b'9', behind)) => {
                    mantissa = mantissa.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
                    run += 1;
                    rest = behind;
                }
                behind => break behind,
            }
        };
        all += run;
        let group = if grouped && !point { run == GROUP } else { run > 0 };
        match behind {
            _ if !group => return None,
            None => break run,
            // Some documents separate the last three digits alone: `125360,898`.
            Some((b',', behind)) if !point && (run <= GROUP || !grouped && run <= SHORT) => {
                (grouped, rest) = (true, behind);
            }
            Some((b'.', behind)) if !point => (point, rest) = (true, behind),
            _ => return None,
        }
    };
    let scale = if point { u32::try_from(run).ok()? } else { 0 };
    let mantissa = Some(mantissa).filter(|_| all <= SHORT);
    Some(Number { negative, digits, mantissa, scale, separated: grouped || point })
}

/// Is the whole text one number, percentage or code? Of separators it is only asked that they stand between digits: what is
/// told from a name may be misprinted as an amount.
pub(crate) fn is_number(text: &str) -> bool {
    let mut characters = text.chars().filter(|c| !c.is_whitespace()).map(narrow).peekable();
    characters.next_if(|c| matches!(c, '-' | '—' | '△' | '▲' | '+'));
    characters.next_if_eq(&'(');
    characters.next_if_eq(&'-');
    if characters.next_if(char::is_ascii_digit).is_none() {
        return false;
    }
    while characters.next_if(|c| c.is_ascii_digit() || *c == ',').is_some() {}
    if characters.next_if_eq(&'.').is_some() {
        if characters.next_if(char::is_ascii_digit).is_none() {
            return false;
        }
        while characters.next_if(char::is_ascii_digit).is_some() {}
    }
    characters.next_if_eq(&')');
    characters.next_if_eq(&'%');
    characters.next().is_none()
}

/// Is the text a number or a piece of a wrapped one: digits, separators and points between signs?
pub(crate) fn is_figures(text: &str) -> bool {
    let body = text.trim_matches(['(', ')', '（', '）', '-', '−', '—', '－', '△', '▲', '%', ' ']);
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | ' ');
    !body.is_empty() && body.chars().all(is_part)
}

/// Can a number go on with this character where its line breaks?
pub(crate) fn is_figure(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, ',' | '.' | '-' | '%')
}

#[cfg(test)]
mod tests {
    use super::{is_figures, is_number, number};

    fn check(text: &str, expected: Option<(bool, i64, u32, bool)>) {
        let found = number(text).map(|n| (n.negative, n.mantissa.unwrap_or(-1), n.scale, n.separated));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn numbers_are_told_by_their_groups() {
        check("3,981.10", Some((false, 398_110, 2, true)));
        check("1234,567", Some((false, 1_234_567, 0, true)));
        check("1234,567,89", None);
        check("-0.5", Some((true, 5, 1, true)));
        check("－12", Some((true, 12, 0, false)));
        check("2080505", Some((false, 2_080_505, 0, false)));
        check("1234567.8", Some((false, 12_345_678, 1, true)));
        // Too long for a whole number of 64 bits.
        check("1234567890123456789", Some((false, -1, 0, false)));
        for text in ["", "-", "1,23", "1.", ".5", "12,3456", "1234,5678", "1.2.3", "1.234,5", "5%", "1,,2", "1,"] {
            check(text, None);
        }
    }

    #[test]
    fn numbers_and_codes_are_numbers() {
        for text in ["1,234.50", "-12.00", "2080505", "(12.3)", "１２．５", "12.5%", "△3.0", "1 234"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["2025年", "一、", "-", "合计", "1.工资", "", "12.", "1.2.3", "(", "12%%"] {
            assert!(!is_number(text), "{text}");
        }
        // Pieces of wrapped numbers are no numbers.
        assert!(is_figures("12,345.") && is_figures("60 70.1") && !is_figures("-") && !is_figures("12元"));
    }
}

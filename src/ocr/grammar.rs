//! What a cell may say: an amount, a code, a date, or a name.

use super::decode::Mark;
use super::set;

/// A character that is likelier than this is what it is: no sign of a number looks like it.
const SURE: f32 = 0.6;
/// How likely a separator that is read twice is there once.
const DOUBLED: f64 = 0.01;
/// A well-formed number is taken for one that is not, down to this share of its probability.
const LEAST_SHARE: f64 = 0.0005;

/// Is what was read a number, misread in places at most?
pub(super) fn is_number(marks: &[Mark]) -> bool {
    let mut digits = 0;
    let mut strange = 0;
    for mark in marks.iter().filter(|mark| mark.character != ' ') {
        match set::of_number(mark.character) {
            Some(_) => digits += usize::from(mark.character.is_ascii_digit()),
            // A letter within digits is one of them; 年 is not, and what begins with a letter is a number of something.
            None if mark.p >= SURE && (!mark.character.is_ascii() || digits == 0) => return false,
            None => strange += 1,
        }
    }
    let count = marks.len();
    let is_dash = count == 1 && marks.iter().all(|mark| matches!(mark.character, '-' | '—' | '－' | '–'));
    // A nought that stands alone.
    let is_nought = count == 1 && marks.iter().all(|mark| matches!(mark.character, 'O' | 'o'));
    is_dash || is_nought || (digits > 0 && strange * 3 <= count && digits * 2 >= count.saturating_sub(strange))
}

/// The likeliest well-formed one of these numbers, else the likeliest.
pub(super) fn best(numbers: &[(String, f64)]) -> Option<&(String, f64)> {
    let first = numbers.first()?;
    let formed = numbers.iter().find(|(text, p)| is_formed(text) && *p >= first.1 * LEAST_SHARE);
    Some(formed.unwrap_or(first))
}

/// The numbers, and behind them those with separators that stand twice taken as one: a speck beside a point is read as another.
pub(super) fn with_single_separators(mut numbers: Vec<(String, f64)>) -> Vec<(String, f64)> {
    let Some((text, p)) = numbers.first().cloned() else { return numbers };
    let mut single = String::with_capacity(text.len());
    for character in text.chars() {
        match (single.chars().last(), character) {
            (Some('.' | ','), '.') => drop(single.pop()),
            (Some('.' | ','), ',') => continue,
            _ => {}
        }
        single.push(character);
    }
    if single != text && numbers.iter().all(|(known, _)| *known != single) {
        numbers.push((single, p * DOUBLED));
    }
    numbers
}

/// Is a text an amount, a rate, a code, a date or a dash as forms print them?
pub(super) fn is_formed(text: &str) -> bool {
    if text == "-" || text == "--" {
        return true;
    }
    let body = text.strip_prefix('-').unwrap_or(text);
    let body = body.strip_suffix('%').unwrap_or(body);
    let (whole, rest) = body.split_once('.').map_or((body, None), |(whole, rest)| (whole, Some(rest)));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let has_plain_zero = rest.is_none() || whole.len() == 1 || !whole.starts_with('0');
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let others: Vec<&str> = groups.collect();
    let is_whole = is_digits(first)
        && others.iter().all(|group| group.len() == 3 && is_digits(group))
        && (others.is_empty() || first.len() <= 3 && !first.starts_with('0'));
    let is_amount = is_whole && has_plain_zero && rest.is_none_or(is_digits);
    is_amount || is_date(text)
}

/// `2026-01-31`, `2026-01`, `2026.1.31`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '.']).collect();
    let number = |part: &str, range: std::ops::RangeInclusive<u32>| part.parse().is_ok_and(|n| range.contains(&n));
    matches!(parts.len(), 2 | 3)
        && parts.first().is_some_and(|year| year.len() == 4 && number(year, 1949..=2100))
        && parts.get(1).is_some_and(|month| month.len() <= 2 && number(month, 1..=12))
        && parts.get(2).is_none_or(|day| day.len() <= 2 && number(day, 1..=31))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_forms_print_is_formed() {
        for text in ["0", "0.00", "1,234.50", "-12.5%", "2080501", "020", "2026-01-31", "-", "12345678.90", "100%"] {
            assert!(is_formed(text), "{text}");
        }
        for text in ["1,23.4", "00.5", "1.2.3.4", "12,345,6", ",5", "1-2", "", "0,123", "2026-13-01"] {
            assert!(!is_formed(text), "{text}");
        }
    }

    fn marks(text: &str, p: f32) -> Vec<Mark> {
        text.chars().map(|character| Mark { character, p, at: 0.0 }).collect()
    }

    #[test]
    fn a_number_is_told_from_a_name() {
        assert!(is_number(&marks("1,234.50", 0.9)));
        assert!(is_number(&marks("—", 0.9)));
        assert!(is_number(&marks("O", 0.9)));
        assert!(!is_number(&marks("2025年", 0.9)));
        assert!(!is_number(&marks("一", 0.9)));
        assert!(is_number(&marks("428.1F", 0.9)));
        assert!(!is_number(&marks("A0101", 0.9)));
        let mut misread = marks("1,234.5", 0.9);
        misread.push(Mark { character: '口', p: 0.3, at: 0.0 });
        assert!(is_number(&misread));
    }

    #[test]
    fn a_point_that_is_read_twice_is_one() {
        let single = |text: &str| with_single_separators(vec![(text.to_owned(), 0.9)]).pop().map(|(text, _)| text);
        assert_eq!(single("118,788..13").as_deref(), Some("118,788.13"));
        assert_eq!(single("1,,234.5").as_deref(), Some("1,234.5"));
        assert_eq!(single("1,234.50").as_deref(), Some("1,234.50"));
    }

    #[test]
    fn a_formed_number_is_taken_for_one_that_is_not() {
        let found = [("1,23450".to_owned(), 0.6), ("1,234.50".to_owned(), 0.3)];
        assert_eq!(best(&found).map(|found| found.0.as_str()), Some("1,234.50"));
        let sure = [("1,23450".to_owned(), 0.99), ("1,234.50".to_owned(), 0.00001)];
        assert_eq!(best(&sure).map(|found| found.0.as_str()), Some("1,23450"));
    }
}

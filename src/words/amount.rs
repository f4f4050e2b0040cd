//! Amounts, percentages, codes and dashes: printed texts to typed values.

use super::{narrow, number};
use rust_decimal::Decimal;
use std::str::FromStr;

/// An amount with so many decimals is whole.
pub(crate) const CENTS: usize = 2;
/// A code in front of a name has so many digits and more: a shorter number may well be part of the name.
pub(crate) const SHORTEST_CODE: usize = 3;

/// The amount a text prints, its scale kept: `3,981.10`, `-12`, `（12.3）`, `△5`, full-width digits.
///
/// A dash or an empty cell is no amount, and no zero. Thousands separators must stand where they belong, unless the
/// text uses none.
pub(crate) fn parse_amount(text: &str) -> Option<Decimal> {
    let text = text.trim();
    // Most texts are names, and most numbers are short.
    if !text.starts_with(begins_amount) {
        return None;
    }
    if let Some(short) = number(text)
        && digits_before_point(short.digits) <= MOST_DIGITS
        && let Some(mantissa) = short.mantissa.filter(|mantissa| *mantissa != 0 || !short.negative)
        && let Ok(amount) = Decimal::try_new(if short.negative { -mantissa } else { mantissa }, short.scale)
    {
        return Some(amount);
    }
    let squeezed: String = text.chars().filter(|character| !character.is_whitespace()).map(narrow).collect();
    let (negative, digits) = split_sign(unmarked(&squeezed))?;
    // Accounts print the sign of the currency whatever the unit is.
    let digits = digits.strip_prefix(is_currency).unwrap_or(digits);
    let (negative, digits) = match digits.strip_suffix('-') {
        // Behind a whole number it may be a range that goes on elsewhere.
        Some(before) if !negative && before.contains('.') => (true, before),
        _ => match digits.strip_prefix('-') {
            Some(behind) if !negative && squeezed.starts_with(is_currency) => (true, behind),
            _ => (negative, digits),
        },
    };
    // One sign is enough.
    if !digits.starts_with(|character: char| character.is_ascii_digit()) {
        return None;
    }
    let plain = number(digits)?.digits.replace(',', "");
    if has_too_many_digits(&plain) {
        return None;
    }
    let sign = if negative { "-" } else { "" };
    Decimal::from_str(&format!("{sign}{plain}")).ok()
}

/// [`parse_amount`] of a cell among amounts: a mark may stand before it, and separators where they do not belong, if all
/// but the first stand before three digits (`120258,600`).
pub(crate) fn parse_among_amounts(text: &str) -> Option<Decimal> {
    parse_amount(text).or_else(|| {
        let unmarked =
            text.trim_start_matches(|c: char| matches!(c, '①'..='⑳' | '*' | '※' | '¥' | '￥') || c.is_whitespace());
        parse_amount(unmarked).or_else(|| parse_amount(&oddly_separated(unmarked)?))
    })
}

/// The text without separators, if they stand before three digits each but are too few.
pub(crate) fn oddly_separated(text: &str) -> Option<String> {
    const GROUP: usize = 3;
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let mut groups = whole.split([',', '，']);
    let first = groups.next()?.trim_start_matches(['-', '−', '－', '△', '▲']);
    let is_odd = first.len() > GROUP && first.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = groups.peekable();
    let has_groups = groups.peek().is_some();
    let grouped = groups.all(|group| group.len() == GROUP && group.bytes().all(|byte| byte.is_ascii_digit()));
    (is_odd && has_groups && grouped).then(|| text.replace([',', '，'], ""))
}

/// No amount has more digits before its point: the revenue of the whole country in yuan has fourteen. What has no more can
/// be multiplied and added up without an overflow.
const MOST_DIGITS: usize = 14;

/// True of a number that is no amount, so many digits it has.
pub(crate) fn has_too_many_digits(number: &str) -> bool {
    digits_before_point(number) > MOST_DIGITS
}

fn digits_before_point(number: &str) -> usize {
    number.split('.').next().unwrap_or(number).bytes().filter(u8::is_ascii_digit).count()
}

/// Can an amount begin with this?
fn begins_amount(character: char) -> bool {
    let mark = |character| matches!(character, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '①'..='⑳');
    matches!(narrow(character), '0'..='9' | '-' | '+' | '(' | '△' | '▲') || is_currency(character) || mark(character)
}

fn is_currency(character: char) -> bool {
    matches!(character, '¥' | '￥')
}

/// A number without the mark before or behind it that leads to a remark under the table: `①`, `*`, a raised digit, `[2]`.
fn unmarked(text: &str) -> &str {
    let is_mark = |character| matches!(character, '①'..='⑳' | '*' | '※' | '⁰' | '¹' | '²' | '³' | '⁴'..='⁹');
    let text = text.trim_matches(is_mark);
    let square = text.strip_suffix(']').and_then(|rest| rest.rsplit_once('['));
    // Round brackets with a number before them are no minus.
    let round =
        || text.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).filter(|(number, _)| number.contains('.'));
    match square.or_else(round) {
        Some((number, mark)) if mark.chars().all(|character| character.is_ascii_digit()) => number,
        _ => text,
    }
}

/// The percentage a text prints, its sign left off or not: `12.5%` is 12.5.
pub(crate) fn parse_percentage(text: &str) -> Option<Decimal> {
    parse_amount(text.trim_end().trim_end_matches(['%', '％']))
}

/// Is this what is printed where there is no amount: one dash or several, or a stroke?
pub(crate) fn is_dash(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().all(|c| c.is_whitespace() || matches!(narrow(c), '-' | '—' | '/'))
}

/// A code as printed: digits and capitals, leading zeros kept.
pub(crate) fn parse_code(text: &str) -> Option<String> {
    let squeezed: String = text.chars().filter(|character| !character.is_whitespace()).map(narrow).collect();
    let body = squeezed.trim_start_matches(['[', '(']).trim_end_matches([']', ')']);
    let plausible = !body.is_empty()
        && body.len() <= 32
        && body.bytes().any(|byte| byte.is_ascii_digit())
        && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
    plausible.then(|| body.to_owned())
}

/// The sign of a number and the rest of it.
fn split_sign(text: &str) -> Option<(bool, &str)> {
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return Some((true, inner));
    }
    let mut characters = text.chars();
    match characters.next()? {
        '-' | '△' | '▲' => Some((true, characters.as_str())),
        '+' => Some((false, characters.as_str())),
        _ => Some((false, text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(parse_amount(text).map(|amount| amount.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn amounts_keep_their_scale() {
        check("3,981.10", Some("3981.10"));
        check("0.00", Some("0.00"));
        check("1234567", Some("1234567"));
        check("１，２３４．５", Some("1234.5"));
        check("9,151.986001", Some("9151.986001"));
        check("1,127.24 ①", Some("1127.24"));
        check("34,055.94¹", Some("34055.94"));
        check("34,055.94[2]", Some("34055.94"));
        check("34,055.94(1)", Some("34055.94"));
        check("②34,055.94", Some("34055.94"));
        check("￥1,234.50", Some("1234.50"));
        check("12345678901234.56", Some("12345678901234.56"));
    }

    #[test]
    fn minus_has_many_shapes() {
        for text in ["-12.5", "−12.5", "(12.5)", "（12.5）", "△12.5", "▲12.5", "－12.5", "12.5-", "-￥12.5", "￥-12.5"]
        {
            check(text, Some("-12.5"));
        }
    }

    #[test]
    fn what_is_no_amount_has_no_value() {
        for text in [
            "",
            "-",
            "—",
            "合计",
            "12.",
            "1,23",
            "1,2345.0",
            "12.3.4",
            "≥95",
            "2023-",
            "12.30万元",
            "12.5[a]",
            "1 次",
            "5%",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn among_amounts_marks_and_odd_separators_do_not_hide_one() {
        for (text, expected) in [
            ("① 30,261,280", Some("30261280")),
            ("120258,600", Some("120258600")),
            ("-125360,898.5", Some("-125360898.5")),
        ] {
            assert_eq!(parse_among_amounts(text).map(|amount| amount.to_string()).as_deref(), expected, "{text}");
        }
        for text in ["1,2345.0", "1,23", "2010301,5", "① 项"] {
            assert_eq!(parse_among_amounts(text), None, "{text}");
        }
    }

    #[test]
    fn codes_keep_leading_zeros() {
        assert_eq!(parse_code("003001").as_deref(), Some("003001"));
        assert_eq!(parse_code("2010301").as_deref(), Some("2010301"));
        assert_eq!(parse_code("合计"), None);
    }
}

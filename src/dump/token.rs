//! What a line is made of, and what each part of it looks like by itself.

use super::clean::{all_digits, amount, begins_number, is_nothing, is_plain_amount};
use crate::catalogue;
use std::borrow::Cow;

/// A token of a line: what stands between blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// Its text, as printed if it was not put together.
    pub(super) text: Cow<'a, str>,
    /// The number of its line.
    pub(super) line: usize,
    /// What it looks like.
    pub(super) kind: Kind,
    /// The characters of its line that it takes, half open: a place on the page where the dump keeps places.
    pub(super) place: (usize, usize),
}

/// What a token looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number with a fraction, thousands separators or a sign, or a dash in its place.
    Amount,
    /// Digits only: a code, a line number, or an amount without a fraction.
    Digits,
    /// Anything else.
    Text,
}

/// Cells as tokens.
pub(super) fn tokens_of<'a>(texts: impl Iterator<Item = &'a str>, line: usize) -> Vec<Token<'a>> {
    texts.map(|text| Token { text: Cow::Borrowed(text), line, kind: kind(text), place: (0, 0) }).collect()
}

/// What a text looks like.
pub(super) fn kind(text: &str) -> Kind {
    if !begins_number(text) {
        return Kind::Text;
    }
    let below_zero = text.strip_prefix(['-', '－']).is_some_and(all_digits);
    if is_plain_amount(text) || is_nothing(text) || below_zero {
        Kind::Amount
    } else if all_digits(text) {
        Kind::Digits
    } else {
        Kind::Text
    }
}

/// Where amounts end that others touch: `12,063.9611,476.19`. Amounts in cents have two digits behind each point, and
/// nothing else parts the two.
pub(super) fn ends_of_amounts(text: &str) -> Vec<usize> {
    const FRACTION: usize = 2;
    let points = || text.bytes().filter(|&byte| byte == b'.');
    if !begins_number(text) || points().nth(1).is_none() {
        return Vec::new();
    }
    let mut ends = Vec::with_capacity(points().count());
    let (mut rest, mut at) = (text, 0);
    while !rest.is_empty() {
        let own = rest.find('.').and_then(|point| rest.split_at_checked(point + 1 + FRACTION));
        let Some((own, behind)) = own.filter(|(own, _)| !own.starts_with('.') && is_plain_amount(own)) else {
            return Vec::new();
        };
        at += own.len();
        ends.push(at);
        rest = behind;
    }
    ends.pop();
    ends
}

/// Is this the label of a table's total?
pub(super) fn is_total_label(tokens: &[Token<'_>]) -> bool {
    matches!(tokens, [only] if catalogue::is_total(&only.text))
}

/// Does a sentence end with this token?
pub(super) fn ends_sentence(token: &Token<'_>) -> bool {
    token.text.ends_with(['。', '；', '！'])
}

/// Where the tokens behind the last text begin.
pub(super) fn behind_text(tokens: &[Token<'_>]) -> usize {
    tokens.iter().rposition(|token| token.kind == Kind::Text).map_or(0, |at| at + 1)
}

/// Does a token print an amount, or a dash in its place?
pub(super) fn is_number(token: &Token<'_>) -> bool {
    token.kind != Kind::Text && (amount(&token.text).is_some() || is_nothing(&token.text))
}

#[cfg(test)]
mod tests {
    use super::ends_of_amounts;

    #[test]
    fn amounts_that_touch_are_told_apart() {
        assert_eq!(ends_of_amounts("12,063.9611,476.19"), [9]);
        assert_eq!(ends_of_amounts("0.00-80.001.00"), [4, 10]);
        for text in ["1,063.96", "2025.01.02", "1.2.3", "3.14159", "0.00%0.00"] {
            assert!(ends_of_amounts(text).is_empty(), "{text}");
        }
    }
}

//! A row as it is printed in reading order: what stands before its values, the values, and what stands behind them.

use super::clean::{amount, is_nothing};
use super::rates::is_rate;
use super::token::{Kind, Token};

/// A row in the making: what stands before its values, the values, and what stands behind them.
#[derive(Clone, Debug, Default)]
pub(super) struct Printed<'a> {
    pub(super) line: usize,
    pub(super) names: Vec<Token<'a>>,
    pub(super) values: Vec<Token<'a>>,
    pub(super) behind: Vec<Token<'a>>,
}

/// A line's names, its values, and what is printed behind them.
pub(super) fn parts<'a>(
    own: Vec<Token<'a>>,
    plain_digits: bool,
    first: bool,
) -> (Vec<Token<'a>>, Vec<Token<'a>>, Vec<Token<'a>>) {
    // Digits before a name are its code; those behind it are values.
    let last_text = own.iter().rposition(|token| !may_be_value(token));
    let mut from = own.len();
    let mut to = own.len();
    let mut best = 0;
    let mut at = 0;
    while at < own.len() {
        let length = own.iter().skip(at).take_while(|token| may_be_value(token)).count();
        let codes = own.iter().skip(at).take(length).take_while(|token| is_code(token)).count();
        // A run of values: its leading digits are codes where it opens the row, or where a name follows them.
        let named = last_text.is_some_and(|text| text >= at + length);
        let opens = at == 0 && first;
        let are_codes = match codes == length {
            true => named || at == 0 && !plain_digits && own.iter().take(codes).all(|token| token.text.len() >= 3),
            false => opens && codes > 0 && !plain_digits,
        };
        let skip = if are_codes {
            codes
        } else if opens && codes == length {
            if length > 1 && plain_digits { 1 } else { codes }
        } else if codes > 0 && codes < length && !plain_digits {
            // Behind a name on the same line three digits are an amount without a fraction.
            let least = if at == 0 { 3 } else { 4 };
            own.iter().skip(at).take(codes).rposition(|token| token.text.len() >= least).map_or(0, |last| last + 1)
        } else {
            0
        };
        if length > skip && length - skip >= best {
            best = length - skip;
            from = at + skip;
            to = at + length;
        }
        at += length.max(1);
    }
    let mut names = own;
    let behind = names.split_off(to.min(names.len()));
    let values = names.split_off(from.min(names.len()));
    (names, values, behind)
}

pub(super) fn is_code(token: &Token<'_>) -> bool {
    token.kind == Kind::Digits
}

/// Can this be a value?
pub(super) fn may_be_value(token: &Token<'_>) -> bool {
    token.kind != Kind::Text || is_rate(&token.text) || amount(&token.text).is_some() || is_nothing(&token.text)
}

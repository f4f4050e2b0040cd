//! What a line is made of, and what each part of it looks like by itself.

use super::clean::{all_digits, amount, begins_number, is_nothing, is_plain_amount};
use crate::catalogue;
use std::borrow::Cow;

/// A piece of a line: what stands between blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// Its text, as printed if it was not put together.
    pub(super) text: Cow<'a, str>,
    /// The number of its line.
    pub(super) line: usize,
    /// What it looks like.
    pub(super) kind: Kind,
    /// The characters of its line that it takes, half open: a place on the page where the dump keeps places.
    pub(super) place: (usize, usize),
}

/// What a piece looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number with a fraction, thousands separators or a sign, or a dash in its place.
    Amount,
    /// Digits only: a code, a line number, or an amount without a fraction.
    Digits,
    /// Anything else.
    Text,
}

/// Cells as pieces.
pub(super) fn pieces_of<'a>(texts: impl Iterator<Item = &'a str>, line: usize) -> Vec<Piece<'a>> {
    texts.map(|text| Piece { text: Cow::Borrowed(text), line, kind: kind(text), place: (0, 0) }).collect()
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

/// Is this the label of a table's total?
pub(super) fn is_total_label(pieces: &[Piece<'_>]) -> bool {
    matches!(pieces, [only] if catalogue::is_total(&only.text))
}

/// Does a piece print an amount, or a dash in its place?
pub(super) fn is_number(piece: &Piece<'_>) -> bool {
    piece.kind != Kind::Text && (amount(&piece.text).is_some() || is_nothing(&piece.text))
}

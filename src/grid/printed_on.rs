//! Amounts printed on without a gap: several, each in its own column.
//!
//! Some programs paint a row of amounts as one word, and one that is too long for its column begins in the column before.
//! Where its middle digits stand says little then; how amounts are written says where each ends.

use super::coded::Spot;
use crate::words::CENTS;

/// Where the letters of such a word belong: each amount where most of it stands. `None` if it is no row of amounts with
/// cents, or two of them would stand in one place.
pub(super) fn places(word: &[char], spots: &[Option<Spot>]) -> Option<Vec<Option<Spot>>> {
    let mut placed: Vec<Option<Spot>> = Vec::with_capacity(word.len());
    let mut last = None;
    while placed.len() < word.len() {
        let start = placed.len();
        let rest = word.get(start..)?;
        let point = rest.iter().position(|c| *c == '.')?;
        let end = start + point + 1 + CENTS;
        let decimals = word.get(start + point + 1..end)?;
        if point == 0 || !decimals.iter().all(char::is_ascii_digit) {
            return None;
        }
        let spot = most_common(spots.get(start..end)?);
        if spot.is_none() || spot == last {
            return None;
        }
        last = spot;
        placed.resize(end, spot);
    }
    Some(placed)
}

/// The spot that holds most glyphs; of equals the first.
pub(super) fn most_common(spots: &[Option<Spot>]) -> Option<Spot> {
    let count = |spot: &Option<Spot>| spots.iter().filter(|other| *other == spot).count();
    let mut best: Option<(usize, Option<Spot>)> = None;
    for spot in spots {
        let n = count(spot);
        if best.is_none_or(|(most, _)| n > most) {
            best = Some((n, *spot));
        }
    }
    best.and_then(|(_, spot)| spot)
}

#[cfg(test)]
mod tests {
    use super::places;

    /// Cells by digit, one for each letter.
    fn placed(word: &str, cells: &str) -> Option<String> {
        let spots: Vec<_> = cells.bytes().map(|cell| Some((0, usize::from(cell - b'0')))).collect();
        let letters: Vec<char> = word.chars().collect();
        let found = places(&letters, &spots)?;
        found.iter().map(|spot| spot.and_then(|(_, cell)| char::from_digit(u32::try_from(cell).ok()?, 10))).collect()
    }

    #[test]
    fn an_amount_that_begins_in_the_column_before_is_whole() {
        let read = placed("168441.81154304.22", "111111111122222222");
        assert_eq!(read.as_deref(), Some("111111111222222222"));
        let three = placed("1.00-2.003,456.78", "11112222223333333");
        assert_eq!(three.as_deref(), Some("11112222233333333"));
    }

    #[test]
    fn what_is_no_row_of_amounts_with_cents_is_left() {
        assert_eq!(placed("12.513.756", "1111222222"), None);
        assert_eq!(placed(".5612.34", "11112222"), None);
        assert_eq!(placed("12.3412.34", "1111111111"), None);
    }
}

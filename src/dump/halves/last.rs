//! What a half printed last says of the name that comes next.

use crate::dump::line::is_item;
use crate::words::{is_numeral, numeral};

/// What a half printed last: the number of an item, a code.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::dump) struct Last {
    pub(super) ordinal: Option<(bool, u32)>,
    /// The last number of each style of numbering; a number of an outer style begins the inner one anew.
    styles: [Option<u32>; STYLES],
    pub(super) code: Option<u32>,
}

/// 一、 and （一）, 1、 and (1): forms number their items in these ways, from the outside in.
pub(super) const STYLES: usize = 4;

/// The style of an item's number.
pub(super) fn style(name: &str) -> Option<(usize, u32)> {
    let (bracketed, number) = ordinal(name)?;
    let arabic = name.trim_start_matches(['（', '(']).starts_with(|c: char| c.is_ascii_digit());
    Some((2 * usize::from(arabic) + usize::from(bracketed), number))
}

impl Last {
    /// Takes note of a name of this half.
    pub(in crate::dump) fn read(&mut self, name: &str) {
        self.ordinal = ordinal(name).or(self.ordinal);
        self.count(name);
    }

    fn count(&mut self, name: &str) {
        let Some((style, number)) = style(name) else { return };
        for (index, place) in self.styles.iter_mut().enumerate() {
            if index == style {
                *place = Some(number);
            } else if index > style && place.is_some() {
                *place = Some(0);
            }
        }
    }
}

/// The half, from `free` on, whose numbering this name goes on with.
pub(super) fn half_by_number(name: &str, last: &[Last], free: usize) -> Option<usize> {
    let (style, number) = style(name)?;
    let gap = |half: &Last| half.styles.get(style).copied().flatten().filter(|&n| n < number).map(|n| number - n);
    let gaps = last.iter().enumerate().skip(free).filter_map(|(index, half)| Some((gap(half)?, index)));
    gaps.min().map(|(_, index)| index)
}

/// The half whose numbering this name goes on with most closely; of equals the first from `free` on.
pub(in crate::dump) fn half_by_gap(name: &str, last: &[Last], free: usize) -> Option<usize> {
    let (style, number) = style(name)?;
    let gap = |half: &Last| match half.styles.get(style).copied().flatten() {
        Some(before) => (before < number).then(|| number - before),
        // A half that has not begun begins with its first item.
        None => (number == 1).then_some(1),
    };
    let count = last.len();
    let order = (0..count).map(|step| (free + step) % count.max(1));
    let gaps = order.enumerate().filter_map(|(step, half)| Some((gap(last.get(half)?)?, step, half)));
    gaps.min().map(|(_, _, half)| half)
}

/// The half that the words of a name speak of.
pub(in crate::dump) fn half_by_words(name: &str, halves: usize) -> Option<usize> {
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["支出", "年终", "年末", "结余分配"]) {
        return Some(halves.saturating_sub(1));
    }
    has(&["收入", "上年", "年初", "拨款", "其中"]).then_some(0)
}

/// The half whose last code is of the same class and stands before this one.
pub(super) fn half_of_code(code: &str, last: &[Last]) -> Option<usize> {
    /// A class has three digits, an item two more.
    const CLASS: u32 = 100;
    let number = |code: u32| if code < 1000 { code * CLASS } else { code };
    let code = number(code.parse().ok()?);
    let goes_on = |last: &Last| {
        let before = last.code.map(number);
        before.is_some_and(|before| before / CLASS == code / CLASS && before < code)
    };
    last.iter().position(goes_on)
}

/// The number of an item and whether it stands in brackets.
pub(in crate::dump) fn ordinal(name: &str) -> Option<(bool, u32)> {
    let bracketed = name.starts_with(['（', '(']);
    let name = name.trim_start_matches(['（', '(']);
    let mark: String = name.chars().take_while(|&c| is_numeral(c) || c.is_ascii_digit()).collect();
    if mark.is_empty() || !is_item(name) {
        return None;
    }
    let number = mark.parse().ok().or_else(|| numeral(&mark))?;
    Some((bracketed, number))
}

//! Does a dump keep the places on the page? A converter that does fills the room between cells with blanks; others print the
//! blanks that a page prints, which numbers of a spreadsheet have around them.

use super::clean::{is_blank, is_plain_amount, is_wide, prints_amounts, words};
use super::line::{Class, Line};

/// Do the lines of a raw dump keep the places on the page? Then names and their values stand on one line, apart by more than
/// a blank, and amounts end below each other: other dumps have the blanks that a number's format prints.
pub(super) fn is_laid_out(lines: &[Line<'_>]) -> bool {
    /// Wider than the gap that a converter leaves for an empty character.
    const GAP: &str = "   ";
    /// One program makes a dump: so many lines show how it does.
    const LINES: usize = 1_000;
    /// Amounts that wrapping cuts leave lines without names, but not so many for each with one.
    const ALONE: usize = 4;
    let (mut rows, mut apart, mut alone) = (0_usize, 0_usize, 0_usize);
    let (mut amounts, mut below) = (0_usize, 0_usize);
    let mut before: Vec<(usize, usize)> = Vec::new();
    for line in lines.iter().filter(|line| line.class == Class::Other) {
        let text = line.text.trim_matches(is_blank);
        if !prints_amounts(text) {
            continue;
        }
        if !text.contains(is_wide) {
            alone += 1;
        } else if text.contains(is_blank) {
            rows += 1;
            apart += usize::from(text.contains(GAP));
            let ends = ends(&line.text);
            if !before.is_empty() {
                amounts += ends.len();
                let meet = |&&(end, wide): &&(usize, usize)| {
                    before.iter().any(|own| own.0.abs_diff(end) <= 1 || own.1.abs_diff(wide) <= 1)
                };
                below += ends.iter().filter(meet).count();
            }
            before = ends;
        }
        if rows == LINES {
            break;
        }
    }
    apart * 2 > rows && rows * ALONE > alone && below * 2 >= amounts
}

/// Where the amounts of a line end: by its characters, and as wide as these are set, for converters count either way.
fn ends(text: &str) -> Vec<(usize, usize)> {
    /// So many amounts of a line are looked at.
    const AMOUNTS: usize = 60;
    let mut wide = vec![0];
    for c in text.chars() {
        wide.push(wide.last().copied().unwrap_or_default() + 1 + usize::from(is_wide(c)));
    }
    let amounts = words(text).filter(|(word, _)| is_plain_amount(word)).take(AMOUNTS);
    amounts.map(|(_, (_, end))| (end, wide.get(end).copied().unwrap_or_default())).collect()
}

#[cfg(test)]
mod tests {
    use super::is_laid_out;
    use crate::dump::lines::lines;

    #[test]
    fn amounts_of_kept_places_end_below_each_other() {
        let kept = "鼠牛          1,210.00        10.00\n虎兔龙蛇          20.00     1,440.00\n马                 5.00         3.00\n";
        assert!(is_laid_out(&lines(kept)));
        // The same with three blanks before and behind each number.
        let printed = "鼠牛   1,210.00      10.00\n虎兔龙蛇   20.00      1,440.00\n马   5.00      3.00\n";
        assert!(!is_laid_out(&lines(printed)));
    }

    #[test]
    fn places_of_lone_values_say_nothing() {
        let cell = "鼠牛\n   1,210.00     10.00\n虎兔\n   1,120.00     20.00\n".repeat(4);
        assert!(!is_laid_out(&lines(&format!("{cell}合计   2,330.00     30.00\n"))));
    }
}

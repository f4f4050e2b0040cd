//! The blank space before the names of a column -> how deep each stands.
//!
//! Forms that print no codes show by indents what is part of what: each level begins a step further in. The steps are
//! the same over a column, whatever they are, so the indents of its lines fall into a few narrow clusters; those of a
//! column that is set centred or justified do not, or stand as far from the one ruling as from the other. Behind 其中：
//! the list hangs: its first line begins with that word, the others where the name behind it does.

use crate::grid::Indent;

/// Indents nearer to each other than this (in em) are one level: the same letters printed twice stand in the same place,
/// brackets and digits a little off.
const SAME: f64 = 0.22;
/// The steps between levels are wider than this (in em); the narrowest that was seen is half a letter.
const STEP: f64 = 0.4;
/// No form has more levels.
const LEVELS: usize = 6;
/// A step has so many lines: a single one may have been moved by hand.
const LINES: usize = 2;
/// This share of the lines stands at the levels.
const MOST: f64 = 0.9;
/// A line that stands in the middle of its cell is off by less than this (in em).
const CENTRED: f64 = 0.3;

/// A line of a column of names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Name {
    /// Where it stands in its cell.
    pub(super) indent: Indent,
    /// It begins with 其中.
    pub(super) is_of_which: bool,
}

/// The level of each line, from 0; nothing for any if the column does not tell levels.
pub(super) fn levels(names: &[Option<Name>]) -> Vec<Option<u8>> {
    let none = || vec![None; names.len()];
    let known = || names.iter().flatten().filter(|name| !name.is_of_which).map(|name| name.indent);
    let count = known().count();
    let centred = known().filter(is_centred).count();
    let mut lefts: Vec<f64> = known().map(|indent| indent.left).collect();
    lefts.sort_by(f64::total_cmp);
    let found = clusters(&lefts);
    let (used, single): (Vec<_>, Vec<_>) = found.into_iter().partition(|(.., lines)| *lines >= LINES);
    let steps = used.len();
    let mut clusters = used;
    // A single line is a level too where it is a step away from all others.
    let is_apart = |left: f64| clusters.iter().all(|(from, to, _)| left <= from - STEP || left >= to + STEP);
    let apart: Vec<_> = single.into_iter().filter(|(left, ..)| is_apart(*left)).collect();
    clusters.extend(apart);
    clusters.sort_by(|a, b| a.0.total_cmp(&b.0));
    let is_even = clusters.windows(2).all(|pair| pair[1].0 - pair[0].1 >= STEP);
    let is_narrow = clusters.iter().all(|(from, to, _)| to - from <= SAME);
    let told: usize = clusters.iter().map(|(.., lines)| lines).sum();
    let is_most = told as f64 >= count as f64 * MOST;
    if steps < 2 || clusters.len() > LEVELS || !is_even || !is_narrow || !is_most || centred * 2 > count {
        return none();
    }
    let level = |name: &Name| {
        let at = clusters.iter().position(|(from, to, _)| (*from..=*to).contains(&name.indent.left))?;
        u8::try_from(at).ok().filter(|_| !name.is_of_which)
    };
    let mut levels: Vec<Option<u8>> = names.iter().map(|name| name.as_ref().and_then(level)).collect();
    for at in (0..names.len()).filter(|at| names[*at].is_some_and(|name| name.is_of_which)) {
        // It is as deep as the line behind it, if that is deeper than the line before it: of a list of one, one deeper.
        let before = at.checked_sub(1).and_then(|at| levels[at]);
        let behind =
            levels.get(at + 1).copied().flatten().filter(|behind| before.is_none_or(|before| *behind > before));
        levels[at] = behind.or(before.map(|before| before + 1));
    }
    levels
}

/// Groups sorted lengths where the gaps are: from, to, how many.
fn clusters(sorted: &[f64]) -> Vec<(f64, f64, usize)> {
    let mut found: Vec<(f64, f64, usize)> = Vec::new();
    for &left in sorted {
        match found.last_mut() {
            Some((_, to, lines)) if left - *to <= SAME => {
                *to = left;
                *lines += 1;
            }
            _ => found.push((left, left, 1)),
        }
    }
    found
}

/// Does a line stand in the middle of its cell, with space on both sides?
fn is_centred(indent: &Indent) -> bool {
    const SPACE: f64 = 0.6;
    indent.left > SPACE && (indent.left - indent.right).abs() < CENTRED
}

#[cfg(test)]
mod tests {
    use super::{Name, levels};
    use crate::grid::Indent;

    /// Lines of these letters at these indents in a cell that is 20 letters wide.
    fn check(lines: &[(f64, usize)], expected: &[Option<u8>]) {
        let indent = |(left, letters): &(f64, usize)| Indent { left: *left, right: 20.0 - left - *letters as f64 };
        let name = |line| Some(Name { indent: indent(line), is_of_which: false });
        assert_eq!(levels(&lines.iter().map(name).collect::<Vec<_>>()), expected);
    }

    #[test]
    fn steps_are_levels() {
        let lines = [(0.1, 6), (1.1, 4), (2.12, 5), (2.1, 8), (1.1, 4), (2.1, 7), (0.1, 6)];
        check(&lines, &[0, 1, 2, 2, 1, 2, 0].map(Some));
    }

    #[test]
    fn a_single_line_is_a_level_among_levels() {
        let lines =
            [(0.2, 6), (1.2, 4), (2.2, 5), (1.2, 8), (0.2, 4), (1.2, 5), (0.2, 7), (0.2, 3), (1.2, 6), (0.45, 4)];
        let levels = [Some(0), Some(1), Some(2), Some(1), Some(0), Some(1), Some(0), Some(0), Some(1), None];
        check(&lines, &levels);
    }

    #[test]
    fn half_a_letter_is_a_step() {
        check(&[(0.2, 3), (0.7, 3), (0.7, 4), (0.2, 3)], &[0, 1, 1, 0].map(Some));
    }

    #[test]
    fn a_list_hangs_behind_its_first_word() {
        let name = |(left, is_of_which)| Some(Name { indent: Indent { left, right: 9.0 }, is_of_which });
        // 一、 其中：a b c 二、 其中：a 三、 d
        let lines = [(0.2, false), (1.2, true), (4.2, false), (4.2, false), (0.2, false), (1.2, true), (0.2, false)];
        assert_eq!(levels(&lines.map(name)), [0, 1, 1, 1, 0, 1, 0].map(Some));
    }

    #[test]
    fn what_tells_no_levels() {
        // All at one place.
        check(&[(0.2, 3), (0.2, 5), (0.2, 4)], &[None; 3]);
        // In the middle of the cell, whatever their length.
        check(&[(8.0, 4), (8.5, 3), (8.0, 4), (8.5, 3), (8.0, 4)], &[None; 5]);
        // One label that was moved by hand.
        check(&[(0.2, 3), (0.2, 5), (1.9, 4), (0.2, 7)], &[None; 4]);
        // No steps.
        check(&[(0.2, 3), (0.5, 5), (0.8, 4), (1.0, 7)], &[None; 4]);
    }
}

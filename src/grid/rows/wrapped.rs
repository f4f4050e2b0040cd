//! Codes too long for their cell.

use super::{SAME_ROW, fills, is_number_line};
use crate::geometry::Span;
use crate::grid::GridCell;
use crate::text::TextLine;

/// Are the stacks codes that were wrapped, each line as wide as its cell, while all that has one line beside them stands on one
/// line, in the middle of the row or at its end?
pub(super) fn are_wrapped_codes(cells: &[GridCell], members: &[usize], stacks: &[usize]) -> bool {
    /// An amount in a single line is hardly longer.
    const DIGITS: usize = 8;
    /// So many amounts stand on one line by no chance.
    const ONE_ROW: usize = 3;
    let is_code = |line: &TextLine| line.text().trim().chars().all(|c| c.is_ascii_digit());
    let is_number = |i: &usize| cells[*i].lines.iter().any(is_number_line);
    let has_numbers_beside = members.iter().any(|i| !stacks.contains(i) && is_number(i));
    let is_wrapped = |i: &usize| {
        // What is left of a code is no longer than its first line.
        let [first, .., last] = cells[*i].lines.as_slice() else { return false };
        let length = |line: &TextLine| line.text().trim().len();
        let is_left = if has_numbers_beside && length(first) < DIGITS {
            last.rect.width() < first.rect.width()
        } else {
            length(first) >= DIGITS && length(last) <= length(first)
        };
        cells[*i].lines.len() <= 3 && is_left && cells[*i].lines.iter().all(is_code) && fills(first, &cells[*i])
    };
    let beside = members.iter().filter(|i| !stacks.contains(i)).filter_map(|i| match cells[*i].lines.as_slice() {
        [line] => Some((line.rect.y(), is_number_line(line))),
        _ => None,
    });
    let singles: Vec<(Span, bool)> = beside.collect();
    let near = |a: Span, b: Span| (a.centre() - b.centre()).abs() <= a.len() * SAME_ROW;
    let mut ends = stacks.iter().flat_map(|i| [cells[*i].lines.first(), cells[*i].lines.last()]).flatten();
    let is_between = !ends.any(|end| singles.iter().any(|(y, _)| near(*y, end.rect.y())));
    // Amounts that all stand beside the one line are those of one row, set at its top or foot.
    let is_one_row = || {
        singles.iter().filter(|(_, is_number)| *is_number).count() >= ONE_ROW
            && singles.windows(2).all(|pair| near(pair[0].0, pair[1].0))
    };
    !singles.is_empty() && stacks.iter().all(is_wrapped) && (is_between || is_one_row())
}

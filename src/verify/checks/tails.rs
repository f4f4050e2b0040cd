//! Lists whose end is indented too far: the lines there are beside their head, not below it.
//!
//! Indents are drawn by hand. Where a line is not the sum of all lines indented below it, but in every column that of the
//! first of them, the rest stands one level too deep, and is part of what the line itself is part of.

use super::deeper::cells;
use super::tree::{By, Tree};
use crate::relation::chance;
use crate::verify::view::{Sheet, View};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// A sum that chance brings about once in two to this, for each that was tried, is found.
const IMPROBABLE: f64 = 4.0;
/// Longer lists are not those of one line.
const PARTS: usize = 400;

/// Moves the lines that are indented too far, those of the deepest lists first.
pub(super) fn settle(view: &View<'_>, sheet: &Sheet<'_>, tree: &mut Tree<'_>) {
    if tree.by != By::Indent {
        return;
    }
    for at in (0..tree.lines.len()).rev() {
        let children = tree.children(at).len();
        // What is the sum of its parts has them all.
        let parent = tree.parents.get(at).copied().flatten();
        let is_whole = |of: usize| own(view, sheet, tree, of) == Some(tree.children(of).len());
        if (3..=PARTS).contains(&children)
            && let Some(count) = own(view, sheet, tree, at).filter(|count| *count < children)
            && !parent.is_some_and(is_whole)
        {
            tree.move_up(at, count);
        }
    }
}

/// How many of the first lines below a line it is the sum of: the most, since a line of nothing is as good above as below.
fn own(view: &View<'_>, sheet: &Sheet<'_>, tree: &Tree<'_>, at: usize) -> Option<usize> {
    let line = tree.lines.get(at)?;
    let children = tree.children(at);
    let columns = sheet.blocks.get(line.block)?;
    // What is left of the line in each column, behind each of the parts, and what rounding may have done to it.
    let mut left: Vec<(Decimal, Decimal, f64)> = Vec::new();
    let mut places = Vec::new();
    for (place, column) in columns.iter().enumerate() {
        if let Some(amount) = sheet.amount(line.row, *column) {
            let half = view.half(sheet.cell(line.row, *column));
            let digits = amount.abs().checked_div(half * Decimal::TWO).and_then(|digits| digits.to_u128());
            left.push((amount, half, digits.map_or(0.0, |digits| chance(digits, children.len()))));
            places.push(place);
        }
    }
    let bits: f64 = left.iter().map(|(_, _, bits)| bits).sum::<f64>() - (children.len() as f64).log2();
    let mut found = None;
    for (count, child) in children.iter().enumerate() {
        for (own, place) in left.iter_mut().zip(&places) {
            for cell in cells(sheet, tree, *child, *place) {
                own.0 -= view.amount(cell).unwrap_or_default();
                own.1 += view.half(cell);
            }
        }
        if left.iter().all(|(rest, slack, _)| rest.abs() <= *slack) && count > 0 && bits >= IMPROBABLE {
            found = Some(count + 1);
        }
    }
    found
}

//! Which amounts are in doubt when sums fail: the fewest that explain all of them and are not cleared by others.
//!
//! An amount that stands in a sum that holds is cleared by it: another digit in it would break that sum. What is left of a
//! failing sum are its suspects; of these one that stands in several failing sums, and with one and the same other value would
//! mend them all, explains more than the others do. Where many explain as much, none of them can be named but the sum itself.

use super::view::View;
use super::{CellRef, Outcome, Relation, Verdict};
use crate::model::Severity;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Of so many suspects each is in doubt; of more only the amount that is said to be the sum.
const FEW: usize = 3;

/// The amounts that the failing sums put in doubt.
pub(super) fn blamed(view: &View<'_>, outcomes: &[Outcome], cleared: &BTreeSet<CellRef>) -> BTreeSet<CellRef> {
    let accuses = |outcome: &&Outcome| outcome.verdict == Verdict::Mismatch && outcome.severity > Severity::Info;
    let failing: Vec<&Outcome> = outcomes.iter().filter(accuses).collect();
    let suspects = |outcome: &Outcome| -> Vec<CellRef> {
        let cells = outcome.left.iter().chain(&outcome.right).filter(|cell| view.amount(**cell).is_some());
        cells.filter(|cell| !cleared.contains(cell)).copied().collect()
    };
    // How many failing sums each suspect would mend with each other value.
    let mut mended: BTreeMap<(CellRef, Decimal), usize> = BTreeMap::new();
    for outcome in &failing {
        for cell in suspects(outcome) {
            *mended.entry((cell, wanted(view, outcome, cell))).or_default() += 1;
        }
    }
    let mut found = BTreeSet::new();
    for outcome in failing {
        let mends = |cell: &CellRef| mended.get(&(*cell, wanted(view, outcome, *cell))).copied().unwrap_or(0);
        let own = suspects(outcome);
        let most = own.iter().map(&mends).max().unwrap_or(0);
        let best: Vec<CellRef> = own.into_iter().filter(|cell| mends(cell) == most).collect();
        if best.len() <= FEW || outcome.relation == Relation::AtMost {
            found.extend(best);
        } else {
            found.extend(best.into_iter().filter(|cell| outcome.left.contains(cell)));
        }
    }
    found
}

/// What an amount would have to be for a sum to hold.
fn wanted(view: &View<'_>, outcome: &Outcome, cell: CellRef) -> Decimal {
    let off = outcome.found - outcome.expected;
    let amount = view.amount(cell).unwrap_or_default();
    let change = if outcome.left.contains(&cell) { -off } else { off };
    amount.checked_add(change).unwrap_or(amount).normalize()
}

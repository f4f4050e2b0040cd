//! One identity with its cells -> what became of it. Everything is decimal; the tolerance is what rounding can do.

use super::view::View;
use super::{CellRef, Outcome, Relation, Verdict};
use crate::model::Severity;
use rust_decimal::Decimal;

/// An identity with its cells.
#[derive(Clone, Debug)]
pub(crate) struct Equation {
    /// The code of its check.
    pub(crate) check: &'static str,
    /// Which of the check's identities.
    pub(crate) identity: String,
    /// How the sides compare.
    pub(crate) relation: Relation,
    /// The sum.
    pub(crate) left: Vec<CellRef>,
    /// What adds up to it.
    pub(crate) right: Vec<CellRef>,
    /// How much a mismatch matters.
    pub(crate) severity: Severity,
}

/// One side: its sum, what rounding can do to it, and how many of its cells print an amount.
#[derive(Clone, Copy, Default)]
struct Side {
    sum: Decimal,
    slack: Decimal,
    printed: usize,
    nonzero: usize,
}

impl Equation {
    /// Compares the sides. Blank cells count as nothing.
    pub(crate) fn evaluate(self, view: &View<'_>) -> Outcome {
        let mut cells = self.left.iter().chain(&self.right);
        let first = cells.next().map(|cell| cell.table);
        let is_one_table = cells.all(|cell| Some(cell.table) == first);
        let sides = side(view, &self.left, is_one_table).zip(side(view, &self.right, is_one_table));
        let (left, right) = sides.unwrap_or_default();
        let difference = left.sum - right.sum;
        let tolerance = left.slack + right.slack;
        let verdict = match () {
            () if sides.is_none() => Verdict::Insufficient,
            () if left.printed == 0 || right.printed == 0 => {
                if left.nonzero + right.nonzero == 0 {
                    Verdict::NotApplicable
                } else {
                    Verdict::Insufficient
                }
            }
            () if difference.is_zero() || (self.relation == Relation::AtMost && difference.is_sign_negative()) => {
                Verdict::Ok
            }
            () if difference.abs() <= tolerance => Verdict::Rounding,
            // What it would be with a number that was not read is not known.
            () if self.left.iter().chain(&self.right).any(|cell| view.is_unread(*cell)) => Verdict::Insufficient,
            () => Verdict::Mismatch,
        };
        let printed = |cells: Vec<CellRef>| cells.into_iter().filter(|cell| view.amount(*cell).is_some()).collect();
        Outcome {
            check: self.check,
            identity: self.identity,
            verdict,
            relation: self.relation,
            table: first.unwrap_or_default(),
            left: self.left,
            right: printed(self.right),
            beside: [None, None],
            expected: right.sum,
            found: left.sum,
            tolerance,
            cause: None,
            severity: self.severity,
            proves: self.relation == Relation::Equal,
            rest: None,
        }
    }
}

/// The sum of some cells, in yuan if several tables are compared; nothing if that cannot be said.
fn side(view: &View<'_>, cells: &[CellRef], is_one_table: bool) -> Option<Side> {
    let mut side = Side::default();
    for cell in cells {
        let Some(amount) = view.amount(*cell) else { continue };
        let factor = if is_one_table { Decimal::ONE } else { Decimal::from(view.factor(*cell)?) };
        side.sum = side.sum.checked_add(amount.checked_mul(factor)?)?;
        // Nothing is nothing: 0.00 is no rounded amount.
        if !amount.is_zero() {
            side.slack = side.slack.checked_add(view.half(*cell).checked_mul(factor)?)?;
        }
        side.printed += 1;
        side.nonzero += usize::from(!amount.is_zero());
    }
    Some(side)
}

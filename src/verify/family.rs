//! Identities that rest on one reading of a table's structure, tried together: does the table mean what was read?

use super::cause::is_digit;
use super::equation::Equation;
use super::view::{Sheet, View};
use super::{Outcome, Relation, Verdict};
use crate::model::Ledger;
use crate::model::Severity;
use crate::verify::outline::Line;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// A reading that fails this often, and twice as often as it holds, is no reading of the table.
const REFUTED: usize = 4;
/// A reading that holds so often is the table's.
const HOLDING: usize = 3;

/// How well a structure is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// Names, codes or numbers say it: what fails is a mismatch.
    Certain,
    /// The same, of one line: it fails in every column where it fails, and is no less known for that.
    Said,
    /// It is usual, not said: what fails is a mismatch only where the rest of the table holds, or a single digit
    /// explains it.
    Likely,
    /// It is often so and often not: what fails says nothing.
    Hint,
}

/// How the outcomes of a family went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Score {
    pub(crate) holds: usize,
    pub(crate) fails: usize,
}

/// The score of some outcomes.
pub(crate) fn score(outcomes: &[Outcome]) -> Score {
    Score {
        holds: outcomes.iter().filter(|outcome| outcome.verdict.holds()).count(),
        fails: outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Mismatch).count(),
    }
}

/// The score of the rows of the sums: one that fails in any column fails.
fn by_row(outcomes: &[Outcome]) -> Score {
    let rows = |verdict: &dyn Fn(Verdict) -> bool| -> BTreeSet<usize> {
        let own = outcomes.iter().filter(|outcome| verdict(outcome.verdict));
        own.filter_map(|outcome| outcome.left.first()).map(|cell| cell.row).collect()
    };
    let (holding, failing) = (rows(&Verdict::holds), rows(&|verdict| verdict == Verdict::Mismatch));
    Score { holds: holding.difference(&failing).count(), fails: failing.len() }
}

/// Is the structure that these outcomes rest on the table's?
pub(crate) fn is_bound(view: &View<'_>, outcomes: &[Outcome], known: Known) -> bool {
    let Score { holds, fails } = score(outcomes);
    let explained = || {
        let mut failing = outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Mismatch);
        failing.all(|outcome| is_digit(view, outcome))
    };
    match known {
        Known::Said => true,
        Known::Certain => {
            let Score { holds, fails } = by_row(outcomes);
            fails < REFUTED || fails <= 2 * holds
        }
        Known::Hint => fails == 0,
        Known::Likely => fails == 0 || (holds >= 2 && holds >= 2 * fails) || (fails <= holds + 1 && explained()),
    }
}

/// Enters outcomes; of a structure that is not the table's, nothing is a mismatch and only sums of several parts hold.
pub(crate) fn enter(view: &View<'_>, mut outcomes: Vec<Outcome>, known: Known, ledger: &mut Ledger) {
    if known == Known::Hint || !is_bound(view, &outcomes, known) {
        for outcome in &mut outcomes {
            let parts = outcome.right.iter().filter(|cell| view.amount(**cell).is_some_and(|amount| !amount.is_zero()));
            if outcome.verdict == Verdict::Mismatch || (outcome.verdict.holds() && parts.count() < 2) {
                outcome.verdict = Verdict::Insufficient;
            }
        }
    }
    // Where the rest of a known structure holds, an amount against blanks is in the wrong place.
    if matches!(known, Known::Certain | Known::Said) && score(&outcomes).holds >= HOLDING {
        for outcome in outcomes.iter_mut().filter(|outcome| outcome.verdict == Verdict::Insufficient) {
            if (outcome.found - outcome.expected).abs() > outcome.tolerance {
                outcome.verdict = Verdict::Mismatch;
            }
        }
    }
    ledger.extend(outcomes);
}

/// Lists that are not said to be whole, nor to be of one level: what they lack is no mismatch unless a single digit
/// explains it, and what they have too much is none if it is one of the lines.
pub(crate) fn excuse_missing(view: &View<'_>, outcomes: &mut [Outcome]) {
    let place = |outcome: &Outcome| outcome.left.first().map(|cell| (cell.table, cell.row));
    let off: Vec<_> = outcomes.iter().map(|outcome| (place(outcome), outcome.found - outcome.expected)).collect();
    for outcome in outcomes.iter_mut().filter(|outcome| outcome.verdict == Verdict::Mismatch) {
        let excess = outcome.expected - outcome.found;
        // What one column lacks and another has too much stands in the wrong column.
        if off.iter().any(|(other, off)| *other == place(outcome) && *off == excess) {
            continue;
        }
        let mut parts = outcome.right.iter().filter_map(|cell| view.amount(*cell));
        let is_excess = |part: Decimal| (part - excess).abs() <= outcome.tolerance;
        let is_within_another = outcome.right.len() < 2 || parts.any(is_excess) || excess > outcome.found;
        if is_within_another || (excess.is_sign_negative() && !is_digit(view, outcome)) {
            outcome.verdict = Verdict::Insufficient;
        }
    }
}

/// A line that is the sum of others, over all their columns of amounts.
pub(crate) struct Claim<'a> {
    /// The sum.
    pub(crate) total: &'a Line,
    /// Its parts.
    pub(crate) parts: Vec<&'a Line>,
    /// How the sides compare: equal, or the parts at most the total.
    pub(crate) relation: Relation,
}

/// Which check a claim is of.
#[derive(Clone, Copy)]
pub(crate) struct Of {
    /// The code of the check.
    pub(crate) check: &'static str,
    /// Which of its identities.
    pub(crate) identity: &'static str,
    /// How much a mismatch matters.
    pub(crate) severity: Severity,
}

impl Claim<'_> {
    /// What becomes of the claim in each column of amounts; lines of blocks with other columns are left out.
    pub(crate) fn outcomes(&self, view: &View<'_>, sheet: &Sheet<'_>, of: Of) -> Vec<Outcome> {
        let columns = |line: &Line| sheet.blocks.get(line.block).map(Vec::as_slice).unwrap_or_default();
        let own = columns(self.total);
        let parts: Vec<&&Line> = self.parts.iter().filter(|part| columns(part).len() == own.len()).collect();
        let mut outcomes = Vec::with_capacity(own.len());
        for (at, &column) in own.iter().enumerate() {
            let total = vec![sheet.cell(self.total.row, column)];
            let parts = parts.iter().filter_map(|part| Some(sheet.cell(part.row, *columns(part).get(at)?))).collect();
            let (left, right) = match self.relation {
                Relation::Equal => (total, parts),
                Relation::AtMost => (parts, total),
            };
            let equation = Equation {
                check: of.check,
                identity: of.identity.to_owned(),
                relation: self.relation,
                left,
                right,
                severity: of.severity,
            };
            outcomes.push(equation.evaluate(view));
        }
        outcomes
    }
}

//! Sums that are proposed by one reading of a table's structure.

use super::cause::is_digit;
use super::equation::Equation;
use super::view::{Sheet, View};
use super::{Outcome, Relation, Verdict};
use crate::model::{ColumnRole, Severity};
use crate::verify::outline::Line;
use rust_decimal::Decimal;

/// How well a structure is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// Names, codes or numbers say it.
    Certain,
    /// The same, of one line.
    Said,
    /// It is usual, not said.
    Likely,
    /// It is often so and often not: what fails says nothing.
    Hint,
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

/// Lines without those that print all of the line before them again: a 款 of one 项 is printed twice by some; nothing where
/// there are none.
pub(crate) fn without_copies<'a>(sheet: &Sheet<'_>, lines: &[&'a Line]) -> Option<Vec<&'a Line>> {
    let texts = |line: &Line| -> Vec<&str> {
        let cells = sheet.table.rows.get(line.row).into_iter().flat_map(|row| &row.cells);
        let named = cells.zip(&sheet.table.columns).filter(|(_, column)| column.role != ColumnRole::Index);
        named.map(|(cell, _)| cell.text.trim()).collect()
    };
    let mut others = lines.to_vec();
    others.dedup_by(|own, before| own.code == before.code && own.code.is_some() && texts(own) == texts(before));
    (others.len() < lines.len()).then_some(others)
}

/// A line that is the sum of others, over all their columns of amounts.
#[derive(Clone)]
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
            // A part may grow while the whole shrinks, and sizes are no sums.
            let is_part_of_change = self.relation == Relation::AtMost && sheet.is_change(column);
            if is_part_of_change || !sheet.is_additive(column) {
                continue;
            }
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

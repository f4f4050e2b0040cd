//! Rows that are the sum of rows beside them in every column, as a search finds them: what says so in print is not needed to
//! confirm, and never accuses.

use crate::model::Severity;
use crate::relation::{Matrix, outline};
use crate::verify::Relation;
use crate::verify::family::{Claim, Of};
use crate::verify::outline::Line;
use crate::verify::view::{Sheet, View};
use crate::verify::{Outcome, Verdict};
use std::collections::BTreeSet;

/// What the search says.
const FOUND: &str = "a line = the lines beside it, in every column";
/// Of tables that go on for more lines than this the codes and numbers have to do.
const LINES: usize = 4_000;

/// The sums of rows that were found in one table.
#[derive(Default)]
pub(crate) struct Found<'a> {
    claims: Vec<Claim<'a>>,
    totals: BTreeSet<(usize, usize)>,
}

impl<'a> Found<'a> {
    /// Searches the lines of each block.
    pub(crate) fn of(view: &View<'_>, sheet: &'a Sheet<'_>) -> Found<'a> {
        let mut found = Found::default();
        for (block, (lines, columns)) in sheet.lines.iter().zip(&sheet.blocks).enumerate() {
            let lines: Vec<&Line> = lines.iter().filter(|line| line.has_amount).collect();
            let columns: Vec<usize> = columns.iter().copied().filter(|column| sheet.is_additive(*column)).collect();
            if lines.len() < 3 || lines.len() > LINES || columns.is_empty() {
                continue;
            }
            let amounts = |line: &&Line| columns.iter().map(|column| sheet.amount(line.row, *column)).collect();
            let amounts: Vec<Vec<_>> = lines.iter().map(amounts).collect();
            let half = view.half(sheet.cell(0, 0));
            for sum in outline(&Matrix::new(&amounts, half), &[]) {
                let at = |line: &usize| lines.get(*line).copied();
                let (Some(total), parts) = (at(&sum.total), sum.plus.iter().filter_map(at).collect()) else { continue };
                found.totals.insert((block, total.row));
                found.claims.push(Claim { total, parts, relation: Relation::Equal });
            }
        }
        found
    }

    /// Of a line that another reading makes the sum of others in every column, one that fails is the wrong reading.
    pub(crate) fn replace(&self, line: &Line, outcomes: &mut [Outcome]) {
        let is_found = self.totals.contains(&(line.block, line.row));
        for outcome in outcomes.iter_mut().filter(|outcome| is_found && outcome.verdict == Verdict::Mismatch) {
            outcome.verdict = Verdict::Insufficient;
        }
    }

    /// What becomes of the sums: they hold, or are none.
    pub(crate) fn outcomes(&self, view: &View<'_>, sheet: &Sheet<'_>, check: &'static str) -> Vec<Outcome> {
        let of = Of { check, identity: FOUND, severity: Severity::Info };
        let all = self.claims.iter().flat_map(|claim| claim.outcomes(view, sheet, of));
        all.filter(|outcome| outcome.verdict != Verdict::Mismatch).collect()
    }
}

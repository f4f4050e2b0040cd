//! Columns that are the sum of others, row by row.

use super::columns::{Proposal, proposals};
use super::{Check, Context};
use crate::model::{Ledger, Outcome, Relation, Severity, Verdict, codes};
use crate::relation::{Sum, Support};
use crate::verify::equation::Equation;
use crate::verify::family::Known;
use crate::verify::judge::{judge_rows, support};
use crate::verify::view::{Sheet, View};
use std::collections::BTreeMap;

pub(super) struct RowSum;

impl Check for RowSum {
    fn code(&self) -> &'static str {
        codes::ROW_SUM
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn manual(&self) -> &'static str {
        include_str!("row_sum.md")
    }

    fn run(&self, context: &Context<'_>, ledger: &mut Ledger) {
        let view = context.view;
        let mut tried: Vec<Tried> = Vec::new();
        for sheet in &view.sheets {
            for block in &sheet.blocks {
                let of_total = proposals(view, sheet, block);
                tried.extend(of_total.into_iter().filter_map(|of_total| self.best(view, sheet, of_total)));
            }
        }
        // The forms of a document repeat their columns: what a sum does in the others.
        let mut alike: BTreeMap<String, Support> = BTreeMap::new();
        for own in &tried {
            let known = alike.entry(own.sort.clone()).or_default();
            known.holds += own.support.holds;
            known.fails += own.support.fails;
            known.bits += own.support.bits;
        }
        for mut own in tried {
            let all = alike.get(&own.sort).copied().unwrap_or_default();
            let sisters = Support {
                holds: all.holds - own.support.holds,
                fails: all.fails - own.support.fails,
                bits: all.bits - own.support.bits,
            };
            judge_rows(view, &mut own.outcomes, own.known, sisters);
            judge_rows(view, &mut own.nets, Known::Hint, Support::default());
            ledger.extend(own.outcomes);
            ledger.extend(own.nets);
        }
    }
}

/// A sum of columns as it was tried in all rows.
struct Tried {
    /// The names of its columns, by which it is told in other tables.
    sort: String,
    known: Known,
    outcomes: Vec<Outcome>,
    /// Those of rows in which the columns of two levels print the same money.
    nets: Vec<Outcome>,
    support: Support,
}

impl RowSum {
    /// Of the proposals for one column the first that fails nowhere, else the one that fails least.
    fn best(&self, view: &View<'_>, sheet: &Sheet<'_>, of_total: Vec<Proposal>) -> Option<Tried> {
        let mut best: Option<Tried> = None;
        for proposal in of_total {
            let own = self.tried(view, sheet, &proposal);
            let is_whole = own.support.fails == 0 && own.support.holds > 0;
            // What is said first stands unless another reading fails clearly less and holds where it did not.
            let is_better = best.as_ref().is_none_or(|best| {
                own.support.fails < best.support.fails
                    && own.support.holds >= best.support.holds.max(1)
                    && own.support.bits >= best.support.bits
            });
            if is_better {
                best = Some(own);
            }
            if is_whole {
                break;
            }
        }
        best
    }

    fn tried(&self, view: &View<'_>, sheet: &Sheet<'_>, proposal: &Proposal) -> Tried {
        let Proposal { sum, known, below } = proposal;
        let identity = name(sheet, sum);
        let all = (0..sheet.table.rows.len()).map(|row| {
            let cell = |column: usize| sheet.cell(row, column);
            let left = std::iter::once(sum.total).chain(sum.minus.iter().copied()).map(cell).collect();
            let equation = Equation {
                check: self.code(),
                identity: identity.clone(),
                relation: Relation::Equal,
                left,
                right: printed_parts(sheet, row, sum, below).into_iter().map(cell).collect(),
                severity: self.severity(),
            };
            let mut outcome = equation.evaluate(view);
            // Differences are left blank where nobody asks for them.
            let is_blank = !sum.minus.is_empty() && sheet.amount(row, sum.total).is_none();
            if is_blank && outcome.verdict == Verdict::Mismatch {
                outcome.verdict = Verdict::Insufficient;
            }
            outcome
        });
        let is_net = |outcome: &Outcome| {
            *known == Known::Likely && is_netted(sheet, outcome.left.first().map(|cell| cell.row.get()))
        };
        let (nets, outcomes): (Vec<_>, Vec<_>) = all.partition(is_net);
        let support = support(view, outcomes.iter());
        let path = |column: usize| sheet.table.columns.get(column).map(|own| own.path.join("/")).unwrap_or_default();
        let all = std::iter::once(sum.total).chain(sum.terms().map(|(line, _)| line));
        let sort = all.map(path).collect::<Vec<_>>().join(" ");
        Tried { sort, known: *known, outcomes, nets, support }
    }
}

/// The parts of a sum in a row; of a sub-total that the row leaves blank its own parts.
fn printed_parts(sheet: &Sheet<'_>, row: usize, sum: &Sum, below: &[Sum]) -> Vec<usize> {
    let mut found = Vec::new();
    for &part in &sum.plus {
        let own = || below.iter().find(|other| other.total == part && other.total != sum.total);
        match sheet.amount(row, part) {
            None if own().is_some() => found.extend(own().into_iter().flat_map(|sum| &sum.plus)),
            _ => found.push(part),
        }
    }
    found
}

/// What a government gives to those below it stands in the columns of both, and once in the sum.
fn is_netted(sheet: &Sheet<'_>, row: Option<usize>) -> bool {
    let labels = row.and_then(|row| sheet.records.get(row));
    let is_netted = |label: &str| ["转移", "上解", "补助", "总计"].iter().any(|word| label.contains(word));
    labels.into_iter().flatten().any(|record| is_netted(&record.label))
}

fn name(sheet: &Sheet<'_>, sum: &Sum) -> String {
    let columns = &sheet.table.columns;
    let leaf = |at: usize| columns.get(at).map(|column| column.path.join("/")).unwrap_or_default();
    format!("{} = the columns beside it", leaf(sum.total))
}

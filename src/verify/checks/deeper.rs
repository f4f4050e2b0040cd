//! What a column prints of a line: its own amount, or those of the lines below it where it leaves the line blank. A blank is
//! not known to be nothing.

use super::tree::Tree;
use crate::model::{CellRef, Outcome, Relation, Verdict};
use crate::verify::equation::Equation;
use crate::verify::family::{Claim, Of};
use crate::verify::view::{Sheet, View};

/// What becomes of a claim in each column; where it fails, with the parts that the column leaves blank taken by their own.
pub(super) fn outcomes(view: &View<'_>, sheet: &Sheet<'_>, tree: &Tree<'_>, claim: &Claim<'_>, of: Of) -> Vec<Outcome> {
    let mut outcomes = claim.outcomes(view, sheet, of);
    let columns = sheet.blocks.get(claim.total.block).map(Vec::as_slice).unwrap_or_default();
    let fails = |outcome: &&mut Outcome| {
        outcome.verdict == Verdict::Mismatch || (outcome.verdict == Verdict::Insufficient && outcome.right.is_empty())
    };
    for outcome in outcomes.iter_mut().filter(|_| claim.relation == Relation::Equal).filter(fails) {
        let column =
            outcome.left.first().and_then(|cell| columns.iter().position(|column| *column == cell.column.get()));
        let Some(column) = column else { continue };
        let places = claim.parts.iter().filter_map(|part| tree.place(part));
        let right: Vec<CellRef> = places.flat_map(|at| cells(sheet, tree, at, column)).collect();
        if right != outcome.right && !right.is_empty() {
            let (check, identity) = (of.check, of.identity.to_owned());
            let (left, relation, severity) = (outcome.left.clone(), claim.relation, of.severity);
            *outcome = Equation { check, identity, relation, left, right, severity }.evaluate(view);
        }
    }
    outcomes
}

/// The cells that print what a line has in a column of its block.
pub(super) fn cells(sheet: &Sheet<'_>, tree: &Tree<'_>, at: usize, column: usize) -> Vec<CellRef> {
    let own = tree.lines.get(at).and_then(|line| {
        let column = *sheet.blocks.get(line.block)?.get(column)?;
        sheet.amount(line.row, column).map(|_| sheet.cell(line.row, column))
    });
    match own {
        Some(cell) => vec![cell],
        None => tree.children(at).iter().flat_map(|child| cells(sheet, tree, *child, column)).collect(),
    }
}

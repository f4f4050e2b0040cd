//! What was tried, and what that says of each amount.

use super::view::View;
use super::{CellRef, CellState, Counts, Ledger, Outcome, Relation, Verdict};
use super::{blame, cause, exactness};
use crate::model::{Document, Finding, Place, Severity};
use std::collections::BTreeSet;

/// Draws the line: causes, the state of each amount, the counts of each table.
pub(super) fn close(ledger: &mut Ledger, view: &View<'_>) {
    ledger.outcomes.sort_by(|a, b| {
        let place = |outcome: &Outcome| (outcome.table, outcome.left.is_empty());
        place(a).cmp(&place(b)).then_with(|| a.left.cmp(&b.left)).then(a.check.cmp(b.check))
    });
    ledger.outcomes.dedup_by(|a, b| {
        a.table == b.table && a.left == b.left && a.right == b.right && a.relation == b.relation && a.beside == b.beside
    });
    exactness::sharpen(view, &mut ledger.outcomes);
    cause::explain(view, &mut ledger.outcomes);
    let proving = ledger.outcomes.iter().filter(|outcome| outcome.verdict.holds() && outcome.proves);
    let cells = proving.flat_map(|outcome| outcome.left.iter().chain(&outcome.right));
    let is_cleared = |cell: &&CellRef| view.amount(**cell).is_some() && !view.is_unsure(**cell);
    let cleared: BTreeSet<CellRef> = cells.filter(is_cleared).copied().collect();
    let blamed = blame::blamed(view, &ledger.outcomes, &cleared);
    let proved = cleared.into_iter().filter(|cell| !view.is_recognised(*cell));
    ledger.cells.extend(proved.map(|cell| (cell, CellState::Verified)));
    ledger.cells.extend(blamed.into_iter().map(|cell| (cell, CellState::Contradicted)));
    ledger.counts =
        view.sheets.iter().map(|sheet| Counts { amounts: sheet.table.amounts(), ..Counts::default() }).collect();
    for (cell, state) in &ledger.cells {
        if let Some(counts) = ledger.counts.get_mut(cell.table.get()) {
            counts.verified += usize::from(*state == CellState::Verified);
            counts.contradicted += usize::from(*state == CellState::Contradicted);
        }
    }
}

/// A finding for each mismatch, and for each sum that rounding explains.
pub(crate) fn findings(document: &Document) -> Vec<Finding> {
    let told = document
        .ledger
        .outcomes
        .iter()
        .filter(|outcome| matches!(outcome.verdict, Verdict::Mismatch | Verdict::Rounding));
    told.filter_map(|outcome| finding(document, outcome)).collect()
}

fn finding(document: &Document, outcome: &Outcome) -> Option<Finding> {
    let table = document.tables.get(outcome.table.get())?;
    let (place, name) = match outcome.left.first() {
        Some(cell) => {
            let row = table.rows.get(cell.row.get())?;
            let page = row.cells.get(cell.column.get()).and_then(|cell| cell.page).or(table.first_page());
            let label =
                row.cells.iter().map(|cell| cell.text.as_str()).find(|text| !text.is_ascii()).unwrap_or_default();
            let path = table.columns.get(cell.column.get()).map(|column| column.path.join("/")).unwrap_or_default();
            (Place::cell(outcome.table, cell.row, cell.column).on(page), format!("{label} | {path}: "))
        }
        None => (Place::table(outcome.table).on(table.first_page()), String::new()),
    };
    let difference = (outcome.found - outcome.expected).normalize();
    let is_rounding = outcome.verdict == Verdict::Rounding;
    let why = match (is_rounding, outcome.cause) {
        (true, _) => "; rounding explains it".to_owned(),
        (false, Some(cause)) => format!("; {}", cause.explanation()),
        (false, None) => String::new(),
    };
    // A row that is not there is off by no amount.
    let off = if difference.is_zero() { String::new() } else { format!(" off by {difference}") };
    let rest = outcome.rest.map(|rest| format!("; it {rest}")).unwrap_or_default();
    let message = format!("{}: {name}{}{off}{why}{rest}", outcome.identity, sides(outcome));
    let severity = if is_rounding { Severity::Info } else { outcome.severity };
    let mut finding = Finding::new(outcome.check, severity, place, message);
    finding.expected =
        Some(format!("{}{}", if outcome.relation == Relation::AtMost { "<= " } else { "" }, outcome.expected));
    finding.found = Some(outcome.found.to_string());
    Some(finding)
}

/// `R1C3 = R2C3 + R5C3`; long sums are cut.
fn sides(outcome: &Outcome) -> String {
    const CELLS: usize = 4;
    let side = |cells: &[CellRef], beside: &Option<String>| {
        let mut names: Vec<String> = cells.iter().take(CELLS).map(|cell| cell.name(outcome.table)).collect();
        if cells.len() > CELLS {
            names.push(format!("{} more", cells.len() - CELLS));
        }
        names.extend(beside.clone());
        names.join(" + ")
    };
    let [left, right] = &outcome.beside;
    format!("{} {} {}", side(&outcome.left, left), outcome.relation.as_str(), side(&outcome.right, right))
}

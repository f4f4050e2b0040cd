//! What was tried, and what that says of each amount.

use super::figures::Figure;
use super::view::View;
use super::{CellRef, Outcome, Verdict};
use super::{blame, cause, exactness};
use crate::finding::{Finding, Place};
use std::collections::{BTreeMap, BTreeSet};

/// What the checks say of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellState {
    /// No sum that it stands in holds, or its place is not certain.
    Unverified,
    /// A sum that it stands in holds: another digit in it would break that sum.
    Verified,
    /// A sum that it stands in fails, no other clears it, and it is among the fewest amounts that explain what fails.
    Contradicted,
}

impl CellState {
    /// Its word in outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            CellState::Unverified => "no",
            CellState::Verified => "yes",
            CellState::Contradicted => "contradicted",
        }
    }
}

/// How many of something are how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Amounts.
    pub amounts: usize,
    /// Those that are verified.
    pub verified: usize,
    /// Those that are contradicted.
    pub contradicted: usize,
}

/// What was tried, and what that says of each amount.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    outcomes: Vec<Outcome>,
    cells: BTreeMap<CellRef, CellState>,
    counts: Vec<Counts>,
    figures: Vec<Figure>,
}

impl Ledger {
    pub(super) fn new(_view: &View<'_>) -> Ledger {
        Ledger::default()
    }

    /// Enters outcomes; what is not applicable is not kept.
    pub(super) fn extend(&mut self, outcomes: impl IntoIterator<Item = Outcome>) {
        self.outcomes.extend(outcomes.into_iter().filter(|outcome| outcome.verdict != Verdict::NotApplicable));
    }

    /// Draws the line: causes, the state of each amount, the counts of each table.
    pub(super) fn close(&mut self, view: &View<'_>) {
        self.outcomes.sort_by(|a, b| {
            let place = |outcome: &Outcome| (outcome.table, outcome.left.is_empty());
            place(a).cmp(&place(b)).then_with(|| a.left.cmp(&b.left)).then(a.check.cmp(b.check))
        });
        self.outcomes.dedup_by(|a, b| {
            a.table == b.table
                && a.left == b.left
                && a.right == b.right
                && a.relation == b.relation
                && a.beside == b.beside
        });
        exactness::sharpen(view, &mut self.outcomes);
        cause::explain(view, &mut self.outcomes);
        let proving = self.outcomes.iter().filter(|outcome| outcome.verdict.holds() && outcome.proves);
        let cells = proving.flat_map(|outcome| outcome.left.iter().chain(&outcome.right));
        let cleared: BTreeSet<CellRef> =
            cells.filter(|cell| view.amount(**cell).is_some() && !view.is_unsure(**cell)).copied().collect();
        let blamed = blame::blamed(view, &self.outcomes, &cleared);
        self.cells.extend(cleared.into_iter().map(|cell| (cell, CellState::Verified)));
        self.cells.extend(blamed.into_iter().map(|cell| (cell, CellState::Contradicted)));
        self.counts =
            view.sheets.iter().map(|sheet| Counts { amounts: sheet.table.amounts(), ..Counts::default() }).collect();
        for (cell, state) in &self.cells {
            if let Some(counts) = self.counts.get_mut(cell.table) {
                counts.verified += usize::from(*state == CellState::Verified);
                counts.contradicted += usize::from(*state == CellState::Contradicted);
            }
        }
    }

    pub(super) fn set_figures(&mut self, figures: Vec<Figure>) {
        self.figures = figures;
    }

    /// What other documents print again.
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// Every identity that was tried, in the order of print; those about nothing are left out.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// What is known of an amount.
    pub fn state(&self, cell: CellRef) -> CellState {
        self.cells.get(&cell).copied().unwrap_or(CellState::Unverified)
    }

    /// The counts of a table, by its index from 0.
    pub fn counts(&self, table: usize) -> Counts {
        self.counts.get(table).copied().unwrap_or_default()
    }

    /// The counts of the whole document.
    pub fn total(&self) -> Counts {
        self.counts.iter().fold(Counts::default(), |sum, own| Counts {
            amounts: sum.amounts + own.amounts,
            verified: sum.verified + own.verified,
            contradicted: sum.contradicted + own.contradicted,
        })
    }

    /// A finding for each mismatch, and for each sum that rounding explains.
    pub(crate) fn findings(&self, document: &crate::Document) -> Vec<Finding> {
        let told =
            self.outcomes.iter().filter(|outcome| matches!(outcome.verdict, Verdict::Mismatch | Verdict::Rounding));
        told.filter_map(|outcome| finding(document, outcome)).collect()
    }
}

fn finding(document: &crate::Document, outcome: &Outcome) -> Option<Finding> {
    let table = document.tables.get(outcome.table)?;
    let (place, name) = match outcome.left.first() {
        Some(cell) => {
            let row = table.rows.get(cell.row)?;
            let page = row.cells.get(cell.column).and_then(|cell| cell.page).or(table.first_page());
            let (row_number, column) = (Some(cell.row + 1), Some(cell.column + 1));
            let label =
                row.cells.iter().map(|cell| cell.text.as_str()).find(|text| !text.is_ascii()).unwrap_or_default();
            let path = table.columns.get(cell.column).map(|column| column.path.join("/")).unwrap_or_default();
            (Place { page, table: Some(outcome.table + 1), row: row_number, column }, format!("{label} | {path}: "))
        }
        None => {
            let place = Place { page: table.first_page(), table: Some(outcome.table + 1), ..Place::default() };
            (place, String::new())
        }
    };
    let difference = (outcome.found - outcome.expected).normalize();
    let is_rounding = outcome.verdict == Verdict::Rounding;
    let why = match (is_rounding, outcome.cause) {
        (true, _) => "; rounding explains it".to_owned(),
        (false, Some(cause)) => format!("; {cause}"),
        (false, None) => String::new(),
    };
    // A row that is not there is off by no amount.
    let off = if difference.is_zero() { String::new() } else { format!(" off by {difference}") };
    let rest = outcome.rest.map(|rest| format!("; it {rest}")).unwrap_or_default();
    let message = format!("{}: {name}{}{off}{why}{rest}", outcome.identity, sides(outcome));
    let severity = if is_rounding { crate::Severity::Info } else { outcome.severity };
    let mut finding = Finding::new(outcome.check, severity, place, message);
    finding.expected =
        Some(format!("{}{}", if outcome.relation == super::Relation::AtMost { "<= " } else { "" }, outcome.expected));
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

impl CellRef {
    /// `R1C3`, of another table than `table` `T5R1C3`; all from 1.
    pub fn name(&self, table: usize) -> String {
        let own = format!("R{}C{}", self.row + 1, self.column + 1);
        if self.table == table { own } else { format!("T{}{own}", self.table + 1) }
    }
}

//! The checks: one code, one file, one page of manual each.

mod budget_final;
mod by_code;
mod class_rows;
mod code_hierarchy;
mod column_total;
mod columns;
mod cross_table;
mod deeper;
mod department_units;
mod found;
mod label_hierarchy;
mod narrative;
mod performance_score;
mod rate;
mod row_sum;
mod table_year;
mod tails;
mod tree;

use self::found::Found;
use self::tree::Tree;
use super::view::View;
use crate::model::Ledger;
use crate::model::{Severity, codes};

/// A check.
pub(super) trait Check: Sync {
    /// Its code, which is that of its findings.
    fn code(&self) -> &'static str;
    /// How much a mismatch matters.
    fn severity(&self) -> Severity;
    /// What it checks, why, how far sums may be off, and examples that are run as tests.
    fn manual(&self) -> &'static str;
    /// Tries it on a document.
    fn run(&self, context: &Context<'_>, ledger: &mut Ledger);
}

/// What the checks look at.
pub(super) struct Context<'a> {
    view: &'a View<'a>,
    /// The trees of the lines of each table.
    trees: Vec<Vec<Tree<'a>>>,
    /// The sums of rows that a search finds in each table.
    found: Vec<Found<'a>>,
}

/// Tries every check on a document.
pub(super) fn run(view: &View<'_>, ledger: &mut Ledger) {
    let found = view.sheets.iter().map(|sheet| Found::of(view, sheet)).collect();
    let mut trees: Vec<Vec<Tree<'_>>> = view.sheets.iter().map(tree::drawn).collect();
    for (sheet, own) in view.sheets.iter().zip(&mut trees) {
        own.iter_mut().for_each(|tree| tails::settle(view, sheet, tree));
    }
    let context = Context { view, trees, found };
    for check in ALL {
        check.run(&context, ledger);
    }
}

/// Every check, in the order they are run.
const ALL: &[&dyn Check] = &[
    &row_sum::RowSum,
    &code_hierarchy::CodeHierarchy,
    &label_hierarchy::LabelHierarchy,
    &column_total::ColumnTotal,
    &cross_table::CrossTable,
    &cross_table::Balance,
    &cross_table::AtMost,
    &cross_table::ThreePublic,
    &rate::Rate,
    &performance_score::PerformanceScore,
    &narrative::Narrative,
    &table_year::TableYear,
    &budget_final::BudgetFinal,
    &department_units::DepartmentUnits,
];

/// The checks of sums, which have to be supported.
const RESTING: &[&str] = &[codes::ROW_SUM, codes::COLUMN_TOTAL, codes::CODE_HIERARCHY, codes::LABEL_HIERARCHY];

/// What the manual says of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckInfo {
    /// Its code, which is that of its findings.
    pub code: &'static str,
    /// How much a mismatch matters.
    pub severity: Severity,
    /// Its page of the manual, as Markdown.
    pub manual: &'static str,
    /// What its mismatches rest on, where that is more than two numbers that differ; as Markdown.
    pub support: Option<&'static str>,
}

/// Every check, in the order they are run.
pub fn checks() -> Vec<CheckInfo> {
    ALL.iter()
        .map(|check| CheckInfo {
            code: check.code(),
            severity: check.severity(),
            manual: check.manual(),
            support: RESTING.contains(&check.code()).then_some(include_str!("support.md")),
        })
        .collect()
}

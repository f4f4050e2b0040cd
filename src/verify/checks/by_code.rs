//! Two tables that list the same codes: what the one has of a code is at most what the other has of it, and the same where
//! the totals of both are the same.

use super::class_rows::only;
use crate::model::{Cause, CellRef, Ledger, Outcome, Relation, Severity, Verdict};
use crate::verify::equation::Equation;
use crate::verify::outline::{Line, Rank};
use crate::verify::view::{Sheet, View};
use std::collections::BTreeMap;
use std::ops::Range;

/// The tables of a part and of the whole, and what is compared. Of 44 documents and five dumps no code breaks one of these
/// but those of a document whose table is shifted in print.
const PAIRS: &[(&str, &str)] = &[
    ("general_budget_expenditure", "dept_expenditure"),
    ("general_budget_expenditure", "fiscal_allocation_expenditure"),
    ("fiscal_allocation_expenditure", "dept_expenditure"),
    ("gov_fund_expenditure", "dept_expenditure"),
    ("general_budget_basic_expenditure_by_function", "general_budget_expenditure"),
    ("general_budget_basic_expenditure", "fiscal_allocation_basic_expenditure"),
    ("general_budget_basic_expenditure", "general_budget_expenditure_by_economic"),
    ("general_budget_basic_expenditure", "economic_classification_summary"),
    ("dept_expenditure", "dept_income"),
    ("final_general_budget_expenditure", "final_expenditure"),
    ("final_gov_fund_expenditure", "final_expenditure"),
    ("final_expenditure", "final_income"),
];
/// Income and expenditure of a code are the same, or not comparable.
const INCOME: &[&str] = &["dept_income", "final_income"];
/// The measures that both tables may have beside the total.
const MEASURES: &[&str] = &["basic", "project"];
/// So many codes of a length in both tables say that both go to this level.
const SHARED: usize = 5;

/// Compares the tables of one organisation.
pub(super) fn compare(check: &'static str, view: &View<'_>, tables: &Range<usize>, ledger: &mut Ledger) {
    for (part, whole) in PAIRS {
        let (Some(part), Some(whole)) = (only(view, tables, part), only(view, tables, whole)) else { continue };
        let (of_part, of_whole) = (lines_by_code(part), lines_by_code(whole));
        for measure in std::iter::once(None).chain(MEASURES.iter().copied().map(Some)) {
            let place = |sheet: &Sheet<'_>, line: &Line| -> Option<CellRef> {
                Some(sheet.cell(line.row, column(sheet, line.block, measure)?))
            };
            let total = |sheet: &Sheet<'_>| -> Option<rust_decimal::Decimal> {
                let line = sheet.lines.iter().flatten().find(|line| line.rank == Rank::Total && line.has_amount)?;
                let cell = place(sheet, line)?;
                view.amount(cell)?.checked_mul(view.factor(cell)?.into())
            };
            let is_all = total(part).is_some() && total(part) == total(whole);
            if !is_all && INCOME.iter().any(|kind| whole.table.kind.as_deref() == Some(kind)) {
                continue;
            }
            for (code, line) in &of_part {
                let (Some(line), Some(Some(other))) = (line, of_whole.get(code)) else { continue };
                let (Some(left), Some(right)) = (place(part, line), place(whole, other)) else { continue };
                let equation = Equation {
                    check,
                    identity: format!("{code} of two tables"),
                    relation: if is_all { Relation::Equal } else { Relation::AtMost },
                    left: vec![left],
                    right: vec![right],
                    severity: Severity::Warning,
                };
                ledger.extend([equation.evaluate(view)]);
            }
        }
        ledger.extend(missing(check, view, (part, &of_part), (whole, &of_whole)));
    }
}

/// The lines by their codes; of a code that stands more than once none.
type ByCode<'a> = BTreeMap<&'a str, Option<&'a Line>>;

fn lines_by_code<'a>(sheet: &'a Sheet<'_>) -> ByCode<'a> {
    let mut found: ByCode<'a> = BTreeMap::new();
    for line in sheet.lines.iter().flatten() {
        if let Some((_, code)) = &line.code {
            found.entry(code).and_modify(|known| *known = None).or_insert(Some(line));
        }
    }
    found
}

/// The column of a measure; without one the first column of amounts that is not of another year or a change.
fn column(sheet: &Sheet<'_>, block: usize, measure: Option<&str>) -> Option<usize> {
    let own = |at: &usize| sheet.table.meanings.get(*at).and_then(|meaning| meaning.measure.as_deref());
    let mut columns = sheet.blocks.get(block)?.iter().copied();
    match measure {
        Some(measure) => columns.find(|at| own(at) == Some(measure)),
        None => columns.find(|at| own(at).is_none_or(|own| !own.contains('.'))),
    }
}

/// Codes of the part that the whole does not print, though it goes to their level.
fn missing(
    check: &'static str,
    view: &View<'_>,
    (part, of_part): (&Sheet<'_>, &ByCode<'_>),
    (whole, of_whole): (&Sheet<'_>, &ByCode<'_>),
) -> Vec<Outcome> {
    if INCOME.iter().any(|kind| whole.table.kind.as_deref() == Some(kind)) {
        return Vec::new();
    }
    let shared =
        |length: usize| of_part.keys().filter(|code| code.len() == length && of_whole.contains_key(*code)).count();
    let mut found = Vec::new();
    for (code, line) in of_part.iter().filter(|(code, _)| !of_whole.contains_key(*code) && shared(code.len()) >= SHARED)
    {
        let Some(line) = line else { continue };
        let Some(cell) = column(part, line.block, None).map(|column| part.cell(line.row, column)) else { continue };
        let Some(amount) = view.amount(cell).filter(|amount| !amount.is_zero()) else { continue };
        found.push(Outcome {
            check,
            identity: format!("{code} of two tables"),
            verdict: Verdict::Mismatch,
            relation: Relation::AtMost,
            left: vec![cell],
            right: Vec::new(),
            beside: [None, Some(format!("{code} of T{}, which is not there", whole.index))],
            table: part.index,
            expected: rust_decimal::Decimal::ZERO,
            found: amount,
            tolerance: rust_decimal::Decimal::ZERO,
            cause: Some(Cause::RowMissing),
            severity: Severity::Warning,
            proves: false,
            rest: None,
        });
    }
    found
}

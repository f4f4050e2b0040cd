//! 收支总表 lists expenditure by class: each line is the same money as the codes of its class in 支出总表.

use crate::catalogue::codes_of_names;
use crate::model::{Ledger, Relation, Severity};
use crate::verify::equation::Equation;
use crate::verify::outline::{Line, Rank};
use crate::verify::selector::unnumbered;
use crate::verify::view::{Sheet, View};
use rust_decimal::Decimal;
use std::ops::Range;

/// The tables that are compared: by class, and by code; and the rule.
const PAIRS: &[(&str, &str, &str)] = &[
    ("dept_income_expenditure_summary", "dept_expenditure", "X-13b"),
    ("final_income_expenditure_summary", "final_expenditure", "FX-13b"),
];
/// The half of 收支总表 with the expenditure.
const EXPENDITURE: usize = 1;
/// How many digits the code of a class has.
const CLASS: usize = 3;

/// Compares the classes of one organisation's tables.
pub(super) fn compare(check: &'static str, view: &View<'_>, tables: &Range<usize>, ledger: &mut Ledger) {
    for (by_class, by_code, rule) in PAIRS {
        let (Some(classes), Some(codes)) = (only(view, tables, by_class), only(view, tables, by_code)) else {
            continue;
        };
        let lines = classes.lines.get(EXPENDITURE).map(Vec::as_slice).unwrap_or_default();
        let Some(column) = classes.blocks.get(EXPENDITURE).and_then(|columns| columns.first()) else { continue };
        for line in lines.iter().filter(|line| line.has_amount) {
            // One by one: a class is no part of the class above it.
            let code = codes_of_names('2', std::iter::once(Some(unnumbered(line)))).into_iter().next().flatten();
            let Some(class) = code.filter(|code| code.len() == CLASS) else { continue };
            let Some(right) = rows_of(codes, &class) else { continue };
            let equation = Equation {
                check,
                identity: format!("{rule} 收支总表的{} = 支出表的{class}", unnumbered(line)),
                relation: Relation::Equal,
                left: vec![classes.cell(line.row, *column)],
                right: right.into_iter().map(|(row, column)| codes.cell(row, column)).collect(),
                severity: Severity::Warning,
            };
            ledger.extend([equation.evaluate(view)]);
        }
    }
}

/// The one table of a kind.
pub(super) fn only<'a, 'b>(view: &'b View<'a>, tables: &Range<usize>, kind: &str) -> Option<&'b Sheet<'a>> {
    let mut own = view
        .sheets
        .iter()
        .filter(|sheet| tables.contains(&sheet.index.get()) && sheet.table.kind.as_deref() == Some(kind));
    own.next().filter(|_| own.next().is_none())
}

/// The cells of a class: its own lines, or those of the codes that have none below them, if these are the whole table.
fn rows_of(sheet: &Sheet<'_>, class: &str) -> Option<Vec<(usize, usize)>> {
    let code = |line: &Line| line.code.as_ref().map(|(_, code)| code.clone()).unwrap_or_default();
    let place = |line: &&Line| Some((line.row, *sheet.blocks.get(line.block)?.first()?));
    let lines = || sheet.lines.iter().flatten().filter(|line| line.has_amount);
    let own: Vec<_> = lines().filter(|line| code(line) == class).filter_map(|line| place(&line)).collect();
    if !own.is_empty() {
        return Some(own);
    }
    let longest = lines().map(|line| code(line).len()).max().filter(|length| *length > CLASS)?;
    let leaves = || lines().filter(|line| code(line).len() == longest);
    let sum = |places: &[(usize, usize)]| -> Decimal {
        places.iter().filter_map(|(row, column)| sheet.amount(*row, *column)).sum()
    };
    let all: Vec<_> = leaves().filter_map(|line| place(&line)).collect();
    let total = lines().find(|line| line.rank == Rank::Total).and_then(|line| place(&line))?;
    let parts: Vec<_> = leaves().filter(|line| code(line).starts_with(class)).filter_map(|line| place(&line)).collect();
    (sum(&all) == sum(&[total]) && !parts.is_empty()).then_some(parts)
}

//! A percentage against the two amounts before it: 比上年增长, 为预算数的%.

use super::{Check, Context};
use crate::finding::{Severity, codes};
use crate::table::{ColumnRole, Value};
use crate::verify::family::{Known, enter};
use crate::verify::ledger::Ledger;
use crate::verify::view::{Sheet, View};
use crate::verify::{Outcome, Relation, Verdict};
use rust_decimal::Decimal;

pub(super) struct Rate;

/// What a percentage is of its two amounts.
#[derive(Clone, Copy)]
enum Sort {
    /// How much the second is more than the first.
    Growth,
    /// What part of the first the second is.
    Share,
}

impl Check for Rate {
    fn code(&self) -> &'static str {
        codes::RATE
    }

    fn severity(&self) -> Severity {
        Severity::Info
    }

    fn manual(&self) -> &'static str {
        include_str!("rate.md")
    }

    fn run(&self, context: &Context<'_>, ledger: &mut Ledger) {
        let view = context.view;
        for sheet in &view.sheets {
            for (column, sort) in rates(sheet) {
                let amounts = before(sheet, column);
                let [.., first, second] = amounts.as_slice() else { continue };
                let rows = 0..sheet.table.rows.len();
                let outcomes = rows.filter_map(|row| outcome(self, view, sheet, (row, column, *first, *second), sort));
                enter(view, outcomes.collect(), Known::Likely, ledger);
            }
        }
    }
}

/// The columns of percentages with exactly two columns of amounts before them, from the last percentage on.
fn rates(sheet: &Sheet<'_>) -> Vec<(usize, Sort)> {
    let columns = sheet.table.columns.iter().enumerate();
    let ratios = columns.filter(|(at, column)| column.role == ColumnRole::Ratio && before(sheet, *at).len() == 2);
    ratios
        .filter_map(|(at, column)| {
            let name = column.path.concat();
            let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
            if has(&["增长", "增减", "增（减）", "增(减)"]) {
                Some((at, Sort::Growth))
            } else if has(&["为预算", "为调整预算", "为上年", "占预算", "完成预算", "完成率", "执行率"])
            {
                Some((at, Sort::Share))
            } else {
                None
            }
        })
        .collect()
}

/// The columns of amounts between a column and the percentage or name before them.
fn before(sheet: &Sheet<'_>, column: usize) -> Vec<usize> {
    let role = |at: usize| sheet.table.columns.get(at).map(|column| column.role);
    let mut found: Vec<usize> = (0..column).rev().take_while(|at| role(*at) == Some(ColumnRole::Amount)).collect();
    found.reverse();
    found
}

fn outcome(
    check: &Rate,
    view: &View<'_>,
    sheet: &Sheet<'_>,
    (row, column, first, second): (usize, usize, usize, usize),
    sort: Sort,
) -> Option<Outcome> {
    let Some(Value::Ratio(printed)) = sheet.table.rows.get(row)?.cells.get(column)?.value else { return None };
    let (a, b) = (sheet.amount(row, first)?, sheet.amount(row, second)?);
    let half = view.half(sheet.cell(row, first));
    let hundred = Decimal::ONE_HUNDRED;
    let share = b.checked_mul(hundred)?.checked_div(a)?;
    let expected = match sort {
        Sort::Growth => share.checked_sub(hundred)?,
        Sort::Share => share,
    };
    // What the rounding of both amounts and of the percentage can do.
    let of_amounts = half.checked_mul(hundred + share.abs())?.checked_div(a.abs())?;
    let tolerance = Decimal::new(5, printed.scale() + 1).checked_add(of_amounts)?;
    let difference = (printed - expected).abs();
    let exact = expected.round_dp(printed.scale()) == printed;
    Some(Outcome {
        check: check.code(),
        identity: "a percentage = the two amounts before it".to_owned(),
        verdict: match () {
            () if exact => Verdict::Ok,
            () if difference <= tolerance => Verdict::Rounding,
            () => Verdict::Mismatch,
        },
        relation: Relation::Equal,
        left: vec![sheet.cell(row, column)],
        right: vec![sheet.cell(row, first), sheet.cell(row, second)],
        beside: [None, None],
        table: sheet.index,
        expected: expected.round_dp(printed.scale() + 1),
        found: printed,
        tolerance: tolerance.round_dp(printed.scale() + 2),
        cause: None,
        severity: check.severity(),
        proves: false,
    })
}

//! A percentage against the two amounts before it: 比上年增长, 为预算数的%.

use super::narrative::words;
use super::{Check, Context};
use crate::model::{
    CellRef, Claim, ColumnMeaning, ColumnRole, Ledger, Outcome, Relation, Severity, TableIndex, Value, Verdict, codes,
};
use crate::verify::view::{Sheet, View};
use rust_decimal::Decimal;

pub(super) struct Rate;

/// What a percentage is of its two amounts.
#[derive(Clone, Copy)]
enum RateKind {
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
                ledger.extend(usual(outcomes.collect()));
            }
            ledger.extend(self.shares(sheet));
        }
        ledger.extend(view.document.claims.iter().filter_map(|claim| self.share_in_words(view, claim)));
    }
}

impl Rate {
    /// A share in a table is between nothing and all.
    fn shares(&self, sheet: &Sheet<'_>) -> Vec<Outcome> {
        let is_share = |meaning: &ColumnMeaning| meaning.measure.as_deref() == Some("share");
        let columns = sheet.table.meanings.iter().enumerate().filter(|(_, meaning)| is_share(meaning));
        let mut found = Vec::new();
        for (column, _) in columns {
            for (row, printed) in sheet.table.rows.iter().enumerate() {
                if let Some(Value::Ratio(share)) = printed.cells.get(column).and_then(|cell| cell.value.as_ref()) {
                    found.push(self.share(*share, vec![sheet.cell(row, column)], None, sheet.index));
                }
            }
        }
        found
    }

    /// A share in the prose: 占本年支出合计的 45.2%. Completion and growth may exceed the whole.
    fn share_in_words(&self, view: &View<'_>, claim: &Claim) -> Option<Outcome> {
        let is_share = matches!(claim.unit.as_str(), "%" | "％") && is_share(&claim.subject);
        let tables = || view.sheets.iter().filter(|sheet| sheet.table.first_page() <= claim.page);
        let table = tables().next_back().map(|sheet| sheet.index).unwrap_or_default();
        is_share.then(|| self.share(claim.value, Vec::new(), Some(words(claim)), table))
    }

    fn share(&self, share: Decimal, left: Vec<CellRef>, words: Option<String>, table: TableIndex) -> Outcome {
        let whole = Decimal::ONE_HUNDRED;
        let is_part = !share.is_sign_negative() && share <= whole;
        Outcome {
            check: self.code(),
            identity: "T-13 a share <= 100 %".to_owned(),
            verdict: if is_part { Verdict::Ok } else { Verdict::Mismatch },
            relation: Relation::AtMost,
            left,
            right: Vec::new(),
            beside: [words, Some("100 %".to_owned())],
            table,
            expected: whole,
            found: share,
            tolerance: Decimal::ZERO,
            cause: None,
            severity: self.severity(),
            proves: false,
            rest: None,
        }
    }
}

/// What a column is called is not always what it is: percentages that mostly differ are others.
fn usual(mut outcomes: Vec<Outcome>) -> Vec<Outcome> {
    let holds = outcomes.iter().filter(|outcome| outcome.verdict.holds()).count();
    let fails = outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Mismatch).count();
    if holds < 2 || holds < 2 * fails {
        let failing = outcomes.iter_mut().filter(|outcome| outcome.verdict == Verdict::Mismatch);
        failing.for_each(|outcome| outcome.verdict = Verdict::Insufficient);
    }
    outcomes
}

/// Do the words before a percentage say that it is a part of something? 占比上升 2.5 % is none.
fn is_share(subject: &str) -> bool {
    let Some((_, of)) = subject.rsplit_once('占') else { return false };
    !["比上", "比下", "比提", "比降", "比增", "比减", "年初预算", "预算数", "调整预算", "同比", "增长", "下降"]
        .iter()
        .any(|word| of.contains(word))
}

/// The columns of percentages with exactly two columns of amounts before them, from the last percentage on.
fn rates(sheet: &Sheet<'_>) -> Vec<(usize, RateKind)> {
    let columns = sheet.table.columns.iter().enumerate();
    let ratios = columns.filter(|(at, column)| column.role == ColumnRole::Ratio && before(sheet, *at).len() == 2);
    ratios
        .filter_map(|(at, column)| {
            let name = column.path.concat();
            let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
            if has(&["增长", "增减", "增（减）", "增(减)"]) {
                Some((at, RateKind::Growth))
            } else if has(&["为预算", "为调整预算", "为上年", "占预算", "完成预算", "完成率", "执行率"])
            {
                Some((at, RateKind::Share))
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
    sort: RateKind,
) -> Option<Outcome> {
    let Some(Value::Ratio(printed)) = sheet.table.rows.get(row)?.cells.get(column)?.value else { return None };
    let (a, b) = (sheet.amount(row, first)?, sheet.amount(row, second)?);
    let half = view.half(sheet.cell(row, first));
    let hundred = Decimal::ONE_HUNDRED;
    let share = b.checked_mul(hundred)?.checked_div(a)?;
    let expected = match sort {
        RateKind::Growth => share.checked_sub(hundred)?,
        RateKind::Share => share,
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
        rest: None,
    })
}

//! Identities between named cells of one or several tables, as `identities.txt` has them.

use super::{Check, Context, by_code, class_rows};
use crate::catalogue::{Identity, Rows, Term, identities};
use crate::model::{CellRef, Ledger, Outcome, Relation, Severity, codes};
use crate::verify::equation::Equation;
use crate::verify::selector::{sheet, side, side_of_line};
use crate::verify::view::View;
use std::ops::Range;

pub(super) struct CrossTable;
pub(super) struct Balance;
pub(super) struct AtMost;
pub(super) struct ThreePublic;

macro_rules! check_of_identities {
    ($name:ident, $code:expr, $severity:expr, $manual:literal) => {
        impl Check for $name {
            fn code(&self) -> &'static str {
                $code
            }

            fn severity(&self) -> Severity {
                $severity
            }

            fn manual(&self) -> &'static str {
                include_str!($manual)
            }

            fn run(&self, context: &Context<'_>, ledger: &mut Ledger) {
                run(self, context.view, ledger);
            }
        }
    };
}

check_of_identities!(CrossTable, codes::CROSS_TABLE, Severity::Warning, "cross_table.md");
check_of_identities!(Balance, codes::BALANCE, Severity::Warning, "balance.md");
check_of_identities!(AtMost, codes::AT_MOST, Severity::Warning, "at_most.md");
check_of_identities!(ThreePublic, codes::THREE_PUBLIC, Severity::Warning, "three_public.md");

fn run(check: &dyn Check, view: &View<'_>, ledger: &mut Ledger) {
    let parts: Vec<Range<usize>> = match view.document.parts.as_slice() {
        [] => std::iter::once(0..view.sheets.len()).collect(),
        parts => parts.iter().map(|part| part.tables.clone()).collect(),
    };
    if check.code() == codes::CROSS_TABLE {
        for tables in &parts {
            class_rows::compare(check.code(), view, tables, ledger);
            by_code::compare(check.code(), view, tables, ledger);
        }
    }
    let own = identities().iter().filter(|identity| identity.check == check.code());
    for (identity, tables) in own.flat_map(|identity| parts.iter().map(move |tables| (identity, tables))) {
        let prints_money = |term: &Term| {
            let cells = side(view, tables, std::slice::from_ref(term));
            cells.into_iter().flatten().filter_map(|cell| view.amount(cell)).any(|amount| !amount.is_zero())
        };
        if identity.unless.iter().any(prints_money) {
            continue;
        }
        if identity.left.iter().any(|term| term.rows == Rows::Each) {
            ledger.extend(of_each_line(identity, check, view, tables));
            continue;
        }
        let of = |left: &[Term]| {
            let sides = (side(view, tables, left)?, side(view, tables, &identity.right)?);
            Some(equation(identity, sides, check).evaluate(view))
        };
        let own = of(&identity.left);
        let is_certain = own.as_ref().is_some_and(|outcome| outcome.verdict.holds());
        let holding = if is_certain { None } else { of(&identity.or).filter(|outcome| outcome.verdict.holds()) };
        ledger.extend(holding.or(own));
    }
}

/// The identity in each line of its table.
fn of_each_line(identity: &Identity, check: &dyn Check, view: &View<'_>, tables: &Range<usize>) -> Vec<Outcome> {
    let Some(sheet) = identity.left.first().and_then(|term| sheet(view, tables, term)) else { return Vec::new() };
    let sides = |line| Some((side_of_line(sheet, line, &identity.left)?, side_of_line(sheet, line, &identity.right)?));
    let lines = sheet.lines.iter().flatten();
    lines.filter_map(sides).map(|sides| equation(identity, sides, check).evaluate(view)).collect()
}

/// The identity between these cells.
fn equation(identity: &Identity, (left, right): (Vec<CellRef>, Vec<CellRef>), check: &dyn Check) -> Equation {
    Equation {
        check: check.code(),
        identity: format!("{} {}", identity.id, identity.says),
        relation: if identity.is_bound { Relation::AtMost } else { Relation::Equal },
        left,
        right,
        severity: check.severity(),
    }
}

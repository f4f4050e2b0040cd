//! Identities between named cells of one or several tables, as `identities.txt` has them.

use super::{Check, Context, by_code, class_rows};
use crate::catalogue::{Identity, Term, identities};
use crate::finding::{Severity, codes};
use crate::verify::Relation;
use crate::verify::equation::Equation;
use crate::verify::ledger::Ledger;
use crate::verify::selector::side;
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
        let of = |left: &[Term]| Some(equation(identity, left, check, (view, tables))?.evaluate(view));
        let own = of(&identity.left);
        let is_certain = own.as_ref().is_some_and(|outcome| outcome.verdict.holds());
        let holding = if is_certain { None } else { of(&identity.or).filter(|outcome| outcome.verdict.holds()) };
        ledger.extend(holding.or(own));
    }
}

/// The identity over tables of one organisation.
fn equation(
    identity: &Identity,
    left: &[Term],
    check: &dyn Check,
    (view, tables): (&View<'_>, &Range<usize>),
) -> Option<Equation> {
    Some(Equation {
        check: check.code(),
        identity: format!("{} {}", identity.id, identity.says),
        relation: if identity.is_bound { Relation::AtMost } else { Relation::Equal },
        left: side(view, tables, left)?,
        right: side(view, tables, &identity.right)?,
        severity: check.severity(),
    })
}

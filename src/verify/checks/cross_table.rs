//! Identities between named cells of one or several tables, as `identities.txt` has them.

use super::Check;
use crate::catalogue::{Identity, Term, identities};
use crate::finding::{Severity, codes};
use crate::verify::Relation;
use crate::verify::equation::Equation;
use crate::verify::ledger::Ledger;
use crate::verify::selector::side;
use crate::verify::view::View;

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

            fn run(&self, view: &View<'_>, ledger: &mut Ledger) {
                run(self, view, ledger);
            }
        }
    };
}

check_of_identities!(CrossTable, codes::CROSS_TABLE, Severity::Warning, "cross_table.md");
check_of_identities!(Balance, codes::BALANCE, Severity::Warning, "balance.md");
check_of_identities!(AtMost, codes::AT_MOST, Severity::Warning, "at_most.md");
check_of_identities!(ThreePublic, codes::THREE_PUBLIC, Severity::Warning, "three_public.md");

fn run(check: &dyn Check, view: &View<'_>, ledger: &mut Ledger) {
    for identity in identities().iter().filter(|identity| identity.check == check.code()) {
        let own = equation(identity, &identity.left, check, view).map(|equation| equation.evaluate(view));
        let other = || equation(identity, &identity.or, check, view).map(|equation| equation.evaluate(view));
        let is_certain = own.as_ref().is_some_and(|outcome| outcome.verdict.holds());
        let holding = if is_certain { None } else { other().filter(|outcome| outcome.verdict.holds()) };
        ledger.extend(holding.or(own));
    }
}

fn equation(identity: &Identity, left: &[Term], check: &dyn Check, view: &View<'_>) -> Option<Equation> {
    Some(Equation {
        check: check.code(),
        identity: format!("{} {}", identity.id, identity.says),
        relation: if identity.is_bound { Relation::AtMost } else { Relation::Equal },
        left: side(view, left)?,
        right: side(view, &identity.right)?,
        severity: check.severity(),
    })
}

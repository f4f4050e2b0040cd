//! A code is the sum of the codes below it: 201 of 20101, 20103, …; a unit of its codes.

use super::tree::{By, Tree};
use super::{Check, Context, deeper};
use crate::catalogue;
use crate::model::{Cause, Ledger, Outcome, Relation, Scheme, Severity, Verdict, codes};
use crate::verify::family::{Claim, Known, Of, excuse_missing, without_copies};
use crate::verify::judge::{Outline, judge_outlines};
use crate::verify::outline::Line;
use crate::verify::view::{Sheet, View};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

pub(super) struct CodeHierarchy;

impl Check for CodeHierarchy {
    fn code(&self) -> &'static str {
        codes::CODE_HIERARCHY
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn manual(&self) -> &'static str {
        include_str!("code_hierarchy.md")
    }

    fn run(&self, context: &Context<'_>, ledger: &mut Ledger) {
        let view = context.view;
        let of = Of { check: self.code(), identity: "a code = the codes below it", severity: self.severity() };
        let mut outlines = Vec::new();
        for ((sheet, trees), found) in view.sheets.iter().zip(&context.trees).zip(&context.found) {
            ledger.extend(self.lost(sheet));
            for tree in trees.iter().filter(|tree| matches!(tree.by, By::Code | By::Name)) {
                // The only unit of a table is all of it, as a total is.
                let has_units = tree.lines.iter().filter(|line| line.unit.is_some() && line.has_amount).count() > 1;
                let is_unit = |claim: &Claim<'_>| claim.total.unit.is_some() && has_units;
                let kinds = [Known::Certain, Known::Likely, Known::Hint];
                // That codes are the sums of codes says nothing of units.
                for (known, of_units) in kinds.into_iter().flat_map(|known| [(known, false), (known, true)]) {
                    let mut sums: Vec<Vec<Outcome>> = Vec::new();
                    for claim in claims(tree, known).into_iter().filter(|claim| is_unit(claim) == of_units) {
                        let mut outcomes = outcomes(view, sheet, (tree, &claim), of);
                        if tree.by == By::Name {
                            excuse_missing(view, &mut outcomes);
                        }
                        found.replace(claim.total, &mut outcomes);
                        sums.push(outcomes);
                    }
                    outlines.push(Outline { known, sort: usize::from(of_units), sums });
                }
            }
        }
        judge_outlines(view, &mut outlines);
        ledger.extend(outlines.into_iter().flat_map(|outline| outline.sums).flatten());
    }
}

/// So many codes with codes below them say that a table prints them all.
const PRINTED: usize = 3;
/// For each that is not there so many have to be.
const FOR_ONE: usize = 4;

impl CodeHierarchy {
    /// Codes below a code that is not printed, in a table that prints the others: its row is missing. Departments' forms
    /// print all levels above a code; tables of governments leave some out.
    fn lost(&self, sheet: &Sheet<'_>) -> Vec<Outcome> {
        if sheet.table.kind.as_deref().is_none_or(|kind| kind.starts_with("government")) {
            return Vec::new();
        }
        let own: BTreeSet<&(Scheme, String)> =
            sheet.lines.iter().flatten().filter_map(|line| line.code.as_ref()).collect();
        let above = |(scheme, code): &(Scheme, String)| {
            let is_deep =
                scheme.level(code) > Some(1) && (code.len() == 5 || (code.len() == 7 && *scheme == Scheme::Functional));
            is_deep.then(|| code.get(..code.len() - 2)).flatten().map(|above| (*scheme, above.to_owned()))
        };
        let parents: BTreeSet<(Scheme, String)> = own.iter().filter_map(|code| above(code)).collect();
        let (printed, lost): (Vec<_>, Vec<_>) = parents.into_iter().partition(|parent| own.contains(parent));
        if printed.len() < PRINTED || printed.len() < lost.len() * FOR_ONE {
            return Vec::new();
        }
        let outcome = |(_, code): (Scheme, String)| Outcome {
            check: self.code(),
            identity: format!("{code} is printed above its codes"),
            verdict: Verdict::Mismatch,
            relation: Relation::Equal,
            left: Vec::new(),
            right: Vec::new(),
            beside: [Some(format!("codes below {code}")), Some(format!("{code}, which is not there"))],
            table: sheet.index,
            expected: Decimal::ZERO,
            found: Decimal::ZERO,
            tolerance: Decimal::ZERO,
            cause: Some(Cause::RowMissing),
            severity: self.severity(),
            proves: false,
            rest: None,
        };
        lost.into_iter().map(outcome).collect()
    }
}

fn claims<'a>(tree: &Tree<'a>, wanted: Known) -> Vec<Claim<'a>> {
    let mut claims = Vec::new();
    for (at, line) in tree.lines.iter().enumerate().filter(|(_, line)| line.has_amount) {
        let parts = tree.at(&tree.parts(at));
        let known = match tree.by {
            _ if tree.is_transfer(at) => Known::Hint,
            By::Code if line.unit.is_some() && parts.iter().any(|part| part.unit == line.unit) => Known::Likely,
            By::Code if is_itself(line) => Known::Certain,
            By::Name if tree.is_open(at) => Known::Hint,
            By::Code => Known::Hint,
            _ => Known::Likely,
        };
        if !parts.is_empty() && known == wanted {
            claims.push(Claim { total: line, parts, relation: Relation::Equal });
        }
    }
    claims
}

/// What becomes of a claim; where it fails, of the same without copies of lines, if that holds.
fn outcomes(view: &View<'_>, sheet: &Sheet<'_>, (tree, claim): (&Tree<'_>, &Claim<'_>), of: Of) -> Vec<Outcome> {
    let fails = |outcomes: &[Outcome]| outcomes.iter().any(|outcome| outcome.verdict == Verdict::Mismatch);
    let outcomes = deeper::outcomes(view, sheet, tree, claim, of);
    if !fails(&outcomes) {
        return outcomes;
    }
    let others =
        without_copies(sheet, &claim.parts).map(|parts| Claim { parts, ..claim.clone() }.outcomes(view, sheet, of));
    others.filter(|others| !fails(others)).unwrap_or(outcomes)
}

/// Is the line called as its code is? 110 is also printed before 上级补助收入, which is only a part of it.
fn is_itself(line: &Line) -> bool {
    let Some((_, code)) = &line.code else { return line.unit.is_some() };
    line.label.is_empty() || catalogue::entry(code).is_none_or(|entry| entry.is_called(&line.label))
}

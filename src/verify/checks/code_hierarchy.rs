//! A code is the sum of the codes below it: 201 of 20101, 20103, …; a unit of its codes.

use super::Check;
use super::tree::{By, Tree, trees};
use crate::finding::{Severity, codes};
use crate::verify::Relation;
use crate::verify::family::{Claim, Known, Of, enter};
use crate::verify::ledger::Ledger;
use crate::verify::view::View;

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

    fn run(&self, view: &View<'_>, ledger: &mut Ledger) {
        for sheet in &view.sheets {
            for tree in trees(sheet).iter().filter(|tree| matches!(tree.by, By::Code | By::Name)) {
                let known = if tree.by == By::Code { Known::Certain } else { Known::Likely };
                let of = Of { check: self.code(), identity: "a code = the codes below it", severity: self.severity() };
                let claims = claims(tree);
                let outcomes = claims.iter().flat_map(|claim| claim.outcomes(view, sheet, of)).collect();
                enter(view, outcomes, known, ledger);
            }
        }
    }
}

fn claims<'a>(tree: &Tree<'a>) -> Vec<Claim<'a>> {
    let mut claims = Vec::new();
    for (at, line) in tree.lines.iter().enumerate() {
        let parts: Vec<_> = tree.children(at).into_iter().filter_map(|part| tree.lines.get(part).copied()).collect();
        if !parts.is_empty() {
            claims.push(Claim { total: line, parts, relation: Relation::Equal });
        }
    }
    claims
}


//! A numbered line is the sum of the list below it: 一、 of （一） （二）, 1. of what stands under it.

use super::tree::{By, Tree};
use super::{Check, Context, deeper};
use crate::model::{Ledger, Outcome, Relation, Severity, codes};
use crate::verify::family::{Claim, Known, Of, excuse_missing};
use crate::verify::judge::{Outline, judge_outlines};

pub(super) struct LabelHierarchy;

impl Check for LabelHierarchy {
    fn code(&self) -> &'static str {
        codes::LABEL_HIERARCHY
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn manual(&self) -> &'static str {
        include_str!("label_hierarchy.md")
    }

    fn run(&self, context: &Context<'_>, ledger: &mut Ledger) {
        let view = context.view;
        for (sort, identity, known) in [
            (Grouping::Numbered, "a number = the list below it", Known::Certain),
            (Grouping::First, "a number = the one line of its list", Known::Likely),
            (Grouping::Plain, "a line = the lines below it", Known::Likely),
            (Grouping::Indented, "a line = the lines indented below it", Known::Likely),
            (Grouping::One, "a line = the line below it", Known::Hint),
            (Grouping::OfWhich, "a line = all of its 其中", Known::Hint),
            (Grouping::Bound, "其中 <= its line", Known::Likely),
        ] {
            let of = Of { check: self.code(), identity, severity: self.severity() };
            let mut outlines = Vec::new();
            for ((sheet, trees), found) in view.sheets.iter().zip(&context.trees).zip(&context.found) {
                for tree in trees.iter().filter(|tree| !matches!(tree.by, By::Code | By::Name)) {
                    let mut sums: Vec<Vec<Outcome>> = Vec::new();
                    for claim in claims(tree, sort) {
                        let mut outcomes = deeper::outcomes(view, sheet, tree, &claim, of);
                        if matches!(sort, Grouping::Plain | Grouping::Indented) {
                            excuse_missing(view, &mut outcomes);
                        }
                        found.replace(claim.total, &mut outcomes);
                        sums.push(outcomes);
                    }
                    outlines.push(Outline { known, sort: 0, sums });
                }
            }
            judge_outlines(view, &mut outlines);
            ledger.extend(outlines.into_iter().flat_map(|outline| outline.sums).flatten());
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Grouping {
    /// A list with numbers of its own.
    Numbered,
    /// A list of one, which is often but a part.
    First,
    /// Lines without numbers.
    Plain,
    /// Lines that are indented further.
    Indented,
    /// One line without a number, which is often but a part.
    One,
    /// 其中, in full.
    OfWhich,
    /// 其中, perhaps not in full.
    Bound,
}

fn claims<'a>(tree: &Tree<'a>, sort: Grouping) -> Vec<Claim<'a>> {
    let mut claims = Vec::new();
    if (tree.by == By::Indent) != (sort == Grouping::Indented) && !matches!(sort, Grouping::OfWhich | Grouping::Bound) {
        return claims;
    }
    for (at, line) in tree.lines.iter().enumerate().filter(|(_, line)| line.has_amount) {
        let children = tree.parts(at);
        let pick = |test: &dyn Fn(usize) -> bool| -> Vec<usize> {
            children.iter().copied().filter(|part| test(*part)).collect()
        };
        let is_which = |part: usize| tree.of_which.get(part).copied().unwrap_or(false);
        let is_numbered = |part: usize| tree.lines.get(part).is_some_and(|line| line.mark.is_some());
        let parts = match sort {
            Grouping::Numbered | Grouping::First => pick(&|part| is_numbered(part) && !is_which(part)),
            Grouping::Plain | Grouping::One => pick(&|part| !is_numbered(part) && !is_which(part)),
            Grouping::Indented => pick(&|part| !is_which(part)),
            Grouping::OfWhich | Grouping::Bound => pick(&is_which),
        };
        let enough = match sort {
            Grouping::OfWhich | Grouping::Plain | Grouping::Numbered => parts.len() > 1,
            Grouping::Bound | Grouping::One | Grouping::First => parts.len() == 1,
            _ => !parts.is_empty(),
        };
        if enough {
            let parts = tree.at(&parts);
            let relation = if sort == Grouping::Bound { Relation::AtMost } else { Relation::Equal };
            claims.push(Claim { total: line, parts, relation });
        }
    }
    claims
}

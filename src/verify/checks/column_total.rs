//! 合计 and its like are the sum of the lines above or below them.

use super::tree::{By, Tree};
use super::{Check, Context, deeper};
use crate::model::{Ledger, Outcome, Relation, Severity, Verdict, codes};
use crate::verify::family::{Claim, Known, Of, excuse_missing, without_copies};
use crate::verify::judge::{Outline, judge_outlines, support};
use crate::verify::outline::{Line, Rank};
use crate::verify::view::{Sheet, View};
use rust_decimal::Decimal;

pub(super) struct ColumnTotal;

/// A table of more totals than this has one on each page: then only the last of them may sum the whole table, or the
/// other totals.
const TOTALS: usize = 100;

impl Check for ColumnTotal {
    fn code(&self) -> &'static str {
        codes::COLUMN_TOTAL
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn manual(&self) -> &'static str {
        include_str!("column_total.md")
    }

    fn run(&self, context: &Context<'_>, ledger: &mut Ledger) {
        let view = context.view;
        let mut said = Vec::new();
        for ((sheet, trees), found) in view.sheets.iter().zip(&context.trees).zip(&context.found) {
            for tree in trees {
                let (totals, told) = (totals(tree), Told::of(tree));
                let (mut certain, mut likely) = (Vec::new(), Vec::new());
                for (at, total) in totals.iter().enumerate() {
                    let of_all = at < TOTALS || at + 1 == totals.len();
                    let readings = readings(tree, total.at, of_all);
                    let Some((known, mut outcomes)) = self.total(view, (sheet, tree), *total, (readings, &told)) else {
                        continue;
                    };
                    if let Some(line) = tree.lines.get(total.at) {
                        found.replace(line, &mut outcomes);
                    }
                    if known == Known::Said { certain.push(outcomes) } else { likely.push(outcomes) }
                }
                said.push(Outline { known: Known::Said, sort: 0, sums: certain });
                said.push(Outline { known: Known::Likely, sort: 0, sums: likely });
            }
            ledger.extend(found.outcomes(view, sheet, self.code()));
        }
        judge_outlines(view, &mut said);
        ledger.extend(said.into_iter().flat_map(|outline| outline.sums).flatten());
    }
}

/// A line that may be a total: its place, and whether its name says so.
#[derive(Clone, Copy)]
struct Total {
    at: usize,
    is_named: bool,
}

impl ColumnTotal {
    /// Takes the first reading of a total that holds in most columns; if none does, the first of all.
    fn total(
        &self,
        view: &View<'_>,
        (sheet, tree): (&Sheet<'_>, &Tree<'_>),
        total: Total,
        (readings, told): (Vec<Vec<usize>>, &Told),
    ) -> Option<(Known, Vec<Outcome>)> {
        let of = Of { check: self.code(), identity: "a total = the lines that it sums", severity: self.severity() };
        let line = tree.lines.get(total.at)?;
        let is_fit = |outcomes: &[Outcome]| {
            let support = support(view, outcomes.iter());
            support.holds > support.fails
        };
        let (mut first, mut fit) = (None, None);
        for parts in readings {
            let parts = tree.at(&tree.printed(parts));
            let of_parts = |parts: Vec<&Line>| {
                let claim = Claim { total: line, parts, relation: Relation::Equal };
                deeper::outcomes(view, sheet, tree, &claim, of)
            };
            let others = without_copies(sheet, &parts);
            let outcomes = of_parts(parts);
            if is_fit(&outcomes) {
                fit = Some(outcomes);
                break;
            }
            // One line that is printed again at the level below it is no second part, unless all lines are.
            let others = others.filter(|_| !is_multiple(&outcomes));
            let outcomes = others.map_or(outcomes, of_parts);
            if is_fit(&outcomes) {
                fit = Some(outcomes);
                break;
            }
            first.get_or_insert(outcomes);
        }
        let known = match tree.by {
            _ if fit.is_some() => Known::Said,
            _ if !total.is_named => Known::Likely,
            By::Code | By::Number if told.is_whole(total.at) => Known::Said,
            _ => Known::Likely,
        };
        let is_fit = fit.is_some();
        let mut outcomes = fit.or(first)?;
        if !is_fit && is_multiple(&outcomes) {
            outcomes.retain(|outcome| outcome.verdict != Verdict::Mismatch);
        }
        if known == Known::Likely {
            excuse_missing(view, &mut outcomes);
        }
        Some((known, outcomes))
    }
}

/// Do the lines sum to twice or three times the total in every column, but for rounding? Then they are of as many levels, or
/// printed by two classifications.
fn is_multiple(outcomes: &[Outcome]) -> bool {
    let times = |outcome: &Outcome| {
        let times = outcome.expected.checked_div(outcome.found)?.round();
        let off = (outcome.expected - times.checked_mul(outcome.found)?).abs();
        (times > Decimal::ONE && off <= outcome.tolerance * times).then_some(times)
    };
    let mut failing = outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Mismatch).map(times);
    match failing.next() {
        Some(Some(first)) => failing.all(|times| times == Some(first)),
        _ => false,
    }
}

fn totals(tree: &Tree<'_>) -> Vec<Total> {
    let is_named = |line: &Line| line.rank == Rank::Total;
    let has_named = tree.lines.iter().any(|line| is_named(line));
    let last = tree.lines.len().saturating_sub(1);
    let mut found = Vec::new();
    for (at, line) in tree.lines.iter().enumerate() {
        let is_end = at == 0 || at == last;
        let stands_apart = match tree.by {
            By::Code => line.code.is_none() && line.unit.is_none(),
            By::Number => line.mark.is_none() && at == 0,
            By::Name | By::Nothing | By::Column | By::Indent => {
                line.rank == Rank::Nameless || (at == 0 && tree.by == By::Name)
            }
        };
        if is_named(line) {
            found.push(Total { at, is_named: !line.is_soft });
        } else if !has_named && is_end && stands_apart && line.has_amount {
            found.push(Total { at, is_named: false });
        }
    }
    found
}

/// Where the lines of a tree stand that say of themselves what they are.
struct Told {
    has_transfers: bool,
    first_item: Option<usize>,
    /// The first and the last line that has neither code nor number.
    first_untold: Option<usize>,
    last_untold: Option<usize>,
}

impl Told {
    fn of(tree: &Tree<'_>) -> Told {
        let is_untold = |line: &&Line| {
            line.rank == Rank::Item
                && line.has_amount
                && line.code.is_none()
                && line.unit.is_none()
                && line.mark.is_none()
        };
        Told {
            has_transfers: (0..tree.lines.len()).any(|at| tree.is_transfer(at) && !tree.parts(at).is_empty()),
            first_item: tree.lines.iter().position(|line| line.rank == Rank::Item),
            first_untold: tree.lines.iter().position(&is_untold),
            last_untold: tree.lines.iter().rposition(is_untold),
        }
    }

    /// Have all lines above a total, or all below it, the codes or numbers of the table?
    fn is_whole(&self, total: usize) -> bool {
        let has_items_above = self.first_item.is_some_and(|first| first < total);
        let is_told = if has_items_above {
            self.first_untold.is_none_or(|first| first >= total)
        } else {
            self.last_untold.is_none_or(|last| last < total)
        };
        is_told && !self.has_transfers
    }
}

/// What a total may be the sum of, the most plausible first; `of_all` if it may be of the whole table.
fn readings(tree: &Tree<'_>, total: usize, of_all: bool) -> Vec<Vec<usize>> {
    let is_total = |at: usize| tree.lines.get(at).is_some_and(|line| line.rank == Rank::Total);
    // What income is more than expenditure is no part of either.
    let is_balance = |at: usize| tree.lines.get(at).is_some_and(|line| line.label.contains("收支结余"));
    let is_root = |at: usize| {
        at != total
            && !is_total(at)
            && !is_balance(at)
            && tree.parents.get(at).copied().flatten().is_none_or(|parent| parent == total)
            && !tree.of_which.get(at).copied().unwrap_or(false)
    };
    let roots = |from: usize, to: usize| -> Vec<usize> { (from..to).filter(|at| is_root(*at)).collect() };
    let end = tree.lines.len();
    let before = (0..total).rev().find(|at| is_total(*at));
    let next = (total + 1..end).find(|at| is_total(*at)).unwrap_or(end);
    let since = roots(before.map_or(0, |at| at + 1), total);
    let below = roots(total + 1, next);
    let mut found = Vec::new();
    match before {
        None if since.is_empty() => {
            found.push(below);
            found.push(roots(0, end));
        }
        None => {
            found.push(since);
            found.push(below);
            found.push(roots(0, end));
        }
        Some(before) => {
            found.push(std::iter::once(before).chain(since.iter().copied()).collect());
            found.push(since);
            if of_all {
                found.push(roots(0, total));
                found.push((0..total).filter(|at| is_total(*at)).collect());
            }
            found.push(below);
        }
    }
    let others: Vec<Vec<usize>> = found.iter().flat_map(|parts| other_levels(tree, parts)).collect();
    found.extend(others);
    // Codes say who is part of whom, and some lists print them of lines that are all of one level.
    let is_item = |at: usize| at != total && !is_total(at) && tree.lines.get(at).is_some_and(|line| line.has_amount);
    let flat = |from: usize, to: usize| -> Vec<usize> { (from..to).filter(|at| is_item(*at)).collect() };
    found.extend([flat(before.map_or(0, |at| at + 1), total), flat(total + 1, next)]);
    found.retain(|parts| !parts.is_empty());
    found
}

/// The same lines of one level: those with a number where others have codes, and of codes the shortest, since one that has
/// none above it may be misprinted.
fn other_levels(tree: &Tree<'_>, parts: &[usize]) -> Vec<Vec<usize>> {
    let line = |at: &usize| tree.lines.get(*at);
    let length = |at: &usize| line(at).and_then(|line| line.code.as_ref()).map(|(_, code)| code.len());
    let shortest = parts.iter().filter_map(length).min();
    let is_numbered = |at: &usize| line(at).is_some_and(|line| line.mark.is_some() && line.code.is_none());
    let pick = |test: &dyn Fn(&usize) -> bool| parts.iter().copied().filter(|at| test(at)).collect::<Vec<usize>>();
    let numbered = pick(&is_numbered);
    let highest = pick(&|at| length(at).is_none() || length(at) == shortest);
    [numbered, highest].into_iter().filter(|own| !own.is_empty() && own.len() < parts.len()).collect()
}

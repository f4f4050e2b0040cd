//! Does a document round its amounts? Where it does not, a difference that rounding could explain is none of rounding.
//!
//! Amounts that are rounded one by one do not add up: a sum of n rounded parts is off by a normal deviate of variance
//! (n + 1) / 12 of the last digit, and so is exact with a probability of about 1 / sqrt(0.6 + 0.55 (n + 1)). Where so many
//! sums are exact that chance will not do it, the amounts are exact, or were made to add up. If then one single amount
//! stands in all sums that are off, it is that amount.

use super::view::View;
use super::{CellRef, Outcome, Relation, Verdict};
use crate::model::Severity;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::{BTreeMap, BTreeSet};

/// The exact sums of rounded amounts are less likely than e to this: 1 in 1,000. Of 44 documents, two that round have one
/// such difference only; their exact sums come to 4.8 and 6.4.
const IMPROBABLE: f64 = 7.0;
/// The smallest amount of money, 分, in yuan.
const CENT: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// Turns differences that are no rounding into mismatches.
pub(super) fn sharpen(view: &View<'_>, outcomes: &mut [Outcome]) {
    // What a search found is no more than what it found.
    let is_said = |outcome: &&mut Outcome| outcome.verdict == Verdict::Rounding && outcome.severity > Severity::Info;
    for outcome in outcomes.iter_mut().filter(is_said) {
        if outcome.relation == Relation::Equal && outcome.proves && prints_cents(view, outcome) {
            outcome.tolerance = Decimal::ZERO;
            outcome.verdict = Verdict::Mismatch;
        }
    }
    for at in improbable(view, outcomes) {
        if let Some(outcome) = outcomes.get_mut(at) {
            outcome.verdict = Verdict::Mismatch;
        }
    }
    let mut units: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, outcome) in outcomes.iter().enumerate() {
        if let Some(unit) = unit(view, outcome) {
            units.entry(unit).or_default().push(at);
        }
    }
    for own in units.into_values() {
        let is = |at: &usize, verdict: Verdict| outcomes.get(*at).is_some_and(|outcome| outcome.verdict == verdict);
        let off: Vec<usize> = own.iter().copied().filter(|at| is(at, Verdict::Rounding)).collect();
        let off_outcomes = || off.iter().filter_map(|at| outcomes.get(*at));
        if off.is_empty() || !have_one_amount(off_outcomes()) {
            continue;
        }
        let exact = own.iter().filter(|at| is(at, Verdict::Ok)).filter_map(|at| outcomes.get(*at));
        if improbability(view, exact) < IMPROBABLE {
            continue;
        }
        for at in off {
            if let Some(outcome) = outcomes.get_mut(at) {
                outcome.tolerance = Decimal::ZERO;
                outcome.verdict = Verdict::Mismatch;
            }
        }
    }
}

/// Differences that rounding could make if every amount were rounded the same way, and never makes: more than four standard
/// deviations; or two last digits and more that are the same in several sums of one amount.
fn improbable(view: &View<'_>, outcomes: &[Outcome]) -> Vec<usize> {
    const DEVIATIONS: f64 = 4.0;
    const DIGITS: Decimal = Decimal::TWO;
    let mut found = Vec::new();
    let mut by_cell: BTreeMap<CellRef, Vec<(usize, Decimal)>> = BTreeMap::new();
    for (at, outcome) in outcomes.iter().enumerate().filter(|(_, outcome)| outcome.verdict == Verdict::Rounding) {
        let Some(cell) = outcome.left.first().filter(|_| unit(view, outcome).is_some()) else { continue };
        let is_one_table = outcome.left.iter().chain(&outcome.right).all(|other| other.table == cell.table);
        // Sums over several tables are in yuan.
        let factor = if is_one_table { Some(1) } else { view.factor(*cell) };
        let quantum = view.half(*cell) * Decimal::TWO * Decimal::from(factor.unwrap_or(1));
        let Some(digits) = (outcome.found - outcome.expected).checked_div(quantum) else { continue };
        let parts = (outcome.left.len() + outcome.right.len()) as f64;
        let limit = DEVIATIONS * (parts / 12.0).sqrt();
        if digits.abs().to_f64().is_some_and(|digits| digits > limit) {
            found.push(at);
        }
        for (cells, sign) in [(&outcome.left, Decimal::ONE), (&outcome.right, -Decimal::ONE)] {
            cells.iter().for_each(|cell| by_cell.entry(*cell).or_default().push((at, digits * sign)));
        }
    }
    for own in by_cell.into_values().filter(|own| own.len() > 1) {
        let is_one = own.windows(2).all(|pair| pair[0].1 == pair[1].1);
        if is_one && own.iter().all(|(_, digits)| digits.abs() >= DIGITS) {
            found.extend(own.into_iter().map(|(at, _)| at));
        }
    }
    found
}

/// Are all its amounts printed to the 分, so that there is nothing to round?
fn prints_cents(view: &View<'_>, outcome: &Outcome) -> bool {
    outcome
        .left
        .iter()
        .chain(&outcome.right)
        .all(|cell| view.factor(*cell).is_some_and(|factor| view.half(*cell) * Decimal::from(2 * factor) <= CENT))
}

/// The unit of a sum of amounts within one unit.
fn unit(view: &View<'_>, outcome: &Outcome) -> Option<String> {
    if outcome.relation != Relation::Equal || !outcome.proves || outcome.severity == Severity::Info {
        return None;
    }
    let of = |cell: &CellRef| {
        let sheet = view.sheets.get(cell.table.get())?;
        // Another last digit is another rounding.
        Some((sheet.table.caption.unit.as_deref()?, view.half(*cell)))
    };
    let mut units = outcome.left.iter().chain(&outcome.right).map(of);
    let (unit, half) = units.next()??;
    units.all(|other| other == Some((unit, half))).then(|| format!("{unit} {half}"))
}

/// Does one amount stand in all of these sums?
fn have_one_amount<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> bool {
    let mut common: Option<BTreeSet<CellRef>> = None;
    for outcome in outcomes {
        let own: BTreeSet<CellRef> = outcome.left.iter().chain(&outcome.right).copied().collect();
        common = Some(match common {
            Some(common) => common.intersection(&own).copied().collect(),
            None => own,
        });
    }
    common.is_some_and(|common| !common.is_empty())
}

/// How improbable it is that so many sums of rounded amounts are exact, as a logarithm; the same sum counts once.
fn improbability<'a>(view: &View<'_>, outcomes: impl Iterator<Item = &'a Outcome>) -> f64 {
    let mut known: BTreeSet<Vec<Decimal>> = BTreeSet::new();
    let mut total = 0.0;
    for outcome in outcomes {
        let amounts = outcome.right.iter().filter_map(|cell| Some((*cell, view.amount(*cell)?)));
        let rounded = amounts.filter(|(cell, amount)| is_to_the_last_digit(view, *cell, *amount));
        let mut parts: Vec<Decimal> = rounded.map(|(_, amount)| amount).collect();
        if parts.len() < 2 {
            continue;
        }
        parts.sort_unstable();
        let count = parts.len() as f64;
        if known.insert(parts) {
            total += 0.5 * (0.6 + 0.55 * (count + 1.0)).ln();
        }
    }
    total
}

/// Does an amount have one of the last two digits that its table prints? 300.00 beside 82.13 is a whole number, and that
/// whole numbers add up says nothing of the others.
fn is_to_the_last_digit(view: &View<'_>, cell: CellRef, amount: Decimal) -> bool {
    let last = view.half(cell) * Decimal::TWO * Decimal::ONE_HUNDRED;
    amount.checked_rem(last).is_some_and(|rest| !rest.is_zero())
}

//! Which of the proposed sums may accuse: those that hold where they could fail.
//!
//! What a header, codes, numbers or indents say is a proposal. It is *asserted* where the table, or its sisters in the
//! document, support it: it holds in most of the places where it could fail. One that holds in 33 of 34 rows accuses the
//! 34th; one that fails nearly everywhere is the wrong reading, and accuses nobody. A sum with one instance may only confirm,
//! unless its wording is printed and what it is off by is a single digit, which no wrong reading comes to by chance.

use super::cause::is_plain_digit;
use super::family::Known;
use super::view::View;
use super::{Outcome, Places, Rest, Verdict};
use crate::relation::{Support, chance};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::{BTreeMap, BTreeSet};

/// Agreements that chance brings about once in two to this prove nothing.
const IMPROBABLE: f64 = 12.0;
/// So many sums of other lines, or of other tables, have to hold for each that fails.
const FOR_ONE: usize = 3;
/// A sum that has little to say for itself may fail so often, if its sisters hold.
const SLIPS: usize = 2;
/// More failures than these are no slips.
const FEW: usize = 4;
/// Of so many sums that fail, all of them to one side, the lists leave something out.
const ONE_SIDED: usize = 4;

fn rest_on(support: Support, places: Places) -> Rest {
    Rest { holds: support.holds, of: support.holds + support.fails, places }
}

/// The parts of an outcome that print an amount other than nothing.
fn parts<'a>(view: &'a View<'_>, outcome: &'a Outcome) -> impl Iterator<Item = (usize, Decimal)> + 'a {
    let amounts = outcome.right.iter().map(|cell| view.amount(*cell));
    amounts.enumerate().filter_map(|(at, amount)| Some((at, amount.filter(|amount| !amount.is_zero())?)))
}

/// What these outcomes of one sum say of it: copies of an agreement count once, those of nothing not at all.
pub(super) fn support<'a>(view: &View<'_>, outcomes: impl Iterator<Item = &'a Outcome>) -> Support {
    let mut support = Support::default();
    let mut known: BTreeSet<Vec<Decimal>> = BTreeSet::new();
    for outcome in outcomes {
        match outcome.verdict {
            Verdict::Mismatch => support.fails += 1,
            Verdict::Ok | Verdict::Rounding => {
                let amounts: Vec<Decimal> = parts(view, outcome).map(|(_, amount)| amount).collect();
                let count = amounts.len();
                if count > 0 && known.insert(amounts) {
                    support.holds += 1;
                    support.bits += bits(view, outcome, count);
                }
            }
            Verdict::Insufficient | Verdict::NotApplicable => {}
        }
    }
    support
}

/// How unlikely it is that the sides of an outcome agree by chance.
fn bits(view: &View<'_>, outcome: &Outcome, count: usize) -> f64 {
    let Some(cell) = outcome.left.first() else { return 0.0 };
    let digits = view.amount(*cell).unwrap_or_default().abs().checked_div(view.half(*cell) * Decimal::TWO);
    chance(digits.and_then(|digits| digits.to_u128()).unwrap_or(0), count)
}

/// A column as the sum of others: keeps the mismatches only where the rows support it. `sisters` is what the same sum does in
/// other tables of the document.
pub(super) fn judge_rows(view: &View<'_>, outcomes: &mut [Outcome], known: Known, sisters: Support) {
    open(outcomes, view);
    let own = support(view, outcomes.iter());
    let is_proven = own.bits >= IMPROBABLE;
    let enough = match known {
        Known::Certain | Known::Said => outweighs(own) && is_proven,
        Known::Likely => own.holds >= 2 * own.fails.max(1) && is_proven,
        Known::Hint => false,
    };
    let of_sisters = known != Known::Hint && own.fails <= SLIPS && supports(sisters, own);
    let rest = if enough { rest_on(own, Places::Rows) } else { rest_on(sum(sisters, own), Places::Document) };
    settle(view, outcomes, (known, true), |_| (enough || of_sisters).then_some(rest));
}

fn sum(a: Support, b: Support) -> Support {
    Support { holds: a.holds + b.holds, fails: a.fails + b.fails, bits: a.bits + b.bits }
}

/// Does a sum that is said hold more often than it fails, twice as often where it fails in more than two places?
fn outweighs(own: Support) -> bool {
    own.holds
        >= match own.fails {
            0 | 1 => 1,
            2 => 3,
            fails => 2 * fails,
        }
}

/// Do others of its sort support a sum that has little to say for itself?
fn supports(others: Support, own: Support) -> bool {
    others.holds >= FOR_ONE * (others.fails + own.fails).max(1) && others.bits >= IMPROBABLE
}

/// Where a sum holds in the rest of its places, an amount against blanks, or blanks against an amount, is out of place.
fn open(outcomes: &mut [Outcome], view: &View<'_>) {
    let is_open = |outcome: &Outcome| {
        // Differences are left blank where nobody asks for them.
        outcome.verdict == Verdict::Insufficient
            && outcome.left.len() == 1
            && (outcome.found - outcome.expected).abs() > outcome.tolerance
            && !outcome.left.iter().chain(&outcome.right).any(|cell| view.is_unread(*cell))
    };
    let count = outcomes.iter().filter(|outcome| is_open(outcome)).count();
    let own = support(view, outcomes.iter());
    if own.holds >= FOR_ONE * (count + own.fails).max(1) && own.bits >= IMPROBABLE {
        outcomes.iter_mut().filter(|own| is_open(own)).for_each(|own| own.verdict = Verdict::Mismatch);
    }
}

/// Mismatches keep their verdict where `rest` has something to rest them on, or a single digit is what they are off by; of a
/// sum without support only what several parts come to is held to be proven.
fn settle(
    view: &View<'_>,
    outcomes: &mut [Outcome],
    (known, by_digits): (Known, bool),
    rest: impl Fn(&Outcome) -> Option<Rest>,
) {
    let is_said = matches!(known, Known::Certain | Known::Said);
    let fails = outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Mismatch).count();
    let is_explained = known != Known::Hint && explain_themselves(view, outcomes, by_digits && (is_said || fails == 1));
    for outcome in outcomes.iter_mut() {
        let rest = rest(outcome);
        match outcome.verdict {
            Verdict::Mismatch if rest.is_some() => outcome.rest = rest,
            Verdict::Mismatch if is_explained => {}
            Verdict::Mismatch => outcome.verdict = Verdict::Insufficient,
            Verdict::Ok | Verdict::Rounding => {
                let is_doubted = fails > 0 && rest.is_none() && !is_said;
                if (is_doubted || known == Known::Hint) && parts(view, outcome).count() < 2 {
                    outcome.verdict = Verdict::Insufficient;
                }
            }
            _ => {}
        }
    }
}

/// Are the sums that fail off by what a wrong reading does not come to: each by a single digit (`by_digits`), or one by as much as another
/// to the other side, as amounts in each other's place make it?
fn explain_themselves(view: &View<'_>, outcomes: &[Outcome], by_digits: bool) -> bool {
    let failing: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Mismatch).collect();
    let off = |outcome: &Outcome| outcome.found - outcome.expected;
    let is_digit =
        |outcome: &&Outcome| by_digits && is_plain_digit(view, outcome) && parts(view, outcome).next().is_some();
    let has_other = |outcome: &&Outcome| failing.iter().any(|other| off(other) == -off(outcome));
    failing.len() <= FEW && failing.iter().all(|outcome| is_digit(outcome) || has_other(outcome))
}

/// Rows as sums of other rows, by one reading of one table: of each sum its outcomes, column by column.
pub(super) struct Outline {
    /// How well it is known.
    pub(super) known: Known,
    /// Which of the check's sorts of sums they are of.
    pub(super) sort: usize,
    /// The sums.
    pub(super) sums: Vec<Vec<Outcome>>,
}

/// How many mistakes it takes that these sums fail: one line that is wrong breaks its own sum and the one it is part of.
fn mistakes<'a>(failing: impl Iterator<Item = Vec<&'a Outcome>>) -> usize {
    let lines = |outcomes: Vec<&Outcome>| -> BTreeSet<_> {
        let cells = outcomes.into_iter().flat_map(|outcome| outcome.left.iter().chain(&outcome.right));
        cells.map(|cell| (cell.table, cell.row)).collect()
    };
    let mut open: Vec<BTreeSet<_>> = failing.map(lines).collect();
    if open.len() > FEW {
        return open.len();
    }
    let mut count = 0;
    while !open.is_empty() {
        count += 1;
        let explains = |line| open.iter().filter(|own| own.contains(line)).count();
        let best = open.iter().flatten().max_by_key(|line| explains(*line)).copied();
        open.retain(|own| best.is_some_and(|best| !own.contains(&best)));
    }
    count
}

/// The outcomes among these that fail.
fn failing<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> Vec<&'a Outcome> {
    outcomes.into_iter().filter(|outcome| outcome.verdict == Verdict::Mismatch).collect()
}

/// How many sums hold in all of their columns, of several parts in one at least, and how many mistakes make others fail.
fn sums_that<'a>(view: &View<'_>, sums: impl Iterator<Item = &'a Vec<Outcome>>) -> Support {
    let mut total = Support::default();
    let sums: Vec<&Vec<Outcome>> = sums.collect();
    total.fails = mistakes(sums.iter().map(|own| failing(*own)).filter(|own| !own.is_empty()));
    for own in sums.into_iter().map(|outcomes| (outcomes, support(view, outcomes.iter()))) {
        let is_of_several = || own.0.iter().any(|outcome| outcome.verdict.holds() && parts(view, outcome).count() > 1);
        if own.1.fails == 0 && own.1.holds > 0 && is_of_several() {
            total.holds += 1;
            total.bits += own.1.bits;
        }
    }
    total
}

/// What each column does in all sums of an outline.
fn columns(outline: &Outline, view: &View<'_>) -> BTreeMap<usize, Support> {
    let mut found: BTreeMap<usize, Vec<&Outcome>> = BTreeMap::new();
    for outcome in outline.sums.iter().flatten() {
        if let Some(cell) = outcome.left.first() {
            found.entry(cell.column.get()).or_default().push(outcome);
        }
    }
    let of_column = |outcomes: Vec<&Outcome>| {
        let fails = mistakes(failing(outcomes.iter().copied()).into_iter().map(|own| vec![own]));
        Support { fails, ..support(view, outcomes.into_iter()) }
    };
    found.into_iter().map(|(column, outcomes)| (column, of_column(outcomes))).collect()
}

/// The same check over all tables of a document: each sum is supported by its own columns, by the other sums of its outline,
/// or by those of the document.
pub(super) fn judge_outlines(view: &View<'_>, outlines: &mut [Outline]) {
    for outline in outlines.iter_mut() {
        let by_column = columns(outline, view);
        for outcomes in &mut outline.sums {
            blanks(view, outcomes, &by_column);
        }
        misplaced(view, &mut outline.sums);
    }
    let of = |outline: &Outline| sums_that(view, outline.sums.iter());
    let every: Vec<((Known, usize), Support)> =
        outlines.iter().map(|outline| ((outline.known, outline.sort), of(outline))).collect();
    for outline in outlines.iter_mut() {
        let known = outline.known;
        let alike = every.iter().filter(|(other, _)| *other == (known, outline.sort)).map(|(_, own)| *own);
        let document = alike.fold(Support::default(), sum);
        let table = of(outline);
        let by_column = columns(outline, view);
        let is_partial = leaves_out(outline);
        for outcomes in &mut outline.sums {
            let own = support(view, outcomes.iter());
            let enough = match known {
                Known::Certain | Known::Said => outweighs(own),
                Known::Likely => own.holds >= 2 * own.fails.max(1),
                Known::Hint => false,
            };
            let holds_well = |all: Support| {
                known != Known::Hint && all.holds >= FOR_ONE * all.fails.max(1) && all.bits >= IMPROBABLE
            };
            // One part that is less than its whole in every column is often but a part of it, unless codes say that it is all.
            let is_one = known == Known::Likely && own.holds == 0 && outcomes.iter().all(|own| own.right.len() < 2);
            let rest = if is_one || is_partial {
                None
            } else if enough && own.bits >= IMPROBABLE {
                Some(rest_on(own, Places::Columns))
            } else if holds_well(table) {
                Some(rest_on(table, Places::Sums))
            } else if holds_well(document) && is_near(outcomes, if known == Known::Likely { 4 } else { 2 }) {
                Some(rest_on(document, Places::Document))
            } else {
                None
            };
            // A column in which the sums of the outline fail is none that they are of.
            let is_of_column = |outcome: &Outcome| {
                let column = outcome.left.first().and_then(|cell| by_column.get(&cell.column.get()));
                column.is_none_or(|column| column.fails <= 1 || column.holds >= column.fails)
            };
            // What a list leaves out is off by a single digit as often as by any other amount.
            settle(view, outcomes, (known, !is_partial), |outcome| rest.filter(|_| is_of_column(outcome)));
        }
    }
}

/// Is what a sum is off by in each column at most such a `part` of it? Other tables say that such sums hold, not that this table
/// prints all of its lines: a wrong reading is off by any amount.
fn is_near(outcomes: &[Outcome], part: u8) -> bool {
    let mut failing = outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Mismatch);
    failing.all(|outcome| {
        let off = (outcome.found - outcome.expected).abs();
        off <= outcome.found.abs().max(outcome.expected.abs()) / Decimal::from(part)
    })
}

/// Are the sums that fail all of them more than their parts? Mistakes are to both sides; lists that leave out what is not
/// published are not.
fn leaves_out(outline: &Outline) -> bool {
    let failing = |outcomes: &Vec<Outcome>| -> Option<bool> {
        let mut failing = outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Mismatch).peekable();
        failing.peek()?;
        Some(failing.all(|outcome| outcome.found > outcome.expected))
    };
    let sides: Vec<bool> = outline.sums.iter().filter_map(failing).collect();
    sides.len() >= ONE_SIDED && sides.iter().all(|more| *more)
}

/// What a sum lacks in one column and has too much in another stands in the wrong one, if it holds in a third. Where several
/// sums print their totals beside the columns of their parts, that is how the table is made.
fn misplaced(view: &View<'_>, sums: &mut [Vec<Outcome>]) {
    let off = |outcome: &Outcome| outcome.found - outcome.expected;
    let is_off = |outcome: &Outcome| {
        let is_read = !outcome.left.iter().chain(&outcome.right).any(|cell| view.is_unread(*cell));
        matches!(outcome.verdict, Verdict::Insufficient | Verdict::Mismatch)
            && off(outcome).abs() > outcome.tolerance
            && is_read
    };
    let pair = |outcomes: &Vec<Outcome>| -> Option<[usize; 2]> {
        let mut own = outcomes.iter().enumerate().filter(|(_, outcome)| is_off(outcome));
        let (first, second) = (own.next()?, own.next()?);
        let is_blank = [first.1, second.1].iter().any(|outcome| outcome.verdict == Verdict::Insufficient);
        let holds = support(view, outcomes.iter()).holds > 0;
        (own.next().is_none() && is_blank && holds && off(first.1) == -off(second.1)).then_some([first.0, second.0])
    };
    let pairs: Vec<(usize, [usize; 2])> =
        sums.iter().enumerate().filter_map(|(at, outcomes)| Some((at, pair(outcomes)?))).collect();
    for (sum, places) in pairs.iter().filter(|_| pairs.len() <= SLIPS) {
        for place in places {
            if let Some(outcome) = sums.get_mut(*sum).and_then(|outcomes| outcomes.get_mut(*place)) {
                outcome.verdict = Verdict::Mismatch;
            }
        }
    }
}

/// An amount against blanks is out of place where both the column and the sum hold elsewhere.
fn blanks(view: &View<'_>, outcomes: &mut [Outcome], columns: &BTreeMap<usize, Support>) {
    let own = support(view, outcomes.iter());
    for outcome in outcomes.iter_mut().filter(|outcome| outcome.verdict == Verdict::Insufficient) {
        let column = outcome.left.first().and_then(|cell| columns.get(&cell.column.get())).copied().unwrap_or_default();
        let is_off = (outcome.found - outcome.expected).abs() > outcome.tolerance;
        let is_read = !outcome.left.iter().chain(&outcome.right).any(|cell| view.is_unread(*cell));
        let is_blank = outcome.right.is_empty();
        if is_off && is_read && is_blank && own.holds > own.fails && column.holds >= FOR_ONE * column.fails.max(1) {
            outcome.verdict = Verdict::Mismatch;
        }
    }
}

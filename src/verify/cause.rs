//! A mismatch -> what probably happened, where the numbers point at something.

use super::view::View;
use super::{Cause, CellRef, Outcome, Relation, Verdict};
use crate::model::{RowIndex, TableIndex, codes};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Would one other digit in one amount make the sides equal?
pub(super) fn is_digit(view: &View<'_>, outcome: &Outcome) -> bool {
    if outcome.relation != Relation::Equal || !outcome.proves {
        return false;
    }
    let Some((digit, place)) = single_digit(outcome.found - outcome.expected) else { return false };
    let has_place = |cell: &CellRef| view.amount(*cell).is_some_and(|amount| reaches(amount, place));
    digit > 0 && outcome.left.iter().chain(&outcome.right).any(has_place)
}

/// The same, of a difference that rounding, or amounts of few digits, would not come to: a digit before the last.
pub(super) fn is_plain_digit(view: &View<'_>, outcome: &Outcome) -> bool {
    let Some(cell) = outcome.left.first() else { return false };
    let last = view.half(*cell) * Decimal::TWO;
    (outcome.found - outcome.expected).abs() >= last * Decimal::TEN && is_digit(view, outcome)
}

/// 300.00 is 3 at the place of 100: the digit and its power of ten.
fn single_digit(number: Decimal) -> Option<(i128, i32)> {
    let number = number.abs().normalize();
    let mut digits = number.mantissa();
    let mut place = -i32::try_from(number.scale()).ok()?;
    while digits > 0 && digits % 10 == 0 {
        digits /= 10;
        place += 1;
    }
    (1..10).contains(&digits).then_some((digits, place))
}

/// Does an amount print a digit at this power of ten?
fn reaches(amount: Decimal, place: i32) -> bool {
    let scale = i32::try_from(amount.scale()).unwrap_or(0);
    let digits = i32::try_from(amount.mantissa().unsigned_abs().to_string().len()).unwrap_or(0);
    place >= -scale && place < digits - scale
}

/// Would two amounts in each other's place make this sum and another that fails right? They stand in one column, or one
/// row, each counted in one of the sums, and their difference is that of the sides.
fn is_swapped(view: &View<'_>, outcome: &Outcome, failures: &Failures) -> bool {
    let difference = outcome.found - outcome.expected;
    let terms = |left: &[CellRef], right: &[CellRef]| -> Vec<(CellRef, Decimal)> {
        let side = |cells: &[CellRef], sign: Decimal| -> Vec<(CellRef, Decimal)> {
            cells.iter().map(|cell| (*cell, sign)).collect()
        };
        [side(left, Decimal::ONE), side(right, -Decimal::ONE)].concat()
    };
    let own = terms(&outcome.left, &outcome.right);
    // In each other's place, two amounts put both sums off by as much.
    for (_, left, right, other_difference) in failures.alike(difference) {
        let others = terms(left, right);
        for (cell, sign) in own.iter().filter(|(cell, _)| !others.iter().any(|(other, _)| other == cell)) {
            let Some(amount) = view.amount(*cell) else { continue };
            // With the other amount in its place the sides are equal.
            let wanted = amount - *sign * difference;
            let is_other = |(other, other_sign): &&(CellRef, Decimal)| {
                let in_line = other.column == cell.column || other.row == cell.row;
                view.amount(*other) == Some(wanted)
                    && wanted != amount
                    && other.table == cell.table
                    && in_line
                    && !own.iter().any(|(own, _)| own == other)
                    && *other_difference == *other_sign * (wanted - amount)
            };
            if others.iter().any(|other| is_other(&other)) {
                return true;
            }
        }
    }
    false
}

/// Would an amount with a digit more or less make the sides equal?
fn is_digit_lost(view: &View<'_>, outcome: &Outcome) -> bool {
    let difference = outcome.found - outcome.expected;
    let wanted = |cell: &CellRef, sign: Decimal| {
        let Some(amount) = view.amount(*cell) else { return false };
        let should = amount + sign * difference;
        should.is_sign_positive() && lacks_one(amount, should)
    };
    outcome.left.iter().any(|cell| wanted(cell, -Decimal::ONE))
        || outcome.right.iter().any(|cell| wanted(cell, Decimal::ONE))
}

/// Is one of the numbers the other without one of its digits?
fn lacks_one(a: Decimal, b: Decimal) -> bool {
    let scale = a.scale().max(b.scale());
    let digits = |mut number: Decimal| {
        number.rescale(scale);
        number.mantissa().unsigned_abs().to_string().into_bytes()
    };
    let (a, b) = (digits(a), digits(b));
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if short.len() + 1 != long.len() || short.len() < 3 {
        return false;
    }
    let same = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    short.get(same..) == long.get(same + 1..)
}

/// A sum that fails: its place among the outcomes, its sides, what the left is more than the right.
type Failing = (usize, Vec<CellRef>, Vec<CellRef>, Decimal);

/// Of sums that are off by one and the same, so many are compared: where more are, it is no two amounts' doing.
const ALIKE: usize = 50;

/// The sums that fail, and which of them may have to do with each other: of a table over thousands of pages all may.
struct Failures {
    all: Vec<Failing>,
    /// By how much the sides differ, whichever is more.
    by_difference: BTreeMap<Decimal, Vec<usize>>,
    /// By the row of those of which the left side is one cell.
    by_row: BTreeMap<(TableIndex, RowIndex), Vec<usize>>,
}

impl Failures {
    fn new(all: Vec<Failing>) -> Failures {
        let (mut by_difference, mut by_row) = (BTreeMap::<_, Vec<usize>>::new(), BTreeMap::<_, Vec<usize>>::new());
        for (at, (_, left, _, difference)) in all.iter().enumerate() {
            let alike = by_difference.entry(difference.abs()).or_default();
            if alike.len() < ALIKE {
                alike.push(at);
            }
            if let [cell] = left.as_slice() {
                by_row.entry((cell.table, cell.row)).or_default().push(at);
            }
        }
        Failures { all, by_difference, by_row }
    }

    /// Those that are off by as much.
    fn alike(&self, difference: Decimal) -> impl Iterator<Item = &Failing> {
        let alike = self.by_difference.get(&difference.abs()).into_iter().flatten();
        alike.filter_map(|at| self.all.get(*at))
    }

    /// How much those are off that have one cell in the same row at the left, but in another column.
    fn beside(&self, left: &[CellRef]) -> Vec<Decimal> {
        let [cell] = left else { return Vec::new() };
        let same_row = self.by_row.get(&(cell.table, cell.row)).into_iter().flatten();
        let beside = same_row.filter_map(|at| self.all.get(*at)).filter(|(_, other, ..)| other != left);
        beside.map(|(.., difference)| *difference).collect()
    }
}

/// Finds the cause of each mismatch.
pub(super) fn explain(view: &View<'_>, outcomes: &mut [Outcome]) {
    let failing: Vec<Failing> = outcomes
        .iter()
        .enumerate()
        .filter(|(_, outcome)| outcome.verdict == Verdict::Mismatch && outcome.proves)
        .map(|(at, o)| (at, o.left.clone(), o.right.clone(), o.found - o.expected))
        .collect();
    let lacking = lacking(outcomes);
    let failures = Failures::new(failing);
    for (at, left, _, difference) in &failures.all {
        let Some(outcome) = outcomes.get(*at) else { continue };
        let ratio = if outcome.found.is_zero() { None } else { outcome.expected.checked_div(outcome.found) };
        let ten_thousand = Decimal::from(10_000);
        let beside = failures.beside(left);
        let cause = if ratio.is_some_and(|ratio| ratio == ten_thousand || ratio * ten_thousand == Decimal::ONE) {
            Some(Cause::Unit)
        } else if lacking.contains(at) {
            Some(Cause::ColumnMissing)
        } else if is_swapped(view, outcome, &failures) {
            Some(Cause::Swapped)
        } else if beside.iter().any(|other| *other == -*difference) {
            Some(Cause::ColumnShifted)
        } else if is_digit(view, outcome) {
            Some(Cause::Digit)
        } else if is_digit_lost(view, outcome) {
            Some(Cause::DigitLost)
        } else if !beside.is_empty()
            && beside.iter().all(|other| other.is_sign_positive() == difference.is_sign_positive())
        {
            Some(if difference.is_sign_positive() { Cause::RowMissing } else { Cause::RowTooMany })
        } else {
            None
        };
        if let Some(outcome) = outcomes.get_mut(*at) {
            outcome.cause = outcome.cause.or(cause);
        }
    }
}

/// In so many rows a column has to lack something, all to one side.
const ROWS: usize = 4;
/// One in so many of them has to sum what others lack: a mistake in one row is none in the row that sums it.
const HEADS: usize = 4;

/// Of a sum of columns that fails in a row: the row, its place among the outcomes, what it lacks.
type Lack = (RowIndex, usize, Decimal);

/// The sums of columns that lack what adds up over the rows.
fn lacking(outcomes: &[Outcome]) -> BTreeSet<usize> {
    let mut by_sum: BTreeMap<(TableIndex, &str), Vec<Lack>> = BTreeMap::new();
    for (at, outcome) in outcomes.iter().enumerate() {
        let is_own = outcome.check == codes::ROW_SUM && outcome.verdict == Verdict::Mismatch;
        if let Some(cell) = outcome.left.first().filter(|_| is_own) {
            let own = by_sum.entry((cell.table, outcome.identity.as_str())).or_default();
            own.push((cell.row, at, outcome.found - outcome.expected));
        }
    }
    let mut found = BTreeSet::new();
    for mut rows in by_sum.into_values().filter(|rows| rows.len() >= ROWS) {
        rows.sort_unstable_by_key(|(row, ..)| *row);
        let lacks: Vec<Decimal> = rows.iter().map(|(.., off)| *off).collect();
        let is_one_sided = lacks.iter().all(Decimal::is_sign_positive);
        let heads = (0..lacks.len()).filter(|at| sums_those_behind(&lacks, *at)).count();
        if is_one_sided && heads * HEADS >= lacks.len() {
            found.extend(rows.into_iter().map(|(_, at, _)| at));
        }
    }
    found
}

/// Is one of these the sum of some right behind it?
fn sums_those_behind(lacks: &[Decimal], at: usize) -> bool {
    let Some((own, behind)) = lacks.get(at..).and_then(<[Decimal]>::split_first) else { return false };
    let mut rest = *own;
    for lack in behind {
        rest -= *lack;
        if !rest.is_sign_positive() || rest.is_zero() {
            break;
        }
    }
    rest.is_zero()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().expect(text)
    }

    #[test]
    fn differences_of_one_digit() {
        assert_eq!(single_digit(number("300.00")), Some((3, 2)));
        assert_eq!(single_digit(number("-0.04")), Some((4, -2)));
        assert_eq!(single_digit(number("12")), None);
        assert!(reaches(number("3981.10"), 3) && !reaches(number("3981.10"), 4) && !reaches(number("3981"), -1));
    }

    #[test]
    fn what_rows_lack_adds_up() {
        let lacks = ["360", "310", "50", "60", "60", "20"].map(number);
        let heads: Vec<usize> = (0..lacks.len()).filter(|at| sums_those_behind(&lacks, *at)).collect();
        assert_eq!(heads, [0, 3]);
    }

    #[test]
    fn digits_lost() {
        assert!(lacks_one(number("381.10"), number("3981.10")));
        assert!(!lacks_one(number("381.10"), number("3991.10")));
    }
}

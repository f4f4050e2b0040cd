//! What a sum rests on: where it could fail and holds, where it fails, and how unlikely it is that this is chance.

use super::{Matrix, Sum};
use std::collections::BTreeSet;

/// More than so many binary digits of one agreement prove no more: it is a copy, or no chance at all.
const MOST: f64 = 20.0;

/// What became of a sum in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tested {
    /// Nothing is printed that it could be about.
    Silent,
    /// The total or all of its terms are blank, the others are not: what is blank is not known.
    Open,
    /// It holds.
    Holds,
    /// It does not.
    Fails,
}

/// What a sum rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Support {
    /// In how many places it holds, each pair of equal sides counted once.
    pub(crate) holds: usize,
    /// In how many it fails.
    pub(crate) fails: usize,
    /// How unlikely it is that all of these agree by chance: one in two to this.
    pub(crate) bits: f64,
}

/// How unlikely it is that two amounts agree by chance within what rounding does to `count` of them: one in two to this.
/// Round amounts are common: 50,000 says no more than 5.
pub(crate) fn chance(amount: u128, count: usize) -> f64 {
    let mut digits = amount;
    while digits > 0 && digits.is_multiple_of(10) {
        digits /= 10;
    }
    ((digits as f64) / (count as f64 + 1.0)).max(1.0).log2().min(MOST)
}

impl Matrix {
    /// What becomes of a sum in a place.
    pub(crate) fn test(&self, sum: &Sum, place: usize) -> Tested {
        let total = self.at(sum.total, place);
        let (mut found, mut printed, mut is_empty) = (0_i128, 0_i128, true);
        for (line, sign) in sum.terms() {
            if let Some(amount) = self.at(line, place) {
                found = found.saturating_add(amount.saturating_mul(sign));
                printed += 1;
                is_empty &= amount == 0;
            }
        }
        match total {
            None | Some(0) if is_empty => Tested::Silent,
            None => Tested::Open,
            Some(_) if printed == 0 => Tested::Open,
            Some(total) => {
                let off = total.saturating_sub(found).saturating_abs().saturating_mul(2);
                if off <= self.slack.saturating_mul(printed + 1) { Tested::Holds } else { Tested::Fails }
            }
        }
    }

    /// What a sum rests on. Where only ever one of its terms is printed, it says no more than that two lines are equal.
    pub(crate) fn support(&self, sum: &Sum) -> Support {
        let mut support = Support::default();
        let mut known: BTreeSet<Vec<i128>> = BTreeSet::new();
        for place in 0..self.places() {
            match self.test(sum, place) {
                Tested::Fails => support.fails += 1,
                Tested::Holds => {
                    let total = self.at(sum.total, place).unwrap_or(0);
                    let sides: Vec<i128> = sum.terms().map(|(line, _)| self.at(line, place).unwrap_or(0)).collect();
                    let count = sides.iter().filter(|amount| **amount != 0).count();
                    if count > 0 && known.insert(sides) {
                        support.holds += 1;
                        support.bits += chance(total.unsigned_abs(), count);
                    }
                }
                Tested::Silent | Tested::Open => {}
            }
        }
        support
    }

    /// The terms that print an amount in no place where the sum holds.
    pub(crate) fn unseen(&self, sum: &Sum) -> Vec<usize> {
        let holding: Vec<usize> = (0..self.places()).filter(|place| self.test(sum, *place) == Tested::Holds).collect();
        let is_seen = |line: usize| holding.iter().any(|place| self.at(line, *place).is_some_and(|own| own != 0));
        sum.terms().map(|(line, _)| line).filter(|line| !is_seen(*line)).collect()
    }

    /// The terms that the total counts in fewer of the places where they print an amount than it leaves them out of.
    pub(crate) fn left_out(&self, sum: &Sum) -> Vec<usize> {
        let is_left_out = |line: &usize| {
            let without = Sum { plus: sum.plus.iter().copied().filter(|other| other != line).collect(), ..sum.clone() };
            let printing: Vec<usize> =
                (0..self.places()).filter(|place| self.at(*line, *place).is_some_and(|own| own != 0)).collect();
            let holding = |sum: &Sum| printing.iter().filter(|place| self.test(sum, **place) == Tested::Holds).count();
            !without.plus.is_empty() && holding(&without) > holding(sum)
        };
        sum.plus.iter().copied().filter(is_left_out).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Matrix, Sum};
    use rust_decimal::Decimal;

    /// Sums of a total in the first line and its parts in the others.
    fn check(lines: [&[i64]; 4], expected: &[usize]) {
        let lines = lines.map(|line| line.iter().map(|own| Some(Decimal::from(*own))).collect::<Vec<_>>());
        let matrix = Matrix::new(&lines, Decimal::new(5, 1));
        assert_eq!(matrix.left_out(&Sum::of(0, vec![1, 2, 3])), expected);
    }

    #[test]
    fn a_column_that_the_totals_do_not_count() {
        // Only the last place counts the third part.
        check([&[771, 3139, 640, 4550], &[765, 3119, 600, 4384], &[6, 20, 40, 66], &[27, 128, 0, 100]], &[3]);
        // A slip in one place is none of the column's.
        check([&[798, 3267, 640, 4550], &[765, 3119, 600, 4384], &[6, 20, 40, 66], &[27, 128, 0, 155]], &[]);
    }
}

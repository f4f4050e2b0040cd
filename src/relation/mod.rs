//! In: a matrix of amounts, lines by places. Out: sums among its lines, and what each of them rests on.
//!
//! Pure arithmetic without names: columns over rows and rows over columns are the same to it. What a header, a formula or an
//! outline says are proposals ([`Sum`]); [`Support`] says how often one holds where it could fail, and how unlikely it is that
//! such amounts agree by chance; [`search`] proposes what nobody wrote down.

mod formula;
mod search;
mod support;

pub(crate) use formula::formulas;
pub(crate) use search::{differences, outline, strides};
pub(crate) use support::{Support, Tested, chance};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Amounts are counted in the last digit that any of them prints, of at most so many digits behind the point.
const SCALE: u32 = 10;

/// One line as a sum of others.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sum {
    /// The line that is the sum.
    pub(crate) total: usize,
    /// The lines that are added.
    pub(crate) plus: Vec<usize>,
    /// The lines that are taken off.
    pub(crate) minus: Vec<usize>,
}

impl Sum {
    /// A sum without anything to take off.
    pub(crate) fn of(total: usize, plus: Vec<usize>) -> Sum {
        Sum { total, plus, minus: Vec::new() }
    }

    /// Its terms, each with its sign.
    pub(crate) fn terms(&self) -> impl Iterator<Item = (usize, i128)> {
        self.plus.iter().map(|line| (*line, 1)).chain(self.minus.iter().map(|line| (*line, -1)))
    }
}

/// Amounts in whole numbers of their last digit: of each line those of all places.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matrix {
    lines: Vec<Vec<Option<i128>>>,
    /// What rounding does to one amount, in the last digit, twice: half of the digit that most amounts print last.
    slack: i128,
}

impl Matrix {
    /// The matrix of these amounts; `half` of the last digit they are rounded to.
    pub(crate) fn new(lines: &[Vec<Option<Decimal>>], half: Decimal) -> Matrix {
        let amounts = lines.iter().flatten().flatten();
        let scale = amounts.map(Decimal::scale).max().unwrap_or(0).min(SCALE);
        let whole = |amount: Decimal| {
            let own = if amount.scale() > scale { amount.trunc_with_scale(scale) } else { amount };
            own.mantissa().checked_mul(10_i128.checked_pow(scale.saturating_sub(own.scale()))?)
        };
        let line = |line: &Vec<Option<Decimal>>| line.iter().map(|amount| amount.and_then(whole)).collect();
        let slack = (half * Decimal::TWO).checked_mul(Decimal::from(10_i64.pow(scale)));
        Matrix { lines: lines.iter().map(line).collect(), slack: slack.and_then(|own| own.to_i128()).unwrap_or(0) }
    }

    /// How many lines it has.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// How many places its lines have.
    pub(crate) fn places(&self) -> usize {
        self.lines.first().map_or(0, Vec::len)
    }

    fn at(&self, line: usize, place: usize) -> Option<i128> {
        self.lines.get(line)?.get(place).copied().flatten()
    }

    /// Does a line print an amount other than nothing?
    fn has_amount(&self, line: usize) -> bool {
        self.lines.get(line).is_some_and(|line| line.iter().flatten().any(|amount| *amount != 0))
    }
}

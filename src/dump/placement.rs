//! Amounts in their order -> the columns they can stand in. A row whose empty cells are gone fits its columns in many
//! ways; the sums of the form leave few of them, often one. Exact sums are tried first, sums within rounding second.

use crate::catalogue::Sum;
use rust_decimal::Decimal;

/// Steps after which the search in one row ends. A row of 8 amounts under 20 columns takes a few thousand with the sums
/// of its form; without sums the number of placements is the binomial coefficient, and none would be better.
const STEPS: usize = 20_000;

/// More placements than this are not told apart: the row is undecided.
const PLACEMENTS: usize = 200;

/// How far a sum of printed amounts may be from its parts: each carries up to half its last digit.
pub(super) fn tolerance(parts: &[Decimal], total: Option<Decimal>) -> Decimal {
    let scale = parts.iter().chain(total.iter()).map(Decimal::scale).max().unwrap_or(0);
    Decimal::new(i64::try_from(parts.len()).unwrap_or(i64::MAX).saturating_add(1), scale) / Decimal::TWO
}

/// Where the amounts of one row can stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Placements {
    /// Each gives the column of every amount, ascending.
    pub(super) ways: Vec<Vec<usize>>,
    /// Do the sums of the form hold in all of them?
    pub(super) adds_up: bool,
}

/// The columns of `columns` that `amounts` can stand in, given the sums that hold in a row.
pub(super) fn placements(amounts: &[Decimal], columns: &[usize], sums: &[Sum]) -> Placements {
    if amounts.len() > columns.len() {
        return Placements::default();
    }
    let own: Vec<&Sum> = sums
        .iter()
        .filter(|sum| columns.contains(&sum.total) && sum.parts.iter().all(|part| columns.contains(part)))
        .collect();
    for exact in [true, false] {
        let mut search = Search { amounts, columns, sums: &own, exact, steps: 0, chosen: Vec::new(), ways: Vec::new() };
        search.next(0);
        if !search.ways.is_empty() {
            return Placements { ways: search.ways, adds_up: true };
        }
    }
    // Nothing adds up: print order from the left is all that is left to say.
    Placements { ways: vec![columns.iter().copied().take(amounts.len()).collect()], adds_up: false }
}

struct Search<'a> {
    amounts: &'a [Decimal],
    columns: &'a [usize],
    sums: &'a [&'a Sum],
    exact: bool,
    steps: usize,
    chosen: Vec<usize>,
    ways: Vec<Vec<usize>>,
}

impl Search<'_> {
    /// Places the next amount in `columns[from..]`, or leaves it for a later column.
    fn next(&mut self, from: usize) {
        let left = self.amounts.len() - self.chosen.len();
        if left == 0 {
            if self.holds(usize::MAX) {
                self.ways.push(self.chosen.clone());
            }
            return;
        }
        for at in from..=self.columns.len().saturating_sub(left) {
            self.steps += 1;
            if self.steps > STEPS || self.ways.len() >= PLACEMENTS {
                return;
            }
            let Some(&column) = self.columns.get(at) else { return };
            self.chosen.push(column);
            if self.holds(column) {
                self.next(at + 1);
            }
            self.chosen.pop();
            // Every later choice leaves this column empty.
            let decided = column;
            if !self.holds_without(decided) {
                return;
            }
        }
    }

    fn value(&self, column: usize) -> Option<Decimal> {
        let at = self.chosen.iter().position(|&c| c == column)?;
        self.amounts.get(at).copied()
    }

    fn holds_without(&self, decided: usize) -> bool {
        self.holds(decided)
    }

    /// Can every sum still hold when the columns up to `decided` are as chosen and the others are open?
    fn holds(&self, decided: usize) -> bool {
        self.sums.iter().all(|sum| {
            let last = sum.parts.iter().copied().max().unwrap_or(0).max(sum.total);
            let complete = last <= decided;
            if sum.total > decided && !complete {
                return true;
            }
            let parts: Vec<Decimal> =
                sum.parts.iter().filter(|&&c| c <= decided).filter_map(|&c| self.value(c)).collect();
            let total = self.value(sum.total);
            let printed: Decimal = parts.iter().sum();
            let allowed = if self.exact { Decimal::ZERO } else { tolerance(&parts, total) };
            let difference = total.unwrap_or_default() - printed;
            if complete {
                // A total with no part printed is a table that stops there, and adds up to nothing only if it is 0.
                return difference.abs() <= allowed && (total.is_some() || parts.is_empty() || printed.is_zero());
            }
            let signs = self.amounts.iter().all(|amount| !amount.is_sign_negative());
            !signs || -difference <= allowed
        })
    }
}

#[cfg(test)]
mod tests {
    use super::placements;
    use crate::catalogue::sums;
    use crate::dump::clean::amount;

    fn check(columns: &str, amounts: &str, expected: &[&str]) {
        let paths: Vec<Vec<String>> =
            columns.split_whitespace().map(|path| path.split('/').map(str::to_owned).collect()).collect();
        let amounts: Vec<_> = amounts.split_whitespace().filter_map(amount).collect();
        let all: Vec<usize> = (0..paths.len()).collect();
        let ways: Vec<String> = placements(&amounts, &all, &sums(&paths))
            .ways
            .iter()
            .map(|way| way.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(ways, expected);
    }

    const EXPENDITURE: &str = "合计 基本/小计 基本/人员 基本/公用 项目/小计 项目/运转 项目/目标";

    #[test]
    fn sums_leave_one_placement_or_a_few() {
        check(EXPENDITURE, "10.0 7.0 5.0 2.0 3.0 1.0 2.0", &["0 1 2 3 4 5 6"]);
        check(EXPENDITURE, "10.0 7.0 5.0 2.0 3.0 3.0", &["0 1 2 3 4 5", "0 1 2 3 4 6"]);
        check(EXPENDITURE, "9.0 9.0 4.0 5.0", &["0 1 2 3", "0 4 5 6"]);
        check(EXPENDITURE, "9.0", &["0"]);
    }

    #[test]
    fn rounding_is_allowed_when_nothing_is_exact() {
        check("合计 基本 项目", "10.01 7.00 3.00", &["0 1 2"]);
    }

    #[test]
    fn amounts_that_add_up_nowhere_stand_from_the_left() {
        check("合计 基本 项目", "1.00 7.00", &["0 1"]);
    }
}

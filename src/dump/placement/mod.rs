//! Amounts in their order -> the columns they can stand in. A row whose empty cells are gone fits its columns in many
//! ways; the sums of the form leave few of them, often one. Exact sums are tried first, sums within rounding second.

mod relaxed;
mod strict;

use crate::catalogue::Sum;
use rust_decimal::Decimal;

/// The widest form has fewer amounts in a row; a wider table has no sums to search by.
const MOST_COLUMNS: usize = 60;

/// More placements than this are not told apart: the row is undecided.
const PLACEMENTS: usize = 200;

/// How far a sum of printed amounts may be from its parts: each carries up to half its last digit.
pub(super) fn tolerance(parts: &[Decimal], total: Option<Decimal>) -> Decimal {
    let scale = parts.iter().chain(total.iter()).map(Decimal::scale).max().unwrap_or(0);
    let roundings = i64::try_from(parts.len()).unwrap_or(i64::MAX).saturating_add(1);
    // Half a unit is five of the next digit, which is had sooner than by a division.
    let halves = Decimal::try_new(roundings.saturating_mul(5), scale + 1);
    halves.unwrap_or_else(|_| Decimal::new(roundings, scale) / Decimal::TWO)
}

/// Where the amounts of one row can stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Placements {
    /// Each gives the column of every amount, ascending.
    pub(super) assignments: Vec<Vec<usize>>,
    /// Do the sums of the form hold in all of them?
    pub(super) adds_up: bool,
}

/// The columns of `columns` that `amounts` can stand in, given the sums that hold in a row.
pub(super) fn placements(amounts: &[Decimal], columns: &[usize], sums: &[Sum]) -> Placements {
    if amounts.len() > columns.len() {
        return Placements::default();
    }
    if let Some(units) = units(amounts).filter(|_| columns.len() <= MOST_COLUMNS) {
        let assignments = strict::search(&units, columns.len(), &terms(columns, sums));
        if !assignments.is_empty() {
            return Placements { assignments: of_columns(&assignments, columns), adds_up: true };
        }
    }
    // Nothing adds up: print order from the left is all that is left to say.
    Placements { assignments: vec![columns.iter().copied().take(amounts.len()).collect()], adds_up: false }
}

/// Placements in which the sums of the form hold but for a few, where they hold in none: forms carry misprints, and a
/// 合计 that leaves a group out. `budget` is what the searches of a document may take together.
pub(super) fn mostly(amounts: &[Decimal], columns: &[usize], sums: &[Sum], budget: &mut usize) -> Vec<Vec<usize>> {
    if amounts.len() > columns.len() || columns.len() > MOST_COLUMNS {
        return Vec::new();
    }
    let Some(units) = small_units(amounts) else { return Vec::new() };
    of_columns(&relaxed::search(&units, columns.len(), &terms(columns, sums), budget), columns)
}

/// Placements by the places of columns -> by the columns.
fn of_columns(assignments: &[Vec<usize>], columns: &[usize]) -> Vec<Vec<usize>> {
    assignments
        .iter()
        .map(|assignment| assignment.iter().filter_map(|&place| columns.get(place).copied()).collect())
        .collect()
}

/// The sums among `columns`, by the places of these.
fn terms(columns: &[usize], sums: &[Sum]) -> Vec<Terms> {
    let place = |column: &usize| columns.iter().position(|c| c == column);
    sums.iter()
        .filter_map(|sum| {
            let total = place(&sum.total)?;
            let parts: Vec<usize> = sum.parts.iter().map(place).collect::<Option<_>>()?;
            let last = parts.iter().copied().max().unwrap_or(0).max(total);
            Some(Terms { total, parts, last })
        })
        .collect()
}

/// The amounts in units of the last digit that any of them prints; `None` if one is out of all proportion.
pub(super) fn units(amounts: &[Decimal]) -> Option<Vec<i128>> {
    let scale = amounts.iter().map(Decimal::scale).max()?;
    let unit = |amount: &Decimal| {
        let factor = 10_i128.checked_pow(scale - amount.scale())?;
        // Far below the limit, so that sums of all columns and rows stay within it.
        amount.mantissa().checked_mul(factor).filter(|units| units.unsigned_abs() < 1 << 90)
    };
    amounts.iter().map(unit).collect()
}

/// As [`units`]; `None` if one is more than some 40 trillion yuan in cents.
pub(super) fn small_units(amounts: &[Decimal]) -> Option<Vec<i64>> {
    units(amounts)?.into_iter().map(small_unit).collect()
}

/// What is not out of all proportion: sums of a thousand stay within 64 bits.
pub(super) fn small_unit(unit: i128) -> Option<i64> {
    /// In cents more than the revenue of the country.
    const LARGEST: u64 = 1 << 52;
    i64::try_from(unit).ok().filter(|unit| unit.unsigned_abs() < LARGEST)
}

/// A sum by the places of its columns in the searched span.
#[derive(Clone, Debug)]
struct Terms {
    total: usize,
    parts: Vec<usize>,
    last: usize,
}

#[cfg(test)]
mod tests {
    use super::{Terms, mostly, placements, terms};
    use crate::catalogue::sums;
    use crate::dump::clean::amount;
    use rust_decimal::Decimal;

    fn check(columns: &str, amounts: &str, expected: &[&str]) {
        let paths: Vec<Vec<String>> =
            columns.split_whitespace().map(|path| path.split('/').map(str::to_owned).collect()).collect();
        let amounts: Vec<_> = amounts.split_whitespace().filter_map(amount).collect();
        let all: Vec<usize> = (0..paths.len()).collect();
        let assignments: Vec<String> = placements(&amounts, &all, &sums(&paths))
            .assignments
            .iter()
            .map(|assignment| assignment.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(assignments, expected);
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
    fn a_broken_sum_leaves_the_others() {
        let own = "合计 三公/小计 三公/接待 三公/车 会议";
        let path = |year: &str, name: &str| [year].into_iter().chain(name.split('/')).map(str::to_owned).collect();
        let paths: Vec<Vec<String>> =
            ["上年", "当年", "增减变化"].iter().flat_map(|year| own.split(' ').map(|name| path(year, name))).collect();
        let texts = "24.00 3.00 3.00 21.00 2.00 30.00 28.00 4.00 24.00 2.00 6.00 25.00 1.00 3.00";
        let amounts: Vec<_> = texts.split_whitespace().filter_map(amount).collect();
        let all: Vec<usize> = (0..paths.len()).collect();
        assert!(!placements(&amounts, &all, &sums(&paths)).adds_up);
        let mut budget = 1_000_000;
        let assignments = mostly(&amounts, &all, &sums(&paths), &mut budget);
        // 小计 of 上年 leaves 车 out, and with it three other sums are broken.
        assert_eq!(assignments, [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]]);
        let mut nothing = 0;
        assert!(mostly(&amounts, &all, &sums(&paths), &mut nothing).is_empty());
    }

    /// As [`mostly`], by trying every placement.
    fn mostly_of_all(units: &[i64], width: usize, sums: &[Terms]) -> Vec<Vec<usize>> {
        let mut all: Vec<(usize, usize, Vec<usize>)> = Vec::new();
        // From the left: a placement whose first amounts stand further left comes first.
        for mask in (0..1_u32 << width).rev().filter(|mask| mask.count_ones() as usize == units.len()) {
            let assignment: Vec<usize> = (0..width).filter(|at| mask >> (width - 1 - at) & 1 == 1).collect();
            let value =
                |place: usize| assignment.iter().position(|&at| at == place).and_then(|at| units.get(at)).copied();
            let (mut broken, mut held) = (0, 0);
            for sum in sums {
                let parts: Vec<i64> = sum.parts.iter().filter_map(|&part| value(part)).collect();
                let total = value(sum.total).unwrap_or(0);
                let holds = 2 * (parts.iter().sum::<i64>() - total).abs() <= parts.len() as i64 + 1;
                broken += usize::from(!holds);
                held += usize::from(holds && total != 0);
            }
            all.push((broken, held, assignment));
        }
        for limit in 1..=4.min(sums.len() / 2) {
            let fits = |(broken, held, _): &&(usize, usize, Vec<usize>)| *broken <= limit && *held > limit;
            let most = all.iter().filter(fits).map(|(_, held, _)| *held).max();
            let best = all.iter().filter(fits).filter(|(_, held, _)| Some(*held) == most);
            let assignments: Vec<Vec<usize>> = best.map(|(.., assignment)| assignment.clone()).collect();
            if !assignments.is_empty() {
                return assignments;
            }
        }
        Vec::new()
    }

    #[test]
    fn giving_up_early_loses_no_placement() {
        let path = |year: &str, name: &str| vec![year.to_owned(), name.to_owned()];
        let paths: Vec<Vec<String>> = ["上年", "当年", "增减变化"]
            .iter()
            .flat_map(|year| ["合计", "接待", "会议"].iter().map(|name| path(year, name)))
            .collect();
        let (all, sums) = ((0..paths.len()).collect::<Vec<usize>>(), sums(&paths));
        assert!(sums.len() >= 4, "{sums:?}");
        let own = terms(&all, &sums);
        let (mut seed, mut found) = (1_u32, 0);
        for _ in 0..3_000 {
            let mut next = |below: u32| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                i64::from(seed >> 16) % i64::from(below)
            };
            let count = next(6) as usize + 3;
            let below_zero = next(2);
            let units: Vec<i64> = (0..count).map(|_| next(12) - 3 * below_zero).collect();
            let amounts: Vec<Decimal> = units.iter().map(|&unit| Decimal::new(unit, 2)).collect();
            let expected = mostly_of_all(&units, all.len(), &own);
            assert_eq!(mostly(&amounts, &all, &sums, &mut 1_000_000), expected, "{units:?}");
            found += usize::from(!expected.is_empty());
        }
        assert!(found > 300, "{found}");
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

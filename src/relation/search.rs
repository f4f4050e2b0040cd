//! Sums that nobody wrote down: lines that are the sum of the lines behind or before them, in every place.
//!
//! A sum is found where it fails in no place and chance would not bring it about: the more were tried, the more digits have to
//! agree.

use super::{Matrix, Sum, Tested};
use std::collections::{BTreeMap, BTreeSet};

/// One in two to this is chance, for each that was tried.
const IMPROBABLE: f64 = 12.0;
/// The same of sums that together explain a whole list: each of them need not be improbable if all of them are.
const POSSIBLE: f64 = -8.0;
/// A list is explained as a whole if this share of its lines stands below one of them.
const WHOLE: f64 = 0.95;
/// So many lines a sum may have.
const PARTS: usize = 400;
/// Of so many lines each may be one of several lists that stand in turn: the widest tables have some hundred columns.
const TURNS: usize = 300;
/// Of so many lines all pairs are tried.
const PAIRS: usize = 40;
/// A sum of two may fail in so many places,
const SLIPS: usize = 2;
/// if it holds in so many others for each of them: what holds in ten places is wrong in the eleventh, not the sum.
const FOR_ONE: usize = 10;

/// The outline of the lines: each line that is the sum of the lines behind it, or of those before it, which themselves may be
/// sums. The lines in `out` stand in no sum.
pub(crate) fn outline(matrix: &Matrix, out: &[usize]) -> Vec<Sum> {
    let strict = closing(matrix, out, IMPROBABLE);
    let lines = (0..matrix.len()).filter(|line| matrix.has_amount(*line) && !out.contains(line)).count();
    if is_whole(&strict, lines) {
        return strict;
    }
    let loose = closing(matrix, out, POSSIBLE);
    let bits: f64 = loose.iter().map(|sum| matrix.support(sum).bits - (sum.plus.len() as f64).log2()).sum();
    if is_whole(&loose, lines) && bits >= IMPROBABLE + (lines as f64).log2() { loose } else { strict }
}

/// Does one line explain nearly all?
fn is_whole(sums: &[Sum], lines: usize) -> bool {
    let by_total: BTreeMap<usize, &Sum> = sums.iter().map(|sum| (sum.total, sum)).collect();
    let below = |total: usize| {
        let (mut open, mut seen) = (vec![total], BTreeSet::new());
        while let Some(line) = open.pop() {
            if seen.insert(line) {
                open.extend(by_total.get(&line).into_iter().flat_map(|sum| &sum.plus));
            }
        }
        seen.len()
    };
    let parts: BTreeSet<usize> = sums.iter().flat_map(|sum| sum.plus.iter().copied()).collect();
    let mut roots = sums.iter().filter(|sum| !parts.contains(&sum.total));
    roots.any(|sum| below(sum.total) as f64 >= lines as f64 * WHOLE)
}

fn closing(matrix: &Matrix, out: &[usize], improbable: f64) -> Vec<Sum> {
    let lines = (0..matrix.len()).filter(|line| matrix.has_amount(*line) && !out.contains(line));
    let mut standing: Vec<usize> = lines.collect();
    let mut found: BTreeMap<usize, Sum> = BTreeMap::new();
    // Lists below their heads are closed from the end on, those above their totals from the start, and what sums these again.
    for is_forward in [true, false, true, false] {
        if is_forward {
            standing.reverse();
        }
        let before = found.len();
        let mut open: Vec<usize> = Vec::with_capacity(standing.len());
        for line in standing {
            if !found.contains_key(&line)
                && let Some(count) = closes(matrix, line, &open, improbable)
                    .or_else(|| repeats(matrix, line, &open, &found).then_some(1))
            {
                let mut parts = open.split_off(open.len() - count);
                parts.sort_unstable();
                found.insert(line, Sum::of(line, parts));
            }
            open.push(line);
        }
        standing = open;
        if is_forward {
            standing.reverse();
        }
        if found.len() == before && !is_forward {
            break;
        }
    }
    found.into_values().collect()
}

/// Is a line the last open one again, which is a sum: 合计 above 全额 above the units?
fn repeats(matrix: &Matrix, line: usize, open: &[usize], found: &BTreeMap<usize, Sum>) -> bool {
    let is_same = |last: &&usize| (0..matrix.places()).all(|place| matrix.at(line, place) == matrix.at(**last, place));
    open.last().filter(|last| found.contains_key(last)).filter(is_same).is_some()
}

/// How many of the last of the open lines a line is the sum of; nothing unless it is of two and more.
fn closes(matrix: &Matrix, line: usize, open: &[usize], improbable: f64) -> Option<usize> {
    let places: Vec<usize> =
        (0..matrix.places()).filter(|place| matrix.at(line, *place).is_some_and(|own| own != 0)).collect();
    let probe = *places.first()?;
    let total = matrix.at(line, probe)?;
    let mut sum = 0_i128;
    let mut printed = 1_i128;
    for (at, part) in open.iter().rev().take(PARTS).enumerate() {
        let amount = matrix.at(*part, probe);
        sum = sum.saturating_add(amount.unwrap_or(0));
        printed += i128::from(amount.is_some());
        let off = total.saturating_sub(sum).saturating_abs().saturating_mul(2);
        if at > 0 && off <= matrix.slack.saturating_mul(printed) {
            let count = at + 1;
            let parts = open.get(open.len() - count..).unwrap_or_default().to_vec();
            if is_found(matrix, &Sum::of(line, parts), count, improbable) {
                return Some(count);
            }
        }
        // Of amounts that are none of them negative more is too much.
        if sum.saturating_abs() > total.saturating_abs().saturating_add(matrix.slack.saturating_mul(printed))
            && amount.is_some_and(|amount| (amount > 0) == (total > 0))
            && at > 8
        {
            return None;
        }
    }
    None
}

/// Does a sum hold wherever it is tested, of more than one part somewhere, and by no chance, so many having been tried?
fn is_found(matrix: &Matrix, sum: &Sum, tried: usize, improbable: f64) -> bool {
    let fails = |place: usize| {
        let is_whole = !matches!(matrix.test(sum, place), Tested::Fails | Tested::Open);
        !is_whole
    };
    if (0..matrix.places()).any(fails) {
        return false;
    }
    // Copies of one amount prove nothing of the others.
    let is_of_several = |line: &usize| {
        let own = |place: &usize| matrix.at(*line, *place).is_some_and(|amount| amount != 0);
        (0..matrix.places()).any(|place| own(&place))
    };
    let several = sum.plus.iter().chain(&sum.minus).filter(|line| is_of_several(line)).count() > 1;
    several && matrix.support(sum).bits - (tried as f64).log2() >= improbable
}

/// Does a sum hold wherever it is tested but for a few places, and by no chance, so many having been tried?
fn is_usual(matrix: &Matrix, sum: &Sum, tried: usize) -> bool {
    let own = matrix.support(sum);
    let is_rare = (1..=SLIPS).contains(&own.fails) && own.holds >= FOR_ONE * own.fails;
    is_rare && own.bits - (tried as f64).log2() >= IMPROBABLE
}

/// Lines that are the sum, or the difference, of two others, in all places or nearly all.
pub(crate) fn differences(matrix: &Matrix, out: &[usize]) -> Vec<Sum> {
    let lines: Vec<usize> = (0..matrix.len()).filter(|line| matrix.has_amount(*line) && !out.contains(line)).collect();
    let mut found = Vec::new();
    if lines.len() > PAIRS {
        return found;
    }
    let tried = lines.len() * lines.len();
    for (at, first) in lines.iter().enumerate() {
        for second in lines.iter().skip(at + 1) {
            for total in lines.iter().filter(|total| *total != first && *total != second) {
                let sum = Sum::of(*total, vec![*first, *second]);
                let is_found = || is_found(matrix, &sum, tried, IMPROBABLE) || is_usual(matrix, &sum, tried);
                if is_seen_together(matrix, &sum) && is_found() {
                    found.push(sum);
                }
            }
        }
    }
    found
}

/// Do both terms print an amount in one place at least, and neither is the total itself in all?
fn is_seen_together(matrix: &Matrix, sum: &Sum) -> bool {
    let mut places = 0..matrix.places();
    let all = |place: usize| sum.terms().all(|(line, _)| matrix.at(line, place).is_some_and(|own| own != 0));
    // The first places that say something refute most.
    let fails = (0..matrix.places().min(PAIRS)).filter(|place| matrix.test(sum, *place) == Tested::Fails);
    fails.take(SLIPS + 1).count() <= SLIPS && places.any(all)
}

/// Lines that are the sum of every `stride`th line behind them: 合计{预算|决算}, 出国{预算|决算}, ….
pub(crate) fn strides(matrix: &Matrix, out: &[usize]) -> Vec<Sum> {
    let len = matrix.len();
    let mut found = Vec::new();
    if len > TURNS {
        return found;
    }
    let heads = (0..len).filter(|line| matrix.has_amount(*line) && !out.contains(line));
    for total in heads {
        for stride in 2..=len.saturating_sub(total + 1) / 2 {
            let all: Vec<usize> = (1..).map(|at| total + at * stride).take_while(|line| *line < len).collect();
            let fits = |count: usize| {
                let sum = Sum::of(total, all.get(..count)?.to_vec());
                is_found(matrix, &sum, len, IMPROBABLE).then_some(sum)
            };
            if let Some(sum) = (2..=all.len()).rev().find_map(fits) {
                found.push(sum);
                break;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;

    /// Lines of amounts, `.` for blanks.
    fn matrix(lines: &[&str]) -> Matrix {
        let amount = |text: &str| (text != ".").then(|| text.parse::<Decimal>().expect(text));
        let lines: Vec<Vec<Option<Decimal>>> =
            lines.iter().map(|line| line.split_whitespace().map(amount).collect()).collect();
        Matrix::new(&lines, Decimal::new(5, 3))
    }

    fn said(sums: &[Sum]) -> Vec<String> {
        let list = |lines: &[usize]| lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("+");
        sums.iter().map(|sum| format!("{}={}", sum.total, list(&sum.plus))).collect()
    }

    #[test]
    fn an_outline_is_found_from_the_amounts() {
        let own = matrix(&["982.75 811.5", "532.5 411.25", "200.25 190", "332.25 221.25", "450.25 400.25"]);
        assert_eq!(said(&outline(&own, &[])), ["0=1+4", "1=2+3"]);
    }

    #[test]
    fn totals_stand_behind_their_lists() {
        let own = matrix(&["1200.25 40", "332.21 17", "1532.46 57", "800.77 3", "2333.23 60"]);
        assert_eq!(said(&outline(&own, &[])), ["2=0+1", "4=2+3"]);
    }

    #[test]
    fn a_list_that_is_explained_as_a_whole() {
        // Round amounts agree by chance one by one: 700 = 300 + 400; all of them together do not.
        let own = matrix(&["1512", "1512", "700", "300", "400", "312", "112", "200", "500", "240", "60", "200"]);
        let expected = ["0=1", "1=2+5+8", "2=3+4", "5=6+7", "8=9+10+11"];
        assert_eq!(said(&outline(&own, &[])), expected);
    }

    #[test]
    fn small_numbers_agree_by_chance() {
        let own = Matrix::new(&[vec![Some(5.into())], vec![Some(2.into())], vec![Some(3.into())]], Decimal::new(5, 1));
        assert!(outline(&own, &[]).is_empty());
    }

    #[test]
    fn differences_of_columns() {
        let own = matrix(&["2450.25 880.5 17.25", "1400 300.25 17", "1050.25 580.25 0.25"]);
        assert_eq!(said(&differences(&own, &[])), ["0=1+2"]);
    }

    #[test]
    fn a_slip_is_none_of_the_sum() {
        let totals = "377.05 27.05 350.01 74.59 74.57 2.49 52.83 19.25 12.6 8.69 442.95";
        let first = "260.42 12.62 247.79 50.19 50.17 1.73 35.99 12.44 6.31 7.26 303.34";
        let second = "116.63 14.43 102.22 24.4 24.4 0.76 16.84 6.81 6.29 1.43 117.08";
        assert_eq!(said(&differences(&matrix(&[totals, first, second]), &[])), ["0=1+2"]);
        // In fewer places it may be the sum that is wrong.
        let less = |line: &str| line.split_once(' ').expect("amounts").1.to_owned();
        assert!(differences(&matrix(&[&less(totals), &less(first), &less(second)]), &[]).is_empty());
    }

    #[test]
    fn every_second_column() {
        let own = matrix(&["30.25 550.5", "31.13 602.07", "10.25 250.25", "12.04 301.51", "20 300.25", "19.09 300.56"]);
        assert_eq!(said(&strides(&own, &[])), ["0=2+4", "1=3+5"]);
    }
}

//! Values in their order -> the columns of a flat table, by what the full rows hold: which columns print rates, of
//! which of their neighbours, and how many digits stand behind the point.

use super::clean::{amount, is_nothing, unmarked};

use rust_decimal::Decimal;

/// Placements that are looked at for one row.
const WAYS: usize = 2_000;

/// Rows that are learnt from; more say nothing more.
pub(super) const ROWS: usize = 200;

/// How much worse than the best a placement may fit that the sums down the table decide for.
const SLACK: i32 = 3;

/// How a rate comes from two amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rate {
    rate: usize,
    of: usize,
    to: usize,
    /// The growth, rather than the share.
    growth: bool,
}

/// What the columns of values hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    width: usize,
    /// Per column: do its values print a percent sign, and the digits behind their points.
    signs: Vec<Option<bool>>,
    scales: Vec<Option<u32>>,
    rates: Vec<Rate>,
    /// Columns of rates with the column of amounts that their name begins with: `决算数为上年决算数的%`.
    subjects: Vec<(usize, usize)>,
    /// Where the values of full rows end, with their lines, if the dump keeps the places on the page.
    pub(super) ends: Vec<(usize, Vec<usize>)>,
}

/// A placement of the values of a row, and how well it fits what the columns hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    pub(super) score: i32,
    pub(super) columns: Vec<usize>,
}

impl Places {
    /// Learns from rows that have a value in every column.
    pub(super) fn learn(full: &[Vec<&str>], width: usize) -> Places {
        let full = full.get(..full.len().min(ROWS)).unwrap_or_default();
        let column = |c: usize| full.iter().filter_map(move |row| row.get(c).copied());
        let most = |mut scales: Vec<u32>| -> Option<u32> {
            scales.sort_unstable();
            scales.get(scales.len() / 2).copied()
        };
        let signs = (0..width)
            .map(|c| {
                let (all, rates) = (column(c).count(), column(c).filter(|text| is_rate(text)).count());
                (all > 0).then_some(rates * 2 > all)
            })
            .collect();
        let values: Vec<Vec<Option<Decimal>>> =
            full.iter().map(|row| row.iter().map(|text| number(text)).collect()).collect();
        let scale = |row: &Vec<Option<Decimal>>, c: usize| {
            row.get(c).copied().flatten().filter(|n| !n.is_zero()).map(|n| n.scale())
        };
        let scales = (0..width).map(|c| most(values.iter().filter_map(|row| scale(row, c)).collect())).collect();
        let mut rates = Vec::new();
        // Turned round, an amount is the rate of another by their rate; rates need no separators.
        let separated = |c: usize| column(c).filter(|text| text.contains(',')).count() * 10 > full.len();
        // How often a rate holds, if in most rows: what fails in too many is given up before the last of them.
        let hits = |own: &Rate| {
            let mut failed = 0;
            for row in &values {
                failed += usize::from(holds(own, row) != Some(true));
                if failed * 10 >= values.len() * 4 {
                    return None;
                }
            }
            (!values.is_empty()).then_some(values.len() - failed)
        };
        for rate in (0..width).filter(|&c| !separated(c)) {
            let mut best: Option<(usize, Rate)> = None;
            for of in (0..width).filter(|&of| of != rate) {
                for to in (0..width).filter(|&to| to != rate && to != of) {
                    for growth in [false, true] {
                        let own = Rate { rate, of, to, growth };
                        let Some(hits) = hits(&own) else { continue };
                        if best.as_ref().is_none_or(|(most, _)| hits > *most) {
                            best = Some((hits, own));
                        }
                    }
                }
            }
            rates.extend(best.map(|(_, rate)| rate));
        }
        Places { width, signs, scales, rates, subjects: Vec::new(), ends: Vec::new() }
    }

    /// How many columns there are.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Does column `c` print rates?
    pub(super) fn is_rate(&self, c: usize) -> bool {
        self.signs.get(c).copied().flatten() == Some(true) || self.rates.iter().any(|rate| rate.rate == c)
    }

    /// Learns from the names of the columns which amounts the rates are of.
    pub(super) fn name(&mut self, names: &[&str]) {
        let core =
            |name: &str| name.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('年').to_owned();
        let is_rate = |c: usize| self.is_rate(c);
        let amounts: Vec<(usize, String)> =
            (0..self.width).filter(|&c| !is_rate(c)).filter_map(|c| Some((c, core(names.get(c)?)))).collect();
        let subject = |rate: usize| {
            let name = core(names.get(rate)?);
            let own = |(_, amount): &&(usize, String)| !amount.is_empty() && name.starts_with(amount.as_str());
            Some((rate, amounts.iter().rev().find(own)?.0))
        };
        self.subjects = (0..self.width).filter(|&c| is_rate(c)).filter_map(subject).collect();
    }

    /// The placements of `values`, which end at these places of their line, that fit best, the best first.
    pub(super) fn place(&self, values: &[impl AsRef<str>], (line, ends): (usize, &[usize])) -> Vec<Way> {
        if values.len() >= self.width {
            return vec![Way { score: 0, columns: (0..self.width).collect() }];
        }
        let numbers: Vec<Option<Decimal>> = values.iter().map(|text| number(text.as_ref())).collect();
        let mut assignments = Vec::new();
        ascend(self.width, values.len(), &mut Vec::new(), &mut assignments);
        let near = self.ends.iter().min_by_key(|(own, _)| own.abs_diff(line)).map(|(_, ends)| ends.as_slice());
        let score = |columns: &[usize]| {
            self.score(values, &numbers, columns) - near.map_or(0, |near| distance(near, ends, columns))
        };
        let mut scored: Vec<Way> =
            assignments.into_iter().map(|columns| Way { score: score(&columns), columns }).collect();
        let best = scored.iter().map(|assignment| assignment.score).max().unwrap_or(0);
        scored.retain(|assignment| assignment.score >= best - SLACK);
        scored.sort_by_key(|assignment| std::cmp::Reverse(assignment.score));
        scored
    }

    fn score(&self, values: &[impl AsRef<str>], numbers: &[Option<Decimal>], assignment: &[usize]) -> i32 {
        let mut score = 0;
        let mut row: Vec<Option<Decimal>> = vec![None; self.width];
        for ((text, number), &c) in values.iter().map(AsRef::as_ref).zip(numbers).zip(assignment) {
            if self.signs.get(c).copied().flatten().is_some_and(|sign| sign != is_rate(text) && !is_nothing(text)) {
                score -= 20;
            }
            let scale = number.filter(|n| !n.is_zero()).map(|n| n.scale());
            if let (Some(scale), Some(known)) = (scale, self.scales.get(c).copied().flatten())
                && scale != known
            {
                score -= 4;
            }
            if let Some(place) = row.get_mut(c) {
                *place = *number;
            }
        }
        for rate in &self.rates {
            let filled = |c: usize| row.get(c).copied().flatten().is_some();
            match holds(rate, &row) {
                Some(true) => score += 6,
                Some(false) => score -= 6,
                // Both amounts and no rate, or a rate of nothing, is rare.
                None if filled(rate.rate) != (filled(rate.of) && filled(rate.to)) => score -= 2,
                // What is gone has a rate, -100 or 0; what is new has none.
                None if filled(rate.of) => score -= 1,
                None => {}
            }
        }
        let filled = |c: usize| row.get(c).copied().flatten().is_some();
        let orphan = |&&(rate, subject): &&(usize, usize)| filled(rate) && !filled(subject);
        let orphans = self.subjects.iter().filter(orphan).count();
        score - 3 * i32::try_from(orphans).unwrap_or(0)
    }
}

/// How far the values of a placement end from where their columns do.
fn distance(columns: &[usize], ends: &[usize], assignment: &[usize]) -> i32 {
    /// A value further away than this is in another column in any case.
    const FAR: usize = 30;
    let far =
        ends.iter().zip(assignment).map(|(&end, &c)| columns.get(c).map_or(FAR, |own| own.abs_diff(end)).min(FAR));
    i32::try_from(far.sum::<usize>()).unwrap_or(i32::MAX / 2)
}

fn number(text: &str) -> Option<Decimal> {
    amount(unmarked(text).trim_end_matches(['%', '％']))
}

/// Does the rate follow from its amounts? `None` if one of the three is missing.
fn holds(rate: &Rate, row: &[Option<Decimal>]) -> Option<bool> {
    let value = |c: usize| row.get(c).copied().flatten();
    let (printed, of, to) = (value(rate.rate)?, value(rate.of)?, value(rate.to)?);
    let base = if rate.growth { to.checked_sub(of)? } else { to };
    if of.is_zero() {
        return None;
    }
    // The printed amounts are rounded, so the rate may be off by a little more than its own last digit: as whole numbers,
    // |100 base - printed of| <= 1.1 units of |of|.
    if let Some(holds) = holds_in_integers(base, of, printed) {
        return Some(holds);
    }
    let exact = base.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(of)?;
    let allowed = Decimal::new(11, printed.scale() + 1);
    Some((exact - printed).abs() <= allowed)
}

/// The same in whole numbers, where they are small enough: no division.
fn holds_in_integers(base: Decimal, of: Decimal, printed: Decimal) -> Option<bool> {
    let scale = base.scale().max(of.scale());
    let whole = |amount: Decimal| amount.mantissa().checked_mul(10_i128.checked_pow(scale - amount.scale())?);
    let unit = 10_i128.checked_pow(printed.scale())?;
    let (base, of) = (whole(base)?, whole(of)?);
    let exact = base.checked_mul(100)?.checked_mul(unit)?;
    let difference = exact.checked_sub(printed.mantissa().checked_mul(of)?)?;
    Some(difference.checked_mul(10)?.abs() <= of.checked_mul(11)?.abs())
}

/// All ascending choices of `left` columns of `width`.
fn ascend(width: usize, left: usize, chosen: &mut Vec<usize>, assignments: &mut Vec<Vec<usize>>) {
    if assignments.len() >= WAYS {
        return;
    }
    if left == 0 {
        assignments.push(chosen.clone());
        return;
    }
    let from = chosen.last().map_or(0, |last| last + 1);
    for c in from..=width.saturating_sub(left) {
        chosen.push(c);
        ascend(width, left - 1, chosen, assignments);
        chosen.pop();
    }
}

/// Is this more than any rate: parted by separators, or a hundred times as much in percent?
pub(super) fn is_no_rate(text: &str) -> bool {
    const LARGE: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);
    text.contains(',') || amount(text).is_some_and(|value| value.abs() >= LARGE)
}

/// A printed percentage.
pub(super) fn is_rate(text: &str) -> bool {
    unmarked(text).strip_suffix(['%', '％']).is_some_and(|number| amount(number).is_some())
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn a_rate_finds_its_amounts() {
        let full: Vec<Vec<&str>> = vec![vec!["100", "200", "150", "75.0"], vec!["50", "40", "60", "150.0"]];
        let places = Places::learn(&full, 4);
        assert!(places.is_rate(3) && !places.is_rate(0));
        let first = |values: &[&str]| places.place(values, (0, &[])).swap_remove(0).columns;
        assert_eq!(first(&["80", "20", "25.0"]), [1, 2, 3]);
        // Of columns 1 and 2 there would be a rate.
        assert_eq!(first(&["80", "90"]), [0, 2]);
    }
}

//! Amounts in their order -> the columns they can stand in. A row whose empty cells are gone fits its columns in many
//! ways; the sums of the form leave few of them, often one. Exact sums are tried first, sums within rounding second.

use crate::catalogue::Sum;
use rust_decimal::Decimal;

/// Steps after which the search in one row ends. A row of 8 amounts under 20 columns takes a few thousand with the sums
/// of its form; without sums the number of placements is the binomial coefficient, and none would be better.
const STEPS: usize = 20_000;

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
    pub(super) ways: Vec<Vec<usize>>,
    /// Do the sums of the form hold in all of them?
    pub(super) adds_up: bool,
}

/// The columns of `columns` that `amounts` can stand in, given the sums that hold in a row.
pub(super) fn placements(amounts: &[Decimal], columns: &[usize], sums: &[Sum]) -> Placements {
    if amounts.len() > columns.len() {
        return Placements::default();
    }
    if let Some(units) = units(amounts).filter(|_| columns.len() <= MOST_COLUMNS) {
        let own = terms(columns, sums);
        let signs = units.iter().all(|&unit| unit >= 0);
        for exact in [true, false] {
            let values = vec![None; columns.len()];
            let mut search = Search {
                units: &units,
                sums: &own,
                signs,
                exact,
                steps: 0,
                values,
                chosen: Vec::new(),
                ways: Vec::new(),
            };
            search.next(0);
            if !search.ways.is_empty() {
                let column = |at: &usize| columns.get(*at).copied();
                let ways = search.ways.iter().map(|way| way.iter().filter_map(column).collect()).collect();
                return Placements { ways, adds_up: true };
            }
        }
    }
    // Nothing adds up: print order from the left is all that is left to say.
    Placements { ways: vec![columns.iter().copied().take(amounts.len()).collect()], adds_up: false }
}

/// Placements in which the sums of the form hold but for a few, where they hold in none: forms carry misprints, and a
/// 合计 that leaves a group out. `budget` is what the searches of a document may take together.
pub(super) fn mostly(amounts: &[Decimal], columns: &[usize], sums: &[Sum], budget: &mut usize) -> Vec<Vec<usize>> {
    /// Sums that may be broken. More of them say that the columns are others.
    const BROKEN: usize = 4;
    if amounts.len() > columns.len() || columns.len() > MOST_COLUMNS {
        return Vec::new();
    }
    let Some(units) = small_units(amounts) else { return Vec::new() };
    let own = terms(columns, sums);
    let signs = units.iter().all(|&unit| unit >= 0);
    let links = links(&own, columns.len());
    for limit in 1..=BROKEN.min(own.len() / 2) {
        let entered = vec![Entered::default(); own.len()];
        let (ways, chosen, least) = (Vec::new(), Vec::new(), limit + 1);
        let mut search = Relaxed { units: &units, links: &links, signs, limit, budget, entered, chosen, least, ways };
        search.next(0, Lost::default());
        if !search.ways.is_empty() {
            let column = |at: &usize| columns.get(*at).copied();
            return search.ways.iter().map(|way| way.iter().filter_map(column).collect()).collect();
        }
        if *budget == 0 {
            break;
        }
    }
    Vec::new()
}

/// The search for placements that break at most `limit` sums.
struct Relaxed<'a> {
    units: &'a [i64],
    /// For each place the sums it belongs to.
    links: &'a [Vec<Link>],
    /// Is no amount below zero?
    signs: bool,
    limit: usize,
    budget: &'a mut usize,
    /// What stands in the places of each sum.
    entered: Vec<Entered>,
    chosen: Vec<usize>,
    /// As many sums of something must hold: more than are broken, and as many as in the placements found.
    least: usize,
    /// Those in which most sums of something hold.
    ways: Vec<Vec<usize>>,
}

/// The sums that cannot count for a placement any more.
#[derive(Clone, Copy, Debug, Default)]
struct Lost {
    /// Those that do not hold.
    broken: usize,
    /// Those, and the sums of nothing.
    all: usize,
}

/// A place in one of its sums.
#[derive(Clone, Copy, Debug)]
struct Link {
    sum: usize,
    /// Is it the place of the total, and is it the last one of the sum?
    total: bool,
    last: bool,
    /// What an amount there adds to twice the parts less the total.
    weight: i64,
    /// Is the total decided before it?
    behind: bool,
    /// The last place of the sum, if that is the only one after this.
    only: Option<usize>,
    /// What an amount in the last place adds to twice the parts less the total.
    closing: i64,
    /// Twice the most that roundings can make of the sum, in units.
    most: i64,
}

/// For each of so many places the sums it belongs to.
fn links(sums: &[Terms], places: usize) -> Vec<Vec<Link>> {
    let mut links: Vec<Vec<Link>> = vec![Vec::new(); places];
    for (index, sum) in sums.iter().enumerate() {
        let most = i64::try_from(sum.parts.len()).unwrap_or(i64::MAX).saturating_add(1);
        let own: Vec<usize> = sum.parts.iter().copied().filter(|&part| part != sum.total).chain([sum.total]).collect();
        let weight = |place: usize| if place == sum.total { -2 } else { 2 };
        for &place in &own {
            let Some(list) = links.get_mut(place) else { continue };
            let (total, last, behind) = (place == sum.total, place == sum.last, place > sum.total);
            let only = (own.iter().filter(|&&other| other > place).count() == 1).then_some(sum.last);
            let (weight, closing) = (weight(place), weight(sum.last));
            list.push(Link { sum: index, total, last, weight, behind, only, closing, most });
        }
    }
    links
}

/// What stands in the decided places of a sum.
#[derive(Clone, Copy, Debug, Default)]
struct Entered {
    /// Twice the parts less the total.
    over: i64,
    /// How many parts there are.
    parts: i64,
    /// Is it a sum of nothing?
    hollow: bool,
    /// The place that broke the sum.
    broken: Option<usize>,
}

impl Relaxed<'_> {
    /// Decides place `at`, with these sums lost before it.
    fn next(&mut self, at: usize, lost: Lost) {
        let left = self.units.len() - self.chosen.len();
        let places = self.links.len();
        if at == places {
            let held = self.entered.len() - lost.all;
            if held > self.least {
                self.least = held;
                self.ways.clear();
            }
            self.ways.push(self.chosen.clone());
            return;
        }
        let next = self.units.get(self.chosen.len()).copied();
        let room = places - at - 1;
        for value in [next, None] {
            // An amount that is not put here needs room behind.
            if value.is_none() && left > room {
                continue;
            }
            if *self.budget == 0 || self.ways.len() >= PLACEMENTS {
                return;
            }
            *self.budget -= 1;
            let lost = self.enter(at, value, lost);
            if lost.broken <= self.limit && lost.all + self.least <= self.entered.len() {
                if value.is_some() {
                    self.chosen.push(at);
                }
                self.next(at + 1, lost);
                if value.is_some() {
                    self.chosen.pop();
                }
            }
            self.leave(at, value);
            if next.is_none() {
                return;
            }
        }
    }

    /// Puts `value` into `at`: the sums that are lost then. Without amounts below zero a sum is broken as soon as its
    /// parts are more than its total, and any sum as soon as its last place is all that is open and no amount that can
    /// stand there makes it hold.
    fn enter(&mut self, at: usize, value: Option<i64>, mut lost: Lost) -> Lost {
        let next = self.chosen.len() + usize::from(value.is_some());
        for link in self.links.get(at).into_iter().flatten() {
            // An empty place decides nothing in the middle of a sum.
            if value.is_none() && !link.last && !link.total && link.only.is_none() {
                continue;
            }
            let Some(entered) = self.entered.get_mut(link.sum) else { continue };
            if let Some(value) = value {
                entered.over += link.weight * value;
                entered.parts += i64::from(!link.total);
            }
            if entered.broken.is_some() {
                continue;
            }
            let breaks = if link.last {
                !entered.holds()
            } else {
                self.signs && (link.behind || link.total) && entered.over > link.most
                    || link.only.is_some_and(|last| {
                        !entered.holds()
                            && !closes(self.units, next, last - at - 1, self.links.len() - last, link, entered)
                    })
            };
            if breaks {
                entered.broken = Some(at);
                lost.broken += 1;
                lost.all += usize::from(!entered.hollow);
            } else if link.total && value.unwrap_or(0) == 0 {
                entered.hollow = true;
                lost.all += 1;
            }
        }
        lost
    }

    /// Takes `value` out of `at` again.
    fn leave(&mut self, at: usize, value: Option<i64>) {
        for link in self.links.get(at).into_iter().flatten() {
            let Some(entered) = self.entered.get_mut(link.sum) else { continue };
            if entered.broken == Some(at) {
                entered.broken = None;
            }
            entered.hollow &= !link.total;
            if let Some(value) = value {
                entered.over -= link.weight * value;
                entered.parts -= i64::from(!link.total);
            }
        }
    }
}

impl Entered {
    /// Does the sum hold, if nothing else comes into it? Each part and the total carries half a unit of rounding.
    fn holds(&self) -> bool {
        self.over.abs() <= self.parts + 1
    }
}

/// Can one of the amounts from `next` on close the sum of `link` in its last place, with `between` places before that and
/// `room` places from it on?
fn closes(units: &[i64], next: usize, between: usize, room: usize, link: &Link, entered: &Entered) -> bool {
    let parts = entered.parts + i64::from(link.closing > 0);
    let first = next.max(units.len().saturating_sub(room));
    let candidates = units.get(first..units.len().min(next + between + 1)).unwrap_or_default();
    candidates.iter().any(|unit| (entered.over + link.closing * unit).abs() <= parts + 1)
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

/// As [`units`]; `None` if one is more than 90 trillion yuan in cents, so that sums of a thousand stay within 64 bits.
pub(super) fn small_units(amounts: &[Decimal]) -> Option<Vec<i64>> {
    let small = |unit: i128| i64::try_from(unit).ok().filter(|unit| unit.unsigned_abs() < 1 << 53);
    units(amounts)?.into_iter().map(small).collect()
}

/// A sum by the places of its columns in the searched stretch.
struct Terms {
    total: usize,
    parts: Vec<usize>,
    last: usize,
}

struct Search<'a> {
    units: &'a [i128],
    sums: &'a [Terms],
    /// Is no amount below zero?
    signs: bool,
    exact: bool,
    steps: usize,
    /// What stands in each place.
    values: Vec<Option<i128>>,
    chosen: Vec<usize>,
    ways: Vec<Vec<usize>>,
}

impl Search<'_> {
    /// Places the next amount in a place from `from` on; the places it passes stay empty.
    fn next(&mut self, from: usize) {
        let left = self.units.len() - self.chosen.len();
        let Some(&unit) = self.units.get(self.chosen.len()) else {
            if (from..=self.values.len()).all(|at| self.holds(at)) {
                self.ways.push(self.chosen.clone());
            }
            return;
        };
        for at in from..=self.values.len().saturating_sub(left) {
            self.steps += 1;
            if self.steps > STEPS || self.ways.len() >= PLACEMENTS {
                return;
            }
            self.chosen.push(at);
            self.put(at, Some(unit));
            if self.holds(at) {
                self.next(at + 1);
            }
            self.chosen.pop();
            self.put(at, None);
            // Every later choice leaves this place empty.
            if !self.holds(at) {
                return;
            }
        }
    }

    fn put(&mut self, at: usize, value: Option<i128>) {
        if let Some(place) = self.values.get_mut(at) {
            *place = value;
        }
    }

    /// Can the sums that `at` belongs to still hold, with the places up to it decided and the others open?
    fn holds(&self, at: usize) -> bool {
        let value = |place: usize| self.values.get(place).copied().flatten();
        self.sums
            .iter()
            .filter(|sum| sum.total <= at && (sum.total == at || sum.last == at || sum.parts.contains(&at)))
            .all(|sum| {
                let total = value(sum.total);
                let (mut printed, mut count) = (0_i128, 0_i128);
                for part in sum.parts.iter().filter(|&&part| part <= at).filter_map(|&part| value(part)) {
                    printed += part;
                    count += 1;
                }
                // Twice the difference against the number of roundings, each of half a unit.
                let allowed = if self.exact { 0 } else { count + 1 };
                let difference = 2 * (total.unwrap_or(0) - printed);
                if sum.last <= at { difference.abs() <= allowed } else { !self.signs || -difference <= allowed }
            })
    }
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
        let ways = mostly(&amounts, &all, &sums(&paths), &mut budget);
        // 小计 of 上年 leaves 车 out, and with it three other sums are broken.
        assert_eq!(ways, [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]]);
        let mut nothing = 0;
        assert!(mostly(&amounts, &all, &sums(&paths), &mut nothing).is_empty());
    }

    /// As [`mostly`], by trying every placement.
    fn mostly_of_all(units: &[i64], width: usize, sums: &[Terms]) -> Vec<Vec<usize>> {
        let mut all: Vec<(usize, usize, Vec<usize>)> = Vec::new();
        // From the left: a placement whose first amounts stand further left comes first.
        for mask in (0..1_u32 << width).rev().filter(|mask| mask.count_ones() as usize == units.len()) {
            let way: Vec<usize> = (0..width).filter(|at| mask >> (width - 1 - at) & 1 == 1).collect();
            let value = |place: usize| way.iter().position(|&at| at == place).and_then(|at| units.get(at)).copied();
            let (mut broken, mut held) = (0, 0);
            for sum in sums {
                let parts: Vec<i64> = sum.parts.iter().filter_map(|&part| value(part)).collect();
                let total = value(sum.total).unwrap_or(0);
                let holds = 2 * (parts.iter().sum::<i64>() - total).abs() <= parts.len() as i64 + 1;
                broken += usize::from(!holds);
                held += usize::from(holds && total != 0);
            }
            all.push((broken, held, way));
        }
        for limit in 1..=4.min(sums.len() / 2) {
            let fits = |(broken, held, _): &&(usize, usize, Vec<usize>)| *broken <= limit && *held > limit;
            let most = all.iter().filter(fits).map(|(_, held, _)| *held).max();
            let best = all.iter().filter(fits).filter(|(_, held, _)| Some(*held) == most);
            let ways: Vec<Vec<usize>> = best.map(|(.., way)| way.clone()).collect();
            if !ways.is_empty() {
                return ways;
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

//! The search for placements that break a few sums, for rows whose amounts add up in none.

use super::{PLACEMENTS, Terms};

/// Sums that may be broken. More of them say that the columns are others.
const BROKEN: usize = 4;

/// The placements of `units` in so many places that break fewest sums; `budget` is what the searches of a document may take
/// together.
pub(super) fn search(units: &[i64], places: usize, sums: &[Terms], budget: &mut usize) -> Vec<Vec<usize>> {
    let signs = units.iter().all(|&unit| unit >= 0);
    let links = links(sums, places);
    for limit in 1..=BROKEN.min(sums.len() / 2) {
        let entered = vec![Entered::default(); sums.len()];
        let (assignments, chosen, least) = (Vec::new(), Vec::new(), limit + 1);
        let mut search = Relaxed { units, links: &links, signs, limit, budget, entered, chosen, least, assignments };
        search.next(0, Lost::default());
        if !search.assignments.is_empty() {
            return search.assignments;
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
    links: &'a [Links],
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
    assignments: Vec<Vec<usize>>,
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

/// A place in its sums.
#[derive(Clone, Debug, Default)]
struct Links {
    all: Vec<Link>,
    /// Those that an empty place decides something in: it does not in the middle of a sum.
    empty: Vec<Link>,
}

impl Links {
    /// The sums that something is decided in by `value`.
    fn of(&self, value: Option<i64>) -> &[Link] {
        if value.is_some() { &self.all } else { &self.empty }
    }
}

/// For each of so many places the sums it belongs to.
fn links(sums: &[Terms], places: usize) -> Vec<Links> {
    let mut links: Vec<Links> = vec![Links::default(); places];
    for (index, sum) in sums.iter().enumerate() {
        let most = i64::try_from(sum.parts.len()).unwrap_or(i64::MAX).saturating_add(1);
        let own: Vec<usize> = sum.parts.iter().copied().filter(|&part| part != sum.total).chain([sum.total]).collect();
        let weight = |place: usize| if place == sum.total { -2 } else { 2 };
        for &place in &own {
            let Some(list) = links.get_mut(place) else { continue };
            let (total, last, behind) = (place == sum.total, place == sum.last, place > sum.total);
            let only = (own.iter().filter(|&&other| other > place).count() == 1).then_some(sum.last);
            let (weight, closing) = (weight(place), weight(sum.last));
            let link = Link { sum: index, total, last, weight, behind, only, closing, most };
            list.all.push(link);
            list.empty.extend((last || total || only.is_some()).then_some(link));
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
                self.assignments.clear();
            }
            self.assignments.push(self.chosen.clone());
            return;
        }
        let next = self.units.get(self.chosen.len()).copied();
        let room = places - at - 1;
        for value in [next, None] {
            // An amount that is not put here needs room behind.
            if value.is_none() && left > room {
                continue;
            }
            if *self.budget == 0 || self.assignments.len() >= PLACEMENTS {
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
        for link in self.links.get(at).map(|links| links.of(value)).unwrap_or_default() {
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
        for link in self.links.get(at).map(|links| links.of(value)).unwrap_or_default() {
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

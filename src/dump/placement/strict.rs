//! The search for placements in which every sum holds.

use super::{PLACEMENTS, Terms};

/// Steps after which the search in one row ends. A row of 8 amounts under 20 columns takes a few thousand with the sums
/// of its form; without sums the number of placements is the binomial coefficient, and none would be better.
const STEPS: usize = 20_000;

/// The placements of `units` in so many places in which all sums hold: to the last digit, or within rounding where none do.
pub(super) fn search(units: &[i128], places: usize, sums: &[Terms]) -> Vec<Vec<usize>> {
    let signs = units.iter().all(|&unit| unit >= 0);
    let links = links(sums, places);
    for exact in [true, false] {
        let entered = vec![Entered::default(); sums.len()];
        let (chosen, assignments) = (Vec::with_capacity(units.len()), Vec::new());
        let mut search = Strict { units, links: &links, signs, exact, steps: 0, entered, chosen, assignments };
        search.next(0);
        if !search.assignments.is_empty() {
            return search.assignments;
        }
    }
    Vec::new()
}

struct Strict<'a> {
    units: &'a [i128],
    /// For each place the sums it belongs to.
    links: &'a [Vec<Link>],
    /// Is no amount below zero?
    signs: bool,
    exact: bool,
    steps: usize,
    /// What stands in the places of each sum.
    entered: Vec<Entered>,
    chosen: Vec<usize>,
    assignments: Vec<Vec<usize>>,
}

/// A place in one of its sums.
#[derive(Clone, Copy, Debug)]
struct Link {
    sum: usize,
    /// Is it the place of the total, or is that decided before it?
    bounded: bool,
    /// Is it the last place of the sum?
    last: bool,
    /// What an amount there adds to the parts less the total, and to the number of parts.
    weight: i128,
    parts: i128,
}

/// What stands in the decided places of a sum.
#[derive(Clone, Copy, Debug, Default)]
struct Entered {
    /// The parts less the total.
    over: i128,
    /// How many parts there are.
    parts: i128,
}

/// For each of so many places the sums it belongs to.
fn links(sums: &[Terms], places: usize) -> Vec<Vec<Link>> {
    let mut links: Vec<Vec<Link>> = vec![Vec::new(); places];
    for (sum, own) in sums.iter().enumerate() {
        let of_parts = own.parts.iter().map(|&place| (place, 1, 1));
        for (place, weight, parts) in of_parts.chain([(own.total, -1, 0)]) {
            if let Some(list) = links.get_mut(place) {
                list.push(Link { sum, bounded: own.total <= place, last: own.last == place, weight, parts });
            }
        }
    }
    links
}

impl Strict<'_> {
    /// Places the next amount in a place from `from` on; the places it passes stay empty.
    fn next(&mut self, from: usize) {
        let left = self.units.len() - self.chosen.len();
        let Some(&unit) = self.units.get(self.chosen.len()) else {
            if (from..=self.links.len()).all(|at| self.holds(at)) {
                self.assignments.push(self.chosen.clone());
            }
            return;
        };
        for at in from..=self.links.len().saturating_sub(left) {
            self.steps += 1;
            if self.steps > STEPS || self.assignments.len() >= PLACEMENTS {
                return;
            }
            self.chosen.push(at);
            self.enter(at, unit, 1);
            if self.holds(at) {
                self.next(at + 1);
            }
            self.chosen.pop();
            self.enter(at, unit, -1);
            // Every later choice leaves this place empty.
            if !self.holds(at) {
                return;
            }
        }
    }

    /// Puts an amount into a place (`sign` 1) or takes it out again (-1).
    fn enter(&mut self, at: usize, unit: i128, sign: i128) {
        for link in self.links.get(at).into_iter().flatten() {
            if let Some(entered) = self.entered.get_mut(link.sum) {
                entered.over += sign * link.weight * unit;
                entered.parts += sign * link.parts;
            }
        }
    }

    /// Can the sums that `at` belongs to still hold, with the places up to it decided and the others open?
    fn holds(&self, at: usize) -> bool {
        self.links.get(at).into_iter().flatten().filter(|link| link.bounded).all(|link| {
            let Some(entered) = self.entered.get(link.sum) else { return false };
            // Twice the difference against the number of roundings, each of half a unit.
            let allowed = if self.exact { 0 } else { entered.parts + 1 };
            let over = 2 * entered.over;
            if link.last { over.abs() <= allowed } else { !self.signs || over <= allowed }
        })
    }
}

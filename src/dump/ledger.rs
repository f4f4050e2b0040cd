//! Totals of columns, with what is left of them as rows are entered, and the search that enters rows until nothing is left.

use rust_decimal::Decimal;

/// A group with the amounts of its columns in units of the last printed digit.
#[derive(Clone, Debug)]
pub(super) struct Ledger {
    total: usize,
    count: usize,
    /// Is the total's placement chosen?
    open: bool,
    placed: usize,
    /// What is left of the total in each column.
    left: Vec<i64>,
}

/// The search over the rows that have several placements.
pub(super) struct Search<'a> {
    /// The rows of the table.
    pub(super) rows: &'a [&'a OpenRow],
    /// The placements of each row that are still possible, in the order they are tried.
    pub(super) assignments: &'a [Vec<usize>],
    /// The rows to decide, in this order.
    pub(super) order: &'a [usize],
    /// The amounts of each row in units of the last printed digit.
    pub(super) units: &'a [Vec<i64>],
    /// What is left of each total.
    pub(super) ledgers: Vec<Ledger>,
    /// For each row the ledgers it stands in, as the total or as a part.
    pub(super) ledgers_of: &'a [Vec<usize>],
    /// Must sums hold to the last digit?
    pub(super) exact: bool,
    /// Steps taken.
    pub(super) steps: usize,
    /// The placement chosen for each row.
    pub(super) state: Vec<usize>,
    /// The solutions with their weights.
    pub(super) found: Vec<(f32, Vec<usize>)>,
}

impl Search<'_> {
    /// Decides row `index` of the order and the rows behind it.
    pub(super) fn next(&mut self, index: usize, weight: f32) {
        let Some(&r) = self.order.get(index) else {
            let solution = self.order.iter().map(|&r| self.state.get(r).copied().unwrap_or(0)).collect();
            self.found.push((weight, solution));
            return;
        };
        let (rows, assignments) = (self.rows, self.assignments);
        let Some(row) = rows.get(r) else { return };
        for &assignment in assignments.get(r).into_iter().flatten() {
            self.steps += 1;
            if self.steps > STEPS || self.found.len() >= SOLUTIONS {
                return;
            }
            if self.exceeds(r, assignment) {
                continue;
            }
            if let Some(place) = self.state.get_mut(r) {
                *place = assignment;
            }
            self.enter(r, assignment, 1);
            if self.fits(r) {
                self.next(index + 1, weight + row.weights.get(assignment).copied().unwrap_or(0.0));
            }
            self.enter(r, assignment, -1);
        }
    }

    /// Has the row an amount that is more than what is left of a total? Then its groups need not be looked at.
    fn exceeds(&self, r: usize, assignment: usize) -> bool {
        let Some((row, units)) = self.rows.get(r).zip(self.units.get(r)) else { return false };
        let Some(columns) = row.assignments.get(assignment) else { return false };
        let of = self.ledgers_of.get(r).into_iter().flatten().filter_map(|&index| self.ledgers.get(index));
        of.filter(|ledger| ledger.open && ledger.total != r).any(|ledger| {
            let allowed = self.allowed(ledger.placed + 1);
            let mut entered = columns.iter().zip(units);
            entered.any(|(&column, amount)| ledger.left.get(column).is_some_and(|left| 2 * (amount - left) > allowed))
        })
    }

    /// Twice the most that the roundings of a total and of so many parts can make, each of half a unit.
    fn allowed(&self, parts: usize) -> i64 {
        if self.exact { 0 } else { i64::try_from(parts + 1).unwrap_or(i64::MAX) }
    }

    /// Writes a row's amounts into the ledgers (`sign` 1) or takes them out again (-1).
    pub(super) fn enter(&mut self, r: usize, assignment: usize, sign: i64) {
        let Some((row, units)) = self.rows.get(r).zip(self.units.get(r)) else { return };
        let Some(columns) = row.assignments.get(assignment) else { return };
        for &index in self.ledgers_of.get(r).into_iter().flatten() {
            let Some(ledger) = self.ledgers.get_mut(index) else { continue };
            let sign = if ledger.total == r { sign } else { -sign };
            for (&column, &amount) in columns.iter().zip(units) {
                if let Some(left) = ledger.left.get_mut(column) {
                    *left += sign * amount;
                }
            }
            if ledger.total == r {
                ledger.open = sign > 0;
            } else {
                ledger.placed = if sign < 0 { ledger.placed + 1 } else { ledger.placed.saturating_sub(1) };
            }
        }
    }

    /// Do the groups of row `r` still add up?
    fn fits(&self, r: usize) -> bool {
        self.ledgers_of
            .get(r)
            .into_iter()
            .flatten()
            .filter_map(|&index| self.ledgers.get(index))
            .filter(|ledger| ledger.open)
            .all(|ledger| {
                let allowed = self.allowed(ledger.placed);
                let complete = ledger.placed == ledger.count;
                ledger.left.iter().all(|&left| -2 * left <= allowed && (!complete || 2 * left <= allowed))
            })
    }
}

/// The ledgers of these groups, nothing entered.
pub(super) fn ledgers(rows: &[&OpenRow], groups: &[&Group]) -> Vec<Ledger> {
    let width = rows.iter().flat_map(|row| &row.assignments).flatten().max().map_or(0, |&c| c + 1);
    let ledger = |group: &&Group| {
        let (total, count) = (group.total, group.parts.len());
        Ledger { total, count, open: false, placed: 0, left: vec![0; width] }
    };
    groups.iter().map(ledger).collect()
}

/// For each row the groups it stands in, as the total or as a part.
pub(super) fn ledgers_of(rows: &[&OpenRow], groups: &[&Group]) -> Vec<Vec<usize>> {
    let mut ledgers_of: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    for (index, group) in groups.iter().enumerate() {
        for row in group.parts.iter().copied().chain([group.total]) {
            if let Some(list) = ledgers_of.get_mut(row) {
                list.push(index);
            }
        }
    }
    ledgers_of
}

/// Steps after which the search in one table ends.
pub(super) const STEPS: usize = 8_000;

/// Solutions that are compared; more of them say nothing more.
pub(super) const SOLUTIONS: usize = 48;

/// A row of one span of columns, its placements with their weights, best first.
#[derive(Clone, Debug)]
pub(super) struct OpenRow {
    /// Rows of one kind have the same class.
    pub(super) class: String,
    /// The amounts in their order.
    pub(super) amounts: Vec<Decimal>,
    /// The columns of the amounts, one list per placement.
    pub(super) assignments: Vec<Vec<usize>>,
    /// What other tables say for each placement.
    pub(super) weights: Vec<f32>,
}

/// A row and the rows that add up to it.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The row that is the sum.
    pub(super) total: usize,
    /// The rows that add up to it.
    pub(super) parts: Vec<usize>,
}

//! What a recognition may have misread, settled by the sums: they choose among likely readings, and outvote no clear picture.
//!
//! Of each amount that was recognised the likely readings are known. Where sums fail, the fewest and likeliest other readings
//! are looked for that make all of them hold; what is read clearly has no others. A reading is *proved* where a sum of three
//! amounts and more holds and no other likely readings make its sums hold: a broken stroke that makes the same of an addend
//! and of its sum would be such readings. On pages that are hard to read, where what is likely is not known, nothing is
//! proved.

use super::{CellRef, CellState, Outcome, Relation, verify};
use crate::model::{
    ColumnRole, Document, Finding, Origin, PageNumber, Place, Readings, Severity, Sureness, Value, codes,
};
use crate::statement::typed;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// A reading so much less likely than the one taken is not considered: a character of 0.99 stays what it is.
const LEAST: f64 = 0.01;
/// Several other readings are so likely together, or not considered.
const LEAST_JOINT: f64 = 0.0001;
/// Other readings of so many cells at once.
const CHANGES: usize = 3;
/// Cells that a search looks at; one that doubts a reading; all of a document.
const STEPS: usize = 2_000_000;
const DOUBT_STEPS: usize = 300_000;
const ALL_STEPS: usize = 30_000_000;
/// Changes that wait to be looked at.
const WAITING: usize = 50_000;
/// So many amounts other than nothing carry a proof.
const CARRIED: usize = 3;

/// What a cell may say instead, and how much less likely that is than what is taken.
type Others = Vec<(Decimal, String, f64)>;

/// One sum: its cells with their signs, and how far it may be off.
struct Sum {
    cells: Vec<(CellRef, Decimal)>,
    tolerance: Decimal,
}

/// Other readings of some cells, and how likely these are together.
#[derive(Clone, Default)]
struct Change {
    cells: Vec<(CellRef, usize)>,
    likely: f64,
}

/// The amounts, what else they may be, and the sums that they stand in.
struct Puzzle {
    amounts: BTreeMap<CellRef, Decimal>,
    others: BTreeMap<CellRef, Others>,
    sums: Vec<Sum>,
    of_cell: BTreeMap<CellRef, Vec<usize>>,
    steps: usize,
}

/// Chooses among the readings of a document whose sums were tried, and says of its amounts which are proved.
pub(crate) fn choose(document: &mut Document) {
    if document.readings.is_empty() {
        return;
    }
    let mut puzzle = Puzzle::of(document);
    let failing: Vec<usize> = (0..puzzle.sums.len()).filter(|sum| !puzzle.holds(*sum, &Change::none())).collect();
    let mut chosen: BTreeSet<CellRef> = BTreeSet::new();
    for sum in failing {
        if puzzle.holds(sum, &Change::none()) {
            continue;
        }
        let Some(change) = puzzle.mend(sum) else { continue };
        for (cell, other) in &change.cells {
            chosen.insert(*cell);
            puzzle.take(document, *cell, *other);
        }
    }
    if !chosen.is_empty() {
        document.ledger = verify(document);
        // Sums that were not supported before may be now.
        puzzle = Puzzle { steps: puzzle.steps, ..Puzzle::of(document) };
    }
    let is_clear = |cell: &CellRef| {
        let page = cell_of(document, *cell).and_then(|cell| cell.page);
        document.recognised.iter().any(|read| Some(read.page) == page && read.poor.is_none())
    };
    let candidates: Vec<CellRef> =
        puzzle.amounts.keys().filter(|cell| is_recognised(document, **cell)).copied().collect();
    let mut states = BTreeMap::new();
    for cell in candidates {
        if is_clear(&cell) && puzzle.is_proved(cell) {
            states.insert(cell, Sureness::Proved);
        } else if chosen.contains(&cell) {
            states.insert(cell, Sureness::Chosen);
        }
    }
    let proved = states.iter().filter(|(_, state)| **state == Sureness::Proved).map(|(cell, _)| *cell);
    for cell in proved {
        if document.ledger.state(cell) == CellState::Unverified {
            document.ledger.cells.insert(cell, CellState::Verified);
            if let Some(counts) = document.ledger.counts.get_mut(cell.table.get()) {
                counts.verified += 1;
            }
        }
    }
    document.ledger.readings = states;
}

fn cell_of(document: &Document, cell: CellRef) -> Option<&crate::model::Cell> {
    document.tables.get(cell.table.get())?.rows.get(cell.row.get())?.cells.get(cell.column.get())
}

fn is_recognised(document: &Document, cell: CellRef) -> bool {
    cell_of(document, cell).is_some_and(|cell| cell.origin == Origin::Ocr)
}

impl Change {
    fn none() -> Change {
        Change { cells: Vec::new(), likely: 1.0 }
    }

    fn of(&self, cell: CellRef) -> Option<usize> {
        self.cells.iter().find(|(own, _)| *own == cell).map(|(_, other)| *other)
    }

    fn with(&self, cell: CellRef, other: usize, likely: f64) -> Change {
        let mut cells = self.cells.clone();
        cells.push((cell, other));
        cells.sort_unstable();
        Change { cells, likely: self.likely * likely }
    }
}

impl Puzzle {
    fn of(document: &Document) -> Puzzle {
        let mut puzzle = Puzzle {
            amounts: BTreeMap::new(),
            others: BTreeMap::new(),
            sums: Vec::new(),
            of_cell: BTreeMap::new(),
            steps: ALL_STEPS,
        };
        let read = readings_by_page(document);
        let is_usable = |outcome: &&Outcome| {
            let cells = outcome.left.iter().chain(&outcome.right);
            outcome.proves
                && outcome.relation == Relation::Equal
                && outcome.beside == [None, None]
                && (outcome.verdict.holds() || outcome.verdict == super::Verdict::Mismatch)
                && cells.clone().all(|cell| cell.table == outcome.table)
                && cells.clone().any(|cell| is_recognised(document, *cell))
        };
        for outcome in document.ledger.outcomes.iter().filter(is_usable) {
            let left = outcome.left.iter().map(|cell| (*cell, Decimal::ONE));
            let right = outcome.right.iter().map(|cell| (*cell, Decimal::NEGATIVE_ONE));
            let mut cells = Vec::new();
            for (cell, sign) in left.chain(right) {
                let Some(Value::Amount(amount)) = cell_of(document, cell).and_then(|own| own.value.clone()) else {
                    continue;
                };
                puzzle.amounts.insert(cell, amount);
                puzzle.of_cell.entry(cell).or_default().push(puzzle.sums.len());
                cells.push((cell, sign));
            }
            puzzle.sums.push(Sum { cells, tolerance: outcome.tolerance });
        }
        let cells: Vec<(CellRef, Decimal)> = puzzle.amounts.iter().map(|(cell, amount)| (*cell, *amount)).collect();
        for (cell, amount) in cells {
            puzzle.others.insert(cell, others(document, cell, amount, &read));
        }
        puzzle
    }

    fn amount(&self, cell: CellRef, change: &Change) -> Decimal {
        let own = || self.amounts.get(&cell).copied().unwrap_or_default();
        let other = |at: usize| self.others.get(&cell).and_then(|others| others.get(at)).map(|other| other.0);
        change.of(cell).and_then(other).unwrap_or_else(own)
    }

    /// What a sum is off by.
    fn off(&self, sum: usize, change: &Change) -> Option<Decimal> {
        let cells = self.sums.get(sum)?.cells.iter();
        cells.map(|(cell, sign)| self.amount(*cell, change) * sign).try_fold(Decimal::ZERO, Decimal::checked_add)
    }

    fn holds(&self, sum: usize, change: &Change) -> bool {
        let tolerance = self.sums.get(sum).map_or(Decimal::ZERO, |sum| sum.tolerance);
        self.off(sum, change).is_some_and(|off| off.abs() <= tolerance)
    }

    /// The first of the sums that a change concerns, and `sum`, that does not hold with it.
    fn broken(&self, sum: Option<usize>, change: &Change) -> Option<usize> {
        let concerned = change.cells.iter().filter_map(|(cell, _)| self.of_cell.get(cell)).flatten();
        sum.into_iter().chain(concerned.copied()).find(|sum| !self.holds(*sum, change))
    }

    /// How many cells are looked at for that, and for what follows from it.
    fn size(&self, sum: Option<usize>, change: &Change) -> usize {
        let concerned = change.cells.iter().filter_map(|(cell, _)| self.of_cell.get(cell)).flatten();
        let all = sum.into_iter().chain(concerned.copied());
        all.filter_map(|sum| self.sums.get(sum)).map(|sum| sum.cells.len() * 2).sum::<usize>() + 1
    }

    /// Looks for other readings with which all sums that they concern hold; hands each to `found`, until that is false or the
    /// steps are used up. False if they were.
    fn search(
        &self,
        from: Change,
        sum: Option<usize>,
        steps: &mut usize,
        found: &mut dyn FnMut(Change) -> bool,
    ) -> bool {
        let mut open = vec![from];
        while let Some(change) = open.pop() {
            let Some(left) = steps.checked_sub(self.size(sum, &change)) else {
                *steps = 0;
                return false;
            };
            *steps = left;
            let Some(broken) = self.broken(sum, &change) else {
                if found(change) {
                    continue;
                }
                return true;
            };
            if change.cells.len() == CHANGES {
                continue;
            }
            if open.len() > WAITING {
                return false;
            }
            for (cell, _) in self.sums.get(broken).into_iter().flat_map(|sum| &sum.cells) {
                let free = change.of(*cell).is_none();
                for (at, (_, _, likely)) in self.others.get(cell).into_iter().flatten().enumerate().filter(|_| free) {
                    let next = change.with(*cell, at, *likely);
                    if next.likely >= LEAST_JOINT {
                        open.push(next);
                    }
                }
            }
        }
        true
    }

    /// The likeliest other readings that make a sum hold, and break none; none where others are nearly as likely.
    fn mend(&mut self, sum: usize) -> Option<Change> {
        /// The next likeliest are so much less likely.
        const CLEAR: f64 = 0.2;
        let mut all: Vec<Change> = Vec::new();
        let mut steps = STEPS.min(self.steps);
        let given = steps;
        let is_done = self.search(Change::none(), Some(sum), &mut steps, &mut |change| {
            all.push(change);
            true
        });
        self.steps -= given - steps;
        all.sort_by(|a, b| b.likely.total_cmp(&a.likely).then_with(|| a.cells.cmp(&b.cells)));
        all.dedup_by(|a, b| a.cells == b.cells);
        let next = all.get(1).map_or(0.0, |change| change.likely);
        all.into_iter().next().filter(|change| is_done && next <= change.likely * CLEAR)
    }

    /// Enters another reading, here and in the document.
    fn take(&mut self, document: &mut Document, cell: CellRef, other: usize) {
        let own = document.tables.get_mut(cell.table.get()).and_then(|table| table.rows.get_mut(cell.row.get()));
        let own = own.and_then(|row| row.cells.get_mut(cell.column.get()));
        let (Some(own), Some(others)) = (own, self.others.get_mut(&cell)) else { return };
        let Some((amount, text, _)) = others.get(other).cloned() else { return };
        let place = Place::cell(cell.table, cell.row, cell.column).on(own.page);
        let message = format!("read as {}, and as {text} its sums hold: that is taken", own.text);
        let mut finding = Finding::new(codes::OCR_CHOSEN, Severity::Warning, place, message);
        (finding.expected, finding.found) = (Some(text.clone()), Some(own.text.clone()));
        document.findings.push(finding);
        own.text = text;
        own.value = Some(Value::Amount(amount));
        others.clear();
        self.amounts.insert(cell, amount);
    }

    /// Does a sum of enough amounts hold, and do no other likely readings make its sums hold?
    fn is_proved(&mut self, cell: CellRef) -> bool {
        let none = Change::none();
        let sums = self.of_cell.get(&cell).map(Vec::as_slice).unwrap_or_default();
        let is_carried = |sum: &usize| {
            let cells = self.sums.get(*sum).into_iter().flat_map(|sum| &sum.cells);
            cells.filter(|(cell, _)| !self.amount(*cell, &none).is_zero()).count() >= CARRIED
        };
        if !sums.iter().all(|sum| self.holds(*sum, &none)) || !sums.iter().any(is_carried) {
            return false;
        }
        let others: Vec<f64> = self.others.get(&cell).into_iter().flatten().map(|other| other.2).collect();
        for (other, likely) in others.into_iter().enumerate() {
            let mut steps = DOUBT_STEPS.min(self.steps);
            let given = steps;
            let mut is_other = false;
            let is_done = self.search(none.with(cell, other, likely), None, &mut steps, &mut |_| {
                is_other = true;
                false
            });
            self.steps -= given - steps;
            if is_other || !is_done {
                return false;
            }
        }
        true
    }
}

fn readings_by_page(document: &Document) -> BTreeMap<PageNumber, Vec<&Readings>> {
    let mut pages: BTreeMap<PageNumber, Vec<&Readings>> = BTreeMap::new();
    for readings in &document.readings {
        pages.entry(readings.page).or_default().push(readings);
    }
    pages
}

/// What else an amount may be.
fn others(document: &Document, cell: CellRef, amount: Decimal, read: &BTreeMap<PageNumber, Vec<&Readings>>) -> Others {
    let table = document.tables.get(cell.table.get());
    let role = table.and_then(|table| table.columns.get(cell.column.get())).map_or(ColumnRole::Amount, |own| own.role);
    let Some(own) = cell_of(document, cell).filter(|own| own.origin == Origin::Ocr) else { return Vec::new() };
    let all = own.page.and_then(|page| read.get(&page)).into_iter().flatten();
    let own =
        all.filter(|readings| own.bbox.is_some_and(|rect| rect.contains(readings.at)) && readings.text == own.text);
    let Some(own) = own.into_iter().next() else { return Vec::new() };
    let taken = own.all.iter().find(|(text, _)| *text == own.text).map_or(1.0, |(_, p)| *p);
    let mut others: Others = Vec::new();
    for (text, p) in &own.all {
        let likely = (p / taken.max(f64::MIN_POSITIVE)).min(1.0);
        if let Some(Value::Amount(other)) = typed(role, text)
            && likely >= LEAST
            && other != amount
            && others.iter().all(|(known, ..)| *known != other)
        {
            others.push((other, text.clone(), likely));
        }
    }
    others
}

#[cfg(test)]
mod tests;

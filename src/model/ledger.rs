//! What was tried on a document's sums, and what that says of each amount.

use super::word::words;
use super::{ColumnIndex, PageNumber, RowIndex, Severity, TableIndex};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fmt;

/// A cell of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellRef {
    /// The table.
    pub table: TableIndex,
    /// The body row.
    pub row: RowIndex,
    /// The column.
    pub column: ColumnIndex,
}

/// What became of one identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Verdict {
    /// Both sides are equal.
    Ok,
    /// They differ by no more than the printed numbers are rounded.
    Rounding,
    /// They differ by more.
    Mismatch,
    /// A cell or table that it needs is not there, or the print does not say that it should hold.
    Insufficient,
    /// Nothing is printed that it could be about.
    NotApplicable,
}

words! {
    Verdict: Ok = "ok", Rounding = "rounding", Mismatch = "mismatch", Insufficient = "insufficient",
    NotApplicable = "not_applicable"
}

impl Verdict {
    /// Does the identity hold?
    pub fn holds(self) -> bool {
        matches!(self, Verdict::Ok | Verdict::Rounding)
    }
}

/// How the sides of an identity compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The left side is the sum of the right.
    Equal,
    /// The left side is at most the sum of the right.
    AtMost,
}

words! { Relation: Equal = "=", AtMost = "<=" }

/// One identity that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// The code of its check.
    pub check: &'static str,
    /// Which of the check's identities.
    pub identity: String,
    /// What became of it.
    pub verdict: Verdict,
    /// How the sides compare.
    pub relation: Relation,
    /// The cells that are the sum.
    pub left: Vec<CellRef>,
    /// The cells that add up to it; absent cells count as nothing.
    pub right: Vec<CellRef>,
    /// What of the left and of the right side stands in no cell: a number of the prose, the fields of a form.
    pub beside: [Option<String>; 2],
    /// The table that it is about.
    pub table: TableIndex,
    /// The sum of the right side, in the table's unit, in yuan if several tables are compared.
    pub expected: Decimal,
    /// The sum of the left side, likewise.
    pub found: Decimal,
    /// The difference that rounding explains.
    pub tolerance: Decimal,
    /// What probably happened, where the evidence points at something.
    pub cause: Option<Cause>,
    /// How much a mismatch matters.
    pub severity: Severity,
    /// Whether it would notice any other digit in its cells: equalities of amounts do, bounds and rates do not.
    pub proves: bool,
    /// What a mismatch rests on: where else the same holds.
    pub rest: Option<Rest>,
}

/// What the places are in which a sum holds or fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Places {
    /// Rows: a column is the sum of others.
    Rows,
    /// Columns: a row is the sum of others.
    Columns,
    /// Sums of the same sort in the table.
    Sums,
    /// Sums of the same sort in all tables of the document.
    Document,
}

/// What a sum rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rest {
    /// In how many places it holds and could have failed.
    pub holds: usize,
    /// Of how many.
    pub of: usize,
    /// What these are.
    pub places: Places,
}

impl fmt::Display for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = match self.places {
            Places::Rows => "rows",
            Places::Columns => "columns",
            Places::Sums => "sums of this sort",
            Places::Document => "sums of this sort in the document",
        };
        write!(f, "holds in {} of {} {places}", self.holds, self.of)
    }
}

/// What probably happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Cause {
    /// One digit of one amount, other than it should be, explains the difference.
    Digit,
    /// One of the amounts lacks a digit, or has one too many.
    DigitLost,
    /// An amount stands in the column beside its own.
    ColumnShifted,
    /// The two sides differ by a factor of 10,000: 元 and 万元.
    Unit,
    /// Two amounts stand in each other's place.
    Swapped,
    /// All columns lack something: a row is missing.
    RowMissing,
    /// A row is counted that is not to be: twice there, or a part of another.
    RowTooMany,
    /// What rows lack adds up as the rows do: a column is missing.
    ColumnMissing,
}

words! {
    Cause: Digit = "digit", DigitLost = "digit_lost", ColumnShifted = "column_shifted", Swapped = "swapped",
    Unit = "unit", RowMissing = "row_missing", RowTooMany = "row_too_many",
    ColumnMissing = "column_missing"
}

impl Cause {
    /// What it would explain, for people.
    pub fn explanation(self) -> &'static str {
        match self {
            Cause::Digit => "a single digit would explain it",
            Cause::DigitLost => "a digit lost or added in one of them would explain it",
            Cause::ColumnShifted => "an amount in the next column would explain it",
            Cause::Swapped => "two amounts in each other's place would explain it",
            Cause::Unit => "the sides differ as 元 and 万元 do",
            Cause::RowMissing => "a missing row would explain it",
            Cause::RowTooMany => "a row that is counted twice would explain it",
            Cause::ColumnMissing => "a column that is not printed would explain it",
        }
    }
}

/// An amount of a document that another document prints too.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Figure {
    /// The identity that it is one side of.
    pub identity: String,
    /// Is it the left side?
    pub is_left: bool,
    /// Whose it is, where it is another's than the document's.
    pub organisation: Option<String>,
    /// The amount in yuan.
    pub amount: Decimal,
    /// What rounding can do to it.
    pub slack: Decimal,
    /// Where it is printed.
    pub cell: CellRef,
    /// The page.
    pub page: Option<PageNumber>,
}

impl Figure {
    /// `left` or `right`.
    pub fn side(&self) -> &'static str {
        if self.is_left { "left" } else { "right" }
    }
}

/// What the checks say of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellState {
    /// No sum that it stands in holds, or its place is not certain.
    Unverified,
    /// A sum that it stands in holds: another digit in it would break that sum.
    Verified,
    /// A sum that it stands in fails, no other clears it, and it is among the fewest amounts that explain what fails.
    Contradicted,
}

words! { CellState: Unverified = "no", Verified = "yes", Contradicted = "contradicted" }

/// What the sums say of an amount that a recognition read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sureness {
    /// Nothing.
    Plain,
    /// Its sums hold as it is, not as it was read first.
    Chosen,
    /// A sum of three amounts and more holds, and with no other likely readings do its sums hold.
    Proved,
}

words! { Sureness: Plain = "ocr_plain", Chosen = "ocr_chosen", Proved = "ocr_proved" }

/// How many of something are how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Amounts.
    pub amounts: usize,
    /// Those that are verified.
    pub verified: usize,
    /// Those that are contradicted.
    pub contradicted: usize,
}

/// What was tried, and what that says of each amount.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) cells: BTreeMap<CellRef, CellState>,
    pub(crate) counts: Vec<Counts>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) readings: BTreeMap<CellRef, Sureness>,
}

impl Ledger {
    /// Enters outcomes; what is not applicable is not kept.
    pub(crate) fn extend(&mut self, outcomes: impl IntoIterator<Item = Outcome>) {
        self.outcomes.extend(outcomes.into_iter().filter(|outcome| outcome.verdict != Verdict::NotApplicable));
    }

    /// What other documents print again.
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// Every identity that was tried, in the order of print; those about nothing are left out.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// What is known of an amount.
    pub fn state(&self, cell: CellRef) -> CellState {
        self.cells.get(&cell).copied().unwrap_or(CellState::Unverified)
    }

    /// What the sums say of an amount that a recognition read.
    pub fn sureness(&self, cell: CellRef) -> Sureness {
        self.readings.get(&cell).copied().unwrap_or(Sureness::Plain)
    }

    /// The counts of a table.
    pub fn counts(&self, table: TableIndex) -> Counts {
        self.counts.get(table.get()).copied().unwrap_or_default()
    }

    /// The counts of the whole document.
    pub fn total(&self) -> Counts {
        self.counts.iter().fold(Counts::default(), |sum, own| Counts {
            amounts: sum.amounts + own.amounts,
            verified: sum.verified + own.verified,
            contradicted: sum.contradicted + own.contradicted,
        })
    }
}

impl CellRef {
    /// A cell by its indices, from 0.
    pub fn new(table: impl Into<TableIndex>, row: impl Into<RowIndex>, column: impl Into<ColumnIndex>) -> CellRef {
        CellRef { table: table.into(), row: row.into(), column: column.into() }
    }

    /// `R1C3`, of another table than `table` `T5R1C3`.
    pub fn name(&self, table: TableIndex) -> String {
        let own = format!("R{}C{}", self.row, self.column);
        if self.table == table { own } else { format!("T{}{own}", self.table) }
    }
}

//! In: a typed [`Document`]. Out: a [`Ledger`]: which sums of its forms hold, which do not, and which amounts that proves.
//!
//! ```text
//! Document ─view─▶ lines of each table ─outline─▶ who is the sum of whom ─equation─▶ Outcome ─ledger─▶ Ledger
//!                                       checks: one file, one code, one page of manual each
//! ```
//!
//! A value is never altered. Names, codes, formulas and numbering *propose* sums, and so does a search; [`judge`] keeps those
//! the table supports where they could fail, only these accuse, and [`blame`] says which amounts that puts in doubt. Where
//! neither the print nor the amounts say enough, the outcome is `insufficient`, which is no pass.

mod blame;
mod cause;
mod checks;
mod equation;
mod exactness;
mod family;
mod figures;
mod judge;
mod ledger;
mod numbering;
mod outline;
mod selector;
mod view;

pub use cause::Cause;
pub use checks::{CheckInfo, checks};
pub use figures::{Described, Figure, across};
pub use judge::{Places, Rest};
pub use ledger::{CellState, Counts, Ledger};

use crate::document::Document;
use crate::finding::Severity;
use rust_decimal::Decimal;
use view::View;

/// A cell of a document: its table, its body row and its column, each from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellRef {
    /// The table.
    pub table: usize,
    /// The body row.
    pub row: usize,
    /// The column.
    pub column: usize,
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

impl Verdict {
    /// Its word in outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Ok => "ok",
            Verdict::Rounding => "rounding",
            Verdict::Mismatch => "mismatch",
            Verdict::Insufficient => "insufficient",
            Verdict::NotApplicable => "not_applicable",
        }
    }

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

impl Relation {
    /// Its sign.
    pub fn as_str(self) -> &'static str {
        match self {
            Relation::Equal => "=",
            Relation::AtMost => "<=",
        }
    }
}

/// One identity that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// The table that it is about, from 0.
    pub table: usize,
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

/// Tries every check on a document.
pub fn verify(document: &Document) -> Ledger {
    let view = View::new(document);
    let mut ledger = Ledger::new(&view);
    checks::run(&view, &mut ledger);
    ledger.set_figures(figures::figures(&view));
    ledger.close(&view);
    ledger
}

//! In: a typed [`Document`]. Out: a [`Ledger`]: which sums of its forms hold, which do not, and which amounts that proves.
//!
//! ```text
//! Document ─view─▶ lines of each table ─outline─▶ who is the sum of whom ─equation─▶ Outcome ─ledger─▶ Ledger
//!                                       checks: one file, one code, one page of manual each
//! ```
//!
//! A value is never altered. Names, codes, formulas and numbering *propose* sums, and so does a search; `judge` keeps those
//! the table supports where they could fail, only these accuse, and `blame` says which amounts that puts in doubt. Where
//! neither the print nor the amounts say enough, the outcome is `insufficient`, which is no pass.

mod blame;
mod cause;
mod checks;
#[cfg(any(feature = "ocr", test))]
mod choose;
mod depths;
mod equation;
mod exactness;
mod family;
mod figures;
mod judge;
mod ledger;
mod outline;
mod selector;
mod view;

pub use crate::model::ledger::{
    Cause, CellRef, CellState, Counts, Figure, Ledger, Outcome, Places, Relation, Rest, Sureness, Verdict,
};
pub use checks::{CheckInfo, checks};
#[cfg(feature = "ocr")]
pub(crate) use choose::choose;
pub use figures::{Described, across};
pub(crate) use ledger::findings;

use crate::model::Document;
use view::View;

/// Tries every check on a document.
pub fn verify(document: &Document) -> Ledger {
    let view = View::new(document);
    let mut ledger = Ledger::default();
    checks::run(&view, &mut ledger);
    ledger.figures = figures::figures(&view);
    ledger::close(&mut ledger, &view);
    ledger
}

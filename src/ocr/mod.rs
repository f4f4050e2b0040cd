//! In: a scanned page and its picture. Out: the same page with glyphs and rulings, as if it had been printed.
//!
//! The picture gives the rulings ([`crate::scan`]), these the cells ([`crate::grid`]), the ink in each its lines, and each line is
//! recognised by itself: what stands in a cell cannot run into the next, and where there is no ink nothing is read. The glyphs
//! then go through the stages that printed ones go through.

mod beam;
mod columns;
mod decode;
mod grammar;
mod kept;
mod page;
mod probabilities;
mod reader;
mod scans;
mod set;
mod upright;

pub(crate) use kept::Keeper;
pub use reader::{ModelError, Reader};
pub use scans::Ocr;
pub(crate) use scans::{Kept, Scans};

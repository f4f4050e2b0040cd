//! In: a typed [`Document`](crate::Document) and what a person corrected in it. Out: the document as corrected, and a finding for each
//! correction that was applied or could not be.
//!
//! A correction names the place it is about as the program reads it without corrections, and what it found there: where
//! another text stands now, the correction is not applied. It comes before meanings are given and sums are checked, so that
//! all of that is about the corrected value; what is printed stays beside it.

mod apply;
mod structure;
mod wire;

pub(crate) use apply::apply;
pub use wire::{CORRECTIONS_SCHEMA, Change, Correction, Corrections, CorrectionsError, Selected};

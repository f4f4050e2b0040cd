//! Units of money as printed, and what they are worth.

pub use crate::words::factor;

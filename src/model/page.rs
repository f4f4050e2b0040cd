//! Pages as people count them.

use std::fmt;
use std::num::NonZeroU32;

/// A page's number as people count: the first page is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageNumber(NonZeroU32);

impl PageNumber {
    /// Page `number`, if it is at least 1.
    pub fn new(number: u32) -> Option<PageNumber> {
        NonZeroU32::new(number).map(PageNumber)
    }

    /// The page at `index`, counted from 0.
    pub fn from_index(index: usize) -> PageNumber {
        let number = u32::try_from(index).unwrap_or(u32::MAX - 1).saturating_add(1);
        PageNumber(NonZeroU32::new(number).expect("one more than an unsigned number is not zero"))
    }

    /// The number, from 1.
    pub fn get(self) -> u32 {
        self.0.get()
    }
}

impl fmt::Display for PageNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

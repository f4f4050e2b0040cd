//! Pages that were read from their pictures.

use super::PageNumber;

/// A page that a character recognition read from its picture.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Recognised {
    /// The page.
    pub page: PageNumber,
    /// The dots an inch of its picture.
    pub dpi: u32,
    /// How sure its characters are on the whole, 0 to 1.
    pub sure: f64,
    /// Why it is hard to read, if it is.
    pub poor: Option<&'static str>,
}

impl Recognised {
    /// A page as it was read.
    pub fn new(page: PageNumber, dpi: u32, sure: f64, poor: Option<&'static str>) -> Recognised {
        Recognised { page, dpi, sure, poor }
    }
}

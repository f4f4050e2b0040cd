//! Pages that were read from their pictures.

use super::PageNumber;
use crate::geometry::Point;

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

/// What a recognition may have read in one place, where that is a number.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(not(feature = "ocr"), allow(dead_code, reason = "what reads scans is another feature's"))]
pub(crate) struct Readings {
    /// The page.
    pub(crate) page: PageNumber,
    /// The middle of what was read, on the displayed page.
    pub(crate) at: Point,
    /// What is taken.
    pub(crate) text: String,
    /// All that it may be, and how likely that is; likeliest first.
    pub(crate) all: Vec<(String, f64)>,
}

/// A line of text, as a recognition read it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(not(feature = "ocr"), allow(dead_code, reason = "what reads scans is another feature's"))]
pub(crate) struct Letters {
    /// The page.
    pub(crate) page: PageNumber,
    /// The middle of the line, on the displayed page.
    pub(crate) at: Point,
    /// Its characters but for blanks, and how sure each is, 0 to 1.
    pub(crate) all: Vec<(char, f32)>,
}

#[cfg(feature = "ocr")]
impl Readings {
    /// How likely the digits of what is taken are; of the separators its column knows more.
    pub(crate) fn sure(&self) -> f64 {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let own = digits(&self.text);
        self.all.iter().filter(|(text, _)| digits(text) == own).map(|(_, p)| p).sum::<f64>()
    }
}

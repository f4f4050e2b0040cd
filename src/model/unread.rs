//! Pages that were not read as they are printed.

use super::PageNumber;

/// A page that was not read as it is printed, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unread {
    /// The page.
    pub page: PageNumber,
    /// What is amiss with it.
    pub why: Lack,
}

/// What a page lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lack {
    /// It has no text, and may show pictures: a scan, or an empty page.
    Text {
        /// It shows a picture.
        is_picture: bool,
    },
    /// Its text does not say what is printed.
    Meaning,
    /// It was not read to its end.
    End(Stop),
}

/// Why a page was not read in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// The contents of the pages so far unpack to more bytes than the limit.
    Decoded,
    /// More glyphs than the limit.
    Glyphs,
    /// More rulings than the limit.
    Rulings,
    /// It paints without end: forms in forms, pictures.
    Painted,
    /// The engine failed on it.
    Failed,
}

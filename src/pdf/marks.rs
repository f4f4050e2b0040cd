//! What is collected of a page while it is painted.

use super::{Cut, Glyph, Ruling};
use crate::geometry::Rect;
use crate::model::Stop;
use hayro_interpret::kurbo;

/// What one page shows.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) rulings: Vec<Ruling>,
    pub(super) images: Vec<Rect>,
    pub(super) outlines: Vec<Rect>,
    pub(super) cuts: Vec<Cut>,
    pub(super) unmapped: usize,
    pub(super) slanted: usize,
    pub(super) watermark: usize,
    pub(super) covered: usize,
    pub(super) invisible: usize,
    pub(super) clipped: usize,
    pub(super) annotations: usize,
    pub(super) ocr: bool,
    pub(super) stopped: Option<Stop>,
}

/// A clip, and the text that is cut out by it.
pub(super) struct Clip {
    pub(super) bounds: kurbo::Rect,
    /// It shows all of its bounds.
    pub(super) is_box: bool,
    pub(super) text: Vec<Glyph>,
}

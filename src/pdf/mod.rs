//! In: the bytes of a PDF. Out: one [`Page`] after the other, as painted: glyphs, rulings, images; nothing inferred.
//!
//! The only folder that names a PDF library, and the only stage that can fail. Everything leaves it in the frame of
//! [`crate::geometry`]: points, origin at the top left of the displayed page, y downwards, /Rotate and the crop box
//! applied.

mod advance;
mod annotations;
#[cfg(feature = "ocr")]
mod bounds;
mod collection;
mod collector;
mod cover;
mod doubles;
mod doubts;
mod engine;
mod fields;
mod invisible;
mod marks;
mod order;
mod paint;
#[cfg(feature = "cli")]
mod painter;
#[cfg(feature = "cli")]
pub(crate) mod picture;
mod placed;
#[cfg(feature = "cli")]
mod raster;
mod remark;
mod repair;
#[cfg(feature = "ocr")]
mod scan;
mod turn;
mod watermark;
mod widths;
mod word;

pub(crate) use crate::model::Stop;
pub(crate) use doubts::{of_document, of_page, of_silence, of_unread};
pub(crate) use engine::Source;
#[cfg(feature = "ocr")]
pub(crate) use scan::{NoScan, Scan};
pub(crate) use turn::Turn;
pub(crate) use word::words;

use crate::geometry::{Orientation, Point, Pt, Rect, Span};
use crate::model::PageNumber;

/// One page as painted.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// Its number.
    pub(crate) number: PageNumber,
    /// Size of the displayed page.
    pub(crate) width: Pt,
    /// Size of the displayed page.
    pub(crate) height: Pt,
    /// In the order of painting; what is clipped away, hidden or printed twice is not here.
    pub(crate) glyphs: Vec<Glyph>,
    /// Thin straight marks, however they are drawn.
    pub(crate) rulings: Vec<Ruling>,
    /// Where pictures are painted.
    pub(crate) images: Vec<Rect>,
    /// Shapes as large as letters that are painted as paths.
    pub(crate) outlines: Vec<Rect>,
    /// Where texts are seen that are not seen in full, in the order of their runs.
    pub(crate) cuts: Vec<Cut>,
    /// How the page was turned so that its text reads from left to right.
    pub(crate) turn: Turn,
    /// How the page fared.
    pub(crate) state: PageState,
}

impl Page {
    /// Does it print anything?
    pub(crate) fn has_text(&self) -> bool {
        self.glyphs.iter().any(|glyph| !glyph.character.is_whitespace())
    }

    /// Where a glyph is seen, if that is not all of where it is painted.
    pub(crate) fn cut_of(&self, glyph: &Glyph) -> Option<Rect> {
        let at = self.cuts.binary_search_by_key(&glyph.run, |cut| cut.run).ok()?;
        self.cuts.get(at).map(|cut| cut.seen)
    }
}

/// How reading one page went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PageState {
    /// Glyphs the font gives no character for.
    pub(crate) unmapped: usize,
    /// Characters that run askew over the page and are left out: a watermark, a seal.
    pub(crate) slanted: usize,
    /// Pale characters across the text that are left out: an upright watermark.
    pub(crate) watermark: usize,
    /// Characters that are left out because something is painted over them.
    pub(crate) covered: usize,
    /// Characters that are left out because nothing of them is painted.
    pub(crate) invisible: usize,
    /// Characters that are left out because what they are painted into ends before them.
    pub(crate) clipped: usize,
    /// Annotations that are left out: what readers marked on the page.
    pub(crate) annotations: usize,
    /// The text is the invisible layer of a scanned page.
    pub(crate) ocr: bool,
    /// Why the page was not read in full, if it was not.
    pub(crate) stopped: Option<Stop>,
}

/// A text of which a cell too low for it shows a part: it is of that cell, wherever its middle stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cut {
    /// The run it is painted in.
    pub(crate) run: u32,
    /// Where that is seen.
    pub(crate) seen: Rect,
}

/// One painted character.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Glyph {
    /// The character as encoded; U+FFFD where the font gives none.
    pub(crate) character: char,
    /// Advance box: along the line from origin to origin, across it from ascent to descent of an ordinary font.
    pub(crate) rect: Rect,
    /// The origin on the baseline.
    pub(crate) origin: Point,
    /// Font size as displayed.
    pub(crate) size: Pt,
    /// Where the line of text runs to.
    pub(crate) direction: Direction,
    /// Glyphs of one text-showing operator share this number.
    pub(crate) run: u32,
}

impl Glyph {
    /// In the frame of its own line: where it stands along it, and its baseline across it, both growing as one reads.
    pub(crate) fn along(&self) -> (Span, Pt) {
        let Rect { x0, y0, x1, y1 } = self.rect;
        match self.direction {
            Direction::Right => (Span::new(x0, x1), self.origin.y),
            Direction::Down => (Span::new(y0, y1), -self.origin.x),
            Direction::Left => (Span::new(-x1, -x0), -self.origin.y),
            Direction::Up => (Span::new(-y1, -y0), self.origin.x),
        }
    }
}

/// Where a line of text runs to, on the displayed page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    Right,
    Down,
    Left,
    Up,
}

/// A thin straight mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ruling {
    /// The way it runs.
    pub(crate) orientation: Orientation,
    /// Its middle, across the way it runs.
    pub(crate) position: Pt,
    /// From where to where it runs.
    pub(crate) span: Span,
    /// How thick it is painted.
    pub(crate) thickness: Pt,
    /// It is of a strong colour, as the strokes of a reader's pen are.
    pub(crate) is_vivid: bool,
}

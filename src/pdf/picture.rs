//! What a page looks like, as a list of steps to paint it: not pixels, so that it is made in less time than the page is
//! read in, is small, and is sharp at any size.

use crate::geometry::{Point, Pt, Rect};
use crate::model::PageNumber;

/// One page to be painted, step by step.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Picture {
    /// The page.
    pub(crate) number: PageNumber,
    /// Size of the displayed page.
    pub(crate) width: Pt,
    /// Size of the displayed page.
    pub(crate) height: Pt,
    /// In the order of painting.
    pub(crate) steps: Vec<Step>,
    /// False if the page has more marks than are kept, or the engine failed on it.
    pub(crate) is_complete: bool,
}

/// What the pictures of a document have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Stock {
    /// The outline of each distinct glyph, in thousandths of an em, y upwards as fonts have it.
    pub(crate) glyphs: Vec<Outline>,
    /// Each distinct image.
    pub(crate) images: Vec<Image>,
}

/// One step of painting.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    /// What follows is painted in this colour: red, green, blue, opacity.
    Colour([u8; 4]),
    /// An upright box is filled.
    Box(Rect),
    /// An outline is filled.
    Fill(Outline, Rule),
    /// An outline is drawn with a pen.
    Stroke(Outline, Pen),
    /// Glyphs are painted; with a pen if they are only drawn around.
    Glyphs {
        /// The two sides of a thousandth of an em, as displayed: `a b c d` of the transform.
        sides: [f64; 4],
        /// The width of the pen, for letters in outline.
        pen: Option<Pt>,
        /// The index of each outline in [`Stock::glyphs`], and where its origin stands.
        places: Vec<(usize, Point)>,
    },
    /// An image is painted: its index in [`Stock::images`], and the transform of its unit square, y downwards.
    Image(usize, [f64; 6]),
    /// Until the [`Step::Close`] that belongs to it, nothing outside of this is painted.
    ClipBox(Rect),
    /// Until the [`Step::Close`] that belongs to it, nothing outside of this is painted.
    Clip(Outline, Rule),
    /// Until the [`Step::Close`] that belongs to it, all is painted with this opacity (0 to 255), and mixed so.
    Group(u8, Mix),
    /// Ends what the last clip or group began.
    Close,
    /// What follows is mixed with what is below it so.
    Mix(Mix),
}

/// How colours are mixed with those below; other ways of ISO 32000-1, 11.3.5 are painted as if they were normal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mix {
    /// They cover them.
    #[default]
    Normal,
    /// They darken them, as a highlighter does.
    Multiply,
    /// They lighten them.
    Screen,
}

/// What is inside an outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// What it winds around.
    NonZero,
    /// What it winds around an odd number of times.
    EvenOdd,
}

/// A pen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pen {
    /// How wide it is.
    pub(crate) width: Pt,
    /// Lengths of dashes and gaps; none for a line without gaps.
    pub(crate) dashes: Vec<Pt>,
}

/// A path of lines and curves.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Outline(pub(crate) Vec<Part>);

/// A part of an outline; coordinates are those of the page, or thousandths of an em in a glyph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Part {
    /// Begins anew here.
    Move([f64; 2]),
    /// A line to here.
    Line([f64; 2]),
    /// A curve of one control point.
    Quad([[f64; 2]; 2]),
    /// A curve of two control points.
    Cubic([[f64; 2]; 3]),
    /// Back to where it began.
    Close,
}

/// An image as a file that browsers show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Image {
    /// As it stands in the document.
    Jpeg(Vec<u8>),
    /// Decoded, at no more than the resolution of a screen.
    Png(Vec<u8>),
    /// Too large, or unreadable: a grey box stands for it.
    Absent,
}

//! In: the picture of a scanned page. Out: the same in grey, its paper white, its lines level; its rulings; where its ink stands.
//!
//! Nothing is recognised here and nothing is drawn from a library: grey morphology, projections and runs of black pixels. All
//! lengths are told in inches and turned into pixels by the resolution of the picture, so that 150 and 300 dots an inch are
//! one method.

mod bits;
mod blobs;
mod gray;
mod ink;
mod level;
mod lines;
mod rulings;
mod seals;
mod strips;
mod strokes;
mod tracks;

pub(crate) use gray::Gray;
pub(crate) use ink::{Colours, Quality};
pub(crate) use lines::Line;
#[cfg(feature = "ocr")]
pub(crate) use strips::HEIGHT as STRIP_HEIGHT;

use crate::geometry::Rect;
use bits::Bits;

/// Fewer dots an inch than this are no letters.
const LEAST_DPI: f64 = 60.0;

/// A page's picture made ready to be read.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    /// Ink on white paper, lines level.
    pub(crate) gray: Gray,
    /// Dots an inch.
    pub(crate) dpi: f64,
    /// How far the lines were from level, in degrees, clockwise.
    #[cfg_attr(not(test), allow(dead_code, reason = "asked by tests"))]
    pub(crate) angle: f64,
    /// How well it can be read.
    pub(crate) quality: Quality,
    /// The rulings, in pixels.
    pub(crate) rulings: Vec<Rule>,
    /// Ink that is no ruling.
    ink: Bits,
    /// How high letters are, in pixels.
    em: f64,
    /// Pixels of rulings and those beside them.
    ruled: Bits,
}

/// So near (in inches) to a crossing ruling an end is on it.
const REACH: f64 = 0.06;
/// So much darker (of 255) than what is around it a pixel of a ruling is, if the ruling is not faint.
const CONTRAST: u32 = 26;

/// A straight line of a table, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rule {
    /// It runs from left to right, else from top to bottom.
    pub(crate) is_horizontal: bool,
    /// Its middle, across the way it runs.
    pub(crate) at: f64,
    /// Where it begins.
    pub(crate) from: f64,
    /// Where it ends.
    pub(crate) to: f64,
    /// How thick it is.
    pub(crate) thickness: f64,
}

/// Pixels from left, top to right, bottom; half open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) x0: usize,
    pub(crate) y0: usize,
    pub(crate) x1: usize,
    pub(crate) y1: usize,
}

impl Area {
    pub(crate) fn width(self) -> usize {
        self.x1.saturating_sub(self.x0)
    }

    pub(crate) fn height(self) -> usize {
        self.y1.saturating_sub(self.y0)
    }

    fn union(self, other: Area) -> Area {
        Area {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }
}

/// The page in a picture of so many dots an inch; none where it is too coarse or too small to hold a letter.
pub(crate) fn sheet(colours: &Colours, dpi: f64) -> Option<Sheet> {
    if !(LEAST_DPI..=10_000.0).contains(&dpi) || colours.width.min(colours.height) < inches(0.5, dpi) {
        return None;
    }
    let (gray, is_bilevel) = ink::gray(colours)?;
    let flat = ink::flatten(gray, dpi);
    Some(Sheet::of(flat, dpi, is_bilevel))
}

impl Sheet {
    /// The sheet of a picture whose paper is white.
    fn of(flat: Gray, dpi: f64, is_bilevel: bool) -> Sheet {
        let angle = level::angle(&ink::binarise(&flat, dpi), dpi);
        let gray = level::turned(flat, angle);
        let mut ink = ink::binarise(&gray, dpi);
        let (gray, lifted) = if is_bilevel { (gray, None) } else { seals::without_seals(gray, &mut ink, dpi) };
        let quality = Quality::of(&gray, &ink, dpi, is_bilevel);
        let (rulings, ruled) = rulings::rulings(&gray, &ink, lifted.as_ref(), &quality);
        let ruled = ruled.grown();
        let ink = ink.without(&ruled);
        let em = lines::em(&ink, dpi);
        Sheet { gray, dpi, angle, quality, rulings, ink, em, ruled }
    }

    /// The same page turned by a quarter to the right.
    pub(crate) fn quarter_turned(&self) -> Sheet {
        Sheet::of(self.gray.quarter_turned(), self.dpi, self.quality.is_bilevel)
    }

    /// The lines of text within a cell, from top to bottom; none where there is no ink but specks.
    pub(crate) fn cell_lines(&self, cell: Area) -> Vec<Line> {
        lines::of_cell(&self.ink, cell, self.em, self.dpi)
    }

    /// The lines of text outside of these areas, each piece between wide gaps by itself.
    pub(crate) fn free_lines(&self, cells: &[Area]) -> Vec<Line> {
        lines::outside(&self.ink, cells, self.dpi)
    }

    /// The picture of a line, a little paper around it; what lies outside of `within` is another's.
    pub(crate) fn strip(&self, line: &Line, within: Option<Area>) -> strips::Strip {
        strips::strip(&self.gray, &self.ruled, line.area, within, (self.em, self.dpi))
    }

    /// The pixels of a rectangle of the sheet, which is `rect` as a whole.
    pub(crate) fn area(&self, page: Rect, rect: Rect) -> Area {
        let x =
            |at: f64| (at / page.width().get().max(1e-9) * self.gray.width as f64).clamp(0.0, self.gray.width as f64);
        let y = |at: f64| {
            (at / page.height().get().max(1e-9) * self.gray.height as f64).clamp(0.0, self.gray.height as f64)
        };
        let from = |at: f64| at.ceil() as usize;
        let to = |at: f64| at.floor() as usize;
        Area {
            x0: from(x(rect.x0.get() - page.x0.get())),
            y0: from(y(rect.y0.get() - page.y0.get())),
            x1: to(x(rect.x1.get() - page.x0.get())),
            y1: to(y(rect.y1.get() - page.y0.get())),
        }
    }
}

/// A length in pixels, at least one.
fn inches(length: f64, dpi: f64) -> usize {
    (length * dpi).round().max(1.0) as usize
}

#[cfg(test)]
mod tests;

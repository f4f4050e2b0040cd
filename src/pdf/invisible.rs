//! Invisible text: the reading of what is shown as a picture or as outlines, all there is on a page, or text that nobody sees.

use super::Glyph;
use super::marks::Marks;
use crate::geometry::{Pt, Rect};

/// A picture that covers this share of the page makes invisible text its reading (a scanned page with OCR).
const SCAN_COVER: f64 = 0.5;
/// How far a letter drawn as a shape and the letter that reads it may stand apart, in em.
const BESIDE: f64 = 0.5;

/// The glyphs of `invisible` that say what pictures and outlines show. Where nothing else is a text of the page, they are it:
/// whoever searches it or copies from it is given them.
pub(super) fn reading_of(marks: &Marks, page: Rect, invisible: Vec<Glyph>) -> Vec<Glyph> {
    if invisible.is_empty() || marks.glyphs.iter().all(|glyph| glyph.character.is_whitespace()) {
        return invisible;
    }
    let area = |rect: &Rect| rect.width().get() * rect.height().get();
    let is_scan = marks.images.iter().any(|image| area(image) > area(&page).max(1.0) * SCAN_COVER);
    if is_scan && invisible.len() > marks.glyphs.len() {
        return invisible;
    }
    let mut outlines: Vec<Rect> = marks.outlines.clone();
    outlines.sort_by_key(|rect| (rect.y0, rect.x0));
    let tallest = outlines.iter().map(|rect| rect.height()).max().unwrap_or_default();
    let is_drawn = |glyph: &Glyph| {
        let reach = glyph.rect.expand(glyph.size * BESIDE);
        let from = outlines.partition_point(|rect| rect.y0 < reach.y0 - tallest);
        let near = outlines[from..].iter().take_while(|rect| rect.y0 <= reach.y1);
        near.take(MAX_NEAR).any(|rect| glyph.rect.intersect(*rect).is_some())
    };
    invisible.into_iter().filter(is_drawn).collect()
}

/// Takes out the letters that are too small to be read, where others can be: a trace of how the page was made.
pub(super) fn take_specks(glyphs: &mut Vec<Glyph>) -> Vec<Glyph> {
    /// No print is as small, in points, and a letter of a text is no smaller against the others.
    const SPECK: f64 = 1.5;
    const SHARE: f64 = 0.2;
    let may_be = |glyph: &Glyph| glyph.size.get() < SPECK;
    if !glyphs.iter().any(may_be) {
        return Vec::new();
    }
    let mut sizes: Vec<Pt> = glyphs.iter().map(|glyph| glyph.size).collect();
    let middle = sizes.len() / 2;
    let usual = *sizes.select_nth_unstable(middle).1;
    let (specks, kept) =
        std::mem::take(glyphs).into_iter().partition(|glyph| may_be(glyph) && glyph.size < usual * SHARE);
    *glyphs = kept;
    specks
}

/// Shapes looked at for one glyph: those of a line of text are a few hundred.
const MAX_NEAR: usize = 2_000;

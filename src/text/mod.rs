//! In: the glyphs of a page. Out: characters as meant, and lines of text as people read them.

mod character;
mod join;
mod line;
mod reliability;

use character::as_meant;
pub(crate) use join::join_lines;
pub(crate) use line::{Segment, TextLine, lines};
pub(crate) use reliability::is_unreliable;

use crate::pdf::Glyph;

/// Replaces each character by the one that is meant.
pub(crate) fn make_meant(glyphs: &mut [Glyph]) {
    for glyph in glyphs {
        glyph.character = as_meant(glyph.character);
    }
}

#[cfg(test)]
pub(crate) use line::drawn as tests_support;

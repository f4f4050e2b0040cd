//! Words as painted: glyphs drawn one after the other without a gap.

use super::Glyph;
use std::ops::Range;

/// Glyphs with a gap narrower than this (in em) make a word.
const WORD_GAP: f64 = 0.3;
/// Glyphs of one word stand on one baseline within this (in em).
const BASELINE: f64 = 0.15;

/// Runs of glyphs drawn one after the other without a gap, as ranges that together cover all of `glyphs`.
pub(crate) fn words(glyphs: &[Glyph]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from;
        if start >= glyphs.len() {
            return None;
        }
        from = start + 1;
        while from < glyphs.len() && continues(&glyphs[from - 1], &glyphs[from]) {
            from += 1;
        }
        Some(start..from)
    })
}

fn continues(before: &Glyph, here: &Glyph) -> bool {
    if before.run != here.run || before.direction != here.direction {
        return false;
    }
    if before.character.is_whitespace() || here.character.is_whitespace() {
        return false;
    }
    let em = here.size;
    let ((first, baseline), (second, other)) = (before.along(), here.along());
    (second.start - first.end).abs() < em * WORD_GAP && (other - baseline).abs() < em * BASELINE
}

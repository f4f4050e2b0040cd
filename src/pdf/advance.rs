//! Letters that take less room than their font says.
//!
//! Some fonts give every letter the width of an ideograph, and the program that set them moves back behind each digit. The
//! box of such a letter would reach over the next one, and over the ruling behind the last.

use super::{Direction, Glyph};
use crate::geometry::{Pt, Rect};

/// Less than this, in em, letters overlap that are set close.
const CLOSE: f64 = 0.25;
/// No letter takes less than this, in em: what is painted over another is no next letter.
const LEAST: f64 = 0.1;
/// Letters of one line stand on one baseline within this, in em.
const BASELINE: f64 = 0.05;

/// Ends the box of each narrow letter where the next one of its line begins, and that of the last of a word as far on as the
/// one before.
pub(super) fn tighten(glyphs: &mut [Glyph]) {
    // The room that the letter before takes, where that is less than its font says.
    let mut known: Option<Pt> = None;
    for at in 0..glyphs.len() {
        let Some(here) = glyphs.get(at) else { return };
        let goes_on = glyphs.get(at + 1).filter(|next| is_behind(here, next));
        // Behind digits that take less, one that a wide mark reaches into ends there, too.
        let is_before_mark = known.is_some() && goes_on.is_some_and(|next| !is_narrow(next));
        let close = if is_before_mark { 0.0 } else { CLOSE };
        let own = goes_on
            .map(|next| next.along().0.start - here.along().0.start)
            .filter(|taken| is_less(here, *taken, close));
        let taken = own.or_else(|| known.filter(|taken| is_less(here, *taken, CLOSE))).filter(|_| is_narrow(here));
        known = taken.filter(|_| goes_on.is_some());
        if let Some(taken) = taken
            && let Some(glyph) = glyphs.get_mut(at)
        {
            glyph.rect = shortened(glyph, taken);
        }
    }
}

fn is_narrow(glyph: &Glyph) -> bool {
    // These are as wide as that in some fonts.
    ('!'..='~').contains(&glyph.character) && !matches!(glyph.character, 'W' | 'M' | '@' | '%' | '&')
}

/// Does a glyph stand on the line of the one painted before it, by the same operator or the next one, which sets another font?
fn is_behind(here: &Glyph, next: &Glyph) -> bool {
    let off = next.along().1 - here.along().1;
    next.run.wrapping_sub(here.run) <= 1 && here.direction == next.direction && off.abs() <= here.size * BASELINE
}

/// Is that less than the font says, by more than `close` (in em)?
fn is_less(glyph: &Glyph, taken: Pt, close: f64) -> bool {
    taken >= glyph.size * LEAST && glyph.along().0.len() - taken > glyph.size * close
}

fn shortened(glyph: &Glyph, taken: Pt) -> Rect {
    let Rect { x0, y0, x1, y1 } = glyph.rect;
    match glyph.direction {
        Direction::Right => Rect::new(x0, y0, x0 + taken, y1),
        Direction::Left => Rect::new(x1 - taken, y0, x1, y1),
        Direction::Down => Rect::new(x0, y0, x1, y0 + taken),
        Direction::Up => Rect::new(x0, y1 - taken, x1, y1),
    }
}

#[cfg(test)]
mod tests {
    use super::tighten;
    use crate::geometry::{Pt, Rect};
    use crate::pdf::Glyph;
    use crate::text::tests_support::set;

    /// Where the letters of texts end whose font says an em for each.
    fn ends(texts: &[(&str, f64)]) -> Vec<f64> {
        let widened = |glyph: Glyph| {
            let Rect { x0, y0, y1, .. } = glyph.rect;
            Glyph { rect: Rect::new(x0, y0, x0 + Pt::new(10.0), y1), ..glyph }
        };
        let mut glyphs: Vec<Glyph> =
            texts.iter().flat_map(|(text, x)| set(text, *x, 20.0, 10.0)).map(widened).collect();
        tighten(&mut glyphs);
        glyphs.iter().map(|glyph| glyph.rect.x1.get()).collect()
    }

    #[test]
    fn digits_end_where_the_next_one_begins() {
        assert_eq!(ends(&[("12.5", 100.0)]), [105.0, 110.0, 115.0, 120.0]);
        // What a digit takes says nothing of an ideograph.
        assert_eq!(ends(&[("1年2", 100.0)]), [105.0, 115.0, 125.0]);
        // A mark stands a little further behind it.
        assert_eq!(ends(&[("95", 100.0), ("%", 112.5)]), [105.0, 112.5, 122.5]);
        // Behind the last digit of a number is room, which parts it from the next one.
        assert_eq!(ends(&[("12", 100.0), ("34", 120.0)]), [105.0, 110.0, 125.0, 130.0]);
    }

    #[test]
    fn letters_that_are_set_close_stay_as_they_are() {
        let mut glyphs = set("12", 100.0, 20.0, 10.0);
        glyphs[1].rect = Rect::new(Pt::new(103.0), Pt::new(12.0), Pt::new(108.0), Pt::new(22.0));
        let before: Vec<Rect> = glyphs.iter().map(|glyph| glyph.rect).collect();
        tighten(&mut glyphs);
        assert_eq!(glyphs.iter().map(|glyph| glyph.rect).collect::<Vec<_>>(), before);
    }
}

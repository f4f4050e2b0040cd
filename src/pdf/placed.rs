//! Glyphs as the engine gives them to [`Glyph`]s: where each stands, how wide it is, what it stands for.

use super::{Direction, Glyph};
use crate::geometry::{Point, Pt, Rect, Span};
use hayro_interpret::font::{FontData, Glyph as EngineGlyph, OutlineGlyph, StandardFont};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::kurbo::{self, Affine};
use std::sync::LazyLock;

/// Ascent and descent of an ordinary font, in em: the box of a glyph across its line.
const ASCENT: f64 = 0.86;
const DESCENT: f64 = 0.14;
/// The sine of the angle from which a text slants: watermarks do by 30 to 60 degrees, a crooked scan by one or two.
const SLANT: f64 = 0.1;

/// Whether text under this transform runs neither along the page nor across it.
pub(super) fn slants(transform: Affine) -> bool {
    let [a, b, ..] = transform.as_coeffs();
    a.abs().min(b.abs()) > (a * a + b * b).sqrt() * SLANT
}

/// How far the engine goes on after a glyph, in thousandths of an em.
pub(super) fn advance_width(glyph: &EngineGlyph<'_>) -> f64 {
    match glyph {
        EngineGlyph::Outline(outline) => outline.advance_width().map_or(500.0, f64::from),
        EngineGlyph::Type3(type3) => type3.advance_width().map_or(500.0, f64::from),
    }
}

/// Whether a letter or digit has the width of an ideograph because its font says none: of Chinese fonts that are not in
/// the file, some writers leave out the widths (/W) and set such characters half as wide, as the fonts do.
pub(super) fn lacks_width(glyph: &EngineGlyph<'_>, text: &BfString, width: f64) -> bool {
    // These are as wide as that in some fonts.
    let is_wide = |c: &char| matches!(c, 'W' | 'M' | '@' | '%' | '&');
    let is_narrow = matches!(text, BfString::Char(c) if (' '..='~').contains(c) && !is_wide(c));
    let is_full = (width - 1000.0).abs() < f64::EPSILON;
    is_full && is_narrow && matches!(glyph, EngineGlyph::Outline(outline) if stands_in(outline))
}

/// Whether the engine's own font stands in for a composite one that is not in the file: of no other glyph does it have
/// that font's data.
fn stands_in(glyph: &OutlineGlyph) -> bool {
    use StandardFont as Font;
    static OWN: LazyLock<[FontData; 12]> = LazyLock::new(|| {
        let own = [
            Font::Helvetica,
            Font::HelveticaBold,
            Font::HelveticaOblique,
            Font::HelveticaBoldOblique,
            Font::Courier,
            Font::CourierBold,
            Font::CourierOblique,
            Font::CourierBoldOblique,
            Font::TimesRoman,
            Font::TimesBold,
            Font::TimesItalic,
            Font::TimesBoldItalic,
        ];
        own.map(|font| font.get_font_data().0)
    });
    let Some(font) = glyph.font_data() else { return false };
    let is_same = |own: &FontData| {
        let (own, data) = ((**own).as_ref(), (*font.data).as_ref());
        own.len() == data.len() && (std::ptr::eq(own, data) || own == data)
    };
    OWN.iter().any(is_same)
}

/// Where the engine's glyph stands on the displayed page.
pub(super) fn placed(width: f64, transform: Affine, writing: WritingMode, run: u32) -> Option<Glyph> {
    // The transform maps thousandths of an em; its columns are the em's two sides as displayed.
    let [a, b, c, d, x, y] = transform.as_coeffs();
    let size = (c * c + d * d).sqrt() * 1000.0;
    let along = (a * a + b * b).sqrt() * 1000.0;
    if !(size.is_finite() && along.is_finite() && x.is_finite() && y.is_finite()) || size <= 0.0 {
        return None;
    }
    let direction = match (a.abs() >= b.abs(), a >= 0.0, b >= 0.0) {
        (true, true, _) => Direction::Right,
        (true, false, _) => Direction::Left,
        (false, _, true) => Direction::Down,
        (false, _, false) => Direction::Up,
    };
    // Condensed text has a narrow x scale; a wide one is the engine's stretch of a substitute font.
    let scale = if (0.4..=1.05).contains(&(along / size)) { along } else { size };
    let width = if writing == WritingMode::Vertical || width <= 0.0 { 1000.0 } else { width.min(4000.0) };
    let advance = width / 1000.0 * scale;
    let (ascent, descent) = (size * ASCENT, size * DESCENT);
    let rect = match direction {
        Direction::Right => kurbo::Rect::new(x, y - ascent, x + advance, y + descent),
        Direction::Left => kurbo::Rect::new(x - advance, y - descent, x, y + ascent),
        Direction::Down => kurbo::Rect::new(x - descent, y, x + ascent, y + advance),
        Direction::Up => kurbo::Rect::new(x - ascent, y - advance, x + descent, y),
    };
    Some(Glyph {
        character: '\u{FFFD}',
        rect: to_rect(rect),
        origin: Point { x: Pt::new(x), y: Pt::new(y) },
        size: Pt::new(size),
        direction,
        run,
    })
}

/// One painted glyph that stands for several characters: they share its box in equal parts.
pub(super) fn spread(glyph: Glyph, text: &str) -> Vec<Glyph> {
    let n = text.chars().count();
    text.chars()
        .enumerate()
        .map(|(i, character)| Glyph { character, rect: part(glyph.rect, glyph.direction, i, n), ..glyph })
        .collect()
}

fn part(rect: Rect, direction: Direction, i: usize, n: usize) -> Rect {
    let cut = |span: Span, i: usize| {
        let step = span.len() * (1.0 / n.max(1) as f64);
        Span::new(span.start + step * i as f64, span.start + step * (i + 1) as f64)
    };
    match direction {
        Direction::Right => Rect::from_spans(cut(rect.x(), i), rect.y()),
        Direction::Left => Rect::from_spans(cut(rect.x(), n - 1 - i), rect.y()),
        Direction::Down => Rect::from_spans(rect.x(), cut(rect.y(), i)),
        Direction::Up => Rect::from_spans(rect.x(), cut(rect.y(), n - 1 - i)),
    }
}

/// The painted glyphs with the characters that `/ActualText` (ISO 32000-1, 14.9.4) says they stand for.
pub(super) fn with_actual_text(painted: Vec<Glyph>, text: &str) -> Vec<Glyph> {
    let n = text.chars().count();
    if n == painted.len() {
        return painted.into_iter().zip(text.chars()).map(|(glyph, character)| Glyph { character, ..glyph }).collect();
    }
    let (Some(first), false) = (painted.first(), n == 0) else { return Vec::new() };
    let one_line = painted.iter().all(|glyph| (glyph.origin.y - first.origin.y).abs() < glyph.size * 0.3);
    if !one_line || first.direction != Direction::Right {
        // The text cannot be laid out over several lines without guessing: what is painted stays.
        return painted;
    }
    let whole = painted.iter().fold(first.rect, |whole, glyph| whole.union(glyph.rect));
    spread(Glyph { rect: whole, ..*first }, text)
}

pub(super) fn to_rect(rect: kurbo::Rect) -> Rect {
    Rect::new(Pt::new(rect.x0), Pt::new(rect.y0), Pt::new(rect.x1), Pt::new(rect.y1))
}

/// Whether a character leaves no mark: what joins and parts letters, orders them or marks a file, and a soft hyphen where
/// none is drawn (some fonts give that code to the hyphen they print).
pub(super) fn is_unprinted(glyph: &EngineGlyph<'_>, text: &BfString) -> bool {
    let BfString::Char(character) = text else { return false };
    match character {
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' => true,
        '\u{AD}' => matches!(glyph, EngineGlyph::Outline(outline) if outline.outline().elements().is_empty()),
        _ => false,
    }
}

/// What leaves no mark may have a width all the same, where its font lacks it; right behind a letter it parts no word.
pub(super) fn bridge(before: Option<&mut Glyph>, unprinted: Glyph) {
    /// How far from the letter it stands at most, in em.
    const GAP: f64 = 0.1;
    let near = unprinted.size * GAP;
    let goes_on = |before: &&mut Glyph| {
        (unprinted.rect.x0 - before.rect.x1).abs() <= near && (unprinted.origin.y - before.origin.y).abs() <= near
    };
    if let Some(before) = before.filter(goes_on) {
        before.rect = before.rect.union(unprinted.rect);
    }
}

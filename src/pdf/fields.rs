//! Form fields and notes whose appearance the file leaves to the reader: their texts, laid out in their rectangles.
//!
//! What has an appearance stream is painted by the engine. A field without one has its value in `/V` (ISO 32000-1,
//! 12.7.3.3), a free text its text in `/Contents` (12.5.6.6); a reader draws it in the font size of `/DA`.

use super::Glyph;
use super::placed::placed;
use hayro_interpret::hayro_cmap::WritingMode;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, Rect, String as PdfString};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::Affine;

/// Hidden, and not to be viewed (ISO 32000-1, 12.5.3).
const UNSEEN: u32 = 1 << 1 | 1 << 5;
/// A text field of several lines (12.7.4.3).
const MULTILINE: u32 = 1 << 12;
/// A password: its text is never shown.
const PASSWORD: u32 = 1 << 13;
/// Fields are no deeper nested than this.
const DEEPEST: usize = 16;
/// A size that is left to the reader is no larger than this.
const LARGEST: f64 = 12.0;
/// The height of a line, in em.
const LINE: f64 = 1.2;
/// The room between a field's side and its text.
const PADDING: f64 = 2.0;

/// A line of text to be painted in the page's own frame.
pub(super) struct FieldLine {
    /// Where it begins on its baseline.
    pub(super) x: f64,
    pub(super) y: f64,
    /// Its size, and how much narrower than that it is set.
    pub(super) size: f64,
    pub(super) squeeze: f64,
    pub(super) text: String,
    /// It may be what a reader says of the page.
    pub(super) is_remark: bool,
}

/// The lines that a page's annotations leave to the reader to draw.
pub(super) fn lines(page: &Page<'_>) -> Vec<FieldLine> {
    let Some(annotations) = page.raw().get::<Array<'_>>(b"Annots".as_slice()) else { return Vec::new() };
    annotations.iter::<Dict<'_>>().filter_map(|annotation| laid_out(&annotation)).flatten().collect()
}

/// The letters of such a line; `page` places the page's own frame.
pub(super) fn glyphs(line: &FieldLine, page: Affine, run: u32) -> Vec<Glyph> {
    let em = line.size / 1000.0;
    let mut x = line.x;
    let mut glyphs = Vec::new();
    for character in line.text.chars().filter(|character| !character.is_control()) {
        let transform = page * Affine::new([em * line.squeeze, 0.0, 0.0, em, x, line.y]);
        let width = width(character) * 1000.0;
        x += width * em * line.squeeze;
        let glyph = placed(width, transform, WritingMode::Horizontal, run);
        glyphs.extend(glyph.map(|glyph| Glyph { character, ..glyph }));
    }
    glyphs
}

/// How wide a character is set, in em.
fn width(character: char) -> f64 {
    if character.is_ascii() { 0.5 } else { 1.0 }
}

fn laid_out(annotation: &Dict<'_>) -> Option<Vec<FieldLine>> {
    let is = |key: &[u8], word: &[u8]| inherited::<Name<'_>>(annotation, key).is_some_and(|name| &*name == word);
    let key = match annotation.get::<Name<'_>>(b"Subtype".as_slice())? {
        name if &*name == b"Widget" && (is(b"FT", b"Tx") || is(b"FT", b"Ch")) => b"V".as_slice(),
        name if &*name == b"FreeText" => b"Contents".as_slice(),
        _ => return None,
    };
    let has_appearance =
        annotation.get::<Dict<'_>>(b"AP".as_slice()).is_some_and(|looks| looks.contains_key(b"N".as_slice()));
    let flags = inherited::<u32>(annotation, b"Ff").unwrap_or(0);
    let is_unseen = annotation.get::<u32>(b"F".as_slice()).unwrap_or(0) & UNSEEN != 0 || flags & PASSWORD != 0;
    if has_appearance || is_unseen {
        return None;
    }
    let texts: Vec<String> = match inherited::<Object<'_>>(annotation, key)? {
        Object::String(text) => text_string(text.as_bytes()).lines().map(str::to_owned).collect(),
        Object::Array(values) => values.iter::<PdfString<'_>>().map(|text| text_string(text.as_bytes())).collect(),
        _ => return None,
    };
    let texts: Vec<String> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
    let rect = annotation.get::<Rect>(b"Rect".as_slice())?;
    if texts.is_empty() || rect.width() <= 0.0 || rect.height() <= 0.0 {
        return None;
    }
    let room = rect.height() / texts.len() as f64;
    let size = size(annotation).unwrap_or_else(|| (room / LINE).min(LARGEST)).min(room);
    let is_from_top = texts.len() > 1 || flags & MULTILINE != 0 || key != b"V";
    // The first baseline: that of a line in the middle, or of the first one below the upper side.
    let top = if is_from_top { rect.y1 - size } else { (rect.y0 + rect.y1) / 2.0 - size * 0.35 };
    let quadding = inherited::<u32>(annotation, b"Q").unwrap_or(0);
    let lay = |(at, text): (usize, String)| {
        let wide = text.chars().map(width).sum::<f64>() * size;
        let free = (rect.width() - 2.0 * PADDING).max(1.0);
        // What is too long would run into the next cell.
        let squeeze = (free / wide.max(1.0)).min(1.0);
        let slack = (free - wide * squeeze).max(0.0);
        let shift = match quadding {
            1 => slack / 2.0,
            2 => slack,
            _ => 0.0,
        };
        let step = (size * LINE).min(room);
        let (x, y) = (rect.x0 + PADDING + shift, top - step * at as f64);
        FieldLine { x, y, size, squeeze, text, is_remark: key != b"V" }
    };
    Some(texts.into_iter().enumerate().map(lay).collect())
}

/// An entry of a field, or of the field that it is part of.
fn inherited<'a, T: TryFrom<Object<'a>>>(annotation: &Dict<'a>, key: &[u8]) -> Option<T> {
    let mut field = annotation.clone();
    for _ in 0..DEEPEST {
        if let Some(value) = field.get::<Object<'a>>(key) {
            return T::try_from(value).ok();
        }
        field = field.get::<Dict<'a>>(b"Parent".as_slice())?;
    }
    None
}

/// The size of the font in `/DA`: the number before `Tf`; 0 leaves it to the reader.
fn size(annotation: &Dict<'_>) -> Option<f64> {
    let appearance = inherited::<PdfString<'_>>(annotation, b"DA")?;
    let text = String::from_utf8_lossy(appearance.as_bytes()).into_owned();
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words.iter().rposition(|word| *word == "Tf")?;
    let size: f64 = words.get(at.checked_sub(1)?)?.parse().ok()?;
    (size.is_finite() && size > 0.0).then_some(size)
}

/// A PDF text string (ISO 32000-1, 7.9.2.2): UTF-16BE with its mark, UTF-8 with its mark, else bytes as Latin-1.
pub(super) fn text_string(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        let units = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        return char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{FFFD}')).collect();
    }
    if let Some(rest) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        return String::from_utf8_lossy(rest).into_owned();
    }
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

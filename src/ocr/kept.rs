//! What was read of a page, as bytes and back: a run that is interrupted does not read its pages again. Numbers are kept to the
//! last bit, so that the document comes out the same.

use super::page::Recognition;
use crate::geometry::{Orientation, Point, Pt, Rect, Span};
use crate::model::{Letters, PageNumber, Readings};
use crate::pdf::{Direction, Glyph, Page, Ruling};
use crate::scan::Quality;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Keeps the pages of one document as they are read.
pub(crate) trait Keeper: fmt::Debug + Send + Sync {
    /// A scanned page of so many pages is begun. Gives what was kept of it.
    fn begin(&self, page: PageNumber, pages: usize) -> Option<Vec<u8>>;

    /// Keeps what was read of a page.
    fn keep(&self, page: PageNumber, bytes: &[u8]);
}

/// A number, to the last bit.
type Bits = u64;
/// Where a number stands, what is taken, and all that it may be.
type KeptReadings = ([Bits; 2], String, Vec<(String, Bits)>);
/// Where a line stands, and its characters.
type KeptLetters = ([Bits; 2], Vec<(char, u32)>);

#[derive(Deserialize, Serialize)]
struct KeptPage {
    from: u8,
    rulings: Vec<(bool, [Bits; 4])>,
    glyphs: Vec<(char, [Bits; 7], u32)>,
    is_bilevel: bool,
    ink: u8,
    dpi: Bits,
    mean: Bits,
    numbers: Option<Bits>,
    lost: usize,
    specks: usize,
    readings: Vec<KeptReadings>,
    letters: Vec<KeptLetters>,
}

const DIRECTIONS: [Direction; 4] = [Direction::Right, Direction::Down, Direction::Left, Direction::Up];

/// A page that was read, as bytes.
pub(super) fn bytes(page: &Page, read: &Recognition, from: Direction) -> Option<Vec<u8>> {
    let bits = |at: Pt| at.get().to_bits();
    let point = |at: Point| [bits(at.x), bits(at.y)];
    let ruling = |ruling: &Ruling| {
        let Ruling { orientation, position, span, thickness, .. } = *ruling;
        (orientation == Orientation::Horizontal, [position, span.start, span.end, thickness].map(bits))
    };
    let glyph = |glyph: &Glyph| {
        let Rect { x0, y0, x1, y1 } = glyph.rect;
        (glyph.character, [x0, y0, x1, y1, glyph.origin.x, glyph.origin.y, glyph.size].map(bits), glyph.run)
    };
    let readings = |own: &Readings| {
        let all = own.all.iter().map(|(text, p)| (text.clone(), p.to_bits()));
        (point(own.at), own.text.clone(), all.collect())
    };
    let letters =
        |own: &Letters| (point(own.at), own.all.iter().map(|(character, p)| (*character, p.to_bits())).collect());
    let kept = KeptPage {
        from: DIRECTIONS.iter().position(|own| *own == from).and_then(|at| u8::try_from(at).ok())?,
        rulings: page.rulings.iter().map(ruling).collect(),
        glyphs: page.glyphs.iter().map(glyph).collect(),
        is_bilevel: read.quality.is_bilevel,
        ink: read.quality.ink,
        dpi: read.quality.dpi.to_bits(),
        mean: read.mean.to_bits(),
        numbers: read.numbers.map(f64::to_bits),
        lost: read.lost,
        specks: read.specks,
        readings: read.readings.iter().map(readings).collect(),
        letters: read.letters.iter().map(letters).collect(),
    };
    serde_json::to_vec(&kept).ok()
}

/// Fills a page with what was kept of it; none, and the page as it was, where these are no such bytes.
pub(super) fn fill(page: &mut Page, bytes: &[u8]) -> Option<(Recognition, Direction)> {
    let kept: KeptPage = serde_json::from_slice(bytes).ok()?;
    let from = *DIRECTIONS.get(usize::from(kept.from))?;
    let pt = |bits: Bits| Pt::new(f64::from_bits(bits));
    let point = |[x, y]: [Bits; 2]| Point { x: pt(x), y: pt(y) };
    let ruling = |(is_horizontal, bits): (bool, [Bits; 4])| {
        let [position, start, end, thickness] = bits.map(pt);
        let orientation = if is_horizontal { Orientation::Horizontal } else { Orientation::Vertical };
        Ruling { orientation, position, span: Span::new(start, end), thickness, is_vivid: false }
    };
    let glyph = |(character, bits, run): (char, [Bits; 7], u32)| {
        let [x0, y0, x1, y1, x, y, size] = bits.map(pt);
        let (rect, origin) = (Rect::new(x0, y0, x1, y1), Point { x, y });
        Glyph { character, rect, origin, size, direction: Direction::Right, run }
    };
    let number = page.number;
    let readings = |(at, text, all): KeptReadings| {
        let all = all.into_iter().map(|(text, p)| (text, f64::from_bits(p))).collect();
        Readings { page: number, at: point(at), text, all }
    };
    let letters = |(at, all): KeptLetters| {
        let all = all.into_iter().map(|(character, p)| (character, f32::from_bits(p))).collect();
        Letters { page: number, at: point(at), all }
    };
    page.turn_empty(from, Rect::default());
    page.images.clear();
    page.outlines.clear();
    page.rulings = kept.rulings.into_iter().map(ruling).collect();
    page.glyphs = kept.glyphs.into_iter().map(glyph).collect();
    let recognition = Recognition {
        quality: Quality { is_bilevel: kept.is_bilevel, ink: kept.ink, dpi: f64::from_bits(kept.dpi) },
        mean: f64::from_bits(kept.mean),
        numbers: kept.numbers.map(f64::from_bits),
        lost: kept.lost,
        specks: kept.specks,
        readings: kept.readings.into_iter().map(readings).collect(),
        letters: kept.letters.into_iter().map(letters).collect(),
    };
    Some((recognition, from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::{PageState, Turn};

    fn page() -> Page {
        Page {
            number: PageNumber::new(3).expect("a page"),
            width: Pt::new(595.0),
            height: Pt::new(842.0),
            glyphs: Vec::new(),
            rulings: Vec::new(),
            images: Vec::new(),
            outlines: Vec::new(),
            cuts: Vec::new(),
            turn: Turn::none(Pt::new(595.0), Pt::new(842.0)),
            state: PageState::default(),
        }
    }

    #[test]
    fn a_page_comes_back_as_it_was_read() {
        let at = Point { x: Pt::new(0.1 + 0.2), y: Pt::new(1.0 / 3.0) };
        let mut read = page();
        read.turn_empty(Direction::Down, Rect::default());
        read.rulings.push(Ruling {
            orientation: Orientation::Vertical,
            position: Pt::new(71.3),
            span: Span::new(Pt::new(1.0 / 7.0), Pt::new(99.9)),
            thickness: Pt::new(0.48),
            is_vivid: false,
        });
        let rect = Rect::new(Pt::new(0.1), Pt::new(0.2), Pt::new(10.3), Pt::new(12.4));
        let (size, direction) = (Pt::new(10.55), Direction::Right);
        read.glyphs.push(Glyph { character: '费', rect, origin: at, size, direction, run: 7 });
        let recognition = Recognition {
            quality: Quality { is_bilevel: true, ink: 31, dpi: 199.7 },
            mean: 0.987_654_321,
            numbers: Some(0.1 + 0.7),
            lost: 2,
            specks: 3,
            readings: vec![Readings {
                page: read.number,
                at,
                text: "1.50".to_owned(),
                all: vec![("1.50".to_owned(), 0.9), ("7.50".to_owned(), 0.1)],
            }],
            letters: vec![Letters { page: read.number, at, all: vec![('费', 0.61), ('用', 0.99)] }],
        };
        let kept = bytes(&read, &recognition, Direction::Down).expect("bytes");
        let mut again = page();
        assert_eq!(fill(&mut again, &kept), Some((recognition, Direction::Down)));
        assert_eq!((&again.glyphs, &again.rulings), (&read.glyphs, &read.rulings));
        assert_eq!((again.width, again.height, again.turn), (read.width, read.height, read.turn));
    }

    #[test]
    fn bytes_of_half_a_page_are_none() {
        let mut empty = page();
        let recognition = Recognition {
            quality: Quality::default(),
            mean: 0.0,
            numbers: None,
            lost: 0,
            specks: 0,
            readings: Vec::new(),
            letters: Vec::new(),
        };
        let kept = bytes(&empty, &recognition, Direction::Right).expect("bytes");
        assert_eq!(fill(&mut empty, &kept[..kept.len() / 2]), None);
        assert_eq!(fill(&mut empty, b""), None);
    }
}

//! A page's picture as one short text: whole numbers in the base-64 code of source maps (five bits and a sign that more
//! follow in each character), most of them differences to the one before. `picture.js` reads it.
//!
//! ```text
//! step    numbers that follow it
//! 1 colour    red × 65536 + green × 256 + blue, opacity
//! 2 box       left, top, width, height
//! 3 fill      rule (0 non-zero, 1 even-odd), outline
//! 4 stroke    width, count of dashes, dashes, outline
//! 5 sides     a, b, c, d: thousandths of a point for an em
//! 6 glyphs    pen (0 for none), count, then for each: glyph, right, down, each as the difference to the one before
//! 7 image     number, a, b, c, d, e, f
//! 8 clip box  left, top, width, height
//! 9 clip      rule, outline
//! 10 group    opacity, mix (0 normal, 1 multiply, 2 screen)
//! 11 close
//! 12 mix      mix
//! outline     count of parts, then for each: kind (0 move, 1 line, 2 quadratic, 3 cubic, 4 close), its points as differences
//! ```
//!
//! Lengths are hundredths of a point, in outlines of glyphs thousandths of an em.

use crate::geometry::{Pt, Rect};
use crate::pdf::picture::{Mix, Outline, Part, Picture, Rule, Step};

/// Hundredths of a point: finer than any screen or printer at the size of a page.
const FINENESS: f64 = 100.0;
/// The farthest a number may be from zero, so that a reader gets by with 32 bits.
const FARTHEST: f64 = 100_000_000.0;

/// The steps of a page.
pub(super) fn picture(picture: &Picture) -> String {
    let mut writer = Writer::default();
    let mut own_sides = None;
    let mut last = (0, 0, 0);
    for step in &picture.steps {
        match step {
            Step::Colour([r, g, b, opacity]) => {
                writer.all(&[1, i64::from(u32::from_be_bytes([0, *r, *g, *b])), i64::from(*opacity)]);
            }
            Step::Box(rect) => {
                writer.number(2);
                writer.rect(*rect);
            }
            Step::Fill(outline, rule) => {
                writer.all(&[3, rule_number(*rule)]);
                writer.outline(outline, FINENESS);
            }
            Step::Stroke(outline, pen) => {
                writer.all(&[4, hundredths(pen.width), i64::try_from(pen.dashes.len()).unwrap_or(0)]);
                pen.dashes.iter().for_each(|dash| writer.number(hundredths(*dash)));
                writer.outline(outline, FINENESS);
            }
            Step::Glyphs { sides, pen, places } => {
                if own_sides != Some(sides) {
                    own_sides = Some(sides);
                    writer.number(5);
                    // Sides are of a thousandth of an em, so that of an em in thousandths of a point is a million times it.
                    sides.iter().for_each(|side| writer.number(whole(side * 1_000_000.0)));
                }
                let count = i64::try_from(places.len()).unwrap_or(0);
                writer.all(&[6, pen.map_or(0, |pen| hundredths(pen).max(1)), count]);
                for (glyph, at) in places {
                    let glyph = i64::try_from(*glyph).unwrap_or(0);
                    let now = (glyph, hundredths(at.x), hundredths(at.y));
                    writer.all(&[now.0 - last.0, now.1 - last.1, now.2 - last.2]);
                    last = now;
                }
            }
            Step::Image(image, transform) => {
                writer.all(&[7, i64::try_from(*image).unwrap_or(0)]);
                transform.iter().for_each(|number| writer.number(whole(number * FINENESS)));
            }
            Step::ClipBox(rect) => {
                writer.number(8);
                writer.rect(*rect);
            }
            Step::Clip(outline, rule) => {
                writer.all(&[9, rule_number(*rule)]);
                writer.outline(outline, FINENESS);
            }
            Step::Group(opacity, mix) => writer.all(&[10, i64::from(*opacity), mix_number(*mix)]),
            Step::Close => writer.number(11),
            Step::Mix(mix) => writer.all(&[12, mix_number(*mix)]),
        }
    }
    writer.text
}

/// The outline of a glyph.
pub(super) fn glyph(outline: &Outline) -> String {
    let mut writer = Writer::default();
    writer.outline(outline, 1.0);
    writer.text
}

fn rule_number(rule: Rule) -> i64 {
    match rule {
        Rule::NonZero => 0,
        Rule::EvenOdd => 1,
    }
}

fn mix_number(mix: Mix) -> i64 {
    match mix {
        Mix::Normal => 0,
        Mix::Multiply => 1,
        Mix::Screen => 2,
    }
}

fn hundredths(length: Pt) -> i64 {
    whole(length.get() * FINENESS)
}

fn whole(number: f64) -> i64 {
    // In range after the clamp.
    number.round().clamp(-FARTHEST, FARTHEST) as i64
}

#[derive(Default)]
struct Writer {
    text: String,
}

impl Writer {
    fn all(&mut self, numbers: &[i64]) {
        numbers.iter().for_each(|number| self.number(*number));
    }

    fn number(&mut self, number: i64) {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut rest = number.unsigned_abs() << 1 | u64::from(number < 0);
        loop {
            let more = u64::from(rest > 31) << 5;
            let digit = (rest & 31 | more) as usize;
            self.text.push(char::from(DIGITS[digit]));
            rest >>= 5;
            if rest == 0 {
                break;
            }
        }
    }

    fn rect(&mut self, rect: Rect) {
        let (left, top) = (hundredths(rect.x0), hundredths(rect.y0));
        self.all(&[left, top, hundredths(rect.x1) - left, hundredths(rect.y1) - top]);
    }

    fn outline(&mut self, outline: &Outline, fineness: f64) {
        self.number(i64::try_from(outline.0.len()).unwrap_or(0));
        let mut last = [0, 0];
        for part in &outline.0 {
            let (kind, points): (i64, &[[f64; 2]]) = match part {
                Part::Move(to) => (0, std::slice::from_ref(to)),
                Part::Line(to) => (1, std::slice::from_ref(to)),
                Part::Quad(points) => (2, points),
                Part::Cubic(points) => (3, points),
                Part::Close => (4, &[]),
            };
            self.number(kind);
            for point in points {
                let now = point.map(|coordinate| whole(coordinate * fineness));
                self.all(&[now[0] - last[0], now[1] - last[1]]);
                last = now;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_source_maps() {
        let mut writer = Writer::default();
        writer.all(&[0, 1, -1, 15, 16, -16, 1000]);
        // As the specification (ECMA-426, 6.2) and its implementations have them.
        assert_eq!(writer.text, "ACDegBhBw+B");
    }

    #[test]
    fn an_outline_is_its_parts_and_differences() {
        let outline = Outline(vec![Part::Move([10.0, 10.0]), Part::Line([12.0, 9.0]), Part::Close]);
        assert_eq!(glyph(&outline), "GAUUCEDI");
    }
}

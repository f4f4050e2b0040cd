//! Watermarks and stamps that stand upright: faint or coloured text across the page's own.
//!
//! What is printed in a faint colour may be text (a hint in a form, a greyed label). It is a watermark where it is much
//! larger than the text and lies across it or its rulings, and, of whatever size, where it is printed over other text: no
//! text is set where another one stands. What is said again and again over the page is one mark.

use super::cover::{Heights, collide};
use super::{Glyph, Ruling};
use crate::geometry::{Orientation, Pt, Rect};
use crate::words::is_figure;
use std::collections::BTreeMap;

/// A watermark that need not lie on other text is so many times as large as the text of the page.
const LARGE: f64 = 2.0;
/// More faint texts than this are no watermarks.
const MAX_MARKS: usize = 2_000;
/// A faint text that stands on the page so often lies across its rulings by no accident.
const OFTEN: usize = 3;
/// Baselines this near (in em) are one.
const SAME_LINE: f64 = 0.08;
/// The gap (in em) from which what follows on the same line is another text.
const GAP: f64 = 1.0;

/// A faint text: its glyphs, its box.
struct Mark {
    glyphs: Vec<usize>,
    rect: Rect,
    size: Pt,
}

/// Drops the watermarks. `faint` has the runs printed in a faint colour, ascending. Returns how many characters are gone.
pub(super) fn drop_watermarks(glyphs: &mut Vec<Glyph>, rulings: &[Ruling], faint: &[u32]) -> usize {
    if faint.is_empty() {
        return 0;
    }
    let is_faint = |glyph: &Glyph| faint.binary_search(&glyph.run).is_ok();
    let own: Vec<Glyph> =
        glyphs.iter().filter(|glyph| !glyph.character.is_whitespace() && !is_faint(glyph)).copied().collect();
    let mut sizes: Vec<Pt> = own.iter().map(|glyph| glyph.size).collect();
    let middle = sizes.len() / 2;
    if sizes.is_empty() {
        return 0;
    }
    let usual = *sizes.select_nth_unstable(middle).1;
    let marks = marks(glyphs, is_faint);
    if marks.len() > MAX_MARKS {
        return 0;
    }
    let mut by_text: BTreeMap<(String, Pt), Vec<Mark>> = BTreeMap::new();
    for mark in marks {
        let text = mark.glyphs.iter().map(|i| glyphs[*i].character).collect();
        by_text.entry((text, mark.size)).or_default().push(mark);
    }
    let heights = Heights::of(&own);
    let lies_on_text = |mark: &Mark| {
        mark.glyphs.iter().any(|i| {
            let near = heights.between(glyphs[*i].rect.y());
            near.iter().any(|(_, j)| collide(&glyphs[*i], &own[*j]))
        })
    };
    let is_watermark = |text: &str, same: &[Mark]| {
        if same[0].size > usual * LARGE {
            let around = |mark: &Mark| own.iter().any(|glyph| mark.rect.contains(glyph.rect.centre()));
            return same.iter().any(|mark| around(mark) || crossed(mark, rulings, usual));
        }
        // An amount is never taken for one.
        text.chars().any(char::is_alphabetic)
            && (same.iter().any(lies_on_text)
                || same.len() >= OFTEN && same.iter().any(|mark| crossed(mark, rulings, usual)))
    };
    let mut keep = vec![true; glyphs.len()];
    for ((text, _), same) in &by_text {
        if is_watermark(text, same) {
            same.iter().flat_map(|mark| &mark.glyphs).for_each(|i| keep[*i] = false);
        }
    }
    let before = glyphs.len();
    let mut kept = keep.into_iter();
    glyphs.retain(|_| kept.next().unwrap_or(true));
    before - glyphs.len()
}

/// Drops the words of stamps: texts in a strong colour, less than half of the page's, that are printed over others.
/// `vivid` has the runs printed so, ascending. Returns how many characters are gone.
pub(super) fn drop_stamps(glyphs: &mut Vec<Glyph>, vivid: &[u32]) -> usize {
    if vivid.is_empty() {
        return 0;
    }
    let is_vivid = |glyph: &Glyph| vivid.binary_search(&glyph.run).is_ok();
    let own: Vec<Glyph> =
        glyphs.iter().filter(|glyph| !glyph.character.is_whitespace() && !is_vivid(glyph)).copied().collect();
    let marks = marks(glyphs, is_vivid);
    let count: usize = marks.iter().map(|mark| mark.glyphs.len()).sum();
    if marks.len() > MAX_MARKS || count > own.len() {
        return 0;
    }
    let heights = Heights::of(&own);
    let mut keep = vec![true; glyphs.len()];
    for mark in &marks {
        // An amount is never taken for one; the star of a seal and the day of a stamp are.
        let is = |what: fn(char) -> bool| mark.glyphs.iter().any(|i| what(glyphs[*i].character));
        let has_words = is(char::is_alphabetic) || !is(char::is_numeric) && !is(is_figure) || is_day(mark, glyphs);
        let over = |i: &usize| {
            let around = heights.between(glyphs[*i].rect.y());
            // Texts of one line may run into each other where a cell is too narrow.
            let near = |a: Pt, b: Pt, size: Pt| (a - b).abs() <= size * SAME_LINE;
            let is_of_line = |other: &Glyph| {
                let own = &glyphs[*i];
                near(other.origin.y, own.origin.y, own.size) && near(other.size, own.size, own.size)
            };
            around.iter().any(|(_, j)| collide(&glyphs[*i], &own[*j]) && !is_of_line(&own[*j]))
        };
        if has_words && mark.glyphs.iter().any(over) {
            mark.glyphs.iter().for_each(|i| keep[*i] = false);
        }
    }
    let before = glyphs.len();
    let mut kept = keep.into_iter();
    glyphs.retain(|_| kept.next().unwrap_or(true));
    before - glyphs.len()
}

/// Is a text a day in digits?
fn is_day(mark: &Mark, glyphs: &[Glyph]) -> bool {
    let text: String = mark.glyphs.iter().map(|i| glyphs[*i].character).collect();
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let is_part = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    matches!(parts.as_slice(), [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2)
        && parts.iter().all(is_part)
}

/// The faint texts of a page: glyphs painted one after the other along one line.
fn marks(glyphs: &[Glyph], is_faint: impl Fn(&Glyph) -> bool) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let faint = |(_, glyph): &(usize, &Glyph)| is_faint(glyph) && !glyph.character.is_whitespace();
    for (i, glyph) in glyphs.iter().enumerate().filter(faint) {
        let goes_on = |mark: &&mut Mark| {
            mark.glyphs.last().is_some_and(|last| {
                let last = &glyphs[*last];
                last.size == glyph.size
                    && last.direction == glyph.direction
                    && glyph.rect.expand(glyph.size * GAP).intersect(last.rect).is_some()
                    && (last.origin.y == glyph.origin.y || last.origin.x == glyph.origin.x)
            })
        };
        match marks.last_mut().filter(goes_on) {
            Some(mark) => {
                mark.glyphs.push(i);
                mark.rect = mark.rect.union(glyph.rect);
            }
            None => marks.push(Mark { glyphs: vec![i], rect: glyph.rect, size: glyph.size }),
        }
    }
    marks
}

/// Whether a ruling runs through a mark.
fn crossed(mark: &Mark, rulings: &[Ruling], usual: Pt) -> bool {
    let inner = usual.min(mark.size * 0.5) * 0.5;
    rulings.iter().any(|ruling| {
        let (across, along) = match ruling.orientation {
            Orientation::Horizontal => (mark.rect.y(), mark.rect.x()),
            Orientation::Vertical => (mark.rect.x(), mark.rect.y()),
        };
        across.start + inner < ruling.position
            && ruling.position < across.end - inner
            && ruling.span.overlap(along) > Pt::ZERO
    })
}

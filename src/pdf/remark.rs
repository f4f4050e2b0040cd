//! What is typed over a finished page: text of it where the page leaves room for that, else a reader's remark.

use super::cover::{Heights, collide};
use super::{Glyph, Ruling};
use crate::geometry::{Orientation, Point, Pt, Rect};
use std::ops::Range;

/// With fewer letters, digits are an amount with its unit.
const WORDS: usize = 4;

/// Drops the remarks. `typed` has the runs of each text that was typed over the page. Returns how many texts are gone.
///
/// Nobody fills in a place that is filled: text over other text, or beside it in a cell, is said about that. What stands
/// behind a colon or on a blank line was asked for. Words in a strong colour (their runs are `vivid`, ascending) on a page
/// printed in none are a reader's wherever they stand; an amount never is for that.
pub(super) fn drop_remarks(glyphs: &mut Vec<Glyph>, rulings: &[Ruling], typed: &[Range<u32>], vivid: &[u32]) -> usize {
    if typed.is_empty() {
        return 0;
    }
    let is_ink = |glyph: &&Glyph| !glyph.character.is_whitespace();
    let is_typed = |glyph: &Glyph| typed.iter().any(|runs| runs.contains(&glyph.run));
    let own: Vec<Glyph> = glyphs.iter().filter(is_ink).filter(|glyph| !is_typed(glyph)).copied().collect();
    let heights = Heights::of(&own);
    let is_vivid = |glyph: &Glyph| vivid.binary_search(&glyph.run).is_ok();
    let is_plain_page = own.iter().filter(|glyph| is_vivid(glyph)).count() * 2 < own.len();
    let are_red_words = |runs: &Range<u32>| {
        let mut inked = glyphs.iter().filter(|glyph| runs.contains(&glyph.run)).filter(is_ink);
        let count = |what: fn(char) -> bool| inked.clone().filter(|glyph| what(glyph.character)).count();
        let (letters, digits) = (count(char::is_alphabetic), count(char::is_numeric));
        let has_amount = digits > 0 && (letters < WORDS || letters <= digits || count(|c| matches!(c, '.' | ',')) > 0);
        is_plain_page && letters > 0 && !has_amount && inked.all(is_vivid)
    };
    let is_remark = |runs: &&Range<u32>| {
        if are_red_words(runs) {
            return true;
        }
        let mut place: Option<Rect> = None;
        glyphs.iter().filter(|glyph| runs.contains(&glyph.run)).filter(is_ink).any(|glyph| {
            let near = heights.between(glyph.rect.y());
            if near.iter().any(|(_, i)| collide(glyph, &own[*i])) {
                return true;
            }
            let at = glyph.rect.centre();
            if place.is_some_and(|known| known.contains(at)) {
                return false;
            }
            place = place_of(at, rulings);
            place.is_some_and(|place| is_taken(place, glyph, &own))
        })
    };
    let remarks: Vec<Range<u32>> = typed.iter().filter(is_remark).cloned().collect();
    glyphs.retain(|glyph| !remarks.iter().any(|runs| runs.contains(&glyph.run)));
    remarks.len()
}

/// The cell around a point: up to the nearest ruling on each side, if there is one on all.
fn place_of(at: Point, rulings: &[Ruling]) -> Option<Rect> {
    let side = |orientation, along: Pt, across: Pt, is_before: bool| {
        let beside = |ruling: &&Ruling| {
            ruling.orientation == orientation && ruling.span.contains(along) && (ruling.position < across) == is_before
        };
        let positions = rulings.iter().filter(beside).map(|ruling| ruling.position);
        if is_before { positions.max() } else { positions.min() }
    };
    let (left, right) =
        (side(Orientation::Vertical, at.y, at.x, true)?, side(Orientation::Vertical, at.y, at.x, false)?);
    let (top, bottom) =
        (side(Orientation::Horizontal, at.x, at.y, true)?, side(Orientation::Horizontal, at.x, at.y, false)?);
    Some(Rect::new(left, top, right, bottom))
}

/// Whether a cell has text of its own, none of which asks for what is typed here.
fn is_taken(place: Rect, typed: &Glyph, own: &[Glyph]) -> bool {
    let mut inside = own.iter().filter(|glyph| place.contains(glyph.rect.centre())).peekable();
    if inside.peek().is_none() {
        return false;
    }
    let middle = typed.rect.y().centre();
    let is_before = |glyph: &&Glyph| glyph.rect.y1 < middle || glyph.rect.y0 < middle && glyph.rect.x0 < typed.rect.x0;
    let line = |glyph: &Glyph| glyph.rect.y1 >= middle;
    let before = inside.filter(is_before).max_by_key(|glyph| (line(glyph), glyph.origin.y, glyph.rect.x0));
    !before.is_some_and(|glyph| matches!(glyph.character, ':' | '：' | '_' | '＿'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tests_support::set;

    /// What is left of a text typed over a page in the colour of it (`false`) or a strong one.
    fn left(typed: &str, is_vivid: bool) -> bool {
        let mut glyphs = set("教育支出合计", 10.0, 20.0, 10.0);
        glyphs.extend(set(typed, 100.0, 40.0, 10.0));
        let vivid: &[u32] = if is_vivid { &[40] } else { &[] };
        let runs = 40..41;
        drop_remarks(&mut glyphs, &[], std::slice::from_ref(&runs), vivid) == 0
    }

    #[test]
    fn words_typed_in_a_strong_colour_are_remarks_wherever_they_stand() {
        assert!(!left("请核对", true));
        assert!(left("请核对", false));
        assert!(left("1,234.50", true));
        assert!(left("12.5万元", true));
        assert!(left("3亿元", true));
        assert!(!left("2025年数据以此为准", true));
    }
}

//! What is typed over a finished page: text of it where the page leaves room for that, else a reader's remark.

use super::cover::{Heights, collide};
use super::{Glyph, Ruling};
use crate::geometry::{Orientation, Point, Pt, Rect};
use std::ops::Range;

/// Drops the remarks. `typed` has the runs of each text that was typed over the page. Returns how many texts are gone.
///
/// Nobody fills in a place that is filled: text over other text, or beside it in a cell, is said about that. What stands
/// behind a colon or on a blank line was asked for.
pub(super) fn drop_remarks(glyphs: &mut Vec<Glyph>, rulings: &[Ruling], typed: &[Range<u32>]) -> usize {
    if typed.is_empty() {
        return 0;
    }
    let is_ink = |glyph: &&Glyph| !glyph.character.is_whitespace();
    let is_typed = |glyph: &Glyph| typed.iter().any(|runs| runs.contains(&glyph.run));
    let own: Vec<Glyph> = glyphs.iter().filter(is_ink).filter(|glyph| !is_typed(glyph)).copied().collect();
    let heights = Heights::of(&own);
    let is_remark = |runs: &&Range<u32>| {
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

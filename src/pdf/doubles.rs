//! Glyphs that are not text of their own: printed twice for boldness, cut away by a clip, part of a seal.

use super::{Glyph, words};
use crate::geometry::Pt;
use std::ops::Range;

/// Two glyphs of one character this near (in em) are one glyph printed twice for boldness. Dot leaders stand 0.24 em
/// apart and are not.
const OVERPRINT: f64 = 0.1;

/// Drops the glyphs that stand beside their clip, but for those of words of which a part is seen.
pub(super) fn drop_unseen_words(glyphs: &mut Vec<Glyph>, beside_clip: &[bool]) {
    if !beside_clip.contains(&true) {
        return;
    }
    let mut keep = vec![true; glyphs.len()];
    for word in words(glyphs) {
        let unseen = |i: &usize| beside_clip.get(*i).copied().unwrap_or(false);
        if word.clone().all(|i| unseen(&i)) {
            keep[word].fill(false);
        }
    }
    let mut kept = keep.into_iter();
    glyphs.retain(|_| kept.next().unwrap_or(true));
}

/// Drops single glyphs drawn between two that run askew: of the characters around a seal one or two stand upright.
/// `askew` has with each the number of upright glyphs before it.
pub(super) fn drop_between(glyphs: &mut Vec<Glyph>, beside_clip: &mut Vec<bool>, askew: &[(usize, Glyph)]) {
    let alone: Vec<usize> = askew.windows(2).filter(|pair| pair[0].0 + 1 == pair[1].0).map(|pair| pair[0].0).collect();
    if alone.is_empty() {
        return;
    }
    let is_kept = |at: usize| alone.binary_search(&at).is_err();
    let (mut glyph, mut flag) = (0.., 0..);
    glyphs.retain(|_| glyph.next().is_none_or(is_kept));
    beside_clip.retain(|_| flag.next().is_none_or(is_kept));
}

/// Keeps the first of glyphs that print one character twice at (nearly) one place.
pub(super) fn drop_overprints(glyphs: &mut Vec<Glyph>) {
    let mut order: Vec<usize> = (0..glyphs.len()).filter(|i| !glyphs[*i].character.is_whitespace()).collect();
    order.sort_unstable_by_key(|i| (glyphs[*i].character, glyphs[*i].origin.y, glyphs[*i].origin.x, *i));
    let mut twice = Vec::new();
    // Stretches of one character on one baseline: of a million glyphs only those near are looked at.
    let mut lines: Vec<Range<usize>> = Vec::new();
    for (at, i) in order.iter().enumerate() {
        let glyph = &glyphs[*i];
        match lines.last_mut() {
            Some(line) if is_line(&glyphs[order[line.start]], glyph) => line.end = at + 1,
            _ => lines.push(at..at + 1),
        }
        let reach = (glyph.size * OVERPRINT).max(Pt::new(0.05));
        let is_near = |line: &&Range<usize>| {
            let other = &glyphs[order[line.start]];
            other.character == glyph.character && glyph.origin.y - other.origin.y <= reach
        };
        let twin = lines.iter().rev().take_while(is_near).find_map(|line| {
            let before = &order[line.start..line.end.min(at)];
            let end = before.partition_point(|j| glyphs[*j].origin.x - glyph.origin.x <= reach);
            let beside = before[..end].iter().rev().take_while(|j| glyph.origin.x - glyphs[**j].origin.x <= reach);
            beside.copied().find(|j| (glyphs[*j].size - glyph.size).abs() <= reach)
        });
        twice.extend(twin.map(|j| (*i).max(j)));
    }
    if twice.is_empty() {
        return;
    }
    let mut keep = vec![true; glyphs.len()];
    for i in twice {
        keep[i] = false;
    }
    let mut kept = keep.into_iter();
    glyphs.retain(|_| kept.next().unwrap_or(true));
}

fn is_line(first: &Glyph, glyph: &Glyph) -> bool {
    first.character == glyph.character && first.origin.y == glyph.origin.y
}

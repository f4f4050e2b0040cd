//! Glyphs that are not text of their own: printed twice for boldness, part of a seal.

use super::Glyph;
use super::cover::Sight;
use crate::geometry::Pt;
use std::collections::BTreeSet;
use std::ops::Range;

/// Two glyphs of one character this near (in em) are one glyph printed twice for boldness. Dot leaders stand 0.24 em
/// apart and are not.
const OVERPRINT: f64 = 0.1;

/// Whether a page as a whole runs askew: most of its characters do, and more different ones. A mark says the same again
/// and again over the page.
pub(super) fn runs_askew(upright: &[Glyph], askew: &[(usize, Glyph)]) -> bool {
    let different = |characters: &mut dyn Iterator<Item = char>| characters.collect::<BTreeSet<char>>().len();
    askew.len() > upright.len()
        && different(&mut askew.iter().map(|(_, glyph)| glyph.character))
            > different(&mut upright.iter().map(|glyph| glyph.character))
}

/// Drops single glyphs drawn between two that run askew: of the characters around a seal one or two stand upright.
/// `askew` has with each the number of upright glyphs before it.
pub(super) fn drop_between(glyphs: &mut Vec<Glyph>, sights: &mut Vec<Sight>, askew: &[(usize, Glyph)]) {
    let alone: Vec<usize> = askew.windows(2).filter(|pair| pair[0].0 + 1 == pair[1].0).map(|pair| pair[0].0).collect();
    if alone.is_empty() {
        return;
    }
    let is_kept = |at: usize| alone.binary_search(&at).is_err();
    let (mut glyph, mut flag) = (0.., 0..);
    glyphs.retain(|_| glyph.next().is_none_or(is_kept));
    sights.retain(|_| flag.next().is_none_or(is_kept));
}

/// How near to a glyph of this size one is that prints it a second time.
fn reach(size: Pt) -> Pt {
    (size * OVERPRINT).max(Pt::new(0.05))
}

/// A character, how far down and across the page it is printed, and which of the glyphs it is.
type Printed = (char, Pt, Pt, usize);

/// Keeps the first of glyphs that print one character twice at (nearly) one place.
pub(super) fn drop_overprints(glyphs: &mut Vec<Glyph>) {
    let printed = glyphs.iter().enumerate().filter(|(_, glyph)| !glyph.character.is_whitespace());
    let mut order: Vec<Printed> = Vec::with_capacity(glyphs.len());
    order.extend(printed.map(|(i, glyph)| (glyph.character, glyph.origin.y, glyph.origin.x, i)));
    order.sort_unstable();
    let mut twice = Vec::new();
    // The first printed of those at the place of each, as far as they were looked at.
    let mut firsts: Vec<usize> = order.iter().map(|printed| printed.3).collect();
    // Stretches of one character on one baseline, of which the last is the one looked at: of a million glyphs only those
    // near are compared.
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut last: Option<(char, Pt)> = None;
    for (at, &(character, y, x, i)) in order.iter().enumerate() {
        if last != Some((character, y)) {
            match lines.last_mut().filter(|_| last.is_some_and(|(before, _)| before == character)) {
                Some(above) => above.end = at,
                None => lines.clear(),
            }
            lines.push(at..at);
            last = Some((character, y));
        }
        let [above @ .., own] = lines.as_mut_slice() else { continue };
        own.end = at;
        let size = glyphs[i].size;
        let reach = reach(size);
        let is_twin = |other: &usize| (glyphs[*other].size - size).abs() <= reach;
        let beside = |line: Range<usize>| {
            let near = |other: &usize| x - order[*other].2 <= reach;
            line.rev().take_while(near).find(|other| is_twin(&order[*other].3))
        };
        let is_near = |line: &&Range<usize>| y - order[line.start].1 <= reach;
        let twin = beside(own.clone()).or_else(|| {
            above.iter().rev().take_while(is_near).find_map(|line| {
                let near = order[line.clone()].partition_point(|other| other.2 - x <= reach);
                beside(line.start..line.start + near)
            })
        });
        if let Some(twin) = twin {
            let first = firsts[twin].min(i);
            twice.push(firsts[twin].max(i));
            (firsts[twin], firsts[at]) = (first, first);
        }
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

#[cfg(test)]
mod tests {
    use super::drop_overprints;
    use crate::text::tests_support::set;

    /// Characters of ten points at these places, and those that stay.
    fn check(printed: &[(&str, f64, f64)], kept: &[usize]) {
        let mut glyphs = Vec::new();
        for (index, (text, x, y)) in (0..).zip(printed) {
            let own = set(text, *x, *y, 10.0);
            glyphs.extend(own.into_iter().map(|glyph| crate::pdf::Glyph { run: index, ..glyph }));
        }
        drop_overprints(&mut glyphs);
        let left: Vec<usize> = glyphs.iter().map(|glyph| glyph.run as usize).collect();
        assert_eq!(left, kept, "{printed:?}");
    }

    #[test]
    fn the_first_of_two_at_one_place_stays() {
        check(&[("5", 10.0, 20.0), ("5", 10.3, 20.0)], &[0]);
        // Printed again from the right, lower, or after other lines.
        check(&[("5", 10.3, 20.0), ("5", 10.0, 20.0)], &[0]);
        check(&[("5", 10.0, 20.0), ("6", 30.0, 20.0), ("5", 10.2, 20.4)], &[0, 1]);
        check(&[("5", 40.0, 20.0), ("5", 10.0, 20.0), ("5", 10.0, 19.5), ("5", 40.5, 20.2)], &[0, 1]);
        // Again and again, lower and higher, in any order.
        check(&[("5", 10.0, 20.02), ("5", 10.0, 20.0), ("5", 10.0, 20.0), ("5", 10.0, 20.02)], &[0]);
        // Thrice.
        check(&[("5", 10.0, 20.0), ("5", 10.2, 20.0), ("5", 10.4, 20.0), ("5", 18.0, 20.0)], &[0, 3]);
    }

    #[test]
    fn what_stands_apart_stays() {
        check(&[("5", 10.0, 20.0), ("5", 15.0, 20.0), ("5", 10.0, 32.0)], &[0, 1, 2]);
        check(&[("5", 10.0, 20.0), ("6", 10.0, 20.0)], &[0, 1]);
        // Dot leaders.
        check(&[(".", 10.0, 20.0), (".", 12.4, 20.0), (".", 14.8, 20.0)], &[0, 1, 2]);
    }
}

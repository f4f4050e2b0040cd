//! The order of painting: what is covered by what is painted over it.
//!
//! A page is read as a person sees it. An opaque box painted after a text hides it, and what is typed on the box stands
//! in its place: so are amounts mended in finished files, and old versions of a table hidden below new ones.

use super::{Glyph, Ruling, words};
use crate::geometry::{Orientation, Pt, Rect, Span};

/// The ink of a letter or digit: from its baseline up to this share of its size.
const INK_TOP: f64 = 0.7;
/// The share of its ink below a box from which a glyph is hidden.
const HIDDEN: f64 = 0.5;
/// The share of their boxes that two glyphs must have in common to be printed one over the other.
const COLLIDES: f64 = 0.25;
/// Pairs of boxes and glyphs looked at on one page: a page of cells, each painted with its ground and its text, has some
/// 100,000.
const MAX_LOOKED_AT: usize = 20_000_000;

/// Whether a glyph can be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sight {
    #[default]
    Seen,
    /// It stands beside the clip.
    BesideClip,
    /// Something is painted over it.
    Covered,
}

/// An opaque box, and how much was painted before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cover {
    pub(super) rect: Rect,
    pub(super) glyphs: usize,
    pub(super) rulings: usize,
    /// A picture may be one of the text below it: it hides that only where other text is printed in its place.
    pub(super) is_picture: bool,
}

/// Tells the glyphs that are covered, and takes away the rulings that are covered with them. A box that covers no text
/// covers no rulings: the ground of a row is painted over the rulings between its cells, and they part them all the same.
pub(super) fn cover(covers: &[Cover], glyphs: &[Glyph], sights: &mut [Sight], rulings: &mut Vec<Ruling>) {
    if covers.iter().all(|cover| cover.glyphs == 0) {
        return;
    }
    let heights = Heights::of(glyphs);
    let mut hidden_rulings: Vec<usize> = Vec::new();
    let mut left = MAX_LOOKED_AT;
    for cover in covers.iter().filter(|cover| cover.glyphs > 0) {
        let mut hides = false;
        let near = heights.between(cover.rect.y());
        left = left.saturating_sub(near.len());
        if left == 0 {
            break;
        }
        let is_later = |(_, i): &&(Pt, usize)| *i >= cover.glyphs;
        let is_inside = |(_, i): &(Pt, usize)| cover.rect.contains(glyphs[*i].rect.centre());
        if cover.is_picture && !near.iter().filter(is_later).any(is_inside) {
            continue;
        }
        for (_, i) in near.iter().filter(|(_, i)| *i < cover.glyphs) {
            if is_below(&glyphs[*i], cover.rect) {
                hides = true;
                if let Some(sight) = sights.get_mut(*i) {
                    *sight = Sight::Covered;
                }
            }
        }
        if hides {
            left = left.saturating_sub(cover.rulings);
            let before = rulings.iter().take(cover.rulings).enumerate();
            hidden_rulings.extend(before.filter(|(_, ruling)| runs_within(ruling, cover.rect)).map(|(i, _)| i));
        }
    }
    hidden_rulings.sort_unstable();
    let mut at = 0..;
    rulings.retain(|_| at.next().is_none_or(|i| hidden_rulings.binary_search(&i).is_err()));
}

/// Drops the glyphs that are not seen, but for those of words of which a part is. Of a word that is covered in part the
/// covered part goes, too, where other text is printed in its place. Returns how many covered ones are gone.
pub(super) fn drop_unseen(glyphs: &mut Vec<Glyph>, sights: &[Sight]) -> usize {
    if sights.iter().all(|sight| *sight == Sight::Seen) {
        return 0;
    }
    let sight = |i: usize| sights.get(i).copied().unwrap_or_default();
    let mut keep = vec![true; glyphs.len()];
    let mut heights = None;
    for word in words(glyphs) {
        if word.clone().all(|i| sight(i) != Sight::Seen) {
            keep[word].fill(false);
            continue;
        }
        let covered: Vec<usize> = word.filter(|i| sight(*i) == Sight::Covered).collect();
        if covered.is_empty() {
            continue;
        }
        let heights: &Heights = heights.get_or_insert_with(|| Heights::of(glyphs));
        let is_retyped = |i: &usize| {
            let near = heights.between(glyphs[*i].rect.y());
            near.iter().any(|(_, j)| *j > covered[covered.len() - 1] && collide(&glyphs[*i], &glyphs[*j]))
        };
        if covered.iter().any(is_retyped) {
            covered.iter().for_each(|i| keep[*i] = false);
        }
    }
    let hidden =
        |(i, kept): (usize, &bool)| !kept && sight(i) == Sight::Covered && !glyphs[i].character.is_whitespace();
    let gone = keep.iter().enumerate().filter(|pair| hidden(*pair)).count();
    let mut kept = keep.into_iter();
    glyphs.retain(|_| kept.next().unwrap_or(true));
    gone
}

/// Whether two glyphs are printed one over the other.
pub(super) fn collide(a: &Glyph, b: &Glyph) -> bool {
    let area = |rect: Rect| rect.width().get() * rect.height().get();
    a.rect.intersect(b.rect).is_some_and(|shared| area(shared) > area(a.rect).min(area(b.rect)) * COLLIDES)
}

/// Whether so much of a glyph's ink lies in `rect` that it cannot be read where that is painted over it.
fn is_below(glyph: &Glyph, rect: Rect) -> bool {
    let ink = Rect::from_spans(glyph.rect.x(), ink(glyph));
    let share = ink.x().overlap(rect.x()).get() * ink.y().overlap(rect.y()).get();
    share > ink.width().get() * ink.height().get() * HIDDEN
}

/// How high the ink of a letter that stands upright reaches.
pub(super) fn ink(glyph: &Glyph) -> Span {
    match glyph.direction {
        super::Direction::Right => Span::new(glyph.origin.y - glyph.size * INK_TOP, glyph.origin.y),
        _ => glyph.rect.y(),
    }
}

fn runs_within(ruling: &Ruling, rect: Rect) -> bool {
    let (along, across) = match ruling.orientation {
        Orientation::Horizontal => (rect.x(), rect.y()),
        Orientation::Vertical => (rect.y(), rect.x()),
    };
    let inner = ruling.thickness;
    across.start + inner < ruling.position
        && ruling.position < across.end - inner
        && along.start <= ruling.span.start
        && ruling.span.end <= along.end
}

/// Glyphs in the order of their middles, from the top of the page on: those near a place are found without a look at all.
pub(super) struct Heights {
    order: Vec<(Pt, usize)>,
    tallest: Pt,
}

impl Heights {
    pub(super) fn of(glyphs: &[Glyph]) -> Heights {
        let mut order: Vec<(Pt, usize)> =
            glyphs.iter().enumerate().map(|(i, glyph)| (glyph.rect.y().centre(), i)).collect();
        order.sort_unstable();
        Heights { order, tallest: glyphs.iter().map(|glyph| glyph.rect.height()).max().unwrap_or_default() }
    }

    /// Those that may reach into this stretch of the page.
    pub(super) fn between(&self, y: Span) -> &[(Pt, usize)] {
        let reach = y.expand(self.tallest * 0.5);
        let from = self.order.partition_point(|(at, _)| *at < reach.start);
        let to = self.order.partition_point(|(at, _)| *at <= reach.end);
        &self.order[from..to]
    }
}

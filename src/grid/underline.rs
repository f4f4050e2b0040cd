//! Lines that underline a text or strike it out, told from those that bound cells.
//!
//! A border runs from one side of its cell to the other. A line with a loose end that has text all along it, right above
//! or through its middle, belongs to that text.

use super::edge::{Edge, Edges};
use crate::geometry::{Point, Pt, Span};
use crate::pdf::{Direction, Glyph};

/// An end this near to a crossing edge is no loose one.
const TOUCH: f64 = 0.8;
/// The share of such a line that has text along it.
const COVERED: f64 = 0.85;
/// The same of one that ends in the middle of a cell: a pen draws it longer than the text.
const HALF_COVERED: f64 = 0.5;
/// Where it runs, from the baseline of its text down, in em: through its middle, or right below it.
const BESIDE: std::ops::RangeInclusive<f64> = -0.6..=0.35;

/// The same of a line that strikes its text out: through the middle of its digits, or of its ideographs.
const THROUGH: std::ops::RangeInclusive<f64> = -0.5..=-0.2;

/// Takes away the edges that underline a text or strike it out, and keeps where the latter stand.
pub(super) fn drop_underlines(edges: &mut Edges, glyphs: &[Glyph]) {
    let Edges { horizontal, vertical, struck, .. } = edges;
    let mut baselines: Option<Vec<&Glyph>> = None;
    horizontal.retain(|edge| {
        if touches(vertical, edge.span.start, edge.position) && touches(vertical, edge.span.end, edge.position) {
            return true;
        }
        let baselines = baselines.get_or_insert_with(|| upright(glyphs));
        let least = if ends_within_cell(edge, vertical) { HALF_COVERED } else { COVERED };
        let is_border = !runs_along(edge, baselines, BESIDE, least);
        if !is_border && runs_along(edge, baselines, THROUGH, COVERED) {
            struck.push(Point { x: edge.span.centre(), y: edge.position });
        }
        is_border
    });
}

/// Where these lines strike a text out.
pub(super) fn struck(lines: &[Edge], glyphs: &[Glyph]) -> Vec<Point> {
    if lines.is_empty() {
        return Vec::new();
    }
    let baselines = upright(glyphs);
    let through = lines.iter().filter(|line| runs_along(line, &baselines, THROUGH, HALF_COVERED));
    through.map(|line| Point { x: line.span.centre(), y: line.position }).collect()
}

/// Does a line end far from both sides of a ruled cell, as no border does?
fn ends_within_cell(edge: &Edge, vertical: &[Edge]) -> bool {
    /// The share of the cell's width on each side of the end.
    const FAR: f64 = 0.15;
    let is_within = |end: Pt| {
        let at = vertical.partition_point(|side| side.position < end);
        let crosses = |side: &&Edge| side.span.start < edge.position && edge.position < side.span.end;
        let sides = vertical[..at].iter().rfind(crosses).zip(vertical[at..].iter().find(crosses));
        sides.is_some_and(|(left, right)| {
            let far = (right.position - left.position) * FAR;
            end - left.position > far && right.position - end > far
        })
    };
    is_within(edge.span.start) || is_within(edge.span.end)
}

fn touches(crossing: &[Edge], at: Pt, position: Pt) -> bool {
    let touch = Pt::new(TOUCH);
    let from = crossing.partition_point(|edge| edge.position < at - touch);
    let near = crossing[from..].iter().take_while(|edge| edge.position <= at + touch);
    near.into_iter().any(|edge| edge.span.expand(touch).contains(position))
}

/// The glyphs that run to the right, from the top of the page on.
fn upright(glyphs: &[Glyph]) -> Vec<&Glyph> {
    let mut upright: Vec<&Glyph> =
        glyphs.iter().filter(|glyph| glyph.direction == Direction::Right && !glyph.character.is_whitespace()).collect();
    upright.sort_by_key(|glyph| (glyph.origin.y, glyph.rect.x0));
    upright
}

/// Does an edge run along a text, so far below its baseline (in em)?
fn runs_along(edge: &Edge, baselines: &[&Glyph], below: std::ops::RangeInclusive<f64>, least: f64) -> bool {
    /// No text is larger.
    const LARGEST: f64 = 60.0;
    let reach = Span::new(edge.position, edge.position).expand(Pt::new(LARGEST));
    let from = baselines.partition_point(|glyph| glyph.origin.y < reach.start);
    let near = baselines[from..].iter().take_while(|glyph| glyph.origin.y <= reach.end);
    let is_beside =
        |glyph: &&&Glyph| below.contains(&((edge.position - glyph.origin.y) / glyph.size.max(Pt::new(1.0))));
    let covered: f64 = near.filter(is_beside).map(|glyph| glyph.rect.x().overlap(edge.span).get()).sum();
    covered >= edge.span.len().get() * least
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tests_support::set;

    /// A cell from 0 to 100 with its sides, and a line in it below a text of ten points at 10.
    fn check(line: (f64, f64), y: f64, text: &str, stays: bool) {
        let edge = |position: f64, from: f64, to: f64| Edge {
            position: Pt::new(position),
            span: Span::new(Pt::new(from), Pt::new(to)),
        };
        let mut edges = Edges {
            horizontal: vec![edge(y, line.0, line.1)],
            vertical: vec![edge(0.0, 0.0, 60.0), edge(100.0, 0.0, 60.0)],
            ..Edges::default()
        };
        drop_underlines(&mut edges, &set(text, 10.0, 30.0, 10.0));
        assert_eq!(!edges.horizontal.is_empty(), stays, "{line:?} {y} {text}");
    }

    #[test]
    fn a_line_along_a_text_is_no_border() {
        check((10.0, 60.0), 31.5, "小学教育费", false);
        check((2.0, 60.0), 31.5, "小学教育费", false);
        check((10.0, 60.0), 26.0, "小学教育费", false);
    }

    #[test]
    fn a_stroke_that_ends_within_its_cell_is_longer_than_its_text() {
        check((30.0, 98.0), 32.0, "　　　小学教育费", false);
        check((30.0, 98.0), 45.0, "　　　小学教育费", true);
    }

    #[test]
    fn a_line_from_side_to_side_is_one() {
        check((0.0, 100.0), 31.5, "小学教育费支出项", true);
        check((10.0, 60.0), 45.0, "小学教育费", true);
        check((10.0, 98.0), 31.5, "小学", true);
    }
}

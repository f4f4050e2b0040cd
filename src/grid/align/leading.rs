//! How far apart lines stand that are of one cell.

use super::columns::{Chunk, Columns, chunks, over};
use super::painted;
use super::part::Part;
use super::word::{Line, TokenSort};
use crate::geometry::{Pt, Span};

/// The distance between lines of one block: the least at which texts stand below each other, set to one side or middle;
/// and whether rows stand no further apart, so that it does not tell one from the other.
pub(super) fn leading(group: &[Part<'_>], columns: &Columns, by_cells: bool) -> (Pt, bool) {
    /// Steps within this share of each other are one.
    const SAME: f64 = 1.03;
    /// Lines of one text stand no further apart than this (in em), and as a rule this far.
    const MOST: f64 = 1.9;
    const USUAL: f64 = 1.3;
    let mut steps: Vec<f64> = Vec::new();
    // Those between what was painted right after each other: lines of one cell, or cells below each other.
    let mut painted: Vec<f64> = Vec::new();
    for part in group {
        let mut last: Vec<(Span, Pt, usize)> = Vec::new();
        for line in part.head().iter().chain(part.body()) {
            let near = |a: Pt, b: Pt| (a - b).abs() <= line.size * 0.3;
            for chunk in chunks(line) {
                let own = &line.words[chunk.words.clone()];
                let begin = own.first().map_or(0, |word| word.order);
                let end = own.iter().flat_map(|word| word.glyphs.iter().copied()).max().unwrap_or(begin);
                let above = last.iter().rposition(|(x, ..)| over(*x, chunk.x));
                if let Some((x, base, painted_to)) = above.map(|i| last.remove(i)) {
                    let set_alike = near(x.start, chunk.x.start)
                        || near(x.end, chunk.x.end)
                        || near(x.centre(), chunk.x.centre())
                        || columns.under(x).len() == 1;
                    let step = (line.base - base).get();
                    if set_alike && step > line.size.get() * 0.8 {
                        steps.push(step);
                        if (painted_to + 1..=painted_to + 3).contains(&begin) {
                            painted.push(step);
                        }
                    }
                }
                last.push((chunk.x, line.base, end));
            }
        }
    }
    let is_wrapped = by_cells || painted.len() >= 2;
    let mut steps = if painted.len() >= 2 { painted } else { steps };
    steps.sort_by(f64::total_cmp);
    let mut sorts: Vec<(f64, usize)> = Vec::new();
    for step in steps {
        match sorts.last_mut() {
            Some((least, n)) if step <= *least * SAME => *n += 1,
            _ => sorts.push((step, 1)),
        }
    }
    let least = sorts.iter().find(|(_, n)| *n >= 2).or(sorts.first()).map_or(0.0, |(step, _)| *step);
    let least = if by_cells {
        let lines = group.iter().flat_map(|part| part.head().iter().chain(part.body()));
        painted::leading(lines).map_or(least, Pt::get)
    } else {
        least
    };
    // No font's lines stand further apart: nothing is wrapped.
    let body = group.iter().flat_map(Part::body).map(|line| line.size).max();
    let size = body.or(group.iter().flat_map(Part::head).map(|line| line.size).max());
    let em = size.map_or(1.0, Pt::get).max(1.0);
    let least = if least > em * MOST { em * USUAL } else { least };
    let is_row = |step: f64| step <= least * SAME;
    let pitches = pitches(group, columns);
    // Nothing shows how far rows stand apart, nor that a text is wrapped: lines may well be rows.
    let is_tight = pitches.iter().any(|step| is_row(*step)) || pitches.is_empty() && !is_wrapped;
    (Pt::new(least), is_tight)
}

/// How far apart lines of amounts stand that follow each other.
fn pitches(group: &[Part<'_>], columns: &Columns) -> Vec<f64> {
    // A text may name an amount in each of its lines.
    let is_amount = |chunk: &Chunk| {
        chunk.sort == TokenSort::Amount && columns.under(chunk.x).iter().any(|c| columns.bands[*c].is_numeric())
    };
    let has_amount = |line: &Line| chunks(line).iter().any(is_amount);
    let of = |part: &Part<'_>| -> Vec<f64> {
        let steps = part.body().windows(2).filter(|pair| pair.iter().all(has_amount));
        steps.map(|pair| (pair[1].base - pair[0].base).get()).filter(|step| *step > 0.0).collect()
    };
    group.iter().flat_map(of).collect()
}

//! The lines of one column of text, shared out between the rows.

use super::{REACH, Row, is_levels, is_value, meets};
use crate::catalogue;
use crate::dump::clean::is_wide;
use crate::dump::line::is_item;
use crate::dump::token::Kind;

/// From this many digits on a code is whole: classes have three, and three may be the end of a longer one.
const WHOLE_CODE: usize = 5;

/// What it costs to leave a line of text a row of its own; a cell whose middle is off by a line costs 1.
const ALONE: f32 = 1.2;

/// What it costs to go on with a cell where an item begins.
const ITEM: f32 = 2.5;

/// How much shorter than the widest line of its column a line may be that goes on below, in halves of a character.
const SLACK: usize = 5;

/// In columns that are no wider it may be shorter by a third: the indent of a name takes much of its line there.
const NARROW: usize = 24;

/// What it costs per line that a cell leaves out.
const GAP: f32 = 0.7;

/// What it costs to leave a row that prints no name beside its values without one.
const NAMELESS: f32 = 2.5;

/// What a line has in a column of text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
    /// Does it begin an item?
    item: bool,
    /// Where it ends, in halves of a Chinese character from the left edge of its column.
    end: usize,
}

pub(super) fn element(row: &Row, column: (usize, usize), digits: &[(usize, usize)]) -> Option<Element> {
    let mut own = row.tokens.iter().filter(|token| meets(token.place, column) && !is_value(token, digits));
    let first = own.next()?;
    if is_levels(row) {
        return None;
    }
    // A whole code begins a cell; shorter digits may be the rest of one.
    let code = first.kind == Kind::Digits && first.text.len() >= WHOLE_CODE;
    let item = code || is_item(&first.text) || catalogue::is_total(&first.text) || first.text.starts_with("其中");
    let width = |text: &str| text.chars().map(|c| 1 + usize::from(is_wide(c))).sum::<usize>();
    let end = first.place.0.saturating_sub(column.0)
        + width(&first.text)
        + own.map(|token| width(&token.text)).sum::<usize>();
    Some(Element { item, end })
}

/// Shares the elements of one column out: for each row without values that a middle takes, that middle.
pub(super) fn owners_of(
    rows: &[Row],
    texts: &[Option<Element>],
    middles: &[usize],
    named: &[bool],
) -> Vec<(usize, usize)> {
    // gaps[k]: the elements above middle k and below middle k - 1.
    let mut gaps: Vec<Vec<usize>> = Vec::with_capacity(middles.len() + 1);
    let mut from = 0;
    for &to in middles.iter().chain([&rows.len()]) {
        gaps.push((from..to).filter(|&r| texts.get(r).is_some_and(Option::is_some)).collect());
        from = to + 1;
    }
    if gaps.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    // best[j]: the least cost where the next middle takes the j last elements above it, and how it came about.
    let mut best: Vec<(f32, Vec<(usize, usize)>)> = Vec::new();
    let header = gaps.first().map_or(0, Vec::len);
    for j in 0..=header.min(REACH) {
        best.push((0.0, vec![(0, j)]));
    }
    for (k, &middle) in middles.iter().enumerate() {
        let (above, below) = (gap(&gaps, k), gap(&gaps, k + 1));
        let mut next: Vec<(f32, Vec<(usize, usize)>)> = Vec::new();
        for j in 0..=below.len().min(if k + 1 < middles.len() { REACH } else { 0 }) {
            let mut least: Option<(f32, Vec<(usize, usize)>)> = None;
            for i in 0..=(below.len() - j).min(REACH) {
                let alone = (below.len() - j - i) as f32 * ALONE;
                for (taken, (cost, assignments)) in best.iter().enumerate() {
                    let own = above.iter().skip(above.len() - taken.min(above.len())).copied();
                    let own: Vec<usize> = own.chain([middle]).chain(below.iter().take(i).copied()).collect();
                    let cell = cell_cost(rows, texts, middle, &own, named.get(k) == Some(&true));
                    let cost = cost + alone + cell + 0.05 * j as f32;
                    if least.as_ref().is_none_or(|(known, _)| cost < *known) {
                        least = Some((cost, assignments.iter().copied().chain([(i, j)]).collect()));
                    }
                }
            }
            next.extend(least);
        }
        best = next;
    }
    let Some((_, assignments)) = best.into_iter().reduce(|a, b| if b.0 < a.0 { b } else { a }) else {
        return Vec::new();
    };
    let mut owners = Vec::new();
    for (k, (i, j)) in assignments.into_iter().enumerate() {
        let own = gap(&gaps, k);
        let before = k.checked_sub(1).and_then(|k| middles.get(k));
        owners.extend(own.iter().take(i).filter_map(|&r| Some((r, *before?))));
        owners.extend(own.iter().skip(own.len() - j.min(own.len())).filter_map(|&r| Some((r, *middles.get(k)?))));
    }
    owners
}

pub(super) fn gap(gaps: &[Vec<usize>], k: usize) -> &[usize] {
    gaps.get(k).map_or(&[], Vec::as_slice)
}

/// What it costs to take these rows' elements, the middle among them, for one cell.
pub(super) fn cell_cost(rows: &[Row], texts: &[Option<Element>], middle: usize, own: &[usize], named: bool) -> f32 {
    let number = |r: usize| rows.get(r).map_or(0, |row| row.number) as f32;
    let mut cost = 0.0;
    let (mut sum, mut count) = (0.0, 0.0);
    let widest = texts.iter().flatten().map(|element| element.end).max().unwrap_or(0);
    let mut before: Option<usize> = None;
    for &r in own {
        let Some(Some(element)) = texts.get(r) else { continue };
        if element.item && count > 0.0 {
            cost += ITEM;
        }
        // The lines of a wrapped cell are as long as the cell is wide, but for the last.
        if before
            .replace(element.end)
            .is_some_and(|end| end + SLACK < widest && (widest > NARROW || end * 3 < widest * 2))
        {
            cost += ITEM;
        }
        sum += number(r) - number(middle);
        count += 1.0;
    }
    for pair in own.windows(2) {
        if let [a, b] = pair {
            cost += GAP * (number(*b) - number(*a) - 1.0).max(0.0);
        }
    }
    match () {
        () if count > 0.0 => cost + f32::abs(sum / count),
        () if named => 0.0,
        () => NAMELESS,
    }
}

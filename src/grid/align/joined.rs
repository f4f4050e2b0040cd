//! Rows of a table far below those above them on one page: blank rows stand between, or rows are high.

use super::columns::{Band, Columns, chunks, columns, over};
use super::region::{Region, pieces, span_of, stands_alone, text_of};
use super::top;
use super::word::{Line, TokenSort, Word};
use crate::geometry::{Pt, Span};
use crate::words::is_numbered;

/// Regions with rows far below each other as one: where rows are blank, or high.
pub(super) fn joined(lines: &[Line], regions: Vec<Region>, is_parted: impl Fn(Span) -> bool) -> Vec<Region> {
    let mut joined: Vec<Region> = Vec::new();
    for region in regions {
        let goes_on = |last: &Region| {
            let ends = [&lines[last.lines.end - 1], &lines[region.lines.start]];
            last.lines.end == region.lines.start
                && !region.is_announced
                && !is_parted(Span::new(ends[0].base, ends[1].base))
                && is_row_below(&lines[last.lines.clone()], &lines[region.lines.clone()])
        };
        match joined.last_mut().filter(|last| goes_on(last)) {
            Some(last) => last.lines.end = region.lines.end,
            None => joined.push(region),
        }
    }
    joined
}

/// True if lines are rows in the columns of those above them.
fn is_row_below(above: &[Line], below: &[Line]) -> bool {
    let Some(first) = below.first() else { return false };
    let head = top::end(above, top::is_row);
    let rows = if head < above.len() { &above[head..] } else { above };
    let is_named = !rows.iter().any(top::is_row);
    let known = if is_named { named(rows) } else { columns(&rows.iter().collect::<Vec<_>>()) };
    // Below names any number is a value; below rows one without decimals and groups may count something else.
    let is_value = |sort: TokenSort| sort == TokenSort::Amount || is_named && sort.is_number();
    let has_amount = (0..first.words.len()).any(|i| is_value(first.words[i].sort) && stands_alone(first, i));
    let is_row =
        top::is_lone_total(first) || (has_amount && pieces(first).len() >= 2) || is_item_beside(rows, first, &known);
    let fits = known.share_that_fits(below.iter()) >= 0.9;
    // Below names and blank rows the label of a sum may be all: at the left of a column, whose name is in its middle.
    if is_named && below.iter().all(top::is_lone_total) {
        let whole = known.bands.iter().map(|band| band.x).reduce(Span::union).unwrap_or_default();
        return known.len() >= 2 && below.len() == 1 && first.words[0].x.start < whole.end;
    }
    is_row && known.len() >= 2 && (fits || known.share_within(below.iter()) >= 0.95 && are_aligned(&known, below))
}

/// Where names stand that have no rows below them: `2024 年决算数` is one, whatever the space in it.
fn named(lines: &[Line]) -> Columns {
    let mut spans: Vec<Span> = Vec::new();
    for line in lines {
        spans.extend(pieces(line).into_iter().map(|piece| span_of(&line.words[piece])));
    }
    spans.sort();
    let mut bands: Vec<Band> = Vec::new();
    for x in spans {
        match bands.last_mut() {
            Some(band) if over(band.x, x) => band.x = band.x.union(x),
            _ => bands.push(Band { x, ..Band::default() }),
        }
    }
    Columns { bands }
}

/// True if texts begin or end right where those of two columns do: others may be of columns that are blank above.
fn are_aligned(known: &Columns, lines: &[Line]) -> bool {
    let is_at = |band: &Band, line: &Line| {
        let near = |a: Pt, b: Pt| (a - b).abs() <= line.size * 0.05;
        chunks(line)
            .iter()
            .any(|chunk| over(chunk.x, band.x) && (near(chunk.x.start, band.x.start) || near(chunk.x.end, band.x.end)))
    };
    known.bands.iter().filter(|band| lines.iter().any(|line| is_at(band, line))).count() >= 2
}

/// True for the next item of a list of labels that does not stand in the first column, where headings stand, too.
fn is_item_beside(rows: &[Line], line: &Line, known: &Columns) -> bool {
    let begins = |other: &Line| {
        let near = |word: &Word| (word.x.start - line.words[0].x.start).abs() <= line.size * 0.1;
        other.words.iter().any(|word| near(word) && word.gap > 0.2 && is_numbered(&word.text))
    };
    let is_beside = known.bands.first().is_some_and(|first| line.words[0].x.start > first.x.end);
    let text = text_of(&line.words);
    is_beside && pieces(line).len() == 1 && is_numbered(&text) && rows.iter().any(begins)
}

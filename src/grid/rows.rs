//! Rows that no ruling divides: where one ruled row holds several amounts below each other, it is several rows.
//!
//! A cell never prints two amounts, so each baseline of amounts is a row of its own. Labels are wrapped where their
//! cell ends: a line that is not full ends its label. A label goes to the row whose amounts stand beside it; a label
//! without amounts is a row too.

mod wrapped;

use self::wrapped::are_wrapped_codes;
use super::beside::{self, LEADING, begins_item, fills};
use super::{End, Grid, GridCell};
use crate::geometry::{Pt, Rect, Span};
use crate::text::{TextLine, join_lines};
use crate::words::{is_dash, is_figures, is_grand_total};
use std::ops::Range;

/// Baselines nearer than this (in em) are one row.
const SAME_ROW: f64 = 0.5;
/// The share of a column's lines that must be numbers for the column to be one of numbers.
const MOST: f64 = 0.7;

/// Divides the rows of a grid that hold several rows of amounts.
pub(super) fn divide(grid: &mut Grid) {
    let mut of_rows: Vec<Vec<usize>> = vec![Vec::new(); grid.height()];
    for (i, cell) in grid.cells.iter().enumerate().filter(|(_, cell)| cell.rows.len() == 1) {
        of_rows[cell.rows.start].push(i);
    }
    // From the last row on: dividing one moves only the cells behind it.
    for (row, members) in of_rows.into_iter().enumerate().rev() {
        if let Some(Rows { rows, spanning }) = rows_within(grid, row, &members) {
            let members: Vec<usize> = members.into_iter().filter(|i| !spanning.contains(i)).collect();
            split(grid, row, &members, rows);
        }
    }
}

/// Lines of one cell that belong together: a number, or a label with its wrapped lines.
#[derive(Clone, Debug)]
struct Block {
    /// Index of the cell.
    cell: usize,
    /// Lines of it.
    lines: Range<usize>,
    y: Span,
    /// The lines that it may be as well.
    otherwise: Option<Range<usize>>,
}

/// The rows that a ruled row is.
struct Rows {
    /// The blocks of each, from top to bottom.
    rows: Vec<Vec<Block>>,
    /// Cells that stand beside all of them: a label set in their middle.
    spanning: Vec<usize>,
}

/// The rows within a ruled row; none if it is a single one.
fn rows_within(grid: &Grid, row: usize, members: &[usize]) -> Option<Rows> {
    let cells = &grid.cells;
    let numeric: Vec<usize> = members.iter().copied().filter(|i| is_stack_of_numbers(&cells[*i])).collect();
    if numeric.is_empty() {
        return items_within(grid, members);
    }
    if members.iter().filter(|i| holds_cut_number(&cells[**i])).count() >= numeric.len() {
        return None;
    }
    if are_wrapped_codes(cells, members, &numeric) {
        return None;
    }
    let mut numbers: Vec<Block> = Vec::new();
    let stacked: Vec<&TextLine> = numeric.iter().flat_map(|i| cells[*i].lines.iter()).collect();
    let is_of_amounts = stacked.iter().all(|line| line.text().contains('.'));
    // A code between the amounts of the others, as of two years, stands for all of them, and so does the label beside it.
    let is_between = |cell: &GridCell| match cell.lines.as_slice() {
        [only] if is_of_amounts => {
            only.text().trim().bytes().all(|byte| byte.is_ascii_digit())
                && !stacked.iter().any(|line| are_level(line.rect.y(), only.rect.y()))
        }
        _ => false,
    };
    let is_of_one = members.iter().any(|i| is_between(&cells[*i]));
    let has_numbers = |i: &usize| {
        let cell = &cells[*i];
        numeric.contains(i) || cell.lines.iter().all(is_number_line) && !cell.lines.is_empty() && !is_between(cell)
    };
    for i in members.iter().filter(|i| has_numbers(i)) {
        numbers.extend((0..cells[*i].lines.len()).map(|line| block(*i, &cells[*i], line..line + 1)));
    }
    let mut rows = cluster(numbers);
    if rows.len() < 2 {
        return None;
    }
    let texts: Vec<usize> = members.iter().copied().filter(|i| !has_numbers(i)).collect();
    let band = Span::new(grid.ys[row], grid.ys[row + 1]);
    let pitch = pitch_of(texts.iter().map(|i| &cells[*i]), &rows);
    let stands_beside_all = |i: &usize| {
        let cell = &cells[*i];
        is_centred(cell, rows.len(), band, pitch) && (is_of_one || !leads(cell, &rows))
    };
    let spanning: Vec<usize> = texts.iter().copied().filter(stands_beside_all).collect();
    let middles: Vec<Pt> = rows.iter().map(|row| row[0].y.centre()).collect();
    let mut alone: Vec<Block> = Vec::new();
    for i in texts.iter().copied().filter(|i| !spanning.contains(i)) {
        let is_behind_text = texts.iter().any(|other| cells[*other].columns.end == cells[i].columns.start);
        for label in beside::labels(&cells[i], &middles, !is_behind_text) {
            let block = Block { otherwise: label.otherwise, ..block(i, &cells[i], label.lines) };
            label.row.map_or(&mut alone, |row| &mut rows[row]).push(block);
        }
    }
    rows.extend(cluster(alone));
    rows.sort_by_key(|row| row.iter().map(|block| block.y.centre()).min());
    Some(Rows { rows, spanning })
}

/// The rows of a list whose items hardly have numbers: `合计`, `一、`, `二、` below each other, and a number beside one of
/// them. In a single row it would stand in the middle.
fn items_within(grid: &Grid, members: &[usize]) -> Option<Rows> {
    let cells = &grid.cells;
    let mut printed = members.iter().copied().filter(|i| !cells[*i].lines.is_empty());
    let list = printed.next()?;
    let (cell, mut numbers) = (&cells[list], Vec::new());
    let (first, others) = cell.lines.split_first()?;
    let is_item = |line: &TextLine| begins_item(&line.text()) && !line.text().ends_with(['。', '；']);
    let is_list = !others.is_empty() && others.iter().all(is_item) && cell.lines.iter().all(|line| !fills(line, cell));
    let heads = is_item(first) || is_grand_total(&first.text());
    if !is_list || !heads {
        return None;
    }
    for i in printed {
        let [number] = cells[i].lines.as_slice() else { return None };
        if !is_number_line(number) {
            return None;
        }
        numbers.push(block(i, &cells[i], 0..1));
    }
    let mut rows: Vec<Vec<Block>> = (0..cell.lines.len()).map(|at| vec![block(list, cell, at..at + 1)]).collect();
    if numbers.is_empty() {
        return None;
    }
    for number in numbers {
        rows.iter_mut().find(|row| is_level(&row[0], &number))?.push(number);
    }
    Some(Rows { rows, spanning: Vec::new() })
}

/// Does a cell print a label beside nearly every row of numbers?
fn leads(cell: &GridCell, rows: &[Vec<Block>]) -> bool {
    const NEARLY: f64 = 0.8;
    let beside = |row: &&Vec<Block>| {
        let y = row.iter().map(|block| block.y).reduce(Span::union).unwrap_or_default();
        cell.lines.iter().any(|line| line.rect.y().overlap(y) > Pt::ZERO)
    };
    // One line between two rows stands beside both.
    let most = rows.len() as f64 * NEARLY;
    cell.lines.len() as f64 >= most && rows.iter().filter(beside).count() as f64 >= most
}

/// A label of a few lines, close together, in the middle of the ruled row: it stands beside all of its rows.
fn is_centred(cell: &GridCell, rows: usize, band: Span, pitch: Pt) -> bool {
    /// How far its middle may be off, as a share of the way from row to row.
    const OFF: f64 = 0.6;
    /// Of more rows than this, one in the middle may have the only text.
    const MOST_ROWS: usize = 12;
    let close = cell.lines.windows(2).all(|pair| pair[1].rect.y0 - pair[0].rect.y0 <= pair[1].size * LEADING);
    let y = cell.lines.iter().map(|line| line.rect.y()).reduce(Span::union);
    let is_middle = y.is_some_and(|y| (y.centre() - band.centre()).abs() <= pitch * OFF);
    close && is_middle && rows <= MOST_ROWS
}

/// How far apart rows stand at least: those of numbers, or the lines of the labels beside them where most have none.
fn pitch_of<'a>(cells: impl Iterator<Item = &'a GridCell>, rows: &[Vec<Block>]) -> Pt {
    let centres = rows.iter().filter_map(|row| row.first()).map(|block| block.y.centre()).collect::<Vec<_>>();
    let of_numbers = centres.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or_default();
    let steps = |cell: &'a GridCell| cell.lines.windows(2).map(|pair| pair[1].rect.y0 - pair[0].rect.y0);
    let of_labels = cells.filter_map(|cell| Pt::median(steps(cell)));
    of_labels.fold(of_numbers, |pitch, step| if step > Pt::ZERO { pitch.min(step) } else { pitch })
}

fn block(cell_index: usize, cell: &GridCell, lines: Range<usize>) -> Block {
    let rects = cell.lines[lines.clone()].iter().map(|line| line.rect.y());
    let y = rects.reduce(|all, line| all.union(line)).unwrap_or_default();
    Block { cell: cell_index, lines, y, otherwise: None }
}

/// Two or more numbers below each other, none of them cut by the edge of the cell.
fn is_stack_of_numbers(cell: &GridCell) -> bool {
    if cell.lines.len() < 2 {
        return false;
    }
    let numbers: Vec<&TextLine> = cell.lines.iter().filter(|line| is_number_line(line)).collect();
    numbers.len() >= 2 && !holds_cut_number(cell) && numbers.len() as f64 >= cell.lines.len() as f64 * MOST
}

fn holds_cut_number(cell: &GridCell) -> bool {
    /// No number is so long that it takes more lines.
    const MOST_LINES: usize = 3;
    if cell.lines.len() > MOST_LINES {
        return false;
    }
    let cut = |pair: &[TextLine]| {
        pair.iter().all(is_number_line) && is_cut_number(&pair[0].text(), &pair[1].text(), fills(&pair[0], cell))
    };
    cell.lines.windows(2).any(cut)
}

/// A number that goes on in the next line: `1,234,5` over `67.00`, or `1,500.0` over `0` where the first fills its cell.
fn is_cut_number(upper: &str, lower: &str, upper_fills: bool) -> bool {
    if upper.ends_with(['.', ',', '-']) && upper.len() > 1 || lower.starts_with(['.', ',', '%']) {
        return true;
    }
    let group = |text: &str| text.rsplit_once(',').map(|(_, group)| group.split('.').next().unwrap_or(group).len());
    // A group of thousands that is not full goes on below.
    if group(upper).is_some_and(|digits| digits != 3) {
        return true;
    }
    let decimals = |text: &str| text.rsplit_once('.').map_or(0, |(_, fraction)| fraction.len());
    let is_piece = lower.chars().all(|character| character.is_ascii_digit() || character == '.');
    upper_fills && upper.len() > 1 && is_piece && decimals(upper) != decimals(lower) && is_well_grouped(upper, lower)
}

/// True if the two together are one number with its thousands where they belong.
fn is_well_grouped(upper: &str, lower: &str) -> bool {
    let joined = format!("{upper}{lower}");
    let whole = joined.split('.').next().unwrap_or(&joined);
    !whole.contains(',') || whole.split(',').skip(1).all(|group| group.len() == 3)
}

fn is_number_line(line: &TextLine) -> bool {
    let text = line.text();
    is_figures(&text) || is_dash(&text)
}

/// Groups blocks whose middles are level.
fn cluster(mut blocks: Vec<Block>) -> Vec<Vec<Block>> {
    blocks.sort_by_key(|block| (block.y.centre(), block.cell));
    let mut rows: Vec<Vec<Block>> = Vec::new();
    for block in blocks {
        match rows.last_mut() {
            Some(row) if is_level(&row[0], &block) && row.iter().all(|known| known.cell != block.cell) => {
                row.push(block)
            }
            _ => rows.push(vec![block]),
        }
    }
    rows
}

fn is_level(a: &Block, b: &Block) -> bool {
    are_level(a.y, b.y)
}

fn are_level(a: Span, b: Span) -> bool {
    (a.centre() - b.centre()).abs() <= a.len().min(b.len()) * SAME_ROW
}

/// Replaces the ruled row by the rows found in it.
fn split(grid: &mut Grid, row: usize, members: &[usize], rows: Vec<Vec<Block>>) {
    let n = rows.len();
    let (top, bottom) = (grid.ys[row], grid.ys[row + 1]);
    let extent = |row: &[Block]| row.iter().map(|block| block.y).reduce(|all, y| all.union(y)).unwrap_or_default();
    let mut boundaries: Vec<Pt> = Vec::with_capacity(n - 1);
    for pair in rows.windows(2) {
        let middle = (extent(&pair[0]).end + extent(&pair[1]).start) * 0.5;
        let floor = boundaries.last().copied().unwrap_or(top);
        boundaries.push(middle.max(floor).min(bottom));
    }
    for (i, cell) in grid.cells.iter_mut().enumerate() {
        if members.contains(&i) {
            continue;
        }
        let shift = |at: usize| if at > row { at + n - 1 } else { at };
        cell.rows = shift(cell.rows.start)..shift(cell.rows.end);
    }
    grid.ys.splice(row + 1..row + 1, boundaries);
    let mut made: Vec<GridCell> = Vec::with_capacity(members.len() * n);
    for member in members {
        let mut cell = grid.cells[*member].clone();
        let printed = std::mem::take(&mut cell.lines);
        let mut lines: Vec<Vec<TextLine>> = vec![Vec::new(); n];
        let mut otherwise: Vec<Option<Box<str>>> = vec![None; n];
        for (at, row) in rows.iter().enumerate() {
            for block in row.iter().filter(|block| block.cell == *member) {
                lines[at].extend(printed[block.lines.clone()].iter().cloned());
                let other = block.otherwise.clone().map(|lines| text_of(&printed[lines], &cell));
                otherwise[at] = other.or(otherwise[at].take());
            }
        }
        made.extend(lines.into_iter().zip(otherwise).enumerate().map(|(at, (lines, otherwise))| GridCell {
            rows: row + at..row + at + 1,
            rect: Rect::new(cell.rect.x0, grid.ys[row + at], cell.rect.x1, grid.ys[row + at + 1]),
            lines,
            otherwise,
            above: End::Ruled,
            below: End::Ruled,
            ..cell.clone()
        }));
    }
    let mut i = 0;
    grid.cells.retain(|_| {
        i += 1;
        !members.contains(&(i - 1))
    });
    grid.cells.extend(made);
    grid.cells.sort_by_key(|cell| (cell.rows.start, cell.columns.start));
}

/// The text of lines of a cell, wrapping undone.
fn text_of(lines: &[TextLine], cell: &GridCell) -> Box<str> {
    let texts: Vec<(String, bool)> = lines.iter().map(|line| (line.text(), fills(line, cell))).collect();
    join_lines(texts.iter().map(|(text, is_full)| (text.as_str(), *is_full))).into()
}

#[cfg(test)]
mod tests;

//! Codes and names that are printed as one word, where a ruling stands between their columns.

use super::Grid;
use crate::pdf::{Direction, Glyph};
use crate::words::SHORTEST_CODE;
use std::collections::BTreeMap;

/// Where a glyph stands: grid and cell.
pub(super) type Spot = (usize, usize);

/// So many codes that are cut from their names at a ruling tell of others there.
pub(super) const OTHERS: usize = 2;

/// So many words are cut at the ruling that ends a column of a grid.
pub(super) type CutColumns = BTreeMap<(usize, usize), usize>;

/// A code and a name printed as one word across the ruling between their columns: cut where digits end, if that is where
/// the ruling is, or is for other words of the column: its codes are of several lengths.
pub(super) fn cut_at_ruling(
    grids: &[Grid],
    word: &[Glyph],
    spots: &[Option<Spot>],
    known: &CutColumns,
) -> Option<Vec<Option<Spot>>> {
    /// The digits end no further from the ruling than this, in em.
    const BESIDE: f64 = 1.0;
    let (left, right) = (spots.first().copied()?, spots.last().copied()?);
    let ((grid, first), (other, second)) = (left?, right?);
    let cells = &grids.get(grid)?.cells;
    let ruling = cells.get(first)?.rect.x1;
    let beside = cells.get(first)?.columns.end == cells.get(second)?.columns.start;
    let at = word.iter().take_while(|glyph| glyph.character.is_ascii_digit()).count();
    let name = word.get(at).filter(|name| name.character.is_alphabetic())?;
    let is_cut = grid == other
        && beside
        && at >= SHORTEST_CODE
        && name.direction == Direction::Right
        && ((name.rect.x0 - ruling).abs() <= name.size * BESIDE
            || known.get(&(grid, cells.get(first)?.columns.end)).is_some_and(|count| *count >= OTHERS));
    is_cut.then(|| (0..word.len()).map(|i| if i < at { left } else { right }).collect())
}

/// Parts the words that are too short to reach the ruling at which others of their column are cut: where the cell of the
/// name is blank, the letters behind the digits go there. `held` are the glyphs of each cell of each grid.
pub(super) fn part_short(grids: &[Grid], glyphs: &[Glyph], held: &mut [Vec<Vec<usize>>], known: &CutColumns) {
    for ((at, end), _) in known.iter().filter(|(_, count)| **count >= OTHERS) {
        let (Some(grid), Some(held)) = (grids.get(*at), held.get_mut(*at)) else { continue };
        let ends = grid.cells.iter().enumerate().filter(|(_, cell)| cell.columns.end == *end);
        let names: BTreeMap<usize, usize> = grid
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| cell.columns.start == *end)
            .map(|(i, cell)| (cell.rows.start, i))
            .collect();
        for (code, cell) in ends {
            let Some(name) = names.get(&cell.rows.start).filter(|name| grid.cells[**name].rows == cell.rows) else {
                continue;
            };
            if held[*name].iter().all(|i| glyphs[*i].character.is_whitespace())
                && let Some(digits) = digits_before_name(glyphs, &held[code])
            {
                let letters = held[code].split_off(digits);
                held[*name].extend(letters);
            }
        }
    }
}

/// How many digits these glyphs begin with, if they are a code and a name behind it on one line.
fn digits_before_name(glyphs: &[Glyph], own: &[usize]) -> Option<usize> {
    let digits = own.iter().take_while(|i| glyphs[**i].character.is_ascii_digit()).count();
    let name = own.get(digits..)?.iter().map(|i| &glyphs[*i]).find(|glyph| !glyph.character.is_whitespace())?;
    let is_on_line = |i: &usize| (glyphs[*i].origin.y - name.origin.y).abs() < name.size * 0.5;
    let is_name = name.character.is_alphabetic() && name.direction == Direction::Right;
    (digits >= SHORTEST_CODE && is_name && own.iter().all(is_on_line)).then_some(digits)
}

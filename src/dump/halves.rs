//! The lines of a table with 收入 beside 支出 -> rows. A line has a name and its amounts for each half; where only one half
//! is printed, its name says which: by its words, or by going on with that half's numbering.

use super::draft::{Draft, DraftCell, DraftRow, Loose};
use super::line::{Line, is_item, is_numeral};
use super::raw::{Kind, Piece, index_row, is_number, pieces};
use crate::table::ColumnRole;

/// A name and the numbers behind it.
#[derive(Clone, Debug, Default)]
struct Chunk {
    name: String,
    numbers: Vec<String>,
}

/// Reads the rows of `body` into the draft. `segments` are the stretches of columns that stand side by side.
pub(super) fn halves(draft: &mut Draft, body: &[&Line<'_>], segments: &[(usize, usize)]) {
    let mut last: Vec<Option<(bool, u32)>> = vec![None; segments.len()];
    for line in body {
        let pieces = pieces(line);
        if index_row(draft, &pieces) {
            continue;
        }
        let chunks = chunks(pieces, segments.len());
        let mut row =
            DraftRow { line: line.number, cells: vec![DraftCell::default(); draft.paths.len()], loose: Vec::new() };
        let places: Vec<usize> = if chunks.len() >= segments.len() {
            (0..segments.len()).collect()
        } else {
            chunks.iter().map(|chunk| half(&chunk.name, &last)).collect()
        };
        for (chunk, half) in chunks.iter().zip(places) {
            let Some(&segment) = segments.get(half) else { continue };
            if let (Some(ordinal), Some(place)) = (ordinal(&chunk.name), last.get_mut(half)) {
                *place = Some(ordinal);
            }
            fill(draft, &mut row, chunk, segment);
        }
        draft.rows.push(row);
    }
}

/// Names with their numbers. More names than halves: the parts of a name that blanks cut.
fn chunks(pieces: Vec<Piece>, halves: usize) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    for piece in pieces {
        let goes_on = chunks.last().is_some_and(|chunk| chunk.numbers.is_empty() && is_mark(&chunk.name));
        match chunks.last_mut() {
            Some(chunk) if piece.kind != Kind::Text && is_number(&piece) => chunk.numbers.push(piece.text),
            Some(chunk) if piece.kind == Kind::Text && goes_on => chunk.name.push_str(&piece.text),
            _ if piece.kind == Kind::Text => chunks.push(Chunk { name: piece.text, numbers: Vec::new() }),
            _ => chunks.push(Chunk { name: String::new(), numbers: vec![piece.text] }),
        }
    }
    while chunks.len() > halves.max(1) {
        // The name that does not begin like an item goes on from the one before it.
        let at = (1..chunks.len())
            .find(|&i| {
                chunks.get(i).is_some_and(|c| !is_item(&c.name))
                    && chunks.get(i - 1).is_some_and(|c| c.numbers.is_empty())
            })
            .unwrap_or(chunks.len() - 1);
        let chunk = chunks.remove(at);
        if let Some(before) = chunks.get_mut(at - 1) {
            before.name.push_str(&chunk.name);
            before.numbers.extend(chunk.numbers);
        }
    }
    chunks
}

/// Is this the mark of an item and nothing else: `（四）`, `一、`?
fn is_mark(name: &str) -> bool {
    is_item(name) && name.chars().all(|c| is_numeral(c) || c.is_ascii_digit() || "（）()、.．".contains(c))
}

/// The half that a name standing alone belongs to.
fn half(name: &str, last: &[Option<(bool, u32)>]) -> usize {
    let right = last.len().saturating_sub(1);
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["支出", "年终", "年末", "结余分配"]) {
        return right;
    }
    if has(&["收入", "上年", "年初", "拨款", "其中"]) {
        return 0;
    }
    let Some((bracketed, number)) = ordinal(name) else { return right };
    let gap = |half: &Option<(bool, u32)>| match *half {
        Some((b, n)) if b == bracketed && n < number => number - n,
        _ => u32::MAX,
    };
    let mut best = right;
    for (index, half) in last.iter().enumerate() {
        if gap(half) < last.get(best).map_or(u32::MAX, gap) {
            best = index;
        }
    }
    best
}

/// The number of an item and whether it stands in brackets.
pub(super) fn ordinal(name: &str) -> Option<(bool, u32)> {
    let bracketed = name.starts_with(['（', '(']);
    let name = name.trim_start_matches(['（', '(']);
    let mark: String = name.chars().take_while(|&c| is_numeral(c) || c.is_ascii_digit()).collect();
    if mark.is_empty() || !is_item(name) {
        return None;
    }
    if let Ok(number) = mark.parse() {
        return Some((bracketed, number));
    }
    let mut number = 0;
    let mut digit = None;
    for c in mark.chars() {
        match "一二三四五六七八九".chars().position(|d| d == c) {
            Some(value) => digit = u32::try_from(value + 1).ok(),
            None if c == '十' => number += digit.take().unwrap_or(1) * 10,
            None => {}
        }
    }
    Some((bracketed, number + digit.unwrap_or(0)))
}

fn fill(draft: &mut Draft, row: &mut DraftRow, chunk: &Chunk, (from, to): (usize, usize)) {
    let role = |c: usize| draft.roles.get(c).copied();
    let first_amount = (from..to).find(|&c| role(c) == Some(ColumnRole::Amount)).unwrap_or(to);
    if let Some(cell) = row.cells.get_mut(from) {
        cell.text.clone_from(&chunk.name);
    }
    let mut numbers = chunk.numbers.clone();
    for c in from..first_amount {
        let digits = numbers.first().is_some_and(|number| super::clean::all_digits(number));
        if digits
            && matches!(role(c), Some(ColumnRole::Index | ColumnRole::Code))
            && let Some(cell) = row.cells.get_mut(c)
        {
            cell.text = numbers.remove(0);
        }
    }
    if !numbers.is_empty() {
        row.loose.push(Loose { texts: numbers, from: first_amount, to });
    }
}

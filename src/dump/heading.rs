//! The header of a table that is printed in reading order -> its columns. Nothing is known of the form: the body says how
//! many columns of values there are, the header is cut into names, and the names into groups and what stands below them.
//!
//! Every printed character of the header stands in one name, and no name holds any other. Where wrapped names could be
//! cut in several ways, the cut is taken that gives as many columns as the body has and whose names are plausible.

use super::clean::{all_digits, amount, begins_number, is_blank, prints_amounts, solid};
use super::header::{numbers_columns, opens_numbering};
use super::line::{Line, is_item};
use super::plain::{Body, coded, split, widths};
use super::raw::{Kind, Piece, pieces};
use super::tree::{Cell, Shape, tree};
use crate::catalogue::{self, lexicon};
use crate::table::ColumnRole;

/// A header has fewer lines: 20 columns of names wrapped to single characters take about 100.
const LINES: usize = 120;
/// And fewer pieces.
const PIECES: usize = 160;
/// So many lines of a body say how many columns it has.
const ROWS: usize = 600;

/// What a header says.
#[derive(Clone, Debug, Default)]
pub(super) struct Heading {
    /// How many of the block's printed lines it takes.
    pub(super) lines: usize,
    /// The path of each column.
    pub(super) paths: Vec<Vec<String>>,
    /// What each column holds.
    pub(super) roles: Vec<ColumnRole>,
}

/// Reads the header that the first of `lines` print.
pub(super) fn heading(lines: &[&Line<'_>]) -> Option<Heading> {
    let (end, numbered) = extent(lines);
    let head: Vec<Piece<'_>> = lines.iter().take(end).flat_map(|line| pieces(line)).collect();
    if head.is_empty() || head.len() > PIECES {
        return None;
    }
    let mut room = Vec::new();
    let body: Vec<Body<'_>> = lines
        .iter()
        .skip(end)
        .filter(|line| !is_numbering(line))
        .take(ROWS)
        .map(|line| split(line, &mut room))
        .collect();
    let mut values = widths(&body);
    if let ([only], Some(numbers)) = (values.as_mut_slice(), numbered) {
        *only = (*only).max(numbers);
    }
    if values.iter().sum::<usize>() == 0 {
        return None;
    }
    let shape = Shape { values, coded: coded(&body), full: full_rows(&body) };
    // Names behind the header that belong to the first row.
    let wrapped = usize::from(numbered.is_none()) * wrapped_names(lines, end);
    (0..=wrapped)
        .filter_map(|less| {
            let used = end - less;
            let own: Vec<Piece<'_>> = lines.iter().take(used).flat_map(|line| pieces(line)).collect();
            let (score, paths, roles) = best(&own, &shape)?;
            Some((score - less as f32 * 0.5, Heading { lines: used, paths, roles }))
        })
        .reduce(|a, b| if b.0 > a.0 { b } else { a })
        .map(|(_, heading)| heading)
}

/// Is this the row that numbers the columns?
fn is_numbering(line: &Line<'_>) -> bool {
    opens_numbering(&line.text) && numbers_columns(line.text.split(is_blank))
}

/// The values of the rows that have as many as any, at most so many rows.
fn full_rows(body: &[Body<'_>]) -> Vec<Vec<rust_decimal::Decimal>> {
    const MOST: usize = 60;
    let values = |body: &Body<'_>| -> Vec<rust_decimal::Decimal> {
        let all = body.halves.iter().flat_map(|(_, values)| values);
        all.map(|piece| amount(&piece.text).unwrap_or_default()).collect()
    };
    body.iter().map(values).filter(|values| values.len() > 1).take(MOST * 8).collect()
}

/// How many lines the header has, and how many columns of values the row behind it numbers.
fn extent(lines: &[&Line<'_>]) -> (usize, Option<usize>) {
    let first = lines.iter().take(LINES).position(|line| prints_amounts(&line.text)).unwrap_or(lines.len().min(LINES));
    if let Some(at) = lines.iter().take(first + 1).position(|line| is_numbering(line)) {
        let numbers = lines.get(at).map_or(0, |line| {
            let marked = pieces(line).iter().filter(|piece| piece.kind == Kind::Text).count();
            let count = pieces(line).iter().filter(|piece| piece.kind == Kind::Digits).count();
            if marked > 0 { count } else { 0 }
        });
        return (at, Some(numbers));
    }
    if let Some(again) = printed_again(lines, first) {
        return (again, None);
    }
    let begins = |at: usize| lines.get(at).is_some_and(|line| begins_body(line, lines.get(at + 1)));
    ((1..first).find(|&at| begins(at)).unwrap_or(first), None)
}

/// How many of the first lines are printed again further down, as a header is on every page.
fn printed_again(lines: &[&Line<'_>], first: usize) -> Option<usize> {
    let opening = solid(&lines.first()?.text);
    let mut least: Option<usize> = None;
    for at in (1..lines.len()).filter(|&at| lines.get(at).is_some_and(|line| solid(&line.text) == opening)) {
        let rest = lines.get(at..).unwrap_or_default();
        let same = lines.iter().zip(rest).take(first).take_while(|(a, b)| solid(&a.text) == solid(&b.text)).count();
        if at >= first && same > 0 {
            least = Some(least.map_or(same, |least| least.min(same)));
        }
    }
    // A single line may be a row that is printed twice.
    least.filter(|&lines| lines > 1 || opening.chars().count() > 6)
}

/// Does a line look like a row rather than like more of the header?
fn begins_body(line: &Line<'_>, next: Option<&&Line<'_>>) -> bool {
    let own = pieces(line);
    let Some(first) = own.first() else { return false };
    let alone = own.len() == 1;
    let code = all_digits(&*first.text) && first.text.len() >= 3 && !first.text.starts_with("20")
        || all_digits(&*first.text) && first.text.len() >= 3 && !alone && own.get(1).is_some_and(|p| !p.text.starts_with('年'));
    let valued = next.is_some_and(|next| next.text.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '-'));
    code || is_item(&first.text) || (alone && catalogue::is_total(&first.text) && valued)
}

/// How many of the lines before the first values may be the name of the first row: that row prints none of its own.
fn wrapped_names(lines: &[&Line<'_>], end: usize) -> usize {
    const MOST: usize = 4;
    let nameless = lines.get(end).is_some_and(|line| {
        pieces(line).first().is_some_and(|piece| begins_number(&piece.text) && amount(&piece.text).is_some())
    });
    if nameless { MOST.min(end.saturating_sub(1)) } else { 0 }
}

/// The best reading of the header's pieces: its score, the columns' paths and what they hold.
fn best(own: &[Piece<'_>], shape: &Shape) -> Option<(f32, Vec<Vec<String>>, Vec<ColumnRole>)> {
    let cuts = cuts(own);
    let mut best: Option<(f32, Vec<Vec<String>>, Vec<ColumnRole>)> = None;
    for (score, cells) in cuts {
        let Some((fit, paths, roles)) = tree(&cells, shape) else { continue };
        if best.as_ref().is_none_or(|known| score + fit > known.0) {
            best = Some((score + fit, paths, roles));
        }
    }
    best
}

/// For each number of names the best way to cut the pieces into as many, with its score.
fn cuts(own: &[Piece<'_>]) -> Vec<(f32, Vec<Cell>)> {
    /// Lines of one cell; deeper wrapping is a scrambled header.
    const DEEP: usize = 9;
    let count = own.len();
    // stage[k][i]: the best score of k names out of the first i pieces, and where the last one begins.
    let mut stages: Vec<Vec<Option<(f32, usize)>>> = vec![vec![None; count + 1]];
    if let Some(first) = stages.first_mut().and_then(|stage| stage.first_mut()) {
        *first = Some((0.0, 0));
    }
    let worth: Vec<Vec<f32>> = (0..count)
        .map(|start| (start + 1..=count.min(start + DEEP)).map(|end| worth(own.get(start..end).unwrap_or_default())).collect())
        .collect();
    for _ in 0..count.min(60) {
        let mut next: Vec<Option<(f32, usize)>> = vec![None; count + 1];
        for (start, state) in stages.last().into_iter().flatten().enumerate() {
            let Some((score, _)) = *state else { continue };
            for (index, own) in worth.get(start).into_iter().flatten().enumerate() {
                let score = score + own;
                if let Some(place) = next.get_mut(start + index + 1).filter(|p| p.is_none_or(|(known, _)| score > known)) {
                    *place = Some((score, start));
                }
            }
        }
        stages.push(next);
    }
    let mut found = Vec::new();
    for names in 1..stages.len() {
        let Some(Some((score, _))) = stages.get(names).and_then(|stage| stage.last()) else { continue };
        let mut cells = Vec::with_capacity(names);
        let mut end = count;
        for stage in stages.get(1..=names).unwrap_or_default().iter().rev() {
            let Some((_, start)) = stage.get(end).copied().flatten() else { break };
            let group = own.get(start..end).unwrap_or_default();
            let line = group.first().map_or(0, |piece| piece.line);
            cells.push(Cell { text: group.iter().map(|piece| &*piece.text).collect(), line });
            end = start;
        }
        cells.reverse();
        found.push((*score, cells));
    }
    found
}

/// How well some pieces make one name. Only the order matters.
fn worth(group: &[Piece<'_>]) -> f32 {
    /// Longer names are rare.
    const LONG: usize = 18;
    let text: String = group.iter().map(|piece| &*piece.text).collect();
    let length = text.chars().count();
    let known = lexicon().is_name(&text);
    let mut score = if known { 2.0 + 0.2 * length.min(12) as f32 } else { -1.0 };
    if !known {
        score -= length.saturating_sub(LONG) as f32 * 0.2;
        if length == 1 {
            score -= 2.0;
        }
        if !text.ends_with(ENDINGS) && !text.ends_with(['）', ')']) {
            score -= 1.0;
        }
    }
    let open = text.matches(['（', '(']).count();
    if open != text.matches(['）', ')']).count() || text.starts_with(['）', ')', '、', '，']) {
        score -= 4.0;
    }
    for pair in group.windows(2) {
        let [a, b] = pair else { continue };
        if a.line == b.line && !known {
            score -= 3.0;
        }
        if b.text.starts_with("其中") {
            score -= 4.0;
        }
        // The lines of a wrapped name are as long as its cell is wide, but for the last.
        if b.text.chars().count() > a.text.chars().count() + 2 {
            score -= 0.7;
        }
    }
    score
}

/// What names of columns end in.
const ENDINGS: [char; 32] = [
    '入', '出', '金', '款', '费', '数', '计', '额', '率', '余', '转', '算', '称', '码', '目', '位', '注', '例', '助', '资',
    '级', '类', '项', '度', '型', '因', '号', '比', '减', '存', '式', '标',
];

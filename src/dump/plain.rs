//! A raw table of no known form -> a draft. What it prints decides: the rows with most values say how many columns
//! there are, the header is cut into as many names, and a row with fewer values is placed by what its columns hold: a
//! percentage under a percentage, and a rate where it is the rate of its neighbours.

use super::body::{Body, VALUES, coded, split, widths};
use super::clean::{all_digits, is_blank, is_wide, joined, solid};
use super::draft::{Draft, DraftCell, DraftRow, Unplaced};
use super::header::{numbers_columns, opens_numbering};
use super::line::{Line, is_item, tokens};
use super::names::{cut, names_by_place, text_of};
use super::rates::{Places, ROWS};
use super::repeats::without_repeats;
use super::scrambled::grid;
use super::settle::settle;
use super::tail::Tail;
use super::token::Token;
use crate::catalogue;
use crate::model::ColumnRole;

/// Reads a table whose form is not in the catalogue.
pub(super) fn plain(lines: &[&Line<'_>], laid_out: bool) -> Draft {
    let mut draft = Draft { laid_out, ..Draft::default() };
    let mut own = Vec::new();
    let bodies: Vec<Body> = lines.iter().map(|line| split(line, &mut own)).collect();
    let first = bodies.iter().position(|body| body.halves.iter().any(|(_, values)| !values.is_empty()));
    let first = first.unwrap_or(bodies.len());
    let widths = widths(bodies.get(first..).unwrap_or_default());
    if widths.iter().sum::<usize>() == 0 || widths.iter().sum::<usize>() > VALUES {
        return nameless(lines, &bodies, &widths);
    }
    let coded = coded(bodies.get(first..).unwrap_or_default());
    let mut pattern: Vec<ColumnRole> = Vec::new();
    for (half, &width) in widths.iter().enumerate() {
        pattern.extend((half == 0 && coded).then_some(ColumnRole::Code));
        pattern.push(ColumnRole::Label);
        pattern.extend(vec![ColumnRole::Amount; width]);
    }
    let head = lines.get(..=first.min(lines.len().saturating_sub(1))).unwrap_or_default();
    let names: Vec<Token<'_>> = head
        .iter()
        .take_while(|line| !is_numbering(line))
        .enumerate()
        .flat_map(|(index, line)| {
            let own = tokens(line);
            // Of the first line with values only the name before them can belong to the header.
            if index == first { Vec::new() } else { own }
        })
        .collect();
    let by_place =
        if laid_out { names_by_place(&names, bodies.get(first..).unwrap_or_default(), &pattern) } else { None };
    if let Some(stacked) = by_place {
        draft.paths = stacked.iter().map(|name| vec![name.clone()]).collect();
        draft.header = grid(&draft.paths);
        draft.named = true;
        draft.roles = pattern;
        let last = names.iter().take_while(|token| !is_item(&token.text)).map(|token| token.line).max();
        let count = lines.iter().take_while(|line| last.is_some_and(|last| line.number <= last)).count();
        let (printed, body) = lines.split_at(count);
        let body = without_repeats(printed, body, &mut draft);
        rows(&mut draft, &body, bodies_of(lines, bodies, &body), &widths, coded);
        return draft;
    }
    let cut = cut(&names, &pattern);
    let used: usize = cut.as_ref().map_or(0, |groups| groups.iter().map(|group| group.1).max().unwrap_or(0));
    let paths: Vec<Vec<String>> = match &cut {
        Some(groups) => {
            groups.iter().map(|&(from, to)| vec![text_of(names.get(from..to).unwrap_or_default())]).collect()
        }
        None => (1..=pattern.len()).map(|c| vec![c.to_string()]).collect(),
    };
    draft.header = grid(&paths);
    draft.named = cut.is_some();
    draft.paths = paths;
    draft.roles = pattern.clone();
    let last_line = used.checked_sub(1).and_then(|at| names.get(at)).map(|token| token.line);
    let count = match last_line {
        Some(last) => lines.iter().take_while(|line| line.number <= last).count(),
        None => first,
    };
    if cut.is_none() {
        for token in &names {
            draft.set_aside(token.line, &token.text, "the header could not be read");
        }
    }
    let (printed, body) = lines.split_at(count.min(lines.len()));
    let body = without_repeats(printed, body, &mut draft);
    rows(&mut draft, &body, bodies_of(lines, bodies, &body), &widths, coded);
    draft
}

/// Is this the row that numbers the columns?
fn is_numbering(line: &Line<'_>) -> bool {
    opens_numbering(&line.text) && numbers_columns(line.text.split(is_blank))
}

/// The bodies of those lines that are left of `lines`, in their order, and do not number the columns.
fn bodies_of<'a>(lines: &[&Line<'_>], bodies: Vec<Body<'a>>, left: &[&Line<'_>]) -> Vec<Body<'a>> {
    let mut left = left.iter().peekable();
    let mut own = |(line, _): &(&&Line<'_>, Body)| {
        left.next_if(|next| std::ptr::eq(**next, **line)).is_some() && !is_numbering(line)
    };
    lines.iter().zip(bodies).filter_map(|pair| own(&pair).then_some(pair.1)).collect()
}

/// Reads the rows: wrapped names are joined, values placed.
fn rows(draft: &mut Draft, body: &[&Line<'_>], split: Vec<Body>, widths: &[usize], coded: bool) {
    number(draft, body);
    let starts: Vec<usize> = starts(widths, coded);
    let mut places: Vec<Places> = Vec::new();
    for (half, &width) in widths.iter().enumerate() {
        let full = split.iter().filter(|body| widths.len() == 1 || body.halves.len() == 2);
        let valued = |body: &'_ Body| body.halves.iter().rposition(|(_, values)| !values.is_empty());
        let full =
            full.filter_map(|body| body.halves.get(if widths.len() == 1 { valued(body).unwrap_or(0) } else { half }));
        let full: Vec<&Vec<Token<'_>>> =
            full.map(|(_, values)| values).filter(|values| values.len() == width).collect();
        let texts: Vec<Vec<&str>> =
            full.iter().take(ROWS).map(|values| values.iter().map(|token| &*token.text).collect()).collect();
        let mut own = Places::learn(&texts, width);
        if draft.laid_out {
            let ends = |values: &&Vec<Token<'_>>| -> Option<(usize, Vec<usize>)> {
                Some((values.first()?.line, values.iter().map(|token| token.place.1).collect()))
            };
            own.ends = full.iter().filter_map(ends).collect();
        }
        let from = starts.get(half).copied().unwrap_or(0);
        for c in 0..width {
            let rate =
                own.is_rate(c) || draft.paths.get(from + c).is_some_and(|p| catalogue::role(p) == ColumnRole::Ratio);
            if let Some(role) = draft.roles.get_mut(from + c).filter(|_| rate) {
                *role = ColumnRole::Ratio;
            }
        }
        let names = draft.paths.get(from..from + width).unwrap_or_default();
        own.name(&names.iter().map(|path| path.last().map_or("", String::as_str)).collect::<Vec<_>>());
        places.push(own);
    }
    draft.rows.reserve(split.len());
    let longest = split.iter().flat_map(|b| b.halves.first()).map(|(names, _)| wide(names.iter())).max().unwrap_or(0);
    let mut waiting: Vec<Token<'_>> = Vec::new();
    let mut tail_of: Option<Tail> = None;
    let mut remarks: Vec<Token<'_>> = Vec::new();
    for body in split {
        let only_name = body.halves.iter().all(|(_, values)| values.is_empty());
        if widths.len() == 1 {
            let Some((names, values)) = body.halves.into_iter().reduce(|mut a, mut b| {
                if b.1.is_empty() && !a.1.is_empty() && !b.0.is_empty() {
                    // A remark behind the values.
                    remarks.append(&mut b.0);
                    return a;
                }
                // A number inside a name: what stands behind it goes on with the name.
                a.0.append(&mut a.1);
                a.0.append(&mut b.0);
                (a.0, b.1)
            }) else {
                continue;
            };
            for token in remarks.drain(..) {
                draft.set_aside(token.line, &token.text, "a remark behind the amounts");
            }
            if let Some(tail) = tail_of.as_mut().filter(|_| waiting.is_empty() && only_name)
                && tail.take(draft, &names)
            {
                continue;
            }
            if begins(&waiting, &names, longest, coded) {
                push(draft, std::mem::take(&mut waiting), Vec::new(), (0, &starts, &places), coded);
            }
            match waiting.is_empty() {
                true => waiting = names,
                false => waiting.extend(names),
            }
            if !only_name {
                tail_of = Tail::of(&waiting, body.line, draft);
                push(draft, std::mem::take(&mut waiting), values, (0, &starts, &places), coded);
            }
            continue;
        }
        let lone = body.halves.len() == 1;
        let before = draft.rows.len();
        for (half, (names, values)) in body.halves.into_iter().enumerate() {
            let half = if lone { lone_half(draft, &names, &starts) } else { half.min(widths.len() - 1) };
            push(draft, names, values, (half, &starts, &places), coded);
        }
        join_rows(draft, before);
    }
    if !waiting.is_empty() {
        push(draft, waiting, Vec::new(), (0, &starts, &places), coded);
    }
    for (&from, places) in starts.iter().zip(&places) {
        settle(draft, from, places);
    }
}

/// The half of a name that stands alone: the left one, unless it speaks of expenditure.
fn lone_half(draft: &Draft, names: &[Token<'_>], starts: &[usize]) -> usize {
    let text = text_of(names);
    let right = ["支出", "上解", "年终", "结转下年", "调出", "安排预算稳定"].iter().any(|word| text.contains(word));
    let left_open = draft.rows.last().is_some_and(|row| {
        starts
            .first()
            .and_then(|&from| from.checked_sub(1))
            .and_then(|c| row.cells.get(c))
            .is_some_and(|cell| cell.text.is_empty())
    });
    usize::from((right || left_open) && starts.len() > 1)
}

/// The halves of one line are one row.
fn join_rows(draft: &mut Draft, before: usize) {
    while draft.rows.len() > before + 1 {
        let Some(last) = draft.rows.pop() else { return };
        let Some(row) = draft.rows.last_mut() else { return };
        for (cell, own) in row.cells.iter_mut().zip(last.cells) {
            if cell.text.is_empty() {
                *cell = own;
            }
        }
        for unplaced in last.unplaced {
            match row.unplaced.iter_mut().find(|known| known.from == unplaced.from) {
                Some(known) => {
                    known.texts.extend(unplaced.texts);
                    known.ends.extend(unplaced.ends);
                }
                None => row.unplaced.push(unplaced),
            }
        }
    }
}

/// Where the values of each half begin.
fn starts(widths: &[usize], coded: bool) -> Vec<usize> {
    let mut at = usize::from(coded);
    widths
        .iter()
        .map(|&width| {
            let start = at + 1;
            at = start + width;
            start
        })
        .collect()
}

/// The row that numbers the columns, if one is printed.
fn number(draft: &mut Draft, body: &[&Line<'_>]) {
    for line in body.iter().filter(|line| is_numbering(line)) {
        super::header::index_row(draft, &tokens(line));
    }
}

/// How wide these names are set: a Chinese character is two wide.
pub(super) fn wide<'a>(names: impl Iterator<Item = &'a Token<'a>>) -> usize {
    names.flat_map(|token| token.text.chars()).map(|c| 1 + usize::from(is_wide(c))).sum()
}

/// Do these names begin a row, rather than go on with the name that waits?
pub(super) fn begins(waiting: &[Token<'_>], names: &[Token<'_>], longest: usize, coded: bool) -> bool {
    /// A wrapped line is as long as its cell is wide, but for the room a character takes.
    const ROOM: usize = 4;
    /// Cells of names are at least this wide.
    const NARROW: usize = 16;
    let (Some(first), Some(last)) = (names.first(), waiting.last()) else { return false };
    if is_item(&first.text) || first.text.starts_with("其中") || catalogue::is_total(&solid(&first.text)) {
        return true;
    }
    if coded && all_digits(&*first.text) && waiting.iter().any(|token| !all_digits(&*token.text)) {
        return true;
    }
    let line = || waiting.iter().filter(|token| token.line == last.line);
    longest > NARROW && wide(line()) + ROOM < longest && !line().all(|token| all_digits(&*token.text))
}

fn push(
    draft: &mut Draft,
    names: Vec<Token<'_>>,
    values: Vec<Token<'_>>,
    (half, starts, places): (usize, &[usize], &[Places]),
    coded: bool,
) {
    let line = names.first().or(values.first()).map_or(0, |token| token.line);
    let Some((&from, places)) = starts.get(half).zip(places.get(half)) else { return };
    let mut cells = vec![DraftCell::default(); draft.paths.len()];
    let code = half == 0 && coded && names.first().is_some_and(|token| all_digits(&*token.text));
    let (codes, text) = names.split_at(usize::from(code));
    if let (Some(cell), Some(code)) = (cells.first_mut(), codes.first()) {
        cell.text = code.text.to_string();
    }
    if let Some(cell) = cells.get_mut(from - 1) {
        cell.text = match text {
            [] => String::new(),
            [only] => joined(&only.text).into_owned(),
            all => joined(&all.iter().map(|token| &*token.text).collect::<Vec<_>>().join(" ")).into_owned(),
        };
    }
    let unplaced = if values.is_empty() {
        Vec::new()
    } else {
        let ends = if draft.laid_out { values.iter().map(|token| token.place.1).collect() } else { Vec::new() };
        let texts = values.into_iter().map(|token| token.text.into_owned()).collect();
        vec![Unplaced { texts, ends, from, to: from + places.width() }]
    };
    draft.rows.push(DraftRow { line, cells, unplaced });
}

/// A table whose columns cannot be told: names, then as many amounts as the longest row has, row by row.
fn nameless(lines: &[&Line<'_>], bodies: &[Body], widths: &[usize]) -> Draft {
    let mut draft = Draft::default();
    let _ = widths;
    let columns = bodies.iter().map(|body| body.halves.iter().map(|(_, values)| values.len()).sum()).max().unwrap_or(0);
    let paths: Vec<Vec<String>> = (0..=columns).map(|c| vec![(c + 1).to_string()]).collect();
    draft.roles = (0..=columns).map(|c| if c == 0 { ColumnRole::Label } else { ColumnRole::Amount }).collect();
    draft.header = grid(&paths);
    draft.paths = paths;
    for (body, line) in bodies.iter().zip(lines) {
        let names: Vec<&str> = body.halves.iter().flat_map(|(names, _)| names.iter().map(|p| &*p.text)).collect();
        let mut cells = vec![DraftCell::printed(names.join(" "))];
        cells.extend(body.halves.iter().flat_map(|(_, values)| values).map(|token| DraftCell::printed(&*token.text)));
        draft.rows.push(DraftRow { line: line.number, cells, unplaced: Vec::new() });
    }
    draft
}

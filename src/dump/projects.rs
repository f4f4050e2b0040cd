//! A raw 项目绩效目标表 -> rows. A project's code, name and amounts come first, then its indicators row by row, each with its
//! value, for 成本, 产出, 效益 and 满意度 side by side. Which of the four an indicator belongs to is not printed beside it: each
//! column is filled from the top, so a row has no column that the row above lacks, and names say the rest.

use super::clean::solid;
use super::draft::{Draft, DraftCell, DraftRow, LABEL_AGAIN, Unplaced};
use super::labels::Labels;
use super::line::{Line, tokens};
use super::raw_form::is_value;
use super::token::{Kind, Token};
use crate::catalogue;
use crate::model::{ColumnRole, Origin};
use std::collections::BTreeSet;

/// An indicator with its value.
#[derive(Clone, Debug, Default)]
struct Pair {
    name: String,
    value: String,
    /// The first and the last line it stands on.
    lines: (usize, usize),
}

/// A project's labels and indicators.
#[derive(Clone, Debug, Default)]
struct Project<'a> {
    line: usize,
    labels: Vec<Token<'a>>,
    amounts: Vec<String>,
    indicators: Vec<Token<'a>>,
}

/// Reads the projects of `body` into the draft.
pub(super) fn projects(draft: &mut Draft, body: &[&Line<'_>]) {
    let labels = Labels::new(&draft.paths, &draft.roles, None);
    let is_amount = |c: usize| draft.roles.get(c) == Some(&ColumnRole::Amount);
    let amounts_end = (labels.width..draft.roles.len()).find(|&c| !is_amount(c)).unwrap_or(draft.roles.len());
    let columns: Vec<usize> = (amounts_end..draft.paths.len()).step_by(2).collect();
    let names: Vec<String> = columns
        .iter()
        .map(|&c| draft.paths.get(c).and_then(|path| path.iter().rev().nth(1)).cloned().unwrap_or_default())
        .collect();
    let projects = split(draft, body);
    let full = full_width(&projects);
    for project in projects {
        let pairs = pairs(&project.indicators, full);
        let rows = arrange(&pairs, &names);
        let cells = labels.cells(draft, &project.labels);
        for (index, row) in rows.iter().enumerate().chain(rows.is_empty().then_some((0, &Vec::new()))) {
            let mut own = if index == 0 {
                cells.clone()
            } else {
                let repeat = |cell: &DraftCell| DraftCell::spanned(cell.text.clone());
                cells.iter().take(labels.width).map(repeat).collect()
            };
            own.resize(draft.paths.len(), DraftCell::default());
            let mut line = project.line;
            let above = index.checked_sub(1).and_then(|above| rows.get(above));
            let others = other_groups(row, above, columns.len());
            for &(pair, group) in row {
                let Some((pair, &column)) = pairs.get(pair).zip(columns.get(group)) else { continue };
                line = if index == 0 { line } else { pair.lines.0 };
                for (offset, text) in [&pair.name, &pair.value].into_iter().enumerate() {
                    if let Some(cell) = own.get_mut(column + offset) {
                        // Only a row with every group filled says by itself which is which.
                        let origin = if row.len() == columns.len() { Origin::Printed } else { Origin::Placed };
                        *cell = DraftCell { text: text.clone(), origin };
                    }
                }
            }
            let texts: Vec<&str> =
                row.iter().filter_map(|&(pair, _)| pairs.get(pair)).map(|pair| pair.name.as_str()).collect();
            let column = |&group: &usize| columns.get(group).copied().unwrap_or_default();
            let others: Vec<Vec<usize>> =
                others.iter().map(|assignment| assignment.iter().map(column).collect()).collect();
            draft.doubt(draft.rows.len() + 1, &texts, &others);
            let unplaced = if index == 0 && !project.amounts.is_empty() {
                vec![Unplaced { texts: project.amounts.clone(), ends: Vec::new(), from: labels.width, to: amounts_end }]
            } else {
                Vec::new()
            };
            draft.rows.push(DraftRow { line, cells: own, unplaced });
        }
    }
}

/// The groups that the pairs of a row could stand in as well: only their words say which, where a row does not fill them
/// all. A row has no group that the row above lacks.
fn other_groups(row: &[(usize, usize)], above: Option<&Vec<(usize, usize)>>, groups: usize) -> Vec<Vec<usize>> {
    /// Alternatives that are named.
    const NAMED: usize = 3;
    let own: Vec<usize> = row.iter().map(|&(_, group)| group).collect();
    let open: Vec<usize> = match above {
        Some(above) => above.iter().map(|&(_, group)| group).collect(),
        None => (0..groups).collect(),
    };
    // Each choice of groups is a number whose bits say which.
    let bits = open.len().min(6);
    let assignments = (0..1_u32 << bits).filter(|assignment| assignment.count_ones() as usize == own.len());
    let chosen = |assignment: u32| {
        open.iter().enumerate().filter(move |(bit, _)| assignment >> bit & 1 == 1).map(|(_, &group)| group)
    };
    assignments
        .map(|assignment| chosen(assignment).collect())
        .filter(|assignment| *assignment != own)
        .take(NAMED)
        .collect()
}

/// The projects of the table, those whose labels a page break printed again left out.
fn split<'a>(draft: &mut Draft, body: &[&'a Line<'_>]) -> Vec<Project<'a>> {
    let mut projects: Vec<Project> = Vec::new();
    let mut head: Option<Project> = None;
    let mut known: BTreeSet<String> = BTreeSet::new();
    for (index, line) in body.iter().enumerate() {
        let own = tokens(line);
        let next = own.get(1).cloned().or_else(|| tokens(body.get(index + 1)?).into_iter().next());
        // `100` before a `%` is a value that blanks cut.
        let percent = next.is_some_and(|token| token.text.starts_with('%'));
        let starts = own.first().is_some_and(|token| token.kind == Kind::Digits && token.text.len() >= 3) && !percent;
        if head.is_none() && (starts || own.first().is_some_and(|token| token.kind == Kind::Amount)) {
            head = Some(Project { line: line.number, ..Project::default() });
        }
        let Some(mut project) = head.take() else {
            match projects.last_mut() {
                Some(project) => project.indicators.extend(own),
                None => {
                    for token in own {
                        draft.set_aside(token.line, &token.text, super::draft::HOMELESS);
                    }
                }
            }
            continue;
        };
        for token in own {
            match token.kind {
                Kind::Amount if !super::clean::is_nothing(&token.text) => project.amounts.push(token.text.into_owned()),
                _ if !project.amounts.is_empty() => project.indicators.push(token),
                _ => label(&mut project.labels, token),
            }
        }
        if project.amounts.is_empty() {
            head = Some(project);
            continue;
        }
        let own: String = project.labels.iter().map(|token| solid(&token.text)).collect();
        if !own.is_empty() && !known.insert(own) {
            for token in &project.labels {
                draft.set_aside(token.line, &token.text, LABEL_AGAIN);
            }
            draft.set_aside(project.line, &project.amounts.join(" "), LABEL_AGAIN);
            if let Some(last) = projects.last_mut() {
                last.indicators.append(&mut project.indicators);
            }
        } else {
            projects.push(project);
        }
    }
    projects.extend(head);
    projects
}

/// Adds a token to a project's labels; a long code goes on in the next line.
fn label<'a>(labels: &mut Vec<Token<'a>>, token: Token<'a>) {
    /// A unit's code has 6 digits at most, a project's 20 and more.
    const PART_OF_CODE: usize = 8;
    match labels.as_mut_slice() {
        [code] if code.kind == Kind::Digits && token.kind == Kind::Digits && code.text.len() >= PART_OF_CODE => {
            code.text.to_mut().push_str(&token.text);
        }
        _ => labels.push(token),
    }
}

/// How wide a text is set: a Chinese character is two wide.
fn set_width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// The width of the indicators' columns: that of the widest token that has a line to itself.
fn full_width(projects: &[Project]) -> usize {
    let tokens = || projects.iter().flat_map(|project| &project.indicators);
    let alone = |token: &&Token<'_>| tokens_on(projects, token.line) == 1;
    tokens().filter(alone).map(|token| set_width(&token.text)).max().unwrap_or(usize::MAX)
}

fn tokens_on(projects: &[Project], line: usize) -> usize {
    let of = |project: &Project| {
        let from = project.indicators.partition_point(|token| token.line < line);
        let to = project.indicators.partition_point(|token| token.line <= line);
        to - from
    };
    // Projects stand one behind the other: only one has tokens on this line.
    let at = projects.partition_point(|project| project.line <= line);
    at.checked_sub(1).and_then(|at| projects.get(at)).map_or(0, of)
}

/// Cells out of tokens, then pairs out of cells.
fn pairs(indicators: &[Token<'_>], full: usize) -> Vec<Pair> {
    let mut cells: Vec<(String, usize, usize)> = Vec::new();
    let mut goes_on = false;
    let mut rest = indicators.iter().peekable();
    while let Some(token) = rest.next() {
        let last_of_line = rest.peek().is_none_or(|next| next.line != token.line);
        let new_line = cells.last().is_some_and(|(_, _, line)| *line != token.line);
        // A value that wraps leaves a single character (`元`, `月`, `%`) for the next line.
        let tail = new_line
            && last_of_line
            && token.text.chars().count() == 1
            && cells.last().is_some_and(|(text, _, _)| is_value(text));
        let percent = token.text == "%" && cells.last().is_some_and(|(text, _, _)| is_value(text));
        match cells.last_mut() {
            Some((text, _, line)) if (goes_on && !is_value(&token.text)) || tail || percent => {
                text.push_str(&token.text);
                *line = token.line;
            }
            _ => cells.push((token.text.to_string(), token.line, token.line)),
        }
        goes_on =
            last_of_line && set_width(&token.text) + 1 >= full && !token.text.ends_with('。') && !is_value(&token.text);
    }
    let mut pairs: Vec<Pair> = Vec::new();
    let mut name: Option<(String, usize, usize)> = None;
    for (text, from, to) in cells {
        match name.take() {
            None if is_value(&text) && pairs.last().is_some_and(|pair| !is_value(&pair.value)) => {
                // What was taken for a value was the rest of the name.
                if let Some(pair) = pairs.last_mut() {
                    pair.name = format!("{}{}", pair.name, pair.value);
                    pair.value = text;
                    pair.lines.1 = to;
                }
            }
            None => name = Some((text, from, to)),
            Some((name, start, _)) => pairs.push(Pair { name, value: text, lines: (start, to) }),
        }
    }
    if let Some((name, from, to)) = name {
        pairs.push(Pair { name, value: String::new(), lines: (from, to) });
    }
    pairs
}

/// What the last group gains in a project's first row: as much as a word.
const FIRST_ROW: f32 = 1.0;

/// For each row the pairs in it with their groups of columns.
fn arrange(pairs: &[Pair], names: &[String]) -> Vec<Vec<(usize, usize)>> {
    let groups = names.len().min(6);
    if groups == 0 {
        return Vec::new();
    }
    // States: the groups of the row above and of the current row, as bits. The best way to each, and where it came from.
    let count = 1usize << groups;
    let mut best: Vec<Option<f32>> = vec![None; count * count];
    let mut steps: Vec<Vec<Option<usize>>> = Vec::new();
    if let Some(start) = best.get_mut((count - 1) * count) {
        *start = Some(0.0);
    }
    for (index, pair) in pairs.iter().enumerate() {
        let (same, new) = rows_allowed(pairs, index);
        let weights: Vec<f32> = names.iter().take(groups).map(|group| belongs(pair, group)).collect();
        let mut next: Vec<Option<f32>> = vec![None; count * count];
        let mut from: Vec<Option<usize>> = vec![None; count * count];
        for (state, score) in best.iter().enumerate().filter_map(|(state, score)| Some((state, (*score)?))) {
            let (above, current) = (state / count, state % count);
            for (group, weight) in weights.iter().enumerate() {
                let bit = 1 << group;
                // Every project has an aim for those it serves: the first row reaches the last group.
                let reaches = if above == count - 1 && group + 1 == groups { FIRST_ROW } else { 0.0 };
                let score = score + reaches + weight;
                let mut reach = |state: usize, score: f32| {
                    if let Some(place) = next.get_mut(state).filter(|place| place.is_none_or(|known| score > known)) {
                        *place = Some(score);
                        if let Some(from_place) = from.get_mut(state) {
                            *from_place = Some(above * count + current);
                        }
                    }
                };
                if same && above & bit != 0 && current < bit {
                    reach(above * count + (current | bit), score);
                }
                if new && current & bit != 0 {
                    reach(current * count + bit, score);
                }
            }
        }
        best = next;
        steps.push(from);
    }
    trace(&best, &steps, count)
}

/// Follows the best way back and writes it down row by row.
fn trace(best: &[Option<f32>], steps: &[Vec<Option<usize>>], count: usize) -> Vec<Vec<(usize, usize)>> {
    let end = best.iter().enumerate().filter_map(|(state, score)| Some((state, (*score)?)));
    let Some((mut state, _)) = end.reduce(|a, b| if b.1 > a.1 { b } else { a }) else { return Vec::new() };
    let mut placed: Vec<(bool, usize)> = Vec::new();
    for from in steps.iter().rev() {
        let Some(before) = from.get(state).copied().flatten() else { return Vec::new() };
        // In the same row the groups grow; a new row begins with one that the row above has.
        let (old, new) = (before % count, state % count);
        let same = before / count == state / count && old != new && old & new == old;
        let bit = if same { new & !old } else { new };
        placed.push((same, bit.trailing_zeros() as usize));
        state = before;
    }
    let mut rows: Vec<Vec<(usize, usize)>> = Vec::new();
    for (index, (same, group)) in placed.into_iter().rev().enumerate() {
        match rows.last_mut().filter(|_| same) {
            Some(row) => row.push((index, group)),
            None => rows.push(vec![(index, group)]),
        }
    }
    rows
}

/// May a pair stand in the row of the pair before it, and may it begin a row? Cells of one line are of one row; two
/// lines of whole cells are two rows, for cells of one row that need no second line share the first.
fn rows_allowed(pairs: &[Pair], index: usize) -> (bool, bool) {
    let (Some(pair), Some(before)) = (pairs.get(index), index.checked_sub(1).and_then(|before| pairs.get(before)))
    else {
        return (true, false);
    };
    if pair.lines.0 == before.lines.1 {
        return (true, false);
    }
    let single = |pair: &Pair| pair.lines.0 == pair.lines.1;
    if single(pair) && single(before) { (false, true) } else { (true, true) }
}

/// How well an indicator belongs to a group, by the words of the catalogue. Weights order the cases.
fn belongs(pair: &Pair, group: &str) -> f32 {
    let words = catalogue::words(group);
    let has = |text: &str| words.iter().filter(|word| text.contains(word.as_str())).count();
    let mut score = has(&pair.name).min(2) as f32;
    match group {
        "满意度指标" => score = if has(&pair.name) > 0 { 3.0 } else { -0.5 },
        "成本指标" if pair.value.contains('元') => score += 1.5,
        "成本指标" if has(&pair.name) == 0 => score -= 1.0,
        "效益指标" if pair.value.contains(['显', '著']) || has(&pair.value) > 0 => score += 1.5,
        // Most indicators are of output.
        "产出指标" => score += 0.6,
        _ => {}
    }
    score
}

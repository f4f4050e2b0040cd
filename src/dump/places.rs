//! The header of a dump that keeps the places on the page -> its columns. The body says where columns stand; a name
//! stands over its column, a group in the middle over its columns, and in each line names stand in the order of the columns.

use super::cut::{NameKind, fits, one_name};
use super::groups::{Shape, exact, holding};
use super::stand::Places;
use super::token::Token;
use super::tree::Columns;
use crate::catalogue::{self, lexicon};
use crate::model::ColumnRole;
use rust_decimal::Decimal;

/// A column in the making.
#[derive(Clone, Debug)]
struct Column<'a> {
    place: (usize, usize),
    sort: NameKind,
    /// Does the body print something in it?
    filled: bool,
    codes: bool,
    stack: Vec<&'a Token<'a>>,
    /// How many of the tokens over it name groups, by level.
    groups: Vec<std::ops::Range<usize>>,
}

/// A group: its name, the line it is printed on, twice its middle, and the columns it may stand over, with their costs.
#[derive(Clone, Debug)]
struct Group {
    name: String,
    line: usize,
    ranges: Vec<(f32, usize, usize)>,
}

/// The columns that a header names, and how well it fits.
/// Which columns the body prints something in comes with them, and whether those are columns of values.
pub(super) fn by_place(own: &[Token<'_>], places: &Places, shape: &Shape) -> Option<(Columns, Vec<(usize, bool)>)> {
    // Whether a name over no column of the body is one of an empty column or stands aside, the whole says.
    let read = [false, true].into_iter().filter_map(|open| with_columns(own, columns(own, places, open), shape));
    read.reduce(|a, b| if b.0.0 > a.0.0 { b } else { a })
}

fn with_columns<'a>(
    own: &'a [Token<'a>],
    mut columns: Vec<Column<'a>>,
    shape: &Shape,
) -> Option<(Columns, Vec<(usize, bool)>)> {
    stack(own, &mut columns)?;
    merge(&mut columns);
    let mut score = 0.0;
    for column in &mut columns {
        score += cut(column);
    }
    let groups = groups(&columns);
    let values: Vec<usize> = of(&columns, NameKind::Value);
    let (fit, paths) = best(&columns, &groups, &values, shape)?;
    let roles: Vec<ColumnRole> = columns.iter().zip(&paths).map(|(column, path)| role(column, path)).collect();
    let empty = values.iter().filter(|&&c| columns.get(c).is_some_and(|column| !column.filled)).count();
    let exact = exact(empty, shape);
    let filled = columns.iter().enumerate().filter(|(_, column)| column.filled && column.sort != NameKind::Text);
    let filled = filled.map(|(c, column)| (c, column.sort == NameKind::Value)).collect();
    Some(((score + fit + exact, paths, roles), filled))
}

fn of(columns: &[Column<'_>], sort: NameKind) -> Vec<usize> {
    (0..columns.len()).filter(|&c| columns.get(c).is_some_and(|column| column.sort == sort)).collect()
}

/// The columns of the body; with them, if wanted, those that only the header shows: a name over no column of the body.
fn columns<'a>(own: &[Token<'_>], places: &Places, open: bool) -> Vec<Column<'a>> {
    let column =
        |place, sort, filled, codes| Column { place, sort, filled, codes, stack: Vec::new(), groups: Vec::new() };
    let mut columns: Vec<Column<'a>> = Vec::new();
    columns.extend(places.names.iter().map(|&(place, codes)| column(place, NameKind::Name, true, codes)));
    columns.extend(places.values.iter().map(|&place| column(place, NameKind::Value, true, false)));
    columns.extend(places.behind.map(|place| column(place, NameKind::Text, true, false)));
    let last = own.iter().map(|token| token.line).max().unwrap_or(0);
    let mut tokens: Vec<&Token<'_>> = own.iter().collect();
    // The lowest names are those of columns.
    tokens.sort_by_key(|token| (last - token.line.min(last), token.place));
    for token in tokens {
        let meets = |column: &Column<'_>| token.place.0 < column.place.1 && column.place.0 < token.place.1;
        // What stands behind all values is seldom more than a remark.
        let behind = columns.iter().all(|column| column.sort != NameKind::Text && column.place.1 <= token.place.0);
        let text = behind && catalogue::role(&[token.text.to_string()]) == ColumnRole::Text;
        if columns.iter().any(meets) || !(open || text) {
            continue;
        }
        let at = columns.iter().position(|column| column.place.0 >= token.place.1).unwrap_or(columns.len());
        let sort = match (at.checked_sub(1).and_then(|at| columns.get(at)), columns.get(at)) {
            (_, Some(right)) if right.sort == NameKind::Name => NameKind::Name,
            (Some(left), None)
                if left.sort == NameKind::Text || catalogue::role(&[token.text.to_string()]) == ColumnRole::Text =>
            {
                NameKind::Text
            }
            (Some(left), Some(_)) if left.sort == NameKind::Name && fits(&token.text, NameKind::Name) > 0.0 => {
                NameKind::Name
            }
            (None, _) => NameKind::Name,
            _ => NameKind::Value,
        };
        columns.insert(at, column(token.place, sort, false, false));
    }
    columns
}

/// Puts each token over a column: those of a line over columns in their order, as near as they can be. A line of many
/// wide characters drifts away from the body, the further the longer: what counts is how the distance changes.
fn stack<'a>(own: &'a [Token<'a>], columns: &mut [Column<'a>]) -> Option<()> {
    let places: Vec<(usize, usize)> = columns.iter().map(|column| column.place).collect();
    for line in own.chunk_by(|a, b| a.line == b.line) {
        if line.len() > places.len() {
            return None;
        }
        // least[c]: the least cost with the last token over column c, and where the others stand.
        let mut least: Vec<Option<(usize, Vec<usize>)>> = Vec::new();
        let mut before: Option<&Token<'_>> = None;
        for token in line {
            let over = |(c, &place): (usize, &(usize, usize))| -> Option<(usize, Vec<usize>)> {
                let own = drift(token.place, place);
                let far = own.unsigned_abs() / 3;
                let Some(before) = before else { return Some((own.unsigned_abs() + far, vec![c])) };
                let known = least.iter().zip(&places).take(c).filter_map(|(known, &place)| {
                    let (cost, assignment) = known.as_ref()?;
                    Some((cost + own.abs_diff(drift(before.place, place)) + far, assignment))
                });
                let (cost, assignment) = known.min_by_key(|(cost, _)| *cost)?;
                Some((cost, assignment.iter().copied().chain([c]).collect()))
            };
            least = places.iter().enumerate().map(over).collect();
            before = Some(token);
        }
        let (_, assignment) = least.into_iter().flatten().min_by_key(|(cost, _)| *cost)?;
        for (token, c) in line.iter().zip(assignment) {
            columns.get_mut(c)?.stack.push(token);
        }
    }
    Some(())
}

/// How far a column's middle stands to the right of a name's, twice.
fn drift(token: (usize, usize), column: (usize, usize)) -> isize {
    let twice = |place: (usize, usize)| isize::try_from(place.0 + place.1).unwrap_or(isize::MAX / 4);
    twice(column) - twice(token)
}

/// A column of the body that no name stands over is the one of the name beside it that stands over nothing; one name
/// may stand over a code and its name.
fn merge(columns: &mut Vec<Column<'_>>) {
    let mut at = 0;
    while at < columns.len() {
        let is_open = |c: usize| columns.get(c).is_some_and(|column| column.filled && column.stack.is_empty());
        let is_free = |c: usize| columns.get(c).is_some_and(|column| !column.filled && !column.stack.is_empty());
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().find(|&c| is_open(at) && is_free(c));
        if let Some(beside) = beside {
            let stack = columns.remove(beside).stack;
            let at = if beside < at { at - 1 } else { at };
            if let Some(column) = columns.get_mut(at) {
                column.stack = stack;
            }
        } else {
            at += 1;
        }
    }
    columns.retain(|column| column.filled || !column.stack.is_empty());
}

/// Parts the tokens over a column into the names of groups and its own; how well that goes.
fn cut(column: &mut Column<'_>) -> f32 {
    /// Most columns stand below no group.
    const GROUP: f32 = 0.9;
    /// A group in the middle over several columns seldom stands in the middle over one; what that says at most.
    const ASIDE: f32 = 3.0;
    let stack = &column.stack;
    let text = |tokens: &[&Token<'_>]| tokens.iter().map(|token| &*token.text).collect::<String>();
    let middle = |tokens: &[&Token<'_>]| {
        let (from, to) = (tokens.iter().map(|p| p.place.0).min(), tokens.iter().map(|p| p.place.1).max());
        (from.unwrap_or(0) + to.unwrap_or(0)) as f32 / 2.0
    };
    let worth = |tokens: &[&Token<'_>]| {
        let own: Vec<Token<'_>> = tokens.iter().map(|token| (*token).clone()).collect();
        one_name(&own, &text(tokens), false) + 1.0
    };
    let mut best: (f32, usize, usize) = (f32::NEG_INFINITY, 0, 0);
    for from in 0..stack.len() {
        let own = stack.get(from..).unwrap_or_default();
        let leaf = worth(own) + fits(&text(own), column.sort);
        for over in 0..=from.saturating_sub(1).min(from) {
            let mut score = leaf;
            for (a, b) in [(0, over), (over, from)] {
                let above = stack.get(a..b).unwrap_or_default();
                if !above.is_empty() {
                    let aside = (middle(above) - middle(own)).abs() - 1.0;
                    score += worth(above) - GROUP + (0.6 * aside).clamp(-0.6, ASIDE);
                }
            }
            if score > best.0 {
                best = (score, over, from);
            }
        }
    }
    let (score, over, from) = best;
    column.groups = [0..over, over..from].into_iter().filter(|range| !range.is_empty()).collect();
    if stack.is_empty() { 0.0 } else { score }
}

impl Column<'_> {
    fn own(&self) -> &[&Token<'_>] {
        self.stack.get(self.groups.last().map_or(0, |range| range.end)..).unwrap_or_default()
    }

    fn name(&self) -> String {
        self.own().iter().map(|token| &*token.text).collect()
    }

    /// Twice the middle of its own name.
    fn middle(&self) -> usize {
        let own = self.own();
        let from = own.iter().map(|token| token.place.0).min().unwrap_or(self.place.0);
        from + own.iter().map(|token| token.place.1).max().unwrap_or(self.place.1)
    }

    fn lines(&self) -> (usize, usize) {
        let lines = || self.own().iter().map(|token| token.line);
        (lines().min().unwrap_or(0), lines().max().unwrap_or(0))
    }
}

/// The groups with the spans of columns each may stand over, the best first.
fn groups(columns: &[Column<'_>]) -> Vec<Group> {
    const RANGES: usize = 6;
    let mut groups = Vec::new();
    for (c, column) in columns.iter().enumerate() {
        for range in &column.groups {
            let own = column.stack.get(range.clone()).unwrap_or_default();
            let name: String = own.iter().map(|token| &*token.text).collect();
            let line = own.first().map_or(0, |token| token.line);
            let from = own.iter().map(|token| token.place.0).min().unwrap_or(0);
            let middle = from + own.iter().map(|token| token.place.1).max().unwrap_or(0);
            let same = |c: usize| columns.get(c).is_some_and(|other| other.sort == column.sort);
            let first = (0..=c).rev().take_while(|&c| same(c)).last().unwrap_or(c);
            let last = (c..columns.len()).take_while(|&c| same(c)).last().unwrap_or(c);
            let mut ranges: Vec<(f32, usize, usize)> = Vec::new();
            for a in first..=c {
                for b in c..=last {
                    ranges.push((cost(columns, (&name, line, middle), (a, b)), a, b));
                }
            }
            ranges.sort_by(|a, b| a.0.total_cmp(&b.0));
            let alone = ranges.iter().find(|range| range.1 == c && range.2 == c).copied();
            ranges.truncate(RANGES);
            // Where nothing else fits, it belongs to its column.
            ranges.extend(alone.filter(|alone| !ranges.contains(alone)));
            groups.push(Group { name, line, ranges });
        }
    }
    groups
}

/// What it costs to believe that a group stands over these columns.
fn cost(columns: &[Column<'_>], (name, line, middle): (&str, usize, usize), (a, b): (usize, usize)) -> f32 {
    let middle_of = |c: usize| columns.get(c).map_or(0, Column::middle);
    // Quarters of a character: the group's middle is that of its outermost columns'.
    let off = (2 * middle).abs_diff(middle_of(a) + middle_of(b)) as f32 / 4.0;
    let mut cost = 0.25 * (off - 1.0).max(0.0);
    let lines = |c: usize| columns.get(c).map_or((0, 0), Column::lines);
    let level = |c: usize| lines(c).0 + lines(c).1;
    let lowest = (a..=b).map(level).max().unwrap_or(0);
    for (place, column) in columns.get(a..=b).unwrap_or_default().iter().enumerate() {
        let leaf = column.name();
        // A name that spans the group's line, too, stands higher than those below the group.
        if level(a + place) + 2 <= lowest {
            cost += 0.7;
        }
        if column.lines().0 <= line {
            cost += 3.0;
        }
        if lexicon().stands_below(name, &leaf) {
            cost -= 0.6;
        }
        match (catalogue::is_total(&leaf), place) {
            (true, 0) => cost -= 0.5,
            (true, _) => cost += 1.0,
            _ => {}
        }
    }
    if a == b {
        cost += 1.0;
    }
    // A neighbour on the level of the group's columns, in no group of its own, stands below it, too.
    for (inside, outside) in [(a, a.checked_sub(1)), (b, Some(b + 1))] {
        let Some(other) = outside.and_then(|c| columns.get(c)) else { continue };
        let same = columns.get(inside).is_some_and(|own| own.sort == other.sort);
        if same && other.groups.is_empty() && outside.is_some_and(|c| level(c).abs_diff(level(inside)) <= 1) {
            cost += 0.5;
        }
    }
    cost
}

/// The best choice of columns for all groups: groups lie beside or within each other, and sums hold.
fn best(columns: &[Column<'_>], groups: &[Group], values: &[usize], shape: &Shape) -> Option<(f32, Vec<Vec<String>>)> {
    const WAYS: usize = 60;
    let mut assignments: Vec<(f32, Vec<(usize, usize)>)> = vec![(0.0, Vec::new())];
    for group in groups {
        let mut next = Vec::new();
        for (total, assignment) in &assignments {
            for &(cost, a, b) in &group.ranges {
                let fits = |(other, &(c, d)): (&Group, &(usize, usize))| {
                    let apart = b < c || d < a;
                    let within =
                        group.line > other.line && c <= a && b <= d || group.line < other.line && a <= c && d <= b;
                    apart || within
                };
                if groups.iter().zip(assignment).all(fits) {
                    next.push((total + cost, assignment.iter().copied().chain([(a, b)]).collect()));
                }
            }
        }
        next.sort_by(|a: &(f32, Vec<(usize, usize)>), b| a.0.total_cmp(&b.0));
        next.truncate(WAYS);
        assignments = next;
    }
    let paths = |assignment: &[(usize, usize)]| -> Vec<Vec<String>> {
        let mut all: Vec<Vec<String>> = Vec::new();
        for (c, column) in columns.iter().enumerate() {
            let mut over: Vec<(&Group, &(usize, usize))> =
                groups.iter().zip(assignment).filter(|(_, (a, b))| (*a..=*b).contains(&c)).collect();
            over.sort_by_key(|(group, (a, b))| (group.line, a.abs_diff(*b).wrapping_neg()));
            let mut path: Vec<String> = over.iter().map(|(group, _)| group.name.clone()).collect();
            let name = column.name();
            match (name.is_empty(), all.last()) {
                // One name over a code and its name.
                (true, Some(before)) if column.sort == NameKind::Name => path.clone_from(before),
                _ => path.push(name),
            }
            all.push(path);
        }
        all
    };
    let shape = &Shape { full: expanded(columns, values, shape), ..Shape::default() };
    let scored = assignments.into_iter().map(|(cost, assignment)| {
        let paths = paths(&assignment);
        let own: Vec<Vec<String>> = values.iter().filter_map(|&c| paths.get(c)).cloned().collect();
        (holding(&own, shape) - cost, paths)
    });
    let (score, mut paths) = scored.reduce(|a, b| if b.0 > a.0 { b } else { a })?;
    // The first of two columns of names below one name.
    if let [first, second, ..] = paths.as_mut_slice()
        && first.iter().all(String::is_empty)
    {
        first.clone_from(second);
    }
    paths.iter().all(|path| path.iter().any(|name| !name.is_empty())).then_some((score, paths))
}

/// The values of rows with a zero in each column that the body leaves empty.
fn expanded(columns: &[Column<'_>], values: &[usize], shape: &Shape) -> Vec<Vec<Decimal>> {
    let filled: Vec<bool> = values.iter().map(|&c| columns.get(c).is_some_and(|column| column.filled)).collect();
    let count = filled.iter().filter(|filled| **filled).count();
    let expand = |row: &Vec<Decimal>| {
        let mut own = row.iter().copied();
        filled.iter().map(|&filled| if filled { own.next().unwrap_or_default() } else { Decimal::ZERO }).collect()
    };
    shape.full.iter().filter(|row| row.len() == count).map(expand).collect()
}

fn role(column: &Column<'_>, path: &[String]) -> ColumnRole {
    let named = catalogue::role(path);
    match (column.sort, named) {
        (NameKind::Name, _) if column.codes => ColumnRole::Code,
        (NameKind::Name, ColumnRole::Amount | ColumnRole::Ratio | ColumnRole::Count) => ColumnRole::Label,
        (NameKind::Name, ColumnRole::Code) if column.filled => ColumnRole::Label,
        (NameKind::Name, _) => named,
        (NameKind::Value, ColumnRole::Ratio) => ColumnRole::Ratio,
        (NameKind::Value, _) => ColumnRole::Amount,
        (NameKind::Text, _) => ColumnRole::Text,
    }
}

#[cfg(test)]
mod tests;

//! Which names of a header stand over others: groups and the columns below them, in the order that the sums of full rows
//! and the lexicon of names make most plausible.
//!
//! Over 400 lines: names by what is known of them, and by level where nothing is, are ways to the same paths.

use super::cut::{Cell, Row, over_others};
use super::interleaved::interleaved;
use super::placement::placements;
use super::stand::Places;
use crate::catalogue::{self, lexicon, sums};
use crate::model::ColumnRole;
use rust_decimal::Decimal;

/// What the body says about the columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    /// The number of values in each of the halves that stand side by side.
    pub(super) values: Vec<usize>,
    /// Do rows begin with codes?
    pub(super) coded: bool,
    /// The share of rows that have a value for each column, if there are no more columns.
    pub(super) fullness: f32,
    /// Are zeros printed, rather than left out? Then no column is empty in all rows.
    pub(super) zeros: bool,
    /// Where the columns stand, names and values, if the dump keeps the places on the page.
    pub(super) places: Option<Places>,
    /// The values of rows.
    pub(super) full: Vec<Vec<Decimal>>,
    /// For each column of values: does it hold rates, or amounts? Empty where nothing tells.
    pub(super) rates: Vec<Option<bool>>,
    /// Does a row number as many columns of values as the rows have?
    pub(super) numbered: bool,
    /// Do sentences stand between the rows? Then one name is that of their column.
    pub(super) remarks: bool,
}

/// No header has more groups that share a row.
const GROUPS: usize = 8;

/// So many rows say whether sums hold.
pub(super) const ROWS: usize = 40;

/// The columns of values that these names make: some of them are groups, some hold nothing in any row.
pub(super) fn grouped(own: &[&Cell], values: usize, shape: &Shape, leftmost: usize) -> Option<(f32, Vec<Vec<String>>)> {
    let known = Known::of(own);
    // Where the rows of the header are known, so are the groups.
    let over: Vec<usize> = over_others(own);
    let has_rows = own.iter().any(|cell| cell.row.is_some()) && over.len() <= GROUPS;
    let candidates = if has_rows { over } else { candidates(own, &known) };
    let leaf = |index: usize| if known.groups.get(index) == Some(&true) { -1.0 } else { 0.0 };
    let mut best: Option<(f32, Vec<Vec<String>>)> = None;
    for chosen in (0_usize..1 << candidates.len()).skip(if has_rows { (1 << candidates.len()) - 1 } else { 0 }) {
        let heads: Vec<usize> =
            candidates.iter().enumerate().filter(|(bit, _)| chosen >> bit & 1 == 1).map(|(_, &head)| head).collect();
        let width = own.len() - heads.len();
        if width < values || heads.len() > GROUPS {
            continue;
        }
        let exact = exact(width - values, shape);
        let leaves: f32 = (0..own.len()).filter(|index| !heads.contains(index)).map(leaf).sum();
        let (worth, orders) = match heads.is_empty() {
            true => (0.0, vec![own.iter().map(|cell| vec![cell.text.clone()]).collect()]),
            false => arrangements(own, &known, &heads, leftmost),
        };
        let shared = levels(own, &known, &heads, shape);
        // Where the rows of the header are known, its columns are in their order; and few rows, or rows that leave columns
        // blank, add up in many ways.
        let is_told = !has_rows && shape.full.iter().filter(|row| row.len() == width).count() > 2;
        let set_in = if is_told { interleaved(own, &heads, leftmost) } else { Vec::new() };
        let set_in = set_in.into_iter().map(|(order, below)| {
            let paths =
                order.iter().zip(&below).map(|(&leaf, &group)| path(own, &heads, leaf, (group, None))).collect();
            (credible(own, &known, &heads, &order, &below), paths)
        });
        let orders = orders.into_iter().enumerate().map(|(index, paths)| (worth - index as f32 * 0.5, paths));
        let printed = orders.chain(shared).map(|(worth, paths)| (worth, paths, true));
        for (worth, paths, is_printed) in printed.chain(set_in.map(|(worth, paths)| (worth - SET_IN, paths, false))) {
            let fit = worth + exact + leaves;
            // Where sums that hold could not make it the best, they need not be looked at.
            if best.as_ref().is_some_and(|known| fit + HOLDING + RATED <= known.0) {
                continue;
            }
            let told = holding(&paths, shape) + rated(&paths, shape);
            // An order that nothing prints is that of the columns only where the rows say so.
            if !is_printed && (told <= 0.0 || exceeds(&paths, shape)) {
                continue;
            }
            let fit = fit + told - if is_printed { 0.0 } else { turned(&paths) };
            if best.as_ref().is_none_or(|known| fit > known.0) {
                best = Some((fit, paths));
            }
        }
    }
    best
}

/// Is the total of most columns less than one of them in most rows? Then it is that of others.
fn exceeds(paths: &[Vec<String>], shape: &Shape) -> bool {
    let totals = sums(paths).into_iter().filter(|sum| paths.get(sum.total).is_some_and(|path| path.len() == 1));
    let Some(total) = totals.max_by_key(|sum| sum.parts.len()) else { return false };
    let rows = || shape.full.iter().filter(|row| row.len() == paths.len()).take(ROWS);
    let is_less = |row: &&Vec<Decimal>| row.get(total.total).is_some_and(|total| row.iter().any(|value| value > total));
    rows().filter(is_less).count() * 2 > rows().count()
}

/// What it costs that nothing printed says where the groups stand.
const SET_IN: f32 = 1.0;

/// What it costs that columns stand in another order than in other tables.
fn turned(paths: &[Vec<String>]) -> f32 {
    const PAIR: f32 = 0.02;
    let names: Vec<&String> = paths.iter().filter_map(|path| path.last()).collect();
    let behind = |at: usize, name: &str| names.iter().skip(at + 1).filter(|own| lexicon().precedes(own, name)).count();
    PAIR * names.iter().enumerate().map(|(at, name)| behind(at, name)).sum::<usize>() as f32
}

/// What it says that so many columns are empty in all rows.
pub(super) fn exact(empty: usize, shape: &Shape) -> f32 {
    /// What it costs that there are more columns than the page numbers.
    const NUMBERED: f32 = 8.0;
    if shape.numbered && empty > 0 {
        return -NUMBERED;
    }
    let fullness = if shape.zeros { shape.fullness } else { 0.25 * shape.fullness };
    if empty > 0 { -(empty as f32) * (0.2 + 2.0 * fullness) } else { 6.0 * fullness }
}

/// What the lexicon knows of the names of a header, looked up once.
struct Known {
    /// Those that stand over others somewhere, and are no columns of amounts.
    groups: Vec<bool>,
    /// Which names each of them stands over somewhere.
    below: Vec<Vec<bool>>,
}

impl Known {
    fn of(own: &[&Cell]) -> Known {
        let lexicon = lexicon();
        let stands = |head: &str, leaf: &str| lexicon.stands_below(head, leaf) || is_kind(head, leaf);
        let below = |head: &&Cell| own.iter().map(|cell| stands(&head.text, &cell.text)).collect();
        Known {
            groups: own.iter().map(|cell| lexicon.is_group(&cell.text) && !lexicon.is_value(&cell.text)).collect(),
            below: own.iter().map(below).collect(),
        }
    }

    fn is_below(&self, head: usize, leaf: usize) -> bool {
        self.below.get(head).and_then(|names| names.get(leaf)).copied().unwrap_or_default()
    }
}

/// Does a name say which of what its group names it is: 年初预算数 below 2024年预算数?
fn is_kind(group: &str, name: &str) -> bool {
    /// What fewer characters name is too common.
    const CHARACTERS: usize = 3;
    let kind = group.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('年');
    kind.chars().count() >= CHARACTERS && name.len() > kind.len() && name.ends_with(kind) && name != group
}

/// The names that may stand over others, in their order: those that do so in other tables above all.
fn candidates(own: &[&Cell], known: &Known) -> Vec<usize> {
    const MOST: usize = 7;
    let worth = |index: usize| {
        let name = own.get(index).map_or("", |cell| cell.text.as_str());
        let below = (index + 1..own.len()).filter(|&leaf| known.is_below(index, leaf)).count();
        let group = if lexicon().is_group(name) { 1.0 } else { 0.0 };
        let plain = ["收入", "支出", "拨款", "资金", "结转", "预算数", "执行数", "决算数"]
            .iter()
            .any(|word| name.ends_with(word));
        group + below.min(4) as f32 + if plain { 0.2 } else { 0.0 } - index as f32 * 0.01
    };
    let may = |&index: &usize| own.get(index).is_some_and(|cell| !catalogue::is_total(&cell.text));
    let mut order: Vec<(f32, usize)> =
        (0..own.len().saturating_sub(1)).filter(may).map(|index| (worth(index), index)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut heads: Vec<usize> = order.iter().take(MOST).map(|(_, index)| *index).collect();
    heads.sort_unstable();
    heads
}

/// The columns that these names make with these groups among them, the most plausible order first.
fn arrangements(own: &[&Cell], known: &Known, heads: &[usize], leftmost: usize) -> (f32, Vec<Vec<Vec<String>>>) {
    let leaves: Vec<usize> = (0..own.len()).filter(|index| !heads.contains(index)).collect();
    let below = assign(own, known, heads, &leaves);
    let worth = credible(own, known, heads, &leaves, &below);
    let by_height = by_height(own, heads, &leaves, &below);
    if own.iter().any(|cell| cell.row.is_some()) {
        return (worth, vec![by_height]); // The columns are in their order already.
    }
    let by_row = by_row(own, heads, &leaves, &below);
    // Where a group is printed before the first column, its line stands above the others.
    let first = heads.first().and_then(|&head| own.get(head)).map_or(0, |cell| cell.line);
    (worth, if first < leftmost { vec![by_height, by_row] } else { vec![by_row, by_height] })
}

/// The columns with names shared out to the groups in turn, level by level, as they are printed: where nobody knows the names,
/// the columns that hold rates say how many stand below each.
fn levels(own: &[&Cell], known: &Known, heads: &[usize], shape: &Shape) -> Vec<(f32, Vec<Vec<String>>)> {
    /// What it costs that the groups are told by nothing but their number, and that their first names begin no line.
    const SHARED: f32 = 1.0;
    const INSIDE: f32 = 0.5;
    /// More groups, and more names, are shared out in too many ways; so many of them are looked at.
    const MOST: (usize, usize, usize) = (3, 14, 4);
    let is_rated = shape.rates.len() + heads.len() == own.len() && shape.rates.contains(&Some(true));
    if !is_rated || heads.is_empty() || heads.len() > MOST.0 || own.len() > MOST.1 {
        return Vec::new();
    }
    let rated: Vec<bool> =
        own.iter().map(|cell| catalogue::role(std::slice::from_ref(&cell.text)) == ColumnRole::Ratio).collect();
    let line = |at: usize| own.get(at).map(|cell| cell.line);
    if !rated.contains(&true) {
        return Vec::new();
    }
    let mut found: Vec<(f32, Vec<usize>)> = Vec::new();
    for begins in begins(own.len(), heads) {
        let fits = |(leaf, rate): (&usize, &Option<bool>)| match (rated.get(*leaf), rate) {
            (Some(true), Some(true)) => 2.0,
            (Some(named), Some(own)) if named != own => -3.0,
            _ => 0.0,
        };
        let order = in_columns(own.len(), heads, &begins);
        let fit: f32 = order.iter().zip(&shape.rates).map(fits).sum();
        let inside = begins.first().is_some_and(|&first| line(first) == line(first - 1));
        let kinds =
            order.iter().filter(|&&leaf| group_of(heads, &begins, leaf).is_some_and(|head| known.is_below(head, leaf)));
        found.push((fit + 0.5 * kinds.count() as f32 - if inside { INSIDE } else { 0.0 }, begins));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let shared = |(_, begins): (f32, Vec<usize>)| {
        let order = in_columns(own.len(), heads, &begins);
        let leaves: Vec<usize> = (0..own.len()).filter(|index| !heads.contains(index)).collect();
        let group = |leaf: &usize| heads.iter().position(|&head| group_of(heads, &begins, *leaf) == Some(head));
        let below: Vec<Option<usize>> = leaves.iter().map(group).collect();
        let inside = begins.first().is_some_and(|&first| line(first) == line(first - 1));
        let worth = credible(own, known, heads, &leaves, &below) - SHARED - if inside { INSIDE } else { 0.0 };
        let path = |leaf: &usize| {
            let above = std::iter::successors(Some(*leaf), |&at| group_of(heads, &begins, at));
            let mut path: Vec<String> = above.filter_map(|at| own.get(at)).map(|cell| cell.text.clone()).collect();
            path.reverse();
            path
        };
        (worth, order.iter().map(path).collect())
    };
    found.into_iter().take(MOST.2).map(shared).collect()
}

/// All ways to say where the names below each group begin: behind the group, and two at least for each.
fn begins(names: usize, heads: &[usize]) -> Vec<Vec<usize>> {
    const LEAST: usize = 2;
    let mut ways: Vec<Vec<usize>> = vec![Vec::new()];
    for (group, &head) in heads.iter().enumerate() {
        let behind = LEAST * (heads.len() - group);
        let longer = |begins: &Vec<usize>| {
            let from = begins.last().map_or(head + 1, |last| (last + LEAST).max(head + 1));
            let begins = begins.clone();
            (from..(names + 1).saturating_sub(behind)).map(move |at| begins.iter().copied().chain([at]).collect())
        };
        ways = ways.iter().flat_map(longer).collect();
    }
    ways
}

/// The group that a name stands below, if the names of each begin at these.
fn group_of(heads: &[usize], begins: &[usize], name: usize) -> Option<usize> {
    heads.get(begins.iter().filter(|&&begin| begin <= name).count().checked_sub(1)?).copied()
}

/// The names that are no groups in the order of their columns.
fn in_columns(names: usize, heads: &[usize], begins: &[usize]) -> Vec<usize> {
    let below = |group: Option<usize>| (0..names).filter(move |&name| group_of(heads, begins, name) == group);
    let mut open: Vec<usize> = below(None).collect();
    open.reverse();
    let mut order = Vec::with_capacity(names);
    while let Some(name) = open.pop() {
        if heads.contains(&name) {
            open.extend(below(Some(name)).collect::<Vec<_>>().into_iter().rev());
        } else {
            order.push(name);
        }
    }
    order
}

/// How far these groups are to be believed: each has columns below it, some of which stand below such a name elsewhere.
fn credible(own: &[&Cell], names: &Known, heads: &[usize], leaves: &[usize], below: &[Option<usize>]) -> f32 {
    let text = |index: usize| own.get(index).map_or("", |cell| cell.text.as_str());
    let of = |group: usize, head: usize| {
        let parts: Vec<usize> =
            leaves.iter().zip(below).filter(|(_, own)| **own == Some(group)).map(|(leaf, _)| *leaf).collect();
        let known = parts.iter().filter(|&&leaf| names.is_below(head, leaf)).count().min(5) as f32;
        let total = parts.first().is_some_and(|&leaf| catalogue::is_total(text(leaf)));
        match parts.len() {
            // A group over groups.
            0 if below.contains(&Some(group + 1)) => -0.5,
            0 => -4.0,
            1 => -1.5 + 0.7 * known,
            _ => -0.8 + 0.6 * known + f32::from(u8::from(total)),
        }
    };
    heads.iter().enumerate().map(|(group, &head)| of(group, head)).sum()
}

/// For each leaf the group it stands below: groups and leaves keep their order. Affinity is that of the lexicon.
fn assign(own: &[&Cell], names: &Known, heads: &[usize], leaves: &[usize]) -> Vec<Option<usize>> {
    let text = |index: usize| own.get(index).map_or("", |cell| cell.text.as_str());
    let row_fits = |leaf: usize, is_below: bool| {
        let other = if is_below { Row::Whole } else { Row::Below };
        if own.get(leaf).and_then(|cell| cell.row) == Some(other) { -3.0 } else { 0.0 }
    };
    // State: 2g: between groups before group g; 2g+1: in group g.
    let states = 2 * heads.len() + 1;
    let mut best: Vec<Option<(f32, Vec<Option<usize>>)>> = vec![None; states];
    if let Some(first) = best.first_mut() {
        *first = Some((0.0, Vec::new()));
    }
    for &leaf in leaves {
        let mut next: Vec<Option<(f32, Vec<Option<usize>>)>> = vec![None; states];
        for (state, known) in best.iter().enumerate() {
            let Some((score, path)) = known else { continue };
            for to in state..states {
                let (group, entered) = (to / 2, to > state && to % 2 == 1);
                let skipped = (state..to).filter(|s| s % 2 == 1 && *s != state).count();
                // A group over groups has no column of its own, but the next group is printed behind it.
                let over = if to % 2 == 1 { 0.7 } else { 3.0 };
                let own = if to % 2 == 1 {
                    let Some(&head) = heads.get(group) else { continue };
                    if head > leaf {
                        continue;
                    }
                    let affinity = if names.is_below(head, leaf) { 1.5 } else { 0.1 };
                    affinity + below(text(leaf), entered)
                } else {
                    alone(text(leaf), path.is_empty())
                };
                let own = own + row_fits(leaf, to % 2 == 1);
                // A group without a column below it is none.
                let score = score + own - skipped as f32 * over;
                if let Some(place) = next.get_mut(to).filter(|place| place.as_ref().is_none_or(|p| score > p.0)) {
                    let group = (to % 2 == 1).then_some(group);
                    *place = Some((score, path.iter().copied().chain([group]).collect()));
                }
            }
        }
        best = next;
    }
    let missing = |state: usize| (heads.len() - state.div_ceil(2).min(heads.len())) as f32 * 3.0;
    best.into_iter()
        .enumerate()
        .filter_map(|(state, known)| known.map(|(score, path)| (score - missing(state), path)))
        .reduce(|a, b| if b.0 > a.0 { b } else { a })
        .map_or_else(|| vec![None; leaves.len()], |(_, path)| path)
}

/// How well a name stands below a group, as its first column or another.
fn below(name: &str, first: bool) -> f32 {
    match (name, catalogue::is_total(name)) {
        (name, _) if name.ends_with("总计") => -2.0,
        ("小计", _) => {
            if first {
                1.5
            } else {
                -1.0
            }
        }
        (_, true) => {
            if first {
                1.0
            } else {
                -1.0
            }
        }
        _ => 0.0,
    }
}

/// How well a name stands below no group, as the first of all columns or another.
fn alone(name: &str, first: bool) -> f32 {
    match (name, catalogue::is_total(name)) {
        ("小计", _) => -1.5,
        (_, true) => {
            if first {
                0.5
            } else {
                -0.5
            }
        }
        _ => 0.2,
    }
}

/// The names over a leaf and its own: of the group over its group, of its group.
fn path(own: &[&Cell], heads: &[usize], leaf: usize, (group, over): (Option<usize>, Option<usize>)) -> Vec<String> {
    let text = |index: usize| own.get(index).map_or_else(String::new, |cell| cell.text.clone());
    let head = |group: Option<usize>| group.and_then(|group| heads.get(group)).map(|&head| text(head));
    head(over).into_iter().chain(head(group)).chain([text(leaf)]).collect()
}

/// The columns in the order their names are printed.
fn by_height(own: &[&Cell], heads: &[usize], leaves: &[usize], below: &[Option<usize>]) -> Vec<Vec<String>> {
    let over = over(heads, below);
    let path = |(index, (&leaf, &group)): (usize, (&usize, &Option<usize>))| {
        path(own, heads, leaf, (group, over.get(index).copied().flatten()))
    };
    leaves.iter().zip(below).enumerate().map(path).collect()
}

/// For each leaf the group that holds no column itself and stands over those that do, from the next group on.
fn over(heads: &[usize], below: &[Option<usize>]) -> Vec<Option<usize>> {
    let last = below.iter().rposition(Option::is_some).unwrap_or(0);
    let mut over = vec![None; below.len()];
    for group in 0..heads.len() {
        let empty = !below.contains(&Some(group));
        let Some(first) = below.iter().position(|own| *own == Some(group + 1)).filter(|_| empty) else { continue };
        for place in over.iter_mut().take(last + 1).skip(first) {
            *place = Some(group);
        }
    }
    over
}

/// The columns with those of each group in its place.
fn by_row(own: &[&Cell], heads: &[usize], leaves: &[usize], below: &[Option<usize>]) -> Vec<Vec<String>> {
    let over = over(heads, below);
    let place = |group: Option<usize>| group.and_then(|group| heads.get(group)).copied();
    let mut columns: Vec<(usize, usize)> = leaves
        .iter()
        .enumerate()
        .map(|(index, &leaf)| (place(below.get(index).copied().flatten()).unwrap_or(leaf), index))
        .collect();
    columns.sort_unstable();
    let path = |(_, index): (usize, usize)| {
        let groups = (below.get(index).copied().flatten(), over.get(index).copied().flatten());
        Some(path(own, heads, *leaves.get(index)?, groups))
    };
    columns.into_iter().filter_map(path).collect()
}

/// What it is worth at most that rates stand where names say so.
const RATED: f32 = 6.0;

/// Do the names of rates stand over the columns that hold rates, and no others?
fn rated(paths: &[Vec<String>], shape: &Shape) -> f32 {
    if shape.rates.len() != paths.len() {
        return 0.0;
    }
    let named: Vec<bool> = paths.iter().map(|path| catalogue::role(path) == ColumnRole::Ratio).collect();
    // Where no name says so, amounts may be the rates of others by accident.
    if !named.contains(&true) {
        return 0.0;
    }
    let fit = |(&named, own): (&bool, &Option<bool>)| match (own, named) {
        (Some(true), true) => 1.5,
        (Some(true), false) => -1.5,
        (Some(false), true) => -4.0,
        _ => 0.0,
    };
    named.iter().zip(&shape.rates).map(fit).sum::<f32>().min(RATED)
}

/// What sums that hold are worth at most.
const HOLDING: f32 = 9.0;

/// How well the sums of these columns hold in rows: with a value for each, or with what is left of them somewhere.
pub(super) fn holding(paths: &[Vec<String>], shape: &Shape) -> f32 {
    /// So many rows with fewer values are placed, in tables of no more columns: the search is long.
    const PLACED: usize = 2;
    const COLUMNS: usize = 14;
    let sums = sums(paths);
    let all: Vec<usize> = (0..paths.len()).collect();
    let (mut held, mut broken) = (0_usize, 0_usize);
    for row in shape.full.iter().filter(|row| row.len() == paths.len()).take(ROWS) {
        let value = |column: usize| row.get(column).copied().unwrap_or_default();
        for sum in &sums {
            let total = value(sum.total);
            let parts = sum.parts.iter().try_fold(Decimal::ZERO, |all, &part| all.checked_add(value(part)));
            let Some(parts) = parts.filter(|_| !total.is_zero()) else { continue };
            let off = (parts - total).abs();
            if off <= Decimal::new(2, 2) { held += 1 } else { broken += 1 }
        }
    }
    if !sums.is_empty() && paths.len() <= COLUMNS {
        for row in shape.full.iter().filter(|row| row.len() < paths.len()).take(PLACED) {
            if placements(row, &all, &sums).adds_up { held += 1 } else { broken += 1 }
        }
    }
    if held + broken == 0 {
        return 0.0;
    }
    // Several sums that hold say more than one.
    (5.0 + sums.len().min(4) as f32) * (held as f32 - broken as f32) / (held + broken) as f32
}

#[cfg(test)]
mod tests {
    use crate::dump::read;

    #[test]
    fn columns_of_rates_say_which_names_stand_below_a_group() {
        let head = "预算科目\n2024年预算数\n2024年\n快报数\n完成调整\n预算%\n2023年\n决算数\n2024年快报数\n比2023年决算数\n年初预算数 调整后预算数 增减额 增减%\n";
        let rows = "鼠 71717 90000 72000 80.0 60000 12000 20.0\n牛 482 800 640 80.0 500 140 28.0\n虎 145 200 150 75.0 120 30 25.0\n兔 300 400 100 25.0 80 20 25.0\n龙 50 60 30 50.0 40 -10 -25.0\n";
        let (document, _) = read(format!("2024年某市支出表\n单位：万元\n{head}{rows}").as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        let names: Vec<String> = table.columns.iter().map(|column| column.path.join("/")).collect();
        let expected = [
            "预算科目",
            "2024年预算数/年初预算数",
            "2024年预算数/调整后预算数",
            "2024年快报数",
            "完成调整预算%",
            "2023年决算数",
            "2024年快报数比2023年决算数/增减额",
            "2024年快报数比2023年决算数/增减%",
        ];
        assert_eq!(names, expected);
    }
}

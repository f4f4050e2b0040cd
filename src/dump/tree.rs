//! The names of a header in the order they are printed -> columns: which names stand over others, and in what order the
//! columns stand.
//!
//! Two orders are in use. Row by row: a group stands among its neighbours, and what stands below it comes behind all of
//! them. By height: names that span rows are set in the middle of their cells, so groups come first and the columns then
//! stand in their order. The sums of full rows decide; where they say nothing, the place of the first column of names does.

use crate::catalogue::{self, lexicon, sums};
use crate::table::ColumnRole;
use rust_decimal::Decimal;

/// A name of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) text: String,
    /// The line it begins on.
    pub(super) line: usize,
}

/// What the body says about the columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    /// The number of values in each of the halves that stand side by side.
    pub(super) values: Vec<usize>,
    /// Do rows begin with codes?
    pub(super) coded: bool,
    /// The values of rows.
    pub(super) full: Vec<Vec<Decimal>>,
}

type Columns = (f32, Vec<Vec<String>>, Vec<ColumnRole>);

/// The columns that these names make, and how well they fit the body; none if they are too few or too many.
pub(super) fn tree(cells: &[Cell], shape: &Shape) -> Option<Columns> {
    match shape.values.as_slice() {
        [values] => single(cells, *values, shape),
        [left, right] => halves(cells, *left, *right),
        _ => None,
    }
}

fn role_of(text: &str) -> ColumnRole {
    catalogue::role(&[text.to_owned()])
}

/// Names on the left, values on the right.
fn single(cells: &[Cell], values: usize, shape: &Shape) -> Option<Columns> {
    let is_value = |cell: &&Cell| matches!(role_of(&cell.text), ColumnRole::Amount | ColumnRole::Ratio | ColumnRole::Count);
    let mut labels: Vec<&Cell> = cells.iter().filter(|cell| !is_value(cell) && role_of(&cell.text) != ColumnRole::Text).collect();
    let mut own: Vec<&Cell> = cells.iter().filter(is_value).collect();
    let texts: Vec<&Cell> = cells.iter().filter(|cell| role_of(&cell.text) == ColumnRole::Text).collect();
    let mut score = 0.0;
    if labels.is_empty() {
        let width = 1 + usize::from(shape.coded);
        if own.len() < width {
            return None;
        }
        labels = own.drain(..width).collect();
        score -= 2.0;
    }
    let (names, depth) = named(&labels);
    if own.len() < values {
        return None;
    }
    let groups = own.len() - values;
    let leftmost = labels.iter().map(|cell| cell.line).min().unwrap_or(0);
    let grouped = if groups == 0 {
        vec![own.iter().map(|cell| vec![cell.text.clone()]).collect()]
    } else {
        arrangements(&own, groups, leftmost)?
    };
    let (fit, paths) = grouped
        .into_iter()
        .enumerate()
        .map(|(index, paths)| (holding(&paths, shape) - index as f32 * 0.5, paths))
        .reduce(|a, b| if b.0 > a.0 { b } else { a })?;
    score += fit - groups as f32 * 0.3 - if depth > 1 { 0.0 } else { 0.1 };
    let coded = names.iter().any(|path| catalogue::role(path) == ColumnRole::Code);
    if coded != shape.coded {
        score -= 1.5;
    }
    let mut all = names;
    let mut roles: Vec<ColumnRole> = all
        .iter()
        .map(|path| match catalogue::role(path) {
            ColumnRole::Amount if shape.coded && labels.len() > 1 => ColumnRole::Code,
            ColumnRole::Amount | ColumnRole::Ratio | ColumnRole::Count => ColumnRole::Label,
            role => role,
        })
        .collect();
    roles.extend(paths.iter().map(|path| match catalogue::role(path) {
        ColumnRole::Ratio => ColumnRole::Ratio,
        _ => ColumnRole::Amount,
    }));
    all.extend(paths);
    roles.extend(texts.iter().map(|_| ColumnRole::Text));
    all.extend(texts.iter().map(|cell| vec![cell.text.clone()]));
    Some((score, all, roles))
}

/// The columns of names; some of these names stand over others: 科目编码 over 类, 款 and 项; 项目 over 科目编码 and 科目名称.
fn named(labels: &[&Cell]) -> (Vec<Vec<String>>, usize) {
    let parts = |cell: &&Cell| matches!(cell.text.as_str(), "类" | "款" | "项" | "目");
    let divided = labels.iter().any(parts);
    let mut head: Option<&str> = None;
    let mut over: Option<&str> = None;
    let mut paths: Vec<Vec<String>> = Vec::new();
    let ends = |text: &str, endings: &[&str]| endings.iter().any(|ending| text.ends_with(ending));
    let leaves = labels.iter().filter(|cell| ends(&cell.text, &["编码", "代码", "名称"])).count();
    for cell in labels {
        let text = cell.text.as_str();
        let codes = ends(text, &["编码", "代码", "科目"]);
        if divided && codes && head.is_none() {
            head = Some(text);
        } else if leaves > 1 && (matches!(text, "项目" | "科目") || ends(text, &["分类科目", "分类", "科目"])) && !codes_below(text) {
            over = Some(text);
        } else if let (true, Some(head)) = (parts(cell), head) {
            paths.push(vec![head.to_owned(), text.to_owned()]);
        } else if let Some(over) = over.filter(|_| ends(text, &["编码", "代码", "名称"])) {
            paths.push(vec![over.to_owned(), text.to_owned()]);
        } else {
            paths.push(vec![text.to_owned()]);
        }
    }
    // The parts of a code stand before what is named by it.
    paths.sort_by_key(|path| usize::from(!(path.len() > 1 && matches!(path.last().map(String::as_str), Some("类" | "款" | "项" | "目")))));
    let depth = paths.iter().map(Vec::len).max().unwrap_or(1);
    (paths, depth)
}

fn codes_below(text: &str) -> bool {
    text.ends_with("编码") || text.ends_with("代码") || text.ends_with("名称")
}

/// The ways to take `groups` of these names for groups, the most plausible first.
fn arrangements(own: &[&Cell], groups: usize, leftmost: usize) -> Option<Vec<Vec<Vec<String>>>> {
    let heads = heads(own, groups)?;
    let is_head = |index: usize| heads.contains(&index);
    let leaves: Vec<usize> = (0..own.len()).filter(|&index| !is_head(index)).collect();
    let below = assign(own, &heads, &leaves);
    let by_height = by_height(own, &heads, &leaves, &below);
    let by_row = by_row(own, &heads, &leaves, &below);
    // Where a group is printed before the first column, its line stands above the others.
    let first = heads.first().and_then(|&head| own.get(head)).map_or(0, |cell| cell.line);
    Some(if first < leftmost { vec![by_height, by_row] } else { vec![by_row, by_height] })
}

/// Which names stand over others: those that do so in most forms, with names below them behind.
fn heads(own: &[&Cell], groups: usize) -> Option<Vec<usize>> {
    let worth = |index: usize| {
        let name = own.get(index).map_or("", |cell| cell.text.as_str());
        let behind = own.get(index + 1..).unwrap_or_default();
        let below = behind.iter().filter(|cell| lexicon().stands_below(name, &cell.text)).count();
        if catalogue::is_total(name) {
            return -9.0;
        }
        let plain = ["收入", "支出", "财政拨款", "单位资金", "本年收入", "上年结转"].iter().any(|word| name.ends_with(word));
        f32::from(u8::from(lexicon().is_group(name))) + below.min(4) as f32 + if plain { 0.2 } else { 0.0 }
            - index as f32 * 0.01
    };
    let mut order: Vec<(f32, usize)> = (0..own.len().saturating_sub(1)).map(|index| (worth(index), index)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut heads: Vec<usize> = order.iter().take(groups).map(|(_, index)| *index).collect();
    heads.sort_unstable();
    (heads.len() == groups).then_some(heads)
}

/// For each leaf the group it stands below: groups and leaves keep their order. Affinity is that of the lexicon.
fn assign(own: &[&Cell], heads: &[usize], leaves: &[usize]) -> Vec<Option<usize>> {
    let text = |index: usize| own.get(index).map_or("", |cell| cell.text.as_str());
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
                let own = if to % 2 == 1 {
                    let Some(&head) = heads.get(group) else { continue };
                    if head > leaf {
                        continue;
                    }
                    let total = catalogue::is_total(text(leaf));
                    let affinity = if lexicon().stands_below(text(head), text(leaf)) { 1.5 } else { 0.0 };
                    affinity + if total && entered { 1.0 } else if total { -1.0 } else { 0.1 }
                } else {
                    let total = catalogue::is_total(text(leaf)) && !path.is_empty();
                    if total { -0.5 } else { 0.2 }
                };
                // A group without a column below it is none.
                let score = score + own - skipped as f32 * 3.0;
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

fn path(own: &[&Cell], heads: &[usize], leaf: usize, group: Option<usize>) -> Vec<String> {
    let text = |index: usize| own.get(index).map_or_else(String::new, |cell| cell.text.clone());
    group.and_then(|group| heads.get(group)).map(|&head| text(head)).into_iter().chain([text(leaf)]).collect()
}

/// The columns in the order their names are printed.
fn by_height(own: &[&Cell], heads: &[usize], leaves: &[usize], below: &[Option<usize>]) -> Vec<Vec<String>> {
    leaves.iter().zip(below).map(|(&leaf, &group)| path(own, heads, leaf, group)).collect()
}

/// The columns with those of each group in its place.
fn by_row(own: &[&Cell], heads: &[usize], leaves: &[usize], below: &[Option<usize>]) -> Vec<Vec<String>> {
    let mut columns: Vec<(usize, usize)> = leaves
        .iter()
        .enumerate()
        .map(|(index, &leaf)| match below.get(index).copied().flatten().and_then(|group| heads.get(group)) {
            Some(&head) => (head, index),
            None => (leaf, index),
        })
        .collect();
    columns.sort_unstable();
    columns
        .into_iter()
        .filter_map(|(_, index)| Some(path(own, heads, *leaves.get(index)?, below.get(index).copied().flatten())))
        .collect()
}

/// How well the sums of these columns hold in rows with a value for each.
fn holding(paths: &[Vec<String>], shape: &Shape) -> f32 {
    let sums = sums(paths);
    let (mut held, mut broken) = (0_usize, 0_usize);
    for row in shape.full.iter().filter(|row| row.len() == paths.len()) {
        let value = |column: usize| row.get(column).copied().unwrap_or_default();
        for sum in &sums {
            let total = value(sum.total);
            let parts = sum.parts.iter().try_fold(Decimal::ZERO, |all, &part| all.checked_add(value(part)));
            let Some(parts) = parts.filter(|_| !total.is_zero()) else { continue };
            let off = (parts - total).abs();
            if off <= Decimal::new(2, 2) { held += 1 } else { broken += 1 }
        }
    }
    if held + broken == 0 {
        return 0.0;
    }
    6.0 * (held as f32 - broken as f32) / (held + broken) as f32
}

/// 收入 beside 支出: each half has names and values of its own.
fn halves(cells: &[Cell], left: usize, right: usize) -> Option<Columns> {
    let is_side = |cell: &&Cell| matches!(cell.text.as_str(), "收入" | "支出" | "本年收入" | "本年支出");
    let sides: Vec<&Cell> = cells.iter().filter(is_side).collect();
    let sides = if sides.len() == 2 { sides } else { Vec::new() };
    let rest: Vec<&Cell> = cells.iter().filter(|cell| sides.is_empty() || !is_side(cell)).collect();
    let is_label = |cell: &&Cell| matches!(role_of(&cell.text), ColumnRole::Label);
    let mut labels: Vec<&Cell> = rest.iter().copied().filter(is_label).collect();
    let mut values: Vec<&Cell> = rest
        .iter()
        .copied()
        .filter(|cell| matches!(role_of(&cell.text), ColumnRole::Amount | ColumnRole::Ratio | ColumnRole::Count))
        .collect();
    let mut score = 0.0;
    if labels.is_empty() && rest.len() == left + right + 2 {
        labels = rest.iter().enumerate().filter(|(index, _)| *index == 0 || *index == left + 1).map(|(_, c)| *c).collect();
        values = rest.iter().enumerate().filter(|(index, _)| *index != 0 && *index != left + 1).map(|(_, c)| *c).collect();
        score -= 1.0;
    }
    let lines = rest.iter().filter(|cell| role_of(&cell.text) == ColumnRole::Index).count();
    if labels.len() != 2 || values.len() < left + right || !matches!(lines, 0 | 2) {
        return None;
    }
    let groups = values.len() - left - right;
    if groups > 2 {
        return None;
    }
    let mut over: [Option<String>; 2] = [None, None];
    let heads = if groups > 0 { heads(&values, groups)? } else { Vec::new() };
    let leaves: Vec<&Cell> = (0..values.len()).filter(|index| !heads.contains(index)).filter_map(|i| values.get(i).copied()).collect();
    if let [one] = heads.as_slice() {
        let side = usize::from(right > left || *one > left);
        if let (Some(place), Some(cell)) = (over.get_mut(side), values.get(*one)) {
            *place = Some(cell.text.clone());
        }
    } else if let [first, second] = heads.as_slice() {
        over = [*first, *second].map(|index| values.get(index).map(|cell| cell.text.clone()));
    }
    let index_name = rest.iter().find(|cell| role_of(&cell.text) == ColumnRole::Index).map(|cell| cell.text.clone());
    let (mut paths, mut roles) = (Vec::new(), Vec::new());
    let mut from = 0;
    for (half, width) in [left, right].into_iter().enumerate() {
        let side: Vec<String> = sides.get(half).map(|cell| cell.text.clone()).into_iter().collect();
        let with = |name: String| side.iter().cloned().chain([name]).collect::<Vec<String>>();
        paths.push(with(labels.get(half)?.text.clone()));
        roles.push(ColumnRole::Label);
        if let Some(name) = &index_name {
            paths.push(with(name.clone()));
            roles.push(ColumnRole::Index);
        }
        for cell in leaves.get(from..from + width)? {
            let above = over.get(half).cloned().flatten();
            paths.push(side.iter().cloned().chain(above).chain([cell.text.clone()]).collect());
            roles.push(match role_of(&cell.text) {
                ColumnRole::Ratio => ColumnRole::Ratio,
                _ => ColumnRole::Amount,
            });
        }
        from += width;
    }
    Some((score - groups as f32 * 0.5, paths, roles))
}

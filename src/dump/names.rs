//! The names of a table's columns out of the tokens of its header, where no known form has them.

use super::body::Body;
use super::clean::{all_digits, is_plain_amount};
use super::line::is_item;
use super::token::{Kind, Token};
use crate::catalogue;
use crate::model::ColumnRole;

/// A header has fewer tokens; what is longer is prose.
const HEADER_PIECES: usize = 120;

/// The name of each column, where the dump keeps the places on the page: the tokens above the values of a full row, from
/// top to bottom. `None` if some column has no name.
pub(super) fn names_by_place(names: &[Token<'_>], bodies: &[Body], pattern: &[ColumnRole]) -> Option<Vec<String>> {
    let full = bodies.iter().map(|body| body.halves.iter().flat_map(|(n, v)| n.iter().chain(v)).collect::<Vec<_>>());
    let full = full.into_iter().find(|row| row.len() == pattern.len())?;
    let mut stacked = vec![String::new(); pattern.len()];
    for token in names.iter().take_while(|token| !is_item(&token.text)) {
        // Twice the distance between the middles, so that halves of characters count.
        let middle = |place: (usize, usize)| place.0 + place.1;
        let column = (0..full.len())
            .min_by_key(|&c| full.get(c).map_or(usize::MAX, |own| middle(own.place).abs_diff(middle(token.place))))?;
        stacked.get_mut(column)?.push_str(&token.text);
    }
    stacked.iter().all(|name| !name.is_empty()).then_some(stacked)
}

pub(super) fn text_of(tokens: &[Token<'_>]) -> String {
    tokens.iter().map(|token| &*token.text).collect()
}

/// How good a cut is, and where its last column begins.
type Cut = (f32, usize);

/// The tokens of each column's name: the cuts that give the most plausible names. Names behind the last one are rows.
pub(super) fn cut(names: &[Token<'_>], pattern: &[ColumnRole]) -> Option<Vec<(usize, usize)>> {
    /// Lines of one cell; deeper wrapping is a scrambled header.
    const LINES: usize = 8;
    if names.len() < pattern.len() || names.len() > HEADER_PIECES {
        return None;
    }
    let mut first: Vec<Option<Cut>> = vec![None; names.len() + 1];
    if let Some(first) = first.first_mut() {
        *first = Some((0.0, 0));
    }
    // For each number of columns the best cut that ends at each token.
    let mut stages = vec![first];
    // What each group of tokens is worth: every column asks.
    let mut known: Vec<Option<Option<Worth>>> = vec![None; names.len() * LINES];
    let mut text = String::new();
    for &role in pattern {
        let mut next: Vec<Option<Cut>> = vec![None; names.len() + 1];
        for (start, state) in stages.last().into_iter().flatten().enumerate() {
            let Some((score, _)) = *state else { continue };
            for end in start + 1..=names.len().min(start + LINES) {
                let Some(known) = known.get_mut(start * LINES + end - start - 1) else { continue };
                let group = || names.get(start..end).unwrap_or_default();
                let Some(worth) = *known.get_or_insert_with(|| worth(group(), &mut text)) else { continue };
                let own = match role {
                    ColumnRole::Code => worth.code,
                    ColumnRole::Label => worth.label,
                    _ => worth.other,
                };
                let score = score + own;
                if let Some(place) = next.get_mut(end).filter(|place| place.is_none_or(|(known, _)| score > known)) {
                    *place = Some((score, start));
                }
            }
        }
        stages.push(next);
    }
    // A header ends where a line ends; what is left over is the label of the first row.
    let ends = stages.last()?.iter().enumerate().filter_map(|(end, state)| {
        let (score, _) = (*state)?;
        let line = |at: usize| names.get(at).map(|token| token.line);
        let whole = line(end).is_none() || line(end) != end.checked_sub(1).and_then(line);
        let rest = names.get(end..).unwrap_or_default();
        let item = rest.first().is_some_and(|token| is_item(&token.text) || all_digits(&*token.text));
        let left = rest.len() as f32;
        whole.then_some((score - if item { 0.0 } else { 0.4 * left }, end))
    });
    let (_, mut end) = ends.reduce(|a, b| if b.0 > a.0 { b } else { a }).filter(|(score, _)| *score > -4.0)?;
    let mut groups = Vec::with_capacity(pattern.len());
    for stage in stages.iter().skip(1).rev() {
        let (_, start) = stage.get(end).copied().flatten()?;
        groups.push((start, end));
        end = start;
    }
    groups.reverse();
    Some(groups)
}

/// How well some tokens make the name of a column of codes, of labels, of anything else. Only the order matters.
#[derive(Clone, Copy, Debug)]
struct Worth {
    code: f32,
    label: f32,
    other: f32,
}

impl Worth {
    fn add(&mut self, weight: f32) {
        for own in [&mut self.code, &mut self.label, &mut self.other] {
            *own += weight;
        }
    }
}

/// How well these tokens make a name; `None` if they make none. `text` is room for it.
fn worth(group: &[Token<'_>], text: &mut String) -> Option<Worth> {
    /// Names are shorter.
    const CHARACTERS: usize = 30;
    const ENDINGS: &[&str] = &[
        "数", "额", "%", "％", "率", "计", "支出", "收入", "结余", "资金", "编码", "代码", "名称", "项目", "科目",
        "地区", "备注", "费", "决算", "预算", "执行", "情况", "债务", "债券", "补助", "限额", "幅", "增长", "地方",
        "级",
    ];
    text.clear();
    text.extend(group.iter().map(|token| &*token.text));
    let length = text.chars().count();
    if length > CHARACTERS || group.iter().any(|token| token.kind == Kind::Amount && is_plain_amount(&token.text)) {
        return None;
    }
    let named = catalogue::role(std::slice::from_ref(text));
    let label = matches!(text.as_str(), "项目" | "地区" | "科目" | "支出项目" | "收入项目" | "单位")
        || named == ColumnRole::Label
        || text.ends_with("项目");
    let code = matches!(named, ColumnRole::Code | ColumnRole::Index);
    let mut worth = Worth {
        code: if code { 3.0 } else { -1.0 },
        label: if label { 3.0 } else { -0.5 },
        other: if label || named == ColumnRole::Code { -2.0 } else { 0.0 },
    };
    if ENDINGS.iter().any(|ending| text.ends_with(ending)) {
        worth.add(1.0);
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('年') && length > 6 {
        worth.add(0.6);
    }
    if text.starts_with(['年', '数', '额', '%', '）', ')', '编', '名'])
        || text.ends_with('年')
        || text.ends_with(['为', '上'])
    {
        worth.add(-1.5);
    }
    // The year stands once in a name.
    if text.matches("20").count() > 1 {
        worth.add(-2.0);
    }
    for pair in group.windows(2) {
        let [a, b] = pair else { continue };
        let (before, behind) = (a.text.chars().count(), b.text.chars().count());
        if a.line == b.line && before + behind > 2 {
            worth.add(-2.5);
        } else if behind > before + 2 {
            worth.add(-0.7);
        }
    }
    Some(worth)
}

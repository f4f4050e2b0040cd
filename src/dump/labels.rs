//! The tokens before a row's amounts -> its codes and names, each in its column.

use super::clean::{all_digits, solid};
use super::draft::{Draft, DraftCell, HOMELESS};
use super::line::is_item;
use super::names::text_of;
use super::token::{Kind, Token, is_total_label};
use super::touching::is_coded;
use crate::catalogue;
use crate::model::ColumnRole;

/// The columns that stand before the amounts.
#[derive(Clone, Debug)]
pub(super) struct Labels {
    /// How many they are.
    pub(super) width: usize,
    names: Vec<String>,
    roles: Vec<ColumnRole>,
    total: usize,
}

impl Labels {
    /// The columns before the first amount.
    pub(super) fn new(paths: &[Vec<String>], roles: &[ColumnRole], total: Option<usize>) -> Labels {
        let width = roles.iter().position(|&role| role == ColumnRole::Amount).unwrap_or(roles.len());
        let roles: Vec<ColumnRole> = roles.iter().copied().take(width).collect();
        let names = paths.iter().take(width).map(|path| path.last().cloned().unwrap_or_default()).collect();
        let first_name = roles.iter().position(|&role| role == ColumnRole::Label).unwrap_or(0);
        Labels { width, names, roles, total: total.unwrap_or(first_name) }
    }

    /// Does `token` begin a row of its own, because the row in `waiting` has no room for it: a code behind as many
    /// spans of names as there are, or behind a total?
    pub(super) fn begins_row(&self, waiting: &[Token<'_>], token: &Token<'_>) -> bool {
        if waiting.is_empty() {
            return false;
        }
        if is_total_label(waiting) {
            return true;
        }
        let other_line = waiting.last().is_some_and(|last| last.line != token.line);
        if !self.roles.contains(&ColumnRole::Code) && other_line && is_item(&token.text) {
            // A numbered name begins a row, whether or not the one before it has an amount.
            return waiting.first().is_some_and(|first| is_item(&first.text));
        }
        if token.kind != Kind::Digits || waiting.last().is_none_or(|last| last.kind == Kind::Digits) {
            return false;
        }
        let spans = |kinds: &mut dyn Iterator<Item = bool>| {
            let mut count = 0;
            let mut before = false;
            for code in kinds {
                count += usize::from(code && !before);
                before = code;
            }
            count
        };
        let printed = spans(&mut waiting.iter().map(|token| token.kind == Kind::Digits));
        let room = spans(&mut self.roles.iter().map(|&role| role == ColumnRole::Code));
        printed >= room && room > 0
    }

    /// The cells of a row's codes and names.
    pub(super) fn cells(&self, draft: &mut Draft, tokens: &[Token<'_>]) -> Vec<DraftCell> {
        let mut cells = vec![DraftCell::default(); draft.paths.len()];
        if is_total_label(tokens) {
            if let (Some(cell), Some(token)) = (cells.get_mut(self.total), tokens.first()) {
                cell.text = token.text.to_string();
            }
            return cells;
        }
        let mut column = 0;
        let in_order = self.code_first(tokens);
        let mut rest = in_order.as_deref().unwrap_or(tokens);
        // 序号 stands first where there is one.
        if self.roles.first() == Some(&ColumnRole::Index)
            && let Some((first, behind)) = rest.split_first()
            && first.kind == Kind::Digits
        {
            if let Some(cell) = cells.first_mut() {
                cell.text = first.text.to_string();
            }
            column = 1;
            rest = behind;
        }
        while !rest.is_empty() {
            let codes = rest.iter().take_while(|token| token.kind != Kind::Text).count();
            let (own, behind) = rest.split_at(codes);
            let names = behind.iter().take_while(|token| token.kind == Kind::Text).count();
            let (text, behind) = behind.split_at(names);
            rest = behind;
            column = self.place_codes(draft, &mut cells, own, column);
            let from = column;
            let to = (from..self.width).find(|&c| self.roles.get(c) == Some(&ColumnRole::Code)).unwrap_or(self.width);
            self.place_names(draft, &mut cells, text, (from, to));
            column = to;
        }
        cells
    }

    /// The code first, where it is set lower than its name and so printed on the line below it.
    fn code_first<'p>(&self, tokens: &[Token<'p>]) -> Option<Vec<Token<'p>>> {
        let (code, names) = tokens.split_last()?;
        let lower = names.last().is_some_and(|name| name.line < code.line)
            && names.iter().all(|name| name.kind == Kind::Text)
            && code.kind == Kind::Digits;
        let coded = matches!(self.roles.as_slice(), [ColumnRole::Code, ColumnRole::Label]);
        (lower && coded).then(|| std::iter::once(code).chain(names).cloned().collect())
    }

    /// Puts codes into the next code columns and says where the names behind them begin.
    fn place_codes(&self, draft: &mut Draft, cells: &mut [DraftCell], codes: &[Token<'_>], from: usize) -> usize {
        let is_code = |c: usize| self.roles.get(c) == Some(&ColumnRole::Code);
        let start = (from..self.width).find(|&c| is_code(c));
        let Some(start) = start else {
            // A code in a table without code columns stands among the names: a unit's where units stand first, else
            // in the column before the name it belongs to.
            let units_first = self.names.first().is_some_and(|name| name.ends_with("单位"));
            let place = if units_first { from } else { from.max(self.width.saturating_sub(2)) };
            for token in codes {
                match cells.get_mut(place).filter(|cell| place < self.width && cell.text.is_empty()) {
                    Some(cell) => cell.text = token.text.to_string(),
                    None => draft.set_aside(token.line, &token.text, HOMELESS),
                }
            }
            return if codes.is_empty() || self.width < 2 { from } else { (from + 1).max(self.width - 1) };
        };
        // A unit stands before codes, and has none of its own.
        let unit = self.names.get(from).is_some_and(|name| name.ends_with("单位") || name.ends_with("部门"));
        if codes.is_empty() && start > from && unit {
            return from;
        }
        let end = (start..self.width).find(|&c| !is_code(c)).unwrap_or(self.width);
        let mut at = start;
        if let [one] = codes {
            at = self.single_code(one, start, end);
        }
        for token in codes {
            match cells.get_mut(at).filter(|_| at < end) {
                Some(cell) => cell.text = token.text.to_string(),
                None => draft.set_aside(token.line, &token.text, HOMELESS),
            }
            at += 1;
        }
        end
    }

    /// A row with one code: a unit's if there is a column for it, unless it is the code of a functional class.
    fn single_code(&self, token: &Token<'_>, start: usize, end: usize) -> usize {
        /// 类 of 政府收支分类科目: expenditure runs from 201 to 234.
        const CLASSES: std::ops::RangeInclusive<u32> = 201..=234;
        let unit = (start..end)
            .find(|&c| self.names.get(c).is_some_and(|name| name.contains("单位") || name.contains("部门")));
        let class = token.text.len() == 3 && token.text.parse().is_ok_and(|code| CLASSES.contains(&code));
        match unit {
            Some(unit) if !class || unit == start => unit,
            _ => start,
        }
    }

    /// Shares the texts out over the name columns `from..to`, at the cuts that fit best.
    fn place_names(
        &self,
        draft: &mut Draft,
        cells: &mut [DraftCell],
        tokens: &[Token<'_>],
        (from, to): (usize, usize),
    ) {
        if tokens.is_empty() {
            return;
        }
        if from >= to {
            let text = text_of(tokens);
            // Names behind the last name column go on in it.
            match cells.get_mut(to.saturating_sub(1)) {
                Some(cell) => cell.text.push_str(&text),
                None => draft.set_aside(tokens.first().map_or(0, |token| token.line), &text, HOMELESS),
            }
            return;
        }
        let cuts = self.cuts(tokens, from, to);
        let mut start = 0;
        for (column, end) in (from..to).zip(cuts) {
            if let Some(cell) = cells.get_mut(column) {
                cell.text.extend(tokens.get(start..end).unwrap_or_default().iter().map(|token| &*token.text));
            }
            start = end;
        }
    }

    /// For each of the columns `from..to` the end of its tokens. Rows have few tokens and at most three name columns.
    fn cuts(&self, tokens: &[Token<'_>], from: usize, to: usize) -> Vec<usize> {
        /// A name wrapped to single characters has fewer tokens; more are lines that belong to no row.
        const PIECES: usize = 60;
        let columns = to - from;
        let count = tokens.len();
        if count > PIECES || columns == 1 {
            return vec![count; columns];
        }
        // best[i]: the best way to spend the first i tokens on the columns so far.
        let mut best: Vec<Option<(f32, Vec<usize>)>> = vec![None; count + 1];
        if let Some(first) = best.first_mut() {
            *first = Some((0.0, Vec::new()));
        }
        for column in from..to {
            let mut next: Vec<Option<(f32, Vec<usize>)>> = vec![None; count + 1];
            for (start, state) in best.iter().enumerate() {
                let Some((score, ends)) = state else { continue };
                for end in start..=count {
                    let group = tokens.get(start..end).unwrap_or_default();
                    let score = score + self.fits(column, group);
                    if let Some(place) = next.get_mut(end).filter(|p| p.as_ref().is_none_or(|(s, _)| score > *s)) {
                        *place = Some((score, ends.iter().copied().chain([end]).collect()));
                    }
                }
            }
            best = next;
        }
        best.pop().flatten().map_or_else(|| vec![count; columns], |(_, ends)| ends)
    }

    /// How well these tokens make a cell of this column. Weights order the cases; only their order matters.
    fn fits(&self, column: usize, group: &[Token<'_>]) -> f32 {
        let name = self.names.get(column).map_or("", String::as_str);
        let text = text_of(group);
        let kinds = ["类型", "分类", "类别"].iter().any(|word| name.ends_with(word));
        let mut score = match (text.is_empty(), kinds) {
            (true, true) => -0.5,
            (true, false) => -1.0,
            (false, true) if catalogue::words("project").contains(&text) => 5.0,
            (false, true) => -3.0,
            (false, false) => 1.0,
        };
        if !kinds && !text.is_empty() && name.ends_with("单位") {
            // An organisation's name ends like one.
            score += if catalogue::is_organisation(&text) { 1.0 } else { -1.0 };
        }
        for pair in group.windows(2) {
            let [a, b] = pair else { continue };
            let (before, behind) = (a.text.chars().count(), b.text.chars().count());
            if is_coded(&b.text) {
                // Each column has its own code.
                score -= 4.0;
            } else if a.line == b.line {
                // A blank inside a line parts two cells.
                score -= 2.0;
            } else if behind > before + 2 {
                // The lines of a wrapped cell are as long as the cell is wide, but for the last.
                score -= 1.5;
            }
        }
        score
    }

    /// Repeats labels of merged cells: a row that prints only its last name has the earlier ones of the row above.
    pub(super) fn repeat(&self, draft: &mut Draft) {
        let names: Vec<usize> = (0..self.width).filter(|&c| self.roles.get(c) == Some(&ColumnRole::Label)).collect();
        if names.len() < 3 || names.len() != self.width {
            return;
        }
        let mut above: Option<Vec<String>> = None;
        for row in &mut draft.rows {
            let texts: Vec<String> =
                names.iter().map(|&c| row.cells.get(c).map(|cell| cell.text.clone()).unwrap_or_default()).collect();
            let last_only = texts.last().is_some_and(|last| !last.is_empty() && !all_digits(solid(last).as_bytes()));
            let mut known = texts.clone();
            if let Some(above) = above.as_ref().filter(|_| last_only) {
                let blank = texts.iter().take_while(|text| text.is_empty()).count();
                for (c, text) in names.iter().zip(above).take(blank.min(names.len() - 1)) {
                    if let Some(cell) = row.cells.get_mut(*c).filter(|_| !text.is_empty()) {
                        *cell = DraftCell::spanned(text.clone());
                    }
                }
                for (known, text) in known.iter_mut().zip(above).take(blank) {
                    known.clone_from(text);
                }
            }
            above = (known.iter().filter(|text| !text.is_empty()).count() == names.len()).then_some(known);
        }
    }
}

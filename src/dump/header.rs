//! The rows above a tabbed table's body -> the header grid, with the spans that the dump lost put back.

use super::clean::{all_digits, amount, is_plain_amount, joined, solid};
use super::draft::{Draft, HEADER_AGAIN, HOMELESS};
use super::line::is_item;
use super::token::Token;
use crate::catalogue;
use crate::model::ColumnRole;
use crate::words::is_index_row;

/// More rows than this are no header: the deepest forms print four and a row that numbers the columns.
const HEADER_ROWS: usize = 6;

/// A header read from rows of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// The grid: a spanning name in every column it covers, `""` below a name that spans down.
    pub(super) grid: Vec<Vec<String>>,
    /// The path of each column.
    pub(super) paths: Vec<Vec<String>>,
}

/// How many of `rows` are the header, and whether the row behind them numbers the columns.
pub(super) fn header_rows(rows: &[Vec<String>]) -> (usize, bool) {
    for (index, row) in rows.iter().enumerate().take(HEADER_ROWS + 1) {
        if numbers_cells(row) {
            return (index, true);
        }
        if index > 0 && is_body_row(row) {
            return (index, false);
        }
    }
    (1.min(rows.len()), false)
}

/// 栏次: `栏次 | 1 | 2`, `** | ** | 1`, `1 | 2 | 3`.
pub(super) fn numbers_cells(row: &[String]) -> bool {
    numbers_columns(row.iter().map(String::as_str))
}

/// Does a row that begins with `text` perhaps number the columns? It begins with a mark or with the first of them; most rows do
/// not.
pub(super) fn opens_numbering(text: &str) -> bool {
    text.trim_start()
        .starts_with(['栏', '*', '行', '—', '0', '1', '+', '(', '（', '①', '１', 'A', 'Ａ', '甲', '公', '计'])
}

/// Are these the cells of a row that numbers the columns? The numbers begin with one.
pub(super) fn numbers_columns<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let mut cells = cells.filter(|cell| !cell.is_empty()).peekable();
    if !cells.peek().is_some_and(|first| opens_numbering(first)) {
        return false;
    }
    let cells: Vec<&str> = cells.collect();
    let first = cells.iter().find(|cell| is_number(cell));
    first.is_some_and(|first| is_first(first)) && is_index_row(&cells)
}

/// Is this cell of a row that numbers the columns a number, with or without a formula, rather than a mark?
pub(super) fn is_number(cell: &str) -> bool {
    let first = cell.trim_start_matches(['(', '（']).chars().next();
    first.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '①'..='⑳' | '０'..='９' | 'Ａ'..='Ｚ'))
}

/// Is this the number one, or the first letter?
fn is_first(cell: &str) -> bool {
    let own = cell.trim_start_matches(['(', '（']);
    let rest = own.strip_prefix(['1', '１', '①', 'A', 'Ａ']);
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn is_body_row(row: &[String]) -> bool {
    let mut cells = row.iter().filter(|cell| !cell.is_empty());
    let Some(first) = cells.next() else { return false };
    let alone = cells.next().is_none();
    (alone && catalogue::is_total(&solid(first)))
        || is_item(first)
        || first.starts_with("其中")
        || row
            .iter()
            .any(|cell| is_plain_amount(cell) || all_digits(cell) || (cell.contains('.') && amount(cell).is_some()))
}

/// The header that `rows` print. `used` says which columns hold something in the body.
pub(super) fn header(rows: &[Vec<String>], used: &[bool]) -> Header {
    let mut rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| joined(cell).into_owned()).collect()).collect();
    restore_code_span(&mut rows);
    let named = |c: usize| rows.iter().any(|row| row.get(c).is_some_and(|cell| !cell.is_empty()));
    let widest = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = (0..widest).rev().find(|&c| named(c)).map_or(0, |c| c + 1);
    // Nameless columns at the right end stay only if the body uses them and the header is as wide as the body.
    let width =
        if used.len() == widest { used.iter().rposition(|&u| u).map_or(width, |c| width.max(c + 1)) } else { width };
    for row in &mut rows {
        row.resize(width, String::new());
    }
    let grid = fill(&rows);
    let paths = (0..width).map(|c| path(&grid, c)).collect();
    Header { grid, paths }
}

/// The names of column `c` from top to bottom, a name that spans down once.
pub(super) fn path(grid: &[Vec<String>], c: usize) -> Vec<String> {
    let mut path: Vec<String> = Vec::new();
    for name in grid.iter().filter_map(|row| row.get(c)).filter(|name| !name.is_empty()) {
        if path.last() != Some(name) {
            path.push(name.clone());
        }
    }
    path
}

/// `科目编码 | 类 | 款 | 项` in one row: the span over 类, 款, 项 was lost and its name became a cell of its own.
fn restore_code_span(rows: &mut Vec<Vec<String>>) {
    let found = rows.iter().enumerate().find_map(|(r, row)| {
        let at = row
            .windows(3)
            .position(|w| matches!(w, [name, a, b] if name.ends_with("编码") && a == "类" && b == "款"))?;
        Some((r, at))
    });
    let Some((r, at)) = found else { return };
    let span = rows.get(r).and_then(|row| row.get(at)).cloned().unwrap_or_default();
    if rows.len() == r + 1 {
        let width = rows.get(r).map_or(0, Vec::len);
        rows.push(vec![String::new(); width]);
    }
    for row in rows.iter_mut().filter(|row| at < row.len()) {
        row.remove(at);
    }
    let mut c = at;
    while let Some(cell) = rows.get_mut(r).and_then(|row| row.get_mut(c)) {
        if !matches!(cell.as_str(), "类" | "款" | "项") {
            break;
        }
        let below = std::mem::replace(cell, if c == at { span.clone() } else { String::new() });
        if let Some(place) = rows.get_mut(r + 1).and_then(|row| row.get_mut(c)) {
            *place = below;
        }
        c += 1;
    }
}

/// Puts spanning names into every column they cover. A blank cell belongs to the name on its left if something is
/// printed below it under the same parent, and to the name above it otherwise.
fn fill(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let text =
        |grid: &[Vec<String>], r: usize, c: usize| grid.get(r).and_then(|row| row.get(c)).cloned().unwrap_or_default();
    let mut grid: Vec<Vec<String>> = Vec::with_capacity(rows.len());
    // Per column, the name that stands above it, and whether it is the column's own.
    let width = rows.first().map_or(0, Vec::len);
    let mut above: Vec<String> = vec![String::new(); width];
    for (r, row) in rows.iter().enumerate() {
        let mut filled: Vec<String> = Vec::with_capacity(width);
        for (c, cell) in row.iter().enumerate() {
            let below = rows.iter().skip(r + 1).any(|row| row.get(c).is_some_and(|cell| !cell.is_empty()));
            let left = c.checked_sub(1).and_then(|l| filled.get(l)).cloned().unwrap_or_default();
            let same_parent = r == 0 || (c > 0 && above.get(c) == above.get(c - 1));
            filled.push(match () {
                () if !cell.is_empty() => cell.clone(),
                () if same_parent && (below || r == 0) => left,
                () => String::new(),
            });
        }
        for (c, name) in above.iter_mut().enumerate() {
            let own = filled.get(c).cloned().unwrap_or_default();
            // A name that spans down parts its columns from their neighbours like any other.
            *name = if own.is_empty() { format!("{name}\u{0}{}", text(rows, r, c)) } else { format!("{name}/{own}") };
        }
        grid.push(filled);
    }
    grid
}

/// Takes a row that numbers the columns.
pub(super) fn index_row(draft: &mut Draft, tokens: &[Token<'_>]) -> bool {
    let texts = || tokens.iter().map(|token| &*token.text);
    if !numbers_columns(texts()) {
        return false;
    }
    let mut row = vec![String::new(); draft.paths.len()];
    let is_value = |c: &usize| matches!(draft.roles.get(*c), Some(ColumnRole::Amount | ColumnRole::Ratio));
    let amounts: Vec<usize> = (0..row.len()).filter(is_value).collect();
    let mut next = amounts.iter();
    // `**` stands under every column that has no number, 栏次 under names only.
    let every = tokens.iter().any(|token| token.text == "**");
    let marked = |c: usize| {
        draft
            .roles
            .get(c)
            .is_some_and(|&role| if every { role != ColumnRole::Amount } else { role == ColumnRole::Label })
    };
    let labels: Vec<usize> = (0..row.len()).filter(|&c| marked(c)).collect();
    let mut marks = labels.iter();
    for token in tokens {
        let numbers = is_number(&token.text);
        let place = if numbers { next.next().copied() } else { marks.next().copied() };
        match place.and_then(|c| row.get_mut(c)) {
            Some(cell) => *cell = token.text.to_string(),
            None => draft.set_aside(token.line, &token.text, HOMELESS),
        }
    }
    if draft.index_row.is_none() {
        draft.index_row = Some(row);
    } else if let Some(first) = tokens.first() {
        draft.set_aside(first.line, &texts().collect::<Vec<_>>().join(" "), HEADER_AGAIN);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{header, header_rows};

    fn rows(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
    }

    fn check(text: &str, expected: &[&str]) {
        let header = header(&rows(text), &[]);
        let paths: Vec<String> = header.paths.iter().map(|path| path.join("/")).collect();
        assert_eq!(paths, expected);
    }

    #[test]
    fn spans_come_back() {
        check("收 入||支 出|\n项目|金额|项目|金额", &["收入/项目", "收入/金额", "支出/项目", "支出/金额"]);
        check(
            "项目||本年收入|本年支出||年末\n编码|名称||小计|基本|",
            &["项目/编码", "项目/名称", "本年收入", "本年支出/小计", "本年支出/基本", "年末"],
        );
        check(
            "预算数||||决算数\n合计|车||接待|\n|小计|购置||",
            &["预算数/合计", "预算数/车/小计", "预算数/车/购置", "预算数/接待", "决算数"],
        );
        check(
            "科目编码|类|款|项|单位|总计|\n|||||小计|其中",
            &["科目编码/类", "科目编码/款", "科目编码/项", "单位", "总计/小计", "总计/其中"],
        );
    }

    #[test]
    fn the_body_begins_where_amounts_do() {
        assert_eq!(header_rows(&rows("收入||支出|\n项目|金额|项目|金额\n一、税|1.00|一、教育|2.00")), (2, false));
        assert_eq!(header_rows(&rows("项目|行次|数\n栏次||1\n一、税|1|2.00")), (1, true));
        assert_eq!(header_rows(&rows("编码|名称|合计\n|合计|")), (1, false));
        assert_eq!(header_rows(&rows("任务|内容|结果")), (1, false));
    }
}

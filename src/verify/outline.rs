//! The rows of one half of a table as lines of an outline: what each is called, its code, its number, whether it is a sum.

use super::depths::mark;
use crate::catalogue;
use crate::model::{Cell, Column, ColumnMeaning, ColumnRole, Origin, Row, RowRole, Scheme, Table, Value};
use crate::statement::{Record, RowCode};
use crate::words::{Numbering, squeeze};

/// What a line is in the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rank {
    /// 合计, 总计, 本年收入合计.
    Total,
    /// A line without a name or code among lines that have them: perhaps a total.
    Nameless,
    /// 其中：…
    OfWhich,
    /// Anything else.
    Item,
}

/// A row in one block.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// The row.
    pub(crate) row: usize,
    /// The block.
    pub(crate) block: usize,
    /// Its name without white space.
    pub(crate) label: String,
    /// What it is.
    pub(crate) rank: Rank,
    /// Its classification code.
    pub(crate) code: Option<(Scheme, String)>,
    /// The code of a unit, if it has no classification code.
    pub(crate) unit: Option<String>,
    /// The number its name begins with.
    pub(crate) mark: Option<Numbering>,
    /// Does it print an amount?
    pub(crate) has_amount: bool,
    /// The last column that names it, counted among those of names.
    pub(crate) depth: usize,
    /// How deep its name is indented, from 0, where the table shows levels so.
    pub(crate) level: Option<u8>,
    /// A total by what it is called, which may be an ordinary line: 一般公共预算收入.
    pub(crate) is_soft: bool,
}

/// The lines of a block: rows that print a name, a code or an amount in it.
pub(super) fn lines(table: &Table, records: &[Vec<Record>], block: usize, amounts: &[usize]) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    let names = names(table, block);
    let mut class: Option<(Scheme, String)> = None;
    for (at, row) in table.rows.iter().enumerate() {
        if matches!(row.role, RowRole::Note | RowRole::Blank) {
            continue;
        }
        let Some(record) = records.get(at).and_then(|records| records.get(block)) else { continue };
        let is_amount = |column: &usize| {
            row.cells.get(*column).is_some_and(|cell| matches!(cell.value, Some(Value::Amount(_))) || is_unread(cell))
        };
        let has_amount = amounts.iter().any(is_amount);
        let label = squeeze(&record.label).trim_matches(['*', '＊']).to_owned();
        let (mut code, mut unit) = codes(record, &label);
        if code.is_none() && unit.is_none() {
            code = short(table, row, block, class.as_ref());
        }
        if code.is_none() && unit.is_none() {
            unit = digits(row, &names);
        }
        if code.as_ref().is_some_and(|(scheme, code)| scheme.level(code) == Some(1)) {
            class.clone_from(&code);
        }
        if label.is_empty() && code.is_none() && unit.is_none() && !has_amount {
            continue;
        }
        let mark = mark(&label);
        let (rank, is_soft) = rank(&label, mark, code.is_some() || unit.is_some());
        if code.is_none() && unit.is_none() && rank == Rank::Item && catalogue::is_organisation(&label) {
            unit = Some(label.clone());
        }
        let is_printed = |column: &usize| {
            row.cells.get(*column).is_some_and(|cell| cell.origin != Origin::Spanned && !cell.text.trim().is_empty())
        };
        // A further line of what is merged over several stands as deep as the first.
        let is_named = |column: &usize| row.cells.get(*column).is_some_and(|cell| !cell.text.trim().is_empty());
        let depth = names.iter().rposition(is_printed).or_else(|| names.iter().rposition(is_named)).unwrap_or(0);
        // The indents are those of the first column of names.
        let level = row.level.filter(|_| block == 0);
        found.push(Line { row: at, block, label, rank, code, unit, mark, has_amount, depth, level, is_soft });
    }
    found
}

/// Does a cell print a number that is no amount as it stands: `2800,000`?
pub(super) fn is_unread(cell: &Cell) -> bool {
    cell.value.is_none() && cell.origin != Origin::Spanned && cell.text.contains(|c: char| c.is_ascii_digit())
}

/// The columns of names before the amounts of a block.
fn names(table: &Table, block: usize) -> Vec<usize> {
    let of_block = |at: &usize| table.meanings.get(*at).is_some_and(|meaning| meaning.block == block);
    let role = |at: usize| table.columns.get(at).map(|column| column.role);
    let columns: Vec<usize> = (0..table.columns.len()).filter(of_block).collect();
    let before = columns.iter().take_while(|at| role(**at) != Some(ColumnRole::Amount));
    before.copied().filter(|at| matches!(role(*at), Some(ColumnRole::Label | ColumnRole::Text))).collect()
}

/// The classification code of a record, or the code of its unit.
fn codes(record: &Record, label: &str) -> (Option<(Scheme, String)>, Option<String>) {
    let first = |scheme: Scheme| match scheme {
        Scheme::Functional => "2",
        Scheme::EconomicDepartment => "3",
        Scheme::EconomicGovernment => "5",
        _ => "",
    };
    let is_class = |code: &&RowCode| {
        !matches!(code.scheme, Scheme::Unit | Scheme::Project | Scheme::Division)
            && code.scheme.level(&code.code).is_some()
            && code.code.starts_with(first(code.scheme))
    };
    // Codes of items in a column of units.
    let is_misplaced = |code: &&RowCode| {
        code.scheme == Scheme::Unit && catalogue::entry(&code.code).is_some_and(|entry| entry.is_called(label))
    };
    let printed: Vec<RowCode> =
        record.codes.iter().map(|code| RowCode { code: narrow(&code.code), ..code.clone() }).collect();
    if let Some(code) = printed.iter().find(is_class) {
        return (Some((code.scheme, code.code.clone())), None);
    }
    if let Some(code) = printed.iter().find(is_misplaced) {
        let scheme = catalogue::scheme_of(&code.code).unwrap_or(code.scheme);
        return (Some((scheme, code.code.clone())), None);
    }
    let is_unit = |code: &&RowCode| !matches!(code.scheme, Scheme::Project | Scheme::Division) && code.code.len() > 2;
    (None, printed.iter().find(is_unit).map(|code| code.code.clone()))
}

/// ３０２ -> 302.
fn narrow(code: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        _ => c,
    };
    code.chars().map(narrow).collect()
}

/// 款 printed as two digits under its class: 05 under 208.
fn short(table: &Table, row: &Row, block: usize, class: Option<&(Scheme, String)>) -> Option<(Scheme, String)> {
    let (scheme, class) = class?;
    let mut columns = table.columns.iter().zip(&table.meanings).zip(&row.cells);
    let is_code = |column: &Column, meaning: &ColumnMeaning| {
        column.role == ColumnRole::Code && meaning.block == block && meaning.scheme == Some(*scheme)
    };
    let ((_, _), cell) = columns.find(|((column, meaning), _)| is_code(column, meaning))?;
    let text = cell.text.trim();
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| (*scheme, format!("{class}{text}")))
}

/// The code of a unit in a column that is not known to hold codes.
fn digits(row: &Row, names: &[usize]) -> Option<String> {
    const LEAST: usize = 3;
    let first = row.cells.get(*names.first()?)?.text.trim();
    let is_code = first.len() >= LEAST && first.bytes().all(|byte| byte.is_ascii_digit());
    (is_code && names.len() > 1).then(|| first.to_owned())
}

/// What a line is, and whether it is a total only by what it is called.
fn rank(label: &str, mark: Option<Numbering>, has_code: bool) -> (Rank, bool) {
    let bare = label.trim_end_matches([':', '：']);
    let ends = |endings: &[&str]| endings.iter().any(|ending| bare.ends_with(ending));
    let unnumbered = mark.and_then(|mark| label.get(mark.length..)).unwrap_or(label);
    let ends_list = ["小计", "合计", "总计"].iter().any(|word| unnumbered.ends_with(word));
    // 七、本年收入小计 and 十、合计 end a list, 一、基金收入合计 begins one.
    let is_last = mark.is_some_and(|mark| mark.number > 1);
    if is_last && (ends_list || catalogue::is_total(unnumbered)) {
        (Rank::Total, false)
    } else if mark.is_some() {
        (Rank::Item, false)
    } else if label.starts_with("其中") || label.starts_with("#其中") {
        (Rank::OfWhich, false)
    } else if catalogue::is_total(bare) || ends(&["合计", "总计", "共计", "小计"]) {
        (Rank::Total, false)
    } else if has_code {
        (Rank::Item, false)
    } else if ends(&[
        "公共预算收入",
        "公共预算支出",
        "基金预算收入",
        "基金预算支出",
        "经营预算收入",
        "经营预算支出",
        "总收入",
        "总支出",
    ]) {
        (Rank::Total, true)
    } else if label.is_empty() {
        (Rank::Nameless, false)
    } else {
        (Rank::Item, false)
    }
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::model::ColumnMeaning;
    use crate::statement::records;

    /// A project with two issues: the second line of its block is no head of the projects below it.
    #[test]
    fn a_further_line_of_a_block_stands_as_deep_as_its_first() {
        let mut tables = crate::sketch::read(
            "
                    债券项目表
+------+--------+----------+----------+
| 序号 |  区划  | 项目名称 |   金额   |
+------+--------+----------+----------+
|  1   | 市本级 | 公园     |   120.25 |
+------+--------+----------+----------+
|  2   | 市本级 | 河道治理 |   230.75 |
|      |        |          +----------+
|      |        |          |    21.25 |
+------+--------+----------+----------+
|  3   | 市本级 | 道路     |    61.25 |
+------+--------+----------+----------+
",
        );
        let table = &mut tables[0];
        table.meanings = vec![ColumnMeaning::default(); table.columns.len()];
        let found = lines(table, &records(table), 0, &[3]);
        assert!(found.len() == 4 && found.iter().all(|line| line.depth == found[0].depth), "{found:#?}");
    }
}

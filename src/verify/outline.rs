//! The rows of one half of a table as lines of an outline: what each is called, its code, its number, whether it is a sum.

use super::numbering::{Mark, mark};
use crate::catalogue::{self, Scheme};
use crate::statement::Record;
use crate::table::{RowRole, Table, Value};
use crate::text::squeeze;

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
    pub(crate) mark: Option<Mark>,
    /// Does it print an amount?
    pub(crate) has_amount: bool,
}

/// The lines of a block: rows that print a name, a code or an amount in it.
pub(super) fn lines(table: &Table, records: &[Vec<Record>], block: usize, amounts: &[usize]) -> Vec<Line> {
    let mut found = Vec::new();
    for (at, row) in table.rows.iter().enumerate() {
        if matches!(row.role, RowRole::Note | RowRole::Blank) {
            continue;
        }
        let Some(record) = records.get(at).and_then(|records| records.get(block)) else { continue };
        let is_amount = |column: &usize| {
            row.cells.get(*column).is_some_and(|cell| matches!(cell.value, Some(Value::Amount(_))))
        };
        let has_amount = amounts.iter().any(is_amount);
        let is_class = |scheme: Scheme| {
            !matches!(scheme, Scheme::Unit | Scheme::Project | Scheme::Division)
        };
        let code = record.codes.iter().find(|code| is_class(code.scheme)).map(|code| (code.scheme, code.code.clone()));
        let unit = record.codes.iter().find(|code| code.scheme == Scheme::Unit).map(|code| code.code.clone());
        let unit = unit.filter(|_| code.is_none());
        let label = squeeze(&record.label).trim_matches(['*', '＊']).to_owned();
        if label.is_empty() && code.is_none() && unit.is_none() && !has_amount {
            continue;
        }
        let mark = mark(&label);
        let rank = rank(&label, mark.is_some(), code.is_some() || unit.is_some());
        found.push(Line { row: at, block, label, rank, code, unit, mark, has_amount });
    }
    found
}

fn rank(label: &str, is_numbered: bool, has_code: bool) -> Rank {
    let bare = label.trim_end_matches([':', '：']);
    let ends = |endings: &[&str]| endings.iter().any(|ending| bare.ends_with(ending));
    if label.starts_with("其中") || label.starts_with("#其中") {
        Rank::OfWhich
    } else if !is_numbered && !has_code && (catalogue::is_total(bare) || ends(&["合计", "总计", "共计", "小计"])) {
        Rank::Total
    } else if label.is_empty() && !has_code {
        Rank::Nameless
    } else {
        Rank::Item
    }
}

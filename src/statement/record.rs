//! A row of a table -> its records, one for each half: what they are called, where they stand, their codes.

use super::code::{RowCode, of_row};
use super::meaning::row_unit;
use crate::catalogue;
use crate::model::{ColumnRole, RowRole, Table};
use crate::words::numbering;
use rust_decimal::Decimal;

/// One half of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// The name beside its amounts.
    pub(crate) label: String,
    /// The names above it in the table's hierarchy and its own, joined by `/`.
    pub(crate) path: String,
    /// Its codes, classifications first.
    pub(crate) codes: Vec<RowCode>,
    /// The unit it prints for itself.
    pub(crate) unit: Option<String>,
}

/// The records of each row, one for each block of columns.
pub(crate) fn records(table: &Table) -> Vec<Vec<Record>> {
    let blocks = block_count(table);
    let columns: Vec<NameColumns> = (0..blocks).map(|block| name_columns(table, block)).collect();
    let mut above: Vec<Vec<(u8, String)>> = vec![Vec::new(); blocks];
    let mut rows = Vec::with_capacity(table.rows.len());
    for row in 0..table.rows.len() {
        let mut records: Vec<Record> = Vec::with_capacity(blocks);
        for (block, (above, columns)) in above.iter_mut().zip(&columns).enumerate() {
            let (mut label, mut own) = names(table, row, columns);
            if own.is_empty()
                && let Some(first) = records.first()
                && !has_names(table, block)
            {
                (label, own) = (first.label.clone(), first.label.clone());
            }
            let codes = of_row(table, row, block);
            // The indents are those of the first column of names.
            let level = table.rows[row].level.filter(|_| block == 0);
            let depth = depth(table, row, (&label, level), &codes);
            above.retain(|(other, _)| *other < depth);
            let names =
                above.iter().map(|(_, name)| name.as_str()).chain([own.as_str()]).filter(|name| !name.is_empty());
            let path = names.collect::<Vec<_>>().join("/");
            if !label.is_empty() && table.rows[row].role == RowRole::Item {
                above.push((depth, label.clone()));
            }
            records.push(Record { label, path, codes, unit: row_unit(table, row, block) });
        }
        rows.push(records);
    }
    rows
}

/// How many blocks of columns a table has.
fn block_count(table: &Table) -> usize {
    table.meanings.iter().map(|meaning| meaning.block).max().map_or(0, |last| last + 1)
}

/// The codes of each row, those of its first block before those of the next.
pub(crate) fn codes(table: &Table) -> impl Iterator<Item = Vec<RowCode>> {
    let blocks = block_count(table);
    (0..table.rows.len()).map(move |row| (0..blocks).flat_map(|block| of_row(table, row, block)).collect())
}

/// An amount in yuan, exactly.
pub(crate) fn in_yuan(amount: Decimal, unit: &str) -> Option<Decimal> {
    amount.checked_mul(Decimal::from(catalogue::factor(unit)?)).map(|yuan| yuan.normalize())
}

fn has_names(table: &Table, block: usize) -> bool {
    let names = |role| matches!(role, ColumnRole::Label | ColumnRole::Text | ColumnRole::Code);
    table.columns.iter().zip(&table.meanings).any(|(column, meaning)| meaning.block == block && names(column.role))
}

/// Where the rows of a block say their names.
struct NameColumns {
    /// The columns of names, each with its rank: of several the first one's text is the row's name.
    names: Vec<(usize, u8)>,
    /// The columns of codes.
    codes: Vec<usize>,
}

fn name_columns(table: &Table, block: usize) -> NameColumns {
    let of_block = |index: &usize| table.meanings.get(*index).is_some_and(|meaning| meaning.block == block);
    let columns: Vec<usize> = (0..table.columns.len()).filter(of_block).collect();
    let role = |index: usize| table.columns[index].role;
    let first_amount = columns.iter().position(|&index| role(index) == ColumnRole::Amount);
    let rank = |index: usize| {
        let leaf = table.columns[index].path.last().map(String::as_str).unwrap_or_default();
        match leaf {
            leaf if leaf.contains("项目名称") || leaf.contains("科目名称") => 0,
            leaf if leaf.contains("名称") => 1,
            leaf if leaf.contains("项目") || leaf.contains("科目") => 2,
            _ => 3,
        }
    };
    let named = |count: usize| -> Vec<(usize, u8)> {
        let own = columns.iter().take(count).filter(|&&i| matches!(role(i), ColumnRole::Label | ColumnRole::Text));
        own.map(|&index| (index, rank(index))).collect()
    };
    let before = named(first_amount.unwrap_or(columns.len()));
    NameColumns {
        names: if before.is_empty() { named(columns.len()) } else { before },
        codes: columns.iter().copied().filter(|&index| role(index) == ColumnRole::Code).collect(),
    }
}

/// The name of a row in a block, and all its names from left to right.
fn names(table: &Table, row: usize, columns: &NameColumns) -> (String, String) {
    let text = |index: usize| table.rows[row].cells.get(index).map(|cell| cell.text.trim());
    let named = columns.names.iter().map(|&(index, rank)| (rank, text(index).unwrap_or_default()));
    let found: Vec<(u8, &str)> = named.filter(|(_, text)| !text.is_empty()).collect();
    let mut own: Vec<&str> = found.iter().map(|(_, text)| *text).collect();
    own.dedup();
    let label = found.iter().min_by_key(|(rank, _)| *rank).map(|(_, text)| (*text).to_owned()).unwrap_or_else(|| {
        // 合计 stands in a column of codes where the names begin behind it.
        let mut texts = columns.codes.iter().filter_map(|&index| text(index));
        texts.find(|text| catalogue::is_total(text)).unwrap_or_default().to_owned()
    });
    let own = if own.is_empty() { label.clone() } else { own.join("/") };
    (label, own)
}

/// How deep a row stands: by its code, else by how far its name is indented, and of names indented alike by their numbers;
/// what has nothing of it stands at the top.
fn depth(table: &Table, row: usize, (label, level): (&str, Option<u8>), codes: &[RowCode]) -> u8 {
    const OF_WHICH: u8 = 9;
    /// There are fewer sorts of numbers.
    const SORTS: u8 = 10;
    if table.rows[row].role != RowRole::Item {
        return 0;
    }
    if let Some(level) = codes.first().and_then(|code| code.scheme.level(&code.code)) {
        return level;
    }
    let is_part = label.starts_with("其中");
    let sort = numbering(label).filter(|_| !is_part).map(|own| own.style as u8 + 1);
    match level {
        Some(level) => level.saturating_mul(SORTS).saturating_add(sort.unwrap_or(1)),
        None if is_part => OF_WHICH,
        None => sort.unwrap_or(0),
    }
}

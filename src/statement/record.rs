//! A row of a table -> its records, one for each half: what they are called, where they stand, their codes.

use super::code::{RowCode, of_row};
use super::meaning::UnitPlaces;
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
    let units = UnitPlaces::of(table);
    let mut above: Vec<Vec<(u8, String)>> = vec![Vec::new(); blocks];
    let mut beside: Vec<Beside> = columns.iter().map(|columns| Beside::of(table, columns)).collect();
    let mut rows = Vec::with_capacity(table.rows.len());
    for row in 0..table.rows.len() {
        let mut records: Vec<Record> = Vec::with_capacity(blocks);
        for (block, (above, columns)) in above.iter_mut().zip(&columns).enumerate() {
            let (mut label, mut own) = names(table, row, columns);
            if label.is_empty()
                && let Some(first) = records.first()
                && !has_names(table, block)
            {
                (label, own) = (first.label.clone(), vec![first.label.clone()]);
            }
            let codes = of_row(table, row, block);
            // The indents are those of the first column of names.
            let level = table.rows[row].level.filter(|_| block == 0);
            let depth = depth(table, row, (&label, level), &codes);
            above.retain(|(other, _)| *other < depth);
            let printed_above =
                beside.get_mut(block).map(|beside| beside.of_row(table, row, columns)).unwrap_or_default();
            // A name above may be printed beside as well.
            let is_new = |name: &&String| !own.contains(*name) && !above.iter().any(|(_, other)| other == *name);
            let names = printed_above.iter().filter(is_new).chain(above.iter().map(|(_, name)| name)).chain(&own);
            let path = names.map(String::as_str).filter(|name| !name.is_empty()).collect::<Vec<_>>().join("/");
            if !label.is_empty() && table.rows[row].role == RowRole::Item {
                above.push((depth, label.clone()));
            }
            records.push(Record { label, path, codes, unit: units.of_row(table, row, block) });
        }
        rows.push(records);
    }
    rows
}

/// What is printed once for several rows, left of their names: a unit before its projects, blank in the rows below it.
struct Beside {
    /// The last text of each column of names.
    last: Vec<String>,
    /// Whether blanks below a text belong to it: the column prints texts on fewer rows than the one right of it.
    goes_on: Vec<bool>,
}

impl Beside {
    fn of(table: &Table, columns: &NameColumns) -> Beside {
        let printed = |index: usize| {
            let cells =
                table.rows.iter().filter(|row| row.role == RowRole::Item).filter_map(|row| row.cells.get(index));
            cells.filter(|cell| !cell.text.trim().is_empty()).count()
        };
        let counts: Vec<usize> = columns.names.iter().map(|(index, _)| printed(*index)).collect();
        let goes_on = counts.iter().zip(counts.iter().skip(1)).map(|(own, next)| own < next).chain([false]).collect();
        Beside { last: vec![String::new(); counts.len()], goes_on }
    }

    /// The texts that a row leaves out before its first name.
    fn of_row(&mut self, table: &Table, row: usize, columns: &NameColumns) -> Vec<String> {
        if table.rows[row].role != RowRole::Item {
            // A total is of all; what follows says again whose it is.
            self.last.iter_mut().for_each(String::clear);
            return Vec::new();
        }
        let text = |index: usize| table.rows[row].cells.get(index).map_or("", |cell| cell.text.trim());
        let Some(first) = columns.names.iter().position(|(index, _)| !text(*index).is_empty()) else {
            return Vec::new();
        };
        for (at, (index, _)) in columns.names.iter().enumerate().skip(first) {
            text(*index).clone_into(&mut self.last[at]);
        }
        let own = self.last.iter().zip(&self.goes_on).take(first);
        own.filter(|(text, goes_on)| **goes_on && !text.is_empty()).map(|(text, _)| text.clone()).collect()
    }
}

/// Those of these rows that have neither a name nor a code in any block.
pub(super) fn without_names(table: &Table, rows: &[usize]) -> Vec<usize> {
    let columns: Vec<NameColumns> = (0..block_count(table)).map(|block| name_columns(table, block)).collect();
    let is_named = |row: usize| {
        columns
            .iter()
            .enumerate()
            .any(|(block, columns)| !names(table, row, columns).0.is_empty() || !of_row(table, row, block).is_empty())
    };
    rows.iter().copied().filter(|row| !is_named(*row)).collect()
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
fn names(table: &Table, row: usize, columns: &NameColumns) -> (String, Vec<String>) {
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
    let own = if own.is_empty() { vec![label.clone()] } else { own.into_iter().map(str::to_owned).collect() };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::meaning::{Known, understand};

    fn table(sketch: &str) -> Table {
        let mut table = crate::sketch::read(sketch).into_iter().next().expect("the sketch shows a table");
        understand(&mut table, &mut Known::new());
        table
    }

    #[test]
    fn a_unit_that_is_printed_once_belongs_to_the_rows_below() {
        let table = table(
            "
              项目支出表
+--------+--------+--------+
| 单位   | 项目   | 预算数 |
+--------+--------+--------+
| 合计   |        |  10.00 |
+--------+--------+--------+
| 甲局   | 会议   |   1.00 |
+--------+--------+--------+
|        | 培训   |   2.00 |
+--------+--------+--------+
| 乙局   | 会议   |   3.00 |
+--------+--------+--------+
|        | 差旅   |   4.00 |
+--------+--------+--------+
",
        );
        let paths: Vec<String> = records(&table).into_iter().map(|row| row[0].path.clone()).collect();
        assert_eq!(paths, ["合计", "甲局/会议", "甲局/培训", "乙局/会议", "乙局/差旅"]);
        let labels: Vec<String> = records(&table).into_iter().map(|row| row[0].label.clone()).collect();
        assert_eq!(labels, ["合计", "会议", "培训", "会议", "差旅"]);
    }

    #[test]
    fn a_class_that_is_printed_once_belongs_to_the_codes_below() {
        let table = table(
            "
              支出总体情况表
+-----+----+----+------------------+--------+
| 类  | 款 | 项 | 科目名称         | 预算数 |
+-----+----+----+------------------+--------+
| 208 |    |    | 社会保障         |   3.00 |
+-----+----+----+------------------+--------+
|     | 05 |    | 行政事业单位养老 |   3.00 |
+-----+----+----+------------------+--------+
|     |    | 01 | 行政单位离退休   |   1.00 |
+-----+----+----+------------------+--------+
|     |    | 02 | 事业单位离退休   |   2.00 |
+-----+----+----+------------------+--------+
| 210 |    |    | 卫生健康         |   4.00 |
+-----+----+----+------------------+--------+
|     | 11 | 01 | 行政单位医疗     |   4.00 |
+-----+----+----+------------------+--------+
",
        );
        let codes = codes(&table).map(|row| row.into_iter().map(|code| code.code).collect::<Vec<_>>().join(" "));
        assert_eq!(codes.collect::<Vec<_>>(), ["208", "20805", "2080501", "2080502", "210", "2101101"]);
    }
}

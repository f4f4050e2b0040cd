//! What is and is not a table: text boxes, flow charts, bar charts and lists of the document's own tables are none.

use super::Table;
use super::words::{is_column_name, is_total};
use crate::model::{Finding, Origin, Place, Severity, codes};
use crate::words::{is_number, squeeze};

/// A list of tables names them in this share of its rows.
const MOST: f64 = 0.6;
/// It has no more columns: number, name, page.
const LIST_COLUMNS: usize = 5;
/// A table holds a text in this share of its cells.
const FILLED: f64 = 0.3;
/// A table has several texts in this share of its rows.
const SIDE_BY_SIDE: f64 = 0.5;

/// So many amounts in a line, and so many such lines, are no chance.
const LINES: usize = 2;
/// What is said of boxes that are left out though lines of amounts stand in them.
const AMOUNTS: &str = "boxes with amounts but without columns were left out";

/// Leaves out what is no table, and says so.
pub(super) fn retain(tables: &mut Vec<Table>, findings: &mut Vec<Finding>) {
    tables.retain(|table| {
        let drawing = "boxes that make no table (a drawing) were left out";
        let found = match () {
            () if is_contents(table) => {
                (codes::CONTENTS_LIST, Severity::Info, "a list of the document's own tables was left out")
            }
            () if is_drawing(table) && has_rows_of_amounts(table) => (codes::NOT_A_TABLE, Severity::Warning, AMOUNTS),
            () if is_drawing(table) => (codes::NOT_A_TABLE, Severity::Info, drawing),
            () => return true,
        };
        let place = Place { page: table.first_page(), ..Place::default() };
        findings.push(Finding::new(found.0, found.1, place, found.2));
        false
    });
}

/// Are several boxes lines of amounts beside each other, with a name, or a name and amounts below it? The bars of a chart
/// have no names.
fn has_rows_of_amounts(table: &Table) -> bool {
    let is_amount = |word: &str| is_number(word) && word.contains('.');
    let has_name = |text: &str| text.chars().any(char::is_alphabetic);
    let cells = table.rows.iter().flat_map(|row| &row.cells).map(|cell| &cell.text);
    let texts: Vec<&String> = table.header.iter().flatten().chain(cells).filter(|text| !text.is_empty()).collect();
    let lines = texts
        .iter()
        .filter(|text| has_name(text) && text.split_whitespace().filter(|word| is_amount(word)).count() >= LINES);
    let column = texts.iter().skip_while(|text| !has_name(text)).filter(|text| is_amount(text));
    lines.count() >= LINES || column.count() > LINES
}

/// A ruled list of the tables in the document: most of its rows name one.
fn is_contents(table: &Table) -> bool {
    if table.columns.len() > LIST_COLUMNS || table.rows.is_empty() {
        return false;
    }
    let is_name = |text: &str| {
        let text = squeeze(text);
        let text = text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '…' | '·'));
        let bare = text.trim_end_matches(['）', ')']);
        let bare = if bare.len() < text.len() {
            bare.rsplit_once(['（', '(']).map_or(bare, |(front, _)| front)
        } else {
            text
        };
        bare.ends_with('表') && bare.chars().count() > 4
    };
    let named = table.rows.iter().filter(|row| row.cells.iter().any(|cell| is_name(&cell.text))).count();
    named as f64 >= table.rows.len() as f64 * MOST
}

/// Boxes of a drawing: one beside the other without rows below them, one above the other without columns, or a plane
/// with texts here and there.
fn is_drawing(table: &Table) -> bool {
    if table.caption.title.is_some() || !table.fields.is_empty() {
        return false;
    }
    if table.columns.len() < 2 {
        return true;
    }
    let printed = |row: &super::Row| {
        let is_printed = |cell: &&super::Cell| cell.origin == Origin::Printed && !cell.text.is_empty();
        row.cells.iter().filter(is_printed).count()
    };
    let (all, filled) = (table.rows.len() * table.columns.len(), table.rows.iter().map(printed).sum::<usize>());
    let is_sparse = (filled as f64) < all as f64 * FILLED;
    // A plane with numbers here and there and no name at all is a chart.
    let texts = || {
        let cells = table.rows.iter().flat_map(|row| &row.cells).map(|cell| &cell.text);
        cells.chain(table.header.iter().flatten())
    };
    if is_sparse && !texts().any(|text| text.contains(char::is_alphabetic)) {
        return true;
    }
    // A row of amounts is one of a table, wherever the rest of it is.
    if texts().any(|text| is_number(text) && text.contains(['.', ','])) {
        return false;
    }
    if table.rows.is_empty() {
        return true;
    }
    // A box above several others names none of them.
    let mut names: Vec<&[String]> = table.columns.iter().map(|column| column.path.as_slice()).collect();
    names.retain(|path| !path.is_empty());
    names.dedup();
    let beside = table.rows.iter().filter(|row| printed(row) >= 2).count();
    let is_sparse = is_sparse && (beside as f64) < table.rows.len() as f64 * SIDE_BY_SIDE;
    // Boxes below each other, with a word beside the arrows between them.
    let is_of_table = texts().any(|text| is_column_name(text) || is_total(text));
    let is_stack = beside == 0 && filled > 0 && names.len() <= 2 && !is_of_table;
    is_stack || is_sparse && names.len() * 2 < table.columns.len()
}

#[cfg(test)]
mod tests {
    use super::super::{Cell, Column, ColumnRole, Row, RowRole, TablePlace};
    use super::*;

    #[test]
    fn boxes_with_amounts_are_told_apart_from_charts() {
        let told = |texts: &[&str]| {
            let mut table = Table::new(TablePlace::Pages(Vec::new()));
            table.rows = texts.iter().map(|text| Row::new(RowRole::Item, vec![Cell::new(*text)])).collect();
            let (mut tables, mut findings) = (vec![table], Vec::new());
            retain(&mut tables, &mut findings);
            tables.is_empty() && findings.iter().any(|finding| finding.severity == Severity::Warning)
        };
        assert!(told(&["其中：拨款", "6.06", "9.38", "4.69"]));
        assert!(told(&["2010301 行政运行 1.50 1.50", "2010302 管理事务 2.50 2.50"]));
        assert!(!told(&["1.50", "2.50 3.50", "4.50", "5.50"]));
        assert!(!told(&["领导", "科室", "单位"]));
    }

    #[test]
    fn numbers_here_and_there_without_a_name_are_a_chart() {
        let is_left_out = |first: &str| {
            let mut table = Table::new(TablePlace::Pages(Vec::new()));
            let row = |at: usize, text: &str| {
                let cells = (0..4).map(|column| Cell::new(if column == at { text } else { "" }));
                Row::new(RowRole::Item, cells.collect())
            };
            table.columns = vec![Column::new(Vec::new(), ColumnRole::Text); 4];
            table.rows = vec![row(0, first), row(2, "133.2"), row(3, "150.1")];
            let mut tables = vec![table];
            retain(&mut tables, &mut Vec::new());
            tables.is_empty()
        };
        assert!(is_left_out("161.7"));
        assert!(!is_left_out("合计"));
    }
}

//! What is doubtful about typed tables: what they do not print, and what is no amount.

use super::role::stands_for_nothing;
use crate::model::{Column, ColumnRole, Document, Finding, Place, Row, Severity, Table, Value, codes};
use crate::words::oddly_separated;

/// What is doubtful about the tables of a document, or that there are none.
pub(crate) fn doubts(document: &Document) -> Vec<Finding> {
    if document.tables.is_empty() && !document.no_text_layer {
        let message = "no table was found";
        return vec![Finding::new(codes::NO_TABLES, Severity::Warning, Place::default(), message)];
    }
    let odd = if separates_once(document) { Severity::Info } else { Severity::Warning };
    document.tables.iter().enumerate().flat_map(|(at, table)| of_table(at, table, odd)).collect()
}

/// Does a document separate its last three digits alone, wherever there are more than six? What it does always is no slip.
fn separates_once(document: &Document) -> bool {
    const FEWEST: usize = 3;
    let cells = || document.tables.iter().flat_map(|table| table.rows.iter().flat_map(|row| &row.cells));
    let amounts = || cells().filter(|cell| matches!(cell.value, Some(Value::Amount(_))));
    let separators = |text: &str| text.matches([',', '，']).count();
    let odd = amounts().filter(|cell| oddly_separated(cell.text.trim()).is_some());
    odd.count() >= FEWEST && amounts().all(|cell| separators(&cell.text) < 2)
}

fn of_table(index: usize, table: &Table, odd: Severity) -> Vec<Finding> {
    let place = || Place::table(index).on(table.first_page());
    let info = |code, place, message| Finding::new(code, Severity::Info, place, message);
    let mut findings = Vec::new();
    if table.caption.title.is_none() {
        findings.push(info(codes::UNTITLED_TABLE, place(), "no title is printed above the table"));
    }
    let unnamed = table.columns.iter().enumerate().filter(|(_, column)| column.path.is_empty());
    findings.extend(unnamed.map(|(at, _)| {
        let place = Place { column: Some(at.into()), ..place() };
        info(codes::UNNAMED_COLUMN, place, "no name is printed above the column")
    }));
    for (at, row) in table.rows.iter().enumerate() {
        let place = |column: usize| {
            let page = row.cells.get(column).and_then(|cell| cell.page);
            Place::cell(index, at, column).on(page)
        };
        for (column, text) in no_amounts(row, &table.columns) {
            let finding = info(codes::NOT_AN_AMOUNT, place(column), "a text in a column of amounts is no amount");
            findings.push(Finding { found: Some(text.to_owned()), ..finding });
        }
        for (column, text, otherwise) in unsure_labels(row) {
            let message = if text.is_empty() {
                format!("no label is printed above the page break: it may be “{otherwise}”, which stands below it")
            } else if text == otherwise {
                "no ruling parts the rows: this label may be of the row next to it".to_owned()
            } else {
                format!("no ruling parts the rows: this label may be “{otherwise}”")
            };
            let finding = Finding::new(codes::AMBIGUOUS_LABEL, Severity::Warning, place(column), message);
            findings.push(Finding { found: Some(text.to_owned()), ..finding });
        }
        for (column, text) in odd_amounts(row) {
            let message = "separators do not stand before each three digits: the amount is read without them";
            let finding = Finding::new(codes::ODD_SEPARATORS, odd, place(column), message);
            findings.push(Finding { found: Some(text.to_owned()), ..finding });
        }
    }
    findings
}

/// The texts of a row that stand in columns of amounts and are none.
fn no_amounts<'a>(row: &'a Row, columns: &'a [Column]) -> impl Iterator<Item = (usize, &'a str)> {
    let cells = row.cells.iter().zip(columns).enumerate();
    cells.filter_map(|(at, (cell, column))| {
        let text = cell.text.trim();
        let is_value = cell.value.is_some() || text.is_empty() || stands_for_nothing(text);
        (column.role == ColumnRole::Amount && !is_value).then_some((at, cell.text.as_str()))
    })
}

/// The labels of a row that another reading has otherwise, and how it has them.
fn unsure_labels(row: &Row) -> impl Iterator<Item = (usize, &str, &str)> {
    let cells = row.cells.iter().enumerate();
    cells.filter_map(|(at, cell)| Some((at, cell.text.as_str(), cell.otherwise.as_deref()?)))
}

/// The amounts of a row whose separators are too few.
fn odd_amounts(row: &Row) -> impl Iterator<Item = (usize, &str)> {
    let amounts = row.cells.iter().enumerate().filter(|(_, cell)| matches!(cell.value, Some(Value::Amount(_))));
    amounts.map(|(at, cell)| (at, cell.text.trim())).filter(|(_, text)| oddly_separated(text).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PageNumber;

    /// A full line beside a number, and one further in below it: a row that has no number, or the end of the label.
    #[test]
    fn a_label_that_may_end_elsewhere_is_told_with_its_place() {
        let tables = crate::sketch::read(
            "
                 2025年支出表
                 单位：万元
             +----------+------+
             |项目      |金额  |
             +----------+------+
             |甲乙丙丁戊|  1.00|
             |  子丑    |      |
             |戌亥      |  2.00|
             +----------+------+
            ",
        );
        let row = tables[0].rows.iter().position(|row| row.cells[1].text == "1.00").expect("the amount is read");
        let label = tables[0].rows[row].cells[0].text.clone();
        let findings = doubts(&Document { tables, ..Document::default() });
        let told: Vec<&Finding> = findings.iter().filter(|finding| finding.code == codes::AMBIGUOUS_LABEL).collect();
        let finding = told
            .iter()
            .find(|finding| finding.found.as_deref() == Some(&label))
            .unwrap_or_else(|| panic!("no doubt of {label} is told"));
        assert_eq!(finding.place.row, Some(row.into()));
        assert_eq!(finding.place.column, Some(0.into()));
        assert_eq!(finding.place.page, PageNumber::new(1));
        assert!(
            finding.message.ends_with("“甲乙丙丁戊”") || finding.message.ends_with("“甲乙丙丁戊子丑”"),
            "{finding:?}"
        );
    }
}

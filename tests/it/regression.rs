//! One test for each bug that was fixed, named by the issue under which it was.
//!
//! A bug that shows in a drawing is a sketch in `src/table/tests/`; here stand those that need a whole document.

use crate::support::{Sheet, budget, pdf};
use fiscal_tables::{InputFormat, Options, extract};

fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let document = extract(bytes, &Options::default()).expect("a readable document");
    let table = document.tables.first().expect("a table");
    table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.clone()).collect()).collect()
}

#[test]
fn issue_2_the_last_row_of_a_table_is_kept() {
    let rows = rows(&pdf(&budget(4)));
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[3], ["Service 4", "4,234.50"]);
}

#[test]
fn issue_2_a_table_of_one_row_under_its_names_is_a_table() {
    assert_eq!(rows(&pdf(&budget(1))), [["Service 1", "1,234.50"]]);
}

#[test]
fn issue_2_numbers_in_a_cell_keep_the_decimals_they_are_printed_with() {
    let cells = [["Item", "Amount"], ["A", "1,234.500000"], ["B", "0.10"], ["C", "-3"]];
    let sheet = Sheet {
        title: "Figures",
        rows: cells.iter().map(|row| row.iter().map(|text| (*text).to_owned()).collect()).collect(),
    };
    let document = extract(&pdf(&[sheet]), &Options::default()).expect("a readable document");
    let values: Vec<String> = document.tables[0]
        .rows
        .iter()
        .map(|row| match &row.cells[1].value {
            Some(fiscal_tables::table::Value::Amount(amount)) => amount.to_string(),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(values, ["1234.500000", "0.10", "-3"]);
}

/// 1234,567 is a slip where 1,234,567 is printed too, and the way of a document that always does so.
#[test]
fn issue_17_separators_that_are_always_too_few_accuse_nobody() {
    let severities = |amounts: [&str; 4]| {
        let head = [["Item", "Amount"]].into_iter();
        let names = ["A", "B", "C", "D"];
        let cells = head.chain(names.iter().zip(&amounts).map(|(name, amount)| [*name, *amount]));
        let rows = cells.map(|row| row.map(str::to_owned).to_vec()).collect();
        let document = extract(&pdf(&[Sheet { title: "Figures", rows }]), &Options::default()).expect("a document");
        let odd = document.findings.iter().filter(|finding| finding.code == "odd_separators");
        odd.map(|finding| finding.severity.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(severities(["120258,600", "7880,000", "1851,801", "925,901"]), ["info"; 3]);
    assert_eq!(severities(["120,258,600", "7880,000", "1851,801", "2925,901"]), ["warning"; 3]);
    assert_eq!(severities(["120,258,600", "7,880,000", "1851,801", "925,901"]), ["warning"]);
}

/// A dump prints such amounts side by side: each is a value of its column.
#[test]
fn issue_19_amounts_of_dumps_may_separate_their_last_digits_alone() {
    let text = "2026年收入预算总表\n单位：元\n科目编码 科目名称 合计 财政拨款收入 其他收入\n\
                208 社会保障和就业支出 125360,898 117480,898 7880,000\n\
                20801 人力资源管理事务 25360,898 17480,898 7880,000\n\
                20802 民政管理事务 100000,000 100000,000\n合计 125360,898 117480,898 7880,000\n";
    let document = extract(text.as_bytes(), &Options::of(InputFormat::Text)).expect("a document");
    let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
    let rows: Vec<Vec<&str>> =
        table.rows.iter().map(|row| row.cells.iter().skip(2).map(|cell| cell.text.as_str()).collect()).collect();
    let all = ["125360,898", "117480,898", "7880,000"];
    assert_eq!(rows, [all, ["25360,898", "17480,898", "7880,000"], ["100000,000", "100000,000", ""], all]);
}

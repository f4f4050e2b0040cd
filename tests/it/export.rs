//! Documents built by hand -> the bytes of the output contract.

use fiscal_tables::document::{Document, PageNumber, Stage};
use fiscal_tables::export::csv::Dialect;
use fiscal_tables::export::schema::DocumentJson;
use fiscal_tables::export::{Formats, Source, csv, datapackage, files, json};
use fiscal_tables::finding::{Finding, Place, Severity, codes};
use fiscal_tables::geometry::{Pt, Rect};
use fiscal_tables::table::{Cell, Column, ColumnRole, Field, Origin, Row, RowRole, Table, TablePlace, Value};
use serde_json::json;

fn plain() -> Dialect {
    Dialect::default()
}

fn formats(csv: bool, json: bool) -> Formats {
    let mut formats = Formats::default();
    (formats.csv, formats.json) = (csv, json);
    formats
}

fn source() -> Source {
    Source::new("2025", "2025.pdf", "00ff")
}

fn column(path: &[&str], role: ColumnRole) -> Column {
    Column::new(path.iter().map(|name| (*name).to_owned()).collect(), role)
}

fn text(text: &str, origin: Origin) -> Cell {
    let bbox = Some(Rect::new(Pt::new(10.0), Pt::new(-0.001), Pt::new(20.126), Pt::new(30.5)));
    let mut cell = Cell::new(text);
    (cell.page, cell.bbox, cell.origin) = (PageNumber::new(3), bbox, origin);
    cell
}

fn amount(printed: &str, value: &str) -> Cell {
    let mut cell = Cell::new(printed);
    cell.value = Some(Value::Amount(value.parse().unwrap()));
    cell
}

fn code(printed: &str) -> Cell {
    let mut cell = Cell::new(printed);
    cell.value = Some(Value::Code(printed.to_owned()));
    cell
}

/// Two columns under one name and a repeated name; a merged label; 栏次; a blank row.
fn table() -> Table {
    let rows = |role, cells| Row::new(role, cells);
    let mut table = Table::new(TablePlace::Pages(vec![PageNumber::new(3).unwrap(), PageNumber::new(4).unwrap()]));
    table.caption.title = Some("2025年部门收入预算表".to_owned());
    table.caption.number = Some("预算02表".to_owned());
    table.caption.unit = Some("万元".to_owned());
    table.header = vec![
        ["科目", "科目", "收入", "收入"].map(str::to_owned).to_vec(),
        ["编码", "名称", "金额", "金额"].map(str::to_owned).to_vec(),
    ];
    table.columns = vec![
        column(&["科目", "编码"], ColumnRole::Code),
        column(&["科目", "名称"], ColumnRole::Label),
        column(&["收入", "金额"], ColumnRole::Amount),
        column(&["收入", "金额"], ColumnRole::Amount),
    ];
    table.index_row = Some(["栏次", "", "1", "2"].map(str::to_owned).to_vec());
    table.rows = vec![
        rows(
            RowRole::Total,
            vec![code("007"), text("合计, \"全部\"", Origin::Printed), amount("3,981.10", "3981.10"), amount("—", "0")],
        ),
        rows(
            RowRole::Item,
            vec![
                code("007"),
                text("合计, \"全部\"", Origin::Spanned),
                amount("(1,000.00)", "-1000.00"),
                text("见附注", Origin::Printed),
            ],
        ),
        rows(RowRole::Blank, vec![Cell::empty(), Cell::empty(), Cell::empty(), Cell::empty()]),
    ];
    table.fields = vec![Field::new("部门名称", "某局")];
    table.notes = vec!["注：无".to_owned()];
    table
}

fn document(tables: Vec<Table>) -> Document {
    let mut document = Document::default();
    (document.pages, document.pages_read) = (9, 9);
    document.organisation = Some("某局".to_owned());
    document.fiscal_year = Some(2025);
    document.stage = Some(Stage::Budget);
    document.tables = tables;
    document
}

fn described(document: &Document) -> DocumentJson {
    json::document(document, &source(), "ok", formats(true, true))
}

#[test]
fn a_table_as_csv() {
    let expected = "科目/编码,科目/名称,收入/金额,收入/金额#2
007,\"合计, \"\"全部\"\"\",3981.10,0
007,\"合计, \"\"全部\"\"\",-1000.00,见附注
,,,
";
    assert_eq!(String::from_utf8(csv::table(&table(), plain())).unwrap(), expected);
}

#[test]
fn a_table_as_json() {
    let document = document(vec![table()]);
    let description = described(&document);
    let bytes = json::table(&document, &document.tables[0], &description, &description.tables[0]);
    let text = String::from_utf8(bytes).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let expected = json!({
        "schema": "fiscal-tables/table/1", "document": "2025", "index": 1, "kind": null, "number": "预算02表",
        "title": "2025年部门收入预算表", "organisation": "某局", "fiscal_year": 2025, "stage": "budget",
        "unit": "万元", "currency": "CNY", "factor": 10000, "pages": [3, 4],
        "header": [["科目", "科目", "收入", "收入"], ["编码", "名称", "金额", "金额"]],
        "index_row": ["栏次", "", "1", "2"],
        "fields": [{"name": "部门名称", "value": "某局"}], "notes": ["注：无"], "remarks": [],
    });
    for (key, expected) in expected.as_object().unwrap() {
        assert_eq!(&value[key], expected, "{key}");
    }
    assert_eq!(value["columns"][3], json!({"name": "收入/金额#2", "path": ["收入", "金额"], "role": "amount"}));
    let spanned = json!({
        "text": "合计, \"全部\"", "value": null, "page": 3, "bbox": [10.0, 0.0, 20.13, 30.5], "origin": "spanned",
    });
    assert_eq!(value["rows"][1]["cells"][1], spanned);
    let amount = json!({"text": "3,981.10", "value": "3981.10", "page": null, "bbox": null, "origin": "printed"});
    assert_eq!(value["rows"][0]["cells"][2], amount);
    assert_eq!(value["rows"][0]["cells"][0]["value"], "007");
    assert_eq!(value["rows"][2]["role"], "blank");
    // The table was made here, not verified.
    assert_eq!(value["verification"], json!({"amounts": 0, "verified": 0, "contradicted": 0, "checks": []}));
    assert!(value.get("lines").is_none());
}

#[test]
fn a_row_is_a_line() {
    let mut short = table();
    short.rows.truncate(1);
    let document = document(vec![short]);
    let description = described(&document);
    let bytes = json::table(&document, &document.tables[0], &description, &description.tables[0]);
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.first(), Some(&"{"));
    assert!(lines.contains(&r#"  "pages": [3,4],"#), "{text}");
    assert!(lines.contains(&r#"    ["科目","科目","收入","收入"],"#), "{text}");
    assert_eq!(
        lines.iter().filter(|line| line.starts_with(r#"    {"role":"total","level":null,"cells":["#)).count(),
        1
    );
    assert!(text.contains("\n  ],\n  \"fields\": [\n    {\"name\":\"部门名称\",\"value\":\"某局\"}\n  ],\n  \"notes\": [\"注：无\"],\n  \"remarks\": [],\n"), "{text}");
}

#[test]
fn what_a_caption_says_goes_before_the_document() {
    let mut table = table();
    table.caption.organisation = Some("下属中心".to_owned());
    table.caption.fiscal_year = Some(2024);
    table.caption.stage = Some(Stage::Final);
    table.caption.unit = Some("人".to_owned());
    table.place = TablePlace::Lines(475..584);
    let document = document(vec![table]);
    let description = described(&document);
    let bytes = json::table(&document, &document.tables[0], &description, &description.tables[0]);
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let expected = json!({
        "organisation": "下属中心", "fiscal_year": 2024, "stage": "final", "unit": "人", "currency": null, "factor": null,
        "lines": [475, 583],
    });
    for (key, expected) in expected.as_object().unwrap() {
        assert_eq!(&value[key], expected, "{key}");
    }
    assert!(value.get("pages").is_none());
}

#[test]
fn a_document_lists_its_tables() {
    let mut document = document(vec![table()]);
    let mut place = Place::cell(0, 1, 3);
    place.page = PageNumber::new(3);
    let mut finding = Finding::new(codes::NOT_AN_AMOUNT, Severity::Warning, place, "no amount");
    finding.found = Some("见附注".to_owned());
    document.findings = vec![finding, Finding::new(codes::PAGE_LIMIT, Severity::Info, Place::default(), "a page")];
    let description = described(&document);
    let entry = &description.tables[0];
    assert_eq!((entry.rows, entry.columns, entry.findings), (3, 4, 1));
    // The repeat of the merged label does not count, nor do empty cells.
    assert_eq!((entry.cells, entry.amounts), (7, 3));
    let kinds: Vec<&str> = entry.fields.iter().map(|field| field.kind.as_str()).collect();
    assert_eq!(kinds, ["string", "string", "number", "string"]);
    let read: DocumentJson = serde_json::from_slice(&json::to_bytes(&description)).unwrap();
    assert_eq!(read, description, "what --resume reads is what was written");

    let lines = |bytes| String::from_utf8(bytes).unwrap();
    assert_eq!(
        lines(csv::lines(&csv::table_rows(&read), plain())),
        "2025,1,,预算02表,2025年部门收入预算表,某局,2025,budget,,万元,3 4,3,4,7,3,0,1\n"
    );
    assert_eq!(
        lines(csv::lines(&csv::document_rows(&read, &csv::Origin::new(&["in/2025.pdf", "in/b.pdf"])), plain())),
        "2025,in/2025.pdf,ok,某局,,,2025,budget,,,,9,9,1,3,0,2,in/b.pdf,00ff,,,,,某局,\n"
    );
    let findings = "not_an_amount,warning,2025,1,2,4,3,,,见附注,no amount\npage_limit,info,2025,,,,,,,,a page\n";
    assert_eq!(lines(csv::lines(&csv::finding_rows(&read), plain())), findings);
}

#[test]
fn rows_have_the_columns_their_header_names() {
    let mut document = document(vec![table()]);
    document.findings = vec![Finding::new(codes::NO_TABLES, Severity::Info, Place::default(), "none")];
    let description = described(&document);
    for (fields, line) in [
        (csv::DOCUMENTS, csv::lines(&csv::document_rows(&description, &csv::Origin::new(&["a"])), plain())),
        (csv::TABLES, csv::lines(&csv::table_rows(&description), plain())),
        (csv::FINDINGS, csv::lines(&csv::finding_rows(&description), plain())),
    ] {
        let header = String::from_utf8(csv::header(fields, &[], plain())).unwrap();
        let line = String::from_utf8(line).unwrap();
        assert_eq!(header.matches(',').count(), line.matches(',').count(), "{header}{line}");
    }
}

#[test]
fn files_are_numbered_for_sorting() {
    let names = |count: usize, formats| {
        let document = document(vec![table(); count]);
        let description = json::document(&document, &source(), "ok", formats);
        files(&document, &description, formats).map(|file| file.name).collect::<Vec<_>>()
    };
    assert_eq!(names(1, formats(true, true)), ["01-table.csv", "01-table.json", "facts.csv", "document.json"]);
    assert_eq!(names(2, formats(false, true)), ["01-table.json", "02-table.json", "facts.csv", "document.json"]);
    let many = names(100, formats(true, false));
    assert_eq!((many[0].as_str(), many[99].as_str(), many.len()), ("001-table.csv", "100-table.csv", 102));
    assert_eq!(names(0, formats(true, true)), ["facts.csv", "document.json"]);
}

#[test]
fn a_data_package_names_every_file_of_the_run_once() {
    let file = |name: &str| (name.to_owned(), 7, "ab".repeat(32));
    let files =
        ["documents.csv", "facts.csv", "failed.txt", "findings.csv", "parquet/facts.parquet", "tables.csv"].map(file);
    let package = datapackage::package(&files, &["fiscal-tables.sqlite".to_owned()], &["url".to_owned()]);
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    let values = |key: &str| {
        let values = package["resources"].as_array().unwrap().iter().map(|resource| resource[key].as_str().unwrap());
        values.collect::<Vec<_>>()
    };
    let paths = [
        "manifest.jsonl",
        "documents.csv",
        "tables.csv",
        "facts.csv",
        "findings.csv",
        "failed.txt",
        "parquet/facts.parquet",
        "fiscal-tables.sqlite",
    ];
    assert_eq!(values("path"), paths);
    let mut names = values("name");
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    assert!(names.iter().all(|name| name.chars().all(is_allowed)), "{names:?}");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), paths.len());
    let of = |path: &str| package["resources"].as_array().unwrap().iter().find(|own| own["path"] == path).unwrap();
    for path in paths {
        // Those that tell times or grow over runs have another digest each time.
        let is_fresh = !matches!(path, "manifest.jsonl" | "fiscal-tables.sqlite");
        assert_eq!(of(path).get("hash").is_some(), is_fresh, "{path}");
        assert_eq!(of(path).get("bytes"), is_fresh.then_some(&json!(7)), "{path}");
    }
    let fields = of("documents.csv")["schema"]["fields"].as_array().unwrap();
    assert_eq!(fields.last(), Some(&json!({"name": "url", "type": "string"})));
}

//! What tables mean, by drawn documents and by the gold tables: kinds, measures, units, codes, facts.

use crate::support::{Scratch, inside, project, read_json, read_text, shared};
use fiscal_tables::table::{Table, Value};
use fiscal_tables::{Catalogue, Document, InputFormat, Options, Scope, extract};
use std::collections::BTreeMap;
use std::fs;

fn read_with(text: &str, catalogue: Catalogue) -> Document {
    let mut options = Options::of(InputFormat::Text);
    options.catalogue = catalogue;
    extract(text.as_bytes(), &options).unwrap()
}

fn kinds(document: &Document) -> Vec<&str> {
    document.tables.iter().map(|table| table.kind.as_deref().unwrap_or("-")).collect()
}

/// A dump with a table of these names and rows under each title.
fn dump(titles: &[&str], rows: &[&str]) -> String {
    titles.iter().map(|title| format!("{title}\n单位：万元\n{}\n\n", rows.join("\n"))).collect()
}

const EXPENDITURE: &[&str] = &[
    "科目编码\t科目名称\t合计\t基本支出\t项目支出",
    "201\t一般公共服务支出\t300.50\t200.25\t100.25",
    "20103\t政府办公厅（室）及相关机构事务\t300.50\t200.25\t100.25",
    "2010301\t行政运行\t200.25\t200.25\t",
    "2010377\t无名的事务\t100.25\t\t100.25",
];

#[test]
fn the_most_specific_kind_wins() {
    let document = read_text(&dump(
        &[
            "2025年部门支出总表",
            "2025年一般公共预算支出表",
            "2025年政府性基金预算支出表",
            "2025年国有资本经营预算支出表",
        ],
        EXPENDITURE,
    ));
    let expected =
        ["dept_expenditure", "general_budget_expenditure", "gov_fund_expenditure", "state_capital_expenditure"];
    assert_eq!(kinds(&document), expected);
    assert_eq!(document.scope, Some(Scope::Department));
}

#[test]
fn accounts_are_told_from_budgets() {
    let document = read_text(&dump(&["2023年度支出决算表", "2023年度一般公共预算财政拨款支出决算表"], EXPENDITURE));
    assert_eq!(kinds(&document), ["final_expenditure", "final_general_budget_expenditure"]);
}

#[test]
fn a_government_s_tables_are_told_by_their_neighbours() {
    let rows = &["项目\t2025年预算数", "教育支出\t12,000.00", "科学技术支出\t3,000.00"];
    let document = read_text(&dump(
        &["2025年某县一般公共预算收入预算表", "2025年某县社会保险基金预算收入表", "2025年某县一般公共预算支出预算表"],
        rows,
    ));
    let expected =
        ["government_general_revenue", "government_social_insurance_revenue", "government_general_expenditure"];
    assert_eq!(kinds(&document), expected);
    assert_eq!(document.scope, Some(Scope::Government));
}

/// As the catalogue explains it: copy a block, give it a slug of its own, change its words.
#[test]
fn a_kind_is_added_by_copying_one() {
    let standard = Catalogue::standard_text();
    let block = standard.split("\n\n").find(|block| block.starts_with("kind general_budget_expenditure\n")).unwrap();
    let own = block
        .replace("kind general_budget_expenditure\n", "kind school_expenditure\n")
        .replace("name 一般公共预算支出表", "name 义务教育支出表")
        .replace("title 一般公共预算 支出", "title 义务教育 支出");
    let text = dump(&["2025年义务教育支出表", "2025年一般公共预算支出表"], EXPENDITURE);
    assert_eq!(kinds(&read_text(&text)), ["dept_expenditure", "general_budget_expenditure"]);
    let catalogue = Catalogue::default().with(&own).unwrap();
    assert_eq!(kinds(&read_with(&text, catalogue)), ["school_expenditure", "general_budget_expenditure"]);
}

#[test]
fn a_catalogue_on_the_command_line() {
    let scratch = Scratch::new("a_catalogue_on_the_command_line");
    scratch.write("in/a.txt", dump(&["2025年义务教育支出表"], EXPENDITURE));
    scratch.write("own.txt", "kind school_expenditure\nname 义务教育支出表\nscope any\nstage any\ntitle 义务教育\n");
    scratch.write("wrong.txt", "kind a\ntitel 义务教育\n");
    scratch.run(&["extract", "in", "-o", "out", "--catalogue", "own.txt"]).ends(0, &[]);
    assert!(scratch.path("out/documents/a.txt/01-school_expenditure.csv").exists());
    scratch.run(&["extract", "in", "-o", "out", "--catalogue", "wrong.txt"]).ends(2, &["wrong.txt: line 2", "titel"]);
    let list = scratch.run(&["kinds", "--catalogue", "own.txt"]).ends(0, &[]).stdout;
    assert!(list.starts_with("school_expenditure\t义务教育支出表\t\n"), "{list}");
    assert!(list.contains("dept_income\t部门收入总表\ttotal "), "{list}");
}

#[test]
fn measures_and_codes() {
    let document = read_text(&dump(&["2025年部门支出总表"], EXPENDITURE));
    let measures: Vec<Option<&str>> = document.tables[0].meanings.iter().map(|m| m.measure.as_deref()).collect();
    assert_eq!(measures, [None, None, Some("total"), Some("basic"), Some("project")]);
    let codes: Vec<_> = document.findings.iter().filter(|finding| finding.code == "unknown_code").collect();
    assert_eq!(codes.len(), 1);
    assert_eq!(codes[0].expected.as_deref(), Some("20103 政府办公厅（室）及相关机构事务"));
    assert_eq!(codes[0].found.as_deref(), Some("2010377 无名的事务"));
}

/// A department's budget with that of a unit behind it in one file: two documents in the lists.
#[test]
fn a_bundle_is_several_documents() {
    let forms = ["收支总表", "收入总表", "支出总表"];
    let of = |organisation: &str| -> String {
        let table =
            |form: &&str| format!("2025年{form}\n部门：{organisation}\n单位：万元\n{}\n\n", EXPENDITURE.join("\n"));
        forms.iter().map(table).collect()
    };
    let bundle = of("某县教育局") + &of("某县第一中学");
    let parts = read_text(&bundle).parts;
    let told: Vec<_> =
        parts.iter().map(|part| (part.organisation.as_str(), part.tables.clone(), part.fiscal_year)).collect();
    assert_eq!(told, [("某县教育局", 0..3, Some(2025)), ("某县第一中学", 3..6, Some(2025))]);
    // One form of another organisation is an annex.
    let annex =
        of("某县教育局") + &format!("2025年支出总表\n部门：某县第一中学\n单位：万元\n{}\n", EXPENDITURE.join("\n"));
    assert!(read_text(&annex).parts.is_empty());

    let scratch = Scratch::new("a_bundle_is_several_documents");
    scratch.write("in/a.txt", &bundle);
    scratch.run(&["extract", "in", "-o", "out"]).ends(0, &[]);
    let documents = scratch.read("out/documents.csv");
    let rows: Vec<&str> = documents.lines().skip(1).collect();
    assert!(rows[0].starts_with("a.txt-") && rows[0].contains("#1,in/a.txt,ok,某县教育局,"), "{documents}");
    assert!(rows[1].starts_with("a.txt-") && rows[1].contains("#2,in/a.txt,ok,某县第一中学,"), "{documents}");
    let facts = facts(&scratch);
    assert_eq!((facts[0]["document"].rsplit('#').next(), facts[0]["organisation"].as_str()), (Some("1"), "某县教育局"));
    let last = facts.last().unwrap();
    assert_eq!((last["document"].rsplit('#').next(), last["organisation"].as_str()), (Some("2"), "某县第一中学"));
    assert!(scratch.read("out/tables.csv").lines().last().unwrap().contains("#2,6,"));
}

/// What the prose between tables claims, where it says so.
#[test]
fn the_prose_claims_numbers() {
    let text = format!(
        "某局2025年部门预算\n发布日期：2025年2月9日\n一、收支说明\n2025年支出预算300.50万元，比上年增加20.1万元。\n{}",
        dump(&["2025年部门支出总表"], EXPENDITURE)
    );
    let document = read_text(&text);
    assert_eq!(document.published.as_deref(), Some("2025-02-09"));
    let told: Vec<_> = document.claims.iter().map(|c| (c.subject.as_str(), c.text.as_str(), c.line)).collect();
    assert_eq!(told, [("2025年支出预算", "300.50万元", Some(4)), ("比上年增加", "20.1万元", Some(4))]);
    let scratch = Scratch::new("the_prose_claims_numbers");
    scratch.write("a.txt", &text);
    scratch.run(&["extract", "a.txt", "-o", "out"]).ends(0, &[]);
    let json: serde_json::Value = serde_json::from_str(&scratch.read("out/documents/a.txt/document.json")).unwrap();
    assert_eq!(json["claims"][0]["amount_yuan"], "3005000");
    assert_eq!(json["claims"][1]["sentence"], "2025年支出预算300.50万元，比上年增加20.1万元。");
    assert_eq!(json["published"], "2025-02-09");
}

/// Every printed amount of every table stands once in facts.csv, with its value in yuan.
#[test]
fn facts_are_the_printed_amounts() {
    let scratch = Scratch::new("facts_are_the_printed_amounts");
    scratch.write("in/a.txt", dump(&["2025年部门支出总表", "2025年一般公共预算支出表"], EXPENDITURE));
    scratch.run(&["extract", "in", "-o", "out"]).ends(0, &[]);
    check_facts(&scratch, &read_text(&dump(&["2025年部门支出总表", "2025年一般公共预算支出表"], EXPENDITURE)), "a.txt");
    let lines = facts(&scratch);
    assert_eq!(lines[0]["amount_yuan"], "3005000.0");
    assert_eq!(lines[0]["code"], "201");
    assert_eq!(lines[6]["row_path"], "一般公共服务支出/政府办公厅（室）及相关机构事务/行政运行");
    assert_eq!(lines[6]["measure"], "total");
}

#[test]
fn facts_of_the_samples_are_their_amounts() {
    let scratch = Scratch::new("facts_of_the_samples_are_their_amounts");
    for name in ["final-accounts", "ruled-budget", "over-pages-once", "four-level-header"] {
        let input = project().join(format!("samples/{name}.pdf"));
        scratch.run(&["extract", input.to_str().unwrap(), "-o", "out"]).ends(0, &[]);
        let document = extract(&fs::read(&input).unwrap(), &Options::default()).unwrap();
        check_facts(&scratch, &document, name);
    }
}

fn check_facts(scratch: &Scratch, document: &Document, id: &str) {
    let mut printed: Vec<(String, String, String)> = Vec::new();
    for (at, table) in document.tables.iter().enumerate() {
        let factor = fiscal_tables::export::unit::factor(table.caption.unit.as_deref().unwrap_or_default()).unwrap();
        for (row, amount) in amounts(table) {
            let yuan = (amount * rust_decimal::Decimal::from(factor)).normalize();
            let point = if yuan.scale() == 0 { ".0" } else { "" };
            printed.push(((at + 1).to_string(), (row + 1).to_string(), format!("{yuan}{point}")));
        }
    }
    let mut told: Vec<(String, String, String)> = facts(scratch)
        .iter()
        .filter(|fact| crate::support::readable(&fact["document"]) == id)
        .map(|fact| (fact["table"].clone(), fact["row"].clone(), fact["amount_yuan"].clone()))
        .collect();
    assert!(!printed.is_empty());
    printed.sort();
    told.sort();
    assert_eq!(told, printed);
}

fn amounts(table: &Table) -> impl Iterator<Item = (usize, rust_decimal::Decimal)> {
    use fiscal_tables::table::Origin;
    let rows = table.rows.iter().enumerate();
    rows.flat_map(|(at, row)| row.cells.iter().map(move |cell| (at, cell))).filter_map(|(at, cell)| match cell.value {
        Some(Value::Amount(amount)) if cell.origin != Origin::Spanned => Some((at, amount)),
        _ => None,
    })
}

fn facts(scratch: &Scratch) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(scratch.path("out/facts.csv")).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// The gold tables of the dumps say what kind they are.
#[test]
#[cfg_attr(not(shared), ignore = "there is no ../shared")]
fn gold_kinds() {
    for path in inside(&shared("gold/seeds")) {
        let tables = read_json(&path);
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(shared(&format!("seeds/{name}.txt"))).unwrap();
        let expected: Vec<&str> =
            tables.as_array().unwrap().iter().map(|table| table["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds(&read_text(&text)), expected, "{name}");
    }
}

//! The checks on tables that people copied: the gold tables, not what this program reads. They are beside the project,
//! not in it.

use crate::support::{inside, project, read_json, shared};
use fiscal_tables::table::{Cell, Column, ColumnRole, Field, Row, RowRole, Table, TablePlace};
use fiscal_tables::verify::{Outcome, Verdict};
use fiscal_tables::{Catalogue, Document, understand};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The gold tables of a file as a document.
fn gold(path: &Path) -> Document {
    let tables = read_json(path);
    let first = &tables[0];
    let mut document = Document::default();
    document.organisation = text(&first["org"]);
    document.fiscal_year = year(first);
    document.tables = tables.as_array().unwrap().iter().map(table).collect();
    understand(document, &Catalogue::default())
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
}

fn year(table: &Value) -> Option<i32> {
    table["year"].as_i64().and_then(|year| i32::try_from(year).ok())
}

fn table(gold: &Value) -> Table {
    let columns: Vec<Column> = texts(&gold["columns"])
        .iter()
        .map(|path| Column::new(path.split('/').map(str::to_owned).collect(), ColumnRole::Text))
        .collect();
    let row = |row: &Value| {
        let cells: Vec<Cell> = texts(row).into_iter().map(Cell::new).collect();
        let role = if cells.iter().all(|cell| cell.text.is_empty()) { RowRole::Blank } else { RowRole::Item };
        Row::new(role, cells)
    };
    let pair = |pair: &Value| Field::new(text(&pair["key"]).unwrap(), text(&pair["value"]).unwrap_or_default());
    let mut fields: Vec<Field> = gold["fields"].as_array().into_iter().flatten().map(pair).collect();
    for section in gold["sections"].as_array().into_iter().flatten() {
        let (name, columns) = (text(&section["name"]).unwrap_or_default(), texts(&section["columns"]));
        for row in section["rows"].as_array().into_iter().flatten() {
            let cells = texts(row);
            for (column, value) in columns.iter().zip(&cells).skip(1).filter(|(_, value)| !value.is_empty()) {
                fields.push(Field::new(format!("{name}/{}/{column}", cells[0]), value.clone()));
            }
        }
    }
    let mut made = Table::new(TablePlace::Lines(0..0));
    made.caption.title = text(&gold["title"]);
    made.caption.unit = text(&gold["unit"]);
    made.caption.organisation = text(&gold["org"]);
    made.caption.fiscal_year = year(gold);
    made.columns = columns;
    made.rows = gold["rows"].as_array().unwrap().iter().map(row).collect();
    made.fields = fields;
    made.notes = texts(&gold["notes"]);
    made
}

/// Which outcomes are instances of a rule: of these checks, in tables of these kinds, of identities that contain or
/// begin with words, of lines whose label contains a word; `<` those in the left half of a table, `>` in the right.
struct Instances<'a> {
    checks: Vec<&'a str>,
    kinds: Vec<&'a str>,
    identity: &'a str,
    label: &'a str,
}

impl<'a> Instances<'a> {
    fn new(words: &[&'a str]) -> Instances<'a> {
        let list = |text: &'a str| text.split(',').filter(|word| !word.is_empty()).collect();
        Instances { checks: list(words[0]), kinds: list(words[1]), identity: words[2], label: words[3] }
    }

    fn has(&self, document: &Document, outcome: &Outcome) -> bool {
        let table = &document.tables[outcome.table.get()];
        let kind = table.kind.as_deref().unwrap_or_default();
        let words: Vec<&str> = self.identity.split('|').collect();
        let is_called = words.iter().any(|word| match word.strip_prefix('^') {
            // X-12 is not X-12b, and is of X-12.
            Some(start) if start.contains('-') => {
                let id = outcome.identity.split(' ').next().unwrap();
                id == start || id.strip_prefix(start).is_some_and(|rest| rest.starts_with('.'))
            }
            Some(start) => outcome.identity.starts_with(start),
            None => outcome.identity.contains(word),
        });
        let label = self.label.trim_start_matches(['<', '>']);
        let is_labelled = label.is_empty() || label.split('|').any(|word| label_of(table, outcome).contains(word));
        let is_left = outcome.left.first().is_none_or(|cell| cell.column.get() * 2 < table.columns.len());
        self.checks.contains(&outcome.check)
            && (self.kinds.is_empty() || self.kinds.contains(&kind))
            && is_called
            && is_labelled
            && (!self.label.starts_with('<') || is_left)
            && (!self.label.starts_with('>') || !is_left)
    }
}

/// The nearest name to the left of a sum.
fn label_of(table: &Table, outcome: &Outcome) -> String {
    let Some(cell) = outcome.left.first() else { return String::new() };
    let cells = &table.rows[cell.row.get()].cells[..cell.column.get()];
    let names = cells.iter().rev().map(|cell| cell.text.as_str());
    let is_name = |text: &&str| !text.is_empty() && !text.contains(|c: char| c.is_ascii_digit());
    names.into_iter().find(is_name).unwrap_or_default().to_owned()
}

/// Instances that are exact, within rounding, and off; and a word for nothing.
fn counts(documents: &[Document], instances: &Instances<'_>) -> String {
    /// The checks of one table: a cell that is the same sum by names and by a search is one instance.
    const SUMS: &[&str] = &["row_sum", "column_total", "code_hierarchy", "label_hierarchy"];
    let mut verdicts: BTreeMap<Verdict, usize> = BTreeMap::new();
    for document in documents {
        let mut known = BTreeSet::new();
        for outcome in document.ledger.outcomes().iter().filter(|outcome| instances.has(document, outcome)) {
            let is_new = known.insert((outcome.left.clone(), outcome.verdict));
            if is_new || !SUMS.contains(&outcome.check) {
                *verdicts.entry(outcome.verdict).or_default() += 1;
            }
        }
    }
    let told: Vec<String> = [(Verdict::Ok, "ok"), (Verdict::Rounding, "round"), (Verdict::Mismatch, "FAIL")]
        .iter()
        .filter_map(|(verdict, word)| Some(format!("{} {word}", verdicts.get(verdict)?)))
        .collect();
    if told.is_empty() { "-".to_owned() } else { told.join("/") }
}

/// `1 round/20 ok (max 0.01)` in one order.
fn in_order(evidence: &str) -> String {
    let counts = evidence.split(" (").next().unwrap().split('/').map(str::trim);
    let mut parts: Vec<&str> = counts.collect();
    parts.sort_by_key(|part| ["ok", "round", "FAIL", "na"].iter().position(|word| part.ends_with(word)));
    parts.join("/")
}

fn documents(folder: &str) -> Vec<Document> {
    inside(&shared(folder)).iter().map(|path| gold(path)).collect()
}

/// Rule by rule: what the list of rules says of the dumps, what the checks say of their gold tables and of those of the
/// real documents. Where the counts differ, the table says why.
#[test]
#[cfg_attr(not(shared), ignore = "there is no ../shared")]
fn rules_hold_in_the_gold_tables() {
    let (seeds, real) = (documents("gold/seeds"), documents("gold/real"));
    let table = fs::read_to_string(project().join("tests/gold_rules.tsv")).unwrap();
    let mut wrong = Vec::new();
    let mut listed = BTreeMap::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [rule, checks, kinds, identity, label, evidence, own, of_real, why] = cells[..] else {
            panic!("nine columns: {line}");
        };
        let instances = Instances::new(&[checks, kinds, identity, label]);
        let found = (counts(&seeds, &instances), counts(&real, &instances));
        if (own, of_real) != (&*found.0, &*found.1) {
            wrong.push(format!("{rule}\t{}\t{}\tnot {own} and {of_real}", found.0, found.1));
        }
        if in_order(evidence) != own && why.is_empty() {
            wrong.push(format!("{rule}: {evidence} and {own}, and no reason"));
        }
        assert!(listed.insert(rule, evidence).is_none(), "{rule} stands twice");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // No mismatch but those of lines that the dump had lost.
    for document in seeds.iter().chain(&real) {
        for outcome in document.ledger.outcomes().iter().filter(|outcome| outcome.verdict == Verdict::Mismatch) {
            let is_lost = outcome.identity.starts_with("PE-d") || outcome.identity.starts_with("PE-e");
            assert!(is_lost, "{outcome:#?}");
        }
    }
    let rules = read_json(&shared("domain/articulation_rules.json"));
    for rule in rules.as_array().unwrap() {
        let (id, evidence) = (rule["id"].as_str().unwrap(), rule["evidence"].as_str().unwrap_or("-"));
        let has_counts = evidence.contains(" ok") || evidence.contains(" round") || evidence.contains(" FAIL");
        assert!(!has_counts || listed.get(id) == Some(&evidence), "{id}: {evidence} and {:?}", listed.get(id));
    }
}

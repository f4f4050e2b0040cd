//! A Data Package (<https://datapackage.org>) that describes every file of an output folder, as version 1 has it and
//! version 2 reads it: `profile` says what is a table to the one, `type` to the other. It is made in pieces, so
//! that a run need not hold it: [`opening`], the resources joined by [`SEPARATOR`], [`CLOSING`].

use super::csv::{DOCUMENTS, FINDINGS, Field, TABLES};
use super::facts::FACTS;
use super::schema::{DocumentJson, TableEntry};
use super::{DOCUMENT_JSON, schema};
use serde_json::{Map, Value, json};

/// Between two resources.
pub const SEPARATOR: &str = ",\n    ";
/// After the last resource.
pub const CLOSING: &str = "\n  ]\n}\n";

/// The columns of `manifest.jsonl`.
const MANIFEST: &[Field] = &[
    Field::string("schema"),
    Field::string("input"),
    Field::string("id"),
    Field::string("sha256"),
    Field::integer("bytes"),
    Field::string("status"),
    Field::string("reason"),
    Field::integer("pages"),
    Field::integer("tables"),
    Field::integer("findings"),
    Field::integer("amounts"),
    Field::integer("amounts_verified"),
    Field::integer("amounts_contradicted"),
    Field::string("made_with"),
    Field::string("output_sha256"),
    Field::integer("engine_ms"),
];

/// What stands before the first resource.
pub fn opening() -> &'static str {
    r#"{
  "profile": "data-package",
  "name": "fiscal-tables",
  "title": "Tables of budget disclosures",
  "resources": [
    "#
}

/// The run's own files, one resource each.
pub fn run_resources() -> Vec<String> {
    let mut documents = table_schema(DOCUMENTS);
    documents.insert("primaryKey".to_owned(), json!(["id"]));
    let mut tables = table_schema(TABLES);
    tables.insert("primaryKey".to_owned(), json!(["document", "index"]));
    tables.insert("foreignKeys".to_owned(), to_documents());
    let mut facts = table_schema(FACTS);
    facts.insert("foreignKeys".to_owned(), to_documents());
    let mut findings = table_schema(FINDINGS);
    findings.insert("foreignKeys".to_owned(), to_documents());
    let manifest = json!({
        "name": "manifest", "path": "manifest.jsonl", "title": "One line per input, in input order",
        "profile": "tabular-data-resource", "type": "table", "format": "jsonl", "mediatype": "application/jsonl", "encoding": "utf-8",
        "schema": table_schema(MANIFEST),
    });
    vec![
        manifest.to_string(),
        csv_resource("documents", "documents.csv", "One row per document", documents),
        csv_resource("tables", "tables.csv", "One row per table", tables),
        csv_resource("facts", "facts.csv", "One row per printed amount", facts),
        csv_resource("findings", "findings.csv", "One row per finding", findings),
    ]
}

/// The files of one document; `number` counts the documents of the run from 1 and makes the names of the resources.
pub fn document_resources(document: &DocumentJson, number: usize) -> Vec<String> {
    let folder = format!("documents/{}", document.id);
    let name = format!("document-{number}");
    let mut resources = vec![json_resource(&name, &format!("{folder}/{DOCUMENT_JSON}"), document.title.as_deref())];
    if let Some(facts) = &document.facts {
        let path = format!("{folder}/{facts}");
        resources.push(csv_resource(&format!("{name}-facts"), &path, "Its printed amounts", table_schema(FACTS)));
    }
    for table in &document.tables {
        let name = format!("{name}-table-{}", table.index);
        if let Some(file) = &table.csv {
            let title = table.title.as_deref().or(table.number.as_deref()).unwrap_or("untitled");
            resources.push(csv_resource(&name, &format!("{folder}/{file}"), title, columns(table)));
        }
        if let Some(file) = &table.json {
            resources.push(json_resource(&format!("{name}-json"), &format!("{folder}/{file}"), table.title.as_deref()));
        }
    }
    resources
}

fn csv_resource(name: &str, path: &str, title: &str, schema: Map<String, Value>) -> String {
    json!({
        "name": name, "path": path, "title": title, "profile": "tabular-data-resource", "type": "table",
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": schema,
    })
    .to_string()
}

fn json_resource(name: &str, path: &str, title: Option<&str>) -> String {
    let mut resource = json!({
        "name": name, "path": path, "type": "json",
        "format": "json", "mediatype": "application/json", "encoding": "utf-8",
    });
    if let (Some(title), Some(fields)) = (title, resource.as_object_mut()) {
        fields.insert("title".to_owned(), json!(title));
    }
    resource.to_string()
}

fn table_schema(fields: &[Field]) -> Map<String, Value> {
    let fields: Vec<Value> = fields.iter().map(|field| json!({"name": field.name, "type": field.kind})).collect();
    schema_of(fields)
}

fn columns(table: &TableEntry) -> Map<String, Value> {
    let fields = table.fields.iter().map(
        |field: &schema::ColumnField| json!({"name": field.name, "type": field.kind, "fiscal-tables:role": field.role}),
    );
    schema_of(fields.collect())
}

fn schema_of(fields: Vec<Value>) -> Map<String, Value> {
    Map::from_iter([("fields".to_owned(), Value::Array(fields)), ("missingValues".to_owned(), json!([""]))])
}

fn to_documents() -> Value {
    json!([{"fields": ["document"], "reference": {"resource": "documents", "fields": ["id"]}}])
}

//! The JSON Schemas (draft 2020-12) of what the program writes, made from the types it is written with.

use super::csv::{DOCUMENTS, FINDINGS, Field, TABLES};
use super::facts::FACTS;
use super::messages::{LogLine, Summary};
use super::schema::{DocumentJson, ManifestEntry, TableJson};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// Every output, its name and what it is, in the order of the documentation.
pub const OUTPUTS: &[(&str, &str)] = &[
    ("document", "documents/ID/document.json"),
    ("table", "documents/ID/NN-KIND.json, and a line of extract -o -"),
    ("manifest", "a line of manifest.jsonl"),
    ("summary", "extract --summary json"),
    ("log", "a line of extract --log-format json"),
    ("documents", "a row of documents.csv, of Parquet and SQLite: numbers as they are typed there"),
    ("tables", "a row of tables.csv, likewise"),
    ("facts", "a row of facts.csv, likewise"),
    ("findings", "a row of findings.csv, likewise"),
];

/// The schema of an output, by its name in [`OUTPUTS`].
pub fn schema(name: &str) -> Option<Value> {
    match name {
        "document" => Some(of::<DocumentJson>()),
        "table" => Some(of::<TableJson<'_>>()),
        "manifest" => Some(of::<ManifestEntry>()),
        "summary" => Some(of::<Summary>()),
        "log" => Some(of::<LogLine>()),
        "documents" => Some(row(name, DOCUMENTS)),
        "tables" => Some(row(name, TABLES)),
        "facts" => Some(row(name, FACTS)),
        "findings" => Some(row(name, FINDINGS)),
        _ => None,
    }
}

/// The schemas of all outputs, by name.
pub fn schemas() -> Value {
    Value::Object(OUTPUTS.iter().filter_map(|(name, _)| Some(((*name).to_owned(), schema(name)?))).collect())
}

fn of<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>().to_value()
}

/// A row as an object: what is not known is null; decimals are strings, as everywhere in our JSON.
fn row(title: &str, fields: &[Field]) -> Value {
    let kind = |field: &Field| match field.kind {
        "integer" => json!({"type": ["integer", "null"]}),
        "number" => json!({"type": ["string", "null"], "pattern": "^-?[0-9]+(\\.[0-9]+)?$"}),
        _ => json!({"type": ["string", "null"]}),
    };
    let properties: Map<String, Value> = fields.iter().map(|field| (field.name.to_owned(), kind(field))).collect();
    let required: Vec<&str> = fields.iter().map(|field| field.name).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, "type": "object",
        "properties": properties, "required": required, "additionalProperties": false,
    })
}

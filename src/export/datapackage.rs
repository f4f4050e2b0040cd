//! A Data Package (<https://datapackage.org>) that describes the run's own files, as version 1 has it and
//! version 2 reads it: `profile` says what is a table to the one, `type` to the other. The files of documents are told by
//! their pattern and where they are listed: a data set has tens of thousands.
//!
//! Its `model` is the mapping of the Fiscal Data Package: which column of the facts is the measure, which are dimensions
//! of what type. That standard wants packages of tables alone, so [`fiscal`] describes the run's own once more.

use super::csv::{DOCUMENTS, FINDINGS, Field, TABLES};
use super::facts::FACTS;
use super::{DOCUMENT_JSON, FACTS_CSV};
use serde_json::{Map, Value, json};

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
    Field::integer("amounts_without_unit"),
    Field::integer("columns_without_measure"),
    Field::integer("rows_without_label"),
    Field::string("made_with"),
    Field::string("output_sha256"),
    Field::string("producer"),
    Field::string("created"),
    Field { name: "source", kind: "object" },
    Field::integer("engine_ms"),
    Field::string("modified"),
];

/// A file of the run: its name, its length and its SHA-256 in hexadecimal.
pub type Described = (String, u64, String);

/// The package; `files` are those of the run's files that are the same whenever they are made of the same inputs, `others`
/// those that are not, `sources` further columns of the documents.
pub fn package(files: &[Described], others: &[String], sources: &[String]) -> String {
    let is_list = |name: &str| name.ends_with(".csv") && !name.contains('/');
    let manifest = json!({
        // `file`: readers of JSON lines are an extra of the tools that check packages.
        "name": "manifest", "path": "manifest.jsonl", "title": "One line per input, in input order",
        "profile": "data-resource", "type": "file", "format": "jsonl", "mediatype": "application/jsonl", "encoding": "utf-8",
        "schema": table_schema(MANIFEST),
    });
    let rest = files.iter().map(|(name, ..)| name).chain(others).filter(|name| !is_list(name));
    let rest = (1..).zip(rest).map(|(number, path)| file_resource(path, number));
    let resources = [manifest].into_iter().chain(lists(sources)).chain(rest).map(|own| with_digest(own, files));
    let package = json!({
        "profile": "data-package",
        "name": "fiscal-tables",
        "title": "Tables of budget disclosures",
        "countryCode": "CN",
        "granularity": "aggregated",
        "model": model(),
        "fiscal-tables:documents": documents(),
        "resources": resources.collect::<Vec<Value>>(),
    });
    format!("{package:#}\n")
}

/// Where the files of documents are, and what lists them.
fn documents() -> Value {
    json!({
        "path": "documents/{id}/",
        "index": {"resource": "manifest", "id": "id", "hash": "output_sha256"},
        "files": {
            DOCUMENT_JSON: "the document; it names the files of each table, and the type and role of each of their columns",
            FACTS_CSV: "its printed amounts, as in the resource `facts`",
            "NN-<kind>.csv": "a table, as in the resource `tables`",
            "NN-<kind>.json": "the same with its header, places and checks",
        },
    })
}

/// A resource with the length and digest of its file, where these are known.
fn with_digest(mut resource: Value, files: &[Described]) -> Value {
    let of = files.iter().find(|(name, ..)| resource["path"] == **name);
    if let (Some((_, bytes, sha256)), Some(fields)) = (of, resource.as_object_mut()) {
        fields.insert("bytes".to_owned(), json!(bytes));
        fields.insert("hash".to_owned(), json!(format!("sha256:{sha256}")));
    }
    resource
}

/// A Fiscal Data Package of the run's own tables; `years` are the first and last that they are about, `files` and `sources` as
/// for [`package`].
pub fn fiscal(files: &[Described], years: Option<(i32, i32)>, sources: &[String]) -> String {
    let resources: Vec<Value> = lists(sources).into_iter().map(|own| with_digest(own, files)).collect();
    let mut package = json!({
        "profile": "tabular-data-package",
        "name": "fiscal-tables",
        "title": "Amounts of budget disclosures",
        "countryCode": "CN",
        "granularity": "aggregated",
        "model": model(),
        "resources": resources,
    });
    if let (Some((first, last)), Some(package)) = (years, package.as_object_mut()) {
        let period = json!({"start": format!("{first:04}-01-01"), "end": format!("{last:04}-12-31")});
        package.insert("fiscalPeriod".to_owned(), period);
    }
    format!("{package:#}\n")
}

/// What is measured in `facts.csv`, and what each amount is of.
fn model() -> Value {
    let dimension = |kind: &str, key: &[&str], labels: &[(&str, &str)]| {
        let own = key.iter().map(|name| ((*name).to_owned(), json!({"source": name, "resource": "facts"})));
        let label = |(name, code): &(&str, &str)| {
            ((*name).to_owned(), json!({"source": name, "resource": "facts", "labelfor": code}))
        };
        let attributes: Map<String, Value> = own.chain(labels.iter().map(label)).collect();
        json!({"dimensionType": kind, "primaryKey": key, "attributes": attributes})
    };
    json!({
        "measures": {"amount_yuan": {"source": "amount_yuan", "resource": "facts", "currency": "CNY"}},
        "dimensions": {
            "date": dimension("datetime", &["fiscal_year"], &[]),
            "phase": dimension("other", &["stage"], &[]),
            "administrator": dimension("entity", &["organisation"], &[]),
            "location": dimension("location", &["region_code"], &[]),
            // Functional and economic codes: code_scheme says which.
            "classification": dimension("classification", &["code_scheme", "code"], &[("row_label", "code")]),
            "table": dimension("other", &["kind"], &[]),
            "measure": dimension("other", &["measure"], &[]),
            "place": dimension("fact", &FACTS_KEY, &[]),
        },
    })
}

/// What tells one fact from all others.
const FACTS_KEY: [&str; 4] = ["document", "table", "row", "column"];

/// The column types of the Fiscal Data Package (<https://specs.frictionlessdata.io/fiscal-data-package/>) of the facts.
const COLUMN_TYPES: &[(&str, &str)] = &[
    ("amount_yuan", "value"),
    ("fiscal_year", "date:fiscal-year"),
    ("stage", "phase:id"),
    ("organisation", "administrator:generic:name"),
    ("region_code", "geo-source:generic:code"),
];

/// A file that is no CSV and no JSON; `number` tells it from others.
fn file_resource(path: &str, number: usize) -> Value {
    let extension = path.rsplit('.').next().unwrap_or_default();
    let mediatype = match extension {
        "parquet" => "application/vnd.apache.parquet",
        "xlsx" => WORKBOOK_TYPE,
        "sqlite" => "application/vnd.sqlite3",
        "txt" => "text/plain",
        _ => "application/octet-stream",
    };
    json!({
        "name": format!("file-{number}"), "path": path, "profile": "data-resource", "type": "file",
        "format": extension, "mediatype": mediatype,
    })
}

/// The media type of workbooks.
const WORKBOOK_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn lists(sources: &[String]) -> Vec<Value> {
    let mut documents = table_schema(DOCUMENTS);
    if let Some(fields) = documents.get_mut("fields").and_then(Value::as_array_mut) {
        fields.extend(sources.iter().map(|name| json!({"name": name, "type": "string"})));
    }
    documents.insert("primaryKey".to_owned(), json!(["id"]));
    let mut tables = table_schema(TABLES);
    tables.insert("primaryKey".to_owned(), json!(["document", "index"]));
    tables.insert("foreignKeys".to_owned(), json!([to_documents()]));
    let mut facts = table_schema(FACTS);
    for field in facts.get_mut("fields").and_then(Value::as_array_mut).into_iter().flatten() {
        let kind = COLUMN_TYPES.iter().find(|(name, _)| field["name"] == **name);
        if let (Some((_, kind)), Some(field)) = (kind, field.as_object_mut()) {
            field.insert("columnType".to_owned(), json!(kind));
        }
    }
    facts.insert("primaryKey".to_owned(), json!(FACTS_KEY));
    let to_tables =
        json!({"fields": ["document", "table"], "reference": {"resource": "tables", "fields": ["document", "index"]}});
    facts.insert("foreignKeys".to_owned(), json!([to_documents(), to_tables]));
    let mut findings = table_schema(FINDINGS);
    findings.insert("foreignKeys".to_owned(), json!([to_documents()]));
    vec![
        csv_resource("documents", "documents.csv", "One row per document", documents),
        csv_resource("tables", "tables.csv", "One row per table", tables),
        csv_resource("facts", "facts.csv", "One row per printed amount", facts),
        csv_resource("findings", "findings.csv", "One row per finding", findings),
    ]
}

fn csv_resource(name: &str, path: &str, title: &str, schema: Map<String, Value>) -> Value {
    json!({
        "name": name, "path": path, "title": title, "profile": "tabular-data-resource", "type": "table",
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": schema,
    })
}

fn table_schema(fields: &[Field]) -> Map<String, Value> {
    let fields: Vec<Value> = fields.iter().map(|field| json!({"name": field.name, "type": field.kind})).collect();
    schema_of(fields)
}

fn schema_of(fields: Vec<Value>) -> Map<String, Value> {
    Map::from_iter([("fields".to_owned(), Value::Array(fields)), ("missingValues".to_owned(), json!([""]))])
}

fn to_documents() -> Value {
    json!({"fields": ["document"], "reference": {"resource": "documents", "fields": ["id"]}})
}

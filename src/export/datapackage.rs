//! A Data Package (<https://datapackage.org>) that describes every file of an output folder, as version 1 has it and
//! version 2 reads it: `profile` says what is a table to the one, `type` to the other. It is made in pieces, so
//! that a run need not hold it: [`opening`], the resources joined by [`SEPARATOR`], [`CLOSING`].
//!
//! Its `model` is the mapping of the Fiscal Data Package: which column of the facts is the measure, which are dimensions
//! of what type. That standard wants packages of tables alone, so [`fiscal`] describes the run's own once more.

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
pub fn opening() -> String {
    let model = model();
    format!(
        r#"{{
  "profile": "data-package",
  "name": "fiscal-tables",
  "title": "Tables of budget disclosures",
  "countryCode": "CN",
  "granularity": "aggregated",
  "model": {model},
  "resources": [
    "#
    )
}

/// A Fiscal Data Package of the run's own tables; `years` are the first and last that they are about.
pub fn fiscal(years: Option<(i32, i32)>) -> String {
    let mut package = json!({
        "profile": "tabular-data-package",
        "name": "fiscal-tables",
        "title": "Amounts of budget disclosures",
        "countryCode": "CN",
        "granularity": "aggregated",
        "model": model(),
        "resources": lists(),
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

/// The run's own files, one resource each.
pub fn run_resources() -> Vec<String> {
    let manifest = json!({
        // `file`: readers of JSON lines are an extra of the tools that check packages.
        "name": "manifest", "path": "manifest.jsonl", "title": "One line per input, in input order",
        "profile": "data-resource", "type": "file", "format": "jsonl", "mediatype": "application/jsonl", "encoding": "utf-8",
        "schema": table_schema(MANIFEST),
    });
    [manifest].into_iter().chain(lists()).map(|resource| resource.to_string()).collect()
}

/// A file that is no CSV and no JSON; `number` tells it from others of its name.
pub fn file_resource(path: &str, number: usize) -> String {
    let extension = path.rsplit('.').next().unwrap_or_default();
    let mediatype = match extension {
        "parquet" => "application/vnd.apache.parquet",
        "xlsx" => WORKBOOK_TYPE,
        "sqlite" => "application/vnd.sqlite3",
        _ => "application/octet-stream",
    };
    json!({
        "name": format!("file-{number}"), "path": path, "profile": "data-resource", "type": "file",
        "format": extension, "mediatype": mediatype,
    })
    .to_string()
}

/// The media type of workbooks.
const WORKBOOK_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn lists() -> Vec<Value> {
    let mut documents = table_schema(DOCUMENTS);
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

/// The files of one document; `number` counts the documents of the run from 1 and makes the names of the resources.
pub fn document_resources(document: &DocumentJson, number: usize) -> Vec<String> {
    let folder = format!("documents/{}", document.id);
    let name = format!("document-{number}");
    let mut resources = vec![json_resource(&name, &format!("{folder}/{DOCUMENT_JSON}"), document.title.as_deref())];
    if let Some(facts) = &document.facts {
        let path = format!("{folder}/{facts}");
        let facts = csv_resource(&format!("{name}-facts"), &path, "Its printed amounts", table_schema(FACTS));
        resources.push(facts.to_string());
    }
    if let Some(workbook) = &document.workbook {
        let mut resource = json!({
            "name": format!("{name}-workbook"), "path": format!("{folder}/{workbook}"), "profile": "data-resource",
            "type": "file", "format": "xlsx", "mediatype": WORKBOOK_TYPE,
        });
        if let (Some(title), Some(fields)) = (&document.title, resource.as_object_mut()) {
            fields.insert("title".to_owned(), json!(title));
        }
        resources.push(resource.to_string());
    }
    for table in &document.tables {
        let name = format!("{name}-table-{}", table.index);
        if let Some(file) = &table.csv {
            let title = table.title.as_deref().or(table.number.as_deref()).unwrap_or("untitled");
            let mut resource = csv_resource(&name, &format!("{folder}/{file}"), title, columns(table));
            if let Some(fields) = resource.as_object_mut() {
                fields.insert("dialect".to_owned(), dialect(table));
            }
            resources.push(resource.to_string());
        }
        if let Some(file) = &table.json {
            resources.push(json_resource(&format!("{name}-json"), &format!("{folder}/{file}"), table.title.as_deref()));
        }
    }
    resources
}

/// Forms are printed with lines left free, and columns without a name: a first line with an empty name is no header to
/// those who check packages, so it is passed over and the schema alone names the columns.
fn dialect(table: &TableEntry) -> Value {
    if table.fields.iter().any(|field| field.name.is_empty()) {
        json!({"skipBlankRows": true, "header": false, "commentRows": [1]})
    } else {
        json!({"skipBlankRows": true})
    }
}

fn csv_resource(name: &str, path: &str, title: &str, schema: Map<String, Value>) -> Value {
    json!({
        "name": name, "path": path, "title": title, "profile": "tabular-data-resource", "type": "table",
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": schema,
    })
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
    json!({"fields": ["document"], "reference": {"resource": "documents", "fields": ["id"]}})
}

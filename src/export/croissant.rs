//! `croissant.json`: the run's lists as Croissant describes data sets (<https://docs.mlcommons.org/croissant/docs/croissant-spec.html>).
//! Amounts are texts to it, as it knows no decimals.

use super::csv::{DOCUMENTS, FINDINGS, Field, TABLES};
use super::facts::FACTS;
use serde_json::{Value, json};

/// The lists, each with its file, what it is, and its columns.
const LISTS: [(&str, &str, &str, &[Field]); 4] = [
    ("documents", "documents.csv", "One row per document", DOCUMENTS),
    ("tables", "tables.csv", "One row per table", TABLES),
    ("facts", "facts.csv", "One row per printed amount, in yuan and in the unit as printed", FACTS),
    ("findings", "findings.csv", "One row per doubt: what was expected, what was found, where", FINDINGS),
];

/// The description; `files` are the run's files by name, with their length and SHA-256 in hexadecimal.
pub fn croissant(files: &[(String, u64, String)]) -> String {
    let file = |wanted: &str| files.iter().find(|(name, ..)| name == wanted);
    let distribution: Vec<Value> = LISTS
        .iter()
        .filter_map(|(_, name, what, _)| {
            let (_, bytes, sha256) = file(name)?;
            Some(json!({
                "@type": "cr:FileObject", "@id": name, "name": name, "description": what, "contentUrl": name,
                "contentSize": format!("{bytes} B"), "encodingFormat": "text/csv", "sha256": sha256,
            }))
        })
        .collect();
    let record_sets: Vec<Value> =
        LISTS.iter().map(|(list, name, what, fields)| record_set(list, name, what, fields)).collect();
    let description = json!({
        "@context": context(),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "fiscal-tables",
        "description": "Amounts of Chinese budget and final-account disclosures, read from the published documents.",
        "distribution": distribution,
        "recordSet": record_sets,
    });
    format!("{description:#}\n")
}

fn record_set(list: &str, file: &str, what: &str, fields: &[Field]) -> Value {
    let field = |field: &Field| {
        json!({
            "@type": "cr:Field", "@id": format!("{list}/{}", field.name), "name": field.name,
            "dataType": if field.kind == "integer" { "sc:Integer" } else { "sc:Text" },
            "source": {"fileObject": {"@id": file}, "extract": {"column": field.name}},
        })
    };
    let fields: Vec<Value> = fields.iter().map(field).collect();
    json!({"@type": "cr:RecordSet", "@id": list, "name": list, "description": what, "field": fields})
}

/// The terms, as the specification gives them.
fn context() -> Value {
    json!({
        "@language": "zh", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column",
        "conformsTo": "dct:conformsTo", "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/",
        "data": {"@id": "cr:data", "@type": "@json"}, "equivalentProperty": "cr:equivalentProperty",
        "samplingRate": "cr:samplingRate", "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "dct": "http://purl.org/dc/terms/", "examples": {"@id": "cr:examples", "@type": "@json"},
        "extract": "cr:extract", "field": "cr:field", "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject",
        "fileSet": "cr:fileSet", "format": "cr:format", "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset",
        "jsonPath": "cr:jsonPath", "key": "cr:key", "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path",
        "recordSet": "cr:recordSet", "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated",
        "replace": "cr:replace", "sc": "https://schema.org/", "separator": "cr:separator", "source": "cr:source",
        "subField": "cr:subField", "transform": "cr:transform",
    })
}

//! In: a [`Document`]. Out: bytes in the formats of the output contract, and the rows a run's own
//! files are made of. Pure: no file system, no clock; the same document gives the same bytes.
//!
//! A run's files (`documents.csv`, `tables.csv`, `findings.csv`, `datapackage.json`) are made from the
//! [`schema::DocumentJson`] of each document alone, so that they come out the same whether a document was read just
//! now or in an earlier run.

#[cfg(feature = "arrow")]
pub mod arrow;
pub mod batch;
pub mod croissant;
pub mod csv;
pub mod datapackage;
pub mod facts;
pub mod json;
#[cfg(feature = "json-schema")]
pub mod json_schema;
pub mod messages;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod schema;
pub mod stored;
pub mod unit;
#[cfg(feature = "xlsx")]
pub mod xlsx;

use crate::model::Document;
use schema::DocumentJson;

/// What the outside says about a document: what its bytes do not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// The name of the document's folder, unique in the run.
    pub id: String,
    /// The input's file name, without folders.
    pub input: String,
    /// SHA-256 of the input, in hexadecimal.
    pub sha256: String,
}

impl Source {
    /// What the outside says.
    pub fn new(id: impl Into<String>, input: impl Into<String>, sha256: impl Into<String>) -> Source {
        Source { id: id.into(), input: input.into(), sha256: sha256.into() }
    }
}

/// Which files are made of a document; `document.json` and `facts.csv` are always made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Formats {
    /// `NN-<kind>.csv`.
    pub csv: bool,
    /// `NN-<kind>.json`.
    pub json: bool,
    /// `tables.xlsx`, if the program is built with it.
    pub xlsx: bool,
    /// How CSV is written.
    pub dialect: csv::Dialect,
}

/// One file of a document's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// Its name in the document's folder.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// The name of the file that describes a document.
pub const DOCUMENT_JSON: &str = "document.json";

/// The name of the file of a document's facts.
pub const FACTS_CSV: &str = "facts.csv";

/// The name of a document's workbook.
pub const WORKBOOK: &str = "tables.xlsx";

/// The files of one document, one at a time: those of its tables, its workbook, `facts.csv`, then `document.json`, so that a
/// folder that has it has everything.
pub fn files<'a>(
    document: &'a Document,
    description: &'a DocumentJson,
    formats: Formats,
) -> impl Iterator<Item = File> + 'a {
    let tables = document.tables.iter().zip(&description.tables).flat_map(move |(table, entry)| {
        let csv = entry.csv.as_ref().filter(|_| formats.csv);
        let json = entry.json.as_ref().filter(|_| formats.json);
        let csv = csv.map(|name| File { name: name.clone(), bytes: csv::table(table, formats.dialect) });
        let json =
            json.map(|name| File { name: name.clone(), bytes: json::table(document, table, description, entry) });
        csv.into_iter().chain(json)
    });
    let last = std::iter::once_with(|| File { name: DOCUMENT_JSON.to_owned(), bytes: json::to_bytes(description) });
    let facts = std::iter::once_with(move || File {
        name: FACTS_CSV.to_owned(),
        bytes: facts::file(document, description, formats.dialect),
    });
    tables.chain(workbook(document, description)).chain(facts).chain(last)
}

#[cfg(feature = "xlsx")]
fn workbook(document: &Document, description: &DocumentJson) -> Option<File> {
    let name = description.workbook.clone()?;
    let bytes = xlsx::document(document, description).expect("names are unique, merged cells apart, texts cut to fit");
    Some(File { name, bytes })
}

#[cfg(not(feature = "xlsx"))]
fn workbook(_: &Document, _: &DocumentJson) -> Option<File> {
    None
}

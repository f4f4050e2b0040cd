//! A document as the report loads it: what it is, its tables, its findings, its pages.

use super::{File, folder, script};
use crate::export::schema::{DocumentJson, FindingJson, ManifestEntry, PartJson};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A page that has a picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PageEntry {
    /// Its number.
    pub(crate) page: u32,
    /// Its size, in points.
    pub(crate) width: f64,
    /// Its size, in points.
    pub(crate) height: f64,
}

#[derive(Serialize)]
struct Data<'a> {
    id: &'a str,
    input: &'a str,
    path: &'a str,
    sha256: &'a str,
    status: &'a str,
    reason: Option<&'a str>,
    title: Option<&'a str>,
    organisation: Option<&'a str>,
    year: Option<i32>,
    stage: Option<&'a str>,
    scope: Option<&'a str>,
    region: Option<&'a str>,
    published: Option<&'a str>,
    pages: u32,
    pages_read: u32,
    parts: &'a [PartJson],
    tables: Vec<Table<'a>>,
    findings: &'a [FindingJson],
    /// The pages that have pictures.
    pictures: &'a [PageEntry],
    /// Why there are none, or fewer.
    no_pictures: Option<&'a str>,
    /// The copy with notes on it, if one was made.
    annotated: Option<&'a str>,
}

#[derive(Serialize)]
struct Table<'a> {
    index: usize,
    kind: Option<&'a str>,
    number: Option<&'a str>,
    title: Option<&'a str>,
    organisation: Option<&'a str>,
    year: Option<i32>,
    unit: Option<&'a str>,
    pages: Option<&'a [u32]>,
    rows: usize,
    columns: usize,
    amounts: usize,
    verified: usize,
    contradicted: usize,
    findings: usize,
    /// Whether its rows are in the report: those of a table that was not written as JSON are not.
    has_rows: bool,
}

/// What a document's data is made of, beside its description.
pub(crate) struct Extras<'a> {
    /// The pages that have pictures.
    pub(crate) pictures: &'a [PageEntry],
    /// Why there are none, or fewer.
    pub(crate) no_pictures: Option<&'a str>,
    /// The path of the copy with notes on it, from the report's folder.
    pub(crate) annotated: Option<&'a str>,
}

/// The pages that the report shows: those with tables, and those with findings; of a document without either the first.
pub(crate) fn pages_shown(document: &DocumentJson) -> Vec<u32> {
    let of_tables = document.tables.iter().flat_map(|table| table.pages.iter().flatten().copied());
    let of_findings = document.findings.iter().filter_map(|finding| finding.page);
    let mut pages: BTreeSet<u32> = of_tables.chain(of_findings).collect();
    if pages.is_empty() && document.pages > 0 {
        pages.insert(1);
    }
    pages.into_iter().collect()
}

/// The script of a document.
pub(crate) fn document(number: usize, document: &DocumentJson, entry: &ManifestEntry, extras: &Extras<'_>) -> File {
    let tables = document.tables.iter().map(|table| Table {
        index: table.index,
        kind: table.kind.as_deref(),
        number: table.number.as_deref(),
        title: table.title.as_deref(),
        organisation: table.organisation.as_deref(),
        year: table.fiscal_year,
        unit: table.unit.as_deref(),
        pages: table.pages.as_deref(),
        rows: table.rows,
        columns: table.columns,
        amounts: table.amounts,
        verified: table.amounts_verified,
        contradicted: table.amounts_contradicted,
        findings: table.findings,
        has_rows: table.json.is_some(),
    });
    let data = Data {
        id: &document.id,
        input: &document.input,
        path: &entry.input,
        sha256: &document.sha256,
        status: &document.status,
        reason: entry.reason.as_deref(),
        title: document.title.as_deref(),
        organisation: document.organisation.as_deref(),
        year: document.fiscal_year,
        stage: document.stage.as_deref(),
        scope: document.scope.as_deref(),
        region: document.region.as_deref(),
        published: document.published.as_deref(),
        pages: document.pages,
        pages_read: document.pages_read,
        parts: &document.parts,
        tables: tables.collect(),
        findings: &document.findings,
        pictures: extras.pictures,
        no_pictures: extras.no_pictures,
        annotated: extras.annotated,
    };
    script(&format!("{}/document", folder(number)), &data)
}

//! The lists of all documents and tables, in files of so many rows each, and the numbers of the plots.

use super::facts::Function;
use super::{File, names, script};
use crate::catalogue::Catalogue;
use crate::export::schema::{DocumentJson, ManifestEntry, TableEntry};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Rows of a list in one file: half a megabyte, read while the next one is on its way.
const ROWS_A_FILE: usize = 2000;

/// Collects what the overview shows, one input after the other.
#[derive(Default)]
pub(crate) struct Overview {
    documents: List,
    tables: List,
    /// By year and region: documents and tables.
    coverage: BTreeMap<(Option<i32>, String), (usize, usize)>,
    /// By year: amounts, verified, contradicted.
    shares: BTreeMap<Option<i32>, (usize, usize, usize)>,
    /// By code: errors, warnings, infos.
    codes: BTreeMap<String, [usize; 3]>,
    /// By year and code: name and sum.
    functions: BTreeMap<(String, String), (String, Decimal)>,
}

/// Rows, of which whole files are given out as soon as they are full.
#[derive(Default)]
struct List {
    rows: Vec<Value>,
    files: usize,
    count: usize,
}

impl List {
    fn push(&mut self, row: Value, name: &str, made: &mut Vec<File>) {
        self.rows.push(row);
        self.count += 1;
        if self.rows.len() == ROWS_A_FILE {
            self.close(name, made);
        }
    }

    fn close(&mut self, name: &str, made: &mut Vec<File>) {
        if !self.rows.is_empty() {
            made.push(script(&format!("{name}-{}", self.files), &self.rows));
            self.files += 1;
            self.rows.clear();
        }
    }
}

impl Overview {
    /// Adds one input; `document` is what was read of it, if it was. Gives the files that are full.
    pub(crate) fn add(
        &mut self,
        entry: &ManifestEntry,
        document: Option<&DocumentJson>,
        functions: &[Function],
    ) -> Vec<File> {
        let mut made = Vec::new();
        let number = self.documents.count + 1;
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        let mut severities = [0; 3];
        for finding in document.iter().flat_map(|document| &document.findings) {
            *codes.entry(&finding.code).or_default() += 1;
            let level = names::level(&finding.severity);
            severities[level] += 1;
            self.codes.entry(finding.code.clone()).or_default()[level] += 1;
        }
        let of = |text: fn(&DocumentJson) -> Option<&String>| document.and_then(text);
        let year = document.and_then(|document| document.fiscal_year);
        let row = json!([
            entry.id,
            entry.input,
            of(|document| document.organisation.as_ref()),
            of(|document| document.region.as_ref()),
            year,
            of(|document| document.stage.as_ref()),
            of(|document| document.scope.as_ref()),
            entry.status,
            entry.pages,
            entry.tables,
            entry.amounts,
            entry.amounts_verified,
            entry.amounts_contradicted,
            severities,
            codes,
            of(|document| document.title.as_ref()),
            entry.reason,
        ]);
        self.documents.push(row, "documents", &mut made);
        let Some(document) = document else { return made };
        for table in &document.tables {
            let first_page = table.pages.iter().flatten().next();
            let TableEntry { index, kind, number: own_number, title, organisation, fiscal_year, unit, .. } = table;
            let TableEntry { rows, columns, amounts, amounts_verified, amounts_contradicted, findings, .. } = table;
            let row = json!([
                number,
                index,
                kind,
                own_number,
                title,
                organisation,
                fiscal_year,
                unit,
                first_page,
                rows,
                columns,
                amounts,
                amounts_verified,
                amounts_contradicted,
                findings,
            ]);
            self.tables.push(row, "tables", &mut made);
        }
        let region = document.region.clone().unwrap_or_default();
        let covered = self.coverage.entry((year, region)).or_default();
        *covered = (covered.0 + 1, covered.1 + document.tables.len());
        let share = self.shares.entry(year).or_default();
        share.0 += entry.amounts;
        share.1 += entry.amounts_verified;
        share.2 += entry.amounts_contradicted;
        for Function { year, code, name, yuan } in functions {
            let sum =
                self.functions.entry((year.clone(), code.clone())).or_insert_with(|| (name.clone(), Decimal::ZERO));
            sum.1 = sum.1.saturating_add(*yuan);
        }
        made
    }

    /// The last files: those that are not full, and what the overview begins with.
    pub(crate) fn finish(mut self, catalogue: &Catalogue, made_with: &str) -> Vec<File> {
        let mut made = Vec::new();
        self.documents.close("documents", &mut made);
        self.tables.close("tables", &mut made);
        let kinds: BTreeMap<&str, &str> =
            catalogue.kinds().iter().map(|kind| (kind.slug.as_str(), kind.name.as_str())).collect();
        let coverage: Vec<Value> = self
            .coverage
            .iter()
            .map(|((year, region), (documents, tables))| json!([year, region, documents, tables]))
            .collect();
        let shares: Vec<Value> = self
            .shares
            .iter()
            .map(|(year, (amounts, verified, contradicted))| json!([year, amounts, verified, contradicted]))
            .collect();
        let functions: Vec<Value> = self
            .functions
            .iter()
            .map(|((year, code), (name, yuan))| json!([year, code, name, yuan.normalize().to_string()]))
            .collect();
        let index = json!({
            "made_with": made_with,
            "documents": self.documents.count,
            "document_files": self.documents.files,
            "tables": self.tables.count,
            "table_files": self.tables.files,
            "kinds": kinds,
            "codes": names::all(),
            "coverage": coverage,
            "shares": shares,
            "finding_codes": self.codes,
            "functions": functions,
        });
        made.push(script("index", &index));
        made
    }
}

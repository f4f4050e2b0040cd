//! Several documents bound in one file: a department's budget with those of its units behind it.

use crate::model::{Document, Part, Table};
use crate::words::squeeze;
use std::collections::BTreeSet;
use std::ops::Range;

/// A unit's budget has at least so many tables; a single form of another organisation is an annex.
const TABLES: usize = 3;
/// So many of its tables are those of the documents before it: the same forms begin again.
const AGAIN: usize = 2;

/// Says which tables belong to which of the documents bound in one file, and hands them their organisation.
pub(crate) fn unbind(document: &mut Document) {
    let parts = parts(&document.tables);
    for part in &parts {
        for table in document.tables.get_mut(part.tables.clone()).unwrap_or_default() {
            table.caption.organisation.get_or_insert_with(|| part.organisation.clone());
        }
    }
    document.parts = parts;
}

/// The documents in one file; none if it is one document.
fn parts(tables: &[Table]) -> Vec<Part> {
    let mut runs: Vec<(String, Range<usize>)> = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        let own = table.caption.organisation.as_deref();
        match runs.last_mut() {
            Some((organisation, tables)) if own.is_none_or(|own| own == organisation) => tables.end = at + 1,
            Some(_) => runs.push((own.unwrap_or_default().to_owned(), at..at + 1)),
            None => runs.push((own.unwrap_or_default().to_owned(), 0..at + 1)),
        }
    }
    // The first tables of a file may leave their organisation out.
    if runs.len() > 1 && runs[0].0.is_empty() {
        let (_, first) = runs.remove(0);
        runs[0].1.start = first.start;
    }
    let distinct: BTreeSet<&str> = runs.iter().map(|(organisation, _)| organisation.as_str()).collect();
    if runs.len() < 2 || distinct.len() < runs.len() || runs.iter().any(|(_, tables)| tables.len() < TABLES) {
        return Vec::new();
    }
    let mut known: BTreeSet<String> = BTreeSet::new();
    for (at, (organisation, own)) in runs.iter().enumerate() {
        let forms: BTreeSet<String> =
            tables.get(own.clone()).unwrap_or_default().iter().filter_map(|table| form(table, organisation)).collect();
        if at > 0 && forms.intersection(&known).count() < AGAIN {
            return Vec::new();
        }
        known.extend(forms);
    }
    let whole = |(organisation, own): (String, Range<usize>)| {
        let captions = || tables.get(own.clone()).unwrap_or_default().iter().map(|table| &table.caption);
        let fiscal_year = captions().find_map(|caption| caption.fiscal_year);
        let stage = captions().find_map(|caption| caption.stage);
        Part { organisation, fiscal_year, stage, tables: own }
    };
    runs.into_iter().map(whole).collect()
}

/// A table's title without the organisation and the year: what it is called in every document.
fn form(table: &Table, organisation: &str) -> Option<String> {
    let title = squeeze(table.caption.title.as_deref()?);
    let form: String = title.replace(organisation, "").chars().filter(|c| !c.is_ascii_digit()).collect();
    (!form.is_empty()).then_some(form)
}

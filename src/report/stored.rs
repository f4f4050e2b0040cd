//! A table as `NN-<kind>.json` has it, read back: the mirror of [`TableJson`](crate::export::schema::TableJson), of which
//! only what the report shows is taken. Texts are borrowed from the file where they can be.

use serde::Deserialize;
use std::borrow::Cow;

#[derive(Deserialize)]
pub(super) struct Table<'a> {
    #[serde(default)]
    pub(super) lines: Option<[usize; 2]>,
    #[serde(borrow)]
    pub(super) header: Vec<Vec<Cow<'a, str>>>,
    #[serde(borrow)]
    pub(super) columns: Vec<Column<'a>>,
    #[serde(borrow)]
    pub(super) index_row: Option<Vec<Cow<'a, str>>>,
    #[serde(borrow)]
    pub(super) rows: Vec<Row<'a>>,
    #[serde(borrow)]
    pub(super) fields: Vec<Field<'a>>,
    #[serde(borrow)]
    pub(super) notes: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) remarks: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) verification: Verification<'a>,
}

#[derive(Deserialize)]
pub(super) struct Column<'a> {
    #[serde(borrow)]
    pub(super) name: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) path: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) role: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) measure: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
pub(super) struct Row<'a> {
    #[serde(borrow)]
    pub(super) role: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) cells: Vec<Cell<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Cell<'a> {
    #[serde(borrow)]
    pub(super) text: Cow<'a, str>,
    pub(super) page: Option<u32>,
    pub(super) bbox: Option<[f64; 4]>,
    #[serde(borrow)]
    pub(super) origin: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) printed: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
pub(super) struct Field<'a> {
    #[serde(borrow)]
    pub(super) name: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) value: Cow<'a, str>,
}

#[derive(Deserialize)]
pub(super) struct Verification<'a> {
    #[serde(borrow)]
    pub(super) checks: Vec<Check<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Check<'a> {
    #[serde(borrow)]
    pub(super) code: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) identity: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) verdict: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) cells: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) expected: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) found: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) tolerance: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) cause: Option<Cow<'a, str>>,
}

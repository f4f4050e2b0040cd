//! `fiscal-tables.sqlite`: the documents, tables, facts and findings of a data set. Changed on a copy that takes the place of
//! the old one, as all files of a run: tables and facts of documents that are the same as ever are left, the rest is little.

use super::folder::hex;
use super::rows::Rows;
use crate::export::csv::{DOCUMENTS, FINDINGS, Field, Row, TABLES};
use crate::export::facts::FACTS;
use crate::export::schema::ManifestEntry;
use anyhow::{Context, Result, bail};
use rusqlite::types::Null;
use rusqlite::{CachedStatement, Connection, ToSql};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The tables, indices and views of an empty database.
const SCHEMA: &str = include_str!("sqlite.sql");
/// The version of [`SCHEMA`].
const VERSION: i64 = 5;
/// Statements that are kept ready.
const STATEMENTS: usize = 32;

/// A database that a run adds to.
pub(super) struct Database {
    connection: Connection,
    /// Whether it holds nothing of earlier runs.
    is_new: bool,
    /// The folders whose tables and facts it holds, and the digest of what the lists said of each.
    kept: BTreeMap<String, Option<String>>,
}

impl Database {
    /// Opens `file`, made if missing, for a data set of these inputs, and takes out what has changed or is there no longer.
    ///
    /// # Errors
    /// It is no database of ours, or of another version.
    pub(super) fn open(file: &Path, entries: &[ManifestEntry]) -> Result<Database> {
        let connection = Connection::open(file)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // It is a copy that is thrown away if anything fails.
        connection
            .execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; BEGIN")?;
        let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let objects: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let is_new = objects == 0;
        if is_new {
            connection.execute_batch(&format!("{}; PRAGMA user_version = {VERSION}", tables_only()))?;
        } else if version != VERSION {
            bail!("it is of version {version}, and this program writes version {VERSION}; move it away");
        }
        let mut database = Database { connection, is_new, kept: BTreeMap::new() };
        if !is_new {
            database.keep(entries)?;
        }
        database.note(entries)?;
        Ok(database)
    }

    /// Writes what is noted of inputs, if it is not what is there.
    fn note(&self, entries: &[ManifestEntry]) -> Result<()> {
        let sources = || {
            let of_entry = |entry: &'_ ManifestEntry| {
                let own = |(name, value): (&String, &String)| {
                    [Some(entry.input.clone()), entry.id.clone(), Some(name.clone()), Some(value.clone())]
                };
                entry.source.iter().map(own).collect::<Vec<_>>()
            };
            entries.iter().flat_map(of_entry)
        };
        let mut stored = self.connection.prepare("SELECT input, document, name, value FROM sources ORDER BY rowid")?;
        let stored = stored.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))?;
        if stored.collect::<Result<Vec<[Option<String>; 4]>, _>>()?.into_iter().eq(sources()) {
            return Ok(());
        }
        self.connection.execute_batch("DELETE FROM sources")?;
        let mut insert = self.connection.prepare_cached("INSERT INTO sources VALUES (?, ?, ?, ?)")?;
        for own in sources() {
            insert.execute(own)?;
        }
        Ok(())
    }

    /// Leaves of the tables and facts those of documents that are the very same.
    fn keep(&mut self, entries: &[ManifestEntry]) -> Result<()> {
        let current: BTreeSet<(Option<&str>, Option<&str>)> =
            entries.iter().map(|entry| (entry.id.as_deref(), entry.output_sha256.as_deref())).collect();
        let mut documents = self.connection.prepare("SELECT id, folder, output_sha256, lists_sha256 FROM documents")?;
        let mut rows = documents.query([])?;
        while let Some(row) = rows.next()? {
            let (id, folder, digest): (String, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if current.contains(&(Some(&folder), digest.as_deref())) {
                self.kept.insert(folder, row.get(3)?);
            } else {
                for delete in [
                    "DELETE FROM facts WHERE document = ?1",
                    "DELETE FROM tables WHERE document = ?1",
                    "DELETE FROM findings WHERE document = ?1",
                    "DELETE FROM documents WHERE id = ?1",
                ] {
                    self.connection.prepare_cached(delete)?.execute([&id])?;
                }
            }
        }
        Ok(())
    }

    /// Adds what a document gave.
    pub(super) fn add(&self, rows: &Rows) -> Result<()> {
        let lists = digest(&[&rows.documents, &rows.findings]);
        let kept = self.kept.get(&rows.folder);
        if kept.is_some_and(|kept| kept.as_ref() == Some(&lists)) {
            return Ok(());
        }
        if kept.is_some() {
            for delete in [
                "DELETE FROM findings WHERE document IN (SELECT id FROM documents WHERE folder = ?1)",
                "DELETE FROM documents WHERE folder = ?1",
            ] {
                self.connection.prepare_cached(delete)?.execute([&rows.folder])?;
            }
        }
        let mut documents = self.insert("documents", DOCUMENTS.len() + 3)?;
        for row in &rows.documents {
            bind(&mut documents, DOCUMENTS, row)?;
            documents.raw_bind_parameter(DOCUMENTS.len() + 1, &rows.folder)?;
            documents.raw_bind_parameter(DOCUMENTS.len() + 2, &rows.output_sha256)?;
            documents.raw_bind_parameter(DOCUMENTS.len() + 3, &lists)?;
            documents.raw_execute()?;
        }
        self.insert_all("findings", FINDINGS, &rows.findings)?;
        if kept.is_some() {
            return Ok(());
        }
        self.insert_all("tables", TABLES, &rows.tables)?;
        self.insert_facts(rows.facts.iter())
    }

    fn insert_facts<'a>(&self, rows: impl Iterator<Item = &'a Row>) -> Result<()> {
        let yuan = FACTS.iter().position(|field| field.name == "amount_yuan").context("facts have amounts in yuan")?;
        let mut facts = self.insert("facts", FACTS.len() + 1)?;
        for row in rows {
            bind(&mut facts, FACTS, row)?;
            facts.raw_bind_parameter(FACTS.len() + 1, fen(row.get(yuan).unwrap_or_default()))?;
            facts.raw_execute()?;
        }
        Ok(())
    }

    /// Writes what is left.
    pub(super) fn finish(self) -> Result<()> {
        if self.is_new {
            // Sorting once is faster than keeping sorted.
            self.connection.execute_batch(&without_tables())?;
        }
        self.connection.execute_batch("COMMIT")?;
        self.connection.close().map_err(|(_, error)| error)?;
        Ok(())
    }

    fn insert_all(&self, table: &str, fields: &[Field], rows: &[Row]) -> Result<()> {
        let mut insert = self.insert(table, fields.len())?;
        for row in rows {
            bind(&mut insert, fields, row)?;
            insert.raw_execute()?;
        }
        Ok(())
    }

    fn insert(&self, table: &str, columns: usize) -> Result<CachedStatement<'_>> {
        let places = vec!["?"; columns].join(", ");
        Ok(self.connection.prepare_cached(&format!("INSERT INTO {table} VALUES ({places})"))?)
    }
}

/// The columns that every one of the [`VIEWS`] begins with.
#[cfg(any(feature = "parquet", test))]
const OF_DOCUMENT: [Field; 5] = [
    Field::string("document"),
    Field::string("organisation"),
    Field::string("organisation_printed"),
    Field::string("region_code"),
    Field::integer("year"),
];

/// The views of facts that are written as Parquet too, with the columns of their own.
#[cfg(any(feature = "parquet", test))]
pub(super) const VIEWS: [(&str, &[Field]); 5] = [
    (
        "three_public",
        &[
            Field::string("phase"),
            Field::string("stage"),
            Field::string("scope"),
            Field::integer("total_fen"),
            Field::integer("abroad_fen"),
            Field::integer("reception_fen"),
            Field::integer("vehicles_fen"),
            Field::integer("vehicles_purchase_fen"),
            Field::integer("vehicles_running_fen"),
        ],
    ),
    (
        "department_totals",
        &[
            Field::string("phase"),
            Field::string("stage"),
            Field::string("scope"),
            Field::integer("income_fen"),
            Field::integer("expenditure_fen"),
            Field::integer("basic_fen"),
            Field::integer("project_fen"),
        ],
    ),
    (
        "expenditure_by_function",
        &[
            Field::string("phase"),
            Field::string("stage"),
            Field::string("scope"),
            Field::string("fund"),
            Field::string("code"),
            Field::string("name"),
            Field::integer("level"),
            Field::integer("total_fen"),
            Field::integer("basic_fen"),
            Field::integer("project_fen"),
        ],
    ),
    (
        "transfers_by_region",
        &[
            Field::string("phase"),
            Field::string("stage"),
            Field::string("scope"),
            Field::string("kind"),
            Field::integer("table"),
            Field::string("table_title"),
            Field::string("place"),
            Field::string("place_code"),
            Field::string("extent"),
            Field::string("item"),
            Field::integer("is_total"),
            Field::integer("amount_fen"),
            Field::string("verified"),
        ],
    ),
    (
        "debt_by_region",
        &[
            Field::string("stage"),
            Field::string("scope"),
            Field::string("place"),
            Field::string("place_code"),
            Field::string("extent"),
            Field::integer("limit_fen"),
            Field::integer("limit_general_fen"),
            Field::integer("limit_special_fen"),
            Field::integer("balance_fen"),
            Field::integer("balance_general_fen"),
            Field::integer("balance_special_fen"),
        ],
    ),
];

/// All columns of a view.
#[cfg(any(feature = "parquet", test))]
fn columns(own: &[Field]) -> Vec<Field> {
    OF_DOCUMENT.iter().chain(own).copied().collect()
}

/// A database of what the [`VIEWS`] are made of, on the disk for as long as it is asked.
#[cfg(feature = "parquet")]
pub(super) struct Views {
    database: Database,
    file: std::path::PathBuf,
    /// The first that went wrong.
    failed: Option<anyhow::Error>,
}

#[cfg(feature = "parquet")]
impl Views {
    /// An empty one in `folder`.
    ///
    /// # Errors
    /// The file cannot be made.
    pub(super) fn new(folder: &Path) -> Result<Views> {
        std::fs::create_dir_all(folder)?;
        let file = folder.join("views.sqlite");
        let database = Database::open(&file, &[])?;
        Ok(Views { database, file, failed: None })
    }

    /// Adds what a document gave.
    pub(super) fn add(&mut self, rows: &Rows) {
        if self.failed.is_none() {
            self.failed = self.try_to_add(rows).err();
        }
    }

    fn try_to_add(&self, rows: &Rows) -> Result<()> {
        let mut documents = self.database.insert("documents", DOCUMENTS.len() + 3)?;
        for row in &rows.documents {
            bind(&mut documents, DOCUMENTS, row)?;
            documents.raw_bind_parameter(DOCUMENTS.len() + 1, &rows.folder)?;
            documents.raw_bind_parameter(DOCUMENTS.len() + 2, Null)?;
            documents.raw_bind_parameter(DOCUMENTS.len() + 3, Null)?;
            documents.raw_execute()?;
        }
        let kind = FACTS.iter().position(|field| field.name == "kind").context("facts have kinds")?;
        let is_asked = |row: &&Row| row.get(kind).is_some_and(|kind| !kind.is_empty());
        self.database.insert_facts(rows.facts.iter().filter(is_asked))
    }

    /// Writes each view as a file of its own to `folder`, and takes the database away.
    ///
    /// # Errors
    /// Something went wrong, now or before.
    pub(super) fn write(self, folder: &Path) -> Result<()> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        use rusqlite::types::ValueRef;
        let connection = &self.database.connection;
        connection.execute_batch(&without_tables())?;
        std::fs::create_dir_all(folder)?;
        for (view, own) in VIEWS {
            let fields = columns(own);
            let out = std::io::BufWriter::new(std::fs::File::create(folder.join(format!("{view}.parquet")))?);
            let mut writer = crate::export::parquet::Writer::new(out, &fields, &[])?;
            let mut statement = connection.prepare(&format!("SELECT * FROM {view} ORDER BY document, 5"))?;
            let mut found = statement.query([])?;
            while let Some(row) = found.next()? {
                let text = |at: usize| -> Result<String> {
                    Ok(match row.get_ref(at)? {
                        ValueRef::Integer(number) => number.to_string(),
                        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                        // A fraction of a fen is no whole number of it.
                        _ => String::new(),
                    })
                };
                let texts = (0..fields.len()).map(text).collect::<Result<Vec<String>>>()?;
                writer.push(&Row::from(texts))?;
            }
            writer.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        }
        self.database.connection.close().map_err(|(_, error)| error)?;
        Ok(std::fs::remove_file(&self.file)?)
    }
}

fn bind(statement: &mut CachedStatement<'_>, fields: &[Field], row: &Row) -> Result<()> {
    for ((at, field), text) in (1..).zip(fields).zip(row.iter()) {
        match (field.kind, text) {
            (_, "") => statement.raw_bind_parameter(at, Null)?,
            ("integer", text) => statement.raw_bind_parameter(at, text.parse::<i64>().ok())?,
            (_, text) => statement.raw_bind_parameter(at, text)?,
        }
    }
    Ok(())
}

/// A digest of rows.
fn digest(lists: &[&Vec<Row>]) -> String {
    let mut digest = Sha256::new();
    for text in lists.iter().flat_map(|rows| rows.iter()).flat_map(Row::iter) {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text.as_bytes());
    }
    hex(&digest.finalize())
}

/// Yuan in fen: a whole number, or what a fraction of one comes to.
fn fen(yuan: &str) -> Box<dyn ToSql> {
    let fen = yuan.parse::<Decimal>().ok().and_then(|yuan| yuan.checked_mul(Decimal::ONE_HUNDRED));
    match fen.map(|fen| fen.normalize()) {
        Some(fen) if fen.scale() == 0 => Box::new(fen.to_i64()),
        Some(fen) => Box::new(fen.to_f64()),
        None => Box::new(Null),
    }
}

/// Where the indices begin in [`SCHEMA`].
const INDICES: &str = "\nCREATE INDEX";

fn tables_only() -> &'static str {
    SCHEMA.find(INDICES).map_or(SCHEMA, |at| SCHEMA.split_at(at).0)
}

fn without_tables() -> String {
    SCHEMA.find(INDICES).map(|at| SCHEMA.split_at(at).1).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;

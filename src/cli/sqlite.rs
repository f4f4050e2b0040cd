//! `fiscal-tables.sqlite`: the documents, tables, facts and findings of a run, with those of earlier runs that this one
//! does not read again. Changed on a copy that takes the place of the old one, as all files of a run.

use super::lists::Rows;
use crate::export::csv::{DOCUMENTS, FINDINGS, Field, Row, TABLES};
use crate::export::facts::FACTS;
use crate::export::schema::ManifestEntry;
use anyhow::{Context, Result, bail};
use rusqlite::types::Null;
use rusqlite::{CachedStatement, Connection, ToSql, params};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::path::Path;

/// The tables, indices and views of an empty database.
const SCHEMA: &str = include_str!("sqlite.sql");
/// The version of [`SCHEMA`].
const VERSION: i64 = 2;
/// Statements that are kept ready.
const STATEMENTS: usize = 32;

/// A database that a run adds to.
pub(super) struct Database {
    connection: Connection,
    /// Whether it holds nothing of earlier runs.
    is_new: bool,
}

impl Database {
    /// Opens `file`, made if missing, and takes out what the inputs were before: a document that cannot be read any more has
    /// no place in it, nor has one whose folder is `gone`. Those that are the same as ever are left.
    ///
    /// # Errors
    /// It is no database of ours, or of another version.
    pub(super) fn open(file: &Path, entries: &[ManifestEntry], gone: &[String]) -> Result<Database> {
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
        let database = Database { connection, is_new };
        if !is_new {
            for entry in entries {
                database.forget(entry)?;
            }
            for folder in gone {
                let mut of_folder = database.connection.prepare_cached("SELECT id FROM documents WHERE folder = ?1")?;
                let ids = of_folder.query_map([folder], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
                database.delete(&ids)?;
            }
        }
        Ok(database)
    }

    /// Takes out what stands for an input, or in the folder of its document, unless it is the very same.
    fn forget(&self, entry: &ManifestEntry) -> Result<()> {
        const STALE: &str = "SELECT id FROM documents WHERE (input = ?1 OR folder = ?2)
             AND NOT (input = ?1 AND folder IS ?2 AND output_sha256 IS ?3)";
        let mut stale = self.connection.prepare_cached(STALE)?;
        let key = params![entry.input, entry.id, entry.output_sha256];
        let ids = stale.query_map(key, |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        self.delete(&ids)
    }

    /// Takes documents out, with all that is theirs.
    fn delete(&self, ids: &[String]) -> Result<()> {
        for id in ids {
            for delete in [
                "DELETE FROM facts WHERE document = ?1",
                "DELETE FROM findings WHERE document = ?1",
                "DELETE FROM tables WHERE document = ?1",
                "DELETE FROM documents WHERE id = ?1",
            ] {
                self.connection.prepare_cached(delete)?.execute([id])?;
            }
        }
        Ok(())
    }

    /// Adds what a document gave.
    pub(super) fn add(&self, rows: &Rows) -> Result<()> {
        if !self.is_new {
            let mut same = self.connection.prepare_cached("SELECT 1 FROM documents WHERE folder = ?1")?;
            if same.exists([&rows.folder])? {
                return Ok(());
            }
        }
        let mut documents = self.insert("documents", DOCUMENTS.len() + 2)?;
        for row in &rows.documents {
            bind(&mut documents, DOCUMENTS, row)?;
            documents.raw_bind_parameter(DOCUMENTS.len() + 1, &rows.folder)?;
            documents.raw_bind_parameter(DOCUMENTS.len() + 2, &rows.output_sha256)?;
            documents.raw_execute()?;
        }
        for (table, fields, rows) in [("tables", TABLES, &rows.tables), ("findings", FINDINGS, &rows.findings)] {
            let mut insert = self.insert(table, fields.len())?;
            for row in rows {
                bind(&mut insert, fields, row)?;
                insert.raw_execute()?;
            }
        }
        let yuan = FACTS.iter().position(|field| field.name == "amount_yuan").context("facts have amounts in yuan")?;
        let mut facts = self.insert("facts", FACTS.len() + 1)?;
        for row in &rows.facts {
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

    fn insert(&self, table: &str, columns: usize) -> Result<CachedStatement<'_>> {
        let places = vec!["?"; columns].join(", ");
        Ok(self.connection.prepare_cached(&format!("INSERT INTO {table} VALUES ({places})"))?)
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
mod tests {
    use super::{DOCUMENTS, FACTS, FINDINGS, Field, SCHEMA, TABLES};
    use rusqlite::Connection;

    /// Rows are put in by place: a column that is new in CSV is one of the database too, and raises its version.
    #[test]
    fn columns_are_those_of_csv() {
        let database = Connection::open_in_memory().expect("memory");
        database.execute_batch(SCHEMA).expect("SQL");
        let lists: [(&str, &[Field], &[&str]); 4] = [
            ("documents", DOCUMENTS, &["folder", "output_sha256"]),
            ("tables", TABLES, &[]),
            ("facts", FACTS, &["amount_fen"]),
            ("findings", FINDINGS, &[]),
        ];
        for (table, fields, own) in lists {
            let mut columns = database.prepare(&format!("SELECT name FROM pragma_table_info('{table}')")).expect("SQL");
            let columns: Vec<String> =
                columns.query_map([], |row| row.get(0)).expect("rows").map(|name| name.expect("a name")).collect();
            let expected: Vec<&str> = fields.iter().map(|field| field.name).chain(own.iter().copied()).collect();
            assert_eq!(columns, expected, "{table}");
        }
    }
}

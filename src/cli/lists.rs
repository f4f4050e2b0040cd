//! The run's own files: what all documents hold as CSV and in the other formats that are asked for, the manifest, the
//! description of it all. They are made from what the documents' folders hold, one document at a time, so that they come
//! out the same whether a document was read just now or in an earlier run.

use super::folder::{folder, hex, is_plain, remove_folder};
use super::manifest::{self, MANIFEST};
#[cfg(feature = "parquet")]
use super::partitions;
#[cfg(feature = "sqlite")]
use super::sqlite;
use crate::export::batch::Batch;
use crate::export::croissant::croissant;
use crate::export::csv::{self, Dialect, Row};
use crate::export::facts::{self, FACTS};
use crate::export::schema::{DocumentJson, FindingJson, ManifestEntry};
use crate::export::{DOCUMENT_JSON, datapackage};
use anyhow::{Context, Result, anyhow, bail};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use walkdir::WalkDir;

/// The folder of Parquet files.
const PARQUET: &str = "parquet";
/// The description of all files.
const PACKAGE: &str = "datapackage.json";
/// The description of the lists for programs that know the Fiscal Data Package.
const FISCAL_PACKAGE: &str = "fiscal.datapackage.json";
/// The description of the lists as a data set to learn from.
const CROISSANT: &str = "croissant.json";
/// The workbook of facts.
const FACTS_XLSX: &str = "facts.xlsx";
/// The database.
const SQLITE: &str = "fiscal-tables.sqlite";
/// Documents that may wait for the slowest format.
const WAITING: usize = 8;

/// What the run's own files are to be.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked {
    /// Documents, tables, facts and findings as Parquet.
    pub(super) parquet: bool,
    /// Parted by year and stage.
    pub(super) partition: bool,
    /// Facts as a workbook.
    pub(super) xlsx: bool,
    /// A database.
    pub(super) sqlite: bool,
    /// How CSV is written.
    pub(super) dialect: Dialect,
}

/// What a data set holds, and what it holds no longer.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// What became of each input, in the order of the lists.
    pub(super) entries: Vec<ManifestEntry>,
    /// The folders of documents that were taken out.
    pub(super) gone: Vec<String>,
}

/// What one document adds to the run's files.
#[cfg_attr(not(feature = "sqlite"), allow(dead_code, reason = "the database alone asks for all of it"))]
pub(super) struct Rows {
    /// The name of its folder.
    pub(super) folder: String,
    /// The digest of its files.
    pub(super) output_sha256: Option<String>,
    /// Rows of `documents.csv`.
    pub(super) documents: Vec<Row>,
    /// Rows of `tables.csv`.
    pub(super) tables: Vec<Row>,
    /// Rows of `facts.csv`; empty where nobody but CSV asks for them.
    pub(super) facts: Vec<Row>,
    /// Rows of `findings.csv`.
    pub(super) findings: Vec<Row>,
}

/// Makes the files in `making` and moves them to `root`.
///
/// # Errors
/// Something cannot be read or written.
pub(super) fn write(root: &Path, making: &Path, contents: &Contents, asked: Asked) -> Result<()> {
    let entries = &contents.entries;
    let mut names = thread::scope(|scope| {
        let mut formats = Vec::new();
        let mut begin = |name: &'static str, work: Work| {
            let (sender, rows) = sync_channel(WAITING);
            formats.push((
                sender,
                scope.spawn(move || work(&rows).with_context(|| format!("cannot write {name}"))),
                name,
            ));
        };
        if asked.parquet {
            begin(PARQUET, parquet(making.join(PARQUET), asked.partition));
        }
        if asked.xlsx {
            begin(FACTS_XLSX, workbook(making.to_owned()));
        }
        if asked.sqlite {
            begin(SQLITE, database(root.join(SQLITE), making.join(SQLITE), entries.clone(), contents.gone.clone()));
        }
        let (senders, threads): (Vec<_>, Vec<_>) =
            formats.into_iter().map(|(sender, thread, name)| (sender, (thread, name))).unzip();
        let read = texts(root, making, entries, asked.dialect, &senders);
        drop(senders);
        let mut names = Vec::new();
        for (thread, name) in threads {
            thread.join().map_err(|_| anyhow!("cannot write {name}"))??;
            names.push(name);
        }
        names.extend(read?);
        anyhow::Ok(names)
    })?;
    names.extend(describe(making, &names)?);
    // All are on the disk before the first takes the place of an older one: they belong together.
    names.sort_by_key(|name| *name == MANIFEST);
    for name in &names {
        let made = making.join(name);
        if made.is_file() {
            File::open(&made)?.sync_all()?;
        }
    }
    remove_folder(&root.join(PARQUET))?;
    for name in &names {
        fs::rename(making.join(name), root.join(name))?;
    }
    // What an earlier run wrote of its facts is not what this one has; the database is there to outlive runs.
    if !asked.xlsx
        && let Err(error) = fs::remove_file(root.join(FACTS_XLSX))
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error.into());
    }
    Ok(())
}

/// Ends the package with the files that the other formats have made, and writes what else describes the lists. Gives the
/// names of what was written.
fn describe(making: &Path, made: &[&'static str]) -> Result<[&'static str; 1]> {
    let mut package = fs::OpenOptions::new().append(true).open(making.join(PACKAGE))?;
    let is_other = |name: &&&str| [PARQUET, FACTS_XLSX, SQLITE].contains(*name);
    let others = made.iter().filter(is_other).flat_map(|name| WalkDir::new(making.join(name)).sort_by_file_name());
    let mut number = 0;
    for other in others {
        let other = other?;
        if other.file_type().is_file() {
            let path = other.path().strip_prefix(making)?.to_string_lossy().replace('\\', "/");
            number += 1;
            write!(package, "{}{}", datapackage::SEPARATOR, datapackage::file_resource(&path, number))?;
        }
    }
    package.write_all(datapackage::CLOSING.as_bytes())?;
    let mut files = Vec::new();
    for name in made.iter().filter(|name| name.ends_with(".csv")) {
        let mut file = File::open(making.join(name))?;
        let mut digest = Sha256::new();
        let bytes = io::copy(&mut file, &mut digest)?;
        files.push(((*name).to_owned(), bytes, hex(&digest.finalize())));
    }
    fs::write(making.join(CROISSANT), croissant(&files))?;
    Ok([CROISSANT])
}

/// What one format does with the rows of all documents.
type Work = Box<dyn FnOnce(&Receiver<Arc<Rows>>) -> Result<()> + Send>;

/// Writes the lists as CSV, the manifest and the package; hands the rows of each document to the other formats. Gives
/// the names of what was written.
fn texts(
    root: &Path,
    making: &Path,
    entries: &[ManifestEntry],
    dialect: Dialect,
    formats: &[SyncSender<Arc<Rows>>],
) -> Result<Vec<&'static str>> {
    let list = |name: &str, start: &[u8]| -> io::Result<BufWriter<File>> {
        let mut file = BufWriter::new(File::create(making.join(name))?);
        file.write_all(start)?;
        Ok(file)
    };
    let mut documents = list("documents.csv", &csv::header(csv::DOCUMENTS, dialect))?;
    let mut tables = list("tables.csv", &csv::header(csv::TABLES, dialect))?;
    let mut facts = list("facts.csv", &csv::header(FACTS, dialect))?;
    let mut findings = list("findings.csv", &csv::header(csv::FINDINGS, dialect))?;
    let mut package = list(PACKAGE, datapackage::opening().as_bytes())?;
    let mut manifest = list(MANIFEST, b"")?;
    let separator = datapackage::SEPARATOR;
    write!(package, "{}", datapackage::run_resources().join(separator))?;
    let mut across = across(root, entries)?;
    let mut number = 0;
    let mut years: Option<(i32, i32)> = None;
    for entry in entries {
        manifest::write(entry, &mut manifest)?;
        let Some(id) = &entry.id else { continue };
        number += 1;
        let bytes = fs::read(folder(root, id).join(DOCUMENT_JSON))?;
        let document: DocumentJson = serde_json::from_slice(&bytes)?;
        let mut own_facts = Vec::new();
        if let Some(name) = &document.facts {
            if !is_plain(name) {
                bail!("{}: {name} is no file of its folder", folder(root, id).join(DOCUMENT_JSON).display());
            }
            let own = fs::read(folder(root, id).join(name))?;
            // The header stands once, at the top of the run's own file.
            let header = own.iter().position(|&byte| byte == b'\n').map_or(own.len(), |end| end + 1);
            facts.write_all(own.split_at(header).1)?;
            if !formats.is_empty() {
                own_facts =
                    facts::rows(&own, dialect).with_context(|| format!("{id}: {name} is not as it was made"))?;
            }
        }
        let own_years = document.tables.iter().filter_map(|table| table.fiscal_year).chain(document.fiscal_year);
        for year in own_years {
            years = Some(years.map_or((year, year), |(first, last)| (first.min(year), last.max(year))));
        }
        let rows = Rows {
            folder: id.clone(),
            output_sha256: entry.output_sha256.clone(),
            documents: csv::document_rows(&document, &entry.input),
            tables: csv::table_rows(&document),
            facts: own_facts,
            findings: {
                let own = across.remove(&document.id).unwrap_or_default();
                let between = own.iter().map(|finding| csv::finding_row(&document.id, finding));
                csv::finding_rows(&document).into_iter().chain(between).collect()
            },
        };
        documents.write_all(&csv::lines(&rows.documents, dialect))?;
        tables.write_all(&csv::lines(&rows.tables, dialect))?;
        findings.write_all(&csv::lines(&rows.findings, dialect))?;
        for resource in datapackage::document_resources(&document, number) {
            write!(package, "{separator}{resource}")?;
        }
        let rows = Arc::new(rows);
        for format in formats {
            // One that has failed says so when it is waited for.
            let _ = format.send(Arc::clone(&rows));
        }
    }
    let fiscal = list(FISCAL_PACKAGE, datapackage::fiscal(years).as_bytes())?;
    let mut names = Vec::new();
    for (mut file, name) in [
        (documents, "documents.csv"),
        (tables, "tables.csv"),
        (facts, "facts.csv"),
        (findings, "findings.csv"),
        (package, PACKAGE),
        (fiscal, FISCAL_PACKAGE),
        (manifest, MANIFEST),
    ] {
        file.flush()?;
        names.push(name);
    }
    Ok(names)
}

/// What the documents say of each other, by the document it is told of.
fn across(root: &Path, entries: &[ManifestEntry]) -> Result<BTreeMap<String, Vec<FindingJson>>> {
    let mut batch = Batch::default();
    for id in entries.iter().filter_map(|entry| entry.id.as_ref()) {
        let bytes = fs::read(folder(root, id).join(DOCUMENT_JSON))?;
        batch.add(&serde_json::from_slice(&bytes)?);
    }
    let mut found: BTreeMap<String, Vec<FindingJson>> = BTreeMap::new();
    for (id, finding) in batch.findings() {
        found.entry(id).or_default().push(finding);
    }
    Ok(found)
}

#[cfg(feature = "parquet")]
fn parquet(folder: std::path::PathBuf, is_parted: bool) -> Work {
    Box::new(move |rows| partitions::write(&folder, is_parted, rows))
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: std::path::PathBuf, _: bool) -> Work {
    not_built()
}

#[cfg(feature = "xlsx")]
fn workbook(folder: std::path::PathBuf) -> Work {
    Box::new(move |rows| {
        let mut workbook = crate::export::xlsx::Facts::new(&folder)?;
        for rows in rows {
            for row in &rows.facts {
                workbook.push(row)?;
            }
        }
        Ok(fs::write(folder.join(FACTS_XLSX), workbook.finish()?)?)
    })
}

#[cfg(not(feature = "xlsx"))]
fn workbook(_: std::path::PathBuf) -> Work {
    not_built()
}

#[cfg(feature = "sqlite")]
fn database(old: std::path::PathBuf, new: std::path::PathBuf, entries: Vec<ManifestEntry>, gone: Vec<String>) -> Work {
    Box::new(move |rows| {
        if old.exists() {
            fs::copy(&old, &new)?;
        }
        let database = sqlite::Database::open(&new, &entries, &gone)?;
        for rows in rows {
            database.add(&rows)?;
        }
        database.finish()
    })
}

#[cfg(not(feature = "sqlite"))]
fn database(_: std::path::PathBuf, _: std::path::PathBuf, _: Vec<ManifestEntry>, _: Vec<String>) -> Work {
    not_built()
}

#[cfg(not(all(feature = "parquet", feature = "xlsx", feature = "sqlite")))]
fn not_built() -> Work {
    Box::new(|_| anyhow::bail!("the program was built without it"))
}

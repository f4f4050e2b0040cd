//! The run's own files: what all documents hold as CSV and in the other formats that are asked for, the manifest, the
//! description of it all. They are made from what the documents' folders hold, one document at a time, so that they come
//! out the same whether a document was read just now or in an earlier run.

use super::archive::outermost;
use super::first_rows::tell_types;
use super::folder::{digest_of, folder, is_plain, remove_folder};
use super::manifest::{self, MANIFEST};
#[cfg(feature = "parquet")]
use super::partitions;
use super::rows::Rows;
#[cfg(feature = "sqlite")]
use super::sqlite;
use crate::export::batch::Batch;
use crate::export::croissant::croissant;
use crate::export::csv::{self, Dialect, Origin};
use crate::export::facts::{self, FACTS};
use crate::export::schema::{DocumentJson, FindingJson, ManifestEntry};
use crate::export::{DOCUMENT_JSON, datapackage};
use anyhow::{Context, Result, anyhow, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use walkdir::WalkDir;

/// The folder of Parquet files.
const PARQUET: &str = "parquet";
/// The folder of views in it.
#[cfg(all(feature = "parquet", feature = "sqlite"))]
const VIEWS: &str = "views";
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
/// The inputs that gave no document.
const FAILED: &str = "failed.txt";
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

/// The formats that output folders have.
pub(super) fn written(roots: &[&Path]) -> Asked {
    let has = |name: &str| roots.iter().any(|root| root.join(name).exists());
    Asked {
        parquet: has(PARQUET),
        partition: has(&format!("{PARQUET}/facts")),
        xlsx: has(FACTS_XLSX),
        sqlite: has(SQLITE),
        dialect: Dialect::default(),
    }
}

/// Makes the files in `making` and moves them to `root`; `entries` are what became of each input, in the order of the lists.
///
/// # Errors
/// Something cannot be read or written.
pub(super) fn write<'a>(root: &Path, making: &Path, entries: &'a [ManifestEntry], asked: Asked) -> Result<()> {
    let sources = sources(entries);
    let (mut names, years) = thread::scope(|scope| {
        let mut formats = Vec::new();
        let mut begin = |name: &'static str, work: Work<'a>| {
            let (sender, rows) = sync_channel(WAITING);
            formats.push((
                sender,
                scope.spawn(move || work(&rows).with_context(|| format!("cannot write {name}"))),
                name,
            ));
        };
        if asked.parquet {
            begin(PARQUET, parquet(making.join(PARQUET), asked.partition, sources.clone()));
        }
        if asked.xlsx {
            begin(FACTS_XLSX, workbook(making.to_owned()));
        }
        if asked.sqlite {
            begin(SQLITE, database(root.join(SQLITE), making.join(SQLITE), entries));
        }
        let (senders, threads): (Vec<_>, Vec<_>) =
            formats.into_iter().map(|(sender, thread, name)| (sender, (thread, name))).unzip();
        let read = texts(root, making, (entries, &sources), asked.dialect, &senders);
        drop(senders);
        let mut names = Vec::new();
        for (thread, name) in threads {
            thread.join().map_err(|_| anyhow!("cannot write {name}"))??;
            names.push(name);
        }
        let (own, years) = read?;
        names.extend(own);
        anyhow::Ok((names, years))
    })?;
    names.extend(describe(making, &names, years, &sources)?);
    // All are on the disk before the first takes the place of an older one: they belong together.
    names.sort_by_key(|name| *name == MANIFEST);
    for name in &names {
        let made = making.join(name);
        if made.is_file() {
            File::open(&made)?.sync_all()?;
        }
    }
    // A folder has no place to be renamed to: the old one steps aside for the new.
    let aside = making.join("aside");
    remove_folder(&aside)?;
    if let Err(error) = fs::rename(root.join(PARQUET), &aside)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error.into());
    }
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

/// Writes what describes the files that were made. Gives the names of what was written.
fn describe(making: &Path, made: &[&'static str], years: Years, sources: &[String]) -> Result<[&'static str; 3]> {
    let (mut files, mut others) = (Vec::new(), Vec::new());
    // The manifest tells times, and the database grows over runs.
    let is_fresh = |name: &str| ![MANIFEST, SQLITE].contains(&name);
    for name in made.iter().filter(|name| **name != MANIFEST) {
        for file in WalkDir::new(making.join(name)).sort_by_file_name() {
            let file = file?;
            if !file.file_type().is_file() {
                continue;
            }
            let path = file.path().strip_prefix(making)?.to_string_lossy().replace('\\', "/");
            if is_fresh(name) {
                let (bytes, digest) = digest_of(&mut File::open(file.path())?)?;
                files.push((path, bytes, digest));
            } else {
                others.push(path);
            }
        }
    }
    files.sort();
    fs::write(making.join(PACKAGE), datapackage::package(&files, &others, sources))?;
    fs::write(making.join(FISCAL_PACKAGE), datapackage::fiscal(&files, years, sources))?;
    fs::write(making.join(CROISSANT), croissant(&files))?;
    Ok([PACKAGE, FISCAL_PACKAGE, CROISSANT])
}

/// The names of what is noted of any input.
fn sources(entries: &[ManifestEntry]) -> Vec<String> {
    let sources: BTreeSet<&String> = entries.iter().flat_map(|entry| entry.source.keys()).collect();
    sources.into_iter().cloned().collect()
}

/// What one format does with the rows of all documents.
type Work<'a> = Box<dyn FnOnce(&Receiver<Arc<Rows>>) -> Result<()> + Send + 'a>;

/// The first and last year that anything is about.
type Years = Option<(i32, i32)>;

/// Writes the lists as CSV and the manifest; hands the rows of each document to the other formats. Gives the names of what was
/// written, and the years it is about.
fn texts(
    root: &Path,
    making: &Path,
    (entries, sources): (&[ManifestEntry], &[String]),
    dialect: Dialect,
    formats: &[SyncSender<Arc<Rows>>],
) -> Result<(Vec<&'static str>, Years)> {
    let list = |name: &str, start: &[u8]| -> io::Result<BufWriter<File>> {
        let mut file = BufWriter::new(File::create(making.join(name))?);
        file.write_all(start)?;
        Ok(file)
    };
    let mut documents = list("documents.csv", &csv::header(csv::DOCUMENTS, sources, dialect))?;
    let mut tables = list("tables.csv", &csv::header(csv::TABLES, &[], dialect))?;
    let mut facts = list("facts.csv", &csv::header(FACTS, &[], dialect))?;
    let mut findings = list("findings.csv", &csv::header(csv::FINDINGS, &[], dialect))?;
    let mut manifest = list(MANIFEST, b"")?;
    let failed: BTreeSet<&str> =
        entries.iter().filter(|entry| entry.id.is_none()).map(|entry| outermost(&entry.input)).collect();
    let failed: String = failed.into_iter().map(|input| format!("{input}\n")).collect();
    let failed = list(FAILED, failed.as_bytes())?;
    let mut across = across(root, entries)?;
    let mut years: Years = None;
    let mut copies = copies(entries);
    // The first document with tables that others print again under other bytes.
    let mut first_of: BTreeMap<String, String> = BTreeMap::new();
    for entry in entries {
        manifest::write(entry, &mut manifest)?;
        // A document stands where its first input does.
        let Some((id, inputs)) = entry.id.as_ref().and_then(|id| Some((id, copies.remove(id.as_str())?))) else {
            continue;
        };
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
        let content = document.content_sha256.clone();
        let first = content.map(|content| first_of.entry(content).or_insert_with(|| document.id.clone()).clone());
        let own_years = document.tables.iter().filter_map(|table| table.fiscal_year).chain(document.fiscal_year);
        for year in own_years {
            years = Some(years.map_or((year, year), |(first, last)| (first.min(year), last.max(year))));
        }
        let noted = |name: &String| entry.source.get(name).map_or("", String::as_str);
        let mut origin = Origin::new(&inputs);
        origin.bytes = entry.bytes;
        origin.duplicate_of = first.as_deref().filter(|first| *first != document.id);
        let own_rows = csv::document_rows(&document, &origin).into_iter();
        let rows = Rows {
            folder: id.clone(),
            output_sha256: entry.output_sha256.clone(),
            documents: own_rows.map(|row| row.with(sources.iter().map(noted))).collect(),
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
        let rows = Arc::new(rows);
        for format in formats {
            // One that has failed says so when it is waited for.
            let _ = format.send(Arc::clone(&rows));
        }
    }
    let mut names = Vec::new();
    for (mut file, name) in [
        (documents, "documents.csv"),
        (tables, "tables.csv"),
        (facts, "facts.csv"),
        (findings, "findings.csv"),
        (failed, FAILED),
        (manifest, MANIFEST),
    ] {
        file.flush()?;
        names.push(name);
    }
    for (name, fields) in [
        ("documents.csv", csv::DOCUMENTS),
        ("tables.csv", csv::TABLES),
        ("facts.csv", FACTS),
        ("findings.csv", csv::FINDINGS),
    ] {
        tell_types(&making.join(name), fields)?;
    }
    Ok((names, years))
}

/// The inputs of each document, in the order of the lists.
fn copies(entries: &[ManifestEntry]) -> BTreeMap<&str, Vec<&str>> {
    let mut inputs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for entry in entries {
        if let Some(id) = &entry.id {
            inputs.entry(id).or_default().push(&entry.input);
        }
    }
    inputs
}

/// What the documents say of each other, by the document it is told of.
fn across(root: &Path, entries: &[ManifestEntry]) -> Result<BTreeMap<String, Vec<FindingJson>>> {
    let mut batch = Batch::default();
    let mut seen = BTreeSet::new();
    for id in entries.iter().filter_map(|entry| entry.id.as_ref()).filter(|id| seen.insert(*id)) {
        let bytes = fs::read(folder(root, id).join(DOCUMENT_JSON))?;
        batch.add(&serde_json::from_slice(&bytes)?);
    }
    let mut found: BTreeMap<String, Vec<FindingJson>> = BTreeMap::new();
    for (id, finding) in batch.findings() {
        found.entry(id).or_default().push(finding);
    }
    Ok(found)
}

#[cfg(all(feature = "parquet", feature = "sqlite"))]
fn parquet(folder: std::path::PathBuf, is_parted: bool, sources: Vec<String>) -> Work<'static> {
    Box::new(move |rows| {
        let mut views = sqlite::Views::new(&folder)?;
        partitions::write(&folder, is_parted, &sources, rows.iter().inspect(|rows| views.add(rows)))?;
        views.write(&folder.join(VIEWS))
    })
}

#[cfg(all(feature = "parquet", not(feature = "sqlite")))]
fn parquet(folder: std::path::PathBuf, is_parted: bool, sources: Vec<String>) -> Work<'static> {
    Box::new(move |rows| partitions::write(&folder, is_parted, &sources, rows.iter()))
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: std::path::PathBuf, _: bool, _: Vec<String>) -> Work<'static> {
    not_built()
}

#[cfg(feature = "xlsx")]
fn workbook(folder: std::path::PathBuf) -> Work<'static> {
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
fn workbook(_: std::path::PathBuf) -> Work<'static> {
    not_built()
}

#[cfg(feature = "sqlite")]
fn database(old: std::path::PathBuf, new: std::path::PathBuf, entries: &[ManifestEntry]) -> Work<'_> {
    Box::new(move |rows| {
        if old.exists() {
            fs::copy(&old, &new)?;
        }
        let database = sqlite::Database::open(&new, entries)?;
        for rows in rows {
            database.add(&rows)?;
        }
        database.finish()
    })
}

#[cfg(not(feature = "sqlite"))]
fn database(_: std::path::PathBuf, _: std::path::PathBuf, _: &[ManifestEntry]) -> Work<'static> {
    not_built()
}

#[cfg(not(all(feature = "parquet", feature = "xlsx", feature = "sqlite")))]
fn not_built() -> Work<'static> {
    Box::new(|_| anyhow::bail!("the program was built without it"))
}

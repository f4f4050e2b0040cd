//! `parquet/`: documents, tables, facts and findings, a file each; or those that have a year and a stage in folders by them,
//! as Hive names folders: `facts/fiscal_year=2025/stage=budget/facts.parquet`.

use super::rows::Rows;
use crate::export::csv::{DOCUMENTS, FINDINGS, Field, Row, TABLES};
use crate::export::facts::FACTS;
use crate::export::parquet::Writer;
use anyhow::Result;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What folders are named by; the files in them leave these out.
const KEYS: [&str; 2] = ["fiscal_year", "stage"];
/// Hive's name for what is not known.
const UNKNOWN: &str = "__HIVE_DEFAULT_PARTITION__";

/// One list: a file, or one for each year and stage.
struct List<'s> {
    name: &'static str,
    fields: &'static [Field],
    /// Further columns of texts.
    more: &'s [String],
    folder: PathBuf,
    /// Where the keys stand in a row; none if the list is one file.
    keys: Option<[usize; 2]>,
    files: BTreeMap<[String; 2], Writer<BufWriter<File>>>,
}

/// Writes the rows of all documents to `folder`, which is made; documents have the columns `sources` beside their own.
///
/// # Errors
/// Something cannot be written.
pub(super) fn write(
    folder: &Path,
    is_parted: bool,
    sources: &[String],
    documents: impl Iterator<Item = Arc<Rows>>,
) -> Result<()> {
    fs::create_dir_all(folder)?;
    let list = |name, fields, more| List::new(folder, name, (fields, more), is_parted);
    let mut lists = [
        list("documents", DOCUMENTS, sources)?,
        list("tables", TABLES, &[])?,
        list("facts", FACTS, &[])?,
        list("findings", FINDINGS, &[])?,
    ];
    for rows in documents {
        let [documents, tables, facts, findings] = &mut lists;
        documents.extend(&rows.documents)?;
        tables.extend(&rows.tables)?;
        facts.extend(&rows.facts)?;
        findings.extend(&rows.findings)?;
    }
    for list in lists {
        for file in list.files.into_values() {
            file.finish()?.into_inner()?.sync_all()?;
        }
    }
    Ok(())
}

impl<'s> List<'s> {
    fn new(
        folder: &Path,
        name: &'static str,
        (fields, more): (&'static [Field], &'s [String]),
        is_parted: bool,
    ) -> Result<List<'s>> {
        let place = |key| fields.iter().position(|field| field.name == key);
        let keys = place(KEYS[0]).zip(place(KEYS[1])).filter(|_| is_parted).map(|(year, stage)| [year, stage]);
        let mut list = List { name, fields, more, folder: folder.to_owned(), keys, files: BTreeMap::new() };
        if keys.is_none() {
            // There is a file even where there are no rows.
            list.file([String::new(), String::new()])?;
        }
        Ok(list)
    }

    fn extend(&mut self, rows: &[Row]) -> Result<()> {
        for row in rows {
            let value = |at: usize| row.get(at).filter(|text| !text.is_empty()).unwrap_or(UNKNOWN).to_owned();
            let key = self.keys.map_or_else(Default::default, |keys| keys.map(value));
            self.file(key)?.push(row)?;
        }
        Ok(())
    }

    /// The file of a year and a stage, made if it is not there.
    fn file(&mut self, key: [String; 2]) -> Result<&mut Writer<BufWriter<File>>> {
        use std::collections::btree_map::Entry;
        match self.files.entry(key) {
            Entry::Occupied(file) => Ok(file.into_mut()),
            Entry::Vacant(place) => {
                let mut folder = self.folder.clone();
                let mut without: &[&str] = &[];
                if self.keys.is_some() {
                    folder.push(self.name);
                    folder.extend(KEYS.iter().zip(place.key()).map(|(key, value)| format!("{key}={value}")));
                    without = &KEYS;
                }
                fs::create_dir_all(&folder)?;
                let file = BufWriter::new(File::create(folder.join(format!("{}.parquet", self.name)))?);
                Ok(place.insert(Writer::with_texts(file, self.fields, without, self.more)?))
            }
        }
    }
}

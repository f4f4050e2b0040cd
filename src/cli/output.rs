//! The output folder: what is in it is whole. Files and folders are made under `.partial/` and renamed into place.

use super::manifest::{self, Former, JOURNAL, MANIFEST};
use crate::export::facts::FACTS;
use crate::export::schema::{DocumentJson, ManifestEntry};
use crate::export::{DOCUMENT_JSON, File as ExportFile, csv, datapackage};
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Where documents' folders stand.
const DOCUMENTS: &str = "documents";
/// Where things are made.
const PARTIAL: &str = ".partial";

/// An output folder that one run writes to.
pub(super) struct Output {
    root: PathBuf,
    journal: Mutex<File>,
    /// Folders of documents that are ours, of earlier runs and of this one.
    ids: BTreeSet<String>,
}

impl Output {
    /// Makes the folder or takes over that of an earlier run, for the documents `ids`; shows that it can be written to.
    ///
    /// # Errors
    /// It is no folder, holds what is not ours, cannot be written to, or another run is writing to it.
    pub(super) fn open(root: &Path, ids: &[String]) -> Result<(Output, Former)> {
        refuse_foreign(root)?;
        let former = manifest::former(root)?;
        if let Some(id) = ids.iter().find(|&id| !former.ids.contains(id) && folder(root, id).exists()) {
            bail!("{} is there and not from an earlier run", folder(root, id).display());
        }
        let cannot = || format!("cannot write to {}", root.display());
        fs::create_dir_all(root.join(DOCUMENTS)).with_context(cannot)?;
        let journal_path = root.join(JOURNAL);
        let mut journal = fs::OpenOptions::new().create(true).append(true).open(&journal_path).with_context(cannot)?;
        match journal.try_lock() {
            Err(TryLockError::WouldBlock) => bail!("another run is writing to {}", root.display()),
            // File systems without locks are used without.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        let partial = root.join(PARTIAL);
        remove_folder(&partial).with_context(cannot)?;
        // Made where the documents will be and moved: both folders can be written to.
        let probe = root.join(DOCUMENTS).join(PARTIAL);
        remove_folder(&probe).with_context(cannot)?;
        fs::create_dir(&probe).and_then(|()| fs::rename(&probe, &partial)).with_context(cannot)?;
        if journal.metadata().with_context(cannot)?.len() > 0 {
            // An interrupted run may have left half a line.
            journal.write_all(b"\n").with_context(cannot)?;
        }
        let mut plan = Vec::new();
        manifest::write_plan(ids.iter().map(String::as_str), &mut plan)?;
        journal.write_all(&plan).with_context(cannot)?;
        let known = former.ids.iter().chain(ids).cloned().collect();
        Ok((Output { root: root.to_owned(), journal: Mutex::new(journal), ids: known }, former))
    }

    /// Makes the folder of one document, in place of an earlier one. Gives the digest of its files.
    pub(super) fn write_document(&self, id: &str, files: impl Iterator<Item = ExportFile>) -> io::Result<String> {
        let making = Making(self.root.join(PARTIAL).join(id));
        remove_folder(&making.0)?;
        fs::create_dir(&making.0)?;
        let mut digest = Sha256::new();
        for file in files {
            digest_file(&mut digest, &file.name, &file.bytes);
            fs::write(making.0.join(&file.name), &file.bytes)?;
        }
        let place = folder(&self.root, id);
        remove_folder(&place)?;
        fs::rename(&making.0, &place)?;
        Ok(hex(&digest.finalize()))
    }

    /// The description of a document an earlier run wrote, if its folder is as that run left it.
    pub(super) fn intact_document(&self, entry: &ManifestEntry) -> Option<DocumentJson> {
        let folder = folder(&self.root, entry.id.as_deref()?);
        let bytes = fs::read(folder.join(DOCUMENT_JSON)).ok()?;
        let document: DocumentJson = serde_json::from_slice(&bytes).ok()?;
        let mut digest = Sha256::new();
        for name in document.tables.iter().flat_map(|table| table.csv.iter().chain(&table.json)).chain(&document.facts)
        {
            digest_file(&mut digest, name, &fs::read(folder.join(name)).ok()?);
        }
        digest_file(&mut digest, DOCUMENT_JSON, &bytes);
        (entry.output_sha256.as_deref() == Some(&*hex(&digest.finalize()))).then_some(document)
    }

    /// Notes in the journal what became of an input.
    pub(super) fn record(&self, entry: &ManifestEntry) -> io::Result<()> {
        let mut line = Vec::new();
        manifest::write(entry, &mut line)?;
        self.journal.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line)
    }

    /// Removes the folders of documents that are no longer in the run, writes the run's own files, the manifest last,
    /// and removes the journal.
    pub(super) fn finish(self, entries: &[ManifestEntry]) -> Result<()> {
        let current: BTreeSet<&String> = entries.iter().filter_map(|entry| entry.id.as_ref()).collect();
        for stale in self.ids.iter().filter(|id| !current.contains(id)) {
            let folder = folder(&self.root, stale);
            remove_folder(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
        let cannot = || format!("cannot write the lists of {}", self.root.display());
        self.write_lists(entries).with_context(cannot)?;
        drop(self.journal);
        fs::remove_file(self.root.join(JOURNAL)).with_context(cannot)?;
        remove_folder(&self.root.join(PARTIAL)).with_context(cannot)
    }

    fn write_lists(&self, entries: &[ManifestEntry]) -> io::Result<()> {
        let mut documents = self.making("documents.csv", &csv::header(csv::DOCUMENTS))?;
        let mut tables = self.making("tables.csv", &csv::header(csv::TABLES))?;
        let mut facts = self.making("facts.csv", &csv::header(FACTS))?;
        let mut findings = self.making("findings.csv", &csv::header(csv::FINDINGS))?;
        let mut package = self.making("datapackage.json", datapackage::opening().as_bytes())?;
        let mut manifest = self.making(MANIFEST, b"")?;
        let separator = datapackage::SEPARATOR;
        write!(package, "{}", datapackage::run_resources().join(separator))?;
        let mut number = 0;
        for entry in entries {
            manifest::write(entry, &mut manifest)?;
            let Some(id) = &entry.id else { continue };
            number += 1;
            let bytes = fs::read(folder(&self.root, id).join(DOCUMENT_JSON))?;
            let document: DocumentJson = serde_json::from_slice(&bytes)?;
            documents.write_all(&csv::document_lines(&document, &entry.input))?;
            tables.write_all(&csv::table_lines(&document))?;
            if let Some(name) = &document.facts {
                let mut own = BufReader::new(File::open(folder(&self.root, id).join(name))?);
                // The header stands once, at the top of the run's own file.
                own.skip_until(b'\n')?;
                io::copy(&mut own, &mut facts)?;
            }
            findings.write_all(&csv::finding_lines(&document))?;
            for resource in datapackage::document_resources(&document, number) {
                write!(package, "{separator}{resource}")?;
            }
        }
        package.write_all(datapackage::CLOSING.as_bytes())?;
        for (file, name) in [
            (documents, "documents.csv"),
            (tables, "tables.csv"),
            (facts, "facts.csv"),
            (findings, "findings.csv"),
            (package, "datapackage.json"),
            (manifest, MANIFEST),
        ] {
            file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
            fs::rename(self.root.join(PARTIAL).join(name), self.root.join(name))?;
        }
        Ok(())
    }

    fn making(&self, name: &str, start: &[u8]) -> io::Result<BufWriter<File>> {
        let mut file = BufWriter::new(File::create(self.root.join(PARTIAL).join(name))?);
        file.write_all(start)?;
        Ok(file)
    }
}

/// A document's folder being made; gone if it does not come to be renamed.
struct Making(PathBuf);

impl Drop for Making {
    fn drop(&mut self) {
        // After the renaming there is nothing here; else the next run removes what is left.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn refuse_foreign(root: &Path) -> Result<()> {
    match fs::read_dir(root) {
        Ok(mut inside) => {
            if inside.next().is_some() && !manifest::is_ours(root) {
                bail!(
                    "{} is not empty and not from an earlier run; name another folder, or empty this one",
                    root.display()
                );
            }
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).with_context(|| format!("cannot write to {}", root.display())),
    }
}

fn folder(root: &Path, id: &str) -> PathBuf {
    root.join(DOCUMENTS).join(id)
}

fn remove_folder(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn digest_file(digest: &mut Sha256, name: &str, bytes: &[u8]) {
    digest.update(name.as_bytes());
    digest.update([0]);
    digest.update((bytes.len() as u64).to_be_bytes());
    digest.update(bytes);
}

/// A digest in hexadecimal.
pub(super) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

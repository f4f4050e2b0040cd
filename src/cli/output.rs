//! The output folder: what is in it is whole. Files and folders are made under `.partial/` and renamed into place.

use super::folder::{DOCUMENTS, folder, remove_folder};
use super::lists::{self, Asked};
use super::manifest::{self, Former, JOURNAL};
use crate::export::schema::ManifestEntry;
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Where things are made.
pub(super) const PARTIAL: &str = ".partial";

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

    /// Moves the folder of one document from where it was made to its place, where an earlier one may be.
    pub(super) fn place(&self, making: &Path, id: &str) -> io::Result<()> {
        let place = folder(&self.root, id);
        remove_folder(&place)?;
        fs::rename(making.join(id), place)
    }

    /// Where the worker of this number makes the folders of documents. Each has its own, so that one which outlives its
    /// run (killed, and begun again) is in nobody's way.
    pub(super) fn making(&self, worker: u32) -> PathBuf {
        self.root.join(PARTIAL).join(worker.to_string())
    }

    /// A file for the bytes of standard input. No folder of a worker has this name.
    pub(super) fn stdin_file(&self) -> PathBuf {
        self.root.join(PARTIAL).join("stdin")
    }

    /// The folder as messages name it.
    pub(super) fn name(&self) -> String {
        self.root.display().to_string()
    }

    /// Notes in the journal what became of an input.
    pub(super) fn record(&self, entry: &ManifestEntry) -> io::Result<()> {
        let mut line = Vec::new();
        manifest::write(entry, &mut line)?;
        self.journal.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line)
    }

    /// Removes the folders of documents that are no longer in the run, writes the run's own files, the manifest last,
    /// and removes the journal.
    pub(super) fn finish(self, entries: &[ManifestEntry], asked: Asked) -> Result<()> {
        let current: BTreeSet<&String> = entries.iter().filter_map(|entry| entry.id.as_ref()).collect();
        for stale in self.ids.iter().filter(|id| !current.contains(id)) {
            let folder = folder(&self.root, stale);
            remove_folder(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
        let cannot = || format!("cannot write the lists of {}", self.root.display());
        lists::write(&self.root, &self.root.join(PARTIAL), entries, asked).with_context(cannot)?;
        drop(self.journal);
        fs::remove_file(self.root.join(JOURNAL)).with_context(cannot)?;
        remove_folder(&self.root.join(PARTIAL)).with_context(cannot)
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

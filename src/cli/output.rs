//! The output folder: what is in it is whole. Files and folders are made under `.partial/` and renamed into place.

use super::folder::{DOCUMENTS, folder, remove_folder};
use super::lists::{self, Asked, Contents};
use super::manifest::{self, Former, JOURNAL};
use crate::export::DOCUMENT_JSON;
use crate::export::schema::ManifestEntry;
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Where things are made.
pub(super) const PARTIAL: &str = ".partial";

/// An output folder that one run writes to: a data set, which runs add to and renew.
pub(super) struct Output {
    root: PathBuf,
    journal: Mutex<File>,
    /// What the folder held.
    former: Former,
    /// Folders of documents that are ours, of earlier runs and of this one.
    ids: BTreeSet<String>,
}

/// What a run found in its output folder, and what it will make there.
pub(super) struct Opened {
    /// The folder.
    pub(super) output: Output,
    /// The id of each input.
    pub(super) ids: Vec<String>,
}

/// What became of the inputs of earlier runs that a run did not read.
#[derive(Debug, Default)]
pub(super) struct Others {
    /// How many stay.
    pub(super) stay: usize,
    /// How many were taken out, as was asked.
    pub(super) went: usize,
    /// Those whose documents somebody else took out of the folder.
    pub(super) lost: Vec<String>,
}

impl Output {
    /// Makes the folder or takes over that of earlier runs, for the inputs of these names, which `name` gives ids; shows
    /// that it can be written to.
    ///
    /// # Errors
    /// It is no folder, holds what is not ours, cannot be written to, or another run is writing to it.
    pub(super) fn open(root: &Path, name: impl Fn(&Former) -> Vec<String>) -> Result<Opened> {
        refuse_foreign(root)?;
        let former = manifest::former(root)?;
        if let Some(id) = name(&former).iter().find(|&id| !former.ids.contains(id) && folder(root, id).exists()) {
            bail!("{} is there and not from an earlier run", folder(root, id).display());
        }
        let cannot = || format!("cannot write to {}", root.display());
        fs::create_dir_all(root.join(DOCUMENTS)).with_context(cannot)?;
        let journal_path = root.join(JOURNAL);
        if journal_path.is_symlink() {
            bail!("{} is a link, and a run would write to what it leads to", journal_path.display());
        }
        let mut journal = fs::OpenOptions::new().create(true).append(true).open(&journal_path).with_context(cannot)?;
        match journal.try_lock() {
            Err(TryLockError::WouldBlock) => bail!("another run is writing to {}", root.display()),
            // File systems without locks are used without.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        // A run may have come to its end since the first look.
        let former = manifest::former(root)?;
        let ids = name(&former);
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
        let known = former.ids.iter().chain(&ids).cloned().collect();
        let output = Output { root: root.to_owned(), journal: Mutex::new(journal), former, ids: known };
        Ok(Opened { output, ids })
    }

    /// What an earlier run made of an input.
    pub(super) fn earlier(&self, input: &str) -> Option<&ManifestEntry> {
        self.former.entries.get(input)
    }

    /// All that the folder holds after a run: what became of its inputs, and what earlier runs made of others.
    fn contents(&self, mut entries: Vec<ManifestEntry>, prune: bool) -> (Contents, Others) {
        let named: BTreeSet<String> = entries.iter().map(|entry| entry.input.clone()).collect();
        let (mut others, mut gone) = (Others::default(), Vec::new());
        for entry in self.former.entries.values().filter(|entry| !named.contains(&entry.input)) {
            if prune && !is_input_there(&entry.input) {
                others.went += 1;
                gone.extend(entry.id.clone());
            } else if self.is_whole(entry) {
                others.stay += 1;
                entries.push(entry.clone());
            } else {
                others.lost.push(entry.input.clone());
                gone.extend(entry.id.clone());
            }
        }
        // One order for all histories: that in which folders are looked through.
        entries.sort_by(|a, b| Path::new(&a.input).cmp(Path::new(&b.input)));
        (Contents { entries, gone }, others)
    }

    /// Whether the document of an input is in its place; an input without a document needs none.
    fn is_whole(&self, entry: &ManifestEntry) -> bool {
        entry.id.as_ref().is_none_or(|id| folder(&self.root, id).join(DOCUMENT_JSON).is_file())
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

    /// Writes the lists of all that the folder holds, the manifest last: what became of the inputs of this run, and what
    /// earlier runs made of others; with `prune` of those only whose inputs are still there. Removes the folders that
    /// belong to none, and the journal.
    pub(super) fn finish(self, entries: Vec<ManifestEntry>, asked: Asked, prune: bool) -> Result<Others> {
        let (contents, others) = self.contents(entries, prune);
        let current: BTreeSet<&String> = contents.entries.iter().filter_map(|entry| entry.id.as_ref()).collect();
        for stale in self.ids.iter().filter(|id| !current.contains(id)) {
            let folder = folder(&self.root, stale);
            remove_folder(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
        let cannot = || format!("cannot write the lists of {}", self.root.display());
        lists::write(&self.root, &self.root.join(PARTIAL), &contents, asked).with_context(cannot)?;
        drop(self.journal);
        fs::remove_file(self.root.join(JOURNAL)).with_context(cannot)?;
        remove_folder(&self.root.join(PARTIAL)).with_context(cannot)?;
        Ok(others)
    }
}

/// The inputs of earlier runs that are there no longer: what `--prune` would take out of an output folder.
///
/// # Errors
/// The folder cannot be read, or is not from an earlier run.
pub(super) fn gone(root: &Path) -> Result<Vec<String>> {
    refuse_foreign(root)?;
    let inputs = manifest::former(root)?.entries.into_keys();
    Ok(inputs.filter(|input| !is_input_there(input)).collect())
}

/// Standard input is never there again, and its document stays.
fn is_input_there(input: &str) -> bool {
    input == "-" || Path::new(input).exists()
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

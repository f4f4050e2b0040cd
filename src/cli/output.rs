//! The output folder: what is in it is whole. Files and folders are made under `.partial/` and renamed into place.

use super::archive;
use super::folder::{DOCUMENTS, folder, is_same, remove_folder};
use super::inputs::Input;
use super::lists::{self, Asked};
use super::lock::locked;
use super::manifest::{self, Former, JOURNAL};
use super::plan;
use crate::export::DOCUMENT_JSON;
use crate::export::schema::ManifestEntry;
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Where things are made.
pub(super) const PARTIAL: &str = ".partial";

/// Where a run keeps pages of scans that it has read.
pub(super) const PAGES: &str = ".pages";

/// An output folder that one run writes to: a data set, which runs add to and renew.
pub(super) struct Output {
    root: PathBuf,
    journal: Mutex<File>,
    /// What the folder held.
    former: Former,
    /// Folders of documents that are ours, of earlier runs and of this one.
    ids: Mutex<BTreeSet<String>>,
    /// One input of each document of earlier runs.
    by_id: BTreeMap<String, String>,
    /// The archives that this run has opened.
    archives: BTreeSet<String>,
    /// Whether no run was interrupted here.
    is_new: bool,
    /// Whether the inputs of earlier runs that are gone are taken out.
    prune: bool,
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
    /// Makes the folder or takes over that of earlier runs, and shows that it can be written to. With `prune` the documents
    /// of earlier runs stay only where their inputs are still there.
    ///
    /// # Errors
    /// It is no folder, holds what is not ours, cannot be written to, or another run is writing to it.
    pub(super) fn open(root: &Path, prune: bool) -> Result<Output> {
        refuse_foreign(root)?;
        // One that cannot be taken over is left as it is.
        manifest::former(root)?;
        let cannot = || format!("cannot write to {}", root.display());
        fs::create_dir_all(root).with_context(cannot)?;
        let journal_path = root.join(JOURNAL);
        if journal_path.is_symlink() {
            bail!("{} is a link, and a run would write to what it leads to", journal_path.display());
        }
        let Some(mut journal) = locked(&journal_path).with_context(cannot)? else {
            bail!("another run is writing to {}", root.display());
        };
        fs::create_dir_all(root.join(DOCUMENTS)).with_context(cannot)?;
        // A run may have come to its end since the first look.
        let former = manifest::former(root)?;
        let partial = root.join(PARTIAL);
        remove_folder(&partial).with_context(cannot)?;
        // Made where the documents will be and moved: both folders can be written to.
        let probe = root.join(DOCUMENTS).join(PARTIAL);
        remove_folder(&probe).with_context(cannot)?;
        fs::create_dir(&probe).and_then(|()| fs::rename(&probe, &partial)).with_context(cannot)?;
        let is_new = journal.metadata().with_context(cannot)?.len() == 0;
        if !is_new {
            // An interrupted run may have left half a line.
            journal.write_all(b"\n").with_context(cannot)?;
        }
        let ids = Mutex::new(former.ids.clone());
        let of_id = |(input, entry): (&String, &ManifestEntry)| Some((entry.id.clone()?, input.clone()));
        let by_id = former.entries.iter().filter_map(of_id).collect();
        Ok(Output {
            root: root.to_owned(),
            journal: Mutex::new(journal),
            former,
            ids,
            by_id,
            archives: BTreeSet::new(),
            is_new,
            prune,
        })
    }

    /// Has all pages of scans read again, that an interrupted run left.
    ///
    /// # Errors
    /// They cannot be removed.
    pub(super) fn forget_pages(&self) -> Result<()> {
        let pages = self.root.join(PAGES);
        remove_folder(&pages).with_context(|| format!("cannot remove {}", pages.display()))
    }

    /// Notes which folders of documents the run is to make.
    ///
    /// # Errors
    /// One is there that is not ours, or the journal cannot be written to.
    pub(super) fn plan<'a>(&self, new: impl Iterator<Item = &'a str>) -> Result<()> {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let mut plan = Vec::new();
        for id in new {
            if ids.contains(id) {
                continue;
            }
            if folder(&self.root, id).exists() {
                self.leave();
                bail!("{} is there and not from an earlier run", folder(&self.root, id).display());
            }
            ids.insert(id.to_owned());
            manifest::write_plan(id, &mut plan)?;
        }
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        journal.write_all(&plan).with_context(|| format!("cannot write to {}", self.root.display()))
    }

    /// Leaves a folder that nothing was written to as it was.
    fn leave(&self) {
        if self.is_new {
            let _ = fs::remove_file(self.root.join(JOURNAL));
            let _ = remove_folder(&self.root.join(PARTIAL));
        }
    }

    /// What an earlier run made of the document of this id.
    pub(super) fn earlier(&self, id: &str) -> Option<&ManifestEntry> {
        self.by_id.get(id).and_then(|input| self.former.entries.get(input))
    }

    /// What earlier runs made of inputs that are not among these, and stays.
    pub(super) fn staying<'o>(&'o self, inputs: &[Input]) -> impl Iterator<Item = &'o ManifestEntry> {
        plan::staying(&self.former, inputs, |input| self.goes(input)).filter(|entry| self.is_whole(entry))
    }

    /// All that the folder holds after a run: what became of its inputs, and what earlier runs made of others.
    fn contents(&self, mut entries: Vec<ManifestEntry>) -> (Vec<ManifestEntry>, Others) {
        let named: BTreeSet<String> = entries.iter().map(|entry| entry.input.clone()).collect();
        let key = |entry: &ManifestEntry| (entry.sha256.clone(), Input::new((&entry.input).into()).is_text());
        let read = entries.iter().filter(|entry| entry.id.is_some());
        let read: BTreeMap<_, _> = read.map(|entry| (key(entry), entry.clone())).collect();
        let mut others = Others::default();
        for entry in self.former.entries.values().filter(|entry| !named.contains(&entry.input)) {
            if self.goes(&entry.input) {
                others.went += 1;
            } else if let Some(same) = read.get(&key(entry)).filter(|_| entry.id.is_some()) {
                // Another name of what was read just now.
                others.stay += 1;
                entries.push(ManifestEntry { input: entry.input.clone(), ..same.clone() });
            } else if self.is_whole(entry) {
                others.stay += 1;
                entries.push(entry.clone());
            } else {
                others.lost.push(entry.input.clone());
            }
        }
        // One order for all histories: that in which folders are looked through.
        entries.sort_by(|a, b| Path::new(&a.input).cmp(Path::new(&b.input)));
        (entries, others)
    }

    /// Whether the document of an input is in its place; an input without a document needs none.
    fn is_whole(&self, entry: &ManifestEntry) -> bool {
        entry.id.as_ref().is_none_or(|id| folder(&self.root, id).join(DOCUMENT_JSON).is_file())
    }

    /// Moves the folder of one document from where it was made to its place, where an earlier one may be.
    pub(super) fn place(&self, making: &Path, id: &str) -> Result<()> {
        // Of what gives its bytes but once the id was not known before.
        self.plan(std::iter::once(id))?;
        let (made, place) = (making.join(id), folder(&self.root, id));
        // What has just been written goes at once; what is on the disk costs more to remove than all else.
        if is_same(&made, &place) {
            return Ok(remove_folder(&made)?);
        }
        remove_folder(&place)?;
        Ok(fs::rename(made, place)?)
    }

    /// Where the worker of this number makes the folders of documents. Each has its own, so that one which outlives its
    /// run (killed, and begun again) is in nobody's way.
    pub(super) fn making(&self, worker: u32) -> PathBuf {
        self.root.join(PARTIAL).join(worker.to_string())
    }

    /// A folder for what is in archives. No folder of a worker has this name.
    pub(super) fn archives(&self) -> PathBuf {
        self.root.join(PARTIAL).join("archives")
    }

    /// These archives were opened: what of earlier runs is in them no longer is gone.
    pub(super) fn know_archives(&mut self, names: Vec<String>) {
        self.archives.extend(names);
    }

    /// Whether what earlier runs read is to be taken out.
    fn goes(&self, input: &str) -> bool {
        let archive = archive::outermost(input);
        self.prune && ((archive != input && self.archives.contains(archive)) || !is_input_there(input))
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
    /// earlier runs made of others. Removes the folders that belong to none, and the journal.
    pub(super) fn finish(self, entries: Vec<ManifestEntry>, asked: Asked) -> Result<Others> {
        self.forget_pages()?;
        let (entries, others) = self.contents(entries);
        let current: BTreeSet<&String> = entries.iter().filter_map(|entry| entry.id.as_ref()).collect();
        let cannot = || format!("cannot write the lists of {}", self.root.display());
        lists::write(&self.root, &self.root.join(PARTIAL), &entries, asked).with_context(cannot)?;
        // After the lists: whoever reads the old ones finds what they name.
        for stale in self.ids.into_inner().unwrap_or_else(PoisonError::into_inner) {
            if !current.contains(&stale) {
                let folder = folder(&self.root, &stale);
                remove_folder(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
            }
        }
        // The lock is held until all is done: the next run finds nothing half-way.
        remove_folder(&self.root.join(PARTIAL)).with_context(cannot)?;
        fs::remove_file(self.root.join(JOURNAL)).with_context(cannot)?;
        drop(self.journal);
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
    input == "-" || Path::new(archive::outermost(input)).exists()
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

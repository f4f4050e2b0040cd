//! The command inside of another program: documents are read as ever, and handed over instead of written.

use super::crew::{Crew, Worker};
use super::documents::{Settings, in_memory};
use super::folder::remove_folder;
use super::inputs::{Input, Refusal};
use super::options::{Options, timeout};
use super::output::PARTIAL;
use super::sweep::Swept;
use super::wire::{Order, Setup};
use super::{page_ranges, panics};
use crate::export::DOCUMENT_JSON;
use crate::export::schema::{DocumentJson, ManifestEntry};
use anyhow::{Context, Result, anyhow};
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What became of an input, and what `extract` would have written of it, by the names of the files.
pub(crate) struct Reading {
    /// The manifest's line.
    pub(crate) entry: ManifestEntry,
    /// The description; none if the input could not be read.
    pub(crate) description: Option<DocumentJson>,
    /// The same as it is written.
    pub(crate) json: Vec<u8>,
    /// The JSON of each table, in their order.
    pub(crate) tables: Vec<Vec<u8>>,
    /// The facts as CSV.
    pub(crate) facts: Vec<u8>,
}

/// How documents are read: see the options of `extract`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reader {
    pub(crate) pages: Option<String>,
    pub(crate) password: Option<String>,
    /// True for text, false for PDF; none where names tell.
    pub(crate) is_text: Option<bool>,
    pub(crate) catalogue: Option<PathBuf>,
    pub(crate) corrections: Option<PathBuf>,
    /// In seconds; 0 for no limit.
    pub(crate) timeout: u64,
    /// In bytes; 0 for no limit.
    pub(crate) max_memory: u64,
    /// In bytes.
    pub(crate) max_file_size: u64,
}

/// An input: a file, or bytes under a name.
pub(crate) enum Source {
    File(PathBuf),
    Bytes { name: PathBuf, bytes: Vec<u8> },
}

impl Reader {
    fn setup(&self, root: &Path) -> Result<Setup> {
        let pages = self.pages.as_deref().map(page_ranges::parse).transpose().map_err(|error| anyhow!(error))?;
        let options = Options {
            is_text: self.is_text,
            pages: pages.map(|pages| pages.0).unwrap_or_default(),
            json: true,
            catalogue: self.catalogue.clone(),
            corrections: self.corrections.clone(),
            password: self.password.clone(),
            max_memory: self.max_memory,
            max_file_size: self.max_file_size,
            ..Options::default()
        };
        Setup::new(&options, root)
    }

    fn bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        fs::File::open(path)?.take(self.max_file_size.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Reads a document in this process: nothing ends one that never ends, or takes all memory.
    ///
    /// # Errors
    /// The options are wrong.
    pub(crate) fn here(&self, source: Source) -> Result<Reading> {
        let settings = Settings::new(self.setup(Path::new(""))?, PathBuf::new())?;
        let (name, bytes) = match source {
            Source::Bytes { name, bytes } => (name, Ok(bytes)),
            // What is too large is told by one byte more.
            Source::File(path) => {
                let bytes = self.bytes(&path);
                (path, bytes)
            }
        };
        let refusal = bytes.as_ref().err().map(|error| Refusal::new("unreadable_file", &error.to_string()));
        let input = Input { refusal, ..Input::new(name) };
        let (entry, files) = in_memory(&input, bytes.unwrap_or_default(), &settings);
        let mut files: Vec<(String, Vec<u8>)> = files.into_iter().map(|file| (file.name, file.bytes)).collect();
        let read = |name: &str| {
            let at = files.iter().position(|(own, _)| own == name).with_context(|| format!("{name} is not there"))?;
            Ok(files.swap_remove(at).1)
        };
        reading(entry, read)
    }
}

/// Takes the panics of documents off standard error. To be called once.
pub(crate) fn begin() {
    panics::silence_caught();
}

/// Worker processes that read, and the folder they write to.
pub(crate) struct Readers {
    crew: Crew,
    root: Swept,
    number: AtomicUsize,
}

impl Readers {
    /// No process is started yet.
    ///
    /// # Errors
    /// The options are wrong, or no temporary folder can be made.
    pub(crate) fn new(reader: &Reader) -> Result<Readers> {
        let root = Swept::new()?;
        fs::create_dir(root.path().join(PARTIAL)).context("cannot write to the temporary folder")?;
        let crew = Crew::new(reader.setup(root.path())?, timeout(reader.timeout))?;
        Ok(Readers { crew, root, number: AtomicUsize::new(0) })
    }

    /// A place for one worker; it ends with the thread that has it.
    pub(crate) fn worker(&self) -> Worker<'_> {
        self.crew.worker()
    }

    /// Has one document read.
    ///
    /// # Errors
    /// The temporary folder cannot be written, or no process can be started.
    pub(crate) fn read(&self, worker: &mut Worker<'_>, source: Source) -> Result<Reading> {
        let (path, bytes_in) = match source {
            Source::File(path) => (path, None),
            Source::Bytes { name, bytes } => {
                let file = self.root.path().join(self.number.fetch_add(1, Ordering::Relaxed).to_string());
                fs::write(&file, bytes).context("cannot write to the temporary folder")?;
                (name, Some(file))
            }
        };
        let input = Input::new(path);
        let order = Order {
            input: input.path.clone().into_os_string(),
            bytes_in: bytes_in.clone().map(PathBuf::into_os_string),
            refusal: None,
            id: String::new(),
            name: input.file_name(),
            sha256: None,
            earlier: None,
        };
        let done = worker.read(&input, &order, |_, _| {});
        if let Some(file) = bytes_in {
            fs::remove_file(file).context("cannot write to the temporary folder")?;
        }
        let (outcome, number) = done?;
        let making = self.root.path().join(PARTIAL).join(number.to_string());
        let Some(id) = outcome.entry.id.clone() else { return reading(outcome.entry, |_| Ok(Vec::new())) };
        let folder = making.join(id);
        let read = |name: &str| fs::read(folder.join(name)).with_context(|| format!("cannot read {name}"));
        let reading = reading(outcome.entry, read);
        remove_folder(&folder).context("cannot write to the temporary folder")?;
        reading
    }
}

fn reading(entry: ManifestEntry, mut read: impl FnMut(&str) -> Result<Vec<u8>>) -> Result<Reading> {
    if entry.id.is_none() {
        return Ok(Reading { entry, description: None, json: Vec::new(), tables: Vec::new(), facts: Vec::new() });
    }
    let json = read(DOCUMENT_JSON)?;
    let description: DocumentJson = serde_json::from_slice(&json)?;
    let names = description.tables.iter().filter_map(|table| table.json.as_ref());
    let tables = names.map(|name| read(name)).collect::<Result<_>>()?;
    let facts = description.facts.as_ref().map(|name| read(name)).transpose()?.unwrap_or_default();
    Ok(Reading { entry, description: Some(description), json, tables, facts })
}

//! `report`: an output folder -> a folder of pages to look at it.

use super::args::Report as Args;
use super::crew::{Crew, Worker};
use super::folder::{folder, is_plain, is_report, remove_folder};
use super::lock::locked;
use super::options::{Options as RunOptions, timeout};
use super::paint::write;
use super::parallel::{Then, default_jobs, for_each_document};
use super::progress::Progress;
use super::wire::{NoteJson, PaintOrder, Painted, Setup, password};
use super::{manifest, say};
use crate::Catalogue;
use crate::export::schema::{DocumentJson, ManifestEntry};
use crate::export::{DOCUMENT_JSON, FACTS_CSV};
use crate::report::{Extras, Facts, Function, Overview};
use anyhow::{Context, Result, anyhow, bail};
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// The report's folder in an output folder.
const REPORT: &str = "report";
/// Where the report is made before it takes its place, beside it.
const PARTIAL: &str = ".partial";
/// What the folder of the report before is called until the new one stands in its place.
const OLD: &str = ".old";
/// What says that somebody is at it, beside it.
const LOCK: &str = ".lock";

/// How to make a report.
pub(super) struct Options<'a> {
    /// A folder that extract has written.
    pub(super) out: &'a Path,
    /// Where to make the report, if not in it.
    pub(super) output: Option<&'a Path>,
    /// Where to look for inputs, too.
    pub(super) inputs: Option<&'a Path>,
    /// Whether to write copies with notes.
    pub(super) annotate: bool,
    /// Whether to make pictures of pages.
    pub(super) pictures: bool,
    /// How many documents at a time.
    pub(super) jobs: usize,
    /// Whether no progress is shown.
    pub(super) is_quiet: bool,
}

/// What was made.
#[derive(Default)]
pub(super) struct Made {
    documents: usize,
    pictures: usize,
    copies: usize,
    /// What is missing, one line for each document.
    missing: Vec<String>,
}

/// Runs `report`. True if nothing is missing.
///
/// # Errors
/// The report could not be made.
pub(super) fn run(args: &Args) -> Result<bool> {
    let password = password(args.password.as_ref(), args.password_file.as_deref())?;
    let setup = Setup::for_pictures(password, u64::MAX, args.max_memory);
    let crew = Crew::new(setup, timeout(args.timeout))?;
    let jobs = args.jobs.map_or_else(default_jobs, usize::from);
    let options = Options {
        out: &args.out,
        output: args.output.as_deref(),
        inputs: args.inputs.as_deref(),
        annotate: args.annotate,
        pictures: !args.no_pictures,
        jobs,
        is_quiet: args.quiet,
    };
    let (made, index) = make(&options, &crew)?;
    made.tell(&index, args.quiet);
    Ok(made.missing.is_empty())
}

impl<'a> Options<'a> {
    /// Those of a run that makes the report of what it has just written.
    pub(super) fn of(options: &'a RunOptions) -> Options<'a> {
        let (jobs, is_quiet) = (options.jobs, options.quiet);
        Options { out: &options.output, output: None, inputs: None, annotate: false, pictures: true, jobs, is_quiet }
    }
}

impl Made {
    /// Says on standard error what was made and what is missing.
    pub(super) fn tell(&self, index: &Path, is_quiet: bool) {
        self.missing.iter().for_each(|line| say::line(line));
        if !is_quiet {
            let copies = if self.copies > 0 { format!(", {} copies with notes", self.copies) } else { String::new() };
            let (documents, pictures) = (self.documents, self.pictures);
            say::line(&format!("report of {documents} documents with {pictures} pages{copies}: {}", index.display()));
        }
    }
}

/// Makes the report of an output folder. Gives what was made, and the page to open.
///
/// # Errors
/// The folder is not one that extract has written, or the report cannot be written.
pub(super) fn make(options: &Options<'_>, crew: &Crew) -> Result<(Made, PathBuf)> {
    let entries = entries(options.out)?;
    let root = options.output.map_or_else(|| options.out.join(REPORT), Path::to_owned);
    let beside = |ending: &str| {
        let mut name = root.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    };
    let (partial, old, lock) = (beside(PARTIAL), beside(OLD), beside(LOCK));
    let cannot = || format!("cannot write to {}", root.display());
    lock.parent().map_or(Ok(()), fs::create_dir_all).with_context(cannot)?;
    let Some(_alone) = locked(&lock).with_context(cannot)? else {
        bail!("another report is being made in {}", root.display());
    };
    // Not before: what another run has half put into its place looks like no report.
    if let Err(refusal) = refuse_foreign(&root) {
        fs::remove_file(&lock).with_context(cannot)?;
        return Err(refusal);
    }
    remove_folder(&partial).and_then(|()| remove_folder(&old)).with_context(cannot)?;
    fs::create_dir_all(&partial).with_context(cannot)?;
    for file in crate::report::assets() {
        write(&partial, &file)?;
    }
    let progress = Progress::new(entries.len(), options.is_quiet);
    let work = Work { options, crew, entries: &entries, root: &partial, progress: &progress };
    let parts = work.all();
    progress.clear();
    let parts = parts?;
    let mut overview = Overview::default();
    let mut made = Made::default();
    for (entry, part) in entries.iter().zip(parts) {
        for file in overview.add(entry, part.document.as_ref(), &part.functions) {
            write(&partial, &file)?;
        }
        made.documents += usize::from(part.document.is_some());
        made.pictures += part.pictures;
        made.copies += usize::from(part.has_copy);
        made.missing.extend(part.missing);
    }
    let made_with = entries.first().map_or("", |entry| entry.made_with.as_str());
    for file in overview.finish(&Catalogue::default(), made_with) {
        write(&partial, &file)?;
    }
    match fs::rename(&root, &old) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error).with_context(cannot),
        _ => fs::rename(&partial, &root).and_then(|()| remove_folder(&old)).with_context(cannot)?,
    }
    fs::remove_file(&lock).with_context(cannot)?;
    Ok((made, root.join("index.html")))
}

/// Removes the report of an earlier run from an output folder: it is of what is there no longer.
///
/// # Errors
/// It cannot be removed.
pub(super) fn remove_stale(out: &Path) -> Result<()> {
    let root = out.join(REPORT);
    if is_report(&root) {
        remove_folder(&root).with_context(|| format!("cannot remove {}", root.display()))?;
    }
    Ok(())
}

fn refuse_foreign(root: &Path) -> Result<()> {
    let holds_something = fs::read_dir(root).is_ok_and(|mut inside| inside.next().is_some());
    if (holds_something && !is_report(root)) || root.is_file() {
        bail!("{} is there and no report; name another folder with --output", root.display());
    }
    Ok(())
}

/// The lines of an output folder's manifest.
fn entries(out: &Path) -> Result<Vec<ManifestEntry>> {
    let path = out.join(manifest::MANIFEST);
    if !manifest::is_ours(out) || !path.is_file() {
        bail!("{} is not a folder that extract has written to its end", out.display());
    }
    let cannot = || format!("cannot read {}", path.display());
    let file = fs::File::open(&path).with_context(cannot)?;
    let mut entries = Vec::new();
    for line in BufReader::new(file).lines() {
        let line = line.with_context(cannot)?;
        entries.push(manifest::parse(&line).ok_or_else(|| anyhow!("{}: not a line of ours: {line}", path.display()))?);
    }
    Ok(manifest::without_copies(entries))
}

/// A report under way.
struct Work<'a> {
    options: &'a Options<'a>,
    crew: &'a Crew,
    entries: &'a [ManifestEntry],
    root: &'a Path,
    progress: &'a Progress,
}

/// What was made of one input.
#[derive(Default)]
struct Part {
    document: Option<DocumentJson>,
    functions: Vec<Function>,
    pictures: usize,
    has_copy: bool,
    missing: Option<String>,
}

impl Work<'_> {
    fn all(&self) -> Result<Vec<Part>> {
        for_each_document(
            self.options.jobs,
            self.entries.len(),
            || self.crew.worker(),
            |worker, at| {
                let entry = self.entries.get(at).context("there is no such document")?;
                self.progress.begin(&entry.input);
                let part = self.document(at, entry, worker);
                self.progress.end(part.as_ref().is_ok_and(|part| part.missing.is_some()));
                Ok((part.with_context(|| format!("cannot make the report of {}", entry.input))?, Then::GoOn))
            },
        )
    }

    fn document(&self, at: usize, entry: &ManifestEntry, worker: &mut Worker<'_>) -> Result<Part> {
        let mut part = Part::default();
        let Some(id) = &entry.id else { return Ok(part) };
        let number = at + 1;
        let source = folder(self.options.out, id);
        let read = |name: &str| {
            let path = source.join(name);
            fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
        };
        let document: DocumentJson = serde_json::from_slice(&read(DOCUMENT_JSON)?)
            .with_context(|| format!("{} is not as extract writes it", source.join(DOCUMENT_JSON).display()))?;
        let facts = match &document.facts {
            Some(_) => crate::report::facts(&read(FACTS_CSV)?),
            None => Facts::default(),
        };
        let mut tables = Vec::with_capacity(document.tables.len());
        for table in &document.tables {
            let Some(name) = table.json.as_ref().filter(|name| is_plain(name)) else {
                tables.push(Vec::new());
                continue;
            };
            let bytes = read(name)?;
            let files = crate::report::table(number, table.index, &bytes, &facts)
                .with_context(|| format!("{} is not as extract writes it", source.join(name).display()))?;
            for file in files {
                write(self.root, &file)?;
            }
            tables.push(if self.options.annotate { bytes } else { Vec::new() });
        }
        let painted = self.painted(number, entry, &document, &tables, worker)?;
        let copy = copy_name(id);
        part.has_copy = self.options.annotate && self.root.join(&copy).is_file();
        let extras = Extras {
            pictures: &painted.pictures,
            no_pictures: painted.no_pictures.as_deref(),
            annotated: part.has_copy.then_some(copy.as_str()),
        };
        write(self.root, &crate::report::document(number, &document, entry, &extras))?;
        let no_pictures = painted.no_pictures.filter(|_| self.options.pictures);
        part.missing = match (no_pictures, painted.no_copy) {
            (Some(reason), _) => Some(format!("{}: no pictures of its pages: {reason}", entry.input)),
            (None, Some(reason)) => Some(format!("{}: {reason}", entry.input)),
            (None, None) => None,
        };
        part.pictures = painted.pictures.len();
        part.functions = facts.functions;
        part.document = Some(document);
        Ok(part)
    }

    fn painted(
        &self,
        number: usize,
        entry: &ManifestEntry,
        document: &DocumentJson,
        tables: &[Vec<u8>],
        worker: &mut Worker<'_>,
    ) -> Result<Painted> {
        if document.pages == 0 {
            // A text has no pages, and nothing is missing.
            return Ok(Painted::default());
        }
        let options = self.options;
        if !options.pictures && !options.annotate {
            return Ok(Painted { no_pictures: Some("left out".to_owned()), ..Painted::default() });
        }
        let notes = options.annotate.then(|| {
            let notes = crate::report::notes(document, tables).into_iter().map(|note| NoteJson {
                page: note.page,
                bbox: note.bbox,
                level: note.level,
                text: note.text,
            });
            (copy_name(&document.id), notes.collect())
        });
        let order = PaintOrder {
            path: self.path(entry),
            sha256: document.sha256.clone(),
            number,
            pages: if options.pictures { crate::report::pages_shown(document) } else { Vec::new() },
            folder: self.root.as_os_str().to_owned(),
            notes,
        };
        worker.paint(&order)
    }

    /// Where an input is: where it was, or below the folder of `--inputs`.
    fn path(&self, entry: &ManifestEntry) -> OsString {
        let own = Path::new(&entry.input);
        let mut inside = self.options.inputs.into_iter().flat_map(|folder| {
            let by_path = (!own.is_absolute()).then(|| folder.join(own));
            by_path.into_iter().chain(own.file_name().map(|name| folder.join(name)))
        });
        inside.find(|path| path.is_file()).unwrap_or_else(|| own.to_owned()).into_os_string()
    }
}

/// The path of a copy with notes; an id is a safe name of a file.
fn copy_name(id: &str) -> String {
    format!("annotated/{id}.pdf")
}

//! A run: all inputs, several at a time, and the files about them all.

use super::archive;
use super::crew::{Crew, Worker};
use super::inputs::{Input, Refusal, inputs};
use super::lists::Asked;
use super::options::Options;
use super::output::{self, Output};
use super::parallel::{Then, for_each_document};
use super::plan::{self, Task};
use super::report::{Report, Totals, is_read};
use super::source_list::SourceList;
use super::stream::{self, Stream};
use super::sweep::Swept;
use super::wire::{Order, Outcome, Setup};
use super::{clock, corrections, site};
use crate::export::schema::ManifestEntry;
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Bytes of standard input that are held at a time.
const PIECE: usize = 1 << 16;

/// Runs `extract`. True if every input is ok (and, with `--strict`, nothing is doubtful).
///
/// # Errors
/// The run could not start, or could not go on since the output could not be written.
pub(super) fn run(options: &Options) -> Result<bool> {
    if options.partition && !options.parquet {
        bail!("--partition is of Parquet files: there is no parquet among the formats");
    }
    if !options.is_stream() {
        return into(options, &options.output, None);
    }
    if options.report {
        bail!("a report is written to a folder, not to standard output");
    }
    let root = Swept::new()?;
    match into(options, root.path(), Some(&Stream::new(root.path()))) {
        // As with any program in a pipe: whoever reads has enough.
        Err(error) if stream::is_reader_gone(&error) => Ok(true),
        done => done,
    }
}

/// Writes to the folder `root`; what goes to a stream leaves it again.
fn into(options: &Options, root: &Path, stream: Option<&Stream>) -> Result<bool> {
    let mut inputs = inputs(options)?;
    refuse_missing(&inputs)?;
    if options.dry_run {
        return dry_run(root);
    }
    let notes = options.source_list.as_deref().map(SourceList::read).transpose()?;
    let setup = Setup::new(options, root)?;
    let corrections = setup.corrections.clone();
    let timeout = setup.timeout(options.timeout);
    let crew = Crew::new(setup, timeout)?;
    let mut output = Output::open(root, options.prune)?;
    if !options.resume {
        output.forget_pages()?;
    }
    if let Some(stdin) = inputs.iter_mut().find(|input| input.is_stdin()) {
        let error = spool_stdin(&output.stdin_file(), options.max_file_size)?.err();
        stdin.refusal = error.map(|error| Refusal::new("unreadable_file", &error.to_string()));
    }
    let folder = output.archives();
    let (mut inputs, archives) = archive::opened(inputs, &folder, options.max_file_size)
        .with_context(|| format!("cannot write to {}", folder.display()))?;
    output.know_archives(archives);
    let mut digests = plan::digests(&inputs, &output.stdin_file(), options.max_file_size, options.jobs);
    if let Some(shard) = options.shard {
        let all = inputs.into_iter().zip(digests);
        (inputs, digests) = all.filter(|(input, sha256)| shard.holds(sha256.as_deref(), &input.file_name())).unzip();
    }
    let tasks = plan::tasks(&inputs, &digests, output.staying(&inputs), options.is_text);
    output.plan(tasks.iter().map(|task| &*task.id).filter(|id| !id.is_empty()))?;
    let report = Report::new(options, tasks.len());
    let batch = Batch {
        inputs: &inputs,
        tasks: &tasks,
        crew: &crew,
        resume: options.resume,
        output: &output,
        stream,
        report: &report,
        fail_fast: options.fail_fast,
        notes: notes.as_ref(),
    };
    let outcomes = batch.outcomes(options.jobs);
    report.clear();
    let outcomes = outcomes.context(if stream.is_some() {
        "stopped"
    } else {
        "stopped; what is done is kept, and --resume goes on from there"
    })?;
    let mut totals = Totals::default();
    for (task, outcome) in tasks.iter().zip(&outcomes) {
        totals.add(&outcome.entry, outcome.is_reused, task.inputs.len() - 1);
    }
    let is_ok = |outcome: &Outcome| is_read(&outcome.entry.status) && !(options.strict && outcome.has_warnings);
    let all_ok = outcomes.iter().all(is_ok);
    let entries: Vec<_> =
        tasks.iter().zip(&outcomes).flat_map(|(task, own)| of_inputs(&inputs, notes.as_ref(), task, own)).collect();
    if let Some(notes) = &notes {
        let noted = entries.iter().filter(|entry| !entry.source.is_empty()).count();
        report.tell_sources(notes.len(), noted);
    }
    if let Some(text) = &corrections {
        let ids = entries.iter().map(|entry| (entry.id.as_deref(), entry.sha256.as_deref()));
        corrections::tell_unused(text, ids.map(|(id, sha256)| (id.unwrap_or_default(), sha256.unwrap_or_default())))?;
    }
    if stream.is_none() {
        let others = output.finish(entries, asked(options))?;
        report.finish(totals, u8::from(!all_ok))?;
        report.tell_others(&others);
    } else {
        report.finish(totals, u8::from(!all_ok))?;
    }
    if options.report {
        // Pictures that are missing are told in the report; they make no input fail.
        let (made, index) = site::make(&site::Options::of(options), &crew)?;
        made.tell(&index, options.quiet);
    } else if stream.is_none() {
        site::remove_stale(&options.output)?;
    }
    Ok(all_ok)
}

/// A mistyped name or a disk that is not there: nothing is begun.
fn refuse_missing(inputs: &[Input]) -> Result<()> {
    let is_missing = |input: &Input| !input.is_stdin() && input.refusal.is_none() && !input.path.exists();
    if let Some(first) = inputs.first().filter(|_| inputs.iter().all(is_missing)) {
        let others =
            if inputs.len() > 1 { format!(", nor any of the {} others", inputs.len() - 1) } else { String::new() };
        bail!("there is no {}{others}: nothing was read, and nothing changed", first.name());
    }
    Ok(())
}

/// Says what `--prune` would take out of an output folder.
fn dry_run(root: &Path) -> Result<bool> {
    let gone = output::gone(root)?;
    let lines: String = gone.iter().map(|input| format!("{input}\n")).collect();
    super::print(lines.as_bytes())?;
    super::say::line(&format!("--prune would take out {} of {}", super::say::inputs(gone.len()), root.display()));
    Ok(true)
}

fn asked(options: &Options) -> Asked {
    Asked {
        parquet: options.parquet,
        partition: options.partition,
        xlsx: options.xlsx,
        sqlite: options.sqlite,
        dialect: options.dialect,
    }
}

/// A run under way.
struct Batch<'a> {
    inputs: &'a [Input],
    tasks: &'a [Task],
    crew: &'a Crew,
    resume: bool,
    output: &'a Output,
    stream: Option<&'a Stream>,
    report: &'a Report,
    fail_fast: bool,
    notes: Option<&'a SourceList>,
}

impl Batch<'_> {
    /// What became of each document, in order; with `--fail-fast` up to the first that is not ok.
    fn outcomes(&self, jobs: usize) -> Result<Vec<Outcome>> {
        let begin = || self.crew.worker();
        let mut outcomes = for_each_document(jobs, self.tasks.len(), begin, |worker, at| self.one(worker, at))?;
        if self.fail_fast {
            // Documents are taken in order, so all before the first failure are here; those after it depend on the threads.
            let end = outcomes.iter().position(|outcome| !is_read(&outcome.entry.status));
            outcomes.truncate(end.map_or(outcomes.len(), |end| end + 1));
        }
        Ok(outcomes)
    }

    /// What becomes of one document, and whether it is the last.
    fn one(&self, worker: &mut Worker<'_>, at: usize) -> Result<(Outcome, Then)> {
        let task = self.tasks.get(at).context("there is no such document")?;
        let input = task.inputs.first().and_then(|input| self.inputs.get(*input)).context("there is no such input")?;
        self.report.begin(&input.name());
        let outcome = self.document(worker, input, task)?;
        let is_end = self.fail_fast && !is_read(&outcome.entry.status);
        self.report.end(&outcome.entry, outcome.is_reused);
        if let Some(stream) = self.stream {
            stream.done(at, outcome.entry.id.clone(), is_end)?;
        }
        Ok((outcome, if is_end { Then::Stop } else { Then::GoOn }))
    }

    /// Has one document read, puts its folder into its place and notes what became of its inputs.
    fn document(&self, worker: &mut Worker<'_>, input: &Input, task: &Task) -> Result<Outcome> {
        let stdin = input.is_stdin().then(|| self.output.stdin_file());
        let order = Order {
            input: input.path.clone().into_os_string(),
            bytes_in: stdin.or_else(|| input.bytes_in.clone()).map(PathBuf::into_os_string),
            refusal: input.refusal.clone(),
            id: task.id.clone(),
            name: task.name.clone(),
            sha256: task.sha256.clone(),
            earlier: self.output.earlier(&task.id).filter(|_| self.resume).cloned(),
        };
        let on_page = |page, pages| self.report.page(&input.name(), page, pages);
        let (outcome, worker) = worker.read(input, &order, on_page)?;
        if let (Some(id), false) = (&outcome.entry.id, outcome.is_reused) {
            let placed = self.output.place(&self.output.making(worker), id);
            placed.with_context(|| format!("cannot write the tables of {} to {}", input.name(), self.output.name()))?;
        }
        for entry in of_inputs(self.inputs, self.notes, task, &outcome) {
            self.output.record(&entry).with_context(|| format!("cannot write to {}", self.output.name()))?;
        }
        Ok(outcome)
    }
}

/// The manifest's line of each input of a document.
fn of_inputs(inputs: &[Input], notes: Option<&SourceList>, task: &Task, outcome: &Outcome) -> Vec<ManifestEntry> {
    let own = task.inputs.iter().filter_map(|at| inputs.get(*at));
    own.map(|input| ManifestEntry {
        input: input.name(),
        source: notes.map(|notes| notes.of(input)).unwrap_or_default(),
        modified: if input.is_stdin() { None } else { clock::modified(Path::new(archive::outermost(&input.name()))) },
        ..outcome.entry.clone()
    })
    .collect()
}

/// Standard input as a file, for the worker has another: nothing, or why standard input cannot be read. No more of it is
/// held than a piece.
///
/// # Errors
/// The file cannot be written.
fn spool_stdin(path: &Path, max_bytes: u64) -> Result<io::Result<()>> {
    let cannot = || format!("cannot write {}", path.display());
    let mut file = File::create(path).with_context(cannot)?;
    // One byte more than may be read tells the worker that there are too many.
    let mut stdin = io::stdin().lock().take(max_bytes.saturating_add(1));
    let mut piece = vec![0; PIECE];
    loop {
        match stdin.read(&mut piece) {
            Ok(0) => return Ok(Ok(())),
            Ok(read) => file.write_all(piece.split_at(read).0).with_context(cannot)?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Ok(Err(error)),
        }
    }
}

//! A run: all inputs, several at a time, and the files about them all.

use super::crew::{Crew, Worker};
use super::inputs::{Input, inputs};
use super::lists::Asked;
use super::manifest::Former;
use super::options::Options;
use super::output::{self, Opened, Output};
use super::parallel::{Then, for_each_document};
use super::report::{Report, Totals};
use super::stream::{self, Stream};
use super::wire::{Order, Outcome, Setup};
use super::{corrections, id, site};
use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

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
    let root = tempfile::tempdir().context("cannot make a temporary folder")?;
    match into(options, root.path(), Some(&Stream::new(root.path()))) {
        // As with any program in a pipe: whoever reads has enough.
        Err(error) if stream::is_reader_gone(&error) => Ok(true),
        done => done,
    }
}

/// Writes to the folder `root`; what goes to a stream leaves it again.
fn into(options: &Options, root: &Path, stream: Option<&Stream>) -> Result<bool> {
    let all = inputs(options)?;
    refuse_missing(&all)?;
    let holds = |input: &&Input| options.shard.is_none_or(|shard| shard.holds(&input.name()));
    let inputs: Vec<Input> = all.iter().filter(holds).cloned().collect();
    // Names are those of the whole: the parts' outputs can be put together.
    let name = |former: &Former| {
        let ids = former.entries.iter().filter_map(|(input, entry)| Some((input.clone(), entry.id.clone()?))).collect();
        let made = id::ids(all.iter().map(|input| &*input.path), &ids);
        all.iter().zip(made).filter(|(input, _)| holds(input)).map(|(_, id)| id).collect()
    };
    if options.dry_run {
        return dry_run(root);
    }
    let setup = Setup::new(options, root)?;
    let corrections = setup.corrections.clone();
    let crew = Crew::new(setup, options.timeout)?;
    let Opened { output, ids } = Output::open(root, name)?;
    let report = Report::new(options, inputs.len());
    let batch = Batch {
        inputs: &inputs,
        ids: &ids,
        crew: &crew,
        resume: options.resume,
        output: &output,
        stream,
        report: &report,
        max_bytes: options.max_file_size,
        fail_fast: options.fail_fast,
    };
    let outcomes = batch.outcomes(options.jobs);
    report.clear();
    let outcomes = outcomes.context(if stream.is_some() {
        "stopped"
    } else {
        "stopped; what is done is kept, and --resume goes on from there"
    })?;
    let mut totals = Totals::default();
    for outcome in &outcomes {
        totals.add(&outcome.entry, outcome.is_reused);
    }
    let is_ok = |outcome: &Outcome| outcome.entry.status == "ok" && !(options.strict && outcome.has_warnings);
    let all_ok = outcomes.iter().all(is_ok);
    let entries: Vec<_> = outcomes.into_iter().map(|outcome| outcome.entry).collect();
    if let Some(text) = &corrections {
        let ids = entries.iter().map(|entry| (entry.id.as_deref(), entry.sha256.as_deref()));
        corrections::tell_unused(text, ids.map(|(id, sha256)| (id.unwrap_or_default(), sha256.unwrap_or_default())))?;
    }
    if stream.is_none() {
        let others = output.finish(entries, asked(options), options.prune)?;
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
    let is_missing = |input: &Input| !input.is_stdin() && input.unreadable.is_none() && !input.path.exists();
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
    super::report::line(&format!("--prune would take out {} of {}", super::report::inputs(gone.len()), root.display()));
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
    ids: &'a [String],
    crew: &'a Crew,
    resume: bool,
    output: &'a Output,
    stream: Option<&'a Stream>,
    report: &'a Report,
    max_bytes: u64,
    fail_fast: bool,
}

impl Batch<'_> {
    /// What became of each input, in input order; with `--fail-fast` up to the first that is not ok.
    fn outcomes(&self, jobs: usize) -> Result<Vec<Outcome>> {
        let begin = || self.crew.worker();
        let mut outcomes = for_each_document(jobs, self.inputs.len(), begin, |worker, at| self.one(worker, at))?;
        if self.fail_fast {
            // Inputs are taken in order, so all before the first failure are here; those after it depend on the threads.
            let end = outcomes.iter().position(|outcome| outcome.entry.status != "ok");
            outcomes.truncate(end.map_or(outcomes.len(), |end| end + 1));
        }
        Ok(outcomes)
    }

    /// What becomes of one input, and whether it is the last.
    fn one(&self, worker: &mut Worker<'_>, at: usize) -> Result<(Outcome, Then)> {
        let (input, id) = self.inputs.get(at).zip(self.ids.get(at)).context("there is no such input")?;
        self.report.begin(&input.name());
        let outcome = self.document(worker, input, id)?;
        let is_end = self.fail_fast && outcome.entry.status != "ok";
        self.report.end(&outcome.entry, outcome.pages_read, outcome.is_reused);
        if let Some(stream) = self.stream {
            stream.done(at, outcome.entry.id.clone(), is_end)?;
        }
        Ok((outcome, if is_end { Then::Stop } else { Then::GoOn }))
    }

    /// Has one input read, puts its folder into its place and notes what became of it.
    fn document(&self, worker: &mut Worker<'_>, input: &Input, id: &str) -> Result<Outcome> {
        let spooled = if input.is_stdin() { self.spool_stdin()? } else { Ok(None) };
        let (bytes_in, unreadable) = match spooled {
            Ok(bytes_in) => (bytes_in, input.unreadable.clone()),
            Err(error) => (None, Some(error.to_string())),
        };
        let earlier = self.output.earlier(&input.name()).filter(|_| self.resume).cloned();
        let path = input.path.clone().into_os_string();
        let order = Order { input: path, bytes_in, unreadable, id: id.to_owned(), earlier };
        let (outcome, worker) = worker.read(input, &order)?;
        if outcome.entry.id.is_some() && !outcome.is_reused {
            let placed = self.output.place(&self.output.making(worker), id);
            placed.with_context(|| format!("cannot write the tables of {} to {}", input.name(), self.output.name()))?;
        }
        self.output.record(&outcome.entry).with_context(|| format!("cannot write to {}", self.output.name()))?;
        Ok(outcome)
    }

    /// Standard input as a file, for the worker has another: the file, or why standard input cannot be read. No more of it is
    /// held than a piece.
    ///
    /// # Errors
    /// The file cannot be written.
    fn spool_stdin(&self) -> Result<io::Result<Option<OsString>>> {
        let path = self.output.stdin_file();
        let cannot = || format!("cannot write {}", path.display());
        let mut file = File::create(&path).with_context(cannot)?;
        // One byte more than may be read tells the worker that there are too many.
        let mut stdin = io::stdin().lock().take(self.max_bytes.saturating_add(1));
        let mut piece = vec![0; PIECE];
        loop {
            match stdin.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => file.write_all(piece.split_at(read).0).with_context(cannot)?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(Some(path.into_os_string())))
    }
}

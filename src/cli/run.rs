//! A run: all inputs, several at a time, and the files about them all.

use super::args::Extract;
use super::documents::{Outcome, Settings, Task, document};
use super::inputs::{Input, inputs};
use super::manifest::Former;
use super::output::Output;
use super::report::{Report, Totals};
use super::{id, panics};
use anyhow::{Context, Result};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::available_parallelism;

/// The stack of each thread. Objects of a PDF nest, and a stack that is too small ends the whole run; it is only
/// reserved, not used.
const STACK_BYTES: usize = 64 << 20;

/// Runs `extract`. True if every input is ok (and, with `--strict`, nothing is doubtful).
///
/// # Errors
/// The run could not start, or could not go on since the output could not be written.
pub(super) fn run(args: &Extract) -> Result<bool> {
    let inputs = inputs(args)?;
    let ids = id::ids(inputs.iter().map(|input| &*input.path));
    let settings = Settings::new(args)?;
    let (output, former) = Output::open(Path::new(&args.output), &ids)?;
    let former = if args.resume { former } else { Former::default() };
    panics::silence_caught();
    let report = Report::new(args, inputs.len());
    let batch = Batch {
        inputs: &inputs,
        ids: &ids,
        settings,
        former,
        output: &output,
        report: &report,
        fail_fast: args.fail_fast,
        next: AtomicUsize::new(0),
        is_over: AtomicBool::new(false),
    };
    let outcomes = batch.outcomes(args.jobs.map_or_else(default_jobs, usize::from));
    report.clear();
    let outcomes = outcomes.context("stopped; what is done is kept, and --resume goes on from there")?;
    let mut totals = Totals::default();
    for outcome in &outcomes {
        totals.add(&outcome.entry, outcome.is_reused);
    }
    let is_ok = |outcome: &Outcome| outcome.entry.status == "ok" && !(args.strict && outcome.has_warnings);
    let all_ok = outcomes.iter().all(is_ok);
    let entries: Vec<_> = outcomes.into_iter().map(|outcome| outcome.entry).collect();
    output.finish(&entries)?;
    report.finish(&totals);
    Ok(all_ok)
}

fn default_jobs() -> usize {
    available_parallelism().map_or(1, usize::from)
}

/// A run under way.
struct Batch<'a> {
    inputs: &'a [Input],
    ids: &'a [String],
    settings: Settings,
    former: Former,
    output: &'a Output,
    report: &'a Report,
    fail_fast: bool,
    /// The next input nobody has taken.
    next: AtomicUsize,
    /// Whether no more inputs are to be taken.
    is_over: AtomicBool,
}

impl Batch<'_> {
    /// What became of each input, in input order; with `--fail-fast` up to the first that is not ok.
    fn outcomes(&self, jobs: usize) -> Result<Vec<Outcome>> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs.min(self.inputs.len()).max(1))
            .stack_size(STACK_BYTES)
            .thread_name(|number| format!("document-{number}"))
            .build()
            .context("cannot start threads")?;
        let shares = pool.broadcast(|_| self.share());
        let mut outcomes = Vec::with_capacity(self.inputs.len());
        for share in shares {
            outcomes.extend(share?);
        }
        outcomes.sort_by_key(|&(at, _)| at);
        let mut outcomes: Vec<Outcome> = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
        if self.fail_fast {
            // Inputs are taken in order, so all before the first failure are here; those after it depend on the threads.
            let end = outcomes.iter().position(|outcome| outcome.entry.status != "ok");
            outcomes.truncate(end.map_or(outcomes.len(), |end| end + 1));
        }
        Ok(outcomes)
    }

    /// What one thread does: takes inputs in order until there are none.
    fn share(&self) -> Result<Vec<(usize, Outcome)>> {
        let mut outcomes = Vec::new();
        while !self.is_over.load(Ordering::Acquire) {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let (Some(input), Some(id)) = (self.inputs.get(at), self.ids.get(at)) else { break };
            self.report.begin(&input.name());
            let Batch { settings, former, output, .. } = self;
            let done = document(&Task { input, id, settings, former, output }).and_then(|outcome| {
                output.record(&outcome.entry).context("cannot write the journal").map(|()| outcome)
            });
            let is_end = match &done {
                Ok(outcome) => self.fail_fast && outcome.entry.status != "ok",
                Err(_) => true,
            };
            if is_end {
                self.is_over.store(true, Ordering::Release);
            }
            let outcome = done?;
            self.report.end(&outcome.entry, outcome.pages_read, outcome.is_reused);
            outcomes.push((at, outcome));
        }
        Ok(outcomes)
    }
}

//! What a run that reads documents is to do: plain data, which the command line, the environment and the configuration of
//! `extract` fill, or those of `verify`.

use super::args::{Extract, Verify};
use super::choices::{Format, InputKind, MessageFormat};
use super::parallel::default_jobs;
use super::shard::Shard;
use crate::export::csv::Dialect;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// See the options of `extract`, which say what each is.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub(super) inputs: Vec<PathBuf>,
    pub(super) files_from: Option<PathBuf>,
    pub(super) source_list: Option<PathBuf>,
    /// True for text, false for PDF; none where names tell.
    pub(super) is_text: Option<bool>,
    pub(super) output: PathBuf,
    pub(super) pages: Vec<RangeInclusive<u32>>,
    /// How many documents at a time.
    pub(super) jobs: usize,
    pub(super) csv: bool,
    pub(super) json: bool,
    pub(super) parquet: bool,
    pub(super) xlsx: bool,
    pub(super) sqlite: bool,
    pub(super) partition: bool,
    pub(super) dialect: Dialect,
    pub(super) catalogue: Option<PathBuf>,
    pub(super) corrections: Option<PathBuf>,
    pub(super) report: bool,
    pub(super) password: Option<String>,
    pub(super) password_file: Option<PathBuf>,
    /// None for never.
    pub(super) timeout: Option<Duration>,
    /// In bytes; 0 for no limit.
    pub(super) max_memory: u64,
    /// In bytes.
    pub(super) max_file_size: u64,
    pub(super) resume: bool,
    pub(super) prune: bool,
    pub(super) dry_run: bool,
    pub(super) shard: Option<Shard>,
    pub(super) fail_fast: bool,
    pub(super) strict: bool,
    pub(super) quiet: bool,
    /// Whether progress is shown on a terminal.
    pub(super) progress: bool,
    pub(super) verbose: bool,
    pub(super) is_log_json: bool,
    pub(super) is_summary_json: bool,
    /// Which pages are read from their pictures; none where a command has no such option.
    #[cfg(feature = "ocr")]
    pub(super) scans: Option<super::args::Scans>,
}

impl Options {
    /// Whether tables go to standard output.
    pub(super) fn is_stream(&self) -> bool {
        self.output.as_os_str() == "-"
    }

    /// What `verify` reads, into `output`: only what the sums need.
    pub(super) fn of_verify(args: &Verify, inputs: Vec<PathBuf>, output: &Path) -> Options {
        Options {
            inputs,
            is_text: is_text(args.input_format),
            output: output.to_owned(),
            jobs: args.jobs.map_or_else(default_jobs, usize::from),
            json: true,
            corrections: args.corrections.clone(),
            timeout: timeout(args.timeout),
            max_memory: args.max_memory,
            max_file_size: args.max_file_size,
            quiet: true,
            progress: !args.quiet,
            #[cfg(feature = "ocr")]
            scans: Some(args.scans.clone()),
            ..Options::default()
        }
    }
}

impl From<Extract> for Options {
    fn from(args: Extract) -> Options {
        let has = |format| args.format.contains(&format);
        Options {
            is_text: is_text(args.input_format),
            pages: args.pages.map(|pages| pages.0).unwrap_or_default(),
            jobs: args.jobs.map_or_else(default_jobs, usize::from),
            csv: has(Format::Csv),
            json: has(Format::Json),
            parquet: has(Format::Parquet),
            xlsx: has(Format::Xlsx),
            sqlite: has(Format::Sqlite),
            partition: args.partition,
            dialect: Dialect { excel_safe: args.excel_safe, bom: args.bom },
            timeout: timeout(args.timeout),
            max_memory: args.max_memory,
            max_file_size: args.max_file_size,
            resume: args.resume,
            prune: args.prune,
            dry_run: args.dry_run,
            shard: args.shard,
            fail_fast: args.fail_fast,
            strict: args.strict,
            quiet: args.quiet,
            progress: !args.quiet,
            verbose: args.verbose,
            is_log_json: args.log_format == MessageFormat::Json,
            is_summary_json: args.summary == MessageFormat::Json,
            report: args.report,
            inputs: args.inputs,
            files_from: args.files_from,
            source_list: args.source_list,
            output: args.output,
            catalogue: args.catalogue,
            corrections: args.corrections,
            password: args.password,
            password_file: args.password_file,
            #[cfg(feature = "ocr")]
            scans: Some(args.scans),
        }
    }
}

fn is_text(kind: Option<InputKind>) -> Option<bool> {
    kind.map(|kind| kind == InputKind::Text)
}

/// Seconds as a limit; 0 is none.
pub(super) fn timeout(seconds: u64) -> Option<Duration> {
    (seconds > 0).then(|| Duration::from_secs(seconds))
}

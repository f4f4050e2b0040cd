//! The command line. The doc comments are the help; completions and the man pages come from the same definition.
//! Over 400 lines: all that can be typed stands in one place.

#[cfg(feature = "ocr")]
use super::choices::OcrMode;
use super::choices::{Format, InputKind, InspectStage, Level, ManPage, MessageFormat};
use super::help::{EXTRACT, INSPECT, MERGE, OVERVIEW, REPORT, VERIFY};
use super::page_ranges::{self, PageRanges};
use super::shard::{self, Shard};
use super::size;
use crate::export::json_schema::OUTPUTS;
use clap::builder::styling::{AnsiColor, Styles};
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use std::num::NonZeroUsize;
use std::path::PathBuf;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Turn published Chinese budget disclosures (PDF) into normalised tables, as CSV and JSON.
#[derive(Debug, Parser)]
#[command(version, styles = STYLES, after_help = OVERVIEW, arg_required_else_help = true)]
pub(super) struct Cli {
    /// Read options from this file [default: fiscal-tables.toml in the current folder, if there is one]
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) config: Option<PathBuf>,

    /// Read no configuration file
    #[arg(long, global = true)]
    pub(super) no_config: bool,

    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Extract(Box<Extract>),
    Verify(Box<Verify>),
    Report(Box<Report>),
    Merge(Merge),
    Inspect(Box<Inspect>),
    /// Print the checks that amounts are verified by, or the manual of one
    ///
    /// One check a line: its code, the severity of its findings, what it checks. With CODE its page of the manual: what
    /// it checks, why, how far sums may be off, and examples.
    Checks {
        /// The code of a check
        code: Option<String>,
    },
    /// Print the kinds of tables that are recognised: slug, Chinese name, measures of their columns
    ///
    /// One kind a line, fields apart by tabs, in the order in which equals win. With --text the catalogue itself: the
    /// file to copy a block from for a --catalogue of your own.
    Kinds {
        /// Kinds of your own, before those of the program
        #[arg(long, value_name = "FILE")]
        catalogue: Option<PathBuf>,

        /// Print the program's catalogue file
        #[arg(long)]
        text: bool,
    },
    /// Print the JSON Schemas of what is written, or that of one output
    ///
    /// Without OUTPUT one JSON object with the schemas of all outputs by name.
    Schema {
        /// Which
        #[arg(value_parser = PossibleValuesParser::new(OUTPUTS.iter().map(|(name, what)| PossibleValue::new(*name).help(*what))))]
        output: Option<String>,
    },
    /// Print a shell's completions
    ///
    /// For bash, for instance:
    /// fiscal-tables completions bash > ~/.local/share/bash-completion/completions/fiscal-tables
    #[command(verbatim_doc_comment)]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the man page, as roff
    ///
    /// To read it: fiscal-tables man extract | man -l -
    #[command(verbatim_doc_comment)]
    Man {
        /// The command whose page to print; the program's own page if none
        #[arg(value_enum)]
        page: Option<ManPage>,
    },
}

/// Extract the tables of documents into a folder of CSV and JSON files
///
/// Reads each document, joins tables that run over pages, rejoins wrapped text and repeats merged labels,
/// and writes each logical table with its title, number, unit and column names.
/// A document that cannot be read is reported and the others go on.
#[derive(Args, Debug)]
#[command(after_long_help = EXTRACT)]
pub(super) struct Extract {
    /// PDF or text files, folders (searched at any depth), archives, globs in quotes, or - for standard input
    #[arg(value_name = "FILE|FOLDER|GLOB|-")]
    pub(super) inputs: Vec<PathBuf>,

    /// Read more inputs from this file, one path per line; - for standard input
    #[arg(long, value_name = "LIST")]
    pub(super) files_from: Option<PathBuf>,

    /// Where the inputs come from: a CSV with a column `path`, and any others (url, retrieved_at …), which documents.csv,
    /// datapackage.json and the database then have
    #[arg(long, value_name = "LIST")]
    pub(super) source_list: Option<PathBuf>,

    /// What the inputs are [default: by what they hold: PDF, or by their names *.txt, *.md, *.html as text]
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub(super) input_format: Option<InputKind>,

    /// The folder to write to; made if missing; - for tables as JSON on standard output, one a line, in input order
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: PathBuf,

    /// Read these pages only, such as 3-9,12 or 5-
    #[arg(long, value_name = "PAGES", value_parser = page_ranges::parse)]
    pub(super) pages: Option<PageRanges>,

    /// Read this many documents at a time [default: one per processor]
    #[arg(short, long, value_name = "N")]
    pub(super) jobs: Option<NonZeroUsize>,

    /// What to write, one or several
    #[arg(long, value_name = "FORMATS", value_enum, value_delimiter = ',', default_value = "csv,json")]
    pub(super) format: Vec<Format>,

    /// Part the Parquet files of documents, tables and facts into folders by year and stage; with --format parquet
    #[arg(long)]
    pub(super) partition: bool,

    /// Recognise kinds of tables of your own too, before those of the program; see fiscal-tables kinds --text
    #[arg(long, value_name = "FILE")]
    pub(super) catalogue: Option<PathBuf>,

    /// Apply what people corrected: the corrections.json that the pages of a report save
    ///
    /// A corrected cell has the origin `corrected` and keeps what is printed. A correction that was made for another
    /// version of the document, or finds another text than it did, is reported and not applied.
    #[arg(long, value_name = "FILE")]
    pub(super) corrections: Option<PathBuf>,

    /// Make a report too: OUT/report/index.html, to look at pages and tables side by side; see fiscal-tables report
    #[arg(long)]
    pub(super) report: bool,

    /// The password of encrypted documents
    #[arg(long, value_name = "PASSWORD")]
    pub(super) password: Option<String>,

    /// A file whose first line is the password of encrypted documents
    ///
    /// Other users of the machine see --password in the list of processes, but not this.
    #[arg(long, value_name = "FILE")]
    pub(super) password_file: Option<PathBuf>,

    #[cfg(feature = "ocr")]
    #[command(flatten)]
    pub(super) scans: Scans,

    /// Write CSV in which no cell runs as a formula where a spreadsheet opens it
    ///
    /// A text that begins like a formula (=, +, -, @, a tab) gets an apostrophe before it; numbers stay as they are.
    #[arg(long)]
    pub(super) excel_safe: bool,

    /// Begin CSV files with a byte order mark, by which Excel knows that they are UTF-8
    #[arg(long)]
    pub(super) bom: bool,

    /// Give a document up after this many seconds of work, or ten times as many by the clock; 0 for never
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub(super) timeout: u64,

    /// Give a document up that takes more memory, counted as address space (Linux only); 0 for no limit
    #[arg(long, value_name = "SIZE", value_parser = size::parse, default_value = "2G")]
    pub(super) max_memory: u64,

    /// Do not read larger files; with K, M or G for KiB, MiB or GiB
    #[arg(long, value_name = "SIZE", value_parser = size::parse, default_value = "1G")]
    pub(super) max_file_size: u64,

    /// Do not read again what OUT already has from the same bytes and options
    ///
    /// Goes on after an interruption, of a scan with the page where it was, and retries what failed. The output is the same as that
    /// of an undisturbed run.
    #[arg(long)]
    pub(super) resume: bool,

    /// Take out of OUT the documents of earlier runs whose inputs are gone; without it they stay
    #[arg(long)]
    pub(super) prune: bool,

    /// With --prune: print which inputs are gone, and do nothing
    #[arg(long, requires = "prune")]
    pub(super) dry_run: bool,

    /// Read only this part of the inputs: 2/8 is the second of eight. All parts together are the whole
    ///
    /// For arrays of jobs, each with an OUT of its own; fiscal-tables merge puts them together. A hash of its bytes says which
    /// part an input is in.
    #[arg(long, value_name = "I/N", value_parser = shard::parse)]
    pub(super) shard: Option<Shard>,

    /// Stop at the first input, in input order, that is not ok
    #[arg(long)]
    pub(super) fail_fast: bool,

    /// Exit with 1 if there is a finding of severity warning or error
    #[arg(long)]
    pub(super) strict: bool,

    /// Only errors of the run itself; OUT/failed.txt lists the inputs that gave no document
    #[arg(short, long)]
    pub(super) quiet: bool,

    /// Report every document, not only those that are not ok
    #[arg(short, long)]
    pub(super) verbose: bool,

    /// How to write to standard error: lines for people, or one JSON object a line
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    pub(super) log_format: MessageFormat,

    /// How to sum the run up: for people, or as JSON on standard output (on standard error with -o -), even with --quiet
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    pub(super) summary: MessageFormat,
}

/// How scanned pages are read.
#[cfg(feature = "ocr")]
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Scans {
    /// Which pages are read from their pictures, by a recognition model; see --models
    #[arg(long, value_name = "MODE", value_enum, default_value = "auto")]
    pub(super) ocr: OcrMode,

    /// Where the recognition model is, a file or a folder [default: fiscal-tables/models in the user's data folder]
    ///
    /// To install it: python3 -m pip install --no-deps --target DIR rapidocr==3.10.0, and give that DIR. Where there is one, a
    /// document may take ten times as long as --timeout says.
    #[arg(long, value_name = "DIR")]
    pub(super) models: Option<PathBuf>,
}

/// Check the sums of documents and report what does not hold, without writing tables
///
/// Reads each document as extract does, tries every check (see fiscal-tables checks) and prints a line for each finding:
/// where, what was expected, what was found. Of a folder that extract has written the stored tables are checked anew;
/// without their JSON what was found then is reported. The summary counts the verdicts of each check.
#[derive(Args, Debug)]
#[command(after_long_help = VERIFY)]
pub(super) struct Verify {
    /// PDF or text files, folders, globs in quotes, - for standard input, or a folder that extract has written
    #[arg(value_name = "FILE|FOLDER|GLOB|OUT|-", required = true)]
    pub(super) inputs: Vec<PathBuf>,

    /// What the inputs are [default: by what they hold: PDF, or by their names *.txt, *.md, *.html as text]
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub(super) input_format: Option<InputKind>,

    /// Of a folder that extract has written: say which inputs are not what they were, looking for them in this folder
    #[arg(long = "inputs", value_name = "FOLDER")]
    pub(super) compare: Option<PathBuf>,

    /// Apply what people corrected first: the corrections.json that the pages of a report save
    #[arg(long, value_name = "FILE")]
    pub(super) corrections: Option<PathBuf>,

    /// Report these checks only
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(super) select: Vec<String>,

    /// Do not report these checks
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,

    /// Report findings of at least this severity
    #[arg(long, value_name = "SEVERITY", value_enum, default_value = "warning")]
    pub(super) min_severity: Level,

    /// Exit with 1 if something is reported
    #[arg(long)]
    pub(super) strict: bool,

    /// Read this many documents at a time [default: one per processor]
    #[arg(short, long, value_name = "N")]
    pub(super) jobs: Option<NonZeroUsize>,

    /// Give a document up after this many seconds of work, or ten times as many by the clock; 0 for never
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub(super) timeout: u64,

    /// Give a document up that takes more memory, counted as address space (Linux only); 0 for no limit
    #[arg(long, value_name = "SIZE", value_parser = size::parse, default_value = "2G")]
    pub(super) max_memory: u64,

    /// Do not read larger files; with K, M or G for KiB, MiB or GiB
    #[arg(long, value_name = "SIZE", value_parser = size::parse, default_value = "1G")]
    pub(super) max_file_size: u64,

    #[cfg(feature = "ocr")]
    #[command(flatten)]
    pub(super) scans: Scans,

    /// No summary
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// Make pages to look at what was extracted: each table beside the page it is printed on, and every doubt
///
/// Writes one folder of static pages that open from the disk, in any browser, without a server or a network. Pictures of
/// pages are made from the inputs, which must be where they were when they were read (or below --inputs); the report
/// says where one is gone or has changed, and shows its tables all the same.
#[derive(Args, Debug)]
#[command(after_long_help = REPORT)]
pub(super) struct Report {
    /// A folder that extract has written
    #[arg(value_name = "OUT")]
    pub(super) out: PathBuf,

    /// The folder to write to [default: OUT/report]
    #[arg(short, long, value_name = "FOLDER")]
    pub(super) output: Option<PathBuf>,

    /// Look for inputs here too, by their path below it or by their name
    #[arg(long, value_name = "FOLDER")]
    pub(super) inputs: Option<PathBuf>,

    /// Write a copy of each PDF with highlights and notes on what is doubtful, in FOLDER/annotated
    #[arg(long)]
    pub(super) annotate: bool,

    /// Leave out the pictures of pages
    #[arg(long)]
    pub(super) no_pictures: bool,

    /// Work on this many documents at a time [default: one per processor]
    #[arg(short, long, value_name = "N")]
    pub(super) jobs: Option<NonZeroUsize>,

    /// The password of encrypted documents
    #[arg(long, value_name = "PASSWORD")]
    pub(super) password: Option<String>,

    /// A file whose first line is the password of encrypted documents
    #[arg(long, value_name = "FILE", conflicts_with = "password")]
    pub(super) password_file: Option<PathBuf>,

    /// Give a document's pictures up after this many seconds; 0 for never
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub(super) timeout: u64,

    /// Give a document's pictures up that take more memory (Linux only); 0 for no limit
    #[arg(long, value_name = "SIZE", value_parser = size::parse, default_value = "2G")]
    pub(super) max_memory: u64,

    /// No summary
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// Put output folders together: the parts of --shard, or days
///
/// OUT is then what one run over all of their inputs gives, with every format that one of the folders has; an OUT of earlier
/// runs is added to. Nothing is read again. The same bytes in several folders are one document. Folders that contradict each
/// other, and those of runs that were interrupted, are refused, and nothing is changed.
#[derive(Args, Debug)]
#[command(after_long_help = MERGE)]
pub(super) struct Merge {
    /// Folders that extract has written
    #[arg(value_name = "OUT", required = true)]
    pub(super) outs: Vec<PathBuf>,

    /// The folder to write to; made if missing
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: PathBuf,

    /// No summary
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// Show what any stage of the reading makes of a page, as text or as a drawing over the page
#[derive(Args, Debug)]
#[command(after_long_help = INSPECT)]
pub(super) struct Inspect {
    /// A PDF
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,

    /// The page
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) page: u32,

    /// Which stage to show
    #[arg(long, value_name = "STAGE", value_enum)]
    pub(super) stage: InspectStage,

    /// Draw it over the page, to this file [default: print it as text]
    #[arg(long, value_name = "OUT")]
    pub(super) svg: Option<PathBuf>,

    /// The password of an encrypted document
    #[arg(long, value_name = "PASSWORD")]
    pub(super) password: Option<String>,

    #[cfg(feature = "ocr")]
    #[command(flatten)]
    pub(super) scans: Scans,
}

#[cfg(test)]
mod tests;

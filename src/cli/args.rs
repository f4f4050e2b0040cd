//! The command line. The doc comments are the help; completions and the man pages come from the same definition.

use super::page_ranges::{self, PageRanges};
use super::shard::{self, Shard};
use super::size;
use crate::export::json_schema::OUTPUTS;
use clap::builder::styling::{AnsiColor, Styles};
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::num::NonZeroUsize;
use std::path::PathBuf;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const OVERVIEW: &str = "\
Examples:
  fiscal-tables extract budget.pdf -o out        one document
  fiscal-tables extract disclosures/ -o out      every PDF in a folder
  fiscal-tables help extract                     all options, what is written, exit status

Tables as CSV are in out/documents/<id>/; out/tables.csv lists them all.";

const EXTRACT: &str = "\
Examples:
  fiscal-tables extract budget.pdf -o out
  fiscal-tables extract disclosures/ -o out --jobs 4
  fiscal-tables extract 'disclosures/**/*2025*.pdf' -o out
  fiscal-tables extract report.pdf --pages 3-9,12 -o out
  curl -s https://example.org/budget.pdf | fiscal-tables extract - -o out
  pdftotext budget.pdf - | fiscal-tables extract - --input-format text -o out
  fiscal-tables extract disclosures/ -o - | jq -r .title  tables as JSON, one a line
  find . -name '*.pdf' | fiscal-tables extract --files-from - -o out
  fiscal-tables extract disclosures/ -o out --resume      go on after an interruption

What is written:
  OUT/
  ├── documents/<id>/
  │   ├── 01-<kind>.csv     one table: flattened column names, then one line per row;
  │   │                     a table of no known kind is 01-table.csv
  │   ├── 01-<kind>.json    the same table with header, page and place of every cell
  │   ├── facts.csv         its printed amounts
  │   └── document.json     the document, the list of its tables, what is doubtful
  ├── documents.csv         one row per document
  ├── tables.csv            one row per table
  ├── facts.csv            one row per printed amount: whose, which year, what for, in yuan,
  │                        verified by the sums it stands in (yes), contradicted, or neither (no)
  ├── findings.csv          one row per doubt: what was expected, what was found, where
  ├── parquet/, facts.xlsx, fiscal-tables.sqlite       with --format parquet, xlsx, sqlite
  ├── manifest.jsonl        one line per input: status, reason, counts; what --resume reads
  └── datapackage.json      all of the above described as a Data Package

  <id> is made from the input's name. All is UTF-8. The bytes do not depend on --jobs; only
  engine_ms in the manifest differs from run to run. A run adds to an OUT of earlier runs and
  renews what it reads again; --prune takes out what is gone. A folder that holds anything else
  is refused.

Settings:
  Every option has a variable, FISCAL_TABLES_JOBS for --jobs, and a key in fiscal-tables.toml:
  jobs = 4 above the tables for every command, in a table [extract] for this one. The command
  line counts before the environment, the environment before the file. For options without a
  value: true or false.

Status of an input:
  ok                      read, with tables
  no_tables               read, and no table was found
  no_text_layer           no page has text: a scan
  empty, not_pdf, damaged, no_pages, password_required, unsupported_encryption,
  page_out_of_range, option_not_of_text   not to be read, for the reason given
  unreadable_file         the file is missing or may not be read
  too_large               larger than --max-file-size
  timeout                 not read within --timeout
  memory_limit            takes more memory than --max-memory: streams that unpack to gigabytes
  decoded_limit           the contents of its pages unpack to more than 256 MiB
  glyph_limit             a page has more than 1,000,000 characters
  ruling_limit            a page has more than 500,000 lines, or more than can be a table's
  incomplete              a page paints without end, or the program failed on it; of this
                          and the three above the tables that were read are written
  text_unreliable         the fonts say other characters than they print; what was read is
                          written, and is not to be believed
  engine_failure          the program failed on this document; please report it

  manifest.jsonl has it for every input; standard error says it of those that are not ok.

Exit status:
  0  every input is ok
  1  some input is not ok, or --strict met a warning
  2  the run could not start or go on: bad arguments, no input, a folder without PDFs,
     output not writable";

const VERIFY: &str = "\
Examples:
  fiscal-tables verify budget.pdf
  fiscal-tables verify disclosures/ --min-severity info
  fiscal-tables verify disclosures/ --select row_sum,column_total --strict
  fiscal-tables verify out                       the tables that extract has written
  fiscal-tables checks row_sum                   what a check does

A line of the report:
  budget.pdf p4 T3 R12C5 row_sum warning: expected 120.50, found 125.50: ...

Exit status:
  0  every input was read
  1  some input could not be read, or --strict met a finding
  2  the run could not start: bad arguments, no input";

const REPORT: &str = "\
Examples:
  fiscal-tables extract disclosures/ -o out --report     extract, and make the report of it
  fiscal-tables report out                               the report of what was extracted before
  fiscal-tables report out --annotate                    and copies of the PDFs with notes on them
  fiscal-tables extract disclosures/ -o out --corrections corrections.json --report

Open out/report/index.html in a browser. What a person corrects there is saved as
corrections.json, which extract and verify apply.

Exit status:
  0  the report is made
  1  the report is made, and pictures or copies of some documents are missing
  2  the report could not be made: OUT is not from extract, the folder is not writable";

const INSPECT: &str = "\
Examples:
  fiscal-tables inspect budget.pdf --page 3 --stage grid
  fiscal-tables inspect budget.pdf --page 3 --stage edges --svg page-3.svg";

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

/// The man pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ManPage {
    /// fiscal-tables-extract(1)
    Extract,
    /// fiscal-tables-verify(1)
    Verify,
    /// fiscal-tables-report(1)
    Report,
    /// fiscal-tables-inspect(1)
    Inspect,
    /// fiscal-tables-checks(1)
    Checks,
    /// fiscal-tables-kinds(1)
    Kinds,
    /// fiscal-tables-schema(1)
    Schema,
    /// fiscal-tables-completions(1)
    Completions,
    /// fiscal-tables-man(1)
    Man,
}

/// Extract the tables of documents into a folder of CSV and JSON files
///
/// Reads each document, joins tables that run over pages, rejoins wrapped text and repeats merged labels,
/// and writes each logical table with its title, number, unit and column names.
/// A document that cannot be read is reported and the others go on.
#[derive(Args, Debug)]
#[command(after_long_help = EXTRACT)]
pub(super) struct Extract {
    /// PDF or text files, folders (searched for *.pdf and *.txt at any depth), globs in quotes, or - for standard input
    #[arg(value_name = "FILE|FOLDER|GLOB|-")]
    pub(super) inputs: Vec<PathBuf>,

    /// Read more inputs from this file, one path per line; - for standard input
    #[arg(long, value_name = "LIST")]
    pub(super) files_from: Option<PathBuf>,

    /// What the inputs are [default: by their names, *.txt and *.md are text, all else is PDF]
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

    /// Write CSV in which no cell runs as a formula where a spreadsheet opens it
    ///
    /// A text that begins like a formula (=, +, -, @, a tab) gets an apostrophe before it; numbers stay as they are.
    #[arg(long)]
    pub(super) excel_safe: bool,

    /// Begin CSV files with a byte order mark, by which Excel knows that they are UTF-8
    #[arg(long)]
    pub(super) bom: bool,

    /// Give a document up after this many seconds; 0 for never
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
    /// Goes on after an interruption, and retries what failed. The output is the same as that of an undisturbed run.
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
    /// For arrays of jobs, each with an OUT of its own. A hash of its path says which part an input is in.
    #[arg(long, value_name = "I/N", value_parser = shard::parse)]
    pub(super) shard: Option<Shard>,

    /// Stop at the first input, in input order, that is not ok
    #[arg(long)]
    pub(super) fail_fast: bool,

    /// Exit with 1 if there is a finding of severity warning or error
    #[arg(long)]
    pub(super) strict: bool,

    /// No progress and no summary; inputs that are not ok are still reported
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

    /// What the inputs are [default: by their names, *.txt and *.md are text, all else is PDF]
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub(super) input_format: Option<InputKind>,

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

    /// Give a document up after this many seconds; 0 for never
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub(super) timeout: u64,

    /// Give a document up that takes more memory, counted as address space (Linux only); 0 for no limit
    #[arg(long, value_name = "SIZE", value_parser = size::parse, default_value = "2G")]
    pub(super) max_memory: u64,

    /// Do not read larger files; with K, M or G for KiB, MiB or GiB
    #[arg(long, value_name = "SIZE", value_parser = size::parse, default_value = "1G")]
    pub(super) max_file_size: u64,

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
}

/// The stages of reading a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InspectStage {
    /// Characters, each with its box
    Glyphs,
    /// Thin straight marks, as painted
    Rulings,
    /// Rulings snapped together and joined
    Edges,
    /// Cells between edges, with their text
    Grid,
    /// Cells of logical tables
    Table,
    /// What cells mean: columns' roles and measures, typed values, what the checks say
    Statement,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Level {
    /// Sums that rounding explains
    Info,
    /// Sums that do not hold
    Warning,
    /// What cannot be right
    Error,
}

/// Who is to read a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// People
    Text,
    /// Programs
    Json,
}

/// What an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InputKind {
    /// A PDF
    Pdf,
    /// Text pulled out of a PDF, in UTF-8, UTF-16 or GB18030
    Text,
}

/// The files written beside documents.csv, tables.csv, facts.csv and findings.csv.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// NN-KIND.csv for each table
    Csv,
    /// NN-KIND.json for each table
    Json,
    /// parquet/: documents, tables, facts and findings, codes as strings, amounts as DECIMAL
    Parquet,
    /// tables.xlsx for each document, and facts.xlsx
    Xlsx,
    /// fiscal-tables.sqlite: all of the run, added to what earlier runs put there
    Sqlite,
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    #[test]
    fn definition_is_consistent() {
        Cli::command().debug_assert();
    }
}

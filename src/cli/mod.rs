//! In: the command line. Out: files, and an exit code. The only place of clap, anyhow, the file system, processes and threads.

mod archive;
mod args;
mod choices;
mod clock;
mod compare;
mod config;
mod corrections;
mod crew;
mod documents;
#[cfg(feature = "python")]
pub(crate) mod embedded;
mod first_rows;
mod folder;
mod help;
mod id;
mod inputs;
mod inspect;
mod kind;
mod kinds;
mod limits;
mod lists;
mod lock;
mod manifest;
mod manual;
mod merge;
#[cfg(feature = "ocr")]
mod models;
mod options;
mod output;
mod page_ranges;
#[cfg(feature = "ocr")]
mod pages;
mod paint;
mod panics;
mod parallel;
#[cfg(feature = "parquet")]
mod partitions;
mod plan;
pub(crate) mod program;
mod progress;
mod report;
mod rows;
mod run;
mod say;
mod shard;
mod site;
mod size;
mod source_list;
#[cfg(feature = "sqlite")]
mod sqlite;
mod stream;
mod sweep;
mod verify;
mod wire;
mod worker;

use crate::Catalogue;
use crate::export::json_schema;
use anyhow::{Context, Result};
use args::Command;
use choices::{ManPage, MessageFormat};
use config::Failure;
use std::ffi::OsString;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

/// The run could not start or go on.
const CANNOT_RUN: u8 = 2;

/// Runs the command: 0 every input was read, 1 some was not, 2 the run could not start.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    ExitCode::from(run_with(&arguments))
}

/// The same with these arguments, the first of which is the program's name; gives the exit status.
pub fn run_with(arguments: &[OsString]) -> u8 {
    if arguments.get(1).is_some_and(|argument| argument == crew::WORKER) {
        return worker::serve();
    }
    if arguments.get(1).is_some_and(|argument| argument == sweep::SWEEPER) {
        return sweep::serve(arguments.get(2));
    }
    let cli = match config::parse(arguments) {
        Ok(cli) => cli,
        Err(Failure::Config(error)) => {
            say::line(&format!("fiscal-tables: {error:#}"));
            return CANNOT_RUN;
        }
        Err(Failure::Arguments(error)) => {
            // Help and version go to stdout, complaints to stderr; whoever reads them may have left.
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(CANNOT_RUN);
        }
    };
    let is_log_json = matches!(&cli.command, Command::Extract(args) if args.log_format == MessageFormat::Json);
    let done = match cli.command {
        Command::Extract(extract) => run::run(&(*extract).into()),
        Command::Verify(args) => verify::run(&args),
        Command::Merge(args) => merge::run(&args).map(|()| true),
        Command::Report(args) => site::run(&args),
        Command::Inspect(args) => inspect::run(&args).map(|()| true),
        Command::Checks { code } => checks(code.as_deref()).map(|()| true),
        Command::Kinds { catalogue, text } => kinds(catalogue.as_deref(), text).map(|()| true),
        Command::Schema { output } => schema(output.as_deref()).map(|()| true),
        Command::Completions { shell } => print(&manual::completions(shell)).map(|()| true),
        Command::Man { page } => man(page).map(|()| true),
    };
    match done {
        Ok(true) => 0,
        Ok(false) => 1,
        Err(error) => {
            say::failure(&format!("{error:#}"), is_log_json);
            CANNOT_RUN
        }
    }
}

fn kinds(catalogue: Option<&Path>, text: bool) -> Result<()> {
    let list = if text { Catalogue::standard_text().to_owned() } else { kinds::list(&kinds::catalogue(catalogue)?) };
    print(list.as_bytes())
}

fn checks(code: Option<&str>) -> Result<()> {
    let text = match code {
        None => verify::list(),
        Some(code) => verify::manual(code)?,
    };
    print(text.as_bytes())
}

fn schema(output: Option<&str>) -> Result<()> {
    let schema = match output {
        Some(name) => json_schema::schema(name).with_context(|| format!("there is no output {name}"))?,
        None => json_schema::schemas(),
    };
    print(format!("{schema:#}\n").as_bytes())
}

fn man(page: Option<ManPage>) -> Result<()> {
    print(&manual::man_page(page).context("cannot make the man page")?)
}

/// Writes to standard output; a reader who has left is no error.
fn print(bytes: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).context("cannot write to standard output"),
        _ => Ok(()),
    }
}

//! The facts of documents as one Parquet file: what a pipeline of its own would do with the library.
//!
//!     cargo run --example facts_to_parquet -- facts.parquet samples/*.pdf

#![allow(clippy::print_stdout, clippy::print_stderr, unreachable_pub, reason = "a program for a terminal")]

use fiscal_tables::export::facts::{FACTS, row};
use fiscal_tables::export::parquet::Writer;
use fiscal_tables::{Options, extract};
use std::error::Error;
use std::fs;
use std::io::Write;

/// Reads what the command line names.
pub fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let target = arguments.next().ok_or("name a file to write")?;
    let rows = write(fs::File::create(target)?, arguments)?;
    println!("{rows} facts");
    Ok(())
}

/// Writes the facts of the documents; one that cannot be read is told and passed over. Gives how many there are.
pub fn write(file: impl Write + Send, paths: impl Iterator<Item = String>) -> Result<usize, Box<dyn Error>> {
    let mut writer = Writer::new(file, FACTS, &[])?;
    let mut count = 0;
    for path in paths {
        let document = match extract(&fs::read(&path)?, &Options::default()) {
            Ok(document) => document,
            Err(error) => {
                eprintln!("{path}: {error}");
                continue;
            }
        };
        for fact in document.facts() {
            writer.push(&row(&path, "", &fact))?;
            count += 1;
        }
    }
    writer.finish()?;
    Ok(count)
}

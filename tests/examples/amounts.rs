//! What one document says: each of its tables, and the amounts of its totals with their codes.
//!
//!     cargo run --example amounts -- samples/ruled-budget.pdf

#![allow(clippy::print_stdout, clippy::print_stderr, unreachable_pub, reason = "a program for a terminal")]

use fiscal_tables::table::{RowRole, Value};
use fiscal_tables::{Options, extract};
use std::error::Error;
use std::fs;

/// Reads the document that the command line names, else one of the samples.
pub fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).filter(|path| path.ends_with(".pdf"));
    let bytes = fs::read(path.as_deref().unwrap_or("samples/ruled-budget.pdf"))?;
    let document = extract(&bytes, &Options::default())?;
    for table in &document.tables {
        let title = table.caption.title.as_deref().unwrap_or("no title");
        let unit = table.caption.unit.as_deref().unwrap_or("no unit");
        println!("{} | {title} | {unit}", table.kind.as_deref().unwrap_or("no known kind"));
        let names = table.column_names();
        for row in table.rows.iter().filter(|row| row.role == RowRole::Total) {
            for (cell, name) in row.cells.iter().zip(&names) {
                if let Some(Value::Amount(amount)) = &cell.value {
                    println!("  {name}: {amount}");
                }
            }
        }
    }
    for finding in &document.findings {
        println!("{}: {} ({})", finding.place, finding.message, finding.code);
    }
    Ok(())
}

//! The `fiscal-tables` command; see [`fiscal_tables::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    fiscal_tables::cli::main()
}

//! In: the command line. Out: files, and an exit code. The only place of clap, anyhow, the file system and threads.

use std::process::ExitCode;

/// Runs the command.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}

//! How this program is started once more: as a worker, or to sweep up.

use std::ffi::OsString;
use std::io;
use std::process::Command;
use std::sync::OnceLock;

/// The program and the arguments that make it this one; nothing where it is the program of this very process.
static WORDS: OnceLock<Vec<OsString>> = OnceLock::new();

/// Says how, once for a process: inside of another program, that one's file is not ours.
#[cfg(feature = "python")]
pub(crate) fn is_started_by(words: Vec<OsString>) {
    // A second telling is of the same process, and says the same.
    let _ = WORDS.set(words);
}

/// The command to which the arguments of the task are added.
pub(super) fn again() -> io::Result<Command> {
    match WORDS.get().and_then(|words| words.split_first()) {
        Some((program, arguments)) => {
            let mut command = Command::new(program);
            command.args(arguments);
            Ok(command)
        }
        None => Ok(Command::new(std::env::current_exe()?)),
    }
}

//! A temporary folder that goes even where the program is killed: another process waits for its end, and removes it.

use super::program;
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::Duration;
use tempfile::TempDir;

/// The argument that makes this program wait for another to end.
pub(super) const SWEEPER: &str = "__sweep";
/// How often removing is tried: workers of the program that has ended may be at it still.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

/// A temporary folder.
pub(super) struct Swept {
    folder: TempDir,
    sweeper: Option<Child>,
}

impl Swept {
    /// A new one.
    ///
    /// # Errors
    /// It cannot be made.
    pub(super) fn new() -> Result<Swept> {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        // Without a sweeper it is removed all the same unless the program is killed.
        let sweeper = sweeper(folder.path()).ok();
        Ok(Swept { folder, sweeper })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Swept {
    fn drop(&mut self) {
        if let Some(mut sweeper) = self.sweeper.take() {
            drop(sweeper.stdin.take());
            let _ = sweeper.wait();
        }
    }
}

fn sweeper(folder: &Path) -> io::Result<Child> {
    let mut command = program::again()?;
    command.arg(SWEEPER).arg(folder).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    // What is typed to end the program does not end this one.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn()
}

/// Waits until standard input ends, and removes the folder. Gives the exit status.
pub(super) fn serve(folder: Option<&OsString>) -> u8 {
    let Some(folder) = folder else { return 1 };
    let _ = io::stdin().lock().read_to_end(&mut Vec::new());
    for _ in 0..TRIES {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => sleep(PAUSE),
            _ => return 0,
        }
    }
    1
}

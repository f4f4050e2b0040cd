//! A file that says that somebody is at work.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

/// Opens the file, made if missing, for whoever is to have it alone; nothing if somebody else has it.
///
/// # Errors
/// It cannot be opened or made.
pub(super) fn locked(path: &Path) -> io::Result<Option<File>> {
    let file = OpenOptions::new().create(true).append(true).open(path)?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Ok(None),
        // File systems without locks are used without. Who had it may have taken it away since it was opened here.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(is_same(&file, path).then_some(file)),
    }
}

/// Whether a file that was opened is still the one of its name.
#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |data: fs::Metadata| (data.dev(), data.ino());
    file.metadata().ok().map(id) == path.metadata().ok().map(id)
}

#[cfg(not(unix))]
fn is_same(_: &File, path: &Path) -> bool {
    fs::exists(path).unwrap_or_default()
}

//! `extract -o -`: the tables of all documents on standard output, one JSON object a line, in input order. Documents
//! are made in a temporary folder, as ever, and leave it when their turn has come.

use super::folder::{folder, remove_folder};
use crate::export::DOCUMENT_JSON;
use crate::export::schema::DocumentJson;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Documents on their way to standard output.
pub(super) struct Stream {
    root: PathBuf,
    waiting: Mutex<Waiting>,
}

/// Documents that are done before those in front of them.
#[derive(Default)]
struct Waiting {
    /// The place, in input order, of the next document to be written.
    next: usize,
    /// The others: their folder, if they have one, and whether nothing is to follow.
    done: BTreeMap<usize, (Option<String>, bool)>,
    /// Whether nothing more is written.
    is_over: bool,
}

impl Stream {
    /// A stream of the documents made in the output folder `root`.
    pub(super) fn new(root: &Path) -> Stream {
        Stream { root: root.to_owned(), waiting: Mutex::default() }
    }

    /// The input at a place is done with, and has a folder or none: writes what can be written by now. Nothing is
    /// written that stands behind an input that `is_last`, whenever it is done.
    ///
    /// # Errors
    /// Standard output cannot be written to, or the folder cannot be read.
    pub(super) fn done(&self, at: usize, id: Option<String>, is_last: bool) -> Result<()> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.done.insert(at, (id, is_last));
        while !waiting.is_over {
            let next = waiting.next;
            let Some((id, is_last)) = waiting.done.remove(&next) else { break };
            waiting.next += 1;
            waiting.is_over = is_last;
            if let Some(id) = id {
                self.write(&folder(&self.root, &id))?;
            }
        }
        Ok(())
    }

    fn write(&self, folder: &Path) -> Result<()> {
        let document: DocumentJson = serde_json::from_slice(&fs::read(folder.join(DOCUMENT_JSON))?)?;
        let mut out = io::stdout().lock();
        for name in document.tables.iter().filter_map(|table| table.json.as_ref()) {
            let text = fs::read_to_string(folder.join(name))?;
            let mut line = String::with_capacity(text.len());
            // No line ends inside of a text of JSON: what is cut here stands between its marks.
            text.lines().for_each(|part| line.push_str(part.trim_start()));
            line.push('\n');
            out.write_all(line.as_bytes()).context("cannot write to standard output")?;
        }
        out.flush().context("cannot write to standard output")?;
        Ok(remove_folder(folder)?)
    }
}

/// True if nobody reads standard output any more.
pub(super) fn is_reader_gone(error: &anyhow::Error) -> bool {
    let gone = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    error.chain().any(gone)
}

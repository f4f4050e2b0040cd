//! In: the bytes of one document. Out: its [`Document`]. One stage per line.

use crate::document::Document;
use crate::error::{Error, ErrorKind, Result};
use std::ops::RangeInclusive;

/// How to read one document.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The pages to read, as ranges from 1; all if empty.
    pub pages: Vec<RangeInclusive<u32>>,
    /// The password of an encrypted document; the empty password is always tried first.
    pub password: Option<String>,
}

/// Reads one document.
///
/// # Errors
/// Only what cannot be read at all; see [`ErrorKind`]. Everything doubtful is a finding in the document.
pub fn extract(bytes: &[u8], options: &Options) -> Result<Document> {
    let _ = options;
    if bytes.is_empty() {
        return Err(Error::new(ErrorKind::Empty));
    }
    Ok(Document::default())
}

/// Reads one plain-text dump: UTF-8, UTF-16 or GB18030.
///
/// # Errors
/// Only an empty input; see [`ErrorKind`]. Everything doubtful is a finding in the document.
pub fn extract_text(bytes: &[u8], options: &Options) -> Result<Document> {
    let _ = options;
    if bytes.is_empty() {
        return Err(Error::new(ErrorKind::Empty));
    }
    Ok(crate::dump::read(bytes))
}

//! What could not be read. Doubt about what was read is a [`Finding`](crate::Finding), never an error.

use std::fmt;

/// The result of reading an input.
pub type Result<T> = std::result::Result<T, Error>;

/// An input that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(ErrorKind);

/// Why an input could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input has no bytes.
    Empty,
    /// The input does not begin like a PDF (ISO 32000-2, 7.5.2), nor does it hold one after a few leading bytes.
    NotPdf,
    /// The file structure is too damaged to find the pages.
    Damaged,
    /// The document is encrypted and the password given (or the empty one) does not open it.
    PasswordRequired,
    /// The document is encrypted in a way the engine does not know.
    UnsupportedEncryption,
    /// The document was opened and has no page.
    NoPages,
    /// A page selection names pages the document does not have.
    PageOutOfRange {
        /// The first page asked for that does not exist.
        page: u32,
        /// How many pages the document has.
        pages: u32,
    },
    /// Pages or a password were given for a text.
    NotOfText {
        /// What was given.
        option: &'static str,
    },
    /// The engine failed on this document (a panic, caught at the boundary of `pdf/`).
    Engine(String),
}

impl Error {
    /// An error of this kind.
    pub fn new(kind: ErrorKind) -> Error {
        Error(kind)
    }

    /// Why the input could not be read.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// A short stable word for the manifest's `status` column.
    pub fn status(&self) -> &'static str {
        match self.0 {
            ErrorKind::Empty => "empty",
            ErrorKind::NotPdf => "not_pdf",
            ErrorKind::Damaged => "damaged",
            ErrorKind::PasswordRequired => "password_required",
            ErrorKind::UnsupportedEncryption => "unsupported_encryption",
            ErrorKind::NoPages => "no_pages",
            ErrorKind::PageOutOfRange { .. } => "page_out_of_range",
            ErrorKind::NotOfText { .. } => "option_not_of_text",
            ErrorKind::Engine(_) => "engine_failure",
        }
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Error {
        Error(kind)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            ErrorKind::Empty => write!(f, "the file is empty"),
            ErrorKind::NotPdf => write!(f, "not a PDF: no %PDF- header found"),
            ErrorKind::Damaged => {
                write!(f, "damaged PDF: neither its cross-reference table nor a scan for objects leads to any page")
            }
            ErrorKind::PasswordRequired => write!(f, "encrypted: a password is required or the one given is wrong"),
            ErrorKind::UnsupportedEncryption => write!(f, "encrypted in a way that is not supported"),
            ErrorKind::NoPages => write!(f, "the document has no pages"),
            ErrorKind::PageOutOfRange { page, pages } => write!(f, "page {page} asked for, the document has {pages}"),
            ErrorKind::NotOfText { option } => write!(f, "a text has no pages and is not locked: {option} was given"),
            ErrorKind::Engine(what) => write!(f, "the PDF engine failed: {what}"),
        }
    }
}

impl std::error::Error for Error {}

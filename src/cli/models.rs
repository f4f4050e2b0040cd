//! Where the recognition model is, and that it is the one that was measured.

use super::args::Scans;
use super::choices::OcrMode;
use super::folder::hex;
use crate::{Ocr, Reader};
use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// The model's file, and its digest.
const FILE: &str = "PP-OCRv6_rec_small.onnx";
const SHA256: &str = "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884";
/// Where the package that has it keeps it.
const WITHIN: [&str; 3] = ["", "rapidocr/models", "models"];
/// How it is installed.
const HOW: &str = "python3 -m pip install --no-deps --target DIR rapidocr==3.10.0";

/// How a worker reads scanned pages.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct OcrSetup {
    /// The model's file.
    pub(super) model: OsString,
    /// Pages with text are read from their pictures too.
    pub(super) force: bool,
}

impl OcrSetup {
    /// What the command line asks for; none if it asks for none, or no model is installed and none was asked for.
    ///
    /// # Errors
    /// There is no model where one is said to be, or none at all and pages must be read with it.
    pub(super) fn new(scans: Option<&Scans>) -> Result<Option<OcrSetup>> {
        let Some(scans) = scans.filter(|scans| scans.ocr != OcrMode::Off) else { return Ok(None) };
        let force = scans.ocr == OcrMode::Force;
        match (&scans.models, data_folder()) {
            (Some(path), _) => match find(path) {
                Some(model) => Ok(Some(OcrSetup { model: model.into(), force })),
                None => bail!("{} has no {FILE}; to install it: {HOW}", path.display()),
            },
            (None, folder) => match folder.and_then(|folder| find(&folder)) {
                Some(model) => Ok(Some(OcrSetup { model: model.into(), force })),
                None if force => bail!("there is no recognition model; to install it: {HOW}, and give --models DIR"),
                None => Ok(None),
            },
        }
    }

    /// What the output depends on.
    pub(super) fn made_with(&self) -> String {
        format!(" ocr={}:{}", if self.force { "force" } else { "auto" }, &SHA256[..12])
    }

    /// The same, to read with.
    pub(super) fn ocr(&self) -> Ocr {
        let model = PathBuf::from(&self.model);
        let mut ocr = Ocr::new(Reader::new(move || bytes(&model)));
        ocr.force = self.force;
        ocr
    }
}

/// The bytes of the model, if it is the one.
fn bytes(model: &Path) -> Result<Vec<u8>, String> {
    let bytes = fs::read(model).map_err(|error| format!("{}: {error}", model.display()))?;
    let found = hex(&Sha256::digest(&bytes));
    if found == SHA256 {
        Ok(bytes)
    } else {
        Err(format!("{} is another model than the one that was measured (sha256 {SHA256})", model.display()))
    }
}

/// The model's file at a path, or in the folder there.
fn find(path: &Path) -> Option<PathBuf> {
    if path.is_file() {
        return Some(path.to_owned());
    }
    WITHIN.iter().map(|within| path.join(within).join(FILE)).find(|file| file.is_file())
}

/// Where a user's programs keep their data (XDG Base Directory Specification; `%LOCALAPPDATA%` on Windows).
fn data_folder() -> Option<PathBuf> {
    let given = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || given("HOME").map(|home| home.join(".local").join("share"));
    let base = given("XDG_DATA_HOME").or_else(|| given("LOCALAPPDATA")).or_else(home)?;
    Some(base.join("fiscal-tables").join("models"))
}

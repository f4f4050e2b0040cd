//! The folder of one document: made whole elsewhere, known again by the digest of its files.

use crate::export::schema::{DocumentJson, ManifestEntry};
use crate::export::{DOCUMENT_JSON, File as ExportFile};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A file that shows that a folder is a report of ours, and what it begins with.
const MARK: (&str, &[u8]) = ("data/index.js", b"give(\"index\",");

/// Where documents' folders stand.
pub(super) const DOCUMENTS: &str = "documents";

/// Bytes of a file that are held at a time.
const PIECE: usize = 1 << 16;

/// The folder of a document in the output folder `root`.
pub(super) fn folder(root: &Path, id: &str) -> PathBuf {
    root.join(DOCUMENTS).join(id)
}

/// Makes the folder of one document in `making`, whose own folder is there. Gives the digest of its files.
pub(super) fn make(making: &Path, id: &str, files: impl Iterator<Item = ExportFile>) -> io::Result<String> {
    match fs::create_dir(making) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let making = making.join(id);
    remove_folder(&making)?;
    fs::create_dir(&making)?;
    let mut digest = Sha256::new();
    for file in files {
        digest_file(&mut digest, &file.name, &file.bytes);
        fs::write(making.join(&file.name), &file.bytes)?;
    }
    Ok(hex(&digest.finalize()))
}

/// The description of a document an earlier run wrote, if its folder is as that run left it.
pub(super) fn intact(root: &Path, entry: &ManifestEntry) -> Option<DocumentJson> {
    let folder = folder(root, entry.id.as_deref()?);
    let bytes = fs::read(folder.join(DOCUMENT_JSON)).ok()?;
    let document: DocumentJson = serde_json::from_slice(&bytes).ok()?;
    let mut digest = Sha256::new();
    let tables = document.tables.iter().flat_map(|table| table.csv.iter().chain(&table.json));
    for name in tables.chain(&document.workbook).chain(&document.facts) {
        if !is_plain(name) {
            return None;
        }
        digest_file(&mut digest, name, &fs::read(folder.join(name)).ok()?);
    }
    digest_file(&mut digest, DOCUMENT_JSON, &bytes);
    (entry.output_sha256.as_deref() == Some(&*hex(&digest.finalize()))).then_some(document)
}

/// Removes a folder and all in it; that there is none is no error.
pub(super) fn remove_folder(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// True if two folders can be read and hold the same files of the same bytes, and nothing else.
pub(super) fn is_same(a: &Path, b: &Path) -> bool {
    let names = |folder: &Path| -> io::Result<BTreeSet<OsString>> {
        fs::read_dir(folder)?.map(|file| Ok(file?.file_name())).collect()
    };
    let is_same_file = |name: &OsString| -> io::Result<bool> {
        let (a, b) = (a.join(name), b.join(name));
        let (own, other) = (fs::symlink_metadata(&a)?, fs::symlink_metadata(&b)?);
        Ok(own.is_file() && other.is_file() && own.len() == other.len() && fs::read(a)? == fs::read(b)?)
    };
    match (names(a), names(b)) {
        (Ok(own), Ok(others)) => own == others && own.iter().all(|name| is_same_file(name).unwrap_or(false)),
        _ => false,
    }
}

/// A name of a file, and no way out of its folder.
pub(super) fn is_plain(name: &str) -> bool {
    !name.contains(['/', '\\']) && !matches!(name, "" | "." | "..")
}

fn digest_file(digest: &mut Sha256, name: &str, bytes: &[u8]) {
    digest.update(name.as_bytes());
    digest.update([0]);
    digest.update((bytes.len() as u64).to_be_bytes());
    digest.update(bytes);
}

/// How many bytes are left in a file, and their digest.
pub(super) fn digest_of(file: &mut impl Read) -> io::Result<(u64, String)> {
    let (mut digest, mut piece, mut bytes) = (Sha256::new(), vec![0; PIECE], 0);
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok((bytes, hex(&digest.finalize()))),
            Ok(read) => {
                digest.update(piece.split_at(read).0);
                bytes += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A digest in hexadecimal.
pub(super) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// True of the folder of a report.
pub(super) fn is_report(root: &Path) -> bool {
    fs::read(root.join(MARK.0)).is_ok_and(|bytes| bytes.starts_with(MARK.1))
}

//! One document -> the pictures of its pages, and the copy with notes on it. Runs in a worker process.

use super::documents::{Settings, limited};
use super::folder::hex;
use super::wire::{NoteJson, PaintOrder, Painted};
use crate::annotate::{self, Note};
use crate::cli::panics;
use crate::geometry::{Pt, Rect};
use crate::model::Severity;
use crate::pipeline::{self, PagePictures};
use crate::report::{self, File as ReportFile, PageEntry};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::path::Path;

/// Makes the pictures of a document's pages in the report's folder.
///
/// # Errors
/// The report cannot be written. That pictures cannot be made is said in what comes back.
pub(super) fn document(order: &PaintOrder, settings: &Settings) -> Result<Painted> {
    let bytes = match bytes(order, settings.max_bytes()) {
        Ok(bytes) => bytes,
        Err(reason) => {
            let no_copy = order.notes.is_some().then(|| reason.clone());
            return Ok(Painted { no_pictures: Some(reason), no_copy, ..Painted::default() });
        }
    };
    let mut painted = Painted::default();
    let folder = Path::new(&order.folder);
    if let Some((name, notes)) = &order.notes {
        match annotate::annotate(bytes.clone(), &notes.iter().map(note).collect::<Vec<_>>()) {
            Ok(copy) => write(folder, &ReportFile { path: name.clone(), bytes: copy })?,
            Err(refusal) => painted.no_copy = Some(refusal.to_string()),
        }
    }
    if order.pages.is_empty() {
        return Ok(painted);
    }
    let mut failure = None;
    let mut take = |picture: crate::pdf::picture::Picture| {
        let (width, height) = (picture.width.get(), picture.height.get());
        painted.pictures.push(PageEntry { page: picture.number.get(), width, height });
        failure = failure.take().or_else(|| write(folder, &report::page(order.number, &picture)).err());
    };
    let made = panics::caught(|| pipeline::pictures(bytes, settings.password(), &order.pages, &mut take));
    if let Some(failure) = failure {
        return Err(failure);
    }
    match made {
        Ok(Ok(PagePictures { stock })) => {
            for file in report::stock(order.number, stock) {
                write(folder, &file)?;
            }
        }
        Ok(Err(error)) => painted.no_pictures = Some(error.to_string()),
        Err(reason) => painted.no_pictures = Some(reason),
    }
    if painted.no_pictures.is_some() {
        // Without the letters they share, pages show nothing.
        painted.pictures.clear();
    }
    Ok(painted)
}

/// Writes a file of the report.
///
/// # Errors
/// It cannot be written.
pub(super) fn write(folder: &Path, file: &ReportFile) -> Result<()> {
    let path = folder.join(&file.path);
    let cannot = || format!("cannot write {}", path.display());
    if let Err(error) = fs::write(&path, &file.bytes) {
        // The first file of its folder.
        let Some(parent) = path.parent().filter(|_| error.kind() == std::io::ErrorKind::NotFound) else {
            return Err(error).with_context(cannot);
        };
        fs::create_dir_all(parent).and_then(|()| fs::write(&path, &file.bytes)).with_context(cannot)?;
    }
    Ok(())
}

/// The bytes that were read, or why they cannot be had.
fn bytes(order: &PaintOrder, max_bytes: u64) -> Result<Vec<u8>, String> {
    let path = Path::new(&order.path);
    let read = File::open(path).and_then(|file| {
        let size = file.metadata()?.len();
        limited(file, size, max_bytes)
    });
    let bytes = match read {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err(format!("{} has grown too large", path.display())),
        Err(error) => return Err(format!("{} cannot be read again: {error}", path.display())),
    };
    if hex(&Sha256::digest(&bytes)) != order.sha256 {
        return Err(format!("{} has changed since it was read", path.display()));
    }
    Ok(bytes)
}

fn note(note: &NoteJson) -> Note {
    Note {
        page: note.page,
        cell: note.bbox.map(|[x0, y0, x1, y1]| Rect::new(Pt::new(x0), Pt::new(y0), Pt::new(x1), Pt::new(y1))),
        severity: match note.level {
            0 => Severity::Error,
            1 => Severity::Warning,
            _ => Severity::Info,
        },
        text: note.text.clone(),
    }
}

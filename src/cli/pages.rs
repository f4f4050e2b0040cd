//! Scanned pages as they were read, kept in the output folder until the run is over: reading one takes seconds.

use super::folder::{hex, remove_folder};
use super::output::PAGES;
use crate::model::PageNumber;
use crate::ocr::Keeper;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Told that a page of so many is begun.
pub(super) type OnPage = fn(page: u32, pages: usize);

/// The pages of one document.
#[derive(Clone, Debug)]
pub(super) struct PageFolder {
    folder: PathBuf,
    on_page: OnPage,
}

impl PageFolder {
    /// The pages of the document with this digest, read with these settings.
    pub(super) fn new(root: &Path, sha256: &str, made_with: &str, on_page: OnPage) -> PageFolder {
        let key = hex(&Sha256::digest(format!("{sha256} {made_with}")));
        PageFolder { folder: root.join(PAGES).join(key), on_page }
    }

    /// They are needed no longer.
    pub(super) fn remove(&self) {
        // What stays goes with the folder of all of them.
        let _ = remove_folder(&self.folder);
    }

    fn file(&self, page: PageNumber) -> PathBuf {
        self.folder.join(format!("{}.json", page.get()))
    }
}

/// A page that cannot be kept, or not be taken from here, is read again.
impl Keeper for PageFolder {
    fn begin(&self, page: PageNumber, pages: usize) -> Option<Vec<u8>> {
        (self.on_page)(page.get(), pages);
        fs::read(self.file(page)).ok()
    }

    fn keep(&self, page: PageNumber, bytes: &[u8]) {
        let file = self.file(page);
        let half = file.with_extension("half");
        let kept = fs::create_dir_all(&self.folder).and_then(|()| fs::write(&half, bytes));
        if kept.and_then(|()| fs::rename(&half, &file)).is_err() {
            let _ = fs::remove_file(&half);
        }
    }
}

//! In: what a run has written (`document.json`, tables, `facts.csv`) and the pictures of its pages. Out: the files of a
//! report: a folder of static pages that open from the disk. Pure: no file system, no clock.
//!
//! ```text
//! index.html, app/      the pages' own code and looks, written by hand, the same in every report
//! data/index.js         what the overview begins with: counts, plots, names of kinds and codes, how many shards
//! data/documents-0.js   the list of documents, so many to a file, and so on
//! data/tables-0.js      the list of tables, likewise
//! data/d/1/document.js  the first document: its tables, findings, pages
//! data/d/1/t2.js        its second table, with its first rows; t2-1.js: the next rows
//! data/d/1/p3.js        how its third page is painted; glyphs.js: the letters of its pages; i0.png: an image
//! ```
//!
//! A page that was opened from the disk may load scripts, not data; so each file of data is a script that hands one value
//! to the page. Names of files are made of numbers alone, and what documents say is only ever shown as text: nothing in
//! a document can name a file or become code.

mod assets;
mod document;
mod facts;
mod names;
mod notes;
mod overview;
mod sketch;
mod stored;
mod table;

pub(crate) use assets::assets;
pub(crate) use document::{Extras, PageEntry, document, pages_shown};
pub(crate) use facts::{Facts, Function, facts};
pub(crate) use notes::notes;
pub(crate) use overview::Overview;
pub(crate) use table::table;

use crate::pdf::picture::{Image, Picture, Stock};
use serde::Serialize;

/// One file of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    /// Its path in the report's folder, of ASCII letters, digits and `/-.`.
    pub(crate) path: String,
    /// What it holds.
    pub(crate) bytes: Vec<u8>,
}

/// The folder of a document's data; `number` counts documents from 1.
fn folder(number: usize) -> String {
    format!("d/{number}")
}

/// A script that hands `value` to the page under `key`, the path without `data/` and `.js`.
fn script(key: &str, value: &impl Serialize) -> File {
    let mut bytes = format!("give(\"{key}\",").into_bytes();
    serde_json::to_writer(&mut bytes, value).expect("a vector takes every write, and keys are texts");
    bytes.extend_from_slice(b");\n");
    File { path: format!("data/{key}.js"), bytes }
}

/// How one page is painted.
#[derive(Serialize)]
struct PagePicture<'a> {
    width: f64,
    height: f64,
    steps: &'a str,
    complete: bool,
}

/// The script of one page's picture.
pub(crate) fn page(document: usize, picture: &Picture) -> File {
    let steps = sketch::picture(picture);
    let (width, height) = (picture.width.get(), picture.height.get());
    let value = PagePicture { width, height, steps: &steps, complete: picture.is_complete };
    script(&format!("{}/p{}", folder(document), picture.number), &value)
}

/// The letters and images of a document's pages.
pub(crate) fn stock(document: usize, stock: Stock) -> Vec<File> {
    #[derive(Serialize)]
    struct Shared {
        glyphs: Vec<String>,
        /// The file of each image, null for one that is left out.
        images: Vec<Option<String>>,
    }
    let folder = folder(document);
    let mut files = Vec::new();
    let mut images = Vec::with_capacity(stock.images.len());
    for (at, image) in stock.images.into_iter().enumerate() {
        let (name, bytes) = match image {
            Image::Jpeg(bytes) => (format!("i{at}.jpg"), bytes),
            Image::Png(bytes) => (format!("i{at}.png"), bytes),
            Image::Absent => {
                images.push(None);
                continue;
            }
        };
        files.push(File { path: format!("data/{folder}/{name}"), bytes });
        images.push(Some(name));
    }
    let shared = Shared { glyphs: stock.glyphs.iter().map(sketch::glyph).collect(), images };
    files.push(script(&format!("{folder}/glyphs"), &shared));
    files
}

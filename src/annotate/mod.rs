//! In: the bytes of a PDF and notes on places of its pages. Out: a copy with a highlight and a note at each place.
//!
//! The copy is the original, byte for byte, and an update behind it (ISO 32000-1, 7.5.6): what the pages paint is
//! untouched. The only folder that names the library which writes PDF.

mod frame;

use crate::geometry::{Pt, Rect};
use crate::model::Severity;
use frame::Frame;
use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, Stream, dictionary, text_string};
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Who the notes are from, as readers show it.
const AUTHOR: &str = "fiscal-tables";
/// The side of the mark that a note without a cell is opened by.
const ICON: f64 = 20.0;
/// The side of the triangle that hangs at a cell's corner.
const CORNER: f64 = 5.0;
/// How far from the page's corner the marks of such notes begin.
const MARGIN: f64 = 12.0;
/// How much of what is below a highlight is seen through it, for readers that do not multiply colours.
const OPACITY: f32 = 0.45;

/// A note on a page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Note {
    /// The page, from 1.
    pub(crate) page: u32,
    /// The cell, in the frame of [`crate::geometry`]; nothing for a note on the whole page.
    pub(crate) cell: Option<Rect>,
    /// How much it matters: the colour of the highlight.
    pub(crate) severity: Severity,
    /// What is said.
    pub(crate) text: String,
}

/// Why no copy was made.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The document is encrypted: a copy would have to be, too.
    Encrypted,
    /// The library cannot read or write it.
    Unreadable(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Encrypted => f.write_str("the document is encrypted, and no copy with notes is made of such"),
            Refusal::Unreadable(why) => write!(f, "no copy with notes can be made: {why}"),
        }
    }
}

/// The copy of a document with notes on it.
///
/// # Errors
/// See [`Refusal`]. A note on a page that is not there is left out.
pub(crate) fn annotate(bytes: Vec<u8>, notes: &[Note]) -> Result<Vec<u8>, Refusal> {
    // Documents that are damaged in ways the library does not expect must not end the run.
    catch_unwind(AssertUnwindSafe(|| annotated(bytes, notes)))
        .unwrap_or_else(|_| Err(Refusal::Unreadable("the file is damaged".to_owned())))
}

fn annotated(bytes: Vec<u8>, notes: &[Note]) -> Result<Vec<u8>, Refusal> {
    let unreadable = |error: lopdf::Error| Refusal::Unreadable(error.to_string());
    let original = Document::load_mem(&bytes).map_err(unreadable)?;
    if original.is_encrypted() || original.was_encrypted() {
        return Err(Refusal::Encrypted);
    }
    let pages = original.get_pages();
    let mut copy = IncrementalDocument::create_from(bytes, original);
    let mut by_page: BTreeMap<u32, Vec<&Note>> = BTreeMap::new();
    for note in notes {
        by_page.entry(note.page).or_default().push(note);
    }
    for (number, notes) in by_page {
        let Some(page) = pages.get(&number) else { continue };
        annotate_page(&mut copy, *page, &notes).map_err(unreadable)?;
    }
    let mut out = Vec::new();
    copy.save_to(&mut out).map_err(|error| Refusal::Unreadable(error.to_string()))?;
    Ok(out)
}

fn annotate_page(copy: &mut IncrementalDocument, page: ObjectId, notes: &[&Note]) -> lopdf::Result<()> {
    let frame = Frame::of(copy.get_prev_documents(), page);
    let mut made = Vec::new();
    let mut loose = 0.0;
    for note in notes {
        let mut marks = Vec::new();
        match note.cell {
            Some(cell) => {
                marks.push(highlight(copy, &frame, cell, note));
                marks.push(corner(copy, &frame, cell, note));
            }
            None => {
                let left = MARGIN + loose * (ICON + 4.0);
                loose += 1.0;
                let (left, top) = (Pt::new(left), Pt::new(MARGIN));
                let rect = Rect::new(left, top, left + Pt::new(ICON), top + Pt::new(ICON));
                marks.push(text_note(&frame, rect, note));
            }
        }
        for mut mark in marks {
            mark.set("P", page);
            made.push(Object::Reference(copy.new_document.add_object(mark)));
        }
    }
    append(copy, page, made)
}

/// Puts annotations behind those the page has; its list may be an object of its own.
fn append(copy: &mut IncrementalDocument, page: ObjectId, made: Vec<Object>) -> lopdf::Result<()> {
    copy.opt_clone_object_to_new_document(page)?;
    let before = copy.new_document.get_dictionary(page)?.get(b"Annots").cloned().unwrap_or(Object::Null);
    let mut all = match before {
        Object::Reference(id) => {
            copy.get_prev_documents().get_object(id).and_then(Object::as_array).cloned().unwrap_or_default()
        }
        Object::Array(list) => list,
        _ => Vec::new(),
    };
    all.extend(made);
    copy.new_document.get_dictionary_mut(page)?.set("Annots", all);
    Ok(())
}

fn colour(severity: Severity) -> [f32; 3] {
    match severity {
        Severity::Error => [0.96, 0.45, 0.45],
        Severity::Warning => [1.0, 0.78, 0.3],
        Severity::Info => [0.55, 0.78, 1.0],
    }
}

fn numbers(numbers: &[f32]) -> Object {
    Object::Array(numbers.iter().map(|number| Object::Real(*number)).collect())
}

/// What all annotations have.
fn annotation(frame: &Frame, rect: Rect, note: &Note, subtype: &str) -> Dictionary {
    dictionary! {
        "Type" => "Annot",
        "Subtype" => subtype,
        "Rect" => numbers(&frame.rect(rect)),
        "C" => numbers(&colour(note.severity)),
        "T" => text_string(AUTHOR),
        "Contents" => text_string(&note.text),
        // Printed with the page.
        "F" => 4,
    }
}

/// A highlight (12.5.6.10), with what it looks like, for not every reader draws one by itself.
fn highlight(copy: &mut IncrementalDocument, frame: &Frame, cell: Rect, note: &Note) -> Dictionary {
    let mut mark = annotation(frame, cell, note, "Highlight");
    mark.set("QuadPoints", numbers(&frame.quad(cell)));
    mark.set("CA", OPACITY);
    let [x0, y0, x1, y1] = frame.rect(cell);
    let [r, g, b] = colour(note.severity);
    let content = format!("/M gs {r} {g} {b} rg {x0} {y0} {} {} re f", x1 - x0, y1 - y0);
    let state = dictionary! { "Type" => "ExtGState", "BM" => "Multiply", "ca" => 0.7 };
    let resources = dictionary! { "ExtGState" => dictionary! { "M" => state } };
    let look = look(copy, [x0, y0, x1, y1], resources, content);
    mark.set("AP", look);
    mark
}

/// What an annotation looks like.
fn look(copy: &mut IncrementalDocument, bounds: [f32; 4], resources: Dictionary, content: String) -> Dictionary {
    let form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => numbers(&bounds),
        "Group" => dictionary! { "S" => "Transparency" },
        "Resources" => resources,
    };
    let form = copy.new_document.add_object(Stream::new(form, content.into_bytes()));
    dictionary! { "N" => form }
}

/// A note that hangs at the cell's upper right corner: a triangle as spreadsheets have it, which leaves the number free.
fn corner(copy: &mut IncrementalDocument, frame: &Frame, cell: Rect, note: &Note) -> Dictionary {
    let side = Pt::new(CORNER).min(cell.height()).min(cell.width());
    let rect = Rect::new(cell.x1 - side, cell.y0, cell.x1, cell.y0 + side);
    let mut mark = text_note(frame, rect, note);
    let [x0, y0, x1, y1, _, _, x3, y3] = frame.quad(rect);
    let [r, g, b] = colour(note.severity).map(|light| light * 0.7);
    let content = format!("{r} {g} {b} rg {x0} {y0} m {x1} {y1} l {x3} {y3} l h f");
    let look = look(copy, frame.rect(rect), Dictionary::new(), content);
    mark.set("AP", look);
    // Printed with the page, and as large as drawn here.
    mark.set("F", 4);
    mark
}

/// A note (12.5.6.4) that a click opens; readers draw its mark, and keep it upright on turned pages.
fn text_note(frame: &Frame, rect: Rect, note: &Note) -> Dictionary {
    let mut mark = annotation(frame, rect, note, "Text");
    mark.set("Name", "Comment");
    mark.set("Open", false);
    // Printed, of one size at every zoom, upright on turned pages.
    mark.set("F", 4 | 8 | 16);
    mark
}

//! The manifest's word for a document that was read.

use crate::model::{Document, Lack, PageNumber, Stop, Table, TablePlace, codes};

/// The manifest's word for a document that was read: an empty result is no success, and neither is a part or a text
/// that does not say what is printed.
pub(super) fn status(document: &Document) -> (&'static str, Option<String>) {
    let count = |pages: usize| if pages == 1 { "1 page".to_owned() } else { format!("{pages} pages") };
    let pages = format!("the {} read", count(document.pages_read as usize));
    let unreliable = document.lacking(|why| why == Lack::Meaning);
    let mut limits = [
        (&[Stop::Decoded][..], codes::DECODED_LIMIT, "their contents unpack to more than the limit"),
        (&[Stop::Glyphs], codes::GLYPH_LIMIT, "more characters than the limit"),
        (&[Stop::Rulings], codes::RULING_LIMIT, "more lines than the limit"),
        (&[Stop::Painted, Stop::Failed], "incomplete", "painting without end, or the program failed"),
    ]
    .into_iter();
    let unread = limits.find_map(|(stops, status, why)| {
        let pages = document.lacking(|lack| matches!(lack, Lack::End(stop) if stops.contains(&stop))).len();
        (pages > 0).then_some((status, pages, why))
    });
    let holds_table = |page: &PageNumber| {
        let stands_on = |table: &Table| matches!(&table.place, TablePlace::Pages(pages) if pages.contains(page));
        document.tables.iter().any(stands_on)
    };
    let spoils = document.tables.is_empty()
        || unreliable.len() * 2 >= document.pages_read as usize
        || unreliable.iter().any(holds_table);
    if document.no_text_layer {
        (
            "no_text_layer",
            Some(format!(
                "{pages} hold no text: scanned, or letters drawn as outlines; {}",
                advice(!document.lacking(|why| why == Lack::Text { is_picture: true }).is_empty())
            )),
        )
    } else if !unreliable.is_empty() && spoils {
        let which = count(unreliable.len());
        ("text_unreliable", Some(format!("the text of {which} does not say what is printed: the fonts map it wrongly")))
    } else if let Some((code, which, why)) = unread {
        (code, Some(format!("{} not read in full: {why}", count(which))))
    } else if document.tables.is_empty() {
        ("no_tables", Some(format!("{pages} hold no table that was recognised")))
    } else if let Some((status, reason)) = recognised(document) {
        (status, Some(reason))
    } else {
        ("ok", None)
    }
}

/// The word for a document most of whose tables were read from pictures, and which pages these are. Where most have text, the
/// findings of its pages tell of the others.
pub(super) fn recognised(document: &Document) -> Option<(&'static str, String)> {
    let read = &document.recognised;
    let is_read = |page: &PageNumber| read.iter().any(|read| read.page == *page);
    let is_of_picture = |table: &&Table| matches!(&table.place, TablePlace::Pages(pages) if pages.iter().any(is_read));
    let of_pictures = document.tables.iter().filter(is_of_picture).count();
    if of_pictures == 0 || of_pictures * 2 < document.tables.len() {
        return None;
    }
    let pages = |count: usize| format!("{count} of {}", document.pages_read);
    let poor: Vec<&str> = read.iter().filter_map(|page| page.poor).collect();
    let whole = format!("{} pages read from pictures", pages(read.len()));
    Some(match poor.first() {
        Some(why) => ("ocr_poor", format!("{whole}, {} hard to read: {why}; check the amounts", poor.len())),
        None => ("ocr", format!("{whole} by a recognition")),
    })
}

/// How a document without text is read; letters drawn as outlines are no pictures.
pub(super) fn advice(has_pictures: bool) -> String {
    if has_pictures && cfg!(feature = "ocr") {
        return "to read it: python3 -m pip install --no-deps --target DIR rapidocr==3.10.0, and give --models DIR"
            .to_owned();
    }
    "recognise it first, as with ocrmypdf -l chi_sim, and read that".to_owned()
}

//! Findings of a document -> notes on its pages.

use super::{names, stored};
use crate::export::schema::{DocumentJson, FindingJson};
use std::collections::BTreeMap;

/// A note on a page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Note {
    /// The page, from 1.
    pub(crate) page: u32,
    /// Left, top, right, bottom of the cell; nothing for a note on the whole page.
    pub(crate) bbox: Option<[f64; 4]>,
    /// 0 for an error, 1 for a warning, 2 for an info.
    pub(crate) level: usize,
    /// What is said, in Chinese and English.
    pub(crate) text: String,
}

/// The notes of a document, one for each cell or page that has findings; `tables` are the JSON files of its tables.
pub(crate) fn notes(document: &DocumentJson, tables: &[Vec<u8>]) -> Vec<Note> {
    let parsed: Vec<Option<stored::Table<'_>>> =
        tables.iter().map(|bytes| serde_json::from_slice(bytes).ok()).collect();
    let place = |finding: &FindingJson| -> Option<(u32, Option<[f64; 4]>)> {
        let table = finding.table.and_then(|at| parsed.get(at.checked_sub(1)?)).and_then(Option::as_ref);
        let row = finding.row.and_then(|at| table?.rows.get(at.checked_sub(1)?));
        let column = finding.column.unwrap_or(1);
        let cell = row.and_then(|row| row.cells.get(column.checked_sub(1)?));
        match cell.and_then(|cell| cell.page.zip(cell.bbox)) {
            Some((page, bbox)) => Some((page, Some(bbox))),
            None => finding.page.map(|page| (page, None)),
        }
    };
    // A cell that several findings are about has one note.
    let mut notes: BTreeMap<(u32, Option<[i64; 4]>), Note> = BTreeMap::new();
    for finding in &document.findings {
        let Some((page, bbox)) = place(finding) else { continue };
        let level = names::level(&finding.severity);
        let text = text(finding);
        // Hundredths of a point, as the file has them.
        let key = bbox.map(|bbox| bbox.map(|length| (length * 100.0).round() as i64));
        let note = notes.entry((page, key)).or_insert_with(|| Note { page, bbox, level, text: String::new() });
        note.level = note.level.min(level);
        if !note.text.is_empty() {
            note.text.push_str("\n\n");
        }
        note.text.push_str(&text);
    }
    notes.into_values().collect()
}

fn text(finding: &FindingJson) -> String {
    let (chinese, english) = names::code_name(&finding.code);
    let mut text = format!("{chinese} · {english}");
    for (name, value) in [("应为 expected", &finding.expected), ("实为 found", &finding.found)] {
        if let Some(value) = value {
            text.push_str(&format!("\n{name}: {value}"));
        }
    }
    text.push('\n');
    text.push_str(&finding.message);
    text
}

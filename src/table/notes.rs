//! The remarks under a table.

use super::words::{is_numbered, is_remark};
use crate::text::TextLine;
use regex::Regex;
use std::sync::LazyLock;

/// A remark that holds no more than that there is none.
static NOTHING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[(（]?(备注|附注|说明|注)[:：]?无[。)）]?$").expect("a constant pattern"));

/// The remarks: from the first line that begins like one to where something else begins: a blank stretch, larger type.
pub(super) fn notes(below: &[TextLine]) -> Vec<String> {
    /// Lines of one remark are no further apart than this many times their letters' height.
    const LEADING: f64 = 3.0;
    let mut notes: Vec<String> = Vec::new();
    let right = below.iter().map(|line| line.rect.x1).max().unwrap_or_default();
    let mut wrapped = false;
    let mut before: Option<&TextLine> = None;
    for line in below {
        let text = line.text();
        let begins = is_remark(text.trim_start_matches(['(', '（']));
        let apart = before.is_some_and(|before| {
            let same_page = line.rect.y0 >= before.rect.y0;
            let blank = same_page && line.rect.y0 - before.rect.y0 > before.size * LEADING;
            !begins && (blank || line.size > before.size * 1.15 || NOTHING.is_match(&before.squeezed()))
        });
        if notes.is_empty() && !begins || apart {
            break;
        }
        match notes.last_mut() {
            Some(note) if wrapped && !begins && !is_numbered(&text) => note.push_str(&text),
            _ => notes.push(text),
        }
        wrapped = right - line.rect.x1 < line.size * 2.0;
        before = Some(line);
    }
    notes
}

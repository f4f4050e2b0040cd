//! A file that lost the list of its pages (cut before its end, where the list mostly stands) gets one of its own.

use std::fmt::Write;

/// How far into a dictionary `/Type /Page` is looked for. Writers put it first or last among a dozen short entries.
const DICTIONARY: usize = 2048;
/// The most pages listed.
const MAX_PAGES: usize = 100_000;

/// The file with a catalogue of the pages that stand in it, in the order in which they do; nothing if there are none.
/// What pages inherit from the list that was lost (a size, resources) stays lost.
pub(super) fn with_own_page_tree(bytes: &[u8]) -> Option<Vec<u8>> {
    let pages: Vec<u32> = objects(bytes).filter(|(_, body)| is_page(body)).map(|(number, _)| number).collect();
    let (count, last) = (pages.len().min(MAX_PAGES), objects(bytes).map(|(number, _)| number).max()?);
    if count == 0 {
        return None;
    }
    let (catalogue, tree) = (last.checked_add(1)?, last.checked_add(2)?);
    let mut end = format!("\nendobj\n{catalogue} 0 obj\n<< /Type /Catalog /Pages {tree} 0 R >>\nendobj\n");
    write!(end, "{tree} 0 obj\n<< /Type /Pages /Count {count} /Kids [").ok()?;
    for page in &pages[..count] {
        write!(end, "{page} 0 R ").ok()?;
    }
    write!(end, "] >>\nendobj\ntrailer\n<< /Root {catalogue} 0 R /Size {} >>\n%%EOF\n", tree.checked_add(1)?).ok()?;
    // What stands before may be cut in the middle of an object.
    Some([bytes, end.as_bytes()].concat())
}

/// The number of each object that begins in the file, with what stands after ` 0 obj`.
fn objects(bytes: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    const MARK: &[u8] = b" 0 obj";
    let starts = bytes.windows(MARK.len()).enumerate().filter(|(_, window)| *window == MARK).map(|(at, _)| at);
    starts.filter_map(|at| {
        let digits = bytes[..at].iter().rev().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&bytes[at - digits..at]).ok()?.parse().ok()?;
        Some((number, &bytes[at + MARK.len()..]))
    })
}

/// Whether an object is a page: `/Type /Page`, not `/Pages`, in its dictionary.
fn is_page(body: &[u8]) -> bool {
    let body = &body[..body.len().min(DICTIONARY)];
    let ends = |word: &[u8]| body.windows(word.len()).position(|window| window == word).unwrap_or(body.len());
    let body = &body[..ends(b"endobj").min(ends(b"stream"))];
    let mut rest = body;
    while let Some(at) = rest.windows(5).position(|window| window == b"/Type") {
        rest = &rest[at + 5..];
        let word = rest.trim_ascii_start();
        let after = word.strip_prefix(b"/Page").map(|after| after.first().copied());
        if after.is_some_and(|next| !next.is_some_and(|next| next.is_ascii_alphanumeric())) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::with_own_page_tree;

    #[test]
    fn pages_are_listed_in_the_order_of_the_file() {
        let bytes = b"%PDF-1.4\n7 0 obj\n<</Type/Page/MediaBox[0 0 9 9]>>\nendobj\n3 0 obj\n<< /Type /Page >>\nendobj\n\
            4 0 obj\n<</Type/Pages/Kids[3 0 R]>>\nendobj\n5 0 obj\n<</Type/Font>>stream\n/Type/Page endstream endobj\n9 0 o";
        let repaired = String::from_utf8(with_own_page_tree(bytes).expect("two pages")).expect("a text");
        assert!(repaired.contains("/Count 2 /Kids [7 0 R 3 0 R ]"), "{repaired}");
        assert!(repaired.contains("\n8 0 obj\n<< /Type /Catalog /Pages 9 0 R"), "{repaired}");
        assert_eq!(with_own_page_tree(b"%PDF-1.4\n1 0 obj\n<</Type/Font>>\nendobj"), None);
    }
}

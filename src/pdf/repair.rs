//! A file that lost the list of its pages (cut before its end, where the list mostly stands) gets one of its own, and pages
//! whose size is no number are of the usual one.

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

/// The file without boxes of pages that hold what is no number (`NaN`, `1e30`): such a page has the size of the list it is in,
/// or the usual one, and is read. Nothing if there are none.
pub(super) fn with_plain_boxes(bytes: &[u8]) -> Option<Vec<u8>> {
    const MARK: &[u8] = b"Box";
    let mut copy: Option<Vec<u8>> = None;
    let marks = bytes.windows(MARK.len()).enumerate().filter(|(_, window)| *window == MARK).map(|(at, _)| at);
    for at in marks {
        let Some(start) =
            NAMES.iter().find_map(|name| at.checked_sub(name.len()).filter(|start| bytes[*start..at] == **name))
        else {
            continue;
        };
        let body = &bytes[at + MARK.len()..bytes.len().min(at + MARK.len() + LONGEST_BOX)];
        let Some(open) = body.iter().position(|byte| !byte.is_ascii_whitespace()).filter(|at| body[*at] == b'[') else {
            continue;
        };
        let Some(length) = body[open..].iter().position(|byte| *byte == b']') else { continue };
        let is_plain = |byte: &u8| byte.is_ascii_digit() || byte.is_ascii_whitespace() || b"+-.R".contains(byte);
        if !body[open + 1..open + length].iter().all(is_plain) {
            copy.get_or_insert_with(|| bytes.to_vec())[start..=at + MARK.len() + open + length].fill(b' ');
        }
    }
    copy
}

/// The boxes that a page has, without the word that ends them.
const NAMES: [&[u8]; 2] = [b"/Media", b"/Crop"];
/// Bytes of a box: four numbers.
const LONGEST_BOX: usize = 256;

/// The number of each object that begins in the file, with what stands between ` 0 obj` and the next one.
fn objects(bytes: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    const MARK: &[u8] = b" 0 obj";
    let starts = || bytes.windows(MARK.len()).enumerate().filter(|(_, window)| *window == MARK).map(|(at, _)| at);
    let ends = starts().skip(1).chain(std::iter::once(bytes.len()));
    starts().zip(ends).filter_map(|(at, end)| {
        let digits = bytes[..at].iter().rev().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&bytes[at - digits..at]).ok()?.parse().ok()?;
        Some((number, bytes.get(at + MARK.len()..end)?))
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
    use super::{with_own_page_tree, with_plain_boxes};

    #[test]
    fn pages_are_listed_in_the_order_of_the_file() {
        let bytes = b"%PDF-1.4\n7 0 obj\n<</Type/Page/MediaBox[0 0 9 9]>>\nendobj\n3 0 obj\n<< /Type /Page >>\nendobj\n\
            4 0 obj\n<</Type/Pages/Kids[3 0 R]>>\nendobj\n5 0 obj\n<</Type/Font>>stream\n/Type/Page endstream endobj\n9 0 o";
        let repaired = String::from_utf8(with_own_page_tree(bytes).expect("two pages")).expect("a text");
        assert!(repaired.contains("/Count 2 /Kids [7 0 R 3 0 R ]"), "{repaired}");
        assert!(repaired.contains("\n8 0 obj\n<< /Type /Catalog /Pages 9 0 R"), "{repaired}");
        assert_eq!(with_own_page_tree(b"%PDF-1.4\n1 0 obj\n<</Type/Font>>\nendobj"), None);
    }

    #[test]
    fn a_box_that_is_no_number_goes() {
        let plain =
            |text: &str| with_plain_boxes(text.as_bytes()).map(|bytes| String::from_utf8(bytes).expect("a text"));
        assert_eq!(
            plain("/MediaBox [0 0 NaN 9]/CropBox[0 0 1 2]").as_deref(),
            Some("                     /CropBox[0 0 1 2]")
        );
        for left in ["/MediaBox [0 -0.5 1 0 R 842.]", "/BBox [0 0 NaN 9]", "/MediaBox 5 0 R [NaN]", "/MediaBox [0 0"] {
            assert_eq!(plain(left), None, "{left}");
        }
    }
}

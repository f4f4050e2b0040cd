//! An input's name and bytes -> an id: the name of a folder that every file system takes, readable, the same whatever else
//! is read, and when.

use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// The longest id, in bytes. File systems take 255; the rest is left to the path around it.
const MAX_BYTES: usize = 120;
/// How many hexadecimal digits of the content's digest end an id. Towns name their documents alike: of a million of one name
/// two would meet once in five hundred such collections.
const DIGITS: usize = 12;
/// Names of devices on Windows, with any extension.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"];

/// The id of the document at `path` whose bytes have this digest.
pub(super) fn id(path: &Path, sha256: &str) -> String {
    let digits: String = sha256.chars().take(DIGITS).collect();
    format!("{}-{digits}", plain(path))
}

/// The readable part of an id.
fn plain(path: &Path) -> String {
    if path.as_os_str() == "-" {
        return "stdin".to_owned();
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name: String = without_pdf(&name).nfc().filter(|&c| !is_invisible(c)).map(safe).collect();
    let name = squeezed(&name);
    let name = name.trim_matches(|c| matches!(c, '.' | '-' | '_' | '~'));
    let name = if name.is_empty() { "document" } else { name };
    let name = if is_reserved(name) { format!("_{name}") } else { name.to_owned() };
    shortened(name)
}

/// The name without its last `.pdf`, `.PDF`.
fn without_pdf(name: &str) -> &str {
    match name.len().checked_sub(4).and_then(|at| name.split_at_checked(at)) {
        Some((stem, extension)) if extension.eq_ignore_ascii_case(".pdf") => stem,
        _ => name,
    }
}

fn safe(c: char) -> char {
    let is_special =
        matches!(c, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' | '%' | '#' | char::REPLACEMENT_CHARACTER);
    if is_special || c.is_whitespace() || c.is_control() { '_' } else { c }
}

/// Marks of direction and joining, and variation selectors: two names could look the same.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

fn squeezed(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if !(c == '_' && out.ends_with('_')) {
            out.push(c);
        }
    }
    out
}

fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_port = port.is_some_and(|n| {
        let mut chars = n.chars();
        matches!((chars.next(), chars.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    });
    is_port || RESERVED.contains(&stem.as_str())
}

/// Cut at a character: what is cut off is not needed to tell two documents apart.
fn shortened(mut name: String) -> String {
    let mut end = name.len().min(MAX_BYTES - DIGITS - 1);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.truncate(end);
    name
}

#[cfg(test)]
mod tests {
    use super::{MAX_BYTES, id};
    use std::path::Path;

    const SHA256: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    fn check(path: &str, expected: &str) {
        assert_eq!(id(Path::new(path), SHA256), format!("{expected}-0123456789ab"));
    }

    #[test]
    fn names_are_kept_where_they_are_safe() {
        check("a/2025年部门预算（公开）.pdf", "2025年部门预算（公开）");
        check("b/x.pdf.pdf", "x.pdf");
        check("-", "stdin");
        check("a b:c?.PDF", "a_b_c");
        check("e\u{301}.pdf", "\u{e9}");
        for nameless in [".pdf", "..pdf", "--.pdf"] {
            check(nameless, "document");
        }
        check("con.pdf", "_con");
        check("LPT1.x.pdf", "_LPT1.x");
        check("console.pdf", "console");
    }

    #[test]
    fn long_names_are_cut_at_a_character() {
        let long = id(Path::new(&format!("{}.pdf", "预算".repeat(40))), SHA256);
        assert!(long.len() <= MAX_BYTES && long.starts_with("预算预算") && long.ends_with("预-0123456789ab"), "{long}");
    }
}

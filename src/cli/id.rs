//! Inputs' names -> ids: names of folders that every file system takes, readable, one for each input.

use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// The longest id, in bytes. File systems take 255; the rest is left to the path around it.
const MAX_BYTES: usize = 120;
/// Room for `-` and the number or digest that tells two ids apart.
const SUFFIX_BYTES: usize = 9;
/// Names of devices on Windows, with any extension.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"];

/// One id for each path, in order. Two ids differ even where a file system ignores case. A path that had one in `former`,
/// by its name there, keeps it, and no other gets one of those. The first of several paths of one name has the plain name,
/// the others `-2`, `-3`, …: the same paths give the same ids.
pub(super) fn ids<'a>(paths: impl IntoIterator<Item = &'a Path>, former: &BTreeMap<String, String>) -> Vec<String> {
    let known = |path: &Path| former.get(&*path.to_string_lossy()).cloned();
    let mut ids: Vec<(String, bool)> =
        paths.into_iter().map(|path| known(path).map_or_else(|| (plain(path), false), |id| (id, true))).collect();
    let all_plain: HashSet<String> = ids.iter().map(|(id, _)| folded(id)).collect();
    let mut taken: HashSet<String> = former.values().map(|id| folded(id)).collect();
    let mut next: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for (id, _) in ids.iter_mut().filter(|(_, is_known)| !is_known) {
        let key = folded(id);
        if taken.insert(key.clone()) {
            continue;
        }
        let number = next.entry(key).or_insert(2);
        loop {
            let numbered = format!("{id}-{number}");
            *number += 1;
            let key = folded(&numbered);
            if !all_plain.contains(&key) && taken.insert(key) {
                *id = numbered;
                break;
            }
        }
    }
    ids.into_iter().map(|(id, _)| id).collect()
}

/// The id of a path without regard to others.
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
    if name.len() + SUFFIX_BYTES > MAX_BYTES { shortened(&name) } else { name }
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

/// Cut at a character, with a digest of the whole so that names with one beginning stay apart.
fn shortened(name: &str) -> String {
    let mut end = MAX_BYTES - 2 * SUFFIX_BYTES;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    let digest = Sha256::digest(name.as_bytes());
    let digest: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{digest}", name.split_at(end).0)
}

fn folded(id: &str) -> String {
    id.to_lowercase().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::{MAX_BYTES, ids};
    use std::collections::BTreeMap;
    use std::path::Path;

    fn check(paths: &[&str], expected: &[&str]) {
        assert_eq!(ids(paths.iter().map(Path::new), &BTreeMap::new()), expected);
    }

    #[test]
    fn names_are_kept_where_they_are_safe() {
        check(&["a/2025年部门预算（公开）.pdf", "b/x.pdf.pdf", "-"], &["2025年部门预算（公开）", "x.pdf", "stdin"]);
        check(&["a b:c?.PDF", ".pdf", "..pdf", "--.pdf"], &["a_b_c", "document", "document-2", "document-3"]);
        check(&["con.pdf", "LPT1.x.pdf", "console.pdf"], &["_con", "_LPT1.x", "console"]);
    }

    #[test]
    fn ids_differ_whatever_the_case_and_the_order() {
        check(&["a/x.pdf", "b/X.pdf", "c/x.pdf", "d/x-2.pdf"], &["x", "X-3", "x-4", "x-2"]);
        check(&["e\u{301}.pdf", "\u{e9}.pdf"], &["\u{e9}", "\u{e9}-2"]);
    }

    #[test]
    fn what_had_an_id_keeps_it_whatever_is_added() {
        let former = BTreeMap::from([("b/x.pdf", "x"), ("gone/y.pdf", "y")].map(|(name, id)| (name.into(), id.into())));
        let made = ids(["a/x.pdf", "b/x.pdf", "a/y.pdf", "a/z.pdf"].map(Path::new), &former);
        assert_eq!(made, ["x-2", "x", "y-2", "z"]);
    }

    #[test]
    fn long_names_are_cut_at_a_character_and_stay_apart() {
        let long = "预算".repeat(40);
        let (a, b) = (format!("{long}甲.pdf"), format!("{long}乙.pdf"));
        let made = ids([a.as_str(), b.as_str(), a.as_str()].map(Path::new), &BTreeMap::new());
        assert!(made.iter().all(|id| id.len() <= MAX_BYTES && id.starts_with("预算预算")), "{made:?}");
        assert!(made[0] != made[1] && made[2] == format!("{}-2", made[0]), "{made:?}");
    }
}

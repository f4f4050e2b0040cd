//! Names of columns as the forms print them, one by one: what a header is cut with. No form is known here as a whole:
//! only which names there are, which stand over others, and which stand below which.

use super::forms;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The names of columns.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    names: BTreeSet<String>,
    groups: BTreeSet<String>,
    pairs: BTreeSet<(String, String)>,
}

/// The names that the forms print.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let mut lexicon = Lexicon::default();
        for path in forms().iter().flat_map(|form| &form.columns) {
            for name in path {
                lexicon.names.insert(plain(name));
            }
            for pair in path.windows(2) {
                if let [group, name] = pair {
                    lexicon.groups.insert(plain(group));
                    lexicon.pairs.insert((plain(group), plain(name)));
                }
            }
        }
        lexicon
    })
}

impl Lexicon {
    /// Is this the name of a column, or of a group of columns?
    pub(crate) fn is_name(&self, name: &str) -> bool {
        self.names.contains(&plain(name))
    }

    /// Does this name stand over others somewhere?
    pub(crate) fn is_group(&self, name: &str) -> bool {
        self.groups.contains(&plain(name))
    }

    /// Does `name` stand below `group` somewhere?
    pub(crate) fn stands_below(&self, group: &str, name: &str) -> bool {
        self.pairs.contains(&(plain(group), plain(name)))
    }
}

/// A name without what differs from year to year and from place to place: years, brackets, blanks.
fn plain(name: &str) -> String {
    let mut kept = String::with_capacity(name.len());
    let mut depth = 0_usize;
    for c in name.chars().filter(|c| !c.is_whitespace()) {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            '0'..='9' => {}
            _ => kept.push(c),
        }
    }
    let kept = kept.trim_start_matches(['年', '度']);
    if kept.is_empty() { name.to_owned() } else { kept.to_owned() }
}

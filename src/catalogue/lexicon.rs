//! Names of columns as the forms print them, one by one: what a header is cut with. No form is known here as a whole:
//! only which names there are, which stand over others, and which stand below which.

use super::{forms, role};
use crate::model::ColumnRole;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// The names of columns.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    names: BTreeSet<String>,
    groups: BTreeSet<String>,
    pairs: BTreeSet<(String, String)>,
    values: BTreeSet<String>,
    /// How much more often the first of two names of columns stands before the second than behind it.
    order: BTreeMap<(String, String), i32>,
    /// Parts of the names of groups, and what the names below them begin with.
    below: Vec<(&'static str, Vec<&'static str>)>,
}

/// The names that the forms print.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let mut lexicon = Lexicon { names: listed(LIST), below: below(LIST), ..Lexicon::default() };
        for path in forms().iter().flat_map(|form| &form.columns) {
            if let Some(leaf) = path.last().filter(|_| role(path) == ColumnRole::Amount) {
                lexicon.values.insert(plain(leaf));
            }
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
        for form in forms() {
            let leaves: Vec<String> =
                form.columns.iter().filter_map(|path| path.last()).map(|name| plain(name)).collect();
            for (at, name) in leaves.iter().enumerate() {
                for other in leaves.iter().skip(at + 1).filter(|other| *other != name) {
                    *lexicon.order.entry((name.clone(), other.clone())).or_default() += 1;
                    *lexicon.order.entry((other.clone(), name.clone())).or_default() -= 1;
                }
            }
        }
        lexicon
    })
}

/// A name of so many characters that stands in another one says what that is a part of.
const PART: usize = 5;

const LIST: &str = include_str!("names.txt");

/// What a list says about groups.
fn below(list: &'static str) -> Vec<(&'static str, Vec<&'static str>)> {
    let line = |line: &'static str| {
        let (group, names) = line.strip_prefix("below ")?.split_once(':')?;
        Some((group, names.split_whitespace().collect()))
    };
    list.lines().filter_map(line).collect()
}

/// The names of a list: stems with each ending, and names by themselves.
fn listed(list: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut stems: Vec<&str> = Vec::new();
    for line in list.lines().filter(|line| !line.starts_with('#') && !line.starts_with("below ")) {
        if let Some(own) = line.strip_prefix("stems:") {
            stems = own.split_whitespace().collect();
            names.extend(stems.iter().map(|stem| plain(stem)));
        } else if let Some(endings) = line.strip_prefix("endings:") {
            names.extend(
                endings.split_whitespace().flat_map(|end| stems.iter().map(move |stem| plain(&format!("{stem}{end}")))),
            );
        } else {
            names.extend(line.split_whitespace().map(plain));
        }
    }
    names
}

impl Lexicon {
    /// Is this the name of a column, or of a group of columns?
    pub(crate) fn is_name(&self, name: &str) -> bool {
        self.names.contains(&plain(name))
    }

    /// Does a name begin like this?
    pub(crate) fn begins_name(&self, text: &str) -> bool {
        let own = plain(text);
        self.names.range(own.clone()..).next().is_some_and(|name| name.starts_with(&own))
    }

    /// Does this name stand over others somewhere?
    pub(crate) fn is_group(&self, name: &str) -> bool {
        self.groups.contains(&plain(name))
    }

    /// Is this the name of a column of amounts somewhere?
    pub(crate) fn is_value(&self, name: &str) -> bool {
        self.values.contains(&plain(name))
    }

    /// Does the column `name` mostly stand before the column `other` where both are printed?
    pub(crate) fn precedes(&self, name: &str, other: &str) -> bool {
        self.order.get(&(plain(name), plain(other))).is_some_and(|&more| more > 0)
    }

    /// Does `name` stand below `group` somewhere?
    pub(crate) fn stands_below(&self, group: &str, name: &str) -> bool {
        let (own, leaf) = (plain(group), plain(name));
        // `其中：政府采购项目中预留给中小企业` below `政府采购项目`.
        if leaf.starts_with("其中") && own.chars().count() >= PART && leaf.contains(&own) {
            return true;
        }
        let listed = |(part, names): &(&str, Vec<&str>)| {
            own.contains(part) && names.iter().any(|start| leaf.starts_with(start)) && !leaf.contains(part)
        };
        self.below.iter().any(listed) || self.pairs.contains(&(own.clone(), leaf.clone()))
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

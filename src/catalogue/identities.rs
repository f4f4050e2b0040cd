//! `identities.txt` -> the identities between named cells.

use std::sync::OnceLock;

/// An identity between named cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Its id.
    pub(crate) id: String,
    /// The rules of the published list that it words.
    pub(crate) covers: Vec<String>,
    /// The code of the check it is run by.
    pub(crate) check: String,
    /// The identity in words.
    pub(crate) says: String,
    /// Is the left side at most the right, not equal to it?
    pub(crate) is_bound: bool,
    /// The sum.
    pub(crate) left: Vec<Term>,
    /// What adds up to it.
    pub(crate) right: Vec<Term>,
    /// What may stand for the left side: some print the one, some the other.
    pub(crate) or: Vec<Term>,
    /// Where these print money it is not said whose it is, and the identity is not tried.
    pub(crate) unless: Vec<Term>,
    /// What the prose calls it.
    pub(crate) words: Vec<String>,
    /// How many years later the document of the right side is, where the sides stand in two documents.
    pub(crate) years: i32,
    /// Where the tables print what the prose calls so.
    pub(crate) places: Vec<Term>,
}

/// Cells of one kind of table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    /// The kind.
    pub(crate) kind: String,
    /// Which rows.
    pub(crate) rows: Rows,
    /// The half they are named in, from 0; any if none.
    pub(crate) half: Option<usize>,
    /// The measures of the column, the first that the table has; the first printed amount if none.
    pub(crate) measures: Vec<String>,
    /// Does it count as nothing if it is not there?
    pub(crate) is_optional: bool,
}

/// Rows by what they are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// The table's total.
    Total,
    /// The one row of a table that has one.
    Only,
    /// Each row in turn, the same in all terms of an identity.
    Each,
    /// The rows that name other organisations, each compared with the document of its own.
    Units,
    /// The first row called so, of words with `+` behind them the second.
    Called(Vec<String>),
    /// The rows of these codes.
    Codes(Vec<String>),
}

/// Every identity, in the order of the file.
pub(crate) fn identities() -> &'static [Identity] {
    static IDENTITIES: OnceLock<Vec<Identity>> = OnceLock::new();
    IDENTITIES.get_or_init(|| parse(include_str!("identities.txt")).expect("the program's own file is whole"))
}

fn parse(text: &str) -> Result<Vec<Identity>, String> {
    let mut found: Vec<Identity> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = || format!("line {}: {line}", at + 1);
        let (key, value) = line.split_once(' ').ok_or_else(wrong)?;
        if key == "identity" {
            found.push(Identity { id: value.to_owned(), ..Identity::default() });
            continue;
        }
        let identity = found.last_mut().ok_or_else(wrong)?;
        match key {
            "covers" => identity.covers = value.split_whitespace().map(str::to_owned).collect(),
            "check" => {
                identity.check = value.to_owned();
                identity.is_bound = matches!(value, "at_most" | "three_public");
            }
            "says" => identity.says = value.to_owned(),
            "left" | "left?" => identity.left.push(term(value, key.ends_with('?')).ok_or_else(wrong)?),
            "words" => identity.words.extend(value.split(',').map(str::to_owned)),
            "years" => identity.years = value.parse().map_err(|_| wrong())?,
            "in" => identity.places.push(term(value, false).ok_or_else(wrong)?),
            "or" => identity.or.push(term(value, false).ok_or_else(wrong)?),
            "unless" => identity.unless.push(term(value, true).ok_or_else(wrong)?),
            "right" | "right?" => identity.right.push(term(value, key.ends_with('?')).ok_or_else(wrong)?),
            _ => return Err(wrong()),
        }
    }
    Ok(found)
}

fn term(text: &str, is_optional: bool) -> Option<Term> {
    let mut words = text.split_whitespace();
    let (kind, rows, column) = (words.next()?, words.next()?, words.next()?);
    let (rows, half) = match rows.split_once('@') {
        Some((rows, half)) => (rows, Some(half.parse().ok()?)),
        None => (rows, None),
    };
    let list = |text: &str| text.split(',').map(str::to_owned).collect();
    let rows = match rows.split_once(':') {
        None if rows == "total" => Rows::Total,
        None if rows == "only" => Rows::Only,
        None if rows == "each" => Rows::Each,
        None if rows == "units" => Rows::Units,
        Some(("row", names)) => Rows::Called(list(names)),
        Some(("code", codes)) => Rows::Codes(list(codes)),
        _ => return None,
    };
    let measures = if column == "first" { Vec::new() } else { list(column) };
    Some(Term { kind: kind.to_owned(), rows, half, measures, is_optional })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_whole() {
        assert!(identities().len() > 30);
        let kinds = crate::Catalogue::default();
        for identity in identities() {
            assert!(!identity.covers.is_empty() && !identity.says.is_empty(), "{}", identity.id);
            if identity.check == "narrative" {
                assert!(!identity.words.is_empty() && !identity.places.is_empty(), "{}", identity.id);
            } else {
                assert!(!identity.left.is_empty() && !identity.right.is_empty(), "{}", identity.id);
            }
            assert!(
                matches!(
                    &*identity.check,
                    "balance"
                        | "cross_table"
                        | "at_most"
                        | "three_public"
                        | "narrative"
                        | "budget_final"
                        | "department_units"
                ),
                "{}",
                identity.id
            );
            let each = |term: &Term| term.rows == Rows::Each;
            let sides = || identity.left.iter().chain(&identity.right);
            // One line at a time is looked at in one table, and in all terms.
            assert!(!sides().any(each) || sides().all(|term| each(term) && term.kind == identity.left[0].kind));
            for term in sides().chain(&identity.places).chain(&identity.unless) {
                assert!(kinds.kinds().iter().any(|kind| kind.slug == term.kind), "{}: {}", identity.id, term.kind);
            }
        }
        let mut ids: Vec<&String> = identities().iter().map(|identity| &identity.id).collect();
        ids.sort();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn lines_that_are_not_as_explained_are_refused() {
        for text in ["left a total first", "identity a\nleft a", "identity a\nleft a rows first", "identity a\nwhat b"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}

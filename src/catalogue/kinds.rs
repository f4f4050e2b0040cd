//! `kinds.txt` and a user's own file of the same form -> the kinds of tables, and which kind a title has.

use crate::model::{ColumnRole, Scope, Stage};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// The kinds that tables are told by: those of the program, and before them those of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue(Arc<Vec<Kind>>);

/// One kind of table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Kind {
    /// The slug: what `kind` says in outputs.
    pub slug: String,
    /// What the table is called, in Chinese.
    pub name: String,
    /// Whose documents have it; any if none.
    pub scope: Option<Scope>,
    /// Budget or accounts; any if none.
    pub stage: Option<Stage>,
    titles: Vec<Words>,
    not: Vec<String>,
    header: Vec<Vec<String>>,
    columns: Vec<Words>,
}

/// Words that must stand in a text, and words that must not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Words {
    with: Vec<String>,
    without: Vec<String>,
}

/// What is wrong with a catalogue file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CatalogueError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it: lower case, no full stop.
    pub message: String,
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for CatalogueError {}

impl Default for Catalogue {
    /// The kinds of the program.
    fn default() -> Catalogue {
        static STANDARD: OnceLock<Catalogue> = OnceLock::new();
        let standard =
            || Catalogue(Arc::new(parse(include_str!("kinds.txt")).expect("the program's own file is whole")));
        STANDARD.get_or_init(standard).clone()
    }
}

impl Catalogue {
    /// This catalogue with the kinds of `text` before its own. A kind of a slug that is there already replaces it.
    ///
    /// # Errors
    /// A line that is not written as `kinds.txt` explains.
    ///
    /// # Examples
    /// ```
    /// use fiscal_tables::Catalogue;
    /// let mine = "kind special_bonds\nname 专项债券明细表\nscope government\nstage any\ntitle 专项债券 明细\n";
    /// let catalogue = Catalogue::default().with(mine)?;
    /// assert_eq!(catalogue.kinds()[0].slug, "special_bonds");
    /// # Ok::<(), fiscal_tables::CatalogueError>(())
    /// ```
    pub fn with(&self, text: &str) -> Result<Catalogue, CatalogueError> {
        let mut kinds = parse(text)?;
        let own = kinds.len();
        for kind in self.0.iter() {
            if !kinds.iter().take(own).any(|new| new.slug == kind.slug) {
                kinds.push(kind.clone());
            }
        }
        Ok(Catalogue(Arc::new(kinds)))
    }

    /// Every kind, in the order in which equals win.
    pub fn kinds(&self) -> &[Kind] {
        &self.0
    }

    /// The file that the program's own kinds are read from: an example of how to write one.
    pub fn standard_text() -> &'static str {
        include_str!("kinds.txt")
    }
}

impl Kind {
    /// The measures of the columns that its known forms have, in the order of print; none if no form is known.
    pub fn measures(&self) -> Vec<String> {
        let mut slugs: Vec<String> = Vec::new();
        for form in super::forms().iter().filter(|form| form.kind == self.slug) {
            for path in form.columns.iter().filter(|path| super::role(path) == ColumnRole::Amount) {
                let names: Vec<String> = path
                    .iter()
                    .map(|name| name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '“' | '”')).collect())
                    .collect();
                let measure = super::measure(&names);
                let parts = [measure.item.map(|(slug, _)| slug), measure.context, measure.basis];
                let slug = parts.into_iter().flatten().collect::<Vec<_>>().join(".");
                if !slug.is_empty() && !slugs.contains(&slug) {
                    slugs.push(slug);
                }
            }
        }
        slugs
    }

    /// How many characters of `title` (without white space and quotation marks) make it this kind; none if it is not.
    pub(crate) fn in_title(&self, title: &str, header: &str) -> Option<usize> {
        let stands = |word: &String| header.contains(word.as_str());
        if self.not.iter().any(|word| title.contains(word.as_str())) {
            return None;
        }
        if !self.header.iter().all(|words| words.iter().any(stands)) {
            return None;
        }
        self.titles.iter().filter(|words| words.in_order(title)).map(Words::size).max()
    }

    /// How many characters of the column names make a table without a telling title this kind; none if it is not.
    pub(crate) fn in_columns(&self, header: &str) -> Option<usize> {
        self.columns.iter().filter(|words| words.anywhere(header)).map(Words::size).max()
    }
}

impl Words {
    fn new(text: &str) -> Words {
        let mut words = Words::default();
        for word in text.split_whitespace() {
            match word.strip_prefix('-') {
                Some(word) => words.without.push(word.to_owned()),
                None => words.with.push(word.to_owned()),
            }
        }
        words
    }

    /// Do the words stand in `text` one behind the other?
    fn in_order(&self, text: &str) -> bool {
        let mut rest = text;
        for word in &self.with {
            let Some((_, behind)) = rest.split_once(word.as_str()) else { return false };
            rest = behind;
        }
        !self.without.iter().any(|word| text.contains(word.as_str()))
    }

    fn anywhere(&self, text: &str) -> bool {
        self.with.iter().all(|word| text.contains(word.as_str()))
            && !self.without.iter().any(|word| text.contains(word.as_str()))
    }

    fn size(&self) -> usize {
        self.with.iter().map(|word| word.chars().count()).sum()
    }
}

fn parse(text: &str) -> Result<Vec<Kind>, CatalogueError> {
    let mut kinds: Vec<Kind> = Vec::new();
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        let error = |message: String| Err(CatalogueError { line: at + 1, message });
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (key, value) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let value = value.trim();
        if value.is_empty() {
            return error(format!("nothing stands after `{key}`"));
        }
        if key == "kind" {
            let is_slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            if !value.chars().all(is_slug) {
                return error(format!("expected a slug of lower-case letters, digits and _, found `{value}`"));
            }
            if kinds.iter().any(|kind| kind.slug == value) {
                return error(format!("the kind `{value}` stands twice"));
            }
            kinds.push(Kind {
                slug: value.to_owned(),
                name: String::new(),
                scope: None,
                stage: None,
                titles: Vec::new(),
                not: Vec::new(),
                header: Vec::new(),
                columns: Vec::new(),
            });
            continue;
        }
        let Some(kind) = kinds.last_mut() else {
            return error(format!("expected `kind` and a slug first, found `{key}`"));
        };
        match (key, value) {
            ("name", _) => kind.name = value.to_owned(),
            ("scope", "any") => kind.scope = None,
            ("scope", "department") => kind.scope = Some(Scope::Department),
            ("scope", "government") => kind.scope = Some(Scope::Government),
            ("stage", "any") => kind.stage = None,
            ("stage", "budget") => kind.stage = Some(Stage::Budget),
            ("stage", "final") => kind.stage = Some(Stage::Final),
            ("scope" | "stage", _) => return error(format!("`{key}` cannot be `{value}`")),
            ("title", _) => kind.titles.push(Words::new(value)),
            ("columns", _) => kind.columns.push(Words::new(value)),
            ("not", _) => kind.not.extend(value.split_whitespace().map(str::to_owned)),
            ("header", _) => {
                kind.header.extend(value.split_whitespace().map(|words| words.split('|').map(str::to_owned).collect()))
            }
            _ => {
                return error(format!(
                    "expected kind, name, scope, stage, title, not, header or columns, found `{key}`"
                ));
            }
        }
    }
    Ok(kinds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_kinds_are_whole() {
        let catalogue = Catalogue::default();
        assert!(catalogue.kinds().len() > 60);
        for kind in catalogue.kinds() {
            assert!(!kind.name.is_empty() && !kind.titles.is_empty(), "{}", kind.slug);
        }
        for form in crate::catalogue::forms() {
            assert!(catalogue.kinds().iter().any(|kind| kind.slug == form.kind), "{}", form.kind);
        }
    }

    #[test]
    fn files_that_are_not_as_explained_are_refused() {
        for (text, line, message) in [
            ("title 收入", 1, "expected `kind`"),
            ("\nkind Income", 2, "expected a slug"),
            ("kind a\nname", 2, "nothing stands after"),
            ("kind a\nscope city", 2, "`scope` cannot be `city`"),
            ("kind a\n# b\ntitel 收入", 3, "found `titel`"),
            ("kind a\n\nkind a", 3, "stands twice"),
        ] {
            let error = Catalogue::default().with(text).expect_err(text);
            assert_eq!(error.line, line, "{text}");
            assert!(error.message.contains(message), "{error}");
        }
    }
}

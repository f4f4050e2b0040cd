//! What the forms print, as data: their columns, their arithmetic, their closed lists of words. In: nothing, the files
//! beside this one are embedded. Out: [`forms`], [`levels`], [`words`], [`sums`].

mod additive;
mod codes;
mod identities;
mod kinds;
mod lexicon;
mod measures;
mod sums;

pub(crate) use crate::words::{factor, is_count, is_organisation, is_total, unit_in};
pub(crate) use additive::is_level;
pub(crate) use codes::{
    codes_of_names, division_in, division_name, divisions_called, divisions_in, divisions_of, entry, is_division,
    is_division_name, is_prefecture, lies_in, listed_names, nearest, parent, prefecture_of, province_of, scheme_of,
};
pub(crate) use identities::{Identity, Rows, Term, identities};
pub use kinds::{Catalogue, CatalogueError, Kind};
pub(crate) use lexicon::lexicon;
pub(crate) use measures::{Measure, Quantity, measure};
pub(crate) use sums::{Sum, bounds, of_which, sums, sums_among};

use crate::model::ColumnRole;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A form that departments publish: its kind and its columns, each a path of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    /// The slug of its kind.
    pub(crate) kind: String,
    /// The names of each column, from the outermost to its own.
    pub(crate) columns: Vec<Vec<String>>,
    /// The column that the label of the total stands in, if it is not the first column of names.
    pub(crate) total_label: Option<usize>,
    /// How often each character is printed in the header: the characters by their places among [`header_characters`].
    pub(crate) characters: Vec<(usize, usize)>,
    /// How many characters these are.
    pub(crate) size: usize,
}

impl Form {
    fn new(kind: &str, tree: &str, known: &mut BTreeMap<char, usize>) -> Form {
        let mut columns = columns_of(tree);
        let total_label = columns.iter().position(|path| path.last().is_some_and(|leaf| leaf.ends_with('^')));
        for leaf in columns.iter_mut().filter_map(|path| path.last_mut()) {
            leaf.truncate(leaf.trim_end_matches('^').len());
        }
        let mut characters: BTreeMap<char, usize> = BTreeMap::new();
        for c in cells(&columns).iter().flat_map(|cell| cell.chars()) {
            *characters.entry(digits_alike(c)).or_default() += 1;
        }
        let size = characters.values().sum();
        let place = |(c, count): (char, usize)| {
            let next = known.len();
            (*known.entry(c).or_insert(next), count)
        };
        let characters = characters.into_iter().map(place).collect();
        Form { kind: kind.to_owned(), columns, total_label, characters, size }
    }
}

/// Headers name years: any digit counts as the same character, so that a form serves every year.
fn digits_alike(c: char) -> char {
    if c.is_ascii_digit() { '0' } else { c }
}

/// The header cells of these columns, each once however many columns it spans, in the order of the columns.
pub(crate) fn cells(columns: &[Vec<String>]) -> Vec<&str> {
    let mut cells = Vec::new();
    let mut before: &[String] = &[];
    for path in columns {
        let common = path.iter().zip(before).take_while(|(a, b)| a == b).count();
        let common = if common == path.len() { common - 1 } else { common };
        cells.extend(path.iter().skip(common).map(String::as_str));
        before = path;
    }
    cells
}

/// A first level of indicators and its second levels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Level {
    /// The first level's name.
    pub(crate) name: String,
    /// The names of its second levels.
    pub(crate) below: Vec<String>,
}

/// Every known form, in the order of the file.
pub(crate) fn forms() -> &'static [Form] {
    &forms_and_characters().0
}

/// The characters of the forms' headers. Digits count as one character.
#[derive(Debug, Default)]
pub(crate) struct HeaderCharacters {
    /// For each character by its number in Unicode its place in a list of them; [`NOWHERE`] for others.
    places: Vec<u16>,
    /// For each place the forms, by their places in [`forms`], that print it, and how often each does.
    pub(crate) uses: Vec<Vec<(usize, usize)>>,
}

/// The place of a character that no header prints.
const NOWHERE: u16 = u16::MAX;

impl HeaderCharacters {
    fn new(characters: &BTreeMap<char, usize>, forms: &[Form]) -> HeaderCharacters {
        let last = characters.keys().next_back().map_or(0, |&c| c as usize + 1);
        let mut places = vec![NOWHERE; last];
        for (&c, &place) in characters {
            if let Some(own) = places.get_mut(c as usize) {
                *own = u16::try_from(place).unwrap_or(NOWHERE);
            }
        }
        let mut uses = vec![Vec::new(); characters.len()];
        for (index, form) in forms.iter().enumerate() {
            for &(place, count) in &form.characters {
                if let Some(list) = uses.get_mut(place) {
                    list.push((index, count));
                }
            }
        }
        HeaderCharacters { places, uses }
    }

    /// The place of a character in the list of them, if a header prints it.
    pub(crate) fn place(&self, c: char) -> Option<usize> {
        let place = *self.places.get(digits_alike(c) as usize)?;
        (place != NOWHERE).then_some(usize::from(place))
    }
}

/// Every character of the forms' headers.
pub(crate) fn header_characters() -> &'static HeaderCharacters {
    &forms_and_characters().1
}

fn forms_and_characters() -> &'static (Vec<Form>, HeaderCharacters) {
    static FORMS: OnceLock<(Vec<Form>, HeaderCharacters)> = OnceLock::new();
    FORMS.get_or_init(|| {
        let mut lines = data(include_str!("forms.txt"));
        let mut forms: Vec<Form> = Vec::new();
        let mut places = BTreeMap::new();
        while let (Some(kind), Some(columns)) = (lines.next(), lines.next()) {
            forms.push(Form::new(kind, columns, &mut places));
        }
        let characters = HeaderCharacters::new(&places, &forms);
        (forms, characters)
    })
}

/// Every known frame of indicators.
pub(crate) fn levels() -> &'static [Level] {
    static LEVELS: OnceLock<Vec<Level>> = OnceLock::new();
    LEVELS.get_or_init(|| {
        keyed(include_str!("indicators.txt")).map(|(name, below)| Level { name: name.to_owned(), below }).collect()
    })
}

/// The words listed under `key`, none if there is no such list.
pub(crate) fn words(key: &str) -> &'static [String] {
    static WORDS: OnceLock<Vec<(String, Vec<String>)>> = OnceLock::new();
    let lists = WORDS.get_or_init(|| keyed(include_str!("words.txt")).map(|(k, w)| (k.to_owned(), w)).collect());
    lists.iter().find(|(k, _)| k == key).map_or(&[], |(_, words)| words.as_slice())
}

fn data(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn keyed(text: &'static str) -> impl Iterator<Item = (&'static str, Vec<String>)> {
    data(text)
        .filter_map(|line| line.split_once(':'))
        .map(|(key, words)| (key, words.split_whitespace().map(str::to_owned).collect()))
}

/// `a{b|c}|d` -> `[a, b]`, `[a, c]`, `[d]`.
fn columns_of(text: &str) -> Vec<Vec<String>> {
    let mut columns = Vec::new();
    let mut above: Vec<String> = Vec::new();
    let mut name = String::new();
    for c in text.chars() {
        match c {
            '{' => above.push(std::mem::take(&mut name)),
            '|' | '}' => {
                if !name.is_empty() {
                    columns.push(above.iter().cloned().chain([std::mem::take(&mut name)]).collect());
                }
                if c == '}' {
                    above.pop();
                }
            }
            _ => name.push(c),
        }
    }
    if !name.is_empty() {
        columns.push(above.iter().cloned().chain([name]).collect());
    }
    columns
}

/// How the names of columns of codes end.
const CODES: &[&str] = &["编码", "代码"];
/// Of shares and rates.
const RATIOS: &[&str] = &["率", "%", "％", "占比", "比例", "度%"];
/// Of labels.
const LABELS: &[&str] =
    &["名称", "类型", "项目单位", "分类", "类别", "一级指标", "二级指标", "三级指标", "科目", "部门", "内容"];
/// Of texts.
const TEXTS: &[&str] = &["指标值", "目标值", "完成值", "说明", "措施", "备注", "原因", "依据"];

/// The characters that these endings end in.
fn last_characters() -> &'static [char] {
    static LAST: OnceLock<Vec<char>> = OnceLock::new();
    LAST.get_or_init(|| [CODES, RATIOS, LABELS, TEXTS].concat().iter().filter_map(|e| e.chars().next_back()).collect())
}

/// What a column of this path holds, by its name alone.
pub(crate) fn role(path: &[String]) -> ColumnRole {
    let leaf = path.last().map_or("", String::as_str);
    let bare = leaf.split(['（', '(', '／', '/']).next().unwrap_or(leaf);
    // Most names of columns end in none of the characters that the endings end in.
    let last = last_characters();
    let told = |name: &str| name.chars().next_back().is_some_and(|own| last.contains(&own));
    let (own, bare_too) = (told(leaf), told(bare) && bare.len() < leaf.len());
    let ends = |endings: &[&str]| {
        endings.iter().any(|ending| (own && leaf.ends_with(ending)) || (bare_too && bare.ends_with(ending)))
    };
    if matches!(leaf, "类" | "款" | "项") || ends(CODES) {
        ColumnRole::Code
    } else if matches!(leaf, "行次" | "序号" | "栏次") {
        ColumnRole::Index
    } else if ends(RATIOS) {
        ColumnRole::Ratio
    } else if matches!(bare, "项目" | "单位" | "类型" | "预算科目" | "功能分类" | "支出功能分类") || ends(LABELS)
    {
        ColumnRole::Label
    } else if ends(TEXTS) {
        ColumnRole::Text
    } else {
        ColumnRole::Amount
    }
}

#[cfg(test)]
mod tests {
    use super::{columns_of, forms, is_total, levels, role, words};
    use crate::model::ColumnRole;

    #[test]
    fn trees_become_paths() {
        let columns = columns_of("a{b{c|d}|e}|f");
        let joined: Vec<String> = columns.iter().map(|path| path.join("/")).collect();
        assert_eq!(joined, ["a/b/c", "a/b/d", "a/e", "f"]);
    }

    #[test]
    fn the_data_is_whole() {
        assert!(forms().len() > 20);
        for form in forms() {
            assert!(form.columns.len() >= 2 && form.columns.iter().flatten().all(|name| !name.is_empty()), "{form:?}");
            assert!(form.kind.is_ascii(), "{}", form.kind);
        }
        assert!(levels().iter().all(|level| !level.below.is_empty()));
        assert!(is_total("合计") && !words("人员经费").is_empty() && words("no such list").is_empty());
    }

    #[test]
    fn names_tell_roles() {
        let of = |path: &str| role(&path.split('/').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(of("科目编码/类"), ColumnRole::Code);
        assert_eq!(of("单位（科目名称）"), ColumnRole::Label);
        assert_eq!(of("单位编码（项目编码）"), ColumnRole::Code);
        assert_eq!(of("收入/项目"), ColumnRole::Label);
        assert_eq!(of("收入/行次"), ColumnRole::Index);
        assert_eq!(of("项目支出/小计"), ColumnRole::Amount);
        assert_eq!(of("绩效目标/成本指标/指标值"), ColumnRole::Text);
    }
}

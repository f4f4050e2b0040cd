//! `codes.txt` and `divisions.txt` -> the names of classification codes, their parents, and the codes of regions.

use crate::model::Scheme;
use crate::words::without_numbering;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

/// A code of the lists: its name and the names it had in other years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) others: &'static str,
}

impl Entry {
    /// Is `name` one of its names? White space and a bracket behind it do not count.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        // 一、 before a name numbers the table's parts.
        let name = bare(without_numbering(name.trim()));
        let name = name.strip_suffix("合计").unwrap_or(&name);
        let short = name.split('|').next().unwrap_or(name);
        let is = |own: &str, name: &str| bare_characters(own).eq(name.chars());
        self.names().any(|own| is(own, name) || is(own, short))
    }

    /// Its name, then those it had in other years.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.others.split('\t')).filter(|name| !name.is_empty())
    }
}

/// The entry of a code.
pub(crate) fn entry(code: &str) -> Option<Entry> {
    let (code, (name, others)) = codes().get_key_value(code)?;
    Some(Entry { code, name, others })
}

/// The names of all codes.
pub(crate) fn listed_names() -> impl Iterator<Item = &'static str> {
    codes().iter().flat_map(|(code, (name, others))| Entry { code, name, others }.names())
}

/// The code above `code`: 20103 of 2010301.
pub(crate) fn parent(scheme: Scheme, code: &str) -> Option<&str> {
    scheme.level(code).filter(|level| *level > 1).and_then(|_| code.get(..code.len() - 2))
}

/// The entry nearest to a code that is not listed: one of this name, else the code above it.
pub(crate) fn nearest(code: &str, name: &str) -> Option<Entry> {
    let first = code.get(..1)?;
    let named = codes()
        .iter()
        .filter(|(known, _)| known.starts_with(first))
        .find(|(_, (own, _))| !name.is_empty() && *own == name);
    let above = || (3..code.len()).rev().find_map(|end| entry(code.get(..end)?));
    named.and_then(|(known, _)| entry(known)).or_else(above)
}

/// The codes that names have in a classification, which begins with the digit `first`: each name is looked for below
/// the code of the name above it, then beside that, then further up. Nothing stays nothing.
pub(crate) fn codes_of_names<'a>(first: char, names: impl Iterator<Item = Option<&'a str>>) -> Vec<Option<String>> {
    let mut current = String::new();
    let mut found = Vec::new();
    for name in names {
        let code = name.and_then(|name| {
            let name = without_numbering(name);
            (3..=current.len()).rev().step_by(2).chain([1]).find_map(|end| {
                let above = if end == 1 { first.to_string() } else { current.get(..end)?.to_owned() };
                child(&above, name)
            })
        });
        if let Some(code) = &code {
            current.clone_from(code);
        }
        found.push(code);
    }
    found
}

/// The code of a name directly below another; below the top, classes and what stands below them.
fn child(above: &str, name: &str) -> Option<String> {
    let is_below = |code: &str| if above.len() == 1 { code.len() <= 5 } else { code.len() == above.len() + 2 };
    let name = bare(name);
    let name = name.strip_suffix("合计").unwrap_or(&name);
    let short = name.split('|').next().unwrap_or(name);
    let codes = [name, short].into_iter().filter_map(|name| by_name().get(name)).flatten();
    let below = codes.filter(|code| code.starts_with(above) && is_below(code) && code.len() > above.len());
    below.min_by_key(|code| (code.len(), **code)).map(|code| (*code).to_owned())
}

/// The codes of each name, without white space.
fn by_name() -> &'static HashMap<String, Vec<&'static str>> {
    static BY_NAME: OnceLock<HashMap<String, Vec<&'static str>>> = OnceLock::new();
    BY_NAME.get_or_init(|| {
        let mut names: HashMap<String, Vec<&'static str>> = HashMap::new();
        for (code, (name, others)) in codes() {
            for name in (Entry { code, name, others }).names() {
                names.entry(bare(name)).or_default().push(code);
            }
        }
        names
    })
}

/// A name without white space, its brackets as bars.
fn bare(text: &str) -> String {
    bare_characters(text).collect()
}

fn bare_characters(text: &str) -> impl Iterator<Item = char> {
    let one_bracket = |c: char| if matches!(c, '(' | '（' | ')' | '）') { '|' } else { c };
    text.chars().filter(|c| !c.is_whitespace()).map(one_bracket)
}

/// The classification that a code's form and first digit tell.
pub(crate) fn scheme_of(code: &str) -> Option<Scheme> {
    if !matches!(code.len(), 3 | 5 | 7 | 9) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match code.as_bytes().first() {
        Some(b'1') => Some(Scheme::Revenue),
        Some(b'2') => Some(Scheme::Functional),
        Some(b'3') => Some(Scheme::EconomicDepartment),
        Some(b'5') => Some(Scheme::EconomicGovernment),
        _ => None,
    }
}

/// Is this the code of a region?
pub(crate) fn is_division(code: &str) -> bool {
    divisions().iter().any(|(known, _)| *known == code)
}

/// The name of a region.
pub(crate) fn division_name(code: &str) -> Option<&'static str> {
    divisions().iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// The region that `text` names: the smallest, if it is the only one of its name or stands behind one above it. Divisions
/// of one name above each other (a city without districts) are one, and a name at the front may leave 市 or 县 out.
pub(crate) fn division_in(text: &str) -> Option<&'static str> {
    let found = divisions_in(text);
    let certain = |&(code, name): &(&'static str, &'static str)| {
        let namesakes = named(name);
        let is_above = |other: &str| other != code && lies_in(code, other);
        let is_only = namesakes.iter().all(|(other, _)| *other == code || is_above(other) || lies_in(other, code));
        is_only || found.iter().any(|(other, above)| is_above(other) && *above != name)
    };
    let best = found
        .iter()
        .filter(|division| certain(division))
        .max_by_key(|(code, name)| (depth(code), name.len(), std::cmp::Reverse(*code)))
        .map(|(_, name)| *name);
    let code = best.and_then(|name| {
        let codes = found.iter().filter(|division| division.1 == name && certain(division));
        codes.min_by_key(|(code, _)| depth(code)).map(|(code, _)| *code)
    });
    code.or_else(|| short_at_front(text))
}

/// Does a division lie in another, by their codes?
pub(crate) fn lies_in(inner: &str, outer: &str) -> bool {
    inner.starts_with(outer.trim_end_matches("00"))
}

/// The province that a division lies in; none of a province.
pub(crate) fn province_of(code: &str) -> Option<&'static str> {
    (depth(code) > 1).then(|| known(&format!("{:0<6}", code.get(..2)?))).flatten()
}

/// The prefecture that a county lies in; none of others, or where a province has no such level.
pub(crate) fn prefecture_of(code: &str) -> Option<&'static str> {
    (depth(code) > 2).then(|| known(&format!("{:0<6}", code.get(..4)?))).flatten()
}

fn known(code: &str) -> Option<&'static str> {
    divisions().iter().find(|(known, _)| *known == code).map(|(known, _)| *known)
}

/// Is it the code of a prefecture?
pub(crate) fn is_prefecture(code: &str) -> bool {
    depth(code) == 2
}

/// 1 for a province, 2 for a prefecture, 3 for a county.
fn depth(code: &str) -> u8 {
    match () {
        () if code.ends_with("0000") => 1,
        () if code.ends_with("00") => 2,
        () => 3,
    }
}

/// The divisions whose names stand in a text, none that is only part of a longer name there.
pub(crate) fn divisions_in(text: &str) -> Vec<(&'static str, &'static str)> {
    let mut found: Vec<(usize, &(&'static str, &'static str))> = Vec::new();
    for (at, _) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        let Some(start) = start_of(rest) else { continue };
        let Some(names) = by_start().get(start) else { continue };
        let longest = names.iter().filter(|(_, name)| rest.starts_with(name)).map(|(_, name)| name.len()).max();
        let here = names.iter().filter(|(_, name)| Some(name.len()) == longest && rest.starts_with(name));
        let short = names.iter().filter(|(_, name)| longest.is_none() && names_prefecture(rest, name));
        found.extend(here.chain(short).map(|division| (at, *division)));
    }
    let ends = |at: usize, name: &str| at + name.len();
    let covered = |at: usize, name: &str| {
        found.iter().any(|&(other, (_, longer))| {
            longer.len() > name.len() && other <= at && ends(other, longer) >= ends(at, name)
        })
    };
    let mut divisions: Vec<(&str, &str)> = Vec::new();
    for &(at, division) in &found {
        if !covered(at, division.1) && !divisions.contains(division) {
            divisions.push(*division);
        }
    }
    divisions
}

/// Is all of a text the name of a division, or the short one of a prefecture?
pub(crate) fn is_division_name(text: &str) -> bool {
    let names = start_of(text).and_then(|start| by_start().get(start));
    let short = |name: &str| text.ends_with('州') && text.chars().count() <= 4 && names_prefecture(text, name);
    names.into_iter().flatten().any(|(_, name)| *name == text || short(name))
}

/// The first two characters of a text.
fn start_of(text: &str) -> Option<&str> {
    text.char_indices().nth(1).and_then(|(at, second)| text.get(..at + second.len_utf8()))
}

/// The divisions by the first two characters of their names.
fn by_start() -> &'static HashMap<&'static str, Vec<&'static (&'static str, &'static str)>> {
    static BY_START: OnceLock<HashMap<&'static str, Vec<&'static (&'static str, &'static str)>>> = OnceLock::new();
    BY_START.get_or_init(|| {
        let mut starts: HashMap<&str, Vec<&(&str, &str)>> = HashMap::new();
        for division in divisions() {
            starts.entry(start_of(division.1).unwrap_or_default()).or_default().push(division);
        }
        starts
    })
}

/// The divisions of a name.
pub(crate) fn divisions_of(name: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    named(name).into_iter().copied()
}

/// The divisions that people call so for short: 伊犁州 is 伊犁哈萨克自治州, 梅里斯区 is 梅里斯达斡尔族区. Of one character only
/// prefectures are: 克州.
pub(crate) fn divisions_called(name: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    const LONGEST: usize = 6;
    let length = name.chars().count();
    let last = name.chars().last().filter(|last| ['市', '县', '区', '州', '盟', '旗'].contains(last));
    let is_short = length <= LONGEST && (length > 2 || (length == 2 && last == Some('州')));
    let stem = last.filter(|_| is_short).and_then(|last| Some((name.strip_suffix(last)?, last)));
    let is_meant = move |(_, full): &&(&'static str, &'static str)| {
        stem.is_some_and(|(stem, last)| full.starts_with(stem) && full.ends_with(last))
    };
    let all = if stem.is_some() { divisions() } else { &[] };
    all.iter().filter(move |division| is_meant(division)).copied().collect::<Vec<_>>().into_iter()
}

fn named(name: &str) -> Vec<&'static (&'static str, &'static str)> {
    let start = start_of(name).and_then(|start| by_start().get(start));
    start.into_iter().flatten().filter(|(_, other)| *other == name).copied().collect()
}

/// 长沙职业教育基地 -> 长沙市: the highest division that a name begins with but for its last character; none where two
/// equally high ones fit.
fn short_at_front(text: &str) -> Option<&'static str> {
    let names = by_start().get(start_of(text)?)?;
    let short = |name: &str| {
        let stem = name.strip_suffix(['省', '市', '县', '区', '州', '盟', '旗']).unwrap_or(name);
        stem.chars().count() >= 2 && text.starts_with(stem)
    };
    let fitting: Vec<&str> = names.iter().filter(|(_, name)| short(name)).map(|(code, _)| *code).collect();
    let highest = fitting.iter().map(|code| depth(code)).min()?;
    let mut high = fitting.into_iter().filter(|code| depth(code) == highest);
    high.next().filter(|_| high.next().is_none())
}

/// `迪庆州` for 迪庆藏族自治州: the short name of an autonomous prefecture is its first characters and 州.
fn names_prefecture(text: &str, name: &str) -> bool {
    if !name.ends_with("自治州") {
        return false;
    }
    let ends = name.char_indices().map(|(at, _)| at).skip(2).take(3);
    let mut shorts = ends.filter_map(|end| name.get(..end)).filter(|short| !short.contains('自'));
    shorts.any(|short| text.strip_prefix(short).is_some_and(|behind| behind.starts_with('州')))
}

fn codes() -> &'static BTreeMap<&'static str, (&'static str, &'static str)> {
    static CODES: OnceLock<BTreeMap<&'static str, (&'static str, &'static str)>> = OnceLock::new();
    CODES.get_or_init(|| {
        data(include_str!("codes.txt"))
            .map(|(code, names)| (code, names.split_once('\t').unwrap_or((names, ""))))
            .collect()
    })
}

fn divisions() -> &'static [(&'static str, &'static str)] {
    static DIVISIONS: OnceLock<Vec<(&'static str, &'static str)>> = OnceLock::new();
    DIVISIONS.get_or_init(|| data(include_str!("divisions.txt")).collect())
}

fn data(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_names_and_parents() {
        assert_eq!(entry("2010301").map(|entry| entry.name), Some("行政运行"));
        assert_eq!(parent(Scheme::Functional, "2010301"), Some("20103"));
        assert_eq!(parent(Scheme::Functional, "201"), None);
        assert_eq!(nearest("2010377", "").map(|entry| entry.code), Some("20103"));
        assert!(entry("2013804").is_some_and(|entry| entry.is_called("市场主体管理")));
    }

    #[test]
    fn regions_by_name() {
        for (text, code) in [
            ("济源市行政服务中心", Some("419001")),
            ("上海市普陀区财政局", Some("310107")),
            ("江苏省政协办公厅", Some("320000")),
            ("福州市公安局", Some("350100")),
            ("焦作市解放区行政审批局", Some("410802")),
            ("教育部", None),
            ("东莞市本级政府", Some("441900")),
            ("嘉峪关市财政局", Some("620200")),
            ("普陀区教育局", None),
            ("长沙职业教育基地综合协调办公室", Some("430100")),
            ("迪庆州一般公共预算", Some("533400")),
        ] {
            assert_eq!(division_in(text), code, "{text}");
        }
    }
}

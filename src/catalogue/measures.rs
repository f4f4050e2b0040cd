//! `measures.txt` -> what a column measures, by the names above it.

use std::sync::OnceLock;

/// What a measure is a number of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quantity {
    /// Money.
    Money,
    /// Things, or points.
    Count,
    /// Percentages.
    Ratio,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Item,
    Purpose,
    Generic,
    Context,
    Basis,
    Count,
    Ratio,
}

struct Entry {
    part: Part,
    slug: String,
    /// Each word, and whether it must be the whole name.
    words: Vec<(String, bool)>,
}

/// The parts of a column's measure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Measure {
    /// What the numbers are of, and their sort.
    pub(crate) item: Option<(String, bool)>,
    pub(crate) quantity: Option<Quantity>,
    pub(crate) context: Option<String>,
    pub(crate) basis: Option<String>,
}

/// Names of money have one of these.
const MONEY_LETTERS: [char; 9] = ['费', '款', '额', '金', '资', '收', '支', '价', '元'];

/// What a column of these names measures; `names` from the outermost to the column's own, without white space.
pub(crate) fn measure(names: &[String]) -> Measure {
    let bare: Vec<&str> = names
        .iter()
        .map(|name| ["其中：", "其中:", "其中"].iter().find_map(|mark| name.strip_prefix(mark)).unwrap_or(name))
        .collect();
    let mut measure = Measure::default();
    let mut generic: Option<&'static Entry> = None;
    let mut is_purpose = false;
    let mut says_money = false;
    for name in bare.iter().rev() {
        // A kind of staff or thing under the name of their number is counted: 编制人数/事业.
        if measure.quantity == Some(Quantity::Money) && !says_money && best(name, &[Part::Count]).is_some() {
            measure.quantity = Some(Quantity::Count);
        }
        says_money |= name.contains(MONEY_LETTERS);
        let items = [Part::Item, Part::Purpose, Part::Count, Part::Ratio];
        if let Some(entry) = best(name, if measure.item.is_none() { &items[..] } else { &items[1..2] })
            && !is_purpose
            && measure.quantity.is_none_or(|quantity| quantity == Quantity::Money)
        {
            is_purpose = entry.part == Part::Purpose;
            // The fund that pays is what tells the columns below a purpose apart.
            let fund = measure.item.take().map(|(slug, _)| slug);
            measure.context = measure.context.take().or(fund);
            measure.quantity = Some(match entry.part {
                Part::Count => Quantity::Count,
                Part::Ratio => Quantity::Ratio,
                _ => Quantity::Money,
            });
            measure.item = Some((entry.slug.clone(), false));
        }
        if let Some(entry) = best(name, &[Part::Generic])
            && generic.is_none_or(|known| known.slug == "total")
        {
            generic = Some(entry);
        }
        let take = |part: Part| best(name, &[part]).map(|entry| entry.slug.clone());
        measure.context = measure.context.or_else(|| take(Part::Context));
        measure.basis = measure.basis.or_else(|| take(Part::Basis));
    }
    if measure.item.is_none()
        && let Some(entry) = generic
    {
        measure.item = Some((entry.slug.clone(), true));
        measure.quantity = Some(Quantity::Money);
    }
    measure
}

/// The entry whose word ends last in `name`, of these the longest.
fn best(name: &str, parts: &[Part]) -> Option<&'static Entry> {
    let mut best: Option<(usize, usize, &'static Entry)> = None;
    for entry in entries().iter().filter(|entry| parts.contains(&entry.part)) {
        for (word, whole) in &entry.words {
            let found = if *whole { (name == word).then_some(0) } else { last_place(name, word) };
            let Some(at) = found else { continue };
            if entry.part == Part::Count && is_cut(name, at + word.len()) {
                continue;
            }
            let rank = (at + word.len(), word.len());
            if best.is_none_or(|(end, size, _)| rank > (end, size)) {
                best = Some((rank.0, rank.1, entry));
            }
        }
    }
    best.map(|(_, _, entry)| entry)
}

/// True if another word goes on over this end of one: the 年限 of 年限额 is none.
fn is_cut(name: &str, end: usize) -> bool {
    let words = entries().iter().filter(|entry| entry.part != Part::Count).flat_map(|entry| &entry.words);
    words.filter(|(_, whole)| !whole).any(|(word, _)| {
        let longest = word.len().saturating_sub(1);
        (end.saturating_sub(longest)..end).any(|start| {
            name.is_char_boundary(start) && start + word.len() > end && name[start..].starts_with(word.as_str())
        })
    })
}

/// Where `word` stands last in `name`, in bytes. Names are short: looking at each place is faster than preparing a search,
/// and most places are told by their first character.
fn last_place(name: &str, word: &str) -> Option<usize> {
    let (name, word) = (name.as_bytes(), word.as_bytes());
    let Some((first, _)) = word.split_first_chunk::<3>() else {
        return name.windows(word.len()).rposition(|part| part == word);
    };
    name.windows(word.len()).rposition(|part| part.first_chunk() == Some(first) && part == word)
}

fn entries() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let mut part = Part::Item;
        let mut entries = Vec::new();
        for line in include_str!("measures.txt").lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'))
        {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                part = match name {
                    "purpose" => Part::Purpose,
                    "generic" => Part::Generic,
                    "context" => Part::Context,
                    "basis" => Part::Basis,
                    "count" => Part::Count,
                    "ratio" => Part::Ratio,
                    _ => Part::Item,
                };
                continue;
            }
            let mut words = line.split_whitespace();
            let slug = words.next().unwrap_or_default().to_owned();
            let words = words.map(|word| match word.strip_prefix('=') {
                Some(word) => (word.to_owned(), true),
                None => (word.to_owned(), false),
            });
            entries.push(Entry { part, slug, words: words.collect() });
        }
        entries
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_not_cut_from_a_longer_one() {
        let limit = measure(&["2024年限额".to_owned()]);
        assert_eq!((limit.quantity, limit.context.as_deref()), (None, Some("limit")));
        assert_eq!(measure(&["年限".to_owned()]).quantity, Some(Quantity::Count));
    }

    #[test]
    fn what_stands_under_the_name_of_a_number_is_counted() {
        for (names, quantity) in [
            (["编制人数", "事业"], Quantity::Count),
            (["编制人数", "行政"], Quantity::Count),
            (["人数", "人员经费"], Quantity::Money),
            (["预算数", "事业收入"], Quantity::Money),
        ] {
            let found = measure(&names.map(str::to_owned)).quantity;
            assert_eq!(found.unwrap_or(Quantity::Money), quantity, "{names:?}");
        }
    }

    #[test]
    fn what_money_is_for_is_said_above_the_fund_that_pays() {
        for (names, item, context) in [
            (&["公务接待费", "一般公共预算"][..], "reception", Some("general_budget")),
            (&["因公出国（境）费", "小计"], "overseas_travel", None),
            (&["一般公共预算", "公务接待费"], "reception", None),
            (&["一般公共预算", "基本支出"], "basic", None),
            (&["公务用车购置及运行费", "公务用车购置费"], "vehicle_purchase", None),
            (&["财政管理专户支出"], "fiscal_special_account", None),
        ] {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let found = measure(&names);
            assert_eq!(found.item.map(|(slug, _)| slug).as_deref(), Some(item), "{names:?}");
            assert_eq!(found.context.as_deref(), context, "{names:?}");
        }
    }
}

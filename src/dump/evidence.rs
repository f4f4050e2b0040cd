//! What a document's tables print beside names: an amount under an unknown column is weighed by the names that print the
//! same amount elsewhere, and by rows that are printed again in another table.

use super::clean::{is_blank, is_like};
use super::line::is_item;
use crate::catalogue;
use crate::words::is_numeral;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// From this likeness on two names are one: `公务用车运行费` and `公务用车运行维护费`.
const SAME_NAME: f32 = 0.8;

/// A row printed in another table with the same names and amounts says more than a single amount.
pub(super) const SAME_ROW: f32 = 4.0;

/// Names kept for one amount: small round amounts stand beside many, and say little then.
const NAMES: usize = 40;

/// What a column is about, and whether the document has nothing of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    name: String,
    /// Is its name printed without an amount, and nowhere with one?
    pub(super) empty: bool,
}

/// Names of amounts and places of rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    names: HashMap<Decimal, Vec<String>>,
    /// For each row, by its names and amounts, the columns that these stand in, by the numbers of their names.
    rows: HashMap<(String, Vec<Decimal>), Vec<Vec<usize>>>,
    /// Names printed with an amount, and names printed without one.
    filled: BTreeSet<String>,
    empty: BTreeSet<String>,
}

impl Evidence {
    /// `label` stands beside `amount`.
    pub(super) fn name(&mut self, label: &str, amount: Decimal) {
        let label = plain(label);
        if label.chars().count() < 2 || amount.is_zero() || catalogue::is_total(&label) {
            return;
        }
        let own = core(&label);
        if !self.filled.contains(own.as_ref()) {
            self.filled.insert(own.into_owned());
        }
        let names = self.names.entry(amount.normalize()).or_default();
        if names.len() < NAMES && !names.contains(&label) {
            names.push(label);
        }
    }

    /// `label` stands beside no amount.
    pub(super) fn nothing(&mut self, label: &str) {
        let label = plain(label);
        let label = core(&label);
        if label.chars().count() >= 4 && !self.empty.contains(label.as_ref()) {
            self.empty.insert(label.into_owned());
        }
    }

    /// Does the document print this name without an amount, and nowhere with one? Then its column is empty.
    fn is_empty(&self, name: &str) -> bool {
        let name = core(name);
        let among = |names: &BTreeSet<String>| names.iter().any(|known| holds_other(known, &name));
        name.chars().count() >= 4 && among(&self.empty) && !among(&self.filled)
    }

    /// A row of these names has these amounts under columns of these numbers.
    pub(super) fn row(&mut self, key: String, amounts: &[Decimal], columns: Vec<usize>) {
        self.rows.entry((key, normal(amounts))).or_default().push(columns);
    }

    /// What the document says about columns of these paths.
    pub(super) fn columns(&self, paths: &[Vec<String>]) -> Vec<Meaning> {
        // Columns share the names that span them.
        let mut known: BTreeMap<&str, bool> = BTreeMap::new();
        let mut columns = Vec::with_capacity(paths.len());
        for path in paths {
            let mut empty = false;
            for name in path.iter().filter(|name| !catalogue::is_total(name)) {
                empty |= *known.entry(name).or_insert_with(|| self.is_empty(name));
            }
            columns.push(Meaning { name: meaning(path), empty });
        }
        columns
    }

    /// Does a name like this column's stand beside `amount` somewhere?
    pub(super) fn names(&self, amount: Decimal, column: &Meaning) -> bool {
        let name = &column.name;
        !name.is_empty()
            && self.names.get(&amount.normalize()).is_some_and(|labels| {
                labels.iter().any(|label| holds_other(label, name) || is_like(label, name, SAME_NAME))
            })
    }

    /// The columns that other tables have for a row named `key` with these amounts.
    pub(super) fn same_row(&self, key: String, amounts: &[Decimal]) -> Option<&[Vec<usize>]> {
        self.rows.get(&(key, normal(amounts))).map(Vec::as_slice)
    }
}

/// Is one of two names a part of the other?
fn holds_other(a: &str, b: &str) -> bool {
    if a.len() >= b.len() { a.contains(b) } else { b.contains(a) }
}

fn normal(amounts: &[Decimal]) -> Vec<Decimal> {
    amounts.iter().map(Decimal::normalize).collect()
}

/// A label without its number and without 其中.
fn plain(label: &str) -> String {
    let label = label.trim_matches(is_blank);
    let label = if is_item(label) {
        label.trim_start_matches(|c| is_numeral(c) || c.is_ascii_digit() || "（）()、.．".contains(c))
    } else {
        label
    };
    without(label, &["其中：", "其中:"]).to_owned()
}

/// A name without the words that tell this year's money from last year's.
fn core(name: &str) -> Cow<'_, str> {
    fn undated(name: &str) -> &str {
        without(name, &["上年", "本年", "年初", "年末"])
    }
    if name.contains("财政拨款结转") {
        Cow::Owned(undated(&name.replace("财政拨款结转", "结转")).to_owned())
    } else {
        Cow::Borrowed(undated(name))
    }
}

/// `text` without these words before it, in their order, however often each stands there.
fn without<'a>(text: &'a str, words: &[&str]) -> &'a str {
    words.iter().fold(text, |mut text, word| {
        while let Some(rest) = text.strip_prefix(word) {
            text = rest;
        }
        text
    })
}

/// The name that says what a column is about: `小计` and `合计` stand for the group they are in.
fn meaning(path: &[String]) -> String {
    let name = path.iter().rev().find(|name| !catalogue::is_total(name));
    name.map(|name| plain(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Evidence;
    use crate::dump::clean::amount;

    #[test]
    fn a_named_amount_speaks_for_its_column() {
        let mut evidence = Evidence::default();
        let value = amount("749.60").expect("an amount");
        evidence.name("二、政府性基金预算拨款收入", value);
        let path = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<String>>();
        evidence.nothing("三、国有资本经营预算拨款收入");
        let columns = evidence.columns(&[path("本年收入/政府性基金"), path("本年收入/国有资本经营预算")]);
        assert_eq!(columns.iter().map(|c| evidence.names(value, c)).collect::<Vec<_>>(), [true, false]);
        assert_eq!(columns.iter().map(|c| c.empty).collect::<Vec<_>>(), [false, true]);
    }
}

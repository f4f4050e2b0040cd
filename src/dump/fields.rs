//! The label and value cells of a form's upper part -> fields. A section is a label with rows under it; its rows are
//! named `section/label`, and `section/label/column` where the section prints column names.

use super::clean::{amount, solid};
use super::tabbed::Cells;
use crate::table::Field;

/// The fields that `rows` print, in their order.
pub(super) fn fields(rows: &[Cells]) -> Vec<Field> {
    let mut reader = Reader::default();
    for (index, row) in rows.iter().enumerate() {
        // A page break inside a section prints its label again at the margin.
        let own = row.filled().next().map(|(_, text)| solid(text));
        let next = rows.get(index + 1).and_then(|next| next.filled().next());
        let opens = next.is_some_and(|(c, text)| c > 0 || (row.filled().count() > 2 && Some(solid(text)) == own));
        let texts: Vec<&str> = row.filled().map(|(_, text)| text).collect();
        match row.filled().next() {
            Some((0, _)) => reader.at_margin(&texts, opens),
            Some(_) => reader.in_section(&texts),
            None => {}
        }
    }
    reader.fields
}

/// `label：value` in one cell, as forms without cells for their first line print it.
pub(super) fn split_label(text: &str) -> Option<(&str, &str)> {
    let (label, value) = text.split_once(['：', ':'])?;
    (label.chars().count() <= 15).then_some((label, value.trim()))
}

#[derive(Default)]
struct Reader {
    fields: Vec<Field>,
    section: String,
    /// The names of the section's columns, if it prints them.
    heads: Vec<String>,
    /// `1、资金来源：` and the like, under which `（1）…` stand.
    above: String,
}

impl Reader {
    fn at_margin(&mut self, texts: &[&str], opens: bool) {
        let Some((&first, rest)) = texts.split_first() else { return };
        let scored = |text: &str| amount(text).is_some() || text == "-";
        let row_of_section = !self.heads.is_empty()
            && (solid(first) == self.section
                || (rest.len() == self.heads.len() && rest.iter().all(|text| scored(text))));
        if row_of_section {
            let again = solid(first) == self.section;
            self.in_section(if again { rest } else { texts });
            return;
        }
        self.section.clear();
        self.heads.clear();
        self.above.clear();
        if opens {
            self.section = solid(first).into_owned();
            if rest.len() >= 2 && !rest.iter().any(|text| amount(text).is_some()) {
                self.heads = rest.iter().map(|text| solid(text).into_owned()).collect();
            } else if !rest.is_empty() {
                self.in_section(rest);
            } else {
                self.push(&[], "");
            }
            return;
        }
        self.pairs(texts);
    }

    fn pairs(&mut self, texts: &[&str]) {
        match texts {
            [one] => match split_label(one) {
                Some((label, value)) => self.push(&[label], value),
                None => self.push(&[one], ""),
            },
            [section, label, value] if amount(value).is_some() => self.push(&[section, label], value),
            _ => {
                for pair in texts.chunks(2) {
                    match pair {
                        [label, value] => self.push(&[label], value),
                        [label] => self.push(&[label], ""),
                        _ => {}
                    }
                }
            }
        }
    }

    fn in_section(&mut self, texts: &[&str]) {
        if !self.heads.is_empty() {
            self.record(texts);
            return;
        }
        let Some((&first, rest)) = texts.split_first() else { return };
        if !first.starts_with(['（', '(']) {
            self.above.clear();
        }
        match first.split_once(['：', ':']) {
            Some((above, label)) if !label.trim().is_empty() => {
                self.above = format!("{above}：");
                self.push(&[label], &rest.join(" "));
            }
            Some((above, _)) => {
                self.above = format!("{above}：");
                let (label, value) = rest.split_first().map_or(("", &[][..]), |(label, value)| (*label, value));
                self.push(&[label], &value.join(" "));
            }
            None => self.push(&[first], &rest.join(" ")),
        }
    }

    /// A row under column names: as many values as names, or a label before them.
    fn record(&mut self, texts: &[&str]) {
        let heads = self.heads.clone();
        let labelled = texts.len() > heads.len() || (texts.len() < heads.len() && texts.len() > 1) || {
            // `安排科学性 | 资金安排科学合理 | 5 | 5` under `情况说明 | 分值 | 得分 | 措施`: the last cell is empty.
            texts.len() == heads.len() && heads.len() > 2
        };
        let (label, values) = match texts.split_first() {
            Some((label, values)) if labelled => (*label, values),
            _ => ("", texts),
        };
        // A row that lost a cell is read from both ends: `-` stands where a column has no number.
        let lost = if labelled { heads.len().saturating_sub(values.len()) } else { 0 };
        let from_right = values.iter().position(|value| *value == "-").filter(|_| values.last() == Some(&"-"));
        for (index, value) in values.iter().enumerate() {
            let index = if from_right.is_some_and(|from| index >= from) { index + lost } else { index };
            let head = heads.get(index).map_or("", String::as_str);
            self.push(&[label, head], value);
        }
        // What the row leaves empty at its end is printed as a column all the same.
        if labelled && from_right.is_none() {
            for head in heads.iter().skip(values.len()) {
                self.push(&[label, head], "");
            }
        }
    }

    fn push(&mut self, names: &[&str], value: &str) {
        let name: Vec<String> = [self.section.as_str(), self.above.as_str()]
            .iter()
            .chain(names)
            .map(|name| solid(name).into_owned())
            .filter(|name| !name.is_empty())
            .collect();
        self.fields.push(Field { name: name.join("/"), value: value.to_owned() });
    }
}

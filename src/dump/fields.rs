//! The label and value cells of a form's upper part -> fields. A section is a label with rows under it; its rows are
//! named `section/label`, and `section/label/column` where the section prints column names.

use super::clean::{amount, solid};

use crate::catalogue;
use crate::model::Field;

/// The fields that `rows` print, in their order.
pub(super) fn fields(rows: &[Cells]) -> Vec<Field> {
    let mut reader = FieldReader::default();
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

/// The columns of 项目资金, where `heads` are these but for one.
fn whole(heads: &[String]) -> Option<Vec<String>> {
    let all = catalogue::words("资金");
    let mut rest = heads.iter().peekable();
    for name in all {
        rest.next_if(|head| *head == name);
    }
    (all.len() == heads.len() + 1 && rest.peek().is_none()).then(|| all.to_vec())
}

/// The place of a value that is printed once more than it should be: of the only ones that are equal to the one before.
fn printed_twice(values: &[&str]) -> Option<usize> {
    let mut equal = values.windows(2).enumerate().filter(|(_, pair)| pair[0] == pair[1]).map(|(at, _)| at + 1);
    let first = equal.next()?;
    // Any of a run may go; of several runs it is not known which is too long.
    equal
        .all(|at| values.get(first) == values.get(at) && (first..at).all(|at| values[at] == values[first]))
        .then_some(first)
}

#[derive(Default)]
struct FieldReader {
    fields: Vec<Field>,
    section: String,
    /// The names of the section's columns, if it prints them.
    heads: Vec<String>,
    /// `1、资金来源：` and the like, under which `（1）…` stand.
    above: String,
}

impl FieldReader {
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
        let mut heads = self.heads.clone();
        let labelled = texts.len() > heads.len() || (texts.len() < heads.len() && texts.len() > 1) || {
            // `安排科学性 | 资金安排科学合理 | 5 | 5` under `情况说明 | 分值 | 得分 | 措施`: the last cell is empty.
            texts.len() == heads.len() && heads.len() > 2
        };
        let (label, mut values) = match texts.split_first() {
            Some((label, values)) if labelled => (*label, values.to_vec()),
            _ => ("", texts.to_vec()),
        };
        let scored = |text: &&str| amount(text).is_some() || *text == "-";
        let mut surplus = None;
        if labelled && values.len() == heads.len() + 1 && values.iter().all(scored) {
            match whole(&heads) {
                // The header lost a name.
                Some(whole) => heads = whole,
                None => surplus = printed_twice(&values).map(|at| values.remove(at)),
            }
            self.heads.clone_from(&heads);
        }
        // A row that lost a cell is read from both ends: `-` stands where a column has no number.
        let lost = if labelled { heads.len().saturating_sub(values.len()) } else { 0 };
        let from_right = values.iter().position(|value| *value == "-").filter(|_| values.last() == Some(&"-"));
        for (index, value) in values.iter().enumerate() {
            let index = if from_right.is_some_and(|from| index >= from) { index + lost } else { index };
            let head = heads.get(index).map_or("", String::as_str);
            self.push(&[label, head], value);
        }
        if let Some(surplus) = surplus {
            self.push(&[label], surplus);
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

/// A printed row before its columns are known.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    /// Its line.
    pub(super) line: usize,
    /// How many breaks stand before it.
    pub(super) fragment: usize,
    /// What its tabs part.
    pub(super) texts: Vec<String>,
}

impl Cells {
    /// The cells that hold something, with their places.
    pub(super) fn filled(&self) -> impl Iterator<Item = (usize, &str)> {
        self.texts.iter().enumerate().map(|(c, text)| (c, text.as_str())).filter(|(_, text)| !text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::{Cells, fields};

    /// Rows of cells, `|` between them; fields as `name=value`.
    fn check(rows: &[&str], expected: &[&str]) {
        let cells = |(line, row): (usize, &&str)| Cells {
            line,
            fragment: 0,
            texts: row.split('|').map(str::to_owned).collect(),
        };
        let rows: Vec<Cells> = rows.iter().enumerate().map(cells).collect();
        let told: Vec<String> = fields(&rows).iter().map(|field| format!("{}={}", field.name, field.value)).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn a_header_that_lost_a_name() {
        check(
            &[
                "项目资金|年初预算数||全年执行数|分值|执行率 %|得分",
                "|资金总额|35|34.05|34|10|97|9.7",
                "|政府资金|35|34.05|34|-|97|-",
            ],
            &[
                "项目资金/资金总额/年初预算数=35",
                "项目资金/资金总额/全年预算数=34.05",
                "项目资金/资金总额/全年执行数=34",
                "项目资金/资金总额/分值=10",
                "项目资金/资金总额/执行率%=97",
                "项目资金/资金总额/得分=9.7",
                "项目资金/政府资金/年初预算数=35",
                "项目资金/政府资金/全年预算数=34.05",
                "项目资金/政府资金/全年执行数=34",
                "项目资金/政府资金/分值=-",
                "项目资金/政府资金/执行率%=97",
                "项目资金/政府资金/得分=-",
            ],
        );
    }

    #[test]
    fn a_value_that_is_printed_once_too_often() {
        let head = "项目资金|年初预算数|全年预算数|全年执行数|分值|执行率 %|得分";
        check(
            &[head, "|资金总额|15|14.36|14.36|14.36|10|100|10"],
            &[
                "项目资金/资金总额/年初预算数=15",
                "项目资金/资金总额/全年预算数=14.36",
                "项目资金/资金总额/全年执行数=14.36",
                "项目资金/资金总额/分值=10",
                "项目资金/资金总额/执行率%=100",
                "项目资金/资金总额/得分=10",
                // Nothing that is printed is lost.
                "项目资金/资金总额=14.36",
            ],
        );
        // Two that are printed twice: which is one too many is not known.
        check(
            &[head, "|资金总额|15|15|14|10|10|100|10"],
            &[
                "项目资金/资金总额/年初预算数=15",
                "项目资金/资金总额/全年预算数=15",
                "项目资金/资金总额/全年执行数=14",
                "项目资金/资金总额/分值=10",
                "项目资金/资金总额/执行率%=10",
                "项目资金/资金总额/得分=100",
                "项目资金/资金总额=10",
            ],
        );
    }
}

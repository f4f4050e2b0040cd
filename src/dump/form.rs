//! A performance form with tabs -> fields above, indicator rows below. Converters shift the cells of these forms freely,
//! so a cell is told by what it says and by its neighbours' order, its column comes last.

use super::clean::{amount, solid};
use super::draft::{Draft, DraftCell, DraftRow, LABEL_AGAIN};
use super::fields::{Cells, fields};
use crate::catalogue;
use crate::model::{ColumnRole, Field};

/// The first levels of indicator tables have three columns before what is said about an indicator.
const LEVELS: usize = 3;

/// Is this a form whose indicators are listed by 一级, 二级 and 三级指标?
pub(super) fn is_form(rows: &[Cells]) -> bool {
    head(rows).is_some()
}

fn head(rows: &[Cells]) -> Option<usize> {
    rows.iter().position(|row| {
        let names = |name: &str| row.texts.iter().filter(|text| solid(text) == name).count();
        names("一级指标") == 1 && names("三级指标") == 1
    })
}

/// Reads a form.
pub(super) fn form(rows: &[Cells]) -> Draft {
    let mut draft = Draft::default();
    let Some(at) = head(rows) else { return draft };
    let (above, rest) = rows.split_at(at);
    draft.fields = fields(above);
    let Some((header, body)) = rest.split_first() else { return draft };
    let names: Vec<String> =
        header.filled().map(|(_, text)| text.to_owned()).skip_while(|text| solid(text) != "一级指标").collect();
    let paths: Vec<Vec<String>> = names.iter().map(|name| vec![name.clone()]).collect();
    draft.name_columns(vec![names.clone()], paths);
    for (c, text) in header.filled().take_while(|(_, text)| solid(text) != "一级指标") {
        let _ = c;
        draft.set_aside(header.line, text, "it stands beside the header");
    }
    let mut reader = FormReader {
        draft,
        last: header.filled().last().map_or(0, |(c, _)| c),
        names,
        levels: Default::default(),
        fragment: header.fragment,
    };
    for row in body {
        reader.row(row);
    }
    let mut draft = reader.draft;
    drop_doubles(&mut draft);
    draft
}

/// The labels that hold for a row, and whether they are printed beside it.
#[derive(Clone, Debug, Default)]
struct Levels {
    first: String,
    second: String,
    first_printed: bool,
    second_printed: bool,
}

struct FormReader {
    draft: Draft,
    /// The column that the header's last name stands in.
    last: usize,
    names: Vec<String>,
    levels: Levels,
    fragment: usize,
}

impl FormReader {
    fn row(&mut self, row: &Cells) {
        let mut texts: Vec<(usize, &str)> = row.filled().collect();
        let behind_break = std::mem::replace(&mut self.fragment, row.fragment) != row.fragment;
        if texts.first().is_some_and(|(_, text)| solid(text) == "总分") {
            self.total(&texts);
            return;
        }
        if let Some(&(c, text)) = texts.first().filter(|_| texts.len() == 1 && behind_break)
            && c >= self.last
            && self.names.len() > LEVELS + 1
        {
            self.rest_of_cell(text);
            return;
        }
        if texts.first().is_some_and(|(_, text)| matches!(solid(text).as_ref(), "绩效指标" | "年度绩效指标"))
        {
            let (_, text) = texts.remove(0);
            self.draft.set_aside(row.line, text, LABEL_AGAIN);
        }
        if texts.is_empty() {
            return;
        }
        let second_rows = self.levels_of(row.line, &mut texts);
        let tail = self.tail(row.line, &texts);
        self.push(row.line, tail);
        for second in second_rows {
            self.levels.second = second;
            self.levels.second_printed = true;
            self.push(row.line, Vec::new());
        }
    }

    /// 总分: its numbers are fields under the names of the columns that hold numbers.
    fn total(&mut self, texts: &[(usize, &str)]) {
        let numbers = self.names.iter().filter(|name| matches!(name.as_str(), "分值" | "得分"));
        for (name, (_, text)) in numbers.zip(texts.iter().skip(1)) {
            self.draft.fields.push(Field { name: format!("总分/{name}"), value: (*text).to_owned() });
        }
    }

    fn rest_of_cell(&mut self, text: &str) {
        let last = self.names.len() - 1;
        if let Some(cell) = self.draft.rows.last_mut().and_then(|row| row.cells.get_mut(last)) {
            cell.text.push_str(text);
        }
    }

    /// Takes the labels off the front of a row. Second levels printed side by side stand one under the other in
    /// print: the first has the row, the others come back as rows of their own.
    fn levels_of(&mut self, line: usize, texts: &mut Vec<(usize, &str)>) -> Vec<String> {
        self.levels.first_printed = false;
        self.levels.second_printed = false;
        let mut printed_first: Option<String> = None;
        let mut seconds: Vec<String> = Vec::new();
        while let Some(&(_, text)) = texts.first() {
            let name = solid(text).into_owned();
            let second = parents(&name).next().is_some();
            let first = catalogue::levels().iter().any(|level| level.name == name);
            if first && seconds.is_empty() && printed_first.is_none() {
                printed_first = Some(name);
            } else if second && !(seconds.len() == 1 && texts.len() <= self.names.len() - LEVELS)
                || seconds.contains(&name)
            {
                if seconds.contains(&name) {
                    self.draft.set_aside(line, text, LABEL_AGAIN);
                } else {
                    seconds.push(name);
                }
            } else {
                break;
            }
            texts.remove(0);
        }
        self.surplus_levels(&mut printed_first, &mut seconds, texts);
        if let Some(first) = &printed_first {
            self.levels.first_printed = true;
            if *first != self.levels.first {
                self.levels.second.clear();
            }
            self.levels.first.clone_from(first);
        }
        let mut seconds = seconds.into_iter();
        if let Some(second) = seconds.next() {
            self.levels.second_printed = true;
            // A second level belongs to one first level: a label that a page break moved away does not change that.
            if !parents(&second).any(|parent| parent == self.levels.first)
                && let Some(parent) = parents(&second).next()
                && catalogue::levels()
                    .iter()
                    .any(|level| level.name == self.levels.first || self.levels.first.is_empty())
            {
                if printed_first.is_some() {
                    self.draft.set_aside(line, &self.levels.first, "another label belongs to this row");
                }
                parent.clone_into(&mut self.levels.first);
                self.levels.first_printed = false;
            }
            self.levels.second = second;
        }
        seconds.collect()
    }

    /// Labels of frames that are not in the catalogue: a row with more cells than an indicator has begins with labels.
    fn surplus_levels(&self, first: &mut Option<String>, seconds: &mut Vec<String>, texts: &mut Vec<(usize, &str)>) {
        let own = self.names.len() + 1 - LEVELS;
        let known = usize::from(first.is_some()) + seconds.len();
        if known >= 2 || texts.len() <= own || self.scores(texts).is_some() {
            return;
        }
        let surplus = (texts.len() - own).min(2 - known);
        let labels: Vec<String> = texts.drain(..surplus).map(|(_, text)| solid(text).into_owned()).collect();
        match labels.as_slice() {
            [one, two] => {
                *first = Some(one.clone());
                seconds.push(two.clone());
            }
            [one] if seconds.is_empty() => seconds.push(one.clone()),
            _ => {}
        }
    }

    /// Where 分值 | 得分 | 偏差度 stand in a self-evaluation's row: two numbers and a percentage.
    fn scores(&self, texts: &[(usize, &str)]) -> Option<usize> {
        if !self.names.iter().any(|name| name == "得分") {
            return None;
        }
        let text = |i: usize| texts.get(i).map_or("", |&(_, text)| text);
        (3..texts.len())
            .rev()
            .find(|&i| text(i).ends_with(['%', '％']) && amount(text(i - 1)).is_some() && amount(text(i - 2)).is_some())
    }

    /// The indicator and what is said about it, as long as the columns behind the labels.
    fn tail(&mut self, line: usize, texts: &[(usize, &str)]) -> Vec<String> {
        let width = self.names.len() + 1 - LEVELS;
        let mut texts: Vec<(usize, String)> = texts.iter().map(|&(c, text)| (c, text.to_owned())).collect();
        let borrowed: Vec<(usize, &str)> = texts.iter().map(|(c, text)| (*c, text.as_str())).collect();
        if let Some(rate) = self.scores(&borrowed) {
            // Before the scores stand the indicator, its target and what was reached.
            let surplus = (rate - 2).saturating_sub(3);
            for _ in 0..surplus {
                let (_, text) = texts.remove(2);
                self.draft.set_aside(line, &text, "the cell is printed twice");
            }
            let missing = 5usize.saturating_sub(rate - surplus);
            for _ in 0..missing {
                texts.insert(rate - 2, (0, String::new()));
            }
        } else if texts.len() == 2
            && width == 3
            && texts.get(1).is_some_and(|(c, text)| *c >= self.last && text.chars().count() > 20)
        {
            texts.insert(1, (0, String::new()));
        }
        let mut tail: Vec<String> = texts.into_iter().map(|(_, text)| text).collect();
        if tail.len() > width {
            let rest = tail.split_off(width);
            if let Some(last) = tail.last_mut() {
                *last = format!("{last} {}", rest.join(" "));
            }
        }
        tail
    }

    fn push(&mut self, line: usize, tail: Vec<String>) {
        let label = |text: &str, printed: bool| {
            if printed || text.is_empty() { DraftCell::printed(text) } else { DraftCell::spanned(text) }
        };
        let mut cells = vec![
            label(&self.levels.first, self.levels.first_printed),
            label(&self.levels.second, self.levels.second_printed),
        ];
        cells.extend(tail.into_iter().map(DraftCell::printed));
        cells.resize(self.names.len(), DraftCell::default());
        self.draft.rows.push(DraftRow { line, cells, unplaced: Vec::new() });
    }
}

/// The first levels that list `second`.
fn parents(second: &str) -> impl Iterator<Item = &'static str> {
    catalogue::levels()
        .iter()
        .filter(move |level| level.below.iter().any(|b| b == second))
        .map(|level| level.name.as_str())
}

/// A scored row without labels that the next row repeats with its labels is a copy that a converter made.
fn drop_doubles(draft: &mut Draft) {
    if !draft.roles.contains(&ColumnRole::Ratio) {
        return;
    }
    let mut index = 0;
    while index + 1 < draft.rows.len() {
        let tail = |i: usize| draft.rows.get(i).and_then(|row| row.cells.get(2..)).unwrap_or_default();
        let copy = tail(index) == tail(index + 1)
            && tail(index).iter().filter(|cell| !cell.text.is_empty()).count() >= 5
            && draft
                .rows
                .get(index)
                .is_some_and(|row| row.cells.iter().take(2).all(|cell| cell.origin == crate::model::Origin::Spanned));
        if copy {
            let row = draft.rows.remove(index);
            let text: Vec<&str> = row.cells.iter().skip(2).map(|cell| cell.text.as_str()).collect();
            draft.set_aside(row.line, &text.join(" "), "the row is printed twice");
        } else {
            index += 1;
        }
    }
}

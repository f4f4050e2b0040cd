//! A raw 部门整体绩效目标表 -> fields and indicator rows. Labels are known words, wherever a page break put them; a line
//! with an indicator and its value begins a row, the lines behind it explain it.

use super::clean::{amount, is_blank, solid};
use super::draft::{Draft, DraftCell, DraftRow, LABEL_AGAIN};
use super::fields::{Cells, fields};
use super::line::{Line, tokens};
use super::token::Token;
use crate::catalogue;

/// Is this a form whose indicators are listed by 一级, 二级 and 三级指标?
pub(super) fn is_form(lines: &[&Line<'_>]) -> bool {
    head(lines).is_some()
}

fn head(lines: &[&Line<'_>]) -> Option<usize> {
    lines.iter().position(|line| {
        // Most lines are told by their first character.
        if !line.text.trim_start_matches(is_blank).starts_with('一') {
            return false;
        }
        let text = solid(&line.text);
        text.starts_with("一级指标") && text.matches("三级指标").count() == 1
    })
}

/// Reads a form.
pub(super) fn form(lines: &[&Line<'_>]) -> Draft {
    let mut draft = Draft::default();
    let Some(at) = head(lines) else { return draft };
    let (above, rest) = lines.split_at(at);
    draft.fields = fields(&upper(above));
    let Some((header, body)) = rest.split_first() else { return draft };
    let names: Vec<String> = tokens(header).into_iter().map(|token| token.text.into_owned()).collect();
    let paths: Vec<Vec<String>> = names.iter().map(|name| vec![name.clone()]).collect();
    draft.name_columns(vec![names.clone()], paths);
    let mut reader = RawFormReader { draft, names, ..RawFormReader::default() };
    for (index, line) in body.iter().enumerate() {
        reader.line(line, body.get(index + 1..).unwrap_or_default());
    }
    reader.draft
}

/// The lines above the indicators as rows of cells: a label at the margin, what belongs to it one column in.
fn upper(lines: &[&Line<'_>]) -> Vec<Cells> {
    let sections = catalogue::words("section");
    let mut rows: Vec<Cells> = Vec::new();
    let mut tasks = false;
    for line in lines {
        let own = tokens(line);
        let first = own.first().map_or("", |token| &*token.text);
        let texts = |indent: bool| -> Vec<String> {
            let indent = indent.then(String::new).into_iter();
            indent.chain(own.iter().map(|token| token.text.to_string())).collect()
        };
        let row = |texts: Vec<String>| Cells { line: line.number, fragment: 0, texts };
        if sections.iter().any(|section| section == first) {
            tasks = false;
            rows.push(row(texts(false)));
            continue;
        }
        let opened = rows.last().is_some_and(|row| row.texts.len() == 1);
        if first == "任务名称" {
            tasks = true;
            if let Some(last) = rows.last_mut().filter(|_| opened) {
                last.texts.extend(texts(false));
                continue;
            }
        }
        // Only 预算情况 prints figures; elsewhere `（一）` opens a sentence.
        let figures = rows.iter().rev().find_map(|row| row.texts.first().filter(|text| !text.is_empty()));
        let figures = figures.is_some_and(|section| section.contains("预算"));
        let numbers =
            figures && (own.iter().any(|token| amount(&token.text).is_some()) || first.starts_with(['（', '(']));
        match rows.last_mut() {
            Some(_) if tasks => task_line(&mut rows, row(texts(true))),
            // A text that runs over lines goes on; figures stand in rows of their own.
            Some(last)
                if !numbers
                    && last.texts.len() >= 2
                    && last.texts.first().is_some_and(|text| sections.iter().any(|name| *name == solid(text))) =>
            {
                if let Some(text) = last.texts.last_mut() {
                    text.push_str(&texts(false).concat());
                }
            }
            Some(last) if opened => last.texts.extend(texts(false)),
            _ => rows.push(row(texts(true))),
        }
    }
    rows
}

/// A line under 任务名称 and 主要内容: a name has no punctuation and stands where the text before it has ended.
fn task_line(rows: &mut Vec<Cells>, line: Cells) {
    /// A line of a text is longer than a task's name.
    const NAME_CHARACTERS: usize = 25;
    let text = line.texts.concat();
    let ended = |text: &str| text.ends_with(['。', '”', '；', '！']);
    let is_name = !text.contains(['，', '。', '；']) && text.chars().count() <= NAME_CHARACTERS;
    match rows.last_mut().filter(|row| row.texts.len() == 3 && row.texts.first().is_some_and(String::is_empty)) {
        Some(row) if !(is_name && row.texts.get(2).is_some_and(|content| ended(content))) => {
            if let Some(content) = row.texts.last_mut() {
                content.push_str(&text);
            }
        }
        _ => {
            match rows.last_mut().filter(|row| row.texts.len() == 2 && row.texts.first().is_some_and(String::is_empty))
            {
                // The lines of a wrapped name do not grow longer.
                Some(row)
                    if !is_name
                        || row.texts.last().is_some_and(|name| text.chars().count() > name.chars().count() + 2) =>
                {
                    row.texts.push(text);
                }
                Some(row) => {
                    if let Some(name) = row.texts.last_mut() {
                        name.push_str(&text);
                    }
                }
                None => rows.push(Cells { texts: vec![String::new(), text], ..line }),
            }
        }
    }
}

#[derive(Default)]
struct RawFormReader {
    draft: Draft,
    names: Vec<String>,
    first: String,
    second: String,
    first_printed: bool,
    second_printed: bool,
    /// Firsts and seconds that have been used: a label among them that is not the current one is printed again.
    seen: Vec<String>,
    /// The first half of a label that wrapping cut.
    half: Option<(usize, String)>,
    /// An indicator that wrapping cut, before its value.
    open: Option<(usize, String)>,
    /// Has a label been read since the last row?
    labelled: bool,
}

impl RawFormReader {
    fn line(&mut self, line: &Line<'_>, behind: &[&Line<'_>]) {
        let mut own = tokens(line);
        if let Some((number, half)) = self.half.take() {
            let whole = format!("{half}{}", own.first().map_or("", |token| &*token.text));
            if is_label(&whole) {
                own.remove(0);
                self.label(number, &whole);
            } else {
                self.draft.set_aside(number, &half, super::draft::HOMELESS);
            }
        }
        while let Some(token) = own.first() {
            let alone = own.len() == 1;
            let next = behind.first().map(|line| solid(&line.text)).unwrap_or_default();
            if is_label(&token.text) {
                let text = own.remove(0).text;
                self.label(line.number, &text);
            } else if alone && is_label(&format!("{}{next}", token.text)) {
                self.half = Some((line.number, own.remove(0).text.into_owned()));
            } else {
                break;
            }
        }
        if !own.is_empty() {
            self.row(line.number, own, behind);
        }
    }

    fn label(&mut self, line: usize, text: &str) {
        let current = text == self.first || text == self.second;
        if current || self.seen.iter().any(|seen| seen == text) {
            self.draft.set_aside(line, text, LABEL_AGAIN);
            self.labelled |= current;
            return;
        }
        let first = catalogue::levels().iter().any(|level| level.name == text);
        // A name that is a first level in one frame and a second level in another is what the current frame says.
        let below = catalogue::levels().iter().find(|level| level.name == self.first);
        if first && !below.is_some_and(|level| level.below.iter().any(|b| b == text)) {
            self.first = text.to_owned();
            self.second.clear();
            self.first_printed = true;
        } else {
            self.second = text.to_owned();
            self.second_printed = true;
        }
        self.seen.push(text.to_owned());
        self.labelled = true;
    }

    fn row(&mut self, line: usize, own: Vec<Token<'_>>, behind: &[&Line<'_>]) {
        let texts: Vec<String> = own.into_iter().map(|token| token.text.into_owned()).collect();
        if let Some((start, indicator)) = self.open.take() {
            let (head, rest) = texts.split_first().map_or(("", &[][..]), |(head, rest)| (head.as_str(), rest));
            if is_value(head) || self.ends_indicator(&indicator, head, behind) {
                self.push(start, indicator, head, rest);
            } else if rest.is_empty() {
                self.open = Some((start, format!("{indicator}{head}")));
            } else {
                let value = rest.first().cloned().unwrap_or_default();
                self.push(start, format!("{indicator}{head}"), &value, rest.get(1..).unwrap_or_default());
            }
            return;
        }
        match texts.as_slice() {
            [indicator, value, rest @ ..] => {
                self.push(line, indicator.clone(), value, rest);
                self.labelled = false;
            }
            [text] if self.labelled || self.begins_wrapped(behind) => {
                self.open = Some((line, text.clone()));
                self.labelled = false;
            }
            [text] => self.explain(line, text),
            [] => {}
        }
    }

    /// Is `text` a value in words behind a wrapped indicator: short, and followed by an explanation?
    fn ends_indicator(&self, indicator: &str, text: &str, behind: &[&Line<'_>]) -> bool {
        /// Values in words (`明显`, `有效提升`) are shorter than the rest of an indicator usually is.
        const WORD: usize = 4;
        let next = behind.first().map(|line| tokens(line).len()).unwrap_or(0);
        indicator.chars().count() > WORD && text.chars().count() <= WORD && next == 1
    }

    /// Does an indicator of several lines begin here: the explanation before it has ended, and a value stands alone on
    /// one of the next two lines?
    fn begins_wrapped(&self, behind: &[&Line<'_>]) -> bool {
        let last = self.names.len().saturating_sub(1);
        let text = self.draft.rows.last().and_then(|row| row.cells.get(last)).map_or("", |cell| cell.text.as_str());
        let ended = text.is_empty() || text.ends_with(['。', '%', '；']);
        ended && behind.iter().take(2).any(|line| matches!(tokens(line).as_slice(), [only] if is_value(&only.text)))
    }

    fn push(&mut self, line: usize, indicator: String, value: &str, rest: &[String]) {
        let label = |text: &str, printed: bool| {
            if printed || text.is_empty() { DraftCell::printed(text) } else { DraftCell::spanned(text) }
        };
        let mut cells = vec![label(&self.first, self.first_printed), label(&self.second, self.second_printed)];
        cells.push(DraftCell::printed(indicator));
        cells.push(DraftCell::printed(value));
        if self.names.len() > 4 {
            cells.push(DraftCell::printed(rest.concat()));
        } else if !rest.is_empty() {
            self.draft.set_aside(line, &rest.concat(), super::draft::HOMELESS);
        }
        cells.resize(self.names.len(), DraftCell::default());
        self.draft.rows.push(DraftRow { line, cells, unplaced: Vec::new() });
        self.first_printed = false;
        self.second_printed = false;
    }

    fn explain(&mut self, line: usize, text: &str) {
        let last = self.names.len().saturating_sub(1);
        match self.draft.rows.last_mut().and_then(|row| row.cells.get_mut(last)) {
            Some(cell) => cell.text.push_str(text),
            None => self.draft.set_aside(line, text, super::draft::HOMELESS),
        }
    }
}

fn is_label(text: &str) -> bool {
    catalogue::levels().iter().any(|level| level.name == text || level.below.iter().any(|below| below == text))
}

/// Does a cell look like an indicator's value: a comparison, a number with its unit?
pub(super) fn is_value(text: &str) -> bool {
    /// `≥20000人次`, `140元/人/天`: longer texts that begin with a digit are names.
    const VALUE_CHARACTERS: usize = 12;
    text.starts_with(['≥', '≤', '>', '<', '=', '＞', '＜', '＝'])
        || (text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().count() <= VALUE_CHARACTERS)
}

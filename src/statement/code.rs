//! The codes of a row, in columns of their own or before a name, and what is doubtful about them.

use crate::catalogue;
use crate::model::{ColumnRole, Document, Finding, Place, Scheme, Severity, Table, codes};
use crate::words::{parse_code, squeeze};
use std::collections::BTreeSet;

/// A code of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowCode {
    /// What it is a code of.
    pub(crate) scheme: Scheme,
    /// The code, leading zeros kept.
    pub(crate) code: String,
    /// The column it stands in, the last if it stands in several.
    pub(crate) column: usize,
    /// The name printed behind it in the same cell.
    pub(crate) name: Option<String>,
}

impl RowCode {
    /// Is it of a classification whose codes are listed?
    pub(super) fn is_listed(&self) -> bool {
        matches!(self.scheme, Scheme::Functional | Scheme::EconomicDepartment | Scheme::EconomicGovernment)
    }
}

/// The code a text begins with, and the rest: `2010301-行政运行`, `[2010301]行政运行`, `2010301行政运行`.
pub(super) fn leading(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let open = text.trim_start_matches(['[', '【', '(', '（']);
    let end = open.find(|c: char| !c.is_ascii_digit()).unwrap_or(open.len());
    let (code, rest) = open.split_at(end);
    let is_bare = open.len() == text.len();
    let name = rest.trim_start_matches([']', '】', ')', '）', '-', '－', '—', '_', ' ', '\u{3000}', '　']);
    // A number before a unit or a full stop is no code.
    let is_code = catalogue::scheme_of(code).is_some()
        && !name.is_empty()
        && !name.starts_with(['.', '．', '、', '年', '元', '万', '人', '个', ','])
        && (!is_bare || catalogue::entry(code).is_some() || name.len() < rest.len());
    is_code.then_some((code, name))
}

/// The codes of a row in one block, classifications first.
pub(crate) fn of_row(table: &Table, row: usize, block: usize) -> Vec<RowCode> {
    let at = row;
    let Some(row) = table.rows.get(row) else { return Vec::new() };
    let mut found: Vec<RowCode> = Vec::new();
    let mut parts = String::new();
    for (index, (cell, meaning)) in row.cells.iter().zip(&table.meanings).enumerate() {
        let Some(scheme) = meaning.scheme.filter(|_| meaning.block == block) else { continue };
        let text: String = cell.text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '[' | ']')).collect();
        let leaf = table.columns[index].path.last().map(String::as_str).unwrap_or_default().trim();
        if table.columns[index].role != ColumnRole::Code {
            if let Some((code, name)) = leading(&cell.text) {
                found.push(RowCode { scheme, code: code.to_owned(), column: index, name: Some(name.to_owned()) });
            }
            continue;
        }
        if leaf == "类" {
            parts.clear();
        }
        if matches!(leaf, "类" | "款" | "项" | "目") {
            if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
                if parts.is_empty() && text.len() <= PART {
                    parts = index.checked_sub(1).and_then(|before| code_above(table, at, before)).unwrap_or_default();
                }
                // 款 prints 03 or 20103.
                let is_whole = parts.is_empty() || (text.starts_with(&parts) && text.len() > parts.len());
                parts = if is_whole { text } else { parts + &text };
                let scheme = told_by(scheme, &parts);
                found.retain(|known| known.scheme != scheme || !parts.starts_with(&known.code));
                found.push(RowCode { scheme, code: parts.clone(), column: index, name: None });
            }
            continue;
        }
        if let Some((code, name)) = leading(&cell.text) {
            found.push(RowCode { scheme, code: code.to_owned(), column: index, name: Some(name.to_owned()) });
        } else if parse_code(&text).is_some() {
            found.push(RowCode { scheme, code: text, column: index, name: None });
        }
    }
    for code in &mut found {
        code.scheme = told_by(code.scheme, &code.code);
        // Rows of units print their code where those of items print theirs.
        if code.is_listed() && code.code.len() >= 3 && !code.code.starts_with(['1', '2', '3', '5']) {
            code.scheme = Scheme::Unit;
        }
    }
    found.sort_by_key(|code| code.scheme);
    found
}

/// The classification of a code in a column of functional ones: expenditure may be told by its economic use in the same column.
fn told_by(scheme: Scheme, code: &str) -> Scheme {
    let other = catalogue::scheme_of(code).filter(|_| scheme == Scheme::Functional && catalogue::entry(code).is_some());
    other.filter(|other| matches!(other, Scheme::EconomicDepartment | Scheme::EconomicGovernment)).unwrap_or(scheme)
}

/// Digits of a code that are printed in a column of their own, but for the first.
const PART: usize = 2;
/// So many rows above a row its 类 and 款 may stand.
const ABOVE: usize = 400;

/// The code that is printed above a 款 or 项 in the columns before it, once for the rows below: 208, then 05, then 01. `index` is
/// the column before.
fn code_above(table: &Table, row: usize, index: usize) -> Option<String> {
    let leaf = |index: usize| table.columns.get(index)?.path.last().map(|name| name.trim());
    let digits = |row: usize, index: usize| {
        let text = squeeze(&table.rows.get(row)?.cells.get(index)?.text).into_owned();
        (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
    };
    let is_part = |index: &usize| matches!(leaf(*index), Some("类" | "款" | "项"));
    is_part(&index).then_some(())?;
    let mut rows = (row.saturating_sub(ABOVE)..=row).rev();
    let (at, own) = rows.find_map(|row| {
        let own = digits(row, index).map(|own| (row, Some(own)));
        // Another 类 began below it.
        let ends = || (0..index).rev().take_while(is_part).any(|before| digits(row, before).is_some());
        own.or_else(|| ends().then_some((row, None)))
    })?;
    let own = own?;
    if leaf(index) == Some("类") || own.len() > PART {
        return Some(own);
    }
    code_above(table, at, index.checked_sub(1)?).map(|above| above + &own)
}

/// Codes that the lists do not have, and names that differ from theirs: each once in a document.
pub(super) fn report(document: &mut Document) {
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut found = Vec::new();
    for (at, table) in document.tables.iter().enumerate() {
        let blocks = table.meanings.iter().map(|meaning| meaning.block).max().unwrap_or(0);
        for (row, block) in (0..table.rows.len()).flat_map(|row| (0..=blocks).map(move |block| (row, block))) {
            for code in of_row(table, row, block) {
                let name = code.name.clone().or_else(|| name_beside(table, row, code.column)).unwrap_or_default();
                if code.is_listed()
                    && !told.contains(&code.code)
                    && let Some((finding_code, expected, message)) = doubt(&code, &name)
                {
                    told.insert(code.code.clone());
                    let page = table.rows[row].cells.get(code.column).and_then(|cell| cell.page);
                    let place = Place::cell(at, row, code.column).on(page);
                    let mut finding = Finding::new(finding_code, Severity::Info, place, message);
                    finding.expected = expected;
                    finding.found = Some(format!("{} {name}", code.code).trim_end().to_owned());
                    found.push(finding);
                }
            }
        }
    }
    document.findings.extend(found);
}

fn doubt(code: &RowCode, name: &str) -> Option<(&'static str, Option<String>, &'static str)> {
    match catalogue::entry(&code.code) {
        None => {
            let near = catalogue::nearest(&code.code, name).map(|entry| format!("{} {}", entry.code, entry.name));
            Some((codes::UNKNOWN_CODE, near, "the code is not in the list of codes that were seen in disclosures"))
        }
        Some(entry) if !name.is_empty() && !entry.is_called(name) => Some((
            codes::CODE_NAME_DIFFERS,
            Some(format!("{} {}", entry.code, entry.name)),
            "the name beside the code is not the one it has elsewhere",
        )),
        Some(_) => None,
    }
}

/// The 科目名称 right of a code.
fn name_beside(table: &Table, row: usize, column: usize) -> Option<String> {
    let next = column + 1;
    let leaf = table.columns.get(next)?.path.last()?.replace(char::is_whitespace, "");
    let is_name = leaf.ends_with("科目名称") || leaf == "名称" || leaf == "科目";
    let text = &table.rows.get(row)?.cells.get(next)?.text;
    (is_name && !text.is_empty()).then(|| text.clone())
}

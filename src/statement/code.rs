//! The codes of a row, in columns of their own or before a name, and what is doubtful about them.

use crate::catalogue;
use crate::model::{ColumnRole, Document, Finding, Place, Scheme, Severity, Table, codes};
use crate::words::parse_code;
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
                // 款 prints 03 or 20103.
                let is_whole = parts.is_empty() || (text.starts_with(&parts) && text.len() > parts.len());
                parts = if is_whole { text } else { parts + &text };
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
        // Rows of units print their code where those of items print theirs.
        let is_listed =
            matches!(code.scheme, Scheme::Functional | Scheme::EconomicDepartment | Scheme::EconomicGovernment);
        if is_listed && code.code.len() >= 3 && !code.code.starts_with(['1', '2', '3', '5']) {
            code.scheme = Scheme::Unit;
        }
    }
    found.sort_by_key(|code| code.scheme);
    found
}

/// Codes that the lists do not have, and names that differ from theirs: each once in a document.
pub(super) fn report(document: &mut Document) {
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut found = Vec::new();
    for (at, table) in document.tables.iter().enumerate() {
        let blocks = table.meanings.iter().map(|meaning| meaning.block).max().unwrap_or(0);
        for (row, block) in (0..table.rows.len()).flat_map(|row| (0..=blocks).map(move |block| (row, block))) {
            for code in of_row(table, row, block) {
                let listed =
                    matches!(code.scheme, Scheme::Functional | Scheme::EconomicDepartment | Scheme::EconomicGovernment);
                let name = code.name.clone().or_else(|| name_beside(table, row, code.column)).unwrap_or_default();
                if listed
                    && !told.contains(&code.code)
                    && let Some((finding_code, expected, message)) = doubt(&code, &name)
                {
                    told.insert(code.code.clone());
                    let page = table.rows[row].cells.get(code.column).and_then(|cell| cell.page);
                    let place = Place { page, table: Some(at + 1), row: Some(row + 1), column: Some(code.column + 1) };
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

//! A tabbed block -> a draft: cells by their tabs, header spans put back, the columns of each fragment found, cells cut
//! by a page break mended, merged labels repeated.

use super::align::align;
use super::blocks::Block;
use super::clean::{joined, solid};
use super::draft::{Draft, DraftCell, DraftRow, HEADER_AGAIN};
use super::fields::Cells;
use super::form;
use super::header::{header, header_rows, numbers_cells};
use super::line::{Class, is_item};
use crate::catalogue;
use crate::model::ColumnRole;
use std::collections::BTreeMap;

/// Reads a block whose cells have tabs between them.
pub(super) fn tabbed(block: &Block<'_>) -> Draft {
    let rows = cells(block);
    if form::is_form(&rows) {
        return form::form(&rows);
    }
    let mut draft = Draft::default();
    let texts: Vec<Vec<String>> = rows.iter().map(|row| row.texts.clone()).collect();
    let (count, numbered) = header_rows(&texts);
    let (top, body) = texts.split_at(count);
    let head = header(top, &used(body));
    draft.name_columns(head.grid, head.paths);
    let mut body: Vec<Cells> = rows.iter().skip(count).cloned().collect();
    let index_row = (numbered && !body.is_empty()).then(|| body.remove(0));
    drop_repeats(&mut body, top, index_row.as_ref(), &mut draft);
    place(&mut draft, &body, index_row.as_ref());
    mend(&mut draft, &body);
    repeat_labels(&mut draft);
    draft
}

fn cells(block: &Block<'_>) -> Vec<Cells> {
    let mut fragment = 0;
    let mut rows: Vec<Cells> = Vec::new();
    for line in &block.body {
        match line.class {
            Class::Blank => fragment += usize::from(!rows.is_empty()),
            _ => {
                let texts = line.text.split('\t').map(|cell| joined(cell).into_owned()).collect();
                rows.push(Cells { line: line.number, fragment, texts });
            }
        }
    }
    // A dump with blank lines throughout has them between rows, not where pages end.
    if fragment * 2 > rows.len() {
        for row in &mut rows {
            row.fragment = 0;
        }
    }
    rows
}

fn used(body: &[Vec<String>]) -> Vec<bool> {
    let width = body.iter().map(Vec::len).max().unwrap_or(0);
    (0..width).map(|c| body.iter().any(|row| row.get(c).is_some_and(|cell| !cell.is_empty()))).collect()
}

/// Takes out the header and index rows that are printed again after a page break.
fn drop_repeats(body: &mut Vec<Cells>, top: &[Vec<String>], index_row: Option<&Cells>, draft: &mut Draft) {
    let key = |texts: &[String]| texts.iter().map(|text| solid(text)).collect::<String>();
    let heads: Vec<String> = top.iter().map(|row| key(row)).collect();
    let index = index_row.map(|row| key(&row.texts));
    body.retain(|row| {
        let own = key(&row.texts);
        let again =
            !own.is_empty() && (heads.contains(&own) || (index.as_ref() == Some(&own) && numbers_cells(&row.texts)));
        if again {
            draft.set_aside(row.line, &row.texts.join(" "), HEADER_AGAIN);
        }
        !again
    });
}

/// Puts the cells under their columns, fragment by fragment: a page break may change which empty columns are printed.
fn place(draft: &mut Draft, body: &[Cells], index_row: Option<&Cells>) {
    let mut groups: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (index, row) in body.iter().enumerate() {
        groups.entry((row.fragment, row.texts.len())).or_default().push(index);
    }
    let frame = draft.frame();
    let mut mappings: BTreeMap<(usize, usize), Vec<Option<usize>>> = BTreeMap::new();
    for (&key, members) in &groups {
        let rows: Vec<&[String]> =
            members.iter().filter_map(|&i| body.get(i)).map(|row| row.texts.as_slice()).collect();
        mappings.insert(key, align(&rows, &frame));
    }
    widen(draft, mappings.values_mut());
    for row in body {
        let mapping = mappings.get(&(row.fragment, row.texts.len())).cloned().unwrap_or_default();
        let cells = mapped(draft, row, &mapping);
        draft.rows.push(DraftRow { line: row.line, cells, unplaced: Vec::new() });
    }
    let Some(row) = index_row else { return };
    if row.texts.len() == draft.paths.len() {
        draft.index_row = Some(row.texts.clone());
    } else {
        super::header::index_row(draft, &super::token::tokens_of(row.filled().map(|(_, text)| text), row.line));
    }
}

fn mapped(draft: &mut Draft, row: &Cells, mapping: &[Option<usize>]) -> Vec<DraftCell> {
    let mut cells = vec![DraftCell::default(); draft.paths.len()];
    for (c, text) in row.filled() {
        match mapping.get(c).copied().flatten().and_then(|h| cells.get_mut(h)) {
            Some(cell) if cell.text.is_empty() => *cell = DraftCell::printed(text),
            // Never lost: a second text in one column stands behind the first.
            Some(cell) => cell.text = format!("{} {text}", cell.text),
            None => draft.set_aside(row.line, text, super::draft::HOMELESS),
        }
    }
    cells
}

/// A label column that some fragment prints two columns wide becomes two columns.
fn widen<'a>(draft: &mut Draft, mappings: impl Iterator<Item = &'a mut Vec<Option<usize>>>) {
    let mappings: Vec<&mut Vec<Option<usize>>> = mappings.collect();
    let doubled: Vec<usize> = (0..draft.paths.len())
        .filter(|&h| mappings.iter().any(|m| m.iter().filter(|&&place| place == Some(h)).count() > 1))
        .collect();
    for mapping in mappings {
        let mut seen: Vec<usize> = Vec::new();
        let single: Vec<usize> = doubled
            .iter()
            .copied()
            .filter(|&h| mapping.iter().filter(|&&place| place == Some(h)).count() == 1)
            .collect();
        for place in mapping.iter_mut() {
            let Some(h) = *place else { continue };
            let second = seen.contains(&h) || single.contains(&h);
            seen.push(h);
            let before = doubled.iter().filter(|&&d| d < h).count();
            *place = Some(h + before + usize::from(second && doubled.contains(&h)));
        }
    }
    for &h in doubled.iter().rev() {
        for row in &mut draft.header {
            let name = row.get(h).cloned().unwrap_or_default();
            row.insert((h + 1).min(row.len()), name);
        }
        let path = draft.paths.get(h).cloned().unwrap_or_default();
        draft.paths.insert(h + 1, path);
        draft.roles.insert(h + 1, ColumnRole::Label);
    }
}

/// Joins the rests of cells that a page break cut: a row behind the break whose every text goes on in the row before.
fn mend(draft: &mut Draft, body: &[Cells]) {
    let mut index = 1;
    let mut fragments: Vec<usize> = body.iter().map(|row| row.fragment).collect();
    while index < draft.rows.len() {
        let behind_break = fragments.get(index) != fragments.get(index - 1);
        let Some(rests) = behind_break.then(|| rests(draft, index)).flatten() else {
            index += 1;
            continue;
        };
        let row = draft.rows.remove(index);
        fragments.remove(index);
        for (from, to) in rests {
            let rest = row.cells.get(from).map(|cell| cell.text.clone()).unwrap_or_default();
            if let Some(cell) = draft.rows.get_mut(index - 1).and_then(|row| row.cells.get_mut(to)) {
                cell.text = joined(&format!("{} {rest}", cell.text)).into_owned();
            }
        }
    }
}

/// If row `index` holds nothing but rests of cells of the row before it: their columns, and those they belong to.
fn rests(draft: &Draft, index: usize) -> Option<Vec<(usize, usize)>> {
    let row = draft.rows.get(index)?;
    let before = draft.rows.get(index - 1)?;
    let text = |c: usize| before.cells.get(c).map_or("", |cell| cell.text.as_str());
    let open = |c: usize| text(c).matches(['（', '(']).count() > text(c).matches(['）', ')']).count();
    let indicator =
        |c: usize| draft.paths.get(c).and_then(|path| path.last()).is_some_and(|leaf| leaf.ends_with("指标"));
    let prose = |c: usize| draft.roles.get(c) == Some(&ColumnRole::Text) || indicator(c);
    let filled: Vec<usize> =
        row.cells.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty()).map(|(c, _)| c).collect();
    let several = filled.len() > 1;
    let mut rests = Vec::new();
    for &from in &filled {
        let cell = row.cells.get(from)?;
        if is_item(&cell.text) || catalogue::is_total(&cell.text) {
            return None;
        }
        // The rest may stand in the neighbouring column: the converter counts the columns of each page anew. Several
        // rests are told from a row by their missing values.
        let near = [from, from + 1, from.saturating_sub(1)];
        let to = near.into_iter().find(|&c| !text(c).is_empty() && (prose(c) || open(c)))?;
        if several && !indicator(to) {
            return None;
        }
        rests.push((from, to));
    }
    (!rests.is_empty()).then_some(rests)
}

/// Repeats merged labels in the rows they span.
fn repeat_labels(draft: &mut Draft) {
    let first_amount = draft.roles.iter().position(|&role| role == ColumnRole::Amount).unwrap_or(0);
    let doubled: Vec<usize> =
        (1..draft.paths.len()).filter(|&c| draft.paths.get(c) == draft.paths.get(c - 1)).collect();
    let doubled: Vec<usize> =
        doubled.into_iter().filter(|&c| draft.roles.get(c) == Some(&ColumnRole::Label)).map(|c| c - 1).collect();
    let pairs = draft.roles.iter().skip(first_amount).any(|&role| role == ColumnRole::Text);
    let mut last: Option<Vec<DraftCell>> = None;
    for row in &mut draft.rows {
        let is_blank = |c: usize| row.cells.get(c).is_none_or(|cell| cell.text.is_empty());
        let above = last.take();
        for &c in &doubled {
            let text = above.as_ref().and_then(|above| above.get(c)).map(|cell| cell.text.clone()).unwrap_or_default();
            if is_blank(c) && !is_blank(c + 1) && !text.is_empty() {
                if let Some(cell) = row.cells.get_mut(c) {
                    *cell = DraftCell::spanned(text);
                }
                break;
            }
        }
        let is_blank = |c: usize| row.cells.get(c).is_none_or(|cell| cell.text.is_empty());
        let only_text = (0..row.cells.len()).all(|c| {
            is_blank(c) || draft.roles.get(c).is_some_and(|role| c >= first_amount && *role != ColumnRole::Amount)
        });
        if pairs && only_text && first_amount > 0 {
            for (cell, above) in row.cells.iter_mut().zip(above.iter().flatten()).take(first_amount) {
                *cell = DraftCell::spanned(above.text.clone());
            }
        }
        last = Some(row.cells.clone());
    }
}

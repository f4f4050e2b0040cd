//! What names and rows printed elsewhere say of the amounts of a row.

use super::{Chosen, Span, key};
use crate::dump::clean::amount;
use crate::dump::draft::{Draft, DraftRow, segments};
use crate::dump::evidence::{Evidence, SAME_ROW};
use crate::dump::marks::Adds;
use crate::model::ColumnRole;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What all rows say about amounts before any column is found: the first amount of a row is that of its name.
pub(super) fn names(drafts: &[Draft]) -> Evidence {
    let mut evidence = Evidence::default();
    for draft in drafts {
        let segments = segments(&draft.roles);
        let mut by_label: BTreeMap<(usize, &str), (Decimal, usize)> = BTreeMap::new();
        for field in &draft.fields {
            let label = field.name.rsplit('/').next().unwrap_or_default();
            match amount(&field.value) {
                Some(value) => evidence.name(label, value),
                None if field.value.is_empty() => evidence.nothing(label),
                None => {}
            }
        }
        for row in &draft.rows {
            nothing(&segments, row, &mut evidence);
            for unplaced in &row.unplaced {
                let Some(first) = unplaced.texts.first().and_then(|text| amount(text)) else { continue };
                let start =
                    segments.iter().rev().map(|segment| segment.0).find(|&from| from < unplaced.from).unwrap_or(0);
                for c in (start..unplaced.from).filter(|&c| draft.roles.get(c) == Some(&ColumnRole::Label)) {
                    let label = row.cells.get(c).map_or("", |cell| cell.text.as_str());
                    if label.is_empty() {
                        continue;
                    }
                    evidence.name(label, first);
                    let room = by_label.len() < MOST_LABELS;
                    match by_label.get_mut(&(c, label)) {
                        Some((sum, count)) => {
                            *sum = sum.checked_add(first).unwrap_or(*sum);
                            *count += 1;
                        }
                        None if room => {
                            by_label.insert((c, label), (first, 1));
                        }
                        None => {}
                    }
                }
            }
        }
        for ((_, label), (sum, _)) in by_label.into_iter().filter(|(_, (_, count))| *count > 1) {
            evidence.name(label, sum);
        }
    }
    evidence
}

/// Names without an amount in a table of 收入 beside 支出: the sources and purposes that this document does not have.
pub(super) fn nothing(segments: &[(usize, usize)], row: &DraftRow, evidence: &mut Evidence) {
    if segments.len() < 2 {
        return;
    }
    for &(from, to) in segments {
        let label = row.cells.get(from).map_or("", |cell| cell.text.as_str());
        if !label.is_empty() && !row.unplaced.iter().any(|unplaced| (from..to).contains(&unplaced.from)) {
            evidence.nothing(label);
        }
    }
}

/// Labels of one table whose rows are added up; longer tables are lists of projects, whose names do not repeat.
pub(super) const MOST_LABELS: usize = 300;

/// Weighs the placements of a table's rows by the names that print their amounts elsewhere.
pub(super) fn weigh_names(segments: &mut [Vec<Span>], paths: &[Vec<String>], evidence: &Evidence) {
    let is_open = |span: &&mut Span| span.open.assignments.len() > 1;
    let mut open = segments.iter_mut().flatten().filter(is_open).peekable();
    if open.peek().is_none() {
        return;
    }
    let meanings = evidence.columns(paths);
    for span in open {
        // What each amount weighs in each column, looked up once for all placements.
        let mut weights: Vec<Vec<Option<f32>>> = vec![vec![None; meanings.len()]; span.open.amounts.len()];
        for (assignment, weight) in span.open.assignments.iter().zip(&mut span.named) {
            for ((amount, &column), known) in span.open.amounts.iter().zip(assignment).zip(&mut weights) {
                let Some((meaning, known)) = meanings.get(column).zip(known.get_mut(column)) else { continue };
                *weight += *known.get_or_insert_with(|| match amount.is_zero() {
                    true => 0.0,
                    false => {
                        let named = evidence.names(*amount, meaning);
                        f32::from(u8::from(named)) - f32::from(u8::from(meaning.empty))
                    }
                });
            }
        }
    }
}

/// Weighs the placements of a table's rows by what the document prints elsewhere; has any weight changed?
pub(super) fn weigh(segments: &mut [Vec<Span>], draft: &Draft, columns: &[usize], evidence: &Evidence) -> bool {
    let mut changed = false;
    for span in segments.iter_mut().flatten().filter(|span| span.open.assignments.len() > 1) {
        let again = evidence.same_row(key(draft, span.row), &span.open.amounts);
        let printed =
            |assignment: &[usize], place: &[usize]| assignment.iter().filter_map(|&c| columns.get(c)).eq(place);
        for ((assignment, weight), named) in span.open.assignments.iter().zip(&mut span.open.weights).zip(&span.named) {
            let same = again.is_some_and(|places| places.iter().any(|place| printed(assignment, place)));
            let own = named + if same { SAME_ROW } else { 0.0 };
            changed |= own.to_bits() != weight.to_bits();
            *weight = own;
        }
    }
    changed
}

/// Rows that are decided speak for the same rows of other tables.
pub(super) fn learn(
    drafts: &[Draft],
    columns: &[Vec<usize>],
    tables: &mut [Vec<Vec<Span>>],
    chosen: &[Vec<Vec<Chosen>>],
    evidence: &mut Evidence,
) {
    for (span, choice) in tables.iter_mut().flatten().flatten().zip(chosen.iter().flatten().flatten()) {
        let decided =
            choice.fitting.len() == 1 && span.adds_up != Adds::Nowhere && span.learnt != Some(choice.assignment);
        if !decided {
            continue;
        }
        let Some((draft, columns)) = drafts.get(span.draft).zip(columns.get(span.draft)) else { continue };
        let Some(assignment) = span.open.assignments.get(choice.assignment) else { continue };
        let key = key(draft, span.row);
        if key.chars().all(|c| c == '|') {
            continue;
        }
        let columns = assignment.iter().filter_map(|&c| columns.get(c)).copied().collect();
        evidence.row(key, &span.open.amounts, columns);
        span.learnt = Some(choice.assignment);
    }
}

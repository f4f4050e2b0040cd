//! Corrections -> the document as corrected.

use super::structure::Structure;
use super::{Change, Correction, Selected};
use crate::model::{
    ColumnIndex, Document, Finding, Origin, Place, RowIndex, Severity, Table, TableIndex, TablePlace, codes,
};
use crate::statement;

/// What is to be done once the kinds of tables are known.
#[derive(Debug, Default)]
pub(crate) struct Kinds(Vec<(usize, Correction)>);

/// Applies what was corrected to cells, headers and the extent of tables. Kinds are for later.
pub(crate) fn apply(document: &mut Document, selected: &Selected) -> Kinds {
    for correction in &selected.stale {
        let place = place(correction);
        let message = "a correction was made for another version of the document: its bytes were others then";
        let mut finding = Finding::new(codes::CORRECTION_NOT_APPLIED, Severity::Warning, place, message);
        finding.expected = Some(correction.sha256.clone());
        document.findings.push(finding);
    }
    let mut found = Vec::new();
    let mut structure = Structure::new(&document.tables);
    let mut kinds = Vec::new();
    let mut retyped = Vec::new();
    let changes = |correction: &&Correction| !matches!(correction.change, Change::Review { .. });
    for correction in selected.own.iter().filter(changes) {
        let table = correction.table;
        let Some(own) = table.checked_sub(1).and_then(|at| document.tables.get_mut(at)) else {
            found.push(refused(correction, Place::default(), None, "there is no such table"));
            continue;
        };
        match &correction.change {
            Change::Cell { row, column, printed, text } => {
                found.push(cell(own, correction, (*row, *column), (printed, text)));
                retyped.push(table - 1);
            }
            Change::Header { column, printed, path } => {
                found.push(header(own, correction, *column, (printed, path)));
                retyped.push(table - 1);
            }
            Change::Kind { .. } => kinds.push((table, correction.clone())),
            Change::Merge { .. } | Change::Split { .. } | Change::Review { .. } => {}
        }
    }
    for at in retyped {
        // Of a text dump the form says what columns hold, not the cells.
        if let Some(table) = document.tables.get_mut(at)
            && matches!(table.place, TablePlace::Pages(_))
        {
            statement::type_cells(table);
        }
    }
    // From the last table to the first, and in it from the last row: places before it stay what they are.
    let mut shapes: Vec<&Correction> = selected.own.iter().filter(|own| shape_key(own).is_some()).collect();
    shapes.sort_by_key(|own| std::cmp::Reverse(shape_key(own)));
    for correction in shapes {
        let made = match &correction.change {
            Change::Merge { rows } => structure.merge(&mut document.tables, correction.table, *rows),
            Change::Split { row, rows } => structure.split(&mut document.tables, correction.table, *row, *rows),
            _ => continue,
        };
        let place = place(correction);
        found.push(match made {
            Ok(message) => applied(correction, place, message),
            Err(why) => refused(correction, place, None, why),
        });
    }
    document.findings.extend(found);
    structure.carry(document);
    Kinds(kinds.into_iter().map(|(table, correction)| (structure.table(table), correction)).collect())
}

impl Kinds {
    /// Applies what was corrected in the kinds that were recognised.
    pub(crate) fn apply(self, document: &mut Document) {
        for (at, correction) in self.0 {
            let Change::Kind { printed, kind } = &correction.change else { continue };
            let Some(table) = document.tables.get_mut(at) else { continue };
            let place = Place::table(at).on(table.first_page());
            document.findings.push(if table.kind == *printed {
                let mut finding = applied(&correction, place, "the kind of the table was corrected by hand");
                finding.expected.clone_from(kind);
                finding.found.clone_from(printed);
                table.kind.clone_from(kind);
                finding
            } else {
                refused(&correction, place, Some((printed.clone(), table.kind.clone())), "the table is of another kind")
            });
        }
    }
}

/// The table that a correction is about; corrections count from 1.
fn place(correction: &Correction) -> Place {
    Place { table: TableIndex::from_number(correction.table), ..Place::default() }
}

/// Splits and merges in the order of their places; a table is split before it is merged with the next one.
fn shape_key(correction: &Correction) -> Option<(usize, usize)> {
    match correction.change {
        Change::Split { row, .. } => Some((correction.table, row)),
        Change::Merge { .. } => Some((correction.table, usize::MAX)),
        _ => None,
    }
}

fn cell(table: &mut Table, correction: &Correction, at: (usize, usize), texts: (&str, &str)) -> Finding {
    let (row, column) = at;
    let (printed, text) = texts;
    let place = |page| Place {
        row: RowIndex::from_number(row),
        column: ColumnIndex::from_number(column),
        ..place(correction).on(page)
    };
    let role = column.checked_sub(1).and_then(|at| table.columns.get(at)).map(|column| column.role);
    let own = row.checked_sub(1).and_then(|at| table.rows.get_mut(at));
    let own = own.and_then(|row| row.cells.get_mut(column.checked_sub(1)?));
    let (Some(own), Some(role)) = (own, role) else {
        return refused(correction, place(None), None, "there is no such cell");
    };
    let place = place(own.page);
    if own.text != printed {
        let texts = (Some(printed.to_owned()), Some(own.text.clone()));
        return refused(correction, place, Some(texts), "the cell holds another text");
    }
    let mut finding = applied(correction, place, "the cell was corrected by hand");
    finding.expected = Some(text.to_owned());
    finding.found = Some(printed.to_owned());
    // Of two corrections of one cell the first found what is printed.
    own.printed.get_or_insert_with(|| printed.into());
    own.text = text.to_owned();
    own.otherwise = None;
    own.value = statement::typed(role, text);
    own.origin = Origin::Corrected;
    finding
}

fn header(table: &mut Table, correction: &Correction, column: usize, paths: (&[String], &[String])) -> Finding {
    let (printed, path) = paths;
    let place = Place { column: ColumnIndex::from_number(column), ..place(correction).on(table.first_page()) };
    let Some(at) = column.checked_sub(1).filter(|at| *at < table.width()) else {
        return refused(correction, place, None, "there is no such column");
    };
    let Some(own) = table.columns.get_mut(at) else {
        return refused(correction, place, None, "there is no such column");
    };
    if own.path != printed {
        let texts = (Some(printed.join("/")), Some(own.path.join("/")));
        return refused(correction, place, Some(texts), "the column has another name");
    }
    let mut finding = applied(correction, place, "the name of the column was corrected by hand");
    finding.expected = Some(path.join("/"));
    finding.found = Some(printed.join("/"));
    own.path = path.to_vec();
    let width = table.columns.len();
    while table.header.len() < path.len() {
        table.header.push(vec![String::new(); width]);
    }
    for (depth, names) in table.header.iter_mut().enumerate() {
        if let Some(name) = names.get_mut(at) {
            *name = path.get(depth).cloned().unwrap_or_default();
        }
    }
    finding
}

fn applied(correction: &Correction, place: Place, message: &str) -> Finding {
    Finding::new(codes::CORRECTED, Severity::Info, place, with_note(message, correction))
}

/// A correction that is not applied; `texts` are what it expected and what is there.
fn refused(
    correction: &Correction,
    place: Place,
    texts: Option<(Option<String>, Option<String>)>,
    why: &str,
) -> Finding {
    let message = with_note(&format!("a correction was not applied: {why}"), correction);
    let mut finding = Finding::new(codes::CORRECTION_NOT_APPLIED, Severity::Warning, place, message);
    (finding.expected, finding.found) = texts.unwrap_or_default();
    finding
}

fn with_note(message: &str, correction: &Correction) -> String {
    match correction.note.as_deref().filter(|note| !note.is_empty()) {
        Some(note) => format!("{message}: {note}"),
        None => message.to_owned(),
    }
}

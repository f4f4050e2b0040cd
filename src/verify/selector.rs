//! Rows and columns by their words -> the cells of an identity.

use super::CellRef;
use super::outline::{Line, Rank};
use super::view::{Sheet, View};
use crate::catalogue::{self, Rows, Term};
use crate::words::squeeze;
use std::ops::Range;

/// The cells of one side; nothing if a term that is needed is not there.
pub(super) fn side(view: &View<'_>, tables: &Range<usize>, terms: &[Term]) -> Option<Vec<CellRef>> {
    sum(terms, |term| cells(view, tables, term))
}

/// The same, of terms that mean each line of their table: those of this line.
pub(super) fn side_of_line(sheet: &Sheet<'_>, line: &Line, terms: &[Term]) -> Option<Vec<CellRef>> {
    sum(terms, |term| Some(vec![cell(sheet, line, term)?]))
}

/// The lines of a term's table that name an organisation once, but for this one, and their cells.
pub(super) fn units<'a>(sheet: &'a Sheet<'_>, term: &Term, own: Option<&str>) -> Vec<(&'a str, CellRef)> {
    let is_unit = |line: &&Line| {
        line.rank == Rank::Item && line.unit.is_some() && line.has_amount && catalogue::is_organisation(&line.label)
    };
    let lines: Vec<&Line> = sheet.lines.iter().flatten().filter(is_unit).collect();
    let is_one = |line: &&&Line| lines.iter().filter(|other| other.label == line.label).count() == 1;
    let others = lines.iter().filter(is_one).filter(|line| own.is_none_or(|own| squeeze(own) != line.label));
    others.filter_map(|line| Some((line.label.as_str(), cell(sheet, line, term)?))).collect()
}

/// The one table of a term's kind.
pub(super) fn sheet<'a, 'b>(view: &'b View<'a>, tables: &Range<usize>, term: &Term) -> Option<&'b Sheet<'a>> {
    let own = view.sheets.iter().filter(|sheet| tables.contains(&sheet.index.get()));
    let mut sheets = own.filter(|sheet| sheet.table.kind.as_deref() == Some(&term.kind));
    sheets.next().filter(|_| sheets.next().is_none())
}

fn sum(terms: &[Term], cells: impl Fn(&Term) -> Option<Vec<CellRef>>) -> Option<Vec<CellRef>> {
    let mut found = Vec::new();
    for term in terms {
        match cells(term) {
            Some(cells) => found.extend(cells),
            None if term.is_optional => {}
            None => return None,
        }
    }
    (!found.is_empty()).then_some(found)
}

/// The cells of a term; nothing if its table or row is not there, or not certain.
pub(super) fn cells(view: &View<'_>, tables: &Range<usize>, term: &Term) -> Option<Vec<CellRef>> {
    let sheet = sheet(view, tables, term)?;
    let halves: Vec<usize> = match term.half {
        Some(half) => vec![half],
        None => (0..sheet.lines.len()).collect(),
    };
    let mut lines = halves.iter().filter_map(|half| sheet.lines.get(*half));
    match &term.rows {
        // Which line is for the check to say.
        Rows::Each | Rows::Units => None,
        Rows::Total => {
            let line = lines.find_map(|lines| total(lines))?;
            Some(vec![cell(sheet, line, term)?])
        }
        Rows::Only => {
            let mut lines = lines.flatten().filter(|line| line.has_amount);
            let line = lines.next().filter(|_| lines.next().is_none())?;
            Some(vec![cell(sheet, line, term)?])
        }
        Rows::Called(names) => {
            let all: Vec<&Line> = lines.flatten().collect();
            let line = names.iter().find_map(|name| {
                let (name, skip) = name.strip_suffix('+').map_or((name.as_str(), 0), |name| (name, 1));
                all.iter().filter(|line| unnumbered(line) == name).nth(skip)
            })?;
            Some(vec![cell(sheet, line, term)?])
        }
        Rows::Codes(codes) => {
            let all = lines.flatten().filter(|line| line.code.as_ref().is_some_and(|(_, code)| codes.contains(code)));
            let cells: Vec<CellRef> = all.filter_map(|line| cell(sheet, line, term)).collect();
            (!cells.is_empty()).then_some(cells)
        }
    }
}

/// The line of a table's total: 总计 before 合计, the last before others; of a table of one line that line, else a line
/// without a name below or above all others.
fn total(lines: &[Line]) -> Option<&Line> {
    let is_total = |line: &&Line| line.rank == Rank::Total;
    let grand = lines.iter().rfind(|line| is_total(line) && line.label.contains("总计"));
    let own =
        || lines.iter().rfind(|line| is_total(line) && line.label.ends_with("合计") && !line.label.contains("本年"));
    let bare = |line: &&Line| line.code.is_none() && line.unit.is_none() && line.has_amount;
    let end = || lines.last().filter(|line| bare(line) && (line.rank == Rank::Nameless || lines.len() == 1));
    let start = || lines.first().filter(|line| bare(line) && line.rank == Rank::Nameless);
    grand.or_else(own).or_else(|| lines.iter().rfind(is_total)).or_else(end).or_else(start)
}

/// A line's name without its number.
pub(super) fn unnumbered(line: &Line) -> &str {
    match line.mark {
        Some(_) => line.label.split_once(['、', '）', ')', '.', '．']).map_or(&line.label, |(_, name)| name),
        None => &line.label,
    }
}

fn cell(sheet: &Sheet<'_>, line: &Line, term: &Term) -> Option<CellRef> {
    let columns = sheet.blocks.get(line.block)?;
    let of_measure = |measure: &String| {
        let has = |column: &&usize| {
            sheet.table.meanings.get(**column).is_some_and(|meaning| meaning.measure.as_ref() == Some(measure))
        };
        columns.iter().find(has)
    };
    let column = if term.measures.is_empty() {
        let printed = columns.iter().find(|column| sheet.amount(line.row, **column).is_some());
        printed.or(columns.first())
    } else {
        term.measures.iter().find_map(of_measure)
    };
    Some(sheet.cell(line.row, *column?))
}

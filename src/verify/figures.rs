//! What documents say of each other: the amounts that another document prints again, and the comparison of them.

use super::selector::{sheet, side, units};
use super::view::View;
use super::{CellRef, Figure};
use crate::catalogue::{Identity, Rows, Term, identities};
use crate::model::{Finding, Place, Severity, codes};
use crate::words::squeeze;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A document as the others see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described<'a> {
    /// What it is called in messages.
    pub name: &'a str,
    /// Whose it is; nothing is compared without.
    pub organisation: Option<&'a str>,
    /// The code of its region.
    pub region: Option<&'a str>,
    /// Its year; nothing is compared without.
    pub fiscal_year: Option<i32>,
    /// What others print again.
    pub figures: &'a [Figure],
}

fn own() -> impl Iterator<Item = &'static Identity> {
    const CHECKS: [&str; 2] = [codes::BUDGET_FINAL, codes::DEPARTMENT_UNITS];
    identities().iter().filter(|identity| CHECKS.contains(&identity.check.as_str()))
}

/// The figures of a document. Of several documents in one file it is not known which year's and whose they are.
pub(super) fn figures(view: &View<'_>) -> Vec<Figure> {
    if !view.document.parts.is_empty() {
        return Vec::new();
    }
    let tables = 0..view.sheets.len();
    let figure = |identity: &Identity, is_left: bool, organisation: Option<&str>, cells: Vec<CellRef>| {
        let (mut amount, mut slack) = (Decimal::ZERO, Decimal::ZERO);
        for cell in &cells {
            let factor = Decimal::from(view.factor(*cell)?);
            amount = amount.checked_add(view.amount(*cell)?.checked_mul(factor)?)?;
            slack += view.half(*cell) * factor;
        }
        let cell = *cells.first()?;
        let row = view.sheets.get(cell.table.get()).and_then(|sheet| sheet.table.rows.get(cell.row.get()));
        let page = row.and_then(|row| row.cells.get(cell.column.get())).and_then(|cell| cell.page);
        let (identity, organisation) = (identity.id.clone(), organisation.map(str::to_owned));
        Some(Figure { identity, is_left, organisation, amount, slack, cell, page })
    };
    let mut found = Vec::new();
    for identity in own() {
        if let [term @ Term { rows: Rows::Units, .. }] = identity.left.as_slice() {
            let own = view.document.organisation.as_deref();
            let of_units = sheet(view, &tables, term).map(|sheet| units(sheet, term, own)).unwrap_or_default();
            found
                .extend(of_units.into_iter().filter_map(|(unit, cell)| figure(identity, true, Some(unit), vec![cell])));
        } else {
            found.extend(side(view, &tables, &identity.left).and_then(|cells| figure(identity, true, None, cells)));
        }
        found.extend(side(view, &tables, &identity.right).and_then(|cells| figure(identity, false, None, cells)));
    }
    found
}

/// Compares documents of the same organisation: the budget with the accounts of its year, a year's end with the next
/// year's beginning. The place of a finding is in the document of this index; whatever their order, the findings are
/// the same.
pub fn across(documents: &[Described<'_>]) -> Vec<(usize, Finding)> {
    let mut places: BTreeMap<(String, i32), Vec<usize>> = BTreeMap::new();
    for (at, document) in documents.iter().enumerate() {
        if let (Some(organisation), Some(year)) = (document.organisation, document.fiscal_year) {
            places.entry((squeeze(organisation).into_owned(), year)).or_default().push(at);
        }
    }
    let mut found = Vec::new();
    for (at, document) in documents.iter().enumerate() {
        let (Some(organisation), Some(year)) = (document.organisation, document.fiscal_year) else { continue };
        for figure in document.figures.iter().filter(|figure| figure.is_left) {
            let Some(identity) = own().find(|identity| identity.id == figure.identity) else { continue };
            let whose = figure.organisation.as_deref().unwrap_or(organisation);
            let others = places.get(&(squeeze(whose).into_owned(), year + identity.years)).into_iter().flatten();
            let others = others.filter(|other| **other != at).filter_map(|other| {
                let other = documents.get(*other)?;
                let is_elsewhere = document.region.zip(other.region).is_some_and(|(own, other)| own != other);
                let right = other.figures.iter().find(|right| !right.is_left && right.identity == figure.identity)?;
                (!is_elsewhere).then_some((other.name, right))
            });
            let others: Vec<_> = others.collect();
            // Two that say different things: which of them is meant is not known.
            let Some((name, right)) =
                others.first().filter(|(_, first)| others.iter().all(|(_, other)| other.amount == first.amount))
            else {
                continue;
            };
            let difference = figure.amount - right.amount;
            if difference.abs() > figure.slack + right.slack {
                found.push((at, finding(identity, figure, name, right)));
            }
        }
    }
    found
}

fn finding(identity: &'static Identity, figure: &Figure, name: &str, right: &Figure) -> Finding {
    let CellRef { table, row, column } = figure.cell;
    let place = Place::cell(table, row, column).on(figure.page);
    let other = format!("T{}{}", right.cell.table, right.cell.name(right.cell.table));
    let difference = (figure.amount - right.amount).normalize();
    let message = format!("{} {}: {other} of {name}, in yuan off by {difference}", identity.id, identity.says);
    // From year to year money moves between organisations; within a year it is the same number, printed twice.
    // Of a unit a department may print less than the unit: what goes from one of its units to another counts once.
    let is_same = identity.years == 0 && identity.check == codes::BUDGET_FINAL;
    let severity = if is_same { Severity::Warning } else { Severity::Info };
    let mut finding = Finding::new(&identity.check, severity, place, message);
    finding.expected = Some(right.amount.to_string());
    finding.found = Some(figure.amount.to_string());
    finding
}

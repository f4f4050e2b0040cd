//! The documents of a run together: what one says of another. In: the description of each, or its facts. Out: findings about
//! pairs.

use super::csv::Row;
use super::facts::{BETWEEN, FACTS};
use super::json;
use super::schema::{DocumentJson, FindingJson};
use crate::model::{CellRef, ColumnIndex, Figure, PageNumber, RowIndex, TableIndex};
use crate::verify::{Described, across};
use std::collections::BTreeMap;

/// The columns of facts that [`Batch::add_fact`] looks at.
pub const COLUMNS: [&str; 5] = ["document", "region_code", "page", "fact", "printed_again"];

/// The documents of a run, as far as others print the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// By their ids: what is found does not depend on the order they come in.
    entries: BTreeMap<String, Entry>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entry {
    organisation: Option<String>,
    region: Option<String>,
    fiscal_year: Option<i32>,
    figures: Vec<Figure>,
}

impl Batch {
    /// Adds a document; one that prints nothing that others print is left out.
    pub fn add(&mut self, document: &DocumentJson) {
        if document.figures.is_empty() {
            return;
        }
        let figure = |figure: &super::schema::FigureJson| {
            let cell = CellRef {
                table: TableIndex::from_number(figure.table)?,
                row: RowIndex::from_number(figure.row)?,
                column: ColumnIndex::from_number(figure.column)?,
            };
            Some(Figure {
                identity: figure.identity.clone(),
                is_left: figure.side == "left",
                organisation: figure.organisation.clone(),
                amount: figure.amount_yuan.parse().ok()?,
                slack: figure.tolerance_yuan.parse().ok()?,
                cell,
                page: figure.page.and_then(PageNumber::new),
            })
        };
        let entry = Entry {
            organisation: document.organisation.clone(),
            region: document.region_code.clone(),
            fiscal_year: document.fiscal_year,
            figures: document.figures.iter().filter_map(figure).collect(),
        };
        self.entries.insert(document.id.clone(), entry);
    }

    /// Adds a fact, as a row of [`FACTS`]: where documents are far apart, their facts say what others print again. One that is not
    /// is left out. Of a document the facts may come in any order, and in several batches.
    pub fn add_fact(&mut self, row: &Row) {
        let text = |name: &str| FACTS.iter().position(|field| field.name == name).and_then(|at| row.get(at));
        let [document, region, page, fact, again] = COLUMNS.map(|name| text(name).unwrap_or_default());
        self.add_printed_again(document, region, page, fact, again);
    }

    /// The same, of the values of [`COLUMNS`].
    pub fn add_printed_again(&mut self, document: &str, region: &str, page: &str, fact: &str, again: &str) {
        let figures = again.split(BETWEEN).filter_map(|own| figure(own, page, fact));
        for (figure, whose, year) in figures {
            let entry = self.entries.entry(document.to_owned()).or_default();
            entry.region = (!region.is_empty()).then(|| region.to_owned());
            entry.fiscal_year = Some(year);
            if !figure.is_left || entry.organisation.is_none() {
                // Of the left side it may be a unit of the organisation's: its own name is that of the right.
                entry.organisation = Some(whose);
            }
            entry.figures.push(figure);
        }
    }

    /// What does not agree: the id of the document, and the finding.
    pub fn findings(&self) -> Vec<(String, FindingJson)> {
        let described: Vec<Described<'_>> = self
            .entries
            .iter()
            .map(|(id, entry)| Described {
                name: id,
                organisation: entry.organisation.as_deref(),
                region: entry.region.as_deref(),
                fiscal_year: entry.fiscal_year,
                figures: &entry.figures,
            })
            .collect();
        let ids: Vec<&String> = self.entries.keys().collect();
        let found = across(&described).into_iter();
        found.filter_map(|(at, finding)| Some(((*ids.get(at)?).clone(), json::finding(&finding)))).collect()
    }
}

/// A figure as [`facts::row`](super::facts::row) writes it, whose it is and the year; `fact` says where it stands.
fn figure(text: &str, page: &str, fact: &str) -> Option<(Figure, String, i32)> {
    let mut words = text.splitn(6, ' ');
    let mut word = || words.next();
    let (identity, side, year, amount, slack, whose) = (word()?, word()?, word()?, word()?, word()?, word()?);
    let mut place = fact.rsplitn(4, ':').map(|number| number.parse::<usize>().ok());
    let mut number = || place.next().flatten();
    let (column, row, table) = (number()?, number()?, number()?);
    let figure = Figure {
        identity: identity.to_owned(),
        is_left: side == "left",
        organisation: Some(whose.to_owned()),
        amount: amount.parse().ok()?,
        slack: slack.parse().ok()?,
        cell: CellRef {
            table: TableIndex::from_number(table)?,
            row: RowIndex::from_number(row)?,
            column: ColumnIndex::from_number(column)?,
        },
        page: page.parse().ok().and_then(PageNumber::new),
    };
    Some((figure, whose.to_owned(), year.parse().ok()?))
}

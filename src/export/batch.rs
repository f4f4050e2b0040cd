//! The documents of a run together: what one says of another. In: the description of each. Out: findings about pairs.

use super::json;
use super::schema::{DocumentJson, FindingJson};
use crate::model::{CellRef, Figure, PageNumber};
use crate::verify::{Described, across};

/// The documents of a run, as far as others print the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    id: String,
    input: String,
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
                table: figure.table.checked_sub(1)?,
                row: figure.row.checked_sub(1)?,
                column: figure.column.checked_sub(1)?,
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
        self.entries.push(Entry {
            id: document.id.clone(),
            input: document.input.clone(),
            organisation: document.organisation.clone(),
            region: document.region_code.clone(),
            fiscal_year: document.fiscal_year,
            figures: document.figures.iter().filter_map(figure).collect(),
        });
    }

    /// What does not agree: the id of the document, and the finding.
    pub fn findings(&self) -> Vec<(String, FindingJson)> {
        let described: Vec<Described<'_>> = self
            .entries
            .iter()
            .map(|entry| Described {
                name: &entry.input,
                organisation: entry.organisation.as_deref(),
                region: entry.region.as_deref(),
                fiscal_year: entry.fiscal_year,
                figures: &entry.figures,
            })
            .collect();
        let found = across(&described).into_iter();
        found.filter_map(|(at, finding)| Some((self.entries.get(at)?.id.clone(), json::finding(&finding)))).collect()
    }
}

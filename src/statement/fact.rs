//! The printed amounts of a document one by one, each with all that is known of it.

use super::subject::{counterpart, of_stage, phase, year_in};
use super::{Record, in_yuan, records};
use crate::model::{
    Cell, CellRef, CellState, Document, Origin, PageNumber, Phase, Row, RowRole, Scheme, Scope, Stage, Table, Value,
};
use rust_decimal::Decimal;
use std::sync::Arc;

/// One printed amount of money. What its table does not say is taken from the document.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fact<'a> {
    /// Where it stands.
    pub place: CellRef,
    /// The table it stands in.
    pub table: &'a Table,
    /// The cell it stands in.
    pub cell: &'a Cell,
    /// The amount, in the unit of [`unit`](Fact::unit).
    pub amount: Decimal,
    /// Whose it is.
    pub organisation: Option<&'a str>,
    /// The code of the region it is from.
    pub region: Option<&'a str>,
    /// The year its table is about.
    pub fiscal_year: Option<i32>,
    /// Budget, accounts, or the year under way.
    pub stage: Option<Stage>,
    /// Whose money its document is about.
    pub scope: Option<Scope>,
    /// What the sums it stands in say of it.
    pub state: CellState,
    row: &'a Row,
    column: Arc<Name>,
    record: Option<Arc<Record>>,
    label: Option<Arc<Name>>,
}

/// The name of a column or a row, with what it says of its amounts.
#[derive(Debug)]
struct Name {
    text: String,
    year: Option<i32>,
    phase: Option<Phase>,
    counterpart: Option<(&'static str, &'static str)>,
}

impl Name {
    /// What `text` says; the place is named by `leaf`, its last part.
    fn of(text: &str, leaf: &str, document: &Document, table: &Table) -> Name {
        let own = table.caption.fiscal_year.or(document.fiscal_year);
        Name {
            text: text.to_owned(),
            year: year_in(text, own),
            phase: phase(text),
            counterpart: counterpart(leaf, document.region.as_deref()),
        }
    }
}

impl<'a> Fact<'a> {
    /// Is it money that adds up over rows, and no size, price or level?
    pub fn is_additive(&self) -> bool {
        self.table.meanings.get(self.place.column).is_none_or(|meaning| !meaning.is_level)
    }

    /// The flattened name of its column, unique in its table.
    pub fn column(&self) -> &str {
        &self.column.text
    }

    /// What its row is.
    pub fn row_role(&self) -> RowRole {
        self.row.role
    }

    /// How deep its row is indented, from 0, where the print shows it.
    pub fn row_level(&self) -> Option<u8> {
        self.row.level
    }

    /// The year the amount is of: the one its column or its row names, else its table's.
    pub fn amount_year(&self) -> Option<i32> {
        let of_row = self.label.as_ref().and_then(|label| label.year);
        self.column.year.or(of_row).or(self.fiscal_year)
    }

    /// What was planned, what came of it, or what is owed: as its column says, or the row of a debt, else by its table.
    pub fn phase(&self) -> Option<Phase> {
        let of_debt = |phase: &Phase| matches!(phase, Phase::DebtLimit | Phase::Balance);
        let of_row = self.label.as_ref().and_then(|label| label.phase).filter(of_debt);
        of_row.or(self.column.phase).or(self.stage.map(of_stage))
    }

    /// The region its row or its column stands for, with its code: who gets a transfer, whose debt it is.
    pub fn counterpart(&self) -> Option<(&'static str, &'static str)> {
        self.label.as_ref().and_then(|label| label.counterpart).or(self.column.counterpart)
    }

    /// What the row calls it.
    pub fn label(&self) -> Option<&str> {
        self.record.as_ref().map(|record| record.label.as_str()).filter(|label| !label.is_empty())
    }

    /// That and the names above it in the table, joined by `/`.
    pub fn path(&self) -> Option<&str> {
        self.record.as_ref().map(|record| record.path.as_str()).filter(|path| !path.is_empty())
    }

    /// The codes of its row, classifications first.
    pub fn codes(&self) -> impl Iterator<Item = (Scheme, &str)> {
        self.record.iter().flat_map(|record| &record.codes).map(|code| (code.scheme, code.code.as_str()))
    }

    /// What it measures, where that is known: see `fiscal-tables kinds`.
    pub fn measure(&self) -> Option<&'a str> {
        self.table.meanings.get(self.place.column).and_then(|meaning| meaning.measure.as_deref())
    }

    /// Its unit of money: the row's, else the column's, else the table's.
    pub fn unit(&self) -> Option<&str> {
        let of_row = self.record.as_ref().and_then(|record| record.unit.as_deref());
        let of_column = || self.table.meanings.get(self.place.column).and_then(|meaning| meaning.unit.as_deref());
        of_row.or_else(of_column).or(self.table.caption.unit.as_deref())
    }

    /// The amount in yuan, exactly, where the unit is known.
    pub fn amount_yuan(&self) -> Option<Decimal> {
        in_yuan(self.amount, self.unit()?)
    }

    /// How it came into its cell.
    pub fn origin(&self) -> Origin {
        self.cell.origin
    }

    /// The page it is printed on.
    pub fn page(&self) -> Option<PageNumber> {
        self.cell.page
    }
}

impl Document {
    /// Every printed amount of money, in the order of print; repeats of a merged cell do not count.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let document = fiscal_tables::extract(&std::fs::read("samples/ruled-budget.pdf")?, &fiscal_tables::Options::default())?;
    /// let project = document.facts().find(|fact| fact.measure() == Some("project")).ok_or("no project expenditure")?;
    /// assert_eq!(project.unit(), Some("万元"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn facts(&self) -> impl Iterator<Item = Fact<'_>> {
        self.tables.iter().enumerate().flat_map(|(index, table)| of_table(self, index, table))
    }
}

fn of_table<'a>(document: &'a Document, index: usize, table: &'a Table) -> impl Iterator<Item = Fact<'a>> {
    let leaf = |column: usize| table.columns.get(column).and_then(|column| column.path.last());
    let name = |(column, text): (usize, String)| {
        Arc::new(Name::of(&text, leaf(column).map(String::as_str).unwrap_or_default(), document, table))
    };
    let columns: Vec<Arc<Name>> = table.column_names().into_iter().enumerate().map(name).collect();
    let rows = table.rows.iter().zip(records(table)).enumerate();
    rows.flat_map(move |(row, (own, records))| {
        let label = |record: &Record| Arc::new(Name::of(&record.label, &record.label, document, table));
        let records: Vec<(Arc<Record>, Arc<Name>)> = records
            .into_iter()
            .map(|record| (label(&record), record))
            .map(|(name, record)| (Arc::new(record), name))
            .collect();
        let columns = columns.clone();
        own.cells.iter().enumerate().filter_map(move |(column, cell)| {
            let Some(Value::Amount(amount)) = cell.value else { return None };
            if cell.origin == Origin::Spanned {
                return None;
            }
            let place = CellRef { table: index, row, column };
            let block = table.meanings.get(column).map_or(0, |meaning| meaning.block);
            let record = records.get(block);
            Some(Fact {
                place,
                table,
                cell,
                amount,
                organisation: table.caption.organisation.as_deref().or(document.organisation.as_deref()),
                region: document.region.as_deref(),
                fiscal_year: table.caption.fiscal_year.or(document.fiscal_year),
                stage: table.caption.stage.or(document.stage),
                scope: document.scope,
                state: document.ledger.state(place),
                row: own,
                column: Arc::clone(columns.get(column)?),
                record: record.map(|(record, _)| Arc::clone(record)),
                label: record.map(|(_, label)| Arc::clone(label)),
            })
        })
    })
}

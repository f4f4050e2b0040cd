//! The printed amounts of a document one by one, each with all that is known of it.

use super::{Record, in_yuan, records};
use crate::model::{Cell, CellRef, CellState, Document, Origin, PageNumber, Scheme, Stage, Table, Value};
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
    /// What the sums it stands in say of it.
    pub state: CellState,
    column: Arc<str>,
    record: Option<Arc<Record>>,
}

impl<'a> Fact<'a> {
    /// The flattened name of its column, unique in its table.
    pub fn column(&self) -> &str {
        &self.column
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
    let columns: Vec<Arc<str>> = table.column_names().into_iter().map(Arc::from).collect();
    let rows = table.rows.iter().zip(records(table)).enumerate();
    rows.flat_map(move |(row, (own, records))| {
        let records: Vec<Arc<Record>> = records.into_iter().map(Arc::new).collect();
        let columns = columns.clone();
        own.cells.iter().enumerate().filter_map(move |(column, cell)| {
            let Some(Value::Amount(amount)) = cell.value else { return None };
            let place = CellRef { table: index, row, column };
            let block = table.meanings.get(column).map_or(0, |meaning| meaning.block);
            (cell.origin != Origin::Spanned).then(|| Fact {
                place,
                table,
                cell,
                amount,
                organisation: table.caption.organisation.as_deref().or(document.organisation.as_deref()),
                region: document.region.as_deref(),
                fiscal_year: table.caption.fiscal_year.or(document.fiscal_year),
                stage: table.caption.stage.or(document.stage),
                state: document.ledger.state(place),
                column: columns.get(column).cloned().unwrap_or_else(|| Arc::from("")),
                record: records.get(block).cloned(),
            })
        })
    })
}

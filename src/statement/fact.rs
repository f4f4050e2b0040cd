//! The printed amounts of a document one by one, each with all that is known of it.

use super::subject::{Counterpart, counterpart, is_own_level, of_stage, phase, towns, year_in};
use super::{Record, in_yuan, records};
use crate::catalogue;
use crate::model::{
    Cell, CellRef, CellState, Document, Figure, Origin, PageNumber, Phase, Place, Row, RowIndex, RowRole, Scheme,
    Scope, Stage, Table, TableIndex, Value, codes,
};
use crate::words::squeeze;
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
    region_name: Option<&'static str>,
    is_ambiguous: bool,
    document: &'a Document,
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
    is_only_phase: bool,
    counterpart: Option<Counterpart>,
}

impl Name {
    /// What `text` says; the place is named by `leaf`, its last part.
    fn of(text: &str, leaf: &str, document: &Document, table: &Table) -> Name {
        let own = table.caption.fiscal_year.or(document.fiscal_year);
        Name {
            text: text.to_owned(),
            year: year_in(text, own),
            phase: phase(text),
            is_only_phase: matches!(&*squeeze(text), "预算数" | "年初预算数" | "调整预算数" | "执行数" | "决算数"),
            counterpart: counterpart(leaf, document.region.as_deref(), is_of_places(table)),
        }
    }
}

impl<'a> Fact<'a> {
    /// Is it money that adds up over rows, and no size, price or level?
    pub fn is_additive(&self) -> bool {
        self.table.meanings.get(self.place.column.get()).is_none_or(|meaning| !meaning.is_level)
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
        let of_row = self.label.as_ref().and_then(|label| label.phase);
        // A row that is called 决算数 and nothing else; what else has a phase in its name may be any item.
        let is_only_phase = self.label.as_ref().is_some_and(|label| label.is_only_phase);
        let by_row = || of_row.filter(|_| is_only_phase);
        of_row.filter(of_debt).or(self.column.phase).or_else(by_row).or(self.stage.map(of_stage))
    }

    /// The name of the place its row or its column stands for: who gets a transfer, whose debt it is.
    pub fn counterpart(&self) -> Option<&str> {
        self.place_of().map(|place| place.name.as_str())
    }

    /// The code of that place, where it is a division.
    pub fn counterpart_code(&self) -> Option<&'static str> {
        self.place_of().and_then(|place| place.code)
    }

    fn place_of(&self) -> Option<&Counterpart> {
        let of_row = self.label.as_ref().and_then(|label| label.counterpart.as_ref());
        of_row.or(self.column.counterpart.as_ref())
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
        self.table.meanings.get(self.place.column.get()).and_then(|meaning| meaning.measure.as_deref())
    }

    /// Its unit of money: the row's, else the column's, else the table's.
    pub fn unit(&self) -> Option<&str> {
        let of_row = self.record.as_ref().and_then(|record| record.unit.as_deref());
        let of_column = || self.table.meanings.get(self.place.column.get()).and_then(|meaning| meaning.unit.as_deref());
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

    /// How sure its place is: `printed` there, `placed` by arithmetic, `ambiguous` where other columns would do as well,
    /// `corrected` by a person, `ocr_plain` where a recognition read it on a scanned page and nothing confirms its digits, `ocr_chosen` where sums
    /// chose among its likely readings, `ocr_proved` where they hold with no other ones.
    pub fn certainty(&self) -> &'static str {
        match self.cell.origin {
            Origin::Placed if self.is_ambiguous => "ambiguous",
            Origin::Ocr => self.document.ledger.sureness(self.place).as_str(),
            origin => origin.as_str(),
        }
    }

    /// Where it stands on its page: left, top, right and bottom in points from the top left.
    pub fn bbox(&self) -> Option<[f64; 4]> {
        self.cell.bbox.as_ref().map(|bbox| [bbox.x0.get(), bbox.y0.get(), bbox.x1.get(), bbox.y1.get()])
    }

    /// The name of the region it is from.
    pub fn region_name(&self) -> Option<&'static str> {
        self.region.and(self.region_name)
    }

    /// What of it other documents print again, with whose it is and the year; nothing where the document does not say these.
    pub fn printed_again(&self) -> impl Iterator<Item = (&'a Figure, &'a str, i32)> {
        let (own, year) = (self.document.organisation.as_deref(), self.document.fiscal_year);
        let place = self.place;
        let figures = self.document.ledger.figures().iter().filter(move |figure| figure.cell == place);
        figures.filter_map(move |figure| Some((figure, figure.organisation.as_deref().unwrap_or(own?), year?)))
    }

    /// The line of a text dump that its row begins on, from 1.
    pub fn line(&self) -> Option<usize> {
        self.row.line
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

/// Does a table list places: what each gets, or owes?
fn is_of_places(table: &Table) -> bool {
    table.kind.as_deref().is_some_and(|kind| kind.contains("_transfer") || kind.contains("_debt_"))
}

fn of_table<'a>(document: &'a Document, index: usize, table: &'a Table) -> impl Iterator<Item = Fact<'a>> {
    let leaf = |column: usize| table.columns.get(column).and_then(|column| column.path.last());
    let name = |(column, text): (usize, String)| {
        Arc::new(Name::of(&text, leaf(column).map(String::as_str).unwrap_or_default(), document, table))
    };
    let mut columns: Vec<Arc<Name>> = table.column_names().into_iter().enumerate().map(name).collect();
    if columns.iter().all(|column| column.counterpart.is_none()) {
        for (column, town) in columns.iter_mut().zip(towns(table)) {
            if let (Some(own), Some(_)) = (Arc::get_mut(column), &town) {
                own.counterpart = town;
            }
        }
    }
    let rows = table.rows.iter().zip(records(table)).enumerate();
    let is_here = |place: &Place| place.table == Some(TableIndex::new(index));
    let doubts = document.findings.iter().filter(|finding| finding.code == codes::AMBIGUOUS_PLACEMENT);
    let ambiguous: Vec<RowIndex> =
        doubts.filter(|finding| is_here(&finding.place)).filter_map(|finding| finding.place.row).collect();
    let region_name = document.region.as_deref().and_then(catalogue::division_name);
    // The place whose own level a row below it is about.
    let mut above: Option<Counterpart> = None;
    rows.flat_map(move |(row, (own, records))| {
        let mut label = |record: &Record| {
            let mut name = Name::of(&record.label, &record.label, document, table);
            match &name.counterpart {
                Some(place) if place.code.is_some_and(catalogue::is_prefecture) => above.clone_from(&name.counterpart),
                None if is_of_places(table) && is_own_level(&record.label) => name.counterpart.clone_from(&above),
                _ => {}
            }
            Arc::new(name)
        };
        let records: Vec<(Arc<Record>, Arc<Name>)> = records
            .into_iter()
            .map(|record| (label(&record), record))
            .map(|(name, record)| (Arc::new(record), name))
            .collect();
        let columns = columns.clone();
        let is_ambiguous = ambiguous.contains(&RowIndex::new(row));
        own.cells.iter().enumerate().filter_map(move |(column, cell)| {
            let Some(Value::Amount(amount)) = cell.value else { return None };
            if cell.origin == Origin::Spanned {
                return None;
            }
            let place = CellRef::new(index, row, column);
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
                region_name,
                is_ambiguous,
                document,
                column: Arc::clone(columns.get(column)?),
                record: record.map(|(record, _)| Arc::clone(record)),
                label: record.map(|(_, label)| Arc::clone(label)),
            })
        })
    })
}

//! A document as the checks look at it: amounts by place, lines of labels, the digits that are printed.

use super::CellRef;
use super::outline::{Line, is_unread, lines};
use crate::catalogue;
use crate::model::{ColumnRole, Document, Origin, Table, TableIndex, Value};
use crate::statement::{Record, records};
use rust_decimal::Decimal;

/// A scale that fewer than this share of a table's amounts print is a slip, not the table's.
const SLIP: f64 = 0.05;

/// The least number of nine digits: spreadsheets show ten or eleven characters of a number and round the rest away.
const SHOWN: u128 = 100_000_000;

/// The digits behind the point that money is rounded to, where other amounts of the table print more of them: 分.
const ROUNDED: u32 = 2;

/// A document and what is known of its tables.
pub(crate) struct View<'a> {
    /// The document.
    pub(crate) document: &'a Document,
    /// Its tables.
    pub(crate) sheets: Vec<Sheet<'a>>,
}

/// A table as the checks look at it.
pub(crate) struct Sheet<'a> {
    /// Which it is.
    pub(crate) index: TableIndex,
    /// The table.
    pub(crate) table: &'a Table,
    /// The records of each row, one for each block.
    pub(crate) records: Vec<Vec<Record>>,
    /// The columns of amounts of each block.
    pub(crate) blocks: Vec<Vec<usize>>,
    /// The lines of each block.
    pub(crate) lines: Vec<Vec<Line>>,
    /// Half of the last digit that its amounts print.
    half: Decimal,
    /// Are some of its amounts rounded to whole numbers?
    has_whole: bool,
    /// How many yuan its unit is.
    factor: Option<u32>,
}

impl<'a> View<'a> {
    /// The view of a document.
    pub(crate) fn new(document: &'a Document) -> View<'a> {
        let sheets = document.tables.iter().enumerate();
        let sheets = sheets.map(|(index, table)| Sheet::new(index, table)).collect();
        View { document, sheets }
    }

    /// The amount in a cell.
    pub(crate) fn amount(&self, cell: CellRef) -> Option<Decimal> {
        self.sheets.get(cell.table.get())?.amount(cell.row.get(), cell.column.get())
    }

    /// Does the cell print a number that is no amount as it stands?
    pub(crate) fn is_unread(&self, cell: CellRef) -> bool {
        let row = self.sheets.get(cell.table.get()).and_then(|sheet| sheet.table.rows.get(cell.row.get()));
        row.and_then(|row| row.cells.get(cell.column.get())).is_some_and(is_unread)
    }

    /// Half of the last digit that a cell's amount is rounded to, in its own unit: that of its table; of an amount of so many
    /// digits that a spreadsheet shows no more of them, or one that prints the digits to which money is rounded, its own.
    pub(crate) fn half(&self, cell: CellRef) -> Decimal {
        let half = self.sheets.get(cell.table.get()).map_or(Decimal::ZERO, |sheet| sheet.half);
        let has_whole = self.sheets.get(cell.table.get()).is_some_and(|sheet| sheet.has_whole);
        let is_rounded = |amount: &Decimal| {
            let is_whole = has_whole && amount.scale() == 0 && !amount.is_zero();
            is_whole || amount.scale() >= ROUNDED || amount.mantissa().unsigned_abs() >= SHOWN
        };
        let own = self.amount(cell).filter(is_rounded);
        own.map_or(half, |amount| half.max(Decimal::new(5, amount.scale().min(20) + 1)))
    }

    /// How many yuan a cell's unit is.
    pub(crate) fn factor(&self, cell: CellRef) -> Option<u32> {
        let sheet = self.sheets.get(cell.table.get())?;
        let meaning = sheet.table.meanings.get(cell.column.get());
        let own = meaning.and_then(|meaning| meaning.unit.as_deref()).and_then(catalogue::factor);
        let block = meaning.map_or(0, |meaning| meaning.block);
        let of_row = || {
            let record = sheet.records.get(cell.row.get())?.get(block)?;
            record.unit.as_deref().and_then(catalogue::factor)
        };
        of_row().or(own).or(sheet.factor)
    }

    /// Did a recognition read the cell? What it misreads may add up all the same: the same stroke breaks in an addend and its sum.
    pub(crate) fn is_recognised(&self, cell: CellRef) -> bool {
        let row = self.sheets.get(cell.table.get()).and_then(|sheet| sheet.table.rows.get(cell.row.get()));
        row.and_then(|row| row.cells.get(cell.column.get())).is_some_and(|cell| cell.origin == Origin::Ocr)
    }

    /// May the cell's amount stand in another column?
    pub(crate) fn is_unsure(&self, cell: CellRef) -> bool {
        let row = self.sheets.get(cell.table.get()).and_then(|sheet| sheet.table.rows.get(cell.row.get()));
        row.is_some_and(|row| {
            row.is_unsure && row.cells.get(cell.column.get()).is_some_and(|cell| cell.origin == Origin::Placed)
        })
    }
}

impl<'a> Sheet<'a> {
    fn new(index: usize, table: &'a Table) -> Sheet<'a> {
        let records = records(table);
        let count = table.meanings.iter().map(|meaning| meaning.block + 1).max().unwrap_or(0);
        let mut blocks: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (at, (column, meaning)) in table.columns.iter().zip(&table.meanings).enumerate() {
            if column.role == ColumnRole::Amount
                && let Some(block) = blocks.get_mut(meaning.block)
            {
                block.push(at);
            }
        }
        let lines = (0..count).map(|block| lines(table, &records, block, &blocks[block])).collect();
        let factor = table.caption.unit.as_deref().and_then(catalogue::factor);
        Sheet {
            index: index.into(),
            table,
            records,
            blocks,
            lines,
            half: half(table),
            has_whole: has_whole(table),
            factor,
        }
    }

    /// The amount in a cell.
    pub(crate) fn amount(&self, row: usize, column: usize) -> Option<Decimal> {
        let cell = self.table.rows.get(row)?.cells.get(column)?;
        match cell.value {
            Some(Value::Amount(amount)) if cell.origin != Origin::Spanned => Some(amount),
            _ => None,
        }
    }

    /// Does a column print money that adds up, and no sizes, prices or levels?
    pub(crate) fn is_additive(&self, column: usize) -> bool {
        self.table.meanings.get(column).is_none_or(|meaning| !meaning.is_level)
    }

    /// Does a column print differences, from year to year or of plan and accounts?
    pub(crate) fn is_change(&self, column: usize) -> bool {
        let path = self.table.columns.get(column).map(|column| column.path.concat()).unwrap_or_default();
        ["增减", "增长", "增加", "变动额", "差额"].iter().any(|word| path.contains(word))
    }

    /// A cell of this table.
    pub(crate) fn cell(&self, row: usize, column: usize) -> CellRef {
        CellRef::new(self.index, row, column)
    }
}

/// Half of the finest digit that more than a slip of the table's amounts print.
fn half(table: &Table) -> Decimal {
    let mut scales: Vec<u32> = Vec::new();
    for cell in table.rows.iter().flat_map(|row| &row.cells) {
        if let Some(Value::Amount(amount)) = cell.value
            && !amount.is_zero()
        {
            scales.push(amount.scale());
        }
    }
    scales.sort_unstable();
    let last = scales.len().saturating_sub(1);
    let at = ((scales.len() as f64 * (1.0 - SLIP)).floor() as usize).min(last);
    let scale = scales.get(at).copied().unwrap_or(2).min(20);
    Decimal::new(5, scale + 1)
}

/// Does a table print whole numbers beside amounts of two digits and more behind the point, and none of fewer? Where zeros at
/// the end are left out, there are ten amounts that lose one digit for each that loses two.
fn has_whole(table: &Table) -> bool {
    /// Fewer than these say nothing.
    const FEWEST: usize = 2;
    let cells = table.rows.iter().flat_map(|row| &row.cells);
    let amounts = cells.filter_map(|cell| match cell.value {
        Some(Value::Amount(amount)) if !amount.is_zero() => Some(amount),
        _ => None,
    });
    let (mut whole, mut shorter, mut full) = (0, 0, 0);
    for amount in amounts {
        match amount.scale() {
            // 5 and 20 are as planned.
            0 if (amount % Decimal::TEN).is_zero() || amount.abs() < Decimal::TEN => {}
            0 => whole += 1,
            1 => shorter += 1,
            _ => full += 1,
        }
    }
    whole >= FEWEST && full >= whole && shorter == 0
}

//! One logical table: its caption, header, rows and notes.

use super::word::words;
use super::{PageNumber, Scheme, Stage};
use crate::geometry::Rect;
use rust_decimal::Decimal;
use std::ops::Range;

/// One logical table: what a person would call a table, however many pages it runs over.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Table {
    /// Where it stands in its document.
    pub place: TablePlace,
    /// The slug of its kind, if it is of a known one; see [`Catalogue`](crate::Catalogue).
    pub kind: Option<String>,
    /// What is printed around it.
    pub caption: Caption,
    /// The column names as a grid: a spanning name stands in every column it covers, `""` below a name that spans down.
    pub header: Vec<Vec<String>>,
    /// One per column.
    pub columns: Vec<Column>,
    /// What they mean, one per column; empty until that is known.
    pub meanings: Vec<ColumnMeaning>,
    /// 栏次: the row that numbers the columns, if one is printed; as long as `columns`.
    pub index_row: Option<Vec<String>>,
    /// The body, each row as long as `columns`.
    pub rows: Vec<Row>,
    /// Label and value pairs of forms, in printed order.
    pub fields: Vec<Field>,
    /// 注: what is printed under the table and belongs to it.
    pub notes: Vec<String>,
}

/// Where a table stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TablePlace {
    /// Pages of a PDF, ascending.
    Pages(Vec<PageNumber>),
    /// Lines of a plain-text dump, from 1, half open.
    Lines(Range<usize>),
}

/// What the lines around a table say about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caption {
    /// The title as printed, wrapping undone.
    pub title: Option<String>,
    /// 表号: the number as printed, such as `预算02表`.
    pub number: Option<String>,
    /// The unit of money as printed, such as `万元`.
    pub unit: Option<String>,
    /// 编制单位 and the like.
    pub organisation: Option<String>,
    /// The year in the title or beside it.
    pub fiscal_year: Option<i32>,
    /// Budget or accounts, where the title says so.
    pub stage: Option<Stage>,
    /// Further lines of the caption that are none of the above.
    pub remarks: Vec<String>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ColumnRole {
    /// Names of things.
    Label,
    /// Classification, unit or project codes.
    Code,
    /// Money.
    Amount,
    /// Percentages and rates.
    Ratio,
    /// Numbers of things, and points.
    Count,
    /// 行次, 序号: running numbers.
    Index,
    /// Anything else.
    Text,
}

words! {
    ColumnRole: Label = "label", Code = "code", Amount = "amount", Ratio = "ratio", Count = "count",
    Index = "index", Text = "text"
}

/// A column: its names from the outermost to its own, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// Names from top to bottom; a name that spans down stands once.
    pub path: Vec<String>,
    /// What the cells hold.
    pub role: ColumnRole,
    /// What the row that numbers the columns says it is computed from, such as `3=2/1*100`.
    pub formula: Option<String>,
}

impl Column {
    /// A column that nothing is said of but its names and what it holds.
    pub fn new(path: Vec<String>, role: ColumnRole) -> Column {
        Column { path, role, formula: None }
    }
}

/// What a column means in the words of public finance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnMeaning {
    /// The canonical measure of its numbers, such as `basic` or `overseas_travel.budget`; `fiscal-tables kinds` explains.
    pub measure: Option<String>,
    /// The unit its name states, such as `元`.
    pub unit: Option<String>,
    /// What the codes in it are codes of.
    pub scheme: Option<Scheme>,
    /// Which of the halves that stand side by side it belongs to, from 0.
    pub block: usize,
    /// Is it no money that adds up over rows: the size of a whole bond beside each project, a price, an average, a target?
    pub is_level: bool,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RowRole {
    /// 合计, 总计.
    Total,
    /// 小计, 本年收入合计 and other sums within a table.
    Subtotal,
    /// An ordinary row.
    Item,
    /// A remark printed inside the table's rulings.
    Note,
    /// A printed row without text.
    Blank,
}

words! { RowRole: Total = "total", Subtotal = "subtotal", Item = "item", Note = "note", Blank = "blank" }

/// One logical row.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Row {
    /// What it is.
    pub role: RowRole,
    /// Depth in the table's hierarchy, from 0, where indentation or numbering shows it.
    pub level: Option<u8>,
    /// Its amounts that arithmetic placed could stand in other columns as well: they prove nothing.
    pub is_unsure: bool,
    /// The line of a text dump that it begins on, from 1; none in a PDF.
    pub line: Option<usize>,
    /// One per column.
    pub cells: Vec<Cell>,
}

/// How a cell came by its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Origin {
    /// Printed in this very cell.
    Printed,
    /// Repeated from the merged cell that covers this place.
    Spanned,
    /// Placed in this column by arithmetic.
    Placed,
    /// Said by a person; what is printed is kept beside it.
    Corrected,
    /// Printed in this cell of a scanned page, as a recognition reads it.
    Ocr,
}

words! { Origin: Printed = "printed", Spanned = "spanned", Placed = "placed", Corrected = "corrected", Ocr = "ocr" }

/// The typed value of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// Money in the table's own unit, its printed scale kept.
    Amount(Decimal),
    /// A percentage, as printed (`12.5%` is 12.5).
    Ratio(Decimal),
    /// A number of things, or points.
    Count(Decimal),
    /// A code with its leading zeros.
    Code(String),
}

/// One cell of a logical row.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Cell {
    /// What is printed, wrapping undone.
    pub text: String,
    /// Its typed value, if the column has one.
    pub value: Option<Value>,
    /// The page it is printed on.
    pub page: Option<PageNumber>,
    /// Where on that page; of a merged cell the whole of it.
    pub bbox: Option<Rect>,
    /// How the text came here.
    pub origin: Origin,
    /// What is printed, where a person corrected it.
    pub printed: Option<Box<str>>,
    /// What would stand here in another reading of the page that is nearly as good; the same text where that has it in
    /// another row.
    pub otherwise: Option<Box<str>>,
}

impl Row {
    /// A row of no known depth.
    pub fn new(role: RowRole, cells: Vec<Cell>) -> Row {
        Row { role, level: None, is_unsure: false, line: None, cells }
    }
}

impl Cell {
    /// A printed cell that holds nothing.
    pub fn empty() -> Cell {
        Cell::new("")
    }

    /// A printed cell of no known place, its text not understood yet.
    pub fn new(text: impl Into<String>) -> Cell {
        Cell {
            text: text.into(),
            value: None,
            page: None,
            bbox: None,
            origin: Origin::Printed,
            printed: None,
            otherwise: None,
        }
    }
}

impl Field {
    /// A label and its value.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Field {
        Field { name: name.into(), value: value.into() }
    }
}

/// A label and its value in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// The label; parts of a nested label are joined by `/`.
    pub name: String,
    /// The value as printed, `""` if none is.
    pub value: String,
}

impl Table {
    /// A table of nothing, at a place.
    pub fn new(place: TablePlace) -> Table {
        Table {
            place,
            kind: None,
            caption: Caption::default(),
            header: Vec::new(),
            columns: Vec::new(),
            meanings: Vec::new(),
            index_row: None,
            rows: Vec::new(),
            fields: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// How many columns it has.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// The flattened column names, unique: a repeat gets `#2`, `#3`, ….
    pub fn column_names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let base = column.path.join("/");
            let mut name = base.clone();
            let mut n = 1;
            while names.contains(&name) {
                n += 1;
                name = format!("{base}#{n}");
            }
            names.push(name);
        }
        names
    }

    /// The page it begins on, if it was read from a PDF.
    pub fn first_page(&self) -> Option<PageNumber> {
        match &self.place {
            TablePlace::Pages(pages) => pages.first().copied(),
            TablePlace::Lines(_) => None,
        }
    }

    /// How many cells hold an amount that is printed there (repeats of merged cells do not count).
    pub fn amounts(&self) -> usize {
        self.rows
            .iter()
            .flat_map(|row| &row.cells)
            .filter(|cell| cell.origin != Origin::Spanned && matches!(cell.value, Some(Value::Amount(_))))
            .count()
    }
}

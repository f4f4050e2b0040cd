//! What was read and is doubtful.

use super::word::words;
use super::{ColumnIndex, PageNumber, RowIndex, TableIndex};
use std::fmt;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is wrong with the tables.
    Info,
    /// Something may be missing or misplaced.
    Warning,
    /// Something is missing or wrong.
    Error,
}

words! { Severity: Info = "info", Warning = "warning", Error = "error" }

/// Where in a document a finding stands; what is not known is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The page.
    pub page: Option<PageNumber>,
    /// The line of a text dump, from 1; none in a PDF.
    pub line: Option<usize>,
    /// The table.
    pub table: Option<TableIndex>,
    /// The body row.
    pub row: Option<RowIndex>,
    /// The column.
    pub column: Option<ColumnIndex>,
}

impl Place {
    /// A whole table.
    pub fn table(table: impl Into<TableIndex>) -> Place {
        Place { table: Some(table.into()), ..Place::default() }
    }

    /// A cell of a table.
    pub fn cell(table: impl Into<TableIndex>, row: impl Into<RowIndex>, column: impl Into<ColumnIndex>) -> Place {
        Place { row: Some(row.into()), column: Some(column.into()), ..Place::table(table) }
    }

    /// The same place, on a page.
    #[must_use]
    pub fn on(self, page: Option<PageNumber>) -> Place {
        Place { page, ..self }
    }

    /// The same place, on this line of a text dump, from 1.
    #[must_use]
    pub fn at_line(self, line: usize) -> Place {
        Place { line: Some(line), ..self }
    }

    /// A whole page.
    pub fn page(page: PageNumber) -> Place {
        Place { page: Some(page), ..Place::default() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut gap = "";
        if let Some(page) = self.page {
            write!(f, "p{page}")?;
            gap = " ";
        }
        if let Some(line) = self.line {
            write!(f, "{gap}line {line}")?;
            gap = " ";
        }
        if let Some(table) = self.table {
            write!(f, "{gap}T{table}")?;
            gap = " ";
        }
        if self.row.is_some() || self.column.is_some() {
            write!(f, "{gap}")?;
        }
        if let Some(row) = self.row {
            write!(f, "R{row}")?;
        }
        if let Some(column) = self.column {
            write!(f, "C{column}")?;
        }
        Ok(())
    }
}

/// One doubt, with its place and what was expected and found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// A stable code; never reused for another meaning. See [`codes`].
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where it stands.
    pub place: Place,
    /// What was expected, where that can be said.
    pub expected: Option<String>,
    /// What was found, where that can be said.
    pub found: Option<String>,
    /// One sentence for people: lower case, no full stop.
    pub message: String,
}

impl Finding {
    /// A finding without expected and found values.
    pub fn new(code: &'static str, severity: Severity, place: Place, message: impl Into<String>) -> Finding {
        Finding { code, severity, place, expected: None, found: None, message: message.into() }
    }
}

/// The codes of findings, each with one meaning for ever.
pub mod codes {
    /// The document or page has no text that could be read: a scan, or outlines only.
    pub const NO_TEXT_LAYER: &str = "no_text_layer";
    /// A page of a document with text has none, or some cells of its tables have none: scanned pages among digital ones,
    /// text drawn as pictures or outlines.
    pub const PAGE_WITHOUT_TEXT: &str = "page_without_text";
    /// The document was read and no table was found in it.
    pub const NO_TABLES: &str = "no_tables";
    /// The document ends early, or its structure had to be repaired.
    pub const DAMAGED_STRUCTURE: &str = "damaged_structure";
    /// Characters without a Unicode value were drawn.
    pub const UNMAPPED_CHARACTERS: &str = "unmapped_characters";
    /// The text of a scanned page comes from its invisible character recognition layer.
    pub const OCR_TEXT: &str = "ocr_text";
    /// A page was read from its picture by a character recognition.
    pub const OCR_PAGE: &str = "ocr_page";
    /// The picture that a page was read from is hard to read: what it says may be misread.
    pub const OCR_POOR: &str = "ocr_poor";
    /// Of two readings of an amount on a scanned page the less likely one is taken, because with it the sums hold.
    pub const OCR_CHOSEN: &str = "ocr_chosen";
    /// A scanned page, or some of its lines, could not be read from its picture.
    pub const OCR_FAILED: &str = "ocr_failed";
    /// A ruled list of the document's own tables was left out.
    pub const CONTENTS_LIST: &str = "contents_list";
    /// Boxes that make no table were left out: a drawing.
    pub const NOT_A_TABLE: &str = "not_a_table";
    /// Tables that stand in a cell of another one are given as tables of their own; the cell is empty.
    pub const NESTED_TABLE: &str = "nested_table";
    /// A page's text is in a code that does not say what is printed.
    pub const TEXT_UNRELIABLE: &str = "text_unreliable";
    /// Text that runs askew over a page was left out: a watermark or a seal.
    pub const SLANTED_TEXT: &str = "slanted_text";
    /// Text was left out over which something is painted, or of which nothing is.
    pub const HIDDEN_TEXT: &str = "hidden_text";
    /// Notes, stamps and strokes of readers on a page were left out.
    pub const READER_MARKS: &str = "reader_marks";
    /// Pale or coloured text across the text of a page was left out: a watermark that stands upright, a stamp.
    pub const WATERMARK: &str = "watermark";
    /// A line is drawn through a text: it may not hold.
    pub const STRUCK_TEXT: &str = "struck_text";
    /// A text lies across a ruling and was put into the cell that holds most of it.
    pub const TEXT_ACROSS_RULING: &str = "text_across_ruling";
    /// Texts of a table without rulings are painted over each other: which row each is of is not certain.
    pub const OVERLAPPING_TEXT: &str = "overlapping_text";
    /// The contents of a document's pages unpack to more than the limit: this page was not read.
    pub const DECODED_LIMIT: &str = "decoded_limit";
    /// A page has more characters than the limit and was not read in full.
    pub const GLYPH_LIMIT: &str = "glyph_limit";
    /// A page has more lines than the limit and was not read in full.
    pub const RULING_LIMIT: &str = "ruling_limit";
    /// A page paints without end, or the engine failed on it: it was not read in full.
    pub const PAGE_LIMIT: &str = "page_limit";
    /// A table has columns without a name.
    pub const UNNAMED_COLUMN: &str = "unnamed_column";
    /// A table has no title.
    pub const UNTITLED_TABLE: &str = "untitled_table";
    /// A table holds amounts for which no unit of money is printed anywhere.
    pub const NO_UNIT: &str = "no_unit";
    /// It is not known what the amounts of a column measure.
    pub const UNKNOWN_MEASURE: &str = "unknown_measure";
    /// Rows with amounts have neither a name nor a code.
    pub const UNNAMED_ROW: &str = "unnamed_row";
    /// An amount column holds a text that is no amount.
    pub const NOT_AN_AMOUNT: &str = "not_an_amount";
    /// An amount's separators do not stand before each three digits.
    pub const ODD_SEPARATORS: &str = "odd_separators";
    /// A person corrected what is read here.
    pub const CORRECTED: &str = "corrected";
    /// A person's correction was not applied: what it is about is no longer so.
    pub const CORRECTION_NOT_APPLIED: &str = "correction_not_applied";

    /// The columns of a row's amounts were lost in the text, and more than one placement adds up.
    pub const AMBIGUOUS_PLACEMENT: &str = "ambiguous_placement";
    /// No ruling parts rows, and another reading of which lines are one label, or of which row it is, is nearly as good. Or a
    /// merged cell above a page break is blank, and its label may be the one below.
    pub const AMBIGUOUS_LABEL: &str = "ambiguous_label";
    /// Text of a table that stands in no cell: a header or label printed again after a page break, a left-over, or a table
    /// that is announced on a page and in which no columns were found.
    pub const TEXT_SET_ASIDE: &str = "text_set_aside";
    /// The header could not be read from the text; the columns are named by number.
    pub const UNKNOWN_FORM: &str = "unknown_form";

    /// A classification code that the list of known codes does not have.
    pub const UNKNOWN_CODE: &str = "unknown_code";
    /// The name printed beside a classification code is not the one it has elsewhere.
    pub const CODE_NAME_DIFFERS: &str = "code_name_differs";

    /// A column is not the sum of the columns it should be the sum of; see `fiscal-tables checks`.
    pub const ROW_SUM: &str = "row_sum";
    /// A code is not the sum of the codes below it.
    pub const CODE_HIERARCHY: &str = "code_hierarchy";
    /// A numbered line is not the sum of the list below it.
    pub const LABEL_HIERARCHY: &str = "label_hierarchy";
    /// A total is not the sum of its lines.
    pub const COLUMN_TOTAL: &str = "column_total";
    /// Two tables say different things of the same money.
    pub const CROSS_TABLE: &str = "cross_table";
    /// Income and expenditure are not equal.
    pub const BALANCE: &str = "balance";
    /// An amount is larger than what it is part of.
    pub const AT_MOST: &str = "at_most";
    /// The prose says another number than the tables.
    pub const NARRATIVE: &str = "narrative";
    /// The scores of a self-evaluation do not add up, or are not those of its execution.
    pub const PERFORMANCE_SCORE: &str = "performance_score";
    /// A final account prints another budget than the budget itself, or the years do not go on.
    pub const BUDGET_FINAL: &str = "budget_final";
    /// A department prints another amount of a unit than the unit itself.
    pub const DEPARTMENT_UNITS: &str = "department_units";
    /// A table's title is of another year than the document.
    pub const TABLE_YEAR: &str = "table_year";
    /// A percentage is not that of the amounts beside it.
    pub const RATE: &str = "rate";
    /// A 三公 item is smaller than what the codes say of it.
    pub const THREE_PUBLIC: &str = "three_public";

    /// Every code, in the order of the alphabet.
    pub const ALL: &[&str] = &[
        AMBIGUOUS_LABEL,
        AMBIGUOUS_PLACEMENT,
        AT_MOST,
        BALANCE,
        BUDGET_FINAL,
        CODE_HIERARCHY,
        CODE_NAME_DIFFERS,
        COLUMN_TOTAL,
        CONTENTS_LIST,
        CORRECTED,
        CORRECTION_NOT_APPLIED,
        CROSS_TABLE,
        DAMAGED_STRUCTURE,
        DECODED_LIMIT,
        DEPARTMENT_UNITS,
        GLYPH_LIMIT,
        HIDDEN_TEXT,
        LABEL_HIERARCHY,
        NARRATIVE,
        NESTED_TABLE,
        NO_TABLES,
        NO_TEXT_LAYER,
        NO_UNIT,
        NOT_A_TABLE,
        NOT_AN_AMOUNT,
        OCR_CHOSEN,
        OCR_FAILED,
        OCR_PAGE,
        OCR_POOR,
        OCR_TEXT,
        ODD_SEPARATORS,
        OVERLAPPING_TEXT,
        PAGE_LIMIT,
        PAGE_WITHOUT_TEXT,
        PERFORMANCE_SCORE,
        RATE,
        READER_MARKS,
        ROW_SUM,
        RULING_LIMIT,
        SLANTED_TEXT,
        STRUCK_TEXT,
        TABLE_YEAR,
        TEXT_ACROSS_RULING,
        TEXT_SET_ASIDE,
        TEXT_UNRELIABLE,
        THREE_PUBLIC,
        UNKNOWN_CODE,
        UNKNOWN_FORM,
        UNKNOWN_MEASURE,
        UNMAPPED_CHARACTERS,
        UNNAMED_COLUMN,
        UNNAMED_ROW,
        UNTITLED_TABLE,
        WATERMARK,
    ];
}

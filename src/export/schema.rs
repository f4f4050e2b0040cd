//! The wire types of JSON outputs, apart from the core types and versioned: fields may be added, those here keep
//! their meaning. What is not known is `null`; what is not yet made (`verification`) is absent.
//! Over 400 lines: the contract is read as a whole.

#[cfg(feature = "json-schema")]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The version of [`DocumentJson`].
pub const DOCUMENT_SCHEMA: &str = "fiscal-tables/document/1";
/// The version of [`TableJson`].
pub const TABLE_SCHEMA: &str = "fiscal-tables/table/1";
/// The version of [`ManifestEntry`].
pub const MANIFEST_SCHEMA: &str = "fiscal-tables/manifest/1";

/// A line of `manifest.jsonl`: what became of one input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct ManifestEntry {
    /// [`MANIFEST_SCHEMA`].
    pub schema: String,
    /// The input as given or found; `-` for standard input.
    pub input: String,
    /// The name of the document's folder; null if there is none.
    pub id: Option<String>,
    /// SHA-256 of the input; null if it was not read.
    pub sha256: Option<String>,
    /// Size of the input; null if it was not read.
    pub bytes: Option<u64>,
    /// `ok`, or a word for why not.
    pub status: String,
    /// One line for people, if the status is not `ok`.
    pub reason: Option<String>,
    /// Pages of the document.
    pub pages: u32,
    /// Its tables.
    pub tables: usize,
    /// Its findings.
    pub findings: usize,
    /// Its printed amounts.
    #[serde(default)]
    pub amounts: usize,
    /// Those that a sum proves.
    #[serde(default)]
    pub amounts_verified: usize,
    /// Those that stand in a sum which does not hold.
    #[serde(default)]
    pub amounts_contradicted: usize,
    /// Amounts for which no unit is printed.
    #[serde(default)]
    pub amounts_without_unit: usize,
    /// Columns of amounts of which is not known what they measure.
    #[serde(default)]
    pub columns_without_measure: usize,
    /// Rows with amounts that have neither a name nor a code.
    #[serde(default)]
    pub rows_without_label: usize,
    /// The program's version and those of its options that change the output.
    pub made_with: String,
    /// SHA-256 over the names and bytes of the document's files; null if there is no folder.
    pub output_sha256: Option<String>,
    /// The program that made the PDF, as the file says.
    #[serde(default)]
    pub producer: Option<String>,
    /// When it was made, as the file says.
    #[serde(default)]
    pub created: Option<String>,
    /// What `--source-list` notes of the input.
    #[serde(default)]
    pub source: BTreeMap<String, String>,
    /// Milliseconds spent on reading the document: this and the next differ from run to run.
    pub engine_ms: u64,
    /// When the file was changed last, in UTC.
    #[serde(default)]
    pub modified: Option<String>,
}

/// `document.json`: a document, the list of its tables and what is doubtful.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct DocumentJson {
    /// [`DOCUMENT_SCHEMA`].
    pub schema: String,
    /// The name of the document's folder.
    pub id: String,
    /// The input's file name.
    pub input: String,
    /// SHA-256 of the input.
    pub sha256: String,
    /// SHA-256 of what its tables print, whatever the bytes around them: the same for two files of one document. None if
    /// they hold no amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_sha256: Option<String>,
    /// `ok`, `no_tables` or `no_text_layer`, as in the manifest.
    pub status: String,
    /// The title on the cover.
    pub title: Option<String>,
    /// Who publishes.
    pub organisation: Option<String>,
    /// The year it is about.
    pub fiscal_year: Option<i32>,
    /// `budget`, `final` or `execution`.
    pub stage: Option<String>,
    /// The name of the region it is from.
    pub region: Option<String>,
    /// The code of that region: 行政区划, six digits.
    pub region_code: Option<String>,
    /// `department`, `unit` or `government`.
    pub scope: Option<String>,
    /// When it was made public, as far as printed: `2026-02-09` or `2026-02`.
    pub published: Option<String>,
    /// How many pages it has.
    pub pages: u32,
    /// How many were read.
    pub pages_read: u32,
    /// The program that made the PDF, as the file says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub producer: Option<String>,
    /// When it was made, as the file says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// The documents of several organisations that are bound in this one; empty if it is one document.
    pub parts: Vec<PartJson>,
    /// Its tables in printed order.
    pub tables: Vec<TableEntry>,
    /// The file of its facts.
    pub facts: Option<String>,
    /// Its workbook, if one was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workbook: Option<String>,
    /// What its prose claims in numbers, in reading order.
    pub claims: Vec<ClaimJson>,
    /// Amounts that other documents print again: what a run compares them by.
    #[serde(default)]
    pub figures: Vec<FigureJson>,
    /// What is doubtful, in page order.
    pub findings: Vec<FindingJson>,
}

/// A table in `document.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct TableEntry {
    /// Its index in the document, from 1.
    pub index: usize,
    /// The slug of its kind; null if it is of no known kind.
    pub kind: Option<String>,
    /// 表号 as printed.
    pub number: Option<String>,
    /// Its title as printed.
    pub title: Option<String>,
    /// Who it is of.
    pub organisation: Option<String>,
    /// The year it is about.
    pub fiscal_year: Option<i32>,
    /// `budget`, `final` or `execution`.
    pub stage: Option<String>,
    /// Its unit as printed.
    pub unit: Option<String>,
    /// The pages it runs over; null if it comes from a text dump.
    pub pages: Option<Vec<u32>>,
    /// Body rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Body cells that print something; repeats of a merged cell do not count.
    pub cells: usize,
    /// Printed amounts; repeats of a merged cell do not count.
    pub amounts: usize,
    /// Printed amounts that a sum which holds proves, and none contradicts.
    #[serde(default)]
    pub amounts_verified: usize,
    /// Printed amounts that stand in a sum which does not hold.
    #[serde(default)]
    pub amounts_contradicted: usize,
    /// Findings that name this table.
    pub findings: usize,
    /// Its CSV file, if one was written.
    pub csv: Option<String>,
    /// Its JSON file, if one was written.
    pub json: Option<String>,
    /// The columns of its CSV file.
    pub fields: Vec<ColumnField>,
}

/// A column of a table's CSV file, as a Table Schema field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct ColumnField {
    /// The flattened column name.
    pub name: String,
    /// `number` if every cell that is not empty holds an amount, else `string`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `label`, `code`, `amount`, `ratio`, `count`, `index` or `text`.
    pub role: String,
}

/// One of the documents that are bound in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct PartJson {
    /// What the lists call it: the document's id, `#` and its number from 1.
    pub id: String,
    /// Whose it is.
    pub organisation: String,
    /// The year it is about.
    pub fiscal_year: Option<i32>,
    /// `budget`, `final` or `execution`.
    pub stage: Option<String>,
    /// Its first and last table.
    pub tables: [usize; 2],
}

impl DocumentJson {
    /// What the lists call the document that holds a table: the part, if several documents are bound in one file.
    pub fn id_of(&self, table: Option<usize>) -> &str {
        let holds = |part: &&PartJson| table.is_none_or(|at| (part.tables[0]..=part.tables[1]).contains(&at));
        self.parts.iter().find(holds).map_or(&self.id, |part| &part.id)
    }
}

/// A number that the prose claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct ClaimJson {
    /// The page it is printed on; null in a text dump.
    pub page: Option<u32>,
    /// The line of a text dump, from 1; null in a PDF.
    pub line: Option<usize>,
    /// The words before it in its clause; of what there is none of also those behind.
    pub subject: String,
    /// The number with its unit, as printed; of what there is none of (value `0`) the word that says so.
    pub text: String,
    /// The number.
    pub value: String,
    /// Its unit: of money, a percentage, or of things.
    pub unit: String,
    /// The amount in yuan; null for what is no money.
    pub amount_yuan: Option<String>,
    /// The whole sentence, without white space.
    pub sentence: String,
    /// Where the number begins, in characters of the sentence.
    pub offset: usize,
}

/// An amount that another document prints again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct FigureJson {
    /// The identity that it is one side of; see `src/catalogue/identities.txt`.
    pub identity: String,
    /// `left` or `right`.
    pub side: String,
    /// Whose it is, where it is another's than the document's: a unit of a department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// The amount in yuan.
    pub amount_yuan: String,
    /// What rounding can do to it, in yuan.
    pub tolerance_yuan: String,
    /// The table's index, from 1.
    pub table: usize,
    /// The body row, from 1.
    pub row: usize,
    /// The column, from 1.
    pub column: usize,
    /// The page.
    pub page: Option<u32>,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct FindingJson {
    /// Its code.
    pub code: String,
    /// `info`, `warning` or `error`.
    pub severity: String,
    /// The table's index, from 1.
    pub table: Option<usize>,
    /// The body row, from 1.
    pub row: Option<usize>,
    /// The column, from 1.
    pub column: Option<usize>,
    /// The page.
    pub page: Option<u32>,
    /// The line of a text dump, from 1.
    pub line: Option<usize>,
    /// What was expected.
    pub expected: Option<String>,
    /// What was found.
    pub found: Option<String>,
    /// One sentence for people.
    pub message: String,
}

/// `NN-<kind>.json`: one logical table with its header, its rows and where everything is printed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct TableJson<'a> {
    /// [`TABLE_SCHEMA`].
    pub schema: Cow<'a, str>,
    /// The document's id.
    pub document: Cow<'a, str>,
    /// Its index in the document, from 1.
    pub index: usize,
    /// The slug of its kind; null if it is of no known kind.
    pub kind: Option<Cow<'a, str>>,
    /// 表号 as printed.
    pub number: Option<Cow<'a, str>>,
    /// Its title as printed.
    pub title: Option<Cow<'a, str>>,
    /// The organisation beside the table, else the document's.
    pub organisation: Option<Cow<'a, str>>,
    /// The year of its caption, else the document's.
    pub fiscal_year: Option<i32>,
    /// The stage its caption states, else the document's.
    pub stage: Option<Cow<'a, str>>,
    /// Its unit as printed.
    pub unit: Option<Cow<'a, str>>,
    /// `CNY` if the unit is one of Chinese money.
    pub currency: Option<Cow<'a, str>>,
    /// How many yuan one unit is.
    pub factor: Option<u32>,
    /// The pages it runs over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<Vec<u32>>,
    /// Of a text dump: its first and last line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<[usize; 2]>,
    /// The whole header grid: a spanning name in every column it covers, `""` below a name that spans down.
    pub header: Cow<'a, [Vec<String>]>,
    /// One per column.
    pub columns: Vec<ColumnJson<'a>>,
    /// 栏次, as long as `columns`.
    pub index_row: Option<Cow<'a, [String]>>,
    /// The body.
    pub rows: Vec<RowJson<'a>>,
    /// Label and value pairs of forms.
    pub fields: Vec<FieldJson<'a>>,
    /// 注: what is printed under the table.
    pub notes: Cow<'a, [String]>,
    /// Lines of the caption that are neither title, number, unit, organisation nor year.
    pub remarks: Cow<'a, [String]>,
    /// Which of its sums hold.
    pub verification: VerificationJson<'a>,
}

/// What the checks say of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct VerificationJson<'a> {
    /// Printed amounts; repeats of a merged cell do not count.
    pub amounts: usize,
    /// Those that stand in a sum which holds, and in none that does not.
    pub verified: usize,
    /// Those that stand in a sum which does not hold.
    pub contradicted: usize,
    /// The identities that were tried and begin in this table.
    pub checks: Vec<CheckJson<'a>>,
}

/// One identity that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct CheckJson<'a> {
    /// The code of the check; see `fiscal-tables checks`.
    pub code: Cow<'a, str>,
    /// Which of its identities.
    pub identity: Cow<'a, str>,
    /// `ok`, `rounding`, `mismatch` or `insufficient`.
    pub verdict: Cow<'a, str>,
    /// The cells with an amount, as `R1C3 + … = …` (`<=` for a bound), rows and columns from 1; `T5R1C3` of another table.
    pub cells: String,
    /// The sum of the right side, where the sides are not equal; in yuan where tables are compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The sum of the left side, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// The difference that rounding explains, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<String>,
    /// What probably happened: `digit`, `digit_lost`, `column_shifted`, `swapped`, `unit`, `row_missing`,
    /// `row_too_many` or `column_missing`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cow<'a, str>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct ColumnJson<'a> {
    /// Its path joined by `/`, made unique by `#2`.
    pub name: String,
    /// Its names from the outermost to its own.
    pub path: Cow<'a, [String]>,
    /// `label`, `code`, `amount`, `ratio`, `count`, `index` or `text`.
    pub role: Cow<'a, str>,
    /// What its numbers measure: see `fiscal-tables kinds`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<Cow<'a, str>>,
    /// The unit its name states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Cow<'a, str>>,
    /// What its codes are codes of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Cow<'a, str>>,
    /// What the row that numbers the columns says it is computed from, such as `3=2/1*100`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formula: Option<Cow<'a, str>>,
    /// Which of the halves that stand side by side it belongs to, from 0; absent where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<usize>,
    /// `false` where its amounts do not add up over rows: sizes, prices, levels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additive: Option<bool>,
}

/// A code of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct CodeJson<'a> {
    /// What it is a code of.
    pub scheme: Cow<'a, str>,
    /// The code, leading zeros kept, the columns of 类, 款, 项 joined.
    pub code: String,
    /// 类 is 1, 款 2, 项 3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    /// The code above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct RowJson<'a> {
    /// `total`, `subtotal`, `item`, `note` or `blank`.
    pub role: Cow<'a, str>,
    /// Its depth, from 0, where the print shows it.
    pub level: Option<u8>,
    /// The line of a text dump that it begins on, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Its codes, in all its halves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<CodeJson<'a>>,
    /// One per column.
    pub cells: Vec<CellJson<'a>>,
}

/// A cell of a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct CellJson<'a> {
    /// What is printed, wrapping undone.
    pub text: Cow<'a, str>,
    /// Amounts and ratios as decimals, codes as printed.
    pub value: Option<String>,
    /// What the value is, where that is not what its column holds: `amount`, `ratio`, `count` or `code`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_role: Option<Cow<'a, str>>,
    /// The page it is printed on.
    pub page: Option<u32>,
    /// Left, top, right, bottom in points from the top left of the displayed page, to 1/100.
    pub bbox: Option<[f64; 4]>,
    /// `printed`, `spanned`, `placed` or `corrected`.
    pub origin: Cow<'a, str>,
    /// What is printed, where the text was corrected by a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub printed: Option<Cow<'a, str>>,
}

/// A pair of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct FieldJson<'a> {
    /// The label.
    pub name: Cow<'a, str>,
    /// The value.
    pub value: Cow<'a, str>,
}

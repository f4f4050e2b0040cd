//! `facts.csv`: one row per printed amount of money, in the order of print; a run's own may begin with rows from further down,
//! which tell readers the types of its columns.

use super::csv::{BOM, Dialect, Field, Lines, Row, armed};
use super::schema::DocumentJson;
use crate::model::{Document, Figure, Phase, Scope, Stage};
use crate::statement::Fact;
use crate::words::squeeze;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::io;

/// The columns of `facts.csv`. `row` counts body rows from 1; `other_codes` are further codes of the row as
/// `scheme:code`, apart by blanks; `verified` is `yes` where a sum holds and none
/// fails, `contradicted` where one fails, else `no`; `additive` is `no` of sizes, prices and levels, which no sum is about;
/// `amount` and `amount_yuan` have a decimal point always;
/// `fact` names the amount by its document, table, row and column; `row_role` is `total`, `subtotal` or `item`;
/// `fiscal_year` is the table's and `amount_year` the amount's own, `phase` likewise beside `stage`;
/// `counterpart_region` is the place that the row or the column stands for; `region` is the name of `region_code`;
/// `certainty` is `printed`, `placed` (its column found by arithmetic), `ambiguous` (other columns would do as well) or
/// `corrected`, of scanned pages `ocr_plain`, `ocr_chosen` (by its sums among likely readings) or `ocr_proved` (its sums hold with no
/// other ones); `bbox` is where it stands on its page, `x0 y0 x1 y1` in points from the top left; `sha256` is of the input;
/// `line` is where its row begins in a text dump, from 1, as `page` says it of a PDF;
/// `printed_again` is what another document prints again: the identity, the side of it, the year, the amount and what rounding can
/// do to it in yuan, and whose it is, apart by blanks; of several, apart by ` | `.
pub const FACTS: &[Field] = &[
    Field::string("document"),
    Field::integer("table"),
    Field::string("kind"),
    Field::string("organisation"),
    Field::string("region_code"),
    Field::integer("fiscal_year"),
    Field::string("stage"),
    Field::integer("row"),
    Field::string("row_label"),
    Field::string("row_path"),
    Field::string("code"),
    Field::string("code_scheme"),
    Field::string("column"),
    Field::string("measure"),
    Field::number("amount"),
    Field::string("unit"),
    Field::number("amount_yuan"),
    Field::integer("page"),
    Field::string("origin"),
    Field::string("verified"),
    Field::string("other_codes"),
    Field::string("additive"),
    Field::string("fact"),
    Field::string("row_role"),
    Field::integer("row_level"),
    Field::string("table_title"),
    Field::string("table_number"),
    Field::string("scope"),
    Field::integer("amount_year"),
    Field::string("phase"),
    Field::string("counterpart_region"),
    Field::string("counterpart_region_code"),
    Field::string("region"),
    Field::string("certainty"),
    Field::string("bbox"),
    Field::string("sha256"),
    Field::integer("line"),
    Field::string("printed_again"),
];

/// Between two figures of one fact.
pub(super) const BETWEEN: &str = " | ";

/// A document's own `facts.csv`, with its header.
pub fn file(document: &Document, description: &DocumentJson, dialect: Dialect) -> Vec<u8> {
    let mut lines = Lines::file(dialect);
    lines.push(FACTS.iter().map(|field| field.name));
    for fact in document.facts() {
        lines.push(texts(description.id_of(Some(fact.place.table.number())), &description.sha256, &fact));
    }
    lines.into_bytes()
}

/// The rows of a document's own `facts.csv`, as they were before its dialect changed them.
///
/// # Errors
/// The bytes are not as [`file()`] makes them.
pub fn rows(bytes: &[u8], dialect: Dialect) -> io::Result<Vec<Row>> {
    let bytes = bytes.strip_prefix(BOM.as_bytes()).unwrap_or(bytes);
    let row = |record: ::csv::StringRecord| {
        if dialect.excel_safe { Row::of(record.iter().map(armed).collect()) } else { Row::of(record) }
    };
    ::csv::Reader::from_reader(bytes).into_records().map(|record| Ok(row(record?))).collect()
}

/// A fact as a row of `facts.csv`; `document` is what the lists call its document, `sha256` the digest of the input.
pub fn row(document: &str, sha256: &str, fact: &Fact<'_>) -> Row {
    Row::from(texts(document, sha256, fact).to_vec())
}

/// What other documents print again of a fact, as [`Batch::add_fact`](super::batch::Batch::add_fact) reads it.
fn printed_again(fact: &Fact<'_>) -> String {
    let text = |(figure, whose, year): (&Figure, &str, i32)| {
        let Figure { identity, amount, slack, .. } = figure;
        let whose = squeeze(whose);
        format!("{identity} {} {year} {} {} {whose}", figure.side(), amount.normalize(), slack.normalize())
    };
    fact.printed_again().map(text).collect::<Vec<_>>().join(BETWEEN)
}

/// With a decimal point always: readers that guess a column's type from its first rows would take amounts for whole numbers
/// where those rows have no decimals, and then round the others or give up.
fn with_point(amount: Decimal) -> String {
    if amount.scale() == 0 { format!("{amount}.0") } else { amount.to_string() }
}

fn texts<'f>(document: &'f str, sha256: &'f str, fact: &'f Fact<'_>) -> [Cow<'f, str>; FACTS.len()] {
    let own = |text: Option<&'f str>| Cow::Borrowed(text.unwrap_or_default());
    let number = |number: usize| Cow::Owned(number.to_string());
    let mut codes = fact.codes();
    let code = codes.next();
    let others: Vec<String> = codes.map(|(scheme, code)| format!("{scheme}:{code}")).collect();
    [
        Cow::Borrowed(document),
        number(fact.place.table.number()),
        own(fact.table.kind.as_deref()),
        own(fact.organisation),
        own(fact.region),
        Cow::Owned(fact.fiscal_year.map(|year| year.to_string()).unwrap_or_default()),
        own(fact.stage.map(Stage::as_str)),
        number(fact.place.row.number()),
        own(fact.label()),
        own(fact.path()),
        own(code.map(|(_, code)| code)),
        own(code.map(|(scheme, _)| scheme.as_str())),
        Cow::Borrowed(fact.column()),
        own(fact.measure()),
        Cow::Owned(with_point(fact.amount)),
        own(fact.unit()),
        Cow::Owned(fact.amount_yuan().map(with_point).unwrap_or_default()),
        Cow::Owned(fact.page().map(|page| page.to_string()).unwrap_or_default()),
        Cow::Borrowed(fact.origin().as_str()),
        Cow::Borrowed(fact.state.as_str()),
        Cow::Owned(others.join(" ")),
        Cow::Borrowed(if fact.is_additive() { "yes" } else { "no" }),
        Cow::Owned(format!("{document}:{}:{}:{}", fact.place.table, fact.place.row, fact.place.column)),
        Cow::Borrowed(fact.row_role().as_str()),
        Cow::Owned(fact.row_level().map(|level| level.to_string()).unwrap_or_default()),
        own(fact.table.caption.title.as_deref()),
        own(fact.table.caption.number.as_deref()),
        own(fact.scope.map(Scope::as_str)),
        Cow::Owned(fact.amount_year().map(|year| year.to_string()).unwrap_or_default()),
        own(fact.phase().map(Phase::as_str)),
        Cow::Owned(fact.counterpart().unwrap_or_default().to_owned()),
        own(fact.counterpart_code()),
        own(fact.region_name()),
        Cow::Borrowed(fact.certainty()),
        Cow::Owned(fact.bbox().map(|bbox| bbox.map(|side| format!("{side:.1}")).join(" ")).unwrap_or_default()),
        Cow::Borrowed(sha256),
        Cow::Owned(fact.line().map(|line| line.to_string()).unwrap_or_default()),
        Cow::Owned(printed_again(fact)),
    ]
}

//! `facts.csv`: one row per printed amount of money, in the order of print.

use super::csv::{BOM, Dialect, Field, Lines, Row, armed};
use super::schema::DocumentJson;
use crate::model::{Document, Phase, Scope, Stage};
use crate::statement::Fact;
use std::borrow::Cow;
use std::io;

/// The columns of `facts.csv`. `row` counts body rows from 1; `other_codes` are further codes of the row as
/// `scheme:code`, apart by blanks; `verified` is `yes` where a sum holds and none
/// fails, `contradicted` where one fails, else `no`; `additive` is `no` of sizes, prices and levels, which no sum is about;
/// `fact` names the amount by its document, table, row and column; `row_role` is `total`, `subtotal` or `item`;
/// `fiscal_year` is the table's and `amount_year` the amount's own, `phase` likewise beside `stage`;
/// `counterpart_region` is the place that the row or the column stands for.
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
];

/// A document's own `facts.csv`, with its header.
pub fn file(document: &Document, description: &DocumentJson, dialect: Dialect) -> Vec<u8> {
    let mut lines = Lines::file(dialect);
    lines.push(FACTS.iter().map(|field| field.name));
    for fact in document.facts() {
        lines.push(texts(description.id_of(Some(fact.place.table + 1)), &fact));
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

/// A fact as a row of `facts.csv`; `document` is what the lists call its document.
pub fn row(document: &str, fact: &Fact<'_>) -> Row {
    Row::from(texts(document, fact).to_vec())
}

fn texts<'f>(document: &'f str, fact: &'f Fact<'_>) -> [Cow<'f, str>; FACTS.len()] {
    let own = |text: Option<&'f str>| Cow::Borrowed(text.unwrap_or_default());
    let number = |number: usize| Cow::Owned(number.to_string());
    let mut codes = fact.codes();
    let code = codes.next();
    let others: Vec<String> = codes.map(|(scheme, code)| format!("{scheme}:{code}")).collect();
    [
        Cow::Borrowed(document),
        number(fact.place.table + 1),
        own(fact.table.kind.as_deref()),
        own(fact.organisation),
        own(fact.region),
        Cow::Owned(fact.fiscal_year.map(|year| year.to_string()).unwrap_or_default()),
        own(fact.stage.map(Stage::as_str)),
        number(fact.place.row + 1),
        own(fact.label()),
        own(fact.path()),
        own(code.map(|(_, code)| code)),
        own(code.map(|(scheme, _)| scheme.as_str())),
        Cow::Borrowed(fact.column()),
        own(fact.measure()),
        Cow::Owned(fact.amount.to_string()),
        own(fact.unit()),
        Cow::Owned(fact.amount_yuan().map(|yuan| yuan.to_string()).unwrap_or_default()),
        Cow::Owned(fact.page().map(|page| page.to_string()).unwrap_or_default()),
        Cow::Borrowed(fact.origin().as_str()),
        Cow::Borrowed(fact.state.as_str()),
        Cow::Owned(others.join(" ")),
        Cow::Borrowed(if fact.is_additive() { "yes" } else { "no" }),
        Cow::Owned(format!("{document}:{}:{}:{}", fact.place.table + 1, fact.place.row + 1, fact.place.column + 1)),
        Cow::Borrowed(fact.row_role().as_str()),
        Cow::Owned(fact.row_level().map(|level| level.to_string()).unwrap_or_default()),
        own(fact.table.caption.title.as_deref()),
        own(fact.table.caption.number.as_deref()),
        own(fact.scope.map(Scope::as_str)),
        Cow::Owned(fact.amount_year().map(|year| year.to_string()).unwrap_or_default()),
        own(fact.phase().map(Phase::as_str)),
        own(fact.counterpart().map(|(_, name)| name)),
        own(fact.counterpart().map(|(code, _)| code)),
    ]
}

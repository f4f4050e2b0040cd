//! Tables as they were written back to a [`Document`], so that its sums can be tried again. In: `document.json` and the
//! JSON of each table. Out: what the checks look at; where texts stand on the page is left out.

use super::schema::{CellJson, ClaimJson, ColumnJson, DocumentJson, FindingJson, RowJson, TableJson};
use crate::model::{
    Caption, Cell, Claim, Column, ColumnIndex, ColumnMeaning, ColumnRole, Document, Field, Finding, PageNumber, Part,
    Place, Row, RowIndex, Table, TableIndex, TablePlace, Value, codes,
};
use crate::verify::{findings, verify};
use std::borrow::Cow;
use std::str::FromStr;

/// The document that was written, its sums tried anew; nothing if a file is not as this program writes it.
pub fn document(description: &DocumentJson, tables: &[TableJson<'_>]) -> Option<Document> {
    let mut document = Document {
        pages: description.pages,
        pages_read: description.pages_read,
        organisation: description.organisation.clone(),
        fiscal_year: description.fiscal_year,
        stage: word(description.stage.as_deref()),
        scope: word(description.scope.as_deref()),
        region: description.region_code.clone(),
        title: description.title.clone(),
        published: description.published.clone(),
        tables: tables.iter().map(table).collect::<Option<_>>()?,
        parts: description.parts.iter().map(part).collect::<Option<_>>()?,
        claims: description.claims.iter().map(claim).collect::<Option<_>>()?,
        findings: description.findings.iter().filter_map(finding).collect(),
        ..Document::default()
    };
    for finding in document.findings.iter().filter(|finding| finding.code == codes::AMBIGUOUS_PLACEMENT) {
        // The JSON says of no row that it is unsure, but of each such row why.
        let place = &finding.place;
        let table = place.table.and_then(|table| document.tables.get_mut(table.get()));
        if let Some(row) = table.zip(place.row).and_then(|(table, row)| table.rows.get_mut(row.get())) {
            row.is_unsure = true;
        }
    }
    document.ledger = verify(&document);
    let doubts = findings(&document);
    document.findings.extend(doubts);
    Some(document)
}

fn part(part: &super::schema::PartJson) -> Option<Part> {
    Some(Part {
        organisation: part.organisation.clone(),
        fiscal_year: part.fiscal_year,
        stage: word(part.stage.as_deref()),
        tables: part.tables[0].checked_sub(1)?..part.tables[1],
    })
}

fn claim(claim: &ClaimJson) -> Option<Claim> {
    Some(Claim {
        page: claim.page.and_then(PageNumber::new),
        line: claim.line,
        sentence: claim.sentence.clone(),
        offset: claim.offset,
        subject: claim.subject.clone(),
        text: claim.text.clone(),
        value: claim.value.parse().ok()?,
        unit: claim.unit.clone(),
    })
}

/// What is no finding of a check: these are made anew.
fn finding(finding: &FindingJson) -> Option<Finding> {
    let code = codes::ALL.iter().find(|code| **code == finding.code)?;
    if crate::verify::checks().iter().any(|check| check.code == *code) {
        return None;
    }
    let severity = finding.severity.parse().ok()?;
    let place = Place {
        page: finding.page.and_then(PageNumber::new),
        line: finding.line,
        table: finding.table.and_then(TableIndex::from_number),
        row: finding.row.and_then(RowIndex::from_number),
        column: finding.column.and_then(ColumnIndex::from_number),
    };
    let mut own = Finding::new(code, severity, place, finding.message.clone());
    own.expected.clone_from(&finding.expected);
    own.found.clone_from(&finding.found);
    Some(own)
}

fn table(json: &TableJson<'_>) -> Option<Table> {
    let columns: Vec<Column> = json
        .columns
        .iter()
        .map(|column| {
            let formula = column.formula.as_deref().map(str::to_owned);
            Some(Column { path: column.path.to_vec(), role: column.role.parse().ok()?, formula })
        })
        .collect::<Option<_>>()?;
    let text = |text: &Option<Cow<'_, str>>| text.as_deref().map(str::to_owned);
    Some(Table {
        place: place(json),
        kind: text(&json.kind),
        caption: Caption {
            title: text(&json.title),
            number: text(&json.number),
            unit: text(&json.unit),
            organisation: text(&json.organisation),
            fiscal_year: json.fiscal_year,
            stage: word(json.stage.as_deref()),
            remarks: json.remarks.to_vec(),
        },
        header: json.header.to_vec(),
        meanings: json.columns.iter().map(meaning).collect(),
        rows: json.rows.iter().map(|own| row(own, &columns)).collect::<Option<_>>()?,
        columns,
        index_row: json.index_row.as_deref().map(<[String]>::to_vec),
        fields: json.fields.iter().map(|field| Field::new(&*field.name, &*field.value)).collect(),
        notes: json.notes.to_vec(),
    })
}

/// A member of a set by its word; nothing for a word of a later version.
fn word<T: FromStr>(word: Option<&str>) -> Option<T> {
    word.and_then(|word| word.parse().ok())
}

fn place(json: &TableJson<'_>) -> TablePlace {
    match json.lines {
        Some([first, last]) => TablePlace::Lines(first..last.saturating_add(1)),
        None => TablePlace::Pages(json.pages.iter().flatten().filter_map(|page| PageNumber::new(*page)).collect()),
    }
}

fn meaning(column: &ColumnJson<'_>) -> ColumnMeaning {
    ColumnMeaning {
        measure: column.measure.as_deref().map(str::to_owned),
        unit: column.unit.as_deref().map(str::to_owned),
        scheme: word(column.scheme.as_deref()),
        block: column.block.unwrap_or_default(),
        is_level: column.additive == Some(false),
    }
}

fn row(json: &RowJson<'_>, columns: &[Column]) -> Option<Row> {
    Some(Row {
        role: json.role.parse().ok()?,
        level: json.level,
        is_unsure: false,
        line: json.line,
        cells: json.cells.iter().zip(columns).map(|(own, column)| cell(own, column.role)).collect::<Option<_>>()?,
    })
}

fn cell(json: &CellJson<'_>, role: ColumnRole) -> Option<Cell> {
    let value = match (json.value.as_deref(), word(json.value_role.as_deref()).unwrap_or(role)) {
        (None, _) => None,
        (Some(number), ColumnRole::Amount) => Some(Value::Amount(number.parse().ok()?)),
        (Some(number), ColumnRole::Ratio) => Some(Value::Ratio(number.parse().ok()?)),
        (Some(number), ColumnRole::Count) => Some(Value::Count(number.parse().ok()?)),
        (Some(code), _) => Some(Value::Code(code.to_owned())),
    };
    Some(Cell {
        value,
        page: json.page.and_then(PageNumber::new),
        origin: json.origin.parse().ok()?,
        printed: json.printed.as_deref().map(Into::into),
        ..Cell::new(&*json.text)
    })
}

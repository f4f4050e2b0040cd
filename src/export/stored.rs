//! Tables as they were written back to a [`Document`], so that its sums can be tried again. In: `document.json` and the
//! JSON of each table. Out: what the checks look at; where texts stand on the page is left out.

use super::schema::{ClaimJson, DocumentJson, FindingJson};
use crate::model::{
    Caption, Cell, Claim, Column, ColumnMeaning, ColumnRole, Document, Field, Finding, Origin, PageNumber, Part, Place,
    Row, RowRole, Scheme, Scope, Severity, Stage, Table, TablePlace, Value, codes,
};
use crate::verify::{findings, verify};
use serde_json::Value as Json;

/// The document that was written, its sums tried anew; nothing if a file is not as this program writes it.
pub fn document(description: &DocumentJson, tables: &[Json]) -> Option<Document> {
    let mut document = Document {
        pages: description.pages,
        pages_read: description.pages_read,
        organisation: description.organisation.clone(),
        fiscal_year: description.fiscal_year,
        stage: description.stage.as_deref().and_then(stage),
        scope: description.scope.as_deref().and_then(scope),
        region: description.region_code.clone(),
        title: description.title.clone(),
        published: description.published.clone(),
        tables: tables.iter().map(table).collect::<Option<_>>()?,
        parts: description.parts.iter().map(part).collect::<Option<_>>()?,
        claims: description.claims.iter().map(claim).collect::<Option<_>>()?,
        findings: description.findings.iter().filter_map(finding).collect(),
        ..Document::default()
    };
    document.ledger = verify(&document);
    let doubts = findings(&document);
    document.findings.extend(doubts);
    Some(document)
}

fn stage(word: &str) -> Option<Stage> {
    [Stage::Budget, Stage::Final, Stage::Execution].into_iter().find(|stage| stage.as_str() == word)
}

fn scope(word: &str) -> Option<Scope> {
    [Scope::Department, Scope::Unit, Scope::Government].into_iter().find(|scope| scope.as_str() == word)
}

fn part(part: &super::schema::PartJson) -> Option<Part> {
    Some(Part {
        organisation: part.organisation.clone(),
        fiscal_year: part.fiscal_year,
        stage: part.stage.as_deref().and_then(stage),
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
    let severities = [Severity::Info, Severity::Warning, Severity::Error];
    let severity = severities.into_iter().find(|severity| severity.as_str() == finding.severity)?;
    let place = Place {
        page: finding.page.and_then(PageNumber::new),
        table: finding.table,
        row: finding.row,
        column: finding.column,
    };
    let mut own = Finding::new(code, severity, place, finding.message.clone());
    own.expected.clone_from(&finding.expected);
    own.found.clone_from(&finding.found);
    Some(own)
}

fn table(json: &Json) -> Option<Table> {
    let columns: Vec<Column> = list(json, "columns")?
        .iter()
        .map(|column| {
            let own = Column::new(texts(column.get("path")?)?, role(column.get("role")?.as_str()?)?);
            Some(Column { formula: text(column, "formula"), ..own })
        })
        .collect::<Option<_>>()?;
    let rows = list(json, "rows")?.iter().map(|own| row(own, &columns)).collect::<Option<_>>()?;
    let caption = Caption {
        title: text(json, "title"),
        number: text(json, "number"),
        unit: text(json, "unit"),
        organisation: text(json, "organisation"),
        fiscal_year: json.get("fiscal_year")?.as_i64().and_then(|year| i32::try_from(year).ok()),
        stage: json.get("stage")?.as_str().and_then(stage),
        remarks: texts(json.get("remarks")?)?,
    };
    let field = |field: &Json| Some(Field { name: text(field, "name")?, value: text(field, "value")? });
    Some(Table {
        place: place(json),
        kind: text(json, "kind"),
        caption,
        header: list(json, "header")?.iter().map(texts).collect::<Option<_>>()?,
        meanings: list(json, "columns")?.iter().map(meaning).collect(),
        columns,
        index_row: json.get("index_row").and_then(texts),
        rows,
        fields: list(json, "fields")?.iter().map(field).collect::<Option<_>>()?,
        notes: texts(json.get("notes")?)?,
    })
}

fn place(json: &Json) -> TablePlace {
    let numbers = |key: &str| -> Vec<u64> {
        json.get(key).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_u64).collect()
    };
    let index = |number: &u64| usize::try_from(*number).unwrap_or_default();
    match numbers("lines").as_slice() {
        [first, last] => TablePlace::Lines(index(first)..index(last) + 1),
        _ => TablePlace::Pages(
            numbers("pages").into_iter().filter_map(|page| PageNumber::new(u32::try_from(page).ok()?)).collect(),
        ),
    }
}

fn meaning(column: &Json) -> ColumnMeaning {
    let block = column.get("block").and_then(Json::as_u64).and_then(|block| usize::try_from(block).ok());
    ColumnMeaning {
        measure: text(column, "measure"),
        unit: text(column, "unit"),
        scheme: column.get("scheme").and_then(Json::as_str).and_then(scheme),
        block: block.unwrap_or_default(),
        is_level: column.get("additive").and_then(Json::as_bool) == Some(false),
    }
}

fn row(json: &Json, columns: &[Column]) -> Option<Row> {
    let roles = [RowRole::Total, RowRole::Subtotal, RowRole::Item, RowRole::Note, RowRole::Blank];
    let word = json.get("role")?.as_str()?;
    let cells = list(json, "cells")?;
    Some(Row {
        role: roles.into_iter().find(|role| role.as_str() == word)?,
        level: json.get("level").and_then(Json::as_u64).and_then(|level| u8::try_from(level).ok()),
        cells: cells.iter().zip(columns).map(|(own, column)| cell(own, column.role)).collect::<Option<_>>()?,
    })
}

fn cell(json: &Json, role: ColumnRole) -> Option<Cell> {
    let origins = [Origin::Printed, Origin::Spanned, Origin::Placed, Origin::Corrected];
    let word = json.get("origin")?.as_str()?;
    let own = json.get("value_role").and_then(Json::as_str).and_then(self::role);
    let value = match (json.get("value").and_then(Json::as_str), own.unwrap_or(role)) {
        (None, _) => None,
        (Some(number), ColumnRole::Amount) => Some(Value::Amount(number.parse().ok()?)),
        (Some(number), ColumnRole::Ratio) => Some(Value::Ratio(number.parse().ok()?)),
        (Some(number), ColumnRole::Count) => Some(Value::Count(number.parse().ok()?)),
        (Some(code), _) => Some(Value::Code(code.to_owned())),
    };
    Some(Cell {
        text: text(json, "text")?,
        value,
        page: json.get("page").and_then(Json::as_u64).and_then(|page| PageNumber::new(u32::try_from(page).ok()?)),
        bbox: None,
        origin: origins.into_iter().find(|origin| origin.as_str() == word)?,
        printed: json.get("printed").and_then(Json::as_str).map(Into::into),
    })
}

fn role(word: &str) -> Option<ColumnRole> {
    let all = [
        ColumnRole::Label,
        ColumnRole::Code,
        ColumnRole::Amount,
        ColumnRole::Ratio,
        ColumnRole::Count,
        ColumnRole::Index,
        ColumnRole::Text,
    ];
    all.into_iter().find(|role| role.as_str() == word)
}

fn scheme(word: &str) -> Option<Scheme> {
    let all = [
        Scheme::Revenue,
        Scheme::Functional,
        Scheme::EconomicDepartment,
        Scheme::EconomicGovernment,
        Scheme::Project,
        Scheme::Unit,
        Scheme::Division,
    ];
    all.into_iter().find(|scheme| scheme.as_str() == word)
}

fn list<'a>(json: &'a Json, key: &str) -> Option<&'a Vec<Json>> {
    json.get(key)?.as_array()
}

fn text(json: &Json, key: &str) -> Option<String> {
    json.get(key)?.as_str().map(str::to_owned)
}

fn texts(json: &Json) -> Option<Vec<String>> {
    json.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

//! In: logical tables. Out: the same tables with typed cells: what each column holds, and the value of each amount.

mod bundle;
mod code;
mod cover;
mod date;
mod doubts;
mod fact;
mod kind;
mod meaning;
mod record;
mod region;
mod role;

pub(crate) use bundle::unbind;
pub(crate) use code::RowCode;
pub(crate) use cover::{complete, cover_organisation, cover_title, most};
pub(crate) use date::{cover_date, labelled_date, published};
pub(crate) use doubts::doubts;
pub use fact::Fact;
pub(crate) use record::{Record, codes, in_yuan, records};
use role::assign_roles;

use crate::catalogue::Catalogue;
use crate::model::{ColumnRole, Document, Table, Value};
use crate::words::{parse_among_amounts, parse_code, parse_percentage};

/// Says what the tables of a document mean: their kinds, their columns, their codes; and where the document is from.
///
/// `kinds_known` is called once the kinds are, before anything is made of them.
pub(crate) fn interpret(document: &mut Document, catalogue: &Catalogue, kinds_known: impl FnOnce(&mut Document)) {
    kind::recognise(document, catalogue);
    kinds_known(document);
    let mut known = meaning::Known::new();
    document.tables.iter_mut().for_each(|table| meaning::understand(table, &mut known));
    code::report(document);
    region::locate(document);
}

/// Gives every column its role and every cell of an amount, ratio or code column its value.
pub(crate) fn type_cells(table: &mut Table) {
    assign_roles(table);
    let roles: Vec<ColumnRole> = table.columns.iter().map(|column| column.role).collect();
    for row in &mut table.rows {
        for (cell, role) in row.cells.iter_mut().zip(&roles) {
            cell.value = typed(*role, &cell.text);
        }
    }
}

/// The value of a text in a column of this role.
pub(crate) fn typed(role: ColumnRole, text: &str) -> Option<Value> {
    match role {
        ColumnRole::Amount => parse_among_amounts(text).map(Value::Amount),
        ColumnRole::Ratio => parse_percentage(text).map(Value::Ratio),
        ColumnRole::Code => parse_code(text).map(Value::Code),
        _ => None,
    }
}

//! In: logical tables. Out: the same tables with typed cells: what each column holds, and the value of each amount.

mod bundle;
mod code;
mod cover;
mod date;
mod doubts;
mod fact;
mod front;
mod identity;
mod kind;
mod meaning;
mod own_unit;
mod record;
mod region;
mod role;
mod silence;
mod stage;
mod straddle;
mod subject;
mod unsure;

pub(crate) use bundle::unbind;
pub(crate) use code::RowCode;
pub(crate) use cover::{cover_title, most};
pub(crate) use date::{cover_date, labelled_date, published};
pub(crate) use doubts::doubts;
pub use fact::Fact;
pub(crate) use front::Front;
pub(crate) use identity::{complete, normal_name};
pub(crate) use record::{Record, codes, in_yuan, records};
use role::{assign_roles, repeat_labels};

use crate::catalogue::Catalogue;
use crate::model::{ColumnRole, Document, Table, Value};
use crate::words::{parse_among_amounts, parse_code, parse_percentage};

/// Says what the tables of a document mean: their kinds, their columns, their codes; and where the document is from.
///
/// `kinds_known` is called once the kinds are, before anything is made of them.
pub(crate) fn interpret(
    document: &mut Document,
    front: &Front,
    catalogue: &Catalogue,
    kinds_known: impl FnOnce(&mut Document),
) {
    kind::recognise(document, catalogue);
    kinds_known(document);
    let mut known = meaning::Known::new();
    document.tables.iter_mut().for_each(|table| meaning::understand(table, &mut known));
    unsure::settle(document);
    code::report(document);
    region::locate(document, front);
    identity::settle(document, front);
    silence::report(document);
}

/// Gives every column its role and every cell of an amount, ratio or code column its value.
pub(crate) fn type_cells(table: &mut Table) {
    assign_roles(table);
    repeat_labels(table);
    let roles: Vec<ColumnRole> = table.columns.iter().map(|column| column.role).collect();
    // Where cells say their own units, what they print is in no one unit of the column.
    let cells = |column: usize| table.rows.iter().filter_map(move |row| row.cells.get(column));
    let own_units: Vec<bool> = (0..roles.len())
        .map(|column| roles[column] == ColumnRole::Amount && cells(column).any(|cell| own_unit::names_unit(&cell.text)))
        .collect();
    for row in &mut table.rows {
        straddle::settle(row, &table.columns);
        for ((cell, role), own_units) in row.cells.iter_mut().zip(&roles).zip(&own_units) {
            let is_apart = *own_units && own_unit::has_own_unit(&cell.text);
            cell.value = typed(*role, &cell.text).filter(|_| !is_apart);
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

use super::{DOCUMENTS, FACTS, FINDINGS, Field, SCHEMA, TABLES, VIEWS, columns};
use rusqlite::Connection;

/// Rows are put in by place: a column that is new in CSV is one of the database too, and raises its version.
#[test]
fn columns_are_those_of_csv() {
    let database = Connection::open_in_memory().expect("memory");
    database.execute_batch(SCHEMA).expect("SQL");
    let lists: [(&str, &[Field], &[&str]); 4] = [
        ("documents", DOCUMENTS, &["folder", "output_sha256", "lists_sha256"]),
        ("tables", TABLES, &[]),
        ("facts", FACTS, &["amount_fen"]),
        ("findings", FINDINGS, &[]),
    ];
    for (table, fields, own) in lists {
        let mut columns = database.prepare(&format!("SELECT name FROM pragma_table_info('{table}')")).expect("SQL");
        let columns: Vec<String> =
            columns.query_map([], |row| row.get(0)).expect("rows").map(|name| name.expect("a name")).collect();
        let expected: Vec<&str> = fields.iter().map(|field| field.name).chain(own.iter().copied()).collect();
        assert_eq!(columns, expected, "{table}");
    }
}

#[test]
fn views_have_the_columns_that_are_written() {
    let database = Connection::open_in_memory().expect("memory");
    database.execute_batch(SCHEMA).expect("SQL");
    for (view, own) in VIEWS {
        let statement = database.prepare(&format!("SELECT * FROM {view}")).expect("a view");
        let expected: Vec<&str> = columns(own).iter().map(|field| field.name).collect();
        assert_eq!(statement.column_names().collect::<Vec<_>>(), expected, "{view}");
    }
}

//! `facts.csv` of a document -> what the checks say of each amount, and what the document spends on each function.

use rust_decimal::Decimal;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// Kinds that list expenditure by function once for a whole document, the first that a document has is taken: the same
/// money stands in several of them.
const BY_FUNCTION: [&str; 4] =
    ["general_budget_expenditure", "final_general_budget_expenditure", "dept_expenditure", "final_expenditure"];

/// What the report takes of a document's facts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Facts {
    states: HashMap<(usize, usize), Vec<(String, State)>>,
    /// What is spent on each 类 of the functional classification.
    pub(crate) functions: Vec<Function>,
}

/// What a document spends on a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Function {
    /// The year, as printed in the facts; empty if it is not known.
    pub(crate) year: String,
    /// The code of the 类.
    pub(crate) code: String,
    /// Its name, as printed.
    pub(crate) name: String,
    /// In yuan.
    pub(crate) yuan: Decimal,
}

/// What the checks say of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// No sum that it stands in was tried.
    Unverified,
    /// A sum holds.
    Verified,
    /// A sum fails.
    Contradicted,
}

impl Facts {
    /// What the checks say of the amount in this table, row (both from 1) and column.
    pub(super) fn state(&self, table: usize, row: usize, column: &str) -> Option<State> {
        let row = self.states.get(&(table, row))?;
        row.iter().find(|(name, _)| name == column).map(|(_, state)| *state)
    }
}

/// By year and code: name and sum.
type Sums = BTreeMap<(String, String), (String, Decimal)>;

#[derive(Deserialize)]
struct Line<'a> {
    table: usize,
    kind: Cow<'a, str>,
    fiscal_year: Cow<'a, str>,
    row: usize,
    row_label: Cow<'a, str>,
    code: Cow<'a, str>,
    code_scheme: Cow<'a, str>,
    column: Cow<'a, str>,
    measure: Cow<'a, str>,
    amount_yuan: Cow<'a, str>,
    verified: Cow<'a, str>,
}

/// Reads a document's own `facts.csv`; lines that are not as `extract` writes them are passed over.
pub(crate) fn facts(csv: &[u8]) -> Facts {
    let mut facts = Facts::default();
    let mut by_kind: BTreeMap<usize, Sums> = BTreeMap::new();
    let mut reader = csv::Reader::from_reader(csv);
    let Ok(header) = reader.headers().cloned() else { return facts };
    let mut record = csv::StringRecord::new();
    while matches!(reader.read_record(&mut record), Ok(true)) {
        let Ok(line) = record.deserialize::<Line<'_>>(Some(&header)) else { continue };
        let state = match &*line.verified {
            "yes" => State::Verified,
            "contradicted" => State::Contradicted,
            _ => State::Unverified,
        };
        facts.states.entry((line.table, line.row)).or_default().push((line.column.into_owned(), state));
        let Some(kind) = BY_FUNCTION.iter().position(|kind| *kind == line.kind) else { continue };
        let is_function = line.code_scheme == "functional" && line.code.len() == 3 && line.measure == "total";
        let yuan: Option<Decimal> = line.amount_yuan.parse().ok();
        if let (true, Some(yuan)) = (is_function, yuan) {
            let own = by_kind.entry(kind).or_default();
            let key = (line.fiscal_year.into_owned(), line.code.into_owned());
            let sum = own.entry(key).or_insert_with(|| (line.row_label.into_owned(), Decimal::ZERO));
            sum.1 = sum.1.saturating_add(yuan);
        }
    }
    if let Some((_, sums)) = by_kind.into_iter().next() {
        let function = |((year, code), (name, yuan))| Function { year, code, name, yuan };
        facts.functions = sums.into_iter().map(function).collect();
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "document,table,kind,organisation,region_code,fiscal_year,stage,row,row_label,row_path,code,code_scheme,\
        column,measure,amount,unit,amount_yuan,page,origin,verified,other_codes,additive";

    #[test]
    fn states_and_functions_are_taken_from_the_lines() {
        let csv = format!(
            "{HEAD}\nx,2,dept_expenditure,a,,2025,budget,1,教育支出,,205,functional,合计,total,1.5,万元,15000,3,printed,yes,,yes\n\
             x,2,dept_expenditure,a,,2025,budget,2,基础教育,,20502,functional,合计,total,1.5,万元,15000,3,printed,contradicted,,yes\n\
             x,5,general_budget_expenditure,a,,2025,budget,1,教育支出,,205,functional,合计,total,1.5,万元,14000,3,printed,no,,yes\n"
        );
        let facts = facts(csv.as_bytes());
        assert_eq!(facts.state(2, 1, "合计"), Some(State::Verified));
        assert_eq!(facts.state(2, 2, "合计"), Some(State::Contradicted));
        assert_eq!(facts.state(2, 3, "合计"), None);
        let found: Vec<_> = facts.functions.iter().map(|f| (f.code.as_str(), f.yuan.to_string())).collect();
        assert_eq!(found, [("205", "14000".to_owned())], "one kind of table, and 类 only");
    }
}

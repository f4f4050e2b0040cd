//! What the columns of a table mean: the half they belong to, their measure, their unit, their classification.

use super::kind::bare;
use crate::catalogue::{self, Measure, Quantity};
use crate::model::{Cell, Column, ColumnMeaning, ColumnRole, Origin, Scheme, Table, Value};
use crate::words::named_year;
use std::collections::HashMap;

/// A column of codes whose cells are of one classification in this share has it.
const MOST: f64 = 0.6;

/// What column names measure, as far as it was asked: the tables of a document repeat their names.
pub(super) type Known = HashMap<Vec<String>, Measure>;

/// Sets the meaning of every column; numbers that are no money are told from amounts.
pub(super) fn understand(table: &mut Table, known: &mut Known) {
    let names: Vec<Vec<String>> =
        table.columns.iter().map(|column| column.path.iter().map(|name| bare(name)).collect()).collect();
    let measures: Vec<Measure> = names.iter().map(|path| measure(path, known)).collect();
    let blocks = blocks(table, &names, &measures);
    let of_money = |index: usize| table.columns[index].role == ColumnRole::Amount;
    let mut bases: Vec<&String> = measures
        .iter()
        .enumerate()
        .filter(|(index, _)| of_money(*index))
        .filter_map(|(_, m)| m.basis.as_ref())
        .collect();
    bases.sort();
    bases.dedup();
    let has_bases = bases.len() > 1;
    let year = table.caption.fiscal_year;
    let meanings: Vec<ColumnMeaning> = (0..table.columns.len())
        .map(|index| {
            let path = &names[index];
            let unit = path.iter().rev().find_map(|name| catalogue::unit_in(name)).map(str::to_owned);
            let is_number = matches!(table.columns[index].role, ColumnRole::Amount | ColumnRole::Ratio);
            let measure = is_number.then(|| slug(&measures[index], path, has_bases, year)).flatten();
            ColumnMeaning {
                measure,
                unit,
                scheme: scheme(table, index, path),
                block: blocks[index],
                is_level: catalogue::is_level(path),
            }
        })
        .collect();
    for (index, measure) in measures.iter().enumerate() {
        retype(table, index, measure.quantity, meanings[index].unit.as_deref());
    }
    table.meanings = meanings;
    count_the_rest(table);
    name_the_total(table);
    count_rows(table);
}

fn measure(path: &[String], known: &mut Known) -> Measure {
    if let Some(measure) = known.get(path) {
        return measure.clone();
    }
    let measure = catalogue::measure(path);
    known.insert(path.to_vec(), measure.clone());
    measure
}

/// 本年支出合计 is the total of a table of expenditure, 本年收入合计 that of one of income, unless there is a 合计 over it.
fn name_the_total(table: &mut Table) {
    let has = |measure: &str| table.meanings.iter().any(|meaning| meaning.measure.as_deref() == Some(measure));
    if has("total") || has("income") == has("expenditure") {
        return;
    }
    for meaning in &mut table.meanings {
        if matches!(meaning.measure.as_deref(), Some("income" | "expenditure")) {
            meaning.measure = Some("total".to_owned());
        }
    }
}

/// The measure's slug: the item, then what it is told apart by.
fn slug(measure: &Measure, path: &[String], has_bases: bool, year: Option<i32>) -> Option<String> {
    let name = path.concat();
    let of_year = match (year, named_year(&name)) {
        (Some(year), Some(printed)) if printed + 1 == year => Some("prior_year"),
        (Some(year), Some(printed)) if printed + 2 == year => Some("second_prior_year"),
        (Some(year), Some(printed)) if printed == year + 1 => Some("next_year"),
        _ => None,
    };
    let basis = measure.basis.as_deref().filter(|_| has_bases || of_year.is_some());
    let mut parts: Vec<&str> = Vec::new();
    match (&measure.item, basis, &measure.context) {
        (Some((item, is_generic)), basis, _) if !(*is_generic && item == "total" && basis.is_some()) => {
            parts.push(item)
        }
        (None, None, None) if measure.basis.is_some() => parts.push("total"),
        _ => {}
    }
    parts.extend(measure.context.as_deref());
    parts.extend(basis);
    parts.extend(of_year);
    (!parts.is_empty()).then(|| parts.join("."))
}

/// Numbers of things and percentages in a column that looks like one of amounts.
fn retype(table: &mut Table, index: usize, quantity: Option<Quantity>, unit: Option<&str>) {
    if table.columns[index].role != ColumnRole::Amount || unit.is_some_and(|unit| catalogue::factor(unit).is_some()) {
        return;
    }
    let is_sum = table.columns[index].path.last().is_some_and(|name| name.contains('额'));
    let is_ratio = matches!(unit, Some("%" | "％" | "‰")) || (quantity == Some(Quantity::Ratio) && !is_sum);
    let is_count = unit.is_some_and(catalogue::is_count) || quantity == Some(Quantity::Count);
    if !is_ratio && !is_count {
        return;
    }
    table.columns[index].role = if is_ratio { ColumnRole::Ratio } else { ColumnRole::Count };
    for cell in table.rows.iter_mut().filter_map(|row| row.cells.get_mut(index)) {
        cell.value = match cell.value.take() {
            Some(Value::Amount(number)) if is_ratio => Some(Value::Ratio(number)),
            Some(Value::Amount(number)) => Some(Value::Count(number)),
            other => other,
        };
    }
}

/// Whole numbers of no money beside columns that all count: what is told in no unit is counted, too.
fn count_the_rest(table: &mut Table) {
    let of_role = |role: ColumnRole| -> Vec<usize> {
        (0..table.columns.len()).filter(|index| table.columns[*index].role == role).collect()
    };
    let (counted, rest) = (of_role(ColumnRole::Count), of_role(ColumnRole::Amount));
    let is_whole = |index: usize| {
        table.rows.iter().filter_map(|row| row.cells.get(index)).all(|cell| match cell.value {
            Some(Value::Amount(number)) => number.is_integer() && !cell.text.contains(['.', ',', '，']),
            _ => true,
        })
    };
    let is_bare = |index: &usize| {
        let meaning = table.meanings.get(*index);
        meaning.is_some_and(|meaning| meaning.measure.is_none() && meaning.unit.is_none()) && is_whole(*index)
    };
    if table.caption.unit.is_none() && counted.len() > rest.len() && rest.iter().all(is_bare) {
        rest.into_iter().for_each(|index| retype(table, index, Some(Quantity::Count), None));
    }
}

/// Rows that count things among rows of money: their label says `（个）`, or a column of units does.
fn count_rows(table: &mut Table) {
    let places = UnitPlaces::of(table);
    for row in 0..table.rows.len() {
        for index in 0..table.columns.len() {
            let is_amount =
                |cell: &Cell| if let Some(Value::Amount(number)) = cell.value { Some(number) } else { None };
            let Some(number) = table.rows[row].cells.get(index).and_then(is_amount) else { continue };
            if places.of_cell(table, row, index).is_none_or(|unit| catalogue::factor(&unit).is_some()) {
                continue;
            }
            if let Some(cell) = table.rows[row].cells.get_mut(index) {
                cell.value = Some(Value::Count(number));
            }
        }
    }
}

/// Where the rows of a table print units for their numbers.
pub(super) struct UnitPlaces {
    /// The columns of names of each block.
    labels: Vec<Vec<usize>>,
    /// The columns of numbers of each block.
    numbers: Vec<Vec<usize>>,
    /// The column of units that concerns each column.
    beside: Vec<Option<usize>>,
}

impl UnitPlaces {
    pub(super) fn of(table: &Table) -> UnitPlaces {
        let blocks = table.meanings.iter().map(|meaning| meaning.block + 1).max().unwrap_or(0);
        let (mut labels, mut numbers) = (vec![Vec::new(); blocks], vec![Vec::new(); blocks]);
        for (index, (column, meaning)) in table.columns.iter().zip(&table.meanings).enumerate() {
            match column.role {
                ColumnRole::Label | ColumnRole::Text => labels[meaning.block].push(index),
                ColumnRole::Amount | ColumnRole::Count => numbers[meaning.block].push(index),
                _ => {}
            }
        }
        UnitPlaces { labels, numbers, beside: units_beside(table) }
    }

    /// The unit that a row prints for its numbers in this block.
    pub(super) fn of_row(&self, table: &Table, row: usize, block: usize) -> Option<String> {
        let numbers = self.numbers.get(block)?;
        // A label is of all of them.
        let first = numbers.first().and_then(|_| self.in_label(table, row, block));
        first.or_else(|| numbers.iter().find_map(|index| self.beside(table, row, *index)))
    }

    /// The unit that a row prints for the number in this column: in its label, or in a column of units beside it.
    fn of_cell(&self, table: &Table, row: usize, index: usize) -> Option<String> {
        let block = table.meanings.get(index)?.block;
        self.in_label(table, row, block).or_else(|| self.beside(table, row, index))
    }

    fn in_label(&self, table: &Table, row: usize, block: usize) -> Option<String> {
        let cells = &table.rows.get(row)?.cells;
        let labels = self.labels.get(block)?.iter().filter_map(|at| cells.get(*at));
        labels.map(|cell| cell.text.trim()).find_map(|text| label_unit(table, block, text))
    }

    fn beside(&self, table: &Table, row: usize, index: usize) -> Option<String> {
        let at = self.beside.get(index).copied().flatten()?;
        printed_unit(table.rows.get(row)?.cells.get(at)?.text.trim()).map(str::to_owned)
    }
}

fn is_text(column: &Column) -> bool {
    matches!(column.role, ColumnRole::Label | ColumnRole::Text)
}

/// The unit in brackets behind a label. Behind the name of a classification （类）, （款）, （项） are its levels.
fn label_unit(table: &Table, block: usize, text: &str) -> Option<String> {
    if !text.ends_with([')', '）']) {
        return None;
    }
    let unit = catalogue::unit_in(text)?;
    let is_last = text.trim_end_matches([')', '）']).ends_with(unit);
    let is_level = || {
        let classified = |meaning: &ColumnMeaning| meaning.block == block && meaning.scheme.is_some();
        let levels = |text: &str| text.ends_with("（款）") || text.ends_with("(款)");
        unit == "项"
            && (table.meanings.iter().any(classified)
                || table.rows.iter().flat_map(|row| &row.cells).any(|cell| levels(cell.text.trim())))
    };
    (is_last && !is_level()).then(|| unit.to_owned())
}

/// The column of units that concerns each column of numbers: a 计量单位 belongs to the number before it, else to those that
/// follow it; across texts (a 度量单位 of indicators) it says nothing of money.
fn units_beside(table: &Table) -> Vec<Option<usize>> {
    let is_number = |at: usize| {
        let role = table.columns.get(at).map(|column| column.role);
        matches!(role, Some(ColumnRole::Amount | ColumnRole::Count))
    };
    let is_units = |column: &Column| {
        let leaf = column.path.last().map(|name| bare(name));
        matches!(leaf.as_deref(), Some("单位" | "计量单位" | "度量单位")) && is_text(column)
    };
    let units: Vec<bool> = table.columns.iter().map(is_units).collect();
    let are_units = |at: usize| units.get(at) == Some(&true);
    // The last column that holds no number before each.
    let mut before: Option<usize> = None;
    let mut beside = Vec::with_capacity(units.len());
    for index in 0..units.len() {
        let following = || before.filter(|at| are_units(*at) && !at.checked_sub(1).is_some_and(is_number));
        beside.push(if are_units(index + 1) { Some(index + 1) } else { following() });
        if !is_number(index) {
            before = Some(index);
        }
    }
    beside
}

/// A text that is a unit.
fn printed_unit(text: &str) -> Option<&str> {
    /// 平方米 is the longest unit that a column of units prints.
    const CHARACTERS: usize = 4;
    let may_be = !text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().count() <= CHARACTERS;
    (may_be && (catalogue::factor(text).is_some() || catalogue::is_count(text))).then_some(text)
}

/// The block of each column: tables with halves side by side begin again with names after amounts.
fn blocks(table: &Table, names: &[Vec<String>], measures: &[Measure]) -> Vec<usize> {
    let is_name =
        |role: ColumnRole| matches!(role, ColumnRole::Label | ColumnRole::Code | ColumnRole::Index | ColumnRole::Text);
    const NAMES: &[&str] = &["项目", "科目", "名称"];
    let leaf = |index: usize| names[index].last().map_or("", String::as_str);
    let bare_leaf = |index: usize| leaf(index).replace("收入", "").replace("支出", "");
    let mut block = 0;
    let mut first = 0;
    let mut seen_amount = false;
    let mut blocks = Vec::with_capacity(names.len());
    for index in 0..names.len() {
        let role = table.columns[index].role;
        if seen_amount
            && (is_name(role) && role != ColumnRole::Text || NAMES.iter().any(|word| leaf(index).contains(word)))
            && role != ColumnRole::Amount
        {
            let again = (first..index).any(|old| {
                is_name(table.columns[old].role) && !bare_leaf(old).is_empty() && bare_leaf(old) == bare_leaf(index)
            });
            let other_half = names[index].len() > 1
                && names[first].len() > 1
                && names[index][0] != names[first][0]
                && matches!(names[first][0].as_str(), "收入" | "支出" | "本年收入" | "财政拨款收入");
            let classes = ["功能分", "经济分", "经济科目", "支出项目"].iter().any(|word| leaf(index).contains(word))
                && index > first + 1
                && table.columns[first].role != ColumnRole::Code;
            if again || other_half || classes {
                block += 1;
                first = index;
                seen_amount = false;
            }
        }
        // A 数量 before the codes of what is bought ends no half.
        seen_amount |= role == ColumnRole::Amount && measures[index].quantity != Some(Quantity::Count);
        blocks.push(block);
    }
    merge_nameless(table, &mut blocks);
    blocks
}

/// A block without names is no record of its own: codes between the amounts belong to the block before.
fn merge_nameless(table: &Table, blocks: &mut [usize]) {
    let last = blocks.iter().copied().max().unwrap_or(0);
    for block in (1..=last).rev() {
        let names = |role| matches!(role, ColumnRole::Label | ColumnRole::Text);
        let is_named = blocks.iter().zip(&table.columns).any(|(own, column)| *own == block && names(column.role));
        let has_amounts =
            blocks.iter().zip(&table.columns).any(|(own, column)| *own == block && column.role == ColumnRole::Amount);
        if !is_named || !has_amounts {
            blocks.iter_mut().filter(|own| **own >= block).for_each(|own| *own -= 1);
        }
    }
}

/// What the codes of a column are codes of: from its names, else from its cells.
fn scheme(table: &Table, index: usize, path: &[String]) -> Option<Scheme> {
    let name = path.concat();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let cells = || {
        let printed =
            table.rows.iter().filter_map(|row| row.cells.get(index)).filter(|cell| cell.origin != Origin::Spanned);
        printed.map(|cell| cell.text.trim()).filter(|text| !text.is_empty())
    };
    match table.columns[index].role {
        ColumnRole::Code if has(&["地区", "区划"]) => Some(Scheme::Division),
        ColumnRole::Code if has(&["项目编码", "项目代码", "项目编号"]) && !has(&["功能", "经济", "科目"]) => {
            Some(Scheme::Project)
        }
        ColumnRole::Code if has(&["单位", "部门编", "部门代"]) && !has(&["科目"]) => Some(Scheme::Unit),
        ColumnRole::Code if has(&["政府经济", "政府预算", "政府支出经济"]) => {
            Some(Scheme::EconomicGovernment)
        }
        ColumnRole::Code if has(&["经济"]) => Some(Scheme::EconomicDepartment),
        ColumnRole::Code if has(&["功能"]) => Some(Scheme::Functional),
        ColumnRole::Code => {
            let first = |text: &str| catalogue::scheme_of(text.trim_matches(['[', ']']));
            majority(cells().map(first)).or_else(|| {
                matches!(path.last().map(String::as_str), Some("类" | "款" | "项")).then_some(Scheme::Functional)
            })
        }
        ColumnRole::Label | ColumnRole::Text => majority(
            cells().map(|text| super::code::leading(text).map(|(code, _)| code).and_then(catalogue::scheme_of)),
        ),
        _ => None,
    }
}

fn majority(schemes: impl Iterator<Item = Option<Scheme>>) -> Option<Scheme> {
    let all: Vec<Option<Scheme>> = schemes.collect();
    let share = |scheme: Scheme| all.iter().filter(|other| **other == Some(scheme)).count() as f64;
    [Scheme::Functional, Scheme::EconomicDepartment, Scheme::EconomicGovernment, Scheme::Revenue]
        .into_iter()
        .find(|scheme| !all.is_empty() && share(*scheme) >= all.len() as f64 * MOST)
}

#[cfg(test)]
mod tests;

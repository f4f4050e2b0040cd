//! Columns that are the sum of others, row by row.

use super::{Check, Context};
use crate::catalogue::{self, Sum};
use crate::model::{Ledger, Relation, Severity, codes};
use crate::verify::equation::Equation;
use crate::verify::family::{Known, enter};
use crate::verify::view::Sheet;

pub(super) struct RowSum;

impl Check for RowSum {
    fn code(&self) -> &'static str {
        codes::ROW_SUM
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn manual(&self) -> &'static str {
        include_str!("row_sum.md")
    }

    fn run(&self, context: &Context<'_>, ledger: &mut Ledger) {
        let view = context.view;
        for sheet in &view.sheets {
            let sums = sums(sheet);
            let all: Vec<Sum> =
                sums.iter().filter(|(_, known)| *known == Known::Certain).map(|(sum, _)| sum.clone()).collect();
            for (sum, known) in sums {
                let identity = name(sheet, &sum);
                let outcomes = (0..sheet.table.rows.len()).map(|row| {
                    let parts = printed_parts(sheet, row, &sum, &all);
                    let equation = Equation {
                        check: self.code(),
                        identity: identity.clone(),
                        relation: Relation::Equal,
                        left: vec![sheet.cell(row, sum.total)],
                        right: parts.into_iter().map(|part| sheet.cell(row, part)).collect(),
                        severity: self.severity(),
                    };
                    equation.evaluate(view)
                });
                let (nets, plain): (Vec<_>, Vec<_>) = outcomes.partition(|outcome| {
                    known == Known::Likely && is_netted(sheet, outcome.left.first().map(|cell| cell.row))
                });
                enter(view, plain, known, ledger);
                enter(view, nets, Known::Hint, ledger);
            }
        }
    }
}

/// The sums that the names of the columns say, and how surely.
fn sums(sheet: &Sheet<'_>) -> Vec<(Sum, Known)> {
    let bare = |name: &String| name.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let paths: Vec<Vec<String>> =
        sheet.table.columns.iter().map(|column| column.path.iter().map(bare).collect()).collect();
    let mut found: Vec<(Sum, Known)> = Vec::new();
    for amounts in &sheet.blocks {
        let sums = catalogue::sums_among(&paths, amounts);
        found.extend(sums.into_iter().map(|sum| {
            let known = known(&paths, &sum);
            (without_neighbours(&paths, sum), known)
        }));
        for sum in turned(&paths, amounts) {
            if !found.iter().any(|(known, _)| *known == sum) {
                found.push((sum, Known::Certain));
            }
        }
        for sum in catalogue::of_which(&paths, amounts) {
            if !found.iter().any(|(known, _)| known.total == sum.total && known.parts == sum.parts) {
                found.push((sum, Known::Likely));
            }
        }
    }
    found
}

/// The sums across groups of the same columns: 合计{预算数|决算数}, 出国{预算数|决算数}, ….
fn turned(paths: &[Vec<String>], amounts: &[usize]) -> Vec<Sum> {
    let mut turned = paths.to_vec();
    for path in turned.iter_mut().filter(|path| path.len() > 1) {
        path.rotate_right(1);
    }
    let mut leaves: Vec<&String> = Vec::new();
    for name in
        amounts.iter().filter_map(|at| paths.get(*at)).filter(|path| path.len() > 1).filter_map(|path| path.last())
    {
        if !leaves.contains(&name) {
            leaves.push(name);
        }
    }
    let of_leaf = |leaf: &String| {
        let same: Vec<usize> = amounts
            .iter()
            .copied()
            .filter(|at| paths.get(*at).is_some_and(|path| path.len() > 1 && path.last() == Some(leaf)))
            .collect();
        if same.len() > 2 { catalogue::sums_among(&turned, &same) } else { Vec::new() }
    };
    leaves.into_iter().filter(|leaf| !catalogue::is_total(leaf)).flat_map(of_leaf).collect()
}

/// The parts of a sum in a row; of a sub-total that the row leaves blank its own parts.
fn printed_parts(sheet: &Sheet<'_>, row: usize, sum: &Sum, all: &[Sum]) -> Vec<usize> {
    let mut found = Vec::new();
    for &part in &sum.parts {
        let below = || all.iter().find(|other| other.total == part && other.total != sum.total);
        match sheet.amount(row, part) {
            None if below().is_some() => found.extend(below().into_iter().flat_map(|sum| &sum.parts)),
            _ => found.push(part),
        }
    }
    found
}

/// 会议费 and its like stand beside the 三公经费 and are none.
fn without_neighbours(paths: &[Vec<String>], mut sum: Sum) -> Sum {
    let leaf = |at: usize| paths.get(at).and_then(|path| path.last()).map_or("", String::as_str);
    if leaf(sum.total).contains("三公") || leaf(sum.total).contains("“三公”") {
        sum.parts.retain(|part| !["会议费", "培训费", "机关运行"].iter().any(|word| leaf(*part).contains(word)));
    }
    sum
}

/// What a government gives to those below it stands in the columns of both, and once in the sum.
fn is_netted(sheet: &Sheet<'_>, row: Option<usize>) -> bool {
    let labels = row.and_then(|row| sheet.records.get(row));
    let is_netted = |label: &str| ["转移", "上解", "补助", "总计"].iter().any(|word| label.contains(word));
    labels.into_iter().flatten().any(|record| is_netted(&record.label))
}

/// Sums over the levels of government are usual, not said.
fn known(paths: &[Vec<String>], sum: &Sum) -> Known {
    let of_level = |part: &usize| {
        paths.get(*part).and_then(|path| path.last()).is_some_and(|leaf| leaf.contains("本级") || leaf.contains("以下"))
    };
    if sum.parts.iter().any(of_level) { Known::Likely } else { Known::Certain }
}

fn name(sheet: &Sheet<'_>, sum: &Sum) -> String {
    let columns = &sheet.table.columns;
    let leaf = |at: usize| columns.get(at).map(|column| column.path.join("/")).unwrap_or_default();
    format!("{} = the columns beside it", leaf(sum.total))
}

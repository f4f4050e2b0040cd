//! What a column may be the sum of: the formula printed for it, what the names say, the same without or with columns whose
//! part in it is not certain, and what a search finds in the amounts.

use crate::catalogue;
use crate::relation::{Matrix, Sum, differences, formulas, outline, strides};
use crate::verify::family::Known;
use crate::verify::view::{Sheet, View};
use std::collections::BTreeSet;

/// A sum of columns that is proposed.
#[derive(Clone)]
pub(super) struct Proposal {
    /// The sum.
    pub(super) sum: Sum,
    /// How well it is known.
    pub(super) known: Known,
    /// The sums of its parts.
    pub(super) below: Vec<Sum>,
}

/// What is proposed for each column of a block that may be a sum, the most certain first.
pub(super) fn proposals(view: &View<'_>, sheet: &Sheet<'_>, block: &[usize]) -> Vec<Vec<Proposal>> {
    let block: Vec<usize> = block.iter().copied().filter(|column| sheet.is_additive(*column)).collect();
    let paths: Vec<Vec<String>> = sheet.table.columns.iter().map(|column| names(&column.path)).collect();
    let said = said(sheet, &paths, &block);
    let below: Vec<Sum> =
        said.iter().filter(|(_, known)| *known == Known::Certain).map(|(sum, _)| sum.clone()).collect();
    let amounts = |column: &usize| (0..sheet.table.rows.len()).map(|row| sheet.amount(row, *column)).collect();
    let amounts: Vec<Vec<_>> = block.iter().map(amounts).collect();
    let searched = Searched { matrix: Matrix::new(&amounts, view.half(sheet.cell(0, 0))), columns: &block };
    let mut order: Vec<(usize, usize)> = Vec::new();
    let mut found: Vec<Vec<Proposal>> = Vec::new();
    for (sum, known) in said {
        let (total, first) = (sum.total, sum.plus.first().copied().unwrap_or_default());
        // 合计 by source and by kind are two sums of one column; another reading of one of them begins where it does.
        let at = order.iter().position(|own| *own == (total, first)).unwrap_or(order.len());
        if at == order.len() {
            order.push((total, first));
            found.push(Vec::new());
        }
        let variants = variants(&paths, &block, &sum, &searched);
        let all = std::iter::once(sum).chain(variants);
        if let Some(own) = found.get_mut(at) {
            for (place, sum) in all.enumerate() {
                let known = if place == 0 { known } else { Known::Likely };
                if !own.iter().any(|other: &Proposal| other.sum == sum) {
                    own.push(Proposal { sum, known, below: below.clone() });
                }
            }
        }
    }
    searched.add(&mut found);
    found
}

/// The names of a column without white space.
fn names(path: &[String]) -> Vec<String> {
    path.iter().map(|name| name.chars().filter(|c| !c.is_whitespace()).collect()).collect()
}

/// What the print says: formulas, then names.
fn said(sheet: &Sheet<'_>, paths: &[Vec<String>], block: &[usize]) -> Vec<(Sum, Known)> {
    let of_block = |sum: &Sum| block.contains(&sum.total) && sum.terms().all(|(line, _)| block.contains(&line));
    let printed = sheet.table.index_row.as_deref().map(formulas).unwrap_or_default();
    let mut found: Vec<(Sum, Known)> = printed.into_iter().filter(of_block).map(|sum| (sum, Known::Certain)).collect();
    let plain = |sum: catalogue::Sum| Sum::of(sum.total, sum.parts);
    for sum in catalogue::sums_among(paths, block).into_iter().map(plain) {
        let known = known(paths, &sum);
        let sum = without_neighbours(paths, sum);
        if !found.iter().any(|(other, _)| *other == sum) {
            found.push((sum, known));
        }
    }
    for sum in turned(paths, block).into_iter().map(plain) {
        if !found.iter().any(|(other, _)| *other == sum) {
            found.push((sum, Known::Certain));
        }
    }
    for sum in catalogue::of_which(paths, block).into_iter().map(plain) {
        if !found.iter().any(|(other, _)| *other == sum) {
            found.push((sum, Known::Likely));
        }
    }
    found
}

/// The sums across groups of the same columns: 合计{预算数|决算数}, 出国{预算数|决算数}, ….
fn turned(paths: &[Vec<String>], amounts: &[usize]) -> Vec<catalogue::Sum> {
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

/// 会议费 and its like stand beside the 三公经费 and are none.
fn without_neighbours(paths: &[Vec<String>], mut sum: Sum) -> Sum {
    let leaf = |at: usize| paths.get(at).and_then(|path| path.last()).map_or("", String::as_str);
    if leaf(sum.total).contains("三公") {
        sum.plus.retain(|part| !["会议费", "培训费", "机关运行"].iter().any(|word| leaf(*part).contains(word)));
    }
    sum
}

/// Sums over the levels of government are usual, not said.
fn known(paths: &[Vec<String>], sum: &Sum) -> Known {
    let of_level = |part: &usize| {
        paths.get(*part).and_then(|path| path.last()).is_some_and(|leaf| leaf.contains("本级") || leaf.contains("以下"))
    };
    if sum.plus.iter().any(of_level) { Known::Likely } else { Known::Certain }
}

/// Other readings of the same names: with the 其中 that stand in the group of the total, which may be all of it; without the
/// columns that print an amount in no row where the sum holds, or that more rows leave out than count.
fn variants(paths: &[Vec<String>], block: &[usize], sum: &Sum, searched: &Searched<'_>) -> Vec<Sum> {
    let mut found = Vec::new();
    let leaf = |at: usize| paths.get(at).and_then(|path| path.last()).map_or("", String::as_str);
    let group = |at: usize| paths.get(at).and_then(|path| path.split_last()).map(|(_, group)| group.to_vec());
    let is_part = |at: &&usize| {
        leaf(**at).starts_with("其中") && group(**at) == group(sum.total) && !sum.plus.contains(at) && **at > sum.total
    };
    let parts: Vec<usize> = block.iter().filter(is_part).copied().collect();
    if !parts.is_empty() {
        let mut plus = [sum.plus.clone(), parts].concat();
        plus.sort_unstable();
        found.push(Sum { plus, ..sum.clone() });
    }
    if let Some(own) = searched.lines_of(sum) {
        for out in [searched.matrix.unseen(&own), searched.matrix.left_out(&own)] {
            let is_counted = |column: &usize| {
                searched.columns.iter().position(|own| own == column).is_none_or(|line| !out.contains(&line))
            };
            let plus: Vec<usize> = sum.plus.iter().copied().filter(is_counted).collect();
            if !plus.is_empty() && plus.len() < sum.plus.len() {
                found.push(Sum { plus, ..sum.clone() });
            }
        }
    }
    found
}

/// The amounts of a block, and what is found in them.
struct Searched<'a> {
    matrix: Matrix,
    columns: &'a [usize],
}

impl Searched<'_> {
    /// A sum of columns as one of lines of the matrix.
    fn lines_of(&self, sum: &Sum) -> Option<Sum> {
        let line = |column: &usize| self.columns.iter().position(|own| own == column);
        let all = |columns: &[usize]| columns.iter().map(line).collect::<Option<Vec<usize>>>();
        Some(Sum { total: line(&sum.total)?, plus: all(&sum.plus)?, minus: all(&sum.minus)? })
    }

    /// Adds what is found: as another reading of a column that is said to be a sum and fails, and for columns that no sum
    /// that holds is about.
    fn add(&self, found: &mut Vec<Vec<Proposal>>) {
        let holds = |proposal: &&Proposal| {
            self.lines_of(&proposal.sum)
                .map(|sum| self.matrix.support(&sum))
                .is_some_and(|own| own.fails == 0 && own.holds > 0)
        };
        let holding: Vec<&Proposal> = found.iter().filter_map(|own| own.iter().find(holds)).collect();
        let covered: BTreeSet<usize> =
            holding.iter().flat_map(|own| own.sum.terms().map(|(line, _)| line).chain([own.sum.total])).collect();
        let failing: BTreeSet<usize> = found
            .iter()
            .filter(|own| !own.iter().any(|proposal| holds(&proposal)))
            .filter_map(|own| own.first().map(|own| own.sum.total))
            .collect();
        let is_open = |line: &usize| self.columns.get(*line).is_some_and(|column| !covered.contains(column));
        if failing.is_empty() && !(0..self.columns.len()).any(|line| is_open(&line)) {
            return;
        }
        let all = [outline(&self.matrix, &[]), strides(&self.matrix, &[]), differences(&self.matrix, &[])].concat();
        for sum in all {
            let is_usual = self.matrix.support(&sum).fails > 0;
            let Some(sum) = self.columns_of(&sum) else { continue };
            // Of columns whose sums hold another that nearly holds is about what they have in common.
            if is_usual && sum.terms().map(|(column, _)| column).chain([sum.total]).any(|own| covered.contains(&own)) {
                continue;
            }
            let proposal = Proposal { sum, known: Known::Likely, below: Vec::new() };
            let mut own = found.iter_mut().filter(|own| own.iter().any(|other| other.sum.total == proposal.sum.total));
            if failing.contains(&proposal.sum.total) {
                if let Some(own) = own.next() {
                    own.push(proposal);
                }
            } else if !proposal.sum.terms().all(|(line, _)| covered.contains(&line))
                || !covered.contains(&proposal.sum.total)
            {
                found.push(vec![proposal]);
            }
        }
    }

    fn columns_of(&self, sum: &Sum) -> Option<Sum> {
        let column = |line: &usize| self.columns.get(*line).copied();
        let all = |lines: &[usize]| lines.iter().map(column).collect::<Option<Vec<usize>>>();
        Some(Sum { total: column(&sum.total)?, plus: all(&sum.plus)?, minus: all(&sum.minus)? })
    }
}

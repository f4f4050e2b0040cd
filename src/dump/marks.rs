//! Places on the page -> columns: in a dump that keeps places, amounts of one column end at the same character. Rows with
//! an amount in every column, and rows that the sums decide, mark where the columns end; the others follow them.

use super::draft::{Draft, Unplaced, span_of};
use super::placement::placements;
use crate::catalogue::Sum;
use std::collections::BTreeMap;

/// How far an amount may end from its column, in characters: a long name pushes what stands behind it.
const NEAR: usize = 4;

/// What an amount far from every mark costs, in characters.
const FAR: usize = 30;

/// Where the columns of a draft end, by line.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// Per column the lines that mark it and the ends there, ascending.
    columns: BTreeMap<usize, Vec<(usize, usize)>>,
}

impl Marks {
    /// The marks of a draft; none if its dump does not keep places.
    pub(super) fn of(draft: &Draft, sums: &[Sum]) -> Marks {
        let mut marks = Marks::default();
        if !draft.laid_out {
            return marks;
        }
        for &(column, line, end) in &draft.marks {
            marks.columns.entry(column).or_default().push((line, end));
        }
        for row in &draft.rows {
            for unplaced in row.unplaced.iter().filter(|unplaced| unplaced.ends.len() == unplaced.texts.len()) {
                let (amounts, columns) = span_of(draft, unplaced);
                let assignment = if amounts.len() == columns.len() {
                    Some(columns)
                } else {
                    let found = placements(&amounts, &columns, sums);
                    found
                        .assignments
                        .into_iter()
                        .next()
                        .filter(|assignment| found.adds_up && decided(assignment, &amounts, &columns, sums))
                };
                for (&column, &end) in assignment.iter().flatten().zip(&unplaced.ends) {
                    marks.columns.entry(column).or_default().push((row.line, end));
                }
            }
        }
        marks
    }

    /// The placements that fit the places, whether they add up, and whether there was nothing to search.
    pub(super) fn choose(
        &self,
        assignments: Vec<Vec<usize>>,
        (line, unplaced, columns): (usize, &Unplaced, &[usize]),
        (adds_up, sure): (Adds, bool),
    ) -> (Vec<Vec<usize>>, Adds, bool) {
        if self.columns.is_empty() || sure || unplaced.ends.len() != unplaced.texts.len() {
            return (assignments, adds_up, sure);
        }
        let own: Vec<(usize, Option<usize>)> = columns.iter().map(|&column| (column, self.end(column, line))).collect();
        if let Some(assignment) = nearest(&own, &unplaced.ends) {
            // Every amount ends where one column does, and no other column is near.
            return (vec![assignment], Adds::Up, false);
        }
        let cost = |assignment: &Vec<usize>| -> usize {
            let costs = unplaced.ends.iter().zip(assignment).map(|(&end, column)| {
                let known = own.iter().find(|(c, _)| c == column).and_then(|(_, mark)| *mark);
                let other = own.iter().any(|(c, mark)| c != column && mark.is_some_and(|m| m.abs_diff(end) <= NEAR));
                known.map_or(if other { FAR } else { NEAR }, |mark| mark.abs_diff(end).min(FAR))
            });
            costs.sum()
        };
        let least = assignments.iter().map(cost).min().unwrap_or(0);
        (assignments.into_iter().filter(|assignment| cost(assignment) <= least + NEAR).collect(), adds_up, sure)
    }

    /// Where a column ends near a line.
    fn end(&self, column: usize, line: usize) -> Option<usize> {
        self.columns.get(&column)?.iter().min_by_key(|(own, _)| own.abs_diff(line)).map(|&(_, end)| end)
    }
}

/// Is this the only placement?
fn decided(assignment: &[usize], amounts: &[rust_decimal::Decimal], columns: &[usize], sums: &[Sum]) -> bool {
    let found = placements(amounts, columns, sums);
    found.assignments.len() == 1 && found.assignments.first().is_some_and(|only| only == assignment)
}

/// The column of each amount, if just one column ends near each of them and they ascend.
fn nearest(columns: &[(usize, Option<usize>)], ends: &[usize]) -> Option<Vec<usize>> {
    let mut assignment = Vec::with_capacity(ends.len());
    for &end in ends {
        let mut near = columns.iter().filter(|(_, mark)| mark.is_some_and(|mark| mark.abs_diff(end) <= NEAR));
        let column = near.next()?.0;
        if near.next().is_some() || assignment.last().is_some_and(|&last| last >= column) {
            return None;
        }
        assignment.push(column);
    }
    Some(assignment)
}

/// How the sums of the form hold in the placements of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Adds {
    /// All of them hold.
    Up,
    /// All but a few hold.
    Mostly,
    /// They say nothing.
    Nowhere,
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn amounts_stand_where_columns_end() {
        let columns = [(2, Some(30)), (3, Some(45)), (4, None), (5, Some(70))];
        assert_eq!(nearest(&columns, &[31, 68]), Some(vec![2, 5]));
        assert_eq!(nearest(&columns, &[31, 57]), None);
    }
}

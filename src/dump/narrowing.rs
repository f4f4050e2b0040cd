//! Placements of rows that the sums down the table leave possible: in each column the rows of a group add up to their total.
//! What a row may have in a column lies between the least and the most that its placements put there; a placement that
//! what the others may have can not make up for falls away, and so on until none does.

use super::ledger::{Group, OpenRow};

/// Each group is looked at so often at most.
const VISITS: usize = 12;

/// The least and the most that a row may have in each column.
type Bounds = Vec<(i64, i64)>;

/// What is known while placements fall away.
struct Table<'a> {
    rows: &'a [&'a OpenRow],
    units: &'a [Vec<i64>],
    width: usize,
}

/// Takes out the placements that do not add up in a group, and hands back the groups that add up at all.
pub(super) fn narrow(
    rows: &[&OpenRow],
    units: &[Vec<i64>],
    groups: Vec<Group>,
    assignments: &mut [Vec<usize>],
) -> Vec<Group> {
    let width = rows.iter().flat_map(|row| &row.assignments).flatten().max().map_or(0, |&column| column + 1);
    let table = Table { rows, units, width };
    let mut bounds: Vec<Bounds> = (0..rows.len()).map(|r| table.bounds(r, assignments)).collect();
    let mut left: Vec<usize> = vec![VISITS; groups.len()];
    let mut waiting: Vec<bool> = vec![true; groups.len()];
    let all = assignments.to_vec();
    let mut contested: Vec<bool> = vec![false; rows.len()];
    while let Some(next) = waiting.iter().position(|&waits| waits) {
        let (Some(group), Some(left)) = (groups.get(next), left.get_mut(next)) else { break };
        if let Some(waits) = waiting.get_mut(next) {
            *waits = false;
        }
        if *left == 0 {
            continue;
        }
        *left -= 1;
        let Some(changed) = table.fitting(group, &bounds, assignments) else {
            // It adds up nowhere: it is no group, or one that its rows were narrowed by is none. Which one is not known.
            *left = usize::MAX;
            for r in group.parts.iter().copied().chain([group.total]) {
                let (Some(place), Some(all)) = (assignments.get_mut(r), all.get(r)) else { continue };
                if place.len() < all.len() {
                    place.clone_from(all);
                    if let (Some(contested), Some(own)) = (contested.get_mut(r), bounds.get_mut(r)) {
                        *contested = true;
                        *own = table.bounds(r, assignments);
                    }
                }
            }
            continue;
        };
        for (r, fitting) in changed {
            if contested.get(r).is_some_and(|&contested| contested) {
                continue;
            }
            if let Some(place) = assignments.get_mut(r) {
                *place = fitting;
            }
            let own = table.bounds(r, assignments);
            if let Some(place) = bounds.get_mut(r) {
                *place = own;
            }
            for (waits, other) in waiting.iter_mut().zip(&groups) {
                *waits |= other.total == r || other.parts.contains(&r);
            }
        }
    }
    groups.into_iter().zip(left).filter(|(_, left)| *left != usize::MAX).map(|(group, _)| group).collect()
}

impl Table<'_> {
    /// What a row has in each column by one of its placements.
    fn values(&self, r: usize, assignment: usize) -> Vec<i64> {
        let mut values = vec![0; self.width];
        let columns = self.rows.get(r).and_then(|row| row.assignments.get(assignment));
        for (&column, &unit) in columns.into_iter().flatten().zip(self.units.get(r).into_iter().flatten()) {
            if let Some(place) = values.get_mut(column) {
                *place = unit;
            }
        }
        values
    }

    /// What a row may have in each column.
    fn bounds(&self, r: usize, assignments: &[Vec<usize>]) -> Bounds {
        let mut bounds: Option<Bounds> = None;
        for &assignment in assignments.get(r).into_iter().flatten() {
            let values = self.values(r, assignment);
            match &mut bounds {
                None => bounds = Some(values.into_iter().map(|value| (value, value)).collect()),
                Some(bounds) => {
                    for ((least, most), value) in bounds.iter_mut().zip(values) {
                        (*least, *most) = ((*least).min(value), (*most).max(value));
                    }
                }
            }
        }
        bounds.unwrap_or_else(|| vec![(0, 0); self.width])
    }

    /// The rows of a group of which placements fall away, with those that are left; none if a row is left without any.
    fn fitting(
        &self,
        group: &Group,
        bounds: &[Bounds],
        assignments: &[Vec<usize>],
    ) -> Option<Vec<(usize, Vec<usize>)>> {
        let mut parts: Bounds = vec![(0, 0); self.width];
        for own in group.parts.iter().filter_map(|&part| bounds.get(part)) {
            for (sum, own) in parts.iter_mut().zip(own) {
                *sum = (sum.0 + own.0, sum.1 + own.1);
            }
        }
        let total = bounds.get(group.total)?;
        // Twice the most that roundings make, each of half a unit.
        let allowed = i64::try_from(group.parts.len() + 1).unwrap_or(i64::MAX);
        let mut changed = Vec::new();
        for r in group.parts.iter().copied().chain([group.total]) {
            let (Some(known), Some(own)) = (assignments.get(r), bounds.get(r)) else { continue };
            let fits = |assignment: &usize| {
                self.values(r, *assignment).iter().enumerate().all(|(column, &value)| {
                    let (Some(parts), Some(total), Some(own)) = (parts.get(column), total.get(column), own.get(column))
                    else {
                        return true;
                    };
                    let (less, more) = match r == group.total {
                        true => (parts.0 - value, value - parts.1),
                        false => (value + parts.0 - own.0 - total.1, total.0 - value - (parts.1 - own.1)),
                    };
                    2 * less <= allowed && 2 * more <= allowed
                })
            };
            if known.len() == 1 {
                if !known.iter().all(fits) {
                    return None;
                }
                continue;
            }
            let fitting: Vec<usize> = known.iter().copied().filter(fits).collect();
            if fitting.is_empty() {
                return None;
            }
            if fitting.len() < known.len() {
                changed.push((r, fitting));
            }
        }
        Some(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dump::clean::amount;

    fn row(amounts: &str, assignments: &[&[usize]]) -> OpenRow {
        OpenRow {
            class: String::new(),
            amounts: amounts.split_whitespace().filter_map(amount).collect(),
            assignments: assignments.iter().map(|assignment| assignment.to_vec()).collect(),
            weights: vec![0.0; assignments.len()],
        }
    }

    /// What is left of the placements of rows of two amounts each, where these are groups: a total and its parts.
    fn left(rows: &[OpenRow], groups: &[(usize, &[usize])]) -> Vec<Vec<usize>> {
        let groups = groups.iter().map(|&(total, parts)| Group { total, parts: parts.to_vec() }).collect();
        let rows: Vec<&OpenRow> = rows.iter().collect();
        let units: Vec<Vec<i64>> = rows.iter().map(|row| row.amounts.iter().map(|_| 50).collect()).collect();
        let mut assignments: Vec<Vec<usize>> = rows.iter().map(|row| (0..row.assignments.len()).collect()).collect();
        narrow(&rows, &units, groups, &mut assignments);
        assignments
    }

    #[test]
    fn a_row_that_two_groups_want_in_different_columns_stays_open() {
        let open: &[&[usize]] = &[&[0, 1], &[0, 2]];
        let rows = [row("50 50", &[&[0, 1]]), row("50 50", open), row("50 50", &[&[0, 2]])];
        assert_eq!(left(&rows, &[(0, &[1])]), [vec![0], vec![0], vec![0]]);
        assert_eq!(left(&rows, &[(2, &[1])]), [vec![0], vec![1], vec![0]]);
        assert_eq!(left(&rows, &[(0, &[1]), (2, &[1])]), [vec![0], vec![0, 1], vec![0]]);
    }
}

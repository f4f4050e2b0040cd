//! Rows with several placements -> one each, by the sums down the table: the rows of one kind add up to the row above
//! them, column by column. What that leaves open is weighed by what other tables print.

use super::ledger::{Group, OpenRow, STEPS, Search, ledgers, ledgers_of};
use super::narrowing::narrow;
use super::placement::tolerance;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// OpenRow rows that are searched together. Disclosures have tens; thousands would not come to an end within the steps.
const OPEN_ROWS: usize = 300;

/// Kinds of rows whose sums are tried, the most frequent first: forms have up to six.
const CLASSES: usize = 12;

/// An advantage in weight from which a placement counts as found: one named total of another table.
const DECIDING: f32 = 1.0;

/// What was found for a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    /// Which of the row's placements.
    pub(super) assignment: usize,
    /// The placements that fit as well, this one among them; one if it is decided.
    pub(super) fitting: Vec<usize>,
}

/// Chooses a placement for each row.
pub(super) fn choose(rows: &[&OpenRow]) -> Vec<Chosen> {
    let mut chosen: Vec<Chosen> = rows.iter().map(|row| best_alone(row)).collect();
    if rows.iter().all(|row| row.assignments.len() <= 1) {
        return chosen;
    }
    let mut assignments: Vec<Vec<usize>> = rows.iter().map(|row| (0..row.assignments.len()).collect()).collect();
    let Some(units) = units(rows) else { return chosen };
    let groups = settle(rows, &units, groups(rows), &mut assignments);
    for (place, assignments) in chosen.iter_mut().zip(&assignments) {
        place.fitting.retain(|assignment| assignments.contains(assignment));
        if let Some(&first) = place.fitting.first() {
            place.assignment = first;
        } else if let Some(&first) = assignments.first() {
            *place = Chosen { assignment: first, fitting: assignments.clone() };
        }
    }
    // What is left of a total says nothing where amounts are below zero.
    if units.iter().flatten().any(|&unit| unit < 0) {
        return chosen;
    }
    for members in components(&groups, &assignments) {
        solve(rows, &units, &groups, &assignments, &members, &mut chosen);
    }
    chosen
}

/// The amounts in units of the last digit that any of them prints; `None` if one is too large.
fn units(rows: &[&OpenRow]) -> Option<Vec<Vec<i64>>> {
    let all: Vec<Decimal> = rows.iter().flat_map(|row| row.amounts.iter().copied()).collect();
    let mut all = super::placement::small_units(&all)?.into_iter();
    Some(rows.iter().map(|row| all.by_ref().take(row.amounts.len()).collect()).collect())
}

/// Takes out what sums rule out, and hands back the groups that add up. A total that other tables decide is decided before
/// the rows below it are looked at: its empty columns are theirs.
fn settle(rows: &[&OpenRow], units: &[Vec<i64>], groups: Vec<Group>, assignments: &mut [Vec<usize>]) -> Vec<Group> {
    let mut totals: Vec<(usize, usize)> = groups.iter().map(|group| (group.parts.len(), group.total)).collect();
    totals.sort_by_key(|&(parts, total)| (std::cmp::Reverse(parts), total));
    totals.dedup_by_key(|&mut (_, total)| total);
    let mut groups = narrow(rows, units, groups, assignments);
    for (_, total) in totals {
        let (Some(row), Some(own)) = (rows.get(total), assignments.get_mut(total)) else { continue };
        if own.len() < 2 {
            continue;
        }
        let weight = |assignment: &usize| row.weights.get(*assignment).copied().unwrap_or(0.0);
        let best = own.iter().map(weight).fold(f32::NEG_INFINITY, f32::max);
        own.retain(|assignment| weight(assignment) > best - DECIDING);
        if own.len() == 1 {
            groups = narrow(rows, units, groups, assignments);
        }
    }
    groups
}

/// Without sums down the table the weights decide, and leave open what they weigh the same.
fn best_alone(row: &OpenRow) -> Chosen {
    let weight = |assignment: usize| row.weights.get(assignment).copied().unwrap_or(0.0);
    let best = (0..row.assignments.len()).map(weight).fold(f32::NEG_INFINITY, f32::max);
    let fitting: Vec<usize> =
        (0..row.assignments.len()).filter(|&assignment| weight(assignment) > best - DECIDING).collect();
    let assignment = fitting.iter().copied().find(|&assignment| weight(assignment) >= best).unwrap_or(0);
    Chosen { assignment, fitting }
}

/// The rows that add up to a row: rows of one class between it and the next of its own class, if their first amounts,
/// which are their totals, do.
fn groups(rows: &[&OpenRow]) -> Vec<Group> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(row.class.as_str()).or_default() += 1;
    }
    let mut classes: Vec<(&str, usize)> = counts.into_iter().collect();
    classes.sort_by_key(|&(class, count)| (std::cmp::Reverse(count), class));
    let classes: Vec<&str> = classes.into_iter().map(|(class, _)| class).take(CLASSES).collect();
    let mut groups = Vec::new();
    for above in &classes {
        for below in classes.iter().filter(|below| *below != above) {
            // A total that stands alone may stand at either end of the table.
            let mut alone = (0..rows.len()).filter(|&r| rows.get(r).is_some_and(|row| row.class == *above));
            if let (Some(total), None) = (alone.next(), alone.next()) {
                let parts = (0..rows.len()).filter(|&r| rows.get(r).is_some_and(|row| row.class == *below));
                groups.push(Group { total, parts: parts.collect() });
                continue;
            }
            let mut current: Option<Group> = None;
            for (index, row) in rows.iter().enumerate() {
                if row.class == *above {
                    groups.extend(current.replace(Group { total: index, parts: Vec::new() }));
                } else if row.class == *below
                    && let Some(group) = &mut current
                {
                    group.parts.push(index);
                }
            }
            groups.extend(current);
        }
    }
    let first = |r: usize| rows.get(r).and_then(|row| row.amounts.first()).copied().unwrap_or_default();
    groups.retain(|group| {
        let parts: Vec<Decimal> = group.parts.iter().map(|&r| first(r)).collect();
        let total = first(group.total);
        !parts.is_empty() && (parts.iter().sum::<Decimal>() - total).abs() <= tolerance(&parts, Some(total))
    });
    groups
}

/// Rows with several placements tied together by sums.
fn components(groups: &[Group], assignments: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let is_open = |&r: &usize| assignments.get(r).is_some_and(|own| own.len() > 1);
    let mut owner: Vec<usize> = (0..assignments.len()).collect();
    let tied: Vec<Vec<usize>> = groups
        .iter()
        .map(|group| group.parts.iter().copied().chain([group.total]).filter(is_open).collect::<Vec<_>>())
        .filter(|open: &Vec<usize>| !open.is_empty())
        .collect();
    let mut changed = true;
    while std::mem::take(&mut changed) {
        for open in &tied {
            let least = open.iter().filter_map(|&r| owner.get(r)).min().copied().unwrap_or(0);
            for &r in open {
                if let Some(own) = owner.get_mut(r).filter(|own| **own != least) {
                    *own = least;
                    changed = true;
                }
            }
        }
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for r in tied.into_iter().flatten().collect::<BTreeSet<usize>>() {
        members.entry(owner.get(r).copied().unwrap_or(r)).or_default().push(r);
    }
    members.into_values().collect()
}

/// Searches the placements of `members` that add up in every group, and chooses the heaviest.
fn solve(
    rows: &[&OpenRow],
    units: &[Vec<i64>],
    groups: &[Group],
    assignments: &[Vec<usize>],
    members: &[usize],
    chosen: &mut [Chosen],
) {
    let is_tied = |group: &&Group| members.contains(&group.total) || group.parts.iter().any(|r| members.contains(r));
    let own: Vec<&Group> = groups.iter().filter(is_tied).collect();
    let is_total =
        |r: usize| own.iter().filter(|group| group.total == r).map(|group| group.parts.len()).max().unwrap_or(0);
    // Totals first, the widest first of all: they bound what stands below them.
    let mut order = members.to_vec();
    order.sort_by_cached_key(|&r| std::cmp::Reverse(is_total(r)));
    // Rows with one placement are entered at once, the search is over the others.
    let rest: BTreeSet<usize> = own.iter().flat_map(|group| group.parts.iter().copied().chain([group.total])).collect();
    let fixed: Vec<usize> = rest.into_iter().filter(|r| !members.contains(r)).collect();
    if order.len() > OPEN_ROWS {
        return;
    }
    let ledgers_of = ledgers_of(rows, &own);
    // The heaviest placement of a row is tried first.
    let mut assignments = assignments.to_vec();
    for &r in &order {
        let (Some(row), Some(assignments)) = (rows.get(r), assignments.get_mut(r)) else { continue };
        let of = |assignment: usize| row.weights.get(assignment).copied().unwrap_or(0.0);
        assignments.sort_by(|&a, &b| of(b).total_cmp(&of(a)).then(a.cmp(&b)));
    }
    // Rounding may use up what other rows need: it is searched only where nothing is exact.
    for exact in [true, false] {
        let mut search = Search {
            rows,
            assignments: &assignments,
            order: &order,
            units,
            ledgers: ledgers(rows, &own),
            ledgers_of: &ledgers_of,
            exact,
            steps: 0,
            state: vec![0; rows.len()],
            found: Vec::new(),
        };
        for &r in &fixed {
            search.enter(r, assignments.get(r).and_then(|assignments| assignments.first()).copied().unwrap_or(0), 1);
        }
        search.next(0, 0.0);
        if !search.found.is_empty() {
            let whole = search.steps <= STEPS;
            write_down(&search.found, &order, whole, chosen);
            return;
        }
    }
}

/// Takes the heaviest solution. A search that did not come to its end proves nothing: what weighs the same stays open.
fn write_down(found: &[(f32, Vec<usize>)], order: &[usize], whole: bool, chosen: &mut [Chosen]) {
    let Some(best) = found.iter().map(|(weight, _)| *weight).reduce(f32::max) else { return };
    let Some((_, winner)) = found.iter().find(|(weight, _)| *weight >= best) else { return };
    for (index, &r) in order.iter().enumerate() {
        let (Some(&assignment), Some(place)) = (winner.get(index), chosen.get_mut(r)) else { continue };
        let heavy = found.iter().filter(|(weight, _)| *weight > best - DECIDING);
        let mut fitting: Vec<usize> = heavy.filter_map(|(_, solution)| solution.get(index)).copied().collect();
        if !whole {
            fitting.append(&mut place.fitting);
        }
        fitting.sort_unstable();
        fitting.dedup();
        *place = Chosen { assignment, fitting };
    }
}

#[cfg(test)]
mod tests {
    use super::{OpenRow, choose};
    use crate::dump::clean::amount;

    fn row(class: &str, amounts: &str, assignments: &[&[usize]]) -> OpenRow {
        OpenRow {
            class: class.to_owned(),
            amounts: amounts.split_whitespace().filter_map(amount).collect(),
            assignments: assignments.iter().map(|assignment| assignment.to_vec()).collect(),
            weights: vec![0.0; assignments.len()],
        }
    }

    #[test]
    fn totals_of_columns_decide() {
        let rows = [
            row("total", "10.0 7.0 3.0", &[&[0, 1, 2]]),
            row("item", "6.0 6.0", &[&[0, 1], &[0, 2]]),
            row("item", "3.0 3.0", &[&[0, 1], &[0, 2]]),
            row("item", "1.0 1.0", &[&[0, 1], &[0, 2]]),
        ];
        let chosen = choose(&rows.iter().collect::<Vec<_>>());
        assert_eq!(chosen.iter().map(|c| c.assignment).collect::<Vec<_>>(), [0, 0, 1, 0]);
        assert!(chosen.iter().all(|c| c.fitting.len() == 1));
    }

    #[test]
    fn what_the_rows_below_cannot_have_is_no_placement_of_their_total() {
        // Which seven of the fourteen sums stand in which column is told by the rows below each.
        let mut rows = vec![row("total", "70.0 35.0 35.0", &[&[0, 1, 2]])];
        for sum in 0..14 {
            rows.push(row("sum", "5.0 5.0", &[&[0, 1], &[0, 2]]));
            let own: &[&[usize]] = if sum < 7 { &[&[0, 2], &[0, 3]] } else { &[&[0, 1], &[0, 3]] };
            rows.push(row("item", "3.0 3.0", own));
            rows.push(row("item", "2.0 2.0", own));
        }
        let chosen = choose(&rows.iter().collect::<Vec<_>>());
        let sums: Vec<usize> = chosen.iter().skip(1).step_by(3).map(|chosen| chosen.assignment).collect();
        assert_eq!(sums, [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
        assert!(chosen.iter().all(|chosen| chosen.fitting.len() == 1));
    }

    #[test]
    fn what_stays_open_is_said() {
        let rows = [
            row("total", "4.0 2.0 2.0", &[&[0, 1, 2]]),
            row("item", "2.0 2.0", &[&[0, 1], &[0, 2]]),
            row("item", "2.0 2.0", &[&[0, 1], &[0, 2]]),
        ];
        let chosen = choose(&rows.iter().collect::<Vec<_>>());
        assert_eq!(chosen.iter().map(|c| c.fitting.len()).collect::<Vec<_>>(), [1, 2, 2]);
        assert_ne!(chosen[1].assignment, chosen[2].assignment);
    }
}

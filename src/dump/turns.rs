//! A header whose last names come in turns -> columns: years over 合计 and what it is made of, or kinds of cost over the
//! budgets that pay them. What stands above and what one turn holds are read as headers of their own.

use super::cut::Cell;
use super::groups::{ROWS, Shape, grouped};
use rust_decimal::Decimal;

/// Where the last names are the same ones several times over, each of the names before them stands over one such turn:
/// years over 合计 and what it is made of, or kinds of cost over the budgets that pay them.
pub(super) fn repeated(
    own: &[&Cell],
    values: usize,
    shape: &Shape,
    leftmost: usize,
) -> Option<(f32, Vec<Vec<String>>)> {
    /// More turns than this are seldom printed.
    const TURNS: usize = 12;
    /// That names come in turns is no accident.
    const WORTH: f32 = 4.0;
    let mut best: Option<(f32, Vec<Vec<String>>)> = None;
    for turns in (2..=TURNS.min(values)).filter(|&turns| values.is_multiple_of(turns)) {
        let Some((heads, turn)) = (turns..own.len()).find_map(|at| {
            let (heads, rest) = own.split_at_checked(at)?;
            Some((heads, turn(rest, turns)?))
        }) else {
            continue;
        };
        let width = values / turns;
        if width < 2 {
            continue;
        }
        let chunks = || shape.full.iter().filter(|row| row.len() == values).take(ROWS).map(|row| row.chunks(width));
        let total = |chunk: &[Decimal]| {
            chunk.iter().try_fold(Decimal::ZERO, |all, own| all.checked_add(*own)).unwrap_or_default()
        };
        let above = Shape {
            rates: Vec::new(),
            full: chunks().map(|row| row.map(total).collect()).collect(),
            places: None,
            ..shape.clone()
        };
        let below = Shape { full: chunks().flatten().map(<[Decimal]>::to_vec).collect(), ..above.clone() };
        let Some((over, heads)) = grouped(heads, turns, &above, leftmost) else { continue };
        let Some((under, leaves)) = grouped(&turn, width, &below, leftmost) else { continue };
        if heads.len() != turns || leaves.len() != width {
            continue;
        }
        let path = |head: &Vec<String>, leaf: &Vec<String>| head.iter().chain(leaf).cloned().collect();
        let paths: Vec<Vec<String>> =
            heads.iter().flat_map(|head| leaves.iter().map(move |leaf| path(head, leaf))).collect();
        let fit = over + under + WORTH;
        if best.as_ref().is_none_or(|known| fit > known.0) {
            best = Some((fit, paths));
        }
    }
    best
}

/// One turn of names that come in so many turns, level by level; none if they do not.
fn turn<'c>(own: &[&'c Cell], turns: usize) -> Option<Vec<&'c Cell>> {
    // parts[end]: the length of a level that ends there, if all before it are levels.
    let mut parts: Vec<Option<usize>> = vec![None; own.len() + 1];
    *parts.first_mut()? = Some(0);
    for end in 1..=own.len() {
        let is_level = |&width: &usize| {
            let level = end.checked_sub(width * turns).filter(|&from| parts.get(from).is_some_and(Option::is_some));
            let level = level.and_then(|from| own.get(from..end));
            level.is_some_and(|level| {
                let first = level.get(..width).unwrap_or_default();
                level
                    .chunks(width)
                    .all(|turn| turn.iter().map(|cell| &cell.text).eq(first.iter().map(|cell| &cell.text)))
            })
        };
        *parts.get_mut(end)? = (1..=end / turns).rev().find(is_level);
    }
    let mut turn: Vec<&Cell> = Vec::new();
    let mut end = own.len();
    while end > 0 {
        let width = (*parts.get(end)?)?;
        let from = end - width * turns;
        turn.extend(own.get(from..from + width)?.iter().rev());
        end = from;
    }
    turn.reverse();
    (!turn.is_empty()).then_some(turn)
}

#[cfg(test)]
mod tests {
    use crate::dump::read;

    #[test]
    fn names_that_come_in_turns_stand_below_those_before_them() {
        let text = "2026年某市支出情况表\n单位：万元\n项目 年初预算数 调整预算数 决算数\n基本支出 项目支出 基本支出 项目支出 基本支出 项目支出\n甲乙 5.00 1.00 6.00 2.00 3.00 4.00\n丙丁 7.00 1.00 8.00 2.00 9.00 3.00\n戊己 1.00 1.00 2.00 2.00 3.00 3.00\n";
        let (document, _) = read(text.as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        let names: Vec<String> = table.columns.iter().map(|column| column.path.join("/")).collect();
        let turns =
            ["年初预算数", "调整预算数", "决算数"].map(|head| [format!("{head}/基本支出"), format!("{head}/项目支出")]);
        let expected: Vec<String> = std::iter::once("项目".to_owned()).chain(turns.into_iter().flatten()).collect();
        assert_eq!(names, expected);
        assert_eq!(table.amounts(), 18);
    }
}

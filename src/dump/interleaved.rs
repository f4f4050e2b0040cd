//! A header that is printed line by line, as it stands on the page -> the orders that its columns may have.
//!
//! Names as high as the header are set in its middle: below the groups, and above the names that these stand over. So its lines
//! print three runs of names, each from left to right, and nothing that is printed says how the runs stand to each other. All
//! ways to set them into each other are looked at; what the rows hold decides, their sums and rates.

use super::cut::Cell;

/// More ways are not looked at.
const WAYS: usize = 400;
/// A group has so many columns, at least.
const LEAST: usize = 2;
/// More groups than this are not looked at.
const GROUPS: usize = 3;

/// The names that are no groups in an order that they may have, with the group of each.
pub(super) type Order = (Vec<usize>, Vec<Option<usize>>);

/// Names as high as the header, and those below groups, or the other way round.
type Leaves = (Vec<usize>, Vec<usize>);

/// All orders that the columns below and beside the groups `heads` may have, if the first name of codes and names stands on
/// this line.
pub(super) fn interleaved(own: &[&Cell], heads: &[usize], leftmost: usize) -> Vec<Order> {
    let leaves: Vec<usize> = (0..own.len()).filter(|index| !heads.contains(index)).collect();
    let line = |leaf: &usize| own.get(*leaf).map_or(0, |cell| cell.line);
    if heads.is_empty() || heads.len() > GROUPS {
        return Vec::new();
    }
    // The names of codes and names are as high as the header, too, and so print on the same line.
    let last = heads.iter().map(line).max().unwrap_or(0);
    let middle = leaves.iter().map(line).min().unwrap_or(0);
    if last >= leftmost || leftmost != middle {
        return Vec::new();
    }
    let (whole, below): Leaves = leaves.iter().partition(|leaf| line(leaf) == middle);
    // 小计 is of a group, so its line is none of names as high as the header alone.
    if whole.iter().any(|leaf| own.get(*leaf).is_some_and(|cell| cell.text == "小计")) {
        return Vec::new();
    }
    orders(heads.len(), &whole, &below)
}

/// All orders of names as high as the header and names below so many groups.
fn orders(groups: usize, whole: &[usize], below: &[usize]) -> Vec<Order> {
    let shares = shares(below.len(), groups);
    let places = places(whole.len(), groups);
    let ways = shares.len().saturating_mul(places.len());
    if whole.is_empty() || ways > WAYS {
        return Vec::new();
    }
    let mut found = Vec::with_capacity(ways);
    for ends in &shares {
        for place in &places {
            let mut order: Order = (Vec::new(), Vec::new());
            let mut from = 0;
            for at in 0..=whole.len() {
                for (group, &end) in ends.iter().enumerate().filter(|(group, _)| place.get(*group) == Some(&at)) {
                    let own = below.get(from..end).unwrap_or_default();
                    order.0.extend(own);
                    order.1.extend(own.iter().map(|_| Some(group)));
                    from = end;
                }
                order.0.extend(whole.get(at));
                order.1.extend(whole.get(at).map(|_| None));
            }
            found.push(order);
        }
    }
    found
}

/// All ways to share names out to groups in turn: where those of each end.
fn shares(names: usize, groups: usize) -> Vec<Vec<usize>> {
    let mut ways: Vec<Vec<usize>> = vec![Vec::new()];
    for left in (0..groups).rev() {
        let longer = |ends: &Vec<usize>| {
            let from = ends.last().copied().unwrap_or(0) + LEAST;
            let ends = ends.clone();
            // The last group takes all that are left.
            let from = if left == 0 { from.max(names) } else { from };
            (from..(names + 1).saturating_sub(LEAST * left)).map(move |end| ends.iter().copied().chain([end]).collect())
        };
        ways = ways.iter().flat_map(longer).take(WAYS + 1).collect();
    }
    ways
}

/// All places that groups in turn may have among so many names: before which of them each stands.
fn places(names: usize, groups: usize) -> Vec<Vec<usize>> {
    let mut ways: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..groups {
        let longer = |places: &Vec<usize>| {
            let from = places.last().copied().unwrap_or(0);
            let places = places.clone();
            (from..=names).map(move |at| places.iter().copied().chain([at]).collect())
        };
        ways = ways.iter().flat_map(longer).take(WAYS + 1).collect();
    }
    ways
}

#[cfg(test)]
mod tests {
    use crate::dump::read;

    fn names(text: &str) -> Vec<String> {
        let (document, _) = read(format!("2026年某市支出表\n单位：万元\n{text}").as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        table.columns.iter().map(|column| column.path.join("/")).collect()
    }

    #[test]
    fn sums_say_where_a_group_stands_among_names_as_high_as_the_header() {
        let head = "基本支出\n科目编码 科目名称 总计 项目支出\n小计 人员经费 公用经费\n";
        let rows = "合计 128.56 33.21 23.11 10.10 95.35\n201 鼠牛 59.00 59.00\n20101 虎兔 59.00 59.00\n205 龙蛇 69.56 33.21 23.11 10.10 36.35\n20501 马羊 57.35 21.00 13.00 8.00 36.35\n20502 猴鸡 12.21 12.21 10.11 2.10\n";
        let below = ["小计", "人员经费", "公用经费"].map(|name| format!("基本支出/{name}"));
        let first = ["科目编码", "科目名称", "总计"].map(str::to_owned);
        let expected: Vec<String> = first.into_iter().chain(below).chain(["项目支出".to_owned()]).collect();
        assert_eq!(names(&format!("{head}{rows}")), expected);
    }
}

//! Column names -> the sums that hold in each row. The identities are those of 部门预算 and 部门决算 forms: a 小计 is the
//! sum of the columns beside it, a 合计 the sum of the groups, and 其中 is part of the column before it.

use super::{is_total, role};
use crate::model::ColumnRole;

/// One identity of a row: the total is the sum of the parts, empty cells being nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sum {
    /// The column of the total.
    pub(crate) total: usize,
    /// The columns of its parts, ascending.
    pub(crate) parts: Vec<usize>,
}

/// The identities of a table with these columns.
pub(crate) fn sums(columns: &[Vec<String>]) -> Vec<Sum> {
    let all: Vec<usize> =
        (0..columns.len()).filter(|&c| columns.get(c).is_some_and(|p| role(p) == ColumnRole::Amount)).collect();
    sums_among(columns, &all)
}

/// The identities among some of the columns, which hold amounts.
pub(crate) fn sums_among(columns: &[Vec<String>], amounts: &[usize]) -> Vec<Sum> {
    let mut found = Vec::new();
    group(columns, amounts, 0, &mut found);
    changes(columns, amounts, &mut found);
    found
}

/// Totals with nothing but 其中 beside them: perhaps the sum of these, perhaps more.
pub(crate) fn of_which(columns: &[Vec<String>], amounts: &[usize]) -> Vec<Sum> {
    let mut found = Vec::new();
    let mut rest = amounts;
    while let Some((&total, behind)) = rest.split_first() {
        let parts: Vec<usize> = behind
            .iter()
            .copied()
            .take_while(|&c| columns.get(c).is_some_and(|path| path.iter().any(|name| is_part(name))))
            .collect();
        rest = behind.get(parts.len()..).unwrap_or_default();
        if parts.len() > 1 {
            found.push(Sum { total, parts });
        }
    }
    found
}

/// Totals with the columns that stand in their group, whether they add to the total or are 其中 of it: none of them has an
/// amount where the total has none. 增减变化 is no part of anything.
pub(crate) fn bounds(columns: &[Vec<String>]) -> Vec<Sum> {
    let amounts: Vec<(usize, &Vec<String>)> =
        columns.iter().enumerate().filter(|(_, path)| role(path) == ColumnRole::Amount).collect();
    amounts
        .iter()
        .filter_map(|&(total, path)| {
            let (_, group) = path.split_last().filter(|(leaf, _)| names_total(leaf))?;
            let own = |(c, path): &&(usize, &Vec<String>)| {
                *c != total && path.starts_with(group) && !path.iter().any(|name| name.contains("增减"))
            };
            let parts: Vec<usize> = amounts.iter().filter(own).map(|&(c, _)| c).collect();
            (!parts.is_empty()).then_some(Sum { total, parts })
        })
        .collect()
}

/// 增减变化: what a group of columns adds to the group two before it gives the group before it, column by column.
fn changes(columns: &[Vec<String>], all: &[usize], found: &mut Vec<Sum>) {
    let outer = |c: usize| columns.get(c).filter(|path| path.len() > 1).and_then(|path| path.first());
    let change = |c: &usize| outer(*c).is_some_and(|name| name.contains("增减"));
    let Some(first) = all.iter().position(change) else { return };
    let changes: Vec<usize> = all.iter().skip(first).copied().take_while(|c| change(c)).collect();
    let width = changes.len();
    let inner = |c: usize| columns.get(c).and_then(|path| path.get(1..));
    for (index, &change) in changes.iter().enumerate() {
        let before = |back: usize| (first + index).checked_sub(back * width).and_then(|at| all.get(at)).copied();
        let (Some(now), Some(earlier)) = (before(1), before(2)) else { return };
        if inner(now) == inner(change) && inner(earlier) == inner(change) {
            found.push(Sum { total: now, parts: vec![earlier, change] });
        }
    }
}

/// What stands for the columns `within`, which share their first `depth` names: the total if there is one, else the parts.
fn group(columns: &[Vec<String>], within: &[usize], depth: usize, found: &mut Vec<Sum>) -> Vec<usize> {
    let name = |c: usize| columns.get(c).and_then(|path| path.get(depth)).map_or("", String::as_str);
    let is_leaf = |c: usize| columns.get(c).is_some_and(|path| path.len() <= depth + 1);
    let mut total = None;
    let mut parts = Vec::new();
    let mut repeats: Vec<Vec<usize>> = Vec::new();
    let mut rest = within;
    while let Some(&first) = rest.first() {
        let own = name(first).to_owned();
        if is_leaf(first) {
            rest = rest.get(1..).unwrap_or_default();
            if total.is_none() && names_total(&own) {
                total = Some(first);
            } else if !is_part(&own) {
                parts.push(first);
            }
            continue;
        }
        let width = rest.iter().take_while(|&&c| !is_leaf(c) && name(c) == own).count().max(1);
        let (below, behind) = rest.split_at(width.min(rest.len()));
        rest = behind;
        let stands = group(columns, below, depth + 1, found);
        // `合计{一般公共预算|政府性基金|…}` beside `本年收入{…}` repeats the total by source instead of adding to it.
        if is_total(&own) {
            repeats.push(stands);
        } else if !is_part(&own) {
            parts.extend(stands);
        }
    }
    let Some(total) = total else { return parts };
    for parts in repeats.into_iter().chain([parts]).filter(|parts| !parts.is_empty()) {
        found.push(Sum { total, parts });
    }
    vec![total]
}

/// 其中 and 扣除: a part of the column before it, not beside it.
fn is_part(name: &str) -> bool {
    name.starts_with("其中") || name.starts_with("扣除")
}

fn names_total(name: &str) -> bool {
    is_total(name)
        || name.ends_with("合计")
        || name.ends_with("总计")
        || name.ends_with("总额")
        || matches!(name, "总额度" | "本地区")
}

#[cfg(test)]
mod tests {
    use super::{bounds, sums};
    use crate::catalogue::columns_of;

    fn check(form: &str, expected: &[&str]) {
        let columns = columns_of(form);
        let said: Vec<String> = sums(&columns)
            .iter()
            .map(|sum| {
                let parts: Vec<String> = sum.parts.iter().map(ToString::to_string).collect();
                format!("{}={}", sum.total, parts.join("+"))
            })
            .collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn sums_follow_from_names() {
        check(
            "科目编码|合计|基本支出{小计|人员经费{工资|补助}|公用经费}|项目支出{小计|运转|目标}",
            &["2=3+4+5", "6=7+8", "1=2+6"],
        );
        check("名称|总计|合计{一般|基金}|本年{合计|一般{小计|其中：财政}|基金}", &["4=5+7", "1=2+3", "1=4"]);
        check("收入{项目|金额}|支出{项目|合计|一般{小计|其中：财政}|基金}", &["3=4+6"]);
        check("“三公”经费合计|出国费|车{小计|购置|运行}|接待费", &["2=3+4", "0=1+2+5"]);
        check("科目名称|年初结转|本年收入|本年支出{小计|基本支出|项目支出}|年末结转", &["3=4+5"]);
        check("上年{合计|费}|当年{合计|费}|增减变化{合计|费}", &["0=1", "2=3", "4=5", "2=0+4", "3=1+5"]);
        check("人员经费{科目编码|科目名称|决算数}|公用经费{科目编码|科目名称|决算数}", &[]);
    }

    #[test]
    fn a_total_bounds_what_stands_beside_it() {
        let found = bounds(&columns_of("科目名称|合计|基本支出|项目支出|其中{上缴上级支出|经营支出{小计|税费}}"));
        let said: Vec<(usize, Vec<usize>)> = found.into_iter().map(|sum| (sum.total, sum.parts)).collect();
        assert_eq!(said, [(1, vec![2, 3, 4, 5, 6]), (5, vec![6])]);
    }
}

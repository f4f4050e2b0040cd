//! The names of columns of codes and names -> their columns: which of them stand over others.

use super::cut::Cell;

/// The columns of names; some of these names stand over others: 科目编码 over 类, 款 and 项; 项目 over 科目编码 and 科目名称.
pub(super) fn named(labels: &[&Cell]) -> (Vec<Vec<String>>, usize) {
    let is_part = |cell: &&&Cell| matches!(cell.text.as_str(), "类" | "款" | "项" | "目");
    let ends = |text: &str, endings: &[&str]| endings.iter().any(|ending| text.ends_with(ending));
    let parts: Vec<&str> = labels.iter().filter(is_part).map(|cell| cell.text.as_str()).collect();
    let codes = |cell: &&&Cell| ends(&cell.text, &["编码", "代码"]);
    // Without such a name the first that ends in 科目 stands over the parts of a code.
    let coded = labels.iter().any(|cell| codes(&cell));
    let is_head = |cell: &&&Cell| !parts.is_empty() && if coded { codes(cell) } else { cell.text.ends_with("科目") };
    let heads =
        if coded { labels.iter().filter(is_head).count() } else { labels.iter().filter(is_head).count().min(1) };
    // Where several are divided, each is divided alike.
    let each = if heads > 0 && parts.len().is_multiple_of(heads) { parts.len() / heads } else { parts.len() };
    let cells: Vec<&Cell> = labels.iter().copied().filter(|cell| heads == 0 || !is_part(&cell)).collect();
    let over = groups_of_names(&cells);
    let mut rest = parts.as_slice();
    let mut paths: Vec<Vec<String>> = Vec::new();
    for (at, cell) in cells.iter().enumerate() {
        let text = cell.text.as_str();
        if is_head(&cell) && !rest.is_empty() {
            let (own, behind) = rest.split_at(each.min(rest.len()));
            rest = behind;
            paths.extend(own.iter().map(|part| vec![text.to_owned(), (*part).to_owned()]));
        } else if over.contains(&Some(at)) {
        } else if let Some(over) = over.get(at).copied().flatten().and_then(|over| cells.get(over)) {
            paths.push(vec![over.text.clone(), text.to_owned()]);
        } else {
            paths.push(vec![text.to_owned()]);
        }
    }
    let depth = paths.iter().map(Vec::len).max().unwrap_or(1);
    (paths, depth)
}

/// For each name of a column of names the name it stands below: 科目编码 and 科目名称 below 功能分类科目. Groups are printed
/// before the names below them, and each is divided alike; where fewer than two names are left for each it is a column.
fn groups_of_names(cells: &[&Cell]) -> Vec<Option<usize>> {
    let is_group = |cell: &Cell| {
        let text = cell.text.as_str();
        ["项目", "科目"].contains(&text) || text.ends_with("分类") || text.ends_with("科目") && !codes_below(text)
    };
    let mut over = vec![None; cells.len()];
    let mut at = 0;
    while at < cells.len() {
        let rest = || cells.iter().skip(at);
        let groups = rest().take_while(|cell| is_group(cell)).count();
        let leaves = rest().skip(groups).take_while(|cell| codes_below(&cell.text)).count();
        if let Some(each) = leaves.checked_div(groups).filter(|&each| each > 1 && leaves.is_multiple_of(groups)) {
            for (leaf, place) in over.iter_mut().skip(at + groups).take(leaves).enumerate() {
                *place = Some(at + leaf / each);
            }
        }
        at += (groups + leaves).max(1);
    }
    over
}

fn codes_below(text: &str) -> bool {
    text.ends_with("编码") || text.ends_with("代码") || text.ends_with("名称")
}

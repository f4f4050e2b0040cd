//! What each column holds, from its name and from its cells.

use crate::model::{ColumnRole, Origin, Table};
use crate::words::{is_dash, parse_amount, parse_code, squeeze};

/// A column whose texts are values in this share has their role.
const MOST: f64 = 0.7;

/// Gives every column its role.
pub(crate) fn assign_roles(table: &mut Table) {
    for index in 0..table.columns.len() {
        let path = &table.columns[index].path;
        let leaf = path.last().map(|name| squeeze(name)).unwrap_or_default();
        let full: String = path.iter().map(|name| squeeze(name)).collect();
        let texts: Vec<&str> = table
            .rows
            .iter()
            .filter_map(|row| row.cells.get(index))
            .filter(|cell| cell.origin != Origin::Spanned)
            .map(|cell| cell.text.trim())
            .filter(|text| !text.is_empty())
            .collect();
        table.columns[index].role = role(&leaf, &full, &texts);
    }
}

fn role(leaf: &str, full: &str, texts: &[&str]) -> ColumnRole {
    let share = |test: &dyn Fn(&str) -> bool| {
        texts.iter().filter(|text| test(text)).count() as f64 >= texts.len() as f64 * MOST && !texts.is_empty()
    };
    if names_index(leaf) {
        return ColumnRole::Index;
    }
    if names_code(leaf) && (texts.is_empty() || share(&|text| parse_code(text).is_some()) || full.contains("编码")) {
        return ColumnRole::Code;
    }
    let amounts = share(&|text| parse_amount(text).is_some() || is_dash(text));
    let percents = texts.iter().filter(|text| text.ends_with(['%', '％'])).count() * 2 > texts.len();
    if percents || (amounts && names_ratio(leaf)) || (texts.is_empty() && names_ratio(leaf)) {
        return ColumnRole::Ratio;
    }
    if amounts || (texts.is_empty() && names_amount(leaf)) {
        return ColumnRole::Amount;
    }
    if names_label(leaf) { ColumnRole::Label } else { ColumnRole::Text }
}

fn names_index(leaf: &str) -> bool {
    matches!(leaf, "序号" | "行次" | "栏次" | "行号")
}

fn names_code(leaf: &str) -> bool {
    matches!(leaf, "类" | "款" | "项" | "目")
        || leaf.ends_with("编码")
        || leaf.ends_with("代码")
        || leaf.ends_with("编号")
}

fn names_ratio(leaf: &str) -> bool {
    ["%", "％", "比例", "增减率", "增长率", "占比", "幅度", "完成率", "比上年", "比重"]
        .iter()
        .any(|mark| leaf.contains(mark))
        && !leaf.contains("增减额")
}

fn names_amount(leaf: &str) -> bool {
    const NAMES: &[&str] = &[
        "合计",
        "小计",
        "总计",
        "金额",
        "预算数",
        "决算数",
        "执行数",
        "支出",
        "收入",
        "拨款",
        "经费",
        "费",
        "结转",
        "结余",
        "资金",
        "补助",
        "预算",
        "数",
    ];
    NAMES.iter().any(|name| leaf.ends_with(name))
}

fn names_label(leaf: &str) -> bool {
    ["名称", "项目", "科目", "单位", "指标", "内容", "部门", "收入", "支出"].iter().any(|name| leaf.ends_with(name))
}

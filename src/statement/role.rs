//! What each column holds, from its name and from its cells.

use super::own_unit::names_unit;
use crate::catalogue::{entry, scheme_of};
use crate::model::{ColumnRole, Origin, Table};
use crate::words::{is_dash, is_digits, parse_among_amounts, parse_code, squeeze};

/// A column whose texts are values in this share has their role.
const MOST: f64 = 0.7;
/// The same where its name says so.
const NAMED: f64 = 0.5;
/// Codes are told from amounts by this share of them.
const CODES: f64 = 0.6;

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

/// A code, a number in order or a label of digits stands in every row that its cell spans, as names do. The rows were made
/// when nothing told it from an amount, which is one for all of them.
pub(crate) fn repeat_labels(table: &mut Table) {
    let is_label = |role: ColumnRole| matches!(role, ColumnRole::Code | ColumnRole::Index | ColumnRole::Label);
    let labels: Vec<usize> = (0..table.columns.len()).filter(|at| is_label(table.columns[*at].role)).collect();
    for at in 1..table.rows.len() {
        let (above, own) = table.rows.split_at_mut(at);
        let (Some(above), Some(own)) = (above.last(), own.first_mut()) else { continue };
        for column in &labels {
            let (Some(above), Some(own)) = (above.cells.get(*column), own.cells.get_mut(*column)) else { continue };
            let is_one = own.origin == Origin::Spanned && own.bbox.is_some() && own.bbox == above.bbox;
            if is_one && own.page == above.page && own.text.is_empty() {
                own.text.clone_from(&above.text);
            }
        }
    }
}

fn role(leaf: &str, full: &str, texts: &[&str]) -> ColumnRole {
    // What stands for nothing says nothing of the column.
    let told: Vec<&str> = texts.iter().copied().filter(|text| !stands_for_nothing(text)).collect();
    let share = |test: &dyn Fn(&str) -> bool, least: f64| {
        told.iter().filter(|text| test(text)).count() as f64 >= told.len() as f64 * least && !told.is_empty()
    };
    if names_index(leaf) {
        return ColumnRole::Index;
    }
    let is_code = |text: &str| parse_code(text).is_some();
    if names_code(leaf) && (told.is_empty() || share(&is_code, MOST) || full.contains("编码")) {
        return ColumnRole::Code;
    }
    if !names_amount(leaf) && holds_codes(&told) && (names_label(leaf) || are_several(&told)) {
        return ColumnRole::Code;
    }
    let is_amount = |text: &str| parse_among_amounts(text).is_some() || names_unit(text);
    // What an indicator shall reach is a number here and a word there.
    if names_indicator(leaf) && !told.iter().all(|text| is_amount(text)) {
        return ColumnRole::Text;
    }
    if names_remarks(leaf) && told.iter().all(|text| are_points(text)) {
        return ColumnRole::Text;
    }
    let only_marks = told.is_empty() && !texts.is_empty();
    let amounts = only_marks || share(&is_amount, if names_amount(leaf) || names_ratio(leaf) { NAMED } else { MOST });
    // A sign alone is a unit of something else.
    let is_percent = |text: &&&str| text.ends_with(['%', '％']) && text.contains(|c: char| c.is_ascii_digit());
    let percents = told.iter().filter(is_percent).count() * 2 > told.len();
    if percents || (amounts && names_ratio(leaf)) || (texts.is_empty() && names_ratio(leaf)) {
        return ColumnRole::Ratio;
    }
    if amounts || (texts.is_empty() && names_amount(leaf)) {
        return ColumnRole::Amount;
    }
    if names_label(leaf) { ColumnRole::Label } else { ColumnRole::Text }
}

/// A dash, or a cross where the form asks for no amount.
pub(super) fn stands_for_nothing(text: &str) -> bool {
    is_dash(text) || matches!(text, "×" | "✕" | "╳" | "X" | "x")
}

/// True if these are codes whatever the column is called: digits alone, most of them in the lists, or with zeros in front.
fn holds_codes(texts: &[&str]) -> bool {
    /// A code that is no 类, 款, 项 of its own.
    const SHORTEST: usize = 3;
    let codes: Vec<&str> = texts.iter().copied().filter(|text| is_digits(text) && text.len() >= SHORTEST).collect();
    let most = |n: usize| n as f64 >= texts.len() as f64 * CODES;
    let listed = codes.iter().filter(|code| scheme_of(code).is_some() && entry(code).is_some()).count();
    let padded = codes.iter().filter(|code| code.starts_with('0')).count();
    codes.len() >= 2 && (most(listed) || most(padded))
}

/// Are they not all the same? One number again and again, under a name that is none of codes, is an amount by chance a code.
fn are_several(texts: &[&str]) -> bool {
    texts.windows(2).any(|pair| pair[0] != pair[1])
}

fn names_index(leaf: &str) -> bool {
    matches!(leaf, "序号" | "行次" | "栏次" | "行号")
}

/// Of a name with another in brackets (`单位编码（项目编码）`) both have to.
fn names_code(leaf: &str) -> bool {
    let is_code = |name: &str| ["编码", "代码", "编号"].iter().any(|word| name.ends_with(word));
    let mut names = leaf.split(['（', '）', '(', ')']).filter(|name| !name.is_empty()).peekable();
    matches!(leaf, "类" | "款" | "项" | "目") || (names.peek().is_some() && names.all(is_code))
}

fn names_indicator(leaf: &str) -> bool {
    ["指标值", "目标值", "完成值"].iter().any(|name| leaf.ends_with(name))
}

fn names_remarks(leaf: &str) -> bool {
    matches!(leaf, "备注" | "说明")
}

/// Points, as remarks on a score are: a few digits, at most one behind the point.
fn are_points(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    is_digits(whole) && is_digits(fraction) && fraction.len() == 1
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(leaf: &str, texts: &[&str], expected: ColumnRole) {
        assert_eq!(role(leaf, leaf, texts), expected, "{leaf} {texts:?}");
    }

    #[test]
    fn codes_under_a_name_merged_over_code_and_name() {
        check("科目", &["201", "20101", "2010101", "2010102"], ColumnRole::Code);
        check("单位", &["003001", "003002", "合计"], ColumnRole::Code);
        check("预算数", &["201", "20101", "2010101"], ColumnRole::Amount);
        check("项目", &["1200", "350", "48"], ColumnRole::Amount);
        check("科目", &["201", "201"], ColumnRole::Code);
        check("民航发展基金", &["222", "222", "222"], ColumnRole::Amount);
    }

    #[test]
    fn crosses_and_dashes_say_nothing_of_a_column() {
        check("工伤保险基金", &["×", "×", "49,501", "×", "×", "1,514"], ColumnRole::Amount);
        check("预算数", &["×", "—"], ColumnRole::Amount);
        check("执行数", &["60,000", "5,000", "通过一般性转移支付下达"], ColumnRole::Amount);
    }

    #[test]
    fn signs_of_percent_alone_are_units_and_rates_may_be_several() {
        check("度量单位", &["%", "%", "人", "%"], ColumnRole::Label);
        check("执行率", &["98%", "100%"], ColumnRole::Ratio);
        check("发行利率（%）", &["2.07", "1.61、2.34", "1.67", "2.12"], ColumnRole::Ratio);
    }

    #[test]
    fn points_among_remarks_are_no_money() {
        check("备注", &["10", "20", "7"], ColumnRole::Text);
        check("备注", &["10", "2.5", "7"], ColumnRole::Text);
        check("备注", &["1,200.00", "350.50"], ColumnRole::Amount);
    }
}

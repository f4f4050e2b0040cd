//! Words of the forms: what a cell's text is, judged by the text alone.

use crate::text::squeeze;
use regex::Regex;
use std::sync::LazyLock;

/// Names that stand at the foot of headers, in every province's forms. They tell a header row from a body row of text.
const COLUMN_NAMES: &[&str] = &[
    "类",
    "款",
    "项",
    "目",
    "合计",
    "小计",
    "总计",
    "项目",
    "金额",
    "预算数",
    "决算数",
    "执行数",
    "年初预算数",
    "调整预算数",
    "全年预算数",
    "本年预算数",
    "上年预算数",
    "上年执行数",
    "上年决算数",
    "编码",
    "名称",
    "代码",
    "科目编码",
    "科目名称",
    "科目代码",
    "单位编码",
    "单位代码",
    "单位名称",
    "功能科目编码",
    "功能科目名称",
    "功能分类科目编码",
    "功能分类科目名称",
    "经济分类科目编码",
    "经济分类科目名称",
    "支出功能分类科目编码",
    "项目名称",
    "基本支出",
    "项目支出",
    "人员经费",
    "公用经费",
    "日常公用经费",
    "购置费",
    "运行费",
    "运行维护费",
    "财政拨款",
    "一般公共预算",
    "政府性基金预算",
    "国有资本经营预算",
    "收入",
    "支出",
    "备注",
    "序号",
    "行次",
    "部门代码",
    "部门名称",
    "比例",
    "增减额",
    "增减率",
];

static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[-−–—△▲+＋－]?[(（]?[-−]?[0-9０-９][0-9０-９,，]*([.．][0-9０-９]+)?[)）]?[%％]?$")
        .expect("a constant pattern")
});
static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(19|20)[0-9]{2}$").expect("a constant pattern"));
static NUMBERING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([一二三四五六七八九十]+、|[(（][一二三四五六七八九十0-9]+[)）]|[0-9]{1,2}[.、．]\D)")
        .expect("a constant pattern")
});
static TOTAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(合计|总计|总计合计|收入合计|支出合计|收入总计|支出总计|收入总额|支出总额|收支总计|全部合计)[:：]?$")
        .expect("a constant pattern")
});
static SUBTOTAL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(小计|.{0,24}(合计|小计|总计))[:：]?$").expect("a constant pattern"));
static REMARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[*※]?(备注|附注|说明|注)([0-9一二三四五]?[:：.、]|[0-9]|$)").expect("a constant pattern")
});

/// True if the whole text is one number, percentage or code.
pub(super) fn is_number(text: &str) -> bool {
    // Most texts are names.
    let begins = |c: char| matches!(c, '0'..='9' | '０'..='９') || "-−–—△▲+＋－(（".contains(c);
    text.trim_start().starts_with(begins) && NUMERIC.is_match(&squeeze(text))
}

/// True for a bare year, which may name a column.
pub(super) fn is_year(text: &str) -> bool {
    YEAR.is_match(&squeeze(text))
}

/// True if the text begins like a numbered item of a form (`一、`, `（一）`, `1.`).
pub(super) fn is_numbered(text: &str) -> bool {
    NUMBERING.is_match(&squeeze(text))
}

/// True for the label of a table's total.
pub(super) fn is_total(text: &str) -> bool {
    TOTAL.is_match(&squeeze(text))
}

/// True for the label of any sum.
pub(super) fn is_subtotal(text: &str) -> bool {
    SUBTOTAL.is_match(&squeeze(text))
}

/// True for a text that often names a column.
pub(super) fn is_column_name(text: &str) -> bool {
    let text = squeeze(text);
    COLUMN_NAMES.contains(&&*text)
}

/// True if the text begins like a remark (`注：`, `说明：`).
pub(super) fn is_remark(text: &str) -> bool {
    REMARK.is_match(&squeeze(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_codes_are_numbers() {
        for text in ["1,234.50", "-12.00", "2080505", "(12.3)", "１２．５", "12.5%", "△3.0"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["2025年", "一、", "-", "合计", "1.工资"] {
            assert!(!is_number(text), "{text}");
        }
    }

    #[test]
    fn sums_and_remarks() {
        assert!(is_total("合  计") && is_total("收入总计") && !is_total("本年收入合计"));
        assert!(is_subtotal("本年收入合计") && is_subtotal("小计") && !is_subtotal("工资福利支出"));
        assert!(is_remark("注：本表反映") && is_remark("备注：") && is_remark("说明：无") && !is_remark("注册费"));
    }
}

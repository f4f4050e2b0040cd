//! Words that tell parts of tables apart: what a text is by itself, and the names of columns.

pub(super) use crate::words::{
    is_grand_total as is_total, is_number, is_numbered, is_remark, is_sum as is_subtotal, is_year, squeeze,
};

/// True for what is printed in place of a label that goes on from the page before.
pub(super) fn is_mark_of_continuation(text: &str) -> bool {
    let text = squeeze(text);
    let bare = text.trim_matches(['(', '（', ')', '）']);
    matches!(bare, "续" | "续上页" | "续前页" | "接上页" | "接前页" | "续上表" | "接上表" | "续前表" | "续表")
}

/// True for a line beside the parts of a table that says it goes on, at the foot of a page or at the head of the next.
pub(super) fn says_it_goes_on(text: &str) -> bool {
    let text = squeeze(text);
    let bare = text.trim_matches(['(', '（', ')', '）', '-', '—', '…', '→']);
    // A continued table may be counted: `续表1`, `续表二`.
    let counted = bare.trim_end_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    is_mark_of_continuation(counted)
        || matches!(
            bare,
            "转下页" | "接下页" | "续下页" | "下页续" | "转下表" | "接下表" | "续下表" | "待续" | "未完待续"
        )
}

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

/// True for a text that often names a column.
pub(super) fn is_column_name(text: &str) -> bool {
    let text = squeeze(text);
    COLUMN_NAMES.contains(&&*text)
}

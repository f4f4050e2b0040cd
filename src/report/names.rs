//! What codes of findings are called in the report and in notes on pages.

use std::collections::BTreeMap;

/// Each code with its name in Chinese and English.
const NAMES: &[(&str, &str, &str)] = &[
    ("ambiguous_label", "标签分行不唯一", "Label not certain"),
    ("ambiguous_placement", "列位不唯一", "Column not certain"),
    ("at_most", "上限", "Upper bound"),
    ("balance", "收支平衡", "Income and expenditure"),
    ("budget_final", "预算与决算", "Budget against final accounts"),
    ("code_hierarchy", "类款项汇总", "Sum over codes"),
    ("code_name_differs", "科目名称不一致", "Name differs from code"),
    ("column_total", "合计行", "Column total"),
    ("contents_list", "目录已略去", "List of contents left out"),
    ("corrected", "已人工更正", "Corrected by hand"),
    ("correction_not_applied", "更正未采用", "Correction not applied"),
    ("cross_table", "表间勾稽", "Between tables"),
    ("damaged_structure", "文件结构受损", "Damaged structure"),
    ("decoded_limit", "内容展开过大", "Contents unpack to too much"),
    ("department_units", "部门与单位", "Department against units"),
    ("glyph_limit", "页面文字过多", "Too many characters on a page"),
    ("hidden_text", "被遮盖或不可见的文字已略去", "Hidden text left out"),
    ("label_hierarchy", "分项汇总", "Sum over numbered lines"),
    ("narrative", "文字与表", "Text against tables"),
    ("nested_table", "表中有表", "A table in a cell of another"),
    ("no_tables", "未发现表格", "No table found"),
    ("no_text_layer", "无文字层（扫描件）", "No text layer (a scan)"),
    ("no_unit", "金额无单位", "Amounts without a unit"),
    ("not_a_table", "图形已略去", "Drawing left out"),
    ("not_an_amount", "金额列中非数字", "Not an amount"),
    ("ocr_chosen", "识别结果按合计选定", "Reading chosen by sums"),
    ("ocr_failed", "扫描页未能识别", "Scan not read"),
    ("ocr_page", "扫描页识别", "Page read from its picture"),
    ("ocr_poor", "扫描质量差", "Scan hard to read"),
    ("ocr_text", "文字来自识别", "Text from recognition"),
    ("odd_separators", "千分位位置异常", "Separators out of place"),
    ("overlapping_text", "文字相互重叠", "Texts over each other"),
    ("page_limit", "页面未读全", "Page not read in full"),
    ("page_without_text", "页面无文字", "Page without text"),
    ("performance_score", "绩效评分", "Performance scores"),
    ("rate", "百分比", "Percentage"),
    ("reader_marks", "批注和图章已略去", "Readers' marks left out"),
    ("row_sum", "行内合计", "Sum within a row"),
    ("ruling_limit", "页面线条过多", "Too many lines on a page"),
    ("slanted_text", "斜排文字已略去", "Slanted text left out"),
    ("struck_text", "文字被划去", "Text struck out"),
    ("table_year", "年度不一致", "Another year"),
    ("text_across_ruling", "文字压线", "Text across a ruling"),
    ("text_set_aside", "文字未入表", "Text set aside"),
    ("text_unreliable", "文字编码不可信", "Text not reliable"),
    ("three_public", "三公经费", "Three public expenses"),
    ("unknown_code", "未知科目编码", "Unknown code"),
    ("unknown_form", "表式不明", "Unknown form"),
    ("unknown_measure", "列含义未知", "Column of an unknown measure"),
    ("unmapped_characters", "字符无编码", "Characters without a code"),
    ("unnamed_column", "列无名称", "Column without a name"),
    ("unnamed_row", "行无名称", "Rows without a name"),
    ("untitled_table", "表无标题", "Table without a title"),
    ("watermark", "水印已略去", "Watermark left out"),
];

/// The names of a code in Chinese and English; the code itself where it has none.
pub(super) fn code_name(code: &str) -> (&str, &str) {
    let known = NAMES.iter().find(|(own, ..)| *own == code);
    known.map_or((code, code), |(_, chinese, english)| (*chinese, *english))
}

/// All names, by code.
pub(super) fn all() -> BTreeMap<&'static str, [&'static str; 2]> {
    NAMES.iter().map(|(code, chinese, english)| (*code, [*chinese, *english])).collect()
}

/// 0 for an error, 1 for a warning, 2 for an info.
pub(super) fn level(severity: &str) -> usize {
    match severity {
        "error" => 0,
        "warning" => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::NAMES;

    #[test]
    fn every_code_has_its_names() {
        let named: Vec<&str> = NAMES.iter().map(|(code, ..)| *code).collect();
        assert_eq!(named, crate::model::codes::ALL);
    }
}

use super::*;
use crate::text::lines;

/// Reads the caption of lines `(text, x, y, size)`.
fn check(
    drawn: &[(&str, f64, f64, f64)],
    title: Option<&str>,
    number: Option<&str>,
    unit: Option<&str>,
    organisation: Option<&str>,
) {
    let glyphs: Vec<_> =
        drawn.iter().flat_map(|(text, x, y, size)| crate::text::tests_support::set(text, *x, *y, *size)).collect();
    let ground = Ground { x: Span::new(Pt::new(20.0), Pt::new(580.0)), size: Pt::new(11.0), top: Pt::new(110.0) };
    let caption = read(&lines(&glyphs), &ground).caption;
    assert_eq!(caption.title.as_deref(), title, "title");
    assert_eq!(caption.number.as_deref(), number, "number");
    assert_eq!(caption.unit.as_deref(), unit, "unit");
    assert_eq!(caption.organisation.as_deref(), organisation, "organisation");
}

#[test]
fn number_title_unit_and_organisation_on_lines_of_their_own() {
    check(
        &[
            ("公开01表", 20.0, 40.0, 11.0),
            ("收支总表", 250.0, 60.0, 22.0),
            ("单位：某市生态环境局", 20.0, 90.0, 11.0),
            ("单位：万元", 500.0, 90.0, 11.0),
        ],
        Some("收支总表"),
        Some("公开01表"),
        Some("万元"),
        Some("某市生态环境局"),
    );
}

#[test]
fn a_caption_glued_in_one_line() {
    check(
        &[
            ("预算02表", 500.0, 40.0, 10.0),
            ("2025年部门收入预算表", 200.0, 60.0, 16.0),
            ("单位：万元部门名称：某市某局", 20.0, 90.0, 10.0),
        ],
        Some("2025年部门收入预算表"),
        Some("预算02表"),
        Some("万元"),
        Some("某市某局"),
    );
}

#[test]
fn the_name_of_the_organisation_is_left_out() {
    check(
        &[("2025年部门收入预算表", 200.0, 60.0, 16.0), ("单位：万元部门名称：", 20.0, 90.0, 10.0)],
        Some("2025年部门收入预算表"),
        None,
        Some("万元"),
        None,
    );
}

#[test]
fn a_number_before_the_title_is_taken_off() {
    check(
        &[("预算13表  部门整体支出绩效目标表", 200.0, 40.0, 12.0)],
        Some("部门整体支出绩效目标表"),
        Some("预算13表"),
        None,
        None,
    );
    check(
        &[("1-2 2026年某州一般公共预算支出情况表", 100.0, 40.0, 12.0)],
        Some("2026年某州一般公共预算支出情况表"),
        Some("1-2"),
        None,
        None,
    );
}

#[test]
fn a_section_heading_is_not_the_title() {
    check(
        &[
            ("第二部分 某局2024年度部门决算表", 90.0, 40.0, 18.0),
            ("收入支出决算总表", 230.0, 120.0, 16.0),
            ("单位：万元", 490.0, 150.0, 11.0),
        ],
        Some("收入支出决算总表"),
        None,
        Some("万元"),
        None,
    );
}

#[test]
fn prose_above_a_list_is_no_title() {
    check(
        &[("二、部门决算单位构成", 70.0, 40.0, 15.0), ("纳入决算编制范围的单位包括：", 96.0, 70.0, 12.0)],
        None,
        None,
        None,
        None,
    );
}

#[test]
fn a_wrapped_title_is_one() {
    check(
        &[("2025年部门一般公共预算基本支出部门预算", 100.0, 40.0, 18.0), ("经济分类预算表", 208.0, 62.0, 18.0)],
        Some("2025年部门一般公共预算基本支出部门预算经济分类预算表"),
        None,
        None,
        None,
    );
}

#[test]
fn numbers_before_titles() {
    for (printed, number, title) in [
        ("表100 2026年收入草案表", "表100", "2026年收入草案表"),
        ("2.192023年某市收入表", "2.19", "2023年某市收入表"),
        ("22某省2022年收入表", "22", "某省2022年收入表"),
        ("部门公开表1 收支总表", "部门公开表1", "收支总表"),
        ("附件1-3 收支总表", "附件1-3", "收支总表"),
    ] {
        check(&[(printed, 200.0, 40.0, 12.0)], Some(title), Some(number), None, None);
    }
    assert!(is_number_of_table("（预算表3）") && is_number_of_table("社预01表") && !is_number_of_table("收支总表1"));
}

#[test]
fn a_title_without_its_word_is_told_by_its_setting() {
    check(
        &[("2026年某市一般公共预算支出草案", 180.0, 40.0, 18.0), ("单位：万元", 500.0, 70.0, 11.0)],
        Some("2026年某市一般公共预算支出草案"),
        None,
        Some("万元"),
        None,
    );
}

#[test]
fn a_number_printed_apart_beats_digits_before_the_title() {
    check(
        &[("表4-1", 20.0, 40.0, 11.0), ("43 某省2023年债务限额表", 180.0, 60.0, 16.0)],
        Some("某省2023年债务限额表"),
        Some("表4-1"),
        None,
        None,
    );
}

#[test]
fn a_title_may_end_beside_its_unit() {
    check(
        &[
            ("表3 2025年某市增加值", 220.0, 60.0, 16.0),
            ("占第三产业分季度比重", 200.0, 84.0, 16.0),
            ("单位：亿元", 490.0, 84.0, 16.0),
        ],
        Some("2025年某市增加值占第三产业分季度比重"),
        Some("表3"),
        Some("亿元"),
        None,
    );
}

#[test]
fn number_title_and_unit_in_one_line() {
    check(
        &[("它比上年提高。", 20.0, 40.0, 16.0), ("表2 2025年某市增加值分季度情况 单位：亿元", 60.0, 64.0, 16.0)],
        Some("2025年某市增加值分季度情况"),
        Some("表2"),
        Some("亿元"),
        None,
    );
}

#[test]
fn lines_between_title_and_table_that_say_when_it_holds() {
    check(
        &[
            ("某市2026年中药饮片目录", 210.0, 40.0, 16.0),
            ("执行时间：2026年1-12月", 230.0, 62.0, 12.0),
            ("单价：元/克", 420.0, 78.0, 12.0),
        ],
        Some("某市2026年中药饮片目录"),
        None,
        None,
        None,
    );
}

#[test]
fn a_heading_right_above_and_narrower_is_the_title() {
    check(&[("某市道路挖掘修复费标准", 200.0, 92.0, 16.0)], Some("某市道路挖掘修复费标准"), None, None, None);
}

#[test]
fn an_organisation_may_be_wrapped() {
    check(
        &[
            ("收支预算总表", 250.0, 40.0, 16.0),
            ("部门名称：某省人大", 20.0, 76.0, 10.0),
            ("单位:万元", 500.0, 82.0, 10.0),
            ("常委会办公厅", 20.0, 90.0, 10.0),
        ],
        Some("收支预算总表"),
        None,
        Some("万元"),
        Some("某省人大常委会办公厅"),
    );
}

#[test]
fn a_misprinted_line_hides_nothing() {
    check(
        &[("2026年某市收入表", 230.0, 40.0, 18.0), ("金位：元", 500.0, 70.0, 11.0)],
        Some("2026年某市收入表"),
        None,
        Some("元"),
        None,
    );
}

//! Heads over nothing, or next to nothing.

use super::heads::{names, read, rows};
use crate::sketch::{check, read as read_sketch};

#[test]
fn a_form_without_values_is_a_table() {
    check(
        "
                         2025年基金支出预算表
                                                                       单位：万元
                        项目                        本年支出
                  编码        名称        小计        基本        项目
        ",
        "
        # 2025年基金支出预算表 / 万元
        > 项目/编码 | 项目/名称 | 本年支出/小计 | 本年支出/基本 | 本年支出/项目",
    );
}

#[test]
fn the_label_of_a_sum_is_the_only_row() {
    check(
        "
                         2025年基金支出预算表
                                                                       单位：万元
                        项目                        本年支出
                  编码        名称        小计        基本        项目
                合计
        ",
        "
        # 2025年基金支出预算表 / 万元
        > 项目/编码 | 项目/名称 | 本年支出/小计 | 本年支出/基本 | 本年支出/项目
        合计 |  |  |  | ",
    );
}

/// Texts below each other, each under one above, are rows or sentences: nothing is led.
#[test]
fn texts_in_columns_are_no_head() {
    let tables = read_sketch(
        "
                         2025年工作任务分工表
                                                                       单位：万元
            任务                        负责                          时限
            修缮校舍                    建设科                        年底
            检查桥梁                    养护科                        年中
        ",
    );
    assert!(tables.iter().all(|table| table.columns.iter().all(|column| column.path.len() == 1)), "{tables:?}");
}

/// The names of the lowest level end left of the first label: the pen goes on to the right from the last of them.
#[test]
fn a_first_row_right_of_the_last_names() {
    let mut texts = vec![(50.0, 150.0, "编码"), (140.0, 156.0, "名称"), (245.0, 150.0, "合计"), (245.0, 162.0, "金额")];
    texts.extend([(335.0, 156.0, "基本"), (40.0, 168.0, "类"), (80.0, 168.0, "款")]);
    texts.extend([(120.0, 190.0, "总计"), (250.0, 190.0, "219.35"), (340.0, 190.0, "219.35")]);
    for row in 0..3 {
        let y = 206.0 + f64::from(row) * 16.0;
        texts.extend([(35.0, y, "205"), (77.0, y, "02"), (120.0, y, "教育支出")]);
        texts.extend([(250.0, y, "219.35"), (340.0, y, "219.35")]);
    }
    let table = read(&texts);
    assert_eq!(names(&table), ["编码/类", "编码/款", "名称", "合计金额", "基本"]);
    assert_eq!(table.rows.len(), 4);
}

/// Names of columns stand as near each other as words may; they are no heading above the others.
#[test]
fn the_first_lines_of_wrapped_names_are_no_heading() {
    let mut texts = vec![(80.0, 162.0, "指标")];
    let columns = [160.0, 228.0, 296.0, 364.0];
    for x in columns {
        texts.extend([(x, 150.0, "城乡居民基本"), (x, 162.0, "养老保险基金"), (x + 20.0, 174.0, "收入")]);
    }
    texts.extend(rows(195.0, [220.0, 288.0, 356.0]));
    for row in 0..3 {
        texts.push((394.0, 201.0 + f64::from(row) * 40.0, "219.35"));
    }
    assert_eq!(names(&read(&texts))[1..], ["城乡居民基本养老保险基金收入"; 4]);
}

use super::*;

/// What the numbers of the table in a sketch are, row by row: `a` for an amount, `c` for a count.
fn check(sketch: &str, expected: &str) {
    let mut tables = crate::sketch::read(sketch);
    let table = tables.first_mut().expect("the sketch shows a table");
    understand(table, &mut Known::new());
    let sort = |cell: &Cell| match cell.value {
        Some(Value::Amount(_)) => Some('a'),
        Some(Value::Count(_)) => Some('c'),
        _ => None,
    };
    let found: Vec<String> = table.rows.iter().map(|row| row.cells.iter().filter_map(sort).collect()).collect();
    assert_eq!(found.join(" "), expected);
}

#[test]
fn levels_of_a_classification_count_nothing() {
    check(
        "
          支出表
+------------------+--------+
| 科目             | 预算数 |
+------------------+--------+
| 污水处理费（款） |  12.00 |
+------------------+--------+
| 设施建设（项）   |  12.00 |
+------------------+--------+
| 车辆（辆）       |      3 |
+------------------+--------+
",
        "a a c",
    );
}

#[test]
fn a_unit_of_indicators_is_none_of_money() {
    check(
        "
          项目目标表
+----------+----------+----------+----------+
| 项目     | 资金     | 指标     | 度量单位 |
+----------+----------+----------+----------+
| 某项目   |  270.00  | 用水量   | 人次     |
+----------+----------+----------+----------+
",
        "a",
    );
    check(
        "
          基本数字表
+----------+----------+--------+--------+
| 项目     | 计量单位 | 上年数 | 本年数 |
+----------+----------+--------+--------+
| 职工     | 人       |    270 |    280 |
+----------+----------+--------+--------+
| 经费     | 万元     |  12.00 |  13.00 |
+----------+----------+--------+--------+
",
        "cc aa",
    );
}

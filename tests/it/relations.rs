//! Which sums may accuse, and which amounts they put in doubt: each class once, as small as it can be drawn.

use fiscal_tables::verify::{CellRef, CellState, Verdict};
use fiscal_tables::{Document, InputFormat, Options, extract};

fn read(text: &str) -> Document {
    let text = text.replace('|', "\t");
    extract(text.as_bytes(), &Options::of(InputFormat::Text)).unwrap()
}

/// How many outcomes of a check are mismatches, and how many amounts are contradicted.
fn accused(document: &Document, check: &str) -> (usize, usize) {
    let failing = document.ledger.outcomes().iter().filter(|outcome| outcome.verdict == Verdict::Mismatch);
    (failing.filter(|outcome| outcome.check == check).count(), document.ledger.total().contradicted)
}

fn state(document: &Document, row: usize, column: usize) -> CellState {
    document.ledger.state(CellRef { table: 0, row, column })
}

/// 政府采购 stands behind 支出总计 and is no part of it: 300.50 = 200.25 + 100.25, whatever is bought.
#[test]
fn columns_behind_a_total_that_are_no_part_of_it() {
    let document = read(
        "2025年部门支出总表\n单位：万元\n科目编码|科目名称|支出总计|基本支出|项目支出|政府采购\n\
         2010301|行政运行|300.50|200.25|100.25|33.30\n2010302|一般行政管理事务|91.13|40.02|51.11|20.07\n\
         2010350|事业运行|77.77|70.06|7.71|\n2210201|住房公积金|81.24|60.11|21.13|\n",
    );
    assert_eq!(accused(&document, "row_sum"), (0, 0));
    assert_eq!(state(&document, 0, 2), CellState::Verified);
}

/// `其中：基本支出` beside 小计 is a part of it like 项目支出: 300.50 = 200.25 + 100.25.
#[test]
fn of_which_that_is_the_first_part() {
    let document = read(
        "2025年部门支出总表\n单位：万元\n科目编码|科目名称|小计|其中：基本支出|项目支出\n\
         2010301|行政运行|300.50|200.25|100.25\n2010302|一般行政管理事务|91.13|40.02|51.11\n\
         2010350|事业运行|77.77|70.06|7.71\n",
    );
    assert_eq!(accused(&document, "row_sum"), (0, 0));
    assert_eq!(state(&document, 1, 3), CellState::Verified);
}

/// One row of four is off, by no single digit: the three that hold accuse it, and the finding says so.
#[test]
fn a_sum_that_holds_elsewhere_accuses() {
    let document = read(
        "2025年部门支出总表\n单位：万元\n科目编码|科目名称|合计|基本支出|项目支出\n\
         2010301|行政运行|300.50|200.25|100.25\n2010302|一般行政管理事务|91.13|40.02|51.11\n\
         2010350|事业运行|77.77|70.06|7.71\n2210201|住房公积金|93.57|60.11|21.13\n",
    );
    let finding = document.findings.iter().find(|finding| finding.code == "row_sum").unwrap();
    assert!(finding.message.contains("it holds in 3 of 4 rows"), "{}", finding.message);
    assert_eq!(state(&document, 3, 2), CellState::Contradicted);
    assert_eq!(state(&document, 0, 2), CellState::Verified);
}

/// Of amounts that are off one stands in a sum of columns and in one of rows: 40.02 printed 48.02. The others of its row and
/// of its column stand in sums that hold.
#[test]
fn the_amount_that_explains_all_is_in_doubt() {
    let document = read(
        "2025年部门支出总表\n单位：万元\n科目编码|科目名称|合计|基本支出|项目支出\n\
         |合计|550.64|370.44|180.20\n2010301|行政运行|300.50|200.25|100.25\n\
         2010302|一般行政管理事务|91.13|48.02|51.11\n2010350|事业运行|77.77|70.06|7.71\n\
         2210201|住房公积金|81.24|60.11|21.13\n",
    );
    assert_eq!(state(&document, 2, 3), CellState::Contradicted);
    assert_eq!(state(&document, 2, 4), CellState::Verified);
    assert_eq!(state(&document, 0, 3), CellState::Verified);
    assert_eq!(document.ledger.total().contradicted, 1);
}

/// 七、本年收入小计 ends a list: 总计 is 小计 and 上年结余, the six lines are not added again.
#[test]
fn a_numbered_total_is_no_item() {
    let document = read(
        "2025年社会保险基金收支表\n单位：万元\n项目|2024年执行数|2025年预算数\n\
         一、保险费收入|1402804|1451194\n二、利息收入|26510|28552\n三、财政补贴收入|351260|380007\n\
         四、本年收入小计|1780574|1859753\n五、上年结余|963445|967839\n总计|2744019|2827592\n",
    );
    assert_eq!(accused(&document, "column_total"), (0, 0));
    assert_eq!(state(&document, 5, 1), CellState::Verified);
}

/// 债券规模 is the size of a whole bond beside each of its projects, and no sum is about it.
#[test]
fn sizes_do_not_add_up() {
    let document = read(
        "2025年债券项目表\n单位：亿元\n项目名称|债券规模|发行金额\n甲项目|10.07|1.02\n乙项目|10.07|3.05\n合计||4.07\n",
    );
    let levels: Vec<bool> = document.tables[0].meanings.iter().map(|meaning| meaning.is_level).collect();
    assert_eq!(levels, [false, true, false]);
}

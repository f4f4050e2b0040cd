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
    document.ledger.state(CellRef::new(0, row, column))
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

/// Differences (3=2-1) are left blank where nobody asks for them; where they are printed they hold.
#[test]
fn differences_that_are_left_blank() {
    let document = read(
        "2026年一般公共预算收入表\n单位：万元\n项目|2025年执行数|2026年预算数|比上年增减额\n栏次|1|2|3=2-1\n\
         税收收入|23456|25678|2222\n增值税|11234|12345|1111\n企业所得税|12222|13333|1111\n非税收入|7345|9999|2654\n\
         上级补助收入|938288|660185|\n债务收入|261825|72200|\n",
    );
    assert_eq!(accused(&document, "row_sum"), (0, 0));
    assert_eq!(state(&document, 3, 3), CellState::Verified);
}

/// 2,133.34 beside 2,133.337639 is rounded to the digits of money; 1,200.50 beside 1,200.612345 is not.
#[test]
fn amounts_rounded_to_cents_beside_others_that_are_not() {
    let text = |total: &str| {
        format!(
            "2026年项目支出表\n单位：万元\n项目名称|合计|财政拨款|其他资金\n甲项目|2133.34|2133.337639|\n\
             乙项目|411.203457|301.102345|110.101112\n丙项目|77.345678|70.123456|7.222222\n\
             丁项目|{total}|1200.612345|\n戊项目|15.111222|10.000111|5.111111\n"
        )
    };
    assert_eq!(accused(&read(&text("1200.61")), "row_sum").0, 0);
    assert_eq!(accused(&read(&text("1208.61")), "row_sum").0, 1);
}

/// 一、 stands above codes and has none: 收入合计 is the sum of the numbers, not of the codes below them as well.
#[test]
fn numbers_above_codes_are_one_level() {
    let document = read(
        "2019年国有资本经营预算收入表\n单位：万元\n科目编码|科目名称|2018年执行数|2019年预算数\n\
         |一、利润收入|13389|7788\n103060107|煤炭企业利润收入|88|30\n103060134|金融企业利润收入|13301|7758\n\
         |二、股利、股息收入|16911|9800\n103060202|国有控股公司股利、股息收入|8351|1353\n\
         103060203|国有参股公司股利、股息收入|8560|8447\n|收入合计|30300|17588\n",
    );
    assert_eq!(accused(&document, "column_total"), (0, 0));
}

/// 21040 is printed for 20140: it has no code above it, and is still no class of its own.
#[test]
fn a_code_without_one_above_it_is_no_class() {
    let document = read(
        "2026年一般公共预算支出表\n单位：万元\n科目编码|科目名称|2025年预算数|2026年预算数\n\
         201|一般公共服务支出|1367|1809\n20101|人大事务|925|1367\n21040|信访事务|442|442\n\
         205|教育支出|57598|55968\n20502|普通教育|57598|55968\n|支出合计|58965|57777\n",
    );
    assert_eq!(accused(&document, "column_total").0, 0);
    assert_eq!(state(&document, 5, 2), CellState::Verified);
}

/// A column leaves 20101 blank and prints what stands below it: 201 counts that.
#[test]
fn of_a_blank_what_stands_below_it_counts() {
    let document = read(
        "2026年一般公共预算支出表\n单位：万元\n科目编码|科目名称|2025年预算数|2026年预算数\n\
         201|一般公共服务支出|1542|3556\n20101|人大事务||59\n2010101|行政运行|484|30\n2010104|人大会议|1058|29\n\
         20103|政府办公厅（室）及相关机构事务||3497\n2010301|行政运行||3497\n",
    );
    assert_eq!(accused(&document, "code_hierarchy"), (0, 0));
    assert_eq!(state(&document, 0, 2), CellState::Verified);
}

/// 项目支出 for 基本支出: what the class lacks in the one column it has too much in the other, and 合计 holds.
#[test]
fn an_amount_in_the_next_column() {
    let document = read(
        "2025年一般公共预算支出表\n单位：万元\n科目编码|科目名称|合计|基本支出|项目支出\n\
         208|社会保障和就业支出|326.72|326.72|\n20805|行政事业单位养老支出|326.72|326.72|\n\
         2080505|机关事业单位基本养老保险缴费支出|217.81|217.81|\n2080506|机关事业单位职业年金缴费支出|108.91||108.91\n",
    );
    assert_eq!(accused(&document, "code_hierarchy").0, 2);
}

/// A wrong amount of 20805 breaks the sum below it and the one above it: that is one mistake, and two others hold.
#[test]
fn one_line_that_breaks_two_sums_is_one_mistake() {
    let document = read(
        "2025年一般公共预算支出表\n单位：万元\n科目编码|科目名称|预算数\n\
         208|社会保障和就业支出|326.72\n20805|行政事业单位养老支出|362.95\n\
         2080505|机关事业单位基本养老保险缴费支出|217.81\n2080506|机关事业单位职业年金缴费支出|108.91\n\
         210|卫生健康支出|271.34\n21011|行政事业单位医疗|271.34\n2101101|行政单位医疗|150.23\n2101102|事业单位医疗|121.11\n\
         221|住房保障支出|445.69\n22102|住房改革支出|445.69\n2210201|住房公积金|187.19\n2210203|购房补贴|258.50\n\
         205|教育支出|61.77\n20508|进修及培训|61.77\n2050803|培训支出|48.66\n2050899|其他进修及培训|13.11\n",
    );
    assert_eq!(state(&document, 1, 2), CellState::Contradicted);
    assert_eq!(document.ledger.total().contradicted, 1);
}

/// 4,120 stands for 4,120.35: whole numbers beside others with two digits, and none with one.
#[test]
fn whole_numbers_among_amounts_with_digits() {
    let document = read(
        "2021年“三公”经费情况表\n单位：万元\n项目|2021年预算|2021年决算\n合计|36924.55|30113.07\n\
         一、因公出国（境）费|1610.99|207.54\n二、公务用车购置及运行维护费|31193.21|26830.95\n\
         1.公务用车购置费|398.18|1793.95\n2.公务用车运行维护费|30795|25037\n三、公务接待费|4120|3075\n",
    );
    assert_eq!(accused(&document, "column_total"), (0, 0));
}

/// 专项转移支付 is printed beside a total that the lines do not count it in: 771 = 765 + 6, whatever the 27; 11,646 stands for 111,646.
#[test]
fn a_column_that_most_lines_do_not_count() {
    let document = read(
        "2026年一般公共预算支出资金来源表\n单位：万元\n科目编码|科目名称|合计|财力性收入|一般性转移支付|专项转移支付|上年结余\n\
         20101|人大事务|1367|1363|||4\n20129|群众团体事务|771|765||27|6\n20138|市场监督管理事务|3139|3119||128|20\n\
         20406|司法|1073|515|165|30|393\n21002|公立医院|11646|23007|84168|531|4471\n21606|涉外发展服务支出|29|||49|29\n\
         20111|纪检监察事务|3579|2462|52||1065\n20899|其他社会保障和就业支出|6059|5849|120||90\n",
    );
    let failing = document.ledger.outcomes().iter().filter(|outcome| outcome.verdict == Verdict::Mismatch);
    let rows: Vec<usize> = failing.filter(|own| own.check == "row_sum").map(|own| own.left[0].row.number()).collect();
    assert_eq!(rows, [5]);
}

/// 227 has neither 款 nor 项, and is printed in place of each: 合计 counts it once, and lacks 71 beside what is rounded.
#[test]
fn a_line_that_is_printed_again_for_each_level_counts_once() {
    let text = |total: &str| {
        format!(
            "2026年一般公共预算支出表\n单位：万元\n科目编码|科目名称|合计\n|合计|{total}\n201|一般公共服务支出|29580\n\
             20101|人大事务|1800\n20102|政协事务|27780\n227|预备费|4900\n227|预备费|4900\n227|预备费|4900\n\
             229|其他支出|6500\n22902|年初预留|6500\n232|债务付息支出|17012\n23203|地方政府一般债务付息支出|17012\n"
        )
    };
    assert_eq!(accused(&read(&text("57992")), "column_total"), (0, 0));
    let off = read(&text("58492"));
    let finding = off.findings.iter().find(|finding| finding.code == "column_total").unwrap();
    assert_eq!(finding.expected.as_deref(), Some("57992"), "{}", finding.message);
}

/// What the rows lack is itself the sum of what the rows below them lack: no mistake in a row, but a column.
#[test]
fn a_column_that_is_not_printed() {
    let document = read(
        "2023年转移支付分地区决算表\n单位：万元\n地区|总计|农业资金|教育资金|水利资金\n合计|9917|3412|4105|2180\n\
         甲市|5320|1801|2206|1103\n甲市本级|2211|700|800|501\n甲县|3109|1101|1406|602\n乙市|4597|1611|1899|1077\n\
         乙市本级|1406|500|604|302\n乙县|1712|600|701|401\n丙县|1479|511|594|374\n丁市|3333|1101|1201|1031\n\
         戊市|2222|801|901|520\n己市|1111|401|301|409\n庚市|3721|1204|1203|1314\n辛市|4105|1003|2001|1101\n壬市|1507|404|501|602\n癸市|2313|706|803|804\n",
    );
    let failing = document.ledger.outcomes().iter().filter(|outcome| outcome.verdict == Verdict::Mismatch);
    let told: Vec<_> =
        failing.filter(|own| own.check == "row_sum").map(|own| own.cause.map(|own| own.as_str())).collect();
    assert_eq!(told, [Some("column_missing"); 5]);
}

/// Are all amounts of a table verified, and does nothing accuse?
fn is_proven(text: &str) {
    let document = read(text);
    let total = document.ledger.total();
    assert_eq!((total.verified, total.contradicted), (total.amounts, 0), "{text}");
}

/// A column above others that has none of its own below it is their sum.
#[test]
fn a_group_is_the_sum_of_its_columns() {
    is_proven(
        "2023年地方政府债务限额表\n单位：亿元\n地区|债务限额|债务限额|债务限额\n||一般债务|专项债务\n\
         甲市|335.12|120.07|215.05\n乙市|208.41|88.13|120.28\n丙市|97.66|31.22|66.44\n",
    );
}

/// 全市 is 市本级 and the counties, whatever they are called.
#[test]
fn the_first_region_is_the_sum_of_the_others() {
    is_proven(
        "2025年转移支付分地区情况表\n单位：万元\n地区|一般性转移支付|专项转移支付\n全市|7312|1807\n市本级|2101|905\n\
         甲县|3107|411\n乙县|2104|491\n",
    );
}

/// Social insurance: 合计 is that of the funds, 收入 of its lines, 结余 is 收入 less 支出.
#[test]
fn social_insurance_by_fund() {
    is_proven(
        "2026年社会保险基金预算表\n单位：万元\n项目|合计|企业职工基本养老保险基金|失业保险基金|工伤保险基金\n\
         一、收入|34771|21594|8222|4955\n其中：1.保险费收入|26123|16021|6101|4001\n2.利息收入|3647|2573|621|453\n\
         3.财政补贴收入|5001|3000|1500|501\n二、支出|30690|19740|7073|3877\n三、本年收支结余|4081|1854|1149|1078\n",
    );
}

/// 合计{一般｜专项} of groups of the same lines.
#[test]
fn a_total_of_groups_of_rows() {
    is_proven(
        "2025年新增债券表\n单位：万元\n项目|限额|余额\n合计|7013|6412\n一般债务|3107|2901\n专项债务|3906|3511\n\
         甲县合计|4110|3805\n一般债务|1806|1703\n专项债务|2304|2102\n乙县合计|2903|2607\n一般债务|1301|1198\n\
         专项债务|1602|1409\n",
    );
}

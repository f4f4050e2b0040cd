//! Plain-text dumps from outside: nothing is lost, nothing panics, time is bounded, and the gold tables are met.

use crate::support::{inside, project, read_json, shared};
use fiscal_tables::table::{Origin, Table, TablePlace};
use fiscal_tables::{Document, InputFormat, Options, extract};
use std::collections::BTreeMap;

/// A tabbed and a raw dump of one small table each, with what dumps do to tables.
const TABBED: &str = "\
某局2025年部门预算\n\n2025 年部门支出预算表\n\n部门名称：某局\n\n单位：万元\n
科目编 码	类	款	名称	合计	基本支出		项目 支出
					小 计	人员	
				合计	12.00	7.00	7.00	5.00
201	01		行政运行	7.00	7.00	7.00	

201	02		<p>专项（某项\t5.00			5.00
注：本表有尾差。\n";

const RAW: &str = " 单位：万元部门名称：某局
预算03表
2025年部门支出预算表
科目编码 单位代码 单位（科目名称） 合计
基本支出 项目支出 类 款 项 小计
人员经费 公用经费 小计 其他运转类 特定目标类
工资福利支出 对个人和家庭的补助
合计 30.00 20.00 15.00 2.00 3.00 10.00 4.00 6.00
201 03 01 行政运行 20.00 20.00 15.00 2.00 3.00
201 03 02
一般行政管
理事务
10.00 10.00 4.00 6.00
- 3 -
注：本表有尾差。
";

#[test]
fn a_title_need_not_end_like_one() {
    let text = "单位：万元\n预算12表\n项目支出预算表\n项目 金额\n道路 1.00\n桥梁 2.00\n\n预算13表\n2025年机关运行经费\n部门名称：某局 单位：万元\n项目 金额\n水费 3.00\n电费 4.00\n";
    let document = read(text.as_bytes());
    let titles: Vec<_> = document.tables.iter().filter_map(|table| table.caption.title.as_deref()).collect();
    assert_eq!(titles, ["项目支出预算表", "2025年机关运行经费"]);
}

/// Any bytes but none give a document.
fn read(bytes: &[u8]) -> Document {
    extract(bytes, &Options::of(InputFormat::Text)).unwrap_or_default()
}

fn seeds() -> Vec<(String, Vec<u8>)> {
    let folder = shared("seeds");
    (0..5).map(|n| (format!("{n:03}"), std::fs::read(folder.join(format!("{n:03}.txt"))).unwrap())).collect()
}

fn drawn() -> Vec<(String, Vec<u8>)> {
    [("tabbed", TABBED), ("raw", RAW)].map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into()
}

fn texts(table: &Table, placed: bool) -> Vec<Vec<&str>> {
    let rows = table.rows.iter();
    rows.map(|row| {
        row.cells.iter().filter(|c| placed || c.origin != Origin::Spanned).map(|c| c.text.as_str()).collect()
    })
    .collect()
}

fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}')).collect()
}

#[test]
fn a_tabbed_table_is_rebuilt() {
    let document = read(TABBED.as_bytes());
    let [table] = document.tables.as_slice() else { panic!("{document:#?}") };
    assert_eq!(table.caption.title.as_deref(), Some("2025年部门支出预算表"));
    assert_eq!(table.caption.unit.as_deref(), Some("万元"));
    assert_eq!(
        table.column_names(),
        ["科目编码/类", "科目编码/款", "名称", "合计", "基本支出/小计", "基本支出/人员", "项目支出"]
    );
    assert_eq!(texts(table, true)[0], ["", "", "合计", "12.00", "7.00", "7.00", "5.00"]);
    assert_eq!(texts(table, true)[2], ["201", "02", "专项（某项", "5.00", "", "", "5.00"]);
    assert_eq!(table.notes, ["注：本表有尾差。"]);
}

#[test]
fn a_raw_table_is_rebuilt() {
    let document = read(RAW.as_bytes());
    let [table] = document.tables.as_slice() else { panic!("{document:#?}") };
    assert_eq!(table.caption.number.as_deref(), Some("预算03表"));
    assert_eq!(table.caption.organisation.as_deref(), Some("某局"));
    let rows = texts(table, true);
    assert_eq!(rows[1], ["201", "03", "01", "", "行政运行", "20.00", "20.00", "15.00", "2.00", "3.00", "", "", ""]);
    assert_eq!(rows[2], ["201", "03", "02", "", "一般行政管理事务", "10.00", "", "", "", "", "10.00", "4.00", "6.00"]);
    assert_eq!(table.rows[2].cells[10].origin, Origin::Placed);
    assert_eq!(document.findings, []);
}

/// The characters of a table's lines that are in no cell, caption, note or finding.
fn lost(text: &str, document: &Document, index: usize) -> String {
    let table = &document.tables[index];
    let TablePlace::Lines(range) = &table.place else { panic!("a dump has lines") };
    let mut known: BTreeMap<char, i64> = BTreeMap::new();
    let caption = &table.caption;
    let captions = [&caption.title, &caption.number, &caption.unit, &caption.organisation];
    let found =
        document.findings.iter().filter(|f| f.place.table == Some(index.into())).filter_map(|f| f.found.as_deref());
    let parts = texts(table, false).concat();
    let parts = parts.into_iter().chain(captions.into_iter().flatten().map(String::as_str)).chain(found);
    let parts = parts.chain(table.header.iter().flatten().map(String::as_str));
    let parts = parts.chain(table.index_row.iter().flatten().map(String::as_str));
    let parts = parts.chain(table.notes.iter().map(String::as_str)).chain(caption.remarks.iter().map(String::as_str));
    let parts = parts.chain(table.fields.iter().flat_map(|f| [f.name.as_str(), f.value.as_str()]));
    for c in parts.flat_map(|part| solid(part).chars().collect::<Vec<_>>()) {
        *known.entry(c).or_default() += 1;
    }
    let tag = regex::Regex::new("</?[a-z]+[^<>]*>").expect("a pattern");
    let page = regex::Regex::new(r"^\s*[-—]\s*\d+\s*[-—]\s*$").expect("a pattern");
    let lines = text.lines().skip(range.start - 1).take(range.len()).filter(|line| !page.is_match(line));
    let mut lost = String::new();
    for c in lines.flat_map(|line| solid(&tag.replace_all(line, "")).chars().collect::<Vec<_>>()) {
        let count = known.entry(c).or_default();
        *count -= 1;
        // The label before a value in a caption (`部门名称：`) and the marks of a heading say what it is.
        if *count < 0 && !"单位部门名称编制金额：:#".contains(c) {
            lost.push(c);
        }
    }
    lost
}

/// The rows of the only table of a drawn dump, its filled cells with `|` between them.
fn check(text: &str, expected: &[&str]) {
    let document = read(text.as_bytes());
    let [table] = document.tables.as_slice() else { panic!("{document:#?}") };
    let rows: Vec<String> = texts(table, true).iter().map(|row| row.join("|")).collect();
    assert_eq!(rows, expected);
    assert_eq!(lost(text, &document, 0), "");
}

#[test]
fn dashes_hold_the_places_of_amounts() {
    let head = "单位：万元\n预算08表\n2025年支出预算表\n科目编码 科目名称 合计 基本支出 项目支出\n";
    check(
        &format!("{head}201 行政运行 63 - 63\n202 外交支出 1,063 1,063 -\n203 国防支出 -12 -12\n"),
        &["201|行政运行|63|-|63", "202|外交支出|1,063|1,063|-", "203|国防支出|-12|-12|"],
    );
}

#[test]
fn changes_between_years_place_amounts() {
    let block = "合计 一般公共预算拨款安排的“三公”经费预算 小计 因公出国（境）费用 公务接待费 公务用车购置及运行维护费 小计 公务用车购置费 公务用车运行维护费 会议费 培训费";
    let text = format!(
        "单位：元\n表13\n2026年“三公”经费支出预算表\n单位编码 单位名称\n2025年 {block}\n2026年 {block}\n增减变化情况 {block}\n合计 40.00 40.00 30.00 30.00 -10.00 -10.00\n117 某局 40.00 40.00 30.00 30.00 -10.00 -10.00\n"
    );
    let document = read(text.as_bytes());
    let [table] = document.tables.as_slice() else { panic!("{document:#?}") };
    assert_eq!(table.columns.len(), 29);
    assert_eq!(table.columns[11].path, ["2026年", "合计"]);
    let filled = |from: usize| table.rows[1].cells[from..from + 9].iter().filter(|cell| !cell.text.is_empty()).count();
    assert_eq!([2, 11, 20].map(filled), [2, 2, 2]);
}

#[test]
fn cells_on_lines_of_their_own_are_rows_of_halves() {
    let text = "单位：元\n表1\n2025年收支总表\n收入 支出\n项目 预算数\n项目 预算数\n一、财政\n拨款收入\n9.00\n一、教育支出\n4.00\n二、事业收入\n1.00\n二、科学\n技术支出\n6.00\n收入总计\n10.00\n支出总计\n10.00\n";
    check(
        text,
        &[
            "一、财政拨款收入|9.00|一、教育支出|4.00",
            "二、事业收入|1.00|二、科学技术支出|6.00",
            "收入总计|10.00|支出总计|10.00",
        ],
    );
}

#[test]
fn a_row_takes_the_lines_around_its_middle() {
    let text = "\
                      2025年支出预算表
                                                   单位：万元
科目编码      科目名称             合计      基本支出     项目支出

             合计                 30.00      20.00      10.00
             机关事业单位基本
20805                             20.00      20.00
             养老保险缴费支出
20806        其他支出             10.00                 10.00
";
    check(
        text,
        &[
            "|合计|30.00|20.00|10.00",
            "20805|机关事业单位基本养老保险缴费支出|20.00|20.00|",
            "20806|其他支出|10.00||10.00",
        ],
    );
}

#[test]
fn sums_down_a_flat_table_place_its_amounts() {
    let text = "\
2026年省级政府性基金预算支出预算表
单位：万元
项目 2025年预算数 2026年预算数
一、教育支出 340 620
学前教育 100
小学教育 200 150
普通高中 370
职业教育 40 100
二、其他支出 55 80
彩票公益金 55
其他 80
";
    check(
        text,
        &[
            "一、教育支出|340|620",
            "学前教育|100|",
            "小学教育|200|150",
            "普通高中||370",
            "职业教育|40|100",
            "二、其他支出|55|80",
            "彩票公益金|55|",
            "其他||80",
        ],
    );
}

#[test]
fn what_is_new_has_no_rate_of_growth() {
    let head = "2026年一般公共预算支出预算表\n单位：万元\n项目 2025年预算数 2026年预算数 比上年增长%\n";
    check(
        &format!("{head}教育支出 200 150 -25.0%\n外交支出 92 -100.0%\n国防支出 35\n科技支出 40 50 25.0%\n"),
        &["教育支出|200|150|-25.0%", "外交支出|92||-100.0%", "国防支出||35|", "科技支出|40|50|25.0%"],
    );
}

#[test]
fn marks_of_notes_stay_with_their_values() {
    let head = "2023年一般公共预算支出预算表\n单位：万元\n项目 2023年预算数 2022年预算数 增幅\n";
    check(
        &format!("{head}教育支出 200 160 25.0%\n文化支出 380 390 5.7% ①\n科技支出 60 50 20.0% ②\n"),
        &["教育支出|200|160|25.0%", "文化支出|380|390|5.7% ①", "科技支出|60|50|20.0% ②"],
    );
}

#[test]
fn parts_stand_where_their_total_does() {
    let text = "\
预算03表 支出总表
金额单位：万元
支出功能分类科目 政府支出经济分类科目 部门支出经济分类科目 合计 基本支出 项目支出
其中
事业单位经营支出
上缴上级支出
对附属单位补助支出
2010301-行政运行 50201-办公经费 30211-差旅费 44.08 44.08
2014004-信访业务 50201-办公经费 30214-租赁费 24.80 24.80
合 计 68.88 44.08 24.80
";
    let document = read(text.as_bytes());
    let [table] = document.tables.as_slice() else { panic!("{document:#?}") };
    let rows: Vec<String> = texts(table, true).iter().map(|row| row[3..].join("|")).collect();
    assert_eq!(rows, ["44.08|44.08||||", "24.80||24.80|||", "68.88|44.08|24.80|||"]);
}

#[test]
fn a_code_below_the_values_of_its_row_belongs_to_it() {
    let text = "\
                 2025年一般公共预算支出明细表（按支出经济分类科目）
                                                                                     单位：元
部门经济科目编码  部门经济科目名称   政府经济科目编码  政府经济科目名称        合计   人员经费支出  公用经费支出  专项业务经费支出

                   合计                                                  60.00      30.00      20.00      10.00

                   基本工资          50101            工资奖金津补贴      30.00      30.00       0.00       0.00
30101
                   机关事业单位
                                     50102            社会保障缴费        20.00       0.00      20.00       0.00
30108              养老保险缴费

                   办公费            50201            办公经费            10.00       0.00       0.00      10.00
30201
";
    let document = read(text.as_bytes());
    let [table] = document.tables.as_slice() else { panic!("{document:#?}") };
    let rows: Vec<String> = texts(table, true).iter().map(|row| row[..6].join("|")).collect();
    assert_eq!(
        rows,
        [
            "|合计|||60.00|30.00",
            "30101|基本工资|50101|工资奖金津补贴|30.00|30.00",
            "30108|机关事业单位养老保险缴费|50102|社会保障缴费|20.00|0.00",
            "30201|办公费|50201|办公经费|10.00|0.00",
        ]
    );
}

#[test]
fn a_header_behind_its_rows_is_put_before_them() {
    let page = |title: &str| {
        format!(
            "部门：某局 单位：万元\n201 教育支出 3.00\n202 外交支出 4.00\n功能科目编码 功能科目名称 金额\n{title}\n"
        )
    };
    let text = [page("财政拨款支出预算表"), page("一般公共预算支出预算表"), page("政府性基金支出预算表")].join("\u{c}");
    let document = read(text.as_bytes());
    let titles: Vec<_> = document.tables.iter().filter_map(|table| table.caption.title.as_deref()).collect();
    assert_eq!(titles, ["财政拨款支出预算表", "一般公共预算支出预算表", "政府性基金支出预算表"]);
    for (index, table) in document.tables.iter().enumerate() {
        assert_eq!(texts(table, true), [["201", "教育支出", "3.00"], ["202", "外交支出", "4.00"]]);
        assert_eq!(lost(&text, &document, index), "");
    }
}

#[test]
fn indicators_whose_kind_is_not_printed_are_said_to_be_open() {
    let text = "单位：万元\n预算14表\n2025年项目绩效目标表\n单位编码（项目编码） 项目单位（项目名称） 项目金额（万元） 绩效目标\n资金总额 政府预算资金 财政专户管理资金 单位资金 成本指标 产出指标 效益指标 满意度指标\n三级指标 指标值 三级指标 指标值 三级指标 指标值 三级指标 指标值\n410100250001 道路养护 5.00 5.00\n养护成本 ≤5万元 养护里程 ≥3公里 群众满意度 ≥90%\n";
    let document = read(text.as_bytes());
    assert!(
        document.findings.iter().any(|finding| finding.message.contains("nothing decides the columns of 养护成本")),
        "{:#?}",
        document.findings
    );
}

#[test]
fn nothing_is_lost() {
    check_that_nothing_is_lost(drawn());
}

#[test]
#[cfg_attr(not(shared), ignore = "there is no ../shared")]
fn nothing_is_lost_of_seeds() {
    check_that_nothing_is_lost(seeds());
}

fn check_that_nothing_is_lost(inputs: Vec<(String, Vec<u8>)>) {
    for (name, bytes) in inputs {
        let text = String::from_utf8(bytes.clone()).expect("the dumps are UTF-8");
        let document = read(&bytes);
        assert!(!document.tables.is_empty(), "{name}: no tables");
        for index in 0..document.tables.len() {
            let lost = lost(&text, &document, index);
            assert_eq!(lost, "", "{name} table {}: characters in no cell, caption, note or finding", index + 1);
        }
    }
}

/// A generator whose numbers are the same on every machine (Marsaglia's xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).expect("a limit fits")).expect("below the limit")
    }
}

#[test]
fn no_bytes_make_it_panic() {
    spoil(&drawn());
    for bytes in [&b""[..], b"\n", b"\t\n\t\n", b"\xff\xfe\x00", b"\xef\xbb\xbf", b"\t1\t2\t3\n\t1\t2\t3\n", &[0; 64]] {
        read(bytes);
    }
}

#[test]
#[cfg_attr(not(shared), ignore = "there is no ../shared")]
fn no_bytes_of_seeds_make_it_panic() {
    spoil(&seeds());
}

/// Reads spoilt copies of dumps: a third of them where the build is not optimised, which takes minutes for all.
fn spoil(inputs: &[(String, Vec<u8>)]) {
    const STEP: usize = if cfg!(debug_assertions) { 3 } else { 1 };
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for (_, bytes) in inputs {
        for round in (0..12).step_by(STEP) {
            let mut bytes = bytes.clone();
            for _ in 0..1 + round * 8 {
                let at = numbers.below(bytes.len());
                match numbers.below(4) {
                    0 => bytes[at] = u8::try_from(numbers.below(256)).expect("a byte"),
                    1 => drop(bytes.remove(at)),
                    2 => bytes.insert(at, [b'\t', b' ', b'\n', 0xff, b'0'][numbers.below(5)]),
                    // Lines out of order: a stretch of the text goes to its end.
                    _ => {
                        let end = (at + numbers.below(2000)).min(bytes.len());
                        let cut: Vec<u8> = bytes.drain(at..end).collect();
                        bytes.extend(cut);
                    }
                }
            }
            read(&bytes);
        }
    }
}

#[test]
fn the_search_of_a_large_table_ends() {
    const ROWS: usize = 600;
    let names: Vec<String> = (1..=8).map(|n| format!("来源{n}")).collect();
    let mut text = String::from("单位：万元\n预算02表\n2025年部门收入预算表\n部门代码 部门名称 总计\n");
    text.push_str(
        "本年收入 上年结转结余 合计 一般公共预算 政府性基金 国有资本经营预算 财政专户管理资金收入 事业收入\n",
    );
    text.push_str("事业单位经营收入 上级补助收入 附属单位上缴收入 其他收入 合计 一般公共预算 政府性基金\n");
    text.push_str("国有资本经营预算 财政专户管理资金 单位资金 小计 其中：财政拨款\n");
    for row in 0..ROWS {
        let unit = row + 1;
        text.push_str(&format!(
            "{:06} 某{}{} {}.00 {}.00 {unit}.00 {unit}.00 {unit}.00 {unit}.00\n",
            100_000 + row,
            names[row % 8],
            row,
            unit * 3,
            unit * 3
        ));
    }
    // That it ends at all is the test: the search is bounded by steps, and benchmarks measure it.
    let document = read(text.as_bytes());
    assert_eq!(document.tables.first().map(|table| table.rows.len()), Some(ROWS));
}

/// Cells that are right among those of the gold tables.
#[derive(Default)]
struct Score {
    cells: usize,
    right: usize,
    amounts: usize,
    amounts_right: usize,
    captions: usize,
    captions_right: usize,
}

#[test]
#[cfg_attr(not(shared), ignore = "there is no ../shared")]
fn gold_tables_are_met() {
    let forms = ["dept_performance_goals", "project_performance_goals", "project_self_evaluation"];
    let (mut money, mut form) = (Score::default(), Score::default());
    for path in inside(&shared("gold/seeds")) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let gold = read_json(&path);
        let gold = gold.as_array().unwrap();
        let bytes = std::fs::read(shared(&format!("seeds/{name}.txt"))).unwrap();
        let document = read(&bytes);
        assert_eq!(document.tables.len(), gold.len(), "{name}: tables");
        for (gold, table) in gold.iter().zip(&document.tables) {
            let kind = gold["kind"].as_str().unwrap_or_default();
            compare(gold, table, if forms.contains(&kind) { &mut form } else { &mut money });
        }
    }
    let share = |right: usize, all: usize| 100.0 * right as f64 / all.max(1) as f64;
    assert!(share(money.right, money.cells) >= 99.9, "financial cells: {} of {}", money.right, money.cells);
    assert_eq!(money.amounts_right, money.amounts, "amounts in their cells");
    assert!(share(form.right, form.cells) >= 99.0, "cells of forms: {} of {}", form.right, form.cells);
    assert_eq!(money.captions_right, money.captions, "titles, numbers, units, organisations, years");
    assert_eq!(form.captions_right, form.captions, "titles, numbers, units, organisations, years of forms");
}

/// The dumps of `samples/` give the tables that were drawn, to the last cell.
#[test]
fn sample_dumps_are_met() {
    let samples = project().join("samples");
    for name in ["ruled-budget-raw", "ruled-budget-tabbed"] {
        let bytes = std::fs::read(samples.join(format!("{name}.txt"))).expect("the sample is there");
        let gold = read_json(&samples.join(format!("expected/{name}.json")));
        let gold = gold.as_array().unwrap();
        let document = read(&bytes);
        assert_eq!(document.tables.len(), gold.len(), "{name}: tables");
        let mut score = Score::default();
        for (gold, table) in gold.iter().zip(&document.tables) {
            let names: Vec<&str> =
                gold["columns"].as_array().expect("names").iter().filter_map(|n| n.as_str()).collect();
            assert_eq!(table.column_names(), names, "{name}");
            compare(gold, table, &mut score);
        }
        assert_eq!(score.right, score.cells, "{name}: cells");
        assert_eq!(score.captions_right, score.captions, "{name}: captions");
    }
}

fn compare(gold: &serde_json::Value, table: &Table, score: &mut Score) {
    let text = |value: &serde_json::Value| solid(value.as_str().unwrap_or_default());
    let rows: Vec<Vec<&str>> = texts(table, true);
    let printed: Vec<&Vec<&str>> = rows.iter().filter(|row| row.iter().any(|text| !text.is_empty())).collect();
    let all = gold["rows"].as_array().cloned().unwrap_or_default();
    let all: Vec<_> =
        all.iter().filter_map(|row| row.as_array()).filter(|row| row.iter().any(|c| !text(c).is_empty())).collect();
    for (r, row) in all.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            let own = printed.get(r).and_then(|row| row.get(c)).map(|text| solid(text)).unwrap_or_default();
            let expected = text(cell);
            let right = own == expected;
            let amount = expected.contains('.') && expected.chars().all(|c| c.is_ascii_digit() || ",.-".contains(c));
            score.cells += 1;
            score.right += usize::from(right);
            score.amounts += usize::from(amount);
            score.amounts_right += usize::from(amount && right);
        }
    }
    let caption = &table.caption;
    let own = [
        (&gold["title"], caption.title.clone()),
        (&gold["table_no"], caption.number.clone()),
        (&gold["unit"], caption.unit.clone()),
        (&gold["org"], caption.organisation.clone()),
    ];
    for (expected, own) in own {
        score.captions += 1;
        score.captions_right += usize::from(text(expected) == solid(&own.unwrap_or_default()));
    }
    score.captions += 1;
    score.captions_right += usize::from(gold["year"].as_i64() == caption.fiscal_year.map(i64::from));
}

#[test]
fn columns_that_nobody_knows_keep_their_names_and_amounts_in_any_order() {
    const NAMES: [&str; 6] = ["鼠牛", "虎兔龙", "蛇马羊猴", "鸡狗猪", "甲乙丙", "丁戊"];
    const ROWS: [(&str, [&str; 6]); 4] = [
        ("子丑", ["21.50", "1.00", "2.25", "3.75", "4.50", "10.00"]),
        ("寅卯", ["1,021.00", "7.00", "8.00", "9.50", "0.50", "996.00"]),
        ("辰巳", ["5.00", "1.00", "1.00", "1.00", "1.00", "1.00"]),
        ("午未", ["16.10", "0.10", "2.00", "3.00", "5.00", "6.00"]),
    ];
    // Each order is the one before it, turned and with two columns changed over.
    let mut order = [0, 1, 2, 3, 4, 5];
    for turn in 0..24 {
        order.rotate_left(1 + turn % 4);
        order.swap(turn % 6, (turn * 5 + 2) % 6);
        let line = |own: [&str; 6]| order.map(|column| own[column]).join(" ");
        let rows: String = ROWS.iter().map(|(name, own)| format!("{name} {}\n", line(*own))).collect();
        let text = format!("2026年某市支出情况表\n单位：万元\n申酉 {}\n{rows}", line(NAMES));
        let document = read(text.as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{document:#?}") };
        assert_eq!(table.column_names().join(" "), format!("申酉 {}", line(NAMES)), "{text}");
        let found: String = texts(table, true).iter().map(|row| row.join(" ") + "\n").collect();
        assert_eq!(found, rows);
    }
}

#[test]
fn sentences_behind_the_amounts_are_a_column_and_pages_may_wrap_the_header_differently() {
    let text = "\
表12
项目支出预算表
单位：万元
支出项目类别（资金使用单
位） 总计
财政拨款
财政专
户拨款 其他资金 绩效目标 合计 一般公共预 算 政府性基金 预算 国有资本经 营预算
合计 30.00 20.00 12.00 8.00 0.00 0.00 10.00
某局 30.00 20.00 12.00 8.00 0.00 0.00 10.00
　　其他运行经费 5.00 5.00 5.00 0.00 0.00 0.00 0.00
1、通过购买服务提供良好的后勤
服务保障，提高工作效率，保障行政运
行。
　　购置经费 6.00 5.00 5.00 0.00 0.00 0.00 1.00 通过更新设备，保障办公。
- 32 -
支出项目类别（资金使用单
位） 总计
财政拨款
财政专
户拨款
其他资
金 绩效目标 合计 一般公共预 算 政府性基金 预算 国有资本经 营预算
　　环评与排放管理工作经
费 9.00 5.00 2.00 3.00 0.00 0.00 4.00
提高环评水平，建立健全体系，
推进高质量发展。
　　法规专项 10.00 5.00 0.00 5.00 0.00 0.00 5.00
通过开展相关法治建设，提高
水平。
";
    let document = read(text.as_bytes());
    let [table] = document.tables.as_slice() else { panic!("{document:#?}") };
    assert_eq!(
        table.column_names().join(" "),
        "支出项目类别（资金使用单位） 总计 财政拨款/合计 财政拨款/一般公共预算 财政拨款/政府性基金预算 财政拨款/国有资本经营预算 财政专户拨款 其他资金 绩效目标"
    );
    let rows: Vec<String> = texts(table, true).iter().map(|row| row.join("|")).collect();
    assert_eq!(
        rows,
        [
            "合计|30.00|20.00|12.00|8.00|0.00|0.00|10.00|",
            "某局|30.00|20.00|12.00|8.00|0.00|0.00|10.00|",
            "其他运行经费|5.00|5.00|5.00|0.00|0.00|0.00|0.00|1、通过购买服务提供良好的后勤服务保障，提高工作效率，保障行政运行。",
            "购置经费|6.00|5.00|5.00|0.00|0.00|0.00|1.00|通过更新设备，保障办公。",
            "环评与排放管理工作经费|9.00|5.00|2.00|3.00|0.00|0.00|4.00|提高环评水平，建立健全体系，推进高质量发展。",
            "法规专项|10.00|5.00|0.00|5.00|0.00|0.00|5.00|通过开展相关法治建设，提高水平。",
        ]
    );
}

#[test]
fn a_header_that_goes_on_is_no_shorter_form() {
    let text = "表5\n一般公共预算支出表\n单位：万元\n科目编码\n科目名称 合计\n基本支出\n项目支出\n类 款 项 小 计 人员支出 日常公用支出\n合计 17.85 11.85 10.00 1.85 6.00\n201 一般公共服务支出 13.84 8.84 7.50 1.34 5.00\n40 信访事务 13.84 8.84 7.50 1.34 5.00\n01 行政运行 8.84 8.84 7.50 1.34\n205 教育支出 4.01 3.01 2.50 0.51 1.00\n08 进修及培训 4.01 3.01 2.50 0.51 1.00\n";
    let document = read(text.as_bytes());
    let [table] = document.tables.as_slice() else { panic!("{document:#?}") };
    assert_eq!(
        table.column_names().join(" "),
        "科目编码/类 科目编码/款 科目编码/项 科目名称 合计 基本支出/小计 基本支出/人员支出 基本支出/日常公用支出 项目支出"
    );
    assert_eq!(table.amounts(), 29);
    assert_eq!(
        table.rows[3].cells[5..9].iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>(),
        ["8.84", "7.50", "1.34", ""]
    );
}

#[test]
fn rows_that_stand_before_the_title_of_their_page_are_its_rows() {
    let page = |number: usize, title: &str| {
        let row = |name: &str| format!("{name} 3{number}.00 1{number}.00 20.00\n");
        let rows = row("合计") + &row("某局");
        format!("小计\n{rows}表{number}\n2026年{title}预算表\n单位：万元\n单位名称\n项目支出\n")
    };
    let text = [page(1, "收入"), page(2, "支出"), page(3, "基本支出"), page(4, "项目支出")].join("\u{c}");
    let document = read(text.as_bytes());
    let found: Vec<(Option<&str>, usize)> =
        document.tables.iter().map(|table| (table.caption.number.as_deref(), table.amounts())).collect();
    assert_eq!(found, [(Some("表1"), 6), (Some("表2"), 6), (Some("表3"), 6), (Some("表4"), 6)]);
    let second = texts(&document.tables[1], true);
    assert!(second.iter().any(|row| row.contains(&"32.00")), "{second:?}");
}

#[test]
fn names_printed_several_times_in_one_place_are_read_once() {
    let text = "表表表111\n222000222666年年年支支支出出出表表表\n单单单位位位：：：万万万元元元\n名名名称称称 合合合计计计 基基基本本本支支支出出出\n某局 111.00 111.00\n三三公司 2.00 2.00\n另一局 3.00 3.00\n";
    let document = read(text.as_bytes());
    let [table] = document.tables.as_slice() else { panic!("{document:#?}") };
    assert_eq!(table.caption.title.as_deref(), Some("2026年支出表"));
    assert_eq!(table.column_names(), ["名称", "合计", "基本支出"]);
    assert_eq!(
        texts(table, true),
        [["某局", "111.00", "111.00"], ["三三公司", "2.00", "2.00"], ["另一局", "3.00", "3.00"]]
    );
}

/// The numbers of a text, as they are printed, each as often as it stands there.
fn numbers<'t>(parts: impl Iterator<Item = &'t str>) -> BTreeMap<&'t str, usize> {
    let mut found = BTreeMap::new();
    for word in parts.flat_map(str::split_whitespace).filter(|word| word.contains('.') && word.parse::<f64>().is_ok()) {
        *found.entry(word).or_default() += 1;
    }
    found
}

#[test]
fn every_number_of_a_body_stands_in_a_cell() {
    let heads = [
        "项目 合计 基本支出 项目支出",
        "科目编码 科目名称 合计 基本支出 项目支出",
        "鼠牛 虎兔 龙蛇 马羊",
        "单位\n名称 合计\n基本\n支出 项目\n支出",
    ];
    let mut seed = 7_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    for round in 0..200 {
        let head = heads[round % heads.len()];
        let rows: Vec<String> = (0..4 + next(8))
            .map(|row| {
                let code = if head.contains("编码") { format!("2010{} ", 100 + row) } else { String::new() };
                let values: Vec<String> = (0..1 + next(3)).map(|_| format!("{}.{:02}", next(900), next(100))).collect();
                let name = ["某局", "教育支出", "某市第一中学", "其他支出"][next(4)];
                let wrapped = if next(5) == 0 { "\n" } else { " " };
                format!("{code}{name}{wrapped}{}\n", values.join(" "))
            })
            .collect();
        let body = rows.concat();
        let text = format!("2026年支出预算表\n单位：万元\n{head}\n{body}");
        let document = read(text.as_bytes());
        let cells = document.tables.iter().flat_map(|table| texts(table, true).concat());
        assert_eq!(numbers(cells), numbers(body.split('\n')), "{text}{document:#?}");
    }
}

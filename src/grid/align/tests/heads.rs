//! Names of tables that are painted cell by cell, or stand as what they lead does.

use crate::grid;
use crate::grid::align::{columns, word};
use crate::model::Table;
use crate::pdf::Page;
use crate::sketch::{blank_page, check, glyph, read_pages};

/// Texts with where each begins and its baseline, in the order of painting.
pub(super) type Texts<'a> = &'a [(f64, f64, &'a str)];

/// A page on which these texts are painted below the title and unit of a table.
fn painted(texts: Texts<'_>) -> Page {
    let mut page = blank_page(0);
    let caption = [(200.0, 100.0, "2025年指标完成情况表"), (420.0, 118.0, "单位：万元")];
    for (run, (x, base, text)) in caption.iter().chain(texts).enumerate() {
        let mut x = *x;
        for character in text.chars() {
            page.glyphs.push(glyph(character, x, *base, run as u32));
            x += if character.is_ascii() { 5.0 } else { 10.0 };
        }
    }
    page
}

pub(super) fn read(texts: Texts<'_>) -> Table {
    let mut tables = read_pages(std::iter::once(painted(texts)));
    assert_eq!(tables.len(), 1, "{tables:?}");
    tables.remove(0)
}

pub(super) fn names(table: &Table) -> Vec<String> {
    table.columns.iter().map(|column| column.path.join("/")).collect()
}

/// Rows of a label of two lines and amounts level with its middle, as programs paint that set tables.
pub(super) fn rows(first: f64, ends: [f64; 3]) -> Vec<(f64, f64, &'static str)> {
    let mut texts = Vec::new();
    for row in 0..3 {
        let top = first + f64::from(row) * 40.0;
        texts.extend([(40.0, top, "运输仓储和邮政业务"), (40.0, top + 12.0, "中的收入")]);
        texts.extend(ends.map(|end| (end - 30.0, top + 6.0, "219.35")));
    }
    texts
}

#[test]
fn a_number_alone_counts_what_stands_behind_it() {
    let mut texts = vec![(75.0, 150.0, "指标")];
    // The font of the figures leaves a gap, and names are painted in runs of one font.
    texts.extend([(182.0, 150.0, "1"), (191.0, 150.0, "季度"), (262.0, 150.0, "1-3"), (281.0, 150.0, "季度")]);
    texts.push((355.0, 150.0, "年度"));
    texts.extend(rows(180.0, [210.0, 300.0, 380.0]));
    let table = read(&texts);
    assert_eq!(names(&table), ["指标", "1季度", "1-3季度", "年度"]);
    assert_eq!(table.rows.len(), 3);
}

#[test]
fn a_name_right_below_the_one_it_stands_under_is_its_own() {
    // The last name of the upper row, and below it the first of the lower: both begin at one side.
    let mut texts =
        vec![(40.0, 157.0, "指标"), (140.0, 151.0, "上年"), (140.0, 163.0, "合计"), (230.0, 150.0, "本年数")];
    texts.extend([(230.0, 165.0, "预算"), (320.0, 165.0, "决算")]);
    texts.extend(rows(190.0, [190.0, 280.0, 370.0]));
    assert_eq!(names(&read(&texts)), ["指标", "上年合计", "本年数/预算", "本年数/决算"]);
}

#[test]
fn lines_that_end_together_show_names_at_the_right() {
    let mut texts = vec![(130.0, 156.0, "指标名称"), (170.0, 150.0, "年度"), (180.0, 162.0, "值")];
    texts.extend([(250.0, 150.0, "实际完成"), (280.0, 162.0, "值"), (355.0, 156.0, "得分")]);
    for row in 0..4 {
        let top = 190.0 + f64::from(row) * 20.0;
        texts.extend([(40.0, top, "办件"), (170.0, top, "良好"), (250.0, top, "及时"), (360.0, top, "5.0")]);
    }
    assert_eq!(names(&read(&texts)), ["指标名称", "年度值", "实际完成值", "得分"]);
}

#[test]
fn lines_on_whole_pixels_are_of_one_name() {
    // Steps of 10 and of 10.75 points: lines of one cell, as a browser sets them.
    let mut texts =
        vec![(40.0, 160.0, "指标"), (150.0, 150.0, "上级"), (150.0, 160.0, "补助"), (150.0, 170.75, "收入")];
    texts.extend([(240.0, 150.0, "事业"), (240.0, 160.75, "单位"), (240.0, 170.75, "收入"), (340.0, 160.0, "合计")]);
    texts.extend(rows(200.0, [190.0, 280.0, 370.0]));
    assert_eq!(names(&read(&texts)), ["指标", "上级补助收入", "事业单位收入", "合计"]);
}

#[test]
fn names_stand_as_what_they_lead() {
    check(
        "
                  2025年部门支出预算表
                                                                     单位：万元
          项目                            单位                     合计          基本
          一般公共服务支出                本级机关             1,300.00      1,200.00
          社会保障和就业支出              信息中心                20.00         10.00
          合计                                                 1,320.00      1,210.00
        ",
        "
        # 2025年部门支出预算表 / 万元
        > 项目 | 单位 | 合计 | 基本
        一般公共服务支出 | 本级机关 | 1,300.00 | 1,200.00
        社会保障和就业支出 | 信息中心 | 20.00 | 10.00
        合计 |  | 1,320.00 | 1,210.00",
    );
}

#[test]
fn a_name_at_the_left_leads_all_up_to_the_next() {
    check(
        "
                  2025年部门支出预算表
                                                                                单位：万元
          项目                            本年支出                              上年支出
          编码      名称                  小计          基本        项目        小计
          201       一般公共服务支出      1,300.00      1,200.00    100.00      1,250.00
          208       社会保障和就业支出    20.00         10.00       10.00       15.00
          213       农林水支出            30.00         20.00       10.00       25.00
        ",
        "
        # 2025年部门支出预算表 / 万元
        > 项目/编码 | 项目/名称 | 本年支出/小计 | 本年支出/基本 | 本年支出/项目 | 上年支出/小计
        201 | 一般公共服务支出 | 1,300.00 | 1,200.00 | 100.00 | 1,250.00
        208 | 社会保障和就业支出 | 20.00 | 10.00 | 10.00 | 15.00
        213 | 农林水支出 | 30.00 | 20.00 | 10.00 | 25.00",
    );
}

#[test]
fn amounts_at_the_left_below_names_in_the_middle() {
    check(
        "
                  2025年部门收支预算表
                                                                            单位：万元
                         收入                                   支出
                项目               金额               项目                金额
          一般公共预算         1,234.50           一般公共服务支出    1,300.00
          事业收入             234.50             社会保障支出        20.00
          其他收入             4.00               卫生健康支出        153.00
        ",
        "
        # 2025年部门收支预算表 / 万元
        > 收入/项目 | 收入/金额 | 支出/项目 | 支出/金额
        一般公共预算 | 1,234.50 | 一般公共服务支出 | 1,300.00
        事业收入 | 234.50 | 社会保障支出 | 20.00
        其他收入 | 4.00 | 卫生健康支出 | 153.00",
    );
}

#[test]
fn texts_over_each_other_are_told() {
    let layout = |texts: Texts<'_>| {
        let mut layout = grid::layout(&painted(texts));
        grid::align(std::iter::once(&mut layout));
        assert_eq!(layout.grids.len(), 1);
        layout.overlapping
    };
    let mut texts = vec![(75.0, 150.0, "指标"), (182.0, 150.0, "一季"), (262.0, 150.0, "二季"), (355.0, 150.0, "全年")];
    texts.extend(rows(180.0, [210.0, 300.0, 380.0]));
    assert_eq!(layout(&texts), 0);
    // A row too low for its text.
    texts.extend([(40.0, 276.0, "批发和零售业务中的"), (40.0, 288.0, "物流收入"), (180.0, 282.0, "91.97")]);
    assert!(layout(&texts) > 0);
}

/// Rows stand no further apart than the lines of a name: what stands at half its height beside it says that it is one.
#[test]
fn a_wrapped_name_beside_names_at_half_its_height() {
    let mut texts = vec![
        (122.0, 135.0, "项目"),
        (400.0, 135.0, "附属单位上缴"),
        (260.0, 142.0, "合计"),
        (330.0, 142.0, "事业收入"),
        (500.0, 142.0, "其他收入"),
        (60.0, 149.0, "科目编码"),
        (140.0, 149.0, "科目名称"),
        (420.0, 149.0, "收入"),
    ];
    let rows = [
        ("201", "公共服务支出", ["1,250.00", "1,200.00", "10.00", "40.00"]),
        ("208", "社会保障支出", ["250.00", "200.00", "10.00", "40.00"]),
        ("210", "卫生健康支出", ["150.00", "100.00", "10.00", "40.00"]),
    ];
    for (at, (code, name, numbers)) in rows.iter().enumerate() {
        let y = 163.0 + 14.0 * at as f64;
        texts.extend([(60.0, y, *code), (125.0, y, *name)]);
        let ends = numbers.iter().zip([300.0, 380.0, 450.0, 550.0]);
        texts.extend(ends.map(|(number, end)| (end - 5.0 * number.len() as f64, y, *number)));
    }
    let expected = ["项目/科目编码", "项目/科目名称", "合计", "事业收入", "附属单位上缴收入", "其他收入"];
    assert_eq!(names(&read(&texts)), expected);
}

/// Rows without values between the names and the first row with some: they stand in the middle of the columns of labels.
#[test]
fn rows_of_labels_in_the_middle_are_no_names() {
    let rows = [
        ["一级指标", "二级指标", "分值", "得分"],
        ["成本指标", "经济成本指标", "", ""],
        ["产出", "数量", "10.00", "10.00"],
        ["产出的效益", "质量指标", "12.00", "11.50"],
        ["效益的各指标", "社会效益", "8.00", "8.00"],
        ["满意度", "服务", "5.00", "5.00"],
        ["其他", "社会的指标", "5.00", "4.00"],
    ];
    let mut texts = Vec::new();
    for (row, cells) in rows.iter().enumerate() {
        for (text, middle) in cells.iter().zip([80.0, 200.0, 330.0, 420.0]).filter(|(text, _)| !text.is_empty()) {
            let width: f64 = text.chars().map(|c| if c.is_ascii() { 5.0 } else { 10.0 }).sum();
            texts.push((middle - width / 2.0, 150.0 + 24.0 * row as f64, *text));
        }
    }
    let table = read(&texts);
    assert_eq!(names(&table), rows[0]);
    assert_eq!(table.rows.len(), 6);
}

/// Programs that paint wrapped cells behind all others, in rows too low for them: the names of both passes are of one head.
#[test]
fn a_head_painted_in_two_passes() {
    let mut texts = vec![(40.0, 155.0, "指标"), (165.0, 155.0, "合计"), (310.0, 149.0, "本年收入")];
    texts.extend(rows(185.0, [190.0, 280.0, 370.0]));
    for row in 0..3 {
        texts.push((420.0, 191.0 + f64::from(row) * 40.0, "219.35"));
    }
    texts.extend([
        (240.0, 155.0, "基金预算"),
        (250.0, 167.0, "收入"),
        (330.0, 155.0, "上级补助"),
        (340.0, 167.0, "收入"),
    ]);
    texts.extend([(410.0, 155.0, "附属单位"), (420.0, 167.0, "上缴")]);
    let expected = ["指标", "合计", "本年收入/基金预算收入", "本年收入/上级补助收入", "本年收入/附属单位上缴"];
    assert_eq!(names(&read(&texts)), expected);
}

/// In the pass of the plain cells `金额` stands right of `指标`; what it stands level with is of the row below.
#[test]
fn a_name_of_another_pass_is_of_the_level_it_stands_on() {
    let mut texts = vec![(40.0, 156.0, "指标"), (255.0, 162.0, "金额")];
    texts.extend(rows(190.0, [190.0, 280.0, 370.0]));
    for row in 0..3 {
        texts.push((420.0, 196.0 + f64::from(row) * 40.0, "219.35"));
    }
    // Two of them on two levels, the middle of each right above the other's.
    texts.extend([
        (150.0, 156.0, "2024年数"),
        (330.0, 150.0, "2025年数"),
        (335.0, 162.0, "占预算"),
        (420.0, 162.0, "增长%"),
    ]);
    let expected = ["指标", "2024年数", "2025年数/金额", "2025年数/占预算", "2025年数/增长%"];
    assert_eq!(names(&read(&texts)), expected);
}

/// What stands at the left of its columns begins them for the names below it, too.
#[test]
fn a_name_at_the_left_leads_nothing_beyond_the_next_above() {
    check(
        "
                  2025年部门支出预算表
                                                                                单位：万元
          项目                                  本年支出
          科目编码
          类    款    名称                      小计          基本          项目
          201         一般公共服务支出          1,300.00      1,200.00      100.00
          208   01    社会保障和就业支出        20.00         10.00         10.00
          213   02    农林水支出                30.00         20.00         10.00
        ",
        "
        # 2025年部门支出预算表 / 万元
        > 项目/科目编码/类 | 项目/科目编码/款 | 项目/科目编码/名称 | 本年支出/小计 | 本年支出/基本 | 本年支出/项目
        201 |  | 一般公共服务支出 | 1,300.00 | 1,200.00 | 100.00
        208 | 01 | 社会保障和就业支出 | 20.00 | 10.00 | 10.00
        213 | 02 | 农林水支出 | 30.00 | 20.00 | 10.00",
    );
}

/// The last name of the upper row stands right above the first of the lower one, and leaves room for it.
#[test]
fn a_name_that_had_room_on_its_line_is_of_another_level() {
    let mut texts = vec![(40.0, 162.0, "指标"), (160.0, 150.0, "本年数"), (160.0, 162.0, "金额")];
    texts.extend([(250.0, 162.0, "比重"), (340.0, 162.0, "增长")]);
    texts.extend(rows(190.0, [190.0, 280.0, 370.0]));
    assert_eq!(names(&read(&texts)), ["指标", "本年数/金额", "本年数/比重", "本年数/增长"]);
    // Beside a column as near as this the same would be wrapped.
    let near: Vec<_> = texts.iter().map(|(x, y, text)| (if *x == 250.0 { 205.0 } else { *x }, *y, *text)).collect();
    assert_eq!(names(&read(&near)), ["指标", "本年数金额", "比重", "增长"]);
}

/// The label of the first row stands right below the last name, further than lines of one cell do.
#[test]
fn a_first_row_right_below_the_last_name() {
    let mut texts =
        vec![(40.0, 150.0, "项目"), (190.0, 150.0, "上级补助"), (190.0, 160.0, "收入"), (280.0, 156.0, "合计")];
    texts.extend([(40.0, 165.0, "编码"), (80.0, 165.0, "名称")]);
    texts.extend([(80.0, 180.0, "总计"), (200.0, 180.0, "219.35"), (280.0, 180.0, "219.35")]);
    for row in 0..3 {
        let y = 195.0 + f64::from(row) * 15.0;
        texts.extend([(45.0, y, "20508"), (80.0, y, "教育支出"), (200.0, y, "219.35"), (280.0, y, "219.35")]);
    }
    let table = read(&texts);
    assert_eq!(names(&table), ["项目/编码", "项目/名称", "上级补助收入", "合计"]);
    assert_eq!(table.rows.len(), 4);
}

/// Codes right before their names are a column of their own; what counts something stands behind its number in one.
#[test]
fn a_code_near_its_name_is_a_column_of_its_own() {
    let beside = |number: &str, gap: f64, name: &str| {
        let mut page = blank_page(0);
        for row in 0..4 {
            let mut x = 50.0;
            let (end, y) = (50.0 + 5.0 * number.len() as f64, 150.0 + f64::from(row) * 16.0);
            for (at, character) in number.chars().chain(name.chars()).enumerate() {
                x = if at == number.len() { end + gap } else { x };
                page.glyphs.push(glyph(character, x, y, at as u32));
                x += if character.is_ascii() { 5.0 } else { 10.0 };
            }
        }
        let lines = word::lines(&page.glyphs, |_| true);
        columns::columns(&lines.iter().collect::<Vec<_>>()).bands.first().map_or(0, |band| band.beside)
    };
    assert_eq!(beside("01", 5.0, "基本工资"), 4);
    assert_eq!(beside("01", 2.0, "人次"), 0);
}

//! A dump with one cell on each line -> a line for each row, as a dump in reading order prints it. Values go on with the
//! line above them; a code begins a line, and the name behind it goes on with it. Wrapped names stay as they are.

use super::coded::{Codes, is_class};
use super::line::{Line, tokens};
use super::row::may_be_value as is_value;
use super::token::{Kind, Token};
use crate::catalogue::{self, lexicon};
use crate::model::ColumnRole;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Does each cell stand on a line of its own? Then few lines hold a name and values, and many nothing but values.
pub(super) fn stand_alone(lines: &[&Line<'_>]) -> bool {
    /// Fewer lines say nothing.
    const LINES: usize = 8;
    if lines.len() < LINES {
        return false;
    }
    let beside = stand_side_by_side(lines);
    let (mut values, mut both) = (0_usize, 0_usize);
    for line in lines {
        let own = tokens(line);
        // A code may stand on the line of its name.
        let own = own.get(usize::from(own.first().is_some_and(|first| first.kind == Kind::Digits && own.len() > 1))..);
        let own = own.unwrap_or_default();
        let valued = own.iter().filter(|token| is_value(token)).count();
        // A value before a name is that of the name on the line above, where another table stands beside.
        let ends_value = beside && valued == 1 && own.first().is_some_and(|first| first.kind == Kind::Amount);
        values += usize::from(valued == own.len() || ends_value);
        both += usize::from(valued > 0 && valued < own.len() && !ends_value);
    }
    values * 6 > lines.len() && both * 8 < lines.len()
}

/// Do most lines that hold nothing but values hold several, as those of rows do whose names stand on other lines?
pub(super) fn print_values_of_rows(lines: &[&Line<'_>]) -> bool {
    let (mut single, mut several) = (0_usize, 0_usize);
    for own in lines.iter().map(|line| tokens(line)).filter(|own| own.iter().all(is_value)) {
        if own.len() > 1 { several += 1 } else { single += 1 }
    }
    several > single
}

/// Does the header name its column of names twice? Then two tables stand side by side.
pub(super) fn stand_side_by_side(lines: &[&Line<'_>]) -> bool {
    let header = lines.iter().take_while(|line| !tokens(line).iter().any(|token| token.kind == Kind::Amount));
    let names: Vec<String> = header.flat_map(|line| tokens(line)).map(|token| token.text.into_owned()).collect();
    let own = |name: &&String| {
        catalogue::role(&[(*name).clone()]) == ColumnRole::Label && !name.contains("科目") && !name.contains("名称")
    };
    // `2025年` / `预算数`: a name that goes on with a year is another one.
    let dated = |at: usize| at.checked_sub(1).and_then(|at| names.get(at)).is_some_and(|name| name.ends_with('年'));
    let own: Vec<&String> =
        names.iter().enumerate().filter(|&(at, _)| !dated(at)).map(|(_, name)| name).filter(own).collect();
    // A name of rows behind one of values.
    /// No header has more names.
    const NAMES: usize = 200;
    let is_number = |name: &&String| name.len() != 4 && super::clean::all_digits(name.as_str());
    let head = names.iter().take(NAMES).take_while(|name| !is_number(name)).count();
    let again = |(at, name): (usize, &String)| {
        let names_rows = catalogue::role(std::slice::from_ref(name)) == ColumnRole::Label;
        let before = names.iter().take(at).position(|before| before == name).filter(|_| names_rows);
        let between = before.and_then(|before| names.get(before + 1..at));
        between.is_some_and(|between| between.iter().any(|name| lexicon().is_value(name)))
    };
    names.iter().enumerate().take(head).any(again)
        || own.iter().enumerate().any(|(at, name)| own.iter().take(at).any(|before| before == name))
        // Under groups a name of values comes twice; more often only where tables stand side by side.
        || names.iter().enumerate().filter(|&(at, name)| !dated(at) && matches!(name.as_str(), "预算数" | "金额")).count() > 2
        || ["收入", "支出"].iter().all(|half| names.iter().any(|name| name == half))
}

/// The lines of rows.
pub(super) fn rows<'a>(lines: &[&'a Line<'a>]) -> Vec<Line<'a>> {
    let all: Vec<Vec<Token<'a>>> = lines.iter().map(|line| tokens(line)).collect();
    let codes = Codes::of(&all);
    let kinds = kinds(&all);
    let coded_twice = lines.iter().take(40).filter(|line| line.text.contains("编码")).count() > 1;
    let mut done: Vec<Line<'a>> = Vec::new();
    // Does the row that is under way have values?
    let mut valued = false;
    for (at, (line, own)) in lines.iter().zip(&all).enumerate() {
        let values = own.iter().all(is_value);
        let named = || all.get(at + 1).is_some_and(|own| !own.iter().all(is_value));
        let second = || coded_twice && !valued && own.iter().all(is_class) && named();
        let code = own.iter().all(|token| token.kind == Kind::Digits) && (codes.are_at(&all, at) || second());
        let numbering = values && numbers(&all, at);
        let goes_on = done.last().is_some_and(|last| {
            let codes = last.cells.iter().all(|token| token.kind == Kind::Digits);
            // A formula stands beside the number of its column: `4=3/2*100`.
            if is_numbering(&last.cells) && matches!(own.as_slice(), [only] if counts(&only.text, last.cells.len() + 1))
            {
                return true;
            }
            match (code, values) {
                (true, _) => codes || coded_twice && !valued && last.cells.first().is_some_and(is_digits),
                (false, true) => !numbering,
                // A kind goes on with the name that it is of.
                (false, false) if kinds.contains(line.text.trim()) => !last.cells.iter().any(is_value),
                (false, false) => {
                    let behind_code = last.cells.last().is_some_and(|token| token.kind == Kind::Digits);
                    (codes || coded_twice && behind_code && !valued) && !is_numbering(&last.cells)
                }
            }
        });
        valued = valued && goes_on || values && !code || own.iter().any(|token| token.kind == Kind::Amount);
        match done.last_mut().filter(|_| goes_on) {
            Some(last) => {
                let text = last.text.to_mut();
                text.push(' ');
                text.push_str(&line.text);
                last.cells.extend(own.iter().cloned());
            }
            None => done.push(Line {
                number: line.number,
                text: Cow::Owned(line.text.to_string()),
                class: line.class,
                opens_page: line.opens_page,
                cells: own.clone(),
            }),
        }
    }
    done
}

/// The texts of a second column of names: few that come again and again right before values, behind another name.
fn kinds<'a>(all: &'a [Vec<Token<'_>>]) -> BTreeSet<&'a str> {
    /// Each comes so often, at least, on the average, and so many names have one.
    const OFTEN: usize = 4;
    const NAMES: usize = 8;
    let named = |own: &[Token<'_>]| !own.iter().all(is_value);
    let (mut names, mut behind) = (0_usize, 0_usize);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for three in all.windows(3) {
        let [before, own, next] = three else { continue };
        if !named(own) || named(next) {
            continue;
        }
        names += 1;
        if let ([only], true) = (own.as_slice(), named(before)) {
            behind += 1;
            *counts.entry(&*only.text).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count >= OFTEN);
    let again: usize = counts.values().sum();
    let is_column = again >= NAMES && again * 3 >= names * 2 && again * 10 >= behind * 9;
    if is_column { counts.into_keys().collect() } else { BTreeSet::new() }
}

fn is_digits(token: &Token<'_>) -> bool {
    token.kind == Kind::Digits
}

/// Does a row begin here that numbers the columns: 1, 2, 3?
fn numbers(all: &[Vec<Token<'_>>], at: usize) -> bool {
    let counted = all.iter().skip(at).zip(["1", "2", "3"]);
    counted.filter(|(own, number)| matches!(own.as_slice(), [only] if only.text == *number)).count() == 3
}

fn is_numbering(cells: &[Token<'_>]) -> bool {
    cells.len() > 2 && cells.iter().zip(1..).all(|(token, number)| counts(&token.text, number))
}

/// Is this the number of a column, perhaps with its formula?
fn counts(text: &str, number: usize) -> bool {
    text.strip_prefix(number.to_string().as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
}

#[cfg(test)]
mod tests {
    use crate::dump::{read, rows_below_title as rows};

    #[test]
    fn rows_are_made_of_cells_on_lines_of_their_own() {
        let text = "2026年某市支出表\n单位：万元\n科目编码\n科目名称\n合计\n基本支出\n项目支出\n201\n一般公共服务支出\n10.00\n4.00\n6.00\n20101\n人大事务\n7.00\n3.00\n4.00\n2010101\n一般行政管理事务和其他\n各项事务\n3.00\n1.00\n2.00\n";
        let (document, _) = read(text.as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        let rows = crate::dump::rows_of(table);
        assert_eq!(
            rows,
            [
                "201|一般公共服务支出|10.00|4.00|6.00",
                "20101|人大事务|7.00|3.00|4.00",
                "2010101|一般行政管理事务和其他各项事务|3.00|1.00|2.00"
            ]
        );
    }

    #[test]
    fn whole_numbers_before_a_name_are_no_codes_where_others_have_separators() {
        let own = "项目\n2025年\n2026年\n鼠牛\n1,210\n1,220\n虎兔\n10\n20\n龙蛇\n1,100\n1,101\n马羊\n100\n99\n猴鸡\n1,010\n1,020\n";
        assert_eq!(
            rows(own),
            ["鼠牛|1,210|1,220", "虎兔|10|20", "龙蛇|1,100|1,101", "马羊|100|99", "猴鸡|1,010|1,020"]
        );
    }

    #[test]
    fn whole_numbers_before_names_are_no_codes_where_they_fall() {
        let own = "科目名称\n2026年预算数\n支出合计\n3000\n鼠牛\n500\n虎兔\n241\n龙蛇\n118\n马羊\n350\n猴鸡\n1791\n";
        assert_eq!(rows(own), ["支出合计|3000", "鼠牛|500", "虎兔|241", "龙蛇|118", "马羊|350", "猴鸡|1791"]);
    }

    #[test]
    fn amounts_below_zero_on_lines_of_their_own_number_no_pages() {
        let own = "项目\n2025年\n2026年\n增减额\n鼠牛\n1,210\n1,220\n10\n虎兔\n20\n10\n-10\n龙蛇\n1,101\n1,100\n-1\n";
        assert_eq!(rows(own), ["鼠牛|1,210|1,220|10", "虎兔|20|10|-10", "龙蛇|1,101|1,100|-1"]);
    }

    #[test]
    fn a_row_of_zeros_ends_where_the_next_begins() {
        let head = "序号\n部门经济科目编码\n部门经济科目名称\n政府经济科目编码\n政府经济科目名称\n合计\n人员经费支出\n公用经费支出\n";
        let own = "1\n30101\n鼠牛\n50101\n虎兔\n350.5\n350.5\n0\n2\n30102\n龙蛇\n50101\n虎兔\n0\n0\n0\n3\n30103\n马羊\n50102\n猴鸡\n40.5\n30.5\n10\n";
        let rows = rows(&format!("{head}{own}"));
        assert_eq!(rows.len(), 3, "{rows:?}");
        assert_eq!(rows.get(1).map(String::as_str), Some("2|30102|龙蛇|50101|虎兔|0|0|0"));
    }

    #[test]
    fn whole_numbers_before_the_number_of_the_next_row_are_no_codes() {
        let head = "序号\n功能科目编码\n功能科目名称\n合计\n人员经费支出\n公用经费支出\n备注\n";
        let own = "1\n合计\n4713.5\n4353.5\n360\n2\n205\n鼠牛\n214400\n0\n214400\n3\n20508\n虎兔\n214400\n0\n214400\n4\n206\n龙蛇\n4353.5\n4353.5\n0\n";
        assert_eq!(rows(&format!("{head}{own}")).get(1).map(String::as_str), Some("2|205|鼠牛|214400|0|214400|"));
    }

    #[test]
    fn a_whole_number_before_a_code_is_the_value_before_it() {
        let own = "科目编码\n科目名称\n决算数\n201\n鼠牛\n3,348\n20101\n虎兔\n2,624\n2010101\n龙蛇\n308\n2010102\n马羊\n2,316\n202\n猴鸡\n5,100\n";
        let expected =
            ["201|鼠牛|3,348", "20101|虎兔|2,624", "2010101|龙蛇|308", "2010102|马羊|2,316", "202|猴鸡|5,100"];
        assert_eq!(rows(own), expected);
    }

    #[test]
    fn a_code_does_not_go_on_with_the_header() {
        let head = "科目编码\n部门预算支出经济分类科目名称\n科目编码\n政府预算支出经济分类科目名称\n基本支出预算\n类\n款\n类\n款\n小计\n人员支出\n日常公用支出\n";
        let own = "303\n鼠牛\n509\n虎兔\n68.50\n67.78\n0.72\n303\n02\n龙蛇\n509\n05\n马羊\n53.08\n53.08\n";
        assert_eq!(
            rows(&format!("{head}{own}")),
            ["303||鼠牛|509||虎兔|68.50|67.78|0.72", "303|02|龙蛇|509|05|马羊|53.08|53.08|"]
        );
    }

    #[test]
    fn a_value_before_the_name_of_the_other_half_is_that_of_the_name_before() {
        let head = "预算科目\n决算数\n预算科目\n决算数\n";
        let own = "鼠收入\n2,426 牛支出\n1,578\n虎收入\n3,099 兔支出\n2,134\n龙收入\n1,795 蛇支出\n1,648\n马收入\n1,592 羊支出\n1,554\n";
        assert_eq!(rows(&format!("{head}{own}")).first().map(String::as_str), Some("鼠收入|2,426|牛支出|1,578"));
    }

    #[test]
    fn a_kind_goes_on_with_the_name_before_it() {
        let row = |(name, kind): (char, &str)| format!("甲乙丙丁戊己庚辛壬癸{name}\n{kind}\n5.00\n5.00\n");
        let kinds = ["目标类", "运转类"].into_iter().cycle();
        let own: String = "鼠牛虎兔龙蛇马羊猴鸡".chars().zip(kinds).map(row).collect();
        let rows = rows(&format!("项目名称\n项目类别\n合计\n财政拨款\n{own}"));
        assert_eq!(rows.len(), 10, "{rows:?}");
    }

    #[test]
    fn a_name_of_values_that_comes_twice_parts_no_table() {
        let own = "功能分类科目\n预算数\n科目编码\n科目名称\n合计\n基本支出\n项目支出\n项目支出总数\n扣除部分后\n预算数\n2050803\n鼠牛\n9.50\n5.00\n4.50\n4.50\n2080501\n虎兔\n8.00\n7.00\n1.00\n1.00\n2080505\n龙蛇\n6.00\n5.00\n1.00\n1.00\n";
        let rows = rows(own);
        assert_eq!(rows.len(), 3, "{rows:?}");
        assert!(rows.iter().all(|row| row.matches('|').count() >= 5), "{rows:?}");
    }

    #[test]
    fn running_numbers_begin_rows_of_whole_numbers() {
        let own = "序号\n功能科目编码\n功能科目名称\n合计\n人员经费支出\n公用经费支出\n专项业务经费支出\n备注\n1\n合计\n900\n300\n0\n600\n2\n205\n鼠牛\n400\n0\n0\n400\n3\n20501\n虎兔\n400\n0\n0\n400\n4 206\n龙蛇\n500\n300\n0\n200\n";
        assert_eq!(
            rows(own),
            [
                "1||合计|900|300|0|600|",
                "2|205|鼠牛|400|0|0|400|",
                "3|20501|虎兔|400|0|0|400|",
                "4|206|龙蛇|500|300|0|200|"
            ]
        );
    }
}

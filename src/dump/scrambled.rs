//! The header of a raw dump -> columns. Its names are cut to tokens and interleaved, but every character of it is
//! there: the form whose header has the same characters is the form.

use super::clean::{all_digits, is_blank, is_like, prints_amounts, solid, words};
use super::line::{Line, is_item};
use crate::catalogue::{self, Form, cells};
use crate::model::ColumnRole;
use std::collections::BTreeMap;

/// The share of common characters from which a form is taken. Forms of one family differ by a column or two of a
/// dozen; the next family shares fewer than two thirds of its characters.
const LEAST_LIKENESS: f32 = 0.8;

/// A column of a large form has more characters than this share of it.
const AS_LIKE: f32 = 0.03;

/// A header longer than this many lines is none: 20 columns of names wrapped to single characters take about 100.
const HEADER_LINES: usize = 200;

/// What the header says.
#[derive(Clone, Debug, Default)]
pub(super) struct Scrambled {
    /// How many of the block's printed lines it takes.
    pub(super) lines: usize,
    /// The path of each column.
    pub(super) paths: Vec<Vec<String>>,
    /// What each column holds, where the names do not say.
    pub(super) roles: Vec<ColumnRole>,
    /// The column that the label of the total stands in, if it is not the first column of names.
    pub(super) total_label: Option<usize>,
    /// Characters of the printed header that the columns do not print.
    pub(super) left_over: String,
}

/// More forms than this that are about as like the header are not read.
const CANDIDATES: usize = 4;

/// Finds the form whose header the first of `lines` are most like, and others that are about as like it and print the header
/// to the last character once columns are left out.
pub(super) fn scrambled(lines: &[&Line<'_>]) -> Vec<Scrambled> {
    let known = catalogue::header_characters();
    let mut printed: Vec<usize> = vec![0; known.uses.len()];
    let forms = catalogue::forms();
    // For each form how many of its characters are printed so far.
    let mut common: Vec<usize> = vec![0; forms.len()];
    let mut total = 0;
    let largest = forms.iter().map(|form| form.size).max().unwrap_or(0);
    // For each form the end of the header that is most like it.
    let mut best: Vec<(f32, usize, &Form)> = Vec::new();
    for (index, line) in lines.iter().enumerate().take(HEADER_LINES) {
        if prints_amounts(&line.text) {
            break;
        }
        for c in line.text.chars().filter(|&c| !is_blank(c)) {
            total += 1;
            let Some(place) = known.place(c) else { continue };
            let Some((count, uses)) = printed.get_mut(place).zip(known.uses.get(place)) else { continue };
            *count += 1;
            for &(form, own) in uses {
                if let Some(common) = common.get_mut(form).filter(|_| *count <= own) {
                    *common += 1;
                }
            }
        }
        // What is half as long again as the longest form is like none, see below.
        if 2 * total > 3 * largest {
            break;
        }
        let mut possible = false;
        for (form, &common) in forms.iter().zip(&common) {
            let own = form.size;
            // With what is printed and not its own, a form is not as like as it must be even if all of the rest follows.
            possible |= 2 * (total - common) <= own;
            // Most forms are far from as like as they must be.
            if 2 * common * 10 < (own + total) * 8 {
                continue;
            }
            let alike = 2.0 * common as f32 / (own + total) as f32;
            match best.iter_mut().find(|(_, _, known)| std::ptr::eq(*known, form)) {
                Some(place) if alike > place.0 => *place = (alike, index + 1, form),
                None if alike >= LEAST_LIKENESS => best.push((alike, index + 1, form)),
                _ => {}
            }
        }
        if !possible {
            break;
        }
    }
    let Some(first) = best.iter().copied().reduce(|a, b| if better(&b, &a, lines) { b } else { a }) else {
        return Vec::new();
    };
    let head = |count: usize| lines.get(..count).unwrap_or_default();
    let mut found = vec![of_form(first.2, head(first.1))];
    let others = best.iter().filter(|other| other.2 != first.2 && other.0 + AS_LIKE >= first.0);
    // The first names of a longer header are no form.
    let ends = |other: &&(f32, usize, &Form)| lines.get(other.1).is_none_or(|line| begins_body(&line.text));
    let others = [&first].into_iter().chain(others).filter(ends);
    let less = others.filter_map(|&(_, count, form)| without_missing(form, head(count)));
    found.extend(less.take(CANDIDATES));
    found
}

/// The columns of a form as this header prints them.
fn of_form(form: &Form, head: &[&Line<'_>]) -> Scrambled {
    let paths = as_printed(&form.columns, head);
    let left_over = left_over(&paths, head);
    Scrambled { lines: head.len(), paths, roles: Vec::new(), total_label: form.total_label, left_over }
}

/// The columns of a form without some that this header does not print, if it prints the others to the last character.
fn without_missing(form: &Form, head: &[&Line<'_>]) -> Option<Scrambled> {
    let mut own = of_form(form, head);
    let mut missing = missing(&own.paths, head);
    for at in (0..own.paths.len()).rev() {
        let name = own.paths.get(at).and_then(|path| path.last()).cloned().unwrap_or_default();
        // Rows have codes and names, whatever these are called.
        let names_rows = |path: &Vec<String>| matches!(catalogue::role(path), ColumnRole::Code | ColumnRole::Label);
        if !own.paths.get(at).is_some_and(names_rows) && take(&mut missing, &name) {
            own.paths.remove(at);
            let label = own.total_label.filter(|&label| label != at);
            own.total_label = label.map(|label| label - usize::from(label > at));
        }
    }
    // The first names of a longer header are no form: rows have values.
    let names_values = |path: &Vec<String>| matches!(catalogue::role(path), ColumnRole::Amount);
    let less = own.paths.len() < form.columns.len() && own.paths.iter().any(names_values);
    (less && missing.values().all(|&count| count == 0) && left_over(&own.paths, head).is_empty()).then_some(own)
}

/// How often the header lacks each of the characters that these names have.
fn missing(paths: &[Vec<String>], head: &[&Line<'_>]) -> BTreeMap<char, usize> {
    let mut missing: BTreeMap<char, usize> = BTreeMap::new();
    for c in cells(paths).iter().flat_map(|cell| cell.chars()).filter(|&c| !is_blank(c)) {
        *missing.entry(c).or_default() += 1;
    }
    for c in head.iter().flat_map(|line| line.text.chars()) {
        if let Some(count) = missing.get_mut(&c) {
            *count -= 1;
            if *count == 0 {
                missing.remove(&c);
            }
        }
    }
    missing
}

/// Takes the characters of a name from those that are missing, if all of them are.
fn take(missing: &mut BTreeMap<char, usize>, name: &str) -> bool {
    let mut left = missing.clone();
    for c in name.chars().filter(|&c| !is_blank(c)) {
        match left.get_mut(&c).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => return false,
        }
    }
    *missing = left;
    true
}

/// Is the first of two readings better? A form that takes more lines to be as like is the fuller one; forms of the same
/// characters are told apart by the order of their names.
fn better(a: &(f32, usize, &Form), b: &(f32, usize, &Form), lines: &[&Line<'_>]) -> bool {
    /// The same characters, but for the precision of a share.
    const SAME: f32 = 0.999;
    if (a.0 - b.0).abs() > AS_LIKE {
        return a.0 > b.0;
    }
    let whole = |reading: &(f32, usize, &Form)| {
        reading.0 >= SAME && lines.get(reading.1).is_none_or(|line| begins_body(&line.text))
    };
    if whole(a) != whole(b) {
        return whole(a);
    }
    if a.1 != b.1 {
        return a.1 > b.1;
    }
    if a.2.characters == b.2.characters {
        let text: String = lines.iter().take(a.1).map(|line| solid(&line.text)).collect();
        return disorder(a.2, &text) < disorder(b.2, &text);
    }
    a.0 > b.0
}

/// Does a line look like a row rather than like more of the header: an amount, a code, an item, a total by itself?
fn begins_body(text: &str) -> bool {
    let mut tokens = words(text).map(|(token, _)| token);
    let Some(first) = tokens.next() else { return true };
    let alone = tokens.next().is_none();
    all_digits(first) || is_item(first) || (alone && catalogue::is_total(first)) || prints_amounts(text)
}

/// How often a name of the form is printed before the name that stands before it in the form.
fn disorder(form: &Form, text: &str) -> usize {
    let places: Vec<usize> = form.columns.iter().filter_map(|path| text.find(path.first()?.as_str())).collect();
    places.windows(2).filter(|pair| pair.first() > pair.last()).count()
}

/// The form's names, those replaced that are printed in one token and a little differently.
fn as_printed(columns: &[Vec<String>], head: &[&Line<'_>]) -> Vec<Vec<String>> {
    /// Between `科目` and `科目编码` in a name of ten characters; a different column is less like.
    const RENAMED: f32 = 0.8;
    let all: String = head.iter().map(|line| solid(&line.text)).collect();
    let names = cells(columns);
    let tokens: Vec<&str> = head
        .iter()
        .flat_map(|line| line.text.split(is_blank))
        .filter(|token| token.chars().count() > 3 && !names.contains(token))
        .collect();
    let renamed = |name: &String| {
        // What stands beside the name in one token may be another name: `事业收入合计`.
        let two = |token: &str| names.iter().any(|other| token.replacen(name.as_str(), "", 1) == *other);
        let is_longer = |token: &&&str| token.contains(name.as_str()) && is_like(token, name, RENAMED) && !two(token);
        let longer = tokens.iter().find(is_longer);
        let other = || {
            let long_enough = |token: &&&str| token.chars().count() + 1 >= name.chars().count();
            tokens.iter().filter(long_enough).find(|token| is_like(token, name, RENAMED) && !two(token))
        };
        let found = if all.contains(name.as_str()) { longer } else { longer.or_else(other) };
        found.filter(|_| name.chars().count() > 3).map_or_else(|| name.clone(), |token| (*token).to_owned())
    };
    let years = years_as_printed(&names, &all);
    // Years are as like each other as names are: they are told apart by their order.
    let dated = |name: &String| match years.iter().find(|(known, _)| name.contains(known.as_str())) {
        Some((known, year)) if name == known => year.clone(),
        Some((known, year)) => renamed(&name.replace(known, year)),
        None => renamed(name),
    };
    let as_printed = |path: &Vec<String>| {
        let printed: Vec<String> = path.iter().map(dated).collect();
        // A token of another column's name can be as like: `科目名` of `科目名称` and of `科目编码`.
        if printed == *path || catalogue::role(&printed) == catalogue::role(path) { printed } else { path.clone() }
    };
    columns.iter().map(as_printed).collect()
}

/// The years that a form names, in their order, with those that the header prints in their place.
fn years_as_printed(names: &[&str], printed: &str) -> Vec<(String, String)> {
    let of = |text: &str| {
        let mut years: Vec<String> = Vec::new();
        for (at, _) in text.match_indices('年') {
            let year = at.checked_sub(4).and_then(|from| text.get(from..at)).filter(|year| all_digits(year));
            years.extend(year.map(str::to_owned).filter(|year| !years.contains(year)));
        }
        years
    };
    let (form, header) = (of(&names.join("|")), of(printed));
    if form.len() == header.len() { form.into_iter().zip(header).collect() } else { Vec::new() }
}

fn left_over(paths: &[Vec<String>], head: &[&Line<'_>]) -> String {
    let mut known: BTreeMap<char, usize> = BTreeMap::new();
    for c in cells(paths).iter().flat_map(|cell| cell.chars()).filter(|&c| !is_blank(c)) {
        *known.entry(c).or_default() += 1;
    }
    head.iter()
        .flat_map(|line| line.text.chars())
        .filter(|&c| !is_blank(c))
        .filter(|c| match known.get_mut(c).filter(|count| **count > 0) {
            Some(count) => {
                *count -= 1;
                false
            }
            None => true,
        })
        .collect()
}

/// The header grid of columns known by their paths: a spanning name in every column it covers.
pub(super) fn grid(paths: &[Vec<String>]) -> Vec<Vec<String>> {
    let depth = paths.iter().map(Vec::len).max().unwrap_or(0);
    (0..depth).map(|r| paths.iter().map(|path| path.get(r).cloned().unwrap_or_default()).collect()).collect()
}

#[cfg(test)]
mod tests {
    use crate::dump::read;

    #[test]
    fn a_column_that_the_header_lacks_is_none_of_the_table() {
        // A known form with the column 序号, and one with the column 总计: neither is printed.
        let head = "单位编码 单位名称\n部门预算\n一般公共预算拨款\n合计 政府性基金\n拨款\n上级补助\n收入\n事业收入 事业单位经营\n收入\n对附属单位\n上缴收入\n用事业基金弥\n补收支差额\n上年结转 上年实户\n资金余额\n其他收入\n小计\n其中：专项资金列\n入部门预算项目\n";
        let row = |name: &str, own: u32| {
            format!("{name} {}.00 {own}.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 2.00\n", own + 2)
        };
        let rows = [row("合计", 30), row("101 某局", 20), row("102 某队", 10)].concat();
        let (document, _) = read(format!("表2\n某年部门综合预算收入总表\n单位：元\n{head}{rows}").as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        let names: Vec<String> = table.columns.iter().map(|column| column.path.join("/")).collect();
        assert_eq!(names.len(), 14, "{names:?}");
        assert_eq!(names.get(2).map(String::as_str), Some("部门预算/合计"));
        assert_eq!(names.last().map(String::as_str), Some("部门预算/其他收入"));
    }

    #[test]
    fn the_names_of_rows_alone_are_no_form() {
        // 合计 alone on its line is the name of a column here, and no total that begins the rows.
        let names = "科目编码 科目名称 合计 财政拨款收入 财政专户管 理资金收入 事业收入 （不含教育 收费） 事业单位经 营收入 其他收入 上级补助收 入 附属单位上 \
                     缴收入 使用非财政 拨款结余 上年结转 类 款 项 小计 一般公共预 算收入 政府性基金 预算收入 国有资本经 营预算收入";
        let rows = ["201 一般公共服务支出", "03 政府办公厅（室）及相关机构事务", "01 行政运行"];
        let row = |name: &str| format!("{name} 30.00 30.00 30.00 ");
        let text = format!("{names} {}", rows.map(row).concat()).replace(' ', "\n");
        let (document, _) = read(format!("公开表2\n收入总体情况表\n单位：万元\n{text}").as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        assert!(table.columns.len() > 5, "{:?}", table.columns);
        assert_eq!(table.amounts(), 9);
        assert_eq!(table.rows.len(), 3);
    }
}

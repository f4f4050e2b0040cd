//! Tables of one document whose headers print the same characters -> one reading of these headers.
//!
//! Wrapping leaves a header open to several readings. But a document prints the header of a form over several tables, wrapped
//! in other ways and with other rows below it: what one of them leaves open another tells. So each reading that any of these
//! tables gave is tried on all of them, and the one that explains all of them best is that of all.

use super::clean::{is_blank, prints_amounts};
use super::draft::{Draft, HOMELESS, segments};
use super::heading::{goes_on, has_halves};
use super::raw::Composed;
use super::reading::with_columns;
use super::weigh::worth;
use crate::catalogue;
use crate::model::ColumnRole;
use std::collections::BTreeMap;

/// Headers have fewer lines.
const LINES: usize = 120;
/// So many readings of a header are tried, those that most tables gave.
const READINGS: usize = 4;
/// So many tables are asked what they say of a reading.
const TABLES: usize = 24;
/// What it says for a reading that one more table gave it by itself.
const VOTE: f32 = 2.0;
/// A table that is explained so much worse by the reading of the others is another table.
const OTHER: f32 = 4.0;

/// A reading of a header.
#[derive(Clone, Debug)]
struct Reading {
    paths: Vec<Vec<String>>,
    roles: Vec<ColumnRole>,
    /// How many tables gave it by themselves.
    votes: usize,
}

/// Lets the tables of a document whose headers print the same agree on their columns.
pub(super) fn agree(tables: &[Composed<'_>], drafts: &mut [Draft]) {
    let headers = headers(tables);
    for (printed, readings) in readings(drafts, &headers) {
        let Some(same) = headers.get(&printed) else { continue };
        let differs = |&(at, _): &(usize, usize)| {
            drafts.get(at).is_some_and(|draft| readings.iter().any(|reading| reading.paths != draft.paths))
        };
        if !same.iter().any(differs) {
            continue;
        }
        for (at, draft) in agreed(tables, same, &readings, drafts) {
            if let Some(place) = drafts.get_mut(at) {
                *place = draft;
            }
        }
    }
}

/// A number that is the same for the same characters in any order, and how many these are.
type Sum = (usize, u64);

fn added((count, sum): Sum, c: char) -> Sum {
    /// Spreads the numbers of characters over all of 64 bits, so that other characters have another sum.
    const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
    let spread = u64::from(c).wrapping_mul(SPREAD);
    (count + 1, sum.wrapping_add((spread ^ spread >> 29).wrapping_mul(SPREAD)))
}

/// The tables whose first lines print such characters, and how many lines these are.
fn headers(tables: &[Composed<'_>]) -> BTreeMap<Sum, Vec<(usize, usize)>> {
    let mut found: BTreeMap<Sum, Vec<(usize, usize)>> = BTreeMap::new();
    for (at, table) in tables.iter().enumerate().filter(|(_, table)| !table.is_form) {
        let mut own = (0, 0);
        for (index, line) in table.lines().iter().take(LINES).take_while(|line| !prints_amounts(&line.text)).enumerate()
        {
            own = line.text.chars().filter(|&c| !is_blank(c)).fold(own, added);
            let known = found.entry(own).or_default();
            if known.len() < TABLES {
                known.push((at, index + 1));
            }
        }
    }
    found
}

/// The readings of headers, by what these print, those first that most drafts gave. Tables of other years say the same of
/// their own.
fn readings(drafts: &[Draft], headers: &BTreeMap<Sum, Vec<(usize, usize)>>) -> BTreeMap<Sum, Vec<Reading>> {
    /// Tables of one document are about years so far apart.
    const YEARS: std::ops::RangeInclusive<i32> = -2..=2;
    let mut found: BTreeMap<Sum, Vec<Reading>> = BTreeMap::new();
    for draft in drafts {
        let plain = segments(&draft.roles).len() == 1 && !draft.roles.contains(&ColumnRole::Text);
        if !draft.named || !plain || !draft.fields.is_empty() {
            continue;
        }
        for years in YEARS {
            let Some(paths) = in_other_years(&draft.paths, years) else { continue };
            let printed = printed(&paths);
            if !headers.contains_key(&printed) {
                continue;
            }
            let known = found.entry(printed).or_default();
            match known.iter_mut().find(|own| own.paths == paths) {
                Some(own) => own.votes += 1,
                None => known.push(Reading { paths, roles: draft.roles.clone(), votes: 1 }),
            }
        }
    }
    for readings in found.values_mut() {
        readings.sort_by_key(|reading| std::cmp::Reverse(reading.votes));
        readings.truncate(READINGS);
    }
    found
}

/// What a header of these columns prints.
fn printed(paths: &[Vec<String>]) -> Sum {
    let mut paths = paths.to_vec();
    // One name may stand over codes and names.
    paths.dedup();
    let names = catalogue::cells(&paths);
    names.iter().flat_map(|name| name.chars()).filter(|&c| !is_blank(c)).fold((0, 0), added)
}

/// The names of columns with their years so much later; none if they name no year, unless it is the same.
fn in_other_years(paths: &[Vec<String>], later: i32) -> Option<Vec<Vec<String>>> {
    let mut changed = later == 0;
    let mut shifted = |name: &String| -> String {
        let mut parts: Vec<String> = Vec::new();
        for (index, part) in name.split('年').enumerate() {
            let own = part.len().checked_sub(4).and_then(|at| part.split_at_checked(at));
            let year = own.and_then(|(before, year)| Some((before, year.parse::<i32>().ok()?)));
            let is_last = index == name.matches('年').count();
            match year.filter(|(_, year)| !is_last && (1990..2100).contains(year)) {
                Some((before, year)) => {
                    changed = true;
                    parts.push(format!("{before}{}", year + later));
                }
                None => parts.push(part.to_owned()),
            }
        }
        parts.join("年")
    };
    let paths: Vec<Vec<String>> = paths.iter().map(|path| path.iter().map(&mut shifted).collect()).collect();
    changed.then_some(paths)
}

/// The drafts that the best of these readings makes of the tables that were read differently.
fn agreed(
    tables: &[Composed<'_>],
    same: &[(usize, usize)],
    readings: &[Reading],
    drafts: &[Draft],
) -> Vec<(usize, Draft)> {
    let own = |&(at, count): &(usize, usize)| {
        let (table, draft) = tables.get(at).zip(drafts.get(at))?;
        let lines = table.lines();
        // The first half of a header, or its first level, is no header.
        let is_whole = segments(&draft.roles).len() == 1 && !has_halves(&lines) && !goes_on(&lines, count);
        // A form that is printed to the last character needs no other reading.
        let is_form = catalogue::forms().iter().any(|form| form.columns == draft.paths);
        (is_whole && !is_form).then(|| (at, count, worth(draft, &lines), draft, lines))
    };
    let own: Vec<_> = same.iter().filter_map(own).collect();
    let mut best: Option<(f32, Vec<(usize, Draft)>)> = None;
    for columns in readings {
        let mut total = VOTE * columns.votes as f32;
        let mut changed = Vec::new();
        for (at, count, known, draft, lines) in &own {
            if draft.paths == columns.paths {
                total += known;
                continue;
            }
            let read = with_columns(lines, (&columns.paths, &columns.roles), *count)
                .map(|draft| (worth(&draft, lines), draft));
            // What no more tables gave than the table's own reading must explain it as well.
            let own = readings.iter().find(|reading| reading.paths == draft.paths).map_or(0, |reading| reading.votes);
            let worse = if columns.votes > own { OTHER } else { 0.0 };
            // Nor does it leave without a cell what its own reading has one for.
            let keeps = |other: &Draft| homeless(other) <= homeless(draft);
            match read.filter(|(worth, other)| *worth > known - worse && keeps(other)) {
                Some((worth, draft)) => {
                    total += worth;
                    changed.push((*at, draft));
                }
                None => total += known - OTHER,
            }
        }
        if best.as_ref().is_none_or(|known| total > known.0) {
            best = Some((total, changed));
        }
    }
    best.map_or_else(Vec::new, |(_, changed)| changed)
}

/// How many texts of a draft stand in no cell.
fn homeless(draft: &Draft) -> usize {
    draft.aside.iter().filter(|aside| aside.why == HOMELESS).count()
}

#[cfg(test)]
mod tests {
    use crate::dump::read;

    const PLAIN: &str = "2025年某市甲表\n单位：万元\n鼠牛 2025年虎兔 龙蛇马 羊猴\n鸡狗 6936 4968 1050\n猪鼠 420 498 5851\n牛虎 3830 500 430\n";

    #[test]
    fn a_header_is_read_as_more_tables_that_print_it_plainly_tell() {
        let third = PLAIN.replace("甲表", "丙表");
        let rows = "鸡狗 7936 5968 2050\n猪鼠 520 598 6851\n牛虎 4830 600 530\n";
        for header in ["鼠牛\n2026年虎\n兔 龙\n蛇马\n羊\n猴\n", "龙蛇 2026年\n鼠牛 羊猴\n马 虎兔\n"]
        {
            let (document, _) =
                read(format!("{PLAIN}\n{third}\n2026年某市乙表\n单位：万元\n{header}{rows}").as_bytes());
            let [_, _, table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
            let names: Vec<String> = table.columns.iter().map(|column| column.path.join("/")).collect();
            assert_eq!(names, ["鼠牛", "2026年虎兔", "龙蛇马", "羊猴"]);
            assert_eq!(table.amounts(), 9);
        }
    }

    /// One table prints its header in other lines than two do, whose reading has no place for its first amounts.
    #[test]
    fn a_reading_that_leaves_amounts_without_a_cell_is_not_that_of_all() {
        let first =
            "2.12 2025年某省政府性基金支出决算表\n比上年\n为调整\n项目 调整预算数 决算数 （同比）+-\n预算％\n%\n";
        let header = "比上年\n项 目 调整预算数 决算数 为调整预算％\n（同比）+-%";
        let others = [("收入", "197609 128073 64.8 -63.7"), ("支出", "334680 157428 47.0 43.5")];
        let others = others
            .map(|(side, amounts)| format!("2.16 2025年某省国有资本经营{side}决算表\n{header}\n合计 {amounts}\n"));
        let (document, _) = read(format!("{first}合计 9120 6813177 74.7 23.4\n{}", others.concat()).as_bytes());
        let texts = |row: &crate::model::Row| row.cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&document.tables[0].rows[0]), ["合计", "9120", "6813177", "74.7", "23.4"]);
    }

    #[test]
    fn the_first_half_of_a_header_is_none() {
        let one =
            "2026年某市甲表\n单位：万元\n项目 2025年执行数 2026年预算数\n鸡狗 6936 4968\n猪鼠 420 498\n牛虎 3830 500\n";
        let half = "项目 2025年执行数 2026年预算数\n";
        let rows =
            "一、鸡狗 6936 4968 一、龙蛇 51 52\n二、猪鼠 420 498 二、马羊 61 62\n三、牛虎 3830 500 三、猴鸡 71 72\n";
        let two = format!("2026年某市乙表\n单位：万元\n{half}{half}{rows}");
        let (document, _) = read(format!("{one}\n{two}").as_bytes());
        let [one, two] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        assert_eq!((one.columns.len(), two.columns.len()), (3, 6));
        assert_eq!((one.amounts(), two.amounts()), (6, 12));
    }
}

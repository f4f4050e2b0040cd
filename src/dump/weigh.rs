//! How far a draft explains the lines it was read from. Two readings of one block are held against each other by what the
//! block itself shows: every printed character stands in one cell and no other does, no row has more values than there
//! are columns, rows that have a value for each column add up.

use super::clean::amount;
use super::draft::{Draft, DraftRow, HEADER_AGAIN, LABEL_AGAIN};
use super::line::Line;
use super::rates::is_no_rate;
use crate::catalogue::{self, Sum};
use crate::model::ColumnRole;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// The evidence for a draft whose rows say this; the more the better.
fn weigh(draft: &Draft, rows: &Rows, lines: &[&Line<'_>]) -> f32 {
    let (invented, unused) = characters(draft, lines);
    let invented = 0.6 * invented.min(40) as f32;
    let unused = 0.2 * unused.min(60) as f32;
    6.0 * rows.sums + 4.0 * rows.full + 4.0 * rows.valued + 7.0 * known(draft)
        - 3.0 * rows.misnamed.min(3) as f32
        - 20.0 * rows.over
        - invented
        - unused
        - faults(draft)
}

/// What no header has: brackets that do not close, names of several lines of text or of several names, columns of the same names beside each other in one group.
fn faults(draft: &Draft) -> f32 {
    let names = catalogue::cells(&draft.paths);
    let open =
        names.iter().filter(|name| name.matches(['（', '(']).count() != name.matches(['）', ')']).count()).count();
    let is_again = |at: usize| {
        let path = draft.paths.get(at);
        path.is_some_and(|path| path.len() > 1 && draft.paths.iter().take(at).any(|own| own == path))
    };
    let single = super::draft::segments(&draft.roles).len() == 1;
    let again = if single { (0..draft.paths.len()).filter(|&at| is_again(at)).count() } else { 0 };
    // A bracket goes on with the name before it.
    let bracket = names.iter().filter(|name| name.starts_with(['（', '(']) && name.ends_with(['）', ')'])).count();
    let long = names.iter().filter(|name| name.chars().count() > 40).count();
    let glued = names.iter().filter(|name| is_glued(name)).count();
    2.0 * (long + bracket).min(3) as f32
        + 3.0 * glued.min(3) as f32
        + 3.0 * open.min(3) as f32
        + 1.5 * again.min(4) as f32
}

/// The reading that explains the block best, the first of them that do so equally.
pub(super) fn best(drafts: Vec<Draft>, lines: &[&Line<'_>]) -> Option<Draft> {
    if drafts.len() < 2 {
        return drafts.into_iter().next();
    }
    let weighed = drafts.into_iter().map(|draft| (weigh(&draft, &rows(&draft), lines), draft));
    weighed.reduce(|a, b| if b.0 > a.0 { b } else { a }).map(|(_, draft)| draft)
}

/// Is a name made of several that are known, and known by none in one: `小计一般公共预算政府性基金预算`? Two may be one name.
fn is_glued(name: &str) -> bool {
    /// So many names in one are no accident.
    const PARTS: usize = 3;
    /// Bytes: what is longer is a fault by itself.
    const LONG: usize = 300;
    let lexicon = catalogue::lexicon();
    if name.len() > LONG || lexicon.is_name(name) {
        return false;
    }
    let starts: Vec<usize> = name.char_indices().map(|(at, _)| at).chain([name.len()]).collect();
    // The fewest known names up to each character.
    let mut fewest: Vec<Option<usize>> = vec![Some(0)];
    for (at, &end) in starts.iter().enumerate().skip(1) {
        let known = |from: usize| {
            let start = starts.get(from)?;
            let own = name.get(*start..end).filter(|own| from + 1 < at && lexicon.is_name(own))?;
            fewest.get(from).copied().flatten().filter(|_| !own.is_empty()).map(|count| count + 1)
        };
        fewest.push((0..at).filter_map(known).min());
    }
    fewest.last().copied().flatten().is_some_and(|parts| parts >= PARTS)
}

/// Does a reading that asks nothing of known forms explain the block better than one that does?
pub(super) fn explains_more(read: &Draft, known: &Draft, lines: &[&Line<'_>]) -> bool {
    /// So much more.
    const MARGIN: f32 = 1.0;
    /// And so much where no row has a value for each column, or hardly any row a value: then none says how many there are.
    const FEW_ROWS: f32 = 5.0;
    let (own, others) = (rows(read), rows(known));
    let margin = if !read.marks.is_empty() && own.count > SHORT {
        // The places of names and values have been looked at.
        0.0
    } else if own.few || own.full == 0.0 || !read.marks.is_empty() {
        FEW_ROWS
    } else {
        MARGIN
    };
    weigh(read, &own, lines) > weigh(known, &others, lines) + margin
}

/// The evidence for a draft.
pub(super) fn worth(draft: &Draft, lines: &[&Line<'_>]) -> f32 {
    weigh(draft, &rows(draft), lines)
}

/// The share of the header's characters that stand in names which other tables print, too.
fn known(draft: &Draft) -> f32 {
    let (mut all, mut known) = (0_usize, 0_usize);
    for name in catalogue::cells(&draft.paths) {
        let length = name.chars().count();
        all += length;
        known += if catalogue::lexicon().is_name(name) { length } else { 0 };
    }
    if all == 0 { 0.0 } else { known as f32 / all as f32 }
}

/// How many characters the draft holds that the block does not print, and the reverse.
fn characters(draft: &Draft, lines: &[&Line<'_>]) -> (usize, usize) {
    let mut left: BTreeMap<char, i64> = BTreeMap::new();
    let mut count = |text: &str, by: i64| {
        for c in text.chars().filter(|c| !c.is_whitespace() && !c.is_ascii_digit() && !matches!(c, '.' | ',')) {
            *left.entry(c).or_default() += by;
        }
    };
    for line in lines {
        count(&line.text, 1);
    }
    // One name may stand over codes and names.
    let mut paths = draft.paths.clone();
    paths.dedup();
    for name in catalogue::cells(&paths) {
        count(name, -1);
    }
    for text in draft.index_row.iter().flatten() {
        count(text, -1);
    }
    for row in &draft.rows {
        row.cells.iter().for_each(|cell| count(&cell.text, -1));
        row.unplaced.iter().flat_map(|unplaced| &unplaced.texts).for_each(|text| count(text, -1));
    }
    for aside in draft.aside.iter().filter(|aside| matches!(aside.why, HEADER_AGAIN | LABEL_AGAIN)) {
        count(&aside.text, -1);
    }
    for field in &draft.fields {
        count(&field.name, -1);
        count(&field.value, -1);
    }
    let sum = |sign: i64| left.values().map(|&own| (own * sign).max(0)).sum::<i64>();
    (usize::try_from(sum(-1)).unwrap_or(usize::MAX), usize::try_from(sum(1)).unwrap_or(usize::MAX))
}

/// A table of no more rows does not show which of its columns are empty.
const SHORT: usize = 5;

/// Fewer rows with a value for each column say little about their number.
const FEW: usize = 3;

/// What the rows say, as shares.
struct Rows {
    /// Rows that have a value for each column.
    full: f32,
    /// Rows that have a value at all.
    valued: f32,
    /// Rows that have more values than there are columns.
    over: f32,
    /// Sums that hold in full rows, less those that do not.
    sums: f32,
    /// Are there hardly any rows with values?
    few: bool,
    /// How many spans of values there are.
    count: usize,
    /// How many columns are named rates, and hold what no rate is.
    misnamed: usize,
}

fn rows(draft: &Draft) -> Rows {
    let sums = catalogue::sums(&draft.paths);
    // Where places say that a column is empty, no row is the less full for it.
    let short = draft.marks.is_empty() || draft.rows.len() <= SHORT;
    let is_filled = |c: usize| short || draft.marks.iter().any(|mark| mark.0 == c);
    let is_value =
        |c: &usize| matches!(draft.roles.get(*c), Some(ColumnRole::Amount | ColumnRole::Ratio)) && is_filled(*c);
    let spans = super::draft::segments(&draft.roles);
    let (mut all, mut full, mut over) = (0_usize, 0_usize, 0_usize);
    let (mut held, mut broken) = (0_usize, 0_usize);
    let mut valued = 0_usize;
    let is_named = |c: usize| draft.paths.get(c).is_some_and(|path| catalogue::role(path) == ColumnRole::Ratio);
    let mut misnamed: BTreeSet<usize> = BTreeSet::new();
    for row in &draft.rows {
        let before = all;
        for &(from, to) in &spans {
            let columns: Vec<usize> = (from..to).filter(is_value).collect();
            let texts = values(row, &columns, (from, to));
            if texts.is_empty() || columns.is_empty() {
                continue;
            }
            all += 1;
            valued += usize::from(all == before + 1);
            full += usize::from(texts.len() == columns.len());
            over += usize::from(texts.len() > columns.len());
            if texts.len() != columns.len() {
                continue;
            }
            misnamed.extend(
                columns.iter().zip(&texts).filter(|(c, text)| is_named(**c) && is_no_rate(text)).map(|(&c, _)| c),
            );
            for sum in &sums {
                let at = |c: usize| {
                    let place = columns.iter().position(|&own| own == c)?;
                    texts.get(place).map(|text| amount(text).unwrap_or_default())
                };
                match holds(sum, at) {
                    Some(true) => held += 1,
                    Some(false) => broken += 1,
                    None => {}
                }
            }
        }
    }
    let share = |part: usize, of: usize| if of == 0 { 0.0 } else { part as f32 / of as f32 };
    let few = all < FEW;
    // A single row is as wide as it is.
    let full = if full < FEW { full.saturating_sub(1) } else { full };
    let sums = share(held, held + broken) - share(broken, held + broken);
    Rows {
        full: share(full, all),
        over: share(over, all),
        sums,
        few,
        count: all,
        valued: share(valued, draft.rows.len()),
        misnamed: misnamed.len(),
    }
}

/// The values of a row in one span of columns, placed or still to be placed.
fn values<'a>(row: &'a DraftRow, columns: &[usize], (from, to): (usize, usize)) -> Vec<&'a str> {
    let unplaced = row
        .unplaced
        .iter()
        .filter(|unplaced| unplaced.from >= from && unplaced.to <= to)
        .flat_map(|unplaced| &unplaced.texts)
        .map(String::as_str);
    let cells = columns.iter().filter_map(|&c| row.cells.get(c)).map(|cell| cell.text.as_str());
    unplaced.chain(cells.filter(|text| !text.is_empty())).collect()
}

/// Does a sum hold? A sum of nothing, or one whose total is its only part, says nothing.
fn holds(sum: &Sum, at: impl Fn(usize) -> Option<Decimal>) -> Option<bool> {
    let total = at(sum.total)?;
    let parts: Vec<Decimal> = sum.parts.iter().filter_map(|&part| at(part)).collect();
    let together = parts.iter().try_fold(Decimal::ZERO, |all, part| all.checked_add(*part))?;
    if total.is_zero() && together.is_zero() {
        return None;
    }
    Some((together - total).abs() <= Decimal::new(2, 2))
}

#[cfg(test)]
mod tests {
    use crate::dump::read;

    #[test]
    fn a_form_that_is_only_alike_replaces_no_header() {
        // Twelve columns of a known form are much like these thirteen.
        let head = "单位名称\n财政拨款 单位资金\n支出项目类别 总计\n小计\n一般公共\n预算拨款\n政府性基金\n预算拨款\n国有资本经\n营预算拨款\n财政专户\n管理资金 事业收入\n事业单位\n经营收入\n上级补助\n收入\n附属单位\n上缴收入\n其他收入\n上年结余、\n结转\n";
        let head = head.trim_start_matches("单位名称\n");
        let row =
            |name: &str, own: &str| format!("{name} {own} {own} {own} 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00\n");
        let rows =
            [row("工资福利支出", "40.72"), row("基本工资", "4.24"), row("津贴补贴", "18.56"), row("奖金", "4.16")]
                .concat();
        let text = format!("表 4\n基本支出总表\n单位：万元\n{head}{rows}");
        let (document, _) = read(text.as_bytes());
        let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
        let names: Vec<String> = table.columns.iter().map(|column| column.path.join("/")).collect();
        assert_eq!(names.len(), 13, "{names:?}");
        assert_eq!(names.get(..3), Some(["支出项目类别", "总计", "财政拨款/小计"].map(str::to_owned).as_slice()));
        assert_eq!(table.amounts(), 48);
    }
}

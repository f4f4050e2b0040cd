//! Budget, execution or accounts, and of which year: what the tables of a document say of themselves, and what they and its
//! first pages say of it.

use super::front::Front;
use super::subject;
use crate::model::{Document, Phase, Stage, Table};
use crate::words::{self, without_funds, year_and_stage};
use std::collections::BTreeMap;

/// A draft budget in so large a share of what says a year and a stage is what the document is about, beside the accounts of
/// the year before.
const DRAFT_SHARE: f64 = 1.0 / 3.0;

/// Gives every table the stage that it states itself.
pub(super) fn tell(tables: &mut [Table]) {
    for table in tables {
        table.caption.stage = table.caption.stage.or_else(|| of_table(table));
    }
}

/// The stage that a table states: by its title, its number (`预算01表`), the columns of its own year, the note on what it
/// shows. The 预算 of 一般公共预算 names a fund and says nothing.
pub(super) fn of_table(table: &Table) -> Option<Stage> {
    let caption = &table.caption;
    let title = caption.title.as_deref().unwrap_or_default();
    let by_number = || caption.number.as_deref().and_then(words::stage);
    let by_notes = || table.notes.iter().filter(|note| note.contains("本表反映")).find_map(|note| words::stage(note));
    words::stage(&without_funds(title)).or_else(by_number).or_else(|| by_columns(table)).or_else(by_notes)
}

/// What the last column of the table's own year says: reports print 预算数 and then 执行数 or 决算数 beside it, drafts last
/// year's 执行数 and then their 预算数. A 预算数 alone says little, since accounts print plans too.
fn by_columns(table: &Table) -> Option<Stage> {
    table.caption.title.as_ref()?;
    let own = table.caption.fiscal_year;
    let names: Vec<String> = table.columns.iter().map(|column| column.path.join("/")).collect();
    let years: Vec<Option<i32>> = names.iter().map(|name| subject::year_in(name, own)).collect();
    // Where no title says the year, the last of those compared is the one that the table is made for.
    let own = own.or_else(|| years.iter().flatten().max().copied());
    let is_own = |year: &Option<i32>| year.is_none_or(|year| own.is_none_or(|own| own == year));
    // 预算数为执行数的% compares two.
    let is_plain = |name: &String| !name.contains(['%', '％', '比', '率', '增', '减']);
    let own_names = names.iter().zip(&years).filter(|(name, year)| is_own(year) && is_plain(name));
    match own_names.filter_map(|(name, _)| subject::phase(name)).next_back()? {
        Phase::Final => Some(Stage::Final),
        Phase::Execution => Some(Stage::Execution),
        _ => None,
    }
}

/// Hands year and stage to the tables that leave them out. A table of another year than the document's has the stage that
/// others of its year state, else the one that the years leave: who drafts a budget reports on the year before.
pub(super) fn inherit(document: &mut Document) {
    let (own_year, own_stage) = (document.fiscal_year, document.stage);
    let stated: Vec<(i32, Stage)> =
        document.tables.iter().filter_map(|table| table.caption.fiscal_year.zip(table.caption.stage)).collect();
    // Several tables report on a year; the year of one alone may be left over from last year's form.
    let years: Vec<i32> = document.tables.iter().filter_map(|table| table.caption.fiscal_year).collect();
    let is_alone = |year: Option<i32>| years.iter().filter(|other| Some(**other) == year).count() < 2;
    let of_year = |year: i32| {
        let others = stated.iter().filter(|(other, _)| *other == year).map(|(_, stage)| *stage);
        super::most(others)
    };
    for caption in document.tables.iter_mut().map(|table| &mut table.caption) {
        let offset = caption.fiscal_year.zip(own_year).map_or(0, |(year, own)| year - own);
        caption.stage = caption.stage.or_else(|| match (offset, own_stage) {
            (0, own) => own,
            (offset, own) => caption.fiscal_year.and_then(of_year).or(match (offset, own) {
                (1.., _) => Some(Stage::Budget),
                (-1, Some(Stage::Budget)) if !is_alone(caption.fiscal_year) => Some(Stage::Execution),
                _ => own,
            }),
        });
        caption.fiscal_year = caption.fiscal_year.or(own_year);
    }
}

/// The year that the title plans or accounts for, else the one that tables and lines of the first pages speak for. A book
/// that reports on one year and drafts the next is about the next.
pub(super) fn of_document(document: &Document, front: &Front) -> (Option<i32>, Option<Stage>) {
    if let Some((year, stage)) = front.title.as_deref().and_then(year_and_stage) {
        return (Some(year), Some(stage));
    }
    let mut counts: BTreeMap<(Stage, i32), usize> = BTreeMap::new();
    let captions = || document.tables.iter().map(|table| &table.caption);
    let of_tables = captions().filter_map(|caption| caption.stage.zip(caption.fiscal_year));
    let of_front = titles(front).filter_map(|title| year_and_stage(&title)).map(|(year, stage)| (stage, year));
    for pair in of_tables.chain(of_front) {
        *counts.entry(pair).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or_default();
    let drafts = counts
        .iter()
        .filter(|((stage, _), count)| *stage == Stage::Budget && **count as f64 >= most as f64 * DRAFT_SHARE);
    let draft = drafts.max_by_key(|((_, year), _)| *year).filter(|((_, year), _)| {
        // What is planned for a year that is accounted for is the plan it is held against.
        !counts.keys().any(|(stage, other)| *stage == Stage::Final && other >= year)
    });
    let best = draft.or_else(|| counts.iter().find(|(_, count)| **count == most));
    let (stage, year) = best.map_or((None, None), |(&(stage, year), _)| (Some(stage), Some(year)));
    (
        year.or_else(|| super::most(captions().filter_map(|caption| caption.fiscal_year))),
        // Where nothing else is said, the 预算 of a fund's name is that of its title.
        stage
            .or_else(|| super::most(captions().filter_map(|caption| caption.stage)))
            .or_else(|| super::most(captions().filter_map(|caption| words::stage(caption.title.as_deref()?)))),
    )
}

/// The lines of the first pages that may be titles, each with the next: one of two years is mostly wrapped before the second.
fn titles(front: &Front) -> impl Iterator<Item = String> + '_ {
    const LONGEST_TITLE: usize = 40;
    let is_title = |line: &String| line.chars().count() <= LONGEST_TITLE && !line.contains(['。', '《', '，', ',']);
    front.lines.iter().enumerate().filter(move |(_, line)| is_title(line)).map(move |(at, line)| {
        let next = front.lines.get(at + 1).filter(|next| is_title(next));
        format!("{line}{}", next.map(String::as_str).unwrap_or_default())
    })
}

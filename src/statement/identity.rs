//! Whose document it is, and of which year: what the first pages, the captions and the forms say, weighed against each other.

use super::cover::units_from_names;
use crate::catalogue;
use crate::model::{Document, Scope, Stage, Table};
use crate::words::squeeze;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A name that stands on the first pages is as good as so many captions: bound annexes and lists of units print many
/// captions of others, and a cover prints one.
const FRONT_VOTES: usize = 3;
/// A draft budget in so large a share of the tables is what the document is about, beside the accounts of the year before.
const DRAFT_SHARE: f64 = 1.0 / 3.0;
/// Names of organisations are no longer.
const LONGEST_NAME: usize = 40;

/// What the first pages print, as evidence of what the document is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Front {
    /// The title on the cover, if there is a cover.
    pub(crate) title: Option<String>,
    /// The lines of the first pages, without white space.
    pub(crate) lines: Vec<String>,
}

static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:预算主管部门|编制单位|编制部门|填报单位|填报部门|部门名称|单位名称|预算部门|预算单位|公开部门|公开单位|部门|单位)[:：](.+)$",
    )
    .expect("a constant pattern")
});
/// 某局2026年部门预算, 2026年度某局部门决算, 第一部分某局概况.
static BEFORE_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:第[一二三四五六七八九十]部分)?(?:附件[0-9一二三四五]*[:：]?)?([^0-9]{2,40}?)((?:19|20)[0-9]{2})年")
        .expect("a constant pattern")
});
static BEHIND_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:第[一二三四五六七八九十]部分)?((?:19|20)[0-9]{2})年?度?(.{2,40}?)(?:部门|单位|综合)*(?:预算|决算)")
        .expect("a constant pattern")
});
static OVERVIEW: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^第一部分[:：]?(.{3,40}?)(?:部门|单位)?概况$").expect("a constant pattern"));
static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:19|20)[0-9]{2}年").expect("a constant pattern"));

/// Completes the document's own facts, and hands them to the tables whose caption leaves them out.
pub(crate) fn complete(document: &mut Document, front: &Front) {
    super::unbind(document);
    units_from_names(&mut document.tables);
    let organisation = organisation(document, front);
    let (fiscal_year, stage) = year_and_stage(document, front);
    document.organisation = organisation;
    document.fiscal_year = fiscal_year;
    document.stage = stage;
    inherit(document);
}

/// A government's book has the government as its organisation, under the name of its region, where no body publishes it
/// in its own name. To be called once scope and region are known.
pub(super) fn of_government(document: &mut Document) {
    if document.scope == Some(Scope::Government) && document.organisation.is_none() {
        let region = document.region.as_deref().and_then(catalogue::division_name);
        document.organisation = region.map(str::to_owned);
        inherit(document);
    }
}

/// Captions that leave out whose they are and of which year get the document's.
fn inherit(document: &mut Document) {
    let (organisation, year, stage) = (document.organisation.clone(), document.fiscal_year, document.stage);
    for caption in document.tables.iter_mut().map(|table| &mut table.caption) {
        caption.organisation = caption.organisation.take().or_else(|| organisation.clone());
        caption.fiscal_year = caption.fiscal_year.or(year);
        caption.stage = caption.stage.or(stage);
    }
}

/// The name that most evidence speaks for; of names that contain each other the longer one, since （本级） and a district's
/// city before its name say more.
fn organisation(document: &Document, front: &Front) -> Option<String> {
    let mut votes = Votes::default();
    for name in document.tables.iter().filter_map(|table| table.caption.organisation.as_deref()) {
        votes.add(name, 1);
    }
    for line in &front.lines {
        if let Some(found) = LABELLED.captures(line).or_else(|| OVERVIEW.captures(line)) {
            votes.add(&found[1], FRONT_VOTES);
        }
    }
    for name in front.title.iter().filter_map(|title| in_title(title)) {
        votes.add(&name, FRONT_VOTES);
    }
    if votes.0.is_empty() {
        let titles = front.lines.iter().filter(|line| line.contains("预算") || line.contains("决算"));
        titles.filter_map(|line| in_title(line)).for_each(|name| votes.add(&name, 1));
    }
    if votes.0.is_empty() {
        document.tables.iter().filter_map(in_form).for_each(|name| votes.add(&name, 1));
    }
    let Votes(votes) = votes;
    let most = votes.iter().map(|(_, count)| *count).max()?;
    let best = &votes.iter().find(|(_, count)| *count == most)?.0;
    let is_fuller = |name: &str| {
        let bracketed =
            name.strip_prefix(best.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['（', '(']));
        let placed = name.strip_suffix(best.as_str()).is_some_and(|place| !catalogue::divisions_in(place).is_empty());
        bracketed || placed
    };
    let fuller = votes.iter().filter(|(name, _)| is_fuller(name));
    fuller.max_by_key(|(name, count)| (name.chars().count(), *count)).map(|(name, _)| name.clone())
}

/// Names of organisations and what speaks for each.
#[derive(Default)]
struct Votes(Vec<(String, usize)>);

impl Votes {
    fn add(&mut self, text: &str, weight: usize) {
        let Some(name) = name_of(text) else { return };
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, votes)) => *votes += weight,
            None => self.0.push((name, weight)),
        }
    }
}

/// A text that names an organisation, without what is printed around the name; none if it names something else.
fn name_of(text: &str) -> Option<String> {
    const CODES: fn(char) -> bool = |c| c.is_ascii_digit() || matches!(c, '[' | ']' | '-' | '—' | '、' | '.' | ' ');
    let squeezed = squeeze(text);
    let bare = squeezed.trim_start_matches(CODES).trim_end_matches(['：', ':', '，', '。']);
    let bare = ["（盖章）", "(盖章)", "部门"].iter().fold(bare, |bare, end| bare.strip_suffix(end).unwrap_or(bare));
    let length = bare.chars().count();
    let unbracketed = bare.split_once(['（', '(']).map_or(bare, |(before, _)| before);
    let is_name = catalogue::is_organisation(unbracketed) || catalogue::is_division_name(bare);
    // A meeting, money and its accounts are no organisations, whatever their last character is.
    const OTHERS: [&str; 14] = [
        "预算",
        "决算",
        "收支",
        "收入",
        "支出",
        "基金",
        "债务",
        "债券",
        "资金",
        "经费",
        "会议",
        "大会",
        "各位代表",
        "情况",
    ];
    let fits = (3..=LONGEST_NAME).contains(&length) && is_name && !OTHERS.iter().any(|word| bare.contains(word));
    fits.then(|| bare.to_owned())
}

/// The organisation that a title names before or behind its year.
fn in_title(title: &str) -> Option<String> {
    let found = BEFORE_YEAR.captures(title).map(|found| found[1].to_owned());
    let found = found.or_else(|| BEHIND_YEAR.captures(title).map(|found| found[2].to_owned()))?;
    // A report of a government is 某政府关于 its accounts.
    name_of(found.split("关于").next().unwrap_or_default())
}

/// The organisation that a form gives as its own.
fn in_form(table: &Table) -> Option<String> {
    let own = |name: &str| matches!(&*squeeze(name), "部门名称" | "单位名称" | "部门（单位）名称" | "部门(单位)名称");
    table.fields.iter().find(|field| own(&field.name) && !field.value.is_empty()).map(|field| field.value.clone())
}

/// The year that the title plans or accounts for, else that of the tables. A book that reports on one year and drafts the
/// next is about the next.
fn year_and_stage(document: &Document, front: &Front) -> (Option<i32>, Option<Stage>) {
    const LONGEST_TITLE: usize = 40;
    let is_title = |line: &String| line.chars().count() <= LONGEST_TITLE && !line.contains(['。', '《', '，', ',']);
    // A title of two years is mostly wrapped before the second.
    let wrapped = front.lines.iter().enumerate().filter(|(_, line)| is_title(line)).map(|(at, line)| {
        let next = front.lines.get(at + 1).filter(|next| is_title(next));
        format!("{line}{}", next.map(String::as_str).unwrap_or_default())
    });
    if let Some((year, stage)) = front.title.iter().cloned().chain(wrapped).find_map(|title| in_years(&title)) {
        return (Some(year), Some(stage));
    }
    let mut counts: BTreeMap<(Stage, i32), usize> = BTreeMap::new();
    for caption in document.tables.iter().map(|table| &table.caption) {
        if let Some(pair) = caption.stage.zip(caption.fiscal_year) {
            *counts.entry(pair).or_default() += 1;
        }
    }
    let most = counts.values().copied().max().unwrap_or_default();
    let drafts = counts
        .iter()
        .filter(|((stage, _), count)| *stage == Stage::Budget && **count as f64 >= most as f64 * DRAFT_SHARE);
    let draft = drafts.max_by_key(|((_, year), count)| (**count, *year));
    let best = draft.or_else(|| counts.iter().find(|(_, count)| **count == most));
    let captions = || document.tables.iter().map(|table| &table.caption);
    let (stage, year) = best.map_or((None, None), |(&(stage, year), _)| (Some(stage), Some(year)));
    (
        year.or_else(|| super::most(captions().filter_map(|c| c.fiscal_year))),
        stage.or_else(|| super::most(captions().filter_map(|c| c.stage))),
    )
}

/// The year and the stage of a title: of several the year it drafts a budget for.
fn in_years(title: &str) -> Option<(i32, Stage)> {
    let years: Vec<_> = YEAR.find_iter(title).collect();
    let ends = years.iter().skip(1).map(|next| next.start()).chain([title.len()]);
    let said = |(year, end): (&regex::Match<'_>, usize)| {
        let words = title.get(year.end()..end)?;
        let number = year.as_str().trim_end_matches('年').parse().ok()?;
        let stage = match () {
            () if words.contains("决算") => Stage::Final,
            () if !words.contains("预算") => return None,
            () if words.contains("执行") => Stage::Execution,
            () => Stage::Budget,
        };
        Some((number, stage))
    };
    let found: Vec<(i32, Stage)> = years.iter().zip(ends).filter_map(said).collect();
    found.iter().find(|(_, stage)| *stage == Stage::Budget).or_else(|| found.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organisations_in_titles() {
        for (title, expected) in [
            ("中共某市某区委社会工作部2024年度部门决算", Some("中共某市某区委社会工作部")),
            ("2026年度某市公安局治安管理支队单位预算", Some("某市公安局治安管理支队")),
            ("2026年度某市审计局部门预算公开", Some("某市审计局")),
            ("2026年部门预算", None),
            ("某市信访办公室部门2026年度部门预算信息公开", Some("某市信访办公室")),
            ("某省人民政府关于我省2024年省级决算草案的报告", Some("某省人民政府")),
            ("2026年省级一般公共预算收支预算总表", None),
        ] {
            assert_eq!(in_title(title).as_deref(), expected, "{title}");
        }
    }

    #[test]
    fn a_book_of_two_years_is_about_the_one_it_drafts() {
        for (title, expected) in [
            ("关于某市2025年预算执行情况与2026年预算草案的报告", Some((2026, Stage::Budget))),
            ("2023年某省决算情况表", Some((2023, Stage::Final))),
            ("2025年全市一般公共预算收入执行情况表", Some((2025, Stage::Execution))),
            ("2026年执行最高付费标准目录", None),
        ] {
            assert_eq!(in_years(title), expected, "{title}");
        }
    }

    #[test]
    fn what_names_an_organisation() {
        for (text, expected) in [
            ("012-某市公安局（汇总）", Some("某市公安局（汇总）")),
            ("吉林省", Some("吉林省")),
            ("22吉林省", Some("吉林省")),
            ("迪庆州", Some("迪庆州")),
            ("市十五届人大五次", None),
            ("地方政府债务限额及余额", None),
            ("%", None),
        ] {
            assert_eq!(name_of(text).as_deref(), expected, "{text}");
        }
    }
}

//! What a document says of itself: organisation, year, budget or accounts, from its cover and its captions.

use crate::model::{Document, Table};
use crate::text::TextLine;
use crate::words::{self, MONEY, is_money, named_year, squeeze};
use regex::Regex;
use std::sync::LazyLock;

/// Lines set smaller than this share of the largest on the cover are no part of its title: the stricter first, for
/// covers that carry a list of contents.
const TITLE_SHARES: [f64; 2] = [0.75, 0.92];
/// A cover has no more lines of title than this.
const TITLE_LINES: usize = 6;

static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:预算主管部门|编制单位|编制部门|部门名称|单位名称|预算部门|预算单位|公开部门|公开单位|部门|单位)[:：](.+)$")
        .expect("a constant pattern")
});
static ORGANISATION_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:附件[0-9一二三四五]*[:：]?)?(.{2,40}?)((?:19|20)[0-9]{2})年").expect("a constant pattern")
});
static YEAR_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^((?:19|20)[0-9]{2})年?度?(.{2,40}?)(?:部门|单位|综合)*(?:预算|决算)").expect("a constant pattern")
});
static BRACKETED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!("[(（](?:单位[:：])?({MONEY})[)）]")).expect("a constant pattern"));

/// The title on the cover: the largest lines of the first page, joined.
pub(crate) fn cover_title(lines: &[TextLine]) -> Option<String> {
    let largest = lines.iter().map(|line| line.size).max()?;
    TITLE_SHARES.into_iter().find_map(|share| {
        let large = lines.iter().filter(|line| line.size >= largest * share);
        let title: Vec<String> = large.map(|line| line.squeezed()).collect();
        (title.len() <= TITLE_LINES)
            .then(|| title.concat())
            .filter(|title| title.contains("预算") || title.contains("决算"))
    })
}

/// An organisation the cover names after a label.
pub(crate) fn cover_organisation(lines: &[TextLine]) -> Option<String> {
    lines.iter().flat_map(|line| &line.segments).find_map(|segment| {
        let text = squeeze(&segment.text);
        LABELLED.captures(&text).map(|found| found[1].to_owned()).filter(|name| !is_money(name))
    })
}

/// Completes the document's own facts, and hands them to the tables whose caption leaves them out.
pub(crate) fn complete(document: &mut Document, labelled: Option<String>) {
    super::unbind(document);
    let title = document.title.clone().unwrap_or_default();
    let captions = || document.tables.iter().map(|table| &table.caption);
    let in_captions = most(captions().filter_map(|caption| caption.organisation.clone()));
    let organisation = in_captions.or(labelled).or_else(|| organisation_in(&title)).or_else(|| in_forms(document));
    let year = most(captions().filter_map(|caption| caption.fiscal_year));
    let fiscal_year = named_year(&title).or(year);
    let stage = words::stage(&title).or_else(|| most(captions().filter_map(|caption| caption.stage)));
    for table in &mut document.tables {
        table.caption.unit = table.caption.unit.take().or_else(|| bracketed_unit(table));
        table.caption.organisation = table.caption.organisation.take().or_else(|| organisation.clone());
        table.caption.fiscal_year = table.caption.fiscal_year.or(fiscal_year);
        table.caption.stage = table.caption.stage.or(stage);
    }
    document.organisation = organisation;
    document.fiscal_year = fiscal_year;
    document.stage = stage;
}

/// The unit that names of fields or columns give in brackets (`资金金额（万元）`), where all that give one agree.
fn bracketed_unit(table: &Table) -> Option<String> {
    let fields = table.fields.iter().map(|field| field.name.as_str());
    let columns = table.columns.iter().flat_map(|column| column.path.iter().map(String::as_str));
    let mut units: Vec<String> =
        fields.chain(columns).filter_map(|name| BRACKETED.captures(name).map(|found| found[1].to_owned())).collect();
    units.dedup();
    match units.as_slice() {
        [unit] => Some(unit.clone()),
        _ => None,
    }
}

/// The organisation that a form of the document gives as its own.
fn in_forms(document: &Document) -> Option<String> {
    let fields = document.tables.iter().flat_map(|table| &table.fields);
    let own = |name: &str| matches!(&*squeeze(name), "部门名称" | "单位名称" | "部门（单位）名称" | "部门(单位)名称");
    fields.filter(|field| own(&field.name) && !field.value.is_empty()).map(|field| field.value.clone()).next()
}

fn organisation_in(title: &str) -> Option<String> {
    let found = ORGANISATION_FIRST
        .captures(title)
        .map(|found| found[1].to_owned())
        .or_else(|| YEAR_FIRST.captures(title).map(|found| found[2].to_owned()))?;
    // A report of a government is 关于 its accounts, and a department's budget is 某局部门's.
    let name = found.split("关于").next().unwrap_or_default().trim_end_matches("部门").to_owned();
    let named = |name: &String| !["预算", "决算", "部门", "单位", "年度"].iter().any(|word| name.starts_with(word));
    let of_money = ["预算", "决算", "收支", "收入", "支出", "基金", "一般公共", "国有资本"];
    Some(name).filter(|name| !name.is_empty() && named(name) && !of_money.iter().any(|word| name.contains(word)))
}

/// The value that comes most often, the first of equals.
pub(crate) fn most<T: PartialEq>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: Vec<(T, usize)> = Vec::new();
    for value in values {
        match counts.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((value, 1)),
        }
    }
    let best = counts.iter().map(|&(_, count)| count).max()?;
    counts.into_iter().find(|&(_, count)| count == best).map(|(value, _)| value)
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
            assert_eq!(organisation_in(title).as_deref(), expected, "{title}");
        }
    }
}

//! Whose document it is, and of which year: what the first pages, the captions and the forms say, weighed against each other.

use super::cover::units_from_names;
use super::front::Front;
use super::stage;
use crate::catalogue;
use crate::model::{Document, Scope, Table};
use crate::words::{UNIT_LABELS, labelled, squeeze};
use regex::Regex;
use std::sync::LazyLock;

/// A name that stands on the first pages is as good as so many captions: bound annexes and lists of units print many
/// captions of others, and a cover prints one.
const FRONT_VOTES: usize = 3;
/// Names of organisations are no longer.
const LONGEST_NAME: usize = 40;

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

/// Completes the document's own facts, and hands them to the tables whose caption leaves them out.
pub(crate) fn complete(document: &mut Document, front: &Front) {
    stage::tell(&mut document.tables);
    super::unbind(document);
    units_from_names(&mut document.tables);
    document.organisation = organisation(document, front);
    (document.fiscal_year, document.stage) = stage::of_document(document, front);
    stage::inherit(document);
    inherit(document);
}

/// A government's book has the government as its organisation, under the name of its region, where no body publishes it
/// in its own name; of other documents whose names are nowhere given as such, the body that stands on a line of its own on
/// the first pages. To be called once scope and region are known.
pub(super) fn settle(document: &mut Document, front: &Front) {
    if document.organisation.is_some() {
        return;
    }
    document.organisation = if document.scope == Some(Scope::Government) {
        document.region.as_deref().and_then(catalogue::division_name).map(str::to_owned)
    } else {
        front.lines.iter().find_map(|line| on_its_own(line))
    };
    inherit(document);
}

/// The name that documents of one body share, whether they print its city and what the document covers (（汇总）, （本级）) or
/// not: 市气象局 of 广州市 is 广州市气象局.
pub(crate) fn normal_name(name: &str, region: Option<&str>) -> String {
    const COVERS: [&str; 2] = ["（汇总）", "（本级）"];
    let squeezed = squeeze(name).replace('(', "（").replace(')', "）");
    let mut bare = squeezed.as_str();
    while let Some(rest) = COVERS.iter().find_map(|cover| bare.strip_suffix(cover)).filter(|rest| !rest.is_empty()) {
        bare = rest;
    }
    if let Some(place) = region.and_then(|region| government(bare, region)) {
        return place.to_owned();
    }
    let is_placed = || catalogue::division_in(bare).is_some() || !catalogue::divisions_in(bare).is_empty();
    let place = region.and_then(catalogue::division_name).filter(|_| !bare.starts_with(['中', '国']) && !is_placed());
    let Some(place) = place else { return bare.to_owned() };
    let level = |c: char| matches!(c, '省' | '市' | '县' | '区' | '州' | '盟' | '旗');
    match bare.strip_prefix(level) {
        // 市财政局 of a district is that of the city above it.
        Some(_) if bare.chars().next() != place.chars().last() => bare.to_owned(),
        Some(rest) => format!("{place}{rest}"),
        None => format!("{place}{bare}"),
    }
}

/// The place whose government a name is of, however it prints it: 广东省人民政府, 东莞市本级政府, 迪庆州.
fn government(name: &str, region: &str) -> Option<&'static str> {
    let own = ["本级政府", "人民政府"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    let is_called = || catalogue::divisions_called(own).any(|(code, _)| code == region);
    catalogue::division_name(region).filter(|place| own == *place || is_called())
}

/// Captions that leave out whose they are get the document's organisation.
fn inherit(document: &mut Document) {
    for caption in document.tables.iter_mut().map(|table| &mut table.caption) {
        caption.organisation = caption.organisation.take().or_else(|| document.organisation.clone());
    }
}

/// The body that a line is made of: as it signs, heads its paper (某局文件), or begins a notice (某局关于…). One that does
/// not say its place may be any that the text speaks of.
fn on_its_own(line: &str) -> Option<String> {
    let line = line.strip_suffix("文件").unwrap_or(line);
    let name = name_of(line.split("关于").next().unwrap_or_default())?;
    catalogue::division_in(&name).is_some().then_some(name)
}

/// The name that most evidence speaks for; of names that contain each other the longer one, since （本级） and a district's
/// city before its name say more.
fn organisation(document: &Document, front: &Front) -> Option<String> {
    let mut votes = Votes::default();
    for name in document.tables.iter().filter_map(|table| table.caption.organisation.as_deref()) {
        votes.add(name, 1);
    }
    for line in &front.lines {
        let overview = || OVERVIEW.captures(line).and_then(|found| found.get(1)).map(|name| name.as_str());
        // Prose has 归口部门： within.
        let begins = || UNIT_LABELS.iter().any(|label| line.starts_with(label));
        if let Some(name) = labelled(line).filter(|_| begins()).or_else(overview) {
            votes.add(name, FRONT_VOTES);
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
    fn documents_of_one_body_share_a_name() {
        for (name, region, expected) in [
            ("深圳市统计局（本级）", "440300", "深圳市统计局"),
            ("西安市公安局(汇总)", "610100", "西安市公安局"),
            ("气象局", "440100", "广州市气象局"),
            ("市气象局", "440100", "广州市气象局"),
            ("市财政局", "440103", "市财政局"),
            ("中共市委宣传部", "440100", "中共市委宣传部"),
            ("江苏省", "320000", "江苏省"),
            ("广东省人民政府", "440000", "广东省"),
            ("东莞市本级政府", "441900", "东莞市"),
            ("迪庆州", "533400", "迪庆藏族自治州"),
            ("广东省人民政府办公厅", "440000", "广东省人民政府办公厅"),
        ] {
            assert_eq!(normal_name(name, Some(region)), expected, "{name}");
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

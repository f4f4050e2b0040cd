//! What the prose says of an amount, against the tables that print it.

use super::{Check, Context};
use crate::catalogue::{self, Identity, identities};
use crate::model::{CellRef, Claim, Ledger, Origin, Outcome, Relation, RowRole, Severity, Verdict, codes};
use crate::narrative::{Denial, denials};
use crate::verify::outline::{Line, Rank};
use crate::verify::selector::{cells, unnumbered};
use crate::verify::view::{Sheet, View};
use crate::words::squeeze;
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Narrative;

/// Tables whose lines the prose goes through one by one: by function, or by economic class.
const LISTS: &[&str] = &[
    "general_budget_expenditure",
    "general_budget_expenditure_by_economic",
    "general_budget_basic_expenditure",
    "fiscal_allocation_expenditure",
    "fiscal_allocation_summary",
    "dept_expenditure",
    "dept_income_expenditure_summary",
    "economic_classification_summary",
    "final_general_budget_expenditure",
    "final_expenditure",
    "final_fiscal_allocation_summary",
    "final_income_expenditure_summary",
];
/// Tables that are published though nothing is in them, and what they list.
const EMPTY: &[(&str, &str)] = &[
    ("gov_fund_expenditure", "政府性基金"),
    ("state_capital_expenditure", "国有资本经营"),
    ("three_public", "三公"),
    ("final_gov_fund_expenditure", "政府性基金"),
    ("final_state_capital_expenditure", "国有资本经营"),
    ("final_three_public", "三公"),
];
/// What stands behind the name of an item, before its number.
const BEHIND: &[&str] = &["为", "是", "共计", "合计为", "总计为", "安排", "共", "数为", "约"];
/// What stands before the name of an item, and says no more of it than that it is this document's.
const BEFORE: &[&str] =
    &["其中", "包括", "当年", "本部门", "本单位", "我部门", "我单位", "本年度", "年度", "年", "的", "：", ":"];

impl Check for Narrative {
    fn code(&self) -> &'static str {
        codes::NARRATIVE
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn manual(&self) -> &'static str {
        include_str!("narrative.md")
    }

    fn run(&self, context: &Context<'_>, ledger: &mut Ledger) {
        let view = context.view;
        let own = || identities().iter().filter(|identity| identity.check == self.code());
        ledger.extend(view.sheets.iter().filter_map(|sheet| self.emptiness(view, sheet)));
        // Of several documents in one file it is not known whose prose it is.
        if view.document.claims.is_empty() || !view.document.parts.is_empty() {
            return;
        }
        let places: Vec<(&Identity, Vec<CellRef>)> = own().map(|identity| (identity, places(view, identity))).collect();
        let scopes = Scopes::of(view, &places);
        for claim in &view.document.claims {
            let Some(factor) = catalogue::factor(&claim.unit) else { continue };
            let claimed = Claimed { claim, factor: Decimal::from(factor) };
            let subject = subject(&claim.subject);
            let outcome = match of_words(&places, subject).filter(|(before, ..)| is_own(view, before)) {
                Some((_, identity, cells)) if !cells.is_empty() => {
                    let says = format!("{} {} in words = in the tables", identity.id, identity.says);
                    let is_meant = |own: &Outcome| own.verdict != Verdict::Mismatch || !scopes.are_many(identity);
                    self.compare(view, &claimed, says, cells).filter(is_meant)
                }
                Some(_) => None,
                None => self.item(view, &claimed, subject),
            };
            ledger.extend(outcome);
        }
    }
}

/// How many amounts the prose has for each name: of its units, of regions, of funds. What is then off is of another scope.
struct Scopes<'a>(BTreeMap<&'a str, BTreeSet<Decimal>>);

impl<'a> Scopes<'a> {
    /// So many amounts of one name are more than a slip beside the right one.
    const MANY: usize = 3;

    fn of(view: &View<'_>, places: &'a [(&'a Identity, Vec<CellRef>)]) -> Scopes<'a> {
        let mut found: BTreeMap<&str, BTreeSet<Decimal>> = BTreeMap::new();
        for claim in &view.document.claims {
            let factor =
                catalogue::factor(&claim.unit).and_then(|factor| claim.value.checked_mul(Decimal::from(factor)));
            if let (Some(amount), Some((_, identity, _))) = (factor, of_words(places, subject(&claim.subject))) {
                found.entry(identity.id.as_str()).or_default().insert(amount.normalize());
            }
        }
        Scopes(found)
    }

    fn are_many(&self, identity: &Identity) -> bool {
        self.0.get(identity.id.as_str()).is_some_and(|amounts| amounts.len() >= Self::MANY)
    }
}

/// A number of the prose, and how many yuan its unit is.
struct Claimed<'a> {
    claim: &'a Claim,
    factor: Decimal,
}

impl Narrative {
    /// Is the number printed in one of these places?
    fn compare(&self, view: &View<'_>, claimed: &Claimed<'_>, identity: String, cells: &[CellRef]) -> Option<Outcome> {
        let expected = claimed.claim.value.checked_mul(claimed.factor)?;
        let mut best: Option<(Verdict, Decimal, Decimal, CellRef)> = None;
        for cell in cells {
            let (Some(amount), Some(factor)) = (view.amount(*cell), view.factor(*cell)) else { continue };
            let factor = Decimal::from(factor);
            let found = amount.checked_mul(factor)?;
            let slack = Decimal::new(5, claimed.claim.value.scale() + 1) * claimed.factor + view.half(*cell) * factor;
            let in_words = found.checked_div(claimed.factor)?;
            let rounded =
                in_words.round_dp_with_strategy(claimed.claim.value.scale(), RoundingStrategy::MidpointAwayFromZero);
            let verdict = match () {
                () if rounded == claimed.claim.value || found == expected => Verdict::Ok,
                // In words numbers are cut off as often as rounded, and added up from rounded ones: the last digit says little.
                () if (found - expected).abs() < slack + slack => Verdict::Rounding,
                () => Verdict::Mismatch,
            };
            if best.as_ref().is_none_or(|(known, ..)| verdict < *known) {
                best = Some((verdict, found, slack, *cell));
            }
        }
        let (verdict, found, tolerance, cell) = best?;
        Some(Outcome {
            check: self.code(),
            identity,
            verdict,
            relation: Relation::Equal,
            left: vec![cell],
            right: Vec::new(),
            beside: [None, Some(words(claimed.claim))],
            table: cell.table,
            expected,
            found,
            tolerance,
            cause: None,
            severity: self.severity(),
            proves: false,
            rest: None,
        })
    }

    /// Does a table print nothing that is said to be of nothing, and is that said of one that prints nothing?
    fn emptiness(&self, view: &View<'_>, sheet: &Sheet<'_>) -> Option<Outcome> {
        let (_, of) = EMPTY.iter().find(|(kind, _)| sheet.table.kind.as_deref() == Some(kind))?;
        let cells = sheet
            .table
            .rows
            .iter()
            .enumerate()
            .flat_map(|(row, _)| sheet.blocks.iter().flatten().map(move |column| (row, *column)));
        let mut money =
            cells.filter(|(row, column)| sheet.amount(*row, *column).is_some_and(|amount| !amount.is_zero()));
        let first = money.next().map(|(row, column)| sheet.cell(row, column));
        let below = beside(sheet).find(|text| is_empty(text, of));
        let is_of =
            |claim: &&Claim| claim.value.is_zero() && !claim.subject.contains("结转") && claim.subject.contains(of);
        let in_prose = || view.document.claims.iter().find(is_of).map(words);
        let said = match first {
            Some(_) => below.map(|text| format!("“{text}”")),
            None => below.map(|text| format!("“{text}”")).or_else(in_prose),
        };
        // Without amounts and without a word that there are none, it may be that they were not printed.
        let verdict = match (first, &said) {
            (None, Some(_)) => Verdict::Ok,
            (Some(_), Some(_)) => Verdict::Mismatch,
            (None, None) => Verdict::Insufficient,
            (Some(_), None) => return None,
        };
        let found = first.and_then(|cell| view.amount(cell)).unwrap_or_default();
        Some(Outcome {
            check: self.code(),
            identity: format!("T-8 {of}: no amounts where it is said that there are none"),
            verdict,
            relation: Relation::Equal,
            left: first.into_iter().collect(),
            right: Vec::new(),
            beside: [first.is_none().then(|| "no amounts".to_owned()), said.or(Some("no word of it".to_owned()))],
            table: sheet.index,
            expected: Decimal::ZERO,
            found,
            tolerance: Decimal::ZERO,
            cause: None,
            severity: self.severity(),
            proves: false,
            rest: None,
        })
    }

    /// A line of a table by its code or its name: is the number one of those that it prints?
    fn item(&self, view: &View<'_>, claimed: &Claimed<'_>, subject: &str) -> Option<Outcome> {
        let item = Item::of(subject)?;
        let mut found = Vec::new();
        for sheet in view.sheets.iter().filter(|sheet| is_list(sheet)) {
            for line in sheet.lines.iter().flatten().filter(|line| item.is(line)) {
                let columns = sheet.blocks.get(line.block).into_iter().flatten();
                found.extend(columns.map(|column| sheet.cell(line.row, *column)));
            }
        }
        self.compare(view, claimed, format!("T-5 {} in words = in the tables", item.name()), &found)
    }
}

/// What is printed under a table, in it or above it that is no line of it.
fn beside<'a>(sheet: &'a Sheet<'_>) -> impl Iterator<Item = &'a str> {
    let rows = sheet.table.rows.iter().filter(|row| row.role == RowRole::Note).flat_map(|row| &row.cells);
    let in_rows = rows.filter(|cell| cell.origin != Origin::Spanned).map(|cell| cell.text.as_str());
    let around = sheet.table.notes.iter().chain(&sheet.table.caption.remarks).map(String::as_str);
    around.chain(in_rows)
}

/// Does a text beside a table say that it is empty, or that there is none of what it lists?
fn is_empty(text: &str, of: &str) -> bool {
    let text = squeeze(text);
    let is_own = |denial: &Denial| denial.subject.contains(of) && !denial.subject.contains("结转");
    // 公开空表的要说明理由 is a rule for those who fill in the form.
    ["本表无数据", "此表无数据", "本表为空", "此表为空"].iter().any(|word| text.contains(word))
        || denials(&text).iter().any(|denial| is_own(denial) && !denial.subject.ends_with('的'))
}

fn is_list(sheet: &Sheet<'_>) -> bool {
    sheet.table.kind.as_deref().is_some_and(|kind| LISTS.contains(&kind))
}

/// Where the number stands, and what it says.
pub(super) fn words(claim: &Claim) -> String {
    let place = match (claim.page, claim.line) {
        (Some(page), _) => format!("p{page} "),
        (None, Some(line)) => format!("line {line} "),
        (None, None) => String::new(),
    };
    format!("{place}“{}{}”", claim.subject, claim.text)
}

/// The places of an identity that print an amount.
fn places(view: &View<'_>, identity: &Identity) -> Vec<CellRef> {
    let tables = 0..view.sheets.len();
    let found = identity.places.iter().filter_map(|term| cells(view, &tables, term)).flatten();
    found.filter(|cell| view.amount(*cell).is_some()).collect()
}

/// The identity whose words the subject ends with, its places, and what stands before the words.
fn of_words<'a, 'b>(
    places: &'a [(&'a Identity, Vec<CellRef>)],
    subject: &'b str,
) -> Option<(&'b str, &'a Identity, &'a [CellRef])> {
    let all =
        places.iter().flat_map(|(identity, cells)| identity.words.iter().map(move |word| (word, *identity, cells)));
    let fitting =
        all.filter_map(|(word, identity, cells)| Some((subject.strip_suffix(word.as_str())?, identity, cells)));
    let (before, identity, cells) = fitting.min_by_key(|(before, ..)| before.len())?;
    Some((before, identity, cells.as_slice()))
}

/// Is it this document's organisation, its year, or nothing?
fn is_own(view: &View<'_>, before: &str) -> bool {
    let mut rest = before.trim_matches(['“', '”', '"', '，', ' ']);
    loop {
        let start = rest;
        for word in BEFORE {
            rest = rest.strip_suffix(word).unwrap_or(rest);
        }
        let bare = rest.trim_end_matches(|c: char| c.is_ascii_digit());
        if let Ok(year) = rest.get(bare.len()..).unwrap_or_default().parse::<i32>() {
            if view.document.fiscal_year.is_some_and(|own| own != year) {
                return false;
            }
            rest = bare;
        }
        if rest.is_empty() {
            return true;
        }
        if rest == start {
            // What a unit of it has is no part of what the document's tables sum.
            let own = view.document.organisation.as_deref().map(squeeze);
            let is_its_own = own.is_none_or(|own| rest.ends_with(own.as_ref()) || own.ends_with(rest));
            return is_its_own
                && catalogue::is_organisation(rest)
                && !["比", "较", "与"].iter().any(|word| rest.starts_with(word));
        }
    }
}

/// The name before a number without what leads to the number.
fn subject(subject: &str) -> &str {
    let mut rest = subject;
    while let Some(shorter) = BEHIND.iter().find_map(|word| rest.strip_suffix(word)) {
        rest = shorter;
    }
    rest
}

/// A line of a table as the prose names it.
enum Item<'a> {
    /// 行政运行（2010301）, 2210201-住房公积金.
    Code(&'a str),
    /// 审计事务（款）行政运行（项）, “…-行政运行”科目: its name, and that of the 款 before it.
    Name(&'a str, Option<&'a str>),
}

impl<'a> Item<'a> {
    fn of(subject: &'a str) -> Option<Item<'a>> {
        let is_code = |text: &str| matches!(text.len(), 3 | 5 | 7) && text.bytes().all(|byte| byte.is_ascii_digit());
        let bracketed = || subject.strip_suffix(['）', ')'])?.rsplit_once(['（', '(']).map(|(_, code)| code);
        let before = || subject.split_once(['-', '－', '—']).map(|(code, _)| code);
        if let Some(code) = bracketed().filter(|code| is_code(code)).or_else(|| before().filter(|code| is_code(code))) {
            return Some(Item::Code(code));
        }
        if let Some(path) = subject.strip_suffix("科目") {
            let path = path.trim_matches(['“', '”', '"']);
            let (above, name) = path.rsplit_once('-')?;
            return Some(Item::Name(name, above.rsplit('-').next()));
        }
        let bare = subject.strip_suffix("支出").unwrap_or(subject);
        let marked = ["（项）", "（款）", "（类）", "(项)", "(款)", "(类)"];
        let path = marked.iter().find_map(|mark| bare.strip_suffix(mark))?;
        let name = path.rsplit(['）', ')']).next()?;
        let above = path.strip_suffix(name).and_then(|above| marked.iter().find_map(|mark| above.strip_suffix(mark)));
        let above = above.and_then(|above| above.rsplit(['）', ')']).next());
        (name.chars().count() > 1).then_some(Item::Name(name, above))
    }

    fn name(&self) -> &'a str {
        match self {
            Item::Code(name) | Item::Name(name, _) => name,
        }
    }

    fn is(&self, line: &Line) -> bool {
        let stem = |name: &str| name.strip_suffix("支出").unwrap_or(name).to_owned();
        match self {
            Item::Code(code) => line.code.as_ref().is_some_and(|(_, own)| own == code),
            Item::Name(name, above) => {
                line.rank == Rank::Item && stem(unnumbered(line)) == stem(name) && is_below(line, *above)
            }
        }
    }
}

/// May a line stand below a 款 of this name? 行政运行 is an item of many of them.
fn is_below(line: &Line, above: Option<&str>) -> bool {
    let of_name = |name| catalogue::codes_of_names('2', std::iter::once(Some(name))).into_iter().next().flatten();
    match (&line.code, above.and_then(of_name)) {
        (Some((_, code)), Some(above)) => code.starts_with(&above),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{Item, subject};

    #[test]
    fn names_of_lines() {
        for (text, expected) in [
            ("行政运行（2010301）", Some("2010301")),
            ("2210201-住房公积金", Some("2210201")),
            ("审计事务（款）行政运行（项）支出", Some("行政运行")),
            ("公共安全（类）支出", Some("公共安全")),
            ("“住房保障支出-住房改革支出-住房公积金”科目", Some("住房公积金")),
            ("基本支出", None),
            ("出（项）支出", None),
        ] {
            assert_eq!(Item::of(text).map(|item| item.name()), expected, "{text}");
        }
        assert_eq!(subject("收入预算总计为"), "收入预算总计");
    }
}

//! The scores of a self-evaluation (自评表): weights, scores, the rate of execution and its score.

use super::{Check, Context};
use crate::model::{CellRef, Ledger, Outcome, Relation, Severity, TableIndex, Value, Verdict, codes};
use crate::verify::view::Sheet;
use crate::words::parse_amount;
use crate::words::squeeze;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct PerformanceScore;

/// What the parts of a form's labels are joined by.
const JOINT: char = '/';
/// The columns of money of a form's first section.
const MONEY: &[&str] = &["年初预算数", "全年预算数", "全年执行数"];

impl Check for PerformanceScore {
    fn code(&self) -> &'static str {
        codes::PERFORMANCE_SCORE
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn manual(&self) -> &'static str {
        include_str!("performance_score.md")
    }

    fn run(&self, context: &Context<'_>, ledger: &mut Ledger) {
        let mut sums = Vec::new();
        for sheet in &context.view.sheets {
            let Some(columns) = Columns::of(sheet) else { continue };
            let form = Fields::of(sheet);
            sums.extend(self.scores(sheet, &columns, &form));
            self.money(sheet, &form, ledger);
            self.execution(sheet, &form, ledger);
            self.ranges(sheet, &columns, &form, ledger);
        }
        excuse_unlisted(&mut sums);
        ledger.extend(sums);
    }
}

/// The weights, and the scores, of a form.
const WEIGHTS: &str = "PE-d 分值 of all lines = 总分";
const SCORES: &str = "PE-e 得分 of all lines = 总分";
/// What 预算执行率 weighs by the rules of self-evaluations, and in how many forms of a document any other weight has to be
/// missing to be one that the forms do not list.
const EXECUTION: Decimal = Decimal::TEN;
const FORMS: usize = 3;

/// The total counts points that many forms print in no line of their own: those of the execution of the budget. Weights that
/// lack just these are whole, and the scores lack no more than they weigh.
fn excuse_unlisted(sums: &mut [Outcome]) {
    let lacks = |outcome: &Outcome| outcome.verdict == Verdict::Mismatch && outcome.expected > outcome.found;
    let mut by_weight: BTreeMap<Decimal, BTreeSet<TableIndex>> = BTreeMap::new();
    for outcome in sums.iter().filter(|outcome| outcome.identity == WEIGHTS && lacks(outcome)) {
        by_weight.entry((outcome.expected - outcome.found).normalize()).or_default().insert(outcome.table);
    }
    by_weight.retain(|weight, tables| *weight == EXECUTION || tables.len() >= FORMS);
    for (weight, tables) in by_weight {
        let is_own = |outcome: &&mut Outcome| {
            tables.contains(&outcome.table) && lacks(outcome) && outcome.expected - outcome.found <= weight
        };
        sums.iter_mut().filter(is_own).for_each(|outcome| outcome.verdict = Verdict::Insufficient);
    }
}

/// The columns of weights and of scores.
struct Columns {
    weight: usize,
    score: usize,
}

impl Columns {
    /// Nothing unless a table has one of each: goals have weights only.
    fn of(sheet: &Sheet<'_>) -> Option<Columns> {
        let called = |names: &[&str]| {
            let is_one = |path: &[String]| path.last().is_some_and(|leaf| names.contains(&&*squeeze(leaf)));
            let mut own = sheet.table.columns.iter().enumerate().filter(|(_, column)| is_one(&column.path));
            own.next().map(|(at, _)| at).filter(|_| own.next().is_none())
        };
        Some(Columns {
            weight: called(&["分值", "权重", "分值权重", "指标分值"])?,
            score: called(&["得分", "自评得分"])?,
        })
    }
}

/// A number in a form: what its line is called, what its column.
struct Entry<'a> {
    line: &'a str,
    column: &'a str,
    value: Decimal,
}

/// The numbers in the fields of a form.
struct Fields<'a> {
    entries: Vec<Entry<'a>>,
}

impl<'a> Fields<'a> {
    fn of(sheet: &'a Sheet<'_>) -> Fields<'a> {
        let entry = |field: &'a crate::model::Field| {
            let (line, column) = field.name.rsplit_once(JOINT)?;
            Some(Entry { line, column, value: parse_amount(field.value.trim_end_matches(['%', '％']))? })
        };
        Fields { entries: sheet.table.fields.iter().filter_map(entry).collect() }
    }

    fn value(&self, line: &str, column: &str) -> Option<Decimal> {
        self.entries.iter().find(|entry| entry.line == line && is_called(entry, column)).map(|entry| entry.value)
    }

    /// The lines that print a number in this column, the total of the form apart.
    fn lines(&self, column: &str) -> impl Iterator<Item = &Entry<'a>> {
        self.entries.iter().filter(move |entry| is_called(entry, column) && !is_total(entry.line))
    }

    /// The form's own total of a column.
    fn total(&self, column: &str) -> Option<&Entry<'a>> {
        self.entries.iter().find(|entry| is_called(entry, column) && is_total(entry.line))
    }
}

fn is_called(entry: &Entry<'_>, column: &str) -> bool {
    entry.column.trim_end_matches(['%', '％']) == column
}

/// Is it 其中 of the line above it, which has its points?
fn is_part(line: &str) -> bool {
    line.rsplit(JOINT).next().is_some_and(|name| name.starts_with("其中"))
}

fn is_total(line: &str) -> bool {
    line.rsplit(JOINT).next().is_some_and(is_total_word)
}

fn is_total_word(text: &str) -> bool {
    matches!(text, "总分" | "合计" | "总计")
}

fn is_total_row(sheet: &Sheet<'_>, row: usize) -> bool {
    let cells = sheet.table.rows.get(row).map(|row| row.cells.as_slice()).unwrap_or_default();
    let label = cells.iter().find(|cell| !cell.text.trim().is_empty());
    label.is_some_and(|cell| is_total_word(&squeeze(&cell.text)))
}

/// A side of a comparison: its cells, its sum, its fields in words and what rounding can do.
#[derive(Clone, Default)]
struct Side {
    cells: Vec<CellRef>,
    words: Vec<String>,
    sum: Decimal,
    slack: Decimal,
}

impl Side {
    fn cell(&mut self, cell: CellRef, value: Decimal) {
        self.cells.push(cell);
        self.count(value);
    }

    fn field(&mut self, entry: &Entry<'_>) {
        self.words.push(format!("{}/{} {}", entry.line, entry.column, entry.value));
        self.count(entry.value);
    }

    /// Whole numbers are weights, and are not rounded.
    fn count(&mut self, value: Decimal) {
        self.sum += value;
        if value.scale() > 0 {
            self.slack += Decimal::new(5, value.scale() + 1);
        }
    }
}

impl PerformanceScore {
    fn outcome(&self, sheet: &Sheet<'_>, identity: &str, relation: Relation, left: Side, right: Side) -> Outcome {
        let difference = left.sum - right.sum;
        let tolerance = left.slack + right.slack;
        let words = |words: Vec<String>| (!words.is_empty()).then(|| words.join(" + "));
        Outcome {
            check: self.code(),
            identity: identity.to_owned(),
            verdict: match () {
                () if difference.is_zero() => Verdict::Ok,
                () if relation == Relation::AtMost && difference.is_sign_negative() => Verdict::Ok,
                () if difference.abs() <= tolerance && relation == Relation::Equal => Verdict::Rounding,
                () => Verdict::Mismatch,
            },
            relation,
            left: left.cells,
            right: right.cells,
            beside: [words(left.words), words(right.words)],
            table: sheet.index,
            expected: right.sum,
            found: left.sum,
            tolerance,
            cause: None,
            severity: self.severity(),
            proves: false,
            rest: None,
        }
    }

    /// The weights are those of the total, usually 100, and so are the scores.
    fn scores(&self, sheet: &Sheet<'_>, columns: &Columns, form: &Fields<'_>) -> Vec<Outcome> {
        let mut found = Vec::new();
        for (identity, column, name) in [(WEIGHTS, columns.weight, "分值"), (SCORES, columns.score, "得分")] {
            let (mut left, mut right) = (Side::default(), Side::default());
            for row in 0..sheet.table.rows.len() {
                let Some(value) = count(sheet, row, column) else { continue };
                if is_total_row(sheet, row) {
                    right = Side::default();
                    right.cell(sheet.cell(row, column), value);
                } else {
                    left.cell(sheet.cell(row, column), value);
                }
            }
            // The total of some forms leaves out the points of the execution.
            let of_table = (left.clone(), right.clone());
            form.lines(name).filter(|entry| !is_part(entry.line)).for_each(|entry| left.field(entry));
            if let Some(total) = form.total(name).filter(|_| right.cells.is_empty()) {
                right.field(total);
            }
            // Without a total it is not said what they add up to.
            if left.sum.is_zero() || (right.cells.is_empty() && right.words.is_empty()) {
                continue;
            }
            let all = self.outcome(sheet, identity, Relation::Equal, left, right);
            let table = || self.outcome(sheet, identity, Relation::Equal, of_table.0, of_table.1);
            let is_table = |own: &Outcome| own.verdict.holds() && !own.right.is_empty();
            found.push(if all.verdict.holds() { all } else { Some(table()).filter(is_table).unwrap_or(all) });
        }
        found
    }

    /// 年度资金总额 is the money of all sources.
    fn money(&self, sheet: &Sheet<'_>, form: &Fields<'_>, ledger: &mut Ledger) {
        for column in MONEY {
            let Some(total) = form.lines(column).find(|entry| entry.line.contains("资金总额")) else { continue };
            let section = |line: &str| line.rsplit_once(JOINT).map(|(section, _)| section.to_owned());
            let of_section =
                |entry: &&Entry<'_>| entry.line != total.line && section(entry.line) == section(total.line);
            // 其中 begins the list of the sources in some forms, and is a part of one of them in others.
            let outcome = |has_parts: bool| {
                let (mut left, mut right) = (Side::default(), Side::default());
                left.field(total);
                let sources = form.lines(column).filter(of_section);
                sources.filter(|entry| has_parts || !is_part(entry.line)).for_each(|entry| right.field(entry));
                let identity = "PE-a 资金总额 = the money of all sources";
                (!right.words.is_empty()).then(|| self.outcome(sheet, identity, Relation::Equal, left, right))
            };
            let off = |outcome: &Outcome| (outcome.found - outcome.expected).abs();
            ledger.extend([outcome(true), outcome(false)].into_iter().flatten().min_by_key(off));
        }
    }

    /// The rate of execution is that of its amounts, and its score is that of the rate.
    fn execution(&self, sheet: &Sheet<'_>, form: &Fields<'_>, ledger: &mut Ledger) {
        let of_total = |entry: &&Entry<'_>| entry.line.contains("资金总额");
        let Some(rate) = form.lines("执行率").find(of_total) else { return };
        let value = |column: &str| form.value(rate.line, column);
        if let (Some(budget), Some(spent)) = (value("全年预算数"), value("全年执行数"))
            && let Some(share) = spent.checked_mul(Decimal::ONE_HUNDRED).and_then(|spent| spent.checked_div(budget))
        {
            let mut left = Side::default();
            left.field(rate);
            // The amounts are rounded too.
            let half = |amount: Decimal| Decimal::new(5, amount.scale() + 1);
            let of_amounts = (half(spent) * Decimal::ONE_HUNDRED + half(budget) * share).checked_div(budget);
            left.slack = Decimal::new(5, rate.value.scale() + 1) + of_amounts.unwrap_or_default();
            let right = Side {
                words: vec![format!("{spent} / {budget}")],
                sum: share.round_dp(rate.value.scale()),
                ..Side::default()
            };
            let identity = "PE-b 执行率 = 全年执行数 / 全年预算数";
            ledger.extend([self.outcome(sheet, identity, Relation::Equal, left, right)]);
        }
        if let (Some(weight), Some(score)) = (value("分值"), value("得分")) {
            let mut left = Side::default();
            left.words.push(format!("{}/得分 {score}", rate.line));
            left.sum = score;
            let expected = rate.value * weight / Decimal::ONE_HUNDRED;
            left.slack = Decimal::new(5, score.scale() + 1)
                + Decimal::new(5, rate.value.scale() + 1) * weight / Decimal::ONE_HUNDRED;
            let right = Side {
                words: vec![format!("{}% of {weight}", rate.value)],
                sum: expected.round_dp(score.scale()),
                ..Side::default()
            };
            // More than the whole budget earns no more than the weight, and bands of rates earn fixed scores.
            let is_plain = rate.value <= Decimal::ONE_HUNDRED;
            let mut outcome =
                self.outcome(sheet, "PE-c 得分 of the execution = 执行率 of its 分值", Relation::Equal, left, right);
            if outcome.verdict == Verdict::Mismatch && (!is_plain || score == weight || score.is_zero()) {
                outcome.verdict = Verdict::Insufficient;
            }
            ledger.extend([outcome]);
        }
    }

    /// No line scores more than its weight, or less than nothing.
    fn ranges(&self, sheet: &Sheet<'_>, columns: &Columns, form: &Fields<'_>, ledger: &mut Ledger) {
        const IDENTITY: &str = "PE-f 得分 <= 分值";
        for row in 0..sheet.table.rows.len() {
            if let (Some(weight), Some(score)) = (count(sheet, row, columns.weight), count(sheet, row, columns.score)) {
                let (mut left, mut right) = (Side::default(), Side::default());
                left.cell(sheet.cell(row, columns.score), score);
                right.cell(sheet.cell(row, columns.weight), weight);
                // The total of the scores counts the points of the execution, that of the weights does not where none are
                // printed for it.
                let is_extra = |entry: &&Entry<'_>| !is_part(entry.line) && form.value(entry.line, "分值").is_none();
                form.lines("得分")
                    .filter(is_extra)
                    .filter(|_| is_total_row(sheet, row))
                    .for_each(|entry| right.field(entry));
                ledger.extend([self.in_range(sheet, IDENTITY, left, right)]);
            }
        }
        for entry in form.entries.iter().filter(|entry| is_called(entry, "得分")) {
            if let Some(weight) = form.value(entry.line, "分值") {
                let (mut left, mut right) = (Side::default(), Side::default());
                left.field(entry);
                right.words.push(format!("{}/分值 {weight}", entry.line));
                right.sum = weight;
                ledger.extend([self.in_range(sheet, IDENTITY, left, right)]);
            }
        }
    }

    fn in_range(&self, sheet: &Sheet<'_>, identity: &str, left: Side, right: Side) -> Outcome {
        let is_negative = left.sum.is_sign_negative() && !left.sum.is_zero();
        let mut outcome = self.outcome(sheet, identity, Relation::AtMost, left, right);
        if is_negative {
            outcome.verdict = Verdict::Mismatch;
        }
        outcome
    }
}

/// The points in a cell.
fn count(sheet: &Sheet<'_>, row: usize, column: usize) -> Option<Decimal> {
    let cell = sheet.table.rows.get(row)?.cells.get(column)?;
    match cell.value {
        Some(Value::Count(points)) if cell.origin != crate::model::Origin::Spanned => Some(points),
        _ => None,
    }
}

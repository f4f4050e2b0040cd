//! Drafts with amounts whose columns were lost -> every amount in a column, with a finding where several would do.

mod names;

use self::names::{learn, names, weigh, weigh_names};
use super::clean::solid;
use super::draft::{Draft, DraftCell, DraftRow, span_of};
use super::ledger::OpenRow;
use super::line::is_item;
use super::marks::{Adds, Marks};
use super::placement::{mostly, placements, tolerance};
use super::totals::{Chosen, choose};
use crate::catalogue::{self, Sum, bounds, sums};
use crate::model::{ColumnRole, Finding, Origin, Place, Severity, codes};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};

/// Tables decide each other: what one table fixes names amounts for the next. Three rounds reach every table that
/// depends on one that depends on another.
const ROUNDS: usize = 3;

/// Steps that all searches of a document may take for rows whose amounts add up nowhere. The widest form, with 27 columns
/// of amounts and six of them empty, takes some hundred thousand in a row.
const BUDGET: usize = 3_000_000;

/// Alternatives named in a finding; the rest are counted.
const NAMED: usize = 4;

/// One span of amounts of one row.
struct Span {
    draft: usize,
    row: usize,
    unplaced: usize,
    open: OpenRow,
    adds_up: Adds,
    sure: bool,
    /// What the names printed beside its amounts weigh for each placement: the same in every round.
    named: Vec<f32>,
    /// The placement that was learnt from.
    learnt: Option<usize>,
    /// For each placement those that differ from it in the place of zeros only.
    zeros: Vec<Vec<Vec<usize>>>,
}

/// What the names of a draft's columns say about the amounts of a row.
struct ColumnSums {
    sums: Vec<Sum>,
    bounds: Vec<Sum>,
}

/// Places the unplaced amounts of all drafts of a document.
pub(super) fn resolve(drafts: &mut [Draft], findings: &mut Vec<Finding>) {
    let mut budget = BUDGET;
    let own = |(d, draft): (usize, &Draft)| spans(d, draft, &mut budget);
    let mut tables: Vec<Vec<Vec<Span>>> = drafts.iter().enumerate().map(own).collect();
    let mut evidence = names(drafts);
    let columns = numbered(drafts);
    for (segments, draft) in tables.iter_mut().zip(drafts.iter()) {
        weigh_names(segments, &draft.paths, &evidence);
    }
    let mut chosen: Vec<Vec<Vec<Chosen>>> = Vec::new();
    for round in 0..ROUNDS {
        for (index, ((segments, draft), columns)) in tables.iter_mut().zip(drafts.iter()).zip(&columns).enumerate() {
            // What is decided stays decided, and the same weights give the same choice.
            let known = chosen.get(index);
            if known.is_some_and(|choices| choices.iter().flatten().all(|choice| choice.fitting.len() <= 1)) {
                continue;
            }
            if !weigh(segments, draft, columns, &evidence) && known.is_some() {
                continue;
            }
            let choices: Vec<Vec<Chosen>> =
                segments.iter().map(|rows| choose(&rows.iter().map(|span| &span.open).collect::<Vec<_>>())).collect();
            match chosen.get_mut(index) {
                Some(place) => *place = choices,
                None => chosen.push(choices),
            }
        }
        if tables.iter().flatten().flatten().all(|span| span.open.assignments.len() <= 1) {
            break;
        }
        if round + 1 < ROUNDS {
            learn(drafts, &columns, &mut tables, &chosen, &mut evidence);
        }
    }
    for (span, choice) in tables.iter().flatten().flatten().zip(chosen.iter().flatten().flatten()) {
        put(drafts, span, choice, findings);
    }
}

/// A number for each column of each draft: columns of the same names have the same.
fn numbered(drafts: &[Draft]) -> Vec<Vec<usize>> {
    let mut known: BTreeMap<&[String], usize> = BTreeMap::new();
    let mut number = |path| {
        let next = known.len();
        *known.entry(path).or_insert(next)
    };
    drafts.iter().map(|draft| draft.paths.iter().map(|path| number(path.as_slice())).collect()).collect()
}

/// The unplaced amounts of a draft, those of one span of columns together.
fn spans(d: usize, draft: &Draft, budget: &mut usize) -> Vec<Vec<Span>> {
    let form = ColumnSums { sums: sums(&draft.paths), bounds: bounds(&draft.paths) };
    let marks = Marks::of(draft, &form.sums);
    let mut segments: Vec<((usize, usize), Vec<Span>)> = Vec::new();
    // 类, 款 and 项 of a single purpose have the same amounts, to the last digit.
    let mut known: HashMap<Printed, Assignments> = HashMap::new();
    for (r, row) in draft.rows.iter().enumerate() {
        for (l, unplaced) in row.unplaced.iter().enumerate() {
            let segment = (unplaced.from, unplaced.to);
            let (amounts, columns) = span_of(draft, unplaced);
            let sure = amounts.len() == columns.len();
            let (assignments, adds_up) = if sure {
                (vec![columns.clone()], Adds::Up)
            } else {
                let printed = amounts.iter().map(Decimal::serialize).collect();
                let search = || assignments(&amounts, &columns, &form, budget);
                let (assignments, adds_up) = known.entry((printed, segment)).or_insert_with(search).clone();
                let assignments = match economic_class(draft, row).filter(|_| assignments.len() > 1) {
                    Some(class) => those(assignments, |assignment| codes_agree(draft, class, assignment)),
                    None => assignments,
                };
                (assignments, adds_up)
            };
            let (assignments, adds_up, sure) =
                marks.choose(assignments, (row.line, unplaced, &columns), (adds_up, sure));
            let (assignments, zeros) = without_zeros(&draft.paths, &amounts, assignments);
            // A single placement needs no weight.
            let named = if assignments.len() > 1 { vec![0.0; assignments.len()] } else { Vec::new() };
            let open = OpenRow { class: String::new(), amounts, weights: named.clone(), assignments };
            let span = Span { draft: d, row: r, unplaced: l, open, adds_up, sure, named, learnt: None, zeros };
            match segments.iter_mut().find(|(known, _)| *known == segment) {
                Some((_, list)) => list.push(span),
                None => segments.push((segment, vec![span])),
            }
        }
    }
    // What a row is by its names matters only beside rows with several placements.
    for ((from, _), list) in &mut segments {
        if list.iter().any(|span| span.open.assignments.len() > 1) {
            for span in list {
                span.open.class = draft.rows.get(span.row).map(|row| class(draft, row, *from)).unwrap_or_default();
            }
        }
    }
    segments.into_iter().map(|(_, list)| list).collect()
}

/// Amounts to the last digit that they print, and the columns they may stand in (half open).
type Printed = (Vec<[u8; 16]>, (usize, usize));

/// Placements of amounts, and how their sums hold in them.
type Assignments = (Vec<Vec<usize>>, Adds);

/// The placements of amounts, and how their sums hold in them.
fn assignments(amounts: &[Decimal], columns: &[usize], form: &ColumnSums, budget: &mut usize) -> Assignments {
    let found = placements(amounts, columns, &form.sums);
    let (assignments, adds) = if found.adds_up {
        (found.assignments, Adds::Up)
    } else {
        match mostly(amounts, columns, &form.sums, budget) {
            assignments if assignments.is_empty() => (found.assignments, Adds::Nowhere),
            assignments => (assignments, Adds::Mostly),
        }
    };
    (those(assignments, |assignment| bounded(assignment, amounts, &form.bounds)), adds)
}

/// The placements that do, or all if none does.
fn those(assignments: Vec<Vec<usize>>, fits: impl Fn(&[usize]) -> bool) -> Vec<Vec<usize>> {
    if assignments.len() > 1 && assignments.iter().any(|assignment| fits(assignment)) {
        assignments.into_iter().filter(|assignment| fits(assignment)).collect()
    } else {
        assignments
    }
}

/// Has a total an amount, and no less, wherever a column of its group has one?
fn bounded(assignment: &[usize], amounts: &[Decimal], bounds: &[Sum]) -> bool {
    let at = |column: usize| assignment.iter().position(|&c| c == column).and_then(|place| amounts.get(place)).copied();
    bounds.iter().all(|bound| {
        let mut parts = bound.parts.iter().filter_map(|&part| at(part)).peekable();
        if parts.peek().is_none() {
            return true;
        }
        let total = at(bound.total).unwrap_or_default();
        let most = total + tolerance(&[], Some(total));
        parts.all(|part| part <= most)
    })
}

/// Placements that differ in the place of zeros only are one to every sum: the one with most zeros under 小计 and 合计
/// stands for them, since printed zeros are mostly sums of nothing.
fn without_zeros(
    paths: &[Vec<String>],
    amounts: &[Decimal],
    assignments: Vec<Vec<usize>>,
) -> (Vec<Vec<usize>>, Vec<Vec<Vec<usize>>>) {
    if assignments.len() < 2 {
        return (assignments, Vec::new());
    }
    let zeros = |assignment: &[usize]| {
        let places = assignment.iter().zip(amounts).filter(|(_, amount)| amount.is_zero());
        places
            .filter(|(c, _)| paths.get(**c).and_then(|path| path.last()).is_some_and(|leaf| catalogue::is_total(leaf)))
            .count()
    };
    let others = |assignment: &[usize]| -> Vec<usize> {
        assignment.iter().zip(amounts).filter(|(_, amount)| !amount.is_zero()).map(|(&c, _)| c).collect()
    };
    let mut groups: Vec<(Vec<usize>, Vec<Vec<usize>>)> = Vec::new();
    for assignment in assignments {
        let key = others(&assignment);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(assignment),
            None => groups.push((key, vec![assignment])),
        }
    }
    let mut kept = Vec::new();
    let mut left = Vec::new();
    for (_, mut group) in groups {
        let most = group.iter().map(|assignment| zeros(assignment)).max().unwrap_or(0);
        let best = group.iter().position(|assignment| zeros(assignment) == most).unwrap_or(0);
        kept.push(group.remove(best));
        left.push(group);
    }
    (kept, left)
}

/// The class of a row's economic code, if it is one of 人员经费 or 公用经费. A code may stand in one cell with its name.
fn economic_class<'a>(draft: &Draft, row: &'a DraftRow) -> Option<&'a str> {
    const OWN: [&str; 2] = ["人员经费", "公用经费"];
    let names =
        row.cells.iter().zip(&draft.roles).filter(|(_, role)| matches!(role, ColumnRole::Code | ColumnRole::Label));
    let classes = names.filter_map(|(cell, _)| cell.text.get(..3));
    let known = |class: &&str| OWN.iter().any(|name| catalogue::words(name).iter().any(|code| code == class));
    // Of a 政府经济分类 and a 部门经济分类 code only the second has a class among these.
    classes.rev().find(known)
}

/// Economic codes say which of 人员经费 and 公用经费 a row is, where a table has just these two.
fn codes_agree(draft: &Draft, class: &str, assignment: &[usize]) -> bool {
    assignment.iter().all(|&c| {
        let leaf = draft.paths.get(c).and_then(|path| path.last()).map_or("", String::as_str);
        let own = catalogue::words(leaf.strip_suffix("支出").unwrap_or(leaf));
        own.is_empty() || own.iter().any(|code| code == class)
    })
}

/// Rows of one kind: the same cells filled, codes of the same length, labels of the same level.
fn class(draft: &Draft, row: &DraftRow, from: usize) -> String {
    let halves = from > draft.roles.iter().position(|&role| role == ColumnRole::Amount).unwrap_or(from);
    let start = (0..from).rev().find(|&c| halves && draft.roles.get(c) == Some(&ColumnRole::Label)).unwrap_or(0);
    let mut class = String::new();
    for (c, role) in draft.roles.iter().enumerate().take(from).skip(start) {
        let text = row.cells.get(c).map_or("", |cell| cell.text.as_str());
        class.push(match role {
            _ if text.is_empty() => '-',
            ColumnRole::Code => char::from_digit(u32::try_from(text.len()).unwrap_or(0), 36).unwrap_or('c'),
            _ if catalogue::is_total(&solid(text)) => 't',
            _ if text.starts_with("其中") => 'o',
            _ if is_item(text) && text.starts_with(['（', '(']) => '2',
            _ if is_item(text) => '1',
            _ => 'n',
        });
    }
    class
}

/// The names of a row, by which it is known in another table.
fn key(draft: &Draft, row: usize) -> String {
    let cells = draft.rows.get(row).map(|row| row.cells.as_slice()).unwrap_or_default();
    let texts = cells.iter().zip(&draft.roles).filter(|(_, role)| **role != ColumnRole::Amount);
    texts.map(|(cell, _)| solid(&cell.text)).collect::<Vec<_>>().join("|")
}

/// Writes the amounts into their cells and says what else would fit.
fn put(drafts: &mut [Draft], span: &Span, choice: &Chosen, findings: &mut Vec<Finding>) {
    let Some(draft) = drafts.get_mut(span.draft) else { return };
    let place = Place { row: Some(span.row.into()), ..Place::table(span.draft) };
    let Some(row) = draft.rows.get_mut(span.row) else { return };
    let texts =
        row.unplaced.get_mut(span.unplaced).map(|unplaced| std::mem::take(&mut unplaced.texts)).unwrap_or_default();
    let line = row.line;
    let assignment = span.open.assignments.get(choice.assignment).cloned().unwrap_or_default();
    let origin = if span.sure { Origin::Printed } else { Origin::Placed };
    let fitting = choice.fitting.iter().filter(|&&other| other != choice.assignment);
    let alternatives: Vec<&Vec<usize>> = fitting
        .filter_map(|&other| span.open.assignments.get(other))
        .chain(span.zeros.get(choice.assignment).into_iter().flatten())
        .collect();
    let names = |assignment: &[usize]| {
        let name = |&c: &usize| draft.paths.get(c).map(|path| path.join("/")).unwrap_or_default();
        assignment.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    let is_nowhere = span.adds_up != Adds::Up && !assignment.is_empty();
    if is_nowhere || !alternatives.is_empty() {
        draft.unsure.insert(span.row);
    }
    if is_nowhere {
        let stand = if span.adds_up == Adds::Mostly { "where most sums hold" } else { "from the left" };
        let message = format!("no placement of the row's amounts adds up; they stand {stand}");
        let mut finding = Finding::new(codes::AMBIGUOUS_PLACEMENT, Severity::Warning, place, message);
        finding.found = Some(texts.join(" "));
        findings.push(finding);
    } else if !alternatives.is_empty() {
        let others: Vec<String> = alternatives.iter().take(NAMED).map(|assignment| names(assignment)).collect();
        let (count, others) = (alternatives.len() + 1, others.join(" or "));
        let message = format!("{count} placements of the row's amounts add up; it could also be {others}");
        let mut finding = Finding::new(codes::AMBIGUOUS_PLACEMENT, Severity::Warning, place, message);
        finding.found = Some(format!("{} under {}", texts.join(" "), names(&assignment)));
        findings.push(finding);
    }
    let mut texts = texts.into_iter();
    for (column, text) in assignment.into_iter().zip(texts.by_ref()) {
        if let Some(cell) = draft.rows.get_mut(span.row).and_then(|row| row.cells.get_mut(column)) {
            *cell = DraftCell { text, origin };
        }
    }
    for text in texts {
        draft.set_aside(line, &text, "the row has more amounts than the form has columns");
    }
}

//! Faults put into tables that were read: how many of them a check reports. The documents are beside the project, not in
//! it. `scripts/mutations.sh` prints the shares.

#![allow(clippy::print_stdout, reason = "the shares are what is asked for")]

use crate::support::{inside, project, shared};
use fiscal_tables::table::{Cell, Origin, Value};
use fiscal_tables::verify::{CellRef, CellState, Ledger, Outcome, Verdict, verify};
use fiscal_tables::{Document, InputFormat, Options, extract};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Faults of each sort.
const FAULTS: usize = 1_000;

/// Documents of every family of forms: those with gold, and one or two of each city.
const DOCUMENTS: &[&str] = &[
    "69067945", "8e923123", "8f345194", "d8d61289", "04febc96", "0712b170", "129d7714", "1ac93479", "21b6aced",
    "2ba46bba", "566b0189", "60031128", "74cf2678", "fc67fad1",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// One digit of a verified amount is another.
    Digit,
    /// A row with verified amounts is gone.
    RowLost,
    /// The same, of a row that is no sum of others and part of one.
    PartLost,
    /// A verified amount stands in the next column of amounts.
    Shifted,
    /// Two rows have each other's amounts.
    Swapped,
}

#[test]
#[cfg_attr(not(shared), ignore = "there is no ../shared")]
fn faults_are_reported() {
    let mut documents = Vec::new();
    for (folder, format) in [(shared("real"), InputFormat::Pdf), (shared("seeds"), InputFormat::Text)] {
        for path in inside(&folder) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if format == InputFormat::Text || DOCUMENTS.iter().any(|known| name.starts_with(known)) {
                let options = Options::of(format);
                documents.push(extract(&fs::read(path).unwrap(), &options).unwrap());
            }
        }
    }
    let floor = fs::read_to_string(project().join("tests/mutation_floor.tsv")).unwrap();
    let floor: BTreeMap<&str, Vec<usize>> = floor
        .lines()
        .skip(1)
        .map(|line| line.split_once('\t').unwrap())
        .map(|(fault, shares)| (fault, shares.split('\t').map(|share| share.parse().unwrap()).collect()))
        .collect();
    let mut low = Vec::new();
    println!("fault\tmismatch\tmismatch or rounding\tmismatch, of amounts in sums that may accuse\tfaults");
    let mut curves = Vec::new();
    for (name, fault) in [
        ("digit", Fault::Digit),
        ("row_lost", Fault::RowLost),
        ("part_lost", Fault::PartLost),
        ("shifted", Fault::Shifted),
        ("swapped", Fault::Swapped),
    ] {
        let found = shares(&documents, fault);
        let said = found.said_mismatch as f64 * 100.0 / found.said.max(1) as f64;
        let Found { mismatch, any, curve, .. } = found;
        println!("{name}\t{:.1}%\t{:.1}%\t{said:.1}%\t{FAULTS}", share(mismatch), share(any));
        curves.push((name, curve));
        let least = &floor[name];
        if mismatch < least[0] || any < least[1] {
            low.push(format!("{name}: {mismatch} and {any} of {FAULTS} reported, at least {least:?}"));
        }
    }
    print_curves(&documents, &curves);
    assert!(low.is_empty(), "{}", low.join("\n"));
}

/// How much a sum has to hold elsewhere before it accuses: in this share of the places where it could fail.
const STRENGTHS: [f64; 6] = [0.0, 0.6, 0.75, 0.9, 0.95, 0.98];

/// What a mismatch rests on, as such a share; those that rest on print alone are the strongest.
fn strength(outcome: &Outcome) -> f64 {
    outcome.rest.map_or(1.0, |rest| rest.holds as f64 / rest.of.max(1) as f64)
}

/// Faults found against warnings about documents as they are printed, the more a sum has to hold before it accuses.
fn print_curves(documents: &[Document], curves: &[(&str, [usize; STRENGTHS.len()])]) {
    let names: Vec<&str> = curves.iter().map(|(name, _)| *name).collect();
    println!("\nholds in\twarnings without a fault\t{}", names.join("\t"));
    for (at, least) in STRENGTHS.iter().enumerate() {
        let accuses = |outcome: &&Outcome| {
            outcome.verdict == Verdict::Mismatch
                && outcome.severity > fiscal_tables::Severity::Info
                && strength(outcome) >= *least
        };
        let warnings: usize = documents.iter().map(|own| own.ledger.outcomes().iter().filter(accuses).count()).sum();
        let found: Vec<String> = curves.iter().map(|(_, curve)| format!("{:.1}%", share(curve[at]))).collect();
        println!("{:.0}%\t{warnings}\t{}", least * 100.0, found.join("\t"));
    }
}

/// How many of the faults are reported.
#[derive(Default)]
struct Found {
    /// As a mismatch.
    mismatch: usize,
    /// As a mismatch or as rounding.
    any: usize,
    /// As a mismatch of each strength.
    curve: [usize; STRENGTHS.len()],
    /// Faults in amounts of sums that may accuse: what a search alone confirms accuses nobody.
    said: usize,
    /// Those of them that are reported as a mismatch.
    said_mismatch: usize,
}

/// In percent.
fn share(reported: usize) -> f64 {
    reported as f64 * 100.0 / FAULTS as f64
}

/// Puts faults into the documents and verifies them anew.
fn shares(documents: &[Document], fault: Fault) -> Found {
    let mut random = Random(2_026);
    let verified: Vec<Vec<CellRef>> = documents.iter().map(verified).collect();
    let said: Vec<BTreeSet<CellRef>> = documents.iter().map(|document| said(&document.ledger)).collect();
    let (mut found, mut done) = (Found::default(), 0);
    while done < FAULTS {
        let at = random.below(documents.len());
        if verified[at].is_empty() {
            continue;
        }
        let cell = verified[at][random.below(verified[at].len())];
        let mut document = documents[at].clone();
        if !put(fault, &mut document, cell, &mut random) {
            continue;
        }
        done += 1;
        let ledger = verify(&document);
        let mismatches = new(&documents[at].ledger, &ledger, &[Verdict::Mismatch]);
        let strongest = mismatches.iter().map(strength).fold(-1.0, f64::max);
        let is_mismatch = !mismatches.is_empty();
        found.mismatch += usize::from(is_mismatch);
        found.any +=
            usize::from(!new(&documents[at].ledger, &ledger, &[Verdict::Mismatch, Verdict::Rounding]).is_empty());
        for (count, least) in found.curve.iter_mut().zip(STRENGTHS) {
            *count += usize::from(strongest >= least);
        }
        found.said += usize::from(said[at].contains(&cell));
        found.said_mismatch += usize::from(is_mismatch && said[at].contains(&cell));
    }
    found
}

/// The amounts of sums that hold and may accuse.
fn said(ledger: &Ledger) -> BTreeSet<CellRef> {
    let may = |outcome: &&Outcome| outcome.verdict.holds() && outcome.severity > fiscal_tables::Severity::Info;
    let own = ledger.outcomes().iter().filter(may);
    own.flat_map(|outcome| outcome.left.iter().chain(&outcome.right)).copied().collect()
}

fn verified(document: &Document) -> Vec<CellRef> {
    let mut found = Vec::new();
    for (table, own) in document.tables.iter().enumerate() {
        for (row, cells) in own.rows.iter().enumerate() {
            let columns = (0..cells.cells.len()).map(|column| CellRef::new(table, row, column));
            found.extend(columns.filter(|cell| document.ledger.state(*cell) == CellState::Verified));
        }
    }
    found
}

/// The outcomes of one of these verdicts that the ledger has and the one before had not.
fn new(before: &Ledger, after: &Ledger, verdicts: &[Verdict]) -> Vec<Outcome> {
    let of = |ledger: &Ledger| -> Vec<Outcome> {
        ledger.outcomes().iter().filter(|outcome| verdicts.contains(&outcome.verdict)).cloned().collect()
    };
    let (before, after) = (of(before), of(after));
    // A lost row moves the others up.
    let place = |outcome: &Outcome| outcome.left.iter().map(|cell| (cell.table, cell.column)).collect::<Vec<_>>();
    let key = |outcome: &Outcome| (outcome.check, place(outcome), outcome.expected, outcome.found);
    let known: BTreeSet<_> = before.iter().map(key).collect();
    after.iter().filter(|outcome| !known.contains(&key(outcome))).cloned().collect()
}

/// Puts a fault into a document at a verified cell; false if it cannot be there.
fn put(fault: Fault, document: &mut Document, at: CellRef, random: &mut Random) -> bool {
    let table = &mut document.tables[at.table.get()];
    let (own_row, own_column) = (at.row.get(), at.column.get());
    let is_amount = |cell: &Cell| matches!(cell.value, Some(Value::Amount(_)));
    match fault {
        Fault::Digit => {
            let cell = &mut table.rows[own_row].cells[own_column];
            let Some(Value::Amount(amount)) = cell.value else { return false };
            let mut digits = amount.mantissa().abs().to_string().into_bytes();
            let place = random.below(digits.len());
            let shift = 1 + random.below(9) as u8;
            digits[place] = b'0' + (digits[place] - b'0' + shift) % 10;
            let mantissa: i128 = String::from_utf8(digits).unwrap().parse().unwrap();
            let sign = if amount.is_sign_negative() { -1 } else { 1 };
            cell.value = Some(Value::Amount(Decimal::from_i128_with_scale(sign * mantissa, amount.scale())));
        }
        Fault::PartLost if !is_part(&document.ledger, at) => return false,
        Fault::RowLost | Fault::PartLost => {
            table.rows.remove(own_row);
        }
        Fault::Shifted => {
            let cells = &mut table.rows[own_row].cells;
            let next = (own_column + 1..cells.len())
                .find(|next| table.columns[*next].role == table.columns[own_column].role && !is_amount(&cells[*next]));
            let zero = matches!(cells[own_column].value, Some(Value::Amount(amount)) if amount.is_zero());
            let Some(next) = next.filter(|_| !zero) else { return false };
            // The text goes with the amount: a number without one is what was not read.
            cells[next].text = std::mem::take(&mut cells[own_column].text);
            cells[next].value = cells[own_column].value.take();
            cells[next].origin = Origin::Printed;
        }
        Fault::Swapped => {
            let other = random.below(table.rows.len());
            let values = |row: usize| -> Vec<Option<Value>> {
                table.rows[row].cells.iter().map(|cell| cell.value.clone().filter(|_| is_amount(cell))).collect()
            };
            let (own, others) = (values(own_row), values(other));
            let is_full = others.iter().any(Option::is_some);
            if own == others || !is_full {
                return false;
            }
            for (row, values) in [(own_row, others), (other, own)] {
                for (cell, value) in table.rows[row].cells.iter_mut().zip(values) {
                    if is_amount(cell) || value.is_some() {
                        cell.value = value;
                    }
                }
            }
        }
    }
    true
}

/// Is a row's amount counted in another row, and no sum of other rows?
fn is_part(ledger: &Ledger, at: CellRef) -> bool {
    let is_own = |cell: &CellRef| cell.table == at.table && cell.row == at.row;
    let across = |outcome: &&Outcome| {
        let tables = outcome.left.iter().chain(&outcome.right).all(|cell| cell.table == at.table);
        tables && outcome.verdict.holds() && !outcome.expected.is_zero()
    };
    let of_rows: Vec<&Outcome> = ledger
        .outcomes()
        .iter()
        .filter(across)
        .filter(|outcome| outcome.right.iter().any(|cell| cell.row != outcome.left[0].row))
        .collect();
    of_rows.iter().any(|outcome| outcome.right.contains(&at))
        && !of_rows.iter().any(|outcome| outcome.left.iter().any(is_own))
}

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % end as u64).unwrap()
    }
}

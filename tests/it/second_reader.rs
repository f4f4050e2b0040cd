//! Another reader of PDFs, pdf-extract, which shares no code with ours: what we say is printed also stands in its text, and its
//! text is one more dump that we read.

use crate::support::{inside, project, shared};
use fiscal_tables::{Document, InputFormat, Options, extract};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

/// How often each number is there, whatever its sign.
type Numbers = BTreeMap<Decimal, usize>;

/// The text of a PDF as the other reader has it; none where it gives the document up.
fn text(bytes: &[u8]) -> Option<String> {
    catch_unwind(|| pdf_extract::extract_text_from_mem(bytes)).ok()?.ok()
}

fn numbers_of(text: &str) -> Numbers {
    let mut found = Numbers::new();
    for word in text.split(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')) {
        if let Ok(number) = word.replace(',', "").trim_end_matches('.').parse::<Decimal>() {
            *found.entry(number).or_default() += 1;
        }
    }
    found
}

fn amounts_of(document: &Document) -> Numbers {
    let mut found = Numbers::new();
    for fact in document.facts() {
        *found.entry(fact.amount.abs()).or_default() += 1;
    }
    found
}

fn common(a: &Numbers, b: &Numbers) -> usize {
    a.iter().map(|(number, count)| (*count).min(b.get(number).copied().unwrap_or(0))).sum()
}

/// Our amounts, how many there are, and how many of them the other reader's text holds.
fn compared(path: &Path) -> Option<(usize, usize)> {
    let bytes = fs::read(path).unwrap();
    let document = extract(&bytes, &Options::default()).ok()?;
    let amounts = amounts_of(&document);
    let text = text(&bytes).filter(|text| !text.trim().is_empty())?;
    Some((amounts.values().sum(), common(&amounts, &numbers_of(&text))))
}

#[test]
fn amounts_of_samples_stand_in_the_text_of_another_reader() {
    for name in ["ruled-budget", "final-accounts", "four-level-header", "over-pages-once", "over-pages-repeated-header"]
    {
        let (amounts, found) = compared(&project().join("samples").join(format!("{name}.pdf"))).unwrap();
        assert!(amounts > 50, "{name}: {amounts} amounts");
        assert_eq!(found, amounts, "{name}");
    }
}

#[test]
#[cfg_attr(not(shared), ignore = "there is no ../shared")]
fn amounts_of_real_documents_stand_in_the_text_of_another_reader() {
    let (mut documents, mut amounts, mut found) = (0, 0, 0);
    for path in inside(&shared("real")).iter().filter(|path| path.extension().is_some_and(|kind| kind == "pdf")) {
        if let Some((own, common)) = compared(path) {
            (documents, amounts, found) = (documents + 1, amounts + own, found + common);
        }
    }
    // It takes apart the digits of two documents, and gives up five.
    assert!(documents >= 35, "{documents} documents were read by both");
    assert!(found * 1000 >= amounts * 992, "{found} of {amounts} amounts");
}

#[test]
fn the_text_of_another_reader_is_a_dump_like_others() {
    for name in ["ruled-budget", "four-level-header", "over-pages-once", "over-pages-repeated-header"] {
        let bytes = fs::read(project().join("samples").join(format!("{name}.pdf"))).unwrap();
        let printed = amounts_of(&extract(&bytes, &Options::default()).unwrap());
        let dump = text(&bytes).unwrap();
        let read = amounts_of(&extract(dump.as_bytes(), &Options::of(InputFormat::Text)).unwrap());
        assert_eq!(read, printed, "{name}");
    }
}

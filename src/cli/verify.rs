//! `verify` and `checks`: what the sums of documents say, for people.

use super::args::{InputKind, Level, Verify};
use super::folder::hex;
use super::inputs::{self, Input};
use super::{corrections, id, manifest, panics, report};
use crate::correction::Corrections;
use crate::export::schema::{DocumentJson, FindingJson};
use crate::export::{DOCUMENT_JSON, Formats, Source, json};
use crate::finding::codes;
use crate::verify::checks;
use crate::{InputFormat, Options};
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Read;
use std::path::Path;

/// One check a line: code, severity, first line of its manual.
pub(super) fn list() -> String {
    let line = |check: crate::verify::CheckInfo| {
        let says = check.manual.lines().skip(1).find(|line| !line.is_empty()).unwrap_or_default();
        format!("{}\t{}\t{says}\n", check.code, check.severity.as_str())
    };
    checks().into_iter().map(line).collect()
}

/// The manual of a check.
///
/// # Errors
/// There is no such check.
pub(super) fn manual(code: &str) -> Result<String> {
    known(code).map(|check| check.manual.to_owned())
}

fn known(code: &str) -> Result<crate::verify::CheckInfo> {
    let all = checks();
    let codes: Vec<&str> = all.iter().map(|check| check.code).collect();
    let codes = codes.join(", ");
    all.into_iter()
        .find(|check| check.code == code)
        .with_context(|| format!("there is no check {code}; there are {codes}"))
}

/// What was seen so far.
#[derive(Default)]
struct Totals {
    documents: usize,
    failed: usize,
    findings: usize,
    amounts: usize,
    verified: usize,
    contradicted: usize,
}

/// Runs `verify`. True if every input was read (and, with `--strict`, nothing is reported).
///
/// # Errors
/// The run could not start.
pub(super) fn run(args: &Verify) -> Result<bool> {
    for code in args.select.iter().chain(&args.ignore) {
        known(code)?;
    }
    let text = args.corrections.as_deref().map(corrections::text).transpose()?;
    let corrections = text.as_deref().map(Corrections::parse).transpose()?.unwrap_or_default();
    panics::silence_caught();
    let mut totals = Totals::default();
    let mut found = Vec::new();
    for path in &args.inputs {
        if manifest::is_ours(path) {
            if text.is_some() {
                bail!("{}: corrections are applied where documents are read, by extract", path.display());
            }
            written(args, path, &mut totals)?;
        } else {
            inputs::expand(path, &mut found)?;
        }
    }
    let ids = id::ids(found.iter().map(|input| &*input.path));
    let mut read_now = Vec::new();
    for (input, id) in found.iter().zip(&ids) {
        totals.documents += 1;
        match read(args, &corrections, input, id) {
            Ok(document) => {
                tell(args, &document, &mut totals)?;
                read_now.push((document.id, document.sha256));
            }
            Err(error) => {
                totals.failed += 1;
                report::line(&format!("{}: {error:#}", input.name()));
            }
        }
    }
    if totals.documents == 0 {
        bail!("no input");
    }
    if let Some(text) = &text {
        corrections::tell_unused(text, read_now.iter().map(|(id, sha256)| (id.as_str(), sha256.as_str())))?;
    }
    if !args.quiet {
        let Totals { documents, failed, findings, amounts, verified, contradicted } = totals;
        report::line(&format!(
            "{documents} documents, {failed} failed, {findings} findings; {}",
            report::verified(amounts, verified, contradicted)
        ));
    }
    Ok(totals.failed == 0 && !(args.strict && totals.findings > 0))
}

/// The documents of an output folder, in the order of their names.
fn written(args: &Verify, root: &Path, totals: &mut Totals) -> Result<()> {
    let folder = root.join("documents");
    let cannot = || format!("cannot read {}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(&folder).with_context(cannot)? {
        paths.push(entry.with_context(cannot)?.path().join(DOCUMENT_JSON));
    }
    paths.sort();
    for path in paths {
        totals.documents += 1;
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let document: DocumentJson = serde_json::from_slice(&bytes)
            .with_context(|| format!("{} is not as extract writes it", path.display()))?;
        tell(args, &document, totals)?;
    }
    Ok(())
}

fn read(args: &Verify, corrections: &Corrections, input: &Input, id: &str) -> Result<DocumentJson> {
    if let Some(reason) = &input.unreadable {
        bail!("{reason}");
    }
    let mut bytes = Vec::new();
    if input.is_stdin() {
        std::io::stdin().lock().read_to_end(&mut bytes)?;
    } else {
        bytes = fs::read(&input.path)?;
    }
    let is_text = args.input_format.map_or(input.is_text(), |kind| kind == InputKind::Text);
    let format = if is_text { InputFormat::Text } else { InputFormat::Pdf };
    let sha256 = hex(&Sha256::digest(&bytes));
    let corrections = corrections.select(id, &sha256);
    let options = Options { format, corrections, ..Options::default() };
    let read = panics::caught(|| crate::pipeline::extract_owned(bytes, &options));
    let document = read.map_err(anyhow::Error::msg)??;
    let source = Source { id: id.to_owned(), input: input.file_name(), sha256 };
    Ok(json::document(&document, &source, "ok", Formats::default()))
}

fn tell(args: &Verify, document: &DocumentJson, totals: &mut Totals) -> Result<()> {
    let checked: Vec<&str> = checks().iter().map(|check| check.code).collect();
    let of_corrections = [codes::CORRECTED, codes::CORRECTION_NOT_APPLIED];
    let is_asked = |finding: &&FindingJson| {
        (checked.contains(&finding.code.as_str()) || of_corrections.contains(&finding.code.as_str()))
            && (args.select.is_empty() || args.select.contains(&finding.code))
            && !args.ignore.contains(&finding.code)
            && level(&finding.severity) >= rank(args.min_severity)
    };
    let mut text = String::new();
    for finding in document.findings.iter().filter(is_asked) {
        totals.findings += 1;
        text.push_str(&line(&document.input, finding));
    }
    for table in &document.tables {
        totals.amounts += table.amounts;
        totals.verified += table.amounts_verified;
        totals.contradicted += table.amounts_contradicted;
    }
    super::print(text.as_bytes())
}

fn rank(level: Level) -> u8 {
    match level {
        Level::Info => 0,
        Level::Warning => 1,
        Level::Error => 2,
    }
}

fn level(severity: &str) -> u8 {
    match severity {
        "info" => 0,
        "warning" => 1,
        _ => 2,
    }
}

fn line(input: &str, finding: &FindingJson) -> String {
    let page = finding.page.map(|page| format!("p{page} ")).unwrap_or_default();
    let number = |mark: &str, number: Option<usize>| number.map(|number| format!("{mark}{number}")).unwrap_or_default();
    let place =
        format!("{page}{} {}{}", number("T", finding.table), number("R", finding.row), number("C", finding.column));
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let (expected, found) = (text(&finding.expected), text(&finding.found));
    let FindingJson { code, severity, message, .. } = finding;
    format!("{input} {place} {code} {severity}: expected {expected}, found {found}: {message}\n")
}

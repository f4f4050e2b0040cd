//! `verify` and `checks`: what the sums of documents say, for people.

use super::args::Verify;
use super::choices::Level;
use super::folder::DOCUMENTS;
use super::options::Options;
use super::parallel::{Then, default_jobs, for_each_document};
use super::progress::Progress;
use super::sweep::Swept;
use super::{compare, manifest, run, say};
use crate::export::batch::Batch;
use crate::export::schema::{DocumentJson, FindingJson};
use crate::export::{DOCUMENT_JSON, json, stored};
use crate::model::{Verdict, codes};
use crate::verify::checks;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

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
    known(code).map(|check| match check.support {
        Some(support) => format!("{}\n{support}", check.manual.trim_end()),
        None => check.manual.to_owned(),
    })
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
    /// How many sums of each check have each verdict.
    verdicts: BTreeMap<&'static str, BTreeMap<Verdict, usize>>,
}

/// Runs `verify`. True if every input was read (and, with `--strict`, nothing is reported).
///
/// # Errors
/// The run could not start.
pub(super) fn run(args: &Verify) -> Result<bool> {
    for code in args.select.iter().chain(&args.ignore) {
        known(code)?;
    }
    let (written, inputs): (Vec<&PathBuf>, Vec<&PathBuf>) =
        args.inputs.iter().partition(|path| manifest::is_ours(path));
    if let (Some(root), true) = (written.first(), args.corrections.is_some()) {
        bail!("{}: corrections are applied where documents are read, by extract", root.display());
    }
    if let Some(below) = &args.compare {
        if let Some(input) = inputs.first() {
            bail!("{}: --inputs is of folders that extract has written", input.display());
        }
        let mut is_equal = true;
        for root in written {
            is_equal &= compare::run(args, root, below)?;
        }
        return Ok(is_equal);
    }
    let mut totals = Totals::default();
    for root in written {
        report_folder(args, root, &mut totals)?;
    }
    if !inputs.is_empty() {
        // What is to be read goes through the worker processes and limits of extract, into a folder that is removed.
        let folder = Swept::new()?;
        let inputs = inputs.into_iter().cloned().collect();
        run::run(&Options::of_verify(args, inputs, folder.path()))?;
        report_folder(args, folder.path(), &mut totals)?;
    }
    if totals.documents == 0 {
        bail!("no input");
    }
    if !args.quiet {
        totals.tell(args);
    }
    Ok(totals.failed == 0 && !(args.strict && totals.findings > 0))
}

/// The documents of an output folder in the order of its manifest, then what they say of each other.
fn report_folder(args: &Verify, root: &Path, totals: &mut Totals) -> Result<()> {
    let mut batch = Batch::default();
    let mut names = BTreeMap::new();
    let entries = manifest::without_copies(manifest::entries(root)?);
    let jobs = args.jobs.map_or_else(default_jobs, usize::from);
    let progress = Progress::new(entries.len(), args.quiet);
    let stored = for_each_document(
        jobs,
        entries.len(),
        || (),
        |(), at| {
            let entry = entries.get(at);
            progress.begin(entry.map_or("", |entry| &entry.input));
            let id = entry.and_then(|entry| entry.id.as_ref());
            let read = id.map(|id| described(&root.join(DOCUMENTS).join(id))).transpose()?;
            progress.end(read.is_none());
            Ok((read, Then::GoOn))
        },
    );
    progress.clear();
    let stored = stored?;
    for (entry, stored) in entries.into_iter().zip(stored) {
        totals.documents += 1;
        let (Some(id), Some(stored)) = (&entry.id, stored) else {
            totals.failed += 1;
            continue;
        };
        for (check, verdict, count) in stored.verdicts {
            *totals.verdicts.entry(check).or_default().entry(verdict).or_default() += count;
        }
        let description = stored.description;
        batch.add(&description);
        tell(args, &entry.input, &description.findings, totals)?;
        names.insert(id.clone(), entry.input);
        for table in &description.tables {
            totals.amounts += table.amounts;
            totals.verified += table.amounts_verified;
            totals.contradicted += table.amounts_contradicted;
        }
    }
    for (id, finding) in batch.findings() {
        let name = names.get(&id).unwrap_or(&id);
        tell(args, name, &[finding], totals)?;
    }
    Ok(())
}

/// A document as it was written, its sums tried anew.
struct Stored {
    description: DocumentJson,
    /// How many sums of each check have each verdict.
    verdicts: Vec<(&'static str, Verdict, usize)>,
}

/// What was written of a document, its sums tried anew. Without the JSON of its tables what was found then is told.
fn described(folder: &Path) -> Result<Stored> {
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let foreign = || format!("{} is not as extract writes it", folder.display());
    let mut description: DocumentJson = serde_json::from_slice(&read(DOCUMENT_JSON)?).with_context(foreign)?;
    let names: Option<Vec<&String>> = description.tables.iter().map(|table| table.json.as_ref()).collect();
    let Some(names) = names else { return Ok(Stored { description, verdicts: Vec::new() }) };
    let mut tables = Vec::with_capacity(names.len());
    for name in names {
        tables.push(serde_json::from_slice(&read(name)?).with_context(foreign)?);
    }
    let document = stored::document(&description, &tables).with_context(foreign)?;
    let mut verdicts: BTreeMap<(&'static str, Verdict), usize> = BTreeMap::new();
    for outcome in document.ledger.outcomes() {
        *verdicts.entry((outcome.check, outcome.verdict)).or_default() += 1;
    }
    for (at, table) in description.tables.iter_mut().enumerate() {
        let counts = document.ledger.counts(at.into());
        table.amounts_verified = counts.verified;
        table.amounts_contradicted = counts.contradicted;
    }
    description.findings = document.findings.iter().map(json::finding).collect();
    let verdicts = verdicts.into_iter().map(|((check, verdict), count)| (check, verdict, count)).collect();
    Ok(Stored { description, verdicts })
}

impl Totals {
    /// The summary: each check that was asked for, then all of it.
    fn tell(&self, args: &Verify) {
        for (check, verdicts) in self.verdicts.iter().filter(|(check, _)| is_asked(args, check)) {
            let counts: Vec<String> =
                verdicts.iter().map(|(verdict, count)| format!("{count} {}", verdict.as_str())).collect();
            say::line(&format!("{check}: {}", counts.join(", ")));
        }
        say::line(&format!(
            "{} documents, {} failed, {} findings; {}",
            self.documents,
            self.failed,
            self.findings,
            say::verified(self.amounts, self.verified, self.contradicted)
        ));
    }
}

fn is_asked(args: &Verify, check: &str) -> bool {
    let is = |code: &String| code == check;
    (args.select.is_empty() || args.select.iter().any(is)) && !args.ignore.iter().any(is)
}

fn tell(args: &Verify, input: &str, findings: &[FindingJson], totals: &mut Totals) -> Result<()> {
    let of_corrections = [codes::CORRECTED, codes::CORRECTION_NOT_APPLIED];
    let codes: Vec<&str> = checks().iter().map(|check| check.code).collect();
    let is_told = |finding: &&FindingJson| {
        (codes.contains(&finding.code.as_str()) || of_corrections.contains(&finding.code.as_str()))
            && is_asked(args, &finding.code)
            && level(&finding.severity) >= rank(args.min_severity)
    };
    let name =
        Path::new(input).file_name().map_or_else(|| input.to_owned(), |name| name.to_string_lossy().into_owned());
    let mut text = String::new();
    for finding in findings.iter().filter(is_told) {
        totals.findings += 1;
        text.push_str(&line(&name, finding));
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
    let line = finding.line.map(|line| format!("line {line} ")).unwrap_or_default();
    let number = |mark: &str, number: Option<usize>| number.map(|number| format!("{mark}{number}")).unwrap_or_default();
    let place = format!(
        "{page}{line}{} {}{}",
        number("T", finding.table),
        number("R", finding.row),
        number("C", finding.column)
    );
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let (expected, found) = (text(&finding.expected), text(&finding.found));
    let FindingJson { code, severity, message, .. } = finding;
    format!("{input} {place} {code} {severity}: expected {expected}, found {found}: {message}\n")
}

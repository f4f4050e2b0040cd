//! What documents are said to be, held against what a person reads on pictures of their pages.

use crate::support::{project, shared};
use fiscal_tables::{Document, InputFormat, Options, Scope, Stage, extract};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// At least so large a share of the documents must be right, in each of the fields.
const SHARE: f64 = 0.98;
/// Digits of the digest in the gold file.
const DIGITS: usize = 16;

/// What is asked of a document, in the order of the gold file; `region` is the name of the code beside it.
fn fields(document: &Document) -> [(&'static str, String); 6] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        ("organisation", text(&document.organisation)),
        ("region_code", text(&document.region)),
        ("fiscal_year", document.fiscal_year.map(|year| year.to_string()).unwrap_or_default()),
        ("stage", document.stage.map(Stage::as_str).unwrap_or_default().to_owned()),
        ("scope", document.scope.map(Scope::as_str).unwrap_or_default().to_owned()),
        ("published", text(&document.published)),
    ]
}

fn read(path: &Path, bytes: &[u8], pages: Option<u32>) -> Document {
    let is_text = path.extension().is_some_and(|extension| extension == "txt");
    let mut options = Options::of(if is_text { InputFormat::Text } else { InputFormat::Pdf });
    options.pages.extend(pages.map(|page| page..=page));
    extract(bytes, &options).unwrap()
}

/// The documents beside the project, by their digests.
fn documents() -> BTreeMap<String, (PathBuf, Vec<u8>)> {
    let files = ["real", "towns", "seeds"].into_iter().flat_map(|folder| fs::read_dir(shared(folder)).unwrap());
    let is_document =
        |path: &PathBuf| path.extension().is_some_and(|extension| extension == "pdf" || extension == "txt");
    let with_digest = |path: PathBuf| {
        let bytes = fs::read(&path).unwrap();
        let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        (digest[..DIGITS].to_owned(), (path, bytes))
    };
    files.map(|file| file.unwrap().path()).filter(is_document).map(with_digest).collect()
}

#[test]
#[cfg_attr(not(shared), ignore = "there is no ../shared")]
fn documents_are_what_their_pages_say() {
    let gold = fs::read_to_string(project().join("tests/metadata_gold.tsv")).unwrap();
    let mut lines = gold.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>());
    let names = lines.next().unwrap();
    let documents = documents();
    let mut wrong: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut asked = 0;
    for line in lines {
        let (path, bytes) = &documents[line[0]];
        asked += 1;
        for (name, found) in fields(&read(path, bytes, None)) {
            let expected = line[names.iter().position(|other| *other == name).unwrap()];
            if expected != "*" && expected != found {
                wrong.entry(name).or_default().push(format!("{}: {found}, not {expected}", path.display()));
            }
        }
    }
    let most = (f64::from(asked) * (1.0 - SHARE)) as usize;
    let too_many: Vec<_> = wrong.iter().filter(|(_, documents)| documents.len() > most).collect();
    assert!(too_many.is_empty(), "{too_many:#?}");
}

/// The cover says whose document it is, whichever pages are asked for.
#[test]
fn a_selection_of_pages_is_of_the_same_document() {
    let path = project().join("samples/final-accounts.pdf");
    let bytes = fs::read(&path).unwrap();
    let whole = read(&path, &bytes, None);
    assert!(whole.organisation.is_some() && whole.title.is_some());
    let part = read(&path, &bytes, Some(whole.pages));
    // Whose money it is about the tables say.
    let by_cover =
        |document: &Document| fields(document).into_iter().filter(|(name, _)| *name != "scope").collect::<Vec<_>>();
    assert_eq!(by_cover(&part), by_cover(&whole));
    assert_eq!(part.pages_read, 1);
}

//! Broken and hostile documents: each ends in a result or an error of its own, without a panic and in time.
//!
//! Every document is read on a thread whose stack is as large as the program's own; what does not end within
//! [`PATIENCE`] hangs. What the engine panics with is caught where it is called, so a panic seen here is ours.

use crate::support::paper::{Paper, document, pdf, saved, tree_and_page};
use crate::support::{Scratch, pdf_with_password};
use fiscal_tables::finding::codes;
use fiscal_tables::{Document, Error, Options, extract};
use lopdf::encryption::crypt_filters::{Aes128CryptFilter, Aes256CryptFilter, CryptFilter};
use lopdf::encryption::{EncryptionState, EncryptionVersion, Permissions};
use lopdf::{Dictionary, Object, Stream, StringFormat, dictionary};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, mpsc};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);
/// The stack of the program's threads.
const STACK: usize = 64 << 20;

/// What reading `bytes` ends in.
#[track_caller]
fn read_with(bytes: Vec<u8>, password: Option<&str>) -> Result<Document, Error> {
    let (sender, receiver) = mpsc::channel();
    let mut options = Options::default();
    options.password = password.map(str::to_owned);
    let read = move || sender.send(extract(&bytes, &options)).unwrap();
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(read).unwrap();
    let result = receiver.recv_timeout(PATIENCE);
    assert!(!matches!(result, Err(mpsc::RecvTimeoutError::Timeout)), "reading hangs");
    thread.join().expect("reading panics");
    result.unwrap()
}

#[track_caller]
fn read(bytes: Vec<u8>) -> Result<Document, Error> {
    read_with(bytes, None)
}

/// `2 pages, 1 table` with the codes of findings that are warnings or worse, or the status of an error.
#[track_caller]
fn outcome(bytes: Vec<u8>) -> String {
    match read(bytes) {
        Ok(document) => {
            let warnings = document.findings.iter().filter(|f| f.severity > fiscal_tables::Severity::Info);
            let mut codes: Vec<&str> = warnings.map(|finding| finding.code).collect();
            codes.dedup();
            format!("{} pages, {} tables {}", document.pages, document.tables.len(), codes.join(" ")).trim().to_owned()
        }
        Err(error) => error.status().to_owned(),
    }
}

fn budget() -> Paper {
    let mut paper = Paper::new();
    paper.table();
    paper
}

/// A budget whose page, tree and document are then changed.
fn budget_with(change: impl FnOnce(&mut lopdf::Document, lopdf::ObjectId, lopdf::ObjectId)) -> Vec<u8> {
    let mut document = document(&[&budget()]);
    let (tree, page) = tree_and_page(&document);
    change(&mut document, tree, page);
    saved(document)
}

fn dictionary_of(document: &mut lopdf::Document, id: lopdf::ObjectId) -> &mut Dictionary {
    document.get_dictionary_mut(id).unwrap()
}

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }
}

fn sample(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn what_is_no_pdf() {
    assert_eq!(outcome(Vec::new()), "empty");
    for text in ["x", "<html>%PDF", "PK\u{3}\u{4}", "\0\0\0\0"] {
        assert_eq!(outcome(text.into()), "not_pdf", "{text}");
    }
    let far = [vec![b' '; 10_000], pdf(&[&budget()])].concat();
    assert_eq!(outcome(far), "not_pdf");
    let mailed = [b"From: somebody\r\n\r\n".to_vec(), pdf(&[&budget()])].concat();
    assert_eq!(outcome(mailed), "1 pages, 1 tables");
}

#[test]
fn nothing_but_a_header() {
    for text in ["%PDF-", "%PDF-1.7\n", "%PDF-1.7\nxref\n0 0\ntrailer <<>>\nstartxref\n9\n", "%PDF-1.5\n1 0 obj"] {
        assert_eq!(outcome(text.into()), "damaged", "{text}");
    }
    assert_eq!(outcome(b"%PDF-1.5\n1 0 obj << /Type /Catalog >> endobj\n".to_vec()), "damaged");
}

#[test]
fn cut_off_anywhere() {
    let whole = pdf(&[&budget(), &budget()]);
    for length in (0..whole.len() - 8).step_by(whole.len() / 150) {
        match read(whole[..length].to_vec()) {
            Err(error) => assert!(matches!(error.status(), "empty" | "not_pdf" | "damaged"), "{length}: {error}"),
            Ok(document) => {
                let told = document.findings.iter().any(|finding| finding.code == codes::DAMAGED_STRUCTURE);
                assert!(told, "{length}: read as if it were whole");
            }
        }
    }
    let whole = sample("over-pages-once.pdf");
    for length in (0..whole.len() - 8).step_by(whole.len() / 12) {
        let _ = read(whole[..length].to_vec());
    }
}

#[test]
fn bytes_changed_at_random() {
    const MUTANTS: usize = 100;
    let samples = ["ruled-budget.pdf", "four-level-header.pdf", "rotated.pdf", "scanned.pdf", "damaged.pdf"];
    let drawn = [pdf(&[&budget(), &budget()]), pdf_with_password("")];
    let sources: Vec<Vec<u8>> = samples.iter().map(|name| sample(name)).chain(drawn).collect();
    for (n, source) in sources.iter().enumerate() {
        let mut random = Random(n as u64 + 1);
        for _ in 0..MUTANTS {
            let mut bytes = source.clone();
            for _ in 0..1 + random.below(20) {
                let at = random.below(bytes.len());
                match random.below(5) {
                    0 => bytes[at] ^= 1 << random.below(8),
                    1 => bytes[at] = random.below(256) as u8,
                    2 => bytes[at] = b"0123456789 /<>[]()Rn"[random.below(20)],
                    3 => drop(bytes.drain(at..(at + random.below(50)).min(bytes.len()))),
                    _ => {
                        let part = bytes[at..(at + random.below(50)).min(bytes.len())].to_vec();
                        let to = random.below(bytes.len());
                        bytes.splice(to..to, part);
                    }
                }
            }
            // Any result will do.
            let _ = read(bytes);
        }
    }
}

/// Changes in the syntax itself reach further than changes anywhere: most bytes of a file are compressed streams.
#[test]
fn syntax_changed_at_random() {
    const MUTANTS: usize = 300;
    let source = pdf(&[&budget(), &budget()]);
    let words: [&[u8]; 16] = [
        b"-1",
        b"0",
        b"99999999999",
        b"1 0 R",
        b"2 0 R",
        b"9 0 R",
        b"<<",
        b">>",
        b"[",
        b"]",
        b"null",
        b"/Kids",
        b"/Type",
        b"endobj",
        b"stream",
        b"(",
    ];
    let mut random = Random(7);
    for _ in 0..MUTANTS {
        let mut tokens: Vec<&[u8]> = source.split_inclusive(|byte| byte.is_ascii_whitespace()).collect();
        for _ in 0..1 + random.below(4) {
            let at = random.below(tokens.len());
            match random.below(3) {
                0 => tokens[at] = words[random.below(words.len())],
                1 => drop(tokens.remove(at)),
                _ => {
                    let other = random.below(tokens.len());
                    tokens.swap(at, other);
                }
            }
        }
        let _ = read(tokens.join(&b' '));
    }
}

#[test]
fn trees_of_pages_that_lie() {
    // The page is found, and found once, whatever its tree says of itself.
    for count in [-1, 0, 2, 1_000_000, i64::MAX] {
        let bytes = budget_with(|document, tree, _| dictionary_of(document, tree).set("Count", count));
        assert_eq!(outcome(bytes), "1 pages, 1 tables", "/Count {count}");
    }
    let cyclic = budget_with(|document, tree, page| {
        dictionary_of(document, tree).set("Kids", vec![page.into(), tree.into()]);
    });
    assert_eq!(outcome(cyclic), "1 pages, 1 tables");
    let own_parent = budget_with(|document, tree, _| dictionary_of(document, tree).set("Parent", tree));
    assert_eq!(outcome(own_parent), "1 pages, 1 tables");
    let page_for_tree = budget_with(|document, tree, page| {
        let catalog = document.trailer.get(b"Root").unwrap().as_reference().unwrap();
        dictionary_of(document, catalog).set("Pages", page);
        dictionary_of(document, page).set("Parent", tree);
    });
    let _ = read(page_for_tree);
}

#[test]
fn documents_without_pages() {
    let empty = budget_with(|document, tree, _| {
        dictionary_of(document, tree).set("Kids", Vec::<Object>::new());
        dictionary_of(document, tree).set("Count", 0);
        document.prune_objects();
    });
    assert_eq!(outcome(empty), "no_pages");
    for kids in [Object::Null, 3.into(), vec![Object::Null].into(), vec![Object::Reference((99, 0))].into()] {
        let shown = format!("{kids:?}");
        let bytes = budget_with(|document, tree, _| dictionary_of(document, tree).set("Kids", kids));
        // The engine may look for the page elsewhere.
        assert!(matches!(outcome(bytes).as_str(), "no_pages" | "damaged" | "1 pages, 1 tables"), "{shown}");
    }
}

#[test]
fn a_deep_tree_of_pages() {
    let deep = budget_with(|document, tree, page| {
        let mut kid = page;
        for _ in 0..5_000 {
            kid = document.add_object(dictionary! { "Type" => "Pages", "Kids" => vec![kid.into()], "Count" => 1 });
        }
        dictionary_of(document, tree).set("Kids", vec![kid.into()]);
    });
    let _ = read(deep);
}

#[test]
fn pages_of_many_marks() {
    let mut text = Paper::new();
    for line in 0..500 {
        text.text(20.0, 830.0 - line as f32 * 1.6, &"0123456789".repeat(10));
    }
    assert_eq!(outcome(pdf(&[&text])), "1 pages, 0 tables no_tables");

    let mut hatched = Paper::new();
    for line in 0..30_000 {
        hatched.line([0.0, line as f32 * 0.028, 595.0, line as f32 * 0.028]);
    }
    hatched.text(100.0, 400.0, "shaded");
    assert_eq!(outcome(pdf(&[&hatched])), "1 pages, 0 tables no_tables");
}

#[test]
fn a_page_of_many_cells() {
    let mut paper = Paper::new();
    let steps = |n: usize, size: f32| (0..=n).map(|i| i as f32 * size / n as f32).collect::<Vec<f32>>();
    paper.entries.set("MediaBox", vec![0.into(), 0.into(), 6000.into(), 6000.into()]);
    paper.grid(&steps(100, 6000.0), &steps(100, 6000.0));
    for place in 0..10_000 {
        paper.text((place % 100) as f32 * 60.0 + 5.0, (place / 100) as f32 * 60.0 + 5.0, &format!("{place}.5"));
    }
    assert_eq!(outcome(pdf(&[&paper])), "1 pages, 1 tables");
}

#[test]
fn more_rulings_than_a_table_has() {
    let mut paper = Paper::new();
    paper.entries.set("MediaBox", vec![0.into(), 0.into(), 14000.into(), 14000.into()]);
    for line in 0..12_000 {
        let at = line as f32;
        let start = if line % 2 == 0 { 0.0 } else { 6.0 };
        paper.line([start, at * 1.1, start + 5.0, at * 1.1]).line([at * 1.1, start, at * 1.1, start + 5.0]);
        paper.line([20.0 + start, at * 1.1, start + 25.0, at * 1.1]);
    }
    paper.text(6000.0, 6000.0, "drawing");
    assert!(outcome(pdf(&[&paper])).starts_with("1 pages, 0 tables"));
}

#[test]
fn things_nested_deeply() {
    const DEEP: usize = 100_000;
    // Inside a content stream.
    for (open, close) in
        [("[", "]"), ("<<", ">>"), ("(", ")"), ("<</a ", ">>"), ("q ", "Q "), ("BT ", "ET "), ("{", "}")]
    {
        let mut paper = Paper::of(&format!("{}{} f\n", open.repeat(DEEP), close.repeat(DEEP)));
        paper.table();
        let _ = read(pdf(&[&paper]));
        let mut unclosed = Paper::of(&format!("{}\n", open.repeat(DEEP)));
        unclosed.table();
        let _ = read(pdf(&[&unclosed]));
    }
    // As an object of the file, which the engine searches for others: slow without optimisation, so fewer.
    const DEEP_OBJECT: usize = 5_000;
    for (open, close) in [("[", "]"), ("<</a ", ">>")] {
        let mut bytes = b"%PDF-1.5\n1 0 obj\n".to_vec();
        bytes.extend(open.repeat(DEEP_OBJECT).bytes().chain(close.repeat(DEEP_OBJECT).bytes()));
        bytes.extend(b"\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF");
        let _ = read(bytes);
    }
}

#[test]
fn forms_that_paint_themselves() {
    let bytes = budget_with(|document, _, page| {
        let form = document.new_object_id();
        let own = dictionary! { "XObject" => dictionary! { "X" => form, "Y" => form } };
        let entries = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 600.into(), 900.into()],
            "Resources" => own.clone(),
        };
        document.objects.insert(form, Stream::new(entries, b"/X Do".to_vec()).into());
        let content = document.add_object(Stream::new(dictionary! {}, b"/X Do".to_vec()));
        dictionary_of(document, page).set("Resources", own);
        dictionary_of(document, page).set("Contents", content);
    });
    let _ = read(bytes);
}

#[test]
fn glyphs_and_patterns_that_paint_themselves() {
    let bytes = budget_with(|document, _, page| {
        let glyph = document.add_object(Stream::new(dictionary! {}, b"500 0 d0 BT /T 10 Tf (a) Tj ET".to_vec()));
        let font = document.new_object_id();
        let resources = dictionary! { "Font" => dictionary! { "T" => font } };
        let matrix: Vec<Object> = vec![0.001.into(), 0.into(), 0.into(), 0.001.into(), 0.into(), 0.into()];
        let type3 = dictionary! {
            "Type" => "Font", "Subtype" => "Type3", "FontMatrix" => matrix, "FirstChar" => 97, "LastChar" => 97,
            "FontBBox" => vec![0.into(), 0.into(), 1000.into(), 1000.into()], "Widths" => vec![500.into()],
            "CharProcs" => dictionary! { "a" => glyph }, "Resources" => resources.clone(),
            "Encoding" => dictionary! { "Differences" => vec![97.into(), "a".into()] },
        };
        document.objects.insert(font, type3.into());
        let content = document.add_object(Stream::new(dictionary! {}, b"BT /T 10 Tf 90 90 Td (aaa) Tj ET".to_vec()));
        dictionary_of(document, page).set("Resources", resources);
        dictionary_of(document, page).set("Contents", content);
    });
    let _ = read(bytes);
}

#[test]
fn fonts_that_are_missing() {
    let gone = [Object::Null, Object::Reference((99, 0)), 5.into(), dictionary! {}.into()];
    for font in gone {
        let resources = dictionary! { "Font" => dictionary! { "F1" => font } };
        let bytes = budget_with(|document, _, page| dictionary_of(document, page).set("Resources", resources));
        let _ = read(bytes);
    }
    let bytes = budget_with(|document, _, page| drop(dictionary_of(document, page).remove(b"Resources")));
    let _ = read(bytes);
    for subtype in ["Type0", "TrueType", "CIDFontType2", "MMType1", "Nonsense"] {
        let font =
            dictionary! { "Type" => "Font", "Subtype" => subtype, "BaseFont" => "Nobody", "Encoding" => "Identity-H" };
        let resources = dictionary! { "Font" => dictionary! { "F1" => font } };
        let bytes = budget_with(|document, _, page| dictionary_of(document, page).set("Resources", resources));
        let _ = read(bytes);
    }
}

#[test]
fn pages_of_strange_sizes() {
    let sizes: [[f32; 4]; 8] = [
        [595.0, 842.0, 0.0, 0.0],
        [-100.0, -100.0, 595.0, 842.0],
        [0.0, 0.0, 1e7, 1e7],
        [0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 1e-9, 842.0],
        [-1e30, -1e30, 1e30, 1e30],
        [f32::MAX, f32::MAX, f32::MIN, f32::MIN],
        [300.0, 300.0, 300.0, 300.0],
    ];
    for (n, size) in sizes.into_iter().enumerate() {
        let mut paper = budget();
        let numbers: Vec<Object> = size.into_iter().map(Object::Real).collect();
        paper.entries.set("MediaBox", numbers);
        let outcome = outcome(pdf(&[&paper]));
        // What lies on the page is read; corners may be given in any order.
        assert!(n > 2 || outcome == "1 pages, 1 tables", "{size:?}: {outcome}");
    }
    for odd in [Object::Null, 5.into(), Vec::<Object>::new().into(), vec![1.into(), "x".into()].into()] {
        let mut paper = budget();
        paper.entries.set("MediaBox", odd.clone());
        paper.entries.set("CropBox", odd.clone());
        paper.entries.set("Rotate", odd.clone());
        paper.entries.set("UserUnit", odd);
        let _ = read(pdf(&[&paper]));
    }
}

#[test]
fn numbers_that_are_none() {
    let numbers = [
        "1e400",
        "-1e400",
        "nan",
        "NaN",
        "inf",
        "--5",
        "+-5",
        ".",
        "-.",
        "1.2.3",
        "0x10",
        "1E5",
        "99999999999999999999999",
        "0.00000000000000000000000000001",
        "-2147483649",
        "4294967296",
        "340282350000000000000000000000000000000.0",
    ];
    for number in numbers {
        let mut content = String::new();
        for operator in [
            "N 0 0 N 0 0 cm",
            "N w",
            "[N N] N d",
            "0 0 N N re f",
            "N N m N N l S",
            "N 0 m 0 N l S",
            "q N N N N re W n",
            "N N N rg",
            "N Tz",
            "N Tc",
            "N Tw",
            "N Ts",
            "N TL",
            "N Tr",
            "BT /F1 N Tf 20 20 Td (1.5) Tj ET",
            "BT /F1 10 Tf N N Td (1.5) Tj ET",
            "BT /F1 10 Tf [(1) N (5)] TJ ET",
            "BT /F1 10 Tf N 0 0 N N N Tm (1.5) Tj ET",
        ] {
            writeln!(content, "q {} Q", operator.replace('N', number)).unwrap();
        }
        let mut paper = Paper::of(&content);
        paper.table();
        let _ = read(pdf(&[&paper]));
    }
}

#[test]
fn streams_that_lie() {
    let stream = |entries: Dictionary, bytes: &[u8]| {
        let bytes = bytes.to_vec();
        let saved = budget_with(move |document, _, page| {
            let content = document.add_object(Stream::new(entries, bytes).with_compression(false));
            dictionary_of(document, page).set("Contents", content);
        });
        let _ = read(saved);
    };
    for filter in [
        "FlateDecode",
        "LZWDecode",
        "ASCII85Decode",
        "ASCIIHexDecode",
        "RunLengthDecode",
        "DCTDecode",
        "JBIG2Decode",
        "CCITTFaxDecode",
        "JPXDecode",
        "Crypt",
        "Nonsense",
    ] {
        stream(dictionary! { "Filter" => filter }, b"BT /F1 10 Tf (1.5) Tj ET \xff\xfe\x00\x78\x9c");
        stream(dictionary! { "Filter" => vec![filter.into(); 30] }, b"BT (1.5) Tj ET");
        stream(
            dictionary! { "Filter" => filter, "DecodeParms" => dictionary! { "Predictor" => 15, "Columns" => i64::MAX } },
            b"x",
        );
    }
    let without = budget_with(|document, _, page| drop(dictionary_of(document, page).remove(b"Contents")));
    assert_eq!(outcome(without), "1 pages, 0 tables no_text_layer");
    let itself =
        budget_with(|document, _, page| dictionary_of(document, page).set("Contents", vec![page.into(), page.into()]));
    let _ = read(itself);
}

#[test]
fn cross_references_that_run_in_circles() {
    let bytes = pdf(&[&budget()]);
    // Each byte as one character, so that no place moves.
    let text: String = bytes.iter().copied().map(char::from).collect();
    let changed = |text: String| text.chars().map(|c| c as u8).collect::<Vec<u8>>();
    let start = text.rfind("startxref").unwrap();
    let xref: usize = text[start..].split_whitespace().nth(1).unwrap().parse().unwrap();
    for prev in [xref, 0, bytes.len(), 99_999_999] {
        let text = text.replace("/Root", &format!("/Prev {prev} /Root"));
        assert_eq!(outcome(changed(text)), "1 pages, 1 tables", "/Prev {prev}");
    }
    for at in ["0", "7", "-1", "99999999999999999999", "", "x"] {
        let text = format!("{}startxref\n{at}\n%%EOF", &text[..start]);
        assert_eq!(outcome(changed(text)), "1 pages, 1 tables", "startxref {at}");
    }
}

/// A budget encrypted in every way that is still met, with this password for reading.
fn encrypted(user: &str) -> Vec<(&'static str, Vec<u8>)> {
    let id = || Object::String(b"0123456789abcdef".to_vec(), StringFormat::Hexadecimal);
    let mut made = Vec::new();
    for name in ["RC4", "AES-128", "AES-256"] {
        let mut document = document(&[&budget()]);
        document.trailer.set("ID", Object::Array(vec![id(), id()]));
        let filter: Arc<dyn CryptFilter> =
            if name == "AES-256" { Arc::new(Aes256CryptFilter) } else { Arc::new(Aes128CryptFilter) };
        let crypt_filters = BTreeMap::from([(b"StdCF".to_vec(), filter)]);
        let (stream_filter, string_filter) = (b"StdCF".to_vec(), b"StdCF".to_vec());
        let (owner_password, user_password, permissions) = ("owner", user, Permissions::all());
        let version = match name {
            "RC4" => EncryptionVersion::V2 {
                document: &document,
                owner_password,
                user_password,
                key_length: 128,
                permissions,
            },
            "AES-128" => EncryptionVersion::V4 {
                document: &document,
                encrypt_metadata: true,
                crypt_filters,
                stream_filter,
                string_filter,
                owner_password,
                user_password,
                permissions,
            },
            _ => EncryptionVersion::V5 {
                encrypt_metadata: true,
                crypt_filters,
                file_encryption_key: &[7; 32],
                stream_filter,
                string_filter,
                owner_password,
                user_password,
                permissions,
            },
        };
        let state = EncryptionState::try_from(version).unwrap();
        document.encrypt(&state).unwrap();
        made.push((name, saved(document)));
    }
    made
}

#[test]
fn encrypted_for_everybody_to_read() {
    for (name, bytes) in encrypted("") {
        assert_eq!(outcome(bytes.clone()), "1 pages, 1 tables", "{name}");
        assert!(read_with(bytes, Some("not needed")).is_ok(), "{name}");
    }
}

#[test]
fn encrypted_with_a_password() {
    for (name, bytes) in encrypted("secret") {
        assert_eq!(outcome(bytes.clone()), "password_required", "{name}");
        assert_eq!(read_with(bytes.clone(), Some("wrong")).unwrap_err().status(), "password_required", "{name}");
        assert_eq!(read_with(bytes, Some("secret")).unwrap().tables.len(), 1, "{name}");
    }
}

#[test]
fn the_program_reads_what_is_encrypted_for_everybody() {
    let scratch = Scratch::new("the_program_reads_what_is_encrypted_for_everybody");
    scratch.write("a.pdf", pdf_with_password(""));
    scratch.run(&["extract", "a.pdf", "-o", "out"]).ends(0, &["1 table"]);
    assert_eq!(scratch.manifest_values("out", "status"), ["ok"]);
}

#[test]
fn coordinates_out_of_all_measure() {
    let mut paper = Paper::new();
    for factor in ["1e30", "-1e30", "340282350000000000000000000000000000000", "0.000000000000000000000000000001"] {
        paper.raw(&format!("{factor} 0 m 0 {factor} l S BT /F1 10 Tf {factor} {factor} Td (far) Tj ET"));
        paper.raw(&format!("{factor} 0 0 {factor} 0 0 cm"));
    }
    assert!(read(pdf(&[&paper])).is_ok());
}

#[test]
fn ten_thousand_pages() {
    let mut paper = Paper::new();
    paper.text(100.0, 700.0, "page");
    let one = paper;
    let bytes = pdf(&vec![&one; 10_000]);
    assert_eq!(outcome(bytes), "10000 pages, 0 tables no_tables");
}

/// A page of one table: a label over its ten rows, and an item and an amount in each.
fn page_of_long_table(page: usize, label: &str) -> Paper {
    let y = |row: usize| 700.0 - 24.0 * row as f32;
    let mut paper = Paper::new();
    for x in [60.0, 120.0, 260.0, 360.0] {
        paper.line([x, y(10), x, y(0)]);
    }
    for row in 0..=10 {
        paper.line([if row % 10 == 0 { 60.0 } else { 120.0 }, y(row), 360.0, y(row)]);
    }
    paper.text(64.0, y(0) - 16.0, label);
    for row in 0..10 {
        let number = page * 10 + row;
        paper.text(126.0, y(row) - 16.0, &format!("Item {number}"));
        paper.text(266.0, y(row) - 16.0, &format!("{number}.50"));
    }
    paper
}

/// What a page adds to a table is settled with the last row of the page before, whatever stands further up. How long
/// that takes is measured by `cargo bench --bench extract -- "one table"`.
#[test]
fn one_table_over_hundreds_of_pages() {
    let papers: Vec<Paper> = (0..300).map(|page| page_of_long_table(page, "All")).collect();
    let document = read(pdf(&papers.iter().collect::<Vec<_>>())).unwrap();
    let [table] = document.tables.as_slice() else { panic!("{} tables", document.tables.len()) };
    assert_eq!(table.rows.len(), 3000);
    for (number, row) in table.rows.iter().enumerate() {
        let texts: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(texts, ["All", &format!("Item {number}"), &format!("{number}.50")]);
    }
    // A label that every page break seems to cut, for its line is full, is taken for one only so far.
    let with_label = |page: usize| {
        let label = if page.is_multiple_of(2) { "Large group" } else { "Great group" };
        let mut paper = page_of_long_table(page, label);
        // It ends with the page, too.
        paper.text(64.0, 468.0, label);
        paper
    };
    let papers: Vec<Paper> = (0..300).map(with_label).collect();
    let document = read(pdf(&papers.iter().collect::<Vec<_>>())).unwrap();
    let label = |row: &fiscal_tables::table::Row| row.cells[0].text.len();
    let (shortest, longest) =
        (document.tables[0].rows.iter().map(label).min(), document.tables[0].rows.iter().map(label).max());
    assert_eq!(document.tables[0].rows.len(), 3000);
    assert!(shortest > Some(0) && longest > Some(100) && longest < Some(1100), "{shortest:?} to {longest:?}");
}

#[test]
fn a_page_as_large_as_a_wall() {
    // A0 in points; and 200 inches, which Acrobat takes for the largest.
    for (width, height) in [(2384, 3370), (14_400, 14_400)] {
        let mut paper = budget();
        paper.entries.set("MediaBox", vec![0.into(), 0.into(), width.into(), height.into()]);
        assert_eq!(outcome(pdf(&[&paper])), "1 pages, 1 tables");
    }
}

#[test]
fn a_page_past_the_limit_of_marks_says_so() {
    // A form of 10,000 glyphs, painted 101 times.
    let bytes = budget_with(|document, _, page| {
        let line = format!("BT /F1 1 Tf 10 10 Td ({}) Tj ET\n", "a".repeat(10_000));
        let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
        let fonts = dictionary! { "Font" => dictionary! { "F1" => document.add_object(font) } };
        let entries = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "Resources" => fonts,
            "BBox" => vec![0.into(), 0.into(), 9000.into(), 900.into()],
        };
        let form = document.add_object(Stream::new(entries, line.into_bytes()));
        let content = document.add_object(Stream::new(dictionary! {}, b"/X Do ".repeat(101)));
        let wide = vec![0.into(), 0.into(), 9000.into(), 900.into()];
        dictionary_of(document, page).set("MediaBox", wide);
        dictionary_of(document, page).set("Resources", dictionary! { "XObject" => dictionary! { "X" => form } });
        dictionary_of(document, page).set("Contents", content);
    });
    assert!(outcome(bytes).contains("glyph_limit"));
}

#[test]
fn pictures_too_large_to_unpack() {
    for (width, filter) in [(100_000, "FlateDecode"), (2_000_000_000, "DCTDecode"), (60_000, "JPXDecode")] {
        let bytes = budget_with(|document, _, page| {
            let entries = dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "Width" => width, "Height" => width,
                "BitsPerComponent" => 16, "ColorSpace" => "DeviceRGB", "Filter" => filter,
            };
            let image = document.add_object(Stream::new(entries, b"x\x9c\x03".to_vec()).with_compression(false));
            dictionary_of(document, page).set("Resources", dictionary! { "XObject" => dictionary! { "I" => image } });
            let content = b"q 500 0 0 500 10 10 cm /I Do Q".to_vec();
            let content = document.add_object(Stream::new(dictionary! {}, content));
            dictionary_of(document, page).set("Contents", content);
        });
        assert_eq!(outcome(bytes), "1 pages, 0 tables no_text_layer", "{filter}");
    }
}

#[test]
fn maps_of_characters_that_name_themselves() {
    let bytes = budget_with(|document, _, page| {
        let map = document.new_object_id();
        let text = b"/CIDInit /ProcSet findresource begin begincmap /Self usecmap 1 begincodespacerange <0000> <ffff> \
            endcodespacerange 1 beginbfrange <0000> <ffff> <4e00> endbfrange 1 begincidrange <0000> <ffff> 0 \
            endcidrange endcmap"
            .to_vec();
        let entries = dictionary! { "Type" => "CMap", "CMapName" => "Self", "UseCMap" => map };
        document.objects.insert(map, Stream::new(entries, text).into());
        let info = dictionary! { "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("GB1"), "Supplement" => 2 };
        let kin = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "Nobody", "CIDSystemInfo" => info,
        });
        let font = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Nobody", "Encoding" => map, "ToUnicode" => map,
            "DescendantFonts" => vec![kin.into()],
        });
        let content = b"BT /F1 10 Tf 20 20 Td <00410042> Tj ET".to_vec();
        let content = document.add_object(Stream::new(dictionary! {}, content));
        dictionary_of(document, page).set("Resources", dictionary! { "Font" => dictionary! { "F1" => font } });
        dictionary_of(document, page).set("Contents", content);
    });
    assert!(outcome(bytes).starts_with("1 pages, 0 tables"));
}

#[test]
fn functions_and_colours_that_are_made_of_themselves() {
    let function = dictionary! {
        "FunctionType" => 3, "Domain" => vec![0.into(), 1.into()], "Bounds" => Vec::<Object>::new(),
        "Encode" => vec![0.into(), 1.into()],
    };
    let bytes = budget_with(|document, _, page| {
        let id = document.new_object_id();
        let mut own = function.clone();
        own.set("Functions", vec![id.into()]);
        document.objects.insert(id, own.into());
        let colour = document.new_object_id();
        let indexed = vec!["Indexed".into(), colour.into(), 1.into(), Object::string_literal("aaabbb")];
        document.objects.insert(colour, indexed.into());
        let separation = vec!["Separation".into(), "X".into(), "DeviceRGB".into(), id.into()];
        let spaces = dictionary! { "S" => separation, "T" => colour };
        let content = b"/S cs 0.5 scn 10 10 100 100 re f /T cs 1 scn 10 10 100 100 re f".to_vec();
        let content = document.add_object(Stream::new(dictionary! {}, content));
        dictionary_of(document, page).set("Resources", dictionary! { "ColorSpace" => spaces });
        dictionary_of(document, page).set("Contents", content);
    });
    assert_eq!(outcome(bytes), "1 pages, 0 tables no_text_layer");
}

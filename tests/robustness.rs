//! Documents from anywhere: whatever the bytes, the library answers with a document or an error, and never panics.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should fail where it stands")]

use fiscal_tables::finding::codes;
use fiscal_tables::{ErrorKind, Options, extract};
use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, dictionary};
use std::fs;
use std::path::Path;

/// The same numbers on every machine (Knuth's MMIX generator).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

/// Reads on a stack as large as the program's own, and returns what came of it; a panic fails the test.
fn read(bytes: Vec<u8>) -> Result<fiscal_tables::Document, fiscal_tables::Error> {
    std::thread::Builder::new()
        .stack_size(64 << 20)
        .spawn(move || extract(&bytes, &Options::default()))
        .unwrap()
        .join()
        .expect("the library does not panic")
}

fn samples() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "pdf"));
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// A document of these pages' contents, in Helvetica.
fn pdf(contents: Vec<Vec<Operation>>, media_box: [f32; 4]) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let resources = document.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
    let kids: Vec<Object> = contents
        .into_iter()
        .map(|operations| {
            let content = Content { operations }.encode().unwrap();
            let stream = document.add_object(Stream::new(dictionary! {}, content));
            document
                .add_object(dictionary! {
                    "Type" => "Page", "Parent" => pages, "Contents" => stream, "Resources" => resources,
                    "MediaBox" => media_box.iter().map(|side| Object::Real(*side)).collect::<Vec<_>>(),
                })
                .into()
        })
        .collect();
    let count = kids.len() as i64;
    document.objects.insert(pages, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

const A4: [f32; 4] = [0.0, 0.0, 595.0, 842.0];

fn text(x: f32, y: f32, shown: &str) -> Vec<Operation> {
    vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), 10.into()]),
        Operation::new("Td", vec![x.into(), y.into()]),
        Operation::new("Tj", vec![Object::string_literal(shown)]),
        Operation::new("ET", vec![]),
    ]
}

fn line(from: [f32; 2], to: [f32; 2]) -> Vec<Operation> {
    vec![
        Operation::new("m", vec![from[0].into(), from[1].into()]),
        Operation::new("l", vec![to[0].into(), to[1].into()]),
        Operation::new("S", vec![]),
    ]
}

#[test]
fn mutated_documents() {
    let samples = samples();
    let mut random = Random(2025);
    for round in 0..240 {
        let mut bytes = samples[round % samples.len()].clone();
        for _ in 0..=random.below(12) {
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => bytes[at] = random.below(256) as u8,
                1 => bytes[at] ^= 1 << random.below(8),
                2 => drop(bytes.drain(at..(at + random.below(64)).min(bytes.len()))),
                _ => {
                    let piece: Vec<u8> = bytes[at..(at + random.below(64)).min(bytes.len())].to_vec();
                    let to = random.below(bytes.len());
                    bytes.splice(to..to, piece);
                }
            }
        }
        let _ = read(bytes);
    }
}

#[test]
fn documents_cut_anywhere() {
    for sample in samples() {
        for part in 0..12 {
            let _ = read(sample[..sample.len() * part / 12].to_vec());
        }
    }
}

#[test]
fn a_cut_document_that_still_reads_says_that_it_is_cut() {
    let whole = pdf(vec![text(72.0, 700.0, "one"), text(72.0, 700.0, "two")], A4);
    let end = whole.len() - 40;
    let document = read(whole[..end].to_vec()).unwrap();
    assert!(document.findings.iter().any(|finding| finding.code == codes::DAMAGED_STRUCTURE));
}

#[test]
fn bytes_that_are_no_document() {
    let kind = |bytes: &[u8]| read(bytes.to_vec()).unwrap_err().kind().clone();
    assert_eq!(kind(b""), ErrorKind::Empty);
    assert_eq!(kind(b"hello"), ErrorKind::NotPdf);
    assert_eq!(kind(b"%PDF-1.7\n%%EOF"), ErrorKind::Damaged);
    assert_eq!(kind(&pdf(Vec::new(), A4)), ErrorKind::NoPages);
}

#[test]
fn a_page_tree_that_turns_in_a_circle() {
    let mut document = Document::load_mem(&pdf(vec![text(72.0, 700.0, "one")], A4)).unwrap();
    let (pages, _) = document
        .objects
        .iter()
        .find(|(_, object)| object.as_dict().is_ok_and(|dict| dict.has_type(b"Pages")))
        .map(|(id, object)| (*id, object.clone()))
        .unwrap();
    let kids = vec![Object::Reference(pages), Object::Reference(pages)];
    document.get_object_mut(pages).unwrap().as_dict_mut().unwrap().set("Kids", kids);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    let _ = read(bytes);
}

#[test]
fn pages_of_strange_sizes() {
    for media_box in [[0.0, 0.0, 0.0, 0.0], [-1e9, -1e9, 1e9, 1e9], [500.0, 800.0, 0.0, 0.0], [0.0, 0.0, 1e-9, 1e9]] {
        let mut content = text(72.0, 700.0, "one");
        content.extend(line([0.0, 0.0], [100.0, 0.0]));
        let document = read(pdf(vec![content], media_box)).unwrap();
        assert_eq!(document.pages, 1);
    }
}

#[test]
fn coordinates_out_of_all_measure() {
    let mut content = Vec::new();
    for factor in [1e30_f32, -1e30, f32::MAX, 1e-30] {
        content.extend(line([factor, 0.0], [0.0, factor]));
        content.extend(text(factor, factor, "far"));
        content.push(Operation::new("cm", vec![factor.into(), 0.into(), 0.into(), factor.into(), 0.into(), 0.into()]));
    }
    assert!(read(pdf(vec![content], A4)).is_ok());
}

#[test]
fn a_page_of_many_rulings() {
    let mut content = Vec::new();
    for i in 0..15_000 {
        let at = (i % 1_500) as f32 * 0.4;
        content.extend(line([at, 0.0], [at, 842.0]));
        content.extend(line([0.0, at], [595.0, at]));
    }
    assert!(read(pdf(vec![content], A4)).is_ok());
}

#[test]
fn a_page_of_many_glyphs() {
    let row = "0123456789".repeat(10);
    let content: Vec<Operation> = (0..500).flat_map(|i| text(10.0, 800.0 - i as f32 * 1.5, &row)).collect();
    assert!(read(pdf(vec![content], A4)).is_ok());
}

#[test]
fn arrays_and_states_nested_without_end() {
    let mut bytes = pdf(vec![text(72.0, 700.0, "one")], A4);
    let deep = format!("\n99 0 obj\n{}{}\nendobj\n", "[".repeat(20_000), "]".repeat(20_000));
    bytes.extend(deep.as_bytes());
    let _ = read(bytes);
    let saved: Vec<Operation> = (0..20_000).map(|_| Operation::new("q", vec![])).collect();
    assert!(read(pdf(vec![saved], A4)).is_ok());
}

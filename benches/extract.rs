//! How long each sample takes from bytes to document, and a table over thousands of pages, on one thread: `cargo bench --bench extract`.
//!
//! With `PDFS` set to folders of PDFs (`:` between them) there is a figure for each folder as a whole, twice: `extract`, which
//! verifies what it reads, and `verify` alone, over documents that are read before. Their ratio is what verification costs:
//! `PDFS=disclosures cargo bench --bench extract -- corpus`. Over the 44 documents beside the project it is 9.8 % of
//! extraction (159 ms of 1.62 s; at most 12 % is allowed). Counted in instructions, which do not vary, it was 7.4 % over three
//! of them: `valgrind --tool=callgrind` of the bench's program with `--test corpus/extract`, then
//! `callgrind_annotate --inclusive=yes`, `verify::verify` against `pipeline::extract`.
//!
//! Figures of one machine compare with earlier figures of the same machine; against other programs stands
//! `scripts/compare_peers.py`.

#[path = "../tests/it/support/paper.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "drawn for tests, which use more of it")]
mod paper;

use criterion::{BenchmarkId, Criterion, Throughput};
use fiscal_tables::verify::verify;
use fiscal_tables::{Document, Options, extract};
use paper::{Paper, pdf};
use std::fs;
use std::hint::black_box;
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let mut criterion = Criterion::default().configure_from_args();
    extract_samples(&mut criterion)?;
    extract_long_table(&mut criterion);
    for folder in std::env::var_os("PDFS").iter().flat_map(std::env::split_paths) {
        verify_corpus(&mut criterion, &folder)?;
    }
    criterion.final_summary();
    Ok(())
}

/// One benchmark per PDF of `samples/`; those that cannot be read show what refusing them costs.
fn extract_samples(criterion: &mut Criterion) -> io::Result<()> {
    let mut group = criterion.benchmark_group("extract");
    for path in samples()? {
        let bytes = fs::read(&path)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), &bytes, |bencher, bytes| {
            let options = Options::default();
            bencher.iter(|| black_box(extract(black_box(bytes), &options)));
        });
    }
    group.finish();
    Ok(())
}

/// One table over many pages, with a label merged over all of them: pages a second are the same for any number.
fn extract_long_table(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("one table");
    group.sample_size(10);
    for pages in [250, 1_000, 4_000] {
        let papers: Vec<Paper> = (0..pages).map(page_of_long_table).collect();
        let bytes = pdf(&papers.iter().collect::<Vec<_>>());
        group.throughput(Throughput::Elements(pages));
        group.bench_with_input(BenchmarkId::new("pages", pages), &bytes, |bencher, bytes| {
            let options = Options::default();
            bencher.iter(|| black_box(extract(black_box(bytes), &options)));
        });
    }
    group.finish();
}

/// A page of ten rows below its header: a label that reaches over all pages, an item, two amounts.
fn page_of_long_table(page: u64) -> Paper {
    const ROWS: u16 = 10;
    let y = |row: u16| 700.0 - 24.0 * f32::from(row);
    let mut paper = Paper::new();
    for x in [60.0, 120.0, 260.0, 360.0, 460.0] {
        paper.line([x, y(ROWS + 1), x, y(0)]);
    }
    for row in 0..=ROWS + 1 {
        let left = if (2..=ROWS).contains(&row) { 120.0 } else { 60.0 };
        paper.line([left, y(row), 460.0, y(row)]);
    }
    let mut write = |row: u16, texts: [&str; 4]| {
        for (x, text) in [66.0, 126.0, 266.0, 366.0].into_iter().zip(texts) {
            paper.text(x, y(row) - 16.0, text);
        }
    };
    write(0, ["Group", "Item", "Budget", "Paid"]);
    for row in 1..=ROWS {
        let number = page * u64::from(ROWS) + u64::from(row);
        let label = if row == 1 { "All" } else { "" };
        write(row, [label, &format!("Item {number}"), &format!("{number}.50"), &format!("{number}.00")]);
    }
    paper
}

/// All PDFs of a folder one after the other: extraction, and the verification that is a part of it.
fn verify_corpus(criterion: &mut Criterion, folder: &Path) -> io::Result<()> {
    let files: Vec<Vec<u8>> = pdfs(folder)?.iter().map(fs::read).collect::<io::Result<_>>()?;
    let options = Options::default();
    let documents: Vec<Document> = files.iter().filter_map(|bytes| extract(bytes, &options).ok()).collect();
    let mut group = criterion.benchmark_group("corpus");
    group.sample_size(10);
    group.bench_function("extract", |bencher| {
        bencher.iter(|| files.iter().filter(|bytes| extract(black_box(bytes), &options).is_ok()).count());
    });
    group.bench_function("verify", |bencher| {
        bencher.iter(|| documents.iter().map(|document| verify(black_box(document)).total().verified).sum::<usize>());
    });
    group.finish();
    Ok(())
}

/// The sample PDFs in the order of their names.
fn samples() -> io::Result<Vec<PathBuf>> {
    pdfs(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"))
}

/// The PDFs of a folder in the order of their names.
fn pdfs(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "pdf") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

//! How long each sample takes from bytes to document, on one thread: `cargo bench --bench extract`.
//!
//! Figures of one machine compare with earlier figures of the same machine; against other programs stands
//! `scripts/compare_peers.py`.

use criterion::{BenchmarkId, Criterion, Throughput};
use fiscal_tables::{Options, extract};
use std::fs;
use std::hint::black_box;
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let mut criterion = Criterion::default().configure_from_args();
    extract_samples(&mut criterion)?;
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

/// The sample PDFs in the order of their names.
fn samples() -> io::Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
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

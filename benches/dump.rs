//! How long text dumps take from bytes to document, on one thread: `cargo bench --bench dump`.
//!
//! The dumps of `samples/` are always there, and a drawn table for the bounds of the column search. With `DUMPS` set to folders of
//! `.txt` files (`:` between them) the files of each folder are read one after the other, for a figure over all of them.

use criterion::{BenchmarkId, Criterion, Throughput};
use fiscal_tables::{Document, InputFormat, Options, extract};
use std::fs;
use std::hint::black_box;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// As the command has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long freed memory is kept, as the command's workers have it: the allocator reads it when the process begins.
const KEEP: (&str, &str) = ("MIMALLOC_PURGE_DELAY", "1000");

/// From bytes to a document whose sums are tried.
fn read(bytes: &[u8]) -> Document {
    extract(bytes, &Options::of(InputFormat::Text)).unwrap_or_default()
}

fn main() -> io::Result<()> {
    if std::env::var_os(KEEP.0).is_none() {
        let again =
            Command::new(std::env::current_exe()?).args(std::env::args_os().skip(1)).env(KEEP.0, KEEP.1).status()?;
        return if again.success() { Ok(()) } else { Err(io::Error::other("the benchmark failed")) };
    }
    let mut criterion = Criterion::default().configure_from_args();
    let mut dumps: Vec<(String, Vec<Vec<u8>>)> = Vec::new();
    for path in texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"))? {
        dumps.push((name(&path), vec![fs::read(&path)?]));
    }
    for folder in std::env::var_os("DUMPS").iter().flat_map(std::env::split_paths) {
        let files: io::Result<Vec<Vec<u8>>> = texts(&folder)?.iter().map(fs::read).collect();
        dumps.push((name(&folder), files?));
    }
    dumps.push(("search-2000x20".to_owned(), vec![large_table(2_000)]));
    let mut group = criterion.benchmark_group("dump");
    group.sample_size(10);
    for (name, files) in &dumps {
        group.throughput(Throughput::Bytes(files.iter().map(|bytes| bytes.len() as u64).sum()));
        group.bench_with_input(BenchmarkId::from_parameter(name), files, |bencher, files| {
            bencher.iter(|| files.iter().map(|bytes| read(black_box(bytes)).tables.len()).sum::<usize>());
        });
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}

/// The dumps of a folder in the order of their names.
fn texts(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// A table of `rows` rows and 20 columns, six amounts in each row: many placements, of which sums leave several.
fn large_table(rows: usize) -> Vec<u8> {
    let mut text = String::from("单位：万元\n预算02表\n2025年部门收入预算表\n部门代码 部门名称 总计\n");
    text.push_str(
        "本年收入 上年结转结余 合计 一般公共预算 政府性基金 国有资本经营预算 财政专户管理资金收入 事业收入\n",
    );
    text.push_str("事业单位经营收入 上级补助收入 附属单位上缴收入 其他收入 合计 一般公共预算 政府性基金\n");
    text.push_str("国有资本经营预算 财政专户管理资金 单位资金 小计 其中：财政拨款\n");
    for row in 1..=rows {
        let total = row * 3;
        text.push_str(&format!(
            "{:06} 某局{row} {total}.00 {total}.00 {row}.00 {row}.00 {row}.00 {row}.00\n",
            100_000 + row
        ));
    }
    text.into_bytes()
}

//! Any bytes as a PDF.

#![no_main]

#[path = "../read.rs"]
mod read;

use fiscal_tables::InputFormat;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

/// A header, which bytes without are refused for at once.
const HEADER: &[u8] = b"%PDF-1.7\n";

fuzz_target!(|bytes: &[u8]| read::read(bytes, InputFormat::Pdf));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, _seed: u32| {
    let size = fuzzer_mutate(data, size, max_size);
    if let Some(head) = data.get_mut(..HEADER.len()) {
        head.copy_from_slice(HEADER);
    }
    size.max(HEADER.len()).min(max_size)
});

//! Any bytes as text that was pulled out of a PDF.

#![no_main]

#[path = "../read.rs"]
mod read;

use fiscal_tables::InputFormat;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| read::read(bytes, InputFormat::Text));

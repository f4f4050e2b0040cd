//! Any bytes as what the pages of a sound PDF paint.

#![no_main]

#[path = "../paper.rs"]
mod paper;
#[path = "../read.rs"]
mod read;

use fiscal_tables::InputFormat;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| read::read(&paper::pdf(content), InputFormat::Pdf));

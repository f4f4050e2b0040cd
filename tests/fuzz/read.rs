//! What must hold of any input: it is read or refused, without a panic, and read again it gives the same.

use fiscal_tables::{InputFormat, Options, extract};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::process::abort;
use std::sync::Once;

/// Reads `bytes`; ends the process if that panics.
pub(crate) fn read(bytes: &[u8], format: InputFormat) {
    static QUIET: Once = Once::new();
    // The fuzzer's own hook takes every panic for a finding: those of the engine that `pdf/` catches are none.
    QUIET.call_once(|| set_hook(Box::new(|panic| eprintln!("{panic}"))));
    let options = Options::of(format);
    let once = || catch_unwind(AssertUnwindSafe(|| extract(bytes, &options))).unwrap_or_else(|_| abort());
    let first = once();
    // Every sixteenth input, by its length: twice the time for all of them would find less.
    if bytes.len() % 16 == 0 && first != once() {
        eprintln!("read again, the input gives something else");
        abort();
    }
}

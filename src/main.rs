//! The `fiscal-tables` command; see [`fiscal_tables::cli`].

use std::process::ExitCode;

/// Reading a page makes and drops many small strings and lists; this allocator halves what they cost. Where the library is
/// Python's it brings the same.
#[cfg(not(feature = "python"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    fiscal_tables::cli::main()
}

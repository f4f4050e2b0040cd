//! The `fiscal-tables` command; see [`fiscal_tables::cli`].

use std::process::ExitCode;

/// Reading a page makes and drops many small strings and lists; this allocator halves what they cost.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    fiscal_tables::cli::main()
}

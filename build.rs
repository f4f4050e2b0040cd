//! Says to the tests whether what some of them need is beside the project: without `../shared` they are ignored, and not
//! passed. The library and the command do not ask, and the published package has no build script.

use std::path::Path;

/// One file of it: a whole folder would be looked through before each build.
const BESIDE: &str = "../shared/score/run.py";

fn main() {
    println!("cargo::rustc-check-cfg=cfg(shared)");
    println!("cargo::rerun-if-changed=build.rs");
    // A file that is not there counts as changed always. Where it comes later: touch build.rs.
    if Path::new(BESIDE).exists() {
        println!("cargo::rerun-if-changed={BESIDE}");
        println!("cargo::rustc-cfg=shared");
    }
}

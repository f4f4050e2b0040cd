//! The tests of the stages and of the program, in one program of their own: `cargo test --test it`, one part of them by
//! the name of its module, `cargo test --test it verify::`.
//!
//! A test of what lies beside the project (`../shared`) is ignored where that is not there; none uses the network. What
//! needs packages of Python or other programs is asked for and, where it is not there, said to be skipped.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should fail where it stands")]

mod architecture;
mod batch;
mod cli;
mod corpus;
mod corrections;
mod documents;
mod dump;
mod export;
mod faults;
mod formats;
mod forms;
mod found;
mod gold;
mod hostile;
mod inspect;
mod interrupted;
mod layers;
mod library;
mod meaning;
mod metadata;
mod month;
mod mutations;
mod output;
mod painted;
mod regression;
mod relations;
mod report;
mod robustness;
mod samples;
#[cfg(feature = "ocr")]
mod scans;
mod second_reader;
mod support;
mod verify;
mod verify_gold;
mod views;

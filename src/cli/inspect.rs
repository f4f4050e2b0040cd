//! `inspect`: what a stage makes of a page, for people.

use super::args::Inspect;
use super::choices::InspectStage;
use super::panics;
use crate::inspect::{self, Stage};
use crate::model::PageNumber;
use crate::{Options, pipeline};
use anyhow::{Context, Result};
use std::fs;

/// Runs `inspect`.
///
/// # Errors
/// The document cannot be read, has no such page, or the drawing cannot be written.
pub(super) fn run(args: &Inspect) -> Result<()> {
    panics::silence_caught();
    let name = args.file.display();
    let bytes = fs::read(&args.file).with_context(|| format!("cannot read {name}"))?;
    let page = PageNumber::new(args.page).context("pages are counted from 1")?;
    let options = Options {
        password: args.password.clone(),
        #[cfg(feature = "ocr")]
        ocr: super::models::OcrSetup::new(Some(&args.scans))?.map(|setup| setup.ocr()),
        ..Options::default()
    };
    let made = panics::caught(|| pipeline::stages(bytes, &options, page));
    let stages = made.map_err(anyhow::Error::msg)?.with_context(|| format!("cannot read {name}"))?;
    let stage = match args.stage {
        InspectStage::Glyphs => Stage::Glyphs,
        InspectStage::Rulings => Stage::Rulings,
        InspectStage::Edges => Stage::Edges,
        InspectStage::Grid => Stage::Grid,
        InspectStage::Table => Stage::Table,
        InspectStage::Statement => Stage::Statement,
    };
    let marks = inspect::marks(&stages, stage);
    match &args.svg {
        None => super::print(inspect::text(&marks).as_bytes()),
        Some(path) => {
            fs::write(path, inspect::svg(&stages, &marks)).with_context(|| format!("cannot write {}", path.display()))
        }
    }
}

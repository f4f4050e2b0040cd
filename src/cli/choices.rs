//! What options are chosen among.

use clap::ValueEnum;

/// The man pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ManPage {
    /// fiscal-tables-extract(1)
    Extract,
    /// fiscal-tables-verify(1)
    Verify,
    /// fiscal-tables-report(1)
    Report,
    /// fiscal-tables-merge(1)
    Merge,
    /// fiscal-tables-inspect(1)
    Inspect,
    /// fiscal-tables-checks(1)
    Checks,
    /// fiscal-tables-kinds(1)
    Kinds,
    /// fiscal-tables-schema(1)
    Schema,
    /// fiscal-tables-completions(1)
    Completions,
    /// fiscal-tables-man(1)
    Man,
}

/// The stages of reading a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InspectStage {
    /// Characters, each with its box
    Glyphs,
    /// Thin straight marks, as painted
    Rulings,
    /// Rulings snapped together and joined
    Edges,
    /// Cells between edges, with their text
    Grid,
    /// Cells of logical tables
    Table,
    /// What cells mean: columns' roles and measures, typed values, what the checks say
    Statement,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Level {
    /// Sums that rounding explains
    Info,
    /// Sums that do not hold
    Warning,
    /// What cannot be right
    Error,
}

/// Who is to read a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// People
    Text,
    /// Programs
    Json,
}

/// What an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InputKind {
    /// A PDF
    Pdf,
    /// Text pulled out of a PDF, in UTF-8, UTF-16 or GB18030
    Text,
}

/// Which pages are read from their pictures.
#[cfg(feature = "ocr")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum OcrMode {
    /// Those without any text
    #[default]
    Auto,
    /// Those that pictures cover too, whatever text lies under these
    Force,
    /// None
    Off,
}

/// The files written beside documents.csv, tables.csv, facts.csv and findings.csv.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// NN-KIND.csv for each table
    Csv,
    /// NN-KIND.json for each table
    Json,
    /// parquet/: documents, tables, facts and findings, codes as strings, amounts as DECIMAL
    Parquet,
    /// tables.xlsx for each document, and facts.xlsx
    Xlsx,
    /// fiscal-tables.sqlite: all of the run, added to what earlier runs put there
    Sqlite,
}

//! A document as the package is handed it: JSON for what has a shape, Arrow for lists.

use super::stream::Stream;
use crate::cli::embedded;
use crate::export::csv::{self, DOCUMENTS, Dialect, FINDINGS, Origin, Row, TABLES};
use crate::export::facts::{self, FACTS};
use pyo3::exceptions::{PyIndexError, PyKeyError, PyValueError};
use pyo3::prelude::*;

/// What became of an input.
#[pyclass(frozen, module = "fiscal_tables._native")]
pub(super) struct Reading(embedded::Reading);

impl Reading {
    pub(super) fn new(reading: embedded::Reading) -> Reading {
        Reading(reading)
    }

    fn rows(&self, list: &str) -> PyResult<Vec<Row>> {
        let embedded::Reading { entry, description, facts, .. } = &self.0;
        let Some(document) = description else { return Ok(Vec::new()) };
        match list {
            "documents" => {
                let inputs = [entry.input.as_str()];
                let mut origin = Origin::new(&inputs);
                origin.bytes = entry.bytes;
                Ok(csv::document_rows(document, &origin))
            }
            "tables" => Ok(csv::table_rows(document)),
            "facts" => facts::rows(facts, Dialect::default()).map_err(|error| PyValueError::new_err(error.to_string())),
            "findings" => Ok(csv::finding_rows(document)),
            _ => Err(PyKeyError::new_err(format!("there is no list {list}"))),
        }
    }
}

#[pymethods]
impl Reading {
    /// The manifest's line, as JSON.
    #[getter]
    fn entry(&self) -> PyResult<String> {
        serde_json::to_string(&self.0.entry).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    /// The description, as JSON; none if the input could not be read.
    #[getter]
    fn description(&self) -> Option<&[u8]> {
        self.0.description.as_ref().map(|_| self.0.json.as_slice())
    }

    /// A table from 0, as JSON.
    fn table(&self, at: usize) -> PyResult<&[u8]> {
        self.0.tables.get(at).map(Vec::as_slice).ok_or_else(|| PyIndexError::new_err("there is no such table"))
    }

    /// The rows that the document adds to a list.
    fn arrow(&self, list: &str) -> PyResult<Stream> {
        let rows = self.rows(list)?;
        let fields = match list {
            "documents" => DOCUMENTS,
            "tables" => TABLES,
            "facts" => FACTS,
            _ => FINDINGS,
        };
        Ok(Stream::of(fields, &rows))
    }

    /// How many bytes of memory it holds.
    fn __sizeof__(&self) -> usize {
        self.0.tables.iter().map(Vec::len).sum::<usize>() + self.0.facts.len()
    }
}

//! Arrow for Python and from it, over the C data interface: capsules, which pyarrow, polars, pandas and others take.

use crate::export::arrow::batches;
use crate::export::batch::{Batch, COLUMNS};
use crate::export::csv::{Field, Row};
use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch, RecordBatchIterator};
use arrow_pyarrow::FromPyArrow;
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{DataType, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::borrow::Cow;
use std::sync::Arc;

/// Rows in batches of one schema.
#[pyclass(frozen, module = "fiscal_tables._native")]
pub(super) struct Stream {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Stream {
    /// These rows of a list.
    pub(super) fn of<'r>(fields: &[Field], rows: impl IntoIterator<Item = &'r Row>) -> Stream {
        Stream { schema: crate::export::arrow::schema(fields, &[]), batches: batches(fields, rows) }
    }
}

#[pymethods]
impl Stream {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // Whoever wants another schema casts: the interface allows to answer with one's own.
        let _ = requested_schema;
        let rows = self.batches.clone().into_iter().map(Ok);
        let reader = RecordBatchIterator::new(rows, Arc::clone(&self.schema));
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), c"arrow_array_stream")
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        schema_capsule(py, &self.schema)
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

/// A schema.
#[pyclass(frozen, module = "fiscal_tables._native")]
pub(super) struct Schema(pub(super) SchemaRef);

#[pymethods]
impl Schema {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        schema_capsule(py, &self.0)
    }

    /// Name and type of each column.
    fn fields(&self) -> Vec<(String, String)> {
        self.0.fields().iter().map(|field| (field.name().clone(), field.data_type().to_string())).collect()
    }

    /// What the rows are, and in which version.
    fn metadata(&self) -> std::collections::BTreeMap<String, String> {
        self.0.metadata().iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }
}

fn schema_capsule<'py>(py: Python<'py>, schema: &SchemaRef) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(&**schema).map_err(|error| PyValueError::new_err(error.to_string()))?;
    PyCapsule::new_with_value(py, schema, c"arrow_schema")
}

/// What gives batches: a table or a stream of Arrow.
pub(super) fn reader(value: &Bound<'_, PyAny>) -> PyResult<RecordBatchStreamReader> {
    RecordBatchStreamReader::from_pyarrow_bound(value)
}

/// Adds facts to what documents are compared by.
pub(super) fn add(batch: &mut Batch, facts: &RecordBatch) -> Result<(), String> {
    let column = |name: &str| facts.column_by_name(name).ok_or_else(|| format!("facts have a column {name}"));
    let [document, region, page, fact, again] = COLUMNS.map(column);
    let (document, region, page, fact, again) = (document?, region?, page?, fact?, again?);
    for row in (0..facts.num_rows()).filter(|row| !again.is_null(*row)) {
        batch.add_printed_again(
            &text(document, row)?,
            &text(region, row)?,
            &text(page, row)?,
            &text(fact, row)?,
            &text(again, row)?,
        );
    }
    Ok(())
}

/// A value as text, in whichever of the types that engines give columns of texts and whole numbers; "" for null.
fn text(column: &dyn Array, row: usize) -> Result<Cow<'_, str>, String> {
    if column.is_null(row) {
        return Ok(Cow::Borrowed(""));
    }
    Ok(match column.data_type() {
        DataType::Utf8 => Cow::Borrowed(column.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Cow::Borrowed(column.as_string::<i64>().value(row)),
        DataType::Utf8View => Cow::Borrowed(column.as_string_view().value(row)),
        DataType::Int64 => Cow::Owned(column.as_primitive::<Int64Type>().value(row).to_string()),
        DataType::Int32 => Cow::Owned(column.as_primitive::<Int32Type>().value(row).to_string()),
        other => return Err(format!("a column of facts is of type {other}")),
    })
}

//! In: calls of the Python package beside this file. Out: documents, their lists as Arrow, the command. What a user of Python
//! sees is the package; this is what it stands on.
//!
//! Documents are read by worker processes, as by the command: [`pool`]; the program of these is Python with this module loaded,
//! for the wheel holds no other. One that is read in this very process, [`extract`], is given up by nobody.

mod pool;
mod reading;
mod stream;

use crate::cli::embedded::{Reader, Source};
use crate::cli::{program, run_with};
use crate::export::arrow::{LISTS, schema as arrow_schema};
use crate::export::batch::Batch;
use crate::export::csv::{FINDINGS, finding_row};
use pyo3::exceptions::{PyKeyError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

/// The allocator of the command is that of its workers here: see `main.rs`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The stack of a thread that reads, as in a worker process.
const STACK_BYTES: usize = 64 << 20;
/// How often Python is asked whether somebody wants the program to stop.
const PATIENCE: Duration = Duration::from_millis(50);

static BEGUN: PyOnceLock<()> = PyOnceLock::new();

#[pymodule]
mod _native {
    #[pymodule_export]
    use super::pool::Pool;
    #[pymodule_export]
    use super::reading::Reading;
    #[pymodule_export]
    use super::stream::{Schema, Stream};
    #[pymodule_export]
    use super::{Options, extract, is_started_by, run, schema, verify};
    use crate::export::schema::DOCUMENT_SCHEMA;
    use pyo3::prelude::*;

    #[pymodule_init]
    fn begin(module: &Bound<'_, PyModule>) -> PyResult<()> {
        super::BEGUN.get_or_init(module.py(), crate::cli::embedded::begin);
        module.add("DOCUMENT_SCHEMA", DOCUMENT_SCHEMA)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}

/// How documents are read: the options of `fiscal-tables extract`.
#[pyclass(frozen, module = "fiscal_tables._native")]
struct Options(Reader);

#[pymethods]
impl Options {
    #[new]
    #[pyo3(signature = (*, pages=None, password=None, is_text=None, catalogue=None, corrections=None, timeout, max_memory, max_file_size))]
    #[expect(clippy::too_many_arguments, reason = "each is an option that a user names")]
    fn new(
        pages: Option<String>,
        password: Option<String>,
        is_text: Option<bool>,
        catalogue: Option<PathBuf>,
        corrections: Option<PathBuf>,
        timeout: u64,
        max_memory: u64,
        max_file_size: u64,
    ) -> Options {
        Options(Reader { pages, password, is_text, catalogue, corrections, timeout, max_memory, max_file_size })
    }
}

/// Reads one document in this process, on a thread whose stack is deep enough. The GIL is not held meanwhile.
#[pyfunction]
fn extract(py: Python<'_>, name: PathBuf, bytes: Option<&[u8]>, options: &Options) -> PyResult<reading::Reading> {
    let source = match bytes {
        Some(bytes) => Source::Bytes { name, bytes: bytes.to_vec() },
        None => Source::File(name),
    };
    let reader = options.0.clone();
    let (sender, receiver) = sync_channel(1);
    let work = move || {
        // Nobody waits any more where the program was told to stop.
        let _ = sender.send(reader.here(source));
    };
    thread::Builder::new().stack_size(STACK_BYTES).name("document".to_owned()).spawn(work)?;
    let reading =
        waited(py, &Mutex::new(receiver))?.ok_or_else(|| PyRuntimeError::new_err("the thread that reads was lost"))?;
    reading.map(reading::Reading::new).map_err(wrong)
}

/// What comes out of a channel; none if nothing ever will. Ctrl-C ends the waiting.
fn waited<T: Send>(py: Python<'_>, receiver: &Mutex<Receiver<T>>) -> PyResult<Option<T>> {
    loop {
        let got = py.detach(|| match receiver.lock() {
            Ok(receiver) => receiver.recv_timeout(PATIENCE),
            Err(_) => Err(RecvTimeoutError::Disconnected),
        });
        match got {
            Ok(value) => return Ok(Some(value)),
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
        }
    }
}

/// Options that are wrong, or a folder that cannot be written to.
fn wrong(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(format!("{error:#}"))
}

/// The schema of one of the lists.
#[pyfunction]
fn schema(name: &str) -> PyResult<stream::Schema> {
    let list = LISTS.iter().find(|(own, _)| *own == name);
    let (_, fields) = list.ok_or_else(|| PyKeyError::new_err(format!("there is no list {name}")))?;
    Ok(stream::Schema(arrow_schema(fields, &[])))
}

/// What documents say of each other, by their facts: rows of findings.
#[pyfunction]
fn verify(py: Python<'_>, facts: &Bound<'_, PyAny>) -> PyResult<stream::Stream> {
    let reader = stream::reader(facts)?;
    let findings = py.detach(|| {
        let mut batch = Batch::default();
        for facts in reader {
            stream::add(&mut batch, &facts.map_err(|error| error.to_string())?)?;
        }
        Ok(batch.findings())
    });
    let findings = findings.map_err(|error: String| PyValueError::new_err(error))?;
    let rows: Vec<_> = findings.iter().map(|(id, finding)| finding_row(id, finding)).collect();
    Ok(stream::Stream::of(FINDINGS, &rows))
}

/// Says how this module is started as a program of its own: workers are.
#[pyfunction]
fn is_started_by(words: Vec<OsString>) {
    program::is_started_by(words);
}

/// The command. Gives the exit status.
#[pyfunction]
fn run(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| run_with(&arguments))
}

//! Several worker processes that read one input after the other; what they read comes back in the order it was asked for.

use super::reading::Reading;
use super::{Options, waited, wrong};
use crate::cli::embedded::{self, Readers, Source};
use anyhow::Result;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// What the threads of a pool share.
struct Shared {
    readers: Readers,
    asked: Mutex<Receiver<(usize, Source)>>,
    is_over: AtomicBool,
}

/// Worker processes, each watched by a thread.
#[pyclass(frozen, module = "fiscal_tables._native")]
pub(super) struct Pool {
    shared: Arc<Shared>,
    state: Mutex<State>,
    done: Mutex<Receiver<(usize, Result<embedded::Reading>)>>,
}

struct State {
    /// Where inputs are put; none once the pool is closed.
    orders: Option<Sender<(usize, Source)>>,
    asked: usize,
    given: usize,
    /// What was done before its turn.
    early: BTreeMap<usize, Result<embedded::Reading>>,
}

#[pymethods]
impl Pool {
    #[new]
    fn new(jobs: usize, options: &Options) -> PyResult<Pool> {
        let (orders, asked) = channel();
        let (sender, done) = channel();
        let readers = Readers::new(&options.0).map_err(wrong)?;
        let shared = Arc::new(Shared { readers, asked: Mutex::new(asked), is_over: AtomicBool::new(false) });
        for number in 0..jobs.max(1) {
            let (shared, sender) = (Arc::clone(&shared), sender.clone());
            // Not waited for: a worker ends with its thread, and the thread with what it is at.
            let name = format!("document-{number}");
            thread::Builder::new().name(name).spawn(move || work(&shared, &sender))?;
        }
        let state = State { orders: Some(orders), asked: 0, given: 0, early: BTreeMap::new() };
        Ok(Pool { shared, state: Mutex::new(state), done: Mutex::new(done) })
    }

    /// Asks for an input: a file, or bytes under a name.
    fn ask(&self, name: PathBuf, bytes: Option<&[u8]>) -> PyResult<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let number = state.asked;
        let source = match bytes {
            Some(bytes) => Source::Bytes { name, bytes: bytes.to_vec() },
            None => Source::File(name),
        };
        let closed = || PyValueError::new_err("the pool is closed");
        state.orders.as_ref().ok_or_else(closed)?.send((number, source)).map_err(|_| closed())?;
        state.asked += 1;
        Ok(())
    }

    /// How many inputs were asked for and not given back.
    #[getter]
    fn waiting(&self) -> usize {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.asked - state.given
    }

    /// What became of the next input.
    fn give(&self, py: Python<'_>) -> PyResult<Reading> {
        let lost = || PyRuntimeError::new_err("the threads that read were lost");
        let next = {
            let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.given == state.asked {
                return Err(PyValueError::new_err("nothing was asked for"));
            }
            state.given
        };
        loop {
            {
                let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(reading) = state.early.remove(&next) {
                    state.given += 1;
                    return reading.map(Reading::new).map_err(wrong);
                }
            }
            let (number, reading) = waited(py, &self.done)?.ok_or_else(lost)?;
            self.state.lock().unwrap_or_else(PoisonError::into_inner).early.insert(number, reading);
        }
    }

    /// Asks for no more; workers end with what they are at.
    fn close(&self) {
        self.shared.is_over.store(true, Ordering::Release);
        self.state.lock().unwrap_or_else(PoisonError::into_inner).orders = None;
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.close();
    }
}

/// One thread: its worker reads until nothing more is asked for.
fn work(shared: &Shared, done: &Sender<(usize, Result<embedded::Reading>)>) {
    let mut worker = shared.readers.worker();
    loop {
        let next = shared.asked.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, source)) = next else { return };
        if shared.is_over.load(Ordering::Acquire) {
            return;
        }
        if done.send((number, shared.readers.read(&mut worker, source))).is_err() {
            return;
        }
    }
}

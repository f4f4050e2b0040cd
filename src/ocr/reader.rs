//! The recognition model, run by `rten`: a strip of text to the probabilities of its characters.

use super::decode::Alphabet;
use super::probabilities::Probabilities;
use crate::scan::Gray;
use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// Strips are a multiple of this long.
const STRIDE: usize = 8;
/// The shortest strip that it takes.
const SHORTEST: usize = 48;
/// The key of its alphabet.
const ALPHABET: &str = "character";

/// Gives the bytes of a model, or says why it cannot.
type Source = Box<dyn Fn() -> Result<Vec<u8>, String> + Send + Sync>;

/// A recognition model. It is loaded when the first page is read: most documents are no scans. Copies share it.
#[derive(Clone)]
pub struct Reader(Arc<Lazy>);

struct Lazy {
    source: Source,
    inner: OnceLock<Result<Inner, ModelError>>,
}

struct Inner {
    model: Model,
    input: NodeId,
    output: NodeId,
    alphabet: Alphabet,
    pool: Arc<ThreadPool>,
}

/// Why a model cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelError(String);

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ModelError {}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}

impl Reader {
    /// The model in the bytes of an ONNX file, which `source` gives once a scan is met; its alphabet is among its metadata.
    pub fn new(source: impl Fn() -> Result<Vec<u8>, String> + Send + Sync + 'static) -> Reader {
        Reader(Arc::new(Lazy { source: Box::new(source), inner: OnceLock::new() }))
    }

    /// Loads the model, if it is not loaded yet.
    ///
    /// # Errors
    /// It cannot be had, or is no such model.
    pub fn load(&self) -> Result<(), ModelError> {
        self.inner().map(|_| ()).map_err(Clone::clone)
    }

    fn inner(&self) -> Result<&Inner, &ModelError> {
        let load = || (self.0.source)().map_err(ModelError).and_then(Inner::new);
        self.0.inner.get_or_init(load).as_ref()
    }

    pub(super) fn alphabet(&self) -> Option<&Alphabet> {
        self.inner().ok().map(|inner| &inner.alphabet)
    }

    /// The probabilities of a strip; none where the model fails on it.
    pub(super) fn probabilities(&self, strip: &Gray) -> Option<Probabilities> {
        self.inner().ok()?.run(strip).ok()
    }
}

impl Inner {
    fn new(onnx: Vec<u8>) -> Result<Inner, ModelError> {
        let refuse = |what: String| ModelError(what);
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let model = options.load(onnx).map_err(|error| refuse(error.to_string()))?;
        let (Some(&input), Some(&output)) = (model.input_ids().first(), model.output_ids().first()) else {
            return Err(refuse("a model without input or output".to_owned()));
        };
        let names = model.metadata().get(ALPHABET).ok_or_else(|| refuse("a model without an alphabet".to_owned()))?;
        let names: Vec<String> = names.split('\n').map(str::to_owned).collect();
        // Documents are read side by side already, and one thread gives the same digits each time.
        let pool = Arc::new(ThreadPool::with_num_threads(1));
        let mut inner = Inner { model, input, output, alphabet: Alphabet::default(), pool };
        let size = inner.run(&Gray::filled(SHORTEST, crate::scan::STRIP_HEIGHT, 255))?.characters;
        inner.alphabet = Alphabet::new(names, size).ok_or_else(|| refuse("an alphabet of another model".to_owned()))?;
        Ok(inner)
    }

    fn run(&self, strip: &Gray) -> Result<Probabilities, ModelError> {
        let refuse = |what: &dyn fmt::Display| ModelError(format!("the model cannot be run: {what}"));
        let width = strip.width.max(SHORTEST).next_multiple_of(STRIDE);
        let plane = width * strip.height;
        let mut data = vec![0.0_f32; plane * 3];
        for y in 0..strip.height {
            let row = strip.row(y);
            for (x, shade) in row.iter().enumerate() {
                data[y * width + x] = f32::from(*shade) / 127.5 - 1.0;
            }
        }
        let (first, others) = data.split_at_mut(plane);
        others.chunks_exact_mut(plane).for_each(|other| other.copy_from_slice(first));
        let input = NdTensor::from_data([1, 3, strip.height, width], data);
        let mut options = RunOptions::default();
        options.thread_pool = Some(Arc::clone(&self.pool));
        let outputs = self
            .model
            .run(vec![(self.input, input.into())], &[self.output], Some(options))
            .map_err(|error| refuse(&error))?;
        let output = outputs.into_iter().next().ok_or_else(|| refuse(&"no output"))?;
        let output: Tensor<f32> = output.try_into().map_err(|_| refuse(&"an output of another type"))?;
        let &[1, places, characters] = output.shape() else {
            return Err(refuse(&"an output of another shape"));
        };
        let step = width as f64 / places.max(1) as f64;
        Ok(Probabilities { places, characters, step, data: output.into_data() })
    }
}

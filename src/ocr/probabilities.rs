//! What a model says of a strip.

/// The probabilities of a strip: at each of its places those of the blank and of every character.
pub(super) struct Probabilities {
    pub(super) places: usize,
    pub(super) characters: usize,
    /// How many pixels a place stands for.
    pub(super) step: f64,
    pub(super) data: Vec<f32>,
}

impl Probabilities {
    pub(super) fn at(&self, place: usize) -> &[f32] {
        self.data.get(place * self.characters..(place + 1) * self.characters).unwrap_or_default()
    }
}

//! The likeliest numbers of a strip: prefix beam search (Hannun 2014).

use super::set::NUMBERS;
use std::collections::BTreeMap;

/// Prefixes kept at each place.
const WIDTH: usize = 12;
/// Less likely signs are not tried at a place.
const LEAST: f64 = 1e-4;

/// What is read and how likely it is among what may be, best first. `places` are the probabilities of the blank and of each sign.
pub(super) fn numbers(places: &[Vec<f64>]) -> Vec<(String, f64)> {
    // Of each prefix: the probability that it ends in a blank, and that it ends in its last sign.
    let mut beam: Vec<(Vec<u8>, (f64, f64))> = vec![(Vec::new(), (1.0, 0.0))];
    for place in places {
        let blank = place.first().copied().unwrap_or(0.0);
        let mut next: BTreeMap<Vec<u8>, (f64, f64)> = BTreeMap::new();
        for (prefix, (in_blank, in_sign)) in &beam {
            let repeated = prefix.last().map_or(0.0, |last| in_sign * place[usize::from(*last) + 1]);
            let stay = next.entry(prefix.clone()).or_default();
            stay.0 += (in_blank + in_sign) * blank;
            stay.1 += repeated;
            for (sign, p) in (0_u8..).zip(place.iter().skip(1)).filter(|(_, p)| **p > LEAST) {
                let from = if prefix.last() == Some(&sign) { *in_blank } else { in_blank + in_sign };
                let mut longer = prefix.clone();
                longer.push(sign);
                next.entry(longer).or_default().1 += p * from;
            }
        }
        beam = next.into_iter().collect();
        // Of equals the shorter, then the smaller: the same input gives the same reading.
        beam.sort_by(|a, b| (b.1.0 + b.1.1).total_cmp(&(a.1.0 + a.1.1)).then_with(|| a.0.cmp(&b.0)));
        beam.truncate(WIDTH);
    }
    let total: f64 = beam.iter().map(|(_, (a, b))| a + b).sum::<f64>().max(f64::MIN_POSITIVE);
    let text = |signs: Vec<u8>| signs.iter().filter_map(|sign| NUMBERS.get(usize::from(*sign))).collect();
    beam.into_iter().map(|(signs, (a, b))| (text(signs), (a + b) / total)).collect()
}

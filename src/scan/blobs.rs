//! Marks that hang together.

use super::Area;
use super::bits::{Bits, runs};

/// Pixels that touch each other, corners included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Blob {
    /// Around it.
    pub(super) area: Area,
    /// How many pixels it has.
    pub(super) count: usize,
    /// Its pixels: row, begin and end.
    pub(super) runs: Vec<(usize, usize, usize)>,
}

impl Blob {
    /// What of it lies in these columns.
    pub(super) fn between(&self, from: usize, to: usize) -> Option<Blob> {
        let own = |(y, x0, x1): &(usize, usize, usize)| {
            Some((*y, (*x0).max(from), (*x1).min(to))).filter(|run| run.1 < run.2)
        };
        let runs: Vec<(usize, usize, usize)> = self.runs.iter().filter_map(own).collect();
        let areas = runs.iter().map(|(y, x0, x1)| Area { x0: *x0, y0: *y, x1: *x1, y1: y + 1 });
        let area = areas.reduce(Area::union)?;
        Some(Blob { area, count: runs.iter().map(|(_, x0, x1)| x1 - x0).sum(), runs })
    }
}

/// The blobs in an area, in the order of their first rows.
pub(super) fn blobs(bits: &Bits, within: Area) -> Vec<Blob> {
    let (x1, y1) = (within.x1.min(bits.width), within.y1.min(bits.height));
    if within.x0 >= x1 {
        return Vec::new();
    }
    let rows = (within.y0..y1).map(|y| {
        runs(&bits.row(y)[within.x0..x1]).map(move |(from, to)| (y, from + within.x0, to + within.x0)).collect()
    });
    of_runs(rows)
}

/// The blobs that the runs of rows make, which come from top to bottom.
pub(super) fn of_runs(rows: impl Iterator<Item = Vec<(usize, usize, usize)>>) -> Vec<Blob> {
    let mut all: Vec<(usize, usize, usize)> = Vec::new();
    let mut parents: Vec<usize> = Vec::new();
    let mut above = 0..0;
    for row in rows {
        let begin = all.len();
        let mut next = above.start;
        for run in row {
            let own = all.len();
            parents.push(own);
            all.push(run);
            // Runs above that end before this one begins touch none that follows.
            while next < above.end && (all[next].2 < run.1 || all[next].0 + 1 != run.0) {
                next += 1;
            }
            let touching = (next..above.end).take_while(|at| all[*at].1 <= run.2);
            for at in touching {
                let (a, b) = (root(&mut parents, at), root(&mut parents, own));
                parents[a.max(b)] = a.min(b);
            }
        }
        above = begin..all.len();
    }
    let mut blobs: Vec<Blob> = Vec::new();
    let mut of_root: Vec<Option<usize>> = vec![None; all.len()];
    for (at, &(y, x0, x1)) in all.iter().enumerate() {
        let root = root(&mut parents, at);
        let area = Area { x0, y0: y, x1, y1: y + 1 };
        let index = *of_root[root].get_or_insert_with(|| {
            blobs.push(Blob { area, count: 0, runs: Vec::new() });
            blobs.len() - 1
        });
        let blob = &mut blobs[index];
        blob.area = blob.area.union(area);
        blob.count += x1 - x0;
        blob.runs.push((y, x0, x1));
    }
    blobs
}

fn root(parents: &mut [usize], mut at: usize) -> usize {
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

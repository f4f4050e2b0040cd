//! Many documents, several at a time: what `extract`, `verify` and `report` have in common.

use anyhow::{Context, Result};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::available_parallelism;

/// What follows a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// The next.
    GoOn,
    /// Nothing: no more documents are taken.
    Stop,
}

/// How many documents at a time, where nobody says: one for each processor.
pub(super) fn default_jobs() -> usize {
    available_parallelism().map_or(1, usize::from)
}

/// Works on the documents from 0 to `count`, taken in order by up to `jobs` threads; `begin` makes what a thread keeps from
/// one document to the next. Gives what became of each that was taken, in order.
///
/// # Errors
/// The first that `work` gives; what is under way is brought to its end, and no more is taken.
pub(super) fn for_each_document<S, T: Send>(
    jobs: usize,
    count: usize,
    begin: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> Result<(T, Then)> + Sync,
) -> Result<Vec<T>> {
    let (next, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let share = || -> Result<Vec<(usize, T)>> {
        let mut own = begin();
        let mut done = Vec::new();
        while !is_over.load(Ordering::Acquire) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                break;
            }
            let result = work(&mut own, at);
            if !matches!(result, Ok((_, Then::GoOn))) {
                is_over.store(true, Ordering::Release);
            }
            done.push((at, result?.0));
        }
        Ok(done)
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.min(count).max(1))
        .thread_name(|number| format!("document-{number}"))
        .build()
        .context("cannot start threads")?;
    let mut all = Vec::with_capacity(count);
    for share in pool.broadcast(|_| share()) {
        all.extend(share?);
    }
    all.sort_by_key(|(at, _)| *at);
    Ok(all.into_iter().map(|(_, done)| done).collect())
}

#[cfg(test)]
mod tests {
    use super::{Then, for_each_document};
    use anyhow::bail;

    #[test]
    fn what_becomes_of_documents_is_in_their_order() {
        for jobs in [1, 3, 100] {
            let done = for_each_document(jobs, 50, || (), |(), at| Ok((at * 2, Then::GoOn))).expect("no error");
            assert_eq!(done, (0..50).map(|at| at * 2).collect::<Vec<_>>());
        }
        let none: Vec<usize> = for_each_document(4, 0, || (), |(), at| Ok((at, Then::GoOn))).expect("no error");
        assert!(none.is_empty());
    }

    #[test]
    fn nothing_is_taken_after_the_end() {
        let last = |at| if at == 3 { Then::Stop } else { Then::GoOn };
        let done = for_each_document(1, 50, || (), |(), at| Ok((at, last(at)))).expect("no error");
        assert_eq!(done, [0, 1, 2, 3]);
        let failed = for_each_document(
            2,
            50,
            || (),
            |(), at| {
                if at == 3 { bail!("the fourth") } else { Ok((at, Then::GoOn)) }
            },
        );
        assert_eq!(failed.expect_err("it fails").to_string(), "the fourth");
    }
}

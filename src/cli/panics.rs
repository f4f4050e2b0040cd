//! A panic while one document is read becomes a message; the others go on.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps panics inside [`caught`] off standard error; others are printed as ever. To be called once.
pub(super) fn silence_caught() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if IS_GUARDED.get() {
            PLACE.replace(info.location().map(|place| format!("{}:{}", place.file(), place.line())));
        } else {
            print(info);
        }
    }));
}

/// What `work` returns, or what it panicked with and where, on one line.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    IS_GUARDED.set(true);
    // Whatever `work` was changing is dropped with it, so nobody sees it half changed.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(false);
    result.map_err(|payload| {
        let place = PLACE.take().map_or_else(String::new, |place| format!(" at {place}"));
        let message = message(payload.as_ref());
        let message = message.lines().next().unwrap_or("no message");
        format!("the program failed{place}: {message}")
    })
}

fn message(payload: &(dyn Any + Send)) -> &str {
    match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (_, Some(text)) => text,
        _ => "no message",
    }
}

#[cfg(test)]
mod tests {
    use super::caught;

    #[test]
    fn a_panic_becomes_a_message() {
        assert_eq!(caught(|| 7), Ok(7));
        let number = 3;
        let failure = caught(|| panic!("row {number}\nis missing")).unwrap_err();
        assert!(failure.ends_with(": row 3"), "{failure}");
    }
}

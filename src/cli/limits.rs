//! What the operating system holds a worker to. Linux only: elsewhere a worker has no ceiling of memory, and one whose
//! parent was killed ends with the document it is at.

#[cfg(target_os = "linux")]
mod system {
    use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};

    pub(in crate::cli) fn end_with_parent() {
        // Not being able to is no reason not to read: the worker's folder is its own.
        let _ = set_parent_process_death_signal(Some(Signal::KILL));
    }

    pub(in crate::cli) fn limit_memory(bytes: u64) {
        // What a worker dies of is told by the run; its memory is of no use on disk.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
        if bytes > 0 {
            let _ = setrlimit(Resource::As, Rlimit { current: Some(bytes), maximum: Some(bytes) });
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    pub(in crate::cli) fn end_with_parent() {}

    pub(in crate::cli) fn limit_memory(_: u64) {}
}

pub(super) use system::{end_with_parent, limit_memory};

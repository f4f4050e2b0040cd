//! What the operating system holds a worker to. Linux only: elsewhere a worker has no ceiling of memory, and one whose
//! parent was killed ends with the document it is at.

#[cfg(target_os = "linux")]
mod system {
    use rustix::param::clock_ticks_per_second;
    use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};
    use std::time::Duration;

    pub(in crate::cli) fn end_with_parent() {
        // Not being able to is no reason not to read: the worker's folder is its own.
        let _ = set_parent_process_death_signal(Some(Signal::KILL));
    }

    /// How long a process has kept processors busy.
    pub(in crate::cli) fn cpu_time(process: u32) -> Option<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name of the program, in parentheses, may hold anything: what follows it is 16 numbers before children's times.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let ticks: u64 = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
        Some(Duration::from_millis(ticks * 1000 / clock_ticks_per_second().max(1)))
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

    pub(in crate::cli) fn cpu_time(_: u32) -> Option<std::time::Duration> {
        None
    }

    pub(in crate::cli) fn limit_memory(_: u64) {}
}

pub(super) use system::{cpu_time, end_with_parent, limit_memory};

//! What the kernel knows of the processes in a world: memory and wake-ups.

use std::fs;
use std::path::Path;

use nix::unistd::Pid;

/// The processes whose environment has its home in `dir`.
pub fn in_world(dir: &Path) -> Vec<Pid> {
    let home = format!("HOME={}/", dir.display());
    let lives_there = |pid: &i32| {
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|variable| variable.starts_with(home.as_bytes()))
    };
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(lives_there).map(Pid::from_raw).collect()
}

/// The same without the programs in the panes, which are this very binary.
pub fn multiplexers(dir: &Path) -> Vec<Pid> {
    let ours = std::env::current_exe().ok();
    let is_ours = |pid: &Pid| fs::read_link(format!("/proc/{pid}/exe")).ok() == ours;
    in_world(dir).into_iter().filter(|pid| !is_ours(pid)).collect()
}

/// The server in a world, where it shows itself as one.
pub fn server(dir: &Path) -> Option<Pid> {
    let shows_itself = |pid: &Pid| {
        let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        line.starts_with(b"pmux: server ")
    };
    multiplexers(dir).into_iter().find(shows_itself)
}

/// Whether a process has ended, and closed all that it had open.
pub fn has_ended(pid: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with(['Z', 'X']))
}

/// The memory of the multiplexer in a world, in bytes: its processes' proportional set sizes,
/// which count a page shared by several but once.
pub fn memory(dir: &Path) -> f64 {
    let pss = |pid: &Pid| {
        let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        field(&rollup, "Pss:").unwrap_or(0)
    };
    multiplexers(dir).iter().map(pss).sum::<u64>() as f64 * 1024.0
}

/// The processor time that the multiplexer took so far, in the kernel's ticks (proc(5), `utime` and
/// `stime`).
pub fn spent(dir: &Path) -> u64 {
    let ticks = |pid: &Pid| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
        Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
    };
    multiplexers(dir).iter().filter_map(ticks).sum()
}

/// How often the multiplexer's threads went to sleep so far, which is how often they woke up.
pub fn wakeups(dir: &Path) -> f64 {
    let switches = |pid: &Pid| {
        let threads = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
        let status = threads.map(|thread| fs::read_to_string(thread.path().join("status")));
        status.flatten().filter_map(|text| field(&text, "voluntary_ctxt_switches:")).sum::<u64>()
    };
    multiplexers(dir).iter().map(switches).sum::<u64>() as f64
}

/// How many processes wanted to run in the last minute, on average; figures taken on a machine
/// that is busy with something else are worth little.
pub fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(0.0)
}

/// How many processors there are.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The number after `name` in one of the kernel's lists.
fn field(text: &str, name: &str) -> Option<u64> {
    let value = text.lines().find_map(|line| line.strip_prefix(name))?;
    value.split_whitespace().next()?.parse().ok()
}

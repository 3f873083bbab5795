//! Processes, as the kernel tells of them: what they are, and what they take. Those that a test's world
//! has left running are told by their environment.

use std::fs;
use std::path::Path;

use nix::unistd::Pid;

/// The processes whose environment names `dir`, each with its command line.
pub fn in_world(dir: &Path) -> Vec<(Pid, String)> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let pids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid| names(*pid, dir)).map(|pid| (Pid::from_raw(pid), command(pid))).collect()
}

/// Whether a process was started with `dir` as its home. One that has ended and waits for its
/// parent to notice has no environment any more.
fn names(pid: i32, dir: &Path) -> bool {
    let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    let home = format!("HOME={}/", dir.display());
    environment.split(|byte| *byte == 0).any(|variable| variable.starts_with(home.as_bytes()))
}

/// The memory that a process really has, in KiB.
pub fn resident(pid: Pid) -> u64 {
    memory(pid, "VmRSS:")
}

/// That of it which is the process's own, and neither its program nor held by others as well, in KiB.
pub fn anonymous(pid: Pid) -> u64 {
    memory(pid, "RssAnon:")
}

fn memory(pid: Pid, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("a running process");
    let line = status.lines().find(|line| line.starts_with(name)).expect("its memory");
    line.split_whitespace().nth(1).expect("a number").parse().expect("a number")
}

/// What a process shows itself as, with a space after each word.
pub fn title(pid: Pid) -> String {
    command(pid.as_raw())
}

/// The process that started one.
pub fn parent(pid: Pid) -> Pid {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("a running process");
    let after_name = stat.rsplit_once(") ").expect("a name").1;
    let parent = after_name.split(' ').nth(1).expect("a parent");
    Pid::from_raw(parent.parse().expect("a number"))
}

fn command(pid: i32) -> String {
    let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    // What shows itself by a title has nothing but zeros after that.
    let end = line.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let words = String::from_utf8_lossy(&line[..end]).replace('\0', " ");
    if words.is_empty() { words } else { words + " " }
}

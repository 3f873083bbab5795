//! What processes take: those that a program started, and theirs. From `/proc`, so on Linux alone;
//! elsewhere nobody knows.
#![allow(unsafe_code)] // sysconf(3)

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use nix::libc;

/// A process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its number.
    pub pid: i32,
    /// That of the process that started it.
    pub parent: i32,
    /// That of the process that leads its session.
    session: i32,
    /// The time that processors gave to it.
    pub cpu: Duration,
    /// Its memory that really is there, in bytes.
    pub resident: u64,
    /// How long it has run.
    pub elapsed: Duration,
    /// Its program and arguments.
    pub command: String,
}

/// The longest command line that is read, in bytes.
const LONGEST: usize = 4096;

/// All processes at a moment.
pub struct Census(BTreeMap<i32, Process>);

impl Census {
    /// Looks. Without command lines, which only [`Census::of`] needs.
    pub fn take() -> Self {
        let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let uptime = std::fs::read_to_string("/proc/uptime").unwrap_or_default();
        let uptime = uptime.split(' ').next().and_then(|it| it.parse().ok()).unwrap_or(0.0);
        let (ticks, page) = (system(libc::_SC_CLK_TCK), system(libc::_SC_PAGESIZE));
        let found = pids.filter_map(|pid: i32| {
            let stat = std::fs::read(format!("/proc/{pid}/stat")).ok()?;
            Some((pid, read(pid, &String::from_utf8_lossy(&stat), uptime, ticks, page)?))
        });
        Self(found.collect())
    }

    /// A process, and those that it started and they; and those that are in its session, though
    /// whoever started them has ended. By number; with their command lines.
    pub fn of(&self, root: i32) -> Vec<Process> {
        let mut family = BTreeSet::from([root]);
        let mut known = 0;
        // A child may have a lower number than its parent: until nobody is found any more.
        while known < family.len() {
            known = family.len();
            for process in self.0.values() {
                if family.contains(&process.parent) || process.session == root {
                    family.insert(process.pid);
                }
            }
        }
        let found = family.iter().filter_map(|pid| self.0.get(pid));
        found.map(|it| Process { command: command(it), ..it.clone() }).collect()
    }

    /// The time that processors had given to a process.
    pub fn cpu(&self, pid: i32) -> Option<Duration> {
        self.0.get(&pid).map(|process| process.cpu)
    }
}

/// Bytes of memory that the machine has; 0 where nobody knows.
pub fn memory() -> u64 {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024
}

/// A number that the system has of itself; at least 1.
fn system(name: libc::c_int) -> u64 {
    // SAFETY: sysconf takes a number and returns one.
    let value = unsafe { libc::sysconf(name) };
    u64::try_from(value).unwrap_or(1).max(1)
}

/// A line of `/proc/PID/stat` (proc(5)). The name in it may hold anything, so what is read is what
/// follows its end.
fn read(pid: i32, stat: &str, uptime: f64, ticks: u64, page: u64) -> Option<Process> {
    let (name, rest) = stat.split_once('(')?.1.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
    let seconds = |ticked: u64| ticked as f64 / ticks as f64;
    let time = |seconds: f64| Duration::try_from_secs_f64(seconds).unwrap_or_default();
    Some(Process {
        pid,
        parent: fields.get(1)?.parse().ok()?,
        session: fields.get(3)?.parse().ok()?,
        cpu: time(seconds(number(11)? + number(12)?)),
        resident: number(21)? * page,
        elapsed: time(uptime - seconds(number(19)?)),
        command: name.to_owned(),
    })
}

/// The words that a process was started with; its name in brackets where it has none.
fn command(process: &Process) -> String {
    let mut line = std::fs::read(format!("/proc/{}/cmdline", process.pid)).unwrap_or_default();
    line.truncate(LONGEST);
    while line.last() == Some(&0) {
        line.pop();
    }
    match line.is_empty() {
        true => format!("[{}]", process.command.replace(char::is_control, " ")),
        // What somebody named a file is not to move a cursor.
        false => String::from_utf8_lossy(&line).replace(char::is_control, " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_whatever_the_name_in_it_is() {
        let stat =
            "42 (a) b (c) S 7 42 41 34816 42 4194304 1 2 3 4 150 50 0 0 20 0 1 0 900 8192 25 1 2";
        let process = read(42, stat, 20.0, 100, 4096).unwrap();
        assert_eq!((process.parent, process.session, process.resident), (7, 41, 102_400));
        assert_eq!(
            (process.cpu, process.elapsed),
            (Duration::from_secs(2), Duration::from_secs(11))
        );
        assert_eq!(process.command, "a) b (c");
        assert_eq!(read(1, "1 (x", 0.0, 100, 4096), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_a_process_started_is_found_with_it() {
        let mut child = std::process::Command::new("sleep").arg("1000").spawn().unwrap();
        let me = std::process::id() as i32;
        let all = Census::take().of(me);
        let found = all.iter().find(|it| it.pid == child.id() as i32).unwrap();
        // Between fork and exec it is still called as we are.
        assert_eq!(found.parent, me);
        assert!(all.iter().any(|it| it.pid == me && it.resident > 0));
        assert!(memory() > 0);
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

//! At the limits: where descriptors, memory or processes run out, or much of something comes, that is
//! refused with words or bounded, and nothing else is disturbed.
//!
//! With `PMUX_LIMITS` set the large ones are as large as they are meant to be: a thousand sessions, 64
//! terminals, a paste of 200 MB, a sequence of 1 GB. Without, they are a foretaste.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

use std::fs;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pmux::geometry::Size;
use serde_json::Value;
use support::{Person, Pmux, wait_for};

const SIZE: Size = Size::new(80, 24);

/// So many bytes that a server may grow by, whatever comes, in KiB.
const BOUND: u64 = 64 << 10;

/// The one number where everything is tried in full, else the other.
fn of(full: usize, foretaste: usize) -> usize {
    if std::env::var_os("PMUX_LIMITS").is_some() { full } else { foretaste }
}

/// Runs pmux with a limit, as a shell sets it, which what it starts inherits.
fn limited(pmux: &Pmux, limit: &str, args: &[&str]) {
    let mut command = Command::new("/bin/sh");
    let env = pmux.env().iter().map(|(name, value)| (name, value));
    let script = format!("ulimit {limit} && exec \"$@\"");
    command.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_pmux")]).args(args);
    command.env_clear().envs(env).current_dir(pmux.home("")).stdin(Stdio::null());
    assert!(command.status().unwrap().success(), "ulimit {limit}; pmux {}", args.join(" "));
}

/// Kills the server. The next one, and how long that took until it answered.
fn killed(pmux: &Pmux) -> (Pid, std::time::Duration) {
    let server = pmux.server();
    let since = Instant::now();
    kill(server, Signal::SIGKILL).unwrap();
    let next = pmux.server();
    assert_ne!(next, server);
    (next, since.elapsed())
}

/// The most memory that a process has had, in KiB.
fn peak(pid: Pid) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
}

fn windows(pmux: &Pmux) -> usize {
    pmux.ok(&["list-windows", "-t", "build"]).lines().count()
}

#[test]
fn without_descriptors_new_panes_are_refused_and_all_else_goes_on() {
    let pmux = Pmux::new();
    limited(&pmux, "-n 64", &["new", "-d", "-s", "build", "cat"]);
    let another = ["new-window", "-d", "-t", "build", "cat"];
    let refused = wait_for("no room", || {
        let output = pmux.cmd(&another);
        (output.status != 0).then_some(output.stderr)
    });
    assert!(refused.contains("no room for another pane: "), "{refused}");
    assert!(refused.contains("ulimit -n"), "{refused}");
    assert!(!pmux.ok(&["show-messages"]).contains("outlive"), "all that there are are kept");
    let count = windows(&pmux);
    assert!(count > 10, "{count}");
    // Who comes is let in, and what runs is typed into.
    let mut people: Vec<Person> =
        (0..3).map(|_| pmux.attach(SIZE, &["attach", "-t", "build:0"])).collect();
    people[2].type_("go on\r");
    people.iter_mut().for_each(|person| drop(person.wait_for("go on")));
    pmux.ok(&["respawn-pane", "-k", "-t", "build:0", "cat"]);
    // The next server has as many, and room where one ends.
    killed(&pmux);
    assert_eq!(windows(&pmux), count);
    people[1].type_("and on\r").wait_for("and on");
    assert_ne!(pmux.cmd(&another).status, 0);
    pmux.ok(&["kill-window", "-t", "build:1"]);
    pmux.ok(&another);
    assert_eq!(windows(&pmux), count);
}

#[test]
fn without_shared_memory_it_goes_on_unprotected_and_says_so_once() {
    let pmux = Pmux::new();
    let found = |about: &str| {
        let said: Value = serde_json::from_str(&pmux.cmd(&["doctor", "--json"]).stdout).unwrap();
        said.as_array().unwrap().iter().find(|it| it["about"] == about).cloned().unwrap()
    };
    limited(&pmux, "-f 100", &["new", "-d", "-s", "build", "cat"]);
    pmux.ok(&["new-window", "-t", "build", "cat"]);
    let mut person = pmux.attach(SIZE, &["attach", "-t", "build"]);
    person.type_("go on\r").wait_for("go on");
    let told = pmux.ok(&["show-messages"]);
    assert_eq!(told.matches("outlive").count(), 1, "{told}");
    assert!(told.contains("nothing outlives this server now"), "{told}");
    assert_eq!(found("shim")["well"], false);
    person.detach();
    pmux.ok(&["kill-server"]);
    // With some of it sessions outlive their server, and not what panes show.
    limited(&pmux, "-f 2000", &["new", "-d", "-s", "build", "echo shown; exec cat"]);
    assert_eq!((&found("shim")["well"], &found("memory")["well"]), (&true.into(), &false.into()));
    let told = pmux.ok(&["show-messages"]);
    assert!(
        told.contains("what %0 shows will not outlive this server: File too large\n"),
        "{told}"
    );
    killed(&pmux);
    pmux.ok(&["send-keys", "-t", "build", "go on", "Enter"]);
    pmux.ok(&["await", "--for", "go on", "--timeout", "20s", "build"]);
    pmux.ok(&["kill-server"]);
    pmux.ok(&["new", "-d", "-s", "build", "cat"]);
    assert_eq!(found("shim")["well"], true);
    let memory = found("memory");
    let said = memory["said"].as_str().unwrap();
    assert!(said.contains("for panes (1); ") && said.contains("MiB are free"), "{said}");
}

#[test]
fn a_crowd_of_sessions_comes_back() {
    let pmux = Pmux::new();
    let count = of(1000, 60);
    let file = pmux.home("sessions");
    let lines = (0..count).map(|n| format!("new-session -d -s crowd-{n} cat\n"));
    fs::write(&file, lines.collect::<String>()).unwrap();
    pmux.ok(&["new", "-d", "-s", "build", "cat"]);
    pmux.ok(&["source-file", file.to_str().unwrap()]);
    let list = || pmux.ok(&["list-panes", "-a", "-F", "#S #{pane_id} #{pane_pid} #{pane_dead}"]);
    let before = wait_for("their programs", || Some(list()).filter(|it| !it.contains("  ")));
    assert_eq!(before.lines().count(), count + 1);
    let (_, time) = killed(&pmux);
    assert_eq!(list(), before);
    println!("{} sessions are back after {time:?}", count + 1);
    let last = format!("crowd-{}", count - 1);
    pmux.ok(&["send-keys", "-t", &last, "still there", "Enter"]);
    wait_for("it is read and written", || {
        let text = pmux.ok(&["capture-pane", "-p", "-t", &last]);
        (text.matches("still there").count() == 2).then_some(())
    });
}

#[test]
fn a_crowd_of_terminals_comes_back() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build", "cat"]);
    let count = of(64, 12);
    let mut people: Vec<Person> =
        (0..count).map(|_| pmux.attach(SIZE, &["attach", "-t", "build"])).collect();
    people[0].type_("before\r");
    people.iter_mut().for_each(|person| drop(person.wait_for("before")));
    let since = Instant::now();
    killed(&pmux);
    people[count - 1].type_("after\r");
    people.iter_mut().for_each(|person| drop(person.wait_for("after")));
    println!("{count} terminals are back after {:?}", since.elapsed());
    assert_eq!(pmux.ok(&["list-clients"]).lines().count(), count);
}

#[test]
fn a_paste_that_is_read_is_never_kept() {
    let pmux = Pmux::new();
    let length = of(200 << 20, 12 << 20);
    let script = format!(
        "stty raw -echo; printf '\\033[?2004hgo'; head -c {} | wc -c; exec cat >/dev/null",
        length + 12
    );
    let mut person = pmux.attach(SIZE, &["new", "-s", "build", &script]);
    person.wait_for("go");
    let server = pmux.server();
    let before = peak(server);
    person.type_(b"\x1b[200~");
    let part = vec![b'x'; 1 << 20];
    for _ in 0..length >> 20 {
        person.type_(&part);
    }
    person.type_(b"\x1b[201~").wait_for(&(length + 12).to_string());
    let grown = peak(server) - before;
    println!("with a paste of {} MiB the server grew by {} KiB", length >> 20, grown);
    assert!(grown < BOUND, "it grew by {grown} KiB");
}

#[test]
fn a_sequence_without_an_end_is_never_kept() {
    let pmux = Pmux::new();
    let length = of(1 << 30, 24 << 20);
    // A clipboard, a title, and a hyperlink.
    for (name, start) in [("clipboard", "52;c;"), ("title", "2;"), ("link", "8;;")] {
        let script = format!(
            "printf '\\033]{start}'; head -c {length} /dev/zero | tr '\\0' a; printf '\\a'; echo over; \
             exec cat"
        );
        pmux.ok(&["new", "-d", "-s", name, "cat"]);
        let server = pmux.server();
        let before = peak(server);
        pmux.ok(&["respawn-pane", "-k", "-t", name, &script]);
        let since = Instant::now();
        let wait = ["await", "--for", "over", "--timeout", "20s", name];
        assert_eq!(
            std::iter::repeat_with(|| pmux.cmd(&wait).status).find(|it| *it != 124),
            Some(0)
        );
        let grown = peak(server) - before;
        println!("a {name} of {} MiB: {:?}, {grown} KiB", length >> 20, since.elapsed());
        assert!(grown < BOUND, "it grew by {grown} KiB");
        killed(&pmux);
        assert!(pmux.ok(&["capture-pane", "-p", "-t", name]).contains("over"));
    }
}

#[test]
fn commands_have_their_turn_beside_many_floods() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build", "exec sleep 1000"]);
    for _ in 0..16 {
        pmux.ok(&["new-window", "-d", "-t", "build:", "exec yes"]);
    }
    for _ in 0..40 {
        assert_eq!(windows(&pmux), 17);
    }
    pmux.ok(&["kill-server"]);
}

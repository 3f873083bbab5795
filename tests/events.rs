//! `events`: what happens, as it does.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};

use serde_json::Value;
use support::{PATIENCE, Pmux, wait_for};

/// Somebody who follows what happens.
struct Follower {
    child: Child,
    lines: Receiver<Value>,
}

impl Follower {
    fn new(pmux: &Pmux, args: &[&str]) -> Self {
        let mut command = pmux.command(&[&["events"], args].concat());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let _ = tell.send(serde_json::from_str(&line).unwrap());
            }
        });
        Self { child, lines }
    }

    /// The next event of that name.
    fn next(&self, name: &str) -> Value {
        let mut seen = Vec::new();
        loop {
            let event = self.lines.recv_timeout(PATIENCE);
            let event = event.unwrap_or_else(|error| panic!("no {name}: {error}, but {seen:#?}"));
            if event["event"] == name {
                return event;
            }
            seen.push(event);
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_happens_is_told_in_order() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "s", "-x", "80", "-y", "24", "cat"]);
    let all = Follower::new(&pmux, &["--since", "1h"]);
    // A session is one when it has a window, as with tmux's hooks.
    assert_eq!(all.next("pane-created")["pane"], "%0");
    assert_eq!(all.next("session-created")["session_name"], "s");
    pmux.ok(&["split-window", "-t", "s", "printf '\\033]2;hey\\a\\a'; exec cat"]);
    assert_eq!(all.next("pane-created")["pane"], "%1");
    assert_eq!(all.next("resized")["pane"], "%0");
    assert_eq!(all.next("title")["title"], "hey");
    assert_eq!(all.next("bell")["pane"], "%1");
    pmux.ok(&["set", "-g", "remain-on-exit", "on"]);
    pmux.ok(&["new-window", "-d", "-t", "s", "-n", "w", "exit 3"]);
    let died = all.next("pane-died");
    assert_eq!((&died["status"], &died["window_name"]), (&3.into(), &"w".into()));
    pmux.ok(&["kill-window", "-t", "s:w"]);
    assert_eq!(all.next("pane-closed")["status"], 3);
    assert_eq!(all.next("window-closed")["window_name"], "w");
    let mut person = pmux.attach(pmux::geometry::Size::new(80, 24), &["attach", "-t", "s"]);
    assert!(all.next("client-attached")["client"].as_str().unwrap().starts_with("/dev/"));
    person.wait_until("a status line", |screen| !screen.last_row().is_empty());
    person.detach();
    all.next("client-detached");
    let few = Follower::new(&pmux, &["--since", "0", "--filter", "event=bell"]);
    few.next("bell");
    pmux.ok(&["kill-server"]);
    assert_eq!(all.next("session-closed")["session_name"], "s");
    for mut follower in [all, few] {
        let status = wait_for("the end", || follower.child.try_wait().unwrap());
        assert_eq!(status.code(), Some(0));
    }
}

#[test]
fn commands_and_quiet_are_told() {
    let pmux = Pmux::new();
    let script = "printf '\\033]133;C;cmdline_url=make%%20all\\a'; read x; printf '\\033]133;D;2\\a'; exec cat";
    pmux.ok(&["new", "-d", "-s", "keep", "cat"]);
    pmux.ok(&["set", "-s", "output-quiet-time", "1"]);
    let both = ["--filter", "session=keep", "--filter", "session=s"];
    let all = Follower::new(&pmux, &[&["--since", "1h"][..], &both].concat());
    // What follows is followed: it is quiet only for those who were there when it was not.
    all.next("session-created");
    pmux.ok(&["new", "-d", "-s", "s", script]);
    assert_eq!(all.next("command-started")["command"], "make all");
    let quiet = all.next("output-quiet");
    assert!(quiet["duration"].as_u64().unwrap() >= 1000, "{quiet}");
    pmux.ok(&["send-keys", "-t", "s", "Enter"]);
    let finished = all.next("command-finished");
    assert_eq!((&finished["command"], &finished["status"]), (&"make all".into(), &2.into()));
    assert!(finished["duration"].as_u64().unwrap() >= 1000, "{finished}");
}

#[test]
fn a_follower_that_does_not_read_is_told_what_it_missed() {
    let pmux = Pmux::with_log();
    pmux.ok(&["new", "-d", "-s", "s", "cat"]);
    let mut child = pmux.command(&["events"]).stdout(Stdio::piped()).spawn().unwrap();
    pmux.wait_for_request(child.id());
    // Two events a line, far more than a pipe and two sockets hold.
    let line = "\u{1b}]133;C;cmdline_url=number%%20%.0f\u{7}\u{1b}]133;D;0\u{7}";
    pmux.ok(&[
        "new",
        "-d",
        "-s",
        "t",
        &format!("seq -f '{line}' 100000; echo READY; read x; printf '\\033]2;end\\a'; exec cat"),
    ]);
    wait_for("the flood's end", || {
        pmux.ok(&["capture-pane", "-p", "-t", "t"]).contains("READY").then_some(())
    });
    pmux.ok(&["send-keys", "-t", "t", "Enter"]);
    wait_for("the last title", || (pmux.show("t", "#{pane_title}") == "end").then_some(()));
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut dropped = 0;
    loop {
        let event: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        dropped += event["count"].as_u64().unwrap_or(0);
        if event["title"] == "end" {
            break;
        }
    }
    assert!(dropped > 0);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn who_reads_no_more_has_enough() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "s", "cat"]);
    let mut child =
        pmux.command(&["events", "--since", "1h"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut read = BufReader::new(child.stdout.take().unwrap());
    read.read_line(&mut String::new()).unwrap();
    drop(read);
    // Nothing more happens, and it is noticed all the same.
    let status = wait_for("the end", || child.try_wait().unwrap());
    assert_eq!(status.code(), Some(141), "as SIGPIPE");
}

#[test]
fn what_is_no_filter_or_time_is_refused() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "s", "cat"]);
    assert!(pmux.fails(&["events", "--filter", "x=1"]).starts_with("bad filter: x=1"));
    let unknown = pmux.fails(&["events", "--filter", "event=pane-dead"]);
    assert!(unknown.contains("pane-died") && unknown.contains("no such event"), "{unknown}");
    assert!(pmux.fails(&["events", "--since", "soon"]).starts_with("bad duration: soon"));
}

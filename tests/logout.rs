//! Where a logout would end what a login leaves, a server is started outside of the login.
//!
//! systemd is played, in a mount namespace of the test's own. Where nobody may have one (unshare(1))
//! this is skipped.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

use std::fs;
use std::process::{Command, Output, Stdio};

use support::Pmux;
use support::programs::write_program;

/// Has what follows run in a login's scope, of which logind leaves nothing.
const LOGIN: &str = "mount -t tmpfs none /run && mkdir -p /run/systemd/system \
    && printf '[Login]\\nKillUserProcesses=yes\\n' >/run/systemd/logind.conf \
    && mount --bind \"$HOME/cgroup\" /proc/$$/cgroup && exec \"$@\"";

/// A world with a `systemd-run` that does this.
fn world(systemd_run: &str) -> Pmux {
    let mut pmux = Pmux::new();
    let group = "0::/user.slice/user-1000.slice/session-3.scope\n";
    fs::write(pmux.home("cgroup"), group).unwrap();
    let tool = pmux.home("systemd-run");
    write_program(&tool, &format!("#!/bin/sh\n{systemd_run}\n"));
    let path = format!("{}:/usr/bin:/bin:/usr/sbin:/sbin", pmux.home("").display());
    pmux.set_env("PATH", Some(&path));
    pmux
}

/// Runs pmux in a login; nothing where none can be played.
fn logged_in(pmux: &Pmux, args: &[&str]) -> Option<Output> {
    let within = |script: &str, args: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["-m", "sh", "-c", script, "sh"]).args(args);
        command.env_clear().envs(pmux.env().iter().map(|(name, value)| (name, value)));
        command.current_dir(pmux.home("")).stdin(Stdio::null()).output()
    };
    if !within(LOGIN, &["true"]).is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: no mount namespace can be had");
        return None;
    }
    Some(within(LOGIN, &[&[env!("CARGO_BIN_EXE_pmux")], args].concat()).unwrap())
}

#[test]
fn a_server_is_started_outside_of_a_login_that_would_end_it() {
    let asks =
        "echo \"$@\" >\"$HOME/asked\"; while [ \"$1\" != -- ]; do shift; done; shift\nexec \"$@\"";
    let pmux = world(asks);
    let Some(output) = logged_in(&pmux, &["new", "-d", "-s", "build", "cat"]) else { return };
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let asked = fs::read_to_string(pmux.home("asked")).unwrap();
    let expect = format!("--user --scope --collect --quiet -- {} -S", env!("CARGO_BIN_EXE_pmux"));
    assert!(asked.starts_with(&expect), "{asked}");
    assert_eq!(pmux.ok(&["ls", "-F", "#S"]), "build\n");
    // Once it is there nobody is asked.
    fs::remove_file(pmux.home("asked")).unwrap();
    assert!(logged_in(&pmux, &["new", "-d", "-s", "other", "cat"]).unwrap().status.success());
    assert!(!pmux.home("asked").exists());
    pmux.ok(&["kill-server"]);
    // Who is in no login's scope does not ask either.
    pmux.ok(&["new", "-d", "-s", "build", "cat"]);
    assert!(!pmux.home("asked").exists());
}

#[test]
fn where_that_cannot_be_had_it_is_started_as_ever() {
    let pmux = world("echo 'Failed to connect to bus: No medium found' >&2; exit 1");
    let Some(output) = logged_in(&pmux, &["new", "-d", "-s", "build", "cat"]) else { return };
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    assert_eq!(pmux.ok(&["ls", "-F", "#S"]), "build\n");
    pmux.ok(&["kill-server"]);
    // What a server cannot start by is told once.
    fs::write(pmux.home("text"), "precious").unwrap();
    let path = pmux.home("text").display().to_string();
    let output = logged_in(&pmux, &["-S", &path, "new", "-d"]).unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(told.matches("is in use, or no socket of pmux's").count(), 1, "{told}");
}

#[test]
fn doctor_says_what_becomes_of_a_server_that_would_be_started() {
    let pmux = world("exit 1");
    let Some(output) = logged_in(&pmux, &["doctor"]) else { return };
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("! logout      the system ends your services"), "{told}");
    assert!(told.contains("loginctl enable-linger"), "{told}");
}

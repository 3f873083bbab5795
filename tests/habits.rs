//! What hands do that know docker: its verbs with names as operands, on programs that run, end and
//! run again; and what they are told where pmux has another word.

mod support;

use std::process::Stdio;

use pmux::geometry::Size;
use support::{End, Pmux, wait_for};

const SIZE: Size = Size::new(80, 24);

/// Runs pmux and compares its exit status, stdout and stderr.
#[track_caller]
fn check(pmux: &Pmux, args: &[&str], status: i32, stdout: &str, stderr: &str) {
    let output = pmux.cmd(args);
    let got = (output.status, output.stdout.as_str(), output.stderr.trim_end());
    assert_eq!(got, (status, stdout, stderr), "pmux {}", args.join(" "));
}

/// Each program's session and state.
fn states(pmux: &Pmux) -> String {
    let states = pmux.ok(&["ps", "-a", "-F", "#{session_name} #{pane_state}"]);
    states.lines().collect::<Vec<_>>().join(", ")
}

#[test]
fn programs_end_run_again_and_go() {
    let pmux = Pmux::new();
    let script = "echo run $$; read line; echo got $line; exit 4";
    pmux.ok(&["spawn", "-d", "--name", "job", "--", "sh", "-c", script]);
    pmux.ok(&["spawn", "-d", "--name", "other", "--", "cat"]);
    pmux.ok(&["await", "--for", "run", "job"]);
    let runs = "the program of job still runs: pmux stop job ends it, pmux rm -f job both";
    check(&pmux, &["rm", "job"], 1, "", runs);
    pmux.ok(&["send-keys", "-t", "job", "one", "Enter"]);
    check(&pmux, &["wait", "job"], 0, "4\n", "");
    assert_eq!(states(&pmux), "job exited, other running");
    // What it wrote before stays above what it writes now, and nothing of pmux's between.
    pmux.ok(&["start", "job"]);
    pmux.ok(&["send-keys", "-t", "job", "two", "Enter"]);
    check(&pmux, &["wait", "job"], 0, "4\n", "");
    let logs = pmux.ok(&["logs", "job"]);
    let lines: Vec<&str> = logs.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(lines, ["run", "one", "got", "run", "two", "got"], "{logs}");
    let pids: Vec<&str> = logs.lines().filter(|line| line.starts_with("run")).collect();
    assert_ne!(pids[0], pids[1]);
    pmux.ok(&["rename", "job", "work"]);
    check(&pmux, &["rm", "work"], 0, "", "");
    check(&pmux, &["stop", "-t", "5", "other"], 0, "", "");
    assert_eq!(states(&pmux), "other exited");
    pmux.ok(&["start", "other"]);
    check(&pmux, &["rm", "-f", "other"], 0, "", "");
}

#[test]
fn a_program_is_restarted_where_somebody_looks_on() {
    let pmux = Pmux::new();
    let script = "echo run $((40 + 2)); exec cat";
    pmux.ok(&["new", "-d", "-s", "job", "-x", "80", "-y", "24", script]);
    let mut person = pmux.attach(SIZE, &["attach", "job"]);
    person.wait_for("run 42");
    let pid = pmux.show("job", "#{pane_pid}");
    pmux.ok(&["restart", "job"]);
    let again = pmux.show("job", "#{pane_pid} #{pane_state} #{pane_restarts}");
    assert_ne!(again.split(' ').next(), Some(pid.as_str()));
    assert!(again.ends_with(" running 1"), "{again}");
    person.type_("typed\r");
    person.wait_until("its echo", |screen| screen.text().contains("typed\ntyped"));
    assert_eq!(pmux.ok(&["logs", "job"]), "run 42\nrun 42\ntyped\ntyped\n");
    // What ignores SIGTERM is made to end.
    pmux.ok(&["new", "-d", "-s", "deaf", "trap '' TERM; echo deaf; while :; do sleep 0.1; done"]);
    pmux.ok(&["await", "--for", "deaf", "deaf"]);
    pmux.ok(&["restart", "--timeout", "100ms", "deaf"]);
    pmux.ok(&["await", "--for", "deaf", "deaf"]);
    assert_eq!(pmux.show("deaf", "#{pane_state} #{pane_restarts}"), "running 1");
}

#[test]
fn wait_is_for_channels_and_for_programs() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build", "read x; exit 3"]);
    let wait = |name: &str| {
        let mut command = pmux.command(&["wait", name]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a client")
    };
    let waits = |word: &str| {
        let ours = format!("wait {word}");
        wait_for("it waits", || {
            pmux.processes().iter().any(|(_, command)| command.contains(&ours)).then_some(())
        });
    };
    // A signal is as good as an end, also one that came before.
    pmux.ok(&["wait-for", "-S", "build"]);
    check(&pmux, &["wait", "build"], 0, "", "");
    let ended = wait("build");
    waits("build");
    pmux.ok(&["send-keys", "-t", "build", "Enter"]);
    let output = ended.wait_with_output().expect("its end");
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b"3\n"[..]));
    check(&pmux, &["wait", "build", "nosuch"], 1, "", "can't find session: nosuch");
    // A person is told what is waited for, a script is not.
    let mut person = pmux.attach(SIZE, &["wait", "biuld"]);
    person.wait_for("no program is called biuld: waiting for pmux wait-for -S biuld");
    pmux.ok(&["wait-for", "-S", "biuld"]);
    assert_eq!(person.wait_exit(), End::Exited(0));
}

#[test]
fn docker_s_other_words_name_pmux_s() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "web", "cat"]);
    let told = |args: &[&str]| {
        let output = pmux.cmd(args);
        assert_eq!((output.status != 0, output.stdout.as_str()), (true, ""), "{args:?}");
        output.stderr.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        told(&["cp", "web:/a", "b"]),
        "unknown command: cp (programs share the machine's files: cp does it)"
    );
    assert!(told(&["images"]).contains("pmux spawn"));
    assert!(told(&["run", "-it", "debian"]).contains("what docker calls run is pmux spawn"));
    assert!(told(&["exec", "web"]).starts_with("exec wants a target and a command"));
    assert!(
        told(&["rename", "-t", "web", "web", "www"]).starts_with("rename-session wants one target")
    );
    check(
        &pmux,
        &["attach", "-t", "web", "web"],
        1,
        "",
        "attach-session wants one target: -t web, or web",
    );
}

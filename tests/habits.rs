//! What hands do that know docker: its verbs with names as operands, on programs that run, end and
//! run again; and what they are told where pmux has another word.

mod support;

use std::io::{BufRead, BufReader};
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
    let pmux = Pmux::with_log();
    pmux.ok(&["new", "-d", "-s", "build", "read x; exit 3"]);
    let wait = |name: &str| {
        let mut command = pmux.command(&["wait", name]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a client")
    };
    // A signal is as good as an end, also one that came before.
    pmux.ok(&["wait-for", "-S", "build"]);
    check(&pmux, &["wait", "build"], 0, "", "");
    let ended = wait("build");
    pmux.wait_for_request(ended.id());
    pmux.ok(&["send-keys", "-t", "build", "Enter"]);
    let output = ended.wait_with_output().expect("its end");
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b"3\n"[..]));
    check(&pmux, &["wait", "build", "nosuch"], 4, "", "can't find session: nosuch");
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

#[test]
fn lists_are_asked_for_as_docker_s() {
    let pmux = Pmux::new();
    let long = "exit 3 # a command line that is longer than forty characters are";
    pmux.ok(&["spawn", "-d", "--name", "web", "--", "cat"]);
    pmux.ok(&["spawn", "-d", "--name", "job", "--", "sh", "-c", long]);
    pmux.ok(&["wait", "job"]);
    for (args, expect) in [
        (&["-q"][..], "%0\n"),
        (&["-aq"], "%1\n%0\n"),
        (&["-q", "--filter", "status=exited"], "%1\n"),
        (&["-q", "--filter", "exited=3"], "%1\n"),
        (&["-q", "--filter", "exited=0"], ""),
        (&["-aq", "--filter", "name=we", "--filter", "name=nothing"], "%0\n"),
        (&["-aq", "-f", "name=we", "--filter", "status=exited"], ""),
        (&["-aq", "-f", "#{pane_dead}"], "%1\n"),
        (&["--format", "{{.ID}}\\t{{.Names}} {{.State}} #{pane_width}"], "%0\tweb running 80\n"),
        (&["--format", "{{json .Names}}"], "\"web\"\n"),
        (&["--format", "table {{.Names}}\\t{{.Command}}"], "NAMES  COMMAND\nweb    cat\n"),
    ] {
        check(&pmux, &[&["ps"], args].concat(), 0, expect, "");
    }
    assert!(pmux.ok(&["ps", "--format", "json"]).contains("\"Names\":\"web\""));
    assert!(!pmux.ok(&["ps", "-a"]).contains("forty"));
    let whole = pmux.ok(&["ps", "-a", "--no-trunc"]);
    assert!(whole.contains(long) && whole.contains("Exited (3) ") && whole.contains("Up "));
    check(
        &pmux,
        &["ps", "--format", "{{.Image}}"],
        1,
        "",
        "no field .Image in ps: there are \
        .Command, .CreatedAt, .ID, .Names, .RunningFor, .State, .Status",
    );
    let error = "bad filter: label=x (it is key=value; keys are name, id, status and exited)";
    check(&pmux, &["ps", "--filter", "label=x"], 1, "", error);
    let format = "{{.Name}}: {{.State.Status}} {{.State.ExitCode}} {{json .process.command}}";
    let expect = format!(
        "job: exited 3 {}\nweb: running  [\"cat\"]\n",
        serde_json::json!(["sh", "-c", long])
    );
    check(&pmux, &["inspect", "-f", format, "job", "web"], 0, &expect, "");
    let error = "no field .Mounts in inspect: pmux inspect shows what there is";
    check(&pmux, &["inspect", "-f", "{{.Mounts}}", "web"], 1, "", error);
}

#[test]
fn logs_are_asked_for_as_docker_s() {
    let pmux = Pmux::new();
    pmux.ok(&["spawn", "-d", "--name", "job", "--", "seq", "1", "9"]);
    pmux.ok(&["wait", "job"]);
    check(&pmux, &["logs", "-n", "2", "job"], 0, "8\n9\n", "");
    check(&pmux, &["logs", "--until", "1h", "job"], 0, "", "");
    check(&pmux, &["logs", "--since", "1h", "--until", "2099-01-01", "-n1", "job"], 0, "9\n", "");
    check(&pmux, &["logs", "--since", "2099-01-01T00:00:00Z", "job"], 0, "", "");
    let stamped = pmux.ok(&["logs", "-tn", "1", "job"]);
    assert!(stamped.starts_with("20") && stamped.ends_with(" 9\n"), "{stamped}");
    assert!(pmux.fails(&["logs", "--since", "soon", "job"]).starts_with("bad duration: soon"));
}

#[test]
fn programs_come_back_as_their_policy_says() {
    let pmux = Pmux::new();
    let spawn = |name: &str, policy: &str, script: &str| {
        let words = ["spawn", "-d", "-it", "--name", name, "--restart", policy, "--", "sh", "-c"];
        pmux.ok(&[&words[..], &[script]].concat());
    };
    let shown = |name: &str, expect: &str| {
        wait_for(expect, || {
            (pmux.show(name, "#{pane_state} #{pane_restarts}") == expect).then_some(())
        });
    };
    spawn("flaky", "on-failure:2", "echo try; exit 3");
    spawn("well", "on-failure", "echo once");
    shown("flaky", "exited 2");
    shown("well", "exited 0");
    assert_eq!(pmux.ok(&["logs", "flaky"]), "try\ntry\ntry\n");
    check(&pmux, &["inspect", "-f", "{{.RestartCount}}", "flaky"], 0, "2\n", "");
    // One that was stopped stays so until somebody starts it.
    spawn("loop", "always", "echo turn; sleep 0.05");
    wait_for("some turns", || (pmux.ok(&["logs", "loop"]).lines().count() > 2).then_some(()));
    pmux.ok(&["stop", "loop"]);
    let turns = pmux.ok(&["logs", "loop"]);
    assert!(pmux.show("loop", "#{pane_state}") == "exited");
    assert_eq!(pmux.ok(&["logs", "loop"]), turns);
    pmux.ok(&["start", "loop"]);
    wait_for("one turn more", || (pmux.ok(&["logs", "loop"]) != turns).then_some(()));
    for (policy, error) in [
        (
            "sometimes",
            "bad restart policy: sometimes (it is no, on-failure, on-failure:5, always or unless-stopped)",
        ),
        (
            "always:3",
            "bad restart policy: always:3 (it is no, on-failure, on-failure:5, always or unless-stopped)",
        ),
    ] {
        check(&pmux, &["spawn", "-d", "--restart", policy, "--", "cat"], 125, "", error);
    }
    let error = "--restart and --rm do not go together";
    check(&pmux, &["spawn", "-d", "--rm", "--restart", "always", "--", "cat"], 125, "", error);
}

#[test]
#[cfg(target_os = "linux")]
fn processes_are_seen_with_what_they_take() {
    let pmux = Pmux::new();
    pmux.ok(&["spawn", "-d", "--name", "idle", "--", "cat"]);
    let script = "while :; do :; done & echo busy; exec sleep 1000";
    pmux.ok(&["spawn", "-d", "--name", "busy", "--", "sh", "-c", script]);
    pmux.ok(&["await", "--for", "busy", "busy"]);
    let pid: i64 = pmux.show("busy", "#{pane_pid}").parse().unwrap();
    let seen = || -> Vec<serde_json::Value> {
        serde_json::from_str(&pmux.ok(&["top", "--json", "busy"])).expect("JSON")
    };
    // Where the machine is busy too, the loop may be given little in one glance.
    let all = wait_for("the loop's part of a processor", || {
        let all = seen();
        let works = all.iter().any(|it| it["cpu_percent"].as_f64().unwrap() > 5.0);
        (works && all.len() == 2).then_some(all)
    });
    let first = all.iter().find(|it| it["pid"] == pid).unwrap();
    assert_eq!(first["command"], "sleep 1000");
    assert!(first["memory"].as_u64().unwrap() > 0);
    let other = all.iter().find(|it| it["pid"] != pid).unwrap();
    assert_eq!(other["parent"], pid);
    let table = pmux.ok(&["top", "busy"]);
    let titles: Vec<&str> = table.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(titles, ["PID", "PPID", "CPU", "MEM", "TIME", "ELAPSED", "COMMAND"]);
    let format = "{{.Name}} {{.PIDs}} {{.Container}}";
    let expect = "busy 2 %1\nidle 1 %0\n";
    check(&pmux, &["stats", "--no-stream", "--format", format], 0, expect, "");
    let table = pmux.ok(&["stats", "--no-stream", "idle"]);
    assert!(table.starts_with("PANE  NAME  CPU %  MEM USAGE"), "{table}");
    assert!(table.lines().nth(1).unwrap().ends_with("cat"), "{table}");
    let error = "no field .NetIO in stats: there are .ID, .Name, .CPUPerc, .MemUsage, .MemPerc, .PIDs, .Command";
    check(&pmux, &["stats", "--no-stream", "--format", "{{.NetIO}}"], 1, "", error);
    // Told again and again, until nobody reads it any more.
    let mut child = pmux
        .command(&["stats", "--format", "{{.Name}}", "idle"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("a client");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    assert_eq!(
        (lines.next().unwrap().unwrap(), lines.next().unwrap().unwrap()),
        ("idle".into(), "idle".into())
    );
    drop(lines);
    child.wait().expect("its end");
    pmux.ok(&["kill", "busy"]);
    pmux.ok(&["wait", "busy"]);
    check(&pmux, &["top", "busy"], 1, "", "the program of %1 has ended");
    check(&pmux, &["stats", "busy"], 1, "", "the program of %1 has ended");
}

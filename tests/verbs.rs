//! What the container world's verbs do with real programs: a shell, an interpreter.

mod support;

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use support::{Pmux, wait_for};

/// A session of 80x24 called `name` that runs a command line.
fn start(pmux: &Pmux, name: &str, command: &str) {
    pmux.ok(&["new", "-d", "-s", name, "-x", "80", "-y", "24", command]);
}

/// Runs pmux and compares its exit status, stdout and stderr.
#[track_caller]
fn check(pmux: &Pmux, args: &[&str], status: i32, stdout: &str, stderr: &str) {
    let output = pmux.cmd(args);
    let got = (output.status, output.stdout.as_str(), output.stderr.trim_end());
    assert_eq!(got, (status, stdout, stderr), "pmux {}", args.join(" "));
}

#[test]
fn an_end_is_waited_for_with_its_exact_status() {
    let pmux = Pmux::new();
    start(&pmux, "keep", "cat");
    for (command, status) in
        [("read x; exit 0", 0), ("read x; exit 7", 7), ("read x; kill -9 $$", 137)]
    {
        start(&pmux, "job", command);
        // In one command line, the program cannot be gone before it is waited for.
        let typed = ["send-keys", "-t", "job", "Enter", ";", "await", "job"];
        check(&pmux, &typed, status, &format!("{status}\n"), "");
    }
    pmux.ok(&["set", "-g", "remain-on-exit", "on"]);
    start(&pmux, "over", "exit 9");
    start(&pmux, "fine", "true");
    check(&pmux, &["await", "over", "fine"], 0, "9\n0\n", "");
    check(&pmux, &["await", "fine", "over"], 9, "0\n9\n", "");
}

#[test]
fn a_text_and_quiet_are_waited_for() {
    let pmux = Pmux::new();
    start(&pmux, "build", "read x; seq 1 3000; echo all done; read x; echo more; cat");
    // In one command line, nothing can be missed between the key and the wait.
    let send = ["send-keys", "-t", "build", "Enter", ";"];
    let wait = ["await", "--for", "^1234$", "--timeout", "60s", "build"];
    check(&pmux, &[&send[..], &wait[..]].concat(), 0, "", "");
    check(&pmux, &["await", "build", "--for", "^all done$", "--timeout", "60s"], 0, "", "");
    check(&pmux, &["await", "--idle", "300ms", "--timeout", "60s", "build"], 0, "", "");
    check(
        &pmux,
        &["await", "--for", "more", "--timeout", "100ms", "build"],
        124,
        "",
        "timed out after 100ms",
    );
    check(&pmux, &["await", "--timeout", "0.1", "build"], 124, "", "timed out after 0.1");
}

#[test]
fn prompts_are_waited_for_with_and_without_marks() {
    let pmux = Pmux::new();
    start(&pmux, "plain", "exec bash --norc --noprofile");
    let marks =
        r#"PS1='\[\e]133;A\a\]$ \[\e]133;B\a\]' PS0='\[\e]133;C\a\]' exec bash --norc --noprofile"#;
    start(&pmux, "marked", marks);
    for session in ["plain", "marked"] {
        let prompt = ["await", "--prompt", "--timeout", "60s", session];
        check(&pmux, &prompt, 0, "", "");
        for n in 0..3 {
            let command = format!("sleep 0.0{n}; echo result $((40 + {n}))");
            pmux.ok(&["send-keys", "-t", session, &command, "Enter"]);
            check(&pmux, &prompt, 0, "", "");
            let screen = pmux.ok(&["capture-pane", "-p", "-t", session]);
            assert!(screen.contains(&format!("\nresult {}\n", 40 + n)), "{screen}");
        }
    }
    // An interpreter that is the pane's own program has prompts too.
    start(&pmux, "python", "exec python3 -q -i -c ''");
    check(&pmux, &["await", "--prompt", "--timeout", "60s", "python"], 0, "", "");
    pmux.ok(&["send-keys", "-t", "python", "6 * 7", "Enter"]);
    check(&pmux, &["await", "--for", "^42$", "--timeout", "60s", "python"], 0, "", "");
    let typed = ["send-keys", "-t", "python", "raise SystemExit(42)", "Enter", ";"];
    let wait = ["await", "--timeout", "60s", "python"];
    check(&pmux, &[&typed[..], &wait[..]].concat(), 42, "42\n", "");
}

/// Waits until a pane's screen has a text.
fn shows(pmux: &Pmux, target: &str, text: &str) {
    check(pmux, &["await", "--timeout", "60s", "--for", text, target], 0, "", "");
}

#[test]
fn programs_are_listed_as_they_run_and_end() {
    let pmux = Pmux::new();
    start(&pmux, "build", "exec cat");
    pmux.ok(&["set", "-g", "remain-on-exit", "on"]);
    start(&pmux, "over", "exit 3");
    check(&pmux, &["await", "over"], 3, "3\n", "");
    let format = "#{session_name} #{pane_id} #{pane_state} #{pane_exit_status}";
    check(&pmux, &["ps", "-F", format], 0, "build %0 running \n", "");
    check(&pmux, &["ps", "-aF", format], 0, "build %0 running \nover %1 exited 3\n", "");
    check(&pmux, &["ps", "-aq"], 0, "%0\n%1\n", "");
    check(&pmux, &["ps", "-aq", "-f", "#{pane_dead}"], 0, "%1\n", "");
    let table = pmux.ok(&["ps", "-a"]);
    let rows: Vec<Vec<&str>> = table.lines().map(|row| row.split_whitespace().collect()).collect();
    assert_eq!(
        rows[0],
        "SESSION PANE COMMAND PID STARTED STATUS SIZE CWD".split(' ').collect::<Vec<_>>()
    );
    assert_eq!(rows[1][..4], ["build", "%0", "exec", "cat"], "{table}");
    assert_eq!(rows[2][7..9], ["Exited", "(3)"], "{table}");
    assert_eq!(rows[2][10..12], ["ago", "80x24"], "{table}");
    let json: serde_json::Value = serde_json::from_str(&pmux.ok(&["ps", "-a", "--json"])).unwrap();
    assert_eq!(
        (&json[1]["pane_exit_status"], &json[0]["pane_exit_status"]),
        (&3.into(), &().into())
    );
    assert_eq!(
        (&json[0]["pane_command"], &json[0]["pane_width"]),
        (&"exec cat".into(), &80.into())
    );
    assert!(json[0]["pane_pid"].is_i64() && json[0]["pane_started"].is_i64());
}

#[test]
fn signals_reach_the_foreground() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "keep", "cat"]);
    let script =
        "n=0; trap 'n=$((n+1)); echo got $n' USR1; echo ready; while :; do sleep 0.01; done";
    start(&pmux, "signals", script);
    shows(&pmux, "signals", "ready");
    for (n, signal) in ["USR1", "SIGUSR1", "usr1", "10"].into_iter().enumerate() {
        pmux.ok(&["kill", "-s", signal, "signals"]);
        shows(&pmux, "signals", &format!("^got {}$", n + 1));
    }
    start(&pmux, "job", "exec bash --norc --noprofile");
    check(&pmux, &["await", "--prompt", "--timeout", "60s", "job"], 0, "", "");
    // Not the shell, but what it runs.
    let run = ["send-keys", "-t", "job", "sleep 1000; echo it was $?", "Enter"];
    pmux.ok(&run);
    wait_for("it sleeps", || {
        (pmux.show("job", "#{pane_current_command}") == "sleep").then_some(())
    });
    pmux.ok(&["kill", "job", "-s", "TERM"]);
    shows(&pmux, "job", "^it was 143");
    check(&pmux, &["kill", "job", ";", "await", "job"], 137, "137\n", "");
    for (args, error) in [
        (&["kill", "-s", "FROB", "keep"][..], "bad signal: FROB"),
        (&["kill", "-s", "0", "keep"], "bad signal: 0"),
        (&["kill", "nowhere"], "can't find pane: nowhere"),
        (&["stop", "nowhere"], "can't find pane: nowhere"),
        (
            &["stop", "--timeout", "x", "keep"],
            "bad duration: x (it is written as 500ms, 2s or 1m30s)",
        ),
    ] {
        assert_eq!(pmux.fails(args), error);
    }
}

#[test]
fn programs_are_stopped_gently_first() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "keep", "cat", ";", "set", "-g", "remain-on-exit", "on"]);
    start(&pmux, "gentle", "trap 'exit 5' TERM; echo ready; while :; do sleep 0.01; done");
    start(&pmux, "deaf", "trap '' TERM; echo ready; while :; do sleep 0.01; done");
    start(&pmux, "shell", "exec bash --norc --noprofile");
    shows(&pmux, "gentle", "ready");
    shows(&pmux, "deaf", "ready");
    pmux.ok(&["stop", "gentle"]);
    check(&pmux, &["await", "gentle"], 5, "5\n", "");
    pmux.ok(&["stop", "--timeout", "300ms", "deaf", "shell"]);
    check(&pmux, &["await", "deaf", "shell"], 137, "137\n137\n", "");
    // What has ended is stopped already.
    pmux.ok(&["stop", "gentle"]);
    assert_eq!(pmux.fails(&["kill", "gentle"]), "the program of %1 has ended");
}

#[test]
fn all_that_is_known_of_a_pane_is_json() {
    let pmux = Pmux::new();
    start(&pmux, "build", "cd /; MARK=here exec bash --norc --noprofile");
    check(&pmux, &["await", "--prompt", "--timeout", "60s", "build"], 0, "", "");
    pmux.ok(&[
        "send-keys",
        "-t",
        "build",
        "printf '\\033[?1003h\\033[?2004h'; sleep 1000",
        "Enter",
    ]);
    wait_for("it sleeps", || {
        (pmux.show("build", "#{pane_current_command}") == "sleep").then_some(())
    });
    start(&pmux, "other", "exec cat");
    let inspect = |args: &[&str]| -> serde_json::Value {
        let text = pmux.ok(&[&["inspect"], args].concat());
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    };
    let all = inspect(&["build", "other"]);
    assert_eq!(all.as_array().map(Vec::len), Some(2));
    let it = &all[0];
    assert_eq!(
        (&it["session"]["name"], &it["window"]["panes"][0]),
        (&"build".into(), &"%0".into())
    );
    assert_eq!((&it["pane"]["columns"], &it["pane"]["active"]), (&80.into(), &true.into()));
    let process = &it["process"];
    assert_eq!((&process["state"], &process["exit_status"]), (&"running".into(), &().into()));
    assert_eq!(process["pid"].to_string(), pmux.show("build", "#{pane_pid}"));
    if cfg!(target_os = "linux") {
        assert_eq!(process["environment"]["MARK"], "here");
        assert_eq!(process["foreground"]["path"], "/");
    }
    assert_eq!(process["foreground"]["command"], "sleep");
    assert_ne!(process["foreground"]["group"], process["pid"]);
    let modes = it["terminal"]["modes"].as_array().expect("modes");
    assert!(modes.contains(&1003.into()) && modes.contains(&2004.into()), "{modes:?}");
    assert_eq!(it["clients"], serde_json::json!([]));
    assert_eq!(all[1]["process"]["command"][2], "exec cat");
    pmux.ok(&["set", "-g", "remain-on-exit", "on"]);
    pmux.ok(&["stop", "other"]);
    let it = &inspect(&["other"])[0]["process"];
    assert_eq!((&it["state"], &it["exit_status"]), (&"exited".into(), &143.into()));
    assert_eq!((&it["signal"], &it["environment"]), (&15.into(), &().into()));
    assert_eq!(pmux.fails(&["inspect", "nowhere"]), "can't find pane: nowhere");
}

#[test]
fn logs_are_whole_lines_from_the_history_on() {
    let pmux = Pmux::new();
    let script =
        "seq 1 100; printf '%0100d\\n' 7; printf '\\033[31mred\\033[m  \\n\\n'; read x; exit 4";
    start(&pmux, "build", script);
    shows(&pmux, "build", "^red");
    let numbers: String = (1..=100).map(|n| format!("{n}\n")).collect();
    let all = format!("{numbers}{:0100}\nred\n", 7);
    check(&pmux, &["logs", "build"], 0, &all, "");
    check(&pmux, &["logs", "build", "--tail", "2"], 0, &format!("{:0100}\nred\n", 7), "");
    check(&pmux, &["logs", "--tail", "1", "--ansi", "build"], 0, "\x1b[31mred\x1b[0m\n", "");
    check(&pmux, &["logs", "--tail", "0", "build"], 0, "", "");
    check(&pmux, &["logs", "--tail=all", "build"], 0, &all, "");
    // A full-screen program's drawing is no part of it, and neither is what pmux says of the end.
    pmux.ok(&["set", "-g", "remain-on-exit", "on"]);
    pmux.ok(&["send-keys", "-t", "build", "Enter"]);
    check(&pmux, &["await", "build"], 4, "4\n", "");
    check(&pmux, &["logs", "build"], 0, &all, "");
    check(&pmux, &["logs", "-f", "--tail", "1", "build"], 0, "red\n", "");
    start(&pmux, "full", "echo before; printf '\\033[?1049hscreen'; cat");
    shows(&pmux, "full", "screen");
    check(&pmux, &["logs", "full"], 0, "before\n", "");
    assert_eq!(pmux.fails(&["logs", "--tail", "x", "full"]), "bad number of lines: x");
    assert_eq!(pmux.fails(&["logs", "nowhere"]), "can't find pane: nowhere");
    assert_eq!(pmux.fails(&["logs", "-f", "--ansi", "full"]), "--ansi and -f do not go together");
}

#[test]
fn logs_follow_what_comes() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "keep", "cat"]);
    let script = "stty -echo; echo first; printf 'ask: '; read x; echo yes; seq 1 5000; \
        printf '10%%\\r100%%\\n'; printf '\\033[?1049hscreen\\033[?1049l'; read x; printf last";
    start(&pmux, "build", script);
    shows(&pmux, "build", "^ask: $");
    let mut logs = pmux.command(&["logs", "-f", "build"]);
    let mut child = logs.stdout(Stdio::piped()).spawn().expect("a client");
    let mut read = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut line = || read.next().map(|line| line.expect("text"));
    assert_eq!(line().as_deref(), Some("first"));
    pmux.ok(&["send-keys", "-t", "build", "Enter"]);
    assert_eq!(line().as_deref(), Some("ask: yes"));
    for n in 1..=5000 {
        assert_eq!(line(), Some(n.to_string()));
    }
    assert_eq!(line().as_deref(), Some("100%"));
    pmux.ok(&["send-keys", "-t", "build", "Enter"]);
    assert_eq!(line().as_deref(), Some("last"));
    assert_eq!(line(), None);
    assert!(child.wait().expect("its end").success());
    // Whoever follows may go at any time.
    let mut child = pmux.command(&["logs", "-f", "keep"]).spawn().expect("a client");
    wait_for("it follows", || {
        let follows = pmux.processes().iter().any(|(_, command)| command.contains("logs -f keep"));
        follows.then_some(())
    });
    child.kill().expect("a process of ours");
    child.wait().expect("its end");
    pmux.ok(&["send-keys", "-t", "keep", "text", "Enter"]);
    shows(&pmux, "keep", "text");
    // Nobody reads it any more (`logs -f keep | head -1`), and nothing more comes.
    let mut child = pmux.command(&["logs", "-f", "keep"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut read = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = String::new();
    read.read_line(&mut line).expect("text");
    assert_eq!(line, "text\n");
    drop(read);
    assert_eq!(child.wait().expect("its end").code(), Some(141));
}

#[test]
fn what_cannot_be_waited_for_is_told() {
    let pmux = Pmux::with_log();
    start(&pmux, "build", "cat");
    let told = |args: &[&str], expect: &str| {
        let error = pmux.fails(args);
        assert!(error.contains(expect), "{args:?}: {error}");
    };
    told(&["await", "nowhere"], "can't find pane: nowhere");
    told(&["await", "--timeout", "soon", "build"], "bad duration: soon");
    told(&["await", "--idle", "-1s", "build"], "bad duration: -1s");
    told(&["await", "--for", "(", "build"], "bad regular expression: ");
    told(&["await", "--for", "x", "--prompt", "build"], "--for and --prompt cannot be waited for");
    told(&["await", "--timeout"], "--timeout expects an argument");
    start(&pmux, "short", "read x");
    // It is told as well where the end came first.
    pmux.ok(&["set", "-w", "-t", "short", "remain-on-exit", "on"]);
    let mut waiting = pmux.command(&["await", "--for", "never", "short"]);
    let child = waiting.stderr(Stdio::piped()).spawn().expect("a client");
    pmux.ok(&["send-keys", "-t", "short", "Enter"]);
    let output = child.wait_with_output().expect("its end");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("ended, with status 0"));
    // With the server's end everybody's wait is over.
    let child = pmux.command(&["await", "build"]).stderr(Stdio::piped()).spawn().expect("a client");
    pmux.wait_for_request(child.id());
    pmux.ok(&["kill-server"]);
    assert_eq!(child.wait_with_output().expect("its end").status.code(), Some(1));
}

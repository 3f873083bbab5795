//! What the container world's verbs do with real programs: a shell, an interpreter.

mod support;

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
        let mut waiting = pmux.command(&["await", "job"]);
        let child = waiting.stdout(Stdio::piped()).spawn().expect("a client");
        pmux.ok(&["send-keys", "-t", "job", "Enter"]);
        let output = child.wait_with_output().expect("its end");
        assert_eq!(output.status.code(), Some(status), "{command}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{status}\n"));
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
    pmux.ok(&["send-keys", "-t", "python", "raise SystemExit(42)", "Enter"]);
    check(&pmux, &["await", "--timeout", "60s", "python"], 42, "42\n", "");
}

#[test]
fn what_cannot_be_waited_for_is_told() {
    let pmux = Pmux::new();
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
    let mut waiting = pmux.command(&["await", "--for", "never", "short"]);
    let child = waiting.stderr(Stdio::piped()).spawn().expect("a client");
    pmux.ok(&["send-keys", "-t", "short", "Enter"]);
    let output = child.wait_with_output().expect("its end");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("ended, with status 0"));
    // With the server's end everybody's wait is over.
    let child = pmux.command(&["await", "build"]).stderr(Stdio::piped()).spawn().expect("a client");
    wait_for("it waits", || {
        let waits = pmux.processes().iter().any(|(_, command)| command.contains("await build"));
        waits.then_some(())
    });
    pmux.ok(&["kill-server"]);
    assert_eq!(child.wait_with_output().expect("its end").status.code(), Some(1));
}

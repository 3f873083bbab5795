//! Completion in real shells: the scripts that `completions` prints, with a server to be asked.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

use std::process::Command;

use pmux::geometry::Size;
use support::{Person, Pmux, wait_for};

const SIZE: Size = Size::new(100, 30);

/// Whether a shell is installed.
fn is_there(shell: &str) -> bool {
    let there = Command::new(shell).arg("--version").output().is_ok_and(|it| it.status.success());
    if !there {
        eprintln!("skipped: no {shell} is installed");
    }
    there
}

/// A world with sessions to be named, and with pmux on its PATH.
fn world() -> Pmux {
    let mut pmux = Pmux::new();
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_pmux")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".into());
    pmux.set_env("PATH", Some(&format!("{}:{path}", bin.display())));
    pmux.ok(&["new", "-d", "-s", "builder", "-n", "main", "cat"]);
    pmux.ok(&["new", "-d", "-s", "my work", "cat"]);
    pmux.ok(&["set-buffer", "-b", "clip", "some text"]);
    pmux
}

/// Somebody at a shell that has read the script.
fn at(pmux: &Pmux, argv: &[&str], source: &str) -> Person {
    let mut person = Person::new(SIZE, argv, pmux.env(), &pmux.home(""));
    person.wait_for("$");
    person.type_(format!("{source}; clear; echo rea''dy\r")).wait_for("ready");
    person
}

/// What a person sees in the line that they type and complete.
#[track_caller]
fn check(person: &mut Person, typed: &str, expect: &str) {
    person.type_("\x15").type_(format!("{typed}\t"));
    let what = format!("{typed:?} becomes {expect:?}");
    person.wait_until(&what, |screen| {
        let (_, y) = screen.cursor.unwrap_or_default();
        screen.row(usize::from(y)).trim_end().ends_with(expect)
    });
}

/// The cases in which there is but one way to go on, the same in every shell.
fn check_all(person: &mut Person) {
    for (typed, expect) in [
        ("pmux kill-ses", "pmux kill-session"),
        ("pmux attach -t bui", "pmux attach -t builder"),
        ("pmux -L default attach -t bui", "pmux -L default attach -t builder"),
        ("pmux logs --tim", "pmux logs --timestamps"),
        ("pmux paste-buffer -b cl", "pmux paste-buffer -b clip"),
        ("pmux set -g mous", "pmux set -g mouse"),
        ("pmux select-window -t builder:", "pmux select-window -t builder:0"),
        ("pmux source-file some-f", "pmux source-file some-file"),
        ("pmux attach -t my", r"pmux attach -t my\ work"),
    ] {
        check(person, typed, expect);
    }
}

#[test]
fn bash_completes() {
    if !is_there("bash") {
        return;
    }
    let pmux = world();
    std::fs::write(pmux.home("some-file"), "").unwrap();
    let argv = ["bash", "--norc", "--noprofile"];
    let mut person = at(&pmux, &argv, "source <(pmux completions bash)");
    check_all(&mut person);
    // Where there are several ways they are shown.
    person.type_("\x15").type_("pmux kill-se\t\t\t");
    person.wait_until("both", |it| it.contains("kill-server") && it.contains("kill-session"));
}

#[test]
fn zsh_completes() {
    if !is_there("zsh") {
        return;
    }
    let pmux = world();
    std::fs::write(pmux.home("some-file"), "").unwrap();
    let argv = ["zsh", "-f"];
    let source = "PS1='$ '; autoload -Uz compinit; compinit -D -u; source <(pmux completions zsh)";
    let mut person = Person::new(SIZE, &argv, pmux.env(), &pmux.home(""));
    wait_for("a prompt", || person.screen().cursor.filter(|(x, _)| *x > 0));
    person.type_(format!("{source}; clear; echo rea''dy\r")).wait_for("ready");
    check_all(&mut person);
    person.type_("\x15").type_("pmux kill-s\t\t");
    person.wait_until("what each does", |it| {
        it.contains("kill-server   -- ") || it.contains("kill-server  -- ")
    });
}

#[test]
fn fish_completes() {
    if !is_there("fish") {
        return;
    }
    let pmux = world();
    std::fs::write(pmux.home("some-file"), "").unwrap();
    // Its own way to say what it would offer.
    let complete = |line: &str| {
        let script = format!("pmux completions fish | source; complete -C '{line}'");
        let mut command = Command::new("fish");
        let env = pmux.env().iter().map(|(name, value)| (name, value));
        command.args(["--no-config", "-c", &script]).env_clear().envs(env);
        let output = command.current_dir(pmux.home("")).output().unwrap();
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(complete("pmux kill-ses").starts_with("kill-session\tKill a session"));
    assert_eq!(complete("pmux attach -t bui"), "builder\t1 windows\n");
    assert_eq!(complete("pmux -L default attach -t bui"), "builder\t1 windows\n");
    assert!(complete("pmux logs --tim").starts_with("--timestamps"));
    assert_eq!(complete("pmux paste-buffer -b cl"), "clip\tsome text\n");
    assert!(complete("pmux source-file some-f").starts_with("some-file"));
    assert!(complete("pmux select-window -t builder:").starts_with("builder:0\tmain"));
    assert!(complete("pmux attach -t my").contains("my work"));
}

#[test]
fn without_a_server_what_is_known_is_offered_and_none_is_started() {
    let pmux = Pmux::new();
    assert!(pmux.ok(&["__complete", "kill-ses"]).starts_with("kill-session\t"));
    assert_eq!(pmux.ok(&["__complete", "attach", "-t", ""]), "");
    assert_eq!(pmux.ok(&["__complete", "-L", ""]), "");
    assert_eq!(pmux.ok(&["__complete", "--host", "nowhere", "attach", "-t", ""]), "");
    assert_eq!(pmux.ok(&["__complete", "-L"]), "-L\tthe server of this name\n");
    assert_eq!(pmux.processes(), []);
    pmux.ok(&["-L", "other", "new", "-d", "-s", "there", "cat"]);
    assert_eq!(pmux.ok(&["__complete", "-L", "o"]), "other\t\n");
    assert_eq!(pmux.ok(&["__complete", "-L", "other", "attach", "-t", ""]), "there\t1 windows\n");
    assert!(pmux.fails(&["completions", "tcsh"]).contains("no completions for tcsh"));
    assert!(pmux.fails(&["completions"]).contains("usage: pmux completions shell"));
}

//! `pipe-pane`: what a program writes goes to a command too, and what that prints to the program.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

use std::fs;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pmux::geometry::Size;
use support::{Pmux, wait_for};

/// Does what it is told.
const PROGRAM: &str = "stty -echo -onlcr; while read -r line; do eval \"$line\"; done";

/// A session `job` with a program that writes when it is told to.
fn world() -> Pmux {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "job", "-x", "80", "-y", "24", PROGRAM]);
    pmux
}

fn say(pmux: &Pmux, line: &str) {
    pmux.ok(&["send-keys", "-t", "job", "-l", line]);
    pmux.ok(&["send-keys", "-t", "job", "Enter"]);
}

fn is_piped(pmux: &Pmux) -> bool {
    let told = pmux.ok(&["display", "-p", "-t", "job", "#{pane_pipe} #{pane_pipe_pid}"]);
    let (is, pid) = told.trim_end_matches('\n').split_once(' ').unwrap();
    assert_eq!(is == "1", pid.parse::<u32>().is_ok(), "{told}");
    is == "1"
}

/// Waits until a file that a command writes is there and whole.
fn wait_for_file(pmux: &Pmux, name: &str, text: &str) {
    let mut seen = String::new();
    wait_for(&format!("{text:?} in {name}"), || {
        let now = fs::read_to_string(pmux.home(name)).unwrap_or_default();
        if now != seen {
            eprintln!("{name} is {now:?}");
            seen = now;
        }
        (seen == text).then_some(())
    });
}

#[test]
fn what_a_program_writes_goes_to_a_command_until_that_is_enough() {
    let pmux = world();
    let pipe = |flags: &[&str], command: &[&str]| {
        pmux.ok(&[&["pipe-pane"], flags, &["-t", "job"], command].concat());
    };
    say(&pmux, "echo before");
    pmux.ok(&["await", "--for", "before", "-t", "job"]);
    assert!(!is_piped(&pmux));
    // Formats are the pane's, and the directory is that of whoever asks.
    pipe(&[], &["cat > log-#{session_name}-%Y; echo over >> log-#{session_name}-%Y"]);
    assert!(is_piped(&pmux));
    say(&pmux, r"printf 'one\n\033[1mtwo\033[m\n'");
    pmux.ok(&["await", "--for", "two", "-t", "job"]);
    // A toggle: the pipe that there is ends, and the command has all of it.
    pipe(&["-o"], &["cat > never"]);
    assert!(!is_piped(&pmux));
    let year = pmux.ok(&["display", "-p", "%Y"]);
    wait_for_file(&pmux, &format!("log-job-{}", year.trim()), "one\n\x1b[1mtwo\x1b[m\nover\n");
    pipe(&["-o"], &["cat > first"]);
    say(&pmux, "echo three");
    pmux.ok(&["await", "--for", "three", "-t", "job"]);
    // Another one takes its place.
    pipe(&[], &["cat > second"]);
    say(&pmux, "echo four");
    pmux.ok(&["await", "--for", "four", "-t", "job"]);
    // Without a command there is none any more.
    pipe(&[], &[]);
    assert!(!is_piped(&pmux));
    wait_for_file(&pmux, "first", "three\n");
    wait_for_file(&pmux, "second", "four\n");
    assert!(!pmux.home("never").exists());
    // It outlives the program that wrote to it first.
    pipe(&[], &["cat > fourth"]);
    pmux.ok(&["respawn-pane", "-k", "-t", "job", "printf 'again\\n'; cat"]);
    pmux.ok(&["await", "--for", "again", "-t", "job"]);
    assert!(is_piped(&pmux));
    pmux.ok(&["respawn-pane", "-k", "-t", "job", PROGRAM]);
    pipe(&[], &[]);
    wait_for_file(&pmux, "fourth", "again\r\n");
    // A command that has enough.
    pipe(&[], &["head -n 1 > third"]);
    say(&pmux, "echo five; echo six");
    wait_for("its end", || (!is_piped(&pmux)).then_some(()));
    wait_for_file(&pmux, "third", "five\n");
}

#[test]
fn what_a_command_prints_is_typed() {
    let pmux = world();
    pmux.ok(&["pipe-pane", "-I", "-t", "job", "echo 'echo typed'; echo 'echo $((6 * 7))'"]);
    pmux.ok(&["await", "--for", "42", "-t", "job"]);
    wait_for("its end", || (!is_piped(&pmux)).then_some(()));
    // Both ways: a program that is answered.
    let answers = "read line; echo \"echo got $line\"; cat > rest";
    pmux.ok(&["pipe-pane", "-IO", "-t", "job", answers]);
    say(&pmux, "echo question");
    pmux.ok(&["await", "--for", "got question", "-t", "job"]);
    // One that says nothing is let go like any other.
    pmux.ok(&["pipe-pane", "-I", "-t", "job", "echo $$ > pid; exec cat"]);
    let pid = wait_for("it", || fs::read_to_string(pmux.home("pid")).ok()?.trim().parse().ok());
    pmux.ok(&["pipe-pane", "-t", "job"]);
    wait_for("its end", || kill(Pid::from_raw(pid), None).is_err().then_some(()));
    // A command that prints far more than anybody reads harms nobody.
    pmux.ok(&["pipe-pane", "-I", "-t", "job", "yes :"]);
    say(&pmux, "sleep 1000");
    assert!(is_piped(&pmux));
    pmux.ok(&["pipe-pane", "-t", "job"]);
    assert!(!is_piped(&pmux));
}

#[test]
fn a_flood_arrives_whole_whatever_ends_it() {
    for ends in ["exit", "kill-server"] {
        let pmux = world();
        pmux.ok(&["new", "-d", "-s", "other"]);
        // It begins to read when all that waits for it does.
        pmux.ok(&["pipe-pane", "-t", "job", "sleep 0.2; wc -c > count.part; mv count.part count"]);
        say(&pmux, "seq 1 200000; echo the end");
        let mut argv = vec!["await", "--for", "the end", "-t", "job"];
        pmux.ok(&argv);
        match ends {
            "exit" => say(&pmux, "exit"),
            _ => {
                argv = vec!["kill-server"];
                pmux.ok(&argv);
            }
        }
        wait_for_file(&pmux, "count", "1288903\n");
    }
}

#[test]
fn what_cannot_be_piped_is_told() {
    let pmux = world();
    assert_eq!(pmux.fails(&["pipe-pane", "-t", "nobody", "cat"]), "can't find pane: nobody");
    pmux.ok(&["set", "-w", "-t", "job", "remain-on-exit", "on"]);
    let mut person = pmux.attach(Size::new(80, 24), &["attach", "-t", "job"]);
    person.wait_for("job");
    // A command that does not read is let go in the end, and the pane did not wait for it.
    pmux.ok(&["pipe-pane", "-t", "job", "echo $$ > pid; exec sleep 1000"]);
    say(&pmux, "head -c 100000000 /dev/zero | tr '\\0' x; echo; echo through");
    person.wait_for("the pipe of %0 is closed: it does not read");
    pmux.ok(&["await", "--for", "through", "-t", "job"]);
    assert!(!is_piped(&pmux));
    say(&pmux, "exit");
    pmux.ok(&["await", "--exit", "-t", "job"]);
    let why = pmux.fails(&["pipe-pane", "-t", "job", "cat"]);
    assert_eq!(why, "the program of %0 has ended: it writes nothing more");
    person.detach();
    let pid = fs::read_to_string(pmux.home("pid")).unwrap();
    kill(Pid::from_raw(pid.trim().parse().unwrap()), Signal::SIGKILL).unwrap();
}

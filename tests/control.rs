//! Control mode: a program speaks to a real server by a real client. What is said to a list of acts is
//! held against what tmux says to them (`tests/control/recorded.txt`, written by
//! `tests/control/record.py`), and so is what is said to those who come as iTerm2, WezTerm and Ghostty do.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};

use pmux::geometry::Size;
use support::{End, PATIENCE, Pmux};

/// What tmux said, act by act, also to what those programs send.
const RECORDED: &str = include_str!("control/recorded.txt");
const ITERM2: &str = include_str!("control/iterm2-recorded.txt");
const WEZTERM: &str = include_str!("control/wezterm-recorded.txt");
const GHOSTTY: &str = include_str!("control/ghostty-recorded.txt");

/// The configuration that it was recorded with.
const CONFIG: &str = "set -g automatic-rename off\n";

/// A client in control mode.
struct Program {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Program {
    fn start(mut command: std::process::Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("it can be started");
        let stdout = BufReader::new(child.stdout.take().expect("it is a pipe"));
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in stdout.split(b'\n').map_while(Result::ok) {
                let _ = send.send(String::from_utf8_lossy(&line).into_owned());
            }
        });
        let stdin = child.stdin.take();
        Self { child, stdin, lines }
    }

    fn send(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("it is open");
        writeln!(stdin, "{line}").expect("it is read");
    }

    #[track_caller]
    fn next(&self) -> String {
        normal(&self.lines.recv_timeout(PATIENCE).expect("a line"))
    }

    /// The lines up to one that is as this.
    #[track_caller]
    fn until(&self, last: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            lines.push(self.next());
            if lines.last().is_some_and(|line| line == last) {
                return lines;
            }
        }
    }

    /// Its end: the lines until then and its status.
    fn end(mut self) -> (Vec<String>, Option<i32>) {
        drop(self.stdin.take());
        let mut lines = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(PATIENCE) {
            lines.push(normal(&line));
        }
        (lines, self.child.wait().expect("it is a child").code())
    }
}

/// A line without what no two runs have in common: times, numbers, processes.
fn normal(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    if let [word @ ("%begin" | "%end" | "%error"), _, _, flags] = words[..] {
        return format!("{word} {flags}");
    }
    let is_client = |word: &&str| {
        word.strip_prefix("client-").is_some_and(|it| it.bytes().all(|b| b.is_ascii_digit()))
    };
    let plain = |word: &&str| if is_client(word) { "client-PID" } else { word }.to_owned();
    let mut words: Vec<String> = words.iter().map(plain).collect();
    if let [word, _, age, ..] = &mut words[..]
        && word == "%extended-output"
    {
        *age = "AGE".to_owned();
    }
    words.join(" ")
}

#[test]
fn what_is_said_is_what_tmux_says() {
    check_recorded(RECORDED);
}

#[test]
fn iterm2_is_told_what_tmux_tells_it() {
    check_recorded(ITERM2);
}

#[test]
fn wezterm_is_told_what_tmux_tells_it() {
    check_recorded(WEZTERM);
}

#[test]
fn ghostty_is_told_what_tmux_tells_it() {
    check_recorded(GHOSTTY);
}

/// Does what was done to tmux, and compares.
fn check_recorded(recorded: &str) {
    let pmux = Pmux::with_config(CONFIG);
    let config = pmux.config().display().to_string();
    // Nothing that is said begins so.
    let acts = recorded.strip_prefix("> ").expect("acts").split("\n> ");
    let base = ["-L", "acts", "-f", config.as_str()];
    let begin = ["-C", "new-session", "-s", "one", "-n", "zero", "-x", "80", "-y", "24", "cat"];
    let mut program = Program::start(pmux.as_tmux(&[&base[..], &begin[..]].concat()));
    for act in acts {
        let (line, said) = act.split_once('\n').unwrap_or((act, ""));
        match line.strip_prefix("$ ") {
            Some(command) => {
                let words: Vec<&str> = base.into_iter().chain(command.split(' ')).collect();
                pmux.tmux(&words);
            }
            None if line == "(begins)" => {}
            None => program.send(line),
        }
        let got: Vec<String> = said.lines().map(|_| program.next()).collect();
        assert_eq!(got.join("\n"), said.trim_end_matches('\n'), "{line}");
    }
    // Some of it failed.
    let (told, status) = program.end();
    assert_eq!(status, Some(1));
    // By now it may have been told of its end.
    assert!(told.iter().all(|line| line == "%exit"), "{told:?}");
    pmux.tmux(&["-L", "acts", "kill-server"]);
}

#[test]
fn a_stream_of_bytes_is_no_end_of_it() {
    let pmux = Pmux::new();
    let mut program = Program::start(pmux.command(&["-C", "new", "-s", "build", "cat"]));
    program.until("%session-changed $0 build");
    let mut bytes: Vec<u8> =
        (0..=255).cycle().take(100_000).filter(|byte| *byte != b'\n').collect();
    bytes.push(b'\n');
    program.stdin.as_mut().expect("it is open").write_all(&bytes).expect("it is read");
    let told = program.until("%error 1");
    assert!(told.iter().any(|line| line.starts_with("parse error")), "{told:?}");
    program.send("display-message -p next");
    program.until("next");
    program.send("kill-server");
    assert_eq!(program.end().0.last().map(String::as_str), Some("%exit"));
}

#[test]
fn a_flood_arrives_whole_and_one_that_does_not_read_delays_nobody() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build", "-x", "80", "-y", "24", "cat"]);
    let reads = Program::start(pmux.command(&["-C", "attach", "-t", "build"]));
    reads.until("%session-changed $0 build");
    let mut person = pmux.attach(Size::new(80, 24), &["attach", "-t", "build"]);
    let mut stalled = pmux.command(&["-C", "attach", "-t", "build"]);
    let mut stalled =
        stalled.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a child");
    pmux.ok(&["respawn-pane", "-k", "-t", "build", "seq 300000; echo the-end; exec cat"]);
    person.wait_for("the-end");
    let mut output = String::new();
    while !output.contains("the-end") {
        if let Some(data) = reads.next().strip_prefix("%output %0 ") {
            output.push_str(data);
        }
    }
    let lines: Vec<&str> = output.split("\\015\\012").collect();
    assert!((1..=300_000).zip(&lines).all(|(n, line)| *line == n.to_string()), "{}", lines.len());
    let _ = (stalled.kill(), stalled.wait());
    pmux.ok(&["kill-server"]);
    assert_eq!(reads.end().1, Some(0));
}

#[test]
fn behind_a_terminal_it_is_one_string_of_it() {
    let pmux = Pmux::new();
    let mut shell = pmux.shell(Size::new(80, 24));
    shell.type_(format!("{} -CC new -s build cat\r", env!("CARGO_BIN_EXE_pmux")));
    let told = support::wait_for("the session", || {
        let clients = pmux.cmd(&["list-clients", "-F", "#{client_flags}"]).stdout;
        clients.contains("control-mode").then_some(clients)
    });
    assert!(told.contains("attached"), "{told}");
    // A return is the end of a line, and one alone detaches.
    shell.type_("\r");
    support::wait_for("the end", || pmux.cmd(&["list-clients"]).stdout.is_empty().then_some(()));
    pmux.ok(&["kill-server"]);
    shell.type_("\rexit\r");
    assert_eq!(shell.wait_exit(), End::Exited(0));
}

#[test]
fn without_a_terminal_there_is_no_such_string() {
    let pmux = Pmux::new();
    let failed = pmux.cmd(&["-CC", "new", "-s", "build"]);
    assert_eq!((failed.status, failed.stdout.as_str()), (1, ""));
    assert!(failed.stderr.contains("-CC is for a program"), "{}", failed.stderr);
}

//! The verbs that people know from containers: `spawn`, `attach --raw`, `exec`, and what docker
//! and kubectl say of theirs (docker's reference of `run`, `exec`, `attach` and `wait`; kubectl's
//! of `exec` and `attach`), for plain programs.

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pmux::geometry::Size;
use support::{End, Person, Pmux, wait_for};

const SIZE: Size = Size::new(80, 24);

/// A line of the table: what docker's reference says, and a command line that shows it.
struct Row {
    /// docker's command, and what is said of it.
    docker: &'static str,
    pmux: &'static [&'static str],
    stdin: &'static str,
    status: i32,
    stdout: &'static str,
}

const TABLE: &[Row] = &[
    Row {
        docker: "run IMAGE CMD: the exit status is that of CMD",
        pmux: &["spawn", "--rm", "--", "sh", "-c", "exit 7"],
        stdin: "",
        status: 7,
        stdout: "",
    },
    Row {
        docker: "run: 128+n where a signal ended it (docker wait: 137)",
        pmux: &["spawn", "--rm", "--", "sh", "-c", "kill -KILL $$"],
        stdin: "",
        status: 137,
        stdout: "",
    },
    Row {
        docker: "run: 127 where CMD cannot be found",
        pmux: &["spawn", "--rm", "--", "no-such-program"],
        stdin: "",
        status: 127,
        stdout: "",
    },
    Row {
        docker: "run: 126 where CMD cannot be invoked",
        pmux: &["spawn", "--rm", "--", "/etc/passwd"],
        stdin: "",
        status: 126,
        stdout: "",
    },
    Row {
        docker: "run: 125 where it fails itself",
        pmux: &["spawn", "--no-such-flag", "true"],
        stdin: "",
        status: 125,
        stdout: "",
    },
    Row {
        docker: "run -t: output comes as a terminal gets it",
        pmux: &["spawn", "--rm", "--", "printf", "one\\ntwo\\n"],
        stdin: "",
        status: 0,
        stdout: "one\r\ntwo\r\n",
    },
    Row {
        docker: "run -w DIR -e K=V",
        pmux: &["spawn", "--rm", "-w", "/usr", "-e", "K=V", "sh", "-c", "echo $K; pwd"],
        stdin: "",
        status: 0,
        stdout: "V\r\n/usr\r\n",
    },
    Row {
        docker: "run without -i: stdin is not given",
        pmux: &["spawn", "--rm", "--", "sh", "-c", "stty -echo; echo no more"],
        stdin: "lost\n",
        status: 0,
        stdout: "no more\r\n",
    },
    Row {
        docker: "run -i: stdin is given, and its end",
        pmux: &["spawn", "--rm", "-i", "--", "sh", "-c", "stty -echo; cat; echo end"],
        stdin: "",
        status: 0,
        stdout: "end\r\n",
    },
    Row {
        docker: "exec C CMD: the exit status is that of CMD",
        pmux: &["exec", "-t", "box", "--", "sh", "-c", "exit 3"],
        stdin: "",
        status: 3,
        stdout: "",
    },
    Row {
        docker: "exec C CMD: the target stands before the command",
        pmux: &["exec", "box", "sh", "-c", "exit 3"],
        stdin: "",
        status: 3,
        stdout: "",
    },
    Row {
        docker: "exec -i -e K=V C CMD: flags stand before both",
        pmux: &["exec", "-it", "-e", "BOX=out", "box", "sh", "-c", "echo $BOX; cat"],
        stdin: "in\n",
        status: 0,
        stdout: "out\nin\n",
    },
    Row {
        docker: "exec -ti C CMD",
        pmux: &["exec", "-ti", "box", "--", "sh", "-c", "cat; exit 5"],
        stdin: "in\n",
        status: 5,
        stdout: "in\n",
    },
    Row {
        docker: "exec: in the environment and the directory of the container",
        pmux: &["exec", "-t", "box", "sh", "-c", "echo $BOX; pwd"],
        stdin: "",
        status: 0,
        stdout: "in\n/usr\n",
    },
    Row {
        docker: "exec -e K=V -w DIR",
        pmux: &[
            "exec",
            "-e",
            "BOX=out",
            "-e",
            "PS1",
            "-w",
            "/",
            "-t",
            "box",
            "sh",
            "-c",
            "echo $BOX; pwd; echo \"$PS1\"",
        ],
        stdin: "",
        status: 0,
        stdout: "out\n/\n$ \n",
    },
    Row {
        docker: "exec without -i: stdin is not given (a loop that reads keeps its lines)",
        pmux: &["exec", "-t", "box", "cat"],
        stdin: "kept",
        status: 0,
        stdout: "",
    },
    Row {
        docker: "exec -i: stdin is given, to its end, and nothing is added",
        pmux: &["exec", "-i", "-t", "box", "cat"],
        stdin: "a\0b\r\n\x1b[c\u{ff}",
        status: 0,
        stdout: "a\0b\r\n\x1b[c\u{ff}",
    },
    Row {
        docker: "exec: 127 where CMD cannot be found",
        pmux: &["exec", "-t", "box", "no-such-program"],
        stdin: "",
        status: 127,
        stdout: "",
    },
    Row {
        docker: "exec: 126 where CMD cannot be invoked",
        pmux: &["exec", "-t", "box", "/etc/passwd"],
        stdin: "",
        status: 126,
        stdout: "",
    },
    Row {
        docker: "exec: 128+n where a signal ended it",
        pmux: &["exec", "-t", "box", "sh", "-c", "kill -TERM $$"],
        stdin: "",
        status: 143,
        stdout: "",
    },
    Row {
        docker: "exec -t: a terminal of its own, though the caller has none",
        pmux: &[
            "exec",
            "--tty",
            "-t",
            "box",
            "sh",
            "-c",
            "test -t 0 && test -t 1 && echo yes; exit 4",
        ],
        stdin: "",
        status: 4,
        stdout: "yes\r\n",
    },
    Row {
        docker: "kubectl exec POD -- CMD: what follows -- is the program's",
        pmux: &["exec", "-t", "box", "--", "echo", "-i", "-t", "--tty"],
        stdin: "",
        status: 0,
        stdout: "-i -t --tty\n",
    },
    Row {
        docker: "exec on a container that is not there: an error",
        pmux: &["exec", "-t", "nowhere", "ls"],
        stdin: "",
        status: 125,
        stdout: "",
    },
    Row {
        docker: "exec on a container that is not running: an error",
        pmux: &["exec", "-t", "over", "ls"],
        stdin: "",
        status: 125,
        stdout: "",
    },
    Row {
        docker: "attach to a container that is not running: an error",
        pmux: &["attach", "--raw", "-t", "over"],
        stdin: "",
        status: 1,
        stdout: "",
    },
    Row {
        docker: "wait C: prints the exit status of one that has ended",
        pmux: &["await", "over"],
        stdin: "",
        status: 9,
        stdout: "9\n",
    },
    Row {
        docker: "wait C: prints the exit status, and leaves with 0",
        pmux: &["wait", "over"],
        stdin: "",
        status: 0,
        stdout: "9\n",
    },
    Row {
        docker: "wait C D: of each, in a row",
        pmux: &["wait", "over", "%1"],
        stdin: "",
        status: 0,
        stdout: "9\n9\n",
    },
    Row {
        docker: "rm C of one that runs: an error",
        pmux: &["rm", "over", "box"],
        stdin: "",
        status: 1,
        stdout: "",
    },
    Row {
        docker: "start C of one that runs: nothing happens",
        pmux: &["start", "box"],
        stdin: "",
        status: 0,
        stdout: "",
    },
    Row {
        docker: "logs C: also of one that has ended",
        pmux: &["logs", "over"],
        stdin: "",
        status: 0,
        stdout: "last words\n",
    },
    Row {
        docker: "start -a C: what it writes, and its exit status",
        pmux: &["start", "-a", "over"],
        stdin: "",
        status: 9,
        stdout: "last words\r\n",
    },
    Row {
        docker: "start -a -i C: stdin is given, and its end",
        pmux: &["start", "-ai", "reader"],
        stdin: "",
        status: 3,
        stdout: "end\r\n",
    },
    Row {
        docker: "start -a C D: an error",
        pmux: &["start", "-a", "over", "box"],
        stdin: "",
        status: 2,
        stdout: "",
    },
    Row {
        docker: "ps -l: the newest of all",
        pmux: &["ps", "-l", "-F", "#{session_name}"],
        stdin: "",
        status: 0,
        stdout: "reader\n",
    },
    Row {
        docker: "ps -n 2: the two newest of all, the newest first",
        pmux: &["ps", "-n", "2", "-F", "#{session_name}"],
        stdin: "",
        status: 0,
        stdout: "reader\nover\n",
    },
];

/// A program that runs, `box`, and one that has ended, `over`.
fn containers() -> Pmux {
    let pmux = Pmux::new();
    pmux.ok(&["spawn", "-d", "--name", "box", "-e", "BOX=in", "-w", "/usr", "--", "cat"]);
    let words = ["spawn", "-d", "--name", "over", "--", "sh", "-c", "echo last words; exit 9"];
    pmux.ok(&words);
    assert_eq!(pmux.cmd(&["await", "over"]).status, 9);
    pmux
}

#[test]
fn what_is_said_of_containers_holds_for_programs() {
    let pmux = containers();
    let script = "stty -echo; cat; echo end; exit 3";
    pmux.ok(&["spawn", "-d", "--name", "reader", "--", "sh", "-c", script]);
    pmux.ok(&["stop", "reader"]);
    for row in TABLE {
        let mut command = pmux.command(row.pmux);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("a client");
        // A program may end without having read it.
        let _ = child.stdin.take().expect("a pipe").write_all(row.stdin.as_bytes());
        let output = child.wait_with_output().expect("its end");
        use std::os::unix::process::ExitStatusExt;
        let status = output.status.code().or(output.status.signal().map(|n| 128 + n));
        let got = (status, String::from_utf8_lossy(&output.stdout).into_owned());
        assert_eq!(
            got,
            (Some(row.status), row.stdout.to_owned()),
            "{}: {:?}",
            row.docker,
            row.pmux
        );
    }
    // Nothing is left of what was asked away, and of the rest everything.
    assert_eq!(pmux.ok(&["ls", "-F", "#{session_name}"]), "box\nover\nreader\n");
    assert_eq!(pmux.ok(&["ps", "-F", "#{session_name}"]), "box\n");
    let all = pmux.ok(&["ps", "-a", "-F", "#{session_name} #{pane_state} #{pane_exit_status}"]);
    assert_eq!(all, "box running \nover exited 9\nreader exited 3\n");
}

#[test]
fn what_cannot_be_is_told() {
    let pmux = containers();
    for (args, status, error) in [
        (&["exec", "-t", "nowhere", "ls"][..], 125, "can't find pane: nowhere"),
        (&["exec", "-t", "over", "ls"], 125, "the program of %1 has ended"),
        (
            &["exec", "-t", "box", "no-such"],
            127,
            "cannot execute no-such: No such file or directory",
        ),
        (
            &["exec", "--tty", "-t", "box", "no-such"],
            127,
            "cannot execute no-such: No such file or directory",
        ),
        (&["exec", "-t", "box", "/usr"], 126, "cannot execute /usr: Permission denied"),
        (
            &["exec", "-w", "/nowhere", "-t", "box", "ls"],
            126,
            "cannot execute /nowhere: No such file or directory",
        ),
        (
            &["exec", "--tty", "--no-tty", "-t", "box", "ls"],
            125,
            "--tty and --no-tty do not go together",
        ),
        (&["spawn", "--", "no-such"], 127, "cannot execute no-such: No such file or directory"),
        (&["spawn", "--name", "box", "ls"], 125, "duplicate session: box"),
        (
            &["spawn", "--name", "$b", "ls"],
            125,
            "bad session name: $b: a session's name cannot begin with '$', '=', '@' or '%'",
        ),
        (&["attach", "--history", "-t", "box"], 1, "--history goes with --raw"),
        (&["attach", "--raw", "-t", "nowhere"], 4, "can't find pane: nowhere"),
        (
            &["attach", "--raw", "-t", "over"],
            1,
            "the program of %1 has ended, with status 9 (pmux logs %1 shows what it wrote)",
        ),
        (&["attach", "-t", "box"], 1, "open terminal failed: not a terminal (attach from one)"),
    ] {
        let output = pmux.cmd(args);
        assert_eq!((output.status, output.stderr.trim_end()), (status, error), "{args:?}");
    }
    let mut person =
        pmux.attach(SIZE, &["attach", "--raw", "-t", "box", "--detach-keys", "C-p,frob"]);
    assert_eq!(person.wait_exit(), End::Exited(1));
    person.wait_for("bad detach keys: C-p,frob: unknown key: frob");
}

#[test]
fn a_spawned_program_is_at_the_persons_terminal() {
    let pmux = Pmux::new();
    let mut person = pmux.shell(SIZE);
    person.wait_for("$");
    person.type_("pmux spawn --name job -- bash --norc --noprofile\r");
    // What was there before is above the screen now.
    person.wait_until("its own screen", |screen| screen.text() == "$");
    person.type_("PS1='job: '\r").wait_for("job:");
    person.type_("tput cols; echo $((40 + 2))\r").wait_for("42");
    person.resize(Size::new(90, 30));
    wait_for("the size", || {
        (pmux.show("job", "#{pane_width}x#{pane_height}") == "90x30").then_some(())
    });
    // It goes on without its person, and its status comes to whoever is there at its end.
    person.type_("\x02d").wait_for("[detached (from session job)]");
    person.type_("pmux attach --raw -t job; echo st''atus $?\r").wait_for("42");
    person.type_("exit 6\r").wait_for("status 6");
    assert_eq!(pmux.ok(&["ls", "-F", "#{session_name} #{session_exited}"]), "job 1\n");
    // The prompt comes right below what was written.
    person.type_("clear; pmux spawn --rm -- printf 'one\\ntwo\\n'; echo three\r");
    person.wait_until("the lines", |screen| screen.text().contains("one\ntwo\nthree"));
}

#[test]
fn a_program_beside_another_has_a_terminal_of_its_own() {
    let pmux = containers();
    let mut person: Person =
        pmux.attach(SIZE, &["exec", "-it", "box", "bash", "--norc", "--noprofile"]);
    person.wait_for("$");
    person.type_("echo $BOX $PWD; tput cols; tty\r").wait_for("in /usr");
    person.wait_for("/dev/pts");
    let listed = pmux.ok(&["ls", "-F", "#{session_name} #{session_beside}"]);
    assert_eq!(listed, "box \nbox+1 box\nover \n");
    person.resize(Size::new(70, 20));
    wait_for("the size", || {
        (pmux.show("box+1", "#{pane_width}x#{pane_height}") == "70x20").then_some(())
    });
    // C-b d is the program's, as all keys are.
    person.type_("\x02d\x15exit 12\r");
    assert_eq!(person.wait_exit(), End::Exited(12));
    let gone = || (pmux.ok(&["ls", "-F", "#{session_name}"]) == "box\nover\n").then_some(());
    wait_for("it is gone", gone);
    // It ends with its client, and the session beside which it was is as before.
    let mut person = pmux.attach(SIZE, &["exec", "-it", "box", "sleep", "1000"]);
    wait_for("it runs", || pmux.ok(&["ls"]).contains("box+1").then_some(()));
    person.close_terminal();
    wait_for("it is gone", gone);
    assert_eq!(pmux.show("box", "#{pane_state}"), "running");
    // What runs out of sight ends with the session at the latest.
    assert_eq!(pmux.ok(&["exec", "-d", "-t", "box", "--", "sleep", "1000"]), "%4\n");
    assert!(pmux.ok(&["ps"]).contains("sleep 1000"));
    pmux.ok(&["kill-session", "-t", "box"]);
    assert_eq!(pmux.ok(&["ls", "-F", "#{session_name}"]), "over\n");
}

#[test]
fn ids_are_printed_for_programs_too() {
    let pmux = Pmux::new();
    // A shell would make $0 its own name: what is printed is never that.
    assert_eq!(pmux.ok(&["spawn", "-d", "--", "cat"]), "%0\n");
    let json: serde_json::Value =
        serde_json::from_str(&pmux.ok(&["spawn", "-d", "--json", "--", "cat"])).expect("JSON");
    assert_eq!((&json["session_id"], &json["pane_id"]), (&"$1".into(), &"%1".into()));
    let json: serde_json::Value =
        serde_json::from_str(&pmux.ok(&["exec", "-d", "--json", "-t", "$0", "cat"])).expect("JSON");
    assert_eq!((&json["session_id"], &json["pane_id"]), (&"$2".into(), &"%2".into()));
}

/// Bytes that look like chance, the same each time.
struct Noise(u64);

impl Noise {
    fn fill(&mut self, buffer: &mut [u8]) {
        for part in buffer.chunks_mut(8) {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            let bytes = self.0.to_le_bytes();
            part.copy_from_slice(&bytes[..part.len()]);
        }
    }
}

#[test]
fn random_bytes_go_through_in_both_directions() {
    let megabytes: usize =
        std::env::var("PMUX_MEGABYTES").ok().and_then(|text| text.parse().ok()).unwrap_or(32);
    let pmux = containers();
    // The end of stdin reaches it while stdout goes on: it answers only then.
    let script = "cat; echo end >&2; printf tail";
    let mut command = pmux.command(&["exec", "-i", "-t", "box", "--", "sh", "-c", script]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("a client");
    let (mut stdin, mut stdout) =
        (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
    let writer = std::thread::spawn(move || {
        let (mut noise, mut part) = (Noise(7), vec![0; 1 << 20]);
        for _ in 0..megabytes {
            noise.fill(&mut part);
            stdin.write_all(&part).expect("a pipe");
        }
    });
    let (mut noise, mut part, mut got) = (Noise(7), vec![0; 1 << 20], vec![0; 1 << 20]);
    for _ in 0..megabytes {
        noise.fill(&mut part);
        stdout.read_exact(&mut got).expect("as much as was written");
        assert!(part == got, "the bytes are others");
    }
    let mut rest = Vec::new();
    stdout.read_to_end(&mut rest).expect("a pipe");
    assert_eq!(rest, b"tail");
    writer.join().expect("it writes");
    let output = child.wait_with_output().expect("its end");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b"end\n"[..]));
}

#[test]
fn a_reader_that_goes_away_ends_things() {
    let pmux = containers();
    let mut command = pmux.command(&["exec", "-t", "box", "--", "yes"]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("a client");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    assert_eq!(lines.next().expect("a line").expect("text"), "y");
    drop(lines);
    use std::os::unix::process::ExitStatusExt;
    assert_eq!(child.wait().expect("its end").signal(), Some(Signal::SIGPIPE as i32));
    // Of a spawned program only the client is gone.
    let mut command = pmux.command(&["spawn", "--name", "yes", "--", "yes"]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("a client");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    assert_eq!(lines.next().expect("a line").expect("text"), "y");
    drop(lines);
    assert_eq!(child.wait().expect("its end").code(), Some(141));
    assert_eq!(pmux.show("yes", "#{pane_state}"), "running");
}

#[test]
fn every_byte_of_a_spawned_program_comes_through_a_slow_pipe() {
    let pmux = Pmux::new();
    // Its end is that of the server as well, which tells everything first.
    let mut command = pmux.command(&["spawn", "--rm", "--", "seq", "1", "200000"]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("a client");
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut first = String::new();
    stdout.read_line(&mut first).expect("a line");
    assert_eq!(first, "1\r\n");
    // Meanwhile nothing is kept for it but what a pipe and two sockets hold.
    wait_for("the program waits", || {
        let states = pmux.ok(&["ps", "-F", "#{pane_state}"]);
        (states == "running\n").then_some(())
    });
    let numbers = stdout.lines().map(|line| line.expect("text"));
    let mut next = 2;
    for number in numbers {
        assert_eq!(number, next.to_string());
        next += 1;
    }
    assert_eq!(next, 200_001);
    assert_eq!(child.wait().expect("its end").code(), Some(0));
}

#[test]
fn signals_reach_a_spawned_program() {
    let pmux = Pmux::new();
    pmux.ok(&["spawn", "-d", "--", "cat"]);
    let script = "trap 'echo got TERM; exit 5' TERM; echo ready; while :; do sleep 0.01; done";
    let proxied: [(&[&str], i32); 2] = [(&[], 5), (&["--sig-proxy=false"], 143)];
    for (flags, status) in proxied {
        let args = [&["spawn", "--rm"], flags, &["--", "sh", "-c", script]].concat();
        let mut child = pmux.command(&args).stdout(Stdio::piped()).spawn().expect("a client");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        assert_eq!(line, "ready\r\n");
        kill(Pid::from_raw(child.id().cast_signed()), Signal::SIGTERM).expect("a child of ours");
        let mut text = String::new();
        stdout.read_to_string(&mut text).expect("text");
        assert_eq!(child.wait().expect("its end").code(), Some(status), "{text}");
        assert_eq!(text.contains("got TERM"), flags.is_empty(), "{text}");
    }
}

//! `record` and `play`: what real programs show, as files that follow asciinema's pages, and
//! shown again.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

use std::fs;
use std::io::Read;
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pmux::geometry::Size;
use pmux::terminal::{Limits, Terminal};
use serde_json::Value;
use support::{End, Person, Picture, Pmux, resident, wait_for};

const SIZE: Size = Size::new(80, 12);

/// A recording, held against the format's pages and not against our own reader.
struct Cast {
    header: Value,
    /// Seconds since the beginning, code, data.
    events: Vec<(f64, String, String)>,
}

impl Cast {
    #[track_caller]
    fn check(text: &str) -> Self {
        assert!(text.ends_with('\n'), "the last line is whole: {:?}", text.lines().last());
        let mut lines = text.lines();
        let header: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
        let version = header["version"].as_u64().unwrap();
        let term = if version == 3 { &header["term"] } else { &header };
        let sides = if version == 3 { ["cols", "rows"] } else { ["width", "height"] };
        for side in sides {
            assert!(term[side].as_u64().is_some_and(|n| n > 0), "{header}");
        }
        assert!(header["timestamp"].as_i64().is_some_and(|time| time > 1_600_000_000));
        let variables = header["env"].as_object().unwrap().keys();
        assert!(variables.into_iter().all(|name| name == "SHELL" || name == "TERM"), "{header}");
        let (mut time, mut events) = (0.0, Vec::new());
        for line in lines {
            // What cannot be printed is escaped.
            assert!(!line.contains(char::is_control), "{line:?}");
            if version == 3 && line.starts_with('#') {
                continue;
            }
            let (told, code, data): (f64, String, String) = serde_json::from_str(line).unwrap();
            assert!(told >= 0.0);
            time = if version == 3 { time + told } else { told.max(time) };
            let known = if version == 3 { "oimrx" } else { "oimr" };
            assert!(code.len() == 1 && known.contains(&code), "{line}");
            assert!(events.last().is_none_or(|(_, code, _): &(f64, String, String)| code != "x"));
            events.push((time, code, data));
        }
        Self { header, events }
    }

    /// What there is of one that goes on, up to the last whole line.
    fn of(path: &std::path::Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        Self::check(&text[..=text.rfind('\n').unwrap()])
    }

    fn size(&self) -> Size {
        let side = |two: &str, three: &str| {
            let term = &self.header["term"];
            self.header[two].as_u64().or(term[three].as_u64()).unwrap() as u16
        };
        Size::new(side("width", "cols"), side("height", "rows"))
    }

    fn output(&self) -> String {
        let output = self.events.iter().filter(|(_, code, _)| code == "o");
        output.map(|(_, _, data)| data.as_str()).collect()
    }

    /// What our engine and vt100 show after it.
    fn replay(&self) -> (Terminal, Picture) {
        let size = self.size();
        let mut ours = Terminal::new(size, Limits::default());
        let limit = |n| std::num::NonZeroU16::new(n).unwrap();
        let mut theirs = vt100::Parser::new(limit(size.rows), limit(size.cols), 0);
        for (_, code, data) in &self.events {
            match code.as_str() {
                "o" => {
                    ours.feed(data.as_bytes());
                    theirs.process(data.as_bytes());
                }
                "r" => {
                    let (cols, rows) = data.split_once('x').unwrap();
                    let size = Size::new(cols.parse().unwrap(), rows.parse().unwrap());
                    ours.resize(size.into());
                    theirs.screen_mut().set_size(limit(size.rows), limit(size.cols));
                }
                _ => {}
            }
        }
        (ours, Picture::of(theirs.screen()))
    }

    /// Whether a replay ends with the screen that a pane has, in both engines.
    #[track_caller]
    fn assert_shows(&self, pmux: &Pmux, target: &str) {
        let screen = pmux.ok(&["capture-pane", "-p", "-t", target]);
        let (ours, theirs) = self.replay();
        let ours: Vec<String> =
            ours.screen_text().iter().map(|row| row.trim_end().to_owned()).collect();
        assert_eq!(ours.join("\n").trim_end(), screen.trim_end(), "our own engine");
        assert_eq!(theirs.text(), screen.trim_end(), "vt100");
    }
}

/// A recording that goes on.
struct Recording(Child);

impl Recording {
    /// Begins one, and waits until it has begun.
    fn begin(pmux: &Pmux, args: &[&str], file: &std::path::Path) -> Self {
        let _ = fs::remove_file(file);
        let name = file.to_str().unwrap();
        let child = pmux.command(&[&["record", "-o", name], args].concat()).spawn().unwrap();
        wait_for("a recording", || {
            fs::read_to_string(file).ok().filter(|text| text.lines().count() > 1)
        });
        Self(child)
    }

    fn end(mut self, signal: Signal) {
        kill(Pid::from_raw(self.0.id() as i32), signal).unwrap();
        let status = wait_for("the end of the recording", || self.0.try_wait().unwrap());
        assert_eq!(status.code(), Some(0));
    }

    fn wait(mut self) {
        let status = wait_for("the end of the recording", || self.0.try_wait().unwrap());
        assert_eq!(status.code(), Some(0));
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(pmux: &Pmux, name: &str, command: &str) {
    pmux.ok(&["new", "-d", "-s", name, "-x", "80", "-y", "24", command]);
}

fn shows(pmux: &Pmux, target: &str, text: &str) {
    pmux.ok(&["await", "--timeout", "60s", "--for", text, target]);
}

#[test]
fn a_program_is_recorded_from_its_first_byte_to_its_status() {
    let pmux = Pmux::new();
    let script = r#"printf '\033[1;31mred\033[m \346\274\242 \377 \033]2;a title\a'
        printf '\346'; sleep 0.1; printf '\274\242\n'; exit 3"#;
    for (flags, code) in [(&[][..], Some("x")), (&["--asciicast", "2"], None)] {
        let file = pmux.dir().join("x.cast");
        let args = [
            &["new", "-d", "-x", "40", "-y", "10", script, ";", "record", "-o"],
            &[file.to_str().unwrap()][..],
            flags,
        ]
        .concat();
        assert_eq!(pmux.ok(&args), "");
        let cast = Cast::of(&file);
        assert_eq!(cast.header["version"], if code.is_some() { 3 } else { 2 });
        assert_eq!(cast.size(), Size::new(40, 10));
        assert_eq!(cast.header["command"], script);
        let output = cast.output();
        assert!(output.ends_with("\x1b[1;31mred\x1b[m 漢 \u{fffd} \x1b]2;a title\x07漢\r\n"));
        let last = cast.events.last().unwrap();
        match code {
            Some(code) => assert_eq!((last.1.as_str(), last.2.as_str()), (code, "3")),
            None => assert_eq!(last.1, "o"),
        }
        assert!(last.0 >= 0.05, "it took time: {}", last.0);
        let (ours, theirs) = cast.replay();
        assert_eq!(ours.screen_text()[0], "red 漢 \u{fffd} 漢");
        // vt100 leaves out what stands for bytes that are no text.
        assert_eq!(theirs.row(0), "red 漢  漢");
    }
}

#[test]
fn a_full_screen_program_is_recorded_while_people_come_resize_and_go() {
    let pmux = Pmux::new();
    let draw = r#"trap 'draw' WINCH
        draw() { printf '\033[2J\033[H\033[44msize %s\033[m\r\n' "$(stty size)"; }
        printf 'before\n\033[?1049h\033[?25l'; draw
        while [ "$x" != quit ]; do read -r x && printf "$x"; done"#;
    pmux.ok(&["new", "-d", "-s", "s", "-x", "80", "-y", "24", draw]);
    shows(&pmux, "s", "size 24 80");
    let file = pmux.dir().join("x.cast");
    let recording = Recording::begin(&pmux, &["s"], &file);
    // Nobody is attached.
    pmux.ok(&["send-keys", "-t", "s", r"\033[5;5Hdetached", "Enter"]);
    shows(&pmux, "s", "    detached");
    let recorded = |text: &str| {
        let is_shown = |cast: &Cast| cast.replay().1.contains(text);
        wait_for(text, || Some(Cast::of(&file)).filter(is_shown))
    };
    recorded("    detached").assert_shows(&pmux, "s");
    // Somebody is, at another size, and then at a third.
    let mut person = pmux.attach(SIZE, &["attach", "-t", "s"]);
    for (size, text) in [(SIZE, "size 11 80"), (Size::new(50, 20), "size 19 50")] {
        person.resize(size);
        let screen = person.wait_for(text);
        let cast = recorded(text);
        cast.assert_shows(&pmux, "s");
        let (_, theirs) = cast.replay();
        theirs.assert_same_top(&screen, usize::from(size.rows) - 1);
        assert!(theirs.alternate && theirs.cursor.is_none());
    }
    person.detach();
    pmux.ok(&["send-keys", "-t", "s", "quit", "Enter"]);
    recording.wait();
    let cast = Cast::of(&file);
    let sizes: Vec<&str> =
        cast.events.iter().filter(|it| it.1 == "r").map(|it| it.2.as_str()).collect();
    assert!(sizes.starts_with(&["80x11"]) && sizes.contains(&"50x19"), "{sizes:?}");
    assert_eq!(cast.events.last().unwrap().2, "0");
}

#[test]
fn a_recording_ends_when_the_person_has_enough() {
    let pmux = Pmux::new();
    start(&pmux, "s", "i=0; while :; do i=$((i+1)); echo line $i; done");
    let file = pmux.dir().join("x.cast");
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let recording = Recording::begin(&pmux, &["s"], &file);
        wait_for("output", || {
            (fs::read_to_string(&file).unwrap().lines().count() > 4).then_some(())
        });
        recording.end(signal);
        let cast = Cast::check(&fs::read_to_string(&file).unwrap());
        assert!(cast.events.iter().all(|(_, code, _)| code != "x"));
        assert!(cast.output().contains("line "));
    }
    // Whoever reads a pipe has enough.
    let mut child = pmux.command(&["record", "s"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut some = [0; 1000];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    let status = wait_for("the end of the recording", || child.try_wait().unwrap());
    assert_eq!(status.code(), Some(141), "as SIGPIPE");
}

#[test]
fn a_recorder_that_does_not_read_costs_nobody_anything() {
    let pmux = Pmux::new();
    start(&pmux, "keep", "cat");
    let flood = "read x; seq 1 3000000; echo done''ing; read x; printf last; exit 7";
    start(&pmux, "s", flood);
    let mut child = pmux.command(&["record", "s"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut begun = [0; 1];
    out.read_exact(&mut begun).unwrap();
    let before = resident(pmux.server());
    pmux.ok(&["send-keys", "-t", "s", "Enter"]);
    shows(&pmux, "s", "^doneing$");
    let after = resident(pmux.server());
    assert!(after < before + 40 * 1024, "the server grew from {before} to {after} KiB");
    pmux.ok(&["send-keys", "-t", "s", "Enter"]);
    wait_for("the session's end", || (pmux.cmd(&["has", "-t", "=s"]).status == 1).then_some(()));
    let mut text = String::from_utf8(begun.to_vec()).unwrap();
    out.read_to_string(&mut text).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let cast = Cast::check(&text);
    assert!(cast.events.iter().any(|(_, code, data)| code == "m" && data.contains("left out")));
    let (ours, theirs) = cast.replay();
    let rows = ours.screen_text();
    assert_eq!((rows[20].as_str(), rows[23].as_str()), ("3000000", "last"), "{rows:#?}");
    assert_eq!(theirs.row(23), "last");
    assert_eq!(cast.events.last().unwrap().2, "7");
}

#[test]
fn the_last_session_s_recording_is_whole_though_it_is_read_slowly() {
    let pmux = Pmux::with_config("set -g keep-failed 0\n");
    let args = ["new", "-d", "-s", "s", "read x; seq 1 200000; exit 5", ";", "record", "-t", "s"];
    let mut child = pmux.command(&args).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut begun = [0; 1];
    out.read_exact(&mut begun).unwrap();
    let server = pmux.server();
    pmux.ok(&["send-keys", "-t", "s", "Enter"]);
    // The server has nothing more to do, and waits for whoever goes on reading.
    wait_for("the last session's end", || (pmux.cmd(&["ls"]).status != 0).then_some(()));
    let mut text = String::from_utf8(begun.to_vec()).unwrap();
    out.read_to_string(&mut text).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let cast = Cast::check(&text);
    assert_eq!(cast.events.last().unwrap().2, "5");
    assert!(cast.output().contains("\r\n200000\r\n"));
    wait_for("the server's end", || kill(server, None).is_err().then_some(()));
}

#[test]
fn what_cannot_be_recorded_is_told() {
    let pmux = Pmux::new();
    start(&pmux, "s", "cat");
    let file = pmux.dir().join("x.cast");
    fs::write(&file, "kept").unwrap();
    let name = file.to_str().unwrap();
    assert_eq!(pmux.fails(&["record", "-o", name, "nowhere"]), "can't find pane: nowhere");
    assert_eq!(fs::read_to_string(&file).unwrap(), "kept");
    let error = pmux.fails(&["record", "-o", "/nowhere/x", "s"]);
    assert!(error.starts_with("pmux: cannot write /nowhere/x: No such file"), "{error}");
    let error = pmux.fails(&["record", "--asciicast", "1", "s"]);
    assert_eq!(error, "asciicast 1 is not written, but 2 and 3 are");
    let mut person = pmux.attach(SIZE, &["record", "-t", "s"]);
    assert_eq!(person.wait_exit(), End::Exited(1));
    assert!(person.screen().contains("a recording is for a file or a pipe: pmux record -o FILE"));
    // From a key or the prompt there is no shell to write a file for.
    let mut person = pmux.attach(SIZE, &["attach", "-t", "s"]);
    person.wait_until("a status line", |screen| !screen.last_row().is_empty());
    person.prefix(":").type_("record\r").wait_for("Record is for a shell: pmux record");
    person.prefix(":").type_("play x\r").wait_for("Play is for a shell: pmux play");
}

const HEADER: &str = r#"{"version": 3, "term": {"cols": 80, "rows": 12}}"#;

fn write(pmux: &Pmux, events: &str) -> String {
    let file = pmux.dir().join("x.cast");
    fs::write(&file, format!("{HEADER}\n{events}")).unwrap();
    file.to_str().unwrap().to_owned()
}

fn piped(mut command: Command, input: &str) -> (Option<i32>, String, String) {
    let streams = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = streams.spawn().unwrap();
    // Whoever refuses at once does not read it.
    let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn where_nobody_watches_the_bytes_are_written_as_they_are() {
    let pmux = Pmux::new();
    let events =
        "[1000, \"o\", \"a\\u001b[c\\r\\n\"]\n[1000, \"r\", \"90x30\"]\n[5, \"o\", \"漢\"]";
    let file = write(&pmux, events);
    // At once, though it took half an hour, and with no server.
    assert_eq!(pmux.ok(&["play", &file]), "a\x1b[c\r\n漢");
    assert_eq!(
        pmux.ok(&["play", "--speed", "1000", "--idle-limit", "10ms", &file]),
        "a\x1b[c\r\n漢"
    );
    assert_eq!(
        piped(pmux.command(&["play", "-"]), &format!("{HEADER}\n{events}\n")),
        (Some(0), "a\x1b[c\r\n漢".to_owned(), String::new())
    );
    assert!(!pmux.socket("default").exists());
}

#[test]
fn what_cannot_be_played_is_told_with_its_line() {
    let pmux = Pmux::new();
    let file = write(&pmux, "[0, \"o\", \"shown\"]\n[1, \"o\"]\n");
    let output = pmux.cmd(&["play", &file]);
    assert_eq!((output.status, output.stdout.as_str()), (1, "shown"));
    assert_eq!(output.stderr, format!("pmux: {file}:3: not an event: [time, code, data]\n"));
    let (status, _, error) = piped(pmux.command(&["play", "-"]), "hello\n");
    let expect = "pmux: stdin:1: this is no asciicast: its first line is no header\n";
    assert_eq!((status, error.as_str()), (Some(1), expect));
    let error = pmux.fails(&["play", "/nowhere"]);
    assert!(error.starts_with("pmux: cannot read /nowhere: No such file"), "{error}");
    assert!(pmux.fails(&["play", "/"]).starts_with("pmux: cannot read /: "));
    assert!(pmux.fails(&["play"]).contains("usage: pmux play"));
    assert!(pmux.fails(&["play", "--speed", "0", &file]).contains("bad speed: 0"));
    // The terminal is as it was, then too.
    let (mut person, before) = at_shell(&pmux);
    person.type_(format!("pmux play {file}; echo \"status $?\"\r"));
    person.wait_for("not an event").contains("shown");
    person.wait_for("status 1");
    assert_eq!(person.termios(), before);
}

/// Somebody at a shell, and how their terminal is set.
fn at_shell(pmux: &Pmux) -> (Person, nix::sys::termios::Termios) {
    let mut person = pmux.shell(SIZE);
    person.wait_for("$");
    let before = person.termios();
    (person, before)
}

#[test]
fn a_person_pauses_steps_and_leaves() {
    let pmux = Pmux::new();
    let file = write(
        &pmux,
        "[0, \"o\", \"one \"]\n[1000, \"o\", \"two \"]\n[0, \"o\", \"three \"]\n\
         [1000, \"o\", \"four \"]\n[0.001, \"o\", \"five \"]\n[1000, \"o\", \"six\"]\n",
    );
    let (mut person, before) = at_shell(&pmux);
    person.type_("echo be''fore\r").wait_for("before");
    person.type_(format!("pmux play {file}; echo \"status $?\"\r"));
    let screen = person.wait_until("a page of its own", |screen| screen.row(0) == "one");
    assert!(!screen.contains("before"));
    assert_ne!(person.termios(), before);
    // Paused in the midst of a pause; a step shows what comes next and no more.
    for expect in ["one two", "one two three", "one two three four"] {
        person.type_(if expect == "one two" { " ." } else { "." });
        person.wait_until(expect, |screen| screen.row(0) == expect);
    }
    person.type_(" ");
    person.wait_until("it goes on", |screen| screen.row(0) == "one two three four five");
    person.type_("q");
    person.wait_for("status 0");
    assert_eq!(person.termios(), before);
    // A limit to pauses, and ^C.
    person.type_(format!("clear; pmux play -i 1ms {file}; echo \"status $?\"\r"));
    person.wait_for("one two three four five six");
    person.wait_for("status 0");
    person.type_(format!("clear; pmux play {file}; echo \"then $?\"\r"));
    person.wait_until("a page of its own", |screen| screen.row(0) == "one");
    person.type_("\x03").wait_for("then 0");
    assert_eq!(person.termios(), before);
}

#[test]
fn a_terminal_is_left_as_it_was_whatever_was_played() {
    let pmux = Pmux::new();
    let events = r#"[0, "o", "\u001b[?1049h\u001b[?25l\u001b[?1000h\u001b[?1006h\u001b[?2004h\u001b[?1h"]
[0, "o", "\u001b=\u001b[2;5r\u001b[?7l\u001b[4h\u001b(0\u001b[41mqqq\u001b]52;c;aGk=\u0007\u001b[6n\u001b[c"]
[0, "o", "\u001b[21t\u001bP$qm\u001b\\\u001b]2;title\u0007shown\u001b[1"]
[1000, "o", "never"]
"#;
    let file = write(&pmux, events);
    let (mut person, before) = at_shell(&pmux);
    let look = person.screen();
    person.type_(format!("pmux play {file}; echo \"status $?\"\r"));
    person.wait_until("an alternate screen", |screen| screen.alternate && screen.cursor.is_none());
    // A signal ends it as well.
    let playing = wait_for("the player", || {
        let all = pmux.processes();
        all.into_iter().find(|(_, command)| command.contains("play /")).map(|(pid, _)| pid)
    });
    kill(playing, Signal::SIGTERM).unwrap();
    let screen = person.wait_for("status 143");
    assert_eq!(person.termios(), before);
    let modes = |screen: &Picture| {
        let Picture { alternate, application_keypad, application_cursor, .. } = *screen;
        let Picture { bracketed_paste, mouse, mouse_encoding, .. } = *screen;
        let keys = (application_keypad, application_cursor, bracketed_paste);
        (alternate, screen.cursor.is_some(), keys, mouse, mouse_encoding)
    };
    assert_eq!(modes(&screen), modes(&look));
    assert_eq!(person.events().clipboard, None);
    // No answer was asked for: what is typed next is all that the shell gets.
    person.type_("echo o''k\r").wait_for("ok");
    let screen = person.screen();
    assert!(!screen.contains("[0n") && !screen.contains("64;"), "{screen}");
    let (x, y) = screen.find("status").unwrap();
    assert_eq!(screen.look((x, y)).bg, vt100::Color::Default);
}

#[test]
fn a_recording_is_played_while_it_is_made() {
    let pmux = Pmux::new();
    start(&pmux, "s", "echo hello; while read -r x; do echo \"got $x\"; done");
    shows(&pmux, "s", "hello");
    let mut person = pmux.shell(SIZE);
    person.wait_for("$");
    person.type_("pmux record s | pmux play -; echo \"status $?\"\r");
    person.wait_until("the screen as it stands", |screen| screen.row(0) == "hello");
    pmux.ok(&["send-keys", "-t", "s", "some", "Enter"]);
    person.wait_for("got some");
    pmux.ok(&["send-keys", "-t", "s", "C-d"]);
    person.wait_for("status 0");
}

//! Clients outlive their server: they come back to the next one, and what cannot is told.
//!
//! The server that dies and comes again is played here, where what it says and when is to be known.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pmux::geometry::{Rect, Size};
use pmux::key::Key;
use pmux::line::Line;
use pmux::protocol::raw::{self, Screen, Terms};
use pmux::protocol::view::{PaneFrame, PaneView};
use pmux::protocol::{ClientMessage, Frame, Frames, Reply, Request, ServerMessage, View};
use pmux::style::Style;
use support::{End, PATIENCE, Person, Picture, Pmux, wait_for, wire};

const SIZE: Size = Size::new(80, 12);

/// The socket of a server that is played, with nobody connected: whoever knocks waits.
struct Played {
    listener: UnixListener,
    path: PathBuf,
}

/// A connection to it.
struct Connection {
    socket: UnixStream,
    frames: Frames,
    request: Request,
    view: View,
}

impl Played {
    fn new(pmux: &Pmux) -> Self {
        let path = pmux.home("played");
        Self { listener: UnixListener::bind(&path).unwrap(), path }
    }

    fn path(&self) -> &str {
        self.path.to_str().unwrap()
    }

    /// Lets the next one in, and hears what it asks for.
    fn accept(&self) -> Connection {
        let (socket, _) = self.listener.accept().unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        let (frames, request) = (Frames::default(), Request::default());
        let mut connection = Connection { socket, frames, request, view: View::empty() };
        connection.request = Request::decode(&connection.next()).unwrap();
        connection
    }
}

impl Connection {
    fn next(&mut self) -> Frame {
        let mut buffer = [0; 4096];
        loop {
            if let Some(frame) = self.frames.next_frame().unwrap() {
                return frame;
            }
            let count = wire::read_part(&mut self.socket, &mut buffer);
            assert_ne!(count, 0, "the client went");
            self.frames.push(&buffer[..count]);
        }
    }

    fn say(&mut self, encode: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = Vec::new();
        encode(&mut bytes);
        self.socket.write_all(&bytes).unwrap();
    }

    fn reply(&mut self, reply: &Reply) {
        self.say(|out| reply.encode(out));
    }

    /// Shows some text in the first row.
    fn show(&mut self, number: u64, text: &str) {
        let mut line = Line::new();
        line.push_text(text, &Style::PLAIN);
        let mut lines = vec![Arc::new(line)];
        lines.resize(SIZE.rows.into(), Arc::new(Line::new()));
        let frame = PaneFrame { active: true, ..PaneFrame::new(1, Rect::of(SIZE)) };
        let pane = PaneView { frame, lines };
        let next = View {
            size: SIZE,
            window: Rect::of(SIZE),
            panes: vec![pane],
            message_row: SIZE.rows - 1,
            ..View::empty()
        };
        let diff = Box::new(next.diff(&self.view));
        self.view = next;
        self.say(|out| ServerMessage::Frame { number, diff }.encode(out));
    }

    /// The keys that the person types next, up to this one.
    fn keys_to(&mut self, last: char) -> Vec<Key> {
        let mut keys = Vec::new();
        while keys.last() != Some(&Key::char(last)) {
            if let ClientMessage::Key(event) = ClientMessage::decode(&self.next()).unwrap() {
                keys.push(event.key);
            }
        }
        keys
    }
}

/// A person at a display, and the server that they are at.
fn attached(pmux: &Pmux, played: &Played) -> (Person, Connection) {
    let mut person = pmux.attach(SIZE, &["-S", played.path(), "attach"]);
    let mut server = played.accept();
    assert_eq!(server.request.resume.unwrap().got, 0);
    server.reply(&Reply::Attached);
    server.show(1, "as it was");
    person.wait_for("as it was");
    (person, server)
}

#[test]
fn a_display_goes_on_with_the_next_server() {
    let pmux = Pmux::new();
    let played = Played::new(&pmux);
    let (mut person, server) = attached(&pmux, &played);
    let token = server.request.resume.unwrap().token;
    drop(server);
    // It is back at once, with its name and what it shows, and what was typed meanwhile comes once.
    let mut server = played.accept();
    let resume = server.request.resume.unwrap();
    assert_eq!((resume.token, resume.got, server.request.relayed), (token, 1, false));
    person.type_("x");
    server.reply(&Reply::Attached);
    server.say(|out| ServerMessage::Forget.encode(out));
    server.show(2, "as it is");
    person.wait_for("as it is");
    person.type_("yz");
    assert_eq!(server.keys_to('z').iter().filter(|key| **key == Key::char('x')).count(), 1);
    // Often is as good as once.
    for number in 3..9 {
        drop(server);
        server = played.accept();
        assert_eq!(server.request.resume.unwrap().token, token);
        server.reply(&Reply::Attached);
        server.say(|out| ServerMessage::Forget.encode(out));
        server.show(number, &format!("round {number}"));
        person.wait_for(&format!("round {number}"));
    }
    let line = "[exited]".to_owned();
    server.say(|out| ServerMessage::Detached { line, status: 0 }.encode(out));
    assert_eq!(person.wait_exit(), End::Exited(0));
}

#[test]
fn a_server_that_does_not_come_soon_is_told_of_and_keys_go_nowhere() {
    let pmux = Pmux::new();
    let played = Played::new(&pmux);
    let (mut person, server) = attached(&pmux, &played);
    drop(server);
    let screen = person.wait_for("The server is gone since");
    assert!(screen.contains("as it was"), "{screen}");
    person.type_("blind");
    let mut server = played.accept();
    // Only once its line is gone it is known to be back.
    server.reply(&Reply::Attached);
    server.say(|out| ServerMessage::Forget.encode(out));
    server.show(2, "as it is");
    person.wait_until("no word of it", |screen| {
        screen.contains("as it is") && !screen.contains("The server")
    });
    person.type_("q");
    assert_eq!(server.keys_to('q'), [Key::char('q')]);

    drop(server);
    person.wait_for("The server is gone since");
    person.type_("\x03");
    assert_eq!(person.wait_exit(), End::Exited(1));
    assert!(person.screen().contains("[left while there was no server]"));
}

#[test]
fn a_raw_client_goes_on_with_the_next_server() {
    let pmux = Pmux::new();
    let played = Played::new(&pmux);
    let mut person = pmux.attach(SIZE, &["-S", played.path(), "attach", "--raw"]);
    let mut server = played.accept();
    let screen = |text: &str| {
        let screen = Screen { above: Vec::new(), screen: text.as_bytes().to_vec() };
        raw::ServerMessage::Screen(screen)
    };
    let terms = Terms { input: true, ..Terms::default() };
    server.reply(&Reply::Streaming(terms.to_bytes()));
    server.say(|out| screen("as it was").encode(out));
    server.say(|out| raw::encode_output(b", and more", out));
    person.wait_for("as it was, and more");
    drop(server);
    let mut server = played.accept();
    assert_eq!(server.request.resume.unwrap().got, 11);
    person.type_("x");
    server.reply(&Reply::Streaming(terms.to_bytes()));
    server.say(|out| screen("as it is").encode(out));
    person.wait_for("as it is");
    loop {
        if let raw::ClientMessage::Input(bytes) = raw::ClientMessage::decode(server.next()).unwrap()
        {
            assert_eq!(bytes, b"x");
            break;
        }
    }
    drop(server);
    person.wait_for("The server is gone since");
    person.type_("\x03");
    assert_eq!(person.wait_exit(), End::Exited(1));
}

/// Runs a command in a pipe, of which `serve` is the server; what it printed, complained of, and its
/// status.
fn asked(argv: &[&str], serve: impl FnOnce(&Played)) -> (String, String, Option<i32>) {
    let pmux = Pmux::new();
    let played = Played::new(&pmux);
    let mut command = pmux.command(&[&["-S", played.path()], argv].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    serve(&played);
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn what_only_looks_is_asked_again_and_printed_once() {
    let printed = |text: &str| Reply::Stdout(text.as_bytes().to_vec());
    let (out, err, status) = asked(&["ls"], |played| {
        let mut first = played.accept();
        assert_eq!(first.request.again, None);
        first.reply(&printed("one\ntw"));
        drop(first);
        let mut next = played.accept();
        assert!(next.request.again.is_some() && next.request.argv == ["ls"]);
        next.reply(&printed("one\ntwo\nthree\n"));
        next.reply(&Reply::Exit(0));
    });
    assert_eq!((out.as_str(), err.as_str(), status), ("one\ntwo\nthree\n", "", Some(0)));
    // What was printed cannot be taken back.
    let (out, err, status) = asked(&["ls"], |played| {
        let mut first = played.accept();
        first.reply(&printed("one\n"));
        drop(first);
        let mut next = played.accept();
        next.reply(&printed("two\n"));
        next.reply(&Reply::Exit(0));
    });
    assert_eq!((out.as_str(), status), ("one\n", Some(1)));
    assert!(err.contains("not the same any more"), "{err}");
}

#[test]
fn what_alters_something_is_never_asked_twice() {
    let told = "the server was replaced while this ran: it may or may not have been carried out";
    let (_, err, status) = asked(&["new-window", "-d"], |played| {
        drop(played.accept());
        // Whoever looks whether there is one says nothing.
        let (mut socket, _) = played.listener.accept().unwrap();
        assert_eq!(socket.read(&mut [0; 9]).unwrap(), 0);
    });
    assert_eq!((err.trim_end(), status), (format!("pmux: {told}").as_str(), Some(6)));
    // Where it was not heard it is asked again, whatever it is.
    let (_, err, status) = asked(&["new-window", "-d"], |played| {
        drop(played.listener.accept().unwrap());
        played.accept().reply(&Reply::Exit(0));
    });
    assert_eq!((err.as_str(), status), ("", Some(0)));
    // A recording is not begun anew either.
    let (out, err, status) = asked(&["record", "build"], |played| {
        let mut server = played.accept();
        server.reply(&Reply::Feed(b"{}\n".to_vec()));
        drop(server);
        drop(played.listener.accept().unwrap());
    });
    assert_eq!((out.as_str(), status), ("{}\n", Some(6)));
    assert!(err.contains("it ends here"), "{err}");
}

#[test]
fn what_is_asked_again_says_how_far_it_had_come() {
    let place = |place: &str| Reply::Place(place.to_owned());
    let feed = |text: &str| Reply::Feed(text.as_bytes().to_vec());
    let (out, err, status) = asked(&["logs", "-f"], |played| {
        let mut server = played.accept();
        server.reply(&place("a"));
        server.reply(&feed("one\n"));
        // What was to come with this has not come.
        server.reply(&place("b"));
        drop(server);
        let server = played.accept();
        assert_eq!(server.request.again.as_ref().unwrap().place, "a");
        drop(server);
        let mut server = played.accept();
        assert_eq!(server.request.again.as_ref().unwrap().place, "a");
        server.reply(&place("c"));
        server.reply(&Reply::Stdout(Vec::new()));
        drop(server);
        let mut server = played.accept();
        assert_eq!(server.request.again.as_ref().unwrap().place, "c");
        server.reply(&feed("two\n"));
        server.reply(&Reply::Exit(0));
    });
    assert_eq!((out.as_str(), err.as_str(), status), ("one\ntwo\n", "", Some(0)));
}

#[test]
fn a_stream_that_broke_says_whether_there_is_another_server() {
    let streams = |played: &Played| {
        let mut server = played.accept();
        server.reply(&Reply::Streaming(Terms::default().to_bytes()));
    };
    let (_, err, status) = asked(&["spawn", "cat"], streams);
    let told = "pmux: the server was replaced while this ran: it ends here, in the midst of it\n";
    assert_eq!((err.as_str(), status), (told, Some(6)));
    let (_, err, status) = asked(&["spawn", "cat"], |played| {
        let mut server = played.accept();
        std::fs::remove_file(&played.path).unwrap();
        server.reply(&Reply::Streaming(Terms::default().to_bytes()));
    });
    assert_eq!((err.as_str(), status), ("pmux: server exited unexpectedly\n", Some(1)));
}

#[test]
fn a_log_that_is_followed_has_every_line_once_whatever_dies() {
    // What is missed is in the history, and the pane is there when it is asked about again.
    let pmux = Pmux::with_config("set -g history-limit 40000\nset -g remain-on-exit on\n");
    let script =
        "i=0; while [ $i -lt 30000 ]; do echo line $i; i=$((i+1)); done; read x; echo over";
    pmux.ok(&["new", "-d", "-s", "build", script]);
    let mut command = pmux.command(&["logs", "-f", "build"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let seen = || pmux.ok(&["logs", "-n", "1", "build"]);
    while !seen().contains("29999") {
        kill(pmux.server(), Signal::SIGKILL).unwrap();
    }
    kill(pmux.server(), Signal::SIGKILL).unwrap();
    pmux.ok(&["send-keys", "-t", "build", "Enter"]);
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("line")).collect();
    let expect: Vec<String> = (0..30000).map(|n| format!("line {n}")).collect();
    let wrong = lines.iter().zip(&expect).find(|(got, expect)| **got != expect.as_str());
    assert_eq!((wrong, lines.len()), (None, expect.len()));
    assert_eq!((text.lines().last(), output.status.code()), (Some("over"), Some(0)));
}

/// The person's words reach the server that is stopped once it goes on; until then they are told.
fn sits_out_a_stop(pmux: &Pmux, person: &mut Person) {
    person.type_("echo be''fore\r").wait_for("before");
    let server = pmux.server();
    kill(server, Signal::SIGSTOP).unwrap();
    person.type_("echo mean''while\r");
    let screen = person.wait_for("The server does not answer");
    assert!(screen.contains("before") && !screen.contains("meanwhile"), "{screen}");
    kill(server, Signal::SIGCONT).unwrap();
    person.wait_until("what was typed, and no word of it", |screen| {
        screen.contains("meanwhile") && !screen.contains("does not answer")
    });
    person.type_("echo af''ter\r").wait_for("after");
}

#[test]
fn a_server_that_stands_still_is_told_of_and_loses_nothing() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["new", "-s", "build"]);
    person.wait_for("$");
    sits_out_a_stop(&pmux, &mut person);
    person.detach();
    let mut person = pmux.attach(SIZE, &["attach", "--raw", "-t", "build"]);
    person.wait_for("after");
    person.type_("clear\r");
    // What is waited for then is not of before.
    person.wait_until("a clear screen", |screen| !screen.contains("after"));
    sits_out_a_stop(&pmux, &mut person);
}

#[test]
fn whose_server_is_another_one_is_told() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["new", "-s", "build", "sleep 1000"]);
    person.wait_for(" build ");
    pmux.crash(pmux.server());
    person.wait_for("The server is gone since");
    pmux.ok(&["new", "-d", "-s", "build", "sleep 1000"]);
    assert_eq!(person.wait_exit(), End::Exited(1));
    person.wait_for("another server has taken the place");
}

/// A client that is killed in a shell's terminal.
fn killed(pmux: &Pmux, attach: &str, shown: &str) -> Person {
    let mut person = pmux.shell(SIZE);
    person.wait_for("$");
    person.type_(format!("pmux {attach}\r")).wait_for(shown);
    let client = pmux.ok(&["list-clients", "-F", "#{client_pid}"]);
    kill(Pid::from_raw(client.trim().parse().unwrap()), Signal::SIGKILL).unwrap();
    wait_for("the server knows", || pmux.ok(&["list-clients"]).is_empty().then_some(()));
    person
}

#[test]
fn the_terminal_of_a_client_that_was_killed_is_put_right_by_the_next() {
    let pmux = Pmux::new();
    let before = pmux.shell(SIZE).termios();
    pmux.ok(&["new", "-d", "-s", "build", "printf '\\033[?1003h'; echo inside; exec cat"]);
    for attach in ["attach", "attach --raw"] {
        let mut person = killed(&pmux, attach, "inside");
        assert_ne!(person.termios(), before, "it was left as it was");
        // To a terminal in raw mode, Enter is no end of a line.
        person.type_(format!("pmux {attach}\n")).wait_for("inside");
        wait_for("the client", || (!pmux.ok(&["list-clients"]).is_empty()).then_some(()));
        pmux.ok(&["detach-client", "-a", "-s", "build"]);
        let client = pmux.ok(&["list-clients", "-F", "#{client_name}"]);
        if !client.is_empty() {
            pmux.ok(&["detach-client", "-t", client.trim()]);
        }
        let right =
            |screen: &Picture| !screen.alternate && screen.mouse == vt100::MouseProtocolMode::None;
        person.wait_until("the shell's terminal", right);
        wait_for("its settings", || {
            let now = person.termios();
            let (now, then) = (now.local_flags, before.local_flags);
            (now == then).then_some(())
        });
        assert_eq!(person.termios().output_flags, before.output_flags);
        person.type_("echo ba''ck\r").wait_for("back");
    }
}

#[test]
fn a_shell_can_reset_the_terminal_of_a_client_that_was_killed() {
    let pmux = Pmux::new();
    let reset = std::process::Command::new("reset").arg("-V").output();
    if reset.is_err() {
        eprintln!("skipped: there is no reset");
        return;
    }
    pmux.ok(&["new", "-d", "-s", "build", "echo inside; exec cat"]);
    let mut person = killed(&pmux, "attach", "inside");
    person.type_("reset\n");
    person.wait_until("a terminal as new", |screen| !screen.alternate);
    person.type_("echo ba''ck\r\n").wait_for("back");
}

#[test]
fn a_wait_ends_with_the_server_that_ends_as_planned() {
    let pmux = Pmux::with_log();
    pmux.ok(&["new", "-d", "-s", "build", "cat"]);
    let mut command = pmux.command(&["wait-for", "never"]);
    let child = command.stderr(Stdio::piped()).spawn().unwrap();
    pmux.wait_for_request(child.id());
    pmux.ok(&["kill-server"]);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("server exited"), "{told}");
}

/// Also while nobody knows yet that the server has died: it has not read that, and the kernel says so.
#[test]
fn what_is_typed_in_the_moment_of_a_servers_death_comes_once() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["new", "-s", "one", "cat -u"]);
    person.wait_for(" one ");
    // More of them one after the other would be followed after a pause.
    for round in 0..3 {
        kill(pmux.server(), Signal::SIGKILL).unwrap();
        let typed = char::from(b'a' + round);
        person.type_(typed.to_string());
        let screen = person.wait_until("it", |screen| screen.row(0).contains(typed));
        assert_eq!(screen.row(0).trim_end(), &"abc"[..=usize::from(round)]);
    }
    person.detach();
    pmux.ok(&["kill-server"]);
}

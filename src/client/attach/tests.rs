use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use nix::pty::{OpenptyResult, Winsize, openpty};
use nix::sys::termios::{LocalFlags, tcgetattr};

use super::*;
use crate::client::tty;
use crate::geometry::{Point, Rect};
use crate::key::{Key, KeyCode};
use crate::line::Line;
use crate::protocol::view::{CursorView, InputModes, MouseMode, PaneFrame, PaneView};
use crate::protocol::{Frames, View};
use crate::style::{CursorShape, Style};

const SIZE: Size = Size::new(20, 4);

/// A person's terminal with a client in it, and the server that the client speaks to.
struct Stage {
    /// The terminal's own end, and what it shows.
    terminal: File,
    screen: vt100::Parser,
    /// All that it was sent.
    written: Vec<u8>,
    slave: OwnedFd,
    server: UnixStream,
    frames: Frames,
    client: JoinHandle<Result<End, ClientError>>,
    view: View,
    number: u64,
}

impl Stage {
    fn new() -> Self {
        let size = Winsize { ws_row: 4, ws_col: 20, ws_xpixel: 0, ws_ypixel: 0 };
        let OpenptyResult { master, slave } = openpty(&size, None).unwrap();
        let (client, server) = UnixStream::pair().unwrap();
        let file = tty::reopen(&slave).unwrap();
        let client = thread::spawn(move || {
            let can = Capabilities::guess("xterm-256color", "");
            let link = Link::new(client, Frames::default(), &SIGNALS, None)?;
            let tty = Tty::enter(file).unwrap();
            Attach::new(link, tty, can, Duration::from_millis(20)).run()
        });
        let part = |n: u16| std::num::NonZeroU16::new(n).unwrap();
        Self {
            terminal: master.into(),
            screen: vt100::Parser::new(part(SIZE.rows), part(SIZE.cols), 0),
            written: Vec::new(),
            slave,
            server,
            frames: Frames::default(),
            client,
            view: View::empty(),
            number: 0,
        }
    }

    fn send(&mut self, message: &ServerMessage) {
        let mut bytes = Vec::new();
        message.encode(&mut bytes);
        self.server.write_all(&bytes).unwrap();
    }

    fn show(&mut self, rows: &[&str], input: InputModes) {
        let lines = rows.iter().map(|row| {
            let mut line = Line::new();
            line.push_narrow(row, &Style::PLAIN, &None);
            Arc::new(line)
        });
        let (rect, style) = (Rect::of(SIZE), Style::PLAIN);
        let (lines, title, indicator) = (lines.collect(), None, None);
        let panes = vec![PaneView {
            frame: PaneFrame { active: true, style, title, indicator, ..PaneFrame::new(1, rect) },
            lines,
        }];
        let at = Point::new(3, 1);
        let cursor = Some(CursorView { at, shape: CursorShape::Bar, blink: false, color: None });
        let title = "a title".to_owned();
        let next = View { size: SIZE, window: rect, title, panes, cursor, input, ..View::empty() };
        self.number += 1;
        let diff = Box::new(next.diff(&self.view));
        self.send(&ServerMessage::Frame { number: self.number, diff });
        self.view = next;
    }

    /// The next message of the client that `wanted` takes for what it waits for.
    fn expect(&mut self, wanted: impl Fn(&ClientMessage) -> bool) {
        let mut buffer = [0; 4096];
        loop {
            while let Some(frame) = self.frames.next_frame().unwrap() {
                if wanted(&ClientMessage::decode(&frame).unwrap()) {
                    return;
                }
            }
            let count = self.server.read(&mut buffer).unwrap();
            assert_ne!(count, 0, "the client went");
            self.frames.push(&buffer[..count]);
        }
    }

    /// Reads what the terminal is sent until it satisfies `done`.
    fn watch(&mut self, done: impl Fn(&vt100::Screen, &[u8]) -> bool) {
        let mut buffer = [0; 4096];
        while !done(self.screen.screen(), &self.written) {
            let count = self.terminal.read(&mut buffer).unwrap();
            self.screen.process(&buffer[..count]);
            self.written.extend_from_slice(&buffer[..count]);
        }
    }

    fn is_raw(&self) -> bool {
        let flags = tcgetattr(&self.slave).unwrap().local_flags;
        !flags.intersects(LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::ISIG)
    }

    fn wrote(&self, text: &str) -> bool {
        contains(&self.written, text)
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// The last thing that is undone.
const UNDONE: &str = "\x1b[23;0t";

#[test]
fn a_display_from_beginning_to_end() {
    let mut stage = Stage::new();
    let resize = ClientMessage::Resize(WindowSize::from(SIZE));
    stage.expect(|message| *message == resize);
    let input = InputModes { mouse: MouseMode::Buttons, keyboard: 1, ..InputModes::default() };
    stage.show(&["hello", "$ x", "", ""], input);
    stage
        .watch(|screen, _| screen.contents() == "hello\n$ x" && screen.cursor_position() == (1, 3));
    assert!(stage.is_raw());
    let screen = stage.screen.screen();
    assert!(screen.alternate_screen() && screen.bracketed_paste() && !screen.hide_cursor());
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::ButtonMotion);
    assert!(stage.wrote("\x1b]2;a title\x1b\\"));

    // What a person does goes up, and with it what they see; what the terminal answers switches on what it can do.
    stage.terminal.write_all(b"a\x1b[A\x1b[?0u\x1b[?2026;2$y").unwrap();
    stage.expect(|message| *message == ClientMessage::Ack(1));
    stage.expect(|message| *message == ClientMessage::Key(Key::char('a').into()));
    let up = Key::plain(KeyCode::Up);
    stage.expect(|message| *message == ClientMessage::Key(up.into()));
    stage.watch(|_, written| contains(written, "\x1b[>1u"));
    stage.terminal.write_all(b"\x1b").unwrap();
    let escape = Key::plain(KeyCode::Escape);
    stage.expect(|message| *message == ClientMessage::Key(escape.into()));
    stage.terminal.write_all(b"\x1b[<0;3;2M\x1b[200~text\x1b[201~\x1b[I").unwrap();
    stage.expect(|message| matches!(message, ClientMessage::Mouse { event, on: None } if event.at == Point::new(2, 1)));
    stage.expect(
        |message| matches!(message, ClientMessage::Paste { bytes, last: true } if bytes == b"text"),
    );
    stage.expect(|message| *message == ClientMessage::Focus(true));

    stage.send(&ServerMessage::Clipboard(b"copied".to_vec()));
    stage.watch(|_, written| contains(written, "\x1b]52;c;Y29waWVk\x1b\\"));
    // What a program wants to know is asked, and what the terminal is after that.
    stage.send(&ServerMessage::Ask(Question::Palette(9)));
    stage.watch(|_, written| contains(written, "\x1b]4;9;?\x1b\\\x1b[c"));
    stage.terminal.write_all(b"\x1b]4;9;rgb:00/80/ff\x1b\\\x1b[?1c").unwrap();
    let report = ClientMessage::Tty(TtyReport::Palette(9, 0, 128, 255));
    stage.expect(|message| *message == report);
    stage.show(&["other", "rows", "are", "here"], InputModes::default());
    stage.watch(|screen, _| screen.contents() == "other\nrows\nare\nhere");
    // Of frames alone every other one is acknowledged.
    stage.show(&["other", "rows", "are", "there"], InputModes::default());
    stage.expect(|message| *message == ClientMessage::Ack(3));
    stage.watch(|screen, _| screen.contents() == "other\nrows\nare\nthere");
    assert!(stage.wrote("\x1b[?2026h"));

    let line = "[detached (from session s)]".to_owned();
    stage.send(&ServerMessage::Detached { line: line.clone(), status: 0 });
    stage.watch(|_, written| contains(written, UNDONE));
    let screen = stage.screen.screen();
    assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    assert!(stage.wrote("\x1b[<u") && stage.wrote("\x1b[0 q"));
    let end = stage.client.join().unwrap().unwrap();
    assert_eq!(end, End::Detached { line, status: 0 });
    let flags = tcgetattr(&stage.slave).unwrap().local_flags;
    assert!(flags.contains(LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::ISIG));
}

#[test]
fn a_lost_server_and_garbage_give_the_tty_back() {
    for garbage in [b"".as_slice(), b"HTTP/1.1 200 OK"] {
        let mut stage = Stage::new();
        stage.watch(|screen, _| screen.alternate_screen());
        stage.server.write_all(garbage).unwrap();
        stage.server.shutdown(std::net::Shutdown::Both).unwrap();
        stage.watch(|_, written| contains(written, UNDONE));
        let end = stage.client.join().unwrap();
        match garbage.is_empty() {
            true => assert_eq!(end.unwrap(), End::ServerLost),
            false => assert!(matches!(end, Err(ClientError::Frame(_)))),
        }
        assert!(tcgetattr(&stage.slave).unwrap().local_flags.contains(LocalFlags::ICANON));
    }
}

#[test]
fn a_terminal_that_takes_nothing_is_not_acknowledged() {
    let mut stage = Stage::new();
    stage.watch(|screen, _| screen.alternate_screen());
    // The terminal reads nothing: frames are acknowledged until its line is full.
    stage.server.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let rows: Vec<String> = (0..8).map(|n| format!("{n}").repeat(20)).collect();
    let mut acknowledged = 0;
    let mut buffer = [0; 4096];
    'full: for n in 0..2000 {
        let part: Vec<&str> = (0..4).map(|y| rows[(n * 3 + y * 5) % 8].as_str()).collect();
        stage.show(&part, InputModes::default());
        while acknowledged + 1 < stage.number {
            let Ok(count) = stage.server.read(&mut buffer) else { break 'full };
            stage.frames.push(&buffer[..count]);
            while let Some(frame) = stage.frames.next_frame().unwrap() {
                if let ClientMessage::Ack(number) = ClientMessage::decode(&frame).unwrap() {
                    acknowledged = number;
                }
            }
        }
    }
    assert!(acknowledged + 1 < stage.number, "2000 frames went into a line that nobody reads");
    // It reads again, and what is new is shown at once.
    stage.show(&["now", "", "", ""], InputModes::default());
    stage.watch(|screen, _| screen.contents() == "now");
    let last = stage.number;
    stage.show(&["then", "", "", ""], InputModes::default());
    stage.server.set_read_timeout(None).unwrap();
    stage.expect(|message| matches!(message, ClientMessage::Ack(number) if *number >= last));
}

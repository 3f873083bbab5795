//! The person's terminal: the `vt100` crate, and the answers that xterm gives to questions.

use std::num::NonZeroU16;

use pmux::geometry::Size;
use vt100::{Callbacks, Parser, Screen};

use super::picture::Picture;

/// A terminal of some size, and what has happened on it.
pub struct Emulator(Parser<Events>);

/// What a screen does not show.
#[derive(Default)]
pub struct Events {
    /// What the terminal has to say to the program, not yet sent.
    answers: Vec<u8>,
    /// The window's title.
    pub title: String,
    /// Its background is white, not black.
    pub light: bool,
    /// How often it rang.
    pub bells: usize,
    /// What was copied to the clipboard, as sent: base64.
    pub clipboard: Option<String>,
}

fn nonzero(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("a terminal has a size")
}

impl Emulator {
    pub fn new(size: Size) -> Self {
        let (rows, cols) = (nonzero(size.rows), nonzero(size.cols));
        Self(Parser::new_with_callbacks(rows, cols, 1000, Events::default()))
    }

    /// Takes what the program wrote, and gives what the terminal answers.
    pub fn process(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.0.process(bytes);
        std::mem::take(&mut self.0.callbacks_mut().answers)
    }

    pub fn resize(&mut self, size: Size) {
        self.0.set_size(nonzero(size.rows), nonzero(size.cols));
    }

    pub fn picture(&self) -> Picture {
        Picture::of(self.0.screen())
    }

    /// Changes its colours, and gives what it tells of that (mode 2031).
    pub fn lighten(&mut self, light: bool) -> &'static str {
        self.0.callbacks_mut().light = light;
        if light { "\x1b[?997;2n" } else { "\x1b[?997;1n" }
    }

    pub fn events(&self) -> &Events {
        self.0.callbacks()
    }
}

impl Events {
    fn answer(&mut self, text: &str) {
        self.answers.extend_from_slice(text.as_bytes());
    }

    /// DECRQM: 2 for a mode that is known (and said to be off), 0 for one that is not.
    fn report_mode(&mut self, mode: u16) {
        let known = matches!(mode, 1 | 6 | 7 | 25 | 1000..=1006 | 1049 | 2004 | 2026);
        self.answer(&format!("\x1b[?{mode};{}$y", if known { 2 } else { 0 }));
    }
}

impl Callbacks for Events {
    fn audible_bell(&mut self, _: &mut Screen) {
        self.bells += 1;
    }

    fn set_window_title(&mut self, _: &mut Screen, title: &[u8]) {
        self.title = String::from_utf8_lossy(title).into_owned();
    }

    fn copy_to_clipboard(&mut self, _: &mut Screen, _: &[u8], data: &[u8]) {
        self.clipboard = Some(String::from_utf8_lossy(data).into_owned());
    }

    fn unhandled_csi(
        &mut self,
        screen: &mut Screen,
        first: Option<u8>,
        second: Option<u8>,
        params: &[&[u16]],
        last: char,
    ) {
        let param = params.first().and_then(|param| param.first()).copied().unwrap_or(0);
        let (row, column) = screen.cursor_position();
        let (row, column) = (row + 1, column + 1);
        match (first, second, last, param) {
            (None, None, 'c', 0) => self.answer("\x1b[?64;1;2;6;22c"),
            (Some(b'>'), None, 'c', 0) => self.answer("\x1b[>41;390;0c"),
            (Some(b'='), None, 'c', 0) => self.answer("\x1bP!|00000000\x1b\\"),
            (Some(b'>'), None, 'q', 0) => self.answer("\x1bP>|XTerm(390)\x1b\\"),
            (None, None, 'n', 5) => self.answer("\x1b[0n"),
            (None, None, 'n', 6) => self.answer(&format!("\x1b[{row};{column}R")),
            (Some(b'?'), None, 'n', 6) => self.answer(&format!("\x1b[?{row};{column}R")),
            (Some(b'?'), Some(b'$'), 'p', mode) => self.report_mode(mode),
            (None, None, 't', 18) => {
                let (rows, columns) = screen.size();
                self.answer(&format!("\x1b[8;{rows};{columns}t"));
            }
            _ => {}
        }
    }

    fn unhandled_osc(&mut self, _: &mut Screen, params: &[&[u8]]) {
        match params {
            [b"10", b"?"] => self.answer("\x1b]10;rgb:e5e5/e5e5/e5e5\x1b\\"),
            [b"11", b"?"] if self.light => self.answer("\x1b]11;rgb:ffff/ffff/ffff\x1b\\"),
            [b"11", b"?"] => self.answer("\x1b]11;rgb:0000/0000/0000\x1b\\"),
            _ => {}
        }
    }
}

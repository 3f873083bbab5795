//! Operating system commands: titles, colours, links, the clipboard, and what shells and
//! programs tell about themselves.

use std::sync::Arc;

use super::Screen;
use super::titles::{self, Titles};
use crate::line::Link;
use crate::terminal::base64;
use crate::terminal::notice::{Mark, Notice, Progress};
use crate::terminal::parser::Ending;

/// The longest text of a notification, a path or a link, in bytes.
const LONGEST: usize = 4096;

impl Screen {
    /// `OSC number ; rest`, and its end.
    pub(super) fn osc(&mut self, data: &[u8], ending: Ending) {
        self.ending = ending;
        let (number, rest) = match data.iter().position(|&byte| byte == b';') {
            Some(at) => (&data[..at], &data[at + 1..]),
            None => (data, &[][..]),
        };
        let Some(number) = std::str::from_utf8(number).ok().and_then(|n| n.parse::<u16>().ok())
        else {
            return;
        };
        if number <= 2 {
            return self.osc_title(number, rest);
        }
        let Ok(rest) = std::str::from_utf8(rest) else { return };
        match number {
            4 | 5 => self.osc_palette(number, rest),
            7 => self.osc_directory(rest),
            8 => self.osc_link(rest),
            9 => self.osc_9(rest),
            10..=19 => self.osc_dynamic(number, rest),
            22 => self.notice(Notice::Pointer(titles::cut(rest.to_owned()))),
            52 => self.osc_clipboard(rest),
            99 => self.osc_99(rest),
            104 | 105 => self.osc_reset_palette(number, rest),
            110..=119 => self.osc_reset_dynamic(number),
            133 => self.osc_mark(rest),
            777 => self.osc_777(rest),
            1337 => self.osc_1337(rest),
            _ => {}
        }
    }

    /// OSC 0 (both), 1 (the icon's name), 2 (the title).
    fn osc_title(&mut self, number: u16, data: &[u8]) {
        if !self.policy.set_title {
            return;
        }
        let Some(text) = self.titles.parse(data, self.policy.dialect) else { return };
        if number != 2 {
            self.titles.icon.clone_from(&text);
        }
        if number != 1 {
            self.titles.title = text;
        }
        self.notice(Notice::Title(self.titles.title.clone()));
    }

    /// `ESC k name ST`: screen's title, which names the window.
    pub(super) fn name_window(&mut self, data: &[u8]) {
        if let Some(name) = Titles::parse_name(data, self.policy.dialect) {
            self.notice(Notice::WindowName(name));
        }
    }

    /// OSC 7: the working directory, as a file URI or a path.
    fn osc_directory(&mut self, rest: &str) {
        if rest.len() > LONGEST {
            return;
        }
        let path = match rest.strip_prefix("file://") {
            Some(uri) => match uri.find('/') {
                Some(at) => percent_decode(&uri[at..]),
                None => String::new(),
            },
            None => rest.to_owned(),
        };
        let path: String = path.chars().filter(|c| !c.is_control()).collect();
        self.directory = (!path.is_empty()).then_some(path);
        self.notice(Notice::Directory);
    }

    /// OSC 8: what is written from here on is a link; an empty URI ends it.
    fn osc_link(&mut self, rest: &str) {
        let Some((params, uri)) = rest.split_once(';') else { return };
        let sound = rest.len() <= LONGEST && !rest.contains(char::is_control);
        let mut ids = params.split(':').filter_map(|param| param.strip_prefix("id="));
        let id = ids.next().unwrap_or("");
        if ids.next().is_some() {
            // Which of them is meant nobody knows.
            return;
        }
        self.caret.link = (sound && !uri.is_empty())
            .then(|| Arc::new(Link { id: id.to_owned(), uri: uri.to_owned() }));
        self.renew_ink();
    }

    /// OSC 9: a notification (iTerm2), or with `4;` progress (ConEmu).
    fn osc_9(&mut self, rest: &str) {
        let Some(progress) = rest.strip_prefix("4;") else {
            // ConEmu's other subcommands are numbers too, and no text for a person.
            let is_command = rest.split(';').next().is_some_and(|n| n.parse::<u8>().is_ok());
            if !is_command || rest.parse::<u8>().is_err() && !rest.contains(';') {
                self.notify("", rest);
            }
            return;
        };
        let mut parts = progress.split(';').map(|part| part.parse::<u8>().unwrap_or(0));
        let state = parts.next().unwrap_or(0);
        let percent = parts.next().unwrap_or(0).min(100);
        self.notice(Notice::Progress(match state {
            1 => Progress::Normal(percent),
            2 => Progress::Error(percent),
            3 => Progress::Busy,
            4 => Progress::Paused(percent),
            _ => Progress::None,
        }));
    }

    /// OSC 99 (kitty): of its parts only title and body that come in one piece.
    fn osc_99(&mut self, rest: &str) {
        let Some((params, text)) = rest.split_once(';') else { return };
        let param = |name: &str| params.split(':').find_map(|p| p.strip_prefix(name));
        if param("p=").is_some_and(|kind| kind != "title" && kind != "body") {
            return;
        }
        let text = match param("e=") {
            Some("1") => base64::decode(text.as_bytes())
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
                .unwrap_or_default(),
            _ => text.to_owned(),
        };
        match param("p=") {
            Some("body") => self.notify("", &text),
            _ => self.notify(&text, ""),
        }
    }

    /// OSC 777 (urxvt): `notify;title;body`.
    fn osc_777(&mut self, rest: &str) {
        if let Some(rest) = rest.strip_prefix("notify;") {
            let (title, body) = rest.split_once(';').unwrap_or((rest, ""));
            self.notify(title, body);
        }
    }

    fn notify(&mut self, title: &str, body: &str) {
        let clean = |text: &str| {
            titles::cut(text.chars().filter(|c| !c.is_control() || *c == '\n').collect())
        };
        let (title, body) = (clean(title), clean(body));
        if !title.is_empty() || !body.is_empty() {
            self.notice(Notice::Notification { title, body });
        }
    }

    /// OSC 52: a selection is set or asked for.
    fn osc_clipboard(&mut self, rest: &str) {
        let Some((selection, data)) = rest.split_once(';') else { return };
        let selection: String =
            selection.chars().filter(|c| "cpqs01234567".contains(*c)).take(16).collect();
        if data == "?" {
            let bell = self.ending == Ending::Bell;
            self.notice(Notice::ClipboardQuery { selection, bell });
        } else {
            // What is no base64 clears the selection (xterm).
            let data = base64::decode(data.as_bytes()).unwrap_or_default();
            self.notice(Notice::Clipboard { selection, data });
        }
    }

    /// OSC 133: where a shell is.
    fn osc_mark(&mut self, rest: &str) {
        let mut parts = rest.split(';');
        let mark = match parts.next() {
            Some("A" | "N" | "P") if parts.any(|part| part == "k=s") => Mark::Continuation,
            Some("A" | "N" | "P") => Mark::Prompt,
            Some("B" | "I") => Mark::Input,
            Some("C") => Mark::Output(command_line(rest)),
            Some("D") => Mark::End(parts.next().and_then(|status| status.parse().ok())),
            _ => return,
        };
        self.command_begins = mark == Mark::Output(None);
        let at = self.anchor();
        self.notice(Notice::Mark(mark, at));
    }

    /// OSC 1337 (iTerm2): the working directory and user variables.
    fn osc_1337(&mut self, rest: &str) {
        if let Some(path) = rest.strip_prefix("CurrentDir=") {
            self.osc_directory(path);
        } else if let Some((name, value)) =
            rest.strip_prefix("SetUserVar=").and_then(|rest| rest.split_once('='))
            && name.len() <= 256
            && let Some(value) = base64::decode(value.as_bytes())
            && value.len() <= LONGEST
        {
            self.notice(Notice::Variable { name: name.to_owned(), value });
        }
    }
}

/// The command line in the parameters of a `C` mark.
fn command_line(rest: &str) -> Option<String> {
    let param = |name: &str| {
        let at = rest.find(name)? + name.len();
        Some(&rest[at..])
    };
    let text = match param(";cmdline_url=") {
        Some(text) => percent_decode(text.split(';').next().unwrap_or_default()),
        // What is quoted may have a semicolon in it; no parameter comes after this one.
        None => unquoted(param(";cmdline=")?),
    };
    let sound = |c: &char| !c.is_control() || *c == '\n' || *c == '\t';
    Some(titles::cut(text.chars().filter(sound).collect()))
}

/// A word as `printf %q` of a shell writes it: backslashes, `'…'` and `$'…'`.
fn unquoted(word: &str) -> String {
    let mut out = String::new();
    let mut chars = word.chars().peekable();
    // Within quotes: `None` is outside, `Some(true)` those in which backslashes mean something.
    let mut quoted = None;
    while let Some(c) = chars.next() {
        match (c, quoted) {
            ('\'', Some(_)) => quoted = None,
            ('\'', None) => quoted = Some(false),
            ('$', None) if chars.peek() == Some(&'\'') => {
                chars.next();
                quoted = Some(true);
            }
            ('\\', Some(true)) => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(c) => out.push(c),
                None => {}
            },
            ('\\', None) => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}

fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let escaped = (bytes[i] == b'%')
            .then(|| bytes.get(i + 1..i + 3))
            .flatten()
            .and_then(titles::from_hex)
            .and_then(|byte| byte.first().copied());
        match escaped {
            Some(byte) => {
                out.push(byte);
                i += 3;
            }
            None => {
                out.push(bytes[i]);
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

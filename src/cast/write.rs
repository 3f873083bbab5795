//! What a program writes, to the lines of a recording.

use std::fmt::Write;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Header, Version};
use crate::geometry::Size;

/// The longest text of one event, in bytes: longer ones are told as several, so that whoever
/// reads the recording need not hold much.
const LONGEST: usize = 64 << 10;

/// Makes the lines of a recording. Each call gives whole lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    version: Version,
    /// When the last event was, in milliseconds since the beginning. Times are rounded before
    /// differences are taken, so the differences add up.
    last: u128,
    /// The beginning of a character whose end has not come.
    unfinished: Vec<u8>,
}

impl Writer {
    /// Begins a recording with its header.
    pub fn begin(header: &Header, out: &mut String) -> Self {
        out.push_str(&line_of(header).to_string());
        out.push('\n');
        Self { version: header.version, last: 0, unfinished: Vec::new() }
    }

    /// What the program wrote, cut anywhere: a character that is cut is told with its end. What
    /// is no UTF-8 becomes U+FFFD, for the format has text only.
    pub fn output(&mut self, time: Duration, bytes: &[u8], out: &mut String) {
        let text = self.text(bytes);
        self.text_events(time, &text, out);
    }

    /// The terminal has another size.
    pub fn resize(&mut self, time: Duration, size: Size, out: &mut String) {
        self.event(time, 'r', &format!("{}x{}", size.cols, size.rows), out);
    }

    /// Something that people are to know.
    pub fn marker(&mut self, time: Duration, label: &str, out: &mut String) {
        self.event(time, 'm', label, out);
    }

    /// The program ended, with this status. The second version has no way to say so.
    pub fn exit(&mut self, time: Duration, status: i32, out: &mut String) {
        self.cut(time, out);
        if self.version == Version::Three {
            self.event(time, 'x', &status.to_string(), out);
        }
    }

    /// No end comes of a character that was cut.
    pub fn cut(&mut self, time: Duration, out: &mut String) {
        if !std::mem::take(&mut self.unfinished).is_empty() {
            self.event(time, 'o', "\u{fffd}", out);
        }
    }

    /// Bytes as text; the beginning of a character is kept for later.
    fn text(&mut self, bytes: &[u8]) -> String {
        let held = std::mem::take(&mut self.unfinished);
        let whole = [held.as_slice(), bytes].concat();
        let (mut text, mut rest) = (String::with_capacity(whole.len()), whole.as_slice());
        loop {
            match std::str::from_utf8(rest) {
                Ok(valid) => {
                    text.push_str(valid);
                    return text;
                }
                Err(error) => {
                    let (valid, after) = rest.split_at(error.valid_up_to());
                    text.push_str(&String::from_utf8_lossy(valid));
                    let Some(bad) = error.error_len() else {
                        self.unfinished = after.to_vec();
                        return text;
                    };
                    text.push(char::REPLACEMENT_CHARACTER);
                    rest = &after[bad..];
                }
            }
        }
    }

    fn text_events(&mut self, time: Duration, mut text: &str, out: &mut String) {
        while !text.is_empty() {
            let mut end = LONGEST.min(text.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            let (part, rest) = text.split_at(end);
            self.event(time, 'o', part, out);
            text = rest;
        }
    }

    fn event(&mut self, time: Duration, code: char, data: &str, out: &mut String) {
        let now = time.as_millis().max(self.last);
        let told = match self.version {
            Version::Two => now,
            Version::Three => now - self.last,
        };
        self.last = now;
        // Writing to memory cannot fail.
        let _ = write!(out, "[{}.{:03}, \"{code}\", ", told / 1000, told % 1000);
        quote(data, out);
        out.push_str("]\n");
    }
}

/// The header's line.
fn line_of(header: &Header) -> Value {
    let Size { cols, rows } = header.size;
    let mut line = match header.version {
        Version::Two => json!({ "version": 2, "width": cols, "height": rows }),
        Version::Three => json!({ "version": 3, "term": { "cols": cols, "rows": rows } }),
    };
    let mut env = json!({});
    if let Some(shell) = &header.shell {
        env["SHELL"] = shell.as_str().into();
    }
    match (&header.term, header.version) {
        (Some(term), Version::Two) => env["TERM"] = term.as_str().into(),
        (Some(term), Version::Three) => line["term"]["type"] = term.as_str().into(),
        (None, _) => {}
    }
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            line[name] = value;
        }
    };
    put("timestamp", header.timestamp.map(Value::from));
    put("idle_time_limit", header.idle_limit.map(|limit| limit.as_secs_f64().into()));
    put("command", header.command.as_deref().map(Value::from));
    put("title", header.title.as_deref().map(Value::from));
    put("env", Some(env).filter(|env| *env != json!({})));
    line
}

/// Appends a JSON string in which all that cannot be printed is escaped (RFC 8259, 7; asciicast
/// asks for that).
fn quote(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let plain = rest.find(|c| !matches!(c, ' '..='~') || c == '"' || c == '\\');
        if plain != Some(0) {
            let (run, after) = rest.split_at(plain.unwrap_or(rest.len()));
            out.push_str(run);
            rest = after;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_printable(c) => out.push(c),
            c => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
                // Writing to memory cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }),
        }
    }
    out.push('"');
}

/// Whether a character shows by itself, as the standard library sees it.
fn is_printable(c: char) -> bool {
    c == '\'' || c.escape_debug().eq([c])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(version: Version) -> Header {
        Header::new(version, Size::new(80, 24))
    }

    fn millis(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    /// The lines after the header.
    fn written(version: Version, tell: impl FnOnce(&mut Writer, &mut String)) -> String {
        let mut out = String::new();
        let mut writer = Writer::begin(&header(version), &mut out);
        out.clear();
        tell(&mut writer, &mut out);
        out
    }

    #[test]
    fn headers_say_what_is_known() {
        let begin = |header: &Header| {
            let mut out = String::new();
            Writer::begin(header, &mut out);
            out
        };
        let lean = [
            (Version::Two, "{\"height\":24,\"version\":2,\"width\":80}\n"),
            (Version::Three, "{\"term\":{\"cols\":80,\"rows\":24},\"version\":3}\n"),
        ];
        for (version, expect) in lean {
            assert_eq!(begin(&header(version)), expect);
        }
        let full = Header {
            timestamp: Some(1_700_000_000),
            idle_limit: Some(millis(1500)),
            command: Some("make -j8".into()),
            title: Some("\"x\"".into()),
            term: Some("tmux-256color".into()),
            shell: Some("/bin/sh".into()),
            ..header(Version::Three)
        };
        assert_eq!(
            begin(&full),
            "{\"command\":\"make -j8\",\"env\":{\"SHELL\":\"/bin/sh\"},\"idle_time_limit\":1.5,\
             \"term\":{\"cols\":80,\"rows\":24,\"type\":\"tmux-256color\"},\
             \"timestamp\":1700000000,\"title\":\"\\\"x\\\"\",\"version\":3}\n"
        );
        let two = begin(&Header { version: Version::Two, ..full });
        assert!(
            two.contains("\"env\":{\"SHELL\":\"/bin/sh\",\"TERM\":\"tmux-256color\"}"),
            "{two}"
        );
    }

    #[test]
    fn times_are_since_the_beginning_or_since_the_event_before() {
        let tell = |writer: &mut Writer, out: &mut String| {
            writer.output(Duration::from_micros(600), b"a", out);
            writer.output(Duration::from_micros(1_200_600), b"b", out);
            // A clock that goes back does not take the recording along.
            writer.resize(millis(900), Size::new(100, 50), out);
            writer.marker(millis(2000), "", out);
            writer.exit(millis(2001), 130, out);
        };
        assert_eq!(
            written(Version::Three, tell),
            "[0.000, \"o\", \"a\"]\n[1.200, \"o\", \"b\"]\n[0.000, \"r\", \"100x50\"]\n\
             [0.800, \"m\", \"\"]\n[0.001, \"x\", \"130\"]\n"
        );
        assert_eq!(
            written(Version::Two, tell),
            "[0.000, \"o\", \"a\"]\n[1.200, \"o\", \"b\"]\n[1.200, \"r\", \"100x50\"]\n\
             [2.000, \"m\", \"\"]\n"
        );
    }

    #[test]
    fn characters_that_are_cut_are_held_together_and_what_is_none_is_told() {
        let all = "é漢🎉e\u{301}".as_bytes();
        for cut in 0..all.len() {
            let lines = written(Version::Three, |writer, out| {
                writer.output(millis(0), &all[..cut], out);
                writer.output(millis(0), &all[cut..], out);
            });
            let text: String = lines
                .lines()
                .map(|line| serde_json::from_str::<(f64, String, String)>(line).unwrap().2)
                .collect();
            assert_eq!(text.as_bytes(), all, "cut at {cut}");
        }
        let lines = written(Version::Three, |writer, out| {
            writer.output(millis(0), b"a\xff\xe6\xbc!\xe6\xbc", out);
            writer.exit(millis(5), 0, out);
        });
        assert_eq!(
            lines,
            "[0.000, \"o\", \"a\u{fffd}\u{fffd}!\"]\n[0.005, \"o\", \"\u{fffd}\"]\n\
             [0.000, \"x\", \"0\"]\n"
        );
    }

    #[test]
    fn what_cannot_be_printed_is_escaped() {
        let quoted = |text: &str| {
            let mut out = String::new();
            quote(text, &mut out);
            assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
            out
        };
        assert_eq!(quoted("a\"b\\c'd é漢🎉"), "\"a\\\"b\\\\c'd é漢🎉\"");
        assert_eq!(quoted("\x1b[m\r\n\t\x07\x7f"), "\"\\u001b[m\\r\\n\\t\\u0007\\u007f\"");
        assert_eq!(quoted("\u{9b}\u{200d}\u{2028}"), "\"\\u009b\\u200d\\u2028\"");
        assert_eq!(quoted("\u{e0001}"), "\"\\udb40\\udc01\"");
    }

    #[test]
    fn long_texts_are_several_events() {
        let long = "漢".repeat(LONGEST);
        let lines =
            written(Version::Two, |writer, out| writer.output(millis(7), long.as_bytes(), out));
        let mut text = String::new();
        for line in lines.lines() {
            assert!(line.len() < LONGEST + 100);
            text += &serde_json::from_str::<(f64, String, String)>(line).unwrap().2;
        }
        assert_eq!(text, long);
    }
}

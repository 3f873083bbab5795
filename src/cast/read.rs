//! The lines of a recording to events. The file may be anybody's: lines are bounded, sizes and
//! times believable, and what is wrong is told with its line.

use std::time::Duration;

use serde_json::{Map, Value};

use super::{Header, Version};
use crate::geometry::Size;

/// The longest line that is read, in bytes.
const LONGEST: usize = 4 << 20;

/// The longest side of a terminal that is believed in, in cells.
const LONGEST_SIDE: u64 = 10_000;

/// The longest time that is believed in: a hundred years, in seconds.
const LAST_TIME: f64 = 100.0 * 366.0 * 86_400.0;

/// Why a recording cannot be read on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}: {reason}")]
pub struct CastError {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
}

/// What happened to the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The program wrote this.
    Output(String),
    /// It got another size.
    Resize(Size),
    /// Something that people are to know.
    Marker(String),
    /// The program ended with this status.
    Exit(i32),
    /// Something that plays no part in a replay.
    Other,
}

/// Something that happened, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The time since the beginning; never less than that of the event before.
    pub time: Duration,
    /// What.
    pub what: What,
}

/// A line of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The first.
    Header(Header),
    /// One of the others.
    Event(Event),
}

/// Reads a recording that comes in parts, cut anywhere.
#[derive(Debug, Default)]
pub struct Reader {
    buffer: Vec<u8>,
    /// Bytes at the front that were read.
    taken: usize,
    /// Bytes behind them that hold no line's end.
    searched: usize,
    /// There will be no more.
    ended: bool,
    /// How many lines were read.
    lines: u64,
    /// Once the header was read.
    version: Option<Version>,
    /// When the last event was.
    time: Duration,
}

impl Reader {
    /// Adds what has come.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..std::mem::take(&mut self.taken));
        self.buffer.extend_from_slice(bytes);
    }

    /// There will be no more.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// What the next line says; `None` where there is no whole line, or after the end no more.
    ///
    /// # Errors
    /// The line is not what a recording has there. Nothing after it can be believed in.
    pub fn read(&mut self) -> Result<Option<Item>, CastError> {
        while let Some(line) = self.line()? {
            let wrong = |reason| CastError { line: self.lines, reason };
            let line = std::str::from_utf8(&line).map_err(|_| wrong("no UTF-8".to_owned()))?;
            let line = line.trim_matches([' ', '\t', '\r']);
            match self.version {
                None => {
                    let header = header(line).map_err(wrong)?;
                    self.version = Some(header.version);
                    return Ok(Some(Item::Header(header)));
                }
                Some(Version::Three) if line.starts_with('#') => {}
                Some(_) if line.is_empty() => {}
                Some(version) => {
                    let (time, what) = event(line).map_err(wrong)?;
                    let time = match version {
                        Version::Two => time,
                        Version::Three => self.time.saturating_add(time),
                    };
                    self.time = time.max(self.time);
                    return Ok(Some(Item::Event(Event { time: self.time, what })));
                }
            }
        }
        match self.ended && self.version.is_none() {
            true => Err(CastError { line: 1, reason: "the recording is empty".to_owned() }),
            false => Ok(None),
        }
    }

    /// The next line, taken out, without its end.
    fn line(&mut self) -> Result<Option<Vec<u8>>, CastError> {
        let rest = &self.buffer[self.taken..];
        let found = rest[self.searched..].iter().position(|byte| *byte == b'\n');
        let length = match found {
            Some(at) => self.searched + at,
            None if self.ended && !rest.is_empty() => rest.len(),
            None => {
                self.searched = rest.len();
                rest.len()
            }
        };
        if length > LONGEST {
            let reason = format!("the line is longer than {} MiB", LONGEST >> 20);
            return Err(CastError { line: self.lines + 1, reason });
        }
        if found.is_none() && (!self.ended || rest.is_empty()) {
            return Ok(None);
        }
        let line = rest[..length].to_vec();
        self.taken = (self.taken + length + 1).min(self.buffer.len());
        self.searched = 0;
        self.lines += 1;
        Ok(Some(line))
    }
}

fn header(line: &str) -> Result<Header, String> {
    let no_recording = || "this is no asciicast: its first line is no header".to_owned();
    let Ok(Value::Object(line)) = serde_json::from_str(line) else { return Err(no_recording()) };
    let version = match line.get("version").map(Value::as_u64) {
        Some(Some(2)) => Version::Two,
        Some(Some(3)) => Version::Three,
        Some(Some(other)) => return Err(format!("asciicast {other} is not read, but 2 and 3 are")),
        _ => return Err(no_recording()),
    };
    let nothing = Map::new();
    let term = line.get("term").and_then(Value::as_object).unwrap_or(&nothing);
    let env = line.get("env").and_then(Value::as_object).unwrap_or(&nothing);
    let number = |value: Option<&Value>, name| {
        let side = value.and_then(Value::as_u64).filter(|n| (1..=LONGEST_SIDE).contains(n));
        side.map(|n| n as u16).ok_or_else(|| format!("the header has no {name} to believe in"))
    };
    let size = match version {
        Version::Two => {
            Size::new(number(line.get("width"), "width")?, number(line.get("height"), "height")?)
        }
        Version::Three => {
            Size::new(number(term.get("cols"), "cols")?, number(term.get("rows"), "rows")?)
        }
    };
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let limit = line.get("idle_time_limit").and_then(Value::as_f64).and_then(duration);
    Ok(Header {
        version,
        size,
        timestamp: line.get("timestamp").and_then(Value::as_i64),
        idle_limit: limit,
        command: text(line.get("command")),
        title: text(line.get("title")),
        term: text(term.get("type")).or_else(|| text(env.get("TERM"))),
        shell: text(env.get("SHELL")),
    })
}

/// A time that is written in seconds.
fn duration(seconds: f64) -> Option<Duration> {
    (0.0..=LAST_TIME).contains(&seconds).then(|| Duration::from_secs_f64(seconds))
}

/// An event's line, with the time as it stands there.
fn event(line: &str) -> Result<(Duration, What), String> {
    let parts = serde_json::from_str::<(Value, String, Value)>(line);
    let (time, code, data) = parts.map_err(|_| "not an event: [time, code, data]".to_owned())?;
    let known = time.as_f64().and_then(duration);
    let time = known.ok_or_else(|| format!("{time} is no time to believe in"))?;
    let text = || data.as_str().ok_or_else(|| format!("the data of {code} is no text"));
    let what = match code.as_str() {
        "o" => What::Output(text()?.to_owned()),
        "m" => What::Marker(text()?.to_owned()),
        "r" => What::Resize(size(text()?)?),
        "x" => What::Exit(status(&data)?),
        // Codes that are not known are to be passed over, whatever they bring.
        _ => What::Other,
    };
    Ok((time, what))
}

fn size(text: &str) -> Result<Size, String> {
    let side = |text: &str| text.parse().ok().filter(|n| (1..=LONGEST_SIDE).contains(n));
    let sides = text.split_once('x').and_then(|(cols, rows)| Some((side(cols)?, side(rows)?)));
    let (cols, rows) = sides.ok_or_else(|| format!("{text:?} is no size"))?;
    Ok(Size::new(cols as u16, rows as u16))
}

/// An exit status: a number, as text or as it is.
fn status(data: &Value) -> Result<i32, String> {
    let number = match data {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64().and_then(|number| i32::try_from(number).ok()),
    };
    number.ok_or_else(|| format!("{data} is no exit status"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that a recording says, however it is cut; or what is wrong.
    fn read(text: &str) -> Result<Vec<Item>, String> {
        let read = |parts: &mut dyn Iterator<Item = &[u8]>| {
            let (mut reader, mut items) = (Reader::default(), Vec::new());
            for part in parts {
                reader.push(part);
                while let Some(item) = reader.read()? {
                    items.push(item);
                }
            }
            reader.end();
            while let Some(item) = reader.read()? {
                items.push(item);
            }
            Ok(items)
        };
        let whole = read(&mut std::iter::once(text.as_bytes()));
        assert_eq!(read(&mut text.as_bytes().chunks(1)), whole, "byte by byte");
        whole.map_err(|error: CastError| error.to_string())
    }

    fn events(text: &str) -> Vec<(u64, What)> {
        let items = read(text).unwrap();
        assert!(matches!(items[0], Item::Header(_)));
        let event = |item: &Item| match item {
            Item::Event(event) => (event.time.as_millis() as u64, event.what.clone()),
            Item::Header(_) => panic!("a second header"),
        };
        items[1..].iter().map(event).collect()
    }

    const TWO: &str = "{\"version\": 2, \"width\": 80, \"height\": 24}";
    const THREE: &str = "{\"version\": 3, \"term\": {\"cols\": 80, \"rows\": 24}}";

    #[test]
    fn both_versions_are_read() {
        let output = |text: &str| What::Output(text.to_owned());
        // The lines of the format's own pages.
        assert_eq!(
            events(&format!(
                "{THREE}\n# event stream follows the header\n\
                 [0.248, \"o\", \"\\u001b[1;31mHello \\u001b[0m\\n\"]\n[3.500, \"m\", \"\"]\r\n\
                 [0.143, \"i\", \"x\"]\n\n[2.050, \"r\", \"90x30\"]\n[1, \"?\", {{}}]\n\
                 [0.887, \"x\", \"0\"]"
            )),
            [
                (248, output("\x1b[1;31mHello \x1b[0m\n")),
                (3748, What::Marker(String::new())),
                (3891, What::Other),
                (5941, What::Resize(Size::new(90, 30))),
                (6941, What::Other),
                (7828, What::Exit(0)),
            ]
        );
        assert_eq!(
            events(&format!("{TWO}\n[1.5, \"o\", \"a\"]\n[1.0, \"o\", \"b\"]\n[2, \"x\", 130]\n")),
            [(1500, output("a")), (1500, output("b")), (2000, What::Exit(130))]
        );
    }

    #[test]
    fn headers_are_read() {
        let line = "{\"version\":3,\"term\":{\"cols\":100,\"rows\":50,\"type\":\"xterm\"},\
            \"timestamp\":1700000000,\"idle_time_limit\":2,\"command\":\"make\",\"title\":\"t\",\
            \"env\":{\"SHELL\":\"/bin/sh\"},\"tags\":[1],\"later\":{}}";
        let expect = Header {
            timestamp: Some(1_700_000_000),
            idle_limit: Some(Duration::from_secs(2)),
            command: Some("make".into()),
            title: Some("t".into()),
            term: Some("xterm".into()),
            shell: Some("/bin/sh".into()),
            ..Header::new(Version::Three, Size::new(100, 50))
        };
        assert_eq!(read(line), Ok(vec![Item::Header(expect.clone())]));
        // What is written is what is read.
        for version in [Version::Two, Version::Three] {
            let expect = Header { version, ..expect.clone() };
            let mut out = String::new();
            super::super::Writer::begin(&expect, &mut out);
            assert_eq!(read(&out), Ok(vec![Item::Header(expect)]));
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let check = |text: &str, expect: &str| assert_eq!(read(text), Err(expect.to_owned()));
        check("", "1: the recording is empty");
        let no = "1: this is no asciicast: its first line is no header";
        ["hello", "[1]", "{}", "\n", "# no comment here", "{\"version\":\"3\"}"]
            .iter()
            .for_each(|text| check(text, no));
        check("{\"version\":1}", "1: asciicast 1 is not read, but 2 and 3 are");
        check("{\"version\":2,\"width\":80}", "1: the header has no height to believe in");
        check(
            "{\"version\":3,\"term\":{\"cols\":0,\"rows\":1}}",
            "1: the header has no cols to believe in",
        );
        let line = |line: &str, expect: &str| {
            check(&format!("{THREE}\n#\n{line}\n"), &format!("3: {expect}"));
        };
        let none = "not an event: [time, code, data]";
        ["[1, \"o\"]", "[1, \"o\", \"a\", 1]", "x", "[1, \"o\", \"cut", "[1, 2, 3]"]
            .iter()
            .for_each(|text| line(text, none));
        line("[1, \"o\", 5]", "the data of o is no text");
        line("[-1, \"o\", \"\"]", "-1 is no time to believe in");
        line("[1e18, \"o\", \"\"]", "1e+18 is no time to believe in");
        line("[\"1\", \"o\", \"\"]", "\"1\" is no time to believe in");
        for size in ["80", "80x", "x24", "0x24", "80x99999", "80x24x"] {
            line(&format!("[1, \"r\", \"{size}\"]"), &format!("{size:?} is no size"));
        }
        line("[1, \"x\", \"bad\"]", "\"bad\" is no exit status");
        check(&format!("{TWO}\n# none here"), &format!("2: {none}"));
    }

    #[test]
    fn lines_are_bounded() {
        let mut reader = Reader::default();
        let mut pushed = 0;
        let error = loop {
            reader.push(&[b'x'; 1 << 16]);
            pushed += 1 << 16;
            match reader.read() {
                Ok(read) => assert_eq!(read, None),
                Err(error) => break error,
            }
        };
        assert_eq!(error.to_string(), "1: the line is longer than 4 MiB");
        assert!(pushed <= LONGEST + (1 << 16));
    }
}

//! What a program writes, as lines of text: for those who wait for a text or follow a log.
//!
//! It parses the same bytes as the screen does, and misses nothing that scrolls past or is
//! overwritten in between. Of the sequences it heeds those that edit the line they stand in, as
//! shells and progress bars use them; one that goes to another line ends this one. It knows no
//! rows: a line ends where the program ends it. A tab over nothing stays one, as on the screen.

use super::parser::{Action, Csi, Parser};

/// The longest line, in characters; a longer one is told in parts.
const LONGEST: usize = 64 << 10;

/// Columns between two tab stops.
const TAB: usize = 8;

/// What stands in the columns of a tab after its first, up to the next stop.
const WITHIN_TAB: char = '\0';

/// A piece of what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told<'a> {
    /// A line that has ended.
    Line(&'a str),
    /// How a line that has not ended looked before it was overwritten.
    Draft(&'a str),
}

/// What follows what a program writes.
#[derive(Debug, Clone)]
pub struct Transcript {
    parser: Parser,
    line: Vec<char>,
    at: usize,
    /// Something was written to the line since it was last told.
    fresh: bool,
    /// The cursor went back: what is written next may overwrite something.
    went_back: bool,
    is_alternate: bool,
    /// Whether what is written to the alternate screen counts.
    with_alternate: bool,
}

impl Transcript {
    /// Goes on where a terminal's parser stands, in a line whose text so far is `line` with the
    /// cursor before character `at` of it.
    pub(super) fn new(parser: Parser, is_alternate: bool, line: &str, at: usize) -> Self {
        let line: Vec<char> = line.chars().collect();
        Self { parser, at, line, fresh: false, went_back: true, is_alternate, with_alternate: true }
    }

    /// The same without what is written to the alternate screen.
    pub fn without_alternate(self) -> Self {
        Self { with_alternate: false, ..self }
    }

    /// Takes what the program wrote, cut anywhere, and tells what comes of it.
    pub fn feed(&mut self, bytes: &[u8], mut tell: impl FnMut(Told<'_>)) {
        let mut input = bytes;
        let mut parser = std::mem::replace(&mut self.parser, Parser::new());
        while let Some(action) = parser.next(&mut input) {
            match action {
                Action::Ascii(text) => {
                    text.iter().for_each(|byte| self.put(char::from(*byte), &mut tell));
                }
                Action::Text(text) => {
                    String::from_utf8_lossy(text).chars().for_each(|c| self.put(c, &mut tell));
                }
                Action::Control(byte) => self.control(byte, &mut tell),
                Action::Csi(csi) => self.csi(csi, &mut tell),
                // NEL and RIS.
                Action::Escape(0, b'E' | b'c') => self.end_line(&mut tell),
                Action::Escape(..)
                | Action::Dcs(..)
                | Action::Osc(..)
                | Action::Apc(_)
                | Action::Name(_) => {}
            }
        }
        self.parser = parser;
    }

    /// The line that has not ended.
    pub fn unfinished(&self) -> String {
        if !self.line.iter().any(|c| matches!(*c, '\t' | WITHIN_TAB)) {
            return self.line.iter().collect();
        }
        let (mut text, mut at) = (String::with_capacity(self.line.len()), 0);
        while let Some(&c) = self.line.get(at) {
            let within = at + 1..next_stop(at);
            let is_whole = |rest: &[char]| rest.iter().all(|c| *c == WITHIN_TAB);
            match c {
                '\t' if self.line.get(within.clone()).is_some_and(is_whole) => {
                    text.push('\t');
                    at = within.end;
                    continue;
                }
                '\t' | WITHIN_TAB => text.push(' '),
                c => text.push(c),
            }
            at += 1;
        }
        text
    }

    fn counts(&self) -> bool {
        self.with_alternate || !self.is_alternate
    }

    fn put(&mut self, c: char, tell: &mut impl FnMut(Told<'_>)) {
        if !self.counts() {
            return;
        }
        if self.at >= LONGEST {
            self.end_line(tell);
        }
        if self.at < self.line.len() {
            if self.line[self.at] != c && std::mem::take(&mut self.went_back) {
                self.before_a_change(tell);
            }
            self.line[self.at] = c;
        } else {
            self.line.resize(self.at, ' ');
            self.line.push(c);
        }
        self.fresh = true;
        self.at += 1;
    }

    fn control(&mut self, byte: u8, tell: &mut impl FnMut(Told<'_>)) {
        match byte {
            b'\n' | 0x0b | 0x0c if self.counts() => self.tell_line(tell),
            b'\r' => self.go_to(0),
            0x08 => self.go_to(self.at.saturating_sub(1)),
            b'\t' => self.tab(),
            _ => {}
        }
    }

    /// To the next stop; what is moved over is noted where nothing stands there.
    fn tab(&mut self) {
        let (from, to) = (self.at, next_stop(self.at));
        let known = self.line.get(from..to.min(self.line.len())).unwrap_or_default();
        let is_clear = known.iter().all(|c| matches!(*c, ' ' | '\t' | WITHIN_TAB));
        self.go_to(to);
        if self.counts() && is_clear && self.at == to {
            self.line.resize(self.line.len().max(to), ' ');
            self.line[from..to].fill(WITHIN_TAB);
            self.line[from] = '\t';
        }
    }

    fn go_to(&mut self, at: usize) {
        self.went_back |= at < self.at;
        self.at = at.min(LONGEST);
    }

    /// A control sequence (ECMA-48; the private modes are xterm's).
    fn csi(&mut self, csi: &Csi, tell: &mut impl FnMut(Told<'_>)) {
        let count = usize::from(csi.count(0));
        match (csi.private, csi.intermediate, csi.last) {
            (b'?', 0, b'h' | b'l') if csi.params().iter().any(|n| [47, 1047, 1049].contains(n)) => {
                self.end_line(tell);
                self.is_alternate = csi.last == b'h';
            }
            _ if !self.counts() => {}
            (0, 0, b'C' | b'a') => self.go_to(self.at + count),
            (0, 0, b'D') => self.go_to(self.at.saturating_sub(count)),
            (0, 0, b'G' | b'`') => self.go_to(count - 1),
            (0, 0, b'K') => self.erase(csi.get(0), tell),
            // What is below the line is none of ours.
            (0, 0, b'J') if csi.get(0) == 0 => self.erase(0, tell),
            (0, 0, b'P') if self.at < self.line.len() => {
                self.before_a_change(tell);
                let end = (self.at + count).min(self.line.len());
                self.line.drain(self.at..end);
            }
            (0, 0, b'X') => {
                self.before_a_change(tell);
                let end = (self.at + count).min(self.line.len());
                self.line.iter_mut().take(end).skip(self.at).for_each(|c| *c = ' ');
            }
            (0, 0, b'@') if self.at < self.line.len() => {
                let blanks = count.min(LONGEST - self.at);
                self.line.splice(self.at..self.at, std::iter::repeat_n(' ', blanks));
                self.line.truncate(LONGEST);
            }
            (0, 0, b'A' | b'B' | b'E' | b'F' | b'H' | b'J' | b'L' | b'M' | b'd' | b'f') => {
                self.end_line(tell);
            }
            _ => {}
        }
    }

    /// EL: to the end, from the start, or all of the line.
    fn erase(&mut self, what: u16, tell: &mut impl FnMut(Told<'_>)) {
        if self.at < self.line.len() || what > 0 {
            self.before_a_change(tell);
        }
        match what {
            0 => self.line.truncate(self.at),
            1 => self.line.iter_mut().take(self.at + 1).for_each(|c| *c = ' '),
            _ => self.line.clear(),
        }
    }

    fn before_a_change(&mut self, tell: &mut impl FnMut(Told<'_>)) {
        if std::mem::take(&mut self.fresh) {
            tell(Told::Draft(&self.unfinished()));
        }
    }

    /// Ends the line where there is one.
    fn end_line(&mut self, tell: &mut impl FnMut(Told<'_>)) {
        match self.line.is_empty() || !self.counts() {
            true => self.at = 0,
            false => self.tell_line(tell),
        }
    }

    fn tell_line(&mut self, tell: &mut impl FnMut(Told<'_>)) {
        tell(Told::Line(&self.unfinished()));
        self.line.clear();
        (self.at, self.fresh) = (0, false);
    }
}

/// A told line as it is seen: with blanks in place of tabs.
pub fn without_tabs(line: &str) -> String {
    let mut text = String::with_capacity(line.len() + TAB);
    let mut at = 0;
    for c in line.chars() {
        let next = if c == '\t' { next_stop(at) } else { at + 1 };
        match c {
            '\t' => text.extend(std::iter::repeat_n(' ', next - at)),
            c => text.push(c),
        }
        at = next;
    }
    text
}

/// The first tab stop after a column.
fn next_stop(at: usize) -> usize {
    (at / TAB + 1) * TAB
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of `bytes`, drafts in brackets, and the unfinished line after a `|`; the same
    /// however they are cut.
    #[track_caller]
    fn check(text: &str, expect: &str) {
        let read = |parts: &mut dyn Iterator<Item = &[u8]>| {
            let mut transcript = Transcript::new(Parser::new(), false, "", 0).without_alternate();
            let mut told = String::new();
            for part in parts {
                transcript.feed(part, |passage| match passage {
                    Told::Line(line) => told += &format!("{line}/"),
                    Told::Draft(line) => told += &format!("[{line}]"),
                });
            }
            format!("{told}|{}", transcript.unfinished())
        };
        assert_eq!(read(&mut std::iter::once(text.as_bytes())), expect, "{text:?}");
        assert_eq!(read(&mut text.as_bytes().chunks(1)), expect, "{text:?} byte by byte");
    }

    #[test]
    fn lines_are_told_as_they_end() {
        check("one\r\ntwo\n\r\nthr", "one/two//|thr");
        check("a\tb\x1b[31mred\x1b[m é漢\r\n", "a\tbred é漢/|");
        check("\t\tx\t\n", "\t\tx\t/|");
        check("\tb\rX\r\n", "[\tb]X       b/|");
        check("a\tb\x1b[2G\x1b[P\r\n", "[a\tb]a      b/|");
        check("\x1b]0;title\x07$ \x1b[?2004hls\r\n", "$ ls/|");
    }

    #[test]
    fn editing_stays_in_the_line() {
        check("10%\r20%\r\n", "[10%]20%/|");
        check("long\rab\r\n", "[long]abng/|");
        check("lx\x08\x1b[Ks\r\n", "[lx]ls/|");
        check("abcd\x1b[3D\x1b[2P\r\n", "[abcd]ad/|");
        check("ad\x1b[D\x1b[2@bc\r\n", "[a  d]abcd/|");
        check("a\x1b[3Cb\x1b[1Gx", "[a   b]|x   b");
        check("same\rsame\r\n", "same/|");
        check("a\tb\rxy\tz\n", "[a\tb]xy\tz/|");
        check("a\tb\r\tc\n", "[a\tb]a\tc/|");
        check("a\tb\x1b[4G\x1b[Xc", "[a\tb]|a  c    b");
    }

    #[test]
    fn another_line_ends_this_one_and_the_alternate_screen_is_another_place() {
        check("a\x1b[2;1Hb\x1b[Ac", "a/b/|c");
        check("$ vi\r\n\x1b[?1049hfull\r\nscreen\x1b[?1049l$ ", "$ vi/|$ ");
        check("x\x1b[?1049hfull\x1b[?1049ly", "x/|y");
    }

    #[test]
    fn a_line_without_end_is_told_in_parts() {
        let mut transcript = Transcript::new(Parser::new(), false, "", 0);
        let mut told = 0;
        transcript.feed(&vec![b'x'; 3 * LONGEST], |passage| match passage {
            Told::Line(line) => told += line.len(),
            Told::Draft(_) => panic!("nothing was overwritten"),
        });
        assert_eq!(told + transcript.unfinished().len(), 3 * LONGEST);
        assert!(transcript.unfinished().len() <= LONGEST);
        transcript.feed(b"\t\x1b[9999C\x1b[9999@\t\t\x1b[Xy", |_| {});
        assert!(transcript.unfinished().len() <= LONGEST + 1);
    }
}

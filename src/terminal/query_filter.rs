//! What a program writes, without what makes a terminal answer: for those who pass it on to a
//! terminal of a person's.
//!
//! This engine has answered a program's questions already. Were they passed on too, the person's
//! terminal would answer them a second time, and where two look at one pane a third; and what
//! it says comes as if it had been typed. So they are taken out on the way down, and nothing has to
//! be guessed of what comes up. Taken out is, too, what the engine does not do and would look
//! different there or reach beyond the screen: images and other application strings, tmux's
//! passthrough, orders about the window, and reports of size (mode 2048), which this engine
//! gives.
//!
//! The bytes are parsed by the engine's own parser, so that both take the same for a sequence.
//! What is broken off is left out, as the engine leaves it out; a sequence that is not complete
//! is held back until it is.

use super::flow::{Drawing, run_of, sequence_of};
use super::parser::{Action, Csi, Parser, passthrough};
use super::scan;
use super::utf8::partial_end;

/// The longest part of a sequence that is held back, in bytes. No question is longer; a longer
/// string is judged by its beginning.
const LONGEST_HELD: usize = 4096;

const ESC: u8 = 0x1b;

/// A filter for what one program writes.
#[derive(Debug)]
pub struct QueryFilter {
    parser: Parser,
    /// What is not complete yet.
    held: Vec<u8>,
    /// What becomes of a string that is too long to be held.
    long: Option<Long>,
    /// Whether the clipboard may be set (OSC 52).
    clipboard: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Long {
    Passed,
    Dropped,
}

/// What becomes of a sequence.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Pass,
    Drop,
    Instead(String),
}

impl QueryFilter {
    /// A filter that goes on where `parser` is.
    pub(super) fn new(parser: &Parser, clipboard: bool) -> Self {
        let held = parser.unfinished();
        Self { parser: parser.clone(), held, long: None, clipboard }
    }

    /// Takes what the program wrote, cut anywhere, and appends what is to be passed on.
    pub fn pass(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let mut input = bytes;
        // What lies between is passed on as it is, and appended at once.
        let mut clean = 0..0;
        loop {
            let whole = self.held.is_empty() && self.long.is_none() && self.parser.is_between();
            if whole {
                let harmless = harmless(input);
                input = &input[harmless..];
                clean.end += harmless;
            }
            let start = bytes.len() - input.len();
            let Some(action) = self.parser.next(&mut input) else { break };
            let end = bytes.len() - input.len();
            let verdict = judge(&action, self.clipboard);
            let length = text_of(&action).map(<[u8]>::len);
            let is_plain = match length {
                Some(length) => length == end - start,
                None => scan::find(&bytes[start + 1..end], ESC).is_none(),
            };
            if whole && is_plain && verdict == Verdict::Pass {
                clean.end = end;
                continue;
            }
            out.extend_from_slice(&bytes[clean]);
            clean = end..end;
            let text = text_of(&action).map(<[u8]>::to_vec);
            self.settle(&bytes[start..end], text, verdict, out);
        }
        let start = clean.end;
        out.extend_from_slice(&bytes[clean]);
        self.hold(&bytes[start..], out);
    }

    /// An action is complete, and is not simply what `part` says: `text` is what it stands for
    /// where it is no sequence.
    fn settle(&mut self, part: &[u8], text: Option<Vec<u8>>, verdict: Verdict, out: &mut Vec<u8>) {
        let mut all = std::mem::take(&mut self.held);
        all.extend_from_slice(part);
        let own = match &text {
            Some(text) => all.len().saturating_sub(text.len()),
            None => beginning(&all),
        };
        let long = self.long.take();
        if long == Some(Long::Passed) {
            // Up to here it is the string's, whose end may be the beginning of the next sequence.
            out.extend_from_slice(&all[..own]);
            if own > 0 && text.is_none() && verdict != Verdict::Pass {
                out.push(0x18);
            }
        }
        match (text, verdict) {
            (Some(text), verdict) => {
                if !self.parser.is_between() {
                    // A control within a sequence, which goes on.
                    all.truncate(own);
                    self.held = all;
                    self.long = long;
                }
                if verdict != Verdict::Drop {
                    pass_text(&text, out);
                }
            }
            // The rest of a string whose beginning was judged.
            (None, _) if long == Some(Long::Dropped) && own == 0 => {}
            (None, Verdict::Pass) => out.extend_from_slice(&all[own..]),
            (None, Verdict::Instead(other)) => out.extend_from_slice(other.as_bytes()),
            (None, Verdict::Drop) => {}
        }
    }

    /// Keeps the beginning of what is not complete.
    fn hold(&mut self, part: &[u8], out: &mut Vec<u8>) {
        if self.parser.is_between() {
            // Nothing that a terminal would see, such as the end of a string that is dropped.
            if self.long.take() == Some(Long::Passed) {
                out.extend_from_slice(part);
            }
            self.held.clear();
            return;
        }
        match self.long {
            Some(Long::Passed) => return out.extend_from_slice(part),
            Some(Long::Dropped) => return,
            None => self.held.extend_from_slice(part),
        }
        if self.held.len() > LONGEST_HELD {
            let held = std::mem::take(&mut self.held);
            let held = &held[beginning(&held)..];
            let passed =
                self.parser.is_in_string(|action| judge(&action, self.clipboard) == Verdict::Pass);
            self.long = Some(if passed { Long::Passed } else { Long::Dropped });
            if passed {
                out.extend_from_slice(held);
            }
        }
    }
}

/// How many bytes from the start are for certain passed on as they are, where nothing was begun
/// before.
fn harmless(bytes: &[u8]) -> usize {
    let run = run_of::<Drawing>(bytes);
    let mut at = run - partial_end(&bytes[..run]);
    // Of the block that something else is in, what comes before.
    loop {
        at += scan::ascii_run(&bytes[at..]);
        at += match bytes.get(at) {
            Some(&ESC) => match sequence_of::<Drawing>(&bytes[at..]) {
                Some(length) => length,
                None => return at,
            },
            Some(0x07..=0x0f) => 1,
            _ => return at,
        };
    }
}

/// What an action stands for where it is no sequence.
fn text_of<'a>(action: &'a Action<'_>) -> Option<&'a [u8]> {
    match action {
        Action::Ascii(text) | Action::Text(text) => Some(text),
        Action::Control(byte) => Some(std::slice::from_ref(byte)),
        _ => None,
    }
}

/// Where the last sequence of `bytes` begins, which may end with a string's end (`ESC \`).
fn beginning(bytes: &[u8]) -> usize {
    let body = bytes.strip_suffix(b"\x1b\\").unwrap_or(bytes);
    body.iter().rposition(|&byte| byte == ESC).unwrap_or(0)
}

/// Appends text but for C1 controls, which some terminals take in UTF-8 too and this one does
/// not know. A code point that is broken off at its end is told as that: what follows may be
/// left out, and then it would go on with what comes after.
fn pass_text(text: &[u8], out: &mut Vec<u8>) {
    let (mut rest, broken) = text.split_at(text.len() - partial_end(text));
    while let Some(at) = scan::find(rest, 0xc2) {
        let is_control = rest.get(at + 1).is_some_and(|byte| (0x80..0xa0).contains(byte));
        out.extend_from_slice(&rest[..if is_control { at } else { at + 1 }]);
        rest = &rest[if is_control { at + 2 } else { at + 1 }..];
    }
    out.extend_from_slice(rest);
    if !broken.is_empty() {
        out.extend_from_slice("\u{fffd}".as_bytes());
    }
}

fn has_c1(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(at) = scan::find(rest, 0xc2) {
        if rest.get(at + 1).is_some_and(|byte| (0x80..0xa0).contains(byte)) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

fn drop_if(is_question: bool) -> Verdict {
    if is_question { Verdict::Drop } else { Verdict::Pass }
}

/// What becomes of an action. The questions are those of xterm's ctlseqs, DEC STD 070 and kitty's
/// protocol pages.
fn judge(action: &Action<'_>, clipboard: bool) -> Verdict {
    match action {
        Action::Ascii(_) => Verdict::Pass,
        // Told apart here so that plain text stays with its surroundings.
        Action::Text(text) if has_c1(text) || partial_end(text) > 0 => {
            Verdict::Instead(String::new())
        }
        Action::Text(_) => Verdict::Pass,
        // ENQ, which is answered by the answerback; CAN and SUB, which end what is left out.
        Action::Control(byte) => drop_if(matches!(byte, 0x05 | 0x18 | 0x1a)),
        // DECID.
        Action::Escape(intermediate, last) => drop_if((*intermediate, *last) == (0, b'Z')),
        Action::Csi(csi) => judge_csi(csi),
        Action::Osc(data, _) if is_osc_question(data, clipboard) => {
            match colors_set(&String::from_utf8_lossy(data)) {
                set if set.is_empty() => Verdict::Drop,
                set => Verdict::Instead(set),
            }
        }
        Action::Osc(..) => Verdict::Pass,
        // DECRQSS, XTGETTCAP, tmux's passthrough.
        Action::Dcs(header, data) => match (header.private, header.intermediate, header.last) {
            (0, b'$' | b'+', b'q') => Verdict::Drop,
            _ => drop_if(passthrough(header, data).is_some()),
        },
        // Names of screen's are shown as text where they are not known.
        Action::Apc(_) | Action::Name(_) => Verdict::Drop,
    }
}

fn judge_csi(csi: &Csi) -> Verdict {
    match (csi.private, csi.intermediate, csi.last) {
        // DA1 to DA3.
        (0 | b'>' | b'=', 0, b'c') => Verdict::Drop,
        // DSR.
        (0 | b'?', 0, b'n') => Verdict::Drop,
        // DECRQM.
        (0 | b'?', b'$', b'p') => Verdict::Drop,
        // XTVERSION.
        (b'>', 0, b'q') => Verdict::Drop,
        // XTWINOPS, but for the stack of titles: size and place are the person's affair.
        (0, 0, b't') => drop_if(!matches!(csi.get(0), 22 | 23)),
        // DECREQTPARM.
        (0, 0, b'x') => Verdict::Drop,
        // The kitty keyboard's flags; XTQMODKEYS and XTQFMTKEYS; XTSMGRAPHICS.
        (b'?', 0, b'u' | b'm' | b'g' | b'S') => Verdict::Drop,
        // DECRQPSR and DECRQTSR; DECRQUPSS.
        (0, b'$', b'w' | b'u') | (0, b'&', b'u') => Verdict::Drop,
        // DECRQCRA; DECSR.
        (0, b'*', b'y') | (0, b'+', b'p') => Verdict::Drop,
        // XTREPORTSGR and XTREPORTCOLORS; DECRQLP and the locator's reports; DECRQDE.
        (0, b'#', b'|' | b'R') | (0, b'\'', b'|' | b'z' | b'{' | b'w') | (0, b'"', b'v') => {
            Verdict::Drop
        }
        (b'?', 0, b'h' | b'l' | b's' | b'r') => without_size_reports(csi),
        (0, b'"', b'p') => without_level(csi),
        _ => Verdict::Pass,
    }
}

/// A change of modes without mode 2048.
fn without_size_reports(csi: &Csi) -> Verdict {
    const SIZE_REPORTS: u16 = 2048;
    if !csi.params().contains(&SIZE_REPORTS) {
        return Verdict::Pass;
    }
    let others = csi.params().iter().filter(|mode| **mode != SIZE_REPORTS);
    let others: Vec<String> = others.map(u16::to_string).collect();
    match others.is_empty() {
        true => Verdict::Drop,
        false => Verdict::Instead(format!("\x1b[?{}{}", others.join(";"), csi.last as char)),
    }
}

/// DECSCL without the level, which nobody could put back: what it resets, and how controls are sent
/// from there on.
fn without_level(csi: &Csi) -> Verdict {
    match csi.get(0) {
        62..=65 if csi.get(1) != 1 => Verdict::Instead("\x1b[!p\x1b G".to_owned()),
        61..=65 => Verdict::Instead("\x1b[!p\x1b F".to_owned()),
        _ => Verdict::Drop,
    }
}

fn is_osc_question(data: &[u8], clipboard: bool) -> bool {
    let mut parts = data.split(|&byte| byte == b';');
    let number = parts.next().and_then(|number| std::str::from_utf8(number).ok()?.parse().ok());
    let mut asks = |mark: u8| parts.any(|part| part.first() == Some(&mark));
    match number {
        // A property of the window; palettes and colours; pointer, font, and what may be asked.
        Some(3u16 | 4 | 5 | 10..=19 | 22 | 50 | 60 | 61) => asks(b'?'),
        Some(52) => !clipboard || asks(b'?'),
        // kitty's colours, its notifications, and iTerm's reports.
        Some(21) => data.contains(&b'?'),
        Some(99) => asks_of_notification(data),
        Some(1337) => {
            let rest = data.get(5..).unwrap_or_default();
            [&b"Report"[..], b"Capabilities", b"RequestUpload"]
                .iter()
                .any(|it| rest.starts_with(it))
        }
        Some(5522) => true,
        _ => false,
    }
}

/// What an OSC sets that asks for some colours and sets others (OSC 4, 5, 10 to 19).
fn colors_set(data: &str) -> String {
    let Some((number, rest)) = data.split_once(';') else { return String::new() };
    let parts: Vec<&str> = rest.split(';').collect();
    let set: Vec<String> = match number.parse() {
        Ok(4u16 | 5) => parts
            .chunks_exact(2)
            .filter(|pair| !pair[1].starts_with('?'))
            .map(|pair| format!("{number};{};{}", pair[0], pair[1]))
            .collect(),
        Ok(first @ 10..=19) => (first..20)
            .zip(parts)
            .filter(|(_, color)| !color.starts_with('?'))
            .map(|(number, color)| format!("{number};{color}"))
            .collect(),
        _ => Vec::new(),
    };
    set.into_iter().map(|it| format!("\x1b]{it}\x1b\\")).collect()
}

/// Whether an OSC 99 asks what there is (`p=?`, `p=alive`), or to be told of what becomes of it
/// (`a=report`, `c=1`).
fn asks_of_notification(data: &[u8]) -> bool {
    let params = data.split(|&byte| byte == b';').nth(1).unwrap_or_default();
    params.split(|&byte| byte == b':').any(|param| {
        matches!(param, b"p=?" | b"p=alive" | b"c=1")
            || (param.starts_with(b"a=") && String::from_utf8_lossy(param).contains("report"))
    })
}

#[cfg(test)]
mod tests;

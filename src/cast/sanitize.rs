//! What of a recording may reach the terminal of whoever watches it: what draws. A recording may
//! be anybody's, and a terminal does more than draw: it answers questions as if a person typed,
//! sets the clipboard, prints, changes what its keys and mouse send. All that is left out here.
//!
//! The sequences are ECMA-48's, the private ones xterm's (ctlseqs); what is not known to draw
//! does not pass.

/// The longest sequence that passes, in characters. No drawing needs more; a link may be long.
const LONGEST: usize = 4096;

/// The private modes that change what is drawn (DECSET), and whether each is on at first.
const DRAWING: &[(u16, bool)] = &[
    (5, false),
    (6, false),
    (7, true),
    (12, false),
    (25, true),
    (45, false),
    (47, false),
    (69, false),
    (1045, false),
    (1047, false),
    (1049, false),
    (2026, false),
    (2027, false),
];

/// Those that show the alternate screen.
const ALTERNATE: [u16; 3] = [47, 1047, 1049];

/// The mode by which the cursor is addressed from the margins.
const ORIGIN: u16 = 6;

/// The ANSI modes that change what is drawn (SM): insertion, and new lines that return.
const ANSI: [u16; 2] = [4, 20];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Ground,
    Escape,
    Csi,
    /// Operating system commands: some pass.
    Osc,
    /// Strings that do not: DCS, SOS, PM, APC.
    Unwanted,
    /// An ESC in one of the strings, which may be the first half of its end.
    StringEscape {
        is_osc: bool,
    },
}

/// Lets through what draws, of text that comes cut anywhere.
#[derive(Debug, Clone)]
pub struct Sanitizer {
    state: State,
    /// What has come of a sequence, without what introduces it.
    sequence: String,
    /// The private modes that are not as they were at first.
    switched: Vec<u16>,
}

impl Default for Sanitizer {
    fn default() -> Self {
        Self { state: State::Ground, sequence: String::new(), switched: Vec::new() }
    }
}

impl Sanitizer {
    /// Appends what may pass.
    pub fn pass(&mut self, text: &str, out: &mut String) {
        text.chars().for_each(|c| self.take(c, out));
    }

    /// What puts back all that may have been changed, on a terminal that was as new.
    pub fn undo(&self) -> String {
        let mut out = String::new();
        let is_on = |mode: &&u16| self.switched.contains(mode);
        for mode in ALTERNATE.iter().filter(is_on) {
            out.push_str(&format!("\x1b[?{mode}l"));
        }
        // Resetting the margins moves the cursor, and so does addressing it without them.
        out.push_str("\x1b[?69l\x1b7\x1b[r\x1b8");
        if self.switched.contains(&ORIGIN) {
            out.push_str("\x1b[?6l\x1b[9999H");
        }
        let others = self.switched.iter().filter(|mode| !ALTERNATE.contains(mode));
        for mode in others.filter(|mode| **mode != ORIGIN) {
            let was_on = DRAWING.iter().any(|(known, on)| known == mode && *on);
            out.push_str(&format!("\x1b[?{mode}{}", if was_on { 'h' } else { 'l' }));
        }
        out + "\x1b[4;20l\x1b[m\x1b]8;;\x1b\\\x1b(B\x1b)B\x0f\x1b[0 q"
    }

    fn take(&mut self, c: char, out: &mut String) {
        // Out of a string too they mean what they always mean (ECMA-48; CAN and SUB abort).
        let in_string = matches!(self.state, State::Osc | State::Unwanted);
        match c {
            '\x18' | '\x1a' => self.begin(State::Ground),
            '\x1b' if in_string => {
                self.state = State::StringEscape { is_osc: self.state == State::Osc };
            }
            '\x1b' => self.begin(State::Escape),
            '\u{9c}' | '\x07' if self.state == State::Osc => self.osc(out),
            '\u{9c}' => self.begin(State::Ground),
            _ if in_string => self.keep(c),
            '\u{90}' | '\u{98}' | '\u{9e}' | '\u{9f}' => self.begin(State::Unwanted),
            '\u{9b}' => self.begin(State::Csi),
            '\u{9d}' => self.begin(State::Osc),
            // The question for the answerback.
            '\x05' => {}
            '\u{80}'..='\u{9f}' => self.begin(State::Ground),
            _ => match self.state {
                State::Ground => out.push(c),
                // Controls act also in the midst of a sequence.
                _ if c.is_control() => out.push(c),
                State::Escape => self.escape(c, out),
                State::Csi => self.csi(c, out),
                State::StringEscape { is_osc } if c == '\\' && is_osc => self.osc(out),
                State::StringEscape { .. } if c == '\\' => self.begin(State::Ground),
                // The string ended without an end, and this is a sequence.
                State::StringEscape { .. } => {
                    self.begin(State::Escape);
                    self.escape(c, out);
                }
                State::Osc | State::Unwanted => {}
            },
        }
    }

    fn begin(&mut self, state: State) {
        self.state = state;
        self.sequence.clear();
    }

    /// Keeps a character of a sequence; of one that is too long nothing is needed.
    fn keep(&mut self, c: char) {
        if self.state != State::Unwanted && self.sequence.len() <= LONGEST {
            self.sequence.push(c);
        }
    }

    fn escape(&mut self, c: char, out: &mut String) {
        match c {
            ' '..='/' => self.keep(c),
            '[' if self.sequence.is_empty() => self.begin(State::Csi),
            ']' if self.sequence.is_empty() => self.begin(State::Osc),
            'P' | 'X' | '^' | '_' if self.sequence.is_empty() => self.begin(State::Unwanted),
            _ => {
                match self.sequence.as_str() {
                    // Cursor, lines, tab stops, character sets; RIS begins anew.
                    "" if "78DEHMNOVWcno|}~".contains(c) => out.extend(['\x1b', c]),
                    "(" | ")" | "*" | "+" | "-" | "." | "/" | "#" => {
                        out.push_str(&format!("\x1b{}{c}", self.sequence));
                    }
                    _ => {}
                }
                if self.sequence.is_empty() && c == 'c' {
                    self.switched.clear();
                }
                self.begin(State::Ground);
            }
        }
    }

    fn csi(&mut self, c: char, out: &mut String) {
        if !('@'..='~').contains(&c) {
            return self.keep(c);
        }
        let sequence = std::mem::take(&mut self.sequence);
        self.begin(State::Ground);
        if sequence.len() > LONGEST {
            return;
        }
        let is_private = |c: char| ('<'..='?').contains(&c);
        let is_parameter = |c: char| c.is_ascii_digit() || c == ';' || c == ':';
        let private = sequence.chars().next().filter(|c| is_private(*c));
        let rest = &sequence[private.map_or(0, char::len_utf8)..];
        let (parameters, intermediates) =
            rest.split_at(rest.find(|c| !is_parameter(c)).unwrap_or(rest.len()));
        match (private, intermediates, c) {
            (Some('?'), "", 'h' | 'l') => self.private_modes(parameters, c, out),
            (None, "", 'h' | 'l') => {
                let drawing = |mode: &&str| mode.parse().is_ok_and(|mode| ANSI.contains(&mode));
                for mode in parameters.split(';').filter(drawing) {
                    out.push_str(&format!("\x1b[{mode}{c}"));
                }
            }
            // Erasing that heeds protection.
            (Some('?'), "", 'J' | 'K')
            // Editing, moving, erasing, scrolling, tab stops, looks, margins.
            | (None, "", '@'..='M' | 'P' | 'S' | 'T' | 'X' | 'Z' | '`'..='b' | 'd'..='g' | 'm' | 'r' | 's' | 'u')
            // The cursor's shape; scrolling sideways; protection; rectangles and columns.
            | (None, " ", 'q' | '@' | 'A')
            | (None, "\"", 'q')
            | (None, "$", 'r' | 't' | 'v' | 'x' | 'z' | '{')
            | (None, "'", '}' | '~')
            | (None, "*", 'x') => {
                out.push_str(&format!("\x1b[{sequence}{c}"));
            }
            _ => {}
        }
    }

    /// Those of the modes that draw.
    fn private_modes(&mut self, parameters: &str, c: char, out: &mut String) {
        for mode in parameters.split(';').filter_map(|text| text.parse::<u16>().ok()) {
            // Saving the cursor and going back to it is no state.
            let known = DRAWING.iter().find(|(known, _)| *known == mode);
            if let Some((_, at_first)) = known {
                self.switched.retain(|known| *known != mode);
                if (c == 'h') != *at_first {
                    self.switched.push(mode);
                }
            }
            if known.is_some() || mode == 1048 {
                out.push_str(&format!("\x1b[?{mode}{c}"));
            }
        }
    }

    /// Titles and links pass.
    fn osc(&mut self, out: &mut String) {
        let sequence = std::mem::take(&mut self.sequence);
        self.begin(State::Ground);
        let number = sequence.split_once(';').map(|(number, _)| number);
        if matches!(number, Some("0" | "1" | "2" | "8")) && sequence.len() <= LONGEST {
            out.push_str(&format!("\x1b]{sequence}\x1b\\"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What passes, however it is cut.
    #[track_caller]
    fn check(text: &str, expect: &str) {
        let mut out = String::new();
        Sanitizer::default().pass(text, &mut out);
        assert_eq!(out, expect, "{text:?}");
        let (mut sanitizer, mut out) = (Sanitizer::default(), String::new());
        text.chars().for_each(|c| sanitizer.pass(&c.to_string(), &mut out));
        assert_eq!(out, expect, "{text:?} in parts");
    }

    #[test]
    fn what_draws_passes() {
        for text in [
            "plain é漢🎉\r\n\ttext\x08\x07",
            "\x1b[1;31mred\x1b[38:2::1:2:3m\x1b[4:3m\x1b[0m",
            "\x1b[H\x1b[2J\x1b[10;20H\x1b[?25l\x1b[?1049h\x1b[2;5r\x1b[3X\x1b[1 q",
            "\x1b7\x1b8\x1bM\x1bc\x1b(0\x1b#8\x0e\x0f",
            "\x1b]2;a title\x1b\\\x1b]8;id=1;http://x/\x1b\\link\x1b]8;;\x1b\\",
            "\x1b[1;1;2;2$z\x1b[?2026h",
        ] {
            check(text, text);
        }
        check("\x1b]0;t\x07x", "\x1b]0;t\x1b\\x");
        check("\u{9b}1mx", "\x1b[1mx");
    }

    #[test]
    fn what_makes_a_terminal_answer_or_do_more_does_not() {
        for text in [
            "\x05",
            "\x1b[c\x1b[>c\x1b[=c\x1b[0c\x1bZ",
            "\x1b[5n\x1b[6n\x1b[?6n",
            "\x1b[21t\x1b[8;50;100t\x1b[22;0t",
            "\x1b[?1$p\x1b[4$p\x1b[>q\x1b[?u\x1b[x\x1b[1;1;1;1;2;2*y\x1b[1$w",
            "\x1b]52;c;aGk=\x07\x1b]4;1;?\x07\x1b]10;?\x1b\\\x1b]1337;File=:x\x07\x1b]7;file:///\x07",
            "\x1bP$qm\x1b\\\x1bP+q544e\x1b\\\x1b_Gq\x1b\\\x1b^x\x1b\\\x1bXx\x1b\\",
            "\x1b[?1000h\x1b[?1002;1003;1006h\x1b[?1004h\x1b[?2004h\x1b[?1h\x1b=\x1b[?2031h",
            "\x1b[>1u\x1b[=1u\x1b[<u\x1b[>4;2m\x1b[?3h\x1b[?40h\x1b[2h\x1b[12l",
            "\x1b[5i\x1b[?5i\x1b[?1s\x1b[?1r\x1b[!p",
            "\u{9d}52;c;aGk=\u{9c}\u{90}$qm\u{9c}\u{85}",
        ] {
            check(text, "");
        }
        check("\x1b[?1049;1000;25h", "\x1b[?1049h\x1b[?25h");
        check("a\x1b[6\x18b\x1b[1\x1b[2Jc", "ab\x1b[2Jc");
        check("a\x1b]52;c;\x1b[1mb", "a\x1b[1mb");
    }

    #[test]
    fn sequences_without_end_take_no_room() {
        for introducer in ["\x1b[", "\x1b]2;", "\x1bP", "\x1b "] {
            let (mut sanitizer, mut out) = (Sanitizer::default(), String::new());
            sanitizer.pass(introducer, &mut out);
            (0..100_000).for_each(|_| sanitizer.pass("1 ", &mut out));
            assert!(sanitizer.sequence.len() <= LONGEST + 1, "{introducer:?}");
            assert!(out.len() <= 200_000);
            sanitizer.pass("\x1b\\\x18ok", &mut out);
            assert!(out.ends_with("ok"));
        }
    }

    #[test]
    fn what_was_changed_is_put_back() {
        let undo = |text: &str| {
            let mut sanitizer = Sanitizer::default();
            sanitizer.pass(text, &mut String::new());
            sanitizer.undo()
        };
        let tail = "\x1b[4;20l\x1b[m\x1b]8;;\x1b\\\x1b(B\x1b)B\x0f\x1b[0 q";
        let head = "\x1b[?69l\x1b7\x1b[r\x1b8";
        assert_eq!(undo("\x1b[?25l\x1b[?25h"), format!("{head}{tail}"));
        assert_eq!(
            undo("\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?6h"),
            format!("\x1b[?1049l{head}\x1b[?6l\x1b[9999H\x1b[?25h\x1b[?7h{tail}")
        );
        assert_eq!(undo("\x1b[?1049h\x1bc"), format!("{head}{tail}"));
    }
}

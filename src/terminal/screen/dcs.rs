//! Device control strings: questions for settings (DECRQSS) and capabilities (XTGETTCAP),
//! restoring what was reported (DECRSPS), and tmux's passthrough.

use super::Screen;
use super::titles::from_hex;
use crate::dialect::Dialect;
use crate::style::{Attributes, CursorShape, Underline};
use crate::terminal::charset::Charset;
use crate::terminal::modes::Modes;
use crate::terminal::notice::Notice;
use crate::terminal::parser::{Csi, passthrough};
use crate::terminal::sgr;

impl Screen {
    /// A string with its header.
    pub(super) fn dcs(&mut self, header: &Csi, data: &[u8]) {
        match (header.private, header.intermediate, header.last) {
            (0, b'$', b'q') => self.report_setting(data),
            (0, b'+', b'q') => self.report_capabilities(data),
            (0, b'$', b't') => self.restore_presentation(header.get(0), data),
            _ => {
                if let Some(inner) = passthrough(header, data) {
                    let (x, row) = (self.caret.x, self.grid.row(self.caret.y).id);
                    self.notice(Notice::Passthrough { bytes: undouble(inner), x, row });
                }
            }
        }
    }

    /// DECRQSS: answers with 1 and the setting as the sequence that makes it, or with 0.
    fn report_setting(&mut self, what: &[u8]) {
        let m = self.margins;
        let setting = match what {
            b"m" => format!("{}m", sgr::params(&self.caret.style)),
            b"r" => format!("{};{}r", m.top + 1, m.bottom + 1),
            b"s" => format!("{};{}s", m.left + 1, m.right + 1),
            b"t" => format!("{}t", self.size.rows),
            b"$|" => format!("{}$|", self.size.cols),
            b"*|" => format!("{}*|", self.size.rows),
            b" q" => match self.policy.dialect {
                Dialect::Pmux => format!("{} q", self.cursor_style()),
                // With what was asked before it, and the person's where the program chose none.
                Dialect::Tmux if self.shape == CursorShape::Default => {
                    format!(" q{} q", self.policy.cursor_style)
                }
                Dialect::Tmux => format!(" q{} q", self.cursor_style()),
            },
            b"\"q" => format!("{}\"q", if self.caret.protected { 1 } else { 0 }),
            b"\"p" => match self.level {
                61 => "61\"p".to_owned(),
                level => format!("{level};{}\"p", u8::from(!self.eight_bits)),
            },
            b"*x" => format!("{}*x", self.extent),
            // The status line is nobody's here: the main display is active, and there is none.
            b"$}" => "0$}".to_owned(),
            b"$~" => "0$~".to_owned(),
            b">4m" => format!(">4;{}m", self.modify_other_keys()),
            _ => return self.reply("\x1bP0$r\x1b\\"),
        };
        self.reply(format!("\x1bP1$r{setting}\x1b\\"));
    }

    /// The number that DECSCUSR has for the cursor.
    pub(super) fn cursor_style(&self) -> u8 {
        let steady = u8::from(!self.modes.contains(Modes::BLINK));
        match self.shape {
            CursorShape::Default => 1 - steady,
            CursorShape::Block => 1 + steady,
            CursorShape::Underline => 3 + steady,
            CursorShape::Bar => 5 + steady,
        }
    }

    /// XTGETTCAP: names in hexadecimal, answered one by one.
    fn report_capabilities(&mut self, names: &[u8]) {
        for name in names.split(|&byte| byte == b';').take(64) {
            let value = from_hex(name).and_then(|name| capability(&name));
            let name = String::from_utf8_lossy(name);
            match value {
                Some(value) => {
                    let hex: String = value.bytes().map(|byte| format!("{byte:02X}")).collect();
                    self.reply(format!("\x1bP1+r{name}={hex}\x1b\\"));
                }
                None if name.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                    self.reply(format!("\x1bP0+r{name}\x1b\\"));
                }
                None => self.reply("\x1bP0+r\x1b\\"),
            }
        }
    }

    /// DECRSPS (DEC STD 070): 1 restores the cursor as DECCIR gave it, 2 tab stops as DECTABSR did.
    fn restore_presentation(&mut self, what: u16, data: &[u8]) {
        match what {
            1 => self.restore_cursor(data),
            2 => self.restore_tabs(data),
            _ => {}
        }
    }

    /// What `report_cursor` reports; what is none of that changes nothing.
    fn restore_cursor(&mut self, data: &[u8]) {
        let fields: Vec<&[u8]> = data.split(|&byte| byte == b';').collect();
        let [y, x, _, looks, protected, flags, left, right, sizes, sets] = fields[..] else {
            return;
        };
        let number = |field: &[u8]| str::from_utf8(field).ok()?.parse::<u16>().ok();
        let [Some(y), Some(x), Some(left), Some(right)] = [y, x, left, right].map(number) else {
            return;
        };
        let has = |field: &[u8], bit: u8| field.first().is_some_and(|byte| byte & bit != 0);
        let caret = &mut self.caret;
        let style = &mut caret.style;
        style.attributes.set(Attributes::BOLD, has(looks, 1));
        style.underline = if has(looks, 2) { Underline::Single } else { Underline::None };
        style.attributes.set(Attributes::BLINK, has(looks, 4));
        style.attributes.set(Attributes::INVERSE, has(looks, 8));
        caret.protected = has(protected, 1);
        for (at, (set, &last)) in caret.charsets.sets.iter_mut().zip(sets).enumerate() {
            let known = match has(sizes, 1 << at) {
                true => (last == b'A').then_some(Charset::Latin1),
                false => Charset::of_final(last),
            };
            *set = known.unwrap_or(*set);
        }
        (caret.charsets.left, caret.charsets.right) = (left.min(3) as u8, right.min(3) as u8);
        caret.charsets.single =
            [(2, 2), (4, 3)].iter().find(|(bit, _)| has(flags, *bit)).map(|it| it.1);
        self.modes.set(Modes::ORIGIN, has(flags, 1));
        self.goto(x.saturating_sub(1), y.saturating_sub(1));
        self.caret.pending = has(flags, 8) && self.caret.x + 1 == self.print_end();
        self.renew_ink();
    }

    fn restore_tabs(&mut self, data: &[u8]) {
        self.tabs.clear();
        let text = String::from_utf8_lossy(data);
        let stops = text.split('/').filter_map(|stop| stop.parse::<u16>().ok());
        for stop in stops.filter(|&stop| (1..=self.size.cols).contains(&stop)) {
            self.tabs.set(stop - 1, true);
        }
    }
}

/// Capabilities by their terminfo or termcap names.
fn capability(name: &[u8]) -> Option<&'static str> {
    Some(match name {
        b"TN" | b"name" => "tmux-256color",
        b"Co" | b"colors" => "256",
        b"RGB" => "8/8/8",
        b"Su" | b"Tc" => "",
        b"Ms" => "\x1b]52;%p1%s;%p2%s\x07",
        b"Ss" => "\x1b[%p1%d q",
        b"Se" => "\x1b[ q",
        b"Smulx" => "\x1b[4:%p1%dm",
        b"Setulc" => "\x1b[58:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%d%;m",
        b"smxx" => "\x1b[9m",
        b"rmxx" => "\x1b[29m",
        b"BE" => "\x1b[?2004h",
        b"BD" => "\x1b[?2004l",
        b"Sync" => "\x1b[?2026%?%p1%{1}%-%tl%eh%;",
        b"kcuu1" | b"ku" => "\x1bOA",
        b"kcud1" | b"kd" => "\x1bOB",
        b"kcuf1" | b"kr" => "\x1bOC",
        b"kcub1" | b"kl" => "\x1bOD",
        b"khome" | b"kh" => "\x1b[1~",
        b"kend" | b"@7" => "\x1b[4~",
        b"kbs" | b"kb" => "\x7f",
        b"kdch1" | b"kD" => "\x1b[3~",
        b"kich1" | b"kI" => "\x1b[2~",
        b"kpp" | b"kP" => "\x1b[5~",
        b"knp" | b"kN" => "\x1b[6~",
        b"kf1" | b"k1" => "\x1bOP",
        b"kf2" | b"k2" => "\x1bOQ",
        b"kf3" | b"k3" => "\x1bOR",
        b"kf4" | b"k4" => "\x1bOS",
        b"kf5" | b"k5" => "\x1b[15~",
        _ => return None,
    })
}

/// Escapes doubled for the way through, halved again.
fn undouble(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let mut bytes = data.iter().peekable();
    while let Some(&byte) = bytes.next() {
        if byte == 0x1b && bytes.peek() == Some(&&0x1b) {
            bytes.next();
        }
        out.push(byte);
    }
    out
}

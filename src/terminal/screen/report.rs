//! Answers about the terminal itself: device attributes, status, modes, parameters.

use super::Screen;
use crate::dialect::Dialect;
use crate::terminal::modes::{ANSI_NEVER, Modes, PRIVATE_ALWAYS, PRIVATE_NEVER};

/// What DA1 says: a VT420 with 132 columns (1), selective erase (6), windowing-free rectangle
/// editing (28), horizontal scrolling (21), colour (22) and a writable clipboard (52).
const ATTRIBUTES: &str = "\x1b[?64;1;6;21;22;28;52c";
/// What DA2 says: a VT420, firmware 10, no cartridge.
const SECONDARY: &str = "\x1b[>41;10;0c";
/// What they say as tmux does: a VT100 with advanced video, and `T` with no version.
const TMUX_ATTRIBUTES: &str = "\x1b[?1;2c";
const TMUX_SECONDARY: &str = "\x1b[>84;0;0c";
/// What DA3 says: a unit without number.
const TERTIARY: &str = "\x1bP!|00000000\x1b\\";

impl Screen {
    /// DA1 to DA3 (DEC STD 070); 0 is DECID.
    pub(super) fn device_attributes(&mut self, level: u8) {
        self.reply(match (level, self.policy.dialect) {
            (2, Dialect::Pmux) => SECONDARY,
            (2, Dialect::Tmux) => TMUX_SECONDARY,
            (3, _) => TERTIARY,
            (_, Dialect::Pmux) => ATTRIBUTES,
            (_, Dialect::Tmux) => TMUX_ATTRIBUTES,
        });
    }

    /// XTVERSION.
    pub(super) fn report_version(&mut self) {
        let (name, version) = (self.policy.dialect.name(), self.policy.dialect.version());
        self.reply(match self.policy.dialect {
            Dialect::Pmux => format!("\x1bP>|{name}({version})\x1b\\"),
            Dialect::Tmux => format!("\x1bP>|{name} {version}\x1b\\"),
        });
    }

    /// DSR: 5 is the status, 6 the cursor's place.
    pub(super) fn status_report(&mut self, what: u16) {
        match what {
            5 => self.reply("\x1b[0n"),
            6 => {
                let (x, y) = self.reported_place();
                self.reply(format!("\x1b[{y};{x}R"));
            }
            _ => {}
        }
    }

    /// The cursor's place as reports have it: from 1, and from the margins in origin mode.
    fn reported_place(&self) -> (u16, u16) {
        let (x, y) = (self.caret.x, self.caret.y);
        if self.is_origin() {
            let m = self.margins;
            return (x.saturating_sub(m.left) + 1, y.saturating_sub(m.top) + 1);
        }
        (x + 1, y + 1)
    }

    /// DSR in its private form.
    pub(super) fn private_status_report(&mut self, what: u16, id: u16) {
        match what {
            6 => {
                let (x, y) = self.reported_place();
                self.reply(format!("\x1b[?{y};{x};1R"));
            }
            // No printer; keys unlocked; a North American keyboard; no locator; no macros.
            15 => self.reply("\x1b[?13n"),
            25 => self.reply("\x1b[?20n"),
            26 => self.reply("\x1b[?27;1;0;0n"),
            53 | 55 => self.reply("\x1b[?53n"),
            56 => self.reply("\x1b[?57;0n"),
            62 => self.reply("\x1b[0*{"),
            63 => self.reply(format!("\x1bP{id}!~0000\x1b\\")),
            75 => self.reply("\x1b[?70n"),
            85 => self.reply("\x1b[?83n"),
            996 => self.report_color_scheme(),
            _ => {}
        }
    }

    /// DECREQTPARM.
    pub(super) fn terminal_parameters(&mut self, what: u16) {
        if what < 2 {
            self.reply(format!("\x1b[{};1;1;128;128;1;0x", what + 2));
        }
    }

    /// DECRQM of a private mode: 0 unknown, 1 set, 2 reset, 3 always set, 4 always reset.
    pub(super) fn report_private_mode(&mut self, number: u16) {
        if self.level < 63 {
            return;
        }
        // As tmux the width is the person's affair alone: of 132 columns there is no talk.
        let is_fixed = self.policy.dialect == Dialect::Tmux && number == 3;
        let state = match self.private_mode(number) {
            _ if is_fixed => 4,
            None if PRIVATE_ALWAYS.contains(&number) => 3,
            None if PRIVATE_NEVER.contains(&number) => 4,
            Some(true) => 1,
            Some(false) => 2,
            None => 0,
        };
        self.reply(format!("\x1b[?{number};{state}$y"));
    }

    /// DECRQM of an ANSI mode.
    pub(super) fn report_ansi_mode(&mut self, number: u16) {
        if self.level < 63 {
            return;
        }
        let state = match Modes::ansi(number) {
            Some(mode) if self.modes.contains(mode) => 1,
            Some(_) => 2,
            None if ANSI_NEVER.contains(&number) => 4,
            None => 0,
        };
        self.reply(format!("\x1b[{number};{state}$y"));
    }

    /// DECRQPSR: 1 is the cursor (DECCIR), 2 the tab stops (DECTABSR).
    pub(super) fn report_presentation(&mut self, what: u16) {
        match what {
            1 => self.report_cursor(),
            2 => {
                let stops: Vec<String> =
                    self.tabs.iter(self.size.cols).map(|x| (x + 1).to_string()).collect();
                self.reply(format!("\x1bP2$u{}\x1b\\", stops.join("/")));
            }
            _ => {}
        }
    }

    fn report_cursor(&mut self) {
        use crate::style::{Attributes, Underline};
        let (x, y) = self.reported_place();
        let bits = |pairs: &[(bool, u8)]| {
            let sum = pairs.iter().filter(|(on, _)| *on).fold(0x40, |sum, (_, bit)| sum | bit);
            sum as char
        };
        let caret = &self.caret;
        let attributes = caret.style.attributes;
        let looks = bits(&[
            (attributes.contains(Attributes::BOLD), 1),
            (caret.style.underline != Underline::None, 2),
            (attributes.contains(Attributes::BLINK), 4),
            (attributes.contains(Attributes::INVERSE), 8),
        ]);
        let protected = bits(&[(caret.protected, 1)]);
        let flags = bits(&[
            (self.is_origin(), 1),
            (caret.charsets.single == Some(2), 2),
            (caret.charsets.single == Some(3), 4),
            (caret.pending, 8),
        ]);
        let (left, right) = (caret.charsets.left, caret.charsets.right);
        let sizes = [0, 1, 2, 3].map(|i| (caret.charsets.sets[i].is_of_96(), 1 << i));
        let sizes = bits(&sizes);
        let sets: String = caret.charsets.sets.iter().map(|set| set.last()).collect();
        self.reply(format!(
            "\x1bP1$u{y};{x};1;{looks};{protected};{flags};{left};{right};{sizes};{sets}\x1b\\"
        ));
    }
}

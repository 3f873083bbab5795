//! What a program asked of keys: xterm's modifyOtherKeys and the kitty keyboard protocol, whose
//! flags stand in a stack, one for each grid.

use serde::{Deserialize, Serialize};

use super::Screen;
use crate::terminal::notice::Notice;
use crate::terminal::parser::Csi;
use crate::terminal::policy::ExtendedKeys;

/// The flags that are known: 1 disambiguate, 2 event types, 4 alternates, 8 all as escape codes,
/// 16 text.
const KNOWN: u8 = 31;
/// The deepest stack; the oldest entry goes when another comes on top.
const DEEPEST: usize = 16;

/// How keys are to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Keyboard {
    /// The flags in force.
    pub flags: u8,
    /// Those to come back to, the next one last.
    pub stack: Vec<u8>,
    other: (u8, Vec<u8>),
    /// modifyOtherKeys: 0, 1 or 2.
    pub modify_other: u8,
}

impl Keyboard {
    /// The other grid is shown: its flags are in force.
    pub fn swap(&mut self) {
        std::mem::swap(&mut self.flags, &mut self.other.0);
        std::mem::swap(&mut self.stack, &mut self.other.1);
    }
}

impl Screen {
    /// Whether a program may have keys in longer ways at all.
    fn extends_keys(&self) -> bool {
        self.policy.keys.extended != ExtendedKeys::Off
    }

    /// The level of modifyOtherKeys that is in force.
    pub fn modify_other_keys(&self) -> u8 {
        match self.policy.keys.extended {
            ExtendedKeys::Always => self.keyboard.modify_other.max(1),
            _ => self.keyboard.modify_other,
        }
    }

    /// `CSI > flags u`.
    pub(super) fn push_keyboard(&mut self, flags: u8) {
        if !self.extends_keys() {
            return;
        }
        if self.keyboard.stack.len() >= DEEPEST {
            self.keyboard.stack.remove(0);
        }
        self.keyboard.stack.push(self.keyboard.flags);
        self.keyboard.flags = flags & KNOWN;
        self.notice(Notice::Modes);
    }

    /// `CSI < n u`: an emptied stack leaves no flags.
    pub(super) fn pop_keyboard(&mut self, n: u16) {
        for _ in 0..n.min(DEEPEST as u16 + 1) {
            self.keyboard.flags = self.keyboard.stack.pop().unwrap_or(0);
        }
        self.notice(Notice::Modes);
    }

    /// `CSI = flags ; how u`: 1 sets all, 2 adds, 3 takes.
    pub(super) fn set_keyboard(&mut self, flags: u8, how: u16) {
        if !self.extends_keys() {
            return;
        }
        let old = self.keyboard.flags;
        self.keyboard.flags = match how {
            1 => flags & KNOWN,
            2 => old | flags & KNOWN,
            3 => old & !flags,
            _ => return,
        };
        self.notice(Notice::Modes);
    }

    /// `CSI ? u`.
    pub(super) fn report_keyboard(&mut self) {
        if self.extends_keys() {
            self.reply(format!("\x1b[?{}u", self.keyboard.flags));
        }
    }

    /// XTMODKEYS: of its resources only modifyOtherKeys (4) is kept.
    pub(super) fn set_modify_keys(&mut self, csi: &Csi) {
        if self.extends_keys() && (csi.len() == 0 || csi.get(0) == 4) {
            self.keyboard.modify_other = csi.get(1).min(2) as u8;
            self.notice(Notice::Modes);
        }
    }

    /// XTQMODKEYS.
    pub(super) fn report_modify_keys(&mut self, resource: u16) {
        if resource == 4 {
            self.reply(format!("\x1b[>4;{}m", self.modify_other_keys()));
        }
    }
}

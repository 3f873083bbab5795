//! The title and the icon name, and xterm's stack of them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::dialect::Dialect;
use crate::terminal::footprint::{Footprint, places};
use crate::visible::without_commands;

/// Longer titles are cut, in bytes.
pub const LONGEST: usize = 4096;
/// The deepest stack; pushing onto it drops the oldest.
const DEEPEST: usize = 10;

/// Titles as the program set them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Titles {
    /// The window's title.
    pub title: String,
    /// The icon's name.
    pub icon: String,
    stack: Vec<(String, String)>,
    /// XTSMTITLE: set by hexadecimal (0), reported in hexadecimal (1).
    set_hex: bool,
    report_hex: bool,
}

impl Titles {
    /// The bytes of memory that they take beside their place.
    pub fn bytes(&self) -> usize {
        let stack = self.stack.iter().map(|(title, icon)| title.footprint() + icon.footprint());
        let own = self.title.footprint() + self.icon.footprint();
        own + places(&self.stack) + stack.sum::<usize>()
    }

    /// All texts of it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let kept = self.stack.iter().flat_map(|(title, icon)| [title, icon]);
        [&self.title, &self.icon].into_iter().chain(kept).map(String::as_str)
    }

    /// A title as OSC 0 to 2 give it.
    pub fn parse(&self, data: &[u8], dialect: Dialect) -> Option<String> {
        let bytes = if self.set_hex { from_hex(data)? } else { data.to_vec() };
        Self::parse_name(&bytes, dialect)
    }

    /// A window's name as `ESC k` gives it. As tmux what is no UTF-8 is none, and what would be a
    /// command in a format has another sign before its parenthesis.
    pub fn parse_name(data: &[u8], dialect: Dialect) -> Option<String> {
        let text = String::from_utf8_lossy(data);
        let seen = cut(text.chars().filter(|c| !c.is_control()).collect());
        match (dialect, text) {
            (Dialect::Pmux, _) => Some(seen),
            (Dialect::Tmux, Cow::Borrowed(_)) => Some(without_commands(&seen)),
            (Dialect::Tmux, Cow::Owned(_)) => None,
        }
    }

    /// A title as reports give it.
    pub fn write(&self, title: &str) -> String {
        match self.report_hex {
            true => title.bytes().map(|byte| format!("{byte:02X}")).collect(),
            false => title.to_owned(),
        }
    }

    /// XTSMTITLE and XTRMTITLE.
    pub fn set_features(&mut self, features: &[u16], on: bool) {
        if features.is_empty() && !on {
            (self.set_hex, self.report_hex) = (false, false);
        }
        for feature in features {
            match feature {
                0 => self.set_hex = on,
                1 => self.report_hex = on,
                _ => {}
            }
        }
    }

    /// XTWINOPS 22: keeps both for later.
    pub fn push(&mut self) {
        if self.stack.len() >= DEEPEST {
            self.stack.remove(0);
        }
        self.stack.push((self.title.clone(), self.icon.clone()));
    }

    /// XTWINOPS 23: brings back the title, the icon's name, or both.
    pub fn pop(&mut self, title: bool, icon: bool) {
        if let Some((old_title, old_icon)) = self.stack.pop() {
            if title {
                self.title = old_title;
            }
            if icon {
                self.icon = old_icon;
            }
        }
    }
}

/// A text of at most `LONGEST` bytes.
pub fn cut(mut text: String) -> String {
    if text.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        text.truncate(end);
    }
    text
}

/// Bytes written as two hexadecimal digits each.
pub fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| (byte as char).to_digit(16);
    let pairs = text.chunks(2).map(|pair| match pair {
        [high, low] => Some((digit(*high)? << 4 | digit(*low)?) as u8),
        _ => None,
    });
    pairs.collect()
}

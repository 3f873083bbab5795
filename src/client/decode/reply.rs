//! What terminals answer when they are asked.

use crate::geometry::Point;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// DA1: it is some terminal.
    Attributes {
        /// It says that programs may set its clipboard (52, as xterm and others say it).
        clipboard: bool,
    },
    /// DECRPM: the state of a private mode; 0 is "never heard of".
    Mode {
        /// The mode.
        mode: u16,
        /// 1 set, 2 reset, 3 always set, 4 always reset.
        state: u16,
    },
    /// XTVERSION: its name and version.
    Version(String),
    /// OSC 10, 11, 12: one of its colours.
    Color(Paint, (u8, u8, u8)),
    /// The kitty keyboard protocol is known, and has these flags set.
    Keyboard(u8),
    /// Mode 2031: dark (true) or light colours are preferred.
    Dark(bool),
    /// DECRPSS: a direct colour that was set is the current one.
    DirectColor,
    /// OSC 4: an entry of its palette.
    Palette(u8, (u8, u8, u8)),
    /// OSC 52: what is on its clipboard, or in another of its selections.
    Selection(Vec<u8>),
    /// CPR: where the cursor is.
    Cursor(Point),
}

/// Whose colour it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Text (OSC 10).
    Foreground,
    /// Cells (OSC 11).
    Background,
    /// The cursor (OSC 12).
    Cursor,
}

/// The most of a version that is kept, in characters.
const LONGEST_VERSION: usize = 128;

/// The answer in an operating system command.
pub(super) fn osc(body: &[u8]) -> Option<Reply> {
    let body = std::str::from_utf8(body).ok()?;
    let (number, value) = body.split_once(';')?;
    let paint = match number {
        "4" => {
            let (index, value) = value.split_once(';')?;
            return Some(Reply::Palette(index.parse().ok()?, color(value)?));
        }
        "52" => return base64(value.split_once(';')?.1.as_bytes()).map(Reply::Selection),
        "10" => Paint::Foreground,
        "11" => Paint::Background,
        "12" => Paint::Cursor,
        _ => return None,
    };
    Some(Reply::Color(paint, color(value)?))
}

/// Bytes in base 64 (RFC 4648, 4); `None` where they are in anything else.
fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.strip_suffix(b"=").map_or(text, |text| text.strip_suffix(b"=").unwrap_or(text));
    let (mut bits, mut count, mut out) = (0u32, 0, Vec::with_capacity(text.len() / 4 * 3 + 3));
    for byte in text {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        (bits, count) = (bits << 6 | u32::from(digit), count + 6);
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(out)
}

/// A colour as X names them: `rgb:hhhh/hhhh/hhhh` with one to four digits each, `rgba:` with
/// a fourth part, `#rrggbb`.
fn color(text: &str) -> Option<(u8, u8, u8)> {
    if let Some(digits) = text.strip_prefix('#') {
        let number = u32::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 6)?;
        let [_, r, g, b] = number.to_be_bytes();
        return Some((r, g, b));
    }
    let parts = text.strip_prefix("rgb:").or_else(|| text.strip_prefix("rgba:"))?;
    let mut parts = parts.split('/').map(|digits| {
        let value = u32::from_str_radix(digits, 16).ok().filter(|_| digits.len() <= 4)?;
        let most = (1u32 << (4 * digits.len())) - 1;
        u8::try_from((value * 255 + most / 2) / most).ok()
    });
    Some((parts.next()??, parts.next()??, parts.next()??))
}

/// Whether an SGR sets a background of the direct kind: `48:2::r:g:b`, with or without the
/// colour space, with colons or semicolons.
fn is_direct_color(sgr: &[u8]) -> bool {
    let numbers: Vec<&[u8]> = sgr.split(|byte| matches!(byte, b':' | b';')).collect();
    numbers.windows(2).any(|pair| pair == [b"48".as_slice(), b"2"])
}

/// The answer in a device control string.
pub(super) fn dcs(body: &[u8]) -> Option<Reply> {
    if let Some(sgr) = body.strip_prefix(b"1$r").and_then(|rest| rest.strip_suffix(b"m")) {
        return is_direct_color(sgr).then_some(Reply::DirectColor);
    }
    let name = String::from_utf8_lossy(body.strip_prefix(b">|")?);
    let name = name.chars().filter(|c| !c.is_control()).take(LONGEST_VERSION).collect();
    Some(Reply::Version(name))
}

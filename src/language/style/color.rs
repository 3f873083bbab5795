//! The names of colours.

use std::fmt;

use crate::style::Color;

use super::{StyleColor, themed};
use crate::style::x11;

const NAMES: [&str; 8] = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/// The first sixteen colours as most terminals have them; only `#{c:…}` needs to know.
const PALETTE: [u32; 16] = [
    0x000000, 0x800000, 0x008000, 0x808000, 0x000080, 0x800080, 0x008080, 0xc0c0c0, 0x808080,
    0xff0000, 0x00ff00, 0xffff00, 0x0000ff, 0xff00ff, 0x00ffff, 0xffffff,
];

/// The colour of a name: `red`, `brightred`, `colour123`, `#rrggbb`, one of X11's, SGR's numbers
/// (`0` to `7`, `90` to `97`), `default` or `terminal` (both the terminal's own).
pub fn parse_color(name: &str) -> Option<Color> {
    parse(name).map(|color| match color {
        StyleColor::Inherited => Color::Default,
        StyleColor::Is(color) => color,
    })
}

pub(super) fn parse(name: &str) -> Option<StyleColor> {
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "default" => return Some(StyleColor::Inherited),
        "terminal" => return Some(StyleColor::Is(Color::Default)),
        _ => {}
    }
    let color = if let Some(digits) = lower.strip_prefix('#') {
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        from_rgb(u32::from_str_radix(digits, 16).ok()?)
    } else if let Some(number) =
        lower.strip_prefix("colour").or_else(|| lower.strip_prefix("color"))
    {
        if number.starts_with('+') {
            return None;
        }
        Color::Indexed(number.parse().ok()?)
    } else if let Some(index) = lower.strip_prefix("bright").and_then(plain) {
        Color::Indexed(index + 8)
    } else if let Some(index) = plain(&lower).or_else(|| numbered(&lower)) {
        Color::Indexed(index)
    } else {
        from_rgb(themed::fallback(&lower).or_else(|| x11::rgb(&lower.replace(' ', "")))?)
    };
    Some(StyleColor::Is(color))
}

fn from_rgb(rgb: u32) -> Color {
    let [_, r, g, b] = rgb.to_be_bytes();
    Color::Rgb(r, g, b)
}

/// The index that a number stands for: a digit, or SGR's number of a bright colour.
fn numbered(number: &str) -> Option<u8> {
    match number.as_bytes() {
        [digit @ b'0'..=b'7'] => Some(digit - b'0'),
        [b'9', digit @ b'0'..=b'7'] => Some(digit - b'0' + 8),
        _ => None,
    }
}

/// The index of one of the eight names.
fn plain(name: &str) -> Option<u8> {
    let index = NAMES.iter().position(|known| *known == name)?;
    u8::try_from(index).ok()
}

/// The name of a colour as options show it: one that was named in some other way is told by its usual
/// name, and one of X11's by what it is.
pub fn usual_name(name: &str) -> Option<String> {
    let color = parse(name)?;
    let lower = name.to_ascii_lowercase();
    Some(match color {
        StyleColor::Is(Color::Indexed(index)) if lower.starts_with("colo") => {
            format!("colour{index}")
        }
        _ if themed::fallback(&lower).is_some() => lower,
        color => color.to_string(),
    })
}

/// The name of a colour.
pub fn color_name(color: Color) -> String {
    match color {
        Color::Default => "default".to_owned(),
        color => StyleColor::Is(color).to_string(),
    }
}

/// The colour of a name as six hexadecimal digits, where it has a fixed one.
pub fn rgb_of_name(name: &str) -> Option<String> {
    let rgb = match parse_color(name)? {
        Color::Default => return None,
        Color::Rgb(r, g, b) => u32::from_be_bytes([0, r, g, b]),
        Color::Indexed(index) => rgb_of_index(index),
    };
    Some(format!("{rgb:06x}"))
}

/// The sequence that a terminal takes for the colour of a name (SGR).
pub fn sequence_of_name(name: &str, background: bool) -> Option<String> {
    let base: u16 = if background { 40 } else { 30 };
    let numbered = name.to_ascii_lowercase().starts_with("colo");
    Some(match parse_color(name)? {
        Color::Default => format!("\x1b[{}m", base + 9),
        Color::Rgb(r, g, b) => format!("\x1b[{};2;{r};{g};{b}m", base + 8),
        Color::Indexed(index @ 0..=7) if !numbered => {
            format!("\x1b[{}m", base + u16::from(index))
        }
        Color::Indexed(index @ 8..=15) if !numbered => {
            format!("\x1b[{}m", base + 60 + u16::from(index) - 8)
        }
        Color::Indexed(index) => format!("\x1b[{};5;{index}m", base + 8),
    })
}

/// xterm's palette: sixteen colours, a cube of six levels a side, 24 greys.
fn rgb_of_index(index: u8) -> u32 {
    let level = |step: u32| if step == 0 { 0 } else { 55 + 40 * step };
    match index {
        0..=15 => PALETTE[usize::from(index)],
        16..=231 => {
            let step = u32::from(index) - 16;
            level(step / 36) << 16 | level(step / 6 % 6) << 8 | level(step % 6)
        }
        232..=255 => (8 + 10 * (u32::from(index) - 232)) * 0x01_0101,
    }
}

impl fmt::Display for StyleColor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StyleColor::Inherited => f.write_str("default"),
            StyleColor::Is(Color::Default) => f.write_str("terminal"),
            StyleColor::Is(Color::Rgb(r, g, b)) => write!(f, "#{r:02x}{g:02x}{b:02x}"),
            StyleColor::Is(Color::Indexed(index @ 0..=7)) => {
                f.write_str(NAMES[usize::from(*index)])
            }
            StyleColor::Is(Color::Indexed(index @ 8..=15)) => {
                write!(f, "bright{}", NAMES[usize::from(*index - 8)])
            }
            StyleColor::Is(Color::Indexed(index)) => write!(f, "colour{index}"),
        }
    }
}

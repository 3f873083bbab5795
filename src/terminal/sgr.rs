//! Select Graphic Rendition: parameters to a style (ECMA-48 8.3.117; ISO 8613-6 for colours;
//! kitty's underline page for 4:n, 58 and 59), and a style back to parameters.

use super::parser::Csi;
use crate::style::{Attributes, Color, Style, Underline};

/// Applies an SGR sequence to a style. What it does not know it skips.
pub fn apply(style: &mut Style, csi: &Csi) {
    if csi.params() == [0] || csi.len() == 0 {
        *style = Style::PLAIN;
        return;
    }
    let mut i = 0;
    while i < csi.len() {
        i += apply_one(style, csi, i);
    }
}

/// Applies the parameter at `i` with what belongs to it, and says how many that were.
fn apply_one(style: &mut Style, csi: &Csi, i: usize) -> usize {
    let subs = match csi.has_subs() {
        true => (i + 1..csi.len()).take_while(|&at| csi.is_sub(at)).count(),
        false => 0,
    };
    let set = |style: &mut Style, on| style.attributes.insert(on);
    let unset = |style: &mut Style, off| style.attributes.remove(off);
    match csi.get(i) {
        0 => *style = Style::PLAIN,
        1 => set(style, Attributes::BOLD),
        2 => set(style, Attributes::DIM),
        3 => set(style, Attributes::ITALIC),
        4 if subs > 0 => {
            style.underline = match csi.get(i + 1) {
                0 => Underline::None,
                2 => Underline::Double,
                3 => Underline::Curly,
                4 => Underline::Dotted,
                5 => Underline::Dashed,
                _ => Underline::Single,
            }
        }
        4 => style.underline = Underline::Single,
        5 | 6 => set(style, Attributes::BLINK),
        7 => set(style, Attributes::INVERSE),
        8 => set(style, Attributes::HIDDEN),
        9 => set(style, Attributes::STRIKE),
        21 => style.underline = Underline::Double,
        22 => unset(style, Attributes::BOLD | Attributes::DIM),
        23 => unset(style, Attributes::ITALIC),
        24 => style.underline = Underline::None,
        25 => unset(style, Attributes::BLINK),
        27 => unset(style, Attributes::INVERSE),
        28 => unset(style, Attributes::HIDDEN),
        29 => unset(style, Attributes::STRIKE),
        n @ 30..=37 => style.fg = Color::Indexed(n as u8 - 30),
        39 => style.fg = Color::Default,
        n @ 40..=47 => style.bg = Color::Indexed(n as u8 - 40),
        49 => style.bg = Color::Default,
        53 => set(style, Attributes::OVERLINE),
        55 => unset(style, Attributes::OVERLINE),
        59 => style.underline_color = Color::Default,
        n @ 90..=97 => style.fg = Color::Indexed(n as u8 - 90 + 8),
        n @ 100..=107 => style.bg = Color::Indexed(n as u8 - 100 + 8),
        n @ (38 | 48 | 58) => {
            let (color, used) = color(csi, i + 1, subs);
            if let Some(color) = color {
                match n {
                    38 => style.fg = color,
                    48 => style.bg = color,
                    _ => style.underline_color = color,
                }
            }
            return 1 + used;
        }
        _ => {}
    }
    1 + subs
}

/// The colour whose kind (2 or 5) is parameter `at`, and how many parameters it takes.
fn color(csi: &Csi, at: usize, subs: usize) -> (Option<Color>, usize) {
    let part = |i: usize| u8::try_from(csi.get(i)).ok();
    let rgb = |i: usize| Some(Color::Rgb(part(i)?, part(i + 1)?, part(i + 2)?));
    if subs > 0 {
        let color = match csi.get(at) {
            5 => part(at + 1).map(Color::Indexed),
            // With the colour space that ISO 8613-6 has there, or without, as xterm also takes it.
            2 if subs >= 5 => rgb(at + 2),
            2 if subs == 4 => rgb(at + 1),
            _ => None,
        };
        return (color, subs);
    }
    match csi.get(at) {
        5 => (part(at + 1).map(Color::Indexed), 2),
        2 => (rgb(at + 1), 4),
        _ => (None, 1),
    }
}

/// The parameters that set a style from the plain one, after a leading 0.
pub fn params(style: &Style) -> String {
    let mut out = String::from("0");
    let attributes = [
        (Attributes::BOLD, ";1"),
        (Attributes::DIM, ";2"),
        (Attributes::ITALIC, ";3"),
        (Attributes::BLINK, ";5"),
        (Attributes::INVERSE, ";7"),
        (Attributes::HIDDEN, ";8"),
        (Attributes::STRIKE, ";9"),
        (Attributes::OVERLINE, ";53"),
    ];
    for (attribute, text) in attributes {
        if style.attributes.contains(attribute) {
            out.push_str(text);
        }
    }
    out.push_str(match style.underline {
        Underline::None => "",
        Underline::Single => ";4",
        Underline::Double => ";4:2",
        Underline::Curly => ";4:3",
        Underline::Dotted => ";4:4",
        Underline::Dashed => ";4:5",
    });
    for (base, color) in [(30, style.fg), (40, style.bg), (50, style.underline_color)] {
        match color {
            Color::Default => {}
            Color::Indexed(i @ 0..8) if base < 50 => {
                out.push_str(&format!(";{}", base + u16::from(i)));
            }
            Color::Indexed(i @ 8..16) if base < 50 => {
                out.push_str(&format!(";{}", base + 60 + u16::from(i) - 8));
            }
            Color::Indexed(i) => out.push_str(&format!(";{}:5:{i}", base + 8)),
            Color::Rgb(r, g, b) => out.push_str(&format!(";{}:2::{r}:{g}:{b}", base + 8)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::parser::{Action, Parser};
    use super::*;

    fn style(sequences: &str) -> Style {
        let mut style = Style::PLAIN;
        let mut parser = Parser::new();
        let mut input = sequences.as_bytes();
        while let Some(action) = parser.next(&mut input) {
            if let Action::Csi(csi) = action {
                apply(&mut style, csi);
            }
        }
        style
    }

    #[test]
    fn sequences_set_styles() {
        use Color::{Indexed, Rgb};
        let plain = Style::PLAIN;
        let table = [
            ("\x1b[1;31m", plain.fg(Indexed(1)).with(Attributes::BOLD)),
            ("\x1b[1;31m\x1b[m", plain),
            ("\x1b[97;100m", plain.fg(Indexed(15)).bg(Indexed(8))),
            ("\x1b[38;5;200;48;2;1;2;3m", plain.fg(Indexed(200)).bg(Rgb(1, 2, 3))),
            ("\x1b[38:5:200;48:2::1:2:3m", plain.fg(Indexed(200)).bg(Rgb(1, 2, 3))),
            ("\x1b[48:2:1:2:3;1m", plain.bg(Rgb(1, 2, 3)).with(Attributes::BOLD)),
            ("\x1b[38;2;256;0;0;7m", plain.with(Attributes::INVERSE)),
            ("\x1b[4:3m", Style { underline: Underline::Curly, ..plain }),
            ("\x1b[4:3m\x1b[4:0m", plain),
            ("\x1b[21m\x1b[24m\x1b[9;29;53m", plain.with(Attributes::OVERLINE)),
            ("\x1b[58:5:9m", Style { underline_color: Indexed(9), ..plain }),
            ("\x1b[1;2m\x1b[22;3m", plain.with(Attributes::ITALIC)),
            ("\x1b[;31m", plain.fg(Indexed(1))),
        ];
        for (sequences, expect) in table {
            assert_eq!(style(sequences), expect, "{sequences:?}");
            let back = format!("\x1b[{}m", params(&expect));
            assert_eq!(style(&back), expect, "{back:?}");
        }
    }
}

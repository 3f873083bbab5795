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
    if subs > 0 {
        apply_with_subs(style, csi, i, subs);
        return 1 + subs;
    }
    match csi.get(i) {
        0 => *style = Style::PLAIN,
        1 => set(style, Attributes::BOLD),
        2 => set(style, Attributes::DIM),
        3 => set(style, Attributes::ITALIC),
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
            let (color, used) = color(csi, i + 1);
            set_color(style, n, color);
            return 1 + used;
        }
        _ => {}
    }
    1
}

/// Applies the parameter at `i` with so many sub-parameters: of an underline its kind, of a colour
/// all of it. No other has any, so with them it is one that nobody knows.
fn apply_with_subs(style: &mut Style, csi: &Csi, i: usize, subs: usize) {
    match csi.get(i) {
        4 if csi.is_given(i + 1) => {
            style.underline = match csi.get(i + 1) {
                0 => Underline::None,
                1 => Underline::Single,
                2 => Underline::Double,
                3 => Underline::Curly,
                4 => Underline::Dotted,
                5 => Underline::Dashed,
                _ => style.underline,
            }
        }
        n @ (38 | 48 | 58) => set_color(style, n, color_of_subs(csi, i + 1, subs)),
        _ => {}
    }
}

/// Sets the colour that parameter 38, 48 or 58 is for, if there is one.
fn set_color(style: &mut Style, parameter: u16, color: Option<Color>) {
    let Some(color) = color else { return };
    match parameter {
        38 => style.fg = color,
        48 => style.bg = color,
        _ => style.underline_color = color,
    }
}

/// The colour whose kind (2 or 5) is parameter `at`, and how many parameters it takes. What is not
/// there in whole is none; an empty part is 0, as any empty parameter.
fn color(csi: &Csi, at: usize) -> (Option<Color>, usize) {
    let is_there = |parts: usize| at + parts < csi.len();
    let is_plain = |parts: usize| (at..=at + parts).all(|i| !csi.is_sub(i));
    let parts = match csi.get(at) {
        5 => 1,
        2 => 3,
        _ => return (None, 1),
    };
    let whole = is_there(parts) && is_plain(parts);
    let part = |i: usize| u8::try_from(csi.get(i)).ok();
    let color = match parts {
        1 => part(at + 1).map(Color::Indexed),
        _ => rgb(csi, at + 1),
    };
    (color.filter(|_| whole), 1 + parts)
}

/// The colour whose kind is sub-parameter `at`, the first of so many.
fn color_of_subs(csi: &Csi, at: usize, subs: usize) -> Option<Color> {
    let first = match (csi.get(at), subs) {
        (5, 2..) => at + 1,
        // With the colour space that ISO 8613-6 has there, or without, as xterm also takes it.
        (2, 5..) => at + 2,
        (2, 4) => at + 1,
        _ => return None,
    };
    let parts = if csi.get(at) == 5 { 1 } else { 3 };
    if !(first..first + parts).all(|i| csi.is_given(i)) {
        return None;
    }
    match parts {
        1 => u8::try_from(csi.get(first)).ok().map(Color::Indexed),
        _ => rgb(csi, first),
    }
}

fn rgb(csi: &Csi, first: usize) -> Option<Color> {
    let part = |i: usize| u8::try_from(csi.get(i)).ok();
    Some(Color::Rgb(part(first)?, part(first + 1)?, part(first + 2)?))
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
            ("\x1b[38;5;;1m", plain.fg(Indexed(0)).with(Attributes::BOLD)),
        ];
        for (sequences, expect) in table {
            assert_eq!(style(sequences), expect, "{sequences:?}");
            let back = format!("\x1b[{}m", params(&expect));
            assert_eq!(style(&back), expect, "{back:?}");
        }
    }

    #[test]
    fn what_is_incomplete_or_unknown_changes_nothing() {
        let look = "\x1b[3;4:3;31;44;58:5:9m";
        let before = style(look);
        for odd in [
            "38",
            "48",
            "58",
            "38;5",
            "48;5",
            "58;5",
            "38;2",
            "38;2;1;2",
            "58;2;1",
            "38;5;256",
            "48;2;1;2;256",
            "38;9;1;1",
            "38;5:1",
            "38;2;1;2:3",
            "38:5",
            "48:5:",
            "58:5:256",
            "38:2",
            "38:2:1:2",
            "38:2::1:2",
            "38:2:1:2:",
            "48:2::1::3",
            "58:2::1:2:256",
            "38:",
            "38:9:1",
            "4:",
            "4:6",
            "4:9",
            "4:999",
            "1:2",
            "7:1",
            "0:1",
            "31:1",
            "39:1",
            "99",
            "26",
            "65535",
        ] {
            let odd = format!("{look}\x1b[{odd}m");
            let unknown = odd.contains(";9;1;1m");
            // What an unknown kind of colour is made of cannot be told from other parameters.
            let expect = if unknown { before.with(Attributes::BOLD) } else { before };
            assert_eq!(style(&odd), expect, "{odd:?}");
        }
        // What comes after it counts, and is no part of it.
        assert_eq!(style("\x1b[38:5;7m"), Style::PLAIN.with(Attributes::INVERSE));
        assert_eq!(style("\x1b[4:9;1m"), Style::PLAIN.with(Attributes::BOLD));
    }
}

//! Looks to bytes: SGR (ECMA-48 8.3.117 with xterm's colours and kitty's underlines), in as
//! many colours as the tty has, and hyperlinks (OSC 8).

use std::io::Write;

use crate::display::capabilities::ColorDepth;
use crate::line::Link;
use crate::style::{Attributes, Color, Style, Underline, palette_rgb};

/// The values that xterm's colour cube is made of.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

fn distance(a: (u8, u8, u8), b: (u8, u8, u8)) -> u32 {
    let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    square(a.0, b.0) + square(a.1, b.1) + square(a.2, b.2)
}

fn cube_step(value: u8) -> u8 {
    (0..6u8).min_by_key(|&step| CUBE[usize::from(step)].abs_diff(value)).unwrap_or(0)
}

/// The entry of the palette of 256 that comes nearest.
fn nearest_indexed(rgb: (u8, u8, u8)) -> u8 {
    let (r, g, b) = (cube_step(rgb.0), cube_step(rgb.1), cube_step(rgb.2));
    let value = |step: u8| CUBE[usize::from(step)];
    let average = ((u32::from(rgb.0) + u32::from(rgb.1) + u32::from(rgb.2)) / 3) as u8;
    let step = (average.saturating_sub(3) / 10).min(23);
    let grey = 8 + step * 10;
    let cube = distance(rgb, (value(r), value(g), value(b)));
    match distance(rgb, (grey, grey, grey)) < cube {
        true => 232 + step,
        false => 16 + 36 * r + 6 * g + b,
    }
}

fn nearest_ansi(rgb: (u8, u8, u8)) -> u8 {
    (0..16u8).min_by_key(|&n| distance(palette_rgb(n), rgb)).unwrap_or(0)
}

/// The colour as a tty of that depth can show it.
pub fn degrade(color: Color, depth: ColorDepth) -> Color {
    match (depth, color) {
        (ColorDepth::True, color) | (_, color @ Color::Default) => color,
        (ColorDepth::None, _) => Color::Default,
        (ColorDepth::Indexed, Color::Rgb(r, g, b)) => Color::Indexed(nearest_indexed((r, g, b))),
        (ColorDepth::Indexed, color) => color,
        (ColorDepth::Ansi, Color::Indexed(n)) if n < 16 => color,
        (ColorDepth::Ansi, Color::Indexed(n)) => Color::Indexed(nearest_ansi(palette_rgb(n))),
        (ColorDepth::Ansi, Color::Rgb(r, g, b)) => Color::Indexed(nearest_ansi((r, g, b))),
    }
}

/// A list of SGR parameters being written: `ESC [ a ; b m`.
struct Parameters<'a> {
    out: &'a mut Vec<u8>,
    first: bool,
}

impl<'a> Parameters<'a> {
    fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, first: true }
    }

    fn begin(&mut self) -> &mut Vec<u8> {
        self.out.extend_from_slice(if self.first { b"\x1b[" } else { b";" });
        self.first = false;
        self.out
    }

    fn push(&mut self, number: u8) {
        let out = self.begin();
        write_number(number.into(), out);
    }

    fn text(&mut self, text: &str) {
        self.begin().extend_from_slice(text.as_bytes());
    }

    /// `base` is 30 for the text, 40 for the cell.
    fn color(&mut self, color: Color, base: u8) {
        match color {
            Color::Default => self.push(base + 9),
            Color::Indexed(n @ 0..8) => self.push(base + n),
            Color::Indexed(n @ 8..16) => self.push(base + 60 + n - 8),
            Color::Indexed(n) => [base + 8, 5, n].into_iter().for_each(|n| self.push(n)),
            Color::Rgb(r, g, b) => [base + 8, 2, r, g, b].into_iter().for_each(|n| self.push(n)),
        }
    }

    /// Colons, so that a tty that does not know these passes over all of it.
    fn underline_color(&mut self, color: Color) {
        let out = self.begin();
        // Writing to memory cannot fail.
        let _ = match color {
            Color::Default => write!(out, "59"),
            Color::Indexed(n) => write!(out, "58:5:{n}"),
            Color::Rgb(r, g, b) => write!(out, "58:2::{r}:{g}:{b}"),
        };
    }

    fn underline(&mut self, underline: Underline) {
        match underline {
            Underline::None => self.push(24),
            Underline::Single => self.push(4),
            Underline::Double => self.text("4:2"),
            Underline::Curly => self.text("4:3"),
            Underline::Dotted => self.text("4:4"),
            Underline::Dashed => self.text("4:5"),
        }
    }

    fn finish(self) {
        if !self.first {
            self.out.push(b'm');
        }
    }
}

/// Each attribute with what switches it on and off; bold and dim share their off.
const SWITCHES: [(Attributes, u8, u8); 8] = [
    (Attributes::BOLD, 1, 22),
    (Attributes::DIM, 2, 22),
    (Attributes::ITALIC, 3, 23),
    (Attributes::BLINK, 5, 25),
    (Attributes::INVERSE, 7, 27),
    (Attributes::HIDDEN, 8, 28),
    (Attributes::STRIKE, 9, 29),
    (Attributes::OVERLINE, 53, 55),
];

/// Appends what turns one style into another, the shorter of changing what differs and of
/// beginning at nothing. Both must be [`degraded`](degrade) already.
pub fn transition(from: &Style, to: &Style, out: &mut Vec<u8>) {
    if from == to {
        return;
    }
    if to.is_plain() {
        out.extend_from_slice(b"\x1b[m");
        return;
    }
    let start = out.len();
    change(from, to, Parameters::new(out));
    if !switches_off(from, to) {
        return;
    }
    let changed = out.len() - start;
    let mut anew = Parameters::new(out);
    anew.push(0);
    change(&Style::PLAIN, to, anew);
    match out.len() - start - changed < changed {
        true => drop(out.drain(start..start + changed)),
        false => out.truncate(start + changed),
    }
}

/// Whether anything is to go, so that beginning at nothing may be shorter.
fn switches_off(from: &Style, to: &Style) -> bool {
    let off = |from: Color, to: Color| from != to && to == Color::Default;
    !to.attributes.contains(from.attributes)
        || (from.underline != to.underline && to.underline == Underline::None)
        || off(from.fg, to.fg)
        || off(from.bg, to.bg)
        || off(from.underline_color, to.underline_color)
}

fn change(from: &Style, to: &Style, mut sgr: Parameters<'_>) {
    let weight = Attributes::BOLD | Attributes::DIM;
    let mut before = from.attributes;
    if !(before & weight).difference(to.attributes).is_empty() {
        sgr.push(22);
        before.remove(weight);
    }
    for (attribute, on, off) in SWITCHES {
        match (before.contains(attribute), to.attributes.contains(attribute)) {
            (false, true) => sgr.push(on),
            (true, false) => sgr.push(off),
            _ => {}
        }
    }
    if from.underline != to.underline {
        sgr.underline(to.underline);
    }
    if from.fg != to.fg {
        sgr.color(to.fg, 30);
    }
    if from.bg != to.bg {
        sgr.color(to.bg, 40);
    }
    if from.underline_color != to.underline_color {
        sgr.underline_color(to.underline_color);
    }
    sgr.finish();
}

/// Appends what makes the text that follows lead somewhere, or nowhere.
pub fn hyperlink(link: Option<&Link>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\x1b]8;");
    if let Some(link) = link {
        if !link.id.is_empty() {
            out.extend_from_slice(b"id=");
            // These two end the parameter.
            printable(link.id.chars().filter(|c| !matches!(c, ':' | ';')), out);
        }
        out.push(b';');
        printable(link.uri.chars(), out);
    } else {
        out.push(b';');
    }
    out.extend_from_slice(b"\x1b\\");
}

/// Appends text that came from a program, without what could end the sequence it stands in.
pub fn printable(text: impl Iterator<Item = char>, out: &mut Vec<u8>) {
    for c in text.filter(|c| !c.is_control()) {
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

/// Appends a number in decimal.
pub fn write_number(number: u16, out: &mut Vec<u8>) {
    let mut digits = [0u8; 5];
    let mut at = digits.len();
    let mut rest = number;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: Style, to: Style, expect: &str) {
        let mut out = Vec::new();
        transition(&from, &to, &mut out);
        assert_eq!(String::from_utf8_lossy(&out).replace('\x1b', "E"), expect, "{from:?} {to:?}");
    }

    #[test]
    fn transitions_are_short() {
        let plain = Style::PLAIN;
        let bold = plain.with(Attributes::BOLD);
        let red = plain.fg(Color::Indexed(1));
        let curly = Style { underline: Underline::Curly, ..plain };
        check(plain, plain, "");
        check(bold, plain, "E[m");
        check(plain, bold, "E[1m");
        check(plain, red, "E[31m");
        check(bold, bold.fg(Color::Indexed(9)), "E[91m");
        check(bold, plain.with(Attributes::DIM), "E[0;2m");
        check(red.with(Attributes::BOLD), red, "E[22m");
        check(plain, plain.bg(Color::Indexed(200)), "E[48;5;200m");
        check(plain, plain.fg(Color::Rgb(1, 2, 3)), "E[38;2;1;2;3m");
        check(plain, curly, "E[4:3m");
        let dotted =
            Style { underline: Underline::Dotted, underline_color: Color::Rgb(1, 2, 3), ..plain };
        check(curly, dotted, "E[4:4;58:2::1:2:3m");
        check(red.bg(Color::Rgb(1, 2, 3)).with(Attributes::all()), red, "E[0;31m");
    }

    #[test]
    fn colours_degrade_to_what_is_near() {
        for (color, depth, expect) in [
            (Color::Rgb(255, 0, 0), ColorDepth::True, Color::Rgb(255, 0, 0)),
            (Color::Rgb(255, 0, 0), ColorDepth::Indexed, Color::Indexed(196)),
            (Color::Rgb(128, 128, 128), ColorDepth::Indexed, Color::Indexed(244)),
            (Color::Rgb(255, 255, 255), ColorDepth::Indexed, Color::Indexed(231)),
            (Color::Rgb(250, 10, 10), ColorDepth::Ansi, Color::Indexed(9)),
            (Color::Indexed(196), ColorDepth::Ansi, Color::Indexed(9)),
            (Color::Indexed(232), ColorDepth::Ansi, Color::Indexed(0)),
            (Color::Indexed(3), ColorDepth::Ansi, Color::Indexed(3)),
            (Color::Indexed(3), ColorDepth::None, Color::Default),
            (Color::Default, ColorDepth::Ansi, Color::Default),
        ] {
            assert_eq!(degrade(color, depth), expect, "{color:?} {depth:?}");
        }
    }

    #[test]
    fn a_hyperlink_cannot_break_out() {
        let link = Link { id: "a;b:c".into(), uri: "http://x/\x1b\\y\x07".into() };
        let mut out = Vec::new();
        hyperlink(Some(&link), &mut out);
        hyperlink(None, &mut out);
        assert_eq!(out, b"\x1b]8;id=abc;http://x/\\y\x1b\\\x1b]8;;\x1b\\");
    }

    #[test]
    fn numbers_are_decimal() {
        for number in [0, 9, 10, 65535] {
            let mut out = Vec::new();
            write_number(number, &mut out);
            assert_eq!(out, number.to_string().as_bytes());
        }
    }
}

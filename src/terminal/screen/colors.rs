//! Colours as numbers: what the person's terminal has, what the program made of them, and
//! the questions and orders about them (OSC 4, 10–19, 104–119; XParseColor for their syntax).

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::Screen;
use crate::dialect::Dialect;
use crate::style::{Theme, palette_rgb, x11};
use crate::terminal::modes::Modes;
use crate::terminal::notice::Notice;
use crate::terminal::parser::Ending;

pub use crate::style::Rgb;

/// The colours of the person's terminal, where they are known, and the program's changes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Colors {
    /// The text's colour.
    pub foreground: Option<Rgb>,
    /// The cells' colour.
    pub background: Option<Rgb>,
    /// The cursor's colour.
    pub cursor: Option<Rgb>,
    /// Entries of the palette that the person wants otherwise in this terminal.
    palette: BTreeMap<u8, Rgb>,
    /// What the program set in the palette (OSC 4).
    set_palette: BTreeMap<u16, Rgb>,
    /// What the program set, by the number of the OSC (10 to 19).
    set: BTreeMap<u16, Rgb>,
}

impl Colors {
    /// Whether what the program set are colours that it can set.
    pub(super) fn is_sound(&self) -> bool {
        let dynamic = self.set.keys().all(|number| (10..=19).contains(number));
        dynamic && self.set_palette.keys().all(|index| *index < SPECIAL + SPECIALS)
    }

    /// Forgets what the program set.
    pub fn reset(&mut self) {
        self.set_palette.clear();
        self.set.clear();
    }

    /// Takes what the person's terminal has from `new`, leaving what is of this one.
    pub fn learn(&mut self, new: &Colors) {
        (self.foreground, self.background) = (new.foreground, new.background);
        self.cursor = new.cursor;
    }

    /// Whether the person's terminal is dark or light, where it is known.
    pub fn theme(&self) -> Option<Theme> {
        self.background.map(Theme::of)
    }

    /// What the program set: text (OSC 10), cells (11) or cursor (12).
    pub fn chosen(&self, number: u16) -> Option<Rgb> {
        self.set.get(&number).copied()
    }

    /// What the program set in the palette.
    pub fn chosen_palette(&self) -> impl Iterator<Item = (u8, Rgb)> {
        self.set_palette.iter().filter_map(|(&index, &color)| Some((index.try_into().ok()?, color)))
    }

    /// Appends what makes a terminal's colours those that the program set.
    pub(super) fn write(&self, out: &mut String) {
        for (index, color) in &self.set_palette {
            let _ = write!(out, "\x1b]4;{index};{}\x1b\\", spec(*color));
        }
        for (number, color) in &self.set {
            let _ = write!(out, "\x1b]{number};{}\x1b\\", spec(*color));
        }
    }

    /// Whether somebody set an entry of the palette.
    fn knows(&self, index: u16) -> bool {
        let by_person = |index: u8| self.palette.contains_key(&index);
        self.set_palette.contains_key(&index) || u8::try_from(index).is_ok_and(by_person)
    }

    /// An entry of the palette, the special colours after it counted in.
    fn entry(&self, index: u16) -> Rgb {
        if let Some(&color) = self.set_palette.get(&index) {
            return color;
        }
        match u8::try_from(index) {
            Ok(index) => self.palette.get(&index).copied().unwrap_or_else(|| palette_rgb(index)),
            Err(_) => self.foreground.unwrap_or(palette_rgb(7)),
        }
    }

    /// The colour that OSC `number` (10 to 19) asks for, in a pane that the person wants these text
    /// and background in.
    fn dynamic(&self, number: u16, wanted: (Option<Rgb>, Option<Rgb>)) -> Option<Rgb> {
        let own = match number {
            10 | 13 | 15 | 19 => wanted.0.or(self.foreground),
            11 | 14 | 16 | 17 => wanted.1.or(self.background),
            12 | 18 => self.cursor.or(wanted.0).or(self.foreground),
            _ => None,
        };
        self.set.get(&number).copied().or(own)
    }
}

/// A colour as programs write it: `rgb:r/g/b` with one to four digits each, `#rgb` with as many,
/// `rgbi:`, `cmy:` or `cmyk:` with fractions, three numbers, or a name of X11's.
pub fn parse(text: &str) -> Option<Rgb> {
    let scaled = |digits: &str| -> Option<u8> {
        let most = match digits.len() {
            n @ 1..=4 => (1u32 << (4 * n)) - 1,
            _ => return None,
        };
        // As X does it: to 16 bits, of which the higher eight are kept.
        Some(((u32::from_str_radix(digits, 16).ok()? * 0xffff / most) >> 8) as u8)
    };
    let fraction = |text: &str| -> Option<u8> {
        let value: f32 = text.parse().ok()?;
        (0.0..=1.0).contains(&value).then_some((value * 255.0) as u8)
    };
    let three = |text: &str, one: &dyn Fn(&str) -> Option<u8>| -> Option<Rgb> {
        let mut parts = text.split('/');
        let rgb = (one(parts.next()?)?, one(parts.next()?)?, one(parts.next()?)?);
        parts.next().is_none().then_some(rgb)
    };
    if let Some(rest) = text.strip_prefix("rgb:") {
        return three(rest, &scaled);
    }
    if let Some(rest) = text.strip_prefix("rgbi:") {
        return three(rest, &fraction);
    }
    if let Some(rest) = text.strip_prefix("cmyk:").or_else(|| text.strip_prefix("cmy:")) {
        return inks(rest, text.starts_with("cmyk:"));
    }
    if text.contains(',') {
        let mut parts = text.split(',').map(|part| part.parse().ok());
        let rgb = (parts.next()??, parts.next()??, parts.next()??);
        return parts.next().is_none().then_some(rgb);
    }
    if let Some(digits) = text.strip_prefix('#').filter(|digits| digits.is_ascii()) {
        // Here fewer digits mean the highest ones, not a scale.
        let n = digits.len() / 3;
        if !(1..=4).contains(&n) || digits.len() % 3 != 0 {
            return None;
        }
        let high = |i: usize| -> Option<u8> {
            let value = u32::from_str_radix(&digits[i * n..(i + 1) * n], 16).ok()?;
            Some(((value << (16 - 4 * n)) >> 8) as u8)
        };
        return Some((high(0)?, high(1)?, high(2)?));
    }
    let [_, r, g, b] = x11::rgb(text.trim_matches(' '))?.to_be_bytes();
    Some((r, g, b))
}

/// Parts of cyan, magenta and yellow ink, and `with_black` of black.
fn inks(text: &str, with_black: bool) -> Option<Rgb> {
    let part = |part: &str| part.parse().ok().filter(|part: &f64| (0.0..=1.0).contains(part));
    let parts: Vec<f64> = text.split('/').map(part).collect::<Option<_>>()?;
    let (c, m, y, k) = match (with_black, &parts[..]) {
        (true, [c, m, y, k]) => (*c, *m, *y, *k),
        (false, [c, m, y]) => (*c, *m, *y, 0.0),
        _ => return None,
    };
    let light = |ink: f64| ((1.0 - ink) * (1.0 - k) * 255.0) as u8;
    Some((light(c), light(m), light(y)))
}

fn spec((r, g, b): Rgb) -> String {
    format!("rgb:{r:02x}{r:02x}/{g:02x}{g:02x}/{b:02x}{b:02x}")
}

/// The first special colour (bold, underline, blink, reverse, italic), after the palette.
const SPECIAL: u16 = 256;
/// How many special colours there are.
const SPECIALS: u16 = 5;

/// The place in the palette that OSC 4 or 5 means by a number.
fn palette_index(osc: u16, name: &str) -> Option<u16> {
    let index: u16 = name.parse().ok()?;
    let index = if osc == 5 { index.checked_add(SPECIAL)? } else { index };
    (index < SPECIAL + SPECIALS).then_some(index)
}

impl Screen {
    /// Takes what is known of the person's colours. Who wants to hear of it is told whether they
    /// are dark or light now (mode 2031).
    pub fn set_colors(&mut self, colors: &Colors) {
        let before = self.colors.theme();
        self.colors.learn(colors);
        if self.colors.theme() != before && self.modes.contains(Modes::COLOR_SCHEME) {
            self.report_color_scheme();
        }
    }

    /// Takes the entries of the palette that the person wants otherwise here.
    pub fn set_palette(&mut self, entries: impl Iterator<Item = (u8, Rgb)>) {
        self.colors.palette = entries.collect();
    }

    /// OSC 4: pairs of index and colour, `?` asks. OSC 5: the same for the special colours, which
    /// OSC 4 counts on from the palette.
    pub(super) fn osc_palette(&mut self, number: u16, rest: &str) {
        let mut parts = rest.split(';');
        while let (Some(name), Some(color)) = (parts.next(), parts.next()) {
            let Some(index) = palette_index(number, name) else { continue };
            if color == "?" {
                let (is_known, color) = (self.colors.knows(index), spec(self.colors.entry(index)));
                // Not as it was written: an answer has nothing of the program's in it but numbers.
                let index = if number == 5 { index - SPECIAL } else { index };
                let is_own = is_known || self.policy.dialect == Dialect::Pmux;
                match u8::try_from(index).ok().filter(|_| number == 4 && !is_own) {
                    // What nobody set is the terminal's of whoever looks, if somebody does.
                    Some(index) => {
                        let bell = self.ending == Ending::Bell;
                        self.notice(Notice::PaletteQuery { index, bell });
                    }
                    None => self.answer(&format!("{number};{index};{color}")),
                }
            } else if let Some(color) = parse(color) {
                self.colors.set_palette.insert(index, color);
                self.notice(Notice::Modes);
            }
        }
    }

    /// Answers an operating system command, ended as the question was (xterm).
    fn answer(&mut self, text: &str) {
        self.reply(self.ended(text));
    }

    /// An operating system command that is ended as the question was.
    fn ended(&self, text: &str) -> String {
        match self.ending {
            Ending::Terminator => format!("\x1b]{text}\x1b\\"),
            Ending::Bell => format!("\x1b]{text}\x07"),
        }
    }

    /// OSC 104 and 105: entries of OSC 4 and 5, or all, as they were.
    pub(super) fn osc_reset_palette(&mut self, number: u16, rest: &str) {
        if rest.is_empty() {
            self.colors.set_palette.retain(|&index, _| (index < SPECIAL) == (number == 105));
        }
        for index in rest.split(';').filter_map(|name| palette_index(number - 100, name)) {
            self.colors.set_palette.remove(&index);
        }
        self.notice(Notice::Modes);
    }

    /// OSC 10 to 19: one colour after the other from `number` on.
    pub(super) fn osc_dynamic(&mut self, number: u16, rest: &str) {
        for (number, color) in (number..20).zip(rest.split(';')) {
            if color == "?" {
                if let Some(color) = self.colors.dynamic(number, self.policy.colors) {
                    self.answer(&format!("{number};{}", spec(color)));
                }
            } else if let Some(color) = parse(color) {
                self.colors.set.insert(number, color);
                self.notice(Notice::Modes);
            }
        }
    }

    /// OSC 110 to 119: the colour of 10 to 19 as it was.
    pub(super) fn osc_reset_dynamic(&mut self, number: u16) {
        self.colors.set.remove(&(number - 100));
        self.notice(Notice::Modes);
    }

    /// `CSI ? 996 n`: whether the background is dark (1) or light (2), where it is known.
    pub(super) fn report_color_scheme(&mut self) {
        if let Some(theme) = self.colors.theme() {
            let scheme = match theme {
                Theme::Dark => 1,
                Theme::Light => 2,
            };
            self.reply(format!("\x1b[?997;{scheme}n"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_parsed_in_all_their_spellings() {
        for (text, expect) in [
            ("rgb:ff/80/00", Some((255, 128, 0))),
            ("rgb:f/8/0", Some((255, 136, 0))),
            ("rgb:1000/4E00/8B00", Some((16, 78, 139))),
            ("rgb:fff/800/001", Some((255, 128, 0))),
            ("rgb:ffff/8080/0000", Some((255, 128, 0))),
            ("#f80", Some((0xf0, 0x80, 0))),
            ("#ff8000", Some((255, 128, 0))),
            ("#ffff80800000", Some((255, 128, 0))),
            ("rgbi:1.0/0.5/0", Some((255, 127, 0))),
            ("Red", Some((255, 0, 0))),
            ("  DodgerBlue4 ", Some((16, 78, 139))),
            ("grey50", Some((127, 127, 127))),
            ("16,78,139", Some((16, 78, 139))),
            ("16,78,300", None),
            ("cmy:0.9373/0.6941/0.4549", Some((15, 78, 139))),
            ("cmyk:0.88/0.44/0.00/0.45", Some((16, 78, 140))),
            ("cmy:0.5/0.5", None),
            ("cmyk:0.5/0.5/2/0", None),
            ("no colour", None),
            ("rgb:fffff/0/0", None),
            ("rgb:1/2", None),
            ("#12345", None),
            ("#é1", None),
            ("", None),
        ] {
            assert_eq!(parse(text), expect, "{text}");
        }
    }
}

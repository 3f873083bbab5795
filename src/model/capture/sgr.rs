//! The escape sequences that make one look of another: pmux's, as few and short as can be, and tmux's,
//! one for the attributes and one for each colour, which scripts compare with what they know.

use crate::style::{Attributes, Color, Style, Underline};

/// Attributes with the SGR parameter that switches each on (ECMA-48; 53 is overline).
const ATTRIBUTES: [(Attributes, u8); 8] = [
    (Attributes::BOLD, 1),
    (Attributes::DIM, 2),
    (Attributes::ITALIC, 3),
    (Attributes::BLINK, 5),
    (Attributes::INVERSE, 7),
    (Attributes::HIDDEN, 8),
    (Attributes::STRIKE, 9),
    (Attributes::OVERLINE, 53),
];

/// The SGR parameters that make one style of another: what is to be switched off resets all.
pub fn transition(from: &Style, to: &Style) -> String {
    let gone = !to.attributes.contains(from.attributes)
        || (to.underline == Underline::None && from.underline != Underline::None);
    let mut parameters = Vec::new();
    let mut from = *from;
    if gone || to.is_plain() {
        parameters.push("0".to_owned());
        from = Style::PLAIN;
    }
    let switched_on = to.attributes - from.attributes;
    let attributes = ATTRIBUTES.iter().filter(|(attribute, _)| switched_on.contains(*attribute));
    parameters.extend(attributes.map(|(_, number)| number.to_string()));
    if to.underline != from.underline {
        parameters.push(underline(to.underline).to_owned());
    }
    if to.fg != from.fg {
        parameters.push(color(to.fg, 30));
    }
    if to.bg != from.bg {
        parameters.push(color(to.bg, 40));
    }
    if to.underline_color != from.underline_color {
        parameters.push(underline_color(to.underline_color));
    }
    parameters.join(";")
}

fn underline(kind: Underline) -> &'static str {
    match kind {
        Underline::None => "24",
        Underline::Single => "4",
        Underline::Double => "4:2",
        Underline::Curly => "4:3",
        Underline::Dotted => "4:4",
        Underline::Dashed => "4:5",
    }
}

/// The parameter of a foreground (`base` 30) or background (40).
fn color(color: Color, base: u16) -> String {
    match color {
        Color::Default => (base + 9).to_string(),
        Color::Indexed(n @ 0..=7) => (base + u16::from(n)).to_string(),
        Color::Indexed(n @ 8..=15) => (base + 60 + u16::from(n - 8)).to_string(),
        Color::Indexed(n) => format!("{};5;{n}", base + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
    }
}

fn underline_color(color: Color) -> String {
    match color {
        Color::Default => "59".to_owned(),
        Color::Indexed(n) => format!("58:5:{n}"),
        Color::Rgb(r, g, b) => format!("58:2::{r}:{g}:{b}"),
    }
}

/// The parameters of each SGR that makes one style of another as tmux captures it.
pub fn transition_of_tmux(from: &Style, to: &Style) -> Vec<String> {
    let gone = !to.attributes.contains(from.attributes)
        || (from.underline != Underline::None && to.underline != from.underline)
        || (from.underline_color != Color::Default && to.underline_color == Color::Default);
    let mut attributes = Vec::new();
    let mut before = *from;
    if gone {
        attributes.push("0");
        before = Style::PLAIN;
    }
    let switched_on = to.attributes - before.attributes;
    let is_new = to.underline != before.underline;
    let single = (is_new && to.underline == Underline::Single).then_some((3, "4"));
    let other = (is_new && to.underline != Underline::Single && to.underline != Underline::None)
        .then(|| (9, underline(to.underline)));
    let numbers = ["1", "2", "3", "5", "7", "8", "9", "53"];
    let ranks = [1, 2, 3, 5, 7, 8, 9, 53];
    let mut on: Vec<(u8, &str)> = ATTRIBUTES
        .iter()
        .filter(|(attribute, _)| switched_on.contains(*attribute))
        .filter_map(|(_, number)| ranks.iter().position(|rank| rank == number))
        .map(|at| (ranks[at], numbers[at]))
        .collect();
    on.extend(single.into_iter().chain(other));
    on.sort_unstable_by_key(|(rank, _)| *rank);
    attributes.extend(on.into_iter().map(|(_, number)| number));
    let mut all: Vec<String> = Vec::new();
    if !attributes.is_empty() {
        all.push(attributes.join(";"));
    }
    // After a reset a colour is told again, and one that is the terminal's own is there already.
    for (from, to, base) in [(from.fg, to.fg, 30), (from.bg, to.bg, 40)] {
        if (gone && to != Color::Default) || (!gone && to != from) {
            all.push(color(to, base));
        }
    }
    match to.underline_color {
        Color::Default => {}
        to if !gone && to == from.underline_color => {}
        Color::Indexed(n) => all.push(format!("58;5;{n}")),
        Color::Rgb(r, g, b) => all.push(format!("58;2;{r};{g};{b}")),
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_tmux_each_colour_has_a_sequence_of_its_own() {
        let plain = Style::PLAIN;
        let red = plain.fg(Color::Indexed(1));
        let bold = Style { attributes: Attributes::BOLD, ..red.bg(Color::Indexed(2)) };
        let curly = Style { underline: Underline::Curly, ..plain };
        let under = Style { underline_color: Color::Indexed(45), ..red };
        let both = Style {
            attributes: Attributes::INVERSE | Attributes::ITALIC,
            underline: Underline::Single,
            ..plain
        };
        for (from, to, expect) in [
            (plain, bold, &["1", "31", "42"][..]),
            (bold, red, &["0", "31"]),
            (red, plain, &["39"]),
            (plain.bg(Color::Indexed(8)), plain, &["49"]),
            (curly, red, &["0", "31"]),
            (plain, curly, &["4:3"]),
            (plain, under, &["31", "58;5;45"]),
            (under, red, &["0", "31"]),
            (plain, both, &["3;4;7"]),
            (both, Style { attributes: Attributes::BOLD, ..both }, &["0;1;4"]),
            (red, red, &[]),
        ] {
            assert_eq!(transition_of_tmux(&from, &to), expect, "{from:?} to {to:?}");
        }
    }
}

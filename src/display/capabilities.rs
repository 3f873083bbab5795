//! What a tty can do, as far as it matters for drawing on it and asking it things.

/// How many colours there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColorDepth {
    /// None.
    None,
    /// The sixteen of SGR 30–37 and 90–97.
    Ansi,
    /// xterm's palette of 256.
    Indexed,
    /// Direct colour.
    True,
}

/// What the tty can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Its colours.
    pub colors: ColorDepth,
    /// It shows a frame at once (mode 2026).
    pub synchronised: bool,
    /// It repeats a character (REP, ECMA-48 8.3.103).
    pub repeats: bool,
    /// It knows hyperlinks (OSC 8), or passes over them.
    pub hyperlinks: bool,
    /// It knows the kinds and colours of underlines.
    pub underline_styles: bool,
    /// Erasing leaves the current background colour (terminfo's `bce`).
    pub erases_in_color: bool,
    /// It speaks the kitty keyboard protocol.
    pub keyboard: bool,
    /// It passes over sequences that it does not know, so that it may be asked.
    pub answers: bool,
    /// It may be asked whether it has direct colour.
    pub asks_for_color: bool,
    /// Nothing is to be drawn in its last cell, as it would scroll then (a terminal without terminfo's
    /// `am`).
    pub no_corner: bool,
}

/// Names in `TERM` of terminals that have direct colour whatever `COLORTERM` says.
const TRUE_COLOR: [&str; 7] =
    ["alacritty", "contour", "foot", "ghostty", "kitty", "wezterm", "direct"];

/// Families of `TERM` that follow xterm in all that matters here.
const LIKE_XTERM: [&str; 7] = ["xterm", "tmux", "rxvt", "mintty", "vte", "konsole", "st-"];

impl Capabilities {
    /// What `TERM` and `COLORTERM` let expect.
    pub fn guess(term: &str, colorterm: &str) -> Self {
        let known = TRUE_COLOR.iter().any(|name| term.contains(name));
        let xterm = known || LIKE_XTERM.iter().any(|name| term.starts_with(name)) || term == "st";
        let bare = term.starts_with("vt") || term.starts_with("linux") || term == "ansi";
        let colors = match term {
            _ if known || matches!(colorterm, "truecolor" | "24bit") => ColorDepth::True,
            _ if term.contains("256color") => ColorDepth::Indexed,
            _ if term.starts_with("vt") || term.ends_with("-mono") || term.ends_with("-m") => {
                ColorDepth::None
            }
            _ => ColorDepth::Ansi,
        };
        Self {
            colors,
            synchronised: false,
            repeats: false,
            hyperlinks: !bare,
            underline_styles: xterm,
            erases_in_color: xterm,
            keyboard: false,
            answers: !bare,
            // GNU screen passes the question on as text.
            asks_for_color: colors < ColorDepth::True && !term.starts_with("screen"),
            no_corner: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_follow_the_environment() {
        for (term, colorterm, expect) in [
            ("xterm", "", ColorDepth::Ansi),
            ("xterm-256color", "", ColorDepth::Indexed),
            ("xterm-256color", "truecolor", ColorDepth::True),
            ("screen-256color", "24bit", ColorDepth::True),
            ("xterm-kitty", "", ColorDepth::True),
            ("xterm-direct", "", ColorDepth::True),
            ("linux", "", ColorDepth::Ansi),
            ("vt220", "", ColorDepth::None),
        ] {
            assert_eq!(Capabilities::guess(term, colorterm).colors, expect, "{term} {colorterm}");
        }
    }
}

//! What the person's tty can do: guessed from the environment at once, corrected by what it
//! answers later. Nobody ever waits for an answer.

use super::decode::Reply;

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
        }
    }

    /// Learns from an answer.
    pub fn learn(&mut self, reply: &Reply) {
        match reply {
            // DECRPM: 1 set, 2 reset, 3 and 4 permanently so; 0 is "not recognised".
            Reply::Mode { mode: 2026, state } => self.synchronised = matches!(state, 1..=3),
            Reply::Keyboard(_) => self.keyboard = true,
            Reply::DirectColor => self.colors = ColorDepth::True,
            Reply::Version(name) => self.learn_version(name),
            _ => {}
        }
    }

    /// Terminals that tell their version are new enough for these.
    fn learn_version(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        let is = |names: &[&str]| names.iter().any(|part| name.starts_with(part));
        self.repeats = true;
        self.hyperlinks = true;
        self.underline_styles |= !is(&["xterm("]);
        if is(&["kitty", "foot", "wezterm", "iterm2", "ghostty", "contour", "vte", "alacritty"]) {
            self.colors = ColorDepth::True;
            self.erases_in_color = true;
        }
    }
}

/// What is asked once, after everything else was set up: the version (XTVERSION), whether
/// frames can be synchronised (DECRQM 2026), the state of the kitty keyboard protocol.
const QUESTIONS: &[u8] = b"\x1b[>q\x1b[?2026$p\x1b[?u";

/// What is asked then, and whenever they may have changed: the colours (OSC 10, 11, 12), and last,
/// since every terminal answers it, what it is (DA1).
pub const COLORS: &[u8] = b"\x1b]10;?\x1b\\\x1b]11;?\x1b\\\x1b]12;?\x1b\\\x1b[c";

/// Whether a direct colour that was set is the current one (DECRQSS of SGR): `COLORTERM` does
/// not come along with ssh.
const DIRECT_COLOR: &[u8] = b"\x1b[48;2;1;2;3m\x1bP$qm\x1b\\\x1b[m";

impl Capabilities {
    /// What is to be asked.
    pub fn questions(&self) -> Vec<u8> {
        let colors = if self.asks_for_color { DIRECT_COLOR } else { b"" };
        [colors, QUESTIONS, COLORS].concat()
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

    #[test]
    fn answers_correct_the_guess() {
        let mut tty = Capabilities::guess("xterm-256color", "");
        tty.learn(&Reply::Mode { mode: 2026, state: 0 });
        assert!(!tty.synchronised && !tty.repeats && !tty.keyboard);
        tty.learn(&Reply::DirectColor);
        assert_eq!(tty.colors, ColorDepth::True);
        tty.learn(&Reply::Mode { mode: 2026, state: 2 });
        tty.learn(&Reply::Version("foot(1.16)".into()));
        tty.learn(&Reply::Keyboard(0));
        assert!(tty.synchronised && tty.repeats && tty.keyboard);
        assert_eq!(tty.colors, ColorDepth::True);
    }
}

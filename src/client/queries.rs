//! What a tty is asked, and what its answers say of what it can do, which the environment lets guess
//! at first. Nobody ever waits for an answer.

use super::decode::Reply;
use crate::display::{Capabilities, ColorDepth};
use crate::protocol::message::Question;

impl Capabilities {
    /// Learns from an answer.
    pub(super) fn learn(&mut self, reply: &Reply) {
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
pub(super) const COLORS: &[u8] = b"\x1b]10;?\x1b\\\x1b]11;?\x1b\\\x1b]12;?\x1b\\\x1b[c";

/// Whether a direct colour that was set is the current one (DECRQSS of SGR): `COLORTERM` does
/// not come along with ssh.
const DIRECT_COLOR: &[u8] = b"\x1b[48;2;1;2;3m\x1bP$qm\x1b\\\x1b[m";

impl Capabilities {
    /// What is to be asked.
    pub(super) fn questions(&self) -> Vec<u8> {
        let colors = if self.asks_for_color { DIRECT_COLOR } else { b"" };
        [colors, QUESTIONS, COLORS].concat()
    }
}

/// Appends what asks for something that a program wants to know, and what the terminal is (DA1), which
/// comes last.
pub(super) fn ask(question: Question, out: &mut Vec<u8>) {
    let text = match question {
        Question::Palette(index) => format!("4;{index}"),
        Question::Selection(kind) => format!("52;{}", kind.into_iter().collect::<String>()),
    };
    out.extend_from_slice(format!("\x1b]{text};?\x1b\\\x1b[c").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

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

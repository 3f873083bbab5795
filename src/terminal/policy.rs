//! What a person lets the program do to its terminal, beside drawing. The engine does not know
//! where that is written; it is told.

use serde::{Deserialize, Serialize};

use crate::dialect::Dialect;
use crate::style::Rgb;

/// What is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// OSC 0 to 2 set the title.
    pub set_title: bool,
    /// `CSI 20 t` and `CSI 21 t` are answered with the title. What a program (or a file that is
    /// printed) chose comes back as if it had been typed then, so that text runs as a command in
    /// a shell with vi's keys. Otherwise the answer is an empty title.
    pub report_title: bool,
    /// Modes 47, 1047 and 1049 show the alternate screen.
    pub alternate_screen: bool,
    /// What is on the primary screen goes into history when all of it is erased.
    pub scroll_on_clear: bool,
    /// As which terminal it answers. It is its server's, which says it again to a terminal that was
    /// kept.
    #[serde(skip)]
    pub dialect: Dialect,
    /// The number that DECSCUSR has for the cursor where the program chose none (`cursor-style`).
    #[serde(skip)]
    pub cursor_style: u8,
    /// Text and background as the person wants them in this terminal (`window-style`), for programs
    /// that ask.
    #[serde(skip)]
    pub colors: (Option<Rgb>, Option<Rgb>),
    /// How keys are sent.
    #[serde(skip)]
    pub keys: KeyPolicy,
    /// A string in a sequence may be so long, in bytes, where that is more than it always may be.
    #[serde(skip)]
    pub longest_string: usize,
}

/// Which keys a program may be sent in longer ways than terminals always had (`extended-keys`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExtendedKeys {
    /// None, whatever it asks for.
    Off,
    /// Those that it asks for.
    #[default]
    On,
    /// Those of modifyOtherKeys' first level at the least, whether it asks or not.
    Always,
}

/// How a person wants keys to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyPolicy {
    /// Whether in longer ways.
    pub extended: ExtendedKeys,
    /// Such keys as `CSI code ; modifiers u` and not as `CSI 27 ; modifiers ; code ~`, where a
    /// program has asked for them in xterm's way (`extended-keys-format`; xterm's formatOtherKeys).
    pub csi_u: bool,
    /// The byte of the backspace key (`backspace`), if it has one.
    pub backspace: Option<u8>,
}

impl Default for KeyPolicy {
    fn default() -> Self {
        Self { extended: ExtendedKeys::On, csi_u: false, backspace: Some(0x7f) }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            set_title: true,
            report_title: false,
            alternate_screen: true,
            scroll_on_clear: true,
            dialect: Dialect::Pmux,
            cursor_style: 0,
            colors: (None, None),
            keys: KeyPolicy::default(),
            longest_string: 0,
        }
    }
}

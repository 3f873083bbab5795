//! What programs switch on and off: the ANSI modes (SM, RM) and the private ones (DECSET,
//! DECRST), with the numbers that they have.

bitflags::bitflags! {
    /// The modes that are on.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Modes: u64 {
        /// ANSI 4, IRM: text is inserted.
        const INSERT = 1;
        /// ANSI 20, LNM: a line feed also returns; Return sends both.
        const NEWLINE = 1 << 1;
        /// 1, DECCKM: cursor keys send application sequences.
        const CURSOR_KEYS = 1 << 2;
        /// 3, DECCOLM: kept and reported; the pane's width is the person's affair.
        const COLUMNS_132 = 1 << 3;
        /// 5, DECSCNM: the whole screen is reversed.
        const REVERSE = 1 << 4;
        /// 6, DECOM: the cursor is addressed from the margins.
        const ORIGIN = 1 << 5;
        /// 7, DECAWM: text goes on in the next row.
        const AUTOWRAP = 1 << 6;
        /// 8, DECARM: keys repeat.
        const AUTOREPEAT = 1 << 7;
        /// 12: the cursor blinks.
        const BLINK = 1 << 8;
        /// 25, DECTCEM: the cursor is shown.
        const VISIBLE = 1 << 9;
        /// 40: DECCOLM may be used.
        const ALLOW_132 = 1 << 10;
        /// 45: a backspace at the left margin goes to the end of the row above.
        const REVERSE_WRAP = 1 << 11;
        /// 66, DECNKM: the keypad sends application sequences.
        const KEYPAD = 1 << 12;
        /// 67, DECBKM: the backspace key sends BS.
        const BACKSPACE = 1 << 13;
        /// 69, DECLRMM: there may be left and right margins.
        const SIDE_MARGINS = 1 << 14;
        /// 95, DECNCSM: DECCOLM does not clear the screen.
        const NO_CLEAR = 1 << 15;
        /// 1004: focus is reported.
        const FOCUS = 1 << 16;
        /// 1007: the wheel sends cursor keys on the alternate screen.
        const ALTERNATE_SCROLL = 1 << 17;
        /// 1045: reverse wrap whatever ended the row above, and from the first row to the last.
        const REVERSE_WRAP_ALWAYS = 1 << 18;
        /// 2004: pastes are bracketed.
        const BRACKETED_PASTE = 1 << 19;
        /// 2026: the program is in the midst of a repaint.
        const SYNCHRONIZED = 1 << 20;
        /// 2031: changes of the colour scheme are reported.
        const COLOR_SCHEME = 1 << 21;
        /// 2048: changes of size are reported.
        const RESIZES = 1 << 22;
        /// ANSI 2, KAM: kept and reported.
        const KEYBOARD_LOCK = 1 << 23;
        /// ANSI 12, SRM: kept and reported.
        const SEND_RECEIVE = 1 << 24;
        /// 4, DECSCLM: kept and reported.
        const SMOOTH_SCROLL = 1 << 25;
        /// 18, DECPFF: kept and reported.
        const PRINT_FORM_FEED = 1 << 26;
        /// 19, DECPEX: kept and reported.
        const PRINT_EXTENT = 1 << 27;
        /// 41: a tab after the last column goes on in the next row (for a bug of old curses).
        const MORE_FIX = 1 << 28;
        /// 42, DECNRCM: kept and reported.
        const NATIONAL = 1 << 29;
    }
}

impl Default for Modes {
    fn default() -> Self {
        Modes::AUTOWRAP
            | Modes::AUTOREPEAT
            | Modes::VISIBLE
            | Modes::ALTERNATE_SCROLL
            | Modes::SEND_RECEIVE
    }
}

/// The private modes that are a switch and nothing else.
const PRIVATE: &[(u16, Modes)] = &[
    (1, Modes::CURSOR_KEYS),
    (3, Modes::COLUMNS_132),
    (4, Modes::SMOOTH_SCROLL),
    (5, Modes::REVERSE),
    (6, Modes::ORIGIN),
    (7, Modes::AUTOWRAP),
    (8, Modes::AUTOREPEAT),
    (12, Modes::BLINK),
    (18, Modes::PRINT_FORM_FEED),
    (19, Modes::PRINT_EXTENT),
    (25, Modes::VISIBLE),
    (40, Modes::ALLOW_132),
    (41, Modes::MORE_FIX),
    (42, Modes::NATIONAL),
    (45, Modes::REVERSE_WRAP),
    (66, Modes::KEYPAD),
    (67, Modes::BACKSPACE),
    (69, Modes::SIDE_MARGINS),
    (95, Modes::NO_CLEAR),
    (1004, Modes::FOCUS),
    (1007, Modes::ALTERNATE_SCROLL),
    (1045, Modes::REVERSE_WRAP_ALWAYS),
    (2004, Modes::BRACKETED_PASTE),
    (2026, Modes::SYNCHRONIZED),
    (2031, Modes::COLOR_SCHEME),
    (2048, Modes::RESIZES),
];

const ANSI: &[(u16, Modes)] = &[
    (2, Modes::KEYBOARD_LOCK),
    (4, Modes::INSERT),
    (12, Modes::SEND_RECEIVE),
    (20, Modes::NEWLINE),
];

/// ANSI modes that exist and are never on (ECMA-48's, which DEC's terminals report so).
pub const ANSI_NEVER: &[u16] = &[1, 3, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19];

/// Private modes that exist and are never on: DECHCCM, which couples the cursor to a window onto
/// larger memory.
pub const PRIVATE_NEVER: &[u16] = &[60];

/// Private modes that exist and are always on: grapheme clusters.
pub const PRIVATE_ALWAYS: &[u16] = &[2027];

impl Modes {
    /// Those that are on of these numbers, private and ANSI's; numbers that are none are passed over.
    pub fn of_numbers(private: &[u16], ansi: &[u16]) -> Modes {
        let private = private.iter().filter_map(|&number| Modes::private(number));
        private.chain(ansi.iter().filter_map(|&number| Modes::ansi(number))).collect()
    }

    /// The private mode of this number.
    pub fn private(number: u16) -> Option<Modes> {
        PRIVATE.iter().find(|(n, _)| *n == number).map(|(_, mode)| *mode)
    }

    /// The ANSI mode of this number.
    pub fn ansi(number: u16) -> Option<Modes> {
        ANSI.iter().find(|(n, _)| *n == number).map(|(_, mode)| *mode)
    }

    /// The private modes with their numbers, and whether each is on.
    pub fn each_private(self) -> impl Iterator<Item = (u16, Modes, bool)> {
        PRIVATE.iter().map(move |(n, mode)| (*n, *mode, self.contains(*mode)))
    }

    /// The ANSI modes with their numbers, and whether each is on.
    pub fn each_ansi(self) -> impl Iterator<Item = (u16, Modes, bool)> {
        ANSI.iter().map(move |(n, mode)| (*n, *mode, self.contains(*mode)))
    }
}

/// What of the mouse a program asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MouseTracking {
    /// Nothing.
    #[default]
    Off,
    /// Presses (mode 9).
    X10,
    /// Presses and releases (mode 1000).
    Buttons,
    /// These, and movement with a button down (mode 1002).
    Drag,
    /// These, and all movement (mode 1003).
    Any,
}

impl MouseTracking {
    /// The tracking that a private mode switches on.
    pub fn of_mode(number: u16) -> Option<Self> {
        match number {
            9 => Some(Self::X10),
            1000 => Some(Self::Buttons),
            1002 => Some(Self::Drag),
            1003 => Some(Self::Any),
            _ => None,
        }
    }

    /// The mode that switches it on; 0 for none.
    pub fn mode(self) -> u16 {
        match self {
            Self::Off => 0,
            Self::X10 => 9,
            Self::Buttons => 1000,
            Self::Drag => 1002,
            Self::Any => 1003,
        }
    }
}

/// How the mouse is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MouseEncoding {
    /// Three bytes, up to column and row 223.
    #[default]
    Bytes,
    /// Three code points (mode 1005), up to 2015.
    Utf8,
    /// Decimal (mode 1006).
    Sgr,
    /// Decimal, in urxvt's way (mode 1015).
    Urxvt,
    /// Decimal, in pixels (mode 1016).
    SgrPixels,
}

impl MouseEncoding {
    /// The encoding that a private mode switches on.
    pub fn of_mode(number: u16) -> Option<Self> {
        match number {
            1005 => Some(Self::Utf8),
            1006 => Some(Self::Sgr),
            1015 => Some(Self::Urxvt),
            1016 => Some(Self::SgrPixels),
            _ => None,
        }
    }

    /// The mode that switches it on; 0 for none.
    pub fn mode(self) -> u16 {
        match self {
            Self::Bytes => 0,
            Self::Utf8 => 1005,
            Self::Sgr => 1006,
            Self::Urxvt => 1015,
            Self::SgrPixels => 1016,
        }
    }
}

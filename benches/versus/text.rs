//! What the programs write: the same bytes at every run.

/// A kind of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Lines of ASCII words.
    Plain,
    /// The same with a colour or an attribute for most words.
    Coloured,
    /// Lines in several scripts: wide, combining, emoji.
    Unicode,
    /// Frames of a program that paints the whole screen, over and over.
    Fullscreen,
    /// Lines of one letter.
    Short,
}

impl Kind {
    pub const ALL: [Kind; 5] =
        [Kind::Plain, Kind::Coloured, Kind::Unicode, Kind::Fullscreen, Kind::Short];

    pub const fn name(self) -> &'static str {
        match self {
            Kind::Plain => "plain",
            Kind::Coloured => "coloured",
            Kind::Unicode => "unicode",
            Kind::Fullscreen => "full-screen",
            Kind::Short => "short lines",
        }
    }

    /// How many megabytes of it make one act: each some seconds for the slowest peer.
    pub const fn megabytes(self) -> usize {
        match self {
            Kind::Plain | Kind::Coloured | Kind::Fullscreen => 32,
            Kind::Unicode => 16,
            Kind::Short => 8,
        }
    }

    /// About a megabyte of it, to be written again and again.
    pub fn block(self) -> Vec<u8> {
        let mut words = Words::new();
        let mut block = Vec::new();
        let mut frame = 0;
        while block.len() < 1 << 20 {
            match self {
                Kind::Plain => words.line(&mut block),
                Kind::Coloured => words.coloured_line(&mut block),
                Kind::Unicode => words.unicode_line(&mut block),
                Kind::Fullscreen => words.frame(frame, &mut block),
                Kind::Short => block.extend_from_slice(b"y\n"),
            }
            frame += 1;
        }
        block
    }
}

/// A source of words; every one starts at the same place and goes the same way.
pub struct Words(u64);

impl Words {
    pub fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    /// A number below `limit`, by xorshift.
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % limit
    }

    /// One of some letters.
    fn letter(&mut self, letters: &[char]) -> char {
        letters[self.below(letters.len())]
    }

    /// A word of 2 to 9 small letters.
    fn word(&mut self) -> String {
        (0..2 + self.below(8)).map(|_| char::from(b'a' + self.below(26) as u8)).collect()
    }

    fn line(&mut self, to: &mut Vec<u8>) {
        for _ in 0..6 + self.below(14) {
            to.extend_from_slice(self.word().as_bytes());
            to.push(b' ');
        }
        to.push(b'\n');
    }

    fn coloured_line(&mut self, to: &mut Vec<u8>) {
        for _ in 0..6 + self.below(14) {
            self.style(to);
            to.extend_from_slice(self.word().as_bytes());
            to.extend_from_slice(b"\x1b[m ");
        }
        to.push(b'\n');
    }

    /// A change of looks, as compilers, `ls` and prompts make them.
    fn style(&mut self, to: &mut Vec<u8>) {
        let style = match self.below(5) {
            0 => format!("\x1b[{}m", 31 + self.below(7)),
            1 => format!("\x1b[1;{}m", 31 + self.below(7)),
            2 => format!("\x1b[38;5;{}m", self.below(256)),
            3 => {
                let (red, green, blue) = (self.below(256), self.below(256), self.below(256));
                format!("\x1b[38;2;{red};{green};{blue}m")
            }
            _ => "\x1b[4m".to_owned(),
        };
        to.extend_from_slice(style.as_bytes());
    }

    fn unicode_line(&mut self, to: &mut Vec<u8>) {
        for _ in 0..8 + self.below(8) {
            let word = match self.below(6) {
                0 => self.word(),
                1 => (0..5).map(|_| self.letter(&['д', 'ж', 'и', 'о', 'р', 'ы'])).collect(),
                2 => (0..4).map(|_| self.letter(&['漢', '字', '日', '本', '語', '中'])).collect(),
                3 => (0..4).map(|_| format!("{}\u{301}", self.letter(&['a', 'e', 'o']))).collect(),
                4 => (0..6).map(|_| self.letter(&['─', '│', '┌', '┐', '█', '░'])).collect(),
                _ => (0..2).map(|_| self.letter(&['🙂', '🚀', '🦀', '🎉'])).collect::<String>(),
            };
            to.extend_from_slice(word.as_bytes());
            to.push(b' ');
        }
        to.push(b'\n');
    }

    /// A screen of 48 rows and 200 columns, each row with ten coloured fields.
    fn frame(&mut self, number: usize, to: &mut Vec<u8>) {
        for row in 1..=48 {
            to.extend_from_slice(format!("\x1b[{row};1H").as_bytes());
            for field in 0..10 {
                let colour = (number + row + field) % 216 + 16;
                let text =
                    format!("\x1b[38;5;{colour}m{:<9} {:>9} ", self.word(), self.below(99_999));
                to.extend_from_slice(text.as_bytes());
            }
        }
        to.extend_from_slice(b"\x1b[m");
    }

    /// A line of a log: exactly 100 columns, plain or with ten changes of colour.
    pub fn log_line(&mut self, coloured: bool, to: &mut Vec<u8>) {
        for column in 0..10 {
            if coloured {
                to.extend_from_slice(format!("\x1b[{}m", 31 + column % 7).as_bytes());
            }
            to.extend_from_slice(format!("{:<10.9}", self.word()).as_bytes());
        }
        to.extend_from_slice(if coloured { b"\x1b[m\n" } else { b"\n" });
    }
}

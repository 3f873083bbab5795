//! Text with `#[…]` in it, taken apart.

use std::rc::Rc;

use unicode_width::UnicodeWidthChar;

use crate::line::Line;
use crate::style::{Color, Style};

use super::{Align, Directive, ListPart, Range, StyleColor, StyleSpec};

/// Which stretch of a line text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// Text of an alignment, before the list if the list is there.
    Text(Align),
    /// The list.
    List,
    /// Text of the list's alignment that follows it.
    After,
    /// What stands for what is cut off at the list's left.
    LeftMarker,
    /// What stands for what is cut off at the list's right.
    RightMarker,
}

/// One glyph with its looks and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) width: u8,
    pub(super) style: Style,
    pub(super) slot: Slot,
    pub(super) range: Option<Rc<Range>>,
    pub(super) focus: bool,
}

/// Text whose styles, alignment and ranges were read, ready to be laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StyledText {
    pub(super) pieces: Vec<Piece>,
    pub(super) base: Style,
    pub(super) list_align: Align,
    pub(super) fill: Option<Color>,
}

/// A piece of text with `#[…]` in it.
enum Token<'a> {
    Char(char),
    Style(&'a str),
}

/// Reads `#[…]`. A `#` in front of others makes the next one ordinary, so `##[` is text.
fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = text;
    let mut hashes = 0usize;
    let mut styled = false;
    std::iter::from_fn(move || {
        if hashes == 0 && !styled && rest.starts_with('#') {
            let after = rest.trim_start_matches('#');
            let count = rest.len() - after.len();
            rest = after;
            match after.starts_with('[') {
                true => (hashes, styled) = (count / 2, count % 2 == 1),
                false => hashes = count.div_ceil(2),
            }
        }
        if hashes > 0 {
            hashes -= 1;
            return Some(Token::Char('#'));
        }
        if std::mem::take(&mut styled) {
            // A style that is never closed takes the rest of the text with it.
            let end = rest.find(']').unwrap_or(rest.len());
            let style = rest.get(1..end).unwrap_or_default();
            rest = rest.get(end + 1..).unwrap_or_default();
            return Some(Token::Style(style));
        }
        let c = rest.chars().next()?;
        rest = &rest[c.len_utf8()..];
        Some(Token::Char(c))
    })
}

/// The text without its styles.
pub fn plain_text(text: &str) -> String {
    tokens(text)
        .filter_map(|token| match token {
            Token::Char(c) => Some(c),
            Token::Style(_) => None,
        })
        .collect()
}

/// Splits a string with `#[…]` in it, `base` being what `default` means. A style that is not
/// written right changes nothing; control characters are left out.
pub fn styled(text: &str, base: Style) -> StyledText {
    styled_within(text, base, usize::MAX)
}

/// The same of as much as has room in so many columns, with a glyph that goes beyond them: the rest is not
/// looked at.
pub fn styled_within(text: &str, base: Style, cols: usize) -> StyledText {
    let mut seen = 0;
    let mut reader = Reader {
        out: StyledText { pieces: Vec::new(), base, list_align: Align::Left, fill: None },
        style: base,
        default: base,
        align: Align::Left,
        list: None,
        after: None,
        range: None,
        acs: false,
    };
    let mut joinable = false;
    for token in tokens(text) {
        if seen > cols {
            break;
        }
        match token {
            Token::Char(c) => match reader.shown(c).width() {
                Some(0) if joinable => reader.join(c),
                Some(width @ 1..=2) => {
                    reader.push(c, width as u8);
                    seen += width;
                    joinable = true;
                }
                _ => {}
            },
            Token::Style(style) => {
                joinable = false;
                if let Ok(spec) = StyleSpec::parse(style) {
                    spec.directives.iter().for_each(|directive| reader.apply(directive));
                }
            }
        }
    }
    reader.out
}

struct Reader {
    out: StyledText,
    style: Style,
    default: Style,
    align: Align,
    list: Option<ListPart>,
    /// The alignment whose text follows the list.
    after: Option<Align>,
    range: Option<Rc<Range>>,
    /// Letters stand for what is in their places in the VT100's set of lines.
    acs: bool,
}

/// What is in the places of "`" to "~" in the VT100's set of lines, as Unicode has it.
const LINES: &str = "◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·";

impl Reader {
    /// The character that a written one stands for.
    fn shown(&self, c: char) -> char {
        if !self.acs {
            return c;
        }
        match c {
            '`'..='~' => LINES.chars().nth(c as usize - '`' as usize).unwrap_or(c),
            '+' => '→',
            ',' => '←',
            '-' => '↑',
            '.' => '↓',
            '0' => '▮',
            c => c,
        }
    }

    fn apply(&mut self, directive: &Directive) {
        match directive {
            Directive::PushDefault => self.default = self.style,
            Directive::PopDefault => self.default = self.out.base,
            Directive::Align(align) => self.align = *align,
            Directive::Range(range) => self.range = range.clone().map(Rc::new),
            Directive::List(part) => self.list(*part),
            Directive::Acs(on) => self.acs = *on,
            Directive::Fill(StyleColor::Is(color)) => self.out.fill = Some(*color),
            Directive::Fill(StyleColor::Inherited) => self.out.fill = None,
            other => self.style = other.apply(self.style, &self.default),
        }
    }

    fn list(&mut self, part: Option<ListPart>) {
        if self.list.is_none() && part == Some(ListPart::On) {
            self.out.list_align = self.align;
        }
        if part.is_none() && self.list.is_some() {
            self.after = Some(self.out.list_align);
        }
        self.list = part;
    }

    fn push(&mut self, c: char, width: u8) {
        let slot = match self.list {
            Some(ListPart::On | ListPart::Focus) => Slot::List,
            Some(ListPart::LeftMarker) => Slot::LeftMarker,
            Some(ListPart::RightMarker) => Slot::RightMarker,
            None if self.after == Some(self.align) => Slot::After,
            None => Slot::Text(self.align),
        };
        self.out.pieces.push(Piece {
            text: self.shown(c).into(),
            width,
            style: self.style,
            slot,
            range: self.range.clone(),
            focus: self.list == Some(ListPart::Focus),
        });
    }

    /// Adds a combining character to the glyph before it.
    fn join(&mut self, c: char) {
        /// More than any script needs; what comes after is left out.
        const MOST: usize = 32;
        if let Some(piece) = self.out.pieces.last_mut().filter(|piece| piece.text.len() < MOST) {
            piece.text.push(c);
        }
    }
}

impl StyledText {
    /// The columns that all of it takes.
    pub fn width(&self) -> usize {
        self.pieces.iter().map(|piece| usize::from(piece.width)).sum()
    }

    /// Its characters, each with its columns and its alignment, whether it is in a list or not.
    pub fn glyphs(&self) -> impl Iterator<Item = (&str, u8, Align)> {
        self.pieces.iter().map(|piece| {
            let align = match piece.slot {
                Slot::Text(align) => align,
                _ => self.list_align,
            };
            (piece.text.as_str(), piece.width, align)
        })
    }

    /// All of it as one line, one part after the other, whatever its alignment.
    pub fn line(&self) -> Line {
        let mut line = Line::new();
        for piece in &self.pieces {
            line.push_glyph(&piece.text, piece.width, &piece.style, &None);
        }
        line
    }
}

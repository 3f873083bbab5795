//! Words, paragraphs and brackets.

use std::ops::Range;

use crate::terminal::Anchor;

use super::action::{Between, WordMove};
use super::text::{WrappedLine, WrappedText};

/// How far a bracket's partner may be, in lines.
const BRACKET_LINES: u64 = 10_000;

/// What a glyph is to words. The end of a line counts as a blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Separator,
    Letter,
}

fn class(glyph: &str, separators: &str) -> Class {
    match glyph.chars().next() {
        None => Class::Blank,
        Some(c) if c.is_whitespace() => Class::Blank,
        Some(c) if separators.contains(c) => Class::Separator,
        Some(_) => Class::Letter,
    }
}

/// The columns of the word, or of the blanks, that a column is in.
pub(super) fn word_at(line: &WrappedLine, col: usize, separators: &str) -> Range<usize> {
    let here = line.glyph_at(col).min(line.len().saturating_sub(1));
    let kind = class(line.glyph(here), separators);
    let same = |glyph: &usize| class(line.glyph(*glyph), separators) == kind;
    let start = (0..=here).rev().take_while(same).last().unwrap_or(here);
    let end = (here..line.len()).take_while(same).last().map_or(here, |last| last + 1);
    line.column(start)..line.column(end)
}

/// A way through the glyphs of all lines, the ends of lines among them.
struct Walk<'a> {
    text: &'a mut WrappedText,
    separators: &'a str,
    line: u64,
    glyph: usize,
}

impl Walk<'_> {
    fn class(&mut self) -> Class {
        class(self.text.line(self.line).glyph(self.glyph), self.separators)
    }

    fn next(&mut self) -> bool {
        if self.glyph < self.text.line(self.line).len() {
            self.glyph += 1;
        } else if self.line < self.text.last() {
            (self.line, self.glyph) = (self.line + 1, 0);
        } else {
            return false;
        }
        true
    }

    fn previous(&mut self) -> bool {
        if self.glyph > 0 {
            self.glyph -= 1;
        } else if self.line > self.text.first() {
            self.line -= 1;
            self.glyph = self.text.line(self.line).len();
        } else {
            return false;
        }
        true
    }

    fn skip_blanks(&mut self) {
        while self.class() == Class::Blank && self.next() {}
    }

    /// To the end of the run of glyphs of one class: one past its last glyph.
    fn skip_run(&mut self) {
        let class = self.class();
        while class != Class::Blank && self.class() == class && self.next() {}
    }
}

/// Where a move by words leads. `on` leaves the cursor on a word's last glyph, not after it.
pub(super) fn word_move(
    text: &mut WrappedText,
    from: Anchor,
    way: WordMove,
    between: Between,
    separators: &str,
    on: bool,
) -> Anchor {
    let separators = if between == Between::Blanks { "" } else { separators };
    let glyph = text.line(from.line).glyph_at(from.column);
    let mut walk = Walk { text, separators, line: from.line, glyph };
    match way {
        WordMove::Next => {
            walk.skip_run();
            walk.skip_blanks();
        }
        WordMove::NextEnd => {
            if on {
                walk.next();
            }
            walk.skip_blanks();
            walk.skip_run();
            if on && walk.glyph > 0 {
                walk.glyph -= 1;
            }
        }
        WordMove::Previous => {
            let mut more = walk.previous();
            while more && walk.class() == Class::Blank {
                more = walk.previous();
            }
            let class = walk.class();
            while more && walk.glyph > 0 && class != Class::Blank {
                walk.glyph -= 1;
                if walk.class() != class {
                    walk.glyph += 1;
                    break;
                }
            }
        }
    }
    let (line, glyph) = (walk.line, walk.glyph);
    Anchor::new(line, text.line(line).column(glyph))
}

/// The empty line after or before the paragraph that the cursor is in, or next to.
pub(super) fn paragraph(text: &mut WrappedText, from: Anchor, forward: bool) -> Anchor {
    let mut line = from.line;
    for empty in [true, false] {
        while (text.line(line).width == 0) == empty {
            match forward {
                true if line < text.last() => line += 1,
                false if line > text.first() => line -= 1,
                _ => return Anchor::new(line, if forward { text.line(line).width } else { 0 }),
            }
        }
    }
    Anchor::new(line, 0)
}

/// The partner of the bracket at the cursor; else of the next one in the line, forward, or of the
/// one before, backward. An opening bracket's partner is after it whichever way was asked for.
pub(super) fn bracket(text: &mut WrappedText, from: Anchor, forward: bool) -> Option<Anchor> {
    const PAIRS: [(&str, &str); 3] = [("(", ")"), ("[", "]"), ("{", "}")];
    let pair = |glyph: &str| PAIRS.iter().find(|(a, b)| *a == glyph || *b == glyph).copied();
    let line = text.line(from.line);
    let here = line.glyph_at(from.column);
    let is_bracket = |glyph: &usize| pair(line.glyph(*glyph)).is_some();
    let at = match forward {
        true => (here..line.len()).find(is_bracket)?,
        false => (0..=here).rev().find(is_bracket)?,
    };
    let (open, close) = pair(line.glyph(at))?;
    let opens = line.glyph(at) == open;
    let (same, other) = if opens { (open, close) } else { (close, open) };
    let mut walk = Walk { text, separators: "", line: from.line, glyph: at };
    let mut depth = 1u32;
    while if opens { walk.next() } else { walk.previous() } {
        if walk.line.abs_diff(from.line) > BRACKET_LINES {
            return None;
        }
        let line = walk.text.line(walk.line);
        let glyph = line.glyph(walk.glyph);
        if glyph == same {
            depth += 1;
        } else if glyph == other {
            depth -= 1;
        }
        if depth == 0 {
            return Some(Anchor::new(walk.line, line.column(walk.glyph)));
        }
    }
    None
}

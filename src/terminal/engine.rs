//! Bytes to the screen: the parser, what it does to the screen, and what of the bytes is left for
//! later.

use super::history::Limits;
use super::parser::{Action, Parser};
use super::screen::Screen;
use crate::geometry::{Size, WindowSize};

/// What parsing has come to.
enum Step {
    /// A line ended.
    EndedLine,
    /// A command begins whose text the shell did not tell.
    BeganCommand,
    /// Anything else.
    Other,
}

/// A parser and the screen that it works on.
#[derive(Debug)]
pub struct Engine {
    /// The parser.
    pub parser: Parser,
    /// The screen.
    pub screen: Screen,
}

impl Default for Engine {
    /// One of a single cell, without history.
    fn default() -> Self {
        Self::new(Size::new(1, 1).into(), Limits { history_lines: 0, history_bytes: 0 })
    }
}

impl Engine {
    /// One with an empty screen.
    pub fn new(size: WindowSize, limits: Limits) -> Self {
        Self { parser: Parser::new(), screen: Screen::new(size, limits) }
    }

    /// The parser is as new, of the same dialect.
    pub fn renew_parser(&mut self) {
        let (as_tmux, allowed) = (self.parser.as_tmux, self.parser.allowed);
        self.parser = Parser::new();
        (self.parser.as_tmux, self.parser.allowed) = (as_tmux, allowed);
    }

    /// Takes what the program wrote, cut anywhere. What only flows may be left unparsed, until
    /// [`Engine::catch_up`]. It stops where a command begins whose text the shell did not tell: that
    /// is to be read off the screen now. What is left of the bytes then is to be taken in next.
    pub fn take_in<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        self.screen.begin();
        let mut input = bytes;
        // While more than this is left there is nothing more to skim.
        let mut skimmed = usize::MAX;
        if let Some(done) = self.screen.skim_on(input) {
            self.renew_parser();
            skimmed = input.len() - done.looked_at;
            input = &input[done.taken..];
        }
        if input.is_empty() {
            return input;
        }
        self.catch_up();
        self.screen.forget_tail();
        while let Some(step) = self.step(&mut input) {
            match step {
                // Also a sequence that has begun may have the line's end in it.
                Step::EndedLine if input.len() < skimmed && self.parser.is_between() => {
                    let done = self.screen.skim(input);
                    skimmed = input.len() - done.looked_at;
                    input = &input[done.taken..];
                }
                Step::BeganCommand => break,
                Step::EndedLine | Step::Other => {}
            }
        }
        self.screen.sweep();
        input
    }

    /// Parses what was left of what was taken in.
    pub fn catch_up(&mut self) {
        let Some(bytes) = self.screen.take_unparsed() else { return };
        self.renew_parser();
        let mut input = bytes.as_slice();
        while self.step(&mut input).is_some() {}
        self.screen.sweep();
        self.screen.has_parsed(bytes);
    }

    /// Parses the next thing that the bytes say, and does it; `None` when they are used up. This and
    /// what it is made of is inlined by force: the calls were a quarter of the time of what draws
    /// full screens, which is many short sequences.
    #[inline(always)]
    fn step(&mut self, input: &mut &[u8]) -> Option<Step> {
        if input.first() == Some(&0x1b)
            && self.parser.is_between()
            && let Some(len) = self.screen.direct_color(input)
        {
            *input = &input[len..];
            return Some(Step::Other);
        }
        let next = self.parser.next(input);
        let action = next.as_ref()?;
        self.screen.perform(action);
        Some(match action {
            Action::Control(b'\n') => Step::EndedLine,
            Action::Osc(..) if std::mem::take(&mut self.screen.command_begins) => {
                Step::BeganCommand
            }
            _ => Step::Other,
        })
    }
}

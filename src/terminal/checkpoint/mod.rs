//! A terminal as plain bytes, exactly: all that decides what it shows and what it does next, in the
//! midst of a sequence or a character as well. From the same bytes comes the same terminal, to which
//! the rest of what its program writes can be fed as if nothing had been.
//!
//! It knows nothing of tables and of where things lie in memory (rows are text and runs of looks), so
//! that it stays readable when those change: the first byte is the version of what follows. What
//! a version has is written down by the shapes of `Kept` (here, in `screen`, `parser` and `history`)
//! and of the small values in them; whoever changes one of these keeps the old shape for the old
//! version. As it may come from a file it is believed in nothing.
//!
//! Two things are not in it: what there is to tell (see [`Terminal::drain_notices`]), which is to be
//! fetched before, and whatever only saves time.

pub mod bytes;
mod rows;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Terminal;
use super::engine::Engine;
use super::history::{BlockElsewhere, Held};
use super::intake::Intake;
use super::intern::Rich;
use super::parser::Parser;
use super::screen::{self, Screen};

pub use self::rows::{Reader, Rows, Writer};

/// The version that is written, and the newest that can be read.
const VERSION: u8 = 1;

/// As long as one often is at the most, in bytes: a screen, and what is left of a flood.
const USUAL: usize = 64 << 10;

/// Line numbers, ids of rows and the like are lower: so that nothing that counts on from them comes
/// to the end of numbers.
pub const MOST: u64 = 1 << 60;

/// Why bytes are no checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refused {
    /// Its version is one that this pmux does not know.
    #[error("it is of version {0}, which this pmux does not know")]
    Version(u8),
    /// They are not of the shape that a checkpoint has.
    #[error("it is damaged")]
    Damaged,
    /// They have the shape, but say what no terminal has.
    #[error("{0}")]
    Unsound(&'static str),
}

/// A checkpoint of version 1.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    parser: Parser,
    screen: screen::Kept,
}

impl Terminal {
    /// All of it, but for what there is to tell. What of a flood is not parsed yet stays unparsed.
    pub fn checkpoint(&self) -> Vec<u8> {
        self.checkpoint_with(false)
    }

    /// The same without the blocks of history that [`Terminal::keep_history`] had kept elsewhere.
    pub fn checkpoint_without_history(&self) -> Vec<u8> {
        self.checkpoint_with(true)
    }

    fn checkpoint_with(&self, elsewhere: bool) -> Vec<u8> {
        let kept = self.intake.peek(|engine| Kept {
            parser: engine.parser.kept(),
            screen: engine.screen.kept(elsewhere),
        });
        let mut bytes = Vec::with_capacity(USUAL);
        bytes.push(VERSION);
        // Nothing of it has no place in bytes.
        postcard::to_extend(&kept, bytes).unwrap_or_default()
    }

    /// Has history's blocks that are not written to any more kept by `keep`, in memory that outlives
    /// this process: those that are not yet, or all of them `anew`. It is given the number of a block's
    /// first line, what the block is beside its text, and its text, and says what holds that from now
    /// on; `None` where it has no room. Whether all of them are kept. What is let go of may be needed by
    /// the checkpoint before until there is another.
    pub fn keep_history(
        &mut self,
        anew: bool,
        keep: impl FnMut(u64, &[u8], &[u8]) -> Option<Held>,
    ) -> bool {
        self.intake.take_in(|engine| engine.screen.history.keep(anew, keep))
    }

    /// The terminal of a checkpoint.
    ///
    /// # Errors
    ///
    /// Where the bytes are none. What they say is looked at as closely as if an enemy had written it.
    pub fn restore(checkpoint: &[u8]) -> Result<Self, Refused> {
        Self::restore_with(checkpoint, Vec::new()).map(|(terminal, _)| terminal)
    }

    /// The terminal of a checkpoint with these blocks of its history, which may be more than it needs,
    /// and how many of its oldest lines are lost, since a block of them is not there. The blocks are
    /// believed in, as they are looked at where they lie.
    ///
    /// # Errors
    ///
    /// As [`Terminal::restore`] has them.
    pub fn restore_with(
        checkpoint: &[u8],
        blocks: Vec<BlockElsewhere>,
    ) -> Result<(Self, u64), Refused> {
        let (&version, rest) = checkpoint.split_first().ok_or(Refused::Damaged)?;
        if version != VERSION {
            return Err(Refused::Version(version));
        }
        let (kept, rest) = postcard::take_from_bytes::<Kept>(rest).map_err(|_| Refused::Damaged)?;
        if !rest.is_empty() {
            return Err(Refused::Damaged);
        }
        if !kept.parser.is_sound() {
            return Err(Refused::Unsound("what it began to parse is none"));
        }
        let (screen, lost) = Screen::of_kept(kept.screen, blocks)?;
        let intake = Intake::new(Engine { parser: kept.parser, screen });
        Ok((Self { intake, altered: false }, lost))
    }
}

impl Rich {
    /// Whether its link may be written to a terminal.
    pub fn is_sound(&self) -> bool {
        self.link.as_ref().is_none_or(|link| is_shown(&link.id) && is_shown(&link.uri))
    }
}

/// Whether a text is one that a terminal may be made to show or to say: it has no controls.
pub fn is_shown(text: &str) -> bool {
    !text.contains(char::is_control)
}

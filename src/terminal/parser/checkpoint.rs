//! The parser as a checkpoint has it.

use super::{Csi, Kind, MOST_STRING, PARTIAL, Parser, State};
use crate::terminal::utf8::partial_end;

impl Parser {
    /// It without anything that has no meaning where it stands.
    pub fn kept(&self) -> Parser {
        let mut kept = Parser { state: self.state, ..Parser::new() };
        kept.partial[..self.partial_len].copy_from_slice(&self.partial[..self.partial_len]);
        kept.partial_len = self.partial_len;
        if matches!(self.state, State::Ground) {
            return kept;
        }
        if matches!(self.state, State::Escape) {
            kept.intermediate = self.intermediate;
            return kept;
        }
        kept.kind = self.kind;
        if matches!(self.kind, Kind::Csi | Kind::Dcs) {
            kept.csi = self.csi.kept();
        }
        if matches!(self.state, State::String | State::StringEscape) {
            kept.string.clone_from(&self.string);
            (kept.too_long, kept.doubles) = (self.too_long, self.doubles);
        }
        kept
    }

    /// Whether it stands where a parser can come to.
    pub fn is_sound(&self) -> bool {
        let partial = self.partial.get(..self.partial_len);
        let is_partial = |bytes: &[u8]| {
            bytes.is_empty() || self.state == State::Ground && partial_end(bytes) == bytes.len()
        };
        self.partial_len < PARTIAL
            && partial.is_some_and(is_partial)
            && self.string.len() <= MOST_STRING
            && self.csi.is_sound()
    }
}

impl Csi {
    /// It without what is left of those before it.
    fn kept(&self) -> Csi {
        let mut kept = self.clone();
        kept.params.iter_mut().skip(self.len()).for_each(|param| *param = 0);
        kept
    }

    fn is_sound(&self) -> bool {
        self.params.len() >= self.len()
    }
}

//! How far a command has come that reads along in panes: what its client gives back where it has to
//! ask the next server again, which goes on from there, so that nothing is told twice and nothing
//! passed over. `logs %3=120` says that of pane %3 all lines before the 120th were told.
//!
//! Lines are numbered for a pane's life, over any number of servers ([`Terminal::line_number`]).

use super::{Command, Context};
use crate::model::effect::ClientEffect;
use crate::model::id::PaneId;
#[cfg(doc)]
use crate::terminal::Terminal;

/// By pane the number of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(pub Vec<(PaneId, u64)>);

impl Place {
    /// In words, for the command of this name.
    fn words(&self, command: &str) -> String {
        let lines = self.0.iter().map(|(pane, line)| format!(" {pane}={line}"));
        command.to_owned() + &lines.collect::<String>()
    }

    /// What such words say; `None` where they are another command's, or none.
    fn read(words: &str, command: &str) -> Option<Self> {
        let mut words = words.split(' ');
        words.next().filter(|name| *name == command)?;
        let line = |word: &str| {
            let (pane, line) = word.strip_prefix('%')?.split_once('=')?;
            Some((PaneId(pane.parse().ok()?), line.parse().ok()?))
        };
        words.map(line).collect::<Option<_>>().map(Self)
    }

    /// The line of a pane.
    pub fn line(&self, pane: PaneId) -> Option<u64> {
        self.0.iter().find(|(known, _)| *known == pane).map(|(_, line)| *line)
    }
}

impl Context<'_> {
    /// How far a command had come where its client asks it again.
    pub fn place(&self, command: &Command) -> Option<Place> {
        Place::read(&self.again()?.place, command.name)
    }

    /// Says how far a command has come with the output that is given to its client next.
    pub fn tell_place(&mut self, command: &Command, place: &Place) {
        if let Some(client) = self.client {
            let words = place.words(command.name);
            self.model.ask_client(client, ClientEffect::Place(words));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_to_its_own_command() {
        let place = Place(vec![(PaneId(3), 120), (PaneId(0), u64::MAX)]);
        let words = place.words("logs");
        assert_eq!(words, "logs %3=120 %0=18446744073709551615");
        assert_eq!(Place::read(&words, "logs"), Some(place.clone()));
        assert_eq!(Place::read(&words, "await"), None);
        assert_eq!((place.line(PaneId(0)), place.line(PaneId(1))), (Some(u64::MAX), None));
        for wrong in ["", "logs ", "logs 3=1", "logs %3", "logs %3=x", "logs %3=1 "] {
            assert_eq!(Place::read(wrong, "logs"), None, "{wrong}");
        }
    }
}

//! What a format is looked at for, once a second, so that its changes are told: by monitors
//! (`set-hook -B`) and by subscriptions of control mode (`refresh-client -B`).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Model;
use super::id::{PaneId, SessionId, WindowId};
use super::resolve::Place;

/// What is looked at, and where: the pane or window, and the index.
pub type Seen = (Option<u32>, u32);

/// What a format is looked at for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// The session.
    Session,
    /// One pane of it.
    Pane(PaneId),
    /// Each of its panes.
    Panes,
    /// One window of it.
    Window(WindowId),
    /// Each of its windows.
    Windows,
}

impl Subject {
    /// What it is of: a session, a window or a pane.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Window(_) | Self::Windows => "window",
            Self::Pane(_) | Self::Panes => "pane",
        }
    }

    /// What is between the colons of `name:what:format`; anything else than a pane, a window or all
    /// of them is the session.
    pub fn parse(text: &str) -> Self {
        let number = |sign| text.strip_prefix(sign).and_then(|digits: &str| digits.parse().ok());
        match text {
            "%*" => Self::Panes,
            "@*" => Self::Windows,
            _ => match (number('%'), number('@')) {
                (Some(pane), _) => Self::Pane(PaneId(pane)),
                (_, Some(window)) => Self::Window(WindowId(window)),
                _ => Self::Session,
            },
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session => Ok(()),
            Self::Pane(pane) => pane.fmt(f),
            Self::Panes => f.write_str("%*"),
            Self::Window(window) => window.fmt(f),
            Self::Windows => f.write_str("@*"),
        }
    }
}

impl Model {
    /// What of a session a subject is at the moment, and where.
    pub fn places_of(&self, id: SessionId, subject: Subject) -> Vec<(Seen, Place)> {
        let Some(session) = self.graph.session(id) else { return Vec::new() };
        let windows = || {
            let windows = session.windows.iter();
            windows.map(|(index, window)| (*window, Place::of_index(self, id, *index)))
        };
        let panes = |window: WindowId, place: Place| {
            let panes = self.graph.window(window).map(|it| it.panes()).unwrap_or_default();
            panes.into_iter().map(move |pane| {
                ((Some(pane.0), place.index.unwrap_or(0)), Place { pane: Some(pane), ..place })
            })
        };
        match subject {
            Subject::Session => vec![((None, 0), Place::of_session(self, id))],
            Subject::Pane(_) | Subject::Panes => {
                let all = windows().flat_map(|(window, place)| panes(window, place));
                let is_meant = |place: &Place| match subject {
                    Subject::Pane(pane) => place.pane == Some(pane),
                    _ => true,
                };
                all.filter(|(_, place)| is_meant(place)).collect()
            }
            Subject::Window(_) | Subject::Windows => {
                let is_meant = |window: WindowId| match subject {
                    Subject::Window(meant) => window == meant,
                    _ => true,
                };
                let all = windows().filter(|(window, _)| is_meant(*window));
                all.map(|(window, place)| ((Some(window.0), place.index.unwrap_or(0)), place))
                    .collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_read_as_it_is_written() {
        for (text, subject) in [
            ("", Subject::Session),
            ("%*", Subject::Panes),
            ("@*", Subject::Windows),
            ("%12", Subject::Pane(PaneId(12))),
            ("@3", Subject::Window(WindowId(3))),
        ] {
            assert_eq!(Subject::parse(text), subject);
            assert_eq!(subject.to_string(), text);
        }
        assert_eq!(Subject::parse("$1"), Subject::Session);
    }
}

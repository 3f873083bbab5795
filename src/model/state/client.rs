//! A client that shows something, and what it chose. One that only asks for something asks again.

use std::borrow::Cow;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::geometry::WindowSize;
use crate::model::client::{Client, DisplayState, Role};
use crate::model::environment::Environment;
use crate::model::id::{ClientId, SessionId};
use crate::model::popup::Popup;
use crate::model::raw::Raw;
use crate::style::Theme;

/// What it chose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ClientState<'a> {
    session: Option<SessionId>,
    last_session: Option<SessionId>,
    raw: Option<Cow<'a, Raw>>,
    popup: Option<Cow<'a, Popup>>,
    read_only: bool,
    ignore_size: bool,
    focused: bool,
    theme: Option<Theme>,
    size: WindowSize,
    activity: u64,
    activity_time: i64,
}

/// Where it is from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct OriginState<'a> {
    pid: u32,
    tty: Cow<'a, str>,
    prints_to_tty: bool,
    term: Cow<'a, str>,
    strangers: (Option<String>, Option<String>),
    token: Option<[u8; 16]>,
    #[serde(with = "super::path")]
    cwd: PathBuf,
    environment: Cow<'a, Environment>,
    created: i64,
}

impl Client {
    /// Whether another server is told of it. The program that reads one in control mode is told of the
    /// end.
    fn is_kept(&self) -> bool {
        self.is_attached() && self.control.is_none()
    }

    pub(super) fn state(&self) -> Option<ClientState<'_>> {
        let display = self.display();
        self.is_kept().then_some(ClientState {
            session: display.map(|it| it.session),
            last_session: display.and_then(|it| it.last_session),
            raw: self.raw().map(Cow::Borrowed),
            popup: self.popup().map(Cow::Borrowed),
            read_only: self.read_only,
            ignore_size: self.ignore_size,
            focused: self.focused,
            theme: self.theme,
            size: self.size,
            activity: self.activity,
            activity_time: self.activity_time,
        })
    }

    pub(super) fn origin(&self) -> Option<OriginState<'_>> {
        self.is_kept().then(|| OriginState {
            pid: self.pid,
            tty: Cow::Borrowed(&self.tty),
            prints_to_tty: self.prints_to_tty,
            term: Cow::Borrowed(&self.term),
            strangers: (self.stranger.clone(), self.raw_stranger.clone()),
            // That server lets nobody in but its owner, and has what is known of others end.
            token: self.token.filter(|_| self.guest.is_none()),
            cwd: self.cwd.clone(),
            environment: Cow::Borrowed(&self.environment),
            created: self.created,
        })
    }
}

impl ClientState<'_> {
    /// The client, with nothing over its screen but its popup; `None` where it shows a session and
    /// is bound to a pane, or neither.
    pub fn restore(self, id: ClientId, origin: OriginState<'_>) -> Option<Client> {
        let role = match (self.session, self.raw) {
            (Some(session), None) => Role::Display(Box::new(DisplayState {
                last_session: self.last_session,
                popup: self.popup.map(Cow::into_owned),
                ..DisplayState::new(session)
            })),
            (None, Some(raw)) => Role::Raw(raw.into_owned()),
            _ => return None,
        };
        Some(Client {
            id,
            pid: origin.pid,
            tty: origin.tty.into_owned(),
            prints_to_tty: origin.prints_to_tty,
            term: origin.term.into_owned(),
            version: String::new(),
            written: Default::default(),
            stranger: origin.strangers.0,
            raw_stranger: origin.strangers.1,
            theme: self.theme,
            size: self.size,
            token: origin.token,
            again: None,
            cwd: origin.cwd,
            environment: origin.environment.into_owned(),
            role,
            control: None,
            read_only: self.read_only,
            guest: None,
            only_looks: false,
            ignore_size: self.ignore_size,
            focused: self.focused,
            created: origin.created,
            activity: self.activity,
            activity_time: self.activity_time,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Clock;
    use crate::model::id::PaneId;

    #[test]
    fn a_client_that_is_two_things_or_none_is_refused() {
        let mut client = Client::new(ClientId(1), Clock::default());
        assert!(client.state().is_none() && client.origin().is_none());
        let raw = Raw::new(PaneId(0));
        client.role = Role::Raw(raw.clone());
        let restored = |session, raw: Option<&Raw>| {
            let it = client.state().expect("it is there to look");
            let it = ClientState { session, raw: raw.map(Cow::Borrowed), ..it };
            it.restore(client.id, client.origin().expect("it is from somewhere"))
        };
        let bound = restored(None, Some(&raw)).expect("a raw client");
        assert_eq!((bound.session(), bound.raw()), (None, Some(&raw)));
        assert!(restored(Some(SessionId(0)), Some(&raw)).is_none());
        assert!(restored(None, None).is_none());
        let display = restored(Some(SessionId(0)), None).expect("a display");
        assert_eq!((display.session(), display.raw()), (Some(SessionId(0)), None));
    }
}

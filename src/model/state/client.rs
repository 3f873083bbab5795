//! A client that shows something, and what it chose. One that only asks for something asks again.

use std::borrow::Cow;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::geometry::WindowSize;
use crate::model::client::{Client, KeyState};
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
    raw: Cow<'a, Option<Raw>>,
    popup: Cow<'a, Option<Popup>>,
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
    /// Whether it is written down.
    pub(super) fn is_kept(&self) -> bool {
        self.session.is_some() || self.raw.is_some()
    }

    pub(super) fn state(&self) -> Option<ClientState<'_>> {
        self.is_kept().then_some(ClientState {
            session: self.session,
            last_session: self.last_session,
            raw: Cow::Borrowed(&self.raw),
            popup: Cow::Borrowed(&self.popup),
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
            token: self.token,
            cwd: self.cwd.clone(),
            environment: Cow::Borrowed(&self.environment),
            created: self.created,
        })
    }
}

impl ClientState<'_> {
    /// The client, with nothing over its screen but its popup.
    pub fn restore(self, id: ClientId, origin: OriginState<'_>) -> Client {
        Client {
            id,
            pid: origin.pid,
            tty: origin.tty.into_owned(),
            prints_to_tty: origin.prints_to_tty,
            term: origin.term.into_owned(),
            stranger: origin.strangers.0,
            raw_stranger: origin.strangers.1,
            theme: self.theme,
            size: self.size,
            token: origin.token,
            again: None,
            cwd: origin.cwd,
            environment: origin.environment.into_owned(),
            session: self.session,
            raw: self.raw.into_owned(),
            last_session: self.last_session,
            read_only: self.read_only,
            ignore_size: self.ignore_size,
            focused: self.focused,
            created: origin.created,
            activity: self.activity,
            activity_time: self.activity_time,
            table: KeyState::default(),
            overlay: None,
            popup: self.popup.into_owned(),
            look: None,
            drag: None,
            click: None,
        }
    }
}

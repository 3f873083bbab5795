//! Finding what a target names (tmux(1), "COMMANDS").

use crate::dialect::Dialect;
use crate::language::target::{
    Kind, Name, PaneRef, SessionRef, Special, Target, WindowRef, matches, readings,
};

use super::Model;
use super::client::{Client, latest};
use super::id::{ClientId, PaneId, SessionId, WindowId};
use super::layout;
use super::session::Session;
use super::window::Window;

/// Where something is: what a target names, or what a command is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// The session.
    pub session: Option<SessionId>,
    /// The window.
    pub window: Option<WindowId>,
    /// The window's index in the session.
    pub index: Option<u32>,
    /// The pane.
    pub pane: Option<PaneId>,
    /// The client that is concerned.
    pub client: Option<ClientId>,
}

/// A target that names nothing; in tmux's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFound {
    /// No such session.
    #[error("can't find session: {0}")]
    Session(String),
    /// No such window.
    #[error("can't find window: {0}")]
    Window(String),
    /// No such pane.
    #[error("can't find pane: {0}")]
    Pane(String),
    /// No such client.
    #[error("can't find client: {0}")]
    Client(String),
    /// Several sessions are meant.
    #[error("more than one session matches: {0}")]
    Ambiguous(String),
    /// There is no session at all.
    #[error("no sessions; make one with: pmux new -s NAME")]
    NoSessions,
    /// The command did not come from the mouse.
    #[error("no mouse target")]
    NoMouse,
    /// In the very words of the dialect.
    #[error("{0}")]
    Said(&'static str),
    /// No pane is marked.
    #[error("no marked target; mark a pane with: select-pane -m")]
    NoMarked,
}

impl Place {
    /// A session's current window and its active pane.
    pub fn of_session(model: &Model, session: SessionId) -> Self {
        model.graph.place_of_session(session)
    }

    /// A window of a session and its active pane.
    pub fn of_index(model: &Model, session: SessionId, index: u32) -> Self {
        model.graph.place_of_index(session, index)
    }

    /// A window, in the session among its own that was used last.
    pub fn of_window(model: &Model, window: WindowId) -> Self {
        model.graph.place_of_window(window)
    }

    /// A pane.
    pub fn of_pane(model: &Model, pane: PaneId) -> Self {
        model.graph.place_of_pane(pane)
    }

    /// What a client shows.
    pub fn of_client(model: &Model, client: ClientId) -> Self {
        model.graph.place_of_client(client)
    }
}

impl Model {
    /// What a target names. What it leaves out is as in `here`; `mouse` is what the mouse is on.
    ///
    /// # Errors
    /// What could not be found, in the words of the target's most likely reading.
    pub fn resolve(
        &self,
        kind: Kind,
        text: Option<&str>,
        here: &Place,
        mouse: Option<&Place>,
    ) -> Result<Place, NotFound> {
        match self.identity.dialect {
            Dialect::Pmux => self.resolve_any(kind, text, here, mouse),
            Dialect::Tmux if matches!(text, Some("@" | "{active}" | "{current}")) => {
                let shown = here.client.map(|client| Place::of_client(self, client));
                let shown = shown.filter(|place| place.session.is_some());
                shown.ok_or(NotFound::Said("no current client"))
            }
            Dialect::Tmux => {
                self.resolve_any(kind, text, here, mouse).map_err(|error| match error {
                    NotFound::Ambiguous(name) => NotFound::Session(name),
                    NotFound::NoSessions => NotFound::Said("no current target"),
                    NotFound::NoMarked => NotFound::Said("no marked target"),
                    error => error,
                })
            }
        }
    }

    fn resolve_any(
        &self,
        kind: Kind,
        text: Option<&str>,
        here: &Place,
        mouse: Option<&Place>,
    ) -> Result<Place, NotFound> {
        let client = here.client;
        let here = &match here.session.filter(|id| self.graph.has_session(*id)) {
            Some(_) => *here,
            None => match self.latest_session(|_| true) {
                Some(session) => Place::of_session(self, session),
                // Some may be there that are found by their names alone.
                None if self.graph.sessions().len() == 0 || text.is_none_or(str::is_empty) => {
                    return Err(NotFound::NoSessions);
                }
                None => Place::default(),
            },
        };
        let whole = text.filter(|_| kind == Kind::Session).and_then(|text| self.with_id(text));
        let text = match &whole {
            Some(spelled) if spelled.ends_with(':') => Some(spelled.as_str()),
            _ => text,
        };
        let readings = readings(kind, text.unwrap_or(""));
        let mut first = None;
        for reading in readings {
            match self.resolve_reading(&reading, here, mouse) {
                Ok(place) => return Ok(Place { client, ..place }),
                // The first reading is what a person most likely meant.
                Err(error) => first = first.or(Some(error)),
            }
        }
        // What looks like several parts may be a name with `:` or `.` in it.
        if let Some(spelled) = text.and_then(|text| self.with_id(text)) {
            return self.resolve_any(kind, Some(&spelled), &Place { client, ..*here }, mouse);
        }
        // A bare word may mean several things; a target of several parts says which one is wrong, and
        // so does an id.
        let is_bare =
            |text: &&str| !text.contains([':', '.']) && !text.starts_with(['$', '@', '%']);
        let word = text.filter(is_bare).map(str::to_owned);
        Err(match (first, kind, word) {
            (Some(NotFound::Window(_)), Kind::Window, Some(word)) => NotFound::Window(word),
            (Some(NotFound::Window(_) | NotFound::Pane(_)), Kind::Pane, Some(word)) => {
                NotFound::Pane(word)
            }
            (Some(error), ..) => error,
            (None, ..) => NotFound::NoSessions,
        })
    }

    /// A target that begins with the whole name of a session with `:` or `.` in it, spelled with
    /// the session's id.
    fn with_id(&self, text: &str) -> Option<String> {
        let text = text.strip_prefix('=').unwrap_or(text);
        if !text.contains([':', '.']) {
            return None;
        }
        let rest = |name: &str| {
            let rest = text.strip_prefix(name).filter(|_| name.contains([':', '.']))?;
            if rest.is_empty() { Some("") } else { rest.strip_prefix(':') }
        };
        let found = self.graph.sessions().filter_map(|it| Some((it, rest(&it.name)?)));
        let (session, rest) = found.max_by_key(|(it, _)| it.name.len())?;
        Some(format!("{}:{rest}", session.id))
    }

    fn resolve_reading(
        &self,
        target: &Target,
        here: &Place,
        mouse: Option<&Place>,
    ) -> Result<Place, NotFound> {
        match target.special {
            Some(Special::Mouse) => return mouse.copied().ok_or(NotFound::NoMouse),
            Some(Special::Marked) => {
                let marked = self.marked.ok_or(NotFound::NoMarked)?;
                return Ok(Place::of_pane(self, marked));
            }
            None => {}
        }
        // A window's or pane's id says all that is above it.
        if let (None, Some(WindowRef::Id(id))) = (&target.session, &target.window) {
            let window = WindowId(*id);
            let place = match here.session.and_then(|s| self.graph.session(s)?.index_of(window)) {
                Some(index) => Place {
                    index: Some(index),
                    session: here.session,
                    ..Place::of_window(self, window)
                },
                None => Place::of_window(self, window),
            };
            return match self.graph.has_window(window) {
                true => self.resolve_pane(target, place),
                false => Err(NotFound::Window(window.to_string())),
            };
        }
        if let (None, None, Some(PaneRef::Id(id))) = (&target.session, &target.window, &target.pane)
        {
            let pane = PaneId(*id);
            return match self.graph.has_pane(pane) {
                true => Ok(Place::of_pane(self, pane)),
                false => Err(NotFound::Pane(pane.to_string())),
            };
        }
        let place = match &target.session {
            Some(session) => Place::of_session(self, self.resolve_session(session)?),
            None => *here,
        };
        let place = match &target.window {
            Some(window) => self.resolve_window(window, place)?,
            None => place,
        };
        self.resolve_pane(target, place)
    }

    fn resolve_session(&self, session: &SessionRef) -> Result<SessionId, NotFound> {
        let name = match session {
            SessionRef::Id(id) => {
                let id = SessionId(*id);
                let found = self.graph.session(id).map(|it| it.id);
                return found.ok_or_else(|| NotFound::Session(id.to_string()));
            }
            SessionRef::Name(name) => name,
        };
        if let Some(session) = self.session_named(&name.text) {
            return Ok(session.id);
        }
        if !name.exact {
            // A session may be named by a client that shows it.
            let client = self.graph.clients().find(|c| !c.tty.is_empty() && c.tty == name.text);
            if let Some(session) = client.and_then(Client::session) {
                return Ok(session);
            }
        }
        // What lies beside another session is meant only where its whole name is given.
        let all = self.graph.sessions().filter(|session| session.beside.is_none());
        let all = all.map(|session| (session.id, session.name.as_str()));
        one_by_name(name, all).map_err(|several| match several {
            true => NotFound::Ambiguous(name.text.clone()),
            false => NotFound::Session(name.text.clone()),
        })
    }

    fn resolve_window(&self, window: &WindowRef, place: Place) -> Result<Place, NotFound> {
        let session = place.session.and_then(|id| self.graph.session(id));
        let session = session.ok_or(NotFound::NoSessions)?;
        let index = self
            .window_index(session, window, &place)
            .ok_or_else(|| NotFound::Window(describe(window)))?;
        Ok(Place::of_index(self, session.id, index))
    }

    fn window_index(&self, session: &Session, window: &WindowRef, place: &Place) -> Option<u32> {
        let from =
            place.index.filter(|i| session.windows.contains_key(i)).unwrap_or(session.current);
        let named = |name: &Name| {
            let all = session
                .windows
                .iter()
                .filter_map(|(index, id)| Some((*index, self.graph.window(*id)?.name.as_str())));
            one_by_name(name, all).ok()
        };
        match window {
            WindowRef::Id(id) => session.index_of(WindowId(*id)),
            WindowRef::Start => session.windows.keys().next().copied(),
            WindowRef::End => session.windows.keys().next_back().copied(),
            WindowRef::Last => session.last(),
            WindowRef::Next(by) => Some(session.step(from, i64::from(*by))),
            WindowRef::Previous(by) => Some(session.step(from, -i64::from(*by))),
            WindowRef::Index(index) if session.windows.contains_key(index) => Some(*index),
            WindowRef::Index(index) => named(&Name { text: index.to_string(), exact: false }),
            WindowRef::Name(name) => named(name),
        }
    }

    fn resolve_pane(&self, target: &Target, place: Place) -> Result<Place, NotFound> {
        let Some(pane) = &target.pane else { return Ok(place) };
        let window = place.window.and_then(|id| self.graph.window(id));
        let window = window.ok_or_else(|| NotFound::Window(String::new()))?;
        let base = self.window_lookup(Some(window.id)).number("pane-base-index");
        let found = pane_of(window, pane, place.pane, base);
        let missing = || NotFound::Pane(describe_pane(pane));
        Ok(Place { pane: Some(found.ok_or_else(missing)?), ..place })
    }

    /// The index that a new window is to have: a target that names a free one, or the next free
    /// one after what it names.
    ///
    /// # Errors
    /// No such session.
    pub fn resolve_index(
        &self,
        text: Option<&str>,
        here: &Place,
    ) -> Result<(SessionId, Option<u32>), NotFound> {
        let text = text.unwrap_or("");
        let first = text.split_once(':').map_or(text, |(session, _)| session);
        let is_known = self.resolve(Kind::Session, Some(first), here, None).is_ok();
        let spelled = self.with_id(text).filter(|_| !is_known);
        let text = spelled.as_deref().unwrap_or(text);
        let (session, window) = match text.split_once(':') {
            Some((session, window)) => (session, window),
            None if is_window_word(text) => ("", text),
            None => (text, ""),
        };
        let place = self.resolve(Kind::Session, Some(session), here, None)?;
        let session = place.session.ok_or(NotFound::NoSessions)?;
        if self.identity.dialect == Dialect::Tmux && window.contains('.') {
            return Err(NotFound::Said("can't specify pane here"));
        }
        let place = if here.session == Some(session) { *here } else { place };
        let it = self.graph.session(session).ok_or(NotFound::NoSessions)?;
        let current = place.index.unwrap_or(it.current);
        let by = |word: &str| if word.is_empty() { Some(1) } else { word.parse::<u32>().ok() };
        let index = match window.split_at_checked(1) {
            _ if window.is_empty() => None,
            Some(("+", rest)) => by(rest).map(|by| current.saturating_add(by)),
            Some(("-", rest)) => by(rest).map(|by| current.saturating_sub(by)),
            _ => match window.parse() {
                Ok(index) => Some(index),
                Err(_) => {
                    let found = self.resolve(Kind::Window, Some(text), here, None)?;
                    found.index
                }
            },
        };
        Ok((session, index))
    }

    /// The client that a name means: its terminal, with or without `/dev/`.
    ///
    /// # Errors
    /// There is none.
    pub fn find_client(&self, name: &str) -> Result<ClientId, NotFound> {
        let name = name.strip_suffix(':').unwrap_or(name);
        let matches = |client: &&Client| {
            client.is_attached()
                && (client.name() == name || client.tty.strip_prefix("/dev/") == Some(name))
        };
        let found = self.graph.clients().find(matches).map(|client| client.id);
        found.ok_or_else(|| NotFound::Client(name.to_owned()))
    }

    /// The client that was used last, of those that show a session or any.
    pub fn latest_client(&self, session: Option<SessionId>) -> Option<ClientId> {
        let attached = || self.graph.clients().filter(|client| client.session().is_some());
        let here = session.and_then(|id| self.graph.latest_client_of(id));
        here.or_else(|| latest(attached()).map(|client| client.id))
    }
}

/// Whether a bare word names a window rather than a session where an index is wanted.
fn is_window_word(text: &str) -> bool {
    text.starts_with(['+', '-', '^', '!', '@', '{'])
        || text == "$"
        || (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
}

/// The one that a name means: exactly, by its beginning, or by a pattern. `Err` says whether
/// there are several.
fn one_by_name<'a, T: Copy>(
    name: &Name,
    all: impl Iterator<Item = (T, &'a str)> + Clone,
) -> Result<T, bool> {
    if let Some((found, _)) = all.clone().find(|(_, it)| *it == name.text) {
        return Ok(found);
    }
    if name.exact || name.text.is_empty() {
        return Err(false);
    }
    let one = |wanted: &dyn Fn(&str) -> bool| {
        let mut found = all.clone().filter(|(_, it)| wanted(it));
        match (found.next(), found.next()) {
            (Some((it, _)), None) => Some(Ok(it)),
            (Some(_), Some(_)) => Some(Err(true)),
            (None, _) => None,
        }
    };
    one(&|it| it.starts_with(&name.text))
        .or_else(|| one(&|it| matches(&name.text, it)))
        .unwrap_or(Err(false))
}

fn pane_of(window: &Window, pane: &PaneRef, here: Option<PaneId>, base: i64) -> Option<PaneId> {
    use layout::Side as At;
    let panes = window.panes();
    let from = here.filter(|pane| panes.contains(pane)).unwrap_or(window.active);
    let step = |by: i64| window.step(from, by);
    let towards = |direction| window.neighbour(from, direction);
    let at = |place| window.layout.pane_at_side(place);
    match pane {
        PaneRef::Id(id) => Some(PaneId(*id)).filter(|id| panes.contains(id)),
        PaneRef::Index(index) => {
            panes.get(usize::try_from(i64::from(*index) - base).ok()?).copied()
        }
        PaneRef::Active => Some(window.active),
        PaneRef::Last => window.last(),
        PaneRef::Next(by) => step(i64::from(*by)),
        PaneRef::Previous(by) => step(-i64::from(*by)),
        PaneRef::Top => at(At::Top),
        PaneRef::Bottom => at(At::Bottom),
        PaneRef::Left => at(At::Left),
        PaneRef::Right => at(At::Right),
        PaneRef::TopLeft => at(At::TopLeft),
        PaneRef::TopRight => at(At::TopRight),
        PaneRef::BottomLeft => at(At::BottomLeft),
        PaneRef::BottomRight => at(At::BottomRight),
        PaneRef::UpOf => towards(crate::geometry::Direction::Up),
        PaneRef::DownOf => towards(crate::geometry::Direction::Down),
        PaneRef::LeftOf => towards(crate::geometry::Direction::Left),
        PaneRef::RightOf => towards(crate::geometry::Direction::Right),
        PaneRef::Unknown(_) => None,
    }
}

fn describe(window: &WindowRef) -> String {
    match window {
        WindowRef::Id(id) => WindowId(*id).to_string(),
        WindowRef::Index(index) => index.to_string(),
        WindowRef::Name(name) => name.text.clone(),
        WindowRef::Start => "{start}".into(),
        WindowRef::End => "{end}".into(),
        WindowRef::Last => "{last}".into(),
        WindowRef::Next(_) => "{next}".into(),
        WindowRef::Previous(_) => "{previous}".into(),
    }
}

fn describe_pane(pane: &PaneRef) -> String {
    match pane {
        PaneRef::Id(id) => PaneId(*id).to_string(),
        PaneRef::Index(index) => index.to_string(),
        PaneRef::Unknown(text) => text.clone(),
        PaneRef::Last => "{last}".into(),
        PaneRef::Active => "{active}".into(),
        PaneRef::Next(_) => "{next}".into(),
        PaneRef::Previous(_) => "{previous}".into(),
        PaneRef::Top => "{top}".into(),
        PaneRef::Bottom => "{bottom}".into(),
        PaneRef::Left => "{left}".into(),
        PaneRef::Right => "{right}".into(),
        PaneRef::TopLeft => "{top-left}".into(),
        PaneRef::TopRight => "{top-right}".into(),
        PaneRef::BottomLeft => "{bottom-left}".into(),
        PaneRef::BottomRight => "{bottom-right}".into(),
        PaneRef::UpOf => "{up-of}".into(),
        PaneRef::DownOf => "{down-of}".into(),
        PaneRef::LeftOf => "{left-of}".into(),
        PaneRef::RightOf => "{right-of}".into(),
    }
}

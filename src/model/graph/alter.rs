//! How a session or a window is altered: by whatever alters it, and then by comparing what it was
//! with what it is, so that each change is told, and told once. And how they end.

use std::collections::{BTreeMap, BTreeSet};

use super::Graph;
use super::session::Session;
use super::window::Window;
use crate::model::change::{Change, Was};
use crate::model::client::{DisplayState, Role};
use crate::model::id::{ClientId, PaneId, SessionId, WindowId};

impl Graph {
    /// Alters a session, and with its windows those of its group; `None` where there is none.
    pub(super) fn alter_session<T>(
        &mut self,
        id: SessionId,
        alter: impl FnOnce(&mut Session) -> T,
    ) -> Option<T> {
        let done = self.alter_one_session(id, alter);
        self.share_windows(id);
        done
    }

    /// The same of one alone, whatever group it is in.
    pub(super) fn alter_one_session<T>(
        &mut self,
        id: SessionId,
        alter: impl FnOnce(&mut Session) -> T,
    ) -> Option<T> {
        let session = self.sessions.get_mut(&id)?;
        let seen = |it: &Session| (it.kept, it.cwd.clone());
        let (before, window, shown) = (session.windows.clone(), session.window(), seen(session));
        let visited = session.visited.clone();
        let index = session.current;
        let name = session.name.clone();
        self.index.remove(session);
        let done = alter(session);
        self.index.add(session);
        let windows = (session.windows != before).then(|| session.windows.clone());
        let is_elsewhere = session.window().is_some_and(|now| window != Some(now));
        let is_shown_so = seen(session) == shown;
        let is_remembered_so = is_shown_so && session.visited == visited;
        if session.name != name {
            self.differs_from(Change::SessionRenamed(id), Was::Named(name));
        }
        if let Some(now) = windows {
            self.tell_links(id, &before, &now);
        }
        if let Some(window) = window.filter(|_| is_elsewhere) {
            self.left.insert(window);
            let was = Was::Window(window, Some(index));
            self.differs_from(Change::SessionWindowChanged(id), was);
        }
        if !is_shown_so {
            self.differs(Change::ShownChanged);
        }
        if !is_remembered_so {
            self.differs(Change::SessionAltered(id));
        }
        Some(done)
    }

    /// Tells which windows a session has that it had not, and the other way round.
    fn tell_links(
        &mut self,
        id: SessionId,
        before: &BTreeMap<u32, WindowId>,
        now: &BTreeMap<u32, WindowId>,
    ) {
        let windows: BTreeSet<WindowId> = before.values().chain(now.values()).copied().collect();
        let count = |all: &BTreeMap<u32, WindowId>, window| {
            all.values().filter(|id| **id == window).count()
        };
        let mut only_moved = true;
        for window in windows {
            let (had, has) = (count(before, window), count(now, window));
            only_moved &= had == has;
            if has > 0 {
                self.index.links.entry(window).or_default().insert(id);
            }
            (had..has).for_each(|_| self.tell(Change::WindowLinked(id, window)));
            (has..had).for_each(|_| self.tell(Change::WindowUnlinked(id, window)));
            if has == 0 {
                self.unlinked(id, window);
            }
        }
        if only_moved {
            self.differs(Change::IndexesChanged(id));
        }
    }

    /// Alters a window; `None` where there is none.
    pub(super) fn alter_window<T>(
        &mut self,
        id: WindowId,
        alter: impl FnOnce(&mut Window) -> T,
    ) -> Option<T> {
        let window = self.windows.get_mut(&id)?;
        let before = window.clone();
        let done = alter(window);
        window.order = window.panes();
        let is_named = !before.name.is_empty();
        let alerts = |it: &Window| (it.bell, it.alerted);
        let places = |it: &Window| (it.zoomed_pane(), it.titles, it.modal);
        let is_remembered_so = window.visited == before.visited
            && window.was_floating == before.was_floating
            && window.cascaded == before.cascaded
            && window.preset == before.preset
            && window.previous_layout == before.previous_layout;
        let is_arranged_anew = window.layout != before.layout
            || window.floats != before.floats
            || window.order != before.order
            || window.bars != before.bars
            || places(window) != places(&before);
        let (zooms, zoomed) = (window.zoomed != before.zoomed, window.zoomed);
        let name = || Was::Named(before.name.clone());
        let size = || Was::Size(before.size.cells);
        let changes = [
            (is_named && window.name != before.name, Change::WindowRenamed(id), name()),
            (window.size != before.size, Change::WindowResized(id), size()),
            (
                window.active != before.active,
                Change::ActivePaneChanged(id),
                Was::Pane(before.active),
            ),
            (zooms, Change::WindowZoomed(id, zoomed), Was::Untold),
            (is_arranged_anew, Change::LayoutChanged(id), Was::Untold),
            (alerts(window) != alerts(&before), Change::AlertsChanged(id), Was::Untold),
            (!is_remembered_so, Change::WindowAltered(id), Was::Untold),
        ];
        for (is_so, change, was) in changes {
            if is_so {
                self.differs_from(change, was);
            }
        }
        Some(done)
    }

    /// A client shows another session, or none. One that is bound to a pane never does.
    pub(super) fn show(&mut self, id: ClientId, session: Option<SessionId>) {
        let Some(client) = self.clients.get_mut(&id) else { return };
        let before = client.session();
        match (&mut client.role, session) {
            (Role::Raw(_), _) => return,
            (Role::Display(display), Some(session)) => display.session = session,
            (role, Some(session)) => *role = Role::Display(Box::new(DisplayState::new(session))),
            (role, None) => *role = Role::OneShot,
        }
        if let Some(before) = before
            && let Some(attached) = self.index.attached.get_mut(&before)
        {
            attached.remove(&id);
            if attached.is_empty() {
                self.index.attached.remove(&before);
            }
        }
        if let Some(session) = session {
            self.index.attached.entry(session).or_default().insert(id);
        }
    }

    /// Does something after which another client of a session may be the one that was used last.
    pub(super) fn with_latest<T>(
        &mut self,
        session: Option<SessionId>,
        alter: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let latest = |graph: &Self| graph.latest_client_of(session?);
        let before = latest(self);
        let done = alter(self);
        if let Some(now) = latest(self).filter(|now| before != Some(*now)) {
            self.differs(Change::ClientUsed(now));
        }
        done
    }

    fn unlinked(&mut self, id: SessionId, window: WindowId) {
        if let Some(sessions) = self.index.links.get_mut(&window) {
            sessions.remove(&id);
            if sessions.is_empty() {
                self.index.links.remove(&window);
            }
        }
    }

    /// Adds a session, which has no windows yet: that is for whoever adds the first.
    pub(super) fn add_session(&mut self, session: Session) {
        self.index.add(&session);
        self.sessions.insert(session.id, session);
    }

    /// A session is over. Its windows are as they were.
    pub(super) fn bury_session(&mut self, id: SessionId) {
        let Some(session) = self.sessions.remove(&id) else { return };
        self.index.remove(&session);
        session.windows.values().for_each(|window| self.unlinked(id, *window));
        self.gone.sessions.insert(id, session);
    }

    /// A window is over. Its panes are as they were.
    pub(super) fn bury_window(&mut self, id: WindowId) {
        self.silent.remove(&id);
        if let Some(window) = self.windows.remove(&id) {
            self.gone.windows.insert(id, window);
        }
    }

    /// A pane is over.
    pub(super) fn bury_pane(&mut self, id: PaneId) {
        if let Some(pane) = self.panes.remove(&id) {
            self.gone.panes.insert(id, pane);
        }
    }

    /// A client is gone, whatever it showed.
    pub(super) fn bury_client(&mut self, id: ClientId) {
        self.show(id, None);
        if let Some(client) = self.clients.remove(&id) {
            self.gone.clients.insert(id, client);
        }
    }
}

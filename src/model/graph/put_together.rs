//! A session that comes with all that is in it.

use super::session::Session;
use super::window::Window;
use crate::model::Model;
use crate::model::change::Change;
use crate::model::pane::Pane;

impl Model {
    /// Adds a session with those of its windows that are not there yet, and their panes, which are whole
    /// and have new ids. Their programs are for whoever made them.
    pub(in crate::model) fn put_together(
        &mut self,
        session: Session,
        windows: Vec<Window>,
        panes: Vec<Pane>,
    ) {
        let id = session.id;
        let linked = session.windows.clone();
        for window in linked.values() {
            self.graph.index.links.entry(*window).or_default().insert(id);
        }
        self.graph.add_session(session);
        self.graph.panes.extend(panes.into_iter().map(|pane| (pane.id, pane)));
        let all: Vec<_> = windows.iter().map(|it| (it.id, it.panes())).collect();
        self.graph.windows.extend(windows.into_iter().map(|window| (window.id, window)));
        self.graph.tell(Change::SessionCreated(id));
        for (window, panes) in all {
            self.graph.tell(Change::WindowCreated(window));
            panes.into_iter().for_each(|pane| self.graph.tell(Change::PaneCreated(pane)));
        }
        for window in linked.into_values() {
            self.graph.tell(Change::WindowLinked(id, window));
        }
    }
}

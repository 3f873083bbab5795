//! Alerts: bells, and what happens in windows that nobody looks at.

use crate::model::change::{Alert, Change, Told, Was};
use crate::model::client::Client;
use crate::model::effect::OutletTask;
use crate::model::id::{PaneId, WindowId};
use crate::model::resolve::Place;

use super::Server;

/// The options that say how people are told of something in a window.
pub(super) struct Telling {
    alert: Alert,
    what: &'static str,
    action: &'static str,
    visual: &'static str,
}

const BELL: Telling =
    Telling { alert: Alert::Bell, what: "Bell", action: "bell-action", visual: "visual-bell" };

const ACTIVITY: Telling = Telling {
    alert: Alert::Activity,
    what: "Activity",
    action: "activity-action",
    visual: "visual-activity",
};

pub(super) const SILENCE: Telling = Telling {
    alert: Alert::Silence,
    what: "Silence",
    action: "silence-action",
    visual: "visual-silence",
};

impl Server {
    pub(super) fn bell_rang(&mut self, pane: PaneId) {
        let Some(window) = self.model.graph.window_under(pane) else { return };
        self.break_silence(window);
        if !self.model.window_lookup(Some(window)).flag("monitor-bell") {
            return;
        }
        let seen = self.is_seen(pane);
        if !seen {
            self.model.graph.mark_alert(window, Alert::Bell);
        }
        self.alert(pane, window, &BELL);
    }

    /// Something was written in a pane of a window.
    pub(super) fn watch_activity(&mut self, pane: PaneId) {
        if let Some(window) = self.model.graph.window_of(pane) {
            self.window_active(window, pane);
        }
    }

    /// A window began, or became the current one: that is activity, too.
    pub(super) fn activity_in(&mut self, window: WindowId) {
        if let Some(pane) = self.model.graph.window(window).map(|window| window.active) {
            self.window_active(window, pane);
        }
    }

    /// `monitor-activity`: a window that nobody looks at is marked, and people are told.
    fn window_active(&mut self, window: WindowId, pane: PaneId) {
        self.break_silence(window);
        let is_new = self.model.graph.window(window).is_some_and(|window| !window.alerted);
        if !is_new || !self.model.window_lookup(Some(window)).flag("monitor-activity") {
            return;
        }
        if !self.is_seen(pane) {
            self.model.graph.mark_alert(window, Alert::Activity);
        }
        self.alert(pane, window, &ACTIVITY);
    }

    /// Tells people of what happened in a window, as their sessions' options say.
    pub(super) fn alert(&mut self, pane: PaneId, window: WindowId, alert: &Telling) {
        for client in self.clients_with(pane) {
            let current = self.model.client_window(client) == Some(window);
            let session = self.model.graph.client(client).and_then(Client::session);
            let options = self.model.session_lookup(session);
            if !applies(&options.text(alert.action), current) {
                continue;
            }
            let visual = options.text(alert.visual);
            if visual != "on" {
                self.model.tell_outlet(client, OutletTask::Bell);
            }
            if visual != "off" {
                let index = session
                    .and_then(|session| self.model.graph.session(session)?.index_of(window))
                    .map_or_else(String::new, |index| index.to_string());
                let what = alert.what;
                let text = match current {
                    true => format!("{what} in current window"),
                    false => format!("{what} in window {index}"),
                };
                self.model.show_message(client, &text, None);
            }
        }
        self.tell_alert(pane, window, alert);
    }

    /// Tells of it once for each session that has the window and wants to know.
    fn tell_alert(&mut self, pane: PaneId, window: WindowId, alert: &Telling) {
        let (model, change) = (&self.model, Change::Alerted(pane, alert.alert));
        let places: Vec<Place> = model
            .sessions_with(window)
            .filter(|session| {
                let action = model.session_lookup(Some(session.id)).text(alert.action);
                applies(&action, session.window() == Some(window))
            })
            .filter_map(|session| {
                let place = Place::of_index(model, session.id, session.index_of(window)?);
                Some(Place { pane: Some(pane), ..place })
            })
            .collect();
        for place in places {
            let (change, was) = (change.clone(), Was::Untold);
            self.model.graph.tell_at(Told { change, place, was });
        }
    }

    pub(super) fn is_seen(&self, pane: PaneId) -> bool {
        self.model.graph.clients_seeing(pane).next().is_some()
    }
}

/// Whether an action (`bell-action`) is one for a window that is the current one, or is not.
fn applies(action: &str, current: bool) -> bool {
    match action {
        "any" => true,
        "current" => current,
        "other" => !current,
        _ => false,
    }
}

//! Alerts: bells, and what happens in windows that nobody looks at.

use crate::model::change::{Alert, Change};
use crate::model::client::Client;
use crate::model::effect::OutletTask;
use crate::model::id::{PaneId, WindowId};

use super::Server;

/// The options that say how people are told of something in a window.
struct Telling {
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

impl Server {
    pub(super) fn bell_rang(&mut self, pane: PaneId) {
        let Some(window) = self.model.graph.window_under(pane) else { return };
        if !self.model.window_lookup(Some(window)).flag("monitor-bell") {
            return;
        }
        let seen = self.is_seen(pane);
        if !seen {
            self.model.graph.mark_alert(window, Alert::Bell);
        }
        self.alert(pane, window, &BELL);
    }

    /// `monitor-activity`: a window that nobody looks at is marked.
    pub(super) fn watch_activity(&mut self, pane: PaneId) {
        let Some(window) = self.model.graph.window_of(pane) else { return };
        // Most of what is written is seen: that is looked at first.
        let unseen = self.model.graph.window(window).is_some_and(|window| !window.alerted)
            && !self.is_seen(pane);
        if unseen && self.model.window_lookup(Some(window)).flag("monitor-activity") {
            self.model.graph.mark_alert(window, Alert::Activity);
            self.alert(pane, window, &ACTIVITY);
        }
    }

    /// Tells people of what happened in a window, as their sessions' options say.
    fn alert(&mut self, pane: PaneId, window: WindowId, alert: &Telling) {
        for client in self.clients_with(pane) {
            let current = self.model.client_window(client) == Some(window);
            let session = self.model.graph.client(client).and_then(Client::session);
            let options = self.model.session_lookup(session);
            let wanted = match options.text(alert.action).as_str() {
                "any" => true,
                "current" => current,
                "other" => !current,
                _ => false,
            };
            if !wanted {
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
        self.model.graph.tell(Change::Alerted(pane, alert.alert));
    }

    fn is_seen(&self, pane: PaneId) -> bool {
        self.model.graph.clients_seeing(pane).next().is_some()
    }
}

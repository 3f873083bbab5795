//! How programs in panes end, and what is bound to panes: what becomes of the pane then.

use crate::model::change::Change;
use crate::model::id::{ClientId, PaneId};
use crate::model::resolve::Place;
use crate::model::run::Ended;

use super::Server;

impl Server {
    /// A pane's pty has no more to read: with its program's end that is the pane's.
    pub fn drained(&mut self, id: PaneId) {
        // The system may say it more than once.
        if let Some(pane) = self.model.graph.pane_mut(id).filter(|pane| !pane.run.drained) {
            pane.run.drained = true;
            self.close_if_over(id);
        }
    }

    /// A process ended.
    pub fn exited(&mut self, pid: i32, ended: Ended) {
        let clock = self.model.clock;
        let pane = self.model.graph.panes().find(|pane| pane.run.is_process(pid));
        if let Some(id) = pane.map(|pane| pane.id)
            && let Some(pane) = self.model.graph.pane_mut(id)
        {
            pane.run.end(ended, clock);
            self.model.graph.differs(Change::PaneAltered(id));
            self.close_if_over(id);
        }
    }

    /// A pane's program could not be started, and would leave a shell with this status. What ran
    /// there before is kept as if it had ended so.
    pub fn not_started(&mut self, id: PaneId, status: i32) {
        let Some(pane) = self.model.graph.pane_mut(id) else { return };
        if pane.restarts == 0 {
            return self.model.remove_pane(id);
        }
        pane.run.end(Ended::Exited(status), self.model.clock);
        pane.run.drained = true;
        self.close_if_over(id);
    }

    fn close_if_over(&mut self, id: PaneId) {
        let Some(pane) = self.model.graph.pane(id) else { return };
        let (Some(ended), true) = (pane.run.ended, pane.run.drained) else { return };
        self.model.watches.ended(id, ended);
        self.outlets.recorded_end(&self.model, id, ended);
        let policy = self.model.pane_lookup(id).text("remain-on-exit");
        let kept = self.model.session_to_keep(id, ended);
        let popup = self.model.popup_of(id);
        let keep = match policy.as_str() {
            _ if popup.is_some() => popup.is_some_and(|popup| popup.stays(ended)),
            "on" | "key" => true,
            "failed" => ended.status() != 0,
            _ => kept.is_some(),
        };
        let clock = self.model.clock;
        if let Some(pane) = self.model.graph.pane_mut(id) {
            let change = pane.command_log.over(pane.terminal.anchor(), clock);
            self.tell_command(id, change);
        }
        // Whoever asked for it to run again looks on.
        if !self.model.graph.pane(id).is_some_and(|pane| pane.run.again) {
            self.end_streams(id, ended);
        }
        if self.model.comes_back(id, ended) {
            return;
        }
        let place = Place::of_pane(&self.model, id);
        if !keep {
            self.model.graph.tell(Change::PaneExited(id));
            return self.model.remove_pane(id);
        }
        // A popup's edge says how to go on.
        let text = match self.model.popup_of(id) {
            Some(_) => String::new(),
            None => {
                let format = self.model.pane_lookup(id).text("remain-on-exit-format");
                self.model.expand_time(&format, &place)
            }
        };
        if let Some(pane) = self.model.graph.pane_mut(id) {
            pane.run.epitaph = !text.is_empty();
            if pane.run.epitaph {
                pane.terminal.feed(format!("\x1b[m\r\n{text}").as_bytes());
            }
        }
        self.model.name_window_of(id);
        kept.into_iter().for_each(|session| self.model.keep_session(session));
        self.model.graph.tell(Change::PaneDied(id, ended.status()));
    }

    /// The command that a pane was piped to is over: whoever looks is told, if it did not end by
    /// itself.
    pub fn pipe_over(&mut self, id: PaneId, reason: Option<String>) {
        let Some(pane) = self.model.graph.alter_pane(id) else { return };
        pane.piped = false;
        let Some(reason) = reason else { return };
        let Some(session) = Place::of_pane(&self.model, id).session else { return };
        let clients: Vec<ClientId> = self.model.attached_to(session).map(|it| it.id).collect();
        for client in clients {
            let text = format!("the pipe of {id} is closed: {reason}");
            self.model.show_message(client, &text, None);
        }
    }
}

//! Who reads of what changed, when an event is nearly over: each takes what concerns it, in order.
//! What hooks change in turn is read likewise, which must come to an end.

use crate::command::Wait;
use crate::model::answer::Answer;
use crate::model::change::Change;
use crate::model::id::{ClientId, PaneId};
use crate::model::levels::Level;
use crate::model::session::Session;

use super::Server;
use super::queue::MOST_HOOKS;

/// What of what displays show has to be made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// Nothing.
    Nothing,
    /// What one client is shown.
    Client(ClientId),
    /// What those are who see a pane.
    Pane(PaneId),
    /// What all are: formats may ask for anything.
    All,
}

impl Change {
    /// What has to be made again where it is shown.
    fn shown(&self) -> Shown {
        match *self {
            Self::ClientAltered(client)
            | Self::ClientUsed(client)
            | Self::ClientThemeChanged(client, _) => Shown::Client(client),
            Self::ModeAltered(pane) => Shown::Pane(pane),
            Self::PaneFocused(..)
            | Self::ClientFocused(..)
            | Self::Bell(_)
            | Self::Alerted(..)
            | Self::SessionAltered(_)
            | Self::WindowAltered(_)
            | Self::ShellMarked(_)
            | Self::MessagesChanged
            | Self::AnswersChanged
            | Self::ChannelsChanged
            | Self::HooksChanged
            | Self::CommandStarted(..)
            | Self::CommandFinished(..)
            | Self::OutputQuiet(..)
            | Self::PaneMoved(_)
            | Self::MarkChanged(_)
            | Self::WindowZoomed(..)
            | Self::ClientCreated(_)
            | Self::ClientClosed(_)
            | Self::PaneTitled(..)
            | Self::ClipboardSet(_)
            | Self::BufferSet(_)
            | Self::BufferDeleted(_)
            | Self::PopupClosed(..) => Shown::Nothing,
            Self::SessionCreated(_)
            | Self::SessionClosed(_)
            | Self::SessionRenamed(_)
            | Self::SessionGrouped(..)
            | Self::SessionUngrouped(..)
            | Self::SessionWindowChanged(_)
            | Self::IndexesChanged(_)
            | Self::WindowLinked(..)
            | Self::WindowUnlinked(..)
            | Self::WindowCreated(_)
            | Self::WindowClosed(_)
            | Self::WindowRenamed(_)
            | Self::WindowResized(_)
            | Self::LayoutChanged(_)
            | Self::ActivePaneChanged(_)
            | Self::AlertsChanged(_)
            | Self::PaneCreated(_)
            | Self::PaneDied(..)
            | Self::PaneExited(_)
            | Self::PaneClosed(..)
            | Self::PaneRestarted(_)
            | Self::PaneReset(_)
            | Self::PaneResized(..)
            | Self::PaneTitleChanged(_)
            | Self::ModeChanged(_)
            | Self::PaneAltered(_)
            | Self::ClientAttached(_)
            | Self::ClientDetached(_)
            | Self::ClientSessionChanged(..)
            | Self::ClientResized(_)
            | Self::OptionSet(_)
            | Self::EnvironmentChanged(_)
            | Self::BuffersChanged
            | Self::KeyTableChanged
            | Self::ShownChanged => Shown::All,
        }
    }
}

impl Server {
    /// Everybody who has to know reads what changed, and what follows from that.
    pub fn read_changes(&mut self) {
        self.wake_waiting();
        let mut left = MOST_HOOKS;
        loop {
            self.read_on();
            if self.model.hooks.is_empty() {
                break;
            }
            self.run_hooks(&mut left);
        }
        self.model.graph.forget_gone();
        for (client, feed) in std::mem::take(&mut self.model.feeds) {
            self.outlets.open(client, feed.into());
        }
    }

    /// Reads, and what that changes in turn, until there is nothing to be read. Hooks are only found
    /// by it, so that it comes to an end.
    fn read_on(&mut self) {
        while !self.model.graph.changes().is_empty() {
            self.model.tell_buffers();
            self.model.settle();
            self.tell_focus();
            let changes = self.model.graph.take_changes();
            self.typist = None;
            let mut shown = Shown::Nothing;
            for told in &changes {
                if let Some(checkpoint) = &mut self.checkpoint {
                    checkpoint.read(&told.change);
                }
                self.read_unsaved(told);
                self.model.log_change(told);
                self.model.hook_change(told);
                self.follow_one(&told.change);
                self.outlets.read_change(&self.model, &told.change);
                self.outlets.notify(&self.model, told);
                match told.change.shown() {
                    Shown::Client(client) => self.alter_display(client),
                    Shown::Pane(pane) => self.alter_seeing(pane),
                    Shown::All => shown = Shown::All,
                    Shown::Nothing => {}
                }
            }
            if shown == Shown::All {
                self.alter_displays();
            }
            self.wake_waiting();
        }
    }

    /// What follows from a single change.
    fn follow_one(&mut self, change: &Change) {
        match *change {
            Change::PaneClosed(pane, _) => {
                self.model.watches.closed(pane);
                self.end_lost_streams();
            }
            Change::PopupClosed(_, pane, status) => {
                self.wake(&Wait::Popup(pane), &Answer::Ended(status));
            }
            // A window may be named by what its pane shows.
            Change::ModeChanged(pane) => self.model.name_window_of(pane),
            Change::SessionWindowChanged(session) => {
                self.forget_pans(session);
                let window = self.model.graph.session(session).and_then(Session::window);
                window.into_iter().for_each(|window| self.activity_in(window));
            }
            Change::ClientSessionChanged(_, Some(session)) => self.forget_pans(session),
            Change::WindowCreated(window) => {
                self.watch_silence_of(window);
                self.activity_in(window);
            }
            Change::WindowClosed(window) => self.watch_silence_of(window),
            Change::AlertsChanged(window) => self.watch_silence_again(window),
            Change::OptionSet(Level::Window(window)) => self.watch_silence_of(window),
            Change::AnswersChanged | Change::OptionSet(Level::Server) => self.keep_answers(),
            Change::OptionSet(Level::Windows) => self.watch_silence(),
            Change::ClientAttached(client) => {
                self.model.follow_agent();
                if self.model.graph.display(client).is_some() {
                    self.attached(client);
                }
            }
            _ => {}
        }
    }

    /// What a client is shown is made again, but for what programs drew.
    fn alter_display(&mut self, client: ClientId) {
        if let Some(display) = self.outlets.display(client) {
            display.alter();
        }
    }

    /// The same for all who see a pane.
    fn alter_seeing(&mut self, pane: PaneId) {
        let seeing: Vec<ClientId> = self.model.graph.clients_seeing(pane).map(|it| it.id).collect();
        seeing.into_iter().for_each(|client| self.alter_display(client));
    }

    /// What all are shown is made again, and of what is shown by the clock.
    pub fn alter_displays(&mut self) {
        let displays: Vec<ClientId> = self.outlets.displays().map(|(client, _)| client).collect();
        self.model.refresh_choosers(&displays);
        displays.into_iter().for_each(|client| self.alter_display(client));
        self.run_drawn_commands();
        self.status_due = self.status_deadline();
    }
}

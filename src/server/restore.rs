//! The state of a server, written down as it changes, and a server that goes on where another ended.

use crate::command::editor_found;
use crate::model::Model;
use crate::model::id::PaneId;
use crate::model::resolve::Place;
use crate::model::state::{Checkpoint, Key, State, StateError, Terminals};

use super::Server;
use super::history_file::HistoryFile;
use super::queue::{Origin, Queue};
use super::start::World;

impl Server {
    /// A server whose state is this. No configuration is carried out, and no program started: those
    /// that ran are for whoever kept them. Its clients are where they were, and nobody is connected
    /// to them yet.
    ///
    /// # Errors
    /// It is no state, or none that this pmux can read.
    pub fn restore(
        world: &World,
        state: &State,
        terminals: Terminals<'_>,
    ) -> Result<Self, StateError> {
        let mut server = Self::new(world);
        let mut empty = Model::new(world.identity.clone(), world.local_time);
        empty.home_of = world.home_of;
        server.model = empty.restore(state, terminals)?;
        server.model.accounts = world.accounts;
        server.model.usual_keys = Self::usual_keys(world);
        server.checkpoint = Some(Checkpoint::new(&server.model, state.keys()));
        server.history_file = HistoryFile::known(server.model.answers_file());
        // Their programs were told by the server before.
        server.focused = server.has_focus();
        server.watch_silence();
        let running = server.model.graph.panes().filter(|pane| !pane.is_dead());
        let running: Vec<PaneId> = running.map(|pane| pane.id).collect();
        running.into_iter().for_each(|pane| server.touch(pane));
        server.wait_for_editors();
        Ok(server)
    }

    /// Waits for the editors that the server before started.
    fn wait_for_editors(&mut self) {
        let editors = self.model.graph.panes();
        let editors = editors.filter_map(|pane| Some((pane.id, pane.edit.as_deref()?.clone())));
        for (pane, edit) in editors.collect::<Vec<_>>() {
            let here = Place::of_pane(&self.model, pane);
            self.start(Queue::new(Origin::Hook, [editor_found(pane, edit)], here));
        }
    }

    /// From now on the state is to be written.
    pub fn keep_state(&mut self) {
        self.checkpoint = Some(Checkpoint::new(&self.model, []));
    }

    /// Nobody writes it any more.
    pub fn leave_state(&mut self) {
        self.checkpoint = None;
    }

    /// The times of a pane's lines are to be written with the rest: they go with what its program
    /// wrote, so this is for whoever writes that.
    pub fn keep_line_times(&mut self, pane: PaneId) {
        if let Some(checkpoint) = &mut self.checkpoint {
            checkpoint.line_times(pane);
        }
    }

    /// Has `write` told of each section of the state that may not be as it was written last, or that
    /// it is gone. It is to be called when an event is over; what it tells belongs together.
    pub fn write_state(&mut self, write: impl FnMut(&Key, Option<&[u8]>)) {
        if let Some(checkpoint) = &mut self.checkpoint {
            checkpoint.write(&mut self.model, write);
        }
    }
}

//! Which part of a window a display shows where the window is larger (`refresh-client -L` and its like):
//! the one that the cursor is in, or one that its person moved to, for as long as they stay.

use crate::geometry::Direction;
use crate::model::change::Change;
use crate::model::id::{ClientId, SessionId};

use super::Server;
use super::project::Placement;

impl Server {
    /// The part that a display shows moves, or follows the cursor again.
    pub fn pan(&mut self, id: ClientId, to: Option<(Direction, u16)>) {
        let graph = &self.model.graph;
        let client = graph.client(id);
        let session = client.and_then(|it| graph.session(it.session()?));
        let window = self.model.client_window(id).and_then(|id| graph.window(id));
        let (Some(client), Some(session), Some(window)) = (client, session, window) else { return };
        let pan = to.map(|(direction, by)| {
            let now = Placement::of(&self.model, client, session, window);
            (window.id, now.moved(direction, by, window.size.cells).offset)
        });
        if let Some(display) = self.model.graph.display_mut(id) {
            display.pan = pan;
            self.model.graph.differs(Change::ShownChanged);
        }
    }

    /// Who shows another window from now on sees of the one before what its cursor is in, when they
    /// come back.
    pub(super) fn forget_pans(&mut self, session: SessionId) {
        let showing: Vec<ClientId> =
            self.model.graph.attached_to(session).map(|it| it.id).collect();
        for id in showing {
            if let Some(display) = self.model.graph.display_mut(id) {
                display.pan = None;
            }
        }
    }
}

//! How a pane begins that lies over the others of its window, and how one takes all that is done there.

use super::Model;
use super::float::Home;
use super::floating::{Floating, Modal};
use super::launch::{Launch, NewPane};
use crate::geometry::Area;
use crate::model::change::Change;
use crate::model::id::{PaneId, SessionId};

/// A pane that is to lie over others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewFloat {
    /// Where.
    pub place: Area,
    /// Whether there are edges around it.
    pub framed: bool,
    /// It is seen over a zoomed pane, too.
    pub over_zoom: bool,
    /// It takes all that is done in the window: with these, every key and a click elsewhere too.
    pub modal: Option<(bool, bool)>,
    /// It becomes the active one.
    pub active: bool,
    /// And has the whole window.
    pub zoom: bool,
}

impl Model {
    /// A new pane over the others of the window that `at` is of.
    pub fn float_pane(
        &mut self,
        session: SessionId,
        at: PaneId,
        new: NewFloat,
        launch: &Launch,
    ) -> Option<NewPane> {
        let window = self.graph.window_of(at)?;
        let pane = self.pane_id();
        let size = self.graph.alter_window(window, |it| {
            let tile = it.tile_after(at);
            let zoomed = it.zoomed_pane();
            let was_over = it.zoomed && zoomed != Some(it.active);
            let NewFloat { place, framed, over_zoom, .. } = new;
            it.lay_over(Floating { pane, place, framed, over_zoom, tile });
            if new.modal.is_some() {
                it.raise(pane);
            }
            // What is not to be seen over a zoomed pane ends its zoom.
            it.zoomed &= over_zoom || was_over;
            let before = it.active;
            if new.active || new.modal.is_some() {
                it.activate(pane);
            }
            it.zoomed |= new.zoom;
            if let Some((takes_keys, ends_on_click)) = new.modal {
                it.modal = Some(Modal { pane, before, takes_keys, ends_on_click });
            }
            it.size.part(it.pane_size(pane).unwrap_or(place.size))
        })?;
        self.start_pane(session, Home::Window(window), pane, size, launch);
        self.graph.tell(Change::PaneCreated(pane));
        Some(NewPane { session, window, pane })
    }
}

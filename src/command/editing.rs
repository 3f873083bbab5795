//! Editing what is chosen, with the editor of the option, in a popup, or called tmux in a pane that takes
//! all that is done in the window: of a buffer its text.

use super::display_popup::popup;
use super::{Context, Flow, Outcome, Wait};
use crate::dialect::Dialect;
use crate::geometry::{Area, Size};
use crate::language::command_line::quote;
use crate::model::Launch;
use crate::model::client::Client;
use crate::model::graph::NewFloat;
use crate::model::id::{ClientId, PaneId};
use crate::model::popup::{Closes, Popup};

impl Context<'_> {
    /// Has a buffer edited.
    pub(super) fn edit_buffer(&mut self, pane: PaneId, buffer: &str) -> Outcome {
        let (pmux, name) = (self.model.identity.dialect.name(), quote(buffer));
        let before = format!("{pmux} save-buffer -b {name} \"$file\"");
        let after = format!("{pmux} load-buffer -b {name} \"$file\"");
        self.edit_file(pane, &before, &after)
    }

    /// Has a file edited: shell commands put something into `$file` before, and take it out after. Nobody
    /// waits for that.
    pub(super) fn edit_file(&mut self, pane: PaneId, before: &str, after: &str) -> Outcome {
        let Some(client) = self.choosing_client() else { return Ok(Flow::Next) };
        let editor = self.model.server().text("editor");
        let script =
            format!("file=$(mktemp) && {before} && {editor} \"$file\" && {after}; rm -f \"$file\"");
        let launch = Launch { command: vec![script], ..Launch::default() };
        if self.model.identity.dialect == Dialect::Tmux {
            return self.edit_in_pane(client, &launch);
        }
        if self.model.graph.display(client).is_none_or(|it| it.popup.is_some()) {
            return Ok(Flow::Next);
        }
        let popup = Popup { closes: Closes::OnExit, ..popup(self, client)? };
        let Some(shown) = self.model.open_popup(client, popup, &launch) else {
            return Ok(Flow::Next);
        };
        self.wait_or_go_on(true, Wait::Spawn(shown), move |context, answer| {
            answer.done()?;
            context.wait(Wait::Popup(shown), move |context, _| {
                context.model.refresh_chooser(pane);
                Ok(Flow::Next)
            })
        })
    }

    /// Starts an editor in a pane that lies over nearly all of a client's window, until it ends. Where
    /// another takes all there already there is no room for it.
    fn edit_in_pane(&mut self, client: ClientId, launch: &Launch) -> Outcome {
        let session = self.model.graph.client(client).and_then(Client::session);
        let window = self.model.client_window(client).and_then(|id| self.model.graph.window(id));
        let (Some(session), Some(window)) = (session, window.filter(|it| it.modal.is_none()))
        else {
            return Ok(Flow::Next);
        };
        let Size { cols, rows } = window.size.cells;
        let nearly = |side: u16| (u32::from(side) * 9 / 10).max(1) as u16;
        let before = |side: u16| i32::from(side / 2) - i32::from(nearly(side) / 2);
        let size = Size::new(nearly(cols), nearly(rows));
        let float = NewFloat {
            place: Area::new(before(cols), before(rows), size),
            framed: self.model.window_lookup(Some(window.id)).text("pane-border-lines") != "none",
            over_zoom: true,
            modal: Some((false, false)),
            active: true,
            zoom: false,
        };
        let at = window.active;
        if let Some(new) = self.model.float_pane(session, at, float, launch) {
            self.set_for_pane(new.pane, "remain-on-exit", "off")?;
        }
        Ok(Flow::Next)
    }
}

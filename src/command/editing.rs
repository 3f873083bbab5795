//! Editing what is chosen, with the editor of the option, in a popup: of a buffer its text.

use super::display_popup::popup;
use super::{Context, Flow, Outcome, Wait};
use crate::language::command_line::quote;
use crate::model::Launch;
use crate::model::id::PaneId;
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
        if self.model.graph.display(client).is_none_or(|it| it.popup.is_some()) {
            return Ok(Flow::Next);
        }
        let editor = self.model.server().text("editor");
        let script =
            format!("file=$(mktemp) && {before} && {editor} \"$file\" && {after}; rm -f \"$file\"");
        let popup = Popup { closes: Closes::OnExit, ..popup(self, client)? };
        let launch = Launch { command: vec![script], ..Launch::default() };
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
}

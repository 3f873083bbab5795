//! Why nothing is known of the commands in a pane's shell, for those who ask for them.

use crate::model::Model;
use crate::model::id::PaneId;
use crate::model::resolve::Place;
use crate::model::shells::{Standing, standing};

/// How to have marks whatever the shell is.
const HOW: &str = "docs/automation.md tells how a prompt sets them";

/// Why no command is known of a pane, and how to have that otherwise.
pub fn why_none(model: &Model, id: PaneId) -> String {
    let Some(pane) = model.graph.pane(id) else { return String::new() };
    if pane.run.shell.is_marked() {
        return format!("no command is known of {id}: none has been run since its shell set marks");
    }
    let session = Place::of_pane(model, id).session;
    let name = pane.run.program.name();
    let reason = match standing(&pane.run.program) {
        _ if !model.session_lookup(session).flag("shell-integration") => {
            "shell-integration is off; pmux set -g shell-integration on, and start it anew"
                .to_owned()
        }
        Standing::Integrated => format!(
            "its shell has set no marks yet (pmux await --prompt {id} waits for its prompt), or its \
             own files leave no way for pmux's: {HOW}"
        ),
        Standing::Arguments => {
            format!("{name} was started with arguments of its own, and so without pmux's: {HOW}")
        }
        Standing::Other => {
            format!("only bash, zsh and fish are made to, and this is {name}: {HOW}")
        }
    };
    format!("no command is known of {id}: its shell sets no marks: {reason}")
}

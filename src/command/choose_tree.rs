//! `choose-tree`: sessions, windows and panes to choose from.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::id::ClientId;
use crate::model::mode::{Chooser, Recipe, Things};
use crate::model::tree::Depth;

/// The entry.
pub const COMMAND: Command = Command {
    name: "choose-tree",
    alias: None,
    // -G, -K and -N are for what a chooser here has not.
    flags: &[
        flag::ignored('G'),
        flag::ignored('N'),
        flag::REVERSE,
        Flag::new('s', "sessions only"),
        Flag::new('w', "sessions and windows only"),
        flag::ZOOM,
        flag::FORMAT,
        flag::FILTER,
        Flag::with('K', value::KEY_FORMAT),
        Flag::with('O', value::SORT_ORDER),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Optional(value::TEMPLATE)],
    about: "Choose a session, window or pane from a tree; -s opens sessions only, -w windows",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

/// What is done with what is chosen.
pub const TEMPLATE: &str = "switch-client -Zt '%%'";

fn run(context: &mut Context<'_>) -> Outcome {
    context.choosing_client()?;
    let depth = if context.has('s') {
        Depth::Sessions
    } else if context.has('w') {
        Depth::Windows
    } else {
        Depth::Panes
    };
    let template = context.operand(0).unwrap_or(TEMPLATE);
    let recipe = context.recipe(depth);
    let chooser = Chooser::new(Things::Tree, "Sessions, windows and panes", template, recipe);
    let target = context.target;
    let here = context
        .model
        .tree(&chooser.recipe)
        .into_iter()
        .rev()
        .find(|branch| {
            let same_pane = depth < Depth::Panes || branch.place.pane == target.pane;
            let same_index = depth < Depth::Windows || branch.place.index == target.index;
            branch.place.session == target.session && same_index && same_pane
        })
        .map(|branch| branch.target);
    context.choose(chooser, &here.unwrap_or_default())
}

impl Context<'_> {
    /// Has somebody choose in the pane that they type into, or the target.
    pub fn choose(&mut self, chooser: Chooser, selected: &str) -> Outcome {
        let pane = self.typed_pane()?;
        self.model.open_chooser(pane, chooser, selected, self.has('Z'));
        Ok(Flow::Next)
    }

    /// How the lines of a chooser are made, by `-F`, `-f`, `-O` and `-r`.
    pub fn recipe(&self, depth: Depth) -> Recipe {
        Recipe {
            depth,
            format: self.value('F').unwrap_or_default().to_owned(),
            condition: self.value('f').unwrap_or_default().to_owned(),
            order: self.value('O').unwrap_or_default().to_owned(),
            reversed: self.has('r'),
        }
    }

    /// The client that shows something to choose from: the one that asked, or one that shows
    /// the target's session.
    ///
    /// # Errors
    /// Nobody is attached.
    pub fn choosing_client(&self) -> Result<ClientId, Failure> {
        let attached = |id: &ClientId| {
            self.model.graph.client(*id).is_some_and(|client| client.session().is_some())
        };
        let own = self.client.filter(attached);
        own.or_else(|| self.model.latest_client(self.target.session))
            .ok_or_else(|| Failure::not_found("no current client"))
    }
}

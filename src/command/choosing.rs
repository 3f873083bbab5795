//! What the commands that have something chosen have in common.

use super::{Context, Failure, Flow, Outcome};
use crate::dialect::Dialect;
use crate::language::syntax::Flag;
use crate::model::id::ClientId;
use crate::model::mode::{Chooser, Preview, Recipe, Things};
use crate::model::tree::Depth;

/// The pane is killed with the mode.
pub const KILL: Flag = Flag::new('k', "kill the pane when it is left");

/// No preview at first; given twice a large one.
pub const NO_PREVIEW: Flag = Flag::new('N', "no preview; -NN a large one");

/// Nothing is asked.
pub const ACCEPT: Flag = Flag::new('y', "kill without asking");

impl Context<'_> {
    /// Has somebody choose in the pane that they type into, or the target.
    pub fn choose(&mut self, mut chooser: Chooser, selected: &str) -> Outcome {
        let pane = self.typed_pane()?;
        let shows = chooser.things == Things::Settings;
        chooser.preview = match (self.model.identity.dialect, self.arguments.count('N')) {
            (_, 2..) => Preview::Big,
            (Dialect::Pmux, _) if !shows => Preview::Off,
            (_, 1) => Preview::Off,
            (_, 0) => Preview::Normal,
        };
        chooser.accepts = self.has('y');
        self.model.open_chooser(pane, chooser, selected, self.has('Z'));
        if self.has('k') {
            self.model.end_with_mode(pane);
        }
        Ok(Flow::Next)
    }

    /// How the lines of a chooser are made, by `-F`, `-f`, `-O`, `-r` and the like.
    ///
    /// # Errors
    /// They cannot be in that order.
    pub fn recipe(&self, things: Things, depth: Depth) -> Result<Recipe, Failure> {
        let text = |flag| self.value(flag).unwrap_or_default().to_owned();
        let order = text('O').to_ascii_lowercase();
        let order = match order.as_str() {
            "key" => "index",
            "title" => "name",
            "time" => "activity",
            order => order,
        };
        const ORDERS: &[&str] =
            &["activity", "creation", "index", "modifier", "name", "order", "size", "z"];
        if !order.is_empty() && !ORDERS.contains(&order) {
            return Err(Failure::new("invalid sort order"));
        }
        let usual = match (things, self.model.identity.dialect) {
            (Things::Tree, Dialect::Tmux) => "index",
            (Things::Tree | Things::Clients, _) => "name",
            (Things::Buffers, _) => "creation",
            (Things::Settings, _) => "",
        };
        Ok(Recipe {
            depth,
            format: text('F'),
            condition: text('f'),
            order: if order.is_empty() { usual } else { order }.to_owned(),
            reversed: self.has('r'),
            key_format: text('K'),
            hides_own: self.has('h'),
            all_of_groups: self.has('G'),
            ..Recipe::default()
        })
    }

    /// The client that shows something to choose from, if there is one: the one that asked, or one
    /// that shows the target's session.
    pub fn choosing_client(&self) -> Option<ClientId> {
        let attached = |id: &ClientId| {
            self.model.graph.client(*id).is_some_and(|client| client.session().is_some())
        };
        let own = self.client.filter(attached);
        own.or_else(|| self.model.latest_client(self.target.session))
    }
}

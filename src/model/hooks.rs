//! Hooks: commands that people hang on to what happens. They are kept as options, and wait in
//! [`Model::hooks`] for the server to run them.

use super::Model;
use super::options::Lookup;
use super::resolve::Place;

/// Commands that are to be run since something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hooked {
    /// The commands.
    pub commands: String,
    /// Who is concerned.
    pub place: Place,
    /// How many hooks led to it, itself counted.
    pub led: usize,
}

impl Model {
    /// Something happened, in hook's words: whatever is set for it at this place is to be run.
    /// A name that is no hook's is nobody's business, so that `after-` and any command's name
    /// may be given.
    pub fn notify(&mut self, hook: &str, place: &Place) {
        let commands: Vec<String> = self.hook_lookup(place).list(hook).into_iter().collect();
        let (place, led) = (*place, self.hooked + 1);
        let hooked = |commands| Hooked { commands, place, led };
        self.hooks.extend(commands.into_iter().map(hooked));
    }

    /// All levels of options that hold at a place, nearest first.
    fn hook_lookup(&self, place: &Place) -> Lookup<'_> {
        let pane = place.pane.and_then(|id| self.panes.get(&id)).map(|pane| &pane.options);
        let window = place.window.and_then(|id| self.windows.get(&id)).map(|w| &w.options);
        let session = place.session.and_then(|id| self.sessions.get(&id)).map(|s| &s.options);
        let levels = [
            pane,
            window,
            Some(&self.window_options),
            session,
            Some(&self.session_options),
            Some(&self.server_options),
        ];
        let levels: Vec<_> = levels.into_iter().flatten().collect();
        Lookup::new(levels)
    }
}

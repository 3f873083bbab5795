//! Hooks: commands that people hang on to what happens. They are kept as options, and wait in
//! [`Model::hooks`] for the server to run them.

use std::rc::Rc;

use super::Model;
use super::options::Lookup;
use super::resolve::Place;

/// What the formats of a hook's commands know of what happened: `#{hook}` and others.
pub type About = Rc<[(String, String)]>;

/// Commands that are to be run since something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hooked {
    /// The commands.
    pub commands: String,
    /// Who is concerned.
    pub place: Place,
    /// How many hooks led to it, itself counted.
    pub led: usize,
    /// What happened.
    pub about: About,
}

impl Model {
    /// Something happened, in hook's words: whatever is set for it at this place is to be run.
    /// A name that is no hook's is nobody's business, so that `after-` and any command's name
    /// may be given.
    pub fn notify(&mut self, hook: &str, place: &Place) {
        self.notify_of(hook, place, Vec::new);
    }

    /// The same, with what only this hook's formats know of.
    pub fn notify_of(
        &mut self,
        hook: &str,
        place: &Place,
        more: impl FnOnce() -> Vec<(String, String)>,
    ) {
        let commands: Vec<String> = self.hook_lookup(place).list(hook).into_iter().collect();
        if commands.is_empty() {
            return;
        }
        let about: About = self.about(hook, place).chain(more()).collect();
        let (place, led) = (*place, self.hooked + 1);
        let hooked = |commands| Hooked { commands, place, led, about: about.clone() };
        self.hooks.extend(commands.into_iter().map(hooked));
    }

    /// The hook's name, and the parts of its place that it is about, as tmux has them.
    fn about(&self, hook: &str, place: &Place) -> impl Iterator<Item = (String, String)> + use<> {
        let kind = hook.split('-').next().unwrap_or_default();
        let (window, pane) = match (kind, hook) {
            ("session", "session-window-changed") => (true, true),
            ("session", _) => (false, false),
            ("window", "window-pane-changed") => (true, true),
            ("window" | "alert", _) => (true, false),
            _ => (true, true),
        };
        let client = place.client.and_then(|id| self.graph.client(id));
        let session = place.session.and_then(|id| self.graph.session(id));
        let window = place.window.filter(|_| window);
        let window_name = window.and_then(|id| self.graph.window(id)).map(|it| it.name.clone());
        let all = [
            ("hook", Some(hook.to_owned())),
            ("hook_client", client.map(|client| client.name().to_owned())),
            ("hook_session", session.map(|session| session.id.to_string())),
            ("hook_session_name", session.map(|session| session.name.clone())),
            ("hook_window", window.map(|window| window.to_string())),
            ("hook_window_name", window_name),
            ("hook_pane", place.pane.filter(|_| pane).map(|pane| pane.to_string())),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)))
    }

    /// All levels of options that hold at a place, nearest first.
    fn hook_lookup(&self, place: &Place) -> Lookup<'_> {
        let pane = place.pane.and_then(|id| self.graph.pane(id)).map(|pane| &pane.options);
        let window = place.window.and_then(|id| self.graph.window(id)).map(|w| &w.options);
        let session = place.session.and_then(|id| self.graph.session(id)).map(|s| &s.options);
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

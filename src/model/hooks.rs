//! Hooks: commands that people hang on to changes and commands. They are kept as options, and wait
//! in [`Model::hooks`] for the server to run them.

use std::rc::Rc;

use super::Model;
use super::change::{Alert, Change, Told};
use super::options::Lookup;
use super::resolve::Place;
use crate::style::Theme;

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

impl Change {
    /// The hook that goes with it.
    fn hook(&self) -> Option<&'static str> {
        Some(match self {
            Self::SessionCreated(_) => "session-created",
            Self::SessionClosed(_) => "session-closed",
            Self::SessionRenamed(_) => "session-renamed",
            Self::SessionWindowChanged(_) => "session-window-changed",
            Self::WindowLinked(..) => "window-linked",
            Self::WindowUnlinked(..) => "window-unlinked",
            Self::WindowRenamed(_) => "window-renamed",
            Self::WindowResized(_) => "window-resized",
            Self::LayoutChanged(_) => "window-layout-changed",
            Self::ActivePaneChanged(_) => "window-pane-changed",
            Self::PaneDied(..) => "pane-died",
            Self::PaneExited(_) => "pane-exited",
            Self::PaneTitleChanged(_) => "pane-title-changed",
            Self::ModeChanged(_) => "pane-mode-changed",
            Self::PaneFocused(_, true) => "pane-focus-in",
            Self::PaneFocused(_, false) => "pane-focus-out",
            Self::Alerted(_, Alert::Bell) => "alert-bell",
            Self::Alerted(_, Alert::Activity) => "alert-activity",
            Self::ClipboardSet(_) => "pane-set-clipboard",
            Self::ClientAttached(_) => "client-attached",
            Self::ClientDetached(_) => "client-detached",
            Self::ClientSessionChanged(..) => "client-session-changed",
            Self::ClientResized(_) => "client-resized",
            Self::ClientUsed(_) => "client-active",
            Self::ClientThemeChanged(_, Theme::Dark) => "client-dark-theme",
            Self::ClientThemeChanged(_, Theme::Light) => "client-light-theme",
            Self::ClientFocused(_, true) => "client-focus-in",
            Self::ClientFocused(_, false) => "client-focus-out",
            _ => return None,
        })
    }
}

impl Model {
    /// Hooks read of a change: what is set for it where it was is to be run.
    pub fn hook_change(&mut self, Told { change, place }: &Told) {
        let focus_is_told = || self.server().flag("focus-events");
        if matches!(change, Change::PaneFocused(..)) && !focus_is_told() {
            return;
        }
        if let Some(hook) = change.hook() {
            self.run_hook(hook, place, Vec::new);
        }
    }

    /// What is set for a hook at this place is to be run; its formats know `more` than others. A
    /// name that is no hook's is nobody's business, so that `after-` and any command's name may be
    /// given.
    pub fn run_hook(
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
        let client = place.client.and_then(|id| self.graph.was_client(id));
        let session = place.session.and_then(|id| self.graph.was_session(id));
        let window = place.window.filter(|_| window);
        let window_name = window.and_then(|id| self.graph.was_window(id)).map(|it| it.name.clone());
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
        let pane = place.pane.and_then(|id| self.graph.was_pane(id)).map(|pane| &pane.options);
        let window = place.window.and_then(|id| self.graph.was_window(id)).map(|w| &w.options);
        let session = place.session.and_then(|id| self.graph.was_session(id)).map(|s| &s.options);
        let levels = [
            pane,
            window,
            Some(&self.window_options),
            session,
            Some(&self.session_options),
            Some(&self.server_options),
        ];
        let levels: Vec<_> = levels.into_iter().flatten().collect();
        self.over_defaults(levels)
    }
}

//! The variables that formats can name (tmux(1), "FORMATS"): what is known of a place.
//!
//! A table for each thing that a variable can be about is the master copy: the manual and `--json`
//! read names, kinds and help there.

mod client;
mod loops;
mod pane;
mod server;
mod session;
mod window;

use crate::dialect::Dialect;
use crate::language::format::{self, Loop, Order, Time, Turn};
use crate::language::style;

use super::Model;
use super::client::Client;
use super::features;
use super::pane::Pane;
use super::resolve::Place;
use super::session::Session;
use super::window::Window;

/// What a variable's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A whole number; a time is in seconds since 1970.
    Number,
    /// 1 or 0.
    Flag,
}

/// What a variable is about, and what it is of that; `None` where there is no such thing.
#[derive(Debug, Clone, Copy)]
enum Get {
    Server(fn(&Scene<'_>) -> Option<String>),
    Session(fn(&Scene<'_>, &Session) -> Option<String>),
    Window(fn(&Scene<'_>, &Window) -> Option<String>),
    Pane(fn(&Scene<'_>, &Pane) -> Option<String>),
    Client(fn(&Scene<'_>, &Client) -> Option<String>),
}

/// A variable.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// What it is of what it is about: a sentence without capital and full stop.
    pub help: &'static str,
    get: Get,
}

/// All variables, by what they are about, in the order of their names.
pub const TABLES: [(&str, &[Variable]); 5] = [
    ("server", server::TABLE),
    ("session", session::TABLE),
    ("window", window::TABLE),
    ("pane", pane::TABLE),
    ("client", client::TABLE),
];

/// The variable of that name.
pub fn find(name: &str) -> Option<&'static Variable> {
    TABLES.iter().find_map(|(_, table)| {
        let at = table.binary_search_by(|variable| variable.name.cmp(name)).ok()?;
        table.get(at)
    })
}

/// The most shell commands that are known of to be run at a time.
const MOST_ASKED: usize = 64;

/// A place that a format is expanded for.
struct Scene<'a> {
    model: &'a Model,
    place: Place,
    /// What this one format brings along.
    extra: &'a [(&'a str, String)],
    /// The turn of a loop that it is.
    round: Option<loops::Round>,
    /// What the place was named for.
    about: About,
    /// Colours of the theme can be asked for.
    themes: bool,
    /// It is drawn in a status line, in which there are animations.
    moves: bool,
    /// A command has it worked out: shell commands in it are to be run.
    runs: bool,
}

/// What a place was named for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Nothing,
    Session,
    Window,
    Pane,
}

impl About {
    /// The most particular that there is of a place.
    fn of(place: &Place) -> Self {
        match (place.pane, place.window, place.session) {
            (Some(_), ..) => Self::Pane,
            (_, Some(_), _) => Self::Window,
            (.., Some(_)) => Self::Session,
            _ => Self::Nothing,
        }
    }
}

fn flag(value: bool) -> Option<String> {
    Some(if value { "1" } else { "0" }.to_owned())
}

impl Model {
    /// All variables that are something of a place, in the order of their names.
    pub fn known_variables(&self, place: &Place) -> Vec<(&'static str, String)> {
        let scene = Scene::of(self, place, &[]);
        let all = TABLES.iter().flat_map(|(_, table)| *table);
        let value = |it: &Variable| Some((it.name, scene.value(it)?));
        let mut known: Vec<_> = all.filter_map(value).collect();
        known.sort_unstable();
        known
    }

    /// Expands a format for a place.
    pub fn expand(&self, format: &str, place: &Place) -> String {
        self.expand_with(format, place, &[])
    }

    /// Expands a format for a place with some variables more.
    pub fn expand_with(&self, format: &str, place: &Place, extra: &[(&str, String)]) -> String {
        format::expand(format, &Scene::of(self, place, extra))
    }

    /// The same for a command, by which as tmux the shell commands in the format are run. What a command
    /// is given may be a name that a program chose: as tmux such a name has no shell command in it, and
    /// else nothing of what commands are given is run.
    pub fn expand_for_command(
        &self,
        format: &str,
        place: &Place,
        extra: &[(&str, String)],
    ) -> String {
        format::expand(format, &Scene::of_command(self, place, extra))
    }

    /// The same where `%H` and the like stand for the time now.
    pub fn expand_time_for_command(
        &self,
        format: &str,
        place: &Place,
        extra: &[(&str, String)],
    ) -> String {
        let text = format::expand_time(format, &Scene::of_command(self, place, extra));
        self.with_theme(text, place)
    }

    /// The same, and line by line how it was worked out.
    pub fn expand_time_traced(
        &self,
        format: &str,
        place: &Place,
        extra: &[(&str, String)],
    ) -> (String, Vec<String>) {
        let scene = Scene::of_command(self, place, extra);
        let (text, trace) = format::expand_time_traced(format, &scene);
        (self.with_theme(text, place), trace)
    }

    /// The shell commands in a format that is drawn.
    pub fn commands_drawn(&self, format: &str, place: &Place) -> Vec<String> {
        format::commands(format, &Scene::of(self, place, &[]))
    }

    /// Expands a format in which `%H` and the like stand for the time now.
    pub fn expand_time(&self, format: &str, place: &Place) -> String {
        self.expand_time_with(format, place, &[])
    }

    /// The same with some variables more.
    pub fn expand_time_with(
        &self,
        format: &str,
        place: &Place,
        extra: &[(&str, String)],
    ) -> String {
        let text = format::expand_time(format, &Scene::of(self, place, extra));
        self.with_theme(text, place)
    }

    /// The same where the theme's colours stand for nothing.
    pub(super) fn expand_without_theme(&self, format: &str, place: &Place) -> String {
        format::expand(format, &Scene { themes: false, ..Scene::of(self, place, &[]) })
    }

    /// What is drawn, with the theme's colours in its styles.
    fn with_theme(&self, text: String, place: &Place) -> String {
        match text.contains("theme") {
            true => style::in_styles(&text, &|name| self.theme_color(name, place)).into_owned(),
            false => text,
        }
    }

    /// The same in a status line, where something may move ([`Model::frame_due`]).
    pub fn expand_status(&self, format: &str, place: &Place) -> String {
        let scene = Scene { moves: true, ..Scene::of(self, place, &[]) };
        self.with_theme(format::expand_time(format, &scene), place)
    }

    /// The marks of a window in lists and the status line (tmux's `#F`).
    pub fn window_flags(&self, session: &Session, index: u32, window: &Window) -> String {
        let marks = [
            ('#', window.alerted),
            ('!', window.bell),
            ('~', self.graph.is_silent(window.id)),
            ('*', session.current == index),
            ('-', session.current != index && session.last() == Some(index)),
            ('M', self.marked.is_some_and(|pane| window.has(pane))),
            ('O', window.modal.is_some()),
            ('Z', window.zoomed),
        ];
        marks.into_iter().filter(|(_, on)| *on).map(|(mark, _)| mark).collect()
    }
}

impl<'a> Scene<'a> {
    fn of(model: &'a Model, place: &Place, extra: &'a [(&'a str, String)]) -> Self {
        Self {
            model,
            place: *place,
            extra,
            round: None,
            about: About::of(place),
            themes: true,
            moves: false,
            runs: false,
        }
    }

    /// What a command is given is worked out in.
    fn of_command(model: &'a Model, place: &Place, extra: &'a [(&'a str, String)]) -> Self {
        let runs = model.identity.dialect == Dialect::Tmux;
        Self { runs, ..Self::of(model, place, extra) }
    }

    /// The same, outside of any loop.
    fn same(&self) -> Self {
        Self { round: None, ..*self }
    }

    fn session(&self) -> Option<&'a Session> {
        self.model.graph.session(self.place.session?)
    }

    fn window(&self) -> Option<&'a Window> {
        self.model.graph.window(self.place.window?)
    }

    fn pane(&self) -> Option<&'a Pane> {
        self.model.graph.pane(self.place.pane?)
    }

    fn client(&self) -> Option<&'a Client> {
        self.model.graph.client(self.place.client?)
    }

    fn value(&self, variable: &Variable) -> Option<String> {
        match variable.get {
            Get::Server(get) => get(self),
            Get::Session(get) => get(self, self.session()?),
            Get::Window(get) => get(self, self.window()?),
            Get::Pane(get) => get(self, self.pane()?),
            Get::Client(get) => get(self, self.client()?),
        }
    }

    fn option(&self, name: &str) -> Option<String> {
        let model = self.model;
        let lookups = [
            self.place.pane.map(|pane| model.pane_lookup(pane)),
            Some(model.window_lookup(self.place.window)),
            Some(model.session_lookup(self.place.session)),
            Some(model.server()),
        ];
        let mut lookups = lookups.into_iter().flatten();
        match name.starts_with('@') {
            true => lookups.find_map(|lookup| lookup.user(name)),
            false if name.ends_with(']') => {
                let element = super::options::Name::parse(name).ok()?;
                let lookup = match element.scope()? {
                    super::options::Scope::Server => model.server(),
                    super::options::Scope::Session => model.session_lookup(self.place.session),
                    _ => model.window_lookup(self.place.window),
                };
                // One that there is not is empty, and no variable of another kind.
                Some(lookup.value(&element).map(|value| value.to_string()).unwrap_or_default())
            }
            false => {
                let known = super::options::exactly(name)?;
                use super::options::Scope;
                let lookup = match known.scope {
                    Scope::Server => model.server(),
                    Scope::Session => model.session_lookup(self.place.session),
                    Scope::Window | Scope::Pane => match self.place.pane {
                        Some(pane) => model.pane_lookup(pane),
                        None => model.window_lookup(self.place.window),
                    },
                };
                Some(lookup.shown(known))
            }
        }
    }

    fn environment(&self, name: &str) -> Option<String> {
        let session = self.session().and_then(|session| session.environment.text(name));
        session.or_else(|| self.model.environment.text(name)).map(str::to_owned)
    }
}

/// The beginning of a buffer, on one line, with its control characters written out as in C.
pub fn sample(data: &[u8]) -> String {
    /// In bytes.
    const SAMPLE: usize = 200;
    let text = String::from_utf8_lossy(&data[..data.len().min(SAMPLE)]);
    let mut shown = String::new();
    for c in text.chars() {
        match c {
            '\\' => shown.push_str("\\\\"),
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            '\r' => shown.push_str("\\r"),
            '\x07' => shown.push_str("\\a"),
            '\x08' => shown.push_str("\\b"),
            '\x0b' => shown.push_str("\\v"),
            '\x0c' => shown.push_str("\\f"),
            c if c.is_control() => shown.push_str(&format!("\\{:03o}", u32::from(c))),
            c => shown.push(c),
        }
    }
    if data.len() > SAMPLE || shown.len() > SAMPLE {
        let end = (0..=SAMPLE).rev().find(|end| shown.is_char_boundary(*end));
        shown.truncate(end.unwrap_or(0));
        shown.push_str("...");
    }
    shown
}

impl format::Context for Scene<'_> {
    fn variable(&self, name: &str) -> Option<String> {
        if let Some((_, value)) = self.extra.iter().find(|(known, _)| *known == name) {
            return Some(value.clone());
        }
        if let Some(value) = self.of_round(name) {
            return Some(value);
        }
        if name.starts_with("hook")
            && let Some((_, value)) = self.model.about_hook.iter().find(|(known, _)| known == name)
        {
            return Some(value.clone());
        }
        let known = find(name).and_then(|variable| self.value(variable));
        known.or_else(|| self.option(name)).or_else(|| self.environment(name))
    }

    fn each(
        &self,
        kind: Loop,
        order: Order,
        body: &mut dyn FnMut(&dyn format::Context, Turn),
    ) -> bool {
        self.go_over(kind, order, body)
    }

    fn has_session(&self) -> bool {
        self.session().is_some()
    }

    fn client(&self, what: char, name: &str) -> String {
        let Some(client) = Scene::client(self).filter(|client| client.session().is_some()) else {
            return String::new();
        };
        match what {
            'e' => client.environment.text(name).unwrap_or_default().to_owned(),
            'f' => features::of(self.model, client).has(name).to_owned(),
            _ => features::of(self.model, client).can(name).to_owned(),
        }
    }

    fn themed(&self, name: &str) -> Option<String> {
        if self.themes { self.model.theme_color(name, &self.place) } else { None }
    }

    fn frame_clock(&self, step: Option<u64>) -> Option<u64> {
        let now = self.model.clock.millis;
        if let Some(step) = step.filter(|_| self.moves) {
            let due = now + step - now % step;
            let next = self.model.frame_due.get().filter(|next| *next > now);
            self.model.frame_due.set(Some(next.map_or(due, |next| next.min(due))));
        }
        self.moves.then_some(now)
    }

    fn shell(&self, command: &str) -> String {
        if self.runs {
            let mut asked = self.model.commands_asked.take();
            if asked.len() < MOST_ASKED {
                asked.insert(command.to_owned(), self.place.session);
            }
            self.model.commands_asked.set(asked);
        }
        self.model.shell_output(command)
    }

    fn is_option(&self, name: &str) -> bool {
        // No variable of any other kind is called so.
        (name.starts_with('@') || name.contains('-'))
            && self.extra.iter().all(|(known, _)| *known != name)
    }

    fn screen(&self) -> Vec<String> {
        self.pane().map(|pane| pane.terminal.screen_text()).unwrap_or_default()
    }

    fn now(&self) -> i64 {
        self.model.clock.unix
    }

    fn local_time(&self, epoch: i64) -> Time {
        (self.model.local_time)(epoch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_in_order_and_each_is_about_one_thing() {
        let names = |table: &[Variable]| table.iter().map(|it| it.name).collect::<Vec<_>>();
        let mut all: Vec<&str> = TABLES.iter().flat_map(|(_, table)| names(table)).collect();
        assert!(TABLES.iter().all(|(_, table)| names(table).is_sorted()));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        for variable in TABLES.iter().flat_map(|(_, table)| *table) {
            assert!(!variable.help.is_empty() && !variable.help.ends_with('.'), "{variable:?}");
        }
    }
}

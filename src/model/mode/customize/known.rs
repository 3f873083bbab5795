//! What is known of what a line of customize mode stands for.

use super::prose::Prose;
use super::{Opted, Setting};
use crate::language::command_line::on_one_line;
use crate::language::key::Trigger;
use crate::language::style::{parse_color, parse_over};
use crate::line::Line;
use crate::model::Model;
use crate::model::hooks::Fired;
use crate::model::id::{PaneId, SessionId};
use crate::model::levels::Level;
use crate::model::options::{self, Definition, Kind, Scope};
use crate::model::resolve::Place;
use crate::style::Style;

impl Model {
    /// What is known of a setting, in so many lines of so many columns at the most; nothing where it is
    /// gone, or is none.
    pub(in crate::model::mode) fn known_of(
        &self,
        pane: PaneId,
        setting: &Setting,
        (cols, rows): (usize, usize),
    ) -> Vec<Line> {
        let telling = Telling { model: self, place: self.customized(pane) };
        let mut prose = Prose::new(cols, rows);
        let told = match setting {
            Setting::Heading(_) => None,
            Setting::Option(option) => telling.option(option, &mut prose),
            Setting::Variable { of, name } => telling.variable(*of, name, &mut prose),
            Setting::Key { table, trigger, .. } => telling.key(table, trigger, &mut prose),
        };
        told.map(|()| prose.lines()).unwrap_or_default()
    }
}

struct Telling<'a> {
    model: &'a Model,
    place: Place,
}

/// A value after what it is.
fn value(prose: &mut Prose, label: &str, value: &str) {
    let grey = parse_over("fg=themelightgrey", Style::PLAIN);
    prose.say(&[(label, Style::PLAIN), (value, grey)]);
}

impl Telling<'_> {
    fn option(&self, option: &Opted, prose: &mut Prose) -> Option<()> {
        let set = self.model.opted(option)?;
        let definition = option.definition();
        let monitor = self.model.hook_store.monitors.get(option.level, &option.name);
        let is_own_hook = definition.is_none() && option.hook;
        prose.plainly(match (definition, &monitor) {
            (Some(definition), _) => definition.help,
            (None, Some(_)) => "This hook runs when a monitor changes.",
            (None, None) if is_own_hook => "This hook doesn't have a description.",
            (None, None) => "This option doesn't have a description.",
        });
        prose.gap();
        let whose = definition.map_or("user", |it| scope(it.scope));
        let what = if option.hook { "hook" } else { "option" };
        match &monitor {
            Some(monitor) => {
                prose.plainly("This is a monitor hook.");
                value(prose, "Monitor: ", &monitor.written(&option.name));
            }
            None => prose.plainly(&format!("This is a {whose} {what}.")),
        }
        if option.is_list() {
            match &option.key {
                _ if option.hook && option.key.is_some() => {}
                Some(key) => prose.plainly(&format!("This is an array {what}, key {key}.")),
                None => prose.plainly(&format!("This is an array {what}.")),
            }
            if option.key.is_none() {
                if option.hook {
                    self.fired(option, prose);
                }
                return Some(());
            }
        }
        prose.gap();
        let unit = options::unit(&option.name).map(|unit| format!(" {unit}")).unwrap_or_default();
        let label = if option.hook { "Hook command: " } else { "Option value: " };
        value(prose, label, &format!("{set}{unit}"));
        if option.hook {
            self.fired(option, prose);
        }
        if definition.is_none_or(|it| matches!(it.kind, Kind::Text | Kind::Style)) {
            let expanded = self.model.expand(&set, &self.place);
            if expanded != set {
                value(prose, "This expands to: ", &expanded);
            }
        }
        if let Some(definition) = definition {
            self.kind(option, definition, &set, prose);
        }
        let default = self.model.opted_default(option).filter(|_| option.key.is_none());
        if let Some(default) = default.filter(|default| *default != set) {
            value(prose, "The default is: ", &format!("{default}{unit}"));
        }
        self.farther(option, &unit, prose);
        Some(())
    }

    /// What values it takes, and how what it says looks.
    fn kind(&self, option: &Opted, definition: &Definition, set: &str, prose: &mut Prose) {
        let mut shows = |what: &str, style: Style| {
            let label = format!("This is a {what} option: ");
            prose.say(&[(&label, Style::PLAIN), ("EXAMPLE", style)]);
        };
        match definition.kind {
            Kind::Choice(choices) => value(prose, "Available values are: ", &choices.join(", ")),
            Kind::Color => {
                let color = self.model.expand(set, &self.place);
                let plain = Style::PLAIN;
                shows("colour", parse_color(&color).map_or(plain, |color| plain.fg(color)));
            }
            Kind::Style => {
                let options = self.model.lookup(option.level);
                shows("style", self.model.style_at(&options, &option.name, &self.place));
            }
            _ => {}
        }
    }

    /// What it would be without what is set where it is.
    fn farther(&self, option: &Opted, unit: &str, prose: &mut Prose) {
        let own = option.definition().map_or(Scope::Pane, |it| it.scope);
        let levels = self.model.levels_at(own, &self.place);
        let farther = levels.iter().skip_while(|level| **level != option.level).skip(1);
        if option.is_list() || option.level.is_global() {
            return;
        }
        prose.gap();
        for level in farther {
            let is_set = self.model.options(*level).is_some_and(|it| it.has(&option.name));
            if !is_set && (!level.is_global() || option.definition().is_none()) {
                continue;
            }
            let there = Opted { level: *level, ..option.clone() };
            let Some(set) = self.model.opted(&there) else { continue };
            let label = match level {
                Level::Window(_) => {
                    self.model.expand("Window value (from window #{window_index}): ", &self.place)
                }
                _ => "Global value: ".to_owned(),
            };
            value(prose, &label, &format!("{set}{unit}"));
        }
    }

    /// How often a hook was run, and when last.
    fn fired(&self, option: &Opted, prose: &mut Prose) {
        let store = &self.model.hook_store;
        let key = (option.level, option.name.clone());
        let fired = match store.monitors.get(option.level, &option.name) {
            Some(monitor) => monitor.fired,
            None => store.fired.get(&key).copied().unwrap_or_default(),
        };
        let Fired { count, time } = fired;
        prose.plainly(&match time {
            0 => format!("This hook has been fired {count} times."),
            time => {
                let facts = [("fired", time.to_string())];
                let when = self.model.expand_with("#{t/p:fired}", &self.place, &facts);
                format!("This hook has been fired {count} times, last {when}.")
            }
        });
    }

    fn variable(&self, of: Option<SessionId>, name: &str, prose: &mut Prose) -> Option<()> {
        let whole = &self.model.environment;
        let own = of.and_then(|id| self.model.graph.session(id)).map(|it| &it.environment);
        let variable = match of {
            Some(_) => own?.variable(name)?,
            None => whole.variable(name)?,
        };
        let whose = if of.is_some() { "session" } else { "global" };
        prose.plainly(&format!("This is a {whose} environment variable."));
        if variable.hidden {
            prose.plainly("This variable is hidden.");
        }
        prose.gap();
        match variable.value {
            Some(text) => value(prose, "Variable value: ", &text),
            None => prose.plainly("Variable is removed."),
        }
        match of.and_then(|_| whole.variable(name)).map(|it| it.value) {
            Some(Some(text)) => value(prose, "Global value: ", &text),
            Some(None) => prose.plainly("Global variable is removed."),
            None => {}
        }
        Some(())
    }

    fn key(&self, table: &str, trigger: &Trigger, prose: &mut Prose) -> Option<()> {
        let binding = self.model.keys().bound(table, trigger)?;
        let note = match binding.note.as_str() {
            "" => "There is no note for this key.",
            note => note,
        };
        let stop = if note.ends_with('.') { "" } else { "." };
        prose.plainly(&format!("{note}{stop}"));
        prose.gap();
        prose.plainly(&format!("This key is in the {table} table."));
        value(prose, "Repeat: ", if binding.repeat { "on" } else { "off" });
        prose.gap();
        let commands = on_one_line(&binding.commands);
        value(prose, "Command: ", &commands);
        let usual = self.model.usual_keys.bound(table, trigger);
        let usual = usual.map(|usual| on_one_line(&usual.commands));
        if let Some(usual) = usual.filter(|usual| *usual != commands) {
            value(prose, "The default is: ", &usual);
        }
        Some(())
    }
}

/// Whose an option is, in words.
fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Server => "server",
        Scope::Session => "session",
        Scope::Window => "window",
        Scope::Pane => "window and pane",
    }
}

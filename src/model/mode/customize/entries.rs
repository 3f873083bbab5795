//! The lines of customize mode.

use super::{Heading, Opted, Part, Setting};
use crate::language::command_line::on_one_line;
use crate::language::format::is_true;
use crate::model::Model;
use crate::model::environment::Environment;
use crate::model::id::{PaneId, SessionId};
use crate::model::keys::Binding;
use crate::model::levels::Level;
use crate::model::mode::{Entry, Recipe};
use crate::model::options::{self, Definition, HOOKS, Scope, TABLE, Value};
use crate::model::resolve::Place;

/// What a line says after a name, where nobody says otherwise.
pub const FORMAT: &str = "#{?is_option,#{?option_is_global,,#[reverse](#{option_scope})#[default] }\
    #[fg=themelightgrey]#[ignore]#{option_value}#{?option_unit, #{option_unit},},\
    #{?is_environment,#[fg=themelightgrey]#[ignore]#{environment_value},#{key}}}";

/// What a part of a binding is said in.
const VALUE: &str = "#[fg=themelightgrey]#[ignore]";

type Facts = Vec<(&'static str, String)>;

impl Model {
    /// All that can be set for a pane, under its headings.
    pub(in crate::model::mode) fn settings(&self, pane: PaneId, recipe: &Recipe) -> Vec<Entry> {
        let place = self.customized(pane);
        let format = if recipe.format.is_empty() { FORMAT } else { &recipe.format };
        let making = Making { model: self, place, recipe, format };
        let mut all = Vec::new();
        for (scope, hooks) in [
            (Scope::Server, false),
            (Scope::Session, false),
            (Scope::Window, false),
            (Scope::Session, true),
            (Scope::Window, true),
        ] {
            all.extend(making.options(scope, hooks));
        }
        if !recipe.changed_only {
            all.push(making.environment(None, &self.environment));
            let session = place.session.and_then(|id| self.graph.session(id));
            all.extend(session.map(|it| making.environment(Some(it.id), &it.environment)));
        }
        all.extend(self.keys().names().filter_map(|table| making.keys(table)));
        all
    }
}

struct Making<'a> {
    model: &'a Model,
    place: Place,
    recipe: &'a Recipe,
    format: &'a str,
}

impl Making<'_> {
    fn entry(&self, id: String, name: String, text: Option<String>, setting: Setting) -> Entry {
        Entry {
            id,
            target: name.clone(),
            sought: name.clone(),
            name,
            bare: text.is_none(),
            text: text.unwrap_or_default(),
            place: self.place,
            fixed: matches!(setting, Setting::Heading(_) | Setting::Key { part: Some(_), .. }),
            setting: Some(setting),
            ..Entry::default()
        }
    }

    fn heading(&self, heading: Heading, children: Vec<Entry>) -> Entry {
        let title = heading.title();
        let entry = self.entry(title.clone(), title, None, Setting::Heading(heading));
        Entry { children, opens: false, ..entry }
    }

    fn says(&self, facts: &Facts) -> String {
        self.model.expand_with(self.format, &self.place, facts)
    }

    /// Whether something is shown where not all is (`-f`).
    fn is_wanted(&self, facts: &Facts) -> bool {
        let condition = &self.recipe.condition;
        condition.is_empty() || is_true(&self.model.expand_with(condition, &self.place, facts))
    }

    /// The options of a scope, or its hooks: first those that somebody made up.
    fn options(&self, scope: Scope, hooks: bool) -> Option<Entry> {
        let heading = Heading::Options { scope, hooks };
        let levels = self.model.levels_at(scope, &self.place);
        let mut own: Vec<&str> = Vec::new();
        for options in levels.iter().rev().filter_map(|level| self.model.options(*level)) {
            for (name, _) in options.iter().filter(|(name, _)| name.starts_with('@')) {
                if !own.contains(&name) {
                    own.push(name);
                }
            }
        }
        let table: &[Definition] = if hooks { HOOKS } else { TABLE };
        let under = |it: &&Definition| match scope {
            Scope::Window | Scope::Pane => matches!(it.scope, Scope::Window | Scope::Pane),
            scope => it.scope == scope,
        };
        let names = own.into_iter().chain(table.iter().filter(under).map(|it| it.name));
        let names = names.filter(|name| self.model.is_any_hook(name) == hooks);
        let title = heading.title();
        let children: Vec<Entry> =
            names.filter_map(|name| self.option(&title, name, &levels, hooks)).collect();
        (!self.recipe.changed_only || !children.is_empty()).then(|| self.heading(heading, children))
    }

    fn option(&self, title: &str, name: &str, levels: &[Level], hook: bool) -> Option<Entry> {
        let is_set = |level: &&Level| self.model.options(**level).is_some_and(|it| it.has(name));
        let level = *levels.iter().find(is_set).or(levels.last())?;
        let option = Opted { level, name: name.to_owned(), key: None, hook };
        let value = self.model.lookup(level).value(&option.named())?;
        if self.recipe.hides_global && level.is_global() {
            return None;
        }
        if self.recipe.changed_only && !self.is_changed(&option) {
            return None;
        }
        let monitor = self.model.hook_store.monitors.get(level, name);
        let is = |it: bool| u8::from(it).to_string();
        let mut facts = vec![
            ("is_option", is(true)),
            ("is_key", is(false)),
            ("is_environment", is(false)),
            ("option_name", name.to_owned()),
            ("option_is_global", is(level.is_global())),
            ("option_is_array", is(option.is_list())),
            ("option_is_hook", is(options::is_hook(name))),
            ("option_is_monitor", is(monitor.is_some())),
            ("option_scope", self.model.level_words(level, &self.place)),
            ("option_unit", options::unit(name).unwrap_or_default().to_owned()),
            ("option_monitor", monitor.map(|it| it.written(name)).unwrap_or_default()),
        ];
        let Value::List(list) = value else {
            facts.push(("option_value", value.to_string()));
            let wanted = self.is_wanted(&facts);
            return wanted.then(|| {
                let id = format!("{title}/{name}");
                let text = Some(self.says(&facts));
                self.entry(id, name.to_owned(), text, Setting::Option(option))
            });
        };
        if !self.is_wanted(&facts) {
            return None;
        }
        let mut children = Vec::new();
        for (key, text) in list {
            let element = Opted { key: Some(key.clone()), ..option.clone() };
            if self.recipe.changed_only && !self.is_changed(&element) {
                continue;
            }
            let name = element.named().to_string();
            let mut facts = facts.clone();
            facts.retain(|(fact, _)| *fact != "option_name");
            facts.extend([("option_name", name.clone()), ("option_value", text)]);
            let (id, text) = (format!("{title}/{name}"), Some(self.says(&facts)));
            children.push(self.entry(id, name, text, Setting::Option(element)));
        }
        let id = format!("{title}/{name}");
        let entry = self.entry(id, name.to_owned(), None, Setting::Option(option));
        Some(Entry { children, opens: false, ..entry })
    }

    /// Whether an option is not as it would be if nobody had set anything.
    fn is_changed(&self, option: &Opted) -> bool {
        option.definition().is_none()
            || self.model.opted(option) != self.model.opted_default(option)
    }

    fn environment(&self, of: Option<SessionId>, environment: &Environment) -> Entry {
        let heading = Heading::Environment(of);
        let title = heading.title();
        let level = of.map_or(Level::Sessions, Level::Session);
        let scope = self.model.level_words(level, &self.place);
        let mut children = Vec::new();
        for variable in environment.iter() {
            let is = |it: bool| u8::from(it).to_string();
            let facts = vec![
                ("is_option", is(false)),
                ("is_key", is(false)),
                ("is_environment", is(true)),
                ("environment_is_global", is(of.is_none())),
                ("environment_scope", scope.clone()),
                ("environment_name", variable.name.clone()),
                ("environment_hidden", is(variable.hidden)),
                ("environment_removed", is(variable.value.is_none())),
                ("environment_value", variable.value.clone().unwrap_or_default()),
            ];
            if !self.is_wanted(&facts) {
                continue;
            }
            let (shown, text) = match variable.value {
                Some(_) => (variable.name.clone(), Some(self.says(&facts))),
                None => (format!("-{}", variable.name), None),
            };
            let id = format!("{title}/{}", variable.name);
            let setting = Setting::Variable { of, name: variable.name };
            children.push(self.entry(id, shown, text, setting));
        }
        self.heading(heading, children)
    }

    fn keys(&self, table: &str) -> Option<Entry> {
        let bindings = self.model.keys().iter(Some(table));
        let mut bindings = bindings.map(|(_, trigger, binding)| (trigger, binding)).peekable();
        bindings.peek()?;
        let heading = Heading::Keys(table.to_owned());
        let mut children = Vec::new();
        for (trigger, binding) in bindings {
            let usual = self.model.usual_keys.bound(table, trigger);
            if self.recipe.changed_only && usual.is_some_and(|it| it.does_as(binding)) {
                continue;
            }
            let is = |it: bool| u8::from(it).to_string();
            let facts = vec![
                ("is_option", is(false)),
                ("is_key", is(true)),
                ("is_environment", is(false)),
                ("key", trigger.to_string()),
                ("key_note", binding.note.clone()),
            ];
            if !self.is_wanted(&facts) {
                continue;
            }
            let id = format!("{}/{trigger}", heading.title());
            let parts = self.parts(&id, table, trigger, binding);
            let whole = Setting::Key { table: table.to_owned(), trigger: *trigger, part: None };
            let entry = self.entry(id, self.says(&facts), None, whole);
            let sought = trigger.to_string();
            children.push(Entry { children: parts, opens: false, sought, ..entry });
        }
        (!self.recipe.changed_only || !children.is_empty()).then(|| self.heading(heading, children))
    }

    fn parts(
        &self,
        id: &str,
        table: &str,
        trigger: &crate::language::key::Trigger,
        binding: &Binding,
    ) -> Vec<Entry> {
        let repeats = if binding.repeat { "on" } else { "off" };
        let parts = [
            (Part::Command, "Command", on_one_line(&binding.commands)),
            (Part::Note, "Note", binding.note.clone()),
            (Part::Repeat, "Repeat", repeats.to_owned()),
        ];
        let entry = |(part, name, value): (Part, &str, String)| {
            let setting =
                Setting::Key { table: table.to_owned(), trigger: *trigger, part: Some(part) };
            let text = if value.is_empty() { value } else { format!("{VALUE}{value}") };
            self.entry(format!("{id}/{name}"), name.to_owned(), Some(text), setting)
        };
        parts.into_iter().map(entry).collect()
    }
}

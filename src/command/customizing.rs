//! Setting what is chosen in customize mode: at which level, what is asked before, and what the answer
//! comes to. What went away while it was asked for is left alone.

use super::set_option::apply;
use super::{Context, Failure, Flow, Outcome};
use crate::language::key::{self, Trigger};
use crate::model::edit::Edited;
use crate::model::environment::Environment;
use crate::model::id::{PaneId, SessionId};
use crate::model::keys::Binding;
use crate::model::levels::Level;
use crate::model::mode::{Chooser, Custom, Heading, Mode, Opted, Part, SetFor, Setting, Wanted};
use crate::model::options::{Change, Kind, ListKey, Name, Scope};
use crate::model::prompt::{Prompt, Then};
use crate::visible::decoded;

impl Context<'_> {
    /// Does something of customize mode's in a pane. Whoever sees that is told where it cannot be, as
    /// tmux does: it is about what was asked there.
    pub(super) fn customize(&mut self, pane: PaneId, custom: Custom) -> Outcome {
        self.customized(pane, custom).or_else(|failure| {
            let mut letters = failure.reason.chars();
            let first = letters.next().map(|first| first.to_uppercase().to_string());
            let text = first.unwrap_or_default() + letters.as_str();
            self.model.tell(self.choosing_client(), &text);
            self.model.refresh_chooser(pane);
            Ok(Flow::Next)
        })
    }

    fn customized(&mut self, pane: PaneId, custom: Custom) -> Outcome {
        let chosen = self.model.chooser(pane).and_then(|it| it.chosen()?.setting.clone());
        match custom {
            Custom::Set(reach) => self.set(pane, chosen, reach)?,
            Custom::Unset { tagged, asked } => self.undo(pane, chosen, false, tagged, asked)?,
            Custom::Reset { tagged, asked } => {
                let kept = |it: &Setting| match it {
                    Setting::Option(option) => option.key.is_none(),
                    it => matches!(it, Setting::Key { .. }),
                };
                let chosen = chosen.filter(|it| tagged || kept(it));
                self.undo(pane, chosen, true, tagged, asked)?;
            }
            Custom::Element => {
                if let Some(Setting::Option(option)) = chosen
                    && let Some(key) = option.key.clone()
                {
                    let label = format!("({}) ", option.named());
                    self.want(pane, label, key.to_string(), Wanted::Element(option));
                }
            }
            Custom::Edit => return self.edit(pane, chosen),
            Custom::Answer(text) => {
                let wanted = self.in_customize(pane, |it| it.wanted.take());
                if let Some(wanted) = wanted {
                    self.answered_setting(pane, wanted, &text)?;
                }
            }
        }
        self.model.refresh_chooser(pane);
        Ok(Flow::Next)
    }

    fn in_customize<T>(
        &mut self,
        pane: PaneId,
        act: impl FnOnce(&mut Chooser) -> Option<T>,
    ) -> Option<T> {
        let client = self.client;
        let done = self.model.with_mode(pane, client, |mode, _| match mode {
            Mode::Choose(chooser) => act(chooser),
            _ => None,
        });
        done.flatten()
    }

    /// Asks for something in the pane.
    fn want(&mut self, pane: PaneId, label: String, text: String, wanted: Wanted) {
        self.in_customize(pane, |it| it.wanted.replace(wanted));
        let then = Then::Template(format!("send-keys -t {pane} -X answer -- '%%'"));
        self.ask_in_pane(pane, Prompt::new(label.replace('#', "##"), text, then));
    }

    /// Sets what is chosen, or asks for its value; below a heading something new.
    fn set(&mut self, pane: PaneId, chosen: Option<Setting>, reach: SetFor) -> Result<(), Failure> {
        match chosen {
            Some(Setting::Option(option)) => self.set_chosen(pane, option, reach),
            Some(Setting::Heading(heading)) if reach == SetFor::Nearest => {
                let (label, text) = match &heading {
                    Heading::Options { hooks: false, .. } => ("New user option: ".into(), "@"),
                    Heading::Options { hooks: true, .. } => ("New user hook: ".into(), "@"),
                    Heading::Environment(_) => ("New environment: ".into(), ""),
                    Heading::Keys(table) => (format!("New key in {table}: "), ""),
                };
                self.want(pane, label, text.to_owned(), Wanted::New(heading));
                Ok(())
            }
            Some(Setting::Variable { of, name }) if reach != SetFor::Window => {
                let Some(value) = self.environment_of(of).and_then(|it| it.variable(&name)) else {
                    return Ok(());
                };
                let of = of.filter(|_| reach == SetFor::Nearest);
                let place = self.model.customized(pane);
                let whose = match of {
                    None => ", global".to_owned(),
                    Some(id) => {
                        format!(", for {}", self.model.level_words(Level::Session(id), &place))
                    }
                };
                let label = format!("({name}{whose}) ");
                let wanted = Wanted::Value(Setting::Variable { of, name });
                self.want(pane, label, value.value.unwrap_or_default(), wanted);
                Ok(())
            }
            Some(Setting::Key { table, trigger, part: Some(part) }) if reach == SetFor::Nearest => {
                let Some(binding) = self.model.keys().bound(&table, &trigger).cloned() else {
                    return Ok(());
                };
                let text = match part {
                    Part::Repeat => {
                        let binding = Binding { repeat: !binding.repeat, ..binding };
                        self.model.keys_mut().bind(&table, trigger, binding);
                        return Ok(());
                    }
                    Part::Note => binding.note,
                    Part::Command => as_text(&binding),
                };
                let wanted = Wanted::Value(Setting::Key { table, trigger, part: Some(part) });
                self.want(pane, format!("({trigger}) "), text, wanted);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Turns a flag or a choice over, and asks for any other value.
    fn set_chosen(&mut self, pane: PaneId, option: Opted, reach: SetFor) -> Result<(), Failure> {
        let Some(value) = self.model.opted(&option) else { return Ok(()) };
        let place = self.model.customized(pane);
        let definition = option.definition();
        let level = match option.is_list() {
            true => option.level,
            false => {
                let of_pane = definition.is_none_or(|it| it.scope == Scope::Pane);
                reached(option.level, reach, of_pane, &place)
            }
        };
        let there = Opted { level, ..option.clone() };
        let now = self.model.opted(&there).unwrap_or_default();
        match definition.map(|it| it.kind) {
            Some(Kind::Flag) => {
                let turned = if now == "on" { "off" } else { "on" };
                return apply(self, level, &there.named(), Change::Put(turned));
            }
            Some(Kind::Choice(choices)) => {
                let at = choices.iter().position(|choice| *choice == now);
                let next = choices[at.map_or(0, |at| (at + 1) % choices.len())];
                return apply(self, level, &there.named(), Change::Put(next));
            }
            _ => {}
        }
        let whose = match self.model.level_words(level, &place) {
            words if !words.is_empty() => format!(", for {words}"),
            _ if level == Level::Server => String::new(),
            _ => ", global".to_owned(),
        };
        let element = if option.is_list() && option.key.is_none() { "[+]" } else { "" };
        let label = format!("({}{element}{whose}) ", option.named());
        self.want(pane, label, value, Wanted::Value(Setting::Option(there)));
        Ok(())
    }

    fn environment_of(&self, of: Option<SessionId>) -> Option<&Environment> {
        match of {
            None => Some(&self.model.environment),
            Some(id) => self.model.graph.session(id).map(|it| &it.environment),
        }
    }

    fn environment_of_mut(&mut self, of: Option<SessionId>) -> Option<&mut Environment> {
        match of {
            None => Some(self.model.environment_mut()),
            Some(id) => self.model.graph.environment_mut(id),
        }
    }

    /// What was asked for is known.
    fn answered_setting(
        &mut self,
        pane: PaneId,
        wanted: Wanted,
        text: &str,
    ) -> Result<(), Failure> {
        let may_be_empty = matches!(wanted, Wanted::Value(Setting::Variable { .. }));
        if text.is_empty() && !may_be_empty {
            return Ok(());
        }
        match wanted {
            Wanted::Value(setting) => self.put(&setting, text),
            Wanted::Element(option) => self.rename(&option, text),
            Wanted::New(heading) => self.add(pane, &heading, text),
            Wanted::Undone { everywhere, settings } => self.undone(everywhere, &settings),
        }
    }

    /// Gives what there is this value.
    fn put(&mut self, setting: &Setting, text: &str) -> Result<(), Failure> {
        let gone = || Failure::not_found(format!("{} is gone", setting.name()));
        match setting {
            Setting::Heading(_) => Ok(()),
            Setting::Option(option) => {
                if self.model.opted(&Opted { key: None, ..option.clone() }).is_none() {
                    return Err(gone());
                }
                let name = match (option.named(), option.is_list()) {
                    (Name::Known { definition, index: None }, true) => {
                        let index = self.free_element(option);
                        Name::Known { definition, index: Some(index) }
                    }
                    (name, _) => name,
                };
                apply(self, option.level, &name, Change::Put(text))?;
                if option.hook && option.definition().is_none() {
                    self.model.add_own_hook(&option.name);
                }
                Ok(())
            }
            Setting::Variable { of, name } => {
                let hidden = self.environment_of(*of).and_then(|it| it.variable(name));
                let hidden = hidden.is_some_and(|it| it.hidden);
                match self.environment_of_mut(*of) {
                    Some(environment) if hidden => environment.set_hidden(name, text),
                    Some(environment) => environment.set(name, text),
                    None => return Err(gone()),
                }
                Ok(())
            }
            Setting::Key { table, trigger, part } => {
                let binding = self.model.keys().bound(table, trigger).cloned();
                let binding = binding.ok_or_else(gone)?;
                let binding = match part {
                    Some(Part::Command) => Binding { commands: self.commands_of(text)?, ..binding },
                    Some(Part::Note) => Binding { note: text.to_owned(), ..binding },
                    Some(Part::Repeat) | None => return Ok(()),
                };
                self.model.keys_mut().bind(table, *trigger, binding);
                Ok(())
            }
        }
    }

    /// The first number that no element of a list has.
    fn free_element(&self, option: &Opted) -> ListKey {
        let taken = |key: &ListKey| {
            let element = Opted { key: Some(key.clone()), ..option.clone() };
            self.model.opted(&element).is_some()
        };
        (0..).map(ListKey::Number).find(|key| !taken(key)).unwrap_or(ListKey::Number(0))
    }

    /// Gives an element of a list another key, where none has that.
    fn rename(&mut self, option: &Opted, text: &str) -> Result<(), Failure> {
        let Some(key) = ListKey::parse(text) else {
            return Err(Failure::new(format!("bad array key: {text}")));
        };
        let renamed = Opted { key: Some(key), ..option.clone() };
        let Some(value) = self.model.opted(option) else { return Ok(()) };
        if self.model.opted(&renamed).is_some() {
            return Ok(());
        }
        apply(self, option.level, &renamed.named(), Change::Put(&value))?;
        apply(self, option.level, &option.named(), Change::Unset)
    }

    /// Adds something below a heading.
    fn add(&mut self, pane: PaneId, heading: &Heading, text: &str) -> Result<(), Failure> {
        let place = self.model.customized(pane);
        let parted = text.split_once([' ', '\t']);
        let parted = parted.map(|(name, rest)| (name, rest.trim_start_matches([' ', '\t'])));
        let parted = parted.filter(|(name, rest)| !name.is_empty() && !rest.is_empty());
        match heading {
            Heading::Options { scope, hooks } => {
                let Some((name, value)) = parted else {
                    return Err(Failure::new("user option must be @name value"));
                };
                if !name.starts_with('@') || name.contains('[') {
                    let what = if *hooks { "hook" } else { "option" };
                    return Err(Failure::new(format!("user {what} name must start with @")));
                }
                let levels = self.model.levels_at(*scope, &place);
                let Some(level) = levels.first() else { return Ok(()) };
                apply(self, *level, &Name::User(name.to_owned()), Change::Put(value))?;
                if *hooks {
                    self.model.add_own_hook(name);
                }
            }
            Heading::Environment(of) => {
                let Some(environment) = self.environment_of_mut(*of) else { return Ok(()) };
                match (text.strip_prefix('-'), text.split_once('=')) {
                    (Some(name), None) if !name.is_empty() => environment.remove(name),
                    (Some(_), _) => {
                        return Err(Failure::new(format!("bad environment variable: {text}")));
                    }
                    (None, Some((name, value))) if !name.is_empty() => {
                        environment.set(name, value);
                    }
                    (None, _) => {
                        return Err(Failure::new("environment variable must be NAME=value"));
                    }
                }
            }
            Heading::Keys(table) => {
                let Some((name, command)) = parted else {
                    return Err(Failure::new("key binding must be key command"));
                };
                let unknown = |_| Failure::new(format!("unknown key: {name}"));
                let trigger = key::parse(name).map_err(unknown)?;
                let commands = self.commands_of(command)?;
                let binding = Binding { commands, note: String::new(), repeat: false, order: 0 };
                self.model.keys_mut().bind(table, trigger, binding);
            }
        }
        Ok(())
    }

    /// Unsets or resets what is chosen or tagged, or asks first whether that is meant.
    fn undo(
        &mut self,
        pane: PaneId,
        chosen: Option<Setting>,
        everywhere: bool,
        tagged: bool,
        asked: bool,
    ) -> Result<(), Failure> {
        let Some(chooser) = self.model.chooser(pane) else { return Ok(()) };
        let asked = asked || chooser.accepts;
        let settings = match tagged {
            true => chooser.tagged_settings(),
            false => chosen.into_iter().filter(|it| !matches!(it, Setting::Heading(_))).collect(),
        };
        let [first, ..] = &settings[..] else { return Ok(()) };
        if asked {
            return self.undone(everywhere, &settings);
        }
        let what = match tagged {
            true => format!("{} tagged", settings.len()),
            false => first.name(),
        };
        let label = match everywhere {
            true => format!("Reset {what} to default? "),
            false => format!("Unset {what}? "),
        };
        self.in_customize(pane, |it| it.wanted.replace(Wanted::Undone { everywhere, settings }));
        let command = format!("send-keys -t {pane} -X answer -- y");
        let then = Then::Confirm { command, key: 'y', enter: false };
        let label = label.replace('#', "##");
        self.ask_in_pane(pane, Prompt { single: true, ..Prompt::new(label, "", then) });
        Ok(())
    }

    fn undone(&mut self, everywhere: bool, settings: &[Setting]) -> Result<(), Failure> {
        let undo = if everywhere { Self::reset } else { Self::unset };
        settings.iter().try_for_each(|setting| undo(self, setting))
    }

    fn unset(&mut self, setting: &Setting) -> Result<(), Failure> {
        match setting {
            Setting::Heading(_) => {}
            Setting::Option(option) => {
                if self.model.opted(option).is_some() {
                    apply(self, option.level, &option.named(), Change::Unset)?;
                    self.model.remove_monitor(option.level, &option.name);
                }
            }
            Setting::Variable { of, name } => {
                if let Some(environment) = self.environment_of_mut(*of) {
                    environment.unset(name);
                }
            }
            Setting::Key { table, trigger, .. } => {
                self.model.keys_mut().unbind(table, trigger);
            }
        }
        Ok(())
    }

    /// As it is where nobody has set anything, at any level.
    fn reset(&mut self, setting: &Setting) -> Result<(), Failure> {
        match setting {
            Setting::Option(option) if option.key.is_none() => {
                let mut level = Some(option.level);
                while let Some(at) = level {
                    let is_set = self.model.options(at).is_some_and(|it| it.has(&option.name));
                    if is_set {
                        self.unset(&Setting::Option(Opted { level: at, ..option.clone() }))?;
                    }
                    level = self.above(at);
                }
            }
            Setting::Key { table, trigger, .. } => self.reset_key(table, *trigger),
            Setting::Option(_) | Setting::Variable { .. } | Setting::Heading(_) => {}
        }
        Ok(())
    }

    /// The level that one inherits from.
    fn above(&self, level: Level) -> Option<Level> {
        match level {
            Level::Pane(pane) => self.model.graph.window_under(pane).map(Level::Window),
            Level::Window(_) => Some(Level::Windows),
            Level::Session(_) => Some(Level::Sessions),
            Level::Server | Level::Sessions | Level::Windows => None,
        }
    }

    fn reset_key(&mut self, table: &str, trigger: Trigger) {
        if self.model.keys().bound(table, &trigger).is_none() {
            return;
        }
        match self.model.usual_keys.bound(table, &trigger).cloned() {
            Some(usual) => self.model.keys_mut().bind(table, trigger, usual),
            None => drop(self.model.keys_mut().unbind(table, &trigger)),
        }
    }

    /// Has a value edited, with the editor of the option.
    fn edit(&mut self, pane: PaneId, chosen: Option<Setting>) -> Outcome {
        let Some((setting, text)) = chosen.and_then(|it| self.editable(&it).map(|text| (it, text)))
        else {
            return Ok(Flow::Next);
        };
        self.edit_text(pane, Edited::Setting { setting, text })
    }

    /// Sets what was edited.
    pub(super) fn put_edited(&mut self, setting: &Setting, text: &[u8]) -> Result<(), Failure> {
        match text.contains(&0) {
            true => Err(Failure::new("the file holds more than text")),
            false => self.put(setting, &decoded(text)),
        }
    }

    /// The text of what is more than one of a few words; nothing where there is none.
    fn editable(&self, setting: &Setting) -> Option<String> {
        match setting {
            Setting::Option(option) => match option.definition().map(|it| it.kind) {
                Some(Kind::Flag | Kind::Choice(_)) => None,
                _ => self.model.opted(option),
            },
            Setting::Variable { of, name } => self.environment_of(*of)?.variable(name)?.value,
            Setting::Key { table, trigger, part } => {
                let binding = self.model.keys().bound(table, trigger)?;
                match part {
                    Some(Part::Command) => Some(as_text(binding)),
                    Some(Part::Note) => Some(binding.note.clone()),
                    Some(Part::Repeat) | None => None,
                }
            }
            Setting::Heading(_) => None,
        }
    }

    /// Reads commands that are for a key.
    fn commands_of(
        &self,
        text: &str,
    ) -> Result<Vec<crate::language::command_line::Statement>, Failure> {
        let mut statements = self.parse(text)?;
        self.check(&mut statements)?;
        Ok(statements)
    }
}

/// What a key does, as it is typed.
fn as_text(binding: &Binding) -> String {
    let all = binding.commands.iter().map(ToString::to_string);
    all.collect::<Vec<_>>().join(" ; ")
}

/// The level at which what is shown at one is set.
fn reached(
    level: Level,
    reach: SetFor,
    of_pane: bool,
    place: &crate::model::resolve::Place,
) -> Level {
    let (session, window) = (place.session.map(Level::Session), place.window.map(Level::Window));
    let nearer = match (level, reach) {
        (Level::Server, _) => None,
        (Level::Sessions | Level::Session(_), SetFor::Global) => Some(Level::Sessions),
        (Level::Sessions, _) => session,
        (Level::Session(_), _) => None,
        (Level::Windows | Level::Window(_) | Level::Pane(_), SetFor::Global) => {
            Some(Level::Windows)
        }
        (_, SetFor::Nearest) if of_pane => place.pane.map(Level::Pane),
        (Level::Windows | Level::Window(_) | Level::Pane(_), _) => window,
    };
    nearer.unwrap_or(level)
}

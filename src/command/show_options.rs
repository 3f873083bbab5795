//! `show-options`: what options are set to, in lines that `set-option` reads again.

use super::{Command, Context, Failure, Flow, Outcome, Repeatable, flag, value};
use crate::dialect::Dialect;
use crate::language::command_line::{Statement, quote, quote_as_tmux};
use crate::language::syntax::{Flag, Operand};
use crate::model::levels::Level;
use crate::model::options::{HOOKS, Kind, Name, TABLE, Value, entries, exactly, is_hook};

/// The entry.
pub const COMMAND: Command = Command {
    name: "show-options",
    alias: Some("show"),
    flags: &[
        flag::INHERITED,
        flag::FORMAT,
        flag::OF_ALL,
        Flag::new('H', "hooks too"),
        flag::OF_PANE,
        flag::QUIET,
        flag::OF_SERVER,
        flag::VALUES_ONLY,
        flag::OF_WINDOW,
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Optional(value::OPTION)],
    about: "Show options; with -g those for all, with -A also what is inherited",
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

/// Shows the option that the operand names, or all.
pub fn run(context: &mut Context<'_>) -> Outcome {
    match context.operand(0).map(str::to_owned) {
        Some(text) => one(context, &text),
        None => all(context),
    }
}

fn one(context: &mut Context<'_>, text: &str) -> Outcome {
    let text = context.expand(text);
    let Some((name, level)) = context.option_named(&text)? else { return Ok(Flow::Next) };
    let own = is_set(context, level, &name);
    let value = match own || context.has('A') || level.is_global() {
        true => value_of(context, level, &name),
        false => None,
    };
    match (value, &name) {
        (Some(value), _) => {
            // A list without elements has no star where it alone is asked for, as in tmux.
            let is_empty = matches!(&value, Value::List(list) if list.is_empty());
            let inherited = !own && !level.is_global() && !is_empty;
            show(context, &name.to_string(), &value, inherited);
        }
        (None, Name::User(_)) if !context.has('q') => {
            return Err(Failure::usage(format!("invalid option: {name}")));
        }
        (None, _) => {}
    }
    Ok(Flow::Next)
}

/// Whether an option, or an element of one, is set at a level; as tmux one is with any of its list.
pub fn is_set(context: &Context<'_>, level: Level, name: &Name) -> bool {
    context.model.options(level).is_some_and(|options| match context.is_tmux() {
        true => options.has(name.name()),
        false => options.is_set(name),
    })
}

/// What is in effect at a level. As tmux an element that a list does not have is shown as an empty one.
pub fn value_of(context: &Context<'_>, level: Level, name: &Name) -> Option<Value> {
    let is_element = matches!(name, Name::Known { index: Some(_), .. });
    let missing = || (is_element && context.is_tmux()).then(|| Value::Text(String::new()));
    context.model.lookup(level).value(name).or_else(missing)
}

fn all(context: &mut Context<'_>) -> Outcome {
    let level = context.option_level(None)?;
    let own: Vec<(String, Value)> = context
        .model
        .options(level)
        .map(|options| options.iter().map(|(name, value)| (name.to_owned(), value.clone())))
        .map(Iterator::collect)
        .unwrap_or_default();
    let is_own = |name: &str| own.iter().any(|(own, _)| own == name);
    let is_shown = |name: &str| context.has('H') || !context.model.is_own_hook(name);
    let users = own.iter().filter(|(name, _)| name.starts_with('@') && is_shown(name));
    let mut shown: Vec<(String, Value, bool)> =
        users.map(|(name, value)| (name.clone(), value.clone(), false)).collect();
    if level.is_global() || context.has('A') {
        let lookup = context.model.lookup(level);
        for definition in TABLE.iter().filter(|definition| level.takes(definition.scope)) {
            let value = lookup.value(&Name::Known { definition, index: None });
            let inherited = !level.is_global() && !is_own(definition.name);
            shown.extend(value.map(|value| (definition.name.to_owned(), value, inherited)));
        }
    } else {
        let known = own.iter().filter(|(name, _)| !name.starts_with('@') && !is_hook(name));
        shown.extend(known.map(|(name, value)| (name.clone(), value.clone(), false)));
    }
    if context.has('H') {
        // Of those for all, as of what is inherited, also those that nothing is set for.
        let every = level.is_global() || context.has('A');
        let lookup = context.model.lookup(level);
        for hook in HOOKS.iter().filter(|hook| level.takes(hook.scope)) {
            let is_own = is_own(hook.name);
            if is_own || every {
                let value = lookup.value(&Name::Known { definition: hook, index: None });
                let value = value.unwrap_or_else(|| Value::List(Default::default()));
                let inherited = !level.is_global() && !is_own;
                shown.push((hook.name.to_owned(), value, inherited));
            }
        }
    }
    for (name, value, inherited) in shown {
        show(context, &name, &value, inherited);
    }
    Ok(Flow::Next)
}

/// Prints an option, one line an element: its value alone with `-v`; an inherited one has a star. With
/// `-F` as that says.
pub fn show(context: &mut Context<'_>, name: &str, value: &Value, inherited: bool) {
    let stem = name.split('[').next().unwrap_or(name);
    let definition = exactly(stem);
    if let Some(format) = context.value('F').map(str::to_owned) {
        return show_with(context, &format, name, value, inherited);
    }
    let kind = definition.map(|definition| match &definition.kind {
        Kind::List { item, .. } => *item,
        kind => kind,
    });
    let is_command = kind == Some(&Kind::Command);
    if context.has('v') && !is_command {
        return context.print(value.to_string());
    }
    let star = if inherited { "*" } else { "" };
    for (name, text) in entries(name, value) {
        let text = text.map(|text| match kind {
            // An element that is no colour is no text in quotes.
            Some(Kind::Color) if text.is_empty() && name.ends_with(']') => Default::default(),
            _ => shown(context, &text, is_command),
        });
        match text {
            Some((_, bare)) if context.has('v') => context.print(bare),
            Some((quoted, _)) => context.print(format!("{name}{star} {quoted}")),
            None if context.has('v') => context.print(""),
            None => context.print(format!("{name}{star}")),
        }
    }
}

/// A value as it is printed after a name, and alone. Commands are printed as they were understood where
/// this is called tmux.
fn shown(context: &Context<'_>, text: &str, is_command: bool) -> (String, String) {
    match context.model.identity.dialect {
        Dialect::Pmux => (quote(text), text.to_owned()),
        Dialect::Tmux if is_command => {
            let command = as_understood(context, text).unwrap_or_else(|| text.to_owned());
            (command.clone(), command)
        }
        Dialect::Tmux => (quote_as_tmux(text), text.to_owned()),
    }
}

/// A command line as it is printed once it was read.
fn as_understood(context: &Context<'_>, text: &str) -> Option<String> {
    let statements = context.understood(text)?;
    let commands = statements.iter().map(|statement| match statement {
        Statement::Commands(commands) => {
            Some(commands.iter().map(ToString::to_string).collect::<Vec<_>>().join(" \\; "))
        }
        Statement::Assign { .. } => None,
    });
    Some(commands.collect::<Option<Vec<_>>>()?.join(" \\; "))
}

/// The same in a format, one line an element.
fn show_with(context: &mut Context<'_>, format: &str, name: &str, value: &Value, inherited: bool) {
    let flag = |holds: bool| i32::from(holds).to_string();
    let stem = name.split('[').next().unwrap_or(name).to_owned();
    let definition = exactly(&stem);
    let is_list = definition.is_some_and(|it| matches!(it.kind, Kind::List { .. }));
    let is_number = matches!(value, Value::Number(_) | Value::Flag(_));
    for (entry, text) in entries(name, value) {
        let key = entry.strip_suffix(']').and_then(|it| Some(it.split_once('[')?.1.to_owned()));
        let known = [
            ("option_name", stem.clone()),
            ("option_value_only", flag(context.has('v'))),
            ("option_is_parent", flag(inherited)),
            ("option_is_array", flag(is_list)),
            ("option_is_string", flag(!is_number)),
            ("option_is_hook", flag(is_hook(&stem))),
            ("option_is_user", flag(definition.is_none())),
            ("option_has_value", flag(text.is_some())),
            ("option_value", text.unwrap_or_default()),
            ("option_has_array_key", flag(key.is_some())),
            ("option_array_key", key.unwrap_or_default()),
        ];
        let line = context.model.expand_with(format, &context.target, &known);
        context.print(line);
    }
}

//! `show-options`: what options are set to, in lines that `set-option` reads again.

use super::{Command, Context, Failure, Flow, Outcome, Repeatable, flag, value};
use crate::language::command_line::quote;
use crate::language::syntax::{Flag, Operand};
use crate::model::options::{Name, TABLE, Value, entries, is_hook};

/// The entry.
pub const COMMAND: Command = Command {
    name: "show-options",
    alias: Some("show"),
    flags: &[
        flag::INHERITED,
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
    let own = context.model.options(level).is_some_and(|options| options.is_set(&name));
    let value = match own || context.has('A') || level.is_global() {
        true => context.model.lookup(level).value(&name),
        false => None,
    };
    match (value, &name) {
        (Some(value), _) => {
            let inherited = !own && !level.is_global();
            show(context, &name.to_string(), &value, inherited);
        }
        (None, Name::User(_)) if !context.has('q') => {
            return Err(Failure::usage(format!("invalid option: {name}")));
        }
        (None, _) => {}
    }
    Ok(Flow::Next)
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
        let hooks = own.iter().filter(|(name, _)| is_hook(name));
        shown.extend(hooks.map(|(name, value)| (name.clone(), value.clone(), false)));
    }
    for (name, value, inherited) in shown {
        show(context, &name, &value, inherited);
    }
    Ok(Flow::Next)
}

/// Prints an option: its value alone with `-v`; an inherited one has a star.
pub fn show(context: &mut Context<'_>, name: &str, value: &Value, inherited: bool) {
    if context.has('v') {
        return context.print(value.to_string());
    }
    let star = if inherited { "*" } else { "" };
    for (name, text) in entries(name, value) {
        match text {
            Some(text) => context.print(format!("{name}{star} {}", quote(&text))),
            None => context.print(format!("{name}{star}")),
        }
    }
}

//! `show-hooks`: which commands run when something happens, and which formats are looked at.

use super::show_options::{is_set, show, value_of};
use super::{Command, Context, Failure, Flow, Outcome, Repeatable, flag, value};
use crate::language::syntax::{Flag, Operand};
use crate::model::hooks::Fired;
use crate::model::levels::Level;
use crate::model::options::{HOOKS, Name, Value, entries, is_hook};

/// The entry.
pub const COMMAND: Command = Command {
    name: "show-hooks",
    alias: None,
    flags: &[
        Flag::new('B', "those that look at a format, with that"),
        flag::OF_ALL,
        flag::OF_PANE,
        flag::OF_WINDOW,
        flag::FORMAT,
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Optional(value::HOOK)],
    about: "Show the hooks; with -g those for all, unset ones among them",
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    match context.operand(0).map(str::to_owned) {
        Some(text) => {
            let text = context.expand(&text);
            let Some((name, level)) = context.option_named(&text)? else { return Ok(Flow::Next) };
            one(context, &text, name, level)
        }
        None => {
            let level = context.option_level(None)?;
            all(context, level)
        }
    }
}

fn one(context: &mut Context<'_>, text: &str, name: Name, level: Level) -> Outcome {
    if context.has('B') {
        show_monitors(context, level, Some(name.name()));
        return Ok(Flow::Next);
    }
    let is_own = matches!(name, Name::User(_));
    if !is_hook(name.name()) && !is_own {
        return Err(Failure::usage(format!("invalid hook: {text}")));
    }
    let is_set = is_set(context, level, &name);
    if !is_set && is_own {
        return Err(Failure::usage(format!("invalid option: {text}")));
    }
    show_set(context, level, &name, is_set);
    Ok(Flow::Next)
}

/// The list of all is that of one level, whatever hooks could be set elsewhere.
fn all(context: &mut Context<'_>, level: Level) -> Outcome {
    if context.has('B') {
        show_monitors(context, level, None);
        return Ok(Flow::Next);
    }
    let set = context.model.options(level).into_iter().flat_map(|options| options.iter());
    let own = set.filter(|(name, _)| name.starts_with('@') && context.model.is_own_hook(name));
    let own: Vec<Name> = own.map(|(name, _)| Name::User(name.to_owned())).collect();
    let known = HOOKS.iter().filter(|hook| level.takes(hook.scope));
    let known = known.map(|definition| Name::Known { definition, index: None });
    for name in own.into_iter().chain(known) {
        let is_set = context.model.options(level).is_some_and(|options| options.is_set(&name));
        if is_set || level.is_global() {
            show_set(context, level, &name, is_set);
        }
    }
    Ok(Flow::Next)
}

/// Shows what is set at a level, or, of one for all, that nothing is.
fn show_set(context: &mut Context<'_>, level: Level, name: &Name, is_set: bool) {
    let is_known = matches!(name, Name::Known { .. });
    if !(is_set || level.is_global() && is_known) {
        return;
    }
    let Some(value) = value_of(context, level, name) else { return };
    match context.value('F').map(str::to_owned) {
        None => show(context, &name.to_string(), &value, false),
        Some(format) => show_with(context, &format, level, name, &value),
    }
}

/// The same in a format, one line an element.
fn show_with(context: &mut Context<'_>, format: &str, level: Level, name: &Name, value: &Value) {
    let (is_own, is_list) = (matches!(name, Name::User(_)), matches!(value, Value::List(_)));
    let fired = context.model.hook_store.fired.get(&(level, name.name().to_owned()));
    let fired = fired.copied().unwrap_or_default();
    for (entry, text) in entries(&name.to_string(), value) {
        let key = entry.strip_suffix(']').and_then(|it| Some(it.rsplit_once('[')?.1.to_owned()));
        let mut known = vec![
            ("option_name", name.name().to_owned()),
            ("option_value", text.clone().unwrap_or_default()),
            ("option_value_only", "0".to_owned()),
            ("option_is_parent", "0".to_owned()),
            ("option_is_array", i32::from(is_list).to_string()),
            ("option_is_string", i32::from(!is_list).to_string()),
            ("option_is_hook", i32::from(is_hook(name.name())).to_string()),
            ("option_is_user", i32::from(is_own).to_string()),
            ("option_has_value", i32::from(text.is_some()).to_string()),
            ("option_has_array_key", i32::from(key.is_some()).to_string()),
            ("option_array_key", key.unwrap_or_default()),
        ];
        known.extend(times(fired));
        print_with(context, format, &known);
    }
}

fn times(fired: Fired) -> impl Iterator<Item = (&'static str, String)> {
    let time = (fired.time > 0).then(|| ("hook_fire_time", fired.time.to_string()));
    [("hook_fire_count", fired.count.to_string())].into_iter().chain(time)
}

fn print_with(context: &mut Context<'_>, format: &str, known: &[(&str, String)]) {
    let line = context.model.expand_with(format, &context.target, known);
    context.print(line);
}

/// Shows what is looked at for a level's hooks, in words that `set-hook -B` reads.
fn show_monitors(context: &mut Context<'_>, level: Level, one: Option<&str>) {
    let monitors = context.model.hook_store.monitors.at(level);
    let monitors = monitors.filter(|(name, _)| one.is_none_or(|one| one == *name));
    let monitors: Vec<_> = monitors.map(|(name, it)| (name.to_owned(), it.clone())).collect();
    let format = context.value('F').map(str::to_owned);
    for (name, monitor) in monitors {
        let subject = monitor.subject.to_string();
        let whole = monitor.written(&name);
        let Some(format) = &format else {
            context.print(whole);
            continue;
        };
        let yes = || "1".to_owned();
        let mut known = vec![
            ("option_name", name),
            ("option_value", whole),
            ("option_is_string", yes()),
            ("option_is_hook", yes()),
            ("option_is_user", yes()),
            ("option_has_value", yes()),
            ("hook_monitor_target", subject),
            ("hook_monitor_format", monitor.format),
        ];
        known.extend(times(monitor.fired));
        print_with(context, format, &known);
    }
}

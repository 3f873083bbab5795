//! `set-hook`: commands to be run when something happens, or when a format is not what it was; and
//! happenings of one's own.

use super::set_option::apply;
use super::{Command, Context, Failure, Flow, Item, Outcome, flag, value};
use crate::language::syntax::{Flag, Operand, Value};
use crate::language::target::Kind;
use crate::model::happening::Happening;
use crate::model::levels::Level;
use crate::model::monitor::Monitor;
use crate::model::options::{Change, Name, is_hook};
use crate::model::subject::Subject;

/// The entry.
pub const COMMAND: Command = Command {
    name: "set-hook",
    alias: None,
    flags: &[
        Flag::new('a', "beside the commands that are there"),
        flag::FOR_ALL,
        flag::FOR_PANE,
        Flag::new('E', "let it happen: @NAME"),
        Flag::new('R', "run it now"),
        Flag::new('T', "with -B: only when the format becomes true"),
        Flag::new('u', "no more"),
        flag::FOR_WINDOW,
        Flag::with(
            'B',
            Value::new(
                "name:what:format",
                "look at a format once a second, and run @NAME when it is another; what is %N, @N, %*, \
                 @* or nothing for the session",
            ),
        ),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Optional(value::HOOK), Operand::Optional(value::COMMAND)],
    about: "Run a command when something happens; with -u no more, with -R now",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    if let Some(monitor) = context.value('B').map(str::to_owned) {
        return watch(context, &monitor);
    }
    let Some(text) = context.operand(0).map(str::to_owned) else {
        return Err(Failure::usage("missing argument"));
    };
    let text = context.expand(&text);
    if context.has('E') {
        return let_happen(context, text);
    }
    if context.has('R') {
        let place = context.take_target(Kind::Pane)?;
        let hooked = context.model.hooked_now(&text, &place, Vec::new);
        context.insert.extend(hooked.into_iter().map(Item::Hooked));
        return Ok(Flow::Next);
    }
    let Some((name, level)) = context.option_named(&text)? else { return Ok(Flow::Next) };
    if !is_hook(name.name()) && !matches!(name, Name::User(_)) {
        return Err(Failure::usage(format!("invalid hook: {text} (show-hooks -g lists them)")));
    }
    if context.has('u') {
        apply(context, level, &name, Change::Unset)?;
        return Ok(Flow::Next);
    }
    if context.operand(1).is_none() {
        return Err(Failure::usage("empty value"));
    }
    if matches!(name, Name::Known { .. }) {
        context.commands_in(1)?;
    }
    let command = context.operand(1).unwrap_or_default().to_owned();
    let change = match (context.has('a'), &name) {
        // A whole hook gets one command; what it had is gone.
        (true, Name::Known { index: None, .. } | Name::User(_)) => Change::Append(&command),
        _ => Change::Put(&command),
    };
    apply(context, level, &name, change)?;
    if let Name::User(own) = &name {
        context.model.add_own_hook(own);
    }
    Ok(Flow::Next)
}

/// Lets something happen that somebody made up.
fn let_happen(context: &mut Context<'_>, name: String) -> Outcome {
    if context.operand(1).is_some() {
        return Err(Failure::usage("too many arguments"));
    }
    if !name.starts_with('@') {
        return Err(Failure::usage("event name must start with @"));
    }
    let place = context.take_target(Kind::Pane)?;
    let mut facts = context.model.facts_of_place(&name, &place);
    let client = context.client.and_then(|id| context.model.graph.client(id));
    if let Some(client) = client.filter(|_| !facts.iter().any(|(name, _)| name == "client")) {
        facts.push(("client".into(), client.name()));
    }
    context.model.happens(&Happening { name, place, facts, level: None });
    Ok(Flow::Next)
}

/// Looks at a format from now on, or no longer (`-B`).
fn watch(context: &mut Context<'_>, monitor: &str) -> Outcome {
    if context.operand(1).is_some() {
        return Err(Failure::usage("too many arguments"));
    }
    let parts = monitor.split_once(':').and_then(|(name, rest)| {
        let (what, format) = rest.split_once(':')?;
        Some((name, Subject::parse(what), format))
    });
    let (name, subject, format) = match parts {
        Some(parts) => parts,
        None if context.has('u') => (monitor, Subject::Session, ""),
        None => return Err(Failure::usage(format!("invalid subscription: {monitor}"))),
    };
    if !name.starts_with('@') {
        return Err(Failure::usage("monitor hook name must start with @"));
    }
    let Some((name, level)) = context.option_named(name)? else { return Ok(Flow::Next) };
    if context.has('u') {
        context.model.remove_monitor(level, name.name());
        return Ok(Flow::Next);
    }
    set_command(context, level, &name)?;
    let session = match level.is_global() {
        true => None,
        false => context.take_target(Kind::Pane)?.session,
    };
    let monitor = Monitor::new(subject, format.to_owned(), context.has('T'), session);
    match context.model.add_monitor(level, name.name(), monitor) {
        true => Ok(Flow::Next),
        false => Err(Failure::new("too many monitors: take some away with set-hook -u -B NAME")),
    }
}

/// The command that a monitor runs, where one is given; without one it has what it had.
fn set_command(context: &mut Context<'_>, level: Level, name: &Name) -> Result<(), Failure> {
    let is_there = context.model.options(level).is_some_and(|options| options.has(name.name()));
    let command = match context.operand(0) {
        Some(command) => command.to_owned(),
        None if is_there => return Ok(()),
        None => String::new(),
    };
    let change = match context.has('a') && is_there {
        true => Change::Append(&command),
        false => Change::Put(&command),
    };
    apply(context, level, name, change)
}

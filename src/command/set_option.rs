//! `set-option`: sets an option for the server, a session, a window or a pane.

use std::path::PathBuf;

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::Operand;
use crate::language::target::Kind;
use crate::model::effect::JobEffect;
use crate::model::levels::Level;
use crate::model::options::{Change, Name};

/// The entry.
pub const COMMAND: Command = Command {
    name: "set-option",
    alias: Some("set"),
    flags: &[
        flag::APPEND,
        flag::EXPAND_VALUE,
        flag::FOR_ALL,
        flag::ONLY_UNSET,
        flag::FOR_PANE,
        flag::QUIET,
        flag::FOR_SERVER,
        flag::UNSET,
        flag::UNSET_IN_PANES,
        flag::FOR_WINDOW,
        flag::TARGET_PANE,
    ],
    operands: &[Operand::One(value::OPTION), Operand::Optional(value::VALUE)],
    about: "Set an option; with -g for all, with -w for a window, with -p for a pane",
    run,
    ..Command::NEW
};

/// Sets the option that the operands name.
pub fn run(context: &mut Context<'_>) -> Outcome {
    let mut text = context.operand(0).unwrap_or_default().to_owned();
    if context.has('F') && context.take_target(Kind::Pane).is_ok() {
        text = context.expand(&text);
    }
    let Some((name, level)) = context.option_named(&text)? else { return Ok(Flow::Next) };
    let value = context.operand(1).map(str::to_owned);
    let value = if context.has('F') { value.map(|value| context.expand(&value)) } else { value };
    let change = match value.as_deref() {
        _ if context.has('u') || context.has('U') => Change::Unset,
        Some(more) if context.has('a') => Change::Append(more),
        Some(value) => Change::Put(value),
        None => Change::Toggle,
    };
    if context.has('o') && change != Change::Unset && is_set(context, &name, level) {
        return match context.has('q') {
            true => Ok(Flow::Next),
            false => Err(Failure::new(format!("already set: {name}"))),
        };
    }
    if let (Change::Put(shell), "default-shell") = (&change, name.name()) {
        return set_shell(context, level, name, (*shell).to_owned());
    }
    apply(context, level, &name, change)?;
    if let (true, Level::Window(window)) = (context.has('U'), level) {
        let panes = context.model.graph.window(window).map(|window| window.panes());
        for pane in panes.unwrap_or_default() {
            apply(context, Level::Pane(pane), &name, Change::Unset)?;
        }
    }
    Ok(Flow::Next)
}

/// Sets the shell once it is known to be one that can be started: afterwards no pane could say
/// what is wrong.
fn set_shell(context: &mut Context<'_>, level: Level, name: Name, shell: String) -> Outcome {
    // A word that is no path at all is refused by what the option is.
    if !shell.starts_with('/') {
        apply(context, level, &name, Change::Put(&shell))?;
        return Ok(Flow::Next);
    }
    context.job(JobEffect::CheckProgram(PathBuf::from(&shell)), move |context, answer| {
        let suits = answer.done();
        suits.map_err(|why| match context.is_tmux() {
            true => Failure::new(format!("not a suitable shell: {shell}")),
            false => Failure::new(format!("{name}: not a suitable shell: {shell}: {why}")),
        })?;
        apply(context, level, &name, Change::Put(&shell))?;
        Ok(Flow::Next)
    })
}

/// Whether an option is set at a level; a global one of the table always is.
fn is_set(context: &Context<'_>, name: &Name, level: Level) -> bool {
    let inherited = match name {
        Name::Known { .. } => level.is_global(),
        Name::User(_) => false,
    };
    inherited || context.model.options(level).is_some_and(|options| options.is_set(name))
}

/// Changes an option at a level.
///
/// # Errors
/// The value is none that it takes.
pub fn apply(
    context: &mut Context<'_>,
    level: Level,
    name: &Name,
    change: Change<'_>,
) -> Result<(), Failure> {
    let current = context.model.lookup(level).whole(name);
    let (is_unset, is_tmux) = (change == Change::Unset, context.is_tmux());
    if let Some(options) = context.model.options_mut(level) {
        let changed = options.change(name, change, current.as_ref());
        changed.map_err(|error| match is_tmux {
            true => Failure::new(error.in_brief()),
            false => Failure::new(format!("{name}: {error}")),
        })?;
        if name.name() == "destroy-unattached" && !is_unset {
            // Whoever is without anybody now goes at once.
            let sessions = context.model.graph.sessions().map(|session| session.id);
            let sessions: Vec<_> = match level {
                Level::Session(id) => vec![id],
                _ => sessions.collect(),
            };
            sessions.into_iter().for_each(|id| context.model.end_unattended_session(id));
            return Ok(());
        }
        note_configured(context, level, name);
        note_idle(context, name, is_unset);
    }
    Ok(())
}

/// What the configuration sets when it is read again is not set by hand: what is saved leaves it to the
/// configuration.
fn note_configured(context: &mut Context<'_>, level: Level, name: &Name) {
    let files = &context.model.config_files;
    if context.file.as_ref().is_some_and(|file| file.is_of(files)) {
        context.model.configure(level, name);
    }
}

/// Remembers that a file set an option that has no effect: whoever wrote it is told, once.
fn note_idle(context: &mut Context<'_>, name: &Name, is_unset: bool) {
    if let (Name::Known { definition, .. }, Some(file)) = (name, &context.file)
        && !definition.effect
        && !is_unset
    {
        let spot = format!("{}:{} {}", file.name, context.line, definition.name);
        context.model.set_in_vain(spot);
    }
}

//! `show-environment`: the variables that new programs get beside their parent's.

use super::{Command, Context, Failure, Flow, Outcome, Repeatable, flag, value};
use crate::language::syntax::{Flag, Operand};
use crate::model::environment::Shown;

/// The entry.
pub const COMMAND: Command = Command {
    name: "show-environment",
    alias: Some("showenv"),
    flags: &[
        Flag::new('h', "hidden ones"),
        Flag::new('g', "of all sessions"),
        Flag::new('s', "as commands for a shell"),
        flag::TARGET_SESSION,
    ],
    operands: &[Operand::Optional(value::VARIABLE)],
    about: "Show environment variables; with -g those for all, with -s as shell commands",
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    context.take_session()?;
    let environment = match context.has('g') {
        true => &context.model.environment,
        false => {
            let session = context.target.session.and_then(|id| context.model.graph.session(id));
            let none = || Failure::not_found("no current session (-g shows those for all)");
            &session.ok_or_else(none)?.environment
        }
    };
    let wanted = context.operand(0);
    let all: Vec<Shown> = environment
        .iter()
        .filter(|variable| wanted.is_none_or(|name| name == variable.name))
        .collect();
    if let (Some(name), true) = (wanted, all.is_empty()) {
        return Err(Failure::not_found(format!("unknown variable: {name}")));
    }
    let (for_shell, hidden) = (context.has('s'), context.has('h'));
    for variable in all.iter().filter(|variable| variable.hidden == hidden) {
        context.print(line(variable, for_shell));
    }
    Ok(Flow::Next)
}

fn line(variable: &Shown, for_shell: bool) -> String {
    let name = &variable.name;
    match (&variable.value, for_shell) {
        (Some(value), false) => format!("{name}={value}"),
        (None, false) => format!("-{name}"),
        (Some(value), true) => format!("{name}=\"{}\"; export {name};", escape(value)),
        (None, true) => format!("unset {name};"),
    }
}

/// What means something between a shell's double quotes gets a backslash.
fn escape(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        if matches!(c, '$' | '`' | '"' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

//! `show-hooks`: which commands run when something happens.

use super::show_options::show;
use super::{Command, Context, Failure, Flow, Outcome, Repeatable, flag, value};
use crate::language::syntax::Operand;
use crate::model::options::{HOOKS, Name, is_hook};

/// The entry.
pub const COMMAND: Command = Command {
    name: "show-hooks",
    alias: None,
    flags: &[flag::OF_ALL, flag::OF_PANE, flag::OF_WINDOW, flag::TARGET_PANE],
    operands: &[Operand::Optional(value::HOOK)],
    about: "Show the hooks; with -g those for all, unset ones among them",
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let names: Vec<String> = match context.operand(0) {
        Some(text) => vec![text.to_owned()],
        None => HOOKS.iter().map(|hook| hook.name.to_owned()).collect(),
    };
    let one = context.operand(0).is_some();
    for text in names {
        let Some((name, level)) = context.option_named(&text)? else { continue };
        if !is_hook(name.name()) {
            return Err(Failure::usage(format!("invalid hook: {text}")));
        }
        // The list of all is that of one level, whatever hooks could be set elsewhere.
        let scope_fits = one || name.scope().is_some_and(|scope| level.takes(scope));
        let own = context.model.options(level).is_some_and(|options| options.is_set(&name));
        if !scope_fits || !(own || level.is_global()) {
            continue;
        }
        let whole = matches!(name, Name::Known { index: None, .. });
        if let Some(value) = context.model.lookup(level).value(&name).filter(|_| own || whole) {
            show(context, &name.to_string(), &value, false);
        }
    }
    Ok(Flow::Next)
}

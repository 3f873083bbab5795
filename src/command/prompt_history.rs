//! `show-prompt-history` and `clear-prompt-history`: what was answered to prompts.

use super::{Command, Context, Failure, Flow, Outcome, Repeatable};
use crate::language::syntax::{Flag, Value};
use crate::model::prompt::Kind;

const TYPE: Flag =
    Flag::with('T', Value::new("prompt-type", "of what was asked for: command or search"));

/// The entry.
pub const SHOW: Command = Command {
    name: "show-prompt-history",
    alias: Some("showphist"),
    flags: &[TYPE],
    about: "Show what was answered to prompts, the oldest first",
    repeatable: Repeatable::Always,
    run: show,
    ..Command::NEW
};

/// The entry.
pub const CLEAR: Command = Command {
    name: "clear-prompt-history",
    alias: Some("clearphist"),
    flags: &[TYPE],
    about: "Forget what was answered to prompts",
    run: clear,
    ..Command::NEW
};

/// The kind that is meant, if one is.
fn kind(context: &Context<'_>) -> Result<Option<Kind>, Failure> {
    let Some(name) = context.value('T') else { return Ok(None) };
    Kind::of(name).map(Some).ok_or_else(|| Failure::new(format!("invalid type: {name}")))
}

fn show(context: &mut Context<'_>) -> Outcome {
    let kinds = match kind(context)? {
        Some(kind) => vec![kind],
        None => Kind::ALL.to_vec(),
    };
    for kind in kinds {
        let lines: Vec<String> = (1..)
            .zip(context.model.answers(kind))
            .map(|(number, answer)| format!("{number}: {answer}"))
            .collect();
        context.print(format!("History for {}:\n", kind.name()));
        lines.iter().for_each(|line| context.print(line));
        context.print("");
    }
    Ok(Flow::Next)
}

fn clear(context: &mut Context<'_>) -> Outcome {
    let kind = kind(context)?;
    context.model.forget_answers(kind);
    Ok(Flow::Next)
}

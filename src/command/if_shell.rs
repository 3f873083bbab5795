//! `if-shell`: runs commands if a shell command succeeds, or others if it fails.

use super::{Command, Context, Flow, Outcome, Reach, Wait, flag, value};
use crate::language::format::is_true;
use crate::language::syntax::{Flag, Operand, Value, Words};
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "if-shell",
    alias: Some("if"),
    flags: &[
        flag::BACKGROUND,
        Flag::new('F', "a format instead: true unless empty or 0"),
        flag::TARGET_PANE,
    ],
    operands: &[
        Operand::One(value::SHELL_COMMAND),
        Operand::One(Value::new("command", "what is run if that is so").of(Words::Commands)),
        Operand::Optional(Value::new("other", "what is run if not").of(Words::Commands)),
    ],
    about: "Run a command if a shell command succeeds, or with -F if a format is true",
    reach: Reach::OTHERS,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    context.take_target(Kind::Pane)?;
    let condition = context.expand(context.operand(0).unwrap_or_default());
    let (yes, no) = (context.commands_in(1)?, context.commands_in(2)?);
    if context.has('F') {
        context.run_next(if is_true(&condition) { yes } else { no });
        return Ok(Flow::Next);
    }
    let cwd = context.asked_from();
    let job = context.model.run_shell(condition, &context.target, cwd);
    let background = context.has('b');
    context.wait_or_go_on(background, Wait::Job(job), move |context, answer| {
        let succeeded = answer.ran().is_ok_and(|ran| ran.status == 0);
        context.run_next(if succeeded { yes } else { no });
        Ok(Flow::Next)
    })
}

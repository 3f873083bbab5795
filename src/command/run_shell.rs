//! `run-shell`: runs a shell command, or with `-C` pmux's own commands, and prints what it does.

use std::path::PathBuf;

use super::{Command, Context, Failure, Flow, Outcome, Reach, Wait, flag, value};
use crate::language::command_line::Statement;
use crate::language::syntax::{Flag, Operand, Value};
use crate::language::target::Kind;
use crate::model::answer::Answer;
use crate::model::id::PaneId;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "run-shell",
    alias: Some("run"),
    flags: &[
        flag::BACKGROUND,
        Flag::new('C', "pmux commands instead of the shell's"),
        Flag::new('E', "with what it writes to stderr, which called tmux is left out otherwise"),
        Flag::with('c', value::START_DIRECTORY).meaning("where it runs"),
        Flag::with('d', Value::new("delay", "how long to wait first, in seconds")),
        flag::TARGET_PANE.meaning("a pane that shows what it prints"),
    ],
    operands: &[
        Operand::Optional(value::SHELL_COMMAND),
        Operand::Any(Value::new("argument", "what #{1}, #{2} and so on are in the command")),
    ],
    about: "Run a shell command and print its output, or with -t show it in a pane; with -b in the background",
    reach: Reach::OTHERS,
    run,
    ..Command::NEW
};

/// What is run.
enum Work {
    Commands(Vec<Statement>),
    Shell(String),
}

fn run(context: &mut Context<'_>) -> Outcome {
    let place = context.take_target(Kind::Pane)?;
    let background = context.has('b');
    let work = match context.has('C') {
        true => Work::Commands(context.expanded_commands_in(0)?),
        false => Work::Shell(shell_command(context)),
    };
    let Some(delay) = context.value('d') else {
        return start(context, work, &place, background);
    };
    let seconds: f64 = delay.parse().unwrap_or(-1.0);
    if !(0.0..=1e6).contains(&seconds) {
        return Err(Failure::usage(format!("invalid delay time: {delay}")));
    }
    let sleep = context.model.run_shell(format!("sleep {seconds}"), &place, None);
    context.wait_or_go_on(background, Wait::Job(sleep), move |context, _| {
        start(context, work, &place, false)
    })
}

/// The command, with the arguments in it.
fn shell_command(context: &Context<'_>) -> String {
    let rest = context.arguments.rest();
    let Some((command, arguments)) = rest.split_first() else { return String::new() };
    let numbers: Vec<String> = (1..=arguments.len()).map(|number| number.to_string()).collect();
    let numbered = numbers.iter().map(String::as_str).zip(arguments.iter().cloned());
    let known: Vec<(&str, String)> = numbered.chain(context.variables(command)).collect();
    context.model.expand_with(command, &context.target, &known)
}

fn start(context: &mut Context<'_>, work: Work, place: &Place, background: bool) -> Outcome {
    let command = match work {
        Work::Commands(commands) => {
            context.run_next(commands);
            return Ok(Flow::Next);
        }
        Work::Shell(command) if command.is_empty() => return Ok(Flow::Next),
        Work::Shell(command) => command,
    };
    let given = context.value('c').map(PathBuf::from);
    let cwd = match (given, context.asked_from()) {
        (Some(given), Some(from)) => Some(from.join(given)),
        (Some(given), None) => Some(context.model.base_directory().join(given)),
        (None, from) => from,
    };
    let job = context.model.run_shell_with(command.clone(), place, cwd, context.has('E'));
    // Nobody reads what is printed in the background; tmux shows it where people are.
    let shown = context.has('t') || (background && context.is_tmux());
    let pane = place.pane.filter(|_| shown);
    context.wait_or_go_on(background, Wait::Job(job), move |context, answer| {
        ended(context, &command, pane, answer)
    })
}

/// It is over: what it printed goes to whoever asked, or is shown in a pane.
fn ended(
    context: &mut Context<'_>,
    command: &str,
    pane: Option<PaneId>,
    answer: Answer,
) -> Outcome {
    let ran = answer.ran().map_err(|error| Failure::new(format!("'{command}': {error}")))?;
    let mut printed = ran.output;
    if !printed.is_empty() && !printed.ends_with(b"\n") {
        printed.push(b'\n');
    }
    let failed = match ran.status {
        0 => None,
        status @ 129.. => Some(format!("'{command}' terminated by signal {}", status - 128)),
        status => Some(format!("'{command}' returned {status}")),
    };
    // For tmux that is no failure, but something more to be read.
    let is_tmux = context.is_tmux();
    if let Some(failed) = failed.as_ref().filter(|_| is_tmux) {
        printed.extend_from_slice(failed.as_bytes());
        printed.push(b'\n');
    }
    match pane.filter(|pane| context.model.graph.has_pane(*pane)) {
        Some(_) if printed.is_empty() => {}
        Some(pane) => {
            let text = String::from_utf8_lossy(&printed);
            context.model.show_text_in(pane, None, text.strip_suffix('\n').unwrap_or(&text));
        }
        None => context.output.extend_from_slice(&printed),
    }
    let status = ran.status.clamp(0, 255) as u8;
    match failed {
        None => Ok(Flow::Next),
        Some(_) if is_tmux => Ok(Flow::Status(status)),
        Some(failed) => Err(Failure::new(failed).with_status(status.max(1))),
    }
}

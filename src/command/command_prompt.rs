//! `command-prompt`: asks in the status line, and runs a command with the answers.

use super::{Command, Context, Flow, Outcome, flag, value};
use crate::language::command_line::Statement;
use crate::language::syntax::{Flag, Operand, Value};
use crate::model::client::Overlay;
use crate::model::prompt::{Prompt, Then};
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "command-prompt",
    alias: None,
    flags: &[
        Flag::new('1', "one key answers"),
        flag::ignored('b'),
        Flag::new('F', "expand formats in the template"),
        Flag::new('i', "run the template at each change"),
        Flag::new('k', "one key answers, by its name"),
        Flag::new('N', "numbers only"),
        Flag::with('I', Value::new("inputs", "what the prompts begin with, parted by commas")),
        Flag::with('p', Value::new("prompts", "the questions, parted by commas")),
        flag::TARGET_CLIENT,
        Flag::with('T', Value::new("type", "what is asked for; accepted, no effect")),
    ],
    operands: &[Operand::Optional(value::TEMPLATE)],
    about: "Ask for a command, or for what %% in a template stands for",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let client = context.target_display('t')?;
    let template = context.operand(0).map(str::to_owned);
    let place = Place { client: Some(client), ..Place::of_client(context.model, client) };
    let template = match (template, context.has('F')) {
        (Some(template), true) => Some(context.model.expand(&template, &place)),
        (template, _) => template,
    };
    let labels: Vec<String> = match (context.value('p'), &template) {
        (Some(labels), _) => labels.split(',').map(|label| format!("{label} ")).collect(),
        (None, Some(template)) => vec![format!("({}) ", first_word(context, template))],
        (None, None) => vec![":".to_owned()],
    };
    let inputs = context.value('I').unwrap_or_default();
    let inputs = inputs.split(',').chain(std::iter::repeat(""));
    let expand = |text: &str| context.model.expand_time(text, &place);
    let mut questions =
        labels.iter().zip(inputs).map(|(label, input)| (expand(label), expand(input)));
    let Some((label, text)) = questions.next() else { return Ok(Flow::Next) };
    let more = questions.collect();
    let prompt = Prompt {
        more,
        single: context.has('1') || context.has('k'),
        key: context.has('k'),
        numeric: context.has('N'),
        incremental: context.has('i'),
        ..Prompt::new(label, text, Then::Template(template.unwrap_or_else(|| "%1".to_owned())))
    };
    context.show(client, Overlay::Prompt(prompt));
    Ok(Flow::Next)
}

/// The name of the command that a template begins with.
fn first_word(context: &Context<'_>, template: &str) -> String {
    let statements = context.parse(template).unwrap_or_default();
    let first = statements.into_iter().find_map(|statement| match statement {
        Statement::Commands(commands) => commands.into_iter().next(),
        Statement::Assign { .. } => None,
    });
    first.and_then(|command| command.argv().into_iter().next()).unwrap_or_default()
}

//! `command-prompt`: asks in the status line, and runs a command with the answers.

use super::{Command, Context, Failure, Flow, Outcome, Wait, answered, flag, value};
use crate::dialect::Dialect;
use crate::language::command_line::{Statement, Word};
use crate::language::syntax::{Flag, Operand, Value};
use crate::model::asking::Asked;
use crate::model::prompt::{Kind, Prompt, Then};
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "command-prompt",
    alias: None,
    flags: &[
        Flag::new('1', "one key answers"),
        Flag::new('C', "what programs write is seen meanwhile, as it always is"),
        Flag::new('b', "do not wait for the answer; only tmux does"),
        Flag::new('e', "backspace where nothing is typed gives up"),
        Flag::new('F', "expand formats in the template"),
        Flag::new('i', "run the template at each change"),
        Flag::new('k', "one key answers, by its name"),
        Flag::new('l', "one question and what it begins with, commas being no more than that"),
        Flag::new('N', "numbers only"),
        Flag::new('P', "ask in the pane, not in the status line"),
        Flag::with('I', Value::new("inputs", "what the prompts begin with, parted by commas")),
        Flag::with('p', Value::new("prompts", "the questions, parted by commas")),
        flag::TARGET_CLIENT,
        Flag::with(
            'T',
            Value::new(
                "prompt-type",
                "what is asked for: command or search; it has a history of its own",
            ),
        ),
    ],
    operands: &[Operand::Optional(value::TEMPLATE)],
    about: "Ask for a command, or for what %% in a template stands for",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let client = context.target_display('t')?;
    let kind = match context.value('T') {
        None => Kind::Command,
        Some(name) => {
            Kind::of(name).ok_or_else(|| Failure::new(format!("unknown type: {name}")))?
        }
    };
    let place = Place { client: Some(client), ..Place::of_client(context.model, client) };
    let pane = context.model.typed_into(client).or(place.pane);
    // What is asked in a pane is for all who type there.
    let is_shared = context.has('P') && context.model.looks_on(Some(client)).is_none();
    let asked = match pane.filter(|_| is_shared) {
        Some(pane) => Asked::Pane(pane),
        None => Asked::Client(client),
    };
    let as_tmux = context.model.identity.dialect == Dialect::Tmux;
    let in_pane = matches!(asked, Asked::Pane(_));
    if context.model.prompt(asked).is_some() && (as_tmux || in_pane) {
        // What is asked already is answered first.
        return Ok(Flow::Next);
    }
    let template = context.operand(0).map(str::to_owned);
    let template = match (template, context.has('F')) {
        (Some(template), true) => Some(context.model.expand(&template, &place)),
        (template, _) => template,
    };
    let labels: Vec<String> = match (context.value('p'), &template) {
        (Some(label), _) if context.has('l') => vec![label.to_owned()],
        (Some(labels), _) => labels.split(',').map(|label| format!("{label} ")).collect(),
        (None, Some(template)) => vec![format!("({}) ", first_word(context, template))],
        (None, None) => vec![":".to_owned()],
    };
    let inputs = context.value('I').unwrap_or_default();
    let parts = if context.has('l') { vec![inputs] } else { inputs.split(',').collect() };
    let inputs = parts.into_iter().chain(std::iter::repeat(""));
    let expand = |text: &str| context.model.expand_time(text, &place);
    let mut questions =
        labels.iter().zip(inputs).map(|(label, input)| (expand(label), expand(input)));
    let Some((label, text)) = questions.next() else { return Ok(Flow::Next) };
    let more = questions.collect();
    let template = template.unwrap_or_else(|| "%1".to_owned());
    // Between braces stand commands, whose words an answer becomes part of.
    let is_text = as_tmux && !matches!(context.words.last(), Some(Word::Block { .. }));
    let then = if is_text { Then::Text(template) } else { Then::Template(template) };
    let keys = context.model.session_lookup(place.session).text("status-keys");
    let waits = as_tmux && !['b', 'i', 'N'].into_iter().any(|flag| context.has(flag));
    let asker = waits.then(|| context.model.askers.ask());
    let waited = asker.as_ref().map(|asker| asker.id);
    let prompt = Prompt {
        more,
        asker,
        kind,
        vi: keys == "vi",
        single: context.has('1') || context.has('k'),
        key: context.has('k'),
        numeric: context.has('N'),
        incremental: context.has('i'),
        backspace_exits: context.has('e'),
        whole_lines: as_tmux,
        ..Prompt::new(label, text, then)
    };
    let first = (as_tmux && prompt.incremental)
        .then(|| (prompt.then.clone(), vec![format!("={}", prompt.text)]));
    match asked {
        Asked::Pane(pane) => context.model.ask_in_pane(pane, prompt),
        Asked::Client(_) => context.model.set_prompt(asked, Some(prompt)),
    }
    if let Some((then, answers)) = first {
        let statements = answered(context.model, &then, &answers, &place)?;
        context.run_next(statements);
    }
    match waited {
        Some(asker) => wait_for(context, asker, 0),
        None => Ok(Flow::Next),
    }
}

/// Waits for the end of a question, and does what was answered; where it was given up the command ends
/// with a status.
pub(super) fn wait_for(context: &mut Context<'_>, asker: u64, given_up: u8) -> Outcome {
    context.wait(Wait::Prompt(asker), move |context, _| {
        let Some((then, answers)) = context.model.askers.take(asker) else {
            return Ok(if given_up == 0 { Flow::Next } else { Flow::Status(given_up) });
        };
        let statements = answered(context.model, &then, &answers, &context.here)?;
        context.run_next(statements);
        Ok(Flow::Next)
    })
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

//! `load-buffer`: a file's contents become a paste buffer.

use std::path::PathBuf;

use super::{Command, Context, Failure, Flow, Outcome, Reach, Wait};
use crate::language::arguments::FlagSpec;
use crate::model::buffers::MOST_IN_ONE;
use crate::model::effect::Effect;

/// The entry.
pub const COMMAND: Command = Command {
    name: "load-buffer",
    alias: Some("loadb"),
    flags: FlagSpec::new("b:t:w"),
    operands: (1, Some(1)),
    usage: "[-w] [-b buffer-name] [-t target-client] path",
    about: "Load a file, or - for stdin, into a paste buffer; -w to the clipboard too",
    reach: Reach::STDIN,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let path = context.path(0);
    let name = context.value('b').map(str::to_owned);
    let clipboard = context.has('w').then(|| context.target_client('t').ok()).flatten();
    let job = context.model.job_id();
    context.model.ask(Effect::ReadFile(job, context.client, path, MOST_IN_ONE));
    context.wait(Wait::Job(job), move |context, answer| {
        if let Some(error) = answer.error {
            return Err(Failure::new(error));
        }
        if answer.output.is_empty() {
            return Ok(Flow::Next);
        }
        if clipboard.is_some() {
            context.model.to_clipboard(clipboard, answer.output.clone());
        }
        context.fill_buffer(name, answer.output)
    })
}

impl Context<'_> {
    /// The path that an operand names, from where the client was started; `-` stays `-`.
    pub fn path(&self, operand: usize) -> PathBuf {
        let text = self.operand(operand).map(|text| self.expand(text)).unwrap_or_default();
        let client = self.client.and_then(|id| self.model.graph.client(id));
        match client {
            Some(client) if text != "-" => client.cwd.join(text),
            _ => PathBuf::from(text),
        }
    }
}

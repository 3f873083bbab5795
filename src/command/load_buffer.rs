//! `load-buffer`: a file's contents become a paste buffer.

use std::path::PathBuf;

use super::{Command, Context, Flow, Outcome, Reach, flag, value};
use crate::language::syntax::{Flag, Operand};
use crate::model::answer::Answer;
use crate::model::buffers::MOST_IN_ONE;
use crate::model::effect::JobEffect;

/// The entry.
pub const COMMAND: Command = Command {
    name: "load-buffer",
    alias: Some("loadb"),
    flags: &[flag::CLIPBOARD, Flag::with('b', value::BUFFER_NAME), flag::TARGET_CLIENT],
    operands: &[Operand::One(value::READ_PATH)],
    about: "Load a file, or - for stdin, into a paste buffer; -w to the clipboard too",
    reach: Reach::STDIN,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let path = context.path(0);
    let name = context.value('b').map(str::to_owned);
    let clipboard = context.has('w').then(|| context.target_client('t').ok()).flatten();
    let path_name = path.display().to_string();
    context.read(path, MOST_IN_ONE, move |context, answer| {
        let data = answer.file().map_err(|failed| context.of_file(&path_name, failed))?;
        if data.is_empty() {
            return Ok(Flow::Next);
        }
        if clipboard.is_some() {
            context.model.to_clipboard(clipboard, data.clone());
        }
        context.fill_buffer(name, data)
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

    /// Reads a file of so many bytes at the most, or as `-` the stdin of whoever asks, and goes on
    /// with that.
    pub fn read(
        &mut self,
        path: PathBuf,
        most: usize,
        then: impl FnOnce(&mut Context<'_>, Answer) -> Outcome + 'static,
    ) -> Outcome {
        let effect = match self.client.filter(|_| path.as_os_str() == "-") {
            Some(client) => JobEffect::ReadStdin(client),
            None => JobEffect::ReadFile(path, most),
        };
        self.job(effect, then)
    }
}

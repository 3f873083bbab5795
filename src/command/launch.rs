//! What the commands that start programs have in common: the program's words, directory and
//! environment, and the wait until it runs.

use std::path::PathBuf;

use super::{Context, Failure, Flow, Outcome, Wait};
use crate::model::resolve::Place;
use crate::model::{Launch, NewPane};

impl Context<'_> {
    /// What is to be started, by the operands, `-c` and `-e`. One word is a shell's command
    /// line, several are a program and its arguments, and so is one after `--`.
    pub fn launch(&self) -> Launch {
        let pair = |text: &str| {
            let (name, value) = text.split_once('=')?;
            Some((name.to_owned(), value.to_owned()))
        };
        Launch {
            command: self.arguments.rest().to_vec(),
            exact: self.arguments.ended(),
            cwd: self.expanded('c').filter(|cwd| !cwd.is_empty()).map(PathBuf::from),
            environment: self.arguments.values('e').filter_map(pair).collect(),
        }
    }

    /// Waits until the pane's program runs, prints the new pane where `-P` asks for it, and
    /// goes on with `then`. A program that cannot be executed is the command's failure.
    pub fn started(
        &mut self,
        new: NewPane,
        format: &'static str,
        then: impl FnOnce(&mut Context<'_>) -> Outcome + 'static,
    ) -> Outcome {
        let printed = self.has('P').then(|| self.value('F').unwrap_or(format).to_owned());
        self.wait(Wait::Spawn(new.pane), move |context, answer| {
            if let Some(error) = answer.error {
                return Err(Failure::new(error));
            }
            if let Some(format) = printed {
                let place = Place::of_pane(context.model, new.pane);
                context.print(context.model.expand(&format, &place));
            }
            then(context)
        })
    }

    /// As [`Context::started`] with nothing to follow.
    pub fn started_only(&mut self, new: NewPane, format: &'static str) -> Outcome {
        self.started(new, format, |_| Ok(Flow::Next))
    }
}

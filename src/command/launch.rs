//! What the commands that start programs have in common: the program's words, directory and
//! environment, and the wait until it runs.

use std::path::PathBuf;

use super::{Context, Failure, Flow, Outcome, Wait};
use crate::model::resolve::Place;
use crate::model::{Launch, NewPane};

impl Context<'_> {
    /// What is to be started, by the operands, `-c` and `-e`. One word is a shell's command
    /// line, several are a program and its arguments, and so is one after `--`. It starts where
    /// whoever asks is, where that is a shell or a script, and a relative `-c` is from there.
    pub fn launch(&self) -> Launch {
        let launch = self.relaunch();
        Launch { cwd: launch.cwd.or_else(|| self.asked_from()), ..launch }
    }

    /// As [`Context::launch`], for a program that starts again: without `-c` where it did before.
    pub fn relaunch(&self) -> Launch {
        let pair = |text: &str| {
            let (name, value) = text.split_once('=')?;
            Some((name.to_owned(), value.to_owned()))
        };
        Launch {
            command: self.arguments.rest().to_vec(),
            exact: self.arguments.ended(),
            empty: false,
            cwd: self.start_directory(),
            environment: self.arguments.values('e').filter_map(pair).collect(),
        }
    }

    /// What `-c` names, as far as it is known from where; an empty one names nothing.
    fn start_directory(&self) -> Option<PathBuf> {
        let given = self.expanded('c').filter(|given| !given.is_empty())?;
        // A shell would show the person "there/." where they said ".".
        Some(self.asked_from().unwrap_or_default().join(given).components().collect())
    }

    /// The directory of whoever asks, where that is a shell or a script: of somebody at a
    /// display it is not asked where pmux was started.
    pub fn asked_from(&self) -> Option<PathBuf> {
        let client = self.client.and_then(|id| self.model.graph.client(id));
        client.filter(|client| client.session().is_none()).map(|client| client.cwd.clone())
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
        let print = move |context: &mut Context<'_>| {
            if let Some(format) = printed {
                let place = Place::of_pane(context.model, new.pane);
                context.print(context.model.expand(&format, &place));
            }
        };
        // Where there is no program there is nothing to wait for.
        if self.model.graph.pane(new.pane).is_some_and(|pane| pane.run.is_nothing()) {
            print(self);
            return then(self);
        }
        // For tmux a program that there is not is one that has ended.
        let is_nobodys = self.is_tmux() && self.is_one_shot() && self.has('d');
        self.wait(Wait::Spawn(new.pane), move |context, answer| {
            match answer.done() {
                Err(_) if is_nobodys => return Ok(Flow::Next),
                done => done?,
            }
            print(context);
            then(context)
        })
    }

    /// As [`Context::launch`], where `-E`, or an empty command, leaves the pane without a program.
    ///
    /// # Errors
    /// There is a command for a pane that is to have none.
    pub fn launch_or_nothing(&self) -> Result<Launch, Failure> {
        self.or_nothing(self.launch(), self.has('E'))
    }

    /// The same of any program.
    ///
    /// # Errors
    /// As there.
    pub fn or_nothing(&self, launch: Launch, asked: bool) -> Result<Launch, Failure> {
        let is_empty = matches!(launch.command.as_slice(), [only] if only.is_empty());
        if !asked && !is_empty {
            return Ok(launch);
        }
        match launch.command.is_empty() || is_empty {
            true => Ok(Launch { command: Vec::new(), empty: true, ..launch }),
            false => Err(Failure::new("command cannot be given for empty pane")),
        }
    }

    /// As [`Context::started`] with nothing to follow.
    pub fn started_only(&mut self, new: NewPane, format: &'static str) -> Outcome {
        self.started(new, format, |_| Ok(Flow::Next))
    }
}

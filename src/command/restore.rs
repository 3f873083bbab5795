//! `restore`: brings sessions back that were saved; and the question whether to, for whoever wants to
//! attach to one that does not run.

use std::collections::VecDeque;

use super::named::session_name;
use super::{Command, Context, Failure, Flow, Item, Outcome, value};
use crate::language::command_line::{Parsed, Word};
use crate::language::format::strftime;
use crate::language::syntax::{Flag, Operand, Value, Words};
use crate::model::answer::{Answer, Failed};
use crate::model::effect::JobEffect;
use crate::model::id::SessionId;
use crate::model::saved::FileTask;
use crate::saved::{Kept, Label};

/// A session that is saved.
const SAVED: Value =
    Value::new("saved-session", "one that is saved and does not run, by name").of(Words::Saved);

/// The entry.
pub const COMMAND: Command = Command {
    name: "restore",
    flags: &[
        Flag::new('q', "no complaint where nothing is saved"),
        Flag::long("forget", "remove what is saved instead"),
        Flag::with('s', value::SESSION_NAME).meaning("the name that it gets, where it is one"),
        Flag::with('t', SAVED),
    ],
    operands: &[Operand::Optional(SAVED)],
    about: "Bring sessions back that were saved and do not run, all or one: shells begin anew below \
            what they had written, other programs wait for a key",
    ours: true,
    starts_server: true,
    run,
    ..Command::NEW
};

/// What is done with the sessions that were restored.
type Then = Box<dyn FnOnce(&mut Context<'_>, Vec<SessionId>) -> Outcome>;

/// Sessions that are being restored.
struct Restoring {
    left: VecDeque<Label>,
    /// The name that it gets.
    name: Option<String>,
    done: Vec<SessionId>,
    /// What went wrong with others.
    failed: Vec<Failure>,
    then: Then,
}

fn run(context: &mut Context<'_>) -> Outcome {
    let wanted = context.named()?.map(str::to_owned);
    let name = context.expanded('s');
    if let Some(name) = &name {
        session_name(context.model, name, None)?;
    }
    let (quiet, forget) = (context.has('q'), context.arguments.has_long("forget"));
    context.list_saved(move |context, labels| {
        if context.is_one_shot() {
            let wrong = std::mem::take(&mut context.model.saved.wrong);
            wrong.iter().for_each(|told| context.tell(told));
        }
        let chosen = chosen(labels?, wanted.as_deref());
        if chosen.is_empty() && !quiet {
            return Err(Failure::not_found(match &wanted {
                Some(wanted) => format!("no session is saved that is called {wanted}"),
                None => "no session is saved that does not run".to_owned(),
            }));
        }
        if forget {
            let files = chosen.iter().map(Label::identity).collect();
            let task = FileTask::Forget(files);
            return context.job(JobEffect::Saved(task), |_, answer| {
                answer.done()?;
                Ok(Flow::Next)
            });
        }
        if name.is_some() && chosen.len() > 1 {
            return Err(Failure::usage("restore -s names one session: give -t too"));
        }
        let tell = |context: &mut Context<'_>, done: Vec<SessionId>| {
            for id in done {
                let session = context.model.graph.session(id);
                let line = session.map(|it| format!("{}: {} windows", it.name, it.windows.len()));
                line.into_iter().for_each(|line| context.print(line));
            }
            Ok(Flow::Next)
        };
        restore(context, chosen.into(), name, Box::new(tell))
    })
}

/// Of what is saved the one that is wanted, by its name or the beginning of that, of several the one
/// that was saved last; all where none is.
fn chosen(labels: Vec<Label>, wanted: Option<&str>) -> Vec<Label> {
    let Some(wanted) = wanted else { return labels };
    let exact = wanted.strip_prefix('=');
    let name = exact.unwrap_or(wanted);
    let newest = |found: Vec<&Label>| found.into_iter().max_by_key(|it| it.saved).cloned();
    let named = newest(labels.iter().filter(|it| it.name == name).collect());
    let begun = || {
        let found: Vec<&Label> = labels.iter().filter(|it| it.name.starts_with(name)).collect();
        let is_one = found.windows(2).all(|two| two[0].name == two[1].name);
        newest(found).filter(|_| exact.is_none() && is_one && !name.is_empty())
    };
    named.or_else(begun).into_iter().collect()
}

fn restore(
    context: &mut Context<'_>,
    left: VecDeque<Label>,
    name: Option<String>,
    then: Then,
) -> Outcome {
    next(context, Restoring { left, name, done: Vec::new(), failed: Vec::new(), then })
}

/// Restores the next one; after the last comes what was the server's own.
fn next(context: &mut Context<'_>, mut restoring: Restoring) -> Outcome {
    let Some(label) = restoring.left.pop_front() else {
        return match restoring.done.is_empty() {
            true => finish(context, restoring),
            false => take_server(context, restoring),
        };
    };
    let task = FileTask::Load(label.identity());
    context.job(JobEffect::Saved(task), move |context, answer| {
        let loaded = answer.kept().map_err(Failure::from);
        let restored = loaded.and_then(|kept| match *kept {
            (Kept::Session(session), at) => {
                let name = restoring.name.clone();
                Ok(context.model.restore_session(session, at, name)?)
            }
            (Kept::Server(_), _) => Err(Failure::new(format!("{} is no session", label.name))),
        });
        match restored {
            Ok(session) => restoring.done.push(session),
            Err(failure) => restoring.failed.push(failure),
        }
        next(context, restoring)
    })
}

fn take_server(context: &mut Context<'_>, mut restoring: Restoring) -> Outcome {
    context.job(JobEffect::Saved(FileTask::TakeServer), move |context, answer| {
        match answer {
            Answer::Kept(kept) => {
                if let (Kept::Server(server), _) = *kept {
                    context.model.take_up_server(server);
                }
            }
            Answer::Failed(failed) => restoring.failed.push(failed.into()),
            // There is none.
            _ => {}
        }
        finish(context, restoring)
    })
}

/// Goes on with those that are there; the last of what went wrong is how it ends where there are none.
fn finish(context: &mut Context<'_>, restoring: Restoring) -> Outcome {
    let Restoring { done, mut failed, then, .. } = restoring;
    let last = if done.is_empty() { failed.pop() } else { None };
    failed.iter().for_each(|failure| context.tell(&failure.reason));
    match last {
        Some(failure) => Err(failure),
        None => then(context, done),
    }
}

/// What whoever asked for a session is to have where it is not restored: with why nobody could be asked,
/// where there is a reason.
pub type Otherwise = Box<dyn FnOnce(&mut Context<'_>, Option<Failure>) -> Outcome>;

/// Whoever wants a session that does not run is asked whether it is to be restored, where it is saved;
/// then the command is carried out once more. Without a name all are offered.
pub fn offer(context: &mut Context<'_>, wanted: Option<String>, otherwise: Otherwise) -> Outcome {
    let client = context.client.filter(|_| context.model.saves() && context.is_one_shot());
    let Some(client) = client else { return otherwise(context, None) };
    let again = again(context);
    context.list_saved(move |context, labels| {
        let chosen = chosen(labels.unwrap_or_default(), wanted.as_deref());
        let Some(first) = chosen.first() else { return otherwise(context, None) };
        let names: Vec<&str> = chosen.iter().map(|it| it.name.as_str()).collect();
        let (names, them) = (names.join(", "), if chosen.len() == 1 { "it" } else { "them" });
        let has_terminal = context.model.graph.client(client).is_some_and(|it| !it.tty.is_empty());
        if !has_terminal {
            let all = if chosen.len() == 1 { format!(" -t {names}") } else { String::new() };
            let why = Failure::not_found(format!(
                "saved, and not running: {names} (pmux restore{all} brings {them} back)"
            ));
            return otherwise(context, Some(why));
        }
        let when = strftime("%a %d %b %H:%M", &(context.model.local_time)(first.saved));
        let question = format!("Not running, but saved {when}: {names}. Restore {them}? [y/n]");
        context.job(JobEffect::Ask(client, question), move |context, answer| {
            if !matches!(answer.file()?.as_slice(), b"y" | b"Y" | b"yes") {
                return otherwise(context, None);
            }
            let once_more = |context: &mut Context<'_>, _| {
                context.insert.push_back(again);
                Ok(Flow::Next)
            };
            restore(context, chosen.into(), None, Box::new(once_more))
        })
    })
}

/// The command as it was given, to be carried out once more.
fn again(context: &Context<'_>) -> Item {
    let name = Word::Text(context.command.name.to_owned());
    let words = [name].into_iter().chain(context.words.iter().cloned()).collect();
    [Parsed { line: context.line, words }].into_iter().collect()
}

impl Context<'_> {
    /// Goes on with the sessions that are saved and do not run, in the order of their names; or with why
    /// nobody can tell, which is no fault of those that run.
    pub fn list_saved(
        &mut self,
        then: impl FnOnce(&mut Context<'_>, Result<Vec<Label>, Failed>) -> Outcome + 'static,
    ) -> Outcome {
        self.job(JobEffect::Saved(FileTask::List), move |context, answer| {
            let labels = answer.saved().map(|files| {
                let labels = context.model.take_files(files);
                context.model.only_saved(labels)
            });
            then(context, labels)
        })
    }

    /// Tells whoever asked of something that went wrong beside what they asked for.
    fn tell(&mut self, text: &str) {
        match self.client.filter(|_| self.is_one_shot()) {
            Some(client) => self.model.complain(client, text),
            None => self.model.remember_message(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_session_is_found_by_its_name_or_the_beginning_of_it() {
        let label =
            |name: &str, saved| Label { name: name.into(), created: saved, saved, windows: 1 };
        let all = [label("build", 1), label("work", 2), label("work", 3), label("worm", 4)];
        let check = |wanted: Option<&str>, expect: &[i64]| {
            let found: Vec<i64> = chosen(all.to_vec(), wanted).iter().map(|it| it.saved).collect();
            assert_eq!(found, expect, "{wanted:?}");
        };
        check(None, &[1, 2, 3, 4]);
        check(Some("work"), &[3]);
        check(Some("=build"), &[1]);
        check(Some("b"), &[1]);
        check(Some("=b"), &[]);
        check(Some("wor"), &[]);
        check(Some("worm"), &[4]);
        check(Some(""), &[]);
    }
}

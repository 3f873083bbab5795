//! `wait-for`: scripts wait for each other, or take turns; and `wait` as docker has it, for the ends
//! of programs.
//!
//! `wait build` may mean the channel or the program of that name. Both are waited for then, until
//! the first of them comes: whoever meant the other one has not missed anything that they asked for.

use super::{Command, Context, Failure, Flow, Outcome, Repeatable, Wait, value};
use crate::language::syntax::{Flag, Operand, Value};
use crate::model::Model;
use crate::model::client::Client;
use crate::model::id::{ClientId, PaneId};
use crate::model::resolve::NotFound;
use crate::model::watches::{News, Sign, Verdict};

/// The entry.
pub const COMMAND: Command = Command {
    name: "wait-for",
    alias: Some("wait"),
    flags: &[
        Flag::new('E', "wait for a happening by the name of its hook, or @NAME"),
        Flag::new('l', "list the clients that wait"),
        Flag::new('L', "lock the channel").instead(),
        Flag::new('S', "wake those who wait").instead(),
        Flag::new('U', "unlock the channel").instead(),
        Flag::new('v', "with -E: print what there is to know of what happens"),
        Flag::with('F', value::FORMAT).meaning("with -E: only where this is true of it"),
        Flag::with('w', Value::new("waiter", "let this client, which waits, go on")),
    ],
    operands: &[
        Operand::One(Value::new("channel", "a name that those who wait for each other share")),
        Operand::Any(value::TARGET_PANE),
    ],
    about: "Wait until another client runs wait-for -S with the channel; -L and -U lock and unlock. \
            What is the name or id of a program is waited for until that ends, too, and its exit \
            status printed",
    repeatable: Repeatable::Without("ELSUw"),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let name = context.operand(0).unwrap_or_default().replace('\0', "");
    if context.has('E') {
        return happening(context, name);
    }
    if context.has('l') || context.has('w') {
        return waiting(context, &name);
    }
    let is_plain = !['L', 'S', 'U'].iter().any(|flag| context.has(*flag));
    if context.arguments.rest().len() > 1 {
        return match is_plain {
            true => several(context),
            false => Err(Failure::new("only one channel can be signalled or locked at once")),
        };
    }
    let program = context.program_called(&name).filter(|_| is_plain);
    let client = context.client;
    let channels = context.model.channels_mut();
    let waited_for = if context.arguments.has('S') {
        channels.signal(&name);
        None
    } else if context.arguments.has('U') {
        let unlocked = channels.unlock(&name);
        unlocked.map_err(|error| Failure::new(format!("channel {name} {error}")))?;
        None
    } else if context.arguments.has('L') {
        channels.lock(&name, client)
    } else {
        channels.wait(&name, client)
    };
    match (waited_for, program) {
        (Some(channel), Some(program)) => either(context, channel, program),
        (Some(channel), None) => {
            if is_plain {
                explain(context, &name);
            }
            context.wait(Wait::Channel(channel), |_, _| Ok(Flow::Next))
        }
        (None, _) => Ok(Flow::Next),
    }
}

/// Waits for something to happen, or lists who does (`-l`), or lets one of them go on (`-w`).
fn happening(context: &mut Context<'_>, name: String) -> Outcome {
    if !Model::can_happen(&name) {
        return Err(Failure::usage(format!("invalid event: {name}")));
    }
    if context.has('l') {
        let clients: Vec<ClientId> = context.model.waiters.clients(&name).collect();
        return list(context, clients);
    }
    if let Some(waiter) = context.value('w').map(str::to_owned) {
        let waiting = context.model.waiters.clients(&name);
        let found = called(context, waiting, &waiter);
        return match found.is_some_and(|id| context.model.waiters.wake(&name, id)) {
            true => Ok(Flow::Next),
            false => Err(Failure::not_found(format!("waiter {waiter} not found"))),
        };
    }
    let Some(client) = context.client else { return Err(Failure::new("not able to wait")) };
    let (filter, here) = (context.value('F').map(str::to_owned), context.here);
    let (verbose, waiters) = (context.has('v'), &mut context.model.waiters);
    let waiter = waiters.add(name, Some(client), filter, verbose, here);
    context.wait(Wait::Happening(waiter), |_, _| Ok(Flow::Next))
}

/// The same of a channel: `-l` and `-w`.
fn waiting(context: &mut Context<'_>, name: &str) -> Outcome {
    let clients = context.model.channels().clients(name);
    let Some(waiter) = context.value('w').map(str::to_owned) else { return list(context, clients) };
    if let Some(client) = called(context, clients.into_iter(), &waiter) {
        context.model.channels_mut().wake(name, client);
    }
    Ok(Flow::Next)
}

fn list(context: &mut Context<'_>, clients: Vec<ClientId>) -> Outcome {
    for client in clients {
        let name = context.model.graph.client(client).map(Client::name);
        context.print(name.unwrap_or_default());
    }
    Ok(Flow::Next)
}

/// The one of those that is called so.
fn called(
    context: &Context<'_>,
    mut clients: impl Iterator<Item = ClientId>,
    name: &str,
) -> Option<ClientId> {
    let graph = &context.model.graph;
    clients.find(|id| graph.client(*id).is_some_and(|client| client.name() == name))
}

/// A person who meant a program would wait for ever without a word.
fn explain(context: &mut Context<'_>, channel: &str) {
    let client = context.client.filter(|id| context.is_one_shot() && context.has_terminal(*id));
    let client = client.filter(|_| context.again().is_none());
    if let Some(client) = client {
        let text = format!(
            "no program is called {channel}: waiting for pmux wait-for -S {channel} (C-c gives up)"
        );
        context.model.complain(client, &text);
    }
}

/// Waits for a signal or for a program's end, whichever comes first.
fn either(context: &mut Context<'_>, channel: String, program: PaneId) -> Outcome {
    let watch = context.model.watch(&[program], &Sign::End, None);
    if context.model.watches.open(watch).is_empty() {
        context.model.channels_mut().give_up(&channel);
        return tell(context, watch);
    }
    let wait = Wait::ChannelOrWatch(channel.clone(), watch);
    context.wait(wait, move |context, _| match context.model.watches.open(watch).is_empty() {
        true => {
            context.model.channels_mut().give_up(&channel);
            tell(context, watch)
        }
        false => {
            context.model.watches.give_up(watch);
            Ok(Flow::Next)
        }
    })
}

/// Waits for the ends of several programs, in their order.
fn several(context: &mut Context<'_>) -> Outcome {
    let called =
        |name: &String| context.program_called(name).ok_or_else(|| NotFound::Session(name.clone()));
    let panes: Vec<PaneId> =
        context.arguments.rest().iter().map(called).collect::<Result<_, _>>()?;
    let watch = context.model.watch(&panes, &Sign::End, None);
    tell(context, watch)
}

/// Prints exit statuses as they come.
fn tell(context: &mut Context<'_>, watch: u64) -> Outcome {
    while let Some(news) = context.model.watches.take(watch, context.model.clock.millis) {
        match news {
            News::Verdict(_, Verdict::Ended(ended)) => context.print(ended.status().to_string()),
            News::Verdict(pane, Verdict::Closed) => {
                context.model.watches.give_up(watch);
                return Err(Failure::new(format!("{pane} was closed")));
            }
            News::Verdict(_, Verdict::Seen) => {}
            News::Over | News::TimedOut => return Ok(Flow::Next),
        }
    }
    context.wait(Wait::Watch(watch), move |context, _| tell(context, watch))
}

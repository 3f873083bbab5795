//! What `-f` says of a client (tmux(1), `refresh-client`).

use super::Context;
use crate::model::Model;
use crate::model::effect::OutletTask;
use crate::model::id::ClientId;

/// What a flag says.
enum Means {
    ReadOnly,
    IgnoreSize,
    /// Of one in control mode.
    NoOutput,
    WaitExit,
    /// In milliseconds.
    PauseAfter(u64),
}

fn meaning(flag: &str) -> Option<Means> {
    Some(match flag {
        "read-only" => Means::ReadOnly,
        "ignore-size" => Means::IgnoreSize,
        "no-output" => Means::NoOutput,
        "wait-exit" => Means::WaitExit,
        "pause-after" => Means::PauseAfter(0),
        _ => {
            let seconds: u32 = flag.strip_prefix("pause-after=")?.parse().ok()?;
            Means::PauseAfter(u64::from(seconds) * 1000)
        }
    })
}

impl Context<'_> {
    /// Sets a client's flags, those that begin with a `!` the other way round. Words that are none are
    /// passed over: they may be a newer client's.
    pub fn set_client_flags(&mut self, id: ClientId, flags: &str) {
        flags.split(',').for_each(|flag| set(self.model, id, flag));
    }
}

fn set(model: &mut Model, id: ClientId, flag: &str) {
    let (name, on) = flag.strip_prefix('!').map_or((flag, true), |name| (name, false));
    let Some(meaning) = meaning(name) else { return };
    let Some(client) = model.graph.client_mut(id) else { return };
    match (meaning, &mut client.control) {
        (Means::ReadOnly, _) => client.set_read_only(on),
        (Means::IgnoreSize, _) => client.ignore_size = on,
        (Means::NoOutput, Some(control)) => {
            control.no_output = on;
            model.tell_outlet(id, OutletTask::ForgetOutput);
        }
        (Means::WaitExit, Some(control)) => control.wait_exit = on,
        (Means::PauseAfter(after), Some(control)) => control.pause_after = on.then_some(after),
        (Means::NoOutput | Means::WaitExit | Means::PauseAfter(_), None) => {}
    }
}

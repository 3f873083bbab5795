//! The server is killed, and somebody who types goes on with the next.

use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};

use super::outer::Outer;
use super::peer::Peer;
use super::processes;
use super::programs;
use super::sheet::quantile;
use super::world::{World, wait_until};

/// How often it is killed.
const KILLS: usize = 5;
/// How long a server is left alone, so that it is not one of a row that die.
const LIVES: Duration = Duration::from_millis(1500);

/// What it takes, beside so many idle sessions.
pub struct Cost {
    /// From the kill to the echo of a key that was typed in the gap, in milliseconds.
    pub echo: f64,
    /// Of all its processes, in MiB: before the first kill.
    pub memory: f64,
}

/// Kills the server time and again under an attached client.
pub fn cost(peer: &Peer, count: usize) -> Result<Cost, String> {
    let world = World::new()?;
    for number in 1..count {
        let program = programs::line(&["sleep"], None)?;
        let argv = peer.start_detached(&world, &format!("other{number}"), &program);
        world.run(&argv.ok_or("it cannot")?)?;
    }
    let program = programs::line(&["echo", "33"], None)?;
    let mut outer = Outer::start(&world, peer.start(&world, "one", &program))?;
    outer.wait_for(&[programs::token(0).as_bytes()])?;
    outer.pump(LIVES)?;
    let memory = processes::memory(world.dir()) / f64::from(1 << 20);
    let mut times = Vec::new();
    for key in 1..=KILLS {
        let server = wait_until("a server", || processes::server(world.dir()))?;
        let killed = Instant::now();
        kill(server, Signal::SIGKILL).map_err(|errno| errno.to_string())?;
        // A key that comes as it dies is one that it took, and goes with it.
        wait_until("its end", || processes::has_ended(server).then_some(()))?;
        outer.type_(b"k")?;
        outer.wait_for(&[programs::token(key).as_bytes()])?;
        times.push(killed.elapsed().as_secs_f64() * 1e3);
        outer.pump(LIVES)?;
    }
    Ok(Cost { echo: quantile(&times, 0.5).ok_or("no time")?, memory })
}

//! The harness: a real server, a real client, a real pty.
//!
//! [`Pmux`] is a private world in which pmux runs: its own home, sockets and configuration, and
//! nothing left of it afterwards. [`Person`] sits in that world at a terminal, which is played
//! by the `vt100` crate, so that what pmux draws is judged by a stranger.
//!
//! Tests wait for what they want to see, never for a time, and may run beside each other.
#![allow(dead_code, unused_imports)] // each test file is a crate of its own and uses its part of this

mod emulator;
mod person;
mod picture;
mod processes;
pub mod programs;
pub mod wire;
mod world;

pub use person::{End, Person};
pub use picture::{Look, Picture};
pub use processes::{anonymous, parent, resident, title};
pub use world::{Output, Pmux};

use std::time::{Duration, Instant};

/// How long to wait for what must come.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Asks again and again, until there is an answer; panics with `what` when there is none in time.
pub fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

//! Somebody types while others ask much of the server: one who has a terminal typed into without an
//! end, and commands without an end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::outer::Outer;
use super::peer::Peer;
use super::programs::{self, READY};
use super::world::World;

/// Which crowd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crowd {
    /// One other terminal, typed into as fast as it takes it, outside of any brackets.
    Typing,
    /// The same, with lines that are echoed.
    Lines,
    /// Commands, four at a time.
    Commands,
}

impl Crowd {
    pub const ALL: [Crowd; 3] = [Crowd::Typing, Crowd::Lines, Crowd::Commands];

    pub fn name(self) -> &'static str {
        match self {
            Crowd::Typing => "another client is typed into without end",
            Crowd::Lines => "another client is typed into without end and echoes",
            Crowd::Commands => "commands without end",
        }
    }
}

/// Times in milliseconds from a key to its echo beside a crowd.
pub fn echoes(peer: &Peer, crowd: Crowd, count: usize) -> Result<Vec<f64>, String> {
    let world = World::new()?;
    let program = programs::line(&["echo", "33"], None)?;
    let mut outer = Outer::start(&world, peer.start(&world, "quiet", &program))?;
    outer.wait_for(&[programs::token(0).as_bytes()])?;
    let over = Arc::new(AtomicBool::new(false));
    thread::scope(|scope| {
        let crowd = match crowd {
            Crowd::Typing | Crowd::Lines => vec![typist(peer, &world, crowd, over.clone())?],
            Crowd::Commands => {
                let argv = peer.list(&world).ok_or("it cannot")?;
                for _ in 0..4 {
                    let (world, over, argv) = (&world, &over, argv.clone());
                    scope.spawn(move || {
                        while !over.load(Ordering::Relaxed) {
                            let _ = world.run(&argv);
                        }
                    });
                }
                Vec::new()
            }
        };
        let times =
            outer.pump(Duration::from_millis(500)).and_then(|()| measure(&mut outer, count));
        over.store(true, Ordering::Relaxed);
        crowd.into_iter().for_each(|thread| drop(thread.join()));
        times
    })
}

/// Has a terminal of its own typed into until it is over.
fn typist(
    peer: &Peer,
    world: &World,
    crowd: Crowd,
    over: Arc<AtomicBool>,
) -> Result<JoinHandle<()>, String> {
    let echoes = crowd == Crowd::Lines;
    let program = programs::line(&["sink", if echoes { "lines" } else { "keys" }], None)?;
    let mut outer = Outer::start(world, peer.start(world, "loud", &program))?;
    outer.wait_for(&[READY])?;
    let mut text = [b'x'; 4096];
    if echoes {
        text.iter_mut().skip(63).step_by(64).for_each(|byte| *byte = b'\r');
    }
    Ok(thread::spawn(move || {
        while !over.load(Ordering::Relaxed) {
            let took = outer.type_some(&text);
            if took.is_err() || outer.drain().is_err() {
                return;
            }
            if took == Ok(0) {
                thread::sleep(Duration::from_millis(1));
            }
        }
    }))
}

fn measure(outer: &mut Outer, count: usize) -> Result<Vec<f64>, String> {
    (1..=count)
        .map(|key| {
            outer.pump(Duration::from_millis(10))?;
            let typed = Instant::now();
            outer.type_(b"k")?;
            outer.wait_for(&[programs::token(key).as_bytes()])?;
            Ok(typed.elapsed().as_secs_f64() * 1e3)
        })
        .collect()
}

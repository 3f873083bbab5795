//! pmux beside tmux, rmux, screen, dtach and zellij where they are installed, and beside the bare
//! pty: the program on a terminal with nobody between, which is the limit.
//!
//! `cargo bench --bench versus -- [--only act,act] [--rounds N] [--sessions N] [--quick]`;
//! `PMUX=path` measures another pmux than the one just built, and `PMUX_BEFORE=path` one more beside it.
//! The acts are `output`, `keys`, `control`, `crowd`, `attach`, `start`, `command`, `bindings`, `sessions`
//! (1 and 1,000 of them, or as many as asked for), `recovery` (of 1, 100 and as many), `memory` and
//! `wakeups`.
//!
//! What is held the same: an outer terminal of 50 rows and 200 columns that reads as fast as it
//! can and answers as an xterm does; 10,000 lines of history; no waiting for escape sequences
//! (`escape-time 0`); the same programs, which are hidden modes of this very binary; an
//! environment, home and sockets of each run's own. Peers take turns within a round, and medians
//! over the rounds are shown, so that a machine's bad minute hits all alike.

mod acts;
mod control;
mod crowd;
mod outer;
mod peer;
mod processes;
mod programs;
mod recovery;
mod sheet;
mod text;
mod world;

use std::process::ExitCode;

use acts::ACTS;
use peer::Peer;
use sheet::Sheet;

/// What was asked for on the command line.
struct Plan {
    /// The acts to run; all where empty.
    only: Vec<String>,
    /// How often each act is run.
    rounds: usize,
    /// How many sessions there are at the most.
    sessions: usize,
    /// A quarter of the bytes and of the keys, for a first look.
    quick: bool,
}

pub fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if let Some(("--play", args)) = args.split_first().map(|(mode, args)| (mode.as_str(), args)) {
        return programs::play(args);
    }
    match plan(&args) {
        Ok(plan) => {
            print!("{}", run(&plan));
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("versus: {why}");
            ExitCode::FAILURE
        }
    }
}

fn plan(args: &[String]) -> Result<Plan, String> {
    let mut plan = Plan { only: Vec::new(), rounds: 5, sessions: 1000, quick: false };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} needs a value"));
        match arg.as_str() {
            "--only" => plan.only = value()?.split(',').map(str::to_owned).collect(),
            "--rounds" => {
                let rounds = value()?.parse().map_err(|_| "not a number of rounds")?;
                plan.rounds = std::cmp::max(rounds, 1);
            }
            "--sessions" => {
                plan.sessions = value()?.parse().map_err(|_| "not a number of sessions")?;
            }
            "--quick" => (plan.quick, plan.rounds) = (true, 3),
            _ => return Err(format!("unknown argument {arg}")),
        }
    }
    match plan.only.iter().find(|name| ACTS.iter().all(|act| act.name != **name)) {
        Some(name) => Err(format!("no act is called {name}")),
        None => Ok(plan),
    }
}

fn run(plan: &Plan) -> Sheet {
    let peers = Peer::installed();
    let mut sheet = Sheet::new(&peers);
    let wanted = |name: &str| plan.only.is_empty() || plan.only.iter().any(|only| only == name);
    for act in ACTS.iter().filter(|act| wanted(act.name)) {
        for round in 0..if act.once { 1 } else { plan.rounds } {
            for peer in &peers {
                eprintln!("{}, round {}: {}", act.name, round + 1, peer.name);
                (act.run)(peer, plan, &mut sheet);
            }
        }
    }
    sheet
}

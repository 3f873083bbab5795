//! What is measured.

use std::ffi::OsString;
use std::time::{Duration, Instant};

use super::Plan;
use super::control::Control;
use super::crowd::{self, Crowd};
use super::outer::Outer;
use super::peer::Peer;
use super::processes;
use super::programs::{self, BOTTOM, MARKER, READY, TOP};
use super::recovery;
use super::sheet::{Better, Sheet, quantile};
use super::text::Kind;
use super::world::{World, wait_until};

type Outcome<T> = Result<T, String>;

/// One of the measurements.
pub struct Act {
    pub name: &'static str,
    /// Whether its figures are the same each time, so that one round will do.
    pub once: bool,
    pub run: fn(&Peer, &Plan, &mut Sheet),
}

pub const ACTS: &[Act] = &[
    Act { name: "output", once: false, run: output },
    Act { name: "keys", once: false, run: keys },
    Act { name: "control", once: false, run: beside_control },
    Act { name: "crowd", once: false, run: beside_a_crowd },
    Act { name: "attach", once: false, run: attach },
    Act { name: "start", once: false, run: start },
    Act { name: "command", once: false, run: command },
    Act { name: "bindings", once: false, run: bindings },
    Act { name: "sessions", once: false, run: among_sessions },
    Act { name: "recovery", once: false, run: recovers },
    Act { name: "memory", once: true, run: memory },
    Act { name: "wakeups", once: true, run: wakeups },
];

/// The session's name, where there is one alone.
const SESSION: &str = "one";
/// How many lines of history every peer is told to keep.
const HISTORY: usize = 10_000;
/// How many sessions are many, where each costs memory.
const MANY: usize = 100;
/// How long idle sessions are watched.
const WATCH: Duration = Duration::from_secs(10);
/// How long to let things settle that nobody announces.
const SETTLE: Duration = Duration::from_millis(300);
/// After how long a program's output is at rest, and memory is what stays.
const REST: Duration = Duration::from_secs(2);

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// Output: how fast it is taken, attached and detached, and what the outer terminal gets of it.
fn output(peer: &Peer, plan: &Plan, sheet: &mut Sheet) {
    for kind in Kind::ALL {
        let megabytes = kind.megabytes() / if plan.quick { 4 } else { 1 };
        let name = kind.name();
        let label = format!("output attached, {name}, MB/s");
        if sheet.gave_up(&label, peer) {
            continue;
        }
        let (rate, bytes) = match output_attached(peer, kind, megabytes) {
            Ok((rate, bytes)) => (Ok(rate), Some(bytes)),
            Err(why) => (Err(why), None),
        };
        sheet.enter_outcome(&label, Better::Higher, peer, rate);
        if let Some(bytes) = bytes {
            let label = format!("bytes to the outer terminal for each of output, {name}");
            sheet.enter(&label, Better::Lower, peer, bytes);
        }
    }
    for kind in Kind::ALL.into_iter().filter(|_| !peer.is_bare()) {
        let megabytes = kind.megabytes() / if plan.quick { 4 } else { 1 };
        let label = format!("output detached, {}, MB/s", kind.name());
        if !sheet.gave_up(&label, peer) {
            let rate = output_detached(peer, kind, megabytes);
            sheet.enter_outcome(&label, Better::Higher, peer, rate);
        }
    }
}

/// The rate in MB/s, and how many bytes came out for each byte that went in.
fn output_attached(peer: &Peer, kind: Kind, megabytes: usize) -> Outcome<(f64, f64)> {
    let world = World::new()?;
    let gate = world.gate("writer")?;
    let amount = (megabytes * 1_000_000).to_string();
    let program = programs::line(&["writer", kind.name(), &amount, "shows"], Some(&gate))?;
    let mut outer = Outer::start(&world, peer.start(&world, SESSION, &program))?;
    outer.wait_for(&[READY])?;
    outer.pump(SETTLE)?;
    let ready = gate.ready()?;
    outer.answers = false;
    let before = outer.bytes;
    let started = Instant::now();
    ready.go()?;
    outer.wait_for(&[MARKER])?;
    let seconds = started.elapsed().as_secs_f64();
    let megabytes = megabytes as f64;
    Ok((megabytes / seconds, (outer.bytes - before) as f64 / (megabytes * 1e6)))
}

fn output_detached(peer: &Peer, kind: Kind, megabytes: usize) -> Outcome<f64> {
    let world = World::new()?;
    let gate = world.gate("writer")?;
    let amount = (megabytes * 1_000_000).to_string();
    let asks = if peer.keeps_screen() { "asks" } else { "shows" };
    let program = programs::line(&["writer", kind.name(), &amount, asks], Some(&gate))?;
    start_and_leave(peer, &world, &program)?;
    gate.ready()?.go()?;
    Ok(megabytes as f64 / gate.seconds()?)
}

/// Starts a session in the outer terminal, so that every peer's window has that size, and leaves
/// it to itself once its program is ready.
fn start_and_leave(peer: &Peer, world: &World, program: &[OsString]) -> Outcome<()> {
    let mut outer = Outer::start(world, peer.start(world, SESSION, program))?;
    outer.wait_for(&[READY])?;
    outer.pump(SETTLE)?;
    drop(outer);
    std::thread::sleep(SETTLE);
    Ok(())
}

/// Keys: the time from a key to what the program shows for it, at rest and beside a flood.
fn keys(peer: &Peer, plan: &Plan, sheet: &mut Sheet) {
    let count = if plan.quick { 150 } else { 500 };
    let ways =
        [(None, "idle"), (Some("-v"), "the pane below floods"), (Some("-h"), "the one beside")];
    for (flood, name) in ways {
        let label = format!("key to echo, {name}, p50, ms");
        let is_possible = flood.is_none() || peer.splits();
        if !is_possible || sheet.gave_up(&label, peer) {
            continue;
        }
        enter_echoes(peer, name, echoes(peer, flood, false, count), sheet);
    }
}

/// Keys beside a flood, alone and while a program in control mode reads of it, too.
fn beside_control(peer: &Peer, plan: &Plan, sheet: &mut Sheet) {
    let count = if plan.quick { 150 } else { 500 };
    for (controlled, name) in
        [(false, "a flood beside"), (true, "a flood beside, control mode reads")]
    {
        let label = format!("key to echo, {name}, p50, ms");
        let is_possible = peer.splits() && (!controlled || peer.controls());
        if is_possible && !sheet.gave_up(&label, peer) {
            let times = echoes(peer, Some("-h"), controlled, count);
            enter_echoes(peer, name, times, sheet);
        }
    }
}

/// Keys of one terminal while others ask much of the server.
fn beside_a_crowd(peer: &Peer, plan: &Plan, sheet: &mut Sheet) {
    let count = if plan.quick { 50 } else { 200 };
    for crowd in Crowd::ALL.into_iter().filter(|_| peer.splits()) {
        let label = format!("key to echo, {}, p50, ms", crowd.name());
        if !sheet.gave_up(&label, peer) {
            enter_echoes(peer, crowd.name(), crowd::echoes(peer, crowd, count), sheet);
        }
    }
}

fn enter_echoes(peer: &Peer, name: &str, times: Outcome<Vec<f64>>, sheet: &mut Sheet) {
    let label = |quantile: &str| format!("key to echo, {name}, {quantile}, ms");
    match times {
        Ok(times) => {
            for (at, quantile_name) in [(0.5, "p50"), (0.99, "p99")] {
                if let Some(time) = quantile(&times, at) {
                    sheet.enter(&label(quantile_name), Better::Lower, peer, time);
                }
            }
        }
        Err(why) => sheet.enter_outcome(&label("p50"), Better::Lower, peer, Err(why)),
    }
}

/// The times in milliseconds, at rest or while the pane that a split makes floods, and perhaps a program
/// in control mode reads along.
fn echoes(peer: &Peer, flood: Option<&str>, controlled: bool, count: usize) -> Outcome<Vec<f64>> {
    let world = World::new()?;
    // Each token takes 6 columns; beside another pane there are 99.
    let tokens_a_row = if flood == Some("-h") { "16" } else { "33" };
    let program = programs::line(&["echo", tokens_a_row], None)?;
    let mut outer = Outer::start(&world, peer.start(&world, SESSION, &program))?;
    outer.wait_for(&[programs::token(0).as_bytes()])?;
    outer.pump(SETTLE)?;
    if let Some(way) = flood {
        let flood = programs::line(&["flood"], None)?;
        let argv = peer.split(&world, SESSION, way, &flood).ok_or("it cannot")?;
        let before = outer.bytes;
        world.run(&argv)?;
        outer.pump(SETTLE)?;
        if outer.bytes - before < 10_000 {
            return Err("the flood does not show".to_owned());
        }
    }
    let _control = controlled.then(|| Control::attach(peer, &world, SESSION)).transpose()?;
    let gap = Duration::from_millis(if flood.is_some() { 10 } else { 4 });
    let mut times = Vec::new();
    for key in 1..=count {
        outer.pump(gap)?;
        let typed = Instant::now();
        outer.type_(b"k")?;
        outer.wait_for(&[programs::token(key).as_bytes()])?;
        times.push(ms(typed.elapsed()));
    }
    Ok(times)
}

/// A session with `lines` of log behind it, which nobody looks at any more.
///
/// Gives what `measure` says before the log and after it.
fn with_log<T>(
    peer: &Peer,
    world: &World,
    colours: &str,
    measure: impl Fn() -> T,
) -> Outcome<(T, T)> {
    let gate = world.gate("log")?;
    let lines = HISTORY.to_string();
    let program = programs::line(&["log", colours, &lines], Some(&gate))?;
    start_and_leave(peer, world, &program)?;
    let ready = gate.ready()?;
    let before = measure();
    ready.go()?;
    gate.seconds()?;
    std::thread::sleep(SETTLE);
    Ok((before, measure()))
}

/// Attach: the time from starting a client to a whole screen, with a full history behind it.
fn attach(peer: &Peer, _: &Plan, sheet: &mut Sheet) {
    if peer.attaches() {
        let time = attaches(peer);
        sheet.enter_outcome("attach, full history, ms", Better::Lower, peer, time);
    }
}

fn attaches(peer: &Peer) -> Outcome<f64> {
    let world = World::new()?;
    with_log(peer, &world, "plain", || ())?;
    let mut times = Vec::new();
    for _ in 0..7 {
        let argv = peer.attach(&world, SESSION).ok_or("it cannot")?;
        let started = Instant::now();
        let mut outer = Outer::start(&world, argv)?;
        outer.wait_for(&[TOP, BOTTOM])?;
        times.push(ms(started.elapsed()));
        drop(outer);
        std::thread::sleep(SETTLE / 3);
    }
    quantile(&times, 0.5).ok_or_else(|| "no time".to_owned())
}

/// Start: the time from nothing to what a program shows first.
fn start(peer: &Peer, _: &Plan, sheet: &mut Sheet) {
    let time = cold_start(peer);
    sheet.enter_outcome("from nothing to the first output, ms", Better::Lower, peer, time);
}

fn cold_start(peer: &Peer) -> Outcome<f64> {
    let mut times = Vec::new();
    for _ in 0..5 {
        let world = World::new()?;
        let gate = world.gate("idle")?;
        let program = programs::line(&["idle"], Some(&gate))?;
        let argv = peer.start(&world, SESSION, &program);
        let started = Instant::now();
        let mut outer = Outer::start(&world, argv)?;
        outer.wait_for(&[MARKER])?;
        times.push(ms(started.elapsed()));
    }
    quantile(&times, 0.5).ok_or_else(|| "no time".to_owned())
}

/// Command: the time of a one-shot command.
fn command(peer: &Peer, _: &Plan, sheet: &mut Sheet) {
    if peer.attaches() {
        let time = lists(peer);
        sheet.enter_outcome("listing the sessions, ms", Better::Lower, peer, time);
    }
}

fn lists(peer: &Peer) -> Outcome<f64> {
    let world = World::new()?;
    sessions(peer, &world, 0..1)?;
    let argv = peer.list(&world).ok_or("it cannot")?;
    let times: Outcome<Vec<f64>> = (0..40).map(|_| world.time(&argv).map(ms)).collect();
    quantile(&times?, 0.5).ok_or_else(|| "no time".to_owned())
}

/// Bindings: what a file with a thousand of them takes.
fn bindings(peer: &Peer, _: &Plan, sheet: &mut Sheet) {
    if peer.says() && peer.splits() {
        let time = sourced(peer);
        sheet.enter_outcome("sourcing 1,000 bindings, ms", Better::Lower, peer, time);
    }
}

fn sourced(peer: &Peer) -> Outcome<f64> {
    let world = World::new()?;
    sessions(peer, &world, 0..1)?;
    let file = world.dir().join("bindings.conf");
    let line = |number: usize| {
        let (table, key) = (number / 20, char::from(b'a' + (number % 20) as u8));
        format!(
            "bind -T table{table} {key} if -F '#{{pane_in_mode}}' {{ send -X cancel }} {{ display \"{number}\" ; split-window -h }}\n"
        )
    };
    let text: String = (0..1000).map(line).collect();
    std::fs::write(&file, text).map_err(|error| error.to_string())?;
    let argv = peer.source(&world, &file).ok_or("it cannot")?;
    let times: Outcome<Vec<f64>> = (0..20).map(|_| world.time(&argv).map(ms)).collect();
    quantile(&times?, 0.5).ok_or_else(|| "no time".to_owned())
}

/// Starts sessions of a program that does nothing, and waits until all of them run.
fn sessions(peer: &Peer, world: &World, which: std::ops::Range<usize>) -> Outcome<()> {
    for number in which {
        let name = format!("idle{number}");
        let gate = world.gate(&name)?;
        let program = programs::line(&["idle"], Some(&gate))?;
        let argv = peer.start_detached(world, &name, &program).ok_or("it cannot")?;
        world.run(&argv)?;
        gate.seconds()?;
    }
    std::thread::sleep(SETTLE);
    Ok(())
}

/// Sessions: what a command, an echo and a session cost beside one session and beside many.
fn among_sessions(peer: &Peer, plan: &Plan, sheet: &mut Sheet) {
    if !peer.says() {
        return;
    }
    for count in [1, plan.sessions] {
        let label = |what: &str| format!("{what}, of {count} sessions, ms");
        if sheet.gave_up(&label("a command"), peer) {
            continue;
        }
        match costs_among(peer, count, if plan.quick { 40 } else { 100 }) {
            Ok(costs) => {
                for (what, cost) in costs {
                    sheet.enter(&label(what), Better::Lower, peer, cost);
                }
            }
            Err(why) => {
                sheet.enter_outcome(&label("a command"), Better::Lower, peer, Err(why));
            }
        }
    }
}

/// Medians in milliseconds of what happens beside so many sessions.
fn costs_among(peer: &Peer, count: usize, times: usize) -> Outcome<[(&'static str, f64); 3]> {
    let world = World::new()?;
    let start = |name: &str| {
        let program = programs::line(&["sleep"], None)?;
        peer.start_detached(&world, name, &program).ok_or_else(|| "it cannot".to_owned())
    };
    for number in 0..count {
        world.run(&start(&format!("other{number}"))?)?;
    }
    // What comes of so many beginnings, such as saving them, is not what idle ones cost.
    let mut spent = None;
    wait_until("a multiplexer at rest", || {
        std::thread::sleep(REST);
        let before = spent.replace(processes::spent(world.dir()));
        (before == spent).then_some(())
    })?;
    let median = |mut time: &mut dyn FnMut(usize) -> Outcome<f64>| {
        let times: Outcome<Vec<f64>> = (0..times).map(&mut time).collect();
        quantile(&times?, 0.5).ok_or_else(|| "no time".to_owned())
    };
    let say = peer.say(&world);
    let command = median(&mut |_| world.time(&say).map(ms))?;
    let made = median(&mut |number| world.time(&start(&format!("new{number}"))?).map(ms))?;
    let program = programs::line(&["echo", "33"], None)?;
    let mut outer = Outer::start(&world, peer.start(&world, SESSION, &program))?;
    outer.wait_for(&[programs::token(0).as_bytes()])?;
    outer.pump(SETTLE)?;
    let echo = median(&mut |key| {
        outer.pump(Duration::from_millis(4))?;
        let typed = Instant::now();
        outer.type_(b"k")?;
        outer.wait_for(&[programs::token(key + 1).as_bytes()])?;
        Ok(ms(typed.elapsed()))
    })?;
    Ok([("a command", command), ("a key to its echo", echo), ("making a session", made)])
}

/// Recovery: how long a key waits whose server was killed just before, and what is kept for that.
fn recovers(peer: &Peer, plan: &Plan, sheet: &mut Sheet) {
    for count in [1, MANY, plan.sessions].into_iter().filter(|_| peer.survives()) {
        let label = |what: &str| format!("{what}, of {count} sessions");
        if sheet.gave_up(&label("a killed server to echo, ms"), peer) {
            continue;
        }
        let (echo, memory) = match recovery::cost(peer, count) {
            Ok(cost) => (Ok(cost.echo), Some(cost.memory)),
            Err(why) => (Err(why), None),
        };
        sheet.enter_outcome(&label("a killed server to echo, ms"), Better::Lower, peer, echo);
        if let Some(memory) = memory {
            sheet.enter(&label("memory, attached, MiB"), Better::Lower, peer, memory);
        }
    }
}

/// Memory: of one session, of many, and of a line of history.
fn memory(peer: &Peer, _: &Plan, sheet: &mut Sheet) {
    if peer.is_bare() {
        return;
    }
    let measured = memory_of_sessions(peer);
    let (one, many) = match measured {
        Ok((one, many)) => (Ok(one), Ok(many)),
        Err(why) => (Err(why.clone()), Err(why)),
    };
    sheet.enter_outcome("memory of one session, MiB", Better::Lower, peer, one);
    sheet.enter_outcome(&format!("memory of {MANY} sessions, MiB"), Better::Lower, peer, many);
    for colours in ["plain", "coloured"].into_iter().filter(|_| peer.keeps_screen()) {
        let label = format!("memory of a history line of 100 columns, {colours}, bytes");
        sheet.enter_outcome(&label, Better::Lower, peer, memory_of_line(peer, colours));
    }
}

fn memory_of_sessions(peer: &Peer) -> Outcome<(f64, f64)> {
    let world = World::new()?;
    let mebibytes = || processes::memory(world.dir()) / (1 << 20) as f64;
    sessions(peer, &world, 0..1)?;
    let one = mebibytes();
    sessions(peer, &world, 1..MANY)?;
    Ok((one, mebibytes()))
}

fn memory_of_line(peer: &Peer, colours: &str) -> Outcome<f64> {
    let world = World::new()?;
    let measure = || {
        std::thread::sleep(REST);
        processes::memory(world.dir())
    };
    let (before, after) = with_log(peer, &world, colours, measure)?;
    Ok((after - before) / HISTORY as f64)
}

/// Wake-ups: how often the multiplexer runs while nobody does anything.
fn wakeups(peer: &Peer, _: &Plan, sheet: &mut Sheet) {
    if !peer.is_bare() {
        let label = format!("wake-ups of {MANY} idle sessions in {} s", WATCH.as_secs());
        sheet.enter_outcome(&label, Better::Lower, peer, idle_wakeups(peer));
    }
}

fn idle_wakeups(peer: &Peer) -> Outcome<f64> {
    let world = World::new()?;
    sessions(peer, &world, 0..MANY)?;
    std::thread::sleep(Duration::from_secs(2));
    let before = processes::wakeups(world.dir());
    std::thread::sleep(WATCH);
    Ok(processes::wakeups(world.dir()) - before)
}

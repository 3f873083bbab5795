//! Nothing is lost when the server is killed, at whatever instant, or replaced by another: it comes back
//! with every session as it was, and those who looked at them go on.
//!
//! Programs write in several scripts and looks, fill screens, ask their terminal, and keep in a file
//! what they wrote. A second server, which nobody kills, shows the same files: after each kill both
//! have to show the same. `PMUX_KILLS` says how often the server is killed, and replaced (20 times where
//! nobody says).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pmux::geometry::Size;
use support::programs::{copy_program, write_program};
use support::{PATIENCE, Pmux, wait_for};

const KINDS: [&str; 5] = ["lines", "flood", "full-screen", "alternate", "ask"];

/// What a person chose; each of it has to be there afterwards.
const CONFIG: &str = r#"
set -g history-limit 3000
set -g remain-on-exit on
set -g automatic-rename off
set -g status-right 'kept #{session_name}'
set -g @mine 'a value'
set -ga terminal-overrides ',x*:Tc'
setenv -g KEPT yes
bind -N 'a note' X display-message 'from a binding'
bind -T other y split-window -h
set-hook -g after-new-window 'set -g @hooked yes'
"#;

/// What is asked about a pane, beside its text.
const STATE: &str = "#{cursor_x},#{cursor_y} #{alternate_on} #{history_size} #{pane_title} \
    #{keypad_cursor_flag}#{keypad_flag}#{insert_flag}#{origin_flag}#{wrap_flag}#{cursor_flag} \
    #{mouse_any_flag}#{mouse_button_flag}#{mouse_sgr_flag} \
    #{scroll_region_upper}-#{scroll_region_lower} #{pane_width}x#{pane_height} #{pane_tabs}";

/// Numbers that look like none.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % end
    }
}

/// The world in which the server is killed.
struct World {
    pmux: Pmux,
    writers: Vec<(&'static str, Pid)>,
}

impl World {
    fn new() -> Self {
        let pmux = Pmux::with_config(CONFIG);
        let mut world = Self { pmux, writers: Vec::new() };
        for kind in KINDS {
            let file = world.file(kind, "");
            fs::write(&file, "").unwrap();
            let writer = world.program("writer.py");
            let argv = ["python3", &writer, kind, file.to_str().unwrap()];
            world
                .pmux
                .ok(&[&["new", "-d", "-s", kind, "-x", "80", "-y", "24"], &argv[..]].concat());
            let pid: i32 = world.pmux.show(kind, "#{pane_pid}").parse().unwrap();
            world.writers.push((kind, Pid::from_raw(pid)));
            let follower = world.program("follower.py");
            let argv = ["python3", &follower, file.to_str().unwrap()];
            let new = ["-L", "reference", "new", "-d", "-s", kind, "-x", "80", "-y", "24"];
            world.pmux.ok(&[&new, &argv[..]].concat());
            // It takes signals from here on.
            let has_begun = || fs::metadata(&file).is_ok_and(|it| it.len() > 0).then_some(());
            wait_for("a writer's first words", has_begun);
        }
        for kind in KINDS {
            let file = world.file(kind, "");
            let writes = || fs::metadata(&file).unwrap().len() > 0;
            wait_for("a writer that knows its signals", || writes().then_some(()));
        }
        world
    }

    /// A file of a writer's.
    fn file(&self, kind: &str, ending: &str) -> PathBuf {
        self.pmux.home(&format!("{kind}{ending}"))
    }

    fn program(&self, name: &str) -> String {
        let tests = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/nothing_lost");
        format!("{tests}/{name}")
    }

    /// All writers come to rest, or go on.
    fn pause(&self, pauses: bool, when: &str) {
        self.writers.iter().for_each(|(_, pid)| kill(*pid, Signal::SIGUSR2).unwrap());
        let deadline = Instant::now() + PATIENCE;
        for (kind, pid) in &self.writers {
            let paused = self.file(kind, ".paused");
            while paused.exists() != pauses {
                if Instant::now() > deadline {
                    panic!("{when}: {kind} stands still: {}", self.standstill(kind, *pid));
                }
                std::thread::sleep(Duration::from_millis(2));
            }
        }
    }

    /// What there is to say of a writer that stands still.
    fn standstill(&self, kind: &str, pid: Pid) -> String {
        let of_process = |file| fs::read_to_string(format!("/proc/{pid}/{file}"));
        let process = ["stat", "wchan", "syscall"].map(of_process);
        let pane = self.pmux.cmd(&[
            "display-message",
            "-p",
            "-t",
            kind,
            "#{pane_dead} #{pane_dead_status}",
        ]);
        let tail = self.pmux.cmd(&["capture-pane", "-p", "-t", kind]);
        let messages = self.pmux.cmd(&["show-messages"]);
        format!("{process:?}\n{}\n{}\n{}", pane.stdout, tail.stdout, messages.stdout)
    }

    /// What a pane shows, with its history, its looks and its state.
    fn content(&self, server: &str, kind: &str) -> String {
        self.pmux.ok(&[
            "-L",
            server,
            "capture-pane",
            "-p",
            "-e",
            "-S",
            "-",
            "-t",
            kind,
            ";",
            "display-message",
            "-p",
            "-t",
            kind,
            STATE,
        ])
    }

    /// Whether every pane shows what one shows that was not killed.
    fn compare(&self, when: &str) {
        self.pause(true, when);
        for (kind, _) in &self.writers {
            let (mut got, mut expect) = (String::new(), String::new());
            let deadline = Instant::now() + PATIENCE;
            while Instant::now() < deadline {
                expect = self.content("reference", kind);
                got = self.content("default", kind);
                if got == expect {
                    break;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            if got != expect {
                let at = got.lines().zip(expect.lines()).position(|(a, b)| a != b);
                let line = |text: &str| text.lines().nth(at.unwrap_or(0)).map(str::to_owned);
                panic!(
                    "{when}: {kind} is not what it was, from line {at:?} of {} and {} on:\n{:?}\n{:?}",
                    got.lines().count(),
                    expect.lines().count(),
                    line(&got),
                    line(&expect),
                );
            }
        }
        for (kind, pid) in &self.writers {
            assert!(!self.file(kind, ".hup").exists(), "{when}: {kind} was hung up");
            assert!(!self.file(kind, ".twice").exists(), "{when}: {kind} was answered twice");
            assert!(kill(*pid, None).is_ok(), "{when}: {kind} has ended");
        }
        self.pause(false, when);
    }

    /// Kills the server, and waits for the next.
    fn kill_server(&self) {
        let server = self.pmux.server();
        kill(server, Signal::SIGKILL).unwrap();
        assert_ne!(self.pmux.server(), server);
    }

    /// Has another server take the place of the one that runs, or one that does not come up.
    fn replace_server(&self, comes_up: bool) {
        let server = self.pmux.server();
        match comes_up {
            true => assert!(self.pmux.ok(&["upgrade-server"]).contains(" went on")),
            false => {
                let ends = self.pmux.home("ends");
                write_program(&ends, "#!/bin/sh\n[ \"$1\" = -V ] && echo pmux 9.9\n");
                let told = self.pmux.fails(&["upgrade-server", ends.to_str().unwrap()]);
                assert!(told.contains("it ended without a word"), "{told}");
            }
        }
        assert_eq!(self.pmux.server() != server, comes_up);
    }

    /// All that a person chose, as it is listed.
    fn choices(&self) -> String {
        let lists: [&[&str]; 8] = [
            &["show-options", "-g"],
            &["show-options", "-s"],
            &["list-keys"],
            &["show-hooks", "-g"],
            &["show-environment", "-g"],
            &["list-buffers", "-F", "#{buffer_name} #{buffer_sample}"],
            &["list-windows", "-a", "-F", "#{session_name} #{window_id} #I #W #{window_layout} #F"],
            &["list-panes", "-a", "-F", "#{pane_id} #{pane_index} #{pane_pid} #{pane_tty}"],
        ];
        lists.map(|list| self.pmux.ok(list)).concat()
    }
}

#[test]
fn a_server_that_is_killed_loses_nothing() {
    loses_nothing(|world, _| world.kill_server());
}

#[test]
fn a_server_that_is_replaced_loses_nothing() {
    loses_nothing(|world, round| world.replace_server(round % 3 < 2));
}

#[test]
fn a_shim_that_becomes_another_program_loses_nothing() {
    let world = World::new();
    let another = world.pmux.home("another");
    copy_program(env!("CARGO_BIN_EXE_pmux"), &another);
    let shim = world.pmux.shim_of(world.pmux.server());
    world.pmux.ok(&["upgrade-server", another.to_str().unwrap()]);
    let executable = || fs::read_link(format!("/proc/{shim}/exe")).unwrap();
    wait_for("another shim", || (executable() == another).then_some(()));
    world.compare("the shim is another program");
    for _ in 0..3 {
        world.kill_server();
    }
    world.compare("its server was killed");
    world.pmux.ok(&["-L", "reference", "kill-server"]);
    world.pmux.ok(&["kill-server"]);
}

/// Whether everything is there each time that `act` was done to the server.
fn loses_nothing(act: impl Fn(&World, u64)) {
    let kills = std::env::var("PMUX_KILLS").ok().and_then(|it| it.parse().ok()).unwrap_or(20);
    let seed = u64::from(std::process::id());
    println!("seed {seed}");
    let mut random = Random(seed);
    let world = World::new();
    let pmux = &world.pmux;
    pmux.ok(&["new", "-d", "-s", "idle", "-n", "shell", "sh"]);
    pmux.ok(&["split-window", "-h", "-t", "idle", "-l", "30%", "cat"]);
    pmux.ok(&["new-window", "-d", "-t", "idle", "-n", "second", "sleep 10000"]);
    pmux.ok(&["select-pane", "-t", "idle:shell.0"]);
    pmux.ok(&["set-buffer", "-b", "kept", "what was copied"]);
    pmux.ok(&["set", "-t", "idle", "@session", "of one session"]);
    let mut person = pmux.attach(Size::new(100, 30), &["attach", "-t", "idle"]);
    person.wait_for("kept idle");
    let choices = world.choices();
    let mut times = Vec::new();
    for round in 0..kills {
        let when = format!("seed {seed}, round {round}");
        std::thread::sleep(Duration::from_millis(random.below(120)));
        let status = (random.below(200) + 1).to_string();
        let name = format!("ends-{round}");
        let ends = format!("sleep 0.0{}; exit {status}", random.below(9));
        pmux.ok(&["new", "-d", "-s", &name, &ends]);
        let began = Instant::now();
        act(&world, round);
        pmux.ok(&[
            "send-keys",
            "-t",
            "idle:shell.0",
            &format!("clear; echo li''ve-{round}-"),
            "Enter",
        ]);
        person.wait_for(&format!("live-{round}-"));
        times.push(began.elapsed());
        world.compare(&when);
        wait_for("an end", || (pmux.show(&name, "#{pane_dead}") == "1").then_some(()));
        assert_eq!(pmux.show(&name, "#{pane_dead_status}"), status, "{when}");
        pmux.ok(&["kill-session", "-t", &name]);
        let differ = world
            .choices()
            .lines()
            .zip(choices.lines())
            .find(|(a, b)| a != b)
            .map(|(now, before)| format!("{now}\nwhere there was\n{before}"));
        assert_eq!(differ, None, "{when}");
    }
    times.sort();
    println!(
        "live again after {:?} (median of {kills}), {:?} at the most",
        times[times.len() / 2],
        times[times.len() - 1]
    );
    let lines = pmux.ok(&["capture-pane", "-p", "-J", "-S", "-", "-t", "lines"]);
    let numbers: Vec<u64> = lines.lines().filter_map(|line| line.get(..7)?.parse().ok()).collect();
    assert!(numbers.len() > 100 && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1));
    person.detach();
    pmux.ok(&["-L", "reference", "kill-server"]);
    pmux.ok(&["kill-server"]);
}

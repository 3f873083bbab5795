//! The shim: what it holds, and what is left when it or its server is killed.

mod support;

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pmux::geometry::Size;
use support::{End, Pmux, parent, title, wait_for};

const SIZE: Size = Size::new(80, 24);

/// Waits until a process is no more.
fn wait_end(what: &str, pid: Pid) {
    wait_for(what, || kill(pid, None).is_err().then_some(()));
}

/// What processes of pmux run in a world, but for clients.
fn daemons(pmux: &Pmux) -> Vec<String> {
    let all = pmux.processes().into_iter().map(|(_, command)| command);
    all.filter(|command| command.starts_with("pmux: ")).collect()
}

/// The state of a process, as the kernel has it: `T` where it is stopped.
fn state(pid: Pid) -> char {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("a running process");
    stat.rsplit_once(") ").expect("a name").1.chars().next().expect("a state")
}

/// The process of a pane's program.
fn program(pmux: &Pmux, target: &str) -> Pid {
    Pid::from_raw(pmux.show(target, "#{pane_pid}").parse().expect("a process"))
}

#[test]
fn a_person_sees_what_is_what() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build"]);
    let server = pmux.server();
    let shim = pmux.shim_of(server);
    let socket = pmux.socket("default");
    assert_eq!(title(server), format!("pmux: server [{}] ", socket.display()));
    assert_eq!(title(shim), format!("pmux: shim [{}] ", socket.display()));
    let name = |pid: Pid| fs::read_to_string(format!("/proc/{pid}/comm")).expect("a name");
    assert_eq!((name(server).trim(), name(shim).trim()), ("pmux: server", "pmux: shim"));
    assert_eq!((parent(server), parent(program(&pmux, "build"))), (shim, shim));
    pmux.ok(&["kill-server"]);
    wait_end("the server's end", server);
    wait_end("the shim's end", shim);
}

#[test]
fn a_server_that_could_not_start_says_why_and_leaves_no_shim() {
    let pmux = Pmux::new();
    let path = pmux.home("text");
    fs::write(&path, "precious").expect("a file");
    let error = pmux.fails(&["-S", path.to_str().expect("a path"), "new", "-d"]);
    assert!(error.contains("is in use, or no socket of pmux's"), "{error}");
    wait_for("nothing", || pmux.processes().is_empty().then_some(()));
}

#[test]
fn whoever_ends_the_shim_ends_all_of_it_in_order() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["new", "-s", "build"]);
    person.wait_for("$");
    kill(pmux.shim_of(pmux.server()), Signal::SIGTERM).expect("a shim");
    assert_eq!(person.wait_exit(), End::Exited(1));
    assert!(!person.screen().alternate);
    wait_for("nothing", || pmux.processes().is_empty().then_some(()));
    assert!(!pmux.socket("default").exists());
}

#[test]
fn a_server_goes_on_without_its_shim_and_has_another_one() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["new", "-s", "build"]);
    person.wait_for("$");
    let (server, first) = (pmux.server(), pmux.shim_of(pmux.server()));
    let shell = program(&pmux, "build");
    pmux.ok(&["new", "-d", "-s", "job", "read line; exit 3"]);
    pmux.ok(&["set", "-t", "job", "remain-on-exit", "on"]);
    kill(first, Signal::SIGKILL).expect("a shim");
    wait_end("its end", first);
    person.type_("echo go''es on\r").wait_for("goes on");
    let told = || pmux.ok(&["show-messages"]).matches("the shim was killed").count();
    wait_for("a word of it", || (told() == 1).then_some(()));
    let shim = wait_for("another one", || {
        let all = pmux.processes().into_iter();
        let mut shims = all.filter(|(_, command)| command.starts_with("pmux: shim ["));
        shims.next().map(|(pid, _)| pid)
    });
    assert_ne!(shim, first);
    assert_eq!((pmux.server(), program(&pmux, "build")), (server, shell));
    // New programs are its children, and their ends are known.
    pmux.ok(&["new-window", "-t", "build", "-n", "next", "sh -c 'exit 4'; read line; exit 5"]);
    assert_eq!(parent(program(&pmux, "build:next")), shim);
    pmux.ok(&["set", "-t", "build", "remain-on-exit", "on"]);
    pmux.ok(&["send-keys", "-t", "build:next", "Enter"]);
    assert_eq!(pmux.cmd(&["await", "--exit", "-t", "build:next"]).status, 5);
    // Of the others it is known that they ended.
    pmux.ok(&["send-keys", "-t", "job", "Enter"]);
    assert_eq!(pmux.cmd(&["await", "--exit", "-t", "job"]).status, 255);
    // Another one again.
    kill(shim, Signal::SIGKILL).expect("a shim");
    wait_for("a word of it", || (told() == 2).then_some(()));
    pmux.ok(&["kill-server"]);
    assert_eq!(person.wait_exit(), End::Exited(1));
    wait_for("nothing", || pmux.processes().is_empty().then_some(()));
}

#[test]
fn what_is_stopped_is_waited_for() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["new", "-s", "build"]);
    person.wait_for("$");
    let server = pmux.server();
    let shim = pmux.shim_of(server);
    // The shim: what runs is not disturbed, and what is to run is started when it goes on.
    kill(shim, Signal::SIGSTOP).expect("a shim");
    wait_for("it stops", || (state(shim) == 'T').then_some(()));
    person.type_("echo un''disturbed\r").wait_for("undisturbed");
    let mut waiting = pmux.command(&["new", "-d", "-s", "late", "cat"]).spawn().expect("a client");
    wait_for("its session", || (pmux.cmd(&["has", "-t", "late"]).status == 0).then_some(()));
    pmux.ok(&["send-keys", "-t", "late", "typed early", "Enter"]);
    assert!(waiting.try_wait().expect("a child").is_none(), "it waits for its program");
    kill(shim, Signal::SIGCONT).expect("a shim");
    assert!(waiting.wait().expect("its end").success());
    wait_for("what was typed", || {
        let text = pmux.ok(&["capture-pane", "-p", "-t", "late"]);
        (text.matches("typed early").count() == 2).then_some(())
    });
    // The server: nobody takes it for dead.
    let late = program(&pmux, "late");
    kill(server, Signal::SIGSTOP).expect("a server");
    wait_for("it stops", || (state(server) == 'T').then_some(()));
    person.type_("echo pa''tience\r");
    // The shim has something to do meanwhile, and lets it be.
    kill(late, Signal::SIGKILL).expect("a program");
    wait_end("its program's end", late);
    assert_eq!(state(server), 'T');
    kill(server, Signal::SIGCONT).expect("a server");
    person.wait_for("patience");
    assert_eq!(pmux.server(), server);
    assert_eq!(daemons(&pmux).len(), 2);
}

#[test]
fn a_program_that_cannot_be_started_is_told_as_before() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build"]);
    let error = pmux.fails(&["new-window", "-t", "build", "--", "/no/such/program", "x"]);
    assert!(error.contains("cannot execute /no/such/program: No such file"), "{error}");
    // What ends at once has ended.
    for _ in 0..20 {
        pmux.ok(&["new-window", "-t", "build", "true"]);
    }
    wait_for("their ends", || {
        (pmux.ok(&["list-windows", "-t", "build"]).lines().count() == 1).then_some(())
    });
}

/// Has a bit fall over in memory that a shim holds, in the segment of this name that was made last.
fn damage(shim: Pid, name: &str, at: u64) {
    let mut all: Vec<(i32, PathBuf)> = fs::read_dir(format!("/proc/{shim}/fd"))
        .expect("a running process")
        .flatten()
        .filter(|entry| {
            let to = fs::read_link(entry.path()).unwrap_or_default();
            to.to_string_lossy().starts_with(&format!("/memfd:{name} "))
        })
        .map(|entry| (entry.file_name().to_string_lossy().parse().expect("a number"), entry.path()))
        .collect();
    all.sort();
    let (_, path) = all.last().expect("a segment");
    let file = OpenOptions::new().read(true).write(true).open(path).expect("memory");
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).expect("a byte");
    file.write_all_at(&[byte[0] ^ 16], at).expect("a byte");
}

#[test]
fn a_pane_whose_memory_is_damaged_is_told_of_and_no_other_is() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "whole", "echo whole; exec cat"]);
    pmux.ok(&["await", "--for", "whole", "whole"]);
    pmux.ok(&["new", "-d", "-s", "damaged", "echo damaged; exec cat"]);
    pmux.ok(&["await", "--for", "damaged", "damaged"]);
    let (server, before) = (pmux.server(), program(&pmux, "damaged"));
    kill(server, Signal::SIGSTOP).expect("a server");
    wait_for("it stops", || (state(server) == 'T').then_some(()));
    damage(pmux.shim_of(server), "pmux-pane", 0);
    kill(server, Signal::SIGKILL).expect("a server");
    wait_end("its end", server);
    let told = pmux.ok(&["show-messages"]);
    let expect =
        "%1 has lost what was written: its journal cannot be read: it is no journal of a pane";
    assert!(told.contains(expect) && !told.contains("%0"), "{told}");
    let text = |target| pmux.ok(&["capture-pane", "-p", "-t", target]);
    assert_eq!(text("whole").trim_end(), "whole");
    assert_eq!((text("damaged").trim_end(), program(&pmux, "damaged")), ("", before));
    // It goes on, and outlives the next one.
    pmux.ok(&["send-keys", "-t", "damaged", "goes on", "Enter"]);
    wait_for("both lines", || (text("damaged").matches("goes on").count() == 2).then_some(()));
    kill(pmux.server(), Signal::SIGKILL).expect("a server");
    assert_eq!(text("damaged").matches("goes on").count(), 2);
}

#[test]
fn a_state_that_is_damaged_is_refused_and_told() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build", "cat"]);
    let (server, shim) = (pmux.server(), pmux.shim_of(pmux.server()));
    let cat = program(&pmux, "build");
    kill(server, Signal::SIGSTOP).expect("a server");
    wait_for("it stops", || (state(server) == 'T').then_some(()));
    // In the first record.
    damage(shim, "pmux-state", 48);
    kill(server, Signal::SIGKILL).expect("a server");
    wait_end("its programs' end", cat);
    wait_for("nothing", || pmux.processes().is_empty().then_some(()));
    let told = pmux.cmd(&["doctor"]).stdout;
    assert!(told.contains("the sessions of a server are lost: what was kept is damaged"), "{told}");
    pmux.ok(&["new", "-d", "-s", "next", "cat"]);
    assert_eq!(pmux.ok(&["ls", "-F", "#{session_name}"]), "next\n");
}

#[test]
fn what_was_written_means_the_same_to_the_next_server() {
    let pmux = Pmux::new();
    // It is never quiet, so its terminal is written down at its first word and not after: what it
    // wrote then is parsed again.
    let title = "printf '\\033]2;#(touch ran)\\007'";
    let program = format!("while echo on; do ! rm told || {title}; sleep 0.1; done 2> /dev/null");
    assert_eq!(pmux.tmux(&["new", "-d", "-s", "build", &program]).status, 0);
    let show = |format: &str| pmux.tmux(&["display", "-p", "-t", "build", format]).stdout;
    wait_for("a word", || (show("#{cursor_y}") != "0\n").then_some(()));
    fs::write(pmux.home("told"), "").expect("a file");
    wait_for("its title", || (show("#{pane_title}") == "_(touch ran)\n").then_some(()));
    let server: i32 = show("#{pid}").trim().parse().expect("a process");
    kill(Pid::from_raw(server), Signal::SIGKILL).expect("a server");
    wait_end("its end", Pid::from_raw(server));
    assert_eq!(show("#{pane_title}"), "_(touch ran)\n");
}

#[test]
fn a_server_that_is_killed_is_followed_by_one_that_goes_on() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["new", "-s", "build"]);
    person.wait_for("$");
    person.type_("echo bef''ore\r").wait_for("before");
    let (server, shell) = (pmux.server(), program(&pmux, "build"));
    let shim = pmux.shim_of(server);
    kill(server, Signal::SIGKILL).expect("a server");
    wait_end("its end", server);
    assert_ne!(pmux.server(), server);
    assert_eq!((program(&pmux, "build"), pmux.shim_of(pmux.server())), (shell, shim));
    person.type_("echo af''ter\r");
    let screen = person.wait_for("after");
    assert!(screen.contains("before"), "{screen}");
    assert!(pmux.ok(&["show-messages"]).contains("this one goes on where it ended"));
    // Of what is killed at once with its shim nothing is left.
    pmux.crash(pmux.server());
    wait_end("its program's end", shell);
    assert_eq!(person.wait_exit(), End::Exited(1));
    wait_for("nothing", || pmux.processes().is_empty().then_some(()));
    pmux.ok(&["new", "-d", "-s", "next"]);
    assert_eq!(pmux.ok(&["ls", "-F", "#{session_name}"]), "next\n");
}

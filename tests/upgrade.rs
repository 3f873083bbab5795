//! `upgrade-server`: another server takes the place of the one that runs, or does not.

mod support;

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;

use nix::sys::signal::{Signal, kill};
use nix::sys::stat::Mode;
use nix::unistd::Pid;
use pmux::geometry::Size;
use pmux::protocol::{Frames, Reply, Request};
use support::programs::{copy_program, write_program};
use support::{End, Person, Pmux, title, wait_for};

const SIZE: Size = Size::new(80, 24);
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A file that is executed as the next server, with these lines for a shell.
fn script(pmux: &Pmux, name: &str, lines: &str) -> PathBuf {
    let path = pmux.home(name);
    // For -V it is a pmux.
    let says = "[ \"$1\" != -V ] || exec echo pmux 9.9";
    write_program(&path, &format!("#!/bin/sh\n{says}\n{lines}\n"));
    path
}

/// What must be the same after an upgrade as before it.
fn programs(pmux: &Pmux) -> String {
    pmux.ok(&["list-panes", "-a", "-F", "#{session_name} #{pane_id} #{pane_pid} #{pane_tty}"])
}

/// Somebody at a shell in a session called `build`, beside which there is another.
fn somebody(pmux: &Pmux) -> Person {
    let mut person = pmux.attach(SIZE, &["new", "-s", "build"]);
    person.wait_for("$");
    person.type_("echo bef''ore\r").wait_for("before");
    pmux.ok(&["new", "-d", "-s", "other", "cat"]);
    person
}

/// Whether somebody goes on where they were.
fn goes_on(person: &mut Person) {
    person.type_("echo af''ter\r");
    let screen = person.wait_for("after");
    assert!(screen.contains("before"), "{screen}");
}

#[test]
fn another_server_takes_the_place_of_the_one_that_runs() {
    let pmux = Pmux::new();
    let mut person = somebody(&pmux);
    let (server, shim, before) = (pmux.server(), pmux.shim_of(pmux.server()), programs(&pmux));
    let told = pmux.ok(&["upgrade-server"]);
    assert_eq!(told, format!("pmux {VERSION} (was {VERSION}): 2 sessions went on\n"));
    assert_ne!(pmux.server(), server);
    assert_eq!((pmux.shim_of(pmux.server()), programs(&pmux)), (shim, before));
    goes_on(&mut person);
    let told = pmux.ok(&["show-messages"]);
    assert!(told.contains(&format!("pmux {VERSION} goes on in the place of pmux {VERSION}")));
    assert!(!told.contains("killed"), "{told}");
    // From a prompt, and again: the file that has the name of the server's now.
    let server = pmux.server();
    person.type_("\x02:upgrade-server\r");
    wait_for("another server", || (pmux.server() != server).then_some(()));
    goes_on(&mut person);
}

#[test]
fn nothing_that_is_typed_meanwhile_is_lost_or_typed_twice() {
    let pmux = Pmux::new();
    let file = pmux.home("typed");
    let path = file.to_str().expect("a path");
    let mut person =
        pmux.attach(SIZE, &["new", "-s", "build", "stty raw -echo; echo ready; cat >typed"]);
    person.wait_for("ready");
    // Somebody else stands still, and says no end.
    let mut other = pmux.attach(SIZE, &["attach", "-t", "build"]);
    other.wait_for("ready");
    other.stop();
    let mut expect = String::new();
    for round in 0..4 {
        let mut upgrade = pmux.command(&["upgrade-server"]);
        let mut upgrade = upgrade.stdout(Stdio::null()).spawn().expect("a client");
        let mut at = 0;
        while upgrade.try_wait().expect("a child").is_none() {
            let word = format!("{round}-{at} ");
            person.type_(&word);
            expect.push_str(&word);
            at += 1;
            thread::sleep(std::time::Duration::from_millis(1));
        }
        person.type_(".");
        expect.push('.');
        wait_for("all of it", || {
            (fs::read(path).unwrap_or_default().len() >= expect.len()).then_some(())
        });
        assert_eq!(fs::read_to_string(path).expect("a file"), expect);
    }
    other.cont();
    other.type_("last");
    expect.push_str("last");
    wait_for("the other's", || {
        other.screen();
        (fs::read_to_string(path).expect("a file") == expect).then_some(())
    });
}

#[test]
fn who_leaves_in_that_moment_has_left() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build", "cat"]);
    for (args, end) in [
        (&["attach", "-t", "build"][..], "[detached (from session build)]"),
        (&["attach", "--raw", "-t", "build"], "[detached (from session build)]"),
    ] {
        let relay = relay(&pmux, Relay::HoldsBack);
        let relay = relay.to_str().expect("a path");
        let mut person = pmux.attach(SIZE, &[&["-S", relay], args].concat());
        wait_for("a client", || (!pmux.ok(&["list-clients"]).is_empty()).then_some(()));
        pmux.ok(&["send-keys", "-t", "build", "here", "Enter"]);
        person.wait_for("here");
        // It is on its way when the server says that it is about to be replaced.
        person.type_("\x02d");
        pmux.ok(&["upgrade-server"]);
        assert_eq!(person.wait_exit(), End::Exited(0), "{}", person.screen());
        person.wait_for(end);
    }
}

#[test]
fn who_cannot_come_back_stays_where_nothing_comes_of_it() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build", "stty -echo; exec cat"]);
    let mut command = pmux.command(&["attach", "--raw", "-t", "build"]);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut raw = piped.spawn().expect("a client");
    let (mut stdin, stdout) = (raw.stdin.take(), raw.stdout.take().expect("a pipe"));
    let mut lines = BufReader::new(stdout).lines().map(|line| line.expect("a line"));
    let mut says = |word: &str| {
        writeln!(stdin.as_mut().expect("a pipe"), "{word}").expect("a pipe");
        assert!(lines.any(|line| line.trim_end() == word), "{word}");
    };
    says("before");
    let ends = script(&pmux, "ends", "exit 0");
    pmux.fails(&["upgrade-server", ends.to_str().expect("a path")]);
    says("after");
    pmux.ok(&["upgrade-server"]);
    let output = raw.wait_with_output().expect("a client");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains("the server was replaced while this ran"), "{words}");
}

#[test]
fn a_command_that_a_pane_is_piped_to_gets_all_that_was_written() {
    let pmux = Pmux::new();
    nix::unistd::mkfifo(&pmux.home("go"), Mode::S_IRWXU).expect("a fifo");
    // More than the kernel keeps for it.
    let text: String = (0..80_000).map(|n| format!("{n:05} ")).collect();
    fs::write(pmux.home("text"), &text).expect("a file");
    pmux.ok(&["new", "-d", "-s", "build", "read line; cat text; echo ready; exec cat"]);
    pmux.ok(&["pipe-pane", "-t", "build", "read line <go; cat >piped; touch done"]);
    pmux.ok(&["send-keys", "-t", "build", "Enter"]);
    pmux.ok(&["await", "--for", "ready", "--timeout", "60s", "build"]);
    let mut upgrade = pmux.command(&["upgrade-server"]).spawn().expect("a client");
    fs::write(pmux.home("go"), "go\n").expect("a fifo");
    assert!(upgrade.wait().expect("a child").success());
    wait_for("all of it", || pmux.home("done").exists().then_some(()));
    let piped = fs::read_to_string(pmux.home("piped")).expect("a file");
    assert!(piped.contains(&text), "{} of {}", piped.len(), text.len());
}

#[test]
fn what_a_program_has_not_read_yet_it_reads_under_the_next_server() {
    let pmux = Pmux::new();
    nix::unistd::mkfifo(&pmux.home("go"), Mode::S_IRWXU).expect("a fifo");
    let program = "stty raw -echo; touch ready; read line <go; head -c 60000 >got; touch done";
    pmux.ok(&["new", "-d", "-s", "late", program]);
    wait_for("a program", || pmux.home("ready").exists().then_some(()));
    // More than the kernel keeps for it.
    let text: String = (0..10_000).map(|n| format!("{n:05} ")).collect();
    pmux.ok(&["set-buffer", &text, ";", "paste-buffer", "-t", "late"]);
    pmux.ok(&["upgrade-server"]);
    fs::write(pmux.home("go"), "go\n").expect("a fifo");
    wait_for("all of it", || pmux.home("done").exists().then_some(()));
    assert_eq!(fs::read_to_string(pmux.home("got")).expect("a file"), text);
}

#[test]
fn a_server_that_does_not_come_up_replaces_none() {
    let pmux = Pmux::new();
    let mut person = somebody(&pmux);
    let (server, before) = (pmux.server(), programs(&pmux));
    let ends = script(&pmux, "ends", "exit 0");
    let says_no = script(&pmux, "no", "echo this is no pmux >&2; exit 3");
    let hangs = script(&pmux, "hangs", "exec sleep 1000");
    let fifo = pmux.home("fifo");
    nix::unistd::mkfifo(&fifo, Mode::S_IRWXU).expect("a fifo");
    let panics =
        script(&pmux, "panics", "printf 'panicked at x\\nmore is in y\\n\\ntrace' >&2; exit 101");
    let missing = pmux.home("missing");
    for (file, why) in [
        (PathBuf::from("/bin/false"), "it is no pmux, which would say so for -V"),
        (ends, "it ended without a word"),
        (missing, "No such file or directory"),
        (fifo.clone(), "Permission denied"),
        (says_no, "this is no pmux"),
        (panics, "panicked at x; more is in y"),
        (hangs, "it did not come up within 5 seconds"),
    ] {
        let name = file.display().to_string();
        let error = pmux.fails(&["upgrade-server", &name]);
        assert!(error.contains(&format!("{name} does not replace the server: {why}")), "{error}");
        assert_eq!((pmux.server(), programs(&pmux)), (server, before.clone()));
        person.type_("clear; echo be''fore\r").wait_for("before");
        goes_on(&mut person);
    }
    // From a prompt nobody has looked before.
    person.type_(format!("\x02:upgrade-server {}\r", fifo.display()));
    wait_for("a word of it", || {
        pmux.ok(&["show-messages"]).contains("it cannot be executed").then_some(())
    });
    pmux.ok(&["upgrade-server"]);
    goes_on(&mut person);
}

#[test]
fn whoever_ends_the_shim_ends_the_next_server_too() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build", "cat"]);
    let shim = pmux.shim_of(pmux.server());
    let here = pmux.home("here");
    let hangs = script(&pmux, "hangs", &format!("touch {}; exec sleep 1000", here.display()));
    let mut upgrade = pmux.command(&["upgrade-server", hangs.to_str().expect("a path")]);
    let mut upgrade = upgrade.stderr(Stdio::null()).spawn().expect("a client");
    wait_for("the next", || here.exists().then_some(()));
    kill(shim, Signal::SIGTERM).expect("a shim");
    upgrade.wait().expect("a client");
    wait_for("nothing", || pmux.processes().is_empty().then_some(()));
}

#[test]
fn a_shim_that_is_stopped_is_not_waited_for_without_an_end() {
    let pmux = Pmux::new();
    let mut person = somebody(&pmux);
    let (server, shim) = (pmux.server(), pmux.shim_of(pmux.server()));
    kill(shim, Signal::SIGSTOP).expect("a shim");
    let error = pmux.fails(&["upgrade-server"]);
    assert!(error.contains("the shim does not answer"), "{error}");
    person.type_("echo mean''while\r").wait_for("meanwhile");
    // It hears of it then, and that it is not to be any more.
    kill(shim, Signal::SIGCONT).expect("a shim");
    pmux.ok(&["new", "-d", "-s", "new", "cat"]);
    goes_on(&mut person);
    assert_eq!(pmux.server(), server);
    pmux.ok(&["upgrade-server"]);
    goes_on(&mut person);
}

#[test]
fn a_server_that_dies_soon_gives_way_to_the_one_before() {
    let pmux = Pmux::new();
    let mut person = somebody(&pmux);
    let (server, before) = (pmux.server(), programs(&pmux));
    let own = env!("CARGO_BIN_EXE_pmux");
    // It dies of the first command.
    let lines = format!(
        "(exec 3>&- >/dev/null 2>&1; {own} -S \"$2\" display -p '#{{pid}}' >dies; kill -9 $$) &\n\
         exec {own} \"$@\""
    );
    let dies = script(&pmux, "dies.sh", &lines);
    let told = pmux.cmd(&["upgrade-server", dies.to_str().expect("a path")]);
    let why = "the server was replaced, but it died within 10 seconds of taking over";
    // Whoever asked may have been answered before it died.
    assert!(told.stdout.contains("went on") || told.stderr.contains(why), "{told:?}");
    wait_for("a word of it", || {
        pmux.ok(&["show-messages"]).contains("it died within 10 seconds").then_some(())
    });
    assert_ne!(pmux.server(), server);
    assert_eq!(programs(&pmux), before);
    assert_eq!(executable(pmux.server()), PathBuf::from(own));
    goes_on(&mut person);
}

/// A pmux that is another file than the one that is tested.
fn another(pmux: &Pmux) -> PathBuf {
    let path = pmux.home("another");
    copy_program(env!("CARGO_BIN_EXE_pmux"), &path);
    path
}

/// Runs another pmux to its end.
fn run(program: &Path, pmux: &Pmux, arguments: &[&str]) {
    let mut command = Command::new(program);
    command.args(arguments).env_clear().envs(pmux.env().iter().cloned());
    let output = command.current_dir(pmux.home("")).output().expect("a program");
    assert!(output.status.success(), "{output:?}");
}

/// What a process is executed from.
fn executable(pid: Pid) -> PathBuf {
    fs::read_link(format!("/proc/{pid}/exe")).expect("a process")
}

#[test]
fn a_program_that_has_proved_itself_is_the_shim_too() {
    let pmux = Pmux::new();
    let mut person = somebody(&pmux);
    pmux.ok(&["set", "-g", "remain-on-exit", "on"]);
    pmux.ok(&["new", "-d", "-s", "job", "read line; exit 3"]);
    let another = another(&pmux);
    let (shim, before) = (pmux.shim_of(pmux.server()), programs(&pmux));
    pmux.ok(&["upgrade-server", another.to_str().expect("a path")]);
    assert_ne!(executable(shim), another);
    wait_for("another shim", || (executable(shim) == another).then_some(()));
    wait_for("its title", || title(shim).starts_with("pmux: shim [").then_some(()));
    assert_eq!((pmux.shim_of(pmux.server()), programs(&pmux)), (shim, before));
    goes_on(&mut person);
    // It is the parent of what runs, of what is new, and of the next server.
    pmux.ok(&["send-keys", "-t", "job", "Enter"]);
    assert_eq!(pmux.cmd(&["await", "--exit", "-t", "job"]).status, 3);
    pmux.ok(&["new", "-d", "-s", "new", "exit 5"]);
    assert_eq!(pmux.cmd(&["await", "--exit", "-t", "new"]).status, 5);
    let server = pmux.server();
    kill(server, Signal::SIGKILL).expect("a server");
    goes_on(&mut person);
    assert_eq!(executable(pmux.server()), another);
    kill(shim, Signal::SIGTERM).expect("a shim");
    person.wait_exit();
    wait_for("nothing", || pmux.processes().is_empty().then_some(()));
}

/// What a socket before the server's does.
#[derive(Clone, Copy)]
enum Relay {
    /// Those who call at these turns, counted from one, speak another version.
    Strangers(&'static [usize]),
    /// What the first says after its request comes when the server says that it is about to be replaced.
    HoldsBack,
}

/// A socket before the server's.
fn relay(pmux: &Pmux, does: Relay) -> PathBuf {
    let (path, server) = (pmux.home("relay"), pmux.socket("default"));
    let _ = fs::remove_file(&path);
    let listener = UnixListener::bind(&path).expect("a socket");
    thread::spawn(move || {
        for (turn, client) in (1..).zip(listener.incoming().flatten()) {
            let Ok(server) = UnixStream::connect(&server) else { return };
            thread::spawn(move || pass(client, server, does, turn));
        }
    });
    path
}

/// Passes on what a client and the server say to each other.
fn pass(
    mut client: UnixStream,
    mut server: UnixStream,
    does: Relay,
    turn: usize,
) -> io::Result<()> {
    let (mut frames, mut buffer, mut bytes) = (Frames::default(), [0; 4096], Vec::new());
    let first = loop {
        if let Ok(Some(frame)) = frames.next_frame() {
            break frame;
        }
        let count = client.read(&mut buffer)?;
        frames.push(&buffer[..count]);
    };
    let mut request = Request::decode(&first).map_err(io::Error::other)?;
    if matches!(does, Relay::Strangers(turns) if turns.contains(&turn)) {
        (request.view_version, request.program_version) = (999, "9.9".to_owned());
    }
    request.encode(&mut bytes);
    bytes.extend_from_slice(frames.rest());
    server.write_all(&bytes)?;
    let (mut up, mut down) = (client.try_clone()?, server.try_clone()?);
    let (parts, is_parting) = mpsc::channel::<()>();
    thread::spawn(move || {
        if matches!((does, turn), (Relay::HoldsBack, 1)) {
            let _ = is_parting.recv();
        }
        let _ = io::copy(&mut up, &mut down);
        down.shutdown(Shutdown::Write)
    });
    let mut frames = Frames::default();
    loop {
        let count = server.read(&mut buffer)?;
        if count == 0 {
            return client.shutdown(Shutdown::Write);
        }
        frames.push(&buffer[..count]);
        while let Ok(Some(frame)) = frames.next_frame() {
            if Reply::is_parting(&frame) {
                let _ = parts.send(());
            }
        }
        client.write_all(&buffer[..count])?;
    }
}

/// What the client is executed from that is attached.
fn client(pmux: &Pmux) -> PathBuf {
    let pid = pmux.ok(&["list-clients", "-F", "#{client_pid}"]);
    executable(Pid::from_raw(pid.trim().parse().expect("one client")))
}

#[test]
fn a_client_of_another_version_becomes_the_program_of_the_server() {
    let pmux = Pmux::new();
    let another = another(&pmux);
    run(&another, &pmux, &["new", "-d", "-s", "build"]);
    let relay = relay(&pmux, Relay::Strangers(&[1]));
    let relay = relay.to_str().expect("a path");
    let mut person = pmux.attach(SIZE, &["-S", relay, "attach", "-t", "build"]);
    person.type_("echo bef''ore\r").wait_for("before");
    assert_eq!(client(&pmux), another);
    person.detach();
}

#[test]
fn who_is_attached_becomes_the_program_of_a_server_of_another_version() {
    let pmux = Pmux::new();
    let another = another(&pmux);
    run(&another, &pmux, &["new", "-d", "-s", "build"]);
    pmux.ok(&["new", "-d", "-s", "other"]);
    let relay = relay(&pmux, Relay::Strangers(&[2]));
    let relay = relay.to_str().expect("a path");
    let mut person = pmux.attach(SIZE, &["-S", relay, "attach", "-t", "build"]);
    person.type_("echo bef''ore\r").wait_for("before");
    assert_eq!(client(&pmux), PathBuf::from(env!("CARGO_BIN_EXE_pmux")));
    // What it was started for is not where it is now.
    pmux.ok(&["switch-client", "-t", "other"]);
    person.wait_for("other");
    person.type_("echo bef''ore\r").wait_for("before");
    run(&another, &pmux, &["upgrade-server"]);
    wait_for("its coming back", || {
        (pmux.ok(&["list-clients"]).lines().count() == 1 && client(&pmux) == another).then_some(())
    });
    person.wait_for("other");
    goes_on(&mut person);
    person.detach();
}

#[test]
fn a_client_that_has_no_better_program_is_told_so() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build"]);
    let relay = relay(&pmux, Relay::Strangers(&[1]));
    let relay = relay.to_str().expect("a path");
    let mut person = pmux.attach(SIZE, &["-S", relay, "attach", "-t", "build"]);
    let screen = person.wait_for("nothing is lost");
    assert!(screen.contains("pmux upgrade-server"), "{screen}");
    assert_eq!(person.wait_exit(), End::Exited(1));
}

#[test]
fn whoever_lists_their_sessions_is_told_of_a_newer_pmux() {
    let pmux = Pmux::new();
    let another = another(&pmux);
    run(&another, &pmux, &["new", "-d", "-s", "build"]);
    let touch = |program: &Path| {
        let status = Command::new("touch").arg(program).status().expect("touch");
        assert!(status.success(), "{}", program.display());
    };
    let newer = pmux.home("pmux");
    copy_program(&another, &newer);
    touch(&newer);
    let told = "the server is an older build of pmux: pmux upgrade-server replaces it";
    let mut person = Person::new(SIZE, &["/bin/sh"], pmux.env(), &pmux.home(""));
    person.wait_for("$");
    let screen = person.type_("./pmux ls; echo st''atus $?\r").wait_for("status 0");
    assert!(screen.contains("build: 1 windows") && screen.contains(told), "{screen}");
    // Nobody else is: no script, and not whoever has the server's own.
    person.type_("clear; ./pmux ls 2>err; ./another ls; [ -s err ] || echo st''ill nothing\r");
    let screen = person.wait_for("still nothing");
    assert!(!screen.contains(told), "{screen}");
    person.type_("clear; ./pmux upgrade-server && ./pmux ls; echo th''en $?\r");
    let screen = person.wait_for("then 0");
    assert!(screen.contains("1 session went on") && !screen.contains(told), "{screen}");
    person.type_("exit\r").wait_exit();
}

//! The server as a process, and what the programs in its panes find around them.

mod support;

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::Stdio;

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, chown, geteuid, getsid};
use pmux::geometry::Size;
use pmux::protocol::VIEW_VERSION;
use support::{End, Person, Pmux, resident, wait_for, wire};

const SIZE: Size = Size::new(80, 24);

/// The processes of the world that are servers.
fn servers(pmux: &Pmux) -> Vec<Pid> {
    let all = pmux.processes().into_iter();
    all.filter(|(_, command)| command.starts_with("pmux: server [")).map(|(pid, _)| pid).collect()
}

/// Runs `script` in a pane of a session of its own, and gives what it printed.
fn output_in_pane(pmux: &Pmux, flags: &[&str], script: &str) -> String {
    let (part, whole) = (pmux.home("out.part"), pmux.home("out"));
    let script = format!("({script}) > {} 2>&1; mv {0} {}", part.display(), whole.display());
    let command: Vec<&str> = [&["new-session", "-d"], flags, &[script.as_str()]].concat();
    pmux.ok(&command);
    let output = wait_for(&script, || fs::read_to_string(&whole).ok());
    fs::remove_file(whole).expect("the output");
    output
}

/// Waits until a pane shows `text`.
fn wait_in_pane(pmux: &Pmux, target: &str, text: &str) {
    wait_for(text, || pmux.ok(&["capture-pane", "-p", "-t", target]).contains(text).then_some(()));
}

fn wait_no_server(pmux: &Pmux) {
    wait_for("the server's end", || servers(pmux).is_empty().then_some(()));
    let path = pmux.socket("default");
    let none = format!("no server running on {}", path.display());
    assert_eq!(pmux.fails(&["kill-server"]), none);
    assert!(!path.exists(), "its socket is gone with it");
}

#[test]
fn clients_that_start_at_once_get_one_server() {
    let pmux = Pmux::new();
    let starters: Vec<_> = (0..8)
        .map(|n| {
            let mut command = pmux.command(&["new", "-d", "-s", &format!("s{n}")]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a client")
        })
        .collect();
    for starter in starters {
        let output = starter.wait_with_output().expect("its end");
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    }
    assert_eq!(pmux.ok(&["ls"]).lines().count(), 8);
    assert_eq!(servers(&pmux).len(), 1);
}

#[test]
fn the_server_is_a_daemon() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["new", "-s", "build"]);
    person.wait_for("$");
    let server = pmux.server();
    assert_eq!(servers(&pmux), [server]);
    let sid = getsid(Some(server)).expect("its session");
    assert_ne!(sid, getsid(Some(person.pid())).expect("the client's session"));
    assert_ne!(sid, getsid(None).expect("our session"));
    let stat = fs::read_to_string(format!("/proc/{server}/stat")).expect("a process");
    let after_name = stat.rsplit_once(") ").expect("a name").1;
    // State, parent, group, session, terminal.
    assert_eq!(after_name.split(' ').nth(4), Some("0"), "it has no controlling terminal");
    for fd in 0..3 {
        let file = fs::read_link(format!("/proc/{server}/fd/{fd}")).expect("a descriptor");
        assert_eq!(file, Path::new("/dev/null"));
    }
    let cwd = fs::read_link(format!("/proc/{server}/cwd")).expect("a directory");
    assert_eq!(cwd, Path::new("/"), "it holds no directory");
    kill(server, Signal::SIGHUP).expect("a server");
    person.type_("echo un''moved\r").wait_for("unmoved");
}

#[test]
fn the_server_ends_with_its_last_session() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "one"]);
    pmux.ok(&["new", "-d", "-s", "two"]);
    pmux.ok(&["kill-session", "-t", "one"]);
    assert_eq!(pmux.ok(&["ls", "-F", "#{session_name}"]), "two\n");
    pmux.ok(&["send-keys", "-t", "two", "exit", "Enter"]);
    wait_no_server(&pmux);
    pmux.ok(&["new", "-d", "true"]);
    wait_no_server(&pmux);
}

#[test]
fn sigterm_ends_the_server_in_order() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["new", "-s", "build"]);
    person.wait_for("$");
    kill(pmux.server(), Signal::SIGTERM).expect("a server");
    person.wait_exit();
    assert!(!person.screen().alternate);
    wait_no_server(&pmux);
}

#[test]
fn clients_that_have_gone_are_forgotten() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build"]);
    let server = pmux.server();
    let environment = vec![[b"BIG=".to_vec(), vec![b'x'; 200_000]].concat()];
    let ask = || {
        let request = wire::request(VIEW_VERSION, &["has", "-t", "build"], &environment);
        assert_eq!(wire::talk(&pmux, &request), (String::new(), Some(0)));
    };
    ask();
    let before = resident(server);
    (0..100).for_each(|_| ask());
    let grown = resident(server).saturating_sub(before);
    assert!(grown < 4096, "the server grew by {grown} KiB");
}

#[test]
fn a_stale_socket_is_replaced() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "one"]);
    pmux.crash(pmux.server());
    wait_for("its end", || servers(&pmux).is_empty().then_some(()));
    assert!(pmux.socket("default").exists(), "it had no time to take its socket away");
    pmux.fails(&["ls"]);
    pmux.ok(&["new", "-d", "-s", "two"]);
    assert_eq!(pmux.ok(&["ls", "-F", "#{session_name}"]), "two\n");
}

#[test]
fn only_its_owner_comes_near_the_socket() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d"]);
    let mode = |path: &Path| fs::metadata(path).expect("a file").mode() & 0o777;
    let dir = pmux.socket("");
    assert_eq!((mode(&dir), mode(&pmux.socket("default"))), (0o700, 0o600));
    pmux.ok(&["kill-server"]);
    wait_no_server(&pmux);

    fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).expect("our directory");
    for command in [&["ls"][..], &["new", "-d"]] {
        let error = pmux.fails(command);
        assert!(error.contains("can be entered by others (mode 755)"), "{error}");
    }
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o700)).expect("our directory");
    if geteuid().is_root() {
        chown(&dir, Some(1.into()), None).expect("a directory of ours");
        let error = pmux.fails(&["new", "-d"]);
        assert!(error.contains("belongs to user 1, not to you"), "{error}");
        chown(&dir, Some(geteuid()), None).expect("a directory");
    }
    assert_eq!(servers(&pmux), []);
}

#[test]
fn sockets_are_named_or_pointed_at() {
    let pmux = Pmux::new();
    pmux.ok(&["-L", "work", "new", "-d", "-s", "there"]);
    pmux.ok(&["new", "-d", "-s", "here"]);
    let path = pmux.home("own.socket");
    let path = path.to_str().expect("a path");
    pmux.ok(&["-S", path, "new", "-d", "-s", "elsewhere"]);
    let names = |flags: &[&str]| pmux.ok(&[flags, &["ls", "-F", "#{session_name}"]].concat());
    assert_eq!(names(&["-L", "work"]), "there\n");
    assert_eq!(names(&["-Lwork"]), "there\n");
    assert_eq!(names(&[]), "here\n");
    assert_eq!(names(&["-S", path]), "elsewhere\n");
    assert!(pmux.socket("work").exists());
    assert_eq!(servers(&pmux).len(), 3);
    pmux.ok(&["-S", path, "kill-server"]);
}

#[test]
fn what_is_no_socket_is_left_alone() {
    let pmux = Pmux::new();
    let path = pmux.home("text");
    fs::write(&path, "precious").expect("a file");
    let error = pmux.fails(&["-S", path.to_str().expect("a path"), "new", "-d"]);
    assert!(error.contains(path.to_str().expect("a path")), "{error}");
    assert_eq!(fs::read_to_string(&path).expect("the file"), "precious");
}

#[test]
fn a_socket_of_something_else_is_not_taken_over() {
    let pmux = Pmux::new();
    let path = pmux.home("other");
    let _listener = UnixListener::bind(&path).expect("a socket");
    let mut command = pmux.command(&["-S", path.to_str().expect("a path"), "ls"]);
    let mut waiting = command.spawn().expect("a client");
    assert!(path.exists());
    waiting.kill().expect("a child of ours");
    waiting.wait().expect("its end");
    assert!(path.exists());
}

#[test]
fn programs_know_where_they_are() {
    let pmux = Pmux::new();
    let script = "echo $TERM $COLORTERM $TERM_PROGRAM $PMUX_PANE; echo $PMUX; tty; \
        infocmp >/dev/null 2>&1 && echo known";
    let output = output_in_pane(&pmux, &["-s", "build"], script);
    let lines: Vec<&str> = output.lines().collect();
    assert!(
        ["tmux-256color", "screen-256color"]
            .iter()
            .any(|term| { lines[0] == format!("{term} truecolor pmux %0") }),
        "{output}"
    );
    let mut parts = lines[1].split(',');
    assert_eq!(parts.next(), pmux.socket("default").to_str());
    assert!(parts.next().is_some_and(|pid| pid.parse::<u32>().is_ok()), "{output}");
    assert!(lines[2].starts_with("/dev/pts/"), "{output}");
}

#[test]
fn programs_get_the_directory_and_environment_of_who_asked() {
    let mut pmux = Pmux::new();
    fs::create_dir(pmux.home("deeper")).expect("a directory");
    pmux.set_env("MARK", Some("first"));
    pmux.ok(&["new", "-d", "-s", "keeper"]);
    let home = fs::canonicalize(pmux.home("")).expect("a home");
    let home = home.to_str().expect("a path").trim_end_matches('/');
    let script = "echo $MARK $EXTRA; pwd";
    assert_eq!(output_in_pane(&pmux, &[], script), format!("first\n{home}\n"));
    pmux.set_env("MARK", Some("second"));
    assert_eq!(output_in_pane(&pmux, &[], script), format!("second\n{home}\n"));
    let flags = ["-e", "EXTRA=more", "-c", "deeper"];
    assert_eq!(output_in_pane(&pmux, &flags, script), format!("second more\n{home}/deeper\n"));
    let gone = ["-c", "/nowhere/at/all"];
    assert!(output_in_pane(&pmux, &gone, script).starts_with("second\n"));
}

#[test]
fn programs_inherit_nothing_they_should_not() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "keeper"]);
    let script = "ls /proc/self/fd | wc -l; cut -d' ' -f5,6 /proc/$$/stat; echo $$; umask; \
        grep -E 'Sig(Blk|Ign)' /proc/self/status; echo x > /dev/tty && echo terminal";
    let output = output_in_pane(&pmux, &[], script);
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines[0], "4", "stdin, stdout, stderr and the directory that is listed: {output}");
    let session = lines[1].split(' ').nth(1);
    assert_eq!(session, Some(lines[2]), "it leads a session of its own: {output}");
    assert!(lines[4].ends_with("0000000000000000"), "no signal is blocked: {output}");
    // 32 and 33 are the C library's own.
    let ignored = lines[5].split_whitespace().nth(1).map(|mask| u64::from_str_radix(mask, 16));
    let ignored = ignored.expect("a mask").expect("a number") & !(3 << 31);
    assert_eq!(ignored, 0, "none is ignored: {output}");
    assert_eq!(lines[6], "terminal", "it has a controlling terminal: {output}");
}

#[test]
fn commands_are_given_as_a_line_or_as_words() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "keeper"]);
    for (args, wanted) in [
        (&["echo one  two $((1 + 2)) > out"][..], "one two 3\n"),
        (&["--", "sh", "-c", "echo \"$0 $1\" > out", "a  b", "$c"], "a  b $c\n"),
        (&["sh", "-c", "echo \"$0\" > out", "x  y"], "x  y\n"),
    ] {
        pmux.ok(&[&["new", "-d"], args].concat());
        let read = || fs::read_to_string(pmux.home("out")).ok().filter(|text| text.ends_with('\n'));
        assert_eq!(wait_for("output", read), wanted, "{args:?}");
        fs::remove_file(pmux.home("out")).expect("the output");
    }
}

#[test]
fn a_shell_without_a_command_is_a_login_shell() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["new"]);
    person.wait_for("$");
    person.type_("echo I am $0\r").wait_for("I am -sh");
}

/// A person in a session with one shell.
fn in_shell(pmux: &Pmux) -> Person {
    let mut person = pmux.attach(SIZE, &["new", "-s", "build"]);
    person.wait_for("$");
    person
}

#[test]
fn keys_signal_the_foreground_group() {
    let pmux = Pmux::new();
    let mut person = in_shell(&pmux);
    // A pipeline: both parts are in the foreground, the shell is not.
    person.type_("sleep 300 | sleep 300\r");
    let sleepers = |pmux: &Pmux| {
        pmux.processes().iter().filter(|(_, command)| command.starts_with("sleep 300")).count()
    };
    wait_for("both", || (sleepers(&pmux) == 2).then_some(()));
    person.type_("\x03");
    wait_for("neither", || (sleepers(&pmux) == 0).then_some(()));
    person.type_("echo int $?\r").wait_for("int 130");

    person.type_("sleep 300\r");
    wait_for("one", || (sleepers(&pmux) == 1).then_some(()));
    person.type_("\x1a");
    person.wait_for("Stopped");
    person.type_("clear; jobs; fg\r");
    person.wait_until("the job twice", |screen| screen.text().matches("sleep 300").count() == 2);
    wait_for("it is in the foreground", || {
        (pmux.show("build", "#{pane_current_command}") == "sleep").then_some(())
    });
    person.type_("\x1c");
    wait_for("none", || (sleepers(&pmux) == 0).then_some(()));
    person.type_("echo quit $?\r").wait_for("quit 131");
}

#[test]
fn a_new_size_raises_sigwinch() {
    let pmux = Pmux::new();
    let script = "trap 'stty size' WINCH; echo ready; while :; do sleep 0.02; done";
    let mut person = pmux.attach(SIZE, &["new", "-s", "build", script]);
    person.wait_for("ready");
    person.resize(Size::new(90, 30));
    person.wait_for("29 90");
    pmux.ok(&["split-window", "-h", "-t", "build"]);
    person.wait_for("29 45");
    pmux.ok(&["kill-pane", "-t", "build:.1"]);
    person.wait_until("the whole width again", |s| s.text().matches("29 90").count() == 2);
}

#[test]
fn an_end_closes_pane_window_and_session() {
    let pmux = Pmux::new();
    let mut person = in_shell(&pmux);
    pmux.ok(&["new", "-d", "-s", "other"]);
    pmux.ok(&["new-window", "-t", "build"]);
    pmux.ok(&["split-window", "-t", "build"]);
    let panes = |wanted: &str| {
        wait_for(wanted, || {
            let format = "#{window_index}.#{pane_index}";
            let panes = pmux.ok(&["list-panes", "-s", "-t", "build", "-F", format]);
            (panes.replace('\n', " ").trim() == wanted).then_some(())
        });
    };
    panes("0.0 1.0 1.1");
    person.type_("exit\r");
    panes("0.0 1.0");
    person.wait_until("one pane", |screen| !screen.text().contains('─'));
    person.type_("exit\r");
    panes("0.0");
    person.wait_for("0:sh*");
    person.type_("exit\r");
    assert_eq!(person.wait_exit(), End::Exited(0));
    assert!(person.screen().contains("[exited]"));
    assert_eq!(pmux.ok(&["ls", "-F", "#{session_name}"]), "other\n");
}

#[test]
fn what_a_program_writes_last_is_seen() {
    let pmux = Pmux::with_config("set -g remain-on-exit on\n");
    pmux.ok(&["new", "-d", "-s", "build", "seq 1 5000; echo the very last; exit 3"]);
    wait_for("its end", || {
        (pmux.show("build:", "#{pane_dead} #{pane_dead_status}") == "1 3").then_some(())
    });
    wait_in_pane(&pmux, "build", "the very last");
    let history = pmux.ok(&["capture-pane", "-p", "-S", "-", "-t", "build"]);
    assert!(history.contains("\n4321\n"));
}

#[test]
fn a_program_that_leaves_others_behind_ends_its_pane_all_the_same() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "keeper"]);
    // What is left behind holds the terminal open.
    let script = "trap '' HUP; sleep 20 & echo started; exit 0";
    pmux.ok(&["new", "-d", "-s", "build", script]);
    let sleeps = |(_, command): &(Pid, String)| command.starts_with("sleep 20");
    wait_for("what is left", || pmux.processes().iter().any(sleeps).then_some(()));
    wait_for("the session's end", || (pmux.cmd(&["has", "-t", "build"]).status == 1).then_some(()));
    for (pid, command) in pmux.processes() {
        if command.starts_with("sleep 20") {
            kill(pid, Signal::SIGKILL).expect("a process of ours");
        }
    }
}

#[test]
fn clients_that_send_their_last_and_go_at_once_are_forgotten() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build", "cat"]);
    let descriptors = format!("/proc/{}/fd", pmux.server());
    let Ok(before) = fs::read_dir(&descriptors).map(Iterator::count) else { return };
    let request = wire::request(VIEW_VERSION, &["wait-for", "never"], &[]);
    for _ in 0..200 {
        let mut socket = UnixStream::connect(pmux.socket("default")).expect("the server");
        socket.write_all(&request).expect("a request");
    }
    // By the time that this is answered all of them were let in.
    pmux.ok(&["list-sessions"]);
    wait_for("nothing is left of them", || {
        let now = fs::read_dir(&descriptors).map(Iterator::count);
        now.is_ok_and(|now| now <= before).then_some(())
    });
}

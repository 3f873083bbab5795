//! How a server begins and ends: whoever starts it, what its configuration runs, what is left of it.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use nix::sys::signal::{Signal, kill};
use nix::sys::stat::Mode;
use nix::unistd::{Pid, mkfifo};
use pmux::geometry::Size;
use support::{Pmux, wait_for};

const SIZE: Size = Size::new(80, 24);

/// pmux, for scripts.
const PMUX: &str = env!("CARGO_BIN_EXE_pmux");

/// A world whose configuration is this; `PMUX` in it is the program.
fn configured(text: &str) -> Pmux {
    Pmux::with_config(&text.replace("PMUX", PMUX))
}

fn option(pmux: &Pmux, name: &str) -> String {
    pmux.ok(&["show-options", "-gqv", name]).trim_end().to_owned()
}

#[test]
fn what_a_configuration_runs_may_ask_pmux() {
    let pmux = configured(
        "run-shell 'PMUX show-environment -g > ~/environment; PMUX set -g @one 1'\n\
         run-shell -b 'PMUX set -g @two 2; PMUX wait-for -S two'\n\
         if-shell 'PMUX show-options -gqv @one | grep 1' 'set -g @three 3' 'set -g @three no'\n\
         run-shell 'PMUX source-file ~/more.conf'\n\
         set -g @five \"after #{@four}\"\n",
    );
    let more = "run-shell 'PMUX run-shell \"PMUX set -g @four 4\"'\n".replace("PMUX", PMUX);
    fs::write(pmux.home("more.conf"), more).expect("a file");
    pmux.ok(&["new", "-d", "-s", "build"]);
    assert!(fs::read_to_string(pmux.home("environment")).expect("a file").contains("HOME="));
    // Whoever started the server was answered after all of it.
    for (name, value) in [("@one", "1"), ("@three", "3"), ("@four", "4")] {
        assert_eq!(option(&pmux, name), value, "{name}");
    }
    pmux.ok(&["wait-for", "two"]);
    assert_eq!(option(&pmux, "@two"), "2");
}

#[test]
fn others_do_not_wait_for_a_configuration() {
    let pmux = configured("run-shell 'PMUX wait-for go'\nset -g @done 1\n");
    let mut starter = pmux.command(&["new", "-d", "-s", "first"]).spawn().expect("a client");
    // The server is there for others, before the first session is.
    wait_for("a server", || (pmux.cmd(&["set", "-g", "@else", "1"]).status == 0).then_some(()));
    assert_eq!(option(&pmux, "@done"), "");
    assert!(starter.try_wait().expect("a child").is_none(), "it waits");
    pmux.ok(&["wait-for", "-S", "go"]);
    assert!(starter.wait().expect("its end").success());
    assert_eq!(pmux.ok(&["ls", "-F", "#{session_name} #{@done}"]), "first 1\n");
}

#[test]
fn a_server_outlives_what_its_configuration_asks_for() {
    // All of this is over before anybody else has been heard, with no session there.
    let pmux =
        configured("run-shell 'PMUX show-environment -g'\nnew -d true\nrun-shell 'sleep 0.2'\n");
    pmux.ok(&["new", "-d", "-s", "build"]);
    assert_eq!(pmux.ok(&["ls", "-F", "#{session_name}"]), "build\n");
    // Whoever started it may give up meanwhile: then it is of no use to anybody.
    let pmux = configured("run-shell 'PMUX wait-for go'\n");
    let mut starter = pmux.command(&["new", "-d"]).spawn().expect("a client");
    wait_for("a server", || (pmux.cmd(&["set", "-g", "@else", "1"]).status == 0).then_some(()));
    starter.kill().expect("a child");
    starter.wait().expect("its end");
    pmux.ok(&["wait-for", "-S", "go"]);
    wait_for("its end", || (!pmux.socket("default").exists()).then_some(()));
}

#[test]
fn a_configuration_makes_sessions() {
    let pmux = Pmux::new();
    let text = "new -s web -x 100 -y 30\nsplit-window -t web\nnew -d -s db\nattach -t web\n";
    fs::write(pmux.home("work.conf"), text).expect("a file");
    pmux.ok(&["-f", "work.conf", "start"]);
    let listed = pmux.ok(&["ls", "-F", "#{session_name} #{session_windows} #{window_panes}"]);
    assert_eq!(listed, "db 1 1\nweb 1 2\n");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time");
    for created in pmux.ok(&["ls", "-F", "#{session_created}"]).lines() {
        let created: u64 = created.parse().expect("a time");
        assert!(now.as_secs() - created < 60, "{created}");
    }
    assert!(!pmux.ok(&["ls"]).contains("(created )"), "{}", pmux.ok(&["ls"]));
}

#[test]
fn a_file_that_names_itself_comes_to_an_end() {
    let nested = "too many nested files";
    let pmux = Pmux::with_config("source-file ~/a.conf\n");
    fs::write(pmux.home("a.conf"), "set -ga @a a\nsource-file ~/b.conf\nset -ga @z z\n")
        .expect("a");
    fs::write(pmux.home("b.conf"), "if-shell -F 1 { source-file ~/a.conf }\n").expect("b");
    let mut person = pmux.attach(SIZE, &["new", "-s", "build"]);
    person.wait_for("The configuration has mistakes");
    let depth = option(&pmux, "@a").len();
    assert!((10..50).contains(&depth), "{depth}");
    assert_eq!(option(&pmux, "@z").len(), depth, "what follows is carried out");
    // From a shell, an alias and a key.
    let error = pmux.fails(&["source-file", "a.conf"]);
    assert!(error.contains(nested) && error.lines().count() == 1, "{error}");
    pmux.ok(&["set", "-s", "command-alias[100]", "again=source-file ~/c.conf"]);
    fs::write(pmux.home("c.conf"), "again\nagain\n").expect("c");
    let error = pmux.fails(&["again"]);
    assert!(error.contains(nested) || error.contains("too much"), "{error}");
    pmux.ok(&["bind", "X", "source-file", pmux.home("a.conf").to_str().expect("a path")]);
    person.type_("q").wait_until("no panel", |screen| !screen.contains("perhaps one"));
    person.type_("\x02X").wait_for("name each other, perhaps one names itself");
}

#[test]
fn what_never_ends_is_not_read() {
    let pmux = Pmux::new();
    let fifo = pmux.home("fifo");
    mkfifo(&fifo, Mode::S_IRWXU).expect("a fifo");
    let fifo = fifo.to_str().expect("a path");
    let mut person = pmux.attach(SIZE, &["-f", fifo, "new", "-s", "build"]);
    person.wait_for("a FIFO");
    for words in [
        &["source-file", fifo][..],
        &["load-buffer", fifo],
        &["source-file", "/dev/zero"],
        &["load-buffer", "/dev/zero"],
        &["set-buffer", "-b", "x", "y", ";", "save-buffer", "-b", "x", fifo],
        &["source-file", "/proc/*/*/*/*"],
    ] {
        let error = pmux.fails(words);
        assert!(error.contains(words[words.len() - 1]), "{words:?}: {error}");
    }
    let large = vec![b'#'; 3 << 20];
    fs::write(pmux.home("large.conf"), large).expect("a file");
    assert!(pmux.fails(&["source-file", "large.conf"]).contains("larger than 1 MiB"));
    // There is a place where nothing is kept, as for any program.
    pmux.ok(&["source-file", "/dev/null", ";", "save-buffer", "-b", "x", "/dev/null"]);
    pmux.ok(&["kill-server"]);
    person.wait_exit();
}

/// What is in the directory of the sockets.
fn left(pmux: &Pmux) -> Vec<String> {
    let entries = fs::read_dir(pmux.socket("")).expect("a directory").flatten();
    let mut names: Vec<_> =
        entries.map(|it| it.file_name().into_string().expect("a name")).collect();
    names.sort();
    names
}

#[test]
fn no_signal_ends_a_server_that_is_not_meant_to() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build"]);
    let server = pmux.server();
    // Not those that nobody can keep off, that are a fault of its own, or that ask it to end.
    let meant =
        ["KILL", "STOP", "ABRT", "BUS", "FPE", "ILL", "SEGV", "SYS", "TRAP", "TERM", "INT", "QUIT"];
    let named = Signal::iterator().map(|signal| signal.as_str()["SIG".len()..].to_owned());
    let real_time = (34..=64).map(|number: u32| number.to_string());
    for signal in named.chain(real_time).filter(|signal| !meant.contains(&signal.as_str())) {
        let sent = Command::new("kill").args(["-s", &signal, &server.to_string()]).output();
        assert!(sent.expect("kill").status.success(), "{signal}");
        assert_eq!(pmux.server(), server, "{signal}");
    }
    // What runs in a pane, or for a command, has them as a login would give them. Two belong to the
    // C library, which has a way of its own with them.
    let look = "grep -E 'Sig(Blk|Ign)' /proc/self/status";
    let check = |seen: &str| {
        let sets: Vec<u64> = seen
            .split_whitespace()
            .filter_map(|word| u64::from_str_radix(word, 16).ok().map(|set| set & !(3 << 31)))
            .collect();
        assert_eq!(sets, [0, 0], "{seen}");
    };
    let looked = pmux.home("looked");
    let at = looked.display();
    pmux.ok(&["new-window", &format!("{look} > {at}.part; mv {at}.part {at}")]);
    check(&wait_for("a look", || fs::read_to_string(&looked).ok()));
    check(&pmux.ok(&["run-shell", look]));
    for signal in [Signal::SIGINT, Signal::SIGQUIT] {
        pmux.ok(&["new", "-d"]);
        let server = pmux.server();
        kill(server, signal).expect("a server");
        wait_for("its end", || kill(server, None).is_err().then_some(()));
        assert_eq!(left(&pmux), [""; 0], "{signal}");
    }
}

#[test]
fn a_socket_that_was_removed_is_made_anew() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build"]);
    let server = pmux.server();
    fs::remove_dir_all(pmux.socket("")).expect("a directory");
    kill(server, Signal::SIGUSR1).expect("a server");
    wait_for("its socket", || pmux.socket("default").exists().then_some(()));
    assert_eq!(pmux.server(), server);
    assert_eq!(left(&pmux), ["default", "default.shell"]);
    // Where it is still there nothing is lost.
    kill(server, Signal::SIGUSR1).expect("a server");
    (0..20).for_each(|_| assert_eq!(pmux.server(), server));
}

#[test]
fn a_server_leaves_another_one_in_its_place() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "first"]);
    let first = pmux.server();
    fs::remove_file(pmux.socket("default")).expect("a socket");
    pmux.ok(&["new", "-d", "-s", "second"]);
    // Its place is taken, and stays so.
    kill(first, Signal::SIGUSR1).expect("a server");
    kill(first, Signal::SIGTERM).expect("a server");
    wait_for("its end", || kill(first, None).is_err().then_some(()));
    assert_eq!(pmux.ok(&["ls", "-F", "#{session_name}"]), "second\n");
    assert!(pmux.socket("default.shell/zsh/.zshenv").exists());
}

#[test]
fn nothing_is_left_of_servers() {
    let pmux = Pmux::new();
    for _ in 0..3 {
        pmux.ok(&["new", "-d"]);
        pmux.ok(&["kill-server"]);
        wait_for("nothing", || left(&pmux).is_empty().then_some(()));
    }
    // What one had no time to remove, the next one in that directory does.
    let servers = ["one", "two"].map(|name| {
        pmux.ok(&["-L", name, "new", "-d"]);
        let pid = pmux.ok(&["-L", name, "display-message", "-p", "#{pid}"]);
        Pid::from_raw(pid.trim().parse().expect("a process"))
    });
    for server in servers {
        pmux.crash(server);
        wait_for("its end", || kill(server, None).is_err().then_some(()));
    }
    fs::write(pmux.socket("three.lock"), "").expect("a lock");
    fs::write(pmux.socket("mine.lock"), "precious").expect("a file");
    fs::write(pmux.socket("mine"), "precious").expect("a file");
    assert_eq!(left(&pmux).len(), 7, "{:?}", left(&pmux));
    pmux.ok(&["-L", "four", "new", "-d"]);
    let expect = ["four", "four.shell", "mine", "mine.lock"];
    wait_for("what is left", || (left(&pmux) == expect).then_some(()));
}

#[test]
fn what_is_not_pmux_s_is_left_alone() {
    let pmux = Pmux::new();
    let (socket, folder) = (pmux.home("p"), pmux.home("p.shell"));
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("precious"), "mine").expect("a file");
    let socket = socket.to_str().expect("a path");
    let mut person = pmux.attach(SIZE, &["-S", socket, "new"]);
    person.wait_for("something else than pmux's");
    pmux.ok(&["-S", socket, "kill-server"]);
    person.wait_exit();
    assert_eq!(fs::read_to_string(folder.join("precious")).expect("a file"), "mine");
    // A lock that nobody can hold keeps nobody waiting.
    let lock = pmux.home("p.lock");
    mkfifo(&lock, Mode::S_IRWXU).expect("a fifo");
    let error = pmux.fails(&["-S", socket, "new", "-d"]);
    assert!(error.contains("p.lock: it is no lock of pmux's; remove it"), "{error}");
    assert!(!Path::new(socket).exists() && lock.exists());
}

#[test]
fn any_command_of_a_line_starts_the_server() {
    let pmux = Pmux::new();
    pmux.ok(&["set", "-g", "remain-on-exit", "on", ";", "new", "-d", "-s", "build", "true"]);
    assert_eq!(option(&pmux, "remain-on-exit"), "on");
    assert_eq!(pmux.ok(&["ls", "-F", "#{session_name}"]), "build\n");
    pmux.ok(&["kill-server"]);
    // What there is to know without a session can be asked without one, and leaves no server.
    let pmux = Pmux::with_config("bind X display-message mine\n");
    assert!(pmux.ok(&["list-commands"]).contains("new-session (new)"));
    let keys = pmux.ok(&["list-keys"]);
    assert!(keys.contains("display-message mine") && keys.contains("detach-client"), "{keys}");
    wait_for("no server", || left(&pmux).is_empty().then_some(()));
}

#[test]
fn whoever_asks_a_server_that_ends_asks_the_next() {
    let pmux = Pmux::new();
    for _ in 0..20 {
        pmux.ok(&["new", "-d"]);
        let mut end = pmux.command(&["kill-server"]).spawn().expect("a client");
        pmux.ok(&["new", "-d"]);
        end.wait().expect("its end");
    }
}

#[test]
fn programs_that_stop_themselves_go_on() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build"]);
    for (signal, name) in [("STOP", "stop"), ("TSTP", "tstp")] {
        // Its own program, with no shell above it.
        let script = format!("kill -{signal} $$; echo went on; exec sleep 100");
        pmux.ok(&["new-window", "-n", name, &script]);
        wait_for("it goes on", || {
            pmux.ok(&["capture-pane", "-p", "-t", &format!("build:{name}")])
                .contains("went on")
                .then_some(())
        });
    }
    assert_eq!(pmux.ok(&["run-shell", "kill -STOP $$; echo went on"]), "went on\n");
}

#[test]
fn what_runs_is_known_though_it_says_nothing() {
    let pmux = Pmux::new();
    let go = pmux.home("go");
    // Long after it was looked at last it becomes another program, without a word.
    let script = format!("while [ ! -e {} ]; do sleep 0.01; done; exec sleep 100", go.display());
    pmux.ok(&["new", "-d", "-s", "build", &script]);
    let runs = |what: &str| {
        wait_for(what, || (pmux.show("build", "#{pane_current_command}") == what).then_some(()));
    };
    runs("sh");
    fs::write(&go, "").expect("a file");
    runs("sleep");
}

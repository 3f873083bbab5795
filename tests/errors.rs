//! Bad input: a clear text on stderr, a status that says what kind it is, and nothing lost.

mod support;

use std::fs;
use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};

use pmux::geometry::Size;
use pmux::protocol::VIEW_VERSION;
use support::{End, Pmux, wait_for, wire};

const SIZE: Size = Size::new(80, 24);

/// A world with a session `build` that is to survive everything.
fn world() -> Pmux {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build"]);
    pmux
}

/// The session is still there, and its shell answers.
fn check_alive(pmux: &Pmux) {
    assert_eq!(pmux.ok(&["ls", "-F", "#{session_name}"]), "build\n");
    pmux.ok(&["send-keys", "-t", "build", "clear; echo still al''ive", "Enter"]);
    wait_for("the shell answers", || {
        pmux.ok(&["capture-pane", "-p", "-t", "build"]).contains("still alive").then_some(())
    });
}

#[test]
fn commands_say_what_is_wrong() {
    let pmux = world();
    let cases: &[(&[&str], &str)] = &[
        (&["attach", "-t", "x"], "can't find session: x"),
        (&["has-session", "-t", "x"], "can't find session: x"),
        (&["kill-session", "-t", "x"], "can't find session: x"),
        (&["rename-session", "-t", "x", "y"], "can't find session: x"),
        (&["new-window", "-t", "x:"], "can't find session: x"),
        (&["split-window", "-t", "x:0.0"], "can't find session: x"),
        (&["select-window", "-t", "build:7"], "can't find window: 7"),
        (&["select-pane", "-t", "build:0.7"], "can't find pane: 7"),
        (&["send-keys", "-t", "%99", "x"], "can't find pane: %99"),
        (&["kill-window", "-t", "@99"], "can't find window: @99"),
        (&["has-session", "-t", "$99"], "can't find session: $99"),
        (&["new", "-d", "-s", "build"], "duplicate session: build"),
        (&["new", "-d", "-s", "$b"], "bad session name: $b"),
        (&["new", "-d", "-s", "=b"], "bad session name: =b"),
        (&["new", "-d", "-s", ""], "bad session name"),
        (&["new", "-d", "-s", "a\nb"], "bad session name: a\\nb"),
        (&["rename-session", "-t", "build", "%b"], "bad session name: %b"),
        (&["frobnicate"], "unknown command: frobnicate"),
        (&["lst-sessions"], "list-sessions"),
        (&["list"], "ambiguous command: list, could be: list-buffers, "),
        (&["split-window", "-Q"], "command split-window: unknown flag -Q"),
        (&["split-window", "-t"], "command split-window: -t expects an argument"),
        (&["rename-window"], "command rename-window: too few arguments (need at least 1)"),
        (&["kill-server", "now"], "command kill-server: too many arguments (need at most 0)"),
        (&["bind-key", "Frob", "ls"], "unknown key: Frob"),
        (&["set", "-g", "default-shell", "/nope"], "default-shell: not a suitable shell: /nope: "),
        (&["set", "-g", "default-shell", "/"], "not a suitable shell: /: it cannot be executed"),
        (&["bind-key", "x", "frobnicate"], "unknown command: frobnicate"),
        (&["set", "-g", "frob", "1"], "invalid option: frob"),
        (&["set", "-g", "status", "maybe"], "status: unknown value: maybe"),
        (&["set", "-g", "history-limit", "many"], "history-limit"),
        (&["set", "-g", "prefix", "Frob"], "prefix"),
        (&["resize-pane", "-t", "build", "-x", "wide"], "wide"),
        (&["select-layout", "-t", "build", "fancy"], "layout: fancy"),
        (&["select-layout", "-t", "build", "b25e,80x24,0,0,0"], "layout"),
        (&["new", "-d", "-x", "0"], "width too small: 0"),
        (&["send-keys", "-t", "build", "-H", "zz"], "not a byte in hexadecimal: zz"),
        (&["new", "-d", "-s", "bad", "--", "/nonexistent"], "/nonexistent: No such file"),
        (&["new", "-d", "-s", "bad", "--", "/"], "cannot execute /"),
        (&["split-window", "-t", "build", "--", "/nonexistent"], "/nonexistent: No such file"),
        (&["new-window", "-t", "build", "--", "/nonexistent"], "/nonexistent: No such file"),
        (&["attach", "-t", "build"], "open terminal failed: not a terminal"),
        (&["new", "-s", "bad"], "open terminal failed: not a terminal"),
    ];
    for (args, wanted) in cases {
        let error = pmux.fails(args);
        assert!(error.contains(wanted), "pmux {}: {error}", args.join(" "));
    }
    assert_eq!(
        pmux.fails(&["source-file", "/nonexistent"]),
        "/nonexistent: No such file or directory"
    );
    assert_eq!(pmux.ok(&["list-panes", "-a", "-F", "#{pane_id}"]), "%0\n", "nothing is left over");
    check_alive(&pmux);
}

#[test]
fn the_call_itself_may_be_wrong() {
    let pmux = Pmux::new();
    for (args, wanted) in [
        (&["-Z"][..], "unknown flag -Z"),
        (&["--zzz"], "unknown flag --zzz"),
        (&["-L"], "-L expects an argument"),
        (&["-L", "a/b", "ls"], "invalid socket name: a/b"),
        (&["-S", "/nonexistent/dir/socket", "new", "-d"], "/nonexistent/dir/socket"),
    ] {
        let error = pmux.fails(args);
        assert!(error.contains(wanted), "pmux {}: {error}", args.join(" "));
    }
    let path = pmux.socket("default");
    for command in ["ls", "attach", "kill-server", "list-panes", "show-options", "list-clients"] {
        let error = pmux.fails(&[command]);
        let bare = format!("no server running on {}", path.display());
        match command {
            "kill-server" => assert_eq!(error, bare),
            _ => {
                assert_eq!(error, bare + ": there are no sessions yet; pmux new -s NAME makes one")
            }
        }
    }
    let error = pmux.fails(&["frobnicate"]);
    assert!(error.contains("unknown command: frobnicate"), "{error}");
    for (args, wanted) in [
        (&["-L", "work", "ls"][..], "; pmux -L work new -s NAME makes one"),
        (
            &["-S", "/tmp/none/s", "ls"],
            "/tmp/none/s: there are no sessions yet; pmux -S /tmp/none/s new",
        ),
        (&["atach"], "unknown command: atach (did you mean attach?)"),
        (&["lss"], "unknown command: lss (did you mean ls?)"),
    ] {
        let error = pmux.fails(args);
        assert!(error.contains(wanted), "pmux {}: {error}", args.join(" "));
    }
}

#[test]
fn statuses_say_what_kind_of_failure_it_is() {
    let check = |pmux: &Pmux, args: &[&str], status: i32| {
        let output = pmux.cmd(args);
        assert_eq!(output.status, status, "pmux {}: {output:#?}", args.join(" "));
    };
    let pmux = Pmux::new();
    check(&pmux, &["-Z"], 2);
    check(&pmux, &["frobnicate"], 2);
    check(&pmux, &["ls"], 3);
    check(&pmux, &["has", "-t", "x"], 1);
    let pmux = world();
    for (args, status) in [
        (&["ls"][..], 0),
        (&["ls", "-Q"], 2),
        (&["ls", "x"], 2),
        (&["frobnicate"], 2),
        (&["set", "-g", "frobnicate", "on"], 2),
        (&["bind", "Frob", "ls"], 2),
        (&["display-message", "-p", "x", ";", "ls", "-Q"], 2),
        // A question with an answer, as for grep.
        (&["has", "-t", "x"], 1),
        (&["has", "-Q"], 2),
        (&["kill-pane", "-t", "%99"], 4),
        (&["show-buffer"], 4),
        (&["show-buffer", "-b", "x"], 4),
        (&["new", "-d", "-s", "build"], 5),
        (&["new-window", "-t", "build:0"], 5),
        (&["await", "--for", "never", "--timeout", "10ms", "build"], 124),
        (&["run-shell", "exit 7"], 7),
        (&["source-file", "/nowhere"], 1),
        (&["load-buffer", "/nowhere"], 1),
    ] {
        check(&pmux, args, status);
    }
}

#[test]
fn what_cannot_be_shown_leaves_nothing_behind() {
    let pmux = Pmux::new();
    let error = pmux.fails(&["new", "-s", "build"]);
    assert!(error.starts_with("open terminal failed: not a terminal"), "{error}");
    wait_for("a server without sessions ends", || pmux.processes().is_empty().then_some(()));
    let error = pmux.fails(&["new", "-d", "--", "/nonexistent"]);
    assert_eq!(error, "cannot execute /nonexistent: No such file or directory");
    wait_for("a server without sessions ends", || pmux.processes().is_empty().then_some(()));
}

#[test]
fn a_terminal_must_say_what_it_is() {
    for (term, wanted) in [
        (None, "open terminal failed: TERM is not set"),
        (Some(""), "open terminal failed: TERM is not set"),
        (Some("dumb"), "open terminal failed: TERM is dumb"),
    ] {
        let mut pmux = world();
        pmux.set_env("TERM", term);
        let mut person = pmux.attach(SIZE, &["attach", "-t", "build"]);
        assert_eq!(person.wait_exit(), End::Exited(1), "{term:?}");
        let screen = person.screen();
        assert!(screen.contains(wanted), "{term:?}\n{screen}");
        assert!(!person.raw().contains(&0x1b), "nothing is drawn on such a terminal");
        check_alive(&pmux);
    }
}

#[test]
fn a_session_within_a_session_is_refused() {
    let pmux = world();
    let mut person = pmux.attach(SIZE, &["attach", "-t", "build"]);
    person.wait_for("$");
    let program = env!("CARGO_BIN_EXE_pmux");
    person.type_(format!("pmux() {{ {program} \"$@\"; }}; clear\r"));
    for command in ["attach -t build", "new -s inner"] {
        person.type_(format!("clear; pmux {command}; echo status $?\r"));
        let screen = person.wait_for("status 1");
        assert!(screen.contains("sessions should be nested with care"), "{screen}");
        assert!(screen.contains("unset PMUX"), "{screen}");
    }
    // And it can be done all the same.
    person.type_("clear; PMUX= pmux -L inner new -s inner\r");
    person.wait_for(" inner ");
    person.prefix("\x02").type_("d");
    person.wait_for("[detached (from session inner)]");
    check_alive(&pmux);
}

#[test]
fn a_window_can_be_too_small_to_split() {
    let pmux = world();
    pmux.ok(&["resize-window", "-t", "build", "-x", "3", "-y", "2"]);
    for flag in ["-v", "-h"] {
        let split = || pmux.cmd(&["split-window", flag, "-t", "build"]);
        let refused = (0..4).map(|_| split()).find(|output| output.status != 0).expect(flag);
        assert_ne!(refused.status, 0);
        assert!(refused.stderr.contains("no space for new pane"), "{refused:?}");
    }
    pmux.ok(&["kill-pane", "-a", "-t", "build:0.0"]);
    pmux.ok(&["resize-window", "-t", "build", "-x", "80", "-y", "24"]);
    check_alive(&pmux);
}

#[test]
fn a_broken_configuration_is_told_and_the_rest_applies() {
    let pmux = Pmux::with_config(
        "set -g status-left '<#S> '\n\
         set -g frobnicate on\n\
         bind-key x frobnicate\n\
         set -g history-limit 1234\n\
         bind-key Frob ls\n\
         new-window -Q\n\
         set -g status-right 'the end'\n",
    );
    let config = pmux.config();
    let mut person = pmux.attach(SIZE, &["new", "-s", "build"]);
    let screen = person.wait_for(":6: ");
    for (line, wanted) in [
        (2, "invalid option: frobnicate"),
        (3, "unknown command: frobnicate"),
        (5, "unknown key: Frob"),
        (6, "unknown flag -Q"),
    ] {
        // It may be broken over several lines of the panel.
        let text = screen.text().replace(['\n', '│', ' '], "");
        let wanted = format!("pmux.conf:{line}:{wanted}").replace(' ', "");
        let command = wanted.replacen("unknownflag", "commandnew-window:unknownflag", 1);
        assert!(text.contains(&wanted) || text.contains(&command), "{wanted}:\n{screen}");
    }
    assert!(screen.contains(config.file_name().and_then(|name| name.to_str()).expect("a name")));
    assert_eq!(pmux.ok(&["show", "-gv", "history-limit"]), "1234\n");
    person.type_("q");
    person.wait_until("a prompt", |screen| screen.row(0) == "$");
    let last = person.screen().last_row();
    assert!(last.starts_with("<build> ") && last.ends_with("the end"), "{last}");
}

#[test]
fn a_configuration_that_cannot_be_parsed_says_where() {
    let pmux = Pmux::with_config("set -g history-limit 77\n\nset -g status-left 'open\n");
    let mut person = pmux.attach(SIZE, &["new", "-s", "build"]);
    person.wait_for("pmux.conf:3: ");
    person.type_("q");
    person.wait_until("a prompt", |screen| screen.row(0) == "$");
}

#[test]
fn a_named_configuration_must_exist() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["-f", "/nonexistent.conf", "new", "-s", "build"]);
    person.wait_for("/nonexistent.conf: No such file or directory");
    person.type_("q");
    person.wait_until("a prompt", |screen| screen.row(0) == "$");
}

#[test]
fn clients_that_speak_garbage_are_let_go() {
    let pmux = world();
    let mut person = pmux.attach(SIZE, &["attach", "-t", "build"]);
    person.wait_for("$");
    let garbage = "the other side does not speak pmux's protocol\n";
    let huge =
        "the other side announced a frame of 1000000000 bytes, more than any frame may have\n";
    let wrong = "the other side sent a request that cannot be understood\n";
    for (bytes, wanted) in [
        (&b"GET / HTTP/1.1\r\n\r\n"[..], garbage),
        (b"\0", garbage),
        (&[0x70; 100_000], garbage),
        (b"pm\x01\x00\xca\x9a\x3b", huge),
        (b"pm\x01\x03\x00\x00\x00abc", wrong),
        (b"pm\xff\x00\x00\x00\x00", wrong),
    ] {
        assert_eq!(wire::talk(&pmux, bytes), (wanted.to_owned(), Some(1)));
    }
    person.type_("echo un''moved\r").wait_for("unmoved");
    check_alive(&pmux);
}

#[test]
fn a_flood_of_garbage_and_half_a_frame_delay_nobody() {
    let pmux = world();
    // It announces ten million bytes and sends none of them.
    let mut half = UnixStream::connect(pmux.socket("default")).expect("a server");
    half.write_all(b"pm\x01\x80\x96\x98\x00").expect("a server that reads");
    let mut flood = UnixStream::connect(pmux.socket("default")).expect("a server");
    let zeros = vec![0; 1 << 20];
    while flood.write_all(&zeros).is_ok() {}
    check_alive(&pmux);
}

#[test]
fn another_version_may_ask_but_not_look() {
    let pmux = world();
    let (text, status) =
        wire::talk(&pmux, &wire::request(VIEW_VERSION + 1, &["attach", "-t", "build"], &[]));
    assert_eq!(status, Some(1));
    assert!(text.contains("99.0") && text.contains(env!("CARGO_PKG_VERSION")), "{text}");
    assert!(text.contains("version"), "{text}");
    let (text, status) =
        wire::talk(&pmux, &wire::request(VIEW_VERSION + 1, &["has", "-t", "build"], &[]));
    assert_eq!((text.as_str(), status), ("", Some(0)), "commands work across versions");
    check_alive(&pmux);
}

#[test]
fn a_server_that_speaks_garbage_is_told_from_pmux() {
    let pmux = Pmux::new();
    let path = pmux.home("other");
    let listener = UnixListener::bind(&path).expect("a socket");
    let other = std::thread::spawn(move || {
        for answer in ["HTTP/1.1 400 Bad Request\r\n\r\n", ""] {
            let (mut socket, _) = listener.accept().expect("a client");
            let _ = socket.read(&mut [0; 1024]);
            let _ = socket.write_all(answer.as_bytes());
        }
    });
    let path = path.to_str().expect("a path");
    let error = pmux.fails(&["-S", path, "ls"]);
    assert!(error.contains("does not speak pmux's protocol"), "{error}");
    let error = pmux.fails(&["-S", path, "ls"]);
    assert!(error.contains("server exited unexpectedly"), "{error}");
    other.join().expect("it has answered");
}

#[test]
fn running_out_of_descriptors_is_survived() {
    let pmux = Pmux::new();
    let program = env!("CARGO_BIN_EXE_pmux");
    let script = format!("ulimit -n 32; exec {program} new -s build");
    let argv = ["/bin/sh", "-c", script.as_str()];
    let mut person = support::Person::new(SIZE, &argv, pmux.env(), &pmux.home(""));
    person.wait_for("$");
    let mut refused = 0;
    for _ in 0..40 {
        let output = pmux.cmd(&["new-window", "-d", "-t", "build"]);
        if output.status != 0 {
            assert_eq!(output.status, 1, "{output:?}");
            let text = &output.stderr;
            let is_clear = text.contains("descriptors") || text.contains("Too many open files");
            assert!(is_clear, "{output:?}");
            refused += 1;
        }
    }
    assert!(refused > 5, "{refused} were refused");
    person.type_("echo un''moved\r").wait_for("unmoved");
    // The keys of a person work whatever there is.
    person.prefix(":").wait_for(":");
    person.type_("kill-window -a\r");
    wait_for("room again", || (pmux.cmd(&["new-window", "-t", "build"]).status == 0).then_some(()));
    fs::metadata(pmux.socket("default")).expect("its socket");
}

#[test]
fn clients_that_leave_a_server_without_descriptors_leave_it_in_peace() {
    let pmux = Pmux::new();
    let program = env!("CARGO_BIN_EXE_pmux");
    let script = format!("ulimit -n 40; exec {program} new -d -s build cat");
    let started = std::process::Command::new("/bin/sh")
        .args(["-c", &script])
        .env_clear()
        .envs(pmux.env().iter().map(|(name, value)| (name, value)))
        .status();
    assert!(started.expect("a shell").success());
    let mut waiting: Vec<_> = (0..40)
        .map(|_| {
            let mut command = pmux.command(&["wait-for", "x"]);
            command.stderr(std::process::Stdio::null()).spawn().expect("a client")
        })
        .collect();
    // Those that there was no room for are told so and end; the others hold all that there is.
    wait_for("the last is turned away", || {
        waiting
            .iter_mut()
            .any(|client| client.try_wait().is_ok_and(|end| end.is_some()))
            .then_some(())
    });
    for client in &mut waiting {
        let _ = client.kill();
        let _ = client.wait();
    }
    wait_for("it answers", || (pmux.cmd(&["ls"]).status == 0).then_some(()));
}

#[test]
fn mistakes_in_a_configuration_have_their_own_lines_in_order() {
    let pmux = Pmux::with_config(
        "set -g @a 1\nbind x {\n  display hello\n  nosuch\n}\n%endif\n\
         source-file /nowhere.conf\nrun-shell 'exit 3'\nfrobnicate\n",
    );
    pmux.ok(&["new", "-d", "-s", "build", "cat"]);
    let mut person = pmux.attach(Size::new(160, 24), &["attach"]);
    let seen = person.wait_for("frobnicate").text();
    let at = |line: usize, what: &str| {
        let row = seen.lines().position(|row| row.contains(&format!("pmux.conf:{line}: {what}")));
        row.unwrap_or_else(|| panic!("{line} {what} in {seen}"))
    };
    let rows = [
        at(4, "unknown command: nosuch"),
        at(6, "%elif, %else or %endif without %if"),
        at(7, "/nowhere.conf: No such file"),
        at(8, "'exit 3' returned 3"),
        at(9, "unknown command: frobnicate"),
    ];
    assert!(rows.is_sorted(), "{seen}");
}

#[test]
fn mistakes_by_key_are_shown_to_the_person() {
    let pmux = world();
    let mut person = pmux.attach(SIZE, &["attach", "-t", "build"]);
    person.wait_for("$");
    person.prefix(":").type_("select-window -t 7\r");
    person.wait_until("the complaint", |screen| {
        screen.text().to_lowercase().contains("can't find window: 7")
    });
    person.prefix(":").type_("frobnicate\r");
    person.wait_until("the complaint", |screen| {
        screen.text().to_lowercase().contains("unknown command: frobnicate")
    });
    person.type_("echo go''ne\r").wait_for("gone");
    check_alive(&pmux);
}

#[test]
fn help_is_of_the_command_that_is_named_and_of_no_other() {
    let pmux = Pmux::new();
    for args in [["--help", "splitw"], ["splitw", "--help"], ["help", "splitw"], ["-h", "splitw"]] {
        let text = pmux.ok(&args);
        assert!(text.starts_with("usage: pmux split-window ["), "{args:?} {text}");
        for flag in ["  -b ", "  -d ", "  -h ", "  -Z ", "  -c start-directory "] {
            assert!(text.contains(flag), "{flag} in {text}");
        }
    }
    for args in [["nosuch", "--help"], ["--help", "nosuch"], ["help", "nosuch"]] {
        assert!(pmux.fails(&args).contains("unknown command: nosuch"), "{args:?}");
    }
    let text = pmux.ok(&["--help"]);
    assert!(text.contains("  -2, -u, -l, -v ") && text.contains("  -L socket-name "), "{text}");
}

#[test]
fn without_sessions_it_is_said_that_there_are_none() {
    let pmux = Pmux::with_config("set -s exit-empty off\n");
    pmux.ok(&["start-server"]);
    for command in ["attach", "has", "kill-session"] {
        assert!(pmux.fails(&[command]).starts_with("no sessions; "), "{command}");
    }
    pmux.ok(&["new", "-d", "-s", "build", "cat"]);
    assert!(!pmux.fails(&["new", "-A", "-s", "build", "-d"]).contains("new -d"));
    assert!(pmux.fails(&["ls", "--json", "-F", "x"]).contains("--json has fields of its own"));
    pmux.ok(&["kill-server"]);
}

#[test]
fn what_the_system_says_is_told_without_its_number() {
    let pmux = Pmux::new();
    for words in [&["-S", "/dev/null/x", "ls"][..], &["-S", "/dev/null/x", "new", "-d"]] {
        let told = pmux.fails(words);
        assert!(told.contains("Not a directory") && !told.contains("os error"), "{told}");
    }
}

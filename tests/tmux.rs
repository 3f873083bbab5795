//! Called `tmux`, it is tmux: its files, variables, sockets, defaults and words.

mod support;

use std::fs;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use support::{Output, Pmux, wait_for};

/// What it prints where all is well.
fn ok(pmux: &Pmux, args: &[&str]) -> String {
    let Output { status, stdout, stderr } = pmux.tmux(args);
    assert_eq!((status, stderr.as_str()), (0, ""), "tmux {args:?}");
    stdout.trim_end().to_owned()
}

/// A world in which somebody has a ~/.tmux.conf.
fn configured(text: &str) -> Pmux {
    let pmux = Pmux::new();
    fs::write(pmux.home(".tmux.conf"), text).expect("a configuration");
    pmux
}

#[test]
fn the_version_is_that_of_the_tmux_which_it_is() {
    let pmux = Pmux::new();
    assert_eq!(ok(&pmux, &["-V"]), "tmux 3.8");
    assert_eq!(pmux.ok(&["--as-tmux", "-V"]), "tmux 3.8\n");
    let mut other = Pmux::new();
    other.set_env("PMUX_AS", Some("tmux"));
    assert_eq!(other.ok(&["-V"]), "tmux 3.8\n");
}

#[test]
fn its_files_are_read_and_what_they_run_finds_it() {
    let pmux = configured(
        "run-shell 'tmux set -g @version \"#{version}\"'\n\
         if-shell 'tmux show-environment -g HOME' 'set -g @found yes'\n\
         %if #{>=:#{version},3.4}\nset -g @new yes\n%endif\n",
    );
    ok(&pmux, &["new", "-d", "-s", "build"]);
    for (name, value) in [("@version", "3.8"), ("@found", "yes"), ("@new", "yes")] {
        assert_eq!(ok(&pmux, &["show", "-gv", name]), value, "{name}");
    }
    let socket = pmux.dir().join(format!("run/tmux-{}/default", nix::unistd::geteuid()));
    assert_eq!(ok(&pmux, &["display", "-p", "#{socket_path}"]), socket.display().to_string());
    ok(&pmux, &["kill-server"]);
}

#[test]
fn programs_in_panes_know_it_as_tmux() {
    let pmux = Pmux::new();
    ok(
        &pmux,
        &[
            "new",
            "-d",
            "env > ~/found; tmux display -p '#{pane_id}' >> ~/found; mv ~/found ~/env; cat",
        ],
    );
    let text = wait_for("what the program found", || fs::read_to_string(pmux.home("env")).ok());
    let value = |name: &str| {
        let found = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        found.map(str::to_owned)
    };
    let server = ok(&pmux, &["display", "-p", "#{socket_path},#{pid},0"]);
    assert_eq!(value("TMUX").as_deref(), Some(server.as_str()));
    assert_eq!(value("TMUX_PANE").as_deref(), Some("%0"));
    assert_eq!((value("PMUX"), value("PMUX_PANE")), (None, None));
    assert_eq!(value("TERM_PROGRAM").as_deref(), Some("tmux"));
    assert_eq!(value("TERM_PROGRAM_VERSION").as_deref(), Some("3.8"));
    assert_eq!(text.lines().last(), Some("%0"), "tmux in a pane is the one of its server");
    ok(&pmux, &["kill-server"]);
}

#[test]
fn who_has_another_tmux_in_the_path_finds_this_one() {
    let pmux = Pmux::new();
    let mut command = pmux.as_tmux(&["new", "-d", "tmux -V > ~/version; mv ~/version ~/told; cat"]);
    command.env("PATH", "/usr/bin:/bin");
    assert!(command.status().expect("tmux").success());
    let told = wait_for("the version", || fs::read_to_string(pmux.home("told")).ok());
    assert_eq!(told, "tmux 3.8\n");
    ok(&pmux, &["kill-server"]);
}

#[test]
fn defaults_are_tmuxs_and_come_back() {
    let pmux = Pmux::new();
    ok(&pmux, &["new", "-d", "cat"]);
    let check = |name: &str, value: &str| assert_eq!(ok(&pmux, &["show", "-gv", name]), value);
    check("status-left", "[#{session_name}]");
    check("display-time", "750");
    ok(&pmux, &["set", "-g", "display-time", "3"]);
    check("display-time", "3");
    ok(&pmux, &["set", "-gu", "display-time"]);
    check("display-time", "750");
    // A server that goes on in the place of another has them, too.
    let pid = ok(&pmux, &["display", "-p", "#{pid}"]);
    kill(Pid::from_raw(pid.parse().expect("a process")), Signal::SIGKILL).expect("a server");
    check("display-time", "750");
    assert_eq!(ok(&pmux, &["display", "-p", "#{version}"]), "3.8");
    ok(&pmux, &["kill-server"]);
}

#[test]
fn both_kinds_live_beside_each_other_and_say_so_where_they_meet() {
    let pmux = Pmux::new();
    ok(&pmux, &["new", "-d", "-s", "theirs", "cat"]);
    pmux.ok(&["new", "-d", "-s", "ours", "cat"]);
    assert_eq!(pmux.ok(&["ls", "-F", "#{session_name}"]), "ours\n");
    assert_eq!(ok(&pmux, &["ls", "-F", "#{session_name}"]), "theirs");
    let socket = ok(&pmux, &["display", "-p", "#{socket_path}"]);
    let met = pmux.cmd(&["-S", &socket, "ls", "-F", "#{session_name}"]);
    assert_eq!((met.status, met.stdout.as_str()), (0, "theirs\n"));
    assert!(met.stderr.contains("is one for tmux"), "{met:?}");
    ok(&pmux, &["kill-server"]);
    pmux.ok(&["kill-server"]);
}

#[test]
fn a_server_of_tmux_itself_is_told_apart() {
    let Ok(theirs) = std::process::Command::new("tmux").arg("-V").output() else { return };
    assert!(theirs.status.success());
    let pmux = Pmux::new();
    let run = |args: &[&str]| {
        let mut command = std::process::Command::new("tmux");
        command.env_clear().envs(pmux.env().iter().map(|(name, value)| (name, value)));
        command.env("TMUX_TMPDIR", pmux.dir().join("run")).args(args).output().expect("tmux")
    };
    assert!(run(&["-f", "/dev/null", "new", "-d", "cat"]).status.success());
    let met = pmux.tmux(&["ls"]);
    run(&["kill-server"]);
    assert_eq!(met.status, 1, "{met:?}");
    assert!(met.stderr.contains("is one of tmux itself"), "{met:?}");
}

#[test]
fn what_is_wrong_is_said_in_its_words_without_a_server_too() {
    let pmux = Pmux::new();
    let check = |args: &[&str], said: &str| {
        let Output { status, stderr, .. } = pmux.tmux(args);
        assert_eq!((status, stderr.trim_end()), (1, said), "tmux {args:?}");
    };
    check(&["-Z"], "unknown option -- Z");
    check(&["frobnicate"], "unknown command: frobnicate");
    let socket = pmux.dir().join(format!("run/tmux-{}/default", nix::unistd::geteuid()));
    let none = format!("error connecting to {} (No such file or directory)", socket.display());
    check(&["ls"], &none);
}

#[test]
fn who_detaches_is_told_no_more_than_that() {
    let pmux = Pmux::new();
    let mut person = pmux.attach_as_tmux(pmux::geometry::Size::new(60, 10), &["new", "-s", "a"]);
    person.wait_for("[a] 0:");
    person.type_("\x02d");
    let screen = person.wait_for("[detached (from session a)]");
    assert!(!screen.contains("brings you back"), "{screen}");
    ok(&pmux, &["kill-server"]);
}

#[test]
fn what_is_no_command_is_told_with_its_place_and_what_fails_without() {
    let pmux = Pmux::new();
    ok(&pmux, &["new", "-d", "-s", "a", "cat"]);
    let file = pmux.home("file");
    let path = file.display().to_string();
    let check = |text: &str, said: &str| {
        fs::write(&file, text).expect("a file");
        let Output { status, stdout, stderr } = pmux.tmux(&["source", &path]);
        let place = format!("{path}:1: ");
        let said = said.replace("HERE", &place);
        assert_eq!((status, stdout + &stderr), (1, said + "\n"), "{text}");
    };
    check("wibble", "HEREunknown command: wibble");
    check("if-shell true 'wibble'", "HEREunknown command: wibble");
    check("bind x 'wibble'", "unknown command: wibble");
    check("kill-pane -t nosuch", "can't find pane: nosuch");
    // In control mode that is between guards, and what is no command is not.
    let mut control = pmux.as_tmux(&["-C", "attach"]);
    control.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut control = control.spawn().expect("a client");
    fs::write(&file, "wibble\nkill-pane -t nosuch\n").expect("a file");
    let mut stdin = control.stdin.take().expect("its stdin");
    std::io::Write::write_all(&mut stdin, format!("source {path}\n").as_bytes()).expect("a line");
    drop(stdin);
    let said = control.wait_with_output().expect("its end").stdout;
    let said = String::from_utf8_lossy(&said);
    let error = format!("%config-error {path}:1: unknown command: wibble");
    let begin = said.lines().position(|line| line == error);
    let rest: Vec<&str> = said.lines().skip(begin.expect("the error")).collect();
    assert!(rest[1].starts_with("%begin "), "{said}");
    assert_eq!(rest[2], "can't find pane: nosuch");
    assert!(rest[3].starts_with("%error "), "{said}");
    ok(&pmux, &["kill-server"]);
}

#[test]
fn what_a_shell_command_prints_is_shown_in_the_pane_that_is_named() {
    let pmux = Pmux::new();
    ok(&pmux, &["new", "-d", "-s", "a", "cat"]);
    let Output { status, stdout, stderr } = pmux.tmux(&["run", "echo said; exit 3"]);
    assert_eq!((status, stdout.as_str()), (3, "said\n'echo said; exit 3' returned 3\n"));
    assert_eq!(stderr, "");
    let Output { status, stdout, .. } = pmux.tmux(&["run", "exit 3", ";", "display", "-p", "on"]);
    assert_eq!((status, stdout.as_str()), (3, "'exit 3' returned 3\non\n"));
    assert_eq!(ok(&pmux, &["run", "-t", "a:", "echo shown"]), "");
    assert_eq!(ok(&pmux, &["display", "-p", "#{pane_mode}"]), "view-mode");
    assert_eq!(ok(&pmux, &["capture-pane", "-Mp"]).trim_end(), "shown");
    ok(&pmux, &["kill-server"]);
}

#[test]
fn a_configuration_begins_where_its_server_was_started() {
    let pmux = Pmux::new();
    fs::create_dir(pmux.home("there")).expect("a directory");
    fs::write(pmux.home("file"), "new -d -s a /bin/cat\n").expect("a configuration");
    let mut command = pmux.as_tmux(&["-f", "../file", "start"]);
    command.current_dir(pmux.home("there")).env("PATH", "nowhere");
    assert!(command.status().expect("tmux").success());
    let there = pmux.home("there").canonicalize().expect("there");
    assert_eq!(ok(&pmux, &["display", "-p", "#{session_path}"]), there.display().to_string());
    // A path that leads nowhere stays as it is; a program that there is not has ended.
    let path = "env | grep ^PATH= > ~/path; mv ~/path ~/found; cat";
    ok(&pmux, &["new", "-d", "-e", "PATH=nowhere:/usr/bin", "-s", "b", path]);
    let found = wait_for("the path", || fs::read_to_string(pmux.home("found")).ok());
    assert!(found.trim_end().ends_with(":nowhere:/usr/bin"), "{found}");
    ok(&pmux, &["new", "-d", "-s", "c", "there-is-none", "such"]);
    assert_eq!(ok(&pmux, &["ls", "-F", "#{session_name}"]), "a\nb");
    ok(&pmux, &["kill-server"]);
}

#[test]
fn a_pane_is_named_without_its_server_too() {
    let pmux = Pmux::new();
    ok(&pmux, &["new", "-d", "-s", "a"]);
    ok(&pmux, &["new", "-d", "-s", "b"]);
    let pane = ok(&pmux, &["display", "-p", "-t", "a:", "#{pane_id}"]);
    let mut command = pmux.as_tmux(&["display", "-p", "#{session_name}"]);
    command.env("TMUX_PANE", pane.trim()).env_remove("TMUX");
    assert_eq!(String::from_utf8_lossy(&command.output().unwrap().stdout), "a\n");
    ok(&pmux, &["kill-server"]);
}

#[test]
fn what_a_list_does_not_have_is_shown_as_nothing() {
    let pmux = Pmux::new();
    ok(&pmux, &["new", "-d", "-s", "a"]);
    for (words, expect) in [
        (&["show-hooks", "-g", "session-renamed[0]"][..], "session-renamed[0] \n"),
        (&["show-hooks", "session-renamed[0]"], ""),
        (&["show-hooks", "-gw", "pane-focus-in[3]"], "pane-focus-in[3] \n"),
        (&["show", "-g", "session-renamed[0]"], "session-renamed[0] \n"),
        (&["show", "-g", "status-format[99]"], "status-format[99] ''\n"),
        (&["show", "-gv", "status-format[99]"], "\n"),
        (&["show", "status-format[99]"], ""),
        (&["show", "-A", "status-format[99]"], "status-format[99]* ''\n"),
        (&["show", "-gw", "pane-colours[3]"], "pane-colours[3] \n"),
        (&["show", "-s", "user-keys[0]"], "user-keys[0] ''\n"),
        (&["set-hook", "-w", "session-renamed[0]", "display x"], ""),
        (&["set-hook", "-uw", "session-renamed[0]"], ""),
        (&["show-hooks", "-w", "session-renamed[0]"], "session-renamed[0] \n"),
        (&["show-hooks", "session-renamed[3]"], "session-renamed[3] \n"),
        (&["set-hook", "-u", "session-renamed"], ""),
        (&["show-hooks", "session-renamed[0]"], ""),
    ] {
        assert_eq!(pmux.tmux(words).stdout, expect, "{words:?}");
    }
    ok(&pmux, &["kill-server"]);
}

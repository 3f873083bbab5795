//! The command line: names, flags, targets, formats and lists, as scripts for tmux know them.

mod support;

use std::io::{Read, Write};
use std::path::Path;
use std::process::Stdio;

use pmux::geometry::Size;
use support::{Pmux, wait_for};

const SIZE: Size = Size::new(80, 24);

/// Two sessions: `build` with the windows 0 `shell` (two panes) and 1 `logs`, and `other`.
fn world() -> Pmux {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build", "-n", "shell", "-x", "80", "-y", "24", "cat"]);
    pmux.ok(&["split-window", "-h", "-t", "build:shell", "cat"]);
    pmux.ok(&["new-window", "-d", "-t", "build:", "-n", "logs", "cat"]);
    pmux.ok(&["new", "-d", "-s", "other", "-n", "main", "cat"]);
    pmux
}

#[test]
fn targets_name_sessions_windows_and_panes() {
    let pmux = world();
    let format = "#{session_name}:#{window_index}.#{pane_index}";
    for (target, wanted) in [
        ("build", "build:0.1"),
        ("bui", "build:0.1"),
        ("=build", "build:0.1"),
        ("b*d", "build:0.1"),
        ("build:", "build:0.1"),
        ("build:1", "build:1.0"),
        ("build:logs", "build:1.0"),
        ("build:lo", "build:1.0"),
        ("build:=logs", "build:1.0"),
        ("build:0.0", "build:0.0"),
        ("build:.0", "build:0.0"),
        ("build:shell.1", "build:0.1"),
        ("build:^", "build:0.1"),
        ("build:$", "build:1.0"),
        ("build:{start}", "build:0.1"),
        ("build:{end}", "build:1.0"),
        ("build:+", "build:1.0"),
        ("build:-", "build:1.0"),
        ("build:0.{left}", "build:0.0"),
        ("build:0.{right}", "build:0.1"),
        ("build:0.+", "build:0.0"),
        ("build:0.-", "build:0.0"),
        ("build:0.!", "build:0.0"),
        ("$0", "build:0.1"),
        ("$1", "other:0.0"),
        ("$1:", "other:0.0"),
        ("@1", "build:1.0"),
        ("%0", "build:0.0"),
        ("%2", "build:1.0"),
        ("build:0.%0", "build:0.0"),
        ("other:main", "other:0.0"),
    ] {
        assert_eq!(pmux.show(target, format), wanted, "{target}");
    }
}

#[test]
fn lists_are_as_tmux_has_them() {
    let pmux = world();
    for (args, wanted) in [
        (
            &["ls", "-F", "#{session_id} #{session_name} #{session_windows} #{session_attached}"][..],
            "$0 build 2 0\n$1 other 1 0\n",
        ),
        (
            &[
                "lsw",
                "-t",
                "build",
                "-F",
                "#{window_index} #{window_name} #{window_panes}#{window_flags}",
            ],
            "0 shell 2*\n1 logs 1\n",
        ),
        (&["list-windows", "-a", "-F", "#S:#I:#W"], "build:0:shell\nbuild:1:logs\nother:0:main\n"),
        (
            &[
                "list-panes",
                "-t",
                "build",
                "-F",
                "#{pane_id} #P #{pane_width}x#{pane_height} #{pane_active}",
            ],
            "%0 0 40x24 0\n%1 1 39x24 1\n",
        ),
        (&["lsp", "-s", "-t", "build", "-F", "#D"], "%0\n%1\n%2\n"),
        (&["lsp", "-a", "-F", "#{pane_left},#{pane_top}"], "0,0\n41,0\n0,0\n0,0\n"),
        (&["list-clients"], ""),
        (&["ls", "-f", "#{==:#{session_name},other}", "-F", "#S"], "other\n"),
        (
            &[
                "display",
                "-p",
                "-t",
                "build",
                "#{?window_active,yes,no} #{=3:session_name} #{window_layout}",
            ],
            "yes bui ",
        ),
    ] {
        let output = pmux.ok(args);
        assert!(output.starts_with(wanted), "pmux {}:\n{output}", args.join(" "));
        let is_part = wanted.ends_with(' ');
        assert!(is_part || output == wanted, "pmux {}:\n{output}", args.join(" "));
    }
    let line = pmux.ok(&["ls"]);
    assert!(line.starts_with("build: 2 windows (created "), "{line}");
    let line = pmux.ok(&["lsp", "-t", "build:0.0"]);
    assert!(line.starts_with("0: [40x24] [history 0/") && line.contains("%0"), "{line}");
}

#[test]
fn lists_are_json_where_asked() {
    let pmux = world();
    let json = |args: &[&str]| -> Vec<serde_json::Value> {
        let text = pmux.ok(args);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{args:?}: {error}: {text}"))
    };
    let sessions = json(&["ls", "--json"]);
    assert_eq!(sessions.len(), 2);
    assert_eq!(
        (&sessions[0]["session_name"], &sessions[0]["session_windows"]),
        (&"build".into(), &2.into())
    );
    assert_eq!(json(&["list-windows", "-a", "--json"]).len(), 3);
    let panes = json(&["list-panes", "-a", "--json"]);
    assert_eq!(panes.len(), 4);
    assert_eq!(panes[0]["pane_id"], "%0");
    assert_eq!(json(&["list-clients", "--json"]).len(), 0);
    // A name with all that JSON has to escape.
    pmux.ok(&["rename-window", "-t", "other:0", "a \"b\" \\ \u{fc}"]);
    let windows = json(&["list-windows", "-t", "other", "--json"]);
    assert_eq!(windows[0]["window_name"], "a \"b\" \\ \u{fc}");
}

#[test]
fn commands_follow_each_other() {
    let pmux = world();
    let output = pmux.ok(&[
        "display", "-p", "one", ";", "display", "-p", "two", ";", "lsw", "-F", "#W", "-t", "other",
    ]);
    assert_eq!(output, "one\ntwo\nmain\n");
    assert_eq!(pmux.ok(&["display", "-p", "one;", "display", "-p", "two"]), "one\ntwo\n");
    assert_eq!(pmux.ok(&["display", "-p", "a\\;"]), "a;\n");
    // What is wrong ends what follows, and what was before it counts.
    let output =
        pmux.cmd(&["display", "-p", "one", ";", "has", "-t", "x", ";", "display", "-p", "two"]);
    assert_eq!((output.status, output.stdout.as_str()), (1, "one\n"));
    assert_eq!(output.stderr, "can't find session: x\n");
}

#[test]
fn names_may_be_short() {
    let pmux = world();
    for command in [
        &["list-sess"][..],
        &["ls"],
        &["list-windows", "-a"],
        &["lsw", "-a"],
        &["display", "-p", "x"],
        &["display-mes", "-p", "x"],
        &["has", "-t", "build"],
        &["show", "-g"],
        &["list-c"],
    ] {
        assert_eq!(
            pmux.cmd(command).status,
            if command == ["list-c"] { 2 } else { 0 },
            "{command:?}"
        );
    }
}

#[test]
fn help_needs_no_server() {
    let pmux = Pmux::new();
    assert_eq!(pmux.ok(&["-V"]), format!("pmux {}\n", env!("CARGO_PKG_VERSION")));
    for args in [&["--help"][..], &["-h"], &["help"]] {
        let help = pmux.ok(args);
        assert!(help.contains("new-session") && help.contains("attach-session"), "{help}");
    }
    for command in ["new-session", "new", "split-window", "kill-server", "capturep"] {
        let help = pmux.ok(&[command, "--help"]);
        assert!(help.to_lowercase().contains("usage"), "{command}: {help}");
        assert!(help.contains("pmux "), "{command}: {help}");
    }
    let commands = pmux.cmd(&["list-commands"]);
    assert!(commands.stdout.contains("new-session"), "{commands:?}");
    assert!(pmux.processes().is_empty(), "no server was started");
}

#[test]
fn keys_are_sent_and_screens_captured() {
    let pmux = world();
    let shows = |target: &str, wanted: &str| {
        wait_for(wanted, || {
            pmux.ok(&["capture-pane", "-p", "-t", target]).contains(wanted).then_some(())
        });
    };
    pmux.ok(&["send-keys", "-t", "build:0.0", "one two", "Space", "three", "Enter"]);
    shows("build:0.0", "one two three\none two three");
    pmux.ok(&["send-keys", "-t", "%1", "-l", "Enter."]);
    shows("%1", "Enter.");
    pmux.ok(&["send-keys", "-t", "%2", "-N", "3", "x"]);
    shows("%2", "xxx");
    pmux.ok(&["send-keys", "-t", "%2", "-H", "41", "c3", "bc", "0a"]);
    shows("%2", "xxxA\u{fc}\nxxxA\u{fc}");
    assert_eq!(pmux.ok(&["capture-pane", "-p", "-t", "%2", "-S", "1", "-E", "1"]), "xxxA\u{fc}\n");

    let script = "printf '\\033[1;31mred\\033[m plain\\n'; seq 1 50; printf '%0100d\\n' 7; cat";
    pmux.ok(&["new", "-d", "-s", "text", "-x", "80", "-y", "10", script]);
    shows("text", "0007");
    let escaped = pmux.ok(&["capture-pane", "-p", "-e", "-S", "-", "-t", "text"]);
    assert!(escaped.starts_with("\x1b[1") && escaped.contains("31mred\x1b[0m"), "{escaped:?}");
    assert!(escaped.contains(" plain\n1\n2\n"), "{escaped:?}");
    let joined = pmux.ok(&["capture-pane", "-p", "-J", "-t", "text"]);
    assert!(joined.contains(&format!("{:0100}", 7)), "{joined}");
    assert_eq!(pmux.show("text", "#{history_size}"), "44");
    pmux.ok(&["clear-history", "-t", "text"]);
    assert_eq!(pmux.show("text", "#{history_size}"), "0");
}

#[test]
fn a_long_capture_is_what_was_there_and_waits_for_nobody() {
    let pmux = world();
    pmux.ok(&["set", "-g", "history-limit", "200000"]);
    let script = "seq -f 'line\t%.0f' 120000; echo ends; read more; seq 60000; echo more; cat";
    pmux.ok(&["new", "-d", "-s", "long", "-x", "80", "-y", "10", script]);
    pmux.ok(&["await", "--for", "ends", "-t", "long"]);
    let lines: String = (1..=120_000).map(|n| format!("line\t{n}\n")).collect();
    let expect = lines + "ends\n";
    let capture = ["capture-pane", "-p", "-S", "-", "-t", "long", ";", "display", "-p", "after"];
    let mut slow = pmux.command(&capture).stdout(Stdio::piped()).spawn().expect("a client");
    let mut out = slow.stdout.take().expect("its output");
    let mut first = [0; 5];
    out.read_exact(&mut first).expect("its beginning");
    // Nobody reads the rest: others go on, and so does the pane.
    let whole = pmux.ok(&capture[..6]);
    assert_eq!(whole.trim_end(), expect.trim_end());
    pmux.ok(&["send-keys", "-t", "long", "Enter"]);
    pmux.ok(&["await", "--for", "more", "-t", "long"]);
    pmux.ok(&["clear-history", "-t", "long"]);
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("the rest");
    assert!(slow.wait().expect("a status").success());
    let told = String::from_utf8_lossy(&first).into_owned() + &rest;
    assert_eq!(told, whole + "after\n");
    // One that is not read to its end leaves nothing behind.
    let mut gone = pmux.command(&capture).stdout(Stdio::piped()).spawn().expect("a client");
    drop(gone.stdout.take());
    gone.wait().expect("a status");
}

#[test]
fn windows_and_panes_are_moved() {
    let pmux = world();
    let list = |wanted: &str| {
        let format = "#S:#I.#P #D";
        let text = pmux.ok(&["lsp", "-a", "-F", format]).replace('\n', ", ");
        assert_eq!(text.trim_end_matches(", "), wanted);
    };
    list("build:0.0 %0, build:0.1 %1, build:1.0 %2, other:0.0 %3");
    pmux.ok(&["swap-pane", "-s", "%0", "-t", "%2"]);
    list("build:0.0 %2, build:0.1 %1, build:1.0 %0, other:0.0 %3");
    pmux.ok(&["move-window", "-s", "build:1", "-t", "other:5"]);
    list("build:0.0 %2, build:0.1 %1, other:0.0 %3, other:5.0 %0");
    pmux.ok(&["swap-window", "-s", "build:0", "-t", "other:0"]);
    list("build:0.0 %3, other:0.0 %2, other:0.1 %1, other:5.0 %0");
    pmux.ok(&["break-pane", "-d", "-s", "%1", "-t", "build:7"]);
    list("build:0.0 %3, build:7.0 %1, other:0.0 %2, other:5.0 %0");
    pmux.ok(&["join-pane", "-v", "-s", "%1", "-t", "%0"]);
    list("build:0.0 %3, other:0.0 %2, other:5.0 %0, other:5.1 %1");
    pmux.ok(&["rotate-window", "-t", "other:5"]);
    list("build:0.0 %3, other:0.0 %2, other:5.0 %1, other:5.1 %0");
    pmux.ok(&["kill-pane", "-t", "%0"]);
    pmux.ok(&["kill-window", "-t", "other:5"]);
    list("build:0.0 %3, other:0.0 %2");
    pmux.ok(&["kill-session", "-a", "-t", "build"]);
    list("build:0.0 %3");
}

#[test]
fn layouts_go_out_and_come_back_in() {
    let pmux = world();
    pmux.ok(&["split-window", "-v", "-t", "build:0.1", "cat"]);
    let layout = || pmux.show("build:0", "#{window_layout}");
    let before = layout();
    for name in [
        "even-horizontal",
        "even-vertical",
        "main-horizontal",
        "main-horizontal-mirrored",
        "main-vertical",
        "main-vertical-mirrored",
        "tiled",
    ] {
        pmux.ok(&["select-layout", "-t", "build:0", name]);
        assert_ne!(layout(), before, "{name}");
    }
    pmux.ok(&["select-layout", "-t", "build:0", &before]);
    assert_eq!(layout(), before);
    pmux.ok(&["resize-pane", "-t", "build:0.0", "-x", "20"]);
    assert_eq!(pmux.show("build:0.0", "#{pane_width}"), "20");
    pmux.ok(&["resize-pane", "-t", "build:0.0", "-R", "5"]);
    assert_eq!(pmux.show("build:0.0", "#{pane_width}"), "25");
    pmux.ok(&["resize-pane", "-Z", "-t", "build:0.0"]);
    assert_eq!(pmux.show("build:0.0", "#{pane_width} #{window_zoomed_flag}"), "80 1");
}

#[test]
fn new_sessions_are_made_or_joined() {
    let pmux = world();
    assert_eq!(pmux.ok(&["new", "-d", "-P", "-F", "#{session_name}:#{pane_id}", "cat"]), "2:%4\n");
    let mut person = pmux.attach(Size::new(80, 24), &["new", "-A", "-s", "build"]);
    person.wait_for(" build ");
    assert_eq!(pmux.ok(&["ls", "-F", "#S"]).lines().count(), 3);
    person.detach();
    let mut person = pmux.attach(Size::new(60, 10), &[]);
    person.wait_for(" 3 ");
    assert_eq!(pmux.show("3", "#{window_width}x#{window_height}"), "60x9");
    // Another session for the same client.
    pmux.ok(&["switch-client", "-t", "other"]);
    person.wait_for(" other ");
    pmux.ok(&["detach-client", "-s", "other"]);
    person.wait_exit();
    assert!(person.screen().contains("[detached (from session other)]"));
}

#[test]
fn options_and_buffers_are_kept() {
    let pmux = world();
    pmux.ok(&["set", "-g", "@mine", "some thing"]);
    assert_eq!(pmux.ok(&["show", "-gv", "@mine"]), "some thing\n");
    assert_eq!(pmux.ok(&["show", "-g", "@mine"]), "@mine \"some thing\"\n");
    pmux.ok(&["set", "-t", "build", "status", "off"]);
    assert_eq!(pmux.ok(&["show", "-v", "-t", "build", "status"]), "off\n");
    assert_eq!(pmux.ok(&["show", "-gv", "status"]), "on\n");
    pmux.ok(&["set-buffer", "-b", "note", "the text"]);
    assert_eq!(pmux.ok(&["show-buffer", "-b", "note"]), "the text");
    pmux.ok(&["paste-buffer", "-b", "note", "-t", "%2"]);
    wait_for("the paste", || {
        pmux.ok(&["capture-pane", "-p", "-t", "%2"]).contains("the text").then_some(())
    });
    let mut command = pmux.command(&["load-buffer", "-b", "piped", "-"]);
    let mut child = command.stdin(Stdio::piped()).spawn().expect("a client");
    let text = "x".repeat(3 << 20);
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("a reader");
    assert!(child.wait().expect("its end").success());
    assert_eq!(pmux.ok(&["show-buffer", "-b", "piped"]), text);
}

#[test]
fn a_clients_own_descriptors_are_files_too() {
    let pmux = world();
    let ask = |args: &[&str], stdin: &str| {
        let mut command = pmux.command(args);
        let mut child = command.stdin(Stdio::piped()).spawn().expect("a client");
        child.stdin.take().expect("a pipe").write_all(stdin.as_bytes()).expect("a reader");
        assert!(child.wait().expect("its end").success(), "{args:?}");
    };
    ask(&["load-buffer", "-b", "one", "/dev/stdin"], "from stdin");
    assert_eq!(pmux.ok(&["show-buffer", "-b", "one"]), "from stdin");
    ask(&["source-file", "/dev/fd/0"], "set -g @a 1\n");
    assert_eq!(pmux.ok(&["display", "-p", "#{@a}"]), "1\n");
    assert!(pmux.fails(&["load-buffer", "/dev/fd/99"]).contains("cannot read /dev/fd/99: "));
    let shell = "\"$0\" source-file <(echo set -g @b 2) <(echo set -g @c 3) <(echo 'set -ga @c 4')";
    let mut bash = std::process::Command::new("bash");
    bash.args(["-c", shell, env!("CARGO_BIN_EXE_pmux")]).env_clear();
    bash.envs(pmux.env().iter().map(|(name, value)| (name, value)));
    match bash.status() {
        Ok(status) => assert!(status.success()),
        Err(_) => return,
    }
    assert_eq!(pmux.ok(&["display", "-p", "#{@b}#{@c}"]), "234\n");
}

#[test]
fn files_of_commands_are_run() {
    let pmux = world();
    std::fs::write(pmux.home("more.conf"), "set -g @a 1 # why\nif-shell -F 1 {\n  set -g @b 2\n}\n%if #{==:1,1}\nset -g @c \\\n 3\n%endif\n")
        .expect("a file");
    pmux.ok(&["source-file", "more.conf"]);
    assert_eq!(pmux.ok(&["display", "-p", "#{@a}#{@b}#{@c}"]), "123\n");
    std::fs::write(pmux.home("wrong.conf"), "set -g @a 9\nfrobnicate\nset -g @b 9\n")
        .expect("a file");
    let error = pmux.fails(&["source-file", "wrong.conf"]);
    assert!(error.contains("wrong.conf:2: unknown command: frobnicate"), "{error}");
    assert_eq!(pmux.ok(&["display", "-p", "#{@a}#{@b}#{@c}"]), "993\n", "the rest applies");
}

/// What was run in a new pane, by what it left in a file of the home.
fn left_by(pmux: &Pmux, name: &str) -> String {
    let path = pmux.home(name);
    let text = wait_for(name, || std::fs::read_to_string(&path).ok().filter(|t| t.ends_with('\n')));
    std::fs::remove_file(path).expect("what it left");
    text.trim_end().to_owned()
}

#[test]
fn programs_start_where_whoever_asks_is() {
    let pmux = world();
    std::fs::create_dir_all(pmux.home("there/lib")).expect("directories");
    let (home, there) = (pmux.home(""), pmux.home("there"));
    let ask = |args: &[&str]| {
        let output = pmux.command(args).current_dir(&there).output().expect("a client");
        assert!(output.status.success(), "{args:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let there = there.display().to_string();
    let write = format!("pwd > {}/where", home.display());
    for (flags, expect) in [
        (vec!["split-window", "-d", "-t", "build"], there.clone()),
        (vec!["neww", "-d", "-t", "build:"], there.clone()),
        (vec!["neww", "-d", "-t", "build:", "-c", "."], there.clone()),
        (vec!["neww", "-d", "-t", "build:", "-c", "lib"], format!("{there}/lib")),
        (vec!["splitw", "-d", "-t", "build", "-c", "./lib"], format!("{there}/lib")),
        (vec!["splitw", "-d", "-t", "build", "-c", "/"], "/".to_owned()),
    ] {
        ask(&[flags.as_slice(), &[write.as_str()]].concat());
        assert_eq!(left_by(&pmux, "where"), expect, "{flags:?}");
    }
    assert_eq!(ask(&["run-shell", "pwd"]), format!("{there}\n"));
    assert_eq!(ask(&["if-shell", "test -d lib", "display -p yes", "display -p no"]), "yes\n");
    // A pane that starts again does so where it did.
    ask(&["respawn-pane", "-k", "-t", "build:0.0", &write]);
    assert_eq!(Path::new(&left_by(&pmux, "where")), home);
}

#[test]
fn a_new_window_s_formats_are_of_the_session_it_comes_to() {
    let pmux = world();
    let pane = pmux.show("other", "#{pane_id}");
    pmux.ok(&["neww", "-d", "-t", "other:", "-n", "#{session_name}-#{pane_id}", "cat"]);
    assert_eq!(pmux.show("other:1", "#W"), format!("other-{pane}"));
}

#[test]
fn every_file_is_sourced_in_its_order_and_patterns_find_theirs() {
    let pmux = world();
    std::fs::create_dir_all(pmux.home("conf")).expect("a directory");
    for (name, text) in [
        ("a.conf", "set -g @list \"a\"\nset -g @a 1\n"),
        ("b.conf", "set -ga @list \"b\"\nset -g @b 1\n"),
        ("c.conf", "set -ga @list \"c\"\nset -g @c 1\n"),
        (".hidden.conf", "set -ga @list \"h\"\n"),
        ("d.other", "set -ga @list \"d\"\n"),
    ] {
        std::fs::write(pmux.home("conf").join(name), text).expect("a file");
    }
    pmux.ok(&["source-file", "conf/a.conf", "conf/b.conf", "conf/c.conf"]);
    assert_eq!(pmux.ok(&["show", "-gv", "@list"]), "abc\n");
    pmux.ok(&["source-file", "conf/*.conf"]);
    assert_eq!(pmux.ok(&["show", "-gv", "@list"]), "abc\n");
    pmux.ok(&["source-file", "c?nf/[bc].conf", "conf/d.*"]);
    assert_eq!(pmux.ok(&["show", "-gv", "@list"]), "abcbcd\n");
    assert_eq!(pmux.fails(&["source-file", "conf/*.no"]), "conf/*.no: no file matches");
    assert_eq!(pmux.ok(&["source-file", "-q", "conf/*.no", "nowhere"]), "");
    // One that is missing keeps none of the others from being run.
    let error = pmux.fails(&["source-file", "nowhere", "conf/a.conf"]);
    assert!(error.contains("nowhere: No such file"), "{error}");
    assert_eq!(pmux.ok(&["show", "-gv", "@list"]), "a\n");
}

#[test]
fn commands_on_one_line_run_all_or_not_at_all() {
    let pmux = world();
    assert!(
        pmux.fails(&["new", "-d", "-s", "q2", ";", "nosuch"]).contains("unknown command: nosuch")
    );
    assert!(pmux.fails(&["new", "-d", "-s", "q2", ";", "ls", "-Q"]).contains("unknown flag -Q"));
    assert!(pmux.fails(&["has-session", "-t", "=q2"]).contains("can't find session"));
    // What only shows when it is carried out ends the line there.
    assert!(pmux.fails(&["new", "-d", "-s", "q2", "cat", ";", "has", "-t", "x"]).contains("find"));
    pmux.ok(&["has-session", "-t", "=q2"]);
}

#[test]
fn a_terminal_is_given_no_orders_by_names_and_values() {
    let pmux = world();
    let (name, order) = ("\x1b]0;stolen\x07b", "a\x1b[31m\u{9b}7m\x7f\tb");
    pmux.ok(&["set-buffer", "-b", name, "text"]);
    pmux.ok(&["set-environment", "-g", "ORDER", order]);
    for (args, shown) in [
        (&["list-buffers", "-F", "#{buffer_name}"][..], "\\033]0;stolen\\007b"),
        (&["show-environment", "-g", "ORDER"], "ORDER=a\\033[31m\\2337m\\177"),
        (&["display-message", "-p", order], "a\\033[31m\\2337m\\177"),
        (&["delete-buffer", "-b", "\x1b[31mx"], "\\033[31mx"),
        (&["\x1b[31mx"], "unknown command: \\033[31mx"),
    ] {
        let mut person = pmux.attach(SIZE, args);
        person.wait_exit();
        let raw = person.raw();
        assert!(!raw.contains(&0x1b), "{args:?}: {:?}", String::from_utf8_lossy(raw));
        assert!(person.screen().contains(shown), "{args:?}: {}", person.screen());
    }
    // JSON has escapes of its own, and what goes to a terminal does so wherever stdin comes from.
    let mut person = pmux.shell(Size::new(200, 24));
    person.wait_for("$");
    person.type_("pmux list-buffers -F '#{buffer_name}' < /dev/null\r");
    person.wait_for("\\033]0;stolen\\007b");
    person.type_("clear; pmux list-buffers --json\r");
    person.wait_for("\\u001b]0;stolen\\u0007b");
    // A pipe gets what there is, and a complaint may end at a terminal whatever stdout is.
    assert_eq!(pmux.ok(&["list-buffers", "-F", "#{buffer_name}"]), format!("{name}\n"));
    assert_eq!(pmux.ok(&["show-environment", "-g", "ORDER"]), format!("ORDER={order}\n"));
    assert!(!pmux.fails(&["delete-buffer", "-b", "\x1b[31mx"]).contains('\x1b'));
    // What is asked for byte for byte is that, wherever it goes.
    pmux.ok(&["set-buffer", "-b", "red", "\x1b[31mred"]);
    let mut person = pmux.attach(SIZE, &["show-buffer", "-b", "red"]);
    person.wait_exit();
    assert!(person.raw().starts_with(b"\x1b[31mred"));
}

#[test]
fn what_kills_one_of_several_wants_to_be_told_which() {
    let pmux = world();
    for (command, several) in [
        ("kill-session", "sessions: build, other; say which: pmux kill-session -t NAME"),
        ("kill-window", "windows: build:0, build:1, other:0; say which: "),
        ("kill-pane", "panes: build:0.0, build:0.1, build:1.0, other:0.0; say which: "),
    ] {
        let output = pmux.cmd(&[command]);
        assert_eq!((output.status, output.stdout.as_str()), (2, ""), "{command}");
        assert!(output.stderr.contains(several), "{}", output.stderr);
    }
    assert_eq!(pmux.ok(&["list-panes", "-a"]).lines().count(), 4);
    // In a pane it is the pane's own that is meant.
    pmux.ok(&["kill-pane", "-t", "build:0.1"]);
    let own = format!("{} kill-window; cat", env!("CARGO_BIN_EXE_pmux"));
    pmux.ok(&["new-window", "-t", "other:", "-n", "own", &own]);
    wait_for("its end", || {
        (pmux.ok(&["list-windows", "-t", "other", "-F", "#W"]) == "main\n").then_some(())
    });
    pmux.ok(&["kill-session", "-t", "build"]);
    // Of one alone there is nothing to ask.
    pmux.ok(&["kill-session"]);
    assert_eq!(pmux.cmd(&["has-session"]).status, 1);
}

#[test]
fn a_person_is_told_what_a_command_was_about_that_named_nothing() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build", "-n", "shell", "cat"]);
    let say = |args: &[&str], wanted: &str| {
        let mut person = pmux.attach(SIZE, args);
        person.wait_exit();
        assert_eq!(String::from_utf8_lossy(person.raw()).trim_end(), wanted, "{args:?}");
    };
    say(&["rename-session", "work"], "renamed session build to work");
    say(&["rename-window", "-t", "work:0", "named"], "");
    say(&["rename-window", "edit"], "renamed window work:0 to edit");
    say(&["split-window", "-P", "cat"], "work:0.1");
    say(&["split-window", "cat"], "split pane work:0.1: %2 is new");
    say(&["rename-session", "work", "build"], "");
    // A script sees nothing of it.
    assert_eq!(pmux.ok(&["split-window", "cat"]) + &pmux.ok(&["rename-session", "work"]), "");
    say(&["kill-pane", "-a"], "killed all panes of the window but work:0.3");
    pmux.ok(&["new-window", "-d", "cat"]);
    say(&["kill-window", "-a"], "killed all windows of the session but work:0");
    pmux.ok(&["new", "-d", "-s", "other", "cat"]);
    pmux.ok(&["kill-session", "-a", "-t", "work"]);
    say(&["kill-session", "-a"], "killed all sessions but work");
    say(&["kill-pane", "-t", "work:0.9"], "can't find pane: 9");
    say(&["kill-session"], "killed session work");
}

#[test]
fn what_ends_programs_wants_to_be_told_which() {
    let pmux = world();
    for command in ["kill", "stop"] {
        let error = pmux.fails(&[command]);
        assert!(error.contains(&format!("{command} outside of a pane needs a target")), "{error}");
    }
    assert_eq!(pmux.show("build:0.0", "#{pane_state}"), "running");
    pmux.ok(&["kill", "build:1"]);
    wait_for("its end", || pmux.cmd(&["has-session", "-t", "build:1"]).status.eq(&1).then_some(()));
}

#[test]
fn a_shell_command_s_status_is_that_of_run_shell() {
    let pmux = world();
    let output = pmux.cmd(&["run-shell", "echo said; exit 7"]);
    assert_eq!((output.status, output.stdout.as_str()), (7, "said\n"), "{output:?}");
    assert_eq!(output.stderr, "'echo said; exit 7' returned 7\n");
    assert_eq!(pmux.cmd(&["run-shell", "kill -9 $$"]).status, 137);
    // Names of tmux's that are aliases for more than a command.
    assert_eq!(pmux.ok(&["info"]), pmux.ok(&["server-info"]));
}

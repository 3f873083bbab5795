//! `attach --raw`: a person's terminal bound to a pane as it is. What it shows is what the pane
//! shows, whoever comes when, and it is given back as it was.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::Instant;

use nix::sys::signal::{Signal, kill};
use nix::sys::termios::Termios;
use nix::unistd::Pid;
use pmux::geometry::Size;
use support::{End, PATIENCE, Person, Picture, Pmux, resident, wait_for};

const SIZE: Size = Size::new(80, 24);
/// A display of it has a status line below a pane of [`SIZE`].
const WITH_STATUS: Size = Size::new(80, 25);

/// Whether a program is installed; those that are not are passed over.
fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|dir| dir.join(program).is_file())
}

/// A session `build` of [`SIZE`] that runs a command line.
fn start(pmux: &Pmux, command: &str) {
    pmux.ok(&["new", "-d", "-s", "build", "-x", "80", "-y", "24", command]);
}

/// Somebody whose terminal is bound to it.
fn raw(pmux: &Pmux, args: &[&str]) -> Person {
    pmux.attach(SIZE, &[&["attach", "--raw", "-t", "build"], args].concat())
}

/// Presses the keys that leave, and waits for the end.
fn leave(person: &mut Person) {
    person.type_("\x02d");
    assert_eq!(person.wait_exit(), End::Exited(0), "{}", person.screen());
    person.wait_for("[detached (from session build)] pmux attach --raw -t build brings you back");
}

#[test]
fn the_way_back_leads_to_the_pane() {
    let pmux = Pmux::new();
    start(&pmux, "cat");
    pmux.ok(&["split-window", "-d", "-t", "build", "cat"]);
    let mut person = pmux.attach(SIZE, &["attach", "--raw", "-t", "build.1"]);
    // What the pane shows is on the screen once the client is bound to it.
    pmux.ok(&["send-keys", "-t", "build.1", "here", "Enter"]);
    person.wait_for("here");
    // Somebody else goes to the other one meanwhile.
    pmux.ok(&["select-pane", "-t", "build.0"]);
    person.type_("\x02d");
    assert_eq!(person.wait_exit(), End::Exited(0), "{}", person.screen());
    person.wait_for("[detached (from session build, pane %1)]");
    person.wait_for("pmux attach --raw -t %1 brings you back");
}

/// Waits until two terminals show the same: cells and cursor.
fn wait_alike(one: &mut Person, other: &mut Person) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let (a, b) = (one.screen(), other.screen());
        if a.top(24) == b.top(24) && a.cursor == b.cursor {
            return;
        }
        if Instant::now() >= deadline {
            a.assert_same_top(&b, 24);
            panic!("cursors at {:?} and {:?}\n{a}\n{b}", a.cursor, b.cursor);
        }
    }
}

/// Checks that somebody who leaves and comes back finds what a display shows.
fn check_comes_back(pmux: &Pmux, person: &mut Person) {
    let mut display = pmux.attach(WITH_STATUS, &["attach", "-t", "build"]);
    display.wait_for("build");
    wait_alike(person, &mut display);
    leave(person);
    let mut again = raw(pmux, &[]);
    again.wait_until("a screen", |screen| !screen.text().is_empty());
    wait_alike(&mut again, &mut display);
    *person = again;
}

#[test]
fn a_shell_is_used_and_found_again() {
    let pmux = Pmux::new();
    start(&pmux, "PS1='$ ' exec bash --norc --noprofile");
    let mut person = raw(&pmux, &[]);
    person.wait_for("$");
    person.type_("echo $((6 * 7)); tty\r").wait_for("/dev/pts");
    person.type_("seq 1 100; printf '\\033[1;31mred\\033[m 漢字\\n'\r").wait_for("red");
    check_comes_back(&pmux, &mut person);
    person.type_("echo st''ill\r").wait_for("still");
    person.type_("exit 5\r");
    assert_eq!(person.wait_exit(), End::Exited(5));
    person.wait_for("[exited]");
}

#[test]
fn an_interpreter_is_used_and_found_again() {
    let pmux = Pmux::new();
    start(&pmux, "exec python3 -q -i -c ''");
    let mut person = raw(&pmux, &[]);
    person.wait_for(">>>");
    person.type_("6 * 7\r").wait_for("42");
    check_comes_back(&pmux, &mut person);
    person.type_("'ab' * 3\r").wait_for("ababab");
    // A line is edited as everywhere.
    person.type_("1 + 1\x7f2\r");
    person.wait_until("the sum", |screen| screen.text().lines().any(|line| line == "3"));
    person.type_("raise SystemExit(42)\r");
    assert_eq!(person.wait_exit(), End::Exited(42));
}

#[test]
fn a_full_screen_program_is_used_and_found_again() {
    let pmux = Pmux::new();
    let lines: String = (1..=200).map(|n| format!("line {n} of the file\n")).collect();
    std::fs::write(pmux.home("text"), lines).expect("a file");
    let programs =
        [("vim", "vim -u NONE -N text", "Gzz", ":q!\r"), ("less", "less text", "G", "q")];
    for (program, command, keys, quit) in programs {
        if !has(program) {
            continue;
        }
        start(&pmux, &format!("{command}; exec cat"));
        let mut person = raw(&pmux, &[]);
        person.wait_for("line 1 of");
        person.type_(keys).wait_for("line 200 of");
        check_comes_back(&pmux, &mut person);
        assert!(person.screen().alternate, "{program}");
        person.type_(quit).wait_until("the end", |screen| !screen.alternate);
        leave(&mut person);
        pmux.ok(&["kill-session", "-t", "build"]);
    }
}

#[test]
fn all_who_look_at_a_pane_see_the_same() {
    let pmux = Pmux::new();
    start(&pmux, "PS1='$ ' exec bash --norc --noprofile");
    let (mut one, mut two) = (raw(&pmux, &[]), raw(&pmux, &[]));
    one.wait_for("$");
    two.wait_for("$");
    let mut display = pmux.attach(WITH_STATUS, &["attach", "-t", "build"]);
    display.wait_for("$");
    for (at, text) in [
        "for n in 1 2 3; do printf \"\\033[3${n}mcolour $n\\033[m \"; done; echo\r",
        "seq 1 500\r",
        "printf '\\033[5;10Hplaced\\033[2;7r\\033[7;1H\\n\\nscrolled\\033[r\\033[20;1H'\r",
        "printf '\\033[4mline\\033[m 漢字 e\\xcc\\x81 \\xf0\\x9f\\x99\\x82\\n'\r",
        "clear; printf 'a\\tb\\033[1@x\\n'\r",
    ]
    .iter()
    .enumerate()
    {
        let typist = if at % 2 == 0 { &mut one } else { &mut two };
        typist.type_(text).type_(format!("echo do''ne {at}\r"));
        display.wait_for(&format!("done {at}"));
        wait_alike(&mut one, &mut display);
        wait_alike(&mut two, &mut display);
    }
}

/// How often a text holds another.
fn count(screen: &Picture, text: &str) -> usize {
    screen.text().matches(text).count()
}

#[test]
fn a_question_is_answered_once_whoever_looks() {
    let pmux = Pmux::new();
    start(
        &pmux,
        "stty -icanon -echo; echo ready; read x; printf '\\033[c\\033[6n\\033[>c\\033[5n\\033[?2026$p\\033]11;?\\007\\033P$qm\\033\\\\\\005'; exec cat -v",
    );
    let (mut one, mut two) = (raw(&pmux, &[]), raw(&pmux, &[]));
    one.wait_for("ready");
    two.wait_for("ready");
    one.type_("\n");
    let answers = ["^[[?64;", "^[[2;1R", "^[[>41;", "^[[0n", "^[[?2026;2$y", "^[P1$r0m"];
    let all = |screen: &Picture| answers.iter().all(|answer| screen.contains(answer));
    one.wait_until("the answers", all);
    // What the terminals would have said too is there before this.
    one.type_("one.").wait_for("one.");
    two.type_("two.").wait_for("two.");
    let screen = one.wait_for("two.");
    for answer in answers {
        assert_eq!(count(&screen, answer), 1, "{answer} in\n{screen}");
    }
    assert!(!String::from_utf8_lossy(one.raw()).contains("\x1b[>c"));
}

#[test]
fn a_slow_one_delays_nobody_and_is_given_the_screen() {
    let pmux = Pmux::new();
    start(&pmux, "PS1='$ ' exec bash --norc --noprofile");
    let (mut slow, mut other) = (raw(&pmux, &[]), raw(&pmux, &[]));
    slow.wait_for("$");
    other.wait_for("$");
    let flood = "seq 1 300000; echo flood o''ver\r";
    other.type_(flood).wait_for("flood over");
    other.type_("clear; echo cle''ar\r").wait_for("clear");
    slow.wait_for("clear");
    slow.stop();
    let before = resident(pmux.server());
    for _ in 0..3 {
        other.type_("clear\r").type_(flood).wait_for("flood over");
    }
    let grown = resident(pmux.server()).saturating_sub(before);
    assert!(grown < 4096, "the server grew by {grown} KiB");
    other.type_("echo the e''nd\r").wait_for("the end");
    let drawn = slow.raw().len();
    slow.cont();
    wait_alike(&mut slow, &mut other);
    let drawn = slow.raw().len() - drawn;
    assert!(drawn < 1 << 20, "it was given {drawn} bytes to catch up");
    // It follows again.
    slow.type_("echo al''ive\r").wait_for("alive");
    wait_alike(&mut slow, &mut other);
}

/// Sets all that a terminal can be told, and shows a line in red.
const MESS: &str = "printf '\\033[?1049h\\033[?1003;1006h\\033[?2004;1004h\\033[?1h\\033=\\033[?25l\\033[5 q\\033[3;10r\\033[?6h\\033(0\\033[4h\\033[31;7mmess\\033]0;title\\007\\033[>1u'; exec cat";

/// A shell in which the person has bound the terminal to a program that makes a mess.
fn shell_bound(pmux: &Pmux, args: &str) -> (Person, Termios) {
    start(pmux, MESS);
    let mut person = pmux.shell(SIZE);
    person.wait_for("$");
    let before = person.termios();
    person.type_("echo be''fore\r").wait_for("before");
    person.type_(format!("pmux attach --raw -t build {args}\r"));
    person.wait_until("the mess", |screen| screen.alternate && screen.cursor.is_none());
    wait_for("raw mode", || (person.termios() != before).then_some(()));
    (person, before)
}

/// The terminal is the shell's again, with nothing left of the program's.
fn check_restored(person: &mut Person, before: &Termios, way: &str) {
    let prompt = |screen: &Picture| !screen.alternate && screen.text().ends_with('$');
    person.wait_until(way, prompt);
    wait_for("the line's settings", || (person.termios() == *before).then_some(()));
    person.type_("echo ba''ck $?; echo lqk\r");
    let screen = person
        .wait_until(way, |screen| screen.contains("lqk\n$") || screen.text().ends_with("lqk\n$"));
    assert_eq!(screen.mouse, vt100::MouseProtocolMode::None, "after {way}");
    assert!(!screen.bracketed_paste && screen.cursor.is_some(), "after {way}");
    assert!(!screen.application_cursor && !screen.application_keypad, "after {way}");
    assert_eq!(screen.cursor_style, vt100::CursorStyle::default(), "after {way}");
    let (x, y) = screen.find("back").expect("what was typed");
    let look = screen.look((x, y));
    assert!(look.fg == vt100::Color::Default && !look.inverse, "after {way}");
}

fn client_pid(pmux: &Pmux) -> Pid {
    let all = pmux.processes();
    let found = all.iter().find(|(_, command)| command.contains("attach --raw"));
    found.expect("a client").0
}

#[test]
fn every_way_out_gives_the_terminal_back() {
    type Leave = fn(&Pmux, &mut Person);
    let ways: [(&str, Leave, &str, &str); 8] = [
        ("detaching", |_, p| _ = p.type_("\x02d"), "[detached (from session build)]", "back 0"),
        ("the end", |_, p| _ = p.type_("\x03"), "[exited]", "back 130"),
        ("SIGTERM", |x, _| kill(client_pid(x), Signal::SIGTERM).expect("one"), "", "back 143"),
        ("SIGHUP", |x, _| kill(client_pid(x), Signal::SIGHUP).expect("one"), "", "back 129"),
        ("kill-server", |x, _| _ = x.ok(&["kill-server"]), "[server exited]", "back 1"),
        ("a dead server", |x, _| x.crash(x.server()), "lost server", "back 1"),
        (
            "its session killed",
            |x, _| _ = x.ok(&["kill-session", "-t", "build"]),
            "[closed]",
            "back 129",
        ),
        (
            "another's command",
            |x, _| {
                let client = x.ok(&["list-clients", "-F", "#{client_name}"]);
                x.ok(&["detach-client", "-t", client.trim()]);
            },
            "[detached (from session build)]",
            "back 0",
        ),
    ];
    for (way, leave, line, status) in ways {
        let pmux = Pmux::new();
        let (mut person, before) = shell_bound(&pmux, "");
        leave(&pmux, &mut person);
        check_restored(&mut person, &before, way);
        let screen = person.wait_for(status);
        assert!(screen.contains(line), "after {way}:\n{screen}");
    }
}

#[test]
fn a_client_that_is_stopped_gives_the_terminal_to_the_shell() {
    let pmux = Pmux::new();
    let (mut person, before) = shell_bound(&pmux, "");
    kill(client_pid(&pmux), Signal::SIGTSTP).expect("a client");
    check_restored(&mut person, &before, "stopping");
    person.type_("fg\r");
    person.wait_until("the mess", |screen| screen.alternate && screen.cursor.is_none());
    person.type_("\x02d");
    check_restored(&mut person, &before, "detaching then");
}

#[test]
fn the_keys_that_leave_are_the_persons_choice() {
    let pmux = Pmux::with_config("set -g prefix C-a\n");
    start(&pmux, "stty raw -echo; echo ready; exec cat -v");
    for (args, keys) in [
        (&[][..], "\x01d"),
        (&["--detach-keys", "ctrl-p,ctrl-q"], "\x10\x11"),
        (&["--detach-keys=C-\\"], "\x1c"),
        (&["--detach-keys", "M-x,F5"], "\x1bx\x1b[15~"),
        (&["--detach-keys", "ctrl-p,ctrl-q"], "\x1b[112;5u\x1b[113;5u"),
    ] {
        let mut person = raw(&pmux, args);
        person.wait_for("ready");
        person.type_(keys);
        assert_eq!(person.wait_exit(), End::Exited(0), "{args:?}");
    }
    pmux.ok(&["set", "-g", "detach-keys", "C-x,y"]);
    let mut person = raw(&pmux, &[]);
    person.wait_for("ready");
    assert!(String::from_utf8_lossy(person.raw()).contains("[build: C-x y detaches]"));
    person.type_("\x18n").wait_for("^Xn");
    person.type_("\x18y");
    assert_eq!(person.wait_exit(), End::Exited(0));
    // With none, all keys are the program's.
    let mut person = raw(&pmux, &["--detach-keys", ""]);
    person.wait_for("ready");
    person.type_("\x18y\x01d").wait_for("^Xy^Ad");
    pmux.ok(&["kill-session", "-t", "build"]);
    assert_eq!(person.wait_exit(), End::Exited(129));
}

#[test]
fn who_only_looks_types_nothing() {
    let pmux = Pmux::new();
    start(&pmux, "stty -echo; echo ready; exec cat");
    for args in [&["--read-only"][..], &["-r"], &["--no-stdin"]] {
        let mut person = raw(&pmux, args);
        person.wait_for("ready");
        person.type_("nothing\r");
        leave(&mut person);
    }
    pmux.ok(&["send-keys", "-t", "build", "stop", "Enter"]);
    pmux.ok(&["await", "--for", "^stop$", "--timeout", "60s", "build"]);
    assert_eq!(pmux.ok(&["logs", "build"]), "ready\nstop\n");
}

#[test]
fn the_pane_is_as_large_as_the_newest() {
    let pmux = Pmux::new();
    start(&pmux, "exec cat");
    let size = |wanted: &str| {
        wait_for(wanted, || {
            (pmux.show("build", "#{pane_width}x#{pane_height}") == wanted).then_some(())
        });
    };
    let mut first = pmux.attach(Size::new(100, 30), &["attach", "--raw", "-t", "build"]);
    size("100x30");
    first.type_("first\r").wait_for("first");
    let mut second = pmux.attach(Size::new(60, 20), &["attach", "--raw", "-t", "build"]);
    size("60x20");
    second.wait_for("first");
    second.resize(Size::new(61, 21));
    size("61x21");
    let mut third =
        pmux.attach(Size::new(50, 10), &["attach", "--raw", "--no-resize", "-t", "build"]);
    third.wait_for("first");
    size("61x21");
    first.type_("again\r");
    size("100x30");
    // A pane among others gets the whole window meanwhile.
    pmux.ok(&["split-window", "-t", "build", "cat"]);
    let mut one = pmux.attach(Size::new(90, 25), &["attach", "--raw", "-t", "build:0.1"]);
    wait_for("the whole window", || {
        (pmux.show("build:0.1", "#{pane_width}x#{pane_height}") == "90x25").then_some(())
    });
    leave(&mut one);
    wait_for("both panes again", || {
        (pmux.show("build", "#{window_zoomed_flag}") == "0").then_some(())
    });
}

#[test]
fn whoever_leaves_a_pane_among_others_is_told_so_below_its_text() {
    let pmux = Pmux::new();
    start(&pmux, "cat");
    for _ in 0..2 {
        pmux.ok(&["split-window", "-d", "-t", "build:0.0", "cat"]);
    }
    pmux.ok(&["select-pane", "-t", "build:0.0"]);
    let mut person = raw(&pmux, &[]);
    let lines: String = (0..9).map(|n| format!("{n}\r")).collect();
    person.type_(&lines);
    let screen = person.wait_until("all of it", |screen| count(screen, "8") == 2);
    let (_, last) = screen.cursor.expect("a cursor");
    leave(&mut person);
    let (_, y) = person.screen().find("[detached").expect("the line");
    assert_eq!(y, usize::from(last), "{}", person.screen());
}

#[test]
fn the_history_and_what_was_there_before_are_in_the_terminals_own() {
    let pmux = Pmux::new();
    start(&pmux, "seq 1 100; exec cat");
    pmux.ok(&["await", "--for", "^100$", "--timeout", "60s", "build"]);
    let mut person = pmux.shell(SIZE);
    person.wait_for("$");
    person.type_("echo was h''ere\r").wait_for("was here");
    person.type_("pmux attach --raw --history -t build\r");
    let screen = person.wait_until("the end", |screen| screen.row(22) == "100");
    assert!(!screen.contains("was here"));
    let text = String::from_utf8_lossy(person.raw()).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    // The first one comes right after what was told of the keys that leave.
    let numbers = (2..=77).map(|n| n.to_string());
    let at = lines.iter().position(|line| *line == "2").expect("the second line");
    assert!(numbers.zip(&lines[at..]).all(|(number, line)| number == *line), "{text}");
    // Those of the screen are not told twice.
    assert_eq!(lines.iter().filter(|line| **line == "50").count(), 1);
    person.type_("\x02d");
    let screen = person.wait_for("[detached");
    assert!(screen.contains("100"), "what it showed last stays\n{screen}");
}

#[test]
fn without_a_terminal_bytes_and_signals_go_through() {
    let pmux = Pmux::new();
    // A signal that comes just before a read waits for the end of that; a thread of its own does not.
    let script = "import os, signal, sys, threading
asked = {signal.SIGINT, signal.SIGUSR1}
signal.pthread_sigmask(signal.SIG_BLOCK, asked)
def tell():
    while True: os.write(1, f'got {signal.Signals(signal.sigwait(asked)).name}\\n'.encode())
threading.Thread(target=tell, daemon=True).start()
print('ready', flush=True)
for line in iter(sys.stdin.readline, ''): print('<' + line.strip() + '>', flush=True)
sys.exit(3)";
    std::fs::write(pmux.home("told.py"), script).expect("a file");
    start(&pmux, "stty -echo; exec python3 told.py");
    pmux.ok(&["await", "--for", "^ready$", "--timeout", "60s", "build"]);
    let mut command = pmux.command(&["attach", "--raw", "--history", "-t", "build"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("a client");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut line = || lines.next().map(|line| line.expect("text").trim_end().to_owned());
    assert_eq!(line().as_deref(), Some("ready"));
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(b"one\n").expect("a pipe");
    assert_eq!(line().as_deref(), Some("<one>"));
    let pid = Pid::from_raw(child.id().cast_signed());
    for (signal, told) in [(Signal::SIGINT, "got SIGINT"), (Signal::SIGUSR1, "got SIGUSR1")] {
        kill(pid, signal).expect("a child of ours");
        assert_eq!(line().as_deref(), Some(told));
    }
    stdin.write_all(b"two\n").expect("a pipe");
    drop(stdin);
    assert_eq!(line().as_deref(), Some("<two>"));
    assert_eq!(line().as_deref(), None);
    assert_eq!(child.wait().expect("its end").code(), Some(3));
}

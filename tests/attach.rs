//! Attaching: the screen that was left is the screen that is found, whoever looks and how often.

mod support;

use std::fs;
use std::num::NonZero;

use nix::sys::signal::{Signal, kill};
use nix::sys::termios::Termios;
use nix::unistd::Pid;
use pmux::geometry::Size;
use support::{End, Person, Picture, Pmux, anonymous, wait_for};

const SIZE: Size = Size::new(80, 24);
/// The rows above the status line, whose clock may move on.
const ROWS: usize = 23;

/// Whether a program is installed; those that are not are passed over.
fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|dir| dir.join(program).is_file())
}

/// Session `build` with `script` in it, detached from once its screen is as `wanted`, and
/// attached to anew: the person there, and what was on the screen before.
fn leave_and_return(
    pmux: &Pmux,
    script: &str,
    wanted: impl Fn(&Picture) -> bool,
) -> (Person, Picture) {
    let mut first = pmux.attach(SIZE, &["new", "-s", "build", script]);
    let before = first.wait_until("what the script draws", wanted);
    first.detach();
    let mut again = pmux.attach(SIZE, &["attach", "-t", "build"]);
    again.wait_same(&before, ROWS);
    (again, before)
}

#[test]
fn a_shell_is_found_as_it_was_left() {
    let pmux = Pmux::new();
    let mut first = pmux.attach(SIZE, &["new", "-s", "build"]);
    first.wait_for("$");
    first.type_("printf '\\033[1;31mred\\033[m and \\033[4;38;5;208morange\\033[m\\n'\r");
    first.type_("seq 1 30; echo la''st\r").wait_for("last");
    let before = first.wait_until("a prompt", |screen| screen.row(22) == "$");
    first.detach();
    assert!(first.screen().contains("[detached (from session build)]"));
    assert!(!first.screen().alternate, "the person's own screen is back");
    assert!(pmux.ok(&["ls"]).starts_with("build: 1 windows"), "it is seen in the list");

    let mut again = pmux.attach(SIZE, &["attach", "-t", "build"]);
    again.wait_same(&before, ROWS);
    again.type_("echo still he''re\r").wait_for("still here");
    again.type_("exit\r");
    assert_eq!(again.wait_exit(), End::Exited(0));
    assert!(again.screen().contains("[exited]"));
}

/// Text of every kind, all attributes and colours, and the modes that input depends on, over the
/// whole screen and without scrolling.
const FULL_SCREEN: &str = r"stty -echo
printf '\033[2J\033[1;1H\033[7mheader across the screen\033[K\033[m'
printf '\033[3;5H\033[1mbold\033[m \033[2mdim\033[m \033[3mitalic\033[m \033[4munder\033[m'
printf '\033[4;5H\033[31;44mred on blue\033[m \033[38;5;208;48;5;17m256\033[m \033[38;2;1;2;3;48;2;250;240;230mrgb\033[m \033[96mbright\033[m'
printf '\033[6;5H\346\274\242\345\255\227 wide, e\314\201a\314\210 combining, \360\237\230\200 emoji, \303\274'
printf '\033[8;5H\033(0lqqqqk\033[9;5Hx    x\033[10;5Hmqqqqj\033(B'
printf '\033[12;1H\033[42m\033[K\033[13;20Hgreen\033[m'
printf '\033[15;75Hat the right edge'
printf '\033[5;20r\033[20;1H\nscrolled\033[r'
printf '\033[23;70Hthe corner'
printf '\033[?2004h\033[?1h\033=\033[4 q\033[11;33Hdone'
exec cat";

#[test]
fn a_full_screen_program_is_found_as_it_was_left() {
    let pmux = Pmux::new();
    let (_, before) = leave_and_return(&pmux, FULL_SCREEN, |screen| screen.contains("done"));
    assert!(before.contains("bold dim italic under"));
    assert!(before.contains("漢字 wide, e\u{301}a\u{308} combining, 😀 emoji, ü"), "{before}");
    assert!(before.contains("┌────┐") && before.contains("└────┘"));
    assert_eq!(before.row(22), format!("{:69}the corner", ""));
    assert_eq!(before.cursor, Some((36, 10)));
    let look = |text| before.look(before.find(text).expect(text)).clone();
    assert!(look("header").inverse && look("bold").bold && look("dim").dim);
    assert!(look("italic").italic && look("under").underline);
    assert_eq!(
        (look("red on").fg, look("red on").bg),
        (vt100::Color::Idx(1), vt100::Color::Idx(4))
    );
    assert_eq!((look("256").fg, look("256").bg), (vt100::Color::Idx(208), vt100::Color::Idx(17)));
    assert_eq!(look("bright").fg, vt100::Color::Idx(14));
    assert_eq!(before.look((79, 10)).bg, vt100::Color::Idx(2), "erasing takes the background");
}

#[test]
fn true_colour_is_kept_where_the_terminal_has_it() {
    let script = r"printf '\033[38;2;1;2;3;48;2;250;240;230mrgb\033[m'; exec cat";
    for (colorterm, fg) in [("truecolor", vt100::Color::Rgb(1, 2, 3)), ("", vt100::Color::Idx(16))]
    {
        let mut pmux = Pmux::new();
        pmux.set_env("COLORTERM", Some(colorterm).filter(|value| !value.is_empty()));
        let (_, before) = leave_and_return(&pmux, script, |screen| screen.contains("rgb"));
        assert_eq!(before.look((0, 0)).fg, fg, "with {colorterm:?}");
    }
}

#[test]
fn an_alternate_screen_is_found_as_it_was_left() {
    let pmux = Pmux::new();
    let script = r"stty -echo; printf 'the shell before\n'
        printf '\033[?1049h\033[2J\033[H\033[44mfull\033[K\033[m\033[10;10Hin the alternate screen'
        read answer; printf '\033[?1049l'; printf 'after: %s' $answer; exec cat";
    let is_there = |screen: &Picture| screen.contains("in the alternate screen");
    let (mut again, _) = leave_and_return(&pmux, script, is_there);
    again.type_("yes\r");
    let after = again.wait_for("after: yes");
    assert_eq!(after.row(0), "the shell before");
    assert!(!after.contains("alternate"));
}

#[test]
fn vim_is_found_as_it_was_left() {
    if !has("vim") {
        return;
    }
    let pmux = Pmux::new();
    let text: String =
        (1..200).map(|n| format!("int line_{n}(void) {{ return {n}; }}\n")).collect();
    fs::write(pmux.home("code.c"), text).expect("a file");
    let script = "vim -u NONE -N -i NONE --cmd 'set ruler' --cmd 'syntax on' code.c";
    let is_drawn = |s: &Picture| s.row(22).ends_with("Top") && s.cursor == Some((0, 0));
    let (mut again, before) = leave_and_return(&pmux, script, is_drawn);
    assert!(before.contains("int line_20(void)"));
    again.type_("ihello \x1b:w\r").wait_until("vim to write", |screen| screen.contains("written"));
    again.type_(":q\r");
    assert_eq!(again.wait_exit(), End::Exited(0));
    let text = fs::read_to_string(pmux.home("code.c")).expect("a file");
    assert!(text.starts_with("hello int line_1(void)"));
}

#[test]
fn less_is_found_as_it_was_left() {
    if !has("less") {
        return;
    }
    let pmux = Pmux::new();
    let text: String = (1..200).map(|n| format!("line {n} of the text\n")).collect();
    fs::write(pmux.home("text"), text).expect("a file");
    let (mut again, _) = leave_and_return(&pmux, "less text", |screen| screen.row(22) == "text");
    again.type_(" ").wait_for("line 44 of the text");
    again.type_("/line 150 \r").wait_for("line 150 of the text");
    again.type_("q");
    assert_eq!(again.wait_exit(), End::Exited(0));
}

#[test]
fn htop_looks_the_same_to_whoever_comes_later() {
    if !has("htop") {
        return;
    }
    let pmux = Pmux::new();
    let mut first = pmux.attach(SIZE, &["new", "-s", "build", "htop -d 100"]);
    first.wait_for("F10");
    let mut second = pmux.attach(SIZE, &["attach", "-t", "build"]);
    second.wait_for("F10");
    // It draws anew now and then, for both.
    wait_for("the same screen for both", || {
        let (one, other) = (first.screen(), second.screen());
        (one.top(ROWS) == other.top(ROWS) && one.contains("F10")).then_some(())
    });
    first.type_("q");
    assert_eq!((first.wait_exit(), second.wait_exit()), (End::Exited(0), End::Exited(0)));
}

#[test]
fn several_people_see_the_same() {
    let pmux = Pmux::new();
    let mut one = pmux.attach(SIZE, &["new", "-s", "build"]);
    one.wait_for("$");
    let mut other = pmux.attach(SIZE, &["attach"]);
    other.wait_for("$");
    one.type_("echo from o''ne\r");
    other.wait_for("from one");
    other.type_("echo from o''ther\r");
    one.wait_for("from other");
    let screen = one.wait_until("a prompt", |screen| screen.row(4) == "$");
    other.wait_same(&screen, ROWS);
    let clients = pmux.ok(&["list-clients", "-F", "#{client_session} #{client_width}"]);
    assert_eq!(clients, "build 80\nbuild 80\n");
    one.detach();
    other.type_("echo al''one\r").wait_for("alone");
}

#[test]
fn attaching_with_d_detaches_the_others() {
    let pmux = Pmux::new();
    let mut one = pmux.attach(SIZE, &["new", "-s", "build"]);
    one.wait_for("$");
    let mut other = pmux.attach(SIZE, &["attach", "-d", "-t", "build"]);
    assert_eq!(one.wait_exit(), End::Exited(0));
    assert!(one.screen().contains("[detached (from session build)]"));
    other.type_("echo mi''ne\r").wait_for("mine");
}

#[test]
fn the_latest_of_several_sizes_counts() {
    let pmux = Pmux::new();
    let mut small = pmux.attach(SIZE, &["new", "-s", "build"]);
    small.wait_for("$");
    small.type_("stty size\r").wait_for("23 80");
    let mut large = pmux.attach(Size::new(100, 30), &["attach", "-t", "build"]);
    large.wait_for("23 80");
    wait_for("the size of who came last", || {
        (pmux.show("build", "#{window_width}x#{window_height}") == "100x29").then_some(())
    });
    large.type_("clear; stty size; seq 1 22 | tr '\\n' ' '; seq -s , 1 40\r");
    large.wait_for("29 100");
    // The smaller terminal shows as much of it as it has room for.
    small.wait_for("29 100");
    assert!(small.screen().last_row().starts_with(" build "));

    small.type_("clear; stty size\r").wait_for("23 80");
    let screen = large.wait_for("23 80");
    assert_eq!(screen.look((90, 5)).text, "·", "what is not the window's is filled:\n{screen}");
    assert_eq!(screen.look((5, 26)).text, "·", "also below:\n{screen}");
    assert!(screen.last_row().starts_with(" build "));
    small.detach();
    let whole = large.wait_until("all of the screen", |screen| !screen.contains("·"));
    assert_eq!(whole.rows.len(), 30);
}

#[test]
fn a_terminal_of_another_size_changes_the_panes() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["new", "-s", "build"]);
    person.wait_for("$");
    for size in [Size::new(120, 40), Size::new(40, 10), Size::new(200, 50)] {
        person.resize(size);
        let place = size.rows as usize - 1;
        person.wait_until("a status line", |screen| screen.row(place).starts_with(" build "));
        person.type_("clear; stty size\r");
        person.wait_for(&format!("{} {}", size.rows - 1, size.cols));
    }
    for size in [Size::new(1, 1), Size::new(2, 2), Size::new(3, 1), Size::new(1, 30), SIZE] {
        person.resize(size);
        wait_for("the new size", || {
            let sizes = pmux.ok(&["list-clients", "-F", "#{client_width}x#{client_height}"]);
            (sizes.trim() == format!("{}x{}", size.cols, size.rows)).then_some(())
        });
    }
    person.type_("clear; stty size\r").wait_for("23 80");
}

#[test]
fn a_stopped_client_costs_nobody_anything() {
    let pmux = Pmux::new();
    let mut stopped = pmux.attach(SIZE, &["new", "-s", "build"]);
    stopped.wait_for("$");
    let mut other = pmux.attach(SIZE, &["attach", "-t", "build"]);
    other.wait_for("$");
    let flood = "seq 1 200000; echo flood o''ver\r";
    other.type_(flood).wait_for("flood over");
    let server = pmux.server();
    other.type_("clear; echo cle''ar\r").wait_for("clear");
    stopped.wait_for("clear");

    stopped.stop();
    let (before, drawn) = (anonymous(server), stopped.raw().len());
    other.type_(flood).wait_for("flood over");
    other.type_("clear; echo ag''ain\r").wait_for("again");
    other.type_(flood).wait_for("flood over");
    let grown = anonymous(server).saturating_sub(before);
    assert!(grown < 2048, "the server grew by {grown} KiB");

    other.type_("clear; echo the e''nd\r").wait_for("the end");
    let now = other.wait_until("a prompt", |screen| screen.row(1) == "$");
    stopped.cont();
    stopped.wait_same(&now, ROWS);
    let drawn = stopped.raw().len() - drawn;
    assert!(drawn < 64 << 10, "it drew {drawn} bytes to catch up");
}

#[test]
fn a_client_that_only_looks_changes_nothing() {
    let pmux = Pmux::new();
    let mut writer = pmux.attach(SIZE, &["new", "-s", "build"]);
    writer.wait_for("$");
    let mut reader = pmux.attach(SIZE, &["attach", "-r", "-t", "build"]);
    reader.wait_for("$");
    reader.type_("echo forbid''den\r");
    reader.type_("\x1b[200~pasted\x1b[201~");
    reader.prefix("c").prefix("%");
    writer.type_("echo allo''wed\r").wait_for("allowed");
    let screen = reader.wait_for("allowed");
    assert!(!screen.contains("forbid") && !screen.contains("pasted"), "{screen}");
    assert_eq!(pmux.ok(&["list-panes", "-a", "-F", "#{pane_index}"]), "0\n");
    let both = pmux.ok(&["list-clients", "-F", "#{client_readonly}"]);
    assert!(both == "0\n1\n" || both == "1\n0\n", "{both}");
    reader.detach();
    assert!(reader.screen().contains("[detached (from session build)]"));
}

#[test]
fn titles_and_bells_reach_the_terminal() {
    let pmux = Pmux::with_config("set -g set-titles on\nset -g set-titles-string '#S: #T'\n");
    let script = r"stty -echo; printf '\033]2;the title \303\274\007'; printf 'one\n'
        while read line; do printf '\033]0;%s\033\\\007' $line; done";
    let mut person = pmux.attach(SIZE, &["new", "-s", "build", script]);
    person.wait_for("one");
    let title = |person: &mut Person, wanted: &str| {
        person.wait_until(wanted, |_| true);
        wait_for(wanted, || (person.events().title == wanted).then_some(()));
    };
    title(&mut person, "build: the title ü");
    person.type_("next\r");
    title(&mut person, "build: next");
    wait_for("a bell", || (person.events().bells == 1).then_some(()));
    person.detach();
    let mut again = pmux.attach(SIZE, &["attach"]);
    title(&mut again, "build: next");
    assert_eq!(again.events().bells, 0, "a bell rings once");
}

/// A shell in which the person has attached to `build`, and how its terminal was set before.
fn shell_attached(pmux: &Pmux) -> (Person, Termios) {
    let mut person = pmux.shell(SIZE);
    person.wait_for("$");
    let before = person.termios();
    person.type_("pmux new -s build\r").wait_for(" build ");
    person.wait_until("a prompt in the pane", |screen| screen.row(0) == "$");
    assert_ne!(person.termios(), before, "raw mode");
    (person, before)
}

/// The terminal is the shell's again, with nothing left of pmux.
fn check_restored(person: &mut Person, before: &Termios, way: &str) {
    // What is typed before the shell has its terminal back may be lost.
    let prompt = |screen: &Picture| !screen.alternate && screen.text().ends_with('$');
    let seen = |screen: &Picture| screen.text().matches("back ").count();
    let already = seen(&person.wait_until(way, prompt));
    person.type_("echo ba''ck $?\r");
    let screen = person.wait_until(way, |screen| seen(screen) > already && prompt(screen));
    assert_eq!(person.termios(), *before, "after {way}");
    assert_eq!(screen.mouse, vt100::MouseProtocolMode::None, "after {way}");
    assert!(!screen.bracketed_paste && screen.cursor.is_some(), "after {way}");
    assert!(!screen.application_cursor && !screen.application_keypad, "after {way}");
}

fn client_pid(pmux: &Pmux) -> Pid {
    let text = pmux.ok(&["list-clients", "-F", "#{client_pid}"]);
    Pid::from_raw(text.trim().parse().expect("one client"))
}

#[test]
fn every_way_out_gives_the_terminal_back() {
    type Leave = fn(&Pmux, &mut Person);
    let ways: [(&str, Leave, &str, &str); 8] = [
        ("detaching", |_, p| _ = p.prefix("d"), "[detached (from session build)]", "back 0"),
        ("the end", |_, p| _ = p.type_("exit\r"), "[exited]", "back 0"),
        ("SIGTERM", |x, _| kill(client_pid(x), Signal::SIGTERM).expect("a client"), "", "back 1"),
        ("SIGUSR1", |x, _| kill(client_pid(x), Signal::SIGUSR1).expect("a client"), "", "back 1"),
        ("SIGHUP", |x, _| kill(client_pid(x), Signal::SIGHUP).expect("a client"), "", "back 1"),
        ("kill-server", |x, _| _ = x.ok(&["kill-server"]), "[server exited]", "back 1"),
        ("a dead server", |x, _| x.crash(x.server()), "lost server", "back 1"),
        (
            "its session killed",
            |x, _| _ = x.ok(&["kill-session", "-t", "build"]),
            "[exited]",
            "back 0",
        ),
    ];
    for (way, leave, line, status) in ways {
        let pmux = Pmux::new();
        let (mut person, before) = shell_attached(&pmux);
        leave(&pmux, &mut person);
        check_restored(&mut person, &before, way);
        let screen = person.wait_for(status);
        assert!(screen.contains(line), "after {way}:\n{screen}");
    }
}

#[test]
fn a_session_outlives_its_clients_however_they_end() {
    let pmux = Pmux::new();
    let mut first = pmux.attach(SIZE, &["new", "-s", "build"]);
    first.wait_for("$");
    first.type_("echo ke''pt\r").wait_for("kept");
    let gone = |pmux: &Pmux| {
        wait_for("no client", || pmux.ok(&["list-clients"]).is_empty().then_some(()));
    };
    first.close_terminal();
    assert_eq!(first.wait_exit(), End::Exited(1), "a closed terminal");
    gone(&pmux);
    let mut second = pmux.attach(SIZE, &["attach"]);
    second.wait_for("kept");
    second.signal(Signal::SIGKILL);
    assert_eq!(second.wait_exit(), End::Signaled(Signal::SIGKILL));
    gone(&pmux);
    let mut third = pmux.attach(SIZE, &["attach"]);
    third.wait_for("kept");
    assert_eq!(pmux.ok(&["list-sessions", "-F", "#{session_name}"]), "build\n");
}

#[test]
fn a_client_stops_for_the_shell_and_comes_back() {
    let pmux = Pmux::new();
    let (mut person, before) = shell_attached(&pmux);
    person.type_("echo in''side\r").wait_for("inside");
    person.prefix("\x1a");
    person.wait_until("the shell's screen", |screen| !screen.alternate);
    check_restored(&mut person, &before, "suspending");
    pmux.ok(&["send-keys", "-t", "build", "echo mean''while", "Enter"]);
    person.type_("fg\r");
    let screen = person.wait_for("meanwhile");
    assert!(screen.contains("inside") && screen.alternate);
    assert_ne!(person.termios(), before, "raw mode");
    person.type_("echo a''live\r").wait_for("alive");
    person.prefix("d");
    check_restored(&mut person, &before, "detaching then");
}

#[test]
fn without_colours_the_chrome_has_none_and_programs_keep_theirs() {
    let mut pmux = Pmux::new();
    pmux.set_env("NO_COLOR", Some("1"));
    let script = "printf '\\033[31mred\\n'; exec cat";
    let mut person = pmux.attach(SIZE, &["new", "-s", "build", script]);
    let screen = person.wait_until("the program's colours and the status line", |screen| {
        screen.contains("red") && screen.last_row().contains("build")
    });
    assert_eq!(screen.look(screen.find("red").expect("it")).fg, vt100::Color::Idx(1));
    for look in &screen.rows[ROWS] {
        assert_eq!((look.fg, look.bg), (vt100::Color::Default, vt100::Color::Default), "{look:?}");
        assert!(look.inverse, "{look:?}");
    }
    // An empty one says nothing.
    let mut other = Pmux::new();
    other.set_env("NO_COLOR", Some(""));
    let mut person = other.attach(SIZE, &["new", "-s", "build", "cat"]);
    person.wait_until("a coloured status line", |screen| {
        screen.rows[ROWS][0].bg != vt100::Color::Default
    });
}

#[test]
fn what_a_program_passes_through_reaches_the_terminals_that_may_have_it() {
    let pmux = Pmux::new();
    // A shell that prints what it is told to, at the left of its screen or elsewhere.
    let program = "stty -echo; while read -r line; do printf \"$line\"; done";
    pmux.ok(&["new", "-d", "-s", "build", "-x", "80", "-y", "24", program]);
    pmux.ok(&["split-window", "-h", "-t", "build", program]);
    let mut person = pmux.attach(Size::new(80, 24), &["attach", "-t", "build"]);
    person.wait_for("build");
    let pass = |name: &str| format!(r"\033Ptmux;\033\033]1337;Pass={name}\007\033\\");
    let say = |text: &str, until: &str| {
        pmux.ok(&["send-keys", "-t", "%1", "-l", text]);
        pmux.ok(&["send-keys", "-t", "%1", "Enter"]);
        pmux.ok(&["await", "--for", until, "%1"]);
    };
    let cursor_after = |bytes: &str| {
        let size = |n| NonZero::new(n).expect("a size");
        let mut terminal = vt100::Parser::new(size(24), size(80), 0);
        terminal.process(bytes.as_bytes());
        terminal.screen().cursor_position()
    };
    let passed = |person: &mut Person, name: &str| {
        let text = String::from_utf8_lossy(person.raw()).into_owned();
        let wanted = format!("\x1b]1337;Pass={name}\x07");
        text.find(&wanted).map(|at| text[..at].to_owned())
    };
    say(&format!("{}one", pass("never")), "one");
    person.wait_for("one");
    pmux.ok(&["set", "-p", "-t", "%1", "allow-passthrough", "on"]);
    // What is written before it is shown first, and the cursor is where the program has it.
    say(&format!(r"\033[5;3Hbefore{}after", pass("second")), "after");
    person.wait_for("beforeafter");
    let before = wait_for("it", || passed(&mut person, "second"));
    assert!(before.contains("before"), "{before:?}");
    // The right pane begins in column 41.
    assert_eq!(cursor_after(&before), (4, 41 + 8));
    // Lines that went up meanwhile take it along, and those that are several rows too.
    let wrapped = "x".repeat(70);
    say(&format!(r"\033[20;1H{}\n{wrapped}\n\n\n\n\nlast", pass("third")), "last");
    let before = wait_for("it", || passed(&mut person, "third"));
    let (row, _) = cursor_after(&before);
    assert!((15..20).contains(&row), "{row}");
    // Who does not see the pane has it only where all may.
    pmux.ok(&["new-window", "-t", "build:", "cat"]);
    person.wait_for("1:");
    say(&format!("{}four", pass("hidden")), "four");
    pmux.ok(&["set", "-p", "-t", "%1", "allow-passthrough", "all"]);
    say(&format!("{}five", pass("all")), "five");
    wait_for("it", || passed(&mut person, "all"));
    assert_eq!(passed(&mut person, "never"), None);
    assert_eq!(passed(&mut person, "hidden"), None);
    person.detach();
}

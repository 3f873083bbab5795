//! The keyboard: what is pmux's by the prefix, and all the rest, which is the program's.

mod support;

use pmux::geometry::Size;
use support::{End, Person, Pmux, wait_for};

const SIZE: Size = Size::new(80, 24);

/// Somebody in a session `build` with one shell.
fn in_shell(pmux: &Pmux) -> Person {
    let mut person = pmux.attach(SIZE, &["new", "-s", "build"]);
    person.wait_for("$");
    person
}

/// A program that shows what it is sent, after it has asked for the modes `modes`.
fn in_echo(pmux: &Pmux, modes: &str) -> Person {
    let script =
        format!("stty -icanon -echo -isig -icrnl -ixon; printf '{modes}ready\\n'; exec cat -vT");
    let mut person = pmux.attach(SIZE, &["new", "-s", "build", &script]);
    person.wait_for("ready");
    person
}

fn wait_panes(pmux: &Pmux, format: &str, wanted: &str) {
    wait_for(wanted, || {
        let panes = pmux.ok(&["list-panes", "-s", "-t", "build", "-F", format]);
        (panes.replace('\n', " ").trim() == wanted).then_some(())
    });
}

#[test]
fn programs_get_keys_as_their_modes_ask() {
    let plain: &[(&str, &str)] = &[
        ("a", "a"),
        ("\r", "^M"),
        ("\t", "^I"),
        ("\x03", "^C"),
        ("\x1bx", "^[x"),
        ("\x1b", "^["),
        ("\x1b[A", "^[[A"),
        ("\x1bOB", "^[[B"),
        ("\x1b[1;5C", "^[[1;5C"),
        ("\x1b[H", "^[[1~"),
        ("\x1b[F", "^[[4~"),
        ("\x1b[3~", "^[[3~"),
        ("\x1b[5~", "^[[5~"),
        ("\x1bOP", "^[OP"),
        ("\x1b[15~", "^[[15~"),
        ("\x1b[Z", "^[[Z"),
        ("\x7f", "^?"),
        ("\u{fc}", "M-CM-<"),
        ("\x02\x02", "^B"),
    ];
    check_keys("", plain);
    check_keys(r"\033[?1h", &[("\x1b[A", "^[OA"), ("\x1bOB", "^[OB"), ("\x1b[1;5C", "^[[1;5C")]);
}

fn check_keys(modes: &str, keys: &[(&str, &str)]) {
    let pmux = Pmux::new();
    let mut person = in_echo(&pmux, modes);
    for (at, (typed, wanted)) in keys.iter().enumerate() {
        // A mark after it says that all of it has arrived; an escape alone is known by time.
        person.type_(typed);
        let line = format!("{wanted}<{at}>");
        if *typed == "\x1b" {
            person.wait_until(wanted, |screen| screen.text().lines().any(|row| row == *wanted));
        }
        person.type_(format!("<{at}>\n"));
        let screen = person.wait_for(&format!("<{at}>"));
        assert!(screen.text().lines().any(|row| row == line), "{typed:?}, not {wanted}:\n{screen}");
    }
}

#[test]
fn pastes_are_marked_for_programs_that_ask() {
    let pmux = Pmux::new();
    let mut person = in_echo(&pmux, r"\033[?2004h");
    person.type_("\x1b[200~one \x02d two\x1b[201~");
    person.wait_for("^[[200~one ^Bd two^[[201~");
    let pmux = Pmux::new();
    let mut person = in_echo(&pmux, "");
    person.type_("\x1b[200~one \x02d two\x1b[201~!");
    let screen = person.wait_for("!");
    assert!(screen.contains("one ^Bd two!") && !screen.contains("^[["), "{screen}");
}

#[test]
fn a_large_paste_arrives_whole() {
    let pmux = Pmux::new();
    let script = "stty -icanon -echo; printf ready; head -c 300000 | sha256sum; exec cat";
    let mut person = pmux.attach(SIZE, &["new", "-s", "build", script]);
    person.wait_for("ready");
    let text: String = (0..30_000).map(|n| format!("{n:09} ")).collect();
    std::fs::write(pmux.home("text"), &text).expect("a file");
    person.type_("\x1b[200~").type_(&text).type_("\x1b[201~");
    let sum = std::process::Command::new("sha256sum").arg(pmux.home("text")).output();
    let sum = String::from_utf8(sum.expect("a sum").stdout).expect("text");
    person.wait_for(sum.split(' ').next().expect("a sum"));
}

#[test]
fn programs_that_ask_learn_of_the_focus() {
    let pmux = Pmux::with_config("set -g focus-events on\n");
    let mut person = in_echo(&pmux, r"\033[?1004h");
    person.type_("\x1b[O").wait_for("^[[O");
    person.type_("\x1b[I").wait_for("^[[O^[[I");
    pmux.ok(&["split-window", "-t", "build"]);
    person.wait_for("^[[O^[[I^[[O");
    pmux.ok(&["kill-pane", "-t", "build:.1"]);
    person.wait_for("^[[O^[[I^[[O^[[I");
}

#[test]
fn windows_come_and_go_by_keys() {
    let pmux = Pmux::new();
    let mut person = in_shell(&pmux);
    person.prefix("c");
    wait_panes(&pmux, "#{window_index}", "0 1");
    person.wait_until("the new window", |screen| screen.last_row().contains("1:sh*"));
    person.prefix("c");
    wait_panes(&pmux, "#{window_index}", "0 1 2");
    for (key, window) in [("n", "0"), ("p", "2"), ("l", "0"), ("1", "1"), ("l", "0")] {
        person.prefix(key);
        wait_for(window, || (pmux.show("build", "#{window_index}") == window).then_some(()));
    }
    person.prefix("&").wait_for("kill-window sh? (y/n)");
    person.type_("n").wait_until("no question", |screen| !screen.contains("(y/n)"));
    wait_panes(&pmux, "#{window_index}", "0 1 2");
    person.prefix("&").wait_for("(y/n)");
    person.type_("y");
    wait_panes(&pmux, "#{window_index}", "1 2");
}

#[test]
fn panes_come_and_go_by_keys() {
    let pmux = Pmux::new();
    let mut person = in_shell(&pmux);
    person.prefix("%");
    wait_panes(&pmux, "#{pane_width}x#{pane_height}", "40x23 39x23");
    let screen = person.wait_until("a border", |screen| screen.look((40, 5)).text == "│");
    assert_eq!(screen.look((40, 22)).text, "│", "{screen}");
    person.prefix("\"");
    wait_panes(&pmux, "#{pane_width}x#{pane_height}", "40x23 39x11 39x11");
    person.wait_until("where borders meet", |screen| screen.look((40, 11)).text == "├");
    let active = |pmux: &Pmux, wanted: &str| {
        wait_for(wanted, || (pmux.show("build", "#{pane_index}") == wanted).then_some(()));
    };
    for (key, pane) in
        [("\x1b[A", "1"), ("\x1b[D", "0"), ("\x1b[C", "1"), ("\x1b[B", "2"), (";", "1"), ("o", "2")]
    {
        person.prefix(key);
        active(&pmux, pane);
    }
    person.prefix("z");
    wait_for("a zoom", || (pmux.show("build", "#{window_zoomed_flag}") == "1").then_some(()));
    person.wait_until("a whole window", |s| !s.text().contains('│') && s.last_row().contains("*Z"));
    person.prefix("z");
    person.wait_until("borders", |screen| screen.look((40, 5)).text == "│");
    person.prefix("x").wait_for("kill-pane 2? (y/n)");
    person.type_("n").wait_until("no question", |screen| !screen.contains("(y/n)"));
    person.prefix("x").wait_for("kill-pane 2? (y/n)");
    person.type_("y");
    wait_panes(&pmux, "#{pane_width}x#{pane_height}", "40x23 39x23");
    person.prefix("!");
    wait_panes(&pmux, "#{window_index}.#{pane_width}", "0.80 1.80");
}

#[test]
fn a_border_moves_by_keys_that_repeat() {
    let pmux = Pmux::new();
    let mut person = in_shell(&pmux);
    person.prefix("%");
    wait_panes(&pmux, "#{pane_width}", "40 39");
    person.prefix("\x1b[1;5D").type_("\x1b[1;5D\x1b[1;5D");
    wait_panes(&pmux, "#{pane_width}", "37 42");
    // What does not repeat is typed, and the prefix is the prefix again.
    person.prefix("\x1b[1;5C").type_("c").prefix("c");
    wait_panes(&pmux, "#{window_index}.#{pane_width}", "0.38 0.41 1.80");
}

#[test]
fn pane_numbers_are_shown_and_chosen() {
    let pmux = Pmux::with_config("set -g display-panes-time 60000\n");
    let mut person = in_shell(&pmux);
    person.prefix("%");
    wait_panes(&pmux, "#{pane_active}", "0 1");
    let before = person.wait_until("a border", |screen| screen.look((40, 5)).text == "│");
    person.prefix("q");
    person.wait_until("numbers", |screen| screen.top(23) != before.top(23));
    person.type_("0");
    wait_panes(&pmux, "#{pane_active}", "1 0");
}

#[test]
fn names_are_asked_for() {
    let pmux = Pmux::new();
    let mut person = in_shell(&pmux);
    person.prefix(",").wait_for("(rename-window) sh");
    person.type_("\x15work here\r");
    person.wait_until("the new name", |screen| screen.last_row().contains("0:work here*"));
    person.prefix("$").wait_for("(rename-session) build");
    person.type_("\x7f\x7f\x7f\x7f\x7fcity\r").wait_for(" city ");
    assert_eq!(pmux.ok(&["ls", "-F", "#{session_name} #{window_name}"]), "city work here\n");
    // A prompt can be left.
    person.prefix(",").wait_for("(rename-window) work here");
    person.type_("x\x1b").wait_until("no prompt", |screen| screen.last_row().starts_with(" city "));
    assert_eq!(pmux.ok(&["display-message", "-p", "#W"]), "work here\n");
}

#[test]
fn commands_are_typed_at_a_prompt() {
    let pmux = Pmux::new();
    let mut person = in_shell(&pmux);
    person.prefix(":").wait_until("a prompt", |screen| screen.last_row().starts_with(':'));
    person.type_("split-windoww\x7f -h ; rename-window tw\u{f6}\r");
    wait_panes(&pmux, "#{pane_width} #{window_name}", "40 tw\u{f6} 39 tw\u{f6}");
    // What was typed before comes back.
    person.prefix(":").type_("\x1b[A").wait_for(":split-window -h");
    person.type_("\x03").wait_until("no prompt", |screen| screen.last_row().starts_with(" build "));
    person.prefix(":").type_("display-message 'said #S'\r").wait_for("said build");
    person.prefix(":").type_("list-sessions\r").wait_for("build: 1 windows");
    person.type_("q").wait_until("the panes", |screen| screen.look((40, 5)).text == "│");
}

#[test]
fn the_prefix_alone_shows_what_can_come_next() {
    let pmux = Pmux::new();
    let mut person = in_shell(&pmux);
    let screen = person.type_("\x02").wait_for("New window");
    assert!(screen.contains("Split, side by side"), "{screen}");
    person.type_("c");
    wait_panes(&pmux, "#{window_index}", "0 1");
    person.wait_until("no panel", |screen| !screen.contains("New window"));
    person.type_("\x02").wait_for("New window");
    person.type_("\x1b").wait_until("no panel", |screen| !screen.contains("New window"));
    person.type_("echo he''re\r").wait_for("here");
}

#[test]
fn keys_are_listed() {
    let pmux = Pmux::new();
    let mut person = in_shell(&pmux);
    person.prefix("?").wait_for("Split, one below the other");
    person.type_("q").wait_until("the shell", |screen| screen.row(0) == "$");
}

#[test]
fn text_is_looked_for_and_copied_by_keys() {
    let pmux = Pmux::new();
    let mut person = in_shell(&pmux);
    person.type_("clear; seq -f 'line %g.' 1 200; echo the e''nd\r").wait_for("the end");
    person.prefix("[");
    wait_for("copy mode", || (pmux.show("build", "#{pane_in_mode}") == "1").then_some(()));
    person.type_("g").wait_for("line 1.");
    person.type_("G").wait_for("the end");
    person.type_("?").wait_for("(search up)");
    person.type_("line 4\\.\r");
    person.type_("\x1b[5~");
    person.type_("/").wait_for("(search down)");
    person.type_("line 77.\r").wait_for("line 77.");
    let on = |wanted: &str| {
        wait_for(wanted, || (pmux.show("build", "#{copy_cursor_line}") == wanted).then_some(()));
    };
    on("line 77.");
    person.type_("\x01 ").type_("\x1b[B\x1b[C\x1b[C\x1b[C\x1b[C\r");
    wait_for("the clipboard", || person_clipboard(&mut person));
    assert_eq!(pmux.ok(&["show-buffer"]), "line 77.\nline");
    assert_eq!(person_clipboard(&mut person).as_deref(), Some("bGluZSA3Ny4KbGluZQ=="));
    assert_eq!(pmux.show("build", "#{pane_in_mode}"), "0");
    // And it can be pasted.
    person.type_("clear; cat\r");
    wait_for("cat", || (pmux.show("build", "#{pane_current_command}") == "cat").then_some(()));
    person.prefix("]");
    // The tty's echo of it; where cat's own first line comes in between is a matter of luck.
    person.wait_until("the paste", |screen| screen.text().contains("line 77.\nline"));
}

fn person_clipboard(person: &mut Person) -> Option<String> {
    person.events().clipboard.clone()
}

#[test]
fn history_is_read_while_more_comes() {
    let pmux = Pmux::new();
    let script = "seq 1 100; until [ -e go ]; do sleep 0.02; done; seq 101 200; exec cat";
    let mut person = pmux.attach(SIZE, &["new", "-s", "build", script]);
    person.wait_until("all", |screen| screen.row(21) == "100");
    person.prefix("\x1b[5~");
    let before = person.wait_for("70");
    std::fs::write(pmux.home("go"), "").expect("a file");
    wait_for("more", || (pmux.show("build", "#{history_size}") == "178").then_some(()));
    pmux.ok(&["refresh-client", "-t", pmux.ok(&["list-clients", "-F", "#{client_name}"]).trim()]);
    let after = person.screen();
    assert_eq!(before.row(5), after.row(5), "it stands still");
    person.type_("q").wait_until("the newest", |screen| screen.row(21) == "200");
}

#[test]
fn programs_reach_the_clipboard() {
    let pmux = Pmux::with_config("set -s set-clipboard on\n");
    let mut person = in_shell(&pmux);
    person.type_("printf '\\033]52;c;aGVsbG8=\\007'\r");
    wait_for("the clipboard", || person_clipboard(&mut person));
    assert_eq!(person_clipboard(&mut person).as_deref(), Some("aGVsbG8="));
    assert_eq!(pmux.ok(&["show-buffer"]), "hello");
}

#[test]
fn keys_are_bound_and_unbound() {
    let pmux = Pmux::new();
    let mut person = in_shell(&pmux);
    pmux.ok(&["bind-key", "-n", "F5", "display-message", "five"]);
    pmux.ok(&["bind-key", "g", "new-window", "\\;", "split-window"]);
    pmux.ok(&["set", "-g", "prefix", "C-a"]);
    person.type_("\x1b[15~").wait_for("five");
    person.type_("\x01g");
    wait_panes(&pmux, "#{window_index}.#{pane_index}", "0.0 1.0 1.1");
    pmux.ok(&["unbind-key", "-n", "F5"]);
    pmux.ok(&["set", "-g", "prefix", "C-b"]);
    person.detach();
    assert_eq!(person.wait_exit(), End::Exited(0));
}

#[test]
fn who_has_no_configuration_sees_the_keys_that_matter_until_they_hide_them() {
    let pmux = Pmux::without_config();
    let mut person = in_shell(&pmux);
    let screen = person.wait_for("Ctrl-b (C-b) then:  d leave");
    assert_eq!(screen.find("Ctrl-b").map(|(_, y)| y), Some(22), "{screen}");
    wait_panes(&pmux, "#{pane_height}", "22");
    person.prefix("h").wait_for("C-b h has the bar of keys back");
    wait_panes(&pmux, "#{pane_height}", "23");
    assert!(!person.screen().contains("Ctrl-b"), "{}", person.screen());
    person.prefix("h").wait_for("Ctrl-b (C-b) then:");
    // Nobody sees a session that is made out of sight: it is as large as was asked for.
    pmux.ok(&["new", "-d", "-s", "other", "-x", "80", "-y", "24"]);
    assert_eq!(pmux.show("other", "#{pane_height}"), "24");
    assert_eq!(pmux.ok(&["show-options", "-gv", "key-bar"]), "on\n");
}

#[test]
fn who_has_a_configuration_knows_their_keys() {
    for config in ["", "set -g mouse off\n"] {
        let pmux = Pmux::with_config(config);
        in_shell(&pmux);
        assert_eq!(pmux.ok(&["show-options", "-gv", "key-bar"]), "off\n", "{config}");
    }
}

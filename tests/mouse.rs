//! The mouse: pmux's own uses of it, and programs that ask for it.

mod support;

use pmux::geometry::Size;
use support::{Person, Picture, Pmux, wait_for};
use vt100::{MouseProtocolEncoding, MouseProtocolMode};

const SIZE: Size = Size::new(80, 24);

/// What an xterm sends where a program has asked for SGR coordinates. Cells are counted from 0.
fn mouse(person: &mut Person, code: u8, (x, y): (usize, usize), last: char) {
    person.type_(format!("\x1b[<{code};{};{}{last}", x + 1, y + 1));
}

fn press(person: &mut Person, at: (usize, usize)) {
    mouse(person, 0, at, 'M');
}

fn release(person: &mut Person, at: (usize, usize)) {
    mouse(person, 0, at, 'm');
}

fn click(person: &mut Person, at: (usize, usize)) {
    press(person, at);
    release(person, at);
}

fn drag(person: &mut Person, from: (usize, usize), to: (usize, usize)) {
    press(person, from);
    let between = (from.0.midpoint(to.0), from.1.midpoint(to.1));
    for at in [between, to] {
        mouse(person, 32, at, 'M');
    }
    release(person, to);
}

fn wheel_up(person: &mut Person, at: (usize, usize)) {
    mouse(person, 64, at, 'M');
}

fn wheel_down(person: &mut Person, at: (usize, usize)) {
    mouse(person, 65, at, 'M');
}

/// A session with a shell on the left and `right` on the right of a border in column 40.
fn side_by_side(pmux: &Pmux, right: &str) -> Person {
    let mut person = pmux.attach(SIZE, &["new", "-s", "build"]);
    person.wait_for("$");
    let mut split = vec!["split-window", "-h", "-t", "build"];
    split.extend((!right.is_empty()).then_some(right));
    pmux.ok(&split);
    person.wait_until("a border", |screen| screen.look((40, 5)).text == "│");
    person
}

fn wait_shown(pmux: &Pmux, target: &str, format: &str, wanted: &str) {
    wait_for(wanted, || (pmux.show(target, format) == wanted).then_some(()));
}

#[test]
fn the_terminal_is_asked_for_the_mouse() {
    let pmux = Pmux::new();
    let mut person = side_by_side(&pmux, "");
    let asked = |screen: &Picture| (screen.mouse, screen.mouse_encoding);
    let buttons = (MouseProtocolMode::ButtonMotion, MouseProtocolEncoding::Sgr);
    assert_eq!(asked(&person.screen()), buttons);
    pmux.ok(&["set", "-g", "mouse", "off"]);
    person.wait_until("no mouse", |screen| screen.mouse == MouseProtocolMode::None);
    pmux.ok(&["set", "-g", "mouse", "on"]);
    person.wait_until("the mouse", |screen| asked(screen) == buttons);
    person.type_("printf '\\033[?1003h'\r");
    person.wait_until("motion", |screen| screen.mouse == MouseProtocolMode::AnyMotion);
    person.type_("printf '\\033[?1003l'\r");
    person.wait_until("buttons", |screen| asked(screen) == buttons);
}

#[test]
fn a_click_gives_a_pane_the_focus() {
    let pmux = Pmux::new();
    let mut person = side_by_side(&pmux, "");
    wait_shown(&pmux, "build", "#{pane_index}", "1");
    click(&mut person, (10, 10));
    wait_shown(&pmux, "build", "#{pane_index}", "0");
    person.type_("echo le''ft\r");
    let screen = person.wait_for("left");
    assert!(screen.find("left").expect("it is there").0 < 40);
    click(&mut person, (60, 10));
    wait_shown(&pmux, "build", "#{pane_index}", "1");
    // A border or the status line's empty part is nobody's.
    click(&mut person, (40, 10));
    click(&mut person, (40, 23));
    wait_shown(&pmux, "build", "#{pane_index}", "1");
}

#[test]
fn a_border_is_dragged() {
    let pmux = Pmux::new();
    let mut person = side_by_side(&pmux, "");
    drag(&mut person, (40, 10), (50, 10));
    wait_shown(&pmux, "build:.0", "#{pane_width}", "50");
    person.wait_until("the border there", |screen| screen.look((50, 5)).text == "│");
    drag(&mut person, (50, 3), (0, 3));
    wait_shown(&pmux, "build:.0", "#{pane_width}", "1");
    drag(&mut person, (1, 3), (30, 3));
    wait_shown(&pmux, "build:.0", "#{pane_width}", "30");
    pmux.ok(&["split-window", "-v", "-t", "build:.1"]);
    let screen = person.wait_for("─");
    let (_, y) = screen.find("─").expect("a border");
    drag(&mut person, (50, y), (50, 5));
    wait_shown(&pmux, "build:.1", "#{pane_height}", "5");
}

#[test]
fn the_wheel_looks_back() {
    let pmux = Pmux::new();
    let mut person = side_by_side(&pmux, "");
    person
        .type_("seq 1 100\r")
        .wait_until("all", |screen| right_of_border(screen).contains("99100$"));
    for _ in 0..4 {
        wheel_up(&mut person, (60, 10));
    }
    wait_shown(&pmux, "build:.1", "#{pane_in_mode}", "1");
    person.wait_for("70");
    for _ in 0..4 {
        wheel_down(&mut person, (60, 10));
    }
    wait_shown(&pmux, "build:.1", "#{pane_in_mode}", "0");
    // The pane under the mouse is meant, not the active one.
    pmux.ok(&["send-keys", "-t", "build:.0", "seq 1 100", "Enter"]);
    person.wait_until("both", |screen| screen.text().matches("100").count() > 1);
    wheel_up(&mut person, (10, 10));
    wait_shown(&pmux, "build:.0", "#{pane_in_mode}", "1");
    wait_shown(&pmux, "build:.1", "#{pane_in_mode}", "0");
}

/// A program that asks for `modes` and shows what it is sent.
fn echo(modes: &str) -> String {
    format!("stty -icanon -echo -isig -icrnl; printf '{modes}ready\\n'; exec cat -v")
}

#[test]
fn the_wheel_is_arrows_on_an_alternate_screen() {
    let pmux = Pmux::new();
    let mut person = side_by_side(&pmux, &echo(r"\033[?1049h\033[H"));
    person.wait_for("ready");
    wheel_up(&mut person, (60, 10));
    person.wait_for("^[[A^[[A^[[A");
    wheel_down(&mut person, (60, 10));
    person.wait_for("^[[A^[[A^[[A^[[B^[[B^[[B");
}

/// What the right pane shows, as one line.
fn right_of_border(screen: &Picture) -> String {
    (0..23).map(|y| screen.row(y).chars().skip(41).collect::<String>()).collect()
}

#[test]
fn programs_that_ask_get_the_mouse() {
    let cases: &[(&str, &str)] = &[
        // The right pane begins in column 41: the ninth of its columns is pressed.
        (r"\033[?1000h\033[?1006h", "^[[<0;9;5M^[[<0;9;5m^[[<64;9;5M"),
        (r"\033[?1002h\033[?1006h", "^[[<0;9;5M^[[<0;9;5m^[[<64;9;5M"),
        (r"\033[?1000h", "^[[M )%^[[M#)%^[[M`)%"),
    ];
    for (modes, wanted) in cases {
        let pmux = Pmux::new();
        let mut person = side_by_side(&pmux, &echo(modes));
        person.wait_for("ready");
        click(&mut person, (49, 4));
        wheel_up(&mut person, (49, 4));
        person.wait_until(wanted, |screen| right_of_border(screen).contains(wanted));
        wait_shown(&pmux, "build:.1", "#{pane_in_mode}", "0");
    }
}

#[test]
fn programs_that_ask_for_drags_get_them() {
    let pmux = Pmux::new();
    let mut person = side_by_side(&pmux, &echo(r"\033[?1002h\033[?1006h"));
    person.wait_for("ready");
    drag(&mut person, (49, 4), (51, 4));
    let wanted = "^[[<0;9;5M^[[<32;10;5M^[[<32;11;5M^[[<0;11;5m";
    person.wait_until(wanted, |screen| right_of_border(screen).contains(wanted));
}

#[test]
fn a_click_on_the_status_line_goes_to_a_window() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["new", "-s", "build", "-n", "first"]);
    person.wait_for("$");
    for name in ["second", "third"] {
        pmux.ok(&["new-window", "-t", "build:", "-n", name]);
    }
    let screen = person.wait_for("2:third*");
    for name in ["first", "second", "third"] {
        let at = screen.find(name).expect(name);
        click(&mut person, at);
        wait_shown(&pmux, "build", "#{window_name}", name);
    }
    let at = person.screen().find("first").expect("a name");
    wheel_up(&mut person, at);
    wait_shown(&pmux, "build", "#{window_name}", "second");
}

#[test]
fn a_click_selects_a_line_of_a_tree_and_two_go_there() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["new", "-s", "build", "-n", "first"]);
    person.wait_for("$");
    pmux.ok(&["new-window", "-d", "-t", "build:", "-n", "second"]);
    let at = person.prefix("w").wait_for("1: second").find("1: second").expect("a line");
    wait_shown(&pmux, "build:0", "#{pane_mode}", "tree-mode");
    click(&mut person, at);
    person.wait_until("it is selected", |screen| screen.text().contains("3/3"));
    click(&mut person, at);
    click(&mut person, at);
    wait_shown(&pmux, "build", "#{window_name}", "second");
    wait_shown(&pmux, "build:0", "#{pane_mode}", "");
}

#[test]
fn a_drag_copies_text() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["new", "-s", "build"]);
    person.wait_for("$");
    person.type_("clear; echo copy th''is text\r");
    let (x, y) = person.wait_for("copy this text").find("copy").expect("it is there");
    drag(&mut person, (x, y), (x + 8, y));
    wait_for("the clipboard", || person.events().clipboard.clone());
    assert_eq!(pmux.ok(&["show-buffer"]), "copy this");
    wait_shown(&pmux, "build", "#{pane_in_mode}", "0");
    // Two clicks take a word.
    click(&mut person, (x + 11, y));
    click(&mut person, (x + 11, y));
    wait_for("the word", || (pmux.ok(&["show-buffer"]) == "text").then_some(()));
}

#[test]
fn with_the_mouse_off_programs_still_get_it() {
    let pmux = Pmux::with_config("set -g mouse off\n");
    let script = echo(r"\033[?1000h\033[?1006h");
    let mut person = pmux.attach(SIZE, &["new", "-s", "build", &script]);
    person.wait_for("ready");
    person.wait_until("the program's wish", |screen| screen.mouse != MouseProtocolMode::None);
    click(&mut person, (8, 4));
    person.wait_for("^[[<0;9;5M^[[<0;9;5m");
}

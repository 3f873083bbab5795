//! The harness itself, with a shell where pmux would be.

mod support;

use nix::sys::signal::Signal;
use nix::unistd::Pid;
use pmux::geometry::Size;
use support::{End, Person, Picture, Pmux, wait_for};

const SIZE: Size = Size::new(60, 12);

#[test]
fn a_person_sees_what_a_program_draws() {
    let pmux = Pmux::new();
    let mut person = pmux.shell(SIZE);
    person.wait_for("$");
    person.type_("printf '\\033[1;31mred\\033[m \\346\\274\\242.\\n'; stty size\r");
    let done = |screen: &Picture| screen.contains("12 60") && screen.text().ends_with('$');
    let screen = person.wait_until("a prompt", done);
    let (x, y) = screen.find("red 漢").expect("a red word");
    let red = screen.look((x, y));
    assert!(red.bold && red.fg == vt100::Color::Idx(1));
    assert_eq!(screen.look((x + 5, y)).text, "", "the second half of a wide character");
    assert_eq!(screen.row(y), "red 漢.");
    screen.assert_same(&person.screen());
}

#[test]
fn a_program_gets_answers_sizes_and_signals() {
    let pmux = Pmux::new();
    let mut person = pmux.shell(SIZE);
    person.wait_for("$");
    person.type_("stty -echo -icanon; printf '\\033[5n'; head -c 4 | od -c; stty sane\r");
    person.wait_for("033   [   0   n");
    person.wait_until("a prompt", |screen| screen.text().ends_with('$'));
    person.resize(Size::new(40, 10));
    person.type_("stty size\r").wait_for("10 40");
    person.wait_until("a prompt", |screen| screen.text().ends_with('$'));
    person.type_("sleep 60; echo on''ward\r");
    wait_for("it sleeps", || {
        pmux.processes().iter().any(|(_, command)| command == "sleep 60 ").then_some(())
    });
    person.type_(b"\x03").wait_for("$");
    person.stop();
    person.type_("echo la''te\r");
    assert!(!person.screen().contains("late"));
    person.cont();
    person.wait_for("late");
    person.type_("exit 3\r");
    assert_eq!(person.wait_exit(), End::Exited(3));
}

#[test]
fn a_closed_terminal_hangs_up() {
    let pmux = Pmux::new();
    let argv = ["/bin/sh", "-c", "echo ready; exec sleep 60"];
    let mut person = Person::new(SIZE, &argv, pmux.env(), pmux.dir());
    person.wait_for("ready");
    person.close_terminal();
    assert_eq!(person.wait_exit(), End::Signaled(Signal::SIGHUP));
}

#[test]
fn what_runs_in_a_world_is_known() {
    let pmux = Pmux::new();
    assert_eq!(pmux.processes(), []);
    let person = Person::new(SIZE, &["sleep", "60"], pmux.env(), pmux.dir());
    // A program that is being executed has no words yet.
    let sleeps = |(pid, command): &(Pid, String)| *pid == person.pid() && command == "sleep 60 ";
    wait_for("a program", || pmux.processes().iter().any(sleeps).then_some(()));
    drop(person);
    assert_eq!(pmux.processes(), []);
}

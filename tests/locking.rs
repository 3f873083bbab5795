//! Locking: a terminal shows nothing and takes nothing until its lock is opened.

mod support;

use pmux::geometry::Size;
use support::{End, Person, Pmux};

const SIZE: Size = Size::new(80, 12);

/// A lock that one word opens.
const CONFIG: &str =
    "set -g lock-command 'clear; printf \"the word: \"; read word; test x$word = xopen'\n";

fn locked(pmux: &Pmux, args: &[&str]) -> Person {
    let mut person = pmux.attach(SIZE, &["new", "-A", "-s", "build"]);
    person.wait_for("$");
    person.type_("echo se''cret\r").wait_for("secret");
    pmux.ok(args);
    person.wait_until("a locked screen", |it| it.contains("the word:") && !it.contains("secret"));
    person
}

#[test]
fn a_locked_terminal_is_the_locks_until_it_is_opened() {
    let pmux = Pmux::with_config(CONFIG);
    for lock in [&["lock-session", "-t", "build"][..], &["lock-server"], &["lock-client"]] {
        let mut person = locked(&pmux, lock);
        pmux.ok(&["send-keys", "-t", "build", "echo meanw''hile", "Enter"]);
        person.type_("open\r").wait_for("meanwhile");
        person.type_("echo ba''ck\r").wait_for("back");
        person.type_("clear\r").detach();
    }
}

#[test]
fn a_lock_that_is_not_opened_leaves_nothing_open() {
    let pmux = Pmux::with_config(CONFIG);
    let mut person = locked(&pmux, &["lock-server"]);
    // Ctrl-C ends what locks, and so the client.
    person.type_("\x03");
    assert_eq!(person.wait_exit(), End::Exited(1), "{}", person.screen());
    person.wait_for("[locked and detached: lock-command ended with 130");
    pmux.ok(&["set", "-g", "lock-command", "/nowhere/lock"]);
    let mut person = pmux.attach(SIZE, &["attach", "-t", "build"]);
    person.wait_for("secret");
    pmux.ok(&["lock-server"]);
    assert_eq!(person.wait_exit(), End::Exited(1), "{}", person.screen());
    person.wait_for("[locked and detached: lock-command ended with 127: /nowhere/lock]");
}

#[test]
fn a_session_locks_when_nobody_types() {
    let pmux = Pmux::with_config(CONFIG);
    let mut person = locked(&pmux, &["set", "-g", "lock-after-time", "1"]);
    // However slow all is, it is not locked again before one has looked.
    pmux.ok(&["set", "-g", "lock-after-time", "0"]);
    person.type_("open\r").wait_for("secret");
    person.type_("echo ty''ped\r").wait_for("typed");
    // And once more.
    pmux.ok(&["set", "-g", "lock-after-time", "1"]);
    person.wait_until("a locked screen", |it| it.contains("the word:") && !it.contains("secret"));
    pmux.ok(&["set", "-g", "lock-after-time", "0"]);
    person.type_("open\r").wait_for("typed");
}

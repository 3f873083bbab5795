//! `doctor`: what it says with a server and without one, at a terminal and without one.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

use pmux::geometry::Size;
use serde_json::Value;
use support::{End, Person, Pmux};

/// What it says in JSON, by what it is about.
fn found(pmux: &Pmux, about: &str) -> Value {
    let out = pmux.cmd(&["doctor", "--json"]);
    let all: Value = serde_json::from_str(&out.stdout).unwrap();
    let all = all.as_array().unwrap();
    let is_well = all.iter().all(|finding| finding["well"] == true);
    assert_eq!(out.status, i32::from(!is_well));
    all.iter().find(|finding| finding["about"] == about).cloned().unwrap_or_default()
}

#[test]
fn a_server_is_looked_at_and_none_is_started() {
    let pmux = Pmux::new();
    let none = found(&pmux, "server");
    assert!(none["well"] == true && none["said"].as_str().unwrap().starts_with("none at "));
    assert_eq!(pmux.cmd(&["has-session"]).status, 1);
    pmux.ok(&["new", "-d", "-s", "build", "cat"]);
    let server = found(&pmux, "server");
    let pid = pmux.show("build", "#{pid}");
    assert!(
        server["said"].as_str().unwrap().contains(&format!("process {pid}; sessions: 1,")),
        "{server}"
    );
    let socket = found(&pmux, "socket");
    assert!(socket["said"].as_str().unwrap().ends_with("only you can reach it"), "{socket}");
    let shim = found(&pmux, "shim");
    let pid = pmux.shim_of(pmux.server());
    assert_eq!(shim["said"], format!("process {pid}: sessions outlive their server"));
    assert_eq!(found(&pmux, "terminal")["said"], "none here to be asked");
    pmux.ok(&["kill-server"]);
}

#[test]
fn a_terminal_is_asked_and_left_as_it_was() {
    let pmux = Pmux::new();
    // It begins when the terminal has been looked at.
    let argv = ["/bin/sh", "-c", "read go; exec \"$0\" doctor", env!("CARGO_BIN_EXE_pmux")];
    let mut person = Person::new(Size::new(100, 24), &argv, pmux.env(), &pmux.home(""));
    let before = person.termios();
    person.type_("\r");
    assert!(matches!(person.wait_exit(), End::Exited(0 | 1)), "{}", person.screen());
    let screen = person.screen();
    assert!(screen.contains("client      pmux") && screen.contains("colours"), "{screen}");
    assert_eq!(person.termios(), before);
}

#[test]
fn what_it_does_not_take_is_said() {
    let pmux = Pmux::new();
    let said = pmux.fails(&["doctor", "--yaml"]);
    assert!(said.contains("--yaml") && said.contains("usage: pmux doctor"), "{said}");
}

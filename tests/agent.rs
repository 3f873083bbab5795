//! The ssh agent of whoever attached last, at a path that stays.

mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

use pmux::geometry::Size;
use support::{Pmux, wait_for};

const SIZE: Size = Size::new(80, 24);

#[test]
fn a_running_shell_reaches_the_agent_of_who_attached_last() {
    let mut pmux = Pmux::new();
    let agents = ["a", "b"].map(|name| pmux.dir().join(name));
    let _listeners = agents.each_ref().map(|path| UnixListener::bind(path).expect("a socket"));
    let link = pmux.socket("default.agent");
    let leads_to = |path: &std::path::Path| {
        let path = path.canonicalize().expect("it is there");
        wait_for("the link", || (fs::read_link(&link).ok()? == path).then_some(()));
    };
    pmux.set_env("SSH_AUTH_SOCK", agents[0].to_str());
    let mut first = pmux.attach(SIZE, &["new", "-s", "one", "echo =$SSH_AUTH_SOCK=; exec cat"]);
    first.wait_for(&format!("={}=", link.display()));
    leads_to(&agents[0]);
    pmux.set_env("SSH_AUTH_SOCK", agents[1].to_str());
    let mut second = pmux.attach(SIZE, &["attach"]);
    second.wait_for("one");
    leads_to(&agents[1]);
    // Who is still there has theirs again.
    second.detach();
    leads_to(&agents[0]);
    // What is no socket is followed by nobody, and neither is the path itself.
    for other in [pmux.dir().join("c"), link.clone()] {
        pmux.set_env("SSH_AUTH_SOCK", other.to_str());
        let mut third = pmux.attach(SIZE, &["attach"]);
        third.wait_for("one");
        leads_to(&agents[0]);
        third.detach();
    }
    // Of a link that is followed where it leads to now.
    let other = pmux.dir().join("other");
    symlink(&agents[1], &other).expect("a link");
    pmux.set_env("SSH_AUTH_SOCK", other.to_str());
    let mut third = pmux.attach(SIZE, &["attach"]);
    third.wait_for("one");
    leads_to(&agents[1]);
    third.detach();
    // It can be done without, and it goes with the server.
    pmux.set_env("SSH_AUTH_SOCK", agents[1].to_str());
    pmux.ok(&["set", "-s", "follow-ssh-agent", "off"]);
    pmux.ok(&["new", "-d", "-s", "two", "echo =$SSH_AUTH_SOCK=; exec cat"]);
    pmux.ok(&["await", "--for", &format!("={}=", agents[1].display()), "-t", "two"]);
    first.detach();
    pmux.ok(&["kill-server"]);
    wait_for("the link is gone", || link.symlink_metadata().is_err().then_some(()));
}

#[test]
fn without_an_agent_nothing_is_said_of_one() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "one", "echo =${SSH_AUTH_SOCK-none}=; exec cat"]);
    pmux.ok(&["await", "--for", "=none=", "-t", "one"]);
    assert!(pmux.socket("default.agent").symlink_metadata().is_err());
}

//! What the commands of hooks know, and commands that are made of formats.

mod support;

use pmux::geometry::Size;
use support::{End, Pmux, wait_for};

const SIZE: Size = Size::new(80, 24);

#[test]
fn hooks_know_what_happened() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "one", "exec sleep 1000"]);
    let got = |name: &str| pmux.ok(&["show-options", "-gv", name]);
    let place = "#{hook} #{hook_session} #{hook_session_name} #{hook_window} #{hook_window_name} \
                 #{hook_pane}";
    let keep = |hook: &str, name: &str, format: &str| {
        pmux.ok(&["set-hook", "-g", hook, &format!("set -gF {name} \"{format}\"")]);
    };
    keep("session-renamed", "@renamed", place);
    pmux.ok(&["rename-session", "two"]);
    assert_eq!(got("@renamed"), "session-renamed $0 two   \n");
    keep("window-renamed", "@window", place);
    pmux.ok(&["rename-window", "-t", "two:", "new name"]);
    assert_eq!(got("@window"), "window-renamed $0 two @0 new name \n");
    keep("pane-mode-changed", "@mode", place);
    pmux.ok(&["copy-mode", "-t", "two:"]);
    assert_eq!(got("@mode"), "pane-mode-changed $0 two @0 new name %0\n");
    let arguments = "#{hook}|#{hook_arguments}|#{hook_argument_0}|#{hook_flag_n}|#{hook_flag_d}|\
                     #{hook_flag_e_0}|#{hook_flag_e_1}|#{hook_flag_e}|#{hook_flag_t}";
    keep("after-new-window", "@made", arguments);
    let flags = ["-d", "-n", "a b", "-e", "A=1", "-e", "B=2", "-t", "two:", "sleep 1000"];
    pmux.ok(&[&["new-window"], &flags[..]].concat());
    assert_eq!(
        got("@made"),
        "after-new-window|-d -e A=1 -e B=2 -n \"a b\" -t two: \"sleep 1000\"|sleep 1000|a b|1|A=1|\
         B=2|B=2|two:\n"
    );
    keep("client-attached", "@client", "#{hook_client} #{hook_session_name}");
    let mut person = pmux.attach(SIZE, &["attach"]);
    person.wait_for("two");
    let client = pmux.ok(&["list-clients", "-F", "#{client_name}"]);
    assert_eq!(got("@client"), format!("{} two\n", client.trim()));
    person.detach();
    keep("session-closed", "@closed", "#{hook} #{hook_session_name}");
    pmux.ok(&["new", "-d", "-s", "three", "exec sleep 1000"]);
    pmux.ok(&["kill-session", "-t", "two"]);
    wait_for("its hook", || (got("@closed") == "session-closed two\n").then_some(()));
    // Outside of them nobody knows anything.
    assert_eq!(pmux.show("three:", "[#{hook}#{hook_session}]"), "[]");
}

#[test]
fn commands_are_made_of_formats_and_homes_of_names() {
    let pmux = Pmux::with_config("set -g @home ~root/x\n");
    pmux.ok(&["new", "-d", "-s", "one", "exec sleep 1000"]);
    pmux.ok(&["run-shell", "-C", "set -g @x 'in #{session_name}'"]);
    assert_eq!(pmux.ok(&["show-options", "-gv", "@x"]), "in one\n");
    let root = nix::unistd::User::from_name("root").ok().flatten().expect("somebody");
    let home = format!("{}/x\n", root.dir.display());
    assert_eq!(pmux.ok(&["show-options", "-gv", "@home"]), home);
}

#[test]
fn a_client_becomes_a_program() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["new", "-s", "one", "exec sleep 1000"]);
    person.wait_for("one");
    pmux.ok(&["detach-client", "-E", "echo replaced; exit 3"]);
    assert_eq!(person.wait_exit(), End::Exited(3));
    person.wait_for("replaced");
    assert_eq!(pmux.ok(&["list-clients"]), "");
}

#[test]
fn sessions_have_the_names_that_they_are_given() {
    let pmux = Pmux::new();
    for name in ["main", "a.b", "a:b", "a:b.c:d"] {
        pmux.ok(&["new", "-d", "-s", name, "exec sleep 1000"]);
    }
    pmux.ok(&["new-window", "-d", "-t", "a:b", "exec sleep 1000"]);
    for (target, expect) in [
        ("a.b", "a.b 0 0"),
        ("=a.b", "a.b 0 0"),
        ("a:b", "a:b 0 0"),
        ("a:b:1", "a:b 1 0"),
        ("=a:b:1.0", "a:b 1 0"),
        ("a:b.c:d", "a:b.c:d 0 0"),
        ("$1:", "a.b 0 0"),
    ] {
        let shown = pmux.show(target, "#{session_name} #{window_index} #{pane_index}");
        assert_eq!(shown, expect, "{target}");
    }
    pmux.ok(&["rename-session", "-t", "a:b", "x.y:z"]);
    pmux.ok(&["kill-session", "-t", "=x.y:z"]);
    assert_eq!(pmux.ok(&["ls", "-F", "#S"]), "a.b\na:b.c:d\nmain\n");
    assert_eq!(pmux.fails(&["has-session", "-t", "=a"]), "can't find session: a");
}

#[test]
fn a_part_of_a_window_leaves_out_the_row_of_titles() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "one", "-x", "80", "-y", "24", "exec sleep 1000"]);
    pmux.ok(&["set", "-g", "pane-border-status", "top"]);
    pmux.ok(&["split-window", "-t", "one", "exec sleep 1000"]);
    pmux.ok(&["resize-pane", "-t", "one:0.0", "-y", "50%"]);
    assert_eq!(pmux.ok(&["list-panes", "-t", "one", "-F", "#{pane_height}"]), "11\n11\n");
}

#[test]
fn options_without_effect_are_told_once() {
    let pmux = Pmux::with_config("set -g status-left x\nset -g assume-paste-time 2\n");
    let mut person = pmux.attach(Size::new(160, 24), &["new", "-s", "one", "exec sleep 1000"]);
    let spot = format!("{}:2 assume-paste-time", pmux.config().display());
    person.wait_for("Without effect in pmux: ");
    let told = || pmux.ok(&["show-messages"]).matches(&spot).count();
    assert_eq!(told(), 1);
    person.detach();
    let mut person = pmux.attach(SIZE, &["attach"]);
    person.wait_for("sleep");
    assert_eq!(told(), 1);
    person.detach();
}

#[test]
fn a_command_line_is_completed_with_what_it_may_become() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build", "exec sleep 1000"]);
    pmux.ok(&["new", "-d", "-s", "bread", "exec sleep 1000"]);
    let mut person = pmux.attach(SIZE, &["attach", "-t", "build"]);
    person.wait_for("build");
    person.prefix(":").wait_for(":");
    person.type_("set -g status-left-s\t");
    person.wait_for("set -g status-left-style");
    person.type_("\x15switch-client -t b\t");
    person.wait_until("both", |it| it.contains("bread") && it.contains("1 window"));
    person.type_("r\t");
    person.wait_for("switch-client -t bread");
    person.type_("\r");
    person.wait_until("bread", |it| it.contains("bread") && !it.contains("switch-client"));
    person.detach();
}

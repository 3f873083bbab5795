//! What reaches the person's terminal looks as their program meant it, and as they want it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

use pmux::geometry::Size;
use support::{Pmux, wait_for};

const SIZE: Size = Size::new(80, 24);

/// Where the cursor of a program is that writes a text at the start of a line.
fn columns(pmux: &Pmux, text: &str) -> String {
    let script = format!("printf '\\033[2J\\033[H%s' '{text}'; exec sleep 1000");
    let pane = pmux.ok(&["new-window", "-d", "-P", "-F", "#{pane_id}", &script]);
    let pane = pane.trim();
    wait_for("the text", || {
        pmux.ok(&["capture-pane", "-p", "-t", pane]).contains(text).then_some(())
    });
    pmux.show(pane, "#{cursor_x}")
}

#[test]
fn clusters_are_as_wide_as_a_person_says() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d"]);
    let (heart, icon) = ("❤\u{fe0f}", "\u{e0b0}");
    for (text, expect) in [
        (heart, "2"),
        ("👩\u{200d}👧", "2"),
        ("1\u{fe0f}\u{20e3}", "2"),
        ("⚠\u{fe0e}", "1"),
        (icon, "1"),
    ] {
        assert_eq!(columns(&pmux, text), expect, "{text}");
    }
    pmux.ok(&["set", "-s", "variation-selector-always-wide", "off"]);
    pmux.ok(&["set", "-s", "codepoint-widths[0]", "U+E0B0-U+E0D4=2"]);
    assert_eq!(columns(&pmux, heart), "1");
    assert_eq!(columns(&pmux, icon), "2");
}

#[test]
fn what_follows_a_cluster_is_where_it_belongs() {
    let pmux = Pmux::new();
    let text = "👩\u{200d}👩\u{200d}👧⚠\u{fe0f}🇩🇪1\u{fe0f}\u{20e3}|";
    let script = format!("seq 50; echo '{text}'; seq 30; echo the-end; exec sleep 1000");
    let mut person = pmux.attach(SIZE, &["new", &script]);
    // Whatever this terminal makes of the glyphs, the bar is in column 8: in history as well.
    person.wait_for("the-end");
    pmux.ok(&["copy-mode"]);
    pmux.ok(&["send-keys", "-X", "-N", "40", "cursor-up"]);
    person.wait_until("the bar", |screen| screen.find("|").is_some_and(|(x, _)| x == 8));
    pmux.ok(&["send-keys", "-X", "search-backward", "⚠\u{fe0f}🇩🇪"]);
    assert_eq!(pmux.show("", "#{copy_cursor_x}"), "2");
    pmux.ok(&["send-keys", "-X", "begin-selection"]);
    pmux.ok(&["send-keys", "-X", "end-of-line"]);
    pmux.ok(&["send-keys", "-X", "copy-selection-and-cancel"]);
    assert_eq!(
        pmux.ok(&["show-buffer"]).trim_end(),
        text.trim_start_matches("👩\u{200d}👩\u{200d}👧")
    );
}

#[test]
fn a_long_line_is_one_line_in_the_persons_terminal() {
    let pmux = Pmux::new();
    let url = format!("https://example.org/{}", "path/".repeat(36));
    let mut person = pmux.attach(SIZE, &["new", &format!("echo {url}; exec sleep 1000")]);
    person.wait_for("path/");
    let text = |bytes: &[u8]| {
        let side = |n| std::num::NonZeroU16::new(n).unwrap();
        let mut tty = vt100::Parser::new(side(SIZE.rows), side(SIZE.cols), 0);
        tty.process(bytes);
        tty.screen().contents()
    };
    wait_for("the line", || {
        person.screen();
        text(person.raw()).contains(&url).then_some(())
    });
    // Where it is beside another pane it is in the rows of that pane.
    pmux.ok(&["split-window", "-h", "-d"]);
    wait_for("rows", || {
        person.screen();
        (!text(person.raw()).contains(&url)).then_some(())
    });
    pmux.ok(&["kill-pane", "-a"]);
    wait_for("the line again", || {
        person.screen();
        text(person.raw()).contains(&url).then_some(())
    });
}

#[test]
fn colours_that_a_program_sets_show_in_its_pane_alone() {
    let mut pmux = Pmux::new();
    pmux.set_env("COLORTERM", Some("truecolor"));
    let script = "printf '\\033]4;1;rgb:01/02/03\\033\\\\\\033]11;rgb:0a/0b/0c\\007\\033[31mred'; exec sleep 1000";
    let mut person = pmux.attach(SIZE, &["new", script]);
    person.wait_for("red");
    let look = |person: &mut support::Person, fg: vt100::Color, bg: vt100::Color| {
        let wanted = format!("{fg:?} on {bg:?}");
        person.wait_until(&wanted, |screen| {
            let at = screen.find("red");
            at.is_some_and(|at| screen.look(at).fg == fg && screen.look(at).bg == bg)
        });
    };
    look(&mut person, vt100::Color::Rgb(1, 2, 3), vt100::Color::Rgb(10, 11, 12));
    pmux.ok(&["set", "-p", "pane-colours[1]", "#040506"]);
    pmux.ok(&["split-window", "-h", "printf '\\033[31mred'; exec sleep 1000"]);
    pmux.ok(&["kill-pane", "-a"]);
    look(&mut person, vt100::Color::Idx(1), vt100::Color::Default);
    pmux.ok(&["set", "-p", "pane-colours[1]", "#040506"]);
    look(&mut person, vt100::Color::Rgb(4, 5, 6), vt100::Color::Default);
    let cursor = |person: &mut support::Person, sequence: &[u8]| {
        wait_for("the cursor", || {
            person.screen();
            let raw = person.raw();
            raw.windows(sequence.len()).any(|part| part == sequence).then_some(())
        });
    };
    pmux.ok(&["set", "-p", "cursor-colour", "#070809"]);
    cursor(&mut person, b"\x1b]12;rgb:07/08/09\x1b\\");
    pmux.ok(&["set", "-p", "cursor-style", "bar"]);
    cursor(&mut person, b"\x1b[6 q");
    person.detach();
    cursor(&mut person, b"\x1b]112\x1b\\");
}

#[test]
fn a_terminal_that_becomes_light_gets_light_colours() {
    let pmux = Pmux::new();
    let script = "printf ready; read -r _; printf '\\033[?996n'; exec cat -v";
    let mut person = pmux.attach(SIZE, &["new", script]);
    person.wait_for("ready");
    let bar = |person: &mut support::Person, color| {
        person.wait_until(&format!("{color} in the status line"), |screen| {
            screen.look((79, 23)).bg == vt100::Color::Idx(color)
        });
    };
    bar(&mut person, 236);
    person.lighten(true);
    bar(&mut person, 254);
    // Its colours were asked for again, for programs too.
    wait_for("the theme", || (pmux.show("", "#{client_theme}") == "light").then_some(()));
    wait_for("its colours", || {
        person.screen();
        let asked = person.raw().windows(8).filter(|part| *part == b"\x1b]11;?\x1b\\").count();
        (asked == 2).then_some(())
    });
    person.type_("\r");
    person.wait_for("^[[?997;2n");
    person.lighten(false);
    bar(&mut person, 236);
}

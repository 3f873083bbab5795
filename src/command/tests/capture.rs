//! Captured text, as tmux 3.3a captures it, and tabs as 3.8 does.

use super::{World, check};

/// A pane of 10x5 with three lines of history, one of them wrapped at a space.
fn world() -> World {
    let mut world = World::new();
    world.run("resize-window -x 10 -y 5");
    for line in 1..=5 {
        world.feed(&format!("line{line}\r\n"));
    }
    world.feed("\x1b[31mred\x1b[0m plain  \r\nabcdefghijklmnopqrstuvwxyz\r\n");
    world.feed("end \x1b[1;4mx\x1b[0m\t|");
    world
}

#[track_caller]
fn check_captured(flags: &str, expect: &str) {
    let line = format!("capture-pane -p {flags}");
    assert_eq!(world().run(&line), expect, "{line}");
}

#[test]
fn rows_are_counted_from_the_top_of_the_screen() {
    let screen = "\nabcdefghij\nklmnopqrst\nuvwxyz\nend x\t|\n";
    check_captured("", screen);
    check_captured("-E -", screen);
    check_captured("-S x", screen);
    check_captured("-S -2", &format!("line5\nred plain\n{screen}"));
    check_captured("-S - -E 0", "line1\nline2\nline3\nline4\nline5\nred plain\n\n");
    check_captured("-S -100 -E -1", "line1\nline2\nline3\nline4\nline5\nred plain\n");
    check_captured("-S -2 -E -2", "line5\n");
    check_captured("-E -1", "red plain\n\n");
    check_captured("-E 2", "\nabcdefghij\nklmnopqrst\n");
    check_captured("-S 3 -E 1", "abcdefghij\nklmnopqrst\nuvwxyz\n");
    check_captured("-S 50", "end x\t|\n");
}

#[test]
fn what_is_too_long_is_refused_as_soon_as_it_is() {
    let mut world = World::attached();
    world.run("resize-window -x 500 -y 5");
    world.feed(&"\r\n".repeat(1500));
    let (kept, printed) = (world.run("capture-pane -R"), world.run("capture-pane -pR"));
    assert_eq!(kept, "65 MiB are more than a buffer holds (64 MiB)\n");
    // To who is shown what commands print it does not go bit by bit.
    assert_eq!(printed, "more than 64 MiB are not printed here\n");
}

#[test]
fn rows_are_joined_and_spaces_kept_where_that_is_asked_for() {
    check_captured("-N", " \nabcdefghij\nklmnopqrst\nuvwxyz\nend x\t|\n");
    check_captured("-J", " \nabcdefghijklmnopqrstuvwxyz\nend x\t|\n");
    let joined = "line4\nline5\nred plain  \nabcdefghijklmnopqrstuvwxyz\nend x\t|\n";
    check_captured("-J -S -3", joined);
}

#[test]
fn looks_are_captured_as_escape_sequences() {
    check_captured("-e -S 4", "end \x1b[1;4mx\x1b[0m\t|\n");
    check_captured("-e -S -1 -E -1", "\x1b[31mred\x1b[0m plain\n");
    check_captured("-e -C -S 4", "end \\033[1;4mx\\033[0m\\011|\n");
    let mut world = World::new();
    world.feed(
        "\x1b[38;5;208;48;2;1;2;3;4:3;58:5:9ma\x1b[92mb\x1b]8;;http://x\x1b\\c\x1b]8;;\x1b\\",
    );
    let expect = "\x1b[4:3;38;5;208;48;2;1;2;3;58:5:9ma\x1b[92mb\x1b]8;;http://x\x1b\\c\
                  \x1b[0m\x1b]8;;\x1b\\\n";
    assert_eq!(world.run("capture-pane -p -e -E 0"), expect);
}

#[test]
fn a_capture_draws_what_was_captured() {
    let mut world = world();
    let drawn = world.run("capture-pane -p -e -S -");
    world.run("send-keys -R ; clear-history");
    world.feed(drawn.trim_end_matches('\n').replace('\n', "\r\n").as_str());
    assert_eq!(world.run("capture-pane -p -e -S -"), drawn);
}

#[test]
fn the_covered_screen_can_be_captured() {
    check("capture-pane -a -p", "no alternate screen\n");
    check("capture-pane -a -q -p", "\n");
    let mut world = World::new();
    world.feed("below\x1b[?1049h\x1b[Habove");
    assert_eq!(world.run("capture-pane -p -E 0"), "above\n");
    assert_eq!(world.run("capture-pane -a -p -E 0"), "below\n");
}

#[test]
fn rows_have_numbers_flags_and_links() {
    let mut world = World::new();
    world.run("resize-window -x 10 -y 4");
    let shell = "\x1b]133;A\x1b\\$ \x1b]133;B\x1b\\ls\r\n\x1b]133;C\x1b\\";
    let link = |uri: &str| format!("\x1b]8;id=x;{uri}\x1b\\");
    let (one, two, none) = (link("http://one"), link("http://two"), "\x1b]8;;\x1b\\");
    world.write(&format!("0123456789ab\r\né\r\n{shell}{one}a{none}\r\n{two}b{one}c{none}d\x1b[4"));
    for (flags, expect) in [
        ("-L", "0 é\n1 $ ls\n2 a\n3 bcd\n"),
        ("-L -S - -E 0", "-2 0123456789\n-1 ab\n0 é\n"),
        ("-F -S -", "W 0123456789\n- ab\nX é\nP $ ls\nHOX a\nHX bcd\n"),
        ("-LF -S 2", "2 HOX a\n3 HX bcd\n"),
        // A link is told once.
        ("-H", "http://one\nhttp://two\n"),
        ("-HL -S 3", "3 http://two http://one\n"),
        ("-P", "\x1b[4\n"),
        ("-PC", "\\033[4\n"),
        ("-M -S 3", "bcd\n"),
    ] {
        assert_eq!(world.run(&format!("capture-pane -p {flags}")), expect, "{flags}");
    }
    world.run("capture-pane -P -b pending");
    assert_eq!(world.run("show-buffer -b pending"), "\x1b[4");
}

#[test]
fn the_screen_of_a_mode_is_captured_where_there_is_one() {
    let mut world = world();
    world.run("copy-mode ; send-keys -X history-top");
    assert_eq!(world.run("capture-pane -pM -E 1"), "line1\nline2\n");
    assert_eq!(world.run("capture-pane -pML -S 1 -E 1"), "1 line2\n");
    world.run("send-keys -X cancel");
    assert_eq!(world.run("capture-pane -pM -S 4"), "end x\t|\n");
}

#[test]
fn as_tmux_looks_go_on_over_line_ends_and_rows_have_room() {
    let mut world = World::tmux();
    world.run("resize-window -x 10 -y 4");
    world.feed("\x1b[31;42;1mab\x1b[0;31mc\r\n0123456789\x1b[m\r\n\x1b[4mx \x1b[m\ty");
    for (flags, expect) in [
        (
            "-e",
            "\x1b[1m\x1b[31m\x1b[42mab\x1b[0m\x1b[31mc\x1b[39m\n\
                \x1b[31m0123456789\n\x1b[4m\x1b[39mx \x1b[0m\ty\n\n",
        ),
        ("-eT -E 1", "\x1b[1m\x1b[31m\x1b[42mab\x1b[0m\x1b[31mc\n0123456789\n"),
        ("-eC -S 1 -E 1", "\\033[31m0123456789\n"),
        ("-N", "abc  \n0123456789\nx \ty \n\n"),
        ("-NT", "abc\n0123456789\nx \ty\n\n"),
    ] {
        assert_eq!(world.run(&format!("capture-pane -p {flags}")), expect, "{flags}");
    }
}

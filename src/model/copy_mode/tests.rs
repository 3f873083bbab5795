//! What tmux 3.3a does is told by hand from it; the rest is pmux's own.

mod laws;
mod searches;

use super::*;
use crate::line::Line;
use crate::style::{Color, Style};
use crate::terminal::{Limits, Terminal};

const POEM: &str = "one two three\r\nalpha  beta gamma\r\n\r\nlast";

fn terminal(cols: u16, rows: u16, bytes: &str) -> Terminal {
    let mut terminal = Terminal::new(Size::new(cols, rows), Limits::default());
    terminal.feed(bytes.as_bytes());
    terminal
}

/// A terminal of four rows with lines `line 0` to `line {count - 1}`, the cursor after the last.
fn numbered(count: u32) -> Terminal {
    let lines: Vec<String> = (0..count).map(|n| format!("line {n}")).collect();
    terminal(20, 4, &lines.join("\r\n"))
}

fn vi() -> Habits {
    Habits { vi: true, ..Habits::default() }
}

/// Does what the script says: names with their arguments after a `=`, with counts before a `*`,
/// parted by commas. Gives what the last one gave.
fn run(mode: &mut CopyMode, terminal: &Terminal, script: &str) -> Outcome {
    let mut outcome = Outcome::None;
    for step in script.split(',').map(str::trim).filter(|step| !step.is_empty()) {
        let (count, step) = match step.split_once('*') {
            Some((count, step)) => (count.parse().unwrap(), step),
            None => (1, step),
        };
        let (name, argument) = match step.split_once('=') {
            Some((name, argument)) => (name, Some(argument)),
            None => (step, None),
        };
        outcome = mode.act(terminal, action(name, argument).unwrap(), count);
    }
    outcome
}

/// What is copied after a script.
fn copied(terminal: &Terminal, habits: &Habits, script: &str) -> String {
    let mut mode = CopyMode::enter(terminal, false);
    mode.set_habits(habits.clone());
    run(&mut mode, terminal, script);
    match run(&mut mode, terminal, "copy-selection") {
        Outcome::Copy { text, .. } => text,
        other => panic!("{other:?}"),
    }
}

/// The glyphs under the cursor and right of it, after a script.
fn at(terminal: &Terminal, habits: &Habits, script: &str) -> String {
    let mut mode = CopyMode::enter(terminal, false);
    mode.set_habits(habits.clone());
    run(&mut mode, terminal, script);
    let line = mode.line(terminal);
    line.chars().skip(mode.cursor.column).collect()
}

fn texts(mode: &CopyMode, terminal: &Terminal) -> Vec<String> {
    let rows = mode.rows(terminal, terminal.size(), &looks());
    rows.into_iter().map(|row| row.text.trim_end().to_owned()).collect()
}

fn looks() -> Looks {
    let plain = NumberLooks { numbers: Numbers::Off, number: Style::PLAIN, current: Style::PLAIN };
    Looks {
        mark: Style::PLAIN,
        chosen: Style::PLAIN,
        current_line: Style::PLAIN,
        numbers: plain,
        selection: Style::PLAIN.bg(Color::Indexed(1)),
        match_: Style::PLAIN.bg(Color::Indexed(2)),
        current_match: Style::PLAIN.bg(Color::Indexed(3)),
    }
}

/// The background of each column of a row: a digit, or a dot for none.
fn marks(row: &Line) -> String {
    let mark = |style: &Style| match style.bg {
        Color::Indexed(n) => char::from_digit(n.into(), 10).unwrap(),
        _ => '.',
    };
    row.glyphs().flat_map(|g| std::iter::repeat_n(mark(g.style), g.width.into())).collect()
}

/// But for the end of a line in vi, which is not copied.
#[test]
fn copies_are_those_of_tmux() {
    let terminal = terminal(40, 10, POEM);
    for (script, in_vi, in_emacs) in [
        ("select-line", "one two three\n", "one two three"),
        (
            "select-line, cursor-down",
            "one two three\nalpha  beta gamma\n",
            "one two three\nalpha  beta gamma",
        ),
        ("begin-selection, end-of-line", "one two three", "one two three"),
        ("begin-selection, 2*cursor-right", "one", "on"),
        ("begin-selection, next-word-end", "one", "one"),
        (
            "cursor-right, begin-selection, cursor-down, 2*cursor-right, rectangle-on",
            "ne \nlph",
            "ne\nlp",
        ),
        ("select-word", "one", "one"),
    ] {
        let script = format!("history-top, {script}");
        assert_eq!(copied(&terminal, &vi(), &script), in_vi, "vi: {script}");
        assert_eq!(copied(&terminal, &Habits::default(), &script), in_emacs, "emacs: {script}");
    }
}

#[test]
fn moves_lead_where_they_say() {
    let terminal = terminal(40, 10, POEM);
    let vi = vi();
    for (script, expect) in [
        ("", "one two three"),
        ("next-word", "two three"),
        ("2*next-word", "three"),
        ("3*next-word", "alpha  beta gamma"),
        ("99*next-word", ""),
        ("next-word-end", "e two three"),
        ("2*next-word-end", "o three"),
        ("next-word, previous-word", "one two three"),
        ("4*next-word, 2*previous-word", "three"),
        ("end-of-line", "e"),
        ("end-of-line, 2*cursor-right", "alpha  beta gamma"),
        ("cursor-down, 4*cursor-left", "ree"),
        ("end-of-line, cursor-down, start-of-line", "alpha  beta gamma"),
        ("jump-forward=t", "two three"),
        ("jump-forward=t, jump-again", "three"),
        ("jump-forward=t, jump-again, jump-reverse", "two three"),
        ("jump-forward=z", "one two three"),
        ("jump-to-forward=t", " two three"),
        ("jump-to-forward=t, jump-again", " three"),
        ("end-of-line, jump-backward=o", "o three"),
        ("end-of-line, jump-to-backward=o", " three"),
        ("next-paragraph", ""),
        ("next-paragraph, cursor-down", "last"),
        ("set-mark, cursor-down, jump-to-mark", "one two three"),
        ("set-mark, cursor-down, jump-to-mark, jump-to-mark", "alpha  beta gamma"),
    ] {
        assert_eq!(at(&terminal, &vi, &format!("history-top,{script}")), expect, "{script}");
    }
}

#[test]
fn spaces_part_what_separators_do_not() {
    let terminal = terminal(40, 4, "a-b.c  (d) e\r\n  indented");
    let vi = vi();
    for (script, expect) in [
        ("next-word", "-b.c  (d) e"),
        ("next-space", "(d) e"),
        ("next-space-end", "c  (d) e"),
        ("2*next-space, previous-space", "(d) e"),
        ("cursor-down, back-to-indentation", "indented"),
        ("next-matching-bracket", ") e"),
        ("next-matching-bracket, next-matching-bracket", "(d) e"),
    ] {
        assert_eq!(at(&terminal, &vi, &format!("history-top,{script}")), expect, "{script}");
    }
}

#[test]
fn the_view_moves() {
    let terminal = numbered(30);
    let mut mode = CopyMode::enter(&terminal, false);
    assert_eq!(mode.cursor(), Point::new(7, 3));
    for (script, first, cursor, indicator) in [
        ("", "line 26", (7, 3), "[0/26]"),
        ("scroll-up", "line 25", (7, 3), "[1/26]"),
        ("page-up", "line 23", (7, 3), "[3/26]"),
        ("halfpage-up", "line 21", (7, 3), "[5/26]"),
        ("history-top", "line 0", (0, 0), "[26/26]"),
        ("page-up", "line 0", (0, 0), "[26/26]"),
        ("bottom-line", "line 0", (0, 3), "[26/26]"),
        ("page-up", "line 0", (0, 1), "[26/26]"),
        ("4*cursor-down", "line 2", (0, 3), "[24/26]"),
        ("goto-line=5", "line 21", (0, 3), "[5/26]"),
        ("goto-line=500", "line 0", (0, 3), "[26/26]"),
        ("middle-line", "line 0", (0, 1), "[26/26]"),
        ("history-bottom", "line 26", (7, 3), "[0/26]"),
        ("top-line, 3*cursor-up", "line 23", (0, 0), "[3/26]"),
        ("9*page-down", "line 26", (0, 3), "[0/26]"),
        ("toggle-position", "line 26", (0, 3), ""),
    ] {
        assert_eq!(run(&mut mode, &terminal, script), Outcome::None);
        assert_eq!(texts(&mode, &terminal)[0], first, "{script}");
        assert_eq!(mode.cursor(), Point::new(cursor.0, cursor.1), "{script}");
        assert_eq!(mode.indicator(&terminal), indicator, "{script}");
    }
}

#[test]
fn it_is_left_when_asked() {
    let terminal = numbered(30);
    let leaves = |exit, script| {
        let mut mode = CopyMode::enter(&terminal, exit);
        run(&mut mode, &terminal, script) == Outcome::Leave
    };
    assert!(leaves(false, "cancel"));
    assert!(leaves(false, "copy-selection-and-cancel"));
    assert!(!leaves(false, "scroll-up, scroll-down"));
    assert!(leaves(true, "scroll-up, scroll-down"));
    assert!(leaves(true, "page-up, page-down"));
    assert!(!leaves(true, "page-up, cursor-up, page-down"));
    assert!(leaves(false, "page-up, page-down-and-cancel"));
    assert!(leaves(false, "cursor-down-and-cancel"));
    assert!(!leaves(false, "scroll-up, cursor-down-and-cancel"));
}

#[test]
fn it_keeps_its_place_while_output_goes_on() {
    let mut terminal = numbered(30);
    let mut mode = CopyMode::enter(&terminal, false);
    run(&mut mode, &terminal, "history-top, 5*cursor-down, begin-selection, end-of-line");
    let before = texts(&mode, &terminal);
    for n in 0..50 {
        terminal.feed(format!("\r\nmore {n}").as_bytes());
    }
    assert_eq!(texts(&mode, &terminal), before);
    assert_eq!(
        run(&mut mode, &terminal, "copy-selection"),
        Outcome::Copy { text: "line 5".into(), leave: false, store: Store::New(None), pipe: None }
    );
    terminal.clear_history();
    run(&mut mode, &terminal, "cursor-up");
    assert_eq!(texts(&mode, &terminal)[0], "more 46");
}

#[test]
fn wrapped_lines_are_one() {
    let mut terminal = terminal(10, 5, "0123456789abcdefghij\u{4e00}xy z   w\r\nnext");
    let mut mode = CopyMode::enter(&terminal, false);
    run(&mut mode, &terminal, "history-top, end-of-line");
    assert_eq!(mode.cursor(), Point::new(9, 2));
    run(&mut mode, &terminal, "select-line");
    assert_eq!(mode.release(&terminal), "0123456789abcdefghij\u{4e00}xy z   w");
    terminal.resize(Size::new(7, 5).into());
    mode.resized(&terminal);
    assert_eq!(mode.release(&terminal), "0123456789abcdefghij\u{4e00}xy z   w");
    assert!(texts(&mode, &terminal).iter().all(|row| row.chars().count() <= 7));
    // The one column that a wide glyph does not fit into is no blank of the text.
    let wide = self::terminal(4, 4, "abc\u{4e00}d");
    let mut mode = CopyMode::enter(&wide, false);
    assert_eq!(mode.line(&wide), "abc\u{4e00}d");
    assert_eq!(texts(&mode, &wide)[..2], ["abc", "\u{4e00}d"]);
    run(&mut mode, &wide, "history-top, 3*cursor-right");
    assert_eq!(mode.cursor(), Point::new(0, 1));
}

#[test]
fn what_is_selected_and_found_is_marked() {
    let terminal = terminal(12, 5, "one two one\r\n\r\nab\u{4e00}d\r\nx");
    let shown = |script: &str| -> Vec<String> {
        let mut mode = CopyMode::enter(&terminal, false);
        mode.set_habits(vi());
        run(&mut mode, &terminal, &format!("history-top,{script}"));
        let rows = mode.rows(&terminal, terminal.size(), &looks());
        rows.iter().take(4).map(marks).collect()
    };
    assert_eq!(shown("search-forward=one"), ["222.....333", "", ".....", "."]);
    assert_eq!(
        shown("cursor-right, begin-selection, 2*cursor-down, cursor-right"),
        [".11111111111", "1", "1111.", "."]
    );
    assert_eq!(
        shown("2*cursor-right, begin-selection, 3*cursor-down, rectangle-on, start-of-line"),
        ["111........", "111", "1111.", "111"]
    );
    assert_eq!(
        shown("cursor-right, begin-selection, cursor-right, rectangle-on, 2*cursor-down"),
        [".11........", ".11", ".111.", "."]
    );
}

#[test]
fn the_mouse_selects() {
    let terminal = numbered(30);
    let mut mode = CopyMode::enter(&terminal, true);
    mode.press(&terminal, Point::new(0, 1));
    assert_eq!(mode.release(&terminal), "");
    mode.press(&terminal, Point::new(0, 1));
    mode.drag(&terminal, Point::new(3, 2));
    assert_eq!(mode.release(&terminal), "line 27\nline");
    mode.point(&terminal, Point::new(6, 2));
    mode.act(&terminal, action("select-word", None).unwrap(), 1);
    assert_eq!(mode.release(&terminal), "28");
    mode.act(&terminal, action("select-line", None).unwrap(), 1);
    assert_eq!(mode.release(&terminal), "line 28");
    // Over the upper edge the view follows.
    mode.press(&terminal, Point::new(0, 1));
    mode.drag(&terminal, Point::new(0, 0));
    mode.drag(&terminal, Point::new(0, 0));
    assert_eq!(texts(&mode, &terminal)[0], "line 24");
    assert_eq!(mode.release(&terminal), "line 24\nline 25\nline 26\nl");
    assert_eq!(mode.wheel(&terminal, true, 5), Outcome::None);
    assert_eq!(texts(&mode, &terminal)[0], "line 19");
    let mut mode = CopyMode::enter(&terminal, true);
    mode.wheel(&terminal, true, 5);
    assert_eq!(mode.wheel(&terminal, false, 5), Outcome::Leave);
}

#[test]
fn the_alternate_screen_is_looked_at_by_itself() {
    let mut terminal = numbered(30);
    let mut mode = CopyMode::enter(&terminal, false);
    run(&mut mode, &terminal, "history-top, begin-selection");
    terminal.feed(b"\x1b[?1049h\x1b[Hfull screen");
    assert_eq!(texts(&mode, &terminal)[0], "full screen");
    assert_eq!(run(&mut mode, &terminal, "history-top, select-word, copy-selection"), {
        Outcome::Copy { text: "full".into(), leave: false, store: Store::New(None), pipe: None }
    });
    assert_eq!(mode.indicator(&terminal), "[0/0]");
    terminal.feed(b"\x1b[?1049l");
    run(&mut mode, &terminal, "page-up");
    assert_eq!(texts(&mode, &terminal)[0], "line 24");
}

#[test]
fn names_are_tmuxs() {
    for name in ["copy-pipe-and-cancel", "copy-pipe-end-of-line-and-cancel", "pipe-no-clear"] {
        assert!(matches!(action(name, None), Ok(Action::Copy(_))), "{name}");
    }
    assert_eq!(
        action("append-selection-and-cancel", None),
        Ok(Action::Copy(Copy {
            extent: Extent::Selection,
            then: Then::Leave,
            store: Store::Append,
            pipe: None,
        }))
    );
    assert_eq!(
        action("copy-selection", Some("name")),
        Ok(Action::Copy(Copy {
            extent: Extent::Selection,
            then: Then::Clear,
            store: Store::New(Some("name".into())),
            pipe: None,
        }))
    );
    let error = |name, argument| action(name, argument).unwrap_err().to_string();
    assert_eq!(error("fly", None), "unknown copy mode command: fly");
    assert_eq!(error("goto-line", None), "goto-line: argument needed");
    assert_eq!(error("goto-line", Some("x")), "invalid line number: x");
}

#[test]
fn what_is_read_as_a_link_is_copied_and_opened() {
    let text = "see https://a.b/c, and /etc/hosts\r\n\r\n\x1b]8;;https://x.y/z\x1b\\here\x1b]8;;\x1b\\ it is\r\nend";
    let terminal = terminal(20, 6, text);
    let outcome = |script: &str| {
        let mut mode = CopyMode::enter(&terminal, false);
        run(&mut mode, &terminal, script)
    };
    for (script, expect) in [
        ("history-top, 8*cursor-right", "https://a.b/c"),
        ("history-top", "https://a.b/c"),
        ("history-top, end-of-line", "/etc/hosts"),
        // The line above has one, although it does not look like that.
        ("", "https://x.y/z"),
    ] {
        match outcome(&format!("{script}, copy-link-and-cancel")) {
            Outcome::Copy { text, leave: true, .. } => assert_eq!(text, expect, "{script}"),
            other => panic!("{script}: {other:?}"),
        }
    }
    let open = |script: &str| outcome(&format!("{script}, open-link"));
    assert_eq!(open(""), Outcome::Open { url: "https://x.y/z".into(), leave: false });
    assert!(matches!(open("history-top, end-of-line"), Outcome::Nothing(_)));
    let plain = self::terminal(20, 4, "nothing here");
    let mut mode = CopyMode::enter(&plain, false);
    assert!(matches!(run(&mut mode, &plain, "copy-link"), Outcome::Nothing(_)));
}

#[test]
fn prompts_are_gone_to_in_their_order() {
    let terminal = numbered(30);
    let mut mode = CopyMode::enter(&terminal, false);
    let places = [2, 9, 20].map(|line| crate::terminal::Anchor { line, column: 1 });
    let mut went = |forward, count| {
        mode.go_among(&terminal, &places, forward, count);
        (mode.cursor.line, mode.cursor.column)
    };
    assert_eq!(went(false, 1), (20, 1));
    assert_eq!(went(false, 1), (9, 1));
    assert_eq!(went(false, 7), (2, 1));
    assert_eq!(went(false, 1), (2, 1));
    assert_eq!(went(true, 2), (20, 1));
    assert_eq!(went(true, 1), (20, 1));
}

#[test]
fn in_vi_the_end_of_a_line_is_left_alone() {
    let terminal = terminal(40, 10, POEM);
    let text = |script: &str| {
        let mut mode = CopyMode::enter(&terminal, false);
        mode.set_habits(vi());
        match run(&mut mode, &terminal, &format!("history-top, {script}")) {
            Outcome::Copy { text, .. } => text,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(text("next-word, copy-end-of-line"), "two three");
    assert_eq!(text("2*copy-end-of-line"), "one two three\nalpha  beta gamma");
    assert_eq!(text("begin-selection, end-of-line, copy-selection"), "one two three");
    assert_eq!(text("copy-line"), "one two three\n");
    assert_eq!(at(&terminal, &vi(), "history-top, 2*cursor-down, end-of-line"), "");
}

/// As tmux does it, where that differs from what pmux does for its own.
#[test]
fn in_small_things_it_is_as_in_tmux() {
    let terminal = terminal(40, 10, POEM);
    let tmux = Habits { as_tmux: true, ..vi() };
    for (script, expect) in [
        // The end of a word is looked for in its line, and the cursor stands on glyphs alone.
        ("5*next-word-end", "e"),
        ("12*cursor-right, cursor-right", "alpha  beta gamma"),
        ("cursor-down, start-of-line, cursor-left", "e"),
    ] {
        let script = format!("history-top, {script}");
        let mut mode = CopyMode::enter(&terminal, false);
        mode.set_habits(tmux.clone());
        run(&mut mode, &terminal, &script);
        let line: String = mode.line(&terminal).chars().skip(mode.cursor.column).collect();
        assert_eq!(line, expect, "{script}");
    }
    // One that was left where it was goes on from the end that it had.
    let selected = "history-top, begin-selection, 2*cursor-right, stop-selection, cursor-down";
    assert_eq!(copied(&terminal, &tmux, selected), "one");
    let on = format!("{selected}, other-end, cursor-right");
    assert_eq!(copied(&terminal, &tmux, &on), "one ");
}

#[test]
fn the_view_is_put_where_the_cursor_is_wanted() {
    let terminal = numbered(20);
    let mut mode = CopyMode::enter(&terminal, false);
    let mut check = |script: &str, first: &str, row: u16| {
        run(&mut mode, &terminal, script);
        assert_eq!(
            (texts(&mode, &terminal)[0].as_str(), mode.cursor().y),
            (first, row),
            "{script}"
        );
    };
    check("history-top, 8*cursor-down, scroll-middle", "line 7", 1);
    check("scroll-top", "line 8", 0);
    check("scroll-bottom", "line 5", 3);
    check("recentre-top-bottom", "line 7", 1);
    check("recentre-top-bottom", "line 8", 0);
    check("recentre-top-bottom", "line 5", 3);
    check("cursor-centre-vertical", "line 5", 2);
    // Where there is not enough to show nothing moves.
    check("history-top, scroll-bottom", "line 0", 0);
    check("history-bottom, scroll-top", "line 16", 3);
}

#[test]
fn lines_have_their_numbers() {
    let terminal = numbered(20);
    let mut mode = CopyMode::enter(&terminal, false);
    run(&mut mode, &terminal, "scroll-up, scroll-up, top-line, cursor-down");
    let mut check = |script: &str, numbers: Numbers, expect: [&str; 4]| {
        run(&mut mode, &terminal, script);
        let number = Style::PLAIN;
        let numbers = NumberLooks { numbers, number, current: number };
        let rows = mode.rows(&terminal, terminal.size(), &Looks { numbers, ..looks() });
        let rows: Vec<String> =
            rows.into_iter().map(|row| row.text.trim_end().to_owned()).collect();
        assert_eq!(rows, expect, "{script}");
    };
    let rows = ["line 14", "line 15", "line 16", "line 17"];
    check("", Numbers::Off, rows);
    check("", Numbers::Absolute, [" 15 line 14", " 16 line 15", " 17 line 16", " 18 line 17"]);
    check("", Numbers::Relative, ["  1 line 14", "  0 line 15", "  1 line 16", "  2 line 17"]);
    check("", Numbers::Hybrid, ["  1 line 14", " 16 line 15", "  1 line 16", "  2 line 17"]);
    check("line-numbers-off", Numbers::Hybrid, rows);
    check(
        "line-numbers-on",
        Numbers::Off,
        ["  2 line 14", "  1 line 15", "  0 line 16", "  1 line 17"],
    );
}

#[test]
fn the_end_is_followed_until_one_looks_elsewhere() {
    let mut terminal = numbered(10);
    let mut mode = CopyMode::enter(&terminal, false);
    run(&mut mode, &terminal, "refresh-on");
    terminal.feed(b"\r\nnew");
    assert_eq!(texts(&mode, &terminal)[3], "new");
    run(&mut mode, &terminal, "cursor-up");
    terminal.feed(b"\r\nnewer");
    assert_eq!(texts(&mode, &terminal)[3], "new");
}

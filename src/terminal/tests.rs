//! The terminal as programs meet it: a table of bytes and the screens they make.

use super::*;
use crate::key::{Key, KeyCode, Modifiers};

mod as_tmux;

fn fed(size: (u16, u16), bytes: &str) -> Terminal {
    let mut terminal = Terminal::new(Size::new(size.0, size.1), Limits::default());
    terminal.feed(bytes.as_bytes());
    terminal
}

/// The rows' texts, without the empty ones at the end.
fn rows(terminal: &Terminal) -> Vec<String> {
    let mut rows: Vec<String> = (0..terminal.size().rows).map(|y| terminal.line(y).text).collect();
    while rows.last().is_some_and(String::is_empty) {
        rows.pop();
    }
    rows
}

/// Feeds `bytes` to a screen of 10 by 4, and compares its rows, and the cursor.
fn check(bytes: &str, expect: &[&str], cursor: (u16, u16)) {
    let terminal = fed((10, 4), bytes);
    assert_eq!(rows(&terminal), expect, "{bytes:?}");
    let at = terminal.cursor().at;
    assert_eq!((at.x, at.y), cursor, "{bytes:?}");
}

fn replies(bytes: &str) -> String {
    replies_of((80, 24), bytes)
}

fn replies_of(size: (u16, u16), bytes: &str) -> String {
    let mut terminal = fed(size, bytes);
    let mut out = String::new();
    for notice in terminal.drain_notices() {
        if let Notice::Reply(bytes) = notice {
            out.push_str(&String::from_utf8_lossy(&bytes));
        }
    }
    out
}

#[test]
fn text_wraps_and_scrolls() {
    check("hello\r\nworld", &["hello", "world"], (5, 1));
    check("0123456789", &["0123456789"], (9, 0));
    check("0123456789a", &["0123456789", "a"], (1, 1));
    check("\x1b[?7l0123456789ab", &["012345678b"], (9, 0));
    check("1\r\n2\r\n3\r\n4\r\n5", &["2", "3", "4", "5"], (1, 3));
    check("a\tb\x08c", &["a       c"], (9, 0));
    check("012345678漢", &["012345678", "漢"], (2, 1));
    check("漢字x\x1b[1;2Hy", &[" y字x"], (2, 0));
    check("e\u{301}x", &["e\u{301}x"], (2, 0));
    check("0123456789\u{301}", &["0123456789\u{301}"], (9, 0));
    check("\x1b(0lqk\x1b(Blqk", &["┌─┐lqk"], (6, 0));
    check("\x1b-A\x0ei!\x0fi\x1b.A\x1bNi\x1b/A\x1bOi", &["é¡iéé"], (5, 0));
    check("a\x0eb\x1b)0q\x0fq", &["ab─q"], (4, 0));
    check("x\x1b[4b", &["xxxxx"], (5, 0));
    check("x\x1b[2b\x1b[b\x1b[m\x1b[4b\r\n\x1b[b", &["xxx"], (0, 1));
}

#[test]
fn cursor_and_edits() {
    check("abc\x1b[2DX", &["aXc"], (2, 0));
    check("\x1b[3;4Hx\x1b[Ay\x1b[Bz", &["", "    y", "   x z"], (6, 2));
    check("abcdef\x1b[3G\x1b[2@", &["ab  cdef"], (2, 0));
    check("abcdef\x1b[3G\x1b[2P", &["abef"], (2, 0));
    check("abcdef\x1b[3G\x1b[2X", &["ab  ef"], (2, 0));
    check("abcdef\x1b[3G\x1b[K", &["ab"], (2, 0));
    check("abcdef\x1b[3G\x1b[1K", &["   def"], (2, 0));
    check("1\r\n2\r\n3\x1b[2;1H\x1b[L", &["1", "", "2", "3"], (0, 1));
    check("1\r\n2\r\n3\x1b[1;1H\x1b[M", &["2", "3"], (0, 0));
    check("1\r\n2\r\n3\r\n4\x1b[2;3r\x1b[2;1H\x1bM", &["1", "", "2", "4"], (0, 1));
    check("1\r\n2\r\n3\r\n4\x1b[2;3r\x1b[3;1H\n", &["1", "3", "", "4"], (0, 2));
    check("ab\x1b7cd\x1b8X", &["abXd"], (3, 0));
    check("ab\x1b[4hX\x1b[1GY", &["YabX"], (1, 0));
    check("1\r\n2\x1b[2J", &[], (1, 1));
    check("1\r\n2\x1b[S", &["2"], (1, 1));
    check("1\r\n2\x1b[T", &["", "1", "2"], (1, 1));
    check("\x1b#8\x1b[2;2H\x1b[1J", &["", "  EEEEEEEE", "EEEEEEEEEE", "EEEEEEEEEE"], (1, 1));
    check("\x1b[?6h\x1b[2;4r\x1b[1;1Hx", &["", "x"], (1, 1));
    check("abcdefghij\x1b[?69h\x1b[3;5s\x1b[1;3H\x1b[P", &["abde fghij"], (2, 0));
    check("abc\x1bcx", &["x"], (1, 0));
}

#[test]
fn the_alternate_screen_comes_and_goes() {
    check("main\x1b[?1049halt", &["    alt"], (7, 0));
    check("main\x1b[?1049halt\x1b[?1049l!", &["main!"], (5, 0));
    let mut terminal = fed((10, 4), "1\r\n2\r\n3\r\n4\r\n5\x1b[?1049h1\r\n2\r\n3\r\n4\r\n5\r\n6");
    assert!(terminal.is_alternate());
    assert_eq!(terminal.history().len(), 1);
    terminal.resize(Size::new(5, 2).into());
    terminal.feed(b"\x1b[?1049l");
    assert_eq!(rows(&terminal), ["4", "5"]);
    assert_eq!(terminal.history().len(), 3);
}

#[test]
fn scrolling_renumbers_no_row_that_stays() {
    let mut terminal = fed((10, 4), "1\r\n2\r\n3\r\n4");
    let before: Vec<Stamp> = (0..4).map(|y| terminal.stamp(y)).collect();
    terminal.feed(b"\r\n5");
    assert_eq!(terminal.stamp(0), before[1]);
    assert_eq!(terminal.stamp(2), before[3]);
    assert!(!before.contains(&terminal.stamp(3)));
    assert_eq!(terminal.history().line(0).text, "1");
}

#[test]
fn questions_are_answered() {
    for (question, answer) in [
        ("\x1b[c", "\x1b[?64;1;6;21;22;28;52c"),
        ("\x1b[>c", "\x1b[>41;10;0c"),
        ("\x1b[5n", "\x1b[0n"),
        ("\x1b[3;7H\x1b[6n", "\x1b[3;7R"),
        ("\x1b[?2004h\x1b[?2004$p", "\x1b[?2004;1$y"),
        ("\x1b[?7777$p", "\x1b[?7777;0$y"),
        ("\x1b[4$p", "\x1b[4;2$y"),
        ("\x1b[1;31m\x1bP$qm\x1b\\", "\x1bP1$r0;1;31m\x1b\\"),
        ("\x1b[18t", "\x1b[8;24;80t"),
        ("\x1b[>5u\x1b[?u", "\x1b[?5u"),
        ("\x1b]4;1;?\x1b\\", "\x1b]4;1;rgb:cdcd/0000/0000\x1b\\"),
        ("\x1b]11;#102030\x07\x1b]11;?\x07", "\x1b]11;rgb:1010/2020/3030\x07"),
        ("\x1b]11;#102030\x07\x1b]11;?\x1b\\", "\x1b]11;rgb:1010/2020/3030\x1b\\"),
        ("\x1b]4;1;?\x07", "\x1b]4;1;rgb:cdcd/0000/0000\x07"),
        ("\x1b]12;#010203;?\x07", ""),
        // Where no terminal told, cells are 16 by 32 pixels.
        ("\x1b[14t\x1b[16t", "\x1b[4;768;1280t\x1b[6;32;16t"),
        ("\x1bP+q636f\x1b\\", "\x1bP0+r636f\x1b\\"),
        ("\x1bP+q436f\x1b\\", "\x1bP1+r436f=323536\x1b\\"),
    ] {
        assert_eq!(replies(question), answer, "{question:?}");
    }
    assert!(replies("\x1b[>q").starts_with("\x1bP>|pmux("));
}

#[test]
fn pixels_are_those_that_were_told_from_the_start_on() {
    let size = WindowSize { cells: Size::new(80, 24), xpixel: 800, ypixel: 480 };
    let mut terminal = Terminal::new(size, Limits::default());
    let answer = |terminal: &mut Terminal| {
        terminal.feed(b"\x1b[14t\x1b[16t");
        let bytes = terminal.drain_notices().filter_map(|notice| match notice {
            Notice::Reply(bytes) => Some(bytes),
            _ => None,
        });
        String::from_utf8(bytes.flatten().collect()).unwrap()
    };
    assert_eq!(answer(&mut terminal), "\x1b[4;480;800t\x1b[6;20;10t");
    terminal.resize(WindowSize { xpixel: 1600, ypixel: 960, ..size });
    assert_eq!(answer(&mut terminal), "\x1b[4;960;1600t\x1b[6;40;20t");
    // And clicks in pixels are where they were made, whoever told.
    let at = Point::new(2, 1);
    let action = crate::key::MouseAction::Press(crate::key::MouseButton::Left);
    let click = MouseEvent { action, at, pixel: None, modifiers: Modifiers::empty() };
    for (size, expect) in [(size, "\x1b[<0;26;31M"), (Size::new(80, 24).into(), "\x1b[<0;41;49M")] {
        let mut terminal = Terminal::new(size, Limits::default());
        terminal.feed(b"\x1b[?1000;1016h");
        let mut out = Vec::new();
        terminal.encode_mouse(&click, &mut out);
        assert_eq!(String::from_utf8_lossy(&out), expect);
    }
}

#[test]
fn a_repaint_that_takes_long_is_not_over() {
    let mut terminal = fed((10, 4), "\x1b[?2026h");
    assert!(terminal.synchronized());
    terminal.end_synchronized();
    assert!(!terminal.synchronized());
    assert!(terminal.private_modes().contains(&2026));
    terminal.feed(b"x");
    assert!(!terminal.synchronized());
    terminal.feed(b"\x1b[?2026l\x1b[?2026h");
    assert!(terminal.synchronized());
}

#[test]
fn a_name_of_screens_is_told_and_not_shown() {
    let mut terminal =
        fed((20, 4), "a\x1bkna\x07me\x1b\\b\x1bXsos\x1b\\c\x1b^pm\x1b\\\x1b_apc\x1b\\d\x1bk\x1b\\");
    assert_eq!(rows(&terminal), ["abcd"]);
    let names = [Notice::WindowName("name".into()), Notice::WindowName(String::new())];
    assert_eq!(terminal.drain_notices().collect::<Vec<_>>(), names);
}

#[test]
fn what_is_cleared_is_kept_in_history() {
    let kept = |bytes: &str, policy: Policy| {
        let mut terminal = Terminal::new(Size::new(10, 4), Limits::default());
        terminal.set_policy(policy);
        terminal.feed(bytes.as_bytes());
        assert_eq!(terminal.fault(), None);
        let lines = terminal.history().lines(0).map(|line| line.text).collect::<Vec<_>>();
        (lines, rows(&terminal), terminal.history().continues())
    };
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let on = Policy::default();
    // By `clear`, C-l in a shell, zsh and less, whose home comes first or after.
    for clear in ["\x1b[H\x1b[2J", "\x1b[2J\x1b[H", "\x1b[H\x1b[J"] {
        let text = format!("1\r\n0123456789ab\r\n\x1b[K{clear}");
        let (history, screen, _) = kept(&format!("{text}$"), on);
        assert_eq!((history, screen), (lines(&["1", "0123456789ab"]), lines(&["$"])), "{clear:?}");
        // Nothing comes of an empty screen.
        assert_eq!(kept(&format!("{text}{clear}{clear}"), on).0.len(), 2);
        let off = Policy { scroll_on_clear: false, ..on };
        assert_eq!(kept(&text, off).0, lines(&[]));
        assert_eq!(kept(&format!("\x1b[?1049h{text}"), on).0, lines(&[]));
    }
    // A part is no clear, and the line in the last row does not go on.
    assert_eq!(kept("1\r\n2\x1b[1;2H\x1b[J", on).0, lines(&[]));
    assert_eq!(
        kept("0123456789a\x1b[2;1H\x1b[K\x1b[2Jb", on),
        (lines(&["0123456789"]), lines(&["", "b"]), false)
    );
    assert_eq!(kept("a\r\n\x1b[H\x1b[2J\x1b[3J", on).0, lines(&[]));
}

#[test]
fn a_character_is_repeated_as_if_it_were_printed_again() {
    let (long, part) = ("─".repeat(66), "x".repeat(24));
    for (repeats, printed) in [
        ("─\x1b[65b".to_owned(), long),
        ("ab\r\n\x1b[3Gx\x1b[23b".to_owned(), format!("ab\r\n\x1b[3G{part}")),
        ("\x1b[2;3r\x1b[3;1Hx\x1b[23b".to_owned(), format!("\x1b[2;3r\x1b[3;1H{part}")),
        (
            "\x1b[?69h\x1b[3;6s\x1b[1;3Hx\x1b[9b".to_owned(),
            "\x1b[?69h\x1b[3;6s\x1b[1;3Hxxxxxxxxxx".to_owned(),
        ),
        ("\x1b[?7lx\x1b[23b".to_owned(), format!("\x1b[?7l{part}")),
        ("漢\x1b[3b".to_owned(), "漢漢漢漢".to_owned()),
        ("漢漢\x1b[2Gx\x1b[b".to_owned(), "漢漢\x1b[2Gxx".to_owned()),
        ("0123456\x1b[G\x1b[4hx\x1b[2b".to_owned(), "0123456\x1b[G\x1b[4hxxx".to_owned()),
    ] {
        let (repeated, printed) = (fed((10, 4), &repeats), fed((10, 4), &printed));
        assert_eq!(rows(&repeated), rows(&printed), "{repeats:?}");
        assert_eq!(repeated.cursor(), printed.cursor(), "{repeats:?}");
        assert_eq!(repeated.fault(), None);
        assert_eq!(repeated.snapshot(), printed.snapshot(), "{repeats:?}");
    }
}

#[test]
fn a_link_of_two_names_is_none() {
    for (bytes, link) in [
        ("\x1b]8;id=a;http://x\x07t", Some("a")),
        ("\x1b]8;id=a:id=b;http://x\x07t", None),
        ("\x1b]8;id=no-separator\x07t", None),
    ] {
        let columns = fed((10, 4), bytes).columns(0);
        assert_eq!(columns[0].link.as_ref().map(|link| link.id.as_str()), link, "{bytes:?}");
    }
}

#[test]
fn programs_tell_things() {
    let mut terminal = fed(
        (10, 4),
        "\x1b]2;ti\x07tle\x1b]7;file://host/a%20b\x07\x1b]52;c;aGk=\x07\x1b]133;D;1\x07\x1b]777;notify;t;b\x07\x07",
    );
    assert_eq!(terminal.title(), "ti");
    assert_eq!(terminal.directory(), Some("/a b"));
    let notices: Vec<Notice> = terminal.drain_notices().collect();
    let expect = [
        Notice::Title("ti".into()),
        Notice::Directory,
        Notice::Clipboard { selection: "c".into(), data: b"hi".to_vec() },
        Notice::Mark(Mark::End(Some(1)), Anchor { line: 0, column: 3 }),
        Notice::Notification { title: "t".into(), body: "b".into() },
        Notice::Bell,
    ];
    assert_eq!(notices, expect);
}

#[test]
fn a_resize_rewraps_and_back() {
    let mut terminal = fed((10, 4), "0123456789abcde\r\n漢字漢字漢\r\n$ ");
    assert_eq!(rows(&terminal), ["0123456789", "abcde", "漢字漢字漢", "$"]);
    terminal.resize(Size::new(5, 4).into());
    assert_eq!(rows(&terminal), ["漢字", "漢字", "漢", "$"]);
    assert_eq!(terminal.cursor().at, Point::new(2, 3));
    assert_eq!(terminal.history().line(0).text, "0123456789abcde");
    terminal.resize(Size::new(10, 4).into());
    assert_eq!(rows(&terminal), ["0123456789", "abcde", "漢字漢字漢", "$"]);
    assert_eq!(terminal.cursor().at, Point::new(2, 3));
    terminal.resize(Size::new(10, 2).into());
    assert_eq!(rows(&terminal), ["漢字漢字漢", "$"]);
    terminal.resize(Size::new(20, 4).into());
    assert_eq!(rows(&terminal), ["0123456789abcde", "漢字漢字漢", "$"]);
    assert_eq!(terminal.cursor().at, Point::new(2, 2));
}

#[test]
fn a_growth_takes_back_what_a_small_screen_let_go() {
    let numbers = "1\r\n2\r\n3\r\n4\r\n5\r\n$ ";
    let all = ["1", "2", "3", "4", "5", "$"];
    let resize = |terminal: &mut Terminal, rows: u16| {
        terminal.resize(Size::new(10, rows).into());
        assert_eq!(terminal.fault(), None);
    };
    // Written before or after the shrink, with a prompt that is drawn anew, grown in one go or not.
    for sizes in [&[2, 12][..], &[2, 24], &[1, 2, 4, 12], &[12, 2, 7, 3, 20, 12]] {
        let mut before = fed((10, 24), numbers);
        let mut after = fed((10, 24), "");
        resize(&mut after, 2);
        after.feed(numbers.as_bytes());
        for terminal in [&mut before, &mut after] {
            for rows in sizes {
                resize(terminal, *rows);
                terminal.feed(b"\r\x1b[K$ ");
            }
            assert_eq!(rows(terminal), all, "{sizes:?}");
            assert_eq!(terminal.history().len(), 0);
        }
    }
    // What a screen that was cleared had before stays in history, as long as it only goes back.
    let mut terminal = fed((10, 24), &format!("{numbers}\x1b[H\x1b[2J$ \r\n{numbers}"));
    for size in [4, 3, 9, 2, 24] {
        resize(&mut terminal, size);
    }
    assert_eq!(rows(&terminal), ["$", "1", "2", "3", "4", "5", "$"]);
    assert_eq!(terminal.history().len(), 6);
    resize(&mut terminal, 26);
    assert_eq!(rows(&terminal)[..3], ["5", "$", "$"]);
    // A line that began above is whole again, and not more of it than was there.
    let mut terminal = fed((10, 4), &"0123456789".repeat(6));
    assert!(terminal.history().continues());
    terminal.feed(b"\x1b[1;5H\x1b[Jab\r\nc");
    for (cols, height) in [(10, 2), (10, 1), (5, 3), (10, 4)] {
        terminal.resize(Size::new(cols, height).into());
        assert_eq!(terminal.fault(), None);
    }
    assert_eq!(rows(&terminal), ["0123ab", "c"]);
    assert_eq!(terminal.history().line(0).text.len(), 20);
}

#[test]
fn rows_of_history_are_counted_as_they_are_wrapped() {
    let mut terminal =
        Terminal::new(Size::new(20, 4), Limits { history_lines: 3000, ..Limits::default() });
    let flood: String = (0..3000).map(|n| format!("{}{n}\r\n", "x".repeat(n % 70))).collect();
    let drawn: String = (0..900)
        .map(|n| format!("\x1b[3{}m漢字{}e\u{301}\x07 \r\n", n % 8, "y".repeat(n % 50)))
        .collect();
    for text in [flood.as_str(), &drawn, "a \r\n\r\n", &"z".repeat(200_000), &flood, &drawn] {
        terminal.feed(text.as_bytes());
        let history = terminal.history();
        for cols in [20, 7, 80, 1] {
            let rows: Vec<usize> = history.lines(0).map(|line| wrap(&line, cols).len()).collect();
            let all: usize = rows.iter().sum();
            assert_eq!(history.rows(cols), all);
            assert_eq!(history.rows(cols), all);
            for index in [0, 1, 700, rows.len() - 1] {
                assert_eq!(history.rows_from(index, cols), rows[index..].iter().sum::<usize>());
            }
            for wanted in [1, 2, 50, all / 2, all, all + 5] {
                let (line, found) = history.line_of_rows(wanted, cols);
                assert_eq!(found, rows[line..].iter().sum::<usize>());
                assert!(found >= wanted.min(all));
                assert!(found - rows[line] < wanted, "not more than needed");
            }
        }
        assert_eq!(terminal.fault(), None);
    }
}

#[test]
fn a_grapheme_cluster_is_one_glyph() {
    check("👩‍👩‍👧x", &["👩‍👩‍👧x"], (3, 0));
    check("🇩🇪🇫🇷", &["🇩🇪🇫🇷"], (4, 0));
    check("❤\u{fe0f}x", &["❤\u{fe0f}x"], (3, 0));
}

#[test]
fn what_only_flows_is_not_parsed_before_somebody_looks() {
    let mut terminal = fed((10, 4), "");
    let lines: String = (0..20).map(|i| format!("\x1b[3{}mline {i}\r\n", i % 8)).collect();
    for _ in 0..3 {
        assert_eq!(terminal.take_in(lines.as_bytes()), b"");
        assert_eq!(terminal.take_in(b"\x1b[38;2;1"), b"");
        assert_eq!(terminal.take_in(b";2;3m> "), b"");
        assert!(terminal.is_behind());
        assert_eq!(rows(&terminal), ["line 17", "line 18", "line 19", "> "]);
        assert!(!terminal.is_behind());
        // What moves the cursor is parsed at once.
        terminal.take_in(b"\x1b[H\x1b[K\x1b[4;1H");
        assert!(!terminal.is_behind());
        assert_eq!(rows(&terminal), ["", "line 18", "line 19", "> "]);
    }
    terminal.take_in(lines.as_bytes());
    terminal.take_in(b"\x1b[A!");
    assert_eq!(rows(&terminal), ["line 17", "line 18", "!ine 19"]);
}

#[test]
fn a_long_flood_comes_out_the_same_however_it_is_cut_and_looked_at() {
    let line = |n: usize| format!("\x1b[3{}m{n} {}\r\n", n % 8, "漢 words".repeat(n % 24));
    let flood: String = (0..2500).map(line).collect();
    let mut whole = fed((40, 12), "");
    for line in flood.split_inclusive('\n') {
        whole.feed(line.as_bytes());
        // Whoever looks has it parsed.
        whole.cursor();
    }
    for (piece, looks) in [(4095, 1), (4095, 5), (4095, 60), (700, 90), (40_000, 3)] {
        let mut terminal = fed((40, 12), "");
        for (at, bytes) in flood.as_bytes().chunks(piece).enumerate() {
            terminal.take_in(bytes);
            if at % looks == looks - 1 {
                assert!(terminal.history().len() <= 2500);
                assert_eq!(terminal.fault(), None);
            }
        }
        assert_eq!(rows(&terminal), rows(&whole), "{piece}");
        assert!(terminal.history().lines(0).eq(whole.history().lines(0)), "{piece}");
        assert_eq!(terminal.fault(), None);
    }
}

#[test]
fn no_wrapping_means_no_wrapping_from_then_on() {
    check("0123456789\x1b[?7labc", &["012345678c"], (9, 0));
    check("0123456789\x1b[?7l漢", &["0123456789"], (9, 0));
}

#[test]
fn a_cursor_that_was_reported_comes_back_as_it_was() {
    // Bold and blinking, protected, line drawing in G1, which is in use, G3 on the right, past the
    // last column.
    let set = "\x1b[1;5m\x1b[1\"q\x1b)0\x0e\x1b|\x1b[2;10Hq";
    let report = replies_of((10, 4), &format!("{set}\x1b[1$w"));
    assert!(report.contains(";1;3;"), "{report:?}");
    let body = report.strip_prefix("\x1bP1$u").and_then(|rest| rest.strip_suffix("\x1b\\"));
    let back = format!("\x1bP1$t{}\x1b\\", body.expect("a report"));
    let again = replies_of((10, 4), &format!("\x1b[7m{back}\x1b[1$w"));
    assert_eq!(again, report);
    // What is no report changes nothing.
    for odd in ["", "1;1", "x;1;1;@;@;@;0;2;@;BBBB", "9999;9999;1;\x7f;;;9;9;;"] {
        let mut terminal = fed((10, 4), &format!("\x1bP1$t{odd}\x1b\\"));
        terminal.feed(b"x");
        assert_eq!(terminal.fault(), None);
    }
}

#[test]
fn a_cursor_comes_back_to_within_the_margins_in_origin_mode() {
    // It was saved on the fourth row, before there were margins.
    check("\x1b[?6h\x1b[4;6H\x1b7\x1b[1;2r\x1b8x", &["", "     x"], (6, 1));
    check("\x1b[4;6H\x1b7\x1b[?6h\x1b[1;2r\x1b8x", &["", "", "", "     x"], (6, 3));
}

#[test]
fn controls_are_one_byte_where_that_was_asked_for() {
    let sent = |bytes: &str| {
        let mut terminal = fed((80, 24), &format!("{bytes}\x1b[6n\x1bP$q\"p\x1b\\"));
        let mut out = Vec::new();
        for notice in terminal.drain_notices() {
            if let Notice::Reply(mut bytes) = notice {
                out.append(&mut bytes);
            }
        }
        let alt = Key::new(KeyCode::Char('['), Modifiers::ALT);
        for key in [Key::plain(KeyCode::Up), alt] {
            terminal.encode_key(&KeyEvent::from(key), &mut out);
        }
        out
    };
    let seven = b"\x1b[1;1R\x1bP1$r64;1\"p\x1b\\\x1b[A\x1b[";
    let eight = b"\x9b1;1R\x901$r64;0\"p\x9c\x9bA\x1b[";
    for asks in ["\x1b G", "\x1b[64;0\"p", "\x1b[65\"p"] {
        assert_eq!(sent(asks), eight, "{asks:?}");
    }
    for asks in ["", "\x1b G\x1b F", "\x1b[64;0\"p\x1b[64;1\"p", "\x1b G\x1bc"] {
        assert_eq!(sent(asks), seven, "{asks:?}");
    }
    // Level 1 has none, whatever is said.
    let one = b"\x1b[1;1R\x1bP1$r61\"p\x1b\\\x1b[A\x1b[";
    assert_eq!(sent("\x1b[61;0\"p\x1b G"), one);
}

#[test]
fn looks_are_put_away_and_come_back() {
    let look = |bytes: &str| replies(&format!("{bytes}\x1bP$qm\x1b\\"));
    assert_eq!(look("\x1b[1;31;44m\x1b[#{\x1b[0;3;32m\x1b[#}"), look("\x1b[1;31;44m"));
    // Only the parts that were asked for, here by the other two names.
    let some = "\x1b[1;4;31;44m\x1b[1;30#p\x1b[0;3;32m\x1b[#q";
    assert_eq!(look(some), look("\x1b[1;3;31m"));
    assert_eq!(look("\x1b[9;44m\x1b[4;9;31#{\x1b[0;21;53m\x1b[#}"), look("\x1b[9;44;53m"));
    // They are part of what is kept of a terminal.
    let snapshot = fed((80, 24), "\x1b[1;31m\x1b[1;30#{\x1b[0;4;44m\x1b[#{\x1b[m").snapshot();
    let snapshot = String::from_utf8_lossy(&snapshot);
    assert_eq!(look(&format!("{snapshot}\x1b[#}}")), look("\x1b[4;44m"));
    assert_eq!(look(&format!("{snapshot}\x1b[#}}\x1b[#}}")), look("\x1b[1;4;31;44m"));
    // What was never put away does not come back, and what is too much is counted.
    assert_eq!(look("\x1b[1m\x1b[#}"), look("\x1b[1m"));
    let deep: String = (0..20).map(|n| format!("\x1b[38;5;{n}m\x1b[#{{")).collect();
    for (pops, color) in [(10, 19), (11, 9), (20, 0), (30, 0)] {
        let back = "\x1b[#}".repeat(pops);
        assert_eq!(look(&format!("{deep}{back}")), look(&format!("\x1b[38;5;{color}m")), "{pops}");
    }
}

#[test]
fn nothing_is_there_that_is_said_not_to_be() {
    // No locator, and none that could be named (xterm's ctlseqs, DSR).
    assert_eq!(replies("\x1b[?55n\x1b[?56n"), "\x1b[?53n\x1b[?57;0n");
}

#[test]
fn what_is_for_the_terminal_around_is_told_with_its_escapes_halved() {
    let told = |bytes: &str| {
        let mut terminal = fed((80, 24), bytes);
        let notices = terminal.drain_notices().filter_map(|notice| match notice {
            Notice::Passthrough { bytes, x, .. } => Some((bytes, x)),
            _ => None,
        });
        (notices.collect::<Vec<_>>(), rows(&terminal))
    };
    let inner = b"\x1b]1337;a\x07b\x1b\\".to_vec();
    let passed = "\x1bPtmux;\x1b\x1b]1337;a\x07b\x1b\x1b\\\x1b\\";
    let shown = vec!["one".to_owned(), "twothree".to_owned()];
    let twice = vec![(inner.clone(), 3), (inner, 3)];
    assert_eq!(told(&format!("one\r\ntwo{passed}{passed}three")), (twice, shown));
    // One that is too long is none, and nothing of it is shown.
    let long = format!("\x1bPtmux;{}\x1b\x1b[A\x1b\\end", "a".repeat(2_000_000));
    assert_eq!(told(&long), (Vec::new(), vec!["end".to_owned()]));
    // In no other string is an escape of the string.
    assert_eq!(told("\x1bP1tx\x1b\x1b[3Cy"), (Vec::new(), vec!["   y".to_owned()]));
}

#[test]
fn who_comes_after_a_program_writes_below_what_it_left() {
    let below = |bytes: &str| {
        let mut terminal = fed((20, 4), bytes);
        terminal.reset_below();
        terminal.feed(b"next");
        assert_eq!(terminal.fault(), None);
        assert_eq!(terminal.private_modes(), fed((20, 4), "").private_modes());
        (rows(&terminal), terminal.history().len())
    };
    let lines = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    assert_eq!(below(""), (lines(&["next"]), 0));
    assert_eq!(below("$ make\r\n\x1b[31mred"), (lines(&["$ make", "red", "next"]), 0));
    // Wherever the cursor is, whatever was set, in the midst of a sequence.
    assert_eq!(
        below("a\r\nb\x1b[2;3r\x1b[?6;1000;2004h\x1b[H\x1b[3"),
        (lines(&["a", "b", "next"]), 0)
    );
    assert_eq!(below("1\r\n2\r\n3\r\n4"), (lines(&["2", "3", "4", "next"]), 1));
    assert_eq!(below("$ vi\r\n\x1b[?1049h~\r\n~"), (lines(&["$ vi", "next"]), 0));
}

#[test]
fn what_a_person_wants_a_pane_in_is_what_its_program_is_told() {
    let mut terminal = Terminal::new(Size::new(20, 4), Limits::default());
    let colors = (None, Some((255, 255, 255)));
    terminal.set_policy(Policy { colors, ..Policy::default() });
    let mut ask = |question: &str| -> String {
        terminal.feed(question.as_bytes());
        let replies = terminal.drain_notices().filter_map(|notice| match notice {
            Notice::Reply(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            _ => None,
        });
        replies.collect()
    };
    assert_eq!(ask("\x1b]11;?\x07\x1b]10;?\x07"), "\x1b]11;rgb:ffff/ffff/ffff\x07");
    assert_eq!(ask("\x1b]11;blue\x07\x1b]11;?\x1b\\"), "\x1b]11;rgb:0000/0000/ffff\x1b\\");
}

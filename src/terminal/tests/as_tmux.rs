//! The terminal where it is tmux's, as far as scripts and programs can tell.

use super::*;
use crate::dialect::Dialect;

#[test]
fn it_answers_as_tmux_does() {
    let policy = Policy { dialect: Dialect::Tmux, cursor_style: 3, ..Policy::default() };
    for (question, expect) in [
        ("\x1b[c", "\x1b[?1;2c"),
        ("\x1b[>c", "\x1b[>84;0;0c"),
        ("\x1b[>q", "\x1bP>|tmux 3.8\x1b\\"),
        ("\x1b[?3$p", "\x1b[?3;4$y"),
        ("\x1b[?2026h\x1b[?2026$p", "\x1b[?2026;1$y"),
        // What tmux does not know, and this does, is told as it is.
        ("\x1b[?2048$p", "\x1b[?2048;2$y"),
        ("\x1bP$q q\x1b\\", "\x1bP1$r q3 q\x1b\\"),
        ("\x1b[6 q\x1bP$q q\x1b\\", "\x1bP1$r q6 q\x1b\\"),
        ("\x1bP$qm\x1b\\", "\x1bP1$r0m\x1b\\"),
        ("\x1bP$q?\x1b\\", "\x1bP0$r\x1b\\"),
    ] {
        let mut terminal = Terminal::new(Size::new(80, 24), Limits::default());
        terminal.set_policy(policy);
        terminal.feed(question.as_bytes());
        let replies = terminal.drain_notices().filter_map(|notice| match notice {
            Notice::Reply(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            _ => None,
        });
        assert_eq!(replies.collect::<String>(), expect, "{question:?}");
    }
}

/// A terminal as tmux has it, which was fed this, at once or byte by byte.
fn fed_as_tmux(bytes: &[u8], size: usize) -> Terminal {
    let mut terminal = Terminal::new(Size::new(20, 4), Limits::default());
    terminal.set_policy(Policy { dialect: Dialect::Tmux, ..Policy::default() });
    bytes.chunks(size).for_each(|bytes| terminal.feed(bytes));
    assert_eq!(terminal.fault(), None);
    terminal
}

#[test]
fn what_was_not_parsed_when_it_was_kept_is_parsed_as_tmux_does_it() {
    let marked = format!("a{}", "\u{301}".repeat(30));
    let policy = Policy { dialect: Dialect::Tmux, ..Policy::default() };
    let mut terminal = Terminal::new(Size::new(20, 4), Limits::default());
    terminal.set_policy(policy);
    terminal.feed(format!("{marked}\r\n").repeat(2000).as_bytes());
    let mut again = Terminal::restore(&terminal.checkpoint()).expect("a checkpoint");
    assert!(terminal.is_behind() && again.is_behind());
    again.set_policy(policy);
    assert_eq!(rows(&again), rows(&terminal));
    assert!(!rows(&again)[0].contains(&marked));
}

#[test]
fn what_is_broken_is_counted_by_its_first_byte_however_it_is_cut() {
    for (bytes, expect) in [
        (b"\xe0\x80\xafx".as_slice(), "\u{fffd}x"),
        (b"\xf0\x80\x80\x80A\xed\xa0\x80B", "\u{fffd}A\u{fffd}B"),
        (b"\xe0\x80\rA\xe0\xc3\xa9\xc3\xa9", "A\u{fffd}\u{e9}"),
        (b"\xff\x80A", "\u{fffd}\u{fffd}A"),
    ] {
        for size in 1..=bytes.len() {
            assert_eq!(rows(&fed_as_tmux(bytes, size)), [expect], "{bytes:x?} by {size}");
        }
    }
    // In a flood, too, of which the most is left unparsed.
    let flood = b"\xe0\x80\xaf text\xed\xa0\n".repeat(5000);
    let flood = [&flood[..], b"\x1b[H\x1b[2J"].concat();
    let (whole, cut) = (fed_as_tmux(&flood, flood.len()), fed_as_tmux(&flood, 777));
    for terminal in [whole, cut] {
        let lines: Vec<String> =
            terminal.history().lines(0).skip(1).take(40).map(|line| line.text).collect();
        let broken = |line: &String| line.trim_start() == "\u{fffd} text\u{fffd}";
        assert!(lines.iter().all(broken), "{lines:?}");
    }
}

#[test]
fn a_glyph_is_joined_wherever_the_cursor_came_from() {
    for (bytes, tmux) in [
        ("👍\x1b[1;9Hx\x1b[1;3H🏻2", "👍🏻2     x"),
        ("🇸  \x08\x08🇪13", "🇸🇪13"),
        ("🤷\x1b[1;1H\u{200d}♂\u{fe0f}7", "♂\u{fe0f}7"),
    ] {
        assert_eq!(rows(&fed_as_tmux(bytes.as_bytes(), bytes.len())), [tmux], "{bytes:?}");
    }
}

#[test]
fn an_entry_of_the_palette_that_nobody_set_is_asked_for_elsewhere() {
    let mut terminal = fed_as_tmux(b"\x1b]4;1;red\x07\x1b]4;1;?;2;?\x07", 99);
    let notices: Vec<Notice> =
        terminal.drain_notices().filter(|notice| *notice != Notice::Modes).collect();
    let told = |text: &str| text.as_bytes().to_vec();
    assert_eq!(
        notices,
        [
            Notice::Reply(told("\x1b]4;1;rgb:ffff/0000/0000\x07")),
            Notice::PaletteQuery { index: 2, bell: true },
        ]
    );
}

#[test]
fn titles_are_text_and_hold_no_command() {
    for (bytes, title) in [
        (b"\x1b]2;#[fg=red] #:.\x07".as_slice(), "#[fg=red] #:."),
        (b"\x1b]2;a#(b)##(c)\x07", "a_(b)#_(c)"),
        (b"\x1b]2;before\x07\x1b]2;bad\xc2title\x07", "before"),
    ] {
        assert_eq!(fed_as_tmux(bytes, 3).title(), title);
    }
    let mut terminal = fed_as_tmux(b"\x1bkbad\xc2\x1b\\\x1bk#(x)\x1b\\", 3);
    let names: Vec<Notice> = terminal.drain_notices().collect();
    assert_eq!(names, [Notice::WindowName("_(x)".into())]);
}

#[test]
fn a_glyph_takes_so_many_marks() {
    let marks = "\u{325}".repeat(40);
    let row = rows(&fed_as_tmux(format!("u{marks}x").as_bytes(), 999)).remove(0);
    assert_eq!(row, format!("u{}x", "\u{325}".repeat(15)));
}

#[test]
fn blank_rows_below_the_text_are_rows_where_the_width_changes() {
    let mut terminal = fed_as_tmux(b"abcdef\r\n", 99);
    terminal.resize(Size::new(3, 3).into());
    assert_eq!(terminal.fault(), None);
    assert_eq!((rows(&terminal), terminal.cursor().at), (vec!["def".into()], Point::new(0, 1)));
    terminal.resize(Size::new(10, 3).into());
    assert_eq!((rows(&terminal), terminal.cursor().at), (vec!["abcdef".into()], Point::new(0, 1)));
    // A lower screen loses them first.
    terminal.resize(Size::new(3, 2).into());
    assert_eq!((rows(&terminal), terminal.cursor().at), (vec!["def".into()], Point::new(0, 1)));
    assert_eq!(terminal.fault(), None);
}

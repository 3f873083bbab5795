use super::*;
use crate::terminal::{Limits, wrap};

/// A terminal of 10x3 that this was written to.
fn fed(output: &str) -> Terminal {
    let mut terminal = Terminal::new(Size::new(10, 3), Limits::default());
    terminal.feed(output.as_bytes());
    terminal
}

/// The lines of a text as they were written.
fn written(text: &Text) -> Vec<String> {
    text.lines(0).map(|line| line.with_tabs().into_owned()).collect()
}

#[track_caller]
fn check(output: &str, expect: &[&str]) {
    let text = Text::new(&fed(output), Of::Primary, false);
    assert_eq!(written(&text), expect, "{output:?}");
    check_rows(&text);
}

/// Rows are found from both ends alike, and are as wide as the terminal at the most.
fn check_rows(text: &Text) {
    let mut rows = Vec::new();
    let mut next = Some(text.first_row());
    while let Some(place) = next {
        next = text.some_rows(place, None, &mut |row| {
            assert!(row.line.slice(row.column, row.end - row.column).width() <= 10);
            rows.push(RowPlace { line: row.number, row: rows_before(&rows, row.number) });
            // Whoever has enough goes on from the row after.
            if rows.len() % 3 == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
    }
    for (at, row) in (-(rows.len() as i64 - 3)..).zip(&rows) {
        assert_eq!(text.row(at).as_ref(), Some(row), "row {at}");
    }
    assert_eq!((text.row(3), text.row(i64::MIN)), (None, Some(text.first_row())));
    let counts = text.lines(0).map(|line| wrap(&line, 10).len());
    assert_eq!(counts.sum::<usize>(), rows.len());
}

fn rows_before(rows: &[RowPlace], line: u64) -> usize {
    rows.iter().rev().take_while(|row| row.line == line).count()
}

#[test]
fn history_and_screen_are_one_text() {
    check("one\r\ntwo", &["one", "two", ""]);
    check("1\r\n2\r\n3\r\n4\r\n", &["1", "2", "3", "4", ""]);
    let long = "0123456789".repeat(4);
    check(&format!("a\r\n{long}x"), &["a", &format!("{long}x")]);
    check(&format!("{long}\r\nb"), &[&long, "b"]);
    check("12345678漢字漢字漢字\r\n", &["12345678漢字漢字漢字", ""]);
    // A wide glyph was wrapped, and the row it went to is another now: the blank it left is one.
    check("123456789漢\rx", &["123456789 x", ""]);
    // Rows of nothing are rows.
    check("0123456789x\x1b[2K\r\n", &["0123456789 ", ""]);
    check("0123456789x\x1b[1;8H\x1b[X", &["0123456 89x", ""]);
    let text = Text::new(&fed("1\r\n2\r\n3\r\n4\r\n"), Of::Primary, false);
    assert_eq!((text.first(), text.screen(), text.end()), (0, 2, 5));
}

#[test]
fn what_is_written_later_is_not_in_it() {
    let mut terminal = fed("");
    let lines =
        |from: usize, to: usize| (from..to).map(|n| format!("line {n}\r\n")).collect::<String>();
    terminal.feed(lines(0, 20_000).as_bytes());
    let text = Text::new(&terminal, Of::Primary, false);
    let before = written(&text);
    terminal.compress_history();
    terminal.feed(lines(20_000, 60_000).as_bytes());
    terminal.resize(Size::new(7, 30).into());
    terminal.clear_history();
    assert_eq!(written(&text), before);
    assert_eq!(before.len(), 10_000 + 3);
    assert_eq!(terminal.fault(), None);
}

#[test]
fn the_alternate_screen_stands_alone() {
    let terminal = fed("1\r\n2\r\n3\r\n4\x1b[?1049h\x1b[Hfull");
    assert_eq!(written(&Text::new(&terminal, Of::Primary, false)), ["1", "2", "3", "4"]);
    assert_eq!(written(&Text::new(&terminal, Of::Shown, false)), ["full", "", ""]);
}

#[test]
fn spaces_that_were_written_are_there_where_they_are_wanted() {
    let text = |spaces| written(&Text::new(&fed("a \r\nb  \r\nc  \r\nd \t"), Of::Primary, spaces));
    assert_eq!(text(false), ["a", "b", "c", "d \t"]);
    assert_eq!(text(true), ["a", "b  ", "c  ", "d \t"]);
}

#[test]
fn tabs_are_tabs_again() {
    for (output, expect) in [
        ("a\tb", "a\tb"),
        ("a\t\t", "a\t\t"),
        ("\t\t", "\t\t"),
        ("a \tb", "a \tb"),
        ("a\t\r\tb", "a\tb"),
        // Written over, erased, or moved apart they are blanks.
        ("a\tb\x1b[4Gx", "a  x    b"),
        ("a\tb\x1b[4G\x1b[X", "a       b"),
        ("a\tb\x1b[2G ", "a       b"),
        ("a\tb\x1b[4G\x1b[@", "a        b"),
        ("a\tb\x1b[4G\x1b[P", "a      b"),
        // What moves together stays what it is.
        ("a\tb\x1b[G\x1b[@", " a\tb"),
        ("abcdefgh\r\tx", "abcdefghx"),
        ("    \r\tx", "\tx"),
        ("a\x1b[3Cb\x1b[2G\tx", "a   b   x"),
        // The last column ends a tab too, and nothing goes further.
        ("12345678\tx", "12345678\tx"),
        ("12345678\t\t\tx", "12345678\tx"),
        ("\x1b[3g\x1b[6G\x1bH\ra\tb", "a\tb"),
    ] {
        let terminal = fed(output);
        let lines = |terminal: &Terminal| written(&Text::new(terminal, Of::Primary, false));
        assert_eq!(lines(&terminal)[0], expect, "{output:?}");
        // And they stay that in history, and when all of it is kept.
        let mut gone = fed(output);
        gone.feed(b"\r\n\n\n\n\n");
        assert_eq!(lines(&gone)[0], expect, "{output:?} in history");
        assert!(gone.history().len() > 1);
        for terminal in [&terminal, &gone] {
            let copy = Terminal::restore(&terminal.checkpoint()).unwrap();
            assert_eq!(lines(&copy)[0], expect, "{output:?} kept");
        }
        let plain = terminal.line(0).text;
        assert!(!plain.contains('\t') && terminal.line(0).is_sound());
    }
}

#[test]
fn a_tab_that_a_new_width_parts_is_blanks_until_it_is_whole_again() {
    let mut terminal = fed("abc\tde\r\n");
    let first = |terminal: &Terminal| written(&Text::new(terminal, Of::Primary, false)).remove(0);
    terminal.resize(Size::new(5, 3).into());
    assert_eq!(first(&terminal), "abc     de");
    terminal.resize(Size::new(20, 3).into());
    assert_eq!(first(&terminal), "abc\tde");
    terminal.resize(Size::new(4, 1).into());
    terminal.resize(Size::new(20, 3).into());
    assert_eq!(first(&terminal), "abc     de");
}

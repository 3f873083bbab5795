//! Malice: streams that want memory, time or a panic.

use pmux::geometry::Size;
use pmux::terminal::{Limits, Terminal};

fn terminal() -> Terminal {
    Terminal::new(Size::new(200, 50), Limits { history_lines: 2_000, history_bytes: 1 << 20 })
}

/// Feeds a piece again and again. What takes more than a moment for each never ends.
fn flood(piece: impl Fn(u32) -> String, times: u32) -> Terminal {
    let mut terminal = terminal();
    for i in 0..times {
        terminal.feed(piece(i).as_bytes());
        terminal.drain_notices().for_each(drop);
    }
    assert!(terminal.history().bytes() < 4 << 20);
    terminal
}

#[test]
fn sequences_that_ask_for_much_get_little() {
    for piece in [
        "x\x1b[2147483648b",
        "\x1b[4294967296;4294967296H\x1b[99999L\x1b[99999M\x1b[99999@\x1b[99999P\x1b[99999S\x1b[99999T",
        "\x1b[5;1r\x1b[0;0r\x1b[65535;1r\x1b[?6h\x1b[65535;65535H\n",
        "\x1b[?69h\x1b[65535;3s\x1b[3;3s\x1b[2;5sxxxxxxxxxx\n",
        "\x1b[99999I\x1b[99999Z",
        "\x1b[1;1;65535;65535;1;2;2;1$v\x1b[65;1;1;65535;65535$x",
        "\x1b[22t\x1b[>1u\x1b[?25s",
        "\x1b[6n\x1b[c\x1b[18t",
    ] {
        flood(|_| piece.to_owned(), 200);
    }
}

#[test]
fn parameters_by_the_thousand_and_strings_by_the_gigabyte_take_no_memory() {
    for last in ["m", "H", "$v", "$r", "?h", "r", "u", "t"] {
        let many = |separator: &str| vec!["38"; 5_000].join(separator);
        flood(|_| format!("\x1b[{}{last}\x1b[{}{last}x", many(";"), many(":")), 20);
    }
    let filling = vec![b'x'; 1 << 20];
    for (start, end) in
        [("\x1b]2;", "\x07"), ("\x1bP$q", "\x1b\\"), ("\x1b_", "\x1b\\"), ("\x1bX", "\x1b\\")]
    {
        let mut terminal = terminal();
        terminal.feed(start.as_bytes());
        (0..1 << 10).for_each(|_| terminal.feed(&filling));
        terminal.feed(end.as_bytes());
        terminal.feed(b"after");
        assert_eq!(terminal.title(), "", "what is too long is dropped whole");
        assert_eq!(terminal.line(0).text, "after");
        assert_eq!(terminal.fault(), None);
    }
}

#[test]
fn a_screen_of_more_links_and_looks_than_are_kept_is_simplified_until_it_is_cleared() {
    let mut terminal = Terminal::new(Size::new(10_000, 40), Limits::default());
    let show =
        |i: u32| format!("\x1b]8;;x:{i}\x07\x1b[58:2::{}:{}:{}mx", i >> 16, i >> 8 & 255, i & 255);
    let all: String = (0..400_000).map(show).collect();
    all.as_bytes().chunks(64 << 10).for_each(|bytes| terminal.feed(bytes));
    assert_eq!(terminal.fault(), None);
    assert!(terminal.line(39).runs.iter().all(|run| run.link.is_none()), "there was no room");
    terminal.feed(b"\x1b[m\x1b]8;;\x07\x1b[2J\x1b[H");
    terminal.feed(show(500_000).as_bytes());
    assert!(terminal.line(0).runs[0].link.is_some(), "there is room again");
}

#[test]
fn links_styles_and_clusters_by_the_million_are_bounded() {
    const MILLION: u32 = 1_000_000;
    flood(|i| format!("\x1b]8;;http://host/{i}\x07x"), MILLION);
    flood(|i| format!("\x1b[58:2::{}:{}:{}mx", i >> 16 & 255, i >> 8 & 255, i & 255), MILLION);
    flood(|i| format!("{}\u{301}", char::from_u32(0x4e00 + i % 20_000).unwrap_or('x')), MILLION);
}

#[test]
fn marks_without_end_are_dropped_from_a_glyph_that_has_many() {
    let marks = "\u{301}".repeat(1 << 20);
    let mut terminal = flood(|_| format!("e{marks}"), 10);
    assert!(terminal.line(0).text.len() < 200 * 100);
    assert_eq!(terminal.fault(), None);
    // They are text like any other, which goes past unread.
    terminal.feed(format!("{marks}\r\n").repeat(10).as_bytes());
    assert!(terminal.history().bytes() < 4 << 20);
}

#[test]
fn sizes_from_one_cell_to_very_many_and_back() {
    let mut terminal = terminal();
    for i in 0..20 {
        terminal
            .feed("漢字 some text that is longer than a row of one cell\r\n".repeat(20).as_bytes());
        for (cols, rows) in [(1, 1), (10_000, 10_000), (0, 0), (65535, 1), (1, 65535), (7, 3)] {
            terminal.resize(Size::new(cols, rows).into());
        }
        if i % 3 == 0 {
            terminal.feed(b"\x1b[?1049h");
        }
        if i % 3 == 2 {
            terminal.feed(b"\x1b[?1049l");
        }
    }
}

#[test]
fn an_empty_terminal_is_small_and_a_line_without_end_is_cut() {
    assert!(Terminal::new(Size::new(200, 50), Limits::default()).history().bytes() < 1024);
    let terminal = flood(|_| "x".repeat(10_000), 300);
    assert!(terminal.history().len() > 10);
}

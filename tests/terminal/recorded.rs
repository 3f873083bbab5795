//! Sessions of real programs (`recorded/`, each named for the program and the size that it ran
//! in), as bytes: after each piece of them this engine has `alacritty_terminal`'s screen, however
//! the bytes are cut, and the stored one (`.screen`) when the program leaves the alternate screen
//! or ends. The stored screens were made with `alacritty_terminal`.
//!
//! The agent is a program of our own, as those are that it stands for: it draws a page of boxes
//! and emoji again and again, in synchronised updates, over what it drew before.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use pmux::geometry::Size;
use pmux::terminal::{Limits, Terminal};

use super::alacritty::Alacritty;

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "terminal", "recorded"].iter().collect()
}

/// The size that a recording's name ends with.
fn size_of(name: &str) -> Size {
    let (_, size) = name.rsplit_once('-').expect("a name with a size");
    let (cols, rows) = size.split_once('x').expect("columns and rows");
    Size::new(cols.parse().expect("columns"), rows.parse().expect("rows"))
}

fn text(terminal: &Terminal) -> String {
    let rows =
        (0..terminal.size().rows).map(|y| terminal.line(y).text.trim_end().to_owned() + "\n");
    rows.collect::<String>().trim_end().to_owned() + "\n"
}

/// The bytes before the program leaves the alternate screen for good.
fn lasting(bytes: &[u8]) -> &[u8] {
    let last = |switch: &[u8]| bytes.windows(switch.len()).rposition(|window| window == switch);
    match last(b"\x1b[?1049l") {
        Some(leaves) if last(b"\x1b[?1049h") < Some(leaves) => &bytes[..leaves],
        _ => bytes,
    }
}

/// Pieces of some hundred bytes, each but the first from an escape on: the other engine must
/// not meet half a character.
fn pieces(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    while !bytes.is_empty() {
        let end = bytes.iter().skip(97).position(|&byte| byte == 0x1b);
        let (piece, rest) = bytes.split_at(end.map_or(bytes.len(), |end| end + 97));
        pieces.push(piece);
        bytes = rest;
    }
    pieces
}

/// The same screen as the other engine's after each piece, and from single bytes.
fn check(name: &str, size: Size, pieces: &[&[u8]]) {
    let mut other = Alacritty::new(size);
    let mut terminal = Terminal::new(size, Limits::default());
    let mut single = Terminal::new(size, Limits::default());
    for (i, piece) in pieces.iter().enumerate() {
        other.feed(piece);
        terminal.feed(piece);
        piece.chunks(1).for_each(|byte| single.feed(byte));
        for y in 0..size.rows {
            let (ours, theirs) = (terminal.line(y).text, other.text(y));
            assert_eq!(ours.trim_end(), theirs.trim_end(), "{name}, piece {i}, row {y}");
            assert_eq!(terminal.line(y), single.line(y), "{name}, piece {i}, row {y}");
        }
        assert_eq!(terminal.cursor().at, other.cursor(), "{name}, piece {i}");
    }
    assert_eq!(terminal.fault(), None);
    // And what is kept is all of it.
    let copy = Terminal::restore(&terminal.checkpoint()).expect(name);
    for y in 0..size.rows {
        assert_eq!(terminal.line(y), copy.line(y), "{name}, kept, row {y}");
    }
    assert!(terminal.history().lines(0).eq(copy.history().lines(0)), "{name}");
    assert_eq!(terminal.cursor(), copy.cursor(), "{name}");
}

/// Other sizes than the program knew: nothing is wrong there either, and coming back to its own
/// while it runs it is at home.
fn check_sizes(name: &str, size: Size, bytes: &[u8]) {
    let other = [Size::new(1, 1), Size::new(33, 7), Size::new(132, 50), Size::new(2, 200), size];
    for (piece, size) in bytes.chunks(bytes.len() / 9 + 1).zip(other.iter().cycle()) {
        let mut terminal = Terminal::new(*size, Limits::default());
        terminal.feed(bytes);
        assert_eq!(terminal.fault(), None, "{name} at {size}");
        for size in other {
            terminal.resize(size.into());
            terminal.feed(piece);
            assert_eq!(terminal.fault(), None, "{name} at {size}");
        }
    }
}

#[test]
fn real_programs_come_out_as_they_should() {
    for entry in fs::read_dir(folder()).expect("the folder of recordings") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if name.ends_with(".screen") {
            continue;
        }
        let bytes = fs::read(&path).expect("a recording");
        let size = size_of(&name);
        check(&name, size, &pieces(&bytes));
        check_sizes(&name, size, &bytes);
        let mut terminal = Terminal::new(size, Limits::default());
        terminal.feed(lasting(&bytes));
        if let Ok(stored) = fs::read_to_string(path.with_extension("screen")) {
            assert_eq!(text(&terminal), stored, "{name}");
        }
    }
}

/// What an agent writes: `frames` pages over one another, each a few rows higher or lower.
fn agent(cols: usize, frames: usize) -> Vec<String> {
    let mut high = 0;
    let page = |frame| {
        let mut out = String::new();
        out.push_str("\x1b[?2026h");
        // As such programs do: up over the last page, each row erased on its own.
        out.push_str(&"\x1b[2K\x1b[1A".repeat(high));
        out.push_str("\x1b[2K\x1b[G");
        if frame % 7 == 6 {
            let _ = write!(
                out,
                "\x1b[32m● step {frame}\x1b[39m wrote \x1b]8;;file:///x\x07notes.txt\x1b]8;;\x07\r\n"
            );
        }
        let inner = cols - 4;
        let _ = write!(out, "\x1b[38;2;215;119;87m╭{}╮\x1b[39m\r\n", "─".repeat(cols - 2));
        for row in 0..3 + frame % 5 {
            let words = format!("{frame} ✻ thinking 漢字 naïve ✅ {}", "· ".repeat(row * 3));
            let words: String = words.chars().take(inner / 2).collect();
            // Columns as the program counts them: by the cursor.
            let _ = write!(out, "│ \x1b[2m{words}\x1b[22m\x1b[{cols}G│\r\n");
        }
        let _ = write!(out, "╰{}╯\r\n> \x1b[7m \x1b[27m", "─".repeat(cols - 2));
        high = 5 + frame % 5;
        out.push_str("\x1b[?2026l");
        out
    };
    (0..frames).map(page).collect()
}

#[test]
fn an_agent_that_repaints_all_the_time_leaves_nothing_behind() {
    for size in [Size::new(80, 24), Size::new(40, 12), Size::new(100, 14)] {
        let pages = agent(size.cols.into(), 60);
        // The other engine shows nothing of a page before it is whole.
        let pieces: Vec<&[u8]> = pages.iter().map(String::as_bytes).collect();
        check("agent", size, &pieces);
        let bytes = pages.concat();
        check_sizes("agent", size, bytes.as_bytes());
        let mut terminal = Terminal::new(size, Limits::default());
        terminal.feed(bytes.as_bytes());
        // One page stands, whatever came before it.
        let text = text(&terminal);
        assert_eq!(text.matches('╭').count(), 1, "{text}");
        assert!(text.ends_with("╯\n>\n"), "{text}");
    }
}

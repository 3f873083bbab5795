//! Sessions of real programs at 80x24, as bytes (`recorded/`): after each piece of them this
//! engine has the `vt100` crate's screen, however the bytes are cut.

use std::num::NonZero;

use pmux::geometry::Size;
use pmux::terminal::{Limits, Terminal};

const SIZE: Size = Size::new(80, 24);

fn check(name: &str, bytes: &[u8]) {
    let side = |n| NonZero::new(n).unwrap();
    let mut parser = vt100::Parser::new(side(SIZE.rows), side(SIZE.cols), 0);
    let mut terminal = Terminal::new(SIZE, Limits::default());
    let mut single = Terminal::new(SIZE, Limits::default());
    for (i, piece) in bytes.chunks(97).enumerate() {
        parser.process(piece);
        terminal.feed(piece);
        piece.chunks(1).for_each(|byte| single.feed(byte));
        for (y, theirs) in (0..SIZE.rows).zip(parser.screen().rows(0, SIZE.cols)) {
            let ours = terminal.line(y).text;
            assert_eq!(ours.trim_end(), theirs.trim_end(), "{name}, piece {i}, row {y}");
            assert_eq!(terminal.line(y), single.line(y), "{name}, piece {i}, row {y}");
        }
        let at = terminal.cursor().at;
        let (y, x) = parser.screen().cursor_position();
        assert_eq!((at.x, at.y), (x.min(SIZE.cols - 1), y), "{name}, piece {i}");
    }
    // And its snapshot is a whole of it.
    let mut copy = Terminal::new(SIZE, Limits::default());
    copy.feed(&terminal.snapshot());
    for y in 0..SIZE.rows {
        assert_eq!(terminal.line(y), copy.line(y), "{name}, snapshot, row {y}");
    }
    assert_eq!(terminal.cursor(), copy.cursor(), "{name}");
}

#[test]
fn real_programs_come_out_as_they_should() {
    check("vim", include_bytes!("recorded/vim"));
    check("less", include_bytes!("recorded/less"));
    check("nano", include_bytes!("recorded/nano"));
    check("mc", include_bytes!("recorded/mc"));
    check("git", include_bytes!("recorded/git"));
    check("tmux", include_bytes!("recorded/tmux"));
}

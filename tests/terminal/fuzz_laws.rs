//! What the fuzzer does to a terminal, and what must hold of it: a script of bytes, sizes and
//! cuts, and the engine's laws after each of its steps.
//!
//! A script is what a program writes, so a recording is one; bytes that no program writes are
//! orders: `ff cols rows` another size (0 is 500), `fe n` feeds of `n` bytes from here on,
//! `fd` nothing for very long, and `fc` a look at what is kept.

use pmux::geometry::Size;
use pmux::terminal::{History, Limits, Terminal};

use super::answers::{answers, check_grammar};

const SIZE: Size = Size::new(20, 8);
const LIMITS: Limits = Limits { history_lines: 200, history_bytes: 256 << 10 };

/// One order of a script.
enum Step<'a> {
    Write(&'a [u8]),
    Resize(Size),
    Cut(usize),
    Rest,
    Check,
}

/// Takes the first step off a script.
fn step<'a>(script: &mut &'a [u8]) -> Option<Step<'a>> {
    let side = |n: u8| if n == 0 { 500 } else { u16::from(n) };
    let (step, rest) = match *script {
        [] => return None,
        [0xff, cols, rows, rest @ ..] => (Step::Resize(Size::new(side(*cols), side(*rows))), rest),
        [0xfe, n, rest @ ..] => (Step::Cut(usize::from(*n).max(1)), rest),
        [0xfd, rest @ ..] => (Step::Rest, rest),
        [0xfc, rest @ ..] => (Step::Check, rest),
        bytes => {
            let end = bytes.iter().skip(1).position(|&byte| byte >= 0xfc);
            let (now, rest) = bytes.split_at(end.map_or(bytes.len(), |end| end + 1));
            (Step::Write(now), rest)
        }
    };
    *script = rest;
    Some(step)
}

/// Runs a script, and panics where a law does not hold.
pub fn hold(mut script: &[u8]) {
    let mut whole = Terminal::new(SIZE, LIMITS);
    let mut cut = Terminal::new(SIZE, LIMITS);
    let mut piece = 1;
    let mut is_full = false;
    while let Some(step) = step(&mut script) {
        match step {
            Step::Write(bytes) => {
                whole.feed(bytes);
                write_in_pieces(&mut cut, bytes, piece);
            }
            Step::Resize(size) => {
                whole.resize(size.into());
                cut.resize(size.into());
            }
            Step::Cut(n) => piece = n,
            Step::Rest => whole.compress_history(),
            Step::Check => check_kept(&mut whole, &mut cut),
        }
        check(&whole);
        is_full |=
            [&whole, &cut].iter().any(|one| one.history().bytes() > LIMITS.history_bytes / 2);
        check_same(&whole, &cut, is_full);
        check_replies(&mut whole, &mut cut);
    }
    check_kept(&mut whole, &mut cut);
}

/// Writes in pieces, and looks at the screen after every third of them.
fn write_in_pieces(terminal: &mut Terminal, bytes: &[u8], piece: usize) {
    for (at, bytes) in bytes.chunks(piece).enumerate() {
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = terminal.take_in(rest);
        }
        if at % 3 == 2 {
            terminal.cursor();
        }
    }
}

/// What a terminal is by itself.
fn check(terminal: &Terminal) {
    assert_eq!(terminal.fault(), None);
    let at = terminal.cursor().at;
    let size = terminal.size();
    assert!(at.x < size.cols && at.y < size.rows, "{at:?} in {size}");
    for y in 0..size.rows {
        let line = terminal.line(y);
        assert!(line.is_sound() && line.width() <= usize::from(size.cols), "{line:?} in {size}");
    }
}

/// Two screens are the same, row by row.
fn check_rows(one: &Terminal, other: &Terminal) {
    assert_eq!(one.size(), other.size());
    let row = |terminal: &Terminal, y| (terminal.line(y), terminal.is_wrapped(y));
    for y in 0..one.size().rows {
        assert_eq!(row(one, y), row(other, y), "row {y} of {}", one.size());
    }
    assert_eq!(one.cursor(), other.cursor());
}

/// However bytes are cut, the terminal is the same. Only which old lines there was no memory for
/// may be another matter (`is_full`), as lines are kept as they came.
fn check_same(whole: &Terminal, cut: &Terminal, is_full: bool) {
    check_rows(whole, cut);
    let (one, other) = (whole.history(), cut.history());
    assert_eq!(one.next(), other.next());
    assert!(one.first() == other.first() || is_full, "{} and {}", one.first(), other.first());
    let first = one.first().max(other.first());
    let lines =
        |history: &History| history.lines((first - history.first()) as usize).collect::<Vec<_>>();
    assert!(lines(one) == lines(other));
    assert_eq!(whole.history().continues(), cut.history().continues());
    assert!(whole.snapshot() == cut.snapshot());
}

/// And so are its answers, which are of a fixed grammar.
fn check_replies(whole: &mut Terminal, cut: &mut Terminal) {
    let answered = answers(whole);
    check_grammar(&answered);
    assert_eq!(answered, answers(cut));
}

/// The terminal of a checkpoint is the same, and what is written next comes out the same.
fn check_kept(whole: &mut Terminal, cut: &mut Terminal) {
    let kept = whole.checkpoint();
    let mut copy = Terminal::restore(&kept).expect("a checkpoint");
    check(&copy);
    check_rows(whole, &copy);
    // Lines may take more memory as they are kept, and the oldest of them have none then.
    let lost = whole.history().len().saturating_sub(copy.history().len());
    assert!(lost == 0 || copy.history().bytes() > LIMITS.history_bytes / 2);
    assert!(whole.history().lines(lost).eq(copy.history().lines(0)));
    assert_eq!(whole.history().continues(), copy.history().continues());
    assert_eq!(whole.is_alternate(), copy.is_alternate());
    assert_eq!(whole.mouse(), copy.mouse());
    assert_eq!(whole.title(), copy.title());
    assert_eq!(whole.keyboard_flags(), copy.keyboard_flags());
    assert_eq!(whole.bracketed_paste(), copy.bracketed_paste());
    for terminal in [&mut *whole, &mut *cut, &mut copy] {
        terminal.feed(b"x\r\n\tyz\x1b[Kw");
    }
    check_rows(whole, &copy);
    assert!(whole.snapshot() == copy.snapshot());
}

/// Makes a checkpoint of what a script makes, changes some of its bytes, and panics where what it
/// makes then is unsound. The input: a number of changes (at most 15), for each of them the place
/// (two bytes) and what is turned over there, and the script.
pub fn hold_tampered(input: &[u8]) {
    let Some((&changes, rest)) = input.split_first() else { return };
    let (changes, mut script) = rest.split_at((3 * usize::from(changes & 15)).min(rest.len()));
    let mut terminal = Terminal::new(SIZE, LIMITS);
    while let Some(step) = step(&mut script) {
        match step {
            Step::Write(bytes) => write_in_pieces(&mut terminal, bytes, 100),
            Step::Resize(size) => terminal.resize(size.into()),
            Step::Rest => terminal.compress_history(),
            Step::Cut(_) | Step::Check => {}
        }
    }
    let mut bytes = terminal.checkpoint();
    let len = bytes.len();
    for change in changes.chunks_exact(3) {
        bytes[usize::from(u16::from_le_bytes([change[0], change[1]])) % len] ^= change[2];
    }
    let Ok(mut copy) = Terminal::restore(&bytes) else { return };
    check(&copy);
    copy.snapshot();
    assert!(Terminal::restore(&copy.checkpoint()).is_ok());
    copy.feed(b"x\r\n\tyz\x1b[Kw\x1b[?1049h\x1b[2Jfull\x1b[?1049l\x1b[3b\x1b[23t\x1b[#}");
    check(&copy);
    for size in [Size::new(3, 30), SIZE] {
        copy.resize(size.into());
        copy.feed(&b"a line that flows\r\n".repeat(40));
        check(&copy);
    }
    copy.compress_history();
    check(&copy);
}

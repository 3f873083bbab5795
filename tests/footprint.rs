//! What a terminal says that it takes of memory is what it takes, within a tenth, whatever a
//! program writes; and no more than its limit.
//!
//! The allocator of these tests counts: what is asked for, and what an allocator of today puts
//! around it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use pmux::geometry::Size;
use pmux::terminal::{Limits, Terminal};

struct Counting;

thread_local! {
    /// The bytes that this thread has; tests have a thread each.
    static TAKEN: Cell<isize> = const { Cell::new(0) };
}

fn count(size: usize, sign: isize) {
    let bytes = (size + 8).next_multiple_of(16).max(32) as isize;
    // A thread that ends frees things when it has no counter any more.
    let _ = TAKEN.try_with(|taken| taken.set(taken.get() + sign * bytes));
}

// An allocator cannot be written without; it hands everything on.
#[allow(unsafe_code)]
// SAFETY: all calls go to the system's allocator as they come.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 1);
        // SAFETY: the caller's promise is handed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(layout.size(), -1);
        // SAFETY: the caller's promise is handed on.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(layout.size(), -1);
        count(size, 1);
        // SAFETY: the caller's promise is handed on.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn taken() -> usize {
    TAKEN.with(Cell::get).max(0) as usize
}

const LIMIT: usize = 4 << 20;
/// What the screens and the tables of a terminal may take beside the limit.
const OVER: usize = 1 << 20;

/// Feeds what `part` makes of one number after the other, so many bytes in all, and compares.
#[track_caller]
fn check(what: &str, bytes: usize, part: impl Fn(usize) -> String) {
    let before = taken();
    let limits = Limits { history_lines: usize::MAX, history_bytes: LIMIT };
    let mut terminal = Terminal::new(Size::new(80, 24), limits);
    let (mut number, mut fed, mut most) = (0, 0, 0);
    while fed < bytes {
        // As it is read off a pty.
        let mut chunk = String::new();
        while chunk.len() < 16 << 10 {
            chunk += &part(number);
            number += 1;
        }
        terminal.feed(chunk.as_bytes());
        terminal.drain_notices().for_each(drop);
        fed += chunk.len();
        drop(chunk);
        most = most.max(taken() - before);
    }
    let (takes, says) = (taken() - before, terminal.bytes());
    let apart = takes.abs_diff(says);
    assert!(apart < takes / 10 + (16 << 10), "{what}: says {says}, takes {takes}");
    assert!(most < LIMIT + OVER, "{what}: took {most}");
    assert_eq!(terminal.fault(), None, "{what}");
    // And what is dropped is gone.
    terminal.clear_history();
    terminal.feed(b"\x1bc");
    let (takes, says) = (taken() - before, terminal.bytes());
    assert!(takes.abs_diff(says) < takes / 10 + (16 << 10), "{what}: says {says}, takes {takes}");
    drop(terminal);
    assert!(taken() - before < 1024, "{what}");
}

fn link(n: usize, length: usize, text: &str) -> String {
    let uri = "x".repeat(length);
    format!("\x1b]8;;http://{n}/{uri}\x1b\\{text}\x1b]8;;\x1b\\")
}

#[test]
fn lines_of_text() {
    check("plain", 12 << 20, |n| format!("line {n} of a long text\r\n"));
    check("read", 4 << 20, |n| format!("\x1b[Gline {n} of a long text\x1b[K\r\n\x07"));
    check("empty", 1 << 20, |_| "\r\n\x07".to_owned());
    check("looks", 4 << 20, |n| {
        format!("\x1b[38;2;{};9;{}m\x1b[4mx\x1b[m\r\n\x07", n % 256, n / 256 % 256)
    });
    check("one line", 4 << 20, |n| format!("{n}\x07"));
    check("tabs", 4 << 20, |n| format!("\t{n}\t\t\x07\r\n"));
}

#[test]
fn links() {
    check("long ones", 20 << 20, |n| link(n, 3900, "x") + "\r\n");
    check("long ones in one line", 20 << 20, |n| link(n, 3900, "x"));
    check("short ones", 4 << 20, |n| link(n, 9, "text") + "\r\n");
    check("one of many lines", 4 << 20, |_| link(0, 3900, "x") + &"text\r\n".repeat(100));
    check("one of a flood", 4 << 20, |n| {
        let lines = "a line of text that flows by\r\n".repeat(40);
        format!("\x1b]8;;http://{n}/{}\x1b\\{lines}\x1b]8;;\x1b\\", "x".repeat(3900))
    });
    check("with names", 4 << 20, |n| format!("\x1b]8;id={n}{};u:r\x1b\\x\r\n", "x".repeat(900)));
    check("under a cursor that stays", 20 << 20, |n| link(n, 3900, "x") + "\x1b[G");
    check("all over the screen", 20 << 20, |n| {
        format!("\x1b[{};{}H", n % 24 + 1, n / 24 % 80 + 1) + &link(n, 3900, "x")
    });
}

#[test]
fn tables_and_texts() {
    check("clusters", 1 << 20, |n| {
        let mark = |n: usize| char::from_u32(0x300 + (n % 100) as u32).unwrap();
        let marks: String = [n, n / 100, n / 10_000].map(mark).iter().cycle().take(40).collect();
        format!("e{marks}")
    });
    check("rich looks", 2 << 20, |n| {
        format!("\x1b[38;2;{};{};1;48;2;1;2;3mx", n % 256, n / 256 % 256)
    });
    check("titles", 1 << 20, |n| format!("\x1b]2;{n}{}\x1b\\\x1b[22t", "x".repeat(3000)));
    check("saved links", 1 << 20, |n| link(n, 3900, "x\x1b7"));
    check("directories", 1 << 20, |n| format!("\x1b]7;/{n}{}\x1b\\", "x".repeat(3000)));
    check("colours", 1 << 20, |n| {
        format!("\x1b]4;{};#123456\x1b\\\x1b]{};red\x1b\\", n % 261, 10 + n % 10)
    });
    check("modes", 1 << 20, |n| format!("\x1b[?{}h\x1b[?{}s", n % 3000, n % 3000));
}

#[test]
fn a_string_that_never_ends() {
    let before = taken();
    let mut terminal = Terminal::new(Size::new(80, 24), Limits::default());
    for string in ["\x1b]52;c;", "\x1bPq", "\x1b_G", "\x1bk"] {
        terminal.feed(string.as_bytes());
        for _ in 0..2000 {
            terminal.feed("x".repeat(1000).as_bytes());
            let (takes, says) = (taken() - before, terminal.bytes());
            assert!(takes.abs_diff(says) < takes / 10 + (16 << 10), "says {says}, takes {takes}");
        }
        terminal.feed(b"\x1b\\");
    }
    terminal.feed(format!("\x1b]52;c;{}\x07\x1b]2;x\x07", "QUJD".repeat(300_000)).as_bytes());
    terminal.drain_notices().for_each(drop);
    assert!(taken() - before < 100 << 10);
}

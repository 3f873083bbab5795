//! The engine beside `vt100` and `alacritty_terminal`, in one run: 50 rows of 200 columns, 10,000
//! lines of history, 64 KiB at a time; rounds of all engines in turn, and their medians. Then what
//! only this engine is asked: memory of a pane and of a history line, resize, search, snapshot,
//! checkpoint, and what it costs to have a journal.
//!
//! `cargo bench --bench terminal [-- NAME…]`; kinds and engines that are named are measured alone.

use std::num::NonZero;
use std::time::{Duration, Instant};

use alacritty_terminal::event::VoidListener;
use alacritty_terminal::grid::Dimensions;
use alacritty_terminal::term::{Config, Term};
use alacritty_terminal::vte::ansi::{Processor, StdSyncHandler};
use pmux::geometry::Size;
use pmux::journal::PaneJournal;
use pmux::terminal::{Limits, Search, Terminal};

const SIZE: Size = Size::new(200, 50);
const HISTORY: usize = 10_000;
const CHUNK: usize = 64 << 10;
const ROUNDS: usize = 7;

/// Makes bytes of a kind, a few megabytes.
type Make = fn(&mut Random) -> Vec<u8>;

/// What programs write, by kind.
const KINDS: &[(&str, Make)] = &[
    ("plain", plain),
    ("sgr", sgr),
    ("truecolor", truecolor),
    ("unicode", unicode),
    ("full-screen", full_screen),
    ("short lines", short_lines),
];

fn main() {
    let named: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    if named.is_empty() {
        memory();
    }
    throughput(&named);
    if named.is_empty() {
        resize();
        search();
        snapshot();
        checkpoint();
        journal();
    }
}

/// xorshift: the same bytes on every run.
struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }

    fn word(&mut self, out: &mut Vec<u8>) {
        for _ in 0..2 + self.next(9) {
            out.push(b'a' + self.next(26) as u8);
        }
    }
}

const AMOUNT: usize = 4 << 20;

/// Lines of words, mostly shorter than the screen.
fn plain(random: &mut Random) -> Vec<u8> {
    let mut out = Vec::new();
    while out.len() < AMOUNT {
        for _ in 0..4 + random.next(22) {
            random.word(&mut out);
            out.push(b' ');
        }
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// Lines of words, each in one of 16 colours, some bold.
fn sgr(random: &mut Random) -> Vec<u8> {
    let mut out = Vec::new();
    while out.len() < AMOUNT {
        for _ in 0..4 + random.next(18) {
            let bold = if random.next(3) == 0 { "1;" } else { "" };
            out.extend_from_slice(format!("\x1b[{bold}3{}m", random.next(8)).as_bytes());
            random.word(&mut out);
            out.extend_from_slice(b"\x1b[0m ");
        }
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// Every few characters a direct colour, text and background in turn.
fn truecolor(random: &mut Random) -> Vec<u8> {
    let mut out = Vec::new();
    while out.len() < AMOUNT {
        for _ in 0..60 {
            let ground = if random.next(4) == 0 { 48 } else { 38 };
            let (r, g, b) = (random.next(256), random.next(256), random.next(256));
            out.extend_from_slice(format!("\x1b[{ground};2;{r};{g};{b}m##").as_bytes());
        }
        out.extend_from_slice(b"\x1b[0m\r\n");
    }
    out
}

/// Lines of accented Latin, Cyrillic, Chinese, emoji and combining marks.
fn unicode(random: &mut Random) -> Vec<u8> {
    const WORDS: &[&str] = &[
        "naïve",
        "Größe",
        "façade",
        "привет",
        "терминал",
        "世界",
        "漢字仮名",
        "終端機",
        "😀",
        "🚀",
        "ok",
        "e\u{301}te\u{301}",
        "Ελλάδα",
        "─│┌┐└┘",
        "한국어",
    ];
    let mut out = Vec::new();
    while out.len() < AMOUNT {
        for _ in 0..4 + random.next(16) {
            out.extend_from_slice(WORDS[random.next(WORDS.len() as u64) as usize].as_bytes());
            out.push(b' ');
        }
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// A program that repaints rows by cursor addressing, as top and editors do.
fn full_screen(random: &mut Random) -> Vec<u8> {
    let mut out = b"\x1b[?1049h\x1b[?25l".to_vec();
    while out.len() < AMOUNT {
        for row in 1..=50 {
            out.extend_from_slice(format!("\x1b[{row};1H\x1b[32m").as_bytes());
            random.word(&mut out);
            out.extend_from_slice(format!("\x1b[{}G\x1b[m", 20 + random.next(8)).as_bytes());
            for _ in 0..random.next(14) {
                random.word(&mut out);
                out.push(b' ');
            }
            out.extend_from_slice(format!("\x1b[1;3{}m", random.next(8)).as_bytes());
            random.word(&mut out);
            out.extend_from_slice(b"\x1b[0m\x1b[K");
        }
    }
    out.extend_from_slice(b"\x1b[?1049l");
    out
}

/// What `yes` writes, by way of a pty.
fn short_lines(_: &mut Random) -> Vec<u8> {
    b"y\r\n".repeat(AMOUNT / 6)
}

/// The alacritty engine's idea of a size.
struct Lines;

impl Dimensions for Lines {
    fn total_lines(&self) -> usize {
        SIZE.rows.into()
    }

    fn screen_lines(&self) -> usize {
        SIZE.rows.into()
    }

    fn columns(&self) -> usize {
        SIZE.cols.into()
    }
}

/// The time that something takes.
fn timed(act: impl FnOnce()) -> Duration {
    let start = Instant::now();
    act();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// What is fed: this engine, whose screen is looked at once all has come or after every chunk, and
/// those that it is measured against.
const ENGINES: [&str; 4] = ["pmux", "looked-at", "vt100", "alacritty"];

fn throughput(named: &[String]) {
    let limits = Limits { history_lines: HISTORY, ..Limits::default() };
    println!(
        "MB/s            pmux  ×vt100  ×alacritty  looked at  ×vt100  ×alacritty  vt100  alacritty"
    );
    let mut ratios = Vec::new();
    let wanted = |name: &str, all: &[&str]| {
        let chosen = |one: &&str| named.iter().any(|arg| arg == one);
        !all.iter().any(chosen) || chosen(&name)
    };
    let kinds: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
    for (name, make) in KINDS.iter().filter(|(name, _)| wanted(name, &kinds)) {
        let bytes = make(&mut Random(0x2545_f491_4f6c_dd1d));
        let chunks = || bytes.chunks(CHUNK);
        let mut ours = Terminal::new(SIZE, limits);
        let mut looked_at = Terminal::new(SIZE, limits);
        let [rows, cols] =
            [SIZE.rows, SIZE.cols].map(|side| NonZero::new(side).unwrap_or(NonZero::<u16>::MIN));
        let mut vt100 = vt100::Parser::new(rows, cols, HISTORY);
        let config = Config { scrolling_history: HISTORY, ..Config::default() };
        let mut alacritty = Term::new(config, &Lines, VoidListener);
        let mut processor = Processor::<StdSyncHandler>::new();
        let mut times = [const { Vec::new() }; ENGINES.len()];
        for _ in 0..ROUNDS {
            for (engine, times) in ENGINES.iter().zip(&mut times) {
                if !wanted(engine, &ENGINES) {
                    times.push(Duration::MAX);
                    continue;
                }
                times.push(match *engine {
                    "pmux" => timed(|| {
                        for chunk in chunks() {
                            take_in(&mut ours, chunk);
                        }
                        ours.cursor();
                    }),
                    "looked-at" => timed(|| {
                        for chunk in chunks() {
                            take_in(&mut looked_at, chunk);
                            looked_at.cursor();
                        }
                    }),
                    "vt100" => timed(|| chunks().for_each(|chunk| vt100.process(chunk))),
                    _ => timed(|| {
                        chunks().for_each(|chunk| processor.advance(&mut alacritty, chunk));
                    }),
                });
            }
        }
        let speed = |times: Vec<Duration>| bytes.len() as f64 / 1e6 / median(times).as_secs_f64();
        let [ours, looked_at, vt100, alacritty] = times.map(speed);
        let all = [ours / vt100, ours / alacritty, looked_at / vt100, looked_at / alacritty];
        println!(
            "{name:12} {ours:7.0}  {:6.1}  {:10.1}  {looked_at:9.0}  {:6.1}  {:10.1}  {vt100:5.0}  \
             {alacritty:9.0}",
            all[0], all[1], all[2], all[3]
        );
        ratios.push(all);
    }
    let mean = |at: usize| {
        let logs = ratios.iter().map(|all: &[f64; 4]| all[at].ln());
        (logs.sum::<f64>() / ratios.len() as f64).exp()
    };
    println!(
        "geometric mean        {:6.1}  {:10.1}             {:6.1}  {:10.1}",
        mean(0),
        mean(1),
        mean(2),
        mean(3)
    );
}

fn take_in(terminal: &mut Terminal, chunk: &[u8]) {
    let mut rest = chunk;
    while !rest.is_empty() {
        rest = terminal.take_in(rest);
        terminal.drain_notices().for_each(drop);
    }
}

/// The memory of the process that is no file's, in bytes.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<usize>().ok());
    kib.unwrap_or(0) * 1024
}

fn memory() {
    const LINES: usize = 100_000;
    let limits = Limits { history_lines: usize::MAX, history_bytes: usize::MAX };
    let mut random = Random(7);
    let mut words = |colored: bool| {
        let mut line = Vec::new();
        for i in 0..100 {
            if colored && i % 5 == 0 {
                line.extend_from_slice(format!("\x1b[3{}m", random.next(8)).as_bytes());
            }
            let space = random.next(6) == 0;
            line.push(if space { b' ' } else { b'a' + random.next(26) as u8 });
        }
        line.extend_from_slice(b"\x1b[m\r\n");
        line
    };
    const PANES: usize = 1000;
    let before = resident();
    let panes: Vec<_> = (0..PANES).map(|_| Terminal::new(SIZE, Limits::default())).collect();
    println!("an empty pane: {} bytes of the process", (resident() - before) / PANES);
    println!("history line of 100 columns, bytes      counted   of the process   compressed");
    let mut kept = Vec::new();
    for (name, colored) in [("plain", false), ("a colour change every 5", true)] {
        let before = resident();
        let mut terminal = Terminal::new(SIZE, limits);
        for _ in 0..LINES {
            terminal.feed(&words(colored));
        }
        let process = resident().saturating_sub(before);
        let counted = terminal.history().bytes();
        terminal.compress_history();
        println!(
            "{name:38} {:8} {:16} {:12}",
            counted / LINES,
            process / LINES,
            terminal.history().bytes() / LINES
        );
        // So that none takes up what the one before left.
        kept.push(terminal);
    }
    drop((panes, kept));
}

/// A terminal with `lines` lines of history, each word coloured or none.
fn long(lines: usize, colored: bool) -> Terminal {
    let limits = Limits { history_lines: usize::MAX, history_bytes: usize::MAX };
    let mut terminal = Terminal::new(SIZE, limits);
    let mut random = Random(7);
    let mut line = Vec::new();
    for i in 0..lines {
        line.clear();
        (0..4 + random.next(22)).for_each(|_| {
            if colored {
                line.extend_from_slice(format!("\x1b[3{}m", random.next(8)).as_bytes());
            }
            random.word(&mut line);
            line.push(b' ');
        });
        line.extend_from_slice(if i % 50_000 == 77 { b"Needle\x1b[m\r\n" } else { b"\x1b[m\r\n" });
        terminal.feed(&line);
    }
    terminal
}

fn resize() {
    for lines in [2_000, 200_000, 2_000_000] {
        let mut terminal = long(lines, false);
        let sizes = [Size::new(80, 50), SIZE];
        let times = (0..20).map(|i| {
            let start = Instant::now();
            terminal.resize(sizes[i % 2].into());
            start.elapsed()
        });
        println!("resize with {lines} lines: {:?}", median(times.collect()));
    }
}

fn search() {
    for colored in [false, true] {
        let terminal = long(200_000, colored);
        let history = terminal.history();
        for (name, search) in
            [("exact", Search::new("Needle", false)), ("any case", Search::new("needle", true))]
        {
            let times = (0..7).map(|_| {
                let start = Instant::now();
                let mut at = 0;
                let mut found = 0;
                while let Some(line) = history.find(&search, at) {
                    found += 1;
                    at = line + 1;
                }
                assert!(found >= 4);
                start.elapsed()
            });
            let kind = if colored { "coloured" } else { "plain" };
            println!("search of 200000 {kind} lines, {name}: {:?}", median(times.collect()));
        }
    }
}

/// A checkpoint of a screen full of words in colours, without history and with a hot block of it.
fn checkpoint() {
    for (size, lines) in [(Size::new(80, 24), 24), (SIZE, 50), (Size::new(80, 24), 300)] {
        let mut terminal = Terminal::new(size, Limits::default());
        let text = sgr(&mut Random(9));
        let text = text.split_inclusive(|&byte| byte == b'\n').take(lines);
        text.for_each(|line| terminal.feed(line));
        let times = (0..201).map(|_| {
            let start = Instant::now();
            std::hint::black_box(terminal.checkpoint());
            start.elapsed()
        });
        let (time, kept) = (median(times.collect()), terminal.checkpoint());
        let start = Instant::now();
        let back = Terminal::restore(&kept);
        let restored = start.elapsed();
        assert!(back.is_ok());
        println!("checkpoint of {size}: {time:?}, {} bytes; restored: {restored:?}", kept.len());
    }
}

/// Output of each kind by pages, as a pty gives it: copied into a buffer, or into the ring of a journal
/// with the checkpoints that this takes.
fn journal() {
    for (name, make) in KINDS {
        let bytes = make(&mut Random(7));
        let (mut plain, mut kept) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let limits = Limits { history_lines: HISTORY, ..Limits::default() };
            let mut terminal = Terminal::new(SIZE, limits);
            let mut buffer = vec![0; 4096];
            let start = Instant::now();
            for chunk in bytes.chunks(4096) {
                buffer[..chunk.len()].copy_from_slice(chunk);
                take_in(&mut terminal, &buffer[..chunk.len()]);
            }
            plain.push(start.elapsed());
            let mut terminal = Terminal::new(SIZE, limits);
            let (mut journal, _descriptor) = PaneJournal::begin(&mut terminal).expect("memory");
            let start = Instant::now();
            for chunk in bytes.chunks(4096) {
                if journal.is_full() {
                    journal.checkpoint(&mut terminal).expect("room");
                }
                let room = journal.reserve(4096).expect("room");
                room[..chunk.len()].copy_from_slice(chunk);
                take_in(&mut terminal, journal.commit(chunk.len(), 0));
                journal.handled();
            }
            kept.push(start.elapsed());
        }
        let (plain, kept) = (median(plain), median(kept));
        let more = kept.as_secs_f64() - plain.as_secs_f64();
        let a_megabyte = more * 1e6 * 1e6 / bytes.len() as f64;
        println!(
            "journal, {name}: {plain:?}, with it {kept:?}, {a_megabyte:.0} µs more for a megabyte"
        );
    }
}

fn snapshot() {
    let terminal = long(1_000, false);
    let times = (0..21).map(|_| {
        let start = Instant::now();
        std::hint::black_box(terminal.snapshot());
        start.elapsed()
    });
    println!("snapshot: {:?}", median(times.collect()));
}

//! The programs that run in the panes: hidden modes of this binary.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::process::ExitCode;
use std::time::Instant;

use nix::sys::termios::{
    InputFlags, LocalFlags, SetArg, SpecialCharacterIndices, tcgetattr, tcsetattr,
};

use super::text::{Kind, Words};
use super::world::Gate;

/// What a program shows when it is ready.
pub const READY: &[u8] = b"{READY}";
/// What a program shows when it has written all. None of its characters is in any other text,
/// nor does one of them follow itself, so that it arrives whole however it is drawn.
pub const MARKER: &[u8] = b"@~^@~^@~^@";
/// The first and the last line of the screen that [`log`] leaves.
pub const TOP: &[u8] = b"@~^TOP^~@";
pub const BOTTOM: &[u8] = b"@~^BOTTOM^~@";

/// What an echoing program shows after a number of keys.
pub fn token(keys: usize) -> String {
    format!("{{{keys:04}}}")
}

/// The command line of a hidden mode.
pub fn line(words: &[&str], gate: Option<&Gate>) -> Result<Vec<OsString>, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut line = vec![own.into_os_string(), "--play".into()];
    line.extend(words.iter().map(OsString::from));
    line.extend(gate.into_iter().flat_map(Gate::args));
    Ok(line)
}

/// Runs a hidden mode.
pub fn play(args: &[String]) -> ExitCode {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args[..] {
        ["writer", kind, amount, asks, go, done] => writer(kind, amount, asks == "asks", go, done),
        ["log", colours, lines, go, done] => log(colours == "coloured", lines, go, done),
        ["echo", tokens_a_row] => echo(tokens_a_row),
        ["flood"] => flood(),
        ["sink", takes] => sink(takes == "keys"),
        ["sleep"] => stay(),
        ["idle", _, done] => idle(done),
        _ => Err(io::ErrorKind::InvalidInput.into()),
    };
    if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The terminal, without a buffer.
fn terminal() -> io::Result<File> {
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// Switches off what a terminal does with keys: echo, lines, and, for `raw`, the rest.
fn take_keys(raw: bool) -> io::Result<()> {
    let stdin = io::stdin();
    let mut settings = tcgetattr(&stdin)?;
    settings.local_flags.remove(LocalFlags::ECHO | LocalFlags::ICANON);
    // screen gives detached windows a terminal whose reads return at once with nothing.
    settings.control_chars[SpecialCharacterIndices::VMIN as usize] = 1;
    settings.control_chars[SpecialCharacterIndices::VTIME as usize] = 0;
    if raw {
        settings.local_flags.remove(LocalFlags::ISIG | LocalFlags::IEXTEN);
        settings.input_flags.remove(InputFlags::ICRNL | InputFlags::IXON);
    }
    Ok(tcsetattr(&stdin, SetArg::TCSANOW, &settings)?)
}

/// Says that it is ready, and waits to be let go.
fn wait_at(gate: &str, terminal: &mut File) -> io::Result<Instant> {
    terminal.write_all(READY)?;
    File::open(gate)?.read_exact(&mut [0])?;
    Ok(Instant::now())
}

/// Asks whether all is read and understood, and waits for the answer (DSR 5: `CSI 0 n`).
fn ask(terminal: &mut File) -> io::Result<()> {
    terminal.write_all(b"\x1b[5n")?;
    let mut key = [0];
    while key != *b"n" {
        io::stdin().read_exact(&mut key)?;
    }
    Ok(())
}

/// Leaves its time in seconds, whole at once, and stays until the terminal goes.
fn report(done: &str, since: Instant) -> io::Result<()> {
    let unfinished = format!("{done}.part");
    fs::write(&unfinished, since.elapsed().as_secs_f64().to_string())?;
    fs::rename(unfinished, done)?;
    stay()
}

fn stay() -> io::Result<()> {
    let mut key = [0];
    while io::stdin().read(&mut key)? > 0 {}
    Ok(())
}

fn number(text: &str) -> io::Result<usize> {
    text.parse().map_err(|_| io::ErrorKind::InvalidInput.into())
}

/// Writes so many bytes of a kind, and then the marker on a cleared screen.
fn writer(kind: &str, amount: &str, asks: bool, go: &str, done: &str) -> io::Result<()> {
    let kind = Kind::ALL.into_iter().find(|known| known.name() == kind);
    let block = kind.ok_or(io::ErrorKind::InvalidInput)?.block();
    let mut left = number(amount)?;
    let mut terminal = terminal()?;
    take_keys(false)?;
    let started = wait_at(go, &mut terminal)?;
    while left > 0 {
        let count = left.min(block.len());
        terminal.write_all(&block[..count])?;
        left -= count;
    }
    // CAN ends a sequence that was cut.
    terminal.write_all(b"\x18\x1b[m\x1b[2J\x1b[H")?;
    terminal.write_all(MARKER)?;
    if asks {
        ask(&mut terminal)?;
    }
    report(done, started)
}

/// Writes so many lines of a log, and then a screen between two markers.
fn log(coloured: bool, lines: &str, go: &str, done: &str) -> io::Result<()> {
    let mut words = Words::new();
    let mut text = Vec::new();
    for _ in 0..number(lines)? {
        words.log_line(coloured, &mut text);
    }
    text.extend_from_slice(TOP);
    text.push(b'\n');
    for _ in 0..44 {
        words.log_line(coloured, &mut text);
    }
    text.extend_from_slice(BOTTOM);
    let mut terminal = terminal()?;
    take_keys(false)?;
    let started = wait_at(go, &mut terminal)?;
    terminal.write_all(&text)?;
    // Its own memory is nobody's concern, but the machine's.
    drop(text);
    ask(&mut terminal)?;
    report(done, started)
}

/// Shows how many keys it has got, at each: so many to a row that no token is cut by its end and
/// that 500 of them scroll nothing, so that each is written to fresh cells.
fn echo(tokens_a_row: &str) -> io::Result<()> {
    let tokens_a_row = number(tokens_a_row)?.max(1);
    let mut terminal = terminal()?;
    take_keys(true)?;
    let mut keys = 0;
    loop {
        terminal.write_all(token(keys).as_bytes())?;
        if io::stdin().read(&mut [0])? == 0 {
            return Ok(());
        }
        keys += 1;
        if keys % tokens_a_row == 0 {
            terminal.write_all(b"\r\n")?;
        }
    }
}

/// Writes for ever.
fn flood() -> io::Result<()> {
    let block = Kind::Plain.block();
    let mut terminal = terminal()?;
    loop {
        terminal.write_all(&block)?;
    }
}

/// Reads what is typed and shows nothing for it: keys, or lines, which its terminal echoes.
fn sink(keys: bool) -> io::Result<()> {
    if keys {
        take_keys(true)?;
    }
    terminal()?.write_all(READY)?;
    io::copy(&mut io::stdin(), &mut io::sink()).map(drop)
}

/// Shows the marker, and does nothing.
fn idle(done: &str) -> io::Result<()> {
    terminal()?.write_all(MARKER)?;
    report(done, Instant::now())
}

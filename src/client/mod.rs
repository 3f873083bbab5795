//! The client: a display at a person's tty, and the runner of one-shot commands. It decodes what the
//! tty sends and sends it up, has the view drawn that comes down, and keeps no truth: kill it, attach
//! again, the picture is the same.
//!
//! Knows the protocol, the tty and the outside world; must not know the model, the server or
//! what any command means.

mod asked;
mod attach;
mod control;
pub mod decode;
mod execute;
mod host;
mod inputs;
mod link;
mod oneshot;
mod patience;
pub mod play;
mod printed;
pub mod proxy;
mod queries;
mod raw;
mod reach;
mod reconnect;
mod recorder;
mod spin_wait;
mod tty;
mod tty_check;
mod twin;
mod upstream;

use std::borrow::Cow;
use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use thiserror::Error;

use crate::cast::CastError;
use crate::dialect::Dialect;
use crate::display::Capabilities;
use crate::os;
use crate::os::socket::is_foreign;
use crate::protocol::diff::Misfit;
use crate::protocol::{FrameError, Frames, Request};
use crate::shell;
pub use asked::Asked;
use attach::{Attach, End};
pub use control::run as control;
use host::Call;
pub use host::{Host, token};
pub use inputs::Inputs;
use link::Link;
use oneshot::{Outcome, Outputs};
pub use reach::Reach;
use reconnect::{Place, Reconnect};
pub use recorder::Recorder;
use tty::Tty;
pub use tty_check::{TtyCheck, check_tty};
pub use twin::{TOKEN, inherited_token};

/// How long an ESC that stands alone is waited after before it is the Escape key.
const ESCAPE_TIME: Duration = Duration::from_millis(20);

/// What a person is told whose server went without a word, and whom no other has let in again.
const LOST: &str = "[lost server: it ended without a word, and no other has taken its place]";

/// Why a command could not be run to its end.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The server went away in the middle of it.
    #[error("server exited unexpectedly")]
    ServerLost,
    /// It was gone before it had heard the request.
    #[error("server exited unexpectedly")]
    Unheard,
    /// The server was about to end, and has not heard the request.
    #[error("the server has just ended; try again")]
    TooLate,
    /// It went while the command ran, and another one is there.
    #[error("the server was replaced while this ran: it may or may not have been carried out")]
    Unsure,
    /// The same, and what the command brought until then is all that there is.
    #[error("the server was replaced while this ran: it ends here, in the midst of it")]
    Cut,
    /// What the server sent is not understood.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// What the server sent does not fit what it sent before.
    #[error(transparent)]
    Misfit(#[from] Misfit),
    /// A server wants something of the client's that the command has no need of.
    #[error("the server asked for this client's {0}, which the command has no need of; refused")]
    NotAsked(&'static str),
    /// The server speaks another version.
    #[error("this pmux is {own}, the server is {0}, and they speak different versions of the protocol: \
        pmux upgrade-server replaces the server, and nothing is lost (all other commands work)", own = env!("CARGO_PKG_VERSION"))]
    Mismatch(String),
    /// A server on another host named a program to run on this one.
    #[error("the server on the other host asked for a program to be run here, which is not done")]
    NotHere,
    /// The terminal cannot be used.
    #[error("cannot use the terminal: {}", os::reason(.0))]
    Tty(#[source] io::Error),
    /// There is no ssh.
    #[error("ssh is not installed; --host goes through it")]
    NoSsh,
    /// A recording would go to a terminal.
    #[error("a recording is for a file or a pipe: pmux record -o FILE")]
    ToTerminal,
    /// The file that the person named cannot be written.
    #[error("cannot write {}: {}", .0, os::reason(.1))]
    File(String, #[source] io::Error),
    /// The file that the person named cannot be read.
    #[error("cannot read {}: {}", .0, os::reason(.1))]
    Unreadable(String, #[source] io::Error),
    /// A recording is wrong.
    #[error("{0}:{1}")]
    Cast(String, #[source] CastError),
    /// Somebody would have to type one.
    #[error("play - reads a recording from a pipe: pmux record TARGET | pmux play -")]
    NoRecording,
    /// The line to another host did not hold.
    #[error("{0}")]
    Line(String),
    /// The kernel refused something.
    #[error("{}", os::reason(.0))]
    Io(#[from] io::Error),
}

/// Runs one command on a server of another host, over ssh, as [`Asked`] does on one here. Whoever has
/// a terminal calls again when the line breaks.
///
/// # Errors
/// [`ClientError`], where there is no ssh, no such host, no pmux there, and as [`Asked::run`].
pub fn run_on(
    host: Host,
    request: Request,
    reach: Reach,
    inputs: &mut Inputs,
    recorder: Option<Recorder>,
) -> Result<u8, ClientError> {
    let request = request.for_elsewhere();
    let line = host.call(Call::First)?;
    let mut frames = Frames::default();
    let mut outputs = Outputs::new(io::stdout(), io::stderr(), recorder);
    let (socket, inputs) = (&line.socket, (reach, inputs));
    let outcome = oneshot::run(socket, &mut frames, &request, inputs, &mut outputs);
    if let Ok(outcome) = &outcome {
        reach.check(outcome, &request.argv)?;
    }
    match outcome {
        Ok(Outcome::Exit(status)) => Ok(status),
        Ok(Outcome::Attached) => {
            display(line.socket, frames, Reconnect { place: Place::There(host), request })
        }
        Ok(Outcome::Streaming(terms)) => {
            let is_terminal = request.tty.is_some();
            let reconnect = Reconnect { place: Place::There(host.clone()), request };
            let socket = line.socket.try_clone()?;
            match raw::run(socket, frames, terms, is_terminal.then_some(reconnect)) {
                Err(ClientError::ServerLost) => Err(line.why(&host)),
                result => result,
            }
        }
        // Programs of that host run there.
        Ok(Outcome::Execute(_)) => Err(ClientError::NotHere),
        Ok(Outcome::TooLate) => Err(ClientError::TooLate),
        Ok(Outcome::Mismatch(server)) => Err(ClientError::Mismatch(server.version)),
        Err(ClientError::ServerLost | ClientError::Unheard) => Err(line.why(&host)),
        Err(ClientError::Frame(FrameError::Garbage)) => Err(host.is_chatty(frames.rest())),
        Err(error) => Err(error),
    }
}

/// Lives in control mode on a server of another host, over ssh, as [`control()`] does on one here.
///
/// # Errors
/// As [`control()`], and where there is no ssh, no such host, no pmux there.
pub fn control_on(host: &Host, request: Request, is_terminal: bool) -> Result<u8, ClientError> {
    let request = request.for_elsewhere();
    let line = host.call(Call::First)?;
    match control::run(line.socket.try_clone()?, &request, is_terminal) {
        Err(ClientError::Unheard) => Err(line.why(host)),
        result => result,
    }
}

/// A request as it is told whoever is at the other end: another user of this host is told no more of our
/// surroundings than another host. Whatever sends one sends that.
fn told<'a>(socket: &UnixStream, request: &'a Request) -> Cow<'a, Request> {
    match is_foreign(socket) {
        true => Cow::Owned(request.clone().for_elsewhere()),
        false => Cow::Borrowed(request),
    }
}

/// Runs one command that prints a little, and gives what it prints. A server that does not
/// answer is waited for no longer than `patience`, before each part of it.
///
/// # Errors
/// [`ClientError`] where the exchange breaks off.
pub fn ask(
    socket: UnixStream,
    request: &Request,
    patience: Duration,
) -> Result<String, ClientError> {
    socket.set_read_timeout(Some(patience))?;
    let none = (Reach::default(), &mut Inputs::default());
    let mut outputs = Outputs::new(Vec::new(), io::sink(), None);
    oneshot::run(&socket, &mut Frames::default(), request, none, &mut outputs)?;
    Ok(String::from_utf8_lossy(&outputs.stdout).into_owned())
}

/// Lives as a display until the end, and says what ended it.
fn display(socket: UnixStream, frames: Frames, reconnect: Reconnect) -> Result<u8, ClientError> {
    let colorterm = std::env::var("COLORTERM").unwrap_or_default();
    let term = reconnect.request.tty.as_ref().map_or("", |tty| tty.term.as_str());
    let can = Capabilities::guess(term, &colorterm);
    let token = reconnect.request.resume.map(|resume| resume.token);
    // tmux says no more than that it is over.
    let attach: &[&str] = match reconnect.request.dialect {
        Dialect::Pmux => &["attach", "-t"],
        Dialect::Tmux => &[],
    };
    let link = Link::new(socket, frames, &attach::SIGNALS, Some(reconnect))?;
    let file = tty::reopen(io::stdin()).map_err(ClientError::Tty)?;
    let tty = Tty::enter(file).map_err(ClientError::Tty)?;
    tty.rescue(attach::last_resort()).map_err(ClientError::Tty)?.on_panic();
    let end = Attach::new(link, tty, can, ESCAPE_TIME).run()?;
    let (line, status) = match end {
        End::Detached { line, status } => (line, status),
        End::Replaced(command) => return Ok(execute::become_shell(&command)),
        End::Mismatch(server) => return Err(twin::become_twin(&server, token)),
        End::ServerLost => (LOST.to_owned(), 1),
        End::Terminated => ("[terminated]".to_owned(), 1),
        End::HungUp => (String::new(), 1),
    };
    tell_end(&line, attach, &mut io::stdout());
    Ok(status)
}

/// Tells a person what their client's end was, and the way back from there, if there is a command for it.
fn tell_end(line: &str, attach: &[&str], out: &mut impl Write) {
    let mut line: String = line.chars().filter(|c| !c.is_control()).collect();
    if let Some(command) = the_way_back(&line, args(), attach) {
        line.push_str(&format!(" {command} brings you back"));
    }
    if !line.is_empty() {
        // Where that is gone there is nobody to tell.
        let _ = writeln!(out, "{line}");
    }
}

/// The command that attaches again to what a line says was left, told the same server as on this
/// program's command line. What `exec` ran ends with its client: nothing leads back there.
fn the_way_back(
    line: &str,
    mut args: impl Iterator<Item = String>,
    attach: &[&str],
) -> Option<String> {
    let name = line.strip_prefix("[detached (from session ")?.strip_suffix(")]")?;
    // A raw client is told which pane it was, where that is not the session's current one.
    let pane = name.rsplit_once(", pane ").map(|(_, pane)| pane).filter(|it| it.starts_with('%'));
    let name = pane.filter(|_| attach.contains(&"--raw")).unwrap_or(name);
    let mut command = vec!["pmux".to_owned()];
    let mut verb = None;
    while let Some(arg) = args.next() {
        if !arg.starts_with('-') {
            verb = Some(arg);
            break;
        }
        let flag = ["-L", "-S", "-o", "--host", "-f"].into_iter().find(|it| arg.starts_with(it));
        let value = if flag == Some(arg.as_str()) { args.next() } else { None };
        if flag.is_some_and(|flag| flag != "-f") {
            command.extend([Some(arg), value].into_iter().flatten().map(|word| shell::word(&word)));
        }
    }
    if attach.is_empty() || verb.is_some_and(|verb| verb == "exec") {
        return None;
    }
    command.extend(attach.iter().map(|word| (*word).to_owned()));
    command.push(shell::word(name));
    Some(command.join(" "))
}

/// This program's arguments.
fn args() -> impl Iterator<Item = String> {
    std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_leads_to_the_same_server() {
        let way = |line: &str, args: &str| {
            the_way_back(line, args.split_whitespace().map(str::to_owned), &["attach", "-t"])
        };
        for (args, expect) in [
            ("", "pmux attach -t build"),
            ("new -s build -L x", "pmux attach -t build"),
            ("-Lwork -f /x new", "pmux -Lwork attach -t build"),
            ("-f /x -S /tmp/s a", "pmux -S /tmp/s attach -t build"),
            ("--host me@box -o Port=22 a", "pmux --host me@box -o Port=22 attach -t build"),
        ] {
            let line = "[detached (from session build)]";
            assert_eq!(way(line, args).as_deref(), Some(expect), "{args}");
        }
        let odd = way("[detached (from session it's)]", "");
        assert_eq!(odd.as_deref(), Some("pmux attach -t 'it'\\''s'"));
        assert_eq!(way("[exited]", ""), None);
        let one_of_many = "[detached (from session build, pane %7)]";
        let raw = the_way_back(one_of_many, std::iter::empty(), &["attach", "--raw", "-t"]);
        assert_eq!(raw.as_deref(), Some("pmux attach --raw -t %7"));
        assert_eq!(way("[detached (from session web)]", "-L x exec -it web sh"), None);
    }
}

//! What a call of `pmux` is about: help, a command for a server (started where there is none),
//! or being that server.

use std::error::Error;
use std::ffi::OsString;
use std::io::Write;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pmux::client::play::Play;
use pmux::client::proxy::Refused;
use pmux::client::{Asked, ClientError, Host, Inputs, Reach, Recorder};
use pmux::command::{self, Played, Status};
use pmux::dialect::Dialect;
use pmux::os::{process, socket, tty};
use pmux::protocol::{RAW_VERSION, Request, Resume, TtyInfo, VIEW_VERSION};
use pmux::visible::visible;
use pmux::{client, geometry::Size, server};

mod call;
mod complete;
mod connect;
mod doctor;
mod newer;
mod serve;
mod upgrade;
mod wrap;

use call::{Call, Instead};
use connect::{connected, socket_of};

type Failure = Box<dyn Error>;

/// How often a server may end just when it is asked.
const TRIES: usize = 5;

/// A server that was asked so long ago has not ended just then.
const LONG: Duration = Duration::from_secs(1);

/// The dialect that this program was called in, by its name or `PMUX_AS`; a flag may say another.
pub fn dialect(name: Option<OsString>) -> Dialect {
    let said = std::env::var_os("PMUX_AS").filter(|said| !said.is_empty());
    Dialect::of_name(&call::text(said.or(name).unwrap_or_default()))
}

/// What a failure is told as: one of a command as the server would tell it.
pub fn told(dialect: Dialect, failure: &Failure) -> String {
    let text = match failure.downcast_ref::<command::Failure>() {
        Some(failure) => dialect.told(&failure.to_string()).to_owned(),
        None => format!("{}: {failure}", dialect.name()),
    };
    visible(&text).into_owned()
}

/// What a failure ends with.
pub fn status_of(dialect: Dialect, failure: &Failure) -> u8 {
    if let Some(ClientError::Unsure | ClientError::Cut) = failure.downcast_ref() {
        return Status::Unsure.into();
    }
    let known = failure.downcast_ref::<command::Failure>();
    known.map_or(Status::Failed.into(), |failure| dialect.failed(failure.status))
}

/// Does what the arguments say, and returns the exit status.
pub fn enter(dialect: Dialect, arguments: impl Iterator<Item = OsString>) -> Result<u8, Failure> {
    let mut call = call::read(dialect, arguments)?;
    match call.instead {
        Some(Instead::Help) => {
            print_help(&command::help(call.command.first().map(String::as_str))?);
            return Ok(0);
        }
        Some(Instead::Version) => {
            print(&format!("{} {}\n", call.dialect.name(), call.dialect.version()));
            return Ok(0);
        }
        Some(Instead::Serve) => return serve::serve(&call),
        Some(Instead::Shim) => return serve::shim(&call),
        Some(Instead::Proxy) => return proxy(call),
        Some(Instead::Complete) => return Ok(complete::complete(call.dialect, call.command)),
        None => {}
    }
    if let Some(name) = call::help_for(&call.command) {
        print_help(&command::help(name)?);
        return Ok(0);
    }
    if call.control > 0 {
        return control(call);
    }
    if let Some(status) = by_itself(&call)? {
        return Ok(status);
    }
    let recorder = recorder(&call.command)?;
    if let Some(name) = call.host.take() {
        let host = Host { name, options: call.ssh.split_off(0), flags: far_flags(&call) };
        // What protects the sessions there shows there, and so is the pmux that is to serve them.
        if is_command(&call.command, &["doctor", "upgrade-server"]) {
            return Ok(host.hand_over(&call.command, false)?);
        }
        let mut request = request(call.dialect, call.command)?;
        let mut inputs = Inputs::open(&command::own_files(&mut request.argv))?;
        return Ok(match command::needs_descriptors(&request.argv, request.tty.is_some()) {
            Some(needed) => host.hand_over(&request.argv, needed.stdin)?,
            None => {
                let reach = reach(&request);
                client::run_on(host, request, reach, &mut inputs, recorder)?
            }
        });
    }
    let reason = match run(&call, recorder) {
        Ok(status) => return Ok(status),
        Err(reason) => reason,
    };
    let went = matches!(reason.downcast_ref(), Some(ClientError::TooLate | ClientError::Unsure));
    let path = socket_of(&call)?;
    Err(if went && socket::is_of_tmux(&path) { not_ours(call.dialect, &path) } else { reason })
}

/// A server hangs up on whoever does not speak its language, and that is another one.
fn not_ours(dialect: Dialect, path: &Path) -> Failure {
    let (name, path) = (dialect.name(), path.display());
    format!(
        "the server at {path} is one of tmux itself, which {name} cannot talk to: call that tmux, \
         or name another server with -L or -S"
    )
    .into()
}

/// Has a server carry the command out. One that ends in that moment has not heard it: then there is
/// none, or another one. One that goes while it runs is followed by another, which is asked again what
/// may be asked twice.
fn run(call: &Call, mut recorder: Option<Recorder>) -> Result<u8, Failure> {
    let path = socket_of(call)?;
    let mut request = request(call.dialect, upgrade::with_file(call.command.clone())?)?;
    let inputs = Inputs::open(&command::own_files(&mut request.argv))?;
    let (reach, repeatable) = (reach(&request), command::repeatable(&request.argv));
    let mut asked = Asked::new(path.clone(), request, reach, repeatable, inputs);
    let mut tries = 0;
    while tries < TRIES {
        let began = Instant::now();
        let Some(stream) = connected(call, &path)? else {
            if asked.was_lost() {
                return Err(ClientError::ServerLost.into());
            }
            return without_server(call, asked.request().clone(), &path);
        };
        let recorder = match recorder.take() {
            None => self::recorder(&call.command)?,
            first => first,
        };
        let place = asked.place().map(str::to_owned);
        if let Some(status) = asked.run(stream, recorder)? {
            if status == 0 && is_command(&call.command, &["list-sessions"]) {
                newer::tell(call, &path);
            }
            return Ok(status);
        }
        // One that waits, or comes on, may outlive any number of servers.
        let goes_on = began.elapsed() > LONG || asked.place() != place.as_deref();
        tries = if goes_on { 0 } else { tries + 1 };
    }
    Err(ClientError::TooLate.into())
}

/// Lives in control mode, with the command to begin with.
fn control(mut call: Call) -> Result<u8, Failure> {
    let behind_terminal = call.control > 1;
    if behind_terminal && !tty::is_tty(std::io::stdin()) {
        let reason = "-CC is for a program that a terminal belongs to, and stdin is none; try -C";
        return Err(reason.into());
    }
    let request = request(call.dialect, call.command.clone())?;
    // It does not come back: its program is told of the end, and begins anew.
    let request = Request { control: true, prints_to_tty: false, resume: None, ..request };
    if let Some(name) = call.host.take() {
        let host = Host { name, options: call.ssh.split_off(0), flags: far_flags(&call) };
        return Ok(client::control_on(&host, request, behind_terminal)?);
    }
    let path = socket_of(&call)?;
    for _ in 0..TRIES {
        let Some(stream) = connected(&call, &path)? else {
            return Err(nobody(&call, &path).into());
        };
        match client::control(stream, &request, behind_terminal) {
            Err(ClientError::Unheard | ClientError::TooLate) => {}
            result => return Ok(result?),
        }
    }
    Err(ClientError::TooLate.into())
}

/// What the server may have of this client for the command.
fn reach(request: &Request) -> Reach {
    let reach = command::reach(&request.argv);
    Reach {
        stdin: reach.contains(command::Reach::STDIN),
        terminal: reach.contains(command::Reach::TERMINAL),
        program: reach.contains(command::Reach::PROGRAM),
    }
}

/// Carries out what needs no server, if it is that. The exit status.
fn by_itself(call: &Call) -> Result<Option<u8>, Failure> {
    let Some((name, words)) = call.command.split_first() else { return Ok(None) };
    match command::find(name).map(|command| command.name) {
        Ok("play") => {
            let Played { file, speed, idle_limit } = command::played(words)?;
            let what = Play { file: file.into(), speed, idle_limit };
            Ok(Some(client::play::play(&what)?))
        }
        Ok("completions") => {
            print(command::script(words)?);
            Ok(Some(0))
        }
        Ok("doctor") if call.host.is_none() => Ok(Some(doctor::doctor(call, words)?)),
        _ => Ok(None),
    }
}

/// Whether the first command of some words is one of these.
fn is_command(words: &[String], names: &[&str]) -> bool {
    let first = words.first().and_then(|name| command::find(name).ok());
    first.is_some_and(|command| names.contains(&command.name))
}

/// What takes the recording that a command line asks for.
fn recorder(argv: &[String]) -> Result<Option<Recorder>, Failure> {
    let wanted = command::recording(argv)?;
    Ok(wanted.map(|wanted| Recorder::new(wanted.file.map(PathBuf::from))).transpose()?)
}

/// Answers what needs no server; all else fails.
fn without_server(call: &Call, request: Request, path: &Path) -> Result<u8, Failure> {
    let saved = server::saved_sessions(path);
    let is_answered = |name: String| {
        command::find(&name).is_ok_and(|command| match command.name {
            "list-commands" => true,
            // Who counts on tmux's lines does not expect one of a session that is not there.
            "list-sessions" => !saved.is_empty() && call.dialect == Dialect::Pmux,
            _ => false,
        })
    };
    if !command::names_in(&call.command).all(is_answered) {
        return Err(nobody(call, path).into());
    }
    let said = server::answer(request, &saved, call.dialect);
    print(&String::from_utf8_lossy(&said.output));
    // Where stderr is gone there is nobody to tell.
    let _ = std::io::stderr().write_all(&said.errors);
    Ok(said.status)
}

/// Why there is nobody to carry the command out: it is none, or there is no server.
fn nobody(call: &Call, path: &Path) -> command::Failure {
    let wrong = command::names_in(&call.command).find_map(|name| command::find(&name).err());
    let first = call.command.first().and_then(|name| command::find(name).ok());
    let failure = wrong.unwrap_or_else(|| {
        if call.dialect == Dialect::Tmux {
            return command::Failure::new(not_connected(path));
        }
        let none = format!("no server running on {}", path.display());
        // Whoever asks that has no use for a session.
        match first.map(|it| it.name) {
            // That none is there is its answer.
            Some("has-session") => return command::Failure::new(none),
            Some("kill-server") => {
                return command::Failure::new(none).with_status(Status::NoServer);
            }
            _ => {}
        }
        let server = match (&call.socket, &call.name) {
            (Some(socket), _) => format!(" -S {}", socket.display()),
            (None, Some(name)) => format!(" -L {name}"),
            (None, None) => String::new(),
        };
        command::Failure::new(format!(
            "{none}: there are no sessions yet; pmux{server} new -s NAME makes one"
        ))
        .with_status(Status::NoServer)
    });
    match first {
        Some(command) => command.failed(failure),
        None => failure,
    }
}

/// Why there is no server, in tmux's words: there is no socket, or nobody behind it.
fn not_connected(path: &Path) -> String {
    let why = match path.exists() {
        true => return format!("no server running on {}", path.display()),
        false => "No such file or directory",
    };
    format!("error connecting to {} ({why})", path.display())
}

/// The command with its surroundings.
fn request(dialect: Dialect, argv: Vec<String>) -> Result<Request, Failure> {
    let (stdin, stdout) = (std::io::stdin(), std::io::stdout());
    let is_terminal = tty::is_tty(&stdin) && tty::is_tty(&stdout);
    let tty = is_terminal.then(|| TtyInfo {
        name: tty::tty_name(&stdin).map(|path| path.display().to_string()).unwrap_or_default(),
        term: std::env::var("TERM").unwrap_or_default(),
        size: tty::window_size(&stdout).unwrap_or(Size::DEFAULT.into()),
    });
    let cwd = std::env::current_dir().unwrap_or_else(|_| process::home());
    let environment = std::env::vars_os()
        .filter(|(name, _)| name != client::TOKEN)
        .map(|(name, value)| [name.into_vec(), value.into_vec()].join(&b'='))
        .collect();
    Ok(Request {
        view_version: VIEW_VERSION,
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        dialect,
        argv,
        cwd: cwd.into_os_string().into_vec(),
        environment,
        pid: std::process::id(),
        tty,
        prints_to_tty: tty::is_tty(&stdout),
        resume: resume(),
        relayed: false,
        again: None,
        raw_version: RAW_VERSION,
        control: false,
    })
}

/// As whom this client asks: as the one whose place it takes, or as somebody new.
fn resume() -> Option<Resume> {
    let known = client::inherited_token().map(|token| Resume { token, got: 1 });
    known.or_else(|| client::token().ok().map(|token| Resume { token, got: 0 }))
}

/// What pmux gets at the far end before its command.
fn far_flags(call: &Call) -> Vec<String> {
    let mut flags = Vec::new();
    let mut add = |flag: &str, value: String| flags.extend([flag.to_owned(), value]);
    call.name.iter().for_each(|name| add("-L", name.clone()));
    call.socket.iter().for_each(|path| add("-S", path.display().to_string()));
    call.config.iter().for_each(|path| add("-f", path.display().to_string()));
    flags.extend(call.no_start.then(|| "-N".to_owned()));
    flags.extend((call.dialect == Dialect::Tmux).then(|| "--as-tmux".to_owned()));
    flags
}

/// Is the far end of another host's `--host`.
fn proxy(call: Call) -> Result<u8, Failure> {
    let connect = |request: &Request| {
        let call = Call { command: request.argv.clone(), ..call };
        let refused = |failure: Failure| Refused {
            status: status_of(call.dialect, &failure),
            reason: failure.to_string(),
        };
        let path = socket_of(&call).map_err(refused)?;
        let stream = connected(&call, &path).map_err(refused)?;
        stream.ok_or_else(|| refused(nobody(&call, &path).into()))
    };
    Ok(client::proxy::run(connect)?)
}

/// Prints help, as wide as the terminal where it goes to one.
fn print_help(text: &str) {
    match tty::window_size(std::io::stdout()) {
        Some(size) => print(&wrap::wrapped(text, size.cells.cols.into())),
        None => print(text),
    }
}

/// Writes to stdout; a reader that has seen enough is no failure.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

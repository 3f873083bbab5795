//! `doctor`: what protects a person's sessions here and now, what does not, and what could be done
//! about that. It starts no server, and waits for none for long.

use std::fmt::Write as _;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use nix::unistd::Pid;
use pmux::client::{self, TtyCheck};
use pmux::command;
use pmux::display::ColorDepth;
use pmux::os::crash::{self, Crash};
use pmux::os::logout::{self, AtLogout, at_logout};
use pmux::os::state_dir::state_path;
use pmux::os::{memory, process, segment, tty};
use pmux::server::{STATE, saved_sessions};
use pmux::visible::visible;
use serde_json::json;

use super::{Call, Failure, connected, newer, print, print_help, request, socket_of};

/// How long a server that does not answer is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a server is asked of itself.
const QUESTIONS: &str = "#{version}\t#{pid}\t#{t:start_time}\t#{server_sessions}\t#{restore}\t\
    #{?server_saved,#{t:server_saved},}\t#{server_saved_error}";

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    about: &'static str,
    said: String,
    /// What could be done, where it is not as well as it could be.
    advice: Option<String>,
}

impl Finding {
    fn well(about: &'static str, said: impl Into<String>) -> Self {
        Self { about, said: said.into(), advice: None }
    }

    fn better(about: &'static str, said: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { about, said: said.into(), advice: Some(advice.into()) }
    }
}

/// What a server says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub version: String,
    pub pid: u32,
    since: String,
    sessions: String,
    /// Whether sessions are saved, when they were last, and why they cannot be.
    restore: String,
    saved: String,
    unsaved: String,
}

impl Told {
    /// Reads the answer to [`QUESTIONS`].
    fn read(answer: &str) -> Option<Self> {
        let mut parts = answer.trim_end_matches('\n').split('\t').map(str::to_owned);
        let mut next = || parts.next();
        let (version, pid) = (next()?, next()?.parse().ok()?);
        let (since, sessions) = (next()?, next()?);
        // A server of before says nothing of it.
        let [restore, saved, unsaved] = [next(), next(), next()].map(Option::unwrap_or_default);
        Some(Self { version, pid, since, sessions, restore, saved, unsaved })
    }
}

/// Looks at everything, and prints it. 1 where something could be better.
pub fn doctor(call: &Call, words: &[String]) -> Result<u8, Failure> {
    let as_json = command::wants_json(words)?;
    let mut findings = vec![Finding::well("client", format!("pmux {}", env!("CARGO_PKG_VERSION")))];
    let path = socket_of(call)?;
    let told = ask(call, &path, PATIENCE);
    findings.push(of_server(&path, told.as_ref()));
    let server = told.as_ref().ok().and_then(|told| told.as_ref()).map(|told| told.pid);
    if server.is_some() || told.is_err() {
        findings.push(of_socket(&path, server));
    }
    findings.extend(told.iter().flatten().flat_map(of_shim));
    findings.extend(of_saved(told.as_ref().ok().and_then(Option::as_ref), &path));
    findings.extend(what_becomes_of(server).map(of_logout));
    findings.extend(state_path().iter().flat_map(|state| crash::tell_new(state)).map(of_crash));
    findings.extend(of_terminal());
    match as_json {
        true => print(&as_lines_of_json(&findings)),
        false => print_help(&as_text(&findings)),
    }
    Ok(u8::from(findings.iter().any(|finding| finding.advice.is_some())))
}

/// What the server at `path` says of itself; nothing where there is none. It is waited for no longer
/// than that.
///
/// # Errors
/// It cannot be reached, or does not answer; with why.
pub fn ask(call: &Call, path: &Path, patience: Duration) -> Result<Option<Told>, String> {
    let words = ["display-message", "-p", QUESTIONS].map(str::to_owned).to_vec();
    let quiet = Call { no_start: true, command: words.clone(), ..call.clone() };
    let told = |failure: Failure| super::told(call.dialect, &failure);
    let Some(stream) = connected(&quiet, path).map_err(told)? else { return Ok(None) };
    let request = request(call.dialect, words).map_err(told)?;
    let answer = client::ask(stream, &request, patience).map_err(|error| error.to_string())?;
    Told::read(&answer).map(Some).ok_or_else(|| "it answers what is not understood".to_owned())
}

fn of_server(path: &Path, told: Result<&Option<Told>, &String>) -> Finding {
    let own = env!("CARGO_PKG_VERSION");
    match told {
        Err(why) => {
            Finding::better("server", why.as_str(), "ps shows whether it is there and hangs")
        }
        Ok(None) => Finding::well("server", format!("none at {}", path.display())),
        Ok(Some(Told { version, pid, since, sessions, .. })) => {
            let said = format!(
                "pmux {version}, process {pid}; sessions: {sessions}, going on since {since}"
            );
            match version == own && !newer::is_newer_than(*pid) {
                true => Finding::well("server", said),
                false => Finding::better(
                    "server",
                    said,
                    "it is not the pmux that was called: pmux upgrade-server replaces it by that, and \
                     nothing is lost",
                ),
            }
        }
    }
}

/// Who can reach the socket of the server, whose process this is where that is known.
fn of_socket(path: &Path, pid: Option<u32>) -> Finding {
    let own = process::uid();
    let look = |path: &Path| path.symlink_metadata().map(|it| (it.uid(), it.mode() & 0o7777));
    let folder = path.parent().unwrap_or(Path::new("/"));
    let (Ok((owner, mode)), Ok((holder, around))) = (look(path), look(folder)) else {
        let who = pid.map_or("of the server".to_owned(), |pid| pid.to_string());
        let advice = format!("kill -USR1 {who} makes it anew, with the sessions as they are");
        return Finding::better("socket", format!("{} is not there", path.display()), advice);
    };
    let said = format!("{}, mode {mode:03o} in a directory of mode {around:03o}", path.display());
    match (owner == own, mode & 0o077 == 0 || (holder == own && around & 0o077 == 0)) {
        (true, true) => Finding::well("socket", format!("{said}: only you can reach it")),
        (true, false) => {
            let advice =
                format!("chmod 600 {}: others are refused, but need not see it", path.display());
            Finding::better("socket", said, advice)
        }
        (false, _) => Finding::better(
            "socket",
            format!("{said}, of user {owner}"),
            "it is not yours: name a server of your own with -L",
        ),
    }
}

/// Whether a server has a shim, by which another one goes on when it is killed, and the memory that the
/// shim holds for that; nothing where that cannot be known.
fn of_shim(server: &Told) -> Vec<Finding> {
    let Some(shim) = process::parent(Pid::from_raw(server.pid.cast_signed())) else {
        return Vec::new();
    };
    // It is called so whatever it was started from.
    if !process::title(shim).is_some_and(|it| it.starts_with("pmux: shim")) {
        let advice = "pmux show-messages may say why; a new server has one";
        return vec![Finding::better("shim", "none: sessions end with their server", advice)];
    }
    let Some(held) = segment::held_by(shim) else {
        return vec![Finding::well(
            "shim",
            format!("process {shim}: sessions outlive their server"),
        )];
    };
    vec![what_is_held(shim, &held), of_memory(&held, server.sessions != "0", memory::available())]
}

/// Whether a shim holds what a server is made anew of.
fn what_is_held(shim: Pid, held: &[(String, u64)]) -> Finding {
    match held.iter().any(|(name, _)| name == STATE) {
        true => Finding::well("shim", format!("process {shim}: sessions outlive their server")),
        false => Finding::better(
            "shim",
            format!("process {shim} holds no state: sessions end with their server"),
            "pmux show-messages says why it could not be kept",
        ),
    }
}

/// How much memory is held for the next server, of one that has sessions or none.
fn of_memory(held: &[(String, u64)], has_sessions: bool, free: Option<u64>) -> Finding {
    let size = |bytes: u64| match bytes >> 20 {
        0..10 => format!("{} KiB", bytes >> 10),
        more => format!("{more} MiB"),
    };
    let (state, panes): (Vec<_>, Vec<_>) = held.iter().partition(|(name, _)| name == STATE);
    let sum = |parts: &[&(String, u64)]| size(parts.iter().map(|(_, bytes)| bytes).sum());
    let free = free.map_or(String::new(), |bytes| format!("; {} are free", size(bytes)));
    let said = format!(
        "the shim holds {} for the state of the server, {} for panes ({}){free}",
        sum(&state),
        sum(&panes),
        panes.len()
    );
    match panes.is_empty() && has_sessions {
        true => Finding::better(
            "memory",
            said,
            "what panes show ends with their server; pmux show-messages says why",
        ),
        false => Finding::well("memory", said),
    }
}

/// What becomes at logout of a server, whose process this is, or of one that would be started here.
fn what_becomes_of(server: Option<u32>) -> Option<AtLogout> {
    let user = process::user();
    match server {
        Some(server) => at_logout(server, &user),
        None => Some(match at_logout(std::process::id(), &user)? {
            AtLogout::EndsWithLogin => logout::in_own_scope(&user),
            fate => fate,
        }),
    }
}

/// Whether sessions outlive the machine; nothing where no server says so, and none is saved.
fn of_saved(told: Option<&Told>, path: &Path) -> Option<Finding> {
    let about = "saved";
    let Some(told) = told else {
        let saved = saved_sessions(path);
        let names: Vec<&str> = saved.iter().map(|label| label.name.as_str()).collect();
        let said = format!("{}: pmux restore brings them back", names.join(", "));
        return (!names.is_empty()).then(|| Finding::well(about, said));
    };
    Some(match (told.restore.as_str(), told.unsaved.as_str(), told.saved.as_str()) {
        ("", ..) => return None,
        ("off", ..) => {
            Finding::well(about, "nothing (restore is off): sessions end with the machine")
        }
        (_, "", "") => Finding::well(about, "sessions are, soon after they change"),
        (_, "", last) => Finding::well(about, format!("sessions are, {last} for the last time")),
        (_, why, _) => Finding::better(
            about,
            format!("sessions cannot be: {why}"),
            "they end with the machine until that is mended",
        ),
    })
}

fn of_logout(fate: AtLogout) -> Finding {
    match fate.advice() {
        None => Finding::well("logout", fate.to_string()),
        Some(advice) => Finding::better("logout", fate.to_string(), advice),
    }
}

fn of_crash(Crash { message, file }: Crash) -> Finding {
    let advice = format!("{} has the whole, for whoever mends it", file.display());
    Finding::better("crash", message, advice)
}

/// What the terminal can do, where there is one.
fn of_terminal() -> Vec<Finding> {
    if !tty::is_tty(std::io::stdin()) || !tty::is_tty(std::io::stdout()) {
        return vec![Finding::well("terminal", "none here to be asked")];
    }
    match client::check_tty() {
        Ok(found) => of_tty(&found, &std::env::var("TERM").unwrap_or_default()),
        Err(error) => vec![Finding::better("terminal", error.to_string(), "try another one")],
    }
}

fn of_tty(found: &TtyCheck, term: &str) -> Vec<Finding> {
    let name = match (&found.version, found.answered) {
        (Some(version), _) => format!("{version}, TERM={term}"),
        (None, true) => format!("TERM={term}"),
        (None, false) => format!("TERM={term}; it answers nothing: what follows is by its name"),
    };
    let yes_or = |about, is: bool, well: &str, said: &str, advice: &str| match is {
        true => Finding::well(about, well),
        false => Finding::better(about, said, advice),
    };
    let colours = match found.can.colors {
        ColorDepth::True => Finding::well("colours", "16 million"),
        fewer => {
            let count = match fewer {
                ColorDepth::None => "none",
                ColorDepth::Ansi => "16",
                _ => "256",
            };
            Finding::better("colours", count, "COLORTERM=truecolor, where the terminal has more")
        }
    };
    vec![
        Finding::well("terminal", name),
        colours,
        yes_or(
            "keyboard",
            found.can.keyboard,
            "every key with every modifier (the kitty protocol)",
            "C-i is Tab, C-m is Enter, and Shift does not show with them",
            "a terminal that speaks the kitty keyboard protocol tells them apart",
        ),
        yes_or(
            "frames",
            found.can.synchronised,
            "shown whole (mode 2026)",
            "shown as they come: large changes may flicker",
            "a terminal with synchronised output (mode 2026) shows them at once",
        ),
        match found.clipboard {
            true => Finding::well("clipboard", "copies reach it (OSC 52)"),
            // Most that can do it do not say so.
            false => {
                Finding::well("clipboard", "the terminal does not say whether copies reach it")
            }
        },
    ]
}

/// A line each, and one below it where something could be done.
fn as_text(findings: &[Finding]) -> String {
    let mut text = String::new();
    for Finding { about, said, advice } in findings {
        let mark = if advice.is_some() { '!' } else { ' ' };
        // Writing to a string does not fail.
        let _ = writeln!(text, "{mark} {about:<10}  {}", visible(said));
        if let Some(advice) = advice {
            let _ = writeln!(text, "  {:<10}  -> {}", "", visible(advice));
        }
    }
    text
}

fn as_lines_of_json(findings: &[Finding]) -> String {
    let all: Vec<_> = findings
        .iter()
        .map(|Finding { about, said, advice }| {
            json!({ "about": about, "said": said, "well": advice.is_none(), "advice": advice })
        })
        .collect();
    format!("{:#}\n", json!(all))
}

#[cfg(test)]
mod tests {
    use pmux::display::Capabilities;

    use super::*;

    #[test]
    fn what_could_be_better_comes_with_what_to_do() {
        let can = Capabilities::guess("xterm-256color", "");
        let found = TtyCheck { can, answered: true, version: None, clipboard: true };
        let findings = of_tty(&found, "xterm-256color");
        let text = as_text(&findings);
        assert!(text.contains("! colours     256\n"), "{text}");
        assert!(text.contains("  clipboard   copies reach it"), "{text}");
        assert_eq!(text.matches("->").count(), 3, "{text}");
        let json: serde_json::Value = serde_json::from_str(&as_lines_of_json(&findings)).unwrap();
        assert_eq!(json[1]["well"], false);
    }

    #[test]
    fn a_shim_is_known_by_what_it_holds() {
        let held = |name: &str, bytes| (name.to_owned(), bytes);
        let all = [held(STATE, 1 << 20), held("pmux-pane", 3 << 19), held("pmux-pane", 10 << 20)];
        assert_eq!(
            of_memory(&all, true, Some(5 << 30)).said,
            "the shim holds 1024 KiB for the state of the server, 11 MiB for panes (2); 5120 MiB are free"
        );
        assert!(of_memory(&all[..1], true, None).advice.is_some());
        assert!(of_memory(&all[..1], false, None).advice.is_none());
        let shim = Pid::from_raw(7);
        assert_eq!(what_is_held(shim, &all).advice, None);
        assert!(what_is_held(shim, &all[1..]).said.contains("sessions end with their server"));
    }

    #[test]
    fn a_server_tells_what_it_is() {
        let told = Told::read("0.1.0\t12\tSun Nov 29\t3\task\t\tno room\n");
        assert!(of_saved(told.as_ref(), Path::new("/x")).is_some_and(|it| it.advice.is_some()));
        let told = Told::read("0.1.0\t12\tSun Nov 29\t3\n");
        assert_eq!(told.as_ref().map(|it| it.pid), Some(12));
        assert_eq!(Told::read("0.1.0\tx\t\t"), None);
        let path = Path::new("/x");
        let is_well = |told: Result<&Option<Told>, &String>| of_server(path, told).advice.is_none();
        assert!(is_well(Ok(&None)) && !is_well(Err(&"hangs".to_owned())));
        let other = told.map(|told| Told { version: "0.0.9".into(), ..told });
        assert!(!is_well(Ok(&other)));
    }
}

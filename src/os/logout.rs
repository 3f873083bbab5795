//! What becomes of a process when its person logs out, where systemd's logind has a say in that
//! (logind.conf(5), `KillUserProcesses`; loginctl(1), `enable-linger`).
//!
//! What is in a login's scope ends with that; so a server is started in a scope of its own, with its
//! person's service manager, where logind has it so. That one stops with the last login, but for those
//! who linger.
//!
//! Knows where systemd keeps what; must not know whose process it is.

use std::ffi::OsString;
use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

/// What ends, or does not, with its person's last login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtLogout {
    /// It goes on.
    Stays,
    /// It ends: logind kills what a login's scope has left.
    EndsWithLogin,
    /// It ends: the person's service manager stops when nobody is logged in, with all that it runs.
    EndsWithManager,
}

impl Display for AtLogout {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stays => "sessions go on when you log out",
            Self::EndsWithLogin => "the system ends what your login leaves (KillUserProcesses=yes)",
            Self::EndsWithManager => {
                "the system ends your services, and with them the server, at your last logout"
            }
        })
    }
}

impl AtLogout {
    /// What could be done about it.
    pub fn advice(self) -> Option<&'static str> {
        match self {
            Self::Stays => None,
            Self::EndsWithLogin => Some(
                "systemd-run --user --scope, which starts it outside of the login, could not be \
                 had: loginctl enable-linger, then start a new server",
            ),
            Self::EndsWithManager => Some("loginctl enable-linger makes them stay"),
        }
    }
}

/// What becomes of a process at the logout of `user`; nothing where no systemd runs here.
pub fn at_logout(pid: u32, user: &str) -> Option<AtLogout> {
    if !Path::new("/run/systemd/system").is_dir() {
        return None;
    }
    let group = std::fs::read_to_string(format!("/proc/{pid}/cgroup")).ok()?;
    Some(fate(&group, || lingers(user), || kills(&settings())))
}

/// What becomes at the logout of `user` of what is in a scope of its own ([`beside_login`]).
pub fn in_own_scope(user: &str) -> AtLogout {
    if lingers(user) { AtLogout::Stays } else { AtLogout::EndsWithManager }
}

/// What starts a program in a scope of its own with its person's service manager: a program and its
/// arguments (systemd-run(1)). Nothing where that would not find the program.
pub fn beside_login(program: &Path, arguments: &[OsString]) -> Option<(PathBuf, Vec<OsString>)> {
    // By a link of its own it would find itself.
    if program.starts_with("/proc/self") {
        return None;
    }
    let words = ["--user", "--scope", "--collect", "--quiet", "--"].map(OsString::from);
    let all = words.into_iter().chain([program.into()]).chain(arguments.iter().cloned());
    Some(("systemd-run".into(), all.collect()))
}

/// What becomes of what is in a control group.
fn fate(group: &str, lingers: impl Fn() -> bool, kills: impl Fn() -> bool) -> AtLogout {
    let has = |start: &str, end: &str| {
        group.split(['/', '\n']).any(|part| part.starts_with(start) && part.ends_with(end))
    };
    match () {
        () if has("user@", ".service") && !lingers() => AtLogout::EndsWithManager,
        () if has("session-", ".scope") && kills() => AtLogout::EndsWithLogin,
        () => AtLogout::Stays,
    }
}

/// Whether the service manager of `user` stays when nobody is logged in.
fn lingers(user: &str) -> bool {
    Path::new("/var/lib/systemd/linger").join(user).exists()
}

/// What stands in logind's settings.
fn settings() -> Vec<String> {
    setting_files().iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}

/// logind's settings, in the order in which later ones win.
fn setting_files() -> Vec<PathBuf> {
    let folders = ["/usr/lib/systemd", "/usr/local/lib/systemd", "/run/systemd", "/etc/systemd"];
    let mains = folders.map(|folder| Path::new(folder).join("logind.conf"));
    let mut parts: Vec<PathBuf> = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(Path::new(folder).join("logind.conf.d")).ok())
        .flat_map(|entries| entries.flatten().map(|entry| entry.path()))
        .collect();
    parts.sort_by_key(|path| path.file_name().map(ToOwned::to_owned));
    mains.into_iter().chain(parts).collect()
}

/// Whether logind kills what a login leaves, by what stands in its settings; distributions have it
/// off where nothing does.
fn kills(settings: &[String]) -> bool {
    let lines = settings.iter().flat_map(|text| text.lines());
    let mut values = lines.filter_map(|line| line.trim().strip_prefix("KillUserProcesses="));
    values.next_back().is_some_and(|value| matches!(value.trim(), "yes" | "true" | "on" | "1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_login_leaves_follows_from_where_it_is() {
        let login = "0::/user.slice/user-1000.slice/session-3.scope\n";
        let manager = "0::/user.slice/user-1000.slice/user@1000.service/app.slice/run-1.scope\n";
        let system = "0::/system.slice/cron.service\n";
        for (group, lingers, kills, expect) in [
            (login, false, false, AtLogout::Stays),
            (login, false, true, AtLogout::EndsWithLogin),
            (login, true, true, AtLogout::EndsWithLogin),
            (manager, false, false, AtLogout::EndsWithManager),
            (manager, true, true, AtLogout::Stays),
            (system, false, true, AtLogout::Stays),
            ("", false, true, AtLogout::Stays),
        ] {
            assert_eq!(fate(group, || lingers, || kills), expect, "{group} {lingers} {kills}");
        }
    }

    #[test]
    fn the_last_setting_counts() {
        let of = |files: &[&str]| kills(&files.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert!(!of(&[]));
        assert!(!of(&["[Login]\n#KillUserProcesses=yes\n"]));
        assert!(of(&["[Login]\nKillUserProcesses=no\n", " KillUserProcesses=yes"]));
        assert!(!of(&["KillUserProcesses=yes\nKillUserProcesses=no"]));
    }
}

//! How shells in new panes come to tell what they do (`shell-integration`): which of pmux's
//! scripts a program is to read, and by which of its own ways, so that everything that it would
//! read otherwise is read too. Knows where the scripts are; must not know what they say.
//!
//! | shell | the way |
//! | --- | --- |
//! | bash | `--rcfile`; a login shell, which does not heed that, `--posix` and `ENV` |
//! | zsh | `ZDOTDIR` |
//! | fish | `XDG_DATA_DIRS` |

use std::ffi::OsString;
use std::path::Path;

use super::effect::Spawn;
use super::program::Program;
use crate::shell::quoted;

/// A shell that there is a script for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

impl Shell {
    fn of(path: &str) -> Option<Self> {
        match path.rsplit('/').next()? {
            "bash" => Some(Self::Bash),
            "zsh" => Some(Self::Zsh),
            "fish" => Some(Self::Fish),
            _ => None,
        }
    }
}

/// What can be done that a program tells what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is a shell that is made to.
    Integrated,
    /// It is such a shell, but with arguments of its own.
    Arguments,
    /// It is no such shell.
    Other,
}

/// What can be done that a program tells what it does.
pub fn standing(program: &Program) -> Standing {
    match words(program).split_first() {
        Some((name, flags)) if Shell::of(name).is_some() => match are_plain(flags) {
            true => Standing::Integrated,
            false => Standing::Arguments,
        },
        _ => Standing::Other,
    }
}

fn words(program: &Program) -> Vec<&str> {
    match program {
        Program::LoginShell(shell) => vec![shell.as_str()],
        Program::Argv(words) => words.iter().map(String::as_str).collect(),
        Program::ShellCommand { command, .. } => command.split_whitespace().collect(),
    }
}

/// Whether a shell is given no more than to be interactive or a login shell.
fn are_plain(flags: &[&str]) -> bool {
    flags.iter().all(|flag| ["-l", "-i", "-il", "-li", "--login"].contains(flag))
}

/// Has a program that is an interactive shell read its script from `scripts`. Anything else, and
/// a shell that is given more than to be interactive or a login shell, is left as it is.
pub fn integrate(spawn: &mut Spawn, scripts: &Path) {
    let words = words(&spawn.program);
    let Some((name, flags)) = words.split_first() else { return };
    let Some(shell) = Shell::of(name).filter(|_| are_plain(flags)) else { return };
    let asked = flags.iter().any(|flag| flag.contains('l'));
    let login = asked || matches!(spawn.program, Program::LoginShell(_));
    let before = |name: &str| {
        let found = spawn.environment.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    };
    // What is set, where the script finds what it was, and the shell's arguments.
    let script = || scripts.join("bash/pmux.bash").into_os_string();
    let (variable, arguments) = match shell {
        Shell::Bash if login => (Some(("ENV", "PMUX_ENV", script())), vec!["--posix".into()]),
        Shell::Bash => (None, vec!["--rcfile".into(), script()]),
        Shell::Zsh => (Some(("ZDOTDIR", "PMUX_ZDOTDIR", scripts.join("zsh").into())), vec![]),
        Shell::Fish => {
            let name = "XDG_DATA_DIRS";
            let mut all = scripts.as_os_str().to_owned();
            all.push(":");
            all.push(before(name).unwrap_or_else(|| "/usr/local/share:/usr/share".into()));
            (Some((name, "PMUX_XDG_DATA_DIRS", all)), vec![])
        }
    };
    let mut variables = Vec::new();
    if let Some((name, kept, value)) = variable {
        variables.extend(before(name).map(|before| (OsString::from(kept), before)));
        variables.push((name.into(), value));
        spawn.environment.retain(|(known, _)| known != kept);
    }
    give(spawn, variables, arguments);
}

/// Gives a shell variables, and arguments before those that it has: bash takes long ones only
/// there. Of a command line the shell that runs it is not to see the variables.
fn give(spawn: &mut Spawn, variables: Vec<(OsString, OsString)>, arguments: Vec<OsString>) {
    let text = |word: OsString| word.to_string_lossy().into_owned();
    let arguments = arguments.into_iter().map(text);
    if let Program::ShellCommand { command, .. } = &mut spawn.program {
        let variables = variables.into_iter().map(|(name, value)| text(name) + "=" + &text(value));
        let mut variables: Vec<String> = variables.map(|it| quoted(&it)).collect();
        if !variables.is_empty() {
            variables.insert(0, "env".to_owned());
        }
        let mut words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        words.splice(1..1, arguments.map(|it| quoted(&it)));
        words.splice(0..0, variables);
        *command = words.join(" ");
        return;
    }
    spawn.environment.retain(|(known, _)| variables.iter().all(|(name, _)| name != known));
    spawn.environment.extend(variables);
    match &mut spawn.program {
        Program::Argv(words) => drop(words.splice(1..1, arguments)),
        _ => spawn.arguments = arguments.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;

    fn check(program: Program, environment: &[(&str, &str)], expect: &str) {
        let pair = |(name, value): &(&str, &str)| (OsString::from(name), OsString::from(value));
        let mut spawn = Spawn {
            program: program.clone(),
            arguments: Vec::new(),
            cwd: "/".into(),
            environment: environment.iter().map(pair).collect(),
            size: Size::DEFAULT.into(),
        };
        integrate(&mut spawn, Path::new("/s"));
        let text = |text: &OsString| text.to_string_lossy().into_owned();
        let variables =
            spawn.environment.iter().map(|(name, value)| text(name) + "=" + &text(value));
        let name = match &spawn.program {
            Program::LoginShell(shell) => format!("-{shell}"),
            other => other.describe(),
        };
        let all = variables.chain([name]).chain(spawn.arguments.iter().cloned());
        assert_eq!(all.collect::<Vec<_>>().join(" "), expect, "{program:?}");
    }

    #[test]
    fn each_shell_is_told_in_its_own_way_and_nothing_else_is() {
        let login = |shell: &str| Program::LoginShell(shell.into());
        let line = |command: &str| Program::ShellCommand {
            shell: "/bin/sh".into(),
            command: command.into(),
        };
        let argv = |words: &str| Program::Argv(words.split(' ').map(str::to_owned).collect());
        check(login("/bin/bash"), &[], "ENV=/s/bash/pmux.bash -/bin/bash --posix");
        let posix = "PMUX_ENV=/e ENV=/s/bash/pmux.bash bash --posix -l";
        check(argv("bash -l"), &[("ENV", "/e")], posix);
        check(line("bash"), &[], "bash '--rcfile' '/s/bash/pmux.bash'");
        check(argv("/bin/bash -i"), &[], "/bin/bash --rcfile /s/bash/pmux.bash -i");
        let zsh = "A=1 PMUX_ZDOTDIR=/z ZDOTDIR=/s/zsh -zsh";
        check(login("zsh"), &[("A", "1"), ("ZDOTDIR", "/z"), ("PMUX_ZDOTDIR", "/old")], zsh);
        check(login("fish"), &[], "XDG_DATA_DIRS=/s:/usr/local/share:/usr/share -fish");
        let inner = "XDG_DATA_DIRS=/d env 'PMUX_XDG_DATA_DIRS=/d' 'XDG_DATA_DIRS=/s:/d' fish";
        check(line("fish"), &[("XDG_DATA_DIRS", "/d")], inner);
        for other in ["bash -c ls", "bash x", "bash --norc", "vim", "zsh -f", "bash; ls"] {
            check(line(other), &[], other);
            check(argv(other), &[], other);
        }
        check(login("/bin/sh"), &[("ENV", "/e")], "ENV=/e -/bin/sh");
    }
}

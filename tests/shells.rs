//! Shell integration: bash, zsh and fish in panes tell what they do, and are otherwise what they
//! would be without.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

use std::fs;

use serde_json::Value;
use support::{Pmux, wait_for};

/// A world whose people use a shell; `None`, with a word of why, where it is not installed.
fn world(shell: &str) -> Option<Pmux> {
    let found = std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|dir| dir.join(shell))
        .find(|path| path.is_file());
    let Some(path) = found else {
        eprintln!("skipped: there is no {shell} here");
        return None;
    };
    let mut pmux = Pmux::new();
    pmux.set_env("SHELL", path.to_str());
    for (file, text) in [
        (".bash_profile", "PS1='$ ' ; FILES=profile\n"),
        (".bashrc", "PS1='$ ' ; FILES=rc\n"),
        (".zshenv", "FILES=env\n"),
        (".zprofile", "FILES=$FILES-profile\n"),
        (".zshrc", "PS1='$ ' ; FILES=$FILES-rc ; setopt no_prompt_sp\n"),
        (".config/fish/config.fish", "function fish_prompt; echo -n '$ '; end; set FILES config\n"),
    ] {
        let path = pmux.home(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    pmux.set_env("XDG_CONFIG_HOME", pmux.home(".config").to_str());
    Some(pmux)
}

/// The commands of the pane. Why there are none is told beside.
fn commands(pmux: &Pmux) -> Vec<Value> {
    let text = pmux.cmd(&["commands", "--json", "s"]).stdout;
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Waits for the first prompt, and types a command; gives what is known of it once it ended.
fn run(pmux: &Pmux, line: &str) -> (Value, String) {
    let known = commands(pmux).len();
    pmux.ok(&["send-keys", "-t", "s", "-l", line]);
    pmux.ok(&["send-keys", "-t", "s", "Enter"]);
    let command = wait_for(&format!("the end of {line}"), || {
        let command = commands(pmux).into_iter().nth(known)?;
        (command["command_running"] == false).then_some(command)
    });
    (command, pmux.ok(&["output", "s"]))
}

fn prompt(pmux: &Pmux, size: &str) {
    wait_for("a prompt", || {
        let screen = pmux.ok(&["capture-pane", "-p", "-t", "s"]);
        screen.contains("$ ").then_some(()).or_else(|| screen.contains('$').then_some(()))
    });
    assert_eq!(pmux.show("s", "#{pane_width}"), size);
}

/// What every shell must tell. `files`: what `$FILES` is there.
fn check(shell: &str, start: &[&str], files: &str) {
    let Some(pmux) = world(shell) else { return };
    pmux.ok(&[&["new", "-d", "-s", "s", "-x", "60", "-y", "10"], start].concat());
    prompt(&pmux, "60");
    let (command, output) = run(&pmux, "echo one; false");
    assert_eq!(command["command_text"], "echo one; false", "{shell}");
    assert_eq!(command["command_status"], 1, "{shell}");
    assert_eq!(output, "one\n", "{shell}");
    let (_, output) = run(&pmux, "seq 100");
    assert_eq!(output, (1..=100).map(|n| format!("{n}\n")).collect::<String>(), "{shell}");
    let (_, output) = run(&pmux, "echo $FILES");
    assert_eq!(output, format!("{files}\n"), "{shell}");
    let (_, output) =
        run(&pmux, "env | grep -c -e ^PMUX_ENV -e ^PMUX_Z -e ^PMUX_X -e ^ENV= -e ^ZDOT");
    assert_eq!(output, "0\n", "{shell}");
    run(&pmux, "mkdir 'a ü' && cd 'a ü'");
    let (command, _) = run(&pmux, "true");
    assert_eq!(command["command_path"], pmux.home("a ü").to_str().unwrap(), "{shell}");
    assert_eq!(command["command_status"], 0, "{shell}");
}

#[test]
fn bash_tells_as_a_login_shell() {
    check("bash", &[], "profile");
    check("bash", &["--", "bash", "-l"], "profile");
}

#[test]
fn bash_tells_as_a_shell_in_a_shell() {
    check("bash", &["bash"], "rc");
    check("bash", &["--", "bash", "-i"], "rc");
}

#[test]
fn zsh_tells() {
    check("zsh", &[], "env-profile-rc");
    check("zsh", &["zsh"], "env-rc");
}

#[test]
fn fish_tells() {
    check("fish", &[], "config");
}

#[test]
fn a_login_shell_stays_one_and_its_history_is_its_own() {
    let Some(pmux) = world("bash") else { return };
    pmux.ok(&["new", "-d", "-s", "s", "-x", "60", "-y", "10"]);
    prompt(&pmux, "60");
    let (_, output) =
        run(&pmux, "shopt -p login_shell inherit_errexit; shopt -po posix; echo $0 $HISTFILE");
    let histfile = pmux.home(".bash_history");
    let expect = format!(
        "shopt -s login_shell\nshopt -u inherit_errexit\nset +o posix\n-bash {}\n",
        histfile.display()
    );
    assert_eq!(output, expect);
}

#[test]
fn lines_of_one_command_are_one_command() {
    for shell in ["bash", "zsh"] {
        let Some(pmux) = world(shell) else { return };
        pmux.ok(&["new", "-d", "-s", "s", "-x", "60", "-y", "10"]);
        prompt(&pmux, "60");
        pmux.ok(&["send-keys", "-t", "s", "for x in 1 2", "Enter", "do echo $x", "Enter"]);
        let (command, output) = run(&pmux, "done");
        assert_eq!(command["command_text"], "for x in 1 2\ndo echo $x\ndone", "{shell}");
        assert_eq!(output, "1\n2\n", "{shell}");
    }
}

#[test]
fn marks_of_ones_own_come_alone() {
    for (shell, file, text) in [
        ("bash", ".bash_profile", r"PS1='\[\e]133;A\a\]$ \[\e]133;B\a\]'; PS0='\e]133;C\a'"),
        (
            "zsh",
            ".zshrc",
            "PS1=$'%{\\e]133;A\\a%}$ %{\\e]133;B\\a%}'; preexec() { print -n '\\e]133;C\\a' }",
        ),
    ] {
        let Some(pmux) = world(shell) else { return };
        fs::write(pmux.home(file), text).unwrap();
        pmux.ok(&["new", "-d", "-s", "s", "-x", "60", "-y", "10"]);
        prompt(&pmux, "60");
        // Nobody told a status, so nobody but the person's own files did.
        let (command, output) = run(&pmux, "echo one");
        assert_eq!(
            (&command["command_status"], output.as_str()),
            (&Value::Null, "one\n"),
            "{shell}"
        );
    }
}

#[test]
fn prompt_commands_stay_and_see_the_status() {
    let Some(pmux) = world("bash") else { return };
    pmux.ok(&["new", "-d", "-s", "keep", "cat"]);
    for text in [
        "PS1='$ '; PROMPT_COMMAND='last=$?;'",
        "PS1='$ '; PROMPT_COMMAND=('last=$?' true)",
        "prompt() { last=$?; PS1='$ '; }; PROMPT_COMMAND=prompt",
    ] {
        fs::write(pmux.home(".bashrc"), text).unwrap();
        pmux.ok(&["new", "-d", "-s", "s", "-x", "60", "-y", "10", "bash"]);
        prompt(&pmux, "60");
        run(&pmux, "(exit 7)");
        let (_, output) = run(&pmux, "echo $last");
        assert_eq!(output, "7\n", "{text}");
        pmux.ok(&["kill-session", "-t", "s"]);
    }
}

#[test]
fn nothing_is_told_where_that_is_not_wanted_and_nothing_is_left() {
    let Some(pmux) = world("bash") else { return };
    fs::write(pmux.config(), "").unwrap();
    pmux.ok(&["new", "-d", "-s", "first", "cat"]);
    let scripts = pmux.socket("default.shell");
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(fs::metadata(&scripts).unwrap().permissions().mode() & 0o777, 0o700);
    pmux.ok(&["set", "-g", "shell-integration", "off"]);
    pmux.ok(&["new", "-d", "-s", "s", "-x", "60", "-y", "10", "bash"]);
    prompt(&pmux, "60");
    pmux.ok(&["send-keys", "-t", "s", "echo done", "Enter"]);
    wait_for("the command's end", || {
        pmux.ok(&["capture-pane", "-p", "-t", "s"]).contains("\ndone\n").then_some(())
    });
    assert_eq!(commands(&pmux), Vec::<Value>::new());
    pmux.ok(&["kill-server"]);
    wait_for("the scripts to be gone", || (!scripts.exists()).then_some(()));
}

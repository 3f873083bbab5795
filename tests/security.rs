//! Nobody makes anybody run anything: not what is printed, not the names that programs choose,
//! not who listens at a path.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread::JoinHandle;

use pmux::geometry::Size;
use pmux::protocol::{Execute, Reply};
use support::programs::{copy_program, write_program};
use support::{Person, Pmux, wait_for};

const SIZE: Size = Size::new(80, 24);

/// What answers with a title, twice: in a shell with vi's keys the first types a command and the
/// second makes a comment of the line, and back, which runs it.
const TITLES: &str = "\x1b]2;i#touch P\x1b\\\x1b[21t\x1b]2;1#\x1b\\\x1b[21t\
                      \x1b]1;i#touch P\x1b\\\x1b[20t\x1b]1;1#\x1b\\\x1b[20t";

/// A shell with vi's keys prints the file; when it has answered after that, nothing was run.
fn print_titles(pmux: &Pmux, person: &mut Person) {
    person.type_("set -o vi; cd; clear\r").wait_for("$");
    person.type_("cat titles; echo print''ed\r").wait_for("printed");
    // Whatever was typed by an answer is in the line by now, or was run.
    person.type_("\x1bddiecho af''ter\r").wait_for("after");
    assert!(!pmux.home("P").exists(), "{}", person.screen());
}

#[test]
fn a_file_that_is_printed_types_nothing() {
    let pmux = Pmux::new();
    fs::write(pmux.home("titles"), TITLES).unwrap();
    let shell = "PS1='$ ' exec bash --norc --noprofile";
    let mut display = pmux.attach(SIZE, &["new", "-s", "build", shell]);
    display.wait_for("$");
    print_titles(&pmux, &mut display);
    let mut raw = pmux.attach(SIZE, &["attach", "--raw", "-t", "build"]);
    raw.wait_for("after");
    print_titles(&pmux, &mut raw);
    pmux.ok(&["clear-history", "-t", "build"]);
    display.prefix(":").type_(format!("display-popup -E \"{shell}\"\r"));
    display.wait_for("┌");
    print_titles(&pmux, &mut display);
    // With the option the same file does run its command: this is what it protects from. Whether an
    // answer meets the shell while that reads a line is chance, so it is tried until it does.
    pmux.ok(&["set", "-g", "allow-title-reports", "on"]);
    let is_run = (0..50).any(|n| {
        display.type_("\x1bddicat titles\r");
        display.type_(format!("\x1bddiecho af''ter{n}.\r")).wait_for(&format!("after{n}."));
        pmux.home("P").exists()
    });
    assert!(is_run, "{}", display.screen());
}

#[test]
fn titles_are_told_where_the_option_says_so() {
    let pmux = Pmux::new();
    let ask = "printf '\\033]2;mine\\007\\033[21t'; IFS= read -rsd \\\\ answer; \
               printf '%s' \"$answer\" | od -An -c";
    pmux.ok(&["new", "-d", "-s", "first"]);
    pmux.ok(&["set", "-g", "allow-title-reports", "on"]);
    pmux.ok(&["set", "-g", "remain-on-exit", "on"]);
    pmux.ok(&["new", "-d", "-s", "on", "-x", "80", "-y", "24", "bash", "-c", ask]);
    wait_for("the title", || {
        pmux.ok(&["capture-pane", "-p", "-t", "on"]).contains("m   i   n   e").then_some(())
    });
}

#[test]
fn a_program_that_may_not_set_its_title_does_not() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "x"]);
    pmux.ok(&["set", "-g", "allow-set-title", "off"]);
    pmux.ok(&["set", "-g", "remain-on-exit", "on"]);
    let set = "printf '\\033]2;chosen\\007done'";
    pmux.ok(&["new", "-d", "-s", "y", set]);
    wait_for("the program's end", || {
        pmux.ok(&["capture-pane", "-p", "-t", "y"]).contains("done").then_some(())
    });
    assert_ne!(pmux.show("y", "#{pane_title}"), "chosen");
}

/// What has names in it that programs choose.
const SHOWS_NAMES: &str = "\
    set -g allow-rename on\n\
    set -g set-titles on\n\
    set -g set-titles-string '#{pane_title} #W'\n\
    set -g pane-border-status top\n\
    set -g pane-border-format '#{pane_title} #{E:pane_title} #W'\n\
    set -g status-left '#{pane_title} #{T:window_name} '\n\
    set -g visual-bell on\n\
    set -g monitor-bell on\n";

/// Has a program choose them, and a person see and use them wherever they are shown.
fn names_are_text(pmux: &Pmux, mut person: Person, ok: impl Fn(&[&str])) {
    person.wait_for("$");
    // Formats that a person has expanded twice (`E:`, `T:`) are their affair; a job is nobody's.
    let name = "#(touch P)#{l:#(touch P)}\"; run-shell \"touch P\" ; '";
    // A sign that is left out puts others together.
    let apart = name.replace('#', "#\x01");
    fs::write(
        pmux.home("names"),
        format!("\x1b]2;{apart}\x07\x1b]0;{name}\x07\x1bk{apart}\x1b\\\x07"),
    )
    .unwrap();
    person.type_("cd; clear; cat names; echo print''ed\r").wait_for("printed");
    ok(&["display-message", "-t", "build", "#{pane_title} #W"]);
    ok(&["set-buffer", name]);
    person.prefix("w").wait_for("build");
    person.type_("q").prefix("=").wait_for("run-shell");
    person.type_("q").prefix("s").wait_for("build");
    // A question about it, and its answer.
    person.type_("q").prefix("&").type_("n");
    person.prefix(",").type_("\r");
    person.type_("echo go''ing on\r").wait_for("going on");
    ok(&["run-shell", "true"]);
    assert!(!pmux.home("P").exists(), "{}", person.screen());
    ok(&["kill-server"]);
}

#[test]
fn names_that_programs_choose_are_text_wherever_they_are_shown() {
    let pmux = Pmux::with_config(SHOWS_NAMES);
    let person = pmux.attach(SIZE, &["new", "-s", "build", "exec sh"]);
    names_are_text(&pmux, person, |words| drop(pmux.ok(words)));
}

#[test]
fn names_that_programs_choose_are_text_as_tmux_too() {
    let pmux = Pmux::with_config(SHOWS_NAMES);
    let config = pmux.config().display().to_string();
    let person = pmux.attach_as_tmux(SIZE, &["-f", &config, "new", "-s", "build", "exec sh"]);
    names_are_text(&pmux, person, |words| assert_eq!(pmux.tmux(words).stderr, ""));
}

/// Somebody listens at a path and answers whoever comes with this, once. What they were told.
fn answering(pmux: &Pmux, replies: &[Reply]) -> (PathBuf, JoinHandle<Vec<u8>>) {
    let path = pmux.dir().join("stranger");
    let _ = fs::remove_file(&path);
    let listener = UnixListener::bind(&path).unwrap();
    let mut bytes = Vec::new();
    replies.iter().for_each(|reply| reply.encode(&mut bytes));
    let answers = std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        // It may have left by then.
        let _ = client.write_all(&bytes);
        let _ = client.shutdown(std::net::Shutdown::Write);
        let mut told = Vec::new();
        let _ = client.read_to_end(&mut told);
        told
    });
    (path, answers)
}

#[test]
fn a_client_does_what_was_asked_for_and_no_more() {
    let pmux = Pmux::new();
    let marked = pmux.home("P");
    let program = |argv: &[&str]| {
        Reply::Execute(Execute {
            argv: argv.iter().map(|word| (*word).to_owned()).collect(),
            cwd: b"/".to_vec(),
            environment: vec![b"PATH=/usr/bin:/bin".to_vec()],
            stdin: false,
        })
    };
    let touch = program(&["touch", marked.to_str().unwrap()]);
    for (args, reply) in [
        (&["ls"][..], touch.clone()),
        (&["exec", "-t", "web", "true"], touch),
        (&["ls"], Reply::Attached),
        (&["ls"], Reply::ReadStdin),
    ] {
        let (path, told) = answering(&pmux, &[reply.clone(), Reply::Exit(0)]);
        let output = pmux.cmd(&[&["-S", path.to_str().unwrap()], args].concat());
        assert!(output.status != 0 && output.stderr.contains("refused"), "{reply:?}: {output:?}");
        told.join().unwrap();
        assert!(!marked.exists());
    }
}

/// Only root can be somebody else for a while.
#[test]
fn a_server_of_somebody_else_is_told_nothing() {
    if !nix::unistd::geteuid().is_root() {
        return;
    }
    let pmux = Pmux::new();
    for dir in [pmux.dir().to_owned(), pmux.home("")] {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let theirs = pmux.dir().join("theirs");
    fs::create_dir(&theirs).unwrap();
    fs::set_permissions(&theirs, fs::Permissions::from_mode(0o777)).unwrap();
    let program = theirs.join("pmux");
    copy_program(env!("CARGO_BIN_EXE_pmux"), &program);
    let socket = theirs.join("s");
    let socket = socket.to_str().unwrap();
    let theirs = |args: &[&str]| {
        let mut command = Command::new(&program);
        let env = pmux.env().iter().map(|(name, value)| (name, value));
        command.args(["-S", socket]).args(args).env_clear().envs(env).current_dir("/");
        command.stdin(Stdio::null()).uid(65534).gid(65534).output().unwrap()
    };
    let made = theirs(&["new", "-d", "-s", "x", "sleep 60"]);
    assert!(made.status.success(), "{made:?}");
    let output = pmux.cmd(&["-S", socket, "ls"]);
    assert!(output.stderr.contains("it is user 65534's, not yours"), "{output:?}");
    assert_eq!((output.status != 0, output.stdout.as_str()), (true, ""));
    // An inherited PMUX leads there too, and is no reason to start another one in its place.
    let mut command = pmux.command(&["new", "-d"]);
    let output = command.env("PMUX", format!("{socket},1,0")).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("not yours"), "{output:?}");
    assert!(theirs(&["kill-server"]).status.success());
}

#[test]
fn what_a_person_answered_is_for_them_alone_and_there_again() {
    let pmux = Pmux::with_config("set -s history-file ~/answers\n");
    let file = pmux.home("elsewhere");
    std::os::unix::fs::symlink(&file, pmux.home("answers")).unwrap();
    fs::write(&file, "command:display-message older\n").unwrap();
    let mut person = pmux.attach(SIZE, &["new", "exec sleep 1000"]);
    person.wait_for("0:");
    person.prefix(":").type_("display-message said\r");
    let kept = wait_for("the answer", || {
        let text = fs::read_to_string(&file).unwrap();
        text.contains("said").then_some(text)
    });
    assert_eq!(kept, "command:display-message older\ncommand:display-message said\n");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(pmux.home("answers").is_symlink());
}

#[test]
fn what_a_person_answered_is_remembered_though_no_file_keeps_it() {
    let pmux = Pmux::with_config("set -s history-file ~/answers\n");
    std::os::unix::fs::symlink("/dev/null", pmux.home("answers")).unwrap();
    let mut person = pmux.attach(SIZE, &["new", "exec sleep 1000"]);
    person.wait_for("0:");
    let told = || pmux.ok(&["show-messages"]).contains("answers keeps nothing");
    wait_for("the words", || told().then_some(()));
    for said in ["one", "other"] {
        person.prefix(":").type_(format!("set -g @said {said}\r"));
        wait_for("the answer", || {
            (pmux.ok(&["show", "-gqv", "@said"]).trim() == said).then_some(())
        });
    }
    let all = pmux.ok(&["show-prompt-history", "-T", "command"]);
    assert!(all.contains("@said one") && all.contains("@said other"), "{all}");
    assert!(pmux.home("answers").is_symlink());
}

#[test]
fn a_value_is_edited_in_a_file_of_its_owner_alone_that_goes_again() {
    let mut pmux = Pmux::new();
    let (folder, editor, seen) = (pmux.home("drafts"), pmux.home("editor"), pmux.home("seen"));
    fs::create_dir(&folder).expect("a directory");
    let script = "#!/bin/sh\nls -ld \"$1\" \"${1%/*}\" | cut -c1-10 > ~/seen\ncat \"$1\" >> ~/seen\n\
                  echo '; $(id)' >> \"$1\"\n";
    write_program(&editor, script);
    pmux.set_env("TMPDIR", Some(folder.to_str().expect("a path")));
    let mut person = pmux.attach(SIZE, &["new", "-s", "work", "echo here; exec cat"]);
    person.wait_for("here");
    pmux.ok(&["set", "-g", "editor", editor.to_str().expect("a path")]);
    pmux.ok(&["set-environment", "-gh", "MYTOKEN", "it's a secret"]);
    let format = "#{==:#{environment_name},MYTOKEN}";
    pmux.ok(&["customize-mode", "-t", "work", "-f", format]);
    for act in ["5:cursor-down", "1:expand", "1:cursor-down", "1:edit"] {
        let (times, act) = act.split_once(':').expect("an act");
        pmux.ok(&["send-keys", "-t", "work", "-N", times, "-X", act]);
    }
    let value = "MYTOKEN=it's a secret; $(id)\n";
    let now = || pmux.cmd(&["show-environment", "-gh", "MYTOKEN"]).stdout;
    wait_for("the value", || (now() == value).then_some(()));
    let seen = fs::read_to_string(seen).expect("what the editor saw");
    assert_eq!(seen, "drwx------\n-rw-------\nit's a secret");
    wait_for("nothing left", || (fs::read_dir(&folder).unwrap().count() == 0).then_some(()));
}

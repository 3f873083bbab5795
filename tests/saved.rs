//! Sessions outlive the machine: they are saved, listed, offered and brought back, whatever happened
//! to their server, and whatever to their files.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pmux::geometry::Size;
use pmux::os::process;
use serde_json::Value;
use support::{End, Pmux, wait_for};

const SIZE: Size = Size::new(80, 12);

/// Where a world's files are.
fn directory(pmux: &Pmux) -> PathBuf {
    let sessions = pmux.home(".local/state/pmux/sessions");
    let name = pmux.socket("default").display().to_string().replace('/', "%");
    sessions.join(name)
}

/// The files that there are.
fn files(pmux: &Pmux) -> Vec<String> {
    let entries = fs::read_dir(directory(pmux)).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn wait_gone(pid: Pid) {
    wait_for("its end", || kill(pid, None).is_err().then_some(()));
}

/// Has the server end as the machine's going down has it, with time to save.
fn go_down(pmux: &Pmux) {
    let server = pmux.server();
    kill(server, Signal::SIGTERM).unwrap();
    wait_gone(server);
}

/// Has it save now.
fn save(pmux: &Pmux) {
    let before = pmux.show("", "#{server_saved}");
    kill(pmux.server(), Signal::SIGHUP).unwrap();
    wait_for("that it is saved", || (pmux.show("", "#{server_saved}") != before).then_some(()));
}

/// What a pane shows, once that has this text.
fn wait_shown(pmux: &Pmux, target: &str, text: &str) -> String {
    wait_for(text, || {
        let shown = pmux.ok(&["capture-pane", "-p", "-S", "-", "-t", target]);
        shown.contains(text).then_some(shown)
    })
}

/// A session with history in a shell, and a program beside it.
fn build(pmux: &Pmux) {
    pmux.ok(&["new", "-d", "-s", "build", "-x", "80", "-y", "20"]);
    pmux.ok(&["split-window", "-h", "-t", "build", "-c", "/", "--", "cat", "-u"]);
    pmux.ok(&["new-window", "-n", "there", "-t", "build:5", "-c", "/usr"]);
    pmux.ok(&["send-keys", "-t", "build:0.0", "seq 1 100; echo the-end", "Enter"]);
    wait_shown(pmux, "build:0.0", "\nthe-end");
    pmux.ok(&["set-buffer", "copied"]);
    pmux.ok(&["set-option", "-g", "@mine", "by hand"]);
}

#[test]
fn a_machine_goes_down_and_its_sessions_come_back() {
    let pmux = Pmux::new();
    build(&pmux);
    go_down(&pmux);
    assert_eq!(files(&pmux), ["build.session", "server"]);
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(directory(&pmux)), 0o700);
    assert_eq!(mode(directory(&pmux).join("build.session")), 0o600);

    // Nobody is there, and what is saved is listed.
    let listed = pmux.ok(&["ls"]);
    assert!(listed.starts_with("build: 2 windows (created ") && listed.contains(" (saved "));
    let all: Value = serde_json::from_str(&pmux.ok(&["ls", "--json"])).unwrap();
    assert_eq!((&all[0]["session_name"], &all[0]["session_id"]), (&"build".into(), &Value::Null));
    assert!(all[0]["session_saved"].is_i64());
    assert_eq!(pmux.ok(&["__complete", "restore", "-t", "b"]), "build\tsaved\n");
    let doctor = pmux.cmd(&["doctor"]).stdout;
    assert!(doctor.contains("saved       build: pmux restore brings them back"), "{doctor}");
    let told = pmux.fails(&["attach", "-t", "build"]);
    assert_eq!(told, "saved, and not running: build (pmux restore -t build brings it back)");

    assert_eq!(pmux.ok(&["restore"]), "build: 2 windows\n");
    assert!(!pmux.ok(&["ls"]).contains("saved"));
    save(&pmux);
    let doctor = pmux.cmd(&["doctor"]).stdout;
    assert!(doctor.contains("saved       sessions are, ") && doctor.contains("for the last time"));
    let panes = ["list-panes", "-s", "-t", "build", "-F"];
    let told = "#{window_index} #{window_name} #{pane_start_path} #{pane_dead}";
    let home = pmux.home("").display().to_string();
    let home = home.trim_end_matches('/');
    let expect = format!("0 cat {home} 0\n0 cat / 1\n5 there /usr 0\n");
    assert_eq!(pmux.ok(&[&panes[..], &[told]].concat()), expect);
    let shown = wait_shown(&pmux, "build:0.0", "[restored as it was on ");
    assert!(shown.contains("\n1\n2\n") && shown.contains("\nthe-end\n"), "{shown}");
    // The shell runs below it.
    pmux.ok(&["send-keys", "-t", "build:0.0", "echo ne''w", "Enter"]);
    let shown = wait_shown(&pmux, "build:0.0", "\nnew");
    assert!(shown.find("[restored") < shown.find("\nnew"), "{shown}");
    assert_eq!(pmux.ok(&["show-buffer"]), "copied");
    assert_eq!(pmux.ok(&["show-options", "-gv", "@mine"]), "by hand\n");

    // What was no shell waits for a key.
    let shown = wait_shown(&pmux, "build:0.1", "press Enter to run again: cat -u");
    assert!(shown.contains("[restored"), "{shown}");
    pmux.ok(&["select-pane", "-t", "build:0.1"]);
    pmux.ok(&["select-window", "-t", "build:0"]);
    let mut person = pmux.attach(SIZE, &["attach", "-t", "build"]);
    person.wait_for("press Enter to run");
    person.type_("\r");
    wait_for("cat", || (pmux.show("build:0.1", "#{pane_dead}") == "0").then_some(()));
    person.type_("hello\r");
    wait_shown(&pmux, "build:0.1", "hello\nhello");
    person.detach();

    // Once more, with what came since.
    go_down(&pmux);
    pmux.ok(&["restore", "-t", "build"]);
    let shown = wait_shown(&pmux, "build:0.0", "new");
    assert_eq!(shown.matches("[restored as it was on ").count(), 2, "{shown}");
    assert_eq!(pmux.ok(&["show-buffer"]), "copied");
    // Who ends it wants nothing back.
    pmux.ok(&["kill-server"]);
    assert_eq!(files(&pmux), Vec::<String>::new());
    assert_eq!(pmux.cmd(&["ls"]).status, 3);
}

#[test]
fn a_server_and_its_shim_are_killed_at_once() {
    let pmux = Pmux::new();
    build(&pmux);
    pmux.ok(&["new", "-d", "-s", "other"]);
    save(&pmux);
    let server = pmux.server();
    pmux.crash(server);
    wait_gone(server);
    wait_for("the end of what ran", || pmux.processes().is_empty().then_some(()));
    assert_eq!(pmux.ok(&["restore"]), "build: 2 windows\nother: 1 windows\n");
    wait_shown(&pmux, "build:0.0", "the-end");
    // One that ends is saved no more.
    pmux.ok(&["kill-session", "-t", "other"]);
    assert!(!pmux.ok(&["ls"]).contains("other"));
    wait_for("its file to go", || (!files(&pmux).contains(&"other.session".into())).then_some(()));
}

#[test]
fn a_server_that_goes_on_for_another_saves_as_that_did() {
    let pmux = Pmux::new();
    build(&pmux);
    save(&pmux);
    let server = pmux.server();
    kill(server, Signal::SIGKILL).unwrap();
    wait_for("the next one", || {
        let out = pmux.cmd(&["display-message", "-p", "#{pid}"]);
        (out.status == 0 && out.stdout.trim() != server.to_string()).then_some(())
    });
    assert_eq!(pmux.ok(&["ls"]).lines().count(), 1);
    pmux.ok(&["rename-session", "-t", "build", "work"]);
    go_down(&pmux);
    assert_eq!(files(&pmux), ["server", "work.session"]);
    assert_eq!(pmux.ok(&["restore"]), "work: 2 windows\n");
    assert_eq!(pmux.ok(&["show-options", "-gv", "@mine"]), "by hand\n");
}

/// The machine tells everybody to end in one instant, and programs may do so before the server has
/// heard of it.
#[test]
fn what_ends_with_the_machine_is_no_end_that_somebody_wanted() {
    let pmux = Pmux::new();
    build(&pmux);
    pmux.ok(&["new", "-d", "-s", "other", "--", "cat"]);
    save(&pmux);
    let server = pmux.server();
    let programs = pmux.ok(&["list-panes", "-a", "-F", "#{pane_pid}"]);
    for program in programs.lines() {
        // Interactive shells do not heed it, as ever.
        kill(Pid::from_raw(program.parse().unwrap()), Signal::SIGKILL).unwrap();
    }
    let _ = kill(server, Signal::SIGTERM);
    wait_gone(server);
    wait_for("the end of what ran", || pmux.processes().is_empty().then_some(()));
    assert_eq!(pmux.ok(&["restore"]), "build: 2 windows\nother: 1 windows\n");
    assert_eq!(pmux.ok(&["list-panes", "-s", "-t", "build"]).lines().count(), 3);
}

#[test]
fn what_waits_goes_on_waiting_under_the_next_server() {
    let pmux = Pmux::new();
    build(&pmux);
    go_down(&pmux);
    pmux.ok(&["restore"]);
    wait_shown(&pmux, "build:0.1", "press Enter to run again: cat -u");
    let server = pmux.server();
    kill(server, Signal::SIGKILL).unwrap();
    wait_for("the next one", || {
        let out = pmux.cmd(&["display-message", "-p", "#{pid}"]);
        (out.status == 0 && out.stdout.trim() != server.to_string()).then_some(())
    });
    wait_shown(&pmux, "build:0.1", "press Enter to run again: cat -u");
    pmux.ok(&["restart", "build:0.1"]);
    assert_eq!(pmux.show("build:0.1", "#{pane_dead} #{pane_current_command}"), "0 cat");
}

#[test]
fn who_attaches_is_asked() {
    let pmux = Pmux::new();
    build(&pmux);
    go_down(&pmux);
    let mut person = pmux.attach(SIZE, &["attach", "-t", "build"]);
    person.wait_for("build. Restore it? [y/n]");
    person.type_("n\r");
    assert_eq!(person.wait_exit(), End::Exited(4));
    let mut person = pmux.attach(SIZE, &["attach"]);
    person.wait_for("Restore it? [y/n]");
    person.type_("y\r");
    person.wait_for("[restored as it was on ");
    person.detach();
    // Who means to come back or begin anew is asked too.
    go_down(&pmux);
    let mut person = pmux.attach(SIZE, &["new", "-A", "-s", "build"]);
    person.wait_for("build. Restore it? [y/n]");
    person.type_("y\r");
    person.wait_for("[restored as it was on ");
    person.detach();
    // There is a server by now, and another session saved.
    pmux.ok(&["new", "-d", "-s", "other"]);
    go_down(&pmux);
    pmux.ok(&["restore", "-t", "other"]);
    let mut person = pmux.attach(SIZE, &["attach", "-t", "other"]);
    person.wait_for("saved, and not running: build (pmux restore brings back what is saved)");
    person.detach();
    let mut person = pmux.attach(SIZE, &["attach", "-t", "build"]);
    person.wait_for("Restore it? [y/n]");
    person.type_("y\r");
    person.wait_for("[restored as it was on ");
    person.detach();
    // Who says no has a new one.
    go_down(&pmux);
    let mut person = pmux.attach(SIZE, &["new", "-A", "-s", "build"]);
    person.wait_for("build. Restore it? [y/n]");
    person.type_("n\r");
    person.wait_for("0:sh*");
    assert_eq!(pmux.show("build", "#{session_windows}"), "1");
    person.detach();
}

#[test]
fn a_server_restores_all_when_it_starts_where_that_is_wanted() {
    let pmux = Pmux::with_config("set -s restore on\nset -s restore-programs cat\n");
    build(&pmux);
    go_down(&pmux);
    let mut person = pmux.attach(SIZE, &["attach", "-t", "build"]);
    person.wait_for("[restored as it was on ");
    assert_eq!(pmux.show("build:0.1", "#{pane_dead}"), "0");
    person.detach();
}

#[test]
fn nothing_is_written_where_nobody_wants_it() {
    let pmux = Pmux::with_config("set -s restore off\n");
    build(&pmux);
    go_down(&pmux);
    assert_eq!(files(&pmux), Vec::<String>::new());
    assert!(!directory(&pmux).exists());
}

#[test]
fn a_damaged_file_is_set_aside_and_told() {
    let pmux = Pmux::new();
    build(&pmux);
    pmux.ok(&["new", "-d", "-s", "other"]);
    pmux.ok(&["new", "-d", "-s", "third"]);
    go_down(&pmux);
    let path = |name: &str| directory(&pmux).join(name);
    // One of which the label is damaged, one of which the rest is.
    for (name, from_end) in [("other.session", false), ("third.session", true)] {
        let mut bytes = fs::read(path(name)).unwrap();
        let at = if from_end { bytes.len() - 9 } else { 30 };
        bytes[at] ^= 4;
        fs::write(path(name), bytes).unwrap();
    }
    let out = pmux.cmd(&["restore"]);
    assert_eq!((out.status, out.stdout.as_str()), (0, "build: 2 windows\n"), "{out:?}");
    for name in ["other.session", "third.session"] {
        assert!(out.stderr.contains(&format!("{name}: it is damaged; it is kept as ")), "{out:?}");
        assert!(path(&format!("{name}.damaged")).exists());
    }
    wait_shown(&pmux, "build:0.0", "the-end");
}

#[test]
fn a_directory_that_cannot_be_is_told_once_and_disturbs_nothing() {
    let pmux = Pmux::new();
    fs::create_dir_all(pmux.home(".local/state")).unwrap();
    fs::write(pmux.home(".local/state/pmux"), "a file").unwrap();
    pmux.ok(&["new", "-d", "-s", "build"]);
    let mut person = pmux.attach(SIZE, &["attach", "-t", "build"]);
    person.wait_for("$");
    for _ in 0..3 {
        kill(pmux.server(), Signal::SIGHUP).unwrap();
        pmux.ok(&["send-keys", "-t", "build", "x"]);
    }
    person.wait_for("xxx");
    let told = wait_for("what is told", || {
        let told = pmux.ok(&["show-messages"]);
        told.contains("sessions are not saved: ").then_some(told)
    });
    assert_eq!(told.matches("sessions are not saved").count(), 1, "{told}");
    let doctor = pmux.cmd(&["doctor"]).stdout;
    assert!(doctor.contains("! saved       sessions cannot be: "), "{doctor}");
    person.detach();
    go_down(&pmux);
}

/// A file system with so much room, for those who may make one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn at(path: PathBuf, size: &str) -> Option<Self> {
        fs::create_dir_all(&path).ok()?;
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(&path)
            .stderr(std::process::Stdio::null())
            .status();
        mounted.is_ok_and(|it| it.success()).then_some(Self(path))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_told_once_and_what_was_saved_stays() {
    let pmux = Pmux::new();
    let is_root = process::uid() == 0;
    let Some(disk) = is_root.then(|| SmallDisk::at(pmux.home(".local"), "64k")).flatten() else {
        return eprintln!("skipped: only root can make a disk that is full");
    };
    pmux.ok(&["new", "-d", "-s", "build"]);
    save(&pmux);
    wait_for("a file", || (files(&pmux) == ["build.session"]).then_some(()));
    let before = fs::read(directory(&pmux).join("build.session")).unwrap();
    // What does not become shorter when it is packed.
    let noise = "head -c 300000 /dev/urandom | od -An -tx1; echo the''-end";
    pmux.ok(&["send-keys", "-t", "build", noise, "Enter"]);
    wait_shown(&pmux, "build", "\nthe-end");
    kill(pmux.server(), Signal::SIGHUP).unwrap();
    let told = wait_for("what is told", || {
        let told = pmux.ok(&["show-messages"]);
        told.contains("No space left on device").then_some(told)
    });
    assert_eq!(told.matches("No space").count(), 1, "{told}");
    assert_eq!(files(&pmux), ["build.session"]);
    assert!(fs::read(directory(&pmux).join("build.session")).unwrap() == before);
    go_down(&pmux);
    drop(disk);
}

#[test]
fn files_take_no_more_than_they_may() {
    let pmux = Pmux::with_config("set -s restore-limit 1\n");
    pmux.ok(&["new", "-d", "-s", "build"]);
    let noise = "head -c 3000000 /dev/urandom | od -An -tx1; echo the''-end";
    pmux.ok(&["send-keys", "-t", "build", noise, "Enter"]);
    wait_shown(&pmux, "build", "\nthe-end");
    go_down(&pmux);
    let length = fs::metadata(directory(&pmux).join("build.session")).unwrap().len();
    assert!((100_000..=1 << 20).contains(&length), "{length}");
    pmux.ok(&["restore"]);
    wait_shown(&pmux, "build", "\nthe-end");
}

#[test]
fn two_servers_never_save_in_one_place() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build"]);
    pmux.ok(&["set-buffer", "copied"]);
    save(&pmux);
    let first = pmux.server();
    // Nobody finds it any more, and the next one has its name.
    fs::remove_file(pmux.socket("default")).unwrap();
    pmux.ok(&["new", "-d", "-s", "other"]);
    let second = pmux.server();
    assert_ne!(first, second);
    let told = "another server still runs, and saves its own in ";
    assert!(pmux.fails(&["restore"]).contains(told));
    // It says so at once, and is else as any other.
    let told = format!("sessions are not saved: {told}");
    wait_for("a word of it", || pmux.ok(&["show-messages"]).contains(&told).then_some(()));
    assert!(pmux.ok(&["ls"]).starts_with("other: 1 windows"));
    assert_eq!(pmux.fails(&["attach", "-t", "build"]), "can't find session: build");
    kill(second, Signal::SIGHUP).unwrap();
    assert!(pmux.cmd(&["doctor"]).stdout.contains("! saved       sessions cannot be: another"));
    assert_eq!(files(&pmux), ["build.session", "server"]);
    // When that has ended it is as after any other.
    kill(first, Signal::SIGTERM).unwrap();
    wait_gone(first);
    save(&pmux);
    assert_eq!(files(&pmux), ["build.session", "other.session", "server.before"]);
    assert_eq!(pmux.ok(&["restore"]), "build: 1 windows\n");
    assert_eq!(pmux.ok(&["show-buffer"]), "copied");
}

#[test]
fn what_is_saved_can_be_forgotten_or_have_another_name() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "build"]);
    pmux.ok(&["new", "-d", "-s", "other"]);
    let created = pmux.show("build", "#{session_created}");
    go_down(&pmux);
    // One of that name that was made in that second would be the same.
    wait_for("another second", || {
        let _ = pmux.cmd(&["kill-session", "-t", "build"]);
        pmux.ok(&["new", "-d", "-s", "build"]);
        (pmux.show("build", "#{session_created}") != created).then_some(())
    });
    let completed = pmux.ok(&["__complete", "restore", "-t", "bu"]);
    assert!(completed.starts_with("build\tsaved ") && completed.lines().count() == 1);
    let told = pmux.fails(&["restore", "-t", "build"]);
    assert!(told.starts_with("another session is called build: "), "{told}");
    assert_eq!(pmux.ok(&["restore", "-t", "build", "-s", "older"]), "older: 1 windows\n");
    pmux.ok(&["restore", "--forget", "other"]);
    let names: Vec<String> = pmux
        .ok(&["ls"])
        .lines()
        .filter_map(|line| Some(line.split_once(':')?.0.to_owned()))
        .collect();
    assert_eq!(names, ["build", "older"]);
    assert_eq!(pmux.fails(&["restore"]), "no session is saved that does not run");
    go_down(&pmux);
    assert_eq!(files(&pmux), ["build.2.session", "older.session"]);
}

#[test]
fn windows_that_sessions_had_together_they_have_together_again() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "one", "-n", "first"]);
    pmux.ok(&["new-window", "-d", "-t", "one:4", "-n", "second"]);
    pmux.ok(&["new", "-d", "-t", "one", "-s", "two"]);
    pmux.ok(&["select-window", "-t", "two:4"]);
    pmux.ok(&["new", "-d", "-s", "other", "-n", "third"]);
    pmux.ok(&["link-window", "-s", "one:4", "-t", "other:7"]);
    let told = "#{session_name} #{session_group} #{window_index} #{window_name} #{window_active} #{window_linked_sessions}";
    let all = ["list-windows", "-a", "-F", told];
    let before = pmux.ok(&all);
    go_down(&pmux);
    // One after the other, and the last under a server that has saved the first anew.
    pmux.ok(&["restore", "-t", "other"]);
    pmux.ok(&["restore", "-t", "two"]);
    save(&pmux);
    pmux.ok(&["restore"]);
    assert_eq!(pmux.ok(&all), before);
    // A second time, all at once; with a group that only has that name they have nothing to do.
    go_down(&pmux);
    pmux.ok(&["restore"]);
    assert_eq!(pmux.ok(&all), before);
    go_down(&pmux);
    pmux.ok(&["new", "-d", "-s", "one"]);
    pmux.ok(&["new", "-d", "-t", "one", "-s", "yours"]);
    pmux.ok(&["rename-session", "-t", "one", "x"]);
    pmux.ok(&["restore", "-t", "one"]);
    let group =
        |session: &str| pmux.ok(&["display-message", "-p", "-t", session, "#{session_group_list}"]);
    assert_eq!((group("one").as_str(), group("yours").as_str()), ("\n", "x,yours\n"));
}

#[test]
fn what_nobody_had_back_before_two_ends_is_had_back_after_them() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "one"]);
    pmux.ok(&["set-buffer", "older"]);
    go_down(&pmux);
    pmux.ok(&["new", "-d", "-s", "two"]);
    pmux.ok(&["set-buffer", "newer"]);
    go_down(&pmux);
    pmux.ok(&["restore"]);
    let buffers = pmux.ok(&["list-buffers", "-F", "#{buffer_sample}"]);
    assert_eq!(buffers, "newer\nolder\n");
}

#[test]
fn what_the_configuration_says_when_it_is_read_again_is_not_set_by_hand() {
    let pmux = Pmux::with_config("set -g @mine one\nset -g @other one\n");
    let file = pmux.config();
    pmux.ok(&["new", "-d"]);
    fs::write(&file, "set -g @mine two\nset -g @other two\n").unwrap();
    pmux.ok(&["source-file", file.to_str().unwrap()]);
    pmux.ok(&["set-option", "-g", "@other", "by hand"]);
    go_down(&pmux);
    fs::write(&file, "set -g @mine three\nset -g @other three\n").unwrap();
    pmux.ok(&["restore"]);
    let shown = |name| pmux.ok(&["show-options", "-gv", name]);
    assert_eq!((shown("@mine").as_str(), shown("@other").as_str()), ("three\n", "by hand\n"));
}

//! `--host`: the server lives elsewhere, and the line to it may break.
//!
//! Most tests have a stand-in for ssh: the far end is this host with a home of its own. One has a
//! real sshd on the loopback, where one is installed.

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use pmux::geometry::Size;
use support::{End, Person, Pmux, wait_for};

const SIZE: Size = Size::new(80, 12);

/// A world with a far end in it.
struct Line {
    near: Pmux,
    far: PathBuf,
}

/// What the stand-in for ssh does: `@DIR@` is the world's, `@PMUX@` where pmux is.
const SSH: &str = r#"#!/bin/sh
while [ "$1" != -- ]; do shift; done
case $2 in
    nowhere) echo 'ssh: Could not resolve hostname nowhere' >&2; exit 255 ;;
    bare) echo 'sh: pmux: not found' >&2; exit 127 ;;
esac
[ -e @DIR@/down ] && exit 255
exec env -i HOME=@DIR@/far XDG_RUNTIME_DIR=@DIR@/far PMUX_TMPDIR=@DIR@/far TERM=dumb WHERE=far \
    SHELL=/bin/sh PS1='$ ' LANG=C.UTF-8 PATH=@PMUX@:/usr/bin:/bin sh -c "$3"
"#;

fn bin() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_pmux")).parent().expect("the test's world")
}

impl Line {
    fn new() -> Self {
        let mut near = Pmux::new();
        let (far, tools) = (near.dir().join("far"), near.dir().join("tools"));
        for dir in [&far, &tools] {
            fs::create_dir(dir).expect("the test's world");
            fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).expect("the test's world");
        }
        fs::write(far.join(".profile"), "PS1='$ '\n").expect("the test's world");
        let script = SSH.replace("@DIR@", &near.dir().display().to_string());
        let script = script.replace("@PMUX@", &bin().display().to_string());
        fs::write(tools.join("ssh"), script).expect("the test's world");
        fs::set_permissions(tools.join("ssh"), fs::Permissions::from_mode(0o700))
            .expect("the test's world");
        near.set_env("PATH", Some(&format!("{}:/usr/bin:/bin", tools.display())));
        Self { near, far }
    }

    /// What the same server says to somebody who is there.
    fn there(&self, args: &[&str]) -> String {
        let socket = self.far.join(format!("pmux-{}/default", nix::unistd::geteuid()));
        self.near.ok(&[&["-S", socket.to_str().expect("the test's world")], args].concat())
    }

    fn attach(&self, args: &[&str]) -> Person {
        self.near.attach(SIZE, &[&["--host", "box"], args].concat())
    }

    /// The line breaks: what ssh runs is gone. How many there were.
    fn cut(&self) -> usize {
        let lines = self.near.processes().into_iter();
        let lines = lines.filter(|(_, command)| command.trim_end().ends_with("pmux proxy"));
        lines.map(|(pid, _)| kill(pid, Signal::SIGKILL)).filter(Result::is_ok).count()
    }

    /// Nobody answers at the far end, or somebody does again.
    fn set_down(&self, down: bool) {
        let file = self.near.dir().join("down");
        if down {
            fs::write(file, "").expect("the test's world")
        } else {
            fs::remove_file(file).expect("the test's world")
        }
    }
}

/// Types until it is answered: what is typed while a line is down is not sent.
fn insist(person: &mut Person, typed: &str, answer: &str) {
    wait_for(answer, || {
        person.type_(typed);
        let until = Instant::now() + Duration::from_millis(200);
        while Instant::now() < until && !person.screen().contains(answer) {
            std::thread::sleep(Duration::from_millis(5));
        }
        person.screen().contains(answer).then_some(())
    });
}

impl Drop for Line {
    fn drop(&mut self) {
        let socket = self.far.join(format!("pmux-{}/default", nix::unistd::geteuid()));
        let _ = self
            .near
            .command(&["-S", socket.to_str().expect("the test's world"), "kill-server"])
            .output();
    }
}

#[test]
fn a_session_elsewhere_is_as_one_here() {
    let line = Line::new();
    let mut person = line.attach(&["new", "-s", "build"]);
    person.wait_for("$");
    // The surroundings are the far end's, the terminal is the person's.
    person.type_("echo $WHERE:$HOME\r").wait_for(&format!("far:{}", line.far.display()));
    assert_eq!(line.near.ok(&["--host", "box", "ls", "-F", "#{session_name}"]), "build\n");
    assert_eq!(line.there(&["list-clients", "-F", "#{client_termname}"]), "xterm-256color\n");
    let none = line.near.fails(&["ls"]);
    assert!(none.starts_with("no server running on"), "{none}");
    person.detach();
    assert!(person.screen().contains("[detached (from session build)]"));
    assert_eq!(line.near.cmd(&["--host=box", "has-session", "-t", "other"]).status, 1);
}

#[test]
fn a_line_that_breaks_goes_on_where_it_was() {
    let line = Line::new();
    let mut person = line.attach(&["new", "-s", "build"]);
    person.wait_for("$");
    person.type_("i=0; while [ $i -lt 4000 ]; do i=$((i+1)); echo line $i; done; echo do''ne\r");
    person.wait_for("line ");
    for round in 0..10 {
        wait_for("a line to cut", || {
            person.screen();
            (line.cut() > 0).then_some(())
        });
        insist(
            &mut person,
            &format!("echo round {round} o''ver\r"),
            &format!("round {round} over"),
        );
    }
    let here = person.screen();
    let mut other = line.near.attach(
        SIZE,
        &[
            "-S",
            line.far.join(format!("pmux-{}/default", nix::unistd::geteuid())).to_str().unwrap(),
            "attach",
        ],
    );
    other.wait_same(&here, usize::from(SIZE.rows) - 1);
    other.detach();
    person.detach();
}

#[test]
fn while_the_line_is_down_the_screen_says_so_and_keys_go_nowhere() {
    let line = Line::new();
    let mut person = line.attach(&["new", "-s", "build"]);
    person.wait_for("$");
    person.type_("echo be''fore\r").wait_for("before");
    line.set_down(true);
    line.cut();
    let screen = person.wait_for("No line to box since");
    assert!(screen.contains("before"), "{screen}");
    person.type_("echo blind''ly\r");
    line.there(&["send-keys", "-t", "build", "echo mean''while", "Enter"]);
    line.set_down(false);
    let screen = person.wait_for("meanwhile");
    assert!(!screen.contains("blindly"), "{screen}");
    person.wait_until("the status line", |screen| screen.contains(" build "));

    line.set_down(true);
    line.cut();
    person.wait_for("No line to box since");
    person.type_("\x03");
    assert_eq!(person.wait_exit(), End::Exited(1));
    assert!(person.screen().contains("the session goes on at box"));
    assert_eq!(line.there(&["ls", "-F", "#{session_name}"]), "build\n");
}

#[test]
fn a_session_that_ended_meanwhile_is_told() {
    let line = Line::new();
    let mut person = line.attach(&["new", "-s", "build"]);
    person.wait_for("$");
    line.there(&["new", "-d", "-s", "other"]);
    line.set_down(true);
    line.cut();
    person.wait_for("No line to box since");
    line.there(&["kill-session", "-t", "build"]);
    line.set_down(false);
    assert_eq!(person.wait_exit(), End::Exited(1));
    assert!(person.screen().contains("[the session ended while the line was down]"));
}

#[test]
fn what_keeps_a_line_from_being_is_named() {
    let mut line = Line::new();
    let why = line.near.fails(&["--host", "nowhere", "ls"]);
    assert_eq!(why, "pmux: cannot reach nowhere: ssh: Could not resolve hostname nowhere");
    let why = line.near.fails(&["--host", "bare", "ls"]);
    assert!(why.contains("bare has no pmux") && why.contains("sh: pmux: not found"), "{why}");
    let why = line.near.fails(&["--host", "box", "ls"]);
    assert!(why.starts_with("no server running on"), "{why}");
    assert!(line.near.fails(&["--host"]).contains("--host expects a host"));
    line.near.set_env("PATH", Some("/nowhere"));
    assert!(line.near.fails(&["--host", "box", "ls"]).contains("ssh is not installed"));
}

/// A real sshd that this test starts, and ends.
struct Sshd(Child);

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn run(program: &str, args: &[&str]) -> bool {
    let command = Command::new(program).args(args).stdin(Stdio::null()).output();
    command.is_ok_and(|output| output.status.success())
}

#[test]
fn a_real_sshd_carries_it() {
    let sshd = Path::new("/usr/sbin/sshd");
    if !sshd.exists() || !run("ssh", &["-V"]) {
        eprintln!("skipped: no sshd or no ssh is installed");
        return;
    }
    if nix::unistd::geteuid().is_root() {
        // Where sshd gives up its rights (sshd(8)); its service makes it.
        let _ = fs::create_dir_all("/run/sshd");
    }
    let world = Pmux::new();
    let file = |name: &str| world.dir().join(name).display().to_string();
    for key in ["host", "user"] {
        assert!(run("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", &file(key)]));
    }
    fs::copy(file("user.pub"), file("authorized")).unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let config = format!(
        "ListenAddress 127.0.0.1:{port}\nHostKey {}\nAuthorizedKeysFile {}\nStrictModes no\n\
         UsePAM no\nPidFile none\nPermitRootLogin yes\nSetEnv PATH={}:/usr/bin:/bin HOME={}\n",
        file("host"),
        file("authorized"),
        bin().display(),
        file("home")
    );
    fs::write(file("sshd_config"), config).unwrap();
    let mut command = Command::new(sshd);
    command.args(["-D", "-e", "-f", &file("sshd_config")]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let sshd = Sshd(command.spawn().unwrap());
    let mut options = vec!["-S".to_owned(), file("run/s"), "-f".to_owned(), "/dev/null".to_owned()];
    for option in [
        format!("Port={port}"),
        format!("IdentityFile={}", file("user")),
        "IdentitiesOnly=yes".to_owned(),
        format!("UserKnownHostsFile={}", file("known")),
        "StrictHostKeyChecking=no".to_owned(),
    ] {
        options.extend(["-o".to_owned(), option]);
    }
    options.extend(["--host".to_owned(), "127.0.0.1".to_owned()]);
    let with = |args: &[&str]| -> Vec<String> {
        options.iter().cloned().chain(args.iter().map(|arg| (*arg).to_owned())).collect()
    };
    let refs = |args: &[String]| -> Vec<String> { args.to_vec() };
    wait_for("sshd", || std::net::TcpStream::connect(("127.0.0.1", port)).ok());
    let argv = refs(&with(&["new", "-s", "build", "sh"]));
    let argv: Vec<&str> = argv.iter().map(String::as_str).collect();
    let mut person = world.attach(SIZE, &argv);
    person.wait_until("a prompt", |screen| screen.contains("#") || screen.contains("$"));
    for round in 0..10 {
        person.type_(format!("echo over s''sh {round}\r")).wait_for(&format!("over ssh {round}"));
        let cut = world.processes().into_iter().filter(|(_, it)| it.starts_with("ssh -T"));
        assert!(cut.filter(|(pid, _)| kill(*pid, Signal::SIGKILL).is_ok()).count() > 0);
        insist(&mut person, &format!("echo and ag''ain {round}\r"), &format!("and again {round}"));
    }
    person.detach();
    world.ok(&["-S", &file("run/s"), "kill-server"]);
    drop(sshd);
}

#[test]
fn programs_elsewhere_are_spawned_and_run_beside_others() {
    let line = Line::new();
    // In a pipe, a program is handed to ssh as it is: its bytes, its end and its status.
    let near = |args: &[&str], stdin: &[u8]| {
        let mut command = line.near.command(&[&["--host", "box"], args].concat());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("a client");
        let _ = std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), stdin);
        let output = child.wait_with_output().expect("its end");
        (output.status.code(), output.stdout)
    };
    assert_eq!(
        near(&["spawn", "-d", "--name", "job", "--", "cat"], b""),
        (Some(0), b"$0\n".into())
    );
    let script = "cat; echo $WHERE; exit 7";
    assert_eq!(
        near(&["exec", "-i", "-t", "job", "--", "sh", "-c", script], b"a\0\xff\r\n"),
        (Some(7), b"a\0\xff\r\nfar\n".into())
    );
    assert_eq!(near(&["exec", "-t", "job", "cat"], b"kept"), (Some(0), Vec::new()));
    assert_eq!(near(&["exec", "-t", "job", "no-such"], b"").0, Some(127));
    assert_eq!(
        near(&["spawn", "--rm", "--", "sh", "-c", "echo $WHERE; exit 3"], b""),
        (Some(3), b"far\r\n".into())
    );
    // At a terminal they are bound to it.
    let mut person = line.attach(&["exec", "-it", "job", "bash", "--norc", "--noprofile"]);
    person.wait_for("$");
    person.type_("echo $WHERE; tput cols; exit 9\r");
    assert_eq!(person.wait_exit(), End::Exited(9));
    person.wait_until("what it said", |screen| screen.text().contains("far\n80"));
    let mut person = line.attach(&["attach", "--raw", "-t", "job"]);
    person.type_("hello\r");
    person.wait_until("it twice", |screen| screen.text().contains("hello\nhello"));
    assert!(line.cut() > 0);
    assert_eq!(person.wait_exit(), End::Exited(1));
    person.wait_for("[lost server]");
}

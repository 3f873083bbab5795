//! `--host`: the server lives elsewhere, and the line to it may break.
//!
//! Most tests have a stand-in for ssh: the far end is this host with a home of its own. One has a
//! real sshd on the loopback, where one is installed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use pmux::geometry::Size;
use pmux::terminal::{Limits, Terminal};
use support::programs::write_program;
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
    old) echo 'unknown command: proxy' >&2; exit 1 ;;
    chatty) echo 'Welcome to this host!' ;;
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
        write_program(&tools.join("ssh"), &script);
        near.set_env("PATH", Some(&format!("{}:/usr/bin:/bin", tools.display())));
        Self { near, far }
    }

    /// The same server's socket.
    fn socket(&self) -> PathBuf {
        self.far.join(format!("pmux-{}/default", nix::unistd::geteuid()))
    }

    /// What it says to somebody who is there.
    fn there(&self, args: &[&str]) -> String {
        let socket = self.socket();
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

    /// The line breaks ten times, and each time the person types when it is there again.
    fn break_often(&self, person: &mut Person) {
        for round in 0..10 {
            wait_for("a line to cut", || {
                person.screen();
                (self.cut() > 0).then_some(())
            });
            let answer = format!("round {round} over");
            insist(person, &format!("echo round {round} o''ver\r"), &answer);
        }
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
fn a_saved_session_elsewhere_is_offered() {
    let line = Line::new();
    line.near.ok(&["--host", "box", "new", "-d", "-s", "build"]);
    let server: i32 = line.there(&["display-message", "-p", "#{pid}"]).trim().parse().unwrap();
    let server = nix::unistd::Pid::from_raw(server);
    kill(server, Signal::SIGTERM).unwrap();
    wait_for("its end", || kill(server, None).is_err().then_some(()));
    let mut person = line.attach(&["attach", "-t", "build"]);
    person.wait_for("build. Restore it? [y/n]");
    person.type_("y\r");
    person.wait_for("[restored as it was on ");
    person.detach();
}

#[test]
fn nothing_elsewhere_names_a_command_for_here() {
    let line = Line::new();
    let mut person = line.attach(&["new", "-s", "build"]);
    person.wait_for("$");
    let mark = line.near.dir().join("stolen");
    line.there(&["detach-client", "-s", "build", "-E", &format!("touch {}", mark.display())]);
    assert_eq!(person.wait_exit(), End::Exited(1));
    let told = "[detached: a server on another host may not run a command here]";
    assert!(person.screen().contains(told), "{}", person.screen());
    assert!(!mark.exists());
}

#[test]
fn a_line_that_breaks_goes_on_where_it_was() {
    let line = Line::new();
    let mut person = line.attach(&["new", "-s", "build"]);
    person.wait_for("$");
    person.type_("i=0; while [ $i -lt 4000 ]; do i=$((i+1)); echo line $i; done; echo do''ne\r");
    person.wait_for("line ");
    line.break_often(&mut person);
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
    let why = line.near.fails(&["--host", "old", "ls"]);
    assert_eq!(why, "pmux: the line to old broke: unknown command: proxy");
    // A shell there that greets everybody speaks before pmux does.
    let why = line.near.fails(&["--host", "chatty", "ls"]);
    assert!(why.contains("chatty") && why.contains("Welcome to this host!"), "{why}");
    line.near.set_env("PATH", Some("/nowhere"));
    assert!(line.near.fails(&["--host", "box", "ls"]).contains("ssh is not installed"));
}

#[test]
fn a_stream_whose_line_breaks_says_so() {
    let line = Line::new();
    line.near.ok(&["--host", "box", "new", "-d", "-s", "build", "cat"]);
    let mut command =
        line.near.command(&["--host", "box", "spawn", "sh", "-c", "echo begun; exec sleep 1000"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut begun = [0; 5];
    child.stdout.as_mut().unwrap().read_exact(&mut begun).unwrap();
    assert!(line.cut() > 0);
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((told.trim_end(), output.status.code()), ("pmux: the line to box broke", Some(1)));
}

#[test]
fn a_host_with_another_version_says_which() {
    let line = Line::new();
    line.near.ok(&["--host", "box", "new", "-d", "-s", "build", "cat"]);
    // A client whose views this server does not know. What does not show any goes on.
    for (argv, status, part) in [(&["attach"][..], 1, "99.0"), (&["ls"], 0, "")] {
        let mut ssh = Command::new(line.near.dir().join("tools/ssh"));
        ssh.args(["--", "box", "pmux proxy"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = ssh.spawn().unwrap();
        let request = support::wire::request(99, argv, &[]);
        child.stdin.as_mut().unwrap().write_all(&request).unwrap();
        let mut answer = Vec::new();
        child.stdout.take().unwrap().read_to_end(&mut answer).unwrap();
        child.wait().unwrap();
        let (text, got) = support::wire::answer(&answer);
        assert_eq!(got, Some(status), "{text}");
        assert!(text.contains(part) && (status == 0 || text.contains("0.1.0")), "{text}");
    }
}

#[test]
fn a_recording_is_written_where_the_person_is() {
    let line = Line::new();
    line.near.ok(&["--host", "box", "new", "-d", "-s", "build", "cat"]);
    let command = ["new", "-d", "-s", "job", "echo hello from $WHERE; exit 3", ";", "record"];
    line.near.ok(&[&["--host", "box"], &command[..], &["-o", "here.cast", "-t", "job"]].concat());
    let text = fs::read_to_string(line.near.home("here.cast")).unwrap();
    assert!(text.contains("hello from far") && text.ends_with("\"x\", \"3\"]\n"), "{text}");
    assert!(!line.far.join("here.cast").exists());
}

/// A real sshd that this test starts, and ends, with a world in which it is called.
struct Sshd {
    world: Pmux,
    child: Child,
    port: u16,
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.world.command(&["-S", &self.file("run/s"), "kill-server"]).output();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(program: &str, args: &[&str]) -> bool {
    let command = Command::new(program).args(args).stdin(Stdio::null()).output();
    command.is_ok_and(|output| output.status.success())
}

impl Sshd {
    /// `None`, with a word of why, where there is none.
    fn start() -> Option<Self> {
        let sshd = Path::new("/usr/sbin/sshd");
        if !sshd.exists() || !run("ssh", &["-V"]) {
            eprintln!("skipped: no sshd or no ssh is installed");
            return None;
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
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
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
        let child = command.spawn().unwrap();
        let sshd = Self { world, child, port };
        wait_for("sshd", || TcpStream::connect(("127.0.0.1", port)).ok());
        Some(sshd)
    }

    fn file(&self, name: &str) -> String {
        self.world.dir().join(name).display().to_string()
    }

    /// What is said to pmux so that it calls this sshd at a port, and more to ssh.
    fn arguments(&self, port: u16, more: &[&str], command: &[&str]) -> Vec<String> {
        let mut all = vec!["-S".to_owned(), self.file("run/s")];
        all.extend(["-f".to_owned(), "/dev/null".to_owned()]);
        let options = [
            format!("Port={port}"),
            format!("IdentityFile={}", self.file("user")),
            "IdentitiesOnly=yes".to_owned(),
            format!("UserKnownHostsFile={}", self.file("known")),
            "StrictHostKeyChecking=no".to_owned(),
        ];
        for option in options.into_iter().chain(more.iter().map(|it| (*it).to_owned())) {
            all.extend(["-o".to_owned(), option]);
        }
        all.extend(["--host".to_owned(), "127.0.0.1".to_owned()]);
        all.extend(command.iter().map(|word| (*word).to_owned()));
        all
    }

    /// Somebody at a session there: a shell, and beside it a program that writes all the time.
    fn attach(&self, port: u16, more: &[&str]) -> Person {
        let flood = "i=0; while :; do i=$((i+1)); echo line $i; done";
        let command = ["new", "-s", "build", "sh", ";", "split-window", "-bd", "-l", "4", flood];
        let arguments = self.arguments(port, more, &command);
        let argv: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut person = self.world.attach(SIZE, &argv);
        person.wait_until("a prompt and a flood", |screen| {
            screen.contains("line ") && screen.rows.len() > 6 && {
                let below = (5..screen.rows.len()).map(|y| screen.row(y)).collect::<String>();
                below.contains('#') || below.contains('$')
            }
        });
        person
    }

    /// What somebody who is there says to the same server.
    fn there(&self, args: &[&str]) -> String {
        self.world.ok(&[&["-S", &self.file("run/s")], args].concat())
    }

    /// That what the person sees is what there is.
    fn assert_same(&self, mut person: Person) {
        self.there(&["kill-pane", "-t", "build:0.0"]);
        let mut other = self.world.attach(SIZE, &["-S", &self.file("run/s"), "attach"]);
        other.wait_until("a status line", |screen| screen.last_row().contains("build"));
        let here = other.screen();
        person.wait_same(&here, usize::from(SIZE.rows) - 1);
        other.detach();
        person.detach();
    }
}

#[test]
fn a_real_sshd_carries_it() {
    let Some(sshd) = Sshd::start() else { return };
    let mut person = sshd.attach(sshd.port, &[]);
    for round in 0..10 {
        person.type_(format!("echo over s''sh {round}\r")).wait_for(&format!("over ssh {round}"));
        let cut = sshd.world.processes().into_iter().filter(|(_, it)| it.starts_with("ssh -T"));
        assert!(cut.filter(|(pid, _)| kill(*pid, Signal::SIGKILL).is_ok()).count() > 0);
        insist(&mut person, &format!("echo and ag''ain {round}\r"), &format!("and again {round}"));
    }
    sshd.assert_same(person);
}

/// Carries connections to a port, badly when it is told so.
struct Proxy {
    port: u16,
    /// Milliseconds that each part is late.
    late: Arc<AtomicU64>,
    /// Nothing is carried, and nothing is said of it.
    silent: Arc<AtomicBool>,
    /// Both ends of what is carried.
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl Proxy {
    fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Self {
            port: listener.local_addr().unwrap().port(),
            late: Arc::default(),
            silent: Arc::default(),
            open: Arc::default(),
        };
        let (late, silent, open) = (proxy.late.clone(), proxy.silent.clone(), proxy.open.clone());
        std::thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let Ok(far) = TcpStream::connect(("127.0.0.1", port)) else { return };
                open.lock().unwrap().extend([near.try_clone().unwrap(), far.try_clone().unwrap()]);
                let ends = [near.try_clone().unwrap(), far.try_clone().unwrap()];
                let [near_again, far_again] = ends;
                for (from, to) in [(near, far), (far_again, near_again)] {
                    let (late, silent) = (late.clone(), silent.clone());
                    std::thread::spawn(move || carry(from, to, &late, &silent));
                }
            }
        });
        proxy
    }

    /// Breaks everything that is carried; how much it was.
    fn drop_all(&self) -> usize {
        let open = std::mem::take(&mut *self.open.lock().unwrap());
        open.iter().filter(|end| end.shutdown(Shutdown::Both).is_ok()).count()
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, late: &AtomicU64, silent: &AtomicBool) {
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        std::thread::sleep(Duration::from_millis(late.load(Ordering::Relaxed)));
        // What is not carried is lost, and the line with it.
        if !silent.load(Ordering::Relaxed) && to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}

#[test]
fn a_line_that_drops_and_delays_is_come_back_from() {
    let Some(sshd) = Sshd::start() else { return };
    let proxy = Proxy::to(sshd.port);
    let mut person = sshd.attach(proxy.port, &[]);
    for round in 0..10 {
        proxy.late.store(round * 3, Ordering::Relaxed);
        person.type_(format!("echo over s''sh {round}\r")).wait_for(&format!("over ssh {round}"));
        assert!(proxy.drop_all() > 0);
        insist(&mut person, &format!("echo and ag''ain {round}\r"), &format!("and again {round}"));
    }
    proxy.late.store(0, Ordering::Relaxed);
    sshd.assert_same(person);
}

#[test]
fn a_line_that_falls_silent_is_noticed() {
    let Some(sshd) = Sshd::start() else { return };
    let proxy = Proxy::to(sshd.port);
    let patience = ["ServerAliveInterval=1", "ServerAliveCountMax=1", "ConnectTimeout=2"];
    let mut person = sshd.attach(proxy.port, &patience);
    proxy.silent.store(true, Ordering::Relaxed);
    person.wait_for("No line to 127.0.0.1 since");
    proxy.silent.store(false, Ordering::Relaxed);
    // Whatever hangs in there would be waited for.
    proxy.drop_all();
    insist(&mut person, "echo ag''ain\r", "again");
    sshd.assert_same(person);
}

#[test]
fn nothing_that_is_typed_while_the_server_there_is_replaced_is_lost() {
    let line = Line::new();
    let mut person = line.attach(&["new", "stty raw -echo; echo ready; cat >typed"]);
    person.wait_for("ready");
    let (path, socket, mut expect) = (line.far.join("typed"), line.socket(), String::new());
    for round in 0..3 {
        let upgrade = ["-S", socket.to_str().expect("the test's world"), "upgrade-server"];
        let mut upgrade = line.near.command(&upgrade);
        let mut upgrade = upgrade.stdout(Stdio::null()).spawn().expect("a client");
        let mut at = 0;
        while upgrade.try_wait().expect("a child").is_none() {
            let word = format!("{round}-{at} ");
            person.type_(&word);
            expect.push_str(&word);
            at += 1;
            std::thread::sleep(Duration::from_millis(1));
        }
        wait_for("all of it", || {
            person.screen();
            (fs::read(&path).unwrap_or_default().len() >= expect.len()).then_some(())
        });
        assert_eq!(fs::read_to_string(&path).expect("a file"), expect);
    }
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
        (Some(0), b"%0\n".into())
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
    person.type_("\x03");
    assert_eq!(person.wait_exit(), End::Exited(130));
}

#[test]
fn a_raw_line_that_breaks_goes_on_with_what_was_missed() {
    let line = Line::new();
    let mut person = line.attach(&["spawn", "--name", "job", "--", "sh"]);
    person.wait_for("$");
    // Lines go by all the time, and none of them is missed.
    let rest = "[ $((i % 10)) -gt 0 ] || sleep 0.02";
    let lines = format!("i=0; while [ $i -lt 1500 ]; do i=$((i+1)); echo line $i.; {rest}; done\r");
    person.type_(lines);
    person.wait_for("line ");
    line.break_often(&mut person);
    person.wait_for("round 9 over");
    let shown = line.there(&["capture-pane", "-p", "-t", "job"]);
    let screen = person.screen();
    assert_eq!(screen.text().trim_end(), shown.trim_end());
    person.type_("exit 7\r");
    assert_eq!(person.wait_exit(), End::Exited(7));

    let limits = Limits { history_lines: 100_000, history_bytes: 64 << 20 };
    let mut terminal = Terminal::new(SIZE, limits);
    terminal.feed(person.raw());
    let above = terminal.history().lines(0).map(|line| line.text);
    let text: Vec<String> = above.chain(terminal.screen_text()).collect();
    let mut next = 1;
    for it in &text {
        next += i32::from(it.trim_end() == format!("line {next}."));
    }
    assert_eq!(next, 1501, "a line is missing: {text:#?}");
}

#[test]
fn while_a_raw_line_is_down_the_last_row_says_so_and_keys_go_nowhere() {
    let line = Line::new();
    line.near.ok(&["--host", "box", "spawn", "-d", "--name", "job", "--", "cat"]);
    let before = line.near.attach(SIZE, &["ls"]).termios();
    let attach = ["attach", "--raw", "-t", "job"];
    let mut person = line.attach(&attach);
    person.type_("be\r").wait_until("an echo", |screen| screen.text().contains("be\nbe"));
    // Whatever the program has set, the row is where it is, and the rest as it was.
    line.there(&["send-keys", "-t", "job", "-l", "\x16\x1b[2;5r\x16\x1b[?6hinside\n"]);
    person.wait_for("inside");
    line.set_down(true);
    assert!(line.cut() > 0);
    let screen = person.wait_for("No line to box since");
    assert!(screen.text().lines().last().is_some_and(|row| row.contains("No line")), "{screen}");
    assert!(screen.contains("inside"), "{screen}");
    person.type_("blindly\r");
    line.there(&["send-keys", "-t", "job", "meanwhile", "Enter"]);
    line.set_down(false);
    let screen = person.wait_for("meanwhile");
    assert!(!screen.contains("blindly") && !screen.contains("No line"), "{screen}");
    person.type_("again\r").wait_for("again");

    for keys in ["\x03", "\x02d"] {
        line.set_down(true);
        line.cut();
        person.wait_for("No line to box since");
        person.type_(keys);
        assert_eq!(person.wait_exit(), End::Exited(1));
        assert!(person.screen().contains("the session goes on at box"));
        assert_eq!(person.termios(), before);
        line.set_down(false);
        person = line.attach(&attach);
        person.wait_for("again");
    }
    // It is not there any more.
    line.set_down(true);
    line.cut();
    person.wait_for("No line to box since");
    line.there(&["new", "-d", "-s", "other"]);
    line.there(&["kill-session", "-t", "job"]);
    line.set_down(false);
    assert_eq!(person.wait_exit(), End::Exited(129));
    person.wait_for("[the pane was closed while the line was down]");
}

#[test]
fn a_program_elsewhere_outlives_its_line_and_its_status_comes_back() {
    let line = Line::new();
    line.near.ok(&["--host", "box", "spawn", "-d", "--name", "job", "--", "cat"]);
    let exec = ["exec", "-it", "job", "sh", "-c", "echo be''gun; read line; exit 9"];
    let panes = || line.there(&["list-panes", "-a", "-F", "#{pane_id}"]).lines().count();
    for ends in [false, true] {
        let mut person = line.attach(&exec);
        person.wait_for("begun");
        assert_eq!(panes(), 2);
        line.set_down(true);
        line.cut();
        person.wait_for("No line to box since");
        if ends {
            let id = line.there(&["list-panes", "-a", "-F", "#{pane_id}"]);
            line.there(&["send-keys", "-t", id.lines().last().expect("a pane"), "Enter"]);
            wait_for("its end", || (panes() == 1).then_some(()));
        }
        line.set_down(false);
        if !ends {
            person.wait_until("the line", |screen| !screen.contains("No line"));
            person.type_("\r");
        }
        assert_eq!(person.wait_exit(), End::Exited(9));
        let told = "the program ended while the line was down";
        assert_eq!(person.screen().contains(told), ends);
    }
}

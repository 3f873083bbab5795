//! Other users whom a server's owner lets in (`server-access`). Only root can be several users, so this
//! is tried where the tests are root's.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use pmux::protocol::{Frames, Request};
use support::Pmux;
use support::programs::copy_program;

/// The user whose server it is, by number alone, and the guest, who has a name.
const OWNER: u32 = 12345;
const GUEST: u32 = 65534;

#[test]
fn who_is_let_in_does_what_they_may() {
    let name = nix::unistd::User::from_uid(GUEST.into()).ok().flatten().map(|user| user.name);
    let Some(name) = name.filter(|_| nix::unistd::geteuid().is_root()) else { return };
    let pmux = Pmux::new();
    for dir in [pmux.dir().to_owned(), pmux.home("")] {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let shared = pmux.dir().join("shared");
    fs::create_dir(&shared).unwrap();
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o777)).unwrap();
    let program = shared.join("pmux");
    copy_program(env!("CARGO_BIN_EXE_pmux"), &program);
    let socket = shared.join("s");
    let run = |uid: u32, args: &[&str]| {
        let mut command = Command::new(&program);
        let env = pmux.env().iter().map(|(name, value)| (name, value));
        command.arg("-S").arg(&socket).args(args).env_clear().envs(env).current_dir("/");
        command.env("SECRET", format!("of-{uid}")).stdin(Stdio::null());
        let output = command.uid(uid).gid(uid).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
    };
    let owner = |args: &[&str]| {
        let (status, stdout, stderr) = run(OWNER, args);
        assert_eq!((status, stderr.as_str()), (0, ""), "{args:?}");
        stdout
    };
    let guest = |args: &[&str]| run(GUEST, args);
    owner(&["new", "-d", "-s", "x", "sleep 60"]);
    // The file keeps them out, and where that is opened the server does.
    assert_ne!(guest(&["ls"]).0, 0);
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o666)).unwrap();
    assert_ne!(guest(&["ls"]).0, 0);
    assert!(run(0, &["ls"]).2.contains("not yours"), "root is no guest");
    for (args, why) in [
        (&["server-access", "-a", "nobody-at-all"][..], "unknown user: nobody-at-all"),
        (&["server-access", "-a", "root"], "root is never let in"),
        (&["server-access", "-d", &name], "not found"),
        (&["server-access", "-ad", &name], "-a and -d cannot be used together"),
        (&["server-access"], "missing user or group argument"),
    ] {
        let (status, _, stderr) = run(OWNER, args);
        assert!(status != 0 && stderr.contains(why), "{args:?}: {stderr}");
    }
    owner(&["server-access", "-a", &name]);
    assert!(owner(&["server-access", "-l"]).contains(&format!("{name} (U,W)\n")));
    assert_eq!(guest(&["ls", "-F", "#S"]), (0, "x\n".into(), String::new()));
    assert_eq!(guest(&["set", "-g", "@theirs", "1"]).0, 0);
    // What they have in their environment is nobody else's.
    assert_eq!(guest(&["new", "-d", "-s", "y", "sleep 60"]).0, 0);
    let told = owner(&["show-environment", "-t", "y"]) + &owner(&["show-environment", "-g"]);
    assert!(told.contains(&format!("SECRET=of-{OWNER}\n")), "{told}");
    assert!(!told.contains(&format!("of-{GUEST}")), "{told}");
    // Who may only look cannot change anything, nor have anything run.
    owner(&["server-access", "-r", &name]);
    assert!(owner(&["server-access", "-l"]).contains(&format!("{name} (U,R)\n")));
    let ran = shared.join("ran");
    let touch = format!("#(touch {})", ran.display());
    for args in [
        &["set", "-g", "@theirs", "2"][..],
        &["kill-server"],
        &["send-keys", "-t", "x", "a"],
        &["new", "-d"],
        &["ls", "-F", &touch],
        &["display-message", "-p", &touch],
        &["attach", "-d", "-t", "x"],
        &["detach-client", "-a"],
        &["-C", "kill-server"],
        &["if-shell", "true", "kill-server"],
    ] {
        let (status, stdout, stderr) = guest(args);
        assert!(status != 0 || stdout.contains("%error"), "{args:?}: {status} {stdout} {stderr}");
        assert!((stdout + &stderr).contains("read-only"), "{args:?}");
    }
    assert!(!ran.exists());
    assert_eq!(guest(&["ls"]).0, 0);
    assert_eq!(owner(&["show", "-gv", "@theirs"]), "1\n");
    owner(&["server-access", "-w", &name]);
    assert_eq!(guest(&["set", "-g", "@theirs", "3"]).0, 0);
    owner(&["server-access", "-d", &name]);
    assert_ne!(guest(&["ls"]).0, 0);
    assert_eq!(owner(&["show", "-gv", "@theirs"]), "3\n");
    owner(&["kill-server"]);
}

/// The server of another user has its socket open for all: whatever it is asked, it learns nothing of who
/// asks but what their terminal is.
#[test]
fn the_server_of_another_user_is_told_of_the_terminal_alone() {
    if !nix::unistd::geteuid().is_root() {
        return;
    }
    let pmux = Pmux::new();
    for dir in [pmux.dir().to_owned(), pmux.home("")] {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let private = pmux.dir().join("private");
    fs::create_dir(&private).unwrap();
    let program = pmux.dir().join("program");
    copy_program(env!("CARGO_BIN_EXE_pmux"), &program);
    let socket = pmux.dir().join("s");
    let listener = UnixListener::bind(&socket).unwrap();
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o666)).unwrap();
    let mut asked = Vec::new();
    Request { argv: vec!["ls".to_owned()], ..Request::default() }.encode(&mut asked);
    let as_option = socket.to_str().unwrap();
    for args in [
        &["-S", as_option, "ls"][..],
        &["-S", as_option, "attach"],
        &["-S", as_option, "-C", "ls"],
        &["-S", as_option, "doctor"],
        &["-S", as_option, "proxy"],
        &["__complete", "-S", as_option, "attach", "-t", ""],
    ] {
        let mut command = Command::new(&program);
        command.args(args).env_clear().envs([("SECRET", "mine"), ("TERM", "xterm")]);
        command.env("HOME", pmux.home("")).current_dir(&private);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.uid(GUEST).gid(GUEST).spawn().unwrap();
        child.stdin.take().unwrap().write_all(&asked).unwrap();
        let (mut server, _) = listener.accept().unwrap();
        let (mut frames, mut part) = (Frames::default(), [0; 4096]);
        let request = loop {
            if let Some(frame) = frames.next_frame().unwrap() {
                break Request::decode(&frame).unwrap();
            }
            let count = server.read(&mut part).unwrap();
            assert_ne!(count, 0, "{args:?} asks something");
            frames.push(&part[..count]);
        };
        assert_eq!(request.cwd, b"", "{args:?}");
        let told: Vec<String> =
            request.environment.iter().map(|it| String::from_utf8_lossy(it).into_owned()).collect();
        assert!(told.iter().all(|it| it == "TERM=xterm"), "{args:?}: {told:?}");
        // Some ask again.
        drop((server, child.kill()));
        child.wait().unwrap();
    }
}

use std::fs;
use std::io::{Read, Write};
use std::os::fd::AsFd;

use nix::sys::wait::{WaitStatus, waitpid};

use super::*;
use crate::os::install;

/// A shell that is started with a socket, runs this, and ends; what came by the socket.
fn told(script: &str) -> (String, WaitStatus) {
    let shell = Executable::open(Path::new("/bin/sh")).unwrap();
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    let arguments = ["-c".into(), script.into()];
    ours.write_all(b"a question\n").unwrap();
    let theirs = OwnedFd::from(theirs);
    let pid = start_child(&shell, &arguments, &theirs, None).unwrap();
    drop(theirs);
    let mut text = String::new();
    ours.read_to_string(&mut text).unwrap();
    (text, waitpid(pid, None).unwrap())
}

#[test]
fn a_child_finds_the_socket_and_nothing_else_of_ours() {
    let (text, status) = told("read it <&3; echo \"$it\" >&3; exit 7");
    assert_eq!(text, "a question\n");
    assert!(matches!(status, WaitStatus::Exited(_, 7)));
    let (text, _) = told("read it <&3; exec ls /proc/self/fd >&3");
    // The fifth is ls's own, on the directory.
    assert_eq!(text.split_whitespace().collect::<Vec<_>>(), ["0", "1", "2", "3", "4"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_is_executed_whatever_has_its_name_by_now() {
    let path = std::env::temp_dir().join(format!("pmux-executable-{}", std::process::id()));
    install("/bin/sh", "755", &path);
    let program = Executable::open(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(Executable::open(&path).is_err());
    let (_ours, theirs) = UnixStream::pair().unwrap();
    let (mut words, writer) = io::pipe().unwrap();
    let arguments = ["-c".into(), "echo here".into()];
    let pid = start_child(&program, &arguments, &theirs.into(), Some(&writer)).unwrap();
    drop(writer);
    let mut text = String::new();
    words.read_to_string(&mut text).unwrap();
    assert_eq!(text, "here\n");
    waitpid(pid, None).unwrap();
}

#[test]
fn what_is_no_program_is_refused_at_once() {
    let path = std::env::temp_dir().join(format!("pmux-no-program-{}", std::process::id()));
    let refused = |path: &Path| Executable::open(path).unwrap_err().to_string();
    nix::unistd::mkfifo(&path, Mode::S_IRWXU).unwrap();
    assert_eq!(refused(&path), "it cannot be executed");
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, "no program").unwrap();
    assert_eq!(refused(&path), "it cannot be executed");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(refused(Path::new("/dev/null")), "it cannot be executed");
    assert_eq!(refused(Path::new("/")), "it cannot be executed");
}

#[test]
fn what_is_started_apart_is_nobodys_child() {
    let shell = Executable::open(Path::new("/bin/sh")).unwrap();
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    let arguments = ["-c".into(), "ps -o ppid=,tty= -p $$ >&3; pwd >&3".into()];
    let theirs = OwnedFd::from(theirs);
    start_detached(&shell, &arguments, &theirs).unwrap();
    drop(theirs);
    let mut text = String::new();
    ours.read_to_string(&mut text).unwrap();
    let words: Vec<_> = text.split_whitespace().collect();
    let [parent, tty, directory] = words[..] else { panic!("{text}") };
    assert_ne!(parent, std::process::id().to_string());
    assert_eq!((tty, directory), ("?", "/"));
}

#[test]
fn who_cannot_become_a_program_is_as_before() {
    let path = std::env::temp_dir().join(format!("pmux-become{}", std::process::id()));
    let text = path.with_extension("text");
    fs::write(&text, "#!/no/such/interpreter\n").unwrap();
    install(&text, "700", &path);
    fs::remove_file(&text).unwrap();
    let program = Executable::open(&path).unwrap();
    let held = File::open("/dev/null").unwrap();
    let error = become_program(&program, &["anew".into()], b"books", &[held.as_fd()]);
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    let flags = FdFlag::from_bits_retain(fcntl(&held, FcntlArg::F_GETFD).unwrap());
    assert_eq!(flags, FdFlag::FD_CLOEXEC);
    fs::remove_file(&path).unwrap();
}

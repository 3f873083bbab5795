//! Processes that really ran.

use std::process::Command;
use std::time::{Duration, Instant};

use super::*;

/// Waits until `check` gives something.
fn wait_for<T>(what: &str, mut check: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        if let Some(found) = check() {
            return found;
        }
        assert!(Instant::now() < deadline, "{what}");
        std::thread::yield_now();
    }
}

fn ends(script: &str) -> ExitStatus {
    let pid = Command::new("/bin/sh").args(["-c", script]).spawn().map(|child| child.id());
    let pid = pid.unwrap().cast_signed();
    wait_for(script, || reap_one(pid, &|_| false)).1
}

#[test]
fn an_end_is_a_status_or_a_signal() {
    assert_eq!(ends("exit 0"), ExitStatus::Exited(0));
    assert_eq!(ends("exit 42"), ExitStatus::Exited(42));
    assert_eq!(ends("kill -TERM $$"), ExitStatus::Signaled(libc::SIGTERM));
    // A real-time signal, which has no name.
    assert_eq!(ends("kill -40 $$"), ExitStatus::Signaled(40));
}

/// Reaping takes every child of the process, those of other tests too: so it runs in one of its
/// own.
#[test]
fn reaping_takes_all_that_ended() {
    let test = std::env::current_exe().unwrap();
    let done = Command::new(test)
        .args(["--exact", "os::process::tests::reaping_alone", "--ignored"])
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && output.contains("1 passed"), "{output}");
}

#[test]
#[ignore = "run by reaping_takes_all_that_ended, in a process of its own"]
fn reaping_alone() {
    assert_eq!(reap(|_| false), []);
    let mut pids: Vec<_> = (0..3)
        .map(|status| {
            let child = Command::new("/bin/sh").arg("-c").arg(format!("exit {status}")).spawn();
            (Pid::from_raw(child.unwrap().id().cast_signed()), ExitStatus::Exited(status))
        })
        .collect();
    let mut ended = Vec::new();
    wait_for("three ends", || {
        ended.extend(reap(|_| false));
        (ended.len() == pids.len()).then_some(())
    });
    pids.sort_unstable_by_key(|end| end.0);
    ended.sort_unstable_by_key(|end| end.0);
    assert_eq!(ended, pids);
    assert_eq!(reap(|_| false), []);
}

#[test]
fn groups_that_mean_everybody_are_refused() {
    for group in [1, 0, -1, -5] {
        assert!(signal_group(Pid::from_raw(group), Signal::SIGCONT).is_err());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_process_has_a_name_and_a_directory() {
    let mut child = Command::new("/bin/sleep").arg("60").current_dir("/usr").spawn().unwrap();
    let pid = Pid::from_raw(child.id().cast_signed());
    // For a moment after the exec it still has the name of its parent.
    wait_for("it is sleep", || current_command(pid).filter(|name| name == "sleep"));
    assert_eq!(current_directory(pid), Path::new("/usr").canonicalize().ok());
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(current_command(pid), None);
    assert_eq!(current_directory(pid), None);
}

#[test]
fn a_name_loses_its_directory_and_its_dash() {
    for (zeroth, expect) in
        [("-bash", "bash"), ("/usr/bin/vim", "vim"), ("make", "make"), ("", ""), ("-", "")]
    {
        assert_eq!(command_name(zeroth.as_bytes()), expect);
    }
}

#[test]
fn a_shell_that_cannot_run_is_passed_over() {
    let shell = |variable: Option<&str>, passwd: Option<&str>| {
        choose_shell(variable.map(OsString::from), passwd.map(PathBuf::from))
    };
    let sh = Path::new("/bin/sh");
    assert_eq!(shell(Some("/bin/sh"), Some("/bin/false")), sh);
    assert_eq!(shell(Some("sh"), Some("/bin/sh")), sh);
    assert_eq!(shell(Some("/nowhere"), Some("/bin/cat")), Path::new("/bin/cat"));
    assert_eq!(shell(Some("/etc/passwd"), Some("/etc")), sh);
    assert_eq!(shell(None, None), sh);
}

#[test]
fn we_are_somebody_somewhere() {
    assert!(!user().is_empty());
    assert!(home().is_absolute());
    assert!(is_shell(&login_shell()));
    assert!(!hostname().is_empty());
    assert!(own_program().unwrap().exists());
}

#[test]
fn the_descriptor_limit_is_raised_to_the_most_allowed() {
    let limit = raise_fd_limit().unwrap();
    assert_eq!(getrlimit(Resource::RLIMIT_NOFILE).unwrap(), (limit, limit));
}

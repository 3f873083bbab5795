//! Daemons played by a shell.

use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

fn server(script: &str) -> Result<(), DaemonError> {
    let arguments = ["-c".into(), script.into()];
    spawn_server(Path::new("/bin/sh"), &arguments, &[("PMUX_TEST".into(), "yes".into())])
}

/// What a server writes into a file, whole once it is there.
fn report(script: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("pmux-daemon-{}-{count}", std::process::id()));
    let name = path.display();
    server(&format!("{{ {script}; }} >{name} 2>&1 </dev/null; printf '\\000'")).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    text
}

#[test]
fn a_server_that_listens_is_a_success() {
    server("printf '\\000'; sleep 0.2").unwrap();
}

#[test]
fn a_server_that_cannot_listen_says_why() {
    let failed = server("echo 'cannot listen: no room' >&2; exit 1").unwrap_err().to_string();
    assert_eq!(failed, "the server could not start: cannot listen: no room");
    assert!(matches!(server("exit 0"), Err(DaemonError::Ended)));
    let missing = spawn_server(Path::new("/no/server"), &[], &[]);
    assert!(matches!(missing, Err(DaemonError::Start { .. })));
}

#[test]
fn endless_words_are_cut() {
    let Err(DaemonError::Failed(words)) = server("yes words") else { panic!("it listened") };
    assert!(words.len() <= MAX_WORDS + 512);
}

#[test]
fn it_has_no_terminal_no_parent_of_ours_and_a_root_directory() {
    let text = report("pwd; echo $PMUX_TEST; ps -o tty=,ppid=,pid=,sid= -p $$; umask");
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let [cwd, variable, process, umask] = lines[..] else { panic!("{text}") };
    assert_eq!((cwd, variable), ("/", "yes"));
    let words: Vec<_> = process.split_whitespace().collect();
    let [tty, parent, pid, session] = words[..] else { panic!("{text}") };
    assert_eq!(tty, "?");
    assert_ne!(parent, std::process::id().to_string());
    assert_ne!(pid, session, "a session's leader could get a terminal");
    let ours = std::fs::read_to_string("/proc/self/status").unwrap();
    let octal = |text: &str| u32::from_str_radix(text.trim(), 8).unwrap();
    let ours = ours.lines().find_map(|line| line.strip_prefix("Umask:")).unwrap();
    assert_eq!(octal(umask), octal(ours));
}

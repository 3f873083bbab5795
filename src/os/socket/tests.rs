//! Directories and sockets that an attacker, or an accident, may have left.

use std::fs::File;
use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

/// A directory of the test's own, gone with it.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("pmux-socket-{}-{count}", std::process::id());
        let path = std::env::temp_dir().join(name);
        DirBuilder::new().mode(0o700).create(&path).unwrap();
        Self(path)
    }

    fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().mode() & 0o7777
}

#[test]
fn the_place_follows_the_environment() {
    let scratch = Scratch::new();
    let uid = Uid::effective();
    let fallback = PathBuf::from(format!("/tmp/pmux-{uid}"));
    let runtime = || Some(scratch.0.clone());
    assert_eq!(place(Dialect::Pmux, None, runtime(), uid), scratch.join("pmux"));
    assert_eq!(
        place(Dialect::Pmux, Some("/var/tmp".into()), runtime(), uid),
        PathBuf::from(format!("/var/tmp/pmux-{uid}"))
    );
    assert_eq!(place(Dialect::Pmux, Some("".into()), None, uid), fallback);
    assert_eq!(place(Dialect::Pmux, Some("here".into()), None, uid), fallback);
    assert_eq!(place(Dialect::Pmux, None, Some("/nowhere".into()), uid), fallback);
    let stranger = Uid::from_raw(uid.as_raw() + 1);
    let theirs = PathBuf::from(format!("/tmp/pmux-{stranger}"));
    assert_eq!(
        place(Dialect::Pmux, None, runtime(), stranger),
        theirs,
        "another's runtime directory"
    );
}

#[test]
fn the_directory_is_made_for_its_owner_alone() {
    let scratch = Scratch::new();
    let dir = scratch.join("pmux");
    prepare(&dir).unwrap();
    assert_eq!(mode(&dir), 0o700);
    prepare(&dir).unwrap();
}

#[test]
fn a_directory_that_others_may_enter_is_refused() {
    let scratch = Scratch::new();
    let dir = scratch.join("pmux");
    fs::create_dir(&dir).unwrap();
    for bits in [0o755, 0o701, 0o770, 0o1777] {
        fs::set_permissions(&dir, Permissions::from_mode(bits)).unwrap();
        let refused = prepare(&dir).unwrap_err();
        assert!(matches!(refused, SocketDirError::Mode { mode, .. } if mode == bits));
        assert!(refused.to_string().contains(dir.to_str().unwrap()));
    }
}

#[test]
fn a_link_or_a_file_in_its_place_is_refused() {
    let scratch = Scratch::new();
    let (real, link, file) = (scratch.join("real"), scratch.join("link"), scratch.join("file"));
    prepare(&real).unwrap();
    symlink(&real, &link).unwrap();
    File::create(&file).unwrap();
    for path in [link, file] {
        assert!(matches!(prepare(&path), Err(SocketDirError::NotDirectory(_))));
    }
    let beyond = scratch.join("missing/pmux");
    assert!(matches!(prepare(&beyond), Err(SocketDirError::Unusable { .. })));
}

#[test]
fn a_directory_of_somebody_else_is_refused() {
    if !Uid::effective().is_root() {
        return; // only root can give a directory away
    }
    let scratch = Scratch::new();
    let dir = scratch.join("pmux");
    prepare(&dir).unwrap();
    std::os::unix::fs::chown(&dir, Some(65_534), None).unwrap();
    assert!(matches!(prepare(&dir), Err(SocketDirError::Owner { owner: 65_534, .. })));
}

#[test]
fn a_name_must_be_a_file_name() {
    for name in ["", ".", "..", "a/b", "/abs", "a/", "nul\0", "x.lock"] {
        assert!(
            matches!(socket_path(Dialect::Pmux, name), Err(SocketDirError::Name(_))),
            "{name:?}"
        );
    }
}

#[test]
fn both_ends_know_their_owner() {
    let scratch = Scratch::new();
    let path = scratch.join("default");
    let (listener, _) = listen(&path).unwrap();
    assert_eq!(mode(&path), 0o600);
    let client = connect(&path).unwrap();
    let (server, _) = listener.accept().unwrap();
    assert!(!is_foreign(&client));
    let (uid, _) = peer(mio::net::UnixStream::from_std(server)).unwrap();
    assert_eq!(uid, Uid::effective().as_raw());
    let blocked = listener.accept().unwrap_err();
    assert_eq!(blocked.kind(), io::ErrorKind::WouldBlock);
}

#[test]
fn a_stale_socket_is_replaced_and_a_live_one_is_not() {
    let scratch = Scratch::new();
    let path = scratch.join("default");
    drop(listen(&path).unwrap());
    assert_eq!(connect(&path).unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
    let _alive = listen(&path).unwrap();
    assert_eq!(listen(&path).unwrap_err().kind(), io::ErrorKind::AddrInUse);
    connect(&path).unwrap();
}

#[test]
fn a_file_that_is_no_socket_is_left_alone() {
    let scratch = Scratch::new();
    let path = scratch.join("default");
    fs::write(&path, "precious").unwrap();
    assert_eq!(listen(&path).unwrap_err().kind(), io::ErrorKind::AddrInUse);
    assert_eq!(fs::read(&path).unwrap(), b"precious");
}

#[test]
fn a_path_too_long_for_a_socket_is_an_error() {
    let scratch = Scratch::new();
    let path = scratch.join(&"x".repeat(200));
    assert!(listen(&path).is_err());
    assert!(connect(&path).is_err());
}

#[test]
fn a_socket_is_removed_by_whom_it_belongs_to() {
    let scratch = Scratch::new();
    let path = scratch.join("default");
    let (first, gone) = listen(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let (_second, ours) = listen(&path).unwrap();
    gone.remove();
    connect(&path).unwrap();
    drop(first);
    ours.remove();
    assert!(!path.exists());
}

#[test]
fn a_socket_without_a_server_is_dead() {
    let scratch = Scratch::new();
    let path = scratch.join("default");
    assert!(is_dead(&path));
    let (listener, _) = listen(&path).unwrap();
    assert!(!is_dead(&path));
    drop(listener);
    assert!(is_dead(&path));
    assert!(!is_dead(&scratch.join(&"x".repeat(200))), "nobody knows");
}

#[test]
fn a_server_of_another_user_is_told_nothing() {
    let scratch = Scratch::new();
    let path = scratch.join("s");
    let _listener = listen(&path).unwrap();
    let stream = connect(&path).unwrap();
    let stranger = Uid::from_raw(Uid::effective().as_raw() + 1);
    let error = owned_by(&stream, stranger).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
    assert!(error.to_string().contains(&format!("it is user {}'s", Uid::effective())), "{error}");
}

#[test]
fn whoever_lets_nobody_in_is_not_waited_for_for_ever() {
    let scratch = Scratch::new();
    let path = scratch.join("s");
    let flags = SockFlag::SOCK_CLOEXEC;
    let full = socket::socket(AddressFamily::Unix, SockType::Stream, flags, None).unwrap();
    socket::bind(full.as_raw_fd(), &UnixAddr::new(&path).unwrap()).unwrap();
    socket::listen(&full, socket::Backlog::new(0).unwrap()).unwrap();
    let _first = connect(&path).unwrap();
    let error = connect_within(&path, Duration::from_millis(20)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut, "{error}");
}

#[test]
fn nobody_is_let_in_though_somebody_else_has_the_listener() {
    let scratch = Scratch::new();
    let path = scratch.join("socket");
    let (listener, _address) = listen(&path).unwrap();
    let other = listener.try_clone().unwrap();
    let early = connect(&path).unwrap();
    let_nobody_in(&listener);
    assert_eq!(connect(&path).unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
    assert!(is_dead(&path));
    // Who came before that is heard.
    assert!(other.accept().is_ok());
    drop(early);
}

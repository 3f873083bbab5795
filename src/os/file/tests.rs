use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;

use super::*;

/// A directory that goes with the test.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("pmux-file-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir(&dir).unwrap();
        Self(dir)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_file_is_read_whole_or_not_at_all() {
    let place = Scratch::new("whole");
    let path = place.0.join("file");
    fs::write(&path, b"1234").unwrap();
    assert_eq!(read(&path, 4).unwrap(), b"1234");
    assert_eq!(read(&path, 3).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    assert_eq!(read(Path::new(NULL), 3).unwrap(), b"");
    // The system does not say how large that one is.
    #[cfg(target_os = "linux")]
    assert!(read(Path::new("/proc/self/mountinfo"), 3).is_err());
    assert_eq!(read(&place.0.join("none"), 3).unwrap_err().kind(), io::ErrorKind::NotFound);
}

#[test]
fn nothing_is_read_that_may_never_end() {
    let place = Scratch::new("endless");
    let (fifo, socket) = (place.0.join("fifo"), place.0.join("socket"));
    mkfifo(&fifo, Mode::S_IRWXU).unwrap();
    let _listener = UnixListener::bind(&socket).unwrap();
    let link = place.0.join("link");
    std::os::unix::fs::symlink(&fifo, &link).unwrap();
    let check = |path: &Path, words: &str| {
        let error = read(path, 1 << 20).unwrap_err().to_string();
        assert!(error.contains(words), "{}: {error}", path.display());
    };
    check(&fifo, "a FIFO");
    check(&link, "a FIFO");
    check(&socket, "a socket");
    check(Path::new("/dev/zero"), "a device");
    check(&place.0, "directory");
}

#[test]
fn what_is_no_regular_file_is_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let place = Scratch::new("special");
    let (fifo, socket) = (place.0.join("fifo"), place.0.join("socket"));
    mkfifo(&fifo, Mode::S_IRWXU).unwrap();
    let _listener = UnixListener::bind(&socket).unwrap();
    let refused = |path: &Path| replace(path, b"x").unwrap_err().to_string();
    assert!(refused(&fifo).contains("a FIFO") && refused(&socket).contains("a socket"));
    assert!(refused(Path::new("/dev/zero")).contains("a device"));
    assert!(fifo.metadata().unwrap().file_type().is_fifo());
    assert!(socket.metadata().unwrap().file_type().is_socket());
    // What goes there is nobody's.
    replace(Path::new(NULL), b"x").unwrap();
    let null = place.0.join("null");
    std::os::unix::fs::symlink(NULL, &null).unwrap();
    replace(&null, b"x").unwrap();
    assert!(null.is_symlink() && is_null(&Path::new(NULL).metadata().unwrap()));
}

#[test]
fn nobody_waits_for_somebody_who_reads() {
    let place = Scratch::new("reader");
    let fifo = place.0.join("fifo");
    mkfifo(&fifo, Mode::S_IRWXU).unwrap();
    assert_eq!(create(&fifo, false).unwrap_err().to_string(), "nobody reads it");
    let file = place.0.join("file");
    for (append, whole) in [(false, "a"), (true, "aa"), (false, "a")] {
        io::Write::write_all(&mut create(&file, append).unwrap(), b"a").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), whole);
    }
}

#[test]
fn a_file_is_replaced_whole_and_for_its_owner_alone() {
    let place = Scratch::new("replaced");
    let path = place.0.join("file");
    for text in ["one", "another"] {
        replace(&path, text.as_bytes()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
    }
    // What somebody left there who was killed is in nobody's way, and goes.
    fs::write(place.0.join(".file.new"), "half").unwrap();
    fs::write(place.0.join(".other.new"), "half").unwrap();
    replace(&path, b"third").unwrap();
    remove_drafts(&place.0);
    assert_eq!(fs::read_dir(&place.0).unwrap().count(), 1);
    fs::create_dir(place.0.join("dir")).unwrap();
    assert!(replace(&place.0.join("dir"), b"x").is_err());
    assert_eq!(fs::read_dir(&place.0).unwrap().count(), 2);
}

#[test]
fn what_is_written_apart_is_its_owners_alone_and_goes_with_its_directory() {
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let path = write_apart(b"secret").unwrap();
    let directory = path.parent().unwrap();
    assert_eq!((mode(&path), mode(directory)), (0o600, 0o700));
    assert_eq!(fs::read(&path).unwrap(), b"secret");
    let other = write_apart(b"").unwrap();
    assert_ne!(other, path);
    remove_apart(&other, true).unwrap();
    let beside = directory.join("text~");
    fs::write(&beside, b"secret").unwrap();
    assert_eq!(remove_apart(&path, false).unwrap().as_deref(), Some(directory));
    assert!(!path.exists() && beside.exists());
    assert_eq!(remove_apart(&path, true).unwrap(), None);
    assert!(!directory.exists());
    // That it is gone is what was wanted.
    assert_eq!(remove_apart(&path, false).unwrap(), None);
    assert_eq!(remove_apart(&path, true).unwrap(), None);
    // A state that is wrong has nothing else removed.
    let place = Scratch::new("apart");
    for other in ["text", "pmux-abcdef/file", "pmux-abcdefg/text", "abcdefghijk/text"] {
        let other = place.0.join(other);
        fs::create_dir_all(other.parent().unwrap()).unwrap();
        fs::write(&other, b"x").unwrap();
        for all in [false, true] {
            let error = remove_apart(&other, all).unwrap_err();
            assert_eq!((error.kind(), other.exists()), (io::ErrorKind::InvalidInput, true));
        }
    }
}

#[test]
fn links_are_followed_to_what_is_not_there_yet() {
    let place = Scratch::new("links");
    let [one, two, end] = ["one", "two", "end"].map(|name| place.0.join(name));
    std::os::unix::fs::symlink("two", &one).unwrap();
    std::os::unix::fs::symlink(&end, &two).unwrap();
    assert_eq!((behind_links(&one), behind_links(&end)), (end.clone(), end));
    std::os::unix::fs::symlink("round", place.0.join("round")).unwrap();
    assert_eq!(behind_links(&place.0.join("round")), place.0.join("round"));
}

use std::os::unix::fs::{PermissionsExt, symlink};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;

use super::*;

/// A directory of the test's own, gone with it.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pmux-lock-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir(&path).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn of_many_one_holds_it_and_nothing_is_left() {
    let scratch = Scratch::new("many");
    let path = scratch.0.join("default");
    let inside = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let (path, inside) = (path.clone(), Arc::clone(&inside));
            std::thread::spawn(move || {
                for _ in 0..50 {
                    let Held::Lock(lock) = wait(&path, || None::<()>).unwrap() else { panic!() };
                    assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0, "two hold it");
                    std::thread::yield_now();
                    inside.fetch_sub(1, Ordering::SeqCst);
                    drop(lock);
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(fs::read_dir(&scratch.0).unwrap().count(), 0);
}

#[test]
fn whoever_waits_may_find_what_they_want() {
    let scratch = Scratch::new("found");
    let path = scratch.0.join("default");
    let held = attempt(&path).unwrap().unwrap();
    assert!(attempt(&path).unwrap().is_none());
    let mut looks = 0;
    let found = wait(&path, || {
        looks += 1;
        (looks == 3).then_some("a server")
    });
    assert!(matches!(found.unwrap(), Held::Found("a server")));
    drop(held);
    // One that nobody holds is as good as none.
    File::create(file_of(&path)).unwrap();
    drop(attempt(&path).unwrap().unwrap());
    assert!(!file_of(&path).exists());
}

#[test]
fn what_is_no_lock_is_said_and_left() {
    let scratch = Scratch::new("left");
    let path = scratch.0.join("default");
    let file = file_of(&path);
    let check = |what: &str| {
        let error = attempt(&path).unwrap_err();
        assert!(error.to_string().contains("default.lock"), "{what}: {error}");
        assert!(file.symlink_metadata().is_ok(), "{what}");
        let _ = fs::remove_file(&file).or_else(|_| fs::remove_dir(&file));
    };
    mkfifo(&file, Mode::S_IRWXU).unwrap();
    check("a FIFO");
    fs::create_dir(&file).unwrap();
    check("a directory");
    fs::write(&file, "precious").unwrap();
    check("a file");
    symlink("/dev/null", &file).unwrap();
    check("a link");
    File::create(&file).unwrap().set_permissions(fs::Permissions::from_mode(0o400)).unwrap();
    if !Uid::effective().is_root() {
        check("one that cannot be opened");
    } else {
        std::os::unix::fs::chown(&file, Some(65_534), None).unwrap();
        check("somebody else's");
    }
}

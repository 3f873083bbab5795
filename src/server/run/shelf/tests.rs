//! What becomes of a server's own files when the next server begins.

use super::*;
use crate::saved::{Buffer, Server, VERSION};

/// A shelf in a directory that goes with the test.
struct Scratch(Shelf);

impl Scratch {
    fn new(name: &str) -> Self {
        let directory =
            std::env::temp_dir().join(format!("pmux-shelf-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir(&directory).unwrap();
        Self(Shelf::at(directory))
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.directory.join(name), bytes).unwrap();
    }

    /// The files that there are.
    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(&self.0.directory).unwrap().flatten();
        let mut names: Vec<String> =
            names.map(|it| it.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The buffers that a server had which is had back next.
    fn before(&self) -> Vec<String> {
        match self.0.read(SERVER_BEFORE).unwrap().0 {
            Kept::Server(server) => server.buffers.into_iter().map(|it| it.name).collect(),
            Kept::Session(_) => Vec::new(),
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0.directory);
    }
}

/// A file of a server that had a buffer, which nothing makes shorter.
fn had(name: &str) -> Vec<u8> {
    let mut last = crc32fast::hash(name.as_bytes());
    let noise = std::iter::repeat_with(|| {
        last = last.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (last >> 24) as u8
    });
    let (name, data) = (name.to_owned(), noise.take(1000).collect());
    let buffers = vec![Buffer { name, named: true, data, created: 1 }];
    saved::encode(&Kept::Server(Server { buffers, ..Server::default() }), 1)
}

fn damaged(mut file: Vec<u8>) -> Vec<u8> {
    let last = file.len() - 1;
    file[last] ^= 1;
    file
}

fn of_newer(mut file: Vec<u8>) -> Vec<u8> {
    file[8] = VERSION as u8 + 1;
    file
}

#[test]
fn what_cannot_be_read_is_set_aside_and_told() {
    let (older, newer) = (had("older"), had("newer"));
    for (place, own, before, left, aside) in [
        ("older", newer.clone(), damaged(older.clone()), "newer", "server.before.damaged"),
        ("older-newer", newer.clone(), of_newer(older.clone()), "newer", "server.before.unread"),
        ("own", damaged(newer.clone()), older.clone(), "older", "server.damaged"),
        ("own-newer", of_newer(newer), older, "older", "server.unread"),
    ] {
        let mut scratch = Scratch::new(place);
        scratch.put(SERVER, &own);
        scratch.put(SERVER_BEFORE, &before);
        scratch.0.begin(1 << 30);
        let mut expect = ["server.before", aside];
        expect.sort_unstable();
        assert_eq!(scratch.names(), expect, "{place}");
        assert_eq!(scratch.before(), [left], "{place}");
        let told = scratch.0.list().told;
        assert!(told.len() == 1 && told[0].contains("; it is kept as "), "{told:?}");
    }
}

#[test]
fn what_nobody_has_back_grows_no_further_than_it_may() {
    let mut scratch = Scratch::new("grows");
    for name in ["first", "second", "third"] {
        scratch.put(SERVER, &had(name));
        scratch.0.begin(2500 * SERVERS_PART);
        assert_eq!(scratch.names(), [SERVER_BEFORE]);
    }
    assert_eq!(scratch.before(), ["third", "second"]);
}

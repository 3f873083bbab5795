//! What nobody can make pmux lose, keep or wait for.

mod support;

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::net::UnixStream;

use pmux::geometry::Size;
use support::{Pmux, resident, wait_for, wire};

const SIZE: Size = Size::new(80, 24);

/// More than waits for a program before who types is not read.
const MUCH: usize = 9 << 20;

/// A file of so many bytes, in which no place looks like another.
fn file_of(pmux: &Pmux, name: &str, length: usize) -> String {
    let path = pmux.home(name);
    let text: Vec<u8> = (0..length / 10).flat_map(|n| format!("{n:09}.").into_bytes()).collect();
    fs::write(&path, text).expect("a file for the test");
    path.display().to_string()
}

#[test]
fn a_paste_of_any_length_arrives_whole_with_its_end() {
    let pmux = Pmux::new();
    // It begins to read when much waits for it.
    let script = "stty raw -echo; printf '\\033[?2004hgo'; sleep 1; head -c 9437196 >got; echo done; exec cat >/dev/null";
    let mut person = pmux.attach(SIZE, &["new", script]);
    person.wait_for("go");
    let text: Vec<u8> = (0..MUCH / 16).flat_map(|n| format!("{n:015}.").into_bytes()).collect();
    person.type_([b"\x1b[200~".as_slice(), &text, b"\x1b[201~"].concat());
    person.wait_for("done");
    let got = fs::read(pmux.home("got")).unwrap();
    assert_eq!(got.len(), text.len() + 12);
    assert!(got.starts_with(b"\x1b[200~") && got.ends_with(b"\x1b[201~"));
    assert!(got[6..got.len() - 6] == text);
}

#[test]
fn what_a_program_never_reads_is_refused_and_keys_live_on() {
    let pmux = Pmux::new();
    let mut person = pmux.attach(SIZE, &["new", "stty raw -echo; echo go; exec sleep 1000"]);
    person.wait_for("go");
    let mut text = b"\x1b[200~".to_vec();
    text.resize(MUCH + (2 << 20), b'x');
    text.extend_from_slice(b"\x1b[201~");
    person.type_(&text);
    person.wait_for("reads nothing, and 8 MiB wait for it");
    assert!(pmux.ok(&["show-messages"]).contains("the rest of the paste is left out"));
    let refused = pmux.fails(&["send-keys", "x"]);
    assert_eq!(refused, "the program in %0 reads nothing, and 8 MiB wait for it");
    person.detach();
}

#[test]
fn what_no_buffer_holds_is_refused() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "exec sleep 1000"]);
    let large = pmux.home("large");
    File::create(&large).unwrap().set_len((64 << 20) + 1).unwrap();
    let large = large.display().to_string();
    let refused = pmux.fails(&["load-buffer", &large]);
    assert_eq!(refused, format!("{large}: larger than 64 MiB, which is the most that is read"));
    let mut command = pmux.command(&["load-buffer", "-"]);
    let output = command.stdin(File::open(&large).unwrap()).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(
        (output.status.code(), error.as_str()),
        (Some(1), "stdin: larger than 64 MiB, which is the most that is read\n")
    );
    assert_eq!(pmux.ok(&["list-buffers"]), "");
    // What is pasted by a command goes whole or not at all.
    let some = file_of(&pmux, "some", MUCH);
    pmux.ok(&["load-buffer", &some]);
    pmux.ok(&["paste-buffer"]);
    let refused = pmux.fails(&["paste-buffer"]);
    assert_eq!(refused, "the program in %0 reads nothing, and 8 MiB wait for it");
}

#[test]
fn unfinished_requests_have_a_bound_together() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "exec sleep 1000"]);
    let server = pmux.server();
    let before = resident(server);
    // Most of a request of 7 MiB each.
    let mut begun = b"pm\x01".to_vec();
    begun.extend_from_slice(&(7_u32 << 20).to_le_bytes());
    begun.resize(6 << 20, 0);
    let mut sockets: Vec<UnixStream> =
        (0..40).map(|_| UnixStream::connect(pmux.socket("default")).unwrap()).collect();
    for socket in &mut sockets {
        // Who is let go meanwhile cannot write all of it.
        let _ = socket.write_all(&begun);
    }
    // Those that hold most go, whoever comes is served.
    assert_eq!(pmux.ok(&["list-sessions", "-F", "#{session_name}"]), "0\n");
    let grown = resident(server).saturating_sub(before);
    assert!(grown < 300 << 10, "it grew by {} MiB", grown >> 10);
    let (text, status) = wire::talk(&pmux, b"pm\x01\xff\xff\xff\x00");
    assert!(text.contains("16777215 bytes"), "{text}");
    assert_eq!(status, Some(1));
    drop(sockets);
    wait_for("what was kept goes back", || {
        (resident(server).saturating_sub(before) < 64 << 10).then_some(())
    });
}

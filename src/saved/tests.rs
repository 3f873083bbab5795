use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::geometry::Size;
use crate::terminal::{Limits, Terminal};

/// What a version wrote, with [`session`] in it as far as that version had it. `PMUX_RECORD_SAVED`
/// writes the present one.
fn recorded(version: u16) -> Vec<u8> {
    let name = format!("tests/saved/version-{version}.session");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if version == VERSION && std::env::var_os("PMUX_RECORD_SAVED").is_some() {
        let file = encode(&Kept::Session(session()), 1_700_000_200);
        std::fs::write(&path, file).expect("a file");
    }
    std::fs::read(path).expect("a file")
}

fn setting(name: &str, value: Value) -> Setting {
    Setting { name: name.to_owned(), value }
}

fn pane(command: Command, wrote: &str) -> Pane {
    let limits = Limits { history_lines: 100, history_bytes: 1 << 20 };
    let mut terminal = Terminal::new(Size::new(20, 5), limits);
    terminal.feed(wrote.as_bytes());
    Pane {
        command,
        directory: b"/tmp".to_vec(),
        title: Some("a title".to_owned()),
        options: vec![setting("@own", Value::Text("x".to_owned()))],
        terminal: terminal.checkpoint(),
    }
}

fn session() -> Session {
    let shell = pane(Command::LoginShell, "\x1b[31mred\x1b[m\r\n$ ");
    let editor = pane(Command::Words(vec!["vi".to_owned(), "notes".to_owned()]), "~\r\n~");
    let window = Window {
        index: 1,
        name: "edit".to_owned(),
        size: (80, 24),
        layout: "dfca,80x24,0,0{40x24,0,0,0,39x24,41,0,1}".to_owned(),
        zoomed: true,
        active: 1,
        panes: vec![shell, editor],
        floats: Vec::new(),
        options: vec![setting("automatic-rename", Value::Flag(false))],
    };
    Session {
        name: "work".to_owned(),
        created: 1_700_000_000,
        activity: 1_700_000_100,
        directory: b"/home/me".to_vec(),
        environment: vec![Variable {
            name: "A".to_owned(),
            value: Some(b"1".to_vec()),
            hidden: false,
        }],
        options: vec![
            setting("base-index", Value::Number(1)),
            setting("update-environment", Value::List(vec![(0, "DISPLAY".to_owned())])),
        ],
        windows: vec![window],
        current: 1,
        origins: vec![Origin { created: 1_700_000_000, number: 3 }],
        group: Some("both".to_owned()),
    }
}

fn server() -> Server {
    let buffer =
        Buffer { name: "buffer0".to_owned(), named: false, data: b"copied".to_vec(), created: 7 };
    Server { buffers: vec![buffer], ..Server::default() }
}

#[test]
fn what_is_written_is_read() {
    for kept in [Kept::Session(session()), Kept::Server(server())] {
        let file = encode(&kept, 1_700_000_200);
        let read = decode(&file).expect("a file");
        assert_eq!(read, (kept.label(1_700_000_200), kept));
        assert_eq!(label(&file[..file.len() / 2]).ok(), Some(read.0));
    }
}

#[test]
fn recorded_files_of_each_version_are_read() {
    for version in 1..=VERSION {
        let (label, kept) = decode(&recorded(version)).expect("a file");
        assert_eq!((label.name.as_str(), label.saved, label.windows), ("work", 1_700_000_200, 1));
        let Kept::Session(read) = kept else { panic!("a session") };
        let plain = |mut it: Session| {
            it.windows.iter_mut().flat_map(|it| &mut it.panes).for_each(|it| it.terminal.clear());
            it
        };
        let expect = match version {
            1 => Session { origins: Vec::new(), group: None, ..session() },
            _ => session(),
        };
        assert_eq!(plain(read.clone()), plain(expect));
        let terminal = Terminal::restore(&read.windows[0].panes[0].terminal).expect("a terminal");
        assert_eq!(terminal.screen_text()[..2], ["red", "$ "]);
    }
}

#[test]
fn what_two_servers_left_is_one() {
    let buffer = |name: &str| Buffer { name: name.to_owned(), ..server().buffers[0].clone() };
    let text = |text: &str| Value::Text(text.to_owned());
    let newer = Server {
        buffers: vec![buffer("b"), buffer("a")],
        session_options: vec![setting("@x", text("new"))],
        ..Server::default()
    };
    let older = Server {
        buffers: vec![buffer("a"), buffer("c")],
        session_options: vec![setting("@x", text("old")), setting("@y", text("old"))],
        ..Server::default()
    };
    let both = newer.over(older);
    let names: Vec<&str> = both.buffers.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["b", "a", "c"]);
    assert_eq!(both.session_options, [setting("@x", text("new")), setting("@y", text("old"))]);
}

#[test]
fn newer_files_are_refused_with_words() {
    let mut file = encode(&Kept::Session(session()), 0);
    file[8] = VERSION as u8 + 1;
    let refused = decode(&file).expect_err("a newer one");
    assert!(!refused.is_damaged() && refused.to_string().contains("newer pmux"), "{refused}");
    assert_eq!(label(&file), Err(refused));
}

#[test]
fn what_nothing_has_is_refused() {
    let check = |alter: fn(&mut Session), expect: &str| {
        let mut session = session();
        alter(&mut session);
        let refused = decode(&encode(&Kept::Session(session), 0)).expect_err(expect);
        assert!(refused.is_damaged() && refused.to_string().contains(expect), "{refused}");
    };
    check(|it| it.windows.clear(), "no windows");
    check(|it| it.windows[0].panes.clear(), "no panes");
    check(|it| it.windows[0].active = 2, "no pane of a window is active");
    check(|it| it.windows.push(it.windows[0].clone()), "two windows");
    check(|it| it.current = 0, "shows a window");
    check(|it| it.origins.push(it.origins[0]), "not those that it has");
    check(|it| it.group = Some(String::new()), "no group");
    check(|it| it.windows[0].panes[1].command = Command::Words(Vec::new()), "runs nothing");
    check(|it| it.windows[0].size.1 = 0, "no size");
    check(|it| it.name = "a\nb".to_owned(), "");
}

#[test]
fn shells_are_told_from_programs() {
    for (line, expect) in [
        ("bash", true),
        ("exec /usr/bin/zsh -l", true),
        ("bash --norc", true),
        ("bash -c ls", false),
        ("sh -ec ls", false),
        ("sh script", false),
        ("vim", false),
        ("sh; reboot", false),
        ("sh -i;reboot", false),
        ("fish -C reboot", false),
        ("fish -C -i", false),
        ("nu -e -l", false),
        ("bash --rcfile -i", false),
        ("", false),
        ("bash exec ls", false),
        ("./deploy;/bin/bash", false),
        ("make&&/bin/sh", false),
        ("x|/bin/sh -i", false),
        ("$(touch${IFS}x)/bash", false),
        ("A=$(reboot) bash", false),
        ("sh\n-i", false),
        ("/tmp/x/bash", false),
    ] {
        assert_eq!(Command::Line(line.to_owned()).is_shell(), expect, "{line}");
    }
    assert!(Command::LoginShell.is_shell());
    assert!(Command::Words(vec!["/bin/sh".to_owned(), "-i".to_owned()]).is_shell());
    assert!(!Command::Words(Vec::new()).is_shell());
    // Whoever lists a program lists no other.
    for (line, expect) in
        [("/usr/bin/vim a.txt", "vim"), ("vim a; ./deploy", ""), ("exec top", "top")]
    {
        assert_eq!(Command::Line(line.to_owned()).program(), expect, "{line}");
    }
}

#[test]
fn files_are_called_after_sessions() {
    let free = |_: &str| false;
    assert_eq!(file_for("work", free), "work.session");
    assert_eq!(file_for("work", |name| name == "work.session"), "work.2.session");
    assert_eq!(file_for("../a b", free), "%2E%2E%2Fa%20b.session");
    let long = file_for(&"ä".repeat(500), free);
    assert!(long.len() < 140 && is_session(&long) && long != file_for(&"ä".repeat(501), free));
    assert_eq!(directory_for(Path::new("/run/a%b=/x")), "%run%a=pb=e%x");
    for (name, expect) in
        [("a.session", true), (".session", false), (".a.session", false), ("server", false)]
    {
        assert_eq!(is_session(name), expect, "{name}");
    }
}

proptest! {
    /// Whatever the bytes are, they are refused or what is in them is sound.
    #[test]
    fn any_bytes_are_refused_or_sound(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        with_head in any::<bool>(),
    ) {
        let file = match with_head {
            true => [&encode(&Kept::Session(session()), 5)[..22], bytes.as_slice()].concat(),
            false => bytes,
        };
        let _ = label(&file);
        if let Ok((_, kept)) = decode(&file) {
            prop_assert!(sound::check(&kept).is_ok());
        }
    }

    /// One bit that is another makes it no file, wherever; and so does an end that is missing.
    #[test]
    fn flipped_bits_and_torn_ends_are_refused(at in any::<prop::sample::Index>(), bit in 0..8u32) {
        let whole = encode(&Kept::Session(session()), 5);
        let mut file = whole.clone();
        let at = at.index(file.len());
        file[at] ^= 1u8 << bit;
        prop_assert!(decode(&file).is_err());
        prop_assert!(decode(&whole[..at]).is_err());
    }
}

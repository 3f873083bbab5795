use super::super::Limits;
use super::super::modes::Modes;
use super::super::policy::Policy;
use super::super::width::Widths;
use super::*;
use crate::geometry::Size;

fn fed(bytes: &[u8]) -> Terminal {
    let mut terminal = Terminal::new(Size::new(20, 4), Limits::default());
    terminal.feed(bytes);
    terminal.drain_notices().for_each(drop);
    terminal
}

/// Streams that leave something behind of everything that a terminal has.
const STREAMS: &[&[u8]] = &[
    b"plain\r\n\x1b[1;31mbold red\x1b[48;2;1;2;3m direct\x1b[m\r\n",
    "漢字 e\u{301} 👩‍👩‍👧 ─┼ é\r\n\ta\tb\x1b[2G\x1b[@".as_bytes(),
    b"a line that is wrapped over the end of the row, and on into history, twice over the end of it",
    b"\x1b]8;id=a;https://x.y/\x1b\\link\x1b]8;;\x1b\\ \x1b[4:3;58;5;9mcurly\x1b[m",
    b"\x1b[2;3r\x1b[?69h\x1b[2;9s\x1b[?6h\x1b[2;2H\x1b7\x1b[?1049hfull\x1b[3;3H\x1b7",
    b"\x1b[?1;5;45;66;1004;1006;2004;2026;2031h\x1b[4;20h\x1b[?1002h\x1b[?1;2004s\x1b[?1l\x1b[?2004r",
    b"\x1b)0\x0e\x1b*>\x1b.A\x1bN\x1b~\x1b|",
    b"\x1b[3g\x1b[7G\x1bH\x1b]0;title\x07\x1b[22t\x1b]2;other\x07\x1b]1;icon\x07\x1b[>0T\x1b[>1t",
    b"\x1b]4;1;rgb:1/2/3\x07\x1b]11;#123456\x07\x1b]7;file:///some/where\x07\x1b[5 q",
    b"\x1b[>5u\x1b[>1u\x1b[=3u\x1b[>4;2m\x1b[1#{\x1b[31m\x1b[#{\x1b[2*x\x1b[62\"p\x1b G",
    b"\x1b[1\"qprotected\x1b[0\"q\x1bVso\x1b[31;4H\x1b[?1049h\x1b[>1u",
    b"12345678901234567890",
    b"x\x1b[5b\x1b[3",
    b"\x1b[38:2::1:2;;3;9999999;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1",
    b"\x1bP1$tsome\x1b",
    b"\x1bPtmux;\x1b\x1b[m",
    b"\x1b]0;a title that goes on",
    b"\x1b_apc\x1b\\\x1bkname",
    b"\x1b(",
    b"\x1b[?1 !",
    b"\xf0\x9f\x98",
    b"\xe6\xbc",
];

#[test]
fn a_terminal_goes_on_from_its_checkpoint_wherever_it_is_taken() {
    for stream in STREAMS {
        for at in 0..=stream.len() {
            let (before, after) = stream.split_at(at);
            let mut one = fed(before);
            let kept = one.checkpoint();
            let mut other = Terminal::restore(&kept).unwrap();
            assert!(other.checkpoint() == kept, "{:?} at {at}", stream.escape_ascii().to_string());
            for rest in [after, b"\x1b\\m", b"\r\nxyz\x1b[#}\x1b[23t\x1b8\x1b[c\x1b[?1049l\x1b8w"] {
                one.feed(rest);
                other.feed(rest);
                let told = |it: &mut Terminal| it.drain_notices().collect::<Vec<_>>();
                assert_eq!(told(&mut one), told(&mut other));
                assert!(
                    one.checkpoint() == other.checkpoint(),
                    "{} at {at}",
                    stream.escape_ascii()
                );
            }
            assert_eq!(other.fault(), None);
        }
    }
}

#[test]
fn what_a_person_set_is_in_it() {
    let mut terminal = fed(&b"line\r\n".repeat(50));
    terminal.set_limits(Limits { history_lines: 30, history_bytes: 1 << 20 });
    terminal.set_beside(77);
    terminal.set_palette([(3, (1, 2, 3))].into_iter());
    let widths = Widths { selector_widens: false, own: vec![('é'..='ê', 2)] };
    terminal.set_widths(&widths);
    let policy = Policy { set_title: false, ..Policy::default() };
    terminal.set_policy(policy);
    terminal.resize(Size::new(30, 2).into());
    let kept = terminal.checkpoint();
    let mut other = Terminal::restore(&kept).unwrap();
    assert_eq!(other.history().limits(), terminal.history().limits());
    assert_eq!(other.colors(), terminal.colors());
    for terminal in [&mut terminal, &mut other] {
        terminal.resize(Size::new(10, 9).into());
        terminal.feed("é\x1b]0;none\x07".as_bytes());
        assert_eq!((terminal.cursor().at.x, terminal.title()), (2, ""));
    }
    assert!(terminal.checkpoint() == other.checkpoint());
}

#[test]
fn what_is_not_parsed_yet_stays_so() {
    let terminal = {
        let mut terminal = Terminal::new(Size::new(20, 4), Limits::default());
        let flood = b"one line of many\r\n".repeat(5000);
        flood.chunks(4096).for_each(|chunk| assert!(terminal.take_in(chunk).is_empty()));
        terminal
    };
    assert!(terminal.is_behind());
    let kept = terminal.checkpoint();
    assert!(terminal.is_behind());
    let other = Terminal::restore(&kept).unwrap();
    assert!(other.is_behind());
    assert_eq!(other.screen_text(), terminal.screen_text());
    assert!(other.history().lines(0).eq(terminal.history().lines(0)));
}

#[test]
fn every_mode_has_a_number() {
    let modes = Modes::all();
    let private: Vec<u16> = modes.each_private().map(|(number, ..)| number).collect();
    let ansi: Vec<u16> = modes.each_ansi().map(|(number, ..)| number).collect();
    assert_eq!(Modes::of_numbers(&private, &ansi), modes);
}

#[test]
fn what_is_no_checkpoint_is_refused() {
    let kept = fed(STREAMS[4]).checkpoint();
    let refused = |bytes: &[u8]| Terminal::restore(bytes).err();
    assert_eq!(refused(b""), Some(Refused::Damaged));
    assert_eq!(refused(&kept[..kept.len() - 1]), Some(Refused::Damaged));
    assert_eq!(refused(&[&kept[..], b"x"].concat()), Some(Refused::Damaged));
    assert_eq!(refused(&[&[9], &kept[1..]].concat()), Some(Refused::Version(9)));
}

/// Whatever becomes of the engine, it reads what an older one wrote.
#[test]
fn a_checkpoint_of_each_version_is_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/terminal/checkpoints");
    let (file, text) = (format!("{folder}/{VERSION}"), STREAMS[..11].concat());
    let mut terminal = fed(&text);
    terminal.feed(&b"some line of history\r\n".repeat(20));
    terminal.feed(STREAMS[14]);
    if std::env::var_os("PMUX_UPDATE_CHECKPOINTS").is_some() {
        std::fs::write(&file, terminal.checkpoint()).unwrap();
    }
    let read = Terminal::restore(&std::fs::read(&file).unwrap()).unwrap();
    assert!(read.checkpoint() == terminal.checkpoint(), "a version has changed its shape");
}

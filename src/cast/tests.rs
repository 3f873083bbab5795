use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::terminal::{Limits, Notice, Terminal};

/// What a program may write: text, bytes that are none, and sequences, cut anywhere.
fn output() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        any::<Vec<u8>>(),
        "\\PC{0,8}".prop_map(String::into_bytes),
        "\x1b[\\[\\]P_X^(#]?[<=>?]?[0-9;:]{0,6}[ !\"$'*]?[@-~]?".prop_map(String::into_bytes),
        "(\x1b\\]|\u{9d})(52;c;|[0-9]{1,2};|8;;)[a-z?]{0,5}(\x07|\x1b\\\\|\u{9c})?"
            .prop_map(String::into_bytes),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// All that a recording says.
fn read(bytes: &[u8], step: usize) -> Result<Vec<Item>, CastError> {
    let (mut reader, mut items) = (Reader::default(), Vec::new());
    for part in bytes.chunks(step.max(1)) {
        reader.push(part);
        while let Some(item) = reader.read()? {
            items.push(item);
        }
    }
    reader.end();
    while let Some(item) = reader.read()? {
        items.push(item);
    }
    Ok(items)
}

proptest! {
    /// Whatever a program writes and however it comes, the recording has it as text.
    #[test]
    fn what_is_written_is_read(bytes in output(), step in 1..9_usize, two in any::<bool>()) {
        let version = if two { Version::Two } else { Version::Three };
        let mut lines = String::new();
        let mut writer = Writer::begin(&Header::new(version, Size::new(80, 24)), &mut lines);
        let mut now = Duration::ZERO;
        for part in bytes.chunks(step) {
            now += Duration::from_millis(3);
            writer.output(now, part, &mut lines);
        }
        writer.exit(now, 7, &mut lines);
        let mut text = String::new();
        for item in read(lines.as_bytes(), 11).unwrap() {
            if let Item::Event(event) = item {
                prop_assert!(event.time <= now);
                if let What::Output(part) = event.what {
                    text.push_str(&part);
                }
            }
        }
        prop_assert_eq!(text, String::from_utf8_lossy(&bytes).into_owned());
        // What cannot be printed is escaped.
        prop_assert!(lines.lines().all(|line| !line.contains(char::is_control)));
    }

    /// A file may hold anything: it is refused or read, the same however it is cut.
    #[test]
    fn any_file_is_read_or_refused(
        lines in prop::collection::vec(
            prop_oneof![
                Just("{\"version\":3,\"term\":{\"cols\":8,\"rows\":2}}".to_owned()),
                Just("{\"version\":2,\"width\":8,\"height\":2}".to_owned()),
                "\\[[0-9.e+-]{1,6},\"[oimrx]\",(\"[a-z0-9x]{0,5}\"|[0-9]{1,3})\\]",
                "#?\\PC{0,9}",
            ],
            0..6
        ),
        noise in any::<Vec<u8>>(),
        step in 1..9_usize,
    ) {
        let bytes = [lines.join("\n").as_bytes(), &noise].concat();
        prop_assert_eq!(read(&bytes, step), read(&bytes, bytes.len()));
    }

    /// What passes makes a terminal answer nothing, sets no clipboard, and asks for no input of
    /// another kind; and passing twice is passing once.
    #[test]
    fn what_passes_only_draws(bytes in output()) {
        let (mut once, mut twice) = (String::new(), String::new());
        let mut sanitizer = Sanitizer::default();
        sanitizer.pass(&String::from_utf8_lossy(&bytes), &mut once);
        Sanitizer::default().pass(&once, &mut twice);
        prop_assert_eq!(&once, &twice);
        let mut terminal = Terminal::new(Size::new(80, 24), Limits::default());
        terminal.feed(once.as_bytes());
        for notice in terminal.drain_notices() {
            let acts = matches!(
                notice,
                Notice::Reply(_) | Notice::Clipboard { .. } | Notice::Notification { .. }
            );
            prop_assert!(!acts, "{notice:?} of {once:?}");
        }
        prop_assert_eq!(terminal.keyboard_flags(), 0);
        prop_assert!(!terminal.bracketed_paste() && !terminal.focus_events());
        prop_assert_eq!(terminal.mouse(), crate::terminal::MouseTracking::Off);
        // And all of it is put back.
        terminal.feed(sanitizer.undo().as_bytes());
        prop_assert!(!terminal.is_alternate() && terminal.cursor().visible);
        prop_assert_eq!(terminal.private_modes(), Terminal::new(Size::new(80, 24), Limits::default()).private_modes());
    }
}

use proptest::prelude::*;

use crate::geometry::Size;
use crate::terminal::{Limits, Notice, Terminal};

fn terminal() -> Terminal {
    Terminal::new(Size::new(20, 8), Limits::default())
}

/// What is passed on of parts that come one after the other.
fn passed(parts: &[&[u8]]) -> Vec<u8> {
    let (mut query_filter, mut out) = (terminal().query_filter(true), Vec::new());
    parts.iter().for_each(|part| query_filter.pass(part, &mut out));
    out
}

/// Checks what is passed on of a text, whole and byte by byte.
#[track_caller]
fn check(text: &str, expect: &str) {
    let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
    for parts in [vec![text.as_bytes()], bytes] {
        let got = passed(&parts);
        assert_eq!(String::from_utf8_lossy(&got), expect, "{text:?}");
    }
}

/// Questions, and orders that are not for a person's terminal.
const QUESTIONS: &[&str] = &[
    "\x1b[c",
    "\x1b[0c",
    "\x1b[>c",
    "\x1b[=c",
    "\x1bZ",
    "\x05",
    "\x1b[5n",
    "\x1b[6n",
    "\x1b[?6n",
    "\x1b[?996n",
    "\x1b[?2026$p",
    "\x1b[4$p",
    "\x1b[>q",
    "\x1b[>0q",
    "\x1b[14t",
    "\x1b[18t",
    "\x1b[21t",
    "\x1b[8;50;100t",
    "\x1b[x",
    "\x1b[?u",
    "\x1b[?4m",
    "\x1b[?1;1;0S",
    "\x1b[1$w",
    "\x1b[1;1;1;1;2;2*y",
    "\x1bP$qm\x1b\\",
    "\x1bP+q544e\x1b\\",
    "\x1bPtmux;plain\x1b\\",
    "\x1bkname\x1b\\",
    "\x1b]4;1;?\x07",
    "\x1b]10;?\x1b\\",
    "\x1b]11;?;?\x07",
    "\x1b]52;c;?\x07",
    "\x1b]21;foreground=?\x1b\\",
    "\x1b]1337;ReportCellSize\x07",
    "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\",
    "\x1b[?2048h",
    "\u{9b}c",
    "\u{9b}6n",
    "\u{9a}",
];

#[test]
fn questions_are_left_out_and_all_else_is_passed_on() {
    for question in QUESTIONS {
        let left = question.replace(['\u{9b}', '\u{9a}'], "");
        let left = if left.len() < question.len() { left } else { String::new() };
        check(&format!("a{question}b"), &format!("a{left}b"));
    }
    for other in [
        "plain text, ümlaut 漢字 «»\u{a0}\r\n\t\x08\x07",
        "\x1b[1;31mred\x1b[0m\x1b[38:2::1:2:3m\x1b[?25l\x1b[?1049h\x1b[2J\x1b[H\x1b[>4;1m\x1b[>1u\x1b[<u",
        "\x1b[=1;1u\x1b[22;0t\x1b[23;0t\x1b[2 q\x1b[!p\x1b[3;5r\x1b7\x1b8\x1b(0qqq\x1b(B\x0e\x0f\x1bc",
        "\x1b]0;is it? yes\x07\x1b]8;;http://x/?y\x1b\\link\x1b]8;;\x1b\\\x1b]4;1;red\x07\x1b]104\x07",
        "\x1b]52;c;aGVsbG8=\x07\x1bP1;1q#0;2;0;0;0~~\x1b\\\x1b[?1004h\x1b[?2004;1006h\x1b]133;A\x07",
    ] {
        check(other, other);
    }
    check("\x1b[?25;2048;1l.", "\x1b[?25;1l.");
    check("\x1b]4;1;?;2;red\x07.", "\x1b]4;2;red\x1b\\.");
    check("\x1b]10;?;blue;?\x07.", "\x1b]11;blue\x1b\\.");
    check("\x1b[61\"pa\x1b[64;1\"pb\x1b[62\"pc", "\x1b[!p\x1b Fa\x1b[!p\x1b Fb\x1b[!p\x1b Gc");
    check("\x1b[3\r1m\x1b[\x056n", "\r\x1b[31m");
    check("\x1b]11;?\x1b[1mx\x1b[6\x18y\x1b[6\x1b[nz\x1b]11;?\x18.", "\x1b[1mxyz.");
}

#[test]
fn the_clipboard_is_set_only_where_it_may_be() {
    let set = b"\x1b]52;c;aGVsbG8=\x07";
    for (allowed, expect) in [(true, &set[..]), (false, b"")] {
        let mut out = Vec::new();
        terminal().query_filter(allowed).pass(set, &mut out);
        assert_eq!(out, expect);
    }
}

#[test]
fn a_long_string_is_judged_by_its_beginning_and_not_kept() {
    let long = "~".repeat(9000);
    for (string, is_passed) in [
        (format!("\x1bPq{long}\x1b\\"), true),
        (format!("\x1b]52;c;{long}\x07"), true),
        (format!("\x1b_G{long}\x1b\\"), false),
        (format!("\x1bP+q{long}\x1b\\"), false),
        (format!("\x1b[{}c", "0;".repeat(5000)), false),
    ] {
        for size in [1, 100, 5000, 20_000] {
            let text = format!("a{string}b\x1b[6n\x1b[1mc");
            let parts: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
            let mut query_filter = terminal().query_filter(true);
            let mut out = Vec::new();
            for part in parts {
                query_filter.pass(part, &mut out);
                assert!(query_filter.held.len() <= 2 * size + super::LONGEST_HELD);
            }
            let expect = format!("a{}b\x1b[1mc", if is_passed { &string } else { "" });
            assert!(String::from_utf8_lossy(&out) == expect, "{size}: {}", &string[..9]);
        }
    }
}

fn anything() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => "[ -~]{1,12}".prop_map(String::into_bytes),
        3 => prop::sample::select(QUESTIONS.to_vec()).prop_map(|text| text.as_bytes().to_vec()),
        // Without REP: it repeats what stands just before it, and that may be a question.
        3 => "\x1b\\[[?>=<]?[0-9;:]{0,6}[ $*'\"]?[@-ac-~]".prop_map(String::into_bytes),
        2 => "\x1b[\\]P_X][0-9;?a-z]{0,8}(\x07|\x1b\\\\|\x18)?".prop_map(String::into_bytes),
        2 => "[\r\n\t\x08\x0e\x0f\x18\x1b\x05]".prop_map(String::into_bytes),
        1 => "(漢|é|\u{301}|😀|\u{85})".prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 1..4),
    ];
    prop::collection::vec(piece, 1..20).prop_map(|pieces| pieces.concat())
}

/// The same as UTF-8: what begins a character could have a question behind it instead of the rest.
fn text() -> impl Strategy<Value = Vec<u8>> {
    anything().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned().into_bytes())
}

proptest! {
    #[test]
    fn what_is_passed_on_makes_the_same_screen_and_asks_nothing(bytes in text()) {
        let (mut program, mut person) = (terminal(), terminal());
        program.feed(&bytes);
        person.feed(&passed(&[&bytes]));
        let answers = person.drain_notices().any(|notice| matches!(notice, Notice::Reply(_)));
        prop_assert!(!answers);
        prop_assert_eq!(
            String::from_utf8_lossy(&program.snapshot()).into_owned(),
            String::from_utf8_lossy(&person.snapshot()).into_owned()
        );
    }

    #[test]
    fn cuts_make_no_difference(bytes in text(), size in 1usize..9) {
        let parts: Vec<&[u8]> = bytes.chunks(size).collect();
        let seen = |parts: &[&[u8]]| {
            let mut person = terminal();
            person.feed(&passed(parts));
            let asked = person.drain_notices().any(|notice| matches!(notice, Notice::Reply(_)));
            (String::from_utf8_lossy(&person.snapshot()).into_owned(), asked)
        };
        prop_assert_eq!(seen(&[&bytes]), seen(&parts));
    }

    #[test]
    fn whoever_comes_in_the_middle_sees_the_same(bytes in text(), at in 0usize..200) {
        let (first, rest) = bytes.split_at(at.min(bytes.len()));
        let (mut program, mut person) = (terminal(), terminal());
        program.feed(first);
        person.feed(&program.snapshot());
        let (mut query_filter, mut out) = (program.query_filter(true), Vec::new());
        program.feed(rest);
        query_filter.pass(rest, &mut out);
        person.feed(&out);
        let rows = |terminal: &Terminal| -> Vec<String> {
            (0..8).map(|y| terminal.line(y).text).collect()
        };
        // A snapshot has no memory of modes that were stored, titles' stack and the like.
        let forgets = [&b"\x1b[?"[..], b"t", b"\x1b[", b"u"];
        if !forgets[..1].iter().any(|mark| bytes.windows(mark.len()).any(|part| part == *mark)) {
            prop_assert_eq!(rows(&program), rows(&person));
        }
    }
}

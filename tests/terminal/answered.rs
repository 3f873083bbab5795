//! Streams that choose a text wherever one can be chosen, and ask for all that can be asked for.

use pmux::dialect::Dialect;
use pmux::geometry::Size;
use pmux::terminal::{Limits, Policy, Terminal};
use proptest::prelude::*;

use super::answers::{answers, check_grammar};
use super::streams::{COLS, ROWS, anything};

/// A text that a shell would run, were it typed.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![Just("i#touch P".to_owned()), Just("1#".to_owned()), "[ -~]{0,20}", "\\PC{0,9}"]
}

/// The strings by which a program makes a terminal keep something, and those that ask.
fn strings() -> impl Strategy<Value = String> {
    let osc = prop::sample::select(vec![
        "0",
        "1",
        "2",
        "3",
        "4;1",
        "4;+01",
        "4;007",
        "5;0",
        "7",
        "8;id=x",
        "9",
        "10",
        "11",
        "12",
        "13",
        "17",
        "19",
        "21",
        "22",
        "50",
        "52;c",
        "52;p",
        "60",
        "61",
        "99;i=1",
        "104",
        "133;A",
        "133;C",
        "777;notify",
        "1337;SetUserVar=x",
        "1337;ReportVariable",
        "5522",
    ]);
    let dcs = prop::sample::select(vec!["$q", "+q", "+p", "1$t", "2$t", "tmux;", "q", "!z", "|"]);
    let end = || prop::sample::select(vec!["\x07", "\x1b\\", "\x18", ""]);
    let text = || prop_oneof![3 => typed(), 2 => Just("?".to_owned()), 1 => "[0-9a-fA-F;]{0,12}"];
    prop_oneof![
        4 => (osc, text(), end()).prop_map(|(osc, text, end)| format!("\x1b]{osc};{text}{end}")),
        2 => (dcs, text()).prop_map(|(dcs, text)| format!("\x1bP{dcs}{text}\x1b\\")),
        1 => (prop::sample::select(vec!['k', 'X', '^', '_']), typed())
            .prop_map(|(kind, text)| format!("\x1b{kind}{text}\x1b\\")),
        1 => typed(),
    ]
}

/// Sequences with any number and any ending.
fn sequences() -> impl Strategy<Value = String> {
    let private = prop::sample::select(vec!["", "", "?", ">", "=", "<"]);
    let numbers = prop::collection::vec(0u16..100, 0..5);
    let middle = prop::sample::select(vec!["", "", "", "$", "*", "\"", "#", "'", "&", "+", " "]);
    let last = prop::sample::select(('@'..='~').collect::<Vec<_>>());
    (private, numbers, middle, last).prop_map(|(private, numbers, middle, last)| {
        let numbers: Vec<String> = numbers.iter().map(u16::to_string).collect();
        format!("\x1b[{private}{}{middle}{last}", numbers.join(";"))
    })
}

/// The questions whose numbers one does not hit upon.
fn questions() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "\x1b[21t",
        "\x1b[20t",
        "\x1b[18t",
        "\x1b[>2T",
        "\x1b[>1t",
        "\x1b[22t",
        "\x1b[23t",
        "\x1b[?996n",
        "\x1b[?63;7n",
        "\x1b[6n",
        "\x1b[?6n",
        "\x1b[1$w",
        "\x1b[2$w",
        "\x1bZ",
        "\x1b[?2048h",
        "\x1b[>q",
        "\x1b[?u",
        "\x1b[1;1;1;1;9;9*y",
        "\x1b G",
        "\x1b F",
        "\x05",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_was_printed_comes_back_as_an_answer(
        pieces in prop::collection::vec(prop_oneof![
            3 => strings().prop_map(String::into_bytes),
            2 => sequences().prop_map(String::into_bytes),
            2 => questions().prop_map(String::into_bytes),
            1 => anything(),
        ], 1..30),
        is_tmux in any::<bool>(),
    ) {
        let mut terminal = Terminal::new(Size::new(COLS, ROWS), Limits::default());
        let dialect = if is_tmux { Dialect::Tmux } else { Dialect::Pmux };
        terminal.set_policy(Policy { dialect, ..Policy::default() });
        for piece in pieces {
            terminal.feed(&piece);
            check_grammar(&answers(&mut terminal));
        }
    }
}

#[test]
fn a_title_is_told_only_where_that_is_allowed() {
    let ask = b"\x1b]2;i#touch P\x07\x1b[21t\x1b[20t";
    let mut terminal = Terminal::new(Size::new(COLS, ROWS), Limits::default());
    terminal.feed(ask);
    assert_eq!(answers(&mut terminal), b"\x1b]l\x1b\\\x1b]L\x1b\\");
    terminal.set_policy(Policy { report_title: true, ..Policy::default() });
    terminal.feed(ask);
    assert_eq!(answers(&mut terminal), b"\x1b]li#touch P\x1b\\\x1b]L\x1b\\");
}

#[test]
fn a_policy_without_titles_and_alternate_screens_is_kept() {
    let mut terminal = Terminal::new(Size::new(COLS, ROWS), Limits::default());
    terminal.feed(b"\x1b]2;before\x07\x1b[?1049h");
    terminal.set_policy(Policy { set_title: false, alternate_screen: false, ..Policy::default() });
    terminal.feed(b"\x1b]2;after\x07");
    assert_eq!(terminal.title(), "before");
    // Whoever is there already is let out, and not in again.
    terminal.feed(b"\x1b[?1049l\x1b[?1049h");
    assert!(!terminal.is_alternate());
}

#[test]
#[should_panic(expected = "touch")]
fn the_grammar_has_no_place_for_a_text() {
    check_grammar(b"\x1b]li#touch P\x1b\\");
}

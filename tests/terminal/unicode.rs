//! Unicode's own data (`unicode/`), of the versions that the crates in use have: every case of
//! GraphemeBreakTest.txt (17.0.0) comes out as its clusters, and every code point takes the
//! columns that its properties (18.0.0) say.
//!
//! What is said of widths, and by whom:
//!
//! - East_Asian_Width W and F take two columns, all others one, ambiguous ones too (UAX #11: they
//!   are narrow outside of East Asian legacy encodings).
//! - Grapheme_Extend, Default_Ignorable_Code_Point, and Hangul's vowels and final consonants
//!   (which follow an initial one that is wide already) take none. They go before W and F.
//! - The exceptions are in [`EXCEPTIONS`].
//!
//! What differs from GraphemeBreakTest.txt, as a cell is no string:
//!
//! - Controls are obeyed, and are not in cells; so cases are cut at them.
//! - What has no width has no cell to stand in by itself: it joins the glyph before, though it
//!   be no part of its cluster, and is dropped where there is none.
//! - Latin-1 after a prepended mark (GB9b) gets a cell of its own: only scripts with such
//!   marks follow them, and ASCII need not look back.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use pmux::geometry::Size;
use pmux::terminal::{Limits, Notice, Terminal, Widths};

const CLUSTERS: &str = include_str!("unicode/clusters.txt");
const PROPERTIES: &str = include_str!("unicode/properties.txt");

/// Code points whose columns are the `unicode-width` crate's and not those of the properties (the
/// soft hyphen's are ours), and what speaks for them.
const EXCEPTIONS: &[(RangeInclusive<u32>, u16, &str)] = &[
    (0xad..=0xad, 1, "the soft hyphen: terminals always show it"),
    (0x605..=0x605, 0, "a sign that stands above the number after it"),
    (0x70f..=0x70f, 0, "a sign that stands above the word after it"),
    (0x890..=0x891, 0, "signs that stand above the number after them"),
    (0x8e2..=0x8e2, 0, "a sign around the number after it"),
    (0xd4e..=0xd4e, 0, "a consonant that is written on the next one"),
    (0x115f..=0x115f, 2, "the filler of an initial consonant is as wide as that"),
    (0x17a4..=0x17a4, 2, "two letters"),
    (0x17d8..=0x17d8, 2, "three letters, and no glyph is wider than two columns"),
    (0x2d7f..=0x2d7f, 1, "a joiner that shows where it joins nothing"),
    (0xa8fa..=0xa8fa, 0, "a caret between letters"),
    (0xff9e..=0xff9f, 1, "half-width sound marks: they follow a letter in a column of their own"),
    (0x111c2..=0x111c3, 0, "consonants that are written on the next one"),
    (0x113d1..=0x113d1, 0, "the same"),
    (0x1193f..=0x1193f, 0, "the same"),
    (0x11941..=0x11941, 0, "the same"),
    (0x11a84..=0x11a89, 0, "the same"),
    (0x11d46..=0x11d46, 0, "the same"),
    (0x11f02..=0x11f02, 0, "the same"),
    (0x16d63..=0x16d63, 1, "a vowel of a script whose vowels stand by themselves"),
    (0x16d67..=0x16d6a, 1, "the same"),
];

fn code(text: &str) -> u32 {
    u32::from_str_radix(text, 16).expect("a code point")
}

/// The ranges of each property, by its name.
fn properties() -> HashMap<&'static str, Vec<RangeInclusive<u32>>> {
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    let mut name = "";
    for line in PROPERTIES.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(found) => name = found,
            None => all.entry(name).or_default().extend(line.split(' ').map(|range| {
                let (first, last) = range.split_once("..").unwrap_or((range, range));
                code(first)..=code(last)
            })),
        }
    }
    all
}

/// The columns that every code point should take, by its number.
fn columns() -> Vec<u16> {
    let properties = properties();
    let mut columns = vec![1; 0x11_0000];
    let mut set = |range: &RangeInclusive<u32>, width| {
        columns[*range.start() as usize..=*range.end() as usize].fill(width);
    };
    for (names, width) in
        [(&["W", "F"][..], 2), (&["A"], 1), (&["DI", "Grapheme_Extend", "V", "T"], 0)]
    {
        for range in names.iter().flat_map(|name| &properties[name]) {
            // What is ambiguous is narrow unless it has no width.
            set(range, width);
        }
    }
    for (range, width, _) in EXCEPTIONS {
        set(range, *width);
    }
    columns
}

fn terminal() -> Terminal {
    Terminal::new(Size::new(40, 2), Limits::default())
}

/// The columns that the cursor moves by for what is written after a wide character, of which it is
/// no part.
fn advance(terminal: &mut Terminal, text: &str) -> u16 {
    terminal.feed(format!("\x1b[2K\r漢\x1b[m{text}").as_bytes());
    terminal.cursor().at.x - 2
}

#[test]
fn every_code_point_takes_the_columns_that_unicode_says() {
    let mut terminal = terminal();
    let mut wrong = Vec::new();
    for (at, &expect) in columns().iter().enumerate() {
        let Some(c) = char::from_u32(at as u32).filter(|c| !c.is_control()) else { continue };
        let found = advance(&mut terminal, c.encode_utf8(&mut [0; 4]));
        if found != expect {
            wrong.push(format!("{at:04X}: {found} columns, not {expect}"));
        }
    }
    assert!(wrong.is_empty(), "{} code points:\n{}", wrong.len(), wrong.join("\n"));
}

/// The clusters as cells should hold them: what has no width goes with the one before.
fn cells(clusters: &[String], columns: &[u16]) -> Vec<String> {
    let is_empty = |c: char| columns[c as usize] == 0;
    let mut cells: Vec<String> = Vec::new();
    for cluster in clusters {
        match cells.last_mut() {
            Some(last) if cluster.chars().all(is_empty) => last.push_str(cluster),
            None => match cluster.trim_start_matches(is_empty) {
                "" => {}
                rest => cells.push(rest.to_owned()),
            },
            _ => cells.push(cluster.clone()),
        }
    }
    cells
}

/// The clusters, with Latin-1 after a prepended mark as one of its own.
fn parted(clusters: &[String]) -> Vec<String> {
    let pieces = clusters.iter().flat_map(|cluster| {
        let latin = |c: char| ('\u{20}'..'\u{100}').contains(&c);
        let at = cluster.rfind(latin).unwrap_or(0);
        let (before, after) = cluster.split_at(at);
        [before.to_owned(), after.to_owned()]
    });
    pieces.filter(|piece| !piece.is_empty()).collect()
}

#[test]
fn every_case_of_the_cluster_test_comes_out_in_cells() {
    let columns = columns();
    let mut wrong = Vec::new();
    for case in CLUSTERS.lines().filter(|line| !line.starts_with('#')) {
        let character = |hex: &str| char::from_u32(code(hex)).expect("a code point");
        let clusters: Vec<String> =
            case.split('|').map(|cluster| cluster.split(' ').map(character).collect()).collect();
        for piece in clusters.split(|cluster| cluster.contains(char::is_control)) {
            let mut terminal = terminal();
            terminal.feed(piece.concat().as_bytes());
            let line = terminal.line(0);
            let mut found: Vec<String> = line.glyphs().map(|glyph| glyph.text.to_owned()).collect();
            let expect = cells(&parted(piece), &columns);
            // A blank at the end is not told.
            found.resize(found.len().max(expect.len()), " ".to_owned());
            if found != expect {
                wrong.push(format!("{case}: {found:x?}, not {expect:x?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

/// Glyphs with their columns.
fn check_with(widths: Widths, text: &str, expect: &[(&str, u8)]) {
    let mut terminal = terminal();
    terminal.set_widths(&widths);
    terminal.feed(format!("{text}.").as_bytes());
    let line = terminal.line(0);
    let found: Vec<(&str, u8)> = line.glyphs().map(|glyph| (glyph.text, glyph.width)).collect();
    assert_eq!(found, [expect, &[(".", 1)]].concat(), "{text:?}");
    let columns: u16 = expect.iter().map(|(_, width)| u16::from(*width)).sum();
    assert_eq!(terminal.cursor().at.x, columns + 1, "{text:?}");
    assert_eq!(terminal.fault(), None);
}

fn check(text: &str, expect: &[(&str, u8)]) {
    check_with(Widths::default(), text, expect);
}

#[test]
fn what_is_said_of_emoji_flags_and_syllables() {
    // UTS #51: a base with VS16 is as wide as any emoji. VS15 takes nothing away: UAX #11 knows
    // no narrow form of what is wide.
    check("❤\u{fe0f}", &[("❤\u{fe0f}", 2)]);
    check("⚠\u{fe0f}", &[("⚠\u{fe0f}", 2)]);
    check("❤\u{fe0e}⚠\u{fe0e}", &[("❤\u{fe0e}", 1), ("⚠\u{fe0e}", 1)]);
    check("⌚\u{fe0e}", &[("⌚\u{fe0e}", 2)]);
    check("1\u{fe0f}\u{20e3}", &[("1\u{fe0f}\u{20e3}", 2)]);
    // Families, skin tones.
    check("👩\u{200d}👧", &[("👩\u{200d}👧", 2)]);
    check("👩\u{200d}👩\u{200d}👧\u{200d}👦", &[("👩\u{200d}👩\u{200d}👧\u{200d}👦", 2)]);
    check("👍🏽", &[("👍🏽", 2)]);
    check("❤\u{fe0f}\u{200d}🔥", &[("❤\u{fe0f}\u{200d}🔥", 2)]);
    check("漢👍🏽字", &[("漢", 2), ("👍🏽", 2), ("字", 2)]);
    // Two regional indicators are a flag, a third begins the next.
    check("🇩🇪🇫", &[("🇩🇪", 2), ("🇫", 1)]);
    check("漢🇩🇪🇫🇷", &[("漢", 2), ("🇩🇪", 2), ("🇫🇷", 2)]);
    // A syllable of Hangul is as wide written in jamo as in one.
    check("\u{1100}\u{1161}\u{11a8}", &[("\u{1100}\u{1161}\u{11a8}", 2)]);
    check("각각", &[("각", 2), ("각", 2)]);
    // Conjuncts of Devanagari (GB9c) are one cluster, and as wide as their letters.
    check("क\u{94d}ष", &[("क\u{94d}ष", 2)]);
    check("क\u{93f}", &[("क\u{93f}", 2)]);
    // Ambiguous: narrow.
    check("§±×", &[("§", 1), ("±", 1), ("×", 1)]);
}

#[test]
fn a_person_may_say_otherwise() {
    let narrow = || Widths { selector_widens: false, ..Widths::default() };
    check_with(narrow(), "❤\u{fe0f}", &[("❤\u{fe0f}", 1)]);
    check_with(narrow(), "1\u{fe0f}\u{20e3}", &[("1\u{fe0f}\u{20e3}", 1)]);
    check_with(narrow(), "👍🏽❤\u{fe0f}\u{200d}🔥", &[("👍🏽", 2), ("❤\u{fe0f}\u{200d}🔥", 2)]);
    let own =
        |own: &[(RangeInclusive<char>, u8)]| Widths { own: own.to_vec(), ..Widths::default() };
    check_with(own(&[('⚠'..='⚠', 2)]), "⚠x", &[("⚠", 2), ("x", 1)]);
    check_with(own(&[('\u{e0b0}'..='\u{e0d4}', 2)]), "\u{e0b0}", &[("\u{e0b0}", 2)]);
    check_with(own(&[('£'..='¥', 2), ('¥'..='¥', 1)]), "£¥", &[("£", 2), ("¥", 1)]);
    check_with(own(&[('👍'..='👍', 1)]), "👍🏽👍", &[("👍🏽", 1), ("👍", 1)]);
    check_with(own(&[('¨'..='¨', 0)]), "a¨b", &[("a¨", 1), ("b", 1)]);
    // ASCII is nobody's to change.
    check_with(own(&[('a'..='z', 2)]), "ab", &[("a", 1), ("b", 1)]);
}

#[test]
fn what_is_drawn_beside_a_glyph_does_not_join_it() {
    let mut terminal = terminal();
    terminal.feed("🇩\x1b[2G🇪\r\n👩\u{200d}\x1b[3G👧".as_bytes());
    let widths = |y| terminal.line(y).glyphs().map(|glyph| glyph.width).collect::<Vec<_>>();
    assert_eq!((widths(0), widths(1)), (vec![1, 1], vec![2, 2]));
    let mut copy = self::terminal();
    copy.feed(&terminal.snapshot());
    assert_eq!((copy.line(0), copy.line(1)), (terminal.line(0), terminal.line(1)));
}

#[test]
fn clusters_are_what_they_are_in_history_and_at_other_widths() {
    let text = "👩\u{200d}👩\u{200d}👧⚠\u{fe0f}🇩🇪1\u{fe0f}\u{20e3}";
    let lines: String = (0..200).map(|_| format!("{text}{text}\r\n")).collect();
    // Read line by line, and left to history as it was written.
    let mut slow = terminal();
    lines.split_inclusive('\n').for_each(|line| slow.feed(line.as_bytes()));
    let mut fast = terminal();
    fast.feed(lines.as_bytes());
    for terminal in [&mut slow, &mut fast] {
        for cols in [16, 7, 3, 40] {
            terminal.resize(Size::new(cols, 2).into());
            assert_eq!(terminal.fault(), None);
        }
        let history = terminal.history();
        assert!(history.len() > 150);
        for at in [0, history.len() - 1] {
            let line = history.line(at);
            assert_eq!((line.text.as_str(), line.width()), (&*[text, text].concat(), 16));
            let glyphs: Vec<u8> = line.glyphs().map(|glyph| glyph.width).collect();
            assert_eq!(glyphs, [2; 8]);
        }
    }
}

#[test]
fn clusters_are_the_rule_and_cannot_be_switched_off() {
    let mut terminal = terminal();
    terminal.feed("\x1b[?2027l\x1b[?2027$p👩\u{200d}👧".as_bytes());
    assert_eq!(terminal.cursor().at.x, 2);
    let notices: Vec<_> = terminal.drain_notices().collect();
    assert_eq!(notices, [Notice::Reply(b"\x1b[?2027;3$y".to_vec())]);
}

#[test]
fn a_cluster_that_gets_too_wide_for_the_last_column_goes_to_the_next_row() {
    for (text, cluster) in [("🇩🇪", "🇩🇪"), ("❤\u{fe0f}", "❤\u{fe0f}")] {
        let mut terminal = terminal();
        terminal.feed(format!("\x1b[40G{text}.").as_bytes());
        assert!(terminal.is_wrapped(0));
        assert_eq!(terminal.line(0).text, "");
        assert_eq!(terminal.line(1).text, format!("{cluster}."));
        assert_eq!(terminal.line(1).width(), 3);
        terminal.feed(b"\x1bc\x1b[?7l\x1b[40G");
        terminal.feed(text.as_bytes());
        assert_eq!(terminal.line(1).text, "");
        assert_eq!(terminal.fault(), None);
    }
}

use super::super::cell::{Cell, Content, Part};
use super::super::intern::Interner;
use super::*;
use crate::style::{Color, Style};

/// Cells of a text: upper-case letters are red, '漢' is wide, 'é' gets a combining mark.
fn cells(text: &str, interner: &mut Interner) -> Vec<Cell> {
    let mut cells = Vec::new();
    for c in text.chars() {
        let fg = if c.is_uppercase() { Color::Indexed(1) } else { Color::Default };
        let blank = Cell::blank(interner.look(&Style::PLAIN.fg(fg), None).unwrap());
        match c {
            '漢' => {
                cells.push(blank.with_char(c).as_part(Part::Wide));
                cells.push(blank.as_part(Part::Spacer));
            }
            'é' => cells.push(blank.with_content(interner.content("e\u{301}"))),
            '_' => cells.push(blank.with_content(Content::Blank)),
            c => cells.push(blank.with_char(c)),
        }
    }
    cells
}

fn history(lines: &[&str]) -> (History, Interner) {
    let mut interner = Interner::new();
    let mut history = History::new(Limits::default());
    for line in lines {
        let cells = cells(line, &mut interner);
        history.push_row(&cells, false, &interner);
    }
    (history, interner)
}

#[test]
fn lines_come_back_as_they_went() {
    let (mut history, mut interner) = history(&["plain", "", "aBCd", "x漢漢éZ", "a_b"]);
    let texts: Vec<_> = history.lines(0).map(|line| line.text).collect();
    assert_eq!(texts, ["plain", "", "aBCd", "x漢漢e\u{301}Z", "a b"]);
    let line = history.line(3);
    assert_eq!(line.width(), 7);
    assert!(line.is_sound());
    assert_eq!(line.runs.last().map(|run| run.style.fg), Some(Color::Indexed(1)));
    let expect = cells("a b", &mut interner);
    assert_eq!(history.pop_line(&mut interner), Some(expect));
    let expect = cells("x漢漢éZ", &mut interner);
    assert_eq!(history.pop_line(&mut interner), Some(expect));
    assert_eq!(history.len(), 3);
    assert_eq!(history.line(2).text, "aBCd");
}

#[test]
fn wrapped_rows_are_one_line() {
    let mut interner = Interner::new();
    let mut history = History::new(Limits::default());
    for (text, wrapped) in [("aB", true), ("Cd", true), ("e", false), ("f", true)] {
        let cells = cells(text, &mut interner);
        history.push_row(&cells, wrapped, &interner);
    }
    assert_eq!(history.len(), 2);
    assert_eq!(history.line(0).text, "aBCde");
    assert_eq!(history.line(0).runs.len(), 3);
    assert!(history.continues());
    assert_eq!(history.pop_line(&mut interner).map(|cells| cells.len()), Some(1));
    assert!(!history.continues());
}

#[test]
fn limits_hold_and_numbers_grow() {
    let mut interner = Interner::new();
    let mut history = History::new(Limits { history_lines: 1000, history_bytes: usize::MAX });
    for i in 0..5000 {
        let cells = cells(&format!("line {i}"), &mut interner);
        history.push_row(&cells, false, &interner);
        assert_eq!(history.len(), (i + 1).min(1000));
        if i % 500 == 0 {
            assert_eq!(history.line(history.len() - 1).text, format!("line {i}"));
            assert_eq!(history.line(0).text, format!("line {}", history.first()));
        }
    }
    assert_eq!(history.first(), 4000);
    history.set_limits(Limits { history_lines: 10, history_bytes: usize::MAX });
    assert_eq!((history.len(), history.first()), (10, 4990));
    assert_eq!(history.line(0).text, "line 4990");
}

#[test]
fn bytes_are_bounded_and_compressed_blocks_are_unpacked() {
    let mut interner = Interner::new();
    let limits = Limits { history_lines: usize::MAX, history_bytes: 300_000 };
    let mut history = History::new(limits);
    for i in 0..20_000 {
        let cells = cells(&format!("Line {i} of some length, so that blocks fill"), &mut interner);
        history.push_row(&cells, false, &interner);
        assert!(history.bytes() < 400_000);
    }
    let before: Vec<_> = history.lines(0).collect();
    let bytes = history.bytes();
    history.compress();
    assert!(history.bytes() < bytes / 2);
    assert!(history.lines(0).eq(before.iter().cloned()));
    assert_eq!(history.line(77), before[77]);
    while history.len() > 10 {
        assert!(history.pop_line(&mut interner).is_some());
    }
    assert!(history.lines(0).eq(before[..10].iter().cloned()));
    let cells = cells("new", &mut interner);
    history.push_row(&cells, false, &interner);
    assert_eq!(history.line(10).text, "new");
}

#[test]
fn text_is_found_both_ways_across_colours() {
    let mut lines = vec!["x"; 5000];
    lines[7] = "a neEDle here";
    lines[3000] = "needle needle";
    let (mut history, _) = history(&lines);
    for compressed in [false, true] {
        if compressed {
            history.compress();
        }
        let (exact, folded) = (Search::new("needle", false), Search::new("NEEDLE", true));
        assert_eq!(history.find(&exact, 0), Some(3000));
        assert_eq!(history.find(&folded, 0), Some(7));
        assert_eq!(history.find(&folded, 8), Some(3000));
        assert_eq!(history.find(&folded, 3001), None);
        assert_eq!(history.find_back(&folded, 5000), Some(3000));
        assert_eq!(history.find_back(&folded, 3000), Some(7));
        assert_eq!(history.find_back(&exact, 3000), None);
        assert_eq!(columns_of(&history.line(3000), &exact), [0..6, 7..13]);
        assert_eq!(history.find(&Search::new("", false), 0), None);
    }
}

#[test]
fn a_line_wraps_as_the_screen_would() {
    let (history, _) = history(&["ab漢c漢"]);
    let rows = |cols| {
        let rows = wrap(&history.line(0), cols);
        rows.into_iter().map(|row| row.text).collect::<Vec<_>>()
    };
    assert_eq!(rows(3), ["ab", "漢c", "漢"]);
    assert_eq!(rows(4), ["ab漢", "c漢"]);
    assert_eq!(rows(80), ["ab漢c漢"]);
    assert_eq!(wrap(&Line::new(), 80), [Line::new()]);
}

//! What holds whatever a program writes.

use std::collections::HashSet;
use std::ops::ControlFlow;

use pmux::geometry::Size;
use pmux::line::Line;
use pmux::terminal::{Limits, Notice, Of, Search, Stamp, Terminal, Text, wrap};
use proptest::prelude::*;

use super::streams::{COLS, ROWS, anything, flood, flowing, lines};

const SIZE: Size = Size::new(COLS, ROWS);

fn fed(bytes: &[u8]) -> Terminal {
    let mut terminal = Terminal::new(SIZE, Limits::default());
    terminal.feed(bytes);
    terminal
}

fn screen(terminal: &Terminal) -> Vec<(Line, bool)> {
    let rows = terminal.size().rows;
    (0..rows).map(|y| (terminal.line(y), terminal.is_wrapped(y))).collect()
}

/// What a copy of the screen shows that was made by writing: a caret is put past the last column by
/// writing there, which ends a line.
fn written_again(terminal: &Terminal, copy: &Terminal) -> Vec<(Line, bool)> {
    let mut rows = screen(terminal);
    let at = terminal.cursor().at;
    if at.x == COLS - 1 {
        rows[usize::from(at.y)].1 &= copy.is_wrapped(at.y);
    }
    rows
}

fn history(terminal: &Terminal) -> Vec<Line> {
    terminal.history().lines(0).collect()
}

/// All that a person sees of it, as text.
fn shown(terminal: &Terminal) -> String {
    let at = terminal.cursor().at;
    let mut out = format!("{},{}\n", at.x, at.y);
    for line in history(terminal) {
        out.push_str(&format!("^{:?}\n", line.text));
    }
    for (line, wrapped) in screen(terminal) {
        let styles: Vec<_> = line.runs.iter().map(|run| (run.bytes, run.style)).collect();
        let plain = styles.iter().all(|(_, style)| style.is_plain());
        out.push_str(&format!("{:?}{}", line.text, if wrapped { '>' } else { ' ' }));
        out.push_str(&if plain { "\n".to_owned() } else { format!("{styles:?}\n") });
    }
    out
}

/// The texts of all logical lines, history's and the screen's, without the empty ones at the end.
fn text(terminal: &Terminal) -> Vec<String> {
    let mut lines: Vec<String> = history(terminal).into_iter().map(|line| line.text).collect();
    let mut goes_on = terminal.history().continues();
    let cols = usize::from(terminal.size().cols);
    for (line, wrapped) in screen(terminal) {
        let mut text = line.text.clone();
        if wrapped {
            // A wide glyph that did not fit leaves a blank that is none of the text; where it is
            // one it is a space either way, so blanks are left out of the comparison below.
            text.push_str(&" ".repeat(cols.saturating_sub(line.width())));
        }
        match lines.last_mut() {
            Some(last) if goes_on => last.push_str(&text),
            _ => lines.push(text),
        }
        goes_on = wrapped;
    }
    let mut lines: Vec<String> = lines.into_iter().map(|line| line.replace(' ', "")).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

fn check_sound(terminal: &Terminal) {
    let size = terminal.size();
    let at = terminal.cursor().at;
    assert!(at.x < size.cols && at.y < size.rows, "{at:?} in {size}");
    let mut ids = HashSet::new();
    for y in 0..size.rows {
        let line = terminal.line(y);
        assert!(line.is_sound());
        assert!(line.width() <= usize::from(size.cols), "{line:?} in {size}");
        assert!(ids.insert(terminal.stamp(y).id));
    }
}

/// The newest rows of the text are those that are shown, and its lines are where they are said to be.
fn check_text(terminal: &Terminal) {
    let text = Text::new(terminal, Of::Shown, false);
    let mut rows = Vec::new();
    let mut next = text.row(0);
    while let Some(place) = next {
        next = text.some_rows(place, None, &mut |row| {
            let shown = row.line.slice(row.column, row.end - row.column).text;
            rows.push((row.number, shown.trim_end().to_owned()));
            ControlFlow::Continue(())
        });
    }
    let size = terminal.size();
    let shown: Vec<String> =
        (0..size.rows).map(|y| terminal.line(y).text.trim_end().to_owned()).collect();
    assert_eq!(rows.iter().map(|(_, row)| row.clone()).collect::<Vec<_>>(), shown, "{size}");
    if !terminal.is_alternate() {
        let at = usize::from(terminal.cursor().at.y);
        assert_eq!(rows[at].0, terminal.line_number());
    }
}

/// Takes bytes in, and looks at nothing.
fn take_in(terminal: &mut Terminal, bytes: &[u8]) {
    let mut rest = bytes;
    while !rest.is_empty() {
        rest = terminal.take_in(rest);
    }
}

/// A terminal and the one of its checkpoint do the same with what comes after, in all that there is
/// of them.
fn go_on(mut one: Terminal, after: &[u8]) -> Result<(), TestCaseError> {
    let told = |terminal: &mut Terminal| -> Vec<Notice> { terminal.drain_notices().collect() };
    told(&mut one);
    let kept = one.checkpoint();
    let mut other = Terminal::restore(&kept).expect("a checkpoint");
    prop_assert_eq!(one.is_behind(), other.is_behind());
    prop_assert!(other.checkpoint() == kept);
    for chunk in after.chunks(500) {
        take_in(&mut one, chunk);
        take_in(&mut other, chunk);
        prop_assert_eq!(told(&mut one), told(&mut other));
        prop_assert_eq!(one.is_behind(), other.is_behind());
    }
    // Which screen is shown is known before all is parsed.
    let is_alternate = one.is_alternate();
    prop_assert_eq!(screen(&one), screen(&other));
    prop_assert_eq!((one.is_alternate(), other.is_alternate()), (is_alternate, is_alternate));
    prop_assert_eq!(history(&one), history(&other));
    prop_assert_eq!(one.history().first(), other.history().first());
    prop_assert_eq!(one.cursor(), other.cursor());
    prop_assert_eq!(other.fault(), None);
    // History may be parted into blocks otherwise. All else is the same to the byte.
    one.clear_history();
    other.clear_history();
    prop_assert!(one.checkpoint() == other.checkpoint());
    Ok(())
}

/// What a flood may come into: modes, sets, tab stops and looks that are not those of the start.
const STATES: &[&str] = &[
    "",
    "",
    "",
    "\x1b[?41h",
    "\x1b[4h",
    "\x1b[20h",
    "\x1b[3g\x1b[7G\x1bH",
    "\x1b[?7l",
    "\x1b)0\x0e",
    "\x1b.A\x1bN",
    "\x1b[1\"q",
    "\x1bV",
    "\x1b]8;;x:y\x07",
    "\x1b[7;44m",
    "\x1b[2;5r",
    "\x1b[?69h\x1b[3;9s",
    "\x1b[?2027h",
    "\x1b[?45h",
    "\x1b[?1049h",
    "\x1b[?5;67h",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_cut_of_a_stream_gives_the_same_screen(bytes in anything(), cuts in prop::collection::vec(1usize..9, 1..20)) {
        let whole = fed(&bytes);
        let mut cut = Terminal::new(SIZE, Limits::default());
        let mut rest = bytes.as_slice();
        for n in cuts.iter().cycle() {
            let (piece, after) = rest.split_at((*n).min(rest.len()));
            cut.feed(piece);
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        prop_assert_eq!(screen(&whole), screen(&cut));
        prop_assert_eq!(history(&whole), history(&cut));
        prop_assert_eq!(whole.cursor(), cut.cursor());
        prop_assert_eq!(whole.title(), cut.title());
        prop_assert_eq!(whole.snapshot(), cut.snapshot());
    }

    #[test]
    fn a_flood_comes_out_as_its_lines_one_by_one(stream in flood()) {
        let whole = fed(stream.as_bytes());
        let mut single = Terminal::new(SIZE, Limits::default());
        stream.as_bytes().chunks(1).for_each(|byte| single.feed(byte));
        prop_assert_eq!(shown(&whole), shown(&single));
        prop_assert_eq!(history(&whole), history(&single));
        prop_assert_eq!(whole.history().continues(), single.history().continues());
        prop_assert_eq!(whole.fault(), None);
    }

    #[test]
    fn a_flood_of_any_bytes_comes_out_as_its_lines_one_by_one(lines in prop_oneof![prop::collection::vec(flowing(6), 20..120), prop::collection::vec(flowing(2), 40..300)], more in anything(), chunk in 50usize..2000, state in prop::sample::select(STATES)) {
        let stream = [state.as_bytes().to_vec(), lines.concat(), b"\x1b[2b".to_vec(), more].concat();
        let mut whole = Terminal::new(SIZE, Limits::default());
        stream.chunks(chunk).for_each(|chunk| whole.feed(chunk));
        let mut single = Terminal::new(SIZE, Limits::default());
        stream.chunks(1).for_each(|byte| single.feed(byte));
        prop_assert_eq!(screen(&whole), screen(&single));
        prop_assert_eq!(history(&whole), history(&single));
        prop_assert_eq!(whole.snapshot(), single.snapshot());
        prop_assert_eq!(whole.fault(), None);
    }

    #[test]
    fn a_flood_comes_out_the_same_whenever_it_is_looked_at(lines in prop_oneof![prop::collection::vec(flowing(6), 20..120), prop::collection::vec(flowing(2), 40..300)], between in anything(), chunk in 1usize..2000, looks in prop::collection::vec(prop::bool::weighted(0.3), 1..20), rows in 1u16..20) {
        let stream = [lines.concat(), between, lines.concat()].concat();
        let (mut seen, mut unseen) = (Terminal::new(SIZE, Limits::default()), Terminal::new(SIZE, Limits::default()));
        for (chunk, looks) in stream.chunks(chunk).zip(looks.iter().cycle()) {
            seen.feed(chunk);
            seen.cursor();
            let mut rest = chunk;
            while !rest.is_empty() {
                rest = unseen.take_in(rest);
            }
            if *looks {
                prop_assert_eq!(screen(&seen), screen(&unseen));
                prop_assert_eq!(history(&seen), history(&unseen));
            }
        }
        // Whatever else is done with it parses it first.
        let size = Size::new(COLS, rows);
        seen.resize(size.into());
        unseen.resize(size.into());
        prop_assert_eq!(screen(&seen), screen(&unseen));
        prop_assert_eq!(history(&seen), history(&unseen));
        prop_assert_eq!(unseen.fault(), None);
    }

    #[test]
    fn a_text_is_found_in_a_flood_where_its_lines_have_it(lines in prop::collection::vec(flowing(6), 20..120), text in "[a-d ]{1,3}", compressed: bool) {
        let mut terminal = fed(&lines.concat());
        if compressed {
            terminal.compress_history();
        }
        let search = Search::new(&text, false);
        let having = history(&terminal).into_iter().map(|line| line.text.contains(&text));
        let having: Vec<usize> = having.enumerate().filter(|(_, has)| *has).map(|(at, _)| at).collect();
        let mut found = Vec::new();
        while let Some(at) = terminal.history().find(&search, found.last().map_or(0, |last| last + 1)) {
            found.push(at);
        }
        prop_assert_eq!(&found, &having);
        let mut back = Vec::new();
        while let Some(at) = terminal.history().find_back(&search, back.first().copied().unwrap_or(usize::MAX)) {
            back.insert(0, at);
        }
        prop_assert_eq!(&back, &having);
    }

    #[test]
    fn lines_of_a_flood_come_back_to_the_screen(lines in prop::collection::vec(flowing(6), 20..60), rows in 1u16..40) {
        let stream = lines.concat();
        let mut whole = fed(&stream);
        let mut single = Terminal::new(SIZE, Limits::default());
        stream.chunks(1).for_each(|byte| single.feed(byte));
        for size in [Size::new(COLS, rows), Size::new(COLS + 3, rows * 2), SIZE] {
            whole.resize(size.into());
            single.resize(size.into());
            prop_assert_eq!(screen(&whole), screen(&single));
            prop_assert_eq!(history(&whole), history(&single));
            prop_assert_eq!(whole.fault(), None);
        }
    }

    #[test]
    fn whatever_comes_the_screen_is_sound(bytes in anything(), sizes in prop::collection::vec((1u16..40, 1u16..20), 0..4), more in anything()) {
        let mut terminal = fed(&bytes);
        check_sound(&terminal);
        for (cols, rows) in sizes {
            terminal.resize(Size::new(cols, rows).into());
            check_sound(&terminal);
            terminal.feed(&more);
            check_sound(&terminal);
        }
    }

    #[test]
    fn a_snapshot_makes_the_same_screen(bytes in anything()) {
        let mut terminal = fed(&bytes);
        // A sequence that has begun is no part of the screen.
        terminal.feed(b"\x18\x1b\\");
        let copy = fed(&terminal.snapshot());
        prop_assert_eq!(written_again(&terminal, &copy), screen(&copy));
        prop_assert_eq!(terminal.cursor(), copy.cursor());
        prop_assert_eq!(terminal.is_alternate(), copy.is_alternate());
        prop_assert_eq!(terminal.mouse(), copy.mouse());
        prop_assert_eq!(terminal.title(), copy.title());
        prop_assert_eq!(terminal.keyboard_flags(), copy.keyboard_flags());
        prop_assert_eq!(terminal.bracketed_paste(), copy.bracketed_paste());
        // And what is written next comes out the same.
        let (mut terminal, mut copy) = (terminal, copy);
        terminal.feed(b"x\r\n\tyz\x1b[Kw");
        copy.feed(b"x\r\n\tyz\x1b[Kw");
        prop_assert_eq!(screen(&terminal), screen(&copy));
        prop_assert_eq!(terminal.cursor(), copy.cursor());
    }

    #[test]
    fn a_terminal_goes_on_from_its_checkpoint(before in anything(), text in flood(), after in anything(), at in any::<prop::sample::Index>(), size in prop::option::of((1u16..40, 1u16..20))) {
        let stream = [&before, text.as_bytes(), &after].concat();
        let (before, after) = stream.split_at(at.index(stream.len() + 1));
        let mut one = fed(before);
        if let Some((cols, rows)) = size {
            one.resize(Size::new(cols, rows).into());
        }
        go_on(one, after)?;
    }

    #[test]
    fn a_flood_goes_on_from_a_checkpoint(lines in prop::collection::vec(flowing(4), 20..200), state in prop::sample::select(STATES), at in any::<prop::sample::Index>(), more in anything()) {
        let stream = [state.as_bytes(), &lines.concat(), &more, &lines.concat()].concat();
        let (before, after) = stream.split_at(at.index(stream.len() + 1));
        let mut one = Terminal::new(SIZE, Limits::default());
        for chunk in before.chunks(900) {
            take_in(&mut one, chunk);
        }
        go_on(one, after)?;
    }

    #[test]
    fn a_checkpoint_that_was_tampered_with_is_no_harm(before in anything(), text in flood(), edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), more in anything()) {
        let mut terminal = fed(&before);
        terminal.feed(text.as_bytes());
        let mut bytes = terminal.checkpoint();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(mut copy) = Terminal::restore(&bytes) {
            prop_assert_eq!(copy.fault(), None);
            prop_assert!(copy.history().lines(0).all(|line| line.is_sound()));
            copy.feed(&more);
            check_sound(&copy);
            copy.resize(Size::new(7, 13).into());
            check_sound(&copy);
            prop_assert_eq!(copy.fault(), None);
        }
    }

    #[test]
    fn a_row_whose_stamp_stays_is_unchanged(bytes in anything(), more in anything()) {
        let mut terminal = fed(&bytes);
        let stamps = |terminal: &Terminal| -> Vec<Stamp> { (0..ROWS).map(|y| terminal.stamp(y)).collect() };
        let before: Vec<(Stamp, (Line, bool))> = stamps(&terminal).into_iter().zip(screen(&terminal)).collect();
        terminal.feed(&more);
        for (stamp, row) in stamps(&terminal).into_iter().zip(screen(&terminal)) {
            if let Some((_, old)) = before.iter().find(|(old, _)| *old == stamp) {
                prop_assert_eq!(old, &row);
            }
        }
    }

    #[test]
    fn a_resize_loses_no_text(text_in in lines(), sizes in prop::collection::vec((2u16..40, 1u16..20), 1..6)) {
        let mut terminal = fed(text_in.as_bytes());
        let before = text(&terminal);
        for (cols, rows) in sizes {
            terminal.resize(Size::new(cols, rows).into());
        }
        // Rows below the cursor may be out of sight in between.
        terminal.resize(SIZE.into());
        prop_assert_eq!(&before, &text(&terminal));
    }

    #[test]
    fn shrinking_and_growing_back_is_no_change(text in lines(), cols in 2u16..COLS, rows in 1u16..ROWS) {
        // Plain blanks at a line's end are not kept.
        let mut terminal = fed((text.replace("\r\n", ".\r\n") + ".").as_bytes());
        let before = shown(&terminal);
        for small in [Size::new(COLS, rows), Size::new(cols, ROWS), Size::new(cols, rows)] {
            terminal.resize(small.into());
            terminal.resize(SIZE.into());
            prop_assert_eq!(&before, &shown(&terminal));
        }
    }

    #[test]
    fn the_rows_of_the_text_are_those_of_the_screen(text in flood(), bytes in anything(), sizes in prop::collection::vec((1u16..40, 1u16..20), 0..3)) {
        let mut terminal = fed(text.as_bytes());
        terminal.feed(&bytes);
        check_text(&terminal);
        for (cols, rows) in sizes {
            terminal.resize(Size::new(cols, rows).into());
            check_text(&terminal);
            terminal.feed(&bytes);
            check_text(&terminal);
        }
    }

    #[test]
    fn history_wraps_as_the_screen_did(text in lines()) {
        let mut terminal = fed(text.as_bytes());
        let rows: Vec<Line> = screen(&terminal).into_iter().map(|(line, _)| line).collect();
        let first = terminal.history().len();
        prop_assume!(!terminal.history().continues());
        terminal.feed(b"\x1b[?25l");
        terminal.feed("\r\n".repeat(usize::from(ROWS) * 2).as_bytes());
        let wrapped: Vec<String> = terminal
            .history()
            .lines(first)
            .flat_map(|line| wrap(&line, COLS))
            .map(|line| line.text.trim_end().to_owned())
            .collect();
        // Blanks at a line's end take rows on the screen, but none in history.
        let rows: Vec<String> = rows.into_iter().map(|line| line.text.trim_end().to_owned()).collect();
        let full = |rows: &[String]| -> Vec<String> { rows.iter().filter(|row| !row.is_empty()).cloned().collect() };
        prop_assert_eq!(full(&wrapped), full(&rows));
    }
}

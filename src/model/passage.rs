//! The text between two places of a terminal, as it was written: wrapped rows joined to lines
//! again, through history and screen. Knows nothing of who put it there.

use crate::terminal::{Anchor, Of, Terminal, Text};

/// A stretch of text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Passage {
    /// How many of its lines have left the history.
    pub gone: u64,
    /// What is left of it, without the blanks at its lines' ends. The last line has a line feed
    /// where it was ended.
    pub text: String,
}

/// What stands from one place up to another.
pub fn between(terminal: &Terminal, from: Anchor, to: Anchor) -> Passage {
    let text = Text::new(terminal, Of::Primary, true);
    let first = from.line.max(text.first());
    let mut passage =
        Passage { gone: first.min(to.line) - from.line.min(to.line), ..<_>::default() };
    let is_before = |line: u64| line < text.end() && (Anchor { line, column: 0 }) < to;
    let mut next = first;
    while is_before(next) {
        next = text.some_lines(next, &mut |number, line| {
            if !is_before(number) {
                return;
            }
            let start = if number == from.line { from.column } else { 0 };
            let end = if number == to.line { to.column } else { usize::MAX };
            let part = line.slice(start, end.saturating_sub(start));
            passage.text.push_str(part.with_tabs().trim_end_matches(' '));
            if number < to.line {
                passage.text.push('\n');
            }
        });
    }
    passage
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;
    use crate::terminal::{Limits, Notice};

    /// What stands between the first two marks in a terminal of 10 columns and 4 rows.
    fn check(output: &str, keep: usize, resized: Option<Size>, expect: (u64, &str)) {
        let limits = Limits { history_lines: keep, ..Limits::default() };
        let mut terminal = Terminal::new(Size::new(10, 4), limits);
        let mut marks = Vec::new();
        for part in output.split_inclusive("\x1b\\") {
            terminal.feed(part.as_bytes());
            marks.extend(terminal.drain_notices().filter_map(|notice| match notice {
                Notice::Mark(_, at) => Some(at),
                _ => None,
            }));
        }
        if let Some(size) = resized {
            terminal.resize(size.into());
        }
        let passage = between(&terminal, marks[0], marks[1]);
        assert_eq!((passage.gone, passage.text.as_str()), expect, "{output:?}");
    }

    const C: &str = "\x1b]133;C\x1b\\";
    const D: &str = "\x1b]133;D\x1b\\";

    #[test]
    fn text_is_found_again_on_the_screen_in_history_and_after_a_resize() {
        let numbers: String = (0..20).map(|n| format!("{n}\r\n")).collect();
        for keep in [100, 10_000] {
            check(&format!("$ x\r\n{C}one\r\ntwo{D}\r\n$ "), keep, None, (0, "one\ntwo"));
            let long = format!("$ \r\n{C}0123456789abcde\r\n\r\nz\r\n{D}$ {numbers}");
            for size in [None, Some(Size::new(3, 2)), Some(Size::new(80, 40))] {
                check(&long, keep, size, (0, "0123456789abcde\n\nz\n"));
            }
            let wide = format!("\r\n{C}123456789漢字\r\n{D}");
            check(&wide, keep, None, (0, "123456789漢字\n"));
            let split = format!("a\r\nb\r\nc\r\n0123456789{C}0123456789\r\n{D}{numbers}");
            check(&split, keep, Some(Size::new(7, 3)), (0, "0123456789\n"));
        }
    }

    #[test]
    fn what_left_the_history_is_counted() {
        let numbers: String = (0..20).map(|n| format!("{n}\r\n")).collect();
        check(&format!("{C}{numbers}{D}"), 10, None, (7, &numbers[21..].replace('\r', "")));
        check(&format!("{C}{numbers}{D}"), 0, None, (17, "17\n18\n19\n"));
        check(&format!("{C}1\r\n{D}{numbers}{numbers}"), 10, None, (1, ""));
    }

    #[test]
    fn a_program_on_the_alternate_screen_hides_nothing() {
        check(&format!("{C}one\r\n{D}$ vim\x1b[?1049h~\r\n~"), 10, None, (0, "one\n"));
    }

    #[test]
    fn a_line_that_began_in_history_is_whole() {
        let long = "0123456789".repeat(8);
        check(&format!("{C}{long}\r\n{D}"), 100, None, (0, &format!("{long}\n")));
        check(&format!("{long}{C}xy{D}"), 100, None, (0, "xy"));
    }
}

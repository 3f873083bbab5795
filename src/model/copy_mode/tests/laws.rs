//! What holds whatever is done in copy mode.

use proptest::prelude::*;

use super::*;

/// Every command that needs no argument, and some that have one.
const COMMANDS: &[&str] = &[
    "begin-selection",
    "clear-selection",
    "stop-selection",
    "select-line",
    "select-word",
    "other-end",
    "rectangle-toggle",
    "cursor-up",
    "cursor-down",
    "cursor-left",
    "cursor-right",
    "cursor-down-and-cancel",
    "scroll-up",
    "scroll-down",
    "page-up",
    "page-down",
    "halfpage-up",
    "halfpage-down",
    "history-top",
    "history-bottom",
    "top-line",
    "middle-line",
    "bottom-line",
    "start-of-line",
    "end-of-line",
    "back-to-indentation",
    "next-word",
    "next-word-end",
    "previous-word",
    "next-space",
    "next-space-end",
    "previous-space",
    "next-paragraph",
    "previous-paragraph",
    "next-matching-bracket",
    "previous-matching-bracket",
    "goto-line=3",
    "set-mark",
    "jump-to-mark",
    "jump-forward=b",
    "jump-backward=\u{4e00}",
    "jump-to-forward=a",
    "jump-again",
    "jump-reverse",
    "search-forward=a",
    "search-backward=B",
    "search-forward=a.b",
    "search-again",
    "search-reverse",
    "search-forward-incremental==b",
    "toggle-position",
    "search-backward-incremental=+\u{4e00}",
    "copy-selection-no-clear",
    "copy-line",
    "copy-end-of-line",
    "refresh-from-pane",
];

#[derive(Debug, Clone)]
enum Step {
    Act(usize, u32),
    Feed(String),
    Resize(u16, u16),
    Press(u16, u16),
    Drag(u16, u16),
}

fn step() -> impl Strategy<Value = Step> {
    let piece = prop_oneof![
        4 => "[ab (){}B\u{4e00}-]{0,30}",
        2 => Just("\r\n".to_owned()),
        1 => Just("e\u{301}\t".to_owned()),
        1 => Just("\u{1b}[2J".to_owned()),
        1 => Just("\u{1b}[H\u{1b}[K".to_owned()),
        1 => Just("\u{1b}[?1049h".to_owned()),
        1 => Just("\u{1b}[?1049l".to_owned()),
        1 => Just("\u{1b}[3J".to_owned()),
    ];
    prop_oneof![
        12 => (0..COMMANDS.len(), 1..4u32).prop_map(|(n, count)| Step::Act(n, count)),
        4 => proptest::collection::vec(piece, 1..8).prop_map(|p| Step::Feed(p.concat())),
        1 => (1..30u16, 1..9u16).prop_map(|(cols, rows)| Step::Resize(cols, rows)),
        1 => (0..40u16, 0..12u16).prop_map(|(x, y)| Step::Press(x, y)),
        2 => (0..40u16, 0..12u16).prop_map(|(x, y)| Step::Drag(x, y)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_is_done_the_view_holds_the_cursor(
        steps in proptest::collection::vec(step(), 1..60),
        vi in any::<bool>(),
    ) {
        let limits = Limits { history_lines: 12, ..Limits::default() };
        let mut terminal = Terminal::new(Size::new(12, 5), limits);
        let mut mode = CopyMode::enter(&terminal, false);
        mode.set_habits(Habits { vi, ..Habits::default() });
        for step in steps {
            match step {
                Step::Act(n, count) => {
                    let (name, argument) = match COMMANDS[n].split_once('=') {
                        Some((name, argument)) => (name, Some(argument)),
                        None => (COMMANDS[n], None),
                    };
                    mode.act(&terminal, action(name, argument).unwrap(), count);
                }
                Step::Feed(text) => terminal.feed(text.as_bytes()),
                Step::Resize(cols, rows) => {
                    terminal.resize(Size::new(cols, rows).into());
                    mode.resized(&terminal);
                }
                Step::Press(x, y) => mode.press(&terminal, Point::new(x, y)),
                Step::Drag(x, y) => mode.drag(&terminal, Point::new(x, y)),
            }
            let size = terminal.size();
            let rows = mode.rows(&terminal, size, &looks());
            prop_assert!(rows.len() <= usize::from(size.rows));
            for row in &rows {
                prop_assert!(row.is_sound());
                prop_assert!(size.cols < 2 || row.width() <= usize::from(size.cols), "{row:?}");
            }
            prop_assert!(mode.cursor().x < size.cols && mode.cursor().y < size.rows);
            let (above, most) = mode.position(&terminal);
            prop_assert!(above <= most);
        }
    }

    /// What is not scrolled back is the screen as it is.
    #[test]
    fn the_newest_rows_are_the_screen(
        text in proptest::collection::vec("[ab\u{4e00} ]{0,40}", 0..12),
        cols in 2..20u16,
        rows in 1..8u16,
    ) {
        let terminal = terminal(cols, rows, &text.join("\r\n"));
        let mode = CopyMode::enter(&terminal, false);
        let screen: Vec<Line> = (0..rows).map(|y| terminal.line(y)).collect();
        let text = |line: &Line| line.text.trim_end().to_owned();
        let shown = mode.rows(&terminal, terminal.size(), &looks());
        prop_assert_eq!(
            shown.iter().map(text).collect::<Vec<_>>(),
            screen.iter().map(text).collect::<Vec<_>>()
        );
        let mut cursor = terminal.cursor().at;
        cursor.x = cursor.x.min(mode.cursor().x);
        prop_assert_eq!(mode.cursor(), cursor);
    }
}

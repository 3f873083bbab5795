//! Any format is expanded: it ends, takes no more room than the language allows whatever the
//! variables in it hold, and text without a `#` is itself.

use pmux::language::format::{self, Context, Loop, Order, Time, Turn};

/// The most that is made of a format, in bytes: what `expand` allows itself, and its last piece.
const MOST: usize = 32 << 20;

/// How many windows, panes and the like there are.
const THINGS: usize = 3;

/// A place whose variables hold what somebody chose who means no good.
struct Place;

impl Context for Place {
    fn variable(&self, name: &str) -> Option<String> {
        Some(match name {
            "loop" => "#{E:loop}#{E:loop}".to_owned(),
            "wide" => "漢#{".repeat(64),
            "number" => i64::MIN.to_string(),
            "window_name" | "session_name" => "a,}b#{".to_owned(),
            _ => return None,
        })
    }

    fn each(&self, _: Loop, _: Order, body: &mut dyn FnMut(&dyn Context, Turn)) -> bool {
        let turn = |at| if at == 0 { Turn::Current } else { Turn::Other };
        (0..THINGS).for_each(|at| body(self, turn(at)));
        true
    }

    fn screen(&self) -> Vec<String> {
        vec!["a row".to_owned(), "another".to_owned()]
    }

    fn now(&self) -> i64 {
        1_700_000_000
    }

    fn local_time(&self, epoch: i64) -> Time {
        Time { epoch, ..Time::default() }
    }
}

/// Holds the laws of a text.
pub fn hold(text: &str) {
    let expanded = format::expand(text, &Place);
    assert!(expanded.len() <= MOST, "{} bytes", expanded.len());
    assert_eq!(expanded, format::expand(text, &Place), "a format is a function of its place");
    assert!(format::expand_time(text, &Place).len() <= MOST);
    format::commands(text, &Place);
    if !text.contains('#') {
        assert_eq!(expanded, text);
    }
}

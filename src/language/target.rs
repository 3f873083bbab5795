//! Targets as `-t` and `-s` take them: `session:window.pane`, ids, tokens, offsets and patterns
//! (tmux(1), "COMMANDS").
//!
//! Knows how targets are written. What they name is found by the model, which tries the
//! [`readings`] of a target in order.

pub use super::pattern::matches;

/// What a command wants a target to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `target-session`
    Session,
    /// `target-window`
    Window,
    /// `target-pane`
    Pane,
}

/// A target that says where to look instead of what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Special {
    /// `{mouse}` or `=`: where the last mouse event was.
    Mouse,
    /// `{marked}` or `~`: the marked pane.
    Marked,
}

/// A name, the start of one, or a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// What it says, without the `=`.
    pub text: String,
    /// `=`: nothing but this very name will do.
    pub exact: bool,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionRef {
    /// `$1`
    Id(u32),
    /// By name.
    Name(Name),
}

/// A window of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WindowRef {
    /// `@1`
    Id(u32),
    /// `{start}`, `^`
    Start,
    /// `{end}`, `$`
    End,
    /// `{last}`, `!`
    Last,
    /// `{next}`, `+`, `+2`: so many further.
    Next(u32),
    /// `{previous}`, `-`, `-2`: so many back.
    Previous(u32),
    /// By index. A window of that very name is meant where there is no such index.
    Index(u32),
    /// By name.
    Name(Name),
}

/// A pane of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaneRef {
    /// `%1`
    Id(u32),
    /// By index.
    Index(u32),
    /// `{active}`, `@`
    Active,
    /// `{last}`, `!`
    Last,
    /// `{next}`, `+`, `+2`: so many further.
    Next(u32),
    /// `{previous}`, `-`, `-2`: so many back.
    Previous(u32),
    /// `{top}`
    Top,
    /// `{bottom}`
    Bottom,
    /// `{left}`
    Left,
    /// `{right}`
    Right,
    /// `{top-left}`
    TopLeft,
    /// `{top-right}`
    TopRight,
    /// `{bottom-left}`
    BottomLeft,
    /// `{bottom-right}`
    BottomRight,
    /// `{up-of}`
    UpOf,
    /// `{down-of}`
    DownOf,
    /// `{left-of}`
    LeftOf,
    /// `{right-of}`
    RightOf,
    /// Anything else: panes have no names, so there is no such pane.
    Unknown(String),
}

/// A target taken apart. What is `None` is the current one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Target {
    /// `{mouse}` or `{marked}`; the other parts are `None` then.
    pub special: Option<Special>,
    /// The session.
    pub session: Option<SessionRef>,
    /// The window.
    pub window: Option<WindowRef>,
    /// The pane.
    pub pane: Option<PaneRef>,
}

impl Target {
    /// Whether it names nothing, so that the current one is meant.
    pub fn is_current(&self) -> bool {
        *self == Self::default()
    }
}

/// The first reading of a target: a bare word is what the command asks for.
pub fn parse(kind: Kind, text: &str) -> Target {
    readings(kind, text).swap_remove(0)
}

/// All that a target can mean, in the order in which to try; never empty. A bare word may be
/// the pane or window asked for, or else the current one of the window or session it names.
pub fn readings(kind: Kind, text: &str) -> Vec<Target> {
    let special = match text {
        "=" | "{mouse}" => Some(Special::Mouse),
        "~" | "{marked}" => Some(Special::Marked),
        _ => None,
    };
    if special.is_some() {
        return vec![Target { special, ..Target::default() }];
    }
    let (session, rest) = match text.split_once(':') {
        Some((session, rest)) => (session_ref(session), Some(rest)),
        None => (None, None),
    };
    match (rest, rest.unwrap_or(text).split_once('.')) {
        (Some(_), Some((window, pane))) => {
            let (window, pane) = (window_ref(window), pane_ref(pane));
            vec![Target { session, window, pane, special }]
        }
        (Some(window), None) => {
            vec![Target { session, window: window_ref(window), ..Target::default() }]
        }
        (None, Some((word, pane))) => {
            let pane = pane_ref(pane);
            let mut readings = bare_word(Kind::Window, word);
            readings.iter_mut().for_each(|reading| reading.pane.clone_from(&pane));
            readings
        }
        (None, None) => bare_word(kind, text),
    }
}

/// The readings of a word with neither `:` nor `.` in it.
fn bare_word(kind: Kind, text: &str) -> Vec<Target> {
    let session = || Target { session: session_ref(text), ..Target::default() };
    let window = || Target { window: window_ref(text), ..Target::default() };
    let pane = || Target { pane: pane_ref(text), ..Target::default() };
    match text.chars().next() {
        Some('$') if text.len() > 1 => return vec![session()],
        Some('@') if text.len() > 1 => return vec![window()],
        Some('%') => return vec![pane()],
        _ => {}
    }
    match kind {
        Kind::Session => vec![session()],
        Kind::Window => vec![window(), session()],
        Kind::Pane if matches!(pane_ref(text), Some(PaneRef::Unknown(_))) => {
            vec![window(), session()]
        }
        Kind::Pane => vec![pane(), window(), session()],
    }
}

/// The number after an id's sign.
fn id(text: &str, sign: char) -> Option<u32> {
    number(text.strip_prefix(sign)?)
}

fn number(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// The offset of `+`, `+2`, `-` or `-2`.
fn offset(text: &str, sign: char) -> Option<u32> {
    match text.strip_prefix(sign)? {
        "" => Some(1),
        digits => number(digits),
    }
}

fn name(text: &str) -> Name {
    match text.strip_prefix('=') {
        Some(text) => Name { text: text.to_owned(), exact: true },
        None => Name { text: text.to_owned(), exact: false },
    }
}

fn session_ref(text: &str) -> Option<SessionRef> {
    if text.is_empty() {
        return None;
    }
    Some(match id(text, '$') {
        Some(id) => SessionRef::Id(id),
        None => SessionRef::Name(name(text)),
    })
}

fn window_ref(text: &str) -> Option<WindowRef> {
    Some(match text {
        "" => return None,
        "{start}" | "^" => WindowRef::Start,
        "{end}" | "$" => WindowRef::End,
        "{last}" | "!" => WindowRef::Last,
        "{next}" => WindowRef::Next(1),
        "{previous}" => WindowRef::Previous(1),
        _ => {
            // An index is exact by itself.
            let digits = text.strip_prefix('=').unwrap_or(text);
            if let Some(id) = id(text, '@') {
                WindowRef::Id(id)
            } else if let Some(by) = offset(text, '+') {
                WindowRef::Next(by)
            } else if let Some(by) = offset(text, '-') {
                WindowRef::Previous(by)
            } else if let Some(index) = number(digits).filter(|_| !digits.is_empty()) {
                WindowRef::Index(index)
            } else {
                WindowRef::Name(name(text))
            }
        }
    })
}

fn pane_ref(text: &str) -> Option<PaneRef> {
    Some(match text {
        "" => return None,
        "{active}" | "@" => PaneRef::Active,
        "{last}" | "!" => PaneRef::Last,
        "{next}" => PaneRef::Next(1),
        "{previous}" => PaneRef::Previous(1),
        "{top}" => PaneRef::Top,
        "{bottom}" => PaneRef::Bottom,
        "{left}" => PaneRef::Left,
        "{right}" => PaneRef::Right,
        "{top-left}" => PaneRef::TopLeft,
        "{top-right}" => PaneRef::TopRight,
        "{bottom-left}" => PaneRef::BottomLeft,
        "{bottom-right}" => PaneRef::BottomRight,
        "{up-of}" => PaneRef::UpOf,
        "{down-of}" => PaneRef::DownOf,
        "{left-of}" => PaneRef::LeftOf,
        "{right-of}" => PaneRef::RightOf,
        _ => {
            if let Some(id) = id(text, '%') {
                PaneRef::Id(id)
            } else if let Some(by) = offset(text, '+') {
                PaneRef::Next(by)
            } else if let Some(by) = offset(text, '-') {
                PaneRef::Previous(by)
            } else if let Some(index) = number(text) {
                PaneRef::Index(index)
            } else {
                PaneRef::Unknown(text.to_owned())
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str, exact: bool) -> Name {
        Name { text: text.into(), exact }
    }

    #[test]
    fn parts_are_separated_by_a_colon_and_a_dot() {
        let check = |text: &str, session, window, pane| {
            let expect = vec![Target { special: None, session, window, pane }];
            for kind in [Kind::Session, Kind::Window, Kind::Pane] {
                assert_eq!(readings(kind, text), expect, "{text}");
            }
        };
        let work = || Some(SessionRef::Name(named("work", false)));
        check("work:", work(), None, None);
        check("work:2", work(), Some(WindowRef::Index(2)), None);
        check(
            "work:ed.1",
            work(),
            Some(WindowRef::Name(named("ed", false))),
            Some(PaneRef::Index(1)),
        );
        check(
            "=work:=ed",
            Some(SessionRef::Name(named("work", true))),
            Some(WindowRef::Name(named("ed", true))),
            None,
        );
        check(":+2.{up-of}", None, Some(WindowRef::Next(2)), Some(PaneRef::UpOf));
        check(":.%7", None, None, Some(PaneRef::Id(7)));
        check("$3:@4.!", Some(SessionRef::Id(3)), Some(WindowRef::Id(4)), Some(PaneRef::Last));
        check("$3", Some(SessionRef::Id(3)), None, None);
        check("@4", None, Some(WindowRef::Id(4)), None);
        check("%5", None, None, Some(PaneRef::Id(5)));
        check("%99999999999", None, None, Some(PaneRef::Unknown("%99999999999".into())));
        check(":$", None, Some(WindowRef::End), None);
        check(":-", None, Some(WindowRef::Previous(1)), None);
    }

    #[test]
    fn a_bare_word_is_tried_as_what_is_asked_for_first() {
        let session = |text| Target {
            session: Some(SessionRef::Name(named(text, false))),
            ..Target::default()
        };
        let window = |window| Target { window: Some(window), ..Target::default() };
        let pane = |pane| Target { pane: Some(pane), ..Target::default() };
        let ed = || WindowRef::Name(named("ed", false));
        assert_eq!(readings(Kind::Session, "ed"), [session("ed")]);
        assert_eq!(readings(Kind::Window, "ed"), [window(ed()), session("ed")]);
        assert_eq!(readings(Kind::Pane, "ed"), [window(ed()), session("ed")]);
        let (index, two) = (WindowRef::Index(2), PaneRef::Index(2));
        assert_eq!(readings(Kind::Pane, "2"), [pane(two), window(index), session("2")]);
        assert_eq!(parse(Kind::Pane, "{last}").pane, Some(PaneRef::Last));
        assert_eq!(parse(Kind::Window, "!").window, Some(WindowRef::Last));
        let dotted = readings(Kind::Pane, "ed.1");
        assert_eq!(dotted.len(), 2);
        assert!(dotted.iter().all(|reading| reading.pane == Some(PaneRef::Index(1))));
        assert!(parse(Kind::Pane, "").is_current());
    }

    #[test]
    fn the_mouse_and_the_mark_are_whole_targets() {
        let check = |text, expect| {
            assert_eq!(parse(Kind::Pane, text).special, Some(expect), "{text}");
        };
        check("=", Special::Mouse);
        check("{mouse}", Special::Mouse);
        check("~", Special::Marked);
        check("{marked}", Special::Marked);
    }
}

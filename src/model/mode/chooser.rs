//! The choosers: sessions, windows and panes as a tree, paste buffers, or clients, one a line, of
//! which one is chosen.
//!
//! A chooser knows its lines and what each stands for; what they are made of, and what is done with
//! the chosen one, is not its business.

use super::footer::{footer, has_footer};
use crate::geometry::{Point, Size};
use crate::line::Line;
use crate::model::copy_mode::{Looks, lay};
use crate::model::tree::Depth;
use crate::style::{Attributes, Style};

/// The fewest rows of a pane that has a title above the lines.
const LOWEST_WITH_TITLE: u16 = 4;

/// What there is to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Things {
    /// Sessions, windows and panes.
    Tree,
    /// Paste buffers.
    Buffers,
    /// Clients.
    Clients,
}

/// How a chooser's lines are made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recipe {
    /// How far down a tree goes.
    pub depth: Depth,
    /// What is shown of each line's thing; empty for what is usual.
    pub format: String,
    /// A format that is true for what is shown; empty for all.
    pub condition: String,
    /// What it is sorted by (`-O`); empty for the usual order.
    pub order: String,
    /// The other way round (`-r`).
    pub reversed: bool,
}

/// Lines to choose one of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chooser {
    /// What they are.
    pub things: Things,
    /// How they are made.
    pub recipe: Recipe,
    /// Above the lines.
    pub title: String,
    /// A command with `%%` for the chosen target.
    pub template: String,
    /// The lines.
    pub lines: Vec<Line>,
    /// The target that each of them stands for.
    pub choices: Vec<String>,
    /// The chosen one.
    pub selected: usize,
    /// Which keys do what, below the lines.
    pub hint: String,
    /// The pane has the whole window for as long as it is open, which it had not before.
    pub zooms: bool,
    /// The first line that was seen last.
    top: usize,
    sought: String,
    forward: bool,
    /// Where a search as one types began.
    origin: Option<usize>,
}

/// What can be done in a chooser, and the names by which `send-keys -X` asks for it: copy mode's,
/// where they mean the same.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Act {
    Cancel,
    Choose,
    Kill,
    /// Nothing more than what the mouse does, which selects the line that it is on.
    Select,
    Line {
        up: bool,
    },
    Page {
        up: bool,
    },
    Top,
    Bottom,
    Search {
        text: String,
        forward: bool,
    },
    /// As the incremental prompt gives it: `=` and a text to look for from where the search began.
    SearchIncremental {
        text: String,
        forward: bool,
    },
    SearchAgain {
        reverse: bool,
    },
}

/// What an act came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// Nothing but what is seen.
    Nothing,
    /// The person is done.
    Leave,
    /// This target is chosen.
    Chosen(String),
    /// This one is to be removed.
    Killed(String),
    /// What was looked for is nowhere.
    NotFound,
}

/// Why a command is none of a chooser's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// There is none of this name.
    #[error("unknown choose mode command: {0}")]
    Unknown(String),
    /// It needs an argument.
    #[error("{0}: argument needed")]
    Argument(String),
}

/// The act of a name, with the argument that it takes, if it takes one.
///
/// # Errors
/// Where the name is unknown, or the argument is missing.
pub fn act(name: &str, argument: Option<&str>) -> Result<Act, ActError> {
    let needed = || argument.map(str::to_owned).ok_or_else(|| ActError::Argument(name.to_owned()));
    Ok(match name {
        "cancel" => Act::Cancel,
        "choose" => Act::Choose,
        "kill" => Act::Kill,
        "select" => Act::Select,
        "cursor-up" => Act::Line { up: true },
        "cursor-down" => Act::Line { up: false },
        "page-up" => Act::Page { up: true },
        "page-down" => Act::Page { up: false },
        "history-top" => Act::Top,
        "history-bottom" => Act::Bottom,
        "search-forward" => Act::Search { text: needed()?, forward: true },
        "search-backward" => Act::Search { text: needed()?, forward: false },
        "search-forward-incremental" => Act::SearchIncremental { text: needed()?, forward: true },
        "search-backward-incremental" => Act::SearchIncremental { text: needed()?, forward: false },
        "search-again" => Act::SearchAgain { reverse: false },
        "search-reverse" => Act::SearchAgain { reverse: true },
        _ => return Err(ActError::Unknown(name.to_owned())),
    })
}

impl Things {
    /// The name of the mode.
    pub fn mode(self) -> &'static str {
        match self {
            Self::Tree => "tree-mode",
            Self::Buffers => "buffer-mode",
            Self::Clients => "client-mode",
        }
    }
}

/// The rows of a pane: those above the lines, those of the lines, those below.
fn shares(rows: u16) -> (usize, usize, usize) {
    let (above, below) = (usize::from(rows >= LOWEST_WITH_TITLE), usize::from(has_footer(rows)));
    (above, (usize::from(rows) - above - below).max(1), below)
}

impl Chooser {
    /// A chooser whose lines are still to be made.
    pub fn new(things: Things, title: &str, template: &str, recipe: Recipe) -> Self {
        Self {
            things,
            recipe,
            title: title.to_owned(),
            template: template.to_owned(),
            lines: Vec::new(),
            choices: Vec::new(),
            selected: 0,
            hint: String::new(),
            zooms: false,
            top: 0,
            sought: String::new(),
            forward: true,
            origin: None,
        }
    }

    /// Has these lines from now on. What was chosen stays so, if it is there still.
    pub fn fill(&mut self, lines: Vec<Line>, choices: Vec<String>) {
        let chosen = self.choices.get(self.selected).cloned();
        (self.lines, self.choices) = (lines, choices);
        let again = chosen.and_then(|chosen| self.choices.iter().position(|it| *it == chosen));
        let last = self.choices.len().saturating_sub(1);
        self.selected = again.unwrap_or(self.selected.min(last));
    }

    /// Selects what stands for a target, if anything does, or else the first line.
    pub fn select(&mut self, target: &str) {
        self.selected = self.choices.iter().position(|it| it == target).unwrap_or(0);
    }

    /// The first line that is seen where there is room for so many.
    fn top(&self, room: usize) -> usize {
        let most = self.lines.len().saturating_sub(room);
        self.top.clamp((self.selected + 1).saturating_sub(room), self.selected).min(most)
    }

    /// Selects the line at a cell of a pane of that size. Whether there is one.
    pub fn point(&mut self, size: Size, at: Point) -> bool {
        let (above, room, _) = shares(size.rows);
        let row = usize::from(at.y).checked_sub(above).filter(|row| *row < room);
        let line = row.map(|row| self.top(room) + row).filter(|line| *line < self.lines.len());
        if let Some(line) = line {
            (self.top, self.selected, self.origin) = (self.top(room), line, None);
        }
        line.is_some()
    }

    /// The cell of a pane of that size in which the chosen line begins.
    pub fn focus(&self, size: Size) -> Point {
        let (above, room, _) = shares(size.rows);
        let row = above + self.selected.saturating_sub(self.top(room));
        Point::new(0, u16::try_from(row).unwrap_or(size.rows).min(size.rows.saturating_sub(1)))
    }

    /// Does something in a pane of that size, `count` times where that makes a difference.
    pub fn act(&mut self, act: Act, count: u32, size: Size) -> Came {
        let (_, room, _) = shares(size.rows);
        if !matches!(act, Act::SearchIncremental { .. }) {
            self.origin = None;
        }
        let by = match act {
            Act::Line { .. } => count as usize,
            Act::Page { .. } => (room.max(2) - 1).saturating_mul(count as usize),
            _ => usize::MAX,
        };
        let mut found = true;
        match act {
            Act::Cancel => return Came::Leave,
            Act::Choose => return self.chosen().map_or(Came::Nothing, Came::Chosen),
            Act::Kill => return self.chosen().map_or(Came::Nothing, Came::Killed),
            Act::Select => {}
            Act::Line { up: true } | Act::Page { up: true } | Act::Top => {
                self.selected = self.selected.saturating_sub(by);
            }
            Act::Line { up: false } | Act::Page { up: false } | Act::Bottom => {
                let last = self.lines.len().saturating_sub(1);
                self.selected = self.selected.saturating_add(by).min(last);
            }
            Act::Search { text, forward } => {
                (self.sought, self.forward) = (text, forward);
                found = self.find(forward, false);
            }
            Act::SearchIncremental { text, forward } => {
                // What is typed in the end was found while it was typed.
                let Some(text) = text.strip_prefix('=') else { return Came::Nothing };
                self.selected = *self.origin.get_or_insert(self.selected);
                (self.sought, self.forward) = (text.to_owned(), forward);
                found = self.find(forward, true);
            }
            Act::SearchAgain { reverse } => {
                for _ in 0..count.min(self.lines.len() as u32) {
                    found &= self.find(self.forward != reverse, false);
                }
            }
        }
        self.top = self.top(room);
        if found { Came::Nothing } else { Came::NotFound }
    }

    fn chosen(&self) -> Option<String> {
        self.choices.get(self.selected).cloned()
    }

    /// Goes to the next line that has what is searched for, or the one before, round the end; the
    /// selected one counts where that is `inclusive`. Whether there is one, or nothing is searched for.
    fn find(&mut self, forward: bool, inclusive: bool) -> bool {
        let (count, wanted) = (self.lines.len(), self.sought.to_lowercase());
        if wanted.is_empty() || count == 0 {
            return true;
        }
        let first = usize::from(!inclusive);
        let mut order = (first..first + count).map(|n| match forward {
            true => (self.selected + n) % count,
            false => (self.selected + count - n % count) % count,
        });
        let found = order.find(|n| self.lines[*n].text.to_lowercase().contains(&wanted));
        self.selected = found.unwrap_or(self.selected);
        found.is_some()
    }

    /// The rows of a pane of that size.
    pub fn rows(&self, size: Size, looks: &Looks) -> Vec<Line> {
        let (above, room, below) = shares(size.rows);
        let top = self.top(room);
        let mut rows = Vec::with_capacity(size.rows.into());
        if above > 0 {
            rows.push(self.title_row());
        }
        let lines = self.lines.iter().enumerate().skip(top).take(room);
        rows.extend(lines.map(|(at, line)| match at == self.selected {
            true => marked(line, size.cols, &looks.chosen),
            false => line.slice(0, size.cols.into()),
        }));
        if below > 0 {
            rows.resize_with(above + room, Line::new);
            let place = format!("{}/{}", self.selected + 1, self.lines.len());
            rows.push(footer(&self.hint, &place, size.cols));
        }
        rows
    }

    /// The title, and what was searched for.
    fn title_row(&self) -> Line {
        let mut row = Line::new();
        row.push_text(&self.title, &Style::PLAIN.with(Attributes::BOLD));
        if !self.sought.is_empty() {
            row.push_text(&format!("  /{}", self.sought), &Style::PLAIN);
        }
        row
    }
}

/// A line that is chosen, over the whole width.
fn marked(line: &Line, cols: u16, style: &Style) -> Line {
    let mut line = line.slice(0, cols.into());
    for run in &mut line.runs {
        run.style = lay(run.style, style);
    }
    line.push_text(&" ".repeat(usize::from(cols).saturating_sub(line.width())), style);
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIZE: Size = Size::new(24, 6);

    fn chooser(count: usize) -> Chooser {
        let mut chooser = Chooser::new(Things::Buffers, "Title", "paste", Recipe::default());
        let line = |n| {
            let mut line = Line::new();
            line.push_text(&format!("Line {n}"), &Style::PLAIN);
            line
        };
        chooser.fill((0..count).map(line).collect(), (0..count).map(|n| n.to_string()).collect());
        chooser.hint = "q close".to_owned();
        chooser
    }

    fn rows(chooser: &Chooser, size: Size) -> Vec<String> {
        let bold = Style::PLAIN.with(Attributes::BOLD);
        let looks = Looks::of(bold);
        let rows = chooser.rows(size, &looks);
        rows.iter().map(|row| row.text.trim_end().to_owned()).collect()
    }

    fn after(chooser: &mut Chooser, names: &[&str]) -> (usize, Came) {
        let mut came = Came::Nothing;
        for name in names {
            let mut words = name.split(' ');
            let act = act(words.next().unwrap(), words.next()).unwrap();
            came = chooser.act(act, 1, SIZE);
        }
        (chooser.selected, came)
    }

    #[test]
    fn lines_stand_between_a_title_and_what_keys_do() {
        let mut it = chooser(9);
        after(&mut it, &["page-down", "cursor-down"]);
        let expect = ["Title", "Line 1", "Line 2", "Line 3", "Line 4", "q close              5/9"];
        assert_eq!(rows(&it, SIZE), expect);
        assert_eq!(it.focus(SIZE), Point::new(0, 4));
        // Each has its row only where there is room.
        assert_eq!(rows(&it, Size::new(24, 3)), ["Line 3", "Line 4", "q close              5/9"]);
        assert_eq!(rows(&it, Size::new(24, 1)), ["Line 4"]);
        assert_eq!(rows(&chooser(1), SIZE)[1..3], ["Line 0", ""]);
    }

    #[test]
    fn a_click_selects_what_it_is_on() {
        let mut it = chooser(9);
        after(&mut it, &["history-bottom"]);
        assert!(it.point(SIZE, Point::new(20, 1)));
        assert_eq!((it.selected, it.focus(SIZE)), (5, Point::new(0, 1)));
        assert!(!it.point(SIZE, Point::new(0, 0)) && !it.point(SIZE, Point::new(0, 5)));
        assert!(!chooser(2).point(SIZE, Point::new(0, 3)));
        assert_eq!(it.selected, 5);
    }

    #[test]
    fn what_is_searched_for_is_found_round_the_end() {
        let mut it = chooser(12);
        assert_eq!(after(&mut it, &["search-forward line_1"]), (0, Came::NotFound));
        let typed = ["search-forward-incremental =1", "search-forward-incremental =11"];
        assert_eq!(after(&mut it, &typed), (11, Came::Nothing));
        // One letter fewer is looked for from where it began.
        assert_eq!(after(&mut it, &["search-forward-incremental =1"]).0, 1);
        assert_eq!(after(&mut it, &["search-forward-incremental 1", "search-again"]).0, 10);
        assert_eq!(after(&mut it, &["search-again", "search-again"]).0, 1);
        assert_eq!(after(&mut it, &["search-reverse"]).0, 11);
        assert_eq!(after(&mut it, &["search-backward 0", "search-again"]).0, 0);
    }

    #[test]
    fn what_is_chosen_is_told() {
        let mut it = chooser(3);
        assert_eq!(after(&mut it, &["cursor-down", "choose"]).1, Came::Chosen("1".into()));
        assert_eq!(after(&mut it, &["kill"]).1, Came::Killed("1".into()));
        // It stays chosen wherever it is by then, and another is where it is gone.
        it.fill(vec![Line::new(); 2], vec!["0".into(), "1".into()]);
        assert_eq!(after(&mut it, &["choose"]).1, Came::Chosen("1".into()));
        it.fill(vec![Line::new()], vec!["0".into()]);
        assert_eq!(after(&mut it, &["choose"]).1, Came::Chosen("0".into()));
        assert_eq!(after(&mut chooser(0), &["cursor-up", "choose"]).1, Came::Nothing);
        assert_eq!(act("nosuch", None), Err(ActError::Unknown("nosuch".into())));
        assert_eq!(act("search-forward", None), Err(ActError::Argument("search-forward".into())));
    }

    proptest! {
        /// Whatever is done, in whatever pane, the chosen line is seen, where it is said to be.
        #[test]
        fn the_chosen_line_is_seen(
            count in 1usize..40, rows in 1u16..12, cols in 8u16..30,
            steps in prop::collection::vec((0..7usize, 1u32..5), 0..20),
        ) {
            let mut it = chooser(count);
            let names = ["cursor-up", "cursor-down", "page-up", "page-down", "history-top",
                "history-bottom", "search-again"];
            for (step, times) in steps {
                it.act(act(names[step], None).unwrap(), times, SIZE);
            }
            let size = Size::new(cols, rows);
            let shown = super::tests::rows(&it, size);
            prop_assert!(shown.len() <= usize::from(rows));
            let row = usize::from(it.focus(size).y);
            prop_assert_eq!(&shown[row], &format!("Line {}", it.selected));
        }
    }
}

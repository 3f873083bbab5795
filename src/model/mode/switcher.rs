//! Switch mode: sessions or windows of which one is found by a few letters of its line. What is typed
//! stands in the last row.
//!
//! It knows which lines match what was typed, and which of them is selected; what is done with what is
//! chosen is the command's business.

use crate::geometry::Size;
use crate::key::{Key, KeyCode, Modifiers};
use crate::language::fuzzy;
use crate::language::key::key_name;
use crate::language::style::styled;
use crate::line::Line;
use crate::model::Model;
use crate::model::copy_mode::lay;
use crate::model::id::{PaneId, SessionId};
use crate::model::mode::lay::fitted;
use crate::model::prompt::{Edit, Kind, Prompt, Then};
use crate::model::resolve::Place;
use crate::style::Style;

/// What a line says, where nobody says otherwise.
pub const FORMAT: &str = "#{?window_format,\
    #{window_name} #[dim]#{session_name}:#{window_index}#{window_flags}#[default] \
    #[dim]#{pane_current_command}#[default] \
    #[dim]#{?#{!=:#{pane_title},#{host_short}},#{pane_title},}#[default],\
    #{session_name} #[dim]#{session_windows} windows#[default] \
    #{?session_attached,attached,#[dim]detached#[default]} #[dim]#{window_name}#[default]}";

/// A session or window.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Item {
    target: String,
    text: String,
}

/// Sessions or windows to switch to one of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switcher {
    /// Windows; else sessions.
    windows: bool,
    /// What a line says.
    format: String,
    /// A command with `%%` for the chosen target.
    pub template: String,
    /// The pane has the whole window for as long as it is open, which it had not before.
    pub zooms: bool,
    /// What is typed.
    pub prompt: Prompt,
    items: Vec<Item>,
    /// The items that match, the best first, with the columns that do.
    shown: Vec<(usize, Vec<usize>)>,
    selected: usize,
}

/// Something that is done in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Move {
    Up,
    Down,
    PageUp,
    PageDown,
    Top,
    Bottom,
}

impl Switcher {
    /// One whose lines are still to be made.
    pub fn new(windows: bool, format: &str, template: &str) -> Self {
        let prompt = Prompt::new("(search) ", "", Then::Text(String::new()));
        Self {
            windows,
            format: format.to_owned(),
            template: template.to_owned(),
            zooms: false,
            prompt: Prompt { kind: Kind::Search, ..prompt },
            items: Vec::new(),
            shown: Vec::new(),
            selected: 0,
        }
    }

    /// What a key does: what is no move is typed.
    pub fn own_act(&self, key: Key) -> Vec<String> {
        let ctrl = key.modifiers == Modifiers::CTRL;
        let act = match key.code {
            KeyCode::Enter => "choose",
            KeyCode::Char('m') if ctrl => "choose",
            KeyCode::Escape => "cancel",
            KeyCode::Char('[' | 'c' | 'g') if ctrl => "cancel",
            KeyCode::Up => "cursor-up",
            KeyCode::Char('p' | 'k') if ctrl => "cursor-up",
            KeyCode::Down => "cursor-down",
            KeyCode::Char('n' | 'j') if ctrl => "cursor-down",
            KeyCode::PageUp => "page-up",
            KeyCode::PageDown => "page-down",
            _ => return vec!["type".to_owned(), "--".to_owned(), key_name(key)],
        };
        vec![act.to_owned()]
    }

    /// Types a key. Whether something else is looked for now.
    pub fn type_key(&mut self, key: Key) -> bool {
        self.prompt.edit(key) == Edit::Changed
    }

    /// The target that is selected.
    pub fn chosen(&self) -> Option<&str> {
        let (item, _) = self.shown.get(self.selected)?;
        self.items.get(*item).map(|item| item.target.as_str())
    }

    /// Selects another line, in a pane of that size.
    pub fn go(&mut self, to: Move, size: Size) {
        let Some(last) = self.shown.len().checked_sub(1) else { return };
        let page = room(size);
        self.selected = match to {
            Move::Up => self.selected.checked_sub(1).unwrap_or(last),
            Move::Down if self.selected == last => 0,
            Move::Down => self.selected + 1,
            Move::PageUp => self.selected.saturating_sub(page),
            Move::PageDown => (self.selected + page).min(last),
            Move::Top => 0,
            Move::Bottom => last,
        };
    }

    /// Finds what was typed in the lines, which are so wide.
    fn look(&mut self, width: usize) {
        let query = &self.prompt.text;
        let found = self.items.iter().enumerate().filter_map(|(at, item)| {
            let found = fuzzy::find(query, &styled(&item.text, Style::PLAIN), width)?;
            Some((at, found))
        });
        let mut found: Vec<_> = found.collect();
        found.sort_by_key(|(_, found)| std::cmp::Reverse(found.score));
        self.shown = found.into_iter().map(|(at, found)| (at, found.columns)).collect();
        self.selected = self.selected.min(self.shown.len().saturating_sub(1));
    }

    fn rows(&self, size: Size, selection: &Style, match_: &Style) -> Vec<Line> {
        let room = room(size);
        let top = (self.selected + 1).saturating_sub(room);
        let mut rows: Vec<Line> = Vec::with_capacity(size.rows.into());
        for (at, (item, columns)) in self.shown.iter().enumerate().skip(top).take(room) {
            let base = if at == self.selected { *selection } else { Style::PLAIN };
            let under = match at == self.selected {
                true => {
                    let mut blanks = Line::new();
                    blanks.push_text(&" ".repeat(size.cols.into()), &Style::PLAIN.bg(base.bg));
                    blanks
                }
                false => Line::new(),
            };
            let text = styled(&self.items[*item].text, base);
            let under = fitted(&under, size.cols.into());
            rows.push(marked(&text.fit_over(&under, size.cols), columns, match_));
        }
        rows.resize_with(size.rows.into(), Line::new);
        rows
    }
}

/// The lines that have room above what is typed.
fn room(size: Size) -> usize {
    usize::from(size.rows).saturating_sub(1)
}

/// A line with some of its columns marked.
fn marked(line: &Line, columns: &[usize], style: &Style) -> Line {
    let mut out = Line::new();
    let mut at = 0;
    for glyph in line.glyphs() {
        let width = usize::from(glyph.width);
        let is_match = columns.iter().any(|column| (at..at + width).contains(column));
        let look = if is_match { lay(*glyph.style, style) } else { *glyph.style };
        out.push_glyph(glyph.text, glyph.width, &look, glyph.link);
        at += width;
    }
    out
}

impl Model {
    /// A pane goes into switch mode; with `zoom` it has the whole window until that is left.
    pub fn open_switcher(&mut self, pane: PaneId, mut switcher: Switcher, zoom: bool) {
        let session = Place::of_pane(self, pane).session;
        switcher.prompt.vi = self.session_lookup(session).text("status-keys") == "vi";
        switcher.prompt.whole_lines = self.identity.dialect == crate::dialect::Dialect::Tmux;
        switcher.zooms = zoom && self.zoom_in(pane);
        self.fill_switcher(pane, &mut switcher);
        self.enter_mode(pane, None, super::Mode::Switch(Box::new(switcher)));
    }

    /// Makes the lines of a pane's switcher anew.
    pub fn fill_switcher(&self, pane: PaneId, switcher: &mut Switcher) {
        let mut sessions: Vec<_> =
            self.graph.sessions().filter(|session| session.beside.is_none()).collect();
        sessions.sort_by_key(|session| &session.name);
        let item = |place: Place, target: String| {
            let is = |it: bool| u8::from(it).to_string();
            let facts = [
                ("session_format", is(!switcher.windows)),
                ("window_format", is(switcher.windows)),
                ("pane_format", is(false)),
            ];
            Item { target, text: self.expand_with(&switcher.format, &place, &facts) }
        };
        let of_session =
            |id: SessionId, name: &str| item(Place::of_session(self, id), format!("={name}:"));
        switcher.items = match switcher.windows {
            false => sessions.iter().map(|it| of_session(it.id, &it.name)).collect(),
            true => {
                let windows = sessions
                    .iter()
                    .flat_map(|session| session.windows.keys().map(move |index| (session, *index)));
                let mut windows: Vec<_> = windows
                    .map(|(session, index)| {
                        let place = Place::of_index(self, session.id, index);
                        let window = place.window.and_then(|id| self.graph.window(id));
                        let name = window.map(|window| window.name.clone()).unwrap_or_default();
                        (name, item(place, format!("={}:{index}.", session.name)))
                    })
                    .collect();
                windows.sort_by(|(one, _), (other, _)| one.cmp(other));
                windows.into_iter().map(|(_, item)| item).collect()
            }
        };
        let cols = self.graph.pane(pane).map_or(0, |pane| pane.size.cells.cols);
        switcher.look(cols.into());
    }

    /// The rows that a switcher shows in a pane of that size.
    pub(super) fn switcher_rows(&self, pane: PaneId, switcher: &Switcher, size: Size) -> Vec<Line> {
        let (options, place) = (self.pane_lookup(pane), Place::of_pane(self, pane));
        let selection = self.style_at(&options, "mode-style", &place);
        let match_ = self.style_at(&options, "switch-mode-match-style", &place);
        switcher.rows(size, &selection, &match_)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn switcher(names: &[&str]) -> Switcher {
        let mut switcher = Switcher::new(false, "", "");
        let item = |name: &&str| Item { target: format!("={name}:"), text: (*name).to_owned() };
        switcher.items = names.iter().map(item).collect();
        switcher.look(20);
        switcher
    }

    #[test]
    fn what_is_typed_leaves_what_matches_the_best_first() {
        let mut switcher = switcher(&["a build", "build", "other", "oboulder"]);
        assert_eq!(switcher.chosen(), Some("=a build:"));
        for c in "bld".chars() {
            assert!(switcher.type_key(Key::char(c)));
        }
        switcher.look(20);
        assert_eq!(switcher.chosen(), Some("=build:"));
        assert_eq!(switcher.shown.len(), 3);
        assert_eq!(switcher.shown[0].1, [0, 3, 4]);
        switcher.type_key(Key::char('x'));
        switcher.look(20);
        assert_eq!(switcher.chosen(), None);
        assert_eq!(switcher.own_act(Key::char('q')), ["type", "--", "q"]);
    }

    #[test]
    fn lines_go_round_and_those_that_fit_are_seen() {
        let size = Size::new(10, 3);
        let mut switcher = switcher(&["a", "b", "c", "d"]);
        switcher.go(Move::Up, size);
        let rows = switcher.rows(size, &Style::PLAIN, &Style::PLAIN);
        let texts: Vec<&str> = rows.iter().map(|row| row.text.trim_end()).collect();
        assert_eq!((switcher.chosen(), texts), (Some("=d:"), vec!["c", "d", ""]));
        switcher.go(Move::Down, size);
        switcher.go(Move::PageDown, size);
        assert_eq!(switcher.chosen(), Some("=c:"));
        switcher.go(Move::PageUp, size);
        assert_eq!(switcher.chosen(), Some("=a:"));
    }
}

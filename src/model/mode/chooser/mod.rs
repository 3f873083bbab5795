//! The choosers: sessions, windows and panes as a tree, paste buffers, or clients, one a line, of
//! which one is chosen.
//!
//! A chooser knows what there is to choose from, which of it is seen and which is tagged; what that is
//! made of, and what is done with what is chosen, is not its business.
//!
//! It has one of two faces. pmux's own has a title above its lines and which keys do what below them;
//! that of tmux has a key before each line, and a preview of what is chosen under them.

mod act;
mod doing;
mod keys;
mod lines;
mod search;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::dialect::Dialect;
use crate::geometry::{Point, Size};
use crate::key::Key;
use crate::model::mode::customize::{Setting, Wanted};
use crate::model::resolve::Place;
use crate::model::tree::Depth;

pub use act::{Act, ActError, Custom, Question, Removal, SetFor, act};
pub use lines::Shares;

/// What there is to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Things {
    /// Sessions, windows and panes.
    Tree,
    /// Paste buffers.
    Buffers,
    /// Clients.
    Clients,
    /// Options, variables and bindings of keys, to set them.
    Settings,
}

/// How a chooser's lines are made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recipe {
    /// How far down a tree is open at first.
    pub depth: Depth,
    /// What is shown of each line's thing; empty for what is usual.
    pub format: String,
    /// A format that is true for what is shown; empty for all.
    pub condition: String,
    /// What it is sorted by (`-O`); empty for the usual order.
    pub order: String,
    /// The other way round (`-r`).
    pub reversed: bool,
    /// What key chooses a line (`-K`); empty for what is usual.
    pub key_format: String,
    /// The chooser's own pane is not among them (`-h`).
    pub hides_own: bool,
    /// All sessions of a group, not one for all (`-G`).
    pub all_of_groups: bool,
    /// Of settings only what is not as it is by default.
    pub changed_only: bool,
    /// Of options none that is set for all.
    pub hides_global: bool,
}

/// How much of what is chosen is shown below the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Preview {
    /// Nothing.
    #[default]
    Off,
    /// As much as the lines leave, a third at least.
    Normal,
    /// Three quarters.
    Big,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// What tells it from all others.
    pub id: String,
    /// What it is to commands.
    pub target: String,
    /// Its name.
    pub name: String,
    /// What is said of it, with styles.
    pub text: String,
    /// Nothing is, not even that.
    pub bare: bool,
    /// It cannot be tagged.
    pub fixed: bool,
    /// What it is to customize mode.
    pub setting: Option<Setting>,
    /// What a search looks at.
    pub sought: String,
    /// Where it is.
    pub place: Place,
    /// Whether what is below it is seen at first.
    pub opens: bool,
    /// Names of its kind end in one column.
    pub to_right: bool,
    /// What is below it.
    pub children: Vec<Entry>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it stands for.
    pub id: String,
    /// What that is to commands.
    pub target: String,
    /// Its name.
    pub name: String,
    /// What is said of it.
    pub text: String,
    bare: bool,
    fixed: bool,
    /// What it is to customize mode.
    pub setting: Option<Setting>,
    /// Where it is.
    pub place: Place,
    /// The key that chooses it.
    pub key: Option<Key>,
    /// The line that it is below.
    parent: Option<usize>,
    /// For each level above it, whether more of that level follows.
    rails: Vec<bool>,
    has_children: bool,
    is_open: bool,
    /// Nothing on its level has anything below it.
    is_flat: bool,
    to_right: bool,
}

/// What became of the filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filtered {
    /// There is none.
    #[default]
    No,
    /// What it leaves is shown.
    Active,
    /// It leaves nothing, so all is shown.
    NoMatches,
}

/// Things to choose one of.
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
    pub rows: Vec<Row>,
    /// The chosen one.
    pub selected: usize,
    /// Which keys do what, below the lines.
    pub hint: String,
    /// The pane has the whole window for as long as it is open, which it had not before.
    pub zooms: bool,
    /// Whose face it has.
    pub face: Dialect,
    /// What is shown of what is chosen.
    pub preview: Preview,
    /// That is what is known of it, and not how it looks.
    pub info: bool,
    /// How far the previews are moved on.
    pub moved: i32,
    /// What keys do is shown.
    pub help: bool,
    /// Nothing is asked before something is killed (`-y`).
    pub accepts: bool,
    /// What became of the filter.
    pub filtered: Filtered,
    /// The line that one began at.
    pub home: String,
    /// What customize mode asks for.
    pub wanted: Option<Wanted>,
    entries: Vec<Entry>,
    opened: BTreeMap<String, bool>,
    tagged: BTreeSet<String>,
    /// The first line that was seen last.
    top: usize,
    sought: String,
    forward: bool,
    /// Where a search as one types began.
    origin: Option<usize>,
}

/// What an act came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// Nothing but what is seen.
    Nothing,
    /// Its lines are to be made anew.
    Refill,
    /// The person is done.
    Leave,
    /// This target is chosen.
    Chosen(String),
    /// These are used, one after the other.
    ChosenAll(Vec<String>),
    /// These are to be removed; that was asked for before, or is not to be asked, or is to be.
    Removed {
        /// How.
        how: Removal,
        /// What.
        targets: Vec<String>,
        /// They are what is tagged.
        tagged: bool,
        /// It was asked, or is not to be.
        asked: bool,
    },
    /// Something of customize mode's.
    Customized(Custom),
    /// This buffer is to be edited.
    Edited(String),
    /// This pane is to be marked, or none.
    Marked(Option<Place>),
    /// Two windows are to change places: targets.
    Swapped(String, String),
    /// Something is to be asked.
    Ask(Question),
    /// A command for each of these.
    Command(String, Vec<String>),
    /// What was looked for is nowhere.
    NotFound,
}

impl Things {
    /// The name of the mode.
    pub fn mode(self) -> &'static str {
        match self {
            Self::Tree => "tree-mode",
            Self::Buffers => "buffer-mode",
            Self::Clients => "client-mode",
            Self::Settings => "options-mode",
        }
    }

    /// What they can be sorted by.
    pub fn orders(self) -> &'static [&'static str] {
        match self {
            Self::Tree => &["index", "name", "activity", "z"],
            Self::Buffers => &["creation", "name", "size"],
            Self::Clients => &["name", "size", "creation", "activity"],
            Self::Settings => &[],
        }
    }
}

impl Chooser {
    /// A chooser whose lines are still to be made.
    pub fn new(things: Things, title: &str, template: &str, recipe: Recipe) -> Self {
        Self {
            things,
            recipe,
            title: title.to_owned(),
            template: template.to_owned(),
            rows: Vec::new(),
            selected: 0,
            hint: String::new(),
            zooms: false,
            face: Dialect::Pmux,
            preview: Preview::Off,
            info: false,
            moved: 0,
            help: false,
            accepts: false,
            filtered: Filtered::No,
            home: String::new(),
            wanted: None,
            entries: Vec::new(),
            opened: BTreeMap::new(),
            tagged: BTreeSet::new(),
            top: 0,
            sought: String::new(),
            forward: true,
            origin: None,
        }
    }

    /// Has these to choose from from now on. What was chosen stays so, if it is there still.
    pub fn fill(&mut self, entries: Vec<Entry>) {
        self.entries = entries;
        self.lay_out();
        let ids: BTreeSet<&String> = self.rows.iter().map(|row| &row.id).collect();
        self.tagged.retain(|id| ids.contains(id));
    }

    /// Makes the lines of what is seen.
    fn lay_out(&mut self) {
        let chosen = self.rows.get(self.selected).map(|row| row.id.clone());
        let keys: BTreeMap<String, Option<Key>> =
            self.rows.drain(..).map(|row| (row.id, row.key)).collect();
        let mut rows = Vec::new();
        self.add_rows(&self.entries, None, &[], &mut rows);
        for row in &mut rows {
            row.key = keys.get(&row.id).copied().flatten();
        }
        self.rows = rows;
        let again = chosen.and_then(|chosen| self.rows.iter().position(|row| row.id == chosen));
        let last = self.rows.len().saturating_sub(1);
        self.selected = again.unwrap_or(self.selected.min(last));
    }

    fn add_rows(
        &self,
        entries: &[Entry],
        parent: Option<usize>,
        rails: &[bool],
        out: &mut Vec<Row>,
    ) {
        let is_flat = entries.iter().all(|entry| entry.children.is_empty());
        for (at, entry) in entries.iter().enumerate() {
            let is_open = self.is_open(entry);
            let rails = match parent {
                Some(_) => [rails, &[at + 1 < entries.len()]].concat(),
                None => vec![at + 1 < entries.len()],
            };
            let number = out.len();
            out.push(Row {
                id: entry.id.clone(),
                target: entry.target.clone(),
                name: entry.name.clone(),
                text: entry.text.clone(),
                bare: entry.bare,
                fixed: entry.fixed,
                setting: entry.setting.clone(),
                place: entry.place,
                key: None,
                parent,
                rails: rails.clone(),
                has_children: !entry.children.is_empty(),
                is_open,
                is_flat,
                to_right: entry.to_right,
            });
            if is_open {
                self.add_rows(&entry.children, Some(number), &rails, out);
            }
        }
    }

    fn is_open(&self, entry: &Entry) -> bool {
        self.opened.get(&entry.id).copied().unwrap_or(entry.opens)
    }

    /// Selects what has this id, if anything does, or else the first line; it is what one began at.
    pub fn select(&mut self, id: &str) {
        self.selected = self.rows.iter().position(|row| row.id == id).unwrap_or(0);
        self.home = id.to_owned();
    }

    /// What is chosen.
    pub fn chosen(&self) -> Option<&Row> {
        self.rows.get(self.selected)
    }

    /// What stands for what is chosen where that is a part of something.
    pub fn whole(&self) -> Option<&Row> {
        let row = self.chosen()?;
        match row.setting {
            Some(Setting::Key { part: Some(_), .. }) => self.rows.get(row.parent?),
            _ => Some(row),
        }
    }

    /// The settings that are tagged, in the order of their lines.
    pub fn tagged_settings(&self) -> Vec<Setting> {
        let tagged = self.rows.iter().filter(|row| self.is_tagged(row));
        tagged.filter_map(|row| row.setting.clone()).collect()
    }

    /// What was last searched for.
    pub fn sought(&self) -> &str {
        &self.sought
    }

    /// How many are tagged.
    pub fn tags(&self) -> usize {
        self.rows.iter().filter(|row| self.is_tagged(row)).count()
    }

    /// Whether a line is tagged.
    fn is_tagged(&self, row: &Row) -> bool {
        self.tagged.contains(&row.id)
    }

    /// The first line that is seen where there is room for so many.
    fn top(&self, room: usize) -> usize {
        let most = self.rows.len().saturating_sub(room);
        self.top.clamp((self.selected + 1).saturating_sub(room), self.selected).min(most)
    }

    /// Selects the line at a cell of a pane of that size. Whether there is one.
    pub fn point(&mut self, size: Size, at: Point) -> bool {
        let Shares { above, list: room, .. } = self.shares(size);
        let row = usize::from(at.y).checked_sub(above).filter(|row| *row < room);
        let line = row.map(|row| self.top(room) + row).filter(|line| *line < self.rows.len());
        if let Some(line) = line {
            (self.top, self.selected, self.origin) = (self.top(room), line, None);
        }
        line.is_some()
    }

    /// The cell of a pane of that size in which the chosen line begins.
    pub fn focus(&self, size: Size) -> Point {
        let Shares { above, list: room, .. } = self.shares(size);
        let row = above + self.selected.saturating_sub(self.top(room));
        Point::new(0, u16::try_from(row).unwrap_or(size.rows).min(size.rows.saturating_sub(1)))
    }
}

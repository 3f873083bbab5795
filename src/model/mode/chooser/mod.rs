//! The choosers: sessions, windows and panes as a tree, paste buffers, or clients, one a line, of
//! which one is chosen.
//!
//! A chooser knows what there is to choose from, which of it is seen and which is tagged; what that is
//! made of, and what is done with what is chosen, is not its business.
//!
//! It has one of two faces. pmux's own has a title above its lines and which keys do what below them;
//! that of tmux has a key before each line, and a preview of what is chosen under them.

mod act;
mod keys;
mod lines;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::dialect::Dialect;
use crate::geometry::{Point, Size};
use crate::key::Key;
use crate::model::resolve::Place;
use crate::model::tree::Depth;

pub use act::{Act, ActError, Question, Removal, act};
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What tells it from all others.
    pub id: String,
    /// What it is to commands.
    pub target: String,
    /// Its name.
    pub name: String,
    /// What is said of it, with styles.
    pub text: String,
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
        }
    }

    /// What they can be sorted by.
    pub fn orders(self) -> &'static [&'static str] {
        match self {
            Self::Tree => &["index", "name", "activity", "z"],
            Self::Buffers => &["creation", "name", "size"],
            Self::Clients => &["name", "size", "creation", "activity"],
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

    /// Does something in a pane of that size, `count` times where that makes a difference. `hits` are
    /// those of which more than their lines was found.
    pub fn act(&mut self, act: Act, count: u32, size: Size, hits: &BTreeSet<String>) -> Came {
        let Shares { list: room, .. } = self.shares(size);
        if !matches!(act, Act::SearchIncremental { .. }) {
            self.origin = None;
        }
        let before = self.selected;
        let came = self.carry_out(act, count, room, hits);
        if self.selected != before {
            self.moved = 0;
        }
        self.top = self.top(room);
        came
    }

    fn carry_out(&mut self, act: Act, count: u32, room: usize, hits: &BTreeSet<String>) -> Came {
        let wraps = self.face == Dialect::Tmux;
        let last = self.rows.len().saturating_sub(1);
        let page = match self.face {
            Dialect::Tmux => room.max(1),
            Dialect::Pmux => room.max(2) - 1,
        };
        match act {
            Act::Cancel => return Came::Leave,
            Act::Choose => {
                return self.chosen().map_or(Came::Nothing, |it| Came::Chosen(it.target.clone()));
            }
            Act::ChooseLine(line) => {
                self.selected = line.min(last);
                return self.carry_out(Act::Choose, 1, room, hits);
            }
            Act::UseTagged => return Came::ChosenAll(self.tagged_targets(false)),
            Act::Remove { how, tagged, asked } => {
                let targets = match tagged {
                    true => self.tagged_targets(false),
                    false => self.chosen().map(|row| row.target.clone()).into_iter().collect(),
                };
                if targets.is_empty() {
                    return Came::Nothing;
                }
                return Came::Removed { how, targets, tagged, asked: asked || self.accepts };
            }
            Act::Edit => {
                return self.chosen().map_or(Came::Nothing, |it| Came::Edited(it.target.clone()));
            }
            Act::Select => {}
            Act::Line { up: true } if wraps && self.selected == 0 => self.selected = last,
            Act::Line { up: false } if wraps && self.selected == last => self.selected = 0,
            Act::Line { up: true } => self.selected = self.selected.saturating_sub(count as usize),
            Act::Line { up: false } => {
                self.selected = self.selected.saturating_add(count as usize).min(last);
            }
            Act::Page { up } => {
                let by = page.saturating_mul(count as usize);
                self.selected = match up {
                    true => self.selected.saturating_sub(by),
                    false => self.selected.saturating_add(by).min(last),
                };
            }
            Act::Top => self.selected = 0,
            Act::Bottom => self.selected = last,
            Act::Open => return self.open(),
            Act::Close => return self.close(),
            Act::OpenAll(open) => {
                let all: Vec<String> = self.entries.iter().map(|entry| entry.id.clone()).collect();
                self.opened.extend(all.into_iter().map(|id| (id, open)));
                return self.laid_out();
            }
            Act::Tag => self.tag(),
            Act::TagAll(false) => self.tagged.clear(),
            Act::TagAll(true) => {
                self.tagged = self.entries.iter().map(|entry| entry.id.clone()).collect();
            }
            Act::Swap { up } => return self.swap(up),
            Act::Search { text, forward } => {
                (self.sought, self.forward) = (text, forward);
                return self.found(forward, false, hits);
            }
            Act::SearchIncremental { text, forward } => {
                // What is typed in the end was found while it was typed.
                let Some(text) = text.strip_prefix('=') else { return Came::Nothing };
                self.selected = *self.origin.get_or_insert(self.selected);
                (self.sought, self.forward) = (text.to_owned(), forward);
                return self.found(forward, true, hits);
            }
            Act::SearchAgain { reverse } => {
                let mut came = Came::Nothing;
                for _ in 0..count.min(self.rows.len() as u32) {
                    came = self.found(self.forward != reverse, false, hits);
                }
                return came;
            }
            Act::SearchTowards { forward } => {
                self.forward = forward;
                return self.found(forward, false, hits);
            }
            Act::Filter(condition) => {
                self.recipe.condition = condition;
                return Came::Refill;
            }
            Act::NextOrder => {
                let orders = self.things.orders();
                let at = orders.iter().position(|it| *it == self.recipe.order);
                self.recipe.order = orders[at.map_or(0, |at| (at + 1) % orders.len())].to_owned();
                return Came::Refill;
            }
            Act::Reverse => {
                self.recipe.reversed ^= true;
                return Came::Refill;
            }
            Act::Preview => {
                self.preview = match self.preview {
                    Preview::Off => Preview::Big,
                    Preview::Big => Preview::Normal,
                    Preview::Normal => Preview::Off,
                };
            }
            Act::Info => self.info ^= true,
            Act::Previews { left } => self.moved += if left { -1 } else { 1 },
            Act::Mark(mark) => {
                return Came::Marked(self.chosen().filter(|_| mark).map(|row| row.place));
            }
            Act::Home => self.go_home(),
            Act::Help => self.help ^= true,
            Act::Ask(question) => return Came::Ask(question),
            Act::Command(command) => return Came::Command(command, self.tagged_targets(true)),
        }
        Came::Nothing
    }

    /// The targets that are tagged; where none is, with `or_chosen` what is chosen.
    fn tagged_targets(&self, or_chosen: bool) -> Vec<String> {
        let tagged = self.rows.iter().filter(|row| self.is_tagged(row));
        let mut targets: Vec<String> = tagged.map(|row| row.target.clone()).collect();
        if targets.is_empty() && or_chosen {
            targets.extend(self.chosen().map(|row| row.target.clone()));
        }
        targets
    }

    fn laid_out(&mut self) -> Came {
        self.lay_out();
        Came::Refill
    }

    /// Shows what is below the line, or where it does so goes there.
    fn open(&mut self) -> Came {
        let Some(row) = self.chosen().cloned() else { return Came::Nothing };
        if row.is_flat || row.is_open || !row.has_children {
            self.selected = (self.selected + 1).min(self.rows.len().saturating_sub(1));
            return Came::Nothing;
        }
        self.opened.insert(row.id, true);
        self.laid_out()
    }

    /// Hides what is below the line, or where nothing is what it is among.
    fn close(&mut self) -> Came {
        let Some(row) = self.chosen().cloned() else { return Came::Nothing };
        let closes = row.has_children && row.is_open && !row.is_flat;
        let line = if closes { Some(self.selected) } else { row.parent };
        let Some(line) = line else {
            self.selected = self.selected.saturating_sub(1);
            return Came::Nothing;
        };
        self.selected = line;
        self.opened.insert(self.rows[line].id.clone(), false);
        self.laid_out()
    }

    /// Tags the line, or no longer. What it is among and what is below it is not tagged then.
    fn tag(&mut self) {
        let Some(row) = self.rows.get(self.selected) else { return };
        if self.tagged.remove(&row.id) {
            return;
        }
        let id = row.id.clone();
        let mut above = row.parent;
        while let Some(line) = above {
            self.tagged.remove(&self.rows[line].id);
            above = self.rows[line].parent;
        }
        let depth = row.rails.len();
        for below in self.rows[self.selected + 1..].iter().take_while(|it| it.rails.len() > depth) {
            self.tagged.remove(&below.id);
        }
        self.tagged.insert(id);
    }

    /// The window that is chosen, and the one next to it in its session.
    fn swap(&self, up: bool) -> Came {
        let Some(row) = self.chosen() else { return Came::Nothing };
        if self.things != Things::Tree || row.rails.len() != 2 || self.recipe.order == "name" {
            return Came::Nothing;
        }
        let same = |it: &&Row| it.rails.len() == 2 && it.parent == row.parent;
        let other = match up {
            true => self.rows[..self.selected].iter().rev().find(same),
            false => self.rows[self.selected + 1..].iter().find(same),
        };
        match other {
            Some(other) => Came::Swapped(row.target.clone(), other.target.clone()),
            None => Came::Nothing,
        }
    }

    fn go_home(&mut self) {
        let home = self.home.clone();
        self.show(&home);
    }

    /// Selects what has an id, whatever it is below being open then. Whether there is such.
    fn show(&mut self, id: &str) -> bool {
        fn way(entries: &[Entry], id: &str) -> Option<Vec<String>> {
            entries.iter().find_map(|entry| match entry.id == id {
                true => Some(Vec::new()),
                false => {
                    way(&entry.children, id).map(|below| [vec![entry.id.clone()], below].concat())
                }
            })
        }
        let Some(way) = way(&self.entries, id) else { return false };
        self.opened.extend(way.into_iter().map(|id| (id, true)));
        self.lay_out();
        self.selected = self.rows.iter().position(|row| row.id == id).unwrap_or(self.selected);
        true
    }

    /// Goes to the next that has what is searched for, or the one before, round the end, what is not
    /// seen among them; the selected one counts where that is `inclusive`.
    fn found(&mut self, forward: bool, inclusive: bool, hits: &BTreeSet<String>) -> Came {
        let is_lower = self.sought == self.sought.to_lowercase();
        let fold = self.face == Dialect::Pmux || is_lower;
        let wanted = if fold { self.sought.to_lowercase() } else { self.sought.clone() };
        fn all<'a>(entries: &'a [Entry], out: &mut Vec<&'a Entry>) {
            for entry in entries {
                out.push(entry);
                all(&entry.children, out);
            }
        }
        let mut entries = Vec::new();
        all(&self.entries, &mut entries);
        let count = entries.len();
        let here = self.chosen().and_then(|row| entries.iter().position(|it| it.id == row.id));
        let Some(here) = here.filter(|_| !wanted.is_empty()) else { return Came::Nothing };
        let first = usize::from(!inclusive);
        let mut order = (first..first + count).map(|n| match forward {
            true => (here + n) % count,
            false => (here + count - n % count) % count,
        });
        let has = |text: &str| match fold {
            true => text.to_lowercase().contains(&wanted),
            false => text.contains(&wanted),
        };
        let found = order.find(|n| has(&entries[*n].sought) || hits.contains(&entries[*n].id));
        let Some(id) = found.map(|n| entries[n].id.clone()) else { return Came::NotFound };
        let lines = self.rows.len();
        self.show(&id);
        if self.rows.len() == lines { Came::Nothing } else { Came::Refill }
    }
}

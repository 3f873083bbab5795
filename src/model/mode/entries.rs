//! Making the lines of choosers, when they open and when what they are of changed.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::chooser::{Chooser, Entry, Filtered, Recipe, Things};
use super::{CHOOSE_TABLE, Mode, customize};
use crate::dialect::Dialect;
use crate::language::format::is_true;
use crate::language::key::parse_key;
use crate::language::style::plain_text;
use crate::model::Model;
use crate::model::buffers::Buffer;
use crate::model::client::Client;
use crate::model::id::{ClientId, PaneId};
use crate::model::resolve::Place;
use crate::model::tree;
use crate::model::variables::sample;

/// What a chooser shows of each client.
pub const CLIENT_FORMAT: &str = "#{client_session} #{client_width}x#{client_height} \
    #{client_termname}#{?client_readonly, (read only),}";

/// What a chooser shows of each buffer.
pub const BUFFER_FORMAT: &str = "#{buffer_size} bytes: \"#{buffer_sample}\"";

/// The same as tmux has it.
pub const TMUX_CLIENT_FORMAT: &str = "#[fg=themelightgrey]#{t/p:client_activity}: session \
    #[default]#{session_name}";

/// The same as tmux has it.
pub const TMUX_BUFFER_FORMAT: &str = "#{t/p:buffer_created}: #{buffer_sample}";

impl Model {
    /// What a chooser says of each thing, where nobody says otherwise.
    pub fn usual_format(&self, things: Things) -> &'static str {
        match (things, self.identity.dialect) {
            (Things::Tree, Dialect::Pmux) => tree::FORMAT,
            (Things::Tree, Dialect::Tmux) => tree::TMUX_FORMAT,
            (Things::Buffers, Dialect::Pmux) => BUFFER_FORMAT,
            (Things::Buffers, Dialect::Tmux) => TMUX_BUFFER_FORMAT,
            (Things::Clients, Dialect::Pmux) => CLIENT_FORMAT,
            (Things::Clients, Dialect::Tmux) => TMUX_CLIENT_FORMAT,
            (Things::Settings, _) => customize::FORMAT,
        }
    }

    /// A pane goes into a mode to choose from, with `selected` chosen at first; with `zoom` it has
    /// the whole window until that is left.
    pub fn open_chooser(&mut self, pane: PaneId, mut chooser: Chooser, selected: &str, zoom: bool) {
        self.drop_numbers(pane);
        chooser.face = self.identity.dialect;
        self.fill_chooser(pane, &mut chooser);
        chooser.select(selected);
        chooser.zooms = zoom && self.zoom_in(pane);
        let name = chooser.things.mode();
        self.alter_modes(pane, None, |modes| {
            if let Some(Mode::Choose(before)) = modes.take(name) {
                chooser.zooms |= before.zooms;
            }
            modes.enter(Mode::Choose(Box::new(chooser)));
        });
    }

    /// Makes the choosers anew that clients see, where what they are of is not as it was. One that
    /// has nothing left to choose from is left. Settings stay as they are seen until something is done
    /// there: nobody is to set what came under their hands.
    pub fn refresh_choosers(&mut self, clients: &[ClientId]) {
        let seen = clients.iter().flat_map(|client| self.seen_by(*client));
        let follows = |pane: &PaneId| {
            self.chooser(*pane).is_some_and(|chooser| chooser.things != Things::Settings)
        };
        let panes: BTreeSet<PaneId> = seen.filter(follows).collect();
        panes.into_iter().for_each(|pane| self.refresh_chooser(pane));
    }

    /// The same for that of one pane, whoever sees it.
    pub fn refresh_chooser(&mut self, pane: PaneId) {
        let Some(chooser) = self.chooser(pane) else { return };
        let mut new = Box::new(chooser.clone());
        self.fill_chooser(pane, &mut new);
        if *new == *chooser {
            return;
        }
        match new.rows.is_empty() {
            true => self.leave_mode(pane, None),
            false => drop(self.graph.with_mode(pane, |mode, _| *mode = Mode::Choose(new))),
        }
    }

    /// What there is to choose from in a pane.
    pub fn chooser(&self, pane: PaneId) -> Option<&Chooser> {
        match self.graph.pane(pane)?.modes.top()? {
            Mode::Choose(chooser) => Some(chooser),
            _ => None,
        }
    }

    /// The panes that a client sees.
    fn seen_by(&self, client: ClientId) -> Vec<PaneId> {
        let window = self.client_window(client).and_then(|id| self.graph.window(id));
        let popup = self.graph.client(client).and_then(|it| Some(it.popup()?.float.pane));
        let shown = window.map(|window| window.visible()).unwrap_or_default();
        shown.into_iter().map(|(pane, _)| pane).chain(popup).collect()
    }

    /// Makes the lines of a pane's chooser; what was chosen stays so, if it is there still.
    fn fill_chooser(&self, pane: PaneId, chooser: &mut Chooser) {
        let mut entries = self.entries(pane, chooser.things, &chooser.recipe);
        chooser.filtered = match (chooser.recipe.condition.is_empty(), entries.is_empty()) {
            (true, _) => Filtered::No,
            (false, false) => Filtered::Active,
            (false, true) => {
                // As in tmux: what leaves nothing to choose from is no choice.
                let all = Recipe { condition: String::new(), ..chooser.recipe.clone() };
                entries = self.entries(pane, chooser.things, &all);
                Filtered::NoMatches
            }
        };
        chooser.fill(entries);
        self.key_lines(chooser);
        let (choose, kill) = match chooser.things {
            Things::Tree => ("choose", "kill"),
            Things::Buffers => ("paste", "delete"),
            Things::Clients => ("choose", "detach"),
            Things::Settings => ("set", "unset"),
        };
        let offers = [
            ("choose", choose),
            ("kill", kill),
            ("search-forward-incremental", "search"),
            ("cancel", "close"),
        ];
        chooser.hint = self.keys().hint(CHOOSE_TABLE, &offers);
    }

    /// Gives each line the key that chooses it.
    fn key_lines(&self, chooser: &mut Chooser) {
        let format = chooser.recipe.key_format.clone();
        let face = chooser.face;
        for (line, row) in chooser.rows.iter_mut().enumerate() {
            let key = match (format.as_str(), face) {
                ("", Dialect::Tmux) if line < 10 => line.to_string(),
                ("", Dialect::Tmux) if line < 36 => {
                    format!("M-{}", char::from(b'a' + (line - 10) as u8))
                }
                ("", _) => String::new(),
                (format, _) => self.expand_with(format, &row.place, &[("line", line.to_string())]),
            };
            row.key = parse_key(&key).ok();
        }
    }

    fn entries(&self, pane: PaneId, things: Things, recipe: &Recipe) -> Vec<Entry> {
        let mut entries = match things {
            // It is told itself which way round it is.
            Things::Tree => return self.tree(recipe, Some(pane)),
            Things::Clients => self.client_entries(recipe),
            Things::Buffers => self.buffer_entries(recipe),
            Things::Settings => return self.settings(pane, recipe),
        };
        if recipe.reversed {
            entries.reverse();
        }
        entries
    }

    fn client_entries(&self, recipe: &Recipe) -> Vec<Entry> {
        let usual = self.usual_format(Things::Clients);
        let format = if recipe.format.is_empty() { usual } else { &recipe.format };
        let mut attached: Vec<&Client> =
            self.graph.clients().filter(|client| client.session().is_some()).collect();
        match recipe.order.as_str() {
            "activity" => attached.sort_by_key(|client| Reverse(client.activity)),
            "creation" => attached.sort_by_key(|client| client.created),
            "size" => {
                attached.sort_by_key(|client| (client.size.cells.cols, client.size.cells.rows))
            }
            _ => attached.sort_by_key(|client| client.name()),
        }
        attached
            .into_iter()
            .filter_map(|client| {
                let place = Place::of_client(self, client.id);
                self.flat_entry(format, &recipe.condition, place, &[], client.name())
            })
            .collect()
    }

    fn buffer_entries(&self, recipe: &Recipe) -> Vec<Entry> {
        let usual = self.usual_format(Things::Buffers);
        let format = if recipe.format.is_empty() { usual } else { &recipe.format };
        let mut buffers: Vec<&Buffer> = self.buffers.iter().collect();
        match recipe.order.as_str() {
            "name" => buffers.sort_by_key(|buffer| &buffer.name),
            "size" => buffers.sort_by_key(|buffer| Reverse(buffer.data.len())),
            _ => {}
        }
        buffers
            .into_iter()
            .filter_map(|buffer| {
                let extra = [
                    ("buffer_name", buffer.name.clone()),
                    ("buffer_size", buffer.data.len().to_string()),
                    ("buffer_created", buffer.created.to_string()),
                    ("buffer_sample", sample(&buffer.data).replace('#', "##")),
                ];
                let place = Place::default();
                self.flat_entry(format, &recipe.condition, place, &extra, buffer.name.clone())
            })
            .collect()
    }

    fn flat_entry(
        &self,
        format: &str,
        condition: &str,
        place: Place,
        extra: &[(&str, String)],
        name: String,
    ) -> Option<Entry> {
        let holds = || is_true(&self.expand_with(condition, &place, extra));
        if !condition.is_empty() && !holds() {
            return None;
        }
        let text = self.expand_with(format, &place, extra);
        let sought = match self.identity.dialect {
            Dialect::Pmux => format!("{name}: {}", plain_text(&text)),
            Dialect::Tmux => name.clone(),
        };
        Some(Entry {
            id: name.clone(),
            target: name.clone(),
            name,
            text,
            sought,
            place,
            opens: true,
            ..Entry::default()
        })
    }
}

//! Whose mode it is: the pane's, which all see and whose keys all have, or that of a client which
//! only looks on.

use super::{Look, Mode, Modes, Numbered, Reader, Things};
use crate::geometry::Point;
use crate::key::Key;
use crate::language::command_line::{Parsed, Statement, Word};
use crate::model::Model;
use crate::model::client::Client;
use crate::model::copy_mode::{CopyMode, Numbers};
use crate::model::id::{ClientId, PaneId};
use crate::model::pane::Pane;
use crate::terminal::Terminal;

impl Model {
    /// The client that has modes of its own: one that only looks on moves nobody else's view.
    pub fn looks_on(&self, client: Option<ClientId>) -> Option<ClientId> {
        client.filter(|id| self.graph.client(*id).is_some_and(|client| client.read_only))
    }

    /// The mode of a pane that a client's keys are for: its own where it only looks on, else the
    /// pane's.
    pub fn mode_of(&self, pane: PaneId, client: Option<ClientId>) -> Option<&Mode> {
        match self.looks_on(client).and_then(|id| self.graph.client(id)) {
            Some(client) => client.look().filter(|look| look.pane == pane)?.modes.top(),
            None => self.graph.pane(pane)?.modes.top(),
        }
    }

    /// The same where text can be copied from it, with what holds the text.
    pub fn copying(
        &self,
        pane: PaneId,
        client: Option<ClientId>,
    ) -> Option<(&CopyMode, &Terminal)> {
        self.mode_of(pane, client)?.copying(&self.graph.pane(pane)?.terminal)
    }

    /// The key table that a client's keys are looked up in while a pane is in a mode.
    pub fn mode_table(&self, pane: PaneId, client: Option<ClientId>) -> Option<&'static str> {
        let mode = self.mode_of(pane, client)?;
        let window = self.graph.window_under(pane);
        let table = mode.table(self.window_lookup(window).text("mode-keys") == "vi")?;
        self.keys().has(table).then_some(table)
    }

    /// The pane of its window that a client which only looks on sees in a mode of its own, the
    /// active one or not: its keys are for that, where no popup is over it.
    pub fn looked_at(&self, client: ClientId) -> Option<PaneId> {
        let it = self.graph.client(client).filter(|it| it.read_only && it.popup().is_none())?;
        let look = it.look()?;
        let window = self.graph.window(self.client_window(client)?)?;
        window.visible().into_iter().map(|(id, _)| id).find(|id| *id == look.pane)
    }

    /// The mode that a client sees a pane in.
    pub fn mode_shown<'a>(&'a self, pane: PaneId, client: &'a Client) -> Option<&'a Mode> {
        let own = client.look().filter(|look| client.read_only && look.pane == pane);
        own.map(|look| &look.modes).or_else(|| Some(&self.graph.pane(pane)?.modes))?.top()
    }

    /// What a key does in a pane's mode that has no table: the commands that it stands for.
    pub fn own_binding(&self, pane: PaneId, key: Key) -> Option<Vec<Statement>> {
        let mode = self.graph.pane(pane)?.modes.top()?;
        // Customize mode has more to do than the table of all choosers knows.
        let of_settings =
            matches!(mode, Mode::Choose(chooser) if chooser.things == Things::Settings);
        if !of_settings && mode.table(false).is_some_and(|table| self.keys().has(table)) {
            return None;
        }
        let target = pane.to_string();
        let act = mode.own_act(key)?;
        let words = ["send-keys", "-t", &target, "-X"].into_iter().map(str::to_owned).chain(act);
        let words = words.map(Word::Text).collect();
        Some(vec![Statement::Commands(vec![Parsed { line: 1, words }])])
    }

    /// The cell of a pane in a mode that is to be in sight.
    pub fn mode_focus(&self, pane: &Pane, mode: &Mode) -> Point {
        let (size, at) = (pane.size.cells, mode.focus(pane.size.cells));
        Point::new((at.x + self.gutter(pane, mode)).min(size.cols.saturating_sub(1)), at.y)
    }

    /// The cell of a mode's text that a cell of its pane is.
    pub fn in_text(&self, pane: PaneId, client: Option<ClientId>, at: Point) -> Point {
        let mode = self.graph.pane(pane).zip(self.mode_of(pane, client));
        let gutter = mode.map_or(0, |(pane, mode)| self.gutter(pane, mode));
        Point::new(at.x.saturating_sub(gutter), at.y)
    }

    /// The columns before a mode's text.
    fn gutter(&self, pane: &Pane, mode: &Mode) -> u16 {
        let Some((copy, terminal)) = mode.copying(&pane.terminal) else { return 0 };
        let wanted = self.pane_lookup(pane.id).text("copy-mode-line-numbers");
        copy.gutter(terminal, Numbers::of(&wanted))
    }

    /// Whether a pane shows something else than its program, and nothing that is typed is for that.
    pub fn is_in_mode(&self, pane: PaneId) -> bool {
        self.graph.pane(pane).is_some_and(|pane| !pane.modes.is_empty() || pane.prompt.is_some())
    }

    /// A pane goes into a mode, for all or for a client that only looks on.
    pub fn enter_mode(&mut self, pane: PaneId, client: Option<ClientId>, mode: Mode) {
        if self.looks_on(client).is_none() {
            self.drop_numbers(pane);
        }
        self.alter_modes(pane, client, |modes| modes.enter(mode));
    }

    /// A pane shows the panes of a window with their numbers; with `zoom` it has its whole window for
    /// as long.
    pub fn show_numbers(&mut self, pane: PaneId, mut numbered: Numbered, zoom: bool) {
        numbered.zooms = zoom && self.zoom_in(pane);
        if let Some(until) = numbered.until {
            self.wants_frame(until);
        }
        self.enter_mode(pane, None, Mode::Panes(Box::new(numbered)));
    }

    /// Numbers of panes are never below another mode.
    pub(in crate::model) fn drop_numbers(&mut self, pane: PaneId) {
        let top = self.graph.pane(pane).and_then(|pane| pane.modes.top());
        if matches!(top, Some(Mode::Panes(_))) {
            self.leave_mode(pane, None);
        }
    }

    /// The numbers of panes go that were shown for long enough.
    pub fn drop_numbers_due(&mut self) {
        let now = self.clock.millis;
        let until = |pane: &Pane| match pane.modes.top()? {
            Mode::Panes(numbered) => Some((pane.id, numbered.until?)),
            _ => None,
        };
        let all: Vec<(PaneId, u64)> = self.graph.panes().filter_map(until).collect();
        for (pane, until) in all {
            match until <= now {
                true => self.leave_mode(pane, None),
                false => self.wants_frame(until),
            }
        }
    }

    /// What moves is drawn again then at the latest, in milliseconds of the clock.
    pub fn wants_frame(&self, due: u64) {
        let next = self.frame_due.get().filter(|next| *next > self.clock.millis);
        self.frame_due.set(Some(next.map_or(due, |next| next.min(due))));
    }

    /// A pane shows what is below the mode that it is in.
    pub fn leave_mode(&mut self, pane: PaneId, client: Option<ClientId>) {
        let leave = |modes: &mut Modes| {
            let left = modes.leave()?;
            Some((modes.ended_with(&left), left))
        };
        let (ends, left) = match self.alter_modes(pane, client, leave).flatten() {
            Some((ends, left)) => (ends, Some(left)),
            None => (false, None),
        };
        let zooms = match left {
            Some(Mode::Choose(chooser)) => chooser.zooms,
            Some(Mode::Switch(switcher)) => switcher.zooms,
            Some(Mode::Panes(numbered)) => numbered.zooms,
            _ => false,
        };
        if zooms {
            self.zoom_out(pane);
        }
        if ends {
            self.remove_pane(pane);
        }
    }

    /// With the mode that a pane is in by now the pane is to be left too.
    pub fn end_with_mode(&mut self, pane: PaneId) {
        self.alter_modes(pane, None, |modes| modes.end_with_top(true));
    }

    /// Gives a pane the whole of its window. Whether it had not that before.
    pub(super) fn zoom_in(&mut self, pane: PaneId) -> bool {
        let window = self.graph.window_of(pane).and_then(|id| self.graph.window(id));
        let Some(window) = window.filter(|it| !it.zoomed).map(|it| it.id) else { return false };
        self.graph.toggle_zoom(window, pane);
        self.graph.window(window).is_some_and(|window| window.zoomed)
    }

    /// A pane has no longer the whole of its window.
    fn zoom_out(&mut self, pane: PaneId) {
        let window = self.graph.window_of(pane).and_then(|id| self.graph.window(id));
        if let Some(window) = window.filter(|it| it.zoomed && it.active == pane).map(|it| it.id) {
            self.graph.zoom(window, false);
        }
    }

    /// Shows a client's person a text: in the pane that their keys are for, where all see it who
    /// look at that, or to them alone where they only look on.
    pub fn show_text(&mut self, client: ClientId, text: &str) {
        let shows = self.graph.client(client).is_some_and(|it| it.session().is_some());
        let pane = self.looked_at(client).or_else(|| self.typed_into(client)).filter(|_| shows);
        let Some(pane) = pane.and_then(|pane| self.graph.pane(pane)) else {
            return self.show_message(client, &text.replace('#', "##"), None);
        };
        let id = pane.id;
        self.show_text_in(id, Some(client), text);
    }

    /// Shows a text in a pane, after what is read there already.
    pub fn show_text_in(&mut self, id: PaneId, client: Option<ClientId>, text: &str) {
        let Some(size) = self.graph.pane(id).map(|pane| pane.size.cells) else { return };
        let read_on = |modes: &mut Modes| {
            modes.raise("view-mode");
            match modes.top_mut() {
                Some(Mode::View(reader)) => {
                    reader.add(text);
                    true
                }
                _ => false,
            }
        };
        let is_read = self.alter_modes(id, client, read_on) == Some(true);
        if !is_read {
            let habits = self.habits(id);
            let table = if habits.vi { "copy-mode-vi" } else { "copy-mode" };
            let acts =
                [("cancel", "close"), ("search-forward", "search"), ("page-down", "page down")];
            let hint = self.keys().hint(table, &acts);
            let reader = Reader::new(text, size, habits, hint);
            self.enter_mode(id, client, Mode::View(reader));
        }
    }

    /// A pane shows its program again, whatever modes it is in.
    pub fn leave_modes(&mut self, pane: PaneId, client: Option<ClientId>) {
        while self.mode_of(pane, client).is_some() {
            self.leave_mode(pane, client);
        }
    }

    /// A pane's history is another from here on: nobody looks at what it was.
    pub fn end_copy_modes(&mut self, pane: PaneId) {
        self.graph.alter_modes(pane, Modes::end_copying);
        self.graph.end_looks(|_, _, look| look == pane);
    }

    /// Alters the modes that a client's keys are for; `None` where there can be none.
    pub(in crate::model) fn alter_modes<T>(
        &mut self,
        pane: PaneId,
        client: Option<ClientId>,
        alter: impl FnOnce(&mut Modes) -> T,
    ) -> Option<T> {
        let Some(client) = self.looks_on(client) else {
            return self.graph.alter_modes(pane, alter);
        };
        let look = &mut self.graph.display_mut(client)?.look;
        let own = look.take_if(|look| look.pane == pane);
        let mut modes = own.map_or_else(Modes::default, |look| look.modes);
        let done = alter(&mut modes);
        if !modes.is_empty() {
            *look = Some(Look { pane, modes });
        }
        Some(done)
    }

    /// Has the mode that a client's keys are for do something; `None` where there is none.
    pub fn with_mode<T>(
        &mut self,
        pane: PaneId,
        client: Option<ClientId>,
        act: impl FnOnce(&mut Mode, &Pane) -> T,
    ) -> Option<T> {
        let before = self.first_beside_bar(pane, client);
        let done = match self.looks_on(client) {
            Some(client) => self.graph.with_look(client, pane, act),
            None => self.graph.with_mode(pane, act),
        };
        if before.is_some() && self.first_beside_bar(pane, client) != before {
            self.show_bar(pane);
        }
        done
    }

    /// The same where text can be copied from it.
    pub fn with_copying<T>(
        &mut self,
        pane: PaneId,
        client: Option<ClientId>,
        act: impl FnOnce(&mut CopyMode, &Terminal) -> T,
    ) -> Option<T> {
        self.copying(pane, client)?;
        let done = self.with_mode(pane, client, |mode, pane| {
            let (copy, terminal) = mode.copying_mut(&pane.terminal)?;
            Some(act(copy, terminal))
        });
        done?
    }
}

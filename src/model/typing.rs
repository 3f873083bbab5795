//! What reaches a pane's program as if it were typed: keys, text, pastes.
//!
//! A pane whose input is off, or whose program has ended, gets nothing. With
//! `synchronize-panes` what is typed into one pane reaches the others that have it too.

use crate::geometry::{Area, Point};
use crate::key::{Key, KeyAction, KeyCode, KeyEvent};
use crate::terminal::Paste;

use super::Model;
use super::client::{Drag, Grip};
use super::effect::{Effect, PaneEffect};
use super::id::{ClientId, PaneId};
use super::pane::Pane;

/// From so many bytes on that wait for a program, clients that type into it are not read and commands
/// that would are refused.
pub const MUCH_WAITING: usize = 8 << 20;

/// So much more, in bytes, of what was read of a client before it was known that this is too much: the
/// largest part of a paste, and what came along with it.
const READ_ALREADY: usize = 2 << 20;

/// The most that waits for a program, in bytes, but for what a command asked for when less did.
const MOST_WAITING: usize = 64 << 20;

impl Pane {
    /// Whether what is typed reaches a program.
    pub fn takes_input(&self) -> bool {
        !self.input_off && !self.is_dead()
    }

    /// Whether more can be typed.
    pub fn has_room(&self) -> bool {
        self.run.waiting < MUCH_WAITING
    }

    /// Whether what a person typed is lost: its program reads nothing, or their client would not have
    /// been read so far.
    pub fn is_overfull(&self) -> bool {
        self.run.waiting >= MUCH_WAITING + READ_ALREADY
    }
}

impl Model {
    /// The panes that get what is typed into one: it, and where they are synchronised all
    /// others of the window that show a program that runs.
    pub fn typing_panes(&self, pane: PaneId) -> Vec<PaneId> {
        let synchronized = |id: &PaneId| self.pane_lookup(*id).flag("synchronize-panes");
        let window = self.graph.window_of(pane).and_then(|id| self.graph.window(id));
        let in_mode = |id: &PaneId| self.is_in_mode(*id);
        match window.filter(|window| window.panes().len() > 1 && synchronized(&pane)) {
            Some(window) => {
                let all = window.shown().into_iter().map(|(id, _)| id);
                let runs = |id: &PaneId| self.graph.pane(*id).is_some_and(|pane| !pane.is_dead());
                let gets = |id: &PaneId| synchronized(id) && runs(id) && !in_mode(id);
                all.filter(|id| *id == pane || gets(id)).collect()
            }
            None => vec![pane],
        }
    }

    /// Types a key into a pane.
    pub fn send_key(&mut self, id: PaneId, event: &KeyEvent) {
        let Some(pane) = self.graph.pane(id).filter(|pane| !pane.input_off) else { return };
        if pane.is_dead() {
            // What becomes of the pane at a key its last line says.
            let any = self.pane_lookup(id).text("remain-on-exit") == "key" && !pane.run.waits();
            if event.action == KeyAction::Press && (any || event.key.code == KeyCode::Enter) {
                match pane.run.waits() {
                    true => self.start_again(id),
                    false => self.remove_pane(id),
                }
            }
            return;
        }
        self.settle_policy(id);
        let mut bytes = Vec::new();
        if let Some(pane) = self.graph.pane(id) {
            pane.terminal.encode_key(event, &mut bytes);
        }
        self.person_typed(id);
        self.write_to(id, bytes);
    }

    /// Shows text in a pane that nothing runs in.
    pub fn show_in(&mut self, id: PaneId, text: &[u8]) {
        self.settle_policy(id);
        if let Some(pane) = self.graph.alter_pane(id).filter(|pane| pane.run.is_nothing()) {
            pane.terminal.feed(text);
        }
    }

    /// What is below a pane's cursor goes, and as many lines of its history come above.
    pub fn trim(&mut self, id: PaneId) {
        if let Some(pane) = self.graph.alter_pane(id).filter(|pane| pane.modes.is_empty()) {
            pane.terminal.trim();
        }
    }

    /// A person types into a pane now.
    pub fn person_typed(&mut self, pane: PaneId) {
        self.typed = self.clock.millis;
        if let Some(pane) = self.graph.pane_mut(pane) {
            pane.typed = self.typed;
        }
    }

    /// Types keys, one after the other, into a pane and those that are synchronised with it.
    pub fn type_keys(&mut self, pane: PaneId, keys: &[Key]) {
        for pane in self.typing_panes(pane) {
            self.settle_policy(pane);
            let Some(it) = self.graph.pane(pane).filter(|it| it.takes_input()) else { continue };
            let mut bytes = Vec::new();
            for key in keys {
                it.terminal.encode_key(&KeyEvent::from(*key), &mut bytes);
            }
            self.write_to(pane, bytes);
        }
    }

    /// Types bytes as they are into a pane and those that are synchronised with it.
    pub fn type_bytes(&mut self, pane: PaneId, bytes: &[u8]) {
        for pane in self.typing_panes(pane) {
            if self.graph.pane(pane).is_some_and(Pane::takes_input) {
                self.write_to(pane, bytes.to_vec());
            }
        }
    }

    /// Pastes text into a pane, in brackets where its program asked for them.
    pub fn send_paste(&mut self, pane: PaneId, text: &[u8]) {
        let Some(it) = self.graph.pane(pane).filter(|it| it.takes_input()) else { return };
        let mut paste = it.terminal.paste();
        self.paste_part(pane, &mut paste, text);
        self.end_paste(pane, paste);
    }

    /// The same with all line ends as they are, in brackets.
    pub fn send_bracketed(&mut self, pane: PaneId, text: &[u8]) {
        let Some(it) = self.graph.pane(pane).filter(|it| it.takes_input()) else { return };
        let mut paste = it.terminal.paste().keeping_line_ends();
        self.paste_part(pane, &mut paste, text);
        self.end_paste(pane, paste);
    }

    /// Pastes a part of a text into a pane.
    pub fn paste_part(&mut self, pane: PaneId, paste: &mut Paste, text: &[u8]) {
        let mut bytes = Vec::new();
        paste.part(text, &mut bytes);
        self.write_pasted(pane, paste.is_bracketed(), bytes);
    }

    /// All of a text was pasted into a pane.
    pub fn end_paste(&mut self, pane: PaneId, paste: Paste) {
        let (bracketed, mut bytes) = (paste.is_bracketed(), Vec::new());
        paste.end(&mut bytes);
        self.write_pasted(pane, bracketed, bytes);
    }

    /// A Return in brackets enters no line.
    fn write_pasted(&mut self, pane: PaneId, bracketed: bool, bytes: Vec<u8>) {
        match bracketed {
            true => self.write(pane, bytes),
            false => self.write_to(pane, bytes),
        }
    }

    /// Writes bytes that somebody typed to a pane's program.
    pub fn write_to(&mut self, pane: PaneId, bytes: Vec<u8>) {
        if let Some(pane) = self.graph.pane_mut(pane) {
            pane.run.shell.typed(&bytes);
        }
        self.write(pane, bytes);
    }

    /// Writes bytes to a pane's program, where not too much waits for it already.
    fn write(&mut self, id: PaneId, bytes: Vec<u8>) {
        let Some(pane) = self.graph.pane_mut(id).filter(|_| !bytes.is_empty()) else { return };
        if pane.run.waiting < MOST_WAITING {
            pane.run.waiting += bytes.len();
            pane.run.told_full &= !pane.has_room();
            // What is typed fast is written at once: each write is a system call.
            match self.outbox.last_mut() {
                Some(Effect::Pane(to, PaneEffect::Write(before))) if *to == id => {
                    before.extend_from_slice(&bytes);
                }
                _ => self.ask_pane(id, PaneEffect::Write(bytes)),
            }
        }
    }

    /// Writes what pmux itself has to say to a pane's program, such as replies: as its terminal's own
    /// queue does, it loses what comes while the program reads nothing.
    pub fn tell_program(&mut self, id: PaneId, bytes: Vec<u8>) {
        if self.graph.pane(id).is_some_and(Pane::has_room) {
            self.write(id, bytes);
        }
    }

    /// The panes that are typed into with one, if there is room for that in all of them; else what a
    /// person at `client` typed is lost, which they are told.
    pub fn typed_by(&mut self, client: ClientId, pane: PaneId) -> Vec<PaneId> {
        let panes = self.typing_panes(pane);
        let full = panes.iter().find(|id| self.graph.pane(**id).is_some_and(Pane::is_overfull));
        let Some(full) = full.copied() else { return panes };
        let text = reads_nothing(full);
        let told =
            self.graph.pane_mut(full).map(|it| std::mem::replace(&mut it.run.told_full, true));
        if told == Some(false) {
            self.show_message(client, &format!("{text}: what is typed now is lost"), None);
        }
        Vec::new()
    }

    /// The border that a client's mouse holds at `from`, a place in the window that the client
    /// shows, follows it towards `to`. Where the border is then is where the next motion begins.
    pub fn drag_border(&mut self, client: ClientId, from: Point, to: Point) {
        let window = self.client_window(client);
        let now = window.and_then(|id| self.graph.drag_border(id, from, to));
        let Some(now) = now else { return };
        if let Some(display) = self.graph.display_mut(client) {
            display.drag = display.drag.map(|_| Drag::Border(now));
        }
    }

    /// A pane that floats goes with the mouse that holds it, which is at this place of the window now.
    pub fn drag_float(&mut self, client: ClientId, x: i32, y: i32) {
        let Some(display) = self.graph.display_mut(client) else { return };
        let Some(Drag::Float { pane, grip, last }) = &mut display.drag else { return };
        let (pane, grip, before) = (*pane, *grip, std::mem::replace(last, (x, y)));
        let window = self.graph.window_of(pane).and_then(|id| self.graph.window(id));
        let float = window.and_then(|window| window.float(pane));
        let Some((place, framed)) = float.map(|float| (float.place, float.framed)) else { return };
        let place = match grip {
            Grip::All => Area::new(place.x + x - before.0, place.y + y - before.1, place.size),
            grip => grip.drag(place, framed, (x, y)),
        };
        self.graph.place_float(pane, place);
    }
}

/// Tells of a pane for whose program too much waits.
pub fn reads_nothing(pane: PaneId) -> String {
    format!("the program in {pane} reads nothing, and {} MiB wait for it", MUCH_WAITING >> 20)
}

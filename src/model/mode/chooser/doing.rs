//! What a chooser does, act by act: which line is chosen, which are seen and tagged, and what is to come
//! of it.

use std::collections::BTreeSet;

use super::{Act, Came, Chooser, Custom, Preview, Row, SetFor, Shares, Things};
use crate::dialect::Dialect;
use crate::geometry::Size;

impl Chooser {
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
        match self.in_settings(act) {
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
                // What cannot be tagged leaves that to what is below it.
                let below = |row: &&Row| match row.parent.map(|parent| &self.rows[parent]) {
                    Some(parent) => parent.fixed,
                    None => !row.fixed,
                };
                self.tagged = self.rows.iter().filter(below).map(|row| row.id.clone()).collect();
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
                if orders.is_empty() {
                    return Came::Nothing;
                }
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
            Act::Custom(custom) if self.things == Things::Settings => {
                return Came::Customized(custom);
            }
            Act::Custom(_) => {}
            Act::ChangedOnly => {
                self.recipe.changed_only ^= true;
                return Came::Refill;
            }
            Act::HideGlobal => {
                self.recipe.hides_global ^= true;
                return Came::Refill;
            }
            Act::Command(command) => return Came::Command(command, self.tagged_targets(true)),
        }
        Came::Nothing
    }

    /// An act as it is meant where settings are chosen from: to choose one is to set it.
    fn in_settings(&self, act: Act) -> Act {
        match act {
            act if self.things != Things::Settings => act,
            Act::Choose => Act::Custom(Custom::Set(SetFor::Nearest)),
            Act::Edit => Act::Custom(Custom::Edit),
            Act::Remove { tagged, asked, .. } => Act::Custom(Custom::Unset { tagged, asked }),
            Act::UseTagged | Act::Swap { .. } | Act::Mark(_) | Act::Home | Act::Command(_) => {
                Act::Select
            }
            act => act,
        }
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
        let Some(row) = self.rows.get(self.selected).filter(|row| !row.fixed) else { return };
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
}

//! What lies over a screen and takes its keys: prompts, pane numbers, panels.

use crate::command::Failure;
use crate::geometry::Size;
use crate::key::{Key, KeyCode, Modifiers, MouseAction, MouseButton, MouseEvent};
use crate::language::command_line::quote;
use crate::language::key::key_name;
use crate::language::target::Kind;
use crate::line::Line;
use crate::model::client::{Overlay, Panel, PanelKind};
use crate::model::id::ClientId;
use crate::model::prompt::{Edit, Prompt, Then};
use crate::model::resolve::Place;
use crate::protocol::view::WIDEST_BOX;

use super::Server;
use super::queue::Origin;
use super::template::{fill, is_answer};

/// The most lines of a panel at once, and what its box and the screen's edges take.
const PANEL_EDGES: u16 = 4;

impl Panel {
    /// How many of its lines are seen on a screen of this size.
    pub fn rows(&self, size: Size) -> usize {
        usize::from(size.rows.saturating_sub(PANEL_EDGES).max(1)).min(self.lines.len().max(1))
    }

    /// Moves what is chosen, or what is seen, by some lines.
    fn go(&mut self, by: isize, rows: usize) {
        let last = self.lines.len().saturating_sub(1);
        if self.choices.is_empty() {
            let last = self.lines.len().saturating_sub(rows);
            self.top = self.top.saturating_add_signed(by).min(last);
            return;
        }
        self.selected = self.selected.saturating_add_signed(by).min(last);
        self.top = self.top.clamp((self.selected + 1).saturating_sub(rows), self.selected);
    }

    /// Begins a search.
    fn search(&mut self) {
        self.searching = true;
        self.filter.clear();
    }

    /// Goes to the next line that has what is searched for.
    fn find(&mut self, from: usize, rows: usize) {
        let wanted = self.filter.to_lowercase();
        let count = self.lines.len();
        let order = (0..count).map(|n| (from + n) % count);
        let found =
            order.into_iter().find(|&n| self.lines[n].text.to_lowercase().contains(&wanted));
        if let Some(at) = found.filter(|_| !wanted.is_empty()) {
            match self.choices.is_empty() {
                true => self.top = at.min(count.saturating_sub(rows)),
                false => {
                    self.selected = at;
                    self.go(0, rows);
                }
            }
        }
    }
}

/// What a panel's key asks for.
enum Asked {
    Nothing,
    Close,
    Choose,
    Kill,
    Search,
}

impl Server {
    /// Takes away what lies over a client's screen.
    pub fn close_overlay(&mut self, client: ClientId) {
        if let Some(client) = self.model.graph.client_mut(client) {
            client.overlay = None;
        }
    }

    /// Shows text in a panel.
    pub fn show_text(&mut self, client: ClientId, title: &str, text: &str) {
        let Some(size) = self.model.graph.client(client).map(|client| client.size.cells) else {
            return;
        };
        let mut panel = Panel::text(title, text);
        // The box has a column on each side, and one of air.
        let columns = usize::from(size.cols.min(WIDEST_BOX).saturating_sub(4)).max(1);
        panel.lines = panel.lines.iter().flat_map(|line| wrapped(line, columns)).collect();
        self.put_back(client, Overlay::Panel(panel));
    }

    /// A key for what lies over the screen.
    pub fn key_to_overlay(&mut self, id: ClientId, key: Key) {
        let Some(client) = self.model.graph.client_mut(id) else { return };
        match client.overlay.take() {
            Some(Overlay::Prompt(prompt)) => self.key_to_prompt(id, prompt, key),
            Some(Overlay::PaneNumbers { template, .. }) => self.key_to_numbers(id, &template, key),
            Some(Overlay::Panel(panel)) => self.key_to_panel(id, panel, key),
            Some(Overlay::Menu(menu)) => self.key_to_menu(id, menu, key),
            Some(Overlay::Message { .. }) | None => {}
        }
    }

    pub(super) fn put_back(&mut self, client: ClientId, overlay: Overlay) {
        if let Some(client) = self.model.graph.client_mut(client) {
            client.overlay = Some(overlay);
        }
    }

    fn key_to_prompt(&mut self, id: ClientId, mut prompt: Prompt, key: Key) {
        if let Then::Confirm { command, key: yes, enter } = &prompt.then {
            let is_yes = match key.code {
                KeyCode::Char(c) => c == *yes && (key.modifiers - Modifiers::SHIFT).is_empty(),
                KeyCode::Enter => *enter,
                _ => false,
            };
            let command = is_yes.then(|| command.clone());
            if let Some(panel) = prompt.over.take() {
                self.put_back(id, Overlay::Panel(*panel));
            }
            if let Some(command) = command {
                self.run_text(id, &command);
                self.close_empty_panel(id);
            }
            return;
        }
        let edits =
            matches!(key.code, KeyCode::Char('0'..='9') | KeyCode::Backspace | KeyCode::Escape);
        if prompt.numeric && !edits {
            // The key that ends the number is what is done so many times.
            self.answered(id, prompt);
            return self.key(id, key.into());
        }
        if prompt.single {
            if key.code != KeyCode::Escape {
                prompt.replace(key_name(key));
                self.answered(id, prompt);
            }
            return;
        }
        prompt.candidates.clear();
        match prompt.edit(key) {
            Edit::Continue => {}
            Edit::Changed => {
                prompt.recalled = 0;
                if prompt.incremental {
                    let answer = format!("={}", prompt.text);
                    let then = prompt.then.clone();
                    self.put_back(id, Overlay::Prompt(prompt));
                    return self.follow(id, &then, &[answer]);
                }
            }
            Edit::Done => return self.answered(id, prompt),
            Edit::Cancel => return,
            // What others typed and copied is not theirs who only look on.
            Edit::Recall(_) | Edit::Paste if self.is_read_only(id) => {}
            Edit::Recall(older) => self.recall(&mut prompt, older),
            Edit::Complete => self.model.complete_prompt(&mut prompt),
            Edit::Paste => {
                if let Some(buffer) = self.model.buffers().get(None) {
                    prompt.insert(&String::from_utf8_lossy(&buffer.data));
                }
            }
        }
        self.put_back(id, Overlay::Prompt(prompt));
    }

    fn answered(&mut self, id: ClientId, mut prompt: Prompt) {
        let answer = std::mem::take(&mut prompt.text);
        if !self.is_read_only(id) {
            self.model.remember_answer(&answer);
        }
        prompt.answers.push(answer);
        if !prompt.more.is_empty() {
            let (label, text) = prompt.more.remove(0);
            prompt.label = label;
            prompt.replace(text);
            return self.put_back(id, Overlay::Prompt(prompt));
        }
        self.follow(id, &prompt.then, &prompt.answers);
    }

    /// Does what is to be done with answers.
    fn follow(&mut self, id: ClientId, then: &Then, answers: &[String]) {
        let Then::Template(template) = then else { return };
        if is_answer(template) {
            let command = answers.first().cloned().unwrap_or_default();
            return self.run_text(id, &command);
        }
        let here = Place::of_client(&self.model, id);
        match self.model.parse_commands(template, &here) {
            Ok(statements) => {
                let parse = |text: &str| self.model.parse_commands(text, &here).ok();
                let statements = fill(&statements, answers, &parse);
                self.run_for(id, statements);
            }
            Err(error) => self.fail(&Origin::Client(id), None, &Failure::from(error)),
        }
    }

    /// An answer that was given before, or what was typed before one looked for that.
    fn recall(&self, prompt: &mut Prompt, older: bool) {
        let answers = self.model.answers();
        if prompt.recalled == 0 {
            prompt.draft.clone_from(&prompt.text);
        }
        let wanted = match older {
            true => (prompt.recalled + 1).min(answers.len()),
            false => prompt.recalled.saturating_sub(1),
        };
        prompt.recalled = wanted;
        let text = match wanted.checked_sub(1).and_then(|back| answers.iter().nth_back(back)) {
            Some(answer) => answer.clone(),
            None => prompt.draft.clone(),
        };
        prompt.replace(text);
    }

    fn key_to_numbers(&mut self, id: ClientId, template: &str, key: Key) {
        let KeyCode::Char(c) = key.code else { return };
        let window = self.model.client_window(id);
        let base = self.model.window_lookup(window).number("pane-base-index");
        let pane = c.to_digit(10).and_then(|digit| {
            let at = usize::try_from(i64::from(digit) - base).ok()?;
            self.model.graph.window(window?)?.panes().get(at).copied()
        });
        match pane {
            Some(pane) => {
                let then = Then::Template(template.to_owned());
                self.follow(id, &then, &[pane.to_string()]);
            }
            // It was not meant for the numbers.
            None => self.key(id, key.into()),
        }
    }

    fn key_to_panel(&mut self, id: ClientId, mut panel: Panel, key: Key) {
        let size = self.model.graph.client(id).map_or(Size::DEFAULT, |client| client.size.cells);
        let rows = panel.rows(size);
        match panel_key(&mut panel, key, rows) {
            Asked::Nothing => self.put_back(id, Overlay::Panel(panel)),
            Asked::Close => {}
            Asked::Choose => {
                if let Some(choice) = panel.choices.get(panel.selected) {
                    let then = Then::Template(panel.template.clone());
                    self.follow(id, &then, std::slice::from_ref(choice));
                }
            }
            Asked::Kill => self.kill_choice(id, panel),
            Asked::Search => {
                let from = if panel.choices.is_empty() { panel.top } else { panel.selected };
                panel.find(from, rows);
                self.put_back(id, Overlay::Panel(panel));
            }
        }
    }

    /// Removes what is chosen, after asking.
    fn kill_choice(&mut self, id: ClientId, panel: Panel) {
        let Some(choice) = panel.choices.get(panel.selected) else { return };
        let (command, question) = match (panel.kind, choice.chars().next()) {
            (PanelKind::Text, _) => return,
            (PanelKind::Buffers, _) => ("delete-buffer -b", "delete-buffer"),
            (PanelKind::Clients, _) => ("detach-client -t", "detach-client"),
            (PanelKind::Tree, Some('$')) => ("kill-session -t", "kill-session #S"),
            (PanelKind::Tree, Some('@')) => ("kill-window -t", "kill-window #I:#W"),
            (PanelKind::Tree, _) => ("kill-pane -t", "kill-pane #P of window #I:#W"),
        };
        let here = Place::of_client(&self.model, id);
        let chosen = self.model.resolve(Kind::Pane, Some(choice), &here, None);
        let label = match (panel.kind, chosen) {
            (PanelKind::Tree, Ok(place)) => self.model.expand(question, &place),
            _ => format!("{question} {choice}"),
        };
        let label = format!("{label}? (y/n) ");
        let command = format!("{command} {}", quote(choice));
        let then = Then::Confirm { command, key: 'y', enter: false };
        let prompt = Prompt { over: Some(Box::new(panel)), ..Prompt::new(label, "", then) };
        self.put_back(id, Overlay::Prompt(prompt));
    }

    /// A panel that has nothing left to choose from goes away.
    fn close_empty_panel(&mut self, id: ClientId) {
        self.model.refresh_panel(id);
        let overlay = self.model.graph.client(id).and_then(|client| client.overlay.as_ref());
        let is_empty = |panel: &Panel| panel.kind != PanelKind::Text && panel.choices.is_empty();
        if matches!(overlay, Some(Overlay::Panel(panel)) if is_empty(panel)) {
            self.close_overlay(id);
        }
    }

    /// The mouse over a panel: the wheel scrolls it, a click elsewhere closes it.
    pub fn mouse_to_panel(&mut self, id: ClientId, event: MouseEvent) {
        let code = match event.action {
            MouseAction::Press(MouseButton::WheelUp) => KeyCode::Up,
            MouseAction::Press(MouseButton::WheelDown) => KeyCode::Down,
            MouseAction::Press(MouseButton::Left | MouseButton::Right) => KeyCode::Escape,
            _ => return,
        };
        for _ in 0..if code == KeyCode::Escape { 1 } else { 3 } {
            self.key_to_overlay(id, Key::plain(code));
        }
    }
}

/// A line cut into lines of at most so many columns; an empty one stays one.
fn wrapped(line: &Line, columns: usize) -> Vec<Line> {
    let starts = (0..line.width().max(1)).step_by(columns);
    starts.map(|start| line.slice(start, columns)).collect()
}

fn panel_key(panel: &mut Panel, key: Key, rows: usize) -> Asked {
    let ctrl = key.modifiers == Modifiers::CTRL;
    if panel.searching {
        match key.code {
            KeyCode::Enter => panel.searching = false,
            KeyCode::Escape => {
                panel.searching = false;
                panel.filter.clear();
            }
            KeyCode::Backspace => drop(panel.filter.pop()),
            KeyCode::Char(c) if !ctrl => {
                panel.filter.push(c);
                return Asked::Search;
            }
            _ => {}
        }
        return Asked::Nothing;
    }
    let page = rows.max(2) as isize - 1;
    match key.code {
        KeyCode::Escape | KeyCode::Char('q') => return Asked::Close,
        KeyCode::Char('c' | 'g') if ctrl => return Asked::Close,
        KeyCode::Enter if panel.choices.is_empty() => return Asked::Close,
        KeyCode::Enter => return Asked::Choose,
        KeyCode::Char('x' | 'd') if !ctrl && !panel.choices.is_empty() => return Asked::Kill,
        KeyCode::Char('/') => panel.search(),
        KeyCode::Char('s') if ctrl => panel.search(),
        KeyCode::Char('n') if !ctrl => {
            panel.top += usize::from(panel.choices.is_empty());
            panel.selected += usize::from(!panel.choices.is_empty());
            return Asked::Search;
        }
        KeyCode::Up => panel.go(-1, rows),
        KeyCode::Char('k') => panel.go(-1, rows),
        KeyCode::Char('p') if ctrl => panel.go(-1, rows),
        KeyCode::Down => panel.go(1, rows),
        KeyCode::Char('j') => panel.go(1, rows),
        KeyCode::Char('n') => panel.go(1, rows),
        KeyCode::PageUp => panel.go(-page, rows),
        KeyCode::Char('b') => panel.go(-page, rows),
        KeyCode::PageDown | KeyCode::Char(' ') => panel.go(page, rows),
        KeyCode::Char('f') => panel.go(page, rows),
        KeyCode::Home => panel.go(isize::MIN / 2, rows),
        KeyCode::Char('g') => panel.go(isize::MIN / 2, rows),
        KeyCode::End => panel.go(isize::MAX / 2, rows),
        KeyCode::Char('G') => panel.go(isize::MAX / 2, rows),
        _ => {}
    }
    Asked::Nothing
}

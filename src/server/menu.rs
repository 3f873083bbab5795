//! Menus: their keys, the mouse on them, and what is done with the line that is chosen.

use crate::geometry::Size;
use crate::key::{Key, KeyCode, Modifiers, MouseAction, MouseButton, MouseEvent};
use crate::model::client::Overlay;
use crate::model::id::ClientId;
use crate::model::menu::{Menu, MenuRow};
use crate::model::resolve::Place;

use super::Server;

impl Server {
    /// A key for a client's menu, which was taken off its screen.
    pub(super) fn key_to_menu(&mut self, id: ClientId, mut menu: Menu, key: Key) {
        if let Some(row) = menu.row_of(key) {
            return self.choose(id, menu, row);
        }
        let ctrl = key.modifiers.contains(Modifiers::CTRL);
        match key.code {
            KeyCode::Escape | KeyCode::Char('q') => return,
            KeyCode::Char('c' | 'g') if ctrl => return,
            KeyCode::Enter => {
                if let Some(row) = menu.selected {
                    return self.choose(id, menu, row);
                }
                return;
            }
            KeyCode::Tab if key.modifiers == Modifiers::SHIFT => menu.go(true),
            KeyCode::Up | KeyCode::Char('k') => menu.go(true),
            KeyCode::Down | KeyCode::Char('j') | KeyCode::Tab => menu.go(false),
            KeyCode::Char('p') if ctrl => menu.go(true),
            KeyCode::Char('n') if ctrl => menu.go(false),
            KeyCode::Home | KeyCode::PageUp | KeyCode::Char('g') => menu.go_to(false),
            KeyCode::End | KeyCode::PageDown | KeyCode::Char('G') => menu.go_to(true),
            _ => {}
        }
        self.put_back(id, Overlay::Menu(menu));
    }

    /// The mouse while a menu is shown: it selects what it is on. A click chooses that or, outside,
    /// closes the menu; so does letting go of the button that showed it.
    pub(super) fn mouse_to_menu(&mut self, id: ClientId, event: MouseEvent) {
        let Some(client) = self.model.graph.client(id) else { return };
        let screen: Size = client.size.cells;
        let overlay = self.model.graph.display_mut(id).and_then(|it| it.overlay.take());
        let Some(Overlay::Menu(mut menu)) = overlay else { return };
        if !menu.mouse {
            // It is the keys' alone; another button than the first closes it.
            return match event.action {
                MouseAction::Press(button) if button != MouseButton::Left => {}
                _ => self.put_back(id, Overlay::Menu(menu)),
            };
        }
        let row = menu.row_at(event.at, screen);
        let is_inside = menu.rect(screen).contains(event.at);
        match (event.action, row) {
            (MouseAction::Press(MouseButton::WheelUp), _) => menu.go(true),
            (MouseAction::Press(MouseButton::WheelDown), _) => menu.go(false),
            (MouseAction::Press(button), _) if button.is_wheel() => {}
            (MouseAction::Press(_), Some(row)) if menu.stays => return self.choose(id, menu, row),
            (MouseAction::Press(_), None) if !is_inside => return,
            (MouseAction::Release(_), Some(row)) if !menu.stays => {
                return self.choose(id, menu, row);
            }
            (MouseAction::Release(_), None) if !menu.stays => return,
            _ => menu.selected = row.or(menu.selected.filter(|_| !is_inside)),
        }
        self.put_back(id, Overlay::Menu(menu));
    }

    fn choose(&mut self, id: ClientId, mut menu: Menu, row: usize) {
        let MenuRow::Item { command, .. } = menu.rows.swap_remove(row) else { return };
        match self.place_now(menu.place) {
            Some(place) => self.run_text_about(id, &command, place),
            None => self.complain(id, "the pane that the menu was of is closed"),
        }
    }

    /// A place where it is by now; `None` where its pane is gone.
    fn place_now(&self, place: Place) -> Option<Place> {
        let window = self.model.graph.window_under(place.pane?)?;
        let session = place.session.and_then(|id| self.model.graph.session(id));
        Some(match session.and_then(|session| session.index_of(window)) {
            Some(index) => Place { window: Some(window), index: Some(index), ..place },
            None => Place { client: place.client, ..Place::of_pane(&self.model, place.pane?) },
        })
    }
}

//! Making the lines of panels, when they open and when what they are of changed.

use std::cmp::Reverse;

use crate::language::format::is_true;
use crate::language::style::styled;
use crate::line::Line;
use crate::style::Style;

use super::Model;
use super::buffers::Buffer;
use super::client::{Client, Overlay, Panel, PanelKind};
use super::id::ClientId;
use super::resolve::Place;
use super::tree::Depth;
use super::variables::sample;

/// What a panel shows of each client.
pub const CLIENT_FORMAT: &str = "#{client_session} #{client_width}x#{client_height} \
    #{client_termname}#{?client_readonly, (read only),}";

/// What a panel shows of each buffer.
pub const BUFFER_FORMAT: &str = "#{buffer_size} bytes: \"#{buffer_sample}\"";

/// A line of a panel, and the target that it stands for.
type Entry = (Line, String);

/// How a panel's lines are made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recipe {
    /// How far down a tree goes.
    pub depth: Depth,
    /// What is shown of each line's thing; empty for what the kind shows.
    pub format: String,
    /// A format that is true for what is shown; empty for all.
    pub condition: String,
    /// What it is sorted by (`-O`); empty for the usual order.
    pub order: String,
    /// The other way round (`-r`).
    pub reversed: bool,
}

impl Panel {
    /// A panel to choose from, whose lines are still to be made ([`Model::open_panel`]).
    pub fn choose(kind: PanelKind, title: &str, template: &str, recipe: Recipe) -> Self {
        Self { template: template.to_owned(), kind, recipe, ..Self::text(title, "") }
    }
}

impl Model {
    /// Opens a panel to choose from over a client's screen, with `selected` chosen at first.
    pub fn open_panel(&mut self, client: ClientId, mut panel: Panel, selected: &str) {
        self.fill_panel(&mut panel);
        panel.selected = panel.choices.iter().position(|it| it == selected).unwrap_or(0);
        if let Some(client) = self.graph.client_mut(client) {
            client.overlay = Some(Overlay::Panel(panel));
        }
    }

    /// Makes a client's panel anew, if it shows one of what may have changed.
    pub fn refresh_panel(&mut self, client: ClientId) {
        let overlay = self.graph.client(client).and_then(|client| client.overlay.as_ref());
        let Some(Overlay::Panel(panel)) = overlay else { return };
        let mut new = panel.clone();
        self.fill_panel(&mut new);
        if new == *panel {
            return;
        }
        if let Some(client) = self.graph.client_mut(client) {
            client.overlay = Some(Overlay::Panel(new));
        }
    }

    /// Makes the lines of a panel; what was chosen stays so, if it is there still.
    pub fn fill_panel(&self, panel: &mut Panel) {
        let mut entries: Vec<Entry> = match panel.kind {
            PanelKind::Text => return,
            PanelKind::Tree => {
                let branches = self.tree(&panel.recipe);
                branches.into_iter().map(|branch| (branch.line, branch.target)).collect()
            }
            PanelKind::Clients => self.client_lines(panel),
            PanelKind::Buffers => self.buffer_lines(panel),
        };
        if panel.recipe.reversed && panel.kind != PanelKind::Tree {
            entries.reverse();
        }
        let chosen = panel.choices.get(panel.selected).cloned();
        (panel.lines, panel.choices) = entries.into_iter().unzip();
        let again = chosen.and_then(|chosen| panel.choices.iter().position(|it| *it == chosen));
        let last = panel.choices.len().saturating_sub(1);
        panel.selected = again.unwrap_or(panel.selected.min(last));
        panel.top = panel.top.min(panel.selected);
    }

    fn client_lines(&self, panel: &Panel) -> Vec<Entry> {
        let format =
            if panel.recipe.format.is_empty() { CLIENT_FORMAT } else { &panel.recipe.format };
        let mut attached: Vec<&Client> =
            self.graph.clients().filter(|client| client.session.is_some()).collect();
        match panel.recipe.order.as_str() {
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
                self.entry(format, &panel.recipe.condition, &place, &[], client.name())
            })
            .collect()
    }

    fn buffer_lines(&self, panel: &Panel) -> Vec<Entry> {
        let format =
            if panel.recipe.format.is_empty() { BUFFER_FORMAT } else { &panel.recipe.format };
        let mut buffers: Vec<&Buffer> = self.buffers.iter().collect();
        match panel.recipe.order.as_str() {
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
                self.entry(format, &panel.recipe.condition, &place, &extra, buffer.name.clone())
            })
            .collect()
    }

    fn entry(
        &self,
        format: &str,
        condition: &str,
        place: &Place,
        extra: &[(&str, String)],
        name: String,
    ) -> Option<Entry> {
        let holds = || is_true(&self.expand_with(condition, place, extra));
        if !condition.is_empty() && !holds() {
            return None;
        }
        let text = self.expand_with(format, place, extra);
        let shown = name.replace('#', "##");
        Some((styled(&format!("{shown}: {text}"), Style::PLAIN).line(), name))
    }
}

//! What a person's terminal tells of itself: whether it is dark or light, and its colours.

use crate::model::change::Change;
use crate::model::effect::ColorReport;
use crate::model::id::{ClientId, PaneId};
use crate::protocol::message::TtyReport;
use crate::style::Theme;
use crate::terminal::Notice;

use super::Server;

/// The longest name of a terminal that is kept, in characters.
const LONGEST_NAME: usize = 256;

impl Server {
    /// What a person's terminal told of itself is what programs in the panes are answered, and
    /// what their own view has its colours for. Of one who was let in only to look it is for their view
    /// alone.
    pub fn tty_report(&mut self, client: ClientId, report: &TtyReport) {
        let theme = match *report {
            TtyReport::Background(r, g, b) => Some(Theme::of((r, g, b))),
            TtyReport::Dark(true) => Some(Theme::Dark),
            TtyReport::Dark(false) => Some(Theme::Light),
            _ => None,
        };
        if let Some(theme) = theme {
            self.theme_is(client, theme);
        }
        if let TtyReport::Version(version) = report
            && let Some(it) = self.model.graph.client_mut(client)
        {
            it.version = version.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
            self.model.graph.differs(Change::ShownChanged);
        }
        if self.model.only_looks(client).is_some() {
            // Programs are told of the owner's terminals.
            return;
        }
        let colors = &mut self.model.colors;
        match *report {
            TtyReport::Foreground(r, g, b) => colors.foreground = Some((r, g, b)),
            TtyReport::Background(r, g, b) => colors.background = Some((r, g, b)),
            TtyReport::CursorColor(r, g, b) => colors.cursor = Some((r, g, b)),
            TtyReport::Dark(_) | TtyReport::Version(_) => return,
            // Answers to what a program asked.
            TtyReport::Palette(..) | TtyReport::Selection(_) => return,
        }
        let panes: Vec<PaneId> = self.model.graph.panes().map(|pane| pane.id).collect();
        for id in panes {
            let Some(pane) = self.model.graph.pane_mut(id) else { continue };
            pane.terminal.set_colors(&self.model.colors);
            let notices: Vec<Notice> = pane.terminal.drain_notices().collect();
            notices.into_iter().for_each(|notice| self.notice(id, notice));
        }
        self.model.graph.differs(Change::ShownChanged);
    }

    /// A program that shows a pane in its own way tells which colours it has there.
    pub(super) fn color_is(&mut self, id: PaneId, report: ColorReport) {
        let Some(pane) = self.model.graph.pane_mut(id) else { return };
        let mut colors = pane.terminal.colors().clone();
        match report {
            ColorReport::Foreground(color) => colors.foreground = Some(color),
            ColorReport::Background(color) => colors.background = Some(color),
        }
        pane.terminal.set_colors(&colors);
        let notices: Vec<Notice> = pane.terminal.drain_notices().collect();
        notices.into_iter().for_each(|notice| self.notice(id, notice));
    }

    /// A client's terminal told that it is dark or light.
    fn theme_is(&mut self, id: ClientId, theme: Theme) {
        let Some(client) = self.model.graph.client_mut(id) else { return };
        if client.theme.replace(theme) == Some(theme) {
            return;
        }
        self.model.graph.tell(Change::ClientThemeChanged(id, theme));
    }
}

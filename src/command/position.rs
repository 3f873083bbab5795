//! Where boxes over a client's screen go (`-x` and `-y` of menus and popups).

use super::{Context, Failure};
use crate::border::BorderLines;
use crate::dialect::Dialect;
use crate::geometry::{Point, Rect, Size};
use crate::language::style::parse_over;
use crate::model::id::ClientId;
use crate::style::Style;

impl Context<'_> {
    /// What the edges of a box are made of: what `-b` says, or `default`; `None` for no edges.
    ///
    /// # Errors
    /// There is no such thing.
    pub fn border_lines(&self, default: &str) -> Result<Option<BorderLines>, Failure> {
        match self.value('b').unwrap_or(default) {
            lines if BorderLines::AROUND_BOXES.contains(&lines) => Ok(BorderLines::named(lines)),
            lines => {
                let known = BorderLines::AROUND_BOXES.join(", ");
                Err(Failure::usage(format!("unknown border lines: {lines} (one of {known})")))
            }
        }
    }

    /// A look of a box: what a flag says, over what the option does.
    pub fn look_of_box(&self, flag: char, option: &str) -> Style {
        let base = parse_over(&self.expand(option), Style::PLAIN);
        self.expanded(flag).map_or(base, |text| parse_over(&text, base))
    }

    /// The corner of a box of that size on a client's screen. As tmux has it `-y` names the row below
    /// the box, and letters stand for formats.
    ///
    /// # Errors
    /// A flag is no number.
    pub fn corner_of_box(&self, client: ClientId, size: Size) -> Result<Point, Failure> {
        let variables = self.box_variables(client, size);
        let place = |flag: char, format: &str| {
            let text = self.model.expand_with(format, &self.target, &variables);
            let number: i64 = text.trim().parse().map_err(|_| {
                let known = "give cells, or C, R, P, M, W or S";
                Failure::usage(format!("position -{flag} invalid: {text} ({known})"))
            })?;
            Ok::<u16, Failure>(u16::try_from(number.max(0)).unwrap_or(u16::MAX))
        };
        let x = match self.value('x') {
            None | Some("C") => "#{popup_centre_x}",
            Some("R") => "#{popup_pane_right}",
            Some("P") => "#{popup_pane_left}",
            Some("M") => "#{popup_mouse_centre_x}",
            Some("W") => "#{popup_window_status_line_x}",
            Some(format) => format,
        };
        let y = match self.value('y') {
            None | Some("C") => "#{popup_centre_y}",
            Some("P") => "#{popup_pane_bottom}",
            Some("M") => "#{popup_mouse_top}",
            Some("S") => "#{popup_status_line_y}",
            Some("W") => "#{popup_window_status_line_y}",
            Some(format) => format,
        };
        let (x, below) = (place('x', x)?, place('y', y)?);
        Ok(Point::new(x, below.saturating_sub(size.rows)))
    }

    /// The same of a menu, which as tmux has it lies within the window: `-y` counts from its first row.
    ///
    /// # Errors
    /// A flag is no number.
    pub fn corner_of_menu(&self, client: ClientId, size: Size) -> Result<Point, Failure> {
        let at = self.corner_of_box(client, size)?;
        let it = self.model.graph.client(client);
        let window = self.target.window.and_then(|id| self.model.graph.window(id));
        let (Dialect::Tmux, Some(it), Some(window)) = (self.model.identity.dialect, it, window)
        else {
            return Ok(at);
        };
        let (screen, whole) = (it.size.cells, window.size.cells);
        let status = self.model.status_rows(it.session(), screen);
        let at_top = self.model.session_lookup(it.session()).text("status-position") == "top";
        let top = if at_top { status } else { 0 };
        let counts = |text: &str| text.trim().parse::<i64>().is_ok();
        let y = match self.value('y') {
            Some(text) if counts(text) => at.y.saturating_add(top),
            _ => at.y,
        };
        let rows = whole.rows.min(screen.rows.saturating_sub(status));
        let last = |room: u16, taken: u16| room.saturating_sub(taken);
        let x = at.x.min(last(whole.cols.min(screen.cols), size.cols));
        Ok(Point::new(x, y.clamp(top, top.saturating_add(last(rows, size.rows)))))
    }

    fn box_variables(&self, client: ClientId, size: Size) -> Vec<(&'static str, String)> {
        let Size { cols: w, rows: h } = size;
        let it = self.model.graph.client(client);
        let screen = it.map_or(Size::DEFAULT, |client| client.size.cells);
        let status =
            self.target.session.map_or(0, |session| self.model.status_rows(Some(session), screen));
        let options = self.model.session_lookup(self.target.session);
        let at_top = status > 0 && options.text("status-position") == "top";
        let pane = self.pane_on(screen, if at_top { status } else { 0 });
        let beside_status =
            if at_top { status.saturating_add(h) } else { screen.rows.saturating_sub(status) };
        let (centre_x, centre_y) = match self.model.identity.dialect {
            Dialect::Pmux => (
                screen.cols.saturating_sub(w) / 2,
                (screen.rows.saturating_sub(h) / 2).saturating_add(h),
            ),
            // tmux halves each by itself, so that some boxes are a cell further up and left.
            Dialect::Tmux => {
                let below = (screen.rows.saturating_sub(1) / 2).saturating_add(h / 2);
                let y = if below >= screen.rows { screen.rows.saturating_sub(h) } else { below };
                ((screen.cols.saturating_sub(1) / 2).saturating_sub(w / 2), y)
            }
        };
        // Whoever asks for the mouse without one gets the middle.
        let mouse = self.mouse.map(|hit| hit.event.at);
        let (mouse_x, mouse_top) = mouse.map_or((centre_x, centre_y), |at| {
            (at.x.saturating_sub(w / 2), at.y.saturating_add(h))
        });
        let mut variables = vec![
            ("popup_width", w),
            ("popup_height", h),
            ("popup_centre_x", centre_x),
            ("popup_centre_y", centre_y),
            ("popup_mouse_centre_x", mouse_x),
            ("popup_mouse_top", mouse_top),
            ("popup_pane_left", pane.x),
            ("popup_pane_right", pane.right().saturating_sub(w)),
            ("popup_pane_top", pane.y.saturating_add(h)),
            ("popup_pane_bottom", pane.bottom()),
            ("popup_status_line_y", beside_status),
            ("popup_window_status_line_x", mouse.map_or(0, |_| mouse_x)),
            ("popup_window_status_line_y", beside_status),
        ];
        if let Some(at) = mouse {
            variables.extend([
                ("popup_mouse_x", at.x),
                ("popup_mouse_y", at.y),
                ("popup_mouse_centre_y", at.y.saturating_add(h / 2)),
                ("popup_mouse_bottom", at.y),
            ]);
        }
        let text = variables.into_iter().map(|(name, value)| (name, value.to_string()));
        text.chain(self.variables("")).collect()
    }

    /// Where the pane worked on is on a screen, whose windows begin at row `top`.
    fn pane_on(&self, screen: Size, top: u16) -> Rect {
        let window = self.target.window.and_then(|id| self.model.graph.window(id));
        let rect = window.and_then(|window| window.rect(self.target.pane?));
        let rect = rect.unwrap_or(Rect::of(screen));
        Rect { y: rect.y.saturating_add(top), ..rect }
    }
}

//! The variables that formats can name (tmux(1), "FORMATS"): what is known of a place.

use crate::language::command_line::quote;
use crate::language::format::{self, Loop, Time};

use super::Model;
use super::client::Client;
use super::id::WindowId;
use super::pane::Pane;
use super::program::Program;
use super::resolve::Place;
use super::session::Session;
use super::window::Window;
use crate::style::Theme;

/// A place that a format is expanded for.
struct Scene<'a> {
    model: &'a Model,
    place: Place,
    /// What this one format brings along.
    extra: &'a [(&'a str, String)],
}

fn flag(value: bool) -> Option<String> {
    Some(if value { "1" } else { "0" }.to_owned())
}

impl Model {
    /// Expands a format for a place.
    pub fn expand(&self, format: &str, place: &Place) -> String {
        self.expand_with(format, place, &[])
    }

    /// Expands a format for a place with some variables more.
    pub fn expand_with(&self, format: &str, place: &Place, extra: &[(&str, String)]) -> String {
        format::expand(format, &Scene { model: self, place: *place, extra })
    }

    /// The shell commands in a format that is drawn.
    pub fn commands_drawn(&self, format: &str, place: &Place) -> Vec<String> {
        format::commands(format, &Scene { model: self, place: *place, extra: &[] })
    }

    /// Expands a format in which `%H` and the like stand for the time now.
    pub fn expand_time(&self, format: &str, place: &Place) -> String {
        self.expand_time_with(format, place, &[])
    }

    /// The same with some variables more.
    pub fn expand_time_with(
        &self,
        format: &str,
        place: &Place,
        extra: &[(&str, String)],
    ) -> String {
        format::expand_time(format, &Scene { model: self, place: *place, extra })
    }

    /// The marks of a window in lists and the status line (tmux's `#F`).
    pub fn window_flags(&self, session: &Session, index: u32, window: &Window) -> String {
        let marks = [
            ('#', window.alerted),
            ('!', window.bell),
            ('*', session.current == index),
            ('-', session.current != index && session.last() == Some(index)),
            ('M', self.marked.is_some_and(|pane| window.layout.contains(pane))),
            ('Z', window.zoomed),
        ];
        marks.into_iter().filter(|(_, on)| *on).map(|(mark, _)| mark).collect()
    }
}

impl Scene<'_> {
    fn session(&self) -> Option<&Session> {
        self.model.graph.session(self.place.session?)
    }

    fn window(&self) -> Option<&Window> {
        self.model.graph.window(self.place.window?)
    }

    fn pane(&self) -> Option<&Pane> {
        self.model.graph.pane(self.place.pane?)
    }

    fn client(&self) -> Option<&Client> {
        self.model.graph.client(self.place.client?)
    }

    fn server_variable(&self, name: &str) -> Option<String> {
        let me = &self.model.identity;
        let buffer = self.model.buffers.get(None);
        Some(match name {
            "host" => me.host.clone(),
            "host_short" => me.host.split('.').next().unwrap_or_default().to_owned(),
            "user" => me.user.clone(),
            "pid" => me.pid.to_string(),
            "socket_path" => me.socket.display().to_string(),
            "start_time" => me.started.to_string(),
            "version" => env!("CARGO_PKG_VERSION").to_owned(),
            "config_files" => self.model.config_files.join(","),
            "next_session_id" => format!("${}", self.model.next.session),
            "server_sessions" => self.model.graph.sessions().count().to_string(),
            "buffer_name" => buffer?.name.clone(),
            "buffer_size" => buffer?.data.len().to_string(),
            "buffer_created" => buffer?.created.to_string(),
            "buffer_sample" => sample(&buffer?.data),
            _ => return None,
        })
    }

    fn session_variable(&self, name: &str) -> Option<String> {
        let session = self.session()?;
        let attached = || self.model.attached_to(session.id);
        Some(match name {
            "session_name" => session.name.clone(),
            "session_id" => session.id.to_string(),
            "session_beside" => {
                self.model.graph.session(session.beside?).map(|other| other.name.clone())?
            }
            "session_exited" => {
                let windows =
                    session.windows.values().filter_map(|id| self.model.graph.window(*id));
                let mut panes = windows.flat_map(Window::panes);
                let ended = |id| self.model.graph.pane(id).is_none_or(|it| it.is_dead());
                return flag(panes.all(ended));
            }
            "session_windows" => session.windows.len().to_string(),
            "session_attached" => attached().count().to_string(),
            "session_many_attached" => return flag(attached().count() > 1),
            "session_attached_list" => attached().map(Client::name).collect::<Vec<_>>().join(","),
            "session_created" => session.created.to_string(),
            "session_activity" => session.activity.to_string(),
            "session_last_attached" => session.last_attached?.to_string(),
            "session_path" => session.cwd.display().to_string(),
            "session_marked" => {
                let marked = self.model.marked?;
                let window = self.model.graph.window_of(marked)?;
                return flag(session.index_of(window).is_some());
            }
            "session_alerts" => self.alerts(session),
            "session_stack" => {
                let order = std::iter::once(&session.current).chain(session.visited.iter().rev());
                order.map(u32::to_string).collect::<Vec<_>>().join(",")
            }
            "session_group" | "session_group_list" => return None,
            "session_grouped" => return flag(false),
            "active_window_index" => session.current.to_string(),
            "last_window_index" => session.windows.keys().next_back()?.to_string(),
            _ => return None,
        })
    }

    fn alerts(&self, session: &Session) -> String {
        let marked = session.windows.iter().filter_map(|(index, id)| {
            let window = self.model.graph.window(*id)?;
            let marks = [(window.alerted, '#'), (window.bell, '!')];
            let marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| mark).collect();
            (!marks.is_empty()).then(|| format!("{index}{marks}"))
        });
        marked.collect::<Vec<_>>().join(",")
    }

    fn window_variable(&self, name: &str) -> Option<String> {
        let window = self.window()?;
        let index = self.place.index;
        let session = self.session();
        let linked = || self.model.sessions_with(window.id).count();
        Some(match name {
            "window_id" => window.id.to_string(),
            "window_name" => window.name.clone(),
            "window_index" => index?.to_string(),
            "window_width" => window.size.cells.cols.to_string(),
            "window_height" => window.size.cells.rows.to_string(),
            "window_cell_width" => cell(window.size.xpixel, window.size.cells.cols),
            "window_cell_height" => cell(window.size.ypixel, window.size.cells.rows),
            "window_panes" => window.panes().len().to_string(),
            "window_layout" => window.layout.to_string(),
            "window_visible_layout" => match window.zoomed {
                true => super::layout::Layout::new(window.room(), window.active).to_string(),
                false => window.layout.to_string(),
            },
            "window_active" => return flag(session?.current == index?),
            "window_last_flag" => return flag(session?.last() == index),
            "window_start_flag" => return flag(session?.windows.keys().next() == index.as_ref()),
            "window_end_flag" => {
                return flag(session?.windows.keys().next_back() == index.as_ref());
            }
            "window_zoomed_flag" => return flag(window.zoomed),
            "window_bell_flag" => return flag(window.bell),
            "window_activity_flag" => return flag(window.alerted),
            "window_silence_flag" => return flag(false),
            "window_marked_flag" => {
                return flag(self.model.marked.is_some_and(|p| window.layout.contains(p)));
            }
            "window_flags" | "window_raw_flags" => {
                self.model.window_flags(session?, index?, window)
            }
            "window_activity" => window.activity.to_string(),
            "window_linked" => return flag(linked() > 1),
            "window_linked_sessions" => linked().to_string(),
            "window_linked_sessions_list" => {
                let sessions = self.model.sessions_with(window.id);
                sessions.map(|session| session.name.as_str()).collect::<Vec<_>>().join(",")
            }
            "window_active_sessions" => self.current_in(window.id).count().to_string(),
            "window_active_sessions_list" => {
                let sessions = self.current_in(window.id);
                sessions.map(|session| session.name.as_str()).collect::<Vec<_>>().join(",")
            }
            "window_active_clients_list" => {
                self.showing(window.id).map(Client::name).collect::<Vec<_>>().join(",")
            }
            "window_stack_index" => {
                let session = session?;
                let index = index?;
                let mut stack =
                    std::iter::once(&session.current).chain(session.visited.iter().rev());
                stack.position(|seen| *seen == index)?.to_string()
            }
            "window_bigger" => {
                let client = self.client()?.size.cells;
                let room = self.model.beside_status(session.map(|it| it.id), client.into()).cells;
                let size = window.size.cells;
                return flag(size.cols > room.cols || size.rows > room.rows);
            }
            "window_active_clients" => self.showing(window.id).count().to_string(),
            "window_format" => return flag(true),
            _ => return None,
        })
    }

    /// The sessions whose current window it is.
    fn current_in(&self, window: WindowId) -> impl Iterator<Item = &Session> {
        self.model.sessions_with(window).filter(move |it| it.window() == Some(window))
    }

    fn showing(&self, window: WindowId) -> impl Iterator<Item = &Client> {
        self.model.graph.clients_showing(window)
    }

    fn pane_variable(&self, name: &str) -> Option<String> {
        let (pane, window) = (self.pane()?, self.window()?);
        let rect = window.rect(pane.id);
        let bottom = window.above() + window.room().rows;
        let terminal = &pane.terminal;
        let mode = || self.model.mode_of(pane.id, self.place.client);
        let base = || self.model.window_lookup(Some(window.id)).number("pane-base-index");
        let cursor = || terminal.cursor();
        Some(match name {
            "pane_id" => pane.id.to_string(),
            "pane_index" => (window.position(pane.id)? as i64 + base()).to_string(),
            "pane_title" => match pane.title() {
                "" => self.model.identity.host.clone(),
                title => title.to_owned(),
            },
            "pane_pid" => pane.run.pid?.to_string(),
            "pane_tty" => pane.run.tty.clone(),
            "pane_current_command" => pane.run.current_command.clone(),
            "pane_current_path" => match &pane.run.current_directory {
                Some(directory) => directory.display().to_string(),
                None => pane.run.start_directory.display().to_string(),
            },
            "pane_path" => terminal.directory().unwrap_or_default().to_owned(),
            "pane_start_command" => match &pane.run.program {
                Program::LoginShell(_) => String::new(),
                Program::ShellCommand { command, .. } => quote(command),
                Program::Argv(words) => {
                    words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(" ")
                }
            },
            "pane_pipe" => return flag(pane.piped),
            "pane_start_path" => pane.run.start_directory.display().to_string(),
            "pane_active" => return flag(window.active == pane.id),
            "pane_last" => return flag(window.last() == Some(pane.id)),
            "pane_width" => pane.size.cells.cols.to_string(),
            "pane_height" => pane.size.cells.rows.to_string(),
            "pane_left" => rect?.x.to_string(),
            "pane_top" => rect?.y.to_string(),
            "pane_right" => rect?.right().saturating_sub(1).to_string(),
            "pane_bottom" => rect?.bottom().saturating_sub(1).to_string(),
            "pane_at_left" => return flag(rect?.x == 0),
            "pane_at_top" => return flag(rect?.y == window.above()),
            "pane_at_right" => return flag(rect?.right() >= window.size.cells.cols),
            "pane_at_bottom" => return flag(rect?.bottom() >= bottom),
            "pane_started" => pane.run.started.to_string(),
            "pane_state" => self.model.state_of(pane).to_owned(),
            "pane_restarts" => pane.restarts.to_string(),
            "pane_exit_status" => pane.run.ended?.status().to_string(),
            "pane_dead" => return flag(pane.is_dead()),
            "pane_dead_time" => pane.run.ended.map(|_| pane.run.ended_at.to_string())?,
            "pane_dead_status" => match pane.run.ended? {
                super::run::Ended::Exited(status) => status.to_string(),
                super::run::Ended::Signaled(_) => return None,
            },
            "pane_dead_signal" => match pane.run.ended? {
                super::run::Ended::Signaled(signal) => signal.to_string(),
                super::run::Ended::Exited(_) => return None,
            },
            "pane_in_mode" => return flag(mode().is_some()),
            "pane_mode" => mode().map(|_| "copy-mode".to_owned())?,
            "pane_input_off" => return flag(pane.input_off),
            "pane_marked" => return flag(self.model.marked == Some(pane.id)),
            "pane_marked_set" => return flag(self.model.marked.is_some()),
            "pane_format" => return flag(true),
            "pane_synchronized" => {
                return flag(self.model.pane_lookup(pane.id).flag("synchronize-panes"));
            }
            "keypad_flag" => return flag(terminal.private_modes().contains(&66)),
            "keypad_cursor_flag" => return flag(terminal.private_modes().contains(&1)),
            "origin_flag" => return flag(terminal.private_modes().contains(&6)),
            "wrap_flag" => return flag(terminal.private_modes().contains(&7)),
            "mouse_sgr_flag" => return flag(terminal.private_modes().contains(&1006)),
            "mouse_utf8_flag" => return flag(terminal.private_modes().contains(&1005)),
            "rectangle_toggle" => return flag(mode()?.is_rectangle()),
            "search_present" => {
                return flag(mode()?.matches().is_some_and(|it| it.0 > 0));
            }
            "search_count" => mode()?.matches()?.0.to_string(),
            "search_count_partial" => {
                return flag(mode()?.matches().is_some_and(|it| it.1));
            }
            "search_match" => mode()?.match_under_cursor(terminal)?,
            "selection_start_x" => mode()?.selection_ends()?.0.0.to_string(),
            "selection_start_y" => mode()?.selection_ends()?.0.1.to_string(),
            "selection_end_x" => mode()?.selection_ends()?.1.0.to_string(),
            "selection_end_y" => mode()?.selection_ends()?.1.1.to_string(),
            "alternate_on" => return flag(terminal.is_alternate()),
            "cursor_x" => cursor().at.x.to_string(),
            "cursor_y" => cursor().at.y.to_string(),
            "cursor_flag" => return flag(cursor().visible),
            "history_size" => terminal.history().rows(terminal.size().cols).to_string(),
            "history_bytes" => pane.bytes().to_string(),
            "history_limit" => {
                self.model.session_lookup(self.place.session).number("history-limit").to_string()
            }
            "mouse_any_flag" => {
                return flag(terminal.mouse() != crate::terminal::MouseTracking::Off);
            }
            "mouse_standard_flag" => {
                return flag(terminal.mouse() == crate::terminal::MouseTracking::Buttons);
            }
            "mouse_button_flag" => {
                return flag(terminal.mouse() == crate::terminal::MouseTracking::Drag);
            }
            "mouse_all_flag" => {
                return flag(terminal.mouse() == crate::terminal::MouseTracking::Any);
            }
            "scroll_position" => mode()?.position(terminal).0.to_string(),
            "copy_cursor_x" => mode()?.cursor().x.to_string(),
            "copy_cursor_y" => mode()?.cursor().y.to_string(),
            "pane_search_string" => mode()?.search_text().to_owned(),
            "copy_cursor_line" => mode()?.line(terminal),
            "copy_cursor_word" => mode()?.word(terminal),
            "selection_present" => return flag(mode()?.has_selection()),
            _ => return None,
        })
    }

    fn client_variable(&self, name: &str) -> Option<String> {
        let client = self.client()?;
        let prefix = || client.table.table.as_deref() == Some("prefix");
        let named =
            |id: Option<super::id::SessionId>| Some(self.model.graph.session(id?)?.name.clone());
        Some(match name {
            "client_name" => client.name(),
            "client_tty" => client.tty.clone(),
            "client_pid" => client.pid.to_string(),
            "client_width" => client.size.cells.cols.to_string(),
            "client_height" => client.size.cells.rows.to_string(),
            "client_termname" | "client_termtype" => client.term.clone(),
            "client_theme" => match client.theme? {
                Theme::Dark => "dark".to_owned(),
                Theme::Light => "light".to_owned(),
            },
            "client_session" => named(Place::of_client(self.model, client.id).session)?,
            "client_last_session" => named(client.last_session)?,
            "client_prefix" => return flag(prefix()),
            "client_key_table" => client.table.table.clone().unwrap_or_else(|| "root".into()),
            "client_readonly" => return flag(client.read_only),
            "client_created" => client.created.to_string(),
            "client_activity" => client.activity_time.to_string(),
            "client_uid" => self.model.identity.uid.to_string(),
            "client_user" => self.model.identity.user.clone(),
            "client_utf8" => return flag(true),
            "client_control_mode" => return flag(false),
            "client_flags" => {
                let flags = [
                    ("attached", client.session.is_some() || client.raw.is_some()),
                    ("focused", client.focused),
                    ("ignore-size", client.ignore_size),
                    ("raw", client.raw.is_some()),
                    ("read-only", client.read_only),
                    ("UTF-8", true),
                ];
                let on = flags.iter().filter(|(_, on)| *on).map(|(name, _)| *name);
                on.collect::<Vec<_>>().join(",")
            }
            _ => return None,
        })
    }

    fn option(&self, name: &str) -> Option<String> {
        let model = self.model;
        let lookups = [
            self.place.pane.map(|pane| model.pane_lookup(pane)),
            Some(model.window_lookup(self.place.window)),
            Some(model.session_lookup(self.place.session)),
            Some(model.server()),
        ];
        let mut lookups = lookups.into_iter().flatten();
        match name.starts_with('@') {
            true => lookups.find_map(|lookup| lookup.user(name)),
            false => {
                let known = super::options::exactly(name)?;
                use super::options::Scope;
                let lookup = match known.scope {
                    Scope::Server => model.server(),
                    Scope::Session => model.session_lookup(self.place.session),
                    Scope::Window | Scope::Pane => match self.place.pane {
                        Some(pane) => model.pane_lookup(pane),
                        None => model.window_lookup(self.place.window),
                    },
                };
                Some(lookup.shown(known))
            }
        }
    }

    fn environment(&self, name: &str) -> Option<String> {
        let session = self.session().and_then(|session| session.environment.text(name));
        session.or_else(|| self.model.environment.text(name)).map(str::to_owned)
    }
}

/// A cell's extent in pixels.
fn cell(pixels: u16, cells: u16) -> String {
    pixels.checked_div(cells).unwrap_or(0).to_string()
}

/// The beginning of a buffer, on one line.
pub fn sample(data: &[u8]) -> String {
    const SAMPLE: usize = 50;
    let text = String::from_utf8_lossy(data);
    let mut shown: String =
        text.chars().take(SAMPLE).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(SAMPLE).is_some() {
        shown.push_str("...");
    }
    shown
}

impl format::Context for Scene<'_> {
    fn variable(&self, name: &str) -> Option<String> {
        if let Some((_, value)) = self.extra.iter().find(|(known, _)| *known == name) {
            return Some(value.clone());
        }
        if name.starts_with("hook")
            && let Some((_, value)) = self.model.about_hook.iter().find(|(known, _)| known == name)
        {
            return Some(value.clone());
        }
        let room = match name.split('_').next() {
            Some("session") => self.session_variable(name),
            Some("window") => self.window_variable(name),
            Some("pane") => self.pane_variable(name),
            Some("client") => self.client_variable(name),
            _ => None,
        };
        room.or_else(|| self.server_variable(name))
            .or_else(|| self.session_variable(name))
            .or_else(|| self.pane_variable(name))
            .or_else(|| self.option(name))
            .or_else(|| self.environment(name))
    }

    fn each(&self, kind: Loop, body: &mut dyn FnMut(&dyn format::Context, bool)) {
        let model = self.model;
        let client = self.place.client;
        let places: Vec<(Place, bool)> = match kind {
            Loop::Sessions => {
                let all = model.graph.sessions().map(|session| session.id);
                all.map(|id| (Place::of_session(model, id), self.place.session == Some(id)))
                    .collect()
            }
            Loop::Windows => self.session().map_or_else(Vec::new, |session| {
                let all = session.windows.keys();
                all.map(|&i| (Place::of_index(model, session.id, i), session.current == i))
                    .collect()
            }),
            Loop::Panes => self.window().map_or_else(Vec::new, |window| {
                let panes = window.panes().into_iter();
                panes
                    .map(|id| (Place { pane: Some(id), ..self.place }, window.active == id))
                    .collect()
            }),
            Loop::Clients => {
                let all = model.graph.clients().filter(|client| client.session.is_some());
                all.map(|c| (Place::of_client(model, c.id), client == Some(c.id))).collect()
            }
        };
        for (place, current) in places {
            let place = Place { client: place.client.or(client), ..place };
            body(&Scene { model, place, extra: self.extra }, current);
        }
    }

    fn shell(&self, command: &str) -> String {
        self.model.shell_output(command)
    }

    fn is_option(&self, name: &str) -> bool {
        // No variable of any other kind is called so.
        (name.starts_with('@') || name.contains('-'))
            && self.extra.iter().all(|(known, _)| *known != name)
    }

    fn screen(&self) -> Vec<String> {
        self.pane().map(|pane| pane.terminal.screen_text()).unwrap_or_default()
    }

    fn now(&self) -> i64 {
        self.model.clock.unix
    }

    fn local_time(&self, epoch: i64) -> Time {
        (self.model.local_time)(epoch)
    }
}

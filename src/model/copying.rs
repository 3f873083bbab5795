//! Copying: how a pane gets into copy mode, what that is told to do, and where the text that it
//! copies goes.

use super::Model;
use super::buffers::Full;
use super::client::{Client, Overlay, READ_ONLY};
use super::copy_mode::{Action, CopyMode, Habits, Numbers, Outcome, Store, There};
use super::effect::{JobEffect, OutletTask, ShellCommand};
use super::id::{ClientId, PaneId};
use super::mode::Mode;
use super::resolve::Place;
use crate::dialect::Dialect;
use crate::geometry::Point;
use crate::shell::quoted;
use crate::terminal::Terminal;

const NO_PROMPTS: Outcome =
    Outcome::Nothing("no prompts are known: the shell has to tell where they are");

/// What is said of a copy: how much it is, and a short one itself.
fn told(store: &Store, text: &str) -> String {
    /// The most characters of a copy that are shown.
    const SHORT: usize = 60;
    let verb = match store {
        Store::New(_) => "copied",
        Store::Append => "added",
        Store::Nothing => "piped",
    };
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let (count, lines) = (text.chars().count(), text.lines().count());
    let amount = format!("{verb} {count} character{}", plural(count));
    let is_plain = !text.chars().any(char::is_control);
    match lines {
        0 | 1 if is_plain && count <= SHORT => format!("{amount}: {text}"),
        0 | 1 => amount,
        lines => format!("{amount}, {lines} line{}", plural(lines)),
    }
}

impl Model {
    /// A pane shows its history, to all or to a client that only looks on; with `scroll_exit` until
    /// it is scrolled to the bottom. `false` where it did so already.
    pub fn enter_copy_mode(
        &mut self,
        pane: PaneId,
        client: Option<ClientId>,
        scroll_exit: bool,
    ) -> bool {
        self.drop_numbers(pane);
        match self.mode_of(pane, client).map(Mode::name) {
            Some("copy-mode") => return false,
            Some(_) if self.alter_modes(pane, client, |it| it.raise("copy-mode")) == Some(true) => {
                return true;
            }
            _ => {}
        }
        let Some(it) = self.graph.pane(pane) else { return false };
        let mut mode = CopyMode::enter(&it.terminal, scroll_exit);
        mode.set_habits(self.habits(pane));
        self.enter_mode(pane, client, Mode::Copy(mode));
        true
    }

    /// A pane shows what another shows and its history, as they are now. `false` where it is in a mode
    /// of the name already.
    pub fn enter_copy_mode_of(
        &mut self,
        pane: PaneId,
        source: PaneId,
        client: Option<ClientId>,
        scroll_exit: bool,
    ) -> bool {
        let Some((it, from)) = self.graph.pane(pane).zip(self.graph.pane(source)) else {
            return false;
        };
        if self.mode_of(pane, client).is_some_and(|mode| mode.name() == "copy-mode") {
            return false;
        }
        let Ok(mut terminal) = Terminal::restore(&from.terminal.checkpoint()) else { return false };
        terminal.resize(it.size);
        let mut copy = CopyMode::enter(&terminal, scroll_exit);
        copy.set_habits(self.habits(pane));
        self.enter_mode(pane, client, Mode::CopyOf(Box::new(copy), Box::new(terminal)));
        true
    }

    /// What is at a cell of a pane, as a client sees it.
    pub fn text_at(&self, pane: PaneId, client: Option<ClientId>, at: Point) -> Option<There> {
        if let Some((copy, terminal)) = self.copying(pane, client) {
            return Some(copy.text_at(terminal, at));
        }
        if self.mode_of(pane, client).is_some() {
            return None;
        }
        let terminal = &self.graph.pane(pane)?.terminal;
        let mut look = CopyMode::enter(terminal, false);
        look.set_habits(self.habits(pane));
        Some(look.text_at(terminal, at))
    }

    /// What the person is used to who copies from a pane.
    pub(super) fn habits(&self, pane: PaneId) -> Habits {
        let session = Place::of_pane(self, pane).session;
        Habits {
            vi: self.pane_lookup(pane).text("mode-keys") == "vi",
            word_separators: self.session_lookup(session).text("word-separators").to_string(),
            wrap_search: self.pane_lookup(pane).flag("wrap-search"),
            as_tmux: self.identity.dialect == Dialect::Tmux,
        }
    }

    /// Has the copy mode that the keys of `by` are for do something, `count` times where that means
    /// anything, or as often as was said before. What it copies is kept for `client`'s person.
    /// Nothing happens where there is no mode.
    pub fn copy_mode_act(
        &mut self,
        pane: PaneId,
        by: Option<ClientId>,
        client: Option<ClientId>,
        action: Action,
        count: Option<u32>,
    ) {
        let action = match action {
            Action::LineNumbers(None) => {
                let wanted = Numbers::of(&self.pane_lookup(pane).text("copy-mode-line-numbers"));
                let copy = self.copying(pane, by).map(|(copy, _)| copy);
                let is_off = copy.is_none_or(|copy| copy.numbers(wanted) == Numbers::Off);
                Action::LineNumbers(Some(is_off))
            }
            action => action,
        };
        let outcome = self.with_mode(pane, by, |mode, it| {
            let has_prompts = matches!(mode, Mode::Copy(_)) && !it.terminal.is_alternate();
            let (copy, terminal) = mode.copying_mut(&it.terminal)?;
            let count = copy.take_repeat(count);
            Some(match action {
                Action::Prompt { .. } if !has_prompts => NO_PROMPTS,
                Action::Prompt { forward, output } => {
                    let places = it.command_log.places(output);
                    copy.go_among(terminal, &places, forward, count);
                    if places.is_empty() { NO_PROMPTS } else { Outcome::None }
                }
                action => copy.act(terminal, action, count),
            })
        });
        if let Some(outcome) = outcome.flatten() {
            match self.looks_on(by) {
                Some(by) => self.look_came_to(pane, by, outcome),
                None => self.copy_mode_came_to(pane, client, outcome),
            }
        }
    }

    /// What follows for a client that only looks on: what it copies goes to its person's clipboard,
    /// and nothing changes here.
    fn look_came_to(&mut self, pane: PaneId, by: ClientId, outcome: Outcome) {
        let client = Some(by);
        let leave = match outcome {
            Outcome::None => false,
            Outcome::Leave => true,
            Outcome::NotFound | Outcome::Nothing(_) => {
                self.copy_mode_came_to(pane, client, outcome);
                false
            }
            Outcome::Open { .. } => {
                self.tell(client, READ_ONLY);
                false
            }
            Outcome::Copy { leave, .. } if self.server().text("set-clipboard") == "off" => {
                self.tell(client, "not copied: set-clipboard is off");
                leave
            }
            Outcome::Copy { text, leave, .. } => {
                self.tell(client, &told(&Store::New(None), &text));
                if !text.is_empty() {
                    self.to_clipboard(client, text.into_bytes());
                }
                leave
            }
        };
        if leave {
            self.leave_mode(pane, client);
        }
    }

    /// What follows from what a pane's copy mode came to, by a key or by the mouse.
    fn copy_mode_came_to(&mut self, pane: PaneId, client: Option<ClientId>, outcome: Outcome) {
        match outcome {
            Outcome::None => {}
            Outcome::Leave => self.leave_mode(pane, None),
            Outcome::NotFound => self.tell(client, "not found"),
            Outcome::Nothing(reason) => self.tell(client, reason),
            Outcome::Open { url, leave } => {
                self.open(pane, &url);
                self.tell(client, &format!("opening {url}"));
                if leave {
                    self.leave_mode(pane, None);
                }
            }
            Outcome::Copy { text, leave, store, pipe } => {
                self.tell(client, &told(&store, &text));
                match store {
                    Store::New(prefix) => self.copied(client, text.clone(), prefix.as_deref()),
                    Store::Append => {
                        let full = self.append_copy(text.as_bytes()).err();
                        self.tell_full(client, full);
                    }
                    Store::Nothing => {}
                }
                if let Some(command) = pipe {
                    self.pipe_copy(pane, command, text);
                }
                if leave {
                    self.leave_mode(pane, None);
                }
            }
        }
    }

    /// Tells somebody what became of what they did. At a prompt, which is that of a search as one
    /// types, the place in the corner has to do.
    pub fn tell(&mut self, client: Option<ClientId>, text: &str) {
        let is_asked = |it: &Client| matches!(it.overlay(), Some(Overlay::Prompt(_)));
        if let Some(client) = client
            && !self.graph.client(client).is_some_and(is_asked)
        {
            self.show_message(client, &text.replace('#', "##"), None);
        }
    }

    /// Opens a URL, which has nothing in it that means anything to a shell.
    fn open(&mut self, pane: PaneId, url: &str) {
        let place = Place::of_pane(self, pane);
        let command = self.server().text("open-command").to_string();
        if !command.is_empty() {
            self.run_shell(format!("{command} {}", quoted(url)), &place, None);
        }
    }

    /// Keeps copied text in a new buffer, its name beginning with `prefix`, and, as
    /// `set-clipboard` says, on the clipboard of the client's person.
    pub fn copied(&mut self, client: Option<ClientId>, text: String, prefix: Option<&str>) {
        if text.is_empty() {
            return;
        }
        let kept = self.keep_copy(text.clone().into_bytes(), prefix).err();
        self.tell_full(client, kept);
        self.to_clipboard(client, text.into_bytes());
    }

    /// Keeps bytes in a new buffer, and gives its name.
    ///
    /// # Errors
    /// There is no room for them.
    pub fn keep_copy(&mut self, data: Vec<u8>, prefix: Option<&str>) -> Result<String, Full> {
        let limit = usize::try_from(self.server().number("buffer-limit")).unwrap_or(1);
        let now = self.clock.unix;
        self.buffers_mut().push(prefix.unwrap_or("buffer"), data, now, limit).map(str::to_owned)
    }

    /// Adds bytes to the end of the newest buffer, or makes one of them.
    fn append_copy(&mut self, more: &[u8]) -> Result<(), Full> {
        let newest =
            self.buffers.get(None).map(|buffer| (buffer.name.clone(), buffer.data.clone()));
        match newest {
            Some((name, mut data)) => {
                data.extend_from_slice(more);
                let now = self.clock.unix;
                self.buffers_mut().set(&name, data, now)
            }
            None => self.keep_copy(more.to_vec(), None).map(drop),
        }
    }

    /// Tells a client's person that what they copied is in no buffer.
    pub fn tell_full(&mut self, client: Option<ClientId>, full: Option<Full>) {
        if let (Some(client), Some(full)) = (client, full) {
            self.show_message(client, &format!("Not copied: {full}"), None);
        }
    }

    /// Puts bytes on the clipboard of a client's person, where `set-clipboard` lets it.
    pub fn to_clipboard(&mut self, client: Option<ClientId>, data: Vec<u8>) {
        let allowed = self.server().text("set-clipboard") != "off";
        if let Some(client) = client.filter(|_| allowed) {
            self.tell_outlet(client, OutletTask::Clipboard(data));
        }
    }

    /// Gives copied text to a shell command, or to `copy-command` where that is empty.
    fn pipe_copy(&mut self, pane: PaneId, command: String, text: String) {
        let place = Place::of_pane(self, pane);
        let command = match command.is_empty() {
            true => self.server().text("copy-command").to_string(),
            false => self.expand(&command, &place),
        };
        if command.is_empty() {
            return;
        }
        let command = self.shell_command(command, &place);
        let stdin = text.into_bytes();
        self.start_job(JobEffect::Run(Box::new(ShellCommand { stdin, ..command })));
    }
}

//! A client as the model knows it: where it is from, what it is ([`Role`]), and what lies over the
//! screen of one that shows a session.

use std::path::PathBuf;

use crate::geometry::{Point, Size, WindowSize};
use crate::key::Key;
use crate::language::style;
use crate::style::Theme;

use super::Clock;
use super::access::Peer;
use super::control::Control;
use super::effect::OutletTask;
use super::environment::Environment;
use super::id::{ClientId, PaneId, SessionId, WindowId};
use super::menu::Menu;
use super::mode::Look;
use super::popup::Popup;
use super::prompt::Prompt;
use super::raw::Raw;
use super::resolve::Place;

/// What a client that only looks on is told where it would do more.
pub const READ_ONLY: &str = "this client is read-only";

/// A client asks again what it asked a server that was replaced before there was an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    /// How long ago it asked first, in milliseconds.
    pub asked: u64,
    /// How far it had come ([`super::effect::ClientEffect::Place`]); empty where that was not said.
    pub place: String,
}

/// A client.
#[derive(Debug)]
pub struct Client {
    /// Its id.
    pub id: ClientId,
    /// Its process.
    pub pid: u32,
    /// Its terminal's device; empty where it has none.
    pub tty: String,
    /// What is printed for it goes to a terminal, also where stdin comes from elsewhere.
    pub prints_to_tty: bool,
    /// What `TERM` says there.
    pub term: String,
    /// What its terminal calls itself (XTVERSION); empty until it told.
    pub version: String,
    /// The bytes that it was sent.
    pub written: std::cell::Cell<u64>,
    /// The version of its program, where that speaks another version of the view stream: it may
    /// ask, but not be a display.
    pub stranger: Option<String>,
    /// The version of its program, where that speaks another version of the raw stream.
    pub raw_stranger: Option<String>,
    /// Whether its terminal is dark or light, once it told.
    pub theme: Option<Theme>,
    /// The size of its terminal.
    pub size: WindowSize,
    /// By what it names itself, so that it can come back over another connection.
    pub token: Option<[u8; 16]>,
    /// It asks again what it asked a server that was replaced.
    pub again: Option<Again>,
    /// Where it was started.
    pub cwd: PathBuf,
    /// The environment it was started with.
    pub environment: Environment,
    /// What it is.
    pub(super) role: Role,
    /// A program reads it, line by line (`-C`): it draws nothing.
    pub control: Option<Box<Control>>,
    /// Its keys change nothing (`attach-session -r`).
    pub read_only: bool,
    /// Who it is, where that is not the server's owner.
    pub guest: Option<Peer>,
    /// The server's owner lets it do no more than look.
    pub(super) only_looks: bool,
    /// It does not count for the sizes of windows (`attach-session -f ignore-size`).
    pub ignore_size: bool,
    /// Its terminal has the focus, as far as it tells.
    pub focused: bool,
    /// When it was attached, in seconds of Unix time.
    pub created: i64,
    /// When its person last did something, in milliseconds of the model's clock.
    pub activity: u64,
    /// The same in seconds of Unix time.
    pub activity_time: i64,
}

/// What a client is. Only the graph makes another thing of it.
#[derive(Debug)]
pub enum Role {
    /// It asks for something, and ends with the answer.
    OneShot,
    /// It shows a session.
    Display(Box<DisplayState>),
    /// It is bound to a pane as it is, and shows nothing of pmux's.
    Raw(Raw),
}

/// What a client that shows a session has on its screen, and what its person is about to do.
#[derive(Debug)]
pub struct DisplayState {
    /// The session it shows.
    pub(super) session: SessionId,
    /// The session it showed before.
    pub last_session: Option<SessionId>,
    /// Where in a sequence of keys it is.
    pub keys: KeyState,
    /// What lies over its screen.
    pub overlay: Option<Overlay>,
    /// The program that lies over its windows, under that.
    pub popup: Option<Popup>,
    /// Where it only looks on: the modes that are nobody else's.
    pub look: Option<Look>,
    /// What its mouse is about to do.
    pub drag: Option<Drag>,
    /// Where the part begins that it shows of a larger window, while it shows that one.
    pub pan: Option<(WindowId, Point)>,
    /// The last click, to know a second and third one.
    pub click: Option<Click>,
    /// The pane whose scrollbar's slider its mouse drags, and the row of the slider that it holds.
    pub slider: Option<(PaneId, u16)>,
}

/// Where in a sequence of keys a client is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyState {
    /// The table; `None` is the session's `key-table`, mostly `root`.
    pub table: Option<String>,
    /// Since when, in milliseconds of the model's clock.
    pub since: u64,
    /// Keys of the table may follow without the prefix until then.
    pub repeat_until: Option<u64>,
    /// The key that may be repeated so.
    pub repeated: Option<Key>,
    /// What can come next is shown.
    pub hints: bool,
}

pub use super::grip::Grip;

/// A press that a drag began with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drag {
    /// On a border of the window, last seen there (in the window's cells).
    Border(crate::geometry::Point),
    /// On a pane of the window that floats.
    Float {
        /// The pane.
        pane: PaneId,
        /// By what it is held.
        grip: Grip,
        /// Where the mouse was last, in the window's cells.
        last: (i32, i32),
    },
    /// In a pane whose program or copy mode gets the motion.
    Pane(PaneId),
    /// On a menu or the like, which took the press: the rest of it is nobody's.
    Over,
}

/// A click that another may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Click {
    /// When, in milliseconds of the model's clock.
    pub when: u64,
    /// Where.
    pub at: crate::geometry::Point,
    /// Which button.
    pub button: crate::key::MouseButton,
    /// How many there were: 1 to 3.
    pub count: u8,
    /// The mouse moved since, with the button down.
    pub dragged: bool,
    /// The button is down yet.
    pub held: bool,
}

/// What lies over a client's screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// A message, until a time of the model's clock or, without one, until a key.
    Message {
        /// The text, with styles in it.
        text: String,
        /// When it goes away.
        until: Option<u64>,
        /// Keys are as without it, and leave it there (`display-message -N`).
        stays: bool,
    },
    /// A question to be answered.
    Prompt(Prompt),
    /// The panes' numbers.
    PaneNumbers {
        /// When they go away.
        until: u64,
        /// A command with `%%` for the chosen pane.
        template: String,
    },
    /// Commands to choose from.
    Menu(Menu),
}

/// The one of some clients whose person did something last.
pub fn latest<'a>(clients: impl Iterator<Item = &'a Client>) -> Option<&'a Client> {
    clients.max_by_key(|client| (client.activity, client.id))
}

impl Client {
    /// Has it only look, or no more; who may do nothing else stays so.
    pub fn set_read_only(&mut self, on: bool) {
        self.read_only = on || self.only_looks;
    }

    /// Whether it is not to count for the sizes of windows.
    pub fn ignores_size(&self) -> bool {
        self.ignore_size || self.only_looks
    }

    /// Its server's owner lets it only look, or do all again. Where that is no news it stays as it is:
    /// also who may do all can choose to look.
    pub fn set_only_looks(&mut self, on: bool) {
        if std::mem::replace(&mut self.only_looks, on) != on {
            self.read_only = on;
        }
    }

    /// A client that came at some time, of which nothing else is known yet.
    pub fn new(id: ClientId, now: Clock) -> Self {
        Self {
            id,
            pid: 0,
            tty: String::new(),
            prints_to_tty: false,
            term: String::new(),
            version: String::new(),
            written: Default::default(),
            stranger: None,
            raw_stranger: None,
            theme: None,
            size: Size::DEFAULT.into(),
            token: None,
            again: None,
            cwd: PathBuf::new(),
            environment: Environment::default(),
            role: Role::OneShot,
            control: None,
            read_only: false,
            guest: None,
            only_looks: false,
            ignore_size: false,
            focused: true,
            created: now.unix,
            activity: now.millis,
            activity_time: now.unix,
        }
    }

    /// How `-t` names it: by its terminal.
    pub fn name(&self) -> String {
        match self.tty.is_empty() {
            true => format!("client-{}", self.pid),
            false => self.tty.clone(),
        }
    }

    /// What it is.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// Whether it is there to look at something, not only to ask.
    pub fn is_attached(&self) -> bool {
        !matches!(self.role, Role::OneShot)
    }

    /// Whether it has a screen that something can be drawn on.
    pub fn has_screen(&self) -> bool {
        self.control.is_none() && self.display().is_some()
    }

    /// What it shows, where it is a display.
    pub fn display(&self) -> Option<&DisplayState> {
        match &self.role {
            Role::Display(display) => Some(display),
            Role::OneShot | Role::Raw(_) => None,
        }
    }

    pub(super) fn display_mut(&mut self) -> Option<&mut DisplayState> {
        match &mut self.role {
            Role::Display(display) => Some(display),
            Role::OneShot | Role::Raw(_) => None,
        }
    }

    /// The session it shows.
    pub fn session(&self) -> Option<SessionId> {
        self.display().map(|it| it.session)
    }

    /// What lies over its screen.
    pub fn overlay(&self) -> Option<&Overlay> {
        self.display()?.overlay.as_ref()
    }

    /// The program that lies over its windows.
    pub fn popup(&self) -> Option<&Popup> {
        self.display()?.popup.as_ref()
    }

    /// The pane it looks at by itself, and the modes.
    pub fn look(&self) -> Option<&Look> {
        self.display()?.look.as_ref()
    }

    /// How it is bound to a pane as it is.
    pub fn raw(&self) -> Option<&Raw> {
        match &self.role {
            Role::Raw(raw) => Some(raw),
            Role::OneShot | Role::Display(_) => None,
        }
    }
}

impl DisplayState {
    /// A session, with nothing over it.
    pub(super) fn new(session: SessionId) -> Self {
        Self {
            session,
            last_session: None,
            keys: KeyState::default(),
            overlay: None,
            popup: None,
            look: None,
            drag: None,
            pan: None,
            click: None,
            slider: None,
        }
    }
}

impl super::Model {
    /// What a client's terminal is taken to be: dark where it did not tell.
    pub fn theme_of(&self, client: Option<ClientId>) -> Theme {
        let client = client.and_then(|id| self.graph.client(id));
        client.and_then(|client| client.theme).unwrap_or_default()
    }

    /// What a colour of the theme is for a client, as a style names colours.
    pub fn theme_color(&self, name: &str, place: &Place) -> Option<String> {
        let (_, option, ..) = style::THEMED.iter().find(|(known, ..)| *known == name)?;
        let options = self.server();
        let theme = match options.text("theme").as_str() {
            "light" => "light",
            "dark" => "dark",
            "terminal" => {
                return Some(match *option {
                    "dark-grey" => "brightblack".to_owned(),
                    "light-grey" => "white".to_owned(),
                    option => option.to_owned(),
                });
            }
            _ if self.theme_of(place.client) == Theme::Light => "light",
            _ => "dark",
        };
        let color = options.text(&format!("{theme}-theme-{option}"));
        match color.contains("#{") {
            // What the colours of the theme are made of is none of them.
            true => Some(self.expand_without_theme(&color, place)),
            false => Some(color.to_string()),
        }
    }

    /// A style that a format gave, with the theme's colours put in.
    pub fn themed(&self, style: &str, place: &Place) -> String {
        style::themed(style, &|name| self.theme_color(name, place)).into_owned()
    }

    /// Shows a message to a client's person for `delay` milliseconds (0: until a key), or as
    /// `display-time` says.
    pub fn show_message(&mut self, client: ClientId, text: &str, delay: Option<u64>) {
        self.remember_message(text);
        if self.graph.client(client).is_some_and(|it| it.control.is_some()) {
            return self.tell_outlet(client, OutletTask::Message(text.to_owned()));
        }
        let session = self.graph.client(client).and_then(Client::session);
        let options = self.session_lookup(session);
        let time = delay.unwrap_or(options.number("display-time").max(0) as u64);
        let until = (time > 0).then_some(self.clock.millis + time);
        if let Some(display) = self.graph.display_mut(client) {
            display.overlay = Some(Overlay::Message { text: text.to_owned(), until, stays: false });
        }
    }
}

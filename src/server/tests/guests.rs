//! Other users who are let in: what they bring along, and what becomes of them when the list changes.

use super::*;
use crate::model::access::{Peer, Who};
use crate::protocol::message::TtyReport;
use crate::style::Theme;

const PEER: Peer = Peer { uid: 5, gid: 7 };
pub const WHO: Who = Who::User(5);

impl World {
    /// Somebody has connected, and has asked for nothing yet.
    fn newcomer(&mut self) -> ClientId {
        let client = self.server.model.client_id();
        self.server.model.newcomers.insert(client, PEER);
        client
    }

    /// They ask, with variables that they bring along.
    fn asks(&mut self, client: ClientId, argv: &[&str], tty: Option<Size>) {
        let pairs = ["SECRET=x", "TERM=xterm", "SSH_AUTH_SOCK=/their/agent"];
        let environment = pairs.map(|pair| pair.as_bytes().to_vec()).to_vec();
        let request =
            Request { environment, cwd: b"/theirs".to_vec(), ..request_of(client, argv, tty) };
        self.event(Event::Request(client, Box::new(request)));
    }

    pub fn guest(&mut self, argv: &[&str], tty: Option<Size>) -> ClientId {
        let client = self.newcomer();
        self.asks(client, argv, tty);
        client
    }

    /// What a client was told on its stderr.
    fn complaints(&self, client: ClientId) -> String {
        let told = self.effects.iter().filter_map(|effect| match effect {
            Effect::Client(id, ClientEffect::Stderr(bytes)) if *id == client => {
                Some(String::from_utf8_lossy(bytes).into_owned())
            }
            _ => None,
        });
        told.collect()
    }

    fn option(&self, name: &str) -> String {
        self.server.model.session_lookup(None).text(name)
    }

    fn types(&mut self, client: ClientId) -> String {
        self.written();
        let key = KeyEvent::from(Key::plain(KeyCode::Char('x')));
        self.event(Event::Message(client, ClientMessage::Key(key)));
        self.written()
    }
}

#[test]
fn who_came_while_they_were_let_in_and_asks_when_they_are_no_more_is_refused() {
    let mut world = World::new();
    world.server.model.allow(WHO, false);
    let (early, late) = (world.newcomer(), world.newcomer());
    world.asks(early, &["list-sessions"], None);
    assert_eq!(world.exit_of(early), Some(0));
    world.server.model.deny(WHO);
    world.asks(late, &["list-sessions"], None);
    assert_eq!(
        (world.exit_of(late), world.complaints(late).as_str()),
        (Some(1), "access not allowed\n")
    );
    assert!(world.server.model.graph.client(late).is_none());
}

#[test]
fn what_a_guest_has_begun_is_held_to_what_they_may_now() {
    for deny in [true, false] {
        let mut world = World::new();
        world.server.model.allow(WHO, false);
        let argv = ["wait-for", "x", ";", "set", "-g", "status", "off"];
        let guest = world.guest(&argv, None);
        assert_eq!(world.exit_of(guest), None);
        match deny {
            true => world.server.model.deny(WHO),
            false => world.server.model.allow(WHO, true),
        }
        world.ask(&["wait-for", "-S", "x"], None);
        assert_eq!((world.exit_of(guest), world.option("status").as_str()), (Some(1), "on"));
    }
}

#[test]
fn a_guest_who_chose_to_look_goes_on_looking_whoever_else_is_let_in() {
    let mut world = World::new();
    world.server.model.allow(WHO, false);
    let looks = world.guest(&["attach-session", "-r", "-t", "build"], Some(SIZE));
    let types = world.guest(&["attach-session", "-t", "build"], Some(SIZE));
    world.server.model.allow(Who::User(6), false);
    assert_eq!((world.types(looks).as_str(), world.types(types).as_str()), ("", "x"));
    world.server.model.allow(WHO, true);
    assert_eq!((world.types(looks).as_str(), world.types(types).as_str()), ("", ""));
    world.server.model.allow(WHO, false);
    assert_eq!(world.types(types), "x");
}

#[test]
fn what_a_guest_brings_along_is_not_for_the_owner() {
    let mut world = World::new();
    world.ask(&["set-environment", "-t", "build", "SSH_AUTH_SOCK", "/mine"], None);
    world.server.model.allow(WHO, false);
    let guest = world.guest(&["attach-session", "-t", "build"], Some(SIZE));
    let client = &world.server.model.graph[guest];
    let brought: Vec<String> = client.environment.iter().map(|it| it.name).collect();
    assert_eq!(brought, ["TERM"]);
    assert_eq!(client.cwd, world.server.model.identity.home);
    // That nothing is known of theirs takes nothing away.
    let session = world.server.model.graph.sessions().next().unwrap();
    assert_eq!(session.environment.text("SSH_AUTH_SOCK"), Some("/mine"));
}

#[test]
fn a_guest_who_may_look_moves_nobody_to_another_window() {
    let mut world = World::new();
    world.ok(&["new-window", "-d", "-t", "build:1", "program"]);
    world.server.model.allow(WHO, true);
    let owner = world.attach(&[], SIZE);
    let shown = world.server.model.client_window(owner.client);
    let guest = world.guest(&["attach-session", "-t", "build:1"], Some(SIZE));
    assert!(world.effects.contains(&Effect::Client(guest, ClientEffect::Attached)));
    assert_eq!(world.server.model.client_window(owner.client), shown);
}

#[test]
fn programs_are_told_no_colours_of_a_terminal_whose_guest_may_only_look() {
    let mut world = World::new();
    let reports = [TtyReport::Foreground(1, 1, 1), TtyReport::Background(255, 255, 255)];
    for (only_looks, light) in [(true, None), (false, Some((255, 255, 255)))] {
        world.server.model.allow(WHO, only_looks);
        let guest = world.guest(&["attach-session", "-t", "build"], Some(SIZE));
        for report in reports.clone() {
            world.event(Event::Message(guest, ClientMessage::Tty(report)));
        }
        assert_eq!(world.server.model.colors.background, light);
        assert_eq!(world.server.model.graph[guest].theme, Some(Theme::Light), "their own view");
    }
}

#[test]
fn what_a_guest_began_in_the_background_ends_with_them() {
    let mut world = World::new();
    world.ok(&["bind-key", "-n", "x", "if-shell", "-b", "true", "set -g status off"]);
    world.server.model.allow(WHO, false);
    let guest = world.guest(&["attach-session", "-t", "build"], Some(SIZE));
    world.types(guest);
    let job = world.effects.iter().find_map(|effect| match effect {
        Effect::Job(job, JobEffect::Run(_)) => Some(*job),
        _ => None,
    });
    world.server.model.deny(WHO);
    world.event(Event::Message(guest, ClientMessage::Leaving));
    world.event(Event::Gone(guest));
    let ran = crate::model::answer::Ran { status: 0, output: Vec::new() };
    world.event(Event::JobDone(job.expect("a job"), crate::model::answer::Answer::Ran(ran)));
    assert_eq!(world.option("status"), "on");
}

#[test]
fn a_guest_who_may_look_makes_no_window_smaller() {
    let mut world = World::new();
    let size = |world: &World| world.server.model.graph.windows().next().unwrap().size.cells;
    let before = size(&world);
    world.server.model.allow(WHO, true);
    let guest = world.guest(&["attach-session", "-t", "build"], Some(Size::new(10, 3)));
    assert_eq!(size(&world), before);
    world.server.model.allow(WHO, false);
    assert_eq!(
        (world.types(guest).as_str(), size(&world).cols),
        ("x", 10),
        "who may do all counts"
    );
}

//! What each client is told next: one question for every kind of outlet, asked as often as the
//! client's socket has room.

use crate::model::id::ClientId;

use super::super::Server;
use super::{Out, Outlet, Room};

impl Server {
    /// The clients that are told something as it happens.
    pub fn listeners(&self) -> Vec<ClientId> {
        self.outlets.clients()
    }

    /// What a client is to be told now; `None` where it has everything, or no `room` for more.
    pub fn next_out(&mut self, client: ClientId, room: Room) -> Option<Out> {
        let model = &self.model;
        match self.outlets.all.get_mut(&client)? {
            Outlet::Display(display) => {
                display.next(model, client, &self.synchronized, room).map(Out::View)
            }
            Outlet::Raw(stream) => {
                let was_over = stream.is_over();
                let message = stream.next(model, room);
                if was_over && !stream.is_over() {
                    self.outlets.close(client);
                }
                message.map(Out::Raw)
            }
            Outlet::Control(stream) => stream.next(model, client, room),
            _ if room == Room::Full => None,
            Outlet::Events(reader) => {
                model.event_log.read(reader).map(|line| Out::Feed(line.into_bytes()))
            }
            Outlet::Recording(recording) => match recording.next(model) {
                Some(lines) => Some(Out::Feed(lines.into_bytes())),
                None if recording.is_over() => self.outlets.is_through(client),
                None => None,
            },
            Outlet::Capture(capture) => match capture.next_text() {
                Some(text) => Some(Out::Stdout(text.into_bytes())),
                None if capture.is_over() => self.outlets.is_through(client),
                None => None,
            },
        }
    }

    /// Whether a display is owed what a person waits for.
    pub fn is_urgent(&self) -> bool {
        self.outlets.displays().any(|(_, display)| display.is_urgent())
    }

    /// Nothing more happens: whether a client followed something, all of which it has by now.
    pub fn dismiss(&mut self, client: ClientId) -> bool {
        let outlet = self.outlets.all.get(&client);
        let follows = !matches!(
            outlet,
            None | Some(Outlet::Display(_) | Outlet::Raw(_) | Outlet::Control(_))
        );
        if follows {
            self.outlets.close(client);
        }
        follows
    }
}

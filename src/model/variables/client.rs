//! What is known of a client.

use super::Kind::{Flag, Number, Text};
use super::{Get, Kind, Scene, Variable, flag};
use crate::model::access::Who;
use crate::model::client::Client;
use crate::model::control::Control;
use crate::model::features;
use crate::model::id::SessionId;
use crate::model::resolve::Place;
use crate::style::Theme;

/// The variables, in the order of their names.
pub const TABLE: &[Variable] = &[
    variable("client_activity", Number, "when a key came from it last", |_, client| {
        Some(client.activity_time.to_string())
    }),
    variable(
        "client_cell_height",
        Number,
        "how high its cells are, in pixels; 0 where that is not known",
        |_, client| {
            Some(client.size.ypixel.checked_div(client.size.cells.rows).unwrap_or(0).to_string())
        },
    ),
    variable(
        "client_cell_width",
        Number,
        "how wide its cells are, in pixels; 0 where that is not known",
        |_, client| {
            Some(client.size.xpixel.checked_div(client.size.cells.cols).unwrap_or(0).to_string())
        },
    ),
    variable("client_colours", Number, "how many colours its terminal has", |scene, client| {
        Some(features::of(scene.model, client).colours().to_string())
    }),
    variable("client_control_mode", Flag, "whether a program reads it", |_, client| {
        flag(client.control.is_some())
    }),
    variable("client_created", Number, "when it came", |_, client| {
        Some(client.created.to_string())
    }),
    variable(
        "client_discarded",
        Number,
        "bytes that it was not sent because it did not take them",
        |_, _| Some("0".to_owned()),
    ),
    variable(
        "client_flags",
        Text,
        "what is said of it: attached, focused and the like",
        |_, client| {
            let control = client.control.as_deref();
            let has = |is: fn(&Control) -> bool| control.is_some_and(is);
            let pause = control.and_then(|it| it.pause_after);
            let pause = pause.map(|after| format!("pause-after={}", after / 1000));
            let flags = [
                ("attached", client.is_attached()),
                ("focused", client.focused),
                ("control-mode", control.is_some()),
                ("ignore-size", client.ignore_size),
                ("no-output", has(|it| it.no_output)),
                ("wait-exit", has(|it| it.wait_exit)),
                (pause.as_deref().unwrap_or_default(), pause.is_some()),
                ("raw", client.raw().is_some()),
                ("read-only", client.read_only),
                ("UTF-8", true),
            ];
            let on = flags.iter().filter(|(_, on)| *on).map(|(name, _)| *name);
            Some(on.collect::<Vec<_>>().join(","))
        },
    ),
    variable("client_height", Number, "its rows", |_, client| {
        // One that a program reads has no rows: its windows have.
        client.control.is_none().then(|| client.size.cells.rows.to_string())
    }),
    variable(
        "client_key_table",
        Text,
        "the key table that its next key is looked up in",
        |_, client| {
            Some(
                client
                    .display()
                    .and_then(|it| it.keys.table.clone())
                    .unwrap_or_else(|| "root".into()),
            )
        },
    ),
    variable("client_last_session", Text, "the session that it showed before", |scene, client| {
        named(scene, client.display()?.last_session)
    }),
    variable("client_name", Text, "its name, which is its terminal", |_, client| {
        Some(client.name())
    }),
    variable("client_pid", Number, "its process", |_, client| Some(client.pid.to_string())),
    variable("client_prefix", Flag, "whether the prefix was pressed", |_, client| {
        flag(client.display().and_then(|it| it.keys.table.as_deref()) == Some("prefix"))
    }),
    variable("client_readonly", Flag, "whether it only looks", |_, client| flag(client.read_only)),
    variable("client_session", Text, "the session that it shows", |scene, client| {
        named(scene, Place::of_client(scene.model, client.id).session)
    }),
    variable("client_termfeatures", Text, "what its terminal can do", |scene, client| {
        Some(features::of(scene.model, client).names())
    }),
    variable("client_termname", Text, "its TERM", |_, client| Some(client.term.clone())),
    variable("client_termtype", Text, "what its terminal calls itself", |_, client| {
        Some(client.version.clone())
    }),
    variable("client_theme", Text, "dark or light, as its terminal tells", |_, client| {
        Some(match client.theme? {
            Theme::Dark => "dark".to_owned(),
            Theme::Light => "light".to_owned(),
        })
    }),
    variable("client_tty", Text, "its terminal", |_, client| Some(client.tty.clone())),
    variable("client_uid", Number, "the id of its user", |scene, client| {
        Some(client.guest.map_or(scene.model.identity.uid, |guest| guest.uid).to_string())
    }),
    variable("client_user", Text, "its user", |scene, client| match client.guest {
        Some(guest) => (scene.model.accounts.name)(Who::User(guest.uid)),
        None => Some(scene.model.identity.user.clone()),
    }),
    variable("client_utf8", Flag, "whether it takes UTF-8", |_, _| flag(true)),
    variable("client_width", Number, "its columns", |_, client| {
        Some(client.size.cells.cols.to_string())
    }),
    variable("client_written", Number, "bytes that it was sent", |_, client| {
        Some(client.written.get().to_string())
    }),
];

const fn variable(
    name: &'static str,
    kind: Kind,
    help: &'static str,
    get: fn(&Scene<'_>, &Client) -> Option<String>,
) -> Variable {
    Variable { name, kind, help, get: Get::Client(get) }
}

/// The name of a session.
fn named(scene: &Scene<'_>, session: Option<SessionId>) -> Option<String> {
    Some(scene.model.graph.session(session?)?.name.clone())
}

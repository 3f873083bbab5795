//! What is known of the server, and of the newest paste buffer.

use super::Kind::{Flag, Number, Text};
use super::{Get, Kind, Scene, Variable, sample};
use crate::model::mode::Things;

/// The variables, in the order of their names.
pub const TABLE: &[Variable] = &[
    variable("buffer_created", Number, "when the newest paste buffer was made", |scene| {
        Some(scene.model.buffers.get(None)?.created.to_string())
    }),
    variable("buffer_full", Text, "the newest paste buffer's text", |scene| {
        Some(String::from_utf8_lossy(&scene.model.buffers.get(None)?.data).into_owned())
    }),
    variable("buffer_mode_format", Text, "what choose-buffer says of a buffer", |scene| {
        Some(scene.model.usual_format(Things::Buffers).to_owned())
    }),
    variable("buffer_name", Text, "the newest paste buffer", |scene| {
        Some(scene.model.buffers.get(None)?.name.clone())
    }),
    variable("buffer_sample", Text, "its beginning", |scene| {
        Some(sample(&scene.model.buffers.get(None)?.data))
    }),
    variable("buffer_size", Number, "its size in bytes", |scene| {
        Some(scene.model.buffers.get(None)?.data.len().to_string())
    }),
    variable("client_mode_format", Text, "what choose-client says of a client", |scene| {
        Some(scene.model.usual_format(Things::Clients).to_owned())
    }),
    variable("config_files", Text, "the configuration files that were read", |scene| {
        Some(scene.model.config_files.join(","))
    }),
    variable("host", Text, "the name of the host", |scene| Some(scene.model.identity.host.clone())),
    variable("host_short", Text, "the same without the domain", |scene| {
        Some(scene.model.identity.host.split('.').next().unwrap_or_default().to_owned())
    }),
    variable("next_session_id", Text, "the id that the next session gets", |scene| {
        Some(format!("${}", scene.model.next.session))
    }),
    variable("pid", Number, "the server's process", |scene| {
        Some(scene.model.identity.pid.to_string())
    }),
    variable("server_saved", Number, "when its sessions were saved last", |scene| {
        Some(scene.model.saved.last?.to_string())
    }),
    variable("server_saved_error", Text, "why they cannot be", |scene| {
        scene.model.saved.failed.clone()
    }),
    variable("server_sessions", Number, "how many sessions there are", |scene| {
        Some(scene.model.graph.sessions().count().to_string())
    }),
    variable("sixel_support", Flag, "whether sixel images are drawn", |_| super::flag(false)),
    variable("socket_path", Text, "the server's socket", |scene| {
        Some(scene.model.identity.socket.display().to_string())
    }),
    variable("start_time", Number, "when the server was started", |scene| {
        Some(scene.model.identity.started.to_string())
    }),
    variable("tree_mode_format", Text, "what choose-tree says of a thing", |scene| {
        Some(scene.model.usual_format(Things::Tree).to_owned())
    }),
    variable("uid", Number, "the id of the server's user", |scene| {
        Some(scene.model.identity.uid.to_string())
    }),
    variable("user", Text, "who the server belongs to", |scene| {
        Some(scene.model.identity.user.clone())
    }),
    variable("version", Text, "the version", |scene| {
        Some(scene.model.identity.dialect.version().to_owned())
    }),
];

const fn variable(
    name: &'static str,
    kind: Kind,
    help: &'static str,
    get: fn(&Scene<'_>) -> Option<String>,
) -> Variable {
    Variable { name, kind, help, get: Get::Server(get) }
}

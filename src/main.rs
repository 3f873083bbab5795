//! The door: argv to client, one-shot command or server.

fn main() {}

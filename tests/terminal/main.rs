//! The terminal from outside, over generated streams: its laws, and its screens beside those of
//! the `vt100` crate.

mod laws;
mod oracle;
mod programs;
mod recorded;
mod streams;

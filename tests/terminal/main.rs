//! The terminal from outside, over generated streams: its laws, its screens beside those of the
//! `vt100` crate, and Unicode's data.

mod laws;
mod oracle;
mod programs;
mod recorded;
mod streams;
mod unicode;

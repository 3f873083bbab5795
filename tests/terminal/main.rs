//! The terminal from outside: its laws over generated streams, its screens beside those of
//! other engines, Unicode's data, recordings of real programs, and what a fuzzer found.

mod alacritty;
mod answered;
mod answers;
mod fuzz_laws;
mod laws;
mod oracle;
mod programs;
mod recorded;
mod replayed;
mod streams;
mod unicode;

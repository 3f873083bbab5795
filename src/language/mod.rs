//! Text to values and back: what people and scripts write, and what pmux prints for them.
//!
//! This room knows how command lines, key names, targets, formats and styles are written. It
//! must not know what a session is, where an option's value comes from or who reads the result:
//! a target is parsed here and found by the model, a format asks a [`format::Context`].
//!
//! The words are tmux's, and so are the meanings (tmux(1)). All text is untrusted: nothing here
//! panics, and depth and size are bounded.

pub mod arguments;
pub mod columns;
pub mod command_line;
pub mod duration;
pub mod format;
pub mod fuzzy;
pub mod key;
pub mod moment;
pub mod number;
pub mod pattern;
pub mod signal;
pub mod style;
pub mod suggest;
pub mod syntax;
pub mod target;

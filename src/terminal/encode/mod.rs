//! What a person does to the bytes that a program gets, in the way that it asked for.

mod key;
mod kitty;
mod mouse;
mod paste;
#[cfg(test)]
mod tests;

pub use key::{Keys, encode as key};
pub use mouse::encode as mouse;
pub use paste::Paste;

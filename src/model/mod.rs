//! Sessions, windows, panes, layouts, options: plain data, no I/O. (being built)

pub mod copy_mode;
pub mod id;
pub mod layout;

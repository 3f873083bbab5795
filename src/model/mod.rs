//! Sessions, windows, panes, layouts, options: plain data, no I/O. (being built)

pub mod id;

//! What the programs of panes take, as the system told it at a moment.

use serde::{Deserialize, Serialize};

/// A process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Process {
    /// Its number.
    pub pid: i32,
    /// That of the process that started it.
    pub parent: i32,
    /// The part of one processor that it took while one looked, in percent.
    pub cpu: f64,
    /// The time that processors gave to it, in milliseconds.
    pub time: u64,
    /// Its memory that really is there, in bytes.
    pub memory: u64,
    /// How long it has run, in milliseconds.
    pub elapsed: u64,
    /// Its program and arguments.
    pub command: String,
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Census {
    /// Bytes of memory that the machine has.
    pub memory: u64,
    /// Of each process that was asked about, itself and what it started.
    pub families: Vec<Vec<Process>>,
}

//! Clients in control mode: programs that read of every pane in lines (`-C`).

use std::io::Read;
use std::process::{Child, Stdio};
use std::thread;

use super::peer::Peer;
use super::world::World;

/// A controlling program that reads as fast as it can; it ends with this.
pub struct Control(Child);

impl Control {
    /// One that is attached to a session.
    pub fn attach(peer: &Peer, world: &World, session: &str) -> Result<Self, String> {
        let argv = peer.control(world, session).ok_or("it cannot")?;
        let mut command = world.command(&argv)?;
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let mut output = child.stdout.take().ok_or("it has no output")?;
        let control = Self(child);
        let mut buffer = vec![0; 64 * 1024];
        if output.read(&mut buffer).map_err(|error| error.to_string())? == 0 {
            return Err("it says nothing in control mode".to_owned());
        }
        thread::spawn(move || while output.read(&mut buffer).is_ok_and(|count| count > 0) {});
        Ok(control)
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

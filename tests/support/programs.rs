//! Files that are executed. One that is open to be written to is not (ETXTBSY, execve(2)), and a test
//! beside this one may start a process while this one writes, which has all that is open here for a
//! moment: so another process writes them.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Writes a script that everybody may execute.
pub fn write_program(path: &Path, text: &str) {
    let mut install = Command::new("install");
    let install = install.args(["-m", "755", "/dev/stdin"]).arg(path).stdin(Stdio::piped());
    let mut child = install.spawn().expect("install");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("a script");
    assert!(child.wait().expect("install").success(), "{}", path.display());
}

/// Copies a program that everybody may execute.
pub fn copy_program(from: impl AsRef<Path>, to: &Path) {
    let mut install = Command::new("install");
    let status = install.args(["-m", "755"]).arg(from.as_ref()).arg(to).status();
    assert!(status.expect("install").success(), "{}", to.display());
}

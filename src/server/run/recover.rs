//! What a server does that was started in the place of one that died.

use std::path::Path;

use crate::os::socket::let_nobody_in;

use super::keeper::{Handed, Keeper, LISTENER};
use super::{LAST_WORDS, site};

/// Nothing that could be read is left of it: its programs are hung up on, as they would be without
/// a shim, and nobody finds it any more.
pub fn bury(path: &Path, handed: Handed, mut keeper: Keeper) {
    // The next one who calls is to find nobody, rather than one who says nothing.
    handed.kept.get(&LISTENER).into_iter().for_each(let_nobody_in);
    drop(handed);
    keeper.over();
    keeper.finish(LAST_WORDS);
    drop(keeper);
    site::bury(path);
}

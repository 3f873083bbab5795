//! Whatever is kept of a server's state, it is refused, or it makes a model that holds together: one that
//! can be used, and whose own sections make a model again.

use pmux::dialect::Dialect;
use pmux::language::format::Time;
use pmux::model::id::SessionId;
use pmux::model::state::{FORMAT, Key, State, StateError};
use pmux::model::{Identity, Model};
use pmux::store::Store;
use pmux::terminal::Terminal;

/// A state that was kept, as it is written now.
const RECORDED: &[u8] = include_bytes!("../state/3");

/// Sections, each with its key.
type Sections = Vec<(Vec<u8>, Vec<u8>)>;

/// Says that a section of a state is what the bytes are: the first picks it, the second how much of what
/// it was before stays in front of the others.
pub fn hold(bytes: &[u8]) {
    let [which, stays, bytes @ ..] = bytes else { return };
    let store = Store::open(RECORDED.to_vec()).expect("a state that was kept");
    assert_eq!(store.format(), FORMAT, "what is refused for its format tells nothing");
    let mut sections: Sections =
        store.sections().map(|(key, bytes)| (key.to_vec(), bytes.to_vec())).collect();
    let count = sections.len();
    let section = &mut sections[usize::from(*which) % count].1;
    section.truncate(usize::from(*stays));
    section.extend(bytes);
    let Ok(mut model) = restore(&sections) else { return };
    let again = restore(&written(&model));
    assert!(again.is_ok(), "{:?}", again.err());
    model.settle();
    let sessions: Vec<SessionId> = model.graph.sessions().map(|it| it.id).collect();
    sessions.into_iter().for_each(|id| model.remove_session(id));
    model.settle();
    assert_eq!(model.graph.windows().len(), 0);
}

fn written(model: &Model) -> Sections {
    let section = |key: Key| {
        let mut bytes = Vec::new();
        assert!(model.push_section(&key, &mut bytes), "{key:?} is there and is not");
        (key.bytes(), bytes)
    };
    model.section_keys().map(section).collect()
}

fn restore(sections: &Sections) -> Result<Model, StateError> {
    let kept = sections.iter().map(|(key, bytes)| (key.as_slice(), bytes.as_slice()));
    let state = State::read(FORMAT, kept)?;
    let identity = Identity {
        dialect: Dialect::Pmux,
        is_in_path: true,
        pid: 1,
        socket: "/run/pmux/default".into(),
        host: "host".into(),
        user: "user".into(),
        uid: 1000,
        home: "/home/user".into(),
        started: 0,
    };
    let empty = Model::new(identity, |epoch| Time { epoch, ..Time::default() });
    empty.restore(&state, &mut |_, size, limits| Terminal::new(size, limits))
}

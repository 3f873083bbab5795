use super::*;
use crate::dialect::Dialect;
use crate::language::format::Time;
use crate::model::Identity;

fn empty() -> Model {
    let identity = Identity {
        dialect: Dialect::Pmux,
        is_in_path: true,
        pid: 1,
        socket: "/run/pmux/default".into(),
        host: "host".into(),
        user: "user".into(),
        uid: 1000,
        home: "/home/user".into(),
        started: 1_700_000_000,
    };
    Model::new(identity, |epoch| Time { epoch, ..Time::default() })
}

#[test]
fn clients_numbers_are_written_in_advance() {
    let mut model = empty();
    let next = |model: &Model| model.server_state().next[3];
    assert_eq!(next(&model), 256);
    let last = (0..255).map(|_| model.client_id()).last().unwrap();
    assert_eq!((last.0, next(&model)), (254, 256));
    model.client_id();
    assert_eq!(next(&model), 512);
    let mut again = empty();
    again.restore_server(model.server_state());
    assert_eq!(again.client_id().0, 512);
}

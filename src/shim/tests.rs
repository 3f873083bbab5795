use super::*;

#[test]
fn a_server_that_somebody_killed_is_soon_not_one_of_a_row() {
    let of = |signal: Signal| lives(Some(ExitStatus::Signaled(signal as i32)));
    assert!(of(Signal::SIGKILL) < of(Signal::SIGSEGV) && of(Signal::SIGTERM) < of(Signal::SIGABRT));
    assert_eq!(lives(Some(ExitStatus::Exited(101))), of(Signal::SIGSEGV));
    assert_eq!(lives(None), of(Signal::SIGKILL));
}

#[test]
fn a_server_that_keeps_dying_is_started_ever_more_slowly() {
    let pauses: Vec<u128> = (1..12).map(|deaths| pause(deaths).as_millis()).collect();
    assert_eq!(pauses, [0, 0, 0, 0, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    assert_eq!(pause(u32::MAX), LONGEST_PAUSE);
}

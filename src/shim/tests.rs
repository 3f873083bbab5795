use super::*;

#[test]
fn a_server_that_keeps_dying_is_started_ever_more_slowly() {
    let pauses: Vec<u128> = (1..12).map(|deaths| pause(deaths).as_millis()).collect();
    assert_eq!(pauses, [0, 0, 0, 0, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    assert_eq!(pause(u32::MAX), LONGEST_PAUSE);
}

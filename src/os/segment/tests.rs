use super::*;

#[test]
fn what_is_written_is_there_for_whoever_maps_it_next() {
    let (mut first, descriptor) = Segment::new("test", 3 * PAGE).unwrap();
    assert_eq!(first.len(), 3 * PAGE);
    assert!(first.bytes().iter().all(|byte| *byte == 0));
    first.bytes_mut()[PAGE..PAGE + 4].copy_from_slice(b"here");
    first.set_word(8, 42);
    drop(first);
    let next = Segment::open(&descriptor).unwrap();
    assert_eq!((&next.bytes()[PAGE..PAGE + 4], next.word(8), next.word(0)), (&b"here"[..], 42, 0));
}

#[test]
fn it_needs_no_descriptor_to_be_there() {
    let (mut segment, descriptor) = Segment::new("test", 100).unwrap();
    drop(descriptor);
    segment.bytes_mut().fill(7);
    assert_eq!(segment.bytes(), [7; 100]);
}

#[test]
fn what_is_no_segment_is_refused() {
    assert!(Segment::new("test", 0).is_err());
    assert!(Segment::new("test", usize::MAX).is_err());
    let file = std::fs::File::open("/dev/null").unwrap();
    assert!(Segment::open(&file).is_err());
    // A file may become smaller under whoever reads it, which would end them.
    let path = std::env::temp_dir().join(format!("pmux-segment-{}", std::process::id()));
    std::fs::write(&path, "text").unwrap();
    let file = std::fs::File::options().read(true).write(true).open(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(cfg!(not(target_os = "linux")) || Segment::open(&file).is_err());
    let (_segment, descriptor) = Segment::new("test", PAGE).unwrap();
    assert!(cfg!(not(target_os = "linux")) || ftruncate(&descriptor, 0).is_err());
}

#[test]
fn parts_are_taken_off_and_joined_again() {
    let (mut rest, _) = Segment::new("test", 64).unwrap();
    let mut first = rest.split_to(16);
    let mut second = rest.split_to(16);
    assert_eq!((first.offset(), second.offset(), rest.offset(), rest.len()), (0, 16, 32, 32));
    first.bytes_mut().fill(1);
    second.bytes_mut().fill(2);
    rest.bytes_mut().fill(3);
    second.set_word(8, u64::MAX);
    // One can have many readers for a while.
    let shared = Arc::new(second);
    let reader = shared.clone();
    assert_eq!(std::thread::spawn(move || reader.bytes()[0]).join().unwrap(), 2);
    let second = Arc::try_unwrap(shared).unwrap();
    let rest = first.join(rest).unwrap_err();
    first.join(second).unwrap();
    first.join(rest).unwrap();
    assert_eq!(first.len(), 64);
    assert_eq!((first.bytes()[15], first.bytes()[16], first.bytes()[63]), (1, 2, 3));
    let (other, _) = Segment::new("test", 64).unwrap();
    assert!(first.join(other).is_err());
    assert!(first.split_to(64).len() == 64 && first.is_empty() && first.bytes().is_empty());
}

#[test]
fn only_whole_pages_are_given_back() {
    let (mut segment, descriptor) = Segment::new("test", 4 * PAGE).unwrap();
    segment.bytes_mut().fill(9);
    let taken = || fstat(&descriptor).unwrap().st_blocks;
    let before = taken();
    segment.give_back(10..3 * PAGE + 10);
    assert!(segment.bytes()[..PAGE].iter().all(|byte| *byte == 9));
    assert!(segment.bytes()[3 * PAGE..].iter().all(|byte| *byte == 9));
    if cfg!(target_os = "linux") {
        assert!(taken() < before);
        assert!(segment.bytes()[PAGE..3 * PAGE].iter().all(|byte| *byte == 0));
    }
    segment.give_back(1..20);
    segment.give_back(0..0);
    let mut last = segment.split_to(PAGE + 10);
    std::mem::swap(&mut last, &mut segment);
    last.give_back(0..last.len());
    assert!(last.bytes()[..PAGE].iter().all(|byte| *byte == 0 || *byte == 9));
    assert!(segment.bytes()[0] == 9 || last.bytes()[0] == 9);
}

#[test]
#[should_panic(expected = "a word at 4")]
fn a_word_begins_where_the_processor_wants_it() {
    Segment::new("test", 64).unwrap().0.word(4);
}

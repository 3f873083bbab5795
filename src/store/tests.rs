use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use proptest::prelude::*;

use super::*;

/// What is to be in an area.
type Known = BTreeMap<Vec<u8>, Vec<u8>>;

/// One thing that is put, or removed.
type Act = (u8, Option<Vec<u8>>);

fn acts() -> impl Strategy<Value = Vec<Vec<Act>>> {
    let bytes = prop::option::weighted(0.8, prop::collection::vec(any::<u8>(), 0..120));
    prop::collection::vec(prop::collection::vec((0..12u8, bytes), 0..4), 0..60)
}

fn known<A: AsRef<[u8]> + AsMut<[u8]>>(store: &Store<A>) -> Known {
    store.sections().map(|(key, bytes)| (key.to_vec(), bytes.to_vec())).collect()
}

fn put<A: AsRef<[u8]> + AsMut<[u8]>>(store: &mut Store<A>, known: &mut Known, acts: &[Act]) {
    for (key, bytes) in acts {
        let key = vec![*key; usize::from(*key)];
        match bytes {
            Some(bytes) => {
                store.put(&key, bytes);
                known.insert(key, bytes.clone());
            }
            None => {
                store.remove(&key);
                known.remove(&key);
            }
        }
    }
}

/// An area that remembers how it was at each step of its writer.
#[derive(Debug, Clone)]
struct Watched {
    bytes: Vec<u8>,
    steps: Rc<RefCell<Vec<Vec<u8>>>>,
}

impl AsRef<[u8]> for Watched {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl AsMut<[u8]> for Watched {
    fn as_mut(&mut self) -> &mut [u8] {
        self.steps.borrow_mut().push(self.bytes.clone());
        &mut self.bytes
    }
}

proptest! {
    /// Whatever is put and removed, however often halves are turned over and areas outgrown, what is
    /// opened again is what was put.
    #[test]
    fn what_was_put_is_there(events in acts()) {
        let mut store = Store::new(vec![0; SMALLEST], 7, 1);
        let mut expected = Known::new();
        for acts in events {
            put(&mut store, &mut expected, &acts);
            if let Err(Full { wanted }) = store.commit() {
                store.move_to(vec![0xA5; wanted]).unwrap();
            }
            let again = Store::open(store.area.clone()).unwrap();
            prop_assert_eq!(&known(&again), &expected);
            prop_assert_eq!((again.format(), again.generation()), (7, store.generation()));
            prop_assert_eq!((again.live(), again.end), (store.live(), store.end));
            prop_assert_eq!(again.live(), store.record_of_all().len());
        }
    }

    /// Whenever the writer is killed, between two steps or within one, what is found is what was
    /// there before the event or after it.
    #[test]
    fn killed_anywhere_an_event_is_there_or_not(events in acts(), cut in any::<prop::sample::Index>()) {
        let steps = Rc::new(RefCell::new(Vec::new()));
        let area = Watched { bytes: vec![0; SMALLEST], steps: steps.clone() };
        let mut store = Store::new(area, 7, 1);
        let mut expected = Known::new();
        for acts in events {
            let before = expected.clone();
            put(&mut store, &mut expected, &acts);
            steps.borrow_mut().clear();
            if store.commit().is_err() {
                break;
            }
            let last = store.area.bytes.clone();
            let steps: Vec<_> = steps.take().into_iter().chain([last]).collect();
            for (from, to) in steps.iter().zip(&steps[1..]) {
                // A word is stored at once.
                let words = (0..from.len()).step_by(8);
                let differ: Vec<usize> = words.filter(|&at| from[at..at + 8] != to[at..at + 8]).collect();
                let mut torn = from.clone();
                for at in differ.iter().take(cut.index(differ.len() + 1)) {
                    torn[*at..at + 8].copy_from_slice(&to[*at..at + 8]);
                }
                let found = known(&Store::open(torn).unwrap());
                prop_assert!(found == before || found == expected);
            }
        }
    }

    /// A bit that is another is found, or makes no difference.
    #[test]
    fn a_flipped_bit_is_refused_or_harmless(
        events in acts(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0..8u8), 20),
    ) {
        let mut store = Store::new(vec![0; SMALLEST], 7, 1);
        let mut expected = Known::new();
        for acts in events {
            put(&mut store, &mut expected, &acts);
            if let Err(Full { wanted }) = store.commit() {
                store.move_to(vec![0; wanted]).unwrap();
            }
        }
        for (at, bit) in flips {
            let half = half_of(store.area.len(), store.half);
            // Most of it where something is.
            let at = half.start + at.index((store.end + 16).min(half.len()));
            let mut area = store.area.clone();
            area[at] ^= 1u8 << bit;
            match Store::open(area) {
                Ok(opened) => prop_assert_eq!(known(&opened), expected.clone()),
                Err(refused) => prop_assert!(matches!(refused, Refused::Damaged(_))),
            }
        }
    }

    /// Whatever a record says of its sections, they lie within it.
    #[test]
    fn sections_lie_within_their_record(
        lengths in prop::collection::vec(prop::sample::select(vec![0, 1, 7, GONE, GONE | 2, u32::MAX]), 0..12),
        bytes in prop::collection::vec(any::<u8>(), 0..16),
    ) {
        let record: Vec<u8> = lengths.iter().flat_map(|it| it.to_le_bytes()).chain(bytes).collect();
        for (_, place) in sections_of(&record, 5).into_iter().flatten() {
            prop_assert!(place.is_none_or(|it| 5 <= it.start && it.end <= record.len() + 5));
        }
    }

    /// Whatever is in an area, opening it comes to an end.
    #[test]
    fn any_bytes_are_an_area_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        marked in any::<bool>(),
    ) {
        let mut bytes = bytes;
        if marked && bytes.len() >= 64 {
            let end = (bytes.len() / 2 / 8 * 8).min(HEADER + 40);
            bytes[..8].copy_from_slice(&MARK.to_le_bytes());
            let (format, generation) = (u32_at(&bytes, 8).unwrap(), u64_at(&bytes, 16).unwrap());
            bytes[24..32].copy_from_slice(&end_word(format, generation, end).to_le_bytes());
        }
        if let Ok(store) = Store::open(bytes) {
            known(&store);
        }
    }
}

#[test]
fn nothing_is_written_that_is_there_already() {
    let mut store = Store::new(vec![0; SMALLEST], 1, 1);
    store.put(b"a", b"1");
    assert_eq!(store.commit(), Ok(24));
    store.put(b"a", b"1");
    store.remove(b"b");
    assert_eq!(store.commit(), Ok(0));
    // The last word counts, also within an event.
    store.put(b"a", b"2");
    store.put(b"a", b"1");
    store.commit().unwrap();
    assert_eq!(store.get(b"a"), Some(&b"1"[..]));
    store.put(b"a", b"2");
    store.remove(b"a");
    store.commit().unwrap();
    assert_eq!(store.get(b"a"), None);
}

#[test]
fn an_area_that_is_too_small_says_what_it_needs() {
    let mut store = Store::new(vec![0; SMALLEST], 1, 5);
    store.put(b"small", b"1");
    store.commit().unwrap();
    store.put(b"large", &[7; 10_000]);
    let Err(Full { wanted }) = store.commit() else { panic!("no room for it") };
    assert!((40_000..100_000).contains(&wanted), "{wanted}");
    // All that was in force is found in the old one until somebody says otherwise.
    assert_eq!(known(&Store::open(store.area.clone()).unwrap()).len(), 1);
    assert!(store.move_to(vec![0; SMALLEST]).is_err());
    let old = store.move_to(vec![0; wanted]).unwrap();
    assert_eq!((known(&Store::open(old).unwrap()).len(), known(&store).len()), (1, 2));
    assert_eq!(store.generation(), 6);
}

#[test]
fn what_was_never_written_is_empty() {
    for length in [0, 8, 100, SMALLEST] {
        assert_eq!(Store::open(vec![0; length]).map(|_| ()), Err(Refused::Empty));
    }
    assert_eq!(Store::open(vec![1; SMALLEST]).map(|_| ()), Err(Refused::Damaged(0)));
}

//! Finding bytes in bytes, eight at a time.

/// A byte of 1, eight times.
pub const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = ONES * 0x80;

/// How many bytes from the start are printable ASCII.
#[inline]
pub fn ascii_run(bytes: &[u8]) -> usize {
    let stops = |word: u64| {
        // The high bit of each byte: set where it is below 0x20, is 0x7f, or is above.
        let low = word.wrapping_sub(ONES * 0x20);
        let del = (word ^ (ONES * 0x7f)).wrapping_sub(ONES);
        (word | low | del) & HIGHS
    };
    first(bytes, stops, |byte| !(0x20..0x7f).contains(&byte)).unwrap_or(bytes.len())
}

/// How many bytes from the start are no C0 control and no DEL.
#[inline]
pub fn text_run(bytes: &[u8]) -> usize {
    let stops = |word: u64| {
        let low = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
        low | zeros(word ^ (ONES * 0x7f))
    };
    first(bytes, stops, |byte| byte < 0x20 || byte == 0x7f).unwrap_or(bytes.len())
}

/// Where a byte is first found.
#[inline]
pub fn find(bytes: &[u8], wanted: u8) -> Option<usize> {
    let all = ONES * u64::from(wanted);
    first(bytes, |word| zeros(word ^ all), |byte| byte == wanted)
}

/// Where one of two bytes is first found.
#[inline]
pub fn find_either(bytes: &[u8], a: u8, b: u8) -> Option<usize> {
    let (all_a, all_b) = (ONES * u64::from(a), ONES * u64::from(b));
    first(bytes, |word| zeros(word ^ all_a) | zeros(word ^ all_b), |byte| byte == a || byte == b)
}

/// How many bytes of a kind there are.
pub fn count(bytes: &[u8], wanted: u8) -> usize {
    // In pieces that a byte can count, since so the compiler makes vectors of them.
    let piece = |piece: &[u8]| {
        let sum = piece.iter().fold(0u8, |sum, &byte| sum.wrapping_add(u8::from(byte == wanted)));
        usize::from(sum)
    };
    bytes.chunks(255).map(piece).sum()
}

/// Where the byte is that has `n` of its kind after it.
pub fn find_nth_last(bytes: &[u8], wanted: u8, n: usize) -> Option<usize> {
    let mut left = n;
    let mut end = bytes.len();
    while end > 0 {
        let start = end.saturating_sub(255);
        let here = count(&bytes[start..end], wanted);
        if here > left {
            let found = bytes[start..end].iter().rev().enumerate();
            let (from_end, _) = found.filter(|(_, byte)| **byte == wanted).nth(left)?;
            return Some(end - 1 - from_end);
        }
        left -= here;
        end = start;
    }
    None
}

/// Where a byte is last found.
#[inline]
pub fn rfind(bytes: &[u8], wanted: u8) -> Option<usize> {
    let (far, near) = bytes.split_at(bytes.len().saturating_sub(NEAR));
    match rfind_near(near, wanted) {
        Some(at) => Some(far.len() + at),
        None => rfind_far(far, wanted),
    }
}

/// So many bytes are many for finding something that is seldom far.
const NEAR: usize = 64;

#[inline]
fn rfind_near(bytes: &[u8], wanted: u8) -> Option<usize> {
    let mut rest = bytes;
    while let Some((before, word)) = rest.split_last_chunk::<8>() {
        let marks = equal(u64::from_le_bytes(*word), wanted);
        if marks != 0 {
            return Some(rest.len() - 1 - marks.leading_zeros() as usize / 8);
        }
        rest = before;
    }
    rest.iter().rposition(|&byte| byte == wanted)
}

/// The same in pieces that are passed over at once, since so the compiler makes vectors of them.
fn rfind_far(bytes: &[u8], wanted: u8) -> Option<usize> {
    let mut rest = bytes;
    while let Some((before, piece)) = rest.split_last_chunk::<NEAR>() {
        if piece.iter().fold(false, |any, &byte| any | (byte == wanted)) {
            break;
        }
        rest = before;
    }
    rfind_near(rest, wanted)
}

/// The bytes of 64 that are `wanted`: a bit each, the first the lowest.
#[inline]
pub fn every(block: &[u8; 64], wanted: impl Fn(u8) -> bool) -> u64 {
    // Apart from the bits, since so the compiler makes vectors of it.
    let mut marks = [0; 64];
    for (mark, &byte) in marks.iter_mut().zip(block) {
        *mark = u8::from(wanted(byte));
    }
    let (words, _) = marks.as_chunks::<8>();
    words.iter().rev().fold(0, |all, word| {
        // The product moves the eight marks together.
        all << 8 | u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

/// The high bits of the bytes of a word that are `wanted`, and no others.
#[inline]
fn equal(word: u64, wanted: u8) -> u64 {
    let others = word ^ (ONES * u64::from(wanted));
    !(((others & !HIGHS) + !HIGHS) | others) & HIGHS
}

/// The high bits of bytes that are 0, the lowest of them for certain.
#[inline]
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGHS
}

/// The first byte that `stops` marks in a word by its high bit, and `stop` on its own. `stops`
/// may be wrong about bytes after the first that it marks.
#[inline]
fn first(bytes: &[u8], stops: impl Fn(u64) -> u64, stop: impl Fn(u8) -> bool) -> Option<usize> {
    let mut rest = bytes;
    while let Some((word, after)) = rest.split_first_chunk::<8>() {
        let marks = stops(u64::from_le_bytes(*word));
        if marks != 0 {
            return Some(bytes.len() - rest.len() + marks.trailing_zeros() as usize / 8);
        }
        rest = after;
    }
    rest.iter().position(|&byte| stop(byte)).map(|found| bytes.len() - rest.len() + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_ascii_ends_where_it_ends() {
        for stop in [0u8, 0x1f, 0x7f, 0x80, 0xff, b'\n'] {
            for len in 0..40 {
                let mut bytes = vec![b'~'; 41];
                bytes[len] = stop;
                assert_eq!(ascii_run(&bytes), len, "{stop:#x}");
                bytes[len] = b' ';
                assert_eq!(ascii_run(&bytes), 41);
                bytes[len] = stop;
                bytes[..len].fill(0xc3);
                let text = if stop < 0x20 || stop == 0x7f { len } else { 41 };
                assert_eq!(text_run(&bytes), text, "{stop:#x}");
                bytes.fill(b'~');
            }
        }
    }

    #[test]
    fn a_byte_is_found_wherever_it_is() {
        for len in 0..40 {
            let mut bytes = vec![b'x' + 1; 41];
            assert_eq!(find(&bytes, b'x'), None);
            bytes[len] = b'x';
            assert_eq!(find(&bytes, b'x'), Some(len));
            assert_eq!(find_either(&bytes, 0, b'x'), Some(len));
            assert_eq!(find_either(&bytes, b'x', 0xff), Some(len));
            assert_eq!(rfind(&bytes, b'x'), Some(len));
            assert_eq!(rfind(&bytes[..len], b'x'), None);
        }
    }

    #[test]
    fn bytes_are_counted_and_found_from_the_end() {
        let bytes: Vec<u8> = (0..2000).map(|i| if i % 7 == 3 { b'x' } else { b'y' }).collect();
        let places: Vec<usize> = (0..2000).filter(|i| i % 7 == 3).collect();
        assert_eq!(count(&bytes, b'x'), places.len());
        for (n, place) in places.iter().rev().enumerate() {
            assert_eq!(find_nth_last(&bytes, b'x', n), Some(*place));
        }
        assert_eq!(find_nth_last(&bytes, b'x', places.len()), None);
    }
}

//! Whatever a tty sends means something or nothing, and the same however it is cut; nothing that was
//! not sent is made of it, and a decoder that waits is satisfied in the end.

use std::time::Duration;

use pmux::client::decode::{Decoder, Input, token_length};

/// How often a decoder may still have something to wait for.
const PATIENCE: usize = 4;

/// Holds the laws of bytes, of which the first says into pieces of what length they are cut.
pub fn hold(sent: &[u8]) {
    let Some((&step, bytes)) = sent.split_first() else { return };
    let whole = decode(bytes, bytes.len().max(1));
    assert_eq!(decode(bytes, usize::from(step).max(1)), whole);
    let pasted = |input: &Input| match input {
        Input::Paste { bytes, .. } => bytes.len(),
        _ => 1,
    };
    assert!(whole.iter().map(pasted).sum::<usize>() <= bytes.len());
    assert!(token_length(bytes).is_none_or(|length| (1..=bytes.len()).contains(&length)));
}

/// All that bytes mean, in pieces of `step`, and then given up on.
fn decode(bytes: &[u8], step: usize) -> Vec<Input> {
    let mut decoder = Decoder::new(Duration::from_millis(20), 0x7f);
    let mut inputs: Vec<Input> = Vec::new();
    // A paste may come in any number of parts.
    let mut take = |input: Input| match (inputs.last_mut(), input) {
        (Some(Input::Paste { bytes, last: ended @ false }), Input::Paste { bytes: more, last }) => {
            bytes.extend(more);
            *ended = last;
        }
        (_, input) => inputs.push(input),
    };
    bytes.chunks(step).for_each(|piece| decoder.feed(piece, &mut take));
    decoder.give_up(&mut take);
    for _ in 0..PATIENCE {
        if decoder.patience().is_none() {
            return inputs;
        }
        decoder.give_up(|_| {});
    }
    panic!("the decoder waits for ever: {bytes:?}");
}

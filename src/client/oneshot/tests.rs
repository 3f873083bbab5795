use std::thread;

use super::*;
use crate::protocol::Frame;

/// Runs a request against a server that answers with these bytes; what came out on stdout
/// and stderr, and what the server read, come with the outcome.
fn run_against(
    answer: Vec<u8>,
    stdin: &[u8],
) -> (Result<Outcome, ClientError>, String, String, Vec<Frame>) {
    let (client, mut server) = UnixStream::pair().unwrap();
    let serving = thread::spawn(move || {
        server.write_all(&answer).unwrap();
        server.shutdown(std::net::Shutdown::Write).unwrap();
        let (mut bytes, mut frames, mut seen) = (Vec::new(), Frames::default(), Vec::new());
        server.read_to_end(&mut bytes).unwrap();
        frames.push(&bytes);
        while let Some(frame) = frames.next_frame().unwrap() {
            seen.push(frame);
        }
        seen
    });
    let mut outputs = Outputs::new(Vec::new(), Vec::new(), None);
    let request = Request { argv: vec!["ls".into()], ..Request::default() };
    let mut inputs = Inputs::from(stdin);
    let reach = Reach { stdin: !stdin.is_empty(), ..Reach::default() };
    let stdin = (reach, &mut inputs);
    let mut frames = Frames::default();
    let outcome = run(&client, &mut frames, &request, stdin, &mut outputs);
    drop(client);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (outcome, text(outputs.stdout), text(outputs.stderr), serving.join().unwrap())
}

fn replies(replies: &[Reply]) -> Vec<u8> {
    let mut bytes = Vec::new();
    replies.iter().for_each(|reply| reply.encode(&mut bytes));
    bytes
}

#[test]
fn output_and_status_come_through() {
    let answer = replies(&[
        Reply::Stdout("a\n".into()),
        Reply::Stderr("b\n".into()),
        Reply::Stdout("c\n".into()),
        Reply::Exit(3),
    ]);
    let (outcome, out, err, seen) = run_against(answer, b"");
    assert!(matches!(outcome, Ok(Outcome::Exit(3))), "{outcome:?}");
    assert_eq!((out.as_str(), err.as_str()), ("a\nc\n", "b\n"));
    assert_eq!(Request::decode(&seen[0]).unwrap().argv, ["ls"]);
}

#[test]
fn stdin_is_sent_to_its_end_where_it_is_asked_for() {
    let text = "x".repeat(3 * PART + 1);
    let answer = replies(&[Reply::ReadStdin, Reply::Exit(0)]);
    let (outcome, .., seen) = run_against(answer, text.as_bytes());
    assert!(matches!(outcome, Ok(Outcome::Exit(0))));
    let parts: Vec<_> = seen.into_iter().skip(1).filter_map(request::decode_stdin).collect();
    assert_eq!(parts.concat(), text.as_bytes());
    assert_eq!(parts.last().map(Vec::len), Some(0));
}

#[test]
fn attaching_ends_the_exchange() {
    let (outcome, ..) = run_against(replies(&[Reply::Attached]), b"");
    assert!(matches!(outcome, Ok(Outcome::Attached)));
}

#[test]
fn a_server_that_goes_or_speaks_otherwise_is_an_error() {
    let (outcome, out, ..) = run_against(replies(&[Reply::Stdout("a".into())]), b"");
    assert!(matches!(outcome, Err(ClientError::ServerLost)));
    assert_eq!(out, "a");
    let (outcome, ..) = run_against(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(), b"");
    assert!(matches!(outcome, Err(ClientError::Frame(_))));
}

#[test]
fn stdin_is_not_sent_where_the_command_has_no_need_of_it() {
    let (outcome, ..) =
        run_against(replies(&[Reply::Ask("password?".into()), Reply::Exit(0)]), b"");
    assert!(matches!(outcome, Err(ClientError::NotAsked("terminal"))), "{outcome:?}");
    let (outcome, .., seen) = run_against(replies(&[Reply::ReadStdin, Reply::Exit(0)]), b"");
    assert!(matches!(outcome, Err(ClientError::NotAsked("standard input"))), "{outcome:?}");
    assert_eq!(seen.len(), 1);
}

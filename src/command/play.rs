//! `play`: a recording shown again. The client does that by itself, without a server.

use std::time::Duration;

use super::{Command, Failure, value};
use crate::language::duration;
use crate::language::syntax::{Flag, Operand, Value};

/// The entry.
pub const COMMAND: Command = Command {
    name: "play",
    flags: &[
        Flag::with('i', value::TIME)
            .or_long("idle-limit")
            .meaning("the longest pause, as 500ms or 2s"),
        Flag::with('s', Value::new("factor", "how many times as fast as it was: 2, or 0.5"))
            .or_long("speed"),
    ],
    operands: &[Operand::One(value::READ_PATH)],
    anywhere: true,
    about: "Play a recording, asciinema's too, from a file or from stdin (-): space pauses, . goes \
        on by one event, q leaves",
    ours: true,
    run: |context| Err(Failure::new(format!("{} is for a shell: pmux {0}", context.command.name))),
    ..Command::NEW
};

/// What is to be played, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Played {
    /// The file; `-` is stdin.
    pub file: String,
    /// How many times as fast as it was.
    pub speed: Option<f64>,
    /// The longest pause that is kept.
    pub idle_limit: Option<Duration>,
}

/// The slowest and the fastest replay.
const SPEEDS: std::ops::RangeInclusive<f64> = 0.001..=1000.0;

/// What the words after the command's name ask for.
///
/// # Errors
/// They are not what it takes.
pub fn played(words: &[String]) -> Result<Played, Failure> {
    let arguments = COMMAND
        .arguments(words)
        .map_err(|error| Failure::new(format!("play: {error}\n{}", COMMAND.usage_line())))?;
    let speed = arguments.value('s').map(|text| {
        let number = text.trim_end_matches('x').parse().ok().filter(|n| SPEEDS.contains(n));
        number.ok_or_else(|| {
            Failure::new(format!("bad speed: {text} (2 is twice as fast, 0.5 half as fast)"))
        })
    });
    let limit = arguments.value('i').map(duration::parse).transpose()?;
    Ok(Played {
        file: arguments.rest().first().cloned().unwrap_or_default(),
        speed: speed.transpose()?,
        idle_limit: limit.map(Duration::from_millis),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_played_is_read_off_the_words() {
        let check = |words: &str, expect: Result<(f64, u64), &str>| {
            let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
            let got = played(&words).map_err(|failure| failure.reason);
            match expect {
                Ok((speed, limit)) => {
                    let limit = (limit > 0).then(|| Duration::from_millis(limit));
                    let speed = (speed > 0.0).then_some(speed);
                    assert_eq!(got, Ok(Played { file: "x".into(), speed, idle_limit: limit }));
                }
                Err(part) => {
                    let reason = got.unwrap_err();
                    assert!(reason.contains(part), "{reason}");
                }
            }
        };
        check("x", Ok((0.0, 0)));
        check("x --speed 2 --idle-limit 500ms", Ok((2.0, 500)));
        check("-s0.5x -i 2 x", Ok((0.5, 2000)));
        for speed in ["0", "-1", "NaN", "inf", "fast"] {
            check(&format!("x --speed={speed}"), Err("bad speed: "));
        }
        check("x -i soon", Err("bad duration: soon"));
        check("", Err("too few arguments"));
        check("x y", Err("usage: pmux play"));
        check("x --loop", Err("unknown flag --loop"));
    }
}

//! What of its client's a command line may reach for: the client knows by it what its server may
//! ask, and refuses the rest.

use bitflags::bitflags;

use super::find;
use crate::language::arguments::Arguments;
use crate::language::command_line::split_argv;

bitflags! {
    /// What a command may have of the client that gives it, beside having it print.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Reach: u8 {
        /// Its stdin.
        const STDIN = 1;
        /// Its terminal: it becomes a display, or is bound to a pane.
        const TERMINAL = 1 << 1;
        /// Itself: it becomes the program that the command line names.
        const PROGRAM = 1 << 2;
    }
}

impl Reach {
    /// What commands have that carry out others, which nobody sees in the command line.
    pub const OTHERS: Reach = Reach::STDIN.union(Reach::TERMINAL);
}

/// What the commands of a command line may reach for together. A word that is no command's may be
/// an alias of the server's, and so anything but a program.
pub fn reach(argv: &[String]) -> Reach {
    // Without a command it is the one that is usual, which attaches.
    if argv.is_empty() {
        return Reach::OTHERS;
    }
    let of = |words: &Vec<String>| {
        let Some((name, words)) = words.split_first() else { return Reach::empty() };
        let Ok(command) = find(name) else { return Reach::OTHERS };
        // What is wrong with the words is told whatever may be had.
        let arguments = Arguments::parse(command.syntax(), words);
        match (command.reaches_with, arguments) {
            (Some(flag), Ok(arguments)) if !arguments.has(flag) => Reach::empty(),
            _ => command.reach,
        }
    };
    split_argv(argv.to_vec()).iter().map(of).fold(Reach::empty(), Reach::union)
}

/// The files of its client's that a command line has read: stdin, and descriptors, whose names mean
/// nothing to anybody else (`/dev/stdin`, or `/dev/fd/63` where a shell reads `<(...)`). In the order
/// in which they are read; each becomes `-`, by which a client is asked for the next.
pub fn own_files(argv: &mut [String]) -> Vec<String> {
    let mut files = Vec::new();
    let ends = |word: &String| word.ends_with(';') && !word.ends_with("\\;");
    for words in argv.split_inclusive_mut(ends) {
        let Some((name, words)) = words.split_first_mut() else { continue };
        let command = find(name).ok().filter(|command| READERS.contains(&command.name));
        let given = command.and_then(|it| Arguments::parse(it.syntax(), words).ok());
        // Flags stand before what they are about.
        let operands = given.map_or(0, |given| given.rest().len());
        let operands = words.iter_mut().rev().take(operands).rev();
        for word in operands {
            let file = word.trim_end_matches(';').to_owned();
            if is_own(&file) {
                word.replace_range(..file.len(), "-");
                files.push(file);
            }
        }
    }
    files
}

/// The commands that read files which their operands name.
const READERS: [&str; 2] = [super::load_buffer::COMMAND.name, super::source_file::COMMAND.name];

fn is_own(file: &str) -> bool {
    let descriptor = file.strip_prefix("/dev/fd/").or(file.strip_prefix("/proc/self/fd/"));
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    matches!(file, "-" | "/dev/stdin") || descriptor.is_some_and(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_ones_own_are_found_where_they_are_read() {
        for (line, left, files) in [
            ("load-buffer -", "load-buffer -", &["-"][..]),
            ("loadb -b x /dev/stdin", "loadb -b x -", &["/dev/stdin"]),
            (
                "source -v /dev/fd/63 ~/x /dev/fd/62",
                "source -v - ~/x -",
                &["/dev/fd/63", "/dev/fd/62"],
            ),
            ("ls; source /proc/self/fd/9; ls", "ls; source -; ls", &["/proc/self/fd/9"]),
            ("load-buffer -b /dev/stdin /x", "load-buffer -b /dev/stdin /x", &[]),
            ("send-keys /dev/stdin", "send-keys /dev/stdin", &[]),
            ("source /dev/fd/", "source /dev/fd/", &[]),
        ] {
            let mut argv: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            let found = own_files(&mut argv);
            assert_eq!((argv.join(" "), found.join(" ")), (left.to_owned(), files.join(" ")));
        }
    }

    fn check(line: &str, expect: Reach) {
        let argv: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        assert_eq!(reach(&argv), expect, "{line}");
    }

    #[test]
    fn only_what_was_asked_for_is_within_reach() {
        check("ls", Reach::empty());
        check("kill-server", Reach::empty());
        check("load-buffer -", Reach::STDIN);
        check("attach -t x", Reach::TERMINAL);
        check("exec web env", Reach::PROGRAM | Reach::TERMINAL);
        check("ls ; exec web env", Reach::PROGRAM | Reach::TERMINAL);
        check("ls; load-buffer - ; ls", Reach::STDIN);
        check("display attach\\; exec", Reach::empty());
        check("display-message -p x", Reach::empty());
        check("display-message -I", Reach::STDIN);
        check("split-window -d ; ls", Reach::empty());
        check("ls ; split-window -dI", Reach::STDIN);
        check("", Reach::OTHERS);
        check("source-file x", Reach::OTHERS);
        check("myalias x", Reach::OTHERS);
    }
}

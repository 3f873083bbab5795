//! Which program a pane runs: what of a command line is executed, and what that is called.

/// Which program runs in a pane.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Program {
    /// The person's shell, as a login shell.
    LoginShell(String),
    /// A command line for a shell.
    ShellCommand {
        /// The shell.
        shell: String,
        /// The command line.
        command: String,
    },
    /// A program and its arguments, no shell between; without words it is nothing, in a pane that only
    /// pmux writes to.
    Argv(Vec<String>),
}

impl Program {
    /// No program.
    pub const NOTHING: Program = Program::Argv(Vec::new());

    /// Whether there is none.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Program::Argv(words) if words.is_empty())
    }

    /// The words that are executed.
    pub fn words(&self) -> Vec<String> {
        match self {
            Program::LoginShell(shell) => vec![shell.clone()],
            Program::ShellCommand { shell, command } => {
                vec![shell.clone(), "-c".to_owned(), command.clone()]
            }
            Program::Argv(words) => words.clone(),
        }
    }

    /// How a person would write it.
    pub fn describe(&self) -> String {
        match self {
            Program::LoginShell(_) => String::new(),
            Program::ShellCommand { command, .. } => command.clone(),
            Program::Argv(words) => words.join(" "),
        }
    }

    /// What it is called until it runs and can be asked: the last part of its path.
    pub fn name(&self) -> String {
        let path = match self {
            Program::LoginShell(shell) => shell,
            Program::ShellCommand { command, .. } => {
                let mut words = command.split_whitespace().filter(|word| *word != "exec");
                words.next().unwrap_or_default()
            }
            Program::Argv(words) => words.first().map(String::as_str).unwrap_or_default(),
        };
        path.rsplit('/').next().unwrap_or_default().to_owned()
    }
}

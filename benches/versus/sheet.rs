//! The figures, and the tables made of them.

use std::fmt;

use super::peer::Peer;
use super::processes;

/// Which of two figures is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    Higher,
    Lower,
}

/// All figures of a run.
pub struct Sheet {
    /// The columns: name and version of each peer.
    peers: Vec<(&'static str, String)>,
    rows: Vec<Row>,
    /// What went wrong: the peer, the row and why; each once.
    missing: Vec<(&'static str, String, String)>,
    /// How busy the machine was before.
    load: f64,
}

struct Row {
    label: String,
    better: Better,
    /// A column's figures, one a round.
    figures: Vec<Vec<f64>>,
}

impl Sheet {
    pub fn new(peers: &[Peer]) -> Self {
        let peers = peers.iter().map(|peer| (peer.name, peer.version())).collect();
        Self { peers, rows: Vec::new(), missing: Vec::new(), load: processes::load() }
    }

    /// Enters a round's figure.
    pub fn enter(&mut self, label: &str, better: Better, peer: &Peer, figure: f64) {
        let Some(column) = self.peers.iter().position(|(name, _)| *name == peer.name) else {
            return;
        };
        let row = self.rows.iter().position(|row| row.label == label).unwrap_or_else(|| {
            let figures = vec![Vec::new(); self.peers.len()];
            self.rows.push(Row { label: label.to_owned(), better, figures });
            self.rows.len() - 1
        });
        self.rows[row].figures[column].push(figure);
    }

    /// Enters an outcome: its figure, or a note why there is none.
    pub fn enter_outcome(
        &mut self,
        label: &str,
        better: Better,
        peer: &Peer,
        outcome: Result<f64, String>,
    ) {
        match outcome {
            Ok(figure) => self.enter(label, better, peer, figure),
            Err(why) if !self.gave_up(label, peer) => {
                eprintln!("  {}, {label}: {why}", peer.name);
                self.missing.push((peer.name, label.to_owned(), why));
            }
            Err(_) => {}
        }
    }

    /// Whether a peer failed at a row before, and is not worth the wait again.
    pub fn gave_up(&self, label: &str, peer: &Peer) -> bool {
        self.missing.iter().any(|(name, row, _)| *name == peer.name && row == label)
    }

    fn table(
        &self,
        f: &mut fmt::Formatter<'_>,
        cell: impl Fn(&Row, usize) -> Option<String>,
    ) -> fmt::Result {
        write!(f, "| |")?;
        self.peers.iter().try_for_each(|(name, _)| write!(f, " {name} |"))?;
        write!(f, "\n| --- |")?;
        self.peers.iter().try_for_each(|_| write!(f, " ---: |"))?;
        writeln!(f)?;
        for row in &self.rows {
            write!(f, "| {} |", row.label)?;
            for column in 0..self.peers.len() {
                write!(f, " {} |", cell(row, column).unwrap_or_else(|| "–".to_owned()))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

impl Row {
    fn median(&self, column: usize) -> Option<f64> {
        quantile(&self.figures[column], 0.5)
    }

    /// How many times better a column is than another; `None` where a figure is missing or 0.
    fn ratio(&self, column: usize, against: usize) -> Option<f64> {
        let (ours, theirs) = (self.median(column)?, self.median(against)?);
        let ratio = match self.better {
            Better::Higher => ours / theirs,
            Better::Lower => theirs / ours,
        };
        ratio.is_finite().then_some(ratio)
    }
}

impl fmt::Display for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n## Figures: medians\n")?;
        self.table(f, |row, column| row.median(column).map(short))?;
        for other in ["tmux", "pmux before"] {
            if let Some(column) = self.peers.iter().position(|(name, _)| *name == other) {
                writeln!(f, "\n## How many times better than {other}\n")?;
                self.table(f, |row, its| row.ratio(its, column).map(short))?;
            }
        }
        writeln!(
            f,
            "\nOuter terminal 50x200, answering as an xterm; every peer with 10,000 lines of \
             history; tmux, rmux and pmux with the same configuration (`history-limit 10000`, \
             `escape-time 0`), screen with `defscrollback 10000` and `defutf8 on`, zellij with \
             `scroll_buffer_size 10000` and one pane without bars and frames. dtach keeps no \
             screen, so its detached output is only thrown away, and its redraw is asked of the \
             program. \"bare\" has nobody between."
        )?;
        let (cores, then, now) = (processes::cores(), self.load, processes::load());
        writeln!(f, "- {cores} cores; load {then:.1} at the beginning and {now:.1} at the end")?;
        for (name, version) in self.peers.iter().filter(|(_, version)| !version.is_empty()) {
            writeln!(f, "- {name}: {version}")?;
        }
        for (peer, label, why) in &self.missing {
            writeln!(f, "- missing: {peer}, {label}: {why}")?;
        }
        Ok(())
    }
}

/// The figure below which a share `at` of them lies; `None` where there are none.
pub fn quantile(figures: &[f64], at: f64) -> Option<f64> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    sorted.get((last as f64 * at).round() as usize).copied()
}

/// Three digits that count.
fn short(figure: f64) -> String {
    match figure.abs() {
        0.0 => "0".to_owned(),
        x if x >= 99.95 => format!("{figure:.0}"),
        x if x >= 9.995 => format!("{figure:.1}"),
        x if x >= 0.9995 => format!("{figure:.2}"),
        _ => format!("{figure:.3}"),
    }
}

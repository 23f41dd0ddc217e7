//! Does a finding survive another theory of how makers decide? The comparison again under every rule, and how the rankings of
//! regimes agree.

use caveat::experiment::ranking::Ranking as Order;
use caveat::experiment::summary::{MeanInterval, mean, mean_interval};
use caveat::outcome::Sign;
use caveat::scenario::market::Decision;
use caveat::table::{Field, Table, Values};
use clap::ValueEnum;
use comfy_table::{self as layout, presets};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::headlines::{HARM, HEADLINES, Shown};
use crate::number::{decimals, fixed, signed};
use crate::sensitivity::negligible_of;
use crate::spool::Spool;
use crate::study::Study;
use crate::terminal::{WIDE, textwrapped};

/// How makers come by their care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Behaviour {
    /// They solve their problem and look ahead
    Rational,
    /// They step care up or down once a year, and on while they earn more
    Adaptive,
    /// They copy peers of their class that earn more
    Imitative,
    /// As the market states, then again under each of the three: which regime is best, and how far the rankings agree
    All,
}

impl Behaviour {
    /// The three theories.
    pub const RULES: [Behaviour; 3] = [Behaviour::Rational, Behaviour::Adaptive, Behaviour::Imitative];

    /// The arguments of `--set` that make every maker follow it; none for [`Behaviour::All`].
    pub fn settings(self) -> Vec<String> {
        let [adaptive, imitative] = match self {
            Behaviour::All => return Vec::new(),
            Behaviour::Rational => [0, 0],
            Behaviour::Adaptive => [1, 0],
            Behaviour::Imitative => [0, 1],
        };
        vec![format!("decision.adaptive_share={adaptive}"), format!("decision.imitative_share={imitative}")]
    }

    /// Is a market's mixture this rule alone?
    pub fn is(self, decision: &Decision) -> bool {
        let shares = (decision.adaptive_share, decision.imitative_share);
        match self {
            Behaviour::All => false,
            Behaviour::Rational => shares == (0.0, 0.0),
            Behaviour::Adaptive => shares == (1.0, 0.0),
            Behaviour::Imitative => shares == (0.0, 1.0),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Behaviour::Rational => "rational",
            Behaviour::Adaptive => "adaptive",
            Behaviour::Imitative => "imitative",
            Behaviour::All => "all",
        }
    }
}

/// The ranking of regimes by a headline under a rule.
#[derive(Clone, Debug, Serialize)]
pub struct Ranking {
    /// The rule.
    pub rule: &'static str,
    /// The outcome.
    pub outcome: &'static str,
    /// The regimes than which none does better beyond luck.
    pub best: String,
    /// The mean of the first of them.
    pub mean: f64,
    /// What the first of them changes against the baseline; none if it is the baseline.
    pub change: Option<f64>,
    /// The 95 % half-width of that change.
    pub half_width: Option<f64>,
    /// Kendall's `τ_b` with the ranking of makers who solve their problem; none where either ranking ties everything.
    pub tau: Option<f64>,
    #[serde(skip)]
    order: Order,
}

impl Ranking {
    /// The change with its half-width, to the digits that the half-width tells.
    fn size(&self) -> String {
        let (Some(change), Some(half_width)) = (self.change, self.half_width) else { return "–".into() };
        let places = decimals(half_width, 2);
        format!("{} ± {}", signed(change, places), fixed(half_width, places))
    }
}

/// Mean paired difference of what is known on both sides.
fn change(with: &[f64], without: &[f64]) -> MeanInterval {
    let pairs = with.iter().zip(without).map(|(with, without)| with - without);
    mean_interval(&pairs.filter(|difference| !difference.is_nan()).collect::<Vec<_>>())
}

/// What the comparison under every rule asks.
pub const QUESTION: &str = "Does it hold if makers decide otherwise?";

/// Names of its columns.
pub const HEADS: [&str; 5] =
    ["if makers are", "outcome", "best regime (= tied)", "the first of them changes", "τ with rational"];

/// How they are to be read.
pub const LEGEND: &str = "Rational makers solve their problem and look ahead, adaptive ones step care up or down and on while they earn more, \
    imitative ones copy peers that earn more. Best: no other regime does better beyond luck, and by 0.1 % of the baseline or more; what the first of these changes against the baseline \
    stands beside it, with its 95 % interval. τ: Kendall's rank correlation of regimes with the \
    ranking under rational makers, 1 where every pair that luck cannot explain is in the same order, −1 where all are reversed; – where \
    one of the two rankings ties all.";

/// What makers do who follow a rule.
fn said_of(rule: &str) -> &'static str {
    match Behaviour::RULES.into_iter().find(|behaviour| behaviour.name() == rule) {
        Some(Behaviour::Adaptive) => "climb towards what earned more",
        Some(Behaviour::Imitative) => "copy peers that earn more",
        _ => "solve their problem",
    }
}

/// Rankings under every rule, the rational first.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Robustness {
    rankings: Vec<Ranking>,
}

impl Robustness {
    /// Adds what a run under a rule found.
    ///
    /// # Errors
    ///
    /// If the spool cannot be read.
    pub fn add(&mut self, rule: Behaviour, study: &Study, spool: &mut Spool) -> Result<()> {
        for shown in &HEADLINES {
            let Some(column) = shown.find(study) else { continue };
            let regimes = 0..study.regimes.len();
            let values: std::io::Result<Vec<Vec<f64>>> =
                regimes.map(|regime| spool.column(regime, column)).collect();
            let values = values.map_err(Error::file("read", "the temporary file"))?;
            let sign = study.columns[column].outcome.sign;
            self.rankings.extend(self.ranked((rule, shown, sign), study, &values));
        }
        Ok(())
    }

    fn ranked(
        &self,
        (rule, shown, sign): (Behaviour, &Shown, Sign),
        study: &Study,
        values: &[Vec<f64>],
    ) -> Option<Ranking> {
        let outcome = study.columns[shown.find(study)?].outcome;
        let order = Order::beyond(values, sign, negligible_of(study, outcome, values))?;
        let best = order.unbeaten();
        let first = *best.first()?;
        let names: Vec<&str> = best.iter().map(|&regime| study.regimes[regime].name.as_str()).collect();
        let known: Vec<f64> = values[first].iter().copied().filter(|value| !value.is_nan()).collect();
        let change = (first != study.baseline).then(|| change(&values[first], &values[study.baseline]));
        let rational = self.rankings.iter().find(|ranking| ranking.outcome == shown.key);
        let tau = order.tau(rational.map_or(&order, |rational| &rational.order));
        Some(Ranking {
            rule: rule.name(),
            outcome: shown.key,
            best: names.join(" = "),
            mean: mean(&known),
            change: change.map(|change| change.mean),
            half_width: change.map(|change| change.half_width),
            tau: Some(tau).filter(|tau| tau.is_finite()),
            order,
        })
    }

    /// The rankings as a table of files.
    pub fn table(&self) -> Table {
        let text = |pick: fn(&Ranking) -> String| Values::Text(self.rankings.iter().map(pick).collect());
        let number = |pick: fn(&Ranking) -> f64| Values::Num(self.rankings.iter().map(pick).collect());
        Table::new(
            "behaviour",
            vec![
                (Field::new("rule", "", "How every maker comes by its care."), text(|row| row.rule.into())),
                (Field::new("outcome", "", "The outcome."), text(|row| row.outcome.into())),
                (Field::new("best", "", "The regimes than which none does better beyond luck, in the order of the comparison."), text(|row| row.best.clone())),
                (Field::new("mean", "that of the outcome", "The mean of the first of them."), number(|row| row.mean)),
                (
                    Field::new("change", "that of the outcome", "What it changes against the baseline, on the same shocks."),
                    number(|row| row.change.unwrap_or(f64::NAN)),
                ),
                (
                    Field::new("half_width", "that of the outcome", "Half of the 95 % interval of that change."),
                    number(|row| row.half_width.unwrap_or(f64::NAN)),
                ),
                (
                    Field::new("tau", "rank correlation", "Agreement with the ranking under rational makers.")
                        .formula("Kendall's tau-b over pairs of regimes; a pair whose paired difference has an interval that includes zero is tied"),
                    number(|row| row.tau.unwrap_or(f64::NAN)),
                ),
            ],
        )
    }

    /// The rankings for a terminal.
    pub fn text(&self) -> String {
        let mut table = layout::Table::new();
        table.load_style(presets::NOTHING);
        table.set_header(HEADS);
        for row in self.rows() {
            table.add_row(row);
        }
        format!("{QUESTION}\n{table}\n{}", textwrapped(LEGEND, WIDE).join("\n"))
    }

    /// A row a ranking, under [`HEADS`].
    pub fn rows(&self) -> Vec<[String; 5]> {
        let row = |ranking: &Ranking| {
            let tau = ranking.tau.map_or_else(|| "–".into(), |tau| fixed(tau, 2));
            [ranking.rule.into(), ranking.outcome.into(), ranking.best.clone(), ranking.size(), tau]
        };
        self.rankings.iter().map(row).collect()
    }

    /// What becomes of harm under every rule, in a sentence; none where fewer than two were run.
    pub fn sentence(&self) -> Option<String> {
        let of_harm = self.rankings.iter().filter(|ranking| ranking.outcome == HARM.key);
        let each: Vec<String> = of_harm
            .map(|ranking| {
                let agreement = match ranking.tau {
                    _ if ranking.rule == Behaviour::Rational.name() => String::new(),
                    Some(tau) => format!(" (rank correlation with the first: {})", fixed(tau, 2)),
                    None => " (nothing to correlate: one of the rankings ties all)".into(),
                };
                format!("{} if makers {}{agreement}", ranking.best, said_of(ranking.rule))
            })
            .collect();
        (each.len() > 1).then(|| format!("Harm is least under {}.", each.join("; under ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake;

    #[test]
    fn rankings_are_compared_with_the_rational_one() {
        let study = fake::study(&fake::NINE[..3]);
        let mut robustness = Robustness::default();
        let shown = (HEADLINES[0], Sign::Less);
        let sure = |levels: [f64; 3]| levels.map(|level| vec![level, level + 1e-9]);
        for (rule, levels) in [
            (Behaviour::Rational, [3.0, 2.0, 1.0]),
            (Behaviour::Adaptive, [3.0, 1.0, 2.0]),
            (Behaviour::Imitative, [1.0, 1.0, 1.0]),
        ] {
            let ranking = robustness.ranked((rule, &shown.0, shown.1), &study, &sure(levels));
            robustness.rankings.extend(ranking);
        }
        let [rational, adaptive, imitative] = &robustness.rankings[..] else { panic!("three") };
        assert_eq!((rational.tau, adaptive.tau), (Some(1.0), Some(1.0 / 3.0)));
        assert_eq!((&adaptive.best, imitative.tau), (&study.regimes[1].name, None));
        assert_eq!(imitative.best.split(" = ").count(), 3, "where none is beaten, all");
        assert!(robustness.text().contains("0.33") && robustness.table().columns[0].len() == 3);
        assert!(
            rational.change.is_some_and(|change| (change + 2.0).abs() < 1e-6),
            "against the first, the baseline"
        );
        assert!(robustness.text().contains("−2 ± 0"), "{}", robustness.text());
        let said = robustness.sentence().expect("three rules");
        let [first, second] = [2, 1].map(|regime: usize| study.regimes[regime].name.clone());
        assert!(
            said.starts_with(&format!(
                "Harm is least under {first} if makers solve their problem; under {second} if makers climb"
            )) && said.contains("(rank correlation with the first: 0.33)")
                && said.ends_with(
                    "copy peers that earn more (nothing to correlate: one of the rankings ties all)."
                ),
            "{said}"
        );
    }

    #[test]
    fn a_rule_alone_is_recognised() {
        let mut decision = Decision::default();
        assert!(Behaviour::Rational.is(&decision) && !Behaviour::All.is(&decision));
        decision.imitative_share = 1.0;
        assert!(Behaviour::Imitative.is(&decision) && !Behaviour::Rational.is(&decision));
        assert_eq!(
            Behaviour::Adaptive.settings(),
            ["decision.adaptive_share=1", "decision.imitative_share=0"]
        );
        assert!(Behaviour::All.settings().is_empty());
    }
}

//! What an ablation found, for people and programs.

use caveat::experiment::ablation::{Finding, HALF_WIDTHS, Verdict};
use caveat::experiment::grounds::Subject;
use serde::Serialize;

use crate::number::significant;

/// Columns of the table.
pub const HEADER: [&str; 9] = ["lever", "id", "on", "from", "to", "moves", "by", "half-widths", ""];

/// Half-widths beyond which the table says how many no more.
const MANY: f64 = 999.0;

/// The whole answer.
#[derive(Serialize)]
pub struct Answer {
    market: String,
    /// Title of the market.
    pub market_title: String,
    engine_id: &'static str,
    seed: u64,
    replications: u64,
    /// Half-widths of the 95 % interval of the mean paired difference by which an outcome must move.
    half_widths: f64,
    /// Does everything move an outcome, or stand still as declared?
    pub sound: bool,
    /// One a step or lever.
    pub rows: Vec<Row>,
}

/// One step or lever.
#[derive(Serialize)]
pub struct Row {
    path: String,
    kind: &'static str,
    id: Option<&'static str>,
    verdict: &'static str,
    /// Names of grounds and single settings.
    on: Vec<String>,
    /// The same as arguments of `--set`.
    sets: Vec<String>,
    from: String,
    tried: Vec<String>,
    /// The value that moved most.
    to: Option<String>,
    outcome: Option<&'static str>,
    difference: Option<f64>,
    half_width: Option<f64>,
    /// Half-widths that the outcome moved; null where all replications differ by as much.
    ratio: Option<f64>,
    /// The outcome in which the registry says that a lever's effect is read, and how many half-widths it moved; null where it did not.
    own: Option<&'static str>,
    own_ratio: Option<f64>,
    /// Why it is declared inert, or to move another outcome.
    reason: Option<String>,
    refused: Vec<Refused>,
    #[serde(skip)]
    is_sound: bool,
}

/// A value that could not be tried.
#[derive(Serialize)]
struct Refused {
    value: String,
    reason: String,
}

impl Answer {
    /// The answer to what was found in a market, by its file and its title.
    pub fn new((market, title): (&str, &str), seed: u64, replications: u64, found: &[Finding]) -> Answer {
        let rows: Vec<Row> = found.iter().map(Row::new).collect();
        Answer {
            market: market.to_owned(),
            market_title: title.to_owned(),
            engine_id: caveat::ENGINE_ID,
            seed,
            replications,
            half_widths: HALF_WIDTHS,
            sound: rows.iter().all(|row| row.is_sound),
            rows,
        }
    }

    /// How many move an outcome, and what is to be done about the others.
    pub fn summary(&self) -> String {
        let count = |verdict: Verdict| self.rows.iter().filter(|row| row.verdict == verdict.name()).count();
        let (moving, declared) = (count(Verdict::Moves), count(Verdict::Declared));
        let (all, elsewhere) = (self.rows.len(), count(Verdict::MovesAnotherAsDeclared));
        let mut lines = vec![format!(
            "{moving} of {all} move the outcome in which their effect is read (steps: any), {elsewhere} another as declared, {declared} are \
             inert as declared."
        )];
        lines.extend(self.rows.iter().filter(|row| !row.is_sound).map(Row::complaint));
        lines.join("\n")
    }
}

impl Row {
    fn new(found: &Finding) -> Row {
        let effect = found.most.as_ref().map(|(_, effect)| effect);
        Row {
            path: found.subject.path(),
            kind: match found.subject {
                Subject::Step(_) => "step",
                Subject::Lever(_) => "lever",
            },
            id: found.subject.id(),
            verdict: found.verdict.name(),
            on: found.ground.names.clone(),
            sets: found.ground.sets.clone(),
            from: found.from.clone(),
            tried: found.ground.values.iter().map(|(value, _)| value.clone()).collect(),
            to: found.most.as_ref().map(|(value, _)| value.clone()),
            outcome: effect.map(|effect| effect.outcome.key),
            difference: effect.map(|effect| effect.difference.mean),
            half_width: effect.map(|effect| effect.difference.half_width),
            ratio: effect.map(|effect| effect.ratio()).filter(|ratio| ratio.is_finite()),
            own: found.own.as_ref().map(|(_, effect)| effect.outcome.key),
            own_ratio: found.own.as_ref().map(|(_, effect)| effect.ratio()).filter(|ratio| ratio.is_finite()),
            reason: found.ground.inert.clone().or_else(|| found.ground.elsewhere.clone()),
            refused: found
                .refused
                .iter()
                .map(|(value, reason)| Refused { value: value.clone(), reason: reason.clone() })
                .collect(),
            is_sound: found.verdict.is_sound(),
        }
    }

    /// The row of the table.
    pub fn cells(&self) -> Vec<String> {
        let three = |value: f64| significant(value, 3);
        let by = self.difference.zip(self.half_width);
        let ratio = match (self.outcome, self.ratio) {
            (None, _) => String::new(),
            (_, Some(ratio)) if ratio < MANY => format!("{ratio:.1}"),
            _ => format!(">{MANY}"),
        };
        vec![
            self.path.clone(),
            self.id.unwrap_or_default().to_owned(),
            self.on.join(" "),
            self.from.clone(),
            self.to.clone().unwrap_or_else(|| self.tried.join(", ")),
            self.outcome.unwrap_or("–").to_owned(),
            by.map_or(String::new(), |(mean, half)| format!("{} ± {}", three(mean), three(half))),
            ratio,
            if self.verdict == Verdict::Moves.name() { String::new() } else { self.verdict.to_owned() },
        ]
    }

    /// What is wrong, and what to do.
    fn complaint(&self) -> String {
        let reasons: Vec<String> = self
            .refused
            .iter()
            .map(|refused| format!("\n  {} {}: {}", self.path, refused.value, refused.reason))
            .collect();
        let what = format!("{}: {}, tried {}", self.path, self.verdict, self.tried.join(", "));
        let help = match self.verdict {
            verdict if verdict == Verdict::Inert.name() => {
                "find a ground on which it bites, mend the engine, or declare it inert with a reason"
            }
            verdict if verdict == Verdict::MovesThoughDeclared.name() => "no longer declare it inert",
            verdict if verdict == Verdict::MovesAnother.name() => {
                "find a ground on which its own outcome moves, mend its `effect` in the registry, or declare it under [elsewhere] with a reason"
            }
            verdict if verdict == Verdict::MovesOwnThoughDeclared.name() => {
                "no longer declare it under [elsewhere]"
            }
            _ => "lay another ground",
        };
        format!("{what}{}\n  help: {help}", reasons.concat())
    }
}

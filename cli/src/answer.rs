//! The answer, made from the numbers: two sentences, and what must be known beside them. For the terminal, the page and
//! the document.

mod cover;
mod lead;

use caveat::experiment::spread::Spread;
use caveat::law::rule;

use crate::behaviour::Robustness;
use crate::change::{Change, Finding};
use crate::flips;
use crate::headlines::{COMPENSATION, FUNNEL, HARBOUR, HARM, Shown, TAUGHT};
use crate::number::{ENOUGH, decimals, fixed, portion, signed, significant};
use crate::provisions::with_unit;
use crate::results::Results;
use crate::study::{Assumption, Held, Study, assumed};

pub(crate) use lead::most_protective;

/// Tables of law that bind makers without a victim who claims.
const BEYOND_LIABILITY: [&str; 2] = ["duties", "enforcement"];

/// Share of harm that reaches victims below which makers have next to no reason to mind liability.
const LITTLE: f64 = 0.01;

/// Two sentences: what happens to harm, and what it costs.
pub fn sentences(study: &Study, results: &Results) -> [String; 2] {
    let leaders = lead::leaders(study, results);
    if leaders.is_empty() {
        return alone(study, results);
    }
    let known =
        [drawn(study, results, &leaders), flips::in_harm(study, results), flips::elsewhere(study, results)];
    let harm = std::iter::once(lead::harm(study, results, &leaders)).chain(known.into_iter().flatten());
    [harm.collect::<Vec<_>>().join(" "), lead::cost(study, results, &leaders)]
}

/// What must be known to read them: how much liability can do at all, and what the numbers rest on.
pub fn notes(study: &Study, results: &Results) -> Vec<String> {
    let first = [
        little_compensated(study, results),
        cover::bought(study, results),
        flips::steady(study, results),
        Some(ground(study, results)),
        unfilled(study),
    ];
    let otherwise = results.behaviour.as_ref().and_then(Robustness::sentence);
    let said = first.into_iter().flatten().chain(otherwise).chain(empty_harbours(study, results));
    said.chain(repealed(study)).collect()
}

/// The regimes that take the place of the baseline and repeal duties or enforcement that it has, so that what they change is not what they
/// would add to it.
fn repealed(study: &Study) -> Option<String> {
    let bare = |held: &[Held], default: &str| held.iter().all(|held| held.value == default);
    let gone = |regime: &usize| {
        let beyond = study.provisions.iter().filter(|provision| {
            BEYOND_LIABILITY.contains(&provision.path.split('.').next().unwrap_or_default())
        });
        let repealed = beyond.filter(|provision| {
            unset(&provision.path).is_some_and(|default| {
                bare(&provision.values[*regime], &default)
                    && !bare(&provision.values[study.baseline], &default)
            })
        });
        repealed.count() >= REPEALED
    };
    let titles: Vec<String> =
        study.reforms().filter(gone).map(|regime| quoted(&study.regimes[regime].title)).collect();
    let ([_, ..], baseline) = (&titles[..], quoted(&study.baseline().title)) else { return None };
    Some(format!(
        "These take the place of {baseline} and repeal duties and enforcement that it has; their differences are not what they would add to \
         it: {}. A regime that adds to it extends it, as those in scenarios/reforms do.",
        titles.join(", ")
    ))
}

/// What a provision shows where no law sets its lever.
fn unset(path: &str) -> Option<String> {
    let path = path.split('[').next().unwrap_or_default();
    let lever = rule::levers().into_iter().flatten().find(|lever| lever.path == path)?;
    Some(with_unit(&lever.row().show(lever.default), lever.unit))
}

/// Duties and rules of enforcement of the baseline that a regime is without, from which on it repeals rather than differs.
const REPEALED: usize = 3;

/// Share of their months in a safe harbour, or with cover, below which makers hardly use it.
const HARDLY: f64 = 0.01;

/// The regimes whose safe harbour next to nobody is in, and that differ so far from the baseline in nothing that happens.
fn empty_harbours(study: &Study, results: &Results) -> Vec<String> {
    let offers = |regime: usize| {
        let mut of_effect =
            study.provisions.iter().filter(|provision| provision.path.starts_with("relief.effect"));
        of_effect.any(|provision| provision.values[regime].iter().any(|held| held.value != "off"))
    };
    let share = |regime: usize| results.of(study, &HARBOUR, regime).map(|summary| summary.mean);
    let empty = (0..study.regimes.len()).filter(|&regime| offers(regime)).filter_map(|regime| {
        let share = share(regime).filter(|share| *share < HARDLY)?;
        let title = quoted(&study.regimes[regime].title);
        Some(format!(
            "Next to nobody uses the safe harbour of {title}: makers are in it for {}\u{a0}% of their months. It does what the same law \
             without one would do.",
            significant(100.0 * share, 2)
        ))
    });
    empty.collect()
}

/// That a market made for a country still says what the market says that it was made of.
fn unfilled(study: &Study) -> Option<String> {
    let filled = study.filled.as_ref().filter(|filled| filled.defaults > 0)?;
    Some(format!(
        "{}: {filled}, taken from {}; `caveat check` on its file lists them, the most influential first.",
        study.market.title,
        quoted(&filled.extended)
    ))
}

/// What draws of the assumptions say of the change in harm, under the first of the leaders.
fn drawn(study: &Study, results: &Results, leaders: &[usize]) -> Option<String> {
    let (draws, column, regime) = (results.draws.as_ref()?, HARM.find(study)?, *leaders.first()?);
    let spread = draws.get(regime, column);
    let harm = match leaders.len() {
        1 => "it".to_owned(),
        _ => format!("harm under {}", quoted(&study.regimes[regime].title)),
    };
    let Spread { p05, p95, .. } = *spread;
    if p05.is_nan() {
        return None;
    }
    let (counted, directions) = (draws.counted(), directions(spread));
    if spread.is_noise() {
        return Some(format!(
            "Over {counted}, {harm} moves from draw to draw no more than luck would move it: more replications (--draw-replications) would \
             tell. It is {directions}."
        ));
    }
    let places = decimals(p95 - p05, 2).min(decimals(p05.abs().max(p95.abs()), 3));
    Some(format!(
        "Over {counted}, {harm} changes by {} to {} {}; it is {directions}.",
        signed(p05, places),
        signed(p95, places),
        study.columns[column].outcome.unit,
    ))
}

/// In how many draws harm is lower and in how many higher, where their own intervals tell.
fn directions(spread: &Spread) -> String {
    let in_draws = |share: f64| match spread.draws {
        few if few < ENOUGH => portion(share, few),
        _ => format!("{} of them", portion(share, spread.draws)),
    };
    match (spread.clearly_better, spread.clearly_worse) {
        (0.0, 0.0) => "measurably lower or higher in none of them".to_owned(),
        (lower, 0.0) => format!("measurably lower in {}, and measurably higher in none", in_draws(lower)),
        (0.0, higher) => format!("measurably higher in {}, and measurably lower in none", in_draws(higher)),
        (lower, higher) => {
            format!("measurably lower in {}, and measurably higher in {}", in_draws(lower), in_draws(higher))
        }
    }
}

fn alone(study: &Study, results: &Results) -> [String; 2] {
    let title = quoted(&study.baseline().title);
    let measured = results.of(study, &HARM, study.baseline);
    let first = match HARM.find(study).zip(measured) {
        Some((column, summary)) if !summary.mean.is_nan() => {
            let places = decimals(summary.mean, 3);
            let mean = format!("{} {}", fixed(summary.mean, places), study.columns[column].outcome.unit);
            match results.replications {
                1 => format!("Under {title}, harm is {mean} in the only replication."),
                few if few < ENOUGH => format!(
                    "Under {title}, harm is {mean} on average of {few} replications, too few to say how widely it is spread."
                ),
                _ => format!(
                    "Under {title}, harm is {mean} on average, between {} and {} in nine of ten replications.",
                    fixed(summary.world.p05, places),
                    fixed(summary.world.p95, places)
                ),
            }
        }
        _ => format!("Nothing can be said of harm under {title}: no replication measured it."),
    };
    let second = match study.reforms().next() {
        None => "No other regime was run, so nothing is compared.",
        Some(_) => "No replication measured a difference to another regime.",
    };
    [first, second.to_owned()]
}

/// That liability can do next to nothing, where under no regime more than a little of harm is compensated: with the steps at
/// which it is lost under the regime that compensates most.
fn little_compensated(study: &Study, results: &Results) -> Option<String> {
    let share = |shown: &Shown, regime| {
        results.of(study, shown, regime).map(|summary| summary.mean).filter(|mean| mean.is_finite())
    };
    let received = |regime: usize| Some((regime, share(&COMPENSATION, regime)?));
    let (regime, most) =
        (0..study.regimes.len()).filter_map(received).reduce(|a, b| if b.1 > a.1 { b } else { a })?;
    if most >= LITTLE {
        return None;
    }
    let percent = |share: f64| format!("{}\u{a0}%", significant(100.0 * share, 2));
    let steps: Vec<String> = FUNNEL[..3]
        .iter()
        .filter_map(|step| Some(format!("{} {}", percent(share(step, regime)?), step.label)))
        .collect();
    let title = quoted(&study.regimes[regime].title);
    let reaches = if study.regimes.len() > 1 { "at most " } else { "" };
    Some(format!(
        "Liability itself can move next to nothing here, because little harm is compensated: {reaches}{} of it reaches \
         victims, under {title} (of all harm there: {}).{}",
        percent(most),
        steps.join(", "),
        other_causes(study, results).unwrap_or_default()
    ))
}

/// What else a regime changes under which harm falls, if liability cannot be why.
fn other_causes(study: &Study, results: &Results) -> Option<String> {
    let regime = most_protective(study, results)?;
    let falls = Change::of(study, results, &HARM, regime)?.finding() == Finding::Falls;
    let differs = |table: &str| {
        study.provisions.iter().any(|provision| {
            provision.path.split('.').next() == Some(table)
                && provision.values[regime] != provision.values[study.baseline]
        })
    };
    let others: Vec<&str> = BEYOND_LIABILITY.into_iter().filter(|table| differs(table)).collect();
    (falls && !others.is_empty()).then(|| {
        let title = quoted(&study.regimes[regime].title);
        format!(" What lowers harm under {title} is what else its law changes: {}.", others.join(" and "))
    })
}

/// What the numbers rest on: replications, and values that are assumed.
fn ground(study: &Study, results: &Results) -> String {
    let of = |whose: &str, what: &str, rows: &[Assumption]| {
        (!rows.is_empty()).then(|| format!("{} of the {whose} {} {what}", assumed(rows), rows.len()))
    };
    let counts = [of("market's", "values", &study.assumptions), of("regimes'", "figures", &study.figures)];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    let graded = match counts.is_empty() {
        true => String::new(),
        false => format!(": {} are only assumed or have no stated source", counts.join(" and ")),
    };
    let intervals = match results.replications {
        0 | 1 => String::new(),
        _ => format!(
            " Intervals cover the luck of {}, nothing else: not {TAUGHT}, so that innovation is known less well than its interval says.",
            results.counted()
        ),
    };
    match (&results.draws, &results.sensitivity) {
        (Some(_), _) => {
            let graded = graded.strip_prefix(": ").map_or(String::new(), |graded| format!(" {graded}."));
            format!(
                "The draws move every assumption that is stated with a range, not how long the market is run.{graded}{intervals}"
            )
        }
        (None, Some(_)) => format!(
            "Assumptions held fixed in the table of regimes{graded}.{intervals} How far all of them together move this, --assumptions 64 says."
        ),
        (None, None) => format!(
            "Assumptions held fixed{graded}.{intervals} How far they move this, --assumptions 64 says; which of them decide the order of \
             regimes, --sensitivity all."
        ),
    }
}

/// A title set apart from the sentence around it.
pub(crate) fn quoted(title: &str) -> String {
    format!("“{title}”")
}

#[cfg(test)]
mod tests {
    use caveat::outcome::Outcome;

    use super::*;
    use crate::fake::{Fake, NINE, collected_from, results, study};
    use crate::headlines::UNSETTLED;

    fn answer(regimes: &[&str], replications: u64) -> String {
        let study = study(regimes);
        let results = results(&study, replications);
        [&sentences(&study, &results)[..], &notes(&study, &results)].concat().join(" ")
    }

    #[test]
    fn answers() {
        let cases = [(9, 256), (2, 256), (2, 2), (9, 1), (2, 1), (1, 256), (1, 2), (1, 1)];
        let all: Vec<String> = cases.map(|(regimes, count)| answer(&NINE[..regimes], count)).to_vec();
        insta::assert_snapshot!(all.join("\n\n"));
    }

    #[test]
    fn harm_that_falls_without_liability_falls_for_something_else() {
        let mut study = study(&NINE[..3]);
        study.provisions[0].path = "duties.support_months".into();
        let fake = Fake { claiming: 0.001, ..Fake::default() };
        let results = Results::read(&study, &mut collected_from(&fake, &study, 256), 1.0).expect("read");
        let notes = notes(&study, &results).join(" ");
        assert!(
            notes.contains("What lowers harm under “negligence” is what else its law changes: duties."),
            "{notes}"
        );
    }

    #[test]
    fn liability_that_compensates_little_is_said_to_do_little() {
        let study = study(&NINE[..3]);
        let notes = |claiming: f64| {
            let fake = Fake { claiming, ..Fake::default() };
            let results = Results::read(&study, &mut collected_from(&fake, &study, 64), 1.0).expect("read");
            notes(&study, &results).join(" ")
        };
        let little = notes(0.001);
        assert!(little.contains("next to nothing") && little.contains("under “negligence”"), "{little}");
        assert!(little.contains("% recoverable in law"), "{little}");
        assert!(!little.contains("duties"), "the regimes differ in liability alone: {little}");
        assert!(!notes(1.0).contains("next to nothing"), "where a fifth of harm is compensated");
    }

    #[test]
    fn a_regime_that_repeals_what_the_baseline_demands_is_told_from_one_that_adds_to_it() {
        let mut study = study(&NINE[..3]);
        let provision = study.provisions[0].clone();
        let demanded = |path: &str, demanded: &str| {
            let mut provision = provision.clone();
            provision.path = path.into();
            let nothing = unset(path).expect("a lever");
            for (regime, values) in provision.values.iter_mut().enumerate() {
                let value: &str = if regime == 1 { &nothing } else { demanded };
                values.iter_mut().for_each(|held| held.value = value.into());
            }
            provision
        };
        study.provisions = vec![
            demanded("duties.support_months", "60 months"),
            demanded("duties.patch_days[vintage=2027-12-11]", "60 days"),
        ];
        let said = |study: &Study| notes(study, &results(study, 64)).join(" ");
        assert!(!said(&study).contains("repeal"), "two rules may be a difference");
        study.provisions.push(demanded("enforcement.inspections", "0.02 1/year"));
        let said = said(&study);
        let (gone, kept) = (quoted(&study.regimes[1].title), quoted(&study.regimes[2].title));
        assert!(said.contains("repeal duties and enforcement") && said.contains(&gone), "{said}");
        assert!(
            !said.contains(&format!("to it: {kept}")) && !said.contains(&format!("{gone}, {kept}")),
            "{said}"
        );
    }

    #[test]
    fn a_harbour_that_nobody_uses_is_named() {
        let mut study = study(&NINE[..3]);
        let unsettled = UNSETTLED.find(&study).expect("a column");
        study.columns[unsettled].outcome = Outcome::find(HARBOUR.key).expect("registered");
        study.provisions[0].path = "relief.effect".into();
        let effect = |regime: usize, study: &mut Study, value: &str| {
            study.provisions[0].values[regime].iter_mut().for_each(|held| held.value = value.into());
        };
        (0..3).for_each(|regime| effect(regime, &mut study, "off"));
        let mut results = results(&study, 64);
        let column = HARBOUR.find(&study).expect("harbour");
        let said = |study: &Study, results: &Results| notes(study, results).join(" ");
        results.get_mut(1, column).mean = 0.001;
        assert!(!said(&study, &results).contains("safe harbour"), "there is none");
        effect(1, &mut study, "share");
        assert!(said(&study, &results).contains("0.10\u{a0}% of their months"), "{}", said(&study, &results));
        results.get_mut(1, column).mean = 0.2;
        assert!(!said(&study, &results).contains("safe harbour"), "it is used");
    }
}

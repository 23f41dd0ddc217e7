//! Moments, targets and published simulations: what is shipped reads and suffices, and watching moves no bit.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use caveat::experiment::calibration::Calibration;
use caveat::experiment::compare::{Plan, Watched};
use caveat::experiment::moments::MOMENTS;
use caveat::experiment::published::Experiment;
use caveat::experiment::targets::Targets;
use caveat::lever::Grade;
use caveat::outcome::Outcome;
use caveat::scenario::{NotFound, Overrides, Scenario, Source};
use caveat::tally::Item;
use support::{outcome, plan_of, runs, tiny};

const REPLICATIONS: u64 = 4;

static PLAN: LazyLock<Plan> = LazyLock::new(|| plan_of(&tiny(&[]), &["negligence", "mandatory-insurance"]));

static WATCHED: LazyLock<Vec<Vec<Watched>>> = LazyLock::new(|| {
    let mut all = Vec::new();
    let mut take = |result: Result<Vec<Watched>, _>| {
        all.push(result.unwrap());
        ControlFlow::Continue(())
    };
    PLAN.watch(0..REPLICATIONS, &|| (), &AtomicBool::new(false), &mut take);
    all
});

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn source(path: &Path) -> Source {
    Source::new(path.display().to_string(), fs::read_to_string(path).unwrap())
}

/// Finds what a file of the repository names: a path seen from it, or a regime beside it or in `scenarios/regimes`.
fn find(name: &str, named_in: &str) -> Result<Source, NotFound> {
    let here = Path::new(named_in).parent().unwrap();
    let file = format!("{name}.toml");
    let places = [
        here.join(name),
        here.join("regimes").join(&file),
        here.join(&file),
        root().join("regimes").join(&file),
    ];
    let found = places.iter().find(|path| path.is_file());
    found.map(|path| source(path)).ok_or_else(|| NotFound { reason: name.into(), known: Vec::new() })
}

#[test]
fn watching_moves_no_bit() {
    let plain = runs(&PLAN, 0..REPLICATIONS);
    for (run, watched) in plain.iter().zip(&*WATCHED) {
        for (run, watched) in run.iter().zip(watched) {
            let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&run.outcomes), bits(&watched.run.outcomes));
            assert_eq!(bits(&run.paths), bits(&watched.run.paths));
        }
    }
}

#[test]
fn what_is_seen_agrees_with_what_is_counted() {
    for watched in WATCHED.iter().flatten() {
        let (run, seen) = (&watched.run, &watched.seen);
        let years = seen.years.len() - 1;
        assert_eq!(years, 2, "the tiny market has two years");
        for key in ["harm", "served_share", "care_share", "days_to_fix"] {
            let whole = seen.over_years(Outcome::find(key).unwrap(), (0, years));
            let counted = outcome(&PLAN, run, key);
            assert!(whole == counted || whole.is_nan() && counted.is_nan(), "{key}: {whole} {counted}");
        }
        let years: f64 = seen.maker_years.iter().sum();
        assert!((years - seen.total(Item::MakerMonths) / 12.0).abs() < 1e-9 * years);
        assert!(seen.sued <= seen.incidents && seen.incidents > 0.0);
        assert!(seen.flaws[0] > 0.0 && seen.flaws[1] > 0.0);
        assert!((0.0..=1.0).contains(&(seen.open[0] / seen.open[1])), "{:?}", seen.open);
        assert!(seen.losses.iter().all(|loss| (0.0..=1.0).contains(&loss.chance) && loss.eur >= 0.0));
    }
}

#[test]
fn every_moment_that_is_simulated_has_a_value_where_everything_is_switched_on() {
    // Nobody who enters the tiny market is watched for years, and it has no makers of medium size.
    let without = ["survival_1y", "survival_5y", "take_up_medium"];
    for moment in MOMENTS.iter().filter(|moment| !without.contains(&moment.key)) {
        let values: Vec<f64> = WATCHED.iter().map(|run| moment.value(PLAN.columns(), &run[1])).collect();
        let silent = values.iter().all(|value| value.is_nan());
        let simulated = !matches!(moment.reading, caveat::experiment::moments::Reading::NotSimulated(_));
        assert!(simulated != silent, "{}: {values:?}", moment.key);
    }
}

#[test]
fn the_shipped_targets_read_and_suffice() {
    for entry in fs::read_dir(root().join("targets")).unwrap() {
        let targets =
            Targets::read(&source(&entry.unwrap().path())).unwrap_or_else(|error| panic!("{error}"));
        targets.scenario(&find).unwrap_or_else(|error| panic!("{error}"));
        let measured = targets.targets.iter().filter(|target| target.grade != Grade::Assumed);
        let untargeted = measured.clone().filter(|target| !target.targeted).count();
        assert!(measured.count() >= 20 && untargeted >= 6, "{}", targets.name);
        for target in &targets.targets {
            let said = [&target.source, &target.observed_in].iter().all(|text| text.len() > 5);
            assert!(said, "{}: where does it come from?", target.moment.key);
        }
    }
}

/// What the README shows is a whole file.
#[test]
fn the_readme_s_calibration_reads() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let section = readme.split("### Fit a market to evidence").nth(1).unwrap();
    let block = section.split("```toml").nth(1).unwrap().split("```").next().unwrap();
    let source = Source::new("mine.toml", block);
    let targets = Targets::read(&source).unwrap_or_else(|error| panic!("{error}"));
    let find_from_root =
        |name: &str, named_in: &str| find(&format!("../{name}"), &format!("scenarios/{named_in}"));
    let scenario = targets.scenario(&|name: &str, named_in: &str| match named_in {
        "mine.toml" => find_from_root(name, named_in),
        _ => find(name, named_in),
    });
    let scenario = scenario.unwrap_or_else(|error| panic!("{error}"));
    let calibration =
        Calibration::read(&source, targets, &scenario).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((calibration.problem.parameters.len(), calibration.problem.aims.len()), (2, 3));
}

/// The label stands in the title, which every table, chart, page and document carries.
#[test]
fn markets_without_eight_moments_of_their_own_say_that_they_are_illustrative() {
    let with_moments: Vec<String> = fs::read_dir(root().join("targets"))
        .unwrap()
        .map(|entry| Targets::read(&source(&entry.unwrap().path())).unwrap())
        .filter(|targets| targets.targets.iter().filter(|target| target.grade != Grade::Assumed).count() >= 8)
        .map(|targets| targets.scenario(&find).unwrap().market.name)
        .collect();
    let mut illustrative = Vec::new();
    for entry in fs::read_dir(root().join("markets")).unwrap() {
        let file = source(&entry.unwrap().path());
        let market =
            Scenario::read(&file, &find, &Overrides::default()).unwrap_or_else(|error| panic!("{error}"));
        let market = &market.market;
        // Markets that extend one with moments have its figures but for their laws and borders; one is made for tests of law.
        let of_one_with = with_moments.iter().any(|name| market.name.starts_with(name.as_str()));
        if of_one_with || market.name == "two-jurisdictions" {
            continue;
        }
        assert!(market.title.ends_with("(illustrative, transferred parameters)"), "{}", market.title);
        illustrative.push(market.name.clone());
    }
    illustrative.sort();
    assert_eq!(illustrative, ["critical-infrastructure", "industrial-sensors", "mixed", "wearable-health"]);
}

#[test]
fn the_shipped_calibration_aims_at_evidence_and_leaves_some_of_it() {
    let source = source(&root().join("targets/smart-home.toml"));
    let targets = Targets::read(&source).unwrap();
    let scenario = targets.scenario(&find).unwrap_or_else(|error| panic!("{error}"));
    let calibration =
        Calibration::read(&source, targets, &scenario).unwrap_or_else(|error| panic!("{error}"));
    let (parameters, aims) = (&calibration.problem.parameters, &calibration.problem.aims);
    assert!(parameters.len() >= 6 && aims.len() >= 20);
    assert!(calibration.moments.len() - aims.len() >= 6, "moments that nothing was fitted to");
    for aim in aims {
        let target = calibration.target(aim.moment).unwrap();
        assert!(target.grade != Grade::Assumed, "{}: fitted to an assumption", aim.moment.key);
    }
    for parameter in parameters {
        assert!(parameter.fields.iter().all(|field| field.value == parameter.start), "{}", parameter.path);
    }
}

#[test]
fn every_published_simulation_is_asked_or_says_what_it_would_take() {
    let mut names = Vec::new();
    for entry in fs::read_dir(root().join("published")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let experiment = Experiment::read(&source(&path)).unwrap_or_else(|error| panic!("{error}"));
        let worlds = experiment.worlds(&find).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(experiment.claims.is_empty(), worlds.is_empty());
        assert!(experiment.claims.is_empty() != experiment.needs.is_empty(), "{}", experiment.name);
        assert_eq!(path.file_stem().unwrap().to_string_lossy(), experiment.name);
        names.push(experiment.name);
    }
    names.sort();
    assert_eq!(
        names,
        [
            "august-tunca-2011",
            "dawid-muehlheusser-2022",
            "hastings-sethumadhavan-2025",
            "heinrich-sabuco-farmer-2019",
            "kim-chen-mukhopadhyay-2011",
            "lam-2016"
        ]
    );
}

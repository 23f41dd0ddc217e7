//! Worked legal cases: `cases/*.toml` state facts, law and authority; the law's functions must decide as written.

use caveat::law::apportionment::{Chain, Paid, Party, apportion};
use caveat::law::award::{Award, Facts, Luck, award};
use caveat::law::damages::Circumstances;
use caveat::law::relief::{Levels, Record};
use caveat::law::rule::{Rule, levers};
use caveat::law::schedule::Losses;
use caveat::law::standard::Origin;
use caveat::law::subjects::ComponentMaker;
use caveat::law::verdict::Conduct;
use caveat::lever::{Kind, Value};
use caveat::scenario::market::HeadName;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    title: String,
    authority: String,
    because: String,
    rule: BTreeMap<String, toml::Value>,
    facts: CaseFacts,
    expect: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct CaseFacts {
    head: String,
    origin: String,
    /// Who made the component that the flaw sits in.
    component: String,
    /// Does the maker sit abroad?
    abroad: bool,
    losses_eur: Vec<f64>,
    claimants: Option<f64>,
    care: Care,
    validated: bool,
    overdue: bool,
    publication_days: f64,
    discovery: f64,
    legacy: bool,
    complexity: f64,
    overdue_months: f64,
    patch_cost_eur: f64,
    price_eur: f64,
    support_ended_at_months: f64,
    solved_due: f64,
    prevented_by: f64,
    unpatched: Unpatched,
    careless: f64,
    findings: f64,
    knowledge_months: f64,
    sale_months: f64,
    delay_months: f64,
    luck: CaseLuck,
    assets: Assets,
}

impl Default for CaseFacts {
    fn default() -> Self {
        CaseFacts {
            head: "property".to_owned(),
            origin: "design".to_owned(),
            component: "supplier".to_owned(),
            abroad: false,
            losses_eur: Vec::new(),
            claimants: None,
            care: Care::default(),
            validated: false,
            overdue: false,
            publication_days: 90.0,
            discovery: 0.0,
            legacy: false,
            complexity: 1.0,
            overdue_months: 0.0,
            patch_cost_eur: 0.0,
            price_eur: 0.0,
            support_ended_at_months: 0.0,
            solved_due: 0.0,
            prevented_by: f64::INFINITY,
            unpatched: Unpatched::default(),
            careless: 0.0,
            findings: 0.0,
            knowledge_months: 0.0,
            sale_months: 0.0,
            delay_months: 0.0,
            luck: CaseLuck::default(),
            assets: Assets::default(),
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Care {
    design: f64,
    testing: f64,
    response: f64,
}

/// Shares of devices unpatched at the attack, as it was and had the fix come at the deadline.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Unpatched {
    actual: f64,
    due: f64,
}

impl Default for Unpatched {
    fn default() -> Self {
        Unpatched { actual: 1.0, due: 1.0 }
    }
}

/// Where a case does not say, the victim is lucky, the court makes no error and both sides know the chances.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct CaseLuck {
    attribution: f64,
    crime: f64,
    court: f64,
    proof: f64,
    beliefs: [f64; 2],
}

impl Default for CaseLuck {
    fn default() -> Self {
        CaseLuck { attribution: 0.0, crime: 0.999, court: 0.0, proof: 0.0, beliefs: [0.5, 0.5] }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Assets {
    maker_eur: f64,
    supplier_eur: f64,
    importer_eur: f64,
    seller_eur: f64,
}

impl Default for Assets {
    fn default() -> Self {
        Assets {
            maker_eur: f64::INFINITY,
            supplier_eur: f64::INFINITY,
            importer_eur: f64::INFINITY,
            seller_eur: f64::INFINITY,
        }
    }
}

fn number(written: &toml::Value) -> Option<f64> {
    match written {
        toml::Value::Float(number) => Some(*number),
        toml::Value::Integer(whole) => Some(*whole as f64),
        _ => None,
    }
}

/// The law of a case: registry defaults, then the case's patch through the registry's own setters.
fn law(patch: &BTreeMap<String, toml::Value>) -> Result<Rule, String> {
    let mut rule = Rule::default();
    for (path, written) in patch {
        let lever = levers()
            .into_iter()
            .flatten()
            .find(|lever| lever.path == path.as_str())
            .ok_or_else(|| format!("rule: there is no lever `{path}`"))?;
        let value = match (lever.kind, written) {
            (Kind::Choice(names), toml::Value::String(word)) => {
                names.iter().position(|name| name == word).map(Value::Choice)
            }
            (Kind::Flag, toml::Value::Boolean(on)) => Some(Value::Flag(*on)),
            (_, written) => number(written).map(Value::Num),
        };
        (lever.set)(&mut rule, value.ok_or_else(|| format!("rule: `{path}` cannot be {written:?}"))?);
    }
    Ok(rule)
}

fn named<T: Copy>(all: &[T], names: &[&str], word: &str) -> Result<T, String> {
    let at = names.iter().position(|name| *name == word);
    at.map(|i| all[i]).ok_or_else(|| format!("facts: `{word}` is none of {names:?}"))
}

fn decide(rule: &Rule, facts: &CaseFacts) -> Result<(Award, Paid), String> {
    let origin = named(Origin::ALL, Origin::NAMES, &facts.origin)?;
    let care =
        Levels { design: facts.care.design, testing: facts.care.testing, response: facts.care.response };
    let on_prong = match origin {
        Origin::Design => care.design,
        Origin::Implementation | Origin::Component => care.testing,
        Origin::Update => care.response,
    };
    let victims = facts.losses_eur.len() as f64;
    let Unpatched { actual, due } = facts.unpatched;
    let luck = &facts.luck;
    let record = Record {
        overdue: facts.overdue,
        publication_days: facts.publication_days,
        discovery: facts.discovery,
    };
    let decision = award(
        rule,
        &Facts {
            conduct: Conduct {
                origin,
                care: on_prong,
                due: rule.standard.due(origin, facts.solved_due),
                prevented_by: facts.prevented_by,
                late_share: ((actual - due) / actual).max(0.0),
                complexity: facts.complexity,
            },
            chain: Chain {
                component: Some(named(ComponentMaker::ALL, ComponentMaker::NAMES, &facts.component)?),
                abroad: facts.abroad,
            },
            circumstances: Circumstances {
                head: named(HeadName::ALL, HeadName::NAMES, &facts.head)?,
                careless: facts.careless,
                pattern: rule.damages.is_pattern(facts.findings),
                in_harbour: rule.relief.shelters(&care, facts.validated, &record),
                delay_months: facts.delay_months,
                overdue_months: facts.overdue_months,
                complies: rule.duties.met_by(&care),
            },
            losses: Losses::Drawn(&facts.losses_eur),
            victims,
            claimants: facts.claimants.unwrap_or(victims),
            knowledge_months: facts.knowledge_months,
            sale_months: facts.sale_months,
            legacy: facts.legacy,
            luck: Luck {
                attribution: luck.attribution,
                crime: luck.crime,
                court: luck.court,
                proof: luck.proof,
                beliefs: luck.beliefs,
                trial: 0.0,
            },
        },
    );
    let Assets { maker_eur, supplier_eur, importer_eur, seller_eur } = facts.assets;
    let assets = [maker_eur, supplier_eur, importer_eur, seller_eur];
    let parties = std::array::from_fn(|i| Party { share: decision.shares[i], assets_eur: assets[i] });
    Ok((decision, apportion(decision.flows.damages_eur, &parties)))
}

/// What a case may expect, by the name it uses.
fn answer(rule: &Rule, facts: &CaseFacts, (decision, paid): (&Award, &Paid), field: &str) -> Option<f64> {
    let flows = &decision.flows;
    Some(match field {
        "suits" => flows.suits,
        "settled" => flows.settled,
        "damages_eur" => flows.damages_eur,
        "counsel_eur" => flows.counsel_eur,
        "defence_eur" => flows.defence_eur,
        "plaintiff_eur" => flows.plaintiff_eur,
        "court_eur" => flows.court_eur,
        "surplus_eur" => flows.surplus_eur(),
        "recoverable_eur" => flows.funnel.recoverable_eur,
        "attributable_eur" => flows.funnel.attributable_eur,
        "claimed_eur" => flows.funnel.claimed_eur,
        "found_eur" => flows.funnel.found_eur,
        "maker_pays_eur" => paid.by_eur[0],
        "supplier_pays_eur" => paid.by_eur[1],
        "importer_pays_eur" => paid.by_eur[2],
        "seller_pays_eur" => paid.by_eur[3],
        "uncollected_eur" => paid.uncollected_eur,
        "fund_eur" => {
            let untraced = !rule.causation.traces(facts.luck.attribution);
            let untraced_eur = if untraced { flows.funnel.recoverable_eur } else { 0.0 };
            rule.fund.for_unpaid(paid.uncollected_eur) + rule.fund.for_untraced(untraced_eur)
        }
        "patching_eur" => rule.damages.patching_costs * facts.patch_cost_eur * facts.losses_eur.len() as f64,
        "refund_eur" => facts.price_eur * rule.warranty.refund_at(facts.support_ended_at_months),
        "victims_keep_eur" => flows.net_eur() - paid.uncollected_eur,
        _ => return None,
    })
}

/// What is wrong with the decision of a case, one line a field.
fn faults(case: &Case) -> Vec<String> {
    let decided = law(&case.rule).and_then(|rule| decide(&rule, &case.facts).map(|decided| (rule, decided)));
    let (rule, (decision, paid)) = match decided {
        Ok(decided) => decided,
        Err(why) => return vec![why],
    };
    let fault = |(field, expected): (&String, &toml::Value)| match expected {
        toml::Value::String(ground) if field == "ground" => {
            let found = decision.ground.name();
            (found != ground).then(|| format!("{field}: expected {ground}, found {found}"))
        }
        toml::Value::Boolean(finding) if field == "adverse_finding" => (decision.adverse_finding != *finding)
            .then(|| format!("{field}: expected {finding}, found {}", !finding)),
        written => match (number(written), answer(&rule, &case.facts, (&decision, &paid), field)) {
            (Some(expected), Some(found)) => {
                let close = (found - expected).abs() <= 1e-9 * expected.abs().max(1.0);
                (!close).then(|| format!("{field}: expected {expected}, found {found}"))
            }
            _ => Some(format!("expect: `{field}` = {written:?} cannot be checked")),
        },
    };
    case.expect.iter().filter_map(fault).collect()
}

fn case_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = std::fs::read_dir(folder).expect("tests/cases is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    files.sort();
    files
}

#[test]
fn every_case_is_decided_as_written() {
    let mut wrong = Vec::new();
    for file in case_files() {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).expect("readable");
        let case: Case = match toml::from_str(&text) {
            Ok(case) => case,
            Err(why) => {
                wrong.push(format!("{name}: {why}"));
                continue;
            }
        };
        for fault in faults(&case) {
            wrong.push(format!(
                "{name}: {fault}\n    {} ({})\n    {}",
                case.title,
                case.authority,
                case.because.trim()
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn there_are_enough_cases() {
    assert!(case_files().len() >= 60);
}

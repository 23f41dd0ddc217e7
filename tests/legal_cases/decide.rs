//! What the law's functions make of the facts of a case.

use caveat::law::apportionment::{Chain, Paid, Party, apportion};
use caveat::law::award::{Award, Facts, Luck, award};
use caveat::law::damages::Circumstances;
use caveat::law::duties::{Conformity, Recognition};
use caveat::law::procedure::Timing;
use caveat::law::relief::{Levels, Record};
use caveat::law::rule::Rule;
use caveat::law::schedule::Losses;
use caveat::law::standard::Origin;
use caveat::law::subjects::ComponentMaker;
use caveat::law::verdict::Conduct;
use caveat::scenario::market::HeadName;

use crate::facts::{Assets, CaseFacts, Unpatched};
use crate::law::Judged;

fn named<T: Copy>(all: &[T], names: &[&str], word: &str) -> Result<T, String> {
    let at = names.iter().position(|name| *name == word);
    at.map(|i| all[i]).ok_or_else(|| format!("facts: `{word}` is none of {names:?}"))
}

pub(crate) fn decide(Judged { rule, at_sale }: &Judged, facts: &CaseFacts) -> Result<(Award, Paid), String> {
    let origin = named(Origin::ALL, Origin::NAMES, &facts.origin)?;
    let care = levels(facts);
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
                due: at_sale.standard.due(origin, facts.solved_due),
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
                conformity: Rule::conformity(at_sale, rule, &care, [0.0; 3]),
            },
            losses: Losses::Drawn(&facts.losses_eur),
            victims,
            claimants: facts.claimants.unwrap_or(victims),
            timing: Timing {
                knowledge_months: facts.knowledge_months,
                harm_months: facts.harm_months,
                sale_months: facts.sale_months,
            },
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
    let assets = [maker_eur + cover_eur(rule, facts), supplier_eur, importer_eur, seller_eur];
    let parties = std::array::from_fn(|i| Party { share: decision.shares[i], assets_eur: assets[i] });
    Ok((decision, apportion(decision.flows.damages_eur, &parties)))
}

fn levels(facts: &CaseFacts) -> Levels {
    Levels { design: facts.care.design, testing: facts.care.testing, response: facts.care.response }
}

/// The fine, if an inspection found the facts of the case: care below a floor, or a known flaw past its deadline.
fn fine_eur(rule: &Rule, facts: &CaseFacts) -> f64 {
    let below = Rule::conformity(rule, rule, &levels(facts), [0.0; 3]) == Conformity::Short;
    let late = facts.overdue && rule.duties.patch_days.is_finite();
    if below || late { rule.enforcement.fine_eur(facts.turnover_eur) } else { 0.0 }
}

/// What mandatory cover adds to what the maker can pay.
fn cover_eur(rule: &Rule, facts: &CaseFacts) -> f64 {
    if rule.cover.mandatory { rule.cover.limit_turnover * facts.turnover_eur } else { 0.0 }
}

/// What a case may expect, by the name it uses.
pub(crate) fn answer(
    rule: &Rule,
    facts: &CaseFacts,
    (decision, paid): (&Award, &Paid),
    field: &str,
) -> Option<f64> {
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
        "fine_eur" => fine_eur(rule, facts),
        "cover_eur" => cover_eur(rule, facts),
        "levy_eur" => rule.fund.levy * facts.turnover_eur,
        "compliance_eur" if facts.shown_elsewhere && rule.duties.recognition != Recognition::Off => 0.0,
        "compliance_eur" => rule.duties.compliance_eur,
        "support_months" => rule.duties.support_months,
        "shown_by_label" => rule.duties.label,
        "victims_keep_eur" => flows.net_eur() - paid.uncollected_eur,
        _ => return None,
    })
}

//! What a rule says to no effect: levers that another lever, or the market, leaves with nothing to do.

use super::apportionment::{OpenSource, Sharing};
use super::damages::VictimFault;
use super::hollow::hollow;
use super::relief::Effect;
use super::review::{Moved, Watched};
use super::rule::{Rule, levers};
use super::standard::{Compliance, DueCare, Kind};
use super::subjects::Means;

/// A lever that does nothing where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Idle {
    /// The lever.
    pub path: &'static str,
    /// What leaves it with nothing to do, of the law or of the market.
    pub by: &'static str,
    /// What is wrong, in one line.
    pub message: String,
    /// What to change.
    pub help: String,
}

/// The levers that a rule says (that differ from their default): those that do nothing, and the others.
pub(super) fn sorted(rule: &Rule, means: &Means) -> (Vec<Idle>, Vec<&'static str>) {
    let groups = [
        standard(rule),
        showing(rule),
        damages(rule, means),
        harbour(rule),
        chain(rule),
        inspectors(rule),
        authorities(rule),
    ]
    .concat();
    let spared = |path| groups.iter().find(|group| group.holds && group.paths.contains(&path));
    let (mut idle, mut busy) = (Vec::new(), Vec::new());
    for lever in levers().into_iter().flatten().filter(|lever| (lever.get)(rule) != lever.default) {
        match spared(lever.path) {
            Some(group) => idle.push(Idle {
                path: lever.path,
                by: group.by,
                message: format!("{} has no effect: {}", lever.path, group.why),
                help: format!("set {}, or leave {} out", group.by, lever.path),
            }),
            None => busy.push(lever.path),
        }
    }
    let hollow: Vec<Idle> = hollow(rule).filter(|found| busy.contains(&found.path)).collect();
    busy.retain(|path| hollow.iter().all(|found| found.path != *path));
    idle.extend(hollow);
    (idle, busy)
}

/// Levers that do nothing if something holds of the lever `by`.
#[derive(Clone, Debug)]
struct Group {
    by: &'static str,
    holds: bool,
    why: &'static str,
    paths: Vec<&'static str>,
}

fn group(by: &'static str, holds: bool, why: &'static str, paths: &[&'static str]) -> Group {
    Group { by, holds, why, paths: paths.to_vec() }
}

fn standard(rule: &Rule) -> Vec<Group> {
    let standard = &rule.standard;
    vec![
        group(
            "standard.kind",
            standard.lets_all_pass(),
            "nobody answers for harm",
            &[
                "damages.multiplier",
                "damages.punitive",
                "damages.lateness_per_month",
                "standard.compliance",
                "standard.presumption_on_breach",
                "standard.proof_design",
                "standard.proof_testing",
                "standard.proof_update",
                "relief.effect",
                "enforcement.recall",
                "enforcement.injunction",
                "cover.mandatory",
            ],
        ),
        group(
            "standard.kind",
            standard.kind == Kind::Hybrid,
            "a hybrid standard is one for all types of defect",
            &["standard.kind_design", "standard.kind_testing", "standard.kind_update"],
        ),
        group(
            "standard.kind",
            standard.kind != Kind::Hybrid,
            "only a hybrid standard has a part without fault",
            &["standard.strict_share", "standard.complexity_exponent"],
        ),
        group(
            "standard.due_care",
            standard.due_care != DueCare::Explicit,
            "due care is not written in the law",
            &["standard.due_design", "standard.due_testing", "standard.due_response"],
        ),
    ]
}

/// What victims have to show.
fn showing(rule: &Rule) -> Vec<Group> {
    let standard = &rule.standard;
    vec![
        group(
            "standard.proof",
            standard.presumption_on_breach <= standard.least_proof(),
            "the case is proven as often without it",
            &["standard.presumption_on_breach"],
        ),
        group(
            "duties.floor_design",
            !rule.asks_for_care(),
            "no care is demanded that could fall short",
            &["standard.presumption_on_breach"],
        ),
        group(
            "standard.compliance",
            standard.compliance != Compliance::Evidence,
            "compliance is no evidence",
            &["standard.evidence_weight"],
        ),
        group(
            "standard.compliance",
            standard.compliance != Compliance::Presumption,
            "compliance is no presumption",
            &["standard.rebuttal"],
        ),
        group(
            "standard.court_error",
            standard.court_error == 0.0,
            "courts do not err",
            &["guidelines.court_error"],
        ),
    ]
}

fn damages(rule: &Rule, means: &Means) -> Vec<Group> {
    let (damages, enforcement, procedure) = (&rule.damages, &rule.enforcement, &rule.procedure);
    let pattern = damages.punitive > 0.0 || enforcement.recall > 0.0 || enforcement.injunction > 0.0;
    vec![
        group(
            "damages.victim_fault",
            damages.victim_fault != VictimFault::Comparative,
            "victims' fault is not weighed",
            &["damages.fault_share"],
        ),
        group(
            "damages.punitive",
            !pattern,
            "nothing follows from a pattern of neglect",
            &["damages.pattern_findings", "damages.pattern_months"],
        ),
        group(
            "segment.*.patch_cost_eur",
            !means.owners_pay_for_fixes,
            "no owner pays anything to install a fix",
            &["damages.patching_costs"],
        ),
        group(
            "procedure.limitation_months",
            procedure.limitation_injury_months <= procedure.limitation_months,
            "claims for other harm have as long",
            &["procedure.limitation_injury_months"],
        ),
        group(
            "procedure.long_stop_months",
            procedure.long_stop_injury_months <= procedure.long_stop_months,
            "claims for other harm have as long",
            &["procedure.long_stop_injury_months"],
        ),
        group(
            "damages.property",
            damages.property == 0.0,
            "property damage is not compensated",
            &["damages.threshold_property_eur", "damages.deductible_property_eur"],
        ),
        group(
            "damages.injury",
            damages.injury == 0.0,
            "bodily injury is not compensated",
            &["procedure.limitation_injury_months", "procedure.long_stop_injury_months"],
        ),
        group(
            "procedure.class_action",
            !rule.procedure.class_action,
            "victims do not sue as a class",
            &["procedure.counsel_share"],
        ),
    ]
}

fn harbour(rule: &Rule) -> Vec<Group> {
    let (relief, damages) = (&rule.relief, &rule.damages);
    let extra = damages.multiplier > 1.0 || damages.punitive > 0.0 || damages.lateness_per_month > 0.0;
    let effect = "relief.effect";
    vec![
        group(
            effect,
            relief.effect == Effect::Off,
            "there is no harbour",
            &[
                "relief.design",
                "relief.testing",
                "relief.response",
                "relief.fee_eur",
                "relief.cooperation",
                "relief.transparency_days",
                "relief.monitoring",
            ],
        ),
        group(effect, relief.effect != Effect::Share, "no harbour spares a share", &["relief.share"]),
        group(effect, relief.effect != Effect::Cap, "no harbour caps", &["relief.cap_eur"]),
        group(effect, relief.effect != Effect::Burden, "no harbour lightens the burden", &["relief.proof"]),
        group(
            "relief.share",
            relief.effect == Effect::Share && relief.share == 1.0,
            "the harbour spares nothing",
            &["relief.effect"],
        ),
        group(
            "relief.proof",
            relief.effect == Effect::Burden && relief.proof == 1.0,
            "the harbour spares nothing",
            &["relief.effect"],
        ),
        group(
            "damages.punitive",
            relief.effect == Effect::NoPunitive && !extra,
            "there is no multiplier and no punitive part to spare",
            &["relief.effect"],
        ),
        group(
            "duties.patch_days",
            relief.cooperation && rule.duties.patch_days.is_infinite(),
            "no fix is ever late",
            &["relief.cooperation"],
        ),
    ]
}

fn chain(rule: &Rule) -> Vec<Group> {
    let apportionment = &rule.apportionment;
    let sharing = "apportionment.sharing";
    vec![
        group(
            sharing,
            apportionment.sharing == Sharing::Channelled,
            "all liability is channelled to the maker",
            &[
                "apportionment.supplier_share",
                "apportionment.service_share",
                "apportionment.seller_share",
                "apportionment.recourse_small",
                "apportionment.recourse_cap_eur",
                "apportionment.open_source",
                "apportionment.steward_cap_eur",
            ],
        ),
        group(
            sharing,
            apportionment.sharing == Sharing::Several,
            "each answers for its own share only",
            &["apportionment.recourse_cap_eur", "apportionment.recourse_small"],
        ),
        group(
            sharing,
            apportionment.sharing == Sharing::Chain,
            "the seller answers for what is left, and for no share of its own",
            &["apportionment.seller_share"],
        ),
        group(
            "apportionment.open_source",
            apportionment.open_source != OpenSource::Steward,
            "no steward answers",
            &["apportionment.steward_cap_eur"],
        ),
    ]
}

/// What inspectors do, or cost.
const BY_INSPECTORS: [&str; 5] = [
    "enforcement.fine_turnover",
    "enforcement.fine_floor_eur",
    "enforcement.fine_effort",
    "enforcement.order",
    "enforcement.inspection_cost_eur",
];

fn inspectors(rule: &Rule) -> Vec<Group> {
    let (enforcement, review) = (&rule.enforcement, &rule.review);
    let moves = |moved| review.watches != Watched::Off && review.moves == moved;
    let nobody = enforcement.inspections == 0.0 && !moves(Moved::Inspections);
    let fined = enforcement.fine_turnover > 0.0 || enforcement.fine_floor_eur > 0.0;
    let followed = fined || moves(Moved::FineTurnover) || enforcement.order && rule.asks_for_care();
    let inspections = "enforcement.inspections";
    vec![
        group(
            inspections,
            nobody,
            "nobody inspects",
            &[&BY_INSPECTORS[..], &["enforcement.capacity"]].concat(),
        ),
        group(
            "enforcement.capacity",
            enforcement.capacity == 0.0,
            "the authority has no staff",
            &[&BY_INSPECTORS[..], &[inspections]].concat(),
        ),
        group("enforcement.fine_turnover", !followed, "no fine and no order follows", &[inspections]),
        group(
            "duties.floor_design",
            !rule.can_be_breached(),
            "no floor of care, no deadline and no report is there to fall short of",
            &[inspections, "enforcement.fine_turnover", "enforcement.fine_floor_eur"],
        ),
    ]
}

fn authorities(rule: &Rule) -> Vec<Group> {
    let review = &rule.review;
    vec![
        group(
            "review.watches",
            review.watches == Watched::Off,
            "there is no review",
            &["review.low", "review.high", "review.moves", "review.step", "review.least", "review.most"],
        ),
        group("review.step", review.step == 0.0, "a review moves nothing", &["review.watches"]),
        group(
            "duties.floor_design",
            !rule.asks_for_care(),
            "no floor of care is there to be kept to",
            &["enforcement.order"],
        ),
        group(
            "fund.levy",
            rule.fund.levy == 0.0,
            "nobody pays into the fund",
            &["fund.covers", "fund.unattributed"],
        ),
        group(
            "duties.patch_days",
            rule.duties.patch_days.is_infinite(),
            "no fix is ever late",
            &["warranty.reduction"],
        ),
        group(
            "certification.mandatory",
            !rule.certification.mandatory && !rule.relief.certified,
            "nobody asks for a certificate",
            &[
                "certification.design",
                "certification.testing",
                "certification.cost_eur",
                "certification.months",
                "certification.validity_years",
                "certification.false_pass",
                "certification.false_fail",
            ],
        ),
        group(
            "duties.compliance_eur",
            rule.duties.compliance_eur == 0.0,
            "compliance costs nothing",
            &["guidelines.compliance_cost"],
        ),
    ]
}

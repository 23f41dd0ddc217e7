//! Whether the maker's side answers for a flaw's harm, and for which share of it: standard of care and cause in one.

use super::causation::{Link, Prevention, breach_and_cause, preventable};
use super::rule::Rule;
use super::standard::{Chance, Kind, Origin};
use crate::choices;

choices! {
    /// Why the maker's side answers, or does not.
    pub enum Ground {
        /// No law makes it answer: the disclaimer holds.
        Disclaimer = "disclaimer",
        /// The court does not look at this kind of conduct.
        NotExamined = "not_examined",
        /// Care was as the court demands.
        NoBreach = "no_breach",
        /// Due care would not have prevented the flaw.
        NoCause = "no_cause",
        /// The state of the art would not have prevented the flaw.
        Excused = "excused",
        /// A fix came too late: it answers for what a timely fix would have prevented.
        LateFix = "late_fix",
        /// A breach of the duty of care.
        Breach = "breach",
        /// A defect, whatever the care.
        Defect = "defect",
        /// A defect without fault, for a part of the harm: a hybrid standard.
        DefectInPart = "defect_in_part",
    }
}

/// What a court looks at. All care is in units of care level, on the prong of the flaw's origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conduct {
    /// Where the flaw comes from.
    pub origin: Origin,
    /// Care that the maker took.
    pub care: f64,
    /// Due care at the time of the conduct: placing on the market for design and testing, the month for updates.
    pub due: f64,
    /// Least care that would have prevented this flaw: `λ⁻¹(Γ)` of its arrival `Γ`; infinite if none would have.
    pub prevented_by: f64,
    /// Share of the harm that a fix at the deadline would have prevented: `(ū_actual − ū_due)/ū_actual`.
    pub late_share: f64,
    /// Complexity of the product.
    pub complexity: f64,
}

/// A verdict on one flaw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// Why.
    pub ground: Ground,
    /// Share of the harm that the maker's side answers for.
    pub share: f64,
}

/// The verdict that a court would reach on proven facts; `court_shock ~ N(0, 1)` is its error about due care.
///
/// A flaw exists iff `care < prevented_by`, so that every comparison is one of care levels: breach iff care is
/// below the level found, cause iff that level would have prevented the flaw (Grady 1983, *Yale Law Journal* 92).
/// Where the first duty was kept, the second may be broken: a fix that came late.
#[must_use]
pub fn verdict(rule: &Rule, conduct: &Conduct, court_shock: f64) -> Verdict {
    let ground = match rule.standard.kind_of(conduct.origin) {
        Kind::None => Ground::Disclaimer,
        Kind::Strict => strict(rule, conduct),
        Kind::Negligence | Kind::Hybrid => negligence(rule, conduct, court_shock),
    };
    let without_fault = rule.standard.without_fault(conduct.complexity);
    let late = conduct.late_share.min(late_share_counts(rule));
    match ground {
        Ground::Breach | Ground::Defect => Verdict { ground, share: 1.0 },
        _ if late > without_fault => Verdict { ground: Ground::LateFix, share: late },
        _ if without_fault > 0.0 => Verdict { ground: Ground::DefectInPart, share: without_fault },
        _ => Verdict { ground, share: 0.0 },
    }
}

/// Defect suffices, but for flaws that the state of the art leaves (Directive (EU) 2024/2853, art. 11(1)(e)).
fn strict(rule: &Rule, conduct: &Conduct) -> Ground {
    if rule.standard.state_of_the_art < conduct.prevented_by { Ground::Excused } else { Ground::Defect }
}

fn negligence(rule: &Rule, conduct: &Conduct, court_shock: f64) -> Ground {
    let demanded = rule.standard.found(conduct.due, court_shock);
    if !rule.standard.examines(conduct.origin) {
        Ground::NotExamined
    } else if conduct.care >= demanded {
        Ground::NoBreach
    } else if rule.causation.link == Link::ButFor && demanded < conduct.prevented_by {
        Ground::NoCause
    } else {
        Ground::Breach
    }
}

/// 1 if a late fix is a ground of its own, else 0: a defect of update, wherever the flaw comes from.
///
/// A deadline is written in days, so that no court errs about it. What a late fix adds is the harm after the
/// deadline, whichever [`Link`] the law has. Under strict liability it defeats the state-of-the-art defence, which
/// looks at the whole time in which the maker controls the product (Directive (EU) 2024/2853, art. 11(1)(e), (2)(c)).
#[must_use]
pub(super) fn late_share_counts(rule: &Rule) -> f64 {
    let counts = match rule.standard.kind_of(Origin::Update) {
        Kind::None => false,
        Kind::Strict => true,
        Kind::Negligence | Kind::Hybrid => rule.standard.prong_update,
    };
    f64::from(u8::from(counts))
}

/// The chance that a maker answers for the whole harm of a flaw that its care left: the mean of [`verdict`]
/// over the court's error and over the flaws that `care` leaves. Else it answers for a late fix or, under a
/// hybrid standard, for the part without fault at most.
///
/// Strict liability with a state-of-the-art defence is negligence with that level as due care, limited to what
/// the shortfall caused and judged without error.
#[must_use]
pub fn liability_chance(
    rule: &Rule,
    origin: Origin,
    due: f64,
    care: f64,
    technology: &impl Prevention,
) -> Chance {
    let standard = &rule.standard;
    match (standard.kind_of(origin), rule.causation.link) {
        (Kind::None, _) => Chance::NEVER,
        (Kind::Strict, _) if standard.state_of_the_art == f64::INFINITY => Chance::ALWAYS,
        (Kind::Strict, _) => preventable(standard.state_of_the_art, care, technology),
        (Kind::Negligence | Kind::Hybrid, _) if !standard.examines(origin) => Chance::NEVER,
        (Kind::Negligence | Kind::Hybrid, Link::Full) => standard.breach(due, care),
        (Kind::Negligence | Kind::Hybrid, Link::ButFor) => breach_and_cause(standard, due, care, technology),
    }
}

/// The chance that the maker of a product answers for the whole harm of a component's flaw, by its `diligence`: the mean of
/// [`verdict`] over the court's error and over the flaws that the component's own care, `made_with`, left. It may be in breach
/// of its diligence, and yet not have caused a flaw that the component's maker had left already.
///
/// With `a` the greater of both cares and `ρ = λ(a)/λ(made_with)`: `(1 − ρ)·P(f > a) + ρ·E[1 − λ(f)/λ(a); f > a]` over the level
/// `f` that the court demands.
#[must_use]
pub fn integrator_chance(
    rule: &Rule,
    due: f64,
    diligence: f64,
    made_with: f64,
    technology: &impl Prevention,
) -> Chance {
    let standard = &rule.standard;
    let by = |care: f64| liability_chance(rule, Origin::Component, due, care, technology);
    match (standard.kind_of(Origin::Component), rule.causation.link) {
        (Kind::Strict, _) => return Chance { slope: 0.0, ..by(made_with) },
        (Kind::Negligence | Kind::Hybrid, Link::ButFor) if standard.examines(Origin::Component) => {}
        _ => return by(diligence),
    }
    let least = diligence.max(made_with);
    let (breach, caused) = (standard.breach(due, least), breach_and_cause(standard, due, least, technology));
    let left = technology.intensity(least) / technology.intensity(made_with);
    let value = (1.0 - left) * breach.value + left * caused.value;
    let slope = (1.0 - left) * breach.slope + left * caused.slope
        - left * technology.log_slope(least) * (breach.value - caused.value);
    Chance { value, slope: if diligence > made_with { slope } else { 0.0 } }
}
